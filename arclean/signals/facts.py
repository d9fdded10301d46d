"""What is measured once a page, and many signals ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property, wraps
from operator import index
from typing import Any, Concatenate, NamedTuple, ParamSpec, SupportsIndex, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from arclean.cues import Cues, Matches, match
from arclean.lexis import Flags, Index, Lexis, lex
from arclean.page import Ints, Page
from arclean.script import Char, every_class

__all__ = [
    "Facts",
    "Reaches",
    "alike",
    "cached_per_page",
    "everywhere",
    "facts",
    "numbered",
    "page_share",
    "percent",
    "running",
    "shifted",
    "windows",
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

    @cached_property
    def place(self) -> NDArray[np.int64]:
        """The number of each block."""
        return np.arange(self.size)

    @cached_property
    def in_prose(self) -> Ints:
        """``capped``, and 0 where the block is no prose."""
        return self.capped * self.prose

    @cached_property
    def text_before(self) -> NDArray[np.int64]:
        """Running totals of ``capped``; the last entry is the page's."""
        return running(self.capped)

    @cached_property
    def prose_before(self) -> NDArray[np.int64]:
        """Running totals of ``in_prose``; the last entry is the page's."""
        return running(self.in_prose)

    @cached_property
    def prose_blocks_before(self) -> NDArray[np.int64]:
        """Running numbers of prose blocks; the last entry is the page's."""
        return running(self.prose)


P = ParamSpec("P")
T = TypeVar("T")


def cached_per_page(
    measure: Callable[Concatenate[Facts, P], T],
) -> Callable[Concatenate[Facts, P], T]:
    """Measures once a page what several signals ask for; forgotten with the page's facts."""

    @wraps(measure)
    def remember(facts: Facts, *arguments: P.args, **options: P.kwargs) -> T:
        key = (measure, *arguments)
        found: T | None = facts.memory.get(key)
        if found is None:
            found = facts.memory[key] = measure(facts, *arguments, **options)
        return found

    return cast("Callable[Concatenate[Facts, P], T]", remember)


def facts(page: Page, cues: Cues) -> Facts:
    """The facts of a page of one block or more."""
    lexis = lex(page.texts)
    classes, points = lexis.classes, lexis.points
    counts = _counts(classes, lexis.starts)

    visible = ((classes & _INVISIBLE) == 0).nonzero()[0]
    rank = visible.searchsorted(lexis.starts)
    first_at = visible[np.minimum(rank[:-1], visible.size - 1)]
    last_rank = rank[1:] - 1
    last_at = visible[np.maximum(last_rank, 0)]
    before_at = visible[np.maximum(last_rank - 1, 0)]

    words = _words(lexis, counts)
    sentence_ends = _sentence_ends(lexis)
    last, before = classes[last_at], classes[before_at]
    ends = ((last & _SENTENCE_END) != 0) | (
        ((last & _CLOSING) != 0) & ((before & _SENTENCE_END) != 0)
    )
    prose = (ends & (words >= PROSE_WORDS)) | (
        (sentence_ends >= _PROSE_SENTENCES) & (words >= 2 * PROSE_WORDS)
    )
    chars = (rank[1:] - rank[:-1]).astype(np.int32)
    return Facts(
        page=page,
        lexis=lexis,
        matches=match(lexis, cues),
        size=len(page.texts),
        chars=chars,
        words=words,
        letters=counts.letters,
        upper=counts.upper,
        lower=counts.lower,
        digits=counts.digits,
        marks=counts.punctuation + counts.symbols,
        commas=counts.commas,
        separators=counts.separators,
        sentence_ends=sentence_ends,
        first=classes[first_at].astype(np.int32),
        last=last.astype(np.int32),
        last_point=points[last_at].astype(np.int32),
        ends_sentence=ends,
        prose=prose,
        capped=np.minimum(chars, CHARS_CAP),
        same=_same(lexis).astype(np.int32),
    )


_INVISIBLE, _CLOSING, _SENTENCE_END, _DIGIT = map(
    int, (Char.INVISIBLE, Char.CLOSING, Char.SENTENCE_END, Char.DIGIT)
)
#: What a full stop must have behind it.
_STOPS = int(Char.INVISIBLE | Char.CLOSING)


class _Counts(NamedTuple):
    """Characters of each block, by what they are."""

    letters: Ints
    upper: Ints
    lower: Ints
    digits: Ints
    punctuation: Ints
    symbols: Ints
    commas: Ints
    separators: Ints
    ideographs: Ints
    unspaced: Ints


