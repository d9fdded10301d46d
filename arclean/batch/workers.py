"""Batches handed to worker processes, results taken back in order.

A worker that dies (killed, out of memory, crashed) is replaced. Each worker tells, in memory that
it shares with the command, which item it is at and since when; so the item that a worker died on
is known: it is tried once more, alone, in a process that has done nothing else, and becomes a
failure if that dies too. The other items of its batch are done again. An item that takes longer
than the time allowed has its worker ended and is a failure at once.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import connection as connections
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, NamedTuple

from arclean.batch import stats
from arclean.batch.records import Batch, Item, Result, failure, joined, size_of
from arclean.batch.render import process
from arclean.batch.settings import Task
from arclean.batch.unpack import name_of

__all__ = ["Done", "WorkersError", "in_this_process", "in_workers"]

#: Results that wait for an earlier one, and batches that wait for a worker, are held in memory up
#: to this many bytes of input (a result is about twice its input).
_HELD = 32 << 20
#: How often a worker's clock is looked at, at most: parts of the time allowed, and seconds.
_LOOKS, _SHORTEST = 8, 0.02

# A worker never shares the command's open files or threads: only "spawn" starts one clean.
_CONTEXT = multiprocessing.get_context("spawn")


class WorkersError(Exception):
    """Worker processes cannot be started."""


class Done(NamedTuple):
    """A batch and what became of it."""

    batch: Batch
    result: Result


def in_this_process(batches: Iterator[Batch], task: Task) -> Iterator[Done]:
    """Each batch done here, one after the other."""
    for batch in batches:
        yield Done(batch, process(batch, task))


def in_workers(
    batches: Iterator[Batch], task: Task, jobs: int, timeout: float | None
) -> Iterator[Done]:
    """Each batch done by one of ``jobs`` processes, in the order of the batches."""
    pool = _Pool(task, jobs, timeout)
    try:
        yield from pool.run(batches)
    finally:
        pool.end()


@dataclass(eq=False)
class _Part:
    """Items of a batch that are done together; ``alone`` is one that a worker died on."""

    items: tuple[Item, ...]
    first: int
    alone: bool = False
    result: Result | None = None


@dataclass(eq=False)
class _Slot:
    """A batch in the order of the output, in one part unless a worker died on it."""

    batch: Batch
    parts: list[_Part]
    size: int

    def finished(self) -> bool:
        return all(part.result is not None for part in self.parts)

    def result(self, *, strict: bool) -> Result:
        """The parts' results as one; if ``strict``, up to the first that holds an error."""
        results = [part.result for part in self.parts if part.result is not None]
        failed = (at for at, result in enumerate(results) if result.messages)
        if strict:
            results = results[: next(failed, len(results)) + 1]
        if len(results) == 1:
            return results[0]
        counts = stats.empty()
        for result in results:
            stats.add(counts, result.counts)
        divider = next((result.divider for result in results), b"")
        return Result(
            output=joined((result.output for result in results), divider),
            divider=divider,
            files=tuple(file for result in results for file in result.files),
            errors=b"".join(result.errors for result in results),
            rejects=b"".join(result.rejects for result in results),
            messages=tuple(message for result in results for message in result.messages),
            counts=counts,
        )


@dataclass(eq=False)
class _Worker:
    """A process, the command's end of its pipe, its clock, and what it is at."""

    process: SpawnProcess
    pipe: Connection
    clock: Any
    ready: bool = False
    used: bool = False
    work: tuple[_Slot, _Part] | None = None

    def overdue(self, timeout: float) -> int | None:
        """The place of the item that has taken longer than ``timeout`` seconds."""
        since, place = self.clock[1], int(self.clock[0])
        if since and time.monotonic() - since > timeout and self.clock[1] == since:
            return place
        return None


