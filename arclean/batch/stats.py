"""Counts of a run: made a batch at a time, added up, written as JSON."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from arclean.document import Block, Kind

__all__ = ["Counts", "add", "count", "count_blocks", "empty", "script_of", "to_json"]

#: Nested dictionaries of integers: what a run counted, and what its journal keeps.
Counts = dict[str, Any]

#: A script shows in a few letters; looking at more would cost and tell the same.
_LETTERS = 48


def empty() -> Counts:
    """Counts of nothing."""
    return {
        "documents": 0,
        "passed_over": 0,
        "left_nothing": 0,
        "without_parts": 0,
        "characters": {"read": 0, "kept": 0},
        "verdicts": {},
        "scripts": {},
        "sections": {},
        "kinds": {},
        "errors": {},
    }


def add(total: Counts, more: Mapping[str, Any]) -> None:
    """Add ``more`` to ``total``, number by number.

    >>> total = {"documents": 1, "errors": {}}
    >>> add(total, {"documents": 2, "errors": {"timeout": 1}})
    >>> total
    {'documents': 3, 'errors': {'timeout': 1}}
    """
    for name, value in more.items():
        if isinstance(value, Mapping):
            add(total.setdefault(name, {}), value)
        else:
            total[name] = total.get(name, 0) + value


def count(counts: Counts, verdict: str, read: int, kept: int, written: int) -> None:
    """Count one cleaned document, of whose ``read`` characters ``kept`` were kept.

    ``written`` are those that ``--only`` lets through, of all; a document that keeps some and has
    none of these is without the parts that were asked for.
    """
    counts["documents"] += 1
    counts["left_nothing"] += not written
    counts["without_parts"] += bool(kept and not written)
    counts["characters"]["read"] += read
    counts["characters"]["kept"] += kept
    _more(counts["verdicts"], verdict)


def count_blocks(counts: Counts, blocks: Iterable[Block]) -> None:
    """Count a document's blocks by section and kind, and the document by its script."""
    kinds: dict[Kind, list[int]] = {}
    body = ""
    for block in blocks:
        tally = kinds.setdefault(block.kind, [0, 0])
        tally[0] += 1
        tally[1] += len(block.text)
        if block.kept and len(body) < _LETTERS:
            body += block.text[:_LETTERS]
    for kind, (number, length) in kinds.items():
        _tally(counts["kinds"], kind.value, number, length)
        _tally(counts["sections"], kind.section.value, number, length)
    _more(counts["scripts"], script_of(body))


def _tally(table: dict[str, dict[str, int]], name: str, blocks: int, characters: int) -> None:
    row = table.setdefault(name, {"blocks": 0, "characters": 0})
    row["blocks"] += blocks
    row["characters"] += characters


def _more(table: dict[str, int], name: str) -> None:
    table[name] = table.get(name, 0) + 1


def script_of(text: str) -> str:
    """The script that most of the first letters are of, as Unicode's character names say.

    >>> script_of("كتاب جديد: new book"), script_of("Δελτίο"), script_of("123")
    ('arabic', 'greek', 'none')
    """
    seen: dict[str, int] = {}
    number = 0
    for letter in text:
        if letter.isalpha():
            name = unicodedata.name(letter, "other").partition(" ")[0].lower()
            seen[name] = seen.get(name, 0) + 1
            number += 1
            if number == _LETTERS:
                break
    return max(seen, key=lambda name: (seen[name], name)) if seen else "none"


def to_json(counts: Counts, extra: Mapping[str, Any]) -> str:
    """The counts as a JSON file."""
    tables = {
        name: dict(sorted(value.items())) if isinstance(value, dict) else value
        for name, value in counts.items()
    }
    return json.dumps({**extra, **tables}, ensure_ascii=False, indent=2) + "\n"
