"""What notebooks show of a document."""

from __future__ import annotations

import re

import arclean
from arclean.preview import to_html


def rows(document: arclean.Document) -> list[str]:
    return re.findall(r'<div dir="auto".*?</div>', document._repr_html_(), re.S)


def test_each_block_is_a_row_with_a_direction_of_its_own(document: arclean.Document) -> None:
    assert len(rows(document)) == len(document.blocks)


def test_what_was_dropped_is_paler(document: arclean.Document) -> None:
    for row, block in zip(rows(document), document.blocks, strict=True):
        assert ("opacity:1" in row) is block.kept


def test_a_row_says_its_section_kind_and_points(document: arclean.Document) -> None:
    row, block = rows(document)[0], document.blocks[0]
    assert f'title="{block.section} · {block.kind} · {block.score:+d}"' in row


def test_text_is_no_markup() -> None:
    shown = to_html(arclean.clean("It rained <b>& snowed</b> all day, farmers said.", "text"))
    assert "&lt;b&gt;&amp; snowed" in shown


def test_long_blocks_and_long_pages_are_cut() -> None:
    shown = to_html(arclean.clean("word " * 900 + "\n" + "\n".join(map(str, range(600))), "text"))
    assert "… and 201 more blocks" in shown
    assert len(shown) < 200_000


def test_a_document_is_told_in_a_line(document: arclean.Document) -> None:
    assert re.fullmatch(
        r"Document\(verdict='article', headline='.*', blocks=\d+, kept=\d+, scorecard='text-\w+'\)",
        repr(document),
    )
    assert len(repr(document)) < 300
