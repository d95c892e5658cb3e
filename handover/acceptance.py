"""Which files are taken: how many, how large, and only what is what it is called. Nothing is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError

from bots.channels.base import SentFile
from handover import filenames, filetypes

AT_MOST = 5  # with one message


class Refused(ValidationError):
    """A file that is not taken; the words are for whoever sent it.

    index  which of the files; part: what of it, "" being all: "name", "content_type" or "data"
    """

    def __init__(self, words: str, *, index: int, part: str = "") -> None:
        super().__init__(words, code="file")
        self.index = index
        self.part = part


@dataclass(frozen=True, slots=True)
class Checked:
    name: str
    content_type: str
    content: IO[bytes]
    size: int


def check(files: Sequence[SentFile], *, beside: int = 0) -> list[Checked]:
    """The files as they may be kept. beside: how many go with the message already. Errors: Refused."""
    check_number(len(files), beside)
    return [_checked(index, file) for index, file in enumerate(files)]


def check_number(more: int, beside: int) -> None:
    """Errors: Refused, for the first that is too many."""
    if more + beside > AT_MOST:
        words = f"At most {AT_MOST} files can go with one message. Send the others with another one."
        raise Refused(words, index=max(AT_MOST - beside, 0))


def _checked(index: int, file: SentFile) -> Checked:
    name = filenames.clean(file.name)
    limit = byte_limit()
    if not file.size:
        words = f"“{name}” is empty. Choose the file again, or another one."
        raise Refused(words, index=index, part="data")
    if file.size > limit:
        words = f"“{name}” has {in_words(file.size)}; at most {in_words(limit)} can be sent."
        raise Refused(f"{words} Make it smaller, or send a link to it.", index=index, part="data")
    found = filetypes.possible(file.content)
    file_type = _type_of(index, name, found)
    if not file_type.answers_to(file.content_type):
        claimed = "/".join(filenames.clean(part) for part in file.content_type.split("/", 1))
        words = f"“{name}” is announced as {claimed}, but it is {file_type.label}."
        raise Refused(f"{words} Send it as {file_type.content_type}.", index=index, part="content_type")
    named = name if filenames.ending(name) else f"{name}.{file_type.endings[0]}"
    return Checked(named, file_type.content_type, file.content, file.size)


def _type_of(index: int, name: str, found: Sequence[filetypes.FileType]) -> filetypes.FileType:
    """What both the name and the bytes say."""
    ending = filenames.ending(name)
    claimed = filetypes.BY_ENDING.get(ending)
    if (ending and not claimed) or not (found or claimed):
        words = f"“{name}” is of a kind that cannot be sent here. What can: {filetypes.IN_WORDS}."
        raise Refused(words, index=index, part="name" if ending else "data")
    if claimed is None:
        return found[0]
    if claimed in found:
        return claimed
    if not found:
        words = f"“{name}” is called {claimed.label}, but what is in it is not."
        raise Refused(
            f"{words} Open it, save it as {claimed.label}, and send that.", index=index, part="data"
        )
    words = f"“{name}” is called {claimed.label}, but it is {found[0].label}."
    remedy = f"Give it a name that ends in .{found[0].endings[0]} and send it again."
    raise Refused(f"{words} {remedy}", index=index, part="data")


def byte_limit() -> int:
    return int(settings.ATTACHMENT_MAX_BYTES)


def in_words(size: int) -> str:
    """Of bytes: "820 bytes", "12 KB", "3.4 MB", in thousands of 1024 as file managers count."""
    if size < 1024:
        return f"{size} bytes"
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} KB"
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0") + " MB"
