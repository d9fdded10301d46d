"""The accuracy of arclean and its peers on the corpora, in one run and one table.

    python -m benchmarks.accuracy --sets wcxb fundus --input text --markdown
    python -m benchmarks.accuracy --input both --renderer all --split check --jobs 2

Figures of the ``dev`` split with the packaged scorecards are of documents these were fitted on.
``--cleaner MODULE:FUNCTION`` plugs in a function that takes ``"text"`` or ``"html"`` and a
mode, and gives a ``benchmarks.evaluate.CleanerFor``, with which each sample meets a scorecard
fitted elsewhere.
"""

from __future__ import annotations

import argparse
import hashlib
import heapq
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, cast

from benchmarks.compose import COMPOSED, compose, part_of
from benchmarks.corpora import (
    PAGE_SETS,
    SETS,
    SPLITS,
    CorpusMissingError,
    Sample,
    Split,
    corpus_directory,
    load,
)
from benchmarks.evaluate import (
    ALL,
    Cleaned,
    CleanerFor,
    Input,
    Outcome,
    Row,
    System,
    mean_over_inputs,
    outcomes,
    peer_system,
    rows_of,
    system_of,
)
from benchmarks.peers import HTML_PEERS, TEXT_PEERS, PeerMissingError
from benchmarks.renderings import ALL_RENDERERS, RENDERERS, RendererMissingError

__all__ = [
    "ALL_SETS",
    "INPUTS",
    "MODES",
    "Table",
    "cleaner_for",
    "main",
    "named_by",
    "render",
    "run",
    "samples_of",
    "systems_of",
]

ALL_SETS = (*SETS, COMPOSED)
INPUTS: tuple[Input, ...] = ("text", "html")
MODES = ("precision", "balanced", "recall")

#: Groups with fewer documents say nothing; their rows are left out unless asked for.
MIN_GROUP = 5

#: Groups that stand in the short table, too.
_MAIN = frozenset({("wcxb", "word F1", "article")})

#: A table's title with its rows by system, in the order of the columns.
Table = tuple[str, Mapping[str, Sequence[Row]]]


def samples_of(
    name: str,
    split: Split = "dev",
    count: int | None = None,
    corpus: str | None = None,
    seed: int = 0,
) -> Iterator[Sample]:
    """The samples of a set or of the composed pages; ``count`` draws so many, always the same.

    Composed pages are those of the papers and grammars that are not for fitting.
    """
    if name == COMPOSED:
        articles = (each for each in load("saudi", corpus, split) if part_of(each.host) != "fit")
        samples = compose(articles, seed)
    else:
        samples = load(name, corpus, split)
    return samples if count is None else iter(heapq.nsmallest(count, samples, key=_lot))


def run(
    sets: Sequence[str],
    systems: Sequence[System],
    renderers: Sequence[str],
    samples: Callable[[str], Iterable[Sample]],
    jobs: int = 1,
) -> dict[str, list[Row]]:
    """The rows of every system over the sets, each averaged over the renderers.

    All systems must read the same input. Sets of plain texts have one rendering only.
    """
    rows: dict[str, list[Row]] = {system.name: [] for system in systems}
    for name in sets:
        ways = renderers if name in PAGE_SETS else renderers[:1]
        runs = [list(outcomes(samples(name), systems, way, jobs)) for way in ways]
        for place, system in enumerate(systems):
            columns: list[list[Outcome]] = [[each[place] for each in done] for done in runs]
            merged = columns[0] if len(columns) == 1 else mean_over_inputs(columns)
            rows[system.name].extend(rows_of(merged))
    return rows


def render(
    table: Table,
    markdown: bool = False,
    words: bool = False,
    smallest: int = 1,
    short: bool = False,
) -> str:
    """A table as text: a line for each figure, a column for each system.

    ``short`` leaves out the groups within sets, but for WCXB's articles.
    """
    title, by_system = table
    found = {
        system: {(row.set, row.measure, row.group): row for row in rows}
        for system, rows in by_system.items()
    }
    keys = sorted(
        {key: None for rows in found.values() for key in rows},
        key=_in_order({key: None for rows in found.values() for key in rows}),
    )
    head = ["set", "measure", "group", "n", *found]
    lines = [head]
    for key in keys:
        cells = [rows.get(key) for rows in found.values()]
        n = max(row.interval.n for row in cells if row)
        if n >= smallest and (not short or key[2] == ALL or key in _MAIN):
            lines.append([*key, str(n), *(_cell(row, words) for row in cells)])
    return f"{title}\n\n{_markdown(lines) if markdown else _columns(lines)}\n"


def cleaner_for(input: Input, mode: str = "balanced", plugged: str | None = None) -> CleanerFor:
    """The cleaner of every sample: arclean's with its packaged scorecard, or a plugged-in one.

    Args:
        input: what the cleaner reads.
        mode: arclean's mode.
        plugged: ``"module:function"``; the function takes ``input`` and ``mode`` and gives the
            result.
    """
    if plugged:
        return cast(CleanerFor, named_by(plugged)(input, mode))
    arclean: Any = import_module("arclean")
    chosen = arclean.Options(mode=mode)

    def clean(source: str) -> Cleaned:
        return cast(Cleaned, arclean.clean(source, format=input, options=chosen))

    return lambda sample: clean


