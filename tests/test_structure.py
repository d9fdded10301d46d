"""How the package is built: imports, import cost, docstrings, cue files, scorecards."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from core_support import ROOT

import arclean
from arclean import cues, scorecard, settle
from arclean.document import Kind, Section
from arclean.evidence import worded
from arclean.kinds import NEIGHBOURS
from arclean.lexis import lex
from arclean.readers.columns import COLUMNS
from arclean.script import fold
from arclean.signals import of_format
from arclean.signals.looks import LOOKS

PACKAGE = ROOT / "arclean"

#: Modules may import what stands above them. The scorecard stands above the signals: what a
#: signal's values may be is the scorecard's to say.
ORDER = (
    "version",
    "document",
    "options",
    "errors",
    "script",
    "lexis",
    "cues",
    "page",
    "markdown",
    "preview",
    "binary",
    "declared",
    "shifted",
    "decode",
    "sniff",
    "readers",
    "scorecard",
    "signals",
    "evidence",
    "settle",
    "kinds",
    "verdicts",
    "decide",
    "pipeline",
    "many",
    "metadata",
    "__init__",
    "batch",
    "cli",
    "__main__",
)
#: A document renders itself by a module that knows documents; it is imported when it is asked for.
UPWARD = {("document", "markdown"), ("document", "preview")}

#: Packages that take long to load, or need not be there.
HEAVY = ("numpy", "lxml", "selectolax", "trafilatura", "pyarrow", "regex", "charset_normalizer")

MODULES = sorted(PACKAGE.rglob("*.py"))
CUE_FILES = sorted((PACKAGE / "cues").glob("*.tsv"))
CARDS = sorted((PACKAGE / "scorecards").glob("*.json"))


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(tree: ast.AST) -> Iterator[str]:
    """The modules of arclean that a module imports when it runs, wherever it does so."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "arclean":
            known = {_name(path) for path in MODULES}
            named = [alias.name for alias in node.names]
            names = [f"arclean.{name}" if name in known else "arclean.__init__" for name in named]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = [node.module or ""]
        else:
            yield from _imports(node)
            continue
        for name in names:
            first, _, rest = name.partition(".")
            if first == "arclean":
                yield rest.partition(".")[0] or "__init__"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    own = _name(path)
    allowed = set(ORDER[: ORDER.index(own) + 1])
    for imported in _imports(ast.parse(path.read_text("utf-8"))):
        assert imported in allowed or (own, imported) in UPWARD, f"{own} imports {imported}"


def test_every_module_has_its_place() -> None:
    assert {_name(path) for path in MODULES} == set(ORDER)


