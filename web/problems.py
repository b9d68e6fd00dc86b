"""Errors of the API as RFC 9457 problem details (application/problem+json).

>>> problem(404, "没有这份文件").body
b'{"type":"about:blank","title":"Not Found","status":404,"detail":"没有这份文件"}'
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from index.facts.errors import BudgetError
from index.facts.plainly import fault
from web.services import Busy, Unanswered

_WHOLE: Final = {"body": "请求的内容", "query": "地址中的条件", "path": "地址"}


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str = "about:blank"
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["没有这份文件"])
    errors: list[dict[str, Any]] | None = None


def problem(
    status: int,
    detail: str,
    *,
    errors: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """The response that says what went wrong."""
    said = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=errors)
    return JSONResponse(
        said.model_dump(exclude_none=True), status, headers, media_type="application/problem+json"
    )


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI tells of these errors."""
    content = {"application/problem+json": {"schema": Problem.model_json_schema()}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def faults_of(error: RequestValidationError, request: Request) -> list[dict[str, str]]:
    """What is wrong with a request, by its fields; how one is written stands in its description."""
    told = []
    for each in error.errors():
        where, *names = each["loc"]
        field = "".join(f" 第{name + 1}项" if isinstance(name, int) else f".{name}" for name in names)
        message = fault(each)
        if each["type"] == "string_pattern_mismatch" and (how := _described(request, where, names)):
            message = f"{message}：{how}"
        told.append({"field": field.lstrip(".") or _WHOLE.get(where, str(where)), "message": message})
    return told


def only_known(request: Request) -> None:
    """Refuse a condition that the route does not have: a slip in its name would let everything through."""
    route = request.scope["route"]
    known = {each.alias for each in route.dependant.query_params}
    unknown = [{"type": "extra_forbidden", "loc": ("query", name)} for name in request.query_params]
    if faults := [each for each in unknown if each["loc"][1] not in known]:
        raise RequestValidationError(faults)


def _described(request: Request, where: str, names: Sequence[str | int]) -> str:
    """The description of a parameter of the route that was asked for."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or where != "query" or not names:
        return ""
    known = {each.alias: each.field_info.description for each in route.dependant.query_params}
    return known.get(str(names[0])) or ""


def tell(api: FastAPI) -> None:
    """Let every error of the application be a problem."""

    def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        if any(fault["type"] == "json_invalid" for fault in error.errors()):
            return problem(400, "请求不是有效的 JSON")
        faults = faults_of(error, request)
        return problem(422, "；".join(f"{f['field']}：{f['message']}" for f in faults), errors=faults)

    def http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return problem(error.status_code, str(error.detail), headers=dict(error.headers or {}))

    def busy(request: Request, error: Exception) -> JSONResponse:
        return problem(503, str(error), headers={"Retry-After": "5"} if isinstance(error, Busy) else None)

    def failed(request: Request, error: Exception) -> JSONResponse:
        return problem(500, str(error))

    api.add_exception_handler(RequestValidationError, invalid)
    api.add_exception_handler(HTTPException, http)
    api.add_exception_handler(Unanswered, busy)
    api.add_exception_handler(BudgetError, failed)
