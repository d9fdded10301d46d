"""Markdown: structure as a Markdown parser reads it back, and text that survives."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from arclean.document import Block, GivenTrace, Kind
from arclean.markdown import to_markdown
from arclean.readers.html import read
from arclean.readers.tables import joined

ITEM, PARAGRAPH = Kind.LIST_ITEM, Kind.PARAGRAPH
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def block(kind: Kind, text: str, level: int | None = None, path: str | None = None) -> Block:
    return Block(
        text=text,
        kind=kind,
        kept=True,
        article=0,
        start=None,
        end=None,
        path=path,
        level=level,
        trace=GivenTrace(),
    )


def tree(markdown: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(PARSER.parse(markdown))


def plain(node: SyntaxTreeNode) -> str:
    """The text of a node, as a reader sees it; markup in it would be missing from it."""
    if node.type in ("text", "text_special", "fence", "code_block", "html_block", "html_inline"):
        return node.content
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    assert node.type not in ("em", "strong", "s", "code_inline", "link", "image"), node.type
    return "".join(map(plain, node.children))


def html_of(markdown: str) -> str:
    """What a parser makes of the Markdown, as HTML on one line."""
    return str(PARSER.render(markdown)).replace("\n", "")


def of_text(kind: Kind, *texts: str) -> str:
    """The Markdown of lines of plain text."""
    return to_markdown(block(kind, text) for text in texts)


def cells_of(markdown: str) -> list[list[str]]:
    """The cells of the one table that the Markdown is, the head first."""
    (table,) = tree(markdown).children
    assert table.type == "table"
    return [
        [plain(cell) for cell in row.children] for part in table.children for row in part.children
    ]


def of_page(source: str) -> list[list[str]]:
    """The cells that the table of a page has in Markdown."""
    page = read(source)
    rows = zip(page.texts, page.paths, strict=True)
    return cells_of(to_markdown(block(Kind.TABLE, text, None, path) for text, path in rows))


def read_back(*blocks: Block) -> list[tuple[str, str]]:
    """The types and texts of what a parser finds at the top of the Markdown."""
    return [(node.type + node.tag[1:], plain(node)) for node in tree(to_markdown(blocks)).children]


def test_nothing() -> None:
    assert to_markdown([]) == ""


def test_headings_have_their_levels() -> None:
    markdown = to_markdown([
        block(Kind.HEADLINE, "Title", 3),
        block(Kind.HEADING, "One", 1),
        block(Kind.HEADING, "Two", 2),
        block(Kind.HEADING, "Six", 6),
        block(Kind.HEADING, "None"),
    ])  # fmt: skip
    assert markdown == "# Title\n\n## One\n\n## Two\n\n###### Six\n\n## None"


@pytest.mark.parametrize(
    ("kind", "text", "markdown"),
    [
        (Kind.HEADLINE, "# Ferry", "# Ferry"),
        (Kind.HEADLINE, "### Ferry", "# Ferry"),
        (Kind.HEADING, "# Costs", "## Costs"),
        (Kind.HEADING, "## Costs", "## Costs"),
        (Kind.HEADING, "#### Costs ##", "#### Costs"),
        (Kind.HEADING, "####### Costs", "## ####### Costs"),
        (Kind.HEADING, "#5", "## #5"),
        (Kind.HEADING, "#", "## \\#"),
        (Kind.HEADING, "# #", "## \\#"),
        (Kind.HEADING, "Learning C#", "## Learning C\\#"),
        (Kind.HEADING, "## Learning C#", "## Learning C\\#"),
    ],
)
def test_headings_of_text_lose_their_marks(kind: Kind, text: str, markdown: str) -> None:
    assert of_text(kind, text) == markdown


def test_headings_of_html_keep_what_they_say() -> None:
    heading = block(Kind.HEADING, "# 5 is alive #", 3, "html/body/h3[1]")
    assert read_back(heading) == [("heading3", "# 5 is alive #")]


def test_paragraphs_and_all_other_kinds_are_paragraphs() -> None:
    kinds = [kind for kind in Kind if kind.section == "sidebar"] + [Kind.STANDFIRST, Kind.PARAGRAPH]
    for kind in kinds:
        assert read_back(block(kind, "a"), block(kind, "b")) == [
            ("paragraph", "a"),
            ("paragraph", "b"),
        ]


def test_lists_nest_by_level() -> None:
    levels = [("a", 1), ("b", 2), ("c", 3), ("d", 2), ("e", 1)]
    markdown = to_markdown(block(Kind.LIST_ITEM, text, level) for text, level in levels)
    assert markdown == "- a\n  - b\n    - c\n  - d\n- e"


def test_lists_may_skip_levels() -> None:
    levels = [("a", 3), ("b", 3), ("c", 6), ("d", None), ("e", 2)]
    markdown = to_markdown(block(Kind.LIST_ITEM, text, level) for text, level in levels)
    assert markdown == "- a\n- b\n  - c\n- d\n  - e"


def test_lists_that_nest_without_end_are_as_long_as_their_text() -> None:
    markdown = to_markdown(block(ITEM, "a", level) for level in range(1, 2000))
    assert markdown.count("- a") == 1999
    assert len(markdown) < 1999 * 100


def test_numbered_lists_of_html() -> None:
    path = "html/body/ol[1]/li[{}]".format
    markdown = to_markdown([
        block(Kind.LIST_ITEM, "a", 1, path(1)),
        block(Kind.LIST_ITEM, "b", 2, path(1) + "/ul[1]/li[1]"),
        block(Kind.LIST_ITEM, "c", 1, path(2) + "/p[1]"),
        block(Kind.LIST_ITEM, "more", 1, path(2) + "/p[2]"),
        block(Kind.LIST_ITEM, "d", 1, path(10)),
        block(Kind.LIST_ITEM, "e", 2, path(10) + "/ol[1]/li[1]"),
    ])  # fmt: skip
    assert markdown == "1. a\n   - b\n2. c\n\n   more\n10) d\n    1. e"
    assert [node.attrs for node in tree(markdown).children] == [{}, {"start": 10}]


def rendered(*blocks: tuple[Kind, str, int | None, str]) -> str:
    """What a parser makes of the blocks at these paths, as HTML on one line."""
    made = [block(kind, text, level, f"html/body/{path}") for kind, text, level, path in blocks]
    return html_of(to_markdown(made))


def test_an_entry_goes_on_with_paragraphs_of_its_own() -> None:
    assert (
        rendered(
            (ITEM, "a", 1, "ul[1]/li[1]/p[1]"),
            (PARAGRAPH, "more", None, "ul[1]/li[1]/p[2]"),
            (ITEM, "b", 1, "ul[1]/li[2]"),
            (PARAGRAPH, "apart", None, "p[1]"),
        )
        == "<ul><li><p>a</p><p>more</p></li><li><p>b</p></li></ul><p>apart</p>"
    )


@pytest.mark.parametrize("kind", [ITEM, PARAGRAPH])
def test_an_entry_goes_on_behind_the_list_that_it_holds(kind: Kind) -> None:
    assert (
        rendered(
            (ITEM, "a", 1, "ol[1]/li[1]/p[1]"),
            (ITEM, "b", 2, "ol[1]/li[1]/ul[1]/li[1]"),
            (kind, "more", 1, "ol[1]/li[1]/p[2]"),
            (ITEM, "c", 1, "ol[1]/li[2]"),
        )
        == "<ol><li><p>a</p><ul><li>b</li></ul><p>more</p></li><li><p>c</p></li></ol>"
    )


def test_entries_hold_code_and_tables() -> None:
    html = rendered(
        (ITEM, "a", 1, "ol[1]/li[1]/p[1]"),
        (Kind.CODE, "x\n  y", None, "ol[1]/li[1]/pre[1]"),
        (Kind.TABLE, "c | d", None, "ol[1]/li[1]/table[1]/thead[1]/tr[1]"),
        (Kind.TABLE, "1 | 2", None, "ol[1]/li[1]/table[1]/tbody[1]/tr[1]"),
        (ITEM, "b", 1, "ol[1]/li[2]"),
    )
    assert html.count("<ol>") == 1
    assert html.count("<tr>") == 2
    assert "<p>a</p><pre><code>x  y</code></pre><table>" in html
    assert html.endswith("</table></li><li><p>b</p></li></ol>")


def test_a_held_list_may_begin_with_any_number() -> None:
    assert (
        rendered(
            (ITEM, "a", 1, "ul[1]/li[1]"),
            (ITEM, "b", 2, "ul[1]/li[1]/ol[1]/li[2]"),
            (ITEM, "c", 2, "ul[1]/li[1]/ol[1]/li[3]"),
        )
        == '<ul><li><p>a</p><ol start="2"><li>b</li><li>c</li></ol></li></ul>'
    )


def test_lists_beside_each_other_stay_apart() -> None:
    assert (
        rendered(
            (ITEM, "a", 1, "ol[1]/li[1]"),
            (ITEM, "b", 2, "ol[2]/li[1]/ol[1]/li[1]"),
            (ITEM, "c", 1, "ul[1]/li[1]"),
            (ITEM, "d", 1, "ul[2]/li[1]"),
        )
        == "<ol><li>a</li></ol><ol><li>b</li></ol><ul><li>c</li></ul><ul><li>d</li></ul>"
    )


def test_terms_may_be_wrapped() -> None:
    assert (
        rendered(
            (ITEM, "a", 1, "dl[1]/div[1]/dt[1]"),
            (ITEM, "b", 1, "dl[1]/div[1]/dd[1]/p[1]"),
            (PARAGRAPH, "more", None, "dl[1]/div[1]/dd[1]/p[2]"),
        )
        == "<ul><li><p>a</p></li><li><p>b</p><p>more</p></li></ul>"
    )


@pytest.mark.parametrize(
    ("kind", "element", "part"),
    [(Kind.TABLE, "table", "tr"), (Kind.QUOTE, "blockquote", "p")],
)
def test_elements_beside_each_other_stay_apart(kind: Kind, element: str, part: str) -> None:
    around = f"table[1]/tr[1]/td[1]/{element}"
    html = rendered(
        (kind, "a | b", None, f"{around}[1]/{part}[1]"),
        (kind, "c | d", None, f"{around}[1]/{part}[2]"),
        (kind, "e | f", None, f"{around}[2]/{part}[1]"),
    )
    assert html.count(f"<{element}>") == 2


def test_lists_of_text_have_their_marks() -> None:
    markdown = of_text(ITEM, "\N{BULLET} a", "- b", "c", "7. d", "8) e")
    assert markdown == "- a\n- b\n- c\n7. d\n8. e"


@pytest.mark.parametrize(
    ("numbers", "lists"),
    [
        ([4, 5, 6], [[4, 5, 6]]),
        ([10, 9, 8], [[10], [9], [8]]),
        ([1, 2, 1, 2], [[1, 2], [1, 2]]),
        ([1, 3, 4], [[1], [3, 4]]),
        ([0, 1], [[0, 1]]),
        ([1, 1, 1], [[1], [1], [1]]),
    ],
)
def test_a_number_that_does_not_follow_begins_another_list(
    numbers: list[int], lists: list[list[int]]
) -> None:
    markdown = of_text(ITEM, *(f"{number}. x" for number in numbers))
    found = [
        [int(one.attrs.get("start", 1)) + place for place, _ in enumerate(one.children)]
        for one in tree(markdown).children
    ]
    assert found == lists


def test_held_numbers_that_do_not_follow_begin_lists_within_the_entry() -> None:
    numbers = (9, 8, 1, 2)
    made = [(ITEM, f"n{at}", 2, f"ul[1]/li[1]/ol[1]/li[{at}]") for at in numbers]
    html = rendered((ITEM, "a", 1, "ul[1]/li[1]"), *made, (ITEM, "b", 1, "ul[1]/li[2]"))
    assert html == (
        '<ul><li><p>a</p><ol start="9"><li>n9</li></ol><ol start="8"><li>n8</li></ol>'
        "<ol><li>n1</li><li>n2</li></ol></li><li><p>b</p></li></ul>"
    )


def test_a_list_goes_on_with_its_numbers_behind_a_paragraph() -> None:
    made = [block(ITEM, "1. a"), block(ITEM, "2. b"), block(PARAGRAPH, "p"), block(ITEM, "3. c")]
    assert html_of(to_markdown(made)) == (
        '<ol><li>a</li><li>b</li></ol><p>p</p><ol start="3"><li>c</li></ol>'
    )


def test_a_list_behind_one_that_changed_its_signs_stays_apart() -> None:
    made = [(ITEM, str(at), 1, f"ol[1]/li[{at}]") for at in (2, 1)]
    html = rendered(*made, (ITEM, "x", 1, "ol[2]/li[2]"))
    assert html == ('<ol start="2"><li>2</li></ol><ol><li>1</li></ol><ol start="2"><li>x</li></ol>')


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("٢- هيونداي", "2. هيونداي"),
        ("٢-هيونداي", "2. هيونداي"),
        ("٢ - هيونداي", "2. هيونداي"),
        ("١) تويوتا", "1. تويوتا"),
        ("١.تويوتا", "1. تويوتا"),
        ("١ـ تويوتا", "1. تويوتا"),
        ("۳– تویوتا", "3. تویوتا"),
        ("\u200f1- x", "1. x"),
        ("1- x", "1. x"),
        ("-هل وجدت", "- هل وجدت"),
        ("-«هل وجدت»", "- «هل وجدت»"),
        ("\u200f- هل وجدت", "- هل وجدت"),
        ("–هل وجدت", "- هل وجدت"),
        ("•x", "- x"),
        ("•هل", "- هل"),
        ("\uf0b7 x", "- x"),
    ],
)
def test_marks_of_entries_may_be_arabic(text: str, markdown: str) -> None:
    assert of_text(ITEM, text) == markdown


@pytest.mark.parametrize(
    "text",
    [
        "-5 degrees",
        "-v, --verbose",
        "١٠- ٢٠ ألف",
        "5-day forecast",
        "2-я часть",
        "3 - 1",
        "1948- النكبة",
        "2.5 litres",
        "●●●○○",
        "٥٠ سيارة",
    ],
)
def test_numbers_and_dashes_that_mark_no_entry_are_kept(text: str) -> None:
    assert html_of(of_text(ITEM, text)) == f"<ul><li>{text}</li></ul>"


def test_dialogue_keeps_its_dashes() -> None:
    lines = ["- هل وجدت؟", "-هل وجدت؟", "– Oui.", "٢- هيونداي", "1) x"]
    assert read_back(*(block(PARAGRAPH, line) for line in lines)) == [
        ("paragraph", line) for line in lines
    ]


def test_entries_of_html_keep_what_they_say() -> None:
    assert rendered((ITEM, "٢- -x", 1, "ul[1]/li[1]")) == "<ul><li>٢- -x</li></ul>"


def test_quotes() -> None:
    path = "html/body/blockquote[1]/p[{}]".format
    markdown = to_markdown([
        block(Kind.QUOTE, "a", None, path(1)),
        block(Kind.QUOTE, "> b", None, path(2)),
    ])  # fmt: skip
    assert markdown == "> a\n>\n> \\> b"
    (quote,) = tree(markdown).children
    assert [child.type for child in quote.children] == ["paragraph", "paragraph"]


def test_quotes_of_text_lose_their_mark() -> None:
    assert of_text(Kind.QUOTE, "> a", ">b", "> > c", ">") == "> a\n>\n> b\n>\n> \\> c\n>\n> \\>"


def test_tables() -> None:
    assert cells_of(
        of_text(Kind.TABLE, "Team | Points", "Red | 3", "| 1", "Blue |  | x", "a|b")
    ) == [
        ["Team", "Points", ""],
        ["Red", "3", ""],
        ["", "1", ""],
        ["Blue", "", "x"],
        ["a|b", "", ""],
    ]


def test_outer_bars_of_a_row_are_no_cells() -> None:
    rows = ["| Ferry | Pier | Fare |", "|---|:-:|--:|", "| Mara | North | 4.00 |"]
    assert cells_of(of_text(Kind.TABLE, *rows)) == [
        ["Ferry", "Pier", "Fare"],
        ["Mara", "North", "4.00"],
    ]


def test_facts_by_name_have_an_empty_head() -> None:
    facts = [["Length", "40 m"], ["Built", "1999"]]
    assert cells_of(of_text(Kind.TABLE, *map(" | ".join, facts))) == [["", ""], *facts]
    page = "<table><tr><td>Length<td>40 m<tr><td>Built<td>1999</table>"
    assert of_page(page) == [["", ""], *facts]


def test_a_head_is_known_by_its_element_or_by_what_is_below_it() -> None:
    rows = [["Name", "Fare"], ["Mara", "4"]]
    assert cells_of(of_text(Kind.TABLE, "Name | Fare", "---|---", "Mara | 4")) == rows
    page = "<table><thead><tr><th>Name<th>Fare</thead><tr><td>Mara<td>4</table>"
    assert of_page(page) == rows


def test_a_table_that_goes_on_has_an_empty_head() -> None:
    row = block(Kind.TABLE, "a | b | c", None, "html/body/table[1]/tbody[1]/tr[5]")
    assert cells_of(to_markdown([row])) == [["", "", ""], ["a", "b", "c"]]


@pytest.mark.parametrize("path", [None, "html/body/table[1]/tbody[1]/tr[2]"])
def test_rows_of_dashes_are_data(path: str | None) -> None:
    head = block(Kind.TABLE, "Team | Won | Lost", None, path and path.replace("tr[2]", "tr[1]"))
    dashes = block(Kind.TABLE, "- | - | -", None, path)
    rows = [["Team", "Won", "Lost"], ["-", "-", "-"]]
    assert cells_of(to_markdown([head, dashes])) == rows


def test_delimiters_of_html_are_data() -> None:
    page = "<table><tr><th>a<th>b<th>c<tr><td>---<td>---<td>---<tr><td>1<td>2<td>3</table>"
    assert of_page(page) == [["a", "b", "c"], ["---"] * 3, ["1", "2", "3"]]


def test_spanned_cells_are_empty_places() -> None:
    page = (
        "<table><tr><th>Year<th>Ship<th>Trips<tr><td rowspan=2>2019<td>A<td>1<tr><td>B<td>2"
        "<tr><td>2020<td colspan=2>none</table>"
    )
    assert of_page(page) == [
        ["Year", "Ship", "Trips"],
        ["2019", "A", "1"],
        ["", "B", "2"],
        ["2020", "none", ""],
    ]


def test_spans_end_with_their_part_of_the_table() -> None:
    page = "<table><thead><tr><th rowspan=9>a<th>b</thead><tr><td>c<td rowspan=0>d<tr><td>e</table>"
    assert of_page(page) == [["a", "b"], ["c", "d"], ["e", ""]]


def test_rows_and_cells_that_hold_nothing_have_their_place() -> None:
    page = "<table><tr><td rowspan=3>a<td>b<td>c<tr></tr><tr><td></td><td>d<tr><td>e<td>f</table>"
    assert of_page(page) == [["a", "b", "c"], ["", "", "d"], ["e", "f", ""]]


@pytest.mark.parametrize("value", ["", "x", "-2", "0", "1.9", "+1"])
def test_spans_that_are_none(value: str) -> None:
    page = f"<table><tr><th>a<th>b<th>c<tr><td colspan='{value}'>d<td>e<td>f</table>"
    assert of_page(page) == [["a", "b", "c"], ["d", "e", "f"]]


@pytest.mark.parametrize(
    "source",
    [
        "<tr>" + "<td rowspan=99999999999>a" * 2000 + "<tr><td>b<td>c" * 2000,
        "<tr><td colspan=99999999999>a<td>b" * 2000,
        "<tr><td colspan=1000 rowspan=65534>a<td>b" * 2000,
    ],
)
def test_huge_spans_are_no_longer_than_a_row_may_be(source: str) -> None:
    texts = read(f"<table>{source}</table>").texts
    assert len(texts) >= 2000
    assert sum(map(len, texts)) < 2000 * 250


def slots(rows: list[list[tuple[int, int]]]) -> list[list[str]]:
    """The rows of a table whose cells span these columns and rows, as HTML says to form them."""
    grid: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for number, (columns, deep) in enumerate(row):
            while (x, y) in grid:
                x += 1
            for place in ((x + dx, y + dy) for dx in range(columns) for dy in range(deep)):
                grid.setdefault(place, "")
            grid[x, y] = f"{y}.{number}"
            x += columns
    lines = [[text for (_, at), text in sorted(grid.items()) if at == y] for y in range(len(rows))]
    return [line[: max(at for at, text in enumerate(line, 1) if text)] for line in lines]


@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=2, max_size=4),
        min_size=2,
        max_size=5,
    )
)
def test_cells_stand_where_html_puts_them(rows: list[list[tuple[int, int]]]) -> None:
    source = "".join(
        "<tr>" + "".join(f"<td colspan={c} rowspan={r}>{y}.{n}" for n, (c, r) in enumerate(row))
        for y, row in enumerate(rows)
    )
    texts = read(f"<table>{source}</table>").texts
    assert texts == [joined(row) for row in slots(rows)]


def test_bars_of_a_cell_divide_no_cells() -> None:
    page = (
        "<table><tr><th>Sign<th>Use<th>Seen<tr><td>|<td>a | b<td>| x |"
        "<tr><td>||<td><td>a \\| b \\\\<tr><td><td>|<td>|</table>"
    )
    assert of_page(page) == [
        ["Sign", "Use", "Seen"],
        ["|", "a | b", "| x |"],
        ["||", "", "a \\| b \\\\"],
        ["", "|", "|"],
    ]


def test_rows_are_as_long_as_their_text() -> None:
    rows = ["a | " * 2000 + "a", *["x | y"] * 2000]
    markdown = of_text(Kind.TABLE, *rows)
    assert len(markdown) < 2000 * 300
    assert len(markdown.splitlines()) == 2002


@given(
    st.lists(
        st.lists(st.text(st.sampled_from(list("| a\\-*")), max_size=6), min_size=3, max_size=4),
        min_size=1,
        max_size=4,
    )
)
def test_any_cells_survive(rows: list[list[str]]) -> None:
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    cells = [["x", *row, "y"] if at % 2 else ["", *row, "y"] for at, row in enumerate(cells)]
    path = "html/body/table[1]/tr[{}]".format
    made = [block(Kind.TABLE, joined(row), None, path(at)) for at, row in enumerate(cells, 1)]
    width = max(map(len, cells))
    assert cells_of(to_markdown(made)) == [row + [""] * (width - len(row)) for row in cells]


def test_tables_of_html_stay_apart() -> None:
    path = "html/body/table[{}]/tbody[1]/tr[{}]".format
    markdown = to_markdown(
        block(Kind.TABLE, f"{table} | {row}", None, path(table, row))
        for table in (1, 2)
        for row in (1, 2)
    )
    assert [node.type for node in tree(markdown).children] == ["table", "table"]


@pytest.mark.parametrize("path", [None, "html/body/table[1]/tr[1]/td[1]/div[1]"])
def test_lines_of_one_cell_are_lines(path: str | None) -> None:
    lines = ["Weight: 3 kg", "- 40 m", "1. a|b", "-|-", "a\\", "# b", "=", "c"]
    blocks = [block(Kind.TABLE, line, None, path) for line in lines]
    assert read_back(*blocks) == [("paragraph", "\n".join(lines))]
    assert html_of(to_markdown(blocks)).count("<br") == len(lines) - 1


def test_code_is_fenced_by_more_than_it_holds() -> None:
    code = "```python\n  x = 1\n```` \n~~~"
    markdown = to_markdown([block(Kind.CODE, code, None, "html/body/pre[1]")])
    (fence,) = tree(markdown).children
    assert fence.type == "fence"
    assert fence.content == code + "\n"


def test_code_of_html_stays_apart_and_lines_of_text_come_together() -> None:
    html = [block(Kind.CODE, text, None, f"html/body/pre[{text}]") for text in "12"]
    assert len(tree(to_markdown(html)).children) == 2
    assert to_markdown([block(Kind.CODE, "a"), block(Kind.CODE, "b")]) == "```\na\nb\n```"


def test_fences_of_text_are_not_written_twice() -> None:
    lines = ["```python", "x = 1", "y = 2", "```", "~~~~", "```", "z", "~~~~~", "ls"]
    assert of_text(Kind.CODE, *lines) == (
        "```python\nx = 1\ny = 2\n```\n\n````\n```\nz\n````\n\n```\nls\n```"
    )


@pytest.mark.parametrize("lines", [["```"], ["``` x", "y"], ["a", "~~~", "```"], ["````", "```"]])
def test_fences_that_nothing_closes_are_code(lines: list[str]) -> None:
    (fence,) = tree(of_text(Kind.CODE, *lines)).children
    assert fence.content == "\n".join([*lines, ""])


def test_fences_of_html_are_code() -> None:
    code = "```\na\n```"
    (fence,) = tree(to_markdown([block(Kind.CODE, code, None, "html/body/pre[1]")])).children
    assert fence.content == code + "\n"


HARD = [
    "*a* **b** _c_ __d__ ~~e~~ `f`",
    "[a](b) ![c](d) [e]: f <http://g> <b>h</b> <!-- i -->",
    "# a", "#", "## b ##", "- a", "-", "---", "***", "___", "* a", "+ a", "1. a", "1)", "2024.",
    "> a", "| a | b |", "= a", "===", "&amp; &#35; &copy &", "\\", "a\\", "\\*a", "a  ", "```",
    "~~~", "snake_case _a_b c_", "5 < 6 > 4 <c", "a\nb", "    a", "\ta", "[ ] a", ":--",
    "C# a #", "#5",
    "\N{ARABIC-INDIC DIGIT ONE}. واحد", "«*مرحبا*» _أهلا_", "a * b * c", "!", "![", "a|b",
    "https://x.org/a_b_c?d=*e*&lt;=1", "$a_1$ and $b_2$", "<", "</", "a<b>c", "- - -", "+", "0.",
]  # fmt: skip


@pytest.mark.parametrize("text", HARD)
@pytest.mark.parametrize(
    "kind", [Kind.PARAGRAPH, Kind.HEADLINE, Kind.HEADING, Kind.QUOTE, Kind.LIST_ITEM, Kind.TABLE]
)
def test_text_survives(kind: Kind, text: str) -> None:
    survives(kind, text)


#: In a page, where no mark that a text begins with is its own.
PATHS = {Kind.LIST_ITEM: "ul[1]/li[1]", Kind.TABLE: "table[1]/thead[1]/tr[1]"}


def survives(kind: Kind, text: str) -> None:
    wanted = " ".join(text.split())
    held = joined(["x", wanted, "y"]) if kind is Kind.TABLE else text
    found = tree(to_markdown([block(kind, held, None, f"html/body/{PATHS.get(kind, 'div[1]')}")]))
    assert len(found.children) == 1
    assert plain(found) == (f"x{wanted}y" if kind is Kind.TABLE else wanted)
    types = {
        Kind.PARAGRAPH: "paragraph",
        Kind.HEADLINE: "heading",
        Kind.HEADING: "heading",
        Kind.QUOTE: "blockquote",
        Kind.LIST_ITEM: "bullet_list",
        Kind.TABLE: "table",
    }
    assert found.children[0].type == types[kind]


# NUL and the line separators of other systems are no text that a parser would give back.
_texts = st.text(
    st.one_of(
        st.sampled_from(list("\\`*_{}[]()#+-.!|<>&;~=:1 \n\"'ab")),
        st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]),
    ),
    min_size=1,
    max_size=20,
).filter(lambda text: text.strip())


@given(st.sampled_from([Kind.PARAGRAPH, Kind.HEADING, Kind.QUOTE, Kind.LIST_ITEM]), _texts)
@example(Kind.PARAGRAPH, "<a>")
def test_any_text_survives(kind: Kind, text: str) -> None:
    survives(kind, text)


@given(st.text(st.sampled_from(list("`~ \nab")), min_size=1).filter(lambda text: text.strip()))
def test_any_code_survives(text: str) -> None:
    (fence,) = tree(to_markdown([block(Kind.CODE, text)])).children
    assert fence.content == text + "\n"


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Kind)), st.sampled_from("ab"), st.integers(1, 9)),
        max_size=12,
    )
)
def test_blocks_of_all_kinds_are_all_there(rows: list[tuple[Kind, str, int]]) -> None:
    numbered = [(kind, f"{letter}{n}", level) for n, (kind, letter, level) in enumerate(rows)]
    found = plain(tree(to_markdown(block(kind, text, level) for kind, text, level in numbered)))
    assert re.findall(r"[ab]\d+", found) == [text for _, text, _ in numbered]
