"""The one walk: a loop without recursion that looks at a node once, and notes it in flat lists."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from arclean.readers.hints import note_link, note_meta
from arclean.readers.tags import HEADINGS, INLINE, LAST_TAG, RULES, TAG_CODES, TAGS

__all__ = ["Walk"]

_OPTIONS: Final = int(LexborDocumentOptions.WO_EVENTS)
_TEXT_ID: Final = 2
#: The parser numbers names it does not know by their place in memory.
_DYNAMIC: Final = 1 << 16
#: The parser's numbers of the document itself, of comments and of document types.
_NO_ELEMENT: Final = (1, 3, 4)

_RUNS_ON: Final = [name in RULES and RULES[name][0] == INLINE for name in TAGS]
#: Elements that hold running text alone.
_IS_RUNNING: Final = [name in {"p", *HEADINGS} for name in TAGS]
_BR, _HR, _IMG, _INPUT, _MATH, _TEMPLATE, _NOSCRIPT, _SCRIPT, _TITLE, _META, _RELATION = (
    TAG_CODES[name]
    for name in (
        *("br", "hr", "img", "input", "math", "template"),
        *("noscript", "script", "title", "meta", "link"),
    )
)
_NOTHING_INSIDE: Final = frozenset((_SCRIPT, _TITLE, _MATH))
#: Codes up to here are elements that the walk goes through; then leaves; then what it skips.
_LAST_THROUGH: Final = _BR - 1
_LAST_LEAF: Final = _RELATION


@dataclass(slots=True)
class Walk:
    """What one walk over a page passes, in lists that run in document order."""

    scripting: bool
    # Texts, blank ones too; and the element each stands in.
    texts: list[str] = field(default_factory=list)
    holders: list[int] = field(default_factory=list)
    # Elements that hold something; number 0 is the document. Each lasts from the text at
    # ``begins`` to the text before ``ends``.
    parents: list[int] = field(default_factory=lambda: [0])
    codes: list[int] = field(default_factory=lambda: [0])
    begins: list[int] = field(default_factory=lambda: [0])
    ends: list[int] = field(default_factory=lambda: [0])
    attributes: list[dict[str, str | None]] = field(default_factory=lambda: [{}])
    # Elements that hold nothing: where, which, and how many elements began before.
    empties: list[tuple[int, int, int, int]] = field(default_factory=list)
    # Where, in the row of texts, these stand.
    breaks: list[int] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    inputs: list[int] = field(default_factory=list)
    # Elements that HTML does not know: their names, and those that are blocks.
    unknown: list[str] = field(default_factory=list)
    custom_blocks: list[int] = field(default_factory=list)
    # What the page says of itself.
    meta: dict[str, str] = field(default_factory=dict)
    jsonld: list[str] = field(default_factory=list)
    noscript_chars: int = 0
    #: Where a formula's text ends: scripts hold it a second time.
    formula_at: int = -1
    #: Where the texts begin that only JSON-LD held.
    jsonld_from: int | None = None

    def run(self, markup: bytes) -> None:
        """Parse and walk ``markup``; what it holds comes behind what there is."""
        tree = LexborHTMLParser(markup, options=_OPTIONS, scripting=self.scripting)
        root = tree.root
        if root is not None:
            _pass(self, root)


def _pass(walk: Walk, root: LexborNode) -> None:
    """Note all that is below ``root``. This is the one loop in which Python sees every node."""
    texts, holders = walk.texts, walk.holders
    parents, codes, begins, ends = walk.parents, walk.codes, walk.begins, walk.ends
    attributes, empties = walk.attributes, walk.empties
    code_of = _codes().get
    unknown: dict[int, int] = {}
    stack: list[tuple[LexborNode, int]] = []
    current = 0
    node: LexborNode | None = root
    while node is not None:
        tag_id = node.tag_id
        if tag_id == _TEXT_ID:
            texts.append(node.text_content or "")
            holders.append(current)
        else:
            code = code_of(tag_id)
            if code is None:
                code = unknown.get(tag_id)
                if code is None:
                    code = unknown[tag_id] = _unknown_code(walk, node)
            child: LexborNode | None = None
            if code <= _LAST_THROUGH:
                child = node.first_child
            elif code <= _LAST_LEAF:
                child = _leaf(walk, node, code, current)
            elif code > LAST_TAG:
                child = node.first_child
                if child is not None and _is_block(walk, node, code, current):
                    walk.custom_blocks.append(len(parents))
            if child is not None:
                own = node.attributes
                if "aria-hidden" not in own or not _draws_formula(node):
                    stack.append((node, current))
                    parents.append(current)
                    current = len(codes)
                    codes.append(code)
                    begins.append(len(texts))
                    ends.append(0)
                    attributes.append(own)
                    node = child
                    continue
            elif code <= _LAST_THROUGH:
                empties.append((len(texts), code, current, len(parents)))
        following = node.next
        while following is None and stack:
            ends[current] = len(texts)
            node, current = stack.pop()
            following = node.next
        node = following


@cache
def _codes() -> dict[int, int]:
    """The code of each element, by the parser's own number for its name."""
    probe = LexborHTMLParser("")
    numbers = {name: probe.create_node(name).tag_id for name in RULES}
    codes = {number: TAG_CODES[name] for name, number in numbers.items() if number < _DYNAMIC}
    codes |= dict.fromkeys(_NO_ELEMENT, TAG_CODES["style"])
    return codes


