"""Pages with their articles beside them: which are found, and what is told of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.pairs import main, pairs
from benchmarks.peers import Peer

TITLE = "The ferry will run on Sundays"
TEXT = "The harbour board decided on Tuesday that the ferry will run on Sundays, too, from May on."
PAGE = (
    "<html><head><title>Harbour News</title></head><body>"
    "<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>"
    f"<article><h1>{TITLE}</h1><p>{TEXT}</p><p>{TEXT.replace('Sundays', 'Mondays')}</p></article>"
    "<footer><a href='/about'>About us</a></footer></body></html>"
)
ARTICLE = f"{TITLE}\n{TEXT}\n{TEXT.replace('Sundays', 'Mondays')}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in {
        "a/page.html": PAGE,
        "a/page.txt": ARTICLE,
        "b/html/other.html": PAGE,
        "b/txt/other.txt": ARTICLE,
        "c/source.html": PAGE,
        "c/expected.html": f"<div><h1>{TITLE}</h1><p>{ARTICLE}</p></div>",
        "d/alone.html": PAGE,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return tmp_path


def test_pages_are_found_with_what_is_beside_them(folder: Path) -> None:
    found = [
        (str(pair.page.relative_to(folder)), str(pair.article.relative_to(folder)))
        for pair in pairs(folder)
    ]
    assert found == [
        ("a/page.html", "a/page.txt"),
        ("b/html/other.html", "b/txt/other.txt"),
        ("c/source.html", "c/expected.html"),
    ]


@pytest.mark.parametrize("reads", ["html", "text"])
def test_scores_are_told(folder: Path, reads: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder / "a"), "--no-peers", "--input", reads]) == 0
    told = capsys.readouterr().out
    assert told.startswith("arclean            n    1  word F1 ")
    assert "body alone" in told


def test_a_page_that_is_none_is_named_and_the_others_are_scored(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a" / "page.html").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj")
    assert main([str(folder), "--no-peers"]) == 0
    told = capsys.readouterr()
    assert "page.html" in told.err
    assert "n    2" in told.out


def test_a_peer_that_is_not_installed_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = Peer("nobody", "html", str, ("no-such-distribution",))
    monkeypatch.setattr("benchmarks.accuracy.HTML_PEERS", (missing,))
    assert main([str(folder / "a")]) == 1
    assert "pip install no-such-distribution" in capsys.readouterr().err


def test_a_folder_without_pairs_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 1
    assert "no page here has its article beside it" in capsys.readouterr().err
