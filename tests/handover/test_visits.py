"""Who looks at a conversation, who types in it, and what each member has read."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bots.channels.base import Inbound
from bots.models import Channel
from handover import announcements, assignment, desk, intake, visits
from handover.models import Conversation, Message, Visit
from handover.views.desk_here import here_context
from handover.views.webchat_thread import thread_of
from staff.models import Member
from tests.conftest import Say

SECOND = timedelta(seconds=1)
Heard = Callable[[], list[tuple[str, str]]]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """What was announced to which group since the last call."""
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(announcements, "announce", lambda group, name: said.append((group, name)))

    def since() -> list[tuple[str, str]]:
        found = said.copy()
        said.clear()
        return found

    return since


@pytest.fixture
def chatting(webchat: Channel, now: datetime) -> Conversation:
    received = intake.receive(webchat, Inbound("1", "visitor-1", "Hello"), now=now - 60 * SECOND)
    return Conversation.objects.for_lists().get(pk=received.message.conversation_id)


def url(name: str, conversation: Conversation) -> str:
    return reverse(f"desk:{name}", args=[conversation.pk])


def people(conversation: Conversation, but: Member, now: datetime) -> list[tuple[str, bool]]:
    found = visits.who_is_here(conversation, but=but, now=now)
    return [(one.member.get_short_name(), one.writes) for one in found]


def test_others_see_who_is_here_until_nothing_was_heard_for_a_while(
    chatting: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    visits.here(chatting, bea, typing=False, now=now)
    assert people(chatting, carl, now + 44 * SECOND) == [("Bea", False)]
    assert people(chatting, carl, now + 46 * SECOND) == []
    assert people(chatting, bea, now) == [], "nobody is shown to themselves"


def test_typing_is_seen_for_seconds_only(
    chatting: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    visits.here(chatting, bea, typing=True, now=now)
    assert people(chatting, carl, now + 5 * SECOND) == [("Bea", True)]
    assert people(chatting, carl, now + 7 * SECOND) == [("Bea", False)]
    assert here_context(chatting, carl, now)["here_for"] == 7, "then the page asks again"


def test_who_leaves_is_gone_at_once(chatting: Conversation, bea: Member, carl: Member, now: datetime) -> None:
    visits.here(chatting, bea, typing=True, now=now)
    visits.left(chatting, bea, now=now + SECOND)
    assert people(chatting, carl, now + SECOND) == []


def test_only_changes_are_announced(chatting: Conversation, bea: Member, now: datetime, heard: Heard) -> None:
    name = f"visit.{chatting.pk}"
    visits.here(chatting, bea, typing=False, now=now)
    assert heard() == [(f"conversation.{chatting.pk}", name), ("desk", name)]
    for second in (3, 6, 20, 40):
        visits.here(chatting, bea, typing=False, now=now + second * SECOND)
    assert heard() == []
    visits.here(chatting, bea, typing=True, now=now + 41 * SECOND)
    assert heard() == [(f"conversation.{chatting.pk}", name)], "lists do not show who types"
    visits.here(chatting, bea, typing=True, now=now + 44 * SECOND)
    assert heard() == []


def test_the_contact_sees_the_owner_write_and_nobody_else(
    chatting: Conversation, bea: Member, carl: Member, now: datetime, heard: Heard
) -> None:
    assignment.assign(chatting, bea, by=bea, now=now)
    chatting.refresh_from_db()
    heard()
    visits.here(chatting, carl, typing=True, now=now)
    assert not [name for _, name in heard() if name == "thread"]
    assert thread_of(chatting.address.channel, "visitor-1", now).member_writes is None  # type: ignore[arg-type]
    visits.here(chatting, bea, typing=True, now=now)
    assert [name for _, name in heard() if name == "thread"] == ["thread"]
    thread = thread_of(chatting.address.channel, "visitor-1", now)  # type: ignore[arg-type]
    assert thread.member_writes
    assert thread.member_writes.name == "Bea"
    later = thread_of(chatting.address.channel, "visitor-1", now + 7 * SECOND)  # type: ignore[arg-type]
    assert later.member_writes is None
    assert thread.etag() != later.etag()


def test_the_chat_page_says_who_is_writing(client: Client, webchat: Channel, bea: Member) -> None:
    client.get(f"/chat/{webchat.token}/")
    visitor = client.cookies["visitor"].value.split(":")[0]
    now = timezone.now()
    message = intake.receive(webchat, Inbound("1", visitor, "Hello"), now=now).message
    conversation = Conversation.objects.for_lists().get(pk=message.conversation_id)
    assignment.assign(conversation, bea, by=bea, now=now)
    conversation.refresh_from_db()
    visits.here(conversation, bea, typing=True, now=now)
    assert "Bea is writing…" in client.get(f"/chat/{webchat.token}/thread/").content.decode()


def test_a_contact_who_types_is_seen_until_they_send_or_stop(
    chatting: Conversation, webchat: Channel, bea: Member, now: datetime, heard: Heard
) -> None:
    visits.contact_types(webchat.pk, "visitor-1", now=now)
    assert heard() == [(f"conversation.{chatting.pk}", f"visit.{chatting.pk}")]
    fresh = Conversation.objects.select_related("last_inbound").get(pk=chatting.pk)
    assert visits.contact_writes_until(fresh, now + 5 * SECOND)
    assert visits.contact_writes_until(fresh, now + 7 * SECOND) is None
    visits.contact_types(webchat.pk, "visitor-1", now=now + 3 * SECOND)
    assert heard() == [], "going on is no news"
    intake.receive(webchat, Inbound("2", "visitor-1", "Sent"), now=now + 4 * SECOND)
    fresh = Conversation.objects.select_related("last_inbound").get(pk=chatting.pk)
    assert visits.contact_writes_until(fresh, now + 4 * SECOND) is None


def test_a_contact_types_in_their_own_conversation_only(
    chatting: Conversation, webchat: Channel, channel: Channel, now: datetime
) -> None:
    visits.contact_types(webchat.pk, "somebody else", now=now)
    visits.contact_types(channel.pk, "visitor-1", now=now)
    chatting.refresh_from_db()
    assert chatting.contact_typed_at is None


def test_however_often_a_page_says_so_it_is_stored_every_two_seconds(
    chatting: Conversation, webchat: Channel, now: datetime
) -> None:
    for tenth in range(10):
        visits.contact_types(webchat.pk, "visitor-1", now=now + tenth * SECOND / 10)
    chatting.refresh_from_db()
    assert chatting.contact_typed_at == now


def test_reading_never_moves_back(chatting: Conversation, bea: Member, now: datetime, heard: Heard) -> None:
    first = chatting.messages.get()
    second = intake.receive(chatting.address.channel, Inbound("2", "visitor-1", "More"), now=now).message  # type: ignore[arg-type]
    heard()
    visits.mark_read(chatting, bea, second)
    assert heard() == [(f"member.{bea.pk}", f"conversation.{chatting.pk}")], "her other pages hear of it"
    visits.mark_read(chatting, bea, first)
    assert Visit.objects.get().read_until == second.created_at
    assert heard() == []
    visits.mark_unread(chatting, bea)
    assert Visit.objects.get().read_until is None


# The pages


def test_opening_does_not_mark_as_read_but_the_page_does(
    client: Client, handed_over: Conversation, bea: Member
) -> None:
    client.force_login(bea)
    path = reverse("desk:list")
    client.get(url("conversation", handed_over))
    assert [row.unread for row in client.get(path).context["rows"]] == [True]
    latest = handed_over.messages.order_by("pk").last()
    assert latest
    assert client.post(url("here", handed_over), {"typing": "0", "read": latest.pk}).status_code == 204
    page = client.get(path).context
    assert [row.unread for row in page["rows"]] == [False]
    assert page["unread"] == ""


def test_a_new_message_is_unread_for_whoever_has_it(
    client: Client, handed_over: Conversation, bea: Member, carl: Member, say: Say
) -> None:
    visits.mark_read(handed_over, bea, handed_over.messages.order_by("created_at").last())  # type: ignore[arg-type]
    say("Are you there?")
    for member, unread, title in ((bea, True, "1"), (carl, False, "")):
        client.force_login(member)
        page = client.get(reverse("desk:list"), {"queue": "all"}).context
        assert [row.unread for row in page["rows"]] == [unread], "what Bea has is not Carl's to read"
        assert page["unread"] == title


def test_mark_as_unread_leads_back_to_the_list(
    client: Client, handed_over: Conversation, bea: Member
) -> None:
    client.force_login(bea)
    client.post(url("read", handed_over))
    assert Visit.objects.get(member=bea).read_until
    answer = client.post(f"{url('unread', handed_over)}?queue=mine")
    assert answer.headers["Location"] == f"{reverse('desk:list')}?queue=mine"
    assert Visit.objects.get(member=bea).read_until is None


def test_a_note_that_names_me_is_unread_until_i_saw_it(
    client: Client, handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    note = Message.objects.create(
        conversation=handed_over,
        direction="note",
        author="member",
        member=bea,
        text="@Carl what do you think?",
        status="noted",
        created_at=now + SECOND,
        occurred_at=now + SECOND,
    )
    note.mentions.add(carl)
    client.force_login(carl)
    page = client.get(reverse("desk:list"), {"queue": "mentions"}).context
    assert [row.unread for row in page["rows"]] == [True]
    client.post(url("here", handed_over), {"read": note.pk})
    page = client.get(reverse("desk:list"), {"queue": "mentions"}).context
    assert [row.unread for row in page["rows"]] == [False]


@pytest.mark.parametrize("read", ["", "x", "-1", "99999999999999999999", "4711", "٣"])
def test_nonsense_is_not_read(client: Client, handed_over: Conversation, bea: Member, read: str) -> None:
    client.force_login(bea)
    assert client.post(url("here", handed_over), {"typing": "2", "read": read}).status_code == 204
    assert Visit.objects.get(member=bea).read_until is None


def test_the_message_of_another_conversation_is_not_read(
    client: Client, handed_over: Conversation, chatting: Conversation, bea: Member
) -> None:
    client.force_login(bea)
    client.post(url("here", handed_over), {"read": chatting.messages.get().pk})
    assert Visit.objects.get(member=bea).read_until is None


def test_the_page_and_the_row_say_who_is_at_it(
    client: Client, handed_over: Conversation, bea: Member, carl: Member
) -> None:
    visits.here(handed_over, carl, typing=False, now=timezone.now())
    client.force_login(bea)
    assert "Carl Weiss is looking at this" in client.get(url("around", handed_over)).content.decode()
    rows = client.get(reverse("desk:at_rows"), {"row": [str(handed_over.pk), "x", "4711"]}).content.decode()
    assert f'id="at-{handed_over.pk}"' in rows
    assert "Carl Weiss is looking at this" in rows
    assert "Carl Weiss is looking at this" in client.get(reverse("desk:list")).content.decode()


def test_who_may_not_read_is_not_here(client: Client, handed_over: Conversation) -> None:
    client.force_login(Member.objects.create_user("eve@shop.example", "correct horse battery", name="Eve"))
    for name in ("here", "left", "read", "unread"):
        assert client.post(url(name, handed_over)).status_code == 403
    for path in (url("around", handed_over), reverse("desk:at_rows"), reverse("desk:badge")):
        assert client.get(path).status_code == 403
    assert not Visit.objects.exists()


def test_the_sidebars_count_is_the_queues(client: Client, say: Say, bea: Member) -> None:
    client.force_login(bea)
    assert client.get(reverse("desk:badge")).json() == {"unassigned": ""}
    conversation = say("Can you ship a tandem to Iceland?")
    assert client.get(reverse("desk:badge")).json() == {"unassigned": "1"}
    later = timezone.now() + timedelta(hours=1)
    Conversation.objects.filter(pk=conversation.pk).update(snoozed_until=later, snoozed_by=bea)
    assert client.get(reverse("desk:badge")).json() == {"unassigned": ""}
    desk.resolve(conversation, by=bea, now=timezone.now())
    assert client.get(reverse("desk:badge")).json() == {"unassigned": ""}
