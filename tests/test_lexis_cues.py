"""Words as hashes, and the cue phrases that are found by them."""

from __future__ import annotations

import numpy as np
import pytest
import regex
from core_support import PROSE
from hypothesis import given
from hypothesis import strategies as st

from arclean import cues
from arclean.cues import CUE_KINDS, Cue, Cues, Matches, match
from arclean.lexis import lex
from arclean.script import fold


def hashes(*texts: str) -> list[int]:
    return [int(found) for found in lex(texts).whole()]


def words(text: str) -> int:
    return lex([text]).word_hash.size


_DIGIT = regex.compile(r"\p{Nd}")


# --- Words -------------------------------------------------------------------------------------


@given(st.lists(st.text(st.characters(), min_size=1, max_size=12), min_size=2, max_size=6))
def test_texts_have_one_hash_where_their_letters_fold_alike(texts: list[str]) -> None:
    letters = ["".join(char for char in fold(text) if not _DIGIT.match(char)) for text in texts]
    found = hashes(*texts)
    for one in range(len(texts)):
        for other in range(one):
            assert (found[one] == found[other]) is (letters[one] == letters[other])


@given(st.text(st.characters(), min_size=1), st.text(st.characters(), min_size=1))
def test_hash_of_a_text_does_not_depend_on_what_stands_beside_it(one: str, other: str) -> None:
    assert hashes(other, one)[1] == hashes(one)[0]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("one two", 2),
        ("well-known", 2),
        ("3 apples", 2),
        ("سيُعلن", 1),
        ("اقـــرأ أيضا", 2),
        ("می\u200cشود", 1),
        ("中文字", 3),
        ("中文 abc", 3),
        ("한국어 신문", 2),
        ("…!", 0),
        ("\ud800", 0),
    ],
)
def test_words_of_a_text(text: str, count: int) -> None:
    assert words(text) == count


def test_a_word_never_spans_two_texts() -> None:
    found = lex(["ab", "cd"])
    assert found.word_text.tolist() == [0, 1]
    assert found.first_word.tolist() == [0, 1, 2]


def test_words_say_where_they_begin() -> None:
    found = lex(["«ab» cd"])
    assert found.word_point.tolist() == [1, 5]
    assert found.word_chars.tolist() == [2, 2]


def test_a_word_has_one_hash_wherever_it_stands() -> None:
    found = lex(["the Ferry", "ferry! FERRY"])
    assert len(set(found.word_hash[1:].tolist())) == 1


@given(st.lists(st.sampled_from(PROSE), min_size=1, max_size=4))
def test_a_stretch_of_letters_has_the_hash_of_those_letters(texts: list[str]) -> None:
    found = lex(texts)
    last = found.first_word[1:] - 1
    first = found.first_word[:-1]
    letters = found.stretch(found.word_letters_from[first], found.word_letters_to[last])
    assert np.array_equal(letters, found.whole())


def test_no_texts_have_no_words() -> None:
    assert lex([]).word_hash.size == 0


# --- Reading cue files -------------------------------------------------------------------------


def test_read_gives_one_cue_a_row() -> None:
    table = "kind\tmode\tphrase\nshare\tblock\tShare this\nrelated\tlabel\tRead also\n"
    assert cues.read("en", table) == (
        Cue("en", "share", "block", "Share this"),
        Cue("en", "related", "label", "Read also"),
    )


@pytest.mark.parametrize(
    "row", ["", "share", "share\tblock", "share\tblock\t", "dance\tblock\tx", "share\tnever\tx"]
)
def test_a_bad_row_is_named(row: str) -> None:
    with pytest.raises(ValueError, match=r"cues of en, line 3: .* is not kind, mode and phrase"):
        cues.read("en", f"kind\tmode\tphrase\nshare\tblock\tok\n{row}\n")


def test_packaged_languages_are_in_order() -> None:
    assert list(cues.languages()) == sorted(cues.languages())
    assert len(cues.packaged()) == len(set(cues.packaged()))


def test_codes_of_kinds_begin_at_one_in_their_order() -> None:
    assert cues.codes_of(CUE_KINDS).tolist() == list(range(1, len(CUE_KINDS) + 1))


# --- Matching ----------------------------------------------------------------------------------

