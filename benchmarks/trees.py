"""Boosted trees of depth two, and their exact conversion into tables.

A tree of depth two asks at most two questions on the way to a leaf, so every leaf gives its
value to a rectangle over two signals, and a sum of such trees is a sum of tables over one or
two signals: an additive model with pair terms (Lou, Caruana, Gehrke and Hooker, "Accurate
intelligible models with pairwise interactions", KDD 2013), fitted by LightGBM.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

__all__ = ["Fit", "buckets_of", "centred", "fit_table", "pairs_by_gain", "rows_of", "table_of"]

Rectangle = tuple[tuple[tuple[int, int, bool], ...], float]

_PARAMETERS: Mapping[str, Any] = {
    "objective": "binary",
    "num_leaves": 4,
    "max_depth": 2,
    "learning_rate": 0.15,
    "min_data_in_leaf": 100,
    "lambda_l2": 5.0,
    "max_bin": 48,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "verbosity": -1,
    "num_threads": 2,
    "seed": 1,
    "deterministic": True,
    "force_col_wise": True,
}


@dataclass(frozen=True, eq=False)
class Fit:
    """Rows to fit on: a column a signal, an answer of 0 or 1 (or a class), a weight.

    ``start`` holds what is known before fitting, in log-odds: a row a row, a column a class.
    """

    values: NDArray[np.float32]
    answers: NDArray[np.int32]
    weights: NDArray[np.float64]
    names: tuple[str, ...]
    start: NDArray[np.float64] | None = None


def fit_table(
    data: Fit,
    rounds: int,
    pairs: Sequence[tuple[int, int]] | None = None,
    draws: int = 1,
    **changes: Any,
) -> dict[str, Any]:
    """LightGBM's dump of a model of depth-two trees; only the given pairs may interact.

    With several ``draws``, the dump holds the trees of as many models, which differ in what rows
    and signals they were shown by chance, and stands for their mean.
    """
    parameters = {**_PARAMETERS, **changes}
    if pairs is not None:
        paired = {index for pair in pairs for index in pair}
        alone = [[index] for index in range(len(data.names)) if index not in paired]
        parameters["interaction_constraints"] = [list(pair) for pair in pairs] + alone
    train = lightgbm.Dataset(data.values, data.answers, weight=data.weights, init_score=data.start)
    first = parameters["seed"]
    trees: list[Any] = []
    for seed in range(first, first + draws):
        model = lightgbm.train({**parameters, "seed": seed}, train, rounds)
        trees += model.dump_model()["tree_info"]
    return {"tree_info": trees, "draws": draws}


def pairs_by_gain(dump: Mapping[str, Any], most: int) -> list[tuple[int, int]]:
    """The pairs of signals whose joint splits gained most."""
    gains: dict[tuple[int, int], float] = defaultdict(float)
    for tree in dump["tree_info"]:
        root = tree["tree_structure"]
        if "split_feature" not in root:
            continue
        for side in ("left_child", "right_child"):
            child = root[side]
            if "split_feature" in child and child["split_feature"] != root["split_feature"]:
                pair = sorted((root["split_feature"], child["split_feature"]))
                gains[pair[0], pair[1]] += child["split_gain"]
    return sorted(gains, key=lambda pair: -gains[pair])[:most]


def table_of(dump: Mapping[str, Any], names: Sequence[str], start: float = 0.0) -> dict[str, Any]:
    """A table as a scorecard file holds it."""
    rectangles = [
        (conditions, value / dump["draws"])
        for tree in dump["tree_info"]
        for conditions, value in _leaves(tree["tree_structure"])
    ]
    constant, rows = rows_of(rectangles, names)
    return {"intercept": round(100 * (constant + start)), "rows": rows}


def centred(
    table: Mapping[str, Any], values: NDArray[np.float32], names: Sequence[str]
) -> dict[str, Any]:
    """The same table with no points where most blocks are, row by row: what a row then says of a
    block is what sets it apart. The sums stay the same."""
    intercept = int(table["intercept"])
    rows = []
    for row in table["rows"]:
        points = np.array(row["points"])
        buckets = buckets_of(row, values.T, names)
        cells = np.bincount(np.ravel_multi_index(buckets, points.shape), minlength=points.size)
        usual = int(points.flat[int(cells.argmax())])
        intercept += usual
        rows.append({**row, "points": (points - usual).tolist()})
    return {"intercept": intercept, "rows": rows}


def buckets_of(
    row: Mapping[str, Any], columns: NDArray[Any], names: Sequence[str]
) -> tuple[NDArray[np.intp], ...]:
    """Where in a row's points each block falls, an array a signal; ``columns`` has a row a signal
    of ``names``."""
    return tuple(
        np.searchsorted(cuts, columns[names.index(signal)])
        for signal, cuts in zip(row["signals"], row["edges"], strict=True)
    )


def rows_of(
    rectangles: Sequence[Rectangle], names: Sequence[str]
) -> tuple[float, list[dict[str, Any]]]:
    """Rectangles added up: what holds everywhere, and a row for each set of signals."""
    constant = 0.0
    grouped: dict[tuple[int, ...], list[Rectangle]] = defaultdict(list)
    for conditions, value in rectangles:
        signals = tuple(sorted({signal for signal, _, _ in conditions}))
        if signals:
            grouped[signals].append((conditions, value))
        else:
            constant += value
    rows = []
    for signals in sorted(grouped):
        edges = [
            sorted(
                {
                    cut
                    for conditions, _ in grouped[signals]
                    for s, cut, _ in conditions
                    if s == signal
                }
            )
            for signal in signals
        ]
        total = np.zeros([len(cuts) + 1 for cuts in edges])
        for conditions, value in grouped[signals]:
            total[_slices(conditions, signals, edges)] += value
        middle = float(np.median(total))
        constant += middle
        points = np.rint(100 * (total - middle)).astype(int)
        if points.any():
            rows.append(
                {
                    "signals": [names[signal] for signal in signals],
                    "edges": edges,
                    "points": points.tolist(),
                }
            )
    return constant, rows


def _slices(
    conditions: Sequence[tuple[int, int, bool]], signals: Sequence[int], edges: Sequence[list[int]]
) -> tuple[slice, ...]:
    slices = []
    for signal, cuts in zip(signals, edges, strict=True):
        low, high = 0, len(cuts) + 1
        for asked, cut, below in conditions:
            if asked == signal:
                place = cuts.index(cut)
                low, high = (low, min(high, place + 1)) if below else (max(low, place + 1), high)
        slices.append(slice(low, high))
    return tuple(slices)


def _leaves(
    node: Mapping[str, Any], conditions: tuple[tuple[int, int, bool], ...] = ()
) -> Iterator[Rectangle]:
    if "split_feature" not in node:
        yield conditions, float(node["leaf_value"])
        return
    signal, cut = int(node["split_feature"]), int(np.floor(node["threshold"]))
    yield from _leaves(node["left_child"], (*conditions, (signal, cut, True)))
    yield from _leaves(node["right_child"], (*conditions, (signal, cut, False)))
