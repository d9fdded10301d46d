"""Signals: named measurements of a block in its page.

A signal is a function of the page's :class:`~arclean.signals.facts.Facts` that gives one
integer a block. Its name is the function's name, its meaning the first sentence of the
docstring. The lists of the modules are the only place that names them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from arclean.page import Ints
from arclean.readers.columns import COLUMNS
from arclean.scorecard import HIGHEST
from arclean.signals import containers, cue, markup, neighbours, page, segments, shape
from arclean.signals.facts import Facts

__all__ = ["LEAST", "TEXT_SIGNALS", "Signal", "html_signals", "measure", "of_format"]

Signal = Callable[[Facts], Ints]

#: What is measured on pages of text, by name.
TEXT_SIGNALS: dict[str, Signal] = {
    signal.__name__: signal
    for module in (shape, neighbours, page, segments, cue)
    for signal in module.SIGNALS
}

#: What is less than this is told as this: far before, or nowhere.
LEAST = -64

#: Columns that only number things: same number, same thing. Signals compare them.
_NUMBERS = re.compile(r"_id$")


@cache
def html_signals() -> dict[str, Signal]:
    """What is measured on a page with markup: its text, and what tags tell."""
    columns = [
        markup.column(name, meaning)
        for name, meaning in COLUMNS.items()
        if not _NUMBERS.search(name)
    ]
    named = {signal.__name__: signal for signal in (*markup.SIGNALS, *containers.SIGNALS, *columns)}
    return {**TEXT_SIGNALS, **named}


def of_format(format: str) -> dict[str, Signal]:  # noqa: A002 - the field's word
    """The signals that pages of a format have."""
    return html_signals() if format == "html" else TEXT_SIGNALS


def measure(facts: Facts, names: Sequence[str]) -> Ints:
    """One row a signal, one column a block."""
    known = of_format("html" if facts.page.markup else "text")
    columns = np.empty((len(names), facts.size), np.int32)
    for row, name in enumerate(names):
        columns[row] = known[name](facts)
    np.maximum(columns, LEAST, out=columns)
    return np.minimum(columns, HIGHEST, out=columns)
