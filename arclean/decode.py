"""Bytes to text: which encoding they are in, and whether they are text at all.

A byte-order mark or valid UTF-8 settles the matter. What is left is asked one question for every
encoding in use: how many bits does it take to write down the decoded letters, with the letter
frequencies of a language written in that encoding? The encoding with the shortest answer wins.
A declaration counts as a few bits in its own favour, so that it decides where the letters do not,
and cannot turn Arabic into accented vowels. ``letters.json`` holds the frequencies.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import regex

from arclean.binary import controls, refuse_binary, refuse_known_formats, shows_controls
from arclean.declared import codec_of, declared, extends_ascii
from arclean.shifted import shifted

__all__ = ["WIDE_MARKS", "Decoded", "decode", "decode_as"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and how it was read.

    ``text`` has no byte-order mark, and its newlines are those of the source. ``encoding`` is
    the name of Python's codec; for a label that a superset has replaced on the web it is the
    superset's (``cp1252`` for Latin-1). ``lossy`` says that some bytes could not be decoded;
    they are U+FFFD in the text.
    """

    text: str
    encoding: str
    lossy: bool


def decode(data: bytes) -> Decoded:
    """The text that ``data`` is most likely meant to be.

    Raises:
        UnsupportedInputError: the bytes are no text.

    >>> decode("Café".encode())
    Decoded(text='Café', encoding='utf-8', lossy=False)
    >>> page = '<meta charset="utf-8"><p>Здравствуйте, дорогие читатели!'
    >>> decode(page.encode("koi8-r")).text == page
    True
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], codec)
    refuse_known_formats(data)
    found = shifted(data)
    if found:
        return Decoded(*found)
    if shows_controls(data):
        wide = _wide_codec(data)
        if wide:
            return _decoded(data, wide)
        refuse_binary(data)
    return _utf8(data) or _most_plausible(data)


def decode_as(data: bytes, label: str) -> Decoded | None:
    """The text in the encoding that whoever sent the bytes named, as an HTTP header does.

    A label means what it means on the web: ``iso-8859-9`` is Windows' code page of Turkish.
    ``None`` says that :func:`decode` tells more: the label is unknown, or is Latin-1 or ASCII,
    which servers name where nobody told them; or the bytes are UTF-8, bear a mark, are ASCII
    (which UTF-16 would make Chinese, and which may shift), or are not in that encoding.

    >>> decode_as("Dağ".encode("cp1254"), "ISO-8859-9")
    Decoded(text='Dağ', encoding='cp1254', lossy=False)
    >>> decode_as(b"rain", "utf-16"), decode_as("Café".encode(), "gbk")
    (None, None)
    """
    codec = codec_of(label)
    if codec is None or codec == _DEFAULT or data.isascii():
        return None
    if any(data.startswith(mark) for mark, _ in _MARKS) or _utf8(data):
        return None
    return _but_for_the_end(data, codec)


#: What servers name where nobody told them, and pages in any encoding say of themselves.
_DEFAULT = "cp1252"


def _utf8(data: bytes) -> Decoded | None:
    """The text, if the data is UTF-8, which may be cut off inside its last character."""
    found = _but_for_the_end(data, "utf-8")
    if found is None:
        return _cesu8(data)
    if found.lossy and found.text[:-1].isascii() and len(found.text) == len(data):
        return None  # one byte behind ASCII: rather a last letter in another encoding
    return found


def _cesu8(data: bytes) -> Decoded | None:
    """The text, if the data is UTF-8 once its surrogates are joined."""
    joined = _joined(data)
    found = _but_for_the_end(joined, "utf-8") if joined != data else None
    if found and joined.count(_UNKNOWN) > data.count(_UNKNOWN):
        return Decoded(found.text, "utf-8", lossy=True)
    return found


def _but_for_the_end(data: bytes, codec: str) -> Decoded | None:
    """The text, if all of it is in the encoding, but for a last character that is cut off."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError:
        return None
    rest, _ = decoder.getstate()
    return Decoded(text + "\N{REPLACEMENT CHARACTER}" * bool(rest), codec, lossy=bool(rest))


