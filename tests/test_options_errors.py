"""What a caller may ask for, and what is said to one who asks for something else."""

from __future__ import annotations

import dataclasses
import pickle
from pathlib import Path
from typing import Any

import pytest
from core_support import SEED

import arclean
from arclean.document import Kind, Section
from arclean.options import DEFAULT_MAX_BYTES, MODES
from arclean.scorecard import load

SIDEBAR = [kind for kind in Kind if kind.section is Section.SIDEBAR]
KEPT_ANYWAY = [kind for kind in Kind if kind.section is not Section.SIDEBAR]


# --- Options -----------------------------------------------------------------------------------


def test_defaults() -> None:
    options = arclean.Options()
    assert (options.keep, options.mode, options.scorecard) == (frozenset(), "balanced", "")
    assert options.max_bytes == DEFAULT_MAX_BYTES == 32 * 1024 * 1024


@pytest.mark.parametrize(
    "keep", [["caption"], ("caption",), {Kind.CAPTION}, "caption", iter(["caption"])]
)
def test_kinds_are_taken_in_any_collection(keep: Any) -> None:
    assert arclean.Options(keep=keep).keep == frozenset({Kind.CAPTION})


@pytest.mark.parametrize("kind", SIDEBAR)
def test_every_kind_of_the_sidebar_can_be_kept(kind: Kind) -> None:
    assert arclean.Options(keep=[kind.value]).keep == frozenset({kind})


@pytest.mark.parametrize("kind", [*KEPT_ANYWAY, "captions", "", "CAPTION", "sidebar"])
def test_other_kinds_are_refused_and_the_choice_is_named(kind: str) -> None:
    with pytest.raises(ValueError, match=r"cannot keep .* choose from caption, byline"):
        arclean.Options(keep=[kind])


@pytest.mark.parametrize("mode", ["", "fast", "Balanced", None])
def test_an_unknown_mode_is_refused(mode: Any) -> None:
    with pytest.raises(ValueError, match="choose one of precision, balanced, recall"):
        arclean.Options(mode=mode)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match="it must be at least 1"):
        arclean.Options(max_bytes=limit)


def test_options_are_a_value() -> None:
    one = arclean.Options(keep={"caption", "byline"}, mode="recall")
    other = arclean.Options(keep=["byline", "caption"], mode="recall")
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one


def test_options_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        arclean.Options().mode = "recall"  # type: ignore[misc]


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_cleans(mode: Any, page: str) -> None:
    assert arclean.clean(page, options=arclean.Options(mode=mode)).body


def test_a_scorecard_can_be_named(page: str) -> None:
    options = arclean.Options(scorecard="text")
    assert arclean.clean(page, options=options) == arclean.clean(page)


def test_an_unknown_scorecard_is_refused_and_the_choice_is_named(page: str) -> None:
    with pytest.raises(ValueError, match=r"scorecard 'other' is unknown; packaged are .*text"):
        arclean.clean(page, options=arclean.Options(scorecard="other"))
    with pytest.raises(ValueError, match="is unknown"):
        load("../scorecards/text")


# --- Formats -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["", "pdf", "TEXT", None])
def test_an_unknown_format_is_refused(form: Any) -> None:
    with pytest.raises(ValueError, match="choose one of auto, text, html"):
        arclean.clean("x", form)


def test_auto_takes_text_for_text(page: str) -> None:
    assert arclean.clean(page) == arclean.clean(page, "text")


def test_text_is_read_as_text_whatever_it_looks_like() -> None:
    document = arclean.clean("<p>It rains.</p>", "text")
    assert document.blocks[0].text == "<p>It rains.</p>"


# --- Sources -----------------------------------------------------------------------------------


def test_a_path_is_refused_with_what_to_give() -> None:
    with pytest.raises(TypeError, match=r"must be str or bytes; give path.read_bytes\(\)"):
        arclean.clean(SEED)  # type: ignore[arg-type]


@pytest.mark.parametrize("source", [None, 3, ["x"], object()])
def test_other_types_are_refused_by_name(source: Any) -> None:
    with pytest.raises(
        TypeError, match=f"source is {type(source).__name__}, it must be str or bytes"
    ):
        arclean.clean(source)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_anything_that_is_bytes_is_taken(kind: Any) -> None:
    assert arclean.clean(kind(b"It rains today.")).source == "It rains today."


def test_a_source_as_long_as_the_limit_is_taken() -> None:
    options = arclean.Options(max_bytes=10)
    assert arclean.clean("x" * 10, "text", options).source == "x" * 10


@pytest.mark.parametrize("source", ["x" * 11, "خبر عاجل", b"x" * 11, "\ud800" * 4])
def test_a_longer_source_is_refused(source: str | bytes) -> None:
    size = len(source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass"))
    with pytest.raises(
        arclean.InputTooLargeError, match=f"input has {size} bytes, the limit is 10"
    ):
        arclean.clean(source, "text", arclean.Options(max_bytes=10))


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04" + bytes(40), "ZIP"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "PNG"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, named: str) -> None:
    with pytest.raises(arclean.UnsupportedInputError, match=named):
        arclean.clean(data)


# --- Errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [arclean.UnsupportedInputError, arclean.InputTooLargeError])
def test_errors_are_value_errors_of_arclean(error: type[Exception]) -> None:
    assert issubclass(error, arclean.ArcleanError)
    assert issubclass(error, ValueError)


def test_errors_survive_pickling() -> None:
    error = pickle.loads(pickle.dumps(arclean.InputTooLargeError(500, 64)))
    assert isinstance(error, arclean.InputTooLargeError)
    assert str(error) == str(arclean.InputTooLargeError(500, 64))


def test_errors_have_no_cause_that_hides_them(tmp_path: Path) -> None:
    with pytest.raises(TypeError) as caught:
        arclean.clean(tmp_path)  # type: ignore[arg-type]
    assert caught.value.__context__ is None
