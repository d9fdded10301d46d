"""How the columns are filled, for all blocks at once."""

from __future__ import annotations

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


class _Columns:
    """The table that is filled: a row a column of ``COLUMNS``, an entry a block."""

    def __init__(self, count: int) -> None:
        self.table = np.zeros((len(COLUMNS), count), np.int32)

    def put(self, **values: Longs | Bools | int) -> None:
        """Fill the columns of these names."""
        for name, column in values.items():
            self.table[_AT[name]] = column

    def named(self) -> dict[str, Ints]:
        return dict(zip(COLUMNS, self.table, strict=True))


def filled(cut: Cut) -> dict[str, Ints]:
    """Every column of the table, for all blocks at once."""
    columns = _Columns(len(cut.box))
    if len(cut.box):
        marks = cut.marks[cut.box]
        columns.table[_FIRST_IN : _FIRST_IN + len(INHERITED)] = marks >> _SHIFTS & 1
        _put_landmarks(cut, columns)
        _put_elements(cut, columns)
        _put_characters(cut, columns)
        parent = _put_containers(cut, columns)
        _put_shapes(cut, parent, columns)
        _put_near(cut, columns.table[_FIRST_NEAR : _FIRST_NEAR + len(GROUP_BITS)])
        _put_title(cut, columns)
        _put_page(cut, columns)
    return columns.named()


def _put_elements(cut: Cut, columns: _Columns) -> None:
    """What the block is, by the elements around it."""
    codes, outer, box, cover = cut.elements.codes, cut.outer, cut.box, cut.cover
    counts = cut.elements.summed(_COUNTS[codes])
    depth = counts[cover] % _LIST_COUNT
    lists = cut.elements.nearest(IS_LIST[codes])[box]
    columns.put(
        tag=codes[box],
        inner_tag=np.where(cover != box, codes[cover], 0),
        parent_tag=codes[outer[box]],
        grandparent_tag=codes[outer[outer[box]]],
        heading_level=_levels(cut)[1],
        list_depth=counts[box] % _QUOTE_COUNT // _LIST_COUNT,
        quote_depth=counts[box] // _QUOTE_COUNT,
        ordered=codes[lists] == _OL,
        depth=depth,
        depth_change=np.diff(depth, prepend=depth[:1]),
    )


def _put_characters(cut: Cut, columns: _Columns) -> None:
    """How the block's characters are marked, and what lies between it and the one before."""
    start = cut.marks[cut.holders[cut.first]]
    in_button = cut.marks[cut.cover] & BITS["in_button"] != 0
    columns.put(
        length=cut.length,
        **{f"{name}_chars": chars for name, chars in cut.marked.items()},
        link_count=cut.link_count,
        anchor_count=cut.anchor_count,
        time_count=cut.time_count,
        starts_in_link=start & BITS["link"] != 0,
        starts_bold=start & BITS["bold"] != 0,
        is_button=in_button & (_levels(cut)[1] == 0),
        after_image=cut.between(cut.walk.images),
        after_input=cut.between(cut.walk.inputs),
    )


def _put_containers(cut: Cut, columns: _Columns) -> Longs:
    """What the block's containers hold; gives the nearest.

    A block alone in its element stands in that element's parent; one of several runs of text in an
    element, or beside other block elements, stands in the element itself.
    """
    elements, box, length = cut.elements, cut.box, cut.length
    count = len(box)
    blocks_held = _held(cut, np.ones(count, np.int64), np.arange(len(elements.codes)))
    parent = np.where(blocks_held[box] > 1, box, cut.outer[box])
    section = _sections(cut, blocks_held)
    item = elements.nearest(_IS_ITEM[elements.codes])[box]
    link_chars = cut.marked["link"]
    first = np.ones(count, bool)
    first[1:] = item[1:] != item[:-1]
    columns.put(
        box_id=box,
        parent_id=parent,
        grandparent_id=cut.outer[parent],
        section_id=section,
        item_id=item,
        parent_chars=_held(cut, length, parent),
        parent_link_chars=_held(cut, link_chars, parent),
        section_blocks=blocks_held[section],
        section_chars=_held(cut, length, section),
        section_link_chars=_held(cut, link_chars, section),
        item_start=first & (item > 0),
        sole_in_item=(item > 0) & (blocks_held[item] == 1),
    )
    return parent


