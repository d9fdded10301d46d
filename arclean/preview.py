"""A document as HTML for people: blocks in reading order, coloured by section, for notebooks."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arclean.document import Block, Document

__all__ = ["to_html"]

#: Section: colour of the bar beside its blocks; they can be told apart on light and dark alike.
_COLOURS = {
    "headline": "#0b7285",
    "subhead": "#3bc9db",
    "body": "#2f9e44",
    "sidebar": "#adb5bd",
}
#: Blocks and characters that are shown: a notebook holds the page as long as it is open.
_MOST_BLOCKS = 400
_MOST_CHARACTERS = 600


def to_html(document: Document) -> str:
    """The blocks of a document, coloured by section, those that were dropped in grey.

    Each block has the direction of its own first letters, so that Arabic and Latin stand right.

    >>> import arclean
    >>> to_html(arclean.clean("Rain is expected in the north, officials said.")).count('dir="auto"')
    1
    """
    blocks = document.blocks
    kept = sum(block.kept for block in blocks)
    shown = blocks[:_MOST_BLOCKS]
    more = len(blocks) - len(shown)
    head = f"<p><b>{document.verdict}</b>: {kept} of {len(blocks)} blocks kept</p>"
    tail = f"<p>… and {more} more blocks</p>" if more else ""
    return f'<div class="arclean">{head}{"".join(_rows(shown))}{tail}</div>'


def _rows(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        text = block.text
        if len(text) > _MOST_CHARACTERS:
            text = text[:_MOST_CHARACTERS] + "…"
        style = (
            f"border-inline-start:4px solid {_COLOURS[block.section]};padding:2px 8px;margin:2px 0;"
            f"white-space:pre-wrap;opacity:{1 if block.kept else 0.55}"
        )
        note = f"{block.section} · {block.kind} · {block.score:+d}"
        yield f'<div dir="auto" title="{escape(note)}" style="{style}">{escape(text)}</div>'
