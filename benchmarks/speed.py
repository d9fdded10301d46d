"""The speed of arclean beside its peers: CPU time in one process on the same documents.

    python -m benchmarks.speed --input text
    python -m benchmarks.speed --input html --sample 200 --rounds 3

Each document goes to every contestant in turn and the best of its rounds counts, so that a busy
machine disturbs all alike. What a contestant needs made from a document beforehand is not timed.
"""

from __future__ import annotations

import argparse
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import chain, cycle
from time import process_time
from typing import Any, cast

from benchmarks.accuracy import INPUTS, samples_of
from benchmarks.corpora import PAGE_SETS, CorpusMissingError
from benchmarks.evaluate import Input, source_of
from benchmarks.peers import HTML_PEERS, TEXT_PEERS, Peer, PeerMissingError, as_paragraphs
from benchmarks.renderings import ALL_RENDERERS

__all__ = ["Contestant", "contestants", "long_and_short", "main", "seconds"]

#: The name that all ratios refer to.
OURS = "arclean"

#: One pass over a line, as the least that a decision by line could cost.
_ONE_PASS = re.compile(r"\w+")

#: The document and the pieces on which time per byte is compared; as in the project's demands.
LONG_BYTES = 20_000_000
SHORT_BYTES = 5_000
#: Bytes of short documents that are timed: enough to even out what they hold.
SHORT_TOTAL = 4_000_000

#: Peers timed beside arclean, by input; the others are slower than these.
_TIMED = {"text": ("boilerpy3",), "html": ("trafilatura", "trafilatura fast", "resiliparse")}


@dataclass(frozen=True, slots=True)
class Contestant:
    """Something to time: what it needs made beforehand, and what is timed."""

    name: str
    run: Callable[[Any], object]
    prepare: Callable[[str], Any] = str


def contestants(input: Input) -> tuple[Contestant, ...]:
    """arclean first, then peers, then what limits them all."""
    arclean: Any = import_module("arclean")
    ours = Contestant(OURS, lambda source: arclean.clean(source, format=input).text)
    if input == "text":
        boilerpy3 = import_module("boilerpy3.extractors").ArticleExtractor(raise_on_failure=False)
        return (
            ours,
            Contestant("boilerpy3", boilerpy3.get_content, as_paragraphs),
            Contestant("splitlines + one regex", _one_pass),
        )
    lexbor = import_module("selectolax.lexbor").LexborHTMLParser
    lxml = import_module("lxml.html").document_fromstring
    return (
        ours,
        *(Contestant(peer.name, peer.extract) for peer in _peers(input)),
        Contestant("lexbor parse", lexbor),
        Contestant("lxml parse", lxml, lambda source: source.encode("utf-8", "replace")),
    )


def seconds(
    sources: Iterable[str], runners: Sequence[Contestant], rounds: int = 1
) -> tuple[int, int, dict[str, float]]:
    """Documents, their bytes, and the CPU seconds of each contestant over all of them."""
    documents = size = 0
    totals = dict.fromkeys((runner.name for runner in runners), 0.0)
    for source in sources:
        documents += 1
        size += _bytes(source)
        for runner in runners:
            prepared = runner.prepare(source)
            totals[runner.name] += min(_time(runner.run, prepared) for _ in range(rounds))
    return documents, size, totals


