"""The knowledge of a bot: its list, the editor of an article, switching, searching, taking it away."""

import csv
import io
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bots import articles, drafts
from bots.closeness import close_to
from bots.engines.base import Answer
from bots.forms.article import LONGEST_QUESTION
from bots.importing import from_csv
from bots.models import Article, ArticleDraft, Bot
from bots.setup import engine_of
from bots.transcript import Transcript
from staff.models import Member
from tests.pages import text

pytestmark = pytest.mark.django_db
OPEN = "When are you open?"


@pytest.fixture(autouse=True)
def _signed_in(client: Client, ana: Member) -> None:
    client.force_login(ana)


@pytest.fixture
def article(bot: Bot) -> Article:
    return Article.objects.get(bot=bot, question=OPEN)


def at(name: str, bot: Bot, *pk: int) -> str:
    return reverse(f"knowledge:{name}", args=[bot.slug, *pk])


def listed(client: Client, bot: Bot, **query: str) -> list[str]:
    return [str(row) for row in client.get(at("list", bot), query).context["rows"]]


def save(client: Client, article: Article, **fields: str) -> Any:
    posted = {"question": article.question, "answer": article.answer, "wordings": "", **fields}
    posted.setdefault("seen", str(article.edit_version))
    return client.post(at("article_save", article.bot, article.pk), posted)


def knows(bot: Bot, question: str) -> bool:
    return isinstance(engine_of(bot).answer(Transcript(), question), Answer)


def test_the_list_shows_every_article_with_its_wordings_and_switch(client: Client, bot: Bot) -> None:
    Article.objects.filter(question=OPEN).update(wordings=["Opening hours?", "Open today?"])
    page = text(client.get(at("list", bot)))
    assert "2 more wordings" in page
    assert page.count('role="switch"') == 3
    assert 'aria-current="page"' in page


def test_a_bot_without_articles_says_why_it_needs_some(client: Client, bot: Bot) -> None:
    Article.objects.all().delete()
    page = text(client.get(at("list", bot)))
    assert "Pedal knows nothing yet" in page
    assert at("add", bot) in page
    assert at("import", bot) in page


@pytest.mark.parametrize("words", ["Opening hours", "öffnungszeiten", "monday to saturday", "OPEN?", "日本"])
def test_searching_looks_into_questions_answers_and_wordings(client: Client, bot: Bot, words: str) -> None:
    wordings = ["Opening hours?", "Wo finde ich die öffnungszeiten", "日本語で"]
    Article.objects.filter(question=OPEN).update(wordings=wordings)
    assert listed(client, bot, q=words) == [OPEN]


def test_a_search_without_a_find_says_so(client: Client, bot: Bot) -> None:
    page = text(client.get(at("list", bot), {"q": "<zebra> \0"}))
    assert "Nothing matches “&lt;zebra&gt;”." in page


def test_the_list_can_show_those_that_are_off_or_have_a_draft(
    client: Client, bot: Bot, article: Article, ana: Member, now: Any
) -> None:
    other = Article.objects.exclude(pk=article.pk)[0]
    articles.switch(bot, [other.pk], on=False, now=now)
    drafts.autosave(article, {"answer": "x"}, seen=0, by=ana, now=now)
    assert listed(client, bot, show="off") == [other.question]
    assert listed(client, bot, show="drafts") == [OPEN]
    assert len(listed(client, bot, show="on")) == 2


def test_many_articles_come_in_pages(client: Client, bot: Bot, django_assert_max_num_queries: Any) -> None:
    Article.objects.bulk_create(Article(bot=bot, question=f"Question {n:03}?", answer="x") for n in range(60))
    with django_assert_max_num_queries(16):
        assert len(listed(client, bot)) == 50
    assert len(listed(client, bot, page="2")) == 13
    assert len(listed(client, bot, page="2", show="on")) == 13


def test_switching_off_is_at_once_and_can_be_undone(client: Client, bot: Bot, article: Article) -> None:
    assert knows(bot, OPEN)
    client.post(at("switch", bot), {"article": article.pk, "on": ""})
    assert not knows(bot, OPEN)
    said = client.get(at("list", bot)).context["said"]
    assert said["text"] == f"“{OPEN}” is off."
    client.post(said["undo"]["url"], dict(said["undo"]["fields"]))
    assert knows(bot, OPEN)


def test_a_save_that_began_before_the_switch_leaves_it_as_it_is(
    bot: Bot, article: Article, ana: Member, now: datetime
) -> None:
    articles.switch(bot, [article.pk], on=False, now=now)
    article.answer = "Around the clock."
    articles.save(article, is_new=False, seen=article.edit_version, by=ana, now=now)
    saved = Article.objects.get(pk=article.pk)
    assert (saved.answer, saved.enabled) == ("Around the clock.", False)


