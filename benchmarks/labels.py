"""Gold to block labels: which blocks of a page are the article, its headline, its subhead.

Sets say different things about the article. A label is ``1``, ``0`` or ``UNKNOWN``; what a set's
gold is silent about is unknown and has no weight in fitting.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from arclean.script import fold
from benchmarks.corpora import ARTICLE_LABELS, Line, Sample
from benchmarks.scores import words

__all__ = ["UNKNOWN", "Labels", "label_lines", "label_page", "titles_of"]

UNKNOWN = -1
Bits = NDArray[np.int8]

#: A block is the article where at least this share of its words is.
_SHARE = 0.5
#: Blocks of fewer words match by accident, one word here and one there: theirs must be adjacent.
_SHORT = 6
#: A first line of the gold longer than this is no title but the first paragraph.
_TITLE_CHARS = 200


@dataclass(frozen=True, eq=False)
class Labels:
    """One entry a block: ``article``, ``headline`` and ``subhead`` as 0, 1 or ``UNKNOWN``, and
    ``words`` as the set counts them."""

    article: Bits
    headline: Bits
    subhead: Bits
    words: NDArray[np.int32]


def label_page(sample: Sample, texts: Sequence[str]) -> Labels:
    """The labels of a page's blocks, by aligning their words with the gold's.

    >>> page = Sample(set="wcxb", id="1", host="a", gold="It rained all day.", title="Rain")
    >>> label_page(page, ["Home", "Rain", "It rained all day."]).article.tolist()
    [0, 0, 1]
    """
    block_words = [words(text) for text in texts]
    counts = np.array([len(block) for block in block_words], np.int32)
    article = _aligned(block_words, words(sample.gold), texts)
    headline = np.zeros(len(texts), np.int8)
    folded = [fold(text) for text in texts]
    titles = {fold(title) for title in titles_of(sample)} - {""}
    place = _headline(folded, titles, article)
    if place is not None:
        headline[place] = 1
        for index, text in enumerate(folded):
            if index != place and text in titles and sample.set == "fundus":
                article[index] = 0
    elif not titles:
        headline[:] = UNKNOWN
    subhead = np.full(len(texts), UNKNOWN, np.int8)
    if sample.set == "fundus":
        subhead[:] = 0
        summary = {fold(part) for part in sample.summary} - {""}
        for index, text in enumerate(folded):
            subhead[index] = article[index] == 1 and text in summary
        if place is not None:
            article[place] = UNKNOWN  # its gold has no headline, ours has
    return Labels(article, headline, subhead, counts)


def label_lines(lines: Sequence[Line], spans: NDArray[np.int64]) -> Labels:
    """The labels of blocks with the given spans in the joined lines, by the lines' own labels."""
    starts = np.cumsum([0] + [len(line.text) + 1 for line in lines])
    counts, article, headline, subhead = [], [], [], []
    for start, end in spans:
        first = int(np.searchsorted(starts, start, "right")) - 1
        last = int(np.searchsorted(starts, end - 1, "right")) - 1
        labels = [line.label for line in lines[first : last + 1] if line.label]
        inside = [label in ARTICLE_LABELS for label in labels]
        counts.append(sum(len(words(line.text)) for line in lines[first : last + 1]))
        article.append(2 * sum(inside) >= len(inside) > 0)
        headline.append("headline" in labels)
        subhead.append("subhead" in labels)
    result = Labels(
        np.array(article, np.int8),
        np.array(headline, np.int8),
        np.array(subhead, np.int8),
        np.array(counts, np.int32),
    )
    _one_headline(result)
    return result


def titles_of(sample: Sample) -> tuple[str, ...]:
    """The headline as the set gives it; for sets that do not, the gold's first line."""
    if sample.title:
        return (sample.title,)
    if sample.set in ("daniel", "magic"):
        first = sample.gold.strip().split("\n", 1)[0].strip()
        return (first,) if len(first) <= _TITLE_CHARS else ()
    return ()


def _one_headline(labels: Labels) -> None:
    """Of several copies marked as headline, the last one before the text is it."""
    places = np.flatnonzero(labels.headline == 1)
    if places.size < 2:
        return
    text = np.flatnonzero((labels.article == 1) & (labels.headline == 0) & (labels.words > 12))
    ahead = places[places < text[0]] if text.size else places
    keep = ahead[-1] if ahead.size else places[0]
    labels.headline[places] = UNKNOWN
    labels.headline[keep] = 1


def _headline(folded: Sequence[str], titles: set[str], article: Bits) -> int | None:
    copies = [index for index, text in enumerate(folded) if text in titles]
    if not copies:
        return None
    long = [
        i for i, text in enumerate(folded) if article[i] == 1 and len(text) > 60 and i not in copies
    ]
    ahead = [index for index in copies if long and index < long[0]]
    return ahead[-1] if ahead else copies[0]


def _aligned(block_words: list[list[str]], gold: list[str], texts: Sequence[str]) -> Bits:
    page = [word for block in block_words for word in block]
    label = np.zeros(len(block_words), np.int8)
    if not page or not gold:
        return label
    number: dict[str, int] = defaultdict(lambda: len(number))
    operations = LCSseq.opcodes([number[w] for w in page], [number[w] for w in gold])
    partner = np.full(len(page) + 1, -9, np.int64)
    for operation in operations:
        if operation.tag == "equal":
            size = operation.src_end - operation.src_start
            partner[operation.src_start : operation.src_end] = operation.dest_start + np.arange(
                size
            )
    position = 0
    for index, block in enumerate(block_words):
        size = len(block)
        own = partner[position : position + size]
        position += size
        if not size:
            continue
        matched = int((own >= 0).sum())
        if size < _SHORT:
            label[index] = matched == size and (np.diff(own) == 1).all()
        else:
            label[index] = matched >= _SHARE * size
    _prefer_near(label, block_words)
    return label


def _prefer_near(label: Bits, block_words: list[list[str]]) -> None:
    """Of identical blocks, the ones nearest to other blocks of the article are its own."""
    keys = [" ".join(block) for block in block_words]
    many = {key for key, count in Counter(keys).items() if count > 1 and key}
    groups: dict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        if key in many:
            groups[key].append(index)
    for places in groups.values():
        wanted = int(label[places].sum())
        if wanted in (0, len(places)):
            continue
        label[places] = 0
        others = np.flatnonzero(label)
        if not others.size:
            label[places[-wanted:]] = 1
            continue
        near = sorted(places, key=lambda place: int(np.abs(others - place).min()))
        label[near[:wanted]] = 1
