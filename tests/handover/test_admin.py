import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handover.models import Contact, Conversation, Handover, Tag, Task
from staff.models import Event, Member, Notification
from tests.conftest import Say
from tests.pages import text, typed

pytestmark = pytest.mark.django_db
RECORDS = ["conversation", "handover"]
EDITED = ["contact", "tag", "task"]


@pytest.fixture(autouse=True)
def talked(client: Client, ana: Member, say: Say) -> Conversation:
    client.force_login(ana)
    return say("I want to talk to a human")


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:handover_{name}", args=args)


def first(model: str) -> Any:
    models: dict[str, type[Any]] = {
        "contact": Contact,
        "tag": Tag,
        "task": Task,
        "conversation": Conversation,
        "handover": Handover,
    }
    return models[model].objects.first()


@pytest.mark.parametrize("model", [*RECORDS, *EDITED])
def test_an_administrator_sees_every_page(client: Client, model: str) -> None:
    assert client.get(page(f"{model}_changelist")).status_code == 200
    assert client.get(page(f"{model}_changelist") + "?q=dana").status_code == 200
    assert client.get(page(f"{model}_change", first(model).pk)).status_code == 200


@pytest.mark.parametrize("model", RECORDS)
def test_records_are_never_written_by_hand(client: Client, model: str) -> None:
    row = first(model)
    assert client.get(page(f"{model}_add")).status_code == 403
    assert client.post(page(f"{model}_change", row.pk), {"status": "resolved"}).status_code == 403
    assert client.post(page(f"{model}_delete", row.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", [*RECORDS, *EDITED])
def test_a_member_reads_what_their_role_allows(client: Client, bea: Member, model: str) -> None:
    client.force_login(bea)
    assert client.get(page(f"{model}_changelist")).status_code == 200
    assert client.get(page(f"{model}_change", first(model).pk)).status_code == 200
    assert client.post(page(f"{model}_delete", first(model).pk), {"post": "yes"}).status_code == 403


def test_a_member_cannot_rename_a_tag_but_can_note_on_a_contact(client: Client, bea: Member) -> None:
    client.force_login(bea)
    assert client.post(page("tag_change", first("tag").pk), {"name": "x"}).status_code == 403
    address = page("contact_change", first("contact").pk)
    client.post(address, typed(client.get(address), note="Prefers mornings"))
    assert first("contact").note == "Prefers mornings"


def test_someone_without_a_role_sees_nothing(client: Client, carl: Member) -> None:
    carl.groups.clear()
    client.force_login(carl)
    for model in [*RECORDS, *EDITED]:
        assert client.get(page(f"{model}_changelist")).status_code == 403
        assert client.get(page(f"{model}_change", first(model).pk)).status_code == 403
    assert "Conversations" not in text(client.get("/admin/"))


def test_a_handover_shows_why_and_what_was_done(client: Client, talked: Conversation) -> None:
    shown = text(client.get(page("handover_change", first("handover").pk)))
    for part in (
        "The contact asked for a person.",
        "What was asked",
        "Assigned to",
        "human_handover",
        "Bea Okoro",
    ):
        assert part in shown
    assert reverse("desk:conversation", args=[talked.pk]) in shown


def test_what_a_contact_writes_is_shown_as_text(client: Client, say: Say) -> None:
    conversation = say("<script>alert(1)</script> let me talk to a human")
    for address in (
        page("conversation_change", conversation.pk),
        page("handover_change", first("handover").pk),
    ):
        assert "<script>alert(1)" not in text(client.get(address))


def test_a_contacts_tags_are_chosen(client: Client) -> None:
    contact, vip = first("contact"), Tag.objects.create(name="vip")
    address = page("contact_change", contact.pk)
    assert "human_handover" in text(client.get(address))
    client.post(address, typed(client.get(address), marks=[vip.pk]))
    assert [tag.name for tag in contact.tags.all()] == ["vip"]


def test_the_list_of_contacts_takes_the_same_queries_for_many(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    Contact.objects.bulk_create(Contact(name=f"Visitor {number}") for number in range(30))
    with django_assert_max_num_queries(14):
        client.get(page("contact_changelist"))


def test_a_contact_goes_with_all_that_is_theirs(client: Client, bea: Member) -> None:
    contact = first("contact")
    client.post(page("contact_delete", contact.pk), {"post": "yes"})
    assert not Contact.objects.exists()
    assert not Conversation.objects.exists()


def test_tasks_are_completed_and_reopened_in_the_list(client: Client, ana: Member) -> None:
    task = first("task")
    client.post(page("task_changelist"), {"action": "complete", "_selected_action": [task.pk]})
    task.refresh_from_db()
    assert (task.done_at is not None, task.done_by) == (True, ana)
    client.post(page("task_changelist"), {"action": "reopen", "_selected_action": [task.pk]})
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (None, None)


def test_tasks_are_filtered_by_whose_and_state(client: Client, bea: Member) -> None:
    Task.objects.update(due_at=timezone.now() - timedelta(hours=1))
    counts = {}
    for query in ("whose=mine", "whose=nobody", "state=overdue", "state=to_do", "state=done"):
        counts[query] = client.get(page("task_changelist") + f"?{query}").context["cl"].result_count
    assert counts == {
        "whose=mine": 0,
        "whose=nobody": 0,
        "state=overdue": 1,
        "state=to_do": 1,
        "state=done": 0,
    }
    client.force_login(bea)
    assert client.get(page("task_changelist") + "?whose=mine").context["cl"].result_count == 1


def test_a_task_is_added_for_a_contact(client: Client, bea: Member) -> None:
    address = page("task_add")
    due = {"due_at_0": "2026-12-01", "due_at_1": "10:00:00"}
    data = {"title": "Call", "description": "", "contact": first("contact").pk, "assignee": bea.pk, **due}
    client.post(address, data)
    assert Task.objects.get(title="Call").assignee == bea


def test_tags_count_their_contacts(client: Client) -> None:
    assert f"?tags__id__exact={first('tag').pk}" in text(client.get(page("tag_changelist")))


def test_who_is_given_a_task_hears_of_it_once(client: Client, ana: Member, carl: Member) -> None:
    told = Notification.objects.filter(event=Event.TASK_ASSIGNED)
    before = told.count()
    for to, heard in ((carl, 1), (carl, 1), (ana, 1), (None, 1)):
        for task in (first("task"), Task(contact=first("contact"), title="Call back")):
            url = page("task_change", task.pk) if task.pk else page("task_add")
            due = {"due_at_0": "2030-01-01", "due_at_1": "10:00"}
            fields = {"title": task.title, "contact": task.contact_id, "assignee": to.pk if to else "", **due}
            assert client.post(url, fields).status_code == 302
        assert told.filter(member=carl, url__startswith="/desk/").count() == heard
    assert told.count() - before == 1 + 2
    assert told.filter(member=carl, title="New task: Call back", url__contains="/task/").count() == 2


def test_contacts_are_counted_for_the_rows_shown_and_not_for_the_whole_table(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page("contact_changelist")).status_code == 200
    total = [query["sql"] for query in queries if re.search(r"COUNT\(\*\).*handover_contact", query["sql"])]
    assert total
    assert not any("JOIN" in sql for sql in total)
