"""HTML into blocks: one parse, one walk over its nodes, and the columns that follow from it.

The walk is one loop without recursion. It keeps three things while it goes down and comes back
up: the element it is in, the block element it is in, and one integer of flags that holds all
that is inherited (inside a link, inside ``nav``, hidden, depth of lists). Text is collected into a
run; every boundary of a block element ends the run, and the run becomes a block. What the markup
says about a block beyond that is derived for all blocks at once, from arrays.
"""

from __future__ import annotations

import html as entities
import json
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final, Literal, cast

import numpy as np
import regex
from numpy.typing import NDArray
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from arclean.document import Hints
from arclean.page import Ints, Page
from arclean.readers import tags
from arclean.readers.nesting import bounded
from arclean.readers.tags import CLASS_SOURCES, ROLES, RULES, TAG_CODES, TAGS

__all__ = ["COLUMNS", "TAGS", "TAG_CODES", "read"]

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

# One bit a flag, from the table above; then what only the walk needs; then small counters.
_INHERITED = [name for name in COLUMNS if name.startswith("in_") and name != "in_h1"]
_INTERNAL = [
    "link",
    "bold",
    "em",
    "code",
    "hidden",
    "aria_hidden",
    "glue",
    "one_line",
    "ordered",
    "role_button",
    "svg",
    "noscript",
    "data_table",
    "itemprop_body",
]
_BITS: Final[dict[str, int]] = {name: 1 << at for at, name in enumerate(_INHERITED + _INTERNAL)}
_BITS[""] = 0
_LIST_SHIFT: Final = len(_INHERITED) + len(_INTERNAL)
_LIST_MAX: Final = 31
_QUOTE_SHIFT: Final = _LIST_SHIFT + 5
_QUOTE_MAX: Final = 7
_LEVEL_SHIFT: Final = _QUOTE_SHIFT + 3
_LEVEL_MAX: Final = 7

_LINK: Final = _BITS["link"]
_GLUE: Final = _BITS["glue"]
_PRE: Final = _BITS["in_pre"]
_SVG: Final = _BITS["svg"]
_MARKED: Final = sum(_BITS[name] for name in ("link", "bold", "em", "code", "hidden"))

_GROUPS: Final = [name.removeprefix("near_") for name in COLUMNS if name.startswith("near_")]
_GROUP_BITS: Final = {name: 1 << at for at, name in enumerate(_GROUPS)}
#: How many elements above a block's own its names are looked for.
_NEAR: Final = 8
#: An element that holds at least so many blocks is a section of the page.
_SECTION_BLOCKS: Final = 4
#: Inline elements deeper than this inside a block are taken together; real pages have a few.
_INLINE_MAX: Final = 32

#: Where the page's own blocks hold no running text, ``noscript`` and JSON-LD are looked into.
#: Running text: a block this long, not mostly linked, not hidden and in no footer, nav or notice.
_RUNNING_CHARS: Final = 80
#: Shorter ``noscript`` texts ask for JavaScript, and are no page.
_NOSCRIPT_CHARS: Final = 200
_JSONLD_CHARS: Final = 80

# A table is data if its cells are short, no other table is among them, and it has rows and columns.
_DATA_CELL_CHARS: Final = 250
_DATA_CELL_CHARS_WITH_HEADS: Final = 1200

_JSONLD_KEYS: Final = ("headline", "description", "articleBody")
_JSONLD_ENTRIES: Final = 64
_PATH_STEPS: Final = 64

_OPTIONS: Final = int(LexborDocumentOptions.WO_EVENTS)
_TEXT_ID: Final = 2

_Longs = NDArray[np.int64]
_Origin = Literal["dom", "noscript", "jsonld"]

_INVISIBLE_ONLY = regex.compile(r"[\p{White_Space}\p{Default_Ignorable_Code_Point}]+")
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
#: Names are compared in lower case, without digits, and with spaces between their parts.
_FOLD = {ord(upper): upper.lower() for upper in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_FOLD |= dict.fromkeys(map(ord, "-_"), " ")
_FOLD |= dict.fromkeys(map(ord, "0123456789"))
_MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|ul|ol|li|a|strong|em|span|img|figure)\b[^<>]*>", re.I)
_XHTML_EMPTY = re.compile(
    r"<(script|iframe|title|style|textarea|noscript|a|p|div|span|td|li|i|b|em|strong)"
    r"(\s[^<>]*)?/>",
    re.IGNORECASE,
)
_CDATA = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*$")
#: Attributes beyond class that change what an element means.
_SPECIAL = frozenset(
    ("id", "hidden", "style", "aria-hidden", "role", "itemprop", "itemtype", "rel", *CLASS_SOURCES)
)
#: A class that says what is missing, or what stands elsewhere, names nothing: ``has-sidebar``.
_ELSEWHERE = frozenset({"has", "no", "not", "non", "with", "without", "js", "wf", "supports"})
#: As first of several parts these set a style: ``text-center``.
_STYLES = frozenset({"text", "font", "flex", "border", "bg", "col", "list", "top", "right", "left"})

_META_NAMES = {
    "og:title": "og_title",
    "twitter:title": "twitter_title",
    "og:description": "og_description",
    "twitter:description": "twitter_description",
    "description": "description",
    "og:type": "og_type",
    "og:locale": "locale",
    "content-language": "content_language",
}


