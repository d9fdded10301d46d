"""Points to sections: the best path through the labels, and the kinds within them.

The blocks of a page are a sequence, and what a block is depends on what stands before it. Each
block takes one label; the path with the most points wins (Viterbi, "Error bounds for
convolutional codes", IEEE Trans. Inf. Theory 13(2), 1967).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from arclean.page import Ints
from arclean.scorecard import Scorecard

__all__ = ["TABLES", "Label", "Path", "best_path", "doubt", "settle"]

#: The tables that labels take their points from.
TABLES = ("article", "headline", "subhead")

_NEVER = -1_000_000


class Label(IntEnum):
    """What a block can be on the path.

    The three sorts of aside remember how far the article has come, so that a headline stands
    once, and a subhead before the text.
    """

    LEAD = 0
    HEADLINE = 1
    SUBHEAD = 2
    BETWEEN = 3
    BODY = 4
    ASIDE = 5


#: Which label may follow which. A headline behind text opens a second article.
_FOLLOWS: Mapping[Label, tuple[Label, ...]] = {
    Label.LEAD: (Label.LEAD, Label.HEADLINE, Label.BODY),
    Label.HEADLINE: (Label.SUBHEAD, Label.BETWEEN, Label.BODY),
    Label.SUBHEAD: (Label.SUBHEAD, Label.BETWEEN, Label.BODY),
    Label.BETWEEN: (Label.SUBHEAD, Label.BETWEEN, Label.BODY),
    Label.BODY: (Label.HEADLINE, Label.BODY, Label.ASIDE),
    Label.ASIDE: (Label.HEADLINE, Label.BODY, Label.ASIDE),
}
_ARTICLE = frozenset({Label.HEADLINE, Label.SUBHEAD, Label.BODY})

#: What a transition is looked up by, besides the two labels.
CONTEXTS = ("close", "apart", "cue")


@dataclass(frozen=True, eq=False)
class Path:
    """The labels of the best path and the integers that it was found from.

    ``moves`` holds the transition points that each block took, ``margins`` by how many points
    the best path with the block on the other side of the article falls short.
    """

    labels: Ints
    moves: Ints
    contexts: Ints
    emissions: NDArray[np.int32]
    margins: Ints
    total: int


def settle(
    scorecard: Scorecard, points: Mapping[str, Ints], words: Ints, contexts: Ints, mode: str
) -> tuple[Path, int]:
    """The best path over the blocks, and the page's offset that it was found with."""
    offset = doubt(points["article"], words, scorecard.settings) + scorecard.modes[mode]
    return best_path(emissions(points, offset), contexts, scorecard.transitions), offset


def emissions(points: Mapping[str, Ints], offset: int) -> NDArray[np.int32]:
    """The points of every label for every block, transitions apart."""
    result = np.zeros((points["article"].size, len(Label)), np.int32)
    body = points["article"] + offset
    result[:, Label.BODY] = body
    result[:, Label.HEADLINE] = body + points["headline"]
    result[:, Label.SUBHEAD] = body + points["subhead"]
    return result


