"""Every signal on a page where it must fire and on one where it must stay silent.

An example is a page, the words of the block that is looked at (the last such block), and the
lowest and the highest value. The two ranges of a signal never meet.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pytest
from core_support import PROSE, column, facts_of, html_facts_of, paragraph

from arclean.cues import CUE_KINDS
from arclean.readers.tags import TAG_CODES
from arclean.scorecard import HIGHEST
from arclean.signals import LEAST, TEXT_SIGNALS, Signal, html_signals, measure
from arclean.signals.facts import Facts
from arclean.signals.shape import ENDINGS, OPENINGS

SENTENCE, LONG = PROSE[0], paragraph(0, 1, 0)


class Example(NamedTuple):
    page: str
    at: str
    lowest: int
    highest: int


class Pair(NamedTuple):
    fires: Example
    silent: Example


def both(page: str, fires: tuple[int, int], silent: tuple[int, int] = (0, 0)) -> Pair:
    """One page with both: the signal fires at "fyre" and is silent at "styll"."""
    return Pair(Example(page, "fyre", *fires), Example(page, "styll", *silent))


def each(page: str, fires: tuple[int, int], other: str, silent: tuple[int, int] = (0, 0)) -> Pair:
    """A page where the signal fires at "fyre", and one where it is silent at "styll"."""
    return Pair(Example(page, "fyre", *fires), Example(other, "styll", *silent))


def exactly(value: int) -> tuple[int, int]:
    return value, value


def lines(*texts: str) -> str:
    return "\n".join(texts)


ONE, ALL, MOST = (1, 1), (100, 100), (90, 100)
TRENDING, RELATED, LEGAL, CAPTION = (
    exactly(CUE_KINDS.index(kind) + 1) for kind in ("trending", "related", "legal", "caption")
)

#: Prose that shares no word with any other here, as teasers do.
OTHER_SUBJECTS = (
    "Gardeners lost their tulips when snails came over night and ate all but two of them.",
    "Seven singers from Brittany won a prize for songs that nobody else has ever recorded.",
    "Chess clubs met behind closed doors since their hall was being painted again last spring.",
)

#: "fyre" among paragraphs, "styll" among menu entries.
AMONG = lines(*[LONG] * 15, "fyre", *[LONG] * 15, *["x"] * 40, "styll", *["x"] * 40)
TEXT: dict[str, Pair] = {
    # shape
    "chars": both(lines("fyre " + LONG, "styll"), (200, 400), exactly(5)),
    "words": both(lines(f"fyre {PROSE[5]}", "styll"), (15, 30), ONE),
    "word_length": both(
        lines("fyrehttpsexampleverylong", "styll we go on at it."), (150, 400), (20, 45)
    ),
    "upper_share": both(lines("FYRE ALARM", "styll water"), ALL),
    "capitals_a_word": both(lines("Fyre Titles Begin So", "styll water"), ALL),
    "digit_share": both(lines("fyre 2024 1234 5678", "styll water"), (60, 90)),
    "mark_share": both(lines("fyre »»» !!! ***", "styll water"), (50, 90)),
    "comma_share": both(lines("fyre, one, two, three", "styll water"), (100, 250)),
    "separator_count": both(lines("Home | fyre | Sport › News", "styll water"), exactly(3)),
    "sentence_count": both(lines("fyre one. Two! Three?", "styll 3.5 per cent"), exactly(3)),
    "ending": both(
        lines("fyre ends so.”", "styll does not"), exactly(ENDINGS.index("like a sentence"))
    ),
    "opening": both(
        lines("3 fyre", "ستيل styll"),
        exactly(OPENINGS.index("with a digit")),
    ),
    "address_share": both(lines("fyre [our paper](/paper/all)", "styll water (so)"), (60, 80)),
    # neighbours
    "gap_before": both(lines("a", "", "", "fyre", "styll"), exactly(2)),
    "gap_after": both(lines("styll", "fyre", "", "", "a"), exactly(2)),
    "chars_before": both(lines(LONG, "fyre", "styll"), (200, 400), exactly(4)),
    "chars_after": both(lines("fyre", LONG, "styll"), (200, 400)),
    "chars_before_2": both(lines(LONG, "a", "fyre", "styll"), (200, 400), ONE),
    "chars_after_2": both(lines("styll", "fyre", "a", LONG), (200, 400), ONE),
    "ending_before": both(lines("It ends.", "fyre", "styll"), ONE),
    "ending_after": both(lines("styll", "fyre", "It ends."), ONE),
    "ending_before_2": both(lines("It ends.", "a", "fyre", "styll"), ONE),
    "length_2": both(AMONG, (200, 400), ONE),
    "length_5": both(AMONG, (200, 400), ONE),
    "length_12": both(AMONG, (200, 400), ONE),
    "length_before_5": both(AMONG, (200, 400), ONE),
    "prose_2": both(AMONG, ALL),
    "prose_5": both(AMONG, ALL),
    "prose_12": both(AMONG, ALL),
    "prose_30": both(AMONG, MOST),
    "prose_after_4": both(AMONG, ALL),
    "since_prose": both(AMONG, ONE, exactly(41)),
    "until_prose": both(AMONG, ONE, exactly(60)),
    "run_length": each(lines(LONG, "a", "fyre", "b", LONG), exactly(3), f"styll {LONG}"),
    "likeness_before": both(lines("Some words", "fyre words", LONG, "styll"), ALL, (0, 10)),
    "likeness_after": both(lines("fyre words", "Some words", "styll", LONG), ALL, (0, 10)),
    "group_size": both(lines("a", "b", "fyre", "", "styll"), exactly(3), ONE),
    "group_length": both(lines(LONG, "fyre", LONG, "", "styll"), (100, 400), exactly(5)),
    "group_prose": both(lines(LONG, "fyre", LONG, "", "styll"), MOST),
    # page
    "from_start": both(lines("styll", "a", "fyre"), exactly(2)),
    "from_end": both(lines("fyre", "a", "styll"), exactly(2)),
    "mass_before": both(lines("styll", LONG, "fyre"), MOST),
    "prose_mass_before": both(lines("styll", LONG, "fyre"), ALL),
    "prose_blocks_before": both(lines("styll", LONG, "fyre"), ONE),
    "prose_blocks_after": both(lines("fyre", LONG, "styll"), ONE),
    "page_blocks": each(lines("fyre", "a", "b"), exactly(3), "styll", ONE),
    "page_prose": each(lines("fyre", LONG), MOST, "styll"),
    "page_prose_blocks": each(lines("fyre", LONG, LONG), exactly(2), "styll"),
    "page_gaps": each(lines("a", "", "fyre"), exactly(50), lines("a", "styll")),
    "copies": both(lines("fyre one", "styll", "fyre one"), ONE),
    "copies_but_digits": both(lines("fyre 18:05", "styll", "fyre 16:52"), ONE),
    "copies_before": both(lines("fyre one", "styll", "fyre one"), ONE),
    "shared_words": both(lines("fyre ferry council", SENTENCE, "styll waters"), exactly(66)),
    "shared_with_top": both(
        lines("Ferry council", "fyre ferry council", "styll waters"), exactly(66)
    ),
    "shared_with_lead": both(
        lines("fyre ferry council", SENTENCE, "styll ferry council"), exactly(66)
    ),
    "shared_nearby": both(
        lines("fyre ferry council", SENTENCE, *OTHER_SUBJECTS, "styll ferry council"), exactly(66)
    ),
    "common_words": both(
        lines("fyre at the harbour", "styll waters run", LONG, LONG, LONG), (20, 60)
    ),
    "repeated_phrases": both(
        lines("fyre ferry council meets", "Ferry council", "styll waters run", LONG), exactly(33)
    ),
    "title_words_shared": both(
        lines("Ferry council monday", "fyre ferry council", "styll waters"), exactly(66)
    ),
    # segments
    "main_before": both(lines("fyre", "x", LONG, LONG, "styll"), exactly(2)),
    "main_after": both(lines("styll", LONG, LONG, "x", "fyre"), exactly(2)),
    "tight_before": both(lines("fyre", "x", LONG, LONG, "styll"), exactly(2)),
    "tight_after": both(lines("styll", LONG, LONG, "x", "fyre"), exactly(2)),
    "main_prose": each(lines("fyre", LONG, LONG), ALL, "styll"),
    "main_length": each(lines("fyre", LONG, LONG), (30, 60), "styll"),
    "shared_with_main": both(lines("fyre ferry council", SENTENCE, "styll waters"), exactly(66)),
    "topic_rank": both(
        lines("fyre opens the ferry line", "styll waters at night", LONG, LONG), (0, 0), (1, 1)
    ),
    "title_run": both(
        lines("a title one", "a title two", "a fyre three", LONG, "styll"), exactly(3), ONE
    ),
    "title_run_shared": both(
        lines("a fyre ferry council", LONG, LONG, "styll at the seaside"), (50, 80)
    ),
    "prose_run": each(lines("fyre", LONG, SENTENCE, "x"), exactly(2), "styll"),
    "last_prose_run": both(lines("styll", LONG, "x", LONG, "fyre"), (40, 80)),
    "next_prose_run": both(lines("fyre", LONG, "x", LONG, "styll"), (40, 80)),
    "prose_size": each(lines("fyre", LONG, LONG), (200, 400), "styll"),
    "page_cohesion": each(lines("fyre", SENTENCE, SENTENCE), ALL, lines("styll", SENTENCE)),
    "page_ellipses": each(lines("fyre", f"{SENTENCE}.."), ALL, lines("styll", LONG)),
    "title_inside": both(
        lines("The old fyre ferry – Daily Paper", "The old fyre ferry", "styll"),
        (50, 80),
        exactly(-1),
    ),
    # cue
    "cue_block": Pair(
        Example(lines("Read also", LONG), "Read also", *RELATED), Example(LONG, LONG, 0, 0)
    ),
    "cue_label": both(lines("Read also: fyre in the harbour", "styll water"), RELATED),
    "cue_tail": both(
        lines("The fyre brigade. Photo: A. Reader", "She told styll Reuters"), CAPTION
    ),
    "cue_anywhere": both(lines("© 2024 fyre, all rights reserved by us", "styll water"), LEGAL),
    "cue_before": both(lines("Read also", "fyre", "styll"), RELATED),
    "cue_after": both(lines("styll", "fyre", "Read also"), RELATED),
    "list_kind": both(lines("Most read", "x", "fyre", LONG, "styll"), TRENDING),
    "since_comments": both(lines("styll", "Comments", LONG, "fyre"), exactly(3)),
    "since_related": both(lines("styll", "Most read", LONG, "fyre"), exactly(3)),
    "since_end": both(lines("styll", "Share this", LONG, "fyre"), exactly(3)),
    "page_comments": each(lines("fyre", "Comments", "Leave a comment"), exactly(2), "styll"),
    "page_dates": each(lines("fyre", "Published", "By the editors"), (1, 2), "styll"),
    "cues_5": each(lines("Read also", "fyre", "Most read"), ALL, lines(LONG, "styll", LONG)),
    "cues_before_12": each(lines("Read also", "fyre"), ALL, lines(LONG, "styll", LONG)),
    "cues_after_12": each(lines("fyre", "Read also"), ALL, lines(LONG, "styll", LONG)),
    "page_cues": each(lines("Read also", "fyre"), exactly(50), lines(LONG, "styll")),
}


# --- Signals of markup -------------------------------------------------------------------------


def tag(name: str) -> tuple[int, int]:
    return exactly(TAG_CODES[name])


def inside(opening: str, closing: str) -> Pair:
    """A signal that is 1 in an element, and 0 outside."""
    return both(f"{opening}<p>fyre</p>{closing}<p>styll</p>", ONE)


def named(classes: str) -> Pair:
    """A signal of an element's class names: how near the element is."""
    return both(f'<div class="{classes}"><p>fyre</p></div><div><p>styll</p></div>', exactly(2))


