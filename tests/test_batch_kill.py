"""Runs that are disturbed: nothing lost, nothing twice, output as that of an undisturbed run."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import resource
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet
import pytest
from batch_support import (
    COMMAND,
    arclean,
    as_jsonl,
    environment,
    faulty,
    plain,
    records,
    start,
    text,
)

pytestmark = pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs POSIX processes")

#: Batches hold half a megabyte: some of these make one, all of them three.
SLOW = [f"{text(n, 120)}\nFAULT-SLOW\n" for n in range(48)]


def _wait(done: Callable[[], object], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def _children(parent: int) -> list[int]:
    """The worker processes: children that run multiprocessing's spawn."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            stat = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(stat[1]) == parent and b"spawn_main" in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def _journaled(journal: Path) -> bool:
    """Whether a run has come so far that it can be gone on with."""
    return journal.exists() and journal.read_bytes().count(b"\n") > 1


def _alive(process: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "in.jsonl").write_bytes(as_jsonl(SLOW))
    return tmp_path


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of undisturbed runs."""
    here = tmp_path_factory.mktemp("quiet")
    (here / "in.jsonl").write_bytes(as_jsonl(SLOW))
    more = ["--rejects", "r-o.jsonl.zst", "--stats", "s-o.json"]
    arclean("in.jsonl", "-o", "o.jsonl", *more, cwd=here)
    for name in ("o.txt.gz", "o.parquet"):
        arclean("in.jsonl", "-j", "2", "-o", name, cwd=here)
    return here


def test_a_document_that_kills_its_worker(tmp_path: Path) -> None:
    texts = [text(n) for n in range(30)]
    texts[11] += "\nFAULT-KILL\n"
    (tmp_path / "in.jsonl").write_bytes(as_jsonl(texts))
    done = arclean("in.jsonl", "-j", "2", cwd=tmp_path, env=faulty(tmp_path), code=1)
    rows = records(done.stdout)
    assert [row["id"] for row in rows] == [f"d{n}" for n in range(30)]
    assert [row.get("type") for row in rows if "error" in row] == ["crashed"]
    assert "SIGKILL, perhaps for want of memory" in rows[11]["error"]


def test_a_document_that_takes_too_long(tmp_path: Path) -> None:
    texts = [text(n) for n in range(30)]
    texts[11] += "\nFAULT-HANG\n"
    (tmp_path / "in.jsonl").write_bytes(as_jsonl(texts))
    began = time.monotonic()
    done = arclean("in.jsonl", "--timeout", "1", cwd=tmp_path, env=faulty(tmp_path), code=1)
    assert time.monotonic() - began < 15
    rows = records(done.stdout)
    assert [row["id"] for row in rows] == [f"d{n}" for n in range(30)]
    assert rows[11]["error"] == "took longer than 1 seconds; raise --timeout, or leave it out"
    assert sum("error" in row for row in rows) == 1


def test_strict_stops_at_a_document_that_kills_its_worker(tmp_path: Path) -> None:
    texts = [text(n) for n in range(9)]
    texts[4] += "\nFAULT-KILL\n"
    (tmp_path / "in.jsonl").write_bytes(as_jsonl(texts))
    done = arclean("in.jsonl", "-j", "1", "--strict", cwd=tmp_path, env=faulty(tmp_path), code=1)
    rows = records(done.stdout)
    assert [row.get("type") for row in rows] == [None, None, None, None, "crashed"]
    assert b"stopped at the first error after 4 documents" in done.stderr


def test_a_death_that_does_not_repeat_costs_nothing(tmp_path: Path) -> None:
    texts = [text(n) for n in range(30)]
    (tmp_path / "in.jsonl").write_bytes(as_jsonl(texts))
    expected = arclean("in.jsonl", cwd=tmp_path).stdout
    texts[11] += "\nFAULT-ONCE\n"
    (tmp_path / "in.jsonl").write_bytes(as_jsonl(texts))
    done = arclean("in.jsonl", "-j", "1", cwd=tmp_path, env=faulty(tmp_path))
    assert (tmp_path / "once").exists()
    got, wanted = records(done.stdout), records(expected)
    assert [row["id"] for row in got] == [row["id"] for row in wanted]
    assert got[12:] == wanted[12:]


def test_workers_that_cannot_start(tmp_path: Path) -> None:
    env = faulty(tmp_path)
    site = tmp_path / "faults" / "sitecustomize.py"
    site.write_text("import os, sys\nif '--multiprocessing-fork' in sys.argv:\n    os._exit(7)\n")
    (tmp_path / "in.jsonl").write_bytes(as_jsonl([text(0)]))
    done = arclean("in.jsonl", "-j", "1", cwd=tmp_path, env=env, code=1)
    assert b"a worker process ended while it started (exit code 7)" in done.stderr
    assert b"Try without -j" in done.stderr


def test_workers_killed_in_the_middle(here: Path, quiet: Path) -> None:
    expected = (quiet / "o.jsonl").read_bytes()
    with start("in.jsonl", "-j", "2", "-o", "o.jsonl", cwd=here, env=faulty(here)) as run:
        part = here / "o.jsonl.arclean-part"
        for size in (0, 600_000):
            _wait(lambda size=size: part.exists() and part.stat().st_size > size)
            os.kill(_children(run.pid)[0], signal.SIGKILL)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 0, said
    assert (here / "o.jsonl").read_bytes() == expected


@pytest.mark.parametrize("name", ["o.jsonl", "o.txt.gz", "o.parquet"])
def test_the_command_killed_in_the_middle_and_resumed(here: Path, quiet: Path, name: str) -> None:
    more = ["--rejects", "r-o.jsonl.zst", "--stats", "s-o.json"] if name == "o.jsonl" else []
    args = ["in.jsonl", "-j", "2", "-o", name, *more]
    journal = here / f"{name}.arclean-journal"
    with start(*args, cwd=here, env=faulty(here)) as run:
        _wait(lambda: _journaled(journal))
        workers = _children(run.pid)
        run.kill()
        run.wait()
    assert not (here / name).exists()
    _wait(lambda: not any(map(_alive, workers)), 10)
    refused = arclean(*args, cwd=here, code=2)
    assert b"go on with --resume" in refused.stderr
    other = arclean(*args, "--resume", "--mode", "recall", cwd=here, code=2)
    assert b"mode" in other.stderr
    again = arclean(*args, "--resume", cwd=here)
    assert b"going on after" in again.stderr
    if name.endswith(".parquet"):
        same = pyarrow.parquet.read_table(here / name)
        assert same.equals(pyarrow.parquet.read_table(quiet / name))
    else:
        assert (here / name).read_bytes() == (quiet / name).read_bytes()
    for other in more[1::2]:
        assert (here / other).read_bytes() == (quiet / other).read_bytes()
    assert not list(here.glob("*.arclean-*"))


def test_a_mirrored_folder_resumed(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for number, content in enumerate(SLOW):
        path = site / f"{number % 7}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    arclean("site", "-o", "quiet", "-j", "2", cwd=tmp_path)
    journal = tmp_path / "o" / ".arclean-journal"
    with start("site", "-o", "o", "-j", "1", cwd=tmp_path, env=faulty(tmp_path)) as run:
        _wait(lambda: _journaled(journal))
        run.kill()
    arclean("site", "-o", "o", "--resume", cwd=tmp_path)

    def files(folder: str) -> dict[str, bytes]:
        paths = (p for p in (tmp_path / folder).rglob("*") if p.is_file())
        return {p.relative_to(tmp_path / folder).as_posix(): p.read_bytes() for p in paths}

    assert files("o") == files("quiet")


def test_ctrl_c_stops_soon_says_how_far_and_can_go_on(here: Path, quiet: Path) -> None:
    expected = (quiet / "o.jsonl").read_bytes()
    with start("in.jsonl", "-j", "2", "-o", "o.jsonl", cwd=here, env=faulty(here)) as run:
        _wait(lambda: _journaled(here / "o.jsonl.arclean-journal"))
        pressed = time.monotonic()
        os.killpg(run.pid, signal.SIGINT)
        _, said = run.communicate(timeout=10)
        assert time.monotonic() - pressed < 2
    assert run.returncode == 130
    message = said.decode()
    assert "stopped after" in message
    assert "--resume goes on" in message
    assert message.count("\n") == 1
    assert not (here / "o.jsonl").exists()
    arclean("in.jsonl", "-o", "o.jsonl", "--resume", cwd=here)
    assert (here / "o.jsonl").read_bytes() == expected


def test_ctrl_c_without_a_file_says_how_far_it_got(here: Path) -> None:
    with start("in.jsonl", cwd=here, env=faulty(here)) as run:
        assert run.stdout is not None
        first = run.stdout.readline()
        os.killpg(run.pid, signal.SIGINT)
        lines = [first, *run.stdout.readlines()]
        assert run.stderr is not None
        said = run.stderr.read()
        assert run.wait(timeout=10) == 130
    assert b"stopped after" in said
    assert b"the output ends there" in said
    rows = records(b"".join(line for line in lines if line.endswith(b"\n")))
    assert [row["id"] for row in rows] == [f"d{n}" for n in range(len(rows))]


def test_resume_refuses_changed_input(here: Path) -> None:
    data = (here / "in.jsonl").read_bytes()
    part = here / "o.jsonl.arclean-part"

    def interrupted() -> None:
        with (here / "in.jsonl").open("rb") as stdin:
            run = subprocess.Popen(
                [*COMMAND, "-j", "1", "-o", "o.jsonl"],
                cwd=here,
                env=faulty(here),
                stdin=stdin,
                stderr=subprocess.PIPE,
            )
            _wait(lambda: _journaled(here / "o.jsonl.arclean-journal"))
            run.send_signal(signal.SIGTERM)
            run.communicate(timeout=10)
            assert run.returncode == 130

    interrupted()
    kept = part.read_bytes()
    changed = data.replace(b"ferry", b"bus", 1)
    refused = arclean("-o", "o.jsonl", "--resume", cwd=here, stdin=changed, code=2)
    assert b"the input is not what the interrupted run read" in refused.stderr
    assert part.read_bytes() == kept
    arclean("-o", "o.jsonl", "--resume", cwd=here, stdin=data)
    ids = [row["id"] for row in records((here / "o.jsonl").read_bytes())]
    assert ids == [f"d{n}" for n in range(len(SLOW))]


def test_resume_refuses_output_that_is_not_all_there(here: Path) -> None:
    with start("in.jsonl", "-o", "o.jsonl", cwd=here, env=faulty(here)) as run:
        _wait(lambda: _journaled(here / "o.jsonl.arclean-journal"))
        run.kill()
    (here / "o.jsonl.arclean-part").unlink()
    refused = arclean("in.jsonl", "-o", "o.jsonl", "--resume", cwd=here, code=2)
    assert b"is not what the interrupted run left" in refused.stderr
    assert not (here / "o.jsonl").exists()


def test_a_full_disk(here: Path, quiet: Path) -> None:
    expected = (quiet / "o.jsonl").read_bytes()
    limit = len(expected) // 2

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        [*COMMAND, "in.jsonl", "-o", "o.jsonl"],
        cwd=here,
        capture_output=True,
        check=False,
        preexec_fn=small,
        timeout=60,
    )
    assert done.returncode == 1
    assert b"o.jsonl cannot be written: File too large" in done.stderr
    assert b"--resume goes on" in done.stderr
    assert not (here / "o.jsonl").exists()
    arclean("in.jsonl", "-o", "o.jsonl", "--resume", cwd=here)
    assert (here / "o.jsonl").read_bytes() == expected


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_standard_output(here: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "in.jsonl"],
            cwd=here,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert b"standard output cannot be written: No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("jobs", [[], ["-j", "2"]])
def test_a_closed_pipe_ends_quietly(here: Path, jobs: list[str]) -> None:
    with start("in.jsonl", *jobs, cwd=here) as run:
        assert run.stdout is not None
        assert json.loads(run.stdout.readline())["id"] == "d0"
        run.stdout.close()
        assert run.stderr is not None
        assert run.stderr.read() == b""
        assert run.wait(timeout=30) == 0


def test_two_runs_do_not_write_one_output(here: Path) -> None:
    part = here / "o.jsonl.arclean-part"
    with start("in.jsonl", "-j", "1", "-o", "o.jsonl", cwd=here, env=faulty(here)) as run:
        _wait(lambda: part.exists() and part.stat().st_size > 0)
        time.sleep(0.1)
        second = arclean("in.jsonl", "-o", "o.jsonl", "--resume", cwd=here, code=2)
        assert b"is being written by another arclean" in second.stderr
        run.terminate()
        run.communicate(timeout=10)


def test_devices_are_written_as_they_are(here: Path) -> None:
    arclean("in.jsonl", "-o", "/dev/null", cwd=here)
    assert not Path("/dev/null").is_file()
    assert Path("/dev/null").exists()


def _shell(script: str, cwd: Path, env: dict[str, str] | None = None) -> bytes:
    """What a script prints, in which ``arclean`` is the command; it must succeed."""
    function = f'arclean() {{ {COMMAND[0]} -m arclean "$@"; }}\n'
    done = subprocess.run(
        ["bash", "-c", function + script],
        cwd=cwd,
        env=env or environment(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "a.jsonl").write_bytes(as_jsonl([text(0), text(1)]) + b"{broken\n")
    return tmp_path


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_by_name_is_added_to(small: Path, name: str) -> None:
    expected = arclean("a.jsonl", cwd=small, code=1).stdout
    (small / "log").write_bytes(b"before\n")
    _shell(f"arclean a.jsonl -q -o {name} >> log; [ $? = 1 ]", small)
    assert (small / "log").read_bytes() == b"before\n" + expected
    assert sorted(path.name for path in small.iterdir()) == ["a.jsonl", "log"]
    assert _shell(f"arclean a.jsonl -q -o {name} | cat", small) == expected


def test_standard_output_by_name_goes_on_where_it_is(small: Path) -> None:
    expected = arclean("a.jsonl", cwd=small, code=1).stdout
    script = "{ echo before; arclean a.jsonl -q -o /dev/stdout; echo after; } > log"
    _shell(script, small)
    assert (small / "log").read_bytes() == b"before\n" + expected + b"after\n"


@pytest.mark.parametrize("option", ["-o", "--errors", "--rejects"])
def test_outputs_go_to_a_process_substitution(small: Path, option: str) -> None:
    arclean("a.jsonl", option, "expected", cwd=small, code=1)
    _shell(f"arclean a.jsonl {option} >(cat > got; touch done) > /dev/null; [ $? = 1 ]", small)
    _wait((small / "done").exists)
    assert (small / "expected").read_bytes()
    assert (small / "got").read_bytes() == (small / "expected").read_bytes()


@pytest.mark.parametrize("option", ["--errors", "--rejects"])
def test_records_go_to_standard_error_by_name(small: Path, option: str) -> None:
    arclean("a.jsonl", option, "expected", cwd=small, code=1)
    _shell(f"arclean a.jsonl -q -o o {option} /dev/stderr 2>> log; [ $? = 1 ]", small)
    assert (small / "expected").read_bytes() in (small / "log").read_bytes()
    assert (small / "o").exists()


def test_stats_go_to_standard_output_by_name(small: Path) -> None:
    (small / "log").write_bytes(b"before\n")
    # Not /dev/stdout, which a mistake would replace where the tests have the right to.
    _shell("arclean a.jsonl -q -o o --stats /dev/fd/1 >> log; [ $? = 1 ]", small)
    before, stats = (small / "log").read_text().split("\n", 1)
    assert (before, json.loads(stats)["documents"]) == ("before", 2)


def test_side_files_are_kept_when_a_strict_run_without_a_file_stops(small: Path) -> None:
    more = ["--errors", "e.jsonl", "--rejects", "r.jsonl.gz"]
    arclean("a.jsonl", *more, "--strict", cwd=small, code=1)
    assert [row["type"] for row in records((small / "e.jsonl").read_bytes())] == ["not-json"]
    assert {row["id"] for row in records(plain(small / "r.jsonl.gz"))} == {"d0", "d1"}
    assert not list(small.glob("*.arclean-*"))


def test_side_files_are_kept_when_the_reader_of_the_output_ends(here: Path) -> None:
    with (here / "in.jsonl").open("ab") as file:
        file.write(b"{broken\n")
    _shell("arclean in.jsonl --rejects r --errors e | head -1 > first", here)
    assert json.loads((here / "first").read_bytes())["id"] == "d0"
    assert records((here / "r").read_bytes())[0]["id"] == "d0"
    assert (here / "e").exists()
    assert not list(here.glob("*.arclean-*"))


def test_an_output_is_not_given_up_silently_with_the_reader_of_its_errors(small: Path) -> None:
    _shell("arclean a.jsonl -o o --errors >(exec true) 2> said; [ $? = 1 ]", small)
    assert b"its reader has ended; name a file instead: stopped" in (small / "said").read_bytes()


def test_the_bar_is_shown_on_a_terminal_only(here: Path) -> None:
    pytest.importorskip("tqdm")

    def said(env: dict[str, str], *more: str) -> bytes:
        parent, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
        run = subprocess.Popen(
            [*COMMAND, "in.jsonl", "-j", "1", "-o", "o.jsonl", *more],
            cwd=here,
            env=env,
            stderr=child,
            stdin=subprocess.DEVNULL,
        )
        os.close(child)
        shown = b""
        with contextlib.suppress(OSError):
            while more_bytes := os.read(parent, 65536):
                shown += more_bytes
        os.close(parent)
        assert run.wait(timeout=60) == 0
        return shown

    shown = said(faulty(here)).decode()
    assert "documents," in shown
    assert "MB/s" in shown
    assert "% kept, 0 errors" in shown
    assert "48 documents" in shown.splitlines()[-1]
    assert said(environment(), "--no-progress").count(b"\r") <= 1


def test_compressed_output_is_whole(quiet: Path) -> None:
    arclean("in.jsonl", "-o", "o.txt", cwd=quiet)
    assert plain(quiet / "o.txt.gz") == (quiet / "o.txt").read_bytes()
