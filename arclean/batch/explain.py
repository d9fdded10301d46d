"""The view for people: each block with its section, kind and strongest reasons."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from arclean.document import Block, Document, Section

__all__ = ["explain", "isolated"]

_RTL_ISOLATE = "\N{RIGHT-TO-LEFT ISOLATE}"
_END_ISOLATE = "\N{POP DIRECTIONAL ISOLATE}"

#: Section: colour, as the terminal's SGR codes.
_COLOURS = {
    Section.HEADLINE: "1;36",
    Section.SUBHEAD: "36",
    Section.BODY: "32",
    Section.SIDEBAR: "2",
}
#: What is shown of a decision: sums by what was measured, and the strongest rows.
_SUMS, _ROWS = 4, 2
#: What a row is called that is the same for every block, and so tells nothing of this one.
_PRIOR = "prior"
_INDENT = 23
#: Columns before the text: mark, section, kind, score.
_LEAD = 2 + 9 + 12 + 8


def explain(
    document: Document,
    name: str,
    *,
    shown: Sequence[Block] | None = None,
    colour: bool,
    width: int,
) -> str:
    """Blocks in reading order, all or those ``shown``: kept or not, section, points, reasons."""
    blocks = document.blocks
    kept = sum(block.kept for block in blocks)
    lines = [
        _paint(f"{name}: {document.verdict}, {kept} of {len(blocks)} blocks kept", "1", colour)
    ]
    for block in blocks if shown is None else shown:
        lines += _lines(block, colour=colour, width=width)
    return "\n".join(lines) + "\n"


def _lines(block: Block, *, colour: bool, width: int) -> list[str]:
    mark = "+" if block.kept else "-"
    lead = f"{mark} {block.section.value:<9}{block.kind.value:<12}{block.score:>+6}  "
    text = isolated(_shortened(block.text, max(20, width - _LEAD)))
    # The signals load numpy, which commands that explain nothing start without.
    from arclean.evidence import families

    reasons = block.reasons
    sums = families(reasons)[:_SUMS]
    rest = block.score - sum(points for _, points in sums)
    parts = [f"{name} {points:+d}" for name, points in (*sums, ("rest", rest)) if points]
    rows = [reason for reason in reasons if not reason.row.endswith(_PRIOR)][:_ROWS]
    more = [
        "; ".join(filter(None, (", ".join(parts), f"margin {block.margin}"))),
        *(f"{reason.points:+d} {reason.evidence}" for reason in rows),
    ]
    return [
        _paint(lead + text, _COLOURS[block.section], colour),
        *(_paint(" " * _INDENT + line, "2", colour) for line in more),
    ]


def _paint(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text


def isolated(text: str) -> str:
    """Right-to-left text in isolates, so that it does not reorder the columns around it.

    >>> isolated("abc"), isolated("كتاب") == "\\u2067كتاب\\u2069"
    ('abc', True)
    """
    if any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text):
        return f"{_RTL_ISOLATE}{text}{_END_ISOLATE}"
    return text


def _shortened(text: str, width: int) -> str:
    """The start of the text, on one line of at most ``width`` columns, without control codes."""
    shown: list[str] = []
    used = 0
    for letter in " ".join(text[: 8 * width].split()):
        category = unicodedata.category(letter)
        if category in {"Cc", "Cf", "Cs"}:
            # Control and direction codes of the page must not steer the terminal.
            continue
        columns = 0 if category == "Mn" else 1 + (unicodedata.east_asian_width(letter) in "WF")
        if used + columns > width - 1:
            return "".join(shown) + "…"
        shown.append(letter)
        used += columns
    return "".join(shown)
