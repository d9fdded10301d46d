"""Signals of the page's parts: its main stretch of prose, and runs of titles."""

from __future__ import annotations

import numpy as np
import regex
from numpy.typing import NDArray

from arclean.page import Ints
from arclean.script import Char
from arclean.signals.facts import Facts, cached_per_page, everywhere, page_share, running
from arclean.signals.shape import ENDINGS, ending
from arclean.signals.vocabulary import shared_among

__all__ = ["SIGNALS", "lists", "main_stretch", "marked_lists"]

_FAR = 60

#: What a block that is no prose costs a stretch of prose, in characters: a heading or caption
#: between paragraphs is bridged, a menu is not.
_BRIDGE = 80
_TIGHT = 250


@cached_per_page
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


@cached_per_page
def shared_with_main(facts: Facts) -> Ints:
    """Hundredths of the block's content words that occur elsewhere in the main stretch."""
    start, end = main_stretch(facts, _BRIDGE)
    inside = np.zeros(facts.size, bool)
    inside[start:end] = facts.prose[start:end]
    return shared_among(facts, inside)


#: Prose with one other block between is one run.
_RUN_BRIDGE = 2
#: Tens of characters from which on a run of prose is long.
_RUN_CAP = 1000

#: A line with so many words, no cue and no sentence's end may be a title.
_TITLE_WORDS = 3
_TITLE_LONGEST = 30


#: What an entry of a list begins with: a bullet and a space, or a number and its mark.
_ENTRY = regex.compile(
    r"\s*(?:([-*\u2013\u2014\u2022\u25CF\u25AA\u25E6\u2023\u27A2])\s"
    r"|[(\[]?\p{Nd}{1,3}(?:[.)\]](?!\p{Nd})|\s?[-\u2013]\s?(?!\p{Nd})))",
    regex.VERSION1,
)
_OF_ENTRY = int(Char.PUNCTUATION | Char.SYMBOL | Char.DIGIT | Char.OPENING)


@cached_per_page
def _titles(facts: Facts) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """For each block the first and the end of the run of title-like blocks around it, and the
    run's number; a block that is no title is a run by itself."""
    begins = _begins(_is_title(facts))
    starts = begins.nonzero()[0]
    number = begins.cumsum() - 1
    ends = np.append(starts[1:], facts.size)
    return starts[number], ends[number], number


@cached_per_page
def _is_title(facts: Facts) -> NDArray[np.bool_]:
    title: NDArray[np.bool_] = (facts.words >= _TITLE_WORDS) & (facts.matches.block == 0)
    return title & ~facts.ends_sentence & ~facts.prose


def _begins(marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where runs of marked blocks begin; every other block is a run by itself."""
    begins = np.ones(marked.size, bool)
    begins[1:] = ~(marked[1:] & marked[:-1])
    return begins


def lists(facts: Facts) -> NDArray[np.int64]:
    """A number for each block, the same for the entries of one list, one behind the other: titles,
    which are lines without a sentence's end, of some words and not too many; and whatever is
    numbered, or begins with the same bullet."""
    begins = _begins(_is_title(facts) & (facts.words <= _TITLE_LONGEST))
    return (begins & _begins_marked(facts)).cumsum()


def marked_lists(facts: Facts) -> NDArray[np.int64]:
    """As :func:`lists`, of what is numbered or begins with the same bullet alone."""
    return _begins_marked(facts).cumsum()


def _begins_marked(facts: Facts) -> NDArray[np.bool_]:
    """Where runs of blocks that are marked alike begin; every other block is a run by itself."""
    mark = _marks(facts)
    begins = np.ones(facts.size, bool)
    begins[1:] = (mark[1:] != mark[:-1]) | (mark[1:] == 0)
    return begins


@cached_per_page
def _marks(facts: Facts) -> NDArray[np.int64]:
    """What each block begins with as an entry of a list: 1 for a number, the code of its bullet, 0
    for neither."""
    mark = np.zeros(facts.size, np.int64)
    for place in ((facts.first & _OF_ENTRY) != 0).nonzero()[0].tolist():
        found = _ENTRY.match(facts.page.texts[place])
        if found:
            bullet = found.group(1)
            mark[place] = ord(bullet) if bullet else 1
    return mark


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


def title_run_shared(facts: Facts) -> Ints:
    """Hundredths of content words that the run of titles, as a whole, shares with the main
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


def last_prose_run(facts: Facts) -> Ints:
    """Tens of characters in the last run of prose before the block; 0 inside a run."""
    run, inside, sizes = _prose_runs(facts)
    return np.where(inside, 0, sizes[run]).astype(np.int32)


def next_prose_run(facts: Facts) -> Ints:
    """Tens of characters in the next run of prose behind the block; 0 inside a run."""
    run, inside, sizes = _prose_runs(facts)
    return np.where(inside, 0, sizes[run + 1]).astype(np.int32)


@cached_per_page
def _prose_runs(facts: Facts) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    """How many runs of prose end before each block, whether it stands inside one, and the tens of
    characters of the runs, with a run of none before the first and behind the last. One block that
    is no prose, a heading or a quotation, does not end a run."""
    prose = facts.prose.nonzero()[0]
    parted = np.ones(prose.size, bool)
    parted[1:] = prose[1:] - prose[:-1] > _RUN_BRIDGE
    starts, ends = prose[parted], prose[np.append(parted[1:], True)[: prose.size]]
    sizes = (facts.prose_before[ends + 1] - facts.prose_before[starts]) // 10
    sizes = np.concatenate(([0], np.minimum(sizes, _RUN_CAP), [0]))
    run = ends.searchsorted(facts.place)
    inside = facts.place >= np.append(starts, facts.size)[run]
    return run, inside, sizes


def prose_size(facts: Facts) -> Ints:
    """Characters a prose block of the page; 0 on a page without."""
    count = int(facts.prose.sum())
    mean = int(facts.chars[facts.prose].sum()) // count if count else 0
    return everywhere(facts, min(mean, 1000))


def page_cohesion(facts: Facts) -> Ints:
    """Hundredths of the prose's content words that the page's other prose has too: the blocks of
    one article share their words, teasers of many do not."""
    shared = shared_among(facts, facts.prose)[facts.prose]
    return page_share(facts, int(np.maximum(shared, 0).sum()), 100 * shared.size)


def page_ellipses(facts: Facts) -> Ints:
    """Hundredths of the page's longer blocks that end in an ellipsis: teasers are cut off."""
    long = facts.chars >= _TEASER_CHARS
    return page_share(facts, ((ending(facts) == _ELLIPSIS) & long).sum(), long.sum())


_ELLIPSIS = ENDINGS.index("in an ellipsis")
_TEASER_CHARS = 60

#: Letters from which on a repetition is no accident.
_REPEATED_LETTERS = 8


def title_inside(facts: Facts) -> Ints:
    """Hundredths that the block's letters make of the page's first block, where that begins with
    them: title tags are the headline and the site's name; -1 where it does not."""
    lexis = facts.lexis
    count = lexis.letter_from[1:] - lexis.letter_from[:-1]
    first = int(count[0])
    share = everywhere(facts, -1)
    fits = (count >= _REPEATED_LETTERS) & (count <= first)
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
    main_prose,
    main_length,
    shared_with_main,
    topic_rank,
    title_run,
    title_run_shared,
    prose_run,
    last_prose_run,
    next_prose_run,
    prose_size,
    page_cohesion,
    page_ellipses,
    title_inside,
)