def read(source: str) -> Page:
    """The page of an HTML document: its blocks in order, and what it says of itself.

    >>> page = read("<title>Rain</title><h1>Rain</h1><p>It <b>rain</b>ed.<p>It <a href=/>poured</a>.")
    >>> page.texts
    ['Rain', 'It rained.', 'It poured.']
    >>> page.hints.title, page.levels, page.paths[2]
    ('Rain', (1, None, None), 'html/body/p[2]')
    >>> page.markup["link_chars"].tolist()
    [0, 0, 6]
    """
    markup = _clean(source)
    walk = _Walk(scripting=True)
    walk.run(markup)
    if not _has_running_text(walk):
        walk = _with_fallbacks(walk, markup)
    hints = _hints(walk)
    numbers = walk.blocks()
    columns = _columns(walk, numbers)
    levels = columns["heading_level"].tolist()
    depths = (columns["list_depth"] * columns["in_item"]).tolist()
    return Page(
        source=source,
        texts=walk.texts,
        gaps=numbers["gap"].astype(np.int32),
        hints=hints,
        markup=columns,
        # Sequences that are worked out when first looked at: most callers never do.
        paths=cast("tuple[str, ...]", _Paths(walk, numbers["box"])),
        origins=_origins(walk, numbers),
        levels=tuple(
            level or depth or None for level, depth in zip(levels, depths, strict=True)
        ),
    )


def _clean(source: str) -> bytes:
    """The source as the parser wants it: UTF-8, nested no deeper than time allows."""
    if source[:1] == "\N{ZERO WIDTH NO-BREAK SPACE}":
        source = source[1:]
    if "<?xml" in source[:256]:
        source = _XHTML_EMPTY.sub(r"<\1\2></\1>", source)
    try:
        raw = source.encode()
    except UnicodeEncodeError:
        # Surrogates in pairs are the character they stand for, lone ones are unknown.
        raw = source.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    return bounded(raw)


#: What the walk notes of a block; one row of integers each.
_NOTES: Final = (
    "box",
    "cover",
    "flags",
    "gap",
    "depth",
    "names",
    "link_chars",
    "link_count",
    "anchor_count",
    "bold_chars",
    "em_chars",
    "code_chars",
    "hidden_chars",
    "time_count",
    "after_image",
    "after_input",
    "after_rule",
)


@dataclass(slots=True)
class _Walk:
    """One walk over a parsed page, and all that it collects."""

    scripting: bool
    texts: list[str] = field(default_factory=list)
    notes: array[int] = field(default_factory=lambda: array("q"))
    # One entry an element, in document order; element 0 stands for the document.
    parents: array[int] = field(default_factory=lambda: array("q", (0,)))
    boxes: array[int] = field(default_factory=lambda: array("q", (0,)))
    codes: array[int] = field(default_factory=lambda: array("q", (0,)))
    names: array[int] = field(default_factory=lambda: array("q", (0,)))
    ends: array[int] = field(default_factory=lambda: array("q", (1,)))
    # Distinct sets of names, by number: their groups, and a number for their classes.
    name_bits: list[int] = field(default_factory=lambda: [0])
    name_shapes: list[int] = field(default_factory=lambda: [0])
    unknown: list[str] = field(default_factory=list)
    noscripts: list[str] = field(default_factory=list)
    jsonld: list[str] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    page_bits: int = 0
    svg_text: bool = True  # whether any drawing may hold text
    jsonld_from: int | None = None

    def run(self, markup: bytes) -> None:
        """Parse and walk ``markup``; the blocks add to those there are."""
        self.svg_text = b"<text" in markup or b"oreign" in markup
        tree = LexborHTMLParser(markup, options=_OPTIONS, scripting=self.scripting)
        root = tree.root
        if root is not None:
            _walk(self, root)

    def blocks(self) -> dict[str, _Longs]:
        """What was noted of the blocks, a column each."""
        table = np.frombuffer(self.notes, np.int64) if self.notes else np.zeros(0, np.int64)
        rows = table.reshape(-1, len(_NOTES)).T
        return dict(zip(_NOTES, rows, strict=True))


