"""Where a member can be told of something, beside their email address and the app."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q


class MemberAddressQuerySet(models.QuerySet["MemberAddress"]):
    def on(self) -> "MemberAddressQuerySet":
        return self.filter(off_at=None)


class MemberAddress(models.Model):
    """
    address      what the transport understands: a phone number, a browser's push endpoint, a chat's URL; for
                 email only once the member's address was switched off
    keys         what else sending needs; web push: {"p256dh", "auth"}, both base64url
    label        how people know it again, such as "Chrome on Windows"
    off_at       since when nothing is sent there, because it was refused for good
    """

    member = models.ForeignKey("staff.Member", models.CASCADE, related_name="addresses")
    transport = models.CharField(max_length=20)
    address = models.CharField(max_length=1000)
    keys: Any = models.JSONField(default=dict, blank=True)
    label = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    off_at = models.DateTimeField(null=True, blank=True)
    off_because = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager["MemberAddress"]] = MemberAddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "member addresses"
        ordering: ClassVar[list[str]] = ["transport", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member", "transport", "address"], name="one_address_per_member_and_transport"
            ),
            models.UniqueConstraint(
                fields=["address"], condition=Q(transport="web_push"), name="a_browser_belongs_to_one_member"
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.address
