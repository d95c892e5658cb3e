"""What was said. An outbound message is its own outbox row."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q


def clean(text: str) -> str:
    """Text that any database and any screen can take: no control characters, no broken surrogates."""
    text = text.encode("utf-8", "replace").decode().replace("\r\n", "\n")
    return "".join(char for char in text if char in "\n\t" or (ord(char) >= 32 and ord(char) != 127))


def checked(text: str, *, optional: bool = False) -> str:
    """What a member wrote, cleaned. Errors: ValidationError (empty, unless it may be; too long)."""
    text = clean(text).strip()
    if not text and not optional:
        raise ValidationError("Write something first.", code="empty")
    if len(text) > settings.MESSAGE_MAX_LENGTH:
        raise ValidationError(
            f"That is {len(text)} characters; at most {settings.MESSAGE_MAX_LENGTH} fit into one message.",
            code="long",
        )
    return text


HOLDING = "holding:"  # how the turn_key of a holding message begins; the wait it was told in follows


class MessageQuerySet(models.QuerySet["Message"]):
    def in_order(self) -> "MessageQuerySet":
        return self.order_by("occurred_at", "pk")

    def said(self) -> "MessageQuerySet":
        """What contact, bot and members really told each other."""
        return self.exclude(direction__in=UNHEARD).exclude(
            status__in=[Message.Status.SUPPRESSED, Message.Status.SUGGESTED]
        )

    def written(self) -> "MessageQuerySet":
        """What people and bots put into words: what was said, and notes."""
        unsaid = [Message.Status.SUPPRESSED, Message.Status.SUGGESTED]
        return self.exclude(direction=Message.Direction.LINE).exclude(status__in=unsaid)

    def beside_holding(self) -> "MessageQuerySet":
        """Without what told a contact that they are not forgotten: it answers nothing."""
        return self.exclude(turn_key__startswith=HOLDING)

    def for_contact(self) -> "MessageQuerySet":
        """What the contact's own page shows: what they wrote and what reached them."""
        return self.filter(status__in=[Message.Status.RECEIVED, Message.Status.DELIVERED]).exclude(
            direction__in=UNHEARD
        )

    def undelivered(self) -> "MessageQuerySet":
        return self.filter(direction=Message.Direction.OUTBOUND, status=Message.Status.PENDING)

    def due(self, now: datetime) -> "MessageQuerySet":
        """Waiting to be sent, or left behind by a worker that died: no lower bound."""
        return self.undelivered().filter(next_try_at__lte=now).exclude(lease_until__gt=now)


class Message(models.Model):
    """
    external_id   the channel's id of an inbound message
    client_key    made by the page that wrote it, so that pressing send twice sends once
    occurred_at   where it stands in the thread: when it was written, as far as that is believed
    version       the conversation's version it was written under
    turn_key      the turn it answers: one answer for each; of a holding message, the wait: one for each
    """

    class Direction(models.TextChoices):
        INBOUND = "inbound", "Inbound"
        OUTBOUND = "outbound", "Outbound"
        LINE = "line", "Line in the thread"
        NOTE = "note", "Private note"

    class Author(models.TextChoices):
        CONTACT = "contact", "Contact"
        BOT = "bot", "Bot"
        MEMBER = "member", "Member"
        SYSTEM = "system", "System"

    class Status(models.TextChoices):
        RECEIVED = "received", "Received"
        PENDING = "pending", "Being sent"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Failed"
        SUPPRESSED = "suppressed", "Not sent"
        SUGGESTED = "suggested", "Suggested"
        NOTED = "noted", "Noted"

    conversation = models.ForeignKey("handover.Conversation", models.CASCADE, related_name="messages")
    channel = models.ForeignKey("bots.Channel", models.SET_NULL, null=True, blank=True, related_name="+")
    direction = models.CharField(max_length=8, choices=Direction)
    author = models.CharField(max_length=8, choices=Author)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField()
    status = models.CharField(max_length=10, choices=Status)
    external_id = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - null is "has none"
    client_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - null is "has none"
    turn_key = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001 - null is "has none"
    version = models.PositiveIntegerField(default=0)
    because = models.CharField(max_length=300, blank=True)
    evidence = models.JSONField(default=list, blank=True)
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="mentioned_in",
        blank=True,
        help_text="Members named in a note.",
    )
    is_final = models.BooleanField("final message of a handover", default=False)
    created_at = models.DateTimeField()
    occurred_at = models.DateTimeField()

    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Message"]] = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["occurred_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_id"],
                condition=Q(external_id__isnull=False),
                name="one_message_per_channel_and_id",
            ),
            models.UniqueConstraint(
                fields=["conversation", "client_key"],
                condition=Q(client_key__isnull=False),
                name="one_message_per_client_key",
            ),
            models.UniqueConstraint(
                fields=["conversation", "turn_key"],
                condition=Q(turn_key__isnull=False),
                name="one_answer_per_turn",
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "occurred_at", "id"], name="thread"),
            models.Index(fields=["next_try_at"], condition=Q(status="pending"), name="message_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_author_display()}: {self.text[:60]}"

    @property
    def key(self) -> str:
        """The same on every attempt to send it."""
        return f"msg_{self.pk}"

    @property
    def is_holding(self) -> bool:
        """It told a contact that they are not forgotten."""
        return (self.turn_key or "").startswith(HOLDING)

    def in_words(self) -> str:
        """Its text, and what was sent with it."""
        names = ", ".join(one.name for one in self.attachments.all()) if self.pk else ""
        sent = f"[sent {names}]" if names else ""
        return f"{self.text} {sent}".strip()


UNHEARD = [Message.Direction.LINE, Message.Direction.NOTE]  # contact and bot never hear of it


class SuggestedHandover(models.Model):
    """The bot in Suggestive mode would hand over here: what a member accepts or dismisses.

    message  a suggestion without words of its own; its because and evidence are the decision's
    """

    message = models.OneToOneField(Message, models.CASCADE, related_name="suggested_handover")
    scenario = models.ForeignKey("bots.Scenario", models.SET_NULL, null=True, related_name="+")
    trigger = models.CharField(max_length=24)
    score = models.FloatField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.trigger} suggested in {self.message_id}"