#: What is counted, in the order of :class:`_Counts`.
_COUNTED = (
    Char.LETTER,
    Char.UPPER,
    Char.LOWER,
    Char.DIGIT,
    Char.PUNCTUATION,
    Char.SYMBOL,
    Char.COMMA,
    Char.SEPARATOR,
    Char.IDEOGRAPH,
    Char.UNSPACED,
)
#: Blocks that are counted at a time; a page seldom has more.
_COUNTED_BLOCKS = 4096


def _counts(classes: Flags, starts: Index) -> _Counts:
    """How many characters of each block are letters, digits …

    Characters have few different classes. How often each of them occurs in each block is counted
    in one pass, and the rest is sums over those few.
    """
    number_of, flags = _class_numbers()
    numbers = number_of.take(classes)
    kinds = len(flags)
    parts: list[NDArray[np.int32]] = []
    for start in range(0, starts.size - 1, _COUNTED_BLOCKS):
        bounds = starts[start : start + _COUNTED_BLOCKS + 1]
        blocks = bounds.size - 1
        place = np.arange(0, blocks * kinds, kinds).repeat(bounds[1:] - bounds[:-1])
        place += numbers[bounds[0] : bounds[-1]]
        table = np.bincount(place, minlength=blocks * kinds).reshape(blocks, kinds)
        # Products of floats are fast, and exact for whole numbers as small as these.
        parts.append((flags.T @ table.T.astype(np.float64)).astype(np.int32))
    return _Counts(*(parts[0] if len(parts) == 1 else np.hstack(parts)))


@cache
def _class_numbers() -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """A number for each class that a character can have, and what is counted of that class."""
    different = every_class()
    number_of = np.zeros(int(different[-1]) + 1, np.int64)
    number_of[different] = np.arange(different.size)
    flags = (different[:, None] & np.array(_COUNTED, np.int64)) != 0
    return number_of, flags.astype(np.float64)


def _sentence_ends(lexis: Lexis) -> Ints:
    """Sentence ends in each block.

    A full stop inside a number or an address ends nothing: what follows it must be a space, a
    closing mark, or nothing; ideographs set none.
    """
    # The last character is the newline behind the last text, and ends no sentence.
    place = ((lexis.classes[:-1] & _SENTENCE_END) != 0).nonzero()[0]
    stops = (lexis.classes[place + 1] & _STOPS) != 0
    wide = lexis.points[place] > 0x2FFF
    return count_texts(lexis, place[stops | wide])


def count_texts(lexis: Lexis, places: Index) -> Ints:
    """How many of the characters at ``places``, which must be few, stand in each block."""
    return np.bincount(lexis.texts_at(places), minlength=lexis.starts.size - 1).astype(np.int32)


def _same(lexis: Lexis) -> NDArray[np.intp]:
    """A number a text, the same for texts of the same letters and digits."""
    whole = lexis.whole()
    place = ((lexis.classes & _DIGIT) != 0).nonzero()[0]
    if place.size:
        text = lexis.texts_at(place)
        rank = np.arange(place.size) - text.searchsorted(text)
        terms = (lexis.points[place].astype(np.uint64) + np.uint64(1)) * (
            rank.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0xD6E8FEB86659FD93)
        )
        first = np.concatenate(([True], text[1:] != text[:-1])).nonzero()[0]
        whole = whole.copy()
        whole[text[first]] += np.add.reduceat(terms, first)
    return alike(whole)


#: Slots that values are thrown into, for each value: few then share one with another. So many
#: values take no more room than the processor has near to it; more are sorted.
_SLOTS = 8
_MOST_THROWN = 1 << 14
_SCATTER = np.uint64(0x9E3779B97F4A7C15)


def alike(values: NDArray[np.uint64]) -> NDArray[np.intp]:
    """For each value the place of one that equals it, the same for all that are equal.

    Sorting would tell as well; but it guesses at every step what comes, and new pages are not
    what was there before. Here each value writes its place into a slot, and looks who wrote last.

    >>> alike(np.array([7, 3, 7], np.uint64)).tolist()
    [2, 1, 2]
    """
    found = np.zeros(values.size, np.intp)
    wrong = np.arange(values.size)
    if values.size <= _MOST_THROWN:
        bits = (_SLOTS * values.size).bit_length() or 1
        slot = ((values * _SCATTER) >> np.uint64(64 - bits)).view(np.int64)
        table = np.empty(1 << bits, np.intp)
        table[slot] = wrong
        found = table[slot]
        # All of a value are wrong, or none: those that another value came behind.
        wrong = (values[found] != values).nonzero()[0]
    if wrong.size:
        number, different = numbered(values[wrong])
        one = np.empty(different, np.intp)
        one[number] = wrong
        found[wrong] = one[number]
    return found


