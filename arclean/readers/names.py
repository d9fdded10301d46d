"""Class names and the like: which groups of names the elements of a page belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import repeat
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["group_bits", "groups"]

#: A name that begins so says what is missing, or what stands elsewhere: ``has-sidebar``.
_ELSEWHERE: Final = ("has", "no", "not", "non", "with", "without", "js", "wf", "supports")
#: As first of several parts these set a style: ``text-center``, ``top-0``.
_STYLES: Final = frozenset(
    ("text", "top", "bottom", "left", "right", "list", "block", "row", "box", "grid", "hidden")
)

_SET: Final = "\0"  #: begins each set of names; no attribute holds it
_SET_BIT: Final = 1 << 62
_ELSEWHERE_BIT: Final = 1 << 61
_UPPER: Final = tuple((letter, f" -{letter.lower()}") for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def groups() -> tuple[str, ...]:
    """The names of the groups, in the order of ``tokens.tsv``."""
    return tuple(dict.fromkeys(group for group, _ in _table()))


def group_bits(
    sets: Sequence[str], bits: Mapping[str, int]
) -> tuple[NDArray[np.int64], list[str]]:
    """The groups of each set of names, as bits; and each set without its digits.

    Names count as wholes and by their parts, which end at ``-``, ``_`` and capitals. All sets
    are looked at together: a page has some hundred, and one by one would take longer than the
    parser takes for the page.

    >>> found, shapes = group_bits(["post-12 entryContent", "has-sidebar"], {"content": 1, "sidebar": 2})
    >>> found.tolist(), shapes
    ([1, 0], ['post - entryContent', 'has -sidebar'])
    """
    wholes, parts = _vocabulary(tuple(bits.items()))
    text = f"{_SET} " + f" {_SET} ".join(sets)
    split = text.replace("-", " -").replace("_", " -")
    for digit in "0123456789":
        split = split.replace(digit, "")
    shapes = [shape.strip() for shape in split.split(_SET)[1:]]
    if not split.islower():
        for upper, part in _UPPER:
            split = split.replace(upper, part)
    words = split.split()
    found = np.fromiter(map(parts.get, words, repeat(0)), np.int64, len(words))
    elsewhere = found & _ELSEWHERE_BIT != 0
    if elsewhere.any():
        first = np.fromiter((word[0] != "-" for word in words), bool, len(words))
        name = np.cumsum(first)
        cancelled = np.zeros(len(words) + 1, bool)
        cancelled[name[elsewhere]] = True
        found[cancelled[name]] = 0
    result = _united(found)
    if "-" in text or "_" in text or text != split:
        names = text.lower().replace("_", "-").split()
        result |= _united(np.fromiter(map(wholes.get, names, repeat(0)), np.int64, len(names)))
    return result, shapes


def _united(found: NDArray[np.int64]) -> NDArray[np.int64]:
    """The bits of all words of each set together."""
    starts = np.flatnonzero(found & _SET_BIT)
    united: NDArray[np.int64] = np.bitwise_or.reduceat(found, starts) & ~_SET_BIT
    return united


@cache
def _table() -> tuple[tuple[str, str], ...]:
    text = resources.files("arclean.readers").joinpath("tokens.tsv").read_text("utf-8")
    rows = (line.partition("\t") for line in text.splitlines()[1:])
    return tuple((group, token) for group, _, token in rows)


@cache
def _vocabulary(bits: tuple[tuple[str, int], ...]) -> tuple[dict[str, int], dict[str, int]]:
    """The bits of whole names, and of their parts: a part that is not the first has a dash."""
    of_group = dict(bits)
    wholes: dict[str, int] = {_SET: _SET_BIT}
    parts: dict[str, int] = {_SET: _SET_BIT, **dict.fromkeys(_ELSEWHERE, _ELSEWHERE_BIT)}
    for group, token in _table():
        bit = of_group.get(group, 0)
        wholes[token] = wholes.get(token, 0) | bit
        if "-" in token or token[0] in "@#%":
            continue
        word = token.translate(_WITHOUT_DIGITS)
        parts[f"-{word}"] = parts.get(f"-{word}", 0) | bit
        if word not in _STYLES:
            parts[word] = parts.get(word, 0) | bit
    return wholes, parts


_WITHOUT_DIGITS: Final = dict.fromkeys(map(ord, "0123456789"))
