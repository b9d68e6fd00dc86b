"""A citation as the reader meets it: a chip to press, and the page it opens, framed.

In: a `Citation`, a rendered page. Out: HTML with every text escaped; the original opens at the
page (``documents/a.pdf#page=12``).
"""

from __future__ import annotations

import base64
import io
from html import escape
from typing import Final
from urllib.parse import quote

from PIL import Image

from index.facts.naming.file_names import place
from index.facts.records import Box, Citation
from web.words import Words

LONGEST_NAME: Final = 300
_PIXELS_PER_POINT: Final = 1.25


def chips(citations: tuple[Citation, ...], indices: tuple[int, ...], turn: int, words: Words) -> str:
    """For each cited place a button that opens its framed page and a link to the original there."""
    items = "".join(
        f'<li class="pair">{opener(citations[index], index, turn, words)}'
        f"{pdf_link(citations[index], words['pdf_page'], words)}</li>"
        for index in indices
    )
    return f'<ul class="chips">{items}</ul>' if items else ""


def opener(citation: Citation, index: int, turn: int, words: Words) -> str:
    """The button that opens one citation's framed page."""
    place = words["page"].format(page=citation.page)
    what = citation.row or citation.column or citation.table or words["prose"]
    told = hidden(f"{words['see_source']} {citation.document} {place}")
    return (
        f'<button type="button" class="chip" data-turn="{turn}" data-citation="{index}">'
        f"<b>[{index + 1}]</b><span>{escape(what)}</span>"
        f"{told}</button>"
    )


def pdf_link(citation: Citation, text: str, words: Words) -> str:
    """The original PDF, opened at the cited page."""
    label = words["pdf_label"].format(name=citation.document, page=citation.page)
    return (
        f'<a class="pdf" {original(citation.document, citation.page)}>'
        f"{escape(text.format(page=citation.page))}{hidden(label)}</a>"
    )


def hidden(text: str) -> str:
    """Words for those who listen to the page; those who look have them from the place they stand at."""
    return f'<span class="hidden-words"> {escape(text)}</span>'


def original(document: str, page: int = 1) -> str:
    """The attributes of a link to a stored document at a page."""
    return f'href="documents/{quote(document, safe="")}#page={page}" target="_blank" rel="noopener"'


def place_of(citation: Citation, words: Words) -> str:
    """Table › row › column, or that it stands in the text."""
    parts = (citation.table or words["prose"], citation.row, citation.column)
    return " › ".join(part for part in parts if part)


def nothing_chosen_html(words: Words) -> str:
    """The source panel before a source is chosen."""
    return (
        f'<section class="viewer empty"><h2>{words["check_title"]}</h2><p>{words["check_lead"]}</p></section>'
    )


def source_html(
    citation: Citation,
    turn: int,
    index: int,
    picture: Image.Image,
    row: Image.Image | None,
    scale: float,
    words: Words,
) -> str:
    """The page a citation names, scrolled to its frame, with what the frame holds.

    `picture` is the framed page at `scale` pixels to the point, `row` the framed cell's row alone;
    `turn` and `index` are its place in the conversation, by which the page knows whether it is still the one
    asked for.
    """
    width = picture.width / scale * _PIXELS_PER_POINT
    image = (
        f'<img alt="{escape(description(citation))}" width="{picture.width}" height="{picture.height}"'
        f' src="{_data_url(picture)}"{_focus(citation.bbox, picture, scale)}>'
    )
    cut = ""
    if row is not None:
        cut = (
            f'<p class="cut"><img alt="{escape(row_description(citation))}" src="{_data_url(row)}"'
            f' width="{row.width / scale * _PIXELS_PER_POINT:.0f}"></p>'
        )
    return _viewer(
        citation,
        turn,
        index,
        f'{cut}<div class="page" tabindex="0" role="region" aria-label="{words["scrolling_page"]}"'
        f' data-points="{picture.width / scale:.0f}" style="--page-width:{width:.0f}px">{image}</div>',
        words,
        f'<button type="button" data-zoom data-other="{words["enlarge"]}" aria-pressed="false">'
        f"{words['whole']}</button>",
    )


def source_missing_html(citation: Citation, turn: int, index: int, problem: str, words: Words) -> str:
    """A citation whose page cannot be shown: what it holds, and why there is no picture."""
    return _viewer(citation, turn, index, f'<p class="problem">{escape(problem)}</p>', words)


def _viewer(citation: Citation, turn: int, index: int, page: str, words: Words, zoom: str = "") -> str:
    facts = (
        ("document", citation.document),
        ("page_number", words["page"].format(page=citation.page)),
        ("table", citation.table),
        ("row", citation.row),
        ("column", citation.column),
        ("quote", citation.quote),
    )
    caption = "".join(
        f"<div><dt>{words[name]}</dt><dd>{escape(value)}</dd></div>" for name, value in facts if value
    )
    title = f"{words['source']} [{index + 1}]"
    return (
        f'<section class="viewer" data-of-turn="{turn}" data-of-citation="{index}" aria-label="{title}">'
        f'<div class="bar"><h2>{title}</h2>'
        f"{zoom}{pdf_link(citation, words['open_original'], words)}"
        f'<button type="button" class="close" data-close aria-label="{words["close_source"]}">'
        f"{words['close']}</button></div>"
        f"<figure>{page}<figcaption><dl>{caption}</dl></figcaption></figure></section>"
    )


def description(citation: Citation) -> str:
    """The picture in words."""
    cell = "，".join(
        f"{name}“{value}”"
        for name, value in (("表", citation.table), ("行", citation.row), ("列", citation.column))
        if value
    )
    framed = f"红框标出{citation.quote}" if citation.bbox else f"其中写有{citation.quote}"
    where = f"{citation.document} {place(citation.document, citation.page)}"
    return f"{where}，{framed}" + (f"，{cell}" if cell else "")


def row_description(citation: Citation) -> str:
    """The picture of a row alone, in words."""
    return f"行“{citation.row}”，红框标出{citation.quote}"


def _focus(bbox: Box | None, picture: Image.Image, scale: float) -> str:
    """Where the frame's middle stands, as shares of the picture."""
    if bbox is None:
        return ""
    x = (bbox[0] + bbox[2]) / 2 * scale / picture.width
    y = (bbox[1] + bbox[3]) / 2 * scale / picture.height
    return f' data-x="{x:.4f}" data-y="{y:.4f}"'


def _data_url(picture: Image.Image) -> str:
    """The picture inside the page itself: no file is left behind and nothing else is asked for."""
    held = io.BytesIO()
    picture.save(held, "WEBP", quality=82, method=2)
    return "data:image/webp;base64," + base64.b64encode(held.getvalue()).decode("ascii")
