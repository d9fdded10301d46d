"""HTML into blocks: one parse, one walk over its nodes, and arrays for all the rest.

The walk is one loop without recursion that only notes what it passes: texts in order, and for
each element its parent, its tag, its attributes and where in the row of texts it begins and
ends. Everything else is worked out for all elements or all texts at once: what is inherited
(links, ``nav``, hidden, depth of lists), which text belongs to which block, and the columns.
Python looks at a node once, so a page costs little more than its parse.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from operator import itemgetter
from typing import Any, Final, cast

import numpy as np
import regex
from numpy.typing import NDArray
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from arclean.document import Hints
from arclean.page import Ints, Page, Tree
from arclean.readers.names import group_bits
from arclean.readers.nesting import bounded
from arclean.readers.tags import (
    CLASS_SOURCES,
    INLINE,
    LINE,
    PARA,
    ROLES,
    RULES,
    TAG_CODES,
    TAGS,
)

__all__ = ["COLUMNS", "NO_H1", "TAGS", "TAG_CODES", "read"]

#: Every column of ``Page.markup`` and what it says of a block. Names that begin with ``in_`` are
#: 1 where an element of that meaning is open, ``near_`` give the distance to the nearest element
#: that is named so (1 the block's own element, 2 its parent …; 0 none near): those two families,
#: their bits and their groups in ``tokens.tsv`` derive from this table.
COLUMNS: Final[dict[str, str]] = {
    # What the block is.
    "tag": "code of the block's element (see TAGS)",
    "inner_tag": "code of the innermost inline element that holds all of the block; 0 if none",
    "parent_tag": "code of the block element around the block's element",
    "grandparent_tag": "code of the block element around that one",
    "heading_level": "1 to 6 inside h1 to h6 or a role of heading, else 0",
    "list_depth": "how many lists are open",
    "quote_depth": "how many blockquotes are open",
    "ordered": "1 in a list whose entries are numbered",
    "item_start": "1 for the first block of its list entry",
    "sole_in_item": "1 for the only block of its list entry",
    "depth": "how many elements are open",
    "depth_change": "depth less the depth of the block before",
    # How its characters are marked up, white space apart where the source wraps.
    "length": "characters of the block",
    "link_chars": "characters inside links",
    "link_count": "links that begin in the block, or hold it",
    "anchor_count": "links to a place on the same page",
    "bold_chars": "characters inside b or strong",
    "em_chars": "characters inside i or em",
    "code_chars": "characters inside code, kbd, samp or tt",
    "hidden_chars": "characters that the markup hides",
    "time_count": "time elements that begin in the block",
    "starts_in_link": "1 if the first character stands in a link",
    "starts_bold": "1 if the first character is bold",
    "hidden": "1 if most of the block is hidden by an attribute or an inline style",
    "aria_hidden": "1 if the block is hidden from screen readers",
    "is_button": "1 for buttons, and links or others in the role of one",
    "after_image": "1 if an image stands between the block before and this one",
    "after_input": "1 if a form control stands between the block before and this one",
    "after_rule": "1 if an hr stands between the block before and this one",
    "itemprop_body": "1 inside an element marked as articleBody or a like property",
    # The elements, or roles, that are open around it.
    "in_nav": "inside nav, or a role of navigation, menu, tabs",
    "in_header": "inside the page's header",
    "in_footer": "inside the page's footer",
    "in_article_header": "inside the header of an article, section or main",
    "in_article_footer": "inside the footer of an article, section or main",
    "in_aside": "inside aside",
    "in_main": "inside main",
    "in_article": "inside article",
    "in_section": "inside section",
    "in_figure": "inside figure",
    "in_figcaption": "inside figcaption, or the caption of a table",
    "in_form": "inside a form or a form control",
    "in_button": "inside a button",
    "in_table": "a row of a data table",
    "in_layout_table": "inside a table that only arranges the page",
    "in_item": "inside li, dt or dd",
    "in_blockquote": "inside blockquote",
    "in_pre": "inside pre: the text is verbatim",
    "in_address": "inside address",
    "in_details": "inside details",
    "in_dialog": "inside a dialog or an alert",
    # Class names and the like, as whole tokens.
    "near_content": "named as an article's text",
    "near_comment": "named as readers' comments",
    "near_related": "named as related, latest or most read",
    "near_share": "named as sharing or social networks",
    "near_nav": "named as navigation",
    "near_sidebar": "named as sidebar or widget",
    "near_footer": "named as footer",
    "near_header": "named as the page's header",
    "near_ad": "named as advertising",
    "near_caption": "named as caption or credit",
    "near_byline": "named as author",
    "near_date": "named as date",
    "near_meta": "named as metadata or kicker",
    "near_tags": "named as tags or category",
    "near_title": "named as title or headline",
    "near_subtitle": "named as standfirst, lead, summary or teaser",
    "near_breadcrumb": "named as breadcrumb",
    "near_newsletter": "named as newsletter, subscription or paywall",
    "near_cookie": "named as cookies or consent",
    "near_invisible": "named as hidden or for screen readers only",
    "near_modal": "named as modal, popup or alert",
    "near_product": "named as product, price or review",
    "near_thread": "named as thread, message, reply, question or answer",
    "near_code": "named as code or documentation",
    "near_item": "named as list, card or item",
    "near_media": "named as video, gallery or image",
    "near_pagination": "named as pagination",
    "near_bio": "named as the author's biography",
    "near_legal": "named as legal",
    "near_login": "named as login or account",
    "near_search": "named as search or filter",
    "near_toc": "named as table of contents",
    "near_quote": "named as quotation",
    "near_note": "named as notes or references",
    "near_hero": "named as hero or cover",
    # Containers, as numbers that only tell same from other; 0 is the page's body or above.
    "box_id": "the block's own element",
    "parent_id": "the element that holds the block and its like: a reader's 'container'",
    "grandparent_id": "the block element around parent_id",
    "section_id": "the nearest article, section, main, td or div that holds several blocks",
    "item_id": "the nearest li, dt, dd, article or tr; 0 if none",
    "shape_id": "tag and class names of the block's element and of its parent",
    "parent_shape_id": "tag and class names of parent_id",
    "shape_count": "blocks of the page with the same shape_id",
    "sibling_index": "blocks before this one in parent_id",
    "sibling_count": "blocks in parent_id",
    "same_parent": "1 if parent_id is the block before's as well",
    "same_shape": "1 if shape_id is the block before's as well",
    # What the container holds, all levels below it included.
    "parent_chars": "characters in parent_id",
    "parent_link_chars": "characters in parent_id that stand in links",
    "section_blocks": "blocks in section_id",
    "section_chars": "characters in section_id",
    "section_link_chars": "characters in section_id that stand in links",
    # Where the block stands to the first h1.
    "in_h1": "1 in the first h1",
    "after_h1": "1 after the first h1; 0 before it, or where there is none",
    "h1_distance": "blocks from the first h1, negative before it; NO_H1 where there is none",
    "same_section_as_h1": "1 if section_id is the first h1's as well",
    # What the page says of itself, the same for all its blocks.
    "page_type": "og:type: 0 none, 1 article, 2 website, 3 product, 4 another",
    "page_content": "1 if the body is named as an article's page",
    "page_product": "1 if the body is named as a product's page",
    "page_thread": "1 if the body is named as a thread's page",
    "page_list": "1 if the body is named as a list or archive",
}

#: ``h1_distance`` on pages that have no h1.
NO_H1: Final = -(2**30)

# One bit a mark: the columns of the table that are inherited, then what only the reader needs.
_INHERITED: Final = [name for name in COLUMNS if name.startswith("in_") and name != "in_h1"]
_INTERNAL: Final = (
    "link",
    "bold",
    "em",
    "code",
    "hidden",
    "aria_hidden",
    "itemprop_body",
    "one_line",
    "in_heading",
    "in_row",
    "noscript",
)
_BITS: Final = {name: 1 << at for at, name in enumerate((*_INHERITED, *_INTERNAL))}

_GROUPS: Final = [name.removeprefix("near_") for name in COLUMNS if name.startswith("near_")]
_GROUP_BITS: Final = {name: 1 << at for at, name in enumerate(_GROUPS)}
#: How many elements above a block's own its names are looked for.
_NEAR: Final = 6
#: Blocks whose names are unpacked at a time: that takes a kilobyte a block.
_NEAR_BLOCKS: Final = 4096
#: An element that holds at least so many blocks is a section of the page.
_SECTION_BLOCKS: Final = 4
#: How deep inside a block the one inline element that holds all of it is looked for.
_INLINE_STEPS: Final = 6

#: Where the page's own blocks hold no running text, ``noscript`` and JSON-LD are looked into.
#: Running text: a block this long, not mostly linked, not hidden and in no footer, nav or notice.
_RUNNING_CHARS: Final = 80
#: Shorter ``noscript`` texts ask for JavaScript, and are no page.
_NOSCRIPT_CHARS: Final = 200

# A table is data if its cells are short, no other table is among them, and it has rows and columns.
_DATA_CELL_CHARS: Final = 250
_DATA_CELL_CHARS_WITH_HEADS: Final = 1200
_DATA_CELL_BLOCKS: Final = 2
_DATA_CELL_BLOCKS_WITH_HEADS: Final = 4

_JSONLD_KEYS: Final = ("headline", "description", "articleBody")
_JSONLD_NESTED: Final = ("@graph", "mainEntity", "mainEntityOfPage")
_JSONLD_ENTRIES: Final = 64
#: A path keeps this many of its last steps; no page nests so deep on purpose.
_PATH_STEPS: Final = 64

_OPTIONS: Final = int(LexborDocumentOptions.WO_EVENTS)
_TEXT_ID: Final = 2

_Longs = NDArray[np.int64]
_Bools = NDArray[np.bool_]

_INVISIBLE_ONLY = regex.compile(r"[\p{White_Space}\p{Default_Ignorable_Code_Point}]*")
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)")
_BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")
_MARKUP = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|li|a|strong|em|span|img|figure)\b[^<>]*>", re.IGNORECASE
)
_XHTML_EMPTY = re.compile(
    r"<(script|iframe|title|style|textarea|noscript|a|p|div|span|td|li|i|b|em|strong)"
    r"(\s[^<>]*)?/>",
    re.IGNORECASE,
)

#: Attributes beyond class that change what an element means.
_SPECIAL: Final = frozenset(
    ("hidden", "style", "aria-hidden", "role", "itemprop", "itemtype", *CLASS_SOURCES)
)
#: What links say of their targets, as far as it tells something of the link.
_RELATIONS: Final = frozenset({"author", "tag", "category", "category tag", "next", "prev"})
_BODY_PROPERTIES: Final = frozenset({"@articlebody", "@reviewbody", "@recipeinstructions"})

_META_NAMES: Final = {
    "og:title": "og_title",
    "twitter:title": "twitter_title",
    "og:description": "og_description",
    "twitter:description": "twitter_description",
    "description": "description",
    "og:type": "og_type",
    "og:locale": "locale",
    "content-language": "content_language",
}
_PAGE_TYPES: Final = {"article": 1, "news": 1, "blog": 1, "website": 2, "product": 3}
_OTHER_PAGE_TYPE: Final = 4

_LAST_TAG: Final = len(TAGS) - 1


def _among(*names: str) -> _Bools:
    """A table that tells, by code, whether a tag is one of the names."""
    table = np.zeros(len(TAGS), bool)
    table[[TAG_CODES[name] for name in names]] = True
    return table


_LIES: Final = np.array([INLINE, *(lies for lies, _ in RULES.values())], np.int64)
_LIES[[TAG_CODES["template"], TAG_CODES["noscript"], TAG_CODES["hr"]]] = PARA
_RUNS_ON: Final = [name in RULES and RULES[name][0] == INLINE for name in TAGS]
_MARKS: Final = np.array(
    [0, *(sum(_BITS[name] for name in marks.split()) for _, marks in RULES.values())], np.int64
)
_LEVELS: Final = np.array(
    [int(name[1]) if name in {"h1", "h2", "h3", "h4", "h5", "h6"} else 0 for name in TAGS], np.int64
)
#: Elements whose text runs on, and may have its words cut by spans.
_IS_RUNNING: Final = _among("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "dd")
_IS_BUTTON: Final = _among("button", "option", "label", "textarea")
_IS_LANDMARK: Final = _among("header", "footer")
_IS_LIST: Final = _among("ul", "ol", "dl", "menu", "dir")
_IS_SECTION: Final = _among("article", "section", "main", "div", "td", "aside", "form", "nav")
_IS_ITEM: Final = _among("li", "dt", "dd", "article", "tr")
_IS_CELL: Final = _among("td", "th")
_IS_HEAD: Final = _among("th", "caption", "thead")
_IS_LAID_OUT: Final = _among("p", "div", "ul", "ol", "dl", "pre", "blockquote", "figure")
#: Elements that no table of data has in it.
_NOT_DATA: Final = _among(
    "h1", "h2", "h3", "form", "article", "section", "textarea", "select", "fieldset"
)
#: Elements whose ids tell what they are for.
_NAMED_BY_ID: Final = frozenset(
    TAG_CODES[name]
    for name in (
        *("div", "section", "article", "aside", "nav", "header", "footer", "main", "form"),
        *("ul", "ol", "dl", "table", "td", "tr", "fieldset", "figure", "p"),
    )
)
#: How deep an element is, the lists and the quotes it is in: one number, to add up at once.
_LIST_COUNT: Final = 1 << 24
_QUOTE_COUNT: Final = 1 << 44
_COUNTS: Final = 1 + _IS_LIST * _LIST_COUNT + _among("blockquote") * _QUOTE_COUNT

_BODY, _HTML, _HEADER, _OL, _RT, _SPAN, _TABLE, _TIME, _TR = (
    TAG_CODES[name]
    for name in ("body", "html", "header", "ol", "rt", "span", "table", "time", "tr")
)
_BR, _HR, _IMG, _INPUT, _MATH, _SVG, _TEMPLATE, _NOSCRIPT, _SCRIPT, _TITLE, _META, _RELATION = (
    TAG_CODES[name]
    for name in (
        *("br", "hr", "img", "input", "math", "svg"),
        *("template", "noscript", "script", "title", "meta", "link"),
    )
)
_NOTHING_INSIDE: Final = frozenset((_SCRIPT, _TITLE, _MATH))
#: Codes up to here are elements that the walk goes through; then leaves; then what it skips.
_LAST_THROUGH: Final = _BR - 1
_LAST_LEAF: Final = _RELATION


def read(source: str) -> Page:
    """The page of an HTML document: its blocks in order, and what it says of itself.

    >>> page = read("<title>Rain</title><h1>Rain</h1><p>It <b>rain</b>ed.<p><a href=/>Read on</a>.")
    >>> page.texts
    ['Rain', 'It rained.', 'Read on.']
    >>> page.hints.title, page.levels, page.paths[2]
    ('Rain', (1, None, None), 'html/body/p[2]')
    >>> page.markup["link_chars"].tolist()
    [0, 0, 7]
    """
    markup = _clean(source)
    walk = _Walk(scripting=True)
    walk.run(markup)
    cut = _Cut(walk)
    if not cut.has_running_text():
        cut = _with_fallbacks(cut, markup)
    columns = _columns(cut)
    levels = columns["heading_level"].tolist()
    depths = (columns["list_depth"] * columns["in_item"]).tolist()
    return Page(
        source=source,
        texts=cut.texts,
        gaps=cut.gap.astype(np.int32),
        hints=_hints(cut.walk),
        markup=columns,
        # Worked out when first looked at, as most callers never do.
        paths=cast("tuple[str, ...]", _Paths(cut.walk, cut.box)),
        origins=cut.origins(),
        levels=tuple([level or depth or None for level, depth in zip(levels, depths, strict=True)]),
        tree=_tree(cut),
    )


def _tree(cut: _Cut) -> Tree:
    """The elements of two blocks or more, as spans of blocks."""
    starts = np.searchsorted(cut.first, cut.begins)
    ends = np.searchsorted(cut.first, cut.ends)
    parents = cut.parents
    kept = (ends - starts > 1) & ((starts != starts[parents]) | (ends != ends[parents]))
    kept[0] = True
    number = np.cumsum(kept) - 1
    around = number[cut.above.nearest(kept)[parents]]
    columns = (around[kept], starts[kept], ends[kept])
    return Tree(*(column.astype(np.int32) for column in columns))


def _clean(source: str) -> bytes:
    """The source as the parser wants it: UTF-8, nested no deeper than time allows."""
    if "<?xml" in source[:256]:
        source = _XHTML_EMPTY.sub(r"<\1\2></\1>", source)
    try:
        raw = source.encode()
    except UnicodeEncodeError:
        raw = _without_surrogates(source).encode()
    return bounded(raw)


def _without_surrogates(text: str) -> str:
    """Surrogates in pairs made the character they stand for; those alone are unknown."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(slots=True)
