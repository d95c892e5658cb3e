"""Merging two contacts: finding the other, seeing what would happen, doing exactly that."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots.views import said
from bots.views.said import Said
from handover import merging, searching
from handover.merging import FIELDS, Changed, Gone
from handover.models import Contact
from handover.views.people import allowed, page, short, words_of
from staff.views.shell import SignedIn

OFFERED = 20
CHANGED = "Something has changed since you looked. This is what merging would do now."
GONE = "One of the two is no longer there: merged or deleted by somebody else. Nothing was done."
TITLES = {"name": "Name", "email": "Email", "phone": "Phone"}


def _found(pk: int) -> Contact:
    return get_object_or_404(Contact, pk=pk)


def _above(contact: Contact) -> list[tuple[str, str]]:
    return [
        (reverse("contacts:list"), "Contacts"),
        (reverse("contacts:contact", args=[contact.pk]), f"{contact}"),
    ]


@require_safe
@allowed("view_contact", "change_contact")
def choose(request: SignedIn, pk: int) -> HttpResponse:
    """query: q searches among all the others."""
    contact, words = _found(pk), words_of(request)
    likely = [] if words else merging.likely(contact)
    others = searching.people(Contact.objects.exclude(pk=pk), words).order_by("-seen_at", "-pk")
    context = {
        "contact": contact,
        "q": words,
        "likely": [(other, _list(shared)) for other, shared in likely],
        "others": others[:OFFERED] if words else [],
    }
    return page(request, "handover/merge.html", context, title="Merge", above=_above(contact))


def _list(words: list[str]) -> str:
    return " and ".join([part for part in (", ".join(words[:-1]), words[-1]) if part])


@require_safe
@allowed("view_contact", "change_contact")
def show(request: SignedIn, pk: int, other: int) -> HttpResponse:
    if pk == other:
        return redirect("contacts:merge", pk)
    return _preview(request, _found(pk), _found(other))


def _preview(
    request: SignedIn, kept: Contact, other: Contact, *, problem: str = "", status: int = 200
) -> HttpResponse:
    what = merging.preview(kept, other)
    chosen = {choice.field for choice in what.choices if request.POST.get(choice.field) == "other"}
    choices = [(TITLES[choice.field], choice, choice.field in chosen) for choice in what.choices]
    context: dict[str, Any] = {"what": what, "choices": choices, "problem": problem}
    above = _above(kept)
    return page(request, "handover/merge_preview.html", context, title="Merge", above=above, status=status)


@require_POST
@allowed("view_contact", "change_contact")
def confirm(request: SignedIn, pk: int, other: int) -> HttpResponse:
    """fingerprint: of what was shown. name, email, phone: "other" where the other's wins."""
    name = f"{Contact.objects.filter(pk=other).first() or 'The other contact'}"
    chosen = {field: request.POST.get(field, "") for field in FIELDS}
    shown = request.POST.get("fingerprint", "")
    try:
        merging.merge(pk, other, chosen, fingerprint=shown, by=request.user, now=timezone.now())
    except Changed:
        return _preview(request, _found(pk), _found(other), problem=CHANGED, status=409)
    except Gone:
        return said.redirect(request, reverse("contacts:list"), Said(GONE, bad=True))
    done = Said(f"“{short(name)}” is a part of this contact now.")
    return said.redirect(request, reverse("contacts:contact", args=[pk]), done)
