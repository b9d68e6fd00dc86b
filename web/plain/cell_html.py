"""One cited place with an address of its own: what stands there, and its page with the cell framed.

In: the figures (or the sentence) that stand there. Out: HTML, every text escaped; a file without pages has
no picture and is told by table, row and column.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from index.facts.naming.file_names import place
from index.facts.records import Change, Citation, Document, Figure, Kind
from web.pages.source_html import original
from web.plain.layout import picture_of, with_query
from web.plain.money import MAIN
from web.words import Words

Fact = Figure | Change


def cell_html(document: Document, citation: Citation, facts: Sequence[Fact], words: Words) -> str:
    """The inside of the page of one cited place."""
    heading = escape(facts[0].subject if facts else citation.row or citation.quote[:30])
    if facts and isinstance(facts[0], Figure):
        heading += f' <b class="amount">{escape(facts[0].printed)}<small>{escape(facts[0].unit)}</small></b>'
    where = place(document.name, citation.page)
    rows = [
        ("body", document.body),
        ("document", document.name),
        ("page_number", where),
        ("table", citation.table),
        ("row", citation.row),
        ("column", citation.column),
        ("quote", citation.quote),
        *_of(facts),
    ]
    told = "".join(
        f"<div><dt>{words[name]}</dt><dd>{escape(str(value))}</dd></div>" for name, value in rows if value
    )
    return (
        f'<p class="crumbs">{_whose(document)}</p><h1>{heading}</h1>'
        f'<div class="cell"><div><dl class="told">{told}</dl>'
        f'<p class="files"><a class="file" {original(document.name, citation.page)}>'
        f"{words['open_original']}</a>{_compared(document, facts, words)}</p></div>"
        f"<div>{picture_of(citation, words)}</div></div>"
    )


def _whose(document: Document) -> str:
    """Its body, with the way to the body's page where it has one: who issues policies has none."""
    name = escape(document.body)
    if document.kind is Kind.POLICY:
        return name
    return f'<a href="bodies/{quote(document.body, safe="")}">{name}</a>'


def _compared(document: Document, facts: Sequence[Fact], words: Words) -> str:
    """The way to the same of other bodies and years."""
    figure = facts[0] if facts else None
    if not isinstance(figure, Figure) or figure.kind not in MAIN:
        return ""
    subject = f"{figure.subject} {figure.code}".rstrip()
    of = [("body", document.body), ("subject", subject), ("kind", figure.kind.value)]
    address = escape(with_query("compare", [*of, ("table", figure.table_kind.value)]))
    return f' <a class="file" href="{address}">{words["compare_this"]}</a>'


def page_html(document: Document, page: int, words: Words, gone: bool) -> str:
    """A page of a document with nothing framed; `gone` where what was to be framed is not there."""
    where = place(document.name, page)
    missing = f'<p class="none" role="status">{words["cell_gone"]}</p>' if gone else ""
    citation = Citation(document.name, page, "")
    return (
        f"<h1>{escape(document.title)} {escape(where)}</h1>{missing}"
        f'<p class="files"><a class="file" {original(document.name, page)}>{words["open_original"]}</a></p>'
        f"{picture_of(citation, words)}"
    )


def _of(facts: Sequence[Fact]) -> list[tuple[str, object]]:
    """What the first fact is of, beyond where it stands."""
    if not facts:
        return []
    fact = facts[0]
    scope = " · ".join(part for part in (fact.scope, fact.fund, fact.period, fact.unit_row) if part)
    return [("year", fact.year), ("stage", fact.stage), ("col_scope", scope), ("unit", fact.unit)]
