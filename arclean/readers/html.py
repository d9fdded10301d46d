"""HTML into blocks: one parse, one walk over its nodes, and arrays for all the rest."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Mapping
from typing import Final, cast

import numpy as np

from arclean.page import Page, Tree
from arclean.readers.columns import BITS, GROUP_BITS
from arclean.readers.cut import Cut, cut
from arclean.readers.fill import filled
from arclean.readers.hints import hints, jsonld_entries
from arclean.readers.nesting import bounded
from arclean.readers.paths import Paths
from arclean.readers.source import clean
from arclean.readers.walk import Walk

__all__ = ["read"]

#: Where the page's own blocks hold no running text, ``noscript`` and JSON-LD are looked into.
#: Running text: a block this long, not mostly linked, not hidden and in no footer, nav or notice.
_RUNNING_CHARS: Final = 80
#: Shorter ``noscript`` texts ask for JavaScript, and are no page.
_NOSCRIPT_CHARS: Final = 200
_MARKUP = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|li|a|strong|em|b|i|span|img|figure|table|blockquote|iframe)\b"
    r"[^<>]*>",
    re.IGNORECASE,
)


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
    markup = clean(source)
    walk = Walk(scripting=True)
    walk.run(markup)
    page = cut(walk)
    if not _has_running_text(page):
        page = _with_fallbacks(page, markup)
    columns = filled(page)
    levels = columns["heading_level"].tolist()
    depths = (columns["list_depth"] * columns["in_item"]).tolist()
    return Page(
        source=source,
        texts=page.texts,
        gaps=page.gap.astype(np.int32),
        hints=hints(page.walk.meta, page.walk.jsonld),
        markup=columns,
        # Worked out when first looked at, as most callers never do.
        paths=cast("tuple[str, ...]", Paths(page.walk, page.box)),
        origins=_origins(page),
        levels=tuple([level or depth or None for level, depth in zip(levels, depths, strict=True)]),
        tree=_tree(page),
    )


def _tree(page: Cut) -> Tree:
    """The elements of two blocks or more, as spans of blocks."""
    elements, parents = page.elements, page.elements.parents
    starts = np.searchsorted(page.first, elements.begins)
    ends = np.searchsorted(page.first, elements.ends)
    kept = (ends - starts > 1) & ((starts != starts[parents]) | (ends != ends[parents]))
    kept[0] = True
    number = np.cumsum(kept) - 1
    around = number[elements.nearest(kept)[parents]]
    columns = (around[kept], starts[kept], ends[kept])
    return Tree(*(column.astype(np.int32) for column in columns))


def _origins(page: Cut) -> tuple[str, ...]:
    """Where in the page each block's text stood."""
    count, walk = len(page.texts), page.walk
    if walk.jsonld_from is not None:
        dom = int(np.searchsorted(page.first, walk.jsonld_from))
        return ("dom",) * dom + ("jsonld",) * (count - dom)
    if walk.scripting:
        return ("dom",) * count
    marked = (page.marks[page.box] & BITS["noscript"]).tolist()
    return tuple(["noscript" if mark else "dom" for mark in marked])


def _has_running_text(page: Cut) -> bool:
    """Whether the page shows anything besides menus, notices and footers."""
    apart = BITS["in_nav"] | BITS["in_footer"] | BITS["in_dialog"] | BITS["hidden"]
    unfit = GROUP_BITS["cookie"] | GROUP_BITS["footer"] | GROUP_BITS["nav"]
    names, box = page.attributes.names, page.box
    running = (page.length >= _RUNNING_CHARS) & (2 * page.marked["link"] < page.length)
    running &= page.marks[box] & apart == 0
    running &= (names[box] | names[page.outer[box]]) & unfit == 0
    running &= box != 0
    return bool(running.any())


def _with_fallbacks(page: Cut, markup: bytes) -> Cut:
    """The page with what it holds for readers without JavaScript, or for search engines."""
    walk = page.walk
    if walk.noscript_chars >= _NOSCRIPT_CHARS:
        plain = Walk(scripting=False)
        plain.run(markup)
        whole = cut(plain)
        more = whole.length.sum() - page.length.sum()
        if more >= _NOSCRIPT_CHARS and _has_running_text(whole):
            return whole
    entry = max(jsonld_entries(walk.jsonld), key=_body_length, default=None)
    if entry is None or _body_length(entry) < _RUNNING_CHARS:
        return page
    walk.jsonld_from = len(walk.texts)
    walk.run(_jsonld_markup(entry))
    return cut(walk)


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
