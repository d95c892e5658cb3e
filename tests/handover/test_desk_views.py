"""The desk in a browser without JavaScript and with htmx: who may see what, and each action."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bots.channels.base import Inbound
from bots.models import Bot, Channel, Mode
from handover import assignment, desk, intake, pauses
from handover.models import Conversation, Message, Task
from staff.models import Member
from tests.conftest import Say, texts

HTMX = {"HTTP_HX_REQUEST": "true"}
ACTIONS = ["claim", "assign", "reply", "resolve", "reopen", "pause", "resume"]


@pytest.fixture
def as_bea(client: Client, bea: Member) -> Client:
    client.force_login(bea)
    return client


@pytest.fixture
def waiting(say: Say) -> Conversation:
    """Nobody knows the answer, so anyone may claim it."""
    return say("Can you ship a tandem to Iceland?")


def url(name: str, conversation: Conversation) -> str:
    return reverse(f"desk:{name}", args=[conversation.pk])


def now_of(conversation: Conversation) -> Conversation:
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def suggestion(say: Say, bot: Bot) -> Message:
    Bot.objects.filter(pk=bot.pk).update(mode=Mode.SUGGESTIVE)
    return say("When are you open?").messages.get(status=Message.Status.SUGGESTED)


def without_permission() -> Member:
    return Member.objects.create_user("eve@shop.example", "correct horse battery", name="Eve")


@pytest.mark.parametrize("name", ["list", "conversation"])
def test_who_is_not_signed_in_is_asked_to(client: Client, waiting: Conversation, name: str) -> None:
    path = reverse("desk:list") if name == "list" else url(name, waiting)
    assert client.get(path).headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ACTIONS)
def test_nobody_acts_without_signing_in(client: Client, waiting: Conversation, name: str) -> None:
    answer = client.post(url(name, waiting))
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert now_of(waiting).version == waiting.version


@pytest.mark.parametrize("name", ACTIONS)
def test_reading_is_not_acting(client: Client, waiting: Conversation, name: str) -> None:
    eve = without_permission()
    client.force_login(eve)
    assert client.get(url("conversation", waiting)).status_code == 403
    eve.user_permissions.add(Permission.objects.get(codename="view_conversation"))
    assert b"act-claim" not in client.get(url("conversation", waiting)).content
    assert client.post(url(name, waiting)).status_code == 403


def test_the_contacts_page_is_offered_to_whoever_may_read_it(client: Client, waiting: Conversation) -> None:
    eve = without_permission()
    eve.user_permissions.add(Permission.objects.get(codename="view_conversation"))
    client.force_login(eve)
    contact = f'href="{reverse("contacts:contact", args=[waiting.contact_id])}"'.encode()
    assert contact not in client.get(url("conversation", waiting)).content
    eve.user_permissions.add(Permission.objects.get(codename="view_contact"))
    assert contact in client.get(url("conversation", waiting)).content


@pytest.mark.parametrize("name", ACTIONS)
def test_a_link_changes_nothing(as_bea: Client, waiting: Conversation, name: str) -> None:
    assert as_bea.get(url(name, waiting)).status_code == 405


def test_what_does_not_exist_is_not_found(as_bea: Client) -> None:
    for name in ["claim", "retry", "suggestion", "task"]:
        assert as_bea.post(reverse(f"desk:{name}", args=[4711])).status_code == 404
    assert as_bea.get(reverse("desk:conversation", args=[4711])).status_code == 404


def test_mine_is_shown_first_and_unassigned_when_nothing_is_mine(
    as_bea: Client, waiting: Conversation, bea: Member
) -> None:
    assert as_bea.get(reverse("desk:list")).context["queue"] == "unassigned"
    assignment.claim(waiting, bea, now=timezone.now())
    assert as_bea.get(reverse("desk:list")).context["queue"] == "mine"


def test_the_search_finds_names_and_what_was_said(as_bea: Client, waiting: Conversation) -> None:
    for words, found in {"petrov": 1, "tandem": 1, "unicycle": 0, "%": 0}.items():
        assert len(as_bea.get(reverse("desk:list"), {"q": words}).context["rows"]) == found


def test_older_goes_on_where_the_page_ends(as_bea: Client, channel: Channel) -> None:
    now = timezone.now()
    for number in range(35):
        inbound = Inbound(message_id=f"m{number}", contact_id=f"c{number}", text="hello")
        intake.receive(channel, inbound, now=now - timedelta(minutes=number // 2))
    first = as_bea.get(reverse("desk:list"), {"queue": "all"}).context
    rest = as_bea.get(f"{reverse('desk:list')}?{first['older']}").context
    shown = [row.conversation.pk for page in (first, rest) for row in page["rows"]]
    assert len(shown) == len(set(shown)) == 35
    assert not rest["older"]


@pytest.mark.parametrize("older", ["x", "2026-01-01T00:00:00~1", "2026-99-01T00:00:00+00:00~1", "~", "\0~9"])
def test_a_made_up_position_is_the_beginning(as_bea: Client, waiting: Conversation, older: str) -> None:
    context = as_bea.get(reverse("desk:list"), {"queue": "all", "older": older}).context
    assert len(context["rows"]) == 1


@pytest.mark.parametrize(("name", "at_most"), [("list", 18), ("conversation", 32)])
def test_a_longer_list_takes_no_more_queries(
    as_bea: Client,
    waiting: Conversation,
    channel: Channel,
    name: str,
    at_most: int,
    django_assert_max_num_queries: Any,
) -> None:
    path = f"{reverse('desk:list') if name == 'list' else url(name, waiting)}?queue=all"
    with django_assert_max_num_queries(at_most) as few:
        as_bea.get(path)
    for number in range(25):
        inbound = Inbound(message_id=f"m{number}", contact_id=f"c{number}", text="hello")
        message = intake.receive(channel, inbound, now=timezone.now()).message
        desk.reply(message.conversation, waiting_member(), "Hello!", now=timezone.now())
    with django_assert_max_num_queries(len(few.captured_queries)):
        as_bea.get(path)


def waiting_member() -> Member:
    return Member.objects.get(email="bea@shop.example")


def test_claim_makes_it_mine(as_bea: Client, waiting: Conversation, bea: Member) -> None:
    answer = as_bea.post(f"{url('claim', waiting)}?queue=all")
    assert answer.headers["Location"] == f"{url('conversation', waiting)}?queue=all"
    assert now_of(waiting).assignee == bea
    assert "You have it" in as_bea.get(url("conversation", waiting)).content.decode()


@pytest.mark.parametrize("extra", [{}, HTMX])
def test_who_claims_too_late_is_told_who_has_it(
    as_bea: Client, waiting: Conversation, carl: Member, extra: dict[str, Any]
) -> None:
    assignment.claim(waiting, carl, now=timezone.now())
    answer = as_bea.post(url("claim", waiting), **extra)
    assert answer.status_code == 409
    assert answer.content.decode().count("Carl Weiss has it") >= 2  # said, and shown as the state
    assert ("<html" in answer.content.decode()) is (not extra)


def test_assign_gives_it_to_whoever_is_chosen(as_bea: Client, waiting: Conversation, carl: Member) -> None:
    as_bea.post(url("assign", waiting), {"to": carl.pk})
    assert now_of(waiting).assignee == carl


@pytest.mark.parametrize("to", ["", "x", "4711"])
def test_assign_to_nobody_known_says_so(as_bea: Client, waiting: Conversation, to: str) -> None:
    assert as_bea.post(url("assign", waiting), {"to": to}).status_code == 422
    assert now_of(waiting).assignee is None


def test_a_reply_takes_over_and_is_sent_once(as_bea: Client, say: Say, bea: Member) -> None:
    conversation = say("When are you open?")
    for _ in range(2):
        as_bea.post(url("reply", conversation), {"text": "From nine.", "client_key": "k1"})
    assert texts(conversation, "pending") == ["From nine."]
    assert now_of(conversation).assignee == bea


def test_a_reply_brings_the_parts_and_a_new_key(as_bea: Client, waiting: Conversation) -> None:
    answer = as_bea.post(url("reply", waiting), {"text": "Yes.", "client_key": "k1"}, **HTMX)  # type: ignore[arg-type]
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert 'id="desk-composer"' in page
    assert 'value="k1"' not in page


@pytest.mark.parametrize("text", ["", "   ", "x" * (settings.MESSAGE_MAX_LENGTH + 1)])
def test_a_reply_that_cannot_be_sent_keeps_its_text(as_bea: Client, waiting: Conversation, text: str) -> None:
    answer = as_bea.post(url("reply", waiting), {"text": text, "client_key": "k1"})
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == text
    assert texts(waiting, "pending") == []


def test_a_reply_to_a_resolved_conversation_is_too_late(
    as_bea: Client, waiting: Conversation, bea: Member
) -> None:
    desk.resolve(waiting, by=bea, now=timezone.now())
    answer = as_bea.post(url("reply", waiting), {"text": "Still there?", "client_key": "k1"})
    assert answer.status_code == 409
    assert answer.context["form"]["text"].value() == "Still there?"


def test_resolve_offers_to_reopen_right_there(as_bea: Client, waiting: Conversation) -> None:
    page = as_bea.post(url("resolve", waiting), follow=True).content.decode()
    assert now_of(waiting).status == Conversation.Status.RESOLVED
    assert 'id="act-reopen"' in page
    as_bea.post(url("reopen", waiting))
    assert now_of(waiting).status == Conversation.Status.OPEN


def test_reopen_beside_a_newer_conversation_says_why_not(
    as_bea: Client, waiting: Conversation, say: Say, bea: Member
) -> None:
    desk.resolve(waiting, by=bea, now=timezone.now())
    say("One more thing")
    assert as_bea.post(url("reopen", waiting)).status_code == 409


@pytest.mark.parametrize(("until", "hours"), [("1h", 1), ("4h", 4), ("1d", 24), ("manual", None)])
def test_pause_silences_the_bot_for_as_long_as_chosen(
    as_bea: Client, say: Say, until: str, hours: int | None
) -> None:
    conversation = say("When are you open?")
    as_bea.post(url("pause", conversation), {"until": until})
    paused = now_of(conversation)
    assert paused.is_paused(timezone.now())
    left = paused.bot_resumes_at and round((paused.bot_resumes_at - timezone.now()) / timedelta(hours=1))
    assert left == hours


def test_an_unknown_length_pauses_nothing(as_bea: Client, say: Say) -> None:
    conversation = say("When are you open?")
    assert as_bea.post(url("pause", conversation), {"until": "for ever"}).status_code == 422
    assert not now_of(conversation).is_paused(timezone.now())


def test_resume_hands_back_with_the_note(as_bea: Client, handed_over: Conversation) -> None:
    as_bea.post(url("resume", handed_over), {"note": "It is 89 euros."})
    assert now_of(handed_over).bot_may_speak(timezone.now())
    assert now_of(handed_over).hand_back_note == "It is 89 euros."


def test_a_failed_message_is_tried_again(as_bea: Client, waiting: Conversation, bea: Member) -> None:
    message = desk.reply(waiting, bea, "Yes.", now=timezone.now())
    Message.objects.filter(pk=message.pk).update(status="failed", last_error="It answered 503.")
    assert "It answered 503." in as_bea.get(url("conversation", waiting)).content.decode()
    as_bea.post(reverse("desk:retry", args=[message.pk]))
    message.refresh_from_db()
    assert message.status == Message.Status.PENDING


def test_a_suggestion_is_sent_as_the_members_words(as_bea: Client, say: Say, bot: Bot) -> None:
    suggested = suggestion(say, bot)
    as_bea.post(reverse("desk:suggestion", args=[suggested.pk]), {"action": "use"})
    assert texts(suggested.conversation, "pending") == [suggested.text]


def test_a_suggestion_is_dismissed(as_bea: Client, say: Say, bot: Bot) -> None:
    suggested = suggestion(say, bot)
    as_bea.post(reverse("desk:suggestion", args=[suggested.pk]), {"action": "dismiss"})
    suggested.refresh_from_db()
    assert suggested.status == Message.Status.SUPPRESSED


def test_a_suggestion_can_be_edited_and_is_gone_once_sent(as_bea: Client, say: Say, bot: Bot) -> None:
    suggested = suggestion(say, bot)
    page = as_bea.get(url("conversation", suggested.conversation), {"edit": suggested.pk})
    assert page.context["form"]["text"].value() == suggested.text
    edited = {"text": "Until six.", "client_key": "k1", "suggestion": suggested.pk}
    as_bea.post(url("reply", suggested.conversation), edited)
    suggested.refresh_from_db()
    assert suggested.status == Message.Status.SUPPRESSED
    assert texts(suggested.conversation, "pending") == ["Until six."]


def test_the_task_is_completed_and_reopened(as_bea: Client, handed_over: Conversation, bea: Member) -> None:
    task = Task.objects.get(conversation=handed_over)
    as_bea.post(reverse("desk:task", args=[task.pk]), {"action": "complete"})
    task.refresh_from_db()
    assert task.done_by == bea
    as_bea.post(reverse("desk:task", args=[task.pk]), {"action": "reopen"})
    task.refresh_from_db()
    assert task.done_at is None


def test_what_contacts_write_stays_text(as_bea: Client, say: Say) -> None:
    conversation = say('<script>x</script> http://shop.example/"onclick=y talk to a human please')
    page = as_bea.get(url("conversation", conversation)).content.decode()
    assert "<script>x" not in page
    assert 'onclick=y"' not in page
    assert 'rel="noopener noreferrer nofollow"' in page


def test_a_long_thread_shows_its_end_and_leads_to_the_rest(as_bea: Client, waiting: Conversation) -> None:
    now = timezone.now()
    Message.objects.bulk_create(
        Message(
            conversation=waiting,
            direction="inbound",
            author="contact",
            status="received",
            text=f"number {number}",
            created_at=now,
            occurred_at=now + timedelta(seconds=number),
        )
        for number in range(120)
    )
    page = as_bea.get(url("conversation", waiting)).context
    shown = [bubble.message.text for bubble in page["bubbles"]]
    assert len(shown) == 100
    assert shown[-1] == "number 119"
    earlier = as_bea.get(url("conversation", waiting), {"before": page["window"].earlier}, **HTMX)  # type: ignore[arg-type]
    assert earlier.context["bubbles"][-1].message.text == "number 19"
    assert "desk-composer" not in earlier.content.decode()


def test_a_live_refresh_never_brings_the_composer(as_bea: Client, waiting: Conversation) -> None:
    page = as_bea.get(url("conversation", waiting), {"live": "1"}).content.decode()
    assert 'id="desk-thread"' in page
    assert "desk-composer" not in page


def test_the_page_says_until_when_the_bot_is_silent(
    as_bea: Client, handed_over: Conversation, bea: Member
) -> None:
    assert "Bot is paused until" in as_bea.get(url("conversation", handed_over)).content.decode()
    pauses.pause(handed_over, by=bea, pause_for=None, now=timezone.now())
    assert "until someone hands back" in as_bea.get(url("conversation", handed_over)).content.decode()


def test_a_suggestion_a_colleague_dismissed_is_not_sent(as_bea: Client, say: Say, bot: Bot) -> None:
    suggested = suggestion(say, bot)
    url = reverse("desk:suggestion", args=[suggested.pk])
    as_bea.post(url, {"action": "dismiss"})
    as_bea.post(url, {"action": "use"})
    assert texts(suggested.conversation, "pending", "delivered") == []


def test_a_suggestion_used_twice_is_sent_once(as_bea: Client, say: Say, bot: Bot) -> None:
    suggested = suggestion(say, bot)
    for _ in range(2):
        as_bea.post(reverse("desk:suggestion", args=[suggested.pk]), {"action": "use"})
    assert texts(suggested.conversation, "pending") == [suggested.text]
