"""The pages to log in and out of the desk.

>>> entrance = entrance_of(access)            # an ASGI application, behind `Door`
$ curl -H 'origin: http://localhost:7860' -d 'name=王芳&password=…' localhost:7860/desk/login
"""

from __future__ import annotations

import logging
import math
from html import escape
from typing import Final
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from index.facts.errors import BudgetError
from web.pages.part import NO_REFERRER, SAME_ORIGIN
from web.plain.layout import Page, page_at, respond
from web.problems import problem
from web.staff.door import COOKIE, DESK, LOGIN, LOGOUT, Access, token_of
from web.words import Words

_LARGEST: Final = 4096

log = logging.getLogger(__name__)


def entrance_of(access: Access) -> ASGIApp:
    """The application of both addresses, for an access with people; without them it is never asked."""
    people, sessions = access.people, access.sessions
    if people is None or sessions is None:
        return problem(401, "没有设登录")

    async def entrance(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        root = scope.get("root_path", "").rstrip("/")
        page = page_at(request)
        try:
            if request.method != "POST":
                reply: Response = _shown(page, login_html(page.words))
            elif scope["path"].removeprefix(root) == LOGOUT:
                reply = await logged_out(request, root)
            else:
                reply = await logged_in(request, root)
        except BudgetError as error:
            log.warning("nobody can log in or out: %s", error)
            reply = _again(page, str(error), "", 503)
        reply.headers["Cache-Control"] = "no-store"
        await reply(scope, receive, send)

    async def logged_out(request: Request, root: str) -> Response:
        await run_in_threadpool(sessions.end, token_of(request.scope))
        reply = RedirectResponse(f"{root}{LOGIN}", 303)
        reply.delete_cookie(COOKIE, path=f"{root}{DESK}")
        return reply

    async def logged_in(request: Request, root: str) -> Response:
        page = page_at(request)
        given = dict(parse_qsl((await _body(request)).decode("utf-8", "replace")))
        name, password = given.get("name", ""), given.get("password", "")
        client = request.client.host if request.client else "-"
        limits = ((access.by_client, client), (access.by_name, name.strip()))
        for rate, of in limits:
            admitted, _, wait = await run_in_threadpool(rate.take, of)
            if not admitted:
                log.warning("too many tries to log in from %s", client)
                said = page.words["login_often"].format(wait=math.ceil(wait))
                return _again(page, said, name, 429, {"Retry-After": str(math.ceil(wait))})
        person = await run_in_threadpool(people.admitted, name, password)
        listed = await run_in_threadpool(people.find, person.name) if person else None
        if person is None or listed is None:
            log.warning("a wrong name or password was given from %s", client)
            return _again(page, page.words["login_wrong"], name, 401)
        for rate, of in limits:  # a whole office has one address: only what fails is counted
            await run_in_threadpool(rate.give_back, of)
        token = await run_in_threadpool(sessions.begin, listed)
        log.info("%s（%s）登录", person.name, person.role)
        reply = RedirectResponse(f"{root}{DESK}", 303)
        reply.set_cookie(
            COOKIE,
            token,
            max_age=sessions.seconds,
            path=f"{root}{DESK}",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return reply

    return entrance


def login_html(words: Words, told: str = "", name: str = "") -> str:
    """The form; `told` says why it is shown again, `name` is what was typed."""
    fault = f'<p class="fault" role="alert">{escape(told)}</p>' if told else ""
    focus = ("", " autofocus") if name else (" autofocus", "")
    return (
        f'<form class="login" method="post" action="desk/login"><h1>{words["login"]}</h1>{fault}'
        f'<label>{words["login_name"]}<input name="name" value="{escape(name)}" autocomplete="username"'
        f' maxlength="40" required{focus[0]}></label>'
        f'<label>{words["login_password"]}<input name="password" type="password"'
        f' autocomplete="current-password" maxlength="200" required{focus[1]}></label>'
        f'<button type="submit">{words["login_do"]}</button></form>'
    )


def _again(page: Page, told: str, name: str, status: int, headers: dict[str, str] | None = None) -> Response:
    reply = _shown(page, login_html(page.words, told, name[:40]), status)
    reply.headers.update(headers or {})
    return reply


def _shown(page: Page, inside: str, status: int = 200) -> Response:
    """The page, whose form tells where it comes from, which the other pages' do not."""
    reply = respond(page.words["login"], inside, page, status=status)
    reply.body = bytes(reply.body).replace(NO_REFERRER.encode(), SAME_ORIGIN.encode())
    reply.headers["content-length"] = str(len(reply.body))
    return reply


async def _body(request: Request) -> bytes:
    """As much of a body as a form may have."""
    held = b""
    async for piece in request.stream():
        held += piece
        if len(held) > _LARGEST:
            return b""
    return held
