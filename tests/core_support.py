"""What the tests of the core share: documents, generated input, and how to look inside."""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

import regex
from hypothesis import strategies as st

import arclean
from arclean import cues, scorecard
from arclean.document import Document, Section
from arclean.page import Ints, Page
from arclean.readers import text as reader
from arclean.signals import of_format
from arclean.signals.facts import Facts, facts
from arclean.verdicts import Decisions, LabelTrace
from benchmarks import corpora

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "seeds" / "000_60a06e24cd216558.txt"

#: All line ends that text comes with.
LINE_ENDS = ("\n", "\r\n", "\r", "\u2028", "\u2029", "\f", "\v", "\x85")

#: What nobody sees: Unicode's white space, Default_Ignorable, and U+001C to U+001F, which Python
#: takes for white space as well.
VISIBLE = regex.compile(
    r"[^\p{White_Space}\p{Default_Ignorable_Code_Point}\x1c-\x1f]", regex.VERSION1
)

PROSE = (
    "The council agreed on Monday to reopen the old ferry line across the bay, officials said.",
    "Two boats will carry passengers from seven in the morning until late, and fares stay low.",
    "وافق مجلس المدينة يوم الاثنين على إعادة تشغيل خط العبارات القديم في الخليج بعد توقف طويل.",
    "وستنقل سفينتان الركاب من السابعة صباحا حتى وقت متأخر من المساء، بحسب مدير مكتب الميناء.",
    "Der Rat hat am Montag beschlossen, die alte Fährlinie über die Bucht wieder zu eröffnen.",
    "市议会星期一决定重新开通横跨海湾的旧渡轮航线，两艘船将从早上七点运送乘客直到深夜。",
    "शहर परिषद ने सोमवार को खाड़ी के पार पुरानी नौका सेवा को फिर से शुरू करने का फैसला किया।",
    "สภาเมืองมีมติเมื่อวันจันทร์ให้เปิดเส้นทางเรือข้ามฟากสายเก่าข้ามอ่าวอีกครั้งหลังจากหยุดให้บริการมานาน",
)
#: Articles, a paragraph each entry; no sentence stands twice.
ENGLISH = (
    "The council agreed on Monday to reopen the old ferry line across the bay, which was closed"
    " eleven years ago when the second bridge was built. Two boats will carry passengers from seven"
    " in the morning until late in the evening.",
    "Fares are to stay as they were, said the head of the harbour office, Mara Lindqvist. Children"
    " travel free, and bicycles cost nothing outside the rush hour.",
    "Residents of the eastern shore had collected four thousand signatures for the line. Many of"
    " them drive forty minutes to reach a school that they can see from their windows.",
    "Critics doubt that the boats will pay for themselves. The opposition counted on no more than"
    " six hundred passengers a day, and called the plan a present to weekend visitors.",
    "The first boat leaves in spring, once the landing stage has been rebuilt. Until then, a bus"
    " runs every hour between the two harbours.",
)
ARABIC = (
    "وافق مجلس المدينة يوم الاثنين على إعادة تشغيل خط العبارات القديم في الخليج، الذي توقف قبل أحد"
    " عشر عاما مع افتتاح الجسر الثاني. وستنقل سفينتان الركاب من السابعة صباحا حتى وقت متأخر"
    " من المساء.",
    "وقالت مديرة الميناء سعاد المرزوقي إن الأسعار ستبقى على حالها، مضيفة أن الأطفال يسافرون مجانا"
    " وأن نقل الدراجات لا يكلف شيئا خارج ساعات الذروة.",
    "وكان سكان الضفة الشرقية قد جمعوا أربعة آلاف توقيع للمطالبة بعودة الخط، إذ يقود كثير منهم"
    " سياراتهم أربعين دقيقة للوصول إلى مدرسة يرونها من نوافذ بيوتهم.",
    "في المقابل، شكك معارضون في جدوى المشروع، وقدروا عدد الركاب بما لا يزيد على ستمئة راكب في"
    " اليوم، ووصفوا الخطة بأنها هدية لزوار نهاية الأسبوع.",
    "ومن المقرر أن تنطلق أول رحلة في الربيع بعد الانتهاء من بناء الرصيف، على أن تسير حافلة كل ساعة"
    " بين الميناءين إلى ذلك الحين.",
)
MENU = (
    "Home",
    "الرئيسية",
    "Contact",
    "Sport",
    "اقتصاد",
    "Mehr",
    "首页",
    "Search",
    "|",
    "›",
    "3",
    "#",
)
TITLES = (
    "Old ferry line to reopen",
    "خط العبارات يعود إلى الخليج",
    "FERRY LINE BACK IN SERVICE",
    "1. Rain ends drought in the valley",
    "٣. أمطار تنهي الجفاف في الوادي",
    "渡轮航线重新开通",
)


def paragraph(*numbers: int) -> str:
    """Sentences of ``PROSE``, one after the other."""
    return " ".join(PROSE[number % len(PROSE)] for number in numbers)


# --- Generated input ---------------------------------------------------------------------------

#: Letters that only the tables know to be invisible, halves of surrogate pairs, and NUL.
_ODD = (
    "\0\ud800\udfff\u3164\u115f\uffa0\ufeff\u200b\u200f\u0640\xad\xa0\u2003\x1c\x1f\u180e\U000e0001"
)


