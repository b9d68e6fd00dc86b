"""Who may administer from a page: who knows the token, or whom the desk's door let in as 管理.

>>> TokenGate(keeper).admits("口令", request)
True
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from index.facts.errors import BudgetError
from web.pages.documents_html import told_html
from web.services import Keeper
from web.staff.door import person_of
from web.staff.people import Role
from web.words import Words

log = logging.getLogger(__name__)


class Gate(Protocol):
    """What stands before each administrator's act."""

    @property
    def asks(self) -> bool:
        """Whether a token is to be typed."""
        ...

    def admits(self, token: str, request: Any) -> bool:
        """Whether the sender of a request, who typed `token`, may administer."""
        ...


@dataclass(frozen=True, slots=True)
class TokenGate:
    """Who knows the keeper's token."""

    keeper: Keeper
    asks: bool = True

    def admits(self, token: str, request: Any) -> bool:
        """Whether the token is right."""
        return self.keeper.admits(token)


@dataclass(frozen=True, slots=True)
class RoleGate:
    """Who is 管理 at the desk."""

    asks: bool = False

    def admits(self, token: str, request: Any) -> bool:
        """Whether the request came in by the door from an administrator."""
        person = person_of(request)
        return person is not None and person.role is Role.ADMINISTRATOR


def named(request: Any) -> str:
    """Who acts, for what is kept of an act; by the token nobody is named."""
    person = person_of(request)
    return person.name if person else "管理口令"


def managed(admitted: bool, act: Callable[[], str], words: Words) -> str:
    """Do one administrator's act if he is one; what to tell, the refusal's reason included."""
    if not admitted:
        return told_html(words["bad_token"], fault=True)
    try:
        return told_html(act())
    except BudgetError as error:
        log.warning("%s", error)
        return told_html(str(error), fault=True)
