"""The result of cleaning: sections, kinds, blocks, reasons and the document, as frozen data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal, Protocol

__all__ = ["SCHEMA", "Block", "Document", "Hints", "Kind", "Reason", "Section", "Verdict"]

#: Version of the dictionary that :meth:`Document.to_dict` gives.
SCHEMA = 1

Verdict = Literal["article", "no_article", "empty"]
Origin = Literal["dom", "noscript", "jsonld"]


class Section(StrEnum):
    """One of the four parts of a page.

    >>> Section("body") is Section.BODY
    True
    """

    HEADLINE = "headline"
    SUBHEAD = "subhead"
    BODY = "body"
    SIDEBAR = "sidebar"


class Kind(StrEnum):
    """What a block is, finer than its section.

    >>> Kind.TRENDING.section
    <Section.SIDEBAR: 'sidebar'>
    """

    HEADLINE = "headline"  #: the title, where it stands best; its other copies are duplicates
    STANDFIRST = "standfirst"  #: deck or summary between headline and text
    PARAGRAPH = "paragraph"  #: posts of a thread and descriptions of a product, too
    HEADING = "heading"  #: a title within the body
    LIST_ITEM = "list_item"
    QUOTE = "quote"  #: pull quotes, quoted mail and embedded posts, with who said it
    TABLE = "table"  #: rows or cells of a table, lines of a specification
    CODE = "code"  #: code, commands and their output
    CAPTION = "caption"  #: of photographs and the like, and their credit
    BYLINE = "byline"  #: author, date, place, source, reading time, views, who posted
    KICKER = "kicker"  #: topic over a headline
    NAVIGATION = "navigation"  #: menus, section names, language switch, log-in, contents
    BREADCRUMB = "breadcrumb"
    TRENDING = "trending"  #: most read, latest, breaking; a front page's teasers
    RELATED = "related"  #: read also, similar, next and previous article
    SHARE = "share"  #: share, follow, like, print, copy link
    COMMENT = "comment"  #: readers' comments and reviews, and all that belongs to them
    TAGS = "tags"
    AUTHOR_BIO = "author_bio"  #: about who writes
    LEGAL = "legal"  #: copyright, cookies, terms, disclaimers, imprint
    AD = "ad"  #: advertising, its labels, promotion
    FORM = "form"  #: search, newsletter, log-in and order fields, filters, paywall prompts
    PAGINATION = "pagination"  #: page and slide numbers, next page
    DUPLICATE = "duplicate"  #: repeats what stands elsewhere
    OTHER = "other"  #: player, widget, weather, price, contact, separator

    @property
    def section(self) -> Section:
        """The section that blocks of this kind belong to."""
        return _SECTION_OF.get(self, Section.SIDEBAR)


#: Every kind that is not named here is the sidebar's.
_SECTION_OF = {
    Kind.HEADLINE: Section.HEADLINE,
    Kind.STANDFIRST: Section.SUBHEAD,
    Kind.PARAGRAPH: Section.BODY,
    Kind.HEADING: Section.BODY,
    Kind.LIST_ITEM: Section.BODY,
    Kind.QUOTE: Section.BODY,
    Kind.TABLE: Section.BODY,
    Kind.CODE: Section.BODY,
}


#: What stands between two blocks of a text.
SEPARATOR = "\n\n"


def place_in_text(section: Section) -> int:
    """Where blocks of a section stand in a document's text: headline and subhead come first.

    >>> sorted([Section.BODY, Section.SUBHEAD, Section.HEADLINE], key=place_in_text)[0].value
    'headline'
    """
    if section is Section.HEADLINE:
        return 0
    return 1 if section is Section.SUBHEAD else 2


@dataclass(frozen=True, slots=True)
class Reason:
    """One row's points in one decision.

    ``row`` names the row of the scorecard, ``evidence`` what was measured, ``points`` what it
    counts: 100 points are one unit of log-odds, positive for the section that was chosen.

    >>> Reason("sentence_end", "ends like a sentence", 84).points
    84
    """

    row: str
    evidence: str
    points: int


def others(points: Sequence[int]) -> Reason:
    """What stands for reasons that are left out: their points together."""
    return Reason("others", f"{len(points)} weaker rows", sum(points))


class Trace(Protocol):
    """What a document keeps of its decisions, so that reasons can be given when asked for."""

    def reasons(self, index: int, most: int | None = None) -> tuple[Reason, ...]:
        """The reasons of the block at ``index``; those beyond ``most`` as one."""

    def score(self, index: int) -> int:
        """The points of the block at ``index``: the sum of its reasons."""

    def margin(self, index: int) -> int:
        """By how many points the block at ``index`` went to its side of the article."""


@dataclass(frozen=True, slots=True)
class GivenTrace:
    """Scores, margins and reasons that were read back from a dictionary; a block that was made
    by hand has none."""

    rows: tuple[tuple[Reason, ...], ...] = ()
    scores: tuple[int, ...] = ()
    margins: tuple[int, ...] = ()

    def reasons(self, index: int, most: int | None = None) -> tuple[Reason, ...]:
        rows = self.rows[index] if index < len(self.rows) else ()
        kept = rows[:most]
        rest = [reason.points for reason in rows[len(kept) :]]
        return (*kept, others(rest)) if rest else kept

    def score(self, index: int) -> int:
        return self.scores[index] if index < len(self.scores) else 0

    def margin(self, index: int) -> int:
        return self.margins[index] if index < len(self.margins) else 0


@dataclass(frozen=True, slots=True)
class Block:
    """The unit of decision: a piece of the source that is kept or dropped as one.

    ``start`` and ``end`` are code-point offsets into ``doc.source`` (``None`` for HTML, whose
    parser repairs what it reads; there ``path`` names the element and ``origin`` where in the
    page the text stood). ``article`` counts the articles of the document from 0 and is ``None``
    for the sidebar.

    >>> import arclean
    >>> block = arclean.clean("Rain is expected in the north on Sunday, officials said.").blocks[0]
    >>> block.section, block.kind, block.start, block.end
    (<Section.BODY: 'body'>, <Kind.PARAGRAPH: 'paragraph'>, 0, 56)
    >>> sum(reason.points for reason in block.reasons) == block.score
    True
    """

    text: str
    kind: Kind
    kept: bool
    article: int | None
    start: int | None
    end: int | None
    path: str | None = None
    origin: Origin = "dom"
    level: int | None = None
    index: int = field(default=0, repr=False)
    trace: Trace = field(default=GivenTrace(), repr=False, compare=False)

    @property
    def section(self) -> Section:
        """The section that the block's kind belongs to."""
        return self.kind.section

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the block stands where it stands, strongest first; the points add up to score."""
        return self.trace.reasons(self.index)

    def strongest(self, count: int) -> tuple[Reason, ...]:
        """The ``count`` strongest reasons, and all others as one; the points add up to score.

        >>> import arclean
        >>> block = arclean.clean("Rain is expected in the north, officials said.").blocks[0]
        >>> len(block.strongest(3)), sum(one.points for one in block.strongest(3)) == block.score
        (4, True)
        """
        return self.trace.reasons(self.index, count)

    @property
    def score(self) -> int:
        """The sum of the points of the block's reasons."""
        return self.trace.score(self.index)

    @property
    def margin(self) -> int:
        """How many points the decision between article and sidebar was from flipping."""
        return self.trace.margin(self.index)

    def to_dict(self, *, reasons: bool | int = True) -> dict[str, Any]:
        """The block as JSON-ready data; ``reasons`` as in :meth:`Document.to_dict`."""
        row: dict[str, Any] = {
            "text": self.text,
            "section": self.section.value,
            "kind": self.kind.value,
            "kept": self.kept,
            "article": self.article,
            "score": self.score,
            "margin": self.margin,
            "start": self.start,
            "end": self.end,
            "path": self.path,
            "origin": self.origin,
            "level": self.level,
        }
        if reasons:
            shown = self.reasons if reasons is True else self.strongest(reasons)
            row["reasons"] = [
                {"row": reason.row, "evidence": reason.evidence, "points": reason.points}
                for reason in shown
            ]
        return row


