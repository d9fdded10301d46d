"""CSV and Parquet → items."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import shutil
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from arclean.batch.cells import readable
from arclean.batch.extras import need
from arclean.batch.jsonlines import choose, describe_missing
from arclean.batch.records import Item, failure
from arclean.batch.settings import Task
from arclean.batch.streams import Stream, describe_start

__all__ = ["parquet_schema", "read_csv", "read_parquet"]

_DELIMITERS = ",;\t|"
#: What a slice of a Parquet file should hold, in bytes: about one batch.
_SLICE = 1 << 18
_ROWS = 1024


def read_csv(stream: Stream, task: Task) -> Iterator[Item]:
    """Each row below the header, by line number; a ragged row is a failure in its place."""
    csv.field_size_limit(4 * task.options.max_bytes)
    head = stream.head()
    lines = _text(stream)
    first = lines.readline()
    if not first:
        return
    tabs = task.read_as == "tsv" or stream.name.lower().removesuffix(".gz").endswith(".tsv")
    # The header tells the delimiter: its names hold commas and the like only within quotes.
    delimiter = "\t" if tabs else max(_DELIMITERS, key=first.count)
    given = _Lines(first, lines)
    rows = csv.reader(given, delimiter=delimiter)
    header = readable(next(rows), head)
    if found := _header_problem(header, task):
        yield failure(found[0], stream.name, 1, found[1])
        return
    while True:
        before = rows.line_num
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            row, problem = [], f"line {rows.line_num} is no CSV: {error}"
        else:
            problem = _ragged(row, header, rows.line_num) if len(row) != len(header) else ""
        if given.ended:
            # The reader asks for another line within quotes only.
            if stream.failure:
                return  # the row was cut off with the stream, which is said
            problem = f"a quote opened in line {before + 1} or later is not closed; correct it"
        line = rows.line_num
        if problem:
            yield failure("not-csv", stream.name, line, problem, f"{stream.name}:{line}")
        elif row:
            yield Item("row", stream.name, line, "", b"", (header, row))


def _ragged(row: list[str], header: tuple[str, ...], line: int) -> str:
    if not row:
        return ""
    return (
        f"line {line} has {len(row)} cells, the header has {len(header)}; "
        "correct the row, or the quoting of its text"
    )


def _header_problem(header: tuple[str, ...], task: Task) -> tuple[str, str] | None:
    doubled = sorted({name for name in header if header.count(name) > 1})
    if doubled:
        return "no-field", f"column {doubled[0]!r} stands twice in the header; rename one"
    return _columns_problem(header, task)


def _columns_problem(columns: tuple[str, ...], task: Task) -> tuple[str, str] | None:
    """Why a table with these columns cannot be used, as cause and message."""
    if choose(columns, task.field) is None:
        return "no-field", describe_missing(columns, task.field, noun="column")
    if task.id_field and task.id_field not in columns:
        return "no-field", describe_missing(columns, task.id_field, "--id-field", "column")
    if task.write_as == "jsonl" and task.into in columns:
        message = f"there is a column {task.into!r} already; name another with --into"
        return "key-exists", message
    return None


#: How a table in UTF-16 begins, and its codec.
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def _text(stream: Stream) -> io.TextIOWrapper:
    codec = _WIDE.get(stream.head()[:2])
    raw = _Transcoded(stream, codec) if codec else _Readable(stream)
    # Bytes that are not UTF-8 travel as surrogates; the worker hands them to the decoder.
    return io.TextIOWrapper(
        io.BufferedReader(raw, 1 << 16),
        encoding="utf-8-sig",
        errors="surrogateescape",
        newline="",
    )


class _Readable(io.RawIOBase):
    """A stream for the standard library's readers."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _read(self, size: int) -> bytes:
        return self._stream.read(size)