def _held(cut: Cut, values: Longs, holders: Longs) -> Longs:
    """Sums over all that an element holds: the blocks that begin in its span of texts."""
    sums = np.zeros(len(cut.walk.texts) + 1, np.int64)
    sums[cut.first + 1] = values
    np.cumsum(sums, out=sums)
    result: Longs = sums[cut.elements.ends[holders]] - sums[cut.elements.begins[holders]]
    return result


def _sections(cut: Cut, blocks_held: Longs) -> Longs:
    """The element around each block that is a section of the page."""
    is_section = _IS_SECTION[cut.elements.codes] & (blocks_held >= _SECTION_BLOCKS)
    return cut.elements.nearest(is_section)[cut.box]


def _put_shapes(cut: Cut, parent: Longs, columns: _Columns) -> None:
    """Blocks of one shape, and blocks that share a container."""
    count, table = len(cut.box), columns.table
    base = cut.attributes.shape_base
    shapes = cut.elements.codes * base + cut.attributes.shapes
    both = shapes[cut.box] * (len(TAGS) * base) + shapes[cut.outer[cut.box]]
    order = both.argsort()
    shape = np.zeros(count, np.int64)
    shape[order[1:]] = (both[order[1:]] != both[order[:-1]]).cumsum()
    columns.put(
        shape_id=shape, shape_count=np.bincount(shape)[shape], parent_shape_id=shapes[parent]
    )
    table[_AT["same_shape"], 1:] = shape[1:] == shape[:-1]
    table[_AT["same_parent"], 1:] = parent[1:] == parent[:-1]
    order = np.argsort(parent, kind="stable")
    starts = np.flatnonzero(np.diff(parent[order], prepend=-1))
    sizes = np.diff(starts, append=count)
    table[_AT["sibling_index"], order] = np.arange(count) - np.repeat(starts, sizes)
    table[_AT["sibling_count"], order] = np.repeat(sizes, sizes)


def _levels(cut: Cut) -> tuple[Longs, Longs]:
    """The heading that each block stands in, and its level; 0 for none."""
    headings = cut.elements.nearest(cut.levels > 0)[cut.box]
    return headings, cut.levels[headings]


def _put_title(cut: Cut, columns: _Columns) -> None:
    """Where the block stands to the first h1."""
    headings, level = _levels(cut)
    titles = np.flatnonzero(level == 1)
    if not len(titles):
        columns.put(h1_distance=NO_H1)
        return
    at = int(titles[0])
    index = np.arange(len(cut.box))
    section = columns.table[_AT["section_id"]]
    inside = headings == headings[at]
    columns.put(
        in_h1=inside,
        after_h1=(index > at) & ~inside,
        h1_distance=index - at,
        same_section_as_h1=section == section[at],
    )


def _put_page(cut: Cut, columns: _Columns) -> None:
    """What the page says that it is."""
    kind = cut.walk.meta.get("og_type", "").lower()
    names = cut.attributes.page_names
    columns.put(
        page_type=_PAGE_TYPES.get(kind, _OTHER_PAGE_TYPE) if kind else 0,
        **{name: int(bool(names & GROUP_BITS[group])) for name, group in _PAGE_GROUPS},
    )


def _put_landmarks(cut: Cut, columns: _Columns) -> None:
    """Tell headers and footers of the page from those of an article."""
    landmarks = np.flatnonzero(_IS_LANDMARK[cut.elements.codes])
    if not len(landmarks):
        return
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
            columns.table[_AT[name], np.cumsum(opened)[cut.first] > 0] = 1


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