class _Walk:
    """What one walk over a page passes, in lists that run in document order."""

    scripting: bool
    # Texts, blank ones too; and the element each stands in.
    texts: list[str] = field(default_factory=list)
    holders: list[int] = field(default_factory=list)
    # Elements that hold something; number 0 is the document. Each lasts from the text at
    # ``begins`` to the text before ``ends``.
    parents: list[int] = field(default_factory=lambda: [0])
    codes: list[int] = field(default_factory=lambda: [0])
    begins: list[int] = field(default_factory=lambda: [0])
    ends: list[int] = field(default_factory=lambda: [0])
    attributes: list[dict[str, str | None]] = field(default_factory=lambda: [{}])
    # Elements that hold nothing: where, which, and how many elements began before.
    empties: list[tuple[int, int, int, int]] = field(default_factory=list)
    # Where, in the row of texts, these stand.
    breaks: list[int] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    inputs: list[int] = field(default_factory=list)
    # Elements that HTML does not know: their names, and those that are blocks.
    unknown: list[str] = field(default_factory=list)
    custom_blocks: list[int] = field(default_factory=list)
    # What the page says of itself.
    meta: dict[str, str] = field(default_factory=dict)
    jsonld: list[str] = field(default_factory=list)
    noscript_chars: int = 0
    #: Where the texts begin that only JSON-LD held.
    jsonld_from: int | None = None

    def run(self, markup: bytes) -> None:
        """Parse and walk ``markup``; what it holds comes behind what there is."""
        tree = LexborHTMLParser(markup, options=_OPTIONS, scripting=self.scripting)
        root = tree.root
        if root is not None:
            _pass(self, root)