class _Transcoded(_Readable):
    """A stream of UTF-16 as UTF-8.

    What is no character is read as U+FFFD, so that the rows around it can be used, and the stream
    has failed at its end.
    """

    def __init__(self, stream: Stream, codec: str) -> None:
        super().__init__(stream)
        self._strict = codecs.getincrementaldecoder(codec)("strict")
        self._loose = codecs.getincrementaldecoder(codec)("replace")
        self._waiting = b""
        self._problem = ""

    def _read(self, size: int) -> bytes:
        while not self._waiting:
            # What is two bytes in UTF-16 is up to three in UTF-8.
            chunk = self._stream.read(max(2, size // 2))
            self._waiting = self._decoded(chunk).encode()
            if not chunk:
                self._stream.failure = self._stream.failure or self._problem
                break
        data, self._waiting = self._waiting[:size], self._waiting[size:]
        return data

    def _decoded(self, chunk: bytes) -> str:
        before = self._strict.getstate()
        try:
            return self._strict.decode(chunk, not chunk)
        except UnicodeDecodeError as error:
            place = self._stream.tell() - len(error.object) + error.start
            self._problem = self._problem or _not_utf16(place, error.reason, ended=not chunk)
        if not chunk:
            return ""
        self._loose.setstate(before)
        text = self._loose.decode(chunk)
        self._strict.setstate(self._loose.getstate())
        return text


def _not_utf16(place: int, reason: str, *, ended: bool) -> str:
    if ended:
        return (
            f"the UTF-16 text breaks off within a character after byte {place}; "
            "what could be read was used: fetch the file again for the rest"
        )
    return (
        f"the UTF-16 text is damaged near byte {place} ({reason}), what is no character was read "
        "as U+FFFD; save the table again, best as UTF-8"
    )


class _Lines:
    """The lines of a file whose first was read; ``ended`` if more than all were asked for."""

    def __init__(self, first: str, lines: Iterator[str]) -> None:
        self._lines = itertools.chain([first], lines)
        self.ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        try:
            return next(self._lines)
        except StopIteration:
            self.ended = True
            raise


def read_parquet(stream: Stream, task: Task) -> Iterator[Item]:
    """Each row, as a place in a slice of the file that travels as Arrow's stream format."""
    pyarrow = need("pyarrow", "reading Parquet")
    parquet = need("pyarrow.parquet", "reading Parquet")
    if not stream.head().startswith(b"PAR1"):
        start = describe_start(stream.head()[:16])
        message = f"not a Parquet file: {start}; name what it holds with --from"
        yield failure("not-parquet", stream.name, 0, message)
        return
    with _seekable(stream) as file:
        try:
            table = parquet.ParquetFile(file, pre_buffer=False)
            columns = tuple(table.schema_arrow.names)
            if found := _columns_problem(columns, task):
                yield failure(found[0], stream.name, 0, found[1])
                return
            yield from _rows(table, stream)
        except (pyarrow.ArrowException, OSError) as broken:
            reason = str(broken).splitlines()[0] if str(broken) else type(broken).__name__
            message = f"Parquet cannot be read: {reason}; what could be read was used"
            yield failure("unreadable", stream.name, 0, message)


def _rows(table: Any, stream: Stream) -> Iterator[Item]:
    pyarrow = need("pyarrow", "reading Parquet")
    row = 0
    for group in range(table.num_row_groups):
        about = table.metadata.row_group(group)
        each = max(1, about.total_byte_size // max(1, about.num_rows))
        size = max(1, min(_ROWS, _SLICE // each))
        for part in table.iter_batches(batch_size=size, row_groups=[group], use_threads=False):
            sink = pyarrow.BufferOutputStream()
            with pyarrow.ipc.new_stream(sink, part.schema) as writer:
                writer.write_batch(part)
            data = sink.getvalue().to_pybytes()
            share = len(data) // max(1, part.num_rows)
            for index in range(part.num_rows):
                yield Item("cell", stream.name, row, "", b"", (data, index, share))
                row += 1


def _seekable(stream: Stream) -> IO[bytes]:
    """The stream as a file: Parquet keeps its table of contents at the end."""
    if not stream.compression and stream.name != "-":
        return open(stream.name, "rb")
    copy = tempfile.TemporaryFile(prefix="arclean-")  # noqa: SIM115
    shutil.copyfileobj(_Readable(stream), copy, 1 << 20)
    copy.seek(0)
    return copy


def parquet_schema(stream: Stream) -> bytes | None:
    """The columns of a Parquet input, as Arrow serializes them; ``None`` if it cannot be read."""
    pyarrow = need("pyarrow", "writing Parquet")
    parquet = need("pyarrow.parquet", "writing Parquet")
    if stream.compression or stream.name == "-":
        return None
    try:
        schema = parquet.read_schema(stream.name)
    except (pyarrow.ArrowException, OSError):
        return None
    return bytes(schema.remove_metadata().serialize())
