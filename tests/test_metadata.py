"""Metadata: what is found, what is asked of the input, and that nothing is fetched."""

from __future__ import annotations

import json
import pickle
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from arclean.errors import UnsupportedInputError
from arclean.metadata import Metadata, metadata
from arclean.readers.html import read

PAGE = """<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">
<title>أمطار غزيرة على الشمال - جريدة الوادي</title>
<meta property="og:title" content="أمطار غزيرة على الشمال">
<meta property="og:site_name" content="جريدة الوادي">
<meta property="og:type" content="article">
<meta property="og:image" content="https://wadi.example/rain.jpg">
<meta name="description" content="توقعت الأرصاد هطول أمطار غزيرة يوم الأحد.">
<meta property="article:published_time" content="2024-03-02T08:00:00+03:00">
<meta property="article:tag" content="طقس"><link rel="canonical" href="https://wadi.example/news/1">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"author": [{"@type": "Person", "name": "منى السالم"}, {"@type": "Person", "name": "Omar Haddad"}]}
</script></head><body><article><h1>أمطار غزيرة على الشمال</h1><p>توقعت الأرصاد أمطارا.</p></article>
</body></html>"""


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_what_a_page_says() -> None:
    found = metadata(PAGE, max_date="2025-01-01")
    assert found.title == "أمطار غزيرة على الشمال"
    assert set(found.authors) == {"منى السالم", "Omar Haddad"}
    assert found.date == "2024-03-02"
    assert found.site_name == "جريدة الوادي"
    assert found.host_name == "wadi.example"
    assert found.description == "توقعت الأرصاد هطول أمطار غزيرة يوم الأحد."
    assert found.tags == ("طقس",)
    assert found.language == "ar"
    assert found.url == "https://wadi.example/news/1"
    assert found.image == "https://wadi.example/rain.jpg"
    assert found.page_type == "article"


def test_bytes_are_decoded_as_they_declare() -> None:
    page = PAGE.replace("utf-8", "windows-1256", 1)
    assert metadata(page.encode("windows-1256"), max_date="2025-01-01") == metadata(
        page, max_date="2025-01-01"
    )


def test_dates_after_the_given_day_are_not_believed() -> None:
    assert metadata(PAGE, max_date="2024-03-02").date == "2024-03-02"
    assert metadata(PAGE, max_date=date(2024, 3, 2)).date == "2024-03-02"
    assert metadata(PAGE, max_date="2024-03-01").date != "2024-03-02"
    assert metadata(PAGE).date == "2024-03-02"


def dated(body: str, head: str = "") -> str:
    """The date of a page that says nothing of it but this."""
    page = f"""<html><head><title>Ferry</title>{head}</head><body><article>
    <h1>The ferry is late</h1>{body}
    <p>It was late again, said the harbour master, who has seen it late for years.</p>
    </article></body></html>"""
    return metadata(page, max_date="2025-12-31").date


@pytest.mark.parametrize(
    "body",
    [
        "<footer>© 2025</footer>",
        "<small>Copyright 2019-2025 Harbour News</small>",
        "<p>In 1999 the bay froze.</p>",
        "<p>On 12 March 1999 the bay froze.</p>",
        "<span class=date>March 2025</span>",
        "<span class=date>03/2025</span>",
        "<span class=date>2025</span>",
        "<span class=date>مارس 2025 - 10:30</span>",
        "<span class=date>3 March 2026</span>",
        "<span class=date>31 February 2025</span>",
        "<span class=date>2 hours ago</span>",
        "<meta itemprop=copyrightYear content=2025>",
    ],
)
def test_what_is_no_date_of_publication_is_not_made_one(body: str) -> None:
    assert dated(body) == ""


@pytest.mark.parametrize("content", ["2025", "2025-03", "2025/03", "March 2025"])
def test_a_month_has_no_day(content: str) -> None:
    # Some parsers give it the day on which they run.
    assert dated("", f'<meta name="citation_publication_date" content="{content}">') == ""


