"""Renderings of a page as text: the three of the corpora, and a fourth made on demand."""

from __future__ import annotations

import warnings
from importlib import import_module
from importlib.metadata import version

from benchmarks.cache import cached
from benchmarks.corpora import PLAIN, Sample

__all__ = ["RENDERERS", "SOUP", "page_blocks", "rendering"]

#: BeautifulSoup's text with one line a text node: it breaks lines at inline tags.
SOUP = "soup"
RENDERERS = ("html_text", "inscriptis", "resiliparse", SOUP)


def rendering(sample: Sample, renderer: str = "html_text") -> str:
    """The sample as plain text; samples that never were pages have one text for all renderers."""
    if PLAIN in sample.texts:
        return sample.texts[PLAIN]
    if renderer == SOUP:
        return cached(_soup_maker(), sample.html, _soup)
    return sample.texts[renderer]


def page_blocks(html: str) -> list[str]:
    """The visible blocks of a page's body, as html_text cuts them."""
    maker = f"page_blocks/{version('html-text')}/{version('lxml')}"
    return cached(maker, html, _body_text).splitlines()


def _body_text(html: str) -> str:
    library = import_module("html_text")
    tree = library.parse_html(html)
    if tree is None:
        return ""
    body = tree.find(".//body")
    return str(library.extract_text(tree if body is None else body))


def _soup_maker() -> str:
    return f"soup/{version('beautifulsoup4')}/{version('lxml')}"


def _soup(html: str) -> str:
    with warnings.catch_warnings(action="ignore"):  # markup that looks like XML, or like a URL
        return str(import_module("bs4").BeautifulSoup(html, "lxml").get_text("\n"))
