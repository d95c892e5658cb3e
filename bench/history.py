"""The shop the bench runs in, and conversations by the thousand, copied inside the database.

Nothing is measured on empty tables: PostgreSQL would plan its foreign-key checks for those and keep the plan.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone

from bench.words import ANSWERS, ASKED, EMAIL, PASSWORD, TAGS
from bots import drafts
from bots.channels.webhook import new_secret
from bots.models import Article, Bot, Channel, Mode, Scenario
from handover.models import Address, Contact, ContactTag, Conversation, Handover, Message, Tag, Task
from staff.models import MEMBER, Event, Member, Notification

COPIED: list[type[models.Model]] = [
    Contact, Address, Conversation, Message, Handover, Task, ContactTag, Notification,
]  # fmt: skip


def stocked(before: int, ready: int) -> dict[str, Any]:
    """The shop with so many conversations of the past, and so many made ready for each kind of work.

    Returns {"shop": ids and secrets, "waiting" and "greeted": where those conversations begin}.
    """
    shop = _shop()
    _past(before)
    now = timezone.now()
    return {
        "shop": shop,
        "waiting": copies(conversation(["Hello", "Hello!", ASKED], now), ready),
        "greeted": copies(conversation(["Hello", "Hello!"], now), ready),
    }


def _shop() -> dict[str, Any]:
    """Bea at the desk, a bot on Auto Pilot that knows three articles and hands over to her, two channels."""
    now = timezone.now()
    bea = Member.objects.create_user(EMAIL, PASSWORD, name="Bea Okoro")
    bea.groups.add(Group.objects.get(name=MEMBER))
    bot = Bot.objects.create(
        name="Pedal", slug="pedal", mode=Mode.AUTO_PILOT, gather_seconds=Decimal(0), greeting="Hello!"
    )
    Article.objects.bulk_create(Article(bot=bot, question=q, answer=a) for q, a in ANSWERS.items())
    for priority, kind in enumerate(list(Scenario.Kind)[:3]):
        scenario = Scenario(
            bot=bot, trigger=kind, name=kind.label, enabled=True, priority=priority, assign_to=bea,
            example_phrases=["talk to a human"], pause_for=timedelta(hours=4), tags=TAGS,
        )  # fmt: skip
        drafts.activate(scenario, by=None, now=now)
    asked = Scenario.objects.get(trigger=Scenario.Kind.HUMAN_REQUESTED)
    tags = Tag.named(TAGS)
    internal = Channel.objects.create(bot=bot, kind="internal", name="Internal")
    webhook = Channel.objects.create(bot=bot, kind="webhook", name="Shop", config={"secret": new_secret()})
    return {
        "member": bea.pk,
        "bot": bot.pk,
        "scenario": asked.pk,
        "revision": asked.revisions.get().pk,
        "channel": internal.pk,
        "webhook": webhook.pk,
        "token": webhook.token,
        "secret": webhook.config["secret"],
        "tag1": tags[0].pk,
        "tag2": tags[1].pk,
    }


def _past(count: int) -> None:
    """Conversations of the past: handed over, answered, resolved, with everything that hangs on them."""
    now = timezone.now() - timedelta(days=30)
    bea, tag = Member.objects.get(email=EMAIL), Tag.objects.get(name=TAGS[0])
    first = conversation([ASKED], now, status="resolved", owner_kind="member", assignee=bea, resolved_at=now)
    rows: list[models.Model] = [
        first.handovers.create(
            bot=first.bot, scenario_name="Human Requested", trigger="human_requested", because="Asked.",
            message=first.last_inbound, assignee=bea, created_at=now, closed_at=now, outcome="resolved",
        ),
        Task.objects.create(
            contact=first.contact, conversation=first, title="Follow up", assignee=bea,
            due_at=now, created_at=now, done_at=now, done_by=bea,
        ),
        ContactTag.objects.create(contact=first.contact, tag=tag),
        Notification.objects.create(
            member=bea, event=Event.CONVERSATION_ASSIGNED, cause="past", title="Handed to you",
            transports=["in_app"], created_at=now, planned_at=now, read_at=now,
        ),
    ]  # fmt: skip
    copies(first, count, *rows)


def conversation(texts: list[str], at: datetime, **fields: Any) -> Conversation:
    """One to copy: the contact and the bot in turns, the contact first."""
    channel = Channel.objects.select_related("bot").get(kind="internal")
    contact = Contact.objects.create(name="Template")
    address = Address.objects.create(contact=contact, channel=channel, external_id=f"template-{contact.pk}")
    made = Conversation.objects.create(
        contact=contact, address=address, bot=channel.bot,
        **{"bot_since": at, "last_message_at": at, "created_at": at, **fields},
    )  # fmt: skip
    for number, text in enumerate(texts):
        said = made.messages.create(
            channel=channel, text=text, created_at=at, occurred_at=at, version=1,
            **(
                {"direction": "outbound", "author": "bot", "status": "delivered", "delivered_at": at}
                if number % 2
                else {"direction": "inbound", "author": "contact", "status": "received"}
            ),
        )  # fmt: skip
        made.last_inbound = made.last_inbound if number % 2 else said
    made.save()
    return made


def copies(template: Conversation, count: int, *more: models.Model) -> dict[str, int]:
    """Copies of a conversation and its messages; contact, address and conversation share their number.

    more: further rows, one of each for every copy. Returns the first numbers and how many there are.
    """
    base = 1 + max(_latest(Contact), _latest(Address), _latest(Conversation))
    said, first = list(template.messages.order_by("pk")), _latest(Message) + 1
    own = f"{base} + i"
    message = {row.pk: f"{first} + i * {len(said)} + {k}" for k, row in enumerate(said)}
    with transaction.atomic():
        _copy(template.contact, count, id=own, name=f"'Contact ' || ({own})")
        _copy(template.address, count, id=own, contact_id=own, external_id=f"'bench-' || ({own})")
        last = message[template.last_inbound_id or 0]
        _copy(template, count, id=own, contact_id=own, address_id=own, last_inbound_id=last)
        for row in said:
            _copy(row, count, id=message[row.pk], conversation_id=own)
        for other in more:
            _copy_with(other, count, own, message)
    _settle()
    return {"first": base, "first_message": first, "messages": len(said)}


def _copy_with(row: models.Model, count: int, own: str, message: dict[int, str]) -> None:
    columns = {"id": f"{_latest(type(row)) + 1} + i"}
    columns |= {name: own for name in ("contact_id", "conversation_id") if hasattr(row, name)}
    if isinstance(row, Handover):
        columns["message_id"] = message[row.message_id or 0]
    if isinstance(row, Notification):
        columns["cause"] = f"'conversation:' || ({own})"
    _copy(row, count, **columns)


def _copy(row: models.Model, count: int, **changed: str) -> None:
    """Copies of the row, the i-th with these columns as SQL expressions of i."""
    quoted = connection.ops.quote_name
    columns = [str(field.column) for field in row._meta.local_concrete_fields]
    table = quoted(row._meta.db_table)
    values = ", ".join(changed.get(column, quoted(column)) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count}) "
            f"INSERT INTO {table} ({', '.join(map(quoted, columns))}) "
            f"SELECT {values} FROM {table} CROSS JOIN n WHERE {table}.id = {row.pk}"
        )


def _latest(model: type[models.Model]) -> int:
    latest = model._default_manager.aggregate(latest=Max("pk"))["latest"]
    return int(latest or 0)


def _settle() -> None:
    """Let the next ids follow on the copied ones, and let the planner know how large the tables are."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), COPIED):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
