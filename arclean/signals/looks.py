"""Signals of the second look: what the tables' first points tell about a block's page.

The first points come from a block's own measurements and its neighbours'. With all blocks
judged, the page says more: whether its likeliest headline is still to come, how much of it
promises to be article, and which stretch of it does. (Stacked sequential learning: Cohen and
Carvalho, IJCAI 2005; auto-context: Tu and Bai, IEEE Trans. PAMI 32(10), 2010; one stretch as the
article: Pasternack and Roth, "Extracting article text from the web with maximum subsequence
segmentation", WWW 2009.)

A look is a function of the page's :class:`Look` that gives one integer a block, or one for all of
them. Points are told in tenths, as signals have small bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from arclean.page import Ints
from arclean.scorecard import ONE, chances

__all__ = ["LOOKS", "STEPS", "Look", "measure_looks"]

_TENTHS = 10
#: Points beyond this are as good as sure.
_SURE = 600
#: A long block counts for no more words than this: a page on one line is not all of it.
_WORDS_CAP = 400
#: Sizes are told by how many of these they reach: eighths of a doubling, and every small number.
STEPS = np.unique(np.rint(2.0 ** (np.arange(8 * 24) / 8)).astype(np.int64))
#: Blocks away from the likeliest headline that are told apart.
_NEAR, _BEHIND = 30, 10
_NEXT = 5
#: How likely a block's words have to be the article's to speak for a stretch that holds them.
#: Where less is asked, the stretch reaches over what stands between, on pages of several parts.
_ASKED = np.array([[ONE // 4], [ONE // 2], [3 * ONE // 4]])
_WIDE, _EVEN, _NARROW = range(len(_ASKED))


class Stretch(NamedTuple):
    """Blocks one behind the other: the first, and the last."""

    first: int
    last: int


@dataclass(frozen=True, eq=False)
class Look:
    """The first points of a page's blocks as article and as headline, and the blocks' words."""

    article: Ints
    headline: Ints
    words: Ints

    @classmethod
    def at(cls, first: Mapping[str, Ints], words: Ints) -> Look:
        """The look at a page by its first points, as a scorecard gives them."""
        return cls(first["article"], first["headline"], words)

    @cached_property
    def article_tenths(self) -> Ints:
        """The article's points, in tenths."""
        return _tenths(self.article)

    @cached_property
    def headline_tenths(self) -> Ints:
        """The headline's points, in tenths."""
        return _tenths(self.headline)

    @cached_property
    def weights(self) -> NDArray[np.int64]:
        """Words that each block counts for."""
        return np.minimum(self.words, _WORDS_CAP).astype(np.int64) + 1

    @cached_property
    def chance(self) -> NDArray[np.int64]:
        """How likely each block is the article's, in parts of ``ONE``."""
        return chances(self.article)

    @cached_property
    def expected(self) -> NDArray[np.int64]:
        """Words that each block is expected to give to the article, in parts of ``ONE``."""
        return self.weights * self.chance

    @cached_property
    def expected_until(self) -> NDArray[np.int64]:
        """Running totals of ``expected``, each block's own included."""
        return np.cumsum(self.expected)

    @cached_property
    def total(self) -> int:
        """Words that the page is expected to give to the article, in parts of ``ONE``."""
        return int(self.expected_until[-1])

    @cached_property
    def weights_until(self) -> NDArray[np.int64]:
        """Running totals of ``weights``, each block's own included."""
        return np.cumsum(self.weights)

    @cached_property
    def stretches(self) -> list[Stretch]:
        """The likeliest stretch of article, by how likely its words have to be."""
        gains = self.weights * (self.chance - _ASKED)
        until = gains.cumsum(axis=1)
        before = until - gains
        lasts = (until - np.minimum.accumulate(before, axis=1)).argmax(axis=1).tolist()
        # Of starts that are equal, the last: the shortest stretch.
        return [
            Stretch(last - int(row[last::-1].argmin()), last)
            for last, row in zip(lasts, before, strict=True)
        ]

    @cached_property
    def _ways(self) -> Ints:
        until = self.weights_until
        before_block = until - self.weights
        start = before_block[[[stretch.first] for stretch in self.stretches]]
        end = until[[[stretch.last] for stretch in self.stretches]]
        ahead = np.maximum(start - before_block, 0)
        steps = _steps(ahead + np.maximum(until - end, 0))
        return np.where(ahead > 0, -steps, steps)

    def away(self, asked: int) -> Ints:
        """Words to one of the stretches, the block's own counted, in eighths of a doubling; below 0
        before it."""
        ways: Ints = self._ways[asked]
        return ways

    def held(self, asked: int) -> int:
        """Hundredths of the article that one of the stretches holds."""
        first, last = self.stretches[asked]
        until = self.expected_until
        return 100 * int(until[last] - until[first] + self.expected[first]) // max(self.total, 1)


