"""Questions, answers and what readers thought of them, in tables of their own beside the figures.

They stand in the store's relational file and know nothing of the index: a new index leaves them.
What tells who asked is masked before it is written; rows older than `days` are dropped.

>>> with Journal.open(Path("store"), days=90) as journal:
...     journal.record(answer, "网页")
...     journal.judge(answer, False, "金额不对")
...     [entry.comment for entry in journal.entries(wrong=True)]
['金额不对']
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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

from index.facts.errors import BudgetError, StoreError
from qa.records import Answer
from web.masks import masked

LABEL: Final = "人工智能生成"
_WAIT_SECONDS: Final = 5

log = logging.getLogger(__name__)
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


@dataclass(frozen=True, slots=True)
class Entry:
    """One question as it was kept; `good` is None where nobody judged the answer."""

    id: str
    at: datetime
    channel: str
    question: str
    status: str
    latency_ms: float
    plan: str
    answer: dict[str, Any]
    good: bool | None
    comment: str

    def row(self) -> dict[str, Any]:
        """A flat row for an export, with the mark of generated content."""
        return {
            "id": self.id,
            "at": self.at.isoformat(timespec="seconds"),
            "channel": self.channel,
            "question": self.question,
            "status": self.status,
            "text": self.answer.get("text", ""),
            "latency_ms": self.latency_ms,
            "plan": self.plan,
            "judged": {None: "", True: "good", False: "wrong"}[self.good],
            "comment": self.comment,
            "label": LABEL,
        }

    def case(self) -> dict[str, Any]:
        """A line of an evaluation set: the figures given are forbidden, the right answer is left open."""
        given = [
            {"value": _in_unit(figure), "unit": figure["unit"]} for figure in self.answer.get("figures", [])
        ]
        return {
            "id": f"feedback-{self.id}",
            "question": self.question,
            "kind": "feedback",
            "answer": "",
            "figures": [],
            "forbidden": [figure for figure in given if figure["value"] is not None],
            "answerable": True,
            "comment": self.comment,
            "source": "；".join(f"{c['document']} p{c['page']}" for c in self.answer.get("citations", [])),
        }


def _in_unit(figure: dict[str, Any]) -> float | None:
    try:
        return float(str(figure["printed"]).replace(",", "").replace("−", "-"))
    except ValueError:
        return None


class Journal:
    """A Recorder and a Feedback over one store; open with `Journal.open`, use as a context."""

    def __init__(self, engine: Engine, days: int) -> None:
        self._engine = engine
        self._days = days
        self._lock = threading.Lock()
        self._swept = datetime.min
        self._sweep()

    @classmethod
    def open(cls, folder: Path, days: int = 90) -> Journal:
        """The journal of the store in `folder`; with `days` 0 nothing is kept. Raises StoreError."""
        path = folder / "facts.sqlite"
        if not path.is_file():
            raise StoreError(f"{folder} 中没有索引。请先运行 budget-qa index 文件或文件夹 --store {folder}")
        engine = create_engine(
            URL.create("sqlite", database=str(path)), connect_args={"timeout": _WAIT_SECONDS}
        )
        event.listen(engine, "connect", _configure)
        try:
            metadata.create_all(engine)
            return cls(engine, days)
        except SQLAlchemyError as error:
            engine.dispose()
            raise StoreError(f"{path} 无法写入提问记录（{error}）。请检查磁盘空间和权限") from error

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the file."""
        self._engine.dispose()

    def record(self, answer: Answer, channel: str) -> None:
        """Keep one answer; an answer is given even where it cannot be kept, and the log says so."""
        if not self._days:
            return
        held = answer.to_json()
        held["question"] = masked(answer.question)
        row = {
            "id": answer.id,
            "at": _now(),
            "channel": channel,
            "question": held["question"],
            "status": answer.status.value,
            "latency_ms": round(answer.timings_ms.get("total", 0.0), 1),
            "plan": masked(answer.plan),
            "answer": json.loads(json.dumps(held)),
        }
        try:
            with self._lock, self._engine.begin() as connection:
                connection.execute(upsert(asked).values(row).on_conflict_do_nothing())
            self._sweep()
        except SQLAlchemyError as error:
            log.warning("question %s was not kept: %s", answer.id, error)

    def judge(self, answer: Answer, good: bool, comment: str) -> None:
        """Keep what a reader thought of an answer. Raises BudgetError when it cannot be kept."""
        if not self._days:
            raise BudgetError("没有开启提问记录，意见无法保存")
        self.record(answer, "网页")
        said = {"good": good, "comment": masked(comment), "judged_at": _now()}
        try:
            with self._lock, self._engine.begin() as connection:
                connection.execute(update(asked).where(asked.c.id == answer.id).values(said))
        except SQLAlchemyError as error:
            raise BudgetError(f"意见没有保存（{error}）。请稍后再试") from error

    def entries(
        self, *, since: datetime | None = None, until: datetime | None = None, wrong: bool = False
    ) -> Iterator[Entry]:
        """What was kept, oldest first: from `since`, before `until`, only what was judged wrong."""
        query = select(asked).order_by(asked.c.at, asked.c.id)
        if since is not None:
            query = query.where(asked.c.at >= since)
        if until is not None:
            query = query.where(asked.c.at < until)
        if wrong:
            query = query.where(asked.c.good.is_(False))
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                yield Entry(
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

    def _sweep(self) -> None:
        """Once a day: drop what is older than may be kept."""
        now = _now()
        if now - self._swept < timedelta(days=1) if self._swept > datetime.min else False:
            return
        with self._lock, self._engine.begin() as connection:
            connection.execute(delete(asked).where(asked.c.at < now - timedelta(days=self._days)))
        self._swept = now


def _now() -> datetime:
    """UTC, without a zone, as SQLite keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def _configure(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA busy_timeout={_WAIT_SECONDS * 1000}")
