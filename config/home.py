"""Where the shell begins: nobody needs a list of tables, everybody has a page they work on."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

PAGES = [
    ("bots.view_bot", "admin:bots_bot_changelist"),
    ("handover.view_conversation", "desk:list"),
]


def start(request: HttpRequest) -> HttpResponse:
    """Administrators to their bots, members to the desk; the empty index for whoever has no role yet."""
    for permission, page in PAGES:
        if request.user.has_perm(permission):
            return redirect(page)
    index: HttpResponse = admin.site.index(request)
    return index
