"""Labelled messages from JSON lines, with errors that name the file and the line."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class UnreadableFileError(Exception):
    """The message names the file, the line where there is one, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One object of a file; `number` counts from 1."""

    file: str
    number: int
    fields: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]

    def tag(self, name: str) -> str:
        return str(self.fields.get(name) or "")

    def wrong(self, problem: str) -> UnreadableFileError:
        return UnreadableFileError(f"{self.file}, line {self.number}: {problem}")


def read_lines(path: str, **fields: type) -> list[Line]:
    """Every line of the file, each with the named fields of the named types (float takes whole numbers)."""
    found = list(_objects(path))
    for line in found:
        for name, kind in fields.items():
            _check(line, name, kind)
    if not found:
        raise UnreadableFileError(f"{path}: there is not a line in it.")
    return found


def read_phrases(path: str) -> tuple[str, ...]:
    """One phrase a line; blank lines are left out."""
    found = tuple(line.strip() for line in _text(path).splitlines() if line.strip())
    if not found:
        raise UnreadableFileError(f"{path}: there is not a phrase in it.")
    return found


def labels(lines: Sequence[Line], *also: str) -> None:
    """Each label is 0, 1 or one of the words in `also`."""
    for line in lines:
        if line.fields.get("label") not in (0, 1, *also) or isinstance(line.fields["label"], bool):
            known = ", ".join(["0", "1", *(f'"{word}"' for word in also)])
            raise line.wrong(f'"label" is {line.fields.get("label")!r}; it must be one of {known}.')


def _objects(path: str) -> Iterator[Line]:
    for number, text in enumerate(_text(path).split("\n"), start=1):
        if not text.strip():
            continue
        try:
            fields = json.loads(text)
        except ValueError as error:
            raise UnreadableFileError(f"{path}, line {number}: this is not JSON ({error}).") from error
        if not isinstance(fields, dict):
            raise UnreadableFileError(f"{path}, line {number}: this is no JSON object.")
        yield Line(path, number, fields)


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{path}: this is not UTF-8 text ({error.reason}).") from error
    except OSError as error:
        raise UnreadableFileError(f"{path}: {error.strerror or error}.") from error


def _check(line: Line, name: str, kind: type) -> None:
    if name not in line.fields:
        raise line.wrong(f'"{name}" is missing.')
    if not isinstance(line.fields[name], kind):
        raise line.wrong(f'"{name}" must be {_NAMES[kind]}, not {json.dumps(line.fields[name])[:40]}.')


_NAMES: dict[type, str] = {str: "a text", list: "a list", int: "a whole number"}
