"""Plain text into blocks: lines, runs of hard-wrapped lines, and parts of overlong lines."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import regex
from numpy.typing import NDArray

from arclean.cues import Cues, ready
from arclean.lexis import Lexis, lex
from arclean.page import Page

__all__ = ["block_text", "read"]

#: Widths at which mail and books were wrapped. Narrower runs are menus and verse, wider ones
#: paragraphs of a line each. In characters; ideographs are twice as wide.
_WRAP_WIDTHS = range(44, 101)
_WRAP_WIDTHS_IDEOGRAPHS = range(24, 51)
#: A page is wrapped when this many lines, and this share of those that might be, end where the
#: next word did not fit.
_WRAP_LINES = 4
_WRAP_SHARE = 0.9
#: How far a wrapped line may fall short of the page's width: a long word.
_WRAP_SLACK = 16
#: Of so many wrapped lines, one may end a sentence or be followed by a capital, number or bullet.
_WRAP_BEGINS = 3

#: A page of fewer lines than this, one of them longer than that, was run together by its
#: extractor: what is one line there would be many on any other page.
_FEW_LINES = 6
_OVERLONG = 600

_VISIBLE = regex.compile(r"[^\p{White_Space}\p{Default_Ignorable_Code_Point}]", regex.VERSION1)
#: Letters that nobody sees: fillers of Hangul.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
_IDEOGRAPH = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]", regex.VERSION1)
_FIRST_IDEOGRAPH = "\u2e80"  # no lower one; a comparison is cheaper than a match
_CASED = regex.compile(r"[\p{Lu}\p{Ll}\p{Lt}]", regex.VERSION1)
_FIRST_WORD = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]|\S+", regex.VERSION1)
_SENTENCE_END = regex.compile(r"[\p{Sentence_Terminal}\u2026:][\p{Pe}\p{Pf}\"']*\Z", regex.VERSION1)
#: Where an overlong line shows its parts: columns of spaces, tabs, and menu separators.
_PARTS = regex.compile(
    r"\s{3,}|\t+|(?<=\s)[|\u00BB\u203A\u2022\u25CF\u25AA\u2192\u276F](?=\s)|(?=\s[\u00A9\u00AE]\s)",
    regex.VERSION1,
)
_NUMBERED = regex.compile(r"(?<=\s)(\p{Nd}{1,2})[.)\-]\s(?=\p{L})", regex.VERSION1)
_AFTER_SENTENCE = regex.compile(
    r"[\p{Sentence_Terminal}\u2026][\p{Pe}\p{Pf}\"']*\s+", regex.VERSION1
)


def read(source: str) -> Page:
    """The page of a plain text: its blocks in order, each with its span in ``source``.

    >>> read("Title\\n\\nFirst line.\\r\\nSecond line.").texts
    ['Title', 'First line.', 'Second line.']
    """
    lines = source.splitlines(keepends=True)
    every = list(map(str.strip, lines))
    # Most lines begin with a letter or digit; in others there may be nothing to see.
    shown = [
        number
        for number, text in enumerate(every)
        if text
        and (((first := text[0]).isalnum() and first not in _FILLERS) or _VISIBLE.search(text))
    ]
    texts = [every[number] for number in shown]
    place = np.array(shown, np.int64)
    # What stands before a line, and the white space that it begins with.
    ends = np.fromiter(map(len, lines), np.int64, len(lines)).cumsum()
    rest = [len(lines[number].lstrip()) for number in shown]
    starts = ends[place] - np.array(rest, np.int64)
    ends = starts + np.fromiter(map(len, texts), np.int64, len(texts))
    gaps = place.copy()
    gaps[1:] -= place[:-1] + 1

    joins = _wrapped(texts, gaps)
    if joins is not None:
        begins = ~joins
        starts, gaps = starts[begins], gaps[begins]
        ends = ends[np.append(begins[1:], True)]
        texts = [
            block_text(source[start:end])
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]
    elif len(texts) < _FEW_LINES and any(len(text) > _OVERLONG for text in texts):
        pieces, kept = _split(
            source, list(zip(starts.tolist(), ends.tolist(), strict=True)), gaps.tolist()
        )
        texts = [source[start:end] for start, end in pieces]
        starts, ends = np.array(pieces, np.int64).reshape(-1, 2).T
        gaps = np.array(kept, np.int64)
    return Page(
        source=source,
        texts=texts,
        gaps=gaps.astype(np.int32),
        starts=starts.astype(np.int32),
        ends=ends.astype(np.int32),
    )


def block_text(piece: str) -> str:
    """The text of a block whose span in the source holds ``piece``.

    White space around it goes; lines that were wrapped are joined by a space, or by nothing
    where scripts set none.

    >>> block_text("  It was\\n  raining. ")
    'It was raining.'
    """
    lines = [line.strip() for line in piece.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) < 2:
        return piece.strip()
    text = lines[0]
    for line in lines[1:]:
        close = _IDEOGRAPH.match(line) and _IDEOGRAPH.match(text[-1])
        text += line if close else f" {line}"
    return text


def _wrapped(texts: list[str], gaps: NDArray[np.int64]) -> NDArray[np.bool_] | None:
    """For each line, whether it continues the line before; ``None`` where the page is not wrapped.

    A line was wrapped where the first word of the next line did not fit on it any more.
    """
    if len(texts) <= _WRAP_LINES:
        return None
    lengths = np.fromiter(map(len, texts), np.int32, len(texts))
    adjacent = gaps[1:] == 0
    inside = (lengths[:-1] >= _WRAP_WIDTHS_IDEOGRAPHS.start) & (lengths[:-1] < _WRAP_WIDTHS.stop)
    if np.count_nonzero(adjacent & inside) < _WRAP_LINES:
        return None
    begins = np.concatenate(([True], ~adjacent))
    starts = begins.nonzero()[0]
    run_of = begins.cumsum() - 1
    widths = np.maximum.reduceat(lengths, starts)

    could = np.zeros(len(texts), bool)
    width_of = widths[run_of[:-1]]
    could[:-1] = (
        adjacent & (width_of >= _WRAP_WIDTHS_IDEOGRAPHS.start) & (width_of < _WRAP_WIDTHS.stop)
    )
    for index in (could[:-1] & (width_of < _WRAP_WIDTHS.start)).nonzero()[0].tolist():
        following = texts[index + 1]
        could[index] = following[0] >= _FIRST_IDEOGRAPH and _IDEOGRAPH.match(following) is not None
    # The first word is looked for where all of the next line would not have fitted.
    before_next = np.zeros(len(texts), bool)
    before_next[:-1] = could[:-1] & (lengths[:-1] + 1 + lengths[1:] > width_of)
    asked = before_next.nonzero()[0]
    for index, room in zip(asked.tolist(), (width_of - lengths[:-1])[asked].tolist(), strict=True):
        word = _FIRST_WORD.match(texts[index + 1])
        before_next[index] = 1 + (word.end() if word else 0) > room
    good = np.add.reduceat(before_next, starts, dtype=np.int64)
    asked_in = np.add.reduceat(could, starts, dtype=np.int64)
    evident = (good >= 2) & (good >= _WRAP_SHARE * asked_in)
    if not evident.any():
        return None
    # Short runs have no evidence of their own: the page's width speaks for them.
    width = int(np.max(widths[evident]))
    near = (width - _WRAP_SLACK < lengths) & (lengths < width + _WRAP_SLACK // 2)
    wrapped = np.flatnonzero(before_next & (evident[run_of] | near)).tolist()
    # A list of titles of like length passes so far; but each of them begins anew.
    anew = sum(not texts[index + 1][0].islower() for index in wrapped)
    uncased = sum(
        texts[index + 1][0].isalpha() and not _CASED.match(texts[index + 1]) for index in wrapped
    )
    ended = sum(bool(_SENTENCE_END.search(texts[index])) for index in wrapped)
    if len(wrapped) < _WRAP_LINES or _WRAP_BEGINS * (anew - uncased + ended) > len(wrapped):
        return None
    joins = np.zeros(len(texts), bool)
    joins[np.array(wrapped) + 1] = True
    return joins


def _split(
    source: str, spans: list[tuple[int, int]], gaps: list[int]
) -> tuple[list[tuple[int, int]], list[int]]:
    pieces: list[tuple[int, int]] = []
    kept: list[int] = []
    for (start, end), gap in zip(spans, gaps, strict=True):
        text = source[start:end]
        cuts = _cuts(text) if len(text) > _OVERLONG else []
        for left, right in pairwise([0, *cuts, len(text)]):
            part = text[left:right]
            stripped = part.strip()
            if stripped and _VISIBLE.search(stripped):
                first = start + left + part.index(stripped[0])
                pieces.append((first, first + len(stripped)))
                kept.append(gap)
                gap = 0
    return pieces, kept


def _cuts(text: str) -> list[int]:
    """Where an overlong line shows that it was several."""
    cuts = {
        found.end() if found.group().isspace() else found.start() for found in _PARTS.finditer(text)
    }
    cuts.update(_numbering(text))
    cuts.update(_menu_ends(text))
    return sorted(cut for cut in cuts if 0 < cut < len(text))


def _numbering(text: str) -> Iterable[int]:
    """Where the entries 1, 2, 3 … of a list begin; none where the numbers do not count up."""
    found = list(_NUMBERED.finditer(text))
    expected = 1
    places = []
    for entry in found:
        if int(entry.group(1)) == expected:
            places.append(entry.start())
            expected += 1
    return places if len(places) >= 3 else []


def _menu_ends(text: str) -> Iterable[int]:
    """Where runs of menu words end, and where a label follows the end of a sentence."""
    lexis = lex([text])
    if not lexis.word_hash.size:
        return []
    cues = ready()
    words = lexis.word_text.size
    cuts: list[int] = []
    starts_sentence = {found.end() for found in _AFTER_SENTENCE.finditer(text)}
    index = run = 0
    while index < words:
        length = _longest_cue(lexis, cues, index)
        if length:
            place = int(lexis.word_point[index])
            if run == 0 and place in starts_sentence:
                cuts.append(place)
            run += 1
            index += length
        else:
            if run >= _MENU_RUN:
                cuts.append(int(lexis.word_point[index]))
            run = 0
            index += 1
    return cuts


#: A menu is known by this many of its words in a row; fewer may be an accident of prose.
_MENU_RUN = 3


def _longest_cue(lexis: Lexis, cues: Cues, index: int) -> int:
    """Words of the longest cue that begins at a word; 0 where none does."""
    best = 0
    stop = min(index + 8, lexis.word_text.size)
    ends = lexis.word_letters_to[index:stop]
    starts = np.full(ends.size, lexis.word_letters_from[index])
    found = np.flatnonzero(cues.block.look_up(lexis.stretch(starts, ends)))
    if found.size:
        best = int(found[-1]) + 1
    return best
