"""The best path, its margins and the page's offset, against trying everything."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from core_support import facts_of
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean import scorecard, settle, verdicts
from arclean.document import Section
from arclean.settle import CONTEXTS, Label
from arclean.signals.segments import lists

INSIDE = {Label.HEADLINE, Label.SUBHEAD, Label.BODY}
FIRST = (Label.LEAD, Label.HEADLINE, Label.BODY)
MOVES = [
    f"{before.name}-{after.name}/{context}".lower()
    for before, follows in settle._FOLLOWS.items()
    for after in follows
    for context in CONTEXTS
]
CARD = scorecard.load("text")


def every_path(size: int) -> Iterator[tuple[Label, ...]]:
    """All sequences of labels that the grammar allows."""
    paths: list[tuple[Label, ...]] = [(label,) for label in FIRST]
    for _ in range(size - 1):
        paths = [(*path, label) for path in paths for label in settle._FOLLOWS[path[-1]]]
    return iter(paths)


def points_of(
    path: tuple[Label, ...], emission: Any, contexts: Any, transitions: Mapping[str, int]
) -> int:
    total = sum(int(emission[place, label]) for place, label in enumerate(path))
    for place, (before, after) in enumerate(pairwise(path), 1):
        move = f"{before.name}-{after.name}/{CONTEXTS[contexts[place]]}".lower()
        total += transitions.get(move, 0)
    return total


@st.composite
def problems(draw: st.DrawFn) -> tuple[Any, Any, dict[str, int]]:
    size = draw(st.integers(1, 5))
    small = st.integers(-6, 6) if draw(st.booleans()) else st.integers(-900, 900)
    emission = np.zeros((size, len(Label)), np.int32)
    for label in sorted(INSIDE):
        emission[:, label] = draw(st.lists(small, min_size=size, max_size=size))
    contexts = draw(st.lists(st.integers(0, len(CONTEXTS) - 1), min_size=size, max_size=size))
    transitions = draw(st.dictionaries(st.sampled_from(MOVES), small, max_size=20))
    return emission, np.array(contexts, np.int32), transitions


@given(problems())
def test_no_path_has_more_points_than_the_best(problem: tuple[Any, Any, dict[str, int]]) -> None:
    emission, contexts, transitions = problem
    found = settle.best_path(emission, contexts, transitions)
    path = tuple(Label(label) for label in found.labels.tolist())
    assert path in set(every_path(len(emission)))
    best = max(points_of(one, *problem) for one in every_path(len(emission)))
    assert points_of(path, *problem) == best


@given(problems())
def test_emissions_and_moves_add_up_to_the_path(problem: tuple[Any, Any, dict[str, int]]) -> None:
    emission, contexts, transitions = problem
    found = settle.best_path(emission, contexts, transitions)
    path = tuple(Label(label) for label in found.labels.tolist())
    own = emission[np.arange(len(path)), found.labels].sum() + found.moves.sum()
    assert own == points_of(path, *problem)


@settings(max_examples=40)
@given(problems())
def test_margins_are_the_best_ways_apart(problem: tuple[Any, Any, dict[str, int]]) -> None:
    emission, contexts, transitions = problem
    found = settle.best_path(emission, contexts, transitions)
    scored = [(path, points_of(path, *problem)) for path in every_path(len(emission))]
    for place, margin in enumerate(settle.margins(found, transitions)):
        side = found.labels[place] in INSIDE
        own = max(points for path, points in scored if (path[place] in INSIDE) is side)
        other = max(points for path, points in scored if (path[place] in INSIDE) is not side)
        assert margin == own - other >= 0


def emission_of(**points: list[int]) -> Any:
    """Emissions by label's name; labels of the article that are not given are out of question."""
    size = len(next(iter(points.values())))
    emission = np.zeros((size, len(Label)), np.int32)
    emission[:, sorted(INSIDE)] = -9999
    for name, column in points.items():
        emission[:, Label[name.upper()]] = column
    return emission


def path_of(transitions: Mapping[str, int] | None = None, **points: list[int]) -> list[Label]:
    emission = emission_of(**points)
    contexts = np.zeros(len(emission), np.int32)
    found = settle.best_path(emission, contexts, transitions or {})
    return [Label(label) for label in found.labels.tolist()]


