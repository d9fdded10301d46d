"""What the cue file of each language gives: accuracy on the language's documents with and without.

    python -m benchmarks.ablate

Text input, scorecards fitted without the sites that are judged (``benchmarks.fit`` leaves them in
the cache). The tables are not fitted again without the phrases, so this is what a language loses
where its file is missing.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence

from arclean import cues
from arclean.decide import decide_facts
from arclean.document import Document, GivenBlocks
from arclean.options import Options
from arclean.pipeline import read
from arclean.signals.facts import facts
from arclean.version import __version__
from benchmarks.corpora import PAGE_SETS, Sample, fold_of, load
from benchmarks.evaluate import extraction_of, measure, source_of
from benchmarks.fit import fold_card

__all__ = ["compare", "main"]

#: ``arabic`` is labelled by line; all others are pages stripped to text.
_SETS = (*PAGE_SETS, "arabic")
_OPTIONS = Options()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; see ``--help``."""
    argparse.ArgumentParser(
        prog="python -m benchmarks.ablate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args(arguments)
    by_language: dict[str, list[Sample]] = defaultdict(list)
    for name in _SETS:
        for sample in load(name):
            if name in PAGE_SETS or sample.has_article:
                by_language[sample.lang].append(sample)
    print("| language | documents | with its cues | without | change |")
    print("| --- | --- | --- | --- | --- |")
    for language in cues.languages():
        if samples := by_language[language]:
            with_cues, without = compare(language, samples)
            print(
                f"| {language} | {len(samples)} | {with_cues:.3f} | {without:.3f} "
                f"| {with_cues - without:+.3f} |"
            )
    missing = [language for language in cues.languages() if not by_language[language]]
    print(f"\nno corpus has documents of: {', '.join(missing)}")
    return 0


def compare(language: str, samples: Sequence[Sample]) -> tuple[float, float]:
    """The mean accuracy of samples with all cues, and without those of ``language``."""
    rest = tuple(cue for cue in cues.packaged() if cue.language != language)
    every, fewer = cues.ready(), cues.ready(rest)
    found = [
        sum(values) / len(values)
        for values in ([*_values(samples, every)], [*_values(samples, fewer)])
    ]
    return found[0], found[1]


def _values(samples: Sequence[Sample], known: cues.Cues) -> Iterator[float]:
    for sample in samples:
        source = source_of(sample, "text")
        extraction = extraction_of(_clean(sample, source, known), source)
        yield next(iter(measure(sample, extraction, "text", source).values.values()))


def _clean(sample: Sample, source: str, known: cues.Cues) -> Document:
    page = read(source, "text")
    card = fold_card("text", fold_of(sample.host))
    if not page.texts:
        return Document(
            page.source, None, False, page.hints, "empty", card.name, __version__, GivenBlocks(())
        )
    decisions = decide_facts(facts(page, known), card, _OPTIONS)
    return Document(
        page.source, None, False, page.hints, "article", card.name, __version__, decisions
    )


if __name__ == "__main__":
    raise SystemExit(main())
