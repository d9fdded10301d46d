"""What a page says of itself: in its head, on its root elements and in its JSON-LD."""

from __future__ import annotations

import html as entities
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from arclean.document import Hints
from arclean.readers.source import without_surrogates

__all__ = ["hints", "jsonld_entries", "note_link", "note_meta", "note_root"]

_META_NAMES: Final = {
    "og:title": "og_title",
    "twitter:title": "twitter_title",
    "og:description": "og_description",
    "twitter:description": "twitter_description",
    "description": "description",
    "og:type": "og_type",
    "og:locale": "locale",
    "content-language": "content_language",
}
_JSONLD_KEYS: Final = ("headline", "description", "articleBody")
_JSONLD_NESTED: Final = ("@graph", "mainEntity", "mainEntityOfPage")
_JSONLD_ENTRIES: Final = 64
#: What scripts are hidden in from old browsers and from XML.
_WRAPPERS: Final = (
    ("<!--", "-->"),
    ("//<![CDATA[", "//]]>"),
    ("/*<![CDATA[*/", "/*]]>*/"),
    ("/* <![CDATA[ */", "/* ]]> */"),
    ("<![CDATA[", "]]>"),
)


def note_meta(noted: dict[str, str], attributes: Mapping[str, str | None]) -> None:
    """Note the hint of a ``meta``, if it gives one; the first of a name counts."""
    content = attributes.get("content")
    if not content:
        return
    for source in ("property", "name", "http-equiv"):
        name = _META_NAMES.get((attributes.get(source) or "").strip().lower())
        if name is not None:
            noted.setdefault(name, " ".join(content.split()))


def note_link(noted: dict[str, str], attributes: Mapping[str, str | None]) -> None:
    """Note the page's address, if a ``link`` gives it."""
    if (attributes.get("rel") or "").lower() == "canonical":
        noted.setdefault("canonical", (attributes.get("href") or "").strip())


def note_root(noted: dict[str, str], attributes: Mapping[str, str | None]) -> None:
    """Note the language and the direction that ``html`` or ``body`` gives."""
    get = attributes.get
    language = get("lang") or get("xml:lang")
    if language:
        noted.setdefault("language", language.strip())
    direction = get("dir")
    if direction:
        noted.setdefault("direction", direction.strip().lower())


def hints(noted: Mapping[str, str], scripts: Sequence[str]) -> Hints:
    """The hints, from what was noted and the page's scripts of JSON-LD."""
    get = noted.get
    return Hints(
        title=get("title", ""),
        og_title=get("og_title") or get("twitter_title", ""),
        og_description=(
            get("og_description") or get("twitter_description") or get("description", "")
        ),
        jsonld=tuple(jsonld_entries(scripts)),
        canonical=get("canonical", "").strip(),
        language=get("language") or get("content_language") or get("locale", ""),
        direction=get("direction", ""),
    )


def jsonld_entries(scripts: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """The entries of the page's JSON-LD, as far as it can be read."""
    found = 0
    for script in scripts:
        try:
            data = json.loads(_unwrapped(script), strict=False)
            if "\\ud" in script or "\\uD" in script:
                # JSON can spell a surrogate alone, which is no character.
                data = json.loads(without_surrogates(json.dumps(data, ensure_ascii=False)))
        except (ValueError, RecursionError):
            continue
        queue: list[Any] = [data]
        for item in queue:  # grows while it is read; each value is queued once
            if found >= _JSONLD_ENTRIES:
                return
            if isinstance(item, list):
                queue += item
            elif isinstance(item, dict):
                queue += [value for key, value in item.items() if key in _JSONLD_NESTED]
                entry = _jsonld_entry(item)
                if entry:
                    found += 1
                    yield entry


def _unwrapped(script: str) -> str:
    """JSON without the comments and sections that pages put around scripts."""
    text = script.strip()
    for before, behind in _WRAPPERS:
        if text.startswith(before):
            text = text.removeprefix(before).strip().removesuffix(behind).strip()
    return text.rstrip("; \n")


def _jsonld_entry(item: Mapping[str, Any]) -> dict[str, str]:
    entry: dict[str, str] = {}
    kind = item.get("@type")
    if isinstance(kind, list):
        kind = " ".join(part for part in kind if isinstance(part, str))
    if isinstance(kind, str) and kind:
        entry["type"] = kind
    for key in _JSONLD_KEYS:
        value = item.get(key)
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = "\n".join(value)
        if isinstance(value, str) and value.strip():
            value = entities.unescape(value)
            entry[key] = value.strip() if key == "articleBody" else " ".join(value.split())
    return entry
