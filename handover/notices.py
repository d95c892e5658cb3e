"""What staff are told, in words, and to whom it goes."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse

from bots.models import Bot
from handover.models import Conversation, Message, Task
from staff import hours
from staff.audience import Notice, insist, prepare, prepare_all
from staff.models import Event, Member, Notification
from staff.notifications import notify
from staff.roles import administrators

AN_HOUR = timedelta(hours=1)
MAY_TAKE_OVER = "handover.change_conversation"


def whoever_may_take_over() -> "QuerySet[Member]":
    return Member.objects.who_may(MAY_TAKE_OVER)


def link(conversation: Conversation) -> str:
    return reverse("desk:conversation", args=[conversation.pk])


def of_handover(
    conversation: Conversation,
    *,
    cause: str,
    assignee: Member | None,
    because: str,
    task_title: str,
    now: datetime,
) -> list[Notification]:
    """Unsaved notices: to the assignee of conversation and task, or to everybody who could claim it."""
    url = link(conversation)
    if assignee is None:
        notice = Notice(
            Event.CONVERSATION_HANDED_OVER, cause, f"{conversation.contact} waits for a person", because, url
        )
        return prepare(notice, whoever_may_take_over(), now=now)
    given = Notice(
        Event.CONVERSATION_ASSIGNED, cause, f"{conversation.contact} was handed to you", because, url
    )
    task = Notice(Event.TASK_ASSIGNED, cause, f"New task: {task_title}", "", url)
    return prepare_all([given, task] if task_title else [given], [assignee], now=now)


def to_supervisors(
    conversation: Conversation, *, cause: str, because: str, now: datetime
) -> list[Notification]:
    """Unsaved notices for a handover about which nobody else can be told, whatever they have chosen."""
    notice = Notice(
        Event.CONVERSATION_HANDED_OVER,
        cause,
        f"Nobody could be told that {conversation.contact} waits",
        because,
        link(conversation),
    )
    return insist(notice, administrators(), now=now)


def assigned(conversation: Conversation, member: Member, *, by: Member, now: datetime) -> None:
    if member.pk == by.pk:
        return
    notice = Notice(
        Event.CONVERSATION_ASSIGNED,
        f"conversation:{conversation.pk}:assigned:{conversation.version}",
        f"{by} assigned {conversation.contact} to you",
        url=link(conversation),
    )
    notify(notice, [member], now=now)


def task_assigned(task: Task, *, by: Member, now: datetime) -> None:
    """Given to somebody by hand; a handover tells of its own task."""
    if task.assignee is None or task.assignee == by:
        return
    notice = Notice(
        Event.TASK_ASSIGNED,
        f"task:{task.pk}:assigned:{now.timestamp()}",
        f"New task: {task.title}",
        task.description[:300],
        link(task.conversation) if task.conversation else reverse("tasks:task", args=[task.pk]),
    )
    notify(notice, [task.assignee], now=now)


def of_inbound(conversation: Conversation, message: Message, *, was_waiting: bool, now: datetime) -> None:
    """The bot will not answer this message: its owner hears of it, or, the first time, whoever may claim."""
    owner = conversation.owner(now).member
    if owner is None and was_waiting:
        return
    event = Event.NEW_MESSAGE if owner else Event.CONVERSATION_HANDED_OVER
    title = (
        f"New message from {conversation.contact}" if owner else f"{conversation.contact} waits for a person"
    )
    said = (message.text or message.in_words())[:300]
    notice = Notice(event, f"message:{message.pk}", title, said, link(conversation))
    audience: Iterable[Member] = [owner] if owner else whoever_may_take_over()
    notify(notice, audience, now=now)


def released(conversation: Conversation, *, because: str, now: datetime, but: Member | None = None) -> None:
    notice = Notice(
        Event.CONVERSATION_HANDED_OVER,
        f"conversation:{conversation.pk}:released:{conversation.version}",
        f"{conversation.contact} waits for a person",
        because,
        link(conversation),
    )
    notify(notice, [one for one in whoever_may_take_over() if one != but], now=now)


def bots_resumed(conversations: Sequence[Conversation], *, now: datetime) -> list[Notification]:
    """Unsaved notices to those who had the conversations; for contacts whom nobody answered while nobody
    had them, to whoever may take over. One query for each of them."""
    given: dict[Member, list[Notice]] = {}
    nobodys = [c for c in conversations if c.assignee is None and c.waiting_since]
    for member in whoever_may_take_over() if nobodys else ():
        given.setdefault(member, []).extend(_nobody_answered(conversation) for conversation in nobodys)
    for conversation in conversations:
        if conversation.assignee:
            given.setdefault(conversation.assignee, []).append(_bot_resumed(conversation))
    return [row for member, told in given.items() for row in prepare_all(told, [member], now=now)]


def _bot_resumed(conversation: Conversation) -> Notice:
    return Notice(
        Event.BOT_RESUMED,
        f"conversation:{conversation.pk}:resumed:{conversation.version}",
        f"The bot answers {conversation.contact} again",
        "You had not answered when the pause ended; a reply takes over again."
        if conversation.waiting_since
        else "The pause you were given has ended.",
        link(conversation),
    )


def _nobody_answered(conversation: Conversation) -> Notice:
    return Notice(
        Event.CONVERSATION_HANDED_OVER,
        f"conversation:{conversation.pk}:resumed:{conversation.version}",
        f"Nobody answered {conversation.contact}",
        "The pause has ended, so the bot answers again; a reply takes over.",
        link(conversation),
    )


def bot_resuming(conversation: Conversation, *, now: datetime) -> list[Notification]:
    """Unsaved notice to the owner before the pause ends, with a button that extends it."""
    end = conversation.bot_resumes_at
    if end is None or conversation.assignee is None:
        return []
    theirs = end.astimezone(hours.zone_of(conversation.assignee))
    notice = Notice(
        Event.BOT_RESUMING,
        f"conversation:{conversation.pk}:resuming:{int(end.timestamp())}",
        f"{conversation.bot} will answer {conversation.contact} again {hours.in_words(theirs, now)}",
        "The pause ends then. Extend it, or reply, if you are not done.",
        link(conversation),
        action_label=f"Extend by {in_short(conversation.pause_for or AN_HOUR)}",
        action_url=reverse("desk:extend", args=[conversation.pk]),
    )
    return prepare(notice, [conversation.assignee], now=now)


def in_short(length: timedelta) -> str:
    """ "4 hours", "90 minutes", "2 days"."""
    minutes = max(round(length.total_seconds() / 60), 1)
    sizes = {"day": 1440, "hour": 60, "minute": 1}
    unit, count = next((unit, minutes // size) for unit, size in sizes.items() if minutes % size == 0)
    return f"{count} {unit}{'s'[: count > 1]}"


def unanswered(conversation: Conversation, *, cause: str, title: str, body: str) -> Notice:
    return Notice(Event.UNANSWERED, cause, title, body, link(conversation))


def supervisors(bot: Bot) -> list[Member]:
    """Who hears when nobody answers: the bot's supervisor, the administrators where that one cannot."""
    chosen = bot.supervisor
    if chosen and chosen.is_active and chosen.has_perm(MAY_TAKE_OVER):
        return [chosen]
    return list(administrators())


