"""Training examples: the corpora's pages as columns of signals and labels.

Besides the pages as they are, each of some pages is seen again: stripped to its article, as a
document that was cleaned before; without its article, as a page that has none; and as its article
with read-also lines and lists of other titles planted, as strippers leave them.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from types import MappingProxyType

import numpy as np

from arclean import cues
from arclean.decide import contexts
from arclean.document import Kind, Section
from arclean.page import Ints, Page
from arclean.readers import html as html_reader
from arclean.readers import text as text_reader
from arclean.signals import measure, of_format
from arclean.signals.facts import facts
from benchmarks.compose import compose, grammars, part_of
from benchmarks.corpora import PAGE_SETS, PLAIN, Sample, load
from benchmarks.fixtures import Fixture, fixtures
from benchmarks.labels import UNKNOWN, Labels, label_lines, label_page, titles_of
from benchmarks.planting import Stock, Written, planted, stock_of
from benchmarks.renderings import FITTED, RENDERERS, rendering

__all__ = ["SET_WEIGHTS", "Example", "examples"]

#: What a document of each source counts in fitting, all its renderings together. Small sets whose
#: gold is exact count for more, so that the large one does not drown them.
SET_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "wcxb": 1.0,
        "fundus": 2.0,
        "daniel": 1.0,
        "magic": 2.0,
        "arabic": 8.0,
        "composed": 0.7,
        "saudi": 0.3,
        "fixtures": 3.0,
    }
)
#: Of so many pages, one is seen stripped to its article, and one without it.
_CLEANED_EVERY = 4
_EMPTIED_EVERY = 6
#: Of so many pages, one is seen as its article with other titles planted.
_PLANTED_EVERY = 3
#: Shorter ones are names of columns.
_TITLE = 12

#: What is longer reads like a paragraph.
_CAPTION = 90

ByLanguage = Mapping[str, Sequence[str]]

#: Articles of the saudi papers seen alone, and pages composed around others.
_ALONE = 500
_COMPOSED = 700


@dataclass(frozen=True, eq=False)
class Example:
    """One page to learn from: a row a signal in ``columns``, an entry a block in the others.

    ``kinds`` holds each block's kind where somebody labelled it, else ``""``. ``independent``
    tells the fixtures of independent authors, which need not count as much as others.
    """

    set: str
    id: str
    host: str
    variant: str
    weight: float
    columns: Ints
    labels: Labels
    contexts: Ints
    words: Ints
    same: Ints
    kinds: tuple[str, ...] = ()
    independent: bool = False
    sample: Sample | None = field(default=None, repr=False)


def examples(
    format: str,
    sets: Sequence[str],
    directory: Path | str | None = None,
) -> Iterator[Example]:
    """The examples of a format from the named sets, check hosts left out."""
    captions = _captions(sets, directory) if format == "text" else {}
    for name in sets:
        if name in PAGE_SETS:
            stocks = _stocks(name, captions, directory) if format == "text" else {}
            for sample in load(name, directory):
                yield from _of_page(sample, format, stocks)
        elif name == "fixtures":
            for fixture in fixtures(format):
                if fixture.split == "fit":
                    yield from _of_fixture(fixture)
        elif format == "text":
            yield from _EXTRA[name](directory)


def _captions(sets: Sequence[str], directory: Path | str | None) -> ByLanguage:
    """Captions by language: fundus's, and in Arabic those of the arrangements for fitting."""
    found: dict[str, list[str]] = defaultdict(list)
    if "fundus" in sets:
        for sample in load("fundus", directory):
            found[sample.lang] += [text for text in sample.captions if len(text) <= _CAPTION]
    found["ar"] += [
        text
        for grammar in grammars("fit")
        for text in grammar.rules.get("caption", ())
        if "{" not in text
    ]
    return found


def _stocks(name: str, captions: ByLanguage, directory: Path | str | None) -> Mapping[str, Stock]:
    """What is printed around a set's articles, by language: the titles are the set's own."""
    found: dict[str, list[str]] = defaultdict(list)
    for sample in load(name, directory):
        found[sample.lang] += [title for title in titles_of(sample) if len(title) >= _TITLE]
    return {
        language: stock_of(language, titles, captions.get(language, ()))
        for language, titles in found.items()
        if titles
    }


