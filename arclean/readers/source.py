"""The source of a page as the parser wants it."""

from __future__ import annotations

import html
import re

from arclean.readers.feeds import as_html, is_xml
from arclean.readers.nesting import bounded
from arclean.readers.paragraphs import with_paragraphs

__all__ = ["clean", "without_surrogates"]

_XHTML_EMPTY = re.compile(
    r"<(script|iframe|title|style|textarea|noscript|a|p|div|span|td|li|i|b|em|strong)"
    r"(\s[^<>]*)?/>",
    re.IGNORECASE,
)
#: A section of CDATA; or what is passed on the way to one: scripts and styles, where browsers see
#: no section, and comments.
_CDATA = re.compile(
    r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)"
    r"|<!--.*?(?:-->|\Z)|<(script|style)(?=[\s/>]).*?(?:</\2|\Z)",
    re.IGNORECASE | re.DOTALL,
)


def clean(source: str) -> bytes:
    """The source as the parser wants it: UTF-8, nested no deeper than time allows.

    XML is made HTML, and a part of a page gets the paragraphs that its blank lines stand for.
    """
    if is_xml(source):
        source = as_html(source)
    elif "<?xml" in source[:256]:
        source = _CDATA.sub(_without_cdata, _XHTML_EMPTY.sub(r"<\1\2></\1>", source))
    else:
        source = with_paragraphs(source)
    try:
        raw = source.encode()
    except UnicodeEncodeError:
        raw = without_surrogates(source).encode()
    return bounded(raw)


def _without_cdata(found: re.Match[str]) -> str:
    """What a section of CDATA holds, which is text whatever it looks like."""
    return found[0] if found[1] is None else html.escape(found[1], quote=False)


def without_surrogates(text: str) -> str:
    """Surrogates in pairs made the character they stand for; those alone are unknown."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
