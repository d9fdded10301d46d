"""Parquet output: rows are made in workers as Arrow streams, and become one file at the end."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cached_property
from typing import Any, BinaryIO

from arclean.batch.extras import need
from arclean.batch.records import Item, Result
from arclean.batch.settings import Task
from arclean.batch.unpack import Refused, arrow_rows, dump

__all__ = ["Parquet", "taken", "to_parquet"]

_TEXTS = ("headline", "subhead", "body", "sidebar", "text", "verdict", "version", "scorecard")
#: The columns of rows that did not come from Parquet.
_PLAIN_COLUMNS = ("id", "source", "offset", "record")
#: Parquet reads and writes a row group at a time; this many bytes of rows make a good one.
_ROW_GROUP = 64 << 20


def taken(task: Task) -> str:
    """The column that the result needs and the rows have already; ``""`` if none is.

    >>> taken(Task(into="record")), taken(Task())
    ('record', '')
    """
    if task.schema is None:
        names = _PLAIN_COLUMNS
    else:
        arrow = need("pyarrow", "writing Parquet")
        names = tuple(arrow.ipc.read_schema(arrow.py_buffer(task.schema)).names)
    wanted = (task.into, f"{task.into}_error")
    return next((name for name in wanted if name in names), "")


class Parquet:
    """One batch's rows: the input's columns, or id, source and record; then result and error."""

    def __init__(self, task: Task, values: Callable[[Any, Task], dict[str, Any]]) -> None:
        self._arrow = need("pyarrow", "writing Parquet")
        self._task = task
        self._values = values
        self._given: list[Any] = []
        self._results: list[dict[str, Any] | None] = []
        self._errors: list[str | None] = []

    def document(self, cleaned: Any) -> None:
        """Add a cleaned document's row.

        Raises:
            Refused: the document comes from an input with other columns than the first.
        """
        item = cleaned.item
        if self._task.schema is None:
            record = cleaned.unpacked.record.decode("utf-8", "backslashreplace")
            row = self._plain(item, cleaned.unpacked.id, record)
        elif (row := self._row(item)) is None:
            message = "it has other columns than the first input; clean it in a run of its own"
            raise Refused("other-columns", message)
        self._add(row, self._result(cleaned), None)

    def failure(self, failed: Any, record: bytes) -> None:
        """Add a row that holds an error record."""
        if self._task.schema is None:
            row = self._plain(failed.item, failed.id, "{}")
        elif (row := self._row(failed.item)) is None:
            row = self._nothing()
        self._add(row, None, record.decode())

    def result(self) -> Result:
        """The rows as a complete Arrow stream."""
        arrow = self._arrow
        if not self._given:
            return Result()
        table = self.table()
        sink = arrow.BufferOutputStream()
        options = arrow.ipc.IpcWriteOptions(compression="lz4")
        with arrow.ipc.new_stream(sink, table.schema, options=options) as writer:
            writer.write_table(table.combine_chunks())
        return Result(output=sink.getvalue().to_pybytes())

    def table(self) -> Any:
        """The rows as a table; without rows it still has its columns."""
        arrow, into = self._arrow, self._task.into
        table = arrow.Table.from_batches(self._given, schema=self._columns)
        table = table.append_column(into, arrow.array(self._results, self._type()))
        return table.append_column(f"{into}_error", arrow.array(self._errors, arrow.string()))

    def _add(self, row: Any, result: dict[str, Any] | None, error: str | None) -> None:
        self._given.append(row)
        self._results.append(result)
        self._errors.append(error)

    @cached_property
    def _columns(self) -> Any:
        arrow = self._arrow
        if self._task.schema is not None:
            return arrow.ipc.read_schema(arrow.py_buffer(self._task.schema))
        text = arrow.string()
        types = {"offset": arrow.int64()}
        return arrow.schema([(name, types.get(name, text)) for name in _PLAIN_COLUMNS])

    def _row(self, item: Item) -> Any:
        """The item's row in the first input's columns; ``None`` where it has others."""
        if item.kind != "cell":
            return None
        rows, wanted = arrow_rows(item.context[0]), self._columns
        if not rows.schema.equals(wanted):
            if sorted(rows.schema.names) != sorted({*wanted.names}):
                return None
            rows = rows.select(wanted.names)
            if not rows.schema.equals(wanted):
                return None
        return rows.slice(item.context[1], 1)

    def _nothing(self) -> Any:
        schema = self._columns
        columns = [self._arrow.nulls(1, field.type) for field in schema]
        return self._arrow.RecordBatch.from_arrays(columns, schema=schema)

    def _plain(self, item: Item, name: str, record: str) -> Any:
        arrow = self._arrow
        columns = {
            "id": [_valid(name)],
            "source": [_valid(item.source)],
            "offset": [item.offset],
            "record": [record],
        }
        return arrow.RecordBatch.from_pydict(columns, schema=self._columns)

    def _result(self, cleaned: Any) -> dict[str, Any]:
        values = self._values(cleaned, self._task)
        # A column is there for every section; of one that was not asked for it holds null.
        row: dict[str, Any] = {name: _valid(values[name]) for name in _TEXTS if name in values}
        if "metadata" in values:
            row["metadata"] = dump(values["metadata"]).decode()
        if "blocks" in values:
            row["blocks"] = json.loads(_valid(json.dumps(values["blocks"], ensure_ascii=False)))
        return row

    def _type(self) -> Any:
        arrow = self._arrow
        text, number = arrow.string(), arrow.int64()
        fields = [(name, text) for name in _TEXTS]
        if self._task.metadata:
            fields.append(("metadata", text))
        if self._task.blocks:
            reason = arrow.struct([("row", text), ("evidence", text), ("points", number)])
            block = [(name, text) for name in ("text", "section", "kind", "path", "origin")]
            block += [(name, number) for name in ("article", "score", "margin", "start", "end")]
            block += [("level", number), ("kept", arrow.bool_()), ("reasons", arrow.list_(reason))]
            fields.append(("blocks", arrow.list_(arrow.struct(block))))
        return arrow.struct(fields)


def _valid(text: str) -> str:
    """The text with lone surrogates, which Parquet cannot hold, written as escapes."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def to_parquet(streams: BinaryIO, size: int, output: str, task: Task) -> None:
    """Write the Arrow streams that follow each other in the first ``size`` bytes as one file."""
    arrow = need("pyarrow", "writing Parquet")
    parquet = need("pyarrow.parquet", "writing Parquet")
    writer, waiting, held = None, [], 0
    try:
        while streams.tell() < size:
            for batch in arrow.ipc.open_stream(streams):
                waiting.append(batch)
                held += batch.nbytes
            if held >= _ROW_GROUP or streams.tell() >= size:
                table = arrow.Table.from_batches(waiting)
                if writer is None:
                    writer = parquet.ParquetWriter(output, table.schema, compression="zstd")
                writer.write_table(table)
                waiting, held = [], 0
    finally:
        if writer is not None:
            writer.close()
    if writer is None:
        parquet.write_table(Parquet(task, lambda _cleaned, _task: {}).table(), output)
    with open(output, "rb") as written:
        os.fsync(written.fileno())
