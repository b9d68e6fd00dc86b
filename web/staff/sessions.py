"""Who has logged in: a session for each browser, known to every process over the store, for so many hours.

A browser holds a token that tells nothing; only its digest is kept. Who logs out is out everywhere.

>>> sessions = Sessions(open_logins(Path("store")), hours=12)     # of index.store.opening
>>> token = sessions.begin(listed)
>>> sessions.of(token).name
'王芳'
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from index.store.service import Login, Logins, Member

_MOST: Final = 10_000


def _utc() -> datetime:
    """The moment in UTC, without a zone, as it is kept."""
    return datetime.now(UTC).replace(tzinfo=None)


class Sessions:
    """The sessions of a store; many threads may ask."""

    def __init__(self, logins: Logins, hours: float, now: Callable[[], datetime] = _utc) -> None:
        """Drops those that have ended. Raises StoreError."""
        self.seconds = int(hours * 3600)
        self._logins = logins
        self._now = now
        self._logins.forget_ended(now(), _MOST)

    def begin(self, person: Member) -> str:
        """The token of a new session; those that have ended go. Raises StoreError."""
        token, now = secrets.token_urlsafe(32), self._now()
        until = now + timedelta(seconds=self.seconds)
        self._logins.put(Login(_digest(token), person.name, person.role, _digest(person.hash), until))
        self._logins.forget_ended(now, _MOST)
        return token

    def of(self, token: str) -> Login | None:
        """The session of a token, unless it has ended. Raises StoreError."""
        held = self._logins.find(_digest(token)) if token else None
        return held if held is not None and held.until > self._now() else None

    def is_of(self, held: Login, person: Member) -> bool:
        """Whether a session is that of a person, who has the password and the role that he began it with."""
        return (held.name, held.role, held.stamp) == (person.name, person.role, _digest(person.hash))

    def end(self, token: str) -> None:
        """End the session of a token, if there is one. Raises StoreError."""
        if token:
            self._logins.forget(_digest(token))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
