"""Items → documents, in the worker: parse the line, the row or the record that holds one."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from arclean.batch import jsonlines
from arclean.batch.cells import raw, readable
from arclean.batch.extras import need
from arclean.batch.records import Item
from arclean.batch.settings import Task
from arclean.decode import decode_as

__all__ = ["PassedOver", "Refused", "Unpacked", "dump", "name_of", "splice", "unpack"]


class Refused(Exception):  # noqa: N818  (said of an item, not an error of the program)
    """The item holds no document that could be cleaned.

    ``cause`` is one word, ``name`` the item's id as far as it is known.
    """

    def __init__(self, cause: str, message: str, name: str = "") -> None:
        super().__init__(message)
        self.cause = cause
        self.name = name


class PassedOver(Exception):  # noqa: N818
    """The item is no page at all: an image, a redirect."""


class Unpacked(NamedTuple):
    """A document and what its output is added to: the JSON object it came with or was given."""

    id: str
    source: str | bytes
    record: bytes


def unpack(item: Item, task: Task) -> Unpacked:
    """The item's document.

    Raises:
        Refused: there is no document where it should be.
        PassedOver: there need not be one.
    """
    return _UNPACK[item.kind](item, task)


def name_of(item: Item, task: Task) -> str:
    """The id of the item's document, or where it stands if it has none."""
    try:
        return unpack(item, task).id
    except (Refused, PassedOver):
        return item.id or f"{item.source}:{item.offset}"


def _failure(item: Item, _task: Task) -> Unpacked:
    raise Refused(item.context, item.payload.decode("utf-8", "replace"))


def _document(item: Item, task: Task) -> Unpacked:
    record = {"id": item.id}
    _refuse_taken(record, task, "", item.id)
    return Unpacked(item.id, item.payload, dump(record))


def _refuse_taken(record: dict[str, Any], task: Task, where: str, name: str) -> None:
    if task.write_as == "jsonl" and task.into in record:
        message = f"{where}there is a field {task.into!r} already; name another with --into"
        raise Refused("key-exists", message, name)


def _json(item: Item, task: Task) -> Unpacked:
    line: int = item.context
    try:
        record = jsonlines.parse(item.payload)
    except ValueError:
        message = jsonlines.not_json(line, item.payload)
        raise Refused("not-json", message, f"{item.source}:{line}") from None
    if not isinstance(record, dict):
        message = jsonlines.not_object(line, record)
        raise Refused("not-json", message, f"{item.source}:{line}")
    name = _id(record, task, f"{item.source}:{line}")
    text = _field(record, task, f"line {line}: ", name)
    _refuse_taken(record, task, f"line {line}: ", name)
    return Unpacked(name, text, item.payload)


def _row(item: Item, task: Task) -> Unpacked:
    header, cells = item.context
    given = dict(zip(header, cells, strict=True))
    # The document has most to tell its encoding by, and its row is hardly in another one.
    document = raw(given.get(jsonlines.choose(given, task.field) or "", ""))
    record = dict(zip(header, readable(cells, document), strict=True))
    name = _id(record, task, f"{item.source}:{item.offset}")
    text = _field(record, task, f"line {item.offset}: ", name)
    return Unpacked(name, text if document is None else document, dump(record))


def _cell(item: Item, task: Task) -> Unpacked:
    data, index, _ = item.context
    record = arrow_rows(data).slice(index, 1).to_pylist()[0]
    name = _id(record, task, f"{item.source}:{item.offset}")
    text = _field(record, task, f"row {item.offset}: ", name)
    return Unpacked(name, text, dump({} if task.schema else record))


@lru_cache(maxsize=2)
def arrow_rows(data: bytes) -> Any:
    """The rows of a slice that travelled in Arrow's stream format."""
    return need("pyarrow", "reading Parquet").ipc.open_stream(data).read_next_batch()


def _field(record: dict[str, Any], task: Task, where: str, name: str) -> str | bytes:
    field = jsonlines.choose(record, task.field)
    if field is None:
        raise Refused("no-field", where + jsonlines.describe_missing(record, task.field), name)
    value = record[field]
    if isinstance(value, str | bytes):
        return value
    if value is None:
        message = f"field {field!r} is null: there is nothing to clean; leave the record out"
    else:
        message = (
            f"field {field!r} is {type(value).__name__}, not text; "
            "name the field that holds text with --field"
        )
    raise Refused("no-text", where + message, name)


