"""CSV and Parquet → items."""

from __future__ import annotations

import csv
import io
import itertools
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

from arclean.batch.cells import readable
from arclean.batch.extras import need
from arclean.batch.jsonlines import choose, describe_missing
from arclean.batch.quotes import Lines, has_quotes
from arclean.batch.records import Item, failure
from arclean.batch.settings import Task
from arclean.batch.streams import COMPRESSIONS, Stream, describe_start

__all__ = ["parquet_schema", "read_csv", "read_parquet"]

_DELIMITERS = ",;\t|"
#: What a slice of a Parquet file should hold, in bytes: about one batch.
_SLICE = 1 << 18
_ROWS = 1024


def read_csv(stream: Stream, task: Task) -> Iterator[Item]:
    """Each row below the header, by line number; a ragged row is a failure in its place."""
    stream.as_utf8()
    head = stream.head()
    table = _table(stream, task)
    csv.field_size_limit(4 * task.options.max_bytes)
    records = _records(table)
    first = next(records, None)
    if first is None:
        return
    header = readable(_bare(first.row) if table.is_literal else first.row, head)
    if found := _header_problem(header, task):
        yield failure(found[0], stream.name, first.line, found[1])
        return
    for row, line, problem in records:
        if problem and table.lines.ended and stream.failure:
            return  # the row was cut off with the stream, which is said
        problem = problem or _ragged(row, header, line)
        if problem:
            yield failure("not-csv", stream.name, line, problem, f"{stream.name}:{line}")
        elif row:
            yield Item("row", stream.name, line, "", b"", (header, row))


class _Table(NamedTuple):
    """The lines of a table from its header on, and how its cells are told.

    ``skipped`` lines stand before the header; ``is_literal`` says that quotes are text.
    """

    lines: Lines
    delimiter: str
    skipped: int
    is_literal: bool


#: What Excel writes above the header, and obeys.
_EXCEL = re.compile(r'"?sep=([^"\r\n])"?[\r\n]*', re.IGNORECASE)
#: How many characters tell whether a table with tabs has cells in quotes.
_SAMPLE = 1 << 16


def _table(stream: Stream, task: Task) -> _Table:
    lines: Iterator[str] = _text(stream)
    first = next(lines, "")
    named = _EXCEL.fullmatch(first)
    if named:
        delimiter, first = named[1], next(lines, "")
    else:
        # The header tells: its names hold commas and the like only within quotes.
        delimiter = "\t" if _is_tsv(stream, task) else max(_DELIMITERS, key=first.count)
    start, is_literal = [first] if first else [], False
    if delimiter == "\t":
        start += _up_to(_SAMPLE, lines)
        # What was cut off may have lost the quote that closes its last cell.
        whole = sum(map(len, start)) < _SAMPLE and not stream.failure
        is_literal = not has_quotes(start, whole=whole)
    given = Lines(itertools.chain(start, lines))
    return _Table(given, delimiter, int(named is not None), is_literal)


def _is_tsv(stream: Stream, task: Task) -> bool:
    name = stream.name.lower()
    root, ending = os.path.splitext(name)
    return task.read_as == "tsv" or (root if ending in COMPRESSIONS else name).endswith(".tsv")


def _up_to(size: int, lines: Iterator[str]) -> Iterator[str]:
    """Whole lines of about so many characters."""
    while size > 0 and (line := next(lines, "")):
        size -= len(line)
        yield line


class _Record(NamedTuple):
    """A row, the line that it ends on, and why it is none."""

    row: list[str]
    line: int
    problem: str = ""


def _records(table: _Table) -> Iterator[_Record]:
    given, skipped, width = table.lines, table.skipped, 0
    rows = csv.reader(
        given,
        delimiter=table.delimiter,
        quoting=csv.QUOTE_NONE if table.is_literal else csv.QUOTE_MINIMAL,
    )
    while True:
        before = rows.line_num + skipped
        given.begin()
        row, problem = [], ""
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            problem = f"line {rows.line_num + skipped} is no CSV: {error}"
        if table.delimiter == "\t" and given.are_rows(width):
            # Whatever the quotes of the other rows, these are part of the text.
            for number, line in enumerate(given.taken, before + 1):
                yield _Record(line.rstrip("\r\n").split("\t"), number)
            continue
        if given.ended and not table.is_literal:
            # The reader asks for another line within quotes only.
            problem = f"a quote opened in line {before + 1} or later is not closed; correct it"
        width = width or len(row)
        yield _Record(row, rows.line_num + skipped, problem)


def _bare(header: list[str]) -> list[str]:
    """Names without the quotes that stand around all of them: no name has some of its own."""
    if all(len(name) > 1 and name[0] == name[-1] == '"' for name in header):
        return [name[1:-1] for name in header]
    return header


def _ragged(row: list[str], header: tuple[str, ...], line: int) -> str:
    if not row or len(row) == len(header):
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


def _text(stream: Stream) -> io.TextIOWrapper:
    # Bytes that are not UTF-8 travel as surrogates; the worker hands them to the decoder.
    return io.TextIOWrapper(
        io.BufferedReader(_Readable(stream), 1 << 16),
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
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


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
