"""Signals of markup, for pages that have any.

Most are the reader's own columns, under the reader's names and meanings; the functions here
are what takes more than one column or the page's other blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arclean.page import Ints
from arclean.signals.facts import (
    Facts,
    cached_per_page,
    everywhere,
    numbered,
    page_share,
    percent,
    running,
    windows,
)
from arclean.signals.vocabulary import Outside, outside, shared_words_with

__all__ = ["SIGNALS", "column", "plain"]

_CAP = 1000


@cached_per_page
def link_share(facts: Facts) -> Ints:
    """Hundredths of the block's characters that stand in links."""
    return percent(_of(facts, "link_chars"), _of(facts, "length"))


def bold_share(facts: Facts) -> Ints:
    """Hundredths of the block's characters that are bold."""
    return percent(_of(facts, "bold_chars"), _of(facts, "length"))


def emphasis_share(facts: Facts) -> Ints:
    """Hundredths of the block's characters that are emphasised."""
    return percent(_of(facts, "em_chars"), _of(facts, "length"))


def parent_link_share(facts: Facts) -> Ints:
    """Hundredths of the container's characters that stand in links."""
    return percent(_of(facts, "parent_link_chars"), _of(facts, "parent_chars"))


def section_link_share(facts: Facts) -> Ints:
    """Hundredths of the section's characters that stand in links."""
    return percent(_of(facts, "section_link_chars"), _of(facts, "section_chars"))


def section_length(facts: Facts) -> Ints:
    """Characters a block in the section."""
    return np.minimum(
        _of(facts, "section_chars") // np.maximum(_of(facts, "section_blocks"), 1), _CAP
    ).astype(np.int32)


def section_mass(facts: Facts) -> Ints:
    """Hundredths of the page's characters that stand in the section."""
    total = int(_of(facts, "length").sum())
    return np.minimum(percent(_of(facts, "section_chars"), total), 100)


def links_around(facts: Facts) -> Ints:
    """Hundredths of the characters that stand in links, five blocks to either side."""
    return _around(facts, _of(facts, "link_chars"), _of(facts, "length"))


def page_links(facts: Facts) -> Ints:
    """Hundredths of the page's characters that stand in links."""
    return page_share(facts, _of(facts, "link_chars").sum(), _of(facts, "length").sum())


def plain_prose_5(facts: Facts) -> Ints:
    """Hundredths of the text in prose without links, five blocks to either side."""
    return _around(facts, facts.capped * _is_plain(facts), facts.capped)


def _around(facts: Facts, part: Ints, whole: Ints) -> Ints:
    """Hundredths of ``whole`` that ``part`` makes up five blocks to either side."""
    start, end, _ = windows(facts, ((5, 5),))
    of_part, of_whole = running(part), running(whole)
    held = of_whole[end[0]] - of_whole[start[0]] - whole
    return percent(of_part[end[0]] - of_part[start[0]] - part, np.maximum(held, 1))


def parent_prose(facts: Facts) -> Ints:
    """Hundredths of the page's plain prose that stand in the same container."""
    return _prose_in(facts, "parent_id")


def grandparent_prose(facts: Facts) -> Ints:
    """Hundredths of the page's plain prose that stand in the container's container."""
    return _prose_in(facts, "grandparent_id")


def section_prose(facts: Facts) -> Ints:
    """Hundredths of the page's plain prose that stand in the same section."""
    return _prose_in(facts, "section_id")


def shape_prose(facts: Facts) -> Ints:
    """Hundredths of the page's plain prose that stand in blocks of the same shape."""
    return _prose_in(facts, "shape_id")


def parent_shape_prose(facts: Facts) -> Ints:
    """Hundredths of the page's plain prose that stand in containers of the same shape."""
    return _prose_in(facts, "parent_shape_id")


def shape_share_prose(facts: Facts) -> Ints:
    """Hundredths of the text of blocks of this shape that are plain prose."""
    return _share_in(facts, "shape_id")


