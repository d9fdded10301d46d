"""The HTML reader: every visible text in one block, in order; traps; hints; columns."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arclean.page import Page
from arclean.readers.columns import COLUMNS, NO_H1
from arclean.readers.html import read
from arclean.readers.names import groups
from arclean.readers.nesting import bounded
from arclean.readers.tags import TAG_CODES
from benchmarks.fixtures import Fixture, fixtures
from benchmarks.mutants import seen, visible


def texts(source: str) -> list[str]:
    return read(source).texts


def column(page: Page, name: str) -> list[int]:
    found: list[int] = page.markup[name].tolist()
    return found


def by_text(page: Page, name: str) -> dict[str, int]:
    return dict(zip(page.texts, column(page, name), strict=True))


# What is a block.


def test_inline_tags_never_split_words() -> None:
    page = (
        "<p>An <b>in</b>ter<i>est</i>ing <span>wo<wbr>rd</span>, <a href=/>link</a>ed<sup>2</sup>"
    )
    assert texts(page) == ["An interesting word, linked2"]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>生于<a href=1>江苏省</a><a href=2>苏州市</a>，", "生于江苏省苏州市，"),
        ("<p>the <a href=1>EU</a><a href=2>’s</a> rule", "the EU’s rule"),
        ("<p>Learn more <a href=1>here</a><span>.</span>", "Learn more here."),
        ("<div><span class=a>$</span><span class=b>12</span></div>", "$12"),
        ("<div><span class=a>T</span><span class=b>he rain</span></div>", "The rain"),
        ("<div><b>المد</b><b>رسة</b> كبيرة</div>", "المدرسة كبيرة"),
        ("<li><em>北京</em><em>大学</em>招生", "北京大学招生"),
        ("<div><b>20</b><b>24</b> report</div>", "2024 report"),
        ("<div><span class=a>2</span><span class=b>:</span><span class=c>1</span></div>", "2:1"),
    ],
)
def test_no_space_parts_what_is_one_word(page: str, text: str) -> None:
    assert texts(page) == [text]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<nav><a href=1>home</a><a href=2>about</a></nav>", "home about"),
        ("<nav><a href=1>首页</a><a href=2>新闻</a></nav>", "首页 新闻"),
        ("<nav><a href=1>X</a><a href=2>close</a></nav>", "X close"),
        ("<nav><a href=1>Er sagte „Nein“</a><a href=2>Mehr</a></nav>", "Er sagte „Nein“ Mehr"),
        ("<div><span class=a>99 €</span><span class=b>129 €</span></div>", "99 € 129 €"),
        ("<nav><a href=1>C</a><a href=2>.NET</a></nav>", "C .NET"),
        ("<div><span>Prep 20 min</span><span>Cook 9</span></div>", "Prep 20 min Cook 9"),
        ("<div><b>المقادير</b><span>كوب أرز</span></div>", "المقادير كوب أرز"),
    ],
)  # fmt: skip
def test_a_space_parts_labels_that_stand_beside_each_other(page: str, text: str) -> None:
    assert texts(page) == [text]


def test_letters_that_are_styled_one_by_one_stay_a_word() -> None:
    assert texts("<div><span>H</span><span>E</span><span>Y</span></div>") == ["HEY"]


@pytest.mark.parametrize(
    "formula",
    [
        "<span class=k><span class=m><math><mi>x</mi><annotation encoding=application/x-tex>x^2"
        "</annotation></math></span><span class=h aria-hidden=true><span>x</span>2</span></span>",
        "<m-container><m-math aria-hidden=true><m-i>x</m-i></m-math><m-assistive><math>"
        "<annotation encoding=TeX>x^2</annotation></math></m-assistive></m-container>",
        "<span><nobr aria-hidden=true>x2</nobr><span><math><annotation encoding=TeX>x^2"
        "</annotation></math></span></span><script type=math/tex>x^2</script>",
    ],
)
def test_a_formula_that_is_drawn_and_spelled_is_read_once(formula: str) -> None:
    assert texts(f"<p>so {formula} holds") == ["so x^2 holds"]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p><x-link>Alice</x-link> <x-link>Bob</x-link> went home.", "Alice Bob went home."),
        ("<p>Hi <x-tip><x-in>tip</x-in></x-tip>, bye", "Hi tip, bye"),
    ],
)
def test_unknown_elements_in_running_text_are_inline(page: str, text: str) -> None:
    assert texts(page) == [text]


def test_unknown_elements_that_hold_others_are_blocks() -> None:
    page = "<div><x-card><x-head>Title</x-head><x-text>Text</x-text></x-card></div>"
    assert texts(page) == ["Title", "Text"]


def test_block_elements_split_without_white_space() -> None:
    assert texts("<div>a<p>b</p>c<section>d</section><h2>e</h2>f</div>") == list("abcdef")


def test_empty_block_elements_split() -> None:
    assert texts("<div>a<div></div>b<hr>c</div>") == ["a", "b", "c"]


def test_white_space_is_one_space() -> None:
    assert texts("<p>\n  a\t b&nbsp;c \N{IDEOGRAPHIC SPACE}d\n</p>") == ["a b c d"]


def test_links_side_by_side_are_two_words() -> None:
    assert texts("<div><a href=/a>One</a><a href=/b>Two</a></div>") == ["One Two"]


def test_links_and_times_beside_other_elements_are_words() -> None:
    assert texts("<div><span>By Ada</span><time>May 5</time><a href=/>More</a></div>") == [
        "By Ada May 5 More"
    ]
    assert texts("<li><span class=a>Weight</span><span class=b>3 kg</span></li>") == ["Weight 3 kg"]
    assert texts("<p><span class=a>wo</span><span class=b>rd</span></p>") == ["word"]
    assert texts("<div><span>wo</span><span>rd</span><b class=x>s</b></div>") == ["words"]
    assert texts("<p>see<a href=/>link</a>s<b>a</b><i>b</i></p>") == ["seelinksab"]
    assert texts("<pre><a href=/>a</a><a href=/>b</a></pre>") == ["ab"]


def test_breaks_split_lines() -> None:
    page = read("<p>first<br>second<br><br>third</p><p>fourth<br/>\n<br>fifth</p>")
    assert page.texts == ["first", "second", "third", "fourth", "fifth"]
    assert page.gaps.tolist() == [0, 0, 1, 1, 1]


def test_lines_of_verse_are_blocks() -> None:
    verse = "قفا نبك من ذكرى حبيب ومنزل<br>بسقط اللوى بين الدخول فحومل"
    assert texts(f"<div class=poem>{verse}</div>") == verse.split("<br>")


def test_breaks_do_not_split_headings_or_cells() -> None:
    page = "<h1>One<br>Two</h1><table><tr><th>a<br>b<th>c<tr><td>1<td>2<br>3</table>"
    assert texts(page) == ["One Two", "a b | c", "1 | 2 3"]


def test_paragraphs_of_div_soup() -> None:
    page = "<div><div><span>One.</span></div><div>Two.<div>Three.</div>Four.</div></div>"
    assert texts(page) == ["One.", "Two.", "Three.", "Four."]


def test_gaps_tell_paragraphs_from_lines() -> None:
    page = read("<ul><li>a<li>b</ul><p>c</p><dl><dt>d<dd>e</dl>")
    assert page.texts == ["a", "b", "c", "d", "e"]
    assert page.gaps.tolist() == [0, 0, 1, 1, 0]


def test_lists_nest() -> None:
    page = read("<ul><li>a<ol><li>b<ul><li>c</ul></ol><li>d</ul>")
    assert page.texts == ["a", "b", "c", "d"]
    assert page.levels == (1, 2, 3, 1)
    assert column(page, "ordered") == [0, 1, 0, 0]


def test_paragraphs_in_list_entries() -> None:
    page = read("<ul><li><p>a</p><p>b</p><li><p>c</p></ul>")
    assert page.levels == (1, 1, 1)
    assert column(page, "item_start") == [1, 0, 1]
    assert column(page, "sole_in_item") == [0, 0, 1]


# Tables.


def test_rows_of_data_are_blocks() -> None:
    page = read(
        "<table><caption>Results</caption><thead><tr><th>Team</th><th></th></tr></thead>"
        "<tr><td>Red</td><td>3</td></tr><tr><td></td><td><p>1</p><p>2</p></td></tr></table>"
    )
    assert page.texts == ["Results", "Team", "Red | 3", "| 1 2"]
    assert column(page, "in_table") == [0, 1, 1, 1]
    assert column(page, "tag")[2] == TAG_CODES["tr"]


def test_blank_cells_keep_their_place() -> None:
    page = "<table><tr><th>a<th>b<th>c<tr><td>1<td><td>3</table>"
    assert texts(page) == ["a | b | c", "1 |  | 3"]


def test_formulas_between_the_cells_of_a_row_are_read() -> None:
    formula = '<script type="math/tex">x^2</script>'
    page = f"<table><tr><th>a<td>b<tr><th><td>{formula}<tr>{formula}<td>c {formula}</table>"
    assert texts(page) == ["a | b", "| x^2", "x^2 | c x^2"]
    bare = "<table><tr><th>a</th><td>b</td></tr><tr><th></th><td></td>" + formula + "</tr></table>"
    assert texts(bare) == ["a | b", "x^2"]


def test_layout_tables_are_no_data() -> None:
    inner = "<table><tr><td>1<td>2<tr><td>3<td>4</table>"
    page = read(f"<table><tr><td>Menu</td><td><h2>Title</h2>{inner}</td></tr></table>")
    assert page.texts == ["Menu", "Title", "1 | 2", "3 | 4"]
    assert column(page, "in_table") == [0, 0, 1, 1]
    assert column(page, "in_layout_table") == [1, 1, 1, 1]


def test_a_role_says_that_a_table_is_for_layout() -> None:
    page = "<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>"
    assert texts(page) == ["a", "b", "c", "d"]


def test_long_cells_are_no_data() -> None:
    long = "A sentence of the text that stands in a table only to be beside the menu. " * 6
    assert len(texts(f"<table><tr><td>Menu<td>{long}<tr><td>x<td>y</table>")) == 4


def test_cells_that_arrange_blocks_are_no_data() -> None:
    user = "<td><div>Ada</div><div>Member</div><div>Posts: 4</div>"
    page = f"<table><tr><td colspan=2>May 5<tr>{user}<td><div>Hello all.</div></table>"
    assert texts(page) == ["May 5", "Ada", "Member", "Posts: 4", "Hello all."]


# Text that is not just text.


def test_preformatted_text_is_verbatim() -> None:
    page = read("<pre>\n\n  if <b>x</b>:\n      return  1\n\n</pre>")
    assert page.texts == ["  if x:\n      return  1"]
    assert column(page, "in_pre") == [1]


def test_lines_of_code_in_elements_of_their_own() -> None:
    assert texts("<pre><div>a = 1</div><div>  b</div>c<br>d</pre>") == ["a = 1\n  b\nc\nd"]


def test_carriage_returns_in_code() -> None:
    assert texts("<pre>a\r\nb\rc</pre>") == ["a\nb\nc"]


def test_code_in_a_sentence() -> None:
    page = read("<p>Call <code>read()</code> first.")
    assert page.texts == ["Call read() first."]
    assert column(page, "code_chars") == [6]


def test_ruby_stands_in_brackets() -> None:
    page = "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>を読む</p>"
    assert texts(page) == ["漢(かん)字(じ)を読む"]


def test_formulas_are_their_tex() -> None:
    formula = (
        "<math><semantics><mrow><mi>x</mi><mn>2</mn></mrow>"
        '<annotation encoding="application/x-tex">x^2</annotation></semantics></math>'
    )
    assert texts(f"<p>Let {formula} be.</p>") == ["Let x^2 be."]
    assert texts("<p><math><mi>a</mi><mo>=</mo><mi>b</mi></math>, \\(c^2\\)") == ["a=b, \\(c^2\\)"]
    assert texts('<p>So <script type="math/tex">y_1</script> is') == ["So y_1 is"]


def test_text_in_drawings() -> None:
    page = "<p>a</p><svg><title>no</title><style>x{}</style><g><text>Label</text></g></svg>"
    assert texts(page) == ["a", "Label"]
    assert read(page).hints.title == ""


def test_details_and_summary() -> None:
    page = read("<details><summary>More</summary>Hidden until opened.</details>")
    assert page.texts == ["More", "Hidden until opened."]
    assert column(page, "in_details") == [1, 1]


@pytest.mark.parametrize(
    "attribute",
    [
        "hidden",
        'style="color: red; display:none"',
        'style="display : none"',
        "style=visibility:hidden",
    ],
)
def test_hidden_elements_are_marked_not_lost(attribute: str) -> None:
    page = read(f"<div {attribute}><p>secret</p></div><p>open")
    assert by_text(page, "hidden_chars") == {"secret": 6, "open": 0}


def test_hidden_parts_of_a_block_are_counted() -> None:
    page = read("<p>Long visible text <span hidden>x</span></p>")
    assert column(page, "hidden_chars") == [1]


def test_controls_are_blocks_of_a_form() -> None:
    page = read(
        "<p>a</p><label>Name <input></label><select><option>x<option>y</select>"
        "<button>Send</button><textarea>typed</textarea><p>b</p>"
    )
    assert page.texts == ["a", "Name", "x", "y", "Send", "typed", "b"]
    assert column(page, "in_form") == [0, 1, 1, 1, 1, 1, 0]
    assert by_text(page, "is_button")["Send"] == 1


def test_a_button_in_a_heading_is_the_heading() -> None:
    page = read("<h3><button>Question?</button></h3>")
    assert page.levels == (3,)
    assert column(page, "is_button") == [0]


@pytest.mark.parametrize(
    "element",
    ["script", "style", "iframe", "template", "noembed", "video", "audio", "canvas", "datalist"],
)
def test_what_is_never_shown(element: str) -> None:
    assert texts(f"<p>a</p><{element}>no</{element}><p>b</p>") == ["a", "b"]


def test_comments_are_not_shown() -> None:
    assert texts("<p>a<!-- no -->b<!--[if IE]>no<![endif]--></p>") == ["ab"]


def test_a_shadow_root_is_shown() -> None:
    page = "<x-card><template shadowrootmode=open><p>in</p></template></x-card><p>after</p>"
    assert texts(page) == ["in", "after"]


def test_web_components_split_only_where_no_text_runs_on() -> None:
    assert texts("<my-title>Title</my-title><my-body>Body</my-body>") == ["Title", "Body"]
    assert texts("<p>see <my-link>the term</my-link>s, <b>or</b> <my-x>x</my-x></p>") == [
        "see the terms, or x"
    ]


def test_zero_width_text_alone_is_no_block() -> None:
    assert texts("<p>\N{ZERO WIDTH SPACE}</p><p>\N{ZERO WIDTH SPACE}a</p>") == [
        "\N{ZERO WIDTH SPACE}a"
    ]


# Pages of other kinds.


def test_empty_pages() -> None:
    for source in ("", " ", "<html></html>", "<!doctype html>", "<div id=root></div>", "<!--"):
        page = read(source)
        assert page.texts == []
        assert page.source == source
        assert set(page.markup) == set(COLUMNS)


def test_framesets_are_empty() -> None:
    page = "<frameset cols=20%,*><frame src=a><frame src=b><noframes>Frames!</noframes></frameset>"
    assert texts(page) == []


def test_a_shell_that_asks_for_javascript_is_empty() -> None:
    page = "<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>"
    assert texts(page) == []


PARAGRAPH = "A paragraph of running text, long enough to tell that this is what the page is about. "


def test_noscript_counts_where_there_is_nothing_else() -> None:
    article = f"<h1>Title</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH * 2}</p>"
    page = read(f"<nav>Menu</nav><noscript>{article}</noscript><footer>End</footer>")
    assert page.texts == ["Menu", "Title", PARAGRAPH.strip(), (PARAGRAPH * 2).strip(), "End"]
    assert page.origins == ("dom", "noscript", "noscript", "noscript", "dom")
    assert texts(f"<p>{PARAGRAPH}</p><noscript>{article}</noscript>") == [PARAGRAPH.strip()]


JSONLD = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Title", '
    f'"articleBody": "{PARAGRAPH}\\n\\n{PARAGRAPH}"}}</script>'
)


def test_jsonld_counts_where_there_is_nothing_else() -> None:
    page = read(f"<nav>Menu</nav>{JSONLD}<div id=app></div>")
    assert page.texts == ["Menu", "Title", PARAGRAPH.strip(), PARAGRAPH.strip()]
    assert page.origins == ("dom", "jsonld", "jsonld", "jsonld")
    assert page.levels[1] == 1
    assert texts(f"<p>{PARAGRAPH}</p>{JSONLD}") == [PARAGRAPH.strip()]


def test_what_stands_beside_jsonld_is_read_once() -> None:
    ruby = "<nav><ruby>漢<rt>かん</rt></ruby></nav>"
    assert texts(f"{ruby}{JSONLD}")[0] == "漢(かん)"


def test_jsonld_bodies_may_hold_markup() -> None:
    body = f"<p>{PARAGRAPH}</p><p>B &amp; C</p>"
    page = f'<script type="application/ld+json">{{"articleBody": "{body}"}}</script>'
    assert texts(page) == [PARAGRAPH.strip(), "B & C"]


def test_xhtml() -> None:
    page = read(
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 '
        'Strict//EN" ""><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr"><head>'
        '<title>T</title><script src="a.js"/><style/></head><body><p>a</p><a id="x"/>'
        "<p>b<br/>c</p><div/><p>d</p></body></html>"
    )
    assert page.texts == ["a", "b", "c", "d"]
    assert page.hints.language == "fr"


def test_amp() -> None:
    page = read(
        "<html amp lang=ar><body><amp-sidebar id=s><ul><li>رئيسية</ul></amp-sidebar>"
        "<article><h1>عنوان</h1><amp-img src=a></amp-img><p>نص <amp-timeago>قبل ساعة</amp-timeago>"
        "</p></article>"
    )
    assert page.texts == ["رئيسية", "عنوان", "نص قبل ساعة"]
    assert by_text(page, "near_nav")["رئيسية"] == 3


def test_pages_cut_off() -> None:
    whole = "<html><body><div class=story><h1>Title</h1><p>One <b>two</b> three</p><p>Four</p>"
    for end in range(len("<html><body>"), len(whole)):
        found = " ".join(texts(whole[:end]))
        assert "Title One two three Four".startswith(found.rstrip("</ "))
    assert texts(whole[: whole.index("three") + 2])[-1] == "One two th"
    assert texts("<p>One</p><p cla") == ["One"]
    assert texts("<p>One</p><!-- open <p>Two") == ["One"]


def test_nul_and_surrogates() -> None:
    assert texts("<p>a\0b \ud800 \ud83d\ude00</p>") == [
        "ab \N{REPLACEMENT CHARACTER} \N{GRINNING FACE}"
    ]


def test_entities() -> None:
    assert texts("<p>&lt;b&gt; &amp;amp; &eacute; &#x645;&#1606;</p>") == ["<b> &amp; é من"]


# Size.


@pytest.mark.parametrize(
    "tag",
    ["div", "b", "span", "a href=x", "ul><li", "table><tr><td", "blockquote", "x-y", "p", "svg"],
)
def test_ten_thousand_levels(tag: str) -> None:
    page = read(f"<{tag}>word " * 10_000)
    assert sum(text.count("word") for text in page.texts) == 10_000
    assert len(page.paths[len(page.texts) - 1]) < 2_000


def test_deep_pages_stay_the_page_they_are_if_time_allows() -> None:
    page = read("<div>" * 900 + "text" + "</div>" * 900)
    assert column(page, "depth") == [902]


@pytest.mark.parametrize(
    "source",
    [
        "".join(f"<font color={n}><p>word" for n in range(6_000)),
        "<div><p>word</div>" * 100_000,
        "<table><tr><td>word<td>word</table>" * 30_000,
        "<table>" + "<tr><td>word<td>word" * 30_000,
        "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">word",
        "<select>" + "<option>word" * 50_000,
        "<b>" * 300 + "<i>word</i><u>word</u>" * 20_000,
        "<script type=application/ld+json>" + "[" * 100_000 + "</script><p>word",
        "word<br>" * 100_000,
        "<" * 500_000 + " word",
    ],
    ids=lambda source: source[:24],
)
def test_large_pages(source: str) -> None:
    found = sum(text.count("word") for text in texts(source))
    assert found == source.count("word")


def test_markup_that_does_not_nest_absurdly_is_left_alone() -> None:
    pages = (
        b"<ul>" + b"<li><p>word" * 9_000,
        b"<p><b>word</b> <i>word</i>" * 9_000,
        b"<div><img><br><input>word</div>" * 9_000,
        b"<table>" + b"<tr><td>word" * 9_000,
    )
    for page in pages:
        assert bounded(page) is page


def test_no_text_is_lost_where_markup_is_made_shallow() -> None:
    source = "<div class='a>b'>x <!-- <p> --> <b>word</b> <script>'<div>'</script>" * 12_000
    assert bounded(source.encode()) != source.encode()
    assert sum(text.count("word") for text in texts(source)) == 12_000


# Every text once, in order.

_SHOWN = [
    "p",
    "div",
    "span",
    "b",
    "a href=x",
    "li",
    "ul",
    "h2",
    "td",
    "tr",
    "table",
    "pre",
    "section",
]
_SHOWN += ["blockquote", "dl", "dd", "select", "option", "button", "label", "form", "my-x", "o:p"]
_SHOWN += ["article", "header", "nav", "th", "caption", "font", "code", "center", "svg", "text"]
_NOT_SHOWN = ["script", "style", "iframe", "template", "title", "noscript", "video", "textarea"]
_ATTRIBUTES = ["", " hidden", " class='nav x'", " id=a", " style='display:none'", " role=main"]

_tags = st.sampled_from([*_SHOWN * 3, *_NOT_SHOWN])
_pieces = st.one_of(
    st.builds("<{}{}>".format, _tags, st.sampled_from(_ATTRIBUTES)),
    st.builds("</{}>".format, _tags.map(lambda tag: tag.split()[0])),
    st.sampled_from(["<br>", "<hr>", "<img>", "<input>", " ", "\n", "&nbsp;", "<!-- x -->"]),
    st.text("abcdefgهوزحط 漢字\N{ZERO WIDTH SPACE}\0\ud800", min_size=1, max_size=6),
)


@given(st.lists(_pieces, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
@example("<table>a<tr>b<td>c<table><tr><td>d<td>e<tr><td>f<td>g</table>h")
@example("<select><option>a<p>b</select><svg><text>c<p>d")
@example("<pre>a<table><tr><td>b<td>c<tr><td>d<td>e</table>f")
@example("<table><tr><td>a<td><pre>b\nc</pre><tr><td>d<td><button>e</button><select><option>f")
def test_every_visible_character_is_in_one_block_in_order(source: str) -> None:
    page = read(source)
    assert seen("".join(page.texts)) == visible(source)
    assert all(text.strip() for text in page.texts)
    count = len(page.texts)
    assert len(page.paths) == len(page.origins) == len(page.levels) == len(page.gaps) == count
    assert list(page.markup) == list(COLUMNS)
    for name, values in page.markup.items():
        assert values.dtype == np.int32
        assert len(values) == count
        assert name == "h1_distance" or name == "depth_change" or (values >= 0).all()


@given(st.lists(_pieces, max_size=30).map("".join))
@settings(max_examples=200, deadline=None)
def test_reading_is_repeatable(source: str) -> None:
    one, two = read(source), read(source)
    assert one.texts == two.texts
    assert tuple(one.paths) == tuple(two.paths)
    assert all((one.markup[name] == two.markup[name]).all() for name in COLUMNS)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_read(source: str) -> None:
    assert read(source).source == source


# Paths.


def test_paths_name_the_element() -> None:
    source = (
        "<body><div></div><p>x</p><div><p></p><hr><p>a<br>b<div>c</div></div>"
        "<my-el><h1>d</h1></my-el><table><tr><td></td><td>e</td></tr></table>"
    )
    page = read(source)
    assert dict(zip(page.texts, page.paths, strict=True)) == {
        "x": "html/body/p[1]",
        "a": "html/body/div[2]/p[2]",
        "b": "html/body/div[2]/p[2]",
        "c": "html/body/div[2]/div[1]",
        "d": "html/body/my-el[1]/h1[1]",
        "e": "html/body/table[1]/tbody[1]/tr[1]/td[2]",
    }


def test_paths_are_a_sequence() -> None:
    paths = read("<p>a<p>b<p>c").paths
    assert paths[-1] == "html/body/p[3]"
    assert paths[:2] == ("html/body/p[1]", "html/body/p[2]")
    assert list(paths) == list(pickle.loads(pickle.dumps(paths)))
    with pytest.raises(IndexError):
        paths[3]


# What the page says of itself.


def test_hints() -> None:
    page = read(
        """<html lang="ar-EG" dir="RTL"><head><title> عنوان
        الصفحة </title><meta property="og:title" content="عنوان"><meta name=description content=d>
        <meta property="og:description" content="وصف"><link rel=canonical href="https://x.org/1">
        <meta property=og:type content=article></head><body><p>a"""
    )
    hints = page.hints
    assert hints.title == "عنوان الصفحة"
    assert hints.og_title == "عنوان"
    assert hints.og_description == "وصف"
    assert hints.canonical == "https://x.org/1"
    assert hints.language == "ar-EG"
    assert hints.direction == "rtl"
    assert column(page, "page_type") == [1]


@pytest.mark.parametrize(
    "script",
    ["//<![CDATA[\n{}\n//]]>", "/*<![CDATA[*/ {} /*]]>*/", "<!-- {} -->", "{};"],
)
def test_jsonld_may_be_wrapped_as_scripts_are(script: str) -> None:
    data = '{"@type": "Article", "headline": "Rain"}'
    page = read(f'<script type="application/ld+json">{script.format(data)}</script><p>x')
    assert page.hints.jsonld[0]["headline"] == "Rain"


def test_styles_hide_in_capitals_too() -> None:
    assert by_text(read('<p STYLE="DISPLAY:NONE">gone<p>here'), "hidden_chars") == {
        "gone": 4,
        "here": 0,
    }


def test_scripts_do_not_show_where_elements_nest_too_deeply() -> None:
    page = "<div>" * 700 + "<script>var a = 1;</script><style>.x{}</style><p>It rained."
    assert texts(page) == ["It rained."]


def test_hints_stand_in_for_each_other() -> None:
    page = read(
        "<meta name=twitter:title content=T><meta name=description content=D>"
        "<meta http-equiv=content-language content=de><body dir=ltr>a"
    )
    assert page.hints.og_title == "T"
    assert page.hints.og_description == "D"
    assert page.hints.language == "de"
    assert page.hints.direction == "ltr"


def test_hints_behind_a_noscript_in_the_head() -> None:
    page = "<head><noscript><img src=x></noscript><link rel=canonical href=/c><title>T</title>"
    assert read(page).hints.canonical == "/c"


def test_jsonld_hints() -> None:
    page = read(
        '<script type="application/ld+json">{"@graph": [{"@type": ["Article", "NewsArticle"],'
        '"headline": "A &amp; B", "description": "d  e", "articleBody": "x", "author": {"n": 1}},'
        '{"@type": "BreadcrumbList", "itemListElement": []}]}</script>'
        "<script type='application/ld+json; charset=utf-8'>{broken</script>"
        '<script type="application/ld+json">[{"@type": "WebPage"}, 5, null, "x"]</script>'
    )
    assert page.hints.jsonld == (
        {
            "type": "Article NewsArticle",
            "headline": "A & B",
            "description": "d e",
            "articleBody": "x",
        },
        {"type": "BreadcrumbList"},
        {"type": "WebPage"},
    )


def test_jsonld_of_absurd_size() -> None:
    script = "<script type=application/ld+json>{}</script>".format
    many = "[" + ",".join(['{"@type":"A"}'] * 10_000) + "]"
    assert len(read(script(many)).hints.jsonld) < 100
    assert read(script("9" * 10_000)).hints.jsonld == ()
    assert read(script('{"headline": "\\ud800"}')).hints.jsonld == (
        {"headline": "\N{REPLACEMENT CHARACTER}"},
    )


# Columns.


def test_groups_of_tokens_are_those_of_the_columns() -> None:
    assert [f"near_{group}" for group in groups()] == [
        name for name in COLUMNS if name.startswith("near_")
    ]


def test_families_of_columns_stand_together() -> None:
    names = list(COLUMNS)
    for family in ("in_", "near_"):
        places = [
            at for at, name in enumerate(names) if name.startswith(family) and name != "in_h1"
        ]
        assert places == list(range(places[0], places[-1] + 1))


def test_counts_of_characters() -> None:
    page = read("<p><a href=#n>ab</a> <b>cd <a href=/>ef</a></b> <em>g</em> <time>h</time>")
    counted = ("length", "link_chars", "link_count", "anchor_count", "bold_chars", "em_chars")
    assert [column(page, name)[0] for name in counted] == [12, 4, 2, 1, 4, 1]
    assert column(page, "time_count") == [1]
    assert column(page, "starts_in_link") == [1]


def test_a_link_around_blocks_counts_in_each() -> None:
    page = read("<a href=/><h3>Title</h3><p>Teaser</p></a><a name=x>no link</a>")
    assert column(page, "link_chars") == [5, 6, 0]
    assert column(page, "link_count") == [1, 1, 0]


def test_elements_open_around() -> None:
    page = read(
        "<header>h</header><main><article><header>ah</header><figure><figcaption>c</figcaption>"
        "</figure><aside>s</aside><footer>af</footer></article></main><nav>n</nav>"
        "<div role=contentinfo>f</div><blockquote>q<blockquote>qq</blockquote></blockquote>"
    )
    expected = {
        "in_header": {"h"},
        "in_article_header": {"ah"},
        "in_footer": {"f"},
        "in_article": {"ah", "c", "s", "af"},
        "in_main": {"ah", "c", "s", "af"},
        "in_figcaption": {"c"},
        "in_figure": {"c"},
        "in_aside": {"s"},
        "in_nav": {"n"},
        "in_blockquote": {"q", "qq"},
    }
    for name, wanted in expected.items():
        assert {text for text, on in by_text(page, name).items() if on} == wanted, name
    assert by_text(page, "quote_depth")["qq"] == 2


def test_names_count_as_whole_tokens() -> None:
    def near(name: str, group: str) -> int:
        return column(read(f'<div class="{name}">x</div>'), f"near_{group}")[0]

    assert near("main-sidebar", "sidebar") == 1
    assert near("leftSidebar2", "sidebar") == 1
    assert near("article_sidebar", "sidebar") == 1
    assert near("has-sidebar", "sidebar") == 0
    assert near("consideration", "ad") == 0
    assert near("sidebarless", "sidebar") == 0
    assert near("text-center", "content") == 0
    assert near("article-text", "content") == 1
    assert near("text", "content") == 1


def test_distance_to_names() -> None:
    page = read(
        "<div class=comments><div><p>a <b class=author>b</b></p><i class=author>c</i></div>"
    )
    assert column(page, "near_comment") == [3, 2]
    assert column(page, "near_byline") == [0, 1]


def test_names_in_other_attributes() -> None:
    page = read(
        "<div itemprop=articleBody><p>a</p></div><p itemprop=author>b</p>"
        "<div itemtype='https://schema.org/Comment'>c</div><p><a href=/ rel=tag>d</a></p>"
        "<div data-testid=related-links>e</div><body class='single-post'>"
    )
    assert column(page, "near_content")[0] == 2
    assert by_text(page, "near_comment")["c"] == 1
    assert by_text(page, "near_related")["e"] == 1
    assert by_text(page, "near_tags") == {"a": 0, "b": 0, "c": 0, "d": 1, "e": 0}
    assert column(page, "page_content")[0] == 1


def test_containers() -> None:
    page = read("<div><p>a</p><p>b</p></div><div>c<br>d</div><ul><li>e<li>f</ul>")
    parent = by_text(page, "parent_id")
    assert parent["a"] == parent["b"] != parent["c"]
    assert parent["c"] == parent["d"]
    assert parent["e"] == parent["f"]
    assert column(page, "sibling_index") == [0, 1, 0, 1, 0, 1]
    assert column(page, "same_parent") == [0, 1, 0, 1, 0, 1]
    assert column(page, "sibling_count") == [2] * 6
    assert column(page, "parent_chars") == [2] * 6


def test_sections_hold_several_blocks() -> None:
    page = read("<div><div><p>a</div><div><p>b</div><p>c<p>d</div><div><p>e</div>")
    assert column(page, "section_blocks") == [4, 4, 4, 4, 5]
    assert len(set(column(page, "section_id")[:4])) == 1


def test_shapes_recur() -> None:
    page = read(
        "<ul><li class='post-1 x'>a<li class='post-2 x'>b</ul><p class=y>c</p><ul><li>d</ul>"
    )
    shape = by_text(page, "shape_id")
    assert shape["a"] == shape["b"]
    assert len({shape["a"], shape["c"], shape["d"]}) == 3
    assert column(page, "shape_count") == [2, 2, 1, 1]
    assert column(page, "same_shape") == [0, 1, 0, 0]


def test_place_to_the_first_h1() -> None:
    page = read("<p>a</p><h1>b</h1><p>c</p><h1>d</h1>")
    assert column(page, "in_h1") == [0, 1, 0, 0]
    assert column(page, "after_h1") == [0, 0, 1, 1]
    assert column(page, "h1_distance") == [-1, 0, 1, 2]
    assert column(read("<p>a"), "h1_distance") == [NO_H1]
    role = read("<div role=heading aria-level=1>a</div><p>b")
    assert column(role, "in_h1") == [1, 0]
    assert role.levels == (1, None)


def test_what_stands_between_blocks() -> None:
    page = read("<p>a<img><p>b<p>c<input><p>d")
    assert column(page, "after_image") == [0, 1, 0, 0]
    assert column(page, "after_input") == [0, 0, 0, 1]


def test_tags_of_the_block_and_around() -> None:
    page = read("<main><div><p>a</p><p><span><time>b</time></span></p></div></main>")
    names = ("tag", "parent_tag", "grandparent_tag")
    assert [column(page, name)[0] for name in names] == [
        TAG_CODES[tag] for tag in ("p", "div", "main")
    ]
    assert column(page, "inner_tag") == [0, TAG_CODES["time"]]


# The labelled pages.


@pytest.mark.parametrize("fixture", list(fixtures("html")), ids=lambda fixture: fixture.id)
def test_fixtures_are_cut_as_they_are_labelled(fixture: Fixture) -> None:
    assert texts(fixture.source) == [text for _, text in fixture.expected]


def test_fixtures_are_as_many_as_was_asked() -> None:
    found = list(fixtures("html"))
    assert len(found) >= 40
    assert sum(fixture.language == "ar" for fixture in found) >= 20
    assert len({fixture.language for fixture in found}) > 10
    assert 3 * sum(fixture.split == "validation" for fixture in found) >= len(found)
