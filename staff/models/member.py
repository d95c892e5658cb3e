"""People on staff. Everybody signs in with an email address; what they may do comes from their group."""

from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Permission, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

ADMINISTRATOR = "administrator"
MEMBER = "member"


def is_time_zone(name: str) -> None:
    """Errors: ValidationError."""
    if name not in available_timezones():
        raise ValidationError(
            f"“{name}” is no time zone. Choose one such as Europe/Lisbon.", code="time_zone"
        )


class MemberManager(BaseUserManager["Member"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Member":
        member = self.model(email=self.normalize_email(email).lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Member":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Member":
        return self.get(email__iexact=username)

    def who_may(self, permission: str) -> "models.QuerySet[Member]":
        """Active members with a permission such as "handover.change_conversation"."""
        app, codename = permission.split(".")
        granted = Permission.objects.filter(content_type__app_label=app, codename=codename)
        allowed = Q(is_superuser=True) | Q(user_permissions__in=granted) | Q(groups__permissions__in=granted)
        return self.filter(allowed, is_active=True).distinct()


class Member(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(
        max_length=254,
        unique=True,
        error_messages={"unique": "Someone on staff already has this email address."},
    )
    name = models.CharField(max_length=120, help_text="What contacts and colleagues see.")
    is_active = models.BooleanField(
        "active",
        default=True,
        help_text="Switch off instead of deleting. Conversations of an inactive member go back to the queue.",
    )
    date_joined = models.DateTimeField("joined", default=timezone.now)
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        validators=[is_time_zone],
        help_text="On whose clock the working hours are.",
    )
    capacity = models.PositiveSmallIntegerField(
        "conversations at most",
        null=True,
        blank=True,
        help_text=(
            "With so many open conversations, no handover is assigned to them. Empty: no limit. "
            "They can always claim more themselves."
        ),
    )

    quiet_from = models.TimeField(
        "quiet from", null=True, blank=True, help_text="On your own clock. Empty: at no time."
    )
    quiet_until = models.TimeField("quiet until", null=True, blank=True)
    sound = models.BooleanField(default=True, help_text="Play a short sound with each toast.")

    objects: ClassVar[MemberManager] = MemberManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    is_staff = True  # every member works inside the admin's shell; groups decide what is in it

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="email_in_lower_case"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_have_both_ends",
                violation_error_message="Quiet hours need a beginning and an end.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] or self.email

    @property
    def initials(self) -> str:
        words = self.name.split() or [self.email]
        return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()
