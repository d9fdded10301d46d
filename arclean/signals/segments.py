"""Signals of the page's parts: its main stretch of prose, and patterns that recur."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from arclean.page import Ints
from arclean.signals.facts import Facts, everywhere, page_share, remembered, running
from arclean.signals.page import shared_among
from arclean.signals.shape import ENDINGS, ending

__all__ = ["SIGNALS", "main_stretch"]

_FAR = 60

#: What a block that is no prose costs a stretch of prose, in characters: a heading or caption
#: between paragraphs is bridged, a menu is not.
_BRIDGE = 80
_TIGHT = 250

#: Cards and posts have so many blocks at most.
_PERIODS = range(1, 9)
_PERIOD = np.array(_PERIODS, np.int32)
_REPEATS_CAP = 20
#: Lengths that blocks of a pattern differ by.
_ROUGHLY = np.array((12, 30, 100), np.int32)


@remembered
def main_stretch(facts: Facts, cost: int) -> tuple[int, int]:
    """The stretch of blocks, from the first up to the last, that has most prose for its length.

    Maximum subsequence segmentation: Pasternack and Roth, "Extracting article text from the web
    with maximum subsequence segmentation", WWW 2009. Empty on a page without prose.
    """
    total = running(np.where(facts.prose, facts.capped, -cost))
    lowest = np.minimum.accumulate(total)
    end = int((total - lowest).argmax())
    start = int((total[: end + 1] == lowest[end]).argmax())
    return start, end


def main_before(facts: Facts) -> Ints:
    """Blocks up to the main stretch of prose; 0 inside and behind it."""
    return _until(facts, _BRIDGE)


def main_after(facts: Facts) -> Ints:
    """Blocks since the main stretch of prose; 0 before and inside it."""
    return _since(facts, _BRIDGE)


def tight_before(facts: Facts) -> Ints:
    """Blocks up to the main stretch of prose when less is bridged; 0 inside and behind it."""
    return _until(facts, _TIGHT)


def tight_after(facts: Facts) -> Ints:
    """Blocks since the main stretch of prose when less is bridged; 0 before and inside it."""
    return _since(facts, _TIGHT)


def _until(facts: Facts, cost: int) -> Ints:
    start, _ = main_stretch(facts, cost)
    return _distance(start - facts.place)


def _since(facts: Facts, cost: int) -> Ints:
    _, end = main_stretch(facts, cost)
    return _distance(facts.place - (end - 1))


def _distance(blocks: NDArray[np.int64]) -> Ints:
    return np.minimum(np.maximum(blocks, 0), _FAR).astype(np.int32)


def main_share(facts: Facts) -> Ints:
    """Hundredths of the page's text that stand in its main stretch of prose."""
    start, end = main_stretch(facts, _BRIDGE)
    return page_share(facts, *_part(facts.text_before, start, end))


def main_prose(facts: Facts) -> Ints:
    """Hundredths of the page's prose that stand in its main stretch."""
    start, end = main_stretch(facts, _BRIDGE)
    return page_share(facts, *_part(facts.prose_before, start, end))


def _part(total: NDArray[np.int64], start: int, end: int) -> tuple[int, int]:
    """What a stretch holds of a running total, and all of it."""
    return int(total[end] - total[start]), int(total[-1])


