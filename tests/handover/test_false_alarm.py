"""What staff say of the bot's judgement: false alarms and missed handovers, each kept as a case."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from bots import cases
from bots.bench import Outcome
from bots.models import Bot, Case, Scenario
from handover import assignment, desk, feedback, outbox, pauses
from handover.feedback import FalseAlarm
from handover.models import Conversation, Handover, Message
from handover.models.message import HOLDING
from staff.models import Member, Team
from tests.conftest import Say

ASKED = "I want to talk to a human please"


@pytest.fixture
def handover(handed_over: Conversation) -> Handover:
    return Handover.objects.select_related("conversation__bot", "bot", "message").get()


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.for_lists().get(pk=conversation.pk)


def lines(conversation: Conversation) -> list[str]:
    return list(conversation.messages.filter(direction="line").order_by("pk").values_list("text", flat=True))


class TestAFalseAlarm:
    def test_it_is_said_by_whom_why_and_when(self, handover: Handover, bea: Member, now: datetime) -> None:
        feedback.mark_false_alarm(handover, reason=FalseAlarm.NOT_ASKED, by=bea, now=now)
        handover.refresh_from_db()
        assert (handover.false_alarm, handover.false_alarm_by, handover.false_alarm_at) == (
            "not_asked",
            bea,
            now,
        )
        said = "Bea Okoro marked the handover as a false alarm: The contact did not ask for a person."
        assert lines(handover.conversation)[-1] == said

    def test_it_becomes_a_case_of_the_bot_that_expects_no_handover(
        self, handover: Handover, bea: Member, bot: Bot, now: datetime
    ) -> None:
        kept = feedback.mark_false_alarm(handover, reason=FalseAlarm.NOT_ASKED, by=bea, now=now)
        case = Case.objects.get()
        assert kept.case == case
        assert (case.bot, case.name, case.turns, case.expected_turn) == (bot, ASKED, [ASKED], None)
        assert (case.created_by, case.conversation) == (bea, handover.conversation_id)
        assert case.message == handover.message_id

    def test_twice_is_once_and_the_first_word_counts(
        self, handover: Handover, bea: Member, carl: Member, now: datetime
    ) -> None:
        first = feedback.mark_false_alarm(handover, reason=FalseAlarm.NOT_ASKED, by=bea, now=now)
        again = feedback.mark_false_alarm(handover, reason=FalseAlarm.NOT_A_FAILURE, by=carl, now=now)
        assert first.case == again.case
        handover.refresh_from_db()
        assert (handover.false_alarm, handover.false_alarm_by) == ("not_asked", bea)
        assert sum("false alarm" in line for line in lines(handover.conversation)) == 1

    def test_something_else_needs_a_note(self, handover: Handover, bea: Member, now: datetime) -> None:
        with pytest.raises(ValidationError, match="a few words"):
            feedback.mark_false_alarm(handover, reason=FalseAlarm.OTHER, note="  ", by=bea, now=now)
        feedback.mark_false_alarm(handover, reason=FalseAlarm.OTHER, note=" A\x00 test\n", by=bea, now=now)
        handover.refresh_from_db()
        assert handover.false_alarm_note == "A test"

    def test_the_note_stands_as_it_was_written(self, handover: Handover, bea: Member, now: datetime) -> None:
        feedback.mark_false_alarm(handover, reason=FalseAlarm.OTHER, note="Wait... no.", by=bea, now=now)
        said = "Bea Okoro marked the handover as a false alarm: Wait... no."
        assert lines(handover.conversation)[-1] == said

    @pytest.mark.parametrize(("reason", "note"), [("", ""), ("nonsense", ""), ("not_asked", "x" * 301)])
    def test_what_is_no_reason_is_refused(
        self, reason: str, note: str, handover: Handover, bea: Member, now: datetime
    ) -> None:
        with pytest.raises(ValidationError):
            feedback.mark_false_alarm(handover, reason=reason, note=note, by=bea, now=now)
        assert not Case.objects.exists()

    def test_a_closed_handover_can_be_marked(self, handover: Handover, bea: Member, now: datetime) -> None:
        desk.resolve(handover.conversation, by=bea, now=now)
        assert feedback.mark_false_alarm(handover, reason=FalseAlarm.NOT_ASKED, by=bea, now=now).case

    def test_it_is_taken_back_with_its_case(self, handover: Handover, bea: Member, now: datetime) -> None:
        feedback.mark_false_alarm(handover, reason=FalseAlarm.NOT_ASKED, by=bea, now=now)
        handover.refresh_from_db()
        feedback.unmark_false_alarm(handover, by=bea, now=now)
        feedback.unmark_false_alarm(handover, by=bea, now=now)
        handover.refresh_from_db()
        assert (handover.false_alarm, handover.false_alarm_at, handover.false_alarm_by) == ("", None, None)
        assert not Case.objects.exists()
        assert sum("took back" in line for line in lines(handover.conversation)) == 1

    def test_a_case_that_somebody_has_changed_stays(
        self, handover: Handover, bea: Member, ana: Member, now: datetime
    ) -> None:
        kept = feedback.mark_false_alarm(handover, reason=FalseAlarm.NOT_ASKED, by=bea, now=now)
        assert kept.case
        cases.change(kept.case, "My name for it", Outcome(), now=now + timedelta(minutes=1))
        feedback.unmark_false_alarm(handover, by=bea, now=now)
        assert Case.objects.get().name == "My name for it"

    def test_only_what_was_written_since_a_person_had_a_part_in_it_is_kept(
        self, handover: Handover, say: Say, bea: Member, now: datetime
    ) -> None:
        at = now + timedelta(minutes=1)
        desk.reply(handover.conversation, bea, "How can I help?", now=at)
        pauses.resume(handover.conversation, by=bea, now=at)
        say("When are you open?", at=at + timedelta(minutes=1))
        say("Put me through to a human!", at=at + timedelta(minutes=2))
        second = Handover.objects.select_related("conversation__bot", "bot", "message").get(closed_at=None)
        kept = feedback.mark_false_alarm(second, reason=FalseAlarm.NOT_ASKED, by=bea, now=at)
        assert kept.case
        assert kept.case.turns == ["When are you open?", "Put me through to a human!"]
        assert kept.case.name == "Put me through to a human!"

    def test_where_no_case_can_be_kept_the_word_counts_and_it_is_said(
        self, handover: Handover, bea: Member, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cases, "MOST", 0)
        kept = feedback.mark_false_alarm(handover, reason=FalseAlarm.NOT_ASKED, by=bea, now=now)
        assert kept.case is None
        assert "No case was kept: A bot can have 0 cases" in kept.problem
        handover.refresh_from_db()
        assert handover.false_alarm

    def test_of_a_deleted_bot_it_is_still_said(
        self, handover: Handover, bot: Bot, bea: Member, now: datetime
    ) -> None:
        bot.delete()
        gone = Handover.objects.select_related("conversation", "bot", "message").get(pk=handover.pk)
        assert (
            "no longer there"
            in feedback.mark_false_alarm(gone, reason=FalseAlarm.NOT_ASKED, by=bea, now=now).problem
        )


class TestAMissedHandover:
    @pytest.fixture
    def answer(self, say: Say, now: datetime) -> Message:
        say("Hello", at=now)
        conversation = say("When are you open?", at=now + timedelta(seconds=30))
        found = conversation.messages.filter(author="bot").order_by("-pk")
        return found.select_related("conversation__bot", "conversation__address")[0]

    def test_a_case_expects_it_at_that_message_by_that_scenario(
        self, answer: Message, scenario: Scenario, bea: Member, now: datetime
    ) -> None:
        kept = feedback.mark_missed(answer, scenario=scenario, by=bea, now=now)
        case = Case.objects.get()
        assert kept.case == case
        assert (case.turns, case.expected_turn) == (["Hello", "When are you open?"], 2)
        assert (case.expected_scenario, case.expected_trigger) == (scenario, "human_requested")
        said = "Bea Okoro said that the bot should have handed over at its answer: Human Requested."
        assert lines(answer.conversation)[-1] == said

    def test_said_again_the_latest_scenario_counts(
        self, answer: Message, scenario: Scenario, bot: Bot, bea: Member, now: datetime
    ) -> None:
        other = Scenario.objects.get(bot=bot, trigger="failed_to_resolve")
        for one in (scenario, scenario, other):
            feedback.mark_missed(answer, scenario=one, by=bea, now=now)
        assert Case.objects.get().expected_scenario == other
        assert sum("should have handed over" in line for line in lines(answer.conversation)) == 2

    def test_the_latest_word_can_be_taken_back_too(
        self, answer: Message, scenario: Scenario, bot: Bot, bea: Member, now: datetime
    ) -> None:
        other = Scenario.objects.get(bot=bot, trigger="failed_to_resolve")
        feedback.mark_missed(answer, scenario=scenario, by=bea, now=now)
        feedback.mark_missed(answer, scenario=other, by=bea, now=now + timedelta(minutes=1))
        feedback.unmark_missed(answer, by=bea, now=now + timedelta(minutes=2))
        assert not Case.objects.exists()

    def test_a_case_that_was_changed_since_stays_and_that_is_said(
        self, answer: Message, scenario: Scenario, bea: Member, ana: Member, now: datetime
    ) -> None:
        kept = feedback.mark_missed(answer, scenario=scenario, by=bea, now=now)
        assert kept.case
        cases.expect(kept.case, Outcome(), now=now + timedelta(minutes=1))
        with pytest.raises(ValidationError, match="changed since"):
            feedback.unmark_missed(answer, by=bea, now=now + timedelta(minutes=2))
        assert Case.objects.exists()

    def test_a_holding_message_does_not_part_what_was_one_turn(
        self, answer: Message, scenario: Scenario, bea: Member, now: datetime
    ) -> None:
        conversation = answer.conversation
        asked = conversation.messages.filter(direction="inbound").latest("pk")
        hold = outbox.outbound(conversation, "One moment.", now=asked.created_at, turn_key=f"{HOLDING}1")
        hold.save()
        more = {"direction": "inbound", "author": "contact", "status": "received"}
        last = conversation.messages.create(
            text="On Sunday", created_at=asked.created_at, occurred_at=asked.created_at, **more
        )
        Message.objects.filter(pk=answer.pk).delete()
        kept = feedback.mark_missed(last, scenario=scenario, by=bea, now=now)
        assert kept.case
        assert kept.case.turns[-1] == "When are you open?\nOn Sunday"

    def test_it_is_taken_back(self, answer: Message, scenario: Scenario, bea: Member, now: datetime) -> None:
        feedback.mark_missed(answer, scenario=scenario, by=bea, now=now)
        feedback.unmark_missed(answer, by=bea, now=now)
        feedback.unmark_missed(answer, by=bea, now=now)
        assert not Case.objects.exists()
        assert sum("took back" in line for line in lines(answer.conversation)) == 1


class TestThePage:
    @pytest.fixture
    def page(self, client: Client, bea: Member) -> Client:
        client.force_login(bea)
        return client

    def shown(self, page: Client, conversation: Conversation) -> str:
        return page.get(reverse("desk:conversation", args=[conversation.pk])).content.decode()

    def act(self, page: Client, name: str, pk: int, **said: Any) -> Any:
        return page.post(reverse(f"desk:{name}", args=[pk]), said)

    def test_a_member_who_sets_no_bots_up_marks_it_and_a_case_is_made(
        self, page: Client, handover: Handover
    ) -> None:
        assert "Mark as false alarm" in self.shown(page, handover.conversation)
        assert self.act(page, "false_alarm", handover.pk, reason="not_asked").status_code == 302
        shown = self.shown(page, handover.conversation)
        assert "False alarm:" in shown
        assert "kept as a case of Pedal" in shown
        assert f"/cases/{Case.objects.get().pk}/" not in shown, "she could not open it"
        assert self.act(page, "false_alarm", handover.pk, action="undo").status_code == 302
        assert not Case.objects.exists()

    def test_an_administrator_finds_the_case_behind_a_link(
        self, client: Client, ana: Member, handover: Handover
    ) -> None:
        client.force_login(ana)
        self.act(client, "false_alarm", handover.pk, reason="not_asked")
        link = reverse("cases:case", args=["pedal", Case.objects.get().pk])
        assert link in self.shown(client, handover.conversation)
        assert client.get(link).status_code == 200

    def test_the_second_button_also_hands_back(self, page: Client, handover: Handover, now: datetime) -> None:
        said = {"reason": "bot_could_answer", "back": "yes"}
        assert self.act(page, "false_alarm", handover.pk, **said).status_code == 302
        assert fresh(handover.conversation).owner(now).kind == "bot"
        handover.refresh_from_db()
        assert (handover.outcome, handover.false_alarm) == ("handed_back", "bot_could_answer")

    def test_without_a_reason_nothing_is_done_and_it_is_said(
        self, page: Client, handover: Handover, now: datetime
    ) -> None:
        answer = self.act(page, "false_alarm", handover.pk, back="yes")
        assert answer.status_code == 422
        assert "Say why it was a false alarm." in answer.content.decode()
        assert fresh(handover.conversation).owner(now).kind == "member"

    def test_a_missed_one_is_said_at_the_bots_message_and_taken_over(
        self, page: Client, say: Say, scenario: Scenario, bea: Member, now: datetime
    ) -> None:
        conversation = say("When are you open?")
        answer = conversation.messages.get(author="bot")
        assert "Should have handed over…" in self.shown(page, conversation)
        said = {"scenario": scenario.pk, "claim": "on"}
        assert self.act(page, "missed", answer.pk, **said).status_code == 302
        assert fresh(conversation).owner(now).member == bea
        assert "Should have handed over: Human Requested" in self.shown(page, conversation)
        assert self.act(page, "missed", answer.pk, action="undo").status_code == 302
        assert "Should have handed over: " not in self.shown(page, conversation)

    def test_it_is_not_said_of_what_the_bot_did_not_write(
        self, page: Client, say: Say, scenario: Scenario
    ) -> None:
        asked = say("When are you open?").messages.get(author="contact")
        assert self.act(page, "missed", asked.pk, scenario=scenario.pk).status_code == 422

    @pytest.mark.parametrize("number", ["", "0", "x", "999999"])
    def test_a_scenario_of_another_bot_or_none_is_refused(
        self, number: str, page: Client, say: Say, now: datetime
    ) -> None:
        answer = say("When are you open?").messages.get(author="bot")
        other = Scenario.objects.create(bot=Bot.objects.create(name="Spare", slug="spare"), name="x")
        for scenario in (number, other.pk):
            assert self.act(page, "missed", answer.pk, scenario=scenario).status_code == 422
        assert not Case.objects.exists()

    def test_who_may_only_read_marks_nothing(self, client: Client, handover: Handover, carl: Member) -> None:
        carl.groups.clear()
        client.force_login(carl)
        assert self.act(client, "false_alarm", handover.pk, reason="not_asked").status_code == 403

    def test_the_administration_lists_and_filters_false_alarms(
        self, client: Client, handover: Handover, ana: Member, now: datetime
    ) -> None:
        feedback.mark_false_alarm(handover, reason=FalseAlarm.OTHER, note="A joke", by=ana, now=now)
        client.force_login(ana)
        listed = reverse("admin:handover_handover_changelist")
        assert "False alarm" in client.get(listed).content.decode()
        assert client.get(listed, {"false_alarm": "other"}).context["cl"].result_count == 1
        assert client.get(listed, {"false_alarm": "not_asked"}).context["cl"].result_count == 0
        page = client.get(reverse("admin:handover_handover_change", args=[handover.pk])).content.decode()
        assert "A joke" in page
        assert "Ana Lima" in page


class TestAWayToBeReached:
    def test_what_the_contact_wrote_is_added_in_one_click(
        self, client: Client, say: Say, handed_over: Conversation, bea: Member
    ) -> None:
        contact = handed_over.contact
        contact.email = ""
        contact.save()
        say("Write to dana@new.example or call +351 912 345 678")
        client.force_login(bea)
        url = reverse("desk:detail", args=[handed_over.pk])
        shown = client.get(reverse("desk:conversation", args=[handed_over.pk])).content.decode()
        assert shown.count("Add to contact") == 2
        assert client.post(url, {"kind": "email", "value": "dana@new.example"}).status_code == 302
        assert client.post(url, {"kind": "phone", "value": "+351 912 345 678"}).status_code == 302
        contact.refresh_from_db()
        assert (contact.email, contact.phone) == ("dana@new.example", "+351 912 345 678")
        shown = client.get(reverse("desk:conversation", args=[handed_over.pk])).content.decode()
        assert "Add to contact" not in shown

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            ("email", "not an address"),
            ("phone", "call me"),
            ("phone", "+"),
            ("name", "Eve"),
            ("email", ""),
            ("email", "dana@new.example"),  # known already
        ],
    )
    def test_what_is_none_or_known_is_refused(
        self, kind: str, value: str, client: Client, handed_over: Conversation, bea: Member
    ) -> None:
        client.force_login(bea)
        answer = client.post(reverse("desk:detail", args=[handed_over.pk]), {"kind": kind, "value": value})
        assert answer.status_code == 422
        handed_over.contact.refresh_from_db()
        assert (handed_over.contact.email, handed_over.contact.phone) == ("dana@home.example", "")


def test_a_team_is_given_a_conversation_by_its_method(
    client: Client, handed_over: Conversation, bea: Member, carl: Member, ana: Member, now: datetime
) -> None:
    client.force_login(ana)
    team = Team.objects.create(name="Workshop", method=Team.Method.LEAST_LOADED)
    url = reverse("desk:assign", args=[handed_over.pk])
    nobody = client.post(url, {"team": team.pk})
    assert nobody.status_code == 422
    assert "Nobody can take it: Workshop has no members." in nobody.content.decode()
    team.members.set([bea, carl])
    assert client.post(url, {"team": team.pk}).status_code == 302
    assert fresh(handed_over).owner(now).member == carl, "Bea has one already"
    assert client.post(url, {}).status_code == 422
    assert assignment.assign_to_team(handed_over, team, by=ana, now=now).assignee == bea
