"""What is typed is kept for its writer until it is sent; the latest typed wins, wherever it was typed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from handover import desk, reply_drafts
from handover.models import Conversation, ReplyDraft
from staff.models import Member

HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}
SECOND = timedelta(seconds=1)


@pytest.fixture
def as_bea(client: Client, bea: Member) -> Client:
    client.force_login(bea)
    return client


def post(client: Client, conversation: Conversation, **fields: Any) -> Any:
    posted = {"text": "Half", "mode": "reply", "client_key": "k1", "age": 0, **fields}
    return client.post(reverse("desk:draft", args=[conversation.pk]), posted)


def kept(conversation: Conversation, member: Member) -> tuple[str, bool] | None:
    draft = reply_drafts.of(conversation, member)
    return (draft.text, draft.is_note) if draft else None


def test_what_is_typed_is_there_when_coming_back(
    as_bea: Client, handed_over: Conversation, bea: Member
) -> None:
    assert post(as_bea, handed_over, text=" Half a <sentence> ", mode="note").json() == {"kept": True}
    page = as_bea.get(reverse("desk:conversation", args=[handed_over.pk]))
    assert page.context["form"]["text"].value() == " Half a <sentence> "
    assert page.context["form"]["mode"].value() == "note"
    assert "data-draft-age" in page.content.decode()


def test_a_draft_is_its_writers_alone(
    as_bea: Client, handed_over: Conversation, bea: Member, carl: Member
) -> None:
    post(as_bea, handed_over)
    as_bea.force_login(carl)
    assert "Half" not in as_bea.get(reverse("desk:conversation", args=[handed_over.pk])).content.decode()
    assert kept(handed_over, carl) is None


def test_the_latest_typed_wins_whatever_comes_last(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    assert reply_drafts.keep(handed_over, bea, "newer", is_note=False, typed_at=now)
    assert not reply_drafts.keep(handed_over, bea, "older", is_note=False, typed_at=now - SECOND)
    assert kept(handed_over, bea) == ("newer", False)
    assert reply_drafts.keep(handed_over, bea, "newest", is_note=True, typed_at=now + SECOND)
    assert kept(handed_over, bea) == ("newest", True)


def test_a_late_request_is_told_that_something_newer_is_kept(
    as_bea: Client, handed_over: Conversation, bea: Member
) -> None:
    post(as_bea, handed_over, text="newer")
    answer = post(as_bea, handed_over, text="older", age=60_000)
    assert (answer.status_code, answer.json()) == (409, {"kept": False})
    assert kept(handed_over, bea) == ("newer", False)


def test_an_emptied_field_forgets_the_draft_but_not_a_newer_one(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    reply_drafts.keep(handed_over, bea, "Half", is_note=False, typed_at=now)
    assert not reply_drafts.keep(handed_over, bea, "", is_note=False, typed_at=now - SECOND)
    assert kept(handed_over, bea) == ("Half", False)
    assert reply_drafts.keep(handed_over, bea, " \n", is_note=False, typed_at=now)
    assert kept(handed_over, bea) is None


@pytest.mark.parametrize(("name", "mode"), [("reply", "reply"), ("note", "note")])
@pytest.mark.parametrize("extra", [{}, HTMX])
def test_sending_forgets_the_draft(
    as_bea: Client, handed_over: Conversation, bea: Member, name: str, mode: str, extra: dict[str, Any]
) -> None:
    post(as_bea, handed_over)
    sent = {"text": "Whole", "client_key": "k1", "mode": mode}
    as_bea.post(reverse(f"desk:{name}", args=[handed_over.pk]), sent, **extra)
    assert kept(handed_over, bea) is None


def test_a_refused_reply_keeps_the_draft(as_bea: Client, handed_over: Conversation, bea: Member) -> None:
    post(as_bea, handed_over)
    sent = {"text": "x" * 8001, "client_key": "k1", "mode": "reply"}
    assert as_bea.post(reverse("desk:reply", args=[handed_over.pk]), sent).status_code == 422
    assert kept(handed_over, bea) == ("Half", False)


def test_a_draft_that_arrives_after_its_message_was_sent_is_none(
    as_bea: Client, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    desk.reply(handed_over, bea, "Whole", now=now, client_key="k1")
    post(as_bea, handed_over, client_key="k1")
    assert kept(handed_over, bea) is None


def test_a_draft_changes_nothing_else(as_bea: Client, handed_over: Conversation) -> None:
    before = dict(Conversation.objects.values().get(pk=handed_over.pk))
    post(as_bea, handed_over)
    assert dict(Conversation.objects.values().get(pk=handed_over.pk)) == before


def test_a_draft_of_a_resolved_conversation_is_a_note(
    as_bea: Client, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    post(as_bea, handed_over)
    desk.resolve(handed_over, by=bea, now=now)
    page = as_bea.get(reverse("desk:conversation", args=[handed_over.pk]))
    assert page.context["form"]["mode"].value() == "note"
    assert page.context["form"]["text"].value() == "Half"


@pytest.mark.parametrize("age", ["-1", "x", "9" * 20])
def test_a_made_up_age_is_refused(as_bea: Client, handed_over: Conversation, age: str) -> None:
    assert post(as_bea, handed_over, age=age).status_code == 422
    assert not ReplyDraft.objects.exists()


def test_a_book_is_not_kept(handed_over: Conversation, bea: Member, now: datetime) -> None:
    with pytest.raises(ValidationError, match="50000"):
        reply_drafts.keep(handed_over, bea, "x" * 50_001, is_note=False, typed_at=now)


def test_what_no_database_takes_is_left_out(as_bea: Client, handed_over: Conversation, bea: Member) -> None:
    post(as_bea, handed_over, text="a\x07b")
    assert kept(handed_over, bea) == ("ab", False)


def test_only_who_may_answer_keeps_drafts(client: Client, handed_over: Conversation) -> None:
    assert post(client, handed_over).status_code == 302
    client.force_login(Member.objects.create_user("eve@shop.example", "x", name="Eve"))
    assert post(client, handed_over).status_code == 403


def test_the_list_says_where_a_draft_waits(
    as_bea: Client, handed_over: Conversation, bea: Member, carl: Member
) -> None:
    post(as_bea, handed_over)
    url = reverse("desk:list")
    assert "desk-draft" in as_bea.get(url, {"queue": "all"}).content.decode()
    as_bea.force_login(carl)
    assert "desk-draft" not in as_bea.get(url, {"queue": "all"}).content.decode()