def _decoded(data: bytes, codec: str) -> Decoded:
    """The text in this encoding; what does not fit it is replaced."""
    if codec == "utf-8":
        found = _utf8(data)
        if found:
            return found
        data = _joined(data)
    try:
        return Decoded(data.decode(codec), codec, lossy=False)
    except UnicodeDecodeError:
        return Decoded(data.decode(codec, "replace"), codec, lossy=True)


#: Surrogates, which UTF-8 has not, written as it would write them: in pairs by databases and by
#: Java (CESU-8), alone where a program cut a text between two halves of a character.
_SURROGATES = re.compile(
    rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]|\xed[\xa0-\xbf][\x80-\xbf]"
)
_HALF = 3
_UNKNOWN = "\N{REPLACEMENT CHARACTER}".encode()


def _joined(data: bytes) -> bytes:
    """UTF-8 in which surrogates in pairs are the character they spell; one alone is unknown.

    >>> _joined(b"\\xed\\xa0\\xbd\\xed\\xb8\\x80 \\xed\\xa0\\xbd").decode()
    '😀 \ufffd'
    """
    return _SURROGATES.sub(_character, data)


def _character(found: re.Match[bytes]) -> bytes:
    if len(found[0]) == _HALF:
        return _UNKNOWN
    halves = found[0].decode("utf-8", "surrogatepass")
    return halves.encode("utf-16", "surrogatepass").decode("utf-16").encode()


#: Byte order marks of wide encodings; those of UTF-32 stand before UTF-16's, which they begin with.
WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), *WIDE_MARKS)

# --- How plausible a decoded text is ---------------------------------------------------------


class _Rare(NamedTuple):
    """The bits that a character costs where no table of letters has it."""

    chars: str  # a regular expression
    bits: int  # in a word of a language whose table lacks it
    unlisted: int  # in a word of a language that has no table
    alone: int  # where no letter stands beside it: there, signs are likelier than letters


#: The first row that fits decides. A costly character says that the encoding is wrong. Any two
#: bytes are a Chinese character in some encoding, so those are for languages with a table.
_RARE = (
    _Rare(r"\uFFFE", 12, 12, 12),  # in UTF-8, a byte that stands behind a broken one
    _Rare(r"[ \N{NO-BREAK SPACE}]", 3, 3, 3),
    _Rare(r"[\t\r\n0-9]", 6, 6, 6),
    _Rare(r"[A-Za-z]", 9, 5, 9),
    _Rare(
        r"[\p{ASCII}--\p{Cc}]|[\p{Pi}\p{Pf}\p{Pd}„…•·©®™°§½¿¡€£\N{MULTIPLICATION SIGN}]", 8, 8, 8
    ),
    _Rare(r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}\N{REPLACEMENT CHARACTER}]", 24, 24, 24),
    _Rare(r"[\p{Han}\p{Hangul}]", 15, 15, 15),
    _Rare(r"\p{M}", 8, 8, 12),
    _Rare(r"\p{L}", 14, 8, 12),
    _Rare(r"[\p{P}\p{N}\p{Cf}]", 12, 12, 12),
    _Rare(r"[\s\S]", 13, 13, 13),
)
#: Case is regular: nearly all letters of a text are small, or nearly all are capitals. So are
#: spaces: a text has more of the plain ones than of those that keep a line together.
_IRREGULAR = 4

_RARE_PATTERN = regex.compile("|".join(f"({row.chars})" for row in _RARE), regex.VERSION1)


@lru_cache(maxsize=1 << 15)
def _rare(char: str) -> _Rare:
    match = _RARE_PATTERN.match(char)
    return _RARE[match.lastindex - 1] if match and match.lastindex else _RARE[-1]


@cache
def _languages() -> Mapping[str, Mapping[str, int]]:
    """For each language, the bits that its frequent characters cost."""
    rows = json.loads(resources.files("arclean").joinpath("letters.json").read_text("utf-8"))
    return {
        language: {char: int(bits) for bits, chars in row.items() for char in chars}
        for language, row in rows.items()
    }


_Histogram = Iterable[tuple[str, int]]


