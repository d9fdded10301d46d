"""What a source is made before it is parsed: feeds, other XML, and parts of pages."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

import arclean
from arclean.readers import html
from arclean.readers.feeds import as_html, is_xml
from arclean.readers.paragraphs import with_paragraphs
from arclean.readers.source import clean
from arclean.sniff import looks_like_html

SENTENCE = "Heavy rain reached the valley on Sunday, ending four months of drought. "
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="x" xmlns:dc="x" xmlns:atom="x">
<channel>
  <title>Valley News</title>
  <atom:link href="https://valley.example/feed/" rel="self"/>
  <link>https://valley.example</link>
  <description>All of the valley</description>
  <item>
    <title>Rain &amp;#8211; at last &#038; more</title>
    <link>https://valley.example/rain/</link>
    <dc:creator><![CDATA[Ann Writer]]></dc:creator>
    <pubDate>Sun, 05 May 2024 10:00:00 +0000</pubDate>
    <description><![CDATA[<p>It rained > once, <b>a lot</b></p><p>It stopped]]></description>
    <content:encoded><![CDATA[<p>{SENTENCE}</p><p>{SENTENCE * 3}</p>]]></content:encoded>
  </item>
  <item><title>Second</title><link>http://x/2</link><description>{SENTENCE * 2}</description></item>
</channel>
</rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom">
<title type="text">A &lt;b&gt; blog</title><updated>2024-05-05</updated>
<entry><title type="html">On &lt;em&gt;rain&lt;/em&gt;</title><link href="http://x/1"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{SENTENCE}</p></div></content>
</entry>
<entry><title>Two</title><summary>Use &lt;b&gt; for bold words</summary>
<content type="html">&lt;p&gt;5 &amp;lt; 6.&lt;/p&gt;&lt;p&gt;Done&lt;/p&gt;</content></entry>
</feed>"""


def texts(source: str) -> list[str]:
    return html.read(source).texts


# --- Feeds -----------------------------------------------------------------------------------


def test_rss_is_its_titles_its_fields_and_the_markup_of_its_entries() -> None:
    assert texts(RSS) == [
        "Valley News",
        "https://valley.example",
        "All of the valley",
        "Rain – at last & more",
        "https://valley.example/rain/",
        "Ann Writer",
        "Sun, 05 May 2024 10:00:00 +0000",
        "It rained > once, a lot",
        "It stopped",
        SENTENCE.strip(),
        (SENTENCE * 3).strip(),
        "Second",
        "http://x/2",
        (SENTENCE * 2).strip(),
    ]


def test_atom_says_which_of_its_texts_are_markup() -> None:
    assert texts(ATOM) == [
        "A <b> blog",
        "2024-05-05",
        "On rain",
        SENTENCE.strip(),
        "Two",
        "Use <b> for bold words",
        "5 < 6.",
        "Done",
    ]


def test_a_feed_of_one_entry_is_its_article() -> None:
    document = arclean.clean(RSS.replace(SENTENCE * 2, ""))
    assert document.headline == "Rain – at last & more"
    assert SENTENCE.strip() in document.body
    assert "https://" not in document.text
    assert document.source == RSS.replace(SENTENCE * 2, "")


@pytest.mark.parametrize("source", [RSS, ATOM], ids=["RSS", "Atom"])
def test_a_feed_is_html_to_the_eye(source: str) -> None:
    assert looks_like_html(source)
    assert looks_like_html(source.partition("?>")[2].strip() or source)


def test_an_entry_cannot_swallow_the_next_one() -> None:
    torn = "<div><b>One <!-- x <a href='y"
    item = f"<item><description><![CDATA[{torn}]]></description></item>"
    page = html.read(
        f"<rss>{item}<item><title>Two</title></item><item><title>Three</title></item></rss>"
    )
    assert page.texts == ["One", "Two", "Three"]
    assert page.markup["bold_chars"].tolist()[1:] == [0, 0]


@pytest.mark.parametrize("start", ["<script>x = 1", "<style>b {", "<textarea>a", "<title>t"])
def test_an_entry_cannot_hide_the_next_one(start: str) -> None:
    item = f"<item><description><![CDATA[{start}]]></description></item>"
    assert "Two" in texts(f"<rss>{item}<item><title>Two</title></item></rss>")


def test_a_section_of_two_sections_is_one() -> None:
    section = "<![CDATA[<p>a]]]]><![CDATA[>b <i>c</i></p>]]>"
    assert texts(f"<rss><item><description>{section}</description></item></rss>") == ["a]]>b c"]


