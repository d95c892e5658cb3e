"""Operators' commands as an operator calls them: arguments in, exit code and standard output back."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import CommandError


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on standard output. Errors: ValueError when there is anything else."""
        return json.loads(self.out)


class Run:
    """run("ask", "pedal", "Hello") in this process: what BaseCommand.run_from_argv does, without closing
    the test's connection to the database."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, name: str, *arguments: str) -> Ran:
        self.capsys.readouterr()
        code = self._run(name, arguments)
        captured = self.capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    @staticmethod
    def _run(name: str, arguments: tuple[str, ...]) -> int:
        command: Any = load_command_class(str(get_commands()[name]), name)
        command._called_from_command_line = True
        try:
            options = vars(command.create_parser("manage.py", name).parse_args(arguments))
            command.execute(*options.pop("args", ()), **options)
        except CommandError as error:
            return int(error.returncode)
        except SystemExit as ended:
            return int(ended.code or 0)
        return 0
