"""Many documents: in order, lazily, over processes, with errors raised or given."""

from __future__ import annotations

import math
import pickle
from collections.abc import Iterator
from typing import Any

import pytest

import arclean
from arclean.document import Document
from arclean.many import CleanError, clean_many
from arclean.scorecard import Reference, load

PDF = b"%PDF-1.7 ..."
TEXTS = [f"It rained in valley {number} all day, farmers said on Monday." for number in range(40)]


def counted(items: list[str], taken: list[int]) -> Iterator[str]:
    for number, item in enumerate(items):
        taken.append(number)
        yield item


# --- Order and laziness --------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_documents_come_in_the_order_of_their_sources(jobs: int) -> None:
    assert [doc.source for doc in clean_many(TEXTS, jobs=jobs)] == TEXTS


def test_processes_give_what_this_one_gives() -> None:
    assert list(clean_many(TEXTS, jobs=2)) == list(clean_many(TEXTS))


def test_pairs_give_pairs() -> None:
    found = list(clean_many([("a", TEXTS[0]), ("b", TEXTS[1])]))
    assert [(key, doc.source) for key, doc in found] == [("a", TEXTS[0]), ("b", TEXTS[1])]


def test_in_one_process_nothing_is_read_before_it_is_asked_for() -> None:
    taken: list[int] = []
    results = clean_many(counted(TEXTS, taken))
    assert taken == []
    next(results)
    assert taken == [0]


def test_processes_read_a_few_documents_ahead_and_no_more() -> None:
    taken: list[int] = []
    results = clean_many(counted(TEXTS, taken), jobs=2)
    next(results)
    assert 2 <= len(taken) <= 20
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert len(taken) <= 20


# --- Errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_is_raised_where_it_stands(jobs: int) -> None:
    results = clean_many([TEXTS[0], PDF, TEXTS[1]], jobs=jobs)
    assert next(results).source == TEXTS[0]
    with pytest.raises(arclean.UnsupportedInputError, match="PDF"):
        next(results)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_is_given_in_its_place(jobs: int) -> None:
    first, second, third = clean_many([TEXTS[0], PDF, TEXTS[1]], jobs=jobs, errors="yield")
    assert isinstance(first, Document)
    assert isinstance(third, Document)
    assert isinstance(second, CleanError)
    assert second.error == "UnsupportedInputError"
    assert "PDF" in second.message


def test_an_error_of_a_pair_keeps_its_key() -> None:
    ((key, error),) = clean_many([("k", PDF)], errors="yield")
    assert key == "k"
    assert isinstance(error, CleanError)


@pytest.mark.parametrize("item", [None, math.nan, 7, [TEXTS[0]], print], ids=repr)
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_item_that_is_no_source_is_given_as_an_error(item: object, jobs: int) -> None:
    items: list[Any] = [TEXTS[0], item, TEXTS[1]]
    first, second, third = clean_many(items, jobs=jobs, errors="yield")
    assert second == CleanError("TypeError", _refusal_of(item))
    assert [doc.source for doc in (first, third) if isinstance(doc, Document)] == TEXTS[:2]


def _refusal_of(item: object) -> str:
    return f"source is {type(item).__name__}, it must be str or bytes"


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_item_that_is_no_source_is_raised_where_it_stands(jobs: int) -> None:
    items: list[Any] = [TEXTS[0], None]
    results = clean_many(items, jobs=jobs)
    assert next(results).source == TEXTS[0]
    with pytest.raises(TypeError, match="source is NoneType, it must be str or bytes"):
        next(results)


@pytest.mark.parametrize("item", [("k", None), ("k", "a", "b"), ("k",)], ids=repr)
def test_a_pair_without_a_source_keeps_its_key(item: Any) -> None:
    ((key, error),) = clean_many([item], errors="yield")
    assert key == "k"
    assert isinstance(error, CleanError)
    assert error.error == "TypeError"


def test_a_type_error_of_the_library_itself_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise TypeError("a mistake")

    monkeypatch.setattr("arclean.many.clean", broken)
    with pytest.raises(TypeError, match="a mistake"):
        list(clean_many(TEXTS, errors="yield"))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_view_of_bytes_is_a_source(jobs: int) -> None:
    (document,) = clean_many([memoryview(TEXTS[0].encode())], jobs=jobs)
    assert document.source == TEXTS[0]


class _Table:
    """What data frames have in common: their columns' names are what they give."""

    columns = ("text",)

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (TEXTS[0], "items is str, one document; give a list of documents"),
        (b"text", "items is bytes, one document; give a list"),
        ({"a": TEXTS[0]}, r"items is dict, .* give its pairs: mapping\.items\(\)"),
        (_Table(), r"items is _Table, a table; give one of its columns"),
        (None, "items is NoneType; give a list of documents"),
    ],
    ids=lambda given: type(given).__name__,
)
def test_what_holds_no_documents_is_refused_at_once(items: Any, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        clean_many(items, errors="yield")


def test_options_of_another_type_are_refused_at_once() -> None:
    options: Any = {"mode": "recall"}
    with pytest.raises(TypeError, match=r"options is dict; give arclean\.Options"):
        clean_many(TEXTS, options=options)


@pytest.mark.parametrize("item", [("a", "b", "c"), ("a",)])
def test_a_tuple_that_is_no_pair_is_named(item: tuple[str, ...]) -> None:
    with pytest.raises(
        TypeError, match=rf"tuple of {len(item)}; give a source, or \(key, source\)"
    ):
        list(clean_many([item]))  # type: ignore[list-item, call-overload]


def test_no_jobs_are_refused() -> None:
    with pytest.raises(ValueError, match="jobs is 0; it must be at least 1"):
        clean_many(TEXTS, jobs=0)


def test_an_unknown_way_with_errors_is_refused() -> None:
    with pytest.raises(ValueError, match="choose 'raise' or 'yield'"):
        clean_many(TEXTS, errors="skip")  # type: ignore[call-overload]


# --- What travels between processes --------------------------------------------------------------


def test_a_pickled_document_does_not_hold_the_scorecard() -> None:
    document = arclean.clean("\n\n".join(TEXTS))
    assert len(pickle.dumps(document)) < 30_000


def test_reasons_are_there_in_another_process(page: str) -> None:
    (document,) = clean_many([page], jobs=2)
    here = arclean.clean(page)
    assert [block.reasons for block in document.blocks] == [b.reasons for b in here.blocks]


def test_a_scorecard_that_is_packaged_no_more_is_named() -> None:
    with pytest.raises(ValueError, match=r"decided by scorecard text-000, .* clean doc\.source"):
        Reference("text", "000").resolve()


def test_a_scorecard_is_known_again_by_name_and_digest() -> None:
    card = load("text")
    reference = card.reference()
    assert isinstance(reference, Reference)
    assert reference.resolve() is card
