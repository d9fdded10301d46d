"""Signals of a block's place and part in its page: position, repetition, shared vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arclean.lexis import Lexis, lex
from arclean.page import Ints
from arclean.signals.facts import Facts, alike, cached_per_page, everywhere, page_share, percent

__all__ = ["SIGNALS", "Outside", "outside", "shared_among", "shared_words_with"]

_CAP = 250

#: The title of a page stands in one of its first blocks: title tag, site name, headline.
_TOP = 3

#: Letters from which on a word says what a text is about; shorter ones are mostly grammar.
_CONTENT_LETTERS = 4


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
    words = _content_words(facts)
    ordinal = facts.prose_blocks_before[words.text]
    in_lead = facts.prose[words.text]
    # A word of a prose block, as one number; and what has to be found for the other blocks.
    span = int(facts.prose_blocks_before[-1]) + 2
    pair = words.number * span + ordinal
    held, asked = pair[in_lead], (~in_lead).nonzero()[0]
    one = alike(np.concatenate((held, pair[asked], pair[asked] + 1)).view(np.uint64))
    is_held = np.zeros(one.size, bool)
    is_held[one[: held.size]] = True
    hit = is_held[one[held.size :]].reshape(2, -1).any(axis=0)
    found = np.zeros(ordinal.size, bool)
    found[asked[hit]] = True
    return words.share(found)


def title_words_shared(facts: Facts) -> Ints:
    """Hundredths of the content words of the page's first block that this block has, itself left
    out: a headline is the title again."""
    words = _content_words(facts)
    in_top = np.zeros(words.different, bool)
    in_top[words.number[: words.count[0]]] = True
    count = np.bincount(words.use_text, in_top[words.use_number], facts.size)
    count[0] = 0
    return percent(count, np.count_nonzero(in_top))


@dataclass(frozen=True, eq=False)
class Outside:
    """A text from outside the page's blocks: the keys of its content words, rising, each once,
    and the hash of all of its letters."""

    keys: NDArray[np.uint64]
    whole: np.uint64


def outside(texts: Sequence[str]) -> list[Outside]:
    """Texts made ready for :func:`shared_words_with`; together, as that takes one pass."""
    lexis = lex([text.strip() or " " for text in texts])
    keys, content = _keys(lexis)
    whole = lexis.whole()
    bounds = lexis.first_word.tolist()
    return [
        Outside(np.unique(keys[start:end][content[start:end]]), whole[place])
        for place, (start, end) in enumerate(pairwise(bounds))
    ]


@cached_per_page
def shared_words_with(facts: Facts, text: Outside) -> tuple[Ints, Ints]:
    """For a text from outside: how many hundredths of its content words each block has, and how
    many hundredths of the block's it has; -1 everywhere where there is no such text."""
    wanted = text.keys
    if not wanted.size:
        none = everywhere(facts, -1)
        return none, none
    words = _content_words(facts)
    hit = _contains(wanted, words.keys)
    count = np.bincount(words.use_text, hit[words.use_number], facts.size)
    return percent(count, wanted.size), words.share(hit[words.number])


@dataclass(frozen=True, eq=False)
class _Words:
    """The content words of a page, in order.

    ``text`` is the block that each stands in and ``number`` its number among the ``different``
    ones, whose ``keys`` stand in that order. ``use_text`` and ``use_number`` hold every word of
    every block once. ``count`` is the number of words by block.
    """

    text: NDArray[np.int64]
    number: NDArray[np.intp]
    different: int
    keys: NDArray[np.uint64]
    use_text: NDArray[np.int64]
    use_number: NDArray[np.int64]
    count: NDArray[np.intp]

    def share(self, found: NDArray[np.bool_]) -> Ints:
        """Hundredths of each block's words that were found; -1 in blocks without any."""
        share = percent(np.bincount(self.text, found, self.count.size), self.count)
        share[self.count == 0] = -1
        return share


