"""Snoozing: aside until the clock, the contact or a member brings it back; truth is the column."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from bots.models import Bot, Mode
from handover import assignment, desk, outbox, pauses, snoozing
from handover.assignment import Taken
from handover.models import Conversation, Task
from handover.models.message import HOLDING
from staff.hours import Hours, Span
from staff.models import Event, Member, Notification, WorkingHours
from tests.conftest import Say

LISBON = ZoneInfo("Europe/Lisbon")
WEDNESDAY = datetime(2026, 11, 18, 15, 0, tzinfo=LISBON)


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def lines(conversation: Conversation) -> list[str]:
    return list(conversation.messages.filter(direction="line").order_by("pk").values_list("text", flat=True))


@pytest.fixture
def soon(now: datetime) -> datetime:
    return now + timedelta(hours=1)


@pytest.fixture
def aside(handed_over: Conversation, bea: Member, now: datetime, soon: datetime) -> Conversation:
    """Bea's, put aside by her for an hour."""
    return snoozing.snooze(handed_over, by=bea, until=soon, now=now)


def test_it_is_put_aside_until_then_with_a_line_in_the_thread(
    aside: Conversation, bea: Member, soon: datetime
) -> None:
    assert (aside.snoozed_until, aside.snoozed_by) == (soon, bea)
    assert lines(aside)[-1].startswith("Bea Okoro snoozed the conversation until ")


def test_the_clock_on_the_answer_runs_on(
    handed_over: Conversation, bea: Member, now: datetime, soon: datetime
) -> None:
    before = fresh(handed_over)
    after = snoozing.snooze(handed_over, by=bea, until=soon, now=now)
    assert after.waiting_since == before.waiting_since is not None
    assert (after.deadline_at, after.deadline_step) == (before.deadline_at, before.deadline_step)
    assert (after.version, after.bot_resumes_at) == (before.version, before.bot_resumes_at)


def test_a_colleagues_conversation_is_not_put_aside(
    handed_over: Conversation, carl: Member, now: datetime, soon: datetime
) -> None:
    with pytest.raises(Taken, match="Bea Okoro has it"):
        snoozing.snooze(handed_over, by=carl, until=soon, now=now)
    assert fresh(handed_over).snoozed_until is None


def test_while_the_contact_waits_only_who_has_it_may(
    say: Say, bea: Member, now: datetime, soon: datetime
) -> None:
    waiting = say("Can you ship a tandem to Iceland?", at=now)
    with pytest.raises(ValidationError, match="Claim the conversation"):
        snoozing.snooze(waiting, by=bea, until=soon, now=now)
    assignment.claim(waiting, bea, now=now)
    assert snoozing.snooze(waiting, by=bea, until=soon, now=now).snoozed_until == soon


def test_nobodys_can_be_put_aside_when_nobody_waits(
    say: Say, bea: Member, now: datetime, soon: datetime
) -> None:
    answered = say("When are you open?", at=now)
    assert snoozing.snooze(answered, by=bea, until=soon, now=now).snoozed_by == bea


