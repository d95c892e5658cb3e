"""The desk shows how many answers failed, and what the contact said to each."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bots.models import Bot, Scenario
from handover import desk
from handover.models import Conversation
from handover.views.desk_standing import standing_of
from staff.models import Member
from tests.conftest import Say


def page(client: Client, member: Member, conversation: Conversation) -> str:
    client.force_login(member)
    return client.get(reverse("desk:conversation", args=[conversation.pk])).content.decode()


def failing(say: Say, *remarks: str) -> Conversation:
    conversation = say("When are you open?")
    for remark in remarks:
        conversation = say(remark)
    return conversation


def test_failed_answers_are_counted_beside_a_conversation_of_the_bots(
    client: Client, bea: Member, say: Say
) -> None:
    html = page(client, bea, failing(say, "that's not what I asked", "no, that is wrong"))
    assert "2 of 2" in html
    assert "“that&#x27;s not what I asked”" in html
    assert "One more hands over." in html


def test_the_count_stays_after_the_handover_until_a_person_answers(
    client: Client, bea: Member, say: Say
) -> None:
    conversation = failing(say, "that's not what I asked", "no, that is wrong", "still wrong")
    html = page(client, bea, conversation)
    assert "3, after 2 retries" in html
    assert "One more hands over." not in html
    desk.reply(conversation, bea, "Let me look.", now=timezone.now())
    assert "side-standing" not in page(client, bea, conversation)


def test_nothing_is_shown_while_nothing_failed_or_nothing_counts(
    client: Client, bea: Member, bot: Bot, say: Say
) -> None:
    assert "side-standing" not in page(client, bea, failing(say))
    counted = say("that's not what I asked")
    assert "1 of 2" in page(client, bea, counted)
    Scenario.objects.filter(bot=bot, trigger=Scenario.Kind.FAILED_TO_RESOLVE).update(enabled=False)
    assert "side-standing" not in page(client, bea, counted)


def test_it_costs_one_query_and_none_where_nothing_failed(
    say: Say, bot: Bot, django_assert_num_queries: Any
) -> None:
    conversation = failing(say)
    messages = list(conversation.messages.order_by("pk"))
    with django_assert_num_queries(0):
        assert standing_of(conversation, messages) is None
    conversation = say("that's not what I asked")
    messages = list(conversation.messages.order_by("pk"))
    with django_assert_num_queries(1):
        found = standing_of(conversation, messages)
    assert found
    assert str(found) == '1 of 2: "that\'s not what I asked"'
