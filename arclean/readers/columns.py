"""What is told of each block of an HTML page: the columns, and the bits that some begin as."""

from __future__ import annotations

from typing import Final

__all__ = ["BITS", "COLUMNS", "GROUP_BITS", "INHERITED", "NO_H1"]

#: Every column of ``Page.markup`` and what it says of a block. Names that begin with ``in_`` are
#: 1 where an element of that meaning is open, ``near_`` give the distance to the nearest element
#: that is named so (1 the block's own element, 2 its parent …; 0 none near): those two families,
#: their bits and their groups in ``tokens.tsv`` derive from this table.
COLUMNS: Final[dict[str, str]] = {
    # What the block is.
    "tag": "code of the block's element (see TAGS)",
    "inner_tag": "code of the innermost inline element that holds all of the block; 0 if none",
    "parent_tag": "code of the block element around the block's element",
    "grandparent_tag": "code of the block element around that one",
    "heading_level": "1 to 6 inside h1 to h6 or a role of heading, else 0",
    "list_depth": "how many lists are open",
    "quote_depth": "how many blockquotes are open",
    "ordered": "1 in a list whose entries are numbered",
    "item_start": "1 for the first block of its list entry",
    "sole_in_item": "1 for the only block of its list entry",
    "depth": "how many elements are open",
    "depth_change": "depth less the depth of the block before",
    # How its characters are marked up, white space apart where the source wraps.
    "length": "characters of the block",
    "link_chars": "characters inside links",
    "link_count": "links that begin in the block, or hold it",
    "anchor_count": "links to a place on the same page",
    "bold_chars": "characters inside b or strong",
    "em_chars": "characters inside i or em",
    "code_chars": "characters inside code, kbd, samp or tt",
    "hidden_chars": "characters that the markup hides",
    "time_count": "time elements that begin in the block",
    "starts_in_link": "1 if the first character stands in a link",
    "starts_bold": "1 if the first character is bold",
    "is_button": "1 for buttons, and links or others in the role of one",
    "after_image": "1 if an image stands between the block before and this one",
    "after_input": "1 if a form control stands between the block before and this one",
    # The elements, or roles, that are open around it.
    "in_nav": "inside nav, or a role of navigation, menu, tabs",
    "in_header": "inside the page's header",
    "in_footer": "inside the page's footer",
    "in_article_header": "inside the header of an article, section or main",
    "in_aside": "inside aside",
    "in_main": "inside main",
    "in_article": "inside article",
    "in_section": "inside section",
    "in_figure": "inside figure",
    "in_figcaption": "inside figcaption, or the caption of a table",
    "in_form": "inside a form or a form control",
    "in_button": "inside a button",
    "in_table": "a row of a data table",
    "in_layout_table": "inside a table that only arranges the page",
    "in_item": "inside li, dt or dd",
    "in_blockquote": "inside blockquote",
    "in_pre": "inside pre: the text is verbatim",
    "in_details": "inside details",
    "in_dialog": "inside a dialog or an alert",
    # Class names and the like, as whole tokens.
    "near_content": "named as an article's text",
    "near_comment": "named as readers' comments",
    "near_related": "named as related, latest or most read",
    "near_share": "named as sharing or social networks",
    "near_nav": "named as navigation",
    "near_sidebar": "named as sidebar or widget",
    "near_footer": "named as footer",
    "near_header": "named as the page's header",
    "near_ad": "named as advertising",
    "near_caption": "named as caption or credit",
    "near_byline": "named as author",
    "near_meta": "named as metadata or kicker",
    "near_tags": "named as tags or category",
    "near_title": "named as title or headline",
    "near_subtitle": "named as standfirst, lead, summary or teaser",
    "near_breadcrumb": "named as breadcrumb",
    "near_newsletter": "named as newsletter, subscription or paywall",
    "near_cookie": "named as cookies or consent",
    "near_invisible": "named as hidden or for screen readers only",
    "near_modal": "named as modal, popup or alert",
    "near_product": "named as product, price or review",
    "near_thread": "named as thread, message, reply, question or answer",
    "near_code": "named as code or documentation",
    "near_item": "named as list, card or item",
    "near_media": "named as video, gallery or image",
    "near_pagination": "named as pagination",
    "near_bio": "named as the author's biography",
    "near_legal": "named as legal",
    "near_login": "named as login or account",
    "near_search": "named as search or filter",
    "near_toc": "named as table of contents",
    "near_quote": "named as quotation",
    "near_note": "named as notes or references",
    # Containers, as numbers that only tell same from other; 0 is the page's body or above.
    "box_id": "the block's own element",
    "parent_id": "the element that holds the block and its like: a reader's 'container'",
    "grandparent_id": "the block element around parent_id",
    "section_id": "the nearest article, section, main, td or div that holds several blocks",
    "item_id": "the nearest li, dt, dd, article or tr; 0 if none",
    "shape_id": "tag and class names of the block's element and of its parent",
    "parent_shape_id": "tag and class names of parent_id",
    "shape_count": "blocks of the page with the same shape_id",
    "sibling_index": "blocks before this one in parent_id",
    "sibling_count": "blocks in parent_id",
    "same_parent": "1 if parent_id is the block before's as well",
    "same_shape": "1 if shape_id is the block before's as well",
    # What the container holds, all levels below it included.
    "parent_chars": "characters in parent_id",
    "parent_link_chars": "characters in parent_id that stand in links",
    "section_blocks": "blocks in section_id",
    "section_chars": "characters in section_id",
    "section_link_chars": "characters in section_id that stand in links",
    # Where the block stands to the first h1.
    "in_h1": "1 in the first h1",
    "after_h1": "1 after the first h1; 0 before it, or where there is none",
    "h1_distance": "blocks from the first h1, negative before it; NO_H1 where there is none",
    "same_section_as_h1": "1 if section_id is the first h1's as well",
    # What the page says of itself, the same for all its blocks.
    "page_type": "og:type: 0 none, 1 article, 2 website, 3 product, 4 another",
    "page_content": "1 if the body is named as an article's page",
    "page_product": "1 if the body is named as a product's page",
    "page_list": "1 if the body is named as a list or archive",
}

#: ``h1_distance`` on pages that have no h1.
NO_H1: Final = -(2**30)

# One bit a mark: the columns of the table that are inherited, then what only the reader needs.
INHERITED: Final = [name for name in COLUMNS if name.startswith("in_") and name != "in_h1"]
_INTERNAL: Final = (
    "link",
    "bold",
    "em",
    "code",
    "hidden",
    "one_line",
    "in_heading",
    "in_row",
    "noscript",
)
BITS: Final = {name: 1 << at for at, name in enumerate((*INHERITED, *_INTERNAL))}

#: One bit a group of names, in the order of the columns that begin with ``near_``.
GROUP_BITS: Final = {
    name.removeprefix("near_"): 1 << at
    for at, name in enumerate(name for name in COLUMNS if name.startswith("near_"))
}
