"""Hard-wrapped lines: which lines of a text go on from the line before.

A text that was wrapped has a width. A line was wrapped where it and the first word of the next
line do not fit into it together, so each pair of lines speaks for the widths from its first line's
own to that with the word. The width that most pairs speak for is the page's, if enough do and
hardly a line is wider.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

import numpy as np
import regex
from numpy.typing import NDArray

from arclean.lexis import Index
from arclean.script import codes, is_caseless

__all__ = ["continued"]

#: Widths at which mail, books and dumps of pages are wrapped, in cells of a terminal, where an
#: ideograph has two. Narrower lines are menus and verse, wider ones paragraphs of a line each.
_WIDTHS = range(44, 133)
#: Vowelled verse has as many characters as these widths, but fewer cells than this.
_LEAST_CELLS = 30
#: A text is wrapped when this many lines end where the next word did not fit,
_LEAST = 4
#: and this share of those that fill half of the width, and might go on.
_SHARE = 0.5
#: Of so many wrapped lines there may be one that is wider: an address, a row of a table.
_ONE_WIDER = 4
#: In scripts without case, lists of titles do not show that they begin anew: more is asked there.
_LEAST_CASELESS, _SHARE_CASELESS = 6, 0.8
#: Of the lines of prose, so many hold a comma or a sentence's end; of titles, few do.
_CLAUSES = 0.2
#: What is longer is an address, or a line of a script that sets no spaces.
_LONGEST_WORD = 24
#: A word of so many cells has no more characters than this, its marks among them.
_LONGEST_CHARACTERS = 4 * _LONGEST_WORD
#: A first line that is set in is wider by this much at most.
_SET_IN = 8
#: What stands before the text of an item: a bullet and a space or two, or its number.
_BULLET = 3
#: Lists of titles end at like widths, too, but begin anew each line. Of wrapped lines no more than
#: this share ends a sentence or is followed by a capital, as nouns are in German.
_ANEW = 0.6

_LAST = 0xFFFF
#: Marks that stand on other letters, and signs that nobody sees.
_NO_CELL = regex.compile(r"[\p{Mn}\p{Me}\p{Cf}]", regex.VERSION1)
_WIDE = regex.compile(r"[\p{East_Asian_Width=Wide}\p{East_Asian_Width=Fullwidth}]", regex.VERSION1)
#: Scripts that are broken between any two characters, but not before a sign.
_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\u3001-\u303F\uFF01-\uFF65]\p{P}*", regex.VERSION1
)
_SENTENCE_END = regex.compile(r"[\p{Sentence_Terminal}\u2026:][\p{Pe}\p{Pf}\"']*\Z", regex.VERSION1)
#: Commas and ends of sentences, of scripts that have no capitals.
_CLAUSE = regex.compile(r"[\p{Sentence_Terminal},;\u060C\u061B\u3001\uFF0C\uFF1B]", regex.VERSION1)
#: An initial does not end a sentence.
_INITIAL = regex.compile(r"(?<![\p{L}\p{M}])\p{L}\.\Z", regex.VERSION1)
#: What begins an item of a list, a clause or a turn of speech.
_ITEM = regex.compile(
    r"(?:[*+\-#o\u2022\u25CF\u25E6\u25AA\u25A0\u2013\u2014\u00B7\u2023\u2605\u2713\u27A2\u25BA]\s)"
    r"|[(\[]?(?:\p{Nd}{1,3}(?:\.\p{Nd}{1,3})*\.?|\p{L})[)\].]?(?:(?<=[)\].])\s|\s?-\s)"
    r"|\u00A7\s?\p{Nd}|[(\uFF08]?[\u4E00\u4E8C\u4E09\u56DB\u4E94\u516D\u4E03\u516B\u4E5D\u5341]{1,3}[\u3001)\uFF09]"
    r"|[\p{L}\p{M}]{2,20}:\s",
    regex.VERSION1,
)
#: What begins like an item where a line of a paragraph may happen to be broken: a dash inside of a
#: sentence, an initial or a title, a number that ends a sentence, a word before a colon.
_BROKEN_BEFORE = regex.compile(
    r"[\u2013\u2014]\s(?!\p{Lu})\p{L}|\p{L}\.\s|\p{Nd}{1,3}\.\s|(?!\p{Lu})[\p{L}\p{M}]{2,20}:\s",
    regex.VERSION1,
)
#: What stands in no paragraph: rows of tables and of contents, rules, quoted mail, code.
_NO_PROSE = regex.compile(r"\A[|>+]|\s{3}|(?:\.\s?){4}|[{};\\]\Z|\A[^\p{L}]*\Z", regex.VERSION1)


def continued(texts: Sequence[str], indents: Index, gaps: Index) -> NDArray[np.bool_] | None:
    """For each line, whether it goes on from the line before; ``None`` where none does.

    Args:
        texts: the lines with something to see, stripped.
        indents: the white space before each, in cells.
        gaps: the empty lines before each.

    >>> none = np.zeros(6, np.int64)
    >>> continued(["Home", "News", "Sport", "Weather", "Contact", "Search"], none, none) is None
    True
    """
    length = np.fromiter(map(len, texts), np.int64, len(texts)) + indents
    pairs = np.flatnonzero(gaps[1:] == 0)
    if np.count_nonzero(length[pairs] >= _WIDTHS.start // 2) < _LEAST:
        return None
    extra = _extra_cells(texts)
    if extra is None:
        return _joined(_Lines(texts, indents, length, length, len), pairs)
    cells = length + extra
    by_cells = _joined(_Lines(texts, indents, cells, cells, _cells), pairs)
    if not (extra < 0).any():
        return by_cells
    # Some programs count the marks of a letter, too: what joins more lines is what was counted.
    by_characters = _joined(_Lines(texts, indents, length, cells, len), pairs)
    return max(by_cells, by_characters, key=lambda found: 0 if found is None else int(found.sum()))


class _Lines(NamedTuple):
    """Lines with their indents, and how wide they are in what was wrapped by, cells or characters.

    ``cells`` are those of a terminal; ``wide`` tells how wide a piece of text is.
    """

    texts: Sequence[str]
    indents: Index
    widths: Index
    cells: Index
    wide: Callable[[str], int]


def _joined(lines: _Lines, pairs: Index) -> NDArray[np.bool_] | None:
    """For each line, whether it goes on from the line before; ``None`` where none does."""
    texts, indents, total = lines.texts, lines.indents, lines.widths
    pairs = pairs[lines.cells[pairs] >= _WIDTHS.start // 2]
    # Each pair speaks for the widths from ``low`` up to, and without, ``high``.
    low = total[pairs] - np.minimum(indents[pairs], _SET_IN)
    words = [_first_word(texts[place + 1], lines.wide) for place in pairs.tolist()]
    high = total[pairs] + np.array(words, np.int64)
    speaks = high > total[pairs]
    width, votes = _most_voted(low[speaks], high[speaks])
    if votes < _LEAST or _wider(texts, total, width, 1 + votes // _ONE_WIDER):
        return None
    # Most pages are no further. On this one, lines that may belong together are looked at.
    full = (low <= width) & (width < high)
    speaks &= [
        _might_go_on(texts, indents, place, whole)
        for place, whole in zip(pairs.tolist(), full.tolist(), strict=True)
    ]
    pairs, low, high = pairs[speaks], low[speaks], high[speaks]
    width, votes = _most_voted(low, high)
    if votes < _LEAST or _wider(texts, total, width, 1 + votes // _ONE_WIDER):
        return None
    asked = total[pairs] > width // 2
    # What is wider than the page is a paragraph of one line, and goes on from nothing.
    goes_on = total[pairs + 1] <= width + _SET_IN
    good = pairs[asked & goes_on & (low <= width) & (width < high)]
    if not _is_wrapped(texts, good.tolist(), int(np.count_nonzero(asked))):
        return None
    if np.median(lines.cells[good]) < _LEAST_CELLS:
        return None
    result = np.zeros(len(texts), bool)
    result[good + 1] = True
    return result


def _might_go_on(texts: Sequence[str], indents: Index, place: int, full: bool) -> bool:
    """Whether the line behind ``place``, which is ``full`` or not, may be of the same paragraph.

    It is not where either is no prose, where it begins an item, or where it is set in further, but
    for what follows a bullet.
    """
    line, following = texts[place], texts[place + 1]
    if _NO_PROSE.search(line) or _NO_PROSE.search(following):
        return False
    item = _ITEM.match(line)
    if _ITEM.match(following):
        ended = _SENTENCE_END.search(line) and not _INITIAL.search(line)
        if not full or item or ended or not _BROKEN_BEFORE.match(following):
            return False
    further = int(indents[place + 1] - indents[place])
    return further <= 0 or (item is not None and further <= max(_BULLET, item.end()))


def _is_wrapped(texts: Sequence[str], good: Sequence[int], asked: int) -> bool:
    """Whether lines that end where the next word did not fit are enough to say so."""
    following = [texts[place + 1] for place in good]
    caseless = [text for text in following if is_caseless(text[0])]
    begun = sum(not text[0].islower() for text in following) - len(caseless)
    ended = sum(bool(_SENTENCE_END.search(texts[place])) for place in good)
    if begun + ended > _ANEW * len(good):
        return False
    if 2 * len(caseless) > len(good):
        joined = {*good, *(place + 1 for place in good)}
        marked = sum(bool(_CLAUSE.search(texts[place])) for place in joined)
        if marked < _CLAUSES * len(joined):
            return False
    # Ideographs fill their lines to the last cell, and say more.
    if 2 * sum(_UNSPACED.match(text) is None for text in caseless) > len(good):
        return len(good) >= max(_LEAST_CASELESS, _SHARE_CASELESS * asked)
    return len(good) >= max(_LEAST, _SHARE * asked)


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


def _extra_cells(texts: Sequence[str]) -> Index | None:
    """How many cells each line has more than characters; ``None`` where all have as many."""
    extra = _extra_table().take(np.minimum(codes("\n".join(texts)), _LAST))
    if not extra.any():
        return None
    starts = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])])
    return np.add.reduceat(extra, starts, dtype=np.int64)


@cache
def _extra_table() -> NDArray[np.int8]:
    """1 for characters of two cells, -1 for marks and signs of none; the last entry is for all
    beyond: ideographs, pictures."""
    every = "".join(map(chr, range(_LAST)))
    table = np.zeros(_LAST + 1, np.int8)
    table[[*(found.start() for found in _WIDE.finditer(every)), _LAST]] = 1
    table[[found.start() for found in _NO_CELL.finditer(every)]] = -1
    return table


def _cells(text: str) -> int:
    """The cells of a piece of text without wide characters."""
    return len(text) - len(_NO_CELL.findall(text))


def _breaks(text: str, width: int) -> bool:
    """Whether a line wider than the page might have been broken: it holds no word, say an address,
    that fills half of the page."""
    return max(map(len, text.split())) <= width // 2


def _first_word(text: str, wide: Callable[[str], int]) -> int:
    """How wide the first word of a line is on the line before; 0 for what is no word."""
    if text[0] >= "\u2e80" and (found := _UNSPACED.match(text)):
        return 2 * found.end()
    end = text.find(" ")
    word = text if end < 0 else text[:end]
    size = 1 + (wide(word) if len(word) <= _LONGEST_CHARACTERS else len(word))
    if size > _LONGEST_WORD and (found := _UNSPACED.search(text, 0, _LONGEST_WORD)):
        size = 1 + found.start()
    return size if size <= _LONGEST_WORD else 0