def _walk(walk: _Walk, root: LexborNode) -> None:  # noqa: C901, PLR0912, PLR0915 - the one hot loop
    """Collect the blocks below ``root`` into ``walk``."""
    rules = _rules()
    namer = _Namer(walk)
    names_of, class_number, class_numbers = namer.number, namer.class_number, namer.classes
    texts, notes = walk.texts, walk.notes
    parents, boxes, codes, names, ends = (
        walk.parents,
        walk.boxes,
        walk.codes,
        walk.names,
        walk.ends,
    )
    name_bits = walk.name_bits
    new_parent, new_box, new_code = parents.append, boxes.append, codes.append
    new_name, new_end = names.append, ends.append
    unknown: dict[int, tuple[int, int, int]] = {}
    parts: list[str] = []
    add = parts.append
    cells: list[str] = []
    stack: list[tuple[LexborNode, int, int, int, int]] = []

    current = box = 0  # the element, and the block element, that is open
    flags = 0
    gap = 0
    run = -1  # the box of the text collected so far; -1 where there is none
    cover = run_flags = run_gap = run_depth = 0
    links = anchors = times = 0
    link_chars = bold_chars = em_chars = code_chars = hidden_chars = 0
    image = control = rule_mark = 0
    run_image = run_control = run_rule = 0

    def emit(text: str) -> None:
        """The collected run is a block, or nothing if nothing of it can be seen."""
        nonlocal run, links, anchors, times
        nonlocal link_chars, bold_chars, em_chars, code_chars, hidden_chars
        if text and (text[0].isalnum() or not _INVISIBLE_ONLY.fullmatch(text)):
            bits = name_bits[names[run]]
            inner, steps = cover, 0
            while inner > run and steps < _INLINE_MAX:
                bits |= name_bits[names[inner]]
                inner = parents[inner]
                steps += 1
            texts.append(text)
            notes.extend(
                (
                    run,
                    cover,
                    run_flags,
                    run_gap,
                    run_depth,
                    bits,
                    link_chars,
                    links,
                    anchors,
                    bold_chars,
                    em_chars,
                    code_chars,
                    hidden_chars,
                    times,
                    run_image,
                    run_control,
                    run_rule,
                )
            )
        parts.clear()
        run = -1
        links = anchors = times = 0
        link_chars = bold_chars = em_chars = code_chars = hidden_chars = 0

    node: LexborNode | None = root
    while node is not None:
        child: LexborNode | None = None
        tag_id = node.tag_id
        if tag_id == _TEXT_ID:
            text = node.text_content or ""
            if text.isspace():
                if run >= 0:
                    add(text)
                elif flags & _PRE:
                    add(text)
            else:
                if run < 0:
                    if not flags & _PRE:
                        parts.clear()
                    run, cover, run_flags, run_depth = box, current, flags, len(stack)
                    run_gap, gap = gap, 0
                    run_image, run_control, run_rule = image, control, rule_mark
                    image = control = rule_mark = 0
                elif cover != current and cover != run:
                    # The innermost element that holds both this text and the run so far.
                    other, steps = current, 0
                    while cover != other:
                        if cover > other:
                            cover = parents[cover]
                        else:
                            other = parents[other]
                        steps += 1
                        if cover <= run or steps > _INLINE_MAX:
                            cover = run
                            break
                add(text)
                if flags & _MARKED:
                    size = len(text.strip())
                    if flags & _LINK:
                        link_chars += size
                    if flags & _BOLD:
                        bold_chars += size
                    if flags & _EM:
                        em_chars += size
                    if flags & _CODE:
                        code_chars += size
                    if flags & _HIDDEN:
                        hidden_chars += size
        else:
            rule = rules.get(tag_id) or unknown.get(tag_id)
            if rule is None:
                rule = unknown[tag_id] = _unknown_rule(node, walk)
            kind, code, bits = rule
            if kind != _SKIP:
                child = node.first_child
                attributes: dict[str, str | None] | None = None
                inside = flags | bits
                if kind > _PARA:
                    # All that more than a few elements of a page have their own way with.
                    if kind == _LINK_KIND:
                        if child is not None:
                            attributes = node.attributes
                            href = attributes.get("href")
                            if href is not None:
                                inside |= _LINK
                                links += 1
                                if href[:1] == "#":
                                    anchors += 1
                            if run >= 0 and parts and not parts[-1]:
                                add(" ")  # two links side by side are two words
                    elif kind == tags.BREAK:
                        if flags & _ONE_LINE:
                            if run >= 0 or flags & _PRE:
                                add("\n")
                        elif run >= 0:
                            emit(" ".join("".join(parts).split()))
                        else:
                            gap = 1
                        child = None
                    elif kind == tags.IMAGE:
                        image = 1
                        child = None
                    elif kind == tags.INPUT:
                        control = 1
                        child = None
                    elif kind == tags.RULE:
                        rule_mark = 1
                        kind = _PARA
                    elif kind == tags.HEADING:
                        kind = _PARA
                        level = code - _H1 + 1
                        inside = inside & ~(_LEVEL_MAX << _LEVEL_SHIFT) | level << _LEVEL_SHIFT
                        if child is not None:
                            inside |= _ONE_LINE
                    elif kind == tags.LIST:
                        kind = _LINE if flags & _IN_ITEM else _PARA
                        if (inside >> _LIST_SHIFT) & _LIST_MAX < _LIST_MAX:
                            inside += 1 << _LIST_SHIFT
                        inside = inside | _ORDERED if code == _OL else inside & ~_ORDERED
                    elif kind == tags.LANDMARK:
                        kind = _PARA
                        if flags & _IN_CONTENT:
                            inside |= _ARTICLE_HEADER if code == _HEADER else _ARTICLE_FOOTER
                        else:
                            inside |= _PAGE_HEADER if code == _HEADER else _PAGE_FOOTER
                    elif kind == tags.QUOTE:
                        kind = _PARA
                        if (inside >> _QUOTE_SHIFT) & _QUOTE_MAX < _QUOTE_MAX:
                            inside += 1 << _QUOTE_SHIFT
                    elif kind == tags.BUTTON:
                        # Accordions put a button into a heading: the heading it is.
                        if (flags >> _LEVEL_SHIFT) & _LEVEL_MAX:
                            kind, inside = _INLINE, flags
                        else:
                            kind = _LINE
                            inside |= _ONE_LINE
                        control = 1
                    elif kind == tags.TABLE:
                        kind = _PARA
                        if child is not None:
                            attributes = node.attributes
                            inside &= ~_DATA_TABLE
                            if not flags & _GLUE and _is_data(node, attributes):
                                inside |= _DATA_TABLE
                            else:
                                inside |= _LAYOUT
                    elif kind == tags.ROW:
                        kind = _LINE
                        if flags & _DATA_TABLE and not flags & _GLUE:
                            if run >= 0:
                                emit(" ".join("".join(parts).split()))
                            kind = _ROW_KIND
                            inside |= _GLUE | _ONE_LINE | _IN_TABLE
                            cells.clear()
                            parts.clear()
                    elif kind == tags.CELL:
                        kind = _CELL_KIND if flags & _IN_TABLE and flags & _DATA_TABLE else _LINE
                    elif kind == tags.PRE:
                        kind = _PARA
                        if not flags & _GLUE:
                            if run >= 0:
                                emit(" ".join("".join(parts).split()))
                            parts.clear()
                            kind = _PRE_KIND
                            gap = 1
                            inside |= _GLUE | _ONE_LINE
                        elif not flags & _PRE:
                            inside &= ~_PRE  # code inside a row of data: one line, as the row is
                    elif kind == tags.RUBY_TEXT:
                        if run >= 0 and child is not None:
                            add("(")
                        else:
                            kind = _INLINE
                    elif kind == tags.CUSTOM:
                        if child is None:
                            image = 1
                            kind = _INLINE
                        elif run >= 0 or _touches_text(node):
                            kind = _INLINE
                        else:
                            kind = _PARA
                    elif kind == tags.MATH:
                        text = _formula(node)
                        child = None
                        if text and not text.isspace():
                            if run < 0:
                                run, cover, run_flags, run_depth = box, current, flags, len(stack)
                                run_gap, gap = gap, 0
                                run_image, run_control, run_rule = image, control, rule_mark
                                image = control = rule_mark = 0
                            add(text)
                    elif kind == tags.SVG:
                        kind = _INLINE
                        if not walk.svg_text or flags & _SVG or not node.text().strip():
                            child = None
                        inside |= _SVG
                    elif kind == tags.ROOT:
                        kind = _PARA
                        attributes = node.attributes
                        _root_hints(walk, namer, code, attributes)
                    elif kind == tags.TITLE:
                        child = None
                        if not flags & _SVG:
                            walk.meta.setdefault("title", " ".join(node.text().split()))
                    elif kind == tags.META:
                        child = None
                        _meta_hint(walk, node.attributes)
                    elif kind == tags.RELATION:
                        child = None
                        attributes = node.attributes
                        if (attributes.get("rel") or "").lower() == "canonical":
                            walk.meta.setdefault("canonical", attributes.get("href") or "")
                    elif kind == tags.SCRIPT:
                        child = None
                        form = (node.attributes.get("type") or "").lower()
                        if form.startswith("application/ld+json"):
                            walk.jsonld.append(node.text())
                        elif form.startswith("math/tex"):
                            text = node.text()
                            if text and not text.isspace():
                                if run < 0:
                                    run, cover, run_flags = box, current, flags
                                    run_depth, run_gap, gap = len(stack), gap, 0
                                    run_image, run_control, run_rule = image, control, rule_mark
                                    image = control = rule_mark = 0
                                add(text)
                    elif kind == tags.NOSCRIPT:
                        if walk.scripting:
                            if child is not None:
                                walk.noscripts.append(node.text())
                            child = None
                        else:
                            kind = _PARA
                            inside |= _NOSCRIPT
                    elif kind == tags.TEMPLATE:
                        kind = _PARA
                        if "shadowrootmode" in node.attributes:
                            for fragment in node.template_fragments()[:1]:
                                child = fragment.first_child
                if kind and kind <= _PARA:
                    # A block begins here.
                    if flags & _GLUE:
                        if run >= 0:
                            add("\n")
                        kind = _GLUED
                    else:
                        if run >= 0:
                            emit(" ".join("".join(parts).split()))
                        if kind == _PARA:
                            gap = 1
                if child is not None:
                    index = len(parents)
                    new_parent(current)
                    new_box(box)
                    new_code(code)
                    new_end(index + 1)
                    if attributes is None:
                        attributes = node.attributes
                    if attributes and code != _BODY and code != _HTML:
                        classes = attributes.get("class")
                        if not _SPECIAL.isdisjoint(attributes) or code > _LAST_TAG:
                            inside, others = _special(attributes, inside)
                            if code > _LAST_TAG:
                                others = f"{walk.unknown[code - _LAST_TAG - 1]} {others}"
                            new_name(names_of(classes, others))
                        else:
                            number = class_numbers.get(classes)
                            new_name(class_number(classes) if number is None else number)
                    else:
                        new_name(0)
                    if code == _TIME:
                        times += 1
                    stack.append((node, kind, current, flags, box))
                    current, flags = index, inside
                    if kind and kind not in _BOXLESS:
                        box = index
                    node = child
                    continue
                if code in _RECORDED:
                    new_parent(current)
                    new_box(box)
                    new_code(code)
                    new_end(len(parents))
                    new_name(0)

        # Nothing below this node: on to the next, closing what ends here.
        child = node.next
        while child is None and stack:
            node, kind, outer, outer_flags, outer_box = stack.pop()
            ends[current] = len(parents)
            if kind:
                if kind <= _PARA:
                    if run >= 0:
                        emit(" ".join("".join(parts).split()))
                    if kind == _PARA:
                        gap = 1
                elif kind == _LINK_KIND:
                    if run >= 0:
                        add("")  # marks the end of a link
                elif kind == _GLUED:
                    if run >= 0:
                        add("\n")
                elif kind == _CELL_KIND:
                    cells.append(" ".join("".join(parts).split()))
                    parts.clear()
                elif kind == _ROW_KIND:
                    if parts:
                        cells.append(" ".join("".join(parts).split()))
                    if run >= 0:
                        emit(" | ".join(cells).rstrip(" |").lstrip())
                    cells.clear()
                elif kind == _PRE_KIND:
                    if run >= 0:
                        emit(_verbatim("".join(parts)))
                    parts.clear()
                    gap = 1
                elif kind == _RUBY_KIND and run >= 0:
                    add(")")
            current, flags, box = outer, outer_flags, outer_box
            child = node.next
        node = child
    if run >= 0:
        emit(" ".join("".join(parts).split()))


