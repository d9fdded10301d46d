"""Inputs → items: files, folders and standard input, each told by its content and its name."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePath
from typing import NamedTuple

from arclean.batch import jsonlines, tables, warc
from arclean.batch.extras import MissingExtraError
from arclean.batch.records import Item, failure
from arclean.batch.settings import ReadAs, Task
from arclean.batch.sinks import is_own_file
from arclean.batch.streams import COMPRESSIONS, Stream, pieces

__all__ = ["ENDINGS", "STDIN", "Input", "Opened", "expand", "items_of", "kind_of", "open_input"]

#: What standard input is called, on the command line and in ids.
STDIN = "-"

#: Name's ending: what such a file holds.
ENDINGS: dict[str, ReadAs] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonlines": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".warc": "warc",
    ".wet": "warc",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".text": "text",
    ".md": "text",
}

#: The file name's ending of each output, where outputs mirror inputs.
TARGET_ENDINGS = {"text": ".txt", "jsonl": ".jsonl", "markdown": ".md", "explain": ".txt"}


class Input(NamedTuple):
    """One file to read; ``target`` is where its output goes in a mirrored folder.

    ``problem`` is why there is nothing to open, ``""`` for all that can be tried.
    """

    name: str
    target: str = ""
    problem: str = ""


class Opened(NamedTuple):
    """An input and its stream, or the failure to open it."""

    input: Input
    stream: Stream | None
    problem: str = ""


def expand(names: tuple[str, ...], task: Task, outputs: Iterable[str] = ()) -> Iterator[Input]:
    """The files that the command's arguments name, folders walked in order of their names.

    Hidden files, and the run's own ``outputs``, are passed over.
    """
    own = {os.path.realpath(output) for output in outputs if output}
    alone = len(names) == 1
    seen: dict[str, str] = {}
    targets = _targets(list(dict.fromkeys(map(_relative, names))), task)
    for name in names:
        target = targets[_relative(name)]
        if task.targets and seen.setdefault(target, name) != name:
            other = seen[target]
            problem = f"its output would overwrite that of {other}; clean it in a run of its own"
            yield Input(name, problem=problem)
        elif task.targets and any(_is_same(os.path.join(folder, target), name) for folder in own):
            problem = "its output would overwrite it; name another folder after -o"
            yield Input(name, problem=problem)
        elif name != STDIN and os.path.isdir(name):
            yield from _walk(name, task, own, "" if alone else _relative(name))
        else:
            yield Input(name, target)


def _is_same(one: str, other: str) -> bool:
    return os.path.isfile(other) and os.path.realpath(one) == os.path.realpath(other)


def _walk(folder: str, task: Task, own: set[str], prefix: str) -> Iterator[Input]:
    problems: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=problems.append):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and os.path.realpath(os.path.join(parent, name)) not in own
        )
        relative = os.path.relpath(parent, folder)
        inside = "" if relative == os.curdir else relative
        chosen = sorted(name for name in names if _wanted(name, inside, task.globs))
        targets = _targets(chosen, task)
        for name in chosen:
            path = os.path.join(parent, name)
            if os.path.realpath(path) in own:
                continue
            if os.path.isfile(path):
                yield Input(path, os.path.join(prefix, inside, targets[name]))
            elif not os.path.exists(path):
                yield Input(path, problem="cannot be read: it is a link to nothing; remove it")
        yield from (_problem(error) for error in problems)
        problems.clear()
    yield from (_problem(error) for error in problems)


def _problem(error: OSError) -> Input:
    return Input(
        str(error.filename),
        problem=f"folder cannot be read: {error.strerror}; check its permissions",
    )


def _wanted(name: str, inside: str, globs: tuple[str, ...]) -> bool:
    if name.startswith(".") or is_own_file(name):
        return False
    path = PurePath(inside, name).as_posix()
    # As in shells, **/ stands for no folder as well.
    globs += tuple(glob.removeprefix("**/") for glob in globs if glob.startswith("**/"))
    return not globs or any(fnmatch(path if "/" in glob else name, glob) for glob in globs)


def _targets(names: list[str], task: Task) -> dict[str, str]:
    """Each name's target; names that would share one keep their own ending before the new one."""
    ending = TARGET_ENDINGS.get(task.write_as, "")
    short = {name: _target(name, task) for name in names}
    times = Counter(short.values())
    return {
        name: name + ending if times[target] > 1 and name != target else target
        for name, target in short.items()
    }


