"""What a service keeps beside the facts: protocols, and the nouns that they hand out.

`Questions` keeps what was asked, `Notes` what those who run the service say, `Logins` who is at the desk,
`Members` who may be. Which there are is said in `index.store.opening` alone.

>>> notes.put("answering", "off", {"notice": "维护中"}, by="李强")
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """One question as it was kept, with its answer; `good` is None where nobody judged that."""

    id: str
    at: datetime
    channel: str
    question: str
    status: str
    latency_ms: float
    plan: str
    answer: dict[str, Any]
    good: bool | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something kept beside the facts under a topic and a name; `by` whom, `at` when, in UTC."""

    topic: str
    name: str
    value: dict[str, Any]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Login:
    """Who logged in at the desk, known by the digest of his token, `until` when in UTC.

    `stamp` is another one when his password is.
    """

    digest: str
    name: str
    role: str
    stamp: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the desk: `hash` is his password's, with its salt and costs, `since` when, in UTC."""

    name: str
    role: str
    hash: str
    since: datetime


class Questions(Protocol):
    """What was asked and answered, from many threads at once. All methods raise StoreError."""

    def put(self, question: KeptQuestion) -> None:
        """Keep one; one that is kept already stays as it is."""
        ...

    def judge(self, id: str, good: bool, comment: str) -> None:
        """Keep what a reader thought of its answer."""
        ...

    def entries(
        self, *, since: datetime | None = None, until: datetime | None = None, wrong: bool = False
    ) -> Iterator[KeptQuestion]:
        """What was kept, oldest first: from `since`, before `until`, only what was judged wrong."""
        ...

    def find(self, id: str) -> KeptQuestion | None:
        """The question kept under that id."""
        ...

    def forget_before(self, moment: datetime) -> None:
        """Forget what was asked before that."""
        ...

    def close(self) -> None:
        """Give back what is held."""
        ...


class Notes(Protocol):
    """What those who run the service keep, seen by every process. All methods raise StoreError."""

    def put(self, topic: str, name: str, value: dict[str, Any], by: str) -> None:
        """Keep a note in place of the one that has its topic and name."""
        ...

    def find(self, topic: str, name: str) -> Note | None:
        """The note of a topic and name."""
        ...

    def of(self, topic: str) -> tuple[Note, ...]:
        """The notes of a topic, oldest first."""
        ...

    def forget(self, topic: str, name: str) -> None:
        """Let a note go; one that is not there is passed over."""
        ...

    def forget_before(self, topic: str, moment: datetime) -> None:
        """Let the notes of a topic go that are older than that."""
        ...

    def claim(self, topic: str, name: str, holder: str, seconds: float) -> bool:
        """Hold a note for so long, again where he holds it; whether nobody else does."""
        ...

    def release(self, topic: str, name: str, holder: str) -> None:
        """Hold it no more; what another holds stays."""
        ...

    def close(self) -> None:
        """Give back what is held."""
        ...


class Logins(Protocol):
    """Who has logged in at the desk, known to every process. All methods raise StoreError."""

    def put(self, login: Login) -> None:
        """Keep one."""
        ...

    def find(self, digest: str) -> Login | None:
        """The log-in of a token with that digest."""
        ...

    def forget(self, digest: str) -> None:
        """Let one go; one that is not there is passed over."""
        ...

    def forget_ended(self, moment: datetime, most: int) -> None:
        """Let those go that end by that moment, and of the rest all but the `most` that end last."""
        ...

    def close(self) -> None:
        """Give back what is held."""
        ...


class Members(Protocol):
    """The people of the desk, known to every process. All methods raise StoreError."""

    def all(self) -> dict[str, Member]:
        """The people by name."""
        ...

    def find(self, name: str) -> Member | None:
        """The person of that name."""
        ...

    def put(self, member: Member) -> bool:
        """Keep a person in place of the one of that name; whether he is new."""
        ...

    def remove(self, name: str) -> bool:
        """Let a person go; whether he was there."""
        ...

    def take_in(self, file: str, members: Iterable[Member]) -> bool:
        """Keep the people of a file that is read for the first time; whether it is.

        Those who are known already stay as they are.
        """
        ...

    def close(self) -> None:
        """Give back what is held."""
        ...
