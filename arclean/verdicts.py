"""From the settled path to blocks: their kinds, whether they are kept, and their reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from arclean import kinds
from arclean.document import Block, Kind, Origin, Reason, Section, others
from arclean.evidence import evidence
from arclean.lexis import lex
from arclean.page import Ints, Page
from arclean.scorecard import Reference, Row, Scorecard, Table
from arclean.settle import CONTEXTS, Label, Path, margins, support

__all__ = ["Decisions", "LabelTrace", "articles", "duplicates", "sections"]

#: The tables that speak for each label; their points add up to what the label is given.
_TABLES_OF: Mapping[Label, tuple[str, ...]] = {
    Label.LEAD: (),
    Label.BETWEEN: (),
    Label.ASIDE: (),
    Label.BODY: ("article",),
    Label.HEADLINE: ("headline",),
    Label.SUBHEAD: ("article", "subhead"),
}
_SIDEBAR = frozenset({Label.LEAD, Label.BETWEEN, Label.ASIDE})
#: Blocks whose rows are read at a time: as many cost little more than one, and memory stays small.
_READ_BLOCKS = 256


class _Told(NamedTuple):
    """A reason before its evidence is put into words, of which most are never asked for."""

    points: int
    row: str
    evidence: str | Callable[[], str]

    def reason(self) -> Reason:
        evidence = self.evidence
        return Reason(self.row, evidence if isinstance(evidence, str) else evidence(), self.points)


class _Stage(NamedTuple):
    """A table that speaks for a question, first or second, and the columns that it goes by."""

    name: str
    table: Table
    signals: tuple[str, ...]
    columns: Ints


@dataclass(frozen=True, eq=False)
class LabelTrace:
    """The stored integers of a page's decisions; reasons are read off them when asked for.

    Pickled, it names a packaged scorecard instead of holding it, which is a hundred times larger
    than a page.
    """

    card: Scorecard | Reference
    columns: Ints
    looks: Ints
    level: Ints
    path: Path
    offset: int

    @property
    def scorecard(self) -> Scorecard:
        """What decided.

        Raises:
            ValueError: it was pickled by a version of arclean that had another one.
        """
        return self.card.resolve() if isinstance(self.card, Reference) else self.card

    def reasons(self, index: int, most: int | None = None) -> tuple[Reason, ...]:
        told = self._told(index)
        told.sort(key=lambda one: (-abs(one.points), one.row))
        kept = tuple(one.reason() for one in told[:most])
        rest = [one.points for one in told[len(kept) :]]
        return (*kept, others(rest)) if rest else kept

    def score(self, index: int) -> int:
        """The points of the block's label, its transition included: the sum of its reasons."""
        label = Label(int(self.path.labels[index]))
        move = int(self.path.moves[index])
        if label in _SIDEBAR:
            return move - int(self.path.emissions[index, Label.BODY])
        return move + int(self.path.emissions[index, label])

    def margin(self, index: int) -> int:
        """How far the decision was from flipping; worked out for the whole page at once."""
        return self._margins[index]

    def __getstate__(self) -> dict[str, object]:
        state: dict[str, object] = {name: vars(self)[name] for name in self.__dataclass_fields__}
        state["card"] = self.card if isinstance(self.card, Reference) else self.card.reference()
        return state

    @cached_property
    def _margins(self) -> list[int]:
        return margins(self.path, self.scorecard.transitions)

    def _told(self, index: int) -> list[_Told]:
        label = Label(int(self.path.labels[index]))
        move = int(self.path.moves[index])
        told = [_Told(move, "transition", self._move(index, label))] if move else []
        # A block of the sidebar is explained by what the body would have counted for it.
        against = label in _SIDEBAR
        tables = _TABLES_OF[Label.BODY if against else label]
        sign = -1 if against else 1
        for name in tables:
            stages = self._stages(name)
            prior = sign * sum(stage.table.intercept for stage in stages)
            told += [_Told(prior, f"{name}: prior", "before anything is measured")] * (prior != 0)
            for stage in stages:
                told += self._rows_told(index, stage, sign)
        if self.offset and "article" in tables:
            told.append(_Told(sign * self.offset, "page", "how sure the page's decisions are"))
        if "article" in tables and (level := int(self.level[index])):
            told.append(_Told(sign * level, "list", "halfway to its list's mean"))
        if label is Label.HEADLINE:
            given = int(support(self.path.emissions[index, Label.BODY]))
            told += [_Told(given, "article", "half of what speaks for the article")] * (given > 0)
        return told

    def _stages(self, name: str) -> list[_Stage]:
        """The tables that speak for a question, with what they go by."""
        card = self.scorecard
        stages = [_Stage(name, card.tables[name], card.signals, self.columns)]
        if name in card.second:
            stages.append(_Stage(name, card.second[name], card.looks, self.looks))
        return stages

    def _rows_told(self, index: int, stage: _Stage, sign: int) -> list[_Told]:
        first = index - index % _READ_BLOCKS
        points = self._points(stage, first)[:, index - first]
        given = points.nonzero()[0]
        values = dict(zip(stage.signals, stage.columns[:, index].tolist(), strict=True))
        rows = [stage.table.rows[at] for at in given.tolist()]
        return [
            _Told(sign * gain, f"{stage.name}: {row.name}", partial(_worded, row, values))
            for row, gain in zip(rows, points[given].tolist(), strict=True)
        ]

    def _points(self, stage: _Stage, first: int) -> Ints:
        """What each row of a table gives to the blocks from ``first`` on; the last are kept."""
        known = self._read.get(stage.table)
        if known is None or known[0] != first:
            part = stage.columns[:, first : first + _READ_BLOCKS]
            known = self._read[stage.table] = (first, stage.table.points(stage.signals, part))
        return known[1]

    @cached_property
    def _read(self) -> dict[Table, tuple[int, Ints]]:
        return {}

    def _move(self, index: int, label: Label) -> str:
        if not index:
            return f"the page begins with {label.name.lower()}"
        before = Label(int(self.path.labels[index - 1])).name.lower()
        context = CONTEXTS[int(self.path.contexts[index])]
        return f"{label.name.lower()} after {before}, {context}"


