"""Changing a contact: their details, staff's note, their tags."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from bots.views import said
from bots.views.said import Said, Undo
from handover import details, tagging
from handover.as_seen import Changed
from handover.models import Contact
from handover.views.contact import found_contact, shown
from handover.views.people import allowed, as_id
from handover.views.people_forms import ContactForm, as_it_is, form_of
from staff.views.shell import SignedIn

CHANGED = "This contact changed while you wrote. Nothing of yours is lost: look below, then save again."


@require_POST
@allowed("view_contact", "change_contact")
def save(request: SignedIn, pk: int) -> HttpResponse:
    """What the contact's channel or a colleague wrote since the form was shown is not written over unseen."""
    contact, form = found_contact(pk), ContactForm(request.POST)
    if not form.is_valid():
        return shown(request, contact, form, status=422, editing=True)
    try:
        details.change(contact, form.cleaned_data, as_seen=form.cleaned_data["seen"])
    except Changed:
        return _seen_first(request, found_contact(pk), form)
    except Contact.DoesNotExist as error:
        raise Http404 from error
    return said.redirect(request, _page(contact), Said("Saved."))


def _seen_first(request: SignedIn, contact: Contact, form: ContactForm) -> HttpResponse:
    """The form again with what was typed; saved once more, it holds."""
    typed = {**request.POST.dict(), "seen": details.seen(contact)}
    there = as_it_is(contact).items()
    now = [(field.capitalize(), value) for field, value in there if value != form.cleaned_data[field]]
    more = {"status": 409, "editing": True, "clash": CHANGED, "as_it_is": now}
    return shown(request, contact, ContactForm(typed), **more)


def _page(contact: Contact) -> str:
    return reverse("contacts:contact", args=[contact.pk])


@require_POST
@allowed("view_contact", "change_contact")
def put_tag_on(request: SignedIn, pk: int) -> HttpResponse:
    """name: of a tag, there already or new."""
    contact = found_contact(pk)
    try:
        tag = tagging.put_on(contact, request.POST.get("name", ""))
    except ValidationError as error:
        more = {"status": 422, "tag_problem": error.messages[0], "tag_typed": request.POST.get("name", "")}
        return shown(request, contact, form_of(contact), **more)
    except Contact.DoesNotExist as error:
        raise Http404 from error
    return said.redirect(request, _page(contact), Said(f"Tagged “{tag}”."))


@require_POST
@allowed("view_contact", "change_contact")
def take_tag_off(request: SignedIn, pk: int) -> HttpResponse:
    """tag: its id."""
    contact = found_contact(pk)
    name = tagging.take_off(contact, as_id(request.POST.get("tag", "")) or 0)
    if not name:
        return said.redirect(request, _page(contact), Said("That tag was off already.", bad=True))
    undo = Undo(reverse("contacts:tag", args=[contact.pk]), [("name", name)])
    return said.redirect(request, _page(contact), Said(f"“{name}” is off.", undo))