# What the loop compares with, by name; looked up once.
_INLINE: Final = tags.INLINE
_LINE: Final = tags.LINE
_PARA: Final = tags.PARA
_SKIP: Final = tags.SKIP
_LINK_KIND: Final = tags.LINK
_ROW_KIND: Final = tags.ROW
_CELL_KIND: Final = tags.CELL
_PRE_KIND: Final = tags.PRE
_RUBY_KIND: Final = tags.RUBY_TEXT
_GLUED: Final = tags.SKIP + 1
_BOXLESS: Final = frozenset((_LINK_KIND, _CELL_KIND, _RUBY_KIND, _GLUED))
_BOLD: Final = _BITS["bold"]
_EM: Final = _BITS["em"]
_CODE: Final = _BITS["code"]
_HIDDEN: Final = _BITS["hidden"]
_ONE_LINE: Final = _BITS["one_line"]
_ORDERED: Final = _BITS["ordered"]
_DATA_TABLE: Final = _BITS["data_table"]
_NOSCRIPT: Final = _BITS["noscript"]
_IN_TABLE: Final = _BITS["in_table"]
_IN_ITEM: Final = _BITS["in_item"]
_LAYOUT: Final = _BITS["in_layout_table"]
_IN_CONTENT: Final = _BITS["in_article"] | _BITS["in_main"] | _BITS["in_section"]
_PAGE_HEADER: Final = _BITS["in_header"]
_PAGE_FOOTER: Final = _BITS["in_footer"]
_ARTICLE_HEADER: Final = _BITS["in_article_header"]
_ARTICLE_FOOTER: Final = _BITS["in_article_footer"]
_H1: Final = TAG_CODES["h1"]
_OL: Final = TAG_CODES["ol"]
_HEADER: Final = TAG_CODES["header"]
_BODY: Final = TAG_CODES["body"]
_HTML: Final = TAG_CODES["html"]
_TIME: Final = TAG_CODES["time"]
_LAST_TAG: Final = len(TAGS) - 1
#: Empty elements that a path may have to count past.
_RECORDED: Final = frozenset(
    code
    for name, code in TAG_CODES.items()
    if name in RULES and RULES[name][0] < tags.SKIP and RULES[name][0] != tags.BREAK
)


