"""What a run must not write: a file that it reads, or one file twice."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

from arclean.batch.settings import Run, Task
from arclean.batch.sinks import OutputError, is_written_in_place, journal_of, names_beside
from arclean.batch.sources import STDIN, Input, expand, identity

__all__ = ["refuse_overwriting"]


def refuse_overwriting(run: Run, task: Task) -> None:
    """Raise OutputError for outputs that would cost an input, or each other.

    Nothing is opened. What is written as it comes, pipes and devices, overwrites nothing. What a
    mirrored folder gets is told for each of its files, by ``expand``.
    """
    outputs = {
        option: path for option, path in run.named_outputs.items() if not is_written_in_place(path)
    }
    if run.output_is_folder:
        outputs["-o"] = run.output
    _refuse_one_file(outputs)
    if run.output_is_folder:
        folder = identity(outputs.pop("-o"))
        if any(os.path.isdir(name) and identity(name) == folder for name in run.inputs):
            raise OutputError("-o is the folder that is read; name another one for what is written")
    _refuse_inputs(outputs, run, task)


def _refuse_one_file(outputs: dict[str, str]) -> None:
    """Two options that name one file, or what another one is written under first."""
    owners: dict[object, str] = {}
    for option, path in outputs.items():
        for place in {identity(name) for name in names_beside(path)}:
            other = owners.setdefault(place, option)
            if other != option:
                raise OutputError(f"{other} and {option} name one file, {path}; name two")


def _refuse_inputs(outputs: dict[str, str], run: Run, task: Task) -> None:
    written = {
        identity(name): (option, path)
        for option, path in outputs.items()
        for name in names_beside(path)
        if os.path.isfile(name)
    }
    if not written:
        return  # no need to walk through folders
    for given in _read(run, task):
        found = written.get(_identity_of(given))
        if found is None:
            continue
        option, path = found
        what = "an input" if given.name == path else f"{_described(given.name)}, which is read"
        advice = "name another file"
        if given.name not in run.inputs:
            advice += ", or keep it from being read with --glob; if it is old output, remove it"
        raise OutputError(f"{option} {path} would overwrite {what}; {advice}")


def _identity_of(given: Input) -> object:
    if given.name == STDIN:
        # Standard input may be a file, too: ``arclean < page.txt -o page.txt``.
        with contextlib.suppress(AttributeError, OSError, ValueError):
            return identity(sys.stdin.fileno())
    return identity(given.name)


def _described(name: str) -> str:
    return "standard input" if name == STDIN else name


def _read(run: Run, task: Task) -> Iterator[Input]:
    """All files that the run reads, its own folder apart."""
    names = run.inputs
    if run.resume and os.path.exists(journal_of(run)):
        # The run looked through its folders when it began, and may have moved its files since.
        names = tuple(name for name in names if not os.path.isdir(name))
    return expand(names, task, (run.output,) if run.output_is_folder else ())