def _loaded_by(code: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return {name.partition(".")[0] for name in run.stdout.split()}


def test_import_loads_nothing_heavy() -> None:
    assert _loaded_by("import arclean").isdisjoint(HEAVY)


def test_cleaning_text_loads_no_html_parser() -> None:
    code = "import arclean; arclean.clean('It rains.', format='text').text"
    loaded = _loaded_by(code)
    assert "numpy" in loaded
    assert loaded.isdisjoint({"lxml", "selectolax", "trafilatura", "pyarrow"})


# --- Public names ------------------------------------------------------------------------------

NAMES = [name for name in arclean.__all__ if name != "__version__"]


@pytest.mark.parametrize("name", NAMES)
def test_public_name_has_a_docstring_with_an_example(name: str) -> None:
    assert ">>> " in (inspect.getdoc(getattr(arclean, name)) or "")


@pytest.mark.parametrize("name", NAMES)
def test_public_methods_have_docstrings(name: str) -> None:
    value = getattr(arclean, name)
    if not inspect.isclass(value):
        return
    for own, member in vars(value).items():
        inner = getattr(
            member, "__func__", getattr(member, "fget", getattr(member, "func", member))
        )
        if not own.startswith("_") and inspect.isfunction(inner):
            assert inspect.getdoc(inner), f"{name}.{own}"


def test_public_names_are_in_order_and_there() -> None:
    assert arclean.__all__ == sorted(arclean.__all__)
    assert all(hasattr(arclean, name) for name in arclean.__all__)


def test_package_is_typed() -> None:
    assert (PACKAGE / "py.typed").exists()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_names_what_it_exports(path: Path) -> None:
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    module = importlib.import_module(dotted.removesuffix(".__init__"))
    for name in getattr(module, "__all__", ()):
        assert hasattr(module, name)


# --- Cue files ---------------------------------------------------------------------------------

#: Languages that have to have phrases; Indonesian stands for Malay too, zh for both scripts.
LANGUAGES = (
    "ar fa ur ps ckb he en fr es pt de it nl tr ru uk pl cs el sv ro hu hi bn id vi th zh ja ko sw"
)


@pytest.mark.parametrize("language", LANGUAGES.split())
def test_language_has_cues(language: str) -> None:
    assert language in cues.languages()


@pytest.mark.parametrize("path", CUE_FILES, ids=lambda path: path.stem)
def test_cue_file_parses(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("kind\tmode\tphrase\n")
    assert text.endswith("\n")
    assert len(cues.read(path.stem, text)) == text.count("\n") - 1


@pytest.mark.parametrize("path", CUE_FILES, ids=lambda path: path.stem)
def test_cue_file_has_no_duplicates(path: Path) -> None:
    found = cues.read(path.stem, path.read_text("utf-8"))
    counts = Counter(fold(cue.phrase) for cue in found)
    assert [phrase for phrase, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("path", CUE_FILES, ids=lambda path: path.stem)
def test_every_cue_matches_itself(path: Path) -> None:
    found = cues.read(path.stem, path.read_text("utf-8"))
    kinds: dict[str, set[str]] = {}
    for cue in cues.packaged():
        kinds.setdefault(fold(cue.phrase), set()).add(cue.kind)
    phrases = [cue.phrase for cue in found]
    ready = cues.ready()
    whole = cues.match(lex(phrases), ready)
    opening = cues.match(lex([f"{phrase}: 42 qzx vwk" for phrase in phrases]), ready)
    inside = cues.match(lex([f"Qzx vwk {phrase} qzx vwk." for phrase in phrases]), ready)
    for at, cue in enumerate(found):
        own = cues.codes_of(kinds[fold(cue.phrase)])
        assert whole.block[at] in own, cue
        if cue.mode in {"label", "anywhere"}:
            assert opening.label[at] in own, cue
        if cue.mode == "anywhere":
            assert inside.anywhere[at] > 0, cue
        assert not opening.block[at], cue


def test_phrases_of_two_kinds_are_none_in_one_language() -> None:
    for language in cues.languages():
        own = [cue for cue in cues.packaged() if cue.language == language]
        kinds: dict[str, set[str]] = {}
        for cue in own:
            kinds.setdefault(fold(cue.phrase), set()).add(cue.kind)
        assert {phrase: sorted(of) for phrase, of in kinds.items() if len(of) > 1} == {}


# --- Scorecards --------------------------------------------------------------------------------


def _rows(card: scorecard.Scorecard) -> list[scorecard.Row]:
    tables = (*card.tables.values(), *card.second.values())
    rows = [row for table in tables for row in table.rows]
    return rows + [row for table in _kind_tables(card) for row in table.rows]


def _kind_tables(card: scorecard.Scorecard) -> list[scorecard.KindTable]:
    return [*card.kinds.values(), *card.second_kinds.values()]


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_every_row_asks_for_signals_that_exist(path: Path) -> None:
    card = scorecard.parse(path.read_text("utf-8"))
    known = of_format("html" if path.stem == "html" else "text")
    for table in (*card.tables.values(), *card.kinds.values()):
        for row in table.rows:
            assert set(row.signals) <= set(known), row.name
    for table in card.second.values():
        for row in table.rows:
            assert set(row.signals) <= set(LOOKS), row.name
    assert set(card.neighbours) <= set(NEIGHBOURS)


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_rows_have_points_for_every_bucket_and_rising_edges(path: Path) -> None:
    card = scorecard.parse(path.read_text("utf-8"))
    for table in (*card.tables.values(), *card.second.values()):
        for row in table.rows:
            assert row.points.shape == tuple(len(edges) + 1 for edges in row.edges)
    for kinds in _kind_tables(card):
        for row in kinds.rows:
            buckets = tuple(len(edges) + 1 for edges in row.edges)
            assert row.points.shape == (*buckets, len(kinds.kinds))
    for row in _rows(card):
        for edges in row.edges:
            assert edges
            assert list(edges) == sorted(set(edges))
            assert scorecard.LOWEST <= edges[0] <= edges[-1] <= scorecard.HIGHEST


@pytest.mark.parametrize("most", [300, 70_000], ids=["narrow", "wide"])
def test_points_add_up_however_large(most: int) -> None:
    rows = (
        scorecard.Row(("chars",), ((10, 40),), np.array([0, most, -most], np.int32)),
        scorecard.Row(("words",), ((5,),), np.array([1, -1], np.int32)),
    )
    table = scorecard.Table(7, rows)
    card = replace(scorecard.load("text"), tables={"article": table}, kinds={})
    columns = np.array([{"chars": [3, 30, 90], "words": [1, 4, 20]}[name] for name in card.signals])
    expected = (table.points(card.signals, columns).sum(axis=0) + table.intercept).tolist()
    assert card.first_points(columns)["article"].tolist() == expected == [8, most + 8, 6 - most]


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_scorecard_names_what_settling_asks_for(path: Path) -> None:
    card = scorecard.parse(path.read_text("utf-8"))
    assert set(settle.TABLES) == set(card.tables) >= set(card.second)
    assert set(card.modes) == {"precision", "balanced", "recall"}
    assert card.modes["precision"] <= card.modes["balanced"] <= card.modes["recall"]
    moves = {
        f"{before.name}-{after.name}/{context}".lower()
        for before, follows in settle._FOLLOWS.items()
        for after in follows
        for context in settle.CONTEXTS
    }
    assert set(card.transitions) <= moves
    assert all(isinstance(points, int) for points in card.transitions.values())


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_kind_tables_name_kinds_of_their_section(path: Path) -> None:
    card = scorecard.parse(path.read_text("utf-8"))
    for name, table in card.kinds.items():
        assert {Kind(kind).section for kind in table.kinds} == {Section(name)}
    for name, table in card.second_kinds.items():
        assert table.kinds == card.kinds[name].kinds


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_scorecard_says_what_it_was_fitted_on(path: Path) -> None:
    data = json.loads(path.read_text("utf-8"))
    assert data["sources"]
    assert all(source for source in data["sources"])


def test_every_measure_can_be_put_into_words() -> None:
    measured = {*of_format("html"), *LOOKS}
    spoken = {name for name in COLUMNS if name.startswith(("in_", "near_"))}
    assert measured - spoken <= set(worded()) <= measured
