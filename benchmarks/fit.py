"""Fitting the scorecards: ``python -m benchmarks.fit --format text``.

Fits on the corpora and on the fixtures marked for it, hosts of the check split left out, and
writes ``arclean/scorecards/<format>.json``. It also fits once a fold, each time without the fold's
sites: the second look learns from what those first looks make of sites that they do not know, and
the folds' scorecards stay in the cache, where ``benchmarks.accuracy --cleaner
benchmarks.fit:out_of_fold`` finds them. Same corpora, same command, same file.
"""

from __future__ import annotations

import argparse
import json
import pickle
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from arclean.cues import codes_of
from arclean.document import Document
from arclean.options import Mode, Options
from arclean.page import Ints
from arclean.pipeline import document_of, read
from arclean.scorecard import Scorecard, parse
from arclean.settle import CONTEXTS, Label
from arclean.signals import of_format
from arclean.signals.looks import Look, measure_looks
from arclean.signals.shape import ENDINGS
from benchmarks.compose import COMPOSED
from benchmarks.corpora import FOLDS, SETS, Sample, digest, fold_of
from benchmarks.dataset import SET_WEIGHTS, Example, examples
from benchmarks.fit_kinds import fit_kinds, fit_second_kinds, tells_around
from benchmarks.labels import UNKNOWN
from benchmarks.renderings import RUN_TOGETHER
from benchmarks.trees import Fit, centred, fit_table, pairs_by_gain, table_of

__all__ = ["fit_first", "fit_second", "fold_card", "main", "out_of_fold", "with_set_row"]

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".cache" / "folds"
SOURCES = (*SETS, COMPOSED, "fixtures")

#: Where each set comes from, for the attribution that scorecards carry.
_ATTRIBUTION = {
    "wcxb": "WCXB v1.0, development split, CC-BY-4.0",
    "fundus": "test resources of the fundus crawler, MIT",
    "daniel": "DAnIEL corpus v2.1, as shipped with WADDLE, GPL-3.0",
    "magic": "benchmark of magic-html, Apache-2.0",
    "saudi": "SaudiNewsNet",
    "arabic": "page texts from public repositories, labelled for this project",
    "composed": "pages composed around SaudiNewsNet articles",
    "fixtures": "this project's own documents",
}

#: Rows of the article's table are drawn from all blocks, heavy ones first, up to so many.
_MOST_ROWS = 600_000
#: The fixtures hold sorts of pages that the corpora lack: lists, tables, poems and threads that are
#: the article. In what is article they count for so much more.
_FIXTURES_IN_ARTICLE = 3.0
#: Every block counts for so many words more than it has.
_BLOCK_WORDS = 2
#: The fixtures are judged by block, not by word: those of text, and those of HTML, where as much
#: costs more than it gives.
_FIXTURE_BLOCK_WORDS, _HTML_FIXTURE_BLOCK_WORDS = 8, 4
#: A title that is left in is worse than as many words that are lost: what was put beside an article
#: counts for so much more.
_PUT_BESIDE = 3.0
#: What was cleaned must come out as it is, whatever lists it ends in. Only the fixtures' labels
#: are exact enough to say so louder.
_CLEANED_FIXTURES = 2.0
#: Independent fixtures are dense with rare kinds and genres, which real pages are not. What
#: is article and what is headline learns from them at this share of the weight of others; what
#: is subhead, where few examples make much, and the second look do not.
_INDEPENDENT = 0.33
#: Documents labelled block by block say for sure what is headline and subhead.
_LABELLED_WEIGHT = 3.0
#: All that is not a page's headline counts for so many headlines.
_OTHERS = 2.0
#: A long block counts for no more than this share of its page.
_SHARE_CAP = 0.25
#: Where the subhead stands is a matter of order, and only transitions know it. They count for this
#: much of what they say, as columns tell part of it; what is body and what is headline, the columns
#: of the neighbours tell better alone.
_ORDER_SHARE = 0.35

