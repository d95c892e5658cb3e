"""`manage.py evaluate`: figures that anyone can recompute, and floors below which they may not fall."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bots.evaluation.figures import Scored, auroc, f1, latency, recall_at

SAMPLES = Path(__file__).parent / "samples"
KNOWLEDGE = ("--knowledge", str(SAMPLES / "knowledge.jsonl"))


def evaluate(task: str, *args: str, **options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("evaluate", task, *args, "--json", stdout=out, **options)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def sample(name: str) -> str:
    return str(SAMPLES / f"{name}.jsonl")


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., str]:
    def write(*lines: str) -> str:
        path = tmp_path / "lines.jsonl"
        path.write_text("\n".join(lines), encoding="utf-8")
        return str(path)

    return write


def test_asking_for_a_person_is_measured_over_sources_tags_and_languages() -> None:
    found = evaluate("human_requested", sample("human_requested"), sample("multilingual"))
    assert {
        "recall", "fpr", "precision", "f1", "auroc", "recall_at_fpr_0_5", "trap_fpr", "negated_fired",
        "by_source", "by_tag", "by_lang", "n", "ms_p50", "ms_p95",
    } <= set(found)  # fmt: skip
    assert found["n"] == 103 + 58
    assert set(found["by_lang"]) == {"de-de", "fr-fr"}
    assert found["recall"] >= 90
    assert found["fpr"] <= 0.5
    assert found["trap_fpr"] == 0


def test_compound_angry_and_indirect_wishes_are_heard_and_near_misses_are_not() -> None:
    found = evaluate("human_requested", sample("wishes"))
    assert found["n"] > 600
    assert found["recall"] >= 95
    assert found["trap_fpr"] <= 4
    assert found["negated_fired"] == 0


def test_what_nobody_had_written_before_is_heard_too() -> None:
    found = evaluate("human_requested", sample("unseen"))
    assert found["n"] > 1400
    assert min(found["by_tag"][tag]["recall"] for tag in ("plain", "compound", "angry", "indirect")) >= 92
    assert found["trap_fpr"] <= 5
    assert found["by_tag"]["general"]["fpr"] <= 0.5
    assert evaluate("feedback", sample("remarks"))["recall_at_fpr_5"] >= 90


def test_eighteen_other_languages_are_heard() -> None:
    found = evaluate("human_requested", sample("world"))
    assert len(found["by_lang"]) == 18
    assert found["recall"] >= 65
    assert found["fpr"] <= 4


def test_each_language_listens_for_its_own_configured_phrases(written: Callable[..., str]) -> None:
    lines = written(
        '{"text": "wyjdź na dwór", "label": "configured", "lang": "pl"}',
        '{"text": "wyjdź na dwór!", "label": 1, "lang": "pl"}',
        '{"text": "wyjdź na dwór", "label": 0, "lang": "cs"}',
    )
    found = evaluate("human_requested", lines)
    assert (found["n"], found["recall"], found["fpr"]) == (2, 100.0, 0.0)


def test_phrases_of_a_file_replace_the_prebuilt_ones(written: Callable[..., str], tmp_path: Path) -> None:
    phrases = tmp_path / "phrases.txt"
    phrases.write_text("beam me up\n\n", encoding="utf-8")
    lines = written('{"text": "Beam me up!", "label": 1}', '{"text": "hello", "label": 0}')
    assert evaluate("human_requested", lines, "--phrases", str(phrases))["recall"] == 100.0
    assert evaluate("human_requested", lines)["recall"] == 0.0


def test_what_the_knowledge_answers_is_measured_at_the_products_own_threshold() -> None:
    found = evaluate("lack_of_information", sample("questions"), *KNOWLEDGE)
    assert {
        "auroc", "recall_at_fh_10", "in_scope_accuracy", "oos_recall", "false_handover", "total_accuracy",
        "index_seconds", "ms_p50", "ms_p95",
    } <= set(found)  # fmt: skip
    assert found["auroc"] >= 93
    assert found["in_scope_accuracy"] >= 85


def test_fewer_wordings_of_an_article_are_a_poorer_knowledge() -> None:
    every = evaluate("lack_of_information", sample("questions"), *KNOWLEDGE)
    first = evaluate("lack_of_information", sample("questions"), *KNOWLEDGE, "--per-entry", "1")
    assert first["nearest_article_right"] < every["nearest_article_right"]


def test_conversations_are_judged_by_turn_and_reason() -> None:
    found = evaluate("failed_to_resolve", sample("conversations"), *KNOWLEDGE)
    assert {
        "exact", "early", "late", "missed", "false_handover", "wrong_reason", "by_pattern",
    } <= set(found)  # fmt: skip
    assert found["exact"] >= 78
    assert found["by_pattern"]["QH"]["exact"] == 100.0


@pytest.mark.parametrize(("task", "name", "least"), [("feedback", "feedback", 90), ("restated", "pairs", 78)])
def test_the_signs_of_a_failed_answer_are_measured(task: str, name: str, least: int) -> None:
    found = evaluate(task, sample(name), *(KNOWLEDGE if task == "restated" else ()))
    assert {"auroc", "recall_at_fpr_5", "precision", "recall", "f1"} <= set(found)
    assert found["f1"] >= least


@pytest.mark.parametrize(
    ("task", "name", "keys"),
    [
        ("human_requested", "human_requested", {"line", "score", "decision"}),
        ("lack_of_information", "questions", {"line", "score", "decision", "article"}),
        ("failed_to_resolve", "conversations", {"line", "handover_turn", "trigger"}),
        ("feedback", "feedback", {"line", "score", "decision"}),
        ("restated", "pairs", {"line", "score", "decision"}),
    ],
)
def test_every_scored_input_has_its_prediction(task: str, name: str, keys: set[str], tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    knowing = KNOWLEDGE if task in ("lack_of_information", "failed_to_resolve", "restated") else ()
    found = evaluate(task, sample(name), *knowing, "--predictions", str(out))
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    labelled = [json.loads(line) for line in Path(sample(name)).read_text(encoding="utf-8").splitlines()]
    scored = [at for at, one in enumerate(labelled, start=1) if one.get("label") != "unscored"]
    assert [row["line"] for row in rows] == scored
    assert all(set(row) == keys for row in rows)
    assert len(rows) == found["n"]


def test_predictions_give_the_figures_again(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    found = evaluate("feedback", sample("feedback"), "--predictions", str(out))
    labelled = [json.loads(line) for line in Path(sample("feedback")).read_text().splitlines()]
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    again = [Scored(labelled[r["line"] - 1]["label"] == 1, r["decision"], r["score"]) for r in rows]
    assert (auroc(again), recall_at(again, 5), f1(again)) == (
        found["auroc"], found["recall_at_fpr_5"], found["f1"],
    )  # fmt: skip


def test_without_json_a_table_is_printed() -> None:
    out = StringIO()
    call_command("evaluate", "feedback", sample("feedback"), stdout=out)
    assert "recall at 5 % false positives" in out.getvalue()


@pytest.mark.parametrize(
    ("task", "lines", "named"),
    [
        ("feedback", ['{"text": "a", "label": 1}', "{"], "line 2"),
        ("feedback", ["[1]"], "line 1"),
        ("feedback", ['{"label": 1}'], '"text" is missing'),
        ("feedback", ['{"text": 7, "label": 1}'], '"text" must be a text'),
        ("feedback", ['{"text": "a", "label": "yes"}'], "\"label\" is 'yes'"),
        ("feedback", [""], "not a line in it"),
        ("failed_to_resolve", ['{"user_turns": ["hi"], "handover_turn": null}'], "user_turns"),
        ("failed_to_resolve", ['{"user_turns": [["Q", "hi"]]}'], "handover_turn"),
        ("failed_to_resolve", ['{"user_turns": [["Q", "hi"]], "handover_turn": 1}'], "reason"),
    ],
)
def test_a_malformed_file_is_wrong_use_that_names_the_place(
    task: str, lines: list[str], named: str, written: Callable[..., str]
) -> None:
    knowing = KNOWLEDGE if task == "failed_to_resolve" else ()
    with pytest.raises(CommandError) as caught:
        evaluate(task, written(*lines), *knowing)
    assert caught.value.returncode == 2
    assert "lines.jsonl" in str(caught.value)
    assert named in str(caught.value)


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (("feedback", "/nowhere/a.jsonl"), "/nowhere/a.jsonl"),
        (("lack_of_information", "x.jsonl"), "--knowledge"),
        (("feedback", "a.jsonl", "b.jsonl"), "one file"),
        (("feedback", "a.jsonl", "--phrases", "p.txt"), "--phrases"),
        (("restated", "a.jsonl", "--knowledge", "k.jsonl", "--per-entry", "3"), "--per-entry"),
        (("lack_of_information", "a", "--knowledge", "k", "--per-entry", "0"), "--per-entry"),
    ],
)
def test_wrong_use_says_what_is_wrong(args: tuple[str, ...], named: str) -> None:
    with pytest.raises(CommandError) as caught:
        evaluate(*args)
    assert caught.value.returncode == 2
    assert named in str(caught.value)


def test_figures_are_what_they_are_called() -> None:
    scored = [Scored(True, True, 0.9), Scored(True, False, 0.4), Scored(False, False, 0.4)]
    assert auroc(scored) == 75.0
    assert recall_at(scored, 0) == 50.0
    assert f1(scored) == 66.7
    assert auroc(scored[:1]) is None
    assert latency([1.0] * 94 + [9.0] * 6) == {"ms_p50": 1.0, "ms_p95": 9.0}
