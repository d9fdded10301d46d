"""Plain text into blocks, and what becomes of text as people have it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest
import regex
from core_support import ARABIC, ENGLISH, LINE_ENDS, MENU, PROSE, VISIBLE, paragraph

import arclean
from arclean.document import Section
from arclean.readers.text import block_text, read

LONG = paragraph(0, 1, 0)


def texts(source: str) -> list[str]:
    return read(source).texts


def wrapped(text: str, width: int = 72) -> str:
    return textwrap.fill(text, width)


def body(*blocks: str) -> str:
    return "\n\n".join(blocks)


# --- Lines -------------------------------------------------------------------------------------


def cells(text: str) -> int:
    return len(VISIBLE.findall(regex.sub(r"[\p{Mn}\p{Cf}]", "", text))) + text.count(" ")


def filled(text: str, width: int, measure: Callable[[str], int]) -> list[str]:
    """The text in lines that are as wide as ``measure`` lets them be."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if measure(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


VOWELLED = (
    "وَقَالَ مُدِيرُ الْمِينَاءِ إِنَّ السُّفُنَ سَتَعُودُ إِلَى الْعَمَلِ فِي الرَّبِيعِ،"
    " بَعْدَ إِصْلَاحِ الرَّصِيفِ الْقَدِيمِ الَّذِي تَضَرَّرَ فِي الْعَاصِفَةِ."
    " وَأَضَافَ أَنَّ التَّذَاكِرَ لَنْ تَزِيدَ، وَأَنَّ الْأَطْفَالَ يَرْكَبُونَ بِلَا مُقَابِلٍ،"
    " وَأَنَّ الرِّحْلَةَ تَسْتَغْرِقُ عِشْرِينَ دَقِيقَةً بَيْنَ الضَّفَّتَيْنِ."
)


@pytest.mark.parametrize("measure", [cells, len], ids=["cells", "characters"])
def test_vowelled_lines_are_joined_whatever_they_were_measured_in(
    measure: Callable[[str], int],
) -> None:
    paragraphs = [VOWELLED, f"{VOWELLED} {VOWELLED}"]
    source = "\n\n".join("\n".join(filled(one, 66, measure)) for one in paragraphs)
    assert texts(source) == paragraphs


def test_vowelled_verse_is_not_wrapped() -> None:
    verse = [
        "نَامَ الْخَلِيُّ وَمَا نِمْتُ اللَّيَالِيَا",
        "وَبِتُّ أَرْعَى نُجُومَ الْأُفْقِ سَاهِيَا",
        "وَكُلُّ مَنْ كَانَ يَهْوَى مِثْلَ مَا هَوِيَتْ",
        "نَفْسِي تَقَلَّبَ فَوْقَ الْجَمْرِ بَاكِيَا",
        "سَقَى الْغَمَامُ دِيَارَ الْحَيِّ مُنْهَمِرًا",
        "وَعَادَ رَوْضُ الصِّبَا بِالزَّهْرِ حَالِيَا",
        "فَيَا لَيَالِيَ الصِّبَا عُودِي لَنَا أَبَدًا",
    ]
    assert texts("\n".join(verse)) == verse


ARABIC_TITLES = [
    "وزير النقل يتفقد مشروع القطار السريع بمدينة العلمين",
    "محافظ القاهرة يتابع أعمال رصف شارع رمسيس الجديد",
    "رئيس الجامعة يفتتح معرض الكتاب السنوي لطلاب الآداب",
    "وزيرة البيئة تستقبل وفدا من البنك الدولي بالقاهرة",
    "مدير الأمن يتفقد الخدمات المرورية بمحيط الاستاد",
    "رئيس الوزراء يستعرض خطة تطوير الموانئ البحرية غدا",
    "وزير التموين يعلن موعد صرف السلع للمواطنين بالمدن",
    "نقيب المهندسين يلتقي شباب النقابة الفرعية بأسيوط",
]


def test_arabic_titles_of_like_length_are_no_wrapped_lines() -> None:
    assert texts("\n".join(ARABIC_TITLES)) == ARABIC_TITLES