def _pass(walk: _Walk, root: LexborNode) -> None:
    """Note all that is below ``root``. This is the one loop in which Python sees every node."""
    texts, holders = walk.texts, walk.holders
    parents, codes, begins, ends = walk.parents, walk.codes, walk.begins, walk.ends
    attributes, empties = walk.attributes, walk.empties
    code_of = _codes().get
    unknown: dict[int, int] = {}
    stack: list[tuple[LexborNode, int]] = []
    current = 0
    node: LexborNode | None = root
    while node is not None:
        tag_id = node.tag_id
        if tag_id == _TEXT_ID:
            texts.append(node.text_content or "")
            holders.append(current)
        else:
            code = code_of(tag_id)
            if code is None:
                code = unknown.get(tag_id)
                if code is None:
                    code = unknown[tag_id] = _unknown_code(walk, node)
            child: LexborNode | None = None
            if code <= _LAST_THROUGH:
                child = node.first_child
            elif code <= _LAST_LEAF:
                child = _leaf(walk, node, code, current)
            elif code > _LAST_TAG:
                child = node.first_child
                if child is not None and _is_block(walk, node, code):
                    walk.custom_blocks.append(len(parents))
            if child is not None:
                stack.append((node, current))
                parents.append(current)
                current = len(codes)
                codes.append(code)
                begins.append(len(texts))
                ends.append(0)
                attributes.append(node.attributes)
                node = child
                continue
            if code <= _LAST_THROUGH:
                empties.append((len(texts), code, current, len(parents)))
        following = node.next
        while following is None and stack:
            ends[current] = len(texts)
            node, current = stack.pop()
            following = node.next
        node = following


@cache
def _codes() -> dict[int, int]:
    """The code of each element, by the parser's own number for its name."""
    probe = LexborHTMLParser("")
    numbers = {name: probe.create_node(name).tag_id for name in RULES}
    codes = {number: TAG_CODES[name] for name, number in numbers.items() if number < _DYNAMIC}
    codes |= dict.fromkeys(_NO_ELEMENT, TAG_CODES["style"])
    return codes


#: The parser numbers names it does not know by their place in memory.
_DYNAMIC: Final = 1 << 16
#: The parser's numbers of the document itself, of comments and of document types.
_NO_ELEMENT: Final = (1, 3, 4)


def _unknown_code(walk: _Walk, node: LexborNode) -> int:
    """The code of an element that the parser has no number for, or of what is no element."""
    name = node.tag
    if name is None or name.startswith("-"):
        return TAG_CODES["style"]
    if name in TAG_CODES:
        return TAG_CODES[name]
    walk.unknown.append(name)
    return _LAST_TAG + len(walk.unknown)


