"""The encodings that texts declare, and what the web means by their labels."""

from __future__ import annotations

import codecs
import re
from functools import cache

__all__ = ["codec_of", "declared", "extends_ascii"]

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

#: HTTP headers come with such around their labels.
_AROUND_LABELS = " \t\r\n\"';,"
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
def extends_ascii(codec: str) -> bool:
    """Whether texts in this encoding can stand among ASCII tags, as not in UTF-16 or EBCDIC."""
    return bool(_TEXT_CODECS.fullmatch(codec)) and (
        _PRINTABLE.decode(codec, "replace") == _PRINTABLE.decode("ascii")
    )


def declared(data: bytes) -> str | None:
    """The codec that the text declares, if it is one.

    >>> declared(b'<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">')
    'cp1252'
    >>> declared(b'<?xml version="1.0" encoding="x-mac-arabic"?>')
    'mac-arabic'
    >>> declared(b"<p>charset=utf-8</p>")
    """
    match = _DECLARATION.search(data, 0, _DECLARATION_HEAD)
    if match is None or match.lastindex is None:
        return None
    return codec_of(match[match.lastindex].decode("ascii"))


def codec_of(label: str) -> str | None:
    """The codec that the web means by a label, if texts in it can stand among ASCII tags.

    >>> codec_of("ISO-8859-9"), codec_of("x-sjis"), codec_of("utf-16")
    ('cp1254', 'cp932', None)
    """
    label = label.strip(_AROUND_LABELS).lower()
    for spelling, codec in _SPELLINGS:
        if spelling.fullmatch(label):
            label = spelling.sub(codec, label)
            break
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):  # the latter of a null character
        return None
    name = _SUPERSETS.get(name, name)
    return name if extends_ascii(name) else None
