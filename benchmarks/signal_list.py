"""All signals and looks, what each measures, and which scorecards ask for it: ``docs/signals.md``.

python -m benchmarks.signal_list > docs/signals.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from arclean.evidence import family_of
from arclean.scorecard import FORMATS, load
from arclean.signals import html_signals
from arclean.signals.looks import LOOKS

__all__ = ["main", "signal_list"]

_HEAD = """\
# Signals

What is measured for each block, one integer a signal: the first sentence of each function's
docstring, which `python -m benchmarks.signal_list` collects here. The last column tells the
scorecards that ask for it, among them their tables of kinds. Signals of the second look are
measured on the points that all the others gave at first.
"""


def signal_list() -> str:
    """The page, a table a family of signals."""
    return "\n".join([_HEAD, *_tables()]).rstrip("\n") + "\n"


def main() -> int:
    """Print the page."""
    sys.stdout.write(signal_list())
    return 0


def _tables() -> Iterator[str]:
    cards = {name: load(card) for name, card in FORMATS.items()}
    asked = {name: {*card.signals, *card.looks} for name, card in cards.items()}
    measured = {**html_signals(), **LOOKS}
    families = family_of()
    for family in dict.fromkeys(families.values()):
        yield f"## {family.capitalize()}\n"
        yield "| signal | what it measures | asked for by |"
        yield "| --- | --- | --- |"
        for name, measure in measured.items():
            if families[name] == family:
                told = " ".join((measure.__doc__ or "").partition("\n\n")[0].split())
                by = ", ".join(form for form, names in asked.items() if name in names)
                yield f"| `{name}` | {told.replace('|', chr(92) + '|')} | {by} |"
        yield ""


if __name__ == "__main__":
    raise SystemExit(main())