def _unknown_code(walk: Walk, node: LexborNode) -> int:
    """The code of an element that the parser has no number for, or of what is no element."""
    name = node.tag
    if name is None or name.startswith("-"):
        return TAG_CODES["style"]
    if name in TAG_CODES:
        return TAG_CODES[name]
    walk.unknown.append(name)
    return LAST_TAG + len(walk.unknown)


def _leaf(walk: Walk, node: LexborNode, code: int, current: int) -> LexborNode | None:
    """What an element means that the walk does not simply go through; the child to go on with."""
    position = len(walk.texts)
    if code == _BR:
        walk.breaks.append(position)
        walk.texts.append("\n")
        walk.holders.append(current)
    elif code == _IMG:
        walk.images.append(position)
    elif code == _INPUT:
        walk.inputs.append(position)
    elif code == _HR:
        walk.empties.append((position, _HR, current, len(walk.parents)))
    elif code == _META:
        note_meta(walk.meta, node.attributes)
    elif code == _RELATION:
        note_link(walk.meta, node.attributes)
    elif code == _SCRIPT:
        form = (node.attributes.get("type") or "").lower()
        if form.startswith("application/ld+json"):
            walk.jsonld.append(node.text())
        elif form.startswith("math/tex") and walk.formula_at != position:
            walk.texts.append(node.text())
            walk.holders.append(current)
    elif code == _NOSCRIPT:
        if walk.scripting:
            walk.noscript_chars += len(node.text())
            return None
    elif code == _TITLE:
        if walk.codes[current] <= _LAST_THROUGH:  # drawings have titles as well
            walk.meta.setdefault("title", " ".join(node.text().split()))
    elif code == _MATH:
        walk.texts.append(_formula(node))
        walk.holders.append(current)
        walk.formula_at = position + 1
    elif code == _TEMPLATE:
        if "shadowrootmode" in node.attributes:
            for fragment in node.template_fragments()[:1]:
                return fragment.first_child
        return None
    if code in _NOTHING_INSIDE:
        return None
    return node.first_child  # of drawings; others have none, but for such names in a drawing


def _draws_formula(node: LexborNode) -> bool:
    """Whether an element draws a formula for the eye that one beside it spells as MathML."""
    for beside in (node.prev, node.next):
        inside = beside.first_child if beside is not None else None
        if inside is not None and inside.tag_id != _TEXT_ID and inside.tag == "math":
            return True
    return False


def _is_block(walk: Walk, node: LexborNode, code: int, current: int) -> bool:
    """Whether an element that HTML does not know is a block: it stands in no running text or
    inline element, and no text runs on beside it."""
    if "-" not in walk.unknown[code - LAST_TAG - 1]:
        return False
    around = walk.codes[current]
    if around > LAST_TAG:
        place = bisect_left(walk.custom_blocks, current)
        if walk.custom_blocks[place : place + 1] != [current]:
            return False
    elif _RUNS_ON[around] or _IS_RUNNING[around]:
        return False
    code_of = _codes().get
    for before in (True, False):
        beside = node.prev if before else node.next
        if beside is not None and beside.tag_id == _TEXT_ID:
            if not (beside.text_content or "").isspace():
                return False
            beside = beside.prev if before else beside.next
        if beside is not None:
            found = code_of(beside.tag_id)
            if found is not None and _RUNS_ON[found]:
                return False
    return True


def _formula(node: LexborNode) -> str:
    """A formula as text: its TeX where the page gives it, its symbols otherwise."""
    symbols: list[str] = []
    walker: list[LexborNode] = []
    current = node.first_child
    while current is not None:
        below: LexborNode | None = None
        if current.tag_id == _TEXT_ID:
            symbols.append(current.text_content or "")
        else:
            name = current.tag or ""
            if name.startswith("annotation"):
                if "tex" in (current.attributes.get("encoding") or "").lower():
                    return current.text()
            elif not name.startswith("-"):
                below = current.first_child
        if below is not None:
            walker.append(current)
            current = below
            continue
        following = current.next
        while following is None and walker:
            following = walker.pop().next
        current = following
    return "".join(symbols)
