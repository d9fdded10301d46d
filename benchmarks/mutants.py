"""Damaged pages: ``python -m benchmarks.mutants`` cleans 2,000 and fails where one raises.

A damaged page is what crawls and disks hold: cut off, two pages run into each other, bits turned
over, bytes of one encoding that say they are another. Only the errors that the library names may
come of it, and what is shown of the page must stand in the blocks, each character once.
"""

from __future__ import annotations

import argparse
import itertools
import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import regex
from selectolax.lexbor import LexborHTMLParser

import arclean
from arclean.document import Document
from arclean.readers.tags import RULES, SKIP
from benchmarks.corpora import PAGE_SETS, CorpusMissingError, load
from benchmarks.fixtures import fixtures

__all__ = [
    "MUTATIONS",
    "Outcome",
    "damaged",
    "lost",
    "main",
    "outcome",
    "seen",
    "visible",
    "whole_pages",
]

#: The errors that bytes may raise.
_NAMED = (arclean.UnsupportedInputError, arclean.InputTooLargeError)

#: What pages are encoded in, and what they are wrongly taken for.
_ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be", "windows-1256", "iso8859-6"),
    *("windows-1251", "koi8-r", "gb18030", "big5", "shift_jis", "euc-kr", "tis-620", "latin-1"),
)
#: One bit in so many is turned over: from a scratch to a ruin.
_RATES = (10**5, 10**4, 10**3, 10**2)

#: What nobody sees, and what the reader puts between cells and around the reading of a word.
_UNSEEN = regex.compile(r"[\p{White_Space}\p{Default_Ignorable_Code_Point}\x1c-\x1f|()]+")
_NOT_SHOWN = frozenset({name for name, (lies, _) in RULES.items() if lies == SKIP}) | {
    *("script", "template", "noscript", "title", "meta", "link"),
}
#: Where these stand, the page's text is not that of its text nodes: formulas become their TeX,
#: XHTML's empty elements are closed before the page is parsed, and feeds are made HTML.
_OTHERWISE = regex.compile(
    r"<math|math/tex|shadowrootmode|<\?xml|<(?:rss|feed|rdf:rdf)\s", regex.IGNORECASE
)


class Outcome(NamedTuple):
    """What became of a damaged page; ``fault`` says what should not have."""

    mutation: str
    result: str
    fault: str = ""


def cut(page: bytes, _other: bytes, chance: random.Random) -> bytes:
    """A piece of the page, from anywhere to anywhere."""
    start, end = sorted(chance.randrange(len(page) + 1) for _ in range(2))
    return page[:end] if chance.random() < 0.5 else page[start:end]


def splice(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """The page, a piece of another one within it, and on from another place."""
    out, back = (chance.randrange(len(page) + 1) for _ in range(2))
    return page[:out] + cut(other, b"", chance) + page[back:]


def flip(page: bytes, _other: bytes, chance: random.Random) -> bytes:
    """The page with bits turned over here and there."""
    data = bytearray(page)
    for _ in range(1 + 8 * len(data) // chance.choice(_RATES)):
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def recode(page: bytes, _other: bytes, chance: random.Random) -> bytes:
    """The page in another encoding, whatever it declares; or taken for another, and back."""
    text = page.decode("utf-8", "replace")
    if chance.random() < 0.3:
        text = page.decode(chance.choice(_ENCODINGS), "replace")
    return text.encode(chance.choice(_ENCODINGS), "replace")


MUTATIONS: tuple[Callable[[bytes, bytes, random.Random], bytes], ...] = (cut, splice, flip, recode)


def damaged(pages: Sequence[bytes], number: int) -> tuple[str, bytes]:
    """The ``number``-th damaged page, always the same; and what was done to it."""
    chance = random.Random(f"mutant {number}")
    mutation = MUTATIONS[number % len(MUTATIONS)]
    page = pages[number // len(MUTATIONS) % len(pages)]
    return mutation.__name__, mutation(page, chance.choice(pages), chance)


def outcome(mutation: str, data: bytes) -> Outcome:
    """What cleaning a damaged page gives."""
    try:
        document = arclean.clean(data)
        _ = document.text, document.to_markdown(), document.to_json(reasons=False)
    except _NAMED as error:
        return Outcome(mutation, type(error).__name__)
    except Exception as error:  # which is what is looked for
        return Outcome(mutation, "raised", f"{type(error).__name__}: {error}")
    return Outcome(mutation, document.verdict, lost(document))


def lost(document: Document) -> str:
    """What is wrong with the blocks of a page; ``""`` where each character stands in one."""
    blocks = document.blocks
    is_text = any(block.start is not None for block in blocks)
    if not is_text and _OTHERWISE.search(document.source):
        return ""
    # Where the page says nothing, it is read as by readers without scripts, or JSON-LD adds to it.
    scripting = all(block.origin != "noscript" for block in blocks)
    shown = seen(document.source) if is_text else visible(document.source, scripting=scripting)
    held = seen("".join(block.text for block in blocks if block.origin != "jsonld"))
    return "" if held == shown else f"{len(shown)} characters are shown, {len(held)} are in blocks"


def seen(text: str) -> str:
    """The text without what nobody sees, and without what the reader puts between texts.

    >>> seen("a | b (c)\\u200b")
    'abc'
    """
    return _UNSEEN.sub("", text)


def visible(source: str, *, scripting: bool = True) -> str:
    """Every visible character of a page, found by other means than the reader's."""
    hidden = _NOT_SHOWN if scripting else _NOT_SHOWN - {"noscript"}
    clean = source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    root = LexborHTMLParser(clean, options=1, scripting=scripting).root
    found: list[str] = []
    pending = [root] if root else []
    while pending:
        node = pending.pop()
        if node.tag == "-text":
            found.append(node.text_content or "")
        elif node.tag and node.tag[0] != "-" and node.tag not in hidden:
            pending.extend(reversed(list(node.iter(include_text=True))))
    return seen("".join(found))


def whole_pages(count: int) -> list[bytes]:
    """The pages to damage: of the corpora, as many of each, else the project's own fixtures."""
    try:
        sets = [itertools.islice(load(name), -(-count // len(PAGE_SETS))) for name in PAGE_SETS]
        return [sample.html.encode("utf-8", "replace") for each in sets for sample in each]
    except CorpusMissingError:
        return [fixture.source.encode() for fixture in fixtures("html")]


def main() -> int:
    """The command; 1 where a page raised what is not named, or lost text."""
    arguments = argparse.ArgumentParser(description="clean damaged pages")
    arguments.add_argument("--count", type=int, default=2000, help="how many (2000)")
    args = arguments.parse_args()
    pages = whole_pages(-(-args.count // len(MUTATIONS)))
    counts: Counter[tuple[str, str]] = Counter()
    faults = 0
    for number in range(args.count):
        mutation, data = damaged(pages, number)
        met = outcome(mutation, data)
        counts[met.mutation, met.result] += 1
        if met.fault:
            faults += 1
            print(f"{number} ({mutation}): {met.fault}", flush=True)
    for (mutation, result), times in sorted(counts.items()):
        print(f"{mutation:8} {result:24} {times:6}")
    print(f"{args.count} pages, {faults} at fault")
    return int(faults > 0)


if __name__ == "__main__":
    raise SystemExit(main())