def _id(record: dict[str, Any], task: Task, otherwise: str) -> str:
    names = (task.id_field,) if task.id_field else ("id", "url")
    for name in names:
        value = record.get(name)
        if isinstance(value, str | int):
            return str(value)
    return otherwise


def _warc(item: Item, task: Task) -> Unpacked:
    is_http, kind, fields, length = item.context
    limit = task.options.max_bytes
    data, charset = item.payload, ""
    if is_http:
        data, kind, charset = _http(item.payload, limit)
    if not _is_page(kind):
        raise PassedOver
    if length > limit:
        message = f"record has {length} bytes, the limit is {limit}; raise --max-bytes"
        raise Refused("too-large", message, item.id)
    _refuse_taken(fields, task, "", item.id)
    decoded = decode_as(data, charset) if charset else None
    return Unpacked(item.id, decoded.text if decoded else data, dump(fields))


def _http(content: bytes, limit: int) -> tuple[bytes, str, str]:
    """Body, type and charset of an HTTP response; what is no success is passed over.

    Of a body that unfolds to more than ``limit`` bytes one more is read: enough to be refused.
    """
    # A body that is not encoded as its headers say was decoded before it was stored, or in part.
    for decoding in ("all", "content", "transfer", "none"):
        record = need("fastwarc.warc", "reading WARC").WarcRecord()
        record.is_http = True
        record.set_bytes_content(content)
        try:
            record.parse_http(auto_decode=decoding)
            if record.http_headers is None:
                return content, "", ""
            status = record.http_headers.status_code
            if status is not None and not 200 <= int(status) < 300:
                raise PassedOver
            body = record.reader.read(limit + 1)
        except OSError:
            continue
        encoding = record.http_headers.get("Content-Encoding") or ""
        body = _unfolded(body, encoding, limit + 1)
        return body, record.http_content_type or "", record.http_charset or ""
    raise Refused("not-http", "the record's HTTP response cannot be read; it may be cut off")


_GZIP = b"\x1f\x8b\x08"


def _unfolded(body: bytes, encoding: str, most: int) -> bytes:
    """Up to so many bytes of a body that is compressed still, in a way its headers do not say.

    Servers call gzip ``x-gzip``, or nothing, and send deflated data without the zlib frame that
    HTTP asks for.

    >>> _unfolded(zlib.compress(b"<p>Rain.")[2:-4], "deflate", 100)
    b'<p>Rain.'
    """
    try:
        if body.startswith(_GZIP):
            return _gunzipped(body, most)
        if "deflate" in encoding.lower():
            decoder = zlib.decompressobj(-zlib.MAX_WBITS)
            found = decoder.decompress(body, most)
            # Words may be taken for a short piece of deflated data, with much behind it.
            return body if decoder.unused_data else found
    except zlib.error:
        pass
    return body


def _gunzipped(body: bytes, most: int) -> bytes:
    parts: list[bytes] = []
    while body.startswith(_GZIP) and most > 0:
        decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
        parts.append(decoder.decompress(body, most))
        most -= len(parts[-1])
        body = decoder.unused_data
    return b"".join(parts)


def _is_page(kind: str) -> bool:
    name = kind.partition(";")[0].strip().lower()
    return name in {"", "text/plain", "text/xml", "application/xml"} or "html" in name


_UNPACK: dict[str, Callable[[Item, Task], Unpacked]] = {
    "failure": _failure,
    "document": _document,
    "json": _json,
    "row": _row,
    "cell": _cell,
    "warc": _warc,
}


def dump(value: Any) -> bytes:
    """The value as one line of JSON; lone surrogates, which orjson refuses, are escaped.

    >>> dump({"text": "a\\ud800"})
    b'{"text": "a\\\\ud800"}'
    """
    try:
        return orjson.dumps(value, default=_plain)
    except TypeError:
        return json.dumps(value, default=_plain).encode("ascii")


def _plain(value: Any) -> Any:
    """What JSON has no form for: bytes in base64, sets as lists, all else as it prints."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return str(value)


def splice(record: bytes, key: str, value: bytes) -> bytes:
    """The JSON object with one more key, all before it untouched byte by byte.

    >>> splice(b'{"n": 1.50}', "arclean", b'{"body":""}')
    b'{"n": 1.50,"arclean":{"body":""}}'
    """
    start = record.rstrip()[:-1].rstrip()
    comma = b"" if start.endswith(b"{") else b","
    return start + comma + dump(key) + b":" + value + b"}"
