"""Renderings of a page as text: the three of the corpora, and others made on demand."""

from __future__ import annotations

import html as entities
import re
import subprocess
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from shutil import which
from types import MappingProxyType

from benchmarks.cache import cached
from benchmarks.corpora import PLAIN, Sample

__all__ = [
    "ALL_RENDERERS",
    "FITTED",
    "RENDERERS",
    "RUN_TOGETHER",
    "RendererMissingError",
    "page_blocks",
    "rendering",
    "text_of",
]

#: The three of the corpora, and BeautifulSoup's text with one line a text node, which breaks lines
#: at inline tags.
RENDERERS = ("html_text", "inscriptis", "resiliparse", "soup")


class RendererMissingError(OSError):
    """The program that makes a rendering is not installed."""


@dataclass(frozen=True, slots=True)
class _Maker:
    """A rendering made on demand: what it depends on, and how it is made of a page."""

    packages: tuple[str, ...]
    make: Callable[[str], str]


def rendering(sample: Sample, renderer: str = "html_text") -> str:
    """The sample as plain text; samples that never were pages have one text for all renderers."""
    if PLAIN in sample.texts:
        return sample.texts[PLAIN]
    if renderer in sample.texts:
        return sample.texts[renderer]
    maker = _MAKERS[renderer]
    name = "/".join((renderer, *map(version, maker.packages)))
    return cached(name, sample.html, maker.make)


def text_of(html: str) -> str:
    """A page as html_text gives it."""
    name = f"html_text/{version('html-text')}/{version('lxml')}"
    return cached(name, html, lambda page: str(import_module("html_text").extract_text(page)))


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


def _soup(html: str, separator: str = "\n", strip: bool = False) -> str:
    with warnings.catch_warnings(action="ignore"):  # markup that looks like XML, or like a URL
        soup = import_module("bs4").BeautifulSoup(html, "lxml")
        return str(soup.get_text(separator, strip=strip))


def _glued(html: str) -> str:
    """Nothing between elements but what the source has there."""
    return _soup(html, "")


def _one_line(html: str) -> str:
    """One space between elements."""
    return _soup(html, " ", strip=True)


def _markdown(html: str) -> str:
    """Markdown with its links, wrapped."""
    return str(import_module("html2text").html2text(html))


def _tags(html: str) -> str:
    """What is left when patterns take out scripts, comments and tags."""
    text = re.sub(r"(?is)<(script|style)\b.*?</\1>|<!--.*?-->", " ", html)
    return entities.unescape(re.sub(r"<[^>]*>", " ", text))


def _lynx(html: str) -> str:
    command = "lynx -dump -nolist -stdin -force_html -display_charset=utf-8 -assume_charset=utf-8"
    return _dump([*command.split(), "-width=90"], html)


def _w3m(html: str) -> str:
    return _dump(
        ["w3m", "-dump", "-T", "text/html", "-I", "utf-8", "-O", "utf-8", "-cols", "90"], html
    )


def _dump(command: list[str], html: str) -> str:
    if which(command[0]) is None:
        raise RendererMissingError(
            f"{command[0]} is not installed: this rendering is the dump of the program of that name"
        )
    source = html.encode("utf-8", "ignore")
    done = subprocess.run(command, input=source, capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace")


_SOUP_PACKAGES = ("beautifulsoup4", "lxml")
_MAKERS: Mapping[str, _Maker] = MappingProxyType(
    {
        "soup": _Maker(_SOUP_PACKAGES, _soup),
        "glued": _Maker(_SOUP_PACKAGES, _glued),
        "one_line": _Maker(_SOUP_PACKAGES, _one_line),
        "markdown": _Maker(("html2text",), _markdown),
        "tags": _Maker((), _tags),
        "lynx": _Maker((), _lynx),
        "w3m": _Maker((), _w3m),
    }
)

ALL_RENDERERS = tuple(dict.fromkeys((*RENDERERS, *_MAKERS)))

#: What those count that put nothing, or next to nothing, between some of a page's blocks.
_ROUGH = {"glued": 0.1, "one_line": 0.05, "markdown": 0.05}
RUN_TOGETHER = frozenset(_ROUGH)
#: The renderings that are fitted on, and what each counts: the rest are there to see how far what
#: was learned holds.
FITTED: Mapping[str, float] = MappingProxyType(dict.fromkeys(RENDERERS, 0.2) | _ROUGH)
