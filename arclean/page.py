"""A page as the readers give it: blocks in reading order, and what the page says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from arclean.document import Hints

__all__ = ["Bools", "Ints", "Longs", "Page", "Tree"]

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Tree:
    """The elements that hold two blocks or more, each before those inside it.

    Element *k* holds the blocks from ``starts[k]`` up to ``ends[k]``; ``parents[k]`` is the
    number of the element around it. Number 0 is the page. Of elements that hold the same
    blocks, only the outermost is here.
    """

    parents: Ints
    starts: Ints
    ends: Ints


@dataclass(frozen=True, eq=False)
class Page:
    """Blocks and hints, whatever format they came from.

    ``texts`` holds each block's text. ``starts`` and ``ends`` are its span in ``source``
    (``None`` where the format has no spans). ``gaps`` counts the blank lines, or their like,
    before each block. ``markup`` holds one integer column a name, as only a format with tags
    can give them; it is empty for text. ``paths`` names each block's element, ``origins`` and
    ``levels`` are the block's ``origin`` and heading ``level``; ``tree`` is how the elements
    nest.
    """

    source: str
    texts: list[str]
    gaps: Ints
    starts: Ints | None = None
    ends: Ints | None = None
    hints: Hints = field(default_factory=Hints)
    markup: Mapping[str, Ints] = field(default_factory=dict)
    paths: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    levels: tuple[int | None, ...] = ()
    tree: Tree | None = None
