"""Script-aware primitives: what a character is in any script, and folding for comparison.

Every property comes from the Unicode tables of the `regex` package, so that results do not
depend on the Python version. Folding is for comparison only: what arclean gives back is cut
from the source, character by character.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import IntFlag
from functools import cache

import numpy as np
import regex
from numpy.typing import NDArray

__all__ = [
    "FIRST_INCOMPATIBLE",
    "FOLDED_SIZE",
    "Char",
    "char_classes",
    "codes",
    "compatible",
    "every_class",
    "fold",
    "folded",
    "is_caseless",
    "is_right_to_left",
    "visible_length",
]


class Char(IntFlag):
    """What a character is; one character may be several of these.

    >>> Char(int(char_classes(codes("؟"))[0])) == Char.PUNCTUATION | Char.SENTENCE_END
    True
    """

    LETTER = 1
    #: Letters of scripts that set no spaces and write about a word's part a character: Han, kana.
    IDEOGRAPH = 2
    #: Letters of alphabets that set no spaces between words: Thai, Lao, Khmer, Burmese, Tibetan.
    UNSPACED = 4
    UPPER = 8
    LOWER = 16
    DIGIT = 32
    #: Not seen when folded: combining marks other than vowel signs, tatweel, joiners, bidi marks,
    #: soft hyphens, apostrophes that are letters.
    TRANSPARENT = 64
    #: White space and Default_Ignorable: what nobody sees.
    INVISIBLE = 128
    PUNCTUATION = 256
    SENTENCE_END = 512
    COMMA = 1024
    CLOSING = 2048
    OPENING = 4096
    #: What menus and breadcrumbs set between their words: | / › » • · > and arrows.
    SEPARATOR = 8192
    SYMBOL = 16384
    #: Letters that write a syllable each, in words with spaces between: Korean, Ethiopic.
    SYLLABLE = 32768


_UNSPACED = r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
#: Marks that spell a word as letters do: without them, Hindi "mar" and "mera" would be one word.
#: Where scripts set no spaces, words are told by their letters, and marks stay out of the count.
_VOWEL_SIGN = rf"[\p{{Indic_Syllabic_Category=Vowel_Dependent}}--[{_UNSPACED}]]"
#: Apostrophes that count as letters: Uzbek prints any of them, or a quotation mark, in o'z.
_MODIFIER = r"[\u02B9-\u02BF]"

_CLASSES: dict[Char, str] = {
    Char.LETTER: rf"[[\p{{L}}\p{{Nl}}{_VOWEL_SIGN}]--{_MODIFIER}]",
    Char.IDEOGRAPH: r"[\p{Han}\p{Hiragana}\p{Katakana}&&\p{L}]",
    Char.UNSPACED: rf"[[{_UNSPACED}]&&\p{{L}}]",
    Char.UPPER: r"[\p{Lu}\p{Lt}]",
    Char.LOWER: r"\p{Ll}",
    Char.DIGIT: r"\p{Nd}",
    Char.TRANSPARENT: (
        rf"[[\p{{M}}\p{{Cf}}\p{{Default_Ignorable_Code_Point}}\N{{ARABIC TATWEEL}}{_MODIFIER}]"
        rf"--{_VOWEL_SIGN}]"
    ),
    Char.INVISIBLE: r"[\p{White_Space}\p{Default_Ignorable_Code_Point}]",
    Char.PUNCTUATION: r"\p{P}",
    Char.SENTENCE_END: r"[\p{Sentence_Terminal}\u2026]",
    Char.COMMA: r"[,;:\u060C\u061B\u3001\uFF0C\uFF1B\uFF1A\u055D\u1363\u0387]",
    Char.CLOSING: r"[\p{Pe}\p{Pf}\p{Pi}\"'\u2033]",
    Char.OPENING: r"[\p{Ps}\p{Pi}\p{Pf}\"'\u201E]",
    Char.SEPARATOR: (
        r"[|/\\>\u00BB\u203A\u2022\u00B7\u2039\u00AB\u25AA\u25CF\u2192\u2190\u276F\uFF5C]"
    ),
    Char.SYMBOL: r"\p{S}",
    Char.SYLLABLE: (
        r"[\p{Hangul_Syllable_Type=LV}\p{Hangul_Syllable_Type=LVT}[\p{Ethiopic}&&\p{L}]]"
    ),
}

#: The tables hold the planes that have classes worth telling apart; what lies above is
#: either Han (planes 2 and 3) or private and unassigned.
_TABLE_SIZE = 0x20000
#: Code points from here on are folded to themselves.
FOLDED_SIZE = _TABLE_SIZE
_HAN_PLANES = range(0x20000, 0x40000)

#: Letters that a writer of Arabic script, or a keyboard layout, exchanges freely.
_EXCHANGED = {
    "\N{ARABIC LETTER ALEF WASLA}": "ا",
    "\N{ARABIC LETTER ALEF MAKSURA}": "ي",
    "\N{ARABIC LETTER TEH MARBUTA}": "ه",
    "\N{ARABIC LETTER FARSI YEH}": "ي",
    "\N{ARABIC LETTER YEH BARREE}": "ي",
    "\N{ARABIC LETTER KEHEH}": "ك",
    "\N{ARABIC LETTER HEH GOAL}": "ه",
    "\N{ARABIC LETTER TEH MARBUTA GOAL}": "ه",
    "\N{ARABIC LETTER AE}": "ه",
    "\N{GREEK SMALL LETTER FINAL SIGMA}": "σ",
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
    "\N{LATIN SMALL LETTER L WITH STROKE}": "l",
    "\N{LATIN SMALL LETTER D WITH STROKE}": "d",
    # Older Malayalam pages write these as letter, virama and joiner.
    "\N{MALAYALAM LETTER CHILLU NN}": "ണ",
    "\N{MALAYALAM LETTER CHILLU N}": "ന",
    "\N{MALAYALAM LETTER CHILLU RR}": "ര",
    "\N{MALAYALAM LETTER CHILLU L}": "ല",
    "\N{MALAYALAM LETTER CHILLU LL}": "ള",
    "\N{MALAYALAM LETTER CHILLU K}": "ക",
}

#: Where letters have a base letter and marks that capitals, or careless writers, leave out.
_DECOMPOSED = regex.compile(
    r"[\u00C0-\u024F\u0370-\u052F\u0622-\u0626\u06C0-\u06D3"
    r"\u0958-\u095F\u09DC-\u09DF\u1E00-\u1FFF]",
    regex.VERSION1,
)
_COMPATIBLE = regex.compile(r"[\uFB50-\uFDFF\uFE70-\uFEFE\uFF01-\uFF9F]", regex.VERSION1)
#: No code point below this one is among those.
FIRST_INCOMPATIBLE = 0xFB50
_RIGHT_TO_LEFT = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]", regex.VERSION1)
_INVISIBLE = regex.compile(_CLASSES[Char.INVISIBLE] + "+", regex.VERSION1)


@dataclass(frozen=True, eq=False)
class _Tables:
    classes: NDArray[np.uint16]
    fold: NDArray[np.uint32]


@cache
def _tables() -> _Tables:
    every = "".join(map(chr, range(_TABLE_SIZE)))
    classes = np.zeros(_TABLE_SIZE, np.uint16)
    for flag, pattern in _CLASSES.items():
        for found in regex.finditer(f"{pattern}+", every, regex.VERSION1):
            classes[found.start() : found.end()] |= int(flag)
    table = np.arange(_TABLE_SIZE, dtype=np.uint32)
    for found in regex.finditer(r"[\p{Lu}\p{Lt}\p{Ll}]", every, regex.VERSION1):
        lowered = found.group().lower()[:1]
        table[found.start()] = ord(lowered)
    for found in _DECOMPOSED.finditer(every):
        base = unicodedata.normalize("NFD", found.group())[0].lower()[:1]
        table[found.start()] = ord(base)
    for letter, plain in _EXCHANGED.items():
        table[ord(letter)] = ord(plain)
    table = table[table]  # a base letter may itself be one that is exchanged
    classes.setflags(write=False)
    table.setflags(write=False)
    return _Tables(classes, table)


def codes(text: str) -> NDArray[np.uint32]:
    """The code points of ``text``, lone surrogates included.

    >>> codes("aб").tolist()
    [97, 1073]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def char_classes(points: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """The :class:`Char` flags of each code point."""
    table = _tables().classes
    if points.size and int(points.max()) >= _TABLE_SIZE:
        found = table[np.minimum(points, _TABLE_SIZE - 1)]
        above = points >= _TABLE_SIZE
        han = above & (points < _HAN_PLANES.stop)
        found[above] = int(Char.TRANSPARENT | Char.INVISIBLE) * (points[above] >> 16 == 0xE)
        found[han] = int(Char.LETTER | Char.IDEOGRAPH)
        return found
    return table.take(points)


def every_class() -> NDArray[np.uint16]:
    """All that :func:`char_classes` gives, each once, in rising order."""
    above = char_classes(np.array([_TABLE_SIZE, _HAN_PLANES.stop, 0xE0000, 0x10FFFF], np.uint32))
    return np.unique(np.concatenate((_tables().classes, above)))


def folded(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Each code point's plain form: lower case, no accents, Arabic variants as one.

    >>> "".join(map(chr, folded(codes("إقرأ"))))
    'اقرا'
    """
    table = _tables().fold
    if points.size and int(points.max()) >= _TABLE_SIZE:
        return np.where(
            points < _TABLE_SIZE, table[np.minimum(points, _TABLE_SIZE - 1)], points
        ).astype(np.uint32)
    return table.take(points)


def compatible(text: str) -> str:
    """``text`` with Arabic presentation forms and full-width letters as ordinary ones.

    >>> compatible("\N{ARABIC LETTER BEH INITIAL FORM}")
    'ب'
    """
    if text.isascii() or not _COMPATIBLE.search(text):
        return text
    return _COMPATIBLE.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)


def fold(text: str) -> str:
    """The letters and digits of ``text`` in their plain form; what comparison goes by.

    >>> fold("إقـرأ أيضاً:") == fold("اقرا ايضا")
    True
    >>> fold("മലയാളം വാര്\N{ZERO WIDTH JOINER}ത്തകള്\N{ZERO WIDTH JOINER}") == fold("മലയാളം വാർത്തകൾ")
    True
    >>> fold("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ") == fold("Διαβάστε επίσης")
    True
    """
    points = codes(compatible(text))
    classes = char_classes(points)
    wanted = (classes & int(Char.LETTER | Char.DIGIT) > 0) & (classes & int(Char.TRANSPARENT) == 0)
    return folded(points[wanted]).tobytes().decode("utf-32-le", "surrogatepass")


_CASELESS = regex.compile(r"[\p{Lo}\p{Lm}]", regex.VERSION1)


def is_caseless(letter: str) -> bool:
    """Whether this is a letter of a script that has no capitals; no letter at all is none.

    >>> [is_caseless(letter) for letter in ("ب", "字", "b", "B", "3", "")]
    [True, True, False, False, False, False]
    """
    return _CASELESS.fullmatch(letter) is not None


def is_right_to_left(text: str) -> bool:
    """Whether the first strong letter of ``text`` is of a script written from right to left.

    >>> is_right_to_left("1. عاجل"), is_right_to_left("CNN عاجل")
    (True, False)
    """
    strong = regex.search(
        r"[\p{Bidi_Class=L}\p{Bidi_Class=R}\p{Bidi_Class=AL}]", text, regex.VERSION1
    )
    return strong is not None and _RIGHT_TO_LEFT.match(strong.group()) is not None


def visible_length(text: str) -> int:
    """How many characters of ``text`` a reader sees.

    >>> visible_length("\N{ZERO WIDTH SPACE} a b ")
    2
    """
    return len(_INVISIBLE.sub("", text))
