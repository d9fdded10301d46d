"""The README's picture: two example pages as arclean sees them, ``docs/sections.svg``.

    python -m benchmarks.picture

Each line of a page has the colour of its section and the name of its kind; what is dropped is
grey. The Arabic page runs from right to left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import arclean
from arclean.document import Block, Section

__all__ = ["EXAMPLES", "PICTURE", "main", "picture"]

_DOCS = Path(__file__).resolve().parent.parent / "docs"
PICTURE = _DOCS / "sections.svg"
#: The pages, and whether they run from right to left.
EXAMPLES = ((_DOCS / "examples" / "ferry.txt", False), (_DOCS / "examples" / "dates.txt", True))

#: Pixels: a line, a page, the margin around pages, the bar beside a line, the head with the legend.
_LINE, _PAGE, _MARGIN, _BAR, _HEAD = 22, 470, 16, 5, 44
#: Characters of a line that fit beside its kind.
_SHOWN = 54

#: Section: its bar, and what lies behind its text.
_COLOURS = {
    Section.HEADLINE: ("#0b7285", "#c5f6fa"),
    Section.SUBHEAD: ("#3bc9db", "#e3fafc"),
    Section.BODY: ("#2f9e44", "#ebfbee"),
    Section.SIDEBAR: ("#ced4da", "#ffffff"),
}
_FONT = "font-family='system-ui, sans-serif' font-size='13'"


def picture() -> str:
    """The pages side by side as an SVG image."""
    pages = [
        (arclean.clean(path.read_text("utf-8")).blocks, reversed_) for path, reversed_ in EXAMPLES
    ]
    width = _MARGIN + len(pages) * (_PAGE + _MARGIN)
    height = _HEAD + max(len(blocks) for blocks, _ in pages) * _LINE + _MARGIN
    rows = [
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' "
        f"viewBox='0 0 {width} {height}' {_FONT}>",
        f"<rect width='{width}' height='{height}' fill='#f8f9fa'/>",
        *_legend(),
    ]
    for number, (blocks, reversed_) in enumerate(pages):
        rows += _page(blocks, _MARGIN + number * (_PAGE + _MARGIN), reversed_)
    return "\n".join([*rows, "</svg>"]) + "\n"


def main() -> int:
    """Write the picture."""
    PICTURE.write_text(picture(), "utf-8")
    return 0


def _legend() -> Iterator[str]:
    x = _MARGIN
    for section, (bar, _) in _COLOURS.items():
        name = f"{section} (dropped)" if section is Section.SIDEBAR else section.value
        yield f"<rect x='{x}' y='15' width='14' height='14' rx='3' fill='{bar}'/>"
        yield f"<text x='{x + 20}' y='27' fill='#343a40'>{name}</text>"
        x += 42 + 8 * len(name)


def _page(blocks: Sequence[Block], left: int, reversed_: bool) -> Iterator[str]:
    for number, block in enumerate(blocks):
        yield from _row(block, left, _HEAD + number * _LINE, reversed_)


def _row(block: Block, left: int, top: int, reversed_: bool) -> Iterator[str]:
    bar, behind = _COLOURS[block.section]
    right = left + _PAGE
    start, end = (right - _BAR, left) if reversed_ else (left, right)
    text = block.text if len(block.text) <= _SHOWN else block.text[:_SHOWN].rstrip() + "…"
    ink = "#212529" if block.kept else "#868e96"
    weight = " font-weight='bold'" if block.section is Section.HEADLINE else ""
    way = " direction='rtl' xml:lang='ar'" if reversed_ else ""
    inset = -8 if reversed_ else _BAR + 8
    base = top + 15
    yield (
        f"<rect x='{left}' y='{top}' width='{_PAGE}' height='{_LINE - 2}' fill='{behind}'/>"
        f"<rect x='{start}' y='{top}' width='{_BAR}' height='{_LINE - 2}' fill='{bar}'/>"
    )
    yield f"<text x='{start + inset}' y='{base}' fill='{ink}'{weight}{way}>{escape(text)}</text>"
    anchor = "start" if reversed_ else "end"
    at = end + 8 if reversed_ else end - 8
    yield (
        f"<text x='{at}' y='{base}' fill='#adb5bd' font-size='10' text-anchor='{anchor}'>"
        f"{block.kind.replace('_', ' ')}</text>"
    )


if __name__ == "__main__":
    raise SystemExit(main())
