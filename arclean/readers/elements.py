"""The elements of a page as arrays, and what they have from those above them."""

from __future__ import annotations

import numpy as np

from arclean.page import Bools, Longs
from arclean.readers.tags import LAST_TAG
from arclean.readers.walk import Walk

__all__ = ["Elements"]


class Elements:
    """One entry an element of the walk, in arrays; number 0 is the document.

    What lies above is reached in steps that double, so that a page as deep as it is long still
    takes a few.
    """

    def __init__(self, walk: Walk) -> None:
        self.parents = parents = np.array(walk.parents, np.int64)
        self.begins = np.array(walk.begins, np.int64)
        self.ends = np.array(walk.ends, np.int64)
        self.ends[0] = len(walk.texts)
        codes = np.array(walk.codes, np.int64)
        self.codes = np.where(codes > LAST_TAG, 0, codes)
        self._numbers = np.arange(len(parents))
        self._reaches = [parents]
        while (further := self._reaches[-1][self._reaches[-1]]).any():
            self._reaches.append(further)

    def inherited(self, own: Longs) -> Longs:
        """The bits of each element and of all above it."""
        bits = own.copy()
        for reach in self._reaches:
            bits |= bits[reach]
        return bits

    def summed(self, own: Longs) -> Longs:
        """The sum over each element and all above it, but for element 0."""
        sums = own.copy()
        sums[0] = 0
        for reach in self._reaches:
            sums += sums[reach]
        return sums

    def nearest(self, wanted: Bools) -> Longs:
        """The nearest wanted element, itself or above; 0 if there is none."""
        found = np.where(wanted, self._numbers, self.parents)
        found[0] = 0
        for _ in self._reaches:
            found = found[found]
        return found