def _leaf(walk: _Walk, node: LexborNode, code: int, current: int) -> LexborNode | None:
    """What an element means that the walk does not simply go through; the child to go on with."""
    position = len(walk.texts)
    if code == _BR:
        walk.breaks.append(position)
        walk.texts.append("\n")
        walk.holders.append(current)
    elif code == _IMG:
        walk.images.append(position)
    elif code == _INPUT:
        walk.inputs.append(position)
    elif code == _HR:
        walk.rules.append(position)
        walk.empties.append((position, _HR, current, len(walk.parents)))
    elif code == _META:
        _meta(walk, node.attributes)
    elif code == _RELATION:
        attributes = node.attributes
        if (attributes.get("rel") or "").lower() == "canonical":
            walk.meta.setdefault("canonical", (attributes.get("href") or "").strip())
    elif code == _SCRIPT:
        form = (node.attributes.get("type") or "").lower()
        if form.startswith("application/ld+json"):
            walk.jsonld.append(node.text())
        elif form.startswith("math/tex"):
            walk.texts.append(node.text())
            walk.holders.append(current)
    elif code == _NOSCRIPT:
        if walk.scripting:
            walk.noscript_chars += len(node.text())
            return None
    elif code == _TITLE:
        if walk.codes[current] <= _LAST_THROUGH:  # drawings have titles as well
            walk.meta.setdefault("title", " ".join(node.text().split()))
    elif code == _MATH:
        walk.texts.append(_formula(node))
        walk.holders.append(current)
    elif code == _TEMPLATE:
        if "shadowrootmode" in node.attributes:
            for fragment in node.template_fragments()[:1]:
                return fragment.first_child
        return None
    if code in _NOTHING_INSIDE:
        return None
    return node.first_child  # of drawings; others have none, but for such names in a drawing


def _meta(walk: _Walk, attributes: Mapping[str, str | None]) -> None:
    """Note a hint from the page's head."""
    content = attributes.get("content")
    if not content:
        return
    for source in ("property", "name", "http-equiv"):
        name = _META_NAMES.get((attributes.get(source) or "").strip().lower())
        if name is not None:
            walk.meta.setdefault(name, " ".join(content.split()))


def _is_block(walk: _Walk, node: LexborNode, code: int) -> bool:
    """Whether an element that HTML does not know is a block: no text runs on beside it."""
    if "-" not in walk.unknown[code - _LAST_TAG - 1]:
        return False
    code_of = _codes().get
    for before in (True, False):
        beside = node.prev if before else node.next
        if beside is not None and beside.tag_id == _TEXT_ID:
            if not (beside.text_content or "").isspace():
                return False
            beside = beside.prev if before else beside.next
        if beside is not None:
            found = code_of(beside.tag_id)
            if found is not None and _RUNS_ON[found]:
                return False
    return True


def _formula(node: LexborNode) -> str:
    """A formula as text: its TeX where the page gives it, its symbols otherwise."""
    symbols: list[str] = []
    walker: list[LexborNode] = []
    current = node.first_child
    while current is not None:
        below: LexborNode | None = None
        if current.tag_id == _TEXT_ID:
            symbols.append(current.text_content or "")
        else:
            name = current.tag or ""
            if name.startswith("annotation"):
                if "tex" in (current.attributes.get("encoding") or "").lower():
                    return current.text()
            elif not name.startswith("-"):
                below = current.first_child
        if below is not None:
            walker.append(current)
            current = below
            continue
        following = current.next
        while following is None and walker:
            following = walker.pop().next
        current = following
    return "".join(symbols)


