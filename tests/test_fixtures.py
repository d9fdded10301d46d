"""The labelled documents of ``fixtures/``: what must be right over all, and what in each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from core_support import html_options

from benchmarks import fixture_scores
from benchmarks.fixture_scores import judge, judge_all, share
from benchmarks.fixtures import Fixture, fixtures

#: Share of the blocks whose section must be right, by format and author. Independent
#: fixtures are the harder ones; what they reach is a floor.
LEAST = {
    ("text", "project"): 0.95,
    ("html", "project"): 0.95,
    ("text", "independent"): 0.86,
    ("html", "independent"): 0.93,
}

#: The least that the collection holds.
TEXTS, LANGUAGES, ARABIC, TRAPS = 80, 20, 30, 15

ALL = [*fixtures("text"), *fixtures("html")]


def _whole(fixture: Fixture) -> bool:
    return fixture.trap != "no" or bool(fixture.fails)


def _marked(fixture: Fixture) -> object:
    marks = [pytest.mark.xfail(reason=fixture.fails, strict=True)] if fixture.fails else []
    return pytest.param(fixture, id=f"{fixture.format}:{fixture.id}", marks=marks)


def test_collection_covers_languages_and_traps() -> None:
    texts = [fixture for fixture in ALL if fixture.format == "text"]
    assert len(texts) >= TEXTS
    assert len({fixture.language for fixture in texts}) >= LANGUAGES
    assert sum(fixture.language == "ar" for fixture in texts) >= ARABIC
    assert sum(fixture.trap != "no" for fixture in texts) >= TRAPS


def test_a_third_is_for_validation_only() -> None:
    texts = [fixture for fixture in ALL if fixture.format == "text"]
    assert 3 * sum(fixture.split == "validation" for fixture in texts) >= len(texts)


@pytest.mark.parametrize("author", ["project", "independent"])
@pytest.mark.parametrize("form", ["text", "html"])
def test_sections_are_right(
    form: str, author: str, record_property: Callable[[str, object], None]
) -> None:
    judged = [one for one in judge_all([form]) if one.fixture.author == author]  # type: ignore[list-item]
    print("\n".join(fixture_scores.table(judged, ["split", "kind"])))  # noqa: T201 - the report
    found = share(judged)
    record_property("sections", found.sections / found.blocks)
    record_property("kinds", found.kinds / found.blocks)
    assert found.sections >= LEAST[form, author] * found.blocks, (
        f"{found.sections} of {found.blocks} are right"
    )


@pytest.mark.parametrize("fixture", [_marked(fixture) for fixture in ALL if _whole(fixture)])
def test_trap_is_right_as_a_whole(fixture: Fixture) -> None:
    wrong = [str(one) for one in judge(fixture)[1] if not one.section_right]
    assert not wrong, "\n".join([fixture.trap, *wrong])


@pytest.mark.parametrize("fixture", ALL, ids=lambda fixture: f"{fixture.format}:{fixture.id}")
def test_labels_cover_every_block(fixture: Fixture) -> None:
    options = html_options() if fixture.format == "html" else None
    document, judged = judge(fixture, options)
    assert len(judged) == len(document.blocks) > 0
    if fixture.format == "text":
        for one in judged:
            assert one.block.start is not None
            assert any(
                piece.start < (one.block.end or 0) and one.block.start < piece.end
                for piece in fixture.pieces
            ), one.block.text


def test_scores_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert fixture_scores.main(["--format", "text", "--by", "split", "--wrong"]) == 0
    printed = capsys.readouterr().out
    assert [line.split()[0] for line in printed.splitlines()[1:5]] == [
        "all",
        "by",
        "fit",
        "validation",
    ]


def test_scores_of_one_split(capsys: pytest.CaptureFixture[str]) -> None:
    fixture_scores.main(["--format", "text", "--split", "fit", "--by", "split"])
    assert "validation" not in capsys.readouterr().out
