"""Cleaning of many documents: lazily, in order, over several processes if asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeVar, cast, overload

from arclean.document import Document
from arclean.errors import ArcleanError
from arclean.options import Options
from arclean.pipeline import Format, Source, clean

__all__ = ["CleanError", "clean_many"]

K = TypeVar("K", bound=Hashable)

#: Documents handed to each process ahead of the one that is waited for: enough to keep it
#: busy, few enough that a slow consumer does not fill the memory.
_AHEAD = 8


@dataclass(frozen=True, slots=True)
class CleanError:
    """A document that could not be cleaned: the error's class and what it said.

    >>> CleanError("UnsupportedInputError", "input looks like a PDF document").error
    'UnsupportedInputError'
    """

    error: str
    message: str


@overload
def clean_many(
    items: Iterable[Source],
    format: Format = ...,
    options: Options = ...,
    *,
    jobs: int = ...,
    errors: Literal["raise"] = ...,
) -> Iterator[Document]: ...
@overload
def clean_many(
    items: Iterable[Source],
    format: Format = ...,
    options: Options = ...,
    *,
    jobs: int = ...,
    errors: Literal["yield"],
) -> Iterator[Document | CleanError]: ...
@overload
def clean_many(
    items: Iterable[tuple[K, Source]],
    format: Format = ...,
    options: Options = ...,
    *,
    jobs: int = ...,
    errors: Literal["raise"] = ...,
) -> Iterator[tuple[K, Document]]: ...
@overload
def clean_many(
    items: Iterable[tuple[K, Source]],
    format: Format = ...,
    options: Options = ...,
    *,
    jobs: int = ...,
    errors: Literal["yield"],
) -> Iterator[tuple[K, Document | CleanError]]: ...
def clean_many(
    items: Iterable[Source] | Iterable[tuple[K, Source]],
    format: Format = "auto",  # noqa: A002 - the public name
    options: Options = Options(),  # noqa: B008 - frozen
    *,
    jobs: int = 1,
    errors: Literal["raise", "yield"] = "raise",
) -> Iterator[Document | CleanError] | Iterator[tuple[K, Document | CleanError]]:
    """Cleans documents one after the other, as they are asked for, in their order.

    Args:
        items: sources, or pairs of a key and a source; pairs give pairs.
        format: as for :func:`arclean.clean`.
        options: as for :func:`arclean.clean`.
        jobs: processes to work with; 1 works in this one.
        errors: ``"raise"`` stops at the first document that cannot be cleaned, ``"yield"``
            gives a :class:`CleanError` in its place.

    Raises:
        ValueError: ``jobs`` below 1, or another word for ``errors``.
        ArcleanError: a document that cannot be cleaned, with ``errors="raise"``.
        TypeError: an item that is neither a source nor a pair, whatever ``errors`` says.

    With several ``jobs``, documents are read ahead, a few for each process, and what is asked for
    must be importable by new processes: in a script, call it under ``if __name__ == "__main__"``.

    >>> [doc.verdict for doc in clean_many(["", "It rained in the valley all day, farmers said."])]
    ['empty', 'article']
    """
    if jobs < 1:
        raise ValueError(f"jobs is {jobs}; it must be at least 1")
    if errors not in ("raise", "yield"):
        raise ValueError(f"errors is {errors!r}; choose 'raise' or 'yield'")
    return _results(iter(items), format, options, jobs, errors == "yield")  # type: ignore[return-value]


def _results(
    items: Iterator[object],
    format: Format,  # noqa: A002 - as above
    options: Options,
    jobs: int,
    yielding: bool,
) -> Iterator[object]:
    if jobs == 1:
        for item in items:
            yield _one(item, format, options, yielding)
        return
    with ProcessPoolExecutor(jobs) as pool:

        def submitted(item: object) -> Future[object]:
            return pool.submit(_one, item, format, options, yielding)

        waiting = deque(map(submitted, islice(items, jobs * _AHEAD)))
        try:
            while waiting:
                result = waiting.popleft().result()
                waiting.extend(map(submitted, islice(items, 1)))
                yield result
        finally:
            for future in waiting:
                future.cancel()


def _one(item: object, format: Format, options: Options, yielding: bool) -> object:  # noqa: A002 - as above
    keyed = isinstance(item, tuple)
    key, source = _pair(item) if isinstance(item, tuple) else (None, item)
    try:
        result: Document | CleanError = clean(cast("Source", source), format, options)
    except ArcleanError as error:
        if not yielding:
            raise
        result = CleanError(type(error).__name__, str(error))
    return (key, result) if keyed else result


def _pair(item: tuple[object, ...]) -> tuple[object, object]:
    if len(item) != 2:
        raise TypeError(f"item is a tuple of {len(item)}; give a source, or (key, source)")
    return item[0], item[1]