def passed_on(conversation: Conversation, *, cause: str, because: str) -> Notice:
    title = f"{conversation.contact} was handed to you"
    return Notice(Event.CONVERSATION_ASSIGNED, cause, title, because, link(conversation))


def mentioned(note: Message, members: Sequence[Member], *, now: datetime) -> None:
    """Those whom a colleague's note names; whoever wrote it knows."""
    notice = Notice(
        Event.MENTIONED,
        f"message:{note.pk}:mentioned",
        f"{note.member} mentioned you in the conversation with {note.conversation.contact}",
        note.text[:300],
        link(note.conversation),
    )
    others = [member for member in members if member.pk != note.member_id]
    if others:
        notify(notice, others, now=now)


def suggestion_waits(conversation: Conversation, message: Message, suggestion: Message) -> None:
    """Whoever was told of the contact's message and has not looked yet reads also that an answer waits."""
    bot = conversation.bot or "The bot"
    ready = f"{bot} suggests: {suggestion.text[:200]}" if suggestion.text else f"{bot} suggests a handover."
    told = Notification.objects.filter(cause=f"message:{message.pk}", read_at=None)
    told.exclude(body__contains=ready).update(body=Concat(Value(f"{ready}\n\n"), "body"))


def snooze_ended(conversation: Conversation, member: Member, *, until: datetime, now: datetime) -> None:
    notice = Notice(
        Event.SNOOZE_ENDED,
        f"conversation:{conversation.pk}:snoozed:{until.timestamp():.0f}",
        f"{conversation.contact} is back",
        "You put this conversation aside until now.",
        link(conversation),
    )
    notify(notice, [member], now=now)
