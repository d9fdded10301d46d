"""What is measured once a page, and many signals ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from arclean.cues import Cues, Matches, match
from arclean.lexis import Lexis, lex
from arclean.page import Ints, Page
from arclean.script import Char

__all__ = [
    "Facts",
    "facts",
    "page_share",
    "percent",
    "remembered",
    "running",
    "shifted",
    "window",
]

#: How many letters of a script make what a word of an alphabet with spaces makes: two
#: ideographs, five letters of Thai or Khmer. In sixtieths of a word, so that sums stay integers.
_WORD = 60
_IDEOGRAPH_WORD = 30
_UNSPACED_WORD = 12

#: A block is prose when it ends like a sentence and has this many words, or when it holds this
#: many sentence ends and twice the words, however it ends: news paragraphs may end in a comma
#: or a quotation mark.
PROSE_WORDS = 10
_PROSE_SENTENCES = 2

#: No window or sum lets one block count for more: a page on one line is not the whole world.
CHARS_CAP = 400


@dataclass(frozen=True, eq=False)
class Facts:
    """Columns that signals are made of: one integer a block, unless said otherwise.

    Counts of characters are named as in :class:`~arclean.script.Char`; ``chars`` counts visible
    ones. ``first`` and ``last`` are the classes of the first and the last visible character.
    """

    page: Page
    lexis: Lexis
    matches: Matches
    size: int
    chars: Ints
    words: Ints
    letters: Ints
    upper: Ints
    lower: Ints
    digits: Ints
    marks: Ints
    commas: Ints
    separators: Ints
    sentence_ends: Ints
    first: Ints
    last: Ints
    last_point: Ints
    ends_sentence: NDArray[np.bool_]
    prose: NDArray[np.bool_]
    capped: Ints
    same: Ints
    memory: dict[object, Any] = field(default_factory=dict, repr=False)


P = ParamSpec("P")
T = TypeVar("T")


def remembered(
    measure: Callable[Concatenate[Facts, P], T],
) -> Callable[Concatenate[Facts, P], T]:
    """Measures once a page what several signals ask for; forgotten with the page's facts."""

    @wraps(measure)
    def remember(facts: Facts, *arguments: P.args, **options: P.kwargs) -> T:
        key = (measure, *arguments)
        if key not in facts.memory:
            facts.memory[key] = measure(facts, *arguments, **options)
        found: T = facts.memory[key]
        return found

    return cast("Callable[Concatenate[Facts, P], T]", remember)


def facts(page: Page, cues: Cues) -> Facts:
    """The facts of a page of one block or more."""
    lexis = lex(page.texts)
    classes, starts = lexis.classes, lexis.starts[:-1]

    def count(flag: Char) -> Ints:
        return np.add.reduceat((classes & int(flag)) != 0, starts, dtype=np.int32)

    visible = (classes & int(Char.INVISIBLE)) == 0
    chars = np.add.reduceat(visible, starts, dtype=np.int32)
    place = np.flatnonzero(visible)
    first_at = place[np.minimum(np.searchsorted(place, starts), place.size - 1)]
    last_rank = np.searchsorted(place, lexis.starts[1:]) - 1
    last_at = place[np.maximum(last_rank, 0)]
    before_at = place[np.maximum(last_rank - 1, 0)]

    words = _words(lexis, page)
    # A full stop inside a number or an address ends nothing: what follows it must be a space,
    # a closing mark, or nothing; ideographs set none.
    is_end = (classes & int(Char.SENTENCE_END)) != 0
    follows = np.append(classes[1:], 0)
    closes = (follows & int(Char.INVISIBLE | Char.CLOSING)) != 0
    wide = lexis.points > 0x2FFF
    sentence_ends = np.add.reduceat(is_end & (closes | wide), starts, dtype=np.int32)

    last, before = classes[last_at], classes[before_at]
    end_flag = int(Char.SENTENCE_END)
    ends = ((last & end_flag) != 0) | (
        ((last & int(Char.CLOSING)) != 0) & ((before & end_flag) != 0)
    )
    prose = (ends & (words >= PROSE_WORDS)) | (
        (sentence_ends >= _PROSE_SENTENCES) & (words >= 2 * PROSE_WORDS)
    )
    same = _same(lexis)
    return Facts(
        page=page,
        lexis=lexis,
        matches=match(lexis, cues),
        size=len(page.texts),
        chars=chars,
        words=words,
        letters=count(Char.LETTER),
        upper=count(Char.UPPER),
        lower=count(Char.LOWER),
        digits=count(Char.DIGIT),
        marks=count(Char.PUNCTUATION) + count(Char.SYMBOL),
        commas=count(Char.COMMA),
        separators=count(Char.SEPARATOR),
        sentence_ends=sentence_ends,
        first=classes[first_at].astype(np.int32),
        last=last.astype(np.int32),
        last_point=lexis.points[last_at].astype(np.int32),
        ends_sentence=ends,
        prose=prose,
        capped=np.minimum(chars, CHARS_CAP).astype(np.int32),
        same=same.astype(np.int32),
    )


