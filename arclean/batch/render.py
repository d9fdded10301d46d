"""Batches → bytes ready to be written, in the worker: the library is called here, once a document.

Each output is a class with two methods: ``document`` takes a cleaned document, ``failure`` what
could not be cleaned, both in input order; ``result`` gives the bytes.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

import arclean
from arclean.batch import stats
from arclean.batch.explain import explain
from arclean.batch.records import Batch, FileOutput, Item, Result, joined
from arclean.batch.settings import Task
from arclean.batch.streams import compress
from arclean.batch.unpack import PassedOver, Refused, Unpacked, dump, splice, unpack
from arclean.document import (
    SEPARATOR,
    Block,
    Document,
    GivenBlocks,
    Kind,
    Section,
    place_in_text,
)

__all__ = ["process"]

#: Reasons that are written of a block; the others, some hundred weak ones, are one more.
REASONS = 8


class Cleaned(NamedTuple):
    """A document and what is printed of it.

    ``chosen`` are the blocks that ``--only`` names, in reading order; ``None`` stands for those
    that the document keeps, which its text and sections give without making its blocks. A section
    of which nothing was asked for is ``None``. ``read`` and ``kept`` count the characters that the
    document holds and keeps, whatever ``--only`` names.
    """

    item: Item
    unpacked: Unpacked
    document: Document
    chosen: list[Block] | None
    sections: dict[Section, str | None]
    text: str
    read: int
    kept: int
    metadata: dict[str, Any]


class Failed(NamedTuple):
    """What an error record says."""

    item: Item
    id: str
    cause: str
    message: str


def process(batch: Batch, task: Task, tick: Callable[[int], None] = lambda _: None) -> Result:
    """Clean a batch; ``tick`` is told the place of each item before it is worked on."""
    counts = stats.empty()
    output = _OUTPUTS[task.write_as](task)
    errors, rejects, messages = [], [], []
    for place, item in enumerate(batch.items):
        tick(place)
        try:
            outcome = _clean(item, task)
        except PassedOver:
            counts["passed_over"] += 1
            continue
        if isinstance(outcome, Cleaned):
            outcome = _written(outcome, output)
        if isinstance(outcome, Cleaned):
            _count(counts, outcome, task)
            if task.rejects:
                rejects += _rejects(outcome)
            continue
        error = _error_record(outcome)
        stats.add(counts["errors"], {outcome.cause: 1})
        messages.append(_message(outcome))
        if task.errors is not None:
            errors.append(error + b"\n")
        else:
            output.failure(outcome, error)
        if task.strict:
            break
    result = output.result()
    return result._replace(
        output=compress(result.output, task.compression),
        divider=compress(result.divider, task.compression),
        errors=compress(b"".join(errors), task.errors_compression),
        rejects=compress(b"".join(rejects), task.rejects_compression),
        messages=tuple(messages),
        counts=counts,
    )


def _clean(item: Item, task: Task) -> Cleaned | Failed:
    name = item.id
    try:
        unpacked = unpack(item, task)
        name = unpacked.id
        document = arclean.clean(unpacked.source, format=task.format, options=task.options)
        metadata = _metadata(unpacked.source, document) if task.metadata else {}
        return _cleaned(item, unpacked, document, metadata, task)
    except PassedOver:
        raise
    except Refused as refused:
        where = refused.name or name or f"{item.source}:{item.offset}"
        return Failed(item, where, refused.cause, str(refused))
    except arclean.InputTooLargeError as error:
        message = f"{error.found}; raise --max-bytes, or split the input into documents"
        return Failed(item, name, "too-large", message)
    except arclean.UnsupportedInputError as error:
        return Failed(item, name, "unsupported", str(error))
    except MemoryError:
        return Failed(item, name, "memory", "there was not enough memory for this document")
    except Exception as error:  # one document must not end a run of millions
        return _mistake(item, name, error)


def _cleaned(
    item: Item, unpacked: Unpacked, document: Document, metadata: dict[str, Any], task: Task
) -> Cleaned:
    """The document with what is printed of it."""
    sections: dict[Section, str | None] = {
        section: document.section(section) for section in Section
    }
    text = document.text
    read, kept = sum(len(words or "") for words in sections.values()), len(text)
    chosen = _chosen(document, task)
    if chosen is not None:
        asked = _asked(task)
        sections = {
            section: _joined(block for block in chosen if block.section is section)
            if section in asked
            else None
            for section in Section
        }
        text = _joined(sorted(chosen, key=lambda block: place_in_text(block.section)))
    # Kept blocks of several sections have more blank lines between them than in their sections.
    return Cleaned(
        item, unpacked, document, chosen, sections, text, max(read, kept), kept, metadata
    )


def _joined(blocks: Iterable[Block]) -> str:
    return SEPARATOR.join(block.text for block in blocks)


def _count(counts: stats.Counts, cleaned: Cleaned, task: Task) -> None:
    verdict = cleaned.document.verdict
    stats.count(counts, verdict, cleaned.read, cleaned.kept, len(cleaned.text))
    if task.stats:
        stats.count_blocks(counts, cleaned.document.blocks)


def _written(cleaned: Cleaned, output: _Output) -> Cleaned | Failed:
    try:
        output.document(cleaned)
    except Refused as refused:
        return Failed(cleaned.item, cleaned.unpacked.id, refused.cause, str(refused))
    except Exception as error:  # as above
        return _mistake(cleaned.item, cleaned.unpacked.id, error)
    return cleaned


def _mistake(item: Item, name: str, error: Exception) -> Failed:
    message = f"arclean failed on this document ({type(error).__name__}: {error}); report it"
    return Failed(item, name, "internal", message)


def _chosen(document: Document, task: Task) -> list[Block] | None:
    """The blocks that ``--only`` names and ``--keep`` adds; ``None`` if all are wanted."""
    if not task.only:
        return None
    named = _named(task)
    return [block for block in document.blocks if {block.section, block.kind} & named]


def _named(task: Task) -> frozenset[str]:
    """The sections and kinds that ``--only`` names and ``--keep`` adds."""
    return task.only | {str(kind) for kind in task.options.keep}


def _asked(task: Task) -> set[Section]:
    """The sections of which ``--only`` lets something through."""
    named = _named(task)
    kinds = {kind.section for kind in Kind if kind in named}
    return kinds | {section for section in Section if section in named}


def _metadata(source: str | bytes, document: Document) -> dict[str, Any]:
    """What the page says of itself; plain text, whose blocks have offsets, says nothing."""
    if any(block.start is not None for block in document.blocks[:1]):
        return {}
    return arclean.metadata(source).to_dict()


def _error_record(failed: Failed) -> bytes:
    return dump(
        {
            "id": failed.id,
            "error": failed.message,
            "type": failed.cause,
            "source": failed.item.source,
            "offset": failed.item.offset,
        }
    )


def _message(failed: Failed) -> str:
    """The error as one line for people, without control codes that names or pages may hold."""
    where = failed.item.source
    if failed.id not in {where, ""}:
        where = failed.id if failed.id.startswith(where) else f"{where}: {failed.id}"
    if failed.item.source == "-":
        where = "standard input" + where.removeprefix("-")
    line = f"{where}: {failed.message}"
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda code: repr(code[0])[1:-1], line)


def _rejects(cleaned: Cleaned) -> list[bytes]:
    """A line for each block that is not in the cleaned text, with its reasons."""
    blocks = cleaned.document.blocks
    chosen = [block for block in blocks if block.kept] if cleaned.chosen is None else cleaned.chosen
    kept = set(map(id, chosen))
    item, name = cleaned.item, cleaned.unpacked.id
    return [
        dump(
            {
                "id": name,
                "source": item.source,
                "offset": item.offset,
                "block": place,
                **block.to_dict(reasons=REASONS),
            }
        )
        + b"\n"
        for place, block in enumerate(blocks)
        if id(block) not in kept
    ]


class _Output(Protocol):
    """Collects one batch's output."""

    def __init__(self, task: Task) -> None: ...
    def document(self, cleaned: Cleaned) -> None: ...
    def failure(self, failed: Failed, record: bytes) -> None: ...
    def result(self) -> Result: ...


