"""Whether bytes are text at all: known formats by how they begin, and binary data."""

from __future__ import annotations

import re
from typing import NamedTuple

from arclean.errors import UnsupportedInputError

__all__ = ["controls", "refuse_binary", "refuse_known_formats", "shows_controls"]


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


def refuse_known_formats(data: bytes) -> None:
    """See to it that the data does not begin as a format does that is no text.

    Raises:
        UnsupportedInputError: it does; what to do about it is said.

    >>> refuse_known_formats(b"%PDF and other formats")
    """
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


def shows_controls(data: bytes) -> bool:
    """Whether a glance finds control characters."""
    return b"\0" in data or _CONTROL.search(data, 0, _HEAD) is not None


def controls(data: bytes) -> int:
    """How many control characters the data holds that texts do not have.

    >>> controls(b"a\\tb\\0\\n")
    1
    """
    return len(data) - len(data.translate(None, _CONTROLS))


def refuse_binary(data: bytes) -> None:
    """See to it that the data does not hold more control characters than damage explains.

    Raises:
        UnsupportedInputError: it does.
    """
    if controls(data) * _BINARY_SHARE > len(data):
        raise _unsupported(
            "binary data", "convert it to text first, or give the encoding by decoding it yourself"
        )


def _unsupported(name: str, advice: str) -> UnsupportedInputError:
    return UnsupportedInputError(f"input looks like {name}, not text or HTML; {advice}")
