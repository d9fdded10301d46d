"""Other extractors as functions from HTML or text to text, each with the version that ran."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from benchmarks.cache import cached

__all__ = ["HTML_PEERS", "PEERS", "TEXT_PEERS", "Peer", "PeerMissingError", "as_paragraphs"]

Input = Literal["html", "text"]

#: C4's line rule: a line must end in one of these, have so many words, and not this word.
_C4_ENDS = (".", "!", "?", '"', "\N{RIGHT DOUBLE QUOTATION MARK}")
_C4_WORDS = 5
_C4_BANNED = "javascript"

#: jusText without a stop list, as its documentation has it for languages it does not know.
_NO_STOPWORDS = {"stopwords_low": 0.0, "stopwords_high": 0.0}

#: What no XML parser takes: controls and lone surrogates.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class PeerMissingError(ImportError):
    """A peer's package is not installed."""


@dataclass(frozen=True, slots=True)
class Peer:
    """An extractor: its name in the table, what it reads, and the distributions it comes from."""

    name: str
    input: Input
    extract: Callable[[str], str]
    distributions: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """The versions of its distributions; ``""`` for a rule that is spelled out here.

        Raises:
            PeerMissingError: a distribution is not installed.
        """
        return " + ".join(map(_version, self.distributions))

    def __call__(self, source: str) -> str:
        """The text extracted from ``source``, from the cache where it holds it."""
        if not self.distributions:
            return self.extract(source)
        return cached(f"{self.input}/{self.name}/{self.version}", source, self.extract)


def as_paragraphs(text: str) -> str:
    """Text as HTML for extractors that need tags: each non-blank line a paragraph.

    >>> as_paragraphs("a < b\\n\\nc")
    '<html><body>\\n<p>a &lt; b</p>\\n<p>c</p>\\n</body></html>'
    """
    lines = (escape(line.strip()) for line in text.splitlines() if line.strip())
    return "\n".join(("<html><body>", *(f"<p>{line}</p>" for line in lines), "</body></html>"))


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        raise PeerMissingError(
            f"{distribution} is not installed; run: pip install {distribution}, "
            "or leave the peers out with --no-peers"
        ) from None


def _trafilatura(html: str) -> str:
    return import_module("trafilatura").extract(html, include_comments=False) or ""


def _trafilatura_fast(html: str) -> str:
    return import_module("trafilatura").extract(html, include_comments=False, fast=True) or ""


def _resiliparse(html: str) -> str:
    extract: Any = import_module("resiliparse.extract.html2text").extract_plain_text
    return str(extract(html, main_content=True))


def _readability(html: str) -> str:
    summary = import_module("readability").Document(_NOT_XML.sub(" ", html)).summary()
    return "\n".join(import_module("lxml.html").fromstring(summary).itertext())


def _justext(html: str) -> str:
    paragraphs = import_module("justext").justext(
        html.encode("utf-8", "replace"), frozenset(), encoding="utf-8", **_NO_STOPWORDS
    )
    return "\n".join(part.text for part in paragraphs if not part.is_boilerplate)


def _boilerpy3(html: str) -> str:
    extractor = import_module("boilerpy3.extractors").ArticleExtractor(raise_on_failure=False)
    return str(extractor.get_content(html))


def _c4(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if _is_c4_line(line.strip()))


def _is_c4_line(line: str) -> bool:
    return (
        line.endswith(_C4_ENDS)
        and len(line.split()) >= _C4_WORDS
        and _C4_BANNED not in line.lower()
    )


def _boilerpy3_lines(text: str) -> str:
    return _boilerpy3(as_paragraphs(text))


def _trafilatura_lines(text: str) -> str:
    return _trafilatura(as_paragraphs(text))


def _all_of_it(text: str) -> str:
    return text


HTML_PEERS = (
    Peer("trafilatura", "html", _trafilatura, ("trafilatura",)),
    Peer("trafilatura fast", "html", _trafilatura_fast, ("trafilatura",)),
    Peer("resiliparse", "html", _resiliparse, ("resiliparse",)),
    Peer("readability-lxml", "html", _readability, ("readability-lxml",)),
    Peer("jusText", "html", _justext, ("jusText",)),
    Peer("boilerpy3", "html", _boilerpy3, ("boilerpy3",)),
)
TEXT_PEERS = (
    Peer("C4 line rule", "text", _c4),
    Peer("boilerpy3", "text", _boilerpy3_lines, ("boilerpy3",)),
    Peer("trafilatura", "text", _trafilatura_lines, ("trafilatura",)),
    Peer("all of it", "text", _all_of_it),
)
PEERS = HTML_PEERS + TEXT_PEERS
