"""Hard-wrapped lines: which lines of a text go on from the line before.

A text that was wrapped has a width. A line was wrapped where it and the first word of the next
line do not fit into it together, so each pair of lines speaks for the widths from its first line's
own to that with the word. The width that most pairs speak for is the page's, if enough do and
hardly a line is wider.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import islice

import numpy as np
import regex
from numpy.typing import NDArray

from arclean.lexis import Index
from arclean.script import codes

__all__ = ["continued"]

#: Widths at which mail, books and dumps of pages are wrapped, in cells of a terminal, where an
#: ideograph has two. Narrower lines are menus and verse, wider ones paragraphs of a line each.
_WIDTHS = range(44, 133)
#: A text is wrapped when this many lines end where the next word did not fit,
_LEAST = 4
#: and this share of those that fill half of the width, and might go on.
_SHARE = 0.5
#: Of so many wrapped lines there may be one that is wider: an address, a row of a table.
_ONE_WIDER = 4
#: A first line that is set in is wider by this much at most.
_SET_IN = 8
#: What stands before the text of an item, a bullet and a space or two.
_BULLET = 3
#: Lists of titles end at like widths, too, but begin anew each line. Of wrapped lines no more than
#: this share ends a sentence or is followed by a capital, as nouns are in German.
_ANEW = 0.6

_LAST = 0xFFFF
_WIDE = regex.compile(r"[\p{East_Asian_Width=Wide}\p{East_Asian_Width=Fullwidth}]", regex.VERSION1)
#: Scripts that are broken between any two characters, but not before a sign.
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]\p{P}*", regex.VERSION1)
_CASED = regex.compile(r"[\p{Lu}\p{Ll}\p{Lt}]", regex.VERSION1)
_SENTENCE_END = regex.compile(r"[\p{Sentence_Terminal}\u2026:][\p{Pe}\p{Pf}\"']*\Z", regex.VERSION1)
#: What begins an item of a list: a bullet, as dumps of pages set them, or a number.
_ITEM = regex.compile(
    r"(?:[*+\-#o\u2022\u25CF\u25E6\u25AA\u25A0\u2013]|\p{Nd}{1,3}[.)])\s", regex.VERSION1
)


def continued(texts: Sequence[str], indents: Index, gaps: Index) -> NDArray[np.bool_] | None:
    """For each line, whether it goes on from the line before; ``None`` where none does.

    Args:
        texts: the lines with something to see, stripped.
        indents: the white space before each, in characters.
        gaps: the empty lines before each.

    >>> none = np.zeros(6, np.int64)
    >>> continued(["Home", "News", "Sport", "Weather", "Contact", "Search"], none, none) is None
    True
    """
    adjacent = np.flatnonzero(gaps[1:] == 0)
    total = np.fromiter(map(len, texts), np.int64, len(texts)) + indents
    if np.count_nonzero(total[adjacent] >= _WIDTHS.start // 2) < _LEAST:
        return None
    wide = _wide_counts(texts)
    if wide is not None:
        total += wide
    # A line that is set in further than the one before is no more of its paragraph, but for what
    # follows a bullet.
    might = (total[adjacent] >= _WIDTHS.start // 2) & (
        indents[adjacent + 1] <= indents[adjacent] + _BULLET
    )
    pairs = adjacent[might]
    # Each pair speaks for the widths from ``low`` up to, and without, ``high``.
    low = total[pairs] - np.minimum(indents[pairs], _SET_IN)
    words = [_first_word(texts[place + 1]) for place in pairs.tolist()]
    high = total[pairs] + np.array(words, np.int64)
    width, votes = _most_voted(low, high)
    if votes < _LEAST or _wider(texts, total, width, 1 + votes // _ONE_WIDER):
        return None
    item = [_ITEM.match(texts[place + 1]) is not None for place in pairs.tolist()]
    asked = (total[pairs] > width // 2) & ~np.array(item)
    good = pairs[asked & (low <= width) & (width < high)]
    if good.size < max(_LEAST, _SHARE * np.count_nonzero(asked)):
        return None
    if _anew(texts, good.tolist()) > _ANEW * good.size:
        return None
    result = np.zeros(len(texts), bool)
    result[good + 1] = True
    return result


def _most_voted(low: Index, high: Index) -> tuple[int, int]:
    """The width that most pairs speak for, and how many do."""
    size = _WIDTHS.stop + 1
    changes = np.bincount(np.minimum(low, size - 1), minlength=size)
    changes -= np.bincount(np.minimum(high, size - 1), minlength=size)
    votes = changes.cumsum()[_WIDTHS.start : _WIDTHS.stop]
    return _WIDTHS.start + int(votes.argmax()), int(votes.max())


def _wider(texts: Sequence[str], total: Index, width: int, most: int) -> bool:
    """Whether so many lines are wider than the page, though they might have been broken."""
    wider = np.flatnonzero(total > width + _SET_IN).tolist()
    might_break = (place for place in wider if _breaks(texts[place], width))
    return next(islice(might_break, most - 1, None), None) is not None


def _wide_counts(texts: Sequence[str]) -> Index | None:
    """The characters of two cells in each line; ``None`` where there are none."""
    wide = _wide_table().take(np.minimum(codes("\n".join(texts)), _LAST))
    if not wide.any():
        return None
    starts = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])])
    return np.add.reduceat(wide, starts, dtype=np.int64)


@cache
def _wide_table() -> NDArray[np.bool_]:
    """Which characters have two cells; the last entry is for all beyond: ideographs, pictures."""
    every = "".join(map(chr, range(_LAST)))
    table = np.zeros(_LAST + 1, np.bool_)
    table[[*(found.start() for found in _WIDE.finditer(every)), _LAST]] = True
    return table


def _breaks(text: str, width: int) -> bool:
    """Whether a line wider than the page might have been broken: it holds no word, say an address,
    that fills half of the page."""
    return max(map(len, text.split())) <= width // 2


def _first_word(text: str) -> int:
    """The cells that the first word of a line takes on the line before."""
    if text[0] >= "\u2e80" and (found := _UNSPACED.match(text)):
        return 2 * found.end()
    end = text.find(" ")
    return 1 + (len(text) if end < 0 else end)


def _anew(texts: Sequence[str], places: Sequence[int]) -> int:
    """How many of the lines end a sentence, and how many are followed by one that begins anew."""
    following = [texts[place + 1] for place in places]
    begun = sum(
        not (text[0].islower() or (text[0].isalpha() and not _CASED.match(text)))
        for text in following
    )
    return begun + sum(bool(_SENTENCE_END.search(texts[place])) for place in places)
