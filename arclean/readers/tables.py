"""Tables: which hold data and which arrange the page, and the cells of their rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Final

import numpy as np

from arclean.page import Longs
from arclean.readers.columns import BITS
from arclean.readers.elements import Elements
from arclean.readers.tags import TAG_CODES, among
from arclean.readers.walk import Walk

__all__ = ["cells_of_rows", "joined", "mark_tables"]

# A table is data if its cells are short, no other table is among them, and it has rows and columns.
_DATA_CELL_CHARS: Final = 250
_DATA_CELL_CHARS_WITH_HEADS: Final = 1200
_DATA_CELL_BLOCKS: Final = 2
_DATA_CELL_BLOCKS_WITH_HEADS: Final = 4
#: Cells span no columns further right: each that is spanned is written, in every row.
_SPANNED_COLUMNS: Final = 64
#: A row span of 0 reaches to the end of its part of the table, as does one of more than it has.
_ALL_ROWS: Final = 1 << 16
_SPAN = re.compile(r"\s*\+?0*([0-9]{1,5})")
#: Spaces beside a bar that is a cell's own.
_BESIDE_BAR = re.compile(r" (?=\|)|(?<=\|) ")

_TABLE, _TR = TAG_CODES["table"], TAG_CODES["tr"]
_IS_CELL: Final = among("td", "th")
_IS_HEAD: Final = among("th", "caption", "thead")
_IS_LAID_OUT: Final = among("p", "div", "ul", "ol", "dl", "pre", "blockquote", "figure")
#: Elements that no table of data has in it.
_NOT_DATA: Final = among(
    "h1", "h2", "h3", "form", "article", "section", "textarea", "select", "fieldset"
)


def mark_tables(walk: Walk, elements: Elements, sizes: Longs, marks: Longs) -> None:
    """Tell tables of data from those that arrange the page, and mark what is in them.

    ``sizes`` has the characters of each text, ``marks`` are each element's own.
    """
    if _TABLE not in walk.codes:
        return
    codes, parents, begins, ends = elements.codes, elements.parents, elements.begins, elements.ends
    is_table = codes == _TABLE
    count = len(codes)
    own = elements.nearest(is_table)
    above = own[parents]  # the table that an element stands in; for a table the one around it
    rows = np.bincount(above[codes == _TR], minlength=count)
    cells = np.flatnonzero(_IS_CELL[codes])
    heads = np.bincount(above[_IS_HEAD[codes]], minlength=count)
    against = np.bincount(above[is_table | _NOT_DATA[codes]], minlength=count)
    blank = [row for _, code, row, _ in walk.empties if _IS_CELL[code]]
    widths = np.bincount(np.append(parents[cells], blank).astype(np.int64), minlength=count)
    widest = np.zeros(count, np.int64)
    np.maximum.at(widest, above, widths)
    sums = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=sums[1:])
    longest = np.zeros(count, np.int64)
    np.maximum.at(longest, above[cells], sums[ends[cells]] - sums[begins[cells]])
    # A cell of data is a line or two, and no arrangement of blocks.
    inside = _IS_LAID_OUT[codes] & ~is_table & (above > 0)
    laid_out = np.zeros(count, np.int64)
    cell_of = elements.nearest(_IS_CELL[codes])
    np.maximum.at(laid_out, above[cells], np.bincount(cell_of[inside], minlength=count)[cells])
    limit = np.where(heads > 0, _DATA_CELL_CHARS_WITH_HEADS, _DATA_CELL_CHARS)
    data = is_table & (against == 0) & (widest > 1) & (longest <= limit)
    data &= (rows > 1) | (heads > 0)
    data &= laid_out <= np.where(heads > 0, _DATA_CELL_BLOCKS_WITH_HEADS, _DATA_CELL_BLOCKS)
    for table in np.flatnonzero(data).tolist():
        role = walk.attributes[table].get("role") or ""
        data[table] = role.lower() not in {"presentation", "none"}
    marks[is_table & ~data] |= BITS["in_layout_table"]
    in_data = data[above] & (codes == _TR)
    marks[in_data] |= BITS["in_table"] | BITS["in_row"] | BITS["one_line"]


#: A cell: when it begins among the elements, and the texts that it begins and ends with.
_Cell = tuple[int, int, int]


def cells_of_rows(walk: Walk, elements: Elements) -> dict[int, list[_Cell]]:
    """The cells of each row.

    Where one reaches into other columns or rows there is a cell without text, so that what stands
    in one column has as many cells before it.
    """
    cells: dict[int, list[_Cell]] = {}
    spans: dict[int, tuple[int, int]] = {}
    parts: set[int] = set()  # of tables, that have spans
    for element in np.flatnonzero(_IS_CELL[elements.codes]).tolist():
        row, order = int(elements.parents[element]), 2 * element
        place = (order, int(elements.begins[element]), int(elements.ends[element]))
        cells.setdefault(row, []).append(place)
        attributes = walk.attributes[element]
        if "colspan" in attributes or "rowspan" in attributes:
            spans[order] = _span(attributes)
            parts.add(int(elements.parents[row]))
    for position, code, row, number in walk.empties:
        if _IS_CELL[code] and row in cells:
            # Before the element that was the next to begin.
            cells[row].append((2 * number - 1, position, position))
    for places in cells.values():
        places.sort(key=itemgetter(0))
    for rows in _rows(walk, elements, parts):
        _spread(rows, cells, spans)
    return cells


def _span(attributes: Mapping[str, str | None]) -> tuple[int, int]:
    """How many columns and rows a cell spans, as browsers read it."""
    columns, rows = (_SPAN.match(attributes.get(name) or "") for name in ("colspan", "rowspan"))
    return (
        (int(columns[1]) or 1) if columns else 1,
        (int(rows[1]) or _ALL_ROWS) if rows else 1,
    )


def _rows(walk: Walk, elements: Elements, parts: set[int]) -> Iterable[list[int]]:
    """The rows of each of these parts of tables, in order; -1 for one that holds nothing."""
    rows: dict[int, list[tuple[int, int]]] = {part: [] for part in parts}
    if parts:
        for row in np.flatnonzero(elements.codes == _TR).tolist():
            rows.get(int(elements.parents[row]), []).append((2 * row, row))
        for _, code, part, number in walk.empties:
            if code == _TR and part in rows:
                rows[part].append((2 * number - 1, -1))
    return ([row for _, row in sorted(ordered)] for ordered in rows.values())


def _spread(
    rows: Sequence[int], cells: dict[int, list[_Cell]], spans: Mapping[int, tuple[int, int]]
) -> None:
    """Put cells without text where cells of these rows reach that stand elsewhere."""
    free_from = [0] * _SPANNED_COLUMNS  # of each column, the first row that no cell reaches yet
    for number, row in enumerate(rows):
        places: list[_Cell] = []
        for cell in cells.get(row, ()):
            order, begin, _ = cell
            column = len(places)
            while column < _SPANNED_COLUMNS and free_from[column] > number:
                places.append((order, begin, begin))
                column += 1
            columns, deep = spans.get(order, (1, 1))
            spanned = slice(column, column + columns)
            free_from[spanned] = [max(free, number + deep) for free in free_from[spanned]]
            places.append(cell)
        if places:
            cells[row] = places


def joined(cells: Sequence[str]) -> str:
    """The text of a row: its cells with bars between them, an empty one where it holds a place.

    A bar with a space on both sides is always one between cells. Spaces beside others, which
    cells brought along, are such as do not break.

    >>> joined(["", "a", "", "b", ""]), joined(["a | b", "c"])
    ('| a |  | b', 'a\xa0|\xa0b | c')
    """
    own = [_BESIDE_BAR.sub("\N{NO-BREAK SPACE}", cell) if "|" in cell else cell for cell in cells]
    while own and not own[-1]:
        own.pop()
    if own[:1] == ["|"] and len(own) > 1:
        own[0] += "\N{NO-BREAK SPACE}"  # at a row's beginning it would be an empty place
    return " | ".join(own).lstrip(" ")
