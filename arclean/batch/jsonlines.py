"""JSON Lines → items, the lines untouched; workers parse them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import orjson

from arclean.batch.records import Item, failure
from arclean.batch.settings import Task
from arclean.batch.streams import Piece, Stream, pieces
from arclean.batch.wide import utf8_start

__all__ = ["DEFAULT_FIELDS", "choose", "describe_missing", "looks_like", "parse", "read"]

#: Where a record's document stands, if nobody says: the first of these that it has.
DEFAULT_FIELDS = ("text", "html")
#: How many records are looked at before a file is given up because none has the field.
_TRIED = 20
#: Where files that began with it were joined, it stands before any line.
_MARK = b"\xef\xbb\xbf"
#: JSON may escape each character (six bytes for two of UTF-8), and a record has other fields.
_LINE_LIMIT = 4


def looks_like(head: bytes) -> bool:
    """Whether a stream that begins so is JSON Lines: its first line is a JSON object.

    >>> looks_like(b'{"text": "a"}\\n{"te'), looks_like(b"{curly} beginnings")
    (True, False)
    """
    line, end, _ = utf8_start(head).removeprefix(_MARK).lstrip().partition(b"\n")
    if not line.startswith(b"{"):
        return False
    try:
        return isinstance(parse(line), dict)
    except ValueError:
        # A first line longer than what was looked at: an object whose first key is quoted.
        return not end and line[1:].lstrip().startswith(b'"')


def parse(line: bytes) -> Any:
    """The value of a line of JSON; the standard library gets to try what orjson refuses.

    orjson is strict: lone surrogates and NaN, which other tools write, are errors to it. Of bytes
    the standard library would take UTF-16, too, to which no result could be added byte by byte.
    """
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        try:
            return json.loads(line.decode("utf-8", "surrogatepass"))
        except RecursionError:
            raise ValueError("nested too deeply") from None


def choose(fields: Any, wanted: str | None) -> str | None:
    """The field to take the document from, ``None`` if there is none.

    >>> choose({"id": 1, "html": "<p>"}, None)
    'html'
    """
    candidates = (wanted,) if wanted else DEFAULT_FIELDS
    return next((name for name in candidates if name in fields), None)


def describe_missing(
    fields: Any, wanted: str | None, flag: str = "--field", noun: str = "field"
) -> str:
    """What to say where a field is not there.

    >>> describe_missing(["id", "body"], None)
    "no field 'text' or 'html'; there are 'id', 'body': name one with --field"
    """
    names = list(fields)
    shown = ", ".join(repr(str(name)) for name in names[:12]) + (", …" if len(names) > 12 else "")
    missing = repr(wanted) if wanted else " or ".join(map(repr, DEFAULT_FIELDS))
    found = f"there are {shown}" if names else f"there are no {noun}s at all"
    return f"no {noun} {missing}; {found}: name one with {flag}"


def read(stream: Stream, task: Task) -> Iterator[Item]:
    """Each line that is not blank, numbered; one failure if no record can be what was asked for."""
    stream.as_utf8()
    limit = _LINE_LIMIT * task.options.max_bytes
    numbered = (
        (number, piece)
        for number, piece in enumerate(map(_unmarked, pieces(stream, b"\n", limit)), 1)
        if piece.data is None or (piece.data.strip() and not _was_cut(piece, stream))
    )
    first = list(itertools.islice(numbered, _TRIED))
    lines = [(number, piece.data) for number, piece in first if piece.data is not None]
    if problem := _problem(lines, task):
        cause, message = problem
        yield failure(cause, stream.name, 0, message)
        return
    for number, piece in itertools.chain(first, numbered):
        if piece.data is None:
            message = f"line {number} has more than {limit} bytes; raise --max-bytes"
            name = f"{stream.name}:{number}"
            yield failure("too-large", stream.name, piece.offset, message, name)
        else:
            yield Item("json", stream.name, piece.offset, "", piece.data, number)


def _unmarked(piece: Piece) -> Piece:
    if piece.data is None or not piece.data.startswith(_MARK):
        return piece
    return piece._replace(data=piece.data.removeprefix(_MARK))


def _was_cut(piece: Piece, stream: Stream) -> bool:
    """Whether a line is what was left of one where the stream broke off, which is said anyway."""
    if piece.whole or piece.data is None or not stream.failure:
        return False
    try:
        parse(piece.data)
    except ValueError:
        return True
    return False


def _problem(first: list[tuple[int, bytes]], task: Task) -> tuple[str, str] | None:
    """Why none of the first records can be used; ``None`` if one can."""
    seen: dict[str, None] = {}
    trouble = ("", "")
    for number, line in first:
        try:
            record = parse(line)
        except ValueError:
            trouble = trouble if trouble[0] else ("not-json", not_json(number, line))
            continue
        if not isinstance(record, dict):
            trouble = trouble if trouble[0] else ("not-json", not_object(number, record))
            continue
        seen.update(dict.fromkeys(record))
        if choose(record, task.field) is not None and (task.id_field or "") in {"", *record}:
            return None
    if not seen:
        return trouble if first else None
    if choose(seen, task.field) is None:
        return "no-field", describe_missing(seen, task.field)
    return "no-field", describe_missing(seen, task.id_field, "--id-field")


def not_json(number: int, line: bytes) -> str:
    """What to say of a line that is not JSON."""
    start = line[:40].decode("utf-8", "replace").strip()
    if b"\0" in line:
        advice = "it holds NUL bytes, perhaps of UTF-16 without its mark: save the file as UTF-8"
    elif start.startswith(("[", "{")) and number == 1:
        advice = "one object a line is needed: jq -c '.[]' or jq -c . makes that"
    else:
        advice = "correct the line, or name what the file holds with --from"
    return f"not JSON at line {number}, which begins {start!r}; {advice}"


def not_object(number: int, value: Any) -> str:
    """What to say of a line that holds another value than an object."""
    names = {list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    found = names.get(type(value), "a number")
    return (
        f"line {number} holds {found}, not an object; "
        "one object a line is needed: jq -c '.[]' takes an array apart"
    )
