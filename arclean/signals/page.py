"""Signals of a block's place and part in its page: position, repetition, shared vocabulary."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from arclean.lexis import Lexis, lex
from arclean.page import Ints
from arclean.signals.facts import Facts, page_share, percent, remembered, running

__all__ = ["SIGNALS", "shared_among", "shared_words_with"]

_CAP = 250

#: The title of a page stands in one of its first blocks: title tag, site name, headline.
_TOP = 3

#: Letters from which on a word says what a text is about; shorter ones are mostly grammar.
_TELLING = 4


def from_start(facts: Facts) -> Ints:
    """Blocks before this one."""
    return np.minimum(np.arange(facts.size), _CAP).astype(np.int32)


def from_end(facts: Facts) -> Ints:
    """Blocks behind this one."""
    return np.minimum(np.arange(facts.size)[::-1], _CAP).astype(np.int32)


def mass_before(facts: Facts) -> Ints:
    """Hundredths of the page's text that stand before the block."""
    total = running(facts.capped)
    return percent(total[:-1], np.full(facts.size, total[-1]))


def prose_mass_before(facts: Facts) -> Ints:
    """Hundredths of the page's prose that stand before the block; -1 on a page without any."""
    total = running(facts.capped * facts.prose)
    if not total[-1]:
        return np.full(facts.size, -1, np.int32)
    return percent(total[:-1], np.full(facts.size, total[-1]))


def prose_blocks_before(facts: Facts) -> Ints:
    """Prose blocks before this one."""
    before: Ints = np.minimum(running(facts.prose)[:-1], 50).astype(np.int32)
    return before


def prose_blocks_after(facts: Facts) -> Ints:
    """Prose blocks behind this one."""
    total = running(facts.prose)
    after: Ints = np.minimum(int(total[-1]) - total[1:], 50).astype(np.int32)
    return after


def page_blocks(facts: Facts) -> Ints:
    """Blocks of the page."""
    return np.full(facts.size, min(facts.size, 1000), np.int32)


def page_prose(facts: Facts) -> Ints:
    """Hundredths of the page's text that stand in prose."""
    return page_share(facts, (facts.capped * facts.prose).sum(), facts.capped.sum())


def page_prose_blocks(facts: Facts) -> Ints:
    """Prose blocks of the page."""
    return np.full(facts.size, min(int(facts.prose.sum()), 200), np.int32)


def page_gaps(facts: Facts) -> Ints:
    """Hundredths of the page's blocks that have a blank line before them."""
    return page_share(facts, (facts.page.gaps > 0).sum(), facts.size)


def length_rank(facts: Facts) -> Ints:
    """Hundredths of the page's blocks that are shorter."""
    order = np.sort(facts.chars)
    return percent(np.searchsorted(order, facts.chars), np.full(facts.size, facts.size))


def copies(facts: Facts) -> Ints:
    """Other blocks of the page with the same letters."""
    return np.minimum(np.bincount(facts.same)[facts.same] - 1, 20).astype(np.int32)


def copies_before(facts: Facts) -> Ints:
    """1 where a block with the same letters stood before."""
    _, first = np.unique(facts.same, return_index=True)
    seen = np.ones(facts.size, np.int32)
    seen[first] = 0
    return seen


def shared_words(facts: Facts) -> Ints:
    """Hundredths of the block's telling words that occur in other prose of the page too."""
    return shared_among(facts, facts.prose)


def shared_with_top(facts: Facts) -> Ints:
    """Hundredths of the block's telling words that occur in another of the first blocks."""
    return shared_among(facts, np.arange(facts.size) < _TOP)


def shared_with_lead(facts: Facts) -> Ints:
    """Hundredths of the block's telling words that occur in the first prose behind it."""
    number = running(facts.prose)[:-1]
    lexis = facts.lexis
    keys, telling = _own_keys(facts)
    text = lexis.word_text
    in_lead = facts.prose[text]
    ordinal = number[text].astype(np.uint64)
    held = _pair(keys, ordinal)[in_lead & telling]
    held = np.unique(held)
    found = np.zeros(text.size, bool)
    for ahead in (0, 1):
        asked = _pair(keys, ordinal + np.uint64(ahead))
        found |= _contains(held, asked) & ~in_lead
    return _share_of_words(facts, found & telling, telling)


