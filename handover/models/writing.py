"""What members write with: replies kept ready, replies half written, and where each of them has read to."""

from django.conf import settings
from django.db import models


class CannedReply(models.Model):
    """shortcut: what is typed after a slash to find it."""

    shortcut = models.SlugField(max_length=40, unique=True)
    text = models.TextField(help_text="{first_name}, {contact_name} and {member_name} are filled in.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "canned replies"
        ordering = ["shortcut"]

    def __str__(self) -> str:
        return self.shortcut


class ReplyDraft(models.Model):
    """What a member has written into a conversation and not sent. is_note: meant for colleagues."""

    conversation = models.ForeignKey("handover.Conversation", models.CASCADE, related_name="drafts")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reply_drafts")
    text = models.TextField()
    is_note = models.BooleanField(default=False)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "member"], name="one_draft_per_member"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Visit(models.Model):
    """A member at a conversation.

    here_at      when their open page of it was last heard of
    typed_at     when they last typed in it
    read_until   the latest message (by created_at) that was on their screen; null: none, or marked as unread
    """

    conversation = models.ForeignKey("handover.Conversation", models.CASCADE, related_name="visits")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    here_at = models.DateTimeField(null=True, blank=True)
    typed_at = models.DateTimeField(null=True, blank=True)
    read_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "member"], name="one_visit_per_member"),
        ]
        indexes = [models.Index(fields=["member", "conversation"], name="visits_of")]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.conversation_id}"