class _Cut:
    """The texts of a walk, cut into blocks, and what each element passes on to what it holds.

    Arrays named after elements have one entry an element of the walk; ``box``, ``first``,
    ``last`` and those below them one entry a block.
    """

    def __init__(self, walk: _Walk) -> None:
        self.walk = walk
        self._pieces = texts = walk.texts.copy()  # some are parted or put into brackets
        sizes = np.fromiter(map(len, map(str.strip, texts)), np.int64, len(texts))
        self.holders = holders = np.array(walk.holders, np.int64)

        # Elements.
        self.parents = parents = np.array(walk.parents, np.int64)
        self.above = above = _Above(parents)
        self.begins = begins = np.array(walk.begins, np.int64)
        self.ends = ends = np.array(walk.ends, np.int64)
        ends[0] = len(texts)
        codes = np.array(walk.codes, np.int64)
        self.codes = codes = np.where(codes > _LAST_TAG, 0, codes)
        self.levels = _LEVELS[codes]
        marks = _MARKS[codes]
        links, anchors = self._name_elements(marks)
        marks[links] |= _BITS["link"]
        marks[self.levels > 0] |= _BITS["in_heading"]
        if _TABLE in walk.codes:
            self._mark_tables(marks, sizes)
        self.marks = above.inherited(marks)
        lies = _LIES[codes]
        lies[walk.custom_blocks] = PARA
        around = self.marks[parents]
        glued = around & (_BITS["in_pre"] | _BITS["in_row"]) != 0
        lies[_IS_BUTTON[codes] & (around & _BITS["in_heading"] != 0)] = INLINE
        lies[_IS_LIST[codes] & (around & _BITS["in_item"] != 0)] = LINE
        blocks = (lies == LINE) | (lies == PARA)
        if glued.any():
            self._glue(np.flatnonzero(glued & blocks))
            blocks &= ~glued
        if _RT in walk.codes:
            self._bracket(np.flatnonzero(codes == _RT))
        self.boxes = boxes = above.nearest(blocks)
        self.outer = boxes[parents]

        # Texts, the blank ones left out: where one block ends and the next begins.
        shown = np.flatnonzero(sizes)
        inner = holders[shown]
        box = boxes[inner]
        paragraphs = lies == PARA
        breaks = np.array(walk.breaks, np.int64)
        breaks = breaks[self.marks[holders[breaks]] & _BITS["one_line"] == 0]
        empty = np.array(walk.empties, np.int64).reshape(-1, 4)
        empty_lies = _LIES[empty[:, 1]]
        empty_lies[self.marks[empty[:, 2]] & (_BITS["in_pre"] | _BITS["in_row"]) != 0] = INLINE
        opened = _before(begins[blocks], shown)
        opened += _before(empty[empty_lies != INLINE, 0], shown)
        broken = _before(breaks, shown)
        starts = np.ones(len(shown), bool)
        starts[1:] = (
            (box[1:] != box[:-1]) | (opened[1:] != opened[:-1]) | (broken[1:] != broken[:-1])
        )
        self._part_words(links, shown, inner, starts)
        at = np.flatnonzero(starts)
        to = np.append(at[1:], len(shown)) - 1
        self.box, self.first, self.last = box[at], shown[at], shown[to[: len(at)]]
        self.texts = self._block_texts()
        unseen = [
            at
            for at, text in enumerate(self.texts)
            if not (text[:1].isascii() and text[:1].isalnum()) and _INVISIBLE_ONLY.fullmatch(text)
        ]
        if unseen:
            kept = np.ones(len(self.texts), bool)
            kept[unseen] = False
            self.texts = [text for text, keep in zip(self.texts, kept, strict=True) if keep]
            self.box, self.first, self.last = self.box[kept], self.first[kept], self.last[kept]
            at = at[kept]

        # What lies between a block and the one before.
        broken = broken[at]
        opened = _before(begins[paragraphs & blocks], self.first)
        opened += _before(empty[empty_lies == PARA, 0], self.first)
        around = above.nearest(paragraphs & blocks)[self.box]
        self.gap = np.zeros(len(self.box), np.int64)
        self.gap[1:] = (np.diff(opened) > 0) | (around[1:] != around[:-1]) | (np.diff(broken) > 1)

        # What is marked of its characters.
        count = len(self.box)
        self.length = np.fromiter(map(len, self.texts), np.int64, count)
        run = np.searchsorted(self.first, shown, "right") - 1
        inside = (run >= 0) & (shown <= self.last[run]) if count else run >= 0
        if not inside.all():
            run, shown, inner = run[inside], shown[inside], inner[inside]
        size = sizes[shown]
        mark = self.marks[inner]
        self.marked = {
            name: np.minimum(
                np.bincount(run, size * (mark & _BITS[name] != 0), count).astype(np.int64),
                self.length,
            )
            for name in ("link", "bold", "em", "code", "hidden")
        }
        seen = np.zeros(len(texts) + 1, np.int64)
        np.cumsum(sizes > 0, out=seen[1:])
        links = links[seen[ends[links]] > seen[begins[links]]]
        anchors = anchors[seen[ends[anchors]] > seen[begins[anchors]]]
        self.link_count = np.maximum(self._begun(begins[links]), self.marked["link"] > 0)
        self.anchor_count = self._begun(begins[anchors])
        self.time_count = self._begun(begins[codes == _TIME])

        # The innermost element that holds all of the block.
        cover = holders[self.first]
        for _ in range(_INLINE_STEPS):
            short = (ends[cover] <= self.last) & (cover != self.box)
            if not short.any():
                break
            cover = np.where(short, parents[cover], cover)
        self.cover = np.where(ends[cover] <= self.last, self.box, cover)

    def _name_elements(self, marks: _Longs) -> tuple[_Longs, _Longs]:
        """Look at all attributes; return the links, and those to the same page."""
        walk = self.walk
        given = walk.attributes
        roots = [walk.codes.index(code) for code in (_HTML, _BODY) if code in walk.codes]
        page = self._root_hints([given[root] for root in roots])
        classes = [""] * len(given)
        links: list[int] = []
        special: list[int] = []
        others: dict[int, str] = {}
        plain = _SPECIAL.isdisjoint
        for at, attributes in enumerate(given):
            if not attributes:
                continue
            if "class" in attributes:
                classes[at] = attributes["class"] or ""
            if "href" in attributes:
                links.append(at)
            # Links and texts have ids to be found by; containers are named by them.
            if "id" in attributes and walk.codes[at] in _NAMED_BY_ID:
                others[at] = attributes["id"] or ""
            if not plain(attributes):
                special.append(at)
        anchors = [link for link in links if (given[link]["href"] or "")[:1] == "#"]
        for root in roots:
            classes[root] = ""
            others.pop(root, None)
        for element in special:
            if element in roots:
                continue
            more, level, names = _special(given[element])
            if names:
                others[element] = f"{others.get(element, '')} {names}"
            if more:
                marks[element] |= more
            if level:
                self.levels[element] = level
        for link in links:
            relation = given[link].get("rel")
            if relation in _RELATIONS:
                others[link] = f"{others.get(link, '')} %{relation}"
        if any("-" in name for name in walk.unknown):
            # Web components and AMP name their elements as others name classes.
            for element, code in enumerate(walk.codes):
                if code > _LAST_TAG:
                    name = walk.unknown[code - _LAST_TAG - 1]
                    others[element] = f"{others.get(element, '')} {name}"
        sets = {one: at for at, one in enumerate(dict.fromkeys((*classes, *others.values(), page)))}
        number = sets.__getitem__
        bits, shapes = group_bits(list(sets), _GROUP_BITS)
        self.page_bits = bits[number(page)]
        of_set = np.array(bits, np.int64)
        of_element = np.array(list(map(number, classes)), np.int64)
        self.names = of_set[of_element]
        self.names[list(others)] |= of_set[list(map(number, others.values()))]
        self.shape_names = np.array(shapes, np.int64)[of_element]
        self.shape_base = max(shapes) + 1
        return np.array(links, np.int64), np.array(anchors, np.int64)

    def _root_hints(self, roots: Sequence[Mapping[str, str | None]]) -> str:
        """Note language and direction of ``html`` and ``body``; return the latter's names."""
        meta = self.walk.meta
        names = ""
        for attributes in roots:
            get = attributes.get
            language = get("lang") or get("xml:lang")
            if language:
                meta.setdefault("language", language.strip())
            direction = get("dir")
            if direction:
                meta.setdefault("direction", direction.strip().lower())
            names = f"{get('class') or ''} {get('id') or ''}".strip()
        return names

    def _mark_tables(self, marks: _Longs, sizes: _Longs) -> None:
        """Tell tables of data from those that arrange the page, and mark what is in them."""
        codes, parents = self.codes, self.parents
        is_table = codes == _TABLE
        count = len(codes)
        own = self.above.nearest(is_table)
        above = own[parents]  # the table that an element stands in; for a table the one around it
        rows = np.bincount(above[codes == _TR], minlength=count)
        cells = np.flatnonzero(_IS_CELL[codes])
        heads = np.bincount(above[_IS_HEAD[codes]], minlength=count)
        against = np.bincount(above[is_table | _NOT_DATA[codes]], minlength=count)
        blank = [row for _, code, row, _ in self.walk.empties if _IS_CELL[code]]
        widths = np.bincount(np.append(parents[cells], blank).astype(np.int64), minlength=count)
        widest = np.zeros(count, np.int64)
        np.maximum.at(widest, above, widths)
        sums = np.zeros(len(sizes) + 1, np.int64)
        np.cumsum(sizes, out=sums[1:])
        longest = np.zeros(count, np.int64)
        np.maximum.at(longest, above[cells], sums[self.ends[cells]] - sums[self.begins[cells]])
        # A cell of data is a line or two, and no arrangement of blocks.
        inside = _IS_LAID_OUT[codes] & ~is_table & (above > 0)
        laid_out = np.zeros(count, np.int64)
        cell_of = self.above.nearest(_IS_CELL[codes])
        np.maximum.at(laid_out, above[cells], np.bincount(cell_of[inside], minlength=count)[cells])
        limit = np.where(heads > 0, _DATA_CELL_CHARS_WITH_HEADS, _DATA_CELL_CHARS)
        data = is_table & (against == 0) & (widest > 1) & (longest <= limit)
        data &= (rows > 1) | (heads > 0)
        data &= laid_out <= np.where(heads > 0, _DATA_CELL_BLOCKS_WITH_HEADS, _DATA_CELL_BLOCKS)
        for table in np.flatnonzero(data).tolist():
            role = self.walk.attributes[table].get("role") or ""
            data[table] = role.lower() not in {"presentation", "none"}
        marks[is_table & ~data] |= _BITS["in_layout_table"]
        in_data = data[above] & (codes == _TR)
        marks[in_data] |= _BITS["in_table"] | _BITS["in_row"] | _BITS["one_line"]

    def _glue(self, elements: _Longs) -> None:
        """Part the lines of block elements where they do not make blocks: in ``pre`` and rows."""
        texts = self._pieces
        positions = np.unique(np.append(self.begins[elements], self.ends[elements])).tolist()
        for at in positions:
            if at < len(texts):
                texts[at] = "\n" + texts[at]

    def _bracket(self, elements: _Longs) -> None:
        """Put the annotations of ruby into brackets."""
        texts = self._pieces
        for begin, end in zip(
            self.begins[elements].tolist(), self.ends[elements].tolist(), strict=True
        ):
            if "".join(texts[begin:end]).strip():
                texts[begin] = "(" + texts[begin].lstrip()
                texts[end - 1] = texts[end - 1].rstrip() + ")"

    def _part_words(self, links: _Longs, shown: _Longs, inner: _Longs, starts: _Bools) -> None:
        """Put spaces between words that only a page's styles set apart.

        A link or a time beside another element is a word of its own, and so are spans with
        classes beside each other where they lie in no running text. Text that runs on into an
        element stays one word.
        """
        beside = ~starts[1:] & (shown[1:] == shown[:-1] + 1)
        beside &= (self.ends[inner[:-1]] <= shown[1:]) & (self.begins[inner[1:]] > shown[:-1])
        beside &= self.marks[inner[1:]] & (_BITS["in_pre"] | _BITS["code"]) == 0
        if not beside.any():
            return
        apart = self.codes == _TIME
        apart[links] = True
        nearest = self.above.nearest(apart)[inner]
        labels = (self.codes == _SPAN) & (self.shape_names > 0)
        labels &= ~_IS_RUNNING[self.codes[self.boxes]]
        label = np.where(labels[inner], inner, 0)
        beside &= (nearest[1:] != nearest[:-1]) | (
            (label[1:] != label[:-1]) & (label[1:] > 0) & (label[:-1] > 0)
        )
        texts = self._pieces
        for at in shown[1:][beside].tolist():
            texts[at] = " " + texts[at]

    def _block_texts(self) -> list[str]:
        """The text of each block, white space made one space, but for what is preformatted."""
        texts = self._pieces
        result = [
            " ".join((texts[first] if first == last else "".join(texts[first : last + 1])).split())
            for first, last in zip(self.first.tolist(), self.last.tolist(), strict=True)
        ]
        marks = self.marks[self.box]
        for at in np.flatnonzero(marks & _BITS["in_pre"]).tolist():
            box = int(self.box[at])
            raw = "".join(texts[int(self.begins[box]) : int(self.last[at]) + 1])
            result[at] = _BLANK_LINES.sub("", raw.rstrip())
        rows = np.flatnonzero(marks & _BITS["in_row"]).tolist()
        if rows:
            cells = self._cells()
            for at in rows:
                parts = [
                    " ".join("".join(texts[begin:end]).split())
                    for _, begin, end in cells[int(self.box[at])]
                ]
                while not parts[-1]:
                    parts.pop()
                result[at] = " | ".join(parts).lstrip()
        return result

    def _cells(self) -> dict[int, list[tuple[int, int, int]]]:
        """The cells of each row: their order, and the texts they begin and end with."""
        cells: dict[int, list[tuple[int, int, int]]] = {}
        for element in np.flatnonzero(_IS_CELL[self.codes]).tolist():
            place = (element, int(self.begins[element]), int(self.ends[element]))
            cells.setdefault(int(self.parents[element]), []).append(place)
        for position, code, row, number in self.walk.empties:
            if _IS_CELL[code] and row in cells:
                # Before the element that was the next to begin.
                cells[row].append((number - 1, position, position))
        for places in cells.values():
            places.sort(key=itemgetter(0))
        return cells

    def _begun(self, positions: _Longs) -> _Longs:
        """How many of these positions lie behind the block before and not behind the block."""
        upto = _before(positions, self.last)
        return np.diff(upto, prepend=0)

    def between(self, positions: Sequence[int]) -> _Longs:
        """1 where one of the positions lies between the block before and the block."""
        given = np.array(positions, np.int64)
        last = np.append(-1, self.last[:-1])[: len(self.first)]
        result: _Longs = (_before(given, self.first) > _before(given, last)).astype(np.int64)
        return result

    def has_running_text(self) -> bool:
        """Whether the page shows anything besides menus, notices and footers."""
        apart = _BITS["in_nav"] | _BITS["in_footer"] | _BITS["in_dialog"] | _BITS["hidden"]
        names = _GROUP_BITS["cookie"] | _GROUP_BITS["footer"] | _GROUP_BITS["nav"]
        running = (self.length >= _RUNNING_CHARS) & (2 * self.marked["link"] < self.length)
        running &= self.marks[self.box] & apart == 0
        running &= (self.names[self.box] | self.names[self.outer[self.box]]) & names == 0
        running &= self.box != 0
        return bool(running.any())

    def origins(self) -> tuple[str, ...]:
        """Where in the page each block's text stood."""
        count = len(self.texts)
        if self.walk.jsonld_from is not None:
            dom = int(_before(self.first, np.array([self.walk.jsonld_from - 1]))[0])
            return ("dom",) * dom + ("jsonld",) * (count - dom)
        if self.walk.scripting:
            return ("dom",) * count
        marked = (self.marks[self.box] & _BITS["noscript"]).tolist()
        return tuple(["noscript" if mark else "dom" for mark in marked])


