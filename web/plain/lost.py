"""An address at which nothing is: a reader gets a page that leads on, a program what it got before.

>>> Middleware(Lost)
$ curl -H 'accept: text/html' localhost:7860/nothing
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.plain.layout import page_at, respond

# Addresses of programs, whose errors are theirs to read.
_OF_PROGRAMS: Final = ("/api", "/v1", "/mcp", "/gradio_api", "/desk/gradio_api")


class Lost:
    """An ASGI middleware: a 404 that is no page becomes one for who asks for a page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if not _is_of_a_reader(scope):
            await self._app(scope, receive, send)
            return
        lost = False

        async def told(message: Message) -> None:
            nonlocal lost
            if message["type"] == "http.response.start":
                kind = Headers(raw=message["headers"]).get("content-type", "")
                lost = message["status"] == 404 and not kind.startswith("text/html")
            if not lost:
                await send(message)

        await self._app(scope, receive, told)
        if lost:
            page = page_at(Request(scope))
            said = f"<h1>{page.words['gone_title']}</h1><p>{page.words['gone_address']}</p>"
            await respond(page.words["gone_title"], said, page, status=404)(scope, receive, send)


def _is_of_a_reader(scope: Scope) -> bool:
    """Whether a page is asked for."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path = scope["path"].removeprefix(scope.get("root_path", "").rstrip("/"))
    of_programs = any(path == each or path.startswith(f"{each}/") for each in _OF_PROGRAMS)
    return not of_programs and "text/html" in Headers(scope=scope).get("accept", "")
