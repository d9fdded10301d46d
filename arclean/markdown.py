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
#: Short rows are filled up to so many cells, for those who read the source; parsers need none.
_FILLED_CELLS = 64
#: A table of so many columns is mostly names and values: its first row is a fact like the others.
_PAIR = 2

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
_LINE_START = re.compile(r"[#>=|]|[+-](?=[\s|:+-]|$)|(?<=^)[0-9]{1,9}(?=[.)](?:\s|$))|:(?=-)|~")
#: What an entry of a text begins with, often behind a mark of direction, which nobody sees. No
#: space need stand behind a bullet, nor behind a dash before a letter beyond ASCII: before others
#: it may be an option's, before a digit a minus.
_DIRECTION = r"[\u200E\u200F]*"
_DOTS = r"\u2022\u2023\u2043\u25A0\u25AA\u25AB\u25CB\u25CF\u25E6\u00B7\uF0B7"
_QUOTE = "[\"'([«\u201c]"
_BULLET = re.compile(
    rf"""{_DIRECTION}(?:
      [-+*\u2013{_DOTS}]\s+(?=\S)
    | [{_DOTS}](?={_QUOTE}|\w)
    | [-\u2013](?={_QUOTE}?[^\W\d_])(?!{_QUOTE}?[A-Za-z])
    )""",
    re.VERBOSE,
)
#: Four digits before a dash may be a year, and two numbers around one a range.
_DASH = r"(?<!\d\d\d\d)[-\u2013\u0640]"
_ARABIC = r"[\u0620-\u063F\u0641-\u064A\u066E-\u06D3\u06FA-\u06FF]"
_NUMBER = re.compile(
    rf"""{_DIRECTION}(?P<number>\d{{1,9}})(?:
      [.)]\s+(?=\S)
    | {_DASH}\s+(?=[^\W\d_])
    | (?:[.)]|\s?{_DASH})\s*(?={_ARABIC})
    )""",
    re.VERBOSE,
)
#: Bars between cells; those within one have spaces beside them that do not break.
_CELLS = re.compile(r"(?:^|[^\S\xA0])\|(?:[^\S\xA0]|$)")
#: A row between outer bars, and the one that sets off a table's head; a lone dash is a value.
_FRAMED = re.compile(r"\|[^|].*[^|\\]\|", re.DOTALL)
_DELIMITER = r"\s*(?::-+:?|-+:|-{3,})\s*"
_DELIMITERS = re.compile(rf"\|?{_DELIMITER}(?:\|{_DELIMITER})*\|?")
#: A row of HTML: whether it is of the head, and which of its part of the table.
_ROW = re.compile(r"(?:.*(?P<head>/thead\[\d+\])|.*)/tr\[(?P<number>\d+)\]")
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_FENCES = re.compile(r"(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)")
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
    nest by the blocks' levels; entries keep their numbers, and where one does not follow the one
    before, another list begins. The marks that a text brought along for entries, headings, quotes
    and code are not written twice.

    Rows whose cells are joined by ``" | "`` are tables. The first row is the head, but where there
    are two columns and nothing says so: those are mostly names and values, under an empty head.
    Lines of one cell each are lines.

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
    mark = ""  # of the list that stands right before
    for run in _runs(blocks):
        if run[0].kind is Kind.LIST_ITEM:
            part, mark = _list(run, mark)
        else:
            part, mark = _rendered(run), ""
        parts.append(part)
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


def _rendered(run: Sequence[Block]) -> str:
    """A run of blocks that is no list."""
    block = run[0]
    if block.kind in (Kind.HEADLINE, Kind.HEADING):
        return _heading(block)
    if block.kind is Kind.QUOTE:
        return "\n>\n".join(f"> {_line(_quoted(quote))}" for quote in run)
    if block.kind is Kind.TABLE:
        return _table(run)
    if block.kind is Kind.CODE:
        lines = [code.text for code in run]
        pieces = [("", lines)] if block.path else _pieces(lines)
        return "\n\n".join(_code(info, "\n".join(held)) for info, held in pieces if held)
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


def _heading(block: Block) -> str:
    text, level = block.text, block.level or _FIRST_LEVEL
    marks = None if block.path else _HASHES.match(text)
    if marks:
        level = block.level or len(marks[1])
        text = text[marks.end() :]
        closed = text.rstrip("#")
        text = closed if closed.endswith(" ") else text
    level = 1 if block.kind is Kind.HEADLINE else min(max(level, _FIRST_LEVEL), _LAST_LEVEL)
    line = _inline(text)
    bare = line.rstrip("#")
    # A run of # at the end would close the heading and be gone.
    return f"{'#' * level} {bare}" + "\\#" * (len(line) - len(bare))


def _quoted(block: Block) -> str:
    """A quote without the mark that its text brought along."""
    if block.path or not block.text.startswith(">"):
        return block.text
    return block.text[1:].strip() or block.text


class _Mark(NamedTuple):
    """What marks an entry: a bullet, or what stands behind its number; and the list it is of."""

    sign: str
    number: int | None = None
    list: str = ""

    def __str__(self) -> str:
        return f"{self.sign} " if self.number is None else f"{self.number}{self.sign} "


class _Entry(NamedTuple):
    """An entry that is open: its path, its level, where its text begins, and how it is marked."""

    path: str
    level: int
    indent: int
    mark: _Mark


