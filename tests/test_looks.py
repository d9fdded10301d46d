"""Signals of the second look: what each tells of points that are given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arclean import scorecard
from arclean.scorecard import HIGHEST, LOWEST
from arclean.signals.looks import LOOKS, Look, measure_looks

#: A page by its points: a menu, its headline, two paragraphs, and a list behind them.
ARTICLE = (-400, 100, 300, 250, -300, -400)
HEADLINE = (-300, 200, -400, -500, -100, -700)
WORDS = (1, 8, 80, 60, 9, 9)
MENU, TITLE, TEXT, LAST, LIST, END = range(6)
PAGE = Look(*(np.array(column, np.int32) for column in (ARTICLE, HEADLINE, WORDS)))
#: The same blocks with nothing that speaks for an article.
NOTHING = Look(*(np.array(column, np.int32) for column in ((-400,) * 6, (-300,) * 6, WORDS)))


def value(name: str, place: int, look: Look = PAGE) -> int:
    return int(measure_looks(look, [name])[0, place])


@pytest.mark.parametrize(
    ("name", "place", "expected"),
    [
        ("look_points", TEXT, 30),
        ("look_points", MENU, -40),
        ("look_headline", TITLE, 20),
        ("look_headline", END, -60),
        ("look_headline_best", MENU, 20),
        ("look_headline_best", END, 20),
        ("look_headline_before", MENU, -60),
        ("look_headline_before", TITLE, -30),
        ("look_headline_before", TEXT, 20),
        ("look_headline_after", MENU, 20),
        ("look_headline_after", TITLE, -10),
        ("look_headline_after", END, -60),
        ("look_headline_distance", MENU, -1),
        ("look_headline_distance", END, 4),
    ],
)
def test_points_are_told_in_tenths(name: str, place: int, expected: int) -> None:
    assert value(name, place) == expected


@pytest.mark.parametrize("name", ["look_level", "look_share", "look_words"])
def test_a_page_with_an_article_is_told_from_one_without(name: str) -> None:
    assert value(name, MENU) == value(name, END) > value(name, MENU, NOTHING)


@pytest.mark.parametrize(
    ("name", "more", "less"),
    [
        ("look_words_before", LIST, TEXT),
        ("look_words_after", TITLE, LAST),
        ("look_words_next", TITLE, LIST),
        ("look_words_last", LIST, MENU),
    ],
)
def test_words_are_expected_where_the_text_is(name: str, more: int, less: int) -> None:
    assert value(name, more) > value(name, less)


def test_only_five_blocks_are_next_and_last() -> None:
    blocks = [300, *(-2000,) * 6, 300]
    look = Look(np.array(blocks, np.int32), np.zeros(8, np.int32), np.full(8, 100, np.int32))
    assert value("look_words_next", 1, look) == value("look_words_last", 6, look) == 0
    assert value("look_words_next", 2, look) == value("look_words_last", 5, look) > 30


STRETCHES = ["look_stretch_wide", "look_stretch", "look_stretch_narrow"]
HELD = ["look_held_wide", "look_held", "look_held_narrow"]


@pytest.mark.parametrize("name", STRETCHES)
def test_the_stretch_of_article_has_a_before_an_inside_and_a_behind(name: str) -> None:
    places = [value(name, place) for place in range(len(ARTICLE))]
    assert places[MENU] < 0
    assert places[TEXT] == places[LAST] == 0
    assert 0 < places[LIST] < places[END]


def two_parts(between: int) -> Look:
    """Two parts of an article, the second of them shorter, and what stands between."""
    article = np.array([300, between, 200], np.int32)
    words = np.array([100, 300, 50], np.int32)
    return Look(article, np.full(3, -300, np.int32), words)


@pytest.mark.parametrize("name", STRETCHES)
def test_a_stretch_reaches_over_what_may_be_article(name: str) -> None:
    assert value(name, 2, two_parts(between=200)) == 0
    assert value(name, 2, two_parts(between=-900)) > 0


def test_a_wide_stretch_reaches_over_more_than_a_narrow_one() -> None:
    look = two_parts(between=20)
    assert [value(name, 2, look) > 0 for name in STRETCHES] == [False, False, True]


@pytest.mark.parametrize("name", HELD)
def test_what_stands_apart_from_the_stretch_is_not_held(name: str) -> None:
    assert value(name, 0, two_parts(between=200)) == 100
    assert value(name, 0, two_parts(between=-900)) < 80


def test_sizes_rise_by_eighths_of_a_doubling() -> None:
    def words(count: int) -> int:
        look = Look(*(np.array([value], np.int32) for value in (1000, 0, count)))
        return value("look_words", 0, look)

    assert words(256) - words(128) == 8


@pytest.mark.parametrize("name", LOOKS)
def test_looks_stay_within_bounds(name: str) -> None:
    most = np.array([-(10**6), 10**6] * 300, np.int32)
    look = Look(most, most[::-1], np.full(600, 10**6, np.int32))
    last = np.append(np.full(599, -(10**6), np.int32), 10**6)
    far = [Look(points, most, np.full(600, 10**6, np.int32)) for points in (last, last[::-1])]
    for seen in (look, *far, PAGE, NOTHING, Look(*(np.zeros(1, np.int32) for _ in range(3)))):
        found = measure_looks(seen, [name])
        assert LOWEST <= found.min() <= found.max() <= HIGHEST


@pytest.mark.parametrize("name", LOOKS)
def test_look_says_what_it_tells(name: str) -> None:
    assert LOOKS[name].__name__ == name
    assert (LOOKS[name].__doc__ or "").strip()


@pytest.mark.parametrize("name", LOOKS)
def test_every_look_is_asked_for(name: str) -> None:
    assert any(name in scorecard.load(card).looks for card in scorecard.FORMATS.values())


def test_a_scorecard_without_a_second_look_keeps_the_first_points() -> None:
    card = replace(scorecard.load("text"), second={})
    first = {"article": PAGE.article, "headline": PAGE.headline}
    assert card.looks == ()
    points = card.add_second(first, measure_looks(PAGE, card.looks))
    assert {name: column.tolist() for name, column in points.items()} == {
        name: column.tolist() for name, column in first.items()
    }
