"""Signals of cue phrases: in the block, in its neighbours, and in force since the last label."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from arclean.cues import CUE_KINDS, codes_of
from arclean.page import Ints
from arclean.signals.facts import (
    Facts,
    cached_per_page,
    everywhere,
    page_share,
    percent,
    running,
    shifted,
    windows,
)

__all__ = ["SIGNALS"]


def _among(*kinds: str) -> NDArray[np.bool_]:
    """A table that tells, by code, whether a cue is of one of the kinds."""
    table = np.zeros(len(CUE_KINDS) + 1, bool)
    table[codes_of(kinds)] = True
    return table


#: Kinds whose label speaks for the blocks behind it, until prose comes.
_IS_LIST = _among("trending", "related")
#: The windows that cues are counted in: blocks before and behind.
_WINDOWS = ((5, 5), (12, 0), (0, 12))
_IS_COMMENT = _among("comment")
#: What stands behind an article, and what dates a post.
_IS_END = _among("share", "tags", "legal", "author_bio")
_IS_DATED = _among("byline", "date")
_FAR = 30
_MANY = 50


def cue_block(facts: Facts) -> Ints:
    """The kind of the cue that the block consists of."""
    return facts.matches.block


def cue_label(facts: Facts) -> Ints:
    """The kind of the cue that the block begins with."""
    label: Ints = facts.matches.label * (facts.matches.block == 0)
    return label


def cue_anywhere(facts: Facts) -> Ints:
    """The kind of a cue that stands somewhere in the block."""
    anywhere: Ints = facts.matches.anywhere * (_own(facts) == 0)
    return anywhere


def cue_tail(facts: Facts) -> Ints:
    """The kind of the cue that the block's last words begin with: captions end in a credit."""
    return facts.matches.tail


def cue_before(facts: Facts) -> Ints:
    """The kind of the cue in the block before."""
    return shifted(_own(facts), 1)


def cue_after(facts: Facts) -> Ints:
    """The kind of the cue in the next block."""
    return shifted(_own(facts), -1)


def list_kind(facts: Facts) -> Ints:
    """The kind of the last cue block, while no prose has come since; the block's own first."""
    cue = facts.matches.block > 0
    last_cue, last_prose = _last(facts, cue), _last(facts, facts.prose & ~cue)
    return facts.matches.block[np.maximum(last_cue, 0)] * (last_cue > last_prose)


def since_comments(facts: Facts) -> Ints:
    """Blocks since the page's first comment label, whatever has come since; 0 before it."""
    first = _IS_COMMENT[_own(facts)]
    start = int(first.argmax()) if first.any() else facts.size
    return (facts.place - start + 1).clip(0, _FAR).astype(np.int32)


def since_related(facts: Facts) -> Ints:
    """Blocks since the last most-read or read-also label, whatever has come since; 0 for none."""
    return _since(facts, _IS_LIST)


def since_end(facts: Facts) -> Ints:
    """Blocks since the last share bar, tags or legal line, whatever has come since; 0 for none."""
    return _since(facts, _IS_END)


def page_comments(facts: Facts) -> Ints:
    """Blocks of the page that are or begin with words of comment areas: threads have many."""
    return _count(facts, _IS_COMMENT)


def page_dates(facts: Facts) -> Ints:
    """Blocks of the page that are or begin like a date line or byline: posts have one each."""
    return _count(facts, _IS_DATED)


def cues_5(facts: Facts) -> Ints:
    """Hundredths of the blocks that are or begin with a cue, five to either side."""
    return _shares(facts)[5, 5]


def cues_before_12(facts: Facts) -> Ints:
    """Hundredths of the twelve blocks before that are or begin with a cue."""
    return _shares(facts)[12, 0]


def cues_after_12(facts: Facts) -> Ints:
    """Hundredths of the twelve blocks behind that are or begin with a cue."""
    return _shares(facts)[0, 12]


def page_cues(facts: Facts) -> Ints:
    """Hundredths of the page's blocks that are or begin with a cue."""
    return page_share(facts, np.count_nonzero(_own(facts)), facts.size)


@cached_per_page
def _own(facts: Facts) -> Ints:
    found = facts.matches
    return np.where(found.block > 0, found.block, found.label)


@cached_per_page
def _shares(facts: Facts) -> dict[tuple[int, int], Ints]:
    """Hundredths of the blocks of each window that are or begin with a cue, itself left out."""
    own = _own(facts) > 0
    total = running(own)
    start, end, both = windows(facts, _WINDOWS)
    cues = total[end] - total[start] - own * both
    return dict(zip(_WINDOWS, percent(cues, end - start - both), strict=True))


def _last(facts: Facts, marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The last marked block up to each block; -1 where there is none."""
    last: NDArray[np.int64] = np.maximum.accumulate(np.where(marked, facts.place, -1))
    return last


def _since(facts: Facts, kinds: NDArray[np.bool_]) -> Ints:
    """Blocks since the last cue of the kinds, itself counted as 1; 0 where none has come."""
    last = _last(facts, kinds[_own(facts)])
    since: Ints = (np.minimum(facts.place - last + 1, _FAR) * (last >= 0)).astype(np.int32)
    return since


def _count(facts: Facts, kinds: NDArray[np.bool_]) -> Ints:
    """Cues of the kinds on the page, the same for every block."""
    return everywhere(facts, min(int(kinds[_own(facts)].sum()), _MANY))


SIGNALS = (
    cue_block,
    cue_label,
    cue_anywhere,
    cue_tail,
    cue_before,
    cue_after,
    list_kind,
    since_comments,
    since_related,
    since_end,
    page_comments,
    page_dates,
    cues_5,
    cues_before_12,
    cues_after_12,
    page_cues,
)