class _Written:
    """Bytes in order, to one stream or to the files that the items name."""

    #: What stands between two documents that were written.
    between = b""

    def __init__(self, task: Task) -> None:
        self.task = task
        self._parts: list[FileOutput] = []
        self._divider = b"" if task.separator else self.between

    def write(self, item: Item, data: bytes) -> None:
        self._parts.append(FileOutput(item.target, data))

    def failure(self, failed: Failed, record: bytes) -> None:
        """Errors have no place in text; they are said on standard error."""

    def result(self) -> Result:
        """The output; whether a divider stands before it, only who writes all of it knows."""
        if self.task.targets:
            return Result(files=tuple(self._parts), divider=self._divider)
        output = joined((part.data for part in self._parts), self._divider)
        return Result(output=output, divider=self._divider)


class _Text(_Written):
    between = b"\n"

    def document(self, cleaned: Cleaned) -> None:
        text = _front_matter(cleaned.metadata) + self.form(cleaned)
        data = text.encode("utf-8", "backslashreplace")
        if self.task.separator:
            self.write(cleaned.item, _ended(data, self.task.separator))
        elif data and not data.isspace():
            self.write(cleaned.item, data.rstrip(b"\n") + b"\n")
        else:
            self.write(cleaned.item, b"")

    def form(self, cleaned: Cleaned) -> str:
        return cleaned.text


