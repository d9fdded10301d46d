"""The kind of each block within its section: what its own signals say, and what is around it.

Kinds come in runs and in orders: a field stands among fields, a biography under an article. First
tables judge each block by itself; what they make of its neighbours is what second tables go by,
whose points come on top (stacked sequential learning, as in :mod:`arclean.signals.looks`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from arclean.document import Kind, Section
from arclean.page import Ints
from arclean.scorecard import ONE, Scorecard

__all__ = ["NEIGHBOURS", "around", "first_chances", "kinds"]

#: What settling tells apart beyond section: the tables by the section they are for.
_TABLES: Mapping[str, Section] = {"sidebar": Section.SIDEBAR, "body": Section.BODY}
#: Settling finds these itself.
_SETTLED: Mapping[Section, Kind] = {
    Section.HEADLINE: Kind.HEADLINE,
    Section.SUBHEAD: Kind.STANDFIRST,
}
_KINDS = tuple(kind for kind in Kind if kind is not Kind.DUPLICATE)
_ROW_OF: Mapping[Kind, int] = {kind: row for row, kind in enumerate(_KINDS)}

#: Neighbours that are asked, as the first and the last of them, counted from the block.
_WINDOWS: Mapping[str, tuple[int, int]] = {
    "before": (-1, -1),
    "after": (1, 1),
    "before_5": (-5, -1),
    "after_5": (1, 5),
}
#: The columns of the second tables: ``form_before_5`` tells how many of the five blocks before are
#: likely a form, in hundredths.
NEIGHBOURS = tuple(f"{kind}_{window}" for window in _WINDOWS for kind in _KINDS)
_ROW_OF_NEIGHBOUR = {name: row for row, name in enumerate(NEIGHBOURS)}

#: Shorter lists say little of their entries.
_LIST = 3

#: What is so many points behind the likeliest has no chance.
_BEHIND = 900
_ODDS = np.rint(ONE * np.exp(-np.arange(_BEHIND + 1, dtype=np.float64) / 100)).astype(np.int64)


def kinds(
    card: Scorecard, sections: Sequence[Section], columns: Ints, lists: NDArray[np.int64]
) -> list[Kind]:
    """The kind of each block within its section.

    Args:
        card: what decides.
        sections: the section of each block.
        columns: one row a signal of the scorecard, one column a block.
        lists: a number for each block, the same for the entries of one list: they are of one kind.
    """
    points = _first_points(card, sections, columns)
    if card.second_kinds:
        points = _with_neighbours(card, sections, points)
    chosen = [_SETTLED.get(section, Kind.OTHER) for section in sections]
    for name, (places, own) in points.items():
        found = _of_lists(own, lists[places])
        known = card.kinds[name].kinds
        for place, number in zip(places.tolist(), found.argmax(axis=1).tolist(), strict=True):
            chosen[place] = Kind(known[number])
    return chosen


def _of_lists(points: Ints, lists: NDArray[np.int64]) -> Ints:
    """The points of each block, and those of its list's other entries, where it is in one."""
    begins = np.append(True, lists[1:] != lists[:-1])
    number = begins.cumsum() - 1
    sums: Ints = np.add.reduceat(points, begins.nonzero()[0])[number]
    in_list = np.bincount(number)[number] >= _LIST
    return np.where(in_list[:, None], sums, points)


def first_chances(card: Scorecard, sections: Sequence[Section], columns: Ints) -> Ints:
    """How likely each block is of each kind by its own signals, in hundredths: a row a kind."""
    return _chances(card, sections, _first_points(card, sections, columns))


def around(chances: Ints) -> Ints:
    """What is around each block: a row a name of ``NEIGHBOURS``, a column a block.

    Args:
        chances: a row a kind, as :func:`first_chances` gives them.
    """
    count = chances.shape[1]
    until = np.zeros((chances.shape[0], count + 1), np.int32)
    np.cumsum(chances, axis=1, out=until[:, 1:])
    place = np.arange(count)
    return np.concatenate(
        [
            until[:, np.minimum(np.maximum(place + last + 1, 0), count)]
            - until[:, np.minimum(np.maximum(place + first, 0), count)]
            for first, last in _WINDOWS.values()
        ]
    )


Points = Mapping[str, tuple[NDArray[np.intp], Ints]]


def _first_points(card: Scorecard, sections: Sequence[Section], columns: Ints) -> Points:
    """By table, the places of its section's blocks, and the points of each for each kind."""
    places = {
        name: np.array([at for at, found in enumerate(sections) if found is section], np.intp)
        for name, section in _TABLES.items()
    }
    return {
        name: (own, card.kind_points(name, columns[:, own]))
        for name, own in places.items()
        if own.size
    }


def _chances(card: Scorecard, sections: Sequence[Section], points: Points) -> Ints:
    chances = np.zeros((len(_KINDS), len(sections)), np.int32)
    for place, section in enumerate(sections):
        if section in _SETTLED:
            chances[_ROW_OF[_SETTLED[section]], place] = 100
    for name, (places, first) in points.items():
        odds = _ODDS.take(np.minimum(first.max(axis=1, keepdims=True) - first, _BEHIND))
        rows = np.array([_ROW_OF[Kind(kind)] for kind in card.kinds[name].kinds])
        chances[np.ix_(rows, places)] = (100 * odds // odds.sum(axis=1, keepdims=True)).T
    return chances


def _with_neighbours(card: Scorecard, sections: Sequence[Section], points: Points) -> Points:
    columns = around(_chances(card, sections, points))
    told = columns[[_ROW_OF_NEIGHBOUR[name] for name in card.neighbours]]
    return {
        name: (places, card.add_second_kinds(name, first, told[:, places]))
        for name, (places, first) in points.items()
    }
