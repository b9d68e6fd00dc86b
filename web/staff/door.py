"""The desk's door: nothing under /desk answers a stranger, and no other site acts in a person's name.

A person is known by a session that he logged in for, or by what a listed proxy's header says of him. The
request goes on with him in its scope.

>>> Middleware(Door, access=Access.of(DeskSettings(login=True), logins, members))
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.facts.errors import BudgetError
from index.store.service import Logins, Members
from web.problems import problem
from web.rates import Limit, Rate, rate_of
from web.settings import DeskSettings
from web.staff.people import People, Person, Role
from web.staff.sessions import Sessions

DESK: Final = "/desk"
LOGIN: Final = "/desk/login"
LOGOUT: Final = "/desk/logout"
COOKIE: Final = "budget_qa_desk"
PERSON: Final = "budget_qa.person"
"""The key of a request's scope under which the `Person` stands."""
_UPLOAD: Final = f"{DESK}/gradio_api/upload"
_PEER: Final = "budget_qa.peer"
_SAFE: Final = ("GET", "HEAD", "OPTIONS")
TRIES_A_MINUTE: Final = 10
TRIES_OF_A_NAME: Final = 12

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Access:
    """By what a person is known: `people` log in for `sessions`, `header` is believed from `proxies`."""

    people: People | None
    sessions: Sessions | None
    header: str = ""
    proxies: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    administrators: frozenset[str] = frozenset()
    by_client: Limit = field(default_factory=lambda: Rate(TRIES_A_MINUTE))
    by_name: Limit = field(default_factory=lambda: Rate(TRIES_OF_A_NAME))

    @classmethod
    def of(cls, settings: DeskSettings, logins: Logins, members: Members, limits: str = "") -> Access:
        """What the settings say; who may log in and who has is kept in the store.

        `limits` is where tries to log in are counted for all processes. A file of people is taken in.
        Raises MissingExtra, BudgetError.
        """
        people = People(members) if settings.logs_in else None
        if people is not None and settings.users:
            people.take_in(settings.users)
        return cls(
            people,
            Sessions(logins, settings.hours) if settings.logs_in else None,
            settings.header,
            settings.proxies,
            frozenset(settings.administrators),
            rate_of(TRIES_A_MINUTE, limits, "logins of a client"),
            rate_of(TRIES_OF_A_NAME, limits, "logins by a name"),
        )

    def who(self, scope: Scope) -> Person | None:
        """Who sends a request; None for a stranger. Raises BudgetError where that cannot be looked up."""
        return self._by_header(scope) or self._by_session(scope)

    def _by_header(self, scope: Scope) -> Person | None:
        if not self.header or not self.proxies or not _is_from(scope.get(_PEER, ""), self.proxies):
            return None
        said = [value for name, value in scope["headers"] if name == self.header.lower().encode()]
        if len(said) != 1:  # one that a stranger put in beside the proxy's is no ground to choose
            return None
        name = unquote(said[0].decode("utf-8", "replace")).strip()
        if not name or not name.isprintable():
            return None
        return Person(name, Role.ADMINISTRATOR if name in self.administrators else Role.AGENT)

    def _by_session(self, scope: Scope) -> Person | None:
        if self.people is None or self.sessions is None:
            return None
        held = self.sessions.of(token_of(scope))
        listed = self.people.find(held.name) if held else None
        if held is None or listed is None or not self.sessions.is_of(held, listed):
            return None
        return Person(listed.name, Role(listed.role))


def token_of(scope: Scope) -> str:
    """What a browser shows of its session; "" where it has none."""
    return cookie_parser(Headers(scope=scope).get("cookie", "")).get(COOKIE, "")


def person_of(request: Any) -> Person | None:
    """The person of a request that came in by the door, Gradio's or Starlette's."""
    request = getattr(request, "request", request)
    found = request.scope.get(PERSON)
    return found if isinstance(found, Person) else None


class Peer:
    """An ASGI middleware before all others: notes who is at the other end, whatever he says of himself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] in ("http", "websocket"):
            scope[_PEER] = scope["client"][0] if scope.get("client") else ""
        await self._app(scope, receive, send)


class Door:
    """An ASGI middleware: /desk for people of the desk; all else goes by."""

    def __init__(self, app: ASGIApp, access: Access, entrance: Callable[[Access], ASGIApp]) -> None:
        """`entrance` makes the application of the pages to log in and out."""
        self._app = app
        self._access = access
        self._entrance = entrance(access)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        root = scope.get("root_path", "").rstrip("/")
        path = scope.get("path", "").removeprefix(root)
        if scope["type"] == "lifespan" or not (path == DESK or path.startswith(f"{DESK}/")):
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return

        async def private(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store")
                # With no-referrer a form tells no origin either.
                headers["Referrer-Policy"] = "same-origin"
            await send(message)

        if scope["method"] not in _SAFE and not _is_ours(Headers(scope=scope)):
            await problem(403, "请求来自别的网站")(scope, receive, private)
            return
        if path in (LOGIN, LOGOUT) and self._access.people is not None:
            await self._entrance(scope, receive, private)
            return
        try:
            person = await run_in_threadpool(self._access.who, scope)
        except BudgetError as error:
            log.warning("who is at the desk could not be looked up: %s", error)
            await problem(503, str(error))(scope, receive, private)
            return
        if person is None:
            await self._turned_away(path, root, scope)(scope, receive, private)
            return
        if path == f"{DESK}/":
            await RedirectResponse(f"{root}{DESK}", 307)(scope, receive, private)
            return
        if path.startswith(_UPLOAD) and person.role is not Role.ADMINISTRATOR:
            await problem(403, "只有管理人员可以上传")(scope, receive, private)
            return
        # Without the stroke addresses on the page begin where those of the public page do.
        inside = f"{root}{DESK}/" if path == DESK else scope["path"]
        await self._app({**scope, "path": inside, PERSON: person}, receive, private)

    def _turned_away(self, path: str, root: str, scope: Scope) -> ASGIApp:
        if self._access.people is not None and path in (DESK, f"{DESK}/") and scope["method"] in _SAFE:
            query = Request(scope).url.query
            return RedirectResponse(f"{root}{LOGIN}{f'?{query}' if query else ''}", 303)
        return problem(401, "只对坐席人员开放。请从单位的统一登录进入，或先登录")


def _is_ours(headers: Headers) -> bool:
    """Whether a request that changes something comes from our own pages, or from no page at all.

    A browser tells the origin of each such request; behind a proxy, the host that was asked for is ours too.
    """
    origin = headers.get("origin")
    site = headers.get("sec-fetch-site")
    if origin is None:
        return site in (None, "same-origin", "none")
    if origin == "null":
        return site == "same-origin"
    return urlsplit(origin).netloc in (headers.get("host", ""), headers.get("x-forwarded-host", "-"))


def _is_from(peer: str, networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]) -> bool:
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in network for network in networks)
