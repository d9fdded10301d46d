"""Points to labels: the page's threshold, and the best path through the labels.

The blocks of a page are a sequence, and what a block is depends on what stands before it. Each
block takes one label; the path with the most points wins (Viterbi, "Error bounds for
convolutional codes", IEEE Trans. Inf. Theory 13(2), 1967).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from arclean.page import Ints
from arclean.scorecard import ONE, Scorecard, chances

__all__ = [
    "CONTEXTS",
    "TABLES",
    "Label",
    "Path",
    "best_path",
    "emissions",
    "margins",
    "page_offset",
    "settle",
    "support",
    "toward_list_mean",
]

#: The tables that labels take their points from.
TABLES = ("article", "headline", "subhead")

_NEVER = -1_000_000
#: How far the likeliest block of a page that is given up is below even odds.
_GIVEN_UP = 1000


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

#: What a page's first block can be.
_BEGINS = (Label.LEAD, Label.HEADLINE, Label.BODY)

#: What a transition is looked up by, besides the two labels.
CONTEXTS = ("close", "apart", "cue", "like")


@dataclass(frozen=True, eq=False)
class Path:
    """The labels of the best path and the integers that it was found from.

    ``moves`` holds the transition points that each block took.
    """

    labels: Ints
    moves: Ints
    contexts: Ints
    emissions: NDArray[np.int32]


def settle(
    scorecard: Scorecard, points: Mapping[str, Ints], words: Ints, contexts: Ints, mode: str
) -> tuple[Path, int]:
    """The best path over the blocks, and the page's offset that it was found with."""
    # What recall is to bring back are whole pages, most of all.
    least = scorecard.settings["least_recall" if mode == "recall" else "least"]
    found = page_offset(points["article"], words, {**scorecard.settings, "least": least})
    offset = found + scorecard.modes[mode]
    return best_path(emissions(points, offset), contexts, scorecard.transitions), offset


def emissions(points: Mapping[str, Ints], offset: int) -> NDArray[np.int32]:
    """The points of every label for every block, transitions apart.

    The subhead's table was fitted among the article's blocks, so that its points come on top of
    the article's. The headline's was fitted among all, and gets the article's support.
    """
    result = np.zeros((points["article"].size, len(Label)), np.int32)
    body = points["article"] + offset
    result[:, Label.BODY] = body
    result[:, Label.HEADLINE] = points["headline"] + support(body)
    result[:, Label.SUBHEAD] = body + points["subhead"]
    return result


#: Shorter lists say little of their titles, and surer points than these are no surer.
_LIST_TITLES = 3
_SURE = 400


def toward_list_mean(article: Ints, headline: Ints, lists: NDArray[np.int64]) -> Ints:
    """Points that bring each title of a list halfway to the list's mean.

    A list belongs to the article or does not, and what its titles share with the article by chance
    should not part them. Where one differs strongly from the others, half the way changes nothing.
    What is likely the page's headline, or might be, is in no list: captions below it would be kept
    for its sake.

    Args:
        article: the points of each block.
        headline: those of each block as the headline.
        lists: a number for each block, the same for those of one list.

    >>> points, no_headline = np.array([900, -50, 40, -80], np.int32), np.full(4, -300)
    >>> toward_list_mean(points, no_headline, np.array([1, 2, 2, 2])).tolist()
    [0, 10, -35, 25]
    """
    inside = headline <= 0
    size = np.bincount(lists, inside)
    sure = np.minimum(np.maximum(article, -_SURE), _SURE) * inside
    mean = np.bincount(lists, sure) / np.maximum(size, 1)
    way: Ints = ((mean[lists] - article) / 2).astype(np.int32)
    way[~inside | (size[lists] < _LIST_TITLES)] = 0
    return way


def support(body: Ints) -> Ints:
    """What a headline gets for speaking for the article: half of what does, and nothing of what
    speaks against it, since titles look like other titles. With none, paragraphs would win from
    headlines wherever both are sure; with all of it, first paragraphs would pass for headlines.
    """
    return np.maximum(body, 0) // 2


