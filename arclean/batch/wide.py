"""Text in UTF-16 or UTF-32, told by its byte order mark → the same text in UTF-8."""

from __future__ import annotations

import codecs

from arclean.decode import WIDE_MARKS

__all__ = ["ToUtf8", "codec_of", "utf8_start"]


def codec_of(head: bytes) -> str:
    """The wide encoding of a stream that begins so; ``""`` if it has no such mark.

    >>> codec_of("\\ufeffid".encode("utf-16-le")), codec_of(b"id")
    ('utf-16-le', '')
    """
    return next((codec for mark, codec in WIDE_MARKS if head.startswith(mark)), "")


def utf8_start(head: bytes) -> bytes:
    """What a stream begins with, in UTF-8; a last character that was cut is U+FFFD.

    >>> utf8_start("\\ufeffid".encode("utf-32-be")) == "\\ufeffid".encode()
    True
    """
    codec = codec_of(head)
    return head.decode(codec, "replace").encode() if codec else head


class ToUtf8:
    """Makes UTF-8 of wide text, chunk by chunk.

    What is no character is read as U+FFFD, so that what stands around it can be used; ``problem``
    then says where the first one was.
    """

    def __init__(self, codec: str) -> None:
        self.problem = ""
        self._name = codec[:6].upper()
        self._strict = codecs.getincrementaldecoder(codec)("strict")
        self._loose = codecs.getincrementaldecoder(codec)("replace")
        self._taken = 0

    def utf8(self, chunk: bytes) -> bytes:
        """The next chunk in UTF-8; an empty one is the end."""
        before = self._strict.getstate()
        self._taken += len(chunk)
        try:
            return self._strict.decode(chunk, not chunk).encode()
        except UnicodeDecodeError as error:
            place = self._taken - len(error.object) + error.start
            self.problem = self.problem or self._describe(place, error.reason, ended=not chunk)
        if not chunk:
            return b""
        self._loose.setstate(before)
        text = self._loose.decode(chunk)
        self._strict.setstate(self._loose.getstate())
        return text.encode()

    def _describe(self, place: int, reason: str, *, ended: bool) -> str:
        if ended:
            return (
                f"the {self._name} text breaks off within a character after byte {place}; "
                "what could be read was used: fetch the file again for the rest"
            )
        return (
            f"the {self._name} text is damaged near byte {place} ({reason}), what is no character "
            "was read as U+FFFD; save the file again, best as UTF-8"
        )
