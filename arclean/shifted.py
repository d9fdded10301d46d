"""Text in encodings that shift: ASCII bytes, some of which escape sequences make other characters.

Mail and old pages of Japan, China and Korea are written so. Python reads what keeps to the
standards; Japanese texts seldom do so to the last character, so there is a reader for them that
knows what Windows added, and that goes on after damage.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Shifted", "shifted"]


class Shifted(NamedTuple):
    """Text, the codec it was in, and whether some of it could not be decoded."""

    text: str
    codec: str
    lossy: bool


def shifted(data: bytes) -> Shifted | None:
    """The text, if escape sequences shift ``data`` into the characters of another script.

    >>> shifted(b"\\x1b$B$3$s$K$A$O\\x1b(B, world").text
    'こんにちは, world'
    >>> shifted(b"\\x1b[1mbold\\x1b[0m words of a terminal")
    """
    if b"\x1b" in data and (b"\x1b$" in data or b"\x1b(I" in data):  # the first is faster
        korean = _KOREAN.match(data)
        return _read(data, "iso2022_kr") if korean else _japanese(data)
    if data.isascii() and b"~{" in data and _CHINESE.search(data):
        return _strictly(data, "hz")
    return None


#: The announcement that has to stand in the first line that is shifted.
_KOREAN = re.compile(rb"[^\x0e]*\x1b\$\)C")
#: Three characters of the thousands that are frequent, as none but Chinese has them between
#: these marks: templates and TeX have the marks.
_CHINESE = re.compile(rb"~\{(?:[!-W][!-~]){3,}~\}")


def _strictly(data: bytes, codec: str) -> Shifted | None:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    # Behind an escape sequence of another kind, Python's codecs leave all that follows as it is.
    return None if "\x1b$" in text or "\x1b(" in text else Shifted(text, codec, lossy=False)


def _read(data: bytes, codec: str) -> Shifted:
    return _strictly(data, codec) or Shifted(data.decode(codec, "replace"), codec, lossy=True)


# --- Japanese --------------------------------------------------------------------------------

#: Python's codecs, the narrowest first.
_JAPANESE = ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2")
#: A shift to another set of characters, the end of a line, which ends shifts, an escape sequence
#: that the end cuts off, and what lies between.
_PIECE = re.compile(rb"\x1b(\$[@B]|\$\(D|\([BIJ])|(\n)|(\x1b[$(]{0,2}\Z)|[^\x1b\n]+|\x1b")
_SHIFT = re.compile(rb"\x1b(?:\$[@B]|\$\(D|\([BIJ])")
_BEYOND_ASCII = bytes(range(0x80, 0x100))
_HIGH = bytes(code | 0x80 for code in range(0x100))
#: Kana of half the width stand above ASCII in Shift JIS.
_KANA = bytes(code | 0x80 if 0x20 < code < 0x60 else code for code in range(0x100))
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def _japanese(data: bytes) -> Shifted | None:
    for codec in _JAPANESE:
        found = _strictly(data, codec)
        if found:
            return found
    damaged = len(data) - len(data.translate(None, _BEYOND_ASCII))
    if len(_SHIFT.findall(data)) <= damaged:
        return None  # text in another encoding, in which a shift got lost
    text = _leniently(data)
    return Shifted(text, _JAPANESE[0], lossy=_UNKNOWN in text)


def _leniently(data: bytes) -> str:
    """The text, with what Windows added to the standard; what nobody knows is replaced.

    >>> _leniently(b"\\x1b$B-!\\x1b(B \\x1b(I12\\x1b(B \\x1b$B$3$")
    '① ｱｲ こ\\ufffd'
    """
    parts: list[str] = []
    charset = b"(B"
    for piece in _PIECE.finditer(data):
        shift, newline, cut_off = piece.groups()
        charset = shift or (b"(B" if newline else charset)
        if cut_off:
            parts.append(_UNKNOWN)
        elif not shift:
            parts.append(_of_charset(piece[0], charset))
    return "".join(parts)


_TWO_BYTES = re.compile(rb"[!-~]{2}|[\s\S]")
#: JIS-Roman has these in the place of a backslash and a tilde.
_ROMAN = str.maketrans("\\~", "\N{YEN SIGN}\N{OVERLINE}")


def _of_charset(piece: bytes, charset: bytes) -> str:
    """What stands between two shifts, in the set that the first one names."""
    if charset == b"(B":
        return piece.decode("ascii", "replace")
    if charset == b"(J":
        return piece.decode("ascii", "replace").translate(_ROMAN)
    if charset == b"(I":
        return piece.translate(_KANA).decode("cp932", "replace")
    return "".join([_character(two, charset) for two in _TWO_BYTES.findall(piece)])


@lru_cache(maxsize=1 << 14)
def _character(two: bytes, charset: bytes) -> str:
    """The character of two bytes; one byte that is left over is unknown, unless it is a blank.

    Windows has more characters than the standard, those in circles among them.
    """
    if len(two) == 1:
        return two.decode() if two.isspace() else _UNKNOWN
    high = two.translate(_HIGH)
    standard, windows = (high, "euc_jp"), (_shift_jis(two), "cp932")
    supplement = (b"\x8f" + high, "euc_jp")
    for coded, codec in (supplement,) if charset == b"$(D" else (standard, windows):
        try:
            return coded.decode(codec)
        except UnicodeDecodeError:
            continue
    return _UNKNOWN


def _shift_jis(two: bytes) -> bytes:
    """The bytes of Shift JIS for a row and a cell of JIS X 0208: the same rows, two by two.

    >>> _shift_jis(b"$3").decode("shift_jis")
    'こ'
    """
    row, cell = two[0] - 0x21, two[1] - 0x21
    lead = row // 2 + (0x81 if row < 62 else 0xC1)
    trail = cell + (0x9F if row % 2 else 0x40 if cell < 63 else 0x41)
    return bytes((lead, trail))
