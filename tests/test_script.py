"""Characters of all scripts: classes, folding, direction."""

from __future__ import annotations

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from arclean.script import (
    Char,
    char_classes,
    codes,
    compatible,
    fold,
    folded,
    is_right_to_left,
    visible_length,
)


def classes(text: str) -> list[Char]:
    return [Char(int(found)) for found in char_classes(codes(text))]


@pytest.mark.parametrize(
    ("char", "flag"),
    [
        ("a", Char.LOWER),
        ("Ж", Char.UPPER),
        ("ب", Char.LETTER),
        ("中", Char.IDEOGRAPH),
        ("か", Char.IDEOGRAPH),
        ("\U00020000", Char.IDEOGRAPH),
        ("ก", Char.UNSPACED),
        ("ខ", Char.UNSPACED),
        ("٣", Char.DIGIT),
        ("۳", Char.DIGIT),
        ("३", Char.DIGIT),
        ("\N{ARABIC TATWEEL}", Char.TRANSPARENT),
        ("\N{ARABIC FATHA}", Char.TRANSPARENT),
        ("\N{RIGHT-TO-LEFT MARK}", Char.INVISIBLE),
        ("\N{ZERO WIDTH SPACE}", Char.INVISIBLE),
        ("\N{NO-BREAK SPACE}", Char.INVISIBLE),
        ("\N{HANGUL FILLER}", Char.INVISIBLE),
        ("\U000e0001", Char.INVISIBLE),
        ("。", Char.SENTENCE_END),
        ("؟", Char.SENTENCE_END),
        ("।", Char.SENTENCE_END),
        ("…", Char.SENTENCE_END),
        ("،", Char.COMMA),
        ("、", Char.COMMA),
        ("»", Char.CLOSING),
        ("«", Char.OPENING),
        ("›", Char.SEPARATOR),
        ("|", Char.SEPARATOR),
        ("€", Char.SYMBOL),
        ("한", Char.SYLLABLE),
        ("ሀ", Char.SYLLABLE),
        ("ि", Char.LETTER),
        ("\N{DEVANAGARI SIGN VIRAMA}", Char.TRANSPARENT),
        ("\N{THAI CHARACTER SARA I}", Char.TRANSPARENT),
        ("\N{MODIFIER LETTER TURNED COMMA}", Char.TRANSPARENT),
    ],
)
def test_character_is(char: str, flag: Char) -> None:
    assert classes(char)[0] & flag


@pytest.mark.parametrize(
    ("char", "flag"),
    [
        ("ب", Char.UPPER | Char.LOWER | Char.IDEOGRAPH),
        ("،", Char.SENTENCE_END),
        ("한", Char.IDEOGRAPH),
        (" ", Char.LETTER | Char.PUNCTUATION),
        ("\0", Char.LETTER | Char.INVISIBLE),
        ("\ud800", Char.LETTER | Char.INVISIBLE),
        ("😀", Char.LETTER | Char.INVISIBLE),
        ("\U0010fffd", Char.LETTER | Char.INVISIBLE),
    ],
)
def test_character_is_not(char: str, flag: Char) -> None:
    assert not classes(char)[0] & flag


_VISIBLE = regex.compile(r"[^\p{White_Space}\p{Default_Ignorable_Code_Point}]", regex.VERSION1)


@given(st.characters())
def test_what_is_invisible_is_as_unicode_says(char: str) -> None:
    assert bool(classes(char)[0] & Char.INVISIBLE) is (_VISIBLE.match(char) is None)


@given(st.text(st.characters()))
def test_codes_have_an_entry_a_character(text: str) -> None:
    assert codes(text).tolist() == [ord(char) for char in text]
    assert len(char_classes(codes(text))) == len(folded(codes(text))) == len(text)


def test_no_text_has_no_characters() -> None:
    assert char_classes(codes("")).tolist() == []


# --- Folding -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("إقرأ أيضاً", "اقرا ايضا"),
        ("اقـــرأ", "اقرأ"),
        ("مقالةٌ", "مقاله"),
        ("على", "علي"),
        ("ﻣﻘﺎﻝ", "مقال"),
        ("\u202bخبر\u202c", "خبر"),
        ("کتاب", "كتاب"),
        ("Café", "CAFE"),
        ("ÜBER", "uber"),
        ("Łódź", "lodz"),
        ("ΣΟΦΟΣ", "σοφός"),
        ("ДАЛІ", "далі"),
        ("ＡＢＣ１", "abc1"),
        ("Read-also!", "read also"),
        ("İstanbul", "istanbul"),
        ("So\N{MODIFIER LETTER TURNED COMMA}nggi", "so\N{LEFT SINGLE QUOTATION MARK}nggi"),
        ("വാര്\N{ZERO WIDTH JOINER}ത്ത", "വാർത്ത"),
    ],
)
def test_what_people_write_alike_folds_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("مقال", "مقام"), ("read", "reed"), ("日本", "日木"), ("1", "2")]
)
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(("one", "other"), [("मेरा", "मर"), ("কলা", "কালো"), ("தமிழ்", "தமழ")])
def test_vowel_signs_tell_words_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(st.characters()))
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters()))
def test_case_makes_no_difference_to_ascii(text: str) -> None:
    plain = "".join(char for char in text if char.isascii())
    assert fold(plain.upper()) == fold(plain.lower())


@given(st.text(st.characters()), st.text(st.characters()))
def test_folding_goes_character_by_character(one: str, other: str) -> None:
    assert fold(one + other) == fold(one) + fold(other)


@given(st.characters())
def test_folded_letters_are_letters_or_digits(char: str) -> None:
    assert all(found & (Char.LETTER | Char.DIGIT) for found in classes(fold(char)))


def test_compatible_leaves_ordinary_text_alone() -> None:
    text = "مقال Café 中文 ①"
    assert compatible(text) == text
    assert compatible("ﻻ") == unicodedata.normalize("NFKC", "ﻻ") == "لا"


# --- Direction and length ----------------------------------------------------------------------


@pytest.mark.parametrize("text", ["عاجل", "1. عاجل", "«שלום»", "\u200f عاجل CNN", "ܫܠܡܐ"])
def test_right_to_left(text: str) -> None:
    assert is_right_to_left(text)


@pytest.mark.parametrize("text", ["CNN عاجل", "123", "", "中文 عاجل", "…"])
def test_left_to_right(text: str) -> None:
    assert not is_right_to_left(text)


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("a b", 2), ("\u200b\xa0", 0), ("مَ", 2), ("\0", 1)]
)
def test_visible_length(text: str, length: int) -> None:
    assert visible_length(text) == length
