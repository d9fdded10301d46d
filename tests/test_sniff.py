"""HTML or text, by content."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from arclean.sniff import looks_like_html

PROSE = "Officials said on Sunday that the road to the village would stay closed until spring. "

HTML = {
    "two paragraphs": "<p>Hello</p><p>World</p>",
    "page": "<!DOCTYPE html>\n<html><head><title>T</title></head><body>Words</body></html>",
    "doctype alone": "<!doctype HTML>\nSome words without any tag.",
    "mark, blank, comment": "\ufeff \n<!-- saved from x -->\n<!-- y --><html><body>Words",
    "XHTML": '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x" "y">\n<html><body>W</body></html>',
    "AMP": "<!doctype html><html ⚡><head><style amp-boilerplate>a{}</style></head>",
    "AMP, a part": '<amp-img src="x.jpg"></amp-img><p>Words about the picture.</p>',
    "frameset": '<html><frameset cols="1,2"><frame src="a.html"></frameset></html>',
    "empty shell": '<div id="root"></div><script>render("a < b");</script>',
    "saved HTTP answer": "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body>Words",
    "capitals": "<HTML><BODY><P>Words</BODY></HTML>",
    "open paragraphs": "<P>First words.\n<P>Second words.",
    "open items": "<ul><li>One<li>Two</ul>",
    "open cells": "<table><tr><td>One<td>Two<tr><td>Three<td>Four",
    "line breaks": "First line<br>second line<br />third line",
    "line breaks, Arabic": "السطر الأول<br>السطر الثاني<br>السطر الثالث",
    "links only": '<a href="/">Home</a> | <a href="/news">News</a> | <a href="/about">About</a>',
    "bold words only": "<b>Words that are bold</b>",
    "heading, bare text": "<h1>Title</h1>Bare words that follow it at once.",
    "div soup": f"<div>{PROSE}<div>{PROSE}</div></div>",
    "cut off at its end": f"<div class=a><p>{PROSE}</p><p>{PROSE} <a href='htt",
    "cut off in a tag": f'<section><p>{PROSE}</p><img src="x',
    "cut off at its start": f"{PROSE}</p>\n<p>{PROSE}</p></div></body></html>",
    "cut off in a script": f"x = 1; f(a && b); }}</script></head><body><p>{PROSE}</p>",
    "leading words": f"Warning: no such file\n<div><p>{PROSE}</p></div>",
    "spaces in tags": "<div > <p class = a > Words that stand here </p > </div >",
    "comment between": f"<!-- a --><p>{PROSE}</p><!-- b --><p>{PROSE}</p>",
    "custom elements": f"<x-app><x-card><p>{PROSE}</p></x-card></x-app>",
    "code of HTML": f"<p>{PROSE}</p><pre><code>&lt;p&gt;</code></pre>",
    "a mention in HTML": f"<p>Use the &lt;b&gt; tag. {PROSE}</p>",
    "RSS": '<rss version="2.0"><channel><title>News</title></channel></rss>',
    "Atom": '\n<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title></feed>',
    "RSS 1.0": '<!-- x --><rdf:RDF xmlns="http://purl.org/rss/1.0/"><item>News</item></rdf:RDF>',
    "post": (
        f'{PROSE}See <a href="http://x/1">the report</a>.\n\n<h2>Why</h2>\n\n{PROSE}\n\n'
        f"{PROSE}<strong>Not yet</strong>, she said.\n\n<blockquote>{PROSE}</blockquote>\n\n{PROSE}"
    ),
    "post, links only": (
        f'{PROSE}<a href="/1">One</a> of them.\n\n{PROSE}<a href="/2">Two</a> and '
        f'<a href="/3">three</a>.\n\n{PROSE}'
    ),
    "post, titles only": "".join(f"{PROSE}\n\n<h2>{title}</h2>\n{PROSE}\n\n" for title in "ABC"),
    "post, blanks inside": (
        f"<strong>Where: </strong>{PROSE}\n\n<strong>When: </strong>{PROSE}\n\n"
        f'{PROSE}<a href="/1">Here </a>and <a href="/2">there</a>.'
    ),
    "post, image, more": (
        f'<img src="a.jpg">\n\n{PROSE}<em>Yes</em>.\n\n<!--more-->\n\n{PROSE}<a href="/1">Here</a>.'
        f"\n\n<h3>Then</h3>\n\n{PROSE}"
    ),
    "post, Arabic": (
        'هطلت <a href="/1">أمطار</a> غزيرة.\n\nوقال <strong>المزارعون</strong> إنها كفت.\n\n'
        '<h2>ما التالي</h2>\n\nيبدأ <a href="/2">الموسم</a> في الربيع.'
    ),
}

TEXT = {
    "subtitles": (
        '1\n00:00:01,000 --> 00:00:02,000\n<font color="red">Rain</font> fell\n\n2\n00:00:03,000 '
        '--> 00:00:04,000\nall <font color="red">day</font> long <i>here</i>'
    ),
    "translations": (
        'msgid "Rain <b class=\\"x\\">fell</b>"\nmsgstr "Es <b class=\\"x\\">regnete</b>"\n\n'
        'msgid "See <a href=\\"/a\\">this</a>"\nmsgstr "Siehe <a href=\\"/a\\">dies</a>"'
    ),
    "a list with tags": (
        'Words\n\n- <a href="/1">one</a> of them\n- <b class="q">two</b> words\n\n'
        '- <a href="/3">three</a> of them'
    ),
    "nothing": "",
    "prose": PROSE * 3,
    "a tag": "Use the <b> tag to make words bold.",
    "tags": "The <p> tag begins a paragraph, <br> breaks a line, and </p> ends the paragraph.",
    "a tag first": "<html> is the root element of every page, and <body> holds what is seen.",
    "a doctype first": "<!DOCTYPE html> tells browsers what follows. " + PROSE,
    "a title that is a tag": "<table>: The Table element\n\nThe <table> element shows tables.",
    "glossary": "<p> defines a paragraph.\n<b> makes words bold.\n<div> groups elements.",
    "glossary, colons": "- <p>: a paragraph\n- <div>: a group\n- <table>: a table",
    "quoted": "Write \"<p>\", '<div>' or (<span>), as you like; “<li>” is for lists.",
    "code marks": "`<p>Hello</p>` prints a paragraph, `<br>` breaks the line.",
    "Arabic": "الوسم <p> يحدد فقرة، والوسم <br> يكسر السطر، والوسم <b> يجعل الخط غليظا.",
    "Chinese": "使用<b>标签可以加粗文字，用<p>标签定义段落，用<br>换行。",
    "comparison": "If a < b and c > d, then a<b && c>d holds, too. And 1 <2> 3.",
    "arrows": "I <3 you <- this -> that <= those >= these",
    "mail": "Anna <anna@example.org> wrote:\n> see <https://example.org/a> and <b>this</b>\n\n"
    + PROSE,
    "templates": "std::vector<b> x; Map<P, Q> y; List<p> z; Optional<Table> t;",
    "XML-like names": "Set <name> and <your-token>, then call login <user> <password>.",
    "tutorial": (
        "Your first page\n\nOpen an editor and type these lines:\n\n<!DOCTYPE html>\n<html>\n"
        "<head><title>Hi</title></head>\n<body>\n<p>Hello</p>\n</body>\n</html>\n\n"
        "Save the file as hello.html and open it in a browser. It shows one word. " + PROSE
    ),
    "tag on its own line": "The p element\n\n<p>\n\ndefines a paragraph. " + PROSE,
    "Markdown": (
        "# Title\n\nSome *words* with <kbd>Ctrl</kbd> and H<sub>2</sub>O.<br>\n" + PROSE + "\n\n"
        "| a<br>b | c |\n|---|---|\n"
    ),
    "Markdown with a banner": (
        '<p align="center"><img src="logo.png"><br><b>Project</b></p>\n\n# Project\n\n'
        f"{PROSE}\n\n## Install\n\n```\npip install project\n```\n\n{PROSE}"
    ),
    "Markdown with HTML code": f"{PROSE}\n\n```html\n<ul>\n  <li>One</li>\n</ul>\n```\n\n{PROSE}",
    "comment in Markdown": f"<!-- lint: off -->\n\n# Title\n\n{PROSE}",
    "unclosed comment": f"<!-- {PROSE}",
    "wiki markup": f"'''Word''' is a word.<ref>Book, p. 4</ref> {PROSE}<ref name=b />",
    "angle quotes": f"<<Yes>>, he said, <<no>>. {PROSE}",
    "feeds": "<rss> is what most feeds begin with, and <feed> is Atom's.",
    "Markdown with links of HTML": (
        f'# Title\n\n{PROSE}<a href="/1">One</a> and <b>two</b>.\n\n{PROSE}<a href="/2">x</a> of.'
    ),
    "Markdown links": (
        f'{PROSE}<a href="/1">One</a> and <b>two</b>.\n\n{PROSE}<a href="/2">x</a> of [three](/3).'
    ),
    "advertisements that a renderer left": (
        f"{PROSE}\n\n{PROSE}\n"
        + '<a href="http://ads.example/1"><img src="/1.gif"></a>\n\n'
        + f'{PROSE}\n<noscript><a href="http://ads.example/2">x</a></noscript>\n\n{PROSE}'
    ),
    "code in one place": (
        f"{PROSE}\n\n"
        'Run <font color="red">main</font> and <b>wait</b> for <span class="x">it</span> there.\n\n'
        f"{PROSE}\n\n{PROSE}"
    ),
    "lines, not paragraphs": f'{PROSE}<a href="/1">a</a> b\n{PROSE}<a href="/2">c</a> d <b>e</b>\n'
    * 2,
    "an example in prose": (
        f"{PROSE}\n\nWrite <b>word</b> to make a word bold.\n\nAnd <i>word</i> to slant it, or "
        f"<u>word</u> to draw a line under it.\n\n{PROSE}"
    ),
    "a few in a long text": f'{PROSE}<a href="/1">a</a> b.\n\n' * 3 + f"{PROSE}\n\n" * 200,
    "wiki markup with spans": (
        f'{PROSE}<span class="a">One</span> b [[c]].\n\n{PROSE}<span class="a">d</span> e.\n\n'
        f"{PROSE}<b>f</b> g."
    ),
    "unknown elements among known": (
        f'{PROSE}<a href="/1">a</a> b.\n\n{PROSE}<a href="/2">c</a> d.\n\n<name>e</name> <b>f</b>.'
    ),
    "code": (
        'page = <a href="/1">home</a> b;\n\nif (x) {\n  y = <a href="/2">c</a> d <b>e</b>;\n}\n'
    ),
}


@pytest.mark.parametrize("text", HTML.values(), ids=HTML)
def test_html(text: str) -> None:
    assert looks_like_html(text)


@pytest.mark.parametrize("text", TEXT.values(), ids=TEXT)
def test_text(text: str) -> None:
    assert not looks_like_html(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            f'{PROSE} See <a href="/a">this</a>.\n\n{PROSE}',
            id="inline tags only: Markdown has them",
        ),
        pytest.param(
            f"function f() {{ return 1; }}\n<p>{PROSE[:20]}</p>", id="script cut at both ends"
        ),
    ],
)
@pytest.mark.xfail(strict=True, reason="most words stand outside elements, as in text")
def test_html_that_is_taken_for_text(text: str) -> None:
    assert looks_like_html(text)


@pytest.mark.xfail(strict=True, reason="a listing with next to no words around it is its own page")
def test_text_that_is_taken_for_html() -> None:
    assert not looks_like_html(
        "Example:\n\n<ul>\n<li>First item</li>\n<li>Second item</li>\n</ul>\n"
    )


PIECES = st.sampled_from(
    [
        "<",
        ">",
        "</",
        "<p>",
        "</p>",
        "<b ",
        "<br>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "`",
        " ",
        "\n",
    ]
)


@given(st.text() | st.lists(PIECES | st.text(max_size=5)).map("".join))
@example("<script>" * 3 + "<!--")
@example("\ud800<p>\0</p>")
def test_any_text_has_an_answer(text: str) -> None:
    assert looks_like_html(text) in (True, False)


@given(st.text(st.characters(exclude_characters="<")))
def test_no_tag_no_html(text: str) -> None:
    assert not looks_like_html(text)


@given(st.text(st.characters(exclude_characters="<>")))
def test_paragraphs_are_html(text: str) -> None:
    assert looks_like_html(f"<div><p>{text}</p></div>")


HOSTILE = [
    "<", "<a", "<b ", "<p>", "</p>", "<b></i>", "<!--", "<!--<!--", "<script>", "<style></styl",
    "<br>\n\n", " <p> ", "<rss a=",
    "b <b>c</b> d\n\n", "<h2>a</h2>\nb c\n\n", "{ ", "---------x",
    "<div><div></p>", "\n \n<p>", "<x-y>", "`<p>`", "a: b\n", "<p \n", "\n \n",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_is_linear(unit: str) -> None:
    def seconds(length: int) -> float:
        text = " x<p>" + unit * (length // len(unit))
        times = []
        for _ in range(3):
            start = time.process_time()
            looks_like_html(text)
            times.append(time.process_time() - start)
        return min(times)

    assert seconds(160_000) < 16 * seconds(20_000) + 0.05  # 8 times as long; 64 if quadratic