def _of_page(sample: Sample, format: str, stocks: Mapping[str, Stock]) -> Iterator[Example]:
    weight = SET_WEIGHTS[sample.set]
    if format == "html":
        page = html_reader.read(sample.html)
        if page.texts:
            yield _example(sample, "html", weight, page, label_page(sample, page.texts))
        return
    for renderer, share in FITTED.items():
        page = text_reader.read(rendering(sample, renderer))
        if not page.texts:
            continue
        labels = label_page(sample, page.texts)
        yield _example(sample, renderer, weight * share, page, labels)
        if renderer not in RENDERERS:
            continue
        lot = hashlib.sha256(f"{sample.id} {renderer}".encode()).digest()
        separator = "\n\n" if lot[1] % 2 else "\n"
        if lot[0] % _CLEANED_EVERY == 0:
            yield from _rewritten(sample, "cleaned", _article_lines(page, labels, separator))
        if lot[0] % _EMPTIED_EVERY == 1 and sample.type == "article":
            gone = replace(sample, gold="")
            yield from _rewritten(gone, "emptied", _other_lines(page, labels))
        if lot[2] % _PLANTED_EVERY == 0 and sample.lang in stocks:
            lines = _article_lines(page, labels, separator)
            grown = planted(lines, stocks[sample.lang], Random(lot))
            yield from _rewritten(sample, "planted", grown)


def _article_lines(page: Page, labels: Labels, separator: str) -> list[Written]:
    """The page with nothing but its article."""
    wanted = (labels.article == 1) | ((labels.headline == 1) & (labels.article == UNKNOWN))
    return [_line(page, labels, place, separator, 1) for place in np.flatnonzero(wanted).tolist()]


def _other_lines(page: Page, labels: Labels) -> list[Written]:
    """The page with all but its article; a title left behind would be an article's beginning."""
    wanted = (labels.article != 1) & (labels.headline != 1)
    return [
        _line(page, labels, place, "\n\n" if page.gaps[place] else "\n", 0)
        for place in np.flatnonzero(wanted).tolist()
    ]


def _line(page: Page, labels: Labels, place: int, before: str, article: int) -> Written:
    return Written(
        before,
        page.texts[place],
        article,
        int(labels.headline[place]),
        int(labels.subhead[place]),
        int(labels.words[place]),
    )


def _rewritten(sample: Sample, variant: str, lines: Sequence[Written]) -> Iterator[Example]:
    """The page that the lines make; none, where the reader joins or splits them."""
    if len(lines) < 2:
        return
    page = text_reader.read("".join(line.before + line.text for line in lines).strip())
    if len(page.texts) != len(lines):
        return
    labels = Labels(
        np.array([line.article for line in lines], np.int8),
        np.array([line.headline for line in lines], np.int8),
        np.array([line.subhead for line in lines], np.int8),
        np.array([line.words for line in lines], np.int32),
    )
    weight = SET_WEIGHTS[sample.set] / len(RENDERERS)
    yield _example(sample, variant, weight, page, labels)


def _arabic(directory: Path | str | None) -> Iterator[Example]:
    for sample in load("arabic", directory):
        yield from _of_lines(sample, SET_WEIGHTS["arabic"])


