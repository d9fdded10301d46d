"""Scores: word overlap, lines kept, headlines compared, and intervals around their means."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.corpora import Line

__all__ = [
    "Interval",
    "Overlap",
    "Words",
    "fold",
    "line_overlap",
    "line_pieces",
    "mean_interval",
    "overlap",
    "plain_words",
    "same_headline",
    "stands_in",
    "word_f1",
    "words",
    "words_of_set",
]

Words = Callable[[str], list[str]]

#: Han, kana and Hangul, whose characters count as words of their own.
_CJK = (
    "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_WORD = re.compile(r"\w+")
_WORD_OR_CJK = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")

#: Enough for the second decimal of a 95 % interval to stand still.
BOOTSTRAP_ROUNDS = 2000
BOOTSTRAP_SEED = 20240229
_TAILS = (2.5, 97.5)


def plain_words(text: str) -> list[str]:
    """Words as WCXB's own script counts them.

    >>> plain_words("It's 東京!")
    ['it', 's', '東京']
    """
    return _WORD.findall(text.lower())


def words(text: str) -> list[str]:
    """Words, each Han, kana and Hangul character one by itself.

    >>> words("In 東京 today")
    ['in', '東', '京', 'today']
    """
    return _WORD_OR_CJK.findall(text.lower())


def words_of_set(name: str) -> Words:
    """How words are counted in a set."""
    return plain_words if name == "wcxb" else words


@dataclass(frozen=True, slots=True)
class Overlap:
    """Words of a prediction, of the gold, and those in both.

    >>> Overlap(both=2, predicted=4, gold=2).f1
    0.6666666666666666
    """

    both: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        return self.both / self.predicted if self.predicted else float(not self.gold)

    @property
    def recall(self) -> float:
        return self.both / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where nothing was wanted and nothing given."""
        total = self.predicted + self.gold
        return 2 * self.both / total if total else 1.0


def overlap(text: str, gold: str, split: Words = words) -> Overlap:
    """Word-multiset overlap of a prediction with the gold.

    >>> overlap("a a b", "a b b c")
    Overlap(both=2, predicted=3, gold=4)
    """
    given, wanted = Counter(split(text)), Counter(split(gold))
    return Overlap((given & wanted).total(), given.total(), wanted.total())


def word_f1(text: str, gold: str, split: Words = words) -> float:
    """Word-multiset F1.

    >>> word_f1("a b", "b a"), word_f1("", "a"), word_f1("", "")
    (1.0, 0.0, 1.0)
    """
    return overlap(text, gold, split).f1


def line_pieces(
    lines: Sequence[Line], spans: Iterable[tuple[int, int]]
) -> list[tuple[Line, list[str]]]:
    """Each line with the pieces of it that ``spans`` cover, in linear time.

    ``spans`` are code-point offsets, in order, into the lines joined by ``"\\n"``.

    >>> line_pieces([Line("ab", "body"), Line("cd", "nav")], [(1, 4)])
    [(Line(text='ab', label='body'), ['b']), (Line(text='cd', label='nav'), ['c'])]
    """
    waiting = iter(spans)
    span = next(waiting, None)
    found: list[tuple[Line, list[str]]] = []
    start = 0
    for line in lines:
        end = start + len(line.text)
        pieces: list[str] = []
        while span is not None and span[0] < end:
            if span[1] > start:
                pieces.append(line.text[max(span[0] - start, 0) : span[1] - start])
            if span[1] > end:
                break
            span = next(waiting, None)
        found.append((line, pieces))
        start = end + 1
    return found


def line_overlap(lines: Sequence[Line], spans: Iterable[tuple[int, int]]) -> Overlap:
    """Words of the lines that ``spans`` keep against words of the lines labelled as article.

    A word counts where it stands: the same word kept from a menu line is wrong.

    >>> line_overlap([Line("one two", "body"), Line("one", "nav")], [(0, 11)])
    Overlap(both=2, predicted=3, gold=2)
    """
    both = predicted = gold = 0
    for line, pieces in line_pieces(lines, spans):
        kept = sum(len(words(piece)) for piece in pieces)
        predicted += kept
        if line.is_article:
            both += kept
            gold += len(words(line.text))
    return Overlap(both, predicted, gold)


def fold(text: str) -> str:
    r"""Text for comparing headlines: NFKC, case, punctuation and white space folded.

    >>> fold("«The  \N{FULLWIDTH LATIN CAPITAL LETTER N}ew» -- Day!")
    'the new day'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(map(_folded, plain)).split())


def same_headline(headline: str, title: str) -> bool:
    """Whether a headline is the title, folded.

    >>> same_headline("Rain, again", "“Rain again”")
    True
    """
    return fold(headline) == fold(title)


def stands_in(title: str, blocks: Iterable[str]) -> bool:
    """Whether the folded title is one of the blocks, folded; an empty title stands nowhere."""
    wanted = fold(title)
    return bool(wanted) and any(fold(block) == wanted for block in blocks)


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over ``n`` documents with its bootstrap 95 % interval.

    >>> str(Interval(n=3, mean=0.8147, low=0.8, high=1.0))
    '.815 [.800, 1.000]'
    """

    n: int
    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{_short(self.mean)} [{_short(self.low)}, {_short(self.high)}]"


def _short(value: float) -> str:
    """A share without its leading zero."""
    return f"{value:.3f}".removeprefix("0")


def mean_interval(
    values: Sequence[float], rounds: int = BOOTSTRAP_ROUNDS, seed: int = BOOTSTRAP_SEED
) -> Interval:
    """The mean of per-document values, resampled over documents.

    >>> mean_interval([1.0, 1.0, 1.0])
    Interval(n=3, mean=1.0, low=1.0, high=1.0)
    >>> mean_interval([]).n
    0
    """
    if not values:
        return Interval(0, float("nan"), float("nan"), float("nan"))
    data = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(seed)
    means = [data[random.integers(0, len(data), len(data))].mean() for _ in range(rounds)]
    low, high = np.percentile(means, _TAILS)
    return Interval(len(data), float(data.mean()), float(low), float(high))


def _folded(char: str) -> str:
    """Punctuation and modifier symbols become a space, format characters nothing."""
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    return " " if category.startswith("P") or category == "Sk" else char
