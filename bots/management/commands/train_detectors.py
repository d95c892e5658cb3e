import argparse
from pathlib import Path
from typing import Any

from bots.detection.trained import FOLDER, written
from bots.training.models import MODELS
from staff.management.base import JsonCommand


class Command(JsonCommand):
    help = "Fits the models that ship to the texts in bots/detection/training, the same bytes every time."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--only", choices=sorted(MODELS), help="one family of models")
        parser.add_argument("--into", default=str(FOLDER), metavar="FOLDER", help="default: where they ship")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["into"])
        folder.mkdir(parents=True, exist_ok=True)
        sizes: dict[str, int] = {}
        for family in [options["only"]] if options["only"] else MODELS:
            for name, linear in MODELS[family]().items():
                text = written(linear)
                (folder / f"{name}.json").write_text(text, encoding="utf-8")
                sizes[name] = len(text.encode())
        self.say(sizes, "\n".join(f"{name}: {size} bytes" for name, size in sizes.items()), options)
