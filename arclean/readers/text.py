"""Plain text into blocks: lines, runs of wrapped lines, and parts of lines run together."""

from __future__ import annotations

import numpy as np
import regex

from arclean.page import Page
from arclean.readers.run_together import split
from arclean.readers.wrapped import continued

__all__ = ["block_text", "read"]

_VISIBLE = regex.compile(r"[^\p{White_Space}\p{Default_Ignorable_Code_Point}]", regex.VERSION1)
#: Letters that nobody sees: fillers of Hangul.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
#: What no space is set beside: ideographs, kana, and their punctuation.
_IDEOGRAPH = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}]|[\u3001-\u303F\uFF01-\uFF65&&\p{P}]", regex.VERSION1
)
#: A word that a line's end parts, and the rest of it: no shorter, as "Haupt- und" is no one word.
_PARTED = regex.compile(r"\p{L}[-\u2010\u00AD]\Z", regex.VERSION1)
_REST = regex.compile(r"\p{Ll}{4}", regex.VERSION1)
_WIDE_SPACE = "\u3000"


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
    lengths = np.fromiter(map(len, lines), np.int64, len(lines))
    rest = np.array([len(lines[number].lstrip()) for number in shown], np.int64)
    indents = lengths[place] - rest
    if _WIDE_SPACE in source:
        wide = [len(lines[number]) - len(lines[number].lstrip(_WIDE_SPACE)) for number in shown]
        indents += np.array(wide, np.int64)
    starts = lengths.cumsum()[place] - rest
    ends = starts + np.fromiter(map(len, texts), np.int64, len(texts))
    gaps = place.copy()
    gaps[1:] -= place[:-1] + 1

    joins = continued(texts, indents, gaps)
    if joins is not None:
        begins = ~joins
        starts, gaps = starts[begins], gaps[begins]
        ends = ends[np.append(begins[1:], True)]
        texts = [
            block_text(source[start:end])
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]
    else:
        parts = split(source, starts, ends)
        if parts is not None:
            starts, ends, line = parts
            texts = [
                source[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
            ]
            # A part behind the first has nothing before it.
            gaps = np.where(np.append(True, line[1:] != line[:-1]), gaps[line], 0)
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
    where scripts set none, or where a hyphen parts a word.

    >>> block_text("  It was\\n  raining. "), block_text("a storm surge of un-\\nprecedented force")
    ('It was raining.', 'a storm surge of un-precedented force')
    """
    lines = [line.strip() for line in piece.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) < 2:
        return piece.strip()
    text = lines[0]
    for line in lines[1:]:
        close = (_IDEOGRAPH.match(line) and _IDEOGRAPH.match(text[-1])) or (
            _PARTED.search(text, max(0, len(text) - 2)) and _REST.match(line)
        )
        text += line if close else f" {line}"
    return text
