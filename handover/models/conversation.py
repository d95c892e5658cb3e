"""Who speaks with a contact. One owner at a time; every change of owner raises `version`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, FilteredRelation, Q
from django.db.models.expressions import RawSQL

from bots.models import Bot, Mode
from staff.models import Member


@dataclass(frozen=True, slots=True)
class Owner:
    """kind: "bot", "member" or "nobody"; member only with kind "member"."""

    kind: str
    member: Member | None = None


def _speaking() -> "models.QuerySet[Bot, Any]":
    return Bot.objects.filter(mode=Mode.AUTO_PILOT).values("pk")


def _pause_is_over(now: datetime) -> Q:
    """What Conversation.pause_is_over() and Bot.speaks say, of rows."""
    anyway = Q(bot__in=Bot.objects.filter(resume_while_waiting=True).values("pk"))
    answered = Q(waiting_since=None) | Q(waiting_since__gte=F("bot_resumes_at"))
    return Q(bot_resumes_at__lte=now, bot__in=_speaking()) & (answered | anyway)


def _literally(choice: str) -> RawSQL:
    """In the statement itself: a plan made for any value could not use the indexes of open conversations."""
    return RawSQL(f"'{choice}'", [], output_field=models.CharField())  # noqa: S611 - one of our own choices


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, member: Member) -> "ConversationQuerySet":
        return self if member.has_perm("handover.view_conversation") else self.none()

    def open(self) -> "ConversationQuerySet":
        return self.filter(status=_literally(Conversation.Status.OPEN))

    def bot_due_back(self, now: datetime) -> "ConversationQuerySet":
        """Pauses that have ended and were not announced yet, however long ago.

        Not while a contact who wrote before the end waits for a person, unless the bot is told to. Not of a
        bot that is off or deleted: nobody would answer, so whoever has the conversation keeps it.
        """
        return self.open().filter(_pause_is_over(now))

    def mine(self, member: Member) -> "ConversationQuerySet":
        return self.open().filter(owner_kind=_literally(Conversation.OwnerKind.MEMBER), assignee=member)

    def unassigned(self) -> "ConversationQuerySet":
        """Nobody speaks: nobody's, a member's who is gone, or a bot's that does not answer by itself.

        Asks first who those members and bots are: by their numbers PostgreSQL finds the rest in its indexes,
        by a join or a subquery it would look at everything that is open.
        """
        gone = Member.objects.filter(is_active=False).order_by().values_list("pk", models.Value("member"))
        off = Bot.objects.exclude(mode=Mode.AUTO_PILOT).order_by().values_list("pk", models.Value("bot"))
        found = list(gone.union(off, all=True))
        inactive = [pk for pk, kind in found if kind == "member"]
        silent = [pk for pk, kind in found if kind == "bot"]
        return self.open().filter(
            Q(owner_kind=_literally(Conversation.OwnerKind.NOBODY))
            | Q(owner_kind=_literally(Conversation.OwnerKind.MEMBER), assignee__in=inactive)
            | Q(owner_kind=_literally(Conversation.OwnerKind.MEMBER), assignee=None)
            | Q(owner_kind=_literally(Conversation.OwnerKind.BOT), bot__in=silent)
            | Q(owner_kind=_literally(Conversation.OwnerKind.BOT), bot=None)
        )

    def awake(self, now: datetime) -> "ConversationQuerySet":
        """Not put aside, or not any more."""
        return self.exclude(snoozed_until__gt=now)

    def snoozed(self, now: datetime) -> "ConversationQuerySet":
        return self.open().filter(snoozed_until__gt=now)

    def mentioning(self, member: Member) -> "ConversationQuerySet":
        """In which a colleague's note names the member."""
        return self.filter(pk__in=member.mentioned_in.values("conversation"))

    def unread_by(self, member: Member) -> "ConversationQuerySet":
        """In which the contact has written since the member last read."""
        visit = FilteredRelation("visits", condition=Q(visits__member=member))
        newer = Q(visit__read_until=None) | Q(visit__read_until__lt=F("last_inbound__created_at"))
        return self.annotate(visit=visit).filter(newer, last_inbound__isnull=False)

    def claimable(self, now: datetime) -> "ConversationQuerySet":
        """Open and in no active member's hands, by the clock. No join, see bot_speaks()."""
        active = Member.objects.filter(is_active=True).values("pk")
        held = Q(owner_kind=Conversation.OwnerKind.MEMBER, assignee__in=active)
        return self.open().filter(~held | _pause_is_over(now))

    def answered_by_bot(self, now: datetime) -> "ConversationQuerySet":
        """A bot that answers by itself has them, by the clock."""
        own = Q(owner_kind=_literally(Conversation.OwnerKind.BOT), bot__in=_speaking())
        return self.open().filter(own | _pause_is_over(now))

    def the_bots(self, now: datetime) -> "ConversationQuerySet":
        """Open and the bot's, also when its pause has ended and nothing announced it."""
        return self.open().filter(Q(owner_kind=Conversation.OwnerKind.BOT) | _pause_is_over(now))

    def bot_speaks(self) -> "ConversationQuerySet":
        """The bot is the owner and may answer by itself.

        Subqueries instead of joins: an UPDATE over a join selects its rows first, and PostgreSQL would not
        look at owner and version again after waiting for another transaction's lock.
        """
        return self.open().filter(owner_kind=Conversation.OwnerKind.BOT, bot__in=_speaking())

    def resuming(self, now: datetime, until: datetime) -> "ConversationQuerySet":
        """In a member's hands, and the bot's by then if nothing happens."""
        hands = Q(owner_kind=Conversation.OwnerKind.MEMBER, assignee__isnull=False)
        return self.open().filter(hands, _pause_is_over(until), bot_resumes_at__gt=now)

    def not_warned(self, before: timedelta) -> "ConversationQuerySet":
        """Of the end of this pause; those in a pause so short that the warning comes later may have been."""
        since = ExpressionWrapper(F("bot_resumes_at") - before, output_field=models.DateTimeField())
        not_yet = Q(resume_warned_at=None) | Q(resume_warned_at__lt=since)
        return self.filter(not_yet | Q(pause_for__lt=2 * before))

    def deadline_due(self, now: datetime) -> "ConversationQuerySet":
        """A step of the clock on an answer has come, however long ago."""
        return self.open().filter(deadline_at__lte=now)

    def turn_due(self, now: datetime) -> "ConversationQuerySet":
        """The bot owes an answer and nobody works on it, or whoever did has died."""
        return self.filter(turn_due_at__lte=now).exclude(turn_lease_until__gt=now)

    def for_lists(self) -> "ConversationQuerySet":
        return self.select_related("contact", "bot", "assignee", "address__channel")

    def held(self) -> "ConversationQuerySet":
        """Locked until the end of the transaction: before its messages, handovers and bot, in that order, so
        that nobody waits for somebody who waits for them."""
        return self.for_lists().select_for_update(of=("self",), no_key=True)


