"""Training examples: the corpora's pages as columns of signals and labels.

Besides the pages as they are, each of some pages is seen again: stripped to its article, as a
document that was cleaned before; without its article, as a page that has none; and as its article
with read-also lines and a list of other titles planted, as strippers leave them.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from types import MappingProxyType

import numpy as np

from arclean import cues
from arclean.decide import contexts
from arclean.page import Ints, Page
from arclean.readers import html as html_reader
from arclean.readers import text as text_reader
from arclean.signals import measure, of_format
from arclean.signals.facts import facts
from benchmarks.compose import compose, grammars, part_of
from benchmarks.corpora import PAGE_SETS, PLAIN, Sample, load
from benchmarks.fixtures import Fixture, fixtures
from benchmarks.labels import UNKNOWN, Labels, label_lines, label_page, titles_of
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
#: Of so many pages, one is seen as its article with other titles planted.
_PLANTED_EVERY = 3
#: How other titles are planted: behind paragraphs of so many characters, how often, in which form.
_PARAGRAPH = 60
_ISLAND_CHANCE = 0.2
_ISLANDS = ("{label}: {title}", "{label} {title}", "{label}\n{title}", "{label}:\n{title}")
_LIST_CHANCE = 0.6
_HEAD_CHANCE = 0.6
_MARKS = ("", "", "{}. ", "{}- ", "- ", "• ")

#: How often one of an article's paragraphs of so many sentences is printed as a list, and how
#: often its items end without their sentence end.
_LISTED_CHANCE = 0.1
_ITEMS = 3
_BARE_CHANCE = 0.5
_SENTENCE = re.compile(r"(?<=[.!?؟۔।])\s+(?=\w)|(?<=[。！？])(?=\w)")
_FULL_STOPS = ".۔।。"

#: Shorter ones are names of columns.
_TITLE = 12

#: Captions stand behind one of the first lines; what is longer reads like a paragraph.
_TOP_LINES = 3
_CAPTION_CHANCE = 0.2
_CAPTION = 90

ByLanguage = Mapping[str, Sequence[str]]

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
    sets: Sequence[str],
    directory: Path | str | None = None,
) -> Iterator[Example]:
    """The examples of a format from the named sets, check hosts left out."""
    captions = _captions(sets, directory) if format == "text" else {}
    for name in sets:
        if name in PAGE_SETS:
            titles = _titles(name, directory) if format == "text" else {}
            for sample in load(name, directory):
                yield from _of_page(sample, format, titles, captions)
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


def _titles(name: str, directory: Path | str | None) -> ByLanguage:
    """The titles of a set's pages by language."""
    found: dict[str, list[str]] = defaultdict(list)
    for sample in load(name, directory):
        found[sample.lang] += [title for title in titles_of(sample) if len(title) >= _TITLE]
    return found


def _of_page(
    sample: Sample, format: str, titles: ByLanguage, captions: ByLanguage
) -> Iterator[Example]:
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
        separator = "\n\n" if lot[1] % 2 else "\n"
        if lot[0] % _CLEANED_EVERY == 0:
            yield from _rewritten(sample, "cleaned", _article_lines(page, labels, separator))
        if lot[0] % _EMPTIED_EVERY == 1 and sample.type == "article":
            gone = replace(sample, gold="")
            yield from _rewritten(gone, "emptied", _other_lines(page, labels))
        if lot[2] % _PLANTED_EVERY == 0 and titles.get(sample.lang):
            lines = _article_lines(page, labels, separator)
            found = planted(
                lines,
                sample.lang,
                titles[sample.lang],
                captions.get(sample.lang, ()),
                Random(lot),
            )
            yield from _rewritten(sample, "planted", found)


@dataclass(frozen=True, slots=True)
class Written:
    """A line of a page that is put together anew: what stands before it, its text, its labels."""

    before: str
    text: str
    article: int
    headline: int
    subhead: int
    words: int


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


