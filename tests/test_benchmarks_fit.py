"""What the tables are fitted on, and how they are written down."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
from core_support import ARABIC, ENGLISH
from numpy.typing import NDArray

from benchmarks.fit import with_set_row
from benchmarks.planting import Stock, Written, planted, stock_of
from benchmarks.trees import Fit, centred, fit_table, table_of

NAMES = ("chars", "words")
TABLE = {
    "intercept": 7,
    "rows": [
        {"signals": ["chars"], "edges": [[3]], "points": [5, -2]},
        {"signals": ["chars", "words"], "edges": [[1], [2, 4]], "points": [[1, 2, 3], [4, 5, 6]]},
    ],
}
VALUES = np.array([[9, 9], [9, 9], [9, 3], [1, 1]], np.float32)


def points_of(table: dict[str, object], chars: int, words: int) -> int:
    rows = {len(row["signals"]): row for row in table["rows"]}  # type: ignore[attr-defined]
    one = rows[1]["points"][int(chars > 3)]
    two = rows[2]["points"][int(chars > 1)][int(words > 2) + int(words > 4)]
    return int(table["intercept"]) + one + two  # type: ignore[call-overload,no-any-return]


def test_a_centred_table_gives_every_block_the_same_points() -> None:
    made = centred(TABLE, VALUES, NAMES)
    for chars in (0, 2, 9):
        for words in (0, 3, 9):
            assert points_of(made, chars, words) == points_of(TABLE, chars, words)


def test_a_centred_row_is_silent_where_most_blocks_are() -> None:
    assert [points_of({**centred(TABLE, VALUES, NAMES), "intercept": 0}, 9, 9)] == [0]


def test_several_draws_are_the_mean_of_their_models() -> None:
    random = np.random.default_rng(0)
    values = random.integers(0, 9, (400, 2)).astype(np.float32)
    answers = (values.sum(axis=1) + random.integers(0, 6, 400) > 11).astype(np.int32)
    data = Fit(values, answers, np.ones(400), NAMES)
    few = {"min_data_in_leaf": 20}
    mean = total(table_of(fit_table(data, 9, draws=2, **few), NAMES), values)
    one, other = (
        total(table_of(fit_table(data, 9, seed=seed, **few), NAMES), values) for seed in (1, 2)
    )
    assert (one != other).any()
    # Each row of a table is rounded by itself.
    assert np.abs(mean - (one + other) / 2).max() <= 3


def total(table: dict[str, Any], values: NDArray[np.float32]) -> NDArray[np.int64]:
    points = np.full(len(values), table["intercept"])
    for row in table["rows"]:
        places = [
            np.searchsorted(edges, values[:, NAMES.index(signal)])
            for signal, edges in zip(row["signals"], row["edges"], strict=True)
        ]
        points += np.array(row["points"])[tuple(places)]
    return points


def lines(*texts: str) -> list[Written]:
    return [Written("\n", text, 1, int(at == 0), -1, 9) for at, text in enumerate(texts)]


def test_planting_keeps_the_article_in_order() -> None:
    article = lines("Ferry line reopens", *ENGLISH)
    stock = stock_of("en", ["Bakery closes", "Seal moved", "Bridge opens"], [])
    whole = [word for line in article for word in line.text.split() if len(word) > 2]
    lengths = set()
    for seed in range(20):
        made = planted(article, stock, Random(seed))
        words = [word for line in made if line.article for word in line.text.split()]
        own = [word for word in words if len(word) > 2]
        assert own == whole[: len(own)]
        lengths.add(len(own))
    assert min(lengths) < max(lengths) == len(whole)


def test_lists_of_titles_stand_before_the_article_and_behind_it() -> None:
    titles = ["Bakery closes", "Seal moved", "Bridge opens"]
    article = lines("Ferry line reopens", *ENGLISH)
    places = set()
    for seed in range(40):
        made = planted(article, Stock(titles, [], [], []), Random(seed))
        headline = next(at for at, line in enumerate(made) if line.headline == 1)
        places |= {at < headline for at, line in enumerate(made) if not line.article}
    assert places == {True, False}


def test_a_paragraph_that_is_printed_as_a_list_is_the_article_still() -> None:
    paragraph = "The tide rose at noon. The quay was closed, 3.5 metres deep! Who pays for it?"
    article = lines("Ferry line reopens", paragraph)
    nothing = Stock(["Bakery closes", "Seal moved", "Bridge opens"], [], [], [])
    grown = [planted(article, nothing, Random(seed)) for seed in range(40)]
    made = [[line for line in page if line.article] for page in grown]
    as_lists = [found for found in made if found != article]
    assert 0 < len(as_lists) < len(made)
    for found in as_lists:
        items = [line.text.lstrip("123.-• ") for line in found[1:]]
        assert [item.rstrip(".:") for item in items] == [
            "The tide rose at noon",
            "The quay was closed, 3.5 metres deep!",
            "Who pays for it?",
        ]


def test_what_is_planted_is_no_article() -> None:
    captions = ["من اللقاء"]
    titles = ["إغلاق مخبز قديم", "ترميم جسر المدينة", "أمطار تنهي الجفاف"]
    stock = stock_of("ar", titles, captions)
    made = [
        line
        for seed in range(9)
        for line in planted(lines("عودة العبارات", *ARABIC), stock, Random(seed))
        if not line.article
    ]
    assert made
    assert all(line.headline == 0 for line in made)
    assert any(any(title in line.text for title in titles) for line in made)


@pytest.mark.parametrize(("reader", "rows"), [("text", 1), ("html", 0)])
def test_read_also_lines_have_a_row_that_is_set_in_text(reader: str, rows: int) -> None:
    card: dict[str, Any] = {"tables": {"article": {"intercept": 0, "rows": []}}}
    assert len(with_set_row(card, reader)["tables"]["article"]["rows"]) == rows
    assert card["tables"]["article"]["rows"] == []
