"""A store in trouble, as a page and as problem details: what a reader may do, and no trace of a fault.

>>> Route("/bodies", shown(bodies))
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from starlette.requests import Request
from starlette.responses import Response

from index.facts.errors import BudgetError
from web.plain.layout import page_at, respond
from web.problems import problem

Handler = Callable[[Request], Response]


def shown(handler: Handler) -> Handler:
    """The handler of a page, which says in a page what is wrong."""

    def handled(request: Request) -> Response:
        try:
            return handler(request)
        except BudgetError as error:
            page = page_at(request)
            said = f"<h1>{page.words['interrupted_page']}</h1><p>{escape(str(error))}</p>"
            return respond(page.words["interrupted_page"], said, page, status=503)

    return handled


def told(handler: Handler) -> Handler:
    """The handler of a file, which says in problem details what is wrong."""

    def handled(request: Request) -> Response:
        try:
            return handler(request)
        except BudgetError as error:
            return problem(503, str(error), headers={"Retry-After": "5"})

    return handled
