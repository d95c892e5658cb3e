"""allauth's pages without those that would make accounts or a second address for one."""

from typing import NoReturn

from allauth.account import urls as allauth_urls
from allauth.account.views import password_reset
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache

CLOSED = [
    "signup/",
    "email/",
    "confirm-email/",
    "confirm-email/<str:key>/",
    "password/set/",
    "login/code/confirm/",
]


def closed(request: HttpRequest, key: str = "") -> NoReturn:
    """The addresses keep their names, which allauth's own views look up."""
    raise Http404


@never_cache
def forgotten_password(request: HttpRequest) -> HttpResponse:
    if settings.EMAIL_SENDS:
        response: HttpResponse = password_reset(request)
        return response
    return render(request, "account/password_reset_by_administrator.html")


urlpatterns = [
    path("password/reset/", forgotten_password, name="account_reset_password"),
    *(path(route, closed) for route in CLOSED),
    *allauth_urls.urlpatterns,
]
