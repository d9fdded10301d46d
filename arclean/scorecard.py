"""Scorecards: the fitted tables that turn signals into points, and their reading.

100 points are one unit of log-odds. A table is a sum of rows; a row gives the points for the
bucket that one signal falls in, or two signals together. Everything is an integer, so that the
same page gets the same points everywhere.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arclean.page import Ints

__all__ = [
    "FORMATS",
    "HIGHEST",
    "LOWEST",
    "ONE",
    "KindTable",
    "Layout",
    "Reference",
    "Row",
    "Scorecard",
    "Table",
    "chances",
    "load",
    "parse",
]

#: Version of the scorecard files that this module reads.
_SCHEMA = 3

#: The scorecard that was fitted to each format.
FORMATS = {"text": "text", "html": "html"}


@dataclass(frozen=True, eq=False)
class Row:
    """Points by the bucket of one signal, or of two.

    ``edges`` holds a rising tuple a signal: a value falls in bucket *k* when exactly *k* edges
    are smaller. ``points`` has one axis a signal.
    """

    signals: tuple[str, ...]
    edges: tuple[tuple[int, ...], ...]
    points: NDArray[np.int32]

    @property
    def name(self) -> str:
        """The row's name in reasons: its signals."""
        return " x ".join(self.signals)

    def bounds(self, axis: int, value: int) -> tuple[int | None, int | None]:
        """The least and the greatest value of the bucket of ``value`` on one axis; ``None`` where
        the bucket has no end.

        >>> row = Row(("chars",), ((10, 40),), np.zeros(3, np.int32))
        >>> row.bounds(0, 25), row.bounds(0, 10), row.bounds(0, 99)
        ((11, 40), (None, 10), (41, None))
        """
        edges = self.edges[axis]
        place = bisect_left(edges, value)
        low = edges[place - 1] + 1 if place else None
        return low, edges[place] if place < len(edges) else None


@dataclass(frozen=True, eq=False)
class Table:
    """Rows that add up to the points for one question."""

    intercept: int
    rows: tuple[Row, ...]

    def points(self, signals: Sequence[str], columns: Ints) -> Ints:
        """What each row gives to each block, intercept apart: one row a row, one column a block.

        Args:
            signals: the names of the columns, in their order; all that the rows ask for.
            columns: one row a signal, one column a block.
        """
        place = {name: row for row, name in enumerate(signals)}
        found = np.empty((len(self.rows), columns.shape[1]), np.int32)
        for number, row in enumerate(self.rows):
            buckets = (
                np.searchsorted(np.array(edges), columns[place[name]])
                for name, edges in zip(row.signals, row.edges, strict=True)
            )
            found[number] = row.points[tuple(buckets)]
        return found


@dataclass(frozen=True, eq=False)
class KindTable:
    """Points for each of several kinds, by the bucket of one signal a row, or of two.

    ``rows`` hold points with an axis a signal, and one of kinds.
    """

    kinds: tuple[str, ...]
    intercepts: NDArray[np.int32]
    rows: tuple[Row, ...]


#: Columns are read between these bounds: signals, which stay above, and looks, which tell of words
#: before a place as of words behind it.
LOWEST, HIGHEST = -192, 1023

#: Probabilities are told in so many parts.
ONE = 1 << 12
_LIMIT = 1000
_SIGMOID = np.rint(
    ONE / (1 + np.exp(-np.arange(-_LIMIT, _LIMIT + 1, dtype=np.float64) / 100))
).astype(np.int64)

#: Blocks that are scored at a time: the rows' points for so many stay in the processor's cache.
_CHUNK = 128


