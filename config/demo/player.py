"""Plays a story's steps through the same verbs as live traffic, each at its own moment."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import datetime
from random import Random

from bots.channels.base import Inbound
from bots.decisions import Decision, Escalate, Reply
from bots.detection.base import Evidence, Trigger, quoted
from bots.models import Bot, Channel
from bots.setup import plain
from config.demo.firm import channel_of
from config.demo.knowledge import PAGES
from config.demo.script import (
    SEED,
    Answers,
    Assigns,
    Claims,
    CompletesTask,
    HandsBack,
    HandsOver,
    Replies,
    Resolves,
    Says,
    Scene,
    Step,
    Story,
    Wakes,
)
from handover import assignment, attachments, desk, intake, outbox, pauses, turns
from handover.models import Address, Contact, ContactTag, Conversation, Task
from handover.turns import Outcome
from staff import notifications
from staff.models import Member, Notification

PREFIX = "demo-"  # of the ids under which the channels know the stories' contacts


class OffScript(Exception):
    """A verb did something else than the story says: one of the two is out of date."""


def _is_sent(step: Step) -> bool:
    return isinstance(step, HandsOver | Replies) or (isinstance(step, Answers) and not step.unsent)


class Player:
    def __init__(self, bot: Bot, team: Mapping[str, Member]) -> None:
        self._bot = bot
        self._team = team
        self._channels: dict[str, Channel] = {}
        self._articles = {question: pk for pk, question in bot.articles.values_list("pk", "question")}
        self._chance = Random(SEED)  # noqa: S311 - for variety, nothing secret
        self._conversations: dict[str, int] = {}  # the latest of each contact
        self._said = 0

    def play(self, scene: Scene) -> None:
        key, step, now = scene.story.who.key, scene.step, scene.moment
        if isinstance(step, Says):
            self._receive(scene.story, step, now)
        elif isinstance(step, Answers):
            self._turn(self._conversations[key], self._reply(step), Outcome.REPLIED, now)
        elif isinstance(step, HandsOver):
            self._hand_over(self._conversations[key], step, now)
        else:
            self._staff(Conversation.objects.for_lists().get(pk=self._conversations[key]), step, now)
        if _is_sent(step):
            outbox.deliver(self._conversations[key], now=now)
        if isinstance(step, Says | HandsOver | Assigns | Wakes):
            self._tell(now)

    def _receive(self, story: Story, step: Says, now: datetime) -> None:
        self._said += 1
        who = story.who
        inbound = Inbound(
            message_id=f"{PREFIX}{self._said}",
            contact_id=PREFIX + who.key,
            text=step.text,
            name=who.name,
            email=who.email,
            phone=who.phone,
            attachments=tuple(make() for make in step.files),
        )
        conversation = intake.receive(self._channel(story.channel), inbound, now=now).message.conversation
        if who.key not in self._conversations:
            Contact.objects.filter(pk=conversation.contact_id).update(created_at=now)
            Address.objects.filter(pk=conversation.address_id).update(created_at=now)
        self._conversations[who.key] = conversation.pk

    def _channel(self, kind: str) -> Channel:
        if kind not in self._channels:
            self._channels[kind] = channel_of(self._bot, kind)
        return self._channels[kind]

    def _staff(self, conversation: Conversation, step: Step, now: datetime) -> None:
        match step:
            case Replies(by, text):
                member = self._team[by.email]
                given = [make() for make in step.files]
                files = attachments.upload(conversation, given, by=member, now=now)
                desk.reply(conversation, member, text, now=now, files=files)
            case Assigns(by, to):
                assignment.assign(conversation, self._team[to.email], by=self._team[by.email], now=now)
            case Claims(by):
                assignment.claim(conversation, self._team[by.email], now=now)
            case Resolves(by):
                desk.resolve(conversation, by=self._team[by.email], now=now)
            case HandsBack(by, note):
                pauses.resume(conversation, by=self._team[by.email], note=note, now=now)
            case CompletesTask(by):
                for task in Task.objects.to_do().filter(conversation=conversation):
                    desk.complete_task(task, by=self._team[by.email], now=now)
            case Wakes():
                if not pauses.resume_due(now=now, only=conversation.pk):
                    raise OffScript(f"The pause of {conversation} has not ended.")

    def _reply(self, step: Answers) -> Reply:
        if not step.page:
            return Reply(step.text, step.because)
        page = PAGES[step.page]
        score = round(self._chance.uniform(0.72, 0.97), 2)
        shown = Evidence("article", f"answered by the article {quoted(page.question)}", score)
        return Reply(
            step.text + page.answer, step.because, (shown,), score, self._articles.get(page.question)
        )

    def _hand_over(self, conversation: int, step: HandsOver, now: datetime) -> None:
        scenario = self._bot.scenarios.get(trigger=step.trigger.value)
        evidence = tuple(Evidence(kind, text, step.score) for kind, text in step.evidence)
        lacking = step.trigger is Trigger.LACK_OF_INFORMATION
        unanswered = self._last_asked(conversation) if lacking else ""
        decision = Escalate(step.trigger, plain(scenario), step.because, evidence, step.score, unanswered)
        with self._naming_nobody() if step.to_nobody else nullcontext():
            self._turn(conversation, decision, Outcome.HANDED_OVER, now)
        ContactTag.objects.filter(contact__conversations=conversation, created_at__gt=now).update(
            created_at=now
        )

    def _last_asked(self, conversation: int) -> str:
        last = Conversation.objects.select_related("last_inbound").get(pk=conversation).last_inbound
        return last.text if last else ""

    @contextmanager
    def _naming_nobody(self) -> Iterator[None]:
        """As it was while the bot had no default assignee."""
        row = Bot.objects.filter(pk=self._bot.pk)
        row.update(default_assignee=None)
        yield
        row.update(default_assignee=self._bot.default_assignee)

    def _turn(self, conversation: int, decision: Decision, expected: Outcome, now: datetime) -> None:
        outcome = turns.take_turn(conversation, now=now, decision=decision)
        if outcome is not expected:
            raise OffScript(f"Conversation {conversation}, {now}: {outcome} instead of {expected}.")

    def _tell(self, now: datetime) -> None:
        """Under the bells of the demo's own members alone: nobody gets an email about a story."""
        told = Notification.objects.filter(created_at=now, planned_at=None)
        causes = sorted(set(told.values_list("cause", flat=True)))
        if causes:
            told.exclude(member__in=self._team.values()).delete()
            told.update(transports=["in_app"], in_app=True)
        for cause in causes:
            notifications.deliver(cause, now=now)