@cache
def _rules() -> dict[int, tuple[int, int, int]]:
    """What to do at each element, by the parser's own number for its name."""
    probe = LexborHTMLParser("")
    known: dict[int, tuple[int, int, int]] = {}
    for name, (kind, flags) in RULES.items():
        tag_id = probe.create_node(name).tag_id
        if tag_id < _DYNAMIC:
            bits = sum(_BITS[flag] for flag in flags.split())
            known[tag_id] = (kind, TAG_CODES[name], bits)
    return known


#: The parser numbers names it does not know by their place in memory.
_DYNAMIC: Final = 1 << 16


def _unknown_rule(node: LexborNode, walk: _Walk) -> tuple[int, int, int]:
    """The rule of an element that the parser has no number for, or of what is no element."""
    name = node.tag
    if name is None or name.startswith("-"):
        return (tags.SKIP, 0, 0)
    if name in RULES:
        kind, flags = RULES[name]
        return (kind, TAG_CODES[name], sum(_BITS[flag] for flag in flags.split()))
    if name not in walk.unknown:
        walk.unknown.append(name)
    code = _LAST_TAG + 1 + walk.unknown.index(name)
    return (tags.CUSTOM if "-" in name else tags.INLINE, code, 0)


def _touches_text(node: LexborNode) -> bool:
    """Whether text follows right behind the element, so that it may be part of a word."""
    following = node.next
    if following is None or following.tag_id != _TEXT_ID:
        return False
    text = following.text_content
    return bool(text) and not text[:1].isspace()


def _verbatim(text: str) -> str:
    """Preformatted text without the blank lines around it."""
    return _BLANK_LINES.sub("", text.replace("\r\n", "\n").replace("\r", "\n").rstrip())


_BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")


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


def _is_data(table: LexborNode, attributes: Mapping[str, str | None]) -> bool:
    """Whether a table holds data, rather than arranging the page.

    Looks no further than the first table inside, so that nested tables cost what they hold.
    """
    if (attributes.get("role") or "").lower() in ("presentation", "none"):
        return False
    kinds = _table_kinds()
    cells: list[LexborNode] = []
    rows = width = widest = heads = 0
    stack: list[LexborNode] = []
    node = table.first_child
    while node is not None:
        what = kinds.get(node.tag_id, "")
        child: LexborNode | None = None
        if what == "table" or what == "control" or what == "heading":
            return False
        if what == "row":
            rows += 1
            width = 0
        elif what == "cell" or what == "head":
            cells.append(node)
            width += 1
            widest = max(widest, width)
            heads += what == "head"
        elif what == "caption":
            heads += 1
        child = node.first_child
        if child is not None:
            stack.append(node)
            node = child
            continue
        following = node.next
        while following is None and stack:
            following = stack.pop().next
        node = following
    if not rows or widest < 2:  # noqa: PLR2004 - a column alone is no table
        return False
    longest = max(len(cell.text()) for cell in cells)
    if heads:
        return longest <= _DATA_CELL_CHARS_WITH_HEADS
    return rows > 1 and longest <= _DATA_CELL_CHARS


@cache
def _table_kinds() -> dict[int, str]:
    probe = LexborHTMLParser("")
    kinds = {
        "table": "table",
        "tr": "row",
        "td": "cell",
        "th": "head",
        "caption": "caption",
        "thead": "caption",
        **dict.fromkeys(("h1", "h2", "h3", "form", "article", "section"), "heading"),
        **dict.fromkeys(("textarea", "select", "iframe", "fieldset"), "control"),
    }
    return {probe.create_node(name).tag_id: what for name, what in kinds.items()}


def _special(attributes: Mapping[str, str | None], flags: int) -> tuple[int, str]:
    """What attributes beyond class and id add to the flags and to the names."""
    style = attributes.get("style")
    if style and _HIDDEN_STYLE.search(style):
        flags |= _HIDDEN
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        flags |= _HIDDEN
    if attributes.get("aria-hidden") == "true":
        flags |= _BITS["aria_hidden"]
    role = attributes.get("role")
    if role:
        role = role.strip().lower()
        meaning = ROLES.get(role)
        if meaning is not None:
            flags |= _BITS[meaning]
        elif role == "heading":
            level = attributes.get("aria-level") or ""
            number = int(level) if level in {"1", "2", "3", "4", "5", "6"} else 2
            flags = flags & ~(_LEVEL_MAX << _LEVEL_SHIFT) | number << _LEVEL_SHIFT
    ident = attributes.get("id")
    names = [ident] if ident else []
    prop = attributes.get("itemprop")
    if prop:
        names += [f"@{name}" for name in prop.lower().split()]
        if not _BODY_PROPERTIES.isdisjoint(names):
            flags |= _BITS["itemprop_body"]
    kind = attributes.get("itemtype")
    if kind:
        names.append("#" + kind.rstrip("/").rpartition("/")[2].lower())
    relation = attributes.get("rel")
    if relation:
        names += [f"%{name}" for name in relation.lower().split()]
    for source in CLASS_SOURCES:
        value = attributes.get(source)
        if value:
            names.append(value)
    return flags, " ".join(names)