def p(*texts: str, more: str = "") -> str:
    return "".join(f"<p{more}>{text}</p>" for text in texts)


def links(*texts: str) -> str:
    return "".join(f'<p><a href="/">{text}</a></p>' for text in texts)


def on_page(attributes: str) -> Pair:
    """A signal of the whole page, by its body's names."""
    return each(f"<body {attributes}><p>fyre", ONE, "<body><p>styll")


def jsonld(key: str, value: str) -> str:
    return f'<script type="application/ld+json">{{"{key}": "{value}"}}</script>'


SECTIONS = (
    f"<section>{p(LONG, LONG, LONG, 'fyre')}</section>"
    f"<section>{links('a', 'b', 'c')}<p>styll</p></section>"
)
LINKED = (
    f"<section>{links('a', 'b', 'c', 'd', 'e', 'fyre', 'a', 'b', 'c', 'd', 'e')}</section>"
    f"<section>{p('a', 'b', 'c', 'd', 'e', 'styll', 'a', 'b', 'c', 'd', 'e')}</section>"
)
BOXES = f"<div>{p(LONG, 'fyre')}</div><div>{p('styll', 'x')}</div>"
SHAPES = p(LONG, "fyre", more=" class=one") + p("x", "styll", more=" class=two")
PARENTS = f"<div class=one>{p(LONG, 'fyre')}</div><div class=two>{p('styll', 'x')}</div>"
NESTED = (
    f"<div>{p(LONG, LONG, LONG, 'fyre')}</div>"
    f"<section><p>a<p>b<div>{p('styll', 'x')}</div></section>"
)
TITLED = "<h1>Ferry council opens fyre</h1>" + p("styll waters")
TITLE = "Ferry council opens"