def page_offset(article: Ints, words: Ints, settings: Mapping[str, int]) -> int:
    """Points that a page's blocks are given, or denied, for how sure the page's decisions are.

    The word F1 of a page is best when blocks are kept from half its best expected value on
    (Lipton, Elkan and Naryanaswamy, "Optimal thresholding of classifiers to maximize F1
    measure", ECML 2014). Pages with clear decisions get an even threshold, pages without are
    kept more freely; a page with next to nothing to expect is not kept at all.
    """
    order = np.argsort(-article, kind="stable")
    weights = np.minimum(words[order], settings["words_cap"]).astype(np.int64) + 1
    chance = chances(article[order] * settings["trust"] // 100)
    kept = np.cumsum(weights)
    hit = np.cumsum(weights * chance)
    # Expected F1 in parts of 2^12, for every prefix of the order.
    expected = 2 * hit * ONE // (kept * ONE + hit[-1])
    best = int(np.argmax(expected))
    if expected[best] * 100 < settings["least"] * ONE:
        return -(int(article.max()) + _GIVEN_UP)
    # Any offset keeps the same blocks that lies between what just keeps the last of them and what
    # would keep the next: the one nearest to none leaves the decisions most of their margin.
    least = 1 - int(article[order[best]])
    most = -int(article[order[best + 1]]) if best + 1 < order.size else 0
    return max(least, min(most, 0))


def best_path(emission: NDArray[np.int32], contexts: Ints, transitions: Mapping[str, int]) -> Path:
    """The path with the most points; of two that are equal, the one that keeps less."""
    table = _move_table(_frozen(transitions))
    labels = _trace_back(*_forward(emission, contexts, table))
    return Path(labels, _moves(labels, contexts, table), contexts, emission)


def margins(path: Path, transitions: Mapping[str, int]) -> list[int]:
    """How far each block's decision was from flipping: the best path with the block on its side
    of the article, less the best path with the block on the other side."""
    table = _move_table(_frozen(transitions))
    ahead = _best_until(path.emissions, path.contexts, table)
    behind = _best_from(path.emissions, path.contexts, table)
    total = ahead + behind
    inside = np.isin(np.arange(len(Label)), list(_ARTICLE))
    kept = total[:, inside].max(axis=1)
    dropped = total[:, ~inside].max(axis=1)
    margin = np.where(np.isin(path.labels, list(_ARTICLE)), kept - dropped, dropped - kept)
    result: list[int] = np.minimum(margin, -_NEVER).tolist()
    return result


Table = tuple[tuple[tuple[int, ...], ...], ...]
Frozen = frozenset[tuple[str, int]]


def _frozen(transitions: Mapping[str, int]) -> Frozen:
    return frozenset(transitions.items())


@lru_cache(maxsize=16)
def _move_table(frozen: Frozen) -> Table:
    """Points by context, label before and label; ``_NEVER`` where one cannot follow the other."""
    transitions = dict(frozen)
    return tuple(
        tuple(
            tuple(
                transitions.get(f"{before.name}-{label.name}/{context}".lower(), 0)
                if label in _FOLLOWS[before]
                else _NEVER
                for label in Label
            )
            for before in Label
        )
        for context in CONTEXTS
    )


@lru_cache(maxsize=16)
def _as_array(table: Table) -> NDArray[np.int64]:
    return np.array(table, np.int64)


def _forward(
    emission: NDArray[np.int32], contexts: Ints, table: Table
) -> tuple[list[tuple[int, int, int, int, int]], int]:
    """Where the best path into each label of each block comes from, and the last label.

    Written out label by label: this loop runs over every block of every page.
    """
    headline, subhead, body = (
        emission[:, label].tolist() for label in (Label.HEADLINE, Label.SUBHEAD, Label.BODY)
    )
    moves = _unrolled(table)
    lead, head, sub, between, text, aside = 0, headline[0], _NEVER, _NEVER, body[0], _NEVER
    origins = [(0, 0, 0, 0, 0)]
    add = origins.append
    for of_head, of_sub, of_text, context in zip(
        headline[1:], subhead[1:], body[1:], contexts.tolist()[1:], strict=True
    ):
        (
            lead_lead, lead_head, lead_text, head_sub, head_between, head_text, sub_sub,
            sub_between, sub_text, between_sub, between_between, between_text, text_head,
            text_text, text_aside, aside_head, aside_text, aside_aside,
        ) = moves[context]  # fmt: skip
        to_head, from_head = lead + lead_head, _LEAD
        if (other := text + text_head) > to_head:
            to_head, from_head = other, _BODY
        if (other := aside + aside_head) > to_head:
            to_head, from_head = other, _ASIDE
        to_sub, from_sub = head + head_sub, _HEADLINE
        if (other := sub + sub_sub) > to_sub:
            to_sub, from_sub = other, _SUBHEAD
        if (other := between + between_sub) > to_sub:
            to_sub, from_sub = other, _BETWEEN
        to_between, from_between = head + head_between, _HEADLINE
        if (other := sub + sub_between) > to_between:
            to_between, from_between = other, _SUBHEAD
        if (other := between + between_between) > to_between:
            to_between, from_between = other, _BETWEEN
        to_text, from_text = text + text_text, _BODY
        if (other := aside + aside_text) > to_text:
            to_text, from_text = other, _ASIDE
        if (other := lead + lead_text) > to_text:
            to_text, from_text = other, _LEAD
        if (other := head + head_text) > to_text:
            to_text, from_text = other, _HEADLINE
        if (other := sub + sub_text) > to_text:
            to_text, from_text = other, _SUBHEAD
        if (other := between + between_text) > to_text:
            to_text, from_text = other, _BETWEEN
        to_aside, from_aside = aside + aside_aside, _ASIDE
        if (other := text + text_aside) > to_aside:
            to_aside, from_aside = other, _BODY
        lead += lead_lead
        head, sub, between = to_head + of_head, to_sub + of_sub, to_between
        text, aside = to_text + of_text, to_aside
        add((from_head, from_sub, from_between, from_text, from_aside))
    final = (lead, head, sub, between, text, aside)
    last = max(range(len(Label)), key=lambda label: (final[label], -label))
    return origins, last


_LEAD, _HEADLINE, _SUBHEAD, _BETWEEN, _BODY, _ASIDE = map(int, Label)


@lru_cache(maxsize=16)
def _unrolled(table: Table) -> tuple[tuple[int, ...], ...]:
    """The possible moves' points for each context, by label before and label after."""
    return tuple(
        tuple(rows[before][after] for before in Label for after in sorted(_FOLLOWS[before]))
        for rows in table
    )


def _trace_back(origins: list[tuple[int, int, int, int, int]], last: int) -> Ints:
    labels = [0] * len(origins)
    label = last
    for place in range(len(origins) - 1, -1, -1):
        labels[place] = label
        if label:  # what leads to the lead is the lead
            label = origins[place][label - 1]
    return np.array(labels, np.int32)


def _moves(labels: Ints, contexts: Ints, table: Table) -> Ints:
    points = _as_array(table)
    before = np.concatenate((labels[:1], labels[:-1]))
    moves = points[contexts, before, labels]
    moves[0] = 0
    return moves.astype(np.int32)


def _best_until(emission: NDArray[np.int32], contexts: Ints, table: Table) -> NDArray[np.int64]:
    """The points of the best path that ends in each label, for each block."""
    points = np.array(table, np.int64)
    best = np.full(emission.shape, 2 * _NEVER, np.int64)
    for label in _BEGINS:
        best[0, label] = emission[0, label]
    for place in range(1, len(best)):
        ways = best[place - 1][:, None] + points[contexts[place]]
        best[place] = ways.max(axis=0) + emission[place]
    return best


def _best_from(emission: NDArray[np.int32], contexts: Ints, table: Table) -> NDArray[np.int64]:
    """The points of the best way on from each label, for each block."""
    points = np.array(table, np.int64)
    best = np.zeros(emission.shape, np.int64)
    for place in range(len(best) - 2, -1, -1):
        ways = points[contexts[place + 1]] + (best[place + 1] + emission[place + 1])[None, :]
        best[place] = ways.max(axis=1)
    return best
