"""Notes are for colleagues alone: they change nothing for contact and bot, and they reach whom they name."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bots.channels.base import Inbound
from bots.models import Channel
from handover import deciding, desk, intake, notes, replay
from handover.facts import of_conversation
from handover.models import Conversation, Message
from handover.views.webchat_thread import thread_of
from staff.models import Event, Member, Notification
from tests.conftest import Say, committed, member, run_due
from tests.handover.races import at_once

SECRET = "Careful, she is the mayor."
HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


def told(of: Member) -> list[str]:
    return list(Notification.objects.filter(event=Event.MENTIONED, member=of).values_list("title", flat=True))


def state(conversation: Conversation) -> dict[str, Any]:
    return dict(Conversation.objects.values().get(pk=conversation.pk))


def test_a_note_changes_nothing_about_the_conversation(say: Say, carl: Member, now: datetime) -> None:
    conversation = say("Can you ship a tandem to Iceland?", at=now)
    before = state(conversation)
    note = notes.add(conversation, carl, SECRET, now=now + timedelta(minutes=1))
    assert (note.direction, note.author, note.status) == ("note", "member", "noted")
    assert state(conversation) == before
    assert before["waiting_since"] is not None


def test_a_note_does_not_restart_the_pause(handed_over: Conversation, bea: Member, now: datetime) -> None:
    before = state(handed_over)["bot_resumes_at"]
    notes.add(handed_over, bea, SECRET, now=now + timedelta(hours=1))
    assert state(handed_over)["bot_resumes_at"] == before


def test_a_note_may_stand_in_a_resolved_conversation(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    desk.resolve(handed_over, by=bea, now=now)
    notes.add(handed_over, bea, "Refund was paid.", now=now)
    assert state(handed_over)["status"] == "resolved"


def test_nothing_of_a_note_is_ever_sent(handed_over: Conversation, bea: Member, now: datetime) -> None:
    note = notes.add(handed_over, bea, SECRET, now=now)
    run_due(now + timedelta(hours=1))
    note.refresh_from_db()
    assert (note.status, note.attempts, note.next_try_at) == ("noted", 0, None)
    assert note not in Message.objects.due(now + timedelta(days=1))


def test_the_bot_never_reads_a_note(say: Say, carl: Member, now: datetime) -> None:
    conversation = say("When are you open?", at=now)
    notes.add(conversation, carl, SECRET, now=now)
    assert SECRET not in repr(deciding.transcript_of(conversation))
    assert SECRET not in repr(replay._threads([conversation.pk]))


def test_the_briefing_never_holds_a_note(say: Say, carl: Member, now: datetime) -> None:
    conversation = say("When are you open?", at=now)
    notes.add(conversation, carl, SECRET, now=now)
    say("I want to talk to a human", at=now + timedelta(minutes=1))
    handover = conversation.handovers.get()
    assert SECRET not in repr(handover.briefing)
    assert SECRET not in "".join(conversation.messages.said().values_list("text", flat=True))


def test_the_contacts_own_page_never_shows_a_note(webchat: Channel, carl: Member, now: datetime) -> None:
    received = intake.receive(webchat, Inbound("w1", "visitor", "Hello"), now=now)
    thread = thread_of(webchat, "visitor", now)
    before = thread.etag()
    notes.add(received.message.conversation, carl, SECRET, now=now)
    assert SECRET not in repr(thread.entries)
    assert thread.etag() == before


def test_a_note_of_a_colleague_is_not_them_speaking(
    webchat: Channel, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    notes.add(handed_over, bea, SECRET, now=now)
    assert not Message.objects.for_contact().filter(member=bea).exists()


def test_the_command_says_that_it_is_a_note(handed_over: Conversation, bea: Member, now: datetime) -> None:
    notes.add(handed_over, bea, SECRET, now=now)
    assert of_conversation(handed_over, now)["messages"][-1]["direction"] == "note"


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 8001, "\0"])
def test_an_empty_or_endless_note_is_refused(handed_over: Conversation, bea: Member, text: str) -> None:
    with pytest.raises(ValidationError):
        notes.add(handed_over, bea, text, now=timezone.now())


def test_the_same_key_adds_once(handed_over: Conversation, bea: Member, carl: Member, now: datetime) -> None:
    first = notes.add(handed_over, bea, "@Carl look", now=now, client_key="k1")
    assert notes.add(handed_over, bea, "@Carl look", now=now, client_key="k1") == first
    assert len(told(carl)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "@Carl look",
        "see @carl weiss!",
        "(@Carl  Weiss)",
        "@CARL's turn",
        "@carl@shop.example please",
        "@Carl and @Carl Weiss",
    ],
)
def test_a_mention_tells_whom_it_names_once(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime, text: str
) -> None:
    note = notes.add(handed_over, bea, text, now=now)
    assert list(note.mentions.all()) == [carl]
    assert told(carl) == ["Bea Okoro mentioned you in the conversation with Dana Petrov"]


@pytest.mark.parametrize(
    "text", ["carl@shop.example", "mail@carl", "@Carla", "@ Carl", "@@Carl", "x/@Carl", "@carl_w"]
)
def test_what_only_looks_like_a_mention_tells_nobody(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime, text: str
) -> None:
    assert not notes.add(handed_over, bea, text, now=now).mentions.exists()
    assert told(carl) == []


def test_who_mentions_themselves_knows_already(handed_over: Conversation, bea: Member, now: datetime) -> None:
    notes.add(handed_over, bea, "@Bea remember", now=now)
    assert told(bea) == []


def test_whoever_cannot_read_conversations_is_not_mentioned(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    eve = Member.objects.create_user("eve@shop.example", "correct horse battery", name="Eve")
    gone = member("Gus Gone", "member")
    Member.objects.filter(pk=gone.pk).update(is_active=False)
    notes.add(handed_over, bea, "@Eve @Gus", now=now)
    assert told(eve) == told(gone) == []


def test_a_first_name_that_fits_two_people_is_asked_about(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    lind = Member.objects.create_user("lind@shop.example", "x", name="Bea Lind")
    lind.groups.set(bea.groups.all())
    with pytest.raises(ValidationError, match="Write @Bea Lind or @Bea Okoro") as refused:
        notes.add(handed_over, bea, "@Bea please", now=now)
    assert refused.value.code == "ambiguous"
    assert list(notes.add(handed_over, bea, "@Bea lind please", now=now).mentions.all()) == [lind]


def test_two_people_of_one_name_are_told_apart_by_address(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    other = Member.objects.create_user("bea2@shop.example", "x", name="Bea Okoro")
    other.groups.set(bea.groups.all())
    with pytest.raises(ValidationError, match=r"@bea2@shop\.example"):
        notes.add(handed_over, bea, "@Bea Okoro", now=now)
    assert list(notes.add(handed_over, bea, "@bea2@shop.example", now=now).mentions.all()) == [other]


def test_who_is_called_just_that_is_meant_first(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    just = Member.objects.create_user("just@shop.example", "x", name="Bea")
    just.groups.set(bea.groups.all())
    assert list(notes.add(handed_over, bea, "@bea", now=now).mentions.all()) == [just]


def test_the_desk_adds_a_note_and_stays_in_notes(
    client: Client, handed_over: Conversation, carl: Member
) -> None:
    client.force_login(carl)
    url = reverse("desk:note", args=[handed_over.pk])
    posted = {"text": SECRET, "client_key": "k1", "mode": "note"}
    answer = client.post(url, posted, **HTMX)
    assert answer.status_code == 200
    assert answer.context["form"]["mode"].value() == "note"
    assert handed_over.messages.get(direction="note").member == carl
    assert Conversation.objects.get(pk=handed_over.pk).assignee != carl


def test_a_refused_note_keeps_its_text_and_says_why(
    client: Client, handed_over: Conversation, bea: Member
) -> None:
    lind = Member.objects.create_user("lind@shop.example", "x", name="Bea Lind")
    lind.groups.set(bea.groups.all())
    client.force_login(bea)
    url = reverse("desk:note", args=[handed_over.pk])
    answer = client.post(url, {"text": "@Bea hm", "client_key": "k", "mode": "note"})
    assert answer.status_code == 422
    assert "@Bea Lind" in answer.content.decode()
    assert answer.context["form"]["text"].value() == "@Bea hm"


def test_what_was_written_as_a_note_is_never_sent_as_a_reply(
    client: Client, handed_over: Conversation, bea: Member
) -> None:
    client.force_login(bea)
    url = reverse("desk:reply", args=[handed_over.pk])
    answer = client.post(url, {"text": SECRET, "client_key": "k1", "mode": "note"})
    assert answer.status_code == 422
    assert not handed_over.messages.filter(text=SECRET).exists()
    assert answer.context["form"]["text"].value() == SECRET


def test_a_reply_from_the_form_of_a_note_whose_answer_was_lost_is_sent(
    client: Client, handed_over: Conversation, bea: Member
) -> None:
    client.force_login(bea)
    client.post(reverse("desk:note", args=[handed_over.pk]), {"text": SECRET, "client_key": "k1"})
    client.post(reverse("desk:reply", args=[handed_over.pk]), {"text": "Hello", "client_key": "k1"})
    assert handed_over.messages.get(text=SECRET).direction == "note"
    assert handed_over.messages.get(text="Hello").direction == "outbound"


def test_the_thread_shows_the_note_with_its_mention(
    client: Client, handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    notes.add(handed_over, carl, "<b>@Bea</b> & @Carl", now=now)
    client.force_login(bea)
    page = client.get(reverse("desk:conversation", args=[handed_over.pk])).content.decode()
    assert "is-note" in page
    assert '&lt;b&gt;<strong class="msg-mention">@Bea</strong>&lt;/b&gt; &amp; ' in page


def test_the_names_to_mention_are_offered_to_staff_alone(client: Client, bea: Member, carl: Member) -> None:
    url = reverse("desk:people")
    assert client.get(url).status_code == 302
    client.force_login(bea)
    page = client.get(url).content.decode()
    assert 'data-insert="@Carl Weiss"' in page


@pytest.mark.postgres
@committed
def test_a_note_sent_twice_at_once_stands_once(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("two real callers")

    def write() -> Message:
        return notes.add(handed_over, bea, "@Carl look", now=now, client_key="k1")

    callers: list[Callable[[], Message]] = [write, write]
    first, second = at_once(*callers)
    assert first == second
    assert len(told(carl)) == 1
