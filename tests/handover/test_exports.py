"""Lists as CSV files: complete, as filtered, safe in a spreadsheet, streamed, for whoever may."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import AsyncClient, Client
from django.urls import reverse

from bots.importing.guard import guarded, unguarded
from handover.models import Contact, Conversation, Handover, Tag, Task
from staff.models import Member
from tests.conftest import Say, committed
from tests.handover.people import only

EVIL = '=HYPERLINK("http://evil.example","x")'
db = pytest.mark.django_db


@pytest.fixture
def as_ana(client: Client, ana: Member) -> Client:
    client.force_login(ana)
    return client


def read(client: Client, name: str, query: str = "") -> list[dict[str, str]]:
    response: Any = client.get(reverse(name) + query)
    assert response["content-type"] == "text/csv; charset=utf-8"
    content = b"".join(gathered(response.streaming_content)).decode()
    assert content.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"), newline="")))


def gathered(stream: AsyncIterator[bytes]) -> list[bytes]:
    async def gather() -> list[bytes]:
        return [chunk async for chunk in stream]

    return async_to_sync(gather)()


@db
def test_tasks_leave_as_they_are_filtered(as_ana: Client, dana: Contact, bea: Member, now: datetime) -> None:
    for title, days in (("Call", -1), ("Write, “soon”", 1)):
        due = now + timedelta(days=days)
        Task.objects.create(contact=dana, assignee=bea, title=title, due_at=due, created_at=now)
    rows = read(as_ana, "tasks:export", "?show=all")
    assert [row["Task"] for row in rows] == ["Call", "Write, “soon”"]
    assert {row["Contact"] for row in rows} == {"Dana Petrov"}
    assert [row["Task"] for row in read(as_ana, "tasks:export", "?show=all&due=overdue")] == ["Call"]
    assert read(as_ana, "tasks:export") == []


@db
def test_contacts_leave_with_tags_and_counts(as_ana: Client, say: Say, dana: Contact) -> None:
    say("I want to talk to a human")
    Contact.objects.create(name="Eli")
    Contact.objects.filter(pk=dana.pk).update(phone="+351 912 345 678", note="One\nTwo")
    (row,) = read(as_ana, "contacts:export", "?q=dana")
    assert (row["Name"], row["Phone"], row["Note"]) == ("Dana Petrov", "'+351 912 345 678", "One\nTwo")
    assert (row["Tags"], row["Conversations"], row["Open"]) == ("human_handover", "1", "1")
    assert len(read(as_ana, "contacts:export")) == 2


@db
def test_tags_and_handovers_leave(as_ana: Client, say: Say, now: datetime) -> None:
    say("I want to talk to a human")
    assert read(as_ana, "tags:export") == [{"Tag": "human_handover", "Contacts": "1", "Conversations": "1"}]
    Handover.objects.update(false_alarm="not_asked", false_alarm_at=now)
    (row,) = read(as_ana, "exports:handovers")
    assert (row["Contact"], row["Scenario"], row["Outcome"]) == ("Dana Petrov", "Human Requested", "Open")
    assert row["False alarm"] == "The contact did not ask for a person"
    assert row["Conversation"].endswith(f"/desk/{Conversation.objects.get().pk}/")
    assert read(as_ana, "exports:handovers", "?trigger__exact=custom") == []
    listed = as_ana.get(reverse("admin:handover_handover_changelist") + "?trigger__exact=custom")
    assert reverse("exports:handovers") + "?trigger__exact=custom" in listed.content.decode()
    assert as_ana.get(reverse("exports:handovers") + "?bot__id__exact=x").status_code == 302


@db
def test_conversations_leave_as_the_desk_is_narrowed(as_ana: Client, say: Say) -> None:
    conversation = say("I want to talk to a human")
    (row,) = read(as_ana, "exports:conversations", "?queue=all&tag=human_handover")
    assert (row["Contact"], row["Tags"], row["Who has it"]) == ("Dana Petrov", "human_handover", "Bea Okoro")
    assert (row["Channel"], row["Status"]) == ("Internal", "Open")
    assert row["Conversation"].endswith(f"/desk/{conversation.pk}/")
    for query in ("?queue=unassigned", "?tag=vip", "?q=unicycle", "?queue=mine"):
        assert read(as_ana, "exports:conversations", query) == []
    desk = as_ana.get(reverse("desk:list") + "?queue=all&tag=human_handover").content.decode()
    assert reverse("exports:conversations") + "?queue=all&amp;tag=human_handover" in desk


@db
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r=", "  =", "\u00a0=", "'=", "＝"])
def test_no_cell_is_run_as_a_formula(as_ana: Client, dana: Contact, sign: str) -> None:
    evil = f"{sign}cmd|' /C calc'!A0"
    Contact.objects.filter(pk=dana.pk).update(name=evil, note=evil)
    dana.tags.add(Tag.objects.create(name=EVIL))
    (row,) = read(as_ana, "contacts:export")
    assert row["Name"] == row["Note"] == f"'{evil}"
    assert row["Tags"] == f"'{EVIL}"


@pytest.mark.parametrize(
    "cell", ["=1", " =1", "'=1", "' =1", "\ufeff=1", "plain", "it's", "", "\n-x", "''+1"]
)
def test_what_is_guarded_is_read_back_as_it_was(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


@db
def test_the_file_is_named_by_its_day_and_never_kept(as_ana: Client) -> None:
    response = as_ana.get(reverse("contacts:export"))
    assert response["content-disposition"].startswith('attachment; filename="contacts-20')
    assert response["cache-control"] == "no-store"


@db
@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("tasks:export", "view_task"),
        ("contacts:export", "view_contact"),
        ("tags:export", "view_tag"),
        ("exports:handovers", "view_handover"),
        ("exports:conversations", "view_conversation"),
    ],
)
def test_only_whoever_may_see_the_list_may_take_it(client: Client, bea: Member, name: str, may: str) -> None:
    client.force_login(bea)
    only(bea)
    assert client.get(reverse(name)).status_code == 403
    only(bea, may)
    assert client.get(reverse(name)).status_code == 200
    client.logout()
    assert client.get(reverse(name)).status_code == 302


@committed
def test_under_asgi_it_comes_row_by_row(ana: Member, now: datetime) -> None:
    Contact.objects.bulk_create(Contact(name=f"Visitor {number}", seen_at=now) for number in range(1200))

    async def first_and_count() -> tuple[bytes, int]:
        client = AsyncClient()
        await sync_to_async(client.force_login)(ana)
        response: Any = await client.get(reverse("contacts:export"))
        assert response.streaming
        assert response.is_async
        chunks = [chunk async for chunk in response.streaming_content]
        return chunks[0], len(chunks)

    first, count = async_to_sync(first_and_count)()
    assert first.decode().startswith("\ufeffName,")
    assert count == 1201
