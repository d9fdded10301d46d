"""Blocks as Markdown: CommonMark, and the tables of GitHub's flavour."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import indent
from typing import NamedTuple

from arclean.document import Block, Kind

__all__ = ["to_markdown"]

#: The headline is the document's only heading of level 1.
_FIRST_LEVEL, _LAST_LEVEL = 2, 6
_FENCE = 3
#: No list nests deeper on purpose, and the indents of one that does would fill the memory.
_DEEPEST_ENTRY = 32

_INLINE = re.compile(
    r"""
      [\\`*\[\]]
    | (?<![^\W_])_ | _(?![^\W_])        # not inside a word, where it means nothing
    | <(?=[A-Za-z/!?])
    | &(?=\#?\w+;)
    | ~(?=~) | (?<=~)~
    """,
    re.VERBOSE,
)
_LINE_START = re.compile(r"[#>=|]|[+-](?=\s|[+-]|$)|(?<=^)\d{1,9}(?=[.)](?:\s|$))|:(?=-)|~")
_BULLET = re.compile(r"[-+*\u2022\u2023\u25AA\u25AB\u25CB\u25CF\u25E6\u2013\u00B7]\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,9})[.)]\s+(?=\S)")
_CELLS = re.compile(r"(?:^|\s)\|(?:\s|$)")
#: A row between outer bars, and the one that sets off a table's head.
_FRAMED = re.compile(r"\|[^|].*[^|\\]\|", re.DOTALL)
_DELIMITERS = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_LIST = r"(?:ul|ol|dl|menu|dir)\[\d+\]"
#: The innermost entry of a list in an element's path; terms may be wrapped.
_ENTRY = re.compile(rf".*/(?P<list>{_LIST})/(?:div\[\d+\]/)?(?:li|dt|dd)\[(?P<number>\d+)\]")
#: The element in whose path blocks of a kind have to stand to make one list, table or quote.
_HOLDERS: Mapping[Kind, re.Pattern[str]] = {
    Kind.LIST_ITEM: re.compile(rf".*?/{_LIST}"),
    Kind.TABLE: re.compile(r".*/table\[\d+\]"),
    Kind.QUOTE: re.compile(r".*/blockquote\[\d+\]"),
}


def to_markdown(blocks: Iterable[Block]) -> str:
    """The blocks, in the order given, as Markdown.

    Text comes out of a Markdown parser as it went in: what would be markup is escaped. Lists
    nest by the blocks' levels; entries keep their numbers, and lose the bullets that a text
    brought along. Rows whose cells are joined by ``" | "`` are tables, the first row their head.

    >>> import arclean
    >>> from dataclasses import replace
    >>> block = arclean.clean("Rain").blocks[0]
    >>> print(to_markdown([
    ...     replace(block, kind=Kind.HEADLINE, text="A *star*"),
    ...     replace(block, kind=Kind.LIST_ITEM, text="One", level=1),
    ...     replace(block, kind=Kind.LIST_ITEM, text="Two", level=2),
    ...     replace(block, kind=Kind.CODE, text="``` x"),
    ... ]))
    # A \\*star\\*
    <BLANKLINE>
    - One
      - Two
    <BLANKLINE>
    ````
    ``` x
    ````
    """
    parts: list[str] = []
    lists = 0  # that stand behind one another
    for run in _runs(blocks):
        lists = lists + 1 if run[0].kind is Kind.LIST_ITEM else 0
        parts.append(_rendered(run, lists % 2 == 0))
    return "\n\n".join(filter(None, parts))


def _runs(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """The blocks, those together that make one list, quote, table or piece of code."""
    run: list[Block] = []
    entries: set[str] = set()  # of the list that the run is
    for block in blocks:
        entry = _entry_of(block)
        if run and not (entry in entries or _belong_together(run[-1], block, run[0].kind)):
            yield run
            run, entries = [], set()
        run.append(block)
        if entry and block.kind is Kind.LIST_ITEM:
            entries.add(entry)
    if run:
        yield run


def _belong_together(before: Block, block: Block, kind: Kind) -> bool:
    """Whether a block goes on with a run of a kind, besides what the run's entries hold."""
    if block.kind is not kind:
        return False
    if kind is Kind.CODE:
        # A line each in text, an element each in HTML.
        return before.path is None and block.path is None
    holder = _HOLDERS.get(kind)
    return holder is not None and _around(before, holder) == _around(block, holder)


def _around(block: Block, element: re.Pattern[str]) -> str:
    """The path of the element around a block; empty where there is none."""
    found = element.match(block.path or "")
    return found[0] if found else ""


def _entry_of(block: Block) -> str:
    return _around(block, _ENTRY)


def _rendered(run: Sequence[Block], other_marks: bool = False) -> str:
    block = run[0]
    if block.kind is Kind.HEADLINE:
        return _heading(block.text, 1)
    if block.kind is Kind.HEADING:
        level = block.level or _FIRST_LEVEL
        return _heading(block.text, min(max(level, _FIRST_LEVEL), _LAST_LEVEL))
    if block.kind is Kind.LIST_ITEM:
        return _list(run, other_marks)
    if block.kind is Kind.QUOTE:
        return "\n>\n".join(f"> {_line(quote.text)}" for quote in run)
    if block.kind is Kind.TABLE:
        return _table(run)
    if block.kind is Kind.CODE:
        return _code("\n".join(code.text for code in run))
    return _line(block.text)


def _inline(text: str) -> str:
    """The text on one line, with what would be markup escaped."""
    return _INLINE.sub(r"\\\g<0>", " ".join(text.split()))


def _line(text: str) -> str:
    """The text as a paragraph: what would begin a heading, list or quote is escaped as well."""
    line = _inline(text)
    found = _LINE_START.match(line)
    if found is None:
        return line
    if found[0].isdigit():
        return f"{found[0]}\\{line[found.end() :]}"
    return f"\\{line}"


def _heading(text: str, level: int) -> str:
    line = _inline(text)
    bare = line.rstrip("#")
    # A run of # at the end would close the heading and be gone.
    return f"{'#' * level} {bare}" + "\\#" * (len(line) - len(bare))


class _Entry(NamedTuple):
    """An entry that is open: its path, its level, and where its text begins."""

    path: str
    level: int
    indent: int


def _list(run: Sequence[Block], other_marks: bool) -> str:
    """A list and what its entries hold.

    Args:
        other_marks: whether a list with the usual marks stands right before, of which this one
            would seem to be a part.
    """
    lines: list[str] = []
    stack: list[_Entry] = []
    place = 0
    while place < len(run):
        block, path = run[place], _entry_of(run[place])
        end = place + 1
        if path and any(entry.path == path for entry in stack):
            while stack[-1].path != path:
                stack.pop()
            while end < len(run) and not _begins_again(block, run[end], path):
                end += 1
            lines += ["", indent(_held(run[place:end]), " " * stack[-1].indent)]
        else:
            # However much deeper an entry is than the one it stands in, it is one level deeper.
            level = min(max(block.level or 1, 1), _DEEPEST_ENTRY)
            deeper = bool(stack) and stack[-1].level < level
            while stack and stack[-1].level >= level:
                stack.pop()
            begins = stack[-1].indent if stack else 0
            marker, text = _marker(block, other_marks)
            if deeper and marker[0].isdigit() and marker[:-2] != "1":
                lines.append("")  # any other number would be taken for a part of the text before
            lines.append(" " * begins + marker + _line(text))
            stack.append(_Entry(path, level, begins + len(marker)))
        place = end
    return "\n".join(lines)


def _begins_again(first: Block, block: Block, entry: str) -> bool:
    """Whether a block is not rendered with the first of those that an entry goes on with."""
    return Kind.LIST_ITEM in (first.kind, block.kind) or _entry_of(block) != entry


def _held(blocks: Sequence[Block]) -> str:
    """What an entry goes on with."""
    if blocks[0].kind is Kind.LIST_ITEM:
        return _line(blocks[0].text)
    return "\n\n".join(map(_rendered, _runs(blocks)))


def _marker(block: Block, other_marks: bool) -> tuple[str, str]:
    """What marks a list entry, and the entry without the mark that its text brought along."""
    bullet, behind = ("* ", ") ") if other_marks else ("- ", ". ")
    entry = _ENTRY.match(block.path or "")
    if entry is not None:
        numbered = entry["list"].startswith("ol")
        return (entry["number"] + behind if numbered else bullet), block.text
    number = _NUMBER.match(block.text)
    if number:
        return number[1] + behind, block.text[number.end() :]
    mark = _BULLET.match(block.text)
    return bullet, block.text[mark.end() :] if mark else block.text


def _table(rows: Sequence[Block]) -> str:
    texts = [block.text.strip() for block in rows]
    if len(texts) > 1 and "|" in texts[1] and _DELIMITERS.fullmatch(texts[1]):
        del texts[1]  # text that is Markdown has one between head and body
    cells = [_cells(text) for text in texts]
    width = max(map(len, cells))
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in cells]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def _cells(row: str) -> list[str]:
    if _FRAMED.fullmatch(row):
        row = row[1:-1].strip()
    parts = _CELLS.split(row) if _CELLS.search(row) else row.split("\t")
    return [_inline(part).replace("|", "\\|") for part in parts]


def _code(text: str) -> str:
    longest = max(map(len, re.findall(r"`+", text)), default=0)
    fence = "`" * max(_FENCE, longest + 1)
    return f"{fence}\n{text}\n{fence}"
