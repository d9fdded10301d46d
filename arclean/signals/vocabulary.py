"""The content words of a page: which blocks share them, and with what else.

Words are compared by their first letters, so that the forms of one word are one: endings say
what a word does in its sentence, and in Russian, Polish or Arabic a title has hardly a word in
the form that its text has. (Truncation does as well as a stemmer in most European languages:
McNamee and Mayfield, "Character n-gram tokenization for European language text retrieval",
Information Retrieval 7(1-2), 2004.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arclean.lexis import Index, Lexis, lex
from arclean.page import Ints
from arclean.script import Char
from arclean.signals.facts import Facts, alike, cached_per_page, everywhere, percent

__all__ = [
    "Outside",
    "Uses",
    "Vocabulary",
    "common_words_in",
    "outside",
    "phrases_repeated_in",
    "shared_among",
    "shared_nearby_prose",
    "shared_words_with",
    "vocabulary",
]

#: Letters from which on a word says what a text is about; shorter ones are mostly grammar.
_CONTENT_LETTERS = 4
#: First letters that words are compared by. Of 4 to 7, blocks of an article and others came apart
#: best by five in German, Greek, Russian and Arabic, and within the noise in English and Polish.
_STEM_LETTERS = 5
#: The same where a letter is a syllable, as in Korean.
_CONTENT_SYLLABLES = _STEM_SYLLABLES = 2
_SYLLABLE = int(Char.SYLLABLE)


@dataclass(frozen=True, eq=False)
class Uses:
    """Which blocks have which content words: each word of each block once, in the page's order.

    ``block`` holds the numbers of the blocks and ``word`` those of the words, of which there are
    ``different`` ones.
    """

    block: Index
    word: Index
    different: int


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The content words of a page, in order.

    ``block`` is the block that each stands in and ``word`` its number among the different ones,
    whose ``keys`` stand in that order. ``count`` is the number of words by block.
    """

    block: Index
    word: Index
    keys: NDArray[np.uint64]
    count: NDArray[np.intp]
    uses: Uses

    def share(self, found: NDArray[np.bool_]) -> Ints:
        """Hundredths of each block's words that were found; -1 in blocks without any."""
        return _share(np.bincount(self.block, found, self.count.size), self.count)


@cached_per_page
def vocabulary(facts: Facts) -> Vocabulary:
    """The content words of a page's blocks."""
    keys, content = _keys(facts.lexis)
    place = content.nonzero()[0]
    keys, block = keys[place], facts.lexis.word_text[place]
    one, places = alike(keys), np.arange(keys.size)
    different = (one == places).nonzero()[0]
    number_of = np.empty(keys.size, np.int64)
    number_of[different] = places[: different.size]
    word = number_of[one]
    use = (alike((word * facts.size + block).view(np.uint64)) == places).nonzero()[0]
    return Vocabulary(
        block=block,
        word=word,
        keys=keys[different],
        count=np.bincount(block, minlength=facts.size),
        uses=Uses(block[use], word[use], different.size),
    )


def shared_among(facts: Facts, among: NDArray[np.bool_]) -> Ints:
    """Hundredths of each block's content words that occur in another block among those given."""
    words = vocabulary(facts)
    if not words.block.size:
        return everywhere(facts, 0)
    # How many different blocks hold the word: each block's first use of it counts.
    holders = np.bincount(words.uses.word, among[words.uses.block])
    return words.share(holders[words.word] > among[words.block])


def shared_nearby_prose(facts: Facts, near: int) -> Ints:
    """Hundredths of each block's different content words that occur in one of so many blocks of
    prose before it, or behind; -1 in blocks without any."""
    uses = vocabulary(facts).uses
    # Word by word, each with its blocks in order.
    order = uses.word.astype(np.min_scalar_type(uses.different)).argsort(kind="stable")
    block, word = uses.block[order], uses.word[order]
    prose, ordinal = facts.prose[block], facts.prose_blocks_before[block]
    # Prose blocks of different words lie far apart, so that no word is near to another one's.
    apart = word * (int(facts.prose_blocks_before[-1]) + 2 * near + 2)
    since = apart + ordinal
    until = since + prose
    last = np.full(since.size + 1, -near - 1, np.int64)
    np.maximum.accumulate(np.where(prose, since, -near - 1), out=last[1:])
    following = np.full(since.size + 1, np.iinfo(np.int64).max, np.int64)
    following[:-1] = np.minimum.accumulate(np.where(prose, since, following[-1])[::-1])[::-1]
    found = (since - last[:-1] <= near) | (following[1:] < until + near)
    count = np.bincount(uses.block, minlength=facts.size)
    return _share(np.bincount(block, found, facts.size), count)


