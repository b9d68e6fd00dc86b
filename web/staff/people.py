"""The people of the desk: names, roles and password hashes, in the store for every process over it.

A person who is added or taken out is so at the next request, whichever process it comes to. A file of people,
as earlier versions kept it, is taken in once.

>>> people = People(open_members(Path("store")))          # of index.store.opening
>>> people.put("王芳", Role.AGENT, "八位以上的口令")
>>> people.admitted("王芳", "八位以上的口令")
Person(name='王芳', role=<Role.AGENT: '坐席'>)
"""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from index.facts.errors import BudgetError, MissingExtra
from index.store.service import Member, Members

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST: Final = 8
LONGEST: Final = 200
_LONGEST_NAME: Final = 40
_AT_ONCE: Final = 2


class Role(StrEnum):
    """What a person may do: answer calls, or that and administer."""

    AGENT = "坐席"
    ADMINISTRATOR = "管理"


@dataclass(frozen=True, slots=True)
class Person:
    """Who is at the desk."""

    name: str
    role: Role


class _Listed(BaseModel):
    """One person as a file has him; `hash` is Argon2's, with its salt and costs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    role: Role
    hash: str
    since: datetime


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    people: list[_Listed] = []


class People:
    """The people of a store; many threads may ask."""

    def __init__(self, members: Members) -> None:
        """Raises MissingExtra without argon2-cffi."""
        if find_spec("argon2") is None:
            raise MissingExtra("坐席登录", "desk")
        self._members = members
        self._checking = threading.BoundedSemaphore(_AT_ONCE)  # each check takes 64 MB for a moment
        self._nobody = ""

    def listed(self) -> dict[str, Member]:
        """The people by name. Raises StoreError."""
        return self._members.all()

    def find(self, name: str) -> Member | None:
        """The person of that name. Raises StoreError."""
        return self._members.find(name)

    def put(self, name: str, role: Role, password: str) -> bool:
        """Add a person, or give one a new role and password; whether he is new. Raises BudgetError."""
        name, password = _named(name), _normal(password)
        if not SHORTEST <= len(password) <= LONGEST:
            raise BudgetError(f"口令应为{SHORTEST}到{LONGEST}个字")
        since = datetime.now(UTC).replace(tzinfo=None)
        return self._members.put(Member(name, role.value, _hasher().hash(password), since))

    def remove(self, name: str) -> None:
        """Take a person out. Raises BudgetError for one who is not there."""
        if not self._members.remove(_normal(name.strip())):
            raise BudgetError(f"没有名叫“{name}”的人员")

    def admitted(self, name: str, password: str) -> Person | None:
        """The person, if the password is his. As slow for a name that is not there as for one that is."""
        from argon2.exceptions import VerificationError

        found = self.find(_normal(name.strip()))
        with self._checking:
            if found is None and not self._nobody:
                self._nobody = _hasher().hash("nobody has this password")
            try:
                _hasher().verify(found.hash if found else self._nobody, _normal(password)[:LONGEST])
            except VerificationError:
                return None
        return Person(found.name, Role(found.role)) if found else None

    def take_in(self, path: Path, again: bool = False) -> int:
        """Add the people of a file; how many there are in it, 0 where it was taken in before.

        Nobody is added twice, nor is one who was taken out since; `again` takes in all of them as the file
        has them. A file that is not there has none. Raises BudgetError.
        """
        try:
            people = _File.model_validate_json(path.read_bytes()).people
        except FileNotFoundError:
            return 0
        except (OSError, ValidationError) as error:
            raise BudgetError(f"{path} 不是人员文件，或已损坏（{type(error).__name__}）") from error
        members = [_member(one) for one in people]
        first = self._members.take_in(str(path.resolve()), members)
        if again:
            for member in members:
                self._members.put(member)
        return len(members) if first or again else 0


def _member(one: _Listed) -> Member:
    """A person of a file; his moment in UTC, as it is kept."""
    since = one.since.astimezone(UTC).replace(tzinfo=None) if one.since.tzinfo else one.since
    return Member(one.name, one.role.value, one.hash, since)


def _hasher() -> PasswordHasher:
    """RFC 9106's second recommended choice, which is argon2-cffi's own."""
    from argon2 import PasswordHasher

    return PasswordHasher()


def _named(name: str) -> str:
    """A name as it is kept. Raises BudgetError for one that cannot be shown."""
    name = _normal(name.strip())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise BudgetError(f"姓名应为1到{_LONGEST_NAME}个字")
    return name


def _normal(text: str) -> str:
    """One keyboard's é is another's e and accent."""
    return unicodedata.normalize("NFC", text)
