"""The texts of a walk, cut into blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import regex

from arclean.page import Bools, Longs
from arclean.readers.attributes import look_at
from arclean.readers.columns import BITS
from arclean.readers.elements import Elements
from arclean.readers.tables import cells_of_rows, mark_tables
from arclean.readers.tags import INLINE, IS_LIST, LINE, PARA, RULES, TAG_CODES, TAGS, among
from arclean.readers.walk import Walk

__all__ = ["INLINE_STEPS", "Cut"]

#: How deep inside a block the one inline element that holds all of it is looked for.
INLINE_STEPS: Final = 6
_INVISIBLE_ONLY = regex.compile(r"[\p{White_Space}\p{Default_Ignorable_Code_Point}]*")
_BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")

_LIES: Final = np.array([INLINE, *(lies for lies, _ in RULES.values())], np.int64)
_LIES[[TAG_CODES["template"], TAG_CODES["noscript"], TAG_CODES["hr"]]] = PARA
_MARKS: Final = np.array(
    [0, *(sum(BITS[name] for name in marks.split()) for _, marks in RULES.values())], np.int64
)
_LEVELS: Final = np.array(
    [int(name[1]) if name in {"h1", "h2", "h3", "h4", "h5", "h6"} else 0 for name in TAGS], np.int64
)
#: Elements whose text runs on, and may have its words cut by spans.
_IS_RUNNING: Final = among("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "dd")
_IS_BUTTON: Final = among("button", "option", "label", "textarea")
_RT, _SPAN, _TIME = TAG_CODES["rt"], TAG_CODES["span"], TAG_CODES["time"]


class Cut:
    """The texts of a walk, cut into blocks, and what each element passes on to what it holds.

    ``levels``, ``marks``, ``boxes`` and ``outer`` have one entry an element of the walk, ``box``,
    ``first``, ``last`` and those below them one entry a block.
    """

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self._pieces = texts = walk.texts.copy()  # some are parted or put into brackets
        sizes = np.fromiter(map(len, map(str.strip, texts)), np.int64, len(texts))
        self.holders = holders = np.array(walk.holders, np.int64)

        # Elements.
        self.elements = elements = Elements(walk)
        parents, codes = elements.parents, elements.codes
        begins, ends = elements.begins, elements.ends
        self.attributes = attributes = look_at(walk)
        links, anchors = attributes.links, attributes.anchors
        self.levels = np.where(attributes.levels > 0, attributes.levels, _LEVELS[codes])
        marks = _MARKS[codes] | attributes.marks
        marks[links] |= BITS["link"]
        marks[self.levels > 0] |= BITS["in_heading"]
        mark_tables(walk, elements, sizes, marks)
        self.marks = elements.inherited(marks)
        lies = _LIES[codes]
        lies[walk.custom_blocks] = PARA
        around = self.marks[parents]
        glued = around & (BITS["in_pre"] | BITS["in_row"]) != 0
        lies[_IS_BUTTON[codes] & (around & BITS["in_heading"] != 0)] = INLINE
        lies[IS_LIST[codes] & (around & BITS["in_item"] != 0)] = LINE
        blocks = (lies == LINE) | (lies == PARA)
        if glued.any():
            self._glue(np.flatnonzero(glued & blocks))
            blocks &= ~glued
        if _RT in walk.codes:
            self._bracket(np.flatnonzero(codes == _RT))
        self.boxes = boxes = elements.nearest(blocks)
        self.outer = boxes[parents]

        # Texts, the blank ones left out: where one block ends and the next begins.
        shown = np.flatnonzero(sizes)
        inner = holders[shown]
        box = boxes[inner]
        paragraphs = lies == PARA
        breaks = np.array(walk.breaks, np.int64)
        breaks = breaks[self.marks[holders[breaks]] & BITS["one_line"] == 0]
        empty = np.array(walk.empties, np.int64).reshape(-1, 4)
        empty_lies = _LIES[empty[:, 1]]
        empty_lies[self.marks[empty[:, 2]] & (BITS["in_pre"] | BITS["in_row"]) != 0] = INLINE
        opened = _before(begins[blocks], shown)
        opened += _before(empty[empty_lies != INLINE, 0], shown)
        broken = _before(breaks, shown)
        starts = np.ones(len(shown), bool)
        starts[1:] = (
            (box[1:] != box[:-1]) | (opened[1:] != opened[:-1]) | (broken[1:] != broken[:-1])
        )
        self._part_words(shown, inner, starts)
        at = np.flatnonzero(starts)
        to = np.append(at[1:], len(shown)) - 1
        self.box, self.first, self.last = box[at], shown[at], shown[to[: len(at)]]
        self.texts = self._block_texts()
        unseen = [
            at
            for at, text in enumerate(self.texts)
            if not (text[:1].isascii() and text[:1].isalnum()) and _INVISIBLE_ONLY.fullmatch(text)
        ]
        if unseen:
            kept = np.ones(len(self.texts), bool)
            kept[unseen] = False
            self.texts = [text for text, keep in zip(self.texts, kept, strict=True) if keep]
            self.box, self.first, self.last = self.box[kept], self.first[kept], self.last[kept]
            at = at[kept]

        # What lies between a block and the one before.
        broken = broken[at]
        opened = _before(begins[paragraphs & blocks], self.first)
        opened += _before(empty[empty_lies == PARA, 0], self.first)
        around = elements.nearest(paragraphs & blocks)[self.box]
        self.gap = np.zeros(len(self.box), np.int64)
        self.gap[1:] = (np.diff(opened) > 0) | (around[1:] != around[:-1]) | (np.diff(broken) > 1)

        # What is marked of its characters.
        count = len(self.box)
        self.length = np.fromiter(map(len, self.texts), np.int64, count)
        run = np.searchsorted(self.first, shown, "right") - 1
        inside = (run >= 0) & (shown <= self.last[run]) if count else run >= 0
        if not inside.all():
            run, shown, inner = run[inside], shown[inside], inner[inside]
        size = sizes[shown]
        mark = self.marks[inner]
        self.marked = {
            name: np.minimum(
                np.bincount(run, size * (mark & BITS[name] != 0), count).astype(np.int64),
                self.length,
            )
            for name in ("link", "bold", "em", "code", "hidden")
        }
        seen = np.zeros(len(texts) + 1, np.int64)
        np.cumsum(sizes > 0, out=seen[1:])
        links = links[seen[ends[links]] > seen[begins[links]]]
        anchors = anchors[seen[ends[anchors]] > seen[begins[anchors]]]
        self.link_count = np.maximum(self._begun(begins[links]), self.marked["link"] > 0)
        self.anchor_count = self._begun(begins[anchors])
        self.time_count = self._begun(begins[codes == _TIME])

        # The innermost element that holds all of the block.
        cover = holders[self.first]
        for _ in range(INLINE_STEPS):
            short = (ends[cover] <= self.last) & (cover != self.box)
            if not short.any():
                break
            cover = np.where(short, parents[cover], cover)
        self.cover = np.where(ends[cover] <= self.last, self.box, cover)

    def _glue(self, blocks: Longs) -> None:
        """Part the lines of block elements where they do not make blocks: in ``pre`` and rows."""
        texts = self._pieces
        begins, ends = self.elements.begins[blocks], self.elements.ends[blocks]
        positions = np.unique(np.append(begins, ends)).tolist()
        for at in positions:
            if at < len(texts):
                texts[at] = "\n" + texts[at]

    def _bracket(self, notes: Longs) -> None:
        """Put the annotations of ruby into brackets."""
        texts = self._pieces
        begins, ends = self.elements.begins[notes], self.elements.ends[notes]
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            if "".join(texts[begin:end]).strip():
                texts[begin] = "(" + texts[begin].lstrip()
                texts[end - 1] = texts[end - 1].rstrip() + ")"

    def _part_words(self, shown: Longs, inner: Longs, starts: Bools) -> None:
        """Put spaces between words that only a page's styles set apart.

        A link or a time beside another element is a word of its own, and so are spans with
        classes beside each other where they lie in no running text. Text that runs on into an
        element stays one word.
        """
        beside = ~starts[1:] & (shown[1:] == shown[:-1] + 1)
        begins, ends, codes = self.elements.begins, self.elements.ends, self.elements.codes
        beside &= (ends[inner[:-1]] <= shown[1:]) & (begins[inner[1:]] > shown[:-1])
        beside &= self.marks[inner[1:]] & (BITS["in_pre"] | BITS["code"]) == 0
        if not beside.any():
            return
        apart = codes == _TIME
        apart[self.attributes.links] = True
        nearest = self.elements.nearest(apart)[inner]
        labels = (codes == _SPAN) & (self.attributes.shapes > 0)
        labels &= ~_IS_RUNNING[codes[self.boxes]]
        label = np.where(labels[inner], inner, 0)
        beside &= (nearest[1:] != nearest[:-1]) | (
            (label[1:] != label[:-1]) & (label[1:] > 0) & (label[:-1] > 0)
        )
        texts = self._pieces
        for at in shown[1:][beside].tolist():
            texts[at] = " " + texts[at]

    def _block_texts(self) -> list[str]:
        """The text of each block, white space made one space, but for what is preformatted."""
        texts = self._pieces
        result = [
            " ".join((texts[first] if first == last else "".join(texts[first : last + 1])).split())
            for first, last in zip(self.first.tolist(), self.last.tolist(), strict=True)
        ]
        marks = self.marks[self.box]
        for at in np.flatnonzero(marks & BITS["in_pre"]).tolist():
            box = int(self.box[at])
            raw = "".join(texts[int(self.elements.begins[box]) : int(self.last[at]) + 1])
            result[at] = _BLANK_LINES.sub("", raw.rstrip())
        rows = np.flatnonzero(marks & BITS["in_row"]).tolist()
        if rows:
            cells = cells_of_rows(self.walk, self.elements)
            for at in rows:
                parts = self._row_parts(at, cells.get(int(self.box[at]), ()))
                while not parts[-1]:
                    parts.pop()
                result[at] = " | ".join(parts).lstrip()
        return result

    def _row_parts(self, at: int, cells: Iterable[tuple[int, int, int]]) -> list[str]:
        """The texts of a row's cells, and of what stands between them, say a formula."""
        place, behind = int(self.first[at]), int(self.last[at]) + 1
        parts: list[str] = []
        for _, begin, end in cells:
            parts += filter(None, [self._spaced(place, begin)])
            parts.append(self._spaced(begin, end))
            place = max(place, end)
        return [*parts, self._spaced(place, behind)]

    def _spaced(self, begin: int, end: int) -> str:
        return " ".join("".join(self._pieces[begin:end]).split())

    def _begun(self, positions: Longs) -> Longs:
        """How many of these positions lie behind the block before and not behind the block."""
        upto = _before(positions, self.last)
        return np.diff(upto, prepend=0)

    def between(self, positions: Sequence[int]) -> Longs:
        """1 where one of the positions lies between the block before and the block."""
        given = np.array(positions, np.int64)
        last = np.append(-1, self.last[:-1])[: len(self.first)]
        result: Longs = (_before(given, self.first) > _before(given, last)).astype(np.int64)
        return result


def _before(positions: Longs, texts: Longs) -> Longs:
    """How many of the positions, which rise, lie before or at each text."""
    return np.searchsorted(positions, texts, "right")
