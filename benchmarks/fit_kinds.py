"""Fitting the tables of kinds: what signals, and what is around, say a block is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arclean.cues import CUE_KINDS
from arclean.document import Kind, Section
from arclean.kinds import NEIGHBOURS, around, first_chances
from arclean.page import Ints
from arclean.scorecard import HIGHEST, Scorecard
from benchmarks.dataset import Example
from benchmarks.trees import Fit, buckets_of, fit_table, table_of

__all__ = ["fit_kinds", "fit_second_kinds", "tells_around"]

#: The fixtures tell all kinds apart; what is labelled by line knows some, and calls much a menu.
#: With less of it, captions pass for menus.
_LINES_SHARE = 0.7
#: Kinds have few examples: many small steps, each over a few signals, so that no signal is relied
#: on alone, and rare kinds get leaves of their own.
_ROUNDS = 200
_CHANGES: Mapping[str, Any] = {
    "objective": "multiclass",
    "max_depth": 1,
    "num_leaves": 2,
    "min_data_in_leaf": 5,
    "learning_rate": 0.15,
    "feature_fraction": 0.1,
}
#: What is around a block says less: half as many steps, of larger leaves.
_SECOND_ROUNDS = 100
_SECOND_CHANGES: Mapping[str, Any] = {**_CHANGES, "min_data_in_leaf": 20}
#: Points of the kind that a cue phrase says.
_SPOKEN = 400
_KIND_OF_CUE = {"date": "byline"}
#: The kind that an element says, or the names around it, and its points: the elements of text are
#: surer than how it looks, others are surer than names, and names of one purpose surer than those
#: that pages use for much.
_KIND_OF_ELEMENT: Mapping[tuple[str, ...], tuple[str, int]] = {
    ("in_pre",): ("code", 1800),
    ("in_table",): ("table", 1500),
    ("heading_level",): ("heading", 1200),
    ("in_blockquote",): ("quote", 1200),
    # Entries of several blocks may be posts; a quote may hold a list.
    ("in_item", "item_start"): ("list_item", 1400),
    ("in_item",): ("list_item", 300),
    ("in_figcaption",): ("caption", 600),
    ("in_nav",): ("navigation", 300),
    ("near_breadcrumb",): ("breadcrumb", 600),
    ("near_pagination",): ("pagination", 450),
    ("near_bio",): ("author_bio", 450),
    ("near_share",): ("share", 450),
    ("near_ad",): ("ad", 450),
    ("near_byline",): ("byline", 300),
    ("near_caption",): ("caption", 300),
    ("near_comment",): ("comment", 300),
    ("near_cookie",): ("legal", 300),
    ("near_legal",): ("legal", 300),
    ("near_login",): ("form", 300),
    ("near_newsletter",): ("form", 300),
    ("near_search",): ("form", 300),
    ("near_related",): ("related", 220),
    ("near_tags",): ("tags", 150),
}

#: The kinds that each table chooses from; what is a duplicate, no table says.
_KINDS_OF: Mapping[str, tuple[str, ...]] = {
    section.value: tuple(
        kind.value for kind in Kind if kind.section is section and kind is not Kind.DUPLICATE
    )
    for section in (Section.BODY, Section.SIDEBAR)
}


def fit_kinds(data: Sequence[Example], names: tuple[str, ...]) -> dict[str, Any]:
    """The tables of kinds within the body and within the sidebar."""
    return {name: _fitted(data, names, kinds) for name, kinds in _KINDS_OF.items()}


def _fitted(
    data: Sequence[Example], names: tuple[str, ...], kinds: tuple[str, ...]
) -> dict[str, Any]:
    labelled = [example for example in data if example.kinds]
    seen = {kind for example in labelled for kind in example.kinds}
    kinds = tuple(kind for kind in kinds if kind in seen)
    columns = np.concatenate([e.columns[:, _places(e, kinds)] for e in labelled], 1)
    spoken = [*_cue_rows(kinds), *_element_rows(kinds, names)]
    told: NDArray[np.float64] = np.sum([_spoken(row, columns, names) for row in spoken], axis=0)
    drawn = _rows(labelled, kinds, columns, names, told)
    dump = fit_table(drawn, _ROUNDS, num_class=len(kinds), **_CHANGES)
    return _table(dump, names, kinds, spoken)


def tells_around(example: Example) -> bool:
    """Whether the kinds around its blocks are to learn from: where all are known, and in text.

    On HTML, elements and their names say more of a block than its neighbours do, and no tables of
    what is around pay.
    """
    return example.set == "fixtures" and example.variant == "fixture"


def fit_second_kinds(seen: Iterable[tuple[Example, Scorecard, Ints]]) -> dict[str, Any]:
    """The tables of kinds that know the kinds around a block: what they add to the first.

    Args:
        seen: the examples that :func:`tells_around` is true of, each with a card that was fitted
            without its site, and the columns that this asks for.
    """
    whole, firsts, arounds = [], [], []
    for example, card, columns in seen:
        whole.append(example)
        sections = [Kind(kind).section for kind in example.kinds]
        arounds.append(around(first_chances(card, sections, columns)))
        firsts.append({name: _points_by_kind(card, name, columns) for name in card.kinds})
    if not whole:
        return {}
    tables = {}
    for name, kinds in _KINDS_OF.items():
        kinds = tuple(kind for kind in kinds if all(kind in first[name] for first in firsts))
        places = [_places(example, kinds) for example in whole]
        columns = np.concatenate([c[:, at] for c, at in zip(arounds, places, strict=True)], 1)
        told = [
            np.stack([first[name][kind] for kind in kinds], 1)[at] / 100
            for first, at in zip(firsts, places, strict=True)
        ]
        drawn = _rows(whole, kinds, columns, NEIGHBOURS, np.concatenate(told))
        dump = fit_table(drawn, _SECOND_ROUNDS, num_class=len(kinds), **_SECOND_CHANGES)
        tables[name] = _table(dump, NEIGHBOURS, kinds, ())
    return tables


def _points_by_kind(card: Scorecard, name: str, columns: Ints) -> dict[str, Ints]:
    return dict(zip(card.kinds[name].kinds, card.kind_points(name, columns).T, strict=True))


def _places(example: Example, kinds: Sequence[str]) -> NDArray[np.intp]:
    """Where the blocks of these kinds stand."""
    return np.flatnonzero(np.isin(np.array(example.kinds), kinds))


def _rows(
    data: Sequence[Example],
    kinds: Sequence[str],
    columns: Ints,
    names: tuple[str, ...],
    start: NDArray[np.float64],
) -> Fit:
    """The blocks of these kinds, each page's by its weight, and the points to begin from."""
    answers, weights = [], []
    for example in data:
        share = 1.0 if example.set == "fixtures" else _LINES_SHARE
        found = [kinds.index(kind) for kind in example.kinds if kind in kinds]
        answers += found
        weights += [example.weight * share] * len(found)
    return Fit(
        np.ascontiguousarray(columns.T, np.float32),
        np.array(answers, np.int32),
        np.array(weights),
        names,
        start,
    )


