"""The command on a WET-like file: memory of each process, MB/s by processes, overhead.

    python -m benchmarks.batch --size 2GB

The file is made from the corpora's page texts, over and over until it has the size. The bare
library is measured on one round of them: one process, texts in memory, ``clean(text).text``.
CPU time, which counts all processes of the command, tells the overhead also on a machine that does
other things meanwhile; how well two processes share the work only an idle machine tells.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import arclean
from benchmarks.corpora import PAGE_SETS, load

__all__ = ["main"]

_UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9}
_RENDERING = "html_text"
#: How often memory is looked at, in seconds; the kernel keeps the peak of each process.
_LOOK = 0.1


@dataclass(frozen=True)
class Measured:
    """One run of the command."""

    jobs: int
    seconds: float
    cpu: float
    megabytes: float
    command_peak: float = 0.0
    worker_peak: float = 0.0

    @property
    def rate(self) -> float:
        """MB a second."""
        return self.megabytes / self.seconds

    @property
    def cost(self) -> float:
        """CPU seconds a MB."""
        return self.cpu / self.megabytes


def _size(text: str) -> int:
    unit = text[-2:].upper()
    if unit not in _UNITS or not text[:-2].replace(".", "", 1).isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no size; 100MB and 2GB are")
    return int(float(text[:-2]) * _UNITS[unit])


def texts() -> list[str]:
    """One round of the corpora's pages, as text without tags."""
    samples = itertools.chain.from_iterable(load(name) for name in PAGE_SETS)
    found = [sample.texts[_RENDERING] for sample in samples if _RENDERING in sample.texts]
    # Pages of all sets mixed, in an order that is the same each time.
    return found[::3] + found[1::3] + found[2::3]


def record(text: str, number: int) -> bytes:
    """A conversion record, as crawl text files have it."""
    content = text.encode("utf-8", "replace")
    head = (
        "WARC/1.0\r\nWARC-Type: conversion\r\n"
        f"WARC-Target-URI: https://example.org/{number}\r\n"
        "WARC-Date: 2024-01-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
        f"Content-Type: text/plain\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


def make(path: Path, size: int, pages: list[str], *, compressed: bool) -> int:
    """Write a WET-like file of about ``size`` bytes before compression; the bytes of its texts."""
    round_of = [record(text, number) for number, text in enumerate(pages)]
    stored = [gzip.compress(one, 5) if compressed else one for one in round_of]
    lengths = [len(text.encode("utf-8", "replace")) for text in pages]
    written = length = 0
    with path.open("wb") as file:
        for number in itertools.cycle(range(len(stored))):
            if written >= size:
                break
            file.write(stored[number])
            written += len(round_of[number])
            length += lengths[number]
    return length


def bare(pages: list[str], size: int) -> Measured:
    """The library alone, on the pages that the file begins with."""
    sources, length = [], 0
    for text in pages:
        sources.append(text.encode("utf-8", "replace"))
        length += len(sources[-1])
        if length > size:
            break
    arclean.clean(sources[0])
    start, cpu = time.perf_counter(), time.process_time()
    for source in sources:
        arclean.clean(source).text  # noqa: B018 - its cost is measured
    return Measured(0, time.perf_counter() - start, time.process_time() - cpu, length / 1e6)


def _peaks(parent: int) -> Iterator[tuple[int, float]]:
    """Each process of the command with its peak memory in MB, as Linux knows it."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            status = dict(
                line.split(":", 1) for line in (entry / "status").read_text().splitlines()
            )
            pid, mother = int(entry.name), int(status["PPid"])
            if parent in {pid, mother} and "VmHWM" in status:
                yield pid, int(status["VmHWM"].split()[0]) / 1024
        except (OSError, KeyError, ValueError):
            continue


def measure(path: Path, output: Path, jobs: int, length: int) -> Measured:
    """Run the command, and watch it."""
    command = [sys.executable, "-m", "arclean", "-q", "-j", str(jobs), str(path), "-o", str(output)]
    peaks: dict[int, float] = {}
    start = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(command) as run:
        while run.poll() is None:
            peaks.update(_peaks(run.pid))
            time.sleep(_LOOK)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode not in {0, 1}:
        raise SystemExit(f"the command ended with exit code {run.returncode}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    workers = [peak for pid, peak in peaks.items() if pid != run.pid]
    return Measured(jobs, seconds, cpu, length / 1e6, peaks[run.pid], max(workers, default=0.0))


def table(alone: Measured, runs: list[Measured]) -> str:
    """The figures as Markdown."""
    first = runs[0].rate
    rows = [
        "| run | MB/s | times -j 1 | CPU s/MB | over the bare library, time · CPU "
        "| peak of the command | of a worker |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        f"| `arclean.clean(text).text`, one process | {alone.rate:.2f} | | {alone.cost:.3f} "
        "| | | |",
    ]
    for run in runs:
        slower = f"{100 * (alone.rate / run.rate - 1):+.0f} %" if run.jobs == 1 else "–"
        dearer = f"{100 * (run.cost / alone.cost - 1):+.0f} %"
        rows.append(
            f"| `arclean -j {run.jobs}` | {run.rate:.2f} | {run.rate / first:.2f} | {run.cost:.3f} "
            f"| {slower} · {dearer} | {run.command_peak:.0f} MB | {run.worker_peak:.0f} MB |"
        )
    return "\n".join(rows)


def main() -> None:
    """Make the file, run the command on it with one and two processes, print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--size", type=_size, default=_size("100MB"), help="100MB")
    arguments.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    arguments.add_argument("--gzip", action="store_true", help="store it as .warc.wet.gz")
    arguments.add_argument("--folder", type=Path, help="where to put the file and the output")
    args = arguments.parse_args()
    pages = texts()
    with tempfile.TemporaryDirectory(dir=args.folder, prefix="arclean-batch-") as name:
        folder = Path(name)
        path = folder / ("pages.warc.wet.gz" if args.gzip else "pages.warc.wet")
        length = make(path, args.size, pages, compressed=args.gzip)
        sys.stdout.write(
            f"{length / 1e6:,.0f} MB of text, {os.path.getsize(path) / 1e6:,.0f} MB as stored\n\n"
        )
        alone = bare(pages, args.size)
        runs = [measure(path, folder / "out.jsonl", jobs, length) for jobs in args.jobs]
        sys.stdout.write(table(alone, runs) + "\n")


if __name__ == "__main__":
    main()
