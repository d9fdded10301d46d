"""Inputs → items: files, folders and standard input, each told by its content and its name."""

from __future__ import annotations

import contextlib
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from itertools import accumulate, islice
from pathlib import Path, PurePath
from typing import NamedTuple

from arclean.batch import jsonlines, tables, warc
from arclean.batch.extras import MissingExtraError
from arclean.batch.records import Item, failure
from arclean.batch.settings import ReadAs, Task
from arclean.batch.sinks import is_own_file
from arclean.batch.streams import COMPRESSIONS, Stream, pieces

__all__ = [
    "ENDINGS",
    "STDIN",
    "Input",
    "Opened",
    "expand",
    "identity",
    "items_of",
    "kind_of",
    "open_input",
]

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


def identity(path: str | int) -> object:
    """What two names of one file have in common, through links and where case makes no names.

    Of what is not there yet, it is where it would be.

    >>> identity("missing.txt") == identity("./missing.txt")
    True
    """
    with contextlib.suppress(OSError, ValueError):
        found = os.stat(path)
        if found.st_ino:  # some network file systems know no numbers
            return found.st_dev, found.st_ino
    return os.path.realpath(path) if isinstance(path, str) else path


def expand(names: tuple[str, ...], task: Task, outputs: Iterable[str] = ()) -> Iterator[Input]:
    """The files that the command's arguments name, folders walked in order of their names.

    Hidden files, and the run's own ``outputs``, are passed over.
    """
    places = _Places(names, task, outputs)
    seen: dict[str, str] = {}
    for name in names:
        target = places.targets[name]
        problem = _meets(name, seen.get(target), places.holder(name)) if task.targets else ""
        seen.setdefault(target, name)
        if problem:
            yield Input(name, problem=problem)
        elif places.is_folder(name):
            yield from _walk(name, task, places)
        else:
            yield places.guarded(name, target)


def _meets(name: str, other: str | None, folder: str) -> str:
    """Why an input has no output of its own; ``other`` or a file in ``folder`` may have it."""
    if other == name:
        return "it is named twice, and would have one output; name it once"
    if other is not None:
        return f"its output would overwrite that of {other}; clean it in a run of its own"
    if folder:
        return f"it is read as part of {folder} too, and would have one output; name it once"
    return ""


class _Places:
    """Where the inputs that a command names stand, and where their outputs go.

    ``targets`` has the file that each name's output goes to, of a folder the folder; ``own`` are
    the files and folders that the run writes.
    """

    def __init__(self, names: tuple[str, ...], task: Task, outputs: Iterable[str]) -> None:
        self.own = {os.path.realpath(output) for output in outputs if output}
        self._task = task
        read = names if task.targets else ()
        self._files = {identity(name) for name in read if os.path.isfile(name)}
        self._folders = {name: os.path.realpath(name) for name in names if _is_folder(name)}
        folders = {name: "" if len(names) == 1 else _relative(name) for name in self._folders}
        files = {name: _relative(name) for name in names if name not in folders}
        short = _targets(list(dict.fromkeys(files.values())), task, folders.values())
        self.targets = folders | {name: short[relative] for name, relative in files.items()}
        self._written = [place for place in self.own if task.targets and os.path.isdir(place)]

    def is_folder(self, name: str) -> bool:
        return name in self._folders

    def holder(self, name: str) -> str:
        """The folder that is read, and gives this file too, under the same name; or ``""``."""
        if name in self._folders or not self._folders:
            return ""
        relative, path = _relative(name), os.path.realpath(name)
        for folder, place in self._folders.items():
            inside = os.path.relpath(path, place)
            if relative == os.path.join(self.targets[folder], inside) and self._walk_meets(
                place, path
            ):
                return folder
        return ""

    def guarded(self, path: str, target: str) -> Input:
        """The input, unless its output would overwrite a file that is read or written."""
        for folder in self._written:
            output = os.path.realpath(os.path.join(folder, target))
            if output in self.own:
                what = f"{output}, which is written too"
            elif not os.path.isfile(output):
                continue
            elif identity(output) == identity(path):
                what = "it"
            elif self._is_read(output):
                what = f"{output}, which is read too"
            else:
                continue
            problem = f"its output would overwrite {what}; name another folder after -o"
            return Input(path, problem=problem)
        return Input(path, target)

    def _is_read(self, output: str) -> bool:
        """Whether the run reads this file; told by names, for files are too many to be held."""
        return identity(output) in self._files or any(
            self._walk_meets(folder, output) for folder in self._folders.values()
        )

    def _walk_meets(self, folder: str, path: str) -> bool:
        if not path.startswith(os.path.join(folder, "")):
            return False
        *parents, name = PurePath(os.path.relpath(path, folder)).parts
        above = accumulate(parents, os.path.join, initial=folder)
        hidden = any(parent.startswith(".") for parent in parents)
        if hidden or not self.own.isdisjoint([*islice(above, 1, None), path]):
            return False
        return _wanted(name, os.path.join("", *parents), self._task.globs)


def _is_folder(name: str) -> bool:
    return name != STDIN and os.path.isdir(name)


def _walk(folder: str, task: Task, places: _Places) -> Iterator[Input]:
    problems: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=problems.append):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and os.path.realpath(os.path.join(parent, name)) not in places.own
        )
        relative = os.path.relpath(parent, folder)
        inside = "" if relative == os.curdir else relative
        chosen = sorted(name for name in names if _wanted(name, inside, task.globs))
        targets = _targets(chosen, task, folders)
        for name in chosen:
            path = os.path.join(parent, name)
            if os.path.realpath(path) in places.own:
                continue
            if os.path.isfile(path):
                target = os.path.join(places.targets[folder], inside, targets[name])
                yield places.guarded(path, target)
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


def _targets(names: list[str], task: Task, folders: Iterable[str]) -> dict[str, str]:
    """Each name's target, which no other has, nor a folder that is mirrored beside it.

    Names that would share one keep their own ending before the new one.
    """
    if not task.targets:
        return dict.fromkeys(names, "")
    ending = TARGET_ENDINGS[task.write_as]
    short = {name: _target(name, task) for name in names}
    taken = set(folders)
    times = Counter([*short.values(), *taken])
    targets = {
        name: target
        for name, target in short.items()
        if times[target] == 1 or (name == target and target not in taken)
    }
    taken |= set(targets.values())
    for name in names:
        if name not in targets:
            target = name + ending
            while target in taken:
                target += ending
            targets[name] = target
            taken.add(target)
    return targets


def _target(name: str, task: Task) -> str:
    ending = TARGET_ENDINGS[task.write_as]
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
    if task.separator:
        stream.as_utf8()
    else:
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
