import argparse
import re
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from handover.facts import HANDOVER_NEEDS, of_handover
from handover.models import Handover
from staff.management.base import JsonCommand

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def span(text: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,5})([mhdw])", text)
    if not match:
        raise argparse.ArgumentTypeError("a number and m, h, d or w, such as 7d")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


class Command(JsonCommand):
    help = "Lists handovers, latest first."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--since", type=span, default=timedelta(days=7), help="such as 7d (default), 12h")
        parser.add_argument("--scenario", help="a scenario's name, or a trigger such as human_requested")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        handovers = Handover.objects.filter(created_at__gte=now - options["since"])
        if wanted := options["scenario"]:
            handovers = handovers.filter(Q(scenario_name__iexact=wanted) | Q(trigger=wanted))
        rows = [of_handover(row, now) for row in handovers.select_related(*HANDOVER_NEEDS, "task")]
        self.say(rows, "\n".join(map(line, rows)) or "No handovers.", options)


def line(row: dict[str, Any]) -> str:
    owner = row["owner"] or "unassigned"
    what = row["scenario"] or row["trigger"]
    return f"{row['created_at'][:16]}  {row['contact']}  {what}  {owner}  {row['because']}"
