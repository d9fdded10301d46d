"""Signals of a block's place and part in its page: position, repetition, shared vocabulary."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from arclean.page import Ints
from arclean.signals.facts import Facts, alike, everywhere, page_share, percent
from arclean.signals.vocabulary import (
    common_words_in,
    phrases_repeated_in,
    shared_among,
    shared_nearby_prose,
    vocabulary,
)

__all__ = ["SIGNALS"]

_CAP = 250

#: The title of a page stands in one of its first blocks: title tag, site name, headline.
_TOP = 3

#: Prose blocks to either side that are near. One alone may be a quotation, or another's teaser.
_NEAR = 3

#: A word in three tenths of the prose is one of its language's little words, whatever the language.
_COMMON = 30


def from_start(facts: Facts) -> Ints:
    """Blocks before this one."""
    return np.minimum(facts.place, _CAP).astype(np.int32)


def from_end(facts: Facts) -> Ints:
    """Blocks behind this one."""
    return from_start(facts)[::-1]


def mass_before(facts: Facts) -> Ints:
    """Hundredths of the page's text that stand before the block."""
    return percent(facts.text_before[:-1], int(facts.text_before[-1]))


def prose_mass_before(facts: Facts) -> Ints:
    """Hundredths of the page's prose that stand before the block; -1 on a page without any."""
    total = int(facts.prose_before[-1])
    return percent(facts.prose_before[:-1], total) if total else everywhere(facts, -1)


def prose_blocks_before(facts: Facts) -> Ints:
    """Prose blocks before this one."""
    before: Ints = np.minimum(facts.prose_blocks_before[:-1], 50).astype(np.int32)
    return before


def prose_blocks_after(facts: Facts) -> Ints:
    """Prose blocks behind this one."""
    total = facts.prose_blocks_before
    after: Ints = np.minimum(total[-1] - total[1:], 50).astype(np.int32)
    return after


def page_blocks(facts: Facts) -> Ints:
    """Blocks of the page."""
    return everywhere(facts, min(facts.size, 1000))


def page_prose(facts: Facts) -> Ints:
    """Hundredths of the page's text that stand in prose."""
    return page_share(facts, int(facts.prose_before[-1]), int(facts.text_before[-1]))


def page_prose_blocks(facts: Facts) -> Ints:
    """Prose blocks of the page."""
    return everywhere(facts, min(int(facts.prose_blocks_before[-1]), 200))


def page_gaps(facts: Facts) -> Ints:
    """Hundredths of the page's blocks that have a blank line before them."""
    return page_share(facts, np.count_nonzero(facts.page.gaps > 0), facts.size)


def copies(facts: Facts) -> Ints:
    """Other blocks of the page with the same letters and digits."""
    return _others(facts.same)


def copies_but_digits(facts: Facts) -> Ints:
    """Other blocks of the page with the same letters, whatever the digits: times, numbers of
    posts, counts of comments."""
    return _others(alike(facts.lexis.whole()))


def _others(same: NDArray[np.signedinteger[Any]]) -> Ints:
    others: Ints = np.minimum(np.bincount(same)[same] - 1, 20).astype(np.int32)
    return others


def copies_before(facts: Facts) -> Ints:
    """1 where a block with the same letters stood before."""
    first = np.zeros(facts.size, np.int64)
    first[facts.same[::-1]] = facts.place[::-1]  # the earliest is the last to be written
    seen = np.ones(facts.size, np.int32)
    seen[first[facts.same]] = 0
    return seen


def shared_words(facts: Facts) -> Ints:
    """Hundredths of the block's content words that occur in other prose of the page too."""
    return shared_among(facts, facts.prose)


def shared_with_top(facts: Facts) -> Ints:
    """Hundredths of the block's content words that occur in another of the first blocks."""
    return shared_among(facts, facts.place < _TOP)


def shared_with_lead(facts: Facts) -> Ints:
    """Hundredths of the block's content words that occur in the first prose behind it."""
    words = vocabulary(facts)
    ordinal = facts.prose_blocks_before[words.block]
    in_lead = facts.prose[words.block]
    # A word of a prose block, as one number; and what has to be found for the other blocks.
    span = int(facts.prose_blocks_before[-1]) + 2
    pair = words.word * span + ordinal
    held, asked = pair[in_lead], (~in_lead).nonzero()[0]
    one = alike(np.concatenate((held, pair[asked], pair[asked] + 1)).view(np.uint64))
    is_held = np.zeros(one.size, bool)
    is_held[one[: held.size]] = True
    hit = is_held[one[held.size :]].reshape(2, -1).any(axis=0)
    found = np.zeros(ordinal.size, bool)
    found[asked[hit]] = True
    return words.share(found)


def shared_nearby(facts: Facts) -> Ints:
    """Hundredths of the block's content words that occur in the three prose blocks before it, or
    the three behind: a text goes on with what it speaks of, and teasers change the subject."""
    return shared_nearby_prose(facts, _NEAR)


def common_words(facts: Facts) -> Ints:
    """Hundredths of the block's words that three tenths of the page's prose blocks have: sentences
    are held together by little words, names and menus are not; -1 with one such block or none."""
    return common_words_in(facts, _COMMON)


def repeated_phrases(facts: Facts) -> Ints:
    """Hundredths of the block's pairs of words that also stand in another block that is no prose:
    titles and labels are printed more than once, with more or less around them; -1 for one word."""
    return phrases_repeated_in(facts, ~facts.prose)


def title_words_shared(facts: Facts) -> Ints:
    """Hundredths of the content words of the page's first block that this block has, itself left
    out: a headline is the title again."""
    words = vocabulary(facts)
    in_top = np.zeros(words.uses.different, bool)
    in_top[words.word[: words.count[0]]] = True
    count = np.bincount(words.uses.block, in_top[words.uses.word], facts.size)
    count[0] = 0
    return percent(count, np.count_nonzero(in_top))


SIGNALS = (
    from_start,
    from_end,
    mass_before,
    prose_mass_before,
    prose_blocks_before,
    prose_blocks_after,
    page_blocks,
    page_prose,
    page_prose_blocks,
    page_gaps,
    copies,
    copies_but_digits,
    copies_before,
    shared_words,
    shared_with_top,
    shared_with_lead,
    shared_nearby,
    common_words,
    repeated_phrases,
    title_words_shared,
)
