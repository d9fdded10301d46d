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

from arclean.errors import UnsupportedInputError

__all__ = ["Decoded", "decode"]


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
    _refuse_known_formats(data)
    if b"\0" in data or _CONTROL.search(data, 0, _HEAD):
        wide = _wide_codec(data)
        if wide:
            return _decoded(data, wide)
        _refuse_binary(data)
    return _iso2022_jp(data) or _utf8(data) or _most_plausible(data)


def _iso2022_jp(data: bytes) -> Decoded | None:
    """The text, if escape sequences shift it into Japanese; its bytes are all ASCII."""
    if b"\x1b" not in data or b"\x1b$" not in data:  # the first is the faster search
        return None
    text = _strictly(data, "iso2022_jp")
    return None if text is None else Decoded(text, "iso2022_jp", lossy=False)


def _utf8(data: bytes) -> Decoded | None:
    """The text, if the data is UTF-8, which may be cut off inside its last character."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError:
        return None
    rest, _ = decoder.getstate()
    if not rest:
        return Decoded(text, "utf-8", lossy=False)
    if len(rest) == 1 and text.isascii():
        return None  # rather a last letter in another encoding
    return Decoded(text + "\N{REPLACEMENT CHARACTER}", "utf-8", lossy=True)


def _decoded(data: bytes, codec: str) -> Decoded:
    text = _strictly(data, codec)
    if text is not None:
        return Decoded(text, codec, lossy=False)
    return Decoded(data.decode(codec, "replace"), codec, lossy=True)


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


#: Marks and their codecs; UTF-32 stands before UTF-16, whose mark begins its own.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# --- What is no text -------------------------------------------------------------------------


class _Format(NamedTuple):
    """A format that is no text: how its files begin, its name, and what to do with them."""

    name: str
    start: bytes  # a regular expression
    advice: str


_UNPACK = "unpack it and clean the documents inside"
_DECOMPRESS = "decompress it first (for example with {}) and clean what comes out"
_CONVERT = "convert it to text or HTML first (for example with pandoc or LibreOffice)"
_NO_WORDS = "it holds no text that arclean could clean"
_RECOGNISE = "read its text first (for example with tesseract), if there is any in it"
_TRANSCRIBE = "transcribe it first, if someone speaks in it"
_EXPORT = "export its text columns and clean their values"

#: One row a format. A start that a text could have too goes on until it holds a control
#: character or a version number.
_FORMATS = (
    _Format(
        "a PDF document",
        rb"\s{0,8}%PDF-",
        "extract its text first (for example with pdftotext) and clean that",
    ),
    _Format(
        "a PostScript document",
        rb"\x04?%!PS-Adobe",
        "extract its text first (for example with ps2ascii) and clean that",
    ),
    _Format("an RTF document", rb"\{\\rtf\d", _CONVERT),
    _Format(
        "a Microsoft Office document of the old format (.doc, .xls, .ppt or .msg)",
        rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        _CONVERT,
    ),
    _Format("a ZIP archive", rb"PK(?:\x03\x04|\x05\x06|\x07\x08)", _UNPACK),
    _Format("gzip-compressed data", rb"\x1f\x8b", _DECOMPRESS.format("gunzip")),
    _Format(
        "bzip2-compressed data",
        rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)",
        _DECOMPRESS.format("bunzip2"),
    ),
    _Format("xz-compressed data", rb"\xfd7zXZ\0", _DECOMPRESS.format("unxz")),
    _Format("zstd-compressed data", rb"\x28\xb5\x2f\xfd", _DECOMPRESS.format("unzstd")),
    _Format("lz4-compressed data", rb"\x04\x22\x4d\x18", _DECOMPRESS.format("unlz4")),
    _Format("a 7z archive", rb"7z\xbc\xaf\x27\x1c", _UNPACK),
    _Format("a RAR archive", rb"Rar!\x1a\x07", _UNPACK),
    _Format("a tar archive", rb"[\s\S]{257}ustar[\0 ]", _UNPACK),
    _Format("a PNG image", rb"\x89PNG\r\n\x1a\n", _RECOGNISE),
    _Format("a JPEG image", rb"\xff\xd8\xff", _RECOGNISE),
    _Format("a GIF image", rb"GIF8[79]a", _RECOGNISE),
    _Format("a WebP image", rb"RIFF[\s\S]{4}WEBP", _RECOGNISE),
    _Format("a TIFF image", rb"II\*\0|MM\0\*", _RECOGNISE),
    _Format("a BMP image", rb"BM[\s\S]{4}\0\0\0\0", _RECOGNISE),
    _Format("an icon", rb"\0\0[\1\2]\0[\1-\x20]\0", _NO_WORDS),
    _Format("an AVIF or HEIC image", rb"\0[\s\S]{3}ftyp(?:avif|avis|heic|heix|mif1)", _RECOGNISE),
    _Format("an MP4 or QuickTime file", rb"\0[\s\S]{3}ftyp", _TRANSCRIBE),
    _Format("an MP3 file", rb"ID3[\2-\4][\s\S]|\xff[\xfb\xf3\xf2][\s\S]{0,256}\0", _TRANSCRIBE),
    _Format("an Ogg file", rb"OggS\0", _TRANSCRIBE),
    _Format("a FLAC file", rb"fLaC\0", _TRANSCRIBE),
    _Format("a WAV or AVI file", rb"RIFF[\s\S]{4}(?:WAVE|AVI )", _TRANSCRIBE),
    _Format("a Matroska or WebM file", rb"\x1a\x45\xdf\xa3", _TRANSCRIBE),
    _Format("a web font", rb"wOF[F2](?:\0|OTTO|true)", _NO_WORDS),
    _Format("an ELF program", rb"\x7fELF", _NO_WORDS),
    _Format("a Windows program", rb"MZ[\s\S]{0,62}\0", _NO_WORDS),
    _Format("a Java class or a macOS program", rb"\xca\xfe\xba\xbe\0", _NO_WORDS),
    _Format("a macOS program", rb"[\xce\xcf]\xfa\xed\xfe", _NO_WORDS),
    _Format("a WebAssembly program", rb"\0asm", _NO_WORDS),
    _Format("an SQLite database", rb"SQLite format 3\0", _EXPORT),
    _Format("a Parquet file", rb"PAR1[\0-\x1f]", _EXPORT),
    _Format("an Arrow file", rb"ARROW1\0", _EXPORT),
    _Format("a binary property list (such as a Safari web archive)", rb"bplist0\d", _CONVERT),
)
_KNOWN_FORMAT = re.compile(b"|".join(b"(%b)" % format_.start for format_ in _FORMATS))

#: What a ZIP archive is when one of its members is so called.
_ZIP_MEMBERS = (
    (b"word/document", "a Word document (.docx)", _CONVERT),
    (b"xl/workbook", "an Excel workbook (.xlsx)", _CONVERT),
    (b"ppt/presentation", "a PowerPoint presentation (.pptx)", _CONVERT),
    (b"application/epub+zip", "an EPUB book", _CONVERT),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file (.odt, .ods, .odp)", _CONVERT),
    (b"META-INF/MANIFEST.MF", "a Java or Android package", _NO_WORDS),
)
#: Members are named at a ZIP archive's end, and its first ones at its start.
_ZIP_START, _ZIP_END = 8 * 1024, 64 * 1024


def _refuse_known_formats(data: bytes) -> None:
    match = _KNOWN_FORMAT.match(data)
    if match is None or match.lastindex is None:
        return
    name, _, advice = _FORMATS[match.lastindex - 1]
    if name == "a ZIP archive":
        ends = data[:_ZIP_START] + data[-_ZIP_END:]
        for member, member_name, member_advice in _ZIP_MEMBERS:
            if member in ends:
                name, advice = member_name, member_advice
                break
    raise _unsupported(name, advice)


#: Control characters that texts do not have; tabs, line and page breaks and escape are theirs.
_CONTROLS = bytes(code for code in [*range(32), 127] if code not in b"\t\n\v\f\r\x1b")
_CONTROL = re.compile(b"[%b]" % re.escape(_CONTROLS))
#: How far the head of a file is looked at for what is told by a glance.
_HEAD = 1024
#: One byte in 32 is more control characters than a damaged text has; random bytes have three.
_BINARY_SHARE = 32


def _refuse_binary(data: bytes) -> None:
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls * _BINARY_SHARE > len(data):
        raise _unsupported(
            "binary data", "convert it to text first, or give the encoding by decoding it yourself"
        )


def _unsupported(name: str, advice: str) -> UnsupportedInputError:
    return UnsupportedInputError(f"input looks like {name}, not text or HTML; {advice}")


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
#: UTF-8 with some damage, where it reads twice as many characters as it finds errors: hardly a
#: text in another encoding does that.
_UTF8_RARITY = -16
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
        candidates = candidates or _candidates(sample, _declared(data))
        ranking = _ranked(sample, candidates)
        if ranking[0][0] > _POOR_FIT * sample.size:
            candidates += _suggestions(sample)
            ranking = _ranked(sample, candidates)
        best = ranking[0][0]
        candidates = [candidates[place] for bits, place in ranking if bits <= best + _TIE]
        if len(candidates) == 1 or sample.size < size:
            break
    return _decoded(data, candidates[0].codec)


def _candidates(sample: _Sample, declared: str | None) -> list[_Candidate]:
    candidates = [row for row in (*_CODE_PAGES, *_MULTIBYTE) if row.codec != declared]
    if declared:
        candidates.insert(0, _Candidate(declared, _DECLARED_RARITY, _every_language()))
    text = sample.words.decode("utf-8", "replace")
    errors = text.count("\N{REPLACEMENT CHARACTER}")
    if declared != "utf-8" and len(text) - len(text.encode("ascii", "ignore")) > 2 * errors:
        candidates.insert(0, _Candidate("utf-8", _UTF8_RARITY, _every_language()))
    return candidates


def _suggestions(sample: _Sample) -> list[_Candidate]:
    """The encodings that charset-normalizer finds for text which no candidate explains."""
    from charset_normalizer import from_bytes  # slow to import, and rarely needed

    suggested = [codecs.lookup(match.encoding).name for match in from_bytes(sample.words)]
    return [
        _Candidate(codec, _SUGGESTED_RARITY, _every_language())
        for codec in suggested
        if _extends_ascii(codec)
    ]


def _ranked(sample: _Sample, candidates: Sequence[_Candidate]) -> list[tuple[int, int]]:
    """For each candidate the bits that the sample costs when it is read so, and its place."""
    words, signs = Counter(sample.words), Counter(sample.signs)

    def bits(codec: str, rarity: int, languages: Iterable[str]) -> int:
        if codec in _SINGLE_BYTES:
            in_words, in_signs = _by_char(words, codec), _by_char(signs, codec)
        else:
            in_words, in_signs = _count(sample.words, codec), _count(sample.signs, codec)
        return rarity + _Reading(in_words).bits(languages) + _sign_bits(in_signs)

    return sorted((bits(*candidate), place) for place, candidate in enumerate(candidates))


def _count(data: bytes, codec: str) -> _Histogram:
    return Counter(data.decode(codec, "replace")).items()


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


# --- What the file says about its encoding ---------------------------------------------------

_LABEL = rb"\s*=\s*[\"']?\s*([a-z0-9_.:-]{2,40})"
#: A ``meta`` element, an XML declaration, or the head of an HTTP answer that was saved with it.
_DECLARATION = re.compile(
    rb"<meta\b[^>]{0,512}?[\s\"';]charset%b"
    rb"|<\?xml\b[^>]{0,256}?\sencoding%b"
    rb"|^content-type:[^\n]{0,256}?[\s;]charset%b" % (_LABEL, _LABEL, _LABEL),
    re.IGNORECASE | re.MULTILINE,
)
#: Browsers look at 1024 bytes; templates put scripts before their declaration.
_DECLARATION_HEAD = 4096

#: Spellings that Python does not know.
_SPELLINGS = (
    (re.compile(r"(?:x-)?(?:windows|win|cp|ms|ansi|dos)[-_]?(\d{3,4})"), r"cp\1"),
    (re.compile(r"(?:iso|is)[-_]?8859[-_](\d{1,2})(?:[-_][ei])?"), r"iso8859-\1"),
    (re.compile(r"(?:x-)?mac[-_]?(\w+)"), r"mac-\1"),
    (re.compile(r"x-(sjis|euc-jp|gbk)"), r"\1"),
    (re.compile(r"gb_?2312(?:-80)?"), "gb2312"),
    (re.compile(r"windows-31j"), "cp932"),
    (re.compile(r"koi8?"), "koi8-r"),
)
#: What the web means by a label: the superset that Windows had in its place.
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-8": "cp1255",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "cp936": "gb18030",
}
#: Codecs that are encodings of text, as not all of Python's are.
_TEXT_CODECS = re.compile(
    r"utf-8|cp\d{3,4}|iso8859-\d+|mac-\w+|koi8-[rut]|gb18030|big5hkscs|johab|hp-roman8|kz1048"
    r"|ptcp154|euc_\w+|shift_\w+"
)
_PRINTABLE = bytes(range(32, 127))


@cache
def _extends_ascii(codec: str) -> bool:
    """Whether texts in this encoding can stand among ASCII tags, as not in UTF-16 or EBCDIC."""
    return bool(_TEXT_CODECS.fullmatch(codec)) and (
        _PRINTABLE.decode(codec, "replace") == _PRINTABLE.decode("ascii")
    )


def _declared(data: bytes) -> str | None:
    """The codec that the text declares, if it is one.

    >>> _declared(b'<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">')
    'cp1252'
    >>> _declared(b'<?xml version="1.0" encoding="x-mac-arabic"?>')
    'mac-arabic'
    >>> _declared(b"<p>charset=utf-8</p>")
    """
    match = _DECLARATION.search(data, 0, _DECLARATION_HEAD)
    if match is None or match.lastindex is None:
        return None
    label = match[match.lastindex].decode("ascii").lower()
    for spelling, codec in _SPELLINGS:
        if spelling.fullmatch(label):
            label = spelling.sub(codec, label)
            break
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    name = _SUPERSETS.get(name, name)
    return name if _extends_ascii(name) else None


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
    if (len(head) - len(head.translate(None, _CONTROLS))) * _WIDE_SHARE < len(head):
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