def test_posts_of_an_export_have_their_paragraphs() -> None:
    post = "One <b>word</b>.\n\nTwo <i>words</i>.\n\n<h2>Three</h2>\nFour."
    assert texts(f"<rss><item><x:encoded><![CDATA[{post}]]></x:encoded></item></rss>") == [
        "One word.",
        "Two words.",
        "Three",
        "Four.",
    ]


def test_an_ampersand_that_was_escaped_twice_is_one() -> None:
    item = "<item><title>Ann &amp;amp; Bob&amp;#8217;s</title><x>AT&amp;amp;T</x></item>"
    assert texts(f"<rss>{item}</rss>") == ["Ann & Bob’s", "AT&amp;T"]


@pytest.mark.parametrize(
    "source",
    [
        RSS[:1000],
        RSS.replace("</description>", ""),
        RSS.replace("</item>", "</items>"),
        RSS.replace("]]>", ""),
        RSS.replace('version="2.0"', "version='2.0"),
    ],
    ids=["cut off", "unclosed", "misnamed", "endless section", "open quotation"],
)
def test_a_broken_feed_is_read(source: str) -> None:
    assert "Valley News" in texts(source)


PIECES = st.sampled_from(
    ["<item>", "</item>", "<title>", "</title>", "<description>", "</description>", "<x/>", "<p>",
     "<![CDATA[", "]]>", "<b>", "</b>", "<!--", "-->", "&lt;p&gt;", "&amp;", "<", ">", "word",
     "\n\n", "<a b='"]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=5)).map("".join), st.sampled_from(["rss", "feed", "x"]))
def test_any_xml_is_read(inside: str, root: str) -> None:
    source = f"<?xml version='1.0'?><{root}><t>first</t>{inside}</{root}>"
    assert html.read(source).texts[0].startswith("first")


# --- Other XML -------------------------------------------------------------------------------

XML = [
    "<?xml version='1.0'?><nitf><body><body.content><p>Words</p></body.content></body></nitf>",
    "<?xml version='1.0'?>\n<!-- a --><!DOCTYPE x [<!ENTITY a 'b > c'>]>\n<TEI><text>Words</text>",
    "\n<?xml version='1.0'?><article><front/><sec><p>Words</p></sec></article>",
    "<rdf:RDF xmlns='http://purl.org/rss/1.0/'><item><title>Words</title></item></rdf:RDF>",
    "<!-- made by x --><rss><channel><title>Words</title></channel></rss>",
]
NO_XML = [
    "",
    "words",
    "<feedback><p>Words",
    "<p>An <rss> tag",
    "<article><p>Words",
    "<!DOCTYPE html><rss>",
    "<?xml version='1.0'?><!DOCTYPE html><html><body>Words",
    "<?xml version='1.0'?><html:html><html:body>Words",
    "<?xml version='1.0'?><div>Words</div>",
    "<?xml version='1.0'?><fb:root></fb:root><html><body>Words",
    "<!-- <rss> -->",
    "<!-- <rss>",
]


@pytest.mark.parametrize("source", XML)
def test_xml_is_told_by_its_root(source: str) -> None:
    assert is_xml(source)
    assert texts(source) == ["Words"]


@pytest.mark.parametrize("source", NO_XML)
def test_html_is_not_xml(source: str) -> None:
    assert not is_xml(source)


def test_brackets_that_are_not_escaped_are_text_where_no_tag_begins() -> None:
    source = "<rss><item><title>If 1 < 2 and <3</title><x>a <b c <y>d</y></x></item></rss>"
    assert texts(source) == ["If 1 < 2 and <3", "a", "d"]


def test_titles_of_books_may_name_tags() -> None:
    source = "<?xml version='1.0'?><book><title>The &lt;b&gt; element</title></book>"
    assert texts(source) == ["The <b> element"]


def test_elements_that_html_lacks_are_blocks_but_within_a_line_of_words() -> None:
    source = (
        "<?xml version='1.0'?><book><title>Rain</title><author>Ann</author><sec><title>One</title>"
        "<para>It <emphasis>rained</emphasis> a lot.</para><para><q>No</q>, he said.</para>"
        "<link>x</link><image>y</image><meta>z</meta></sec></book>"
    )
    page = html.read(source)
    assert page.texts == ["Rain", "Ann", "One", "It rained a lot.", "No, he said.", "x", "y", "z"]
    assert page.levels[:3] == (1, None, 2)


def test_attributes_of_other_elements_mean_nothing() -> None:
    inside = "<x1 class='ad' hidden='1' style='display:none'>Words</x1>"
    bare, full = (
        html.read(f"<?xml version='1.0'?><doc>{words}</doc>").markup
        for words in ("<x1>Words</x1>", inside)
    )
    assert {name: column.tolist() for name, column in full.items()} == {
        name: column.tolist() for name, column in bare.items()
    }


