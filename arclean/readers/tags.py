"""What each HTML element means for the reader: the tag tables, and nothing that acts on them."""

from __future__ import annotations

from typing import Final

import numpy as np

from arclean.page import Bools

__all__ = [
    "CLASS_SOURCES",
    "HEADINGS",
    "INLINE",
    "IS_LIST",
    "LAST_TAG",
    "LEAF",
    "LINE",
    "PARA",
    "ROLES",
    "RULES",
    "SKIP",
    "TAGS",
    "TAG_CODES",
    "among",
]

# How an element lies among others. The numbers of the first three are kept in arrays.
INLINE: Final = 0  #: text inside runs on with the text around it
LINE: Final = 1  #: starts and ends a block, as a line does
PARA: Final = 2  #: starts and ends a block, as a paragraph does
LEAF: Final = 3  #: the walk has its own way with it, and does not look for text inside
SKIP: Final = 4  #: nothing inside is ever shown

#: Every element the reader knows: how it lies, and the ``in_`` columns and marks it sets.
#: An element's code in the tag columns is its place in this table, from 1. Elements that the
#: walk goes through come first.
RULES: Final[dict[str, tuple[int, str]]] = {
    "p": (PARA, ""),
    "h1": (PARA, "one_line"),
    "h2": (PARA, "one_line"),
    "h3": (PARA, "one_line"),
    "h4": (PARA, "one_line"),
    "h5": (PARA, "one_line"),
    "h6": (PARA, "one_line"),
    "li": (LINE, "in_item"),
    "dd": (LINE, "in_item"),
    "dt": (LINE, "in_item"),
    "td": (LINE, ""),
    "th": (LINE, ""),
    "tr": (LINE, ""),
    "div": (PARA, ""),
    "blockquote": (PARA, "in_blockquote"),
    "pre": (PARA, "in_pre one_line"),
    "figcaption": (PARA, "in_figcaption"),
    "caption": (PARA, "in_figcaption"),
    "a": (INLINE, ""),
    "span": (INLINE, ""),
    "button": (LINE, "in_button in_form one_line"),
    "option": (LINE, "in_form one_line"),
    "label": (LINE, "in_form one_line"),
    "time": (INLINE, ""),
    "summary": (PARA, ""),
    "legend": (PARA, "in_form"),
    "section": (PARA, "in_section"),
    "article": (PARA, "in_article"),
    "aside": (PARA, "in_aside"),
    "nav": (PARA, "in_nav"),
    "header": (PARA, ""),
    "footer": (PARA, ""),
    "main": (PARA, "in_main"),
    "figure": (PARA, "in_figure"),
    "form": (PARA, "in_form"),
    "ul": (PARA, ""),
    "ol": (PARA, ""),
    "dl": (PARA, ""),
    "menu": (PARA, ""),
    "dir": (PARA, ""),
    "table": (PARA, ""),
    "tbody": (LINE, ""),
    "thead": (LINE, ""),
    "tfoot": (LINE, ""),
    "body": (PARA, ""),
    "html": (PARA, ""),
    "head": (LINE, ""),
    "strong": (INLINE, "bold"),
    "b": (INLINE, "bold"),
    "em": (INLINE, "em"),
    "i": (INLINE, "em"),
    "u": (INLINE, ""),
    "code": (INLINE, "code"),
    "kbd": (INLINE, "code"),
    "samp": (INLINE, "code"),
    "tt": (INLINE, "code"),
    "var": (INLINE, ""),
    "address": (PARA, ""),
    "details": (PARA, "in_details"),
    "dialog": (PARA, "in_dialog"),
    "fieldset": (PARA, "in_form"),
    "textarea": (LINE, "in_form one_line"),
    "select": (LINE, "in_form"),
    "optgroup": (LINE, "in_form"),
    "output": (INLINE, "in_form"),
    "search": (PARA, "in_form"),
    "hgroup": (PARA, ""),
    "center": (PARA, ""),
    "small": (INLINE, ""),
    "big": (INLINE, ""),
    "font": (INLINE, ""),
    "cite": (INLINE, ""),
    "q": (INLINE, ""),
    "sub": (INLINE, ""),
    "sup": (INLINE, ""),
    "mark": (INLINE, ""),
    "abbr": (INLINE, ""),
    "acronym": (INLINE, ""),
    "bdi": (INLINE, ""),
    "bdo": (INLINE, ""),
    "data": (INLINE, ""),
    "del": (INLINE, ""),
    "dfn": (INLINE, ""),
    "ins": (INLINE, ""),
    "meter": (INLINE, ""),
    "nobr": (INLINE, ""),
    "progress": (INLINE, ""),
    "ruby": (INLINE, ""),
    "rb": (INLINE, ""),
    "rt": (INLINE, ""),
    "rtc": (INLINE, ""),
    "s": (INLINE, ""),
    "slot": (INLINE, ""),
    "strike": (INLINE, ""),
    "map": (INLINE, ""),
    "picture": (INLINE, ""),
    "object": (LINE, ""),
    "applet": (LINE, ""),
    "marquee": (PARA, ""),
    "listing": (PARA, "in_pre one_line"),
    "xmp": (PARA, "in_pre one_line"),
    "plaintext": (PARA, "in_pre one_line"),
    "foreignobject": (PARA, ""),
    "text": (LINE, ""),
    "br": (LEAF, ""),
    "hr": (LEAF, ""),
    "img": (LEAF, ""),
    "input": (LEAF, ""),
    "math": (LEAF, ""),
    "svg": (LEAF, ""),
    "template": (LEAF, ""),
    "noscript": (LEAF, "noscript"),
    "script": (LEAF, ""),
    "title": (LEAF, ""),
    "meta": (LEAF, ""),
    "link": (LEAF, ""),
    "rp": (SKIP, ""),
    "wbr": (SKIP, ""),
    "col": (SKIP, ""),
    "colgroup": (SKIP, ""),
    "base": (SKIP, ""),
    "style": (SKIP, ""),
    "desc": (SKIP, ""),
    "metadata": (SKIP, ""),
    "iframe": (SKIP, ""),
    "frame": (SKIP, ""),
    "noframes": (SKIP, ""),
    "noembed": (SKIP, ""),
    "embed": (SKIP, ""),
    "canvas": (SKIP, ""),
    "audio": (SKIP, ""),
    "video": (SKIP, ""),
    "datalist": (SKIP, ""),
    "area": (SKIP, ""),
    "param": (SKIP, ""),
    "source": (SKIP, ""),
    "track": (SKIP, ""),
}