def parent_share_prose(facts: Facts) -> Ints:
    """Hundredths of the container's text that are plain prose."""
    return _share_in(facts, "parent_id")


def section_share_prose(facts: Facts) -> Ints:
    """Hundredths of the section's text that are plain prose."""
    return _share_in(facts, "section_id")


def length_among_like(facts: Facts) -> Ints:
    """Hundredths that the block's length is of the mean of the blocks of its shape, up to ten
    times: among a page's paragraphs, the short ones are teasers and captions."""
    blocks = _held(facts, "shape_id", np.ones(facts.size, np.int32))
    share = percent(facts.chars * blocks, _held(facts, "shape_id", facts.chars))
    return np.minimum(share, 1000)


def parent_shape_blocks(facts: Facts) -> Ints:
    """Containers' blocks of the same shape on the page: cards and posts recur."""
    shape = _group(facts, "parent_shape_id")
    blocks: Ints = np.minimum(np.bincount(shape), 300).astype(np.int32)[shape]
    return blocks


def page_comment_prose(facts: Facts) -> Ints:
    """Hundredths of the page's plain prose near names of comments: a page of them is a thread."""
    return _prose_near(facts, "near_comment")


def page_thread_prose(facts: Facts) -> Ints:
    """Hundredths of the page's plain prose near names of threads, questions and answers."""
    return _prose_near(facts, "near_thread")


def page_product_prose(facts: Facts) -> Ints:
    """Hundredths of the page's plain prose near names of products, prices and reviews."""
    return _prose_near(facts, "near_product")


def page_item_prose(facts: Facts) -> Ints:
    """Hundredths of the page's plain prose near names of lists, cards and items."""
    return _prose_near(facts, "near_item")


#: What :func:`jsonld_type` tells apart: parts of JSON-LD's type names, by code.
JSONLD_TYPES = (
    "Article",
    "Posting",
    "QAPage",
    "FAQPage",
    "Product",
    "Recipe",
    "CollectionPage",
    "ItemList",
    "WebPage",
)


def jsonld_type(facts: Facts) -> Ints:
    """What the page's JSON-LD says the page is: article, thread, product, list; 0 nothing."""
    found = [
        code
        for entry in facts.page.hints.jsonld
        for code, name in enumerate(JSONLD_TYPES, 1)
        if name in entry.get("type", "")
    ]
    return everywhere(facts, min(found, default=0))


def like_title(facts: Facts) -> Ints:
    """Hundredths of the page title's content words that the block has."""
    return _covers(facts, facts.page.hints.title)


def like_og_title(facts: Facts) -> Ints:
    """Hundredths of og:title's content words that the block has."""
    return _covers(facts, facts.page.hints.og_title)


def in_og_title(facts: Facts) -> Ints:
    """Hundredths of the block's content words that og:title, or the page's title, has."""
    hints = facts.page.hints
    return _within(facts, hints.og_title or hints.title)


def like_description(facts: Facts) -> Ints:
    """Hundredths of the page description's content words that the block has."""
    return _covers(facts, facts.page.hints.og_description or _jsonld(facts, "description"))


def in_description(facts: Facts) -> Ints:
    """Hundredths of the block's content words that the page's description has."""
    return _within(facts, facts.page.hints.og_description or _jsonld(facts, "description"))


def is_jsonld_headline(facts: Facts) -> Ints:
    """Hundredths of the JSON-LD headline's content words that the block has."""
    return _covers(facts, _jsonld(facts, "headline"))


def in_article_body(facts: Facts) -> Ints:
    """Hundredths of the block's content words found in JSON-LD's articleBody; -1 without one."""
    return _within(facts, _jsonld(facts, "articleBody"))