def _same(lexis: Lexis) -> NDArray[np.intp]:
    """A number a text, the same for texts of the same letters and digits."""
    place = np.flatnonzero(lexis.classes & int(Char.DIGIT))
    text = lexis.text_of[place]
    rank = np.arange(place.size) - np.searchsorted(text, text)
    terms = (lexis.points[place].astype(np.uint64) + np.uint64(1)) * (
        rank.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0xD6E8FEB86659FD93)
    )
    digits = np.zeros(lexis.starts.size - 1, np.uint64)
    np.add.at(digits, text, terms)
    number: NDArray[np.intp] = np.unique(lexis.whole() + digits, return_inverse=True)[1]
    return number


def _words(lexis: Lexis, page: Page) -> Ints:
    """Words, in the measure of scripts that set spaces."""
    classes = lexis.classes
    starts = lexis.starts[:-1]
    runs = np.bincount(lexis.word_text, minlength=len(page.texts)).astype(np.int32)
    ideographs = np.add.reduceat((classes & int(Char.IDEOGRAPH)) != 0, starts, dtype=np.int32)
    unspaced = np.add.reduceat((classes & int(Char.UNSPACED)) != 0, starts, dtype=np.int32)
    spaced = np.maximum(runs - ideographs - unspaced, 0)
    units = spaced * _WORD + ideographs * _IDEOGRAPH_WORD + unspaced * _UNSPACED_WORD
    result: Ints = (units // _WORD).astype(np.int32)
    return result


def percent(part: NDArray[Any], whole: NDArray[Any]) -> Ints:
    """``part`` in hundredths of ``whole``; 0 where there is no whole.

    >>> percent(np.array([1, 5]), np.array([4, 0])).tolist()
    [25, 0]
    """
    share = part.astype(np.int64) * 100
    share *= whole > 0
    share //= np.maximum(whole, 1).astype(np.int64)
    return share.astype(np.int32)


def page_share(facts: Facts, part: int, whole: int) -> Ints:
    """``part`` in hundredths of ``whole``, the same for every block of the page."""
    return np.full(facts.size, int(part) * 100 // int(whole) if whole > 0 else 0, np.int32)


def shifted(column: Ints, by: int, empty: int = 0) -> Ints:
    """Each block's entry of the block ``by`` blocks before; behind, where negative.

    >>> shifted(np.array([5, 6, 7], np.int32), 1).tolist()
    [0, 5, 6]
    """
    moved = np.full(column.size, empty, np.int32)
    if by > 0:
        moved[by:] = column[:-by]
    else:
        moved[:by] = column[-by:]
    return moved


def running(values: NDArray[np.generic]) -> NDArray[np.int64]:
    """Running totals, beginning with 0: one entry more than ``values``.

    >>> running(np.array([2, 3])).tolist()
    [0, 2, 5]
    """
    total = np.zeros(values.size + 1, np.int64)
    np.cumsum(values, out=total[1:])
    return total


def window(total: NDArray[np.int64], before: int, after: int) -> NDArray[np.int64]:
    """Sums over the ``before`` blocks before each block and the ``after`` ones behind it.

    The block itself is left out where one of the two is 0, and counted where both are given.

    >>> window(running(np.array([1, 2, 4])), 1, 0).tolist()
    [0, 1, 2]
    >>> window(running(np.array([1, 2, 4])), 1, 1).tolist()
    [3, 7, 6]
    """
    size = total.size - 1
    index = np.arange(size)
    start = np.maximum(index - before, 0) if before else index + 1
    end = np.minimum(index + after + 1, size) if after else index
    return total[end] - total[np.minimum(start, end)]
