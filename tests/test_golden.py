"""The same documents come out the same on every platform and Python: golden digests hold that."""

from __future__ import annotations

from pathlib import Path

from benchmarks.golden import digests

GOLDEN = Path(__file__).with_name("golden.tsv")


def test_fixtures_come_out_as_on_every_other_machine() -> None:
    golden = dict(line.split("\t") for line in GOLDEN.read_text("utf-8").splitlines())
    assert dict(digests()) == golden
