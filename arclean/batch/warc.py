"""WARC and WET → items; workers read what the records hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from arclean.batch.extras import need
from arclean.batch.records import Item, failure
from arclean.batch.settings import Task
from arclean.batch.streams import Stream, describe_start

__all__ = ["read"]

#: What fastwarc, which is written in Rust, raises on input that its authors did not think of; it
#: derives from BaseException and cannot be imported.
_PANIC = "PanicException"
_NAMES = (("WARC-Target-URI", "url"), ("WARC-Date", "date"))


class _File:
    """A stream as fastwarc reads it: ``read`` and ``tell``."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.read = stream.read
        self.tell = stream.tell

    def seek(self, offset: int, whence: int = 0) -> int:
        if (whence, offset) in {(1, 0), (0, self._stream.tell())}:
            return self._stream.tell()
        raise OSError("a stream goes forward only")


def read(stream: Stream, task: Task) -> Iterator[Item]:
    """Responses, resources and conversions; other records hold no page.

    The context is (whether the payload begins with HTTP headers, its type, the record's fields,
    the length that it says it has): of a record over the limit only its beginning is read.
    """
    fastwarc = need("fastwarc.warc", "reading WARC")
    head = stream.head()
    if not head.startswith(b"WARC/"):
        if head or not stream.failure:
            message = f"not a WARC: {describe_start(head[:40])}; name what it holds with --from"
            yield failure("not-warc", stream.name, 0, message)
        return
    types = fastwarc.WarcRecordType
    wanted = types.response | types.resource | types.conversion
    records = fastwarc.ArchiveIterator(
        _File(stream), record_types=wanted, parse_http=False, stream_detect=False
    )
    while True:
        try:
            record = next(records)
            length = record.content_length
            data = record.reader.read(task.options.max_bytes + 1) if length else b""
        except StopIteration:
            return
        except BaseException as broken:
            if not (isinstance(broken, OSError) or type(broken).__name__ == _PANIC):
                raise
            if not stream.failure:
                yield failure("not-warc", stream.name, stream.tell(), _damaged(stream, broken))
            return
        if data or not length:
            yield _item(record, data, stream)
        if len(data) < length and len(data) <= task.options.max_bytes and not stream.failure:
            stream.failure = (
                f"the WARC breaks off within the record at byte {record.stream_pos}; "
                "what could be read was used: fetch the file again for the rest"
            )


def _item(record: Any, data: bytes, stream: Stream) -> Item:
    headers = record.headers
    fields = {short: headers[name] for name, short in _NAMES if name in headers}
    name = headers.get("WARC-Record-ID", stream.name)
    kind = headers.get("Content-Type", "")
    context = (bool(record.is_http), kind, {"id": name, **fields}, record.content_length)
    return Item("warc", stream.name, record.stream_pos, name, data, context)


def _damaged(stream: Stream, broken: BaseException) -> str:
    return (
        f"the WARC is damaged near byte {stream.tell()} ({broken}); "
        "what could be read was used: fetch the file again for the rest"
    )