_BODY_PROPERTIES: Final = frozenset({"@articlebody", "@reviewbody", "@recipeinstructions"})


@cache
def _tokens() -> tuple[dict[str, int], frozenset[str]]:
    """The groups that each token belongs to, as bits; and all words that tokens are made of."""
    table = resources.files("arclean.readers").joinpath("tokens.tsv").read_text("utf-8")
    bits: dict[str, int] = {}
    for line in table.splitlines()[1:]:
        group, _, token = line.partition("\t")
        token = token.translate(_FOLD)
        bits[token] = bits.get(token, 0) | _GROUP_BITS[group]
    return bits, frozenset(word for token in bits for word in token.split())


class _Namer:
    """Numbers for the sets of names that elements carry; each set is looked at once a page."""

    def __init__(self, walk: _Walk) -> None:
        self._bits = walk.name_bits
        self._shapes_of = walk.name_shapes
        self._tokens, self._pieces = _tokens()
        self.classes: dict[str | None, int] = {None: 0, "": 0}
        self._sets: dict[tuple[str | None, str], int] = {}
        self._names: dict[str, int] = {}
        self._shapes: dict[str, int] = {"": 0}

    def number(self, classes: str | None, others: str) -> int:
        """The number of a set of names: classes, then names from other attributes."""
        key = (classes, others)
        known = self._sets.get(key)
        if known is None:
            known = self._sets[key] = len(self._bits)
            own = self.class_number(classes)
            self._bits.append(self._bits[own] | self._named(others))
            self._shapes_of.append(self._shapes_of[own])
        return known

    def class_number(self, classes: str | None) -> int:
        """The number of a set of classes."""
        known = self.classes.get(classes)
        if known is None:
            assert classes is not None
            known = self.classes[classes] = len(self._bits)
            self._bits.append(self._named(classes))
            shape = classes.translate(_FOLD)
            self._shapes_of.append(self._shapes.setdefault(shape, len(self._shapes)))
        return known

    def _named(self, names: str) -> int:
        if "-" not in names and "_" not in names and names.islower():
            # Words as they are; most sets have none that means anything.
            words = names.translate(_FOLD).split()
            if self._pieces.isdisjoint(words):
                return 0
        bits = 0
        known = self._names
        for name in names.split():
            one = known.get(name)
            if one is None:
                one = known[name] = self._one(name)
            bits |= one
        return bits

    def _one(self, name: str) -> int:
        """The groups of one name: of the whole of it, and of its parts."""
        tokens = self._tokens
        if ":" in name:
            return 0  # a style for some screens only
        folded = name.translate(_FOLD)
        bits = tokens.get(folded, 0)
        if name[0] in "@#%":
            return bits
        if not name.islower() and not name.isupper():
            folded = _CAMEL.sub("-", name).translate(_FOLD)
        parts = folded.split()
        if not parts or parts[0] in _ELSEWHERE:
            return 0
        if len(parts) > 1 and parts[0] in _STYLES:
            del parts[0]
        for part in parts:
            if part in tokens:
                bits |= tokens[part]
        return bits


def _root_hints(
    walk: _Walk, namer: _Namer, code: int, attributes: Mapping[str, str | None]
) -> None:
    """Language, direction and names of ``html`` and ``body``."""
    language = attributes.get("lang") or attributes.get("xml:lang")
    if language:
        walk.meta.setdefault("language", language.strip())
    direction = attributes.get("dir")
    if direction:
        walk.meta.setdefault("direction", direction.strip().lower())
    if code == _BODY:
        number = namer.number(attributes.get("class"), attributes.get("id") or "")
        walk.page_bits |= walk.name_bits[number]


def _meta_hint(walk: _Walk, attributes: Mapping[str, str | None]) -> None:
    content = attributes.get("content")
    if not content:
        return
    for source in ("property", "name", "http-equiv"):
        name = _META_NAMES.get((attributes.get(source) or "").strip().lower())
        if name is not None:
            walk.meta.setdefault(name, " ".join(content.split()))


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
            data = json.loads(_CDATA.sub("", script), strict=False)
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


_JSONLD_NESTED: Final = ("@graph", "mainEntity", "mainEntityOfPage")


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
            # Surrogates that JSON spells alone are no characters.
            value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            value = entities.unescape(value)
            entry[key] = value.strip() if key == "articleBody" else " ".join(value.split())
    return entry


def _has_running_text(walk: _Walk) -> bool:
    """Whether the page shows anything besides menus, notices and footers."""
    if not any(len(text) >= _RUNNING_CHARS for text in walk.texts):
        return False
    apart = _BITS["in_nav"] | _BITS["in_footer"] | _BITS["in_dialog"] | _HIDDEN
    names = _GROUP_BITS["cookie"] | _GROUP_BITS["footer"] | _GROUP_BITS["nav"]
    width = len(_NOTES)
    flags_at, names_at, link_at = (_NOTES.index(key) for key in ("flags", "names", "link_chars"))
    return any(
        len(text) >= _RUNNING_CHARS
        and not walk.notes[row + flags_at] & apart
        and not walk.notes[row + names_at] & names
        and 2 * walk.notes[row + link_at] < len(text)
        for text, row in zip(walk.texts, range(0, len(walk.notes), width), strict=True)
    )


