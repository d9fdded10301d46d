"""The parts of a run by themselves: streams, batches, counts, files."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import re
import tracemalloc
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest
from batch_support import COMPRESS, as_jsonl, as_wet, text
from hypothesis import assume, given
from hypothesis import strategies as st

from arclean.batch import jsonlines, progress, stats
from arclean.batch.batches import BATCH_BYTES, ChangedInputError, batches
from arclean.batch.explain import isolated
from arclean.batch.extras import MissingExtraError
from arclean.batch.journal import Entry, Journal, JournalError
from arclean.batch.records import Batch, FileOutput, Item, Result
from arclean.batch.render import process
from arclean.batch.run import run, settled
from arclean.batch.settings import Run, Task
from arclean.batch.sinks import OutputError, Position, open_outputs
from arclean.batch.sources import Input, Opened, items_of
from arclean.batch.streams import Stream, compress, pieces
from arclean.batch.unpack import splice
from arclean.options import Options


class _Chopped(io.RawIOBase):
    """A source that gives few bytes at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        self._data, self._step = io.BytesIO(data), step

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._data.read(self._step if size < 0 else min(size, self._step))


@given(st.binary(max_size=300), st.sampled_from(["", *COMPRESS]), st.integers(1, 50))
def test_streams_give_what_was_stored(data: bytes, ending: str, step: int) -> None:
    stored = COMPRESS[ending](data) + COMPRESS[ending](data) if ending else data + data
    stream = Stream(_Chopped(stored, step), "-")  # type: ignore[arg-type]
    assume(bool(ending) == bool(stream.compression))
    assert (data + data).startswith(stream.head())
    assert stream.read() == data + data
    assert stream.failure == ""
    assert stream.raw_position == len(stored)


@given(
    st.lists(st.text("ab-", max_size=8).map(str.encode), max_size=8),
    st.sampled_from([b"\n", b"--", b"-a-"]),
    st.integers(1, 5),
)
def test_pieces_are_what_split_gives(parts: list[bytes], separator: bytes, step: int) -> None:
    whole = separator.join(parts)
    expected = whole.split(separator)
    if expected[-1] == b"":
        expected.pop()
    stream = Stream(_Chopped(whole, step), "-")  # type: ignore[arg-type]
    found = list(pieces(stream, separator, 1000))
    assert [piece.data for piece in found] == expected
    short = list(pieces(Stream(_Chopped(whole, step), "-"), separator, 3))  # type: ignore[arg-type]
    assert [piece.offset for piece in short] == [piece.offset for piece in found]
    for piece, whole_piece in zip(short, found, strict=True):
        assert piece.data in {None, whole_piece.data}
    for piece in found:
        assert piece.data is not None
        assert whole[piece.offset :].startswith(piece.data)


def test_pieces_that_are_too_long_are_passed_over() -> None:
    data = b"a\n" + b"x" * 5_000_000 + b"\nb\n" + b"y" * 3_000_000
    found = list(pieces(Stream(io.BytesIO(data), "-"), b"\n", 100))
    assert [(piece.offset, piece.data) for piece in found] == [
        (0, b"a"),
        (2, None),
        (5_000_003, b"b"),
        (5_000_005, None),
    ]


def test_a_bomb_is_read_in_small_parts() -> None:
    data = gzip.compress(bytes(200_000_000))
    stream = Stream(io.BytesIO(data), "-")
    assert len(stream.read(1 << 20)) <= 1 << 20
    assert len(stream.read_up_to(1000)) == 1000
    assert stream.raw_position < len(data)


def test_more_than_was_asked_for_is_held_and_given_later() -> None:
    # The decompressor gives what it has, and stops where that is more than was asked for.
    data = bytes(random.Random(1).choices(b"abcdefgh ", k=1_000_000))
    stream = Stream(io.BytesIO(COMPRESS[".zst"](data)), "-")
    assert 1 << 16 <= len(stream.head()) < len(data) // 2
    assert stream.read_up_to(100_000) == data[:100_000]
    assert stream.read(10) == data[100_000:100_010]
    assert stream.read() == data[100_010:]