def test_a_paragraph_of_one_line_does_not_go_on_from_the_headline() -> None:
    lines = ["وزير الطاقة يستقبل سفير اليابان في مكتبه بالرياض", *PROSE[2:4], *ARABIC_TITLES]
    assert texts("\n".join(lines)) == lines


def test_a_hyphen_at_a_lines_end_parts_no_word() -> None:
    assert block_text("a storm of un-\nprecedented force") == "a storm of un-precedented force"
    assert block_text("Haupt-\nund Nebensätze") == "Haupt- und Nebensätze"


@pytest.mark.parametrize("end", LINE_ENDS)
def test_every_line_end_ends_a_block(end: str) -> None:
    assert texts(f"one{end}two") == ["one", "two"]


def test_line_ends_may_be_mixed() -> None:
    assert texts("a\rb\r\nc\u2028d\fe\nf") == list("abcdef")


def test_windows_line_ends_are_one_end() -> None:
    assert read("a\r\nb\r\n\r\nc").gaps.tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    "blank", ["", " ", "\t", "\xa0", "\u200b", "\xa0\u200f\ufeff", "\u3000", "\xad"]
)
def test_a_line_of_what_nobody_sees_is_blank(blank: str) -> None:
    page = read(f"a\n{blank}\nb")
    assert (page.texts, page.gaps.tolist()) == (["a", "b"], [0, 1])


@pytest.mark.parametrize("filler", ["\u3164", "\u115f", "\uffa0"])
def test_a_line_of_invisible_letters_is_blank(filler: str) -> None:
    assert texts(f"a\n{filler}\nb") == ["a", "b"]


@pytest.mark.parametrize("source", ["", " ", "\n\n", "\xa0\n\u200b", "\ufeff", "\u200e\n\u200f"])
def test_nothing_to_see_makes_no_block(source: str) -> None:
    assert texts(source) == []
    assert arclean.clean(source, "text").verdict == "empty"


def test_gaps_count_blank_lines() -> None:
    assert read("\n\na\nb\n\n\n\nc").gaps.tolist() == [2, 0, 3]


def test_spans_quote_the_source() -> None:
    source = "\ufeff  a \n\tb\xa0\r\n c"
    page = read(source)
    assert page.starts is not None
    assert page.ends is not None
    found = [source[a:b] for a, b in zip(page.starts.tolist(), page.ends.tolist(), strict=True)]
    assert [VISIBLE.findall(text) for text in found] == [["a"], ["b"], ["c"]]
    assert found == page.texts


def test_lone_surrogates_and_nul_are_characters() -> None:
    assert texts("\0\n\ud800") == ["\0", "\ud800"]


# --- Hard-wrapped lines ------------------------------------------------------------------------


@pytest.mark.parametrize("width", [50, 60, 72, 78])
def test_wrapped_paragraphs_are_joined(width: int) -> None:
    paragraphs = [LONG, paragraph(1, 0, 1), paragraph(0, 0, 1)]
    source = body(*(wrapped(one, width) for one in paragraphs))
    assert texts(source) == paragraphs


@pytest.mark.parametrize("end", LINE_ENDS)
def test_wrapped_paragraphs_are_joined_whatever_the_line_end(end: str) -> None:
    source = body(wrapped(LONG), wrapped(LONG)).replace("\n", end)
    assert texts(source) == [LONG, LONG]


def test_wrapped_arabic_is_joined() -> None:
    assert texts(body(*map(wrapped, ARABIC))) == list(ARABIC)


def test_wrapped_chinese_is_joined_without_spaces() -> None:
    line = PROSE[5] * 4
    rows = [line[at : at + 36] for at in range(0, len(line), 36)]
    assert texts("\n".join(rows)) == [line]


def test_indented_first_lines_are_no_matter() -> None:
    source = body(*("   " + wrapped(LONG) for _ in range(3)))
    assert texts(source) == [LONG] * 3


def test_span_of_a_wrapped_paragraph_covers_its_lines() -> None:
    source = body(wrapped(LONG), wrapped(LONG))
    page = read(source)
    assert page.starts is not None
    assert page.ends is not None
    assert source[page.starts[0] : page.ends[0]] == wrapped(LONG)


def test_headline_above_wrapped_text_stays_alone() -> None:
    source = body("Old ferry line to reopen", wrapped(LONG), wrapped(LONG))
    assert texts(source) == ["Old ferry line to reopen", LONG, LONG]