def named_by(path: str) -> Any:
    """What ``MODULE:NAME`` names."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def systems_of(input: Input, choose: CleanerFor, *, peers: bool) -> Iterator[System]:
    """arclean with the cleaners that are chosen, and its peers on the same input.

    Raises:
        PeerMissingError: the package of a peer is not installed.
    """
    yield system_of(choose, input, version=_version_of("arclean"))
    if peers:
        yield from map(peer_system, HTML_PEERS if input == "html" else TEXT_PEERS)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit status."""
    options = _parser().parse_args(arguments)
    logging.disable(logging.CRITICAL)  # peers warn about every page they find nothing in
    try:
        print(_head(options))
        for table in _tables(options):
            print(
                render(table, options.markdown, options.words, options.min_group, options.short),
                flush=True,
            )
    except (CorpusMissingError, PeerMissingError, RendererMissingError) as error:
        print(f"accuracy: {error}", file=sys.stderr)
        return 1
    return 0


def _tables(options: argparse.Namespace) -> Iterator[Table]:
    def samples(name: str) -> Iterator[Sample]:
        return samples_of(name, options.split, options.sample, options.corpus, options.seed)

    for input in INPUTS if options.input == "both" else (cast(Input, options.input),):
        sets = [name for name in options.sets if input == "text" or name in PAGE_SETS]
        choose = cleaner_for(input, options.mode, options.cleaner)
        systems = list(systems_of(input, choose, peers=options.peers))
        if input == "html":
            yield "HTML", run(sets, systems, ("",), samples, options.jobs)
        elif options.renderer == "all":
            pages = [name for name in sets if name in PAGE_SETS]
            for renderer in RENDERERS:
                yield _text_title(renderer), run(pages, systems, (renderer,), samples, options.jobs)
            title = _text_title(f"mean of {', '.join(RENDERERS)}")
            yield title, run(sets, systems, RENDERERS, samples, options.jobs)
        else:
            way = options.renderer
            yield _text_title(way), run(sets, systems, (way,), samples, options.jobs)


def _head(options: argparse.Namespace) -> str:
    names = dict.fromkeys(
        ("arclean", *(name for peer in HTML_PEERS + TEXT_PEERS for name in peer.distributions))
        if options.peers
        else ("arclean",)
    )
    versions = ", ".join(f"{name} {_version_of(name)}".strip() for name in names)
    return f"{date.today()} · split {options.split} · mode {options.mode} · {versions}\n"


def _version_of(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "(not installed)"


def _text_title(renderer: str) -> str:
    return f"Text ({renderer})"


def _lot(sample: Sample) -> bytes:
    """What orders samples when some are drawn: nothing but the identifier."""
    return hashlib.sha256(sample.id.encode("utf-8")).digest()


def _in_order(
    keys: Mapping[tuple[str, str, str], None],
) -> Callable[[tuple[str, str, str]], tuple[int, int, int, str]]:
    """Sets and measures in order of appearance; all of a set before its groups by name."""
    sets = list(dict.fromkeys(name for name, _, _ in keys))
    measures = list(dict.fromkeys(name for _, name, _ in keys))
    return lambda key: (sets.index(key[0]), measures.index(key[1]), key[2] != ALL, key[2])


def _cell(row: Row | None, words: bool) -> str:
    if row is None:
        return "-"
    counted = f" +{row.wrong} -{row.lost}" if words and row.wrong + row.lost else ""
    return f"{row.interval}{counted}"


def _markdown(lines: Sequence[Sequence[str]]) -> str:
    rule = ["---"] * len(lines[0])
    return "\n".join("| " + " | ".join(line) + " |" for line in (lines[0], rule, *lines[1:]))


def _columns(lines: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--sets",
        nargs="+",
        choices=ALL_SETS,
        default=ALL_SETS,
        metavar="SET",
        help=f"which sets: {', '.join(ALL_SETS)} (all)",
    )
    parser.add_argument("--input", choices=(*INPUTS, "both"), default="text")
    parser.add_argument(
        "--renderer",
        choices=(*ALL_RENDERERS, "all"),
        default="html_text",
        help="how pages were stripped to text; 'all' takes the first four and their mean",
    )
    parser.add_argument("--split", choices=SPLITS, default="dev")
    parser.add_argument(
        "--peers",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="run the other extractors too (yes)",
    )
    parser.add_argument("--sample", type=int, metavar="N", help="only N documents of each set")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes (1)")
    parser.add_argument("--mode", choices=MODES, default="balanced")
    parser.add_argument(
        "--cleaner", metavar="MODULE:FUNCTION", help="what chooses a cleaner for each sample"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the composed pages (0)")
    parser.add_argument(
        "--words", action="store_true", help="add the words wrongly kept (+) and lost (-)"
    )
    parser.add_argument(
        "--min-group",
        type=int,
        default=MIN_GROUP,
        metavar="N",
        help=f"leave out groups of fewer documents ({MIN_GROUP})",
    )
    parser.add_argument("--short", action="store_true", help="whole sets, and WCXB's articles")
    parser.add_argument("--markdown", action="store_true", help="print tables in Markdown")
    parser.add_argument("--corpus", metavar="DIR", help=f"corpora ({corpus_directory().name})")
    return parser


if __name__ == "__main__":
    sys.exit(main())
