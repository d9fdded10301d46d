"""Pages composed around the ``saudi`` articles: menus, lists of same-day titles, comments.

A grammar file (``grammars/*.toml``) describes one arrangement of a page in one site's words.
Papers and grammars are divided between fitting and validation, so that what was fitted on is
never validated on: neither the words around the article, nor their order, nor the paper.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path
from random import Random
from textwrap import wrap
from types import MappingProxyType
from typing import Any, Literal

from benchmarks.corpora import PLAIN, Line, Sample, is_check

__all__ = [
    "COMPOSED",
    "FIT_HOSTS",
    "Grammar",
    "Part",
    "alone",
    "compose",
    "grammars",
    "part_of",
    "planted_lines",
]

Part = Literal["fit", "validation", "check"]

#: The set's name of composed samples; their ``type`` is the grammar's name.
COMPOSED = "composed"

#: The papers that may be fitted on. The others validate, or belong to the check split.
FIT_HOSTS = frozenset({"alriyadh.com", "okaz.com.sa", "3alyoum.com"})

_DIRECTORY = Path(__file__).resolve().parent / "grammars"

#: Titles of one word are columns' names; they occur in any text and would prove nothing.
_MIN_TITLE_WORDS = 2
#: Words of an article that a teaser quotes.
_TEASER_WORDS = (14, 28)
#: Paragraphs at either end shorter than this without a sentence's end are a dateline or an
#: author's name, which the source papers print inside the text, as they do with addresses.
_MIN_EDGE_WORDS = 7
_ADDRESS = re.compile(r"@|\bsms\b", re.I)
_SENTENCE_END = re.compile(r"[.!?؟:»\"”]\s*$")
#: One paper runs its tags into the last paragraph, after this word.
_TAGS_WORD = "سمات"
_TAGS_TAIL = re.compile(rf"\s{_TAGS_WORD}\s[^.\n]*$")
_REFERENCE = re.compile(r"\{([a-z_]+)(?::(\d+)-(\d+))?\}")
_ID_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_TO_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a layout: a rule expanded into lines with one label, or a group of pieces.

    ``count`` is how often, ``join`` puts the repetitions on one line, ``gap`` is the number of
    blank lines before the piece and ``between`` of those between its lines; ``marks`` are
    bullets or numbering (``{i}``), one chosen for the whole list. ``doubled`` is the chance that
    every line is printed twice.
    """

    label: str = ""
    rule: str = ""
    chance: float = 1.0
    count: tuple[int, int] = (1, 1)
    join: str | None = None
    gap: tuple[int, int] = (0, 0)
    between: tuple[int, int] = (0, 0)
    marks: tuple[str, ...] = ("",)
    doubled: float = 0.0
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Grammar:
    """One arrangement of a page: its layout, what stands inside the body, and its phrases."""

    name: str
    part: Part
    about: str
    layout: tuple[Piece, ...]
    rules: Mapping[str, tuple[str, ...]] = field(repr=False)
    months: tuple[str, ...]
    islands: tuple[Piece, ...] = ()
    island_after: tuple[int, int] = (1, 3)
    paragraph_gap: tuple[int, int] = (0, 0)
    arabic_digits: bool = False
    wrap: int = 0


def part_of(host: str) -> Part:
    """Whether a paper is for fitting, for validation, or for the closing check.

    >>> part_of("okaz.com.sa"), part_of("aleqt.com"), part_of("aawsat.com")
    ('fit', 'validation', 'check')
    """
    if is_check(host):
        return "check"
    return "fit" if host in FIT_HOSTS else "validation"


@cache
def grammars(part: Part) -> tuple[Grammar, ...]:
    """The grammars of a part, by name; the check papers stand in those of validation."""
    wanted = "fit" if part == "fit" else "validation"
    return tuple(
        grammar
        for grammar in map(_read, sorted(_DIRECTORY.glob("*.toml")))
        if grammar.part == wanted
    )


def compose(articles: Iterable[Sample], seed: int = 0, pages: int = 1) -> Iterator[Sample]:
    """Each article set into pages; the titles around it are of the same paper and day.

    Args:
        articles: ``saudi`` samples; give whole papers, or there are no titles to plant.
        seed: another seed composes other pages.
        pages: pages an article, each after another grammar of the paper's part.

    Yields:
        Samples of the set ``composed``: ``lines`` with labels, ``gold`` the body,
        ``title`` the headline, ``unwanted`` the planted titles.
    """
    by_day: dict[tuple[str, str], list[Sample]] = defaultdict(list)
    everything = tuple(articles)
    for article in everything:
        by_day[_day(article)].append(article)
    for article in everything:
        others = [other for other in by_day[_day(article)] if _is_plantable(other, article)]
        random = Random(f"{seed}:{article.id}")
        choices = grammars(part_of(article.host))
        for grammar in random.sample(choices, min(pages, len(choices))):
            yield _Composer(grammar, article, others, random).sample()


