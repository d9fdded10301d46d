"""Where words are lost: the worst documents of a set block by block, and the sums by cause.

    python -m benchmarks.errors --set arabic --worst 5
    python -m benchmarks.errors --set wcxb --input html --type forum --worst 0

Documents of the check split are never shown.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, cast

from benchmarks.accuracy import ALL_SETS, INPUTS, MODES, cleaner_for, samples_of
from benchmarks.corpora import PAGE_SETS, CorpusMissingError, Sample
from benchmarks.evaluate import CleanerFor, Input, source_of
from benchmarks.losses import BlockLoss, DocumentLoss, attribute
from benchmarks.renderings import ALL_RENDERERS

__all__ = ["CAUSES", "by_cause", "losses_of", "main", "show"]

#: What losses are summed by: a name, and the value of one block of one document.
CAUSES: dict[str, Callable[[DocumentLoss, BlockLoss], str]] = {
    "kind": lambda document, loss: loss.block.kind,
    "gold label": lambda document, loss: loss.gold,
    "page type": lambda document, loss: document.sample.type,
    "language": lambda document, loss: document.sample.lang or "?",
    "strongest row": lambda document, loss: next(
        (reason.row for reason in loss.block.reasons), "-"
    ),
    "block length": lambda document, loss: _length(loss.block.text),
}

#: Upper bounds of the classes of block length, in characters.
_LENGTHS = (20, 40, 80, 160, 320)
#: How much is shown of a block, and how many of its reasons.
SHOWN_CHARACTERS = 160
SHOWN_REASONS = 5
#: Lines a table of causes has at most.
SHOWN_CAUSES = 15


def losses_of(
    samples: Iterable[Sample], choose: CleanerFor, input: Input, renderer: str
) -> Iterator[DocumentLoss]:
    """The losses of each sample."""
    for sample in samples:
        document: Any = choose(sample)(source_of(sample, input, renderer))
        yield attribute(sample, document, document.blocks)


def by_cause(
    losses: Iterable[DocumentLoss], cause: Callable[[DocumentLoss, BlockLoss], str]
) -> list[tuple[str, str, int, int]]:
    """Words lost by cause and direction with the number of blocks, largest first."""
    words: Counter[tuple[str, str]] = Counter()
    blocks: Counter[tuple[str, str]] = Counter()
    for document in losses:
        for loss in document.blocks:
            if loss.words:
                key = (cause(document, loss), loss.direction)
                words[key] += loss.words
                blocks[key] += 1
    return [(name, way, count, blocks[name, way]) for (name, way), count in words.most_common()]


def show(document: DocumentLoss, blocks: int) -> str:
    """A document with its costliest blocks in reading order, their reasons and their gold."""
    sample = document.sample
    costly = sorted(document.blocks, key=lambda loss: -loss.words)[:blocks]
    chosen = {id(loss) for loss in costly if loss.words}
    lines = [
        f"== {sample.id}  F1 {document.f1:.3f}  right {document.right}  wrong {document.wrong}  "
        f"lost {document.lost} (quoted by no block: {document.missing})",
        f"   {sample.host}  {sample.type}  {sample.lang}  {sample.title[:SHOWN_CHARACTERS]}",
        *(_show_block(loss) for loss in document.blocks if id(loss) in chosen),
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit status."""
    options = _parser().parse_args(arguments)
    input = cast(Input, options.input)
    if input == "html" and options.set not in PAGE_SETS:
        print(f"errors: {options.set} has no HTML; use --input text", file=sys.stderr)
        return 2
    try:
        samples = samples_of(options.set, "dev", options.sample, options.corpus)
        wanted = (sample for sample in samples if _is_wanted(sample, options))
        choose = cleaner_for(input, options.mode, options.cleaner)
        losses = list(losses_of(wanted, choose, input, options.renderer))
    except CorpusMissingError as error:
        print(f"errors: {error}", file=sys.stderr)
        return 1
    for document in islice(sorted(losses, key=lambda each: each.f1), options.worst):
        print(show(document, options.blocks) + "\n")
    print(_summary(losses))
    return 0


def _summary(losses: Sequence[DocumentLoss]) -> str:
    right, missing = (sum(getattr(each, name) for each in losses) for name in ("right", "missing"))
    mean = sum(each.f1 for each in losses) / max(len(losses), 1)
    parts = [
        f"{len(losses)} documents, mean F1 {mean:.4f}, words right {right}, "
        f"wrong {sum(each.wrong for each in losses)}, lost {sum(each.lost for each in losses)}, "
        f"of these quoted by no block {missing}"
    ]
    for name, cause in CAUSES.items():
        rows = by_cause(losses, cause)[:SHOWN_CAUSES]
        parts.append(f"\n{'words':>8} {'blocks':>7}  {'':13}  {name}")
        parts += [f"{count:8} {blocks:7}  {way:13}  {value}" for value, way, count, blocks in rows]
    return "\n".join(parts)


def _show_block(loss: BlockLoss) -> str:
    block = loss.block
    text = " ".join(block.text.split())
    reasons = ", ".join(
        f"{reason.row} {reason.points:+}" for reason in block.reasons[:SHOWN_REASONS]
    )
    sign = "+" if loss.kept else "-"
    return (
        f" {sign}{loss.words:<5} {block.section}/{block.kind} margin {block.margin}, "
        f"gold {loss.gold}: {text[:SHOWN_CHARACTERS]}\n        {reasons}"
    )


def _length(text: str) -> str:
    bound = next((bound for bound in _LENGTHS if len(text) < bound), None)
    return f"under {bound}" if bound else f"{_LENGTHS[-1]} or more"


def _is_wanted(sample: Sample, options: argparse.Namespace) -> bool:
    return (
        (options.type is None or sample.type == options.type)
        and (options.lang is None or sample.lang == options.lang)
        and (options.id is None or sample.id == options.id)
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.errors",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--set", choices=ALL_SETS, required=True)
    parser.add_argument("--input", choices=INPUTS, default="text")
    parser.add_argument("--renderer", choices=ALL_RENDERERS, default="html_text")
    parser.add_argument("--worst", type=int, default=10, metavar="N", help="documents shown (10)")
    parser.add_argument("--blocks", type=int, default=20, metavar="N", help="blocks of each (20)")
    parser.add_argument("--type", help="only documents of this type, or grammar")
    parser.add_argument("--lang", help="only documents in this language")
    parser.add_argument("--id", help="only this document")
    parser.add_argument("--sample", type=int, metavar="N", help="only N documents of the set")
    parser.add_argument("--mode", choices=MODES, default="balanced")
    parser.add_argument("--cleaner", metavar="MODULE:FUNCTION", help="as in benchmarks.accuracy")
    parser.add_argument("--corpus", metavar="DIR")
    return parser


if __name__ == "__main__":
    sys.exit(main())
