"""Accuracy floors: ``python -m benchmarks.floors`` fails where a figure fell under its floor.

What is better low has a ceiling instead. Both stand in ``floors.toml``. They are measured with the
packaged scorecards on a fixed sample, which the scorecards may have been fitted on: they guard
against breakage, and say nothing about unseen sites (for that see ``benchmarks.accuracy``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks.accuracy import cleaner_for, samples_of
from benchmarks.corpora import PAGE_SETS, CorpusMissingError
from benchmarks.evaluate import ALL, Input, evaluate, system_of

__all__ = ["main", "measured"]

_FILE = Path(__file__).with_suffix(".toml")
_TEXT_SETS = (*PAGE_SETS, "saudi", "arabic", "composed")


def measured(samples: Mapping[str, int]) -> dict[str, float]:
    """Every figure that has a floor or a ceiling, by a name of mode, input, set and measure.

    Args:
        samples: documents a set, by mode.
    """
    found = {}
    sets_of: Mapping[Input, tuple[str, ...]] = {"text": _TEXT_SETS, "html": PAGE_SETS}
    for (mode, sample), (input, sets) in product(samples.items(), sets_of.items()):
        system = system_of(cleaner_for(input, mode), input)
        for name in sets:
            documents = samples_of(name, "dev", sample)
            for row in evaluate(documents, system, "html_text"):
                if row.group == ALL:
                    found[f"{mode}: {input}: {row.set}: {row.measure}"] = row.interval.mean
    return found


def main() -> int:
    """The command; 1 where a figure is under its floor or over its ceiling."""
    settings: Mapping[str, Any] = tomllib.loads(_FILE.read_text("utf-8"))
    try:
        found = measured(settings["samples"])
    except CorpusMissingError as error:
        print(f"floors not checked: {error}")
        return 0
    status = 0
    floors, ceilings = settings["floors"], settings["ceilings"]
    for name, floor in floors.items():
        fell = found[name] < floor
        status |= fell
        print(f"{'UNDER' if fell else 'ok':5} {found[name]:.3f} (floor {floor:.3f}) {name}")
    for name, ceiling in ceilings.items():
        rose = found[name] > ceiling
        status |= rose
        print(f"{'OVER' if rose else 'ok':5} {found[name]:.3f} (ceiling {ceiling:.3f}) {name}")
    for name in sorted(set(found) - set(floors) - set(ceilings)):
        print(f"      {found[name]:.3f} (no floor) {name}")
    return int(status)


if __name__ == "__main__":
    raise SystemExit(main())