class Conversation(models.Model):
    """
    version          raised by every change of owner; a bot's answer computed from another one is not said
    assignee         the owner while owner_kind is "member"; afterwards who had it last
    bot_resumes_at   while a person or nobody has it: when the bot answers again, if nobody waits for a person
                     then; null: when handed back
    pause_for        how long a reply by a person silences the bot from then on; null: until handed back
    bot_since        when the bot's present term began: older messages are not its to answer
    waiting_since    the contact's first message that nobody has answered
    turn_due_at      the bot owes an answer from then on; null: it owes none
    deadline_at      while the contact waits for a person: when the next step of the clock is due
    deadline_step    which: remind, reassign or supervise; begin where it has yet to be reckoned
    held_since       when the contact was told that they are not forgotten, in this wait
    resume_warned_at when the owner was warned of the coming end of this pause
    snoozed_until    put aside by snoozed_by until then, or until the contact writes
    contact_typed_at when the contact's page last said that they are writing
    turn_lease_until a worker is computing the answer and holds it until then
    """

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        RESOLVED = "resolved", "Resolved"

    class OwnerKind(models.TextChoices):
        BOT = "bot", "Bot"
        MEMBER = "member", "Member"
        NOBODY = "nobody", "Nobody"

    class Deadline(models.TextChoices):
        BEGIN = "begin", "Begin to count"
        REMIND = "remind", "Remind whoever has it"
        REASSIGN = "reassign", "Give it to someone else"
        SUPERVISE = "supervise", "Tell the supervisor"

    contact = models.ForeignKey("handover.Contact", models.CASCADE, related_name="conversations")
    address = models.ForeignKey("handover.Address", models.CASCADE, related_name="conversations")
    bot = models.ForeignKey("bots.Bot", models.SET_NULL, null=True, related_name="conversations")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)

    owner_kind = models.CharField(max_length=8, choices=OwnerKind, default=OwnerKind.BOT)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="conversations"
    )
    assigned_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    bot_resumes_at = models.DateTimeField(null=True, blank=True)
    pause_for = models.DurationField(null=True, blank=True)
    bot_since = models.DateTimeField()
    hand_back_note = models.TextField(blank=True)

    waiting_since = models.DateTimeField(null=True, blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True)
    deadline_step = models.CharField(max_length=10, choices=Deadline, blank=True)
    held_since = models.DateTimeField(null=True, blank=True)
    resume_warned_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    snoozed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    contact_typed_at = models.DateTimeField(null=True, blank=True)

    last_inbound = models.ForeignKey(
        "handover.Message", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    last_message_at = models.DateTimeField()
    turn_due_at = models.DateTimeField(null=True, blank=True)
    turn_since = models.DateTimeField(null=True, blank=True)
    turn_lease_until = models.DateTimeField(null=True, blank=True)
    turn_attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Conversation"]] = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-last_message_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=Q(status="open"), name="one_open_conversation_per_address"
            ),
            models.CheckConstraint(
                condition=~Q(owner_kind="bot") | Q(bot_resumes_at=None), name="no_pause_while_the_bot_owns"
            ),
            models.CheckConstraint(
                condition=Q(status="open")
                | Q(bot_resumes_at=None, turn_due_at=None, deadline_at=None, snoozed_until=None),
                name="resolved_is_at_rest",
            ),
            models.CheckConstraint(
                condition=Q(deadline_at=None, deadline_step="")
                | (Q(deadline_at__isnull=False) & ~Q(deadline_step="")),
                name="deadline_has_a_step",
            ),
        ]
        indexes = [
            models.Index(fields=["deadline_at"], condition=Q(deadline_at__isnull=False), name="deadline_due"),
            models.Index(
                fields=["snoozed_until"], condition=Q(snoozed_until__isnull=False), name="snooze_due"
            ),
            models.Index(
                fields=["bot_resumes_at"], condition=Q(bot_resumes_at__isnull=False), name="bot_due_back"
            ),
            models.Index(fields=["turn_due_at"], condition=Q(turn_due_at__isnull=False), name="turn_due"),
            models.Index(
                fields=["waiting_since"],
                condition=Q(status="open", waiting_since__isnull=False),
                name="desk_waiting",
            ),
            models.Index(fields=["-last_message_at", "-id"], name="desk_all"),
            models.Index(
                fields=["owner_kind", "assignee", "-last_message_at"],
                condition=Q(status="open"),
                name="desk_open",
            ),
            models.Index(fields=["assignee", "-assigned_at"], name="last_assigned"),
        ]

    def __str__(self) -> str:
        return f"Conversation {self.pk} with {self.contact}"

    def pause_has_ended(self, now: datetime) -> bool:
        """Its time has come, whether or not the bot may answer again."""
        return self.bot_resumes_at is not None and self.bot_resumes_at <= now

    def pause_is_over(self, now: datetime) -> bool:
        """It has ended, and no contact who wrote before that still waits for a person, unless the bot is told
        to answer all the same."""
        return self.pause_has_ended(now) and not self.keeps_bot_silent

    @property
    def keeps_bot_silent(self) -> bool:
        """The contact wrote before the end of the pause, and nobody has answered them."""
        if self.waiting_since is None or self.bot_resumes_at is None:
            return False
        told_to = bool(self.bot and self.bot.resume_while_waiting)
        return self.waiting_since < self.bot_resumes_at and not told_to

    def waits_for_person(self, now: datetime) -> bool:
        return (
            self.status == self.Status.OPEN and self.waiting_since is not None and not self.bot_may_speak(now)
        )

    def bot_may_speak(self, now: datetime) -> bool:
        """By the clock, not by whether anything announced it."""
        bot_owns = self.owner_kind == self.OwnerKind.BOT or self.pause_is_over(now)
        return bool(self.status == self.Status.OPEN and bot_owns and self.bot and self.bot.speaks)

    def owner(self, now: datetime) -> Owner:
        """Who is in control at this moment."""
        if self.bot_may_speak(now):
            return Owner("bot")
        if self.owner_kind == self.OwnerKind.MEMBER and self.assignee and self.assignee.is_active:
            return Owner("member", self.assignee)
        if self.status == self.Status.RESOLVED and self.owner_kind == self.OwnerKind.BOT:
            return Owner("bot")
        return Owner("nobody")

    def is_paused(self, now: datetime) -> bool:
        return self.owner_kind != self.OwnerKind.BOT and not self.pause_is_over(now)
