"""Reasons in words: what was measured, and how it is told."""

from __future__ import annotations

import pytest

import arclean
from arclean.evidence import evidence, families, worded
from arclean.scorecard import Table, load


@pytest.mark.parametrize(
    ("signal", "low", "high", "told"),
    [
        ("words", 1, 1, "1 word long"),
        ("words", 2, 3, "2 to 3 words long"),
        ("word_length", None, 45, "up to 4.5 letters a word"),
        ("main_length", 3, 9, "30 to 99 characters in the main stretch of prose"),
        ("prose_mass_before", None, -1, "no prose on the page"),
        ("prose_mass_before", 0, 0, "0 % of the page's prose before it"),
        ("copies_before", 1, None, "printed before"),
        ("copies_before", None, 0, "not printed before"),
        ("ending_before", None, -1, "no block before it"),
        ("ending_before", None, 0, "no block before it, or the block before ends in a letter"),
        ("ending", 1, None, "ends otherwise than in a letter"),
        ("cue_block", 1, None, "is a phrase of any kind"),
        ("cue_block", 3, 4, "is a phrase of trending or related"),
        ("tag", 1, 1, "its element is p"),
        ("near_share", None, 0, "near nothing named as sharing or social networks"),
        ("near_share", 1, 1, "itself named as sharing or social networks"),
        ("near_share", 2, 3, "2 to 3 elements out named as sharing or social networks"),
        ("h1_distance", None, -64, "long before the first h1, or there is none"),
        ("h1_distance", 0, None, "not before the first h1"),
        ("h1_distance", -4, 7, "from 4 blocks before the first h1 to 7 behind it"),
        ("core_distance", None, -3, "3 blocks or more before the element with half of the prose"),
        ("topic_rank", None, 4, "could not be the title, or up to 4 other lines that could be the "
         "title share more words with the main stretch"),
        ("shared_words", 0, None,
         "0 % or more of its content words recur in the page's other prose"),
        ("near_share", 3, None, "named as sharing or social networks 3 elements out or more"),
        ("in_nav", 1, None, "inside nav, or a role of navigation, menu, tabs"),
        ("h1_distance", 0, 5, "at the first h1, or up to 5 blocks behind it"),
        ("h1_distance", -5, 0, "up to 5 blocks before the first h1, or at it"),
        ("look_stretch", 0, 0, "in the page's likeliest stretch of article"),
        ("look_stretch", 9, None, "9 words or more behind the page's likeliest stretch of article"),
        ("look_stretch", -20, -9, "9 to 26 words before the page's likeliest stretch of article"),
        ("look_points", 2, 4, "20 to 49 points for the article at first"),
    ],
)  # fmt: skip
def test_ranges_are_told_in_words(
    signal: str, low: int | None, high: int | None, told: str
) -> None:
    assert evidence(signal, low, high) == told


def test_a_long_list_of_names_is_cut_short() -> None:
    assert evidence("cue_block", 1, 9).endswith("trending or 6 others")


@pytest.mark.parametrize("name", ["text", "html"])
def test_every_row_of_a_scorecard_can_be_told(name: str) -> None:
    card = load(name)
    tables: list[Table] = [*card.tables.values(), *card.second.values()]
    for row in (row for table in tables for row in table.rows):
        for axis, (signal, edges) in enumerate(zip(row.signals, row.edges, strict=True)):
            for value in (*edges, edges[-1] + 1):
                told = evidence(signal, *row.bounds(axis, value))
                assert told
                assert "{" not in told
                assert "(s)" not in told


def test_wordings_say_where_their_values_stand() -> None:
    for signal, wording in worded().items():
        assert ("{}" in wording.wording) is (wording.unit not in ("flag", "distance", "stretch")), (
            signal
        )


def test_families_add_up_to_the_score_without_what_holds_everywhere(page: str) -> None:
    for block in arclean.clean(page).blocks:
        prior = sum(one.points for one in block.reasons if one.row.endswith("prior"))
        assert sum(points for _, points in families(block.reasons)) == block.score - prior


def test_the_strongest_reasons_and_the_rest_add_up(page: str) -> None:
    for block in arclean.clean(page).blocks:
        few = block.strongest(5)
        assert few[:5] == block.reasons[:5]
        assert sum(one.points for one in few) == block.score