def doubt(article: Ints, words: Ints, settings: Mapping[str, int]) -> int:
    """Points that a page's blocks are given, or denied, for how sure the page's decisions are.

    The word F1 of a page is best when blocks are kept from half its best expected value on
    (Lipton, Elkan and Naryanaswamy, "Optimal thresholding of classifiers to maximize F1
    measure", ECML 2014). Pages with clear decisions get an even threshold, pages without are
    kept more freely; a page with next to nothing to expect is not kept at all.
    """
    order = np.argsort(-article, kind="stable")
    weights = np.minimum(words[order], settings["words_cap"]).astype(np.int64) + 1
    chance = _chances(article[order] * settings["trust"] // 100)
    kept = np.cumsum(weights)
    hit = np.cumsum(weights * chance)
    # Expected F1 in parts of 2^12, for every prefix of the order.
    expected = 2 * hit * _ONE // (kept * _ONE + hit[-1])
    best = int(np.argmax(expected))
    if expected[best] * 100 < settings["least"] * _ONE:
        return _NEVER // 2
    return int(-article[order[best]]) + 1


_ONE = 1 << 12


def _chances(points: Ints) -> NDArray[np.int64]:
    """The probability that so many points stand for, in parts of 2^12."""
    clipped = np.clip(points, -_LIMIT, _LIMIT)
    return _SIGMOID[clipped + _LIMIT]


_LIMIT = 1000
_SIGMOID = np.rint(
    _ONE / (1 + np.exp(-np.arange(-_LIMIT, _LIMIT + 1, dtype=np.float64) / 100))
).astype(np.int64)


def best_path(
    emission: NDArray[np.int32], contexts: Ints, transitions: Mapping[str, int]
) -> Path:
    """The path with the most points, and what each block would lose on the other side."""
    table = _move_table(transitions)
    forward, back = _forward(emission, contexts, table)
    labels = _trace_back(forward, back)
    moves = _moves(labels, contexts, table)
    margins = _margins(emission, contexts, table, forward, labels)
    return Path(labels, moves, contexts, emission, margins, max(forward[-1]))


Table = list[list[list[int]]]


def _move_table(transitions: Mapping[str, int]) -> Table:
    """Points by context, label before (one more row: the page's start) and label."""
    table = [[[_NEVER] * len(Label) for _ in range(len(Label) + 1)] for _ in CONTEXTS]
    for number, context in enumerate(CONTEXTS):
        for before, after in _FOLLOWS.items():
            for label in after:
                name = f"{before.name}-{label.name}".lower()
                table[number][before][label] = transitions.get(f"{name}/{context}", 0)
        for label in _FOLLOWS[Label.LEAD]:
            name = f"start-{label.name}".lower()
            table[number][len(Label)][label] = transitions.get(name, 0)
    return table


def _forward(
    emission: NDArray[np.int32], contexts: Ints, table: Table
) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    start = table[0][len(Label)]
    rows = emission.tolist()
    scores = [start[label] + rows[0][label] for label in range(len(Label))]
    forward = [tuple(scores)]
    back = [(0,) * len(Label)]
    incoming = [
        [
            (int(label), [(int(b), table[c][b][label]) for b in Label if label in _FOLLOWS[b]])
            for label in Label
        ]
        for c in range(len(CONTEXTS))
    ]
    for row, context in zip(rows[1:], contexts.tolist()[1:], strict=True):
        fresh = [0] * len(Label)
        origin = [0] * len(Label)
        for label, ways in incoming[context]:
            best, source = _NEVER * 1000, 0
            for before, points in ways:
                total = scores[before] + points
                if total > best:
                    best, source = total, before
            fresh[label] = best + row[label]
            origin[label] = source
        scores = fresh
        forward.append(tuple(fresh))
        back.append(tuple(origin))
    return forward, back


def _trace_back(forward: list[tuple[int, ...]], back: list[tuple[int, ...]]) -> Ints:
    label = max(range(len(Label)), key=lambda state: (forward[-1][state], -state))
    labels = np.zeros(len(forward), np.int32)
    for place in range(len(forward) - 1, -1, -1):
        labels[place] = label
        label = back[place][label]
    return labels


def _moves(labels: Ints, contexts: Ints, table: Table) -> Ints:
    before = [len(Label), *labels.tolist()[:-1]]
    return np.array(
        [
            table[context][one][label]
            for context, one, label in zip(contexts.tolist(), before, labels.tolist(), strict=True)
        ],
        np.int32,
    )


def _margins(
    emission: NDArray[np.int32],
    contexts: Ints,
    table: Table,
    forward: list[tuple[int, ...]],
    labels: Ints,
) -> Ints:
    """How far each block's decision was from flipping: best path through any label of its side
    less the best path through any label of the other side."""
    outgoing = [
        [[(int(after), table[c][b][after]) for after in _FOLLOWS[b]] for b in Label]
        for c in range(len(CONTEXTS))
    ]
    rows = emission.tolist()
    context_of = contexts.tolist()
    later = [0] * len(Label)
    margins = np.zeros(len(rows), np.int32)
    for place in range(len(rows) - 1, -1, -1):
        ahead = forward[place]
        inside = outside = _NEVER * 1000
        for label in range(len(Label)):
            total = ahead[label] + later[label]
            if label in _ARTICLE:
                inside = max(inside, total)
            else:
                outside = max(outside, total)
        gain = inside - outside if labels[place] in _ARTICLE else outside - inside
        margins[place] = min(gain, -_NEVER)
        if place:
            row, ways = rows[place], outgoing[context_of[place]]
            later = [
                max(row[after] + points + later[after] for after, points in ways[before])
                for before in range(len(Label))
            ]
    return margins
