"""The texts of a walk, cut into blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import regex

from arclean.page import Bools, Longs
from arclean.readers.attributes import Attributes, look_at
from arclean.readers.columns import BITS
from arclean.readers.elements import Elements
from arclean.readers.tables import cells_of_rows, joined, mark_tables
from arclean.readers.tags import (
    HEADINGS,
    INLINE,
    IS_LIST,
    LINE,
    PARA,
    RULES,
    TAG_CODES,
    TAGS,
    among,
)
from arclean.readers.walk import Walk
from arclean.script import is_caseless

__all__ = ["INLINE_STEPS", "Cut", "cut"]

#: How deep inside a block the one inline element that holds all of it is looked for.
INLINE_STEPS: Final = 6
_INVISIBLE_ONLY = regex.compile(r"[\p{White_Space}\p{Default_Ignorable_Code_Point}]*")
_BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")

_LIES: Final = np.array([INLINE, *(lies for lies, _ in RULES.values())], np.int64)
_LIES[[TAG_CODES["template"], TAG_CODES["noscript"], TAG_CODES["hr"]]] = PARA
_MARKS: Final = np.array(
    [0, *(sum(BITS[name] for name in marks.split()) for _, marks in RULES.values())], np.int64
)
_LEVELS: Final = np.array([int(name[1]) if name in HEADINGS else 0 for name in TAGS], np.int64)
#: Elements whose text runs on, and may have its words cut by spans.
_IS_RUNNING: Final = among("p", *HEADINGS, "blockquote", "dd")
#: Inline elements that hold a label and its value beside each other.
_IS_LABEL: Final = among("span", "b", "strong", "em", "i", "small", "label")
#: Characters that a label has at least.
_LABEL: Final = 2
#: Marks that end what stands before them, and no word of their own: ".NET" is one. Guillemets part
#: the entries of breadcrumbs as well, and quotation marks open in one script what they close in
#: another.
_CLOSES = regex.compile(
    r"[\p{Pe}.,;:!?\u060C\u061B\u061F\u06D4\u2026]++(?![\p{L}\p{N}])"
    r"|['\u2019](?:s|t|re|ve|ll|d|m)\b",
    regex.VERSION1,
)
_OPENS = regex.compile(r"\p{Ps}")
#: What stands before a number, or between two, and belongs to it.
_JOINS = regex.compile(r"\p{Sc}|[.,:]")
_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]", regex.VERSION1
)
_IS_BUTTON: Final = among("button", "option", "label", "textarea")
_RT, _SPAN, _TIME = TAG_CODES["rt"], TAG_CODES["span"], TAG_CODES["time"]
#: What is counted of a block's characters.
_MARKED: Final = ("link", "bold", "em", "code", "hidden")


@dataclass(frozen=True, eq=False)
class Layout:
    """A walk's elements: what lies where, and what each passes on to what it holds.

    ``sizes`` and ``holders`` have an entry a text, the others one an element. ``boxes`` are the
    innermost elements that make blocks, ``paragraphs`` those that set a gap around them, too, and
    ``glued`` those that would make blocks in ``pre`` and in rows, where lines are parted instead.
    """

    walk: Walk
    elements: Elements
    attributes: Attributes
    sizes: Longs
    holders: Longs
    levels: Longs
    marks: Longs
    blocks: Bools
    paragraphs: Bools
    glued: Bools
    boxes: Longs
    outer: Longs


@dataclass(frozen=True, eq=False)
class _Shown:
    """The texts that are not blank, and where one block ends and the next begins.

    Each has an entry a text. ``broken`` counts the line breaks up to it; ``empty`` and
    ``empty_lies`` tell the elements without text that stand between texts.
    """

    places: Longs
    inner: Longs
    box: Longs
    broken: Longs
    starts: Bools
    empty: Longs
    empty_lies: Longs


@dataclass(frozen=True, eq=False)
class Cut:
    """The texts of a walk, cut into blocks.

    ``levels``, ``marks`` and ``outer`` have one entry an element of the walk; ``texts`` and those
    below have one a block: ``box`` is the element that makes the block, ``first`` and ``last`` are
    its texts, ``cover`` the innermost element that holds all of it, ``marked`` its characters in
    links, in bold and so on.
    """

    walk: Walk
    elements: Elements
    attributes: Attributes
    holders: Longs
    levels: Longs
    marks: Longs
    outer: Longs
    texts: list[str]
    box: Longs
    first: Longs
    last: Longs
    cover: Longs
    gap: Longs
    length: Longs
    marked: Mapping[str, Longs]
    link_count: Longs
    anchor_count: Longs
    time_count: Longs

    def between(self, positions: Sequence[int]) -> Longs:
        """1 where one of the positions lies between the block before and the block."""
        given = np.array(positions, np.int64)
        last = np.append(-1, self.last[:-1])[: len(self.first)]
        result: Longs = (_before(given, self.first) > _before(given, last)).astype(np.int64)
        return result


def cut(walk: Walk) -> Cut:
    """Cut the texts of a walk into blocks."""
    layout = _laid_out(walk)
    pieces = walk.texts.copy()  # some are parted or put into brackets
    if layout.glued.any():
        _part_lines(pieces, layout)
    if _RT in walk.codes:
        _bracket_ruby(pieces, layout)
    shown = _shown(layout)
    _part_words(pieces, layout, shown)

    at = np.flatnonzero(shown.starts)
    to = (np.append(at[1:], len(shown.places)) - 1)[: len(at)]
    box, first, last = shown.box[at], shown.places[at], shown.places[to]
    texts = _block_texts(pieces, layout, (box, first, last))
    visible = _visible(texts)
    if not visible.all():
        texts = [text for text, keep in zip(texts, visible, strict=True) if keep]
        at, box, first, last = at[visible], box[visible], first[visible], last[visible]

    length = np.fromiter(map(len, texts), np.int64, len(texts))
    marked = _marked(layout, shown, first, last, length)
    begins = layout.elements.begins
    links = _with_text(layout, layout.attributes.links)
    anchors = _with_text(layout, layout.attributes.anchors)
    return Cut(
        walk=walk,
        elements=layout.elements,
        attributes=layout.attributes,
        holders=layout.holders,
        levels=layout.levels,
        marks=layout.marks,
        outer=layout.outer,
        texts=texts,
        box=box,
        first=first,
        last=last,
        cover=_cover(layout, (box, first, last)),
        gap=_gaps(layout, shown, at, box, first),
        length=length,
        marked=marked,
        link_count=np.maximum(_begun(begins[links], last), marked["link"] > 0),
        anchor_count=_begun(begins[anchors], last),
        time_count=_begun(begins[layout.elements.codes == _TIME], last),
    )


def _laid_out(walk: Walk) -> Layout:
    texts = walk.texts
    sizes = np.fromiter(map(len, map(str.strip, texts)), np.int64, len(texts))
    elements, attributes = Elements(walk), look_at(walk)
    parents, codes = elements.parents, elements.codes
    levels = np.where(attributes.levels > 0, attributes.levels, _LEVELS[codes])
    own = _MARKS[codes] | attributes.marks
    own[attributes.links] |= BITS["link"]
    own[levels > 0] |= BITS["in_heading"]
    mark_tables(walk, elements, sizes, own)
    marks = elements.inherited(own)
    lies = _LIES[codes]
    lies[walk.custom_blocks] = PARA
    around = marks[parents]
    lies[_IS_BUTTON[codes] & (around & BITS["in_heading"] != 0)] = INLINE
    lies[IS_LIST[codes] & (around & BITS["in_item"] != 0)] = LINE
    wanted = (lies == LINE) | (lies == PARA)
    glued = wanted & (around & (BITS["in_pre"] | BITS["in_row"]) != 0)
    blocks = wanted & ~glued
    boxes = elements.nearest(blocks)
    return Layout(
        walk=walk,
        elements=elements,
        attributes=attributes,
        sizes=sizes,
        holders=np.array(walk.holders, np.int64),
        levels=levels,
        marks=marks,
        blocks=blocks,
        paragraphs=lies == PARA,
        glued=glued,
        boxes=boxes,
        outer=boxes[parents],
    )


def _shown(layout: Layout) -> _Shown:
    walk, marks = layout.walk, layout.marks
    places = np.flatnonzero(layout.sizes)
    inner = layout.holders[places]
    box = layout.boxes[inner]
    breaks = np.array(walk.breaks, np.int64)
    breaks = breaks[marks[layout.holders[breaks]] & BITS["one_line"] == 0]
    empty = np.array(walk.empties, np.int64).reshape(-1, 4)
    empty_lies = _LIES[empty[:, 1]]
    empty_lies[marks[empty[:, 2]] & (BITS["in_pre"] | BITS["in_row"]) != 0] = INLINE
    opened = _before(layout.elements.begins[layout.blocks], places)
    opened += _before(empty[empty_lies != INLINE, 0], places)
    broken = _before(breaks, places)
    starts = np.ones(len(places), bool)
    starts[1:] = (box[1:] != box[:-1]) | (opened[1:] != opened[:-1]) | (broken[1:] != broken[:-1])
    return _Shown(places, inner, box, broken, starts, empty, empty_lies)


def _part_lines(pieces: list[str], layout: Layout) -> None:
    """Part the lines of block elements where they do not make blocks: in ``pre`` and rows."""
    begins, ends = layout.elements.begins[layout.glued], layout.elements.ends[layout.glued]
    for at in np.unique(np.append(begins, ends)).tolist():
        if at < len(pieces):
            pieces[at] = "\n" + pieces[at]


def _bracket_ruby(pieces: list[str], layout: Layout) -> None:
    """Put the annotations of ruby into brackets."""
    notes = np.flatnonzero(layout.elements.codes == _RT)
    begins, ends = layout.elements.begins[notes], layout.elements.ends[notes]
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        if "".join(pieces[begin:end]).strip():
            pieces[begin] = "(" + pieces[begin].lstrip()
            pieces[end - 1] = pieces[end - 1].rstrip() + ")"


def _part_words(pieces: list[str], layout: Layout, shown: _Shown) -> None:
    """Put spaces between words that only a page's styles set apart.

    A link or a time beside another element is a word of its own, but in running text of scripts
    that set no spaces. So are spans with classes beside each other where they lie in no running
    text, and other inline elements there, if what they hold looks like it. Text that runs on into
    an element stays one word.
    """
    places, inner = shown.places, shown.inner
    begins, ends, codes = layout.elements.begins, layout.elements.ends, layout.elements.codes
    beside = ~shown.starts[1:] & (places[1:] == places[:-1] + 1)
    beside &= (ends[inner[:-1]] <= places[1:]) & (begins[inner[1:]] > places[:-1])
    beside &= layout.marks[inner[1:]] & (BITS["in_pre"] | BITS["code"]) == 0
    if not beside.any():
        return
    apart = codes == _TIME
    apart[layout.attributes.links] = True
    nearest = layout.elements.nearest(apart)[inner]
    running = _IS_RUNNING[codes[layout.boxes]]
    named = (codes == _SPAN) & (layout.attributes.shapes > 0) & ~running
    plain = _IS_LABEL[codes] & ~running
    linked, runs_on = nearest[1:] != nearest[:-1], running[inner[1:]]
    spans = _both(named, inner) & ~linked
    labels = _both(plain, inner) & ~linked & ~spans
    for chosen, test in ((linked, _may_part), (spans, _may_part_spans), (labels, _should_part)):
        wanted = beside & chosen
        for at, runs in zip(places[1:][wanted].tolist(), runs_on[wanted].tolist(), strict=True):
            left, right = pieces[at - 1], pieces[at]
            unspaced = runs and _UNSPACED.match(left[-1:]) and _UNSPACED.match(right)
            if test(left, right) and not unspaced:
                pieces[at] = " " + right


def _both(labels: Bools, inner: Longs) -> Bools:
    """Where one of these elements follows another."""
    label = np.where(labels[inner], inner, 0)
    both: Bools = (label[1:] != label[:-1]) & (label[1:] > 0) & (label[:-1] > 0)
    return both


def _may_part(left: str, right: str) -> bool:
    """Whether a space may stand between two texts: not before marks that close, nor behind a
    bracket that opens, nor within an amount, a time or a score."""
    within = right[:1].isdecimal() and _JOINS.fullmatch(left.strip())
    return not (_CLOSES.match(right) or _OPENS.match(left[-1:]) or within)


def _may_part_spans(left: str, right: str) -> bool:
    """As :func:`_may_part`; a capital that is styled alone begins its word."""
    initial = len(left) == 1 and left.isupper() and right[:1].islower()
    return _may_part(left, right) and not initial


def _should_part(left: str, right: str) -> bool:
    """Whether two texts look like labels of their own: a small letter meets a capital, a digit a
    letter; where letters have no case, one of the texts has several words."""
    last, first = left[-1:], right[:1]
    if min(len(left.strip()), len(right.strip())) < _LABEL or not _may_part(left, right):
        return False
    if last.isdecimal() or first.isdecimal():
        return (last.islower() or first.isupper()) and not (last.isdecimal() and first.isdecimal())
    if last.isalpha() and first.isalpha() and is_caseless(last) and is_caseless(first):
        several = " " in left.strip() or " " in right.strip()
        return several and not (_UNSPACED.match(last) and _UNSPACED.match(first))
    return last.islower() and first.isupper()


#: Of each block, the element that makes it, and its first and its last text.
Spans = tuple[Longs, Longs, Longs]


def _block_texts(pieces: Sequence[str], layout: Layout, spans: Spans) -> list[str]:
    """The text of each block, white space made one space, but for what is preformatted."""
    boxes, firsts, lasts = spans
    result = [
        " ".join((pieces[first] if first == last else "".join(pieces[first : last + 1])).split())
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
    ]
    marks = layout.marks[boxes]
    for at in np.flatnonzero(marks & BITS["in_pre"]).tolist():
        begin = int(layout.elements.begins[boxes[at]])
        raw = "".join(pieces[begin : int(lasts[at]) + 1])
        result[at] = _BLANK_LINES.sub("", raw.rstrip())
    rows = np.flatnonzero(marks & BITS["in_row"]).tolist()
    if rows:
        cells = cells_of_rows(layout.walk, layout.elements)
        for at in rows:
            span = (int(firsts[at]), int(lasts[at]) + 1)
            result[at] = joined(_row_parts(pieces, span, cells.get(int(boxes[at]), ())))
    return result


def _row_parts(
    pieces: Sequence[str], span: tuple[int, int], cells: Iterable[tuple[int, int, int]]
) -> list[str]:
    """The texts of a row's cells, and of what stands between them, say a formula."""
    place, behind = span
    parts: list[str] = []
    for _, begin, end in cells:
        if begin > place:
            parts += filter(None, [_spaced(pieces, place, begin)])
        parts.append(_spaced(pieces, begin, end) if end > begin else "")
        place = max(place, end)
    return [*parts, _spaced(pieces, place, behind)]