@dataclass(frozen=True, slots=True)
class Hints:
    """What the page says about itself; empty for plain text.

    Hints never fill a section: the headline always quotes a block.

    >>> Hints().title
    ''
    """

    title: str = ""
    og_title: str = ""
    og_description: str = ""
    jsonld: tuple[Mapping[str, str], ...] = field(default=(), hash=False)
    canonical: str = ""
    language: str = ""
    direction: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The hints as JSON-ready data."""
        return {
            "title": self.title,
            "og_title": self.og_title,
            "og_description": self.og_description,
            "jsonld": [dict(entry) for entry in self.jsonld],
            "canonical": self.canonical,
            "language": self.language,
            "direction": self.direction,
        }


@dataclass(frozen=True, eq=False, repr=False)
class Document:
    """A cleaned document: its source, cut into blocks, each with its section, kind and reasons.

    Documents are made by :func:`arclean.clean` and :meth:`from_dict`. They compare, hash and
    pickle by value; scores and reasons, which follow from the source and what decided, do not
    count in comparing.

    >>> import arclean
    >>> doc = arclean.clean("Rain is expected in the north on Sunday, officials said.")
    >>> doc.body
    'Rain is expected in the north on Sunday, officials said.'
    >>> doc.headline, doc.verdict
    ('', 'article')
    >>> Document.from_dict(doc.to_dict()) == doc
    True
    """

    source: str
    encoding: str | None
    lossy: bool
    hints: Hints
    verdict: Verdict
    scorecard: str
    version: str
    _blocks: BlockSource

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks in reading order; together they hold every visible character."""
        return self._blocks.blocks()

    def section(self, section: Section | str) -> str:
        """The text of one section, its blocks joined by a blank line; ``""`` if it is empty.

        Raises:
            ValueError: ``section`` names none of the four.
        """
        wanted = Section(section)
        return SEPARATOR.join(text for own, text, _ in self._blocks.pieces() if own is wanted)

    @property
    def headline(self) -> str:
        """The headline of the first article, as the page prints it; ``""`` if there is none."""
        return self.section(Section.HEADLINE)

    @property
    def subhead(self) -> str:
        """The deck or standfirst of the first article; ``""`` if there is none."""
        return self.section(Section.SUBHEAD)

    @property
    def body(self) -> str:
        """The running text with its headings, lists, quotes and tables."""
        return self.section(Section.BODY)

    @property
    def sidebar(self) -> str:
        """All that is not the article's running text."""
        return self.section(Section.SIDEBAR)

    @property
    def text(self) -> str:
        """The cleaned document: every kept block, headline and subhead first."""
        kept = [(section, text) for section, text, kept in self._blocks.pieces() if kept]
        kept.sort(key=lambda piece: place_in_text(piece[0]))
        return SEPARATOR.join(text for _, text in kept)

    def to_dict(self, *, reasons: bool | int = True) -> dict[str, Any]:
        """The document as JSON-ready data (schema 1).

        Args:
            reasons: ``True`` for all reasons of each block, some hundred, ``False`` for none; a
                number for so many, the strongest, and the others as one.

        The keys ``headline``, ``subhead``, ``body``, ``sidebar`` and ``text`` are there for
        readers; :meth:`from_dict` derives them from the blocks again.
        """
        return {
            "schema": SCHEMA,
            "version": self.version,
            "scorecard": self.scorecard,
            "verdict": self.verdict,
            "encoding": self.encoding,
            "lossy": self.lossy,
            "hints": self.hints.to_dict(),
            **{section.value: self.section(section) for section in Section},
            "text": self.text,
            "source": self.source,
            "blocks": [block.to_dict(reasons=reasons) for block in self.blocks],
        }

    def to_json(self, *, reasons: bool | int = True) -> str:
        """The document as one line of JSON; lone surrogates are escaped, all else is readable.

        ``reasons`` is as in :meth:`to_dict`.
        """
        line = json.dumps(self.to_dict(reasons=reasons), ensure_ascii=False)
        return line.encode("utf-8", "backslashreplace").decode("utf-8")

    def to_markdown(self) -> str:
        """The cleaned document as Markdown: what :attr:`text` holds, in the same order.

        >>> import arclean
        >>> print(arclean.clean("Rain is expected in the *north*, officials said.").to_markdown())
        Rain is expected in the \\*north\\*, officials said.
        """
        from arclean.markdown import to_markdown

        kept = [block for block in self.blocks if block.kept]
        kept.sort(key=lambda block: place_in_text(block.section))
        return to_markdown(kept)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Document:
        """The document that :meth:`to_dict` described.

        Raises:
            ValueError: ``data`` is of another schema, a key is missing, or one is unknown.

        >>> Document.from_dict({"schema": 99})
        Traceback (most recent call last):
        ...
        ValueError: schema 99 is not supported; this version of arclean reads schema 1
        """
        if data.get("schema") != SCHEMA:
            raise ValueError(
                f"schema {data.get('schema')} is not supported; "
                f"this version of arclean reads schema {SCHEMA}"
            )
        try:
            trace = GivenTrace(
                tuple(_reasons_from(row) for row in data["blocks"]),
                tuple(row["score"] for row in data["blocks"]),
                tuple(row["margin"] for row in data["blocks"]),
            )
            blocks = tuple(
                _block_from(row, index, trace) for index, row in enumerate(data["blocks"])
            )
            hints = dict(data["hints"])
            hints["jsonld"] = tuple(hints["jsonld"])
            return cls(
                source=data["source"],
                encoding=data["encoding"],
                lossy=data["lossy"],
                hints=Hints(**hints),
                verdict=data["verdict"],
                scorecard=data["scorecard"],
                version=data["version"],
                _blocks=GivenBlocks(blocks),
            )
        except KeyError as missing:
            raise ValueError(f"key {missing} is missing from the document's data") from missing
        except TypeError as wrong:
            raise ValueError(
                f"the document's data does not fit schema {SCHEMA}: {wrong}"
            ) from wrong

    def __repr__(self) -> str:
        kept = sum(kept for _, _, kept in self._blocks.pieces())
        return (
            f"Document(verdict={self.verdict!r}, headline={self.headline!r:.{_SHOWN}}, "
            f"blocks={len(self._blocks.pieces())}, kept={kept}, scorecard={self.scorecard!r})"
        )

    def _repr_html_(self) -> str:
        """What notebooks show: the blocks, coloured by section."""
        from arclean.preview import to_html

        return to_html(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Document):
            return NotImplemented
        return self._value() == other._value()

    def __hash__(self) -> int:
        return hash((self.source, self.verdict, self.scorecard, self.version))

    def __getstate__(self) -> dict[str, Any]:
        state = {name: getattr(self, name) for name in self.__dataclass_fields__}
        state["_blocks"] = GivenBlocks(self.blocks)
        return state

    def _value(self) -> tuple[object, ...]:
        return (
            self.source,
            self.encoding,
            self.lossy,
            self.hints,
            self.verdict,
            self.scorecard,
            self.version,
            self.blocks,
        )


class BlockSource(Protocol):
    """What gives a document its blocks when they are first asked for."""

    def blocks(self) -> tuple[Block, ...]:
        """The blocks in reading order."""

    def pieces(self) -> list[tuple[Section, str, bool]]:
        """Section, text and whether it is kept, of each block."""


@dataclass(frozen=True, slots=True)
class GivenBlocks:
    """Blocks that stand ready."""

    given: tuple[Block, ...]

    def blocks(self) -> tuple[Block, ...]:
        return self.given

    def pieces(self) -> list[tuple[Section, str, bool]]:
        return [(block.section, block.text, block.kept) for block in self.given]


#: Characters of a headline that a document is told by.
_SHOWN = 80
_BLOCK_KEYS = ("text", "kept", "article", "start", "end", "path", "origin")


def _block_from(row: Mapping[str, Any], index: int, trace: GivenTrace) -> Block:
    values = {key: row[key] for key in _BLOCK_KEYS}
    return Block(kind=Kind(row["kind"]), level=row.get("level"), index=index, trace=trace, **values)


def _reasons_from(row: Mapping[str, Any]) -> tuple[Reason, ...]:
    return tuple(Reason(**reason) for reason in row.get("reasons", ()))
