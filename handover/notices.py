"""What staff are told, in words, and to whom it goes."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from handover.models import Conversation, Message, Task
from staff.audience import Notice, insist, prepare, prepare_all
from staff.models import Event, Member, Notification
from staff.notifications import notify
from staff.roles import administrators

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
        link(task.conversation)
        if task.conversation
        else reverse("admin:handover_task_change", args=[task.pk]),
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
    notice = Notice(event, f"message:{message.pk}", title, message.text[:300], link(conversation))
    audience: Iterable[Member] = [owner] if owner else whoever_may_take_over()
    notify(notice, audience, now=now)


def released(conversation: Conversation, *, now: datetime) -> None:
    notice = Notice(
        Event.CONVERSATION_HANDED_OVER,
        f"conversation:{conversation.pk}:released:{conversation.version}",
        f"{conversation.contact} waits for a person",
        "Whoever had this conversation is no longer active.",
        link(conversation),
    )
    notify(notice, whoever_may_take_over(), now=now)


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