@pytest.mark.parametrize(
    "body",
    [
        '<time datetime="2025-03-03">yesterday</time>',
        '<time datetime="2025-03-03T10:00:00+03:00">٣ مارس ٢٠٢٥</time>',
        "<time>3 March 2025</time>",
        "<span class=date>3 March 2025</span>",
        "<span class=date>March 3rd, 2025 at 10:30</span>",
        "<span class=date><b>3</b> March <i>2025</i></span>",
        "<p class=byline>By Ada, 3 March 2025</p>",
        "<span class=date>03.03.2025</span>",
        "<span class=date>2025/03/03</span>",
        "<span class=date>٣ مارس ٢٠٢٥</span>",
        "<span class=date>٠٣/٠٣/٢٠٢٥</span>",
        "<span class=date>الاثنين، 3 مارس 2025 - 10:30</span>",
        "<div class=post-meta>تاريخ النشر: <span class=date>3 مارس 2025</span></div>",
        "<div class=date>تاريخ النشر: الإثنين 3 آذار/مارس 2025</div>",
        "<time>3 مارس/ آذار 2025</time>",
        "<p data-testid=publishDate>3 مارس 2025</p>",
        "<div class=date><span>3</span><span>مارس</span><span>2025</span></div>",
        "<div class=date>Опубликовано 3 марта 2025</div>",
        "<div class=date>2025年3月3日</div>",
    ],
)
def test_dates_that_a_page_shows(body: str) -> None:
    assert dated(body) == "2025-03-03"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 كانون الثاني 2025", "2025-01-03"),
        ("5 شتنبر 2024", "2024-09-05"),
        ("3 جويلية 2025", "2025-07-03"),
    ],
)
def test_arabic_has_names_of_months_by_region(text: str, day: str) -> None:
    assert dated(f"<span class=date>{text}</span>") == day


def test_reading_dates_remembers_no_language() -> None:
    before = dated("<span class=date>03.04.2025 г.</span>")
    dated("<span class=date>3 марта 2025</span>")
    assert dated("<span class=date>03.04.2025 г.</span>") == before == "2025-04-03"


def test_elements_around_much_of_the_page_show_no_date() -> None:
    long = "It rained. " * 100
    assert dated(f"<div class=metadata>3 مارس 2024 {long}<span class=date>3 مارس 2025</span>") == (
        "2025-03-03"
    )


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        "<html lang=fr><body lang=de><p>x",
        "<body xml:lang=ur><p>x",
        '<meta property=og:locale content=ar_EG><link rel=canonical href="https://x.example/a">x',
        "<meta http-equiv=content-language content=fa><p>x",
        "<p>x",
    ],
)
def test_language_and_address_are_the_hints_of_the_page(page: str) -> None:
    found, hints = metadata(page, max_date="2025-01-01"), read(page).hints
    assert (found.language, found.url) == (hints.language, hints.canonical)


def test_a_max_date_must_be_a_date() -> None:
    with pytest.raises(ValueError, match="max_date is 'yesterday'; write it as YYYY-MM-DD"):
        metadata(PAGE, max_date="yesterday")


@pytest.mark.parametrize(
    "source",
    [
        "",
        " ",
        "words only",
        "<p>x",
        "<html>",
        "<!--",
        "a\0b\ud800<title>\udfff</title>",
        "https://example.com/page",
        '<?xml version="1.0" encoding="windows-1256"?><html><body><p>x</p></body></html>',
        "<div>" * 10_000 + "x",
        "<script type=application/ld+json>{broken</script><p>x",
    ],
    ids=lambda source: source[:12].encode("ascii", "replace").decode(),
)
def test_pages_that_say_nothing(source: str) -> None:
    found = metadata(source, max_date="2025-01-01")
    assert found.authors == ()
    assert found.date == ""


def test_what_is_no_page() -> None:
    with pytest.raises(UnsupportedInputError):
        metadata(b"%PDF-1.7 \x00\x01 ...")
    with pytest.raises(TypeError, match=r"must be str or bytes; give path\.read_bytes"):
        metadata(Path("page.html"))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="html is int, it must be str or bytes"):
        metadata(5)  # type: ignore[arg-type]


def test_metadata_is_a_value() -> None:
    one, two = metadata(PAGE, max_date="2025-01-01"), metadata(PAGE, max_date="2025-01-01")
    assert one == two
    assert hash(one) == hash(two)
    assert pickle.loads(pickle.dumps(one)) == one
    assert json.loads(json.dumps(one.to_dict()))["tags"] == ["طقس"]
    assert Metadata().to_dict()["authors"] == []
    with pytest.raises(AttributeError):
        one.title = "x"  # type: ignore[misc]


@pytest.mark.parametrize("module", ["trafilatura", "lxml_html_clean"])
def test_a_missing_library_is_named(module: str) -> None:
    program = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "from arclean.metadata import metadata\n"
        "try: metadata('<p>x')\n"
        "except ModuleNotFoundError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == (
        f"metadata needs {module}, which is not installed; run: pip install 'arclean[metadata]'\n"
    )


def test_importing_the_module_loads_no_parser() -> None:
    program = (
        "import sys, arclean.metadata\n"
        "print(sorted({'lxml', 'numpy', 'selectolax', 'trafilatura'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
