"""The first page's head: what a link to it shows, and its icon, in place of Gradio's own.

>>> head_of('<head><meta property="og:title" content="Gradio" /></head>', words_for("zh-CN"))
'<head><link rel="icon" href="icon.svg" …><meta property="og:title" content="预算公开问答"></head>'
"""

from __future__ import annotations

import re
from html import escape
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.guard import EMBED
from web.language import choice_of, kept
from web.problems import problem
from web.words import Words, words_for

_FOREIGN: Final = re.compile(
    r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>|<link\s[^>]*rel="(?:shortcut )?icon"[^>]*>'
)
_END: Final = "</head>"
_FRAMED: Final = (
    '<base target="_blank"><style>#views > .tab-wrapper, .masthead .ways, .masthead .languages, '
    ".masthead h1, #here { display: none !important; } .masthead { padding: 6px 0 !important; }"
    "</style>"
)
_PAGES: Final = ("/", "/desk/")


def head_of(page: str, words: Words) -> str:
    """The page with our lines in its head in place of foreign ones."""
    title, about = escape(words["title"]), escape(words["front_about"])
    ours = (
        '<link rel="icon" href="icon.svg" type="image/svg+xml">'
        f'<meta name="description" content="{about}"><meta property="og:type" content="website">'
        f'<meta property="og:title" content="{title}"><meta property="og:description" content="{about}">'
    )
    return _FOREIGN.sub("", page).replace(_END, ours + _END, 1)


def framed(page: str) -> str:
    """The page with the chat alone, whose links open beside the site that holds it."""
    return page.replace(_END, _FRAMED + _END, 1)


class FrontPage:
    """An ASGI middleware over the pages: `head_of` for the first one, in the reader's language.

    A language that its address chooses is kept for the next pages.
    """

    def __init__(self, app: ASGIApp, embed: bool = False) -> None:
        """Where it may `embed`, the first page is at /embed too, as the frame of another site shows it."""
        self._app = app
        self._embed = embed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        root = scope.get("root_path", "").rstrip("/")
        path = scope["path"].removeprefix(root) if scope["type"] == "http" else ""
        embedded = path == EMBED
        if embedded and not self._embed:
            await problem(404, "没有开放嵌入")(scope, receive, send)
            return
        if not (path in _PAGES or embedded) or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        if embedded:
            scope = {**scope, "path": f"{root}/"}
        asked = MutableHeaders(scope=scope)
        request = Request(scope)
        language, by_hand = choice_of(request)
        words = words_for(language)
        asked["accept-encoding"] = "identity"  # what is compressed could not be changed
        started: list[Message] = []
        body = b""

        async def held(message: Message) -> None:
            nonlocal body
            if message["type"] == "http.response.start":
                started.append(message)
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            start = started[0]
            kind = Headers(raw=start["headers"]).get("content-type", "")
            if kind.startswith("text/html"):
                page = head_of(body.decode(), words)
                body = (framed(page) if embedded else page).encode()
                headers = MutableHeaders(raw=start["headers"])
                headers["content-length"] = str(len(body))
                if by_hand:
                    headers.append("set-cookie", kept(language, root))
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, held)
