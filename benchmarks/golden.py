"""Golden outputs: a digest of what arclean makes of each of the project's own fixtures.

    python -m benchmarks.golden > tests/golden.tsv

Same input, same output, on every platform and every supported Python: the test compares the
digests with those of the file, wherever it runs. They change with the scorecards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import arclean
from benchmarks.fixtures import fixtures

__all__ = ["digests", "main"]


def digests() -> Iterator[tuple[str, str]]:
    """Each fixture's name with the digest of its document, reasons and all but the version.

    The project's own hold every sort of page, and all reasons of a page take their time.
    """
    for form in ("text", "html"):
        for fixture in fixtures(form, author="project"):
            found = arclean.clean(fixture.source, form).to_dict()
            found.pop("version")
            plain = json.dumps(found, ensure_ascii=True, sort_keys=True)
            yield f"{form}:{fixture.id}", hashlib.sha256(plain.encode()).hexdigest()[:16]


def main() -> int:
    """The command."""
    for name, digest in digests():
        print(f"{name}\t{digest}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
