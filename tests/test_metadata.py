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
