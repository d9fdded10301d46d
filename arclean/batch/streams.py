"""Byte streams: opened, decompressed by their first bytes, cut into pieces, compressed by name."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple, Protocol

from arclean.batch.extras import MissingExtraError, need
from arclean.batch.wide import ToUtf8, codec_of

__all__ = [
    "COMPRESSIONS",
    "Piece",
    "Stream",
    "compress",
    "compression_of",
    "describe_start",
    "nothing",
    "pieces",
]

#: How much is read at once: large enough that the loop costs nothing, small beside a batch.
_CHUNK = 1 << 20
#: How much of a stream is looked at to tell what it holds.
_HEAD = 1 << 16
#: zstandard gives all that it can at once; a block of 4 KiB can unfold to 128 MiB at most.
_ZSTD_STEP = 1 << 12

#: Name's ending: compression.
COMPRESSIONS = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}
_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)


class Stream:
    """An input's decompressed bytes, forward only.

    Reading never raises: where the input breaks off or cannot be read, the stream ends and
    ``failure`` says why.
    """

    def __init__(self, raw: BinaryIO, name: str) -> None:
        self.name = name
        self.failure = ""
        self.compression = ""
        self._raw = _Counted(raw)
        # What was got and not yet given: the head, or more than was asked for.
        self._held, self._given = b"", 0
        self._position = 0
        self._wide: ToUtf8 | None = None
        self._read1: Callable[[int], bytes] = self._raw.read1
        self._finished = False
        start = self._fill(self._raw.read1, 8)
        self.compression = next((name for magic, name in _MAGIC if start.startswith(magic)), "")
        self._raw.push_back(start)
        if self.compression and not self.failure:
            self._read1 = _reader(self.compression, self._raw)

    @property
    def raw_position(self) -> int:
        """How many bytes of the input, as it is stored, were read."""
        return self._raw.position

    def head(self) -> bytes:
        """The first bytes of the stream, which stay to be read."""
        if self._position == 0 and len(self._held) < _HEAD:
            self._held += self._fill(self._next, _HEAD - len(self._held))
        return self._held

    def as_utf8(self) -> None:
        """Give what has a byte order mark of UTF-16 or UTF-32 as UTF-8, from the beginning."""
        codec = codec_of(self.head())
        if codec:
            self._wide = ToUtf8(codec)
            self._held = self._wide.utf8(self._held)

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, at least one before the end; all that is left if negative."""
        if size < 0:
            data = self._take(len(self._held)) + self._fill(self._next, -1)
        else:
            if not self._held:
                self._held = self._next(size)
            data = self._take(size)
        self._position += len(data)
        return data

    def read_up_to(self, limit: int) -> bytes:
        """All that is left, but no more than ``limit`` bytes."""
        data = self._take(limit)
        if not self._held:
            self._held = self._fill(self._next, limit - len(data))
            data += self._take(limit - len(data))
        self._position += len(data)
        return data

    def tell(self) -> int:
        """How many decompressed bytes were read."""
        return self._position

    def close(self) -> None:
        """Close what the stream reads from."""
        self._raw.close()

    def _take(self, size: int) -> bytes:
        """Up to ``size`` of the bytes that are held."""
        data = self._held[self._given : self._given + size]
        self._given += len(data)
        if self._given == len(self._held):
            self._held, self._given = b"", 0
        return data

    def _next(self, size: int) -> bytes:
        """About ``size`` bytes, none at the end; some decompressors give more than asked for."""
        if self._wide is None:
            return self._plain(size)
        while True:
            # What is two bytes in UTF-16 is up to three in UTF-8.
            chunk = self._plain(max(2, size // 2))
            data = self._wide.utf8(chunk)
            if not chunk:
                self.failure = self.failure or self._wide.problem
            if data or not chunk:
                return data

    def _plain(self, size: int) -> bytes:
        if self._finished or not size:
            return b""
        try:
            data = self._read1(size)
        except MissingExtraError as missing:
            self.failure = str(missing)
        except EOFError:
            self.failure = (
                f"the {self.compression} data break off after byte {self._raw.position}; "
                "what could be read was used: fetch the file again for the rest"
            )
        except (OSError, zlib.error, lzma.LZMAError) as broken:
            self.failure = self._broken(broken)
        else:
            self._finished = not data
            return data
        self._finished = True
        return b""

    def _broken(self, broken: Exception) -> str:
        reason = getattr(broken, "strerror", None) or str(broken)
        if not self.compression or getattr(broken, "errno", None):
            return f"cannot be read: {reason}; check the file and its permissions"
        return (
            f"the {self.compression} data are damaged near byte {self._raw.position} ({reason}); "
            "what could be read was used: fetch the file again for the rest"
        )

    def _fill(self, read: Callable[[int], bytes], size: int) -> bytes:
        """About ``size`` bytes, fewer only at the end; everything if negative."""
        parts = []
        got = 0
        while size < 0 or got < size:
            try:
                data = read(_CHUNK if size < 0 else min(size - got, _CHUNK))
            except OSError as broken:
                self.failure = self._broken(broken)
                self._finished = True
                break
            if not data:
                break
            parts.append(data)
            got += len(data)
        return b"".join(parts)


class _Counted:
    """A raw file that counts what was read and takes its first bytes back once."""

    def __init__(self, raw: BinaryIO) -> None:
        self.position = 0
        self._raw = raw
        self._pushed = b""
        self._some: Callable[[int], bytes] = getattr(raw, "read1", raw.read)

    def push_back(self, data: bytes) -> None:
        self._pushed = data
        self.position -= len(data)

    def read1(self, size: int = -1) -> bytes:
        if self._pushed:
            data, self._pushed = self._pushed[:size], self._pushed[size:]
        else:
            data = self._some(size)
        self.position += len(data)
        return data

    read = read1

    def close(self) -> None:
        self._raw.close()


def _reader(compression: str, raw: Any) -> Callable[[int], bytes]:
    """What gives the next decompressed bytes; raises EOFError where the data break off."""
    if compression == "gzip":
        return gzip.GzipFile(fileobj=raw, mode="rb").read1
    if compression == "bzip2":
        return bz2.BZ2File(raw).read1
    if compression == "xz":
        return lzma.LZMAFile(raw).read1
    frames = _zstd_frames(raw.read1)
    return lambda _size: next(frames, b"")


def _zstd_frames(read: Callable[[int], bytes]) -> Iterator[bytes]:
    zstandard = need("zstandard", "reading .zst")
    try:
        decoder, fresh = zstandard.ZstdDecompressor().decompressobj(), True
        while data := read(_ZSTD_STEP):
            while data:
                fresh = False
                if plain := decoder.decompress(data):
                    yield plain
                if not decoder.eof:
                    break
                data = decoder.unused_data
                decoder, fresh = zstandard.ZstdDecompressor().decompressobj(), True
    except zstandard.ZstdError as broken:
        raise OSError(str(broken)) from broken
    if not fresh:
        raise EOFError


class Piece(NamedTuple):
    """Bytes between two separators; ``data`` is ``None`` where they were too many to hold.

    ``whole`` is false of the last one where the stream ended instead.
    """

    offset: int
    data: bytes | None
    whole: bool = True


def pieces(stream: Stream, separator: bytes, limit: int) -> Iterator[Piece]:
    r"""The stream cut at each separator; a piece over ``limit`` bytes is passed over unread.

    >>> import io
    >>> [piece.data for piece in pieces(Stream(io.BytesIO(b"one\0two\0"), "-"), b"\0", 100)]
    [b'one', b'two']
    """
    # ``held`` is the piece so far; of one that is too long, whose ``length`` goes on, its end.
    held: list[bytes] = []
    offset, length, overlong = 0, 0, False
    edge = len(separator) - 1
    while chunk := stream.read(_CHUNK):
        # Of what is held only the end can, with the chunk's beginning, be a separator.
        tail = b"".join(held[-edge:])[-edge:] if edge else b""
        if separator in tail + chunk:
            *found, rest = b"".join([*held, chunk]).split(separator)
            dropped = length - sum(map(len, held))
            for data in found:
                yield Piece(offset, None if overlong else data)
                offset += dropped + len(data) + len(separator)
                dropped, overlong = 0, False
            held, length = [rest], len(rest)
        else:
            held.append(chunk)
            length += len(chunk)
        if length > limit:
            overlong = True
            held = [b"".join(held[-edge:])[-edge:] if edge else b""]
    if length:
        yield Piece(offset, None if overlong else b"".join(held), whole=False)


def describe_start(head: bytes) -> str:
    """What to say of a stream that does not begin as it should.

    >>> describe_start(b"words"), describe_start(b"")
    ("it begins 'words'", 'it is empty')
    """
    return f"it begins {head.decode('utf-8', 'replace')!r}" if head else "it is empty"


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


def compression_of(name: str) -> str:
    """The compression that a file name's ending asks for; ``""`` for none.

    >>> compression_of("pages.jsonl.zst"), compression_of("pages.jsonl")
    ('zstd', '')
    """
    return next((how for end, how in COMPRESSIONS.items() if name.lower().endswith(end)), "")


def compress(data: bytes, compression: str) -> bytes:
    """``data`` as one whole member, so that files of several members are cut between any two.

    >>> gzip.decompress(compress(b"abc", "gzip") + compress(b"def", "gzip"))
    b'abcdef'
    """
    return _member(data, compression) if data else data


def nothing(compression: str) -> bytes:
    """A whole member that holds nothing: an empty file would be no valid archive."""
    return _member(b"", compression)


def _member(data: bytes, compression: str) -> bytes:
    if not compression:
        return data
    coder = _compressor(compression)
    return coder.compress(data) + coder.flush()


def _compressor(compression: str) -> _Compressor:
    if compression == "gzip":
        # wbits 31 is gzip's framing; its header then holds no time, so that runs are equal.
        return zlib.compressobj(6, zlib.DEFLATED, 31)
    if compression == "bzip2":
        return bz2.BZ2Compressor()
    if compression == "xz":
        # Batches are about a megabyte: a larger dictionary than preset 2's would find no more.
        return lzma.LZMACompressor(preset=2)
    coder: _Compressor = need("zstandard", "writing .zst").ZstdCompressor(level=3).compressobj()
    return coder
