"""Signals of a block's own shape: how long it is, what it is made of, how it begins and ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from arclean.page import Ints
from arclean.script import Char
from arclean.signals.facts import Facts, percent, remembered

__all__ = ["SIGNALS"]

_COLON = np.array([ord(":"), 0xFF1A])
_ELLIPSIS = 0x2026


def chars(facts: Facts) -> Ints:
    """Visible characters: articles come in long blocks, menus in short ones."""
    return facts.chars


def words(facts: Facts) -> Ints:
    """Words, counted alike in scripts with and without spaces."""
    return facts.words


def word_length(facts: Facts) -> Ints:
    """Tenths of a letter a word: codes and addresses are long, prose is even."""
    return (facts.letters * 10 // np.maximum(facts.words, 1)).clip(0, 400).astype(np.int32)


def upper_share(facts: Facts) -> Ints:
    """Hundredths of the cased letters that are capitals: labels shout."""
    return percent(facts.upper, facts.upper + facts.lower)


def capitals_a_word(facts: Facts) -> Ints:
    """Hundredths of a capital a word: titles and menus begin every word with one."""
    return percent(facts.upper, facts.words).clip(0, 400)


def digit_share(facts: Facts) -> Ints:
    """Hundredths of the characters that are digits: dates, counts and prices."""
    return percent(facts.digits, facts.chars)


def mark_share(facts: Facts) -> Ints:
    """Hundredths of the characters that are punctuation or symbols."""
    return percent(facts.marks, facts.chars)


def comma_share(facts: Facts) -> Ints:
    """Commas in a thousand characters: sentences have clauses, titles do not."""
    return (facts.commas * 1000 // np.maximum(facts.chars, 1)).astype(np.int32)


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
    "in an ellipsis",
    "in a colon",
    "in a comma",
    "in a closing mark",
    "in a digit",
    "in a sign",
)


@remembered
def ending(facts: Facts) -> Ints:
    """How the block ends: like a sentence, in an ellipsis, a colon, a digit, a letter."""
    code = np.zeros(facts.size, np.int32)
    code[(facts.last & int(Char.PUNCTUATION | Char.SYMBOL)) != 0] = 7
    code[(facts.last & int(Char.CLOSING)) != 0] = 5
    code[(facts.last & int(Char.DIGIT)) != 0] = 6
    code[(facts.last & int(Char.COMMA)) != 0] = 4
    code[np.isin(facts.last_point, _COLON)] = 3
    code[facts.ends_sentence] = 1
    dots = (facts.last_point == ord(".")) & _dot_before(facts)
    code[(facts.last_point == _ELLIPSIS) | dots] = 2
    return code


def _dot_before(facts: Facts) -> NDArray[np.bool_]:
    ends = facts.lexis.starts[1:] - 2
    before = facts.lexis.points[np.maximum(ends - 1, 0)]
    found: NDArray[np.bool_] = before == ord(".")
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


def opening(facts: Facts) -> Ints:
    """How the block begins: with a capital, a small letter, a digit, a quotation mark, a bullet."""
    code = np.zeros(facts.size, np.int32)
    code[(facts.first & int(Char.PUNCTUATION | Char.SYMBOL)) != 0] = 5
    code[(facts.first & int(Char.OPENING)) != 0] = 4
    code[(facts.first & int(Char.DIGIT)) != 0] = 3
    code[(facts.first & int(Char.UPPER)) != 0] = 2
    code[(facts.first & int(Char.LOWER)) != 0] = 1
    return code


def addresses(facts: Facts) -> Ints:
    """Signs of web and mail addresses: "@" and "://"."""
    points = facts.lexis.points
    at = points == ord("@")
    slashes = np.zeros(points.size, bool)
    slashes[2:] = (points[2:] == ord("/")) & (points[1:-1] == ord("/")) & (points[:-2] == ord(":"))
    return np.add.reduceat(at | slashes, facts.lexis.starts[:-1], dtype=np.int32)


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
    addresses,
)