def _composed(directory: Path | str | None) -> Iterator[Example]:
    fit = [sample for sample in load("saudi", directory) if part_of(sample.host) == "fit"]
    made = list(compose(fit, seed=7))
    chosen = made[:: max(1, len(made) // _COMPOSED)]
    for number, sample in enumerate(chosen):
        yield from map(_without_subhead, _of_lines(sample, SET_WEIGHTS["composed"]))
        if number % _CLEANED_EVERY == 0:
            yield from _of_lines(_without_article(sample), SET_WEIGHTS["composed"], "emptied")


def _without_subhead(example: Example) -> Example:
    """The page without a word on its subhead: SaudiNewsNet does not tell it from the text."""
    unknown = np.full_like(example.labels.subhead, UNKNOWN)
    return replace(example, labels=replace(example.labels, subhead=unknown))


def _without_article(sample: Sample) -> Sample:
    """The page with its menus and lists alone."""
    lines = tuple(line for line in sample.lines if not line.is_article)
    text = "\n".join(line.text for line in lines)
    return replace(sample, lines=lines, texts={PLAIN: text}, gold="")


def _saudi(directory: Path | str | None) -> Iterator[Example]:
    fit = [sample for sample in load("saudi", directory) if part_of(sample.host) == "fit"]
    titles = [sample.title.strip() for sample in fit if len(sample.title) >= _TITLE]
    stock = stock_of("ar", titles, _captions((), directory)["ar"])
    for number, sample in enumerate(fit[:: max(1, len(fit) // _ALONE)]):
        page = text_reader.read(sample.texts[PLAIN])
        ones = np.ones(len(page.texts), np.int8)
        headline = np.zeros(len(page.texts), np.int8)
        headline[0] = 1
        count = np.array([len(text.split()) for text in page.texts], np.int32)
        labels = Labels(ones, headline, np.full_like(ones, UNKNOWN), count)
        yield _example(sample, "alone", SET_WEIGHTS["saudi"], page, labels)
        if number % 2:
            lines = _article_lines(page, labels, "\n\n" if number % 4 == 1 else "\n")
            grown = planted(lines, stock, Random(sample.id))
            yield from _rewritten(sample, "planted", grown)


_EXTRA = {"arabic": _arabic, "composed": _composed, "saudi": _saudi}

#: Line labels that say a block's kind, too.
_KIND_OF_LABEL = {
    "caption": "caption",
    "nav": "navigation",
    "trending": "trending",
    "related": "related",
    "share": "share",
    "comment": "comment",
    "legal": "legal",
    "ad": "ad",
}


def _of_lines(sample: Sample, weight: float, variant: str = PLAIN) -> Iterator[Example]:
    page = text_reader.read(sample.texts[PLAIN])
    if not page.texts:
        return
    assert page.starts is not None
    assert page.ends is not None
    spans = np.stack([page.starts, page.ends], 1).astype(np.int64)
    labels = label_lines(sample.lines, spans)
    starts = np.cumsum([0] + [len(line.text) + 1 for line in sample.lines])
    lines = np.searchsorted(starts, page.starts, "right") - 1
    kinds = tuple(_KIND_OF_LABEL.get(sample.lines[line].label or "", "") for line in lines)
    yield replace(_example(sample, variant, weight, page, labels), kinds=kinds)


def _of_fixture(fixture: Fixture) -> Iterator[Example]:
    reader = html_reader if fixture.format == "html" else text_reader
    page = reader.read(fixture.source)
    kinds = fixture.kinds_of(page)
    article = np.array([Kind(kind).section is not Section.SIDEBAR for kind in kinds], np.int8)
    labels = Labels(
        article,
        np.array([kind == "headline" for kind in kinds], np.int8),
        np.array([kind == "standfirst" for kind in kinds], np.int8),
        np.array([len(text.split()) for text in page.texts], np.int32),
    )
    sample = Sample(set="fixtures", id=fixture.id, host=fixture.id)
    variant = "html" if fixture.format == "html" else "fixture"
    example = _example(sample, variant, SET_WEIGHTS["fixtures"], page, labels)
    independent = fixture.author == "independent"
    yield replace(example, kinds=kinds, independent=independent)
    if fixture.format == "text" and not independent:
        yield from _rewritten(sample, "cleaned", _article_lines(page, labels, "\n\n"))


def _example(sample: Sample, variant: str, weight: float, page: Page, labels: Labels) -> Example:
    measured = facts(page, cues.ready())
    names = list(of_format("html" if page.markup else "text"))
    return Example(
        set=sample.set,
        id=sample.id,
        host=sample.host,
        variant=variant,
        weight=weight,
        columns=measure(measured, names),
        labels=labels,
        contexts=contexts(measured),
        words=measured.words,
        same=measured.same,
        sample=sample,
    )