NOUNS = (
    "Der Rat hat am Montag beschlossen, die alte Fährlinie über die Bucht wieder zu eröffnen, die"
    " vor elf Jahren mit dem Bau der zweiten Brücke eingestellt worden war. Zwei Schiffe sollen von"
    " sieben Uhr morgens bis zum Abend fahren, sagte die Leiterin des Hafenamts in der Sitzung."
)


@pytest.mark.parametrize("width", [72, 90, 120])
def test_wrapped_lines_may_begin_with_capitals(width: int) -> None:
    assert texts(body(*[wrapped(NOUNS, width)] * 2)) == [NOUNS] * 2


LIKE_ITEMS = {
    "a word and a colon": (
        "The warden counted the boats twice before he wrote the number down in his book, and then"
        " said what all had known: three were missing, and nobody had seen them leave the harbour"
        " since the evening, when the wind turned and the gates of the lock were shut for repairs"
    ),
    "an initial": (
        "The letters that the harbour master wrote to his sister over those forty years were kept"
        " by J. K. Marlow, who gave them to the museum with a list of all the ships that are named"
        " in them, and asked that they be read aloud once a year on the day of the great storm"
    ),
    "a dash": (
        "Вокзал построили в середине прошлого века — тогда он стоял посреди поля — и долго не"
        " знали, зачем он нужен городу, в котором нет ни одной фабрики — только сады, река и старая"
        " мельница — теперь здесь музей, маленький, но очень живой, и по выходным полный гостей"
    ),
    "an Arabic word and a colon": (
        "سألته عن المال فضحك طويلا وقال المال آخر ما ينقصنا، ثم استدرك وهو ينظر إلى الخريطة"
        " المعلقة على الجدار قائلا: ينقصنا من يصدق أننا سنصل، فالناس هنا تعبوا من الوعود ومن"
        " الزوار الذين يلتقطون الصور ويرحلون، مضيفا: نحن باقون هنا حتى يخرج الماء من الأرض"
    ),
}


@pytest.mark.parametrize("text", LIKE_ITEMS.values(), ids=LIKE_ITEMS)
def test_a_line_that_happens_to_begin_like_an_item_goes_on(text: str) -> None:
    for width in range(56, 84):
        assert texts(body(*[wrapped(text, width)] * 3)) == [text] * 3, width


@pytest.mark.parametrize("mark", ["{}. ", "[{}] "])
def test_items_go_on_under_their_text_however_wide_their_number(mark: str) -> None:
    items = [f"{mark.format(number)}{LONG}" for number in range(8, 13)]
    lines = [
        textwrap.fill(item, 72, subsequent_indent=" " * len(mark.format(number)))
        for number, item in enumerate(items, 8)
    ]
    assert texts("\n".join(lines)) == items


def test_dumps_set_paragraphs_and_items_in() -> None:
    """As text browsers print pages: a margin, bullets, and items that go on under their text."""
    paragraph_lines = textwrap.fill(LONG, 80, initial_indent="   ", subsequent_indent="   ")
    items = [PROSE[0] + " " + PROSE[1], "News", "Sport"]
    item_lines = [
        textwrap.fill(f"* {item}", 80, initial_indent="     ", subsequent_indent="       ")
        for item in items
    ]
    source = body(paragraph_lines, "\n".join(item_lines), paragraph_lines)
    assert texts(source) == [LONG, *(f"* {item}" for item in items), LONG]


def test_an_address_may_be_wider_than_the_page() -> None:
    address = "https://ferries.example.org/" + "a" * 90
    source = body(wrapped(LONG), wrapped(LONG), f"See {address} for more")
    assert texts(source) == [LONG, LONG, f"See {address} for more"]


def test_a_page_with_many_wider_lines_is_not_wrapped() -> None:
    rows = wrapped(LONG).splitlines()
    source = body("\n".join(rows), *[LONG] * 4)
    assert texts(source) == [*rows, *[LONG] * 4]


