"""Contacts: the list, a contact's page, changing them, their tags, and merging two on screen."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bots.channels.base import Inbound
from bots.models import Channel
from handover import announcements, assignment, desk, intake, merging
from handover.models import Contact, Conversation, Handover, Merged, Tag, Task
from handover.views.people import A_PAGE
from staff.models import Member
from tests.conftest import Say
from tests.handover.people import only, plain
from tests.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_bea(client: Client, bea: Member) -> Client:
    client.force_login(bea)
    return client


def at(name: str, *args: Any) -> str:
    return reverse(f"contacts:{name}", args=args)


def names(client: Client, query: str = "") -> list[str]:
    return [str(row.contact) for row in client.get(at("list") + query).context["rows"]]


def someone(name: str, now: datetime, ago: timedelta = timedelta(0), **fields: str) -> Contact:
    return Contact.objects.create(name=name, seen_at=now - ago, **fields)


def typed(contact: Contact, client: Client, **changes: str) -> dict[str, str]:
    form = client.get(at("contact", contact.pk)).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | changes


def test_whoever_wrote_last_is_first(as_bea: Client, say: Say, dana: Contact, now: datetime) -> None:
    someone("Eli", now, timedelta(hours=-1))
    assert names(as_bea) == ["Eli", "Dana Petrov"]
    say("Hello", at=now + timedelta(hours=2))
    assert names(as_bea) == ["Dana Petrov", "Eli"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("petr", ["Dana Petrov"]),
        ("petrov dana", ["Dana Petrov"]),
        ("petrov eli", []),
        ("HOME.example", ["Dana Petrov"]),
        ("912345678", ["Dana Petrov"]),
        ("0912 345", ["Dana Petrov"]),
        ("dana", ["Dana Petrov"]),
        ("nobody at all", []),
        ("%", []),
    ],
)
def test_search_finds_names_addresses_and_numbers_however_written(
    as_bea: Client, dana: Contact, words: str, found: list[str]
) -> None:
    Contact.objects.filter(pk=dana.pk).update(phone="+351 (912) 345-678")
    assert names(as_bea, f"?q={words.replace('%', '%25')}") == found


def test_filters_by_tag_open_conversation_assigned_and_last_seen(
    as_bea: Client, say: Say, dana: Contact, bea: Member, carl: Member, now: datetime
) -> None:
    conversation = say("I want to talk to a human", at=now)
    someone("Eli", now, timedelta(days=3)).tags.add(Tag.objects.create(name="vip"))
    someone("Old", now, timedelta(days=300))
    vip = Tag.objects.get(name="vip").pk
    assert names(as_bea, f"?tag={vip}") == ["Eli"]
    assert names(as_bea, "?open=1") == names(as_bea, f"?assigned={bea.pk}") == ["Dana Petrov"]
    assert names(as_bea, "?seen=day") == ["Dana Petrov"]
    assert names(as_bea, "?seen=week") == ["Dana Petrov", "Eli"]
    assert names(as_bea, "?seen=before") == ["Old"]
    assignment.assign(conversation, carl, by=bea, now=now + timedelta(minutes=1))
    assert names(as_bea, f"?assigned={carl.pk}") == ["Dana Petrov"]
    desk.resolve(conversation, by=bea, now=now)
    assert names(as_bea, "?open=1") == []


def test_there_are_pages_without_gaps_or_repeats_and_each_asks_little(
    as_bea: Client, now: datetime, django_assert_max_num_queries: Any
) -> None:
    contacts = Contact.objects.bulk_create(
        Contact(name=f"Visitor {number}", seen_at=now) for number in range(2 * A_PAGE + 5)
    )
    seen, query = [], ""
    for length in (A_PAGE, A_PAGE, 5):
        with django_assert_max_num_queries(18):
            page = as_bea.get(at("list") + query)
        rows = [row.contact.pk for row in page.context["rows"]]
        assert len(rows) == length
        seen += rows
        query = f"?{page.context['more']}"
    assert query == "?"
    assert seen == sorted((contact.pk for contact in contacts), reverse=True)


def test_it_counts_no_further_than_a_thousand(as_bea: Client, now: datetime) -> None:
    Contact.objects.bulk_create(Contact(name="x", seen_at=now) for _ in range(1100))
    assert "1000+ contacts" in plain(as_bea.get(at("list")))


@pytest.mark.parametrize(
    "query",
    [
        "?tag=x&assigned=x&seen=x&open=x",
        "?after=x~x",
        "?after=0001-01-01T00:00:00%2B14:00~1",
        "?after=9999-12-31T23:59:59-14:00~1",
        "?q=%00",
        "?q=+351",
    ],
)
def test_nonsense_in_the_address_shows_a_page(as_bea: Client, dana: Contact, query: str) -> None:
    assert as_bea.get(at("list") + query).status_code == 200


def test_empty_lists_say_what_will_come(as_bea: Client) -> None:
    assert "Whoever writes to a bot stands here" in plain(as_bea.get(at("list")))
    assert "No contacts match" in plain(as_bea.get(at("list") + "?q=x"))


def test_a_contacts_page_shows_all_that_was_with_them(
    as_bea: Client, say: Say, dana: Contact, bea: Member, now: datetime, django_assert_max_num_queries: Any
) -> None:
    say("I want to talk to a human", at=now)
    reason = {"false_alarm": "not_asked", "false_alarm_at": now, "false_alarm_note": "Only a joke"}
    Handover.objects.update(**reason)
    with django_assert_max_num_queries(26):
        page = as_bea.get(at("contact", dana.pk))
    shown = plain(page)
    for part in (
        *("Dana Petrov", "dana@home.example", "Bea Okoro", "human_handover"),
        *("Internal", "Human Requested", "The contact asked for a person.", "False alarm"),
        *("The contact did not ask for a person", "Only a joke", "Open"),
    ):
        assert part in shown
    assert reverse("tasks:task", args=[Task.objects.get().pk]) in text(page)


def test_many_conversations_take_no_more_queries(
    as_bea: Client, dana: Contact, internal: Channel, now: datetime, django_assert_max_num_queries: Any
) -> None:
    address = dana.addresses.get()
    fields = {"contact": dana, "address": address, "bot": internal.bot, "status": "resolved"}
    times = {"bot_since": now, "last_message_at": now, "created_at": now}
    Conversation.objects.bulk_create(Conversation(**fields, **times) for _ in range(40))
    with django_assert_max_num_queries(26):
        assert "The latest 30 are shown." in plain(as_bea.get(at("contact", dana.pk)))


def test_details_are_changed_and_no_channel_writes_over_them(
    as_bea: Client, dana: Contact, internal: Channel, now: datetime
) -> None:
    change = {"name": " Dana  P. ", "email": "", "phone": "+351 912 345 678", "note": "Prefers mornings"}
    page = as_bea.post(at("save", dana.pk), typed(dana, as_bea, **change), follow=True)
    assert "Saved." in plain(page)
    intake.receive(internal, Inbound("n1", "dana", "Hi", name="Someone else", phone="1"), now=now)
    dana.refresh_from_db()
    assert (dana.name, dana.phone, dana.note) == ("Dana P.", "+351 912 345 678", "Prefers mornings")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "dana", "This is no email address."),
        ("phone", "call me", "Write the number in digits"),
        ("phone", "12", "Write the number in digits"),
        ("name", "x" * 201, "at most 200"),
        ("note", "x" * 5001, "at most 5000"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    as_bea: Client, dana: Contact, field: str, value: str, said: str
) -> None:
    page = as_bea.post(at("save", dana.pk), typed(dana, as_bea, **{"note": "Kept words", field: value}))
    assert page.status_code == 422
    assert said in plain(page)
    assert value in text(page)
    dana.refresh_from_db()
    assert (dana.email, dana.note) == ("dana@home.example", "")


def test_nobody_writes_over_what_they_have_not_seen(as_bea: Client, dana: Contact) -> None:
    mine = typed(dana, as_bea, note="From Bea")
    Contact.objects.filter(pk=dana.pk).update(note="From Carl")
    page = as_bea.post(at("save", dana.pk), mine)
    assert page.status_code == 409
    assert "Note: “From Carl”" in plain(page)
    assert "From Bea" in text(page)
    again = {**mine, "seen": page.context["form"]["seen"].value()}
    as_bea.post(at("save", dana.pk), again)
    dana.refresh_from_db()
    assert dana.note == "From Bea"


def test_what_was_written_while_the_contact_was_merged_is_not_lost(
    as_bea: Client, dana: Contact, bea: Member, now: datetime
) -> None:
    kept = someone("Eli", now)
    mine = typed(dana, as_bea, note="From Bea")
    shown = merging.preview(kept, dana).fingerprint
    merging.merge(kept.pk, dana.pk, {}, fingerprint=shown, by=bea, now=now)
    page = as_bea.post(at("save", dana.pk), mine)
    assert page.status_code == 409
    assert "From Bea" in text(page)
    assert f'action="{at("save", kept.pk)}"' in text(page)
    assert as_bea.post(at("tag", dana.pk), {"name": "vip"})["location"] == at("contact", kept.pk)
    assert kept.tags.get().name == "vip"
    assert as_bea.post(at("tag", dana.pk + 99), {"name": "vip"}).status_code == 404


def test_the_desk_hears_of_tags_and_details_that_changed(
    as_bea: Client, say: Say, dana: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation, heard = say("Hello"), set[tuple[str, str]]()
    monkeypatch.setattr(announcements, "announce", lambda group, name: heard.add((group, name)))
    name = announcements.conversation_group(conversation.pk)
    as_bea.post(at("tag", dana.pk), {"name": "vip"})
    vip = Tag.objects.get()
    renamed = typed(dana, as_bea, name="Dana P.")
    for action, posted in (("untag", {"tag": vip.pk}), ("tag", {"name": "vip"}), ("save", renamed)):
        heard.clear()
        as_bea.post(at(action, dana.pk), posted)
        assert heard == {("desk", name), (name, name)}


def test_a_long_list_of_tasks_says_that_it_goes_on(as_bea: Client, dana: Contact, now: datetime) -> None:
    Task.objects.bulk_create(
        Task(contact=dana, title=f"{number}", due_at=now, created_at=now) for number in range(31)
    )
    assert "31 are to be done; the first 30 are shown." in plain(as_bea.get(at("contact", dana.pk)))


def test_tags_are_put_on_and_taken_off_and_undo_puts_them_back(as_bea: Client, dana: Contact) -> None:
    Tag.objects.create(name="VIP")
    for name in ("vip", " new  one ", "vip"):
        as_bea.post(at("tag", dana.pk), {"name": name})
    assert [tag.name for tag in dana.tags.all()] == ["VIP", "new one"]
    vip = Tag.objects.get(name="VIP")
    page = as_bea.post(at("untag", dana.pk), {"tag": vip.pk}, follow=True)
    assert [tag.name for tag in dana.tags.all()] == ["new one"]
    undo = page.context["said"]["undo"]
    as_bea.post(undo["url"], dict(undo["fields"]))
    assert dana.tags.filter(name="VIP").exists()
    assert "off already" in plain(as_bea.post(at("untag", dana.pk), {"tag": "x"}, follow=True))


@pytest.mark.parametrize("name", ["", "\0 ", "x" * 61])
def test_a_tag_needs_a_name_of_some_length(as_bea: Client, dana: Contact, name: str) -> None:
    page = as_bea.post(at("tag", dana.pk), {"name": name})
    assert page.status_code == 422
    assert "tag" in page.context["tag_problem"].lower()
    assert 'aria-describedby="tag-problem"' in text(page)
    assert 'id="tag-problem"' in text(page)
    assert not dana.tags.exists()


def test_what_a_contact_is_called_is_shown_as_text(as_bea: Client, now: datetime) -> None:
    rude = someone("<script>alert(1)</script>", now)
    for address in (at("list"), at("contact", rude.pk), at("merge", rude.pk)):
        assert "<script>alert(1)" not in text(as_bea.get(address))


# Merging


def test_the_likely_one_is_offered_previewed_and_merged_as_chosen(
    as_bea: Client, say: Say, dana: Contact, bea: Member, now: datetime
) -> None:
    talk = say("I want to talk to a human")
    kept = someone("D. Petrov", now, email="DANA@home.example", note="Rides far")
    page = as_bea.get(at("merge", kept.pk))
    assert "Same email address" in plain(page)
    preview = as_bea.get(at("merge_preview", kept.pk, dana.pk))
    for part in ("1 conversation", "1 address", "1 task", "human_handover", "Rides far", "Dana Petrov"):
        assert part in plain(preview)
    posted = {"fingerprint": preview.context["what"].fingerprint, "name": "other", "email": "kept"}
    done = as_bea.post(at("merge_confirm", kept.pk, dana.pk), posted, follow=True)
    assert "“Dana Petrov” is a part of this contact now." in plain(done)
    assert "Bea Okoro merged “Dana Petrov” into this contact" in plain(done)
    kept.refresh_from_db()
    assert (kept.name, kept.email) == ("Dana Petrov", "DANA@home.example")
    assert Conversation.objects.get(pk=talk.pk).contact == kept
    assert as_bea.get(at("contact", dana.pk))["location"] == at("contact", kept.pk)


def test_what_changed_meanwhile_is_shown_again_with_what_was_chosen(
    as_bea: Client, dana: Contact, now: datetime
) -> None:
    other = someone("Dana P.", now)
    posted = {"fingerprint": merging.preview(dana, other).fingerprint, "name": "other"}
    Contact.objects.filter(pk=other.pk).update(note="New")
    page = as_bea.post(at("merge_confirm", dana.pk, other.pk), posted)
    assert page.status_code == 409
    assert "Something has changed since you looked." in plain(page)
    assert 'value="other" checked' in text(page)
    assert not Merged.objects.exists()
    as_bea.post(
        at("merge_confirm", dana.pk, other.pk),
        {**posted, "fingerprint": page.context["what"].fingerprint},
    )
    assert Merged.objects.get().was == other.pk


def test_one_who_is_gone_cannot_be_merged(as_bea: Client, dana: Contact) -> None:
    page = as_bea.post(at("merge_confirm", dana.pk, dana.pk + 99), {"fingerprint": "x"}, follow=True)
    assert "no longer there" in plain(page)
    assert as_bea.get(at("merge_preview", dana.pk, dana.pk))["location"] == at("merge", dana.pk)
    assert as_bea.get(at("contact", dana.pk + 99)).status_code == 404


def test_what_one_may_not_see_is_counted_and_not_listed(
    as_bea: Client, say: Say, dana: Contact, bea: Member, now: datetime
) -> None:
    say("I want to talk to a human")
    kept = someone("Eli", now)
    only(bea, "view_contact", "change_contact")
    page = plain(as_bea.get(at("merge_preview", kept.pk, dana.pk)))
    assert "1 conversation" in page
    assert "1 task" in page
    assert "Bea Okoro" not in page
    assert Task.objects.get().title not in page


def test_the_others_are_searched_by_hand(as_bea: Client, dana: Contact, now: datetime) -> None:
    eli = someone("Eli Stone", now)
    assert at("merge_preview", dana.pk, eli.pk) in text(as_bea.get(at("merge", dana.pk) + "?q=eli"))
    assert "Nobody else matches" in plain(as_bea.get(at("merge", dana.pk) + "?q=dana"))


def test_whoever_may_only_look_has_no_buttons_and_is_refused(
    as_bea: Client, say: Say, dana: Contact, bea: Member, now: datetime
) -> None:
    say("I want to talk to a human")
    other = someone("Eli", now)
    only(bea, "view_contact")
    page = as_bea.get(at("contact", dana.pk))
    for absent in ("Edit", "Merge", "Delete", "New task", "Conversations", "Tasks", "Handovers"):
        assert absent not in plain(page)
    assert as_bea.get(at("merge", dana.pk)).status_code == 403
    for address in (
        *(at(name, dana.pk) for name in ("save", "tag", "untag")),
        at("merge_confirm", dana.pk, other.pk),
    ):
        assert as_bea.post(address).status_code == 403
    only(bea)
    assert as_bea.get(at("list")).status_code == as_bea.get(at("contact", dana.pk)).status_code == 403
