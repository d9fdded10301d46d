"""Lines that an extractor ran together: where the text itself shows that they were several.

Some extractors put nothing between elements (``HomeNewsSport``), or one space (``Home News
Sport``), and a whole page stands on one line. What shows its parts are columns of spaces, menu
separators, entries that count up, sentences and words glued to what follows, phrases of menus; and
between a menu and prose, that prose has function words, commas, sentence ends, and few capitals.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import regex
from numpy.typing import NDArray

from arclean.cues import Cues, ready
from arclean.lexis import Index, Lexis, lex

__all__ = ["split"]

Span = tuple[int, int]

#: A page of fewer lines than this, one of them longer than that, was run together by its
#: extractor: what is one line there would be many on any other page.
_FEW_LINES = 6
_OVERLONG = 600
#: On other pages an overlong line was run together where it shows so many seams.
_SEAMS = 3

_VISIBLE = regex.compile(r"[^\p{White_Space}\p{Default_Ignorable_Code_Point}]", regex.VERSION1)
#: Where an overlong line shows its parts: columns of spaces, tabs, and menu separators.
_PARTS = regex.compile(
    r"\s{3,}|\t+|(?<=\s)[|\u00BB\u203A\u2022\u25CF\u25AA\u2192\u276F](?=\s)|(?=\s[\u00A9\u00AE]\s)",
    regex.VERSION1,
)
_COLUMNS = regex.compile(r"\s{3,}|\t+", regex.VERSION1)
_NUMBERED = regex.compile(r"(?<=\s)(\p{Nd}{1,2})[.)\-]\s(?=\p{L})", regex.VERSION1)
_AFTER_SENTENCE = regex.compile(
    r"[\p{Sentence_Terminal}\u2026][\p{Pe}\p{Pf}\"']*\s+", regex.VERSION1
)
#: A sentence end glued to the next beginning, and a word glued to the next capital.
_GLUED = regex.compile(
    r"(?<=[\p{Ll}\p{Lo}\p{Nd}\p{Pe}\p{Pf}][.!?\u061F\u06D4\u0964])(?=[\p{Lu}\p{Pi}])"
    r"|(?<=\p{Lo}\p{Lo}[.!?\u061F\u06D4\u0964])(?=\p{Lo}\p{Lo})"
    r"|(?<=\p{Ll}\p{Ll})(?=\p{Lu}\p{Ll})",
    regex.VERSION1,
)
#: Ends of sentences and clauses, in any script. Sentences end before white space, or, with signs
#: of scripts that set none, anywhere.
_SENTENCE = regex.compile(
    r"[\p{Sentence_Terminal}\u2026][\p{Pe}\p{Pf}\"']*(?=\s|\Z)"
    r"|[\u3002\uFF01\uFF1F\uFF61][\p{Pe}\p{Pf}]*",
    regex.VERSION1,
)
_CLAUSE = regex.compile(r"[,;\u060C\u061B\u3001\uFF0C\uFF1B\u055D](?!\p{Nd})", regex.VERSION1)

#: A title that a page begins with stands again above its text; of fewer words it may be a name.
_TITLE_WORDS = range(4, 40)
_PLACES_LOOKED_AT = 20

#: A menu is known by this many of its phrases in a row; fewer may be an accident of prose.
_MENU_RUN = 3

#: Sentences of so many words are prose; longer ones have a menu in them.
_PROSE_WORDS = range(5, 61)
#: Prose to learn function words from: so many words at least, and which of them recur so often.
_LEAST_PROSE = 60
_FUNCTION_SHARE = 0.01
_FUNCTION_LEAST = 3
#: What a word says for prose and against a menu, in hundredths of a unit of log-odds: about two
#: words in five are function words in prose, and one in ten in menus; and so on.
_IS_FUNCTION, _IS_NONE = 140, -40
_IS_CAPITAL, _IS_SMALL = -160, 80
_ENDS_CLAUSE, _ENDS_SENTENCE = 190, 230
#: Prose and menu take turns rarely, and prose gives way behind a sentence.
_TURN, _TURN_AFTER_SENTENCE = -800, -400


def split(source: str, spans: list[Span], gaps: list[int]) -> tuple[list[Span], list[int]] | None:
    """The spans of lines with those that were run together in parts; ``None`` where none was.

    A part behind the first has no gap before it.

    >>> split("One line.", [(0, 9)], [0]) is None
    True
    """
    long = [end - start > _OVERLONG for start, end in spans]
    if not any(long):
        return None
    few = len(spans) < _FEW_LINES
    pieces: list[Span] = []
    kept: list[int] = []
    for (start, end), gap, overlong in zip(spans, gaps, long, strict=True):
        text = source[start:end]
        cuts = _cuts(text) if overlong and (few or _seams(text)) else []
        for left, right in pairwise([0, *cuts, len(text)]):
            part = text[left:right].strip()
            if part and _VISIBLE.search(part):
                first = start + left + text[left:right].index(part[0])
                pieces.append((first, first + len(part)))
                kept.append(gap)
                gap = 0
    return (pieces, kept) if len(pieces) > len(spans) else None


def _seams(text: str) -> bool:
    """Whether the line shows that it was run together."""
    return _many(_GLUED, text) or _many(_COLUMNS, text)


def _many(pattern: regex.Pattern[str], text: str) -> bool:
    found = pattern.finditer(text)
    return all(next(found, None) for _ in range(_SEAMS))


def _cuts(text: str) -> list[int]:
    """Where an overlong line shows that it was several."""
    cuts = {
        found.end() if found.group().isspace() else found.start() for found in _PARTS.finditer(text)
    }
    cuts.update(_numbering(text))
    if _many(_GLUED, text):
        cuts.update(found.start() for found in _GLUED.finditer(text))
    lexis = lex([text])
    if lexis.word_hash.size:
        cuts.update(_menu_ends(text, lexis))
        cuts.update(_title_again(text, lexis))
        cuts.update(_turns(text, lexis))
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


def _menu_ends(text: str, lexis: Lexis) -> Iterable[int]:
    """Where runs of menu words end, and where a label follows the end of a sentence."""
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


def _title_again(text: str, lexis: Lexis) -> Iterable[int]:
    """Where the words that the line begins with, its page's title, stand again, and where they end.

    They are looked for in a few places only, so that a line of one word over and over takes no
    longer than others.
    """
    words = lexis.word_hash
    again = np.flatnonzero(words[1:] == words[0])[:_PLACES_LOOKED_AT] + 1
    longest, place = 0, 0
    for start in again.tolist():
        size = min(_TITLE_WORDS.stop - 1, words.size - start, start)
        same = words[start : start + size] == words[:size]
        length = size if same.all() else int(same.argmin())
        if length > longest:
            longest, place = length, start
    # A title holds no sentence end; what recurs with one is prose, say a refrain.
    if longest < _TITLE_WORDS.start or _SENTENCE.search(text, 0, int(lexis.word_point[longest])):
        return []
    ends = [end for end in (longest, place, place + longest) if end < words.size]
    return map(int, lexis.word_point[ends])


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


def _turns(text: str, lexis: Lexis) -> Iterable[int]:
    """Where menus turn to prose and prose to menus: the best way through two states."""
    points = lexis.word_point
    ends = np.array([found.end() for found in _SENTENCE.finditer(text)], np.int64)
    sentence_of = np.searchsorted(ends, points, "right")
    lengths = np.bincount(sentence_of)
    in_prose = (lengths >= _PROSE_WORDS.start) & (lengths < _PROSE_WORDS.stop)
    in_prose = in_prose[sentence_of] & (sentence_of < ends.size)
    if np.count_nonzero(in_prose) < _LEAST_PROSE:
        return []
    says = _function_words(lexis, in_prose) + _capitals(text, points, sentence_of)
    for pattern, value in ((_CLAUSE, _ENDS_CLAUSE), (_SENTENCE, _ENDS_SENTENCE)):
        places = np.array([found.start() for found in pattern.finditer(text)], np.int64)
        before = points.searchsorted(places) - 1
        np.add.at(says, before[before >= 0], value)
    opens = np.append(True, sentence_of[1:] != sentence_of[:-1])
    turns = _best_turns(says.tolist(), opens.tolist())
    return [int(points[index]) for index in turns]


def _function_words(lexis: Lexis, in_prose: NDArray[np.bool_]) -> Index:
    """What each word says by how often it stands in the line's own prose."""
    _, number = np.unique(lexis.word_hash, return_inverse=True)
    counts = np.bincount(number[in_prose], minlength=int(number.max()) + 1)
    least = max(_FUNCTION_LEAST, _FUNCTION_SHARE * np.count_nonzero(in_prose))
    return np.where(counts[number] >= least, _IS_FUNCTION, _IS_NONE).astype(np.int64)


def _capitals(text: str, points: Index, sentence_of: Index) -> Index:
    """What each word says by how it begins, if it does not begin a sentence."""
    says = np.zeros(points.size, np.int64)
    for index, place in enumerate(points.tolist()):
        first = text[place]
        if first.islower():
            says[index] = _IS_SMALL
        elif first.isupper() and index and sentence_of[index] == sentence_of[index - 1]:
            says[index] = _IS_CAPITAL
    return says


def _best_turns(says: list[int], opens: list[bool]) -> list[int]:
    """The words at which the best way through menu and prose changes between them."""
    menu, prose = 0, 0
    to_menu: list[bool] = []
    to_prose: list[bool] = []
    for value, open_ in zip(says, opens, strict=True):
        from_prose = prose + (_TURN_AFTER_SENTENCE if open_ else _TURN)
        from_menu = menu + _TURN
        to_menu.append(from_prose > menu)
        to_prose.append(from_menu > prose)
        menu, prose = max(menu, from_prose), max(prose, from_menu) + value
    in_prose = prose > menu
    turns = []
    for index in range(len(says) - 1, 0, -1):
        if (to_prose if in_prose else to_menu)[index]:
            turns.append(index)
            in_prose = not in_prose
    return turns[::-1]
