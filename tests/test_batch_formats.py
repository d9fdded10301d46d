"""Every input with every output, through the command; compression; how inputs are told."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess
from typing import Literal

import pyarrow.parquet
import pytest
from batch_support import (
    COMMAND,
    COMPRESS,
    KEPT,
    arclean,
    as_csv,
    as_jsonl,
    as_parquet,
    as_warc,
    as_wet,
    environment,
    page,
    plain,
    records,
    response,
    text,
)

TEXTS = [text(n) for n in range(3)]
PAGES = [page(n) for n in range(3)]


def _folder(here: Path) -> list[str]:
    for name, content in (("a.txt", TEXTS[0]), ("deep/b.html", PAGES[1]), ("deep/c.txt", TEXTS[2])):
        path = here / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    (here / "site" / ".hidden").write_text("not this")
    return ["site"]


def _file(name: str, data: bytes, *more: str) -> Callable[[Path], list[str]]:
    def make(here: Path) -> list[str]:
        (here / name).write_bytes(data)
        return [name, *more]

    return make


def _files(ending: str, contents: list[str]) -> Callable[[Path], list[str]]:
    def make(here: Path) -> list[str]:
        for number, content in enumerate(contents):
            (here / f"{number}{ending}").write_text(content)
        return [f"{number}{ending}" for number in range(len(contents))]

    return make


INPUTS: dict[str, Callable[[Path], list[str]]] = {
    "text": _files(".txt", TEXTS),
    "html": _files(".html", PAGES),
    "jsonl": _file("in.jsonl", as_jsonl(TEXTS)),
    "jsonl-html": _file("in.jsonl", as_jsonl(PAGES, "html"), "--field", "html"),
    "csv": _file("in.csv", as_csv(TEXTS)),
    "tsv": _file("in.tsv", as_csv(TEXTS, "\t")),
    "parquet": _file("in.parquet", as_parquet(TEXTS)),
    "wet": _file("in.warc.wet", as_wet(TEXTS)),
    "warc": _file("in.warc.gz", as_warc(PAGES)),
    "folder": _folder,
    "nul": _file("in.nul", "\0".join(TEXTS).encode() + b"\0", "-0"),
    "separator": _file("in.sep", "\n====\n".join(TEXTS).encode(), "--separator", "===="),
}
RECORDS = {"jsonl", "jsonl-html", "csv", "tsv", "parquet", "wet", "warc"}
OUTPUTS = {
    "text": "out.txt",
    "jsonl": "out.jsonl",
    "markdown": "out.md",
    "parquet": "out.parquet",
    "folder": "out/",
}
PAIRS = [(given, wanted) for given in INPUTS for wanted in OUTPUTS]
#: Inputs that are read by the same code as another one start as people do for one output only.
ALIKE = {"jsonl-html": "jsonl", "tsv": "parquet"}
STARTED = [(given, wanted) for given, wanted in PAIRS if ALIKE.get(given, wanted) == wanted]


@pytest.fixture(scope="module")
def ran(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[tuple[str, str], tuple[Path, CompletedProcess[bytes]]]:
    """All pairs; those that are started, two at a time."""

    def run(pair: tuple[str, str]) -> tuple[Path, CompletedProcess[bytes]]:
        given, wanted = pair
        here = tmp_path_factory.mktemp(f"{given}-{wanted}")
        args = INPUTS[given](here)
        started = pair in STARTED
        return here, arclean(
            *args, "-o", OUTPUTS[wanted], "-q", cwd=here, code=None, installed=started
        )

    with ThreadPoolExecutor(2) as pool:
        done = dict(zip(STARTED, pool.map(run, STARTED), strict=True))
    return done | {pair: run(pair) for pair in PAIRS if pair not in done}


@pytest.mark.parametrize(("given", "wanted"), PAIRS)
def test_pair(
    ran: dict[tuple[str, str], tuple[Path, CompletedProcess[bytes]]], given: str, wanted: str
) -> None:
    here, done = ran[given, wanted]
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert not list(here.rglob("*.arclean-*"))
    out = here / OUTPUTS[wanted]
    if wanted == "parquet":
        _check_rows(given, pyarrow.parquet.read_table(out).to_pylist())
    elif wanted == "jsonl":
        _check_records(given, records(out.read_bytes()))
    else:
        files = sorted(out.rglob("*")) if out.is_dir() else [out]
        whole = "".join(path.read_text() for path in files if path.is_file())
        places = [whole.find(sentence) for sentence in KEPT]
        assert -1 not in places
        assert places == sorted(places)
        assert all(whole.count(sentence) == 1 for sentence in KEPT) or given in RECORDS


def _check_records(given: str, rows: list[dict[str, object]]) -> None:
    assert len(rows) == len(KEPT)
    for number, (row, sentence) in enumerate(zip(rows, KEPT, strict=True)):
        result = row["arclean"]
        assert isinstance(result, dict)
        assert sentence in result["body"]
        assert {"headline", "subhead", "sidebar", "verdict", "version", "scorecard"} <= set(result)
        if given in {"jsonl", "jsonl-html"}:
            assert row["tags"] == ["x", number]
        if given in {"csv", "tsv"}:
            assert row["note"] == "a, b"
        if given == "parquet":
            assert row["score"] == number / 4
        if given in {"wet", "warc"}:
            assert str(row["url"]).startswith("https://example.org/")


def _check_rows(given: str, rows: list[dict[str, object]]) -> None:
    assert len(rows) == len(KEPT)
    for number, (row, sentence) in enumerate(zip(rows, KEPT, strict=True)):
        result = row["arclean"]
        assert isinstance(result, dict)
        assert sentence in result["body"]
        assert row["arclean_error"] is None
        if given == "parquet":
            assert (row["id"], row["score"]) == (f"d{number}", number / 4)
        elif given in RECORDS:
            assert "arclean" not in json.loads(str(row["record"]))


def test_folder_mirrors_the_tree(tmp_path: Path) -> None:
    _folder(tmp_path)
    arclean("site", "-o", "clean", cwd=tmp_path)
    written = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.glob("clean/**/*.*"))
    assert written == ["clean/a.txt", "clean/deep/b.txt", "clean/deep/c.txt"]


def test_folder_names_that_would_meet_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a.html").write_text(PAGES[0])
    (tmp_path / "site/a.htm").write_text(PAGES[2])
    arclean("site", "-o", "clean", cwd=tmp_path)
    names = sorted(path.name for path in (tmp_path / "clean").iterdir())
    assert names == ["a.htm.txt", "a.html.txt"]


def test_named_files_whose_outputs_would_meet_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGES[0])
    (tmp_path / "a.txt").write_text(TEXTS[2])
    arclean("a.html", "a.txt", "-o", "clean/", cwd=tmp_path)
    assert KEPT[0] in (tmp_path / "clean/a.html.txt").read_text()
    assert KEPT[2] in (tmp_path / "clean/a.txt").read_text()


def test_a_mirrored_file_never_overwrites_its_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXTS[0])
    (tmp_path / "b.html").write_text(PAGES[2])
    done = arclean("a.txt", "b.html", "-o", ".", cwd=tmp_path, code=1)
    assert b"a.txt: its output would overwrite it; name another folder" in done.stderr
    assert (tmp_path / "a.txt").read_text() == TEXTS[0]
    assert KEPT[2] in (tmp_path / "b.txt").read_text()
    done = arclean(".", "-o", ".", cwd=tmp_path, code=2)
    assert b"-o is the folder that is read" in done.stderr


def _guarded(here: Path) -> dict[str, bytes]:
    """Files, a folder and links to read; the content of each file by its name."""
    _write(here, {"a.txt": TEXTS[0], "b.txt": TEXTS[1], "site/c.txt": TEXTS[2]})
    (here / "a.jsonl").write_bytes(as_jsonl(TEXTS))
    (here / "link.txt").symlink_to("a.txt")
    (here / "hard.txt").hardlink_to(here / "a.txt")
    (here / "site/d.txt").symlink_to("../b.txt")
    return _contents(here)


def _contents(here: Path) -> dict[str, bytes]:
    paths = (path for path in here.rglob("*") if path.is_file())
    return {path.relative_to(here).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("a.txt -o a.txt", "-o a.txt would overwrite an input; name another file"),
        ("a.txt -o link.txt", "-o link.txt would overwrite a.txt, which is read"),
        ("link.txt -o a.txt", "-o a.txt would overwrite link.txt, which is read"),
        ("hard.txt -o a.txt", "-o a.txt would overwrite hard.txt, which is read"),
        ("a.txt b.txt -o b.txt", "-o b.txt would overwrite an input"),
        ("a.txt -o ./site/../a.txt", "-o ./site/../a.txt would overwrite a.txt, which is read"),
        ("a.jsonl --stats a.jsonl", "--stats a.jsonl would overwrite an input"),
        ("a.jsonl --rejects a.jsonl", "--rejects a.jsonl would overwrite an input"),
        ("a.jsonl --errors a.jsonl", "--errors a.jsonl would overwrite an input"),
        ("a.jsonl -o a.jsonl --resume", "-o a.jsonl would overwrite an input"),
        ("site -o site/c.txt", "-o site/c.txt would overwrite an input"),
        ("site -o site/c.txt --resume", "-o site/c.txt would overwrite an input"),
        ("site -o b.txt", "-o b.txt would overwrite site/d.txt, which is read"),
        ("site -o out/ --stats site/c.txt", "--stats site/c.txt would overwrite an input"),
    ],
)
def test_an_output_that_would_overwrite_an_input_is_refused(
    tmp_path: Path, args: str, said: str
) -> None:
    before = _guarded(tmp_path)
    done = arclean(*args.split(), cwd=tmp_path, code=2)
    assert said in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert (done.stdout, _contents(tmp_path)) == (b"", before)


@pytest.mark.parametrize("more", [[], ["-"]], ids=["unnamed", "named"])
def test_an_output_that_standard_input_is_read_from_is_refused(
    tmp_path: Path, more: list[str]
) -> None:
    (tmp_path / "a.txt").write_text(TEXTS[0])
    with (tmp_path / "a.txt").open("rb") as stdin:
        done = subprocess.run(
            [*COMMAND, *more, "-o", "a.txt"],
            cwd=tmp_path,
            stdin=stdin,
            capture_output=True,
            env=environment(),
            check=False,
        )
    assert done.returncode == 2
    assert b"-o a.txt would overwrite standard input, which is read" in done.stderr
    assert (tmp_path / "a.txt").read_text() == TEXTS[0]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("-o o.txt --errors o.txt", "-o and --errors name one file, o.txt; name two"),
        ("-o a.txt --stats link.txt", "-o and --stats name one file, link.txt; name two"),
        ("--errors e --rejects ./e", "--errors and --rejects name one file, ./e; name two"),
        ("-o o.txt --errors o.txt.arclean-part", "-o and --errors name one file"),
        ("-o o/ --errors o", "-o and --errors name one file"),
    ],
)
def test_two_outputs_in_one_file_are_refused(tmp_path: Path, args: str, said: str) -> None:
    before = _guarded(tmp_path)
    done = arclean("b.txt", *args.split(), cwd=tmp_path, code=2)
    assert said in done.stderr.decode()
    assert _contents(tmp_path) == before


def test_devices_may_be_named_twice(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXTS[0])
    null = "/dev/null"
    args = ["a.txt", "-o", null, "--errors", null, "--rejects", null, "--stats", null]
    arclean(*args, "-q", cwd=tmp_path)


def test_a_hyphen_is_standard_output_for_every_output(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(as_jsonl(TEXTS[:1]))
    done = arclean("a.jsonl", "-o", "o", "--stats", "-", "-q", cwd=tmp_path)
    assert json.loads(done.stdout)["documents"] == 1
    done = arclean("a.jsonl", "--rejects", "-", "-o", "-", "-q", cwd=tmp_path)
    assert {"section" in row for row in records(done.stdout)} == {True, False}
    assert not (tmp_path / "-").exists()


def test_statistics_are_written_where_their_link_points(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("s.json")
    arclean("--stats", "link", cwd=tmp_path, stdin=b"Words.")
    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "s.json").read_bytes())["documents"] == 1


def test_a_mirrored_file_never_overwrites_what_stands_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXTS[0])
    (tmp_path / "out").mkdir()
    done = arclean("a.txt", "-o", "out/", "--errors", "out/a.txt", cwd=tmp_path, code=1)
    assert b"a.txt, which is written too; name another folder after -o" in done.stderr
    assert records((tmp_path / "out/a.txt").read_bytes())[0]["type"] == "unreadable"


@pytest.mark.parametrize(
    ("inputs", "args"),
    [
        (["news/a.txt", "sport/b.txt"], ["news", "sport", "-o", "."]),
        (["news/deep/a.txt", "b.txt"], ["news", "b.txt", "-o", "./"]),
    ],
)
def test_a_mirrored_folder_never_overwrites_its_files(
    tmp_path: Path, inputs: list[str], args: list[str]
) -> None:
    _write(tmp_path, dict.fromkeys(inputs, TEXTS[0]))
    done = arclean(*args, cwd=tmp_path, code=1)
    for name in inputs:
        assert (tmp_path / name).read_text() == TEXTS[0]
        assert f"{name}: its output would overwrite it; name another".encode() in done.stderr


def test_a_mirrored_folder_never_overwrites_another_input(tmp_path: Path) -> None:
    _write(tmp_path, {"news/news/a.txt": TEXTS[0], "news/news/news/a.txt": TEXTS[2]})
    done = arclean("news/news", "-o", "news", cwd=tmp_path, code=1)
    assert b"news/news/news/a.txt: its output would overwrite " in done.stderr
    assert b"news/news/a.txt, which is read too; name another folder" in done.stderr
    assert (tmp_path / "news/news/a.txt").read_text() == TEXTS[0]
    assert KEPT[0] in (tmp_path / "news/a.txt").read_text()


def test_what_an_earlier_run_wrote_beside_its_input_is_written_again(tmp_path: Path) -> None:
    _write(tmp_path, {"news/a.md": TEXTS[0], "sport/b.md": TEXTS[2]})
    for _ in range(2):
        arclean("news", "sport", "--glob", "*.md", "-o", ".", cwd=tmp_path)
    assert sorted(path.name for path in (tmp_path / "news").iterdir()) == ["a.md", "a.txt"]


def _write(here: Path, contents: dict[str, str]) -> None:
    for name, content in contents.items():
        path = here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


@pytest.mark.parametrize("form", ["folder", "names"])
def test_each_mirrored_input_has_an_output_of_its_own(tmp_path: Path, form: str) -> None:
    texts = {"p.md": TEXTS[0], "p.txt": TEXTS[1], "p.md.txt": TEXTS[2]}
    _write(tmp_path, {f"site/{name}": content for name, content in texts.items()})
    given = ["."] if form == "folder" else list(texts)
    arclean(*given, "-o", "../out/", "--to", "text", cwd=tmp_path / "site")
    found = {path.name: path.read_text() for path in (tmp_path / "out").iterdir()}
    assert sorted(found) == ["p.md.txt", "p.md.txt.txt", "p.txt"]
    for name, sentence in zip(("p.md.txt.txt", "p.txt", "p.md.txt"), KEPT, strict=True):
        assert sentence in found[name]


@pytest.mark.parametrize(
    ("again", "said"),
    [
        ("a.md", "a.md: it is named twice"),
        ("./a.md", "./a.md: its output would overwrite that of a.md"),
        ("site/p.md", "site/p.md: it is read as part of site too"),
    ],
)
def test_an_input_that_is_named_twice_is_mirrored_once(
    tmp_path: Path, again: str, said: str
) -> None:
    _write(tmp_path, {"a.md": TEXTS[0], "site/p.md": TEXTS[1], "site/p.txt": TEXTS[2]})
    arclean("a.md", "site", "-o", "once/", cwd=tmp_path)
    done = arclean("a.md", "site", again, "-o", "twice/", cwd=tmp_path, code=1)
    assert said in done.stderr.decode()
    for name in ("a.txt", "site/p.md.txt", "site/p.txt"):
        once, twice = (tmp_path / folder / name for folder in ("once", "twice"))
        assert twice.read_bytes() == once.read_bytes()


def test_a_file_that_a_folder_gives_under_another_name_is_mirrored_twice(tmp_path: Path) -> None:
    _write(tmp_path, {"a.md": TEXTS[0], "b/c.md": TEXTS[2]})
    arclean(".", tmp_path / "a.md", "-o", "out/", cwd=tmp_path)
    below = Path(*(tmp_path / "a.txt").parts[1:])
    for name in ("a.txt", below):
        assert KEPT[0] in (tmp_path / "out" / name).read_text()


def test_a_mirrored_file_makes_way_for_a_folder(tmp_path: Path) -> None:
    _write(tmp_path, {"site/p.md": TEXTS[0], "site/p.txt/q.md": TEXTS[2]})
    arclean("site", "-o", "out", cwd=tmp_path)
    assert KEPT[0] in (tmp_path / "out/p.md.txt").read_text()
    assert KEPT[2] in (tmp_path / "out/p.txt/q.txt").read_text()


def test_a_folder_and_a_file_of_its_name_do_not_meet(tmp_path: Path) -> None:
    _write(tmp_path, {"news/a.md": TEXTS[0], "news.txt": TEXTS[2]})
    arclean("news", "news.txt", "-o", "out/", cwd=tmp_path)
    assert KEPT[0] in (tmp_path / "out/news/a.txt").read_text()
    assert KEPT[2] in (tmp_path / "out/news.txt").read_text()


def test_folder_inside_its_own_input_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXTS[0])
    arclean(".", "-o", "clean/", cwd=tmp_path)
    arclean(".", "-o", "clean/", cwd=tmp_path)
    assert [path.name for path in (tmp_path / "clean").iterdir()] == ["a.txt"]


def test_a_runs_own_files_are_not_its_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXTS[0])
    more = ["--rejects", "r.jsonl", "--errors", "e.jsonl", "--stats", "s.json"]
    arclean(".", "-o", "o.jsonl", *more, cwd=tmp_path)
    assert [row["id"] for row in records((tmp_path / "o.jsonl").read_bytes())] == ["./a.txt"]


def test_what_an_earlier_run_wrote_into_its_folder_is_kept_from_being_read_by_a_glob(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.txt").write_text(TEXTS[0])
    args = (".", "--glob", "*.txt", "-o", "o.jsonl", "--stats", "s.json")
    for _ in range(2):
        arclean(*args, cwd=tmp_path)
        assert [row["id"] for row in records((tmp_path / "o.jsonl").read_bytes())] == ["./a.txt"]


@pytest.mark.parametrize("ending", sorted(COMPRESS))
def test_no_output_is_still_an_archive(tmp_path: Path, ending: str) -> None:
    arclean("-o", f"o.txt{ending}", cwd=tmp_path)
    assert (tmp_path / f"o.txt{ending}").stat().st_size > 0
    assert plain(tmp_path / f"o.txt{ending}") == b""


def test_glob_chooses_files(tmp_path: Path) -> None:
    _folder(tmp_path)
    done = arclean("site", "--glob", "*.html", "--json", cwd=tmp_path)
    assert [row["id"] for row in records(done.stdout)] == ["site/deep/b.html"]
    for glob in ("deep/*.html", "**/*.html", "*/b.html"):
        done = arclean("site", "--glob", glob, "--json", cwd=tmp_path)
        assert [row["id"] for row in records(done.stdout)] == ["site/deep/b.html"]
    done = arclean("site", "--glob", "**/a.*", "--glob", "*.html", "--json", cwd=tmp_path)
    assert [row["id"] for row in records(done.stdout)] == ["site/a.txt", "site/deep/b.html"]
    done = arclean("site", "--glob", "*.pdf", cwd=tmp_path, code=1)
    assert b"--glob" in done.stderr


def test_empty_parquet_has_its_columns(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b"\n")
    arclean("in.jsonl", "-o", "out.parquet", cwd=tmp_path)
    table = pyarrow.parquet.read_table(tmp_path / "out.parquet")
    assert table.num_rows == 0
    assert table.column_names == ["id", "source", "offset", "record", "arclean", "arclean_error"]


def test_parquet_of_other_columns_is_an_error_a_document(tmp_path: Path) -> None:
    given: dict[str, dict[str, list[str | None]]] = {
        "first": {"id": ["a"], "text": [TEXTS[0]]},
        "more": {"id": ["b", "c"], "text": [TEXTS[0], None], "lang": ["en", "en"]},
        "turned": {"text": [TEXTS[0]], "id": ["d"]},
    }
    for name, columns in given.items():
        pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / f"{name}.parquet")
    names = [f"{name}.parquet" for name in given]
    done = arclean(*names, "-o", "out.parquet", cwd=tmp_path, code=1)
    rows = pyarrow.parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["id"] for row in rows] == ["a", None, None, "d"]
    assert [row["arclean"] is not None for row in rows] == [True, False, False, True]
    assert "other-columns" in rows[1]["arclean_error"]
    assert b"more.parquet" in done.stderr


def test_blocks_in_parquet(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_bytes(as_parquet(TEXTS))
    arclean("in.parquet", "-o", "out.parquet", "--blocks", cwd=tmp_path)
    rows = pyarrow.parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert {block["section"] for block in rows[0]["arclean"]["blocks"]} >= {"body", "sidebar"}


def test_sections_that_were_not_asked_for_are_null_in_parquet(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_bytes(as_parquet(TEXTS))
    arclean("in.parquet", "-o", "all.parquet", cwd=tmp_path)
    arclean("in.parquet", "-o", "some.parquet", "--only", "headline", cwd=tmp_path)
    whole, some = (pyarrow.parquet.read_table(tmp_path / f"{n}.parquet") for n in ("all", "some"))
    assert some.schema == whole.schema
    for row, more in zip(some.to_pylist(), whole.to_pylist(), strict=True):
        assert row["arclean"]["text"] == row["arclean"]["headline"] == more["arclean"]["headline"]
        assert [row["arclean"][name] for name in ("subhead", "body", "sidebar")] == [None] * 3


def test_records_pass_through_untouched(tmp_path: Path) -> None:
    line = (
        b'{ "n": 1.50, "big": 123456789012345678901234567890, '
        b'"text": "caf\\u00e9 au lait.", "a": {"b":[ ]} }'
    )
    (tmp_path / "in.jsonl").write_bytes(line + b"\r\n")
    out = arclean("in.jsonl", "--into", "r", cwd=tmp_path).stdout
    start = line[:-2]
    assert out.startswith(start + b',"r":{')
    assert records(out)[0]["r"]["text"] == "café au lait."


@pytest.mark.parametrize("ending", sorted(COMPRESS))
def test_compression_in_and_out(tmp_path: Path, ending: str) -> None:
    data = as_jsonl(TEXTS)
    whole = arclean("--from", "jsonl", cwd=tmp_path, stdin=data).stdout
    name = f"in.jsonl{ending}"
    (tmp_path / name).write_bytes(COMPRESS[ending](data[:500]) + COMPRESS[ending](data[500:]))
    arclean(name, "-o", f"out.jsonl{ending}", cwd=tmp_path)
    assert plain(tmp_path / f"out.jsonl{ending}") == whole
    again = arclean(cwd=tmp_path, stdin=(tmp_path / name).read_bytes()).stdout
    assert again == whole


@pytest.mark.parametrize(
    "kind",
    ["jsonl", "csv", "tsv", "warc", "wet", "parquet", "html", "text", "nul", "separator"],
)
def test_standard_input(tmp_path: Path, kind: str) -> None:
    data, more = {
        "jsonl": (as_jsonl(TEXTS), []),
        "csv": (as_csv(TEXTS), ["--from", "csv"]),
        "tsv": (as_csv(TEXTS, "\t"), ["--from", "tsv"]),
        "warc": (as_warc(PAGES), []),
        "wet": (gzip.compress(as_wet(TEXTS)), []),
        "parquet": (as_parquet(TEXTS), []),
        "html": (PAGES[0].encode(), ["--json"]),
        "text": (TEXTS[0].encode(), ["--json"]),
        "nul": ("\0".join(TEXTS).encode(), ["-0", "--json"]),
        "separator": ("====".join(TEXTS).encode(), ["--separator", "====", "--json"]),
    }[kind]
    rows = records(arclean(*more, cwd=tmp_path, stdin=data).stdout)
    assert len(rows) == (1 if kind in {"html", "text"} else 3)
    assert KEPT[0] in rows[0]["arclean"]["body"]


def test_a_separator_that_begins_like_an_option(tmp_path: Path) -> None:
    given = f"{TEXTS[0]}\n---\n{TEXTS[2]}".encode()
    done = arclean("--separator", "---", cwd=tmp_path, stdin=given)
    first, second, end = done.stdout.decode().split("\n---\n")
    assert KEPT[0] in first
    assert KEPT[2] in second
    assert end == ""


def test_nul_streams_stay_streams(tmp_path: Path) -> None:
    done = arclean("-0", cwd=tmp_path, stdin=f"{TEXTS[0]}\0Home\0{TEXTS[2]}\0".encode())
    parts = done.stdout.decode().split("\0")
    assert len(parts) == 4
    assert KEPT[0] in parts[0]
    assert KEPT[2] in parts[2]
    assert parts[3] == ""


def test_warc_responses(tmp_path: Path) -> None:
    undeclared = PAGES[1].replace('<meta charset="utf-8">', "")
    arabic = undeclared.encode("windows-1256")
    data = b"".join(
        [
            response(gzip.compress(PAGES[0].encode()), more="Content-Encoding: gzip\r\n"),
            response(arabic, "text/html; charset=windows-1256"),
            response(b"\x89PNG....", "image/png"),
            response(b"moved", status="301 Moved"),
            response(PAGES[2].encode(), more="Content-Encoding: gzip\r\n"),
        ]
    )
    done = arclean(cwd=tmp_path, stdin=data)
    rows = records(done.stdout)
    assert all(sentence in row["arclean"]["body"] for row, sentence in zip(rows, KEPT, strict=True))
    assert b"2 records that are no pages passed over" in done.stderr


def _deflated(data: bytes) -> bytes:
    coder = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return coder.compress(data) + coder.flush()


def _chunked(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(data), data)


@pytest.mark.parametrize(
    ("headers", "fold"),
    [
        ("Content-Encoding: x-gzip", gzip.compress),
        ("Content-Encoding: gzip", lambda data: gzip.compress(data) + b"\0\0"),
        (
            "Content-Encoding: x-gzip",
            lambda data: gzip.compress(data[:90]) + gzip.compress(data[90:]),
        ),
        ("X-Nothing: said", gzip.compress),
        ("Content-Encoding: deflate", zlib.compress),
        ("Content-Encoding: deflate", _deflated),
        ("Content-Encoding: deflate", bytes),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", gzip.compress),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: x-gzip", gzip.compress),
        (
            "Transfer-Encoding: chunked\r\nContent-Encoding: x-gzip",
            lambda data: _chunked(gzip.compress(data)),
        ),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", _chunked),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: deflate", _deflated),
        ("Transfer-Encoding: chunked", bytes),
    ],
)
def test_a_response_is_unfolded_whatever_its_headers_say(
    tmp_path: Path, headers: str, fold: Callable[[bytes], bytes]
) -> None:
    data = response(fold(PAGES[0].encode()), more=f"{headers}\r\n")
    row = records(arclean(cwd=tmp_path, stdin=data).stdout)[0]
    assert KEPT[0] in row["arclean"]["body"]


@pytest.mark.parametrize(
    ("codec", "charset", "sentence"),
    [
        ("utf-8", "ISO-8859-1", KEPT[2]),
        ("utf-8", "windows-1251", KEPT[1]),
        ("utf-8", "gb2312", KEPT[1]),
        ("cp1252", "ISO-8859-1", "Le maire a dit: \u201cle bac va rouvrir\u201d \u2013 enfin."),
        ("cp1256", "ISO-8859-1", KEPT[1]),
        ("cp1256", "windows-1256", KEPT[1]),
        ("cp1254", "iso-8859-9", "Başkan \u201cvapur yeniden açılıyor\u201d dedi \u2013 sonunda."),
        ("gb18030", "gb2312", "市议会星期一同意重新开放横跨海湾的旧渡轮航线，两艘船将运送乘客。"),
        (
            "shift_jis",
            "Shift_JIS",
            "市議会は月曜日、湾を横断する古いフェリー航路の再開に合意した。",
        ),
    ],
)
def test_a_response_is_read_by_its_bytes_where_its_charset_is_doubtful(
    tmp_path: Path, codec: str, charset: str, sentence: str
) -> None:
    data = response(sentence.encode(codec), f"text/plain; charset={charset}")
    row = records(arclean("--from", "warc", cwd=tmp_path, stdin=data).stdout)[0]
    assert sentence in (row["arclean"]["body"], row["arclean"]["sidebar"])


def test_csv_with_semicolons_and_latin_bytes(tmp_path: Path) -> None:
    rows = 'text;id\n"Der Rat beschloss am Montag, die Fähre wieder fahren zu lassen.";1\n'
    (tmp_path / "in.csv").write_bytes(rows.encode("cp1252"))
    row = records(arclean("in.csv", cwd=tmp_path).stdout)[0]
    assert row["id"] == "1"
    assert "Fähre" in row["arclean"]["text"]


def test_csv_in_latin_bytes_has_no_broken_cells(tmp_path: Path) -> None:
    text = "Le café est fermé depuis lundi, a déclaré le directeur du port."
    rows = f'numéro,titre,text\n1,Café,"{text}"\n2,Forêt,Plain words.\n'
    (tmp_path / "in.csv").write_bytes(rows.encode("latin-1"))
    found = records(arclean("in.csv", "--id-field", "numéro", cwd=tmp_path).stdout)
    assert [row["numéro"] for row in found] == ["1", "2"]
    assert [row["titre"] for row in found] == ["Café", "Forêt"]
    assert found[0]["text"] == found[0]["arclean"]["text"] == text


def test_csv_cells_in_utf8_stay_beside_one_that_is_not(tmp_path: Path) -> None:
    text = "La forêt était fermée depuis lundi.".encode("latin-1")
    (tmp_path / "in.csv").write_bytes("name,text\nЛес café,".encode() + text + b"\n")
    found = records(arclean("in.csv", cwd=tmp_path).stdout)
    assert (found[0]["name"], found[0]["text"]) == ("Лес café", text.decode("latin-1"))


def test_csv_utf16(tmp_path: Path) -> None:
    (tmp_path / "in.tsv").write_bytes(as_csv(TEXTS, "\t").decode().encode("utf-16"))
    rows = records(arclean("in.tsv", cwd=tmp_path).stdout)
    assert KEPT[1] in rows[1]["arclean"]["body"]


_QUOTING = (
    'id\ttext\n1\t"Hello," he said at the gate.\n2\t"Never mind\n3\tthe third row\n4\tends" here\n'
)


def _rows(data: str, here: Path, name: str = "in.tsv", code: int = 0) -> list[tuple[str, str]]:
    """Ids and texts of a table, as records pass them through; of errors the messages."""
    (here / name).write_text(data, newline="")
    found = records(arclean(name, cwd=here, code=code).stdout)
    return [(row["id"], row.get("text") or row["error"]) for row in found]


def test_quotes_that_do_not_end_with_their_cell_are_text_in_tsv(tmp_path: Path) -> None:
    assert _rows(_QUOTING, tmp_path) == [
        ("1", '"Hello," he said at the gate.'),
        ("2", '"Never mind'),
        ("3", "the third row"),
        ("4", 'ends" here'),
    ]


def test_a_quote_that_ends_a_later_row_of_tsv_is_text(tmp_path: Path) -> None:
    found = _rows('id\ttext\n1\t"Never mind\n2\tthe next one."\n', tmp_path)
    assert found == [("1", '"Never mind'), ("2", 'the next one."')]


@pytest.mark.parametrize(
    "text",
    [
        "One paragraph.\n\nAnother one.",
        'She said "no" and left.',
        "A tab\tand more words.",
        '"Yes," said he.\n"No," said she.',
    ],
)
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_quoted_cells_of_tsv_are_read_as_such(
    tmp_path: Path, text: str, quoting: Literal[0, 1]
) -> None:
    out = io.StringIO(newline="")
    table = [["id", "text"], ["1", "Plain words."], ["2", text], ["3", "The end."]]
    csv.writer(out, delimiter="\t", quoting=quoting).writerows(table)
    assert _rows(out.getvalue(), tmp_path) == [(row[0], row[1]) for row in table[1:]]


def test_rows_of_a_quoted_tsv_are_not_swallowed_by_a_quote_further_on(tmp_path: Path) -> None:
    long = "\n\n".join(["One more paragraph."] * 4000)  # more than is looked at
    data = f'id\ttext\n1\t"{long}"\n2\t"Never mind\n3\tthe third"\n4\tthe fourth\n'
    assert _rows(data, tmp_path)[1:] == [
        ("2", '"Never mind'),
        ("3", 'the third"'),
        ("4", "the fourth"),
    ]


def test_names_in_quotes_are_found_where_cells_have_none(tmp_path: Path) -> None:
    found = _rows('"id"\t"text"\n1\t"Hello," he said.\n', tmp_path)
    assert found == [("1", '"Hello," he said.')]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_the_delimiter_that_excel_names_is_obeyed(tmp_path: Path, first: str) -> None:
    data = f"{first}\r\nid;text, all of it;text\r\n1;a;Words, and more.\r\n2;ragged\r\n"
    assert _rows(data, tmp_path, "in.csv", code=1) == [
        ("1", "Words, and more."),
        (
            "in.csv:4",
            "line 4 has 2 cells, the header has 3; correct the row, or the quoting of its text",
        ),
    ]


@pytest.mark.parametrize("ending", sorted(COMPRESS))
def test_compressed_tables_are_known_by_the_name_inside(tmp_path: Path, ending: str) -> None:
    data = as_csv([*TEXTS, text(0, 3000)], "\t").replace(b"id\t", b"i,d,e,n,t\t", 1)
    (tmp_path / f"in.tsv{ending}").write_bytes(COMPRESS[ending](data))
    rows = records(arclean(f"in.tsv{ending}", cwd=tmp_path).stdout)
    assert [row["i,d,e,n,t"] for row in rows] == ["d0", "d1", "d2", "d3"]


_WIDE = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]


@pytest.mark.parametrize("codec", _WIDE)
def test_json_lines_in_wide_characters_become_utf8(tmp_path: Path, codec: str) -> None:
    data = as_jsonl(TEXTS)
    (tmp_path / "in.jsonl").write_bytes(data)
    (tmp_path / "wide").mkdir()
    (tmp_path / "wide/in.jsonl").write_bytes(f"\ufeff{data.decode()}".encode(codec))
    expected = arclean("in.jsonl", cwd=tmp_path).stdout
    assert arclean("in.jsonl", cwd=tmp_path / "wide").stdout == expected
    stdin = (tmp_path / "wide/in.jsonl").read_bytes()
    assert arclean(cwd=tmp_path, stdin=stdin).stdout == expected


@pytest.mark.parametrize("codec", _WIDE)
def test_tables_in_wide_characters_become_utf8(tmp_path: Path, codec: str) -> None:
    data = as_csv(TEXTS).decode()
    (tmp_path / "in.csv").write_bytes(f"\ufeff{data}".encode(codec))
    rows = records(arclean("in.csv", cwd=tmp_path).stdout)
    assert [row["text"] for row in rows] == TEXTS


def test_documents_in_wide_characters_are_parted_by_their_separator(tmp_path: Path) -> None:
    data = "\ufeff" + "\n====\n".join(TEXTS)
    done = arclean("--separator", "====", "--json", cwd=tmp_path, stdin=data.encode("utf-16-le"))
    assert len(records(done.stdout)) == len(TEXTS)


def test_a_byte_order_mark_before_any_line_of_json_is_left_out(tmp_path: Path) -> None:
    line = as_jsonl(TEXTS[:1])
    done = arclean("--from", "jsonl", cwd=tmp_path, stdin=(b"\xef\xbb\xbf" + line) * 2)
    assert [row["id"] for row in records(done.stdout)] == ["d0", "d0"]
    assert b"\xef\xbb\xbf" not in done.stdout


def test_many_batches_keep_their_order(tmp_path: Path) -> None:
    texts = [text(n, 80) for n in range(150)]
    (tmp_path / "in.jsonl").write_bytes(as_jsonl(texts))
    alone = arclean("in.jsonl", cwd=tmp_path).stdout
    assert [row["id"] for row in records(alone)] == [f"d{n}" for n in range(150)]
    assert arclean("in.jsonl", "-j", "2", cwd=tmp_path).stdout == alone


def test_rejects_and_kept_are_everything(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(as_jsonl(TEXTS))
    done = arclean("in.jsonl", "--blocks", "--rejects", "r.jsonl.gz", cwd=tmp_path)
    rejects = records(plain(tmp_path / "r.jsonl.gz"))
    for row in records(done.stdout):
        blocks = row["arclean"]["blocks"]
        gone = [r for r in rejects if r["id"] == row["id"]]
        assert [r["text"] for r in gone] == [b["text"] for b in blocks if not b["kept"]]
        assert all(r["reasons"] for r in gone)
    assert {"source", "offset", "block", "section", "kind"} <= set(rejects[0])


def test_stats_count_everything(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(as_jsonl(TEXTS) + b'{"id": 9, "text": 5}\n')
    arclean("in.jsonl", "-j", "1", "-o", "o.jsonl", "--stats", "s.json", cwd=tmp_path, code=1)
    found = json.loads((tmp_path / "s.json").read_bytes())
    assert found["documents"] == 3
    assert found["errors"] == {"no-text": 1}
    assert found["scripts"] == {"arabic": 1, "latin": 2}
    assert found["verdicts"] == {"article": 3}
    assert found["sections"]["body"]["blocks"] >= 9
    blocks = sum(row["characters"] for row in found["kinds"].values())
    assert blocks <= found["characters"]["read"] < 1.1 * blocks


def test_stats_count_what_documents_keep_whatever_is_printed(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(as_jsonl(TEXTS))
    said = []
    for number, more in enumerate([[], ["--only", "headline"], ["--only", "sidebar"]]):
        args = ["in.jsonl", "-o", "o.jsonl", "--stats", f"{number}.json", *more]
        said.append(arclean(*args, cwd=tmp_path).stderr)
    assert len(set(said)) == 1
    found = [json.loads((tmp_path / f"{number}.json").read_bytes()) for number in range(3)]
    assert found[0] == found[1] == found[2]
    assert 0 < found[0]["characters"]["kept"] < found[0]["characters"]["read"]


def test_dividers_are_other_lines_than_those_around_metadata(tmp_path: Path) -> None:
    _write(tmp_path, {"a.html": PAGES[0], "b.txt": TEXTS[1], "c.html": PAGES[2]})
    names = ("a.html", "b.txt", "c.html")
    args = ("--to", "markdown", "--metadata")
    each = [arclean(name, *args, cwd=tmp_path).stdout.decode() for name in names]
    assert each[0].startswith("---\n")
    assert arclean(*names, *args, cwd=tmp_path).stdout.decode().split("\n***\n\n") == each


@pytest.mark.parametrize(("form", "divider"), [("text", "\n"), ("markdown", "\n---\n\n")])
@pytest.mark.parametrize("before", ["missing.txt", "empty.txt", "pdf.txt"])
def test_what_is_not_written_has_no_divider(
    tmp_path: Path, before: str, form: str, divider: str
) -> None:
    files = {"empty.txt": "", "pdf.txt": "%PDF-1.7 ", "a.txt": TEXTS[0], "b.txt": TEXTS[2]}
    _write(tmp_path, files)
    first, second = (
        arclean(name, "--to", form, cwd=tmp_path).stdout.decode() for name in ("a.txt", "b.txt")
    )
    names = (before, "a.txt", before, "b.txt", before)
    done = arclean(*names, "--to", form, cwd=tmp_path, code=None)
    assert done.stdout.decode() == first + divider + second


@pytest.mark.parametrize("name", ["o.md", "o.md.gz"])
def test_dividers_stand_between_batches(tmp_path: Path, name: str) -> None:
    # A batch has a thousand items at most.
    texts = [*[""] * 1100, "One sentence stands here.", *[""] * 1000, "Another one stands here."]
    (tmp_path / "in.jsonl").write_bytes(as_jsonl(texts))
    arclean("in.jsonl", "-o", name, cwd=tmp_path)
    written = plain(tmp_path / name).decode()
    assert written == "\n---\n\n".join(f"{text}\n" for text in texts if text)
    arclean("in.jsonl", "-o", f"j-{name}", "-j", "2", cwd=tmp_path)
    assert (tmp_path / f"j-{name}").read_bytes() == (tmp_path / name).read_bytes()


def test_each_mirrored_file_begins_without_a_divider(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(as_csv(TEXTS))
    arclean("a.csv", "b.csv", "--to", "markdown", "-o", "out/", cwd=tmp_path)
    for name in ("a.md", "b.md"):
        documents = (tmp_path / "out" / name).read_text().split("\n---\n\n")
        assert len(documents) == len(KEPT)
        assert all(sentence in got for sentence, got in zip(KEPT, documents, strict=True))


def test_parquet_that_was_cut(tmp_path: Path) -> None:
    data = as_parquet(TEXTS)
    (tmp_path / "in.parquet").write_bytes(data[:-20])
    done = arclean("in.parquet", cwd=tmp_path, code=1)
    assert b"Parquet cannot be read" in done.stderr
    buffer = io.BytesIO(data)
    assert pyarrow.parquet.read_table(buffer).num_rows == 3
