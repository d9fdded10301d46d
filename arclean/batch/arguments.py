"""The command's arguments and its help page."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

import arclean
from arclean.batch.settings import OUTPUT_ENDINGS, READ_AS, WRITE_AS
from arclean.options import DEFAULT_MAX_BYTES, MODES

__all__ = ["USAGE", "parser"]

#: The exit code of wrong usage.
USAGE = 2

_EXAMPLES = """\
  arclean page.txt                                print the article of a page
  curl -s example.org | arclean --explain         why each block is kept or not
  arclean -j 4 crawl.warc.gz -o clean.jsonl.zst   clean a whole crawl

"""
_END = "Exit status: 0 done, 1 some inputs failed, 2 wrong usage. Manual: docs/cli.md"

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """One line an option: the value is named once, after the option's names."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=24, width=80)

    def _format_action_invocation(self, action: argparse.Action) -> str:
        names = ", ".join(action.option_strings)
        return names if action.nargs == 0 else f"{names} {action.metavar}"


class _Parser(argparse.ArgumentParser):
    """Help that starts with the examples."""

    def format_help(self) -> str:
        # One screen is worth more than lines between the groups, whose headings part them.
        return _EXAMPLES + super().format_help().replace("\n\n", "\n")

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"arclean: {message}; arclean --help shows how\n")


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = _Parser(
        prog="arclean",
        usage="arclean [OPTION…] [FILE|FOLDER…]     (nothing or - is standard input)",
        epilog=_END,
        formatter_class=_Formatter,
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
    add(
        "--format",
        choices=("auto", "text", "html"),
        default="auto",
        metavar="FORMAT",
        help="of each document: auto, text, html",
    )
    add("--field", metavar="NAME", help="field or column of the document (text, html)")
    add("--id-field", metavar="NAME", help="field or column of its id (id, url)")
    add(
        "--glob",
        action="append",
        default=[],
        metavar="GLOB",
        help="files to take from folders, as '*.html'",
    )
    add("-0", "--null", action="store_true", help="NUL divides documents, read and written")
    add("--separator", metavar="TEXT", help="TEXT divides them; \\n, \\t, \\f and \\0 are known")
    add(
        "--max-bytes",
        type=_size,
        default=DEFAULT_MAX_BYTES,
        metavar="SIZE",
        help="longest document (32M)",
    )


def _add_cleaning(add: Any) -> None:
    add("--mode", choices=MODES, default="balanced", metavar="MODE", help=", ".join(MODES))
    add("--keep", type=_names, default=(), metavar="KINDS", help="keep these too: caption,byline …")
    add(
        "--only",
        type=_names,
        default=(),
        metavar="PARTS",
        help="print only these sections or kinds: body,headline …",
    )


def _add_writing(add: Any) -> None:
    add(
        "-o",
        "--output",
        default="",
        metavar="FILE",
        help="file, or folder that mirrors the input; .gz .zst …",
    )
    add(
        "--to",
        dest="write_as",
        type=_write_as,
        choices=WRITE_AS,
        metavar="WHAT",
        help=", ".join(WRITE_AS[1:]),
    )
    add("--json", action="store_true", help="the same as --to jsonl")
    add("--explain", action="store_true", help="show section, kind and reasons of each block")
    add("--blocks", action="store_true", help="JSON, Parquet: add blocks and reasons")
    add("--metadata", action="store_true", help="add author, date, site … of HTML pages")
    add("--into", default="arclean", metavar="KEY", help="key of the result (arclean)")
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
    add(
        "--completion",
        metavar="SHELL",
        choices=("bash", "zsh", "tcsh"),
        help="print completions for bash, zsh or tcsh",
    )
    add(
        "--version",
        action="version",
        version=f"arclean {arclean.__version__}",
        help="print the version",
    )
    add("-h", "--help", action="help", help="print this page")


def _write_as(text: str) -> str:
    """What to write; the ending that names it for ``-o`` names it too.

    >>> _write_as("md"), _write_as("jsonl")
    ('markdown', 'jsonl')
    """
    return OUTPUT_ENDINGS.get(f".{text.lower()}", text)


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
