"""What the tests of the command share: documents, files of every format, and how to run it."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import signal
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "arclean"]
TIMEOUT = 60

#: A sentence of each document that must stay, and one that must go.
KEPT = (
    "The council agreed on Monday to reopen the old ferry line across the bay.",
    "وافق مجلس المدينة يوم الاثنين على إعادة تشغيل خط العبارات القديم في الخليج.",
    "Le conseil a voté lundi la réouverture de l'ancienne ligne de bac de la baie.",
)
_MORE = (
    " Two boats will carry passengers from seven in the morning until late in the evening, and"
    " the fares are to stay as they were ten years ago, the head of the harbour office said.",
    " وستنقل سفينتان الركاب من السابعة صباحا حتى وقت متأخر من المساء، وستبقى الأسعار كما كانت قبل"
    " عشر سنوات، بحسب ما قال مدير مكتب الميناء في تصريح للصحافة المحلية.",
    " Deux bateaux transporteront les passagers de sept heures du matin jusque tard le soir, et"
    " les tarifs resteront ceux d'il y a dix ans, a déclaré le directeur du bureau du port.",
)
_HEAD = ("Ferry line to reopen", "خط العبارات يعود إلى الخليج", "La ligne de bac va rouvrir")
MENU = ("Home", "Log in", "Contact us")


def text(number: int, paragraphs: int = 3) -> str:
    """A page without tags: a menu, a headline, paragraphs, a menu."""
    which = number % len(KEPT)
    body = (f"{KEPT[which]}{_MORE[which]}" for _ in range(1))
    rest = (f"{_MORE[which].strip()} ({number}.{n})." for n in range(1, paragraphs))
    return "\n\n".join([*MENU, _HEAD[which], *body, *rest, *MENU]) + "\n"


def page(number: int) -> str:
    """The same as HTML."""
    *menu, head, first, second, third, _, _, _ = text(number).strip().split("\n\n")
    links = "".join(f'<li><a href="/{n}">{name}</a></li>' for n, name in enumerate(menu))
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{head}</title></head><body>'
        f"<nav><ul>{links}</ul></nav><article><h1>{head}</h1><p>{first}</p><p>{second}</p>"
        f"<p>{third}</p></article></body></html>\n"
    )


def environment(**changes: str) -> dict[str, str]:
    """The environment without what would change the command's output.

    Whatever is installed, and whatever folder the command runs in, it is that of this checkout.
    """
    plain = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR"}}
    wanted = {**plain, **changes}
    path = [wanted.get("PYTHONPATH", ""), str(ROOT)]
    return {**wanted, "PYTHONPATH": os.pathsep.join(filter(None, path))}


Done = subprocess.CompletedProcess[bytes]


def arclean(
    *args: str | Path,
    cwd: Path,
    stdin: bytes = b"",
    env: dict[str, str] | None = None,
    code: int | None = 0,
    installed: bool = False,
) -> Done:
    """Run the command to its end, which must have ``code``.

    Starting an interpreter and loading the library's tables takes ten times as long as most of
    these commands. So where nothing speaks against it the command runs in a fork of this process,
    with file descriptors, folder, arguments and exit code of its own; ``installed`` starts it as
    people do.
    """
    apart = {"-j", "--jobs", "--timeout"} & set(args)  # workers are started from a clean process
    forked = not (installed or env or apart) and hasattr(os, "fork")
    done = (_fork if forked else _start)(list(map(str, args)), cwd, stdin, env)
    assert code is None or done.returncode == code, (done.returncode, done.stderr.decode())
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


def _start(args: list[str], cwd: Path, stdin: bytes, env: dict[str, str] | None) -> Done:
    return subprocess.run(
        [*COMMAND, *args],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env=env or environment(),
        timeout=TIMEOUT,
        check=False,
    )


def _fork(args: list[str], cwd: Path, stdin: bytes, _env: object) -> Done:
    _warm()
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        with warnings.catch_warnings():
            # The library's threads, if any, are at rest between two tests.
            warnings.simplefilter("ignore")
            child = os.fork()
        if child == 0:
            for number, file in enumerate((given, out, err)):
                os.dup2(file.fileno(), number)
            os._exit(_main(args, cwd))
        _, status = os.waitpid(child, 0)
        out.seek(0)
        err.seek(0)
        return Done(args, os.waitstatus_to_exitcode(status), out.read(), err.read())


@cache
def _warm() -> None:
    import arclean

    arclean.clean("One sentence is enough to load the tables.")


def _main(args: list[str], cwd: Path) -> int:
    """The command, in the forked process."""
    from arclean.cli import main

    os.chdir(cwd)
    os.environ.pop("NO_COLOR", None)
    os.environ.pop("FORCE_COLOR", None)
    sys.stdin, sys.stdout, sys.stderr = map(os.fdopen, range(3), "rww")
    try:
        code = main(args)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
        code = 99
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def start(
    *args: str | Path, cwd: Path, env: dict[str, str] | None = None, **more: Any
) -> subprocess.Popen[bytes]:
    """Start the command in a process group of its own."""
    return subprocess.Popen(
        [*COMMAND, *map(str, args)],
        cwd=cwd,
        env=env or environment(),
        stdin=subprocess.DEVNULL,
        stdout=more.pop("stdout", subprocess.PIPE),
        stderr=more.pop("stderr", subprocess.PIPE),
        start_new_session=True,
        preexec_fn=_hear_interrupts,
        **more,
    )


def _hear_interrupts() -> None:
    """Shells start background jobs deaf to Ctrl-C, and what those start stays so."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def records(data: bytes) -> list[dict[str, Any]]:
    """The objects of JSON Lines."""
    return [json.loads(line) for line in data.splitlines() if line.strip()]


