"""Questions, their answers and what readers thought of them, in a table beside the facts.

>>> with closing(QuestionTable.open(Path("store"))) as questions:
...     questions.put(question)
...     next(questions.entries()).question
'接待费多少'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Float,
    Index,
    MetaData,
    Row,
    Table,
    delete,
    select,
    update,
)

from index.facts.errors import StoreError
from index.store.relational import schema
from index.store.relational.engine import named
from index.store.relational.schema import KEPT_AS_JSON, Printed
from index.store.relational.service.kept import KeptTables
from index.store.service import KeptQuestion

metadata = MetaData()
asked = Table(
    "journal_questions",
    metadata,
    Column("id", Printed, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("channel", Printed, nullable=False),
    Column("question", Printed, nullable=False),
    Column("status", Printed, nullable=False),
    Column("latency_ms", Float, nullable=False),
    Column("plan", Printed, nullable=False),
    Column("answer", KEPT_AS_JSON, nullable=False),
    Column("good", Boolean),
    Column("comment", Printed),
    Column("judged_at", DateTime),
    Index("journal_by_time", "at"),
)


class QuestionTable(KeptTables):
    """Questions beside the facts; open with `QuestionTable.open`."""

    metadata = metadata
    what = "提问记录"

    @classmethod
    def _check(cls, connection: Connection, database: str) -> None:
        if database and not schema.stands(connection):
            place = named(connection.engine)
            raise StoreError(f"数据库 {place} 中没有索引。请先运行 budget-qa index 文件或文件夹")

    def put(self, question: KeptQuestion) -> None:
        """Keep one; one that is kept already stays as it is. Raises StoreError."""
        row = {**asdict(question), "comment": question.comment or None}
        self._write(self._insert(asked).values(row).on_conflict_do_nothing())

    def judge(self, id: str, good: bool, comment: str) -> None:
        """Keep what a reader thought of its answer. Raises StoreError."""
        said = {"good": good, "comment": comment, "judged_at": datetime.now(UTC).replace(tzinfo=None)}
        self._write(update(asked).where(asked.c.id == id).values(said))

    def entries(
        self, *, since: datetime | None = None, until: datetime | None = None, wrong: bool = False
    ) -> Iterator[KeptQuestion]:
        """What was kept, oldest first: from `since`, before `until`, only what was judged wrong."""
        query = select(asked).order_by(asked.c.at, asked.c.id)
        if since is not None:
            query = query.where(asked.c.at >= since)
        if until is not None:
            query = query.where(asked.c.at < until)
        if wrong:
            query = query.where(asked.c.good.is_(False))
        with self._told(), self._engine.connect() as connection:
            yield from map(_kept, connection.execute(query))

    def find(self, id: str) -> KeptQuestion | None:
        """The question kept under that id. Raises StoreError."""
        with self._told(), self._engine.connect() as connection:
            row = connection.execute(select(asked).where(asked.c.id == id)).one_or_none()
            return None if row is None else _kept(row)

    def forget_before(self, moment: datetime) -> None:
        """Forget what was asked before that. Raises StoreError."""
        self._write(delete(asked).where(asked.c.at < moment))


def _kept(row: Row[Any]) -> KeptQuestion:
    return KeptQuestion(
        row.id,
        row.at,
        row.channel,
        row.question,
        row.status,
        row.latency_ms,
        row.plan,
        row.answer,
        row.good,
        row.comment or "",
    )
