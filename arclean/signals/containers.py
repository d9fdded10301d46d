"""Signals of the elements around a block: which of them hold the page's running text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from arclean.page import Ints, Tree
from arclean.signals.facts import Facts, cached_per_page, everywhere, page_share, percent, running
from arclean.signals.markup import link_share, plain

__all__ = ["SIGNALS"]

_FAR = 20
_CAP = 300

#: The core of a page is the smallest element with this share of its plain prose.
_CORE = 50
#: The hull holds all of it but strays.
_HULL = 90


@dataclass(frozen=True, eq=False)
class _Branches:
    """For each block: how many elements stand between it and the core's path, and the block span
    of the outermost of them, or of the block itself."""

    climb: Ints
    starts: Ints
    ends: Ints


def _tree(facts: Facts) -> Tree:
    assert facts.page.tree is not None
    return facts.page.tree


@cached_per_page
def _plain_before(facts: Facts) -> NDArray[np.int64]:
    """Characters of plain prose before each block, and all of them."""
    return running(plain(facts))


@cached_per_page
def _chars_in_branch(facts: Facts) -> NDArray[np.int64]:
    return _held(facts, running(facts.chars))


@cached_per_page
def _core(facts: Facts, share: int) -> int:
    """The number of the smallest element that holds so many hundredths of the plain prose."""
    tree = _tree(facts)
    total = _plain_before(facts)
    enough = (total[tree.ends] - total[tree.starts]) * 100 >= total[-1] * share
    # Elements with more than half of the prose stand inside one another: the last is smallest.
    return int(np.flatnonzero(enough)[-1]) if total[-1] else 0


@cached_per_page
def _branches(facts: Facts, share: int) -> _Branches:
    tree = _tree(facts)
    core = _core(facts, share)
    around = (tree.starts <= tree.starts[core]) & (tree.ends >= tree.ends[core])
    climb = np.zeros(tree.parents.size, np.int64)
    top = np.arange(tree.parents.size)
    inner = np.zeros(facts.size, np.int64)
    on_path = around.tolist()
    # A parent has its values before the elements inside it ask for them.
    for number, (parent, start, end) in enumerate(
        zip(tree.parents.tolist(), tree.starts.tolist(), tree.ends.tolist(), strict=True)
    ):
        inner[start:end] = number
        if not on_path[number]:
            climb[number] = climb[parent] + 1
            if not on_path[parent]:
                top[number] = top[parent]
    branch = top[inner]
    direct = around[inner]
    return _Branches(
        climb=climb[inner].astype(np.int32),
        starts=np.where(direct, facts.place, tree.starts[branch]).astype(np.int32),
        ends=np.where(direct, facts.place + 1, tree.ends[branch]).astype(np.int32),
    )


def core_climb(facts: Facts) -> Ints:
    """Elements around the block that do not hold half of the page's plain prose."""
    return np.minimum(_branches(facts, _CORE).climb, _FAR).astype(np.int32)


def hull_climb(facts: Facts) -> Ints:
    """Elements around the block that do not hold nearly all of the page's plain prose."""
    return np.minimum(_branches(facts, _HULL).climb, _FAR).astype(np.int32)


def core_distance(facts: Facts) -> Ints:
    """Blocks to the element that holds half of the plain prose: negative before it, 0 inside."""
    start, end = _span(facts)
    distance = np.minimum(facts.place - start, 0) + np.maximum(facts.place - end + 1, 0)
    return distance.clip(-60, 60).astype(np.int32)


def core_share(facts: Facts) -> Ints:
    """Hundredths of the page's text that stand in the element that holds half of its prose."""
    start, end = _span(facts)
    total = facts.text_before
    return page_share(facts, int(total[end] - total[start]), int(total[-1]))


def _span(facts: Facts) -> tuple[int, int]:
    """The blocks of the smallest element that holds half of the plain prose."""
    tree, core = _tree(facts), _core(facts, _CORE)
    return int(tree.starts[core]), int(tree.ends[core])


def branch_blocks(facts: Facts) -> Ints:
    """Blocks in the branch that this one stands in, where the path to the prose is left."""
    branch = _branches(facts, _CORE)
    blocks: Ints = np.minimum(branch.ends - branch.starts, _CAP).astype(np.int32)
    return blocks


def branch_prose(facts: Facts) -> Ints:
    """Hundredths of the branch's text that are plain prose."""
    return percent(_held(facts, _plain_before(facts)), _chars_in_branch(facts))


def branch_links(facts: Facts) -> Ints:
    """Hundredths of the branch's text that stand in links."""
    links = running(facts.chars * link_share(facts).astype(np.int64) // 100)
    return percent(_held(facts, links), _chars_in_branch(facts))


def branch_mass(facts: Facts) -> Ints:
    """Hundredths of the page's plain prose that stand in the branch; -1 on a page without."""
    total = _plain_before(facts)
    if not total[-1]:
        return everywhere(facts, -1)
    return percent(_held(facts, total), int(total[-1]))


def branch_length(facts: Facts) -> Ints:
    """Characters a block in the branch."""
    branch = _branches(facts, _CORE)
    mean = _held(facts, facts.text_before) // (branch.ends - branch.starts)
    length: Ints = mean.astype(np.int32)
    return length


def _held(facts: Facts, total: NDArray[np.int64]) -> NDArray[np.int64]:
    """What the branch holds of what ``total`` runs over."""
    branch = _branches(facts, _CORE)
    held: NDArray[np.int64] = total[branch.ends] - total[branch.starts]
    return held


SIGNALS = (
    core_climb,
    hull_climb,
    core_distance,
    core_share,
    branch_blocks,
    branch_prose,
    branch_links,
    branch_mass,
    branch_length,
)
