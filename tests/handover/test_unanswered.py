"""What the bot could not answer: kept in the turn, grouped, dismissed, made an article of."""

import time
from importlib import import_module
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from bots.decisions import Escalate
from bots.detection.alike import grouped
from bots.detection.base import Trigger
from bots.models import Article, ArticleDraft, Bot, Mode, Scenario
from handover import gaps, unanswered
from handover.escalation import hand_over
from handover.models import Conversation, Gap, Handover, Message
from handover.unanswered import A_PAGE, ASKED_AT_MOST, groups_of, page_of
from staff.models import Member
from tests.conftest import Say
from tests.pages import text

pytestmark = pytest.mark.django_db
UNICYCLE = "Which tyre pressure suits a unicycle?"


def at(name: str, bot: Bot) -> str:
    return reverse(f"knowledge:{name}", args=[bot.slug])


@pytest.fixture
def asked(bot: Bot, dana: Any, internal: Any, now: Any) -> Any:
    """Writes down that contacts asked these questions, without a turn for each."""
    conversation = Conversation.objects.create(
        contact=dana,
        address=dana.addresses.get(),
        bot=bot,
        bot_since=now,
        last_message_at=now,
        created_at=now,
    )

    def ask(*questions: str) -> None:
        for question in questions:
            message = Message.objects.create(
                conversation=conversation,
                direction="inbound",
                author="contact",
                status="received",
                text=question,
                created_at=now,
                occurred_at=now,
            )
            Gap.objects.create(
                bot=bot, conversation=conversation, message=message, question=question, asked_at=now
            )

    return ask


def shown(client: Client, bot: Bot) -> list[tuple[str, int]]:
    page = client.get(at("unanswered", bot))
    return [(row.question, row.count) for row in page.context["rows"]]


@pytest.fixture
def signed_in(client: Client, ana: Member) -> Client:
    client.force_login(ana)
    return client


# In the turn


def test_a_handover_for_lack_of_information_leaves_its_question(say: Say, bot: Bot) -> None:
    conversation = say(UNICYCLE)
    gap = Gap.objects.get()
    assert (gap.question, gap.bot, gap.conversation) == (UNICYCLE, bot, conversation)
    assert gap.message.text == UNICYCLE
    assert Handover.objects.get().trigger == Handover.Trigger.LACK_OF_INFORMATION


def test_so_does_the_answer_that_it_does_not_know(say: Say, bot: Bot) -> None:
    Scenario.objects.filter(trigger=Scenario.Kind.LACK_OF_INFORMATION).update(enabled=False)
    say(UNICYCLE)
    assert Gap.objects.get().question == UNICYCLE
    assert not Handover.objects.exists()


@pytest.mark.parametrize("enabled", [True, False])
def test_so_does_what_is_only_suggested(say: Say, bot: Bot, enabled: bool) -> None:
    Bot.objects.update(mode=Mode.SUGGESTIVE)
    Scenario.objects.filter(trigger=Scenario.Kind.LACK_OF_INFORMATION).update(enabled=enabled)
    say(UNICYCLE)
    assert Gap.objects.get().question == UNICYCLE


@pytest.mark.parametrize("message", ["When are you open?", "I want to talk to a human", "Thank you!"])
def test_nothing_else_does(say: Say, message: str) -> None:
    say(message)
    assert not Gap.objects.exists()


def test_a_handover_that_somebody_overtook_leaves_nothing(say: Say, now: Any) -> None:
    conversation = say(UNICYCLE, work=False)
    decision = Escalate(Trigger.LACK_OF_INFORMATION, None, "Why.", unanswered=UNICYCLE)
    overtaken = Conversation.objects.filter(pk=conversation.pk, version=99)
    assert not hand_over(conversation, decision, message=conversation.last_inbound, now=now, still=overtaken)
    assert not Gap.objects.exists()


def test_what_was_handed_over_before_the_rows_existed_is_collected(say: Say, bot: Bot) -> None:
    say(UNICYCLE)
    say("I want to talk to a human")
    Gap.objects.all().delete()
    import_module("handover.migrations.0007_collect_unanswered_questions").collect(apps, None)
    assert [gap.question for gap in Gap.objects.all()] == [UNICYCLE]


# Grouped


