"""Cells of a table that is not UTF-8, whose bytes travel as surrogates until they are decoded."""

from __future__ import annotations

from collections.abc import Sequence

from arclean.decode import decode
from arclean.errors import UnsupportedInputError

__all__ = ["raw", "readable"]


def raw(cell: str) -> bytes | None:
    """The bytes that a cell was read from, where they were not the UTF-8 that they should be.

    >>> raw("caf\\udce9"), raw("café")
    (b'caf\\xe9', None)
    """
    if cell.isascii():
        return None
    try:
        cell.encode()
    except UnicodeEncodeError:
        return cell.encode("utf-8", "surrogateescape")
    return None


def readable(cells: Sequence[str], evidence: bytes | None = None) -> tuple[str, ...]:
    """The cells, those that were not UTF-8 in the encoding that the evidence is in.

    That is the longest text that is at hand; without it the cells themselves have to tell.

    >>> readable(["caf\\udce9", "Лес"])
    ('café', 'Лес')
    """
    given = [raw(cell) for cell in cells]
    broken = [data for data in given if data is not None]
    if not broken:
        return tuple(cells)
    codec = _codec(evidence or b"\n".join(broken))
    return tuple(
        cell if data is None else data.decode(codec, "replace")
        for cell, data in zip(cells, given, strict=True)
    )


def _codec(data: bytes) -> str:
    try:
        return decode(data).encoding
    except UnsupportedInputError:
        return "utf-8"  # no text at all: what it has of ASCII is all that can be shown