def test_many_are_switched_at_once_and_undo_touches_only_those_that_changed(
    client: Client, bot: Bot, article: Article
) -> None:
    everything = list(Article.objects.values_list("pk", flat=True))
    client.post(at("switch", bot), {"article": article.pk, "on": ""})
    client.post(at("switch", bot), {"article": everything, "on": ""})
    said = client.get(at("list", bot)).context["said"]
    assert said["text"] == "2 articles are off."
    posted = [(name, value) for name, value in said["undo"]["fields"]]
    data = {"article": [value for name, value in posted if name == "article"], "on": "1"}
    client.post(said["undo"]["url"], data)
    assert set(Article.objects.filter(enabled=False)) == {article}


def test_switching_through_htmx_brings_the_list_with_what_was_said(
    client: Client, bot: Bot, article: Article
) -> None:
    answer = client.post(at("switch", bot), {"article": article.pk, "on": ""}, headers={"HX-Request": "true"})
    assert 'id="knowledge"' in text(answer)
    assert "is off." in text(answer)
    assert "<html" not in text(answer)


def test_nothing_chosen_is_said(client: Client, bot: Bot) -> None:
    answer = client.post(at("switch", bot), {"article": ["x", "9" * 30], "on": "1"}, follow=True)
    assert "Nothing has changed" in text(answer)


def test_an_article_of_another_bot_is_out_of_reach(client: Client, bot: Bot, article: Article) -> None:
    other = Bot.objects.create(name="Other", slug="other")
    client.post(at("switch", other), {"article": article.pk, "on": ""})
    assert Article.objects.get(pk=article.pk).enabled
    for name in ("article", "near"):
        assert client.get(at(name, other, article.pk)).status_code == 404
    for name in ("article_save", "article_delete", "article_switch", "article_discard"):
        assert client.post(at(name, other, article.pk)).status_code == 404


def test_members_without_the_permission_see_nothing_of_it(client: Client, bot: Bot, bea: Member) -> None:
    client.force_login(bea)
    for name in ("list", "export", "import", "unanswered"):
        assert client.get(at(name, bot)).status_code == 403


def test_a_new_article_is_off_until_it_is_saved(client: Client, bot: Bot) -> None:
    opened = client.post(at("add", bot))
    made = Article.objects.get(question="")
    assert opened["location"] == at("article", bot, made.pk)
    assert not made.enabled
    assert "Write the question as" not in text(client.get(opened["location"]))
    save(client, made, question="Do you sell helmets?", answer="Yes, from 39 euros.")
    made.refresh_from_db()
    assert made.enabled
    assert knows(bot, "Do you sell helmets?")


def test_an_untouched_new_article_is_used_again(client: Client, bot: Bot, ana: Member, now: Any) -> None:
    first = client.post(at("add", bot))["location"]
    assert client.post(at("add", bot))["location"] == first
    made = Article.objects.get(question="")
    drafts.autosave(made, {"question": "Half a"}, seen=0, by=ana, now=now)
    assert client.post(at("add", bot))["location"] != first


def test_two_administrators_never_get_the_same_new_article(
    client: Client, bot: Bot, bea: Member, ana: Member, now: Any
) -> None:
    assert articles.add(bot, by=ana, now=now) != articles.add(bot, by=bea, now=now)


def test_saving_one_that_is_off_leaves_it_off(client: Client, bot: Bot, article: Article, now: Any) -> None:
    articles.switch(bot, [article.pk], on=False, now=now)
    answer = save(client, article, answer="Always.")
    assert answer.status_code == 302
    article.refresh_from_db()
    assert (article.answer, article.enabled) == ("Always.", False)


def test_autosave_keeps_what_is_typed_and_live_traffic_does_not_read_it(
    client: Client, bot: Bot, article: Article
) -> None:
    address = at("article_autosave", bot, article.pk)
    posted = {"question": "", "answer": "typed", "wordings": "a", "seen": "0"}
    answer = client.post(address, posted, headers={"Accept": "application/json"}).json()
    assert answer["version"] == 1
    assert "Write the question as a contact would ask it." in answer["problems"]["question"]
    assert knows(bot, OPEN)
    page = client.get(at("article", bot, article.pk))
    assert 'value="1"' in text(page)
    assert page.context["form"]["answer"].value() == "typed"
    client.post(at("article_discard", bot, article.pk), {"seen": "1"})
    assert not ArticleDraft.objects.exists()


def test_what_cannot_be_saved_is_kept_and_said_at_its_field(
    client: Client, bot: Bot, article: Article
) -> None:
    answer = save(client, article, answer=" ", wordings="x" * 201)
    assert answer.status_code == 422
    assert set(answer.context["problems"]) == {"answer", "wordings"}
    assert "Write the answer." in text(answer)
    assert ArticleDraft.objects.get().fields["wordings"] == "x" * 201
    assert Article.objects.get(pk=article.pk).answer != " "


@pytest.mark.parametrize("typed", [OPEN, "when  are you OPEN?"])
def test_a_question_that_is_taken_names_the_article_that_has_it(
    client: Client, bot: Bot, article: Article, typed: str
) -> None:
    other = Article.objects.exclude(pk=article.pk)[0]
    answer = save(client, other, question=typed)
    assert answer.status_code == 422
    assert f"There is an article for this question already: “{OPEN}”." in text(answer)
    assert at("article", bot, article.pk) in text(answer)


