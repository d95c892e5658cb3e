import argparse
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from staff import testing
from staff.management.base import JsonCommand, wrong_use
from staff.models import Delivery, Member
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
        deliveries = testing.send(member, kinds, now=timezone.now())
        rows = [{"transport": d.transport, "status": d.status, "error": d.last_error} for d in deliveries]
        self.say(
            rows, "\n".join(f"{row['transport']}: {row['status']} {row['error']}" for row in rows), options
        )
        if any(row["status"] != Delivery.Status.DELIVERED for row in rows):
            raise CommandError("Not every transport delivered it.")
