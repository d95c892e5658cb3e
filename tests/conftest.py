"""The cast, the same everywhere: Ana administers, Bea and Carl answer, Dana writes, a bot stands between."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.utils import timezone

from bots import drafts
from bots.channels.base import Inbound
from bots.channels.webhook import new_secret
from bots.models import Article, Bot, Channel, Mode, Scenario
from handover import intake, outbox, turns
from handover.models import Address, Contact, Conversation, Message
from staff import notifications
from staff.models import ADMINISTRATOR, MEMBER, Member

PASSWORD = "correct horse battery"
ANSWERS = {
    "When are you open?": "We are open from Monday to Saturday, 9 to 18.",
    "How much does a bicycle service cost?": "A full service costs 89 euros.",
    "Do you rent out electric bikes?": "Yes, an electric bike is 35 euros a day.",
}


@pytest.fixture(autouse=True)
def _no_memory() -> None:
    cache.clear()


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def member(name: str, role: str) -> Member:
    made = Member.objects.create_user(f"{name.split()[0].lower()}@shop.example", PASSWORD, name=name)
    made.groups.add(Group.objects.get(name=role))
    return made


@pytest.fixture
def ana(db: None) -> Member:
    return member("Ana Lima", ADMINISTRATOR)


@pytest.fixture
def bea(db: None) -> Member:
    return member("Bea Okoro", MEMBER)


@pytest.fixture
def carl(db: None) -> Member:
    return member("Carl Weiss", MEMBER)


@pytest.fixture
def bot(bea: Member, now: datetime) -> Bot:
    """On Auto Pilot, knows three articles, hands over to Bea on a request, else to anyone."""
    made = Bot.objects.create(
        name="Pedal",
        slug="pedal",
        mode=Mode.AUTO_PILOT,
        gather_seconds=Decimal(0),
        greeting="Hello from Pedal!",
    )
    Article.objects.bulk_create(Article(bot=made, question=q, answer=a) for q, a in ANSWERS.items())
    prebuilt(made, Scenario.Kind.HUMAN_REQUESTED, now, assign_to=bea, example_phrases=["talk to a human"])
    prebuilt(made, Scenario.Kind.LACK_OF_INFORMATION, now, priority=20)
    prebuilt(made, Scenario.Kind.FAILED_TO_RESOLVE, now, priority=30)
    return made


def prebuilt(bot: Bot, kind: Scenario.Kind, now: datetime, **fields: object) -> Scenario:
    scenario = Scenario(bot=bot, trigger=kind, name=kind.label, enabled=True, pause_for=timedelta(hours=4))
    for name, value in fields.items():
        setattr(scenario, name, value)
    drafts.activate(scenario, by=None, now=now)
    return scenario


@pytest.fixture
def scenario(bot: Bot) -> Scenario:
    """Human Requested."""
    return Scenario.objects.get(bot=bot, trigger=Scenario.Kind.HUMAN_REQUESTED)


@pytest.fixture
def channel(bot: Bot) -> Channel:
    """The webhook."""
    return Channel.objects.create(
        bot=bot, kind="webhook", name="Shop system", config={"secret": new_secret()}
    )


@pytest.fixture
def webchat(bot: Bot) -> Channel:
    return Channel.objects.create(bot=bot, kind="webchat", name="Website chat")


@pytest.fixture
def internal(bot: Bot) -> Channel:
    """Needs no network: what is sent on it is delivered."""
    return Channel.objects.create(bot=bot, kind="internal", name="Internal")


@pytest.fixture
def dana(internal: Channel) -> Contact:
    contact = Contact.objects.create(name="Dana Petrov", email="dana@home.example")
    Address.objects.create(contact=contact, channel=internal, external_id="dana")
    return contact


Say = Callable[..., Conversation]


@pytest.fixture
def say(dana: Contact, internal: Channel, now: datetime) -> Say:
    """Dana writes; everything due is done at once, as if the workers were quick. Returns the conversation."""
    count = 0

    def write(text: str, *, at: datetime | None = None, work: bool = True) -> Conversation:
        nonlocal count
        count += 1
        moment = at or timezone.now()
        inbound = Inbound(message_id=f"dana-{count}", contact_id="dana", text=text)
        received = intake.receive(internal, inbound, now=moment)
        if work:
            run_due(moment)
        return Conversation.objects.for_lists().get(pk=received.message.conversation_id)

    return write


def run_due(now: datetime) -> None:
    """What the sweeps do, in this thread."""
    turns.sweep(now=now)
    outbox.sweep(now=now)
    notifications.sweep(now=now)


def texts(conversation: Conversation, *statuses: str) -> list[str]:
    """The bot's and members' messages in order, of these statuses (default: delivered)."""
    wanted = statuses or (Message.Status.DELIVERED,)
    rows = conversation.messages.filter(direction="outbound", status__in=wanted).order_by("pk")
    return [row.text for row in rows]
