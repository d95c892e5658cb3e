"""Files that came with a message or go out with it."""

from uuid import uuid4

from django.conf import settings
from django.db import models


def stored_as(attachment: "Attachment", filename: str) -> str:
    """Never the sender's own name: it is kept in a column and given back with the file."""
    return f"{attachment.key[:2]}/{attachment.key}"


def new_key() -> str:
    return uuid4().hex


class Attachment(models.Model):
    """
    key           what its address is made of: not to be guessed
    message       null while the member who uploaded it still writes
    name          as the sender called it
    content_type  what its bytes are, whatever the sender said
    size          bytes
    """

    key = models.CharField(max_length=32, unique=True, default=new_key)
    message = models.ForeignKey(
        "handover.Message", models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    conversation = models.ForeignKey("handover.Conversation", models.CASCADE, related_name="attachments")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    file = models.FileField(upload_to=stored_as)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["created_at"], condition=models.Q(message=None), name="unsent_files")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """A kind that browsers show and that cannot hold a script."""
        return self.content_type.startswith("image/")

    @property
    def kind(self) -> str:
        """As people call it: by its ending."""
        return self.name.rpartition(".")[2].upper()

    @property
    def icon(self) -> str:
        """By its name among the admin's symbols."""
        kind = self.content_type.partition("/")[0]
        return {"audio": "graphic_eq", "video": "movie", "image": "image"}.get(kind, "description")
