"""Questions, their answers and what readers thought of them, in a table beside the facts.

It knows nothing of the index: a new index leaves it. Its rows are written while documents are, so a
writer waits a while for its turn.

>>> with closing(QuestionTable.open(Path("store"))) as questions:
...     questions.put(question)
...     next(questions.entries()).question
'接待费多少'
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    JSON,
    URL,
    Boolean,
    Column,
    DateTime,
    Engine,
    Float,
    Index,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import SQLAlchemyError

from index.facts.errors import StoreError
from index.store import schema
from index.store.protocols import KeptQuestion

_WAIT_SECONDS: Final = 5

metadata = MetaData()
asked = Table(
    "journal_questions",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("channel", String, nullable=False),
    Column("question", Text, nullable=False),
    Column("status", String, nullable=False),
    Column("latency_ms", Float, nullable=False),
    Column("plan", Text, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("good", Boolean),
    Column("comment", Text),
    Column("judged_at", DateTime),
    Index("journal_by_time", "at"),
)


class QuestionTable:
    """Questions in the store's SQLite file; open with `QuestionTable.open`."""

    def __init__(self, engine: Engine) -> None:
        """For `open` alone."""
        self._engine = engine
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path) -> QuestionTable:
        """The table in the store of that folder, made where there is none. Raises StoreError."""
        path = schema.file_in(folder)
        engine = create_engine(
            URL.create("sqlite", database=str(path)), connect_args={"timeout": _WAIT_SECONDS}
        )
        event.listen(engine, "connect", _configure)
        try:
            metadata.create_all(engine)
        except SQLAlchemyError as error:
            engine.dispose()
            raise StoreError(f"{path} 无法写入提问记录（{error}）。请检查磁盘空间和权限") from error
        return cls(engine)

    def close(self) -> None:
        """Give back the file."""
        self._engine.dispose()

    def put(self, question: KeptQuestion) -> None:
        """Keep one; one that is kept already stays as it is. Raises StoreError."""
        row = {**asdict(question), "comment": question.comment or None}
        self._write(upsert(asked).values(row).on_conflict_do_nothing())

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
        with _told(), self._engine.connect() as connection:
            for row in connection.execute(query):
                yield KeptQuestion(
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

    def forget_before(self, moment: datetime) -> None:
        """Forget what was asked before that. Raises StoreError."""
        self._write(delete(asked).where(asked.c.at < moment))

    def _write(self, statement: Any) -> None:
        with _told(), self._lock, self._engine.begin() as connection:
            connection.execute(statement)


@contextmanager
def _told() -> Iterator[None]:
    """SQLAlchemy's errors as StoreError."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(f"提问记录读写失败（{error}）。请检查磁盘空间和权限") from error


def _configure(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA busy_timeout={_WAIT_SECONDS * 1000}")
