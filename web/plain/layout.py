"""What plain pages have in common: head, way round, languages, the label; and the way to a cited place.

In: the inside of a page. Out: a whole document of HTML. Addresses are relative to the root that the server
is reached by, which stands in ``<base>``.

>>> page = Page(words_for("en"), "en", root="", address="figures?year=2025")
>>> html = document_html("All figures", "<h1>All figures</h1>", page)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from index.facts.naming.file_names import has_places
from index.facts.records import Change, Citation, Figure
from web.language import NAME, choice_of, kept
from web.pages.part import asset
from web.pages.source_html import LONGEST_NAME, description, row_description
from web.words import LANGUAGES, Words, words_for

_ROUND: Final = (("view_chat", "."), ("bodies", "bodies"), ("explore", "figures"), ("compare", "compare"))


@dataclass(frozen=True, slots=True)
class Page:
    """Who reads a page, in which language, at which address (from the root on).

    `by_hand` where that address chooses the language, which is kept for the next pages.
    """

    words: Words
    language: str
    root: str
    address: str
    by_hand: bool = False


def page_at(request: Request) -> Page:
    """The page that is asked for, in the reader's language: chosen by hand, else the browser's."""
    language, by_hand = choice_of(request)
    root = request.scope.get("root_path", "").rstrip("/")
    path = quote(request.scope["path"].removeprefix(root).lstrip("/"))
    query = request.url.query
    return Page(words_for(language), language, root, f"{path}?{query}" if query else path, by_hand)


def respond(title: str, inside: str, page: Page, *, status: int = 200, about: str = "") -> HTMLResponse:
    """The page as a response."""
    headers = {
        "Content-Language": page.language,
        "Vary": "Accept-Language, Cookie",
        "Cache-Control": "no-cache",
    }
    reply = HTMLResponse(document_html(title, inside, page, about), status, headers)
    if page.by_hand:
        reply.headers.append("set-cookie", kept(page.language, page.root))
    return reply


def document_html(title: str, inside: str, page: Page, about: str = "") -> str:
    """A whole document; `about` is the line that a link to it shows."""
    words = page.words
    name = f"{title} · {words['title']}" if title != words["title"] else title
    described = escape(about or words["notice"])
    here = page.address.partition("?")[0].partition("/")[0]
    ways = "".join(
        f'<a href="{address}"{_current(address == here)}>{words[key]}</a>' for key, address in _ROUND
    )
    languages = "".join(
        f'<a href="{escape(_in_language(page, code))}" lang="{code}" hreflang="{code}"'
        f"{_current(code == page.language)}>{called}</a>"
        for code, called in LANGUAGES.items()
    )
    return (
        f'<!doctype html><html lang="{page.language}"><head><meta charset="utf-8">'
        f'<base href="{escape(page.root)}/"><title>{escape(name)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        '<meta name="generator" content="budget-qa; AIGC">'
        f'<meta name="description" content="{described}"><meta property="og:title" content="{escape(name)}">'
        f'<meta property="og:description" content="{described}"><meta property="og:type" content="website">'
        f'<link rel="icon" href="icon.svg" type="image/svg+xml"><style>{asset("plain.css")}</style></head>'
        f'<body><a class="skip" href="{escape(page.address)}#main">{words["skip"]}</a>'
        f'<header class="top"><a class="name" href=".">{words["title"]}</a>'
        f'<nav class="round" aria-label="{words["round"]}">{ways}</nav>'
        f'<nav class="languages" aria-label="{words["languages"]}">{languages}</nav></header>'
        f'<main id="main" tabindex="-1">{inside}</main>'
        f'<footer class="bottom"><p>{words["label_plain"]}</p></footer>'
        f"<script>{asset('copied.js')}{asset('plain.js')}</script></body></html>"
    )


def bad_address(lines: Iterable[str], way: str, words: Words) -> str:
    """The inside of a page: what an address says that cannot be, and the way on."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return (
        f'<h1>{words["bad_address"]}</h1><ul class="found" role="alert">{items}</ul>'
        f'<p><a href="{way}">{words["search_again"]}</a></p>'
    )