def test_questions_alike_stand_together_in_the_order_of_their_first() -> None:
    questions = [
        UNICYCLE,
        "May my dog ride in a basket?",
        "which  TYRE pressure suits a unicycle",
        "What tyre pressure suits my unicycle?",
        "Which tyre presure suits a unicycle?",
        "Is there a basket for my dog?",
    ]
    assert grouped(questions) == [[0, 2, 3, 4], [1, 5]]


def test_one_question_more_moves_none_before_it() -> None:
    chance = Random(7)
    words = ["repair", "rent", "price", "open", "dog", "basket", "train", "ferry", "helmet", "tandem"]
    questions = [" ".join(chance.sample(words, 3)) for _ in range(300)]
    earlier = grouped(questions[:200])
    later = [[place for place in group if place < 200] for group in grouped(questions)]
    assert [group for group in later if group] == earlier


@pytest.mark.parametrize("question", ["???", "👍", "", "what about it", "ok", "我想退货"])
def test_a_question_without_a_topic_stands_with_its_like_alone(question: str) -> None:
    assert grouped([question, "How do I pay?", question]) == [[0, 2], [1]]


def test_five_thousand_questions_are_grouped_at_once() -> None:
    chance = Random(3)
    words = [f"word{n}" for n in range(900)]
    questions = [f"Can I {' '.join(chance.sample(words, 4))} here?" for _ in range(5000)]
    began = time.monotonic()
    assert sum(len(group) for group in grouped(questions)) == 5000
    assert time.monotonic() - began < 60


def test_the_most_frequent_is_first_and_named_by_its_most_frequent_wording(asked: Any, bot: Bot) -> None:
    asked("May my dog ride in a basket?", "tyre pressure of unicycle?", UNICYCLE, UNICYCLE.lower())
    first, second = groups_of(bot)
    assert (first.texts, len(first.asked)) == ([UNICYCLE, "tyre pressure of unicycle?"], 3)
    assert second.texts == ["May my dog ride in a basket?"]


# The page


def test_the_page_shows_counts_and_leads_to_the_conversations(
    signed_in: Client, bot: Bot, say: Say, django_assert_max_num_queries: Any
) -> None:
    conversation = say(UNICYCLE)
    with django_assert_max_num_queries(20):
        page = text(signed_in.get(at("unanswered", bot)))
    assert UNICYCLE in page
    assert reverse("desk:conversation", args=[conversation.pk]) in page
    assert "Dana Petrov" in page


def test_without_any_it_says_what_will_come(signed_in: Client, bot: Bot) -> None:
    assert "Nothing is unanswered" in text(signed_in.get(at("unanswered", bot)))
    Article.objects.all().delete()
    assert "write the first ones now" in text(signed_in.get(at("unanswered", bot)))


def test_one_click_makes_a_draft_and_saving_it_empties_the_list(
    signed_in: Client, bot: Bot, asked: Any
) -> None:
    asked(UNICYCLE, UNICYCLE, "What tyre pressure suits my unicycle?")
    page = signed_in.get(at("unanswered", bot))
    opened = signed_in.post(at("write_article", bot), {"gaps": page.context["rows"][0].gaps})
    draft = ArticleDraft.objects.get()
    assert draft.fields == {
        "question": UNICYCLE,
        "answer": "",
        "wordings": "What tyre pressure suits my unicycle?",
    }
    assert opened["location"] == reverse("knowledge:article", args=[bot.slug, draft.article_id])
    assert "Go on with the draft" in text(signed_in.get(at("unanswered", bot)))
    again = signed_in.post(at("write_article", bot), {"gaps": page.context["rows"][0].gaps})
    assert again["location"] == opened["location"]
    saving = reverse("knowledge:article_save", args=[bot.slug, draft.article_id])
    signed_in.post(saving, {**draft.fields, "answer": "Yes, from 49 euros.", "seen": "1"})
    assert shown(signed_in, bot) == []
    assert "The knowledge answers everything" in text(signed_in.get(at("unanswered", bot)))


def test_of_a_group_only_what_is_answered_goes(signed_in: Client, bot: Bot, asked: Any) -> None:
    asked(
        UNICYCLE,
        "Which tyre pressure suits a unicycle on Mars?",
        "Which tyre pressure suits a unicycle on Mars?",
    )
    assert shown(signed_in, bot) == [("Which tyre pressure suits a unicycle on Mars?", 3)]
    Article.objects.create(bot=bot, question="Which tyre pressure suits a unicycle on Mars?", answer="No.")
    assert ("Which tyre pressure suits a unicycle on Mars?", 3) not in shown(signed_in, bot)
    Article.objects.filter(question__contains="Mars").update(enabled=False)
    assert ("Which tyre pressure suits a unicycle on Mars?", 3) in shown(signed_in, bot)