class _Above:
    """What elements have from those above them. Reach doubles at every step, so that a page as
    deep as it is long still takes a few."""

    def __init__(self, parents: _Longs) -> None:
        self._numbers = np.arange(len(parents))
        self._parents = parents
        self._reaches = [parents]
        while (further := self._reaches[-1][self._reaches[-1]]).any():
            self._reaches.append(further)

    def inherited(self, own: _Longs) -> _Longs:
        """The bits of each element and of all above it."""
        bits = own.copy()
        for reach in self._reaches:
            bits |= bits[reach]
        return bits

    def summed(self, own: _Longs) -> _Longs:
        """The sum over each element and all above it, but for element 0."""
        sums = own.copy()
        sums[0] = 0
        for reach in self._reaches:
            sums += sums[reach]
        return sums

    def nearest(self, wanted: _Bools) -> _Longs:
        """The nearest wanted element, itself or above; 0 if there is none."""
        found = np.where(wanted, self._numbers, self._parents)
        found[0] = 0
        for _ in self._reaches:
            found = found[found]
        return found


def _before(positions: _Longs, texts: _Longs) -> _Longs:
    """How many of the positions, which rise, lie before or at each text."""
    return np.searchsorted(positions, texts, "right")


def _special(attributes: Mapping[str, str | None]) -> tuple[int, int, str]:
    """What attributes beyond class say: marks, a heading's level, and more names."""
    marks = level = 0
    names: list[str] = []
    get = attributes.get
    style = get("style")
    if style and ("none" in style or "hidden" in style) and _HIDDEN_STYLE.search(style):
        marks = _BITS["hidden"]
    if "hidden" in attributes and get("hidden") != "until-found":
        marks |= _BITS["hidden"]
    if get("aria-hidden") == "true":
        marks |= _BITS["aria_hidden"]
    role = get("role")
    if role:
        role = role.strip().lower()
        if role in ROLES:
            marks |= _BITS[ROLES[role]]
        elif role == "heading":
            given = get("aria-level") or ""
            level = int(given) if given in {"1", "2", "3", "4", "5", "6"} else 2
    properties = get("itemprop")
    if properties:
        found = [f"@{one}" for one in properties.lower().split()]
        names += found
        if not _BODY_PROPERTIES.isdisjoint(found):
            marks |= _BITS["itemprop_body"]
    kind = get("itemtype")
    if kind:
        names.append("#" + kind.rstrip("/").rpartition("/")[2].lower())
    for source in CLASS_SOURCES:
        if source in attributes:
            names.append(get(source) or "")
    return marks, level, " ".join(names)


