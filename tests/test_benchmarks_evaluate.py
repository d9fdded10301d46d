"""Evaluation over made-up samples with made-up extractors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from benchmarks.accuracy import render
from benchmarks.corpora import PLAIN, Line, Sample
from benchmarks.evaluate import (
    Outcome,
    Row,
    evaluate,
    extraction_of,
    mean_over_inputs,
    outcomes,
    peer_system,
    rows_of,
    spans_of_lines,
    system_of,
)
from benchmarks.losses import attribute
from benchmarks.peers import Peer, PeerMissingError, as_paragraphs
from benchmarks.scores import Interval


@dataclass(frozen=True)
class Block:
    text: str
    section: str
    start: int | None
    end: int | None
    kind: str = "paragraph"
    margin: int = 0
    reasons: Sequence[FakeReason] = ()


@dataclass(frozen=True)
class FakeReason:
    row: str
    points: int


@dataclass(frozen=True)
class Document:
    """Lines as blocks; sections by the line's first letter."""

    source: str
    blocks: Sequence[Block] = field(default=())

    def section(self, name: str) -> str:
        return "\n\n".join(block.text for block in self.blocks if block.section == name)

    @property
    def headline(self) -> str:
        return self.section("headline")

    @property
    def subhead(self) -> str:
        return self.section("subhead")

    @property
    def body(self) -> str:
        return self.section("body")

    @property
    def text(self) -> str:
        return "\n\n".join(filter(None, (self.headline, self.subhead, self.body)))


SECTIONS = {"H": "headline", "S": "subhead", "B": "body"}
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def clean(source: str) -> Document:
    source = source.removeprefix(MARK)
    blocks = []
    start = 0
    for line in source.split("\n"):
        if line.strip():
            section = SECTIONS.get(line[0], "sidebar")
            blocks.append(Block(line, section, start, start + len(line)))
        start += len(line) + 1
    return Document(source, tuple(blocks))


OURS = system_of(lambda sample: clean, "text")
ALL_OF_IT = peer_system(Peer("all", "text", lambda text: text))


def page(name: str, text: str, **more: object) -> Sample:
    return Sample(set=name, id="1", host="a.example", texts={"html_text": text}, **more)  # type: ignore[arg-type]


def values(sample: Sample, system: object = OURS) -> dict[str, float]:
    (((outcome),),) = outcomes([sample], [system])  # type: ignore[list-item]
    return dict(outcome.values)


def test_pages_are_scored_on_all_of_the_text() -> None:
    sample = page("magic", "menu\nH one\nB two", gold="H one\nB two", type="forum")
    assert values(sample) == {"word F1": 1.0}
    assert values(sample, ALL_OF_IT) == {"word F1": pytest.approx(8 / 9)}


def test_fundus_counts_no_headline_and_judges_sections() -> None:
    sample = page("fundus", "H one\nS two\nB three", gold="S two\nB three", title="h: One")
    assert values(sample) == {
        "subhead + body F1": 1.0,
        "headline right": 1.0,
        "subhead left empty": 0.0,
    }
    with_summary = page("fundus", "H x\nS two", gold="S two", title="Other", summary=("S two",))
    assert values(with_summary) == {"subhead + body F1": 1.0, "subhead F1": 1.0}
    assert values(with_summary, ALL_OF_IT) == {"subhead + body F1": pytest.approx(2 / 3)}


def test_articles_alone_are_scored_by_what_is_kept() -> None:
    text = "H one\n\nB two\nlost"
    sample = Sample("saudi", "1", "a.example", texts={PLAIN: text}, source="paper")
    assert values(sample) == {"words kept": 0.8}


def test_composed_pages_are_scored_by_body_and_planted_titles() -> None:
    lines = (
        Line("H title", "headline"),
        Line("B body", "body"),
        Line("1. other news", "trending"),
        Line("B more news", "related"),
    )
    text = "\n".join(line.text for line in lines)
    sample = Sample(
        "composed", "1", "a.example", type="grammar", texts={PLAIN: text}, gold="B body",
        unwanted=("other news", "more news"), lines=lines,
    )  # fmt: skip
    assert values(sample) == {"body F1": pytest.approx(4 / 7), "planted titles left in": 0.5}
    assert values(sample, ALL_OF_IT)["planted titles left in"] == 1.0


def labelled(*lines: Line) -> Sample:
    text = "\n".join(line.text for line in lines)
    gold = "\n".join(line.text for line in lines if line.is_article)
    return Sample(
        "arabic", "1", "a.example", lang="ar", texts={PLAIN: text}, gold=gold, lines=lines
    )


