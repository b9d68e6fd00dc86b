"""The people of the desk: names, roles and password hashes in a file that the command line keeps.

A change of the file is seen at the next request; a person taken out is out at once.

>>> people = People(Path("people.json"))
>>> people.put("王芳", Role.AGENT, "八位以上的口令")
>>> people.admitted("王芳", "八位以上的口令")
Person(name='王芳', role=<Role.AGENT: '坐席'>)
"""

from __future__ import annotations

import os
import tempfile
import threading
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from index.facts.errors import BudgetError, MissingExtra
from index.facts.plainly import reason

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST: Final = 8
LONGEST: Final = 200
_LONGEST_NAME: Final = 40
_AT_ONCE: Final = 2
_PATIENCE_SECONDS: Final = 10.0


class Role(StrEnum):
    """What a person may do: answer calls, or that and administer."""

    AGENT = "坐席"
    ADMINISTRATOR = "管理"


@dataclass(frozen=True, slots=True)
class Person:
    """Who is at the desk."""

    name: str
    role: Role


class Listed(BaseModel):
    """One person as the file has him; `hash` is Argon2's, with its salt and costs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    role: Role
    hash: str
    since: datetime


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    people: list[Listed] = []


class People:
    """The people of a file; many threads may ask."""

    def __init__(self, path: Path) -> None:
        """Raises MissingExtra without argon2-cffi."""
        if find_spec("argon2") is None:
            raise MissingExtra("坐席登录", "desk")
        self._path = path
        self._lock = threading.Lock()
        self._checking = threading.BoundedSemaphore(_AT_ONCE)  # each check takes 64 MB for a moment
        self._read: tuple[tuple[int, int, int], dict[str, Listed]] | None = None
        self._nobody = ""

    def listed(self) -> dict[str, Listed]:
        """The people by name; none where there is no file. Raises BudgetError for a file that is none."""
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise BudgetError(f"{self._path} 读不出来（{reason(error)}）") from error
        state = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        with self._lock:
            if self._read is None or self._read[0] != state:
                self._read = (state, self._parsed())
            return self._read[1]

    def put(self, name: str, role: Role, password: str) -> bool:
        """Add a person, or give one a new role and password; whether he is new. Raises BudgetError."""
        name, password = _named(name), _normal(password)
        if not SHORTEST <= len(password) <= LONGEST:
            raise BudgetError(f"口令应为{SHORTEST}到{LONGEST}个字")
        made = Listed(name=name, role=role, hash=_hasher().hash(password), since=datetime.now(UTC))
        with self._writing() as people:
            new = name not in people
            people[name] = made
        return new

    def remove(self, name: str) -> None:
        """Take a person out. Raises BudgetError for one who is not there."""
        with self._writing() as people:
            if people.pop(_normal(name.strip()), None) is None:
                raise BudgetError(f"没有名叫“{name}”的人员")

    def admitted(self, name: str, password: str) -> Person | None:
        """The person, if the password is his. As slow for a name that is not there as for one that is."""
        from argon2.exceptions import VerificationError

        found = self.listed().get(_normal(name.strip()))
        with self._checking:
            if found is None and not self._nobody:
                self._nobody = _hasher().hash("nobody has this password")
            try:
                _hasher().verify(found.hash if found else self._nobody, _normal(password)[:LONGEST])
            except VerificationError:
                return None
        return Person(found.name, found.role) if found else None

    def _parsed(self) -> dict[str, Listed]:
        try:
            held = _File.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError) as error:
            raise BudgetError(
                f"{self._path} 不是人员文件，或已损坏。请用 budget-qa users 重新建立"
            ) from error
        return {each.name: each for each in held.people}

    def _writing(self) -> _Writing:
        return _Writing(self._path)


class _Writing:
    """The people, to be changed by one program at a time; written whole, or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path.with_name(f"{path.name}.lock"), timeout=_PATIENCE_SECONDS)
        self._people: dict[str, Listed] = {}

    def __enter__(self) -> dict[str, Listed]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout as error:
            raise BudgetError(f"{self._path} 正被另一个程序改写。请稍后再试") from error
        except OSError as error:
            raise BudgetError(f"{self._path} 无法写入（{reason(error)}）。请检查路径和权限") from error
        try:
            self._people = dict(People(self._path).listed())
        except BaseException:
            self._lock.release()
            raise
        return self._people

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                text = _File(people=list(self._people.values())).model_dump_json(indent=1)
                _written(self._path, text)
        finally:
            self._lock.release()


def _written(path: Path, text: str) -> None:
    """The file in place of the one before, for its owner's eyes alone."""
    try:
        number, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 600
        with os.fdopen(number, "w", encoding="utf-8") as out:
            out.write(text + "\n")
        os.replace(partial, path)
    except OSError as error:
        raise BudgetError(f"{path} 无法写入（{reason(error)}）。请检查路径和权限") from error


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
