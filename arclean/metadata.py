"""What a page says about itself: title, authors, date, site; found by trafilatura."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache, partial
from importlib import import_module
from itertools import islice
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arclean.readers.walk import Walk

__all__ = ["Metadata", "metadata"]

#: Nothing on the web was published earlier.
_FIRST_DAY = "1995-01-01"
#: What elements that show a date are called.
_DATED = re.compile(
    r"date|datum|time|publish|posted|byline|meta|info|fecha|firma|tarik?h|(?<![a-z])(?:by|dt)(?![a-z])",
    re.IGNORECASE,
)
#: An element that holds more, white space included, shows more than a date.
_DATED_TEXTS, _DATED_CHARS = 16, 1000
#: So many dates are read on a page, as each may be tried in every language.
_DATES = 16
_TAG = re.compile(r"<[^<>]*>")
#: A day, a month and a year beside each other, whatever the language.
_FULL_DATE = re.compile(
    r"""(?<!\d)(?:
      \d{4}[^\d:]{1,3}\d{1,2}[^\d:]{1,3}\d{1,2}                 # 2025-03-03
    | \d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}               # 03/03/2025
    | \d{1,2}[^\d:]{3,30}\d{4}                                # 3 March 2025
    | (?<![^\W\d_])[^\W\d_]{2,20}\.?\s\d{1,2}[^\d:]{1,4}\d{4}  # March 3, 2025
    )(?!\d)""",
    re.VERBOSE,
)
#: The second name of a month, as in "3 March/Adar 2025", which is how Arabic papers write.
_OTHER_NAME = re.compile(r"\s*/\s*[^\W\d_][^\d/]{0,30}(?=\d)")
#: Where Arabic has names of months that are not the usual ones.
_REGIONS = ("ar-SY", "ar-DZ", "ar-MA")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was found; empty strings and tuples stand for what was not.

    ``date`` is the day of first publication as ``YYYY-MM-DD``, ``language`` what the page
    declares, ``url`` its canonical address, ``page_type`` its Open Graph type.

    A date is believed where the page writes its day, month and year: in its canonical address,
    its ``meta`` elements or its JSON-LD, in ``time`` and other elements that are named for what
    they show, in whatever language; where there is none, in digits, as 2025-03-03, in its text.
    Where it tells only when it was changed, that is taken. A year or a month alone is no date, be
    it in a copyright notice, in the text or in a ``meta`` element; nor is a date with its month in
    words that the text mentions.

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
    from arclean.readers.hints import hints

    last = _day(max_date)
    trafilatura = _trafilatura()
    text = _text(html)
    walk = _walk(text)
    about = hints(walk.meta, ())
    # An extensive search takes the year of a copyright notice for that year's first day.
    settings: dict[str, Any] = {
        "original_date": True,
        "extensive_search": False,
        "min_date": _FIRST_DAY,
        "max_date": last,
    }
    found = trafilatura.extract_metadata(text, date_config=settings)
    written = bool(found.date) and _is_written(found.date, text)
    return Metadata(
        title=found.title or "",
        authors=tuple(part for part in (found.author or "").split("; ") if part),
        date=found.date if written else _shown_date(walk, last),
        site_name=found.sitename or "",
        host_name=found.hostname or "",
        description=found.description or "",
        categories=tuple(found.categories or ()),
        tags=tuple(found.tags or ()),
        language=about.language,
        url=found.url or about.canonical,
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


def _walk(text: str) -> Walk:
    """A walk over the page, with what ``html`` and ``body`` say noted."""
    from arclean.readers.attributes import note_roots
    from arclean.readers.source import clean
    from arclean.readers.walk import Walk

    walk = Walk(scripting=True)
    walk.run(clean(text))
    note_roots(walk)
    return walk


def _is_written(day: str, html: str) -> bool:
    """Whether a page writes a date in full; of those that are not, the rest is made up.

    >>> _is_written("2025-03-01", "<b>1</b> March 2025"), _is_written("2025-03-01", "2025-03")
    (True, False)
    """
    year, month, number = day.split("-")
    y, m, d = rf"(?:{year[:2]})?{year[2:]}", f"0?{int(month)}", f"0?{int(number)}"
    gap, word = r"\D{1,3}", r"(?<![^\W\d_])[^\W\d_]{3,20}"
    orders = (
        f"{year}{gap}{m}{gap}{d}",
        f"{d}{gap}{m}{gap}{y}",
        f"{m}{gap}{d}{gap}{y}",
        rf"{d}\D{{3,20}}{year}",
        rf"{word}\W{{1,3}}{d}\D{{1,4}}{year}",
        rf"{year}\W{{1,3}}{word}\W{{1,3}}{d}",
    )
    full = re.compile(rf"(?<!\d)(?:{'|'.join(orders)})(?!\d)|{year}{month}{number}")
    plain = entities.unescape(html)
    return bool(full.search(plain) or full.search(_TAG.sub(" ", plain)))


def _shown_date(walk: Walk, last: str) -> str:
    """The first date that an element shows which is named for it; empty if there is none.

    The faster of trafilatura's searches reads no dates in words but those of a few languages.
    """
    for text in islice(_full_dates(walk), _DATES):
        day = _read(text)
        if _FIRST_DAY <= day <= last:
            return day
    return ""


def _full_dates(walk: Walk) -> Iterator[str]:
    """What looks like a date in the elements that are named for one, in their order."""
    from arclean.readers.tags import CLASS_SOURCES, TAG_CODES

    sources = ("class", "id", "itemprop", *CLASS_SOURCES)
    for element, attributes in enumerate(walk.attributes):
        begin, end = walk.begins[element], walk.ends[element]
        if end - begin > _DATED_TEXTS:
            continue
        named = " ".join(filter(None, map(attributes.get, sources)))
        if walk.codes[element] == TAG_CODES["time"] or _DATED.search(named):
            texts = walk.texts[begin:end]
            if sum(map(len, texts)) <= _DATED_CHARS:
                text = re.sub(r"\d", lambda digit: str(int(digit[0])), "".join(texts))
                yield from _FULL_DATE.findall(_OTHER_NAME.sub(" ", " ".join(text.split())))


def _read(text: str) -> str:
    """The day that a date in whatever language names; empty if it names none."""
    for parser in _parsers():
        found = parser.get_date_data(text).date_obj
        if found:
            return f"{found:%Y-%m-%d}"
    return ""


@cache
def _parsers() -> tuple[Any, ...]:
    # Comes with trafilatura, and without types.
    make_parser = import_module("dateparser.date").DateDataParser
    settings = {
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "STRICT_PARSING": True,
        "DATE_ORDER": "DMY",
    }
    # It must not remember what the pages before were written in.
    make = partial(make_parser, settings=settings, try_previous_locales=False)
    return (*(make(locales=[region]) for region in _REGIONS), make())


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