def long_and_short(
    texts: Iterable[str], long_bytes: int = LONG_BYTES, short_bytes: int = SHORT_BYTES
) -> tuple[str, list[str]]:
    """One long document made of the texts, repeated if need be, and the same text in pieces.

    >>> long_and_short(["aa\\nbb\\n"], long_bytes=12, short_bytes=6)
    ('aa\\nbb\\naa\\nbb\\n', ['aa\\nbb\\n', 'aa\\nbb\\n'])
    """
    lines: list[str] = []
    pieces: list[str] = []
    size = piece_size = start = 0
    for line in chain.from_iterable(text.splitlines(keepends=True) for text in cycle(texts)):
        lines.append(line)
        size += _bytes(line)
        piece_size += _bytes(line)
        if piece_size >= short_bytes:
            pieces.append("".join(lines[start:]))
            start, piece_size = len(lines), 0
        if size >= long_bytes:
            break
    return "".join(lines), pieces


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit status."""
    options = _parser().parse_args(arguments)
    logging.disable(logging.CRITICAL)
    try:
        for input in INPUTS if options.input == "both" else (cast(Input, options.input),):
            print(_comparison(input, options), flush=True)
            if options.long and input == "text":
                print(_growth(options), flush=True)
    except (CorpusMissingError, PeerMissingError) as error:
        print(f"speed: {error}", file=sys.stderr)
        return 1
    return 0


def _comparison(input: Input, options: argparse.Namespace) -> str:
    versions = ", ".join(f"{peer.name} {peer.version}" for peer in _peers(input))
    runners = contestants(input)
    sources = _sources(input, options)
    for runner in runners:  # first use reads data and fills caches
        runner.run(runner.prepare(_WARM_UP))
    documents, size, totals = seconds(sources, runners, options.rounds)
    lines = [
        f"{input}: {options.set}, {documents} documents, {size / 1e6:.1f} MB, "
        f"best of {options.rounds}; {versions}",
        f"{'':24} {'ms/doc':>9} {'MB/s':>9} {'times ' + OURS:>14}",
    ]
    for name, total in totals.items():
        lines.append(
            f"{name:24} {1000 * total / documents:9.3f} {size / 1e6 / total:9.2f} "
            f"{total / totals[OURS]:14.2f}"
        )
    return "\n".join(lines) + "\n"


def _growth(options: argparse.Namespace) -> str:
    """Time per byte of one long document over that of short ones of the same text."""
    long, short = long_and_short(_sources("text", options), options.long)
    ours = contestants("text")[:1]
    chosen = short[:: max(1, len(short) * SHORT_BYTES // SHORT_TOTAL)]
    rates = []
    for sources in (chosen, [long]):
        documents, size, totals = seconds(sources, ours, options.rounds)
        rates.append(1e9 * totals[OURS] / size)
        print(f"{documents:8} documents, {size:10} bytes: {rates[-1]:8.2f} ns a byte", flush=True)
    return f"time per byte, long over short: {rates[1] / rates[0]:.3f}\n"


def _sources(input: Input, options: argparse.Namespace) -> Iterator[str]:
    # All splits: a document's time tells nothing of what is in it.
    samples = samples_of(options.set, "all", options.sample, options.corpus)
    return (source_of(sample, input, options.renderer) for sample in samples)


def _peers(input: Input) -> list[Peer]:
    peers = HTML_PEERS if input == "html" else TEXT_PEERS
    return [peer for peer in peers if peer.name in _TIMED[input]]


#: A page for the first, untimed run of each contestant.
_WARM_UP = "<html><body><p>The ferry leaves at nine, the harbour office said.</p></body></html>"


def _one_pass(text: str) -> int:
    return sum(len(_ONE_PASS.findall(line)) for line in text.splitlines())


def _time(run: Callable[[Any], object], prepared: Any) -> float:
    start = process_time()
    run(prepared)
    return process_time() - start


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--input", choices=(*INPUTS, "both"), default="text")
    parser.add_argument("--set", choices=PAGE_SETS, default="wcxb")
    parser.add_argument("--renderer", choices=ALL_RENDERERS, default="html_text")
    parser.add_argument("--sample", type=int, metavar="N", help="only N documents")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds (3)")
    parser.add_argument(
        "--long",
        type=int,
        default=LONG_BYTES,
        metavar="BYTES",
        help=f"size of the long text, 0 for none ({LONG_BYTES})",
    )
    parser.add_argument("--corpus", metavar="DIR")
    return parser


if __name__ == "__main__":
    sys.exit(main())
