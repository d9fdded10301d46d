"""A page and a scorecard to decisions: measure, score, look again, settle."""

from __future__ import annotations

from typing import cast

import numpy as np

from arclean import cues, settle, verdicts
from arclean.document import Kind
from arclean.options import Options
from arclean.page import Ints, Page
from arclean.scorecard import Scorecard
from arclean.signals import measure
from arclean.signals.facts import Facts, facts
from arclean.signals.looks import Look, measure_looks
from arclean.signals.segments import lists, marked_lists

__all__ = ["contexts", "decide", "decide_facts"]


def decide(page: Page, card: Scorecard, options: Options) -> verdicts.Decisions:
    """All that is decided about a page of one block or more."""
    return decide_facts(facts(page, cues.ready()), card, options)


def decide_facts(measured: Facts, card: Scorecard, options: Options) -> verdicts.Decisions:
    """As :func:`decide`, for a page whose facts are known."""
    columns = measure(measured, card.signals)
    first = card.first_points(columns)
    looks = measure_looks(Look.at(first, measured.words), card.looks)
    points = card.add_second(first, looks)
    level = settle.toward_list_mean(points["article"], points["headline"], lists(measured))
    points["article"] += level
    path, offset = settle.settle(card, points, measured.words, contexts(measured), options.mode)
    return verdicts.Decisions(
        page=measured.page,
        trace=verdicts.LabelTrace(card, columns, looks, level, path, offset),
        same=measured.same,
        lists=marked_lists(measured),
        keep=cast("frozenset[Kind]", options.keep),
    )


def contexts(measured: Facts) -> Ints:
    """What stands between each block and the one before, as numbers of ``settle.CONTEXTS``."""
    apart = np.where(measured.page.gaps > 0, settle.CONTEXTS.index("apart"), 0)
    cue = measured.matches.block > 0
    found = np.where(cue, settle.CONTEXTS.index("cue"), apart).astype(np.int32)
    if measured.page.markup:
        shape = measured.page.markup["shape_id"]
        like = np.append(False, shape[1:] == shape[:-1]) & ~cue
        found[like] = settle.CONTEXTS.index("like")
    return found
