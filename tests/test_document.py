"""Documents and blocks as values."""

from __future__ import annotations

import dataclasses
import json
import pickle
from typing import Any

import pytest
from core_support import ENGLISH, PROSE, clean_html, facts_of

import arclean
from arclean.document import SCHEMA, Block, Document, Hints, Kind, Reason, Section
from arclean.verdicts import duplicates

#: Every key of a document's dictionary, and of a block's: schema 1.
DOCUMENT_KEYS = [
    "schema", "version", "scorecard", "verdict", "encoding", "lossy", "hints", "headline",
    "subhead", "body", "sidebar", "text", "source", "blocks",
]  # fmt: skip
BLOCK_KEYS = [
    "text", "section", "kind", "kept", "article", "score", "margin", "start", "end", "path",
    "origin", "level", "reasons",
]  # fmt: skip


def given(**kinds: str) -> Document:
    """A document with one block a kind, as a dictionary gives it."""
    blocks = [
        {"text": text, "kind": kind, "kept": Kind(kind).section is not Section.SIDEBAR,
         "article": 0, "score": 5, "margin": 3, "start": None, "end": None, "path": "p",
         "origin": "dom", "level": None,
         "reasons": [{"row": "a", "evidence": "b", "points": 5}]}
        for kind, text in kinds.items()
    ]  # fmt: skip
    return Document.from_dict({
        "schema": SCHEMA, "version": "0", "scorecard": "x", "verdict": "article", "encoding": None,
        "lossy": False, "hints": Hints(title="T", jsonld=({"type": "A"},)).to_dict(),
        "source": "s", "blocks": blocks,
    })  # fmt: skip


# --- Sections and kinds ------------------------------------------------------------------------


def test_kinds_belong_to_the_sections_of_the_design() -> None:
    found: dict[Section, set[str]] = {section: set() for section in Section}
    for kind in Kind:
        found[kind.section].add(kind.value)
    assert found == {
        Section.HEADLINE: {"headline"},
        Section.SUBHEAD: {"standfirst"},
        Section.BODY: {"paragraph", "heading", "list_item", "quote", "table", "code"},
        Section.SIDEBAR: {
            "caption", "byline", "kicker", "navigation", "breadcrumb", "trending", "related",
            "share", "comment", "tags", "author_bio", "legal", "ad", "form", "pagination",
            "duplicate", "other",
        },
    }  # fmt: skip


def test_sections_join_their_blocks_by_a_blank_line() -> None:
    document = given(headline="H", paragraph="P", quote="Q", ad="A", legal="L")
    assert document.body == "P\n\nQ"
    assert document.sidebar == "A\n\nL"


def test_an_empty_section_is_an_empty_string() -> None:
    document = given(paragraph="P")
    assert (document.headline, document.subhead, document.sidebar) == ("", "", "")


def test_text_has_headline_and_subhead_first() -> None:
    document = given(paragraph="P", caption="C", standfirst="S", headline="H", heading="I")
    assert document.text == "H\n\nS\n\nP\n\nI"


def test_text_and_blocks_agree_before_and_after_blocks_are_made(document: Document) -> None:
    fresh = arclean.clean(document.source)
    text = fresh.text
    assert fresh.blocks == document.blocks
    assert fresh.text == text == document.text


# --- Values ------------------------------------------------------------------------------------


def test_equal_sources_give_equal_documents(page: str) -> None:
    one, other = arclean.clean(page), arclean.clean(page)
    assert one == other
    assert len({one, other}) == 1


def test_documents_differ_by_what_is_kept(page: str) -> None:
    assert arclean.clean(page) != arclean.clean(page, options=arclean.Options(keep={"trending"}))


def test_a_document_is_not_equal_to_its_text(document: Document) -> None:
    assert document != document.text


def test_pickling_carries_reasons(document: Document) -> None:
    other = pickle.loads(pickle.dumps(document))
    assert [block.reasons for block in other.blocks] == [b.reasons for b in document.blocks]