HTML: dict[str, Pair] = {
    "link_share": both(links("fyre") + p("styll"), ALL),
    "bold_share": both("<p><b>fyre</b></p><p>styll", ALL),
    "emphasis_share": both("<p><em>fyre</em></p><p>styll", ALL),
    "parent_link_share": both(f"<div>{links('a', 'fyre')}</div><div>{p('b', 'styll')}</div>", ALL),
    "section_link_share": both(LINKED, ALL),
    "section_length": both(SECTIONS, (150, 300), (1, 10)),
    "section_mass": both(SECTIONS, MOST, (0, 5)),
    "links_around": both(LINKED, MOST, (0, 10)),
    "page_links": each(links("a", "fyre"), ALL, p("a", "styll")),
    "plain_prose_5": both(p(*AMONG.split("\n")), ALL),
    "parent_prose": both(BOXES, ALL),
    "grandparent_prose": both(
        f"<section>{PARENTS.replace('</div><div', '</div></section><section><div')}</section>", ALL
    ),
    "section_prose": both(SECTIONS, ALL),
    "shape_prose": both(SHAPES, ALL),
    "parent_shape_prose": both(PARENTS, ALL),
    "shape_share_prose": both(SHAPES, MOST),
    "length_among_like": both(p("fyre " + LONG, "styll", "waters run"), (200, 300), (1, 20)),
    "parent_share_prose": both(BOXES, MOST),
    "section_share_prose": both(SECTIONS, MOST),
    "parent_shape_blocks": both(
        "<div class=card><p>a</p></div><div class=card><p>fyre</p></div><nav><p>styll</nav>",
        exactly(2), ONE,
    ),
    "page_comment_prose": each(
        f"<div class=comment-list>{p(LONG, 'fyre')}</div>", ALL, p(LONG, "styll")
    ),
    "page_thread_prose": each(f"<div class=thread>{p(LONG, 'fyre')}</div>", ALL, p(LONG, "styll")),
    "page_product_prose": each(
        f"<div class=product>{p(LONG, 'fyre')}</div>", ALL, p(LONG, "styll")
    ),
    "page_item_prose": each(f"<div class=card>{p(LONG, 'fyre')}</div>", ALL, p(LONG, "styll")),
    "jsonld_type": each(jsonld("@type", "NewsArticle") + p("fyre"), ONE, p("styll")),
    # Containers.
    "core_climb": both(NESTED, exactly(0), exactly(2)),
    "hull_climb": both(NESTED, exactly(0), exactly(2)),
    "core_distance": both(NESTED, exactly(0), exactly(3)),
    "core_share": each(
        f"<div>{p(LONG, LONG, 'fyre')}</div>", MOST, f"<div>{p(LONG, LONG)}</div>{p('styll') * 99}",
        (30, 70),
    ),
    "branch_blocks": both(NESTED, ONE, exactly(4)),
    "branch_prose": both(NESTED.replace("fyre", f"fyre {LONG}"), MOST),
    "branch_links": both(NESTED.replace("fyre", "<a href=/>fyre</a>"), ALL),
    "branch_mass": both(NESTED.replace("fyre", f"fyre {LONG}"), (20, 50)),
    "branch_length": both(NESTED.replace("fyre", f"fyre {LONG}"), (200, 400), (1, 10)),
    "like_title": both(f"<title>{TITLE}</title>{TITLED}", ALL),
    "like_og_title": both(f'<meta property="og:title" content="{TITLE}">{TITLED}', ALL),
    "in_og_title": both(f'<meta property="og:title" content="{TITLE}">{TITLED}', (70, 80)),
    "like_description": both(f'<meta name="description" content="{TITLE}">{TITLED}', ALL),
    "in_description": both(f'<meta name="description" content="{TITLE}">{TITLED}', (70, 80)),
    "is_jsonld_headline": both(jsonld("headline", TITLE) + TITLED, ALL),
    "in_article_body": both(jsonld("articleBody", TITLE) + TITLED, (70, 80)),
    "is_title": both(f'<meta property="og:title" content="{TITLE} fyre">{TITLED}', ONE),
    # What the block is.
    "tag": both("<h2>fyre</h2><p>styll", tag("h2"), tag("p")),
    "inner_tag": both("<p><b>fyre</b></p><p>styll", tag("b")),
    "parent_tag": both("<section><p>fyre</section><p>styll", tag("section"), tag("body")),
    "grandparent_tag": both(
        "<section><div><p>fyre</div></section><div><p>styll</div>", tag("section"), tag("body")
    ),
    "heading_level": both("<h2>fyre</h2><p>styll", exactly(2)),
    "list_depth": both("<ul><li>a<ul><li>fyre</ul></ul><p>styll", exactly(2)),
    "quote_depth": inside("<blockquote>", "</blockquote>"),
    "ordered": both("<ol><li>fyre</ol><ul><li>styll</ul>", ONE),
    "item_start": both(f"<ul><li>{p('fyre', 'styll')}</ul>", ONE),
    "sole_in_item": both(f"<ul><li>fyre<li>{p('a', 'styll')}</ul>", ONE),
    "depth": both("<div><div><div><p>fyre</div></div></div><p>styll", (6, 6), (3, 3)),
    "depth_change": both("<p>a<p>styll<div><p>fyre</div>", ONE),
    # How its characters are marked up.
    "length": both(p("fyre " + LONG, "styll"), (200, 400), exactly(5)),
    "link_chars": both(links("fyre") + p("styll"), exactly(4)),
    "link_count": both("<p><a href=/>fyre</a> and <a href=/>b</a><p>styll", exactly(2)),
    "anchor_count": both("<p><a href=#top>fyre</a><p><a href=/>styll</a>", ONE),
    "bold_chars": both("<p><b>fyre</b><p>styll", exactly(4)),
    "em_chars": both("<p><i>fyre</i><p>styll", exactly(4)),
    "code_chars": both("<p><code>fyre</code><p>styll", exactly(4)),
    "hidden_chars": both("<p hidden>fyre</p><p>styll", exactly(4)),
    "time_count": both("<p><time>fyre</time><p>styll", ONE),
    "starts_in_link": both("<p><a href=/>fyre</a> b<p>styll <a href=/>b</a>", ONE),
    "starts_bold": both("<p><b>fyre</b> b<p>styll <b>b</b>", ONE),
    "is_button": both("<button>fyre</button><p>styll", ONE),
    "after_image": both("<p>a</p><img src=a><p>fyre</p><p>styll", ONE),
    "after_input": both("<p>a</p><input><p>fyre</p><p>styll", ONE),
    # The elements that are open around it.
    "in_nav": inside("<nav>", "</nav>"),
    "in_header": inside("<header>", "</header>"),
    "in_footer": inside("<footer>", "</footer>"),
    "in_article_header": inside("<article><header>", "</header></article>"),
    "in_aside": inside("<aside>", "</aside>"),
    "in_main": inside("<main>", "</main>"),
    "in_article": inside("<article>", "</article>"),
    "in_section": inside("<section>", "</section>"),
    "in_figure": inside("<figure>", "</figure>"),
    "in_figcaption": inside("<figure><figcaption>", "</figcaption></figure>"),
    "in_form": inside("<form>", "</form>"),
    "in_button": both("<button>fyre</button><p>styll", ONE),
    "in_table": both("<table><tr><td>fyre<td>1<tr><td>b<td>2</table><p>styll", ONE),
    "in_layout_table": inside("<table><tr><td>", "</table>"),
    "in_item": inside("<ul><li>", "</ul>"),
    "in_blockquote": inside("<blockquote>", "</blockquote>"),
    "in_pre": both("<pre>fyre</pre><p>styll", ONE),
    "in_details": inside("<details>", "</details>"),
    "in_dialog": inside("<dialog open>", "</dialog>"),
    # Class names.
    "near_content": named("entry-content"),
    "near_comment": named("comment-list"),
    "near_related": named("related-posts"),
    "near_share": named("sharing"),
    "near_nav": named("main-navigation"),
    "near_sidebar": named("sidebar"),
    "near_footer": named("site-footer"),
    "near_header": named("masthead"),
    "near_ad": named("advert"),
    "near_caption": named("caption"),
    "near_byline": named("byline"),
    "near_meta": named("entry-meta"),
    "near_tags": named("tag-cloud"),
    "near_title": named("headline"),
    "near_subtitle": named("subtitle"),
    "near_breadcrumb": named("breadcrumbs"),
    "near_newsletter": named("newsletter"),
    "near_cookie": named("cookie-consent"),
    "near_invisible": named("sr-only"),
    "near_modal": named("modal"),
    "near_product": named("product"),
    "near_thread": named("reply"),
    "near_code": named("highlight"),
    "near_item": named("card"),
    "near_media": named("video-player"),
    "near_pagination": named("pagination"),
    "near_bio": named("author-biography"),
    "near_legal": named("copyright"),
    "near_login": named("login"),
    "near_search": named("search-form"),
    "near_toc": named("toc"),
    "near_quote": named("pullquote"),
    "near_note": named("footnotes"),
    # Containers.
    "shape_count": both(p("a", "b", "fyre", more=" class=one") + "<h2>styll", exactly(3), ONE),
    "sibling_index": both(f"<div>{p('styll', 'a', 'fyre')}</div>", exactly(2)),
    "sibling_count": both(
        f"<div>{p('a', 'b', 'fyre')}</div><section>{p('styll')}</section>", exactly(3), ONE
    ),
    "same_parent": both(f"<div>{p('styll', 'fyre')}</div>", ONE),
    "same_shape": both(p("a", "fyre") + "<h2>styll", ONE),
    "parent_chars": both(BOXES, (200, 400), exactly(6)),
    "parent_link_chars": both(
        f"<div>{links('a', 'fyre')}</div><div>{p('styll')}</div>", exactly(5)
    ),
    "section_blocks": both(
        f"<section>{p('a', 'b', 'c', 'd', 'fyre')}</section><section>{p('a', 'b', 'c', 'styll')}",
        exactly(5), exactly(4),
    ),
    "section_chars": both(SECTIONS, (600, 1000), exactly(8)),
    "section_link_chars": both(LINKED, exactly(14)),
    # The first h1.
    "in_h1": both("<h1>fyre</h1><p>styll", ONE),
    "after_h1": both("<p>styll</p><h1>Title</h1><p>fyre", ONE),
    "h1_distance": each("<h1>Title</h1><p>fyre", ONE, "<p>styll", exactly(LEAST)),
    "same_section_as_h1": both(
        f"<section><h1>Title</h1>{p('a', 'b', 'fyre')}</section>"
        f"<section>{p('a', 'b', 'c', 'styll')}</section>", ONE,
    ),
    # The page.
    "page_type": each('<meta property="og:type" content="article"><p>fyre', ONE, "<p>styll"),
    "page_content": on_page('class="single-post"'),
    "page_product": on_page('class="product"'),
    "page_list": on_page('class="list"'),
}  # fmt: skip


