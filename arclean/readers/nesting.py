"""Markup nested so deep that a parse would take more than linear time, made shallow.

The rules of HTML let a parser look up through all open elements at every tag, and make it open
every unclosed ``<font>`` again in every paragraph. Pages stay far from where that tells; this
module sees to it that all input does. Browsers do the same, and cut off at 512 levels.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from arclean.readers.tags import INLINE, RULES

__all__ = ["bounded"]

#: Fewer tags than this cost little, however they nest.
_FEW: Final = 3_000
#: Steps of the parser that may be spent on looking up, and on opening again: a fifth of a second.
_MAX_LOOKS: Final = 100_000_000
_MAX_REOPENED: Final = 1_000_000
#: What is left of depth where that is exceeded: elements, and formatting elements among them.
_DEPTH: Final = 512
_FORMATTING_DEPTH: Final = 8
#: A tag this long is looked at; with more attributes than that it loses them, as each is
#: compared with all before it.
_LONG_TAG: Final = 32_000
_ATTRIBUTES: Final = 1_000

_FORMATTING: Final = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
#: Elements that hold nothing, and elements that end where the next of their kind begins.
_SHALLOW: Final = frozenset(
    b"area base br col embed hr img input link meta param source track wbr image frame".split()
    + b"p li dt dd td th tr tbody thead tfoot option optgroup rt rp button form".split()
    + b"h1 h2 h3 h4 h5 h6".split()
)
_INLINE: Final = frozenset(name.encode() for name, (lies, _) in RULES.items() if lies == INLINE)
_QUOTED: Final = re.compile(rb"\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z)")
_RAW: Final = frozenset(b"script style textarea title xmp iframe noembed noframes noscript".split())
_TAG: Final = re.compile(
    rb"""<(?:
        !--(?:-?>|.*?(?:--!?>|\Z))
      | (?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*)
        (?:[^>=]|=\s*(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z))?)*+(?:>|\Z)
      | [!?/][^>]*(?:>|\Z)
    )""",
    re.DOTALL | re.VERBOSE,
)

#: Which first two letters of a name may be those of a formatting element: as second * 256 + first.
_MAY_FORMAT: Final = np.zeros(1 << 16, bool)
for _name in _FORMATTING - {b"a"}:
    _MAY_FORMAT[(_name[1] if _name[1:] else 0) * 256 + _name[0]] = True

_Bytes = NDArray[np.uint8]
_LETTER_TO_LOWER: Final = 0x20


def bounded(markup: bytes) -> bytes:
    """The markup itself, or the same without its innermost tags where it nests absurdly.

    >>> bounded(b"<p>A page.") == b"<p>A page."
    True
    >>> deep = b"<div>" * 20_000 + b"text"
    >>> bounded(deep).count(b"<div>"), bounded(deep).endswith(b"text")
    (512, True)
    """
    if len(markup) > _LONG_TAG:
        markup = _with_fewer_attributes(markup)
    tags = np.frombuffer(markup, np.uint8) == ord("<")  # counts faster than bytes do
    if np.count_nonzero(tags) < _FEW or not _is_absurd(markup, np.flatnonzero(tags)):
        return markup
    return _shallow(markup)


def _with_fewer_attributes(markup: bytes) -> bytes:
    """The markup without the attributes of tags that have absurdly many."""
    kept: list[bytes] = []
    copied = 0
    looked_at = -1  # a tag that fills many windows is looked at once
    # A long tag fills one of these windows at least; in most, the first bytes show another tag.
    window = _LONG_TAG // 2
    for start in range(0, len(markup), window):
        if markup.find(b"<", start, start + window) >= 0:
            continue
        place = markup.rfind(b"<", copied, start)
        if place == looked_at:
            continue
        looked_at = place
        tag = _TAG.match(markup, place) if place >= 0 else None
        if tag is None or tag["name"] is None or tag.end() - place < window:
            continue
        if len(_QUOTED.sub(b"", tag[0]).split()) > _ATTRIBUTES:
            kept.append(markup[copied:place])
            kept.append(b"<" + tag["close"] + tag["name"] + b">")
            copied = tag.end()
    return b"".join((*kept, markup[copied:])) if kept else markup


def _is_absurd(markup: bytes, at: NDArray[np.int64]) -> bool:
    """Whether the tags, at worst, nest so that the parser would look up or open again too much."""
    data = np.frombuffer(markup, np.uint8)
    at = at[at < len(data) - 3]
    first: _Bytes = data[at + 1]
    closes = first == ord("/")
    first = np.where(closes, data[at + 2], first) | np.uint8(_LETTER_TO_LOWER)
    opens = ~closes & (first >= ord("a")) & (first <= ord("z"))
    count = int(opens.sum())
    second = data[at + 2 + closes] | np.uint8(_LETTER_TO_LOWER)
    ends_name = (second < ord("a")) | (second > ord("z"))
    pair = np.where(ends_name, 0, second).astype(np.int64) * 256 + first
    formatting = _MAY_FORMAT[pair]
    if count * int((formatting & opens).sum()) > _MAX_REOPENED:
        unclosed = _unclosed(opens[formatting], closes[formatting], pair[formatting])
        if count * unclosed > _MAX_REOPENED:
            return True
    if count * count > _MAX_LOOKS:
        return count * _unclosed(opens, closes, first.astype(np.int64)) > _MAX_LOOKS
    return False


def _unclosed(opens: NDArray[np.bool_], closes: NDArray[np.bool_], kinds: NDArray[np.int64]) -> int:
    """The most tags that can be open at once, if only tags of one kind close each other."""
    total = 0
    change = opens.astype(np.int64) - closes
    for kind in np.unique(kinds[opens]).tolist():
        level = np.cumsum(change[kinds == kind])
        lowest = np.minimum.accumulate(np.minimum(np.append(0, level), 0))
        total += int((np.append(0, level) - lowest).max())
    return total


def _shallow(markup: bytes) -> bytes:
    """The markup without the tags that would go too deep; their text stays."""
    kept: list[bytes] = []
    stack: list[bytes] = []
    open_count: Counter[bytes] = Counter()
    left_out: Counter[bytes] = Counter()
    formatting = 0
    position = copied = 0
    while (found := _TAG.search(markup, position)) is not None:
        position = found.end()
        if found["name"] is None:
            continue
        name = found["name"].lower()
        leave_out = False
        if found["close"]:
            if left_out[name]:
                left_out[name] -= 1
                leave_out = True
            elif open_count[name]:
                formatting -= name in _FORMATTING
                while stack[-1] != name:
                    open_count[stack.pop()] -= 1
                open_count[stack.pop()] -= 1
        elif name == b"plaintext":
            break
        elif name not in _SHALLOW:
            is_formatting = name in _FORMATTING
            too_deep = len(stack) >= _DEPTH and name not in _RAW  # whose text must not show
            if too_deep or (is_formatting and formatting >= _FORMATTING_DEPTH):
                left_out[name] += 1
                leave_out = True
            else:
                stack.append(name)
                open_count[name] += 1
                formatting += is_formatting
            if name in _RAW and not open_count[b"svg"] and not open_count[b"math"]:
                closing = re.compile(rb"</" + re.escape(name) + rb"[\s/>]", re.IGNORECASE)
                end = closing.search(markup, position)
                position = end.start() if end else len(markup)
        if leave_out:
            kept.append(markup[copied : found.start()])
            kept.append(b"" if name in _INLINE else b"<br>")
            copied = found.end()
    kept.append(markup[copied:])
    return b"".join(kept)
