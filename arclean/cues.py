"""Cue phrases: what pages print around an article, as data, one file a language.

A file is a table of ``kind``, ``mode`` and ``phrase``. All languages are matched on every page.
Modes: ``block``, the phrase is all of the block; ``label``, it opens the block; ``anywhere``.
What a mark sets off at a block's end is matched as well, as credits of photographs stand there.
Matching goes by folded letters, so case, accents, digits, punctuation, tatweel and bidi marks
make no difference, and "Comments (3)" is the phrase "comments".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from arclean.lexis import Hashes, Index, Lexis, lex
from arclean.script import Char

__all__ = ["CUE_KINDS", "MODES", "Cue", "Cues", "Matches", "languages", "match", "packaged", "read"]

#: Kinds that cues speak for, in the order of their codes, which begin at 1; 0 is no cue.
CUE_KINDS = (
    "navigation",
    "breadcrumb",
    "trending",
    "related",
    "share",
    "comment",
    "tags",
    "byline",
    "kicker",
    "caption",
    "author_bio",
    "legal",
    "ad",
    "form",
    "pagination",
    "other",
    "date",
)
MODES = ("block", "label", "anywhere")

#: Phrases are short; what is longer is a sentence. Counted in words, ideographs one by one.
_LONGEST = 12
#: Credits stand at the end of what they credit: in so many words, counted as above.
_TAIL = 8

_MARK = int(Char.PUNCTUATION | Char.SYMBOL)
_INVISIBLE = int(Char.INVISIBLE)
#: Letters of scripts that set spaces between clauses alone.
_UNSPACED = int(Char.IDEOGRAPH | Char.UNSPACED)


@dataclass(frozen=True, slots=True)
class Cue:
    """One phrase of a language.

    >>> Cue("en", "related", "label", "Read also").kind
    'related'
    """

    language: str
    kind: str
    mode: str
    phrase: str


#: The first bits of a hash tell most of what is in no table. There are this many times as many
#: of them as the table has hashes, up to a size that stays in the processor's nearest memory.
_SIEVE_TIMES = 4
_SIEVE_MOST_BITS = 16


@dataclass(frozen=True, eq=False)
class _Table:
    """Hashes in rising order, each with its kind's code.

    ``sieve`` holds, by the first bits of a hash, whether the table has any that begins so.
    """

    hashes: Hashes
    kinds: NDArray[np.int32]
    sieve: NDArray[np.bool_]
    shift: np.uint64

    def find(self, hashes: Hashes) -> tuple[Index, NDArray[np.int32]]:
        """Where in ``hashes`` those stand that are in the table, and the code of each."""
        maybe = self.sieve[(hashes >> self.shift).view(np.int64)].nonzero()[0]
        asked = hashes[maybe]
        place = self.hashes.searchsorted(asked)
        place = np.minimum(place, self.hashes.size - 1)  # an empty table lets none through
        hit = self.hashes[place] == asked
        return maybe[hit], self.kinds[place[hit]]

    def look_up(self, hashes: Hashes) -> NDArray[np.int32]:
        """The code for each hash, 0 where it is not in the table."""
        found = np.zeros(hashes.size, np.int32)
        place, kinds = self.find(hashes)
        found[place] = kinds
        return found


@dataclass(frozen=True, eq=False)
class Cues:
    """Phrases made ready for matching."""

    block: _Table
    label: _Table
    anywhere: _Table
    openers: _Table


@dataclass(frozen=True, eq=False)
class Matches:
    """The code of the cue each text matches, by mode; 0 for none.

    ``label_words`` counts the words that the label took. ``tail`` is that of the text's last words,
    where a mark or the like sets them off: "The old pier. Photo: A. Reader".
    """

    block: NDArray[np.int32]
    label: NDArray[np.int32]
    label_words: NDArray[np.int32]
    anywhere: NDArray[np.int32]
    tail: NDArray[np.int32]


def read(language: str, table: str) -> tuple[Cue, ...]:
    """The cues of one file's text.

    Raises:
        ValueError: a row that is not kind, mode and phrase, or one that names no known kind.

    >>> read("en", "kind\\tmode\\tphrase\\nshare\\tblock\\tShare this")
    (Cue(language='en', kind='share', mode='block', phrase='Share this'),)
    """
    cues = []
    for number, line in enumerate(table.splitlines()[1:], 2):
        kind, mode, phrase = [*line.split("\t"), "", ""][:3]
        if kind not in CUE_KINDS or mode not in MODES or not phrase:
            raise ValueError(
                f"cues of {language}, line {number}: {line!r} is not kind, mode and phrase; "
                f"kinds are {', '.join(CUE_KINDS)}; modes are {', '.join(MODES)}"
            )
        cues.append(Cue(language, kind, mode, phrase))
    return tuple(cues)


@cache
def packaged() -> tuple[Cue, ...]:
    """All cues that come with the package, languages in alphabetical order."""
    files = sorted(
        (entry for entry in resources.files("arclean").joinpath("cues").iterdir()),
        key=lambda entry: entry.name,
    )
    return tuple(
        cue
        for entry in files
        if entry.name.endswith(".tsv")
        for cue in read(entry.name.removesuffix(".tsv"), entry.read_text("utf-8"))
    )


def languages() -> tuple[str, ...]:
    """The languages that have a cue file.

    >>> "ar" in languages()
    True
    """
    return tuple(dict.fromkeys(cue.language for cue in packaged()))


@cache
def ready(cues: tuple[Cue, ...] | None = None) -> Cues:
    """The tables for ``cues``; for all packaged ones where none are given."""
    known = packaged() if cues is None else cues
    lexis = lex([cue.phrase for cue in known])
    hashes = lexis.whole()
    kinds = np.array([CUE_KINDS.index(cue.kind) + 1 for cue in known], np.int32)
    modes = np.array([MODES.index(cue.mode) for cue in known], np.int32)
    anywhere = modes == MODES.index("anywhere")
    first = lexis.word_hash[lexis.first_word[:-1]]
    return Cues(
        block=_table(hashes, kinds),
        label=_table(hashes[modes > 0], kinds[modes > 0]),
        anywhere=_table(hashes[anywhere], kinds[anywhere]),
        openers=_table(first[anywhere], kinds[anywhere]),
    )


def match(lexis: Lexis, cues: Cues) -> Matches:
    """Which cue each text of ``lexis`` matches, in each mode.

    >>> found = match(lex(["إقـرأ أيضاً:", "A quiet day in the harbour."]), ready())
    >>> [CUE_KINDS[code - 1] if code else None for code in found.block.tolist()]
    ['related', None]
    """
    label, words = _match_labels(lexis, cues.label)
    block = cues.block.look_up(lexis.whole())
    block[lexis.letter_from[1:] == lexis.letter_from[:-1]] = 0
    return Matches(
        block=block,
        label=label,
        label_words=words,
        anywhere=_match_anywhere(lexis, cues),
        tail=_match_tails(lexis, cues),
    )


def _table(hashes: Hashes, kinds: NDArray[np.int32]) -> _Table:
    unique, first = np.unique(hashes, return_index=True)
    bits = min((_SIEVE_TIMES * unique.size).bit_length(), _SIEVE_MOST_BITS) or 1
    shift = np.uint64(64 - bits)
    sieve = np.zeros(1 << bits, bool)
    sieve[(unique >> shift).view(np.int64)] = True
    return _Table(unique, kinds[first], sieve, shift)


def _match_labels(lexis: Lexis, table: _Table) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The longest label that each text begins with, and its length in words."""
    count = lexis.starts.size - 1
    kinds = np.zeros(count, np.int32)
    words = np.zeros(count, np.int32)
    number = np.arange(lexis.word_text.size) - lexis.first_word[lexis.word_text]
    head = (number < _LONGEST).nonzero()[0]
    text = lexis.word_text[head]
    hit, found = table.find(lexis.stretch(lexis.letter_from[text], lexis.word_letters_to[head]))
    kinds[text[hit]] = found  # later words come later: the longest match stays
    words[text[hit]] = number[head[hit]] + 1
    return kinds, words