# --- The tests ---------------------------------------------------------------------------------


@cache
def text_facts(page: str) -> Facts:
    return facts_of(page)


@cache
def html_facts(page: str) -> Facts:
    return html_facts_of(page)


def value(signal: str, example: Example, form: str) -> int:
    """The signal's value as the scorecards see it."""
    measured = (html_facts if form == "html" else text_facts)(example.page)
    texts = measured.page.texts
    place = max(at for at, text in enumerate(texts) if example.at in text.casefold() + text)
    return int(measure(measured, [signal])[0, place])


def signals(form: str) -> dict[str, Signal]:
    if form == "text":
        return TEXT_SIGNALS
    return {name: own for name, own in html_signals().items() if name not in TEXT_SIGNALS}


@pytest.mark.parametrize(("form", "table"), [("text", TEXT), ("html", HTML)])
def test_every_signal_has_examples(form: str, table: dict[str, Pair]) -> None:
    assert set(table) == set(signals(form))


CASES = [(form, name) for form, table in (("text", TEXT), ("html", HTML)) for name in table]


def _pair(form: str, name: str) -> Pair:
    return (HTML if form == "html" else TEXT)[name]


@pytest.mark.parametrize(("form", "name"), CASES)
def test_signal_fires(form: str, name: str) -> None:
    fires = _pair(form, name).fires
    assert fires.lowest <= value(name, fires, form) <= fires.highest


