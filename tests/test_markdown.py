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
    assert markdown == "1. a\n   - b\n2. c\n\n   more\n10. d\n    1. e"
    assert len(tree(markdown).children) == 1


def rendered(*blocks: tuple[Kind, str, int | None, str]) -> str:
    """What a parser makes of the blocks at these paths, as HTML on one line."""
    made = [block(kind, text, level, f"html/body/{path}") for kind, text, level, path in blocks]
    return str(PARSER.render(to_markdown(made))).replace("\n", "")


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
        (Kind.TABLE, "c | d", None, "ol[1]/li[1]/table[1]/tr[1]"),
        (Kind.TABLE, "1 | 2", None, "ol[1]/li[1]/table[1]/tr[2]"),
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
    texts = ["\N{BULLET} a", "- b", "c", "7. d", "12) e"]
    markdown = to_markdown(block(Kind.LIST_ITEM, text) for text in texts)
    assert markdown == "- a\n- b\n- c\n7. d\n12. e"


def test_quotes() -> None:
    markdown = to_markdown([block(Kind.QUOTE, "a"), block(Kind.QUOTE, "> b")])
    assert markdown == "> a\n>\n> \\> b"
    (quote,) = tree(markdown).children
    assert [child.type for child in quote.children] == ["paragraph", "paragraph"]


def test_tables() -> None:
    rows = ["Team | Points", "Red | 3", "| 1", "Blue |  | x", "a|b"]
    markdown = to_markdown(block(Kind.TABLE, row) for row in rows)
    (table,) = tree(markdown).children
    assert table.type == "table"
    found = [
        [plain(cell) for cell in row.children] for part in table.children for row in part.children
    ]
    assert found == [
        ["Team", "Points", ""],
        ["Red", "3", ""],
        ["", "1", ""],
        ["Blue", "", "x"],
        ["a|b", "", ""],
    ]


def test_outer_bars_of_a_row_are_no_cells() -> None:
    rows = ["| Ferry | Pier | Fare |", "|---|:-:|--:|", "| Mara | North | 4.00 |"]
    (table,) = tree(to_markdown([block(Kind.TABLE, row) for row in rows])).children
    cells = [
        [plain(cell) for cell in row.children] for part in table.children for row in part.children
    ]
    assert cells == [["Ferry", "Pier", "Fare"], ["Mara", "North", "4.00"]]


def test_tables_of_html_stay_apart() -> None:
    path = "html/body/table[{}]/tbody[1]/tr[{}]".format
    markdown = to_markdown(
        block(Kind.TABLE, f"{table} | {row}", None, path(table, row))
        for table in (1, 2)
        for row in (1, 2)
    )
    assert [node.type for node in tree(markdown).children] == ["table", "table"]


def test_a_table_of_one_column() -> None:
    assert to_markdown([block(Kind.TABLE, "a"), block(Kind.TABLE, "b")]) == "| a |\n| --- |\n| b |"


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


def survives(kind: Kind, text: str) -> None:
    path = "html/body/ul[1]/li[1]" if kind is Kind.LIST_ITEM else None
    found = tree(to_markdown([block(kind, text, None, path)]))
    assert len(found.children) == 1
    wanted = " ".join(text.split())
    if kind is Kind.TABLE:
        cells = [plain(cell) for cell in found.children[0].children[0].children[0].children]
        assert " ".join(cells).replace("|", "").split() == wanted.replace("|", "").split()
    else:
        assert plain(found) == wanted
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