def title_words_shared(facts: Facts) -> Ints:
    """Hundredths of the telling words of the page's first block that this block has, itself left
    out: a headline is the title again."""
    lexis = facts.lexis
    keys, telling = _own_keys(facts)
    top = np.unique(keys[(lexis.word_text == 0) & telling])
    hit = telling & (lexis.word_text > 0)
    place = np.flatnonzero(hit & _contains(top, keys))
    pairs = np.unique(
        _pair(keys[place], lexis.word_text[place].astype(np.uint64)), return_index=True
    )
    count = np.bincount(lexis.word_text[place][pairs[1]], minlength=facts.size)
    return percent(count, np.full(facts.size, top.size))


def shared_words_with(facts: Facts, text: str) -> tuple[Ints, Ints]:
    """For a text from outside: how many hundredths of its telling words each block has, and how
    many hundredths of the block's it has; -1 everywhere where there is no such text."""
    other = lex([text.strip() or " "])
    known, known_telling = _keys(other)
    wanted = np.unique(known[known_telling])
    if not wanted.size:
        none = np.full(facts.size, -1, np.int32)
        return none, none
    keys, telling = _own_keys(facts)
    hit = telling & _contains(wanted, keys)
    place = np.flatnonzero(hit)
    own = facts.lexis.word_text
    pairs = np.unique(_pair(keys[place], own[place].astype(np.uint64)), return_index=True)[1]
    count = np.bincount(own[place][pairs], minlength=facts.size)
    return percent(count, np.full(facts.size, wanted.size)), _share_of_words(facts, hit, telling)


@remembered
def _own_keys(facts: Facts) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    return _keys(facts.lexis)


@remembered
def _holders(facts: Facts) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Places of telling words, each one's number among the different ones, and the first use of
    each word in each block."""
    keys, telling = _own_keys(facts)
    place = np.flatnonzero(telling)
    _, number = np.unique(keys[place], return_inverse=True)
    pair = number.astype(np.int64) * facts.size + facts.lexis.word_text[place]
    return place, number, np.unique(pair, return_index=True)[1]


def _keys(lexis: Lexis) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """A key a word, and whether the word tells: long words, and ideographs with the next one."""
    keys = lexis.word_hash
    single = lexis.word_chars == 1
    follows = np.append(lexis.word_hash[1:], np.uint64(0))
    beside = np.append(
        (lexis.word_point[1:] == lexis.word_point[:-1] + 1)
        & (lexis.word_text[1:] == lexis.word_text[:-1]),
        False,
    )
    doubled = single & beside & (lexis.points[lexis.word_point] > 0xE00)
    keys = np.where(doubled, _pair(keys, follows), keys)
    return keys, (lexis.word_chars >= _TELLING) | doubled


def shared_among(facts: Facts, among: NDArray[np.bool_]) -> Ints:
    """Hundredths of each block's telling words that occur in another block among those given."""
    text = facts.lexis.word_text
    place, number, first = _holders(facts)
    if not place.size:
        return np.zeros(facts.size, np.int32)
    inside = among[text[place]]
    # How many different blocks hold the word: each block's first use of it counts.
    holders = np.bincount(number[first], inside[first], minlength=int(number.max()) + 1)
    found = np.zeros(text.size, bool)
    found[place] = holders[number] - inside > 0
    return _share_of_words(facts, found, _own_keys(facts)[1])


def _share_of_words(facts: Facts, found: NDArray[np.bool_], telling: NDArray[np.bool_]) -> Ints:
    text = facts.lexis.word_text
    hits = np.bincount(text[found], minlength=facts.size)
    total = np.bincount(text[telling], minlength=facts.size)
    return np.where(total > 0, percent(hits, total), -1).astype(np.int32)


def _pair(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed: NDArray[np.uint64] = (one ^ (one >> np.uint64(31))) * np.uint64(
        0x9E3779B97F4A7C15
    ) + other
    return mixed


def _contains(values: NDArray[np.uint64], asked: NDArray[np.uint64]) -> NDArray[np.bool_]:
    if not values.size:
        return np.zeros(asked.size, bool)
    place = np.minimum(np.searchsorted(values, asked), values.size - 1)
    found: NDArray[np.bool_] = values[place] == asked
    return found


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
    length_rank,
    copies,
    copies_before,
    shared_words,
    shared_with_top,
    shared_with_lead,
    title_words_shared,
)