def test_wide_characters_take_two_cells() -> None:
    """Latin words among ideographs do not move the margin."""
    story = PROSE[5][:-1] + "坐 Bay Ferry 很方便。"
    units = [
        unit for word in (story * 4).split(" ") for unit in ([word] if word.isascii() else word)
    ]
    rows, cells = [""], 0
    for unit in units:
        size = len(unit) * (1 if unit.isascii() else 2)
        if cells + size > 62:
            rows, cells = [*rows, ""], 0
        rows[-1] += unit
        cells += size
    (text,) = texts("\n".join(rows))
    assert text.replace(" ", "") == "".join(units)


SOUTH = ARABIC[0].split()
LISTS = {
    "addresses": [
        f"https://ferries.example.org/lines/{n}/across-the-bay{'x' * n}" for n in range(9)
    ],
    "paths": [f"/srv/ferries/lines/{n}/the-old-line-across-the-bay{'x' * n}.txt" for n in range(9)],
    "titles without case": [" ".join(SOUTH[n % 5 :][: 9 + n % 3]) for n in range(12)],
    "a table": [
        f"line {n}      {n} euros      every {n} hours until the evening" for n in range(9)
    ],
    "contents": [f"{n}. The old line across the bay . . . . . . . . . . . . {n}" for n in range(9)],
    "code": [f"ferry_line_across_the_bay[{n}] = open_line('harbour', {n});" for n in range(9)],
    "quoted mail": [f"> the council agreed to reopen line {n} across the bay" for n in range(9)],
}


@pytest.mark.parametrize("lines", LISTS.values(), ids=LISTS)
def test_lists_are_no_wrapped_paragraph(lines: list[str]) -> None:
    assert texts("\n".join(lines)) == lines


@pytest.mark.parametrize("mark", ["(1)", "1.1.", "a)", "[2]", "\u2014", "Mara:", "\u27a2", "١ -"])
def test_full_lines_before_items_are_not_joined_to_them(mark: str) -> None:
    """Where the text is wrapped for sure, an item's last line may happen to be full."""
    item = f"{mark} {wrapped(LONG, 72).splitlines()[0][: 70 - len(mark)].rstrip()}"
    source = body(wrapped(LONG), wrapped(LONG), f"{item}\n{item}", wrapped(LONG))
    assert texts(source) == [LONG, LONG, item, item, LONG]


def test_paragraphs_may_be_set_in_without_blank_lines() -> None:
    rows = [textwrap.fill(LONG, 72, initial_indent="   ")] * 4
    assert texts("\n".join(rows)) == [LONG] * 4


def test_wide_spaces_set_in_chinese_paragraphs() -> None:
    line = PROSE[5] * 3
    rows = [("\u3000\u3000" + line)[at : at + 36] for at in range(0, len(line) + 2, 36)]
    assert texts("\n".join(rows * 2)) == [line] * 2


def test_one_paragraph_a_line_stays_so() -> None:
    assert texts("\n".join([LONG, PROSE[0], LONG])) == [LONG, PROSE[0], LONG]


def test_sentences_of_like_length_are_no_wrapped_paragraph() -> None:
    lines = [
        f"{PROSE[0][:-16]}{word}." for word in ("agreed", "argued", "walked", "waited", "wanted")
    ]
    assert texts("\n".join(lines)) == lines


def test_titles_of_like_length_are_no_wrapped_paragraph() -> None:
    lines = [f"The council votes on the old {word} line across the bay" for word in
             ("ferry", "train", "coach", "cable", "truck", "river", "metro")]  # fmt: skip
    assert texts("\n".join(lines)) == lines


def test_a_menu_is_no_wrapped_paragraph() -> None:
    assert texts("\n".join(MENU)) == list(MENU)


def test_verse_is_no_wrapped_paragraph() -> None:
    verse = [
        "the boats lie still",
        "and nobody calls",
        "the rain on the hill",
        "has come to the walls",
    ] * 3
    assert texts("\n".join(verse)) == verse


# --- A page on one line ------------------------------------------------------------------------

STORY = paragraph(0, 1, 0, 1, 0, 1, 0, 1)


def test_menu_words_before_prose_are_split_off() -> None:
    first, *rest = texts(f"Home Contact Search Log in {STORY}")
    assert (first, "".join(rest)) == ("Home Contact Search Log in", STORY)


def test_a_label_behind_a_sentence_is_split_off() -> None:
    assert texts(f"{STORY} Read also Bakery closes") == [STORY, "Read also Bakery closes"]


