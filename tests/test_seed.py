"""The document that started the project, exactly as it must come out."""

from __future__ import annotations

import pytest
from core_support import SEED

import arclean
from arclean.document import Document, Kind, Section

FIRST_WORDS = "دعا رئيس الجمهورية"
LAST_WORDS = "المقاتلين الإرهابيين الأجانب."
CAPTION = "جانب من اللقاء"
LABELS = ["مقالات الواجهة", "الأكثر قراءة"]

#: The document's lines as people see them.
LINES = [line.strip() for line in SEED.read_text("utf-8").splitlines() if line.strip()]
BODY, NUMBERED = LINES[4:12], LINES[14:]


def test_the_lines_that_the_test_speaks_of_are_there() -> None:
    assert [LINES[2], LINES[3], *LINES[12:14]] == [CAPTION, CAPTION, *LABELS]
    assert BODY[0].startswith(FIRST_WORDS)
    assert BODY[-1].endswith(LAST_WORDS)
    assert [int(line.partition(".")[0]) for line in NUMBERED] == list(range(1, 11))


def test_headline_is_the_first_line(seed: Document) -> None:
    assert seed.headline == LINES[0]


def test_subhead_is_the_second_line(seed: Document) -> None:
    assert seed.subhead == LINES[1]


def test_body_is_the_eight_paragraphs_unchanged(seed: Document) -> None:
    assert seed.body == "\n\n".join(BODY)


def test_sidebar_is_all_the_rest(seed: Document) -> None:
    assert seed.sidebar == "\n\n".join([CAPTION, CAPTION, *LABELS, *NUMBERED])


def test_text_is_headline_subhead_and_body(seed: Document) -> None:
    assert seed.text == "\n\n".join([*LINES[:2], *BODY])


def test_the_second_caption_is_a_duplicate(seed: Document) -> None:
    kinds = [block.kind for block in seed.blocks if block.text == CAPTION]
    assert kinds == [Kind.CAPTION, Kind.DUPLICATE]


@pytest.mark.parametrize("line", [*LABELS, *NUMBERED])
def test_labels_and_numbered_headlines_are_trending(seed: Document, line: str) -> None:
    assert [block.kind for block in seed.blocks if block.text == line] == [Kind.TRENDING]


def test_body_is_paragraphs_of_one_article(seed: Document) -> None:
    found = {(b.kind, b.article) for b in seed.blocks if b.section is Section.BODY}
    assert found == {(Kind.PARAGRAPH, 0)}


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028"])
def test_line_ends_change_nothing(seed: Document, newline: str) -> None:
    other = arclean.clean(SEED.read_text("utf-8").replace("\n", newline))
    assert [(b.kind, b.text) for b in other.blocks] == [(b.kind, b.text) for b in seed.blocks]


def test_bytes_give_the_same_document(seed: Document) -> None:
    other = arclean.clean(SEED.read_bytes())
    assert (other.blocks, other.encoding, other.lossy) == (seed.blocks, "utf-8", False)


def test_keeping_captions_keeps_the_first_copy(seed: Document) -> None:
    kept = arclean.clean(seed.source, options=arclean.Options(keep={"caption"}))
    assert kept.text.split("\n\n").count(CAPTION) == 1