def numbered(values: NDArray[Any]) -> tuple[NDArray[np.intp], int]:
    """A number for each value, in the values' order; and how many different ones there are.

    >>> numbered(np.array([7, 3, 7]))
    (array([1, 0, 1]), 2)
    """
    number = np.zeros(values.size, np.intp)
    if not values.size:
        return number, 0
    order = values.argsort()
    ranked = values[order]
    new = (ranked[1:] != ranked[:-1]).cumsum()
    number[order[1:]] = new
    return number, int(new[-1]) + 1 if new.size else 1


def _words(lexis: Lexis, counts: _Counts) -> Ints:
    """Words, in the measure of scripts that set spaces."""
    runs = (lexis.first_word[1:] - lexis.first_word[:-1]).astype(np.int32)
    ideographs, unspaced = counts.ideographs, counts.unspaced
    spaced = np.maximum(runs - ideographs - unspaced, 0)
    units = spaced * _WORD + ideographs * _IDEOGRAPH_WORD + unspaced * _UNSPACED_WORD
    result: Ints = units // _WORD
    return result


def percent(part: NDArray[Any], whole: NDArray[Any] | SupportsIndex) -> Ints:
    """``part`` in hundredths of ``whole``; 0 where there is no whole.

    >>> percent(np.array([1, 5]), np.array([4, 0])).tolist()
    [25, 0]
    """
    share: NDArray[np.int64] = np.multiply(part, 100, dtype=np.int64, casting="unsafe")
    if isinstance(whole, np.ndarray):
        share //= np.maximum(whole, 1).astype(np.int64, copy=False)
        share[whole <= 0] = 0
    elif (total := index(whole)) > 0:
        share //= total
    else:
        share[...] = 0
    return share.astype(np.int32)


def page_share(facts: Facts, part: SupportsIndex, whole: SupportsIndex) -> Ints:
    """``part`` in hundredths of ``whole``, the same for every block of the page."""
    total = index(whole)
    return everywhere(facts, index(part) * 100 // total if total > 0 else 0)


def everywhere(facts: Facts, value: int) -> Ints:
    """One value for all blocks of the page."""
    column = np.empty(facts.size, np.int32)
    column.fill(value)
    return column


def shifted(column: Ints, by: int, empty: int = 0) -> Ints:
    """Each block's entry of the block ``by`` blocks before; behind, where negative.

    >>> shifted(np.array([5, 6, 7], np.int32), 1).tolist()
    [0, 5, 6]
    """
    moved = np.empty(column.size, np.int32)
    if by > 0:
        moved[:by] = empty
        moved[by:] = column[:-by]
    else:
        moved[by:] = empty
        moved[:by] = column[-by:]
    return moved


def running(values: NDArray[Any]) -> NDArray[np.int64]:
    """Running totals, beginning with 0: one entry more than ``values``.

    >>> running(np.array([2, 3])).tolist()
    [0, 2, 5]
    """
    total = np.empty(values.size + 1, np.int64)
    total[0] = 0
    values.cumsum(out=total[1:])
    return total


#: Windows around a block: how many blocks before it, and how many behind.
Reaches = tuple[tuple[int, int], ...]


@cached_per_page
def windows(
    facts: Facts, reaches: Reaches
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Where windows begin and end, and 1 where they hold the block itself: a row a window.

    They hold the block itself where they reach to both sides. Sums over all of them are
    differences of running totals: ``total[end] - total[start]``.
    """
    first, last, both = _offsets(reaches)
    start, end = facts.place + first, facts.place + last
    return np.maximum(start, 0, out=start), np.minimum(end, facts.size, out=end), both


@cache
def _offsets(
    reaches: Reaches,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    before, after = np.array(reaches, np.int64).T[:, :, None]
    first = np.where(before, -before, 1)
    last = np.where(after, after + 1, 0)
    both = ((before > 0) & (after > 0)).astype(np.int64)
    return first, last, both
