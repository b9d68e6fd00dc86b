"""The routes of the plain pages; what is taken along from them, see `web.plain.files`.

>>> Starlette(routes=plain_routes(lambda: facts))
$ curl 'localhost:7860/figures?q=公务接待&year=2025&sort=-value'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Final

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from index.facts.records import Citation
from index.store.protocols import Facts, StoredDocument
from index.store.service import KeptQuestion
from web.pages.part import asset
from web.plain.answer_page import answer_page_html, is_public
from web.plain.bodies import shown_of
from web.plain.body_html import bodies_html, body_html, editions_html
from web.plain.cell_html import Fact, cell_html, page_html
from web.plain.compare.compare_routes import compare_routes
from web.plain.editions import Edition, chosen, editions_of
from web.plain.explore_html import explore_html
from web.plain.files.downloads import download_routes
from web.plain.layout import bad_address, mark_of, page_at, respond
from web.plain.troubles import shown
from web.plain.view import LONGEST, ROWS, refused, view_of
from web.words import Words

_BODIES: Final = 300
_ABOUT: Final = 160


def plain_routes(
    facts: Callable[[], Facts],
    kept: Callable[[str], KeptQuestion | None] = lambda id: None,
    most_of_a_workbook: int = 200_000,
) -> list[BaseRoute]:
    """The routes over the facts, which are asked for at each request; `kept` finds an answer by its id."""

    def explore(request: Request) -> Response:
        page, pairs, held = page_at(request), request.query_params.multi_items(), facts()
        words = page.words
        if bad := refused(pairs, words):
            return respond(words["bad_address"], bad_address(bad, "figures", words), page, status=400)
        view = view_of(pairs)
        with held.steady():
            tally = held.tally(view.wanted)
            figures = held.select(view.wanted, offset=(view.page - 1) * ROWS, limit=ROWS)
        title = f"{view.typed} · {words['explore_title']}" if view.typed else words["explore_title"]
        return respond(title, explore_html(view, tally, figures, words), page, about=words["explore_lead"])

    def bodies(request: Request) -> Response:
        page, typed = page_at(request), request.query_params.get("q", "").strip()[:LONGEST]
        inside = bodies_html(editions_of(facts().documents()), typed, _BODIES, page.words)
        return respond(page.words["bodies"], inside, page, about=page.words["bodies_lead"])

    def body(request: Request) -> Response:
        page, name, asked = page_at(request), request.path_params["body"], request.query_params
        editions = editions_of(facts().documents()).get(name)
        if not editions:
            return respond(page.words["gone_title"], _gone(page.words["gone_body"]), page, status=404)
        wanted = [asked.get(name, "") for name in ("year", "kind", "scope")]
        edition = chosen(editions, *wanted)
        if edition is None:
            return respond(page.words["gone_title"], _other(editions, wanted, page.words), page, status=404)
        with facts().steady():
            made = shown_of(facts(), editions, edition)
        title = f"{name} {edition.year}{edition.kind}"
        return respond(title, body_html(made, page.words), page, about=page.words["body_about"])

    def answer(request: Request) -> Response:
        page = page_at(request)
        held = kept(request.path_params["id"])
        if held is None or not is_public(held):
            return respond(page.words["gone_title"], _gone(page.words["gone_answer"]), page, status=404)
        names = {str(citation["document"]) for citation in held.answer.get("citations", [])}
        found = [stored.document for stored in facts().find(names=names)] if names else []
        there = {document.name: document.sha256 for document in found}
        inside = answer_page_html(held, there, page.address, page.words)
        return respond(held.question, inside, page, about=str(held.answer.get("text", ""))[:_ABOUT])

    def cell(request: Request) -> Response:
        page = page_at(request)
        name, number = request.path_params["document"], request.path_params["page"]
        found = facts().find(names=[name])
        if not found or not 1 <= number <= max(found[0].document.pages, 1):
            return respond(page.words["gone_title"], _gone(page.words["gone_page"]), page, status=404)
        document, mark = found[0].document, request.query_params.get("cell", "")
        at = cited(facts(), found[0], number, mark) if mark else []
        if not at:
            inside = page_html(document, number, page.words, gone=bool(mark))
            return respond(document.title, inside, page, status=404 if mark else 200)
        citation, *_ = (place for place, _ in at)
        told = [fact for _, fact in at if fact is not None]
        title = f"{document.body} {citation.row or citation.quote[:30]}"
        return respond(title, cell_html(document, citation, told, page.words), page, about=citation.quote)

    def icon(request: Request) -> Response:
        kept = {"Cache-Control": "max-age=86400"}
        return Response(asset("icon.svg"), media_type="image/svg+xml", headers=kept)

    small = [Middleware(GZipMiddleware, minimum_size=1000)]
    return [
        Route("/figures", shown(explore), middleware=small),
        Route("/bodies", shown(bodies), middleware=small),
        Route("/bodies/{body:path}", shown(body), middleware=small),
        Route("/a/{id}", shown(answer), middleware=small),
        Route("/pages/{document:path}/{page:int}", shown(cell), middleware=small),
        *compare_routes(facts),
        *download_routes(facts, most_of_a_workbook),
        Route("/icon.svg", icon),
        Route("/favicon.ico", icon),
    ]


def cited(
    facts: Facts, stored: StoredDocument, page: int, mark: str
) -> Sequence[tuple[Citation, Fact | None]]:
    """What was read at the place of a page that has this mark: figures, sentences, sides of a finding."""
    held: list[tuple[Citation, Fact | None]] = []
    held += [(one.figure.citation, one.figure) for one in facts.figures(documents=[stored.id])]
    held += [(one.change.citation, one.change) for one in facts.changes(documents=[stored.id])]
    held += [
        (citation, None)
        for _, finding in facts.findings([stored.document.name])
        for citation in finding.citations
    ]
    return [pair for pair in held if pair[0].page == page and mark_of(pair[0]) == mark]


def _other(editions: Sequence[Edition], wanted: Sequence[str], words: Words) -> str:
    """What a body does not disclose, and what it does."""
    asked = escape(" ".join(filter(None, wanted)))
    return f"<h1>{words['gone_edition'].format(asked=asked)}</h1>{editions_html(editions, words)}"


def _gone(text: str) -> str:
    return f"<h1>{text}</h1>"
