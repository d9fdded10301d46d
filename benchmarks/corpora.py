"""The corpora as a stream of samples, and the division of their sites into splits and folds."""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

__all__ = [
    "ARTICLE_LABELS",
    "DEFAULT_DIRECTORY",
    "ENVIRONMENT",
    "FOLDS",
    "PAGE_SETS",
    "PLAIN",
    "SETS",
    "SPLITS",
    "CorpusMissingError",
    "Line",
    "Sample",
    "Split",
    "corpus_directory",
    "digest",
    "domain_of",
    "fold_of",
    "host_of_url",
    "in_split",
    "is_check",
    "load",
    "take",
]

#: The environment variable that names another corpus directory.
ENVIRONMENT = "ARCLEAN_CORPUS"
DEFAULT_DIRECTORY = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"

#: Sets of whole pages: HTML, three renderings as text, gold.
PAGE_SETS = ("wcxb", "fundus", "daniel", "magic")
#: All sets; ``saudi`` are articles with no page around them, ``arabic`` is labelled by line.
SETS = (*PAGE_SETS, "saudi", "arabic")

#: The name under which ``Sample.texts`` holds the text of a sample that is text to begin with.
PLAIN = "plain"

#: Labels of ``arabic`` lines that are the article.
ARTICLE_LABELS = frozenset({"headline", "subhead", "body"})

Split = Literal["dev", "check", "all"]
SPLITS: tuple[Split, ...] = get_args(Split)

#: One host in five is set apart: never fitted on, never read while working.
CHECK_SHARE = 5
#: Folds of the cross-validation by site.
FOLDS = 5

#: Labels that stand before the country in a public suffix of two parts (co.uk, com.sa).
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "go", "gob", "gov", "net", "ne", "or", "org"})

_LANGUAGE_CODES = {"Chinese": "zh", "English": "en", "Greek": "el", "Polish": "pl", "Russian": "ru"}
_HTML_LANG = re.compile(r"<html\b[^>]*?\s(?:xml:)?lang\s*=\s*[\"']?\s*([A-Za-z]{2,3})\b", re.I)

#: Scripts that name a language better than a template's ``lang`` does; first match wins.
_SCRIPT_LANGUAGES = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
)
#: Share of a gold text's characters that must be of a script to settle its language.
_SCRIPT_SHARE = 0.1


class CorpusMissingError(FileNotFoundError):
    """A corpus file is not where it was looked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an ``arabic`` document; blank lines have no label."""

    text: str
    label: str | None

    @property
    def is_article(self) -> bool:
        return self.label in ARTICLE_LABELS


@dataclass(frozen=True, slots=True)
class Sample:
    """One document with its gold; fields its set does not have are empty.

    ``texts`` holds the text of the page by renderer, or under ``PLAIN`` the one text of a sample
    that never was a page. ``gold`` is the article as the set understands it (``arabic``: the
    lines labelled as article). ``source`` is the newspaper for ``saudi``, the repository path
    for ``arabic``.
    """

    set: str
    id: str
    host: str
    type: str = "article"
    lang: str = ""
    url: str = ""
    source: str = ""
    html: str = field(default="", repr=False)
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    gold: str = field(default="", repr=False)
    title: str = ""
    summary: tuple[str, ...] = ()
    sections: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = field(default=(), repr=False)
    captions: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    lines: tuple[Line, ...] = field(default=(), repr=False)

    @property
    def has_article(self) -> bool:
        """Whether the gold holds an article at all; section and home pages have none."""
        return bool(self.gold.strip())


def corpus_directory(directory: Path | str | None = None) -> Path:
    """The directory of the corpora: ``directory``, else the environment's, else the default."""
    return Path(directory or os.environ.get(ENVIRONMENT) or DEFAULT_DIRECTORY)


def load(name: str, directory: Path | str | None = None, split: Split = "dev") -> Iterator[Sample]:
    """The samples of one set in the file's order, one at a time.

    Args:
        name: one of ``SETS``.
        directory: where the corpora are; see :func:`corpus_directory`.
        split: ``"dev"`` leaves the check hosts out, ``"check"`` gives them alone.

    Raises:
        ValueError: no such set.
        CorpusMissingError: its file is missing.
    """
    path = _path(name, directory)
    read = _READERS[name]
    return (sample for sample in (read(row) for row in _rows(path)) if in_split(sample.host, split))


def digest(name: str, directory: Path | str | None = None) -> str:
    """SHA-256 of a set's file, so that a result can say what it was measured on."""
    return hashlib.sha256(_path(name, directory).read_bytes()).hexdigest()


def is_check(host: str) -> bool:
    """Whether a host belongs to the check split.

    >>> is_check("example.org"), is_check("news.example")
    (False, True)
    """
    return hashlib.sha256(host.encode("utf-8")).digest()[0] % CHECK_SHARE == 0