_FAULTS = """
import os, time
import arclean
_clean = arclean.clean

def clean(source, *args, **kwargs):
    text = source if isinstance(source, str) else source.decode("utf-8", "replace")
    if "FAULT-KILL" in text:
        os.kill(os.getpid(), 9)
    if "FAULT-ONCE" in text:
        try:
            os.close(os.open("once", os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            pass
        else:
            os._exit(3)
    if "FAULT-HANG" in text:
        time.sleep(600)
    if "FAULT-MEMORY" in text:
        raise MemoryError
    if "FAULT-BUG" in text:
        raise RuntimeError("a mistake")
    if "FAULT-SLOW" in text:
        time.sleep(0.02)
    return _clean(source, *args, **kwargs)

arclean.clean = clean
"""


def faulty(folder: Path) -> dict[str, str]:
    """An environment in which documents that ask for it kill, hang or fail their process."""
    site = folder / "faults"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(_FAULTS)
    path = os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH", "")]))
    return environment(PYTHONPATH=path)


def as_jsonl(texts: Sequence[str], field: str = "text") -> bytes:
    """JSON Lines, with fields that must pass through."""
    rows = ({"id": f"d{n}", field: text, "tags": ["x", n]} for n, text in enumerate(texts))
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def as_csv(texts: Sequence[str], delimiter: str = ",") -> bytes:
    """CSV, as the csv module writes it."""
    import csv

    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["id", "text", "note"])
    writer.writerows([f"d{n}", text, "a, b"] for n, text in enumerate(texts))
    return out.getvalue().encode()


def as_parquet(texts: Sequence[str]) -> bytes:
    """Parquet, with columns that must pass through."""
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table(
        {
            "id": [f"d{n}" for n in range(len(texts))],
            "text": list(texts),
            "score": pyarrow.array([n / 4 for n in range(len(texts))], pyarrow.float32()),
        }
    )
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out, row_group_size=2)
    return out.getvalue()


def as_wet(texts: Sequence[str]) -> bytes:
    """Conversion records, as crawls' text files have them, behind a warcinfo record."""
    from fastwarc.warc import WarcRecord, WarcRecordType

    out = io.BytesIO()
    info = WarcRecord()
    info.init_headers(record_type=WarcRecordType.warcinfo)
    info.set_bytes_content(b"software: a test\r\n")
    info.write(out)
    for number, text in enumerate(texts):
        record = WarcRecord()
        record.init_headers(record_type=WarcRecordType.conversion)
        record.headers["WARC-Target-URI"] = f"https://example.org/{number}"
        record.headers["Content-Type"] = "text/plain"
        record.set_bytes_content(text.encode())
        record.write(out)
    return out.getvalue()


def response(
    body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK", more: str = ""
) -> bytes:
    """A WARC response record."""
    from fastwarc.warc import WarcRecord, WarcRecordType

    record = WarcRecord()
    record.init_headers(record_type=WarcRecordType.response)
    record.headers["WARC-Target-URI"] = "https://example.org/page"
    record.is_http = True
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n"
    record.set_bytes_content(head.encode() + body)
    out = io.BytesIO()
    record.write(out)
    return out.getvalue()


def as_warc(pages: Sequence[str]) -> bytes:
    """Responses, each a gzip member of its own, as crawls store them."""
    return b"".join(gzip.compress(response(page.encode())) for page in pages)


def _zstd(data: bytes) -> bytes:
    import zstandard

    return zstandard.ZstdCompressor().compress(data)


COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": _zstd,
}


def plain(path: Path) -> bytes:
    """A file's content, decompressed by its name."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    if path.suffix == ".bz2":
        return bz2.decompress(data)
    if path.suffix == ".xz":
        return lzma.decompress(data)
    if path.suffix == ".zst":
        import zstandard

        return zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read()
    return data
