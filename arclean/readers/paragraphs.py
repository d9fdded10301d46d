"""Paragraphs that only blank lines part, as in posts before a blog shows them."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from arclean.readers.tags import INLINE, LINE, PARA, RULES

__all__ = ["with_paragraphs"]

_BLANK_LINE: Final = re.compile(r"(?>\r\n|\n|\r)[ \t]*(?:\n|\r)\s*")
#: In a page, paragraphs have their own elements, and blank lines are left over from templates.
_PAGE: Final = re.compile(r"<(?:!doctype|html|head|body)[\s>]", re.IGNORECASE)
#: A comment, all of an element whose content is no markup, or a tag. Attributes end at the next
#: angle bracket, and what nothing ends goes on to the last, so that each character is looked at
#: once.
_TAG: Final = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<whole>iframe|noembed|noframes|script|style|textarea|title|xmp)(?=[\s/>])"
    r".*?(?:</(?P=whole)[^<>]*+>|\Z)"
    r"|<(?P<close>/?)(?P<name>[a-z][a-z0-9]*)(?:[\s/][^<>]*+)?>",
    re.IGNORECASE | re.DOTALL,
)
#: Where these begin, no running text does.
_APART: Final = frozenset(name for name, (lies, _) in RULES.items() if lies != INLINE) - {
    *("img", "math", "svg"),
}
#: Elements in which a blank line is a blank. Parts of lists and tables may lack their end tag, the
#: list or the table has one; and a quotation holds paragraphs as the page does.
_OPEN_NAMES: Final = "blockquote dd dt li optgroup option tbody td tfoot th thead tr"
_CLOSED: Final = frozenset(
    name for name, (lies, _) in RULES.items() if lies in (LINE, PARA) or name in ("math", "svg")
).difference(_OPEN_NAMES.split())
#: Elements that part paragraphs where a fragment has them.
_PARTING: Final = frozenset({"br", "div", "p", "td"})
_PARAGRAPH: Final = "<p>"


def with_paragraphs(markup: str) -> str:
    """A part of a page in which paragraphs that only blank lines part have their tags.

    >>> with_paragraphs("<b>First</b>.\\n\\nSecond.\\n\\n<h2>Title</h2>\\n\\nThird.")
    '<p><b>First</b>.\\n\\n<p>Second.\\n\\n<h2>Title</h2>\\n\\n<p>Third.'
    >>> with_paragraphs("<p>First,\\n\\nwhich goes on.</p>")
    '<p>First,\\n\\nwhich goes on.</p>'
    """
    if _PAGE.search(markup) or not _BLANK_LINE.search(markup):  # most begin as pages do
        return markup
    parts: list[str] = []
    opened: Counter[str] = Counter()
    depth = at = others = 0
    before = first = ""
    for tag in _TAG.finditer(markup):
        name = (tag["name"] or tag["whole"] or "").lower()
        text = markup[at : tag.start()]
        if not parts and (text.strip() or name not in _APART):
            first = _PARAGRAPH
        parts += [text if depth else _parted(text, before, after=name), tag[0]]
        others += name in _PARTING and not tag["close"]
        if name in _CLOSED and tag["name"] and (opened[name] or not tag["close"]):
            step = -1 if tag["close"] else 1
            opened[name] += step
            depth += step
        at, before = tag.end(), name
    parts.append(markup[at:] if depth else _parted(markup[at:], before, after="html"))
    marked = "".join(parts)
    return first + marked if len(marked) - len(markup) > others * len(_PARAGRAPH) else markup


#: What no paragraph begins with.
_GOES_ON: Final = frozenset(",;.)")


def _parted(text: str, before: str, *, after: str) -> str:
    """Text between two tags, with a paragraph's tag behind each blank line that needs one."""

    def marked(blank: re.Match[str]) -> str:
        first = text[blank.end() : blank.end() + 1]
        needs_none = (
            (blank.start() == 0 and before == "br")
            or (blank.end() == len(text) and after in _APART)
            # A sentence goes on: the lines are a template's.
            or first.islower()
            or first in _GOES_ON
        )
        return blank[0] if needs_none else blank[0] + _PARAGRAPH

    return _BLANK_LINE.sub(marked, text)
