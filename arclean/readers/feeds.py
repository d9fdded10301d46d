"""Feeds, and XML of any other kind, as the HTML that they would be.

RSS and Atom hold articles: in sections of CDATA, or as markup whose angle brackets are escaped. To
a parser of HTML the first are nothing and the second are text, and it takes the names of their
elements for its own.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Final, NamedTuple

from arclean.readers.paragraphs import with_paragraphs
from arclean.readers.tags import RULES

__all__ = ["as_html", "is_xml"]

# --- Whether a source is XML of its own ------------------------------------------------------

#: What may stand before the root: declarations, comments, and a document type with its entities.
#: What was passed is not looked at again.
_PROLOG: Final = re.compile(
    r"\s*+(?:(?:<\?[^>]*+>|<!--(?>.*?-->)|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\]\s*+)?+>)\s*+)*+",
    re.DOTALL,
)
_DECLARED: Final = re.compile(r"\s*<\?xml\s")
_ROOT: Final = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
#: Roots of feeds; RSS 1.0 is RDF.
_FEEDS: Final = frozenset({"rss", "feed", "rdf"})
#: Names of HTML that are roots in other XML as well: of journals, books and data.
_ROOTS: Final = frozenset({"article", "section", "data", "text"})
#: Pages that begin with what is no element of HTML show soon after that they are pages.
_PAGE: Final = re.compile(r"<(?:!doctype\s+)?html[\s>]", re.IGNORECASE)
_PAGE_HEAD: Final = 4096


def is_xml(source: str) -> bool:
    """Whether the source is a feed, or other XML whose elements are not those of HTML.

    >>> is_xml("<rss><channel>"), is_xml("<?xml version='1.0'?><nitf><head>")
    (True, True)
    >>> is_xml("<?xml version='1.0'?><!DOCTYPE html><html>"), is_xml("<feedback>")
    (False, False)
    """
    name = _root(source)
    if name is None:
        return False
    if name in _FEEDS:
        return not _PAGE.search(source, 0, _begin(source))
    known = name in RULES and name not in _ROOTS
    return not known and bool(_DECLARED.match(source)) and not _PAGE.search(source, 0, _PAGE_HEAD)


def _root(source: str) -> str | None:
    """The name of the first element, without its namespace, if nothing but XML stands before."""
    root = _ROOT.match(source, _begin(source))
    return root[1].lower() if root else None


def _begin(source: str) -> int:
    prolog = _PROLOG.match(source)
    return prolog.end() if prolog else 0


# --- XML as HTML -----------------------------------------------------------------------------

#: Each alternative stops at the next angle bracket or at its own end, found or not, so that each
#: character is looked at once. A bracket that begins nothing is left to the last.
_PIECE: Final = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>(?!<!\[CDATA\[)|\Z)"
    r"|<!--.*?(?:-->|\Z)|<[?!][^<>]*+>?"
    r"|<(?P<close>/?)(?P<name>[A-Za-z_][\w.:-]*+)"
    r"(?P<attributes>(?:[^<>\"']|\"[^<\"]*+\"|'[^<']*+'|[\"'])*+)>"
    r"|(?P<text><?[^<]*+)",
    re.DOTALL,
)
#: What holds an end of a section is written as two sections.
_SEAM: Final = "]]><![CDATA["
#: Elements that mean in any XML what they mean in HTML.
_SHARED_NAMES: Final = """
    p h1 h2 h3 h4 h5 h6 div span a b i u s em strong small big sub sup code pre tt kbd samp br hr
    img ul ol li dl dt dd blockquote q cite abbr del ins font center table thead tbody tfoot tr td
    th figure figcaption ruby rt rp article section script style