def _spoken(row: Mapping[str, Any], columns: Ints, names: Sequence[str]) -> NDArray[np.float64]:
    """What a row says of blocks with these columns, in log-odds."""
    points: NDArray[np.float64] = np.array(row["points"], np.float64)
    return points[buckets_of(row, columns, names)] / 100


def _cue_rows(kinds: Sequence[str]) -> list[dict[str, Any]]:
    """What cue phrases say of their blocks: their files state the kind, so it is not fitted."""
    spoken = np.zeros((len(CUE_KINDS) + 1, len(kinds)), int)
    for code, name in enumerate(CUE_KINDS, 1):
        kind = _KIND_OF_CUE.get(name, name)
        if kind in kinds:
            spoken[code, kinds.index(kind)] = _SPOKEN
    edges = [list(range(len(CUE_KINDS)))]
    return [
        {"signals": [signal], "edges": edges, "points": spoken.tolist()}
        for signal in ("cue_block", "cue_label")
    ]


def _element_rows(kinds: Sequence[str], names: Sequence[str]) -> list[dict[str, Any]]:
    """What elements and the names around them say of their blocks, for pages that have any."""
    rows = []
    for signals, (said, points) in _KIND_OF_ELEMENT.items():
        if said in kinds and all(signal in names for signal in signals):
            told = np.zeros([2] * len(signals) + [len(kinds)], int)
            told[(1,) * len(signals)][kinds.index(said)] = points
            edges = [[0]] * len(signals)
            rows.append({"signals": list(signals), "edges": edges, "points": told.tolist()})
    return rows


def _table(
    dump: Mapping[str, Any],
    names: Sequence[str],
    kinds: tuple[str, ...],
    spoken: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """The kinds' tables as one: rows of the same signals share their edges."""
    tables = [
        table_of({**dump, "tree_info": dump["tree_info"][number :: len(kinds)]}, names)
        for number in range(len(kinds))
    ]
    found: dict[tuple[str, ...], list[set[int]]] = {}
    for row in (row for table in tables for row in table["rows"]):
        edges = found.setdefault(tuple(row["signals"]), [set() for _ in row["signals"]])
        for known, cuts in zip(edges, row["edges"], strict=True):
            known.update(cuts)
    rows: list[Mapping[str, Any]] = []
    for signals, axes in sorted(found.items()):
        cuts = [sorted(axis) for axis in axes]
        points = np.zeros([*(len(axis) + 1 for axis in cuts), len(kinds)], int)
        for number, table in enumerate(tables):
            for row in table["rows"]:
                if tuple(row["signals"]) == signals:
                    places = [
                        np.searchsorted(own, [*axis, HIGHEST + 1])
                        for own, axis in zip(row["edges"], cuts, strict=True)
                    ]
                    points[..., number] += np.array(row["points"])[np.ix_(*places)]
        rows.append({"signals": list(signals), "edges": cuts, "points": points.tolist()})
    rows += spoken
    intercepts = [table["intercept"] for table in tables]
    return {"kinds": list(kinds), "intercepts": intercepts, "rows": rows}