@pytest.mark.parametrize(("form", "name"), CASES)
def test_signal_stays_silent(form: str, name: str) -> None:
    silent = _pair(form, name).silent
    assert silent.lowest <= value(name, silent, form) <= silent.highest


@pytest.mark.parametrize(("form", "name"), CASES)
def test_examples_tell_firing_from_silence(form: str, name: str) -> None:
    fires, silent = _pair(form, name)
    assert fires.highest < silent.lowest or silent.highest < fires.lowest


@pytest.mark.parametrize("name", list(html_signals()))
def test_signal_says_what_it_measures(name: str) -> None:
    signal = html_signals()[name]
    assert signal.__name__ == name
    assert (signal.__doc__ or "").strip()


@pytest.mark.parametrize("source", ["x", "\0", "中", "1\n1\n1", lines("Read also", LONG), AMONG])
def test_signals_are_measured_for_every_block_within_bounds(source: str) -> None:
    measured = text_facts(source)
    found = measure(measured, list(TEXT_SIGNALS))
    assert found.shape == (len(TEXT_SIGNALS), len(measured.page.texts))
    assert LEAST <= found.min() <= found.max() <= HIGHEST
    for name in TEXT_SIGNALS:
        assert column(measured, name).shape == (measured.size,)


def test_text_signals_are_the_same_with_tags_and_without() -> None:
    texts = [line for line in AMONG.split("\n") if line]
    plain, tagged = text_facts("\n\n".join(texts)), html_facts(p(*texts))
    names = [name for name in TEXT_SIGNALS if "gap" not in name]
    assert tagged.page.texts == plain.page.texts
    assert (measure(plain, names)[:, 1:] == measure(tagged, names)[:, 1:]).all()


