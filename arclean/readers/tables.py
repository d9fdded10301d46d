"""Tables: which hold data and which arrange the page, and the cells of their rows."""

from __future__ import annotations

from operator import itemgetter
from typing import Final

import numpy as np

from arclean.page import Longs
from arclean.readers.columns import BITS
from arclean.readers.elements import Elements
from arclean.readers.tags import TAG_CODES, among
from arclean.readers.walk import Walk

__all__ = ["cells_of_rows", "mark_tables"]

# A table is data if its cells are short, no other table is among them, and it has rows and columns.
_DATA_CELL_CHARS: Final = 250
_DATA_CELL_CHARS_WITH_HEADS: Final = 1200
_DATA_CELL_BLOCKS: Final = 2
_DATA_CELL_BLOCKS_WITH_HEADS: Final = 4

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


def cells_of_rows(walk: Walk, elements: Elements) -> dict[int, list[tuple[int, int, int]]]:
    """The cells of each row: their order, and the texts they begin and end with."""
    cells: dict[int, list[tuple[int, int, int]]] = {}
    for element in np.flatnonzero(_IS_CELL[elements.codes]).tolist():
        place = (element, int(elements.begins[element]), int(elements.ends[element]))
        cells.setdefault(int(elements.parents[element]), []).append(place)
    for position, code, row, number in walk.empties:
        if _IS_CELL[code] and row in cells:
            # Before the element that was the next to begin.
            cells[row].append((number - 1, position, position))
    for places in cells.values():
        places.sort(key=itemgetter(0))
    return cells