def test_an_arabic_sentence_that_begins_like_a_label_goes_on() -> None:
    source = " ".join(
        (
            *ARABIC,
            "شارك في الاجتماع وزراء النقل والتجارة من الجانبين.",
            "بحث المجتمعون ساعات العمل واتفقوا على غرفة عمليات دائمة.",
            "إعلان الاتفاق النهائي سيكون في العاصمة الأسبوع المقبل.",
            *ARABIC,
        )
    )
    assert texts(source) == [source]


def test_numbers_that_count_up_are_entries() -> None:
    found = texts(f"{STORY} 1. Rain in the valley 2. Bakery closes 3. Seal pup moved")
    assert found[1:] == ["1. Rain in the valley", "2. Bakery closes", "3. Seal pup moved"]


@pytest.mark.parametrize("digits", ["١٢٣", "۱۲۳", "123"])
def test_numbers_count_up_in_all_digits(digits: str) -> None:
    entries = " ".join(
        f"{digit}. {word}" for digit, word in zip(digits, ("مطر", "خبز", "بحر"), strict=True)
    )
    assert len(texts(f"{paragraph(2, 3, 2, 3, 2, 3, 2, 3)} {entries}")) == 4


def test_separators_and_columns_part_a_line() -> None:
    found = texts(f"Weather | Horoscope | Puzzles    {STORY}\tImprint")
    assert [found[0], found[-2], found[-1]] == ["Weather", STORY, "Imprint"]
    assert len(found) == 5


SITE = (
    "Old Ferry Line To Reopen News Sport Culture Weather Jobs Cars Houses Travel Money Health Food"
    " Family Garden Puzzles Letters Photos Videos Podcasts Events Cinema Theatre Music Books Art"
)


def test_a_menu_without_known_words_is_split_from_prose() -> None:
    story = " ".join(ENGLISH)
    assert story in texts(f"{SITE} {story} {SITE[26:]}")


def test_the_title_that_a_page_begins_with_stands_alone_again() -> None:
    title = "Old ferry line to reopen in spring"
    assert texts(f"{title} | Bay News {SITE} {title} {' '.join(ENGLISH)}").count(title) == 2


def test_a_refrain_is_no_title() -> None:
    line = "The boats lie still and nobody calls from the shore."
    source = " ".join([f"{line} {one}" for one in ENGLISH])
    assert texts(source) == [source]


def test_glued_elements_are_split() -> None:
    """As ``get_text()`` prints a page: nothing stands between its elements."""
    source = "HomeNewsSportContact" + "".join(ENGLISH) + "ImprintPrivacyHelp"
    assert texts(source) == [
        *("Home", "News", "Sport", "Contact"),
        *ENGLISH,
        *("Imprint", "Privacy", "Help"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "When no class is there it throws ClassNotFoundException, which one has to catch, and a "
        "NoClassDefFoundError, on the other hand, is thrown where one was there before. ",
        "A component calls componentDidMount when it is there, and viewWillAppearSoon before. ",
        "A loop may call Thread.Sleep, most writers use Math.Max, which is overloaded, and the "
        "others just call Console.WriteLine and are done with it. ",
    ],
)
def test_names_of_classes_and_functions_in_sentences_stay_whole(sentence: str) -> None:
    source = f"How it works\n\n{sentence}{5 * (ENGLISH[0] + ' ')}\n\n{ENGLISH[1]}"
    assert len(texts(source)) == 3


def test_names_with_capitals_inside_are_whole() -> None:
    source = (
        "The JavaScript of LinkedIn and YouTube was written for the iPhone by McDonald and"
        " MacDonald in TypeScript. "
    ) * 8
    assert texts(source.strip()) == [source.strip()]


