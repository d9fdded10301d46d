"""Articles with what sites print around them: captions, read-also lines, lists of other titles.

The corpora's pages hold such lines in one site's words. Planted into other articles, in every
language that has titles, they teach what is no article by what it is rather than by whose it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import regex

from arclean import cues
from benchmarks.labels import UNKNOWN

__all__ = ["Stock", "Written", "planted", "stock_of"]

#: Read-also lines stand behind paragraphs of so many characters.
_PARAGRAPH = 60
_ISLAND_CHANCE = 0.35
_ISLANDS = ("{label}: {title}", "{label} {title}", "{label}\n{title}", "{label}:\n{title}")

#: How often an article is cut to its first paragraphs, and to how many at most: short ones have
#: read-also lines and lists around them, too.
_SHORT_CHANCE = 0.2
_SHORT = 4

#: How often a list of other titles stands behind the article and before it, how often one has a
#: label, and how long it is.
_BEHIND_CHANCE = 0.6
_BEFORE_CHANCE = 0.2
_HEAD_CHANCE = 0.6
_LENGTH = (3, 9)
_MARKS = ("", "", "{}. ", "{}- ", "- ", "• ")
#: How a list's titles are printed: most bare, others with their time, their source, or both.
_FORMS = (
    "{title}",
    "{title} {clock}",
    "{clock} {title}",
    "{title} ({outlet})",
    "{title} - {outlet}",
    "{outlet}: {title}",
    "{title} - {outlet} - {clock}",
    "{title}\n{clock}",
)
_BARE_LIST_CHANCE = 0.5
#: In some lists, each title is printed in a form of its own.
_MIXED_CHANCE = 0.3
_MINUTES_A_DAY = 24 * 60
_ARABIC = regex.compile(r"\p{Arabic}")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

#: How often one of an article's paragraphs of so many sentences is printed as a list. Of two such
#: lists, one has items without their full stop, and one is led up to by its first sentence.
_LISTED_CHANCE = 0.15
_ITEMS = 3
_SENTENCE = regex.compile(r"(?<=[.!?؟۔।])\s+(?=\w)|(?<=[。！？])(?=\w)")
_FULL_STOPS = ".۔।。"

#: Captions stand behind one of the first lines.
_TOP_LINES = 3
_CAPTION_CHANCE = 0.2


@dataclass(frozen=True, slots=True)
class Written:
    """A line of a page that is put together anew: what stands before it, its text, its labels."""

    before: str
    text: str
    article: int
    headline: int
    subhead: int
    words: int


@dataclass(frozen=True, slots=True)
class Stock:
    """What a language's sites print around articles: other titles, captions, and labels, those
    of read-also lines in ``inside`` and those of lists in ``heads``."""

    titles: Sequence[str]
    captions: Sequence[str]
    inside: Sequence[str]
    heads: Sequence[str]


def stock_of(language: str, titles: Sequence[str], captions: Sequence[str]) -> Stock:
    """A language's stock, its labels from the language's cue phrases."""
    spoken = [cue for cue in cues.packaged() if cue.language == language]
    return Stock(
        titles,
        captions,
        [cue.phrase for cue in spoken if cue.kind == "related" and cue.mode == "label"],
        [cue.phrase for cue in spoken if cue.kind in ("related", "trending")],
    )


def planted(lines: Sequence[Written], stock: Stock, random: Random) -> list[Written]:
    """The article, at times cut short or with a paragraph as a list, among what is not its own."""
    cut = _shortened(lines, random)
    own = _listed(cut, random)
    if not own:
        return []
    # Behind a text of few lines, nobody could tell other titles from its own list without a label.
    labelled = 1.0 if len(cut) < len(lines) else _HEAD_CHANCE
    made: list[Written] = []
    if random.random() < _BEFORE_CHANCE:
        made += _list(own[0], stock, labelled, random)
    for index, line in enumerate(own):
        made.append(line)
        if index + 1 < len(own):
            made += _inside(line, index, stock, random)
    if random.random() < _BEHIND_CHANCE:
        made += _list(own[-1], stock, labelled, random)
    return made


def _shortened(lines: Sequence[Written], random: Random) -> Sequence[Written]:
    if random.random() >= _SHORT_CHANCE:
        return lines
    paragraphs = [at for at, line in enumerate(lines) if len(line.text) >= _PARAGRAPH]
    kept = random.randint(1, _SHORT)
    return lines[: paragraphs[kept - 1] + 1] if kept <= len(paragraphs) else lines


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
    mark, bare, led = random.choice(_MARKS), random.random() < 0.5, random.random() < 0.5
    sentences = _SENTENCE.split(lines[at].text)
    texts = [sentences.pop(0).rstrip(_FULL_STOPS) + ":"] if led else []
    texts += [
        mark.format(number) + (sentence.rstrip(_FULL_STOPS) if bare else sentence)
        for number, sentence in enumerate(sentences, 1)
    ]
    items = [replace(lines[at], text=text, words=len(text.split())) for text in texts]
    return [*lines[:at], *items, *lines[at + 1 :]]


def _inside(line: Written, index: int, stock: Stock, random: Random) -> Iterator[Written]:
    """Captions and read-also lines behind one of the article's lines."""
    if stock.captions and index < _TOP_LINES and random.random() < _CAPTION_CHANCE:
        yield from [_foreign(line, random.choice(stock.captions))] * random.choice((1, 2))
    if stock.inside and len(line.text) >= _PARAGRAPH and random.random() < _ISLAND_CHANCE:
        texts = random.choice(_ISLANDS).format(
            label=random.choice(stock.inside), title=random.choice(stock.titles)
        )
        yield from (_foreign(line, text) for text in texts.split("\n"))


def _list(beside: Written, stock: Stock, labelled: float, random: Random) -> Iterator[Written]:
    """A list of other titles; how often it has a label is ``labelled``."""
    if stock.heads and random.random() < labelled:
        yield _foreign(beside, random.choice(stock.heads))
    mark = random.choice(_MARKS)
    forms: Sequence[str] = _FORMS
    if random.random() >= _MIXED_CHANCE:
        forms = (_FORMS[0] if random.random() < _BARE_LIST_CHANCE else random.choice(_FORMS),)
    outlet = " ".join(random.choice(stock.titles).split()[:2])
    titles = random.sample(stock.titles, min(len(stock.titles), random.randint(*_LENGTH)))
    for number, title in enumerate(titles, 1):
        text = random.choice(forms).format(title=title, outlet=outlet, clock=_clock(title, random))
        yield from (_foreign(beside, part) for part in (mark.format(number) + text).split("\n"))


def _clock(title: str, random: Random) -> str:
    clock = "{:02}:{:02}".format(*divmod(random.randrange(_MINUTES_A_DAY), 60))
    is_arabic = _ARABIC.search(title) and random.random() < 0.5
    return clock.translate(_ARABIC_DIGITS) if is_arabic else clock


def _foreign(beside: Written, text: str) -> Written:
    subhead = 0 if beside.subhead != UNKNOWN else UNKNOWN
    return Written(beside.before, text, 0, 0, subhead, len(text.split()))
