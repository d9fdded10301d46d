"""Lines that an extractor ran together: where the text itself shows that they were several.

Some extractors put nothing between elements (``HomeNewsSport``), or one space (``Home News
Sport``), and a whole page stands on one line. What shows its parts are columns of spaces, menu
separators, entries that count up, sentences and words glued to what follows, phrases of menus, and
the turns from a menu to prose.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable
from itertools import pairwise

import numpy as np
import regex

from arclean.cues import Cues, ready
from arclean.lexis import Index, Lexis, lex
from arclean.readers.turns import ENDING, SENTENCE, turns
from arclean.script import Char, char_classes, codes, is_caseless, visible_length

__all__ = ["split"]

Span = tuple[int, int]

#: A page of fewer lines than this, one of them longer than that, was run together by its
#: extractor: what is one line there would be many on any other page.
_FEW_LINES = 6
_OVERLONG = 600
#: On other pages an overlong line was run together where it shows so many seams.
_SEAMS = 3
#: One word with fewer may be a name: of a class, an account, a page.
_SEAMS_OF_ONE = 6

#: Where an overlong line shows its parts: columns of spaces, tabs, and menu separators.
_PARTS = regex.compile(
    r"\s{3,}|\t+|(?<=\s)[|\u00BB\u203A\u2022\u25CF\u25AA\u2192\u276F](?=\s)|(?=\s[\u00A9\u00AE]\s)",
    regex.VERSION1,
)
_COLUMNS = regex.compile(r"\s{3,}|\t+", regex.VERSION1)
_NUMBERED = regex.compile(r"(?<=\s)(\p{Nd}{1,2})[.)\-]\s(?=((?!\p{Ll})\p{L}\S*))", regex.VERSION1)
_AFTER_SENTENCE = regex.compile(rf"{ENDING}\s+", regex.VERSION1)
#: A sentence end glued to the next beginning: a word of several letters, the stop, and a capital
#: of a word that is no part of a name or address; in scripts without case, of spaced ones, letters.
_GLUED = regex.compile(
    r"((?<![\p{L}\p{M}.@/])[\p{L}\p{M}]{3,30}[)\"'\u00BB\u2019\u201D]?)[.!?\u061F\u06D4\u0964]"
    r"((?:[\u00AB\u2018\u201C\u201E\u2039]?\p{Lu}"
    r"|[\p{Arabic}\p{Hebrew}\p{Devanagari}\p{Bengali}&&\p{L}])[\p{L}\p{M}'\u2019\-]*)"
    r"(?=[\s,;:!?\u060C]|\Z)",
    regex.VERSION1,
)
_GLUED_STOP = re.compile(r"[.!?\u061F\u06D4\u0964][\w\u00AB\u2018\u201C\u201E\u2039]")
#: Before it stand so many words of its sentence, in so many characters.
_SENTENCE_LEAST, _SENTENCE_CHARS = 4, 80
#: Brackets and operators: where more than one character in so many is one, the line is code.
_OF_CODE = "(){}[]<>=;_/\\"
_ONE_OF_CODE = 40
#: What a clause ends in, and the longest word that is looked for before another.
_CLAUSE_MARKS, _LONGEST_BEFORE = ",;:.!?)", 40
#: What stands in addresses, and in names of accounts and topics, which are written as one word.
_OF_ADDRESS = re.compile(r"[@#]|://")
_ENDED = regex.compile(rf"{ENDING}\Z", regex.VERSION1)

#: A title that a page begins with stands again above its text; of fewer words it may be a name.
_TITLE_WORDS = range(4, 40)
_PLACES_LOOKED_AT = 20

#: A menu is known by this many of its phrases in a row; fewer may be an accident of prose.
_MENU_RUN = 3
#: Longer phrases are looked for no further.
_CUE_WORDS = 8


def split(source: str, starts: Index, ends: Index) -> tuple[Index, Index, Index] | None:
    """Lines with those that were run together in parts; ``None`` where none was.

    Args:
        source: the text.
        starts: where each line begins in it.
        ends: where each line ends.

    Returns:
        Where each part begins and ends, and the number of the line that it is of.

    >>> split("One line.", np.array([0]), np.array([9])) is None
    True
    """
    cuts: dict[int, list[int]] = {}
    for number in np.flatnonzero(ends - starts > _OVERLONG).tolist():
        text = source[starts[number] : ends[number]]
        glued = _glued(text)
        if glued or starts.size < _FEW_LINES or _many(_COLUMNS, text):
            found = _cuts(text, glued)
            if found:
                cuts[number] = [*found, len(text)]
    if not cuts:
        return None
    spans: list[Span] = []
    lines: list[int] = []
    for number, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        parts = [(0, end - start)] if number not in cuts else pairwise([0, *cuts[number]])
        for left, right in parts:
            piece = source[start + left : start + right]
            part = piece.strip()
            if visible_length(part):
                first = start + left + piece.index(part[0])
                spans.append((first, first + len(part)))
                lines.append(number)
    first, last = np.array(spans, np.int64).T
    return first, last, np.array(lines, np.int64)


def _glued(text: str) -> list[int]:
    """Where a sentence end is glued to the next beginning, or words are to each other; nowhere in
    a line that shows few such seams.

    Abbreviations, names and code are written so, too. Words are glued where four are; in a line
    that shows seams enough, where three are, or two that are both words elsewhere.

    >>> text = "The boats lay still all day.The rain went on. HomeNewsSportHelp McDonald 3.5"
    >>> [text[place:] [:5] for place in _glued(text)]
    ['The r', 'NewsS', 'Sport', 'Help ']
    """
    if sum(map(text.count, _OF_CODE)) * _ONE_OF_CODE > len(text):
        return []
    classes = char_classes(codes(text))
    upper, lower = (classes & Char.UPPER) != 0, (classes & Char.LOWER) != 0
    found = _glued_sentences(text)
    words = np.flatnonzero(lower[:-3] & lower[1:-2] & upper[2:-1] & lower[3:]) + 2
    if words.size:
        surely, perhaps = _between_words(text, words)
        found += surely
        if len(found) >= _SEAMS:
            found += perhaps
    if len(found) < _SEAMS:
        return []
    one_word = " " not in text[min(found) : max(found)]
    return [] if one_word and len(found) < _SEAMS_OF_ONE else sorted(found)


def _glued_sentences(text: str) -> list[int]:
    if not _GLUED_STOP.search(text):
        return []
    found = list(_GLUED.finditer(text))
    if not found:
        return []
    # What recurs before a stop is an abbreviation.
    times = Counter(one.group(1) for one in found)
    words = set(text.split())
    return [
        one.start(2)
        for one in found
        if times[one.group(1)] == 1
        and len(text[max(0, one.start() - _SENTENCE_CHARS) : one.start()].split())
        >= _SENTENCE_LEAST
        and not (
            _is_qualified(one.group(1), one.group(2), words)
            and _in_sentence(text, one.start(1), one.end(2))
        )
    ]


def _is_qualified(before: str, after: str, words: Container[str]) -> bool:
    """Whether two words with a stop between them are one name, ``Thread.Sleep`` or ``Mme.Durand``:
    both have capitals, and the second is none that the text writes small as well."""
    return before[:1].isupper() and after[:1].isupper() and after.lower() not in words


def _between_words(text: str, places: Index) -> tuple[list[int], list[int]]:
    """The places before capitals inside of words that are between two words, surely or perhaps."""
    spaces = np.flatnonzero(codes(text) == ord(" "))
    marks = np.array([mark.start() for mark in _OF_ADDRESS.finditer(text)], np.int64)
    places = places[~np.isin(spaces.searchsorted(places), spaces.searchsorted(marks))]
    word = spaces.searchsorted(places)
    begins = np.append(-1, spaces)[word] + 1
    ends = np.append(spaces, len(text))[word]
    seams = np.bincount(word)[word]
    times = Counter(text.split())
    columns = (array.tolist() for array in (places, begins, ends, seams))
    surely, perhaps = [], []
    for place, begin, end, count in zip(*columns, strict=True):
        if count > 1 and _in_sentence(text, begin, end):
            continue
        if count >= _SEAMS:
            surely.append(place)
        elif times[text[begin:end]] == 1 and (
            count > 1 or (text[begin:place] in times and text[place:end] in times)
        ):
            perhaps.append(place)
    return surely, perhaps


def _in_sentence(text: str, begin: int, end: int) -> bool:
    """Whether a word stands inside of a sentence: behind a small word, and before another or a
    comma. Names of classes and functions stand so; menus do not."""
    before = text[max(0, begin - _LONGEST_BEFORE) : begin].split()[-1:]
    small = bool(before) and before[0][:1].islower() and before[0][-1:].isalpha()
    return small and (text[end - 1] in _CLAUSE_MARKS or text[end + 1 : end + 2].islower())


def _many(pattern: regex.Pattern[str], text: str) -> bool:
    found = pattern.finditer(text)
    return all(next(found, None) for _ in range(_SEAMS))


def _cuts(text: str, glued: Iterable[int]) -> list[int]:
    """Where an overlong line shows that it was several."""
    cuts = {*_parts(text), *_numbering(text), *glued}
    lexis = lex([text])
    if lexis.word_hash.size:
        words = {*_menu_ends(text, lexis), *_title_again(text, lexis), *turns(text, lexis)}
        # In scripts that set no spaces, a word's beginning may be inside of a word.
        cuts.update(cut for cut in words if not text[cut - 1 : cut].isalpha())
    return sorted(cut for cut in cuts if 0 < cut < len(text))


def _parts(text: str) -> Iterable[int]:
    """Where columns and separators part the line: an arrow or bullet alone does not, nor does a
    guillemet that closes a quotation."""
    found = list(_PARTS.finditer(text))
    times = Counter(one.group() for one in found)
    quoted = "\u00ab" in text or "\u2039" in text
    for one in found:
        mark = one.group()
        if not mark or mark.isspace():
            yield one.end()
        elif mark == "|" or (times[mark] > 1 and not (quoted and mark in "\u00bb\u203a")):
            yield one.start()


def _numbering(text: str) -> Iterable[int]:
    """Where the entries 1, 2, 3 … of a list begin; none where the numbers do not count up.

    Ordinals in prose count up, too: what they number begins with a small letter or the same word,
    or stands inside of sentences.
    """
    entries: list[regex.Match[str]] = []
    for entry in _NUMBERED.finditer(text):
        if int(entry.group(1)) == len(entries) + 1:
            entries.append(entry)
    if len(entries) < 3 or len({entry.group(2) for entry in entries}) < len(entries):
        return []
    between = (text[one.end() : other.start()].rstrip() for one, other in pairwise(entries))
    if any(SENTENCE.search(part, 0, len(part) - 1) and not _ENDED.search(part) for part in between):
        return []
    return [entry.start() for entry in entries]


def _menu_ends(text: str, lexis: Lexis) -> Iterable[int]:
    """Where runs of menu words end, and where a label follows the end of a sentence."""
    longest = _longest_cues(lexis, ready()).tolist()
    starts = lexis.word_point.tolist()
    cuts: list[int] = []
    starts_sentence = {found.end() for found in _AFTER_SENTENCE.finditer(text)}
    index = run = 0
    while index < len(longest):
        length = longest[index]
        if length:
            place = starts[index]
            following = starts[index + length] if index + length < len(longest) else len(text)
            goes_on = _goes_on(text[place:following], text[following : following + 1], length)
            if run == 0 and place in starts_sentence and not goes_on:
                cuts.append(place)
            run += 1
            index += length
        else:
            if run >= _MENU_RUN:
                cuts.append(starts[index])
            run = 0
            index += 1
    return cuts


def _goes_on(label: str, letter: str, words: int) -> bool:
    """Whether what begins like a label of so many words goes on as a sentence, with this letter: a
    small one, or, in scripts that have none, any behind a label of one word and no mark."""
    if not is_caseless(letter):
        return letter.islower()
    return words == 1 and is_caseless(label[:1]) and label.rstrip()[-1:].isalpha()


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
    if longest < _TITLE_WORDS.start or SENTENCE.search(text, 0, int(lexis.word_point[longest])):
        return []
    ends = [end for end in (longest, place, place + longest) if end < words.size]
    return map(int, lexis.word_point[ends])


def _longest_cues(lexis: Lexis, cues: Cues) -> Index:
    """Words of the longest cue that begins at each word; 0 where none does."""
    words = lexis.word_hash.size
    longest = np.zeros(words, np.int64)
    for size in range(1, min(_CUE_WORDS, words) + 1):
        begins = lexis.word_letters_from[: words - size + 1]
        ends = lexis.word_letters_to[size - 1 :]
        found = np.flatnonzero(cues.block.look_up(lexis.stretch(begins, ends)))
        longest[found] = size
    return longest
