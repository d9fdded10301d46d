"""Signals of cue phrases: in the block, in its neighbours, and in force since the last label."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from arclean.cues import codes_of
from arclean.page import Ints
from arclean.signals.facts import Facts, page_share, percent, remembered, running, shifted, window

__all__ = ["SIGNALS"]

#: Kinds whose label speaks for the blocks behind it, until prose comes.
_LISTS = codes_of(["trending", "related"])
#: Kinds that head lists of several blocks.
_HEADS = codes_of(["trending", "related", "comment", "tags", "share"])
_COMMENT = codes_of(["comment"])
_ENDS = codes_of(["share", "tags", "legal", "author_bio"])
_DATED = codes_of(["byline", "date"])
_FAR = 30


def cue_block(facts: Facts) -> Ints:
    """The kind of the cue that the block consists of."""
    return facts.matches.block


def cue_label(facts: Facts) -> Ints:
    """The kind of the cue that the block begins with."""
    return np.where(facts.matches.block > 0, 0, facts.matches.label).astype(np.int32)


def cue_anywhere(facts: Facts) -> Ints:
    """The kind of a cue that stands somewhere in the block."""
    own = (facts.matches.block > 0) | (facts.matches.label > 0)
    return np.where(own, 0, facts.matches.anywhere).astype(np.int32)


def cue_before(facts: Facts) -> Ints:
    """The kind of the cue in the block before."""
    return shifted(_own(facts), 1)


def cue_after(facts: Facts) -> Ints:
    """The kind of the cue in the next block."""
    return shifted(_own(facts), -1)


def since_list_label(facts: Facts) -> Ints:
    """Blocks since a most-read or read-also label, with no prose in between; 0 for none."""
    index = np.arange(facts.size)
    label = np.isin(facts.matches.block, _LISTS)
    last_label = _last(label, index)
    last_prose = _last(facts.prose, index)
    in_force = (last_label >= 0) & (last_prose < last_label)
    return np.where(in_force, np.minimum(index - last_label, _FAR), 0).astype(np.int32)


def list_kind(facts: Facts) -> Ints:
    """The kind of the last cue block, while no prose has come since; the block's own first."""
    return _in_force(facts, facts.matches.block, facts.matches.block > 0)


def list_kind_of_list(facts: Facts) -> Ints:
    """The kind of the last most-read, read-also or comment label, while no prose has come."""
    own = _own(facts)
    return _in_force(facts, own, np.isin(own, _HEADS))


def since_comments(facts: Facts) -> Ints:
    """Blocks since the page's first comment label, whatever has come since; 0 before it."""
    return _since_first(facts, _COMMENT)


def since_related(facts: Facts) -> Ints:
    """Blocks since the last most-read or read-also label, whatever has come since; 0 for none."""
    index = np.arange(facts.size)
    last = np.maximum.accumulate(np.where(np.isin(_own(facts), _LISTS), index, -1))
    return np.where(last >= 0, np.minimum(index - last + 1, _FAR), 0).astype(np.int32)


def since_end(facts: Facts) -> Ints:
    """Blocks since the last share bar, tags or legal line, whatever has come since; 0 for none."""
    index = np.arange(facts.size)
    last = np.maximum.accumulate(np.where(np.isin(_own(facts), _ENDS), index, -1))
    return np.where(last >= 0, np.minimum(index - last + 1, _FAR), 0).astype(np.int32)


def page_comments(facts: Facts) -> Ints:
    """Blocks of the page that are or begin with words of comment areas: threads have many."""
    return np.full(facts.size, min(int((_own(facts) == _COMMENT[0]).sum()), 50), np.int32)


def page_dates(facts: Facts) -> Ints:
    """Blocks of the page that are or begin like a date line or byline: posts have one each."""
    return np.full(facts.size, min(int(np.isin(_own(facts), _DATED).sum()), 50), np.int32)


def cues_5(facts: Facts) -> Ints:
    """Hundredths of the blocks that are or begin with a cue, five to either side."""
    own = _own(facts) > 0
    count = window(running(np.ones(facts.size)), 5, 5) - 1
    return percent(window(running(own), 5, 5) - own, count)


def cues_before_12(facts: Facts) -> Ints:
    """Hundredths of the twelve blocks before that are or begin with a cue."""
    own = _own(facts) > 0
    return percent(
        window(running(own), 12, 0), np.maximum(window(running(np.ones(facts.size)), 12, 0), 1)
    )


def cues_after_12(facts: Facts) -> Ints:
    """Hundredths of the twelve blocks behind that are or begin with a cue."""
    own = _own(facts) > 0
    return percent(
        window(running(own), 0, 12), np.maximum(window(running(np.ones(facts.size)), 0, 12), 1)
    )


def page_cues(facts: Facts) -> Ints:
    """Hundredths of the page's blocks that are or begin with a cue."""
    return page_share(facts, (_own(facts) > 0).sum(), facts.size)


@remembered
def _own(facts: Facts) -> Ints:
    found = facts.matches
    return np.where(found.block > 0, found.block, found.label).astype(np.int32)


def _in_force(facts: Facts, kinds: Ints, label: NDArray[np.bool_]) -> Ints:
    """The kind of the last label, the block's own first, while no prose has come since."""
    index = np.arange(facts.size)
    last_label = np.maximum.accumulate(np.where(label, index, -1))
    last_prose = np.maximum.accumulate(np.where(facts.prose & ~label, index, -1))
    return np.where(last_label > last_prose, kinds[np.maximum(last_label, 0)], 0).astype(np.int32)


def _since_first(facts: Facts, kinds: Ints) -> Ints:
    places = np.flatnonzero(np.isin(_own(facts), kinds))
    first = int(places[0]) if places.size else facts.size
    return np.clip(np.arange(facts.size) - first + 1, 0, _FAR).astype(np.int32)


def _last(marked: NDArray[np.bool_], index: NDArray[np.int64]) -> NDArray[np.int64]:
    last = np.maximum.accumulate(np.where(marked, index, -1))
    return np.concatenate(([-1], last[:-1]))


SIGNALS = (
    cue_block,
    cue_label,
    cue_anywhere,
    cue_before,
    cue_after,
    since_list_label,
    list_kind,
    list_kind_of_list,
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
