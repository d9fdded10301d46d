"""What was asked for: two frozen values, made once from the command line."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from arclean.options import Options

__all__ = ["OUTPUT_ENDINGS", "READ_AS", "WRITE_AS", "ReadAs", "Run", "Task", "WriteAs"]

ReadAs = Literal["auto", "text", "html", "jsonl", "csv", "tsv", "parquet", "warc"]
READ_AS: tuple[ReadAs, ...] = get_args(ReadAs)

WriteAs = Literal["auto", "text", "jsonl", "markdown", "parquet", "explain"]
WRITE_AS: tuple[WriteAs, ...] = get_args(WriteAs)

#: Name's ending: what is written to such a file.
OUTPUT_ENDINGS: dict[str, WriteAs] = {
    ".txt": "text",
    ".text": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonlines": "jsonl",
    ".json": "jsonl",
    ".md": "markdown",
    ".markdown": "markdown",
    ".parquet": "parquet",
}


@dataclass(frozen=True, slots=True)
class Task:
    """What is done with each document: all that can change the output, and nothing else.

    Workers get it, and the journal is stamped with it. ``separator`` divides documents in text
    streams, read and written. ``only`` names sections and kinds. ``targets`` says that each
    output goes to the file that its item names.

    >>> Task(write_as="jsonl").stamp()["write_as"]
    'jsonl'
    """

    format: Literal["auto", "text", "html"] = "auto"
    read_as: ReadAs = "auto"
    write_as: WriteAs = "auto"
    options: Options = field(default_factory=Options)
    field: str | None = None
    id_field: str | None = None
    into: str = "arclean"
    separator: bytes = b""
    globs: tuple[str, ...] = ()
    only: frozenset[str] = frozenset()
    blocks: bool = False
    metadata: bool = False
    targets: bool = False
    compression: str = ""
    errors: str | None = None
    errors_compression: str = ""
    rejects: bool = False
    rejects_compression: str = ""
    stats: bool = False
    colour: bool = False
    width: int = 100
    schema: bytes | None = None
    strict: bool = False

    def stamp(self) -> dict[str, Any]:
        """The task as JSON-ready data, for the journal."""
        data = asdict(self)
        data |= data.pop("options")
        data["keep"] = sorted(data["keep"])
        data["only"] = sorted(self.only)
        data["globs"] = list(self.globs)
        data["separator"] = self.separator.hex()
        data["schema"] = self.schema.hex() if self.schema else ""
        for name in ("colour", "width", "strict"):
            del data[name]
        return data


@dataclass(frozen=True, slots=True)
class Run:
    """How the run goes: inputs, places for the output, processes and reporting.

    ``jobs`` 0 cleans in the command's own process. ``output`` "" is standard output.
    """

    inputs: tuple[str, ...] = ("-",)
    output: str = ""
    output_is_folder: bool = False
    errors: str = ""
    rejects: str = ""
    stats: str = ""
    jobs: int = 0
    timeout: float | None = None
    resume: bool = False
    strict: bool = False
    progress: bool = True
    quiet: bool = False

    @property
    def named_outputs(self) -> dict[str, str]:
        """All files and folders that the run writes, by the options that name them."""
        named = {
            "-o": self.output,
            "--errors": self.errors,
            "--rejects": self.rejects,
            "--stats": self.stats,
        }
        return {option: path for option, path in named.items() if path}

    @property
    def outputs(self) -> tuple[str, ...]:
        """All files and folders that the run writes."""
        return tuple(self.named_outputs.values())