def _worded(row: Row, values: Mapping[str, int]) -> str:
    """What a row goes by in a block with these values, in words."""
    return "; ".join(
        evidence(signal, *row.bounds(axis, values[signal]))
        for axis, signal in enumerate(row.signals)
    )


@dataclass(frozen=True, eq=False)
class Decisions:
    """All that was decided about a page; gives its blocks when they are asked for."""

    page: Page
    trace: LabelTrace
    same: Ints
    lists: NDArray[np.int64]
    keep: frozenset[Kind]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The section of each block."""
        return sections(self.trace.path.labels)

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The kind of each block."""
        trace = self.trace
        chosen = kinds.kinds(trace.scorecard, self.sections, trace.columns, self.lists)
        for place in duplicates(chosen, self.page.texts, self.same):
            chosen[place] = Kind.DUPLICATE
        return tuple(chosen)

    def pieces(self) -> list[tuple[Section, str, bool]]:
        """Section, text and whether it is kept, of each block; makes no blocks."""
        if self.keep:
            keep = [kind in self.keep for kind in self.kinds]
        else:
            keep = [False] * len(self.sections)
        sidebar = Section.SIDEBAR  # enums are slow to look into, and blocks are many
        return [
            (section, text, kept or section is not sidebar)
            for section, text, kept in zip(self.sections, self.page.texts, keep, strict=True)
        ]

    def blocks(self) -> tuple[Block, ...]:
        """The blocks in reading order."""
        page, trace = self.page, self.trace
        count = len(page.texts)
        starts = page.starts.tolist() if page.starts is not None else [None] * count
        ends = page.ends.tolist() if page.ends is not None else [None] * count
        return tuple(
            Block(
                text=text,
                kind=kind,
                kept=kind.section is not Section.SIDEBAR or kind in self.keep,
                article=article,
                start=starts[index],
                end=ends[index],
                path=page.paths[index] if page.paths else None,
                origin=cast(Origin, page.origins[index]) if page.origins else "dom",
                level=page.levels[index] if page.levels else None,
                index=index,
                trace=trace,
            )
            for index, (text, kind, article) in enumerate(
                zip(page.texts, self.kinds, articles(trace.path.labels), strict=True)
            )
        )