class _Reading:
    """The characters of words in one encoding, counted, and what they cost."""

    __slots__ = ("_chars", "_irregular")

    def __init__(self, histogram: _Histogram) -> None:
        self._chars: list[tuple[str, int, _Rare]] = []
        small = capital = plain = fixed = 0
        for char, count in histogram:
            folded = char.lower()
            if folded != char:
                capital += count
            elif char.islower():
                small += count
            elif char == " ":
                plain += count
            elif char == "\N{NO-BREAK SPACE}":
                fixed += count
            self._chars.append((folded[:1], count, _rare(char)))
        self._irregular = _IRREGULAR * (min(small, capital) + max(0, fixed - plain))

    def bits(self, languages: Iterable[str]) -> int:
        """The bits that the words cost in that one of the languages which suits them best."""
        return self._irregular + min(map(self._letters, languages))

    def _letters(self, language: str) -> int:
        if not language:
            return sum(count * rare.unlisted for _, count, rare in self._chars)
        table = _languages()[language]
        return sum(count * table.get(char, rare.bits) for char, count, rare in self._chars)


def _sign_bits(histogram: _Histogram) -> int:
    return sum(count * _rare(char).alone for char, count in histogram)


def _every_language() -> tuple[str, ...]:
    return (*_languages(), "")


# --- Which encoding is the most plausible ----------------------------------------------------