@cached_per_page
def _content_words(facts: Facts) -> _Words:
    keys, content = _keys(facts.lexis)
    place = content.nonzero()[0]
    keys, text = keys[place], facts.lexis.word_text[place]
    one, places = alike(keys), np.arange(keys.size)
    different = (one == places).nonzero()[0]
    number_of = np.empty(keys.size, np.int64)
    number_of[different] = places[: different.size]
    number = number_of[one]
    use = (alike((number * facts.size + text).view(np.uint64)) == places).nonzero()[0]
    return _Words(
        text=text,
        number=number,
        different=different.size,
        keys=keys[different],
        use_text=text[use],
        use_number=number[use],
        count=np.bincount(text, minlength=facts.size),
    )


def _keys(lexis: Lexis) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """A key a word, and whether it is a content word: a long one, or an ideograph with the next."""
    keys, content = _without_article(lexis), lexis.word_chars >= _CONTENT_LETTERS
    single = ((lexis.word_chars == 1) & (lexis.points[lexis.word_point] > 0xE00)).nonzero()[0]
    single = single[single < keys.size - 1]
    beside = (lexis.word_point[single + 1] == lexis.word_point[single] + 1) & (
        lexis.word_text[single + 1] == lexis.word_text[single]
    )
    doubled = single[beside]
    if doubled.size:
        pairs = _pair(keys[doubled], keys[doubled + 1])
        keys = keys.copy()
        keys[doubled] = pairs
        content[doubled] = True
    return keys, content


#: The Arabic article and the particles that are written to it; the particle for "to" takes the
#: place of the article's first letter.
_ALEF, _LAM = map(ord, "ال")
_PARTICLES = [ord(letter) for letter in "وفبك"]
#: What is left of a word has so many letters at least: shorter ones only look like having it.
_ROOT = 3


def _without_article(lexis: Lexis) -> NDArray[np.uint64]:
    """The hash of each word, less the Arabic article, which is written to its word.

    Light stemming (Larkey, Ballesteros and Connell, "Improving stemming for Arabic information
    retrieval", SIGIR 2002), of the article and what joins it to a sentence alone.
    """
    second = lexis.points[lexis.word_point + 1]
    words = ((second == _ALEF) | (second == _LAM)).nonzero()[0]
    words = words[lexis.word_chars[words] > _ROOT]
    if not words.size:
        return lexis.word_hash
    first, second, third = (lexis.points[lexis.word_point[words] + place] for place in range(3))
    bare = (second == _LAM) & ((first == _ALEF) | (first == _LAM))
    joined = np.logical_or.reduce([first == letter for letter in _PARTICLES]) & (third == _LAM)
    start = lexis.word_letters_from[words] + np.where(joined, 3, np.where(bare, 2, 0))
    end = lexis.word_letters_to[words]
    found = (end - start >= _ROOT) & (bare | joined)
    keys = lexis.word_hash.copy()
    keys[words[found]] = lexis.stretch(start[found], end[found])
    return keys


def shared_among(facts: Facts, among: NDArray[np.bool_]) -> Ints:
    """Hundredths of each block's content words that occur in another block among those given."""
    words = _content_words(facts)
    if not words.text.size:
        return everywhere(facts, 0)
    # How many different blocks hold the word: each block's first use of it counts.
    holders = np.bincount(words.use_number, among[words.use_text])
    return words.share(holders[words.number] > among[words.text])


def _pair(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed: NDArray[np.uint64] = (one ^ (one >> np.uint64(31))) * np.uint64(
        0x9E3779B97F4A7C15
    ) + other
    return mixed


def _contains(values: NDArray[Any], asked: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each of the ``asked`` is one of the ``values``, which rise."""
    if not values.size:
        return np.zeros(asked.size, bool)
    place = np.minimum(values.searchsorted(asked), values.size - 1)
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
    copies,
    copies_but_digits,
    copies_before,
    shared_words,
    shared_with_top,
    shared_with_lead,
    title_words_shared,
)
