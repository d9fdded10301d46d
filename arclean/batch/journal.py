"""How far a run got, kept beside its output, so that an interrupted run can go on."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.resources
import json
import os
import shlex
from dataclasses import asdict, dataclass, field
from typing import Any

import arclean
from arclean.batch.settings import Run, Task
from arclean.batch.sinks import Position, journal_of
from arclean.batch.stats import Counts

__all__ = ["Entry", "Journal", "JournalError", "stamp_of"]


class JournalError(Exception):
    """The run cannot go on from, or over, what an interrupted one left."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The state after a batch: items read and their digest, outputs written, counts.

    ``finished`` says that all was written and only moving into place remained.
    """

    items: int
    digest: str
    position: Position
    counts: Counts = field(default_factory=dict)
    finished: bool = False


def stamp_of(run: Run, task: Task) -> dict[str, Any]:
    """What must be the same for a run to go on where another stopped."""
    return {
        "version": arclean.__version__,
        "scorecards": _scorecards(),
        "inputs": [_file_stamp(name) for name in run.inputs],
        "outputs": [os.path.basename(name) for name in (run.output, run.errors, run.rejects)],
        **{f"option {name}": value for name, value in task.stamp().items()},
    }


def _file_stamp(name: str) -> list[Any]:
    """Name, size and time of a file; what stands in a folder or a pipe is told by its digest."""
    if not os.path.isfile(name):
        return [name]
    found = os.stat(name)
    return [name, found.st_size, found.st_mtime_ns]


def _scorecards() -> str:
    """A digest of the packaged scorecards, which decide together with the version."""
    running = hashlib.blake2b(digest_size=8)
    folder = importlib.resources.files("arclean").joinpath("scorecards")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".json"):
            running.update(file.name.encode() + b"\0" + file.read_bytes())
    return running.hexdigest()


class Journal:
    """A file of JSON lines: the stamp, then an entry for each state that can be gone on from."""

    def __init__(self, run: Run, task: Task) -> None:
        self.path = journal_of(run)
        self._output = run.output
        self._stamp = json.loads(json.dumps(stamp_of(run, task)))
        self._file: Any = None

    def last(self) -> Entry | None:
        """The last state that an interrupted run of the same stamp left; ``None`` if none is.

        Raises:
            JournalError: the run that left it was another one.
        """
        lines = self._lines()
        entries = [line for line in lines[1:] if "items" in line]
        if not entries:
            return None
        self._compare(lines[0])
        last = entries[-1]
        return Entry(**{**last, "position": Position(**last["position"])})

    def refuse_unfinished(self) -> None:
        """Raise JournalError where an interrupted run left work that would be overwritten."""
        entries = [line for line in self._lines()[1:] if "items" in line]
        if entries:
            raise JournalError(
                f"an interrupted run left {entries[-1]['items']:,} finished documents for "
                f"{self._output}; go on with --resume, or begin anew after: "
                f"rm {shlex.quote(self.path)}"
            )

    def start(self) -> None:
        """Begin the journal anew."""
        self._file = open(self.path, "w", encoding="utf-8")  # noqa: SIM115
        self._write(self._stamp)

    def go_on(self) -> None:
        """Add to the journal that is there, without a last line that was cut off."""
        whole = [json.dumps(line) for line in self._lines()]
        self._file = open(self.path, "r+", encoding="utf-8")  # noqa: SIM115
        self._file.write("".join(line + "\n" for line in whole))
        self._file.truncate()

    def add(self, entry: Entry) -> None:
        """Note a state; what it speaks of must be safe before."""
        self._write(asdict(entry))

    def close(self, *, discard: bool) -> None:
        """Leave the journal for ``--resume``, or remove it."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
        if discard:
            with contextlib.suppress(OSError):
                os.unlink(self.path)

    def _write(self, value: dict[str, Any]) -> None:
        self._file.write(json.dumps(value) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _lines(self) -> list[dict[str, Any]]:
        # A name that cannot be a file's is refused when the output is opened.
        if not os.path.isfile(self.path):
            return []
        with open(self.path, encoding="utf-8", errors="replace") as file:
            text = file.read()
        lines = []
        for line in text.splitlines(keepends=True):
            try:
                lines.append(json.loads(line) if line.endswith("\n") else {})
            except ValueError:
                break
        return [line for line in lines if line]

    def _compare(self, before: dict[str, Any]) -> None:
        for name in {**self._stamp, **before}:
            was, now = before.get(name), self._stamp.get(name)
            if was != now:
                raise JournalError(
                    f"the interrupted run for {self._output} was another one: "
                    f"{_difference(name, was, now)}; repeat its command, or begin anew after: "
                    f"rm {shlex.quote(self.path)}"
                )


def _difference(name: str, was: Any, now: Any) -> str:
    """What two stamps do not share, for people: a file's size and time say little to them.

    >>> _difference("inputs", [["a.txt", 5, 17]], [["a.txt", 6, 18]])
    'a.txt has changed since'
    >>> _difference("option mode", "recall", "balanced")
    'option mode was recall, is now balanced'
    """
    if name == "inputs":
        was, now = was or [], now or []
        for before, after in zip(was, now, strict=False):
            if before != after and before[0] == after[0]:
                return f"{after[0]} has changed since"
        was, now = [row[0] for row in was], [row[0] for row in now]
    return f"{name} was {was}, is now {now}"