def _list(run: Sequence[Block], before: str) -> tuple[str, str]:
    """A list and what its entries hold, and the sign that marks its last entry.

    Args:
        before: that of a list that stands right before; this one must not seem to go on with it.
    """
    lines: list[str] = []
    stack: list[_Entry] = []
    last = _Mark(before, None, "another")
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
            beside = _Mark("") if stack else last
            while stack and stack[-1].level >= level:
                beside = stack.pop().mark
            begins = stack[-1].indent if stack else 0
            mark, text = _marked(block, beside)
            if deeper and mark.number not in (None, 1):
                lines.append("")  # any other number would be taken for a part of the text before
            lines.append(f"{' ' * begins}{mark}{_line(text)}")
            stack.append(_Entry(path, level, begins + len(str(mark)), mark))
            last = stack[0].mark
        place = end
    return "\n".join(lines), last.sign


def _begins_again(first: Block, block: Block, entry: str) -> bool:
    """Whether a block is not rendered with the first of those that an entry goes on with."""
    return Kind.LIST_ITEM in (first.kind, block.kind) or _entry_of(block) != entry


def _held(blocks: Sequence[Block]) -> str:
    """What an entry goes on with."""
    if blocks[0].kind is Kind.LIST_ITEM:
        return _line(blocks[0].text)
    return "\n\n".join(map(_rendered, _runs(blocks)))


def _marked(block: Block, beside: _Mark) -> tuple[_Mark, str]:
    """What marks a list entry, and the entry without the mark that its text brought along.

    Parsers count on from a list's first number, and one list goes on in another that is marked
    alike. So where a number does not follow, or another list begins, the sign changes.
    """
    number, holder, text = _numbered(block)
    signs = "-*" if number is None else ".)"
    sign = signs[0]
    if beside.sign and beside.sign in signs:
        follows = number is None or (beside.number is not None and number == beside.number + 1)
        goes_on = follows and holder == beside.list
        sign = beside.sign if goes_on else signs[1 - signs.index(beside.sign)]
    return _Mark(sign, number, holder), text


def _numbered(block: Block) -> tuple[int | None, str, str]:
    """The number of a list entry, the path of the list it is of, and its text without a mark."""
    entry = _ENTRY.match(block.path or "")
    if entry is not None:
        number = int(entry["number"]) if entry["list"].startswith("ol") else None
        return number, entry.string[: entry.end("list")], block.text
    found = _NUMBER.match(block.text)
    if found:
        return int(found["number"]), "", block.text[found.end() :]
    bullet = _BULLET.match(block.text)
    return None, "", block.text[bullet.end() :] if bullet else block.text


def _table(rows: Sequence[Block]) -> str:
    cells = [_cells(row) for row in rows]
    # Text that is Markdown has a row between head and body.
    second = rows[1].text.strip() if len(rows) > 1 and rows[1].path is None else ""
    marked = "|" in second and _DELIMITERS.fullmatch(second) is not None
    if marked:
        del cells[1]
    width = max(map(len, cells))
    if width == 1:
        return "\\\n".join(_line(cell) for (cell,) in cells)
    if not (marked or _is_head(rows[0], width)):
        cells.insert(0, [])
    filled = min(width, _FILLED_CELLS)
    lines = [_row(row + [""] * (filled - len(row))) for row in cells]
    lines[0] = _row(cells[0] + [""] * (width - len(cells[0])))
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    escaped = [_inline(cell).replace("|", "\\|") if cell else "" for cell in cells]
    return f"| {' | '.join(escaped)} |"


def _is_head(row: Block, width: int) -> bool:
    """Whether the first row of a table names its columns, as far as a block can tell."""
    found = _ROW.fullmatch(row.path or "")
    if found is None:
        return width > _PAIR
    return bool(found["head"]) or (width > _PAIR and found["number"] == "1")


def _cells(row: Block) -> list[str]:
    """The cells of a row; one that begins with an empty place begins with a bar."""
    text = row.text.strip()
    if row.path and _ROW.fullmatch(row.path):
        return (f" {text}" if text.startswith("| ") else text).split(" | ")
    inner = text[1:-1].strip() if _FRAMED.fullmatch(text) else text
    cells = _CELLS.split(inner) if _CELLS.search(inner) else inner.split("\t")
    return cells if any(map(str.strip, cells)) else [text]


def _pieces(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """The pieces of code among lines of text, each with what stands behind the opening fence."""
    plain: list[str] = []
    inside: list[str] = []  # the opening fence and what is behind it
    opened: re.Match[str] | None = None
    for line in lines:
        fence = _FENCES.fullmatch(line.strip())
        if opened is None:
            opened = fence
            (inside if fence else plain).append(line)
        elif fence and fence["fence"].startswith(opened["fence"]) and not fence["info"]:
            yield "", plain
            yield opened["info"].strip(), inside[1:]
            plain, inside, opened = [], [], None
        else:
            inside.append(line)
    yield "", plain + inside  # a fence that nothing closes is none


def _code(info: str, text: str) -> str:
    longest = max(map(len, re.findall(r"`+", text)), default=0)
    fence = "`" * max(_FENCE, longest + 1)
    return f"{fence}{info}\n{text}\n{fence}"