@dataclass(frozen=True, eq=False)
class _Sum:
    """One table laid out for whole columns: places in one flat array of points.

    ``columns`` are those that it asks for, ``bucket_of`` gives the bucket of each of their values
    among the table's own edges: few, so that the points stay close together in memory. Rows of
    two signals come first. A row's points begin at ``offsets``; its bucket is that of ``one``, and
    with two signals that of ``one`` times ``widths`` and that of ``other``.
    """

    columns: NDArray[np.intp]
    bucket_of: NDArray[np.uint8]
    intercept: NDArray[np.int32]
    one: NDArray[np.intp]
    other: NDArray[np.intp]
    widths: NDArray[np.int32]
    offsets: NDArray[np.int32]
    points: NDArray[np.int16] | NDArray[np.int32]

    def add_up(self, columns: Ints) -> Ints:
        """The sum over all rows, for each block."""
        values = columns.take(self.columns, axis=0) + self._rows
        buckets = self.bucket_of.take(values).astype(np.int32)
        place = buckets.take(self.one, axis=0)
        pairs = place[: self.other.size]
        pairs *= self.widths[:, None]
        pairs += buckets.take(self.other, axis=0)
        place += self.offsets[:, None]
        # Sums of floats are fast as products, and exact for whole numbers as small as these.
        points = self.points.take(place.astype(np.intp), axis=0).astype(np.float32)
        rows, *shape = points.shape
        total = np.ones(rows, np.float32) @ points.reshape(rows, prod(shape))
        return total.astype(np.int32).reshape(shape) + self.intercept

    @cached_property
    def _rows(self) -> NDArray[np.int64]:
        """Where, in all of ``bucket_of``, the bucket of each signal's 0 stands."""
        return np.arange(0, self.bucket_of.size, self.bucket_of.shape[1])[:, None] - LOWEST


@dataclass(frozen=True, eq=False)
class Layout:
    """Tables laid out for whole columns, and the names of the columns, in order."""

    signals: tuple[str, ...]
    sums: Mapping[str, _Sum]

    def points(self, columns: Ints, tables: Iterable[str]) -> dict[str, Ints]:
        """The points of each block in each of the ``tables``.

        Args:
            columns: one row a signal of ``signals``, one column a block.
            tables: names of tables, of kinds too; their points have one column a kind.
        """
        chunks = [columns[:, at : at + _CHUNK] for at in range(0, columns.shape[1], _CHUNK)]
        return {
            name: np.concatenate([self.sums[name].add_up(chunk) for chunk in chunks])
            for name in tables
        }


@dataclass(frozen=True, eq=False)
class Scorecard:
    """What decides: tables by question, transitions between labels, offsets by mode.

    ``digest`` names the exact content. ``sources`` says what the tables were fitted on.
    ``tables`` and ``kinds`` ask for signals, ``second`` for looks: what the points of ``tables``
    tell about the page. Its points come on top of those that ``tables`` has for the question.
    ``second_kinds`` asks for the kinds that ``kinds`` finds around a block, and comes on top of it.
    """

    name: str
    digest: str
    tables: Mapping[str, Table]
    second: Mapping[str, Table]
    kinds: Mapping[str, KindTable]
    second_kinds: Mapping[str, KindTable]
    transitions: Mapping[str, int]
    modes: Mapping[str, int]
    settings: Mapping[str, int]
    sources: tuple[Mapping[str, Any], ...]

    @cached_property
    def first_layout(self) -> Layout:
        """How ``tables`` and ``kinds`` are read."""
        return _layout({**self.tables, **self.kinds})

    @cached_property
    def second_layout(self) -> Layout:
        """How ``second`` is read."""
        return _layout(self.second)

    @cached_property
    def second_kinds_layout(self) -> Layout:
        """How ``second_kinds`` is read."""
        return _layout(self.second_kinds)

    def reference(self) -> Scorecard | Reference:
        """What stands for it in another process: its name, if it is packaged, else itself."""
        packaged = self.name in _packaged() and load(self.name) is self
        return Reference(self.name, self.digest) if packaged else self

    @property
    def signals(self) -> tuple[str, ...]:
        """What has to be measured, in the order that the tables want it."""
        return self.first_layout.signals

    @property
    def looks(self) -> tuple[str, ...]:
        """What has to be looked for in the first points, in the order that it is wanted."""
        return self.second_layout.signals

    @property
    def neighbours(self) -> tuple[str, ...]:
        """What has to be known of the kinds around a block, in the order that it is wanted."""
        return self.second_kinds_layout.signals

    def first_points(self, columns: Ints) -> dict[str, Ints]:
        """The points of each block in each of ``tables``: one row of columns a signal."""
        return self.first_layout.points(columns, self.tables)

    def add_second(self, first: Mapping[str, Ints], looks: Ints) -> dict[str, Ints]:
        """First points and what the second look gives on top: one row of looks a look."""
        more = self.second_layout.points(looks, self.second) if self.second else {}
        return {name: points + more.get(name, 0) for name, points in first.items()}

    def kind_points(self, name: str, columns: Ints) -> Ints:
        """The points of each block for each of the kinds of one of ``kinds``: a row a block."""
        return self.first_layout.points(columns, (name,))[name]

    def add_second_kinds(self, name: str, first: Ints, around: Ints) -> Ints:
        """Points for kinds and what is around gives on top: one row of ``around`` a neighbour."""
        return first + self.second_kinds_layout.points(around, (name,))[name]


