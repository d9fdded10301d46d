"""The labelled documents of ``fixtures/``: reading them, and laying their labels over blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from arclean.page import Page

__all__ = ["DIRECTORY", "Fixture", "Piece", "fixtures", "read"]

DIRECTORY = Path(__file__).resolve().parent.parent / "fixtures"

_NEWLINES = {"lf": "\n", "crlf": "\r\n", "cr": "\r", "ls": "\u2028", "ff": "\f"}
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\t")


@dataclass(frozen=True, slots=True)
class Piece:
    """A labelled stretch of a fixture's source: its kind, and where it stands."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fixture:
    """A document with a label for every piece; ``fails`` says why it is known to fail.

    ``author`` is ``"project"`` for those that arclean was built on, ``"independent"`` for those
    by people who had not seen what arclean makes of pages.
    """

    id: str
    format: str
    language: str
    style: str
    trap: str
    split: str
    author: str
    fails: str
    source: str
    pieces: tuple[Piece, ...]
    expected: tuple[tuple[str, str], ...]

    def kinds_of(self, page: Page) -> tuple[str, ...]:
        """The kind of each block of a page: the one that most of the block's span has."""
        if self.format == "html":
            return tuple(kind for kind, _ in self.expected)
        assert page.starts is not None
        assert page.ends is not None
        kinds = []
        for start, end in zip(page.starts.tolist(), page.ends.tolist(), strict=True):
            shares: dict[str, int] = {}
            for piece in self.pieces:
                shared = min(end, piece.end) - max(start, piece.start)
                if shared > 0:
                    shares[piece.kind] = shares.get(piece.kind, 0) + shared
            kinds.append(max(shares, key=lambda kind: shares[kind]) if shares else "other")
        return tuple(kinds)


def fixtures(
    format: str = "text", directory: Path = DIRECTORY, author: str | None = None
) -> Iterator[Fixture]:
    """The fixtures of a format, all or those of one author, in the order of their names."""
    for path in sorted((directory / format).rglob("*.tsv")):
        fixture = read(path, format)
        if author in (None, fixture.author):
            yield fixture


def read(path: Path, format: str) -> Fixture:
    """One fixture file.

    Raises:
        ValueError: a row that is no kind and text.
    """
    head, _, rest = path.read_text("utf-8").partition("\n---\n")
    values = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    rows = rest.removesuffix("\n").split("\n")
    common = {
        "id": f"{path.parent.name}/{path.stem}",
        "format": format,
        "language": values["language"],
        "style": values.get("style", ""),
        "trap": values.get("trap", "no"),
        "split": values.get("split", "fit"),
        "author": values.get("author", "project"),
        "fails": values.get("fails", ""),
    }
    if format == "html":
        expected = tuple(_row(row, path) for row in rows if row)
        source = path.with_suffix(".html").read_bytes().decode("utf-8")
        return Fixture(**common, source=source, pieces=(), expected=expected)
    source, pieces = _text(rows, _NEWLINES[values.get("newline", "lf")], path)
    return Fixture(**common, source=source, pieces=pieces, expected=())


def _row(row: str, path: Path) -> tuple[str, str]:
    kind, tab, text = row.partition("\t")
    if not tab:
        raise ValueError(f"{path}: {row!r} is not a kind, a tab and a text")
    return kind, _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else "\t", text)


def _text(rows: list[str], newline: str, path: Path) -> tuple[str, tuple[Piece, ...]]:
    source = ""
    pieces: list[Piece] = []
    for number, row in enumerate(rows):
        kind, text = _row(row, path) if row.strip() else ("blank", "")
        if number and not kind.endswith("+"):
            source += newline
        start = len(source)
        source += text
        bare = kind.rstrip("+~")
        if bare != "blank":
            pieces.append(Piece(bare, start, len(source)))
    return source, tuple(pieces)