def test_reading_back_carries_reasons_scores_and_margins(document: Document) -> None:
    other = Document.from_dict(document.to_dict())
    for one, two in zip(document.blocks, other.blocks, strict=True):
        assert (one.reasons, one.score, one.margin) == (two.reasons, two.score, two.margin)


@pytest.mark.parametrize("value", ["document", "block", "reason", "hints"])
def test_values_cannot_be_changed(value: str, document: Document) -> None:
    target: Any = {
        "document": document,
        "block": document.blocks[0],
        "reason": document.blocks[0].reasons[0],
        "hints": document.hints,
    }[value]
    name = dataclasses.fields(target)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(target, name, None)


def test_blocks_compare_and_hash_by_value(document: Document, page: str) -> None:
    other = arclean.clean(page)
    assert set(document.blocks) == set(other.blocks)


def test_repr_is_short_enough_to_read(document: Document) -> None:
    assert "_blocks" not in repr(document)
    assert "trace" not in repr(document.blocks[0])


# --- Dictionaries and JSON ---------------------------------------------------------------------


def test_dictionary_has_the_keys_of_schema_1(document: Document) -> None:
    data = document.to_dict()
    assert data["schema"] == 1
    assert list(data) == DOCUMENT_KEYS
    assert all(list(row) == BLOCK_KEYS for row in data["blocks"])


def test_dictionary_is_plain_json(document: Document) -> None:
    data = document.to_dict()
    assert json.loads(json.dumps(data)) == data


def test_reasons_can_be_left_out(document: Document) -> None:
    data = document.to_dict(reasons=False)
    assert all("reasons" not in row for row in data["blocks"])
    assert Document.from_dict(data) == document


def test_json_is_one_readable_line() -> None:
    document = arclean.clean("مطر في الشمال.\nثم شمس.")
    assert "\n" not in document.to_json()
    assert "مطر" in document.to_json()


def test_json_escapes_lone_surrogates() -> None:
    document = arclean.clean("It rains \ud800 today.", "text")
    assert "\\ud800" in document.to_json()
    assert Document.from_dict(json.loads(document.to_json())) == document


@pytest.mark.parametrize("data", [{}, {"schema": None}, {"schema": 2}, {"schema": "1"}])
def test_another_schema_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(
        ValueError, match="is not supported; this version of arclean reads schema 1"
    ):
        Document.from_dict(data)


@pytest.mark.parametrize("key", ["blocks", "hints", "source", "verdict", "version"])
def test_a_missing_key_is_named(document: Document, key: str) -> None:
    data = document.to_dict()
    del data[key]
    with pytest.raises(ValueError, match=f"key '{key}' is missing"):
        Document.from_dict(data)


def test_a_missing_key_of_a_block_is_named(document: Document) -> None:
    data = document.to_dict()
    del data["blocks"][0]["kind"]
    with pytest.raises(ValueError, match="key 'kind' is missing"):
        Document.from_dict(data)


def test_derived_keys_are_not_read(document: Document) -> None:
    data = {**document.to_dict(), "body": "something else"}
    assert Document.from_dict(data).body == document.body


def test_hints_travel() -> None:
    document = clean_html(
        '<html lang="ar" dir="rtl"><title>T</title><link rel="canonical" href="https://a.example/">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "H"}</script>'
        f"<p>{PROSE[0]}"
    )
    assert document.hints.title == "T"
    assert (document.hints.language, document.hints.direction) == ("ar", "rtl")
    assert Document.from_dict(json.loads(document.to_json())).hints == document.hints


# --- Blocks ------------------------------------------------------------------------------------


def test_text_blocks_quote_the_source(document: Document) -> None:
    assert all(document.source[b.start : b.end] == b.text for b in document.blocks)


def test_blocks_of_the_article_are_numbered_and_those_of_the_sidebar_are_not(
    document: Document,
) -> None:
    for block in document.blocks:
        assert (block.article is None) is (block.section is Section.SIDEBAR)


def test_reasons_come_strongest_first(document: Document) -> None:
    for block in document.blocks:
        sizes = [abs(reason.points) for reason in block.reasons]
        assert sizes == sorted(sizes, reverse=True)


