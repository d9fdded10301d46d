"""A run: inputs → batches → workers → outputs, with its journal, its counts and its messages."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

import arclean
from arclean.batch import stats
from arclean.batch.arguments import USAGE
from arclean.batch.arrow import taken
from arclean.batch.batches import ChangedInputError, batches
from arclean.batch.extras import MissingExtraError, check, need
from arclean.batch.guard import refuse_overwriting
from arclean.batch.journal import Entry, Journal, JournalError
from arclean.batch.progress import Reporter, summary, total_size
from arclean.batch.settings import Run, Task
from arclean.batch.sinks import (
    OutputError,
    Outputs,
    Position,
    check_writable,
    finish_committed,
    is_written_in_place,
    open_outputs,
    write_whole,
)
from arclean.batch.sources import STDIN, Opened, expand, kind_of, open_input
from arclean.batch.streams import compression_of
from arclean.batch.tables import parquet_schema
from arclean.batch.workers import Done, WorkersError, in_this_process, in_workers

__all__ = ["DONE", "FAILED", "INTERRUPTED", "run"]

#: Exit codes. 130 is what shells report for Ctrl-C.
DONE, FAILED, INTERRUPTED = 0, 1, 130

#: Kinds of input that hold records, which come out as JSON Lines unless something else is asked.
_RECORDS = {"jsonl", "csv", "tsv", "parquet", "warc"}
#: A journal entry waits for the disk; this often, in seconds, that costs nothing.
_CHECKPOINT = 1.0


def run(run: Run, task: Task) -> int:
    """Do what was asked for, and return the exit code."""
    # Where outputs go is not known before it is known what is written.
    untargeted = replace(task, targets=False)
    try:
        refuse_overwriting(run, untargeted)
    except OutputError as error:
        _complain(str(error))
        return USAGE
    given = expand(run.inputs, untargeted, run.outputs)
    first = next(map(open_input, given), None)
    if first is None:
        names = ", ".join(run.inputs)
        _complain(f"{names}: no files are there that match; check the folder and --glob")
        return FAILED
    try:
        task = settled(task, run, first)
        return _Run(run, task, first).go()
    except (MissingExtraError, JournalError, OutputError) as error:
        _complain(str(error))
        return USAGE
    finally:
        if first.stream is not None and first.input.name != STDIN:
            first.stream.close()


def settled(task: Task, run: Run, first: Opened) -> Task:
    """The task with what the first input and the outputs' names decide."""
    kind = kind_of(first, task)
    write_as = task.write_as
    if write_as == "auto":
        write_as = "jsonl" if kind in _RECORDS else "text"
    schema = None
    if write_as == "parquet":
        need("pyarrow", "writing Parquet")
        need("pyarrow.parquet", "writing Parquet")
        if kind == "parquet" and first.stream is not None:
            schema = parquet_schema(first.stream)
        if column := taken(replace(task, schema=schema)):
            raise OutputError(f"there is a column {column!r} already; name another with --into")
    if task.metadata:
        check("trafilatura", "--metadata")
    ending = compression_of(run.output)
    task = replace(
        task,
        write_as=write_as,
        schema=schema,
        targets=run.output_is_folder,
        compression="" if run.output_is_folder or write_as == "parquet" else ending,
        errors_compression=compression_of(run.errors),
        rejects_compression=compression_of(run.rejects),
    )
    if "zstd" in {task.compression, task.errors_compression, task.rejects_compression}:
        need("zstandard", "writing .zst")
    return task


def _complain(message: str) -> None:
    Reporter(quiet=False, limited=False).say(message)


class _StoppedError(Exception):
    """``--strict``: an error was met."""


@dataclass
class _State:
    """What is sure: the items up to the last batch that was written whole."""

    entry: Entry
    saved: int = 0


