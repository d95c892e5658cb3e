import argparse
import uuid
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from staff import notifications
from staff.management.base import JsonCommand, wrong_use
from staff.models import Delivery, Event, Member, Notification
from staff.transports import KINDS


class Command(JsonCommand):
    help = "Sends a member one notification and prints what came of it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("email")
        parser.add_argument("--transport", choices=sorted(KINDS), help="only this one (default: all)")

    def handle(self, *args: Any, **options: Any) -> None:
        member = Member.objects.filter(email=options["email"].lower()).first()
        if member is None:
            raise wrong_use(f"Nobody on staff has the address {options['email']}.")
        kinds = [options["transport"]] if options["transport"] else list(KINDS)
        deliveries = send_test(member, kinds)
        rows = [{"transport": d.transport, "status": d.status, "error": d.last_error} for d in deliveries]
        self.say(
            rows, "\n".join(f"{row['transport']}: {row['status']} {row['error']}" for row in rows), options
        )
        if any(row["status"] != Delivery.Status.DELIVERED for row in rows):
            raise CommandError("Not every transport delivered it.")


def send_test(member: Member, kinds: list[str]) -> list[Delivery]:
    now = timezone.now()
    notification = Notification.objects.create(
        member=member,
        event=Event.CONVERSATION_ASSIGNED,
        cause=f"test:{uuid.uuid4()}",
        title="Test notification",
        body="If you can read this, you will hear of handovers too.",
        transports=kinds,
        in_app="in_app" in kinds,
        created_at=now,
    )
    notifications.deliver(notification.cause, now=now)
    return list(notification.deliveries.order_by("transport"))
