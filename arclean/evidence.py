"""What was measured, in words: a range of a signal's values as the evidence of a reason.

``evidence.tsv`` holds a wording a signal and look, with ``{}`` where the values stand and ``(s)``
where more than one of them have an ending, their unit, and what is said where a block has no more
than the ``lowest`` of them. Columns of markup whose names begin with ``in_`` and ``near_`` say what
they mean in :mod:`arclean.readers.columns`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from arclean.cues import CUE_KINDS
from arclean.document import Reason
from arclean.readers.columns import COLUMNS
from arclean.readers.tags import TAGS
from arclean.signals import html_signals
from arclean.signals.looks import LOOKS, STEPS
from arclean.signals.markup import JSONLD_TYPES
from arclean.signals.shape import ENDINGS, OPENINGS

__all__ = ["evidence", "families", "family_of", "worded"]

#: So many names are listed; of more, those that are not meant, or the first of them.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Wording:
    """How the values of one signal are told: ``at_lowest`` is said where none is above ``lowest``.

    Without an ``at_lowest``, ``wording`` says it of every value.
    """

    unit: str
    wording: str
    lowest: int = 0
    at_lowest: str = ""


@dataclass(frozen=True, slots=True)
class _Codes:
    """Names of codes, the first of them that of ``first``; ``but`` says that some are not meant."""

    names: Sequence[str]
    first: int
    but: str


_CODES: Mapping[str, _Codes] = {
    "endings": _Codes(ENDINGS, 0, "otherwise than {}"),
    "openings": _Codes(OPENINGS, 0, "otherwise than {}"),
    "cues": _Codes([kind.replace("_", " ") for kind in CUE_KINDS], 1, "any kind but {}"),
    "tags": _Codes([*TAGS, "an element of another name"], 0, "another element than {}"),
    "jsonld": _Codes(JSONLD_TYPES, 1, "anything but {}"),
    "titles": _Codes(("og:title", "JSON-LD's headline", "both titles"), 1, "a title, not {}"),
    "page types": _Codes(("article", "website", "product", "something else"), 1, "not {}"),
}


@lru_cache(maxsize=1 << 14)  # blocks share their ranges: a scorecard's rows have some thousand
def evidence(signal: str, low: int | None, high: int | None) -> str:
    """The values from ``low`` to ``high`` of a signal or look, in words.

    Args:
        signal: its name.
        low: the least of the values; ``None`` where there is no least.
        high: the greatest of them; ``None`` where there is no greatest.

    >>> evidence("words", 19, None), evidence("words", 4, 6), evidence("words", None, 0)
    ('over 18 words long', '4 to 6 words long', 'without a word')
    >>> evidence("upper_share", 31, None), evidence("ending", 1, 1)
    ('over 30 % of its cased letters are capitals', 'ends like a sentence')
    >>> evidence("cue_label", 4, 4), evidence("cue_label", None, 0)
    ('begins with a phrase of related', 'begins with no known phrase')
    >>> evidence("near_comment", 1, 2), evidence("in_nav", None, 0)
    ("within 2 elements named as readers' comments", 'not inside nav, or a role of navigation, \
menu, tabs')
    """
    wording = worded().get(signal)
    if wording is None:
        return _meant(signal, low, high)
    if wording.at_lowest and high is not None and high <= wording.lowest:
        return wording.at_lowest
    if wording.unit in _CODES:
        return _coded(wording, _CODES[wording.unit], low, high)
    if wording.unit in _WAYS:
        told = _distance(_WAYS[wording.unit], wording.wording, low, high)
        return f"{told}, or there is none" if wording.at_lowest and low is None else told
    told = _counted(wording.wording, _values(wording.unit, low, high))
    # A range without a least value holds what stands for none, too.
    with_none = wording.at_lowest and wording.lowest < 0 and low is None
    return f"{wording.at_lowest}, or {told}" if with_none else told


#: What a module of signals measures, as a family is called.
_FAMILIES: Mapping[str, str] = {
    "shape": "shape",
    "neighbours": "neighbours",
    "page": "page",
    "segments": "main text",
    "cue": "phrases",
    "markup": "markup",
    "containers": "containers",
    "looks": "second look",
}
#: What is in no table of signals: transitions, the page's offset, a list's mean.
_SETTLING = "settling"


def families(reasons: Iterable[Reason]) -> list[tuple[str, int]]:
    """The points of reasons by what was measured, greatest first; those of a row over two signals
    are halved between theirs. What holds before anything is measured is left out.

    >>> families([Reason("article: words x prose_5", "", 40), Reason("list", "", -7)])
    [('neighbours', 20), ('shape', 20), ('settling', -7)]
    """
    sums: dict[str, int] = {}
    for reason in reasons:
        _, _, row = reason.row.rpartition(": ")
        if row == "prior":
            continue
        names = [family_of().get(name, _SETTLING) for name in row.split(" x ")]
        first = reason.points // len(names)
        for name, points in zip(names, (first, reason.points - first), strict=False):
            sums[name] = sums.get(name, 0) + points
    return sorted(sums.items(), key=lambda item: (-abs(item[1]), item[0]))


@cache
def family_of() -> Mapping[str, str]:
    """The family of each signal and look: the module that measures it."""
    measured = {**html_signals(), **LOOKS}
    return {
        name: _FAMILIES[measure.__module__.rpartition(".")[2]] for name, measure in measured.items()
    }


@cache
def worded() -> Mapping[str, _Wording]:
    """The wordings of ``evidence.tsv`` by signal."""
    text = resources.files("arclean").joinpath("evidence.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {
        row["signal"]: _Wording(
            row["unit"], row["wording"], int(row["lowest"] or 0), row["at_lowest"] or ""
        )
        for row in rows
    }


def _counted(wording: str, values: str) -> str:
    """The wording with its values: ``(s)`` stands for an ending that one alone does not have."""
    one = values in ("1", "up to 1")
    return wording.replace("(s)", "" if one else "s").format(values)


def _values(unit: str, low: int | None, high: int | None) -> str:
    first, last, sign = _UNITS[unit]
    if low is None:
        return f"up to {last(high or 0)}{sign}"
    if high is None:
        # What is over nothing is any of it.
        return f"over {last(low - 1)}{sign}" if low != 0 else f"0{sign} or more"
    if first(low) == last(high):
        return f"{first(low)}{sign}"
    return f"{first(low)} to {last(high)}{sign}"


def _tenths(value: int) -> str:
    return f"{value / 10:.1f}"


def _tens(value: int) -> str:
    return str(10 * value)


def _to_tens(value: int) -> str:
    return str(10 * value + 9)


def _size(step: int) -> str:
    return str(STEPS[step - 1]) if step > 0 else "0"


def _to_size(step: int) -> str:
    return str(STEPS[min(step, len(STEPS) - 1)] - 1)


#: How the first and the last value of a range are told, and what stands behind them.
_UNITS: Mapping[str, tuple[Callable[[int], str], Callable[[int], str], str]] = {
    "": (str, str, ""),
    "percent": (str, str, " %"),
    "tenths": (_tenths, _tenths, ""),
    "tens": (_tens, _to_tens, ""),
    "steps": (_size, _to_size, ""),
    "flag": (str, str, ""),
}


@dataclass(frozen=True, slots=True)
class _Way:
    """How the way to a place is counted: the least and the most that a value stands for, and what
    is said where there is none."""

    near: Callable[[int], str]
    far: Callable[[int], str]
    counted: str
    there: str


_WAYS: Mapping[str, _Way] = {
    "distance": _Way(str, str, "blocks", "at"),
    "stretch": _Way(_size, _to_size, "words", "in"),
}


def _distance(way: _Way, place: str, low: int | None, high: int | None) -> str:
    """How far a block is from a place; values below 0 are before it."""
    if low is None:
        end = high or 0
        if end > 0:
            return f"up to {way.far(end)} {way.counted} behind {place}, or anywhere before it"
        if end == 0:
            return f"not behind {place}"
        return f"{way.near(-end)} {way.counted} or more before {place}"
    if high is None:
        if low > 0:
            return f"{way.near(low)} {way.counted} or more behind {place}"
        if low == 0:
            return f"not before {place}"
        return f"from {way.far(-low)} {way.counted} before {place} on"
    if low == high == 0:
        return f"{way.there} {place}"
    if high < 0:
        return f"{_range(way.near(-high), way.far(-low))} {way.counted} before {place}"
    if low > 0:
        return f"{_range(way.near(low), way.far(high))} {way.counted} behind {place}"
    if low == 0:
        return f"{way.there} {place}, or up to {way.far(high)} {way.counted} behind it"
    before = f"{way.far(-low)} {way.counted} before {place}"
    if high == 0:
        return f"up to {before}, or {way.there} it"
    return f"from {before} to {way.far(high)} behind it"


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _coded(wording: _Wording, codes: _Codes, low: int | None, high: int | None) -> str:
    last = codes.first + len(codes.names) - 1
    start = max(codes.first, codes.first if low is None else low)
    stop = min(last, last if high is None else high)
    inside = [*codes.names[start - codes.first : stop - codes.first + 1]]
    outside = [*codes.names[: start - codes.first], *codes.names[stop - codes.first + 1 :]]
    if len(inside) > _NAMED and len(outside) <= _NAMED:
        told = wording.wording.format(
            codes.but.format(" or ".join(outside)) if outside else "any kind"
        )
    else:
        # One more name is no longer than saying that there is one.
        shown = _NAMED if len(inside) > _NAMED + 1 else len(inside)
        more = [f"{len(inside) - shown} others"] * (len(inside) > shown)
        told = wording.wording.format(" or ".join([*inside[:shown], *more]))
    with_lowest = low is None and wording.at_lowest
    return f"{wording.at_lowest}, or {told}" if with_lowest else told


def _meant(column: str, low: int | None, high: int | None) -> str:
    """The values of a column of markup that says itself what it means."""
    meaning = COLUMNS[column]
    if column.startswith("near_"):
        return _near(meaning, low, high)
    return meaning if high is None else f"not {meaning}"


def _near(meaning: str, low: int | None, high: int | None) -> str:
    """Elements are counted from the block's own, which is 1; 0 stands for none."""
    if low is None:
        none = f"near nothing {meaning}"
        return none if not high else f"{none}, or within {_elements(high)}"
    if high is None:
        return f"{meaning} {low} elements out or more" if low > 1 else f"near what is {meaning}"
    if low == high == 1:
        return f"itself {meaning}"
    if low <= 1:
        return f"within {_elements(high)} {meaning}"
    return (
        f"{low} to {high} elements out {meaning}" if low < high else f"{low} elements out {meaning}"
    )


def _elements(count: int) -> str:
    return f"{count} element{'s' * (count > 1)}"