def lines() -> st.SearchStrategy[str]:
    """One line, or a piece of several: noise of all of Unicode, and what pages are made of."""
    noise = st.text(st.one_of(st.characters(), st.sampled_from(_ODD)), max_size=30)
    phrases = st.sampled_from([cue.phrase for cue in cues.packaged()])
    prose = st.lists(st.sampled_from(PROSE), min_size=1, max_size=4).map(" ".join)
    return st.one_of(
        noise,
        phrases,
        st.builds("{}: {}".format, phrases, st.sampled_from(TITLES)),
        st.builds("{} {}".format, st.sampled_from(PROSE), phrases),
        prose,
        prose.map(lambda text: textwrap.fill(text, 72)),
        st.lists(st.sampled_from(MENU), min_size=1, max_size=8).map(" ".join),
        st.sampled_from(TITLES),
        st.builds("{} {}".format, st.sampled_from(PROSE), noise),
        st.builds(lambda unit, times: unit * times, noise, st.integers(1, 60)),
    )


def texts(max_lines: int = 25) -> st.SearchStrategy[str]:
    """Plain text as nobody would write it: any characters, any line ends, phrases mixed in."""
    ends = st.one_of(
        st.sampled_from(LINE_ENDS), st.sampled_from(("\n\n", "\n \n", "\r\n\r\n", " "))
    )
    pieces = st.lists(st.tuples(lines(), ends), max_size=max_lines)
    return pieces.map(lambda found: "".join(line + end for line, end in found))


_BLOCK_TAGS = ("p", "div", "section", "article", "h1", "h2", "li", "blockquote", "nav", "footer")
_INLINE_TAGS = ("span", "b", "i", "em", "a", "strong", "small", "code")


def pages() -> st.SearchStrategy[str]:
    """HTML whose every text node is one word that occurs once: ``w0w``, ``w1w`` …"""
    leaf = st.just("@")
    tag = st.sampled_from((*_BLOCK_TAGS, *_INLINE_TAGS))
    attributes = st.sampled_from(("", ' class="comment"', ' id="content"', " hidden", ' href="/"'))

    def wrap(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        held = st.lists(children, min_size=1, max_size=4)
        whole = st.builds(
            lambda name, more, inside: f"<{name}{more}>{'<br>'.join(inside)}</{name}>",
            tag, attributes, held,
        )  # fmt: skip
        side_by_side = held.map("".join)
        cells = held.map(lambda parts: "<table><tr><td>" + "<td>".join(parts) + "</table>")
        return st.one_of(whole, side_by_side, cells)

    def number(page: str) -> str:
        first, *rest = page.split("@")
        return first + "".join(f"w{at}w{part}" for at, part in enumerate(rest))

    return st.recursive(leaf, wrap, max_leaves=25).map(number)


def markup() -> st.SearchStrategy[str]:
    """Tags, halves of tags, entities and noise, in any order."""
    parts = st.one_of(
        lines(),
        st.sampled_from((
            "<p>", "</p>", "<div class='x'>", "</div>", "<table>", "<tr>", "<td>", "<h1>", "</h1>",
            "<script>", "</script>", "<!--", "-->", "<![CDATA[", "]]>", "<a href='", "'>", "&amp;",
            "&#0;", "&#xD800;", "<svg><title>", "<noscript>", "<template>", "<select><option>",
            "<br/>", '<script type="application/ld+json">{"articleBody": "x"}</script>',
            "<title>", "<math>",
            "<pre>", "<plaintext>", "<frameset>", "<", ">", "&", "<meta charset=utf-16>", "</body>",
        )),
    )  # fmt: skip
    return st.lists(parts, max_size=25).map("".join)


# --- Looking inside ----------------------------------------------------------------------------


def clean_html(source: str | bytes, **options: object) -> Document:
    """The document of a page, by the scorecard for HTML; by that for text where it is not there."""
    return arclean.clean(source, "html", html_options(**options))


def html_options(**options: object) -> arclean.Options:
    folder = Path(scorecard.__file__).parent / "scorecards"
    card = "" if (folder / "html.json").exists() else "text"
    return arclean.Options(scorecard=card, **options)  # type: ignore[arg-type]


def decisions(document: Document) -> Decisions:
    """What a fresh document keeps of its decisions."""
    found = document._blocks
    assert isinstance(found, Decisions)
    return found


def trace(document: Document) -> LabelTrace:
    return decisions(document).trace


def facts_of(source: str) -> Facts:
    """The facts of a plain text."""
    return facts(reader.read(source), cues.ready())


def html_facts_of(source: str) -> Facts:
    """The facts of a page with markup."""
    from arclean.readers import html

    return facts(html.read(source), cues.ready())


def column(measured: Facts, signal: str) -> Ints:
    """One signal's value for each block."""
    return of_format("html" if measured.page.markup else "text")[signal](measured)


def place_of(page: Page, part: str) -> int:
    """The place of the one block that holds ``part``."""
    places = [at for at, text in enumerate(page.texts) if part in text]
    assert len(places) == 1, (part, page.texts)
    return places[0]


def sections_of(document: Document) -> list[Section]:
    return [block.section for block in document.blocks]


def corpus_texts(name: str, count: int) -> list[str]:
    """A few documents of a corpus as plain text; none where the corpus is not there."""
    return [next(iter(sample.texts.values())) for sample in _samples(name, count)]


def corpus_pages(name: str, count: int) -> list[str]:
    """A few pages of a corpus as HTML; none where the corpus is not there."""
    return [sample.html for sample in _samples(name, count)]


@functools.cache
def _samples(name: str, count: int) -> Sequence[corpora.Sample]:
    try:
        return tuple(islice(corpora.load(name), count))
    except corpora.CorpusMissingError:
        return ()


def growth(measure: Callable[[str], int], make: Callable[[int], str], size: int) -> float:
    """By how much what is measured grows when the input is four times as long."""
    return measure(make(4 * size)) / max(measure(make(size)), 1)
