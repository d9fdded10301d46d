"""Signals of the page's parts: its main stretch of prose, and patterns that recur."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from arclean.page import Ints
from arclean.signals.facts import Facts, page_share, remembered, running
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
_REPEATS_CAP = 20


@remembered
def main_stretch(facts: Facts, cost: int) -> tuple[int, int]:
    """The stretch of blocks, from the first up to the last, that has most prose for its length.

    Maximum subsequence segmentation: Pasternack and Roth, "Extracting article text from the web
    with maximum subsequence segmentation", WWW 2009. Empty on a page without prose.
    """
    gain = np.where(facts.prose, facts.capped, -cost)
    total = running(gain)
    lowest = np.minimum.accumulate(total)
    end = int(np.argmax(total - lowest))
    start = int(np.argmax(total[: end + 1] == lowest[end]))
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
    return np.clip(start - np.arange(facts.size), 0, _FAR).astype(np.int32)


def _since(facts: Facts, cost: int) -> Ints:
    _, end = main_stretch(facts, cost)
    return np.clip(np.arange(facts.size) - end + 1, 0, _FAR).astype(np.int32)


def main_share(facts: Facts) -> Ints:
    """Hundredths of the page's text that stand in its main stretch of prose."""
    start, end = main_stretch(facts, _BRIDGE)
    return page_share(facts, facts.capped[start:end].sum(), facts.capped.sum())


def main_prose(facts: Facts) -> Ints:
    """Hundredths of the page's prose that stand in its main stretch."""
    start, end = main_stretch(facts, _BRIDGE)
    prose = facts.capped * facts.prose
    return page_share(facts, prose[start:end].sum(), prose.sum())


def main_length(facts: Facts) -> Ints:
    """Tens of characters in the main stretch of prose."""
    start, end = main_stretch(facts, _BRIDGE)
    return np.full(facts.size, min(int(facts.chars[start:end].sum()) // 10, 1000), np.int32)


@remembered
def shared_with_main(facts: Facts) -> Ints:
    """Hundredths of the block's telling words that occur elsewhere in the main stretch."""
    start, end = main_stretch(facts, _BRIDGE)
    place = np.arange(facts.size)
    return shared_among(facts, facts.prose & (place >= start) & (place < end))


def rhythm(facts: Facts) -> Ints:
    """How often the pattern of blocks that this one stands in is repeated: cards, posts, lists."""
    return _rhythm(facts)[0]


def rhythm_period(facts: Facts) -> Ints:
    """Blocks in the repeated pattern that this one stands in; 0 for none."""
    return _rhythm(facts)[1]


def page_rhythm(facts: Facts) -> Ints:
    """Hundredths of the page's blocks that stand in a pattern of several blocks that recurs."""
    repeats, period = _rhythm(facts)
    return page_share(facts, ((repeats >= 3) & (period > 1)).sum(), facts.size)


@remembered
def _rhythm(facts: Facts) -> tuple[Ints, Ints]:
    shape = _shape(facts)
    best = np.zeros(facts.size, np.int32)
    chosen = np.zeros(facts.size, np.int32)
    for period in _PERIODS:
        if period >= facts.size:
            break
        same = np.zeros(facts.size, bool)
        same[:-period] = shape[period:] == shape[:-period]
        # A run of n blocks that are like the one a period on is n / period repeats.
        breaks = np.flatnonzero(~same)
        previous = np.concatenate(([-1], breaks))
        lengths = np.diff(previous) - 1
        index = np.searchsorted(breaks, np.arange(facts.size))
        run = lengths[np.minimum(index, lengths.size - 1)]
        # The blocks of the last period of a run belong to it too.
        carried = run.copy()
        carried[period:] = np.maximum(run[period:], np.where(same[:-period], run[:-period], 0))
        repeats = np.where(
            same | np.concatenate((np.zeros(period, bool), same[:-period])), carried, 0
        )
        repeats = np.minimum(repeats // period, _REPEATS_CAP).astype(np.int32)
        better = repeats > best
        best[better] = repeats[better]
        chosen[better] = period
    return best, chosen


def _shape(facts: Facts) -> NDArray[np.int64]:
    """What is compared between repetitions: rough length, ending, cue, and digits."""
    length = np.searchsorted((12, 30, 100), facts.chars)
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
    return np.minimum(np.arange(facts.size) - start, _FAR).astype(np.int32)


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
    return np.full(facts.size, min(int(run.max()), 100), np.int32)


def prose_size(facts: Facts) -> Ints:
    """Characters a prose block of the page; 0 on a page without."""
    count = int(facts.prose.sum())
    mean = int(facts.chars[facts.prose].sum()) // count if count else 0
    return np.full(facts.size, min(mean, 1000), np.int32)


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
    start, end = lexis.letter_from[:-1], lexis.letter_from[1:]
    count = end - start
    code = np.zeros(facts.size, np.int32)
    if facts.size < 2:
        return code
    long = count >= _ECHO_LETTERS

    def inside(small: slice, large: slice, at_end: bool) -> NDArray[np.bool_]:
        fits = long[small] & (count[small] < count[large])
        first = np.where(at_end, end[large] - count[small], start[large])
        first = np.where(fits, first, 0)
        last = np.where(fits, first + count[small], 0)
        held: NDArray[np.bool_] = fits & (lexis.stretch(first, last) == whole[small])
        return held

    here, before = slice(1, None), slice(None, -1)
    code[:-1][inside(here, before, False)] = 6
    code[:-1][inside(here, before, True)] = 5
    code[1:][inside(here, before, False)] = 3
    code[1:][inside(here, before, True)] = 2
    equal = long[1:] & (whole[1:] == whole[:-1])
    code[:-1][equal] = 4
    code[1:][equal] = 1
    return code


def title_inside(facts: Facts) -> Ints:
    """Hundredths that the block's letters make of the page's first block, where that begins with
    them: title tags are the headline and the site's name; -1 where it does not."""
    lexis = facts.lexis
    start, end = lexis.letter_from[:-1], lexis.letter_from[1:]
    count = end - start
    first = int(count[0])
    share = np.full(facts.size, -1, np.int32)
    fits = (count >= _ECHO_LETTERS) & (count <= first)
    fits[0] = False
    places = np.flatnonzero(fits)
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