def _with_fallbacks(walk: _Walk, markup: bytes) -> _Walk:
    """The page with what it holds for readers without JavaScript, or for search engines."""
    if sum(map(len, walk.noscripts)) >= _NOSCRIPT_CHARS:
        plain = _Walk(scripting=False)
        plain.run(markup)
        if _has_running_text(plain):
            added = sum(map(len, plain.texts)) - sum(map(len, walk.texts))
            if added >= _NOSCRIPT_CHARS:
                return plain
    bodies = [
        entry for entry in _jsonld(walk.jsonld) if len(entry.get("articleBody", "")) >= _JSONLD_CHARS
    ]
    if bodies:
        walk.jsonld_from = len(walk.texts)
        walk.run(_jsonld_markup(max(bodies, key=lambda entry: len(entry["articleBody"]))))
    return walk


def _jsonld_markup(entry: Mapping[str, str]) -> bytes:
    """An article that only JSON-LD holds, as the markup it would have had."""
    body = entry["articleBody"]
    if not _MARKUP.search(body):
        body = "".join(f"<p>{entities.escape(line)}</p>" for line in body.splitlines())
    headline = entry.get("headline", "")
    title = f"<h1>{entities.escape(headline)}</h1>" if headline else ""
    return bounded(f"<article>{title}{body}</article>".encode())


def _origins(walk: _Walk, numbers: Mapping[str, _Longs]) -> tuple[_Origin, ...]:
    count = len(walk.texts)
    if walk.jsonld_from is not None:
        return ("dom",) * walk.jsonld_from + ("jsonld",) * (count - walk.jsonld_from)
    if walk.scripting:
        return ("dom",) * count
    marks = (numbers["flags"] & _NOSCRIPT).tolist()
    return tuple("noscript" if mark else "dom" for mark in marks)


class _Paths(Sequence[str]):
    """The element path of each block, worked out when it is asked for.

    Below a depth that no page reaches on purpose, a path keeps its last steps only.
    """

    def __init__(self, walk: _Walk, boxes: _Longs) -> None:
        self._boxes: list[int] = boxes.tolist()
        self._parents = walk.parents
        self._codes = walk.codes
        self._unknown = walk.unknown
        self._places: list[int] = []

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
        if not self._places:
            self._count()
        steps: list[str] = []
        while element and len(steps) < _PATH_STEPS:
            code = self._codes[element]
            name = TAGS[code] if code <= _LAST_TAG else self._unknown[code - _LAST_TAG - 1]
            unique = code == _BODY or code == _HTML
            steps.append(name if unique else f"{name}[{self._places[element]}]")
            element = self._parents[element]
        if element:
            steps.append("\N{HORIZONTAL ELLIPSIS}")
        return "/".join(reversed(steps))

    def _count(self) -> None:
        seen: dict[tuple[int, int], int] = {}
        places = [0]
        for element in range(1, len(self._parents)):
            key = (self._parents[element], self._codes[element])
            places.append(seen.get(key, 0) + 1)
            seen[key] = places[-1]
        self._places = places


