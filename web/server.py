"""What one server answers besides the pages: the API, chat completions, health, metrics, the PDFs.

>>> page.launch(app_kwargs={"routes": routes(reception), "middleware": guarded(serving)})
"""

from __future__ import annotations

import mimetypes

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from index.facts.errors import BudgetError
from web.api import build_api
from web.closed import Closed
from web.guard import Guard
from web.openai import build_openai
from web.plain.front import FrontPage
from web.plain.interface.interface_html import interface_html
from web.plain.layout import page_at, respond
from web.plain.lost import Lost
from web.plain.routes import plain_routes
from web.problems import problem
from web.reception import Reception
from web.services import Keeper
from web.settings import Serving
from web.staff.door import DESK, Access, Door, Peer
from web.staff.entrance import entrance_of


def guarded(
    serving: Serving, *, upload_pass: str | None = None, access: Access | None = None
) -> list[Middleware]:
    """What stands before every request; without `upload_pass` no file comes in, without `access` no person.

    Who is at the other end is noted first, then a listed proxy may say for whom it asks.
    """
    token = serving.operations_token.get_secret_value()
    closed = [Middleware(Closed, token=token)] if token else []
    door = [Middleware(Door, access=access, entrance=entrance_of)] if access else []
    proxies = [str(network) for network in serving.trusted_proxies]
    believed = [Middleware(ProxyHeadersMiddleware, trusted_hosts=proxies)] if proxies else []
    guard = Middleware(Guard, serving=serving, upload_pass=upload_pass)
    return [
        Middleware(Peer),
        *believed,
        guard,
        *door,
        *closed,
        Middleware(Lost),
        Middleware(FrontPage, embed=bool(serving.embed)),
    ]


def routes(reception: Reception, *more: BaseRoute, keeper: Keeper | None = None) -> list[BaseRoute]:
    """The routes beside the pages.

    `/api/…` see `web.api`, and `/api/docs` tells of them on a page; `/v1/…` see `web.openai`, the plain
    pages `web.plain.routes`;
    `GET /documents/{name}` is the stored copy of a document; `/healthz` tells that the process lives,
    `/readyz` that it can answer, and with which language model; `/metrics` is for Prometheus, and for
    whom see `Serving.operations_token`; `more` comes beside them.
    """

    def document(request: Request) -> Response:
        name = request.path_params["name"]
        try:
            path = reception.quiet.pdf_path(name)
        except KeyError:
            return problem(404, "没有这份文件")
        except BudgetError as error:
            return problem(503, str(error))
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        # A page of HTML would run in this site's name: it is handed over as a file.
        shown = "inline" if kind == "application/pdf" else "attachment"
        return FileResponse(path, media_type=kind, filename=name, content_disposition_type=shown)

    def healthy(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    def ready(request: Request) -> Response:
        try:
            count = len(reception.quiet.documents())
        except BudgetError as error:
            return problem(503, str(error))
        coming = reception.intake.under_way() if reception.intake else None
        if not count:
            return problem(503, "正在索引，还没有可以回答的文件" if coming else "还没有索引任何文件")
        told = {"indexing": {"done": coming.done, "total": coming.total}} if coming else {}
        model = {"language_model": dict(reception.second.found())} if reception.second else {}
        notice = reception.quiet.notice()
        noticed = {"notice": notice} if notice else {}
        if off := reception.standing():  # the pages are served, and tell so
            noticed["answering"] = f"off: {off}"
        return JSONResponse({"status": "ready", "documents": count, **told, **noticed, **model})

    def desk(request: Request) -> Response:
        """Where the desk is no page of its own, it is a tab of the first."""
        return RedirectResponse("./?view=desk")

    def metrics(request: Request) -> Response:
        return PlainTextResponse(
            generate_latest(reception.meter.registry), headers={"content-type": CONTENT_TYPE_LATEST}
        )

    api = build_api(reception, keeper)

    def interface(request: Request) -> Response:
        page = page_at(request)
        inside = interface_html(api.openapi(), page.words, page.language, page.address)
        return respond(page.words["interface"], inside, page, about=page.words["interface_lead"])

    return [
        Route("/documents/{name:path}", document),
        Route("/healthz", healthy),
        Route("/readyz", ready),
        Route("/metrics", metrics),
        Route("/api/docs", interface),
        Mount("/api", api),
        Mount("/v1", build_openai(reception)),
        *plain_routes(lambda: reception.quiet.facts, reception.kept),
        *more,
        Route(DESK, desk),
    ]