def _match_anywhere(lexis: Lexis, cues: Cues) -> NDArray[np.int32]:
    """The longest phrase of each text, the last of those."""
    kinds = np.zeros(lexis.starts.size - 1, np.int32)
    start, _ = cues.openers.find(lexis.word_hash)
    if not start.size:
        return kinds
    # All stretches from an opening word, the shorter ones first.
    last = (np.arange(_LONGEST)[:, None] + start).ravel()
    start = start[None, :].repeat(_LONGEST, axis=0).ravel()
    inside = last < lexis.first_word[lexis.word_text[start] + 1]
    start, last = start[inside], last[inside]
    hit, found = cues.anywhere.find(
        lexis.stretch(lexis.word_letters_from[start], lexis.word_letters_to[last])
    )
    kinds[lexis.word_text[start[hit]]] = found
    return kinds


def _match_tails(lexis: Lexis, cues: Cues) -> NDArray[np.int32]:
    """The phrase that opens the last words of each text, behind a mark: the first of those, and
    the longest. One that is no label must fill what it opens: up to a mark, or to the end."""
    kinds = np.zeros(lexis.starts.size - 1, np.int32)
    ends = lexis.first_word[1:, None]
    words = ends - np.arange(1, _TAIL + 1)
    words = words[words > lexis.first_word[:-1, None]]  # the first word is a label's
    start = words[_is_set_off(lexis, words)]
    if not start.size:
        return kinds
    # All stretches from each word; of each text, the later words come first.
    last = (start[:, None] + np.arange(_TAIL)).ravel()
    start = start.repeat(_TAIL)
    end = lexis.first_word[lexis.word_text[start] + 1] - 1
    inside = last <= end
    start, last, end = start[inside], last[inside], end[inside]
    hashes = lexis.stretch(lexis.word_letters_from[start], lexis.word_letters_to[last])
    found = cues.label.look_up(hashes)
    filled, kind = cues.block.find(hashes)
    closed = (last[filled] == end[filled]) | _is_set_off(
        lexis, np.minimum(last[filled] + 1, lexis.word_point.size - 1)
    )
    found[filled[closed]] = kind[closed]
    hit = found.nonzero()[0]
    kinds[lexis.word_text[start[hit]]] = found[hit]
    return kinds


def _is_set_off(lexis: Lexis, words: Index) -> NDArray[np.bool_]:
    """Whether a mark stands before each of these words; a space will do where words have none."""
    at = lexis.word_point[words]
    before, further = lexis.classes[at - 1], lexis.classes[np.maximum(at - 2, 0)]
    apart = (before & _INVISIBLE) != 0
    marked = ((before & _MARK) != 0) | (apart & ((further & _MARK) != 0))
    found: NDArray[np.bool_] = marked | (apart & ((lexis.classes[at] & _UNSPACED) != 0))
    return found


def codes_of(kinds: Sequence[str]) -> NDArray[np.int32]:
    """The codes of ``kinds``."""
    return np.array([CUE_KINDS.index(kind) + 1 for kind in kinds], np.int32)
