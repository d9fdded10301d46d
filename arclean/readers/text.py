"""Plain text into blocks: lines, runs of hard-wrapped lines, and parts of overlong lines."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import regex

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
_IDEOGRAPH = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]", regex.VERSION1)
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
    spans: list[tuple[int, int]] = []
    gaps: list[int] = []
    texts: list[str] = []
    position = gap = 0
    for line in lines:
        text = line.strip()
        if text and ((text[0].isascii() and text[0].isalnum()) or _VISIBLE.search(text)):
            start = position + line.index(text[0])
            spans.append((start, start + len(text)))
            gaps.append(gap)
            texts.append(text)
            gap = 0
        else:
            gap += 1
        position += len(line)

    joins = _wrapped(texts, gaps)
    if joins:
        spans, gaps = _joined(spans, gaps, joins)
        texts = [block_text(source[start:end]) for start, end in spans]
    elif len(texts) < _FEW_LINES and any(len(text) > _OVERLONG for text in texts):
        spans, gaps = _split(source, spans, gaps)
        texts = [source[start:end] for start, end in spans]
    bounds = np.array(spans, np.int64).reshape(-1, 2)
    return Page(
        source=source,
        texts=texts,
        gaps=np.array(gaps, np.int32),
        starts=bounds[:, 0].astype(np.int32),
        ends=bounds[:, 1].astype(np.int32),
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


def _wrapped(texts: list[str], gaps: list[int]) -> list[bool]:
    """For each line, whether it continues the line before; empty where the page is not wrapped.

    A line was wrapped where the first word of the next line did not fit on it any more.
    """
    if len(texts) <= _WRAP_LINES:
        return []
    lengths = np.fromiter(map(len, texts), np.int32, len(texts))
    adjacent = np.array(gaps[1:]) == 0
    inside = (lengths[:-1] >= _WRAP_WIDTHS_IDEOGRAPHS.start) & (lengths[:-1] < _WRAP_WIDTHS.stop)
    asked = np.flatnonzero(adjacent & inside)
    if asked.size < _WRAP_LINES:
        return []
    starts = np.flatnonzero(np.concatenate(([True], ~adjacent)))
    run_of = np.cumsum(np.concatenate(([True], ~adjacent))) - 1
    widths = np.maximum.reduceat(lengths, starts)
    run_sizes = np.diff(np.append(starts, len(texts)))

    before_next = np.zeros(len(texts), bool)
    could = np.zeros(len(texts), bool)
    for index in np.flatnonzero(adjacent):
        run = run_of[index]
        width = int(widths[run])
        ideographs = width in _WRAP_WIDTHS_IDEOGRAPHS and _IDEOGRAPH.match(texts[index + 1])
        if run_sizes[run] < 2 or not (width in _WRAP_WIDTHS or ideographs):
            continue
        word = _FIRST_WORD.match(texts[index + 1])
        could[index] = True
        before_next[index] = int(lengths[index]) + 1 + (word.end() if word else 0) > width
    good = np.add.reduceat(before_next, starts)
    asked_in = np.add.reduceat(could, starts)
    evident = (good >= 2) & (good >= _WRAP_SHARE * asked_in)
    if not evident.any():
        return []
    # Short runs have no evidence of their own: the page's width speaks for them.
    width = int(np.max(widths[evident]))
    near = (width - _WRAP_SLACK < lengths) & (lengths < width + _WRAP_SLACK // 2)
    wrapped = np.flatnonzero(before_next & (evident[run_of] | near))
    # A list of titles of like length passes so far; but each of them begins anew.
    anew = sum(not texts[index + 1][0].islower() for index in wrapped)
    uncased = sum(
        texts[index + 1][0].isalpha() and not _CASED.match(texts[index + 1]) for index in wrapped
    )
    ended = sum(bool(_SENTENCE_END.search(texts[index])) for index in wrapped)
    if wrapped.size < _WRAP_LINES or _WRAP_BEGINS * (anew - uncased + ended) > wrapped.size:
        return []
    joins = [False] * len(texts)
    for index in wrapped:
        joins[index + 1] = True
    return joins


def _joined(
    spans: list[tuple[int, int]], gaps: list[int], joins: list[bool]
) -> tuple[list[tuple[int, int]], list[int]]:
    merged: list[tuple[int, int]] = []
    kept: list[int] = []
    for span, gap, join in zip(spans, gaps, joins, strict=True):
        if join:
            merged[-1] = (merged[-1][0], span[1])
        else:
            merged.append(span)
            kept.append(gap)
    return merged, kept


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
