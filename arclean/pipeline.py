"""Cleaning: from a source to a document, in one screen.

bytes → decode → str → read → page → measure → columns → score → points → settle → document
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from arclean.document import BlockSource, Document, GivenBlocks, Section, Verdict
from arclean.errors import InputTooLargeError
from arclean.options import Options
from arclean.version import __version__

if TYPE_CHECKING:
    from arclean.page import Page
    from arclean.scorecard import Scorecard

__all__ = ["Format", "Source", "clean", "document_of", "read"]

Format = Literal["auto", "text", "html"]
#: A document: its text, or the bytes of a file.
Source = str | bytes | bytearray | memoryview


def clean(source: Source, format: Format = "auto", options: Options = Options()) -> Document:  # noqa: A002, B008 - the public name; Options is frozen
    """The sections of a document, and what was decided about each of its blocks.

    Args:
        source: the document, as text or as the bytes of a file. In text, two surrogates that
            make a pair are the one character that they spell, in ``doc.source`` as well.
        format: ``"text"`` or ``"html"``; ``"auto"`` tells by content.
        options: what to keep and how to decide.

    Raises:
        UnsupportedInputError: bytes that are no text (PDF, ZIP, image …).
        InputTooLargeError: a source longer than ``options.max_bytes``.
        TypeError: a source that is neither str nor bytes.
        ValueError: an unknown format or scorecard, or a scorecard that asks for more than pages
            of the format have.

    >>> page = "Home\\nContact\\n\\nRain ends drought\\n\\n" + (
    ...     "Heavy rain reached the valley on Sunday, ending four months of drought. "
    ...     "Farmers said that the harvest was saved, and that the wells were full again.\\n"
    ... ) * 3
    >>> clean(page).headline
    'Rain ends drought'
    """
    if format not in get_args(Format):
        choices = ", ".join(get_args(Format))
        raise ValueError(f"format {format!r} is unknown; choose one of {choices}")
    # The machinery is imported on first use: importing arclean must not load numpy.
    from arclean.scorecard import FORMATS, load

    text, encoding, lossy = _decoded(source, options.max_bytes)
    known = _format_of(text, format)
    card = load(options.scorecard or FORMATS[known])
    if options.scorecard:
        _check_fit(card, known)
    return document_of(read(text, known), card, options, encoding=encoding, lossy=lossy)


def _check_fit(card: Scorecard, format: Literal["text", "html"]) -> None:  # noqa: A002 - as above
    from arclean.signals import of_format

    if not set(card.signals) <= set(of_format(format)):
        raise ValueError(
            f"scorecard {card.name!r} goes by tags, and the input was read as {format}; leave "
            "Options.scorecard empty, or say format='html' if it is HTML"
        )


def _decoded(source: object, limit: int) -> tuple[str, str | None, bool]:
    if isinstance(source, str):
        # Four bytes a character at most: only long texts need counting.
        size = len(source)
        if size > limit // 4:
            size = len(source.encode("utf-8", "surrogatepass"))
        _check_size(size, limit)
        return _paired(source).removeprefix("\ufeff"), None, False
    if isinstance(source, bytes | bytearray | memoryview):
        from arclean.decode import decode

        data = bytes(source)
        _check_size(len(data), limit)
        decoded = decode(data)
        return decoded.text, decoded.encoding, decoded.lossy
    raise TypeError(_refusal(source))


def _paired(text: str) -> str:
    """The text with each surrogate pair made the character that it spells.

    Apart, two halves would be one character once they went through JSON, or any other encoding,
    and all offsets behind them would be off by one. A half alone stays what it is.

    >>> _paired("\\ud83d\\ude00 \\ud83d") == "\\U0001f600 \\ud83d"
    True
    """
    try:
        text.encode()  # takes microseconds, and nearly no text has any
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return text


def _refusal(source: object) -> str:
    hint = "; give path.read_bytes()" if hasattr(source, "read_bytes") else ""
    return f"source is {type(source).__name__}, it must be str or bytes{hint}"


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise InputTooLargeError(size, limit)


def _format_of(text: str, format: Format) -> Literal["text", "html"]:  # noqa: A002 - as above
    if format != "auto":
        return format
    from arclean.sniff import looks_like_html

    return "html" if looks_like_html(text) else "text"


def read(text: str, format: Literal["text", "html"]) -> Page:  # noqa: A002 - as above
    """The page of a text, by the reader of its format."""
    if format == "html":
        from arclean.readers import html

        return html.read(text)
    from arclean.readers import text as plain

    return plain.read(text)


def document_of(
    page: Page,
    card: Scorecard,
    options: Options,
    *,
    encoding: str | None = None,
    lossy: bool = False,
) -> Document:
    """What a scorecard makes of a page that was read."""
    from arclean.decide import decide

    name = f"{card.name}-{card.digest}"
    verdict: Verdict = "empty"
    blocks: BlockSource = GivenBlocks(())
    if page.texts:
        blocks = decisions = decide(page, card, options)
        aside = all(section is Section.SIDEBAR for section in decisions.sections)
        verdict = "no_article" if aside else "article"
    return Document(page.source, encoding, lossy, page.hints, verdict, name, __version__, blocks)
