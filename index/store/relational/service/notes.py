"""What those who run the service keep beside the facts: a switch, marks of findings, what was handed on.

A note is JSON under a topic and a name. Every process over the same store sees it at once, and it stays
over a restart.

>>> with closing(NoteTable.open(Path("store"))) as notes:
...     notes.put("switch", "answering", {"on": False}, by="李强")
...     notes.find("switch", "answering").value
{'on': False}
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, DateTime, Index, MetaData, Row, Table, delete, select

from index.store.relational.engine import moment as clock
from index.store.relational.schema import KEPT_AS_JSON, Printed
from index.store.relational.service.kept import KeptTables
from index.store.service import Note

metadata = MetaData()
noted = Table(
    "service_notes",
    metadata,
    Column("topic", Printed, primary_key=True),
    Column("name", Printed, primary_key=True),
    Column("value", KEPT_AS_JSON, nullable=False),
    Column("by", Printed, nullable=False),
    Column("at", DateTime, nullable=False),
    Index("notes_by_time", "topic", "at"),
)
# Who sees to a note at the moment, for as long as he says so again.
claimed = Table(
    "service_claims",
    metadata,
    Column("topic", Printed, primary_key=True),
    Column("name", Printed, primary_key=True),
    Column("holder", Printed, nullable=False),
    Column("until", DateTime, nullable=False),
)


class NoteTable(KeptTables):
    """Notes beside the facts; open with `NoteTable.open`."""

    metadata = metadata
    what = "服务记录"

    def put(self, topic: str, name: str, value: dict[str, Any], by: str) -> None:
        """Keep a note in place of the one that has its topic and name. Raises StoreError."""
        told = {"value": value, "by": by, "at": datetime.now(UTC).replace(tzinfo=None)}
        row, key = {"topic": topic, "name": name, **told}, [noted.c.topic, noted.c.name]
        statement = self._insert(noted).values(row)
        self._write(statement.on_conflict_do_update(index_elements=key, set_=told))

    def find(self, topic: str, name: str) -> Note | None:
        """The note of a topic and name. Raises StoreError."""
        query = select(noted).where(noted.c.topic == topic, noted.c.name == name)
        with self._told(), self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
            return None if row is None else _note(row)

    def of(self, topic: str) -> tuple[Note, ...]:
        """The notes of a topic, oldest first. Raises StoreError."""
        query = select(noted).where(noted.c.topic == topic).order_by(noted.c.at, noted.c.name)
        with self._told(), self._engine.connect() as connection:
            return tuple(map(_note, connection.execute(query)))

    def forget(self, topic: str, name: str) -> None:
        """Let a note go; one that is not there is passed over. Raises StoreError."""
        self._write(delete(noted).where(noted.c.topic == topic, noted.c.name == name))

    def forget_before(self, topic: str, moment: datetime) -> None:
        """Let the notes of a topic go that are older than that. Raises StoreError."""
        self._write(delete(noted).where(noted.c.topic == topic, noted.c.at < moment))

    def claim(self, topic: str, name: str, holder: str, seconds: float) -> bool:
        """Hold a note for so long, again where he holds it; whether nobody else does. Raises StoreError."""
        key = [claimed.c.topic, claimed.c.name]
        with self._told(), self._lock, self._engine.begin() as connection:
            now = clock(connection)
            held = {"holder": holder, "until": now + timedelta(seconds=seconds)}
            free = (claimed.c.holder == holder) | (claimed.c.until <= now)
            statement = self._insert(claimed).values({"topic": topic, "name": name, **held})
            put = statement.on_conflict_do_update(index_elements=key, set_=held, where=free)
            return connection.execute(put.returning(claimed.c.holder)).first() is not None

    def release(self, topic: str, name: str, holder: str) -> None:
        """Hold it no more; what another holds stays. Raises StoreError."""
        mine = (claimed.c.topic == topic) & (claimed.c.name == name) & (claimed.c.holder == holder)
        self._write(delete(claimed).where(mine))


def _note(row: Row[Any]) -> Note:
    return Note(row.topic, row.name, row.value, row.by, row.at)