def in_split(host: str, split: Split) -> bool:
    """Whether a host belongs to ``split``."""
    return split == "all" or is_check(host) == (split == "check")


def fold_of(host: str, folds: int = FOLDS) -> int:
    """The fold of a host; hosts of one domain share it, so that no site is in two.

    >>> fold_of("news.example.org") == fold_of("example.org")
    True
    """
    key = hashlib.sha256(b"fold:" + domain_of(host).encode("utf-8")).digest()
    return int.from_bytes(key[:8], "big") % folds


def domain_of(host: str) -> str:
    """The part of a host that is registered, by a rule of thumb.

    >>> domain_of("finance.example.com"), domain_of("www2.example.com.sa"), domain_of("bbc.co.uk")
    ('example.com', 'example.com.sa', 'bbc.co.uk')
    """
    labels = host.split(".")
    public = 2 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 1
    return ".".join(labels[-public - 1 :])


def host_of_url(url: str | None) -> str:
    """The host of a URL, lower-cased, without ``www.``; ``""`` where there is none.

    >>> host_of_url("https://www.Example.org:8080/a?b"), host_of_url(None)
    ('example.org', '')
    """
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:  # a bracket out of place
        return ""
    return host.removeprefix("www.")


def _path(name: str, directory: Path | str | None) -> Path:
    if name not in SETS:
        raise ValueError(f"no set {name!r}; choose from {', '.join(SETS)}")
    path = corpus_directory(directory) / f"{name}-dev.jsonl.xz"
    if not path.is_file():
        raise CorpusMissingError(
            f"{path} is missing; name the directory of the corpora in ${ENVIRONMENT} or --corpus"
        )
    return path


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield json.loads(line)


def _page(row: Mapping[str, Any], name: str, host: str, **more: Any) -> Sample:
    return Sample(
        set=name,
        id=row["id"],
        host=host,
        type=row["type"],
        url=row["url"] or "",
        html=row["html"],
        texts=row["text"],
        gold=row["gold"],
        **more,
    )


def _wcxb(row: Mapping[str, Any]) -> Sample:
    return _page(
        row,
        "wcxb",
        host_of_url(row["url"]),
        lang=_language(row["html"], row["gold"]),
        title=row["title"],
        wanted=tuple(row["with"]),
        unwanted=tuple(row["without"]),
    )


def _fundus(row: Mapping[str, Any]) -> Sample:
    return _page(
        row,
        "fundus",
        host_of_url(row["url"]),
        lang=_language(row["html"], row["gold"]),
        title=row["title"],
        summary=tuple(row["summary"]),
        sections=tuple(
            (tuple(part["headline"]), tuple(part["paragraphs"])) for part in row["sections"]
        ),
        captions=tuple(row["captions"]),
    )


def _daniel(row: Mapping[str, Any]) -> Sample:
    host = row["id"].split("_")[1].removeprefix("www.")
    return _page(row, "daniel", host, lang=_LANGUAGE_CODES[row["lang"]])


def _magic(row: Mapping[str, Any]) -> Sample:
    return _page(row, "magic", host_of_url(row["url"]), lang=_language(row["html"], row["gold"]))


def _saudi(row: Mapping[str, Any]) -> Sample:
    return Sample(
        set="saudi",
        id=row["id"],
        host=host_of_url(row["url"]),
        lang=row["lang"],
        url=row["url"],
        source=row["source"],
        texts={PLAIN: f"{row['title']}\n\n{row['gold']}"},
        gold=row["gold"],
        title=row["title"],
    )


def _arabic(row: Mapping[str, Any]) -> Sample:
    lines = tuple(Line(line["t"], line["label"]) for line in row["lines"])
    return Sample(
        set="arabic",
        id=row["id"],
        host=host_of_url(row["url"]) or row["source"],
        lang=row["lang"],
        url=row["url"] or "",
        source=row["source"],
        texts={PLAIN: "\n".join(line.text for line in lines)},
        gold="\n".join(line.text for line in lines if line.is_article),
        lines=lines,
    )


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Sample]] = MappingProxyType(
    {
        "wcxb": _wcxb,
        "fundus": _fundus,
        "daniel": _daniel,
        "magic": _magic,
        "saudi": _saudi,
        "arabic": _arabic,
    }
)


def _language(html: str, gold: str) -> str:
    """The language of a page whose set does not say: by its script, else as the page says."""
    for language, letters in _SCRIPT_LANGUAGES:
        if len(letters.findall(gold)) > _SCRIPT_SHARE * len(gold):
            return language
    declared = _HTML_LANG.search(html)
    return declared.group(1).lower() if declared else ""


def take(samples: Iterable[Sample], count: int | None) -> Iterator[Sample]:
    """The first ``count`` samples; all of them for ``None``."""
    for index, sample in enumerate(samples):
        if count is not None and index >= count:
            return
        yield sample
