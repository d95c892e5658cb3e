"""Importing articles: what is read from a file, what a preview says, and that it is all or nothing."""

import codecs
import time
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from bots import articles, drafts
from bots.importing import from_csv, from_markdown, writing
from bots.importing.base import LARGEST, LARGEST_MARKDOWN, MOST_ROWS, Refused, Row
from bots.importing.checking import checked
from bots.importing.reading import read
from bots.models import Article, ArticleDraft, ArticleImport, Bot
from staff.models import Member
from tests.conftest import committed
from tests.handover.races import at_once
from tests.pages import text

OPEN = "When are you open?"
HEAD = "question,answer\n"


def refusal(name: str, data: bytes) -> str:
    """Why the file is not taken."""
    try:
        found = read(name, data)
        (from_markdown if found.kind == "markdown" else from_csv).parse(found.text)
    except Refused as error:
        return str(error)
    return "taken"


def rows(csv: str) -> list[Row]:
    return list(from_csv.parse(csv).rows)


def problems(csv: str) -> dict[int, str]:
    return {row.number: row.problem for row in checked(from_csv.parse(csv)).rows if row.problem}


# What a CSV file says


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_come_in_any_order_case_and_separator(separator: str) -> None:
    lines = [["Also asked as", "ANSWER", " Question "], ["a|b", "yes; no, maybe", "When?"]]
    csv = "\r\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    assert rows(csv) == [Row(2, "When?", "yes; no, maybe", ("a", "b"))]


def test_a_cell_may_hold_lines_quotes_and_wordings_on_lines() -> None:
    csv = 'question,answer,wordings\n"Say ""hi""?","one\r\ntwo","a\nb | A  b\na"\n'
    assert rows(csv) == [Row(2, 'Say "hi"?', "one\ntwo", ("a", "b", "A b"))]


def test_without_a_column_of_wordings_nothing_is_said_of_them() -> None:
    assert rows(HEAD + "a,b")[0].wordings is None
    assert rows("question,answer,wordings\na,b,")[0].wordings == ()


def test_columns_that_mean_nothing_here_are_said() -> None:
    found = from_csv.parse("id,question,answer,notes\n1,A?,b,c")
    assert found.notes == ("Not taken: columns “id” and “notes”.",)
    assert found.rows == (Row(2, "A?", "b"),)


def test_the_line_that_names_the_separator_is_heeded_and_counted() -> None:
    assert rows("sep=|\nquestion|answer\nA?|b") == [Row(3, "A?", "b")]


def test_blank_rows_count_as_in_a_spreadsheet() -> None:
    assert [row.number for row in rows("\n" + HEAD + "\na,b\n,\nc,d\n")] == [4, 6]