def test_dismissing_is_undone_with_one_click(signed_in: Client, bot: Bot, asked: Any) -> None:
    asked(UNICYCLE, UNICYCLE, "May my dog ride in a basket?")
    row = signed_in.get(at("unanswered", bot)).context["rows"][0]
    signed_in.post(at("dismiss", bot), {"gaps": row.gaps})
    page = signed_in.get(at("unanswered", bot))
    assert [row.question for row in page.context["rows"]] == ["May my dog ride in a basket?"]
    said = page.context["said"]
    assert said["text"].startswith("2 questions are dismissed.")
    signed_in.post(said["undo"]["url"], dict(said["undo"]["fields"]))
    assert shown(signed_in, bot)[0] == (UNICYCLE, 2)


def test_what_was_dismissed_comes_back_when_it_is_asked_again(
    signed_in: Client, bot: Bot, asked: Any, ana: Member, now: Any
) -> None:
    asked(UNICYCLE, UNICYCLE)
    gaps.dismiss(bot, [gap.pk for gap in Gap.objects.all()], by=ana, now=now)
    asked(UNICYCLE)
    assert shown(signed_in, bot) == [(UNICYCLE, 1)]


def test_nobody_undoes_what_another_dismissed(
    bot: Bot, asked: Any, ana: Member, bea: Member, now: Any
) -> None:
    asked(UNICYCLE)
    assert gaps.dismiss(bot, [Gap.objects.get().pk], by=ana, now=now) == 1
    assert gaps.dismiss(bot, [Gap.objects.get().pk], by=bea, now=now) == 0
    assert gaps.bring_back(bot, by=bea, dismissed_at=now) == 0


@pytest.mark.parametrize("posted", ["", "x", "1 -2 ³", "9" * 40])
@pytest.mark.parametrize("name", ["dismiss", "write_article"])
def test_what_is_no_longer_there_is_said(signed_in: Client, bot: Bot, name: str, posted: str) -> None:
    page = signed_in.post(at(name, bot), {"gaps": posted}, follow=True)
    assert "dismissed by somebody meanwhile" in text(page)
    assert "nothing to bring back" in text(signed_in.post(at("bring_back", bot), {"at": "x"}, follow=True))


def test_the_questions_of_another_bot_are_out_of_reach(signed_in: Client, bot: Bot, asked: Any) -> None:
    asked(UNICYCLE)
    other = Bot.objects.create(name="Other", slug="other")
    pk = str(Gap.objects.get().pk)
    signed_in.post(at("dismiss", other), {"gaps": pk})
    signed_in.post(at("write_article", other), {"gaps": pk})
    assert Gap.objects.get().dismissed_at is None
    assert not ArticleDraft.objects.exists()


def test_whoever_may_not_read_conversations_sees_no_questions(client: Client, bot: Bot, bea: Member) -> None:
    bea.groups.clear()
    bea.user_permissions.add(*permissions("change_bot"))
    client.force_login(bea)
    assert client.get(at("list", bot)).status_code == 200
    for answer in (client.get(at("unanswered", bot)), client.post(at("dismiss", bot), {"gaps": "1"})):
        assert answer.status_code == 403


def permissions(codename: str) -> Any:
    return apps.get_model("auth", "Permission").objects.filter(codename=codename)


def test_there_are_pages_and_each_asks_the_knowledge_only_so_often(bot: Bot, asked: Any) -> None:
    asked(*(f"topic{n} subject{n} theme{n}?" for n in range(A_PAGE + 5)))
    groups = groups_of(bot)
    first = page_of(bot, groups, 0)
    assert (len(first.groups), first.next, first.unsure) == (A_PAGE, A_PAGE, False)
    rest = page_of(bot, groups, first.next)
    assert (len(rest.groups), rest.next) == (5, 0)


def test_beyond_the_limit_questions_count_as_unanswered(
    bot: Bot, asked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unanswered, "ASKED_AT_MOST", 1)
    monkeypatch.setattr(unanswered, "_known", {})
    assert ASKED_AT_MOST > 1
    asked("When are you open?", "When are you open?", "May my dog ride in a basket?")
    found = page_of(bot, groups_of(bot), 0)
    assert found.unsure
    assert [group.texts for group in found.groups] == [["May my dog ride in a basket?"]]
