"""Changing a contact: their details, staff's note, their tags."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from bots.views import said
from bots.views.said import Said, Undo
from handover import tagging
from handover.models import Contact
from handover.views.contact import changeable, shown
from handover.views.people import allowed, as_id
from handover.views.people_forms import ContactForm, form_of, seen
from staff.views.shell import SignedIn

FIELDS = ("name", "email", "phone", "note")
CHANGED = "This contact changed while you wrote. Nothing of yours is lost: look below, then save again."


@require_POST
@allowed("view_contact", "change_contact")
def save(request: SignedIn, pk: int) -> HttpResponse:
    """What the contact's channel or a colleague wrote since the form was shown is not written over unseen."""
    form = ContactForm(request.POST)
    if not form.is_valid():
        return shown(request, changeable(pk), form, status=422, editing=True)
    with transaction.atomic():
        contact = Contact.objects.select_for_update(no_key=True).filter(pk=pk).first()
        if contact is None:
            raise Http404
        if form.cleaned_data["seen"] != seen(contact):
            return _seen_first(request, contact, form)
        for field in FIELDS:
            setattr(contact, field, form.cleaned_data[field])
        contact.save(update_fields=FIELDS)
    return said.redirect(request, _page(pk), Said("Saved."))


def _seen_first(request: SignedIn, contact: Contact, form: ContactForm) -> HttpResponse:
    """The form again with what was typed; saved once more, it holds."""
    typed = {**{field: request.POST.get(field, "") for field in FIELDS}, "seen": seen(contact)}
    now = [
        (field, getattr(contact, field))
        for field in FIELDS
        if getattr(contact, field) != form.cleaned_data[field]
    ]
    more = {"status": 409, "editing": True, "clash": CHANGED, "as_it_is": now}
    return shown(request, contact, ContactForm(typed), **more)


def _page(pk: int) -> str:
    return reverse("contacts:contact", args=[pk])


@require_POST
@allowed("view_contact", "change_contact")
def put_tag_on(request: SignedIn, pk: int) -> HttpResponse:
    """name: of a tag, there already or new."""
    contact = changeable(pk)
    try:
        tag = tagging.put_on(contact, request.POST.get("name", ""))
    except ValidationError as error:
        more = {"status": 422, "tag_problem": error.messages[0], "tag_typed": request.POST.get("name", "")}
        return shown(request, contact, form_of(contact), **more)
    except Contact.DoesNotExist as error:
        raise Http404 from error
    return said.redirect(request, _page(pk), Said(f"Tagged “{tag}”."))


@require_POST
@allowed("view_contact", "change_contact")
def take_tag_off(request: SignedIn, pk: int) -> HttpResponse:
    """tag: its id."""
    name = tagging.take_off(changeable(pk), as_id(request.POST.get("tag", "")) or 0)
    if not name:
        return said.redirect(request, _page(pk), Said("That tag was off already.", bad=True))
    undo = Undo(reverse("contacts:tag", args=[pk]), [("name", name)])
    return said.redirect(request, _page(pk), Said(f"“{name}” is off.", undo))
