"""How the columns are filled, for all blocks at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from arclean.page import Bools, Ints, Longs
from arclean.readers.columns import BITS, COLUMNS, GROUP_BITS, INHERITED, NO_H1
from arclean.readers.cut import INLINE_STEPS, Cut
from arclean.readers.tags import IS_LIST, TAG_CODES, TAGS, among

__all__ = ["filled"]

#: How many elements above a block's own its names are looked for.
_NEAR: Final = 6
#: Blocks whose names are unpacked at a time: that takes a kilobyte a block.
_NEAR_BLOCKS: Final = 4096
#: An element that holds at least so many blocks is a section of the page.
_SECTION_BLOCKS: Final = 4
_PAGE_TYPES: Final = {"article": 1, "news": 1, "blog": 1, "website": 2, "product": 3}
_OTHER_PAGE_TYPE: Final = 4

_IS_LANDMARK: Final = among("header", "footer")
_IS_SECTION: Final = among("article", "section", "main", "div", "td", "aside", "form", "nav")
_IS_ITEM: Final = among("li", "dt", "dd", "article", "tr")
#: How deep an element is, the lists and the quotes it is in: one number, to add up at once.
_LIST_COUNT: Final = 1 << 24
_QUOTE_COUNT: Final = 1 << 44
_COUNTS: Final = 1 + IS_LIST * _LIST_COUNT + among("blockquote") * _QUOTE_COUNT
_HEADER, _OL = TAG_CODES["header"], TAG_CODES["ol"]

_AT: Final = {name: at for at, name in enumerate(COLUMNS)}
_SHIFTS: Final = np.arange(len(INHERITED))[:, None]
_FIRST_IN: Final = _AT[INHERITED[0]]
_FIRST_NEAR: Final = _AT[f"near_{next(iter(GROUP_BITS))}"]

_PAGE_GROUPS: Final = (
    ("page_content", "content"),
    ("page_product", "product"),
    ("page_list", "item"),
)


def filled(cut: Cut) -> dict[str, Ints]:
    """Every column of the table, for all blocks at once."""
    walk, elements, attributes = cut.walk, cut.elements, cut.attributes
    codes, outer = elements.codes, cut.outer
    box, cover, length = cut.box, cut.cover, cut.length
    count = len(box)
    table = np.zeros((len(COLUMNS), count), np.int32)
    columns = dict(zip(COLUMNS, table, strict=True))
    if not count:
        return columns

    def put(name: str, values: Longs | Bools | int) -> None:
        table[_AT[name]] = values

    marks = cut.marks[box]
    table[_FIRST_IN : _FIRST_IN + len(INHERITED)] = marks >> _SHIFTS & 1
    landmarks = _IS_LANDMARK[codes]
    if landmarks.any():
        _put_landmarks(cut, np.flatnonzero(landmarks), columns)

    # What the block is, and how its characters are marked.
    headings = elements.nearest(cut.levels > 0)
    level = cut.levels[headings[box]]
    counts = elements.summed(_COUNTS[codes])
    depth = counts[cut.cover] % _LIST_COUNT
    covered = cut.marks[cover]
    put("tag", codes[box])
    put("inner_tag", np.where(cover != box, codes[cover], 0))
    put("parent_tag", codes[outer[box]])
    put("grandparent_tag", codes[outer[outer[box]]])
    put("heading_level", level)
    put("list_depth", counts[box] % _QUOTE_COUNT // _LIST_COUNT)
    put("quote_depth", counts[box] // _QUOTE_COUNT)
    lists = elements.nearest(IS_LIST[codes])[box]
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
    put("starts_in_link", start & BITS["link"] != 0)
    put("starts_bold", start & BITS["bold"] != 0)
    put("is_button", (covered & BITS["in_button"] != 0) & (level == 0))
    put("after_image", cut.between(walk.images))
    put("after_input", cut.between(walk.inputs))

    # Sums over all that an element holds: the blocks that begin in its span of texts.
    def held(values: Longs, holders: Longs) -> Longs:
        sums = np.zeros(len(walk.texts) + 1, np.int64)
        sums[cut.first + 1] = values
        np.cumsum(sums, out=sums)
        result: Longs = sums[elements.ends[holders]] - sums[elements.begins[holders]]
        return result

    # Containers. A block alone in its element stands in that element's parent; one of several
    # runs of text in an element, or beside other block elements, stands in the element itself.
    everything = np.arange(len(codes))
    blocks_held = held(np.ones(count, np.int64), everything)
    parent = np.where(blocks_held[box] > 1, box, outer[box])
    section = elements.nearest(_IS_SECTION[codes] & (blocks_held >= _SECTION_BLOCKS))[box]
    item = elements.nearest(_IS_ITEM[codes])[box]
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
    shapes = codes * attributes.shape_base + attributes.shapes
    both = shapes[box] * (len(TAGS) * attributes.shape_base) + shapes[outer[box]]
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

    _put_near(cut, table[_FIRST_NEAR : _FIRST_NEAR + len(GROUP_BITS)])

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
        put(name, int(bool(attributes.page_names & GROUP_BITS[group])))
    return columns


def _put_landmarks(cut: Cut, landmarks: Longs, columns: Mapping[str, Ints]) -> None:
    """Tell headers and footers of the page from those of an article."""
    content = BITS["in_article"] | BITS["in_main"] | BITS["in_section"]
    of_article = cut.marks[cut.elements.parents[landmarks]] & content != 0
    is_header = cut.elements.codes[landmarks] == _HEADER
    for name, chosen in (
        ("in_header", is_header & ~of_article),
        ("in_footer", ~is_header & ~of_article),
        ("in_article_header", is_header & of_article),
    ):
        these = landmarks[chosen]
        if len(these):
            opened = np.zeros(len(cut.walk.texts) + 1, np.int64)
            np.add.at(opened, cut.elements.begins[these], 1)
            np.add.at(opened, cut.elements.ends[these], -1)
            columns[name][np.cumsum(opened)[cut.first] > 0] = 1


def _put_near(cut: Cut, rows: NDArray[np.int32]) -> None:
    """The distance to the nearest element named as each group."""
    count = len(cut.box)
    names, parents = cut.attributes.names, cut.elements.parents
    levels = np.zeros((_NEAR + 1, count), np.int64)
    inner = cut.cover
    for _ in range(INLINE_STEPS + 1):
        levels[0] |= names[inner]
        if np.array_equal(inner, cut.box):
            break
        inner = np.where(inner != cut.box, parents[inner], inner)
    levels[0] |= names[cut.box]
    ancestor = cut.box
    for level in range(1, _NEAR + 1):
        ancestor = parents[ancestor]
        levels[level] = names[ancestor]
    weights = np.arange(_NEAR + 1, 0, -1).astype(np.uint8)[:, None, None]
    for start in range(0, count, _NEAR_BLOCKS):
        part = np.ascontiguousarray(levels[:, start : start + _NEAR_BLOCKS])
        octets = part.view(np.uint8).reshape(_NEAR + 1, -1, 8)
        bits = np.unpackbits(octets, axis=2, bitorder="little")
        nearest = (bits[:, :, : len(GROUP_BITS)] * weights).max(axis=0).T.astype(np.int32)
        rows[:, start : start + _NEAR_BLOCKS] = np.where(nearest > 0, _NEAR + 2 - nearest, 0)