def _spaced(pieces: Sequence[str], begin: int, end: int) -> str:
    return " ".join("".join(pieces[begin:end]).split())


def _visible(texts: Sequence[str]) -> Bools:
    """Which texts hold anything that can be seen."""
    return np.array(
        [
            (text[:1].isascii() and text[:1].isalnum()) or not _INVISIBLE_ONLY.fullmatch(text)
            for text in texts
        ],
        bool,
    )


def _gaps(layout: Layout, shown: _Shown, at: Longs, box: Longs, first: Longs) -> Longs:
    """1 where a paragraph's bounds, or more than one break, lie between two blocks."""
    paragraphs = layout.paragraphs & layout.blocks
    opened = _before(layout.elements.begins[paragraphs], first)
    opened += _before(shown.empty[shown.empty_lies == PARA, 0], first)
    around = layout.elements.nearest(paragraphs)[box]
    gap = np.zeros(len(box), np.int64)
    gap[1:] = (np.diff(opened) > 0) | (around[1:] != around[:-1])
    gap[1:] |= np.diff(shown.broken[at]) > 1
    return gap


def _marked(
    layout: Layout, shown: _Shown, first: Longs, last: Longs, length: Longs
) -> dict[str, Longs]:
    """How many characters of each block are in links, in bold and so on."""
    count, places, inner = len(first), shown.places, shown.inner
    run = np.searchsorted(first, places, "right") - 1
    inside = (run >= 0) & (places <= last[run]) if count else run >= 0
    if not inside.all():
        run, places, inner = run[inside], places[inside], inner[inside]
    size, mark = layout.sizes[places], layout.marks[inner]
    return {
        name: np.minimum(
            np.bincount(run, size * (mark & BITS[name] != 0), count).astype(np.int64), length
        )
        for name in _MARKED
    }


def _with_text(layout: Layout, chosen: Longs) -> Longs:
    """Those of the chosen elements that hold text."""
    seen = np.zeros(len(layout.sizes) + 1, np.int64)
    np.cumsum(layout.sizes > 0, out=seen[1:])
    elements = layout.elements
    return chosen[seen[elements.ends[chosen]] > seen[elements.begins[chosen]]]


def _begun(positions: Longs, last: Longs) -> Longs:
    """How many of these positions lie behind the block before and not behind the block."""
    return np.diff(_before(positions, last), prepend=0)


def _cover(layout: Layout, spans: Spans) -> Longs:
    """The innermost element that holds all of each block."""
    box, first, last = spans
    ends, parents = layout.elements.ends, layout.elements.parents
    cover = layout.holders[first]
    for _ in range(INLINE_STEPS):
        short = (ends[cover] <= last) & (cover != box)
        if not short.any():
            break
        cover = np.where(short, parents[cover], cover)
    return np.where(ends[cover] <= last, box, cover)


def _before(positions: Longs, texts: Longs) -> Longs:
    """How many of the positions, which rise, lie before or at each text."""
    return np.searchsorted(positions, texts, "right")
