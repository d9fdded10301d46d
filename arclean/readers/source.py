"""The source of a page as the parser wants it."""

from __future__ import annotations

import re

from arclean.readers.nesting import bounded

__all__ = ["clean", "without_surrogates"]

_XHTML_EMPTY = re.compile(
    r"<(script|iframe|title|style|textarea|noscript|a|p|div|span|td|li|i|b|em|strong)"
    r"(\s[^<>]*)?/>",
    re.IGNORECASE,
)


def clean(source: str) -> bytes:
    """The source as the parser wants it: UTF-8, nested no deeper than time allows."""
    if "<?xml" in source[:256]:
        source = _XHTML_EMPTY.sub(r"<\1\2></\1>", source)
    try:
        raw = source.encode()
    except UnicodeEncodeError:
        raw = without_surrogates(source).encode()
    return bounded(raw)


def without_surrogates(text: str) -> str:
    """Surrogates in pairs made the character they stand for; those alone are unknown."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