@given(
    st.text(max_size=200),
    st.sampled_from(["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]),
    st.integers(1, 50),
)
def test_wide_text_is_read_as_utf8(text: str, codec: str, step: int) -> None:
    data = f"\ufeff{text}".encode(codec)
    assume(codec != "utf-16-le" or not text.startswith("\0"))  # its mark would be UTF-32's
    stream = Stream(_Chopped(data, step), "-")  # type: ignore[arg-type]
    stream.as_utf8()
    assert stream.read() == f"\ufeff{text}".encode()
    assert stream.failure == ""


@given(st.binary(max_size=100), st.integers(1, 20))
def test_what_is_no_wide_text_is_read_and_said(data: bytes, step: int) -> None:
    assume(not data.startswith(b"\0\0"))
    stream = Stream(_Chopped(b"\xff\xfe" + data, step), "-")  # type: ignore[arg-type]
    stream.as_utf8()
    found = stream.read().decode()
    try:
        expected = data.decode("utf-16-le")
    except UnicodeDecodeError:
        assert "UTF-16" in stream.failure
    else:
        assert (found, stream.failure) == (f"\ufeff{expected}", "")


_CELLS = st.text(st.sampled_from("ab \"'\n,."), min_size=1, max_size=12)


@given(
    st.lists(st.tuples(st.integers(0, 99), _CELLS), min_size=1, max_size=8),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
)
def test_what_the_csv_module_writes_with_tabs_is_read_as_it_was(
    rows: list[tuple[int, str]], quoting: Literal[0, 1, 2]
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter="\t", quoting=quoting).writerows([("id", "text"), *rows])
    assert _table(out.getvalue()) == [[str(number), text] for number, text in rows]


@given(st.lists(st.text(st.sampled_from('ab" ,.'), max_size=12), min_size=1, max_size=8))
def test_no_row_of_a_table_with_tabs_is_lost_to_quotes(texts: list[str]) -> None:
    data = "".join(f"{number}\t{text}\n" for number, text in enumerate(texts))
    found = _table("id\ttext\n" + data)
    assert [row[0] for row in found] == [str(number) for number in range(len(texts))]


def _table(data: str) -> list[list[str]]:
    stream = Stream(io.BytesIO(data.encode()), "in.tsv")
    items = list(items_of(Opened(Input("in.tsv"), stream), Task()))
    assert {item.kind for item in items} == {"row"}
    return [list(item.context[1]) for item in items]


@pytest.mark.parametrize("start", ["", '1\t"two\nlines"\n' * 9000], ids=["literal", "quoted"])
def test_open_quotes_are_read_in_linear_time(start: str) -> None:
    rows = 100_000
    found = _table("id\ttext\n" + start + '2\t"open\n' * rows)
    assert found[-rows:] == [["2", '"open']] * rows


@given(st.binary(min_size=1, max_size=200), st.sampled_from(["gzip", "bzip2", "xz", "zstd"]))
def test_members_are_the_same_each_time(data: bytes, how: str) -> None:
    assert compress(data, how) == compress(data, how)
    stream = Stream(io.BytesIO(compress(data, how) + compress(data, how)), "-")
    assert stream.read() == data + data


def _opened(texts: list[bytes]) -> Opened:
    data = b"\0".join(texts) + b"\0"
    return Opened(Input("in"), Stream(io.BytesIO(data), "in"))


NUL = Task(separator=b"\0", write_as="jsonl")


def test_batches_are_cut_at_the_same_places_after_any_of_them() -> None:
    texts = [b"%d " % n * 1000 * (n % 30 + 1) for n in range(90)]
    whole = list(batches(iter([_opened(texts)]), NUL, 0, ""))
    assert len(whole) > 3
    assert sum(len(batch.items) for batch in whole) == 90
    assert all(batch.end == after.first for batch, after in pairwise(whole))
    for number, batch in enumerate(whole[:-1]):
        again = list(batches(iter([_opened(texts)]), NUL, batch.end, batch.digest))
        assert again == whole[number + 1 :]
    assert all(sum(len(i.payload) for i in batch.items[:-1]) < BATCH_BYTES for batch in whole)


def test_a_changed_beginning_is_noticed() -> None:
    texts = [b"%d" % n for n in range(1200)]
    first = next(iter(batches(iter([_opened(texts)]), NUL, 0, "")))
    texts[3] = b"other"
    with pytest.raises(ChangedInputError):
        list(batches(iter([_opened(texts)]), NUL, first.end, first.digest))
    with pytest.raises(ChangedInputError):
        list(batches(iter([_opened(texts[:5])]), NUL, first.end, first.digest))


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (b'{"a": 1}\n', True),
        (b'\xef\xbb\xbf{"a": 1}', True),
        (b'{"text": "cut off in the mid', True),
        (b"{\n", False),
        (b"{a set of words}\n", False),
        (b"[1]\n", False),
        (b"", False),
    ],
)
def test_json_lines_are_told(head: bytes, told: bool) -> None:
    assert jsonlines.looks_like(head) == told


