"""Items → batches of bounded size, always cut at the same places."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from arclean.batch.records import Batch, Item, size_of
from arclean.batch.settings import Task
from arclean.batch.sources import Opened, items_of

__all__ = ["BATCH_BYTES", "ChangedInputError", "batches"]

#: Enough that handing a batch to a worker costs nothing beside its work (about 0.1 s), little
#: enough that many fit into memory.
BATCH_BYTES = 1 << 19
_BATCH_ITEMS = 1000


class ChangedInputError(Exception):
    """What a run that is resumed reads is not what the interrupted one read."""


def batches(inputs: Iterator[Opened], task: Task, skip: int, digest: str) -> Iterator[Batch]:
    """The inputs' items in batches, after passing over the first ``skip``, which have ``digest``.

    Where batches end depends on the items alone, so that a resumed run, which begins where a
    batch ended, goes on with the same batches.
    """
    running = hashlib.blake2b(digest_size=16)
    held: list[Item] = []
    size, first, raw_before, raw = 0, 0, 0, 0
    for opened in inputs:
        for item in items_of(opened, task):
            _update(running, item)
            raw = raw_before + (opened.stream.raw_position if opened.stream else 0)
            if first < skip:
                first += 1
                if first == skip and running.hexdigest() != digest:
                    raise ChangedInputError
                continue
            held.append(item)
            size += size_of(item)
            if size >= BATCH_BYTES or len(held) >= _BATCH_ITEMS:
                yield Batch(first, tuple(held), running.hexdigest(), raw)
                first += len(held)
                held, size = [], 0
        raw_before = raw
    if first < skip:
        raise ChangedInputError
    if held:
        yield Batch(first, tuple(held), running.hexdigest(), raw)


def _update(running: hashlib.blake2b, item: Item) -> None:
    running.update(f"{item.source}\0{item.offset}\0".encode("utf-8", "surrogateescape"))
    if item.kind == "row":
        running.update("\0".join(item.context[1]).encode("utf-8", "surrogateescape"))
    elif item.kind == "cell":
        # The slice that a row stands in is the same for all of its rows.
        running.update(item.context[0] if item.context[1] == 0 else b"")
    else:
        running.update(item.payload)
