"""What only those who run the service read: how it goes, and the description of its interfaces.

>>> Middleware(Closed, token="…")       # for any ASGI application
$ curl -H 'Authorization: Bearer …' localhost:7860/metrics
"""

from __future__ import annotations

import hmac
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from web.problems import problem

PATHS: Final = ("/metrics", "/api/openapi.json", "/api/docs", "/openapi.json", "/docs", "/redoc")


class Closed:
    """An ASGI middleware: `PATHS` only for requests that bear the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        """An empty token would let anybody in: ValueError."""
        if not token:
            raise ValueError("token")
        self._app = app
        self._right = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and scope["path"].rstrip("/") in PATHS:
            shown = Headers(scope=scope).get("authorization", "").encode("latin-1")  # as it was sent
            if not hmac.compare_digest(shown, self._right):
                refusal = problem(401, "只对运维人员开放", headers={"WWW-Authenticate": "Bearer"})
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)