#: Titles, by their level.
HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")

#: The names of the codes in the tag columns; 0 stands for every element without a rule.
TAGS: Final[tuple[str, ...]] = ("other", *RULES)

#: The code of each name, as the tag columns hold it.
TAG_CODES: Final[dict[str, int]] = {name: code for code, name in enumerate(TAGS)}

#: Codes above this one are a page's own: of elements that HTML does not know.
LAST_TAG: Final = len(TAGS) - 1


def among(*names: str) -> Bools:
    """A table that tells, by code, whether a tag is one of the names."""
    table = np.zeros(len(TAGS), bool)
    table[[TAG_CODES[name] for name in names]] = True
    return table


IS_LIST: Final = among("ul", "ol", "dl", "menu", "dir")

#: ARIA roles, and the ``in_`` columns they set as the element of that meaning does.
ROLES: Final[dict[str, str]] = {
    "navigation": "in_nav",
    "menu": "in_nav",
    "menubar": "in_nav",
    "tablist": "in_nav",
    "toolbar": "in_nav",
    "doc-toc": "in_nav",
    "banner": "in_header",
    "contentinfo": "in_footer",
    "complementary": "in_aside",
    "main": "in_main",
    "article": "in_article",
    "form": "in_form",
    "search": "in_form",
    "combobox": "in_form",
    "listbox": "in_form",
    "option": "in_form",
    "figure": "in_figure",
    "dialog": "in_dialog",
    "alertdialog": "in_dialog",
    "alert": "in_dialog",
    "button": "in_button",
    "listitem": "in_item",
}

#: Attributes besides ``class`` and ``id`` in which sites name what an element is for.
CLASS_SOURCES: Final[tuple[str, ...]] = ("data-testid", "data-component", "data-qa", "data-type")
