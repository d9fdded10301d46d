"""What the attributes of elements say: marks, headings, links, names and shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from arclean.page import Longs
from arclean.readers.columns import BITS, GROUP_BITS
from arclean.readers.hints import note_root
from arclean.readers.names import group_bits
from arclean.readers.tags import CLASS_SOURCES, LAST_TAG, ROLES, TAG_CODES
from arclean.readers.walk import Walk

__all__ = ["Attributes", "look_at", "note_roots"]

#: Attributes beyond class that change what an element means.
_SPECIAL: Final = frozenset(("hidden", "style", "role", "itemprop", "itemtype", *CLASS_SOURCES))
#: What links say of their targets, as far as it tells something of the link.
_RELATIONS: Final = frozenset({"author", "tag", "category", "category tag", "next", "prev"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: Elements whose ids tell what they are for.
_NAMED_BY_ID: Final = frozenset(
    TAG_CODES[name]
    for name in (
        *("div", "section", "article", "aside", "nav", "header", "footer", "main", "form"),
        *("ul", "ol", "dl", "table", "td", "tr", "fieldset", "figure", "p"),
    )
)
_ROOTS: Final = (TAG_CODES["html"], TAG_CODES["body"])


@dataclass(frozen=True, slots=True, eq=False)
class Attributes:
    """What the attributes of a page say; arrays but ``links`` and ``anchors`` go by element."""

    marks: Longs
    #: Of headings that a role makes; 0 for all else.
    levels: Longs
    links: Longs
    #: The links to a place on the same page.
    anchors: Longs
    #: Groups of names, as bits; and those of the page's body.
    names: Longs
    page_names: int
    #: A number for each set of class names, below ``shape_base``.
    shapes: Longs
    shape_base: int


def note_roots(walk: Walk) -> list[int]:
    """Note the hints that ``html`` and ``body`` give; gives the elements."""
    roots = [walk.codes.index(code) for code in _ROOTS if code in walk.codes]
    for root in roots:
        note_root(walk.meta, walk.attributes[root])
    return roots


def look_at(walk: Walk) -> Attributes:
    """Look at all attributes, and note the hints that ``html`` and ``body`` give."""
    given = walk.attributes
    roots = note_roots(walk)
    page = ""
    for root in roots:
        page = f"{given[root].get('class') or ''} {given[root].get('id') or ''}".strip()
    marks = np.zeros(len(given), np.int64)
    levels = np.zeros(len(given), np.int64)
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
            marks[element] = more
        if level:
            levels[element] = level
    for link in links:
        relation = given[link].get("rel")
        if relation in _RELATIONS:
            others[link] = f"{others.get(link, '')} %{relation}"
    if any("-" in name for name in walk.unknown):
        # Web components and AMP name their elements as others name classes.
        for element, code in enumerate(walk.codes):
            if code > LAST_TAG:
                name = walk.unknown[code - LAST_TAG - 1]
                others[element] = f"{others.get(element, '')} {name}"
    sets = {one: at for at, one in enumerate(dict.fromkeys((*classes, *others.values(), page)))}
    number = sets.__getitem__
    bits, shapes = group_bits(list(sets), GROUP_BITS)
    of_set = np.array(bits, np.int64)
    of_element = np.array(list(map(number, classes)), np.int64)
    found = of_set[of_element]
    found[list(others)] |= of_set[list(map(number, others.values()))]
    return Attributes(
        marks=marks,
        levels=levels,
        links=np.array(links, np.int64),
        anchors=np.array(anchors, np.int64),
        names=found,
        page_names=bits[number(page)],
        shapes=np.array(shapes, np.int64)[of_element],
        shape_base=max(shapes) + 1,
    )


def _special(attributes: Mapping[str, str | None]) -> tuple[int, int, str]:
    """What attributes beyond class say: marks, a heading's level, and more names."""
    marks = level = 0
    names: list[str] = []
    get = attributes.get
    style = get("style")
    if style and _HIDDEN_STYLE.search(style):
        marks = BITS["hidden"]
    if "hidden" in attributes and get("hidden") != "until-found":
        marks |= BITS["hidden"]
    role = get("role")
    if role:
        role = role.strip().lower()
        if role in ROLES:
            marks |= BITS[ROLES[role]]
        elif role == "heading":
            given = get("aria-level") or ""
            level = int(given) if given in {"1", "2", "3", "4", "5", "6"} else 2
    properties = get("itemprop")
    if properties:
        names += [f"@{one}" for one in properties.lower().split()]
    kind = get("itemtype")
    if kind:
        names.append("#" + kind.rstrip("/").rpartition("/")[2].lower())
    for source in CLASS_SOURCES:
        if source in attributes:
            names.append(get(source) or "")
    return marks, level, " ".join(names)