def _ended(data: bytes, separator: bytes) -> bytes:
    """The document and the separator, on a line of its own unless it is NUL."""
    if separator == b"\0":
        return data + separator
    start = b"" if separator.startswith(b"\n") else b"\n"
    end = b"" if separator.endswith(b"\n") else b"\n"
    return data + start + separator + end


def _front_matter(metadata: dict[str, Any]) -> str:
    if not metadata:
        return ""
    rows = (
        f"{key}: {json.dumps(value, ensure_ascii=False, default=str)}\n"
        for key, value in metadata.items()
        if value
    )
    return "---\n" + "".join(rows) + "---\n\n"


class _Markdown(_Text):
    def __init__(self, task: Task) -> None:
        # Lines of hyphens are around the metadata, too.
        self.between = b"\n***\n\n" if task.metadata else b"\n---\n\n"
        super().__init__(task)

    def form(self, cleaned: Cleaned) -> str:
        if cleaned.chosen is None:
            return cleaned.document.to_markdown()
        blocks = tuple(dataclasses.replace(block, kept=True) for block in cleaned.chosen)
        return dataclasses.replace(cleaned.document, _blocks=GivenBlocks(blocks)).to_markdown()


class _Explained(_Text):
    def form(self, cleaned: Cleaned) -> str:
        document, name = cleaned.document, cleaned.unpacked.id
        colour, width = self.task.colour, self.task.width
        return explain(document, name, shown=cleaned.chosen, colour=colour, width=width)


def _values(cleaned: Cleaned, task: Task) -> dict[str, Any]:
    """What JSON Lines and Parquet say of a document; not of what nobody asked for."""
    document = cleaned.document
    values: dict[str, Any] = {
        section.value: text for section, text in cleaned.sections.items() if text is not None
    }
    values["text"] = cleaned.text
    values["verdict"] = document.verdict
    values["version"] = document.version
    values["scorecard"] = document.scorecard
    if task.metadata:
        values["metadata"] = cleaned.metadata
    if task.blocks:
        blocks = document.blocks if cleaned.chosen is None else cleaned.chosen
        values["blocks"] = [block.to_dict(reasons=REASONS) for block in blocks]
    return values


class _JsonLines(_Written):
    def document(self, cleaned: Cleaned) -> None:
        value = dump(_values(cleaned, self.task))
        self.write(cleaned.item, splice(cleaned.unpacked.record, self.task.into, value) + b"\n")

    def failure(self, failed: Failed, record: bytes) -> None:
        # In a mirrored folder what was never opened may have no file; standard error names it.
        if failed.item.target or not self.task.targets:
            self.write(failed.item, record + b"\n")


def _parquet(task: Task) -> _Output:
    from arclean.batch.arrow import Parquet

    return Parquet(task, _values)


_OUTPUTS: dict[str, Callable[[Task], _Output]] = {
    "text": _Text,
    "jsonl": _JsonLines,
    "markdown": _Markdown,
    "explain": _Explained,
    "parquet": _parquet,
}
