"""How pages are stripped of their tags for the benchmarks."""

from __future__ import annotations

from shutil import which

import pytest

from benchmarks.corpora import Sample
from benchmarks.renderings import (
    ALL_RENDERERS,
    FITTED,
    RENDERERS,
    RUN_TOGETHER,
    RendererMissingError,
    rendering,
)

HTML = "<title>Ferry</title><script>x()</script><ul><li><a href='/a'>Home</a></li><li>News</li></ul><p>It <b>rained</b>.</p>"  # fmt: skip # noqa: E501 - a page on one line
PAGE = Sample(set="wcxb", id="1", host="example.org", html=HTML)


@pytest.mark.parametrize(
    ("renderer", "lines"),
    [
        ("soup", ["Ferry", "Home", "News", "It", "rained", "."]),
        ("glued", ["FerryHomeNewsIt rained."]),
        ("one_line", ["Ferry Home News It rained ."]),
        ("markdown", ["Ferry", "* [Home](/a)", "* News", "It **rained**."]),
        ("tags", ["Ferry Home News It rained ."]),
    ],
)
def test_a_rendering_keeps_of_tags_what_its_name_says(renderer: str, lines: list[str]) -> None:
    found = [" ".join(line.split()) for line in rendering(PAGE, renderer).splitlines()]
    assert [line for line in found if line] == lines


@pytest.mark.parametrize("program", ["lynx", "w3m"])
def test_a_dump_says_which_program_it_lacks(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    unseen = Sample(set="wcxb", id="2", host="example.org", html=f"<p>{program} without a path")
    assert which(program) is None
    with pytest.raises(RendererMissingError, match=f"{program} is not installed"):
        rendering(unseen, program)


def test_shares_in_fitting_are_of_known_renderings_and_add_up() -> None:
    assert set(RENDERERS) | RUN_TOGETHER == set(FITTED) <= set(ALL_RENDERERS)
    assert sum(FITTED.values()) == pytest.approx(1.0)
