"""Tags: put on contacts and taken off, renamed, merged, deleted."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bots.models import Scenario
from handover.announcements import contact_changed
from handover.models import Contact, ContactTag, Tag
from handover.models.message import clean

LONGEST = 60
PER_CONTACT = 50


class NameTaken(Exception):
    """Another tag has this name already: the two would become one."""

    def __init__(self, tag: Tag) -> None:
        super().__init__(tag.name)
        self.tag = tag


def as_name(text: str) -> str:
    """Errors: ValidationError."""
    name = " ".join(clean(text).split())
    if not name:
        raise ValidationError("Write the tag’s name.", code="empty")
    if len(name) > LONGEST:
        raise ValidationError(f"A tag has at most {LONGEST} characters; this has {len(name)}.", code="long")
    return name


def put_on(contact: Contact, text: str) -> Tag:
    """The tag of that name, in capitals or not, else a new one. Twice is once.

    Errors: ValidationError; Contact.DoesNotExist when they are gone meanwhile.
    """
    name = as_name(text)
    with transaction.atomic():
        held = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
        tag = Tag.objects.filter(name__iexact=name).first() or Tag.named([name])[0]
        if held.tags.count() >= PER_CONTACT and not held.tags.filter(pk=tag.pk).exists():
            raise ValidationError(f"A contact has at most {PER_CONTACT} tags. Remove one first.", code="many")
        ContactTag.objects.bulk_create([ContactTag(contact=held, tag=tag)], ignore_conflicts=True)
        contact_changed(held)
    return tag


def take_off(contact: Contact, tag_id: int) -> str:
    """The name of the tag that is off now; empty when it was not on."""
    found = ContactTag.objects.filter(contact=contact, tag=tag_id).select_related("tag").first()
    if found is None:
        return ""
    with transaction.atomic():
        found.delete()
        contact_changed(contact)
    return found.tag.name


def rename(tag: Tag, text: str) -> str:
    """Errors: ValidationError; NameTaken, with the tag that has the name, in capitals or not."""
    name = as_name(text)
    if other := Tag.objects.filter(name__iexact=name).exclude(pk=tag.pk).first():
        raise NameTaken(other)
    try:
        with transaction.atomic():
            Tag.objects.filter(pk=tag.pk).update(name=name)
    except IntegrityError as error:  # somebody made one of that name at the same moment
        raise NameTaken(Tag.objects.get(name=name)) from error
    return name


def merge(tag: Tag, into: Tag) -> None:
    """Whoever had the one has the other; the one is gone."""
    with transaction.atomic():
        both = Tag.objects.select_for_update(no_key=True).filter(pk__in=[tag.pk, into.pk]).order_by("pk")
        if len(both) < 2:
            raise Tag.DoesNotExist
        had = ContactTag.objects.filter(tag=into).values("contact")
        ContactTag.objects.filter(tag=tag).exclude(contact__in=had).update(tag=into)
        tag.delete()


def delete(tag: Tag) -> None:
    """Whoever has it loses it."""
    tag.delete()


def put_on_by(tag: Tag) -> list[Scenario]:
    """The scenarios that put this tag on at a handover, and would make it anew."""
    scenarios = Scenario.objects.filter(enabled=True).select_related("bot").order_by("bot__name", "name")
    return [scenario for scenario in scenarios if tag.name in scenario.tags]
