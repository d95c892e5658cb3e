"""The bot comes back at its time unless a contact waits for a person; its owner is warned, and can extend."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from bots.models import Bot, Scenario
from handover import assignment, desk, pauses, turns
from handover.assignment import Taken
from handover.deciding import transcript_of
from handover.models import Conversation, Handover
from handover.notices import in_short
from handover.views.desk_words import control_of
from staff import notifications
from staff.hours import in_words
from staff.models import Event, Member, Notification
from tests.conftest import Say, run_due, texts
from tests.pages import text

OPEN = "We are open from Monday to Saturday, 9 to 18."
MINUTE = timedelta(minutes=1)
FOUR_HOURS = timedelta(hours=4)


def after(conversation: Conversation) -> Conversation:
    return Conversation.objects.for_lists().get(pk=conversation.pk)


@pytest.fixture
def answered(handed_over: Conversation, bea: Member, now: datetime) -> Conversation:
    """Bea has answered; the pause ends four hours from then, and Dana waits for nothing."""
    desk.reply(handed_over, bea, "Hello, Bea here.", now=now)
    return after(handed_over)


# Not while the contact waits


def test_while_the_contact_waits_for_a_person_the_end_of_the_pause_changes_nothing(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    later = now + timedelta(days=9)
    assert pauses.resume_due(now=later) == 0
    conversation = after(handed_over)
    assert conversation.owner(later).member == bea
    assert conversation.is_paused(later)
    assert not conversation.bot_may_speak(later)
    assert not Conversation.objects.bot_due_back(later).exists()
    assert not Conversation.objects.the_bots(later).exists()
    assert not Conversation.objects.claimable(later).exists()
    with pytest.raises(Taken, match="Bea Okoro has it"):
        assignment.claim(conversation, carl, now=later)


def test_what_the_contact_writes_then_goes_to_the_owner_and_not_to_the_bot(
    say: Say, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    said = len(texts(handed_over))
    conversation = say("When are you open?", at=now + FOUR_HOURS + MINUTE)
    assert len(texts(conversation)) == said
    assert conversation.turn_due_at is None
    assert Notification.objects.filter(member=bea, event=Event.NEW_MESSAGE).count() == 1


def test_an_old_job_that_comes_late_does_not_answer_either(handed_over: Conversation, now: datetime) -> None:
    later = now + FOUR_HOURS + MINUTE
    Conversation.objects.update(turn_due_at=later)
    assert turns.take_turn(handed_over.pk, now=later) == turns.Outcome.HELD


def test_an_answer_after_the_end_starts_the_pause_again_and_then_it_comes_back(
    say: Say, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    late = now + timedelta(hours=6)
    desk.reply(handed_over, bea, "Sorry for the wait.", now=late)
    assert after(handed_over).bot_resumes_at == late + FOUR_HOURS
    assert texts(say("When are you open?", at=late + FOUR_HOURS + MINUTE))[-1] == OPEN


@pytest.mark.parametrize("after_the_end", [timedelta(0), timedelta(microseconds=1), timedelta(days=3)])
def test_whoever_writes_after_the_end_when_nobody_waited_is_answered_by_the_bot_also_with_beat_dead(
    after_the_end: timedelta, say: Say, answered: Conversation, bea: Member
) -> None:
    end = answered.bot_resumes_at
    assert end
    conversation = say("When are you open?", at=end + after_the_end)
    assert texts(conversation)[-1] == OPEN
    assert (conversation.owner_kind, conversation.waiting_since) == ("bot", None)
    assert Handover.objects.get().outcome == Handover.Outcome.RESUMED


def test_whoever_writes_just_before_the_end_waits_for_the_person(
    say: Say, answered: Conversation, bea: Member
) -> None:
    end = answered.bot_resumes_at
    assert end
    conversation = say("When are you open?", at=end - timedelta(microseconds=1))
    assert OPEN not in texts(conversation)
    assert pauses.resume_due(now=end + timedelta(days=1)) == 0


def test_several_quick_messages_across_the_end_are_one_turn(
    bot: Bot, say: Say, answered: Conversation
) -> None:
    Bot.objects.update(gather_seconds=2)
    end = answered.bot_resumes_at
    assert end
    say("Hello again", at=end, work=False)
    conversation = say("When are you open?", at=end + timedelta(seconds=1), work=False)
    run_due(end + timedelta(seconds=2))
    assert OPEN not in texts(conversation), "it may still go on"
    run_due(end + timedelta(seconds=3))
    conversation = after(conversation)
    assert texts(conversation).count(OPEN) == 1
    assert conversation.owner_kind == "bot"


def test_told_to_the_bot_answers_again_even_while_the_contact_waits(
    bot: Bot, say: Say, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    Bot.objects.update(resume_while_waiting=True)
    end = now + FOUR_HOURS
    assert pauses.resume_due(now=end - MINUTE) == 0
    assert pauses.resume_due(now=end) == 1
    conversation = after(handed_over)
    assert (conversation.owner_kind, conversation.bot_since) == ("bot", end)
    assert conversation.waiting_since == now, "whom nobody answered is not forgotten"
    assert (conversation.deadline_at, conversation.deadline_step) == (None, "")
    notice = Notification.objects.get(member=bea, event=Event.BOT_RESUMED)
    assert "You had not answered" in notice.body
    assert texts(say("When are you open?", at=end + MINUTE))[-1] == OPEN


def test_nobodys_contact_who_waits_stays_with_the_people(
    say: Say, scenario: Scenario, bea: Member, now: datetime
) -> None:
    Scenario.objects.filter(pk=scenario.pk).update(assign_to=None)
    conversation = say("I want to talk to a human", at=now)
    later = now + timedelta(days=1)
    assert pauses.resume_due(now=later) == 0
    assert Conversation.objects.claimable(later).get() == conversation


def test_the_desk_says_why_the_bot_is_not_back(handed_over: Conversation, bea: Member, now: datetime) -> None:
    before = control_of(handed_over, bea, now)
    assert (before.bot_note, before.extendable) == ("Bot is paused until", True)
    late = control_of(after(handed_over), bea, now + timedelta(hours=5))
    assert late.headline == "You have it"
    assert late.bot_note == "Bot stays silent until Dana Petrov is answered; its pause ended"
    assert (late.until, late.extendable) == (now + FOUR_HOURS, False)


def test_the_desk_says_what_comes_next_while_the_contact_waits(
    handed_over: Conversation, bea: Member, client: Client, now: datetime
) -> None:
    assert control_of(handed_over, bea, now).next_step == "Reminder"
    client.force_login(bea)
    url = reverse("desk:conversation", args=[handed_over.pk])
    assert "Reminder at" in text(client.get(url))
    assert "If nobody has answered by then, Bea Okoro is reminded" in client.get(url).content.decode()


def test_it_names_who_would_get_it_and_who_would_hear(
    bot: Bot, handed_over: Conversation, bea: Member, carl: Member, client: Client, now: datetime
) -> None:
    client.force_login(bea)
    url = reverse("desk:conversation", args=[handed_over.pk])
    Conversation.objects.update(deadline_step="reassign")
    assert "Everyone is told at" in text(client.get(url))
    Bot.objects.update(default_assignee=carl)
    assert "Goes to Carl Weiss at" in text(client.get(url))
    Conversation.objects.update(deadline_step="supervise")
    assert "Supervisor hears at" in text(client.get(url))
    Bot.objects.update(supervisor=carl)
    assert "Carl Weiss hears at" in text(client.get(url))


def test_whoever_had_it_before_is_not_said_to_be_reminded(
    handed_over: Conversation, bea: Member, client: Client
) -> None:
    Conversation.objects.update(owner_kind="nobody")
    client.force_login(bea)
    page = client.get(reverse("desk:conversation", args=[handed_over.pk])).content.decode()
    assert "everyone who may claim it is reminded" in page


# What the bot knows when it is back


def test_the_note_reaches_its_engine_and_old_triggers_do_not_fire_again(
    say: Say, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    pauses.resume(handed_over, by=bea, note="She gets a refund.", now=now + MINUTE)
    conversation = say("When are you open?", at=now + 2 * MINUTE)
    assert transcript_of(conversation).note == "She gets a refund."
    assert texts(conversation)[-1] == OPEN
    assert Handover.objects.count() == 1


def test_back_by_the_clock_old_triggers_do_not_fire_again_either(
    say: Say, answered: Conversation, now: datetime
) -> None:
    assert answered.bot_resumes_at
    conversation = say("When are you open?", at=answered.bot_resumes_at + MINUTE)
    assert texts(conversation)[-1] == OPEN
    assert Handover.objects.count() == 1
    say("I want to talk to a human", at=answered.bot_resumes_at + 2 * MINUTE)
    assert Handover.objects.count() == 2


# The warning


def warnings() -> list[Notification]:
    return list(Notification.objects.filter(event=Event.BOT_RESUMING).select_related("member"))


def warn(now: datetime) -> int:
    return pauses.warn_of_return(now=now)


def test_the_owner_is_warned_once_before_the_bot_is_back(
    answered: Conversation, bea: Member, now: datetime
) -> None:
    end = now + FOUR_HOURS
    assert warn(end - timedelta(minutes=15, seconds=1)) == 0
    assert [warn(end - 15 * MINUTE), warn(end - 14 * MINUTE), warn(end - MINUTE)] == [1, 0, 0]
    (notice,) = warnings()
    assert notice.member == bea
    assert notice.title.startswith("Pedal will answer Dana Petrov again ")
    assert (notice.action_label, notice.action_url) == (
        "Extend by 4 hours",
        reverse("desk:extend", args=[answered.pk]),
    )


def test_the_time_in_it_is_on_the_owners_clock(say: Say, bea: Member) -> None:
    Member.objects.filter(pk=bea.pk).update(time_zone="Asia/Tokyo")
    start = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Asia/Tokyo"))
    conversation = say("I want to talk to a human", at=start)
    desk.reply(conversation, bea, "Hello", now=start)
    warn(start + FOUR_HOURS - MINUTE)
    assert warnings()[0].title == "Pedal will answer Dana Petrov again today at 16:00"


def test_a_pause_that_was_moved_is_warned_of_again(
    answered: Conversation, bea: Member, now: datetime
) -> None:
    end = now + FOUR_HOURS
    warn(end - 10 * MINUTE)
    desk.reply(answered, bea, "One more thing.", now=end - 5 * MINUTE)
    moved = end - 5 * MINUTE + FOUR_HOURS
    assert [warn(end), warn(moved - 20 * MINUTE), warn(moved - 15 * MINUTE), warn(moved)] == [0, 0, 1, 0]
    assert len({notice.cause for notice in warnings()}) == 2


def test_a_short_pause_is_warned_of_halfway_through_it(
    say: Say, bea: Member, carl: Member, now: datetime
) -> None:
    conversation = say("When are you open?", at=now)
    pauses.pause(conversation, by=bea, pause_for=20 * MINUTE, now=now)
    assert [warn(now), warn(now + 9 * MINUTE), warn(now + 10 * MINUTE), warn(now + 11 * MINUTE)] == [
        0,
        0,
        1,
        0,
    ]
    pauses.extend(after(conversation), by=bea, now=now + 12 * MINUTE)
    assert [warn(now + minutes * MINUTE) for minutes in (13, 22, 23)] == [0, 1, 0]


@pytest.mark.parametrize(
    "why", ["off", "suggestive", "no warning", "contact waits", "nobody has it", "no end"]
)
def test_nobody_is_warned_of_what_will_not_happen(
    why: str, bot: Bot, answered: Conversation, bea: Member, now: datetime
) -> None:
    changes: dict[str, object] = {}
    if why in ("off", "suggestive"):
        Bot.objects.update(mode=why)
    elif why == "no warning":
        Bot.objects.update(warn_before_resume=None)
    elif why == "contact waits":
        changes = {"waiting_since": now + MINUTE}
    elif why == "nobody has it":
        changes = {"owner_kind": "nobody", "assignee": None}
    else:
        changes = {"bot_resumes_at": None}
    if changes:
        Conversation.objects.update(**changes)
    assert warn(now + FOUR_HOURS - MINUTE) == 0


def test_told_to_come_back_anyway_the_owner_is_warned_also_while_the_contact_waits(
    bot: Bot, handed_over: Conversation, now: datetime
) -> None:
    Bot.objects.update(resume_while_waiting=True)
    assert warn(now + FOUR_HOURS - MINUTE) == 1


# Extending


def test_extending_keeps_the_bot_silent_as_long_again_from_now(
    answered: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    later = now + FOUR_HOURS - 10 * MINUTE
    extended = pauses.extend(answered, by=carl, now=later)
    assert extended.bot_resumes_at == later + FOUR_HOURS == Handover.objects.get().paused_until
    assert extended.assignee == bea
    line = extended.messages.filter(direction="line").last()
    assert line
    assert line.text.startswith("Carl Weiss extended the pause: the bot is silent until ")


def test_without_a_known_length_it_is_an_hour_and_never_earlier_than_it_stood(
    answered: Conversation, bea: Member, now: datetime
) -> None:
    Conversation.objects.update(pause_for=None, bot_resumes_at=now + 10 * MINUTE)
    hour = pauses.extend(answered, by=bea, now=now).bot_resumes_at
    assert hour == now + 60 * MINUTE
    Conversation.objects.update(bot_resumes_at=now + timedelta(days=1))
    again = pauses.extend(answered, by=bea, now=now)
    assert again.bot_resumes_at == now + timedelta(days=1)


def test_too_late_or_without_an_end_it_is_refused_in_words(
    answered: Conversation, bea: Member, now: datetime
) -> None:
    with pytest.raises(ValidationError, match="answers again already"):
        pauses.extend(answered, by=bea, now=now + FOUR_HOURS)
    Conversation.objects.update(bot_resumes_at=None)
    with pytest.raises(ValidationError, match="until someone hands back"):
        pauses.extend(answered, by=bea, now=now)
    desk.resolve(answered, by=bea, now=now)
    with pytest.raises(Taken):
        pauses.extend(answered, by=bea, now=now)


def test_the_link_in_the_mail_asks_once_and_does_it_with_a_post(
    answered: Conversation, bea: Member, client: Client
) -> None:
    client.force_login(bea)
    url = reverse("desk:extend", args=[answered.pk])
    page = client.get(url)
    assert "Keep it silent for 4 hours from now" in text(page)
    assert after(answered).bot_resumes_at == answered.bot_resumes_at, "reading it does nothing"
    done = client.post(url)
    assert (done.status_code, done["Location"]) == (302, reverse("desk:conversation", args=[answered.pk]))
    assert after(answered).version == answered.version + 1


def test_from_the_toast_the_answer_is_one_sentence(
    answered: Conversation, bea: Member, client: Client
) -> None:
    client.force_login(bea)
    url = reverse("desk:extend", args=[answered.pk])
    done = client.post(url, headers={"X-Seen": "1"})
    assert (done.status_code, done.content) == (200, b"Extended: the bot stays silent for 4 hours.")
    pauses.resume(after(answered), by=bea, now=timezone.now())
    late = client.post(url, headers={"X-Seen": "1"})
    assert late.status_code == 409
    assert late.content.startswith(b"The bot answers again already.")
    assert late["Content-Type"].startswith("text/plain")
    assert "answers Dana Petrov again already" in text(client.get(url))
    desk.resolve(after(answered), by=bea, now=timezone.now())
    assert "no pause to extend" in client.post(url, headers={"X-Seen": "1"}).content.decode()
    assert "no pause to extend" in text(client.get(url))


def test_whoever_may_not_act_may_not_extend(answered: Conversation, client: Client) -> None:
    client.force_login(Member.objects.create_user("zed@shop.example", "x", name="Zed"))
    assert client.post(reverse("desk:extend", args=[answered.pk])).status_code == 403


def test_the_notice_brings_its_button_to_the_bell_and_the_mail(
    answered: Conversation, bea: Member, client: Client, now: datetime, settings: Settings
) -> None:
    settings.EMAIL_SENDS, settings.EMAIL_BACKEND = True, "django.core.mail.backends.locmem.EmailBackend"
    Notification.objects.all().delete()
    bea.preferences.create(event=Event.BOT_RESUMING, transport="email", enabled=True)
    url = reverse("desk:extend", args=[answered.pk])
    end = now + FOUR_HOURS
    warn(end - MINUTE)
    client.force_login(bea)
    panel = client.get(reverse("staff:bell"), {"after": 0}).content.decode()
    assert panel.count(f'action="{url}"') == 2, "under the bell and in the toast"
    assert panel.count("Extend by 4 hours") == 2
    for seconds in (0, 600):
        notifications.sweep(now=end + timedelta(seconds=seconds))
    (sent,) = [one for one in mail.outbox if "will answer" in one.subject]
    assert "Extend by 4 hours: http" in sent.body
    assert url in sent.body
    html = str(sent.alternatives[0][0])  # type: ignore[attr-defined]
    assert url in html
    assert "<form" not in html
    Notification.objects.update(read_at=now)
    assert url not in client.get(reverse("staff:bell")).content.decode(), "read, it has no button"


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(hours=4), "4 hours"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(days=2), "2 days"),
        (timedelta(seconds=5), "1 minute"),
    ],
)
def test_a_length_in_words(length: timedelta, said: str) -> None:
    assert in_short(length) == said


def test_the_contact_reads_an_opening_time_with_its_time_zone() -> None:
    lisbon = datetime(2026, 3, 3, 9, tzinfo=ZoneInfo("Europe/Lisbon"))
    now = datetime(2026, 3, 2, 20, tzinfo=ZoneInfo("Europe/Lisbon"))
    assert in_words(lisbon, now, zone=True) == "tomorrow at 9:00 (Lisbon time)"
    new_york = lisbon.astimezone(ZoneInfo("America/New_York"))
    assert in_words(new_york, now, zone=True).endswith("(New York time)")
    assert in_words(lisbon.astimezone(ZoneInfo("UTC")), now, zone=True).endswith("(UTC)")
    assert in_words(lisbon.astimezone(ZoneInfo("Etc/GMT-3")), now, zone=True).endswith("(UTC+03:00)")
    assert time(9) == lisbon.time()


def test_a_pause_that_ended_while_the_contact_waits_is_extended_too_and_the_page_says_how_it_stands(
    handed_over: Conversation, bea: Member, client: Client, now: datetime
) -> None:
    Conversation.objects.update(
        waiting_since=now - timedelta(hours=5), bot_resumes_at=now - timedelta(hours=1)
    )
    client.force_login(bea)
    url = reverse("desk:extend", args=[handed_over.pk])
    assert "The pause has ended, and Pedal stays silent until Dana Petrov is answered." in text(
        client.get(url)
    )
    client.post(url)
    resumes = after(handed_over).bot_resumes_at
    assert resumes
    assert resumes > now


def test_warnings_that_were_given_do_not_keep_others_from_theirs(
    answered: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    """Short pauses are looked at again and again until they end, and come first."""
    Conversation.objects.update(pause_for=20 * MINUTE, bot_resumes_at=now + 10 * MINUTE, resume_warned_at=now)
    other = Conversation.objects.get()
    address = other.address
    address.pk, address.external_id = None, "another"
    address.save()
    other.pk, other.address, other.resume_warned_at = None, address, None
    other.bot_resumes_at, other.pause_for = now + 12 * MINUTE, FOUR_HOURS
    other.save()
    assert pauses.warn_of_return(now=now, limit=1) == 1