@pytest.mark.parametrize(
    ("data", "guessed"),
    [
        ("Größe?,Ja €".encode(), ""),
        (codecs.BOM_UTF8 + b"", ""),
        ("Größe?,Ja €".encode("utf-16"), ""),
        ("Größe?,Ja €".encode("utf-16-le"), ""),
        ("Größe?,Ja €".encode("cp1252"), "Windows-1252"),
    ],
    ids=["utf-8", "utf-8 with its mark", "utf-16", "utf-16 without its mark", "western"],
)
def test_letters_are_read_however_they_are_stored(data: bytes, guessed: str) -> None:
    encoding = {b"\xff\xfe": "utf-16"}.get(data[:2], "utf-8")
    if data == codecs.BOM_UTF8:
        whole = codecs.BOM_UTF8 + (HEAD + "Größe?,Ja €").encode()
    elif guessed:
        whole = HEAD.encode() + data
    elif data[1:2] == b"\0":
        whole = HEAD.encode("utf-16-le") + data
    else:
        whole = (HEAD + "Größe?,Ja €").encode(encoding)
    found = read("a.csv", whole)
    assert found.encoding == guessed
    assert rows(found.text) == [Row(2, "Größe?", "Ja €")]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"\x89PNG\r\n\x1a\n", "is a picture"),
        ("a.csv", b"PK\x03\x04rest", "Save As"),
        ("a.xlsx", b"PK\x03\x04rest", "neither CSV nor Markdown"),
        ("a.csv", b"MZ\x90\0", "is a program"),
        ("a.md", b"%PDF-1.7", "is a PDF"),
        ("a.csv", b"question,answer\na,b\0c", "is not a text file"),
        ("a.csv", bytes(range(256)), "is not a text file"),
        ("a.exe", b"question,answer", "neither CSV nor Markdown"),
        ("a", b"question,answer", "neither CSV nor Markdown"),
        ("a.csv", b"", "is empty"),
        ("a.csv", codecs.BOM_UTF8 + b" \n ", "is empty"),
        ("a.csv", b"x" * (LARGEST + 1), "has 5.0 MB; at most 5 MB"),
        ("a.csv", b"question,answer\n", "no row below"),
        ("a.csv", b"Name,Phone\nx,y", "It has no question and no answer, but “Name” and “Phone”."),
        ("a.csv", b"<!doctype html><p>, x", "The first row must name the columns"),
        ("a.md", b"only text", "no headings"),
        ("a.md", b"# A?" + b"x" * LARGEST_MARKDOWN, "At most 2 MB of Markdown"),
        ("a.csv", b'question,answer\na,b\nc,"d\ne,f\n', "Row 3 cannot be read"),
        ("a.csv", b'question,answer\na,"b"c\n', "Row 2 cannot be read"),
        ("a.csv", b'question,answer\na,"' + b"x" * 200_000 + b'"', "Row 2 cannot be read"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_with_what_to_do(
    name: str, data: bytes, said: str
) -> None:
    assert said in refusal(name, data)


def test_too_many_rows_are_refused() -> None:
    many = "".join(f"q{n},a\n" for n in range(MOST_ROWS + 1))
    assert "more than 5,000 articles" in refusal("a.csv", (HEAD + many).encode())
    headings = "".join(f"# q{n}\n\na\n" for n in range(MOST_ROWS + 1))
    assert "more than 5,000 articles" in refusal("a.md", headings.encode())


def test_bad_rows_are_named_with_their_number() -> None:
    csv = "question,answer,wordings,on\n" + "\n".join(
        [
            ",no question,,",
            "No answer?,,,",
            f"{'q' * 301},a,,",
            f"Long?,{'a' * 4001},,",
            f"Many?,a,{'|'.join(map(str, range(61)))},",
            f"Wide?,a,{'w' * 201},",
            "Cells?,a,b,yes,too many",
            "Switch?,a,,perhaps",
            "Good?,a,b,no",
            "good ?,a,,",
            " GOOD?,a,,",
        ]
    )
    found = problems(csv)
    assert found[2] == "It has no question."
    assert found[3] == "It has no answer."
    assert "301 characters" in found[4]
    assert "4,001 characters" in found[5]
    assert "Remove 1" in found[6]
    assert "200" in found[7]
    assert "5 cells, but the first row names 4 columns" in found[8]
    assert found[9] == "“perhaps” is neither yes nor no."
    assert found[12] == "It has the same question as row 10."
    assert set(found) == {*range(2, 10), 12}


# What a Markdown file says

GUIDE = """---
title: Guide
---
# Shop

Welcome.

## When are you open?

Monday to **Friday**,
9 to 18. See [our page](https://shop.example/hours).

- first
- second

Also asked as:

* Opening hours?
* Are you *open*?

## Where are you?

14 Canal Street\\
Second floor

### By tram

Line 3.

# Prices

## What is a service?

    89 euros
"""


def test_markdown_questions_are_headings_of_the_deepest_repeated_level() -> None:
    found = from_markdown.parse(GUIDE)
    assert [(row.number, row.question) for row in found.rows] == [
        (8, "When are you open?"),
        (21, "Where are you?"),
        (32, "What is a service?"),
    ]
    first, second, third = found.rows
    assert first.answer == (
        "Monday to Friday, 9 to 18. See our page (https://shop.example/hours).\n\n- first\n- second"
    )
    assert first.wordings == ("Opening hours?", "Are you open?")
    assert second.answer == "14 Canal Street\nSecond floor\n\nBy tram\n\nLine 3."
    assert (second.wordings, third.answer) == (None, "89 euros")
    assert found.notes == ("Not taken: text that stands below no question, from line 6.",)


def test_one_heading_is_one_article() -> None:
    assert from_markdown.parse("# A?\n\nyes").rows == (Row(1, "A?", "yes"),)


def test_a_heading_without_text_is_named_by_its_line() -> None:
    found = checked(from_markdown.parse("# A?\n\n# B?\n\nyes\n"))
    assert found.rows[0].problem == "It has no answer."
    assert (found.rows[0].number, found.unit) == (1, "line")


def test_markup_is_no_part_of_an_answer_but_its_words_are() -> None:
    answer = (
        from_markdown.parse("# A?\n\n`code` <b>x</b> <mail@shop.example> ![pic](a.png)<br>new\n")
        .rows[0]
        .answer
    )
    assert answer == "code <b>x</b> mail@shop.example pic\nnew"


# The pages


def at(name: str, bot: Bot, *pk: int) -> str:
    return reverse(f"knowledge:{name}", args=[bot.slug, *pk])


def send(client: Client, bot: Bot, content: str | bytes, name: str = "a.csv") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(at("read", bot), {"file": SimpleUploadedFile(name, data)})


def preview(client: Client, bot: Bot, csv: str, how: str = "add") -> Any:
    sent = send(client, bot, csv)
    assert sent.status_code == 302, text(sent)
    return client.get(sent["location"], {"wordings": how})


def take(client: Client, bot: Bot, page: Any, **chosen: Any) -> Any:
    kept = page.context["kept"]
    how = "replace" if page.context["replace"] else "add"
    data = {"fingerprint": page.context["fingerprint"], "wordings": how, "take": ["new", "changed"], **chosen}
    return client.post(at("write", bot, kept.pk), data)


def counts(page: Any) -> tuple[int, ...]:
    """new, changed, unchanged, refused."""
    return tuple(page.context["parts"][key]["count"] for key in ("new", "changed", "unchanged", "refused"))


@pytest.fixture
def signed_in(client: Client, ana: Member) -> Client:
    client.force_login(ana)
    return client


FILE = f"""question,answer,wordings
{OPEN},Always.,Opening hours?
Do you rent out electric bikes?,"Yes, an electric bike is 35 euros a day.",
Do you sell helmets?,"Yes, from 39 euros.",Helmets?
"""


@pytest.mark.django_db
def test_a_preview_says_what_would_change_and_changes_nothing(signed_in: Client, bot: Bot) -> None:
    before = list(Article.objects.values())
    page = preview(signed_in, bot, FILE)
    assert counts(page) == (1, 1, 1, 0)
    assert page.context["left_alone"] == 1
    shown = text(page)
    assert "<ins>Always.</ins>" in shown
    assert "Row 2" in shown
    assert "Opening hours?" in shown
    assert list(Article.objects.values()) == before


@pytest.mark.django_db
def test_an_import_takes_new_and_changed_and_leaves_the_others_alone(
    signed_in: Client, bot: Bot, ana: Member
) -> None:
    alone = Article.objects.get(question="How much does a bicycle service cost?")
    answer = take(signed_in, bot, preview(signed_in, bot, FILE))
    assert answer["location"] == at("list", bot)
    changed = Article.objects.get(question=OPEN)
    assert (changed.answer, changed.wordings, changed.edited_by) == ("Always.", ["Opening hours?"], ana)
    made = Article.objects.get(question="Do you sell helmets?")
    assert (made.enabled, made.wordings, made.bot) == (True, ["Helmets?"], bot)
    assert Article.objects.get(pk=alone.pk).updated_at == alone.updated_at
    assert Article.objects.count() == 4
    assert not ArticleImport.objects.exists()
    assert counts(preview(signed_in, bot, FILE)) == (0, 0, 3, 0)


@pytest.mark.django_db
def test_wordings_are_added_or_replaced(signed_in: Client, bot: Bot) -> None:
    Article.objects.filter(question=OPEN).update(wordings=["Open today?"])
    take(signed_in, bot, preview(signed_in, bot, f"question,answer,wordings\n{OPEN},x,OPEN today?|New?\n"))
    assert Article.objects.get(question=OPEN).wordings == ["Open today?", "New?"]
    take(
        signed_in, bot, preview(signed_in, bot, f"question,answer,wordings\n{OPEN},x,Only this?\n", "replace")
    )
    assert Article.objects.get(question=OPEN).wordings == ["Only this?"]
    take(signed_in, bot, preview(signed_in, bot, f"{HEAD}{OPEN},y\n", "replace"))
    assert Article.objects.get(question=OPEN).wordings == ["Only this?"]


@pytest.mark.django_db
def test_adding_to_a_full_list_of_wordings_is_a_bad_row(signed_in: Client, bot: Bot) -> None:
    Article.objects.filter(question=OPEN).update(wordings=[f"w{n}" for n in range(60)])
    page = preview(signed_in, bot, f"question,answer,wordings\n{OPEN},x,One more?\n")
    assert counts(page) == (0, 0, 0, 1)
    assert "at most 60" in text(page)


@pytest.mark.django_db
def test_rows_and_kinds_can_be_left_out(signed_in: Client, bot: Bot) -> None:
    file = FILE + "Do you sell locks?,Yes.,\n"
    take(signed_in, bot, preview(signed_in, bot, file), take=["new"], leave=["4"])
    assert Article.objects.get(question=OPEN).answer != "Always."
    assert Article.objects.filter(question="Do you sell locks?").exists()
    assert not Article.objects.filter(question="Do you sell helmets?").exists()


@pytest.mark.django_db
def test_one_bad_row_stops_all_of_it_unless_it_is_left_out(signed_in: Client, bot: Bot) -> None:
    page = preview(signed_in, bot, FILE + "No answer?,,\n")
    assert counts(page) == (1, 1, 1, 1)
    assert "Row 5" in text(page)
    refused = take(signed_in, bot, page)
    assert refused.status_code == 422
    assert "Nothing was imported" in text(refused)
    assert Article.objects.count() == 3
    take(signed_in, bot, page, bad_rows_out="on")
    assert Article.objects.count() == 4
    assert not Article.objects.filter(question="No answer?").exists()


@pytest.mark.django_db
def test_what_changed_since_the_preview_is_shown_instead_of_overwritten(signed_in: Client, bot: Bot) -> None:
    page = preview(signed_in, bot, FILE)
    Article.objects.filter(question=OPEN).update(answer="Somebody's words.")
    again = take(signed_in, bot, page)
    assert again.status_code == 409
    assert "Somebody&#x27;s" in text(again)
    assert Article.objects.count() == 3
    assert take(signed_in, bot, again).status_code == 302
    assert Article.objects.get(question=OPEN).answer == "Always."


@pytest.mark.django_db
def test_an_import_that_fails_half_way_has_changed_nothing(signed_in: Client, bot: Bot) -> None:
    """The database itself refuses the new article, after the changed ones were written."""
    page = preview(signed_in, bot, FILE)
    before = list(Article.objects.order_by("pk").values())
    refuse_question("Do you sell helmets?")
    assert take(signed_in, bot, page).status_code == 409
    assert list(Article.objects.order_by("pk").values()) == before
    assert ArticleImport.objects.exists()


def refuse_question(question: str) -> None:
    """From here to the test's end."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            refusing = f"WHEN NEW.question = '{question}' BEGIN SELECT RAISE(ABORT, 'refused'); END"
            cursor.execute(f"CREATE TRIGGER refused BEFORE INSERT ON bots_article {refusing}")
            return
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'unique_violation'; END$$"
        )
        cursor.execute(
            "CREATE TRIGGER refused BEFORE INSERT ON bots_article FOR EACH ROW "
            f"WHEN (NEW.question = '{question}') EXECUTE FUNCTION refuse()"
        )


@pytest.mark.django_db
def test_an_editor_is_told_and_a_draft_stays(signed_in: Client, bot: Bot, bea: Member, now: Any) -> None:
    article = Article.objects.get(question=OPEN)
    seen = drafts.autosave(article, {"question": OPEN, "answer": "Beas"}, seen=0, by=bea, now=now)
    page = preview(signed_in, bot, FILE)
    assert "The draft stays as it is." in text(page)
    take(signed_in, bot, page)
    assert ArticleDraft.objects.get().fields["answer"] == "Beas"
    with pytest.raises(drafts.Conflict):
        drafts.apply(article, seen=seen, by=bea, now=now)


@pytest.mark.django_db
def test_a_formula_is_just_text(signed_in: Client, bot: Bot) -> None:
    take(signed_in, bot, preview(signed_in, bot, HEAD + '"=HYPERLINK(""x"")",<script>alert(1)</script>\n'))
    assert Article.objects.get(question='=HYPERLINK("x")').answer == "<script>alert(1)</script>"
    page = text(signed_in.get(at("list", bot)))
    assert "<script>alert" not in page


@pytest.mark.django_db
def test_a_file_can_switch_articles_off(signed_in: Client, bot: Bot) -> None:
    page = preview(
        signed_in,
        bot,
        f'question,answer,on\n{OPEN},"{Article.objects.get(question=OPEN).answer}",no\nNew?,a,no\nOther?,a,\n',
    )
    take(signed_in, bot, page)
    off = Article.objects.filter(enabled=False).order_by("question")
    assert [article.question for article in off] == ["New?", OPEN]


@pytest.mark.django_db
def test_a_refused_file_is_said_on_the_page_and_not_kept(signed_in: Client, bot: Bot) -> None:
    answer = send(signed_in, bot, b"\x89PNG\r\n", "list.csv")
    assert answer.status_code == 422
    assert "“list.csv” is a picture" in text(answer)
    assert signed_in.post(at("read", bot)).status_code == 422
    large = send(signed_in, bot, b"x" * (LARGEST + 1))
    assert "at most 5 MB" in text(large)
    assert not ArticleImport.objects.exists()


@pytest.mark.django_db
def test_a_guessed_encoding_is_said(signed_in: Client, bot: Bot) -> None:
    sent = send(signed_in, bot, (HEAD + "Größe?,Ja").encode("cp1252"))
    assert "Windows-1252" in text(signed_in.get(sent["location"]))


@pytest.mark.django_db
def test_an_upload_is_its_administrators_alone(
    signed_in: Client, bot: Bot, client: Client, carl: Member
) -> None:
    page = preview(signed_in, bot, FILE)
    pk = page.context["kept"].pk
    carl.is_superuser = True
    carl.save()
    client.force_login(carl)
    assert client.get(at("preview", bot, pk)).status_code == 404
    assert take(client, bot, page).status_code == 409
    client.post(at("drop", bot, pk))
    assert ArticleImport.objects.filter(pk=pk).exists()
    assert Article.objects.count() == 3


@pytest.mark.django_db
def test_an_upload_goes_when_it_is_cancelled_or_a_day_old(signed_in: Client, bot: Bot) -> None:
    page = preview(signed_in, bot, FILE)
    signed_in.post(at("drop", bot, page.context["kept"].pk))
    assert not ArticleImport.objects.exists()
    old = preview(signed_in, bot, FILE).context["kept"]
    ArticleImport.objects.update(created_at=old.created_at - timedelta(days=2))
    preview(signed_in, bot, FILE)
    assert not ArticleImport.objects.filter(pk=old.pk).exists()


@pytest.mark.django_db
def test_an_import_that_is_done_is_not_done_twice(signed_in: Client, bot: Bot) -> None:
    page = preview(signed_in, bot, FILE)
    take(signed_in, bot, page)
    assert take(signed_in, bot, page).status_code == 409
    assert Article.objects.count() == 4


@pytest.mark.django_db
def test_five_thousand_rows_take_seconds(
    signed_in: Client, bot: Bot, django_assert_max_num_queries: Any
) -> None:
    """A row a query would be thousands; here the number of queries is that of the batches."""
    lines = "".join(f"Question number {n}?,Answer {n}.,Wording {n}|Other {n}\n" for n in range(MOST_ROWS))
    csv = "question,answer,wordings\n" + lines
    began = time.monotonic()
    page = preview(signed_in, bot, csv)
    with django_assert_max_num_queries(200):
        take(signed_in, bot, page)
    assert Article.objects.count() == MOST_ROWS + 3
    page = preview(signed_in, bot, csv.replace(",Answer", ",Changed"))
    assert counts(page) == (0, MOST_ROWS, 0, 0)
    with django_assert_max_num_queries(200):
        take(signed_in, bot, page)
    assert Article.objects.filter(answer__startswith="Changed").count() == MOST_ROWS
    assert time.monotonic() - began < 150


@pytest.mark.postgres
@committed
def test_of_two_imports_at_once_one_is_told_to_look_again(bot: Bot, ana: Member, now: datetime) -> None:
    kept = [writing.keep(bot, "a.csv", FILE.encode(), by=ana, now=now) for _ in range(2)]
    seen = writing.planned(kept[0], replace=False).fingerprint
    choice = writing.Choice(["new", "changed"], (), bad_rows_out=False, replace=False)
    results = at_once(*(partial(writing.write, one, choice, seen=seen, by=ana, now=now) for one in kept))
    assert sorted(map(repr, results)) == ["(1, 1)", "Moved()"]
    assert Article.objects.count() == 4


@pytest.mark.postgres
@committed
def test_an_import_and_an_editor_with_one_question_make_one_article(
    bot: Bot, ana: Member, bea: Member, now: datetime
) -> None:
    kept = writing.keep(bot, "a.csv", FILE.encode(), by=ana, now=now)
    seen = writing.planned(kept, replace=False).fingerprint
    choice = writing.Choice(["new", "changed"], (), bad_rows_out=False, replace=False)
    typed = articles.add(bot, by=bea, now=now)
    typed.question, typed.answer = "Do you sell helmets?", "Beas"
    results = at_once(
        partial(writing.write, kept, choice, seen=seen, by=ana, now=now),
        partial(articles.save, typed, is_new=True, seen=0, by=bea, now=now),
    )
    assert sum(isinstance(result, writing.Moved | IntegrityError) for result in results) == 1, results
    assert Article.objects.filter(question="Do you sell helmets?").count() == 1
