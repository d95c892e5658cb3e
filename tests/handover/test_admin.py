from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handover.models import Contact, Conversation, Handover, Tag, Task
from staff.models import Member
from tests.conftest import Say
from tests.pages import text

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
    assert client.get(page(f"{model}_changelist"), follow=True).status_code == 200
    assert client.get(page(f"{model}_changelist") + "?q=dana", follow=True).status_code == 200
    assert client.get(page(f"{model}_change", first(model).pk), follow=True).status_code == 200


@pytest.mark.parametrize("model", RECORDS)
def test_records_are_never_written_by_hand(client: Client, model: str) -> None:
    row = first(model)
    assert client.get(page(f"{model}_add")).status_code == 403
    assert client.post(page(f"{model}_change", row.pk), {"status": "resolved"}).status_code == 403
    assert client.post(page(f"{model}_delete", row.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", [*RECORDS, *EDITED])
def test_a_member_reads_what_their_role_allows(client: Client, bea: Member, model: str) -> None:
    client.force_login(bea)
    assert client.get(page(f"{model}_changelist"), follow=True).status_code == 200
    assert client.get(page(f"{model}_change", first(model).pk), follow=True).status_code == 200
    assert client.post(page(f"{model}_delete", first(model).pk), {"post": "yes"}).status_code == 403


def test_someone_without_a_role_sees_nothing(client: Client, carl: Member) -> None:
    carl.groups.clear()
    client.force_login(carl)
    for model in [*RECORDS, *EDITED]:
        assert client.get(page(f"{model}_changelist"), follow=True).status_code == 403
        assert client.get(page(f"{model}_change", first(model).pk), follow=True).status_code == 403
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


def test_a_contact_goes_with_all_that_is_theirs(client: Client, bea: Member) -> None:
    contact = first("contact")
    client.post(page("contact_delete", contact.pk), {"post": "yes"})
    assert not Contact.objects.exists()
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("model", EDITED)
def test_what_has_pages_of_its_own_is_found_by_the_search_and_opened_there(
    client: Client, model: str
) -> None:
    found = text(client.get(reverse("admin:search") + "?s=dana&extended=1"))
    assert model == "tag" or page(f"{model}_change", first(model).pk) in found
    opened = client.get(page(f"{model}_change", first(model).pk))
    assert opened["location"] == reverse(f"{model}s:{model}", args=[first(model).pk])
    assert client.get(page(f"{model}_changelist"))["location"] == reverse(f"{model}s:list")
