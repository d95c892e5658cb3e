from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Members are made by administrators."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
