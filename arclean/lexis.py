"""The characters and words of many texts at once, as arrays.

All texts of a page are laid end to end and looked at together: classes of characters, folded
letters, and words as 64-bit hashes whose equality stands for the equality of folded words.
The hashes are polynomials over the folded code points modulo 2^64, so the hash of any stretch
of letters comes from two entries of one running sum (Karp and Rabin, "Efficient randomized
pattern-matching algorithms", IBM J. Res. Dev. 31(2), 1987).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from arclean.script import (
    FIRST_INCOMPATIBLE,
    FOLDED_SIZE,
    Char,
    char_classes,
    codes,
    compatible,
    folded,
)

__all__ = ["Flags", "Hashes", "Index", "Lexis", "lex"]

Hashes = NDArray[np.uint64]
Index = NDArray[np.int64]
Flags = NDArray[np.uint16]
Points = NDArray[np.uint32]

#: Odd, so that it has an inverse modulo 2^64; otherwise without a meaning.
_BASE = 0x9E3779B97F4A7C15
_BASE_INVERSE = pow(_BASE, -1, 2**64)
_SCATTER = np.uint64(0xD6E8FEB86659FD93)
#: Powers that are kept: as many as the letters of a page. Half a megabyte a base. Higher ones
#: are products of these and of powers of the one that would come next.
_KEPT_POWERS = 1 << 16

_TRANSPARENT = int(Char.TRANSPARENT)
_WORDY = int(Char.LETTER | Char.DIGIT)
_ALONE = int(Char.IDEOGRAPH | Char.UNSPACED)
_LETTER = int(Char.LETTER)


@dataclass(frozen=True, eq=False)
class Lexis:
    """Texts laid end to end.

    ``points`` and ``classes`` have an entry a character, ``starts`` an entry a text and one more.
    Words are given by ``word_text`` (the text it stands in), ``word_hash``, ``word_chars`` and
    ``word_point`` (the character it begins with); ``first_word`` has an entry a text and one more.
    ``letters`` is the running hash over folded letters; ``letter_from`` is the number of letters
    before each text (and one more entry), ``word_letters_from`` and ``word_letters_to`` are the
    numbers before and after each word.
    """

    points: Points
    classes: Flags
    starts: Index
    word_text: Index
    word_hash: Hashes
    word_chars: Index
    word_point: Index
    first_word: Index
    letters: Hashes
    letter_from: Index
    word_letters_from: Index
    word_letters_to: Index

    def texts_at(self, places: Index) -> Index:
        """The text that each of these characters stands in; cheap where they are few."""
        return self.starts.searchsorted(places, "right") - 1

    def stretch(self, start: Index, end: Index) -> Hashes:
        """The hashes of the letters from ``start`` up to ``end``, as letter numbers."""
        result: Hashes = self.letters[end] - self.letters[start]
        result *= _power(_BASE_INVERSE, start, self.letters.size)
        return result

    def whole(self) -> Hashes:
        """The hash of all letters of each text."""
        return self._whole

    @cached_property
    def _whole(self) -> Hashes:
        return self.stretch(self.letter_from[:-1], self.letter_from[1:])


def lex(texts: Sequence[str]) -> Lexis:
    """The characters and words of ``texts``, which must not be empty strings.

    >>> one = lex(["إقرأ أيضاً", "اقرا ايضا", "3 apples"])
    >>> one.whole()[0] == one.whole()[1]
    np.True_
    >>> one.word_text.tolist()
    [0, 0, 1, 1, 2, 2]
    """
    points, lengths = _laid_end_to_end(texts)
    starts = _running(lengths + 1)
    classes = char_classes(points)

    seen = ((classes & _TRANSPARENT) == 0).nonzero()[0]
    # Most texts hide nothing: what is seen is all there is, and need not be copied.
    whole = seen.size == points.size
    seen_classes = classes if whole else classes[seen]
    terms = _terms(points if whole else points[seen])
    wordy = (seen_classes & _WORDY) != 0
    alone = (seen_classes & _ALONE) != 0
    is_letter = (seen_classes & _LETTER) != 0

    # Between which characters one word goes on: both of words, and neither a word by itself.
    goes_on = wordy[1:] & wordy[:-1]
    if alone.any():
        goes_on &= ~(alone[1:] | alone[:-1])
    opens, closes = wordy.copy(), wordy.copy()
    opens[1:] &= ~goes_on
    closes[:-1] &= ~goes_on
    word_start = opens.nonzero()[0]
    word_end = closes.nonzero()[0] + 1

    running = _hash_sum(terms * wordy)
    word_hash = running[word_end] - running[word_start]
    word_hash *= _power(_BASE_INVERSE, word_start, seen.size)

    letters_before = _running(is_letter)
    letters = _hash_sum(terms[is_letter.nonzero()[0]])
    seen_before = starts if whole else seen.searchsorted(starts)
    word_point = word_start if whole else seen[word_start]
    first_word = word_point.searchsorted(starts)
    return Lexis(
        points=points,
        classes=classes,
        starts=starts,
        word_text=np.arange(lengths.size).repeat(first_word[1:] - first_word[:-1]),
        word_hash=word_hash,
        word_chars=word_end - word_start,
        word_point=word_point,
        first_word=first_word,
        letters=letters,
        letter_from=letters_before[seen_before],
        word_letters_from=letters_before[word_start],
        word_letters_to=letters_before[word_end],
    )


def _laid_end_to_end(texts: Sequence[str]) -> tuple[Points, Index]:
    """The code points of all texts, a newline behind each text, and how long each text is."""
    plain = texts
    points = codes("\n".join([*texts, ""]))
    if points.size and int(points.max()) >= FIRST_INCOMPATIBLE:
        plain = [compatible(text) for text in texts]
        points = codes("\n".join([*plain, ""]))
    return points, np.fromiter(map(len, plain), np.int64, len(plain))


def _running(counts: Index | NDArray[np.bool_]) -> Index:
    total = np.zeros(counts.size + 1, np.int64)
    counts.cumsum(out=total[1:])
    return total


def _power(base: int, places: Index, below: int) -> Hashes:
    """The power of ``base`` for each of the places, which are lower than ``below``."""
    low = _kept_powers(base)
    if below <= _KEPT_POWERS:
        return low[places]
    high = _powers(pow(base, _KEPT_POWERS, 2**64), below // _KEPT_POWERS + 1)
    return low[places % _KEPT_POWERS] * high[places // _KEPT_POWERS]


@cache
def _kept_powers(base: int) -> Hashes:
    powers = _powers(base, _KEPT_POWERS)
    powers.setflags(write=False)
    return powers


def _powers(base: int, size: int) -> Hashes:
    powers = np.full(size, base, np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


def _terms(points: Points) -> Hashes:
    """What each code point counts for in hashes, wherever it stands."""
    table = _term_table()
    if points.size and int(points.max()) >= table.size:
        return _scattered(folded(points))
    return table.take(points)


@cache
def _term_table() -> Hashes:
    terms = _scattered(folded(np.arange(FOLDED_SIZE, dtype=np.uint32)))
    terms.setflags(write=False)
    return terms


def _scattered(points: Points) -> Hashes:
    terms = (points.astype(np.uint64) + np.uint64(1)) * _SCATTER
    terms ^= terms >> np.uint64(29)
    return terms


def _hash_sum(terms: Hashes) -> Hashes:
    """Running sums of terms, each times the power of its place, beginning with 0.

    The terms are used up: a page's arrays are best kept where the processor is near to them.
    """
    total = np.empty(terms.size + 1, np.uint64)
    total[0] = 0
    low, step = _kept_powers(_BASE), pow(_BASE, _KEPT_POWERS, 2**64)
    for start in range(0, terms.size, _KEPT_POWERS):
        part = terms[start : start + _KEPT_POWERS]
        part *= low[: part.size]
        if start:
            part *= np.uint64(pow(step, start // _KEPT_POWERS, 2**64))
    terms.cumsum(out=total[1:])
    return total
