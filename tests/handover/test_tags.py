"""Tags: the list with its counts, who has one, renaming, merging, deleting."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handover import tagging
from handover.models import Contact, Tag
from staff.models import Member
from tests.conftest import Say
from tests.handover.people import plain
from tests.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_ana(client: Client, ana: Member) -> Client:
    client.force_login(ana)
    return client


@pytest.fixture
def vip(dana: Contact) -> Tag:
    made = Tag.objects.create(name="vip")
    dana.tags.add(made)
    return made


def at(name: str, *args: Any) -> str:
    return reverse(f"tags:{name}", args=args)


def test_the_list_counts_contacts_and_conversations_in_a_few_queries(
    as_ana: Client, say: Say, vip: Tag, django_assert_max_num_queries: Any
) -> None:
    say("I want to talk to a human")
    Tag.objects.bulk_create(Tag(name=f"tag {number:03}") for number in range(60))
    Contact.objects.create(name="Eli").tags.add(vip)
    with django_assert_max_num_queries(18):
        page = as_ana.get(at("list") + "?q=vip")
    assert [(row.tag, row.contacts, row.conversations, row.open) for row in page.context["rows"]] == [
        (vip, 2, 1, 1)
    ]
    assert "Page 1 of 2" in plain(as_ana.get(at("list")))


def test_a_tags_page_shows_its_contacts_and_their_open_conversations(
    as_ana: Client, say: Say, vip: Tag
) -> None:
    conversation = say("I want to talk to a human")
    page = as_ana.get(at("tag", vip.pk))
    assert "On 1 contact." in plain(page)
    assert "Open conversation , Bea Okoro" in plain(page)
    assert reverse("desk:conversation", args=[conversation.pk]) in text(page)
    handed = as_ana.get(at("tag", Tag.objects.get(name="human_handover").pk))
    assert "Put on at a handover by" in plain(handed)


def test_nonsense_in_the_address_shows_a_page(as_ana: Client, vip: Tag) -> None:
    assert as_ana.get(at("tag", vip.pk) + "?after=0001-01-01T00:00:00%2B14:00~1").status_code == 200


def test_a_tag_is_renamed(as_ana: Client, vip: Tag, dana: Contact) -> None:
    page = as_ana.post(at("rename", vip.pk), {"name": " Very  important "}, follow=True)
    assert "The tag is called “Very important” now." in plain(page)
    assert [tag.name for tag in dana.tags.all()] == ["Very important"]


def test_a_name_that_is_taken_asks_and_then_two_become_one(as_ana: Client, vip: Tag, dana: Contact) -> None:
    gold = Tag.objects.create(name="Gold")
    dana.tags.add(gold)
    eli = Contact.objects.create(name="Eli")
    eli.tags.add(vip)
    asked = as_ana.post(at("rename", vip.pk), {"name": "gold"})
    assert asked.status_code == 409
    assert "There is a tag “Gold” already, on 1 contact." in plain(asked)
    assert Tag.objects.count() == 2
    as_ana.post(at("merge", vip.pk), {"into": gold.pk})
    assert [tag.name for tag in Tag.objects.all()] == ["Gold"]
    assert list(eli.tags.all()) == list(dana.tags.all()) == [gold]


def test_capitals_alone_are_changed_without_a_question(as_ana: Client, vip: Tag) -> None:
    as_ana.post(at("rename", vip.pk), {"name": "VIP"})
    assert Tag.objects.get().name == "VIP"


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_name_that_cannot_be_is_refused_and_shown_again(as_ana: Client, vip: Tag, name: str) -> None:
    page = as_ana.post(at("rename", vip.pk), {"name": name})
    assert page.status_code == 422
    assert page.context["problem"] in plain(page)
    assert Tag.objects.get().name == "vip"


def test_deleting_says_how_many_lose_it(as_ana: Client, vip: Tag, dana: Contact) -> None:
    assert "1 contact loses this tag." in plain(as_ana.get(at("tag", vip.pk)))
    page = as_ana.post(at("delete", vip.pk), follow=True)
    assert "The tag “vip” is deleted." in plain(page)
    assert not dana.tags.exists()
    assert as_ana.get(at("tag", vip.pk)).status_code == as_ana.post(at("delete", vip.pk)).status_code == 404


def test_merging_with_one_that_is_gone_is_refused(as_ana: Client, vip: Tag) -> None:
    for into in ("x", vip.pk, vip.pk + 99):
        assert as_ana.post(at("merge", vip.pk), {"into": into}).status_code == 404
    with pytest.raises(Tag.DoesNotExist):
        tagging.merge(vip, Tag(pk=vip.pk + 99, name="gone"))


def test_members_read_tags_and_administrators_change_them(client: Client, bea: Member, vip: Tag) -> None:
    client.force_login(bea)
    page = plain(client.get(at("tag", vip.pk)))
    assert "Rename" not in page
    assert "Delete" not in page
    for name in ("rename", "merge", "delete"):
        assert client.post(at(name, vip.pk)).status_code == 403
    bea.groups.clear()
    assert client.get(at("list")).status_code == 403


def test_empty_lists_say_what_will_come(as_ana: Client) -> None:
    assert "No tags yet." in plain(as_ana.get(at("list")))
    assert "No tag matches “x”." in plain(as_ana.get(at("list") + "?q=x"))
