"""Ordinary pages inside the admin's frame: its sidebar, header and theme around a template of ours."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from staff.models import Member


class SignedIn(HttpRequest):
    """What a view behind login_required is called with."""

    user: Member


def shell(
    request: HttpRequest, template: str, context: dict[str, Any], *, title: str, status: int = 200
) -> HttpResponse:
    request.current_app = admin.site.name
    frame = {**admin.site.each_context(request), "title": title}
    return render(request, template, {**frame, **context}, status=status)