def test_xhtml_shows_what_its_sections_hold() -> None:
    source = (
        "<?xml version='1.0'?><html><head><script>//<![CDATA[\nif (a < b) c('<p>');\n//]]></script>"
        "</head><body><p>If <![CDATA[a < b && <i>c</i>]]> holds.</p><!-- <![CDATA[ --><p>On.</p>"
    )
    assert texts(source) == ["If a < b && <i>c</i> holds.", "On."]


# --- Paragraphs by blank lines ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("One <b>b</b>.\n\nTwo.", ["One b.", "Two."]),
        ("One\r\n \t\r\n<a href=x>Two</a> more\r\n\r\nThree", ["One", "Two more", "Three"]),
        ("<b>One</b>\r\rTwo", ["One", "Two"]),
        ("One\nline <b>x</b>\n\n\n\nTwo", ["One line x", "Two"]),
        ("<h2>Title</h2>\n\nOne\n\nTwo", ["Title", "One", "Two"]),
        ("A\n\n<blockquote>B\n\n<em>C</em></blockquote>\n\nD\n\nE", ["A", "B", "C", "D", "E"]),
        ("One\n\n<ul>\n\n<li>a\n\n<li>b</ul>\n\nTwo\n\nThree", ["One", "a", "b", "Two", "Three"]),
        ("One <!--more-->\n\n<!-- x -->Two\n\n<img src=x> Three", ["One", "Two", "Three"]),
    ],
)  # fmt: skip
def test_blank_lines_part_what_nothing_else_parts(source: str, blocks: list[str]) -> None:
    assert texts(source) == blocks


@pytest.mark.parametrize(
    "source",
    [
        "<p>One\n\nline</p><p>Two</p>",
        "<div>One\n\nline</div>",
        "<pre>One\n\nline</pre>",
        "<P>One\n\n<P>Two",
        "One<br>\n\nTwo<br>\n\nThree",
        "<table><tr><td>One\n\nline</td></tr></table>",
        "<!DOCTYPE html>One\n\nline",
        "<html><body>One\n\nline",
        "<script>a\n\nb</script>One",
        "<title>a\n\nb</title>One",
        "<svg>\n\n<path></svg>One",
        "<ul>\n\n<li>One</li>\n\n</ul>\n\n",
        "\n\n",
        "<div>unclosed One\n\nTwo",
    ],
)
def test_other_blank_lines_part_nothing(source: str) -> None:
    assert with_paragraphs(source) == source


def test_a_post_is_read_as_its_paragraphs() -> None:
    post = (
        f'{SENTENCE}See <a href="http://x/1">the report</a>.\n\n<h2>Why it rained</h2>\n\n'
        f"{SENTENCE}<strong>It poured</strong>, she said.\n\n<blockquote>{SENTENCE}</blockquote>"
        f"\n\n{SENTENCE}<em>Nobody</em> was hurt."
    )
    document = arclean.clean(post)
    assert [block.text for block in document.blocks] == [
        f"{SENTENCE}See the report.",
        "Why it rained",
        f"{SENTENCE}It poured, she said.",
        SENTENCE.strip(),
        f"{SENTENCE}Nobody was hurt.",
    ]
    assert document.source == post


# --- Time ------------------------------------------------------------------------------------

HOSTILE = [
    "<", "<a", "<b ", "<p>", "</p>", "<!--", "<![CDATA[", "]]>", "<!DOCTYPE", "<!DOCTYPE[", "<?",
    "</x>", "<a b=\"", "<a b='\"", "<a \"'>", "<x:y>", "<title>", "&lt;b&gt;", "<item>", "<pre ",
    "<svg>", "\n\n", "\n \r", "\n\n<b>", "<blockquote>\n\n", "</pre ", "<![CDATA[<!--]]>",
]  # fmt: skip
BEGINNINGS = ["x ", "<rss><description>", "<?xml version='1.0'?><x>", "<?xml version='1.0'?><html>"]


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("beginning", BEGINNINGS, ids=["part", "RSS", "XML", "XHTML"])
def test_time_is_linear(beginning: str, unit: str) -> None:
    def seconds(work: Callable[[str], object], length: int) -> float:
        source = beginning + unit * (length // len(unit))
        times = []
        for _ in range(2):
            start = time.process_time()
            work(source)
            times.append(time.process_time() - start)
        return min(times)

    work = as_html if is_xml(beginning) else clean
    # 8 times as long; 64 if quadratic
    assert seconds(work, 80_000) < 16 * seconds(work, 10_000) + 0.05