def test_splice_keeps_every_byte() -> None:
    assert splice(b"{}", "k", b"1") == b'{"k":1}'
    assert splice(b'{ "a" : [1.0] } \r', "k", b"1") == b'{ "a" : [1.0],"k":1}'
    assert splice(b'{"a":"}"}', "\ud800", b"1") == b'{"a":"}","\\ud800":1}'


def test_results_do_not_depend_on_how_items_are_batched() -> None:
    items = tuple(
        Item("json", "in", n, "", b'{"text": "Line %d of the page ends here."}' % n, n)
        for n in range(6)
    )
    task = Task(write_as="jsonl")
    whole = process(Batch(0, items), task)
    parts = [process(Batch(n, (item,)), task) for n, item in enumerate(items)]
    assert b"".join(part.output for part in parts) == whole.output
    total = stats.empty()
    for part in parts:
        stats.add(total, part.counts)
    assert total == whole.counts


def test_rows_with_lone_surrogates_keep_them() -> None:
    line = b'{"id": "\\ud800", "text": "One sentence \\ud800 stands here."}'
    result = process(Batch(0, (Item("json", "in", 0, "", line, 1),)), Task(write_as="jsonl"))
    row = json.loads(result.output)
    assert row["arclean"]["text"] == "One sentence \ud800 stands here."


class _Full(io.RawIOBase):
    """A file that fails after some bytes."""

    def __init__(self, room: int) -> None:
        self.room = room

    def write(self, data: Any) -> int:
        import errno

        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = min(self.room, len(data))
        self.room -= taken
        return taken


def test_a_file_that_fails_in_the_middle_counts_only_whole_writes(tmp_path: Path) -> None:
    outputs = open_outputs(Run(output=str(tmp_path / "o.txt")), Task(write_as="text"))
    growing = outputs._main.file  # type: ignore[attr-defined]
    growing._file.close()
    growing._file = _Full(150)
    result = process(Batch(0, (Item("document", "", 0, "", b""),)), Task(write_as="text"))
    outputs.write(result._replace(output=b"x" * 100))
    with pytest.raises(OutputError, match="free some space"):
        outputs.write(result._replace(output=b"x" * 100))
    assert outputs.position().sizes["output"] == 100


@pytest.mark.parametrize("given", ["in.jsonl", ""], ids=["file", "folder"])
def test_a_run_that_ended_while_it_moved_its_files_is_finished(tmp_path: Path, given: str) -> None:
    (tmp_path / "in.jsonl").write_bytes(b'{"text": "One."}\n')
    names = {name: str(tmp_path / name) for name in ("in.jsonl", "o.jsonl", "e.jsonl")}
    ran = Run(
        inputs=(str(tmp_path / given),),
        output=names["o.jsonl"],
        errors=names["e.jsonl"],
        resume=True,
        quiet=True,
    )
    task = Task(write_as="jsonl", errors=names["e.jsonl"])
    counts = {**stats.empty(), "documents": 1, "errors": {"no-text": 1}}
    sizes = {"output": 4, "errors": 7}
    journal = Journal(ran, settled(task, ran, Opened(Input("in.jsonl"), None)))
    journal.start()
    journal.add(Entry(2, "", Position(sizes), counts, finished=True))
    journal.close(discard=False)
    (tmp_path / "o.jsonl").write_bytes(b"done")
    (tmp_path / "e.jsonl.arclean-part").write_bytes(b"error 1 and more")
    assert run(ran, task) == 1
    assert (tmp_path / "o.jsonl").read_bytes() == b"done"
    assert (tmp_path / "e.jsonl").read_bytes() == b"error 1"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["e.jsonl", "in.jsonl", "o.jsonl"]


