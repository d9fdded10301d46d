"""Composed pages: the same every time, labelled line by line, and parted by paper and grammar."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from benchmarks.compose import (
    FIT_HOSTS,
    Grammar,
    Piece,
    alone,
    compose,
    grammars,
    part_of,
    planted_lines,
)
from benchmarks.corpora import PLAIN, Sample, is_check
from benchmarks.renderings import rendering

#: Labels of the line-labelled set, which composed pages share.
LABELS = {
    "headline", "subhead", "body", "caption", "meta", "nav", "trending", "related", "share",
    "comment", "legal", "ad",
}  # fmt: skip
#: What a composed page may refer to without a rule of its own.
SLOTS = {"title", "other", "teaser", "clock", "dd", "mm", "month", "yyyy", "num"}
#: The words around an article may meet between the parts only where there is no other word.
SHARED_PHRASES = 0.1

PARAGRAPH = "قال المتحدث باسم البلدية إن أعمال الصيانة في الطريق الساحلي تنتهي قبل نهاية الشهر."


def article(number: int, host: str = "okaz.com.sa", day: str = "2015-07-21") -> Sample:
    title = f"عنوان الخبر رقم {number} من أخبار اليوم"
    gold = "\n".join(f"{PARAGRAPH[:-1]} {number} {index}." for index in range(4))
    return Sample(
        set="saudi",
        id=f"saudi-{day}-{number}",
        host=host,
        lang="ar",
        source=host.split(".")[0],
        texts={PLAIN: f"{title}\n\n{gold}"},
        gold=gold,
        title=title,
    )


FIT = tuple(article(number) for number in range(30))
VALIDATION = tuple(article(number, "aleqt.com") for number in range(30))
PAGES = (*compose(FIT, pages=99), *compose(VALIDATION, pages=99))


def test_pages_are_the_same_every_time() -> None:
    assert list(compose(FIT, seed=3)) == list(compose(FIT, seed=3))
    assert list(compose(FIT, seed=3)) != list(compose(FIT, seed=4))


def test_a_page_does_not_depend_on_the_order_of_other_papers() -> None:
    alone_ids = {page.id: page for page in compose(FIT)}
    mixed = {page.id: page for page in compose((*VALIDATION, *FIT))}
    assert alone_ids.items() <= mixed.items()


def test_parts_share_neither_paper_nor_grammar() -> None:
    assert not any(map(is_check, FIT_HOSTS))
    fit, validation = ({grammar.name for grammar in grammars(part)} for part in PARTS)
    assert not fit & validation
    assert min(len(fit), len(validation)) >= 5
    assert {page.type for page in PAGES if page.host == "okaz.com.sa"} == fit
    assert {page.type for page in PAGES if page.host == "aleqt.com"} == validation


PARTS = ("fit", "validation")


def test_check_papers_stand_in_the_grammars_of_validation() -> None:
    assert part_of("aawsat.com") == "check"
    assert grammars("check") == grammars("validation")


def test_parts_share_few_phrases() -> None:
    fit, validation = (set(chain(*map(_phrases, grammars(part)))) for part in PARTS)
    assert len(fit & validation) <= SHARED_PHRASES * min(len(fit), len(validation))


@pytest.mark.parametrize(
    "grammar", [*grammars("fit"), *grammars("validation")], ids=lambda each: each.name
)
def test_grammars_refer_to_what_there_is(grammar: Grammar) -> None:
    known = SLOTS | set(grammar.rules)
    phrases = chain(*grammar.rules.values())
    referred = set(re.findall(r"\{([a-z_]+)", " ".join(phrases)))
    pieces = list(chain(*map(_flat, (*grammar.layout, *grammar.islands))))
    used = {piece.rule for piece in pieces if piece.rule}
    assert referred <= known
    assert used <= known | {"body"}
    assert set(grammar.rules) <= used | referred
    assert {piece.label for piece in pieces if piece.rule and piece.rule != "body"} <= LABELS
    assert len(grammar.months) == 12


def test_every_line_of_a_page_is_labelled() -> None:
    for page in PAGES:
        text = rendering(page)
        assert text == "\n".join(line.text for line in page.lines)
        assert all((line.label in LABELS) == bool(line.text.strip()) for line in page.lines)
        assert "{" not in text
        assert any(line.text == page.title for line in page.lines if line.label == "headline")
        body = [line.text for line in page.lines if line.label == "body"]
        assert "\n".join(body) == page.gold


def test_planted_titles_are_of_the_same_paper_and_day_and_not_in_the_body() -> None:
    other_day = tuple(article(number, day="2015-07-22") for number in range(100, 110))
    for page in compose((*FIT, *other_day)):
        day = FIT if page.id.startswith("saudi-2015-07-21") else other_day
        assert set(page.unwanted) <= {each.title for each in day} - {page.title}
        assert not any(title in page.gold for title in page.unwanted)


def test_planted_titles_are_found_on_their_lines() -> None:
    for page in PAGES:
        found = planted_lines(page)
        assert {title for _, title in found} <= set(page.unwanted)
        assert all(title in page.lines[index].text for index, title in found)


def test_without_other_titles_nothing_is_planted() -> None:
    (page,) = compose([article(1)])
    assert page.unwanted == ()
    assert page.gold


#: What the papers print around and inside the text that is not the article's.
DATELINE = "الدمام - مكتب الصحيفة"
TAGS = "سمات أخبار البلدية"
AUTHOR = "فلان الفلاني"


@pytest.mark.parametrize(
    "gold",
    [
        f" {DATELINE}\n {PARAGRAPH}\n\n{PARAGRAPH} {TAGS} ",
        f"{PARAGRAPH}\n{PARAGRAPH}\n{AUTHOR} ",
        f"{PARAGRAPH}\n{PARAGRAPH}\nwriter@example.org",
    ],
)
def test_datelines_tags_and_authors_do_not_count_as_body(gold: str) -> None:
    dressed = Sample(
        set="saudi", id="saudi-2015-07-21-1", host="aleqt.com", gold=gold, title=AUTHOR
    )
    for page in compose([dressed], pages=99):
        assert page.gold == f"{PARAGRAPH}\n{PARAGRAPH}"


def test_an_article_alone_keeps_its_text() -> None:
    sample = alone(FIT[0])
    assert "\n".join(line.text for line in sample.lines) == rendering(sample)
    assert sample.lines[0].label == "headline"


def _phrases(grammar: Grammar) -> set[str]:
    return set(chain(*grammar.rules.values()))


def _flat(piece: Piece) -> list[Piece]:
    return [piece, *chain(*map(_flat, piece.pieces))]
