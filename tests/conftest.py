"""The cast, the same everywhere: Ana administers, Bea and Carl answer, Dana writes, a bot stands between."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db import connection, connections
from django.utils import timezone
from pytest_django import Settings

from bots import drafts
from bots.channels.base import Inbound
from bots.channels.webhook import new_secret
from bots.engines import KINDS, Answer, NoAnswer
from bots.models import Article, Bot, Channel, Mode, Scenario
from bots.transcript import Transcript
from handover import intake, outbox, turns
from handover.models import Address, Contact, Conversation, Message
from staff import notifications
from staff.models import ADMINISTRATOR, MEMBER, Member

# Real commits, for what happens in several threads; the roles that a migration made are put back afterwards.
committed = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PASSWORD = "correct horse battery"
ANSWERS = {
    "When are you open?": "We are open from Monday to Saturday, 9 to 18.",
    "How much does a bicycle service cost?": "A full service costs 89 euros.",
    "Do you rent out electric bikes?": "Yes, an electric bike is 35 euros a day.",
}


@pytest.fixture(scope="session")
def django_db_modify_db_settings_tox_suffix() -> None:
    """Two runs on one server, each with a REDIS_PREFIX of its own, have a database each."""
    default = django_settings.DATABASES["default"]
    if "postgresql" in default["ENGINE"]:
        default["TEST"] = {**default.get("TEST", {}), "NAME": f"test_{django_settings.REDIS_PREFIX}"}


@pytest.fixture(autouse=True)
def _quick_and_without_memory(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Hashing a password properly takes longer than most tests. The cache may be one that several test
    runs share, so each test has keys of its own instead of emptying it; and a folder for files."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "attachments" / uuid4().hex
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(caches["default"], "key_prefix", uuid4().hex)


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


@pytest.fixture
def handed_over(say: Say, now: datetime) -> Conversation:
    """Dana asked for a person; Bea has the conversation for four hours."""
    return say("I want to talk to a human please", at=now)


Think = Callable[[str], str | None]


@dataclass(frozen=True)
class Thinking:
    """An engine that does what a test wants while it thinks; None is "I do not know"."""

    think: Think

    def answer(self, transcript: Transcript, question: str) -> Answer | NoAnswer:
        try:
            text = self.think(question)
        finally:
            if threading.current_thread() is not threading.main_thread():
                connections.close_all()
        return NoAnswer("Nothing comes near.") if text is None else Answer(text)


@pytest.fixture
def thinks(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> Callable[[Think], None]:
    """Gives the bot an engine of the test's own making."""

    def install(think: Think) -> None:
        bot.engine = f"test-{uuid4().hex[:8]}"
        monkeypatch.setitem(KINDS, bot.engine, lambda entries: Thinking(think))
        Bot.objects.filter(pk=bot.pk).update(engine=bot.engine)

    return install


def refuse_inserts(table: str) -> None:
    """From here to the test's end, the database itself refuses new rows in the table."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            refusing = "BEGIN SELECT RAISE(ABORT, 'refused by the test'); END"
            cursor.execute(f"CREATE TRIGGER refused BEFORE INSERT ON {table} {refusing}")
            return
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RAISE EXCEPTION 'refused by the test'; END$$"
        )
        cursor.execute(
            f"CREATE TRIGGER refused BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()"
        )


@dataclass
class Receiver:
    """Another system's end of the webhook, on loopback. answers: statuses to give, then 204 for ever."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    drips: float = 0  # seconds between the lines of a head that is 50 lines long
    hold: threading.Event = field(default_factory=threading.Event)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def holding(self) -> None:
        """From now on, no answer until the test has ended."""
        self.hold.clear()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    ours = Receiver()
    ours.hold.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            ours.got.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            ours.hold.wait(20)
            self.send_response(ours.answers.pop(0) if ours.answers else 204)
            for line in range(50 if ours.drips else 0):
                self.flush_headers()
                time.sleep(ours.drips)
                self.send_header(f"x-{line}", "drip")
            for name, value in ours.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(ours.body)

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the screen."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Callers that have gone meanwhile are no news."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    ours.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield ours
    ours.hold.set()
    server.shutdown()
    server.server_close()
