"""The routes of comparisons: the page, what is taken along from it, the names that are typed into it.

$ curl 'localhost:7860/compare.csv?body=某局&body=另一局&subject=公务接待费&against=first'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from index.store.exports.csv_text import Value, csv_text
from index.store.protocols import Facts
from web.exports import CSV_TYPE, XLSX_TYPE, workbook
from web.plain.compare.asked import Asked, asked_of, refused
from web.plain.compare.compare_files import json_text, lines, with_numbers
from web.plain.compare.compare_html import compare_address, compare_html, title_of
from web.plain.compare.compared import compared
from web.plain.compare.names import matching, subjects
from web.plain.editions import Edition, editions_of
from web.plain.layout import bad_address, page_at, respond
from web.plain.troubles import shown, told
from web.problems import problem
from web.words import FIRST, words_for

_TYPES: Final = {"csv": CSV_TYPE, "json": "application/json;charset=utf-8", "xlsx": XLSX_TYPE}
_OFFERED: Final = 20
_WIDTHS: Final = (28, 8, 8, 10, 10, 12, 34, 26, 10, 22, 16, 8, 18, 12, 18, 44, 12, 44, 12, 44, 30, 30, 36, 8)


def compare_routes(facts: Callable[[], Facts]) -> list[BaseRoute]:
    """The routes over the facts, which are asked for at each request."""

    def compare(request: Request) -> Response:
        page, pairs, held = page_at(request), request.query_params.multi_items(), facts()
        words = page.words
        if bad := refused(pairs, words):
            return respond(words["bad_address"], bad_address(bad, "compare", words), page, status=400)
        with held.steady():
            editions = editions_of(held.documents())
            gone = [body for body in asked_of(pairs).bodies if not matching(editions, body)]
            asked = _known(asked_of(pairs), editions)
            typed = matching(editions, asked.adding) if asked.adding else []
            if len(typed) == 1 or asked.adding in typed:
                return RedirectResponse(f"{page.root}/{compare_address(asked.with_body(typed[0]))}", 303)
            found = compared(held, asked)
            offered = subjects(held, _of(asked, editions))
        inside = compare_html(found, list(editions), offered, typed, gone, words)
        return respond(title_of(found, words), inside, page, about=words["compare_lead"])

    def file(request: Request) -> Response:
        ending, pairs = request.path_params["ending"], request.query_params.multi_items()
        if ending not in _TYPES:
            return problem(404, f"没有这种格式，可选：{'、'.join(_TYPES)}")
        words = page_at(request).words
        if bad := refused(pairs, words_for(FIRST)):
            return problem(400, "；".join(bad))
        held = facts()
        with held.steady():
            found = compared(held, _known(asked_of(pairs), editions_of(held.documents())))
        name = {"Content-Disposition": f'attachment; filename="compare.{ending}"'}
        if ending == "json":
            return Response(json_text(found, words), media_type=_TYPES[ending], headers=name)
        table = lines(found, words)
        return Response(_made(found.subject, table, ending), media_type=_TYPES[ending], headers=name)

    def names(request: Request) -> Response:
        asked, typed = request.query_params, request.query_params.get("q", "").strip()
        held = facts()
        with held.steady():
            editions = editions_of(held.documents())
            if asked.get("of") == "add":
                return JSONResponse(matching(editions, typed, _OFFERED))
            chosen = _of(_known(asked_of(asked.multi_items()), editions), editions)
            return JSONResponse(matching(subjects(held, chosen), typed, _OFFERED))

    small = [Middleware(GZipMiddleware, minimum_size=1000)]
    return [
        Route("/compare", shown(compare), middleware=small),
        Route("/compare/names", told(names)),
        Route("/compare.{ending}", told(file), middleware=small),
    ]


def _made(title: str, table: Sequence[tuple[Value, ...]], ending: str) -> bytes:
    if ending == "xlsx":
        return workbook(title, with_numbers(table), _WIDTHS)
    return b"".join(csv_text(table))


def _known(asked: Asked, editions: dict[str, tuple[Edition, ...]]) -> Asked:
    """What is asked of bodies that there are: of a part of a name the one that has it.

    Where several have it, they are to choose from.
    """
    whole = {body: _meant(body, editions) for body in asked.bodies}
    several = [body for body, names in whole.items() if len(names) > 1]
    bodies = dict.fromkeys(names[0] for names in whole.values() if len(names) == 1)
    return replace(asked, bodies=tuple(bodies), adding=asked.adding or next(iter(several), ""))


def _meant(name: str, editions: dict[str, tuple[Edition, ...]]) -> list[str]:
    """The bodies whose name holds a name; that alone which is so named."""
    return [name] if name in editions else matching(editions, name) if name else []


def _of(asked: Asked, editions: dict[str, tuple[Edition, ...]]) -> Sequence[Edition]:
    return [edition for body in asked.bodies for edition in editions.get(body, ())]
