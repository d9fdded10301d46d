"""From the settled path to blocks: their kinds, whether they are kept, and their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np

from arclean.document import Block, Kind, Origin, Reason, Section
from arclean.page import Ints, Page
from arclean.scorecard import Scorecard, Table
from arclean.settle import CONTEXTS, Label, Path

__all__ = ["Decisions", "LabelTrace", "articles", "kinds"]

#: The tables that speak for each label; their points add up to what the label is given.
_TABLES_OF: Mapping[Label, tuple[str, ...]] = {
    Label.LEAD: (),
    Label.BETWEEN: (),
    Label.ASIDE: (),
    Label.BODY: ("article",),
    Label.HEADLINE: ("article", "headline"),
    Label.SUBHEAD: ("article", "subhead"),
}
_SIDEBAR = frozenset({Label.LEAD, Label.BETWEEN, Label.ASIDE})


@dataclass(frozen=True, eq=False)
class LabelTrace:
    """The stored integers of a page's decisions; reasons are read off them when asked for."""

    scorecard: Scorecard
    columns: Mapping[str, Ints]
    path: Path
    offset: int

    def reasons(self, index: int) -> tuple[Reason, ...]:
        label = Label(int(self.path.labels[index]))
        move = int(self.path.moves[index])
        rows = [Reason("transition", self._move(index, label), move)] if move else []
        values = {name: int(column[index]) for name, column in self.columns.items()}
        # A block of the sidebar is explained by what the body would have counted for it.
        against = label in _SIDEBAR
        tables = _TABLES_OF[Label.BODY if against else label]
        sign = -1 if against else 1
        for name in tables:
            rows += _rows_of(self.scorecard.tables[name], name, values, sign)
        if self.offset:
            rows.append(Reason("page", "how sure the page's decisions are", sign * self.offset))
        return tuple(sorted(rows, key=lambda reason: (-abs(reason.points), reason.row)))

    def score(self, index: int) -> int:
        """The points of the block's label, its transition included: the sum of its reasons."""
        label = Label(int(self.path.labels[index]))
        move = int(self.path.moves[index])
        if label in _SIDEBAR:
            return move - int(self.path.emissions[index, Label.BODY])
        return move + int(self.path.emissions[index, label])

    def _move(self, index: int, label: Label) -> str:
        if not index:
            return f"the page begins with {label.name.lower()}"
        before = Label(int(self.path.labels[index - 1])).name.lower()
        context = CONTEXTS[int(self.path.contexts[index])]
        return f"{label.name.lower()} after {before}, {context}"


def _rows_of(table: Table, name: str, values: Mapping[str, int], sign: int) -> list[Reason]:
    reasons = [Reason(f"{name}: prior", "before anything is measured", sign * table.intercept)]
    for row, points in table.buckets(values):
        if points:
            evidence = ", ".join(
                row.bucket(axis, values[signal]) for axis, signal in enumerate(row.signals)
            )
            reasons.append(Reason(f"{name}: {row.name}", evidence, sign * points))
    return [reason for reason in reasons if reason.points]


@dataclass(frozen=True, eq=False)
class Decisions:
    """All that was decided about a page; gives its blocks when they are asked for."""

    page: Page
    trace: LabelTrace
    kinds: tuple[Kind, ...]
    articles: tuple[int | None, ...]
    keep: frozenset[Kind]

    @cached_property
    def _all(self) -> tuple[Block, ...]:
        page, trace = self.page, self.trace
        count = len(page.texts)
        starts = page.starts.tolist() if page.starts is not None else [None] * count
        ends = page.ends.tolist() if page.ends is not None else [None] * count
        margins = trace.path.margins.tolist()
        return tuple(
            Block(
                text=text,
                kind=kind,
                kept=kind.section is not Section.SIDEBAR or kind in self.keep,
                article=article,
                score=trace.score(index),
                margin=margins[index],
                start=starts[index],
                end=ends[index],
                path=page.paths[index] if page.paths else None,
                origin=cast(Origin, page.origins[index]) if page.origins else "dom",
                level=page.levels[index] if page.levels else None,
                index=index,
                trace=trace,
            )
            for index, (text, kind, article) in enumerate(
                zip(page.texts, self.kinds, self.articles, strict=True)
            )
        )

    def blocks(self) -> tuple[Block, ...]:
        return self._all


def articles(labels: Ints) -> tuple[int | None, ...]:
    """Which article each block belongs to, counted from 0; ``None`` for the sidebar."""
    numbers: list[int | None] = []
    current = 0
    begun = False
    for label in labels.tolist():
        if label in _SIDEBAR:
            numbers.append(None)
            continue
        if label == Label.HEADLINE and begun:
            current += 1
        begun = True
        numbers.append(current)
    return tuple(numbers)


def kinds(
    scorecard: Scorecard,
    labels: Ints,
    columns: Mapping[str, Ints],
    numbers: tuple[int | None, ...],
    same: Ints,
) -> tuple[Kind, ...]:
    """The kind of each block within its label."""
    chosen = np.full(labels.size, "", dtype=object)
    sidebar = np.isin(labels, list(_SIDEBAR))
    for name, places in (
        ("sidebar", np.flatnonzero(sidebar)),
        ("body", np.flatnonzero(labels == Label.BODY)),
    ):
        table = scorecard.kinds[name]
        names = np.array(table.kinds, dtype=object)
        chosen[places] = names[table.choose(columns, places)]
    chosen[labels == Label.SUBHEAD] = Kind.STANDFIRST.value
    heads = np.flatnonzero(labels == Label.HEADLINE)
    for place in heads:
        # Later articles' headlines are headings: headline and subhead are the first one's.
        chosen[place] = Kind.HEADLINE.value if numbers[place] == 0 else Kind.HEADING.value
    _mark_duplicates(chosen, labels, same)
    return tuple(map(Kind, chosen))


#: A caption or title printed again; a menu that is printed again is still a menu.
_DOUBLED = frozenset({Kind.CAPTION.value, Kind.OTHER.value, Kind.KICKER.value})


def _mark_duplicates(chosen: np.ndarray, labels: Ints, same: Ints) -> None:
    """The second copy of a caption, and every other copy of what the article holds."""
    in_article = set(same[(labels == Label.HEADLINE) | (labels == Label.SUBHEAD)].tolist())
    seen: set[int] = set()
    for place in np.flatnonzero(np.isin(labels, list(_SIDEBAR))):
        key = int(same[place])
        if key in in_article or (key in seen and chosen[place] in _DOUBLED):
            chosen[place] = Kind.DUPLICATE.value
        seen.add(key)