OWN = cues.ready((
    Cue("xx", "related", "label", "Read also"),
    Cue("xx", "trending", "label", "Read also today"),
    Cue("xx", "share", "block", "Share"),
    Cue("xx", "legal", "anywhere", "all rights reserved"),
    Cue("xx", "related", "label", "اقرأ أيضا"),
    Cue("xx", "related", "label", "延伸阅读"),
))  # fmt: skip


def matches(*texts: str, known: Cues = OWN) -> Matches:
    return match(lex(texts), known)


def kinds(found: np.ndarray[tuple[int], np.dtype[np.int32]]) -> list[str]:
    return [CUE_KINDS[code - 1] if code else "" for code in found.tolist()]


@pytest.mark.parametrize("text", ["Share", "SHARE!", "» share «", "s\u00adhare", "Shàre"])
def test_a_block_cue_is_all_of_the_block(text: str) -> None:
    assert kinds(matches(text).block) == ["share"]


@pytest.mark.parametrize("text", ["Share it", "Shares", "Please share", "shar e x", "…"])
def test_a_block_cue_is_no_part_of_a_block(text: str) -> None:
    found = matches(text)
    assert kinds(found.block) == kinds(found.label) == kinds(found.anywhere) == [""]


def test_a_label_opens_the_block() -> None:
    found = matches("Read also: rain in the valley", "He read also the rest", "Read alsop")
    assert kinds(found.label) == ["related", "", ""]
    assert found.label_words.tolist() == [2, 0, 0]


def test_the_longest_label_counts() -> None:
    found = matches("Read also today: rain")
    assert (kinds(found.label), found.label_words.tolist()) == (["trending"], [3])


@pytest.mark.parametrize(
    "text", ["اقـــرأ أيضاً: مطر", "\u202bإقرأ أيضا\u202c مطر", "ﺍﻗﺮﺃ ﺃﻳﻀﺎ مطر", "延伸阅读：暴雨"]
)
def test_a_label_is_known_in_disguise(text: str) -> None:
    assert kinds(matches(text).label) == ["related"]


def test_a_phrase_anywhere_is_found_anywhere() -> None:
    found = matches("© 2024 Us, all rights reserved by us", "All rights", "not all rights reserved")
    assert kinds(found.anywhere) == ["legal", "", "legal"]


@pytest.mark.parametrize(
    "text",
    [
        "The old pier. Share: all of it",
        "The old pier (share)",
        "The old pier – read also the rest of it",
        "堤防の工事が始まった。 延伸阅读 暴雨",
    ],
)
def test_a_tail_is_set_off(text: str) -> None:
    assert kinds(matches(text).tail) != [""]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("They told us to share", "no mark before it"),
        ("The pier. Share alike with all", "a block cue does not fill what it opens"),
        ("Share: the pier", "at the beginning it is a label"),
        ("The pier. Read also what they wrote of it nine years ago", "too far from the end"),
    ],
)
def test_no_tail(text: str, why: str) -> None:
    assert kinds(matches(text).tail) == [""], why


def test_the_first_tail_counts() -> None:
    assert kinds(matches("The pier. Read also: rain (share)").tail) == ["related"]


def test_a_phrase_never_spans_two_blocks() -> None:
    found = matches("all rights", "reserved")
    assert kinds(found.anywhere) == ["", ""]


def test_no_cues_match_nothing() -> None:
    found = matches("Share", "Read also: x", known=cues.ready(()))
    assert not found.block.any()
    assert not found.label.any()
    assert not found.anywhere.any()
    assert not found.tail.any()


def test_a_count_makes_no_difference_to_a_block_cue() -> None:
    """The module says so: "Comments (3)" is the phrase "comments"."""
    assert kinds(matches("Share (3)").block) == ["share"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("الأكثر قراءة", "trending"),
        ("إقـرأ أيضاً:", "related"),
        ("Most read", "trending"),
        ("Lire aussi", "related"),
        ("Все права защищены", "legal"),
        ("Populārākie raksti", "trending"),
        ("Skaitykite taip pat:", "related"),
        ("ყველა უფლება დაცულია", "legal"),
        ("மேலும் படிக்க", "related"),
    ],
)
def test_packaged_cues_know(text: str, kind: str) -> None:
    assert kinds(matches(text, known=cues.ready()).block) == [kind]


@pytest.mark.parametrize("text", PROSE)
def test_packaged_cues_are_silent_on_prose(text: str) -> None:
    found = matches(text, known=cues.ready())
    assert kinds(found.block) == kinds(found.label) == kinds(found.anywhere) == [""]
