"""Each error: its record, its one line, its exit code; good documents around it are done."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path

import pyarrow
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
    environment,
    faulty,
    page,
    records,
    response,
    text,
)

TEXTS = [text(n) for n in range(3)]


def _errors(data: bytes) -> list[dict[str, object]]:
    return [row for row in records(data) if "error" in row]


def test_errors_stand_in_the_output_in_their_place(tmp_path: Path) -> None:
    lines = as_jsonl(TEXTS).splitlines()
    (tmp_path / "in.jsonl").write_bytes(b"\n".join([lines[0], b"{broken", lines[1], lines[2]]))
    done = arclean("in.jsonl", cwd=tmp_path, code=1)
    rows = records(done.stdout)
    assert [row["id"] for row in rows] == ["d0", "in.jsonl:2", "d1", "d2"]
    assert rows[1] == {
        "id": "in.jsonl:2",
        "error": "not JSON at line 2, which begins '{broken'; "
        "correct the line, or name what the file holds with --from",
        "type": "not-json",
        "source": "in.jsonl",
        "offset": len(lines[0]) + 1,
    }
    assert b"in.jsonl:2: not JSON at line 2" in done.stderr


def test_errors_go_to_their_file(tmp_path: Path) -> None:
    lines = as_jsonl(TEXTS).splitlines()
    rows = [lines[0], b"5", lines[1], b'{"id": 7, "text": null}']
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(rows))
    done = arclean("in.jsonl", "--errors", "e.jsonl", cwd=tmp_path, code=1)
    assert [row["id"] for row in records(done.stdout)] == ["d0", "d1"]
    found = records((tmp_path / "e.jsonl").read_bytes())
    named = [(row["id"], row["type"]) for row in found]
    assert named == [("in.jsonl:2", "not-json"), ("7", "no-text")]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (b"null", "line 1: field 'text' is null: there is nothing to clean; leave the record out"),
        (
            b"5",
            "line 1: field 'text' is int, not text; name the field that holds text with --field",
        ),
    ],
)
def test_what_holds_no_text_is_said(tmp_path: Path, value: bytes, said: str) -> None:
    stdin = b'{"text": %b}\n' % value
    done = arclean("--from", "jsonl", cwd=tmp_path, stdin=stdin, code=1)
    assert [row["error"] for row in records(done.stdout)] == [said]


def test_strict_stops_at_the_first(tmp_path: Path) -> None:
    lines = as_jsonl(TEXTS).splitlines()
    (tmp_path / "in.jsonl").write_bytes(b"\n".join([lines[0], b"{broken", lines[1]]))
    done = arclean("in.jsonl", "--strict", cwd=tmp_path, code=1)
    assert [row["id"] for row in records(done.stdout)] == ["d0", "in.jsonl:2"]
    assert b"stopped at the first error after 1 document; the output ends there" in done.stderr
    arclean("in.jsonl", "--strict", "-o", "o.jsonl", "-j", "1", cwd=tmp_path, code=1)
    assert not (tmp_path / "o.jsonl").exists()
    assert not list(tmp_path.glob("*.arclean-*"))


@pytest.mark.parametrize(
    ("name", "data", "args", "cause", "said"),
    [
        (
            "a.jsonl",
            as_jsonl(TEXTS),
            ["--field", "txt"],
            "no-field",
            "no field 'txt'; there are 'id', 'text', 'tags': name one with --field",
        ),
        (
            "a.jsonl",
            as_jsonl(TEXTS),
            ["--id-field", "key"],
            "no-field",
            "no field 'key'; there are 'id', 'text', 'tags': name one with --id-field",
        ),
        (
            "a.jsonl",
            as_jsonl(TEXTS, "arclean"),
            ["--field", "arclean"],
            "key-exists",
            "there is a field 'arclean' already; name another with --into",
        ),
        (
            "a.json",
            json.dumps([{"text": "a"}], indent=1).encode(),
            [],
            "not-json",
            "not JSON at line 1, which begins '['; one object a line is needed: jq -c '.[]'",
        ),
        (
            "a.jsonl",
            b"plain words\nmore of them\n",
            [],
            "not-json",
            "not JSON at line 1, which begins 'plain words'",
        ),
        (
            "a.jsonl",
            b"\n\n" + b"{broken\n" * 21,
            [],
            "not-json",
            "not JSON at line 3, which begins '{broken'; correct the line",
        ),
        (
            "a.csv",
            as_csv(TEXTS),
            ["--field", "txt"],
            "no-field",
            "no column 'txt'; there are 'id', 'text', 'note': name one with --field",
        ),
        ("a.csv", b"id,text,text\n1,a,b\n", [], "no-field", "column 'text' stands twice"),
        (
            "a.parquet",
            as_parquet(TEXTS),
            ["--field", "txt"],
            "no-field",
            "no column 'txt'; there are 'id', 'text', 'score': name one with --field",
        ),
        ("a.parquet", b"words", [], "not-parquet", "not a Parquet file: it begins 'words'"),
        ("a.warc", b"words", [], "not-warc", "not a WARC: it begins 'words'"),
        ("a.warc", b"", [], "not-warc", "not a WARC: it is empty"),
        ("a.parquet", b"", [], "not-parquet", "not a Parquet file: it is empty"),
        ("a.txt", b"%PDF-1.7 abc\n%\xe2\xe3\xcf\xd3\n", [], "unsupported", "PDF"),
        ("a.txt", TEXTS[0].encode(), ["--max-bytes", "100"], "too-large", "--max-bytes"),
    ],
)
def test_inputs_that_cannot_be_used(
    tmp_path: Path, name: str, data: bytes, args: list[str], cause: str, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(text(2)[:90])
    done = arclean("good.txt", name, *args, "--json", cwd=tmp_path, code=1)
    found = _errors(done.stdout)
    assert found
    assert {row["type"] for row in found} == {cause}
    assert said in str(found[0]["error"])
    assert set(found[0]) == {"id", "error", "type", "source", "offset"}
    if cause != "key-exists":
        assert len(found) == 1
    assert records(done.stdout)[0]["id"] == "good.txt"
    assert done.stderr.decode().startswith("arclean: ")


@pytest.mark.parametrize(
    ("name", "data", "into"),
    [
        ("a.txt", TEXTS[0].encode(), "id"),
        ("a.csv", as_csv(TEXTS), "note"),
        ("a.parquet", as_parquet(TEXTS), "score"),
        ("a.wet", as_wet(TEXTS), "url"),
    ],
)
def test_a_key_that_a_record_has_or_is_given_is_refused(
    tmp_path: Path, name: str, data: bytes, into: str
) -> None:
    (tmp_path / name).write_bytes(data)
    found = records(arclean(name, "--json", "--into", into, cwd=tmp_path, code=1).stdout)
    assert {row["type"] for row in found} == {"key-exists"}
    assert {"name another with --into" in str(row["error"]) for row in found} == {True}


def _with_column(name: str) -> bytes:
    table = pyarrow.table({"text": TEXTS, name: TEXTS})
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "into"),
    [
        ("a.txt", TEXTS[0].encode(), "record"),
        ("a.parquet", as_parquet(TEXTS), "score"),
        ("a.parquet", _with_column("x_error"), "x"),
    ],
)
def test_no_parquet_has_a_column_twice(tmp_path: Path, name: str, data: bytes, into: str) -> None:
    (tmp_path / name).write_bytes(data)
    done = arclean(name, "-o", "o.parquet", "--into", into, cwd=tmp_path, code=2)
    assert b"already; name another with --into" in done.stderr
    assert not (tmp_path / "o.parquet").exists()


def test_one_ragged_row(tmp_path: Path) -> None:
    rows = as_csv(TEXTS).replace(b"d1,", b"d1,x,y,", 1)
    (tmp_path / "in.csv").write_bytes(rows)
    done = arclean("in.csv", cwd=tmp_path, code=1)
    assert [row["id"] for row in records(done.stdout)] == ["d0", _line_of(done.stdout), "d2"]
    assert b"has 5 cells, the header has 3" in done.stdout


def test_a_quote_that_is_not_closed_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text('id,text\n1,One sentence.\n2,"open\n3,Another sentence.\n')
    rows = records(arclean("in.csv", cwd=tmp_path, code=1).stdout)
    assert [row["id"] for row in rows] == ["1", "in.csv:4"]
    assert "a quote opened in line 3 or later is not closed" in rows[1]["error"]


def test_a_row_that_was_cut_off_is_one_error(tmp_path: Path) -> None:
    # Its last cell is open where the file breaks off.
    (tmp_path / "in.csv.gz").write_bytes(gzip.compress(as_csv(TEXTS)[:-30])[:-8])
    rows = records(arclean("in.csv.gz", cwd=tmp_path, code=1).stdout)
    assert [row["id"] for row in rows] == ["d0", "d1", "in.csv.gz"]
    assert rows[2]["type"] == "unreadable"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_that_breaks_off_in_a_character_is_an_error(tmp_path: Path, codec: str) -> None:
    rows = ("\ufeff" + as_csv(TEXTS).decode()).encode(codec)
    (tmp_path / "in.csv").write_bytes(rows[:-1])
    (tmp_path / "more.csv").write_bytes(as_csv(TEXTS))
    found = records(arclean("in.csv", "more.csv", cwd=tmp_path, code=1).stdout)
    assert [row["id"] for row in found] == ["d0", "d1", "d2", "in.csv", "d0", "d1", "d2"]
    assert found[3]["type"] == "unreadable"
    assert f"within a character after byte {len(rows) - 2};" in found[3]["error"]


@pytest.mark.parametrize("lone", [b"\x00\xd8", b"\x00\xdc"], ids=["high", "low"])
def test_a_lone_surrogate_in_utf16_is_an_error_and_the_rows_are_read(
    tmp_path: Path, lone: bytes
) -> None:
    rows = as_csv(TEXTS).decode().encode("utf-16-le")
    broken = rows.replace("a, b".encode("utf-16-le"), lone + "b".encode("utf-16-le"), 1)
    (tmp_path / "in.csv").write_bytes(b"\xff\xfe" + broken)
    found = records(arclean("in.csv", cwd=tmp_path, code=1).stdout)
    assert [row.get("type") for row in found] == [None, None, None, "unreadable"]
    assert [row["note"] for row in found[:3]] == ["\ufffdb", "a, b", "a, b"]
    assert "read as U+FFFD" in found[3]["error"]


def test_json_lines_in_damaged_utf16_are_read_around_the_damage(tmp_path: Path) -> None:
    lines = as_jsonl(TEXTS).decode().encode("utf-16-le")
    broken = lines.replace("ferry".encode("utf-16-le"), b"\x00\xd8" + "erry".encode("utf-16-le"), 1)
    (tmp_path / "in.jsonl").write_bytes(b"\xff\xfe" + broken)
    found = records(arclean("in.jsonl", cwd=tmp_path, code=1).stdout)
    assert [row.get("type") for row in found] == [None, None, None, "unreadable"]
    assert "\ufffderry" in found[0]["text"]


def test_json_lines_in_utf16_without_a_mark_are_no_json(tmp_path: Path) -> None:
    stdin = as_jsonl(TEXTS).decode().encode("utf-16-le")
    done = arclean("--from", "jsonl", cwd=tmp_path, stdin=stdin, code=1)
    (row,) = records(done.stdout)
    assert row["type"] == "not-json"
    assert "perhaps of UTF-16 without its mark: save the file as UTF-8" in row["error"]


def test_a_last_row_without_a_line_end_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(as_csv(TEXTS).rstrip())
    rows = records(arclean("in.csv", cwd=tmp_path).stdout)
    assert [row["id"] for row in rows] == ["d0", "d1", "d2"]


def _line_of(data: bytes) -> object:
    return _errors(data)[0]["id"]


def test_not_utf8_json(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(as_jsonl(TEXTS[:1]) + b'{"text": "caf\xe9"}\n')
    done = arclean("in.jsonl", cwd=tmp_path, code=1)
    assert [row.get("type") for row in records(done.stdout)] == [None, "not-json"]


@pytest.mark.parametrize("ending", sorted(COMPRESS))
def test_truncated_archives_give_what_was_readable(tmp_path: Path, ending: str) -> None:
    noise = os.urandom(300_000).hex()
    data = as_jsonl(TEXTS) + json.dumps({"id": "noise", "text": noise}).encode() + b"\n"
    whole = COMPRESS[ending](data)
    first = COMPRESS[ending](as_jsonl(TEXTS))
    (tmp_path / f"in.jsonl{ending}").write_bytes(first + whole[: len(whole) // 2])
    done = arclean(f"in.jsonl{ending}", cwd=tmp_path, code=1)
    rows = records(done.stdout)
    assert [row["id"] for row in rows[:3]] == ["d0", "d1", "d2"]
    assert rows[-1]["type"] == "unreadable"
    assert "break off" in rows[-1]["error"]


def test_a_line_that_was_cut_off_is_one_error(tmp_path: Path) -> None:
    lines = as_jsonl(TEXTS)
    (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress(lines + lines[:700])[:-9])
    rows = records(arclean("in.jsonl.gz", cwd=tmp_path, code=1).stdout)
    assert [row.get("type") for row in rows][-1] == "unreadable"
    assert [row["type"] for row in rows if "error" in row] == ["unreadable"]


@pytest.mark.parametrize("more", [b"", as_jsonl(TEXTS[:1])], ids=["alone", "first"])
def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path, more: bytes) -> None:
    (tmp_path / "in.jsonl").write_bytes(b'{"text": "' + b"x" * 3_000_000 + b'"}\n' + more)
    done = arclean("in.jsonl", "--max-bytes", "10K", cwd=tmp_path, code=1)
    assert [row.get("type") for row in records(done.stdout)] == ["too-large", *[None] * bool(more)]
    assert b"line 1 has more than 40960 bytes; raise --max-bytes" in done.stderr


def test_damaged_gzip(tmp_path: Path) -> None:
    damaged = bytearray(gzip.compress(as_jsonl(TEXTS)) + gzip.compress(as_jsonl(TEXTS)))
    damaged[-8] ^= 255
    (tmp_path / "in.jsonl.gz").write_bytes(damaged)
    done = arclean("in.jsonl.gz", cwd=tmp_path, code=1)
    rows = records(done.stdout)
    assert [row["id"] for row in rows[:3]] == ["d0", "d1", "d2"]
    assert "damaged" in rows[-1]["error"]


def test_truncated_text_is_cleaned_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(TEXTS[0].encode())[:-4])
    done = arclean("a.txt.gz", cwd=tmp_path, code=1)
    assert KEPT[0] in done.stdout.decode()
    assert b"break off" in done.stderr


@pytest.mark.parametrize("cut", [30, 700])
def test_truncated_warc(tmp_path: Path, cut: int) -> None:
    (tmp_path / "a.wet").write_bytes(as_wet(TEXTS)[:-cut])
    done = arclean("a.wet", cwd=tmp_path, code=1)
    rows = records(done.stdout)
    assert KEPT[0] in rows[0]["arclean"]["body"]
    assert KEPT[1] in rows[1]["arclean"]["body"]
    assert "breaks off" in rows[-1]["error"] or "damaged" in rows[-1]["error"]
    (tmp_path / "a.warc.gz").write_bytes(as_warc([page(n) for n in range(3)])[:-cut])
    rows = records(arclean("a.warc.gz", cwd=tmp_path, code=1).stdout)
    assert "break off" in rows[-1]["error"]


def test_unreadable_among_good(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    for name, content in (("a.txt", TEXTS[0]), ("c.txt", TEXTS[2])):
        (site / name).write_text(content)
    (site / "b.txt").symlink_to("/proc/self/mem")  # opens, and fails to be read
    (site / "d.txt").symlink_to("nowhere")
    args = ["site", "no-such-file", "-o", "clean/", "--errors", "e.jsonl"]
    done = arclean(*args, cwd=tmp_path, code=1)
    assert sorted(p.name for p in (tmp_path / "clean/site").iterdir()) == ["a.txt", "c.txt"]
    found = records((tmp_path / "e.jsonl").read_bytes())
    assert [row["source"] for row in found] == ["site/b.txt", "site/d.txt", "no-such-file"]
    assert all("cannot be read" in row["error"] for row in found)
    assert b"3 errors (unreadable 3)" in done.stderr


@pytest.mark.parametrize("form", ["jsonl", "text"])
def test_an_input_without_an_output_of_its_own_does_not_end_a_mirrored_run(
    tmp_path: Path, form: str
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    for name in ("a.jsonl", "c.jsonl"):
        (site / name).write_bytes(as_jsonl(TEXTS))
    (site / "b.jsonl").symlink_to("nowhere")
    args = ["site", "./site", "-o", "out/", "--to", form]
    done = arclean(*args, cwd=tmp_path, code=1)
    assert b"site/b.jsonl: cannot be read: it is a link to nothing" in done.stderr
    assert b"./site: its output would overwrite that of site" in done.stderr
    assert b"6 documents" in done.stderr
    written = {path.stem for path in (tmp_path / "out/site").iterdir()}
    assert written == {"a", "c"}


def test_a_warc_record_over_the_limit_is_never_cleaned_in_part(tmp_path: Path) -> None:
    body = page(0).encode()
    data = response(body, more=f"X-Long: {'x' * 300}\r\n")
    limit = str(len(body) + 100)  # the record is longer, the body is not
    rows = records(arclean("--max-bytes", limit, cwd=tmp_path, stdin=data, code=1).stdout)
    assert [row["type"] for row in rows] == ["too-large"]
    image = response(b"x" * 5000, "image/png")
    done = arclean("--max-bytes", "1000", cwd=tmp_path, stdin=image)
    assert done.stdout == b""


def test_a_response_that_unfolds_over_the_limit_is_too_large(tmp_path: Path) -> None:
    bomb = gzip.compress(b"word " * 1_000_000)
    data = response(bomb, more="Content-Encoding: gzip\r\n")
    rows = records(arclean("--max-bytes", "1M", cwd=tmp_path, stdin=data, code=1).stdout)
    assert [row["type"] for row in rows] == ["too-large"]


@pytest.mark.parametrize("fault", ["MEMORY", "BUG"])
def test_documents_that_fail_inside(tmp_path: Path, fault: str) -> None:
    (tmp_path / "in.jsonl").write_bytes(as_jsonl([TEXTS[0], f"FAULT-{fault}", TEXTS[2]]))
    done = arclean("in.jsonl", cwd=tmp_path, env=faulty(tmp_path), code=1)
    rows = records(done.stdout)
    assert [row["id"] for row in rows] == ["d0", "d1", "d2"]
    assert rows[1]["type"] == {"MEMORY": "memory", "BUG": "internal"}[fault]


def test_a_missing_library_says_the_command_that_installs_it(tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    for name in ("fastwarc", "pyarrow", "zstandard", "shtab"):
        (hidden / name).mkdir(parents=True)
        (hidden / name / "__init__.py").write_text("raise ImportError('hidden by the test')")
    path = os.pathsep.join(filter(None, [str(hidden), os.environ.get("PYTHONPATH", "")]))
    env = environment(PYTHONPATH=path)
    (tmp_path / "a.wet").write_bytes(as_wet(TEXTS))
    (tmp_path / "a.parquet").write_bytes(as_parquet(TEXTS))
    (tmp_path / "a.txt.zst").write_bytes(COMPRESS[".zst"](TEXTS[0].encode()))
    for name, extra in (("a.wet", "warc"), ("a.parquet", "parquet"), ("a.txt.zst", "zstd")):
        done = arclean(name, cwd=tmp_path, env=env, code=1)
        assert f"run: pip install 'arclean[{extra}]'".encode() in done.stderr
    for name, extra in (("o.parquet", "parquet"), ("o.txt.zst", "zstd")):
        done = arclean("-o", name, cwd=tmp_path, env=env, stdin=b"words", code=2)
        assert f"run: pip install 'arclean[{extra}]'".encode() in done.stderr
    done = arclean("--completion", "bash", cwd=tmp_path, env=env, code=2)
    assert b"run: pip install 'arclean[completion]'" in done.stderr


def test_many_errors_are_not_all_said_when_they_are_recorded(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(as_jsonl(TEXTS) + b"{broken\n" * 30)
    done = arclean("in.jsonl", cwd=tmp_path, code=1)
    assert done.stderr.count(b"not JSON") == 10
    assert b"30 errors (not-json 30)" in done.stderr


def test_a_column_that_exists_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(as_csv(TEXTS).replace(b"note", b"arclean", 1))
    done = arclean("in.csv", cwd=tmp_path, code=1)
    assert b"there is a column 'arclean' already; name another with --into" in done.stderr
    arclean("in.csv", "--into", "result", cwd=tmp_path)