def look_points(look: Look) -> Ints:
    """First points for the article, in tenths."""
    return look.article_tenths


def look_level(look: Look) -> int:
    """Mean first points, in tenths, of the words that are expected to be the article's."""
    return int(look.expected @ look.article_tenths) // max(look.total, 1)


def look_share(look: Look) -> int:
    """Hundredths of the page's words that are expected to be the article's."""
    return 100 * look.total // (int(look.weights.sum()) * ONE)


def look_words(look: Look) -> int:
    """Words that the page is expected to give to the article, in eighths of a doubling."""
    return int(STEPS.searchsorted(look.total // ONE, "right"))


def look_words_before(look: Look) -> Ints:
    """Words that the blocks before are expected to give, in eighths of a doubling."""
    return _sizes(look.expected_until - look.expected)


def look_words_after(look: Look) -> Ints:
    """Words that the blocks behind are expected to give, in eighths of a doubling."""
    return _sizes(look.total - look.expected_until)


def look_words_next(look: Look) -> Ints:
    """Words that the next five blocks are expected to give, in eighths of a doubling."""
    until = look.expected_until
    last = np.minimum(np.arange(until.size) + _NEXT, until.size - 1)
    return _sizes(until[last] - until)


def look_words_last(look: Look) -> Ints:
    """Words that the last five blocks before are expected to give, in eighths of a doubling."""
    before = look.expected_until - look.expected
    first = np.maximum(np.arange(before.size) - _NEXT, 0)
    return _sizes(before - before[first])


def look_stretch_wide(look: Look) -> Ints:
    """Words to the page's likeliest stretch of article, the block's own counted, where the stretch
    may hold a good deal else, in eighths of a doubling; below 0 before it, 0 inside."""
    return look.away(_WIDE)


def look_stretch(look: Look) -> Ints:
    """Words to the page's likeliest stretch of article, the block's own counted, in eighths of a
    doubling; below 0 before it, 0 inside."""
    return look.away(_EVEN)


def look_stretch_narrow(look: Look) -> Ints:
    """Words to the page's surest stretch of article, the block's own counted, in eighths of a
    doubling; below 0 before it, 0 inside."""
    return look.away(_NARROW)


def look_held_wide(look: Look) -> int:
    """Hundredths of the article that stand in its likeliest stretch, which may hold a good deal
    else."""
    return look.held(_WIDE)


def look_held(look: Look) -> int:
    """Hundredths of the article that stand in its likeliest stretch."""
    return look.held(_EVEN)


def look_held_narrow(look: Look) -> int:
    """Hundredths of the article that stand in its surest stretch."""
    return look.held(_NARROW)


def look_headline(look: Look) -> Ints:
    """First points for the headline, in tenths."""
    return look.headline_tenths


def look_headline_best(look: Look) -> int:
    """First points, in tenths, of the page's likeliest headline."""
    return int(look.headline_tenths.max())


def look_headline_before(look: Look) -> Ints:
    """First points, in tenths, of the likeliest headline before the block."""
    return _best_before(look.headline_tenths)


def look_headline_after(look: Look) -> Ints:
    """First points, in tenths, of the likeliest headline behind the block."""
    return _best_before(look.headline_tenths[::-1])[::-1]


def look_headline_distance(look: Look) -> Ints:
    """Blocks since the page's likeliest headline; below 0 before it."""
    distance = np.arange(look.words.size) - int(look.headline.argmax())
    return np.minimum(np.maximum(distance, -_NEAR), _BEHIND).astype(np.int32)


def _tenths(points: Ints) -> Ints:
    tenths: Ints = np.minimum(np.maximum(points, -_SURE), _SURE) // _TENTHS
    return tenths


def _best_before(tenths: Ints) -> Ints:
    best = np.full_like(tenths, -_SURE // _TENTHS)
    np.maximum.accumulate(tenths[:-1], out=best[1:])
    return best


def _sizes(expected: NDArray[np.int64]) -> Ints:
    return _steps(expected // ONE)


def _steps(words: NDArray[np.int64]) -> Ints:
    return STEPS.searchsorted(words, "right").astype(np.int32)


LOOKS: dict[str, Callable[[Look], Ints | int]] = {
    look.__name__: look
    for look in (
        look_points,
        look_level,
        look_share,
        look_words,
        look_words_before,
        look_words_after,
        look_words_next,
        look_words_last,
        look_stretch_wide,
        look_stretch,
        look_stretch_narrow,
        look_held_wide,
        look_held,
        look_held_narrow,
        look_headline,
        look_headline_best,
        look_headline_before,
        look_headline_after,
        look_headline_distance,
    )
}


def measure_looks(look: Look, names: Sequence[str]) -> Ints:
    """One row a look, one column a block."""
    columns = np.empty((len(names), look.words.size), np.int32)
    for row, name in enumerate(names):
        columns[row] = LOOKS[name](look)
    return columns
