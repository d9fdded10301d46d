"""Blocks as Markdown: CommonMark, and the tables of GitHub's flavour."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from arclean.document import Block, Kind

__all__ = ["to_markdown"]

#: The headline is the document's only heading of level 1.
_FIRST_LEVEL, _LAST_LEVEL = 2, 6
_FENCE = 3

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
#: The innermost list in an element's path, and the entry of it.
_ENTRY = re.compile(r".*/(ul|ol|dl|menu|dir)\[\d+\]/(?:li|dt|dd)\[(\d+)\]")
_TABLE = re.compile(r".*?/table\[\d+\]")


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
    return "\n\n".join(part for run in _runs(blocks) for part in _rendered(run) if part)


def _runs(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """The blocks, those together that make one list, quote, table or piece of code."""
    run: list[Block] = []
    for block in blocks:
        if run and not _belongs_to(run, block):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _belongs_to(run: Sequence[Block], block: Block) -> bool:
    kind, before = run[0].kind, run[-1]
    if kind is Kind.LIST_ITEM and block.kind is Kind.PARAGRAPH:
        # A list's entry may go on with paragraphs.
        return bool(entry := _entry_of(block)) and entry == _entry_of(before)
    if block.kind is not kind:
        return False
    if kind is Kind.TABLE:
        return _table_of(before) == _table_of(block)
    if kind is Kind.CODE:
        # A line each in text, an element each in HTML.
        return before.path is None and block.path is None
    return kind in (Kind.LIST_ITEM, Kind.QUOTE)


def _entry_of(block: Block) -> str:
    found = _ENTRY.match(block.path or "")
    return found[0] if found else ""


def _table_of(block: Block) -> str:
    found = _TABLE.match(block.path or "")
    return found[0] if found else ""


def _rendered(run: Sequence[Block]) -> Iterator[str]:
    block = run[0]
    if block.kind is Kind.HEADLINE:
        yield _heading(block.text, 1)
    elif block.kind is Kind.HEADING:
        level = block.level or _FIRST_LEVEL
        yield _heading(block.text, min(max(level, _FIRST_LEVEL), _LAST_LEVEL))
    elif block.kind is Kind.LIST_ITEM:
        yield _list(run)
    elif block.kind is Kind.QUOTE:
        yield "\n>\n".join(f"> {_line(quote.text)}" for quote in run)
    elif block.kind is Kind.TABLE:
        yield _table(run)
    elif block.kind is Kind.CODE:
        yield _code("\n".join(code.text for code in run))
    else:
        yield _line(block.text)


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


def _list(entries: Sequence[Block]) -> str:
    lines: list[str] = []
    levels: list[int] = []  # of the entries that are open
    indents = [0]  # where the text of each of them begins, the outermost's own lines first
    last = ""
    for block in entries:
        found = _ENTRY.match(block.path or "")
        if found and found[0] == last:
            # Another paragraph of the same entry.
            lines += ["", " " * indents[-1] + _line(block.text)]
            continue
        last = found[0] if found else ""
        # However much deeper an entry is than the one it stands in, it is one level deeper.
        level = max(block.level or 1, 1)
        while levels and levels[-1] >= level:
            levels.pop()
            indents.pop()
        marker, text = _marker(block.text, found)
        lines.append(" " * indents[-1] + marker + _line(text))
        levels.append(level)
        indents.append(indents[-1] + len(marker))
    return "\n".join(lines)


def _marker(text: str, entry: re.Match[str] | None) -> tuple[str, str]:
    """What marks a list entry, and the entry without the mark that its text brought along."""
    if entry is not None:
        return (f"{entry[2]}. ", text) if entry[1] == "ol" else ("- ", text)
    number = _NUMBER.match(text)
    if number:
        return f"{number[1]}. ", text[number.end() :]
    bullet = _BULLET.match(text)
    return "- ", text[bullet.end() :] if bullet else text


def _table(rows: Sequence[Block]) -> str:
    cells = [_cells(block.text) for block in rows]
    width = max(map(len, cells))
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in cells]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def _cells(row: str) -> list[str]:
    parts = _CELLS.split(row) if _CELLS.search(row) else row.split("\t")
    return [_inline(part).replace("|", "\\|") for part in parts]


def _code(text: str) -> str:
    longest = max(map(len, re.findall(r"`+", text)), default=0)
    fence = "`" * max(_FENCE, longest + 1)
    return f"{fence}\n{text}\n{fence}"