@pytest.mark.parametrize(
    ("title", "share"),
    [
        ("قطارات مدينة قديمة", 100),
        ("بالقطارات والمدينة للقديمة", 100),
    ],
)
def test_arabic_words_are_the_same_with_the_article_and_without(title: str, share: int) -> None:
    prose = (
        "وصلت القطارات إلى المدينة القديمة صباح اليوم بعد توقف دام أربعة أشهر بسبب الأمطار "
        "الغزيرة، وعادت الحركة إلى طبيعتها."
    )
    assert column(text_facts(f"{title}\n\n{prose}"), "shared_words")[0] == share


@pytest.mark.parametrize(
    ("title", "prose"),
    [
        (
            "Полиция задержала водителей",
            "Утром на въезде в город полицией задержаны трое водителей автобусов без прав.",
        ),
        (
            "Policja zatrzymała kierowców",
            "Wczoraj rano pod miastem policjanci zatrzymali trzech kierowców bez prawa jazdy.",
        ),
        (
            "مهرجان للأفلام القصيرة",
            "افتتح المهرجان أمس في قاعة البلدية، وتستمر عروض أفلامه القصيرة أسبوعا كاملا.",
        ),
        (
            "대통령 정부 발표",
            "대통령은 오늘 정부가 새로 발표한 계획을 시민들에게 직접 설명하고 여러 질문에 답했다.",
        ),
    ],
)
def test_forms_of_a_word_are_one_word(title: str, prose: str) -> None:
    assert column(text_facts(f"{title}\n\n{prose}"), "shared_with_lead")[0] >= 66


def test_short_words_and_numbers_are_compared_whole() -> None:
    title, prose = "2024 boats boast", "In 2025 the ferry sold 2023 tickets to people who boasted."
    assert column(text_facts(f"{title}\n\n{prose}"), "shared_with_lead")[0] == 33
