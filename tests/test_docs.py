"""Every command of README and docs runs, and prints what the page shows.

A ``console`` block holds commands, each after ``$ ``, and what they print, errors included. A line
``...`` stands for any lines, ``...`` within a line for any text, and a command followed by nothing
may print what it likes. A command that ends with another code than 0 says so: ``# exit 1``.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NamedTuple

import pytest
from batch_support import as_csv, as_jsonl, as_parquet, as_warc, as_wet, page, text

from benchmarks.picture import PICTURE, picture
from benchmarks.signal_list import signal_list

ROOT = Path(__file__).resolve().parent.parent
PAGES = [path for path in (ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))) if path.exists()]

#: Commands that set a machine up: ``.ci/run`` or the reader runs them, no test can.
ELSEWHERE = ("pip ", "pipx ", "uv ", "python3 -m venv", "python -m venv", "git ", "source ", ". ")


class Shown(NamedTuple):
    """A command as a page shows it."""

    line: int
    command: str
    code: int
    output: list[str]


def shown(page: str) -> list[Shown]:
    """The commands of a page's console blocks, with the output shown for each."""
    found: list[Shown] = []
    inside = False
    for number, line in enumerate(page.splitlines(), 1):
        if line.startswith("```"):
            inside = line.strip() == "```console"
        elif inside and line.startswith("$ "):
            command, _, note = line[2:].partition("  # exit ")
            found.append(Shown(number, command, int(note or 0), []))
        elif inside and found and found[-1].command.endswith("\\") and not found[-1].output:
            command, _, note = line.partition("  # exit ")
            joined = found[-1].command[:-1] + command.strip()
            found[-1] = found[-1]._replace(command=joined, code=int(note or 0))
        elif inside and found:
            found[-1].output.append(line)
    return found


def matches(expected: list[str], printed: str) -> bool:
    """Whether the printed text is what was shown, with ``...`` for what was left out."""
    pattern = ""
    for line in expected:
        if line.strip() == "...":
            pattern += r"(?:.*\n)*"
        else:
            pattern += ".*".join(map(re.escape, line.rstrip().split("..."))) + r"[ ]*\n"
    return re.fullmatch(pattern, printed) is not None


def prepare(folder: Path) -> None:
    """The files that the pages speak of."""
    (folder / "page.txt").write_text(text(0))
    (folder / "arabic.txt").write_text(text(1))
    (folder / "page.html").write_text(page(0))
    (folder / "menu.txt").write_text("Home\nLog in\nContact us\n")
    (folder / "pages.jsonl").write_bytes(as_jsonl([text(n) for n in range(3)]))
    (folder / "html.jsonl").write_bytes(as_jsonl([page(n) for n in range(3)], "html"))
    (folder / "pages.csv").write_bytes(as_csv([text(n) for n in range(3)]))
    (folder / "pages.parquet").write_bytes(as_parquet([text(n) for n in range(3)]))
    (folder / "crawl.warc.gz").write_bytes(as_warc([page(n) for n in range(3)]))
    (folder / "crawl.warc.wet").write_bytes(as_wet([text(n) for n in range(3)]))
    for name in ("site/index.html", "site/news/ferry.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(page(0))
    shutil.copytree(ROOT / "docs" / "examples", folder / "docs" / "examples")
    (folder / "seeds").mkdir()
    for seed in (ROOT / "seeds").glob("*.txt"):
        shutil.copy(seed, folder / "seeds")


def path_with_arclean(folder: Path) -> str:
    """A PATH on which ``arclean`` and ``python`` are this interpreter's, and ``curl`` is none."""
    scripts = sysconfig.get_path("scripts")
    tools = folder / ".tools"
    tools.mkdir()
    interpreter = f'exec {shlex.quote(sys.executable)} {{}} "$@"'.format
    commands = {"python": interpreter(""), "curl": "exec cat page.html"}  # the net is not asked
    if shutil.which("arclean", path=scripts) is None:
        commands["arclean"] = interpreter("-m arclean")
    for name, command in commands.items():
        script = tools / name
        script.write_text(f"#!/bin/sh\n{command}\n")
        script.chmod(0o755)
    return os.pathsep.join([str(tools), scripts, os.environ.get("PATH", "")])


def run_all(commands: list[Shown], tmp_path: Path, name: str) -> None:
    """Run commands one after the other, each of which must print what is shown of it."""
    env = {**os.environ, "PATH": path_with_arclean(tmp_path)}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [env.get("PYTHONPATH"), str(ROOT)]))
    folder = tmp_path / "files"
    folder.mkdir()
    prepare(folder)
    for command in commands:
        if command.command.startswith(ELSEWHERE):
            continue
        done = subprocess.run(
            ["bash", "-c", command.command],
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        printed = done.stdout.decode()
        where = f"{name}:{command.line}: {command.command}\n{printed}"
        assert done.returncode == command.code, where
        if command.output:
            expected = "\n".join(command.output).strip("\n").splitlines()
            assert matches(expected, printed.rstrip("\n") + "\n"), where


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_commands(path: Path, tmp_path: Path) -> None:
    run_all(shown(path.read_text(encoding="utf-8")), tmp_path, path.name)


def test_the_examples_of_the_help_page(tmp_path: Path) -> None:
    from arclean.batch.arguments import parser

    page = parser().format_help().partition("usage:")[0]
    examples = [re.split(r"\s{3,}", line.strip())[0] for line in page.splitlines() if line]
    assert len(examples) == 3
    run_all([Shown(at, line, 0, []) for at, line in enumerate(examples, 1)], tmp_path, "--help")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_python_sessions(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(tmp_path)
    monkeypatch.chdir(tmp_path)
    sessions = re.findall(r"```pycon\n(.*?)```", path.read_text("utf-8"), re.S)
    flags = doctest.ELLIPSIS
    test = doctest.DocTestParser().get_doctest("\n".join(sessions), {}, path.name, None, 0)
    printed: list[str] = []
    failed = doctest.DocTestRunner(optionflags=flags).run(test, out=printed.append).failed
    assert not failed, "".join(printed)


def test_the_picture_shows_what_arclean_makes_of_its_pages() -> None:
    assert PICTURE.read_text("utf-8") == picture()


def test_the_list_of_signals_is_of_these_signals() -> None:
    assert (ROOT / "docs" / "signals.md").read_text("utf-8") == signal_list()


def test_python_of_the_readme_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    assert blocks
    for block in blocks:
        exec(block, {"page": text(0), "print": lambda *_: None})


def test_continuous_integration_runs_the_two_commands_of_the_readme() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    assert [block.count("\n") for block in blocks] == [1, 1]
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    for number in range(2):
        assert f'bash -euc "${{readme[{number}]}}"' in script


def test_the_runner_itself() -> None:
    page = "```console\n$ a \\\n    b  # exit 1\none\n...\n\n$ c\n```\n```python\n$ d\n```\n"
    assert shown(page) == [Shown(2, "a b", 1, ["one", "...", ""]), Shown(7, "c", 0, [])]
    assert matches(["one", "...", "t...e"], "one\nx\ny\ntwo three\n")
    assert matches(["..."], "")
    assert not matches(["one"], "two\n")


def test_the_manual_names_every_option() -> None:
    from arclean.batch.arguments import parser

    manual = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for action in parser()._actions:
        for option in action.option_strings:
            assert f"`{option}" in manual, option