_WESTERN = ("en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "is", "ca", "sq")
_CENTRAL = ("pl", "cs", "sk", "hu", "hr", "sl", "ro", "de")
_BALTIC = ("lt", "lv", "et")
_CYRILLIC = ("ru", "uk", "bg", "sr", "be")
_ARABIC = ("ar", "ar-vowelled", "fa", "ur")


class _Candidate(NamedTuple):
    """An encoding, the bits that its rarity costs, and the languages written in it."""

    codec: str
    rarity: int
    languages: tuple[str, ...]


#: Encodings of single bytes; ``""`` is a language without a table. Where two cost the same bits,
#: the first stands.
_CODE_PAGES = (
    _Candidate("cp1252", 0, (*_WESTERN, "")),
    _Candidate("cp1256", 2, _ARABIC),
    _Candidate("cp1251", 2, _CYRILLIC),
    _Candidate("cp1255", 2, ("he",)),
    _Candidate("cp1254", 2, ("tr",)),
    _Candidate("cp1250", 2, _CENTRAL),
    _Candidate("cp1253", 2, ("el",)),
    _Candidate("cp1257", 2, _BALTIC),
    _Candidate("cp1258", 4, ("vi",)),
    _Candidate("cp874", 2, ("th",)),
    _Candidate("koi8-r", 4, ("ru", "bg")),
    _Candidate("koi8-u", 5, ("uk", "be")),
    _Candidate("iso8859-6", 4, _ARABIC),
    _Candidate("iso8859-2", 4, _CENTRAL),
    _Candidate("iso8859-7", 4, ("el",)),
    _Candidate("iso8859-13", 6, _BALTIC),
    _Candidate("mac-arabic", 6, _ARABIC),
    _Candidate("iso8859-5", 12, _CYRILLIC),
    _Candidate("mac-cyrillic", 12, _CYRILLIC),
    _Candidate("cp866", 12, _CYRILLIC),
    _Candidate("mac-roman", 12, _WESTERN),
)
_SINGLE_BYTES = frozenset(row.codec for row in _CODE_PAGES)
_MULTIBYTE = (
    _Candidate("gb18030", 2, ("zh-hans", "zh-hant")),
    _Candidate("big5hkscs", 2, ("zh-hant",)),
    _Candidate("cp932", 2, ("ja",)),
    _Candidate("cp949", 2, ("ko",)),
    _Candidate("euc_jp", 4, ("ja",)),
)
#: UTF-8 with some damage, where it finds more characters than errors: hardly a text in another
#: encoding does that.
_UTF8_RARITY = -16
#: Where it finds so many for each error, no letters are looked at: they may be of any script.
_MANY = 16
#: Dashes, quotation marks, dots and emoji in UTF-8 are all but proof of it, each as good as an
#: error is bad: in no other encoding are their bytes letters or signs that stand in a row.
_PROOF, _PROOFS = 24, re.compile(rb"\xe2\x80[\x90-\xbb]|\xf0\x9f[\x8c-\xa7][\x80-\xbf]")
#: What is left of a no-break space or of an à where a program took the second byte for white
#: space: half an error, since it is so common. Among signs, whose runs blanks part.
_LOST_SPACE, _LOST_SPACES = 12, re.compile(rb"(?<![^ ])[\xc2\xc3](?![^ ])")
#: What a declaration counts for, in bits: about two letters.
_DECLARED_RARITY = -10
#: What charset-normalizer's suggestions cost: they are encodings that nobody expects.
_SUGGESTED_RARITY = 12
#: More bits a byte than any right reading has; then charset-normalizer is asked, too.
_POOR_FIT = 6
#: Some hundred words tell most encodings apart. Candidates so close to the best are told apart
#: by more of the data: those of one language often differ in rare characters only.
_SAMPLES = (4 * 1024, 256 * 1024)
_TIE = 8


def _most_plausible(data: bytes) -> Decoded:
    candidates: list[_Candidate] = []
    for size in _SAMPLES:
        sample = _sample(data, size)
        candidates = candidates or _candidates(sample, declared(data))
        ranking = _ranked(sample, candidates)
        if len(candidates) > 1 and ranking[0][0] > _POOR_FIT * sample.size:
            candidates += _suggestions(sample)
            ranking = _ranked(sample, candidates)
        best = ranking[0][0]
        candidates = [candidates[place] for bits, place in ranking if bits <= best + _TIE]
        if len(candidates) == 1 or sample.size < size:
            break
    return _decoded(data, candidates[0].codec)


def _candidates(sample: _Sample, named: str | None) -> list[_Candidate]:
    rarities = {named: _DECLARED_RARITY} if named else {}
    found, errors = _utf8_share(sample.words)
    if found > _MANY * (1 + errors + _utf8_share(sample.signs)[1]):
        return [_Candidate("utf-8", _UTF8_RARITY, ("",))]
    if found:
        rarity = _UTF8_RARITY if found > errors else 0
        rarities["utf-8"] = min(rarity, rarities.get("utf-8", 0))
    others = [row for row in (*_CODE_PAGES, *_MULTIBYTE) if row.codec not in rarities]
    return [_Candidate(codec, rarities[codec], _every_language()) for codec in rarities] + others


def _utf8_share(data: bytes) -> tuple[int, int]:
    """How many characters beyond ASCII the data holds as UTF-8, and how many runs of errors."""
    text = _damaged_utf8(data)
    errors = text.count("\N{REPLACEMENT CHARACTER}")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return beyond_ascii - errors - text.count(_BROKEN_ON), errors


def _suggestions(sample: _Sample) -> list[_Candidate]:
    """The encodings that charset-normalizer finds for text which no candidate explains."""
    from charset_normalizer import from_bytes  # slow to import, and rarely needed

    suggested = [codecs.lookup(match.encoding).name for match in from_bytes(sample.words)]
    return [
        _Candidate(codec, _SUGGESTED_RARITY, _every_language())
        for codec in suggested
        if extends_ascii(codec)
    ]


def _ranked(sample: _Sample, candidates: Sequence[_Candidate]) -> list[tuple[int, int]]:
    """For each candidate the bits that the sample costs when it is read so, and its place."""
    words, signs = Counter(sample.words), Counter(sample.signs)

    def bits(codec: str, rarity: int, languages: Iterable[str]) -> int:
        if codec in _SINGLE_BYTES:
            in_words, in_signs = _by_char(words, codec), _by_char(signs, codec)
        else:
            in_words, in_signs = _count(sample.words, codec), _count(sample.signs, codec)
        if codec == "utf-8":
            rarity -= _PROOF * len(_PROOFS.findall(sample.words))
            rarity -= _LOST_SPACE * len(_LOST_SPACES.findall(sample.signs))
        return rarity + _Reading(in_words).bits(languages) + _sign_bits(in_signs)

    return sorted((bits(*candidate), place) for place, candidate in enumerate(candidates))


def _count(data: bytes, codec: str) -> _Histogram:
    text = _damaged_utf8(data) if codec == "utf-8" else data.decode(codec, "replace")
    return Counter(text).items()


def _damaged_utf8(data: bytes) -> str:
    """The text that is UTF-8 with some damage, a run of bytes that are none as one error."""
    return _BROKEN.sub(_BROKEN_ON, _joined(data).decode("utf-8", "replace"))


#: What stands for all but the first unknown character of a run. It is no character itself.
_BROKEN_ON = "\ufffe"
_BROKEN = re.compile("(?<=\N{REPLACEMENT CHARACTER})\N{REPLACEMENT CHARACTER}")


def _by_char(histogram: Counter[int], codec: str) -> _Histogram:
    """What :func:`_count` gives, at little cost, for a codec of single bytes."""
    return zip(bytes(histogram).decode(codec, "replace"), histogram.values(), strict=True)


#: The data is cut into windows. Those with most bytes beyond ASCII are read first.
_WINDOW = 1024
_ASCII = bytes(range(128))
#: No encoding has these bytes inside a character, so that a window may be cut there. Digits are
#: part of GB18030's characters of four bytes.
_CUT = re.compile(rb"[^0-9@-\xff]+")
#: What tells about letters: they stand beside letters. A byte that stands alone is a sign.
_WORD = re.compile(rb"[A-Za-z\x80-\xff][\x80-\x9f\xa1-\xff]|[\x80-\x9f\xa1-\xff][A-Za-z]")


class _Sample(NamedTuple):
    """What of the data is not ASCII: words, and signs that stand alone, joined by spaces."""

    words: bytes
    signs: bytes

    @property
    def size(self) -> int:
        return len(self.words) + len(self.signs)


def _sample(data: bytes, size: int) -> _Sample:
    """The part of the data that its encoding is told by, of about the given size.

    >>> _sample(b"<p>The caf\\xe9 is na\\xefve. \\xa9 2020</p>", 1000)
    _Sample(words=b'caf\\xe9 na\\xefve', signs=b'\\xa9')
    """
    words: list[bytes] = []
    signs: list[bytes] = []
    for window in _windows(data):
        for run in _CUT.split(window):
            if not run.isascii():
                (words if _WORD.search(run) else signs).append(run)
                size -= len(run) + 1
        if size <= 0:
            break
    return _Sample(b" ".join(words), b" ".join(signs))


def _windows(data: bytes) -> Iterator[bytes]:
    def beyond_ascii(start: int) -> int:
        return len(data[start : start + _WINDOW].translate(None, _ASCII))

    for start in sorted(range(0, len(data), _WINDOW), key=beyond_ascii, reverse=True):
        end = start + _WINDOW
        first = _CUT.search(data, start, end) if start else None
        last = _CUT.search(data, end, end + _WINDOW)
        yield data[first.start() if first else start : last.end() if last else end]


# --- UTF-16 and UTF-32 without a mark --------------------------------------------------------

_WIDE = (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2))
_WIDE_HEAD = 4096
#: In wide encodings every line break is a control character to one who reads bytes.
_WIDE_SHARE = 100
#: More bits than a character has on average where pairs of bytes are characters. Two letters
#: read as one are a Chinese character of 15 bits.
_WIDE_BITS = 13


def _wide_codec(data: bytes) -> str | None:
    """The wide encoding in which the head of the data is plausible, and more so than as bytes."""
    head = data[:_WIDE_HEAD]
    if controls(head) * _WIDE_SHARE < len(head):
        return None
    best, codec = _text_bits(head.decode("latin-1")), None
    for wide, width in _WIDE:
        text = head[: len(head) // width * width].decode(wide, "replace")
        bits = _text_bits(text)
        if text and bits < best and bits < _WIDE_BITS * len(text):
            best, codec = bits, wide
    return codec


def _text_bits(text: str) -> int:
    return _Reading(Counter(text).items()).bits(_every_language())
