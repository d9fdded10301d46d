"""Cleaning of many documents: lazily, in order, over several processes if asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
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
            gives a :class:`CleanError` in its place; so it does with an item that is no source,
            such as the ``None`` or ``NaN`` of a data frame.

    Raises:
        ValueError: ``jobs`` below 1, or another word for ``errors``; at once.
        TypeError: ``items`` is one document, a mapping or a table, or ``options`` no ``Options``;
            at once. An item that is neither a source nor a pair, with ``errors="raise"``.
        ArcleanError: a document that cannot be cleaned, with ``errors="raise"``.

    With several ``jobs``, documents are read ahead, a few for each process, and what is asked for
    must be importable by new processes: in a script, call it under ``if __name__ == "__main__"``.

    >>> [doc.verdict for doc in clean_many(["", "It rained in the valley all day, farmers said."])]
    ['empty', 'article']
    """
    if jobs < 1:
        raise ValueError(f"jobs is {jobs}; it must be at least 1")
    if errors not in ("raise", "yield"):
        raise ValueError(f"errors is {errors!r}; choose 'raise' or 'yield'")
    if problem := _no_items(items) or _no_options(options):
        raise TypeError(problem)
    return _results(iter(items), format, options, jobs, errors == "yield")  # type: ignore[return-value]


def _no_items(items: object) -> str:
    """What to say of items that are none: characters, bytes and keys would pass for documents."""
    found = f"items is {type(items).__name__}"
    if isinstance(items, Source):
        return f"{found}, one document; give a list of documents, or call arclean.clean"
    if isinstance(items, Mapping):
        return f"{found}, whose keys are no documents; give its pairs: mapping.items()"
    if hasattr(items, "columns"):
        return f"{found}, a table; give one of its columns: table['text']"
    if not hasattr(items, "__iter__") and not hasattr(items, "__getitem__"):
        return f"{found}; give a list of documents, or of pairs of a key and a document"
    return ""


def _no_options(options: object) -> str:
    if isinstance(options, Options):
        return ""
    return f"options is {type(options).__name__}; give arclean.Options(...)"


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
            if _travels(item):
                return pool.submit(_one, item, format, options, yielding)
            return _done(lambda: _one(item, format, options, yielding))

        waiting = deque(map(submitted, islice(items, jobs * _AHEAD)))
        try:
            while waiting:
                result = waiting.popleft().result()
                waiting.extend(map(submitted, islice(items, 1)))
                yield result
        finally:
            for future in waiting:
                future.cancel()


def _travels(item: object) -> bool:
    """Whether an item can be sent to another process, as views, and what is no source, may not."""
    source = item[1] if isinstance(item, tuple) and len(item) == 2 else item
    return isinstance(source, str | bytes | bytearray)


def _done(work: Callable[[], object]) -> Future[object]:
    """The work, done here and now."""
    future: Future[object] = Future()
    try:
        future.set_result(work())
    except Exception as error:  # raised where the result is asked for
        future.set_exception(error)
    return future


def _one(item: object, format: Format, options: Options, yielding: bool) -> object:  # noqa: A002 - as above
    source = item
    try:
        if isinstance(item, tuple):
            source = _source(item)
        result: Document | CleanError = clean(cast("Source", source), format, options)
    except (ArcleanError, TypeError) as error:
        is_mistake = isinstance(error, TypeError) and isinstance(source, Source)
        if is_mistake or not yielding:
            raise
        result = CleanError(type(error).__name__, str(error))
    return (item[0], result) if isinstance(item, tuple) and item else result


def _source(item: tuple[object, ...]) -> object:
    if len(item) != 2:
        raise TypeError(f"item is a tuple of {len(item)}; give a source, or (key, source)")
    return item[1]
