"""Of what a member is told, how, and when not: for themselves, or by an administrator."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from staff.models import Member
from staff.told_form import ToldForm
from staff.views import ways
from staff.views.shell import SignedIn, shell
from staff.views.ways import whose


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def page(request: SignedIn, pk: int | None = None) -> HttpResponse:
    """One's own, or that of the member with this id. 422 with what was typed when some of it is wrong."""
    member = whose(request, pk or request.user.pk)
    if request.method != "POST":
        return _page(request, _form(request, member))
    form = _form(request, member, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    with transaction.atomic():
        form.save()
        form.keep_told()
    messages.success(request, f"{_owner(request, member)} notification settings are saved.")
    return redirect("staff:ways", pk) if pk else redirect("staff:settings")


@require_safe
@login_required
def words(request: SignedIn, pk: int) -> HttpResponse:
    """By event, as JSON: what would come of the ticks and quiet hours in the query."""
    return JsonResponse(_form(request, whose(request, pk), request.GET).sentences())


def _form(request: SignedIn, member: Member, data: Any = None) -> ToldForm:
    return ToldForm(data, instance=member, to_self=member.pk == request.user.pk)


def _owner(request: SignedIn, member: Member) -> str:
    return "Your" if member.pk == request.user.pk else f"{member}’s"


def _page(request: SignedIn, form: ToldForm, status: int = 200) -> HttpResponse:
    member = form.instance
    context = {**ways.context(request, member), "form": form}
    if request.user.has_perm(ways.MAY_SET_OTHERS) and member.pk != request.user.pk:
        context["crumbs"] = [(reverse("admin:staff_member_change", args=[member.pk]), str(member))]
    return shell(request, "staff/settings.html", context, title="Notification settings", status=status)