def test_a_mirrored_file_that_was_finished_after_the_last_state_is_gone_on_with(
    tmp_path: Path,
) -> None:
    ran = Run(output=str(tmp_path / "out"), output_is_folder=True)
    task = Task(write_as="text", targets=True)
    rest = [FileOutput("a.txt", b"two "), FileOutput("a.txt", b"three"), FileOutput("b.txt", b"b")]
    outputs = open_outputs(ran, task)
    outputs.write(Result(files=(FileOutput("a.txt", b"one "),)))
    position = outputs.position()
    outputs.write(Result(files=tuple(rest)))  # moves a.txt into place; the state is not noted
    outputs.close(discard=False)
    assert (tmp_path / "out/a.txt").read_bytes() == b"one two three"

    again = open_outputs(ran, task, position)
    assert not (tmp_path / "out/a.txt").exists()
    again.write(Result(files=tuple(rest)))
    again.commit()
    again.close(discard=False)
    found = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert found == {"a.txt": b"one two three", "b.txt": b"b"}


@pytest.mark.parametrize("folder", [False, True], ids=["file", "folder"])
def test_a_resumed_run_divides_what_it_adds_from_what_was_there(
    tmp_path: Path, *, folder: bool
) -> None:
    def written(data: bytes) -> Result:
        return Result(output=data, files=(FileOutput("a.txt", data),), divider=b"-")

    ran = Run(output=str(tmp_path / "out"), output_is_folder=folder)
    task = Task(write_as="text", targets=folder)
    outputs = open_outputs(ran, task)
    for data in (b"", b"one", b""):
        outputs.write(written(data))
    position = outputs.position()
    outputs.close(discard=False)
    again = open_outputs(ran, task, position)
    for data in (b"", b"two"):
        again.write(written(data))
    again.commit()
    again.close(discard=False)
    path = tmp_path / "out/a.txt" if folder else tmp_path / "out"
    assert path.read_bytes() == b"one-two"


def test_a_journal_whose_last_line_was_cut_off(tmp_path: Path) -> None:
    ran = Run(inputs=("-",), output=str(tmp_path / "o.txt"))
    journal = Journal(ran, Task())
    assert journal.last() is None
    journal.start()
    journal.add(Entry(5, "a", Position({"output": 1}), stats.empty()))
    journal.add(Entry(9, "b", Position({"output": 2}), stats.empty()))
    journal.close(discard=False)
    path = Path(journal.path)
    path.write_bytes(path.read_bytes()[:-9])
    last = journal.last()
    assert last is not None
    assert (last.items, last.position.sizes) == (5, {"output": 1})
    journal.go_on()
    journal.add(Entry(7, "c", Position({"output": 3}), stats.empty()))
    journal.close(discard=False)
    last = journal.last()
    assert last is not None
    assert last.items == 7


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("version", "0.0.1", "version was 0.0.1, is now "),
        ("scorecards", "0123", "scorecards was 0123, is now "),
        ("option mode", "recall", "option mode was recall, is now balanced"),
        ("outputs", ["p.txt", "", ""], "outputs was ['p.txt', '', '']"),
        ("inputs", [["b.txt", 1, 2]], "inputs was ['b.txt'], is now ['a.txt']"),
        ("inputs", [["a.txt", 1, 2]], "a.txt has changed since"),
    ],
)
def test_a_journal_of_another_run_is_refused(
    tmp_path: Path, name: str, value: object, said: str
) -> None:
    journal = Journal(Run(inputs=("a.txt",), output=str(tmp_path / "o.txt")), Task())
    journal.start()
    journal.add(Entry(5, "", Position({"output": 1}), stats.empty()))
    journal.close(discard=False)
    stamp, entry = Path(journal.path).read_text().splitlines()
    other = json.dumps({**json.loads(stamp), name: value})
    Path(journal.path).write_text(f"{other}\n{entry}\n")
    with pytest.raises(JournalError, match=re.escape(said)):
        journal.last()


