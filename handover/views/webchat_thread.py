"""What a contact's own page shows: what was said on it, and who speaks with them now."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

from bots.models import Bot, Channel, Scenario
from handover import visits
from handover.models import Conversation, Message
from handover.models.message import MessageQuerySet
from staff.models import Member

SHOWN = 200
SUGGESTIONS = 3
ASK_FOR_A_PERSON = "Talk to a person"
GREETING = "Hello! How can I help you?"
TOGETHER = timedelta(minutes=5)  # messages of one speaker this close share a heading
WRITING = timedelta(seconds=90)  # after that, "is writing" would not be honest


@dataclass(frozen=True, slots=True)
class Speaker:
    """arrived: a member who has not written in this conversation yet is only announced."""

    kind: str  # "contact", "bot", "member" or "nobody"
    name: str = ""
    arrived: bool = True

    @property
    def initial(self) -> str:
        return self.name[:1].upper()


@dataclass(frozen=True, slots=True)
class Entry:
    """A message and what stands before it.

    day    a new one begins here
    ended  the last message of the conversation that ended before this one
    leads  the speaker's name stands above it
    """

    message: Message
    speaker: Speaker
    day: date | None
    ended: int | None
    leads: bool

    @property
    def key(self) -> str:
        """The page's own key of what it sent."""
        return (self.message.external_id or "").rpartition(":")[2]

    @property
    def body(self) -> SafeString:
        links = urlize(self.message.text, nofollow=True, autoescape=True)
        outward = ' rel="noopener nofollow" target="_blank"'
        return mark_safe(links.replace(' rel="nofollow"', outward))  # noqa: S308 - urlize has escaped it


@dataclass(frozen=True, slots=True)
class Thread:
    bot: Bot
    messages: MessageQuerySet
    conversation: Conversation | None
    now: datetime

    @property
    def speaker(self) -> Speaker:
        """Who would answer what the contact writes now."""
        if self.conversation is None:
            return Speaker("bot", self.bot.name) if self.bot.speaks else Speaker("nobody")
        owner = self.conversation.owner(self.now)
        if owner.member:
            return _person(owner.member, self._has_heard_from(owner.member))
        return _bot(self.conversation, self.bot) if owner.kind == "bot" else Speaker("nobody")

    def _has_heard_from(self, member: Member) -> bool:
        return self.messages.filter(conversation=self.conversation, member=member).exists()

    @property
    def bot_writes(self) -> bool:
        opened = self.conversation
        if opened is None or opened.turn_due_at is None or not opened.bot_may_speak(self.now):
            return False
        return opened.turn_due_at > self.now - WRITING

    @property
    def member_writes(self) -> Speaker | None:
        """Whoever has the conversation, while they type."""
        owner = self.conversation.owner(self.now).member if self.conversation else None
        if self.conversation is None or owner is None:
            return None
        return _person(owner) if visits.owner_writes(self.conversation, owner, self.now) else None

    @property
    def greeting(self) -> str:
        return (self.bot.greeting or GREETING) if self.bot.speaks else ""

    @property
    def suggestions(self) -> list[str]:
        """Ways to begin, while nothing was said yet."""
        if not self.bot.speaks or self.messages.exists():
            return []
        articles = self.bot.articles.filter(enabled=True).order_by("pk")
        questions = list(articles.values_list("question", flat=True)[:SUGGESTIONS])
        wanted = Scenario.Kind.HUMAN_REQUESTED
        if self.bot.handover_enabled and self.bot.scenarios.filter(trigger=wanted, enabled=True).exists():
            questions.append(ASK_FOR_A_PERSON)
        return questions

    @property
    def entries(self) -> list[Entry]:
        rows = self.messages.select_related("member", "conversation__bot").prefetch_related("attachments")
        return list(_entries(list(rows.order_by("-occurred_at", "-pk")[:SHOWN])[::-1], self.bot))

    @property
    def ended(self) -> bool:
        return self.conversation is None

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)

    def etag(self) -> str:
        """Changes with all that the fragment shows, found without reading the messages."""
        seen = self.messages.aggregate(
            Count("pk"), Max("pk"), Max("delivered_at"), Max("conversation__resolved_at")
        )
        opened = self.conversation
        state = (
            sorted(seen.items()),
            (opened.pk, opened.version) if opened else None,
            self.speaker,
            self.bot_writes,
            self.member_writes,
            (self.bot.pk, self.bot.updated_at),
            (self.today, timezone.get_current_timezone_name()),
        )
        return f'"{hashlib.sha256(repr(state).encode()).hexdigest()[:32]}"'


def thread_of(channel: Channel, visitor: str | None, now: datetime) -> Thread:
    """The visitor's thread on this channel, and nobody else's; an empty one for who is not known."""
    if visitor is None:
        return Thread(channel.bot, Message.objects.none(), None, now)
    theirs = {"address__channel": channel, "address__external_id": visitor}
    messages = Message.objects.for_contact().filter(
        **{f"conversation__{field}": value for field, value in theirs.items()}
    )
    opened = Conversation.objects.open().for_lists().filter(**theirs).first()
    return Thread(channel.bot, messages, opened, now)


def _person(member: Member | None, arrived: bool = True) -> Speaker:
    """By the first name alone: an email address is nothing for contacts."""
    name = member.name.split(" ")[0] if member else ""
    return Speaker("member", name or "Our team", arrived)


def _bot(conversation: Conversation, bot: Bot) -> Speaker:
    return Speaker("bot", (conversation.bot or bot).name)


def _speaker(message: Message, bot: Bot) -> Speaker:
    if message.author == Message.Author.CONTACT:
        return Speaker("contact", "You")
    if message.author == Message.Author.MEMBER:
        return _person(message.member)
    return _bot(message.conversation, bot)


def _entries(messages: list[Message], bot: Bot) -> Iterator[Entry]:
    for before, message in pairwise([None, *messages]):
        assert message is not None
        speaker = _speaker(message, bot)
        day = timezone.localdate(message.occurred_at)
        new_day = before is None or timezone.localdate(before.occurred_at) != day
        moved = before is not None and before.conversation_id != message.conversation_id
        follows = not new_day and not moved and before is not None and _close(before, message)
        yield Entry(
            message,
            speaker,
            day=day if new_day else None,
            ended=before.pk if before and moved and _ended(before) else None,
            leads=not (follows and before and _speaker(before, bot) == speaker),
        )


def _close(before: Message, message: Message) -> bool:
    return message.occurred_at - before.occurred_at < TOGETHER


def _ended(message: Message) -> bool:
    return message.conversation.status == Conversation.Status.RESOLVED
