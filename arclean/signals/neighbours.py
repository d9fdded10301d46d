"""Signals of what stands around a block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from arclean.page import Ints
from arclean.signals.facts import Facts, percent, running, shifted, window
from arclean.signals.shape import ending

__all__ = ["SIGNALS"]

#: A distance past this is far; what lies further makes no difference any more.
_FAR = 60


def gap_before(facts: Facts) -> Ints:
    """Blank lines before the block."""
    return np.minimum(facts.page.gaps, 5).astype(np.int32)


def gap_after(facts: Facts) -> Ints:
    """Blank lines behind the block."""
    return np.append(np.minimum(facts.page.gaps[1:], 5), 5).astype(np.int32)


def chars_before(facts: Facts) -> Ints:
    """Characters of the block before."""
    return shifted(facts.chars, 1)


def chars_before_2(facts: Facts) -> Ints:
    """Characters of the block before the block before."""
    return shifted(facts.chars, 2)


def chars_after(facts: Facts) -> Ints:
    """Characters of the next block."""
    return shifted(facts.chars, -1)


def chars_after_2(facts: Facts) -> Ints:
    """Characters of the block after the next."""
    return shifted(facts.chars, -2)


def ending_before(facts: Facts) -> Ints:
    """How the block before ends; -1 where there is none."""
    return shifted(ending(facts), 1, -1)


def ending_after(facts: Facts) -> Ints:
    """How the next block ends; -1 where there is none."""
    return shifted(ending(facts), -1, -1)


def length_2(facts: Facts) -> Ints:
    """Characters a block, two blocks to either side."""
    return _mean(facts.capped, 2, 2)


def length_5(facts: Facts) -> Ints:
    """Characters a block, five blocks to either side."""
    return _mean(facts.capped, 5, 5)


def length_12(facts: Facts) -> Ints:
    """Characters a block, twelve blocks to either side."""
    return _mean(facts.capped, 12, 12)


def length_before_5(facts: Facts) -> Ints:
    """Characters a block, five blocks before."""
    return _mean(facts.capped, 5, 0)


def length_after_5(facts: Facts) -> Ints:
    """Characters a block, five blocks behind."""
    return _mean(facts.capped, 0, 5)


def prose_2(facts: Facts) -> Ints:
    """Hundredths of the text that stand in prose, two blocks to either side."""
    return _prose_share(facts, 2, 2)


def prose_5(facts: Facts) -> Ints:
    """Hundredths of the text that stand in prose, five blocks to either side."""
    return _prose_share(facts, 5, 5)


def prose_12(facts: Facts) -> Ints:
    """Hundredths of the text that stand in prose, twelve blocks to either side."""
    return _prose_share(facts, 12, 12)


def prose_30(facts: Facts) -> Ints:
    """Hundredths of the text that stand in prose, thirty blocks to either side."""
    return _prose_share(facts, 30, 30)


def prose_before_4(facts: Facts) -> Ints:
    """Hundredths of the text of the four blocks before that stand in prose."""
    return _prose_share(facts, 4, 0)


def prose_after_4(facts: Facts) -> Ints:
    """Hundredths of the text of the four blocks behind that stand in prose."""
    return _prose_share(facts, 0, 4)


def since_prose(facts: Facts) -> Ints:
    """Blocks since the last prose, the block itself left out; the cap where there was none."""
    return _since(facts.prose)


def until_prose(facts: Facts) -> Ints:
    """Blocks until the next prose, the block itself left out; the cap where none comes."""
    return _since(facts.prose[::-1])[::-1].astype(np.int32)


def run_length(facts: Facts) -> Ints:
    """Blocks in the run between prose blocks that this one stands in; 0 for prose."""
    run = np.cumsum(facts.prose) * 2 + facts.prose
    _, number, counts = np.unique(run, return_inverse=True, return_counts=True)
    return np.where(facts.prose, 0, np.minimum(counts[number], 200)).astype(np.int32)


def likeness_before(facts: Facts) -> Ints:
    """Hundredths that this block's length has of the one before, or the other way round."""
    return _alike(facts.chars, shifted(facts.chars, 1))


def likeness_after(facts: Facts) -> Ints:
    """Hundredths that this block's length has of the next one's, or the other way round."""
    return _alike(facts.chars, shifted(facts.chars, -1))


def group_size(facts: Facts) -> Ints:
    """Blocks in the group without blank lines that this one stands in."""
    number = _groups(facts)
    return np.minimum(np.bincount(number)[number], 200).astype(np.int32)


def group_length(facts: Facts) -> Ints:
    """Characters a block in the group without blank lines that this one stands in."""
    number = _groups(facts)
    return (np.bincount(number, facts.capped)[number] // np.bincount(number)[number]).astype(
        np.int32
    )


def group_prose(facts: Facts) -> Ints:
    """Hundredths of the group's text that stand in prose."""
    number = _groups(facts)
    total = np.bincount(number, facts.capped)
    return percent(np.bincount(number, facts.capped * facts.prose)[number], total[number])


def _groups(facts: Facts) -> NDArray[np.int64]:
    """The number of each block's group; a blank line begins the next one."""
    return np.cumsum(np.concatenate(([True], facts.page.gaps[1:] > 0))) - 1


def _mean(column: Ints, before: int, after: int) -> Ints:
    """The column's mean over the window, the block itself left out."""
    own = column if before and after else 0
    count = window(running(np.ones(column.size)), before, after) - (1 if before and after else 0)
    total = window(running(column), before, after) - own
    return (total // np.maximum(count, 1)).astype(np.int32)


def _prose_share(facts: Facts, before: int, after: int) -> Ints:
    """The share of prose in the window's text, the block itself left out."""
    both = bool(before and after)
    text = window(running(facts.capped), before, after) - (facts.capped if both else 0)
    held = facts.capped * facts.prose
    prose = window(running(held), before, after) - (held if both else 0)
    return percent(prose, text)


def _since(marked: NDArray[np.bool_]) -> Ints:
    index = np.arange(marked.size)
    last = np.maximum.accumulate(np.where(marked, index, -_FAR - 1))
    last = np.concatenate(([-_FAR - 1], last[:-1]))
    return np.minimum(index - last, _FAR).astype(np.int32)


def _alike(one: Ints, other: Ints) -> Ints:
    return percent(np.minimum(one, other), np.maximum(one, other))


SIGNALS = (
    gap_before,
    gap_after,
    chars_before,
    chars_before_2,
    chars_after,
    chars_after_2,
    ending_before,
    ending_after,
    length_2,
    length_5,
    length_12,
    length_before_5,
    length_after_5,
    prose_2,
    prose_5,
    prose_12,
    prose_30,
    prose_before_4,
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