def common_words_in(facts: Facts, share: int) -> Ints:
    """Hundredths of each block's words that occur in the page's prose as often as in so many
    hundredths of its blocks, and in two of them at least; -1 where there are no two."""
    lexis = facts.lexis
    blocks = int(facts.prose_blocks_before[-1])
    if blocks < 2:
        return everywhere(facts, -1)
    one, text = alike(lexis.word_hash), lexis.word_text
    inside = facts.prose[text].nonzero()[0]
    first, last = _first_and_last(one, text, inside)
    often = 100 * np.bincount(one[inside], minlength=one.size) >= share * blocks
    common = (often & (first != last))[one]
    return percent(np.bincount(text, common, facts.size), np.diff(lexis.first_word))


def phrases_repeated_in(facts: Facts, among: NDArray[np.bool_]) -> Ints:
    """Hundredths of each block's pairs of words, one behind the other, that occur in another block
    among those given; -1 in blocks without any."""
    lexis = facts.lexis
    pairs = (lexis.word_text[1:] == lexis.word_text[:-1]).nonzero()[0]
    text = lexis.word_text[pairs]
    one = alike(_pair(lexis.word_hash[pairs], lexis.word_hash[pairs + 1]))
    first, last = _first_and_last(one, text, among[text].nonzero()[0])
    found = (last[one] >= 0) & ((first[one] != text) | (last[one] != text))
    return _share(np.bincount(text, found, facts.size), np.diff(lexis.first_word) - 1)


def _share(part: NDArray[Any], whole: NDArray[np.signedinteger[Any]]) -> Ints:
    """``part`` in hundredths of ``whole``; -1 where there is no whole."""
    share = percent(part, whole)
    share[whole <= 0] = -1
    return share


def _first_and_last(one: NDArray[np.intp], text: Index, places: Index) -> tuple[Index, Index]:
    """The first and the last text that each thing occurs in, by the place that stands for all of
    its places; -1 for what occurs at none of the given ``places``, which rise."""
    first, last = np.full(one.size, -1), np.full(one.size, -1)
    last[one[places]] = text[places]  # of several the last to be written stays
    first[one[places[::-1]]] = text[places[::-1]]
    return first, last


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
    words = vocabulary(facts)
    hit = _contains(wanted, words.keys)
    count = np.bincount(words.uses.block, hit[words.uses.word], facts.size)
    return percent(count, wanted.size), words.share(hit[words.word])


def _keys(lexis: Lexis) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """A key a word, and whether it is a content word: a long one, or an ideograph with the next."""
    chars = lexis.word_chars
    keys, content = lexis.word_hash.copy(), chars >= _CONTENT_LETTERS
    start, end = _without_article(lexis), lexis.word_letters_to
    most: int | Index = _STEM_LETTERS
    syllabic = (lexis.classes[lexis.word_point] & _SYLLABLE) != 0
    if syllabic.any():
        content |= syllabic & (chars >= _CONTENT_SYLLABLES)
        most = np.where(syllabic, _STEM_SYLLABLES, _STEM_LETTERS)
    stem_end = np.minimum(end, start + most)
    # A word with digits in it is a number or a name of something, and is compared whole.
    lettered = end - lexis.word_letters_from == chars
    cut = (lettered & ((stem_end < end) | (start > lexis.word_letters_from))).nonzero()[0]
    keys[cut] = lexis.stretch(start[cut], stem_end[cut])

    single = ((chars == 1) & (lexis.points[lexis.word_point] > 0xE00)).nonzero()[0]
    single = single[single < keys.size - 1]
    beside = (lexis.word_point[single + 1] == lexis.word_point[single] + 1) & (
        lexis.word_text[single + 1] == lexis.word_text[single]
    )
    doubled = single[beside]
    if doubled.size:
        keys[doubled] = _pair(keys[doubled], keys[doubled + 1])
        content[doubled] = True
    return keys, content


#: The Arabic article and the particles that are written to it; the particle for "to" takes the
#: place of the article's first letter.
_ALEF, _LAM = map(ord, "ال")
_PARTICLES = [ord(letter) for letter in "وفبك"]
#: What is left of a word has so many letters at least: shorter ones only look like having it.
_ROOT = 3


def _without_article(lexis: Lexis) -> Index:
    """The letter that each word begins with, less the Arabic article, which is written to its word.

    Light stemming (Larkey, Ballesteros and Connell, "Improving stemming for Arabic information
    retrieval", SIGIR 2002), of the article and what joins it to a sentence alone.
    """
    second = lexis.points[lexis.word_point + 1]
    words = ((second == _ALEF) | (second == _LAM)).nonzero()[0]
    words = words[lexis.word_chars[words] > _ROOT]
    if not words.size:
        return lexis.word_letters_from
    first, second, third = (lexis.points[lexis.word_point[words] + place] for place in range(3))
    bare = (second == _LAM) & ((first == _ALEF) | (first == _LAM))
    joined = np.logical_or.reduce([first == letter for letter in _PARTICLES]) & (third == _LAM)
    start = lexis.word_letters_from[words] + np.where(joined, 3, np.where(bare, 2, 0))
    found = (lexis.word_letters_to[words] - start >= _ROOT) & (bare | joined)
    result = lexis.word_letters_from.copy()
    result[words[found]] = start[found]
    return result


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
