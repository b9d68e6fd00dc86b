"""The one place where the location of a store becomes facts, vectors, originals and questions.

Whoever answers, serves or builds is given what `index.store.protocols` describes; only the entry points
come here. A vector store is loaded only where vectors are asked for.

>>> with closing(open_facts(Path("store"))) as facts:
...     len(facts.documents())
6
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from index.facts.errors import StoreError, VectorsAway, VectorsHeld
from index.facts.plainly import reason
from index.store.figure_store import FigureStore
from index.store.originals import FolderOriginals, RemoteOriginals
from index.store.protocols import (
    BUSY,
    Location,
    Originals,
    Stores,
    Vectors,
    WritableFacts,
)
from index.store.service import Logins, Members, Notes, Questions

if TYPE_CHECKING:
    from index.store.embed import Encoder
    from index.store.jobs import Jobs


_PATIENCE_SECONDS = 60.0


def open_facts(place: Path | Location, *, create: bool = False) -> WritableFacts:
    """The facts of a store, an empty one if it is to `create` one. Raises StoreError."""
    where = Location.of(place)
    return FigureStore.open(where.folder, create=create, database=where.database)


def open_vectors(place: Path | Location, encoder: Encoder, *, reset: bool = False) -> Vectors:
    """The vectors of a store, in a folder for this process alone; `reset` empties them. Raises StoreError."""
    from index.store.passage_store import PassageStore

    where = Location.of(place)
    return PassageStore.open(where.folder, encoder, reset=reset, server=where.vectors, token=where.token)


def originals_of(place: Path | Location) -> Originals:
    """The files that a store was read from. Raises StoreError for an address that is none."""
    where = Location.of(place)
    if where.originals:
        return RemoteOriginals(where.originals, where.folder / "originals")
    return FolderOriginals(where.folder / "documents")


def open_questions(place: Path | Location) -> Questions:
    """What was asked of a store. Raises StoreError."""
    from index.store.relational.service.questions import QuestionTable

    where = Location.of(place)
    return QuestionTable.open(where.folder, where.database)


def open_notes(place: Path | Location) -> Notes:
    """What those who run the service of a store keep. Raises StoreError."""
    from index.store.relational.service.notes import NoteTable

    where = Location.of(place)
    return NoteTable.open(where.folder, where.database)


def open_logins(place: Path | Location) -> Logins:
    """Who has logged in at the desk of a store. Raises StoreError."""
    from index.store.relational.service.logins import LoginTable

    where = Location.of(place)
    return LoginTable.open(where.folder, where.database)


def open_members(place: Path | Location) -> Members:
    """The people of the desk of a store. Raises StoreError."""
    from index.store.relational.service.members import MemberTable

    where = Location.of(place)
    return MemberTable.open(where.folder, where.database)


def writer_of(place: Path | Location, *, patience: float = 0) -> AbstractContextManager[None]:
    """Entered by whoever changes a store: one at a time, of all processes and machines.

    Raises StoreError when another does not come to its end within `patience`, in seconds.
    """
    where = Location.of(place)
    if where.database:
        from index.store.relational.turns import turn

        return turn(where.database, patience)
    return _turn_in(where.folder, patience)


@contextmanager
def _turn_in(folder: Path, patience: float) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "writing", timeout=patience)
        lock.acquire()
    except Timeout as error:
        raise StoreError(BUSY.format(folder)) from error
    except OSError as error:
        raise StoreError(f"索引文件夹 {folder} 无法写入（{reason(error)}）。请检查路径和权限") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def open_stores(
    place: Path | Location, encoder: Encoder, *, rebuild: bool = False, beside: bool = False
) -> Iterator[Stores]:
    """All that a writer holds, for this process alone; `rebuild` drops vectors of another model.

    `beside` a process that holds the vectors, as a server does, or while their server is away, the facts are
    written and the vectors are left to follow. Raises StoreError when another process holds the vectors or
    writes, or the vectors are of another model.
    """
    with ExitStack() as held:
        shared = bool(Location.of(place).vectors)
        # What comes by itself, at night, waits for another who writes; a person is told.
        patience = _PATIENCE_SECONDS if beside else 0
        if shared:  # nobody's vectors are dropped while another writes
            held.enter_context(writer_of(place, patience=patience))
        try:
            vectors = held.enter_context(closing(open_vectors(place, encoder, reset=rebuild)))
            vectors.count()
            later = False
        except (VectorsHeld, VectorsAway):
            if not beside:
                raise
            later = True
        if not shared:
            held.enter_context(writer_of(place, patience=patience))
        facts = held.enter_context(closing(open_facts(place, create=True)))
        yield Stores(
            facts,
            Postponed(facts) if later else vectors,
            originals_of(place),
            vectors_follow=not later,
        )


@contextmanager
def open_shared(
    place: Path | Location, *, patience: float = _PATIENCE_SECONDS
) -> Iterator[tuple[Stores, Jobs]]:
    """What each of several writers holds that take documents from one list, and the list.

    Facts and copies are written, vectors and checks over documents are left to follow: see
    `index.sharing.finish`. Over PostgreSQL any number of processes may hold them at once, and no other writer
    meanwhile; in a folder one process alone does. Raises StoreError.
    """
    from index.store.relational.jobs import JobTable
    from index.store.relational.turns import turn

    where = Location.of(place)
    with ExitStack() as held:
        if where.database:
            held.enter_context(turn(where.database, patience, together=True))
        else:
            held.enter_context(writer_of(where, patience=patience))
        facts = held.enter_context(closing(open_facts(where, create=True)))
        jobs = held.enter_context(closing(JobTable(where.folder, where.database)))
        yield Stores(facts, Postponed(facts), originals_of(where), vectors_follow=False), jobs


@contextmanager
def look_at(place: Path | Location) -> Iterator[Stores]:
    """What a writer would find, to be compared with and not to be changed; where no store is, none is made.

    Raises StoreError where there is one that cannot be read.
    """
    where = Location.of(place)
    with ExitStack() as held:
        nowhere = not where.database and not (where.folder / "facts.sqlite").exists()
        read = Path(held.enter_context(TemporaryDirectory(prefix="budget-qa-"))) if nowhere else place
        facts = held.enter_context(closing(open_facts(read, create=nowhere)))
        yield Stores(facts, Postponed(facts), originals_of(place), vectors_follow=False)


@dataclass(frozen=True, slots=True)
class Postponed:
    """Vectors that another process makes follow the facts: taken to be as they should be, and not touched."""

    facts: WritableFacts

    def put(self, ids: Sequence[str], texts: Sequence[str], document_sha256: str) -> None:
        """Leave it to the other."""

    def delete(self, ids: Collection[str]) -> None:
        """Leave it to the other."""

    def ids(self) -> set[str]:
        """Those of the passages."""
        return set(self.facts.passage_owners())

    def count(self) -> int:
        """As many as there are passages."""
        return self.facts.passage_count()

    def search(self, query: str, k: int, ids: Collection[str] | None = None) -> list[tuple[str, float]]:
        """Nothing is near."""
        return []

    def close(self) -> None:
        """Nothing is held."""
