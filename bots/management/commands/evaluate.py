import argparse
import json
from pathlib import Path
from typing import Any

from bots.evaluation.base import Measured
from bots.evaluation.failed_to_resolve import failed_to_resolve
from bots.evaluation.human_requested import human_requested
from bots.evaluation.labelled import UnreadableFileError, read_phrases
from bots.evaluation.lack_of_information import lack_of_information
from bots.evaluation.tables import table
from bots.evaluation.unresolved import feedback, restated
from staff.management.base import JsonCommand, wrong_use

TASKS = ("human_requested", "lack_of_information", "failed_to_resolve", "feedback", "restated")
KNOWING = ("lack_of_information", "failed_to_resolve", "restated")
ONLY_FOR = {
    "phrases": ("human_requested",),
    "per_entry": ("lack_of_information",),
    "all_scenarios": ("failed_to_resolve",),
    "knowledge": KNOWING,
}


class Command(JsonCommand):
    help = "Measures detection on labelled files, with the code that decides in production."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("task", choices=TASKS)
        parser.add_argument("file", nargs="+", help="JSON lines")
        parser.add_argument("--knowledge", metavar="KB", help="JSON lines of text and intent")
        parser.add_argument(
            "--per-entry", type=int, metavar="K", help="only the first K wordings of an article"
        )
        parser.add_argument("--phrases", metavar="FILE", help="the scenario's example phrases, one per line")
        parser.add_argument(
            "--all-scenarios", action="store_true", help="Lack of Information beside the other two"
        )
        parser.add_argument("--predictions", metavar="OUT", help="write one JSON line for each scored input")

    def handle(self, *args: Any, **options: Any) -> None:
        _check(options)
        try:
            measured = _measure(options)
        except UnreadableFileError as error:
            raise wrong_use(str(error)) from error
        if options["predictions"]:
            _write(options["predictions"], measured)
        self.say(measured.figures, table(options["task"], measured.figures), options)


def _check(options: dict[str, Any]) -> None:
    task = options["task"]
    if task != "human_requested" and len(options["file"]) > 1:
        raise wrong_use(f"{task} takes one file.")
    if task in KNOWING and not options["knowledge"]:
        raise wrong_use(f"{task} needs --knowledge KB, the file with the wordings of each article.")
    for option, tasks in ONLY_FOR.items():
        if options[option] not in (None, False) and task not in tasks:
            raise wrong_use(f"--{option.replace('_', '-')} has no meaning for {task}.")
    if options["per_entry"] is not None and options["per_entry"] < 1:
        raise wrong_use("--per-entry must be 1 or more.")


def _measure(options: dict[str, Any]) -> Measured:
    files, kb = options["file"], options["knowledge"] or ""
    match options["task"]:
        case "human_requested":
            phrases = read_phrases(options["phrases"]) if options["phrases"] else ()
            return human_requested(files, phrases)
        case "lack_of_information":
            return lack_of_information(files[0], kb, options["per_entry"])
        case "failed_to_resolve":
            return failed_to_resolve(files[0], kb, options["all_scenarios"])
        case "feedback":
            return feedback(files[0])
        case _:
            return restated(files[0], kb)


def _write(path: str, measured: Measured) -> None:
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in measured.predictions)
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise wrong_use(f"{path}: {error.strerror or error}.") from error
