"""Kinds of blocks: how likely each is, what is around a block, and what that gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arclean import scorecard
from arclean.document import Kind, Section
from arclean.kinds import NEIGHBOURS, around, first_chances, kinds
from arclean.scorecard import HIGHEST, KindTable, Row, Scorecard

BODY, SIDEBAR, HEADLINE = Section.BODY, Section.SIDEBAR, Section.HEADLINE
#: One signal, ``words``: few words are rather a form than a menu, many rather a menu.
FIELD, MENU, UNSURE = 1, 9, 5


def table(names: tuple[str, ...], signal: str, edges: tuple[int, ...], points: object) -> KindTable:
    row = Row((signal,), (edges,), np.array(points, np.int32))
    return KindTable(names, np.zeros(len(names), np.int32), (row,))


def card(**changes: object) -> Scorecard:
    first = {
        "sidebar": table(("form", "navigation"), "words", (3, 6), [[300, 0], [0, 10], [0, 300]]),
        "body": table(("paragraph", "heading"), "words", (3,), [[0, 300], [300, 0]]),
    }
    empty = {"tables": {}, "second": {}, "kinds": first, "second_kinds": {}}
    return replace(scorecard.load("text"), **empty | changes)


def found(
    given: Scorecard, sections: list[Section], words: list[int], lists: list[int] | None = None
) -> list[str]:
    alone = np.arange(len(sections)) if lists is None else np.array(lists)
    return [str(kind) for kind in kinds(given, sections, np.array([words], np.int32), alone)]


def chance(kind: Kind, place: int, sections: list[Section], words: list[int]) -> int:
    rows = [name.removesuffix("_before") for name in NEIGHBOURS if name.endswith("_before")]
    told = first_chances(card(), sections, np.array([words], np.int32))
    return int(told[rows.index(kind), place])


def test_entries_of_one_list_are_of_one_kind() -> None:
    sections, words = [SIDEBAR] * 4, [2, 2, 9, 9]
    assert found(card(), sections, words) == ["form", "form", "navigation", "navigation"]
    one = found(card(), sections, words, lists=[1, 1, 1, 2])
    assert one == ["form", "form", "form", "navigation"]


def test_two_entries_are_no_list() -> None:
    assert found(card(), [SIDEBAR] * 2, [2, 9], lists=[1, 1]) == ["form", "navigation"]


def test_kinds_are_chosen_within_the_section() -> None:
    sections = [SIDEBAR, HEADLINE, BODY, BODY, SIDEBAR]
    assert found(card(), sections, [FIELD, 8, 2, 90, MENU]) == [
        "form",
        "headline",
        "heading",
        "paragraph",
        "navigation",
    ]


def test_a_page_without_a_sidebar_or_without_a_body_has_kinds() -> None:
    assert found(card(), [BODY], [90]) == ["paragraph"]
    assert found(card(), [SIDEBAR], [MENU]) == ["navigation"]


def test_what_is_around_a_block_tips_what_is_unsure() -> None:
    second = table(("form", "navigation"), "form_before", (50,), [[0, 0], [100, 0]])
    body = table(("paragraph", "heading"), "form_before", (50,), [[0, 0], [0, 0]])
    aware = card(second_kinds={"sidebar": second, "body": body})
    words = [FIELD, UNSURE, MENU, UNSURE]
    assert found(card(), [SIDEBAR] * 4, words) == ["form", *["navigation"] * 3]
    assert found(aware, [SIDEBAR] * 4, words) == ["form", "form", "navigation", "navigation"]


def test_chances_are_hundredths_of_the_kinds_of_the_section() -> None:
    sections, words = [SIDEBAR, HEADLINE, BODY], [FIELD, 8, 90]
    assert chance(Kind.FORM, 0, sections, words) == 95
    assert chance(Kind.NAVIGATION, 0, sections, words) == 4
    assert chance(Kind.PARAGRAPH, 0, sections, words) == 0
    assert chance(Kind.HEADLINE, 1, sections, words) == 100
    assert chance(Kind.PARAGRAPH, 2, sections, words) == 95


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("form_before", [0, 100, 0, 0, 0, 0, 0, 0]),
        ("form_after", [0, 0, 0, 0, 0, 0, 90, 0]),
        ("form_before_5", [0, 100, 100, 100, 100, 100, 0, 0]),
        ("form_after_5", [0, 0, 90, 90, 90, 90, 90, 0]),
        ("share_before_5", [0, 0, 0, 0, 0, 0, 0, 0]),
    ],
)
def test_what_is_around_each_block(name: str, expected: list[int]) -> None:
    """A form at the page's beginning, and one, less sure, at its end."""
    count = len(NEIGHBOURS) // 4
    chances = np.zeros((count, 8), np.int32)
    row = [one for one in NEIGHBOURS if one.endswith("_before")].index("form_before")
    chances[row] = [100, 0, 0, 0, 0, 0, 0, 90]
    assert around(chances)[NEIGHBOURS.index(name)].tolist() == expected


def test_what_is_around_keeps_to_the_bounds_of_signals() -> None:
    chances = np.full((len(NEIGHBOURS) // 4, 20), 100, np.int32)
    assert around(chances).max() <= HIGHEST