@pytest.mark.parametrize(
    ("ahead", "said"), [(-1, "has passed"), (0, "has passed"), (366 * 24 * 60, "a year")]
)
def test_the_moment_is_to_come_and_within_a_year(
    ahead: int, said: str, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    with pytest.raises(ValidationError, match=said):
        snoozing.snooze(handed_over, by=bea, until=now + timedelta(minutes=ahead), now=now)


def test_a_resolved_conversation_is_not_put_aside(
    handed_over: Conversation, bea: Member, now: datetime, soon: datetime
) -> None:
    desk.resolve(handed_over, by=bea, now=now)
    with pytest.raises(Taken, match="resolved"):
        snoozing.snooze(handed_over, by=bea, until=soon, now=now)


def test_the_contact_writing_brings_it_back_with_a_line(aside: Conversation, say: Say, now: datetime) -> None:
    say("One more thing", at=now + timedelta(minutes=5))
    assert (fresh(aside).snoozed_until, fresh(aside).snoozed_by) == (None, None)
    assert "Dana Petrov wrote, so the conversation is back." in lines(aside)


def test_what_a_member_does_brings_it_back(
    aside: Conversation, bea: Member, carl: Member, now: datetime, soon: datetime
) -> None:
    def again() -> None:
        snoozing.snooze(fresh(aside), by=bea, until=soon, now=now)
        assert fresh(aside).snoozed_until

    desk.reply(fresh(aside), bea, "Here I am.", now=now)
    assert fresh(aside).snoozed_until is None
    again()
    assignment.assign(fresh(aside), bea, by=carl, now=now)
    assert fresh(aside).snoozed_until is None
    again()
    pauses.resume(fresh(aside), by=bea, now=now)
    assert fresh(aside).snoozed_until is None
    again()
    assignment.claim(fresh(aside), carl, now=now)
    assert fresh(aside).snoozed_until is None
    snoozing.snooze(fresh(aside), by=carl, until=soon, now=now)
    desk.resolve(fresh(aside), by=carl, now=now)
    assert fresh(aside).snoozed_until is None


def test_the_end_of_the_pause_brings_it_back_for_the_bot(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    desk.reply(handed_over, bea, "Tell me when it suits you.", now=now)
    snoozing.snooze(handed_over, by=bea, until=now + timedelta(days=2), now=now)
    ended = fresh(handed_over).bot_resumes_at
    assert ended
    assert pauses.resume_due(now=ended) == 1
    assert (fresh(handed_over).snoozed_until, fresh(handed_over).snoozed_by) == (None, None)


def test_by_hand_it_is_back_once(aside: Conversation, carl: Member, now: datetime) -> None:
    assert snoozing.bring_back(aside, by=carl, now=now).snoozed_until is None
    snoozing.bring_back(aside, by=carl, now=now)
    assert sum("brought the conversation back" in line for line in lines(aside)) == 1


def test_when_its_time_has_come_it_is_announced_once_to_who_put_it_aside(
    aside: Conversation, bea: Member, soon: datetime
) -> None:
    assert snoozing.end_due(now=soon - timedelta(seconds=1)) == 0
    assert snoozing.end_due(now=soon) == 1
    assert snoozing.end_due(now=soon + timedelta(minutes=1)) == 0
    assert fresh(aside).snoozed_until is None
    assert lines(aside)[-1] == "The snooze has ended."
    notice = Notification.objects.get(event=Event.SNOOZE_ENDED)
    assert (notice.member, notice.title) == (bea, "Dana Petrov is back")


def test_who_is_no_longer_active_is_not_told_but_who_has_it(
    aside: Conversation, bea: Member, carl: Member, ana: Member, now: datetime, soon: datetime
) -> None:
    Conversation.objects.update(assignee=carl)
    Member.objects.filter(pk=bea.pk).update(is_active=False)
    snoozing.end_due(now=soon)
    assert Notification.objects.get(event=Event.SNOOZE_ENDED).member == carl


class TestTheChoices:
    def hours(self, *spans: Span) -> Hours:
        return Hours(LISBON, spans)

    def test_tomorrow_is_when_the_next_working_day_begins(self) -> None:
        week = self.hours(*(Span(day, time(8, 30), time(17)) for day in range(5)))
        assert snoozing.tomorrow_morning(week, WEDNESDAY) == datetime(2026, 11, 19, 8, 30, tzinfo=LISBON)
        friday = WEDNESDAY + timedelta(days=2)
        assert snoozing.tomorrow_morning(week, friday) == datetime(2026, 11, 23, 8, 30, tzinfo=LISBON)

    def test_without_working_hours_a_morning_is_at_nine(self) -> None:
        assert snoozing.tomorrow_morning(self.hours(), WEDNESDAY) == datetime(2026, 11, 19, 9, tzinfo=LISBON)

    def test_monday_is_the_next_also_on_a_monday(self) -> None:
        monday = datetime(2026, 11, 23, 7, tzinfo=LISBON)
        assert snoozing.next_monday(self.hours(), WEDNESDAY) == datetime(2026, 11, 23, 9, tzinfo=LISBON)
        assert snoozing.next_monday(self.hours(), monday) == datetime(2026, 11, 30, 9, tzinfo=LISBON)

    def test_a_night_shift_has_a_morning_too(self) -> None:
        nights = self.hours(*(Span(day, time(22), time(6)) for day in range(7)))
        assert snoozing.tomorrow_morning(nights, WEDNESDAY) == datetime(2026, 11, 19, 9, tzinfo=LISBON)

    def test_the_menu_says_when_each_of_them_is(self, bea: Member) -> None:
        Member.objects.filter(pk=bea.pk).update(time_zone="Europe/Lisbon")
        WorkingHours.objects.create(member=bea, weekday=3, start=time(10), until=time(16))
        bea.refresh_from_db()
        offered = {one.key: one for one in snoozing.choices(bea, WEDNESDAY)}
        assert list(offered) == ["1h", "4h", "tomorrow", "monday"]
        assert offered["1h"].until == WEDNESDAY + timedelta(hours=1)
        assert "tomorrow at 10:00" in offered["tomorrow"].shown


class TestThePage:
    @pytest.fixture
    def page(self, client: Client, bea: Member) -> Client:
        client.force_login(bea)
        return client

    def act(self, page: Client, name: str, conversation: Conversation, **said: Any) -> Any:
        return page.post(reverse(f"desk:{name}", args=[conversation.pk]), said)

    def test_a_length_is_chosen_and_taken_back(self, page: Client, handed_over: Conversation) -> None:
        assert self.act(page, "snooze", handed_over, until="4h").status_code == 302
        assert fresh(handed_over).snoozed_until
        shown = page.get(reverse("desk:conversation", args=[handed_over.pk])).content.decode()
        assert "Snoozed until" in shown
        assert "Bring back now" in shown
        assert self.act(page, "back", handed_over).status_code == 302
        assert fresh(handed_over).snoozed_until is None

    def test_a_moment_is_on_the_members_own_clock(
        self, page: Client, handed_over: Conversation, bea: Member, now: datetime
    ) -> None:
        Member.objects.filter(pk=bea.pk).update(time_zone="Pacific/Auckland")
        at = (
            (now + timedelta(days=3))
            .astimezone(ZoneInfo("Pacific/Auckland"))
            .replace(second=0, microsecond=0)
        )
        said = {"until": "at", "at": at.strftime("%Y-%m-%dT%H:%M")}
        assert self.act(page, "snooze", handed_over, **said).status_code == 302
        assert fresh(handed_over).snoozed_until == at.astimezone(UTC)

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ({}, "Choose how long."),
            ({"until": "x"}, "Choose one of the lengths offered."),
            ({"until": "at"}, "Write the date and the time"),
            ({"until": "at", "at": "2026-02-31T10:00"}, "Write the date and the time"),
            ({"until": "at", "at": "2001-01-01T10:00"}, "That moment has passed."),
            ({"until": "at", "at": "9999-12-31T23:59"}, "for a year at most"),
        ],
    )
    def test_what_is_no_moment_is_said(
        self, said: dict[str, str], problem: str, page: Client, handed_over: Conversation
    ) -> None:
        answer = self.act(page, "snooze", handed_over, **said)
        assert answer.status_code == 422
        assert problem in answer.content.decode()

    def test_it_says_why_a_colleagues_cannot_be_put_aside(
        self, client: Client, handed_over: Conversation, carl: Member
    ) -> None:
        client.force_login(carl)
        shown = client.get(reverse("desk:conversation", args=[handed_over.pk])).content.decode()
        assert "only they can put it aside" in shown
        assert self.act(client, "snooze", handed_over, until="1h").status_code == 409

    @pytest.mark.parametrize(
        ("said", "length"),
        [
            ({"until": "for", "amount": "90", "unit": "minutes"}, timedelta(minutes=90)),
            ({"until": "for", "amount": "3"}, timedelta(hours=3)),
            ({"until": "manual"}, None),
        ],
    )
    def test_the_bot_is_paused_for_a_length_of_ones_own(
        self, said: dict[str, str], length: timedelta | None, page: Client, handed_over: Conversation
    ) -> None:
        assert self.act(page, "pause", handed_over, **said).status_code == 302
        assert fresh(handed_over).pause_for == length

    def test_the_bot_is_paused_until_the_morning(self, page: Client, handed_over: Conversation) -> None:
        assert self.act(page, "pause", handed_over, until="morning").status_code == 302
        until = fresh(handed_over).bot_resumes_at
        assert until
        assert (until.hour, until.minute) == (9, 0)

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ({"until": "for"}, "as a number from 1 up"),
            ({"until": "for", "amount": "0"}, "as a number from 1 up"),
            ({"until": "for", "amount": "x"}, "as a number"),
            ({"until": "for", "amount": "366", "unit": "days"}, "At most 365 days"),
            ({"until": "for", "amount": "9" * 30, "unit": "days"}, "At most 365 days"),
            ({"until": "for", "amount": "1", "unit": "years"}, "Choose minutes, hours or days."),
        ],
    )
    def test_a_length_that_is_none_is_said(
        self, said: dict[str, str], problem: str, page: Client, handed_over: Conversation
    ) -> None:
        answer = self.act(page, "pause", handed_over, **said)
        assert answer.status_code == 422
        assert problem in answer.content.decode()


