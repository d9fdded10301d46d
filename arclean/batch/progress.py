"""What a run says on standard error: a bar while it goes, its errors, a summary at the end."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterable
from typing import Any

from arclean.batch.extras import MissingExtraError, need
from arclean.batch.settings import Task
from arclean.batch.sources import STDIN, Input
from arclean.batch.stats import Counts

__all__ = ["Reporter", "share", "summary", "total_size"]

#: Errors that also stand in a file are shown this often, then only counted.
_SHOWN = 10
#: The bar keeps out of the way of runs that end before anybody looks.
_DELAY = 0.5
#: After so many seconds without a bar, for want of the library that draws it, that is said.
_MISSED = 10.0
_BAR = "{percentage:3.0f}%|{bar}| {desc} [{elapsed}<{remaining}]"
_BAR_WITHOUT_TOTAL = "{desc} [{elapsed}]"


def share(part: int, whole: int) -> str:
    """A percentage.

    >>> share(1, 3)
    '33 %'
    """
    return f"{100 * part / whole:.0f} %" if whole else "0 %"


def total_size(inputs: Iterable[Input]) -> int | None:
    """How many bytes the inputs have; ``None`` where one of them cannot tell."""
    total = 0
    for given in inputs:
        if given.name == STDIN or not os.path.isfile(given.name):
            return None
        total += os.path.getsize(given.name)
    return total


class Reporter:
    """Speaks to standard error; with a bar if that is a terminal and ``bar`` is wanted."""

    def __init__(self, *, quiet: bool, limited: bool) -> None:
        self._quiet = quiet
        self._limited = limited
        self._said = 0
        self._bar: Any = None
        self._missing = ""
        self._began = time.monotonic()

    def show_bar(self, total: int | None) -> None:
        """Begin the bar, where there is a terminal and the library that draws it."""
        try:
            tqdm = need("tqdm", "the progress bar").tqdm
        except MissingExtraError as missing:
            self._missing = str(missing)
            return
        # Its watching thread is of no use here: the bar moves with every batch.
        tqdm.monitor_interval = 0
        self._bar = tqdm(
            total=total,
            file=sys.stderr,
            delay=_DELAY,
            leave=False,
            bar_format=_BAR if total else _BAR_WITHOUT_TOTAL,
        )

    def update(self, counts: Counts, raw: int) -> None:
        """Move the bar to where the run is."""
        seconds = max(1e-9, time.monotonic() - self._began)
        if self._missing and seconds > _MISSED:
            self.tell(self._missing)
            self._missing = ""
        if self._bar is None:
            return
        characters, errors = counts["characters"], sum(counts["errors"].values())
        self._bar.set_description_str(
            f"{counts['documents']:,} documents, {raw / 1e6 / seconds:.1f} MB/s, "
            f"{share(characters['kept'], characters['read'])} kept, {errors:,} errors",
            refresh=False,
        )
        self._bar.update(raw - self._bar.n)

    def errors(self, messages: tuple[str, ...]) -> None:
        """Name what failed; all of it, unless it is also written to a file."""
        for message in messages:
            self._said += 1
            if not self._limited or self._said <= _SHOWN:
                self.say(message)

    def say(self, message: str) -> None:
        """One line on standard error."""
        if self._bar is not None:
            self._bar.clear()
        line = f"arclean: {message}\n".encode("utf-8", "backslashreplace").decode()
        if sys.stderr is None:
            return
        # A standard error that nobody reads any more must not end the run.
        with contextlib.suppress(OSError):
            sys.stderr.write(line)
            sys.stderr.flush()

    def tell(self, message: str) -> None:
        """One line that ``--quiet`` leaves out."""
        if not self._quiet:
            self.say(message)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def summary(counts: Counts, task: Task) -> str:
    """What was done, in a line; what left nothing, and what to try then, in others."""
    documents, characters = counts["documents"], counts["characters"]
    errors = sum(counts["errors"].values())
    parts = [
        f"{documents:,} document{'s' * (documents != 1)}",
        f"{share(characters['kept'], characters['read'])} of the text kept",
    ]
    if errors:
        kinds = ", ".join(f"{name} {number:,}" for name, number in sorted(counts["errors"].items()))
        parts.append(f"{errors:,} error{'s' * (errors != 1)} ({kinds})")
    if counts["passed_over"]:
        parts.append(f"{counts['passed_over']:,} records that are no pages passed over")
    return "\narclean: ".join(["; ".join(parts), *_left_nothing(counts, task)])


def _left_nothing(counts: Counts, task: Task) -> list[str]:
    """Of how many documents nothing was written, for each cause."""
    empty, without = counts["verdicts"].get("empty", 0), counts["without_parts"]
    dropped = counts["left_nothing"] - empty - without

    def those(number: int) -> str:
        return "it" if counts["documents"] == 1 else f"{number:,} of them"

    explained = task.write_as == "explain"
    lines = []
    if empty:
        lines.append(f"there was no text in {those(empty)}")
    if without:
        advice = "" if explained else "; --explain shows what is"
        lines.append(f"what --only names is not in {those(without)}{advice}")
    if dropped:
        why = "" if explained else "--explain shows why"
        more = "" if task.options.mode == "recall" else "--mode recall keeps more"
        advice = ", ".join(filter(None, [why, more]))
        lines.append("; ".join(filter(None, [f"nothing was left of {those(dropped)}", advice])))
    return lines
