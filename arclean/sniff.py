"""Whether a text is HTML, by its content.

Text about HTML holds tags, too, and so does Markdown. What tells them apart is where the words
stand: in HTML they stand inside elements, in a text that mentions tags they stand around them.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

__all__ = ["looks_like_html"]


def looks_like_html(text: str) -> bool:
    """Whether ``text`` is HTML: a page, a part of one, or a fragment.

    >>> looks_like_html("<p>Hello</p><p>World</p>")
    True
    >>> looks_like_html("Use the <b> tag for bold words, and <i> for slanted ones.")
    False
    """
    if "<" not in text:
        return False
    if _is_page(text):
        return True
    tags = _tags(text)
    used = _used(text, tags)
    return _stands_inside(text, used) or _is_post(text, tags, used)


# --- A page says so --------------------------------------------------------------------------

#: What may stand before a page: a mark, white space, the head of the HTTP answer saved with it.
_LEAD = re.compile(
    r"[\s\N{ZERO WIDTH NO-BREAK SPACE}]*"
    r"(?:(?:HTTP/[0-9.]+\s[^\n]*\n)?(?:[A-Za-z-]+:[^\n]*\n)+\s*)?"
)
#: A sentence may begin with these, too; but then it goes on, on the same line.
_PAGE = re.compile(
    r"<\?xml\s|<(?:rss|feed|rdf:rdf)\s[^<>=]*+=[^<>]*+>"
    r"|<(?:!doctype\s+html|html|head|body|frameset)(?:\s[^<>]*)?>(?! +\w)",
    re.IGNORECASE,
)


def _is_page(text: str) -> bool:
    at = _skip_lead(text, 0)
    while text.startswith("<!--", at):
        end = text.find("-->", at)
        if end < 0:
            return False
        at = _skip_lead(text, end + 3)
    return _PAGE.match(text, at) is not None


def _skip_lead(text: str, at: int) -> int:
    lead = _LEAD.match(text, at)
    return lead.end() if lead else at


# --- Where the tags are ----------------------------------------------------------------------

#: Elements whose end tag may be left out: their text goes on to the next block or blank line.
_OPEN_ENDED = frozenset({"dd", "dt", "li", "option", "p", "td", "th", "tr"})
#: Elements that hold others. A page that was cut off has not closed them.
_CONTAINER_NAMES = """
    article aside blockquote body center div dl fieldset figure footer form frameset head header
    html main nav noscript ol pre section table tbody ul
"""
_CONTAINERS = frozenset(_CONTAINER_NAMES.split())
#: Those whose text is theirs when nothing closes them.
_FLOWING = (_OPEN_ENDED | _CONTAINERS) - {"html", "head", "body"}
_BLOCKS = _OPEN_ENDED | _CONTAINERS | {"br", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
#: Elements whose content is no text of the page. ``--`` stands for a comment.
_HIDDEN = {
    name: re.compile(end, re.IGNORECASE)
    for name, end in {
        "--": "-->",
        "script": "</script",
        "style": "</style",
        "template": "</template",
        "textarea": "</textarea",
    }.items()
}
_OTHER_NAMES = """
    a abbr acronym address area audio b base big button canvas caption cite code col colgroup data
    del details dfn em embed figcaption font frame hgroup i iframe img input ins kbd label legend
    link map mark math meta meter object optgroup output param picture progress q rp rt ruby s samp
    select small source span strike strong sub summary sup svg tfoot thead time title tt u var
    video wbr