"""
_SHARED: Final = frozenset(_SHARED_NAMES.split())
_VOID: Final = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "source", "wbr"})
#: Elements of feeds whose text is markup once it is unescaped; in Atom where they say so.
_MARKUP: Final = frozenset({"content", "description", "encoded", "subtitle", "summary", "title"})
#: A feed's entries, each a document with a headline of its own; and what holds them.
_ENTRIES: Final = frozenset({"entry", "item"})
_FRAMES: Final = _FEEDS | _ENTRIES | {"channel"}
#: Titles in XML of other kinds: of books, and in the formats of news agencies.
_TITLES: Final = frozenset({"headline", "hl1", "title"})
_TYPE: Final = re.compile(r"\stype\s*=\s*[\"']?([\w/+-]*)", re.IGNORECASE)
_TORN: Final = re.compile(r"<[a-z/][^<>]*\Z", re.IGNORECASE)
_NO_NAME: Final = re.compile(r"[^\w-]")


def as_html(source: str) -> str:
    """The markup that XML would be in HTML; elements that HTML lacks are blocks of their own.

    >>> as_html("<rss><item><title>Rain</title><description>&lt;b>It rained.</description></rss>")
    '<x-rss><x-item><h1>Rain</h1><x-description><b>It rained.</b></x-description></x-item></x-rss>'
    """
    conversion = _Conversion(_root(source) or "")
    for piece in _PIECE.finditer(source, _begin(source)):
        name, text, markup = piece["name"], piece["text"], piece["cdata"]
        if markup is not None:
            conversion.add(_fragment(markup.replace(_SEAM, "")))
        elif name and piece["close"]:
            conversion.close(name)
        elif name:
            conversion.open(name, piece["attributes"])
        elif text and not _TORN.match(text):
            text = text.replace("<", "&lt;")
            conversion.add(_unescaped(text) if conversion.in_markup else text)
    return conversion.finished()


class _Open(NamedTuple):
    """An open element: its name in XML, with and without namespace, and its tag in HTML."""

    name: str
    local: str
    tag: str
    holds_markup: bool


class _Conversion:
    """What was made of an XML document so far, and which of its elements are open."""

    def __init__(self, root: str) -> None:
        self._is_feed = root in _FEEDS
        self._is_atom = root == "feed"
        self._has_title = False
        self._done: list[str] = []
        self._stack = [_Open("", "", "", holds_markup=False)]
        self._count: Counter[str] = Counter()

    @property
    def in_markup(self) -> bool:
        """Whether text at this place is markup once it is unescaped."""
        return self._stack[-1].holds_markup

    def add(self, markup: str) -> None:
        self._done.append(markup)

    def open(self, name: str, attributes: str) -> None:
        local = name.rpartition(":")[2].lower()
        tag = self._tag(name.lower(), local)
        # What other elements say of themselves might mean something else in HTML.
        start = f"<{tag}{attributes.rstrip('/')}>" if local in _SHARED else f"<{tag}>"
        if tag in _VOID:
            self.add(start)
        elif attributes.endswith("/"):
            self.add(f"{start}</{tag}>")
        else:
            self.add(start)
            self._stack.append(_Open(name, local, tag, self._holds_markup(local, attributes)))
            self._count[name] += 1

    def close(self, name: str) -> None:
        """Close the innermost element of this name, if there is one, and all inside it."""
        while self._count[name]:
            innermost = self._stack.pop()
            self._count[innermost.name] -= 1
            self.add(f"</{innermost.tag}>")
            if innermost.name == name:
                break

    def finished(self) -> str:
        """All of it, once what is still open is closed."""
        return "".join(self._done + [f"</{left.tag}>" for left in self._stack[:0:-1]])

    def _tag(self, name: str, local: str) -> str:
        if local in _SHARED:
            return local
        own = "x-" + _NO_NAME.sub("-", name)
        if self._is_feed:
            if name == "title":
                return "h1" if self._stack[-1].local in _ENTRIES else "header"
            return own if local in _FRAMES or local in _MARKUP else "footer"
        if local in _TITLES:
            own, self._has_title = "h2" if self._has_title else "h1", True
        return own

    def _holds_markup(self, local: str, attributes: str) -> bool:
        if local not in _MARKUP or (local == "title" and not self._is_feed):
            return False
        kind = _TYPE.search(attributes)
        return kind[1].lower() in {"html", "text/html"} if kind else not self._is_atom


#: An ampersand that was escaped twice, as feeds escape what is markup.
_TWICE: Final = re.compile(r"&amp;(?=#?\w{1,31};)")
_TAG: Final = re.compile(rf"<(/?)({'|'.join(sorted(_SHARED))})(?:[\s/][^<>]*+)?>", re.IGNORECASE)
_ANY_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)(?:[\s/][^<>]*+)?>", re.IGNORECASE)
#: Elements that the next of their kind ends.
_OPEN_ENDED: Final = frozenset({"dd", "dt", "li", "option", "p", "td", "th", "tr"})


def _unescaped(text: str) -> str:
    markup = html.unescape(text)
    return _fragment(markup) if _TAG.search(markup) else with_paragraphs(_TWICE.sub("&", text))


def _fragment(markup: str) -> str:
    """Markup that stands inside other markup, with all closed that it leaves open.

    >>> _fragment("It <b>rained<!-- all <i>day")
    'It <b>rained<!-- all <i>day--></i></b>'
    """
    markup = _TORN.sub("", markup)
    if markup.rfind("<!--") > markup.rfind("-->"):
        markup += "-->"
    opened: Counter[str] = Counter()
    for closes, name in _ANY_TAG.findall(markup):
        opened[name.lower()] += -1 if closes else 1
    left = [
        f"</{name}>" * (1 if name in _OPEN_ENDED else count)
        for name, count in opened.items()
        if count > 0 and name not in _VOID
    ]
    return with_paragraphs(markup) + "".join(reversed(left))
