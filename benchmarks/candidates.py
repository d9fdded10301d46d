"""What a signal would add, before anything is fitted with it.

    python -m benchmarks.candidates --input html my_module:my_signal length_among_like

On blocks that the scorecards, fitted without their sites, are not sure of: how much better small
boosted trees tell the article's from others when they know the signal besides the block's points,
its words and whether it is prose. A signal is named as in ``docs/signals.md``, or is a function of
a page's facts. The trees are judged on sites that they were not fitted on, too: neighbours of a
block know a site's template, and without that seem to be worth ten times as much.

Less is better: the change of the mean logarithmic loss, in ten-thousandths. Signals that the
tables have gain as well, by what rows of two signals do not say: only what gains clearly more than
those is worth fitting with, and a fit, not this, decides.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, cast

import lightgbm
import numpy as np
from numpy.typing import NDArray

from arclean import cues
from arclean.pipeline import read
from arclean.scorecard import ONE, chances
from arclean.signals import Signal, measure, of_format
from arclean.signals.facts import Facts, facts
from benchmarks.accuracy import named_by
from benchmarks.corpora import FOLDS, PAGE_SETS, CorpusMissingError, Sample, fold_of, load
from benchmarks.evaluate import Input, source_of
from benchmarks.fit import fold_card
from benchmarks.labels import UNKNOWN, label_page

__all__ = ["Doubts", "added", "doubts_of", "main", "named"]

#: Blocks whose chance of being the article's lies between these are in doubt.
_DOUBT = (0.05, 0.95)
#: Shorter ones carry few words, and are most of a page.
_WORDS = 4
_ROUNDS = 80
_PARAMETERS: Mapping[str, Any] = {
    "objective": "binary",
    "num_leaves": 6,
    "learning_rate": 0.06,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.7,
    "verbosity": -1,
    "seed": 1,
    "deterministic": True,
}
#: No chance is told to be smaller than this, so that one block does not decide a mean.
_LEAST = 1e-4


@dataclass(frozen=True, eq=False)
class Doubts:
    """Blocks in doubt: what is known of each, what the signals say, whether it is the article's,
    and the fold of its site. A row a block."""

    known: NDArray[np.float64]
    told: NDArray[np.float64]
    article: NDArray[np.bool_]
    fold: NDArray[np.int64]

    @classmethod
    def joined(cls, parts: Sequence[Doubts]) -> Doubts:
        """The blocks of several pages."""
        names = (field.name for field in fields(cls))
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def named(name: str, input: Input) -> Signal:
    """The signal of that name, or the function that ``MODULE:FUNCTION`` names.

    Raises:
        ValueError: there is no such signal.
    """
    if ":" in name:
        return cast(Signal, named_by(name))
    known = of_format(input)
    if name not in known:
        raise ValueError(f"{name!r} is no signal of {input}, and no MODULE:FUNCTION")
    return known[name]


def doubts_of(samples: Iterable[Sample], signals: Sequence[Signal], input: Input) -> Doubts | None:
    """The blocks in doubt of all samples; ``None`` where there are none."""
    parts = list(_doubts(samples, signals, input))
    return Doubts.joined(parts) if parts else None


def _doubts(samples: Iterable[Sample], signals: Sequence[Signal], input: Input) -> Iterator[Doubts]:
    for sample in samples:
        page = read(source_of(sample, input), input)
        if not page.texts:
            continue
        fold = fold_of(sample.host)
        measured = facts(page, cues.ready())
        article = label_page(sample, page.texts).article
        points = _points(measured, input, fold)
        chance = chances(points) / ONE
        wanted = (chance > _DOUBT[0]) & (chance < _DOUBT[1])
        wanted &= (article != UNKNOWN) & (measured.words >= _WORDS)
        if wanted.any():
            known = (points, measured.words, measured.prose)
            yield Doubts(
                known=np.column_stack(known)[wanted].astype(np.float64),
                told=np.column_stack([signal(measured) for signal in signals])[wanted].astype(
                    np.float64
                ),
                article=article[wanted] == 1,
                fold=np.full(int(wanted.sum()), fold),
            )


def _points(measured: Facts, input: Input, fold: int) -> NDArray[np.int32]:
    card = fold_card(input, fold)
    return card.first_points(measure(measured, card.signals))["article"]


def added(doubts: Doubts, places: Sequence[int]) -> float:
    """The mean logarithmic loss of trees that know the signals at these places, on sites that
    they were not fitted on."""
    values = np.column_stack((doubts.known, doubts.told[:, list(places)]))
    chance = np.zeros(doubts.article.size)
    for fold in range(FOLDS):
        inside = doubts.fold != fold
        if inside.all() or not inside.any():
            continue
        data = lightgbm.Dataset(values[inside], doubts.article[inside].astype(np.int32))
        model = lightgbm.train(dict(_PARAMETERS), data, _ROUNDS)
        chance[~inside] = model.predict(values[~inside])
    right = np.where(doubts.article, chance, 1 - chance)
    return float(-np.log(np.maximum(right, _LEAST)).mean())


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.candidates",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("signals", nargs="+", metavar="SIGNAL")
    parser.add_argument("--input", choices=("html", "text"), default="text")
    parser.add_argument("--set", action="append", choices=PAGE_SETS, help="default: all of them")
    options = parser.parse_args(arguments)
    input = cast(Input, options.input)
    try:
        signals = [named(name, input) for name in options.signals]
        for name in options.set or PAGE_SETS:
            found = doubts_of(load(name), signals, input)
            if found is None:
                continue
            without = added(found, ())
            print(f"{name}, {found.article.size} blocks in doubt, loss {without:.4f}")
            for place, signal in enumerate(options.signals):
                print(f"  {signal:30} {1e4 * (added(found, (place,)) - without):+6.0f}", flush=True)
    except (CorpusMissingError, ValueError, ImportError, AttributeError) as error:
        print(f"candidates: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