def articles(labels: Ints) -> tuple[int | None, ...]:
    """Which article each block belongs to, counted from 0; ``None`` for the sidebar."""
    numbers: list[int | None] = []
    current = 0
    text_seen = False
    for label in labels.tolist():
        if label in _SIDEBAR:
            numbers.append(None)
            continue
        if label == Label.HEADLINE and text_seen:
            current += 1
        text_seen = text_seen or label == Label.BODY
        numbers.append(current)
    return tuple(numbers)


_SECTION_OF: Mapping[Label, Section] = {
    Label.LEAD: Section.SIDEBAR,
    Label.HEADLINE: Section.HEADLINE,
    Label.SUBHEAD: Section.SUBHEAD,
    Label.BETWEEN: Section.SIDEBAR,
    Label.BODY: Section.BODY,
    Label.ASIDE: Section.SIDEBAR,
}


#: Enums are slow to go through.
_SECTIONS = tuple(_SECTION_OF[label] for label in Label)


def sections(labels: Ints) -> tuple[Section, ...]:
    """The section of each block; headline and subhead are the first article's alone."""
    found = [_SECTIONS[label] for label in labels.tolist()]
    first_text = next((at for at, section in enumerate(found) if section is Section.BODY), None)
    if first_text is not None:
        sidebar, body = Section.SIDEBAR, Section.BODY
        found[first_text:] = [
            section if section is sidebar else body for section in found[first_text:]
        ]
    return tuple(found)


#: A caption or title printed again; a menu that is printed again is still a menu.
_DOUBLED = frozenset({Kind.CAPTION, Kind.KICKER})
_TITLES = frozenset({Kind.HEADLINE, Kind.STANDFIRST})
#: A title of so many letters, in a block with no more than as many others, is that title again:
#: titles of windows add the site's name, breadcrumbs end in the headline.
_TITLE_LETTERS = 8
_LONGER = 2
#: Letters are counted in texts of half to four times a title's length only; others cannot fit.
_LENGTHS = (0.5, 4)


def duplicates(kinds: Sequence[Kind], texts: Sequence[str], same: Ints) -> set[int]:
    """The places of sidebar blocks that print a title or a caption again.

    ``same`` is a number a block, the same for blocks of the same letters and digits.
    """
    keys = same.tolist()
    seen = {key for key, kind in zip(keys, kinds, strict=True) if kind in _TITLES}
    found = _titles_again(kinds, texts)
    for place, (key, kind) in enumerate(zip(keys, kinds, strict=True)):
        if kind.section is not Section.SIDEBAR:
            continue
        if key in seen:
            found.add(place)
        elif kind in _DOUBLED and any(map(str.isalnum, texts[place])):
            seen.add(key)
    return found


def _titles_again(kinds: Sequence[Kind], texts: Sequence[str]) -> set[int]:
    """The sidebar blocks that begin or end with the letters of a title, and have few others."""
    found: set[int] = set()
    for title, kind in enumerate(kinds):
        if kind not in _TITLES:
            continue
        least, most = (len(texts[title]) * length for length in _LENGTHS)
        alike = [
            place
            for place, text in enumerate(texts)
            if kinds[place].section is Section.SIDEBAR and least <= len(text) <= most
        ]
        lexis = lex([texts[title], *(texts[place] for place in alike)])
        start, end = lexis.letter_from[:-1], lexis.letter_from[1:]
        letters = int(end[0])
        fits = ((end - start >= letters) & (end - start <= letters * _LONGER)).nonzero()[0][1:]
        if letters >= _TITLE_LETTERS and fits.size:
            wanted = lexis.whole()[0]
            begins = lexis.stretch(start[fits], start[fits] + letters) == wanted
            ends = lexis.stretch(end[fits] - letters, end[fits]) == wanted
            found.update(alike[place - 1] for place in fits[begins | ends].tolist())
    return found