def is_title(facts: Facts) -> Ints:
    """1 where the block's letters are those of og:title, 2 of JSON-LD's headline, 3 of both."""
    code = np.zeros(facts.size, np.int32)
    own = facts.lexis.whole()
    for bit, text in ((1, facts.page.hints.og_title), (2, _jsonld(facts, "headline"))):
        if text.strip():
            code += bit * (own == _told(facts)[text].whole)
    return code


def _of(facts: Facts, name: str) -> Ints:
    return facts.page.markup[name]


@cached_per_page
def _jsonld(facts: Facts, key: str) -> str:
    return max((entry.get(key, "") for entry in facts.page.hints.jsonld), key=len, default="")


@cached_per_page
def _told(facts: Facts) -> dict[str, Outside]:
    """All that the page says of itself, looked at together."""
    hints = facts.page.hints
    said = [_jsonld(facts, key) for key in ("headline", "description", "articleBody")]
    texts = dict.fromkeys((hints.title, hints.og_title, hints.og_description, *said))
    return dict(zip(texts, outside(list(texts)), strict=True))


@cached_per_page
def _is_plain(facts: Facts) -> NDArray[np.bool_]:
    """Whether a block is prose that is not mostly linked."""
    plain: NDArray[np.bool_] = facts.prose & (link_share(facts) < 30)
    return plain


@cached_per_page
def plain(facts: Facts) -> Ints:
    """Characters of the block where it is prose that is not mostly linked, else 0."""
    return facts.chars * _is_plain(facts)


@cached_per_page
def _group(facts: Facts, ids: str) -> NDArray[Any]:
    """Numbers that can be counted by. Those of elements can; those of shapes are far apart."""
    column = _of(facts, ids)
    return numbered(column)[0] if ids == "parent_shape_id" else column


def _held(facts: Facts, ids: str, what: Ints) -> NDArray[np.float64]:
    """The sum over the blocks with the same number, for each block."""
    group = _group(facts, ids)
    held: NDArray[np.float64] = np.bincount(group, what)[group]
    return held


@cached_per_page
def _plain_in(facts: Facts, ids: str) -> NDArray[np.int64]:
    return _held(facts, ids, plain(facts)).astype(np.int64)


def _prose_in(facts: Facts, ids: str) -> Ints:
    total = int(plain(facts).sum())
    return percent(_plain_in(facts, ids), total) if total else everywhere(facts, -1)


def _prose_near(facts: Facts, name: str) -> Ints:
    held = plain(facts)
    return page_share(facts, held[_of(facts, name) > 0].sum(), held.sum())


def _share_in(facts: Facts, ids: str) -> Ints:
    return percent(_plain_in(facts, ids), _held(facts, ids, facts.chars))


def _covers(facts: Facts, text: str) -> Ints:
    return shared_words_with(facts, _told(facts)[text])[0]


def _within(facts: Facts, text: str) -> Ints:
    return shared_words_with(facts, _told(facts)[text])[1]


def column(name: str, meaning: str) -> Callable[[Facts], Ints]:
    """A reader's column as a signal."""

    def signal(facts: Facts) -> Ints:
        return np.minimum(np.maximum(facts.page.markup[name], -_CAP), _CAP)

    signal.__name__ = name
    signal.__doc__ = meaning
    return signal


SIGNALS = (
    link_share,
    bold_share,
    emphasis_share,
    parent_link_share,
    section_link_share,
    section_length,
    section_mass,
    links_around,
    page_links,
    plain_prose_5,
    parent_prose,
    grandparent_prose,
    section_prose,
    shape_prose,
    parent_shape_prose,
    shape_share_prose,
    length_among_like,
    parent_share_prose,
    section_share_prose,
    parent_shape_blocks,
    page_comment_prose,
    page_thread_prose,
    page_product_prose,
    page_item_prose,
    jsonld_type,
    like_title,
    like_og_title,
    in_og_title,
    like_description,
    in_description,
    is_jsonld_headline,
    in_article_body,
    is_title,
)