class _Endless(io.RawIOBase):
    """A piece of input over and over, up to a size."""

    def __init__(self, piece: bytes, size: int) -> None:
        self._piece, self._left, self._more = piece, size // len(piece), b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._more) < size and self._left:
            times = min(self._left, 1 + size // len(self._piece))
            self._more += self._piece * times
            self._left -= times
        data, self._more = self._more[:size], self._more[size:]
        return data


@pytest.mark.parametrize(
    ("kind", "piece"),
    [
        ("jsonl", as_jsonl([text(0, 20)])),
        ("warc", as_wet([text(0, 20)])),
        ("warc", gzip.compress(as_wet([text(0, 20)]))),
        ("jsonl", COMPRESS[".zst"](as_jsonl([text(0, 20)]))),
        ("nul", text(0, 20).encode() + b"\0"),
    ],
    ids=["jsonl", "wet", "wet.gz", "jsonl.zst", "nul"],
)
def test_reading_holds_little_whatever_the_size(kind: str, piece: bytes) -> None:
    task = Task(read_as="warc") if kind == "warc" else Task()
    task = Task(separator=b"\0") if kind == "nul" else task

    def peak(size: int) -> int:
        stream = Stream(_Endless(piece, size), "-")  # type: ignore[arg-type]
        tracemalloc.start()
        try:
            for batch in batches(iter([Opened(Input("-"), stream)]), task, 0, ""):
                assert batch.items
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    size = 16_000_000 if piece.isascii() else 3_000_000  # compressed
    assert peak(size) < 12 * BATCH_BYTES


def test_a_bar_that_is_missed_for_long_is_said_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(module: str, purpose: str) -> None:
        raise MissingExtraError(f"{purpose} needs {module}")

    monkeypatch.setattr(progress, "need", missing)
    reporter = progress.Reporter(quiet=False, limited=False)
    reporter.show_bar(None)
    reporter.update(stats.empty(), 1)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(progress, "_MISSED", 0.0)
    for _ in range(2):
        reporter.update(stats.empty(), 1)
    assert capsys.readouterr().err == "arclean: the progress bar needs tqdm\n"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "nothing was left of it; --explain shows why, --mode recall keeps more"),
        ({"options": Options(mode="recall")}, "nothing was left of it; --explain shows why"),
        ({"write_as": "explain"}, "nothing was left of it; --mode recall keeps more"),
        (
            {"write_as": "explain", "options": Options(mode="recall")},
            "nothing was left of it",
        ),
    ],
)
def test_no_advice_is_given_that_was_followed(change: dict[str, Any], said: str) -> None:
    counts = stats.empty()
    stats.count(counts, "no_article", read=9, kept=0, written=0)
    told = progress.summary(counts, replace(Task(), **change))
    assert told.splitlines()[1:] == [f"arclean: {said}"]


def test_isolates_surround_only_right_to_left_text() -> None:
    assert isolated("Δελτίο 12") == "Δελτίο 12"
    assert isolated("12 كتاب") == "\N{RIGHT-TO-LEFT ISOLATE}12 كتاب\N{POP DIRECTIONAL ISOLATE}"


def test_scripts_of_text() -> None:
    assert stats.script_of("漢字とかな") in {"cjk", "hiragana"}
    assert stats.script_of("") == "none"


def test_unreadable_inputs_are_items() -> None:
    found = list(items_of(Opened(Input("a"), None, "cannot be read"), Task()))
    assert [(item.kind, item.id) for item in found] == [("failure", "a")]