def planted(
    lines: Sequence[Written],
    language: str,
    titles: Sequence[str],
    captions: Sequence[str],
    random: Random,
) -> list[Written]:
    """An article with what sites print into it and behind it: captions, once or twice, lines that
    ask to read another piece, and a list of other titles, with a label of the language or without
    one. Now and then, a paragraph of its own is printed as a list."""
    lines = _listed(lines, random)
    spoken = [cue for cue in cues.packaged() if cue.language == language]
    inside = [cue.phrase for cue in spoken if cue.kind == "related" and cue.mode == "label"]
    heads = [cue.phrase for cue in spoken if cue.kind in ("related", "trending")]
    made: list[Written] = []
    for index, line in enumerate(lines):
        made.append(line)
        ahead = index < _TOP_LINES and index + 1 < len(lines)
        if captions and ahead and random.random() < _CAPTION_CHANCE:
            caption = random.choice(captions)
            made += [_foreign(line, caption)] * random.choice((1, 2))
        behind = len(line.text) >= _PARAGRAPH and index + 1 < len(lines)
        if inside and behind and random.random() < _ISLAND_CHANCE:
            texts = random.choice(_ISLANDS).format(
                label=random.choice(inside), title=random.choice(titles)
            )
            made += [_foreign(line, text) for text in texts.split("\n")]
    if lines and random.random() < _LIST_CHANCE:
        if heads and random.random() < _HEAD_CHANCE:
            made.append(_foreign(lines[-1], random.choice(heads)))
        mark = random.choice(_MARKS)
        chosen = random.sample(titles, min(len(titles), random.randint(3, 9)))
        made += [
            _foreign(lines[-1], mark.format(number) + title)
            for number, title in enumerate(chosen, 1)
        ]
    return made


def _listed(lines: Sequence[Written], random: Random) -> Sequence[Written]:
    """The article, one of its paragraphs perhaps as a list: a list that the text needs."""
    long = [
        at
        for at, line in enumerate(lines)
        if line.article and not line.headline and len(_SENTENCE.split(line.text)) >= _ITEMS
    ]
    if not long or random.random() >= _LISTED_CHANCE:
        return lines
    at = random.choice(long)
    mark, bare = random.choice(_MARKS), random.random() < _BARE_CHANCE
    items = []
    for number, sentence in enumerate(_SENTENCE.split(lines[at].text), 1):
        text = mark.format(number) + (sentence.rstrip(_FULL_STOPS) if bare else sentence)
        items.append(replace(lines[at], text=text, words=len(text.split())))
    return [*lines[:at], *items, *lines[at + 1 :]]


def _foreign(beside: Written, text: str) -> Written:
    subhead = 0 if beside.subhead != UNKNOWN else UNKNOWN
    return Written(beside.before, text, 0, 0, subhead, len(text.split()))


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
    captions = _captions((), directory)["ar"]
    titles = [sample.title.strip() for sample in fit if len(sample.title) >= _TITLE]
    for number, sample in enumerate(fit[:: max(1, len(fit) // _ALONE)]):
        page = text_reader.read(sample.texts[PLAIN])
        ones = np.ones(len(page.texts), np.int8)
        headline = np.zeros(len(page.texts), np.int8)
        headline[0] = 1
        count = np.array([len(text.split()) for text in page.texts], np.int32)
        labels = Labels(ones, headline, np.zeros_like(ones), count)
        yield _example(sample, "alone", SET_WEIGHTS["saudi"], page, labels)
        if number % 2:
            lines = _article_lines(page, labels, "\n\n" if number % 4 == 1 else "\n")
            grown = planted(lines, "ar", titles, captions, Random(sample.id))
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
    body = {"paragraph", "heading", "list_item", "quote", "table", "code"}
    article = np.array([kind in body | {"headline", "standfirst"} for kind in kinds], np.int8)
    labels = Labels(
        article,
        np.array([kind == "headline" for kind in kinds], np.int8),
        np.array([kind == "standfirst" for kind in kinds], np.int8),
        np.array([len(text.split()) for text in page.texts], np.int32),
    )
    sample = Sample(set="fixtures", id=fixture.id, host=fixture.id)
    example = _example(sample, "fixture", SET_WEIGHTS["fixtures"], page, labels)
    yield replace(example, kinds=kinds)
    if fixture.format == "text":
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
