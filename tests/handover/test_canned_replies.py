"""Replies kept ready: who may write them, what may stand in them, and how they come into the composer."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handover import canned, reply_drafts
from handover.models import CannedReply, Contact, Conversation
from staff.models import Member

LIST = "admin:handover_cannedreply_changelist"
ADD = "admin:handover_cannedreply_add"


@pytest.fixture
def hello() -> CannedReply:
    return CannedReply.objects.create(shortcut="hello", text="Hello {first_name}, {member_name} here.")


@pytest.fixture
def as_bea(client: Client, bea: Member) -> Client:
    client.force_login(bea)
    return client


@pytest.fixture
def as_ana(client: Client, ana: Member) -> Client:
    client.force_login(ana)
    return client


def page(client: Client, conversation: Conversation, **query: Any) -> str:
    return client.get(reverse("desk:conversation", args=[conversation.pk]), query).content.decode()


@pytest.mark.parametrize(
    ("name", "text"),
    [("Dana Petrov", "Hello Dana, Bea Okoro here."), ("", "Hello there, Bea Okoro here.")],
)
@pytest.mark.django_db
def test_a_reply_is_filled_in_for_contact_and_member(
    hello: CannedReply, bea: Member, name: str, text: str
) -> None:
    assert canned.filled(hello, Contact(name=name), bea) == text


@pytest.mark.django_db
def test_a_name_is_never_read_as_a_placeholder(hello: CannedReply, bea: Member) -> None:
    assert canned.filled(hello, Contact(name="{member_name}"), bea).startswith("Hello {member_name},")


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("{first_name} {contact_name} {member_name}", []),
        ("{nmae} and {first name} and {nmae}", ["{nmae}", "{first name}"]),
        ("{} {bot_name}", ["{}", "{bot_name}"]),
        ("a { b } c {\n}", ["{ b }"]),
    ],
)
def test_placeholders_nothing_is_put_in_for_are_found(text: str, strange: list[str]) -> None:
    assert canned.unknown(text) == strange


def test_an_administrator_adds_one(as_ana: Client) -> None:
    posted = {"shortcut": "Opening-Hours", "text": " We open at nine, {first_name}. "}
    assert as_ana.post(reverse(ADD), posted).status_code == 302
    made = CannedReply.objects.get()
    assert (made.shortcut, made.text) == ("opening-hours", "We open at nine, {first_name}.")
    assert "/opening-hours" in as_ana.get(reverse(LIST), {"q": "nine"}).content.decode()


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"shortcut": "x", "text": "Hi {nmae}"}, "Nothing can be put in for {nmae}"),
        ({"shortcut": "two words", "text": "Hi"}, "Use letters, digits"),
        ({"shortcut": "HELLO", "text": "Hi"}, "There is a canned reply with this shortcut already."),
        ({"shortcut": "", "text": "Hi"}, "This field is required"),
        ({"shortcut": "x", "text": "x" * 4001}, "at most 4000"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(
    as_ana: Client, hello: CannedReply, posted: dict[str, str], said: str
) -> None:
    answer = as_ana.post(reverse(ADD), posted)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert CannedReply.objects.count() == 1


def test_a_member_reads_and_does_not_write_them(as_bea: Client, hello: CannedReply) -> None:
    assert as_bea.get(reverse(LIST)).status_code == 200
    assert as_bea.get(reverse(ADD)).status_code == 403
    change = reverse("admin:handover_cannedreply_change", args=[hello.pk])
    assert as_bea.post(change, {"shortcut": "x", "text": "y"}).status_code == 403


def test_they_stand_in_the_sidebar(as_bea: Client, handed_over: Conversation) -> None:
    assert reverse(LIST) in page(as_bea, handed_over)


def test_the_list_to_choose_from_is_filled_in_and_escaped(
    as_bea: Client, handed_over: Conversation, hello: CannedReply
) -> None:
    CannedReply.objects.create(shortcut="b", text='<b>"quoted"</b>')
    answer = as_bea.get(reverse("desk:canned", args=[handed_over.pk])).content.decode()
    assert 'data-insert="Hello Dana, Bea Okoro here."' in answer
    assert "<b>&quot;" not in answer
    assert 'data-insert="&lt;b&gt;&quot;quoted&quot;&lt;/b&gt;"' in answer


def test_without_scripts_a_link_puts_the_text_into_the_field(
    as_bea: Client, handed_over: Conversation, hello: CannedReply
) -> None:
    assert f"canned={hello.pk}#desk-composer" in page(as_bea, handed_over)
    assert "Hello Dana, Bea Okoro here.</textarea>" in page(as_bea, handed_over, canned=hello.pk)


def test_the_link_keeps_what_was_written_before(
    as_bea: Client, handed_over: Conversation, hello: CannedReply, bea: Member, now: Any
) -> None:
    reply_drafts.keep(handed_over, bea, "Yes.", is_note=False, typed_at=now)
    assert "Yes.\nHello Dana, Bea Okoro here.</textarea>" in page(as_bea, handed_over, canned=hello.pk)


@pytest.mark.parametrize("number", ["", "x", "4711", "9" * 30, "\0", "٣"])
def test_a_made_up_link_puts_nothing_in(as_bea: Client, handed_over: Conversation, number: str) -> None:
    assert "</textarea>" in page(as_bea, handed_over, canned=number)


def test_the_list_needs_the_permissions(client: Client, handed_over: Conversation) -> None:
    url = reverse("desk:canned", args=[handed_over.pk])
    assert client.get(url).status_code == 302
    client.force_login(Member.objects.create_user("eve@shop.example", "x", name="Eve"))
    assert client.get(url).status_code == 403


def test_many_replies_take_no_more_queries(
    as_bea: Client, handed_over: Conversation, hello: CannedReply, django_assert_max_num_queries: Any
) -> None:
    url = reverse("desk:canned", args=[handed_over.pk])
    with django_assert_max_num_queries(20) as few:
        as_bea.get(url)
    CannedReply.objects.bulk_create(CannedReply(shortcut=f"s{n}", text="Hi") for n in range(50))
    with django_assert_max_num_queries(len(few.captured_queries)):
        as_bea.get(url)
