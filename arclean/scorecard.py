"""Scorecards: the fitted tables that turn signals into points, and their reading.

100 points are one unit of log-odds. A table is a sum of rows; a row gives the points for the
bucket that one signal falls in, or two signals together. Everything is an integer, so that the
same page gets the same points everywhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arclean.page import Ints

__all__ = ["FORMATS", "Row", "Scorecard", "Table", "load", "parse"]

#: Version of the scorecard files that this module reads.
_SCHEMA = 1

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

    def bucket(self, axis: int, value: int) -> str:
        """The bucket of ``value`` on one axis, in words.

        >>> Row(("chars",), ((10, 40),), np.zeros(3, np.int32)).bucket(0, 25)
        'chars 11 to 40'
        """
        name, edges = self.signals[axis], self.edges[axis]
        place = int(np.searchsorted(edges, value))
        if place == 0:
            return f"{name} up to {edges[0]}"
        if place == len(edges):
            return f"{name} over {edges[-1]}"
        low, high = edges[place - 1] + 1, edges[place]
        return f"{name} {low}" if low == high else f"{name} {low} to {high}"


@dataclass(frozen=True, eq=False)
class Table:
    """Rows that add up to the points for one question."""

    intercept: int
    rows: tuple[Row, ...]

    def buckets(self, values: Mapping[str, int]) -> list[tuple[Row, int]]:
        """Each row with the points it gives to a block with these values."""
        return [
            (
                row,
                int(
                    row.points[
                        tuple(
                            int(np.searchsorted(edges, values[name]))
                            for name, edges in zip(row.signals, row.edges, strict=True)
                        )
                    ]
                ),
            )
            for row in self.rows
        ]


@dataclass(frozen=True, eq=False)
class KindTable:
    """Points for each of several kinds, by the bucket of one signal a row.

    ``rows`` hold points of the shape (buckets, kinds).
    """

    kinds: tuple[str, ...]
    intercepts: NDArray[np.int32]
    rows: tuple[Row, ...]

    def choose(self, columns: Mapping[str, Ints], places: NDArray[np.intp]) -> NDArray[np.intp]:
        """The number of the kind with the most points, for each block in ``places``."""
        total = np.tile(self.intercepts, (places.size, 1))
        for row in self.rows:
            values = columns[row.signals[0]][places]
            total += row.points[np.searchsorted(row.edges[0], values)]
        return np.argmax(total, axis=1)


@dataclass(frozen=True, eq=False)
class _Reading:
    """Tables laid out for whole columns: every signal is cut into buckets once."""

    names: tuple[str, ...]
    edges: tuple[NDArray[np.int32], ...]
    single: tuple[tuple[str, int, NDArray[np.int32]], ...]
    double: tuple[tuple[str, int, int, NDArray[np.int32]], ...]
    intercepts: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Scorecard:
    """What decides: tables by question, transitions between labels, offsets by mode.

    ``digest`` names the exact content. ``sources`` says what the tables were fitted on.
    """

    name: str
    digest: str
    tables: Mapping[str, Table]
    kinds: Mapping[str, KindTable]
    transitions: Mapping[str, int]
    modes: Mapping[str, int]
    settings: Mapping[str, int]
    sources: tuple[Mapping[str, Any], ...]
    signals: tuple[str, ...]
    reading: _Reading

    def points(self, columns: Mapping[str, Ints], tables: tuple[str, ...]) -> dict[str, Ints]:
        """The points of each block in each of the ``tables``."""
        reading = self.reading
        buckets: dict[int, NDArray[np.intp]] = {}

        def cut(index: int) -> NDArray[np.intp]:
            if index not in buckets:
                buckets[index] = np.searchsorted(
                    reading.edges[index], columns[reading.names[index]]
                )
            return buckets[index]

        size = next(iter(columns.values())).size
        totals = {
            name: np.full(size, reading.intercepts[name], np.int32)
            for name in tables
        }
        for table, index, points in reading.single:
            if table in totals:
                totals[table] += points[cut(index)]
        for table, one, other, points in reading.double:
            if table in totals:
                width = reading.edges[other].size + 1
                totals[table] += points[cut(one) * width + cut(other)]
        return totals


@cache
def load(name: str) -> Scorecard:
    """The packaged scorecard of that name.

    Raises:
        ValueError: no such scorecard.

    >>> load("text").name
    'text'
    """
    folder = resources.files("arclean").joinpath("scorecards")
    names = sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".json"))
    if name not in names:
        raise ValueError(f"scorecard {name!r} is unknown; packaged are {', '.join(names)}")
    return parse(folder.joinpath(f"{name}.json").read_text("utf-8"))


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
    tables = {name: _table(table) for name, table in data["tables"].items()}
    kinds = {name: _kind_table(table) for name, table in data["kinds"].items()}
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]
    reading = _reading(tables)
    return Scorecard(
        name=data["name"],
        digest=digest,
        tables=tables,
        kinds=kinds,
        transitions=data["transitions"],
        modes=data["modes"],
        settings=data["settings"],
        sources=tuple(data["sources"]),
        signals=_signals(*tables.values(), *kinds.values()),
        reading=reading,
    )


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


def _reading(tables: Mapping[str, Table]) -> _Reading:
    edges: dict[str, set[int]] = {}
    for table in tables.values():
        for row in table.rows:
            for name, cuts in zip(row.signals, row.edges, strict=True):
                edges.setdefault(name, set()).update(cuts)
    names = tuple(sorted(edges))
    index = {name: number for number, name in enumerate(names)}
    unions = tuple(np.array(sorted(edges[name]), np.int32) for name in names)

    def spread(row: Row) -> NDArray[np.int32]:
        """The row's points over the union of its signals' edges."""
        points = row.points
        for axis, (name, cuts) in enumerate(zip(row.signals, row.edges, strict=True)):
            union = unions[index[name]]
            # A bucket of the union lies in the row's bucket of its upper edge.
            place = np.searchsorted(np.array(cuts, np.int64), np.append(union, 2**31 - 1))
            points = np.take(points, place, axis=axis)
        return np.ascontiguousarray(points).ravel()

    single: dict[tuple[str, int], NDArray[np.int32]] = {}
    double: dict[tuple[str, int, int], NDArray[np.int32]] = {}
    for question, table in tables.items():
        for row in table.rows:
            places = tuple(index[name] for name in row.signals)
            if len(places) == 1:
                key = (question, places[0])
                single[key] = single.get(key, np.int32(0)) + spread(row)
            else:
                pair = (question, places[0], places[1])
                double[pair] = double.get(pair, np.int32(0)) + spread(row)
    return _Reading(
        names=names,
        edges=unions,
        single=tuple((*key, points) for key, points in single.items()),
        double=tuple((*pair, points) for pair, points in double.items()),
        intercepts={name: table.intercept for name, table in tables.items()},
    )
