"""The filter for a document or a few: arguments, views, exit codes."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from batch_support import COMMAND, KEPT, MENU, arclean, environment, page, records, text

SEED = Path(__file__).parent.parent / "seeds" / "000_60a06e24cd216558.txt"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "page.txt").write_text(text(0))
    (tmp_path / "arabic.txt").write_text(text(1))
    (tmp_path / "page.html").write_text(page(2))
    return tmp_path


def test_prints_the_article(here: Path) -> None:
    done = arclean("page.txt", cwd=here, installed=True)
    out = done.stdout.decode()
    assert out.startswith("Ferry line to reopen\n\n" + KEPT[0])
    assert out.endswith("(0.2).\n")
    assert not any(word in out.splitlines() for word in MENU)
    assert done.stderr == b""


def test_standard_input_named_or_not(here: Path) -> None:
    expected = arclean("page.txt", cwd=here).stdout
    data = text(0).encode()
    assert arclean(cwd=here, stdin=data, installed=True).stdout == expected
    assert arclean("-", cwd=here, stdin=data).stdout == expected


def test_several_files_are_divided_by_an_empty_line(here: Path) -> None:
    done = arclean("page.txt", "arabic.txt", cwd=here)
    one = arclean("page.txt", cwd=here).stdout
    two = arclean("arabic.txt", cwd=here).stdout
    assert done.stdout == one + b"\n" + two
    assert re.fullmatch(rb"arclean: 2 documents; \d+ % of the text kept\n", done.stderr)
    assert arclean("-q", "page.txt", "arabic.txt", cwd=here).stderr == b""


def test_json(here: Path) -> None:
    row = records(arclean("--json", "page.txt", cwd=here).stdout)[0]
    assert row["id"] == "page.txt"
    assert row["arclean"]["headline"] == "Ferry line to reopen"
    assert "blocks" not in row["arclean"]
    row = records(arclean("--json", "--blocks", "page.txt", cwd=here).stdout)[0]
    blocks = row["arclean"]["blocks"]
    assert all(sum(r["points"] for r in b["reasons"]) == b["score"] for b in blocks)
    assert {"text", "section", "kind", "kept", "start", "end"} <= set(blocks[0])


def test_only_and_keep(here: Path) -> None:
    only = arclean("--only", "headline", "page.txt", cwd=here).stdout
    assert only == b"Ferry line to reopen\n"
    whole = arclean("--only", "headline,body,sidebar", "page.txt", cwd=here).stdout.decode()
    assert "Log in" in whole
    kinds = {
        b["kind"]
        for b in records(arclean("--json", "--blocks", "page.txt", cwd=here).stdout)[0]["arclean"][
            "blocks"
        ]
        if b["section"] == "sidebar"
    }
    kept = arclean("--keep", ",".join(sorted(kinds)), "page.txt", cwd=here).stdout.decode()
    assert "Log in" in kept


@pytest.mark.parametrize(
    ("args", "sections"),
    [
        (["--only", "body"], {"body"}),
        (["--only", "headline,paragraph"], {"headline", "body"}),
        (["--only", "subhead"], {"subhead"}),
        (["--only", "body", "--keep", "caption"], {"body", "sidebar"}),
    ],
)
def test_only_leaves_out_the_sections_that_it_does_not_name(
    here: Path, args: list[str], sections: set[str]
) -> None:
    row = records(arclean("--json", *args, "page.txt", cwd=here).stdout)[0]["arclean"]
    assert {"headline", "subhead", "body", "sidebar"} & set(row) == sections
    assert row["text"] == "\n\n".join(filter(None, (row[name] for name in _in_order(sections))))


def _in_order(sections: set[str]) -> list[str]:
    return [name for name in ("headline", "subhead", "body", "sidebar") if name in sections]


def test_only_changes_nothing_of_what_is_said_to_be_kept(here: Path) -> None:
    whole = arclean("page.txt", "arabic.txt", cwd=here).stderr
    assert arclean("--only", "headline", "page.txt", "arabic.txt", cwd=here).stderr == whole


def test_explain_counts_all_blocks_and_shows_those_that_only_names(here: Path) -> None:
    whole = arclean("--explain", "page.txt", cwd=here).stdout.decode().splitlines()
    some = arclean("--explain", "--only", "headline", "page.txt", cwd=here).stdout.decode()
    first, *lines = some.splitlines()
    assert first == whole[0]
    assert [line.split()[1] for line in lines if line[:2] in {"+ ", "- "}] == ["headline"]


@pytest.mark.parametrize("mode", ["precision", "balanced", "recall"])
def test_modes(here: Path, mode: str) -> None:
    assert KEPT[0] in arclean("--mode", mode, "page.txt", cwd=here).stdout.decode()


def test_format_is_obeyed(here: Path) -> None:
    as_text = arclean("--format", "text", "--json", "page.html", cwd=here).stdout
    assert b"<p>" in as_text
    assert b"<p>" not in arclean("--json", "page.html", cwd=here).stdout


def test_explain_shows_every_block(here: Path) -> None:
    out = arclean("--explain", "page.txt", cwd=here).stdout.decode()
    lines = [line for line in out.splitlines() if line[:2] in {"+ ", "- "}]
    blocks = records(arclean("--json", "--blocks", "page.txt", cwd=here).stdout)[0]["arclean"]
    assert len(lines) == len(blocks["blocks"])
    for line, block in zip(lines, blocks["blocks"], strict=True):
        assert line.split()[1:3] == [block["section"], block["kind"]]
        assert (line[0] == "+") == block["kept"]
    assert "\x1b" not in out


def test_explain_isolates_right_to_left_text(here: Path) -> None:
    out = arclean("--explain", "arabic.txt", cwd=here).stdout.decode()
    line = next(line for line in out.splitlines() if "العبارات" in line)
    assert line.count("\N{RIGHT-TO-LEFT ISOLATE}") == 1
    assert line.endswith("\N{POP DIRECTIONAL ISOLATE}")


def test_explain_keeps_control_codes_from_the_terminal(here: Path) -> None:
    hostile = f"{text(0)}\n\x1b]0;owned\x07 \N{RIGHT-TO-LEFT OVERRIDE}end\n"
    (here / "hostile.txt").write_text(hostile)
    out = arclean("--explain", "hostile.txt", cwd=here).stdout.decode()
    assert "owned" in out
    assert not set(out) & {"\x1b", "\x07", "\N{RIGHT-TO-LEFT OVERRIDE}"}


@pytest.mark.parametrize(
    ("changes", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)],
)
def test_colour_on_a_terminal(here: Path, changes: dict[str, str], coloured: bool) -> None:
    parent, child = pty.openpty()
    subprocess.run(
        [*COMMAND, "--explain", "page.txt"],
        cwd=here,
        stdout=child,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=environment(**changes),
        check=True,
        timeout=60,
    )
    os.close(child)
    shown = b""
    try:
        while more := os.read(parent, 65536):
            shown += more
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(parent)
    assert (b"\x1b[32m" in shown) == coloured


def test_metadata(here: Path) -> None:
    row = records(arclean("--json", "--metadata", "page.html", cwd=here).stdout)[0]
    assert row["arclean"]["metadata"]
    row = records(arclean("--json", "--metadata", "page.txt", cwd=here).stdout)[0]
    assert row["arclean"]["metadata"] == {}
    assert arclean("--metadata", "page.html", cwd=here).stdout.startswith(b"---\n")


def test_version(here: Path) -> None:
    assert re.fullmatch(rb"arclean \d+\.\d+\S*\n", arclean("--version", cwd=here).stdout)


def test_help_fits_a_screen_and_starts_with_three_examples(here: Path) -> None:
    out = arclean("--help", cwd=here).stdout.decode()
    lines = out.splitlines()
    assert 24 <= len(lines) <= 40
    assert max(map(len, lines)) <= 80
    assert [("arclean" in line) for line in lines[:4]] == [True, True, True, False]
    for option in ("--json", "--explain", "--resume", "--rejects", "--timeout", "--completion"):
        assert option in out


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion(here: Path, shell: str) -> None:
    pytest.importorskip("shtab")
    assert b"explain" in arclean("--completion", shell, cwd=here).stdout


def test_bash_completes_options_values_and_files(here: Path) -> None:
    pytest.importorskip("shtab")
    script = arclean("--completion", "bash", cwd=here).stdout.decode()

    def completed(*words: str) -> list[str]:
        quoted = " ".join(f"'{word}'" for word in ("arclean", *words))
        ask = (
            f"{script}\nCOMP_WORDS=({quoted}); COMP_CWORD={len(words)}\n"
            'COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}\n'
            f'_shtab_arclean arclean "{words[-1]}" ""; printf "%s\\n" "${{COMPREPLY[@]}}"\n'
        )
        done = subprocess.run(["bash", "-c", ask], cwd=here, capture_output=True, check=True)
        return done.stdout.decode().split()

    assert completed("--expl") == ["--explain"]
    assert completed("--mode", "rec") == ["recall"]
    assert completed("page.t") == ["page.txt"]
    assert completed("page.txt", "-o", "ara") == ["arabic.txt"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--mode", "fast"], "precision"),
        (["--keep", "body"], "cannot keep 'body'"),
        (["--only", "bodi"], "choose from headline"),
        (["--json", "--explain"], "choose one"),
        (["-0", "--separator", "x"], "choose one"),
        (["--separator", ""], "--separator is empty"),
        (["--into", ""], "--into is empty"),
        (["--resume"], "--resume needs -o"),
        (["-j", "0"], "1 or more"),
        (["--timeout", "0"], "above 0"),
        (["--max-bytes", "many"], "32M"),
        (["--to", "parquet"], "-o pages.parquet"),
        (["--to", "pdf"], "'text', 'jsonl', 'markdown'"),
        (["--format", "jsonl"], "auto"),
        (["--unknown"], "--unknown"),
        (["-o", "a", "--errors", "a"], "name two"),
        (["-o", "no/such/folder/a.txt", "page.txt"], "create its folder first"),
        (["-o", "page.txt/a.txt", "page.txt"], "Not a directory"),
        (["-o", "page.txt/", "page.txt"], "File exists"),
        (["--stats", ".", "page.txt"], "Is a directory"),
        (["--stats", "no/such/folder/s.json", "page.txt"], "create its folder first"),
        (["--errors", ".", "page.txt"], "Is a directory"),
        ([""], "name is empty"),
    ],
)
def test_wrong_usage(here: Path, args: list[str], said: str) -> None:
    done = arclean(*args, cwd=here, code=2)
    assert done.stdout == b""
    message = done.stderr.decode()
    assert message.startswith("arclean: ")
    assert message.count("\n") == 1
    assert said in message


def test_a_missing_file_is_one_line_and_the_others_are_done(here: Path) -> None:
    done = arclean("missing.txt", "page.txt", cwd=here, code=1)
    assert KEPT[0] in done.stdout.decode()
    assert done.stderr.decode() == (
        "arclean: missing.txt: cannot be read: No such file or directory; "
        "check the name and its permissions\n"
    )


_LEFT = "nothing was left of it"
_EMPTY = "there was no text in it"
_WITHOUT = "what --only names is not in it"


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        ("menu.txt", [], f"{_LEFT}; --explain shows why, --mode recall keeps more"),
        ("menu.txt", ["--explain"], f"{_LEFT}; --mode recall keeps more"),
        ("empty.txt", [], f"{_EMPTY}\n"),
        ("empty.txt", ["--only", "body"], f"{_EMPTY}\n"),
        ("page.txt", ["--only", "caption"], f"{_WITHOUT}; --explain shows what is\n"),
        ("page.txt", ["--only", "caption", "--explain"], f"{_WITHOUT}\n"),
    ],
)
def test_nothing_left_is_no_error_and_is_said(
    here: Path, name: str, args: list[str], said: str
) -> None:
    (here / "menu.txt").write_text("Home\nLog in\nContact\n")
    (here / "empty.txt").write_text(" \n")
    done = arclean(name, *args, cwd=here)
    assert bool(done.stdout) == ("--explain" in args)
    assert said in done.stderr.decode()
    assert done.stderr.count(b"\n") == 2


def test_documents_of_which_nothing_is_left_are_counted_by_the_cause(here: Path) -> None:
    (here / "menu.txt").write_text("Home\nLog in\nContact\n")
    (here / "empty.txt").write_text("")
    names = ("page.txt", "menu.txt", "empty.txt", "arabic.txt")
    said = arclean(*names, "--only", "caption", cwd=here).stderr.decode().splitlines()[1:]
    assert said == [
        "arclean: there was no text in 1 of them",
        "arclean: what --only names is not in 2 of them; --explain shows what is",
        "arclean: nothing was left of 1 of them; --explain shows why, --mode recall keeps more",
    ]


def test_what_only_names_of_a_page_without_an_article_is_something_left(here: Path) -> None:
    (here / "menu.txt").write_text("Home\nLog in\nContact\n")
    done = arclean("menu.txt", "--only", "sidebar", cwd=here)
    assert (done.stdout, done.stderr) == (b"Home\n\nLog in\n\nContact\n", b"")


@pytest.mark.parametrize("name", ["md", "markdown", "MD"])
def test_an_output_may_be_called_as_its_ending(here: Path, name: str) -> None:
    assert arclean("--to", name, "page.txt", cwd=here).stdout.startswith(b"# Ferry line")


@pytest.mark.parametrize("name", ["o.json", "o.ndjson", "o.jsonlines"])
def test_all_endings_of_json_lines_are_known(here: Path, name: str) -> None:
    arclean("page.txt", "-o", name, cwd=here)
    assert records((here / name).read_bytes())[0]["id"] == "page.txt"


@pytest.mark.parametrize("name", ["o.csv", "o.TSV", "o.html", "o.warc.gz", "o.csv.zst"])
def test_an_output_is_not_named_as_what_is_not_written(here: Path, name: str) -> None:
    done = arclean("page.txt", "-o", name, cwd=here, code=2)
    assert f"-o {name} ends in ." in done.stderr.decode()
    assert b"or say what it is to hold with --to" in done.stderr
    arclean("page.txt", "-o", name, "--to", "text", cwd=here)
    assert (here / name).exists()


def test_names_cannot_steer_the_terminal(here: Path) -> None:
    done = arclean("a\x1b[31m\nb", cwd=here, code=1)
    assert b"\x1b" not in done.stderr
    assert done.stderr.startswith(b"arclean: a\\x1b[31m\\nb: cannot be read")


def test_closed_standard_streams(here: Path) -> None:
    def run(command: str) -> subprocess.CompletedProcess[bytes]:
        words = [*COMMAND[:1], "-m", "arclean"]
        return subprocess.run(
            ["sh", "-c", f'exec "$@" {command}', "sh", *words],
            cwd=here,
            capture_output=True,
            check=False,
            timeout=60,
        )

    done = run("page.txt >&-")
    assert (done.returncode, done.stderr) == (
        2,
        b"arclean: standard output is closed; name a file with -o\n",
    )
    done = run("<&-")
    assert done.returncode == 1
    assert b"standard input: cannot be read: it is closed" in done.stderr
    assert run("missing page.txt 2>&-").returncode == 1


def test_the_script_and_the_module_are_one(here: Path) -> None:
    import shutil
    import sysconfig

    script = shutil.which("arclean", path=sysconfig.get_path("scripts"))
    if script is None:
        pytest.skip("the package is not installed here")
    found = subprocess.run([script, "page.txt"], cwd=here, capture_output=True, check=True)
    assert found.stdout == arclean("page.txt", cwd=here).stdout


def test_the_command_starts_without_the_heavy_libraries() -> None:
    code = (
        "import sys, arclean.cli\n"
        "arclean.cli.parser().format_help()\n"
        "heavy = {'numpy', 'lxml', 'selectolax', 'trafilatura', 'pyarrow', 'fastwarc', 'tqdm'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_seed_document(tmp_path: Path) -> None:
    out = arclean(SEED, "--json", cwd=tmp_path).stdout
    result = records(out)[0]["arclean"]
    assert result["headline"].startswith("موسكو تسلم الجزائر")
    assert "المقاتلين الإرهابيين الأجانب" in result["body"]
    assert "الأكثر قراءة" not in result["text"]
