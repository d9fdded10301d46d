"""The element path of each block."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

from arclean.page import Longs
from arclean.readers.tags import LAST_TAG, TAG_CODES, TAGS
from arclean.readers.walk import Walk

__all__ = ["Paths"]

#: A path keeps this many of its last steps; no page nests so deep on purpose.
_PATH_STEPS: Final = 64
#: Elements of which a page has one.
_UNIQUE: Final = (TAG_CODES["body"], TAG_CODES["html"])


class Paths(Sequence[str]):
    """The element path of each block, worked out when it is asked for.

    Below a depth that no page reaches on purpose, a path keeps its last steps only.
    """

    def __init__(self, walk: Walk, boxes: Longs) -> None:
        self._boxes: list[int] = boxes.tolist()
        self._parents, self._codes = walk.parents, walk.codes
        self._empties, self._unknown = walk.empties, walk.unknown

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
        steps: list[str] = []
        while element and len(steps) < _PATH_STEPS:
            code = self._codes[element]
            name = TAGS[code] if code <= LAST_TAG else self._unknown[code - LAST_TAG - 1]
            unique = code in _UNIQUE
            steps.append(name if unique else f"{name}[{self._places[element]}]")
            element = self._parents[element]
        if element:
            steps.append("\N{HORIZONTAL ELLIPSIS}")
        return "/".join(reversed(steps))

    @cached_property
    def _places(self) -> list[int]:
        """The place of each element among its siblings of the same tag, from 1."""
        seen: dict[tuple[int, int], int] = {}
        places = [0]
        empties = iter([*self._empties, (0, 0, 0, len(self._parents) + 1)])
        _, code, parent, number = next(empties)
        for element in range(1, len(self._parents)):
            while number <= element:
                seen[parent, code] = seen.get((parent, code), 0) + 1
                _, code, parent, number = next(empties)
            key = (self._parents[element], self._codes[element])
            seen[key] = place = seen.get(key, 0) + 1
            places.append(place)
        return places
