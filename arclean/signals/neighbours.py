"""Signals of what stands around a block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from arclean.page import Ints
from arclean.signals.facts import Facts, cached_per_page, percent, running, shifted, windows
from arclean.signals.shape import ending

__all__ = ["SIGNALS"]

#: A distance past this is far; what lies further makes no difference any more.
_FAR = 60


def gap_before(facts: Facts) -> Ints:
    """Blank lines before the block."""
    return np.minimum(facts.page.gaps, 5)


def gap_after(facts: Facts) -> Ints:
    """Blank lines behind the block."""
    return shifted(gap_before(facts), -1)


def chars_before(facts: Facts) -> Ints:
    """Characters of the block before."""
    return shifted(facts.chars, 1)


def chars_after(facts: Facts) -> Ints:
    """Characters of the next block."""
    return shifted(facts.chars, -1)


def chars_before_2(facts: Facts) -> Ints:
    """Characters of the block before the one before."""
    return shifted(facts.chars, 2)


def chars_after_2(facts: Facts) -> Ints:
    """Characters of the block behind the next one."""
    return shifted(facts.chars, -2)


def ending_before(facts: Facts) -> Ints:
    """How the block before ends; -1 where there is none."""
    return shifted(ending(facts), 1, -1)


def ending_after(facts: Facts) -> Ints:
    """How the next block ends; -1 where there is none."""
    return shifted(ending(facts), -1, -1)


def ending_before_2(facts: Facts) -> Ints:
    """How the block before the one before ends; -1 where there is none."""
    return shifted(ending(facts), 2, -1)


def length_2(facts: Facts) -> Ints:
    """Characters a block, two blocks to either side."""
    return _lengths(facts)[2, 2]


def length_5(facts: Facts) -> Ints:
    """Characters a block, five blocks to either side."""
    return _lengths(facts)[5, 5]


def length_12(facts: Facts) -> Ints:
    """Characters a block, twelve blocks to either side."""
    return _lengths(facts)[12, 12]


def length_before_5(facts: Facts) -> Ints:
    """Characters a block, five blocks before."""
    return _lengths(facts)[5, 0]


def prose_2(facts: Facts) -> Ints:
    """Hundredths of the text that stand in prose, two blocks to either side."""
    return _prose_shares(facts)[2, 2]


def prose_5(facts: Facts) -> Ints:
    """Hundredths of the text that stand in prose, five blocks to either side."""
    return _prose_shares(facts)[5, 5]


def prose_12(facts: Facts) -> Ints:
    """Hundredths of the text that stand in prose, twelve blocks to either side."""
    return _prose_shares(facts)[12, 12]


def prose_30(facts: Facts) -> Ints:
    """Hundredths of the text that stand in prose, thirty blocks to either side."""
    return _prose_shares(facts)[30, 30]


def prose_after_4(facts: Facts) -> Ints:
    """Hundredths of the text of the four blocks behind that stand in prose."""
    return _prose_shares(facts)[0, 4]


def since_prose(facts: Facts) -> Ints:
    """Blocks since the last prose, the block itself left out; the cap where there was none."""
    return _since(facts.prose)


def until_prose(facts: Facts) -> Ints:
    """Blocks until the next prose, the block itself left out; the cap where none comes."""
    return _since(facts.prose[::-1])[::-1]


def run_length(facts: Facts) -> Ints:
    """Blocks in the run between prose blocks that this one stands in; 0 for prose."""
    # Blocks between the same prose have the same number of prose blocks before them.
    run = facts.prose_blocks_before[1:]
    length = np.bincount(run, ~facts.prose)[run].astype(np.int32)
    length[facts.prose] = 0
    return np.minimum(length, 200)


def likeness_before(facts: Facts) -> Ints:
    """Hundredths that this block's length has of the one before, or the other way round."""
    return _likeness(facts)


def likeness_after(facts: Facts) -> Ints:
    """Hundredths that this block's length has of the next one's, or the other way round."""
    return shifted(_likeness(facts), -1)


def group_size(facts: Facts) -> Ints:
    """Blocks in the group without blank lines that this one stands in."""
    number, size, _ = _groups(facts)
    blocks: Ints = np.minimum(size, 200).astype(np.int32)[number]
    return blocks


def group_length(facts: Facts) -> Ints:
    """Characters a block in the group without blank lines that this one stands in."""
    number, size, text = _groups(facts)
    length: Ints = (text // size).astype(np.int32)[number]
    return length


def group_prose(facts: Facts) -> Ints:
    """Hundredths of the group's text that stand in prose."""
    number, _, text = _groups(facts)
    share: Ints = percent(np.bincount(number, facts.in_prose), text)[number]
    return share


@cached_per_page
def _groups(facts: Facts) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The number of each block's group, and each group's blocks and text; a blank line begins
    the next group."""
    number = running(facts.page.gaps[1:] > 0)
    return number, np.bincount(number), np.bincount(number, facts.capped).astype(np.int64)


#: The windows that lengths and prose are measured over: blocks before and behind.
_LENGTH_WINDOWS = ((2, 2), (5, 5), (12, 12), (5, 0))
_PROSE_WINDOWS = ((2, 2), (5, 5), (12, 12), (30, 30), (0, 4))


@cached_per_page
def _lengths(facts: Facts) -> dict[tuple[int, int], Ints]:
    """Characters a block in each of the windows, the block itself left out."""
    start, end, both = windows(facts, _LENGTH_WINDOWS)
    text = facts.text_before[end] - facts.text_before[start] - facts.capped * both
    count = np.maximum(end - start - both, 1)
    return dict(zip(_LENGTH_WINDOWS, (text // count).astype(np.int32), strict=True))


@cached_per_page
def _prose_shares(facts: Facts) -> dict[tuple[int, int], Ints]:
    """The share of prose in the text of each of the windows, the block itself left out."""
    start, end, both = windows(facts, _PROSE_WINDOWS)
    text = facts.text_before[end] - facts.text_before[start] - facts.capped * both
    prose = facts.prose_before[end] - facts.prose_before[start] - facts.in_prose * both
    return dict(zip(_PROSE_WINDOWS, percent(prose, text), strict=True))


def _since(marked: NDArray[np.bool_]) -> Ints:
    index = np.arange(marked.size)
    last = np.maximum.accumulate(np.where(marked, index, -_FAR - 1))
    since = np.empty(marked.size, np.int32)
    since[0] = _FAR
    since[1:] = np.minimum(index[1:] - last[:-1], _FAR)
    return since


@cached_per_page
def _likeness(facts: Facts) -> Ints:
    """Hundredths that the shorter of each block and the one before has of the longer."""
    before = shifted(facts.chars, 1)
    return percent(np.minimum(facts.chars, before), np.maximum(facts.chars, before))


SIGNALS = (
    gap_before,
    gap_after,
    chars_before,
    chars_after,
    chars_before_2,
    chars_after_2,
    ending_before,
    ending_after,
    ending_before_2,
    length_2,
    length_5,
    length_12,
    length_before_5,
    prose_2,
    prose_5,
    prose_12,
    prose_30,
    prose_after_4,
    since_prose,
    until_prose,
    run_length,
    likeness_before,
    likeness_after,
    group_size,
    group_length,
    group_prose,
)