def test_of_two_equal_paths_the_one_that_keeps_less_wins() -> None:
    assert path_of(body=[0, 0, 0]) == [Label.LEAD] * 3


def test_an_island_in_the_body_is_an_aside() -> None:
    assert path_of(body=[9, -9, 9]) == [Label.BODY, Label.ASIDE, Label.BODY]


def test_a_transition_can_hold_an_island_in_the_body() -> None:
    dear = {"body-aside/close": -20, "aside-body/close": -20}
    assert path_of(dear, body=[90, -9, 90]) == [Label.BODY] * 3


def test_a_move_counts_in_its_context_only() -> None:
    emission = emission_of(body=[9, -3, 9])
    dear = {"body-aside/close": -20}
    for context, middle in (("close", Label.BODY), ("cue", Label.ASIDE)):
        contexts = np.full(3, CONTEXTS.index(context), np.int32)
        assert settle.best_path(emission, contexts, dear).labels[1] == middle


def test_a_subhead_needs_a_headline() -> None:
    assert Label.SUBHEAD not in path_of(body=[-9, -9], subhead=[50, 50])


def test_there_is_one_headline_before_the_text() -> None:
    path = path_of(headline=[50, 60, -9], body=[-99, -99, 90])
    assert path == [Label.LEAD, Label.HEADLINE, Label.BODY]


def test_a_headline_behind_text_opens_another_article() -> None:
    path = path_of(headline=[50, -9, 50, -9], body=[-99, 90, -99, 90])
    assert verdicts.articles(np.array(path)) == (0, 0, 1, 1)
    assert verdicts.sections(np.array(path)) == (
        Section.HEADLINE,
        Section.BODY,
        Section.BODY,
        Section.BODY,
    )


def test_sidebar_blocks_belong_to_no_article() -> None:
    path = np.array([Label.LEAD, Label.HEADLINE, Label.BETWEEN, Label.BODY, Label.ASIDE])
    assert verdicts.articles(path) == (None, 0, None, 0, None)


def test_a_headline_does_not_lose_by_what_speaks_against_the_article() -> None:
    points = {
        name: np.array([value], np.int32)
        for name, value in (("article", -100), ("headline", 10), ("subhead", -5))
    }
    assert settle.emissions(points, offset=7)[0, Label.HEADLINE] == 10


def test_emissions_add_tables_and_offset() -> None:
    points = {
        name: np.array([value], np.int32)
        for name, value in (("article", 100), ("headline", 10), ("subhead", -5))
    }
    row = settle.emissions(points, offset=7)[0]
    assert [row[label] for label in (Label.BODY, Label.HEADLINE, Label.SUBHEAD)] == [107, 63, 102]
    assert [row[label] for label in (Label.LEAD, Label.BETWEEN, Label.ASIDE)] == [0, 0, 0]


# --- The page's offset -------------------------------------------------------------------------

SETTINGS = {"words_cap": 200, "trust": 100, "least": 10}


def page_offset(article: list[int], words: list[int], **changes: int) -> int:
    chosen = {**SETTINGS, **changes}
    return settle.page_offset(np.array(article, np.int32), np.array(words, np.int32), chosen)


def expected_f1(article: list[int], words: list[int], offset: int) -> float:
    """The expected F1 of keeping what has more than no points with the offset, in fractions."""
    chance = [1 / (1 + math.exp(-points / 100)) for points in article]
    weight = [count + 1 for count in words]
    kept = [points + offset > 0 for points in article]
    hit = sum(c * w for c, w, k in zip(chance, weight, kept, strict=True) if k)
    size = sum(w for w, k in zip(weight, kept, strict=True) if k)
    return 2 * hit / (size + sum(c * w for c, w in zip(chance, weight, strict=True)))


@given(st.lists(st.tuples(st.integers(-600, 600), st.integers(0, 150)), min_size=1, max_size=12))
def test_offset_is_where_expected_f1_is_best(blocks: list[tuple[int, int]]) -> None:
    article, words = [one for one, _ in blocks], [one for _, one in blocks]
    own = expected_f1(article, words, page_offset(article, words, least=0))
    best = max(expected_f1(article, words, 1 - points) for points in article)
    assert own == pytest.approx(best, abs=0.005)


