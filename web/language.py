"""Which language a reader is shown, and how a choice by hand is kept: the same for every page and message.

>>> choice("xx", "zh-TW", "en")
Choice(language='zh-TW', by_hand=False)
>>> kept("en", "")
'lang=en; Max-Age=31536000; Path=/; SameSite=lax'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple, Protocol

from web.words import LANGUAGES, language_of

NAME: Final = "lang"
"""The name of a choice by hand, in an address and as a cookie."""
_SECONDS: Final = 365 * 24 * 3600


class Choice(NamedTuple):
    """A language; `by_hand` where this address chooses it, so that it is to be kept."""

    language: str
    by_hand: bool


class _Asking(Protocol):
    """A request, be it Starlette's or Gradio's."""

    @property
    def query_params(self) -> Mapping[str, str]: ...
    @property
    def cookies(self) -> Mapping[str, str]: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


def choice(asked: str | None, kept: str | None, accepted: str) -> Choice:
    """What the address asks for, else what was kept, else the first that the browser accepts."""
    by_hand = asked in LANGUAGES
    return Choice(language_of(asked if by_hand else kept, accepted), by_hand)


def choice_of(request: _Asking) -> Choice:
    """The language of who sends this request."""
    accepted = request.headers.get("accept-language", "")
    return choice(request.query_params.get(NAME), request.cookies.get(NAME), accepted)


def kept(language: str, root: str) -> str:
    """The Set-Cookie header that keeps a choice for every page under `root`."""
    return f"{NAME}={language}; Max-Age={_SECONDS}; Path={root}/; SameSite=lax"
