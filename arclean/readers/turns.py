"""Where, in a line that holds a whole page, menus turn to prose and prose to menus.

Prose has function words, commas, sentence ends, and few capitals. Which words are function words
the line's own sentences tell. The best way through the two states decides (Viterbi, IEEE Trans.
Inform. Theory 13(2), 1967).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import regex
from numpy.typing import NDArray

from arclean.lexis import Index, Lexis

__all__ = ["ENDING", "SENTENCE", "turns"]

#: Ends of sentences and clauses, in any script. Sentences end before white space, or, with signs
#: of scripts that set none, anywhere.
ENDING = r"[\p{Sentence_Terminal}\u2026][\p{Pe}\p{Pf}\"']*"
SENTENCE = regex.compile(
    rf"{ENDING}(?=\s|\Z)"
    r"|[\u3002\uFF01\uFF1F\uFF61][\p{Pe}\p{Pf}]*",
    regex.VERSION1,
)
_CLAUSE = regex.compile(r"[,;\u060C\u061B\u3001\uFF0C\uFF1B\u055D](?!\p{Nd})", regex.VERSION1)

#: Sentences of so many words are prose; longer ones have a menu in them.
_PROSE_WORDS = range(5, 61)
#: Prose to learn function words from: so many words at least, and which of them recur so often.
_LEAST_PROSE = 60
_FUNCTION_SHARE = 0.01
_FUNCTION_LEAST = 3
#: What a word says for prose and against a menu, in hundredths of a unit of log-odds. Set, not
#: fitted: as if two words in five were function words in prose, and one in ten in menus; and so on.
_IS_FUNCTION, _IS_NONE = 140, -40
_IS_CAPITAL, _IS_SMALL = -160, 80
_ENDS_CLAUSE, _ENDS_SENTENCE = 190, 230
#: Prose and menu take turns rarely; prose gives way behind a sentence, and where letters have case
#: it does not begin with a small one.
_TURN, _TURN_AFTER_SENTENCE, _TURN_AT_SMALL = -800, -400, -1200


def turns(text: str, lexis: Lexis) -> Iterable[int]:
    """Where menus turn to prose and prose to menus: the best way through two states."""
    points = lexis.word_point
    sentences = list(SENTENCE.finditer(text))
    ends = np.array([found.end() for found in sentences], np.int64)
    sentence_of = np.searchsorted(ends, points, "right")
    lengths = np.bincount(sentence_of)
    in_prose = (lengths >= _PROSE_WORDS.start) & (lengths < _PROSE_WORDS.stop)
    in_prose = in_prose[sentence_of] & (sentence_of < ends.size)
    if np.count_nonzero(in_prose) < _LEAST_PROSE:
        return []
    firsts = [text[place] for place in points.tolist()]
    small, capital = np.array([(first.islower(), first.isupper()) for first in firsts]).T
    opens = np.append(True, sentence_of[1:] != sentence_of[:-1])
    says = _function_words(lexis, in_prose)
    says += np.where(small, _IS_SMALL, 0) + np.where(capital & ~opens, _IS_CAPITAL, 0)
    for marks, value in ((_CLAUSE.finditer(text), _ENDS_CLAUSE), (sentences, _ENDS_SENTENCE)):
        places = np.array([found.start() for found in marks], np.int64)
        before = points.searchsorted(places) - 1
        np.add.at(says, before[before >= 0], value)
    to_menu = np.where(opens, _TURN_AFTER_SENTENCE, _TURN)
    to_prose = np.where(small, _TURN_AT_SMALL, _TURN)
    found = _best_turns(says.tolist(), to_menu.tolist(), to_prose.tolist())
    return [int(points[index]) for index in found]


def _function_words(lexis: Lexis, in_prose: NDArray[np.bool_]) -> Index:
    """What each word says by how often it stands in the line's own prose."""
    _, number = np.unique(lexis.word_hash, return_inverse=True)
    counts = np.bincount(number[in_prose], minlength=int(number.max()) + 1)
    least = max(_FUNCTION_LEAST, _FUNCTION_SHARE * np.count_nonzero(in_prose))
    return np.where(counts[number] >= least, _IS_FUNCTION, _IS_NONE).astype(np.int64)


def _best_turns(says: list[int], to_menu: list[int], to_prose: list[int]) -> list[int]:
    """The words at which the best way through menu and prose changes between them.

    Args:
        says: what each word says for prose.
        to_menu: what it costs to turn from prose to a menu at each word.
        to_prose: the same from a menu to prose.
    """
    menu, prose = 0, 0
    turned: list[tuple[bool, bool]] = []
    for value, away, back in zip(says, to_menu, to_prose, strict=True):
        turned.append((prose + away > menu, menu + back > prose))
        menu, prose = max(menu, prose + away), max(prose, menu + back) + value
    in_prose = prose > menu
    places = []
    for index in range(len(says) - 1, 0, -1):
        if turned[index][in_prose]:
            places.append(index)
            in_prose = not in_prose
    return places[::-1]
