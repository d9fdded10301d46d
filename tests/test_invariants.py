"""The invariants of the design, over generated input, the fixtures, and corpus pages."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import pickle
import re
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np
import pytest
from core_support import (
    LINE_ENDS,
    MENU,
    PROSE,
    ROOT,
    SEED,
    VISIBLE,
    clean_html,
    corpus_pages,
    corpus_texts,
    decisions,
    facts_of,
    growth,
    html_options,
    markup,
    pages,
    paragraph,
    sections_of,
    texts,
    trace,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

import arclean
from arclean import settle, verdicts
from arclean.document import Document, Kind, Section
from arclean.kinds import kinds as kinds_of
from arclean.readers.text import block_text
from arclean.signals.looks import Look, measure_looks
from benchmarks.fixtures import Fixture, fixtures
from benchmarks.scores import word_f1

#: The project's own hold every sort of page; reasons of all would take minutes.
FIXTURES = list(fixtures("text", author="project"))
CORPORA = ("arabic", "wcxb", "fundus", "daniel", "magic", "saudi")
PAGE_CORPORA = ("wcxb", "fundus", "daniel", "magic")
MODES = ("precision", "balanced", "recall")


def sample(name: str, count: int = 3) -> list[str]:
    found = corpus_texts(name, count)
    if not found:
        pytest.skip("the corpora are not here")
    return found


def page_sample(name: str, count: int = 2) -> list[str]:
    found = corpus_pages(name, count)
    if not found:
        pytest.skip("the corpora are not here")
    return found


# --- 1. Nothing is lost ------------------------------------------------------------------------


def check_nothing_lost(document: Document) -> None:
    source, end = document.source, 0
    for block in document.blocks:
        assert block.start is not None
        assert block.end is not None
        assert end <= block.start < block.end
        assert not VISIBLE.search(source[end : block.start])
        assert block.text == block_text(source[block.start : block.end])
        assert VISIBLE.findall(block.text) == VISIBLE.findall(source[block.start : block.end])
        assert VISIBLE.search(block.text)
        end = block.end
    assert not VISIBLE.search(source[end:])


@given(texts())
@example("\u3164")
@example("a\n\uffa0\nb")
@example("\x1ca\x1db\x1f")
@example("\0\n\ud800\n\udc00")
@example("\n".join(["A line of verse that is as long as a line of a letter may be"] * 12))
def test_every_visible_character_is_in_one_block(source: str) -> None:
    check_nothing_lost(arclean.clean(source, "text"))


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.id)
def test_fixture_loses_nothing(fixture: Fixture) -> None:
    check_nothing_lost(arclean.clean(fixture.source, "text"))


@pytest.mark.parametrize("name", CORPORA)
def test_corpus_text_loses_nothing(name: str) -> None:
    for source in sample(name):
        check_nothing_lost(arclean.clean(source, "text"))


_WORD = re.compile(r"w(\d+)w")


@given(pages())
def test_every_text_node_is_in_one_block_in_reading_order(source: str) -> None:
    found = " ".join(block.text for block in clean_html(source).blocks)
    assert _WORD.findall(found) == _WORD.findall(source)


@given(pages())
def test_blocks_of_html_have_paths_and_no_offsets(source: str) -> None:
    for block in clean_html(source).blocks:
        assert (block.start, block.end, block.origin) == (None, None, "dom")
        assert block.path


# --- 2. Reasons replay -------------------------------------------------------------------------


def check_replay(document: Document) -> None:
    if document.verdict == "empty":
        assert document.blocks == ()
        return
    kept = trace(document)
    card = kept.scorecard
    points = card.add_second(card.first_points(kept.columns), kept.looks)
    points["article"] += kept.level
    emission = settle.emissions(points, kept.offset)
    assert np.array_equal(emission, kept.path.emissions)
    again = settle.best_path(emission, kept.path.contexts, card.transitions)
    assert np.array_equal(again.labels, kept.path.labels)
    assert np.array_equal(again.moves, kept.path.moves)
    assert verdicts.sections(again.labels) == tuple(sections_of(document))
    found = decisions(document)
    kinds = kinds_of(card, found.sections, kept.columns, found.lists)
    printed_again = verdicts.duplicates(kinds, found.page.texts, found.same)
    for place, block in enumerate(document.blocks):
        assert block.kind is (Kind.DUPLICATE if place in printed_again else kinds[place])
    for block in document.blocks:
        assert sum(reason.points for reason in block.reasons) == block.score
        assert all(reason.points and reason.row and reason.evidence for reason in block.reasons)
        assert block.margin >= 0


@given(texts())
def test_looks_are_what_the_first_points_tell(source: str) -> None:
    document = arclean.clean(source, "text")
    if document.verdict == "empty":
        return
    kept = trace(document)
    first = kept.scorecard.first_points(kept.columns)
    look = Look.at(first, facts_of(source).words)
    assert np.array_equal(measure_looks(look, kept.scorecard.looks), kept.looks)


@given(texts())
def test_reasons_add_up_and_replay(source: str) -> None:
    check_replay(arclean.clean(source, "text"))


@settings(max_examples=15)
@given(st.sampled_from(MODES), st.sampled_from(FIXTURES))
def test_reasons_of_fixtures_replay_in_every_mode(mode: Any, fixture: Fixture) -> None:
    check_replay(arclean.clean(fixture.source, "text", arclean.Options(mode=mode)))


@pytest.mark.parametrize("name", CORPORA)
def test_reasons_of_corpus_text_replay(name: str) -> None:
    for source in sample(name, 2):
        check_replay(arclean.clean(source, "text"))


@settings(max_examples=25)
@given(pages())
def test_reasons_of_html_replay(source: str) -> None:
    check_replay(clean_html(source))


@settings(max_examples=25)
@given(texts(max_lines=12))
def test_a_positive_margin_is_what_the_decision_was_away_from_flipping(source: str) -> None:
    document = arclean.clean(source, "text")
    if document.verdict == "empty":
        return
    path = trace(document).path
    table = trace(document).scorecard.transitions
    for place, block in enumerate(document.blocks):
        push = np.zeros_like(path.emissions)
        inside = [settle.Label.HEADLINE, settle.Label.SUBHEAD, settle.Label.BODY]
        sign = -1 if path.labels[place] in inside else 1
        push[place, inside] = sign * (block.margin + 1)
        flipped = settle.best_path(path.emissions + push, path.contexts, table).labels[place]
        assert (flipped in inside) is not (path.labels[place] in inside)


# --- 3. Never raises ---------------------------------------------------------------------------


@given(texts())
@example("")
@example("\ufeff")
@example("\u3164\u115f")
@example("\ud800" * 700)
@example("a" * 700 + "\n")
def test_no_text_raises(source: str) -> None:
    for document in (arclean.clean(source, "text"), arclean.clean(source, options=html_options())):
        assert document.verdict in {"article", "no_article", "empty"}
        assert isinstance(document.to_json(), str)


@given(markup())
@example("<plaintext>\0\ud800")
@example("<p>\u3164")
@example("<div>" * 2000 + "x")
def test_no_html_raises(source: str) -> None:
    document = clean_html(source)
    assert isinstance(document.to_json(), str)
    assert (document.verdict == "empty") is (document.blocks == ())


@given(st.one_of(st.binary(max_size=300), texts(6).map(lambda t: t.encode("utf-16", "replace"))))
def test_bytes_raise_only_what_is_named(data: bytes) -> None:
    try:
        document = arclean.clean(data, options=html_options())
    except arclean.UnsupportedInputError:
        return
    assert document.encoding


@pytest.mark.parametrize("name", PAGE_CORPORA)
def test_cut_corpus_pages_raise_nothing(name: str) -> None:
    for page in page_sample(name):
        for part in (page[: len(page) // 2], page[len(page) // 3 :], page[::-1][:20_000]):
            assert clean_html(part).verdict in {"article", "no_article", "empty"}


# --- 4. Cleaning what was cleaned --------------------------------------------------------------


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.id)
def test_cleaning_a_cleaned_fixture_changes_nothing(fixture: Fixture) -> None:
    once = arclean.clean(fixture.source, "text").text
    assert arclean.clean(once, "text").text == once


def test_cleaning_the_cleaned_seed_changes_nothing(seed: Document) -> None:
    assert arclean.clean(seed.text, "text").text == seed.text


def test_cleaning_cleaned_corpus_text_changes_next_to_nothing() -> None:
    scores = []
    for name in CORPORA:
        for source in sample(name, 12):
            once = arclean.clean(source, "text").text
            if once:
                scores.append(word_f1(arclean.clean(once, "text").text, once))
    assert sum(scores) / len(scores) >= 0.995, [score for score in scores if score < 1]


# --- 5. Linear ---------------------------------------------------------------------------------


def clean_text(source: str) -> Document:
    return arclean.clean(source, "text")


def blocks_of(source: str) -> int:
    return len(clean_text(source).blocks)


def lines_run(source: str, clean: Callable[[str], Document] = clean_text) -> int:
    """How many lines of arclean's own code run for a document, its reasons left out."""
    count = 0

    def trace_lines(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if "arclean" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace_lines

    before = sys.gettrace()
    sys.settrace(trace_lines)
    try:
        _ = clean(source).text
    finally:
        sys.settrace(before)
    return count


def html_lines_run(source: str) -> int:
    return lines_run(source, clean_html)


def peak_memory(source: str) -> int:
    tracemalloc.start()
    try:
        document = arclean.clean(source, "text")
        _ = document.blocks, document.text, sum(block.margin for block in document.blocks)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


#: What might grow faster than its length: many blocks, one long line, runs of what is looked for.
GROWING: dict[str, Callable[[int], str]] = {
    "lines": lambda size: "\n".join(f"{MENU[n % 7]} {n}" for n in range(size)),
    "prose": lambda size: "\n".join(paragraph(n, n + 1) for n in range(size)),
    "copies": lambda size: "Read also\n" * size,
    "one line": lambda size: PROSE[0] + " Home Sport Contact Search" * size,
    "numbers": lambda size: "a " + " ".join(f"{n % 99}. word" for n in range(2 * size)),
    "spaces": lambda size: "a" + " " * (20 * size) + "b",
    "marks": lambda size: '."' * (20 * size) + " a",
    "one word": lambda size: "a" * (20 * size),
    "wrapped": lambda size: "\n".join([PROSE[0][:70], PROSE[1][:71]] * size),
}
SIZE = 300
#: Four times the input may cost little more than four times as much.
MOST = 4.6


@pytest.mark.parametrize("shape", GROWING)
def test_steps_grow_with_the_input(shape: str) -> None:
    blocks_of(GROWING[shape](SIZE))  # what is read once is read
    assert growth(lines_run, GROWING[shape], SIZE) <= MOST


@pytest.mark.parametrize("shape", GROWING)
def test_memory_grows_with_the_input(shape: str) -> None:
    blocks_of(GROWING[shape](SIZE))
    assert growth(peak_memory, GROWING[shape], SIZE) <= MOST


@pytest.mark.parametrize("shape", GROWING)
def test_blocks_grow_with_the_input(shape: str) -> None:
    assert growth(blocks_of, GROWING[shape], SIZE) <= MOST


@pytest.mark.parametrize(
    "make",
    [
        lambda size: "<p>" + "<div>" * size + "x",
        lambda size: "<p>One. " * size,
        lambda size: "<table>" * size + "x",
        lambda size: "<ul>" + "<li><a href='#'>x</a>" * size,
    ],
    ids=["nested", "paragraphs", "tables", "list"],
)
def test_steps_grow_with_the_page(make: Any) -> None:
    clean_html(make(10))
    assert growth(html_lines_run, make, SIZE) <= MOST


# --- 6. Same input, same output ----------------------------------------------------------------

_DIGEST = """
import hashlib, sys
sys.path.insert(0, {root!r})
import arclean
from benchmarks.fixtures import fixtures
digest = hashlib.sha256()
for number, fixture in enumerate(fixtures("text", author="project")):
    document = arclean.clean(fixture.source, "text")
    digest.update(document.to_json(reasons=number % 20 == 0).encode())
print(digest.hexdigest())
"""


def test_output_does_not_depend_on_the_process() -> None:
    own = hashlib.sha256()
    for fixture in reversed(FIXTURES):  # nor on what was cleaned before
        arclean.clean(fixture.source, "text")
    for number, fixture in enumerate(FIXTURES):
        document = arclean.clean(fixture.source, "text")
        own.update(document.to_json(reasons=number % 20 == 0).encode())
    for hash_seed in ("0", "1"):
        run = subprocess.run(
            [sys.executable, "-c", _DIGEST.format(root=str(ROOT))],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == own.hexdigest()


@settings(max_examples=20)
@given(texts(max_lines=12))
def test_output_is_the_same_again(source: str) -> None:
    one, other = arclean.clean(source, "text"), arclean.clean(source, "text")
    assert one.to_json() == other.to_json()


# --- Documents travel --------------------------------------------------------------------------


def check_travels(document: Document) -> None:
    read_back = Document.from_dict(json.loads(document.to_json()))
    for other in (
        pickle.loads(pickle.dumps(document)),
        copy.deepcopy(document),
        Document.from_dict(document.to_dict()),
        read_back,
    ):
        assert other == document
        assert hash(other) == hash(document)
        assert other.to_dict() == document.to_dict()
        assert other.text == document.text
    assert read_back.to_json() == document.to_json()


@settings(max_examples=25)
@given(texts(max_lines=6))
@example("\ud800 alone")
@example("\ud83d\n\ude00")
@example("\ud83d\ude00")
@example("\ude00\ud83d\ud83d\ude00\ude00 and on")
@example("\ud83d\u200b\ude00")
def test_text_documents_travel(source: str) -> None:
    check_travels(arclean.clean(source, "text"))


@settings(max_examples=25)
@given(markup())
def test_html_documents_travel(source: str) -> None:
    check_travels(clean_html(source))


def as_source(text: str) -> str:
    """The text as a document holds it: without a byte order mark, surrogate pairs as characters."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return whole.removeprefix("\ufeff")


@given(texts(max_lines=5))
@example("a\ud83d\ude00b")
@example("\ude00\ud83d")
@example("\ufeff\ud83d")
def test_the_source_is_the_text_with_surrogate_pairs_as_characters(source: str) -> None:
    assert arclean.clean(source, "text").source == as_source(source)


@given(texts(max_lines=5), texts(max_lines=5))
@example("\ud83d\ude00", "\U0001f600")
def test_documents_of_different_sources_differ(one: str, other: str) -> None:
    same = as_source(one) == as_source(other)
    assert (arclean.clean(one, "text") == arclean.clean(other, "text")) is same


# --- Options -----------------------------------------------------------------------------------

SIDEBAR = [kind for kind in Kind if kind.section is Section.SIDEBAR]


@given(texts(), st.sets(st.sampled_from(SIDEBAR)))
def test_keep_changes_what_is_kept_and_nothing_else(source: str, keep: set[Kind]) -> None:
    plain = arclean.clean(source, "text")
    other = arclean.clean(source, "text", arclean.Options(keep=keep))
    assert [block.kind for block in other.blocks] == [block.kind for block in plain.blocks]
    assert [block.score for block in other.blocks] == [block.score for block in plain.blocks]
    for block in other.blocks:
        assert block.kept is (block.section is not Section.SIDEBAR or block.kind in keep)
    for section in Section:
        assert other.section(section) == plain.section(section)


@given(texts(), st.sets(st.sampled_from(SIDEBAR)))
def test_text_is_the_kept_blocks_headline_and_subhead_first(source: str, keep: set[Kind]) -> None:
    document = arclean.clean(source, "text", arclean.Options(keep=keep))
    kept = [block for block in document.blocks if block.kept]
    parts = [block.text for block in kept if block.section is Section.HEADLINE]
    parts += [block.text for block in kept if block.section is Section.SUBHEAD]
    parts += [
        block.text for block in kept if block.section not in {Section.HEADLINE, Section.SUBHEAD}
    ]
    assert document.text == "\n\n".join(parts)


def test_keeping_every_kind_keeps_every_word() -> None:
    for fixture in FIXTURES:
        document = arclean.clean(fixture.source, "text", arclean.Options(keep=SIDEBAR))
        assert Counter(VISIBLE.findall(document.text)) == Counter(VISIBLE.findall(document.source))


@given(texts())
def test_the_limit_changes_nothing_below_it(source: str) -> None:
    limit = max(len(source.encode("utf-8", "surrogatepass")), 1)
    options = arclean.Options(max_bytes=limit)
    assert arclean.clean(source, "text", options) == arclean.clean(source, "text")


def test_modes_are_nested_on_average() -> None:
    kept: Counter[str] = Counter()
    for fixture in FIXTURES:
        for mode in MODES:
            options = arclean.Options(mode=mode)  # type: ignore[arg-type]
            kept[mode] += len(arclean.clean(fixture.source, "text", options).text)
    assert kept["precision"] < kept["balanced"] < kept["recall"]


@pytest.mark.parametrize("newline", LINE_ENDS)
def test_line_ends_change_no_label(newline: str, page: str) -> None:
    plain = arclean.clean(page, "text")
    other = arclean.clean(page.replace("\n", newline), "text")
    assert [(b.kind, b.text) for b in other.blocks] == [(b.kind, b.text) for b in plain.blocks]


def test_a_byte_order_mark_is_no_part_of_the_source() -> None:
    source = SEED.read_text("utf-8")
    assert arclean.clean("\ufeff" + source, "text") == arclean.clean(source, "text")