def _target(name: str, task: Task) -> str:
    ending = TARGET_ENDINGS.get(task.write_as, "")
    stem = _without(name, COMPRESSIONS)
    return (_without(stem, ENDINGS) or stem) + ending


def _without(name: str, endings: dict[str, str] | dict[str, ReadAs]) -> str:
    root, ending = os.path.splitext(name)
    return root if ending.lower() in endings else name


def _relative(name: str) -> str:
    """The name as a path below a folder: neither absolute nor climbing out of it."""
    if name == STDIN:
        return "stdin"
    parts = [part for part in Path(os.path.normpath(name)).parts if part not in (os.sep, "..")]
    return os.path.join(*parts) if parts else ""


def open_input(given: Input) -> Opened:
    """The input's stream; a file that cannot be opened is a problem, not an exception."""
    if given.problem:
        return Opened(given, None, given.problem)
    if given.name == STDIN:
        if sys.stdin is None:
            return Opened(given, None, "cannot be read: it is closed; name a file")
        return Opened(given, Stream(sys.stdin.buffer, STDIN))
    try:
        return Opened(given, Stream(open(given.name, "rb"), given.name))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Opened(given, None, f"cannot be read: {reason}; check the name and its permissions")


def kind_of(opened: Opened, task: Task) -> ReadAs:
    """What the input holds: as named by the task, else by its content, else by its name."""
    if task.read_as != "auto":
        return task.read_as
    if opened.stream is None:
        return "text"
    head = opened.stream.head()
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"WARC/"):
        return "warc"
    ending = os.path.splitext(_without(opened.input.name, COMPRESSIONS).lower())[1]
    if ending in ENDINGS:
        return ENDINGS[ending]
    return "jsonl" if jsonlines.looks_like(head) else "text"


def items_of(opened: Opened, task: Task) -> Iterator[Item]:
    """The input's documents in order, and in their places the failures that reading met."""
    target = opened.input.target if task.targets else ""
    name = opened.input.name
    if opened.stream is None:
        yield failure("unreadable", name, 0, opened.problem)._replace(target=target)
        return
    stream = opened.stream
    try:
        read = _READERS[kind_of(opened, task)]
        for item in read(stream, task):
            yield item._replace(target=target) if target else item
    except MissingExtraError as missing:
        yield failure("missing-library", name, 0, str(missing))._replace(target=target)
    else:
        if stream.failure:
            broken = failure("unreadable", name, stream.tell(), stream.failure)
            yield broken._replace(target=target)
    finally:
        if name != STDIN:
            stream.close()


def _documents(stream: Stream, task: Task) -> Iterator[Item]:
    """The whole stream as one document, or one between each two separators."""
    limit = task.options.max_bytes
    if not task.separator:
        data = stream.read_up_to(limit + 1)
        if data or not stream.failure:
            yield Item("document", stream.name, 0, stream.name, data)
        return
    for number, piece in enumerate(pieces(stream, task.separator, limit), 1):
        name = f"{stream.name}#{number}"
        if piece.data is None:
            message = (
                f"document has more than {limit} bytes; raise --max-bytes, or check --separator"
            )
            yield failure("too-large", stream.name, piece.offset, message, name)
        elif piece.data.strip() or (piece.data and task.separator == b"\0"):
            yield Item("document", stream.name, piece.offset, name, piece.data)


_READERS: dict[ReadAs, Callable[[Stream, Task], Iterator[Item]]] = {
    "text": _documents,
    "html": _documents,
    "jsonl": jsonlines.read,
    "csv": tables.read_csv,
    "tsv": tables.read_csv,
    "parquet": tables.read_parquet,
    "warc": warc.read,
}