@given(st.permutations([(300, 20), (10, 5), (-40, 9), (-300, 40), (120, 2)]))
def test_offset_does_not_depend_on_the_order(blocks: list[tuple[int, int]]) -> None:
    straight = page_offset([300, 10, -40, -300, 120], [20, 5, 9, 40, 2])
    assert page_offset([one for one, _ in blocks], [one for _, one in blocks]) == straight


def test_a_page_of_clear_decisions_keeps_them() -> None:
    offset = page_offset([600, -600, 600, -600], [50, 50, 50, 50])
    assert -600 < offset < 600


def test_a_page_without_clear_decisions_is_kept_more_freely() -> None:
    assert page_offset([-60, -80], [50, 50]) > 60


def test_a_page_with_next_to_nothing_to_expect_is_not_kept() -> None:
    article = [-900, -950]
    assert all(points + page_offset(article, [50, 50]) < -900 for points in article)


def test_one_long_block_counts_no_more_than_the_cap() -> None:
    assert page_offset([200, 5], [10_000, 150]) == page_offset([200, 5], [200, 150])


def test_mode_moves_the_offset() -> None:
    points = {name: np.array([40, -40], np.int32) for name in settle.TABLES}
    words, contexts = np.array([20, 20], np.int32), np.zeros(2, np.int32)
    offsets = {
        mode: settle.settle(CARD, points, words, contexts, mode)[1] - CARD.modes[mode]
        for mode in CARD.modes
    }
    assert len(set(offsets.values())) == 1


def test_recall_gives_no_page_up() -> None:
    points = {name: np.array([-600, -700], np.int32) for name in settle.TABLES}
    words, contexts = np.array([20, 20], np.int32), np.zeros(2, np.int32)
    offsets = {mode: settle.settle(CARD, points, words, contexts, mode)[1] for mode in CARD.modes}
    assert offsets["balanced"] < 0 < offsets["recall"]


# --- Lists -------------------------------------------------------------------------------------


def brought(
    *points: int, list_of: Sequence[int] | None = None, headline: Sequence[int] | None = None
) -> list[int]:
    numbers = np.array(list_of or [1] * len(points), np.int64)
    titles = np.array(headline or [-300] * len(points), np.int32)
    way = settle.toward_list_mean(np.array(points, np.int32), titles, numbers)
    return (np.array(points) + way).tolist()


def test_a_title_is_dropped_with_its_list() -> None:
    assert max(brought(-60, 20, -50, -70)) < 0


def test_what_may_be_the_headline_is_in_no_list() -> None:
    """Captions between the headline and the text are not kept for its sake."""
    assert max(brought(400, -12, -61, -30, headline=[200, -90, -80, -120])[1:]) < 0
    assert brought(400, 90, -60, -70, -80, headline=[200, 40, -90, -90, -90])[:2] == [400, 90]


def test_a_title_that_differs_strongly_stays() -> None:
    assert brought(-60, 300, -50, -70)[1] > 0


def test_two_titles_are_no_list() -> None:
    assert brought(-60, 20) == [-60, 20]


def test_blocks_that_are_no_titles_are_left_alone() -> None:
    assert brought(900, -60, -10, -50, list_of=[1, 2, 2, 2])[0] == 900


def test_one_sure_title_does_not_carry_its_list() -> None:
    assert brought(9000, -200, -200, -200)[1:] == brought(400, -200, -200, -200)[1:]


def test_numbered_sentences_are_one_list() -> None:
    facts = facts_of("1. We did this.\n2. We did that.\n3. We rested.\nThen we left.")
    assert lists(facts).tolist() == [1, 1, 1, 2]


def test_another_bullet_begins_another_list() -> None:
    facts = facts_of("- We rowed.\n- We rested.\n• Bread.\n• Salt.")
    assert lists(facts).tolist() == [1, 1, 2, 2]


@pytest.mark.parametrize("line", ["2019 was dry.", "3.5 per cent.", "-5 degrees."])
def test_numbers_in_sentences_make_no_list(line: str) -> None:
    assert len(set(lists(facts_of(f"{line}\n{line}")).tolist())) == 2
