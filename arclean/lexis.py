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

import numpy as np
from numpy.typing import NDArray

from arclean.script import Char, char_classes, codes, compatible, folded

__all__ = ["Hashes", "Lexis", "lex"]

Hashes = NDArray[np.uint64]
Index = NDArray[np.int64]
Flags = NDArray[np.uint16]

#: Odd, so that it has an inverse modulo 2^64; otherwise without a meaning.
_BASE = 0x9E3779B97F4A7C15
_BASE_INVERSE = pow(_BASE, -1, 2**64)
_SCATTER = np.uint64(0xD6E8FEB86659FD93)


@dataclass(frozen=True, eq=False)
class Lexis:
    """Texts laid end to end.

    ``points``, ``classes`` and ``text_of`` have an entry a character; ``starts`` an entry a text
    and one more. Words are given by ``word_text`` (the text it stands in), ``word_hash`` and
    ``word_chars``; ``first_word`` has an entry a text and one more. ``letters`` is the running
    hash over folded letters, ``inverse`` undoes the power that a stretch begins with;
    ``letter_from`` is the number of letters before each text (and one more entry),
    ``word_letters_from`` and ``word_letters_to`` are the numbers before and after each word.
    """

    points: NDArray[np.uint32]
    classes: Flags
    starts: Index
    text_of: Index
    word_text: Index
    word_hash: Hashes
    word_chars: Index
    word_point: Index
    first_word: Index
    letters: Hashes
    inverse: Hashes
    letter_from: Index
    word_letters_from: Index
    word_letters_to: Index

    def stretch(self, start: Index, end: Index) -> Hashes:
        """The hashes of the letters from ``start`` up to ``end``, as letter numbers."""
        result: Hashes = (self.letters[end] - self.letters[start]) * self.inverse[start]
        return result

    def whole(self) -> Hashes:
        """The hash of all letters of each text."""
        return self.stretch(self.letter_from[:-1], self.letter_from[1:])


def lex(texts: Sequence[str]) -> Lexis:
    """The characters and words of ``texts``, which must not be empty strings.

    >>> one = lex(["إقرأ أيضاً", "اقرا ايضا", "3 apples"])
    >>> one.whole()[0] == one.whole()[1]
    np.True_
    >>> one.word_text.tolist()
    [0, 0, 1, 1, 2, 2]
    """
    plain = [compatible(text) for text in texts]
    lengths = np.fromiter(map(len, plain), np.int64, len(plain))
    starts = _running(lengths + 1)
    points = codes("\n".join(plain) + "\n") if plain else np.zeros(0, np.uint32)
    classes = char_classes(points)
    text_of = np.repeat(np.arange(len(plain)), lengths + 1)

    seen = np.flatnonzero((classes & int(Char.TRANSPARENT)) == 0)
    seen_classes = classes[seen]
    plain_points = folded(points[seen])
    wordy = (seen_classes & int(Char.LETTER | Char.DIGIT)) != 0
    alone = (seen_classes & int(Char.IDEOGRAPH | Char.UNSPACED)) != 0
    is_letter = (seen_classes & int(Char.LETTER)) != 0

    broken = np.ones(wordy.size, bool)
    broken[1:] = ~wordy[:-1] | alone[1:] | alone[:-1]
    word_start = np.flatnonzero(wordy & broken)
    closed = np.ones(wordy.size, bool)
    closed[:-1] = ~wordy[1:] | alone[1:] | alone[:-1]
    word_end = np.flatnonzero(wordy & closed) + 1

    inverse = _powers(_BASE_INVERSE, seen.size + 1)
    running = _hash_sum(plain_points, wordy)
    word_hash = (running[word_end] - running[word_start]) * inverse[word_start]

    letters_before = _running(is_letter)
    letters = _hash_sum(plain_points[is_letter], None)
    seen_before = np.searchsorted(seen, starts)
    word_text = text_of[seen[word_start]] if word_start.size else np.zeros(0, np.int64)
    return Lexis(
        points=points,
        classes=classes,
        starts=starts,
        text_of=text_of,
        word_text=word_text,
        word_hash=word_hash,
        word_chars=word_end - word_start,
        word_point=seen[word_start],
        first_word=np.searchsorted(word_text, np.arange(len(plain) + 1)),
        letters=letters,
        inverse=inverse,
        letter_from=letters_before[seen_before],
        word_letters_from=letters_before[word_start],
        word_letters_to=letters_before[word_end],
    )


def _running(counts: NDArray[np.generic]) -> Index:
    total = np.zeros(counts.size + 1, np.int64)
    np.cumsum(counts, out=total[1:])
    return total


def _powers(base: int, size: int) -> Hashes:
    powers = np.full(max(size, 1), base, np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


def _hash_sum(points: NDArray[np.uint32], wanted: NDArray[np.bool_] | None) -> Hashes:
    terms = (points.astype(np.uint64) + np.uint64(1)) * _SCATTER
    terms ^= terms >> np.uint64(29)
    terms *= _powers(_BASE, terms.size)[: terms.size]
    if wanted is not None:
        terms *= wanted
    total = np.zeros(terms.size + 1, np.uint64)
    np.cumsum(terms, out=total[1:])
    return total
