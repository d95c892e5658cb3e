"""A bot in Suggestive mode: what it suggests is sent, accepted or left by a member, and done once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from bots.models import Bot, Case, Mode, Scenario
from handover import assignment, clock, deadlines, desk, suggestions, turns
from handover.assignment import Taken
from handover.feedback import FalseAlarm
from handover.models import Conversation, Handover, Message, Task
from staff.models import Member, Notification
from tests.conftest import Say, texts
from tests.handover.races import at_once

OPEN = "We are open from Monday to Saturday, 9 to 18."
HUMAN = "I want to talk to a human please"
HTMX = {"HX-Request": "true"}

Suggest = Callable[..., Message]


@pytest.fixture
def suggest(bot: Bot, say: Say) -> Suggest:
    """Dana writes and the bot suggests something; what stands in the thread for members."""
    bot.mode = Mode.SUGGESTIVE
    bot.save()

    def write(text: str = "When are you open?", **more: object) -> Message:
        conversation = say(text, **more)
        return conversation.messages.get(status=Message.Status.SUGGESTED)

    return write


@pytest.fixture
def answer(suggest: Suggest) -> Message:
    return suggest()


@pytest.fixture
def wish(suggest: Suggest) -> Message:
    """The bot would hand over to Bea."""
    return suggest(HUMAN)


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.for_lists().get(pk=conversation.pk)


class TestAnAnswer:
    def test_it_is_sent_as_the_members_words_once(self, answer: Message, bea: Member, now: datetime) -> None:
        first = suggestions.use(answer, by=bea, now=now)
        assert suggestions.use(answer, by=bea, now=now).pk == first.pk
        assert (first.author, first.member, first.text) == ("member", bea, OPEN)
        answer.refresh_from_db()
        assert (answer.status, answer.member) == ("suppressed", bea)
        assert "Bea Okoro sent it" in answer.last_error
        assert fresh(answer.conversation).owner(now).member == bea

    def test_in_a_resolved_conversation_it_is_neither_sent_nor_lost(
        self, answer: Message, bea: Member, now: datetime
    ) -> None:
        desk.resolve(answer.conversation, by=bea, now=now)
        with pytest.raises(Taken):
            suggestions.use(answer, by=bea, now=now)
        answer.refresh_from_db()
        assert answer.status == Message.Status.SUGGESTED

    def test_dismissed_by_a_colleague_it_is_not_sent_and_said_by_whom(
        self, answer: Message, bea: Member, carl: Member, now: datetime
    ) -> None:
        suggestions.dismiss(answer, by=carl, now=now)
        with pytest.raises(ValidationError, match="Too late: Carl Weiss dismissed it"):
            suggestions.use(answer, by=bea, now=now)
        assert texts(answer.conversation) == []

    def test_a_newer_one_takes_its_place_and_says_so(
        self, answer: Message, suggest: Suggest, bea: Member, now: datetime
    ) -> None:
        newer = suggest("How much does a bicycle service cost?")
        answer.refresh_from_db()
        assert "a newer suggestion took its place" in answer.last_error
        with pytest.raises(ValidationError, match="newer suggestion"):
            suggestions.use(answer, by=bea, now=now)
        assert suggestions.use(newer, by=bea, now=now).text == "A full service costs 89 euros."

    @pytest.mark.parametrize("how", ["claimed", "assigned"])
    def test_whoever_takes_it_while_the_bot_thinks_still_gets_it(
        self, how: str, bot: Bot, say: Say, bea: Member, carl: Member, now: datetime
    ) -> None:
        Bot.objects.filter(pk=bot.pk).update(mode=Mode.SUGGESTIVE)
        bot.refresh_from_db()
        conversation = fresh(say("When are you open?", at=now, work=False))
        if how == "claimed":
            assignment.claim(conversation, bea, now=now)
        else:
            assignment.assign(conversation, bea, by=carl, now=now)
        turns.take_turn(conversation.pk, now=now + timedelta(minutes=1))
        assert conversation.messages.get(status=Message.Status.SUGGESTED).text == OPEN
        assert fresh(conversation).owner(now).member == bea

    def test_whoever_is_given_it_by_the_clock_while_the_bot_thinks_still_gets_it(
        self, bot: Bot, say: Say, bea: Member, carl: Member, now: datetime
    ) -> None:
        Bot.objects.filter(pk=bot.pk).update(
            mode=Mode.SUGGESTIVE, remind_after=None, supervise_after=None, default_assignee=carl
        )
        bot.refresh_from_db()
        conversation = say("When are you open?", at=now, work=False)
        Conversation.objects.filter(pk=conversation.pk).update(owner_kind="member", assignee=bea)
        clock.restart(conversation.pk, now=now)
        later = now + timedelta(minutes=bot.reassign_after or 0)
        assert deadlines.sweep(now=later) == 1
        assert fresh(conversation).owner(later).member == carl
        turns.take_turn(conversation.pk, now=later)
        assert conversation.messages.get(status=Message.Status.SUGGESTED).text == OPEN

    def test_own_words_end_its_turn(self, bot: Bot, say: Say, bea: Member, now: datetime) -> None:
        Bot.objects.filter(pk=bot.pk).update(mode=Mode.SUGGESTIVE)
        bot.refresh_from_db()
        conversation = fresh(say("When are you open?", at=now, work=False))
        desk.reply(conversation, bea, "From nine.", now=now)
        assert fresh(conversation).turn_due_at is None

    def test_own_words_put_it_aside(self, answer: Message, bea: Member, now: datetime) -> None:
        desk.reply(answer.conversation, bea, "Until six today.", now=now)
        answer.refresh_from_db()
        assert (answer.status, answer.last_error) == ("suppressed", "Suggested only: Bea Okoro answered.")

    def test_whoever_was_told_of_the_message_reads_that_an_answer_waits(
        self, answer: Message, bea: Member
    ) -> None:
        notice = Notification.objects.get(member=bea)
        assert notice.title == "Dana Petrov waits for a person"
        assert notice.body == f"Pedal suggests: {OPEN}\n\nWhen are you open?"


class TestAHandover:
    def test_it_stands_in_the_thread_and_nothing_is_done(self, wish: Message, scenario: Scenario) -> None:
        wanted = suggestions.handover_of(wish)
        assert wanted
        assert wanted.scenario == scenario
        assert wanted.score
        assert "asked for a person" in wish.because
        assert wish.evidence
        assert not Handover.objects.exists()

    def test_accepted_everything_a_handover_does_is_done(
        self, wish: Message, scenario: Scenario, bea: Member, carl: Member, now: datetime
    ) -> None:
        handover = suggestions.accept(wish, by=carl, now=now)
        conversation = fresh(wish.conversation)
        assert conversation.owner(now).member == bea, "as the scenario says"
        assert (handover.scenario, handover.trigger) == (scenario, "human_requested")
        assert handover.because == wish.because
        assert handover.evidence == wish.evidence
        assert handover.message
        assert handover.message.text == HUMAN
        assert texts(conversation, "pending", "delivered") == [scenario.final_message]
        assert conversation.bot_resumes_at == now + timedelta(hours=4)
        assert Task.objects.get().assignee == bea
        assert [tag.name for tag in conversation.contact.tags.all()] == ["human_handover"]
        line = conversation.messages.filter(direction="line").last()
        assert line
        assert line.text.startswith("Carl Weiss handed over, as suggested: The contact asked")
        assert Notification.objects.filter(member=bea, event="conversation_assigned").exists()
        wish.refresh_from_db()
        assert (wish.status, wish.member) == ("suppressed", carl)

    def test_pressed_twice_it_is_done_once(self, wish: Message, bea: Member, now: datetime) -> None:
        first = suggestions.accept(wish, by=bea, now=now)
        assert suggestions.accept(wish, by=bea, now=now) == first
        assert Handover.objects.count() == 1

    def test_who_comes_second_is_told_who_was_quicker(
        self, wish: Message, bea: Member, carl: Member, now: datetime
    ) -> None:
        suggestions.accept(wish, by=carl, now=now)
        with pytest.raises(ValidationError, match="Too late: Carl Weiss handed over"):
            suggestions.accept(wish, by=bea, now=now)

    @pytest.mark.parametrize("how", ["deleted", "disabled", "master switch"])
    def test_a_scenario_that_no_longer_hands_over_is_said(
        self, how: str, wish: Message, scenario: Scenario, bea: Member, now: datetime
    ) -> None:
        if how == "master switch":
            Bot.objects.update(handover_enabled=False)
        else:
            Scenario.objects.filter(pk=scenario.pk).update(
                **{"deleted_at": now} if how == "deleted" else {"enabled": False}
            )
        wish = Message.objects.get(pk=wish.pk)
        with pytest.raises(ValidationError, match="meanwhile"):
            suggestions.accept(wish, by=bea, now=now)
        shown = suggestions.preview(fresh(wish.conversation), wish, now=now)
        assert shown
        assert "meanwhile" in shown.problem
        assert not Handover.objects.exists()

    def test_the_preview_says_what_would_be_said_and_who_would_get_it(
        self, wish: Message, scenario: Scenario, bea: Member, now: datetime
    ) -> None:
        shown = suggestions.preview(fresh(wish.conversation), wish, now=now)
        assert shown
        assert (shown.who, shown.told, shown.scenario) == (bea, scenario.final_message, scenario)

    def test_why_a_handover_was_dismissed_stands_as_it_was_written(
        self, wish: Message, bea: Member, now: datetime
    ) -> None:
        suggestions.dismiss(wish, by=bea, now=now, reason=FalseAlarm.OTHER, note="Wait... no.")
        wish.refresh_from_db()
        assert wish.last_error == "Suggested only: Bea Okoro dismissed it: Wait... no."

    def test_the_preview_writes_nothing(self, wish: Message, now: datetime) -> None:
        suggestions.preview(fresh(wish.conversation), wish, now=now)
        assert not Task.objects.exists()
        assert not Handover.objects.exists()

    def test_dismissed_with_a_reason_it_becomes_a_case(
        self, wish: Message, bea: Member, now: datetime
    ) -> None:
        suggestions.dismiss(wish, by=bea, now=now, reason=FalseAlarm.NOT_ASKED)
        case = Case.objects.get()
        assert (case.turns, case.expected_turn, case.created_by) == ([HUMAN], None, bea)
        wish.refresh_from_db()
        assert "The contact did not ask for a person" in wish.last_error

    def test_dismissed_without_one_nothing_is_kept(self, wish: Message, bea: Member, now: datetime) -> None:
        assert suggestions.dismiss(wish, by=bea, now=now) is None
        assert not Case.objects.exists()

    def test_dismissing_is_taken_back_with_what_was_said_of_it(
        self, wish: Message, bea: Member, carl: Member, now: datetime
    ) -> None:
        suggestions.dismiss(wish, by=bea, now=now, reason=FalseAlarm.NOT_ASKED)
        suggestions.restore(wish, by=carl, now=now)
        suggestions.restore(wish, by=carl, now=now)
        wish.refresh_from_db()
        assert (wish.status, wish.member, wish.last_error) == ("suggested", None, "")
        assert not Case.objects.exists()
        assert suggestions.accept(wish, by=carl, now=now).assignee == bea

    @pytest.mark.parametrize("done", ["sent", "accepted", "answered", "newer"])
    def test_what_has_come_after_it_stays(
        self, done: str, suggest: Suggest, bea: Member, now: datetime
    ) -> None:
        suggestion = suggest(HUMAN) if done == "accepted" else suggest()
        if done == "sent":
            suggestions.use(suggestion, by=bea, now=now)
        elif done == "accepted":
            suggestions.accept(suggestion, by=bea, now=now)
        else:
            suggestions.dismiss(suggestion, by=bea, now=now)
        if done == "answered":
            desk.reply(suggestion.conversation, bea, "From nine.", now=now)
        if done == "newer":
            suggest("How much does a bicycle service cost?")
        with pytest.raises(ValidationError, match="something newer"):
            suggestions.restore(suggestion, by=bea, now=now)
        suggestion.refresh_from_db()
        assert suggestion.status == Message.Status.SUPPRESSED

    def test_in_a_resolved_conversation_nothing_is_taken_back(
        self, wish: Message, bea: Member, now: datetime
    ) -> None:
        suggestions.dismiss(wish, by=bea, now=now)
        desk.resolve(wish.conversation, by=bea, now=now)
        with pytest.raises(Taken):
            suggestions.restore(wish, by=bea, now=now)

    def test_while_a_handover_is_open_none_is_suggested(
        self, wish: Message, say: Say, bea: Member, now: datetime
    ) -> None:
        suggestions.accept(wish, by=bea, now=now)
        conversation = say("Are you there? I want to talk to a human!")
        assert not conversation.messages.filter(status=Message.Status.SUGGESTED).exists()

    def test_its_snooze_ends(self, wish: Message, bea: Member, now: datetime) -> None:
        soon = now + timedelta(hours=1)
        Conversation.objects.update(snoozed_until=soon)
        suggestions.accept(wish, by=bea, now=now)
        assert fresh(wish.conversation).snoozed_until is None


class TestThePage:
    @pytest.fixture
    def page(self, client: Client, carl: Member) -> Client:
        client.force_login(carl)
        return client

    def shown(self, page: Client, suggestion: Message) -> str:
        return page.get(reverse("desk:conversation", args=[suggestion.conversation_id])).content.decode()

    def act(self, page: Client, suggestion: Message, **said: str) -> int:
        return page.post(reverse("desk:suggestion", args=[suggestion.pk]), said).status_code

    def test_the_card_says_why_to_whom_and_what_is_said(
        self, page: Client, wish: Message, scenario: Scenario
    ) -> None:
        shown = self.shown(page, wish)
        for text in ("Pedal would hand over", "asked for a person", "Bea Okoro", scenario.final_message):
            assert text in shown
        assert 'value="accept"' in shown

    def test_pressing_hand_over_does_it_and_again_changes_nothing(self, page: Client, wish: Message) -> None:
        assert self.act(page, wish, action="accept") == 302
        assert self.act(page, wish, action="accept") == 302
        assert Handover.objects.count() == 1
        assert "Carl Weiss handed over" in self.shown(page, wish)

    def test_what_was_quicker_is_said(self, page: Client, wish: Message, bea: Member, now: datetime) -> None:
        suggestions.accept(wish, by=bea, now=now)
        url = reverse("desk:suggestion", args=[wish.pk])
        answered = page.post(url, {"action": "accept"}, headers=HTMX)
        assert answered.status_code == 409
        assert "Too late: Bea Okoro handed over." in answered.content.decode()

    def test_dismissing_with_something_else_asks_for_a_note(self, page: Client, wish: Message) -> None:
        assert self.act(page, wish, action="dismiss", reason="other") == 422
        assert self.act(page, wish, action="dismiss", reason="other", note="It was a joke") == 302
        assert Case.objects.count() == 1

    def test_a_dismissal_is_taken_back_where_it_stands(self, page: Client, answer: Message) -> None:
        assert self.act(page, answer, action="dismiss") == 302
        assert 'value="restore"' in self.shown(page, answer)
        assert self.act(page, answer, action="restore") == 302
        assert 'value="use"' in self.shown(page, answer)
        assert 'value="restore"' not in self.shown(page, answer)

    def test_what_was_sent_offers_nothing_to_take_back(self, page: Client, answer: Message) -> None:
        assert self.act(page, answer, action="use") == 302
        assert 'value="restore"' not in self.shown(page, answer)

    def test_a_conversation_goes_back_to_the_queue_where_there_is_no_bot_to_hand_back_to(
        self, page: Client, answer: Message, carl: Member, now: datetime
    ) -> None:
        url = reverse("desk:claim", args=[answer.conversation_id])
        page.post(url)
        assert 'name="queue"' in self.shown(page, answer)
        assert 'id="act-resume"' not in self.shown(page, answer)
        refused = page.post(reverse("desk:resume", args=[answer.conversation_id]))
        assert refused.status_code == 422
        assert "Pedal does not answer by itself" in refused.content.decode()
        assert fresh(answer.conversation).owner(now).member == carl
        assert (
            page.post(reverse("desk:assign", args=[answer.conversation_id]), {"queue": "1"}).status_code
            == 302
        )
        assert fresh(answer.conversation).owner(now).kind == "nobody"
        assert fresh(answer.conversation).waiting_since is not None

    def test_nonsense_is_refused(self, page: Client, wish: Message) -> None:
        assert self.act(page, wish, action="explode") == 422
        assert self.act(page, wish) == 422

    def test_the_edited_answer_goes_out_and_the_suggestion_is_put_aside(
        self, page: Client, answer: Message
    ) -> None:
        url = reverse("desk:conversation", args=[answer.conversation_id])
        assert (
            f'<input type="hidden" name="suggestion" value="{answer.pk}">'
            in page.get(url, {"edit": answer.pk}).content.decode()
        )
        said = {"text": "From nine to six.", "client_key": "k", "suggestion": answer.pk}
        assert page.post(reverse("desk:reply", args=[answer.conversation_id]), said).status_code == 302
        answer.refresh_from_db()
        assert answer.status == Message.Status.SUPPRESSED
        assert texts(answer.conversation, "pending", "delivered") == ["From nine to six."]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestRaces:
    def test_two_members_accept_at_once_and_one_handover_is_made(
        self, suggest: Suggest, bea: Member, carl: Member, now: datetime
    ) -> None:
        for number in range(10):
            wish = suggest(HUMAN, at=now + timedelta(minutes=number))
            results = at_once(
                *(
                    partial(suggestions.accept, Message.objects.get(pk=wish.pk), by=by, now=now)
                    for by in (bea, carl)
                )
            )
            assert sorted(type(one).__name__ for one in results) == ["Handover", "ValidationError"]
            handover = Handover.objects.get(closed_at=None)
            wish.refresh_from_db()
            assert wish.member in (bea, carl)
            assert fresh(wish.conversation).messages.filter(is_final=True).count() == 1
            desk.resolve(handover.conversation, by=bea, now=now)

    def test_accepted_and_dismissed_at_once_is_one_of_both(
        self, suggest: Suggest, bea: Member, carl: Member, now: datetime
    ) -> None:
        for number in range(10):
            wish = suggest(HUMAN, at=now + timedelta(minutes=number))
            at_once(
                partial(suggestions.accept, Message.objects.get(pk=wish.pk), by=bea, now=now),
                partial(suggestions.dismiss, Message.objects.get(pk=wish.pk), by=carl, now=now),
            )
            wish.refresh_from_db()
            handed = Handover.objects.filter(conversation=wish.conversation).exists()
            assert (wish.member == bea) is handed
            desk.resolve(wish.conversation, by=bea, now=now)

    def test_sent_and_answered_at_once_nobody_waits_for_ever(
        self, suggest: Suggest, bea: Member, carl: Member, now: datetime
    ) -> None:
        for number in range(10):
            answer = suggest(at=now + timedelta(minutes=number))
            results = at_once(
                partial(suggestions.use, Message.objects.get(pk=answer.pk), by=bea, now=now),
                partial(desk.reply, answer.conversation, carl, "Hello!", now=now),
            )
            assert all(isinstance(one, Message | ValidationError) for one in results), results
            desk.resolve(answer.conversation, by=bea, now=now)
