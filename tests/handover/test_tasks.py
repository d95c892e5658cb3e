"""Tasks: the lists, completing and taking it back, changing, adding; and who may."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handover import follow_ups
from handover.models import Contact, Conversation, Tag, Task
from handover.views.people import A_PAGE
from staff.models import Event, Member, Notification
from tests.conftest import Say
from tests.handover.people import only, plain
from tests.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_bea(client: Client, bea: Member) -> Client:
    client.force_login(bea)
    return client


@pytest.fixture
def task(dana: Contact, bea: Member, now: datetime) -> Task:
    return make(dana, bea, now, "Call Dana", timedelta(hours=-1))


def make(contact: Contact, to: Member | None, now: datetime, title: str, due_in: timedelta) -> Task:
    return Task.objects.create(contact=contact, assignee=to, title=title, due_at=now + due_in, created_at=now)


def at(name: str, *args: Any) -> str:
    return reverse(f"tasks:{name}", args=args)


def seen(task: Task) -> dict[str, str]:
    """As the form carries it."""
    task.refresh_from_db()
    return {"seen": follow_ups.seen(task)}


def shown(client: Client, query: str = "") -> list[tuple[str, str]]:
    """(group, title) of each row."""
    return [(group, task.title) for group, task in client.get(at("list") + query).context["rows"]]


def test_mine_are_shown_first_overdue_then_today_then_later(
    as_bea: Client, dana: Contact, bea: Member, carl: Member, now: datetime
) -> None:
    make(dana, bea, now, "Next week", timedelta(days=7))
    make(dana, bea, now, "Yesterday", timedelta(days=-1))
    tonight = timezone.localtime(now).replace(hour=23, minute=59, second=59)
    Task.objects.create(contact=dana, assignee=bea, title="Tonight", due_at=tonight, created_at=now)
    make(dana, carl, now, "Carl’s", timedelta(hours=1))
    expected = [("Overdue", "Yesterday"), ("Today", "Tonight"), ("Later", "Next week")]
    assert shown(as_bea) == expected
    assert ("Later", "Carl’s") in shown(as_bea, "?show=all") or ("Today", "Carl’s") in shown(
        as_bea, "?show=all"
    )


def test_today_ends_on_the_members_own_clock(as_bea: Client, bea: Member, dana: Contact) -> None:
    bea.time_zone = "Pacific/Kiritimati"
    bea.save()
    local = timezone.now().astimezone(ZoneInfo(bea.time_zone))
    end = local.replace(hour=23, minute=59, second=59)
    Task.objects.create(contact=dana, assignee=bea, title="Before", due_at=end, created_at=local)
    after = end + timedelta(seconds=2)
    Task.objects.create(contact=dana, assignee=bea, title="After", due_at=after, created_at=local)
    assert shown(as_bea) == [("Today", "Before"), ("Later", "After")]


def test_completing_says_so_and_undo_takes_it_back(as_bea: Client, task: Task, bea: Member) -> None:
    done = as_bea.post(at("complete", task.pk), {"back": "/tasks/?show=all"})
    assert done["location"] == "/tasks/?show=all"
    task.refresh_from_db()
    assert (task.done_at is not None, task.done_by) == (True, bea)
    page = as_bea.get(done["location"])
    said = page.context["said"]
    assert said["text"] == "“Call Dana” is done."
    assert f'action="{said["undo"]["url"]}"' in text(page)
    as_bea.post(said["undo"]["url"], dict(said["undo"]["fields"]))
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (None, None)


def test_undo_leaves_alone_what_somebody_did_since(
    as_bea: Client, task: Task, carl: Member, now: datetime
) -> None:
    as_bea.post(at("complete", task.pk))
    undo = as_bea.get(at("list")).context["said"]["undo"]
    Task.objects.filter(pk=task.pk).update(done_at=now, done_by=carl)
    page = as_bea.post(undo["url"], dict(undo["fields"]), follow=True)
    assert "has changed since" in plain(page)
    task.refresh_from_db()
    assert task.done_by == carl
    for nonsense in ("nonsense", "0001-01-01T00:00:00+14:00"):
        assert "has changed since" in plain(as_bea.post(undo["url"], {"at": nonsense}, follow=True))


def test_whoever_is_too_late_is_told_who_was_first(
    as_bea: Client, task: Task, carl: Member, now: datetime
) -> None:
    Task.objects.filter(pk=task.pk).update(done_at=now, done_by=carl)
    page = as_bea.post(at("complete", task.pk), follow=True)
    assert "was done already, by Carl Weiss" in plain(page)
    assert page.context["said"]["undo"] is None


def test_a_done_task_is_listed_and_reopened(as_bea: Client, task: Task) -> None:
    as_bea.post(at("complete", task.pk))
    assert shown(as_bea) == []
    assert shown(as_bea, "?show=done") == [("Done", "Call Dana")]
    as_bea.post(at("reopen", task.pk))
    assert shown(as_bea) == [("Overdue", "Call Dana")]


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_nobody_is_sent_elsewhere(as_bea: Client, task: Task, address: str) -> None:
    assert as_bea.post(at("complete", task.pk), {"back": address})["location"] == at("list")


def test_filters_find_by_words_assignee_tag_and_due(
    as_bea: Client, task: Task, carl: Member, now: datetime
) -> None:
    other = Contact.objects.create(name="Eli Stone")
    vip = Tag.objects.create(name="vip")
    other.tags.add(vip)
    make(other, carl, now, "Send the bill", timedelta(days=3))
    make(other, None, now, "Look", timedelta(days=30))
    found = {
        query: [title for _, title in shown(as_bea, f"?show=all&{query}")]
        for query in (
            "q=eli",
            "q=bill",
            "q=stone+bill+eli",
            f"assignee={carl.pk}",
            "assignee=nobody",
            f"tag={vip.pk}",
        )
    }
    assert found == {
        "q=eli": ["Send the bill", "Look"],
        "q=bill": ["Send the bill"],
        "q=stone+bill+eli": ["Send the bill"],
        f"assignee={carl.pk}": ["Send the bill"],
        "assignee=nobody": ["Look"],
        f"tag={vip.pk}": ["Send the bill", "Look"],
    }
    assert [title for _, title in shown(as_bea, "?show=all&due=overdue")] == ["Call Dana"]
    assert [title for _, title in shown(as_bea, "?show=all&due=week")] == ["Call Dana", "Send the bill"]


@pytest.mark.parametrize(
    "query",
    [
        "?show=x&due=x&tag=x&assignee=x",
        "?after=x",
        "?after=2026-01-01~1",
        "?after=0001-01-01T00:00:00%2B14:00~1",
        "?q=%00",
        "?tag=" + "9" * 30,
    ],
)
def test_nonsense_in_the_address_shows_a_page(as_bea: Client, task: Task, query: str) -> None:
    assert as_bea.get(at("list") + query).status_code == 200


def test_there_are_pages_without_gaps_or_repeats_and_each_asks_little(
    as_bea: Client, dana: Contact, bea: Member, now: datetime, django_assert_max_num_queries: Any
) -> None:
    due = now + timedelta(days=1)
    Task.objects.bulk_create(
        Task(contact=dana, assignee=bea, title=f"{number}", due_at=due, created_at=now)
        for number in range(2 * A_PAGE + 5)
    )
    seen, query = [], ""
    for length in (A_PAGE, A_PAGE, 5):
        with django_assert_max_num_queries(18):
            page = as_bea.get(at("list") + query)
        rows = [task.title for _, task in page.context["rows"]]
        assert len(rows) == length
        seen += rows
        query = f"?{page.context['more']}"
    assert query == "?"
    assert seen == [str(number) for number in range(2 * A_PAGE + 5)]


def test_empty_lists_say_what_will_come(as_bea: Client) -> None:
    assert "You have nothing to do" in plain(as_bea.get(at("list")))
    assert "Nothing has been done yet" in plain(as_bea.get(at("list") + "?show=done"))
    assert "No tasks match" in plain(as_bea.get(at("list") + "?q=x"))


def test_a_task_is_changed_and_only_who_newly_gets_it_is_told(
    as_bea: Client, task: Task, carl: Member, bea: Member
) -> None:
    told = Notification.objects.filter(event=Event.TASK_ASSIGNED)
    fields = {"title": "Ring  Dana", "description": "Soon", "due_at": "2030-05-01T10:00", "assignee": carl.pk}
    page = as_bea.post(at("save", task.pk), {**fields, **seen(task), "zone": "Europe/Lisbon"}, follow=True)
    assert "Saved. Carl Weiss has it now." in plain(page)
    task.refresh_from_db()
    assert (task.title, task.description, task.assignee) == ("Ring Dana", "Soon", carl)
    assert task.due_at.isoformat() == "2030-05-01T09:00:00+00:00"
    as_bea.post(at("save", task.pk), {**fields, **seen(task)})
    as_bea.post(at("save", task.pk), {**fields, **seen(task), "assignee": bea.pk})
    task.refresh_from_db()
    assert task.assignee == bea
    assert [notice.member for notice in told] == [carl]
    assert told.get().url == at("task", task.pk)


def test_nobody_writes_over_what_they_have_not_seen(as_bea: Client, task: Task, carl: Member) -> None:
    form = as_bea.get(at("task", task.pk)).context["form"]
    mine = {name: form[name].value() or "" for name in form.fields} | {"description": "From Bea"}
    Task.objects.filter(pk=task.pk).update(assignee=carl, description="From Carl")
    page = as_bea.post(at("save", task.pk), mine)
    assert page.status_code == 409
    assert page.context["as_it_is"] == [("More about it", "From Carl"), ("Assigned to", carl)]
    assert "More about it: “From Carl”" in plain(page)
    assert "From Bea" in text(page)
    task.refresh_from_db()
    assert (task.description, task.assignee) == ("From Carl", carl)
    again = {**mine, "seen": page.context["form"]["seen"].value(), "assignee": carl.pk}
    as_bea.post(at("save", task.pk), again)
    task.refresh_from_db()
    assert (task.description, task.assignee) == ("From Bea", carl)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", " ", "Say what is to be done."),
        ("title", "x" * 201, "at most 200"),
        ("due_at", "", "Choose when it is due."),
        ("due_at", "soon", "This is no date and time."),
        ("due_at", "0001-01-01T00:00", "2000 and 2100"),
        ("due_at", "9999-12-31T23:59", "2000 and 2100"),
        ("assignee", "999999", "This person cannot have tasks."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    as_bea: Client, task: Task, field: str, value: str, said: str
) -> None:
    fields = {"title": "Ring", "description": "Kept words", "due_at": "2030-05-01T10:00", field: value}
    page = as_bea.post(at("save", task.pk), fields)
    assert page.status_code == 422
    assert said in plain(page)
    assert "Kept words" in text(page)
    task.refresh_from_db()
    assert task.title == "Call Dana"


def test_a_task_is_added_for_a_contact_who_is_looked_for(as_bea: Client, dana: Contact, carl: Member) -> None:
    page = as_bea.get(at("new") + "?q=dana")
    assert f"?contact={dana.pk}" in text(page)
    assert "Add task" in text(as_bea.get(at("new") + f"?contact={dana.pk}"))
    fields = {"contact": dana.pk, "title": "Write to her", "due_at": "2030-05-01T10:00", "assignee": carl.pk}
    added = as_bea.post(at("add"), fields, follow=True)
    assert "“Write to her” is added. Carl Weiss has it now." in plain(added)
    assert Task.objects.get(title="Write to her").contact == dana
    assert as_bea.post(at("add"), {**fields, "title": ""}).status_code == 422
    assert as_bea.post(at("add"), {**fields, "contact": "x"}).status_code == 404


def test_a_row_leads_to_its_contact_and_conversation(as_bea: Client, say: Say, bea: Member) -> None:
    conversation: Conversation = say("I want to talk to a human")
    page = text(as_bea.get(at("list")))
    assert reverse("desk:conversation", args=[conversation.pk]) in page
    assert reverse("contacts:contact", args=[conversation.contact_id]) in page


def test_whoever_may_only_look_has_no_buttons_and_is_refused(as_bea: Client, task: Task, bea: Member) -> None:
    only(bea, "view_task")
    page = text(as_bea.get(at("list")))
    assert at("complete", task.pk) not in page
    assert at("new") not in page
    for name in ("complete", "reopen", "undo", "save"):
        assert as_bea.post(at(name, task.pk)).status_code == 403
    assert as_bea.get(at("new")).status_code == as_bea.post(at("add")).status_code == 403
    assert "Save" not in plain(as_bea.get(at("task", task.pk)))
    only(bea)
    assert as_bea.get(at("list")).status_code == as_bea.get(at("task", task.pk)).status_code == 403


def test_the_sidebar_counts_what_is_overdue_of_mine(
    as_bea: Client, task: Task, carl: Member, dana: Contact
) -> None:
    make(dana, carl, task.created_at, "Late too", timedelta(days=-2))
    groups = as_bea.get(at("list")).context["sidebar_navigation"]
    items = {item["title"]: item for group in groups for item in group["items"]}
    assert str(items["Tasks"]["count"]) == "1"
    assert items["Tasks"]["link"] == at("list")
