"""What travels between the parts of a run: items, batches and results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

__all__ = ["Batch", "FileOutput", "Item", "ItemKind", "Result", "failure", "joined", "size_of"]

#: ``document``: the payload is the document. ``json``: a line holding it in a field. ``row``: a
#: CSV row (context: header, cells, line). ``cell``: a Parquet row (context: slice, row). ``warc``:
#: a record's content (context: see ``warc``). ``failure``: no document; the payload says why.
ItemKind = Literal["document", "json", "row", "cell", "warc", "failure"]


class Item(NamedTuple):
    """One document, or one failure in its place, as a source gives it.

    ``offset`` says where in the source it begins: a byte of the decompressed stream, a line of a
    CSV file, a row of a Parquet file. ``target`` is the file its output goes to, where outputs
    mirror inputs.
    """

    kind: ItemKind
    source: str
    offset: int
    id: str
    payload: bytes
    context: Any = None
    target: str = ""


class Batch(NamedTuple):
    """Items that are worked on together; ``first`` counts the items of the run before them.

    ``digest`` is of all items up to the batch's end, ``raw`` counts the bytes of input, as it is
    stored, that were read for them.
    """

    first: int
    items: tuple[Item, ...]
    digest: str = ""
    raw: int = 0

    @property
    def end(self) -> int:
        """How many items the run has up to the end of this batch."""
        return self.first + len(self.items)


class FileOutput(NamedTuple):
    """A piece of one mirrored file; pieces of a file follow each other."""

    target: str
    data: bytes


class Result(NamedTuple):
    """What became of a batch: bytes ready to be written, and what is to be said and counted.

    ``divider`` stands before ``output``, and before each of ``files``, where something has been
    written there already.
    """

    output: bytes = b""
    divider: bytes = b""
    files: tuple[FileOutput, ...] = ()
    errors: bytes = b""
    rejects: bytes = b""
    messages: tuple[str, ...] = ()
    counts: dict[str, Any] = {}  # noqa: RUF012  (never changed; NamedTuple fields are no state)


def joined(parts: Iterable[bytes], divider: bytes) -> bytes:
    """The parts that hold something, with the divider between them.

    >>> joined([b"", b"one", b"", b"two"], b"-")
    b'one-two'
    """
    return divider.join(filter(None, parts))


def failure(cause: str, source: str, offset: int, message: str, name: str = "") -> Item:
    """An item that stands where a document could not be read.

    >>> failure("unreadable", "a.txt", 0, "no such file").id
    'a.txt'
    """
    return Item(
        "failure", source, offset, name or source, message.encode("utf-8", "replace"), cause
    )


def size_of(item: Item) -> int:
    """About how many bytes the item takes on its way to a worker."""
    if item.kind == "row":
        return sum(map(len, item.context[1]))
    if item.kind == "cell":
        return int(item.context[2])
    return len(item.payload)
