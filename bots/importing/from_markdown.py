"""Articles from Markdown: each heading of the deepest repeated level asks, the text below it answers."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode as Node

from bots.importing.base import LARGEST_MARKDOWN, Parsed, Refused, Row, check_count

ALSO = {"also asked as", "more wordings", "other wordings", "wordings"}
"""A paragraph that says so makes the list below it more wordings."""
DEEPEST = 6  # level of a heading
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def parse(text: str) -> Parsed:
    """Errors: Refused."""
    if len(text) > LARGEST_MARKDOWN:
        most = LARGEST_MARKDOWN // 1024**2
        raise Refused(
            f"At most {most} MB of Markdown can be read at once. Split the file, or save it as CSV."
        )
    blocks = Node(MarkdownIt("commonmark").parse(_without_front_matter(text))).children
    aside, sections = _sections(blocks, _level(blocks))
    check_count(len(sections))
    rows = tuple(_row(heading, below) for heading, below in sections)
    lost = f"Not taken: text that stands below no question, from line {_line(aside[0])}." if aside else ""
    return Parsed(rows, (lost,) if lost else (), unit="line")


def _without_front_matter(text: str) -> str:
    """With as many lines, so that numbers still count them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return FRONT_MATTER.sub(lambda found: "\n" * found[0].count("\n"), text)


def _level(blocks: Sequence[Node]) -> int:
    """Of the headings that are questions, 1 to 6. Errors: Refused."""
    counts = Counter(_depth(block) for block in blocks if block.type == "heading")
    if not counts:
        raise Refused("The file has no headings. Write each question as a heading: “## When are you open?”.")
    repeated = [depth for depth, count in counts.items() if count > 1]
    return max(repeated or counts)


def _depth(heading: Node) -> int:
    return int(heading.tag[1:])


def _sections(blocks: Sequence[Node], level: int) -> tuple[list[Node], list[tuple[Node, list[Node]]]]:
    """What stands below no question, and each question's heading with the blocks below it."""
    aside: list[Node] = []
    sections: list[tuple[Node, list[Node]]] = []
    into = aside
    for block in blocks:
        depth = _depth(block) if block.type == "heading" else DEEPEST + 1
        if depth == level:
            into = []
            sections.append((block, into))
        elif depth < level:
            into = aside  # a chapter begins: its text answers nothing
        else:
            into.append(block)
    return aside, sections


def _row(heading: Node, blocks: Sequence[Node]) -> Row:
    answer, wordings = _split(blocks)
    text = "\n\n".join(filter(None, map(_block, answer)))
    lines = [" ".join(_block(item).split()) for item in wordings.children] if wordings else []
    question = " ".join(_inline(heading).split())
    return Row(
        _line(heading), question, text, tuple(filter(None, dict.fromkeys(lines))) if wordings else None
    )


def _split(blocks: Sequence[Node]) -> tuple[list[Node], Node | None]:
    """The blocks of the answer, and the list of more wordings."""
    for at, (block, after) in enumerate(pairwise(blocks)):
        if _begins_wordings(block) and _is_list(after):
            return [*blocks[:at], *blocks[at + 2 :]], after
    return list(blocks), None


def _begins_wordings(block: Node) -> bool:
    return block.type == "paragraph" and _inline(block).strip().rstrip(":").casefold() in ALSO


def _is_list(block: Node) -> bool:
    return block.type in ("bullet_list", "ordered_list")


def _line(block: Node) -> int:
    return block.map[0] + 1 if block.map else 0


def _block(node: Node) -> str:
    """As plain text: contacts read it in a chat."""
    if node.type in ("bullet_list", "ordered_list"):
        return "\n".join(_items(node))
    if node.type in ("fence", "code_block"):
        return node.content.rstrip("\n")
    if node.type == "html_block":
        return "" if node.content.lstrip().startswith("<!--") else node.content.strip()
    if node.type in ("paragraph", "heading"):
        return _inline(node).strip()
    between = "\n" if node.type == "list_item" else "\n\n"
    return between.join(filter(None, map(_block, node.children)))


def _items(node: Node) -> Iterator[str]:
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, start=first):
        mark = f"{number}." if node.type == "ordered_list" else "-"
        yield f"{mark} {_block(item)}".replace("\n", "\n  ")


def _inline(node: Node) -> str:
    if node.type == "softbreak":
        return " "
    if node.type == "hardbreak" or (node.type == "html_inline" and node.content.startswith("<br")):
        return "\n"
    if node.type in ("text", "code_inline", "html_inline"):
        return node.content
    text = "".join(_inline(child) for child in node.children)
    if node.type == "link":
        address = str(node.attrs.get("href", "")).removeprefix("mailto:")
        return text if address in ("", text) else f"{text} ({address})"
    return text
