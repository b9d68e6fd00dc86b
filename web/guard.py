"""What stands before every request: headers, the size of a body, how often one client may ask.

>>> Middleware(Guard, serving=Serving(), upload_pass=None)      # for any ASGI application
"""

from __future__ import annotations

import hmac
import math
import re
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.language import choice_of
from web.problems import problem
from web.rates import rate_of
from web.settings import Serving
from web.words import words_for

# Gradio's page needs its own inline scripts and styles; nothing comes from, or goes to, another host.
POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; frame-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors "
)
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    # 《人工智能生成合成内容标识办法》: the implicit mark, beside the visible one in the text.
    "X-AIGC-Label": "budget-qa; generated=1",
}
ALONE: Final = {"Content-Security-Policy": f"{POLICY}'none'", "X-Frame-Options": "DENY"}
EMBED: Final = "/embed"
"""The address of the public chat for the frames of other sites."""
_PAGES: Final = "/gradio_api/"
_UPLOAD: Final = "/gradio_api/upload"
# What the pages ask Gradio for. The rest of it, which serves files, proxies and tools for developers,
# has no business here. `startup-events` is what it asks itself.
_OPEN: Final = re.compile(
    r"/gradio_api/(queue/(join|data)|run/predict|heartbeat/\w+|upload|upload_progress|startup-events|reset|cancel)/?"
)
# The addresses of answers too: who tries out ids comes to no end.
_COUNTED: Final = (
    *("/login", "/api/", "/v1/", "/mcp", "/a/", "/bodies", "/data/", "/figures", "/pages/"),
    _UPLOAD,
)
# A question asked on a page is an answer, its suggestions, a source or two: events of their own.
_EVENTS: Final = ("/gradio_api/queue/join", "/gradio_api/run/")
_EVENTS_PER_REQUEST: Final = 5
_DESK: Final = "/desk"
PASS: Final = "budget_qa_upload"
"""The cookie that lets an administrator's browser upload."""


class Guard:
    """An ASGI middleware. Files come in only with the cookie `PASS` that holds `upload_pass`."""

    def __init__(self, app: ASGIApp, serving: Serving, upload_pass: str | None) -> None:
        self._app = app
        store = serving.limits.get_secret_value()
        self._rate = rate_of(serving.rate, store, "requests")
        self._events = rate_of(serving.rate * _EVENTS_PER_REQUEST, store, "events")
        self._largest = serving.body_kilobytes * 1024
        self._pass = upload_pass
        policy = {"Content-Security-Policy": POLICY + " ".join(serving.embed)}
        self._framed = policy if serving.embed else ALONE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        more: dict[str, str] = {}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**HEADERS, **framed, **more}.items():
                    headers.setdefault(name, value)
            await send(message)

        root = scope.get("root_path", "").rstrip("/")
        path = scope["path"].removeprefix(root)
        framed = self._framed if path == EMBED else ALONE
        if not path.isprintable():  # routes do not match over a line's end, and nothing has such a name
            await problem(404, "没有这个地址")(scope, receive, with_headers)
            return
        # The desk is a page of its own, and lets in its people only: see web.staff.door.
        inside = path.startswith(f"{_DESK}/")
        path = path.removeprefix(_DESK) if inside else path
        if path.startswith(_PAGES) and not _OPEN.fullmatch(path):
            await problem(404, "没有这个地址")(scope, receive, with_headers)
            return
        if path.startswith(_UPLOAD) and not inside and not self._admits(Headers(scope=scope)):
            await problem(403, "没有开放上传，或尚未以管理口令进入")(scope, receive, with_headers)
            return
        if path.startswith(_COUNTED + _EVENTS):
            client = scope["client"][0] if scope.get("client") else "-"
            rate = self._events if path.startswith(_EVENTS) else self._rate
            taken = await run_in_threadpool(rate.take, client) if rate.waits else rate.take(client)
            admitted, left, wait = taken
            more["RateLimit-Limit"] = str(rate.per_minute)
            more["RateLimit-Remaining"] = str(left)
            more["RateLimit-Reset"] = str(math.ceil(wait))
            if not admitted:
                more["Retry-After"] = str(math.ceil(wait))
                words = words_for(choice_of(HTTPConnection(scope)).language)
                said = words["too_often"].format(rate=rate.per_minute, wait=math.ceil(wait))
                await problem(429, said)(scope, receive, with_headers)
                return
            if path.startswith(_UPLOAD):  # Gradio counts its bytes as they come
                await self._app(scope, receive, with_headers)
                return
            try:
                receive = await self._whole_body(Headers(scope=scope), receive)
            except OverflowError:
                said = f"请求不得超过{self._largest}字节"
                await problem(413, said)(scope, receive, with_headers)
                return
        await self._app(scope, receive, with_headers)

    def _admits(self, headers: Headers) -> bool:
        """Whether the request carries the administrator's pass."""
        if self._pass is None:
            return False
        cookies = cookie_parser(headers.get("cookie", ""))
        return hmac.compare_digest(cookies.get(PASS, "").encode(), self._pass.encode())

    async def _whole_body(self, headers: Headers, receive: Receive) -> Receive:
        """The body read at once. Raises OverflowError when it is too large."""
        if int(headers.get("content-length", "0") or 0) > self._largest:
            raise OverflowError
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._largest:
                raise OverflowError
        waiting: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return waiting.pop() if waiting else await receive()

        return again
