"""Training examples: the corpora's pages as columns of signals and labels.

Besides the pages as they are, each of some pages is seen twice more: stripped to its article, as
a document that was cleaned before, and without its article, as a page that has none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

from arclean import cues
from arclean.decide import contexts
from arclean.page import Ints, Page
from arclean.readers import html as html_reader
from arclean.readers import text as text_reader
from arclean.signals import measure, of_format
from arclean.signals.facts import facts
from benchmarks.compose import compose, part_of
from benchmarks.corpora import PAGE_SETS, PLAIN, Sample, load
from benchmarks.fixtures import Fixture, fixtures
from benchmarks.labels import UNKNOWN, Labels, label_lines, label_page
from benchmarks.renderings import RENDERERS, rendering

__all__ = ["SET_WEIGHTS", "Example", "examples"]

#: What a document of each source counts in fitting, all its renderings together. Small sets whose
#: gold is exact count for more, so that the large one does not drown them.
SET_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "wcxb": 1.0,
        "fundus": 2.0,
        "daniel": 1.0,
        "magic": 2.0,
        "arabic": 4.0,
        "composed": 0.7,
        "saudi": 0.3,
        "fixtures": 3.0,
    }
)
#: Of so many pages, one is seen stripped to its article, and one without it.
_CLEANED_EVERY = 4
_EMPTIED_EVERY = 6
_VARIANT_WEIGHT = 1.0

#: Articles of the saudi papers seen alone, and pages composed around others.
_ALONE = 500
_COMPOSED = 700


@dataclass(frozen=True, eq=False)
class Example:
    """One page to learn from: a row a signal in ``columns``, an entry a block in the others.

    ``kinds`` holds each block's kind where somebody labelled it, else ``""``.
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
    sample: Sample | None = field(default=None, repr=False)


def examples(
    format: str,
    sets: Iterable[str],
    directory: Path | str | None = None,
) -> Iterator[Example]:
    """The examples of a format from the named sets, check hosts left out."""
    for name in sets:
        if name in PAGE_SETS:
            for sample in load(name, directory):
                yield from _of_page(sample, format)
        elif name == "fixtures":
            for fixture in fixtures(format):
                if fixture.split == "fit":
                    yield _of_fixture(fixture)
        elif format == "text":
            yield from _EXTRA[name](directory)


def _of_page(sample: Sample, format: str) -> Iterator[Example]:
    weight = SET_WEIGHTS[sample.set]
    if format == "html":
        page = html_reader.read(sample.html)
        if page.texts:
            yield _example(sample, "html", weight, page, label_page(sample, page.texts))
        return
    for renderer in RENDERERS:
        page = text_reader.read(rendering(sample, renderer))
        if not page.texts:
            continue
        labels = label_page(sample, page.texts)
        yield _example(sample, renderer, weight / len(RENDERERS), page, labels)
        lot = hashlib.sha256(f"{sample.id} {renderer}".encode()).digest()
        if lot[0] % _CLEANED_EVERY == 0:
            yield from _stripped(sample, page, labels, True, "\n\n" if lot[1] % 2 else "\n")
        if lot[0] % _EMPTIED_EVERY == 1 and sample.type == "article":
            yield from _stripped(sample, page, labels, False, "\n")


def _stripped(
    sample: Sample, page: Page, labels: Labels, article: bool, separator: str
) -> Iterator[Example]:
    """The page with nothing but its article, or with all but its article."""
    wanted = (labels.article == 1) | ((labels.headline == 1) & (labels.article == UNKNOWN))
    places = np.flatnonzero(wanted == article)
    if not article:  # a title left behind would be an article's beginning
        places = places[labels.headline[places] != 1]
    if places.size < 2:
        return
    parts = [
        ("\n\n" if page.gaps[place] and not article else separator) + page.texts[place]
        for place in places
    ]
    fresh = text_reader.read("".join(parts).strip())
    if len(fresh.texts) != places.size:
        return  # what was joined or split differently has no labels
    chosen = Labels(
        np.full(places.size, int(article), np.int8),
        labels.headline[places],
        labels.subhead[places],
        labels.words[places],
    )
    name = "cleaned" if article else "emptied"
    weight = _VARIANT_WEIGHT * SET_WEIGHTS[sample.set] / len(RENDERERS)
    yield _example(
        replace(sample, gold="" if not article else sample.gold), name, weight, fresh, chosen
    )


def _arabic(directory: Path | str | None) -> Iterator[Example]:
    for sample in load("arabic", directory):
        yield from _of_lines(sample, SET_WEIGHTS["arabic"])


def _composed(directory: Path | str | None) -> Iterator[Example]:
    fit = [sample for sample in load("saudi", directory) if part_of(sample.host) == "fit"]
    made = list(compose(fit, seed=7))
    chosen = made[:: max(1, len(made) // _COMPOSED)]
    for number, sample in enumerate(chosen):
        yield from _of_lines(sample, SET_WEIGHTS["composed"])
        if number % _CLEANED_EVERY == 0:
            yield from _of_lines(_without_article(sample), SET_WEIGHTS["composed"], "emptied")


def _without_article(sample: Sample) -> Sample:
    """The page with its menus and lists alone."""
    lines = tuple(line for line in sample.lines if not line.is_article)
    text = "\n".join(line.text for line in lines)
    return replace(sample, lines=lines, texts={PLAIN: text}, gold="")


def _saudi(directory: Path | str | None) -> Iterator[Example]:
    fit = [sample for sample in load("saudi", directory) if part_of(sample.host) == "fit"]
    for sample in fit[:: max(1, len(fit) // _ALONE)]:
        page = text_reader.read(sample.texts[PLAIN])
        ones = np.ones(len(page.texts), np.int8)
        headline = np.zeros(len(page.texts), np.int8)
        headline[0] = 1
        count = np.array([len(text.split()) for text in page.texts], np.int32)
        labels = Labels(ones, headline, np.zeros_like(ones), count)
        yield _example(sample, "alone", SET_WEIGHTS["saudi"], page, labels)


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


def _of_fixture(fixture: Fixture) -> Example:
    reader = html_reader if fixture.format == "html" else text_reader
    page = reader.read(fixture.source)
    kinds = fixture.kinds_of(page)
    body = {"paragraph", "heading", "list_item", "quote", "table", "code"}
    article = np.array([kind in body | {"headline", "standfirst"} for kind in kinds], np.int8)
    labels = Labels(
        article,
        np.array([kind == "headline" for kind in kinds], np.int8),
        np.array([kind == "standfirst" for kind in kinds], np.int8),
        np.array([len(text.split()) for text in page.texts], np.int32),
    )
    sample = Sample(set="fixtures", id=fixture.id, host=fixture.id)
    return replace(_example(sample, "fixture", SET_WEIGHTS["fixtures"], page, labels), kinds=kinds)


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
