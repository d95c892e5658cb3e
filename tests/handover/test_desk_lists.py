"""The desk's left pane: queues, order, filters, search, pages."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bots.channels.base import Inbound
from bots.models import Bot, Channel, Mode, Scenario
from handover import assignment, desk, intake, searching
from handover.models import Attachment, Contact, ContactTag, Conversation, Handover, Message, Tag
from staff.models import Member
from tests.conftest import Say

MINUTE = timedelta(minutes=1)
numbers = count(1)


@pytest.fixture
def as_bea(client: Client, bea: Member) -> Client:
    client.force_login(bea)
    return client


def write(channel: Channel, text: str, *, who: str = "", at: datetime | None = None) -> Conversation:
    """Somebody new writes; nobody has done anything about it yet."""
    number = next(numbers)
    name = who or f"Person {number}"
    inbound = Inbound(f"n{number}", f"c{number}", text, name=name)
    message = intake.receive(channel, inbound, now=at or timezone.now()).message
    return Conversation.objects.for_lists().get(pk=message.conversation_id)


def nobodys(*conversations: Conversation) -> None:
    Conversation.objects.filter(pk__in=[one.pk for one in conversations]).update(
        owner_kind="nobody", turn_due_at=None
    )


def listed(client: Client, **query: Any) -> list[int]:
    page = client.get(reverse("desk:list"), query)
    assert page.status_code == 200
    return [row.conversation.pk for row in page.context["rows"]]


def queues(client: Client) -> dict[str, tuple[str, str]]:
    context = client.get(reverse("desk:list")).context
    return {one.name: (one.count, one.waited) for one in context["queues"]}


def test_each_queue_has_its_conversations_its_count_and_its_longest_wait(
    as_bea: Client, channel: Channel, bea: Member, carl: Member
) -> None:
    now = timezone.now()
    mine, bots, free, carls, done = (write(channel, "Hello", at=now - 12 * MINUTE) for _ in range(5))
    nobodys(free)
    assignment.assign(mine, bea, by=bea, now=now)
    assignment.assign(carls, carl, by=bea, now=now)
    desk.resolve(done, by=bea, now=now)
    assert listed(as_bea, queue="mine") == [mine.pk]
    assert listed(as_bea, queue="unassigned") == [free.pk]
    assert listed(as_bea, queue="bot") == [bots.pk]
    assert sorted(listed(as_bea, queue="all")) == [mine.pk, bots.pk, free.pk, carls.pk]
    assert listed(as_bea, queue="resolved") == [done.pk]
    assert queues(as_bea) == {
        "mine": ("1", "12 min"),
        "unassigned": ("1", "12 min"),
        "bot": ("1", ""),
        "all": ("4", ""),
        "snoozed": ("0", ""),
        "mentions": ("0", ""),
        "resolved": ("", ""),
    }


def test_large_queues_are_counted_to_a_bound(as_bea: Client, channel: Channel) -> None:
    template = write(channel, "Hello")
    Conversation.objects.filter(pk=template.pk).update(status="resolved", turn_due_at=None)
    fields = {"contact": template.contact, "bot": template.bot, "bot_since": timezone.now()}
    times = {"last_message_at": timezone.now(), "created_at": timezone.now()}
    for number in range(101):
        address = template.contact.addresses.create(channel=channel, external_id=f"x{number}")
        Conversation.objects.create(address=address, **fields, **times)
    assert queues(as_bea)["bot"] == ("99+", "")


def test_what_is_put_aside_comes_back_by_the_clock(as_bea: Client, channel: Channel, bea: Member) -> None:
    now = timezone.now()
    conversation = write(channel, "Hello")
    assignment.assign(conversation, bea, by=bea, now=now)
    Conversation.objects.filter(pk=conversation.pk).update(snoozed_until=now + MINUTE, snoozed_by=bea)
    assert listed(as_bea, queue="mine") == listed(as_bea, queue="all") == []
    assert listed(as_bea, queue="snoozed") == [conversation.pk]
    Conversation.objects.filter(pk=conversation.pk).update(snoozed_until=now - MINUTE)
    assert listed(as_bea, queue="mine") == [conversation.pk]
    assert listed(as_bea, queue="snoozed") == []


def test_the_bots_queue_is_what_it_answers(as_bea: Client, channel: Channel, bot: Bot, bea: Member) -> None:
    conversation = write(channel, "Hello")
    assert listed(as_bea, queue="bot") == [conversation.pk]
    Bot.objects.filter(pk=bot.pk).update(mode=Mode.SUGGESTIVE)
    assert listed(as_bea, queue="bot") == []
    assert listed(as_bea, queue="unassigned") == [conversation.pk]


def test_who_waits_longest_can_stand_first_and_the_address_keeps_it(as_bea: Client, channel: Channel) -> None:
    now = timezone.now()
    early, late, answered = (write(channel, "Hello", at=now - n * MINUTE) for n in (30, 20, 10))
    nobodys(early, late, answered)
    Conversation.objects.filter(pk=answered.pk).update(waiting_since=None)
    assert listed(as_bea, queue="unassigned") == [answered.pk, late.pk, early.pk]
    assert listed(as_bea, queue="unassigned", sort="longest") == [early.pk, late.pk, answered.pk]
    page = as_bea.get(reverse("desk:list"), {"queue": "unassigned", "sort": "longest"})
    assert "sort=longest" in page.context["keep"]
    assert listed(as_bea, queue="unassigned", sort="sideways") == [answered.pk, late.pk, early.pk]


@pytest.mark.parametrize("sort", ["newest", "longest"])
def test_pages_go_both_ways_and_nothing_is_missed_or_shown_twice(
    as_bea: Client, channel: Channel, sort: str
) -> None:
    now = timezone.now()
    made = [write(channel, "Hello", at=now - n // 3 * MINUTE) for n in range(70)]
    nobodys(*made)
    pages = [as_bea.get(reverse("desk:list"), {"queue": "unassigned", "sort": sort}).context]
    while pages[-1]["older"]:
        pages.append(as_bea.get(f"{reverse('desk:list')}?{pages[-1]['older']}").context)
    shown = [[row.conversation.pk for row in page["rows"]] for page in pages]
    assert [len(page) for page in shown] == [30, 30, 10]
    assert len({pk for page in shown for pk in page}) == 70
    write(channel, "Comes in between", at=now + MINUTE)
    back = as_bea.get(f"{reverse('desk:list')}?{pages[2]['newer_rows']}").context
    assert [row.conversation.pk for row in back["rows"]] == shown[1]
    assert not pages[0]["newer_rows"]


def test_opening_a_row_does_not_lose_the_page_it_stood_on(as_bea: Client, channel: Channel) -> None:
    now = timezone.now()
    made = [write(channel, "Hello", at=now - n * MINUTE) for n in range(35)]
    first = as_bea.get(reverse("desk:list"), {"queue": "all"}).context
    second = as_bea.get(f"{reverse('desk:list')}?{first['older']}").context
    opened = as_bea.get(f"{reverse('desk:conversation', args=[made[-1].pk])}?{second['keep']}").context
    assert [row.conversation.pk for row in opened["rows"]] == [one.pk for one in made[30:]]


# Searching


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("petrova", True),
        ("PETRO", True),
        ("dana@home", True),
        ("0170", True),
        ("iceland tandem", True),
        ("tandem petrova", False),  # one in a message, one in the name
        ("unicycle", False),
        ("%", False),
        ("_", False),
    ],
)
def test_all_words_stand_in_the_contact_or_in_one_message(
    as_bea: Client, channel: Channel, words: str, found: bool
) -> None:
    conversation = write(channel, "Can you ship a tandem to Iceland?", who="Dana Petrova")
    Contact.objects.filter(pk=conversation.contact_id).update(email="dana@home.example", phone="+49 0170 1")
    assert listed(as_bea, q=words) == ([conversation.pk] if found else [])


def test_a_result_leads_to_the_message_and_marks_the_words(as_bea: Client, channel: Channel) -> None:
    conversation = write(channel, f"{'So. ' * 50}Can you ship a <b>Tandem</b> to Iceland? {'Thanks. ' * 50}")
    message = conversation.messages.get()
    page = as_bea.get(reverse("desk:list"), {"q": "tandem iceland"}).content.decode()
    assert f"around={message.pk}#message-{message.pk}" in page
    assert "<mark>Tandem</mark>&lt;/b&gt; to <mark>Iceland</mark>" in page
    assert "<b>Tandem" not in page


def test_a_snippet_is_short_and_shows_the_word(channel: Channel) -> None:
    message = Message(pk=1, text=f"{'before ' * 100}needle{' after' * 100}")
    pieces = searching.snippet(message, ["needle"]).pieces
    assert ("needle", True) in pieces
    assert sum(len(text) for text, _ in pieces) < 200
    assert pieces[0][0].startswith("…")


def test_words_of_notes_are_found_and_those_never_sent_are_not(
    as_bea: Client, channel: Channel, bea: Member, now: datetime
) -> None:
    conversation = write(channel, "Hello")
    common = {"conversation": conversation, "author": "member", "created_at": now, "occurred_at": now}
    Message.objects.create(text="He owns a penny-farthing", direction="note", status="noted", **common)
    Message.objects.create(text="The unicycle", direction="outbound", status="suppressed", **common)
    assert listed(as_bea, q="farthing") == [conversation.pk]
    assert listed(as_bea, q="unicycle") == []


# Filters


@pytest.fixture
def two(channel: Channel, webchat: Channel, bot: Bot, now: datetime) -> tuple[Conversation, Conversation]:
    """The first has everything that can be filtered by; the second has nothing of it."""
    first = write(channel, "Where is my order?", who="Dana Petrova", at=now - timedelta(days=40))
    second = write(webchat, "Good morning", who="Emil Novak", at=now)
    other = Bot.objects.create(name="Spare", slug="spare")
    Conversation.objects.filter(pk=second.pk).update(bot=other)
    ContactTag.objects.create(contact=first.contact, tag=Tag.objects.create(name="VIP guest"))
    scenario = Scenario.objects.get(trigger="human_requested")
    Handover.objects.create(
        conversation=first, scenario=scenario, trigger="human_requested", because="Asked.", created_at=now
    )
    Attachment.objects.create(
        conversation=first, message=first.messages.get(), name="a.png", content_type="image/png", size=1,
        created_at=now,
    )  # fmt: skip
    Conversation.objects.filter(pk=first.pk).update(last_message_at=now - timedelta(days=30))
    return first, second


def asked_for(first: Conversation) -> dict[str, str]:
    day = first.created_at.date()
    return {
        "q": "order",
        "contact": "petrova",
        "tag": "vip guest",
        "scenario": str(Scenario.objects.get(trigger="human_requested").pk),
        "channel": str(first.address.channel_id),
        "bot": str(first.bot_id),
        "since": (day - timedelta(days=1)).isoformat(),
        "until": (day + timedelta(days=2)).isoformat(),
        "attachments": "1",
    }


@pytest.mark.parametrize(
    "name", ["q", "contact", "tag", "scenario", "channel", "bot", "until", "attachments"]
)
def test_each_filter_alone_finds_the_first(
    as_bea: Client, two: tuple[Conversation, Conversation], name: str
) -> None:
    first, _ = two
    assert listed(as_bea, **{name: asked_for(first)[name]}) == [first.pk]


def test_the_time_is_when_anything_was_said(as_bea: Client, two: tuple[Conversation, Conversation]) -> None:
    first, second = two
    today = timezone.localdate()
    assert listed(as_bea, since=today.isoformat()) == [second.pk]
    between = (today - timedelta(days=35)).isoformat()
    assert listed(as_bea, since=between, until=between) == [first.pk], "it was under way on that day"


def test_filters_combine_and_each_can_be_taken_away(
    as_bea: Client, two: tuple[Conversation, Conversation]
) -> None:
    first, _ = two
    asked = asked_for(first)
    assert listed(as_bea, **asked) == [first.pk]
    assert listed(as_bea, **{**asked, "contact": "novak"}) == []
    chips = as_bea.get(reverse("desk:list"), asked).context["chips"]
    assert [chip.label for chip in chips][:4] == [
        "“order”",
        "Contact: petrova",
        "Tag: vip guest",
        "Scenario: Human Requested",
    ]
    assert len(chips) == 9
    without = as_bea.get(f"{reverse('desk:list')}?{chips[0].without}").context
    assert "q" not in without["filters"].given
    assert len(without["chips"]) == 8


def test_a_search_looks_everywhere_unless_only_the_queue_is_wanted(
    as_bea: Client, channel: Channel, bea: Member
) -> None:
    here, done = (write(channel, "tandem") for _ in range(2))
    desk.resolve(done, by=bea, now=timezone.now())
    nobodys(here)
    assert sorted(listed(as_bea, q="tandem", queue="mine")) == [here.pk, done.pk]
    assert listed(as_bea, q="tandem", queue="unassigned", only="1") == [here.pk]


def test_nothing_found_says_what_was_asked_and_offers_to_clear(as_bea: Client, bot: Bot) -> None:
    page = as_bea.get(
        reverse("desk:list"), {"q": "unicycle", "bot": str(bot.pk), "queue": "all"}
    ).content.decode()
    assert "Nothing matches “unicycle” and Bot: Pedal." in page
    assert 'href="/desk/?queue=all">Clear' in page


BAD: list[dict[str, str]] = [
    {"scenario": "x"},
    {"scenario": "4711"},
    {"channel": "99999999999999999999999"},
    {"bot": "-1"},
    {"since": "2026-02-30"},
    {"until": "yesterday"},
    {"until": "9999-12-31"},
    {"since": "0001-01-01"},
]


@pytest.mark.parametrize("query", BAD)
def test_what_cannot_be_understood_is_left_out_and_said(
    as_bea: Client, channel: Channel, query: dict[str, str]
) -> None:
    conversation = write(channel, "Hello")
    page = as_bea.get(reverse("desk:list"), {"queue": "all", **query})
    assert page.status_code == 200
    assert [row.conversation.pk for row in page.context["rows"]] == [conversation.pk]
    assert "so it was left out" in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\0"},
        {"q": "x" * 5000},
        {"q": "\\' \" % _ ( [ *"},
        {"tag": "\0x"},
        {"older": "9999-12-31T23:59:59-23:00~1"},
        {"newer": "0001-01-01T00:00:00+23:00~1"},
        {"newer": "2026-01-01T00:00:00+00:00~999999999999999999"},
        {"queue": "nowhere", "sort": "\0", "only": "perhaps"},
    ],
)
def test_no_address_is_an_error_page(as_bea: Client, channel: Channel, query: dict[str, str]) -> None:
    write(channel, "Hello")
    assert as_bea.get(reverse("desk:list"), query).status_code == 200


def test_days_the_wrong_way_round_are_said(as_bea: Client, channel: Channel) -> None:
    write(channel, "Hello")
    page = as_bea.get(reverse("desk:list"), {"since": "2026-03-02", "until": "2026-03-01"})
    assert page.context["rows"] == []
    assert "The first day comes after the last" in page.content.decode()


def test_the_last_day_is_a_whole_day(as_bea: Client, channel: Channel) -> None:
    conversation = write(channel, "Hello", at=datetime(2026, 3, 1, 23, 59, tzinfo=UTC))
    day = timezone.localdate(conversation.created_at)
    assert listed(as_bea, since=day.isoformat(), until=day.isoformat()) == [conversation.pk]
    assert listed(as_bea, until=(day - timedelta(days=1)).isoformat()) == []
    assert isinstance(day, date)


def test_a_full_page_of_results_takes_no_more_queries(
    as_bea: Client, channel: Channel, bea: Member, django_assert_max_num_queries: Any
) -> None:
    query = {"queue": "all", "q": "tandem"}
    write(channel, "tandem")
    with django_assert_max_num_queries(30) as few:
        as_bea.get(reverse("desk:list"), query)
    for _ in range(40):
        conversation = write(channel, "tandem")
        desk.reply(conversation, bea, "A tandem!", now=timezone.now())
    with django_assert_max_num_queries(len(few.captured_queries)):
        as_bea.get(reverse("desk:list"), query)
    with django_assert_max_num_queries(20):
        as_bea.get(reverse("desk:list"), {**query, "live": "1"})


def test_the_live_part_brings_queues_and_rows_alone(as_bea: Client, say: Say) -> None:
    conversation = say("Can you ship a tandem to Iceland?")
    part = as_bea.get(reverse("desk:list"), {"live": "1"}).content.decode()
    assert f'id="row-{conversation.pk}" data-row="{conversation.pk}"' in part
    assert 'id="desk-queues"' in part
    assert "<html" not in part
    assert "desk-filters" not in part