def mark_of(citation: Citation) -> str:
    """What tells a cited place from the others of its page, and stays when the file is read again."""
    held = (citation.table, citation.row, citation.column, citation.quote, citation.bbox)
    return sha256(repr(held).encode()).hexdigest()[:12]


def address_of(citation: Citation) -> str:
    """Where the cited place is shown, framed on its page."""
    return f"pages/{quote(citation.document, safe='')}/{citation.page}?cell={mark_of(citation)}"


def linked(fact: Figure | Change, of: str = "value") -> str:
    """An amount as it is printed, leading to its cell or its sentence."""
    printed = fact.amount_printed if isinstance(fact, Change) else fact.printed
    place = escape(address_of(fact.citation))
    return f'<a class="{of}" href="{place}">{escape(printed)}<small>{escape(fact.unit)}</small></a>'


def section(title: str, inside: str) -> str:
    """A part of a page under its title, both HTML."""
    return f'<section class="part"><h2>{title}</h2>{inside}</section>'


def picture_of(citation: Citation, words: Words, number: str = "") -> str:
    """The cited page as a picture that scrolls, with its place framed; for a file without pages, that.

    `number` tells one picture of several from the others.
    """
    if not has_places(citation.document):
        return f'<p class="none">{words["no_picture"]}</p>'
    framed = middle = row = ""
    page = f"api/pages/{quote(citation.document, safe='')}/{citation.page}.png"
    if citation.bbox:
        x0, top, x1, bottom = citation.bbox
        framed = f"?bbox={x0:.1f},{top:.1f},{x1:.1f},{bottom:.1f}"
        middle = f' data-left="{(x0 + x1) / 2:.0f}" data-top="{(top + bottom) / 2:.0f}"'
        row = _row_of(citation, f"{page}{framed}")
    address = f"{page}{framed}"
    told = escape(description(citation))
    return (
        f'{row}<figure class="sheet" tabindex="0" role="region"'
        f' aria-label="{number}{words["scrolling_page"]}">'
        f'<a href="{address}"><img src="{address}" alt="{told}"{middle} loading="lazy"></a></figure>'
    )


def _row_of(citation: Citation, address: str) -> str:
    """The row of a framed cell alone, its name beside it: on a wide page they stand too far apart."""
    if not citation.row:
        return ""
    cut = escape(f"{address}&{urlencode({'row': citation.row[:LONGEST_NAME]})}")
    return (
        f'<p class="cut"><img src="{cut}" srcset="{cut} 1.5x" alt="{escape(row_description(citation))}"'
        ' loading="lazy"></p>'
    )


def table_html(
    caption: str, heads: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]], *, kind: str = ""
) -> str:
    """A table of cells that are HTML already; heads are texts with a class each."""
    names = [escape(name) for name, _ in heads]
    top = "".join(
        f'<th scope="col" class="{of}">{name}</th>' for name, (_, of) in zip(names, heads, strict=True)
    )
    lines = "".join(
        "<tr>"
        + "".join(
            f'<td class="{of}" data-label="{name}">{cell}</td>'
            for cell, name, (_, of) in zip(row, names, heads, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scrolls {kind}" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f'<caption class="hidden-words">{escape(caption)}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def with_query(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The path with a query, without a question mark where there is none."""
    query = urlencode(list(pairs))
    return f"{path}?{query}" if query else path


def _in_language(page: Page, language: str) -> str:
    path, _, query = page.address.partition("?")
    others = [(key, value) for key, value in parse_qsl(query) if key != NAME]
    return with_query(path or ".", [*others, (NAME, language)])


def _current(current: bool) -> str:
    return ' aria-current="page"' if current else ""
