"""The command: arguments → settings → run. Nothing is decided here but what was asked for."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from arclean.batch.arguments import USAGE, parser
from arclean.batch.extras import MissingExtraError, need
from arclean.batch.run import INTERRUPTED, run
from arclean.batch.settings import OUTPUT_ENDINGS, ReadAs, Run, Task, WriteAs
from arclean.batch.sources import ENDINGS, STDIN
from arclean.batch.streams import COMPRESSIONS
from arclean.document import Kind, Section
from arclean.options import Options

__all__ = ["main"]


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
    folder = _is_folder(args)
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
        stats=bool(args.stats),
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
    if "" in args.files:
        raise ValueError("a file's name is empty; with no name at all standard input is read")
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


def _write_as(args: argparse.Namespace) -> WriteAs | None:
    """What to write, as asked for or as the output's name says; ``None`` if neither does.

    Raises:
        ValueError: the name's ending says what cannot be written.
    """
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
    if os.path.isdir(args.output):
        ending = ""
    if ending in ENDINGS and ending not in OUTPUT_ENDINGS:
        raise ValueError(
            f"-o {args.output} ends in {ending}, which arclean does not write; end it in .txt, "
            ".jsonl, .md or .parquet, or say what it is to hold with --to"
        )
    return OUTPUT_ENDINGS.get(ending) or ("jsonl" if args.blocks else None)


def _is_folder(args: argparse.Namespace) -> bool:
    """Whether the output is a folder that mirrors the input."""
    name = args.output
    if not name or name == STDIN:
        return False
    if os.path.isdir(name) or name.endswith(("/", os.sep)):
        return True
    ending = os.path.splitext(name.lower())[1]
    known = ending in OUTPUT_ENDINGS or ending in COMPRESSIONS or ending in ENDINGS
    return any(map(os.path.isdir, args.files)) and not known and not os.path.exists(name)


def _has_colour() -> bool:
    """Colour on a terminal, unless NO_COLOR asks for none; FORCE_COLOR asks for it anywhere."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or bool(sys.stdout and sys.stdout.isatty())


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
    args = made.parse_args(_joined(sys.argv[1:] if argv is None else argv))
    if args.completion:
        return _print_completion(made, args.completion)
    try:
        wanted, task = _settings(args)
    except ValueError as error:
        made.error(str(error))
    if wanted.inputs == (STDIN,) and sys.stdin and sys.stdin.isatty() and not wanted.quiet:
        sys.stderr.write("arclean: reading standard input; Ctrl-D ends it\n")
    # A job scheduler's SIGTERM ends the run as Ctrl-C does: it can be gone on with.
    signal.signal(signal.SIGTERM, _end)
    try:
        return run(wanted, task)
    except KeyboardInterrupt:
        return INTERRUPTED


def _joined(argv: Sequence[str]) -> list[str]:
    """The arguments, a separator that begins like an option joined to its name.

    >>> _joined(["--separator", "---", "a.txt"])
    ['--separator=---', 'a.txt']
    """
    joined: list[str] = []
    for argument in argv:
        if joined and joined[-1] == "--separator":
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def _print_completion(made: argparse.ArgumentParser, shell: str) -> int:
    try:
        shtab = need("shtab", "completion")
        for action in made._actions:  # argparse has no public list of them
            if action.metavar == "FILE":
                action.complete = shtab.FILE  # type: ignore[attr-defined]
            if action.dest == "files":
                # It stands in the usage line; shtab leaves out what has no help of its own.
                action.help = "file or folder"
        sys.stdout.write(shtab.complete(made, shell=shell) + "\n")
    except MissingExtraError as missing:
        sys.stderr.write(f"arclean: {missing}\n")
        return USAGE
    return 0