class _Run:
    def __init__(self, run: Run, task: Task, first: Opened) -> None:
        self.run = run
        self.task = task
        self.first = first
        self.journal = Journal(run, task) if _can_be_resumed(run) else None
        # In a mirrored folder what was never opened has no file for its record.
        in_output = task.write_as in {"jsonl", "parquet"} and not run.output_is_folder
        recorded = bool(run.errors) or in_output
        self.reporter = Reporter(quiet=run.quiet, limited=recorded)

    def go(self) -> int:
        """The whole run; its exit code."""
        if self.run.stats:
            check_writable(self.run.stats)
        start = self._start()
        if start.finished:
            finish_committed(self.run, self.task, start.position)
            return self._end(start)
        outputs = open_outputs(self.run, self.task, start.position if start.items else None)
        state = _State(start, start.items)
        try:
            self._begin_journal(start)
            self._show_bar()
            with contextlib.closing(self._done(start)) as done:
                self._write(done, outputs, state)
            self._save(outputs, replace(state.entry, finished=True), state)
            outputs.commit()
            return self._end(state.entry)
        except BrokenPipeError:
            return self._closed_pipe(outputs, state)
        except BaseException as error:
            return self._stopped(error, outputs, state)
        finally:
            self.reporter.close()

    def _start(self) -> Entry:
        nothing = Entry(0, "", Position(), stats.empty())
        if self.journal is None:
            return nothing
        if not self.run.resume:
            self.journal.refuse_unfinished()
            return nothing
        last = self.journal.last()
        if last is not None:
            self.reporter.tell(f"going on after {_documents(last.items)}")
        return last or nothing

    def _begin_journal(self, start: Entry) -> None:
        if self.journal is None:
            return
        try:
            if start.items:
                self.journal.go_on()
            else:
                self.journal.start()
        except OSError as error:
            raise OutputError(
                f"{self.journal.path} cannot be written: {error.strerror}; check the folder"
            ) from error

    def _show_bar(self) -> None:
        run = self.run
        if run.progress and not run.quiet and sys.stderr and sys.stderr.isatty():
            self.reporter.show_bar(total_size(expand(run.inputs, self.task, run.outputs)))

    def _inputs(self) -> Iterator[Opened]:
        """All inputs, opened one at a time; the first was opened already to see what it is."""
        inputs = expand(self.run.inputs, self.task, self.run.outputs)
        given = next(inputs, None)
        if given is not None:
            # Only now can be told that its output would have no place of its own.
            yield open_input(given) if given.problem else self.first._replace(input=given)
        yield from map(open_input, inputs)

    def _done(self, start: Entry) -> Generator[Done, None, None]:
        work = batches(self._inputs(), self.task, start.items, start.digest)
        if self.run.jobs:
            yield from in_workers(work, self.task, self.run.jobs, self.run.timeout)
        else:
            yield from in_this_process(work, self.task)

    def _write(self, done: Iterator[Done], outputs: Outputs, state: _State) -> None:
        last = float("-inf")
        counts = state.entry.counts
        for batch, result in done:
            failed = bool(result.messages) and self.run.strict
            if not failed or self.journal is None:
                outputs.write(result)
            stats.add(counts, result.counts)
            self.reporter.errors(result.messages)
            self.reporter.update(counts, batch.raw)
            if failed:
                if self.journal is None:
                    before = state.entry.items + result.counts["documents"]
                    state.entry = replace(state.entry, items=before)
                raise _StoppedError
            state.entry = Entry(batch.end, batch.digest, outputs.position(), _copy(counts))
            if time.monotonic() > last + _CHECKPOINT:
                self._save(outputs, state.entry, state)
                last = time.monotonic()

    def _save(self, outputs: Outputs, entry: Entry, state: _State) -> None:
        """Make it certain, and known, that the work so far need not be done again."""
        if self.journal is None:
            return
        outputs.sync()
        try:
            self.journal.add(entry)
        except OSError as error:
            raise OutputError(
                f"{self.journal.path} cannot be written: {error.strerror}; free some space"
            ) from error
        state.entry, state.saved = entry, entry.items

    def _end(self, entry: Entry) -> int:
        counts = entry.counts
        self.reporter.close()
        if self.run.stats:
            self._write_stats(counts)
        if self.journal is not None:
            self.journal.close(discard=True)
        if self.run.output or counts["documents"] > 1 or counts["left_nothing"]:
            self.reporter.tell(summary(counts, self.task))
        return FAILED if counts["errors"] else DONE

    def _write_stats(self, counts: stats.Counts) -> None:
        extra = {"version": arclean.__version__, "inputs": list(self.run.inputs)}
        write_whole(self.run.stats, stats.to_json(counts, extra))

    def _closed_pipe(self, outputs: Outputs, state: _State) -> int:
        """Whoever read the output has had enough."""
        if self.journal is not None:
            what = "a pipe cannot be written: its reader has ended; name a file instead"
            return self._stopped(OutputError(what), outputs, state)
        outputs.commit_others()
        outputs.close(discard=True)
        with contextlib.suppress(OSError):
            # Python flushes standard output once more at exit; there is nowhere to flush it to.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED if state.entry.counts["errors"] else DONE

    def _stopped(self, error: BaseException, outputs: Outputs, state: _State) -> int:
        """The run ends early: keep what can be gone on from, and say how far it got."""
        self.reporter.close()
        if self.journal is not None and state.entry.items > state.saved:
            with contextlib.suppress(OutputError):
                self._save(outputs, state.entry, state)
        if self.journal is None:
            outputs.commit_others()
        resumable = self.journal is not None and state.saved > 0
        outputs.close(discard=not resumable)
        if self.journal is not None:
            self.journal.close(discard=not resumable)
        advice = "the output ends there" if self.journal is None else "no output was kept"
        if resumable:
            advice = f"{state.saved:,} are done and kept; the same command with --resume goes on"
        code, what = _ending(error)
        if what is None:
            raise error
        self.reporter.say(f"{what} after {_documents(state.entry.items)}; {advice}")
        return code


def _documents(number: int) -> str:
    return f"{number:,} document{'s' * (number != 1)}"


def _ending(error: BaseException) -> tuple[int, str | None]:
    """Exit code, and what happened; ``None`` for what is a mistake of the program."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED, "stopped"
    if isinstance(error, _StoppedError):
        return FAILED, "stopped at the first error"
    if isinstance(error, ChangedInputError):
        return USAGE, "the input is not what the interrupted run read: stopped"
    if isinstance(error, OutputError | WorkersError):
        return FAILED, f"{error}: stopped"
    return FAILED, None


def _can_be_resumed(run: Run) -> bool:
    """Standard output, devices and pipes cannot be cut to where a run had them."""
    return bool(run.output) and (run.output_is_folder or not is_written_in_place(run.output))


def _copy(counts: stats.Counts) -> stats.Counts:
    copy = stats.empty()
    stats.add(copy, counts)
    return copy