@pytest.mark.parametrize(
    "sentence",
    [
        "Es gibt z.B. Boote, z.B. Netze und z.T. auch Autos, die u.U. teuer sind.",
        "Anna Smith, Ph.D., Tom Jones, Ph.D., and Ed Brown, Ph.D., met Sr.Gil, Sr.Paz and Sr.Roa.",
        "System.Collections.Generic, www.Example.Com and User.Name@Mail.Example.org were down.",
        "Volunteers of OpenStreetMap met. The members of OpenStreetMap had a NullPointerException.",
        "The class AbstractSingletonProxyFactoryBean is smaller than its name.",
        "It spread under #JusticeForTheBay, on YouTube/TikTok/LinkedIn and by @TheRealHarbourCat.",
        "See https://example.org/wiki/ListOfLongRiversInTheNorth for the list.",
        "Der 1. FC Bucht gewann. In der 2. Liga war es knapp. Auch die 3. Liga spielte.",
        "News of the plan spread. Contact with the harbour was lost. Search parties left.",
        "The line from A \u2192 B is long. \u00ab Nous voil\u00e0 \u00bb, dit le maire.",
        "史蒂夫.乔布斯、阿尔伯特.爱因斯坦和威廉.莎士比亚坐渡轮。",
        "ดร.สมชาย กับ รมว.คลัง และ ผอ.โรงเรียน ว่า กทม.เปิดรับ",
    ],
)
def test_what_looks_like_a_seam_and_is_none(sentence: str) -> None:
    source = f"{STORY} {sentence} {STORY}"
    assert texts(source) == [source]


def test_code_is_left_alone() -> None:
    line = "{ item.Title(); item.Name(); getTotalPages(AsyncReadExt); } "
    source = [(line * 12).strip(), *MENU]
    assert texts("\n".join(source)) == source


def test_prose_that_shows_no_parts_stays_whole() -> None:
    assert texts(STORY) == [STORY]


def test_sentence_numbers_are_no_entries() -> None:
    source = STORY + " It was 9. May 2024 when 12. boats and 40. people came."
    assert texts(source) == [source]


def test_long_lines_of_a_page_with_many_are_left_alone() -> None:
    lines = [f"{STORY} Read also Bakery closes"] * 6
    assert texts("\n".join(lines)) == lines


# --- block_text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("piece", "text"),
    [
        ("  It was\n  raining. ", "It was raining."),
        ("市议会\n星期一", "市议会星期一"),
        ("市议会\nMonday", "市议会 Monday"),
        ("a\r\n\r\nb", "a b"),
        ("one  two", "one  two"),
        (" \xa0x\u200b ", "x\u200b"),
    ],
)
def test_text_of_a_piece(piece: str, text: str) -> None:
    assert block_text(piece) == text


# --- Whole documents ---------------------------------------------------------------------------


def sections(source: str) -> dict[str, Section]:
    return {block.text: block.section for block in arclean.clean(source, "text").blocks}


def test_a_body_alone_is_a_body() -> None:
    document = arclean.clean(body(*ENGLISH), "text")
    assert (document.body, document.sidebar) == (body(*ENGLISH), "")


def test_a_menu_alone_is_no_article() -> None:
    menu = ["Home", "News", "Sport", "Weather", "Contact us", "Log in", "Privacy policy", "Search"]
    document = arclean.clean("\n".join(menu), "text")
    assert (document.verdict, document.text) == ("no_article", "")


def test_read_also_lines_inside_the_body_go_and_the_body_goes_on() -> None:
    source = body(*ENGLISH[:2], "Read also: Bakery closes after ninety years", *ENGLISH[2:])
    assert arclean.clean(source, "text").body == body(*ENGLISH)


def test_read_also_lines_inside_an_arabic_body_go() -> None:
    source = body(*ARABIC[:2], "اقرأ أيضا: إغلاق مخبز بعد تسعين عاما", *ARABIC[2:])
    assert arclean.clean(source, "text").body == body(*ARABIC)


def test_a_sentence_that_says_read_also_stays() -> None:
    sentence = (
        "He told the children to read also what stands on the back of the page, and they did so."
    )
    assert sentence in arclean.clean(body(*ENGLISH[:3], sentence, *ENGLISH[3:]), "text").body


@pytest.mark.parametrize(
    "cue", ["اقـــرأ أيـضـا:", "\u202bاقرأ أيضاً\u202c:", "\u200fإقرأ أيضا:", "ﺍﻗﺮﺃ ﺃﻳﻀﺎ:"]
)
def test_a_cue_is_known_in_disguise(cue: str) -> None:
    source = body(*ARABIC[:2], f"{cue} إغلاق مخبز بعد تسعين عاما", *ARABIC[2:])
    assert arclean.clean(source, "text").body == body(*ARABIC)


