"""The command: arguments → settings → run. Nothing is decided here but what was asked for."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any, NoReturn

import arclean
from arclean.batch.extras import MissingExtraError, need
from arclean.batch.run import INTERRUPTED, USAGE, run
from arclean.batch.settings import READ_AS, WRITE_AS, ReadAs, Run, Task, WriteAs
from arclean.batch.sources import ENDINGS, STDIN
from arclean.batch.streams import COMPRESSIONS
from arclean.document import Kind, Section
from arclean.options import DEFAULT_MAX_BYTES, MODES, Options

__all__ = ["main", "parser"]

_EXAMPLES = """\
  arclean page.txt                                print the article of a page
  curl -s https://example.org | arclean --explain  why each block is kept or not
  arclean -j 4 crawl.warc.gz -o articles.jsonl.zst  clean a whole crawl

"""
_END = """\
Exit status: 0 all was done, 1 some inputs failed (each is named), 2 wrong usage.
Manual: docs/cli.md in the source, or arclean's page on PyPI.
"""

#: Name's ending: what is written to such a file.
_OUTPUTS: dict[str, WriteAs] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
}
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


class _Parser(argparse.ArgumentParser):
    """Help that starts with the examples."""

    def format_help(self) -> str:
        return _EXAMPLES + super().format_help()

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"arclean: {message}; arclean --help shows how\n")


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = _Parser(
        prog="arclean",
        usage="arclean [OPTION…] [FILE|FOLDER…]     (nothing or - is standard input)",
        epilog=_END,
        formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(
            prog, max_help_position=24, width=80
        ),
        add_help=False,
        allow_abbrev=False,
    )
    made.add_argument("files", nargs="*", metavar="FILE", help=argparse.SUPPRESS)
    _add_reading(made.add_argument_group("reading").add_argument)
    _add_cleaning(made.add_argument_group("cleaning").add_argument)
    _add_writing(made.add_argument_group("writing").add_argument)
    _add_running(made.add_argument_group("running").add_argument)
    return made


def _add_reading(add: Any) -> None:
    kinds = ", ".join(READ_AS[1:])
    add("--from", dest="read_as", choices=READ_AS, default="auto", metavar="WHAT", help=kinds)
    add("--format", choices=("auto", "text", "html"), default="auto", metavar="FORMAT",
        help="of each document: auto, text, html")
    add("--field", metavar="NAME", help="field or column of the document (text, html)")
    add("--id-field", metavar="NAME", help="field or column of its id (id, url)")
    add("--glob", action="append", default=[], metavar="GLOB",
        help="files to take from folders, as '*.html'")
    add("-0", "--null", action="store_true", help="NUL divides documents, read and written")
    add("--separator", metavar="TEXT", help="TEXT divides them; \\n, \\t, \\f and \\0 are known")
    add("--max-bytes", type=_size, default=DEFAULT_MAX_BYTES, metavar="SIZE",
        help="longest document (32M)")


def _add_cleaning(add: Any) -> None:
    add("--mode", choices=MODES, default="balanced", metavar="MODE", help=", ".join(MODES))
    add("--keep", type=_names, default=(), metavar="KINDS", help="keep these too: caption,byline …")
    add("--only", type=_names, default=(), metavar="PARTS",
        help="print only these sections or kinds: body,headline …")


def _add_writing(add: Any) -> None:
    add("-o", "--output", default="", metavar="FILE",
        help="file, or folder that mirrors the input; .gz .zst …")
    add("--to", dest="write_as", choices=WRITE_AS, metavar="WHAT", help=", ".join(WRITE_AS[1:]))
    add("--json", action="store_true", help="the same as --to jsonl")
    add("--explain", action="store_true", help="show section, kind and reasons of each block")
    add("--blocks", action="store_true", help="JSON, Parquet: add blocks and reasons")
    add("--metadata", action="store_true", help="add author, date, site … of HTML pages")
    add("--into", default="arclean", metavar="KEY", help="key of the result in each record (arclean)")
    add("--errors", default="", metavar="FILE", help="error records go here, not to the output")
    add("--rejects", default="", metavar="FILE", help="what was dropped, block by block")
    add("--stats", default="", metavar="FILE", help="counts by section, kind, script, verdict")


def _add_running(add: Any) -> None:
    add("-j", "--jobs", type=_count, default=0, metavar="N", help="worker processes")
    add("--timeout", type=_seconds, metavar="SECONDS", help="for one document")
    add("--resume", action="store_true", help="go on with an interrupted run (needs -o)")
    add("--strict", action="store_true", help="stop at the first error")
    add("--no-progress", action="store_true", help="no bar on the terminal")
    add("-q", "--quiet", action="store_true", help="no bar, no summary; errors only")
    add("--completion", metavar="SHELL", choices=("bash", "zsh", "tcsh"),
        help="print completions for bash, zsh or tcsh")
    add("--version", action="version", version=f"arclean {arclean.__version__}",
        help="print the version")
    add("-h", "--help", action="help", help="print this page")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes; 1 or more is")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return seconds


def _size(text: str) -> int:
    unit = text[-1:].upper() if text[-1:].upper() in {"K", "M", "G"} else ""
    number = text.removesuffix(text[-1:]) if unit else text
    if not number.isdecimal() or int(number) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; bytes, or 500K, 32M, 1G, are")
    return int(number) * _UNITS[unit]


def _separator(args: argparse.Namespace) -> bytes:
    if args.null:
        return b"\0"
    if args.separator is None:
        return b""
    text: str = args.separator
    for escape, meant in (("\\n", "\n"), ("\\t", "\t"), ("\\f", "\f"), ("\\0", "\0")):
        text = text.replace(escape, meant)
    return os.fsencode(text)


def _settings(args: argparse.Namespace) -> tuple[Run, Task]:
    """The two values that the arguments stand for.

    Raises:
        ValueError: the arguments do not fit together; says which and what to try.
    """
    _check(args)
    write_as = _write_as(args)
    folder = _is_folder(args, write_as)
    read_as: ReadAs = args.read_as
    output = "" if args.output == STDIN else args.output
    if write_as == "parquet" and (not output or folder):
        raise ValueError("Parquet is written to one file; name it with -o pages.parquet")
    if args.resume and not output:
        raise ValueError("--resume needs -o, the output of the interrupted run")
    task = Task(
        format="html" if read_as == "html" and args.format == "auto" else args.format,
        read_as=read_as,
        write_as=write_as or "auto",
        options=Options(keep=args.keep, mode=args.mode, max_bytes=args.max_bytes),
        field=args.field,
        id_field=args.id_field,
        into=args.into,
        separator=_separator(args),
        globs=tuple(args.glob),
        only=frozenset(args.only),
        blocks=args.blocks,
        metadata=args.metadata,
        targets=folder,
        errors=args.errors or None,
        rejects=bool(args.rejects),
        colour=_has_colour() and not output,
        width=shutil.get_terminal_size((100, 24)).columns,
        strict=args.strict,
    )
    return (
        Run(
            inputs=tuple(args.files) or (STDIN,),
            output=output,
            output_is_folder=folder,
            errors=args.errors,
            rejects=args.rejects,
            stats=args.stats,
            jobs=args.jobs or int(args.timeout is not None),
            timeout=args.timeout,
            resume=args.resume,
            strict=args.strict,
            progress=not args.no_progress,
            quiet=args.quiet,
        ),
        task,
    )


def _check(args: argparse.Namespace) -> None:
    """Raise ValueError for arguments that contradict each other."""
    asked = {"--json": args.json, "--explain": args.explain, "--to": args.write_as is not None}
    named = [name for name, given in asked.items() if given]
    if len(named) > 1:
        raise ValueError(f"{' and '.join(named)} name two outputs; choose one")
    if args.null and args.separator is not None:
        raise ValueError("-0 and --separator name two separators; choose one")
    if args.separator == "":
        raise ValueError("--separator is empty; name the text that divides documents")
    if not args.into:
        raise ValueError("--into is empty; name the key that the result is put into")
    choices = [*map(str, Section), *map(str, Kind)]
    for name in args.only:
        if name not in choices:
            raise ValueError(
                f"--only {name!r} is no section or kind; choose from "
                f"{', '.join(dict.fromkeys(choices))}"
            )
    outputs = [name for name in (args.output, args.errors, args.rejects, args.stats) if name]
    if len(set(map(os.path.realpath, outputs))) < len(outputs):
        raise ValueError("two of -o, --errors, --rejects, --stats name one file; name two")


def _write_as(args: argparse.Namespace) -> WriteAs | None:
    """What to write, as asked for or as the output's name says; ``None`` if neither does."""
    if args.json:
        return "jsonl"
    if args.explain:
        return "explain"
    if args.write_as is not None:
        asked: WriteAs = args.write_as
        return asked
    root, ending = os.path.splitext(args.output.lower())
    if ending in COMPRESSIONS:
        ending = os.path.splitext(root)[1]
    named = None if os.path.isdir(args.output) else _OUTPUTS.get(ending)
    return named or ("jsonl" if args.blocks else None)