def test_the_same_question_from_two_editors_is_one_article(
    client: Client, bot: Bot, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one commits between this one's check and its write: the database has the last word."""
    other = Article.objects.exclude(pk=article.pk)[0]
    really = drafts.apply

    def slower(target: Article, **kwargs: Any) -> None:
        Article.objects.create(bot=bot, question="Helmets?", answer="theirs")
        really(target, **kwargs)

    monkeypatch.setattr(drafts, "apply", slower)
    answer = save(client, other, question="Helmets?")
    assert answer.status_code == 422
    assert "There is an article for this question already" in text(answer)


def test_a_conflict_shows_what_the_other_has(
    client: Client, bot: Bot, article: Article, bea: Member, now: Any
) -> None:
    drafts.autosave(article, {"question": OPEN, "answer": "Beas", "wordings": ""}, seen=0, by=bea, now=now)
    answer = save(client, article, answer="Anas", seen="0")
    assert answer.status_code == 409
    assert "Bea Okoro changed this" in text(answer)
    assert "Anas" in text(answer)


def test_the_editor_points_to_an_article_that_comes_close(
    client: Client, bot: Bot, article: Article, ana: Member, now: Any
) -> None:
    made = articles.add(bot, by=ana, now=now)
    drafts.autosave(made, {"question": "When are you open on Mondays?"}, seen=0, by=ana, now=now)
    hint = text(client.get(at("near", bot, made.pk)))
    assert f"“{OPEN}”" in hint
    assert "Close to" in hint
    close = close_to(made, "Do you repair the moon?")
    assert close is None
    assert close_to(article, OPEN) is None


def test_an_article_is_deleted_with_its_draft(
    client: Client, bot: Bot, article: Article, ana: Member, now: Any
) -> None:
    drafts.autosave(article, {"answer": "x"}, seen=0, by=ana, now=now)
    page = client.post(at("article_delete", bot, article.pk), follow=True)
    assert f"“{OPEN}” is deleted." in text(page)
    assert not ArticleDraft.objects.exists()
    assert not knows(bot, OPEN)
    assert save(client, article).status_code == 404


def test_the_switch_of_the_editor_leaves_a_draft_alone(
    client: Client, bot: Bot, article: Article, ana: Member, now: Any
) -> None:
    version = drafts.autosave(article, {"answer": "x"}, seen=0, by=ana, now=now)
    client.post(at("article_switch", bot, article.pk), {"on": ""})
    article.refresh_from_db()
    assert (article.enabled, article.edit_version) == (False, version)
    assert ArticleDraft.objects.get().fields == {"answer": "x"}


def exported(client: Client, bot: Bot) -> str:
    streamed: Any = client.get(at("export", bot))
    return b"".join(streamed).decode("utf-8-sig")


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators")
def test_the_export_runs_no_formulas_and_can_be_read_again(client: Client, bot: Bot) -> None:
    evil = ["=1+1", "+49 30", "-5%", "@SUM(A1)", "'=quoted", "'plain", "plain"]
    for text_ in evil:
        Article.objects.create(bot=bot, question=text_, answer=text_, wordings=[text_, "two"])
    Article.objects.filter(question="plain").update(enabled=False)
    Article.objects.create(bot=bot, question="", answer="never saved")
    content = exported(client, bot)
    cells = [cell for row in csv.reader(io.StringIO(content)) for cell in row]
    assert not [cell for cell in cells if cell[:1] in "=+-@\t" and cell]
    back = {row.question: row for row in from_csv.parse(content).rows}
    assert set(back) == {*evil, *Article.objects.exclude(question="").values_list("question", flat=True)}
    for row in Article.objects.exclude(question=""):
        read = back[row.question]
        assert (read.answer, list(read.wordings or ()), read.on) == (row.answer, row.wordings, row.enabled)


def test_the_list_of_all_bots_leads_to_the_pages_and_never_switches_on_what_nobody_saved(
    client: Client, bot: Bot, article: Article, ana: Member, now: Any
) -> None:
    made = articles.add(bot, by=ana, now=now)
    change = reverse("admin:bots_article_change", args=[article.pk])
    assert client.get(change)["location"] == at("article", bot, article.pk)
    chosen = {"action": "enable", "_selected_action": [made.pk, article.pk]}
    client.post(reverse("admin:bots_article_changelist"), chosen)
    made.refresh_from_db()
    assert not made.enabled
    assert "Untitled article" in text(client.get(reverse("admin:bots_article_changelist")))


def test_no_field_is_cut_off_by_the_browser_and_save_says_what_is_too_long(
    client: Client, article: Article
) -> None:
    assert "maxlength" not in client.get(at("article", article.bot, article.pk)).content.decode()
    answer = save(client, article, question="x" * (LONGEST_QUESTION + 1))
    assert answer.status_code == 422
    assert f"At most {LONGEST_QUESTION} characters; these are {LONGEST_QUESTION + 1}." in text(answer)


def test_pressing_save_twice_is_no_conflict_with_oneself_also_where_saving_tidied_up(
    client: Client, article: Article
) -> None:
    answers = [save(client, article, answer="From nine to six. ") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert not ArticleDraft.objects.exists()
