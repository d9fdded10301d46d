"""Class names and the like: which groups of names the elements of a page belong to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, reduce
from importlib import resources
from itertools import chain
from operator import or_
from typing import Final

__all__ = ["group_bits", "groups"]

#: A name that begins so says what is missing, or what stands elsewhere: ``has-sidebar``.
_ELSEWHERE: Final = frozenset(
    ("has", "no", "not", "non", "with", "without", "js", "wf", "supports")
)
#: As first of several parts these set a style: ``text-center``, ``top-0``.
_STYLES: Final = frozenset(
    ("text", "top", "bottom", "left", "right", "list", "block", "row", "box", "grid", "hidden")
)

_SEPARATOR: Final = "\0"  #: no attribute holds it
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def groups() -> tuple[str, ...]:
    """The names of the groups, in the order of ``tokens.tsv``."""
    return tuple(dict.fromkeys(group for group, _ in _table()))


def group_bits(sets: Sequence[str], bits: Mapping[str, int]) -> tuple[list[int], list[int]]:
    """The groups of each set of names, as bits; and a number for each set but for its digits.

    Names count as wholes and by their parts, which end at ``-``, ``_`` and capitals. Each name is
    looked at once, however many sets have it.

    >>> bits = {"content": 1, "sidebar": 2}
    >>> group_bits(["post-12 entryContent", "has-sidebar", "post-7 entryContent"], bits)
    ([1, 0, 1], [0, 1, 0])
    """
    split = [one.split() for one in sets]
    names = list(dict.fromkeys(chain.from_iterable(split)))
    if not names:
        return [0] * len(sets), [0] * len(sets)
    found = dict(zip(names, _bits_of(names, bits), strict=True))
    of_name = found.__getitem__
    plain = _SEPARATOR.join(sets).translate(_WITHOUT_DIGITS).split(_SEPARATOR)
    numbers = {one: at for at, one in enumerate(dict.fromkeys(plain))}
    return [reduce(or_, map(of_name, one), 0) for one in split], [numbers[one] for one in plain]


def _bits_of(names: Sequence[str], bits: Mapping[str, int]) -> list[int]:
    """The groups of each name, as bits."""
    wholes, firsts, others = _vocabulary(tuple(bits.items()))
    result: list[int] = []
    plain = _SEPARATOR.join(names).replace("_", "-").translate(_WITHOUT_DIGITS)
    for name in plain.split(_SEPARATOR):
        if name.islower():
            found = wholes.get(name, 0)
            parts = name.split("-") if "-" in name else ()
        else:
            found = wholes.get(name.lower(), 0)
            parts = _CAPITAL.sub("-", name).lower().split("-")
        if parts and parts[0] not in _ELSEWHERE:
            found |= firsts.get(parts[0], 0)
            for part in parts[1:]:
                if part in others:
                    found |= others[part]
        result.append(found)
    return result


@cache
def _table() -> tuple[tuple[str, str], ...]:
    text = resources.files("arclean.readers").joinpath("tokens.tsv").read_text("utf-8")
    rows = (line.partition("\t") for line in text.splitlines()[1:])
    return tuple((group, token) for group, _, token in rows)


@cache
def _vocabulary(
    bits: tuple[tuple[str, int], ...],
) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """The bits of whole names, of parts that come first, and of those that follow."""
    of_group = dict(bits)
    wholes: dict[str, int] = {}
    firsts: dict[str, int] = {}
    others: dict[str, int] = {}
    for group, token in _table():
        bit = of_group.get(group, 0)
        word = token.translate(_WITHOUT_DIGITS)
        wholes[word] = wholes.get(word, 0) | bit
        if "-" in word or word[0] in "@#%":
            continue
        others[word] = others.get(word, 0) | bit
        if word not in _STYLES:
            firsts[word] = firsts.get(word, 0) | bit
    return wholes, firsts, others


_WITHOUT_DIGITS: Final = dict.fromkeys(map(ord, "0123456789"))
