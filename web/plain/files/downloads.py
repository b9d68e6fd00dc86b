"""The routes of what is taken along: a view's figures as CSV, JSON or workbook, the index as a data package.

What is streamed holds nothing of the store while a reader's line is slow; its first stretch is read before
the reply begins, so that a store in trouble is told and not cut off.

$ curl 'localhost:7860/figures.csv?q=公务接待&year=2025&sort=-value'
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from itertools import chain
from typing import IO, Final

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from index.facts.errors import MissingExtra
from index.store.export import export, exported_text
from index.store.exports.parquet import parquet
from index.store.protocols import Facts
from web.exports import CSV_TYPE, XLSX_TYPE
from web.label import LABEL
from web.plain.files import data_package
from web.plain.troubles import told
from web.plain.view import refused, view_of
from web.problems import problem
from web.words import FIRST, words_for

TYPES: Final = {
    "csv": CSV_TYPE,
    "json": "application/json;charset=utf-8",
    "xlsx": XLSX_TYPE,
    "parquet": "application/vnd.apache.parquet",
}
_CHUNK: Final = 1 << 16
_WORKBOOKS: Final = 2  # made at once: each takes a core and as much memory as its rows


def download_routes(facts: Callable[[], Facts], most_of_a_workbook: int) -> list[BaseRoute]:
    """The routes over the facts, which are asked for at each request."""
    making = threading.BoundedSemaphore(_WORKBOOKS)

    def figures(request: Request) -> Response:
        ending = request.path_params["ending"]
        if ending not in TYPES:
            return problem(404, f"没有这种格式，可选：{'、'.join(TYPES)}")
        pairs = request.query_params.multi_items()
        if bad := refused(pairs, words_for(FIRST)):
            return problem(400, "；".join(bad))
        held, wanted = facts(), view_of(pairs).wanted
        if ending == "xlsx" and (count := held.count(wanted)) > most_of_a_workbook:
            said = f"共{count}个数字，超过一个工作簿的{most_of_a_workbook}个。请缩小范围，或下载 CSV"
            return problem(422, said)
        if ending != "xlsx":
            rows = (stored.figure for stored in held.stream_figures(wanted))
            text = ending != "parquet"
            parts = exported_text(rows, ending, label=LABEL) if text else parquet(rows, LABEL)
            try:
                return taken(parts, TYPES[ending], f"figures.{ending}")
            except MissingExtra as error:
                return problem(501, str(error))
        if not making.acquire(blocking=False):
            return problem(503, "正在生成别的工作簿，请稍后再试，或下载 CSV", headers={"Retry-After": "20"})
        try:
            book = tempfile.SpooledTemporaryFile(max_size=1 << 24)
            rows = (stored.figure for stored in held.stream_figures(wanted))
            documents = (stored.document for stored in held.documents())
            export(rows, ending, book, label=LABEL, documents=documents)  # type: ignore[arg-type]
        finally:
            making.release()
        book.seek(0)
        return taken(_read(book), TYPES[ending], f"figures.{ending}")

    def package(request: Request) -> Response:
        return JSONResponse(data_package.descriptor())

    def table(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in data_package.TABLES:
            return problem(404, f"没有这张表，可选：{'、'.join(data_package.TABLES)}")
        return taken(data_package.table(facts(), name), CSV_TYPE)

    def zipped(request: Request) -> Response:
        return taken(data_package.zipped(facts()), "application/zip", "datapackage.zip")

    small = [Middleware(GZipMiddleware, minimum_size=1000)]
    return [
        Route("/figures.{ending}", told(figures), middleware=small),
        Route("/data/datapackage.json", package),
        Route("/data/datapackage.zip", told(zipped)),
        Route("/data/{name}.csv", told(table), middleware=small),
    ]


def taken(parts: Iterator[bytes], type_: str, name: str = "") -> StreamingResponse:
    """What is made bit by bit as a response, to be kept under a name where there is one."""
    first = next(parts, b"")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'} if name else {}
    return StreamingResponse(chain([first], parts), media_type=type_, headers=headers)


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while part := file.read(_CHUNK):
            yield part