def _is_folder(args: argparse.Namespace, write_as: WriteAs | None) -> bool:
    """Whether the output is a folder that mirrors the input."""
    name = args.output
    if not name or name == STDIN:
        return False
    if os.path.isdir(name) or name.endswith(("/", os.sep)):
        return True
    ending = os.path.splitext(name.lower())[1]
    known = ending in _OUTPUTS or ending in COMPRESSIONS or ending in ENDINGS
    return any(map(os.path.isdir, args.files)) and not known and not os.path.exists(name)


def _has_colour() -> bool:
    """Colour on a terminal, unless NO_COLOR asks for none; FORCE_COLOR asks for it anywhere."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; its exit code.

    >>> main(["--mode", "fast"])
    Traceback (most recent call last):
    ...
    SystemExit: 2
    """
    made = parser()
    args = made.parse_args(argv)
    if args.completion:
        return _print_completion(made, args.completion)
    try:
        wanted, task = _settings(args)
    except ValueError as error:
        made.error(str(error))
    if wanted.inputs == (STDIN,) and sys.stdin.isatty() and not wanted.quiet:
        print("arclean: reading standard input; Ctrl-D ends it", file=sys.stderr)
    # A job scheduler's SIGTERM ends the run as Ctrl-C does: it can be gone on with.
    signal.signal(signal.SIGTERM, _end)
    try:
        return run(wanted, task)
    except KeyboardInterrupt:
        return INTERRUPTED


def _print_completion(made: argparse.ArgumentParser, shell: str) -> int:
    try:
        print(need("shtab", "completion").complete(made, shell=shell))
    except MissingExtraError as missing:
        print(f"arclean: {missing}", file=sys.stderr)
        return USAGE
    return 0