@pytest.mark.parametrize("digits", ["12345", "١٢٣٤٥", "۱۲۳۴۵"])
@pytest.mark.parametrize("form", ["{}. {}", "{}- {}", "{}) {}", "{}  {}"])
def test_most_read_entries_go_whatever_their_numbers(digits: str, form: str) -> None:
    titles = [
        "أمطار تنهي الجفاف",
        "إغلاق مخبز قديم",
        "نقل صغير الفقمة",
        "ترميم جسر المدينة",
        "افتتاح سوق السمك",
    ]
    entries = [form.format(digit, title) for digit, title in zip(digits, titles, strict=True)]
    source = body("خط العبارات يعود إلى الخليج", *ARABIC, "الأكثر قراءة", *entries)
    found = sections(source)
    assert {found[text] for text in ("الأكثر قراءة", *entries)} == {Section.SIDEBAR}
    assert {found[text] for text in ARABIC} == {Section.BODY}


def test_mixed_arabic_and_latin_lines_stay() -> None:
    mixed = "أعلنت شركة Google أمس عن إصدار Android 15 الجديد، وقالت إنه سيصل إلى هواتف Pixel أولا."
    assert mixed in arclean.clean(body(*ARABIC[:3], mixed, *ARABIC[3:]), "text").body


def test_presentation_forms_are_given_back_as_they_were() -> None:
    line = "ﻭﻗﺎﻝ ﺍﻟﻤﺪﻳﺮ ﺇﻥ ﺍﻟﻌﺒﺎﺭﺓ ﺳﺘﻌﻤﻞ ﺣﺘﻰ ﺍﻟﻤﺴﺎﺀ، ﻭﺇﻥ ﺍﻷﺳﻌﺎﺭ ﺳﺘﺒﻘﻰ ﻛﻤﺎ ﻛﺎﻧﺖ ﻗﺒﻞ ﻋﺸﺮ ﺳﻨﻮﺍﺕ."
    assert line in arclean.clean(body(*ARABIC[:3], line, *ARABIC[3:]), "text").body


def test_chinese_paragraphs_are_a_body() -> None:
    story = "".join(PROSE[5] for _ in range(3))
    assert arclean.clean(body(story, story, story), "text").body == body(story, story, story)


def test_an_all_caps_headline_is_one() -> None:
    source = body("OLD FERRY LINE TO REOPEN", *ENGLISH)
    assert arclean.clean(source, "text").headline == "OLD FERRY LINE TO REOPEN"


def test_a_dispatch_of_two_lines_is_an_article() -> None:
    source = "الكويت تعيد تشغيل خط العبارات\n" + PROSE[2]
    document = arclean.clean(source, "text")
    assert (document.verdict, document.body) == ("article", PROSE[2])


GERMAN = (
    "Der Rat hat am Montag beschlossen, den alten Wasserturm am Stadtrand zu verkaufen. Zwei"
    " Bewerber wollen dort Wohnungen bauen, ein dritter plant ein Museum.",
    "Die Anwohner erfuhren davon aus der Zeitung. Viele fürchten um den Spielplatz, der seit vielen"
    " Jahren am Fuß des Turmes liegt, und haben einen Verein gegründet.",
    "Entschieden wird im Herbst. Bis dahin, sagte die Bürgermeisterin, bleibe der Turm geöffnet.",
)


def test_two_articles_are_both_kept() -> None:
    first, second = "Old ferry line to reopen in spring", "Stadt verkauft den alten Wasserturm"
    document = arclean.clean(body(first, *ENGLISH, second, *GERMAN), "text")
    assert document.headline == first
    assert document.body == body(*ENGLISH, second, *GERMAN)
    assert [block.article for block in document.blocks] == [0] * 6 + [1] * 4


def test_an_interview_keeps_its_short_questions() -> None:
    questions = ["And the boats?", "Who pays?", "When does it start?", "And until then?"]
    talk = [text for pair in zip(questions, ENGLISH[1:], strict=True) for text in pair]
    source = body(ENGLISH[0], *talk)
    assert arclean.clean(source, "text").body == source
