"""deadlines: nobody answers, so whoever has it is reminded, then somebody else gets it, then it goes up."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.utils import timezone

from bots.models import Bot, Channel, Mode, Scenario
from bots.models.bot import HOLDING_MESSAGE
from handover import assignment, clock, deadlines, desk, outbox, pauses
from handover.deciding import transcript_of
from handover.escalation import said_so_far
from handover.models import Conversation, Handover, Message
from staff import presence
from staff.models import Event, Holiday, Member, Notification, NotificationPreference, WorkingHours
from staff.transports import KINDS
from tests.conftest import Say, refuse_inserts, run_due, texts

MINUTE = timedelta(minutes=1)
LISBON = ZoneInfo("Europe/Lisbon")


def after(conversation: Conversation) -> Conversation:
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def standing(conversation: Conversation) -> tuple[str, datetime | None]:
    current = after(conversation)
    return current.deadline_step, current.deadline_at


def lines(conversation: Conversation) -> list[str]:
    return list(conversation.messages.filter(direction="line").order_by("pk").values_list("text", flat=True))


def told(event: Event = Event.UNANSWERED) -> dict[str, str]:
    """Titles by whom."""
    rows = Notification.objects.filter(event=event).select_related("member")
    return {str(row.member): row.title for row in rows}


def works(member: Member, start: time, until: time, *, zone: str = "Europe/Lisbon") -> None:
    Member.objects.filter(pk=member.pk).update(time_zone=zone)
    WorkingHours.objects.filter(member=member).delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(member=member, weekday=day, start=start, until=until) for day in range(7)
    )


# When the clock runs


def test_the_handover_starts_the_clock(handed_over: Conversation, now: datetime) -> None:
    assert standing(handed_over) == ("remind", now + 10 * MINUTE)


def test_while_the_bot_answers_there_is_no_clock(say: Say, now: datetime) -> None:
    assert standing(say("When are you open?", at=now, work=False)) == ("", None)
    assert standing(say("When are you open?", at=now)) == ("", None)


Ending = Callable[[Conversation, Member, datetime], object]
ENDINGS: dict[str, Ending] = {
    "a member's reply": lambda c, member, now: desk.reply(c, member, "Hello", now=now),
    "resolving it": lambda c, member, now: desk.resolve(c, by=member, now=now),
    "handing it back": lambda c, member, now: pauses.resume(c, by=member, now=now),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_it_stops_where_the_wait_ends(
    ending: str, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    deadlines.sweep(now=now + 10 * MINUTE)
    ENDINGS[ending](after(handed_over), bea, now + 11 * MINUTE)
    assert standing(handed_over) == ("", None)
    assert after(handed_over).held_since is None
    assert deadlines.sweep(now=now + timedelta(days=1)) == 0


def test_it_begins_again_with_the_contacts_next_message_and_not_with_the_one_after(
    say: Say, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    desk.reply(handed_over, bea, "Hello", now=now + MINUTE)
    say("Thanks, but?", at=now + 2 * MINUTE)
    assert standing(handed_over) == ("remind", now + 12 * MINUTE)
    say("Hello?", at=now + 5 * MINUTE)
    assert standing(handed_over) == ("remind", now + 12 * MINUTE)


def test_whoever_takes_it_or_is_given_it_has_the_whole_time_and_the_supervisor_hears_as_before(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    deadlines.sweep(now=now + 10 * MINUTE)
    assignment.assign(after(handed_over), carl, by=bea, now=now + 15 * MINUTE)
    assert standing(handed_over) == ("remind", now + 25 * MINUTE)
    deadlines.sweep(now=now + 25 * MINUTE)
    assert standing(handed_over) == ("supervise", now + 30 * MINUTE)


@pytest.mark.parametrize("mode", [Mode.OFF, Mode.SUGGESTIVE])
def test_with_a_bot_that_does_not_speak_the_clock_runs_and_the_contact_is_told_nothing(
    mode: Mode, bot: Bot, say: Say, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    desk.reply(handed_over, bea, "Hello", now=now)
    Bot.objects.update(mode=mode)
    say("Are you there?", at=now + MINUTE)
    assert standing(handed_over) == ("remind", now + 11 * MINUTE)
    for minutes in (11, 21, 31):
        assert deadlines.sweep(now=now + minutes * MINUTE) == 1
    assert standing(handed_over) == ("", None)
    assert HOLDING_MESSAGE not in texts(handed_over, *Message.Status.values), "it does not speak"


def test_a_bot_that_is_deleted_takes_no_step_with_it(
    bot: Bot, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    bot.delete()
    for minutes in (10, 20, 30):
        assert deadlines.sweep(now=now + minutes * MINUTE) == 1
    assert told()["Bea Okoro"]
    assert standing(handed_over) == ("", None)
    assert HOLDING_MESSAGE not in texts(handed_over, *Message.Status.values), "nobody could say it"


def test_a_bot_that_was_switched_off_before_its_turn_starts_it(bot: Bot, say: Say, now: datetime) -> None:
    conversation = say("When are you open?", at=now, work=False)
    Bot.objects.update(mode=Mode.OFF)
    say("Hello?", at=now + MINUTE)
    assert standing(conversation) == ("remind", now + 11 * MINUTE)


def test_a_bot_that_speaks_again_stops_it(bot: Bot, say: Say, now: datetime) -> None:
    Bot.objects.update(mode=Mode.SUGGESTIVE)
    conversation = say("When are you open?", at=now)
    Conversation.objects.update(owner_kind="bot")
    Bot.objects.update(mode=Mode.AUTO_PILOT)
    deadlines.sweep(now=now + 10 * MINUTE)
    assert standing(conversation) == ("", None)
    assert told() == {}


def test_a_bot_that_is_switched_on_again_answers_whoever_still_waits(
    bot: Bot, say: Say, bea: Member, now: datetime
) -> None:
    Bot.objects.update(mode=Mode.OFF)
    conversation = say("When are you open?", at=now)
    Bot.objects.update(mode=Mode.AUTO_PILOT)
    deadlines.sweep(now=now + 10 * MINUTE)
    run_due(now + 10 * MINUTE)
    assert texts(conversation)[-1] == "We are open from Monday to Saturday, 9 to 18."
    assert after(conversation).waiting_since is None


def test_a_bot_that_is_back_by_its_settings_leaves_old_messages_to_the_people(
    bot: Bot, handed_over: Conversation, now: datetime
) -> None:
    assert after(handed_over).bot_resumes_at
    Bot.objects.update(resume_while_waiting=True)
    Conversation.objects.update(deadline_at=now + timedelta(hours=5))
    deadlines.sweep(now=now + timedelta(hours=5))
    assert (after(handed_over).turn_due_at, after(handed_over).deadline_at) == (None, None)


def test_a_bot_set_to_suggest_before_its_turn_starts_it_and_people_hear(
    bot: Bot, say: Say, bea: Member, now: datetime
) -> None:
    conversation = say("When are you open?", at=now, work=False)
    Bot.objects.update(mode=Mode.SUGGESTIVE)
    run_due(now + MINUTE)
    assert standing(conversation) == ("remind", now + 11 * MINUTE)
    notice = Notification.objects.get(member=bea)
    assert notice.title == "Dana Petrov waits for a person"
    assert "Pedal suggests: We are open" in notice.body
    say("Hello?", at=now + 2 * MINUTE)
    assert Notification.objects.filter(member=bea).count() == 1


def test_contacts_who_waited_before_there_was_a_clock_get_one(
    bot: Bot, say: Say, handed_over: Conversation, now: datetime
) -> None:
    """As after an upgrade. Who has waited for more than a week is left to the people."""
    begin = import_module("handover.migrations.0013_clocks_of_those_who_wait").begin
    real = timezone.now()
    rest = {"deadline_at": None, "deadline_step": ""}
    for since, runs in ((real - timedelta(days=8), False), (None, False), (real - MINUTE, True)):
        Conversation.objects.update(waiting_since=since, **rest)
        begin(apps, None)
        assert Conversation.objects.deadline_due(real + MINUTE).exists() == runs
    later = real + timedelta(hours=1)
    deadlines.sweep(now=later)
    assert standing(handed_over) == ("remind", later + 10 * MINUTE)
    assert told() == {}, "the whole time begins"
    Conversation.objects.update(owner_kind="bot", bot_resumes_at=None, **rest)
    begin(apps, None)
    assert standing(handed_over) == ("", None), "the bot answers"


def test_taken_from_the_bot_with_a_pause_the_clock_runs(say: Say, bea: Member, now: datetime) -> None:
    conversation = say("When are you open?", at=now, work=False)
    pauses.pause(conversation, by=bea, pause_for=timedelta(hours=1), now=now)
    assert standing(conversation) == ("remind", now + 10 * MINUTE)


def test_a_conversation_whose_owner_is_switched_off_or_deleted_goes_on_with_everybodys(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    bea.delete()
    deadlines.sweep(now=now + 10 * MINUTE)
    assert "everyone who may take over was reminded" in lines(handed_over)[-1]
    assignment.release_inactive(now=now + 11 * MINUTE)
    assert standing(handed_over) == ("remind", now + 21 * MINUTE)


# Working minutes


def test_only_minutes_of_the_owners_hours_count(
    say: Say, bea: Member, carl: Member, scenario: Scenario
) -> None:
    works(bea, time(9), time(17))
    late = datetime(2026, 3, 2, 16, 55, tzinfo=LISBON)
    conversation = say("I want to talk to a human", at=late)
    assert after(conversation).assignee == bea
    assert standing(conversation) == ("remind", datetime(2026, 3, 3, 9, 5, tzinfo=LISBON))


def test_with_nobody_those_of_anyone_who_may_take_over_count(
    say: Say, bea: Member, carl: Member, scenario: Scenario
) -> None:
    Scenario.objects.update(assign_to=None)
    works(bea, time(9), time(17))
    works(carl, time(17, 2), time(18))
    conversation = say("I want to talk to a human", at=datetime(2026, 3, 2, 16, 55, tzinfo=LISBON))
    assert standing(conversation) == ("remind", datetime(2026, 3, 2, 17, 7, tzinfo=LISBON))


def test_while_the_owner_is_gone_for_weeks_the_others_hours_count(
    handed_over: Conversation, say: Say, bea: Member, carl: Member, now: datetime
) -> None:
    desk.reply(handed_over, bea, "Hello", now=now)
    gone = {"first_day": now.date() - timedelta(days=1), "last_day": now.date() + timedelta(days=60)}
    Holiday.objects.create(member=bea, **gone)
    say("Hello?", at=now + MINUTE)
    assert standing(handed_over) == ("remind", now + 11 * MINUTE)


def test_when_nobody_works_within_a_year_the_clock_on_the_wall_counts(
    handed_over: Conversation, say: Say, bea: Member, now: datetime
) -> None:
    desk.reply(handed_over, bea, "Hello", now=now)
    gone = {"first_day": now.date() - timedelta(days=1), "last_day": now.date() + timedelta(days=900)}
    Holiday.objects.create(member=None, **gone)
    say("Hello?", at=now + MINUTE)
    assert standing(handed_over) == ("remind", now + 11 * MINUTE)
    deadlines.sweep(now=now + 11 * MINUTE)
    assert told()["Bea Okoro"] == "Dana Petrov has waited 10 minutes for an answer"


@pytest.mark.parametrize(("hours", "said"), [(1, "60 working minutes"), (26, "26 working hours")])
def test_long_waits_are_said_in_hours(
    hours: int, said: str, handed_over: Conversation, now: datetime
) -> None:
    deadlines.sweep(now=now + timedelta(hours=hours))
    assert told()["Bea Okoro"] == f"Dana Petrov has waited {said} for an answer"


def test_a_clock_that_jumps_ahead_takes_one_step_at_a_time(handed_over: Conversation, now: datetime) -> None:
    late = now + timedelta(days=2)
    assert deadlines.sweep(now=late) == 1
    assert standing(handed_over) == ("reassign", late + 10 * MINUTE)
    assert deadlines.sweep(now=late) == 0


def test_a_clock_that_jumps_back_only_delays(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    early = now - timedelta(hours=3)
    assert deadlines.sweep(now=early) == 0
    assignment.assign(handed_over, carl, by=bea, now=early)
    assert standing(handed_over) == ("remind", early + 10 * MINUTE)


# The steps


def test_the_owner_is_reminded_and_the_thread_says_so(
    handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    assert deadlines.sweep(now=now + 9 * MINUTE) == 0
    assert deadlines.sweep(now=now + 10 * MINUTE) == 1
    assert told() == {"Bea Okoro": "Dana Petrov has waited 10 working minutes for an answer"}
    assert lines(handed_over)[-1] == "Nobody answered for 10 working minutes: Bea Okoro was reminded."
    assert standing(handed_over) == ("reassign", now + 20 * MINUTE)
    assert after(handed_over).version == handed_over.version


def test_an_owner_who_wants_no_reminder_is_not_said_to_have_got_one(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    for kind in KINDS:
        row = {"member": bea, "event": Event.UNANSWERED, "transport": kind}
        NotificationPreference.objects.create(**row, enabled=False)
    deadlines.sweep(now=now + 10 * MINUTE)
    assert "Bea Okoro could not be reminded" in lines(handed_over)[-1]


def test_then_the_next_in_the_chain_gets_it_with_task_notice_and_reasons(
    bot: Bot, handed_over: Conversation, bea: Member, carl: Member, now: datetime
) -> None:
    Bot.objects.update(default_assignee=carl)
    deadlines.sweep(now=now + 10 * MINUTE)
    deadlines.sweep(now=now + 20 * MINUTE)
    conversation = after(handed_over)
    assert conversation.owner(now).member == carl
    assert conversation.bot_resumes_at == now + timedelta(hours=4, minutes=20), "the pause starts again"
    assert conversation.waiting_since == handed_over.waiting_since
    handover = Handover.objects.get()
    assert handover.task.assignee == carl
    assert handover.actions[-1] == {
        "action": "reassign",
        "result": "assigned",
        "detail": "Carl Weiss",
        "skipped": [{"who": "Bea Okoro", "reason": "has it already"}],
    }
    assert lines(conversation)[-1] == (
        "Nobody answered for 20 working minutes: given to Carl Weiss. "
        "Bea Okoro was passed over: has it already."
    )
    assert told(Event.CONVERSATION_ASSIGNED)["Carl Weiss"] == "Dana Petrov was handed to you"
    assert told()["Bea Okoro"] == "Dana Petrov has waited 10 working minutes for an answer"
    assert Notification.objects.filter(member=bea, title="Dana Petrov was given to Carl Weiss").exists()
    assert standing(conversation) == ("supervise", now + 30 * MINUTE)


def test_when_nobody_else_can_take_it_the_owner_keeps_it_and_all_who_could_help_hear(
    bot: Bot, handed_over: Conversation, bea: Member, carl: Member, ana: Member, now: datetime
) -> None:
    Bot.objects.update(default_assignee=carl)
    presence.go_away(carl, now=now)
    deadlines.sweep(now=now + 10 * MINUTE)
    deadlines.sweep(now=now + 20 * MINUTE)
    conversation = after(handed_over)
    assert (conversation.assignee, conversation.version) == (bea, handed_over.version)
    assert lines(conversation)[-1] == (
        "Nobody answered for 20 working minutes, and nobody else can be given it. "
        "Carl Weiss was passed over: is away. "
        "Bea Okoro keeps it; whoever may take over was told."
    )
    assert {"Carl Weiss", "Ana Lima"} <= told().keys()
    assert Handover.objects.get().actions[-1]["result"] == "kept"


def test_nobodys_conversation_is_given_to_whoever_can_take_it_by_then(
    bot: Bot, say: Say, bea: Member, carl: Member, scenario: Scenario, now: datetime
) -> None:
    presence.go_away(bea, now=now)
    conversation = say("I want to talk to a human", at=now)
    assert after(conversation).owner(now).kind == "nobody"
    deadlines.sweep(now=now + 10 * MINUTE)
    assert told().keys() == {"Bea Okoro", "Carl Weiss"}
    presence.come_back(bea)
    deadlines.sweep(now=now + 20 * MINUTE)
    assert after(conversation).assignee == bea


def test_at_last_the_supervisor_hears_and_then_the_clock_rests(
    bot: Bot, handed_over: Conversation, bea: Member, carl: Member, ana: Member, now: datetime
) -> None:
    Bot.objects.update(supervisor=carl)
    for minutes in (10, 20, 30):
        Notification.objects.all().delete()
        deadlines.sweep(now=now + minutes * MINUTE)
    assert told() == {"Carl Weiss": "Dana Petrov has waited 30 working minutes for an answer"}
    assert lines(handed_over)[-1] == "Nobody answered for 30 working minutes: Carl Weiss was told."
    assert standing(handed_over) == ("", None)
    assert after(handed_over).waiting_since == now


@pytest.mark.parametrize("why", ["nobody chosen", "inactive", "without permission", "notices off"])
def test_without_a_supervisor_who_can_be_told_the_administrators_are_whatever_they_have_chosen(
    why: str, bot: Bot, handed_over: Conversation, bea: Member, carl: Member, ana: Member, now: datetime
) -> None:
    Bot.objects.update(supervisor=None if why == "nobody chosen" else carl)
    Member.objects.filter(pk=carl.pk).update(is_active=why != "inactive")
    if why == "without permission":
        carl.groups.clear()
    if why == "notices off":
        Bot.objects.update(supervisor=ana)
        for kind in KINDS:
            row = {"member": ana, "event": Event.UNANSWERED, "transport": kind}
            NotificationPreference.objects.create(**row, enabled=False)
    Bot.objects.update(remind_after=None, reassign_after=None)
    assignment.assign(handed_over, bea, by=ana, now=now)
    deadlines.sweep(now=now + 30 * MINUTE)
    assert told().keys() == {"Ana Lima"}


def test_a_step_that_is_off_is_left_out_also_for_a_wait_that_runs(
    bot: Bot, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    Bot.objects.update(remind_after=None)
    deadlines.sweep(now=now + 10 * MINUTE)
    assert told() == {}
    assert standing(handed_over)[0] == "reassign"


def test_with_all_steps_off_there_is_no_clock(bot: Bot, say: Say, now: datetime) -> None:
    Bot.objects.update(remind_after=None, reassign_after=None, supervise_after=None)
    assert standing(say("I want to talk to a human", at=now)) == ("", None)


def test_a_step_that_fails_leaves_nothing_behind_and_stays_due(
    handed_over: Conversation, now: datetime
) -> None:
    refuse_inserts("staff_notification")
    assert deadlines.sweep(now=now + 10 * MINUTE) == 1
    assert standing(handed_over) == ("remind", now + 10 * MINUTE)
    assert "reminded" not in lines(handed_over)[-1]


# The word to the contact


def test_the_contact_is_told_once_that_they_are_not_forgotten_and_still_waits(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    for minutes in (10, 20, 30):
        deadlines.sweep(now=now + minutes * MINUTE)
        outbox.sweep(now=now + minutes * MINUTE)
    assert texts(handed_over).count(HOLDING_MESSAGE) == 1
    conversation = after(handed_over)
    assert (conversation.waiting_since, conversation.held_since) == (now, now + 10 * MINUTE)
    assert conversation.is_paused(now + 31 * MINUTE)


def test_in_the_next_wait_they_are_told_again(
    say: Say, handed_over: Conversation, bea: Member, now: datetime
) -> None:
    deadlines.sweep(now=now + 10 * MINUTE)
    outbox.sweep(now=now + 10 * MINUTE)
    desk.reply(handed_over, bea, "Hello", now=now + 11 * MINUTE)
    say("And now?", at=now + 12 * MINUTE)
    deadlines.sweep(now=now + 22 * MINUTE)
    outbox.sweep(now=now + 22 * MINUTE)
    assert texts(handed_over).count(HOLDING_MESSAGE) == 2


def test_a_reply_that_comes_first_is_not_followed_by_it(
    handed_over: Conversation, bea: Member, now: datetime
) -> None:
    deadlines.sweep(now=now + 10 * MINUTE)
    desk.reply(handed_over, bea, "Here I am.", now=now + 10 * MINUTE)
    outbox.sweep(now=now + 11 * MINUTE)
    assert texts(handed_over)[-1] == "Here I am."
    assert HOLDING_MESSAGE not in texts(handed_over)


@pytest.mark.parametrize("why", ["empty", "channel off", "channel gone"])
def test_nothing_is_said_where_it_could_not_arrive_or_is_not_wanted(
    why: str, bot: Bot, handed_over: Conversation, internal: Channel, now: datetime
) -> None:
    if why == "empty":
        Bot.objects.update(holding_message="  ")
    elif why == "channel off":
        Channel.objects.filter(pk=internal.pk).update(enabled=False)
    else:
        internal.delete()
    deadlines.sweep(now=now + 10 * MINUTE)
    assert HOLDING_MESSAGE not in texts(handed_over, *Message.Status.values)
    assert after(handed_over).held_since is None


def test_a_webhook_that_has_no_url_is_not_tried(hooked: Conversation, bea: Member, now: datetime) -> None:
    assignment.claim(hooked, bea, now=now)
    Conversation.objects.update(waiting_since=now)
    clock.restart(hooked.pk, now=now)
    Channel.objects.filter(kind="webhook").update(config={"secret": "whsec_x", "url": ""})
    deadlines.sweep(now=now + 10 * MINUTE)
    assert HOLDING_MESSAGE not in texts(hooked, *Message.Status.values)


def test_neither_the_bots_brain_nor_a_briefing_takes_it_for_an_answer(
    handed_over: Conversation, now: datetime
) -> None:
    deadlines.sweep(now=now + 10 * MINUTE)
    conversation = after(handed_over)
    assert HOLDING_MESSAGE in texts(conversation, "pending")
    assert HOLDING_MESSAGE not in [one.text for one in transcript_of(conversation).utterances]
    assert HOLDING_MESSAGE not in [one.text for one in said_so_far(conversation)]
