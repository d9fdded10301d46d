"""Bytes to text: each encoding declared, undeclared and wrongly declared; what is no text."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from arclean.declared import declared
from arclean.decode import Decoded, decode, decode_as
from arclean.errors import UnsupportedInputError

FIXTURES = Path(__file__).parent.parent / "fixtures" / "charsets"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in FIXTURES.glob("*.txt")}


def encode_mac(text: str) -> bytes:
    """Files from a Mac have ASCII signs in tags and Latin words; Python writes others for all."""
    return b"".join(char.encode("ascii" if char.isascii() else "mac_arabic") for char in text)


class Case(NamedTuple):
    """An encoding: its label, how to write it, the name it is given, texts that suit it."""

    label: str
    encode: str | Callable[[str], bytes]
    name: str
    texts: str

    def write(self, text: str) -> bytes:
        return text.encode(self.encode) if isinstance(self.encode, str) else self.encode(text)


CASES = (
    Case("windows-1256", "cp1256", "cp1256", "arabic-short arabic-long arabic-marks-long"),
    Case("iso-8859-6", "iso8859-6", "iso8859-6", "arabic-short arabic-long"),
    Case("x-mac-arabic", encode_mac, "mac-arabic", "arabic-short arabic-long"),
    Case("windows-1255", "cp1255", "cp1255", "hebrew-short hebrew-long"),
    Case("windows-1254", "cp1254", "cp1254", "turkish-short turkish-long"),
    Case("windows-1251", "cp1251", "cp1251", "russian-short russian-long"),
    Case("koi8-r", "koi8-r", "koi8-r", "russian-short russian-long"),
    Case("gb18030", "gb18030", "gb18030", "chinese-simplified-short chinese-simplified-long"),
    Case("gb2312", "gb2312", "gb18030", "chinese-simplified-short chinese-simplified-long"),
    Case("big5", "big5", "big5hkscs", "chinese-traditional-short chinese-traditional-long"),
    Case("shift_jis", "shift_jis", "cp932", "japanese-short japanese-long"),
    Case("euc-kr", "euc_kr", "cp949", "korean-short korean-long"),
    Case("tis-620", "tis-620", "cp874", "thai-short thai-long"),
    Case("iso-8859-1", "latin-1", "cp1252", "french-short spanish-short german-long"),
    Case("windows-1252", "cp1252", "cp1252", "french-marks-long"),
)
UNICODE = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
LABELS = (*(case.label for case in CASES), "utf-8", "iso-8859-2", "euc-jp", "us-ascii", "klingon")


def page(text: str, label: str = "") -> str:
    """A page whose head is ASCII for longer than a detector that looks at the head would read."""
    meta = f'<meta charset="{label}">' if label else ""
    script = "<script>" + "var a = b(1, 2);\n" * 200 + "</script>"
    return f"<!DOCTYPE html>\n<html><head>{meta}{script}</head><body>\n<p>{text}</p></body></html>"


PAIRS = [
    pytest.param(case, TEXTS[name], id=f"{case.label}-{name}")
    for case in CASES
    for name in case.texts.split()
]


def assert_read(data: bytes, text: str) -> Decoded:
    decoded = decode(data)
    assert decoded.text == text
    assert not decoded.lossy
    assert codecs.lookup(decoded.encoding).name == decoded.encoding
    assert data.decode(decoded.encoding) == text
    return decoded


# --- The encodings ---------------------------------------------------------------------------


def test_fixtures_are_short_and_long() -> None:
    assert all(150 <= len(text) <= 900 for text in TEXTS.values())
    assert set(" ".join(case.texts for case in CASES).split()) == set(TEXTS)


@pytest.mark.parametrize(("case", "text"), PAIRS)
class TestEncoding:
    def test_plain_text(self, case: Case, text: str) -> None:
        assert_read(case.write(text), text)

    def test_undeclared(self, case: Case, text: str) -> None:
        assert_read(case.write(page(text)), page(text))

    def test_declared(self, case: Case, text: str) -> None:
        declared = page(text, case.label)
        assert assert_read(case.write(declared), declared).encoding == case.name

    def test_wrongly_declared(self, case: Case, text: str) -> None:
        for label in LABELS:
            declared = page(text, label)
            assert_read(case.write(declared), declared)

    def test_name_is_found(self, case: Case, text: str) -> None:
        # Arabic letters and ASCII are the same bytes in MacArabic and ISO-8859-6.
        name = "iso8859-6" if case.encode is encode_mac else case.name
        assert decode(case.write(text)).encoding == name

    def test_beginning_of_a_sentence_is_enough(self, case: Case, text: str) -> None:
        start = text[:60]
        assert_read(case.write(start), start)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("encoding", UNICODE)
class TestUnicode:
    def test_plain_text(self, encoding: str, text: str) -> None:
        assert assert_read(text.encode(encoding), text).encoding == encoding

    def test_any_declaration_is_beaten(self, encoding: str, text: str) -> None:
        for label in ("", *LABELS, "utf-16"):
            declared = page(text, label)
            assert assert_read(declared.encode(encoding), declared).encoding == encoding

    def test_mark(self, encoding: str, text: str) -> None:
        marked = decode(("\N{ZERO WIDTH NO-BREAK SPACE}" + text).encode(encoding))
        assert marked == Decoded(text, encoding, lossy=False)


@pytest.mark.parametrize("name", ["arabic-short", "arabic-long"])
def test_right_to_left_signs_of_mac_arabic(name: str) -> None:
    for text in (TEXTS[name], f"<html><body><h1>x</h1><p>{TEXTS[name]}</p></body></html>"):
        assert assert_read(text.encode("mac_arabic"), text).encoding == "mac-arabic"


def test_mark_alone_is_empty_text() -> None:
    assert [decode("\N{ZERO WIDTH NO-BREAK SPACE}".encode(name)).text for name in UNICODE] == [
        ""
    ] * 5


def test_no_bytes_are_empty_text() -> None:
    assert decode(b"") == Decoded("", "utf-8", lossy=False)


def test_newlines_stay() -> None:
    text = "one\r\ntwo\rthree\nfour\N{LINE SEPARATOR}five"
    assert decode(text.encode()).text == text
    assert decode(text.encode("utf-16")).text == text


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("russian-short", "cp855"),  # charset-normalizer knows it
        ("korean-short", "johab"),  # as above
        ("russian-short", "cp866"),
        ("russian-short", "iso8859-5"),
        ("russian-short", "mac-cyrillic"),
        ("german-long", "mac-roman"),
        ("hebrew-short", "iso8859-8"),
        ("japanese-short", "euc_jp"),
        ("japanese-short", "iso2022_jp"),
        ("chinese-traditional-short", "gb18030"),
    ],
)
def test_other_encodings(name: str, codec: str) -> None:
    assert_read(TEXTS[name].encode(codec), TEXTS[name])


def test_vowelled_arabic() -> None:
    text = "بِسْمِ اللَّهِ الرَّحْمَنِ الرَّحِيمِ"
    assert_read(text.encode("cp1256"), text)
    assert_read(text.encode("iso8859-6"), text)


def test_pointed_hebrew() -> None:
    text = "שָׁלוֹם עֲלֵיכֶם"
    assert_read(text.encode("cp1255"), text)


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r"])
def test_capitals(codec: str) -> None:
    text = "ОТКРЫТИЕ СЕЛЬСКОЙ БИБЛИОТЕКИ"
    assert_read(text.encode(codec), text)


@pytest.mark.parametrize(
    "text",
    [
        "© 2011 Example Ltd",
        "It costs £25, or €30",
        "18.3° today",
        "“Yes”, she said – later…",
        "Café",
        "1920 × 1080",
    ],
)
@pytest.mark.parametrize("label", ["", "utf-8"])
def test_few_signs_are_western(text: str, label: str) -> None:
    declared = f"<meta charset={label}>{text}" if label else text
    assert_read(declared.encode("cp1252"), declared)


def test_no_break_spaces_of_iso_are_not_the_spaces_of_mac() -> None:
    text = "\N{NO-BREAK SPACE}" * 4 + TEXTS["arabic-long"]
    assert_read(text.encode("iso8859-6"), text)


def test_long_text_without_any_ascii() -> None:
    text = TEXTS["chinese-simplified-long"].replace("\n", "").replace("48", "") * 60
    assert_read(text.encode("gb18030"), text)


def test_the_few_words_of_a_long_page_decide() -> None:
    text = page("x" * 300_000 + " " + TEXTS["hebrew-short"] + "y" * 300_000)
    assert_read(text.encode("cp1255"), text)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param("Ğ", "cp1254", id="one letter is any letter"),
        pytest.param("قلم", encode_mac, id="three letters are plausible Cyrillic, too"),
        pytest.param("ｶﾀｶﾅ", "cp932", id="four halfwidth kana are plausible Thai"),
        pytest.param("联通", "gb18030", id="two rare characters are plausible Thai"),
        pytest.param("안녕", "utf-16-le", id="nothing tells two Hangul from Latin-1"),
        pytest.param(
            "English with a few\N{NO-BREAK SPACE}spaces", "koi8-r", id="in KOI8-R a rare sign"
        ),
    ],
)
@pytest.mark.xfail(strict=True, reason="too little text to tell the encoding")
def test_too_little_text(text: str, encoding: str | Callable[[str], bytes]) -> None:
    data = text.encode(encoding) if isinstance(encoding, str) else encoding(text)
    assert decode(data).text == text


# --- Declarations ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        b'<meta charset="iso-8859-5">',
        b"<META CHARSET=ISO-8859-5>",
        b"<meta name=x><meta charset='iso8859_5'/>",
        b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-5">',
        b"<?xml version='1.0' encoding='ISO-8859-5'?>",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-5\r\n\r\n",
    ],
)
def test_declaration_decides_where_letters_do_not(head: bytes) -> None:
    word = b"<p>\xba\xd0\xe4\xd5</p>"
    assert decode(word).encoding != "iso8859-5"
    assert decode(head + word) == Decoded(head.decode() + "<p>Кафе</p>", "iso8859-5", lossy=False)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("latin1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("iso-8859-9", "cp1254"),
        ("iso-8859-8-i", "cp1255"),
        ("win-1251", "cp1251"),
        ("x-cp1251", "cp1251"),
        ("cp-1256", "cp1256"),
        ("windows1256", "cp1256"),
        ("windows-874", "cp874"),
        ("macarabic", "mac-arabic"),
        ("x-mac-arabic", "mac-arabic"),
        ("x-mac-cyrillic", "mac-cyrillic"),
        ("x-sjis", "cp932"),
        ("windows-31j", "cp932"),
        ("ks_c_5601-1987", "cp949"),
        ("x-gbk", "gb18030"),
        ("gb_2312-80", "gb18030"),
        ("big5-hkscs", "big5hkscs"),
        ("koi8", "koi8-r"),
    ],
)
def test_labels(label: str, name: str) -> None:
    assert declared(f"<meta charset={label}>".encode()) == name


@pytest.mark.parametrize(
    "label", ["utf-16", "utf-7", "base64", "rot13", "idna", "cp037", "unicode_escape", "..", "x"]
)
def test_labels_that_cannot_be(label: str) -> None:
    data = f"<meta charset={label}><p>Caf".encode() + b"\xe9 \\u0041 +AEE-</p>"
    assert decode(data) == Decoded(data.decode("latin-1"), "cp1252", lossy=False)


# --- What somebody else says of the encoding -------------------------------------------------


@pytest.mark.parametrize(
    ("label", "codec", "name"),
    [
        ("iso-8859-9", "cp1254", "turkish-long"),
        ("ISO-8859-8", "cp1255", "hebrew-long"),
        (' "tis-620";', "cp874", "thai-long"),
        ("gb2312", "gb18030", "chinese-simplified-long"),
        ("shift_jis", "cp932", "japanese-long"),
        ("windows-1256", "cp1256", "arabic-marks-long"),
    ],
)
def test_a_label_means_the_superset_that_the_web_means(label: str, codec: str, name: str) -> None:
    text = TEXTS[name]
    assert decode_as(text.encode(codec), label) == Decoded(text, codec, lossy=False)


def test_a_label_decides_where_letters_do_not() -> None:
    assert decode_as(b"\xba\xd0\xe4\xd5", "iso-8859-5") == Decoded("Кафе", "iso8859-5", lossy=False)


@pytest.mark.parametrize(
    "label", ["", "klingon", "utf-7", "base64", "idna", "cp037", "a\0b", "é", "..", "x" * 999]
)
def test_a_label_that_names_no_encoding_of_pages_tells_nothing(label: str) -> None:
    assert decode_as(b"caf\xe9", label) is None


@pytest.mark.parametrize("label", ["iso-8859-1", "us-ascii", "windows-1252"])
def test_a_label_that_servers_name_unasked_tells_nothing(label: str) -> None:
    assert decode_as(TEXTS["arabic-long"].encode("cp1256"), label) is None


@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "utf-32", "windows-1251", "shift_jis"])
@pytest.mark.parametrize("data", [b"It rains.", b"\x1b$B$3\x1b(B", b"I\0t\0", b"\xff\xfeI\0"])
def test_bytes_that_tell_more_than_a_label_are_left_to_decode(data: bytes, label: str) -> None:
    assert decode_as(data, label) is None


@pytest.mark.parametrize("label", ["windows-1251", "gbk"])
def test_utf8_is_utf8_whatever_its_label(label: str) -> None:
    assert decode_as(TEXTS["russian-long"].encode(), label) is None


def test_bytes_that_are_not_in_the_encoding_are_left_to_decode() -> None:
    assert decode_as(TEXTS["russian-long"].encode("koi8-r"), "utf-8") is None
    assert decode_as(TEXTS["french-short"].encode("cp1252"), "shift_jis") is None


def test_a_labelled_record_may_be_cut_off() -> None:
    text = TEXTS["chinese-simplified-long"].rstrip()
    assert decode_as((text + "中").encode("gb18030")[:-1], "gb2312") == Decoded(
        text + "\N{REPLACEMENT CHARACTER}", "gb18030", lossy=True
    )


# --- Damage ----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Так", "مرحبا", "中文字", "a\N{GRINNING FACE}"])
def test_utf8_cut_off(text: str) -> None:
    before, last = text[:-1] + "é", text[-1]
    for kept in range(1, len(last.encode())):
        data = before.encode() + last.encode()[:kept]
        assert decode(data) == Decoded(before + "\N{REPLACEMENT CHARACTER}", "utf-8", lossy=True)


def test_a_last_letter_is_not_cut_off_utf8() -> None:
    assert decode(b"Caf\xe9") == Decoded("Café", "cp1252", lossy=False)


def test_many_characters_of_any_script_are_utf8() -> None:
    for text in ("ქართული ენა " * 9, "".join(map(chr, range(0xF0000, 0xF0100)))):
        data = text.encode() + b"\xff"
        assert decode(data) == Decoded(text + "\N{REPLACEMENT CHARACTER}", "utf-8", lossy=True)


def test_utf8_with_damage_stays_utf8() -> None:
    text = TEXTS["arabic-long"]
    data = text.encode()
    damaged = data[:101] + b"\xff" + data[101:400] + b"\xd8" + data[401:]
    decoded = decode(damaged)
    assert (decoded.encoding, decoded.lossy) == ("utf-8", True)
    assert decoded.text == damaged.decode("utf-8", "replace")


#: Surrogates as UTF-8 would write them: a pair that is an emoji, and a half.
PAIR, HALF = b"\xed\xa0\xbd\xed\xb8\x80", b"\xed\xa0\xbd"
ASCII_PROSE = "It rained in the valley all day long, farmers said, and the river rose by a metre. "
LATIN_PROSE = "Il a plu toute la journée dans la vallée. L’été sera frais, dit-on au café. "


@pytest.mark.parametrize("before", ["", "It’s “great” … ", LATIN_PROSE, TEXTS["korean-short"]])
@pytest.mark.parametrize("label", ["", "utf-8", "iso-8859-1"])
def test_surrogate_pairs_are_the_character_that_they_spell(before: str, label: str) -> None:
    text = page(before, label)
    assert decode(text.encode() + b" " + PAIR + b" " + PAIR) == Decoded(
        text + " 😀 😀", "utf-8", lossy=False
    )


@pytest.mark.parametrize("before", ["It’s the mayor’s day. ", LATIN_PROSE, TEXTS["thai-short"]])
@pytest.mark.parametrize("half", [HALF, b"\xed\xb8\x80"])
def test_half_a_surrogate_pair_is_one_unknown_character(before: str, half: bytes) -> None:
    assert decode(before.encode() + half + b" and on") == Decoded(
        before + "\N{REPLACEMENT CHARACTER} and on", "utf-8", lossy=True
    )


def test_a_replacement_character_of_the_source_is_no_loss() -> None:
    text = "It\N{REPLACEMENT CHARACTER}s "
    assert decode(text.encode() + PAIR) == Decoded(text + "😀", "utf-8", lossy=False)


@pytest.mark.parametrize(
    ("text", "damage"),
    [
        pytest.param("It’s", b" \x93a\x94 \x96 ", id="signs of Windows"),
        pytest.param("It’s", b"word,\xc2 " * 6, id="no-break spaces that lost their second byte"),
        pytest.param("It’s the mayor’s day.", b" \xff", id="a byte that is none"),
        pytest.param("It’s the mayor’s day.", b" caf\xe9", id="a letter of Latin-1"),
        pytest.param("It’s the mayor’s day.", b" wor\xe2\x80...", id="a character cut short"),
        pytest.param("Great 😀 day.", b" " + HALF + b" \xff " + PAIR, id="surrogates and more"),
        pytest.param("Cały dzień padało.", b" \xff", id="Polish"),
    ],
)
@pytest.mark.parametrize("place", ["before", "after"])
def test_few_characters_of_declared_utf8_outweigh_damage(
    text: str, damage: bytes, place: str
) -> None:
    head = f"<meta charset=utf-8><p>{ASCII_PROSE}"
    data = text.encode() + damage if place == "after" else damage + b" " + text.encode()
    decoded = decode(head.encode() + data)
    assert decoded.text.startswith(head)
    assert text in decoded.text
    assert (decoded.encoding, decoded.lossy) == ("utf-8", True)


@pytest.mark.parametrize("name", ["russian-long", "chinese-simplified-long", "french-marks-long"])
def test_utf8_cut_at_both_ends_stays_utf8(name: str) -> None:
    data = TEXTS[name].encode()
    start = next(place for place, byte in enumerate(data) if byte > 127)
    cut = data[start + 1 : data.rindex(b"\n", 0, -1)]
    decoded = decode(cut)
    assert (decoded.text, decoded.encoding) == (cut.decode("utf-8", "replace"), "utf-8")


def test_a_page_of_windows_with_two_words_of_utf8_in_it_is_of_windows() -> None:
    base = "<meta charset=utf-8><p>" + TEXTS["french-marks-long"]
    assert decode(base.encode("cp1252") + "L’homme, l’eau".encode()).encoding == "cp1252"


def test_one_windows_apostrophe_in_ascii_is_no_damage() -> None:
    data = b'<meta charset="utf-8"><p>It\x92s here, and it\x92s there.</p>'
    assert decode(data).text.endswith("<p>It’s here, and it’s there.</p>")


@pytest.mark.parametrize("codec", ["gb18030", "big5", "shift_jis", "euc_kr", "utf-16-le"])
def test_other_encodings_cut_off(codec: str) -> None:
    name = {"big5": "chinese-traditional", "shift_jis": "japanese", "euc_kr": "korean"}.get(
        codec, "chinese-simplified"
    )
    text = TEXTS[f"{name}-long"].strip()[:-1]
    decoded = decode((text + text[0]).encode(codec)[:-1])
    assert decoded.text == text + "\N{REPLACEMENT CHARACTER}"
    assert decoded.lossy


def test_undefined_bytes_are_replaced() -> None:
    data = TEXTS["hebrew-short"].encode("cp1255") + b"\xff\xff"
    text = TEXTS["hebrew-short"] + "\N{REPLACEMENT CHARACTER}" * 2
    assert decode(data) == Decoded(text, "cp1255", lossy=True)


def test_a_text_may_hold_a_null() -> None:
    assert decode(b"some text\0and more of it, long enough").text.count("\0") == 1


# --- Encodings that shift ----------------------------------------------------------------------

JIS = TEXTS["japanese-long"].encode("iso2022_jp")


@pytest.mark.parametrize(
    ("piece", "text"),
    [
        pytest.param(b"\x1b$B-!\x1b(B", "①", id="NEC's"),
        pytest.param(b"\x1b$B|b\x1b(B", "髙", id="IBM's"),
        pytest.param(b"\x1b(I12\x1b(B", "ｱｲ", id="kana of half the width"),
        pytest.param(b"\x1b$B-!\x1b$(D0#\x1b(B", "①丅", id="rarer ones"),
        pytest.param(b"\x1b$B-!\x1b(J\\~\x1b(B", "①¥‾", id="JIS-Roman"),
        pytest.param(b"\x1b$B-!\x1b(B \x1b[1m", "① \x1b[1m", id="beside another escape"),
    ],
)
def test_japanese_knows_what_programs_write(piece: bytes, text: str) -> None:
    assert decode(JIS + piece) == Decoded(
        TEXTS["japanese-long"] + text, decode(JIS + piece).encoding, lossy=False
    )
    assert decode(JIS + piece).encoding.startswith("iso2022_jp")


@pytest.mark.parametrize("piece", [b"\x1b$B~~\x1b(B", b"\x1b$B$\x1b(B", b"\x1b$B$3\xa4\x1b(B"])
def test_one_unknown_character_of_japanese_is_replaced(piece: bytes) -> None:
    decoded = decode(JIS + piece + JIS)
    assert decoded.text.count("\N{REPLACEMENT CHARACTER}") == 1
    assert decoded.text.startswith(TEXTS["japanese-long"])
    assert decoded.text.endswith(TEXTS["japanese-long"])
    assert (decoded.encoding, decoded.lossy) == ("iso2022_jp", True)


def test_japanese_may_be_cut_off_anywhere() -> None:
    start = JIS.index(b"\x1b")
    for end in range(start + 5, start + 60):
        text = decode(JIS[:end]).text
        assert TEXTS["japanese-long"].startswith(text.rstrip("\N{REPLACEMENT CHARACTER}"))
        assert "\x1b" not in text


def test_a_line_ends_what_was_shifted() -> None:
    data = JIS + b"\x1b$B-!\nplain\n"
    assert decode(data).text == TEXTS["japanese-long"] + "①\nplain\n"


def test_utf8_with_a_stray_shift_stays_utf8() -> None:
    text = TEXTS["japanese-long"] + "\x1b$B"
    assert decode(text.encode()) == Decoded(text, "utf-8", lossy=False)


def test_korean_that_shifts() -> None:
    text = "안녕하세요 여러분, 오늘은 비가 옵니다.\n한국 abc"
    data = text.encode("iso2022_kr")
    assert decode(data) == Decoded(text, "iso2022_kr", lossy=False)
    assert text.startswith(decode(data[:-9]).text.rstrip("\N{REPLACEMENT CHARACTER}"))


def test_chinese_that_shifts() -> None:
    text = "今天下雨, 农民们说 abc ~\n"
    assert decode(text.encode("hz")) == Decoded(text, "hz", lossy=False)


@pytest.mark.parametrize(
    "text",
    [
        "(format t ~{~A~^, ~} list)",
        "Fig.~{a}~{bc}~} and ~{abcdef~}",
        "~{ ~}",
        "~{VPND~} and ~{x",
        "\x1b[1mbold\x1b(B\x1b[m words of a terminal",
    ],
)
def test_text_that_only_has_the_marks_of_a_shift(text: str) -> None:
    assert decode(text.encode()) == Decoded(text, "utf-8", lossy=False)


# --- What is no text -------------------------------------------------------------------------


def zipped(*members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return file.getvalue()


def tarred() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return file.getvalue()


def database() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (a)")
    data = connection.serialize()
    connection.close()
    return data


OFFICE = "[Content_Types].xml"
FORMATS = [
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document", "pdftotext"),
    (b"\r\n%PDF-1.4\n", "a PDF document", "pdftotext"),
    (b"%!PS-Adobe-3.0\n", "a PostScript document", "ps2ascii"),
    (b"{\\rtf1\\ansi Hello}", "an RTF document", "pandoc"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "old format", "LibreOffice"),
    (zipped("a.txt"), "a ZIP archive", "unpack"),
    (zipped(), "a ZIP archive", "unpack"),
    (zipped(OFFICE, "word/document.xml"), "a Word document (.docx)", "pandoc"),
    (zipped(OFFICE, "xl/workbook.xml"), "an Excel workbook (.xlsx)", "LibreOffice"),
    (zipped(OFFICE, "ppt/presentation.xml"), "a PowerPoint presentation (.pptx)", "convert"),
    (zipped("META-INF/MANIFEST.MF"), "a Java or Android package", "no text"),
    (b"PK\3\4" + bytes(26) + b"mimetypeapplication/epub+zip", "an EPUB book", "pandoc"),
    (
        b"PK\3\4" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text",
        "an OpenDocument file",
        "pandoc",
    ),
    (gzip.compress(b"text"), "gzip-compressed", "gunzip"),
    (bz2.compress(b"text"), "bzip2-compressed", "bunzip2"),
    (bz2.compress(b""), "bzip2-compressed", "bunzip2"),
    (lzma.compress(b"text"), "xz-compressed", "unxz"),
    (b"\x28\xb5\x2f\xfd\x04\x58", "zstd-compressed", "unzstd"),
    (b"\x04\x22\x4d\x18\x64\x40", "lz4-compressed", "unlz4"),
    (b"7z\xbc\xaf\x27\x1c\0\4", "a 7z archive", "unpack"),
    (b"Rar!\x1a\x07\x01\0", "a RAR archive", "unpack"),
    (tarred(), "a tar archive", "unpack"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image", "tesseract"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "a JPEG image", "tesseract"),
    (b"GIF89a\1\0\1\0", "a GIF image", "tesseract"),
    (b"RIFF\x24\0\0\0WEBPVP8 ", "a WebP image", "tesseract"),
    (b"II*\0\x08\0\0\0", "a TIFF image", "tesseract"),
    (b"MM\0*\0\0\0\x08", "a TIFF image", "tesseract"),
    (b"BM\x3a\0\0\0\0\0\0\0\x36\0", "a BMP image", "tesseract"),
    (b"\0\0\1\0\1\0\x10\x10", "an icon", "no text"),
    (b"\0\0\0\x1cftypavif\0\0\0\0", "an AVIF or HEIC image", "tesseract"),
    (b"\0\0\0\x20ftypisom\0\0\2\0", "an MP4 or QuickTime file", "transcribe"),
    (b"ID3\4\0\0\0\0\0\x23TSSE", "an MP3 file", "transcribe"),
    (b"\xff\xfb\x90\x64\0\0\0\0", "an MP3 file", "transcribe"),
    (b"OggS\0\2\0\0\0\0", "an Ogg file", "transcribe"),
    (b"fLaC\0\0\0\x22", "a FLAC file", "transcribe"),
    (b"RIFF\x24\0\0\0WAVEfmt ", "a WAV or AVI file", "transcribe"),
    (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81", "a Matroska or WebM file", "transcribe"),
    (b"wOF2\0\1\0\0", "a web font", "no text"),
    (b"\x7fELF\2\1\1\0", "an ELF program", "no text"),
    (b"MZ\x90\0\3\0\0\0", "a Windows program", "no text"),
    (b"\xca\xfe\xba\xbe\0\0\0\x41", "a Java class", "no text"),
    (b"\xcf\xfa\xed\xfe\x07\0\0\1", "a macOS program", "no text"),
    (b"\0asm\1\0\0\0", "a WebAssembly program", "no text"),
    (database(), "an SQLite database", "export"),
    (b"PAR1\x15\4\x15\x10", "a Parquet file", "export"),
    (b"ARROW1\0\0\xff\xff", "an Arrow file", "export"),
    (b"bplist00\xd1\1\2", "a binary property list", "convert"),
    (bytes(range(256)) * 4, "binary data", "convert"),
    (bytes(1000), "binary data", "convert"),
    (b"\x80\x05\x95\x0b\0\0\0\0\0\0\0]\x94(K\1K\2e.", "binary data", "convert"),
]


@pytest.mark.parametrize(("data", "name", "advice"), FORMATS, ids=[row[1] for row in FORMATS])
def test_what_is_no_text_is_named(data: bytes, name: str, advice: str) -> None:
    with pytest.raises(UnsupportedInputError) as caught:
        decode(data)
    assert name in str(caught.value)
    assert advice in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "PK is not a bad name for a goalkeeper",
        "BMX riders meet on Sunday",
        "MZ is an abbreviation",
        "ID3 tags say who sings",
        "RIFF is a file format, and so is WEBP",
        "PAR1 is how a Parquet file begins",
        "A PDF begins with %PDF-1.7",
        "GIF is pronounced in two ways",
        "II* and MM are how TIFF files begin",
        "WARC/1.0\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<p>Hello</p>",
        "\x1b[1mbold\x1b[0m words of a terminal",
    ],
)
def test_text_that_only_begins_like_it(text: str) -> None:
    assert decode(text.encode()) == Decoded(text, "utf-8", lossy=False)


# --- Any bytes -------------------------------------------------------------------------------

#: No control characters: many of them are no text, and an escape shifts into Japanese.
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufeff")
    | st.sampled_from("\t\r\n")
)


@given(TEXT)
@example("caf\u00e9")
def test_utf8_makes_the_round_trip(text: str) -> None:
    try:
        assert decode(text.encode()) == Decoded(text, "utf-8", lossy=False)
    except UnsupportedInputError:
        assert text.lstrip().startswith(("%PDF-", "%!PS-Adobe", "{\\rtf", "GIF8", "RIFF", "bplist"))


@given(TEXT, st.sampled_from(["utf-16", "utf-32", "utf-8-sig"]))
def test_marked_unicode_makes_the_round_trip(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


#: Bytes as they meet in files, so that the search comes past the first checks.
PIECES = st.sampled_from(
    [mark for case in CASES[:-1] for mark in [case.write(TEXTS[case.texts.split()[0]][:40])]]
    + [
        b"<meta charset=",
        b"koi8-r",
        b"utf-8",
        b">",
        b"\0",
        b"\x1b$B",
        b"\xff\xfe",
        b"PK\3\4",
        b"\xe2\x80",
    ]
)


@given(st.binary() | st.lists(PIECES | st.binary(max_size=8)).map(b"".join))
@example(b"\xff")
@example(b"\x1b$B\x80")
@example(b"<meta charset=\xff")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        decoded = decode(data)
    except UnsupportedInputError:
        return
    assert not decoded.lossy or "\N{REPLACEMENT CHARACTER}" in decoded.text
    assert codecs.lookup(decoded.encoding).name == decoded.encoding
    decoded.text.encode("utf-8")  # no surrogates


def test_same_bytes_same_answer() -> None:
    data = CASES[0].write(page(TEXTS["arabic-long"], "utf-8"))
    assert len({decode(data) for _ in range(3)}) == 1


def test_charset_normalizer_is_loaded_when_needed_only() -> None:
    code = """
import sys
from arclean.decode import decode
decode("\u0645\u0631\u062d\u0628\u0627".encode())
decode("\u0645\u0631\u062d\u0628\u0627 \u0628\u0643\u0645".encode("cp1256"))
assert not {"charset_normalizer", "numpy", "lxml", "selectolax"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)
