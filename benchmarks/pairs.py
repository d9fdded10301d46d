"""Pages of your own, or of another project's tests, with their articles beside them.

    python -m benchmarks.pairs FOLDER --input html

Finds every page under the folder that has its article by its side: ``NAME.html`` with
``NAME.txt``, ``html/NAME.html`` with ``txt/NAME.txt``, or ``source.html`` with ``expected.html``
as Readability's tests have it. Nothing is fitted on them. Body alone is counted as well, since
some collections leave the title out of the article.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from arclean import UnsupportedInputError
from arclean.decode import decode
from benchmarks.accuracy import cleaner_for, systems_of
from benchmarks.corpora import Sample
from benchmarks.evaluate import Input, System, source_of
from benchmarks.peers import PeerMissingError
from benchmarks.renderings import RENDERERS, text_of
from benchmarks.scores import Interval, mean_interval, word_f1

__all__ = ["Pair", "main", "pairs"]

#: How Readability's tests call the page and its article.
_PAGE, _ARTICLE = "source.html", "expected.html"


@dataclass(frozen=True, slots=True)
class Pair:
    """A page and its article: where they are."""

    page: Path
    article: Path

    def sample(self) -> Sample:
        """The page as a sample, with its text as html_text gives it.

        Raises:
            UnsupportedInputError: the page is nothing that can be read.
        """
        html = decode(self.page.read_bytes()).text
        gold = decode(self.article.read_bytes()).text
        if self.article.suffix == ".html":
            gold = text_of(gold)
        texts = {RENDERERS[0]: text_of(html)}
        return Sample("pairs", str(self.page), host="", html=html, texts=texts, gold=gold)


def pairs(folder: Path) -> Iterator[Pair]:
    """The pages under a folder that have an article by their side, in order of their paths."""
    for page in sorted(folder.rglob("*.html")):
        beside = (
            (page.with_name(_ARTICLE),)
            if page.name == _PAGE
            else (
                page.with_suffix(".txt"),
                page.parent.parent / "txt" / page.with_suffix(".txt").name,
            )
        )
        found = next((path for path in beside if path.is_file()), None)
        if found:
            yield Pair(page, found)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; see ``--help``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pairs", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--input", choices=("html", "text"), default="html")
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args(arguments)
    samples = []
    for pair in pairs(options.folder):
        try:
            samples.append(pair.sample())
        except UnsupportedInputError as error:
            print(f"{pair.page}: {error}", file=sys.stderr)
    if not samples:
        print(f"{options.folder}: no page here has its article beside it", file=sys.stderr)
        return 1
    try:
        for system in systems_of(
            options.input, cleaner_for(options.input), peers=not options.no_peers
        ):
            whole, body = _scores(system, samples, options.input)
            told = f"body alone {body}" if body.n else ""
            print(f"{system.name:18} n {whole.n:4}  word F1 {whole}  {told}".rstrip())
    except PeerMissingError as error:
        print(f"pairs: {error}", file=sys.stderr)
        return 1
    return 0


def _scores(system: System, samples: Sequence[Sample], input: Input) -> tuple[Interval, Interval]:
    """Word F1 of all that is kept, and of the body alone where a system tells it apart."""
    whole, body = [], []
    for sample in samples:
        found = system.extract(sample, source_of(sample, input))
        whole.append(word_f1(found.text, sample.gold))
        if found.body is not None:
            body.append(word_f1("\n".join(filter(None, (found.subhead, found.body))), sample.gold))
    return mean_interval(whole), mean_interval(body)


if __name__ == "__main__":
    raise SystemExit(main())