def _columns(walk: _Walk, numbers: Mapping[str, _Longs]) -> dict[str, Ints]:
    """Every column of the table, for all blocks at once."""
    parents = np.frombuffer(walk.parents, np.int64)
    outer = np.frombuffer(walk.boxes, np.int64)
    codes = np.frombuffer(walk.codes, np.int64)
    codes = np.where(codes > _LAST_TAG, 0, codes)
    ends = np.frombuffer(walk.ends, np.int64)
    sets = np.frombuffer(walk.names, np.int64)
    element_bits = np.array(walk.name_bits, np.int64)[sets]
    shapes = codes * len(walk.name_shapes) + np.array(walk.name_shapes, np.int64)[sets]

    box, cover, flags = numbers["box"], numbers["cover"], numbers["flags"]
    count = len(box)
    length = np.fromiter(map(len, walk.texts), np.int64, count)
    columns: dict[str, _Longs] = {"length": length}

    # What the walk counted.
    for name in _NOTES[_NOTES.index("link_chars") :]:
        columns[name] = numbers[name]
    link_chars = np.minimum(numbers["link_chars"], length)
    columns["link_chars"] = link_chars
    columns["link_count"] = np.maximum(numbers["link_count"], link_chars > 0)
    columns["depth"] = numbers["depth"]
    columns["depth_change"] = np.diff(numbers["depth"], prepend=numbers["depth"][:1])

    # What was open around it.
    for name in _INHERITED:
        columns[name] = _bit(flags, name)
    columns["starts_in_link"] = _bit(flags, "link")
    columns["starts_bold"] = _bit(flags, "bold")
    columns["ordered"] = _bit(flags, "ordered")
    columns["aria_hidden"] = _bit(flags, "aria_hidden")
    columns["itemprop_body"] = _bit(flags, "itemprop_body")
    columns["hidden"] = _bit(flags, "hidden") | (2 * numbers["hidden_chars"] > length)
    columns["is_button"] = columns["in_button"]
    columns["list_depth"] = (flags >> _LIST_SHIFT) & _LIST_MAX
    columns["quote_depth"] = (flags >> _QUOTE_SHIFT) & _QUOTE_MAX
    columns["heading_level"] = (flags >> _LEVEL_SHIFT) & _LEVEL_MAX

    # Containers. A block alone in its element stands in that element's parent; one of several
    # runs of text in an element, or beside other block elements, stands in the element itself.
    per_box = np.bincount(box, minlength=len(parents))
    holds_boxes = np.zeros(len(parents), bool)
    ancestor = outer[box]
    for _ in range(_NEAR):
        holds_boxes[ancestor] = True
        ancestor = outer[ancestor]
    mixed = (per_box[box] > 1) | holds_boxes[box]
    parent = np.where(mixed, box, outer[box])
    columns["box_id"] = box
    columns["parent_id"] = parent
    columns["grandparent_id"] = outer[parent]
    columns["tag"] = codes[box]
    columns["inner_tag"] = np.where(cover > box, codes[cover], 0)
    columns["parent_tag"] = codes[outer[box]]
    columns["grandparent_tag"] = codes[outer[outer[box]]]

    # Sums over all that an element holds: its blocks are those whose box lies in its span.
    def held(values: _Longs) -> _Longs:
        sums = np.zeros(len(parents) + 1, np.int64)
        sums[1:] = np.cumsum(np.bincount(box, values, minlength=len(parents)))
        result: _Longs = sums[ends] - sums[:-1]
        return result

    blocks_held = held(np.ones(count, np.int64))
    chars_held = held(length)
    links_held = held(link_chars)
    section = _nearest(box, outer, _is_section(codes) & (blocks_held >= _SECTION_BLOCKS))
    item = _nearest(box, outer, _is_item(codes))
    columns["section_id"] = section
    columns["item_id"] = item
    columns["parent_chars"] = chars_held[parent]
    columns["parent_link_chars"] = links_held[parent]
    columns["section_blocks"] = blocks_held[section]
    columns["section_chars"] = chars_held[section]
    columns["section_link_chars"] = links_held[section]
    first = np.ones(count, bool)
    first[1:] = item[1:] != item[:-1]
    columns["item_start"] = (first & (item > 0)).astype(np.int64)
    columns["sole_in_item"] = ((item > 0) & (blocks_held[item] == 1)).astype(np.int64)

    # Shapes.
    shape = shapes[box] * (int(shapes.max(initial=0)) + 1) + shapes[outer[box]]
    _, shape, shape_count = _ranks(shape)
    columns["shape_id"] = shape
    columns["shape_count"] = shape_count[shape] if count else shape
    columns["parent_shape_id"] = shapes[parent]
    columns["same_parent"] = _same(parent)
    columns["same_shape"] = _same(shape)
    order = np.argsort(parent, kind="stable")
    starts = np.flatnonzero(np.diff(parent[order], prepend=-1))
    sizes = np.diff(starts, append=count)
    place = np.empty(count, np.int64)
    place[order] = np.arange(count) - np.repeat(starts, sizes)
    columns["sibling_index"] = place
    siblings = np.empty(count, np.int64)
    siblings[order] = np.repeat(sizes, sizes)
    columns["sibling_count"] = siblings

    # Names near.
    levels = np.empty((_NEAR + 1, count), np.int64)
    levels[0] = numbers["names"]
    ancestor = parents[box]
    for level in range(1, _NEAR + 1):
        levels[level] = element_bits[ancestor]
        ancestor = parents[ancestor]
    near = (levels[None, :, :] >> np.arange(len(_GROUPS))[:, None, None]) & 1
    distance = np.where(near.any(axis=1), near.argmax(axis=1) + 1, 0)
    for group, row in zip(_GROUPS, distance, strict=True):
        columns[f"near_{group}"] = row

    # The first h1.
    index = np.arange(count)
    titles = np.flatnonzero(columns["heading_level"] == 1)
    if len(titles):
        at = int(titles[0])
        columns["in_h1"] = (box == box[at]).astype(np.int64)
        columns["after_h1"] = ((index > at) & (box != box[at])).astype(np.int64)
        columns["h1_distance"] = index - at
        columns["same_section_as_h1"] = (section == section[at]).astype(np.int64)
    else:
        nothing = np.zeros(count, np.int64)
        columns["in_h1"] = columns["after_h1"] = columns["same_section_as_h1"] = nothing
        columns["h1_distance"] = np.full(count, NO_H1)

    # The page.
    kind = walk.meta.get("og_type", "").lower()
    page = {
        "page_type": _PAGE_TYPES.get(kind, 4) if kind else 0,
        "page_content": int(bool(walk.page_bits & _GROUP_BITS["content"])),
        "page_product": int(bool(walk.page_bits & _GROUP_BITS["product"])),
        "page_thread": int(bool(walk.page_bits & _GROUP_BITS["thread"])),
        "page_list": int(bool(walk.page_bits & _GROUP_BITS["item"])),
    }
    for name, value in page.items():
        columns[name] = np.full(count, value)
    return {name: columns[name].astype(np.int32) for name in COLUMNS}


_PAGE_TYPES = {"article": 1, "news": 1, "blog": 1, "website": 2, "product": 3}


def _bit(flags: _Longs, name: str) -> _Longs:
    value: _Longs = (flags & _BITS[name] != 0).astype(np.int64)
    return value


def _same(ids: _Longs) -> _Longs:
    """1 where an id is the one before's."""
    result = np.zeros(len(ids), np.int64)
    result[1:] = ids[1:] == ids[:-1]
    return result


def _ranks(values: _Longs) -> tuple[_Longs, _Longs, _Longs]:
    return np.unique(values, return_inverse=True, return_counts=True)


def _is_section(codes: _Longs) -> NDArray[np.bool_]:
    return _among(codes, ("article", "section", "main", "div", "td", "aside", "form", "nav"))


def _is_item(codes: _Longs) -> NDArray[np.bool_]:
    return _among(codes, ("li", "dt", "dd", "article", "tr"))


def _among(codes: _Longs, names: Sequence[str]) -> NDArray[np.bool_]:
    table = np.zeros(len(TAGS), bool)
    table[[TAG_CODES[name] for name in names]] = True
    result: NDArray[np.bool_] = table[codes]
    return result


def _nearest(boxes: _Longs, outer: _Longs, wanted: NDArray[np.bool_]) -> _Longs:
    """The nearest wanted element at or above each box, a few levels up; 0 if there is none."""
    found = boxes.copy()
    for _ in range(_NEAR):
        found = np.where(wanted[found], found, outer[found])
    result: _Longs = np.where(wanted[found], found, 0)
    return result


