"""The two roles. A role is a group; nobody may lock the last administrator out."""

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from staff.live import farewell
from staff.models import ADMINISTRATOR, MEMBER, Member

ROLES = {ADMINISTRATOR: "Administrator", MEMBER: "Member"}


def role_of(member: Member) -> str:
    """ADMINISTRATOR, MEMBER, or "" without either."""
    if member.is_superuser:
        return ADMINISTRATOR
    groups = {group.name for group in member.groups.all()}
    return next((role for role in ROLES if role in groups), "")


def set_role(member: Member, role: str) -> None:
    member.groups.remove(*Group.objects.filter(name__in=[other for other in ROLES if other != role]))
    member.groups.add(Group.objects.get(name=role))
    if member.is_superuser and role != ADMINISTRATOR:
        member.is_superuser = False
        member.save(update_fields=["is_superuser"])


def administrators() -> "QuerySet[Member]":
    """The active ones."""
    either = Q(is_superuser=True) | Q(groups__name=ADMINISTRATOR)
    return Member.objects.filter(either, is_active=True).distinct()


def check_still_administrated(member: Member) -> None:
    """Before the member loses the role or is switched off, in the transaction that does it: the rows of
    all administrators are locked to its end, so that no two of them send each other away at once.

    Errors: ValidationError when no other active administrator would be left.
    """
    rows = Member.objects.filter(pk__in=administrators().values("pk")).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
    if not administrators().exclude(pk=member.pk).exists():
        raise ValidationError(
            f"{member} is the only administrator. Make someone else one first.", code="last_administrator"
        )


def deactivate(member: Member) -> None:
    """Their open pages go dark at once. Errors: ValidationError for the only administrator."""
    with transaction.atomic():
        if role_of(member) == ADMINISTRATOR:
            check_still_administrated(member)
        Member.objects.filter(pk=member.pk).update(is_active=False)
        farewell(member.pk)


def activate(member: Member) -> None:
    Member.objects.filter(pk=member.pk).update(is_active=True)