def alone(article: Sample) -> Sample:
    """A ``saudi`` article with no page around it, its lines labelled."""
    lines = (Line(article.title, "headline"), Line("", None))
    body = (Line(line, "body" if line.strip() else None) for line in article.gold.split("\n"))
    return replace(article, lines=(*lines, *body))


def planted_lines(sample: Sample) -> list[tuple[int, str]]:
    """The planted titles of a composed sample, each with the index of the line that holds it."""
    return [
        (index, title)
        for index, line in enumerate(sample.lines)
        if line.label and not line.is_article
        for title in sample.unwanted
        if title in line.text
    ]


class _Composer:
    """Expands one grammar around one article; holds what one page may use only once."""

    def __init__(
        self, grammar: Grammar, article: Sample, others: Sequence[Sample], random: Random
    ) -> None:
        self.grammar = grammar
        self.article = article
        self.random = random
        self.others = random.sample(others, len(others))
        self.planted: list[str] = []
        self.given = 0
        self.used: dict[str, list[str]] = {}
        self.slots: Mapping[str, Callable[[], str]] = {
            "title": lambda: self.article.title.strip(),
            "other": self._plant,
            "teaser": self._teaser,
            "clock": lambda: self._digits(
                "{:02}:{:02}".format(*divmod(random.randrange(_MINUTES_A_DAY), 60))
            ),
            "dd": lambda: self._digits(str(self._date[2])),
            "mm": lambda: self._digits(str(self._date[1])),
            "month": lambda: grammar.months[self._date[1] - 1],
            "yyyy": lambda: self._digits(str(self._date[0])),
        }

    def sample(self) -> Sample:
        lines = tuple(chain.from_iterable(map(self._piece, self.grammar.layout)))
        body = [line.text for line in lines if line.label == "body"]
        return Sample(
            set=COMPOSED,
            id=f"{self.article.id}+{self.grammar.name}",
            host=self.article.host,
            type=self.grammar.name,
            lang=self.article.lang,
            url=self.article.url,
            source=self.article.source,
            texts={PLAIN: "\n".join(line.text for line in lines)},
            gold="\n".join(body),
            title=self.article.title.strip(),
            unwanted=tuple(dict.fromkeys(self.planted)),
            lines=lines,
        )

    @property
    def _date(self) -> tuple[int, int, int]:
        found = _ID_DATE.search(self.article.id)
        year, month, day = found.groups() if found else ("2015", "7", "21")
        return int(year), int(month), int(day)

    def _piece(self, piece: Piece) -> list[Line]:
        if self.random.random() >= piece.chance:
            return []
        if piece.rule == "body":
            made = self._body()
        elif piece.pieces:
            made = self._group(piece)
        else:
            made = self._leaf(piece)
        return [*self._blanks(piece.gap), *made] if made else []

    def _group(self, piece: Piece) -> list[Line]:
        made: list[Line] = []
        for _ in range(self.random.randint(*piece.count)):
            inner = list(chain.from_iterable(map(self._piece, piece.pieces)))
            made += [*(self._blanks(piece.between) if made else ()), *inner]
        return made

    def _leaf(self, piece: Piece) -> list[Line]:
        mark = self.random.choice(piece.marks)
        texts = [
            mark.replace("{i}", self._digits(str(index + 1))) + text
            for index, text in enumerate(self._repetitions(piece))
        ]
        if piece.join is not None and texts:
            texts = [piece.join.join(texts)]
        if piece.doubled and self.random.random() < piece.doubled:
            texts = [text for text in texts for _ in range(2)]
        made: list[Line] = []
        for text in texts:
            made += [*(self._blanks(piece.between) if made else ()), Line(text, piece.label)]
        return made

    def _repetitions(self, piece: Piece) -> list[str]:
        """Expansions of a rule, all different; fewer than asked for where it has no more."""
        count = self.random.randint(*piece.count)
        if piece.rule in self.slots:
            alternatives: Sequence[str] = ["{" + piece.rule + "}"] * count
        else:
            rule = self.grammar.rules[piece.rule]
            alternatives = self.random.sample(rule, min(count, len(rule)))
            if any("{" in text for text in rule):
                alternatives += self.random.choices(rule, k=count - len(alternatives))
        made = [self._expand(text) for text in alternatives]
        return [text for text in dict.fromkeys(made) if text.strip()]

    def _body(self) -> list[Line]:
        paragraphs = _paragraphs(self.article.gold)
        waiting = list(self.grammar.islands)
        self.random.shuffle(waiting)
        after = self.random.randint(*self.grammar.island_after)
        made: list[Line] = []
        for index, paragraph in enumerate(paragraphs):
            made += self._blanks(self.grammar.paragraph_gap) if made else ()
            made += [Line(text, "body") for text in self._wrapped(paragraph)]
            if waiting and index + 1 == after and index + 1 < len(paragraphs):
                made += self._piece(waiting.pop())
                after += self.random.randint(*self.grammar.island_after)
        return made

    def _wrapped(self, paragraph: str) -> list[str]:
        if not self.grammar.wrap:
            return [paragraph]
        return wrap(
            paragraph, self.grammar.wrap, break_long_words=False, break_on_hyphens=False
        ) or [paragraph]

    def _blanks(self, bounds: tuple[int, int]) -> list[Line]:
        return [Line("", None)] * self.random.randint(*bounds)

    def _expand(self, text: str) -> str:
        """A phrase with its references replaced; ``""`` if it wanted a title and none is left."""
        empty = False

        def value(match: re.Match[str]) -> str:
            nonlocal empty
            name, low, high = match.groups()
            if name == "num":
                return self._digits(str(self.random.randint(int(low), int(high))))
            slot = self.slots.get(name)
            found = slot() if slot else self._expand(self._fresh(name))
            empty = empty or not found
            return found

        expanded = _REFERENCE.sub(value, text)
        return "" if empty else expanded

    def _fresh(self, rule: str) -> str:
        """A phrase of a rule, none twice before all were used."""
        left = self.used.get(rule)
        if not left:
            left = self.random.sample(self.grammar.rules[rule], len(self.grammar.rules[rule]))
            self.used[rule] = left
        return left.pop()

    def _plant(self) -> str:
        other = self._next_other()
        if other is None:
            return ""
        title = other.title.strip()
        self.planted.append(title)
        return title

    def _teaser(self) -> str:
        other = self._next_other()
        if other is None:
            return ""
        words = " ".join(_paragraphs(other.gold)).split()
        return " ".join(words[: self.random.randint(*_TEASER_WORDS)]) + "..."

    def _next_other(self) -> Sample | None:
        """The next of the day's other articles, in a circle: lists of one page share titles."""
        if not self.others:
            return None
        self.given += 1
        return self.others[(self.given - 1) % len(self.others)]

    def _digits(self, text: str) -> str:
        return text.translate(_TO_ARABIC_DIGITS) if self.grammar.arabic_digits else text