#: A headline behind text opens a second article. The corpora have next to none, so this is set,
#: not fitted: most of a headline's evidence has to be there.
_SECOND_ARTICLE = -500
#: A subhead of several blocks has one shape. Another block that might be one is a caption, mostly.
#: The corpora have too few of either to learn it from.
_SECOND_SUBHEAD = -100

#: A line that begins with a read-also label and ends no sentence leads elsewhere. Fitted tables
#: know it, yet where all the rest is article they keep one in ten of those that share words with
#: it, and the corpora have no such pages. So this is set, in text, where only phrases tell.
_READ_ALSO = -100

#: Below an expected F1 of .25 a page is given up: at .20 one of eight words of menu was kept, at
#: .30 pages of WCXB are lost.
_SETTINGS = {"trust": 73, "words_cap": 400, "least": 25, "least_recall": 0}
#: Markup tells more, and is trusted more.
_SETTINGS_OF = {"text": _SETTINGS, "html": {**_SETTINGS, "trust": 82}}
#: Set so that, on sites not fitted on, each takes three tenths off the words wrongly kept, or lost.
_MODES = {"precision": -85, "balanced": 0, "recall": 120}


def fit_first(
    data: Sequence[Example], format: str, name: str, pairs: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A scorecard as its file holds it, but for the second look."""
    names = tuple(of_format(format))
    tables = {}
    chosen = {}
    for question, plan in _PLANS.items():
        drawn = plan.rows(_weighed(data, plan.independent), names)
        chosen[question] = (
            pairs_by_gain(plan.fitted(drawn), plan.pairs) if pairs is None else pairs[question]
        )
        table = table_of(plan.fitted(drawn, chosen[question]), names)
        tables[question] = centred(table, drawn.values, names)
    return {
        "schema": 3,
        "name": name,
        "tables": tables,
        "second": {},
        "kinds": fit_kinds(data, names),
        "second_kinds": {},
        "transitions": transitions(_weighed(data, 0)),
        "modes": _MODES,
        "settings": _SETTINGS_OF[format],
        "pairs": chosen,
    }


def first_points(
    data: Sequence[Example], format: str, cards: Sequence[Mapping[str, Any]]
) -> list[dict[str, Ints]]:
    """The first points of each example, from the card of the fold that its site was left out of.

    A second look learns from what the first sees on sites that it does not know, as it will.
    """
    return [card.first_points(columns) for _, card, columns in _by_fold(data, format, cards)]


def _by_fold(
    data: Iterable[Example], format: str, cards: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[Example, Scorecard, Ints]]:
    """Each example, the card that was fitted without its site, and the columns it asks for."""
    names = list(of_format(format))
    ready = [parse(json.dumps({**card, "sources": ()})) for card in cards]
    rows = [[names.index(signal) for signal in card.signals] for card in ready]
    for example in data:
        fold = fold_of(example.host)
        yield example, ready[fold], example.columns[rows[fold]].astype(np.int32)


def fit_second(
    data: Sequence[Example], first: Sequence[Mapping[str, Ints]]
) -> dict[str, dict[str, Any]]:
    """The tables of the second look, by question: what they add to the first points."""
    tables = {}
    for question, (looks, plan) in _SECOND.items():
        seen = []
        for example, points in zip(data, first, strict=True):
            told = measure_looks(Look.at(points, example.words), looks)
            # The points that the table adds to come last, to begin from.
            seen.append(replace(example, columns=np.vstack((told, points[question]))))
        rows = plan.rows(_weighed(seen, plan.independent), (*looks, question))
        values, start = np.ascontiguousarray(rows.values[:, :-1]), rows.values[:, -1] / 100
        drawn = replace(rows, values=values, start=start.astype(np.float64), names=looks)
        table = table_of(plan.fitted(drawn), looks)
        tables[question] = centred(table, values, looks)
    return tables


def _weighed(data: Sequence[Example], share: float) -> list[Example]:
    """The examples; independent fixtures count for a share of their weight, or not at all."""
    return [
        replace(example, weight=example.weight * share) if example.independent else example
        for example in data
        if share or not example.independent
    ]


def article_rows(data: Sequence[Example], names: tuple[str, ...]) -> Fit:
    """Every block whose place in the article is known, weighed by its share of the article."""
    weights = np.concatenate([_weights(example) for example in data]) * 1000
    answers = np.concatenate([example.labels.article for example in data])
    # Light blocks, mostly of menus, are drawn by chance and counted up for those left out.
    limit = _limit(weights, _MOST_ROWS)
    chance = np.minimum(1.0, weights / limit)
    drawn = np.random.default_rng(1).random(weights.size) < chance
    values = np.concatenate([example.columns for example in data], axis=1)[:, drawn].T
    return Fit(
        np.ascontiguousarray(values, np.float32),
        answers[drawn].astype(np.int32),
        (weights / np.maximum(chance, 1e-12))[drawn],
        names,
    )


def headline_rows(data: Sequence[Example], names: tuple[str, ...]) -> Fit:
    """Headlines against all else that pages with a known headline, or without any, hold."""
    columns, answers, weights = [], [], []
    for example in data:
        headline = example.labels.headline
        if not (headline == 1).any() and example.variant != "emptied":
            continue
        known = np.flatnonzero(headline != UNKNOWN)
        is_headline = headline[known] == 1
        weight = example.weight * (_LABELLED_WEIGHT if example.kinds else 1.0)
        others = min(1.0, _OTHERS / max(int((~is_headline).sum()), 1))
        columns.append(example.columns[:, known])
        answers.append(is_headline)
        weights.append(np.where(is_headline, weight, weight * others))
    answer, weight_of = np.concatenate(answers), np.concatenate(weights)
    # Light blocks, mostly of menus, are drawn by chance and counted up for those left out.
    chance = np.where(answer, 1, np.minimum(1, weight_of / np.percentile(weight_of, 90)))
    drawn = np.random.default_rng(1).random(answer.size) < chance
    return Fit(
        np.ascontiguousarray(np.concatenate(columns, 1)[:, drawn].T, np.float32),
        answer[drawn].astype(np.int32),
        (weight_of / chance)[drawn],
        names,
    )


def subhead_rows(data: Sequence[Example], names: tuple[str, ...]) -> Fit:
    """Subheads against the article's other blocks, its headline among them, where the gold tells
    them apart. Planted articles are left out: those that were cut short have few paragraphs for
    each subhead. So are renderings that run blocks together: few subheads are left in them. A
    page counts as much as any other, whatever its set, since few sets tell of subheads."""
    values, answers, weights = [], [], []
    for example in data:
        if example.variant == "planted" or example.variant in RUN_TOGETHER:
            continue
        labels = example.labels
        inside = (labels.article == 1) | (labels.headline == 1)
        chosen = np.flatnonzero(inside & (labels.subhead != UNKNOWN))
        if chosen.size:
            values.append(example.columns[:, chosen])
            answers.append(labels.subhead[chosen])
            weight = example.weight / SET_WEIGHTS[example.set]
            weights.append(
                np.full(chosen.size, weight * (_LABELLED_WEIGHT if example.kinds else 1.0))
            )
    return Fit(
        np.ascontiguousarray(np.concatenate(values, 1).T, np.float32),
        (np.concatenate(answers) == 1).astype(np.int32),
        np.concatenate(weights),
        names,
    )


def _weights(example: Example) -> NDArray[np.float64]:
    labels = example.labels
    article = labels.words[labels.article == 1].sum()
    # A page without an article has all its words to lose.
    whole = max(float(article), 30.0) if article else max(float(labels.words.sum()), 30.0)
    weight = example.weight * (_FIXTURES_IN_ARTICLE if example.set == "fixtures" else 1.0)
    extra = _BLOCK_WORDS
    if example.set == "fixtures":
        html = example.variant == "html"
        extra = _HTML_FIXTURE_BLOCK_WORDS if html else _FIXTURE_BLOCK_WORDS
    share = np.minimum((labels.words + extra) / whole, _SHARE_CAP) * weight
    if example.variant == "planted" or example.set == COMPOSED:
        share[labels.article == 0] *= _PUT_BESIDE
    if example.variant == "cleaned" and example.set == "fixtures":
        share *= _CLEANED_FIXTURES
    share[labels.article == UNKNOWN] = 0
    return share


def _limit(weights: NDArray[np.float64], most: int) -> float:
    low, high = 0.0, float(weights.max())
    for _ in range(50):
        middle = (low + high) / 2
        if np.minimum(1, weights / max(middle, 1e-12)).sum() > most:
            low = middle
        else:
            high = middle
    return max(high, 1e-12)


@dataclass(frozen=True)
class _Plan:
    """How one table is fitted: on which rows, with how many trees, what besides, how many pairs
    of signals may interact (all of them where that is 0), of how many models it is the mean, and
    what share of its weight an independent fixture counts for."""

    rows: Callable[[Sequence[Example], tuple[str, ...]], Fit]
    rounds: int
    changes: Mapping[str, Any]
    pairs: int = 0
    draws: int = 1
    independent: float = 0.0

    def fitted(self, drawn: Fit, pairs: Sequence[tuple[int, int]] | None = None) -> dict[str, Any]:
        """The dump of the models for these rows; only the given pairs may interact."""
        return fit_table(drawn, self.rounds, pairs, self.draws, **self.changes)


#: What one model makes of a page changes with its draw: what two hundred blocks of half a million
#: say moved WCXB by .003 and magic-html by .012, and three headlines of eighty by chance.
_DRAWS = 3

#: Headlines and subheads are few: small tables of small leaves. Subheads are so few, a hundred,
#: that theirs is the mean of many models.
_PLANS: Mapping[str, _Plan] = {
    "article": _Plan(article_rows, 600, {"learning_rate": 0.12}, 500, _DRAWS, _INDEPENDENT),
    "headline": _Plan(
        headline_rows,
        250,
        {"learning_rate": 0.1, "min_data_in_leaf": 40},
        100,
        _DRAWS,
        _INDEPENDENT,
    ),
    "subhead": _Plan(subhead_rows, 240, {"learning_rate": 0.08, "min_data_in_leaf": 30}, 100, 20),
}

#: The second look, by question: what it asks for, and how it is fitted. It has few columns, so
#: that all may interact.
_SECOND: Mapping[str, tuple[tuple[str, ...], _Plan]] = {
    "article": (
        (
            "look_points",
            "look_level",
            "look_share",
            "look_words",
            "look_words_before",
            "look_words_after",
            "look_stretch_wide",
            "look_stretch",
            "look_stretch_narrow",
            "look_held_wide",
            "look_held",
            "look_held_narrow",
            "look_headline",
            "look_headline_best",
            "look_headline_before",
            "look_headline_after",
            "look_headline_distance",
        ),
        _Plan(article_rows, 200, {}),
    ),
    "headline": (
        (
            "look_headline",
            "look_headline_before",
            "look_headline_after",
            "look_words_next",
            "look_words_last",
        ),
        _Plan(headline_rows, 60, {"learning_rate": 0.1, "min_data_in_leaf": 40}),
    ),
}


def transitions(data: Sequence[Example]) -> dict[str, int]:
    """Points by labels before and after and by context: how much likelier than by themselves."""
    pairs: dict[tuple[int, int, int], float] = defaultdict(float)
    for example in data:
        path = gold_path(example)
        if path is None or example.variant in ("cleaned", "emptied", "alone", "planted"):
            continue
        unit = example.weight / path.size**0.5
        for place in range(1, path.size):
            pairs[int(example.contexts[place]), int(path[place - 1]), int(path[place])] += unit
    result = {
        f"{before.name}-headline/{name}".lower(): _SECOND_ARTICLE
        for name in CONTEXTS
        for before in (Label.BODY, Label.ASIDE)
    }
    for context, name in enumerate(CONTEXTS):
        here = {key: value for key, value in pairs.items() if key[0] == context}
        total = sum(here.values())
        for (_, before, after), seen in sorted(here.items()):
            left = sum(value for key, value in here.items() if key[1] == before)
            right = sum(value for key, value in here.items() if _side(key[2]) == _side(after))
            lift = np.log((seen + 0.5) / (left * _within(pairs, after) * right / total + 0.5))
            label = f"{Label(before).name}-{Label(after).name}/{name}".lower()
            if "subhead" in label or label.startswith("headline-"):
                result[label] = round(100 * _ORDER_SHARE * float(np.clip(lift, -6, 6)))
    unlike = {f"subhead-subhead/{name}": _SECOND_SUBHEAD for name in CONTEXTS if name != "like"}
    return result | unlike


def _side(label: int) -> int:
    return 1 if label in (Label.HEADLINE, Label.SUBHEAD, Label.BODY) else 0


def _within(pairs: Mapping[tuple[int, int, int], float], after: int) -> float:
    """The label's share of its side of the article: emissions know the rest."""
    if not _side(after):
        return 1.0
    side = sum(value for key, value in pairs.items() if _side(key[2]))
    return sum(value for key, value in pairs.items() if key[2] == after) / side


def gold_path(example: Example) -> NDArray[np.int8] | None:
    """The labels that the gold stands for; ``None`` where it does not say which is the headline."""
    labels = example.labels
    article = labels.article == 1
    head = labels.headline == 1
    if not article.any() or (labels.headline == UNKNOWN).all():
        return None
    path = np.full(article.size, int(Label.LEAD), np.int8)
    state = Label.LEAD
    for place in range(article.size):
        if head[place] and state is Label.LEAD:
            label = state = Label.HEADLINE
        elif labels.subhead[place] == 1 and state in (Label.HEADLINE, Label.BETWEEN, Label.SUBHEAD):
            label = state = Label.SUBHEAD
        elif article[place]:
            label = state = Label.BODY
        else:
            label = {
                Label.LEAD: Label.LEAD,
                Label.HEADLINE: Label.BETWEEN,
                Label.SUBHEAD: Label.BETWEEN,
                Label.BETWEEN: Label.BETWEEN,
            }.get(state, Label.ASIDE)
            state = label
        path[place] = label
    return path


def write(card: Mapping[str, Any], path: Path, data_note: Mapping[str, Any]) -> None:
    """The scorecard's file: a row a line, so that people can read it and its changes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {key: value for key, value in card.items() if key != "pairs"} | dict(data_note)
    path.write_text(_pretty(content) + "\n", "utf-8")


def _pretty(value: Any, depth: int = 0) -> str:
    """JSON with containers of containers spread over lines, rows of a table on one."""
    pad = "  " * (depth + 1)
    if isinstance(value, dict) and "points" not in value and value:
        inner = [
            f"{pad}{json.dumps(key)}: {_pretty(item, depth + 1)}" for key, item in value.items()
        ]
        return "{\n" + ",\n".join(inner) + "\n" + "  " * depth + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        inner = [pad + _pretty(item, depth + 1) for item in value]
        return "[\n" + ",\n".join(inner) + "\n" + "  " * depth + "]"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def out_of_fold(
    format: Literal["text", "html"], mode: Mode = "balanced"
) -> Callable[[Sample], Callable[[str], Document]]:
    """For each sample, a cleaner that was fitted without its site."""

    def cleaner_for(sample: Sample) -> Callable[[str], Document]:
        card = fold_card(format, fold_of(sample.host))
        return lambda source: clean_with(card, source, format, mode)

    return cleaner_for


@cache
def fold_card(format: str, fold: int) -> Scorecard:
    """The scorecard that was fitted without the sites of a fold."""
    return parse((FOLDER / f"{format}-{fold}.json").read_text("utf-8"))


def clean_with(
    card: Scorecard, source: str, format: Literal["text", "html"], mode: Mode = "balanced"
) -> Document:
    """As ``arclean.clean``, with a scorecard that is not packaged."""
    return document_of(read(source, format), card, Options(mode=mode))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; see ``--help``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fit", description=__doc__)
    parser.add_argument("--format", choices=("text", "html"), default="text")
    parser.add_argument("--without", action="append", default=[], choices=SOURCES, metavar="SET")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--dump", type=Path, help="leave the examples there, pickled")
    parser.add_argument("--folds-only", action="store_true", help="write no packaged scorecard")
    options = parser.parse_args(arguments)
    sets = [name for name in SOURCES if name not in options.without]
    began = time.monotonic()
    data = list(examples(options.format, sets, options.corpus))
    if options.dump:
        options.dump.write_bytes(pickle.dumps(data))
    print(f"{len(data)} examples in {time.monotonic() - began:.0f} s", flush=True)
    whole = fit_first(data, options.format, options.format)
    print(f"fitted on all in {time.monotonic() - began:.0f} s", flush=True)
    cards = []
    for fold in range(FOLDS):
        part = [example for example in data if fold_of(example.host) != fold]
        name = f"{options.format}-{fold}"
        cards.append(fit_first(part, options.format, name, whole["pairs"]))
        print(f"fold {fold} after {time.monotonic() - began:.0f} s", flush=True)
    first = first_points(data, options.format, cards)
    seen = list(_by_fold(filter(tells_around, data), options.format, cards))
    note = _note(options, sets, data)
    if not options.folds_only:
        whole["second"] = fit_second(data, first)
        whole["second_kinds"] = fit_second_kinds(seen)
        path = ROOT / "arclean" / "scorecards" / f"{options.format}.json"
        write(with_set_row(whole, options.format), path, note)
    for fold, card in enumerate(cards):
        inside = [place for place, e in enumerate(data) if fold_of(e.host) != fold]
        card["second"] = fit_second([data[at] for at in inside], [first[at] for at in inside])
        card["second_kinds"] = fit_second_kinds(one for one in seen if fold_of(one[0].host) != fold)
        path = FOLDER / f"{options.format}-{fold}.json"
        write(with_set_row(card, options.format), path, note)
    print(f"second look after {time.monotonic() - began:.0f} s", flush=True)
    return 0


def with_set_row(card: Mapping[str, Any], format: str) -> dict[str, Any]:
    """The scorecard with the row that is set, not fitted; the second look does without it."""
    if format != "text":
        return dict(card)
    (label,) = codes_of(("related",)).tolist()
    sentence = ENDINGS.index("like a sentence")
    edges = [[label - 1, label], [sentence - 1, sentence]]
    points = [[0, 0, 0], [_READ_ALSO, 0, _READ_ALSO], [0, 0, 0]]
    row = {"signals": ["cue_label", "ending"], "edges": edges, "points": points}
    article = card["tables"]["article"]
    tables = {**card["tables"], "article": {**article, "rows": [*article["rows"], row]}}
    return {**card, "tables": tables}


def _note(
    options: argparse.Namespace, sets: Iterable[str], data: Sequence[Example]
) -> dict[str, Any]:
    counts: dict[str, int] = defaultdict(int)
    for example in data:
        counts[example.set] += 1
    flags = "".join(f" --without {name}" for name in options.without)
    return {
        "command": f"python -m benchmarks.fit --format {options.format}{flags}",
        "sources": [
            {
                "set": name,
                "from": _ATTRIBUTION[name],
                "examples": counts[name],
                "weight": SET_WEIGHTS[name],
                **({"sha256": digest(name, options.corpus)} if name in SETS else {}),
            }
            for name in sets
            if counts[name]
        ],
    }


if __name__ == "__main__":
    raise SystemExit(main())