def test_labelled_lines_are_scored_where_they_stand() -> None:
    lines = (Line("B one two", "nav"), Line("B one two", "body"), Line("x", "nav"))
    assert values(labelled(*lines)) == {"word F1": pytest.approx(2 / 3)}


def test_pages_without_an_article_are_scored_by_what_is_kept() -> None:
    assert values(labelled(Line("B one", "nav"), Line("two three", "nav"))) == {
        "words kept, no article": 0.5
    }


def test_offsets_count_from_after_a_dropped_mark() -> None:
    source = f"{MARK}x\nB two"
    assert extraction_of(clean(source), source).spans == ((3, 8),)


def test_lines_of_a_peer_are_found_as_often_as_it_prints_them() -> None:
    lines = [Line("a", "nav"), Line("b", "body"), Line("a", "body")]
    assert spans_of_lines(lines, "a\nb") == ((0, 1), (2, 3))
    assert spans_of_lines(lines, "a\nb\na") == ((0, 1), (2, 3), (4, 5))


def test_rows_gather_groups_in_order() -> None:
    samples = [
        page("magic", "B x", gold="B x", type="article", lang="zh"),
        page("magic", "x", gold="B x", type="forum", lang="zh"),
    ]
    rows = evaluate(samples, OURS)
    assert [(row.group, row.interval.n, row.interval.mean) for row in rows] == [
        ("all", 2, 0.5),
        ("article", 1, 1.0),
        ("zh", 2, 0.5),
        ("forum", 1, 0.0),
    ]
    assert (rows[0].wrong, rows[0].lost) == (0, 2)


def test_workers_give_what_one_process_gives() -> None:
    samples = [page("magic", f"B {number}", gold="B 1") for number in range(9)]
    assert list(outcomes(samples, [OURS], jobs=2)) == list(outcomes(samples, [OURS]))


def test_mean_over_renderings_uses_the_values_there_are() -> None:
    runs = [
        [Outcome("fundus", "1", ("all",), {"f": 1.0, "headline right": 1.0})],
        [Outcome("fundus", "1", ("all",), {"f": 0.5})],
    ]
    (merged,) = mean_over_inputs(runs)
    assert merged.values == {"f": 0.75, "headline right": 1.0}
    assert rows_of([merged])[0].interval.mean == 0.75


def test_tables_hold_a_column_for_each_system() -> None:
    row = Row("magic", "all", "word F1", Interval(9, 0.5, 0.25, 0.75), wrong=3, lost=4)
    small = Row("magic", "zh", "word F1", Interval(2, 1.0, 1.0, 1.0))
    table = render(
        ("Text", {"ours": [row, small], "peer": []}), markdown=True, words=True, smallest=5
    )
    assert table.splitlines()[2:] == [
        "| set | measure | group | n | ours | peer |",
        "| --- | --- | --- | --- | --- | --- |",
        "| magic | word F1 | all | 9 | .500 [.250, .750] +3 -4 | - |",
    ]


def test_losses_sum_to_the_score() -> None:
    gold = "B the ferry leaves the harbour at nine\nB it returns at noon on the same day"
    text = f"B the menu of the day\n{gold.replace('B it', 'it')}"
    sample = page("magic", text, gold=gold)
    document = clean(text)
    loss = attribute(sample, document, document.blocks)
    # The gold's second "the", "B" and "day" are found in the menu.
    menu, kept, dropped = loss.blocks
    assert (menu.gold, menu.wrong) == ("outside", 3)
    assert (kept.gold, kept.words) == ("article", 0)
    assert (dropped.direction, dropped.lost) == ("false dropped", 6)
    assert loss.f1 == pytest.approx(values(sample)["word F1"])


def test_losses_on_labelled_lines_name_the_label() -> None:
    sample = labelled(Line("B one", "trending"), Line("", None), Line("two three", "body"))
    document = clean(sample.texts[PLAIN])
    loss = attribute(sample, document, document.blocks)
    assert [(block.gold, block.wrong, block.lost) for block in loss.blocks] == [
        ("trending", 2, 0),
        ("body", 0, 2),
    ]


def test_a_peer_that_is_missing_says_what_to_install() -> None:
    peer = Peer("nothing", "text", str, ("no-such-distribution",))
    with pytest.raises(PeerMissingError, match="pip install no-such-distribution"):
        peer("text")


def test_lines_become_paragraphs() -> None:
    assert "<p>&lt;b&gt;</p>" in as_paragraphs(" <b> \n\n")
