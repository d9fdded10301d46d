"""Hard-wrapped lines: which lines of a text go on from the line before.

A text that was wrapped has a width. A line was wrapped where it and the first word of the next
line do not fit into it together, so each pair of lines speaks for the widths from its first line's
own to that with the word. The width that most pairs speak for is the page's, if enough do and
hardly a line is wider.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import regex
from numpy.typing import NDArray

from arclean.page import Ints

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
#: Lists of titles end at like widths, too, but begin anew each line. Of wrapped lines no more than
#: this share ends a sentence or is followed by a capital, as nouns are in German.
_ANEW = 0.6

_WIDE = regex.compile(r"[\p{East_Asian_Width=Wide}\p{East_Asian_Width=Fullwidth}]", regex.VERSION1)
#: Scripts that are broken between any two characters, but not before a sign.
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]\p{P}*", regex.VERSION1)
_CASED = regex.compile(r"[\p{Lu}\p{Ll}\p{Lt}]", regex.VERSION1)
_SENTENCE_END = regex.compile(r"[\p{Sentence_Terminal}\u2026:][\p{Pe}\p{Pf}\"']*\Z", regex.VERSION1)
#: What begins an item of a list: a bullet, as dumps of pages set them, or a number.
_ITEM = regex.compile(
    r"(?:[*+\-#o\u2022\u25CF\u25E6\u25AA\u25A0\u2013]|\p{Nd}{1,3}[.)])\s", regex.VERSION1
)


def continued(
    texts: Sequence[str], indents: NDArray[np.int64], gaps: NDArray[np.int64]
) -> NDArray[np.bool_] | None:
    """For each line, whether it goes on from the line before; ``None`` where none does.

    Args:
        texts: the lines with something to see, stripped.
        indents: the white space before each, in characters.
        gaps: the empty lines before each.

    >>> none = np.zeros(6, np.int64)
    >>> continued(["Home", "News", "Sport", "Weather", "Contact", "Search"], none, none) is None
    True
    """
    pairs = np.flatnonzero(gaps[1:] == 0)
    if pairs.size < _LEAST:
        return None
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    total = lengths + indents
    might = total[pairs]
    if np.count_nonzero((might >= _WIDTHS.start // 2) & (might < _WIDTHS.stop)) < _LEAST:
        return None
    cells = lengths
    wide = _wide_counts(texts)
    if wide is not None:
        cells = lengths + wide
        total = cells + indents
    pairs = pairs[(total[pairs] >= _WIDTHS.start // 2) & (indents[pairs + 1] <= indents[pairs] + 3)]
    # Each pair speaks for the widths from ``low`` up to, and without, ``high``.
    low = total[pairs] - np.minimum(indents[pairs], _SET_IN)
    words = [_first_word(texts[place + 1]) for place in pairs.tolist()]
    high = total[pairs] + np.array(words, np.int64)
    votes = np.zeros(_WIDTHS.stop + 1, np.int64)
    np.add.at(votes, np.clip(low, 0, _WIDTHS.stop), 1)
    np.add.at(votes, np.clip(high, 0, _WIDTHS.stop), -1)
    votes = votes.cumsum()
    votes[: _WIDTHS.start] = 0
    votes[_WIDTHS.stop :] = 0
    width = int(votes.argmax())
    if votes[width] < _LEAST:
        return None
    wider = np.flatnonzero(total > width + _SET_IN).tolist()
    if _ONE_WIDER * sum(_breaks(texts[place], width) for place in wider) > votes[width]:
        return None
    asked = pairs[total[pairs] > width // 2]
    asked = asked[[_ITEM.match(texts[place + 1]) is None for place in asked.tolist()]]
    kept = np.isin(pairs, asked)
    good = pairs[kept & (low <= width) & (width < high)]
    if good.size < _LEAST or good.size < _SHARE * asked.size:
        return None
    if _anew(texts, good.tolist()) > _ANEW * good.size:
        return None
    result = np.zeros(len(texts), bool)
    result[good + 1] = True
    return result


def _wide_counts(texts: Sequence[str]) -> Ints | None:
    """The characters of two cells in each line; ``None`` where there are none."""
    counts = [0 if text.isascii() else len(_WIDE.findall(text)) for text in texts]
    return np.array(counts) if any(counts) else None


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