@dataclass(frozen=True, slots=True)
class Reference:
    """A packaged scorecard by its name and digest, as documents carry it between processes."""

    name: str
    digest: str

    def resolve(self) -> Scorecard:
        """The scorecard.

        Raises:
            ValueError: another one is packaged under that name now.
        """
        card = load(self.name)
        if card.digest != self.digest:
            raise ValueError(
                f"the document was decided by scorecard {self.name}-{self.digest}, and this "
                f"version of arclean has {card.name}-{card.digest}: clean doc.source again for "
                "reasons, or keep documents as JSON between versions"
            )
        return card


def chances(points: Ints) -> NDArray[np.int64]:
    """The probability that so many points stand for, in parts of ``ONE``."""
    return _SIGMOID.take(np.minimum(np.maximum(points, -_LIMIT), _LIMIT) + _LIMIT)


@cache
def load(name: str) -> Scorecard:
    """The packaged scorecard of that name.

    Raises:
        ValueError: no such scorecard.

    >>> load("text").name
    'text'
    """
    if name not in _packaged():
        names = ", ".join(_packaged())
        raise ValueError(f"scorecard {name!r} is unknown; packaged are {names}")
    return parse(_FOLDER.joinpath(f"{name}.json").read_text("utf-8"))


@cache
def _packaged() -> tuple[str, ...]:
    """The names of the packaged scorecards."""
    files = (entry.name for entry in _FOLDER.iterdir())
    return tuple(sorted(name[:-5] for name in files if name.endswith(".json")))


_FOLDER = resources.files("arclean").joinpath("scorecards")


def parse(text: str) -> Scorecard:
    """The scorecard of a file's text.

    Raises:
        ValueError: a file of another schema.
    """
    data = json.loads(text)
    if data.get("schema") != _SCHEMA:
        raise ValueError(
            f"scorecard schema {data.get('schema')} is not supported; this version reads {_SCHEMA}"
        )
    return Scorecard(
        name=data["name"],
        digest=hashlib.sha256(text.encode("utf-8")).hexdigest()[:12],
        tables={name: _table(table) for name, table in data["tables"].items()},
        second={name: _table(table) for name, table in data["second"].items()},
        kinds={name: _kind_table(table) for name, table in data["kinds"].items()},
        second_kinds={name: _kind_table(table) for name, table in data["second_kinds"].items()},
        transitions=data["transitions"],
        modes=data["modes"],
        settings=data["settings"],
        sources=tuple(data["sources"]),
    )


def _layout(tables: Mapping[str, Table | KindTable]) -> Layout:
    signals = _signals(*tables.values())
    return Layout(signals, {name: _laid_out(table, signals) for name, table in tables.items()})


def _table(data: Mapping[str, Any]) -> Table:
    return Table(intercept=data["intercept"], rows=_rows(data))


def _kind_table(data: Mapping[str, Any]) -> KindTable:
    return KindTable(
        kinds=tuple(data["kinds"]),
        intercepts=np.array(data["intercepts"], np.int32),
        rows=_rows(data),
    )