def _paragraphs(gold: str) -> list[str]:
    """The article's paragraphs, without a dateline, an author's name or tags at its ends."""
    lines = [" ".join(line.split()) for line in _TAGS_TAIL.sub("", gold).split("\n")]
    lines = [line for line in lines if line]
    inner = [index for index, line in enumerate(lines) if not _is_edge(line)]
    return lines[inner[0] : inner[-1] + 1] if inner else lines


def _is_edge(line: str) -> bool:
    is_short = len(line.split()) < _MIN_EDGE_WORDS and not _SENTENCE_END.search(line)
    return is_short or bool(_ADDRESS.search(line))


def _day(article: Sample) -> tuple[str, str]:
    found = _ID_DATE.search(article.id)
    return article.source, found.group(0) if found else ""


def _is_plantable(other: Sample, article: Sample) -> bool:
    title = other.title.strip()
    return len(title.split()) >= _MIN_TITLE_WORDS and title not in (
        article.title.strip(),
        *article.gold.split("\n"),
    )


def _read(path: Path) -> Grammar:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Grammar(
        name=path.stem,
        part=data["part"],
        about=data["about"],
        layout=tuple(map(_piece_from, data["layout"])),
        rules=MappingProxyType({name: tuple(texts) for name, texts in data["rules"].items()}),
        months=tuple(data["months"]),
        islands=tuple(map(_piece_from, data.get("islands", ()))),
        island_after=_bounds(data.get("island_after", (1, 3))),
        paragraph_gap=_bounds(data.get("paragraph_gap", (0, 0))),
        arabic_digits=data.get("arabic_digits", False),
        wrap=data.get("wrap", 0),
    )


def _piece_from(data: Mapping[str, Any]) -> Piece:
    known: dict[str, Any] = dict(data)
    for name in ("count", "gap", "between"):
        if name in known:
            known[name] = _bounds(known[name])
    known["marks"] = tuple(known.get("marks", ("",)))
    known["pieces"] = tuple(map(_piece_from, known.get("pieces", ())))
    return Piece(**known)


def _bounds(value: Sequence[int] | int) -> tuple[int, int]:
    if isinstance(value, int):
        return value, value
    low, high = value
    return low, high