class TestUndoingAResolve:
    def test_everything_is_as_it_was(self, handed_over: Conversation, bea: Member, now: datetime) -> None:
        before = fresh(handed_over)
        desk.resolve(handed_over, by=bea, now=now)
        after = desk.undo_resolve(fresh(handed_over), resolved_at=now, by=bea, now=now)
        for name in ("status", "owner_kind", "assignee", "bot_resumes_at", "waiting_since", "deadline_step"):
            assert getattr(after, name) == getattr(before, name), name
        assert Task.objects.get().done_at is None
        assert after.handovers.get().closed_at is None
        assert lines(after)[-1] == "Bea Okoro took the resolving back."

    def test_what_was_reopened_meanwhile_is_left_alone(
        self, handed_over: Conversation, bea: Member, carl: Member, now: datetime
    ) -> None:
        desk.resolve(handed_over, by=bea, now=now)
        desk.reopen(handed_over, by=carl, now=now)
        with pytest.raises(ValidationError, match="reopened meanwhile"):
            desk.undo_resolve(fresh(handed_over), resolved_at=now, by=bea, now=now)
        assert fresh(handed_over).assignee == carl

    def test_a_newer_conversation_is_said(
        self, handed_over: Conversation, say: Say, bea: Member, now: datetime
    ) -> None:
        desk.resolve(handed_over, by=bea, now=now)
        say("Hello again", at=now + timedelta(minutes=1))
        with pytest.raises(ValidationError, match="newer open conversation"):
            desk.undo_resolve(fresh(handed_over), resolved_at=now, by=bea, now=now)

    def test_the_bots_owes_its_answer_again(self, say: Say, bea: Member, now: datetime) -> None:
        conversation = say("When are you open?", at=now, work=False)
        desk.resolve(conversation, by=bea, now=now)
        after = desk.undo_resolve(fresh(conversation), resolved_at=now, by=bea, now=now)
        assert (after.owner(now).kind, after.turn_due_at) == ("bot", now)

    def test_who_was_told_that_they_are_not_forgotten_still_waits(
        self, handed_over: Conversation, bea: Member, now: datetime
    ) -> None:
        since = fresh(handed_over).waiting_since
        outbox.outbound(handed_over, "Someone will be with you.", now=now, turn_key=f"{HOLDING}1").save()
        desk.resolve(handed_over, by=bea, now=now)
        after = desk.undo_resolve(fresh(handed_over), resolved_at=now, by=bea, now=now)
        assert after.waiting_since == since is not None

    def test_a_pause_without_a_handover_goes_on(self, say: Say, bea: Member, now: datetime) -> None:
        conversation = say("When are you open?", at=now)
        pauses.pause(conversation, by=bea, pause_for=timedelta(hours=1), now=now)
        desk.resolve(conversation, by=bea, now=now)
        after = desk.undo_resolve(fresh(conversation), resolved_at=now, by=bea, now=now)
        assert (after.owner(now).member, after.bot_resumes_at) == (bea, now + timedelta(hours=1))

    def test_what_was_handed_back_unanswered_is_not_asked_of_the_bot_again(
        self, handed_over: Conversation, bea: Member, now: datetime
    ) -> None:
        later = now + timedelta(minutes=1)
        pauses.resume(handed_over, by=bea, note="Told them by phone.", now=later)
        desk.resolve(handed_over, by=bea, now=later)
        after = desk.undo_resolve(fresh(handed_over), resolved_at=later, by=bea, now=later)
        assert (after.owner(later).kind, after.waiting_since, after.turn_due_at) == ("bot", None, None)

    def test_a_task_a_colleague_had_done_before_stays_done(
        self, handed_over: Conversation, bea: Member, carl: Member, now: datetime
    ) -> None:
        desk.complete_task(Task.objects.get(), by=carl, now=now)
        later = now + timedelta(minutes=1)
        desk.resolve(handed_over, by=bea, now=later)
        desk.undo_resolve(fresh(handed_over), resolved_at=later, by=bea, now=later)
        assert (Task.objects.get().done_at, Task.objects.get().done_by) == (now, carl)

    def test_after_a_while_it_is_reopened_instead(
        self, handed_over: Conversation, bea: Member, now: datetime
    ) -> None:
        desk.resolve(handed_over, by=bea, now=now)
        late = now + desk.UNDO_FOR + timedelta(seconds=1)
        with pytest.raises(ValidationError, match="Reopen it instead"):
            desk.undo_resolve(fresh(handed_over), resolved_at=now, by=bea, now=late)
        assert fresh(handed_over).status == "resolved"

    def test_a_bot_that_only_suggests_looks_again(
        self, bot: Bot, say: Say, bea: Member, now: datetime
    ) -> None:
        Bot.objects.filter(pk=bot.pk).update(mode=Mode.SUGGESTIVE)
        bot.refresh_from_db()
        conversation = say("When are you open?", at=now, work=False)
        desk.resolve(conversation, by=bea, now=now)
        after = desk.undo_resolve(fresh(conversation), resolved_at=now, by=bea, now=now)
        assert (after.waiting_since, after.turn_due_at) == (now, now)

    def test_the_flash_offers_it_and_the_page_too(
        self, client: Client, handed_over: Conversation, bea: Member
    ) -> None:
        client.force_login(bea)
        shown = client.post(
            reverse("desk:resolve", args=[handed_over.pk]), headers={"HX-Request": "true"}
        ).content.decode()
        assert 'id="flash-undo"' in shown
        assert 'id="act-undo"' in shown
        at = fresh(handed_over).resolved_at
        assert at
        url = reverse("desk:undo_resolve", args=[handed_over.pk])
        assert client.post(url, {"resolved_at": "yesterday"}).status_code == 422
        assert client.post(url, {"resolved_at": at.isoformat()}).status_code == 302
        assert fresh(handed_over).owner(at).member == bea
        assert client.post(url, {"resolved_at": at.isoformat()}).status_code == 409
