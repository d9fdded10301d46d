"""Evaluation: what an extractor made of samples, measured against their gold."""

from __future__ import annotations

import multiprocessing
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Literal, Protocol

from benchmarks.compose import COMPOSED, planted_lines
from benchmarks.corpora import Line, Sample
from benchmarks.peers import Peer
from benchmarks.renderings import page_blocks, rendering
from benchmarks.scores import (
    Interval,
    Overlap,
    line_overlap,
    line_pieces,
    mean_interval,
    overlap,
    same_headline,
    stands_in,
    words_of_set,
)

__all__ = [
    "Cleaned",
    "Cleaner",
    "CleanerFor",
    "Extraction",
    "Input",
    "Outcome",
    "Row",
    "System",
    "evaluate",
    "extraction_of",
    "mean_over_inputs",
    "measure",
    "outcomes",
    "peer_system",
    "rows_of",
    "source_of",
    "spans_of_lines",
    "system_of",
]

Input = Literal["html", "text"]
Span = tuple[int, int]

#: Names of what is measured; each set has some of them.
WORD_F1 = "word F1"
SUBHEAD_BODY = "subhead + body F1"
HEADLINE = "headline right"
SUBHEAD = "subhead F1"
NO_SUBHEAD = "subhead left empty"
KEPT = "words kept"
BODY_F1 = "body F1"
PLANTED = "planted titles left in"
KEPT_WITHOUT_ARTICLE = "words kept, no article"

#: A planted title is left in when this share of its words is.
PLANTED_SHARE = 0.5

#: The group of all samples of a set.
ALL = "all"


class CleanedBlock(Protocol):
    """What is read of a block of arclean's."""

    @property
    def section(self) -> str: ...
    @property
    def start(self) -> int | None: ...
    @property
    def end(self) -> int | None: ...


