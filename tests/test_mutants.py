"""Damaged pages: cut, spliced, bits turned over, encoded as something else."""

from __future__ import annotations

import pytest

import arclean
from benchmarks.mutants import MUTATIONS, damaged, lost, outcome, seen, visible, whole_pages

#: Of each mutation here; ``python -m benchmarks.mutants`` takes five hundred.
COUNT = 50

NAMES = [mutation.__name__ for mutation in MUTATIONS]


@pytest.fixture(scope="module")
def pages() -> list[bytes]:
    """Whole pages of the corpora, of the fixtures where they are not there."""
    return whole_pages(COUNT)


@pytest.mark.parametrize("name", NAMES)
def test_damaged_pages_raise_nothing_unnamed_and_lose_no_text(
    pages: list[bytes], name: str
) -> None:
    for number in range(NAMES.index(name), COUNT * len(NAMES), len(NAMES)):
        mutation, data = damaged(pages, number)
        assert mutation == name
        met = outcome(mutation, data)
        assert not met.fault, (number, met)


def test_damage_is_the_same_each_time(pages: list[bytes]) -> None:
    for number in range(len(NAMES)):
        assert damaged(pages, number) == damaged(pages, number)
        assert damaged(pages, number)[1] not in pages


def test_what_raises_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_data: bytes) -> None:
        raise KeyError("x")

    monkeypatch.setattr(arclean, "clean", fail)
    assert outcome("cut", b"page") == ("cut", "raised", "KeyError: 'x'")


def test_an_error_with_a_name_is_no_fault() -> None:
    assert outcome("cut", b"%PDF-1.7 abc") == ("cut", "UnsupportedInputError", "")


@pytest.mark.parametrize("source", ["<p>One <b>tw</b>o.<td>Three", "One two.\n\nThree"])
def test_text_that_is_lost_is_found(source: str) -> None:
    whole = arclean.clean(source)
    assert lost(whole) == ""
    data = whole.to_dict()
    del data["blocks"][-1]
    assert lost(arclean.Document.from_dict(data)).endswith("are in blocks")


def test_what_is_shown_of_a_page() -> None:
    assert seen("a | b (c)") == "abc"
    assert visible("<title>no</title><p>a<b>b</b><script>no</script><p hidden>c") == "abc"
