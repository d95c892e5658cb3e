"""The hosted chat as a contact sees it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from bots.models import Article, Bot, Channel, Mode, Scenario
from handover import desk, outbox, turns
from handover.models import Address, Conversation, Message
from staff.models import Member
from tests.conftest import run_due
from tests.handover.chats import only_conversation, post, shown, url


def test_the_page_greets_and_says_who_speaks(client: Client, webchat: Channel) -> None:
    html = client.get(url(webchat)).content.decode()
    assert "Hello from Pedal!" in html
    assert "You are talking to <b>Pedal</b>, an automated assistant" in html
    assert '<html lang="en">' in html
    assert "<title>Chat with Pedal</title>" in html


def test_the_page_has_nothing_that_a_strict_policy_blocks(client: Client, webchat: Channel) -> None:
    post(client, webchat, "Hello")
    response = client.get(url(webchat))
    html = response.content.decode()
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert " style=" not in html
    assert " onclick" not in html
    assert html.count("<script") == html.count('<script type="module" src=') == 1


def test_suggestions_are_the_first_questions_and_a_person(client: Client, webchat: Channel) -> None:
    first = Article.objects.filter(bot=webchat.bot).order_by("pk")[0]
    Article.objects.filter(pk=first.pk).update(enabled=False)
    Article.objects.create(bot=webchat.bot, question="Four?", answer="4")
    Article.objects.create(bot=webchat.bot, question="Five?", answer="5")
    html = shown(client, webchat)
    assert html.count('class="chip"') == 4
    assert 'value="Four?"' in html
    assert 'value="Talk to a person"' in html
    assert first.question not in html
    assert "Five?" not in html


def test_no_person_is_suggested_where_none_would_be_called(
    client: Client, webchat: Channel, scenario: Scenario
) -> None:
    Scenario.objects.filter(pk=scenario.pk).update(enabled=False)
    assert "Talk to a person" not in shown(client, webchat)


def test_a_whole_conversation_is_held(client: Client, webchat: Channel, bea: Member, now: datetime) -> None:
    post(client, webchat, "Can I talk to a human please?")
    assert "Pedal is writing…" in shown(client, webchat)
    run_due(timezone.now())
    conversation = only_conversation()
    assert conversation.owner(now).kind == "member"
    html = shown(client, webchat)
    assert "<b>Bea</b> will answer you here" in html
    assert "is writing" not in html
    desk.reply(conversation, bea, "Bea here, what is it?", now=timezone.now())
    assert "Bea here" not in shown(client, webchat), "not before it was delivered"
    outbox.sweep(now=timezone.now())
    html = shown(client, webchat)
    assert "Bea here, what is it?" in html
    assert "You are talking to <b>Bea</b>" in html
    assert "msg--member" in html
    assert "Okoro" not in html
    assert "bea@shop.example" not in html


def test_waiting_for_nobody_in_particular_is_said(
    client: Client, webchat: Channel, scenario: Scenario
) -> None:
    Scenario.objects.filter(pk=scenario.pk).update(assign_to=None)
    post(client, webchat, "Can I talk to a human please?")
    run_due(timezone.now())
    assert "Waiting for a person from our team — you can keep writing" in shown(client, webchat)


def test_a_member_without_a_name_is_the_team(client: Client, webchat: Channel, bea: Member) -> None:
    post(client, webchat, "Hello")
    Member.objects.filter(pk=bea.pk).update(name="")
    bea.refresh_from_db()
    desk.reply(only_conversation(), bea, "Hi!", now=timezone.now())
    outbox.sweep(now=timezone.now())
    html = shown(client, webchat)
    assert "You are talking to <b>Our team</b>" in html
    assert "shop.example" not in html


def test_a_bot_that_is_off_promises_no_answer_of_its_own(client: Client, webchat: Channel) -> None:
    Bot.objects.update(mode=Mode.OFF)
    html = shown(client, webchat)
    assert "automated assistant" not in html
    assert "Hello from Pedal!" not in html
    assert 'class="chip"' not in html
    assert "People from our team answer here" in html


def test_earlier_conversations_stay_in_view(client: Client, webchat: Channel, bea: Member) -> None:
    post(client, webchat, "First question")
    desk.resolve(only_conversation(), by=bea, now=timezone.now())
    assert shown(client, webchat).count("note--end") == 1
    post(client, webchat, "Second question")
    html = shown(client, webchat)
    assert Conversation.objects.count() == 2
    assert html.index("First question") < html.index("This conversation has ended") < html.index("Second")
    assert html.count("note--end") == 1


def test_the_latest_200_are_shown(client: Client, webchat: Channel, now: datetime) -> None:
    post(client, webchat, "the very first")
    first = Message.objects.get()
    Message.objects.bulk_create(
        Message(
            conversation=first.conversation,
            direction="outbound",
            author="bot",
            status="delivered",
            text=f"number {number};",
            created_at=now + timedelta(seconds=number),
            occurred_at=now + timedelta(seconds=number),
        )
        for number in range(1, 201)
    )
    html = shown(client, webchat)
    assert "the very first" not in html
    assert html.index("number 1;") < html.index("number 200;")


@pytest.mark.parametrize("status", ["pending", "failed", "suppressed", "suggested", "noted"])
def test_what_did_not_reach_the_contact_is_not_shown(client: Client, webchat: Channel, status: str) -> None:
    post(client, webchat, "Hello")
    message = outbox.outbound(only_conversation(), "not for them", now=timezone.now(), status=status)
    message.save()
    outbox.line(only_conversation(), "a line for staff", now=timezone.now()).save()
    html = shown(client, webchat)
    assert "not for them" not in html
    assert "a line for staff" not in html
    Message.objects.filter(pk=message.pk).update(status="delivered", delivered_at=timezone.now())
    assert "not for them" in shown(client, webchat)


def test_words_are_only_ever_words(client: Client, webchat: Channel) -> None:
    post(client, webchat, '<script>alert("x")</script>\n<img src=x onerror=y> https://a.example/"onx=')
    html = shown(client, webchat)
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;\n&lt;img" in html
    assert 'rel="noopener nofollow" target="_blank"' in html


def test_a_script_in_the_bots_name_is_a_name(client: Client, webchat: Channel) -> None:
    Bot.objects.update(name="<script>x</script>", greeting="<b>hi</b>")
    html = client.get(url(webchat)).content.decode()
    assert "<script>x" not in html
    assert "<b>hi" not in html


def test_polling_is_cheap_until_something_changes(client: Client, webchat: Channel, bea: Member) -> None:
    def poll(etag: str) -> Any:
        return client.get(url(webchat, "thread/"), headers={"if-none-match": etag})

    etag = client.get(url(webchat, "thread/"))["ETag"]
    seen = {etag}
    assert poll(etag).status_code == 304
    assert poll(etag).content == b""

    def answer() -> None:
        outbox.sweep(now=timezone.now())

    steps: list[Callable[[], object]] = [
        lambda: post(client, webchat, "When are you open?"),
        lambda: turns.sweep(now=timezone.now()),
        answer,
        lambda: desk.reply(only_conversation(), bea, "Hi", now=timezone.now()),
        answer,
        lambda: desk.resolve(only_conversation(), by=bea, now=timezone.now()),
        lambda: Bot.objects.get().save(),
    ]
    for step in steps:
        step()
        response = poll(etag)
        assert response.status_code == 200
        etag = response["ETag"]
        assert etag not in seen
        seen.add(etag)
        assert poll(etag).status_code == 304


def test_polling_asks_few_questions(
    client: Client, webchat: Channel, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    post(client, webchat, "Hello")
    etag = client.get(url(webchat, "thread/"))["ETag"]
    with django_assert_max_num_queries(3):
        client.get(url(webchat, "thread/"), headers={"if-none-match": etag})


def test_the_length_of_the_thread_adds_no_questions(
    client: Client, webchat: Channel, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        post(client, webchat, f"Hello {number}")
    with django_assert_max_num_queries(6):
        shown(client, webchat)


def test_times_are_the_visitors_own(client: Client, webchat: Channel) -> None:
    post(client, webchat, "Hello")
    Message.objects.update(occurred_at=datetime.fromisoformat("2026-03-01T23:30:00+00:00"))
    html = shown(client, webchat)
    assert ">23:30<" in html
    client.cookies["tz"] = "Asia/Tokyo"
    html = shown(client, webchat)
    assert ">08:30<" in html
    assert "2 March" in html
    client.cookies["tz"] = "../../etc/passwd"
    assert ">23:30<" in shown(client, webchat)


def test_writing_is_not_said_for_ever(client: Client, webchat: Channel) -> None:
    post(client, webchat, "Hello")
    assert "is writing" in shown(client, webchat)
    Conversation.objects.update(turn_due_at=timezone.now() - timedelta(minutes=10))
    assert "is writing" not in shown(client, webchat)


@pytest.mark.parametrize("part", ["", "thread/", "send/"])
def test_a_chat_that_is_off_or_unknown_has_a_page_of_its_own(
    client: Client, webchat: Channel, channel: Channel, part: str
) -> None:
    Channel.objects.filter(pk=webchat.pk).update(enabled=False)
    for token in (webchat.token, channel.token, "nothing"):
        address = f"/chat/{token}/{part}"
        response = client.post(address, {"text": "Hi"}) if part == "send/" else client.get(address)
        assert response.status_code == 404
        assert "This chat is not open" in response.content.decode()
    assert not Message.objects.exists()


def test_a_deleted_bot_takes_its_chat_along(client: Client, webchat: Channel) -> None:
    post(client, webchat, "Hello")
    webchat.bot.delete()
    assert client.get(url(webchat)).status_code == 404
    assert post(client, webchat, "Still there?").status_code == 404


def test_reading_changes_nothing(client: Client, webchat: Channel) -> None:
    client.get(url(webchat))
    client.get(url(webchat, "thread/"))
    assert not Address.objects.exists()
    assert client.get(url(webchat, "send/")).status_code == 405
    assert client.post(url(webchat)).status_code == 405
