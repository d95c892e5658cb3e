"""A long thread is read page by page in both directions: nothing twice, nothing left out."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handover import desk, notes
from handover.models import Conversation, Message
from staff.models import Member
from tests.conftest import Say

MANY = 1000
HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def as_bea(client: Client, bea: Member) -> Client:
    client.force_login(bea)
    return client


@pytest.fixture
def thread(say: Say, now: datetime) -> Conversation:
    """1,000 messages, ten to each moment, after the contact's first."""
    conversation = say("Can you ship a tandem to Iceland?", at=now - timedelta(days=3))
    conversation.messages.update(occurred_at=now - timedelta(days=3))
    fill(conversation, MANY, now - timedelta(days=2))
    return conversation


def fill(conversation: Conversation, count: int, start: datetime) -> None:
    Message.objects.bulk_create(
        Message(
            conversation=conversation,
            direction="inbound",
            author="contact",
            status="received",
            text=f"number {number}",
            created_at=start,
            occurred_at=start + timedelta(seconds=number // 10),
        )
        for number in range(count)
    )


def look(client: Client, conversation: Conversation, **query: Any) -> Any:
    return client.get(reverse("desk:conversation", args=[conversation.pk]), query).context


def ids(context: Any) -> list[int]:
    return [bubble.message.pk for bubble in context["bubbles"]]


def in_order(conversation: Conversation) -> list[int]:
    return list(conversation.messages.in_order().values_list("pk", flat=True))


def test_back_to_the_beginning_page_by_page(as_bea: Client, thread: Conversation) -> None:
    page = look(as_bea, thread)
    read = ids(page)
    while page["window"].earlier:
        page = look(as_bea, thread, before=page["window"].earlier)
        read = [*ids(page), *read]
    assert read == in_order(thread)


def test_forward_to_the_newest_page_by_page(as_bea: Client, thread: Conversation) -> None:
    everything = in_order(thread)
    page = look(as_bea, thread, around=everything[0])
    read = ids(page)
    while page["window"].newer:
        page = look(as_bea, thread, after=page["window"].newer)
        read = [*read, *ids(page)]
    assert read == everything
    assert page["window"].newest


def test_around_a_message_stands_in_the_middle_and_is_marked(as_bea: Client, thread: Conversation) -> None:
    everything = in_order(thread)
    middle = everything[500]
    page = look(as_bea, thread, around=middle)
    assert ids(page) == everything[450:550]
    assert [bubble.message.pk for bubble in page["bubbles"] if bubble.found] == [middle]
    assert not page["window"].newest


def test_around_the_last_message_is_the_newest(as_bea: Client, thread: Conversation) -> None:
    page = look(as_bea, thread, around=in_order(thread)[-1])
    assert page["window"].newest
    assert len(ids(page)) == 51


@pytest.mark.parametrize("name", ["before", "after", "around"])
@pytest.mark.parametrize("number", ["", "x", "-1", "4711", "9" * 30, "\0", "٣"])
def test_a_made_up_message_is_the_newest(
    as_bea: Client, handed_over: Conversation, name: str, number: str
) -> None:
    assert look(as_bea, handed_over, **{name: number})["window"].newest


def test_a_message_of_another_conversation_is_the_newest(
    as_bea: Client, thread: Conversation, bea: Member, say: Say, now: datetime
) -> None:
    desk.resolve(thread, by=bea, now=now)
    other = say("Hello again", at=now)
    assert look(as_bea, other, around=in_order(thread)[500])["window"].newest


def test_a_page_in_the_middle_asks_again_for_itself(
    as_bea: Client, thread: Conversation, now: datetime
) -> None:
    middle = in_order(thread)[500]
    page = look(as_bea, thread, around=middle)
    assert f"around={middle}" in page["live_url"]
    fill(thread, 5, now)
    again = as_bea.get(page["live_url"]).context
    assert ids(again) == ids(page)
    assert "Show newer" in as_bea.get(page["live_url"]).content.decode()


def test_a_page_at_the_end_says_so_when_it_no_longer_is(
    as_bea: Client, thread: Conversation, now: datetime
) -> None:
    last = in_order(thread)[-1]
    page = look(as_bea, thread, around=last)
    fill(thread, 100, now)
    again = as_bea.get(page["live_url"]).context
    assert ids(again)[: len(ids(page))] == ids(page)
    assert again["window"].newer == ids(again)[-1]


def test_later_messages_come_as_a_part_that_leads_back_to_the_newest(
    as_bea: Client, thread: Conversation
) -> None:
    everything = in_order(thread)
    url = reverse("desk:conversation", args=[thread.pk])
    part = as_bea.get(url, {"after": everything[-51]}, **HTMX)
    assert ids(part.context) == everything[-50:]
    assert 'data-side="after"' in part.content.decode()
    assert "data-newest=" in part.content.decode()
    assert "desk-composer" not in part.content.decode()


def test_after_the_last_message_there_is_nothing_more_than_the_newest(
    as_bea: Client, thread: Conversation
) -> None:
    page = look(as_bea, thread, after=in_order(thread)[-1])
    assert ids(page) == in_order(thread)[-100:]


def test_before_the_first_message_there_is_a_way_back(as_bea: Client, thread: Conversation) -> None:
    url = reverse("desk:conversation", args=[thread.pk])
    page = as_bea.get(url, {"before": in_order(thread)[0]}).content.decode()
    assert "Beginning of the conversation" in page
    assert "Back to the newest" in page


def test_a_thousand_messages_take_no_more_queries_than_few(
    as_bea: Client,
    thread: Conversation,
    carl: Member,
    now: datetime,
    django_assert_max_num_queries: Any,
) -> None:
    path = reverse("desk:conversation", args=[thread.pk])
    middle = in_order(thread)[500]
    with django_assert_max_num_queries(50) as few:
        as_bea.get(path)
    with django_assert_max_num_queries(len(few.captured_queries) + 3):
        as_bea.get(path, {"around": middle})  # the message, what is before it, and what is after it
    for number in range(20):
        notes.add(thread, carl, f"@Bea note {number}", now=now)
        desk.reply(thread, carl, f"Reply {number}", now=now)
    with django_assert_max_num_queries(len(few.captured_queries) + 3):
        as_bea.get(path)  # names in the notes; what the bot's pause and the new assignee add at the top


def test_a_failed_message_says_why_and_how_often_it_was_tried(
    as_bea: Client, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    message = desk.reply(handed_over, bea, "Yes.", now=now)
    tried = Message.objects.filter(pk=message.pk)
    url = reverse("desk:conversation", args=[handed_over.pk])
    tried.update(last_error="It answered 503.", attempts=2)
    assert "Not delivered yet: It answered 503." in as_bea.get(url).content.decode()
    assert "Attempt 3" in as_bea.get(url).content.decode()
    tried.update(status="failed", attempts=8)
    assert "Not delivered after 8 attempts." in as_bea.get(url).content.decode()
    assert reverse("desk:retry", args=[message.pk]) in as_bea.get(url).content.decode()
    tried.update(status="suppressed", last_error="Someone else took over before it was sent.")
    assert "Not sent." in as_bea.get(url).content.decode()
