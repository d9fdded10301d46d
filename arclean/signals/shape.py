"""Signals of a block's own shape: how long it is, what it is made of, how it begins and ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from arclean.page import Ints
from arclean.script import Char
from arclean.signals.facts import Facts, cached_per_page, percent

__all__ = ["SIGNALS"]

_DOT, _COLON, _WIDE_COLON, _ELLIPSIS = ord("."), ord(":"), 0xFF1A, 0x2026


def chars(facts: Facts) -> Ints:
    """Visible characters: articles come in long blocks, menus in short ones."""
    return facts.chars


def words(facts: Facts) -> Ints:
    """Words, counted alike in scripts with and without spaces."""
    return facts.words


def word_length(facts: Facts) -> Ints:
    """Tenths of a letter a word: codes and addresses are long, prose is even."""
    return np.minimum(facts.letters * 10 // np.maximum(facts.words, 1), 400)


def upper_share(facts: Facts) -> Ints:
    """Hundredths of the cased letters that are capitals: labels shout."""
    return percent(facts.upper, facts.upper + facts.lower)


def capitals_a_word(facts: Facts) -> Ints:
    """Hundredths of a capital a word: titles and menus begin every word with one."""
    return np.minimum(percent(facts.upper, facts.words), 400)


def digit_share(facts: Facts) -> Ints:
    """Hundredths of the characters that are digits: dates, counts and prices."""
    return percent(facts.digits, facts.chars)


def mark_share(facts: Facts) -> Ints:
    """Hundredths of the characters that are punctuation or symbols."""
    return percent(facts.marks, facts.chars)


def comma_share(facts: Facts) -> Ints:
    """Commas in a thousand characters: sentences have clauses, titles do not."""
    return facts.commas * 1000 // np.maximum(facts.chars, 1)


def separator_count(facts: Facts) -> Ints:
    """Bars, bullets, angles and slashes: what menus and breadcrumbs set between words."""
    return facts.separators


def sentence_count(facts: Facts) -> Ints:
    """Sentence ends inside the block and at its end."""
    return facts.sentence_ends


#: What :func:`ending` tells apart, by code.
ENDINGS = (
    "in a letter",
    "like a sentence",
    "like a question or a call",
    "in an ellipsis",
    "in a colon",
    "in a comma",
    "in a closing mark",
    "in a digit",
    "in a sign",
)


def _by_class(*codes: tuple[int, Char]) -> NDArray[np.int32]:
    """A table of codes by a character's class: the last one given that it is of; 0 for none."""
    classes = np.arange(2 * max(map(int, Char)))
    table = np.zeros(classes.size, np.int32)
    for code, flags in codes:
        table[(classes & int(flags)) != 0] = code
    return table


_ENDING_BY_CLASS = _by_class(
    (8, Char.PUNCTUATION | Char.SYMBOL), (6, Char.CLOSING), (7, Char.DIGIT), (5, Char.COMMA)
)
#: Titles seldom end like a sentence, unless they ask or call. Question and exclamation marks of
#: all scripts that have their own.
_ASKING = [*map(ord, "?!\u037e\u061f\u055c\u055e\u2047\u203c\uff01\uff1f")]
#: Up to the last of them and one more, which all that lie higher share.
_IS_ASKING = np.isin(np.arange(max(_ASKING) + 2), _ASKING)


@cached_per_page
def ending(facts: Facts) -> Ints:
    """How the block ends: like a sentence or a question, in an ellipsis, a colon, a letter."""
    code = _ENDING_BY_CLASS[facts.last]
    point = facts.last_point
    code[(point == _COLON) | (point == _WIDE_COLON)] = 4
    code[facts.ends_sentence] = 1
    code[_IS_ASKING.take(point, mode="clip")] = 2
    code[(point == _ELLIPSIS) | (point == _DOT) & _dot_before(facts)] = 3
    return code


def _dot_before(facts: Facts) -> NDArray[np.bool_]:
    before = facts.lexis.points[np.maximum(facts.lexis.starts[1:] - 3, 0)]
    found: NDArray[np.bool_] = before == _DOT
    return found


#: What :func:`opening` tells apart, by code.
OPENINGS = (
    "with a letter of a script without case",
    "with a small letter",
    "with a capital",
    "with a digit",
    "with a quotation mark or bracket",
    "with a bullet or sign",
)


_OPENING_BY_CLASS = _by_class(
    (5, Char.PUNCTUATION | Char.SYMBOL),
    (4, Char.OPENING),
    (3, Char.DIGIT),
    (2, Char.UPPER),
    (1, Char.LOWER),
)


def opening(facts: Facts) -> Ints:
    """How the block begins: with a capital, a small letter, a digit, a quotation mark, a bullet."""
    return _OPENING_BY_CLASS[facts.first]


def address_share(facts: Facts) -> Ints:
    """Hundredths of the characters in words that hold an address: "@", "://", and "](" as in
    Markdown, where menus are nothing but links."""
    points = facts.lexis.points
    at = (points == ord("@")).nonzero()[0]
    colon = (points[:-2] == _COLON).nonzero()[0]
    slashes = (points[colon + 1] == ord("/")) & (points[colon + 2] == ord("/"))
    bracket = (points[:-1] == ord("]")).nonzero()[0]
    links = bracket[points[bracket + 1] == ord("(")]
    if not (at.size or links.size or slashes.any()):
        return np.zeros_like(facts.chars)
    # Each word of white space's making, by the number of the gap before it.
    spaces = (points <= ord(" ")).nonzero()[0]
    word = np.unique(spaces.searchsorted(np.concatenate((at, colon[slashes], links))))
    begins = np.append(-1, spaces)[word] + 1
    ends = np.append(spaces, points.size)[word]
    text = facts.lexis.texts_at(begins)
    held = np.bincount(text, ends - begins, facts.chars.size).astype(np.int32)
    return np.minimum(percent(held, facts.chars), 100)


SIGNALS = (
    chars,
    words,
    word_length,
    upper_share,
    capitals_a_word,
    digit_share,
    mark_share,
    comma_share,
    separator_count,
    sentence_count,
    ending,
    opening,
    address_share,
)
