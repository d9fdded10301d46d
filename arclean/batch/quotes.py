"""Whether a table with tabs has cells in quotes, or quotes that are part of its text."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

__all__ = ["Lines", "has_quotes"]


class Lines:
    """Lines for the csv module: ``taken`` are those of one row, ``ended`` tells that all were.

    The csv module asks for another line within quotes, so that a row has several.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.taken: list[str] = []
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = next(self._lines)
        except StopIteration:
            self.ended = True
            raise
        self.taken.append(line)
        return line

    def begin(self) -> None:
        """The next line is the first of a row."""
        self.taken = []

    def are_rows(self, width: int) -> bool:
        """Whether the lines of one row would each be a whole row of so many cells.

        Text within quotes hardly has, in each of its lines, as many tabs as there are columns. In
        a table of one column nothing can be told.
        """
        return (
            len(self.taken) > 1
            and width > 1
            and all(line.count("\t") == width - 1 for line in self.taken)
        )


def has_quotes(lines: Sequence[str], *, whole: bool) -> bool:
    r"""Whether cells stand in quotes, as the first lines of a table with tabs show.

    Most such tables have no quoting: a cell may begin with a quote that is closed within it, or
    never. So more cells have to need their quotes than have them unbalanced. Where there are
    neither, cells that begin and end with a quote will do, if no quote stands elsewhere.

    Args:
        lines: the table's first lines, each with its end.
        whole: whether they are all that it has.

    >>> has_quotes(["id\ttext\n", "1\t\"One\n", "two.\"\n"], whole=True)
    True
    >>> has_quotes(["id\ttext\n", "1\t\"One\n", "2\ttwo.\"\n"], whole=True)
    False
    """
    csv.field_size_limit(1 + sum(map(len, lines)))
    given = Lines(lines)
    found: Counter[_Sign] = Counter()
    width = 0
    for row in _strictly(given):
        width = width or len(row or ())
        found[_sign(given, row, width, whole=whole)] += 1
    if found["needed"] or found["unbalanced"]:
        return found["needed"] > found["unbalanced"]
    return found["around"] > 0 and not found["within"]


#: What a row says of quotes: they hold what could not stand without them; they are not closed,
#: or not where a cell ends; they stand around cells; or within cells that have none around.
_Sign = Literal["needed", "unbalanced", "around", "within", "none"]


def _strictly(given: Lines) -> Iterator[list[str] | None]:
    """Each row of a table whose cells are quoted well; ``None`` for one that is not."""
    rows = csv.reader(given, delimiter="\t", strict=True)
    while True:
        given.begin()
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield None


def _sign(given: Lines, row: list[str] | None, width: int, *, whole: bool) -> _Sign:
    if given.are_rows(width):
        return "unbalanced"
    if row is None:
        if whole or not given.ended:
            return "unbalanced"
        # The lines end within a long cell; of one whose first line is the last, nothing is known.
        return "needed" if len(given.taken) > 1 and width > 1 else "none"
    cells = given.taken[0].rstrip("\r\n").split("\t")
    if len(given.taken) > 1 or len(cells) != len(row):
        has_blank = not all(line.strip() for line in given.taken)
        return "needed" if width > 1 or has_blank else "around"
    if _was_doubled(cells, row):
        return "needed"
    if any('"' in cell[1:] and cell[0] != '"' for cell in cells):
        return "within"
    return "none" if cells == row else "around"


def _was_doubled(cells: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a cell in quotes holds a quote, which was written twice."""
    return any('"' in cell and raw.startswith('"') for raw, cell in zip(cells, row, strict=True))
