"""What a signal would add: which blocks are asked, and what the answer says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from arclean.signals.shape import words
from benchmarks import candidates
from benchmarks.candidates import Doubts, added, doubts_of, main, named
from benchmarks.corpora import Sample

TRUTH, NOISE = 0, 1


def made_up(blocks: int = 2000) -> Doubts:
    random = np.random.default_rng(7)
    article = random.random(blocks) < 0.5
    told = np.column_stack((article + random.normal(0, 0.5, blocks), random.random(blocks)))
    fold = random.integers(0, 5, blocks)
    return Doubts(random.random((blocks, 3)), told, article, fold)


def test_a_signal_that_tells_lowers_the_loss_and_noise_does_not() -> None:
    doubts = made_up()
    without = added(doubts, ())
    assert added(doubts, (TRUTH,)) < without - 0.2
    assert added(doubts, (NOISE,)) > without - 0.01


def test_what_is_known_of_a_site_alone_does_not_count() -> None:
    doubts = made_up()
    # On every site the signal tells exactly, but what it means is another site's opposite.
    site = 2.0 * doubts.fold + (doubts.article ^ (doubts.fold % 2 == 1))
    alone = Doubts(doubts.known, site[:, None], doubts.article, doubts.fold)
    assert added(alone, (0,)) > added(alone, ()) - 0.01


def test_only_blocks_in_doubt_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.array([-900, 0, 10, 900], np.int32)
    monkeypatch.setattr(candidates, "_points", lambda *_: points)
    text = "\n\n".join(f"The {name} boat sails at noon." for name in ("blue", "red", "old", "new"))
    sample = Sample("fundus", "one", "example.org", texts={"html_text": text}, gold=text)
    found = doubts_of([sample], [words], "text")
    assert found is not None
    assert found.told.tolist() == [[6], [6]]
    assert found.known[:, 0].tolist() == [0, 10]


def test_no_page_is_no_doubt() -> None:
    assert doubts_of([], [words], "text") is None


def test_signals_are_named_as_in_the_list_or_by_their_module() -> None:
    assert named("words", "text") is named("arclean.signals.shape:words", "text") is words


@pytest.mark.parametrize("name", ["wrods", "arclean.signals.shape:wrods", "no_module:words"])
def test_what_is_no_signal_is_said(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--set", "daniel"]) == 1
    assert "wrods" in (told := capsys.readouterr().err) or "no_module" in told


def test_missing_corpora_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ARCLEAN_CORPUS", str(tmp_path))
    assert main(["words", "--set", "daniel"]) == 1
    assert str(tmp_path) in capsys.readouterr().err
