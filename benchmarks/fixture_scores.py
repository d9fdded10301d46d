"""How many blocks of the fixtures get the right section and kind, by split, language and trap.

python -m benchmarks.fixture_scores
python -m benchmarks.fixture_scores --format html --wrong
python -m benchmarks.fixture_scores --split validation --by split kind
python -m benchmarks.fixture_scores --split validation --confusion
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import arclean
from arclean.document import Block, Document, Kind
from arclean.options import Options
from arclean.page import Page
from arclean.pipeline import Format
from arclean.scorecard import FORMATS
from benchmarks.fixtures import Fixture, fixtures

__all__ = [
    "GROUPS",
    "Judged",
    "Share",
    "confusion",
    "judge",
    "judge_all",
    "main",
    "share",
    "table",
]

#: How much is shown of a block.
SHOWN_CHARACTERS = 90
#: How many wrong kinds are shown of a kind.
SHOWN_OTHERS = 4


@dataclass(frozen=True, slots=True)
class Judged:
    """A block as the fixture labels it and as arclean decided."""

    fixture: Fixture
    block: Block
    expected: Kind

    @property
    def section_right(self) -> bool:
        return self.block.section is self.expected.section

    @property
    def kind_right(self) -> bool:
        return self.block.kind is self.expected

    def __str__(self) -> str:
        text = self.block.text.replace("\n", " ")[:SHOWN_CHARACTERS]
        return f"{self.expected:<10} taken for {self.block.kind:<10} {self.block.margin:>5}  {text}"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of so many blocks have the right section, and the right kind."""

    blocks: int
    sections: int
    kinds: int

    def __str__(self) -> str:
        right = (f"{100 * part / max(self.blocks, 1):6.1f}" for part in (self.sections, self.kinds))
        return f"{self.blocks:>6} {' '.join(right)}"


#: What the table can be broken down by.
GROUPS: dict[str, Callable[[Judged], str]] = {
    "split": lambda judged: judged.fixture.split,
    "author": lambda judged: judged.fixture.author,
    "language": lambda judged: judged.fixture.language,
    "trap": lambda judged: "plain" if judged.fixture.trap == "no" else "trap",
    "kind": lambda judged: judged.expected.value,
    "fixture": lambda judged: judged.fixture.id,
}


def judge(fixture: Fixture, options: Options | None = None) -> tuple[Document, list[Judged]]:
    """A fixture cleaned, and each of its blocks beside the fixture's label.

    Raises:
        ValueError: an HTML fixture whose blocks are not the ones that its labels name.
    """
    form: Format = "html" if fixture.format == "html" else "text"
    document = arclean.clean(fixture.source, form, options or Options())
    texts = [block.text for block in document.blocks]
    labelled = [text for _, text in fixture.expected]
    if fixture.format == "html" and texts != labelled:
        pairs = enumerate(zip([*texts, "(none)"], [*labelled, "(none)"], strict=False))
        place, (text, label) = next((at, pair) for at, pair in pairs if pair[0] != pair[1])
        raise ValueError(f"{fixture.id}: block {place} is {text!r}, its label is for {label!r}")
    kinds = fixture.kinds_of(_page(document))
    judged = [
        Judged(fixture, block, Kind(kind))
        for block, kind in zip(document.blocks, kinds, strict=True)
    ]
    return document, judged


def _page(document: Document) -> Page:
    """The page that a fixture's labels are laid over: the spans of the document's blocks."""
    import numpy as np

    starts = np.array([block.start or 0 for block in document.blocks], np.int32)
    ends = np.array([block.end or 0 for block in document.blocks], np.int32)
    texts = [block.text for block in document.blocks]
    return Page(document.source, texts, np.zeros(len(texts), np.int32), starts, ends)


def judge_all(formats: Sequence[Format] = ("text", "html")) -> Iterator[Judged]:
    """The blocks of all fixtures."""
    for form in formats:
        for fixture in fixtures(form):
            yield from judge(fixture)[1]


def share(judged: Iterable[Judged]) -> Share:
    """How many of the blocks are right."""
    found = list(judged)
    return Share(
        blocks=len(found),
        sections=sum(one.section_right for one in found),
        kinds=sum(one.kind_right for one in found),
    )


def table(judged: Sequence[Judged], groups: Sequence[str]) -> Iterator[str]:
    """The lines of the table: all blocks, then each group's parts."""
    width = max([len("all"), *(len(GROUPS[name](one)) for name in groups for one in judged)])
    yield f"{'':<{width}} blocks section  kind"
    yield f"{'all':<{width}} {share(judged)}"
    for name in groups:
        parts: dict[str, list[Judged]] = defaultdict(list)
        for one in judged:
            parts[GROUPS[name](one)].append(one)
        yield f"by {name}"
        for part in sorted(parts):
            yield f"{part:<{width}} {share(parts[part])}"


def confusion(judged: Iterable[Judged]) -> Iterator[str]:
    """A Markdown table: for each kind how many blocks are right, and what the others pass for."""
    taken: dict[Kind, Counter[Kind]] = defaultdict(Counter)
    for one in judged:
        taken[one.expected][one.block.kind] += 1
    yield "| kind | blocks | right | taken for |"
    yield "| --- | --- | --- | --- |"
    for kind in Kind:
        if found := taken[kind]:
            others = [(other, count) for other, count in found.most_common() if other is not kind]
            said = ", ".join(f"{other.value} {count}" for other, count in others[:SHOWN_OTHERS])
            right = 100 * found[kind] // found.total()
            yield f"| {kind.value} | {found.total()} | {right} % | {said} |"


def _wrong(judged: Iterable[Judged]) -> Iterator[str]:
    last = ""
    for one in judged:
        if not one.section_right:
            if one.fixture.id != last:
                last = one.fixture.id
                yield f"\n{last}"
            yield f"  {one}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fixture_scores")
    parser.add_argument("--format", choices=tuple(FORMATS), action="append", help="all by default")
    parser.add_argument("--split", choices=("fit", "validation"), help="these fixtures only")
    parser.add_argument("--by", nargs="+", choices=GROUPS, default=["split", "language", "trap"])
    parser.add_argument("--wrong", action="store_true", help="list the blocks of wrong section")
    parser.add_argument("--confusion", action="store_true", help="kinds, and what they pass for")
    chosen = parser.parse_args(arguments)
    formats = chosen.format or list(FORMATS)
    judged = [one for one in judge_all(formats) if chosen.split in (None, one.fixture.split)]
    lines = list(confusion(judged) if chosen.confusion else table(judged, chosen.by))
    if chosen.wrong:
        lines += _wrong(judged)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