def _with_fallbacks(cut: _Cut, markup: bytes) -> _Cut:
    """The page with what it holds for readers without JavaScript, or for search engines."""
    walk = cut.walk
    if walk.noscript_chars >= _NOSCRIPT_CHARS:
        plain = _Walk(scripting=False)
        plain.run(markup)
        whole = _Cut(plain)
        if whole.has_running_text() and whole.length.sum() - cut.length.sum() >= _NOSCRIPT_CHARS:
            return whole
    entry = max(_jsonld(walk.jsonld), key=_body_length, default=None)
    if entry is None or _body_length(entry) < _RUNNING_CHARS:
        return cut
    walk.jsonld_from = len(walk.texts)
    walk.run(_jsonld_markup(entry))
    return _Cut(walk)


def _body_length(entry: Mapping[str, str]) -> int:
    return len(entry.get("articleBody", ""))


def _jsonld_markup(entry: Mapping[str, str]) -> bytes:
    """An article that only JSON-LD holds, as the markup it would have had."""
    body = entry["articleBody"]
    if not _MARKUP.search(body):
        body = "".join(f"<p>{entities.escape(line)}</p>" for line in body.splitlines())
    headline = entry.get("headline", "")
    title = f"<h1>{entities.escape(headline)}</h1>" if headline else ""
    return bounded(f"<article>{title}{body}</article>".encode())


class _Paths(Sequence[str]):
    """The element path of each block, worked out when it is asked for.

    Below a depth that no page reaches on purpose, a path keeps its last steps only.
    """

    def __init__(self, walk: _Walk, boxes: _Longs) -> None:
        self._boxes: list[int] = boxes.tolist()
        self._parents, self._codes = walk.parents, walk.codes
        self._empties, self._unknown = walk.empties, walk.unknown

    def __len__(self) -> int:
        return len(self._boxes)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return tuple(map(self._path, self._boxes[index]))
        return self._path(self._boxes[index])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _path(self, element: int) -> str:
        steps: list[str] = []
        while element and len(steps) < _PATH_STEPS:
            code = self._codes[element]
            name = TAGS[code] if code <= _LAST_TAG else self._unknown[code - _LAST_TAG - 1]
            unique = code in (_BODY, _HTML)
            steps.append(name if unique else f"{name}[{self._places[element]}]")
            element = self._parents[element]
        if element:
            steps.append("\N{HORIZONTAL ELLIPSIS}")
        return "/".join(reversed(steps))

    @cached_property
    def _places(self) -> list[int]:
        """The place of each element among its siblings of the same tag, from 1."""
        seen: dict[tuple[int, int], int] = {}
        places = [0]
        empties = iter([*self._empties, (0, 0, 0, len(self._parents) + 1)])
        _, code, parent, number = next(empties)
        for element in range(1, len(self._parents)):
            while number <= element:
                seen[parent, code] = seen.get((parent, code), 0) + 1
                _, code, parent, number = next(empties)
            key = (self._parents[element], self._codes[element])
            seen[key] = place = seen.get(key, 0) + 1
            places.append(place)
        return places


_AT: Final = {name: at for at, name in enumerate(COLUMNS)}
_SHIFTS: Final = np.array([_INHERITED.index(name) for name in _INHERITED], np.int64)[:, None]
_FIRST_IN: Final = _AT[_INHERITED[0]]
_FIRST_NEAR: Final = _AT[f"near_{_GROUPS[0]}"]


