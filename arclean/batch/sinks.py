"""Where output goes: each file grows under a temporary name and is moved into place at the end."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import FileIO
from types import ModuleType
from typing import BinaryIO, Protocol

from arclean.batch.records import Result
from arclean.batch.settings import Run, Task
from arclean.batch.streams import compression_of, nothing

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # not on Windows, where an open file cannot be replaced anyway
    fcntl = None

__all__ = [
    "JOURNAL",
    "OutputError",
    "Outputs",
    "Position",
    "check_writable",
    "finish_committed",
    "is_own_file",
    "is_written_in_place",
    "journal_of",
    "names_beside",
    "open_outputs",
    "write_whole",
]

_PART = ".arclean-part"
_NEW = ".arclean-new"
#: What a journal's name ends with, beside an output file or as a name within a folder.
JOURNAL = ".arclean-journal"


def is_own_file(name: str) -> bool:
    """Whether a file is what a run of arclean works with, not anybody's input.

    >>> is_own_file("out.jsonl.arclean-part"), is_own_file("out.jsonl")
    (True, False)
    """
    return name.endswith((_PART, _NEW, JOURNAL))


def names_beside(path: str) -> tuple[str, ...]:
    """A file's real name, and those that a run works with beside it.

    >>> [os.path.basename(name) for name in names_beside("o.txt")]
    ['o.txt', 'o.txt.arclean-part', 'o.txt.arclean-new', 'o.txt.arclean-journal']
    """
    path = os.path.realpath(path)
    return (path, path + _PART, path + _NEW, path + JOURNAL)


def journal_of(run: Run) -> str:
    """Where a run with ``-o`` notes how far it got: beside the file, or in the folder."""
    if run.output_is_folder:
        return os.path.join(run.output, JOURNAL)
    return os.path.realpath(run.output) + JOURNAL


class OutputError(Exception):
    """Output cannot be written; says where, why and what to try."""


@contextlib.contextmanager
def _writing(path: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        advice = {
            "ENOENT": "create its folder first",
            "ENOSPC": "free some space, or choose another disk",
            "EDQUOT": "free some space, or choose another disk",
            "EFBIG": "raise the limit on the size of files, or compress: name it with .zst or .gz",
        }
        name = next((name for name in advice if error.errno == _number(name)), "")
        hint = advice.get(name, "check the name and its permissions")
        raise OutputError(f"{path} cannot be written: {error.strerror}; {hint}") from error


def is_written_in_place(path: str) -> bool:
    """Whether a file has what is written added as it comes: a device, a pipe, an open file.

    Such a file can be neither replaced by a whole one nor cut to where a run had it.

    >>> is_written_in_place("/dev/stdout"), is_written_in_place("out.txt")
    (True, False)
    """
    if _descriptor_of(path) is not None:
        return True
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def _descriptor_of(path: str) -> int | None:
    """The open file that ``-``, or a name under ``/dev`` or ``/proc``, stands for.

    It may be a regular file, ``/dev/stdout`` of a command with ``>> log``: what stands in that is
    not the run's to replace.
    """
    if path == "-":
        return _STREAMS["/dev/stdout"]
    path = os.path.abspath(path)
    if path in _STREAMS:
        return _STREAMS[path]
    found = _DESCRIPTOR.fullmatch(path)
    return int(found[1]) if found else None


_STREAMS = {"/dev/stdout": 1, "/dev/stderr": 2}
_DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/(\d{1,9})")


def _open_in_place(path: str) -> int:
    """A descriptor that adds to the file; of an open one the same, with its place in it."""
    descriptor = _descriptor_of(path)
    if descriptor is not None:
        return os.dup(descriptor)
    return os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))


def check_writable(path: str) -> None:
    """Raise OutputError where a file could not be written at the end of a run."""
    with _writing(path):
        if is_written_in_place(path):
            os.close(_open_in_place(path))
        else:
            new = os.path.realpath(path) + _NEW
            open(new, "ab").close()
            os.unlink(new)


def write_whole(path: str, text: str) -> None:
    """Write a small file at once; under its own name there is never half of it."""
    in_place = is_written_in_place(path)
    real = os.path.realpath(path)
    with _writing(path):
        with open(_open_in_place(path) if in_place else real + _NEW, "w", encoding="utf-8") as file:
            file.write(text)
        if not in_place:
            os.replace(real + _NEW, real)


def _number(name: str) -> int:
    import errno

    return int(getattr(errno, name, -1))


def _lock(descriptor: int, path: str) -> None:
    """Make sure that no other run writes there, until the descriptor is closed."""
    if fcntl is None:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise OutputError(
            f"{path} is being written by another arclean; wait for it, or choose another name"
        ) from None
    except OSError:
        # Some network file systems know no locks; the run goes on without.
        return


class _Growing:
    """A file under its temporary name, unless it is one that is written in place."""

    def __init__(self, path: str, keep: int | None = None) -> None:
        self.direct = is_written_in_place(path)
        self.path = path if self.direct else os.path.realpath(path)
        self.part = self.path if self.direct else self.path + _PART
        self.size = keep or 0
        with _writing(path):
            self._file = self._opened(path)

    def _opened(self, path: str) -> FileIO:
        if self.direct:
            return open(_open_in_place(path), "wb", buffering=0)
        # Not truncated before it is locked: it may be another run's.
        flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)
        descriptor = os.open(self.part, flags, 0o666)
        _lock(descriptor, path)
        self._refuse_shorter(descriptor)
        file = open(descriptor, "wb", buffering=0)  # noqa: SIM115
        file.truncate(self.size)
        file.seek(self.size)
        return file

    def _refuse_shorter(self, descriptor: int) -> None:
        """Going on behind the end of what is there would leave a hole."""
        if os.fstat(descriptor).st_size >= self.size:
            return
        os.close(descriptor)
        raise OutputError(
            f"{self.part} is not what the interrupted run left; put it back, or begin anew "
            f"without --resume, after removing its journal (…{JOURNAL})"
        )

    def write(self, data: bytes) -> None:
        """Add ``data``; ``size`` counts it once it is there as a whole."""
        view = memoryview(data)
        with _writing(self.path):
            while view:
                view = view[self._file.write(view) or 0 :]
        self.size += len(data)

    def sync(self) -> None:
        if not self.direct:
            with _writing(self.path):
                os.fsync(self._file.fileno())

    def commit(self) -> None:
        """Move the file into place."""
        if not self.size:
            self.write(nothing(compression_of(self.path)))
        self.sync()
        self._file.close()
        if not self.direct:
            with _writing(self.path):
                os.replace(self.part, self.path)

    def close(self, *, discard: bool) -> None:
        """Stop writing, and keep the temporary file unless it is to be discarded."""
        with contextlib.suppress(OSError):
            self._file.close()
            if discard and not self.direct:
                os.unlink(self.part)


@dataclass(frozen=True, slots=True)
class Position:
    """How far each output has grown: what a run needs to go on from there."""

    sizes: dict[str, int] = field(default_factory=dict)
    target: str = ""


class _Sink(Protocol):
    """The main output."""

    def write(self, result: Result) -> None: ...
    def sync(self) -> None: ...
    def commit(self) -> None: ...
    def close(self, *, discard: bool) -> None: ...
    @property
    def size(self) -> int: ...
    @property
    def target(self) -> str: ...


def _divided(data: bytes, divider: bytes, *, after: bool) -> bytes:
    """``data``, behind the divider if it is written after something."""
    return divider + data if data and after else data


class _Stdout:
    """Standard output, as the results come."""

    size = 0
    target = ""

    def __init__(self, stdout: BinaryIO) -> None:
        self._stdout = stdout
        self._begun = False

    def write(self, result: Result) -> None:
        with _writing("standard output"):
            self._stdout.write(_divided(result.output, result.divider, after=self._begun))
            self._stdout.flush()
        self._begun = self._begun or bool(result.output)

    def sync(self) -> None:
        """Nothing is kept back."""

    commit = sync

    def close(self, *, discard: bool) -> None:
        """Standard output stays open."""


class _File:
    """One file."""

    target = ""

    def __init__(self, path: str, keep: int | None) -> None:
        self.file = _Growing(path, keep)

    @property
    def size(self) -> int:
        return self.file.size

    def write(self, result: Result) -> None:
        self.file.write(_divided(result.output, result.divider, after=self.size > 0))

    def sync(self) -> None:
        self.file.sync()

    def commit(self) -> None:
        self.file.commit()

    def close(self, *, discard: bool) -> None:
        self.file.close(discard=discard)


class _Parquet(_File):
    """One Parquet file, which is made at the end out of the Arrow streams that were written."""

    def __init__(self, path: str, keep: int | None, task: Task) -> None:
        super().__init__(path, keep)
        self._task = task
        if self.file.direct:
            raise OutputError(f"{path} is no file; Parquet needs one: name one with -o")

    def commit(self) -> None:
        from arclean.batch.arrow import to_parquet

        self.sync()
        new = self.file.path + _NEW
        with _writing(self.file.path):
            try:
                with open(self.file.part, "rb") as streams:
                    to_parquet(streams, self.size, new, self._task)
                os.replace(new, self.file.path)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(new)
                raise
        self.file.close(discard=True)


class _Folder:
    """A folder that mirrors the input's: a file is done when the next one begins."""

    def __init__(self, path: str, target: str, keep: int | None) -> None:
        self.path = path
        self.target = ""
        self._file: _Growing | None = None
        with _writing(path):
            os.makedirs(path, exist_ok=True)
            self._descriptor = os.open(path, os.O_RDONLY) if fcntl else None
        if self._descriptor is not None:
            _lock(self._descriptor, path)
        if target:
            self._take_back(target)
            self._begin(target, keep)

    @property
    def size(self) -> int:
        return self._file.size if self._file else 0

    def write(self, result: Result) -> None:
        for target, data in result.files:
            if target != self.target:
                self.commit()
                self._begin(target, None)
            if self._file:
                self._file.write(_divided(data, result.divider, after=self.size > 0))

    def _take_back(self, target: str) -> None:
        """A file that was moved into place after the state to go on from is unfinished again."""
        path = os.path.realpath(os.path.join(self.path, target))
        if os.path.isfile(path) and not os.path.exists(path + _PART):
            with _writing(path):
                os.replace(path, path + _PART)

    def _begin(self, target: str, keep: int | None) -> None:
        path = os.path.join(self.path, target)
        with _writing(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
        self._file, self.target = _Growing(path, keep), target

    def sync(self) -> None:
        if self._file:
            self._file.sync()

    def commit(self) -> None:
        if self._file:
            self._file.commit()
        self._file, self.target = None, ""

    def close(self, *, discard: bool) -> None:
        if self._file:
            self._file.close(discard=discard)
        if self._descriptor is not None:
            os.close(self._descriptor)


class Outputs:
    """All that a run writes, kept in step."""

    def __init__(self, main: _Sink, others: dict[str, _Growing]) -> None:
        self._main = main
        self._others = others

    def write(self, result: Result) -> None:
        """Add one batch's result to each output."""
        # The main output comes last: if its reader has had enough, the others are complete.
        if "errors" in self._others:
            self._others["errors"].write(result.errors)
        if "rejects" in self._others:
            self._others["rejects"].write(result.rejects)
        self._main.write(result)

    def position(self) -> Position:
        """How far each output has grown."""
        sizes = {name: file.size for name, file in self._others.items()}
        return Position({"output": self._main.size, **sizes}, self._main.target)

    def sync(self) -> None:
        """Make what was written safe."""
        for output in self._all():
            output.sync()

    def commit(self) -> None:
        """Move everything into place."""
        for output in self._all():
            output.commit()

    def commit_others(self) -> None:
        """Move into place what stands beside a main output that cannot be taken back."""
        while self._others:
            _, file = self._others.popitem()
            try:
                file.commit()
            except (OutputError, OSError):
                file.close(discard=True)

    def close(self, *, discard: bool) -> None:
        """Leave what was written under its temporary name, or remove it."""
        for output in self._all():
            output.close(discard=discard)

    def _all(self) -> list[_Sink | _Growing]:
        return [self._main, *self._others.values()]


def open_outputs(run: Run, task: Task, position: Position | None = None) -> Outputs:
    """The run's outputs, empty, or cut to where an interrupted run had them."""
    sizes = position.sizes if position else {}
    keep = sizes.get("output")
    opened: list[_Growing] = []
    try:
        others = {}
        for name, path in (("errors", run.errors), ("rejects", run.rejects)):
            if path:
                others[name] = _Growing(path, sizes.get(name))
                opened.append(others[name])
        return Outputs(_main(run, task, position, keep), others)
    except OutputError:
        for file in opened:
            file.close(discard=position is None)
        raise


def _main(run: Run, task: Task, position: Position | None, keep: int | None) -> _Sink:
    if not run.output:
        if sys.stdout is None:
            raise OutputError("standard output is closed; name a file with -o")
        return _Stdout(sys.stdout.buffer)
    if run.output_is_folder:
        return _Folder(run.output, position.target if position else "", keep)
    if task.write_as == "parquet":
        return _Parquet(run.output, keep, task)
    return _File(run.output, keep)


def finish_committed(run: Run, task: Task, position: Position) -> None:
    """Move into place what a run that was ended while it did so had not moved yet."""
    names = {"output": run.output, "errors": run.errors, "rejects": run.rejects}
    for name, size in position.sizes.items():
        if name == "output" and run.output_is_folder:
            part = os.path.join(run.output, position.target) + _PART if position.target else ""
        else:
            part = os.path.realpath(names[name]) + _PART
        if part and os.path.exists(part):
            _again(name, part.removesuffix(_PART), size, run, task)


def _again(name: str, path: str, size: int, run: Run, task: Task) -> None:
    parquet = name == "output" and task.write_as == "parquet" and not run.output_is_folder
    sink: _File = _Parquet(path, size, task) if parquet else _File(path, size)
    sink.commit()
