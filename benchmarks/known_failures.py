"""Trap fixtures that are not right as a whole, and what is wrong in each: for
``tests/known_failures.tsv``, which it writes anew.

python -m benchmarks.known_failures

Lines of other tests that are there already stay; tests that pass again are named by pytest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.fixture_scores import judge
from benchmarks.fixtures import fixtures

__all__ = ["lines", "main"]

_FILE = Path(__file__).resolve().parent.parent / "tests" / "known_failures.tsv"
_TRAP = "tests/test_fixtures.py::test_trap_is_right_as_a_whole"


def lines() -> Iterator[str]:
    """A line a trap fixture that fails: the test's name, and which kinds went wrong."""
    for form in ("text", "html"):
        for fixture in fixtures(form):
            if fixture.trap == "no":
                continue
            judged = judge(fixture)[1]
            wrong = Counter(
                f"{one.expected.value} {'kept' if one.expected.section == 'sidebar' else 'lost'}"
                if "sidebar" in (one.block.section, one.expected.section)
                else f"{one.expected.value} taken for {one.block.section}"
                for one in judged
                if not one.section_right
            )
            if wrong:
                count = wrong.total()
                told = ", ".join(f"{number} {what}" for what, number in wrong.most_common())
                where = f"{_TRAP}[{form}:{fixture.id}]"
                yield f"{where}\t{count} of {len(judged)} blocks: {told}"


def main() -> int:
    """Write the file; lines of other tests as they stand."""
    others = [line for line in _FILE.read_text("utf-8").splitlines() if not line.startswith(_TRAP)]
    _FILE.write_text("".join(f"{line}\n" for line in [*lines(), *others]), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