def _columns(cut: _Cut) -> dict[str, Ints]:
    """Every column of the table, for all blocks at once."""
    walk, parents, outer, codes = cut.walk, cut.parents, cut.outer, cut.codes
    box, cover, length = cut.box, cut.cover, cut.length
    count = len(box)
    table = np.zeros((len(COLUMNS), count), np.int32)
    columns = dict(zip(COLUMNS, table, strict=True))
    if not count:
        return columns

    def put(name: str, values: _Longs | _Bools | int) -> None:
        table[_AT[name]] = values

    marks = cut.marks[box]
    table[_FIRST_IN : _FIRST_IN + len(_INHERITED)] = marks >> _SHIFTS & 1
    landmarks = _IS_LANDMARK[codes]
    if landmarks.any():
        _put_landmarks(cut, np.flatnonzero(landmarks), columns)

    # What the block is, and how its characters are marked.
    headings = cut.above.nearest(cut.levels > 0)
    level = cut.levels[headings[box]]
    counts = cut.above.summed(_COUNTS[codes])
    depth = counts[cut.cover] % _LIST_COUNT
    covered = cut.marks[cover]
    put("tag", codes[box])
    put("inner_tag", np.where(cover != box, codes[cover], 0))
    put("parent_tag", codes[outer[box]])
    put("grandparent_tag", codes[outer[outer[box]]])
    put("heading_level", level)
    put("list_depth", counts[box] % _QUOTE_COUNT // _LIST_COUNT)
    put("quote_depth", counts[box] // _QUOTE_COUNT)
    lists = cut.above.nearest(_IS_LIST[codes])[box]
    put("ordered", codes[lists] == _OL)
    put("depth", depth)
    put("depth_change", np.diff(depth, prepend=depth[:1]))
    put("length", length)
    for name in ("link", "bold", "em", "code", "hidden"):
        put(f"{name}_chars", cut.marked[name])
    put("link_count", cut.link_count)
    put("anchor_count", cut.anchor_count)
    put("time_count", cut.time_count)
    start = cut.marks[cut.holders[cut.first]]
    put("starts_in_link", start & _BITS["link"] != 0)
    put("starts_bold", start & _BITS["bold"] != 0)
    put("hidden", 2 * cut.marked["hidden"] > length)
    put("aria_hidden", covered & _BITS["aria_hidden"] != 0)
    put("is_button", (covered & _BITS["in_button"] != 0) & (level == 0))
    put("itemprop_body", covered & _BITS["itemprop_body"] != 0)
    put("after_image", cut.between(walk.images))
    put("after_input", cut.between(walk.inputs))
    put("after_rule", cut.between(walk.rules))

    # Sums over all that an element holds: the blocks that begin in its span of texts.
    def held(values: _Longs, elements: _Longs) -> _Longs:
        sums = np.zeros(len(walk.texts) + 1, np.int64)
        sums[cut.first + 1] = values
        np.cumsum(sums, out=sums)
        result: _Longs = sums[cut.ends[elements]] - sums[cut.begins[elements]]
        return result

    # Containers. A block alone in its element stands in that element's parent; one of several
    # runs of text in an element, or beside other block elements, stands in the element itself.
    everything = np.arange(len(parents))
    blocks_held = held(np.ones(count, np.int64), everything)
    parent = np.where(blocks_held[box] > 1, box, outer[box])
    section = cut.above.nearest(_IS_SECTION[codes] & (blocks_held >= _SECTION_BLOCKS))[box]
    item = cut.above.nearest(_IS_ITEM[codes])[box]
    put("box_id", box)
    put("parent_id", parent)
    put("grandparent_id", outer[parent])
    put("section_id", section)
    put("item_id", item)
    link_chars = cut.marked["link"]
    put("parent_chars", held(length, parent))
    put("parent_link_chars", held(link_chars, parent))
    put("section_blocks", blocks_held[section])
    put("section_chars", held(length, section))
    put("section_link_chars", held(link_chars, section))
    first = np.ones(count, bool)
    first[1:] = item[1:] != item[:-1]
    put("item_start", first & (item > 0))
    put("sole_in_item", (item > 0) & (blocks_held[item] == 1))

    # Shapes, and the blocks that share a container.
    shapes = codes * cut.shape_base + cut.shape_names
    both = shapes[box] * (len(TAGS) * cut.shape_base) + shapes[outer[box]]
    order = both.argsort()
    shape = np.zeros(count, np.int64)
    shape[order[1:]] = (both[order[1:]] != both[order[:-1]]).cumsum()
    put("shape_id", shape)
    put("shape_count", np.bincount(shape)[shape])
    put("parent_shape_id", shapes[parent])
    table[_AT["same_shape"], 1:] = shape[1:] == shape[:-1]
    table[_AT["same_parent"], 1:] = parent[1:] == parent[:-1]
    order = np.argsort(parent, kind="stable")
    starts = np.flatnonzero(np.diff(parent[order], prepend=-1))
    sizes = np.diff(starts, append=count)
    table[_AT["sibling_index"], order] = np.arange(count) - np.repeat(starts, sizes)
    table[_AT["sibling_count"], order] = np.repeat(sizes, sizes)

    _put_near(cut, table[_FIRST_NEAR : _FIRST_NEAR + len(_GROUPS)])

    # The first h1.
    titles = np.flatnonzero(level == 1)
    if len(titles):
        at = int(titles[0])
        index = np.arange(count)
        put("in_h1", headings[box] == headings[box[at]])
        put("after_h1", (index > at) & (headings[box] != headings[box[at]]))
        put("h1_distance", index - at)
        put("same_section_as_h1", section == section[at])
    else:
        put("h1_distance", NO_H1)

    # The page.
    kind = walk.meta.get("og_type", "").lower()
    put("page_type", _PAGE_TYPES.get(kind, _OTHER_PAGE_TYPE) if kind else 0)
    for name, group in _PAGE_GROUPS:
        put(name, int(bool(cut.page_bits & _GROUP_BITS[group])))
    return columns


_PAGE_GROUPS: Final = (
    ("page_content", "content"),
    ("page_product", "product"),
    ("page_thread", "thread"),
    ("page_list", "item"),
)


def _put_landmarks(cut: _Cut, elements: _Longs, columns: Mapping[str, Ints]) -> None:
    """Tell headers and footers of the page from those of an article."""
    content = _BITS["in_article"] | _BITS["in_main"] | _BITS["in_section"]
    of_article = cut.marks[cut.parents[elements]] & content != 0
    is_header = cut.codes[elements] == _HEADER
    for name, chosen in (
        ("in_header", is_header & ~of_article),
        ("in_footer", ~is_header & ~of_article),
        ("in_article_header", is_header & of_article),
        ("in_article_footer", ~is_header & of_article),
    ):
        these = elements[chosen]
        if len(these):
            opened = np.zeros(len(cut.walk.texts) + 1, np.int64)
            np.add.at(opened, cut.begins[these], 1)
            np.add.at(opened, cut.ends[these], -1)
            columns[name][np.cumsum(opened)[cut.first] > 0] = 1


def _put_near(cut: _Cut, rows: NDArray[np.int32]) -> None:
    """The distance to the nearest element named as each group."""
    count = len(cut.box)
    levels = np.zeros((_NEAR + 1, count), np.int64)
    inner = cut.cover
    for _ in range(_INLINE_STEPS + 1):
        levels[0] |= cut.names[inner]
        if np.array_equal(inner, cut.box):
            break
        inner = np.where(inner != cut.box, cut.parents[inner], inner)
    levels[0] |= cut.names[cut.box]
    ancestor = cut.box
    for level in range(1, _NEAR + 1):
        ancestor = cut.parents[ancestor]
        levels[level] = cut.names[ancestor]
    weights = np.arange(_NEAR + 1, 0, -1).astype(np.uint8)[:, None, None]
    for start in range(0, count, _NEAR_BLOCKS):
        part = np.ascontiguousarray(levels[:, start : start + _NEAR_BLOCKS])
        octets = part.view(np.uint8).reshape(_NEAR + 1, -1, 8)
        bits = np.unpackbits(octets, axis=2, bitorder="little")
        nearest = (bits[:, :, : len(_GROUPS)] * weights).max(axis=0).T.astype(np.int32)
        rows[:, start : start + _NEAR_BLOCKS] = np.where(nearest > 0, _NEAR + 2 - nearest, 0)


def _hints(walk: _Walk) -> Hints:
    """What the page says of itself, from what the walk came by."""
    get = walk.meta.get
    return Hints(
        title=get("title", ""),
        og_title=get("og_title") or get("twitter_title", ""),
        og_description=(
            get("og_description") or get("twitter_description") or get("description", "")
        ),
        jsonld=tuple(_jsonld(walk.jsonld)),
        canonical=get("canonical", "").strip(),
        language=get("language") or get("content_language") or get("locale", ""),
        direction=get("direction", ""),
    )


def _jsonld(scripts: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """The entries of the page's JSON-LD, as far as it can be read."""
    found = 0
    for script in scripts:
        try:
            data = json.loads(script.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
            if "\\ud" in script or "\\uD" in script:
                # JSON can spell a surrogate alone, which is no character.
                data = json.loads(_without_surrogates(json.dumps(data, ensure_ascii=False)))
        except (ValueError, RecursionError):
            continue
        queue: list[Any] = [data]
        for item in queue:  # grows while it is read; each value is queued once
            if found >= _JSONLD_ENTRIES:
                return
            if isinstance(item, list):
                queue += item
            elif isinstance(item, dict):
                queue += [value for key, value in item.items() if key in _JSONLD_NESTED]
                entry = _jsonld_entry(item)
                if entry:
                    found += 1
                    yield entry


def _jsonld_entry(item: Mapping[str, Any]) -> dict[str, str]:
    entry: dict[str, str] = {}
    kind = item.get("@type")
    if isinstance(kind, list):
        kind = " ".join(part for part in kind if isinstance(part, str))
    if isinstance(kind, str) and kind:
        entry["type"] = kind
    for key in _JSONLD_KEYS:
        value = item.get(key)
        if isinstance(value, str) and value.strip():
            value = entities.unescape(value)
            entry[key] = value.strip() if key == "articleBody" else " ".join(value.split())
    return entry
