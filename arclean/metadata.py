"""What a page says about itself: title, authors, date, site; found by trafilatura."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from types import ModuleType
from typing import Any

__all__ = ["Metadata", "metadata"]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was found; empty strings and tuples stand for what was not.

    ``date`` is the day of first publication as ``YYYY-MM-DD``, ``language`` what the page
    declares, ``url`` its canonical address, ``page_type`` its Open Graph type.

    >>> Metadata(title="Rain").authors
    ()
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    site_name: str = ""
    host_name: str = ""
    description: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""
    url: str = ""
    image: str = ""
    page_type: str = ""
    license: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The metadata as JSON-ready data.

        >>> Metadata(authors=("A. Writer",)).to_dict()["authors"]
        ['A. Writer']
        """
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }


def metadata(html: str | bytes, max_date: str | date | None = None) -> Metadata:
    """What an HTML page says about itself. Nothing is fetched: only the page is looked at.

    Args:
        html: the page, as text or as the bytes of a file.
        max_date: later dates are not believed, such as ``"2024-12-31"``; ``None`` takes today,
            so that only with a date given the same page always gives the same metadata.

    Raises:
        ModuleNotFoundError: trafilatura is not installed.
        UnsupportedInputError: bytes that are no text.
        TypeError: ``html`` is neither str nor bytes.
        ValueError: ``max_date`` is no date.

    >>> page = '''<html lang="en"><head><title>Rain</title>
    ... <meta name="author" content="Ada Writer"><meta name="date" content="2024-05-06">
    ... </head><body><h1>Rain</h1><p>It rained.</p></body></html>'''
    >>> found = metadata(page, max_date="2025-01-01")
    >>> found.title, found.authors, found.date, found.language
    ('Rain', ('Ada Writer',), '2024-05-06', 'en')
    """
    # Imported on first use: importing arclean must load neither parsers nor numpy.
    from arclean.readers.html import read

    text = _text(html)
    hints = read(text).hints
    settings: dict[str, Any] = {
        "original_date": True,
        "extensive_search": True,
        "max_date": _day(max_date),
    }
    found = _trafilatura().extract_metadata(text, date_config=settings)
    return Metadata(
        title=found.title or "",
        authors=tuple(part for part in (found.author or "").split("; ") if part),
        date=found.date or "",
        site_name=found.sitename or "",
        host_name=found.hostname or "",
        description=found.description or "",
        categories=tuple(found.categories or ()),
        tags=tuple(found.tags or ()),
        language=hints.language,
        url=found.url or hints.canonical,
        image=found.image or "",
        page_type=found.pagetype or "",
        license=found.license or "",
    )


def _text(html: object) -> str:
    if isinstance(html, str):
        # lone surrogates and NUL are nothing that an XML library takes
        return html.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    if isinstance(html, (bytes, bytearray, memoryview)):
        from arclean.decode import decode

        return decode(bytes(html)).text.replace("\0", "")
    hint = "; give path.read_bytes()" if hasattr(html, "read_bytes") else ""
    raise TypeError(f"html is {type(html).__name__}, it must be str or bytes{hint}")


def _day(given: str | date | None) -> str:
    if given is None:
        return date.today().isoformat()
    if isinstance(given, date):
        return f"{given:%Y-%m-%d}"
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise ValueError(f"max_date is {given!r}; write it as YYYY-MM-DD") from None


def _trafilatura() -> ModuleType:
    try:
        import lxml_html_clean  # noqa: F401 - trafilatura needs it beside lxml 6, unsaid
        import trafilatura.metadata as module
    except ModuleNotFoundError as missing:
        package = (missing.name or "trafilatura").partition(".")[0]
        raise ModuleNotFoundError(
            f"metadata needs {package}, which is not installed; "
            "run: pip install 'arclean[metadata]'",
            name=package,
        ) from missing
    return module
