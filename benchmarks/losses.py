"""Which blocks a document's wrong and missing words belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks.compose import COMPOSED
from benchmarks.corpora import Sample
from benchmarks.evaluate import Cleaned, CleanedBlock
from benchmarks.scores import Words, fold, line_pieces, words_of_set

__all__ = ["BlockLoss", "DocumentLoss", "ExplainedBlock", "attribute"]

#: Words in a row that show that a block is quoted from the gold and does not only share words.
RUN = 4

#: Sections that count as kept, where not all of the article's do; the gold lacks the others.
_COUNTED = {"fundus": ("subhead", "body"), COMPOSED: ("body",)}
_ARTICLE = ("headline", "subhead", "body")

#: Share of a block that must be quoted for it to be called part of the article.
QUOTED_SHARE = 0.5


class Reason(Protocol):
    """What is read of a reason of arclean's."""

    @property
    def row(self) -> str: ...
    @property
    def points(self) -> int: ...


class ExplainedBlock(CleanedBlock, Protocol):
    """A block with what explains it."""

    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def margin(self) -> int: ...
    @property
    def reasons(self) -> Sequence[Reason]: ...


@dataclass(frozen=True, slots=True)
class BlockLoss:
    """One block with the words it wrongly added, or those of the gold it took along."""

    block: ExplainedBlock = field(repr=False)
    kept: bool
    gold: str
    wrong: int = 0
    lost: int = 0

    @property
    def words(self) -> int:
        return self.wrong + self.lost

    @property
    def direction(self) -> str:
        return "false kept" if self.kept else "false dropped"


@dataclass(frozen=True, slots=True)
class DocumentLoss:
    """A sample's blocks with their losses; ``missing`` are gold words that no block quotes."""

    sample: Sample
    blocks: tuple[BlockLoss, ...]
    missing: int
    right: int

    @property
    def wrong(self) -> int:
        return sum(loss.wrong for loss in self.blocks)

    @property
    def lost(self) -> int:
        return self.missing + sum(loss.lost for loss in self.blocks)

    @property
    def f1(self) -> float:
        total = 2 * self.right + self.wrong + self.lost
        return 2 * self.right / total if total else 1.0


def attribute(sample: Sample, document: Cleaned, blocks: Sequence[ExplainedBlock]) -> DocumentLoss:
    """Every wrong and missing word of a document, each booked on one block.

    Words are taken from the gold by the blocks that quote it most, kept ones first, so that a
    menu does not use up words of the article. The sums are those of the word-multiset score.
    """
    counted = _COUNTED.get(sample.set, _ARTICLE)
    split = words_of_set(sample.set)
    judged = _judged(sample, document, blocks)
    left = Counter(split(sample.gold))
    losses: dict[int, BlockLoss] = {}
    right = 0
    order = sorted(range(len(blocks)), key=lambda index: -judged[index].share)
    order.sort(key=lambda index: blocks[index].section not in counted)
    for index in order:
        block, gold = blocks[index], judged[index]
        if block.section in counted:
            found, spare = _take(left, split(block.text))
            right += found
            losses[index] = BlockLoss(block, True, gold.label, wrong=spare)
        else:
            found = _take(left, split(block.text))[0] if gold.share >= QUOTED_SHARE else 0
            losses[index] = BlockLoss(block, False, gold.label, lost=found)
    return DocumentLoss(
        sample, tuple(losses[index] for index in range(len(blocks))), left.total(), right
    )


@dataclass(frozen=True, slots=True)
class _Gold:
    """What the gold says of a block: how much of it is the article's, and a label."""

    share: float
    label: str


def _judged(sample: Sample, document: Cleaned, blocks: Sequence[ExplainedBlock]) -> list[_Gold]:
    if sample.lines:
        return [_by_lines(sample, document, block) for block in blocks]
    split = words_of_set(sample.set)
    runs = set(_runs(split(sample.gold)))
    lines = {fold(line) for line in sample.gold.splitlines()}
    shares = [_quoted_share(block.text, runs, lines, split) for block in blocks]
    return [
        _Gold(share, _page_label(sample, block.text, share))
        for share, block in zip(shares, blocks, strict=True)
    ]


def _quoted_share(text: str, runs: set[tuple[str, ...]], lines: set[str], split: Words) -> float:
    words = split(text)
    if len(words) < RUN:
        return float(fold(text) in lines)
    covered = [False] * len(words)
    for start, run in enumerate(_runs(words)):
        if run in runs:
            covered[start : start + RUN] = [True] * RUN
    return sum(covered) / len(words)


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def _by_lines(sample: Sample, document: Cleaned, block: CleanedBlock) -> _Gold:
    """The labels of the lines under a block, by its characters on each."""
    if block.start is None or block.end is None:
        return _Gold(0.0, "?")
    shift = sum(len(line.text) + 1 for line in sample.lines) - 1 - len(document.source)
    labels: Counter[str] = Counter()
    article = 0
    for line, pieces in line_pieces(sample.lines, [(block.start + shift, block.end + shift)]):
        size = sum(map(len, pieces))
        labels[line.label or "blank"] += size
        article += size * line.is_article
    total = labels.total()
    return _Gold(article / total, labels.most_common(1)[0][0]) if total else _Gold(0.0, "blank")


def _take(left: Counter[str], words: Sequence[str]) -> tuple[int, int]:
    """Takes words out of what is left; gives how many were there and how many were not."""
    wanted = Counter(words)
    found = wanted & left
    left -= found
    return found.total(), len(words) - found.total()


def _page_label(sample: Sample, text: str, share: float) -> str:
    """What a block of a page is, as finely as its set tells."""
    folded = fold(text)
    if sample.title and folded == fold(sample.title):
        return "headline"
    if any(folded == fold(part) for part in sample.summary):
        return "subhead"
    if any(folded == fold(part) for part in sample.captions):
        return "caption"
    return "article" if share >= QUOTED_SHARE else "outside"