def main_length(facts: Facts) -> Ints:
    """Tens of characters in the main stretch of prose."""
    start, end = main_stretch(facts, _BRIDGE)
    return everywhere(facts, min(int(facts.chars[start:end].sum()) // 10, 1000))


@remembered
def shared_with_main(facts: Facts) -> Ints:
    """Hundredths of the block's telling words that occur elsewhere in the main stretch."""
    start, end = main_stretch(facts, _BRIDGE)
    inside = np.zeros(facts.size, bool)
    inside[start:end] = facts.prose[start:end]
    return shared_among(facts, inside)


def rhythm(facts: Facts) -> Ints:
    """How often the pattern of blocks that this one stands in is repeated: cards, posts, lists."""
    return _rhythm(facts)[0]


def rhythm_period(facts: Facts) -> Ints:
    """Blocks in the repeated pattern that this one stands in; 0 for none."""
    return _rhythm(facts)[1]


def page_rhythm(facts: Facts) -> Ints:
    """Hundredths of the page's blocks that stand in a pattern of several blocks that recurs."""
    repeats, period = _rhythm(facts)
    return page_share(facts, np.count_nonzero((repeats >= 3) & (period > 1)), facts.size)


@remembered
def _rhythm(facts: Facts) -> tuple[Ints, Ints]:
    """Repeats and period of the pattern that each block stands in, of several periods the one
    that is repeated most often, and the shortest of these."""
    shape, size = _shape(facts), facts.size
    # A row a period: whether the block is like the one a period on. Each row ends with one that
    # is not, so that the rows can be looked at as one.
    same = np.zeros((len(_PERIODS), size), bool)
    for row, period in zip(same, _PERIODS, strict=True):
        row[:-period] = shape[period:] == shape[:-period]
    # A run of n blocks that are like the one a period on is n / period repeats.
    breaks = (~same).ravel().nonzero()[0]
    lengths = breaks.copy()
    lengths[1:] -= breaks[:-1] + 1
    run = lengths.astype(np.int32).repeat(lengths + 1).reshape(same.shape)
    run *= same
    # The blocks of the last period of a run belong to it too.
    repeats = run.copy()
    for to, row, period in zip(repeats, run, _PERIODS, strict=True):
        np.maximum(row[period:], row[:-period], out=to[period:])
    repeats //= _PERIOD[:, None]
    np.minimum(repeats, _REPEATS_CAP, out=repeats)
    # Repeats and period as one number, so that the greatest tells both.
    best = (repeats * len(_PERIODS) - _PERIOD[:, None]).max(axis=0) + len(_PERIODS)
    times = best // len(_PERIODS)
    return times, (len(_PERIODS) - best % len(_PERIODS)) * (times > 0)


def _shape(facts: Facts) -> NDArray[np.int64]:
    """What is compared between repetitions: rough length, ending, cue, and digits."""
    length = _ROUGHLY.searchsorted(facts.chars)
    digits = facts.digits * 4 > facts.chars
    ends = facts.ends_sentence & (facts.chars >= 30)
    cue = facts.matches.block
    return ((length * 2 + digits) * 2 + ends) * 32 + cue


#: A line with so many words, no cue and no sentence's end may be a title.
_TITLE_WORDS = 3
_TITLE_LONGEST = 30


@remembered
def _titles(facts: Facts) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """For each block the first and the end of the run of title-like blocks around it, and the
    run's number; a block that is no title is a run by itself."""
    title = (facts.words >= _TITLE_WORDS) & ~facts.ends_sentence & ~facts.prose
    title &= facts.matches.block == 0
    begins = np.ones(facts.size, bool)
    begins[1:] = ~(title[1:] & title[:-1])
    starts = np.flatnonzero(begins)
    number = np.cumsum(begins) - 1
    ends = np.append(starts[1:], facts.size)
    return starts[number], ends[number], number


def topic_rank(facts: Facts) -> Ints:
    """Lines that share more words with the main stretch of prose than this one, among those that
    could be its title; -1 for a line that could not. The headline tells what the text tells."""
    title = (facts.words >= _TITLE_WORDS) & (facts.words <= _TITLE_LONGEST)
    title &= (facts.matches.block == 0) & ~facts.prose
    share = np.where(title, shared_with_main(facts), -1)
    order = np.sort(share[title])
    above = order.size - np.searchsorted(order, share, "right")
    return np.where(title, np.minimum(above, _FAR), -1).astype(np.int32)


def title_run(facts: Facts) -> Ints:
    """Blocks in the run of title-like blocks that this one stands in; 1 for any other."""
    start, end, _ = _titles(facts)
    return np.minimum(end - start, _FAR).astype(np.int32)


def title_run_place(facts: Facts) -> Ints:
    """Title-like blocks directly before this one."""
    start, _, _ = _titles(facts)
    return np.minimum(facts.place - start, _FAR).astype(np.int32)


def title_run_shared(facts: Facts) -> Ints:
    """Hundredths of telling words that the run of titles, as a whole, shares with the main
    stretch: a list of other titles shares little, whatever one of them does."""
    _, _, number = _titles(facts)
    share = np.maximum(shared_with_main(facts), 0)
    mean = np.bincount(number, share) // np.bincount(number)
    shared: Ints = mean.astype(np.int32)[number]
    return shared


def prose_run(facts: Facts) -> Ints:
    """Blocks in the page's longest run of prose: an article has one, a list of teasers none."""
    index = np.arange(facts.size + 1)
    last_other = np.maximum.accumulate(np.where(np.append(~facts.prose, True), index, -1))
    run = np.where(facts.prose, index[:-1] - last_other[:-1], 0)
    return everywhere(facts, min(int(run.max()), 100))


def prose_size(facts: Facts) -> Ints:
    """Characters a prose block of the page; 0 on a page without."""
    count = int(facts.prose.sum())
    mean = int(facts.chars[facts.prose].sum()) // count if count else 0
    return everywhere(facts, min(mean, 1000))


def page_cohesion(facts: Facts) -> Ints:
    """Hundredths of the prose's telling words that the page's other prose has too: the blocks of
    one article share their words, teasers of many do not."""
    shared = shared_among(facts, facts.prose)[facts.prose]
    return page_share(facts, int(np.maximum(shared, 0).sum()), 100 * shared.size)


def page_ellipses(facts: Facts) -> Ints:
    """Hundredths of the page's longer blocks that end in an ellipsis: teasers are cut off."""
    long = facts.chars >= _TEASER_CHARS
    return page_share(facts, ((ending(facts) == _ELLIPSIS) & long).sum(), long.sum())


_ELLIPSIS = ENDINGS.index("in an ellipsis")
_TEASER_CHARS = 60

#: What :func:`echo` tells apart, by code.
ECHOES = (
    "no echo",
    "the block before again",
    "the end of the block before",
    "the beginning of the block before",
    "repeated by the next block",
    "ends with the next block",
    "begins with the next block",
)
#: Letters from which on an echo is no accident.
_ECHO_LETTERS = 8


def echo(facts: Facts) -> Ints:
    """Whether the block repeats the block before, or the next one it: breadcrumbs end in the
    headline, captions and titles are printed twice."""
    lexis = facts.lexis
    whole = lexis.whole()
    count = lexis.letter_from[1:] - lexis.letter_from[:-1]
    long = count[1:] >= _ECHO_LETTERS
    # Blocks that fit into the block before.
    small = (long & (count[1:] < count[:-1])).nonzero()[0] + 1
    first, last = lexis.letter_from[small - 1], lexis.letter_from[small]
    begins = small[lexis.stretch(first, first + count[small]) == whole[small]]
    ends = small[lexis.stretch(last - count[small], last) == whole[small]]
    equal = (long & (whole[1:] == whole[:-1])).nonzero()[0] + 1
    code = np.zeros(facts.size, np.int32)
    code[begins - 1] = 6
    code[ends - 1] = 5
    code[begins] = 3
    code[ends] = 2
    code[equal - 1] = 4
    code[equal] = 1
    return code


def title_inside(facts: Facts) -> Ints:
    """Hundredths that the block's letters make of the page's first block, where that begins with
    them: title tags are the headline and the site's name; -1 where it does not."""
    lexis = facts.lexis
    count = lexis.letter_from[1:] - lexis.letter_from[:-1]
    first = int(count[0])
    share = everywhere(facts, -1)
    fits = (count >= _ECHO_LETTERS) & (count <= first)
    fits[0] = False
    places = fits.nonzero()[0]
    if places.size:
        head = lexis.stretch(np.zeros(places.size, np.int64), count[places])
        hit = places[head == lexis.whole()[places]]
        share[hit] = count[hit] * 100 // first
    return share


SIGNALS = (
    main_before,
    main_after,
    tight_before,
    tight_after,
    main_share,
    main_prose,
    main_length,
    shared_with_main,
    rhythm,
    rhythm_period,
    page_rhythm,
    topic_rank,
    title_run,
    title_run_place,
    title_run_shared,
    prose_run,
    prose_size,
    page_cohesion,
    page_ellipses,
    echo,
    title_inside,
)