def _rows(data: Mapping[str, Any]) -> tuple[Row, ...]:
    return tuple(
        Row(
            tuple(row["signals"]),
            tuple(tuple(edges) for edges in row["edges"]),
            np.array(row["points"], np.int32),
        )
        for row in data["rows"]
    )


def _signals(*tables: Table | KindTable) -> tuple[str, ...]:
    """The signals that the tables ask for, each once."""
    return tuple(sorted({name for table in tables for row in table.rows for name in row.signals}))


def _edges(signals: Sequence[str], table: Table | KindTable) -> list[NDArray[np.int64]]:
    """Every edge that any row sets to a signal, for each of the signals."""
    edges: dict[str, set[int]] = {name: set() for name in signals}
    for row in table.rows:
        for name, cuts in zip(row.signals, row.edges, strict=True):
            edges[name].update(cuts)
    return [np.array(sorted(edges[name]), np.int64) for name in signals]


def _narrow(points: NDArray[np.int32]) -> NDArray[np.int16] | NDArray[np.int32]:
    """The same in 16 bits where they hold them: a table of half the size is read faster."""
    narrow = points.astype(np.int16)
    return narrow if np.array_equal(narrow, points) else points


def _bucket_of(edges: Sequence[NDArray[np.int64]]) -> NDArray[np.uint8]:
    """For each signal and each value it can have, the bucket among all of the signal's edges."""
    values = np.arange(LOWEST, HIGHEST + 1)
    return np.array([np.searchsorted(cuts, values) for cuts in edges], np.uint8)


def _laid_out(table: Table | KindTable, signals: Sequence[str]) -> _Sum:
    own = _signals(table)
    edges = _edges(own, table)
    number = {name: place for place, name in enumerate(own)}
    grouped: dict[tuple[int, int], NDArray[np.int32]] = {}
    for row in table.rows:
        places = [number[name] for name in row.signals]
        points = row.points
        for axis, (place, cuts) in enumerate(zip(places, row.edges, strict=True)):
            # A bucket among all edges lies in the row's bucket of its upper edge.
            upper = np.append(edges[place], HIGHEST + 1)
            points = np.take(points, np.searchsorted(np.array(cuts), upper), axis=axis)
        key = (places[0], places[-1]) if len(places) > 1 else (places[0], -1)
        grouped[key] = grouped[key] + points if key in grouped else points
    grouped = _folded(grouped)
    others = [other for _, other in grouped if other >= 0]
    flat = [
        points.reshape(-1, *points.shape[1 + (other >= 0) :])
        for (_, other), points in grouped.items()
    ]
    sizes = [points.shape[0] for points in flat]
    return _Sum(
        columns=np.array([signals.index(name) for name in own], np.intp),
        bucket_of=_bucket_of(edges),
        intercept=np.asarray(
            table.intercept if isinstance(table, Table) else table.intercepts, np.int32
        ),
        one=np.array([one for one, _ in grouped], np.intp),
        other=np.array(others, np.intp),
        widths=np.array([edges[other].size + 1 for other in others], np.int32),
        offsets=np.cumsum([0, *sizes[:-1]], dtype=np.int32),
        points=_narrow(np.concatenate(flat)),
    )


def _folded(
    grouped: Mapping[tuple[int, int], NDArray[np.int32]],
) -> dict[tuple[int, int], NDArray[np.int32]]:
    """Rows of two signals first, each row of one added to the first of two that has its signal."""
    folded = {key: points for key, points in grouped.items() if key[1] >= 0}
    taker: dict[int, tuple[int, int]] = {}
    for key in folded:
        for signal in key:
            taker.setdefault(signal, key)
    for (one, other), points in grouped.items():
        if other >= 0:
            continue
        key = taker.get(one, (one, other))
        if key == (one, other):
            folded[key] = points
        elif key[0] == one:
            folded[key] = folded[key] + points[:, None]
        else:
            folded[key] = folded[key] + points[None, :]
    return folded
