"""Who writes (Contact), from where (Address), how staff mark them (Tag), and who else they were (Merged)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from staff.models import Member


class Tag(models.Model):
    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def named(names: list[str]) -> "list[Tag]":
        """The tags of these names in their order, made where missing."""
        have = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
        if missing := [Tag(name=name) for name in names if name not in have]:
            Tag.objects.bulk_create(missing, ignore_conflicts=True)
            have = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
        return [have[name] for name in names]


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, member: Member) -> "ContactQuerySet":
        return self if member.has_perm("handover.view_contact") else self.none()


class Contact(models.Model):
    """seen_at: when they last wrote; for whoever has never written, when they were made."""

    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    note = models.TextField("staff's note", blank=True)
    tags = models.ManyToManyField(Tag, through="handover.ContactTag", related_name="contacts", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Contact"]] = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["-seen_at", "-id"], name="contacts_by_last_seen")]

    def __str__(self) -> str:
        return self.name or self.email or self.phone or (f"Visitor {self.pk}" if self.pk else "Visitor")

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    def assigned_member(self) -> Member | None:
        """Who handles this contact today: the one last given any of its conversations."""
        latest = (
            self.conversations.exclude(assignee=None)
            .select_related("assignee")
            .order_by("-assigned_at", "-pk")
            .first()
        )
        return latest.assignee if latest else None


class ContactTag(models.Model):
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "tag"], name="tagged_once")]

    def __str__(self) -> str:
        return str(self.tag)


class Address(models.Model):
    """A contact on a channel, under the id by which the channel knows them."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="addresses")
    channel = models.ForeignKey("bots.Channel", models.SET_NULL, null=True, related_name="addresses")
    external_id = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Address"]] = models.Manager()

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_id"],
                condition=Q(channel__isnull=False),
                name="one_address_per_channel_and_id",
            )
        ]

    def __str__(self) -> str:
        return f"{self.external_id} on {self.channel.name if self.channel else 'a deleted channel'}"


class Merged(models.Model):
    """A contact that became a part of another one. was: its id, so that old links lead on."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="merged")
    was = models.BigIntegerField(unique=True)
    name = models.CharField(max_length=200, help_text="What the other contact was called.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
