"""Scores of the benchmarks, on cases small enough to count by hand."""

from __future__ import annotations

import math

import pytest

from benchmarks.corpora import Line
from benchmarks.scores import (
    Interval,
    Overlap,
    fold,
    line_overlap,
    line_pieces,
    mean_interval,
    overlap,
    plain_words,
    same_headline,
    stands_in,
    word_f1,
    words,
    words_of_set,
)

PAGE = (Line("Title here", "headline"), Line("", None), Line("menu", "nav"), Line("a b c", "body"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ab-c 12", ["ab", "c", "12"]),
        ("خبر عاجل.", ["خبر", "عاجل"]),
        ("中文abc字", ["中", "文", "abc", "字"]),
        ("カタ 한국", ["カ", "タ", "한", "국"]),
        ("", []),
    ],
)
def test_words_take_cjk_characters_one_by_one(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_wcxb_counts_runs_of_cjk_as_one_word() -> None:
    assert plain_words("中文 abc") == ["中文", "abc"]
    assert words_of_set("wcxb") is plain_words
    assert words_of_set("daniel") is words


def test_overlap_counts_repeated_words_as_often_as_both_have_them() -> None:
    assert overlap("a a a b", "a a c") == Overlap(both=2, predicted=4, gold=3)
    assert word_f1("a a a b", "a a c") == pytest.approx(4 / 7)


@pytest.mark.parametrize(("text", "gold", "f1"), [("", "", 1.0), ("a", "", 0.0), ("", "a", 0.0)])
def test_f1_of_empty_texts(text: str, gold: str, f1: float) -> None:
    assert word_f1(text, gold) == f1


def test_precision_and_recall() -> None:
    found = Overlap(both=3, predicted=4, gold=6)
    assert (found.precision, found.recall) == (0.75, 0.5)
    assert Overlap(0, 0, 0).recall == 1.0


def test_lines_are_counted_where_they_stand() -> None:
    text = "\n".join(line.text for line in PAGE)
    assert line_overlap(PAGE, [(0, len(text))]) == Overlap(both=5, predicted=6, gold=5)
    assert line_overlap(PAGE, [(0, 10)]) == Overlap(both=2, predicted=2, gold=5)
    assert line_overlap(PAGE, []) == Overlap(both=0, predicted=0, gold=5)


def test_spans_cover_parts_of_lines_and_several_lines() -> None:
    pieces = dict(enumerate(found for _, found in line_pieces(PAGE, [(0, 5), (6, 10), (12, 18)])))
    assert pieces == {0: ["Title", "here"], 1: [], 2: ["menu"], 3: ["a"]}


@pytest.mark.parametrize(
    ("headline", "title"),
    [
        ("Rain, again!", "rain again"),
        ("«خبر»  عاجل", "خبر عاجل"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}bc", "abc"),
        ("\N{RIGHT-TO-LEFT MARK}خبر", "خبر"),
        ("Don\N{RIGHT SINGLE QUOTATION MARK}t", "don't"),
    ],
)
def test_headlines_equal_when_folded(headline: str, title: str) -> None:
    assert same_headline(headline, title)


def test_headlines_that_differ() -> None:
    assert not same_headline("Rain again", "Rain again | The Paper")
    assert fold("...") == ""


def test_a_title_stands_in_a_block_of_its_own() -> None:
    assert stands_in("Rain again", ["Menu", "RAIN: again"])
    assert not stands_in("Rain again", ["Rain again today"])
    assert not stands_in("", [""])


def test_interval_holds_the_mean_and_does_not_change_between_runs() -> None:
    values = [index / 50 for index in range(50)]
    first = mean_interval(values)
    assert first == mean_interval(values)
    assert first.n == 50
    assert first.low < first.mean < first.high
    assert first.high - first.low == pytest.approx(0.16, abs=0.02)


def test_interval_of_nothing() -> None:
    empty = mean_interval([])
    assert isinstance(empty, Interval)
    assert empty.n == 0
    assert math.isnan(empty.mean)