"""
_KNOWN = frozenset(_OTHER_NAMES.split()).union(_BLOCKS, _HIDDEN)

#: Attributes end at the next angle bracket, so that each character is looked at once.
_TAG = re.compile(
    r"<(?:!(--)|(/?)([a-z][a-z0-9]*(?:-[a-z0-9.-]*)?)(?:[\s/][^<>]*)?>)", re.IGNORECASE
)


class _Tag(NamedTuple):
    """A tag, and where the text goes on after it and what it hides."""

    start: int
    end: int
    name: str
    closes: bool


_START = _Tag(0, 0, "", closes=False)


def _tags(text: str) -> list[_Tag]:
    """The tags of known and custom elements."""
    tags: list[_Tag] = []
    endless: set[str] = set()
    at = 0
    while match := _TAG.search(text, at):
        start, at = match.span()
        name = (match[1] or match[3]).lower()
        if name not in _KNOWN and "-" not in name:
            continue
        if name in _HIDDEN and not match[2] and name not in endless:
            end = _HIDDEN[name].search(text, at)
            if end is None:
                endless.add(name)  # looked for once, so that time stays linear
            else:
                at = end.end() if name == "--" else end.start()
        tags.append(_Tag(start, at, name, closes=bool(match[2])))
    return tags


def _used(text: str, tags: Sequence[_Tag]) -> list[_Tag]:
    """Those of the tags that are used, not mentioned."""
    end = _Tag(len(text), len(text), "", closes=False)
    gaps = [text[one.end : other.start] for one, other in pairwise((_START, *tags, end))]
    return [
        tag
        for tag, before, after in zip(tags, gaps[:-1], gaps[1:], strict=True)
        if not _is_mention(before, after, closes=tag.closes)
    ]


_QUOTES = tuple("'\"(«「\N{LEFT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}")
_UNQUOTES = tuple("'\")»」\N{RIGHT SINGLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}")
_STOPS = tuple(".,;:!?،؛؟。、\N{FULLWIDTH COMMA}")
_CODE = "`"


def _is_mention(before: str, after: str, *, closes: bool) -> bool:
    """Whether a tag stands in its sentence like a word, or in quotation marks."""
    if before.endswith(_CODE) or after.startswith(_CODE):
        return True
    if before.endswith(_QUOTES) and after.startswith((*_UNQUOTES, *_STOPS)):
        return True
    if not closes and after.startswith((":", ",", ";", ")")):
        return True
    left, right = before.rstrip(" \t"), after.lstrip(" \t")
    if left == before or not left or not right or left[-1] in "\r\n" or right[0] in "\r\n":
        return False
    return closes or right != after or right.startswith((*_UNQUOTES, *_STOPS))


# --- Where the words are ---------------------------------------------------------------------

_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_SENTENCE_END = (".", "!", "?", ":", "…", "؟", "。", '"', "»", "\N{RIGHT DOUBLE QUOTATION MARK}")
#: One line break may be mentioned. More of them part the lines, unless newlines do.
_MIN_BREAKS, _NEWLINES_PER_BREAK = 2, 2


def _stands_inside(text: str, tags: Sequence[_Tag]) -> bool:
    """Whether at least half of the letters stand inside elements."""
    if not tags:
        return False
    gaps = [text[one.end : other.start] for one, other in pairwise((_START, *tags))]
    gaps.append(text[tags[-1].end :])
    paired = _paired(tags)
    begins_with_tag = _begins_element(gaps[0], gaps[1]) and not gaps[0].strip()
    breaks = sum(tag.name == "br" for tag in tags)
    breaks_part_lines = breaks >= max(_MIN_BREAKS, text.count("\n") / _NEWLINES_PER_BREAK)
    letters = {True: 0, False: 0}  # those inside elements, and those outside
    depth = 0
    flows = False  # whether the text that follows is an element's that nothing closes
    for place, (tag, before, after) in enumerate(zip(tags, gaps[:-1], gaps[1:], strict=True)):
        is_break = breaks_part_lines and tag.name == "br"
        stray = tag.closes and place not in paired
        own, other = _shares(
            before, goes_on=flows, ends=is_break or (stray and _ends_element(before, after))
        )
        letters[True] += own
        letters[depth > 0] += other
        if tag.name in _BLOCKS:
            flows = is_break
        elif _BLANK_LINE.search(before):
            flows = False
        if place in paired:
            depth += -1 if tag.closes else 1
            flows = flows or (tag.closes and tag.name in _BLOCKS and after[:1].strip() != "")
        elif stray and tag.name in _HIDDEN:
            letters = {True: 0, False: 0}  # what stood before was hidden
        elif not stray and tag.name in _CONTAINERS and begins_with_tag:
            depth += 1
        elif not stray and tag.name in _FLOWING:
            flows = _begins_element(before, after)
    own, other = _shares(gaps[-1], goes_on=flows, ends=False)
    letters[True] += own
    letters[depth > 0] += other
    return letters[True] >= letters[False]


def _paired(tags: Sequence[_Tag]) -> set[int]:
    """The places of those tags that open an element which is closed, and close one."""
    paired: set[int] = set()
    opened: defaultdict[str, list[int]] = defaultdict(list)
    for place, tag in enumerate(tags):
        if not tag.closes:
            opened[tag.name].append(place)
        elif opened[tag.name]:
            paired |= {opened[tag.name].pop(), place}
    return paired


def _begins_element(before: str, after: str) -> bool:
    """Whether a tag between these texts can begin an element that nothing closes.

    >>> _begins_element("First.", "Second."), _begins_element("", " defines a paragraph.")
    (True, False)
    """
    before, words = before.rstrip(" \t"), after.lstrip(" \t")
    if before and not before.endswith(("\n", "\r", *_SENTENCE_END)):
        return False
    return words == after or not words or words[0] in "\r\n" or words[0].isupper()


def _ends_element(before: str, after: str) -> bool:
    """Whether a tag between these texts can end an element that nothing opened."""
    return bool(before.strip()) and after.lstrip(" \t")[:1] in ("", "\r", "\n")


def _shares(words: str, *, goes_on: bool, ends: bool) -> tuple[int, int]:
    """How many letters are of an element that goes on here, or ends, and how many are not.

    Such an element reaches no farther than to a blank line.
    """
    letters = _letters(words)
    if not letters or not (goes_on or ends):
        return 0, letters
    parts = _BLANK_LINE.split(words)
    if len(parts) == 1:
        return letters, 0
    own = (_letters(parts[0]) if goes_on else 0) + (_letters(parts[-1]) if ends else 0)
    return own, letters - own


def _letters(words: str) -> int:
    return len("".join(words.split()))


# --- Posts, whose words stand outside ----------------------------------------------------------

#: Elements without an end tag.
_VOID = frozenset({"--", "br", "hr", "img", "wbr"})
#: A page that says what it is is no post, and its code in a text is none either.
_NO_POST_NAMES = "html head body title meta link noscript script style"
_NO_POST = frozenset(_NO_POST_NAMES.split())
#: A post has links, bold words and titles, which stand in sentences or open paragraphs; at least
#: some have attributes or are blocks, as an example of a tag seldom is.
_MIN_ELEMENTS, _MIN_AMONG_WORDS, _MIN_TELLING = 3, 2, 2
#: They stand all over it, as those of a listing do not.
_MIN_PARAGRAPHS = 2
#: It has one of them every few paragraphs, and not one in so many looks like a mention.
_CHARS_PER_ELEMENT, _ELEMENTS_PER_MENTION = 2500, 4
_ATTRIBUTE = re.compile(r"\s[a-z-]+=[\"'][^\"'<>]*[\"']", re.IGNORECASE)
#: Signs of Markdown, of wikis, of mail, of subtitles, tables, lists and code, which hold tags and
#: are read as text.
_OTHER_MARKUP = re.compile(
    r"^(?:#{1,6} |>|~~~|\||[-=]{3,}[ \t]*$|msg(?:id|str)\b|[\w.-]+ ?= |\d+,\"|-- $"
    r"|(?:[-*•]|\d+[.)]) )|\d -->|\]\(|\]\[|`|\[\[|\{\{|'''|(?:\);|[{}])[ \t]*$",
    re.MULTILINE,
)


def _is_post(text: str, tags: Sequence[_Tag], used: Sequence[_Tag]) -> bool:
    """Whether this is a post as blogs store it: HTML but for its paragraphs, parted by blank lines.

    All its elements are known and closed, which those of a text that mentions some are not.

    >>> post = 'It <b>rained</b> <a href="/a">here</a>\\n\\nand <a href="/b">there</a>, all day.'
    >>> _is_post(post, _tags(post), _tags(post))
    True
    """
    paired = _paired(tags)
    places = [place for place, tag in enumerate(tags) if place in paired and not tag.closes]
    elements = [tags[place] for place in places]
    mentions = len(set(elements).difference(used))
    if (
        len(elements) < _MIN_ELEMENTS
        or len(elements) * _CHARS_PER_ELEMENT < len(text)
        or len(elements) < mentions * _ELEMENTS_PER_MENTION
        or any(tag.name in _NO_POST for tag in tags)
        or {tag.name for place, tag in enumerate(tags) if place not in paired} - _VOID
        or _OTHER_MARKUP.search(text)
    ):
        return False
    telling = sum(
        tag.name in _BLOCKS or _ATTRIBUTE.search(text, tag.start, tag.end) is not None
        for tag in elements
    )
    breaks = [blank.start() for blank in _BLANK_LINE.finditer(text)]
    among = [tags[place].start for place in places if _is_among_words(text, tags, place)]
    return (
        telling >= _MIN_TELLING
        and len(among) >= _MIN_AMONG_WORDS
        and len({bisect(breaks, start) for start in among}) >= _MIN_PARAGRAPHS
        and all(_is_known(found[3]) for found in _TAG.finditer(text))
    )


def _is_among_words(text: str, tags: Sequence[_Tag], place: int) -> bool:
    """Whether an element with words and no element inside stands in a line, or is its title."""
    tag, end = tags[place : place + 2]
    if end.name != tag.name or not text[tag.end : end.start].strip():
        return False
    before = text[tags[place - 1].end if place else 0 : tag.start].rpartition("\n")[2]
    after = text[end.end : tags[place + 2].start if place + 2 < len(tags) else len(text)]
    if tag.name in _TITLES:
        return not before.strip() and _WORD.search(after) is not None
    line = before + after.partition("\n")[0]
    return tag.name not in _BLOCKS and _WORD.search(line) is not None


_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Two letters in a row, in any script.
_WORD = re.compile(r"[^\W\d_]{2}")


def _is_known(name: str | None) -> bool:
    return name is None or "-" in name or name.lower() in _KNOWN
