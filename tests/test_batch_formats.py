"""Every input with every output, through the command; compression; how inputs are told."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

import pyarrow.parquet
import pytest
from batch_support import (
    COMPRESS,
    KEPT,
    arclean,
    as_csv,
    as_jsonl,
    as_parquet,
    as_warc,
    as_wet,
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
    args = [
        ".",
        "-o",
        "o.jsonl",
        "--rejects",
        "r.jsonl",
        "--errors",
        "e.jsonl",
        "--stats",
        "s.json",
    ]
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


@pytest.mark.parametrize(
    ("codec", "charset", "sentence"),
    [
        ("utf-8", "ISO-8859-1", KEPT[2]),
        ("utf-8", "windows-1251", KEPT[1]),
        ("utf-8", "gb2312", KEPT[1]),
        ("cp1252", "ISO-8859-1", "Le maire a dit: \u201cle bac va rouvrir\u201d \u2013 enfin."),
        ("cp1256", "ISO-8859-1", KEPT[1]),
        ("cp1256", "windows-1256", KEPT[1]),
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
