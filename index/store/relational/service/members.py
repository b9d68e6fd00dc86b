"""The people of the desk, in a table beside the facts: every process over the store sees a change at once.

>>> with closing(MemberTable.open(Path("store"))) as members:
...     members.put(Member("王芳", "坐席", "$argon2id$…", since))
True
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import Column, DateTime, MetaData, Table, delete, select

from index.store.relational.schema import Printed
from index.store.relational.service.kept import KeptTables
from index.store.service import Member

metadata = MetaData()
listed = Table(
    "desk_people",
    metadata,
    Column("name", Printed, primary_key=True),
    Column("role", Printed, nullable=False),
    Column("hash", Printed, nullable=False),
    Column("since", DateTime, nullable=False),
)
# The files that people were taken in from.
taken = Table("desk_people_files", metadata, Column("name", Printed, primary_key=True))


class MemberTable(KeptTables):
    """People beside the facts; open with `MemberTable.open`."""

    metadata = metadata
    what = "坐席人员"

    def all(self) -> dict[str, Member]:
        """The people by name. Raises StoreError."""
        with self._told(), self._engine.connect() as connection:
            rows = connection.execute(select(listed).order_by(listed.c.since, listed.c.name))
            return {row.name: Member(*row) for row in rows}

    def find(self, name: str) -> Member | None:
        """The person of that name. Raises StoreError."""
        with self._told(), self._engine.connect() as connection:
            row = connection.execute(select(listed).where(listed.c.name == name)).one_or_none()
            return None if row is None else Member(*row)

    def put(self, member: Member) -> bool:
        """Keep a person in place of the one of that name; whether he is new. Raises StoreError."""
        row = asdict(member)
        with self._told(), self._lock, self._engine.begin() as connection:
            known = connection.execute(select(listed.c.name).where(listed.c.name == member.name)).first()
            statement = self._insert(listed).values(row)
            connection.execute(statement.on_conflict_do_update(index_elements=[listed.c.name], set_=row))
        return known is None

    def remove(self, name: str) -> bool:
        """Let a person go; whether he was there. Raises StoreError."""
        with self._told(), self._lock, self._engine.begin() as connection:
            return connection.execute(delete(listed).where(listed.c.name == name)).rowcount == 1

    def take_in(self, file: str, members: Iterable[Member]) -> bool:
        """Keep the people of a file that is read for the first time; whether it is. Raises StoreError.

        Those who are known already stay as they are.
        """
        with self._told(), self._lock, self._engine.begin() as connection:
            first = self._insert(taken).values(name=file).on_conflict_do_nothing()
            if connection.execute(first.returning(taken.c.name)).first() is None:
                return False
            for member in members:
                put = self._insert(listed).values(asdict(member))
                connection.execute(put.on_conflict_do_nothing())
        return True