class Cleaned(Protocol):
    """What is read of a document of arclean's."""

    @property
    def headline(self) -> str: ...
    @property
    def subhead(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def blocks(self) -> Sequence[CleanedBlock]: ...


Cleaner = Callable[[str], Cleaned]
#: Gives each sample the cleaner to judge it by, say one fitted without the sample's site.
CleanerFor = Callable[[Sample], Cleaner]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an extractor gave; sections it does not tell apart are ``None``.

    ``spans`` are the code-point offsets of what was kept, for samples with labelled lines.
    """

    text: str
    headline: str | None = None
    subhead: str | None = None
    body: str | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class System:
    """An extractor under test: its name in the table, its version, and what it reads."""

    name: str
    version: str
    input: Input
    extract: Callable[[Sample, str], Extraction] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One sample's values, by measure, and the word counts behind its overlap."""

    set: str
    id: str
    groups: tuple[str, ...]
    values: Mapping[str, float]
    words: Overlap | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: a measure over a group of a set, and the words wrongly kept and lost there."""

    set: str
    group: str
    measure: str
    interval: Interval
    wrong: int = 0
    lost: int = 0


def evaluate(
    samples: Iterable[Sample], system: System, renderer: str = "html_text"
) -> tuple[Row, ...]:
    """The figures of one system over samples.

    Args:
        samples: of one set or of several.
        system: see :func:`system_of` and :func:`peer_system`.
        renderer: how pages were stripped, where the system reads text.
    """
    return rows_of([outcome for (outcome,) in outcomes(samples, (system,), renderer)])


def outcomes(
    samples: Iterable[Sample],
    systems: Sequence[System],
    renderer: str = "html_text",
    jobs: int = 1,
) -> Iterator[tuple[Outcome, ...]]:
    """For each sample its outcome under each system, in order."""
    judge = partial(_judge, systems=tuple(systems), renderer=renderer)
    if jobs == 1:
        yield from map(judge, samples)
        return
    # Forked workers inherit the systems, which hold closures that cannot be pickled.
    context = multiprocessing.get_context("fork")
    with context.Pool(jobs, initializer=_set_judge, initargs=(judge,)) as pool:
        yield from pool.imap(_run_judge, samples, chunksize=4)


def system_of(
    cleaner_for: CleanerFor, input: Input, name: str = "arclean", version: str = ""
) -> System:
    """arclean as a system; ``cleaner_for`` chooses the cleaner of each sample."""
    return System(
        name,
        version,
        input,
        lambda sample, source: extraction_of(cleaner_for(sample)(source), source),
    )


def peer_system(peer: Peer) -> System:
    """A peer as a system; its lines are found again in samples with labelled lines."""

    def extract(sample: Sample, source: str) -> Extraction:
        text = peer(source)
        return Extraction(text, spans=spans_of_lines(sample.lines, text))

    return System(peer.name, peer.version, peer.input, extract)


def extraction_of(document: Cleaned, source: str) -> Extraction:
    """What a document of arclean's holds. ``source`` may begin with a mark it has dropped."""
    shift = len(source) - len(document.source)
    spans = sorted(
        (block.start + shift, block.end + shift)
        for block in document.blocks
        if block.section != "sidebar" and block.start is not None and block.end is not None
    )
    return Extraction(
        document.text, document.headline, document.subhead, document.body, tuple(spans)
    )


def spans_of_lines(lines: Sequence[Line], text: str) -> tuple[Span, ...]:
    """The spans of those lines that an extractor's text repeats, each as often as it does.

    >>> spans_of_lines([Line("a  b", "body"), Line("c", "nav"), Line("a b", "nav")], "a b")
    ((0, 4),)
    """
    given = Counter(" ".join(line.split()) for line in text.splitlines())
    spans: list[Span] = []
    start = 0
    for line in lines:
        key = " ".join(line.text.split())
        if key and given[key]:
            given[key] -= 1
            spans.append((start, start + len(line.text)))
        start += len(line.text) + 1
    return tuple(spans)


def source_of(sample: Sample, input: Input, renderer: str = "html_text") -> str:
    """What a system gets to read of a sample."""
    return sample.html if input == "html" else rendering(sample, renderer)


def measure(sample: Sample, extraction: Extraction, input: Input, source: str) -> Outcome:
    """One sample's values by its set's measures."""
    values, words = _MEASURES.get(sample.set, _page)(sample, extraction, input, source)
    return Outcome(sample.set, sample.id, _groups(sample), values, words)


def rows_of(results: Iterable[Outcome]) -> tuple[Row, ...]:
    """Outcomes gathered to figures, by set, group and measure in order of appearance."""
    values: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    counts: dict[tuple[str, str, str], list[Overlap]] = defaultdict(list)
    for outcome in results:
        for group in outcome.groups:
            for name, value in outcome.values.items():
                values[outcome.set, group, name].append(value)
                if outcome.words is not None and name in _OF_WORDS:
                    counts[outcome.set, group, name].append(outcome.words)
    return tuple(
        Row(
            *key,
            mean_interval(found),
            wrong=sum(words.predicted - words.both for words in counts[key]),
            lost=sum(words.gold - words.both for words in counts[key]),
        )
        for key, found in values.items()
    )


def mean_over_inputs(runs: Sequence[Sequence[Outcome]]) -> list[Outcome]:
    """Outcomes of the same samples over several renderings, averaged sample by sample.

    A value that one rendering lacks (the headline, where the title is no line) is averaged over
    the renderings that have it.
    """
    return [_mean_outcome(same) for same in zip(*runs, strict=True)]


def _mean_outcome(same: Sequence[Outcome]) -> Outcome:
    names = dict.fromkeys(chain.from_iterable(outcome.values for outcome in same))
    found = {
        name: [outcome.values[name] for outcome in same if name in outcome.values] for name in names
    }
    values = {name: sum(numbers) / len(numbers) for name, numbers in found.items()}
    return Outcome(same[0].set, same[0].id, same[0].groups, values)


Measured = tuple[dict[str, float], Overlap | None]


def _page(sample: Sample, extraction: Extraction, input: Input, source: str) -> Measured:
    words = overlap(extraction.text, sample.gold, words_of_set(sample.set))
    return {WORD_F1: words.f1}, words


def _fundus(sample: Sample, extraction: Extraction, input: Input, source: str) -> Measured:
    """Its gold has no headline: of a system that tells sections apart, the headline is left out."""
    told_apart = extraction.subhead is not None and extraction.body is not None
    text = f"{extraction.subhead}\n{extraction.body}" if told_apart else extraction.text
    words = overlap(text, sample.gold)
    values = {SUBHEAD_BODY: words.f1}
    if extraction.headline is not None and stands_in(sample.title, _blocks(input, source)):
        values[HEADLINE] = float(same_headline(extraction.headline, sample.title))
    if extraction.subhead is not None and sample.summary:
        values[SUBHEAD] = overlap(extraction.subhead, "\n".join(sample.summary)).f1
    elif extraction.subhead is not None:
        values[NO_SUBHEAD] = float(not extraction.subhead)
    return values, words


def _saudi(sample: Sample, extraction: Extraction, input: Input, source: str) -> Measured:
    words = overlap(extraction.text, source)
    return {KEPT: words.recall}, words


def _composed(sample: Sample, extraction: Extraction, input: Input, source: str) -> Measured:
    text = extraction.text if extraction.body is None else extraction.body
    words = overlap(text, sample.gold)
    values = {BODY_F1: words.f1}
    planted = planted_lines(sample)
    if planted:
        pieces = line_pieces(sample.lines, extraction.spans)
        left = [
            overlap(" ".join(pieces[index][1]), title).recall >= PLANTED_SHARE
            for index, title in planted
        ]
        values[PLANTED] = sum(left) / len(left)
    return values, words


def _arabic(sample: Sample, extraction: Extraction, input: Input, source: str) -> Measured:
    words = line_overlap(sample.lines, extraction.spans)
    if sample.has_article:
        return {WORD_F1: words.f1}, words
    everything = line_overlap(sample.lines, [(0, len(source))])
    return {KEPT_WITHOUT_ARTICLE: words.predicted / max(everything.predicted, 1)}, words


_MEASURES: Mapping[str, Callable[[Sample, Extraction, Input, str], Measured]] = {
    "fundus": _fundus,
    "saudi": _saudi,
    COMPOSED: _composed,
    "arabic": _arabic,
}

#: Measures whose words are counted as wrongly kept or lost.
_OF_WORDS = frozenset({WORD_F1, SUBHEAD_BODY, KEPT, BODY_F1, KEPT_WITHOUT_ARTICLE})

#: What a set is divided by in the table, besides all of it.
_GROUPED_BY: Mapping[str, tuple[Callable[[Sample], str], ...]] = {
    "wcxb": (lambda sample: sample.type,),
    "fundus": (lambda sample: sample.lang,),
    "daniel": (lambda sample: sample.lang,),
    "magic": (lambda sample: sample.type, lambda sample: sample.lang),
    "saudi": (lambda sample: sample.source,),
    COMPOSED: (lambda sample: sample.type,),
    "arabic": (lambda sample: sample.lang,),
}


def _groups(sample: Sample) -> tuple[str, ...]:
    return (ALL, *(group(sample) or "?" for group in _GROUPED_BY[sample.set]))


def _blocks(input: Input, source: str) -> list[str]:
    return page_blocks(source) if input == "html" else source.splitlines()


def _judge(sample: Sample, systems: tuple[System, ...], renderer: str) -> tuple[Outcome, ...]:
    made: list[Outcome] = []
    for system in systems:
        source = source_of(sample, system.input, renderer)
        made.append(measure(sample, system.extract(sample, source), system.input, source))
    return tuple(made)


_worker_judge: Callable[[Sample], tuple[Outcome, ...]]


def _set_judge(judge: Callable[[Sample], tuple[Outcome, ...]]) -> None:
    global _worker_judge
    _worker_judge = judge


def _run_judge(sample: Sample) -> tuple[Outcome, ...]:
    return _worker_judge(sample)