def test_a_block_made_by_hand_has_a_section() -> None:
    block = Block("x", Kind.QUOTE, kept=True, article=0, start=0, end=1)
    assert block.section is Section.BODY
    assert Reason("a", "b", 1) == Reason("a", "b", 1)


def test_document_says_what_decided_it(document: Document) -> None:
    name, _, digest = document.scorecard.rpartition("-")
    assert name == "text"
    assert len(digest) == 12
    assert document.version == arclean.__version__


def test_text_has_no_encoding_and_bytes_have_one() -> None:
    assert arclean.clean("It rains.", "text").encoding is None
    assert arclean.clean(b"It rains.", "text").encoding is not None


def test_a_copy_of_the_headline_is_a_duplicate() -> None:
    title = "Old ferry line to reopen in spring"
    document = arclean.clean("\n\n".join([title, *ENGLISH, title]), "text")
    assert document.headline == title
    assert document.blocks[-1].kind is Kind.DUPLICATE


@pytest.mark.parametrize(("one", "other"), [("12:45", "13:10"), ("Photo 1", "Photo 2")])
def test_what_differs_in_digits_is_no_duplicate(one: str, other: str) -> None:
    same = facts_of(f"{one}\n{other}").same
    assert same[0] != same[1]


TITLE = "Ferry line to the islands reopens"


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        (f"<blockquote>{PROSE[0]}</blockquote>", Kind.QUOTE),
        (f"<table><tr><th>Boat<th>Says<tr><td>Sula<td>{PROSE[0]}</table>", Kind.TABLE),
        ("<h2>What the crews say</h2>", Kind.HEADING),
        (f"<ul><li>{PROSE[0]}<li>{PROSE[1]}</ul>", Kind.LIST_ITEM),
    ],
)
def test_elements_of_the_body_say_its_kinds(markup: str, kind: Kind) -> None:
    text = [f"<p>{paragraph}" for paragraph in ENGLISH]
    page = f"<article><h1>{TITLE}</h1>{''.join(text)}{markup}{''.join(text[::-1])}</article>"
    kinds = [block.kind for block in clean_html(page).blocks]
    assert set(kinds) >= {kind}
    assert set(kinds) <= {kind, Kind.PARAGRAPH, Kind.HEADLINE, Kind.DUPLICATE}


BODY, SIDE, HEAD = Kind.PARAGRAPH, Kind.NAVIGATION, Kind.HEADLINE


@pytest.mark.parametrize(
    ("kinds", "texts", "expected"),
    [
        pytest.param((SIDE, HEAD), (f"{TITLE} | The Tide", TITLE), {0}, id="title of the window"),
        pytest.param((SIDE, HEAD), (f"Home > Local > {TITLE}", TITLE), {0}, id="breadcrumb"),
        pytest.param((HEAD, BODY, SIDE), (TITLE, "It sails.", TITLE.upper()), {2}, id="capitals"),
        pytest.param(
            (SIDE, HEAD), (f"{TITLE}, bakery closes, seal moved, rain ends drought", TITLE), set(),
            id="one of many titles",
        ),
        pytest.param((HEAD, BODY), (TITLE, f"{TITLE}."), set(), id="in the body"),
        pytest.param((HEAD, SIDE), ("Ferry", "Ferry rides"), set(), id="a headline of one word"),
        pytest.param((Kind.CAPTION, Kind.CAPTION), ("The quay", "The quay"), {1}, id="caption"),
        pytest.param((SIDE, SIDE), ("Home", "Home"), set(), id="a menu printed twice"),
        pytest.param((Kind.KICKER, Kind.KICKER), ("* * *", "* * *"), set(), id="a line of signs"),
    ],
)  # fmt: skip
def test_titles_and_captions_printed_again_are_duplicates(
    kinds: tuple[Kind, ...], texts: tuple[str, ...], expected: set[int]
) -> None:
    assert duplicates(kinds, texts, facts_of("\n\n".join(texts)).same) == expected