@dataclass(eq=False)
class _Pool:
    task: Task
    jobs: int
    timeout: float | None
    workers: list[_Worker] = field(default_factory=list)
    slots: deque[_Slot] = field(default_factory=deque)
    waiting: deque[tuple[_Slot, _Part]] = field(default_factory=deque)
    suspects: deque[tuple[_Slot, _Part]] = field(default_factory=deque)
    held: int = 0

    def run(self, batches: Iterator[Batch]) -> Iterator[Done]:
        more = True
        while more or self.slots:
            while self.slots and self.slots[0].finished():
                slot = self.slots.popleft()
                self.held -= slot.size
                yield Done(slot.batch, slot.result(strict=self.task.strict))
            self._hand_out()
            if more and self._has_room():
                batch = next(batches, None)
                if batch is None:
                    more = False
                else:
                    self._take(batch)
                self._listen(0)
            elif self.slots and not self.slots[0].finished():
                self._listen(self._patience())

    def _has_room(self) -> bool:
        return len(self.waiting) < self.jobs and (self.held < _HELD or len(self.slots) <= self.jobs)

    def _take(self, batch: Batch) -> None:
        part = _Part(batch.items, batch.first)
        slot = _Slot(batch, [part], sum(map(size_of, batch.items)))
        self.slots.append(slot)
        self.waiting.append((slot, part))
        self.held += slot.size

    def _hand_out(self) -> None:
        """Give work to workers that have none, and start workers while there is work for them."""
        for worker in self.workers:
            if worker.ready and worker.work is None:
                if self.suspects and not worker.used:
                    self._give(worker, self.suspects.popleft())
                elif self.waiting:
                    self._give(worker, self.waiting.popleft())
        starting = sum(not worker.ready for worker in self.workers)
        wanted = len(self.waiting) + len(self.suspects)
        while len(self.workers) < self.jobs and starting < wanted:
            self.workers.append(_start(self.task))
            starting += 1
        if self.suspects and not starting and not any(not worker.used for worker in self.workers):
            # Only a new process may try a suspect, and all places are taken: one makes room.
            idle = next((worker for worker in self.workers if worker.work is None), None)
            if idle is not None:
                self._dismiss(idle)

    def _give(self, worker: _Worker, work: tuple[_Slot, _Part]) -> None:
        worker.work, worker.used = work, True
        part = work[1]
        # A worker that died meanwhile is found by _listen.
        with contextlib.suppress(OSError):
            worker.pipe.send(Batch(part.first, part.items))

    def _patience(self) -> float | None:
        return None if self.timeout is None else max(_SHORTEST, self.timeout / _LOOKS)

    def _listen(self, patience: float | None) -> None:
        """Take what workers have to say, and see after those that are dead or overdue."""
        if not self.workers:
            return
        told = set(connections.wait([worker.pipe for worker in self.workers], patience))
        for worker in list(self.workers):
            if worker.pipe in told:
                try:
                    answer = worker.pipe.recv()
                except (EOFError, OSError):
                    self._bury(worker)
                    continue
                if worker.work is not None and answer is not None:
                    worker.work[1].result, worker.work = answer, None
                worker.ready = True
            elif self.timeout is not None and worker.work is not None:
                place = worker.overdue(self.timeout)
                if place is not None:
                    self._end_overdue(worker, place)

    def _bury(self, worker: _Worker) -> None:
        """A worker died: single out the item it was at, and have the others done again."""
        self._dismiss(worker)
        if worker.work is None:
            if not worker.ready:
                raise WorkersError(
                    f"a worker process ended while it started (exit code "
                    f"{worker.process.exitcode}); its message stands above. Try without -j"
                )
            return
        part, place = worker.work[1], int(worker.clock[0])
        if part.alone:
            message = (
                f"two worker processes died on it{_how(worker.process)}; "
                "the other documents were done: look at this one by itself"
            )
            self._fail(part, "crashed", message)
            return
        self._split(worker.work, place, None)

    def _end_overdue(self, worker: _Worker, place: int) -> None:
        assert worker.work is not None
        self._dismiss(worker)
        message = f"took longer than {self.timeout:g} seconds; raise --timeout, or leave it out"
        self._split(worker.work, place, message)

    def _split(self, work: tuple[_Slot, _Part], place: int, overdue: str | None) -> None:
        """Put before, culprit and after in the part's place in its slot."""
        slot, part = work
        items = part.items
        before = _Part(items[:place], part.first)
        culprit = _Part(items[place : place + 1], part.first + place, alone=True)
        after = _Part(items[place + 1 :], part.first + place + 1)
        again = [piece for piece in (before, after) if piece.items]
        at = slot.parts.index(part)
        slot.parts[at : at + 1] = [piece for piece in (before, culprit, after) if piece.items]
        self.waiting.extendleft((slot, piece) for piece in reversed(again))
        if overdue is None:
            self.suspects.append((slot, culprit))
        else:
            self._fail(culprit, "timeout", overdue)

    def _fail(self, part: _Part, cause: str, message: str) -> None:
        item = part.items[0]
        failed = failure(cause, item.source, item.offset, message, name_of(item, self.task))
        part.result = process(Batch(part.first, (failed._replace(target=item.target),)), self.task)

    def _dismiss(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()

    def end(self) -> None:
        """End all workers, whatever they are at."""
        for worker in self.workers:
            worker.process.kill()
        for worker in self.workers:
            worker.process.join()
            worker.pipe.close()
        self.workers.clear()


def _how(process: SpawnProcess) -> str:
    code = process.exitcode
    if code is None or code >= 0:
        return f" (exit code {code})"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    memory = ", perhaps for want of memory" if name == "SIGKILL" else ""
    return f" ({name}{memory})"


def _start(task: Task) -> _Worker:
    here, there = _CONTEXT.Pipe()
    clock = _CONTEXT.RawArray("d", 2)
    process = _CONTEXT.Process(target=_work, args=(there, clock, task), daemon=True)
    with _no_interrupt():
        process.start()
    there.close()
    return _Worker(process, here, clock)


@contextlib.contextmanager
def _no_interrupt() -> Iterator[None]:
    """Ctrl-C in a terminal goes to all processes; those started here are not to see it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Started by the first process, it would unblock the signal that is blocked here.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(pipe: Connection, clock: Any, task: Task) -> None:
    """A worker's life: batch in, result out, until the command closes the pipe or ends."""

    def tick(place: int) -> None:
        clock[1] = 0.0
        clock[0] = place
        clock[1] = time.monotonic()

    with contextlib.suppress(EOFError, OSError):
        # The first document loads the library's tables; no document's time is spent on that.
        process(Batch(0, (Item("document", "", 0, "", b"arclean"),)), _silent(task))
        pipe.send(None)
        while True:
            batch = pipe.recv()
            result = process(batch, task, tick)
            clock[1] = 0.0
            pipe.send(result)


def _silent(task: Task) -> Task:
    return Task(format=task.format, write_as="text", options=task.options)
