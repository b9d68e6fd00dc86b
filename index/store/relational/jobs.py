"""The list of documents to read, as a table beside the facts, on either engine: see `index.store.jobs`.

PostgreSQL gives each process other rows (SKIP LOCKED); SQLite lets one process at a time write anyway. Leases
are measured by the server's clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, case, delete, func, insert, or_, select, text, update
from sqlalchemy.exc import DatabaseError

from index.facts.errors import StoreError
from index.store.batches import batches
from index.store.jobs import Counts, FailedJob, Job, NewJob, Taken
from index.store.relational.engine import engine_of, moment, named, reason, tell_troubles
from index.store.relational.schema import documents
from index.store.relational.schema import jobs as table

TRIES: Final = 3
"""How often a document is tried."""
_WAITING, _CLAIMED, _DONE, _FAILED = "waiting", "claimed", "done", "failed"
_OPEN: Final = (_WAITING, _CLAIMED)


class JobTable:
    """The list of one store; give back with `close`."""

    def __init__(self, folder: Path, database: str = "") -> None:
        """Over the tables of a store that stands. Raises StoreError."""
        self._engine = engine_of(folder, database)
        self._server = self._engine.dialect.name == "postgresql"
        tell_troubles(self._engine)
        try:
            with self._engine.connect() as connection:
                connection.execute(select(table.c.id).limit(1))
        except DatabaseError as error:
            self._engine.dispose()
            place = named(self._engine)
            raise StoreError(
                f"{place} 中没有待读文件的列表（{reason(error)}）。请先运行 budget-qa index"
            ) from error

    def close(self) -> None:
        """Give back the file or the connections."""
        self._engine.dispose()

    def now(self) -> datetime:
        """The moment, by the server's clock."""
        with self._engine.connect() as connection:
            return moment(connection)

    def put(self, entries: Sequence[NewJob], since: datetime, taken: Taken) -> int:
        """Put files on the list in their order; how many were not on it."""
        with self._engine.begin() as connection:
            if self._server:
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('budget-qa jobs'))"))
            ended = ~table.c.state.in_(_OPEN) & (table.c.ended_at < since)
            if not connection.execute(select(table.c.id).where(table.c.state.in_(_OPEN)).limit(1)).first():
                connection.execute(delete(table).where(ended))
            serial = _last_serial(connection)
            put = 0
            for some in batches(entries):
                connection.execute(
                    delete(table).where(ended & table.c.sha256.in_([entry.sha256 for entry in some]))
                )
                there = select(table.c.sha256).where(table.c.sha256.in_([entry.sha256 for entry in some]))
                listed = set(connection.execute(there).scalars())
                new = [entry for entry in some if entry.sha256 not in listed]
                names = _Names(connection, new, taken)
                rows = [
                    _row(entry, names.free(entry), turn) for turn, entry in enumerate(new, serial + put + 1)
                ]
                if rows:
                    connection.execute(insert(table), rows)
                put += len(rows)
        return put

    def claim(self, worker: str, most: int, *, lease: float) -> list[Job]:
        """Take up to so many jobs that wait or whose lease, in seconds, ran out."""
        with self._engine.begin() as connection:
            now = moment(connection)
            free = or_(table.c.state == _WAITING, self._run_out(now)) & (table.c.tries < TRIES)
            chosen = (
                select(table)
                .where(free)
                .order_by(table.c.tries, table.c.id)
                .limit(most)
                .with_for_update(skip_locked=True)
            )
            rows = connection.execute(chosen).all()
            if rows:
                connection.execute(
                    update(table)
                    .where(table.c.id.in_([row.id for row in rows]))
                    .values(
                        state=_CLAIMED,
                        worker=worker,
                        claimed_at=now,
                        lease_until=now + timedelta(seconds=lease),
                        tries=table.c.tries + 1,
                    )
                )
        return [Job(row.id, row.source, row.name, row.sha256, row.serial, row.tries + 1) for row in rows]

    def renew(self, worker: str, *, lease: float) -> None:
        """Hold what the worker has for so many seconds from now."""
        with self._engine.begin() as connection:
            until = moment(connection) + timedelta(seconds=lease)
            connection.execute(update(table).where(_held(worker)).values(lease_until=until))

    def done(self, job: Job, worker: str) -> None:
        """Note the end of a job, if the worker has it still."""
        with self._engine.begin() as connection:
            ended = {"state": _DONE, "ended_at": moment(connection), "reason": ""}
            connection.execute(update(table).where(_held(worker) & (table.c.id == job.id)).values(ended))

    def failed(self, job: Job, worker: str, reason: str) -> bool:
        """Note that a job failed; whether for good, or it will be tried again."""
        with self._engine.begin() as connection:
            state = case((table.c.tries < TRIES, _WAITING), else_=_FAILED)
            told = {"state": state, "ended_at": moment(connection), "reason": reason}
            changed = update(table).where(_held(worker) & (table.c.id == job.id)).values(told)
            return connection.execute(changed.returning(table.c.state)).scalar() == _FAILED

    def lost(self) -> list[FailedJob]:
        """The jobs that used up their tries without an end, given up now; each is returned once."""
        with self._engine.begin() as connection:
            now = moment(connection)
            why = f"读取它的进程 {TRIES} 次都中断了"
            given_up = (
                update(table)
                .where(self._run_out(now) & (table.c.tries >= TRIES))
                .values(state=_FAILED, ended_at=now, reason=why)
                .returning(table.c.source)
            )
            return [FailedJob(source, why) for source in connection.execute(given_up).scalars()]

    def release(self, worker: str) -> None:
        """Give back what the worker has, as if it had not been claimed."""
        given_back = {"state": _WAITING, "worker": "", "tries": table.c.tries - 1}
        with self._engine.begin() as connection:
            connection.execute(update(table).where(_held(worker)).values(given_back))

    def counts(self) -> Counts:
        """How far the list is."""
        query = select(table.c.state, func.count()).group_by(table.c.state)
        with self._engine.connect() as connection:
            return Counts(**{state: number for state, number in connection.execute(query)})

    def _run_out(self, now: datetime) -> ColumnElement[bool]:
        return (table.c.state == _CLAIMED) & (table.c.lease_until < now)


class _Names:
    """Which names are taken, by documents, by what is on the list, and by what comes onto it."""

    def __init__(self, connection: Connection, entries: Sequence[NewJob], taken: Taken) -> None:
        wanted = {name for entry in entries for name in entry.names}
        self._of = {name: set(sources) for name, sources in taken(wanted).items()}
        for some in batches(wanted):
            listed = select(table.c.name, table.c.source).where(table.c.name.in_(some))
            for name, source in connection.execute(listed):
                self._of.setdefault(name, set()).add(source)

    def free(self, entry: NewJob) -> str:
        """The first of the entry's names that no other file has, which is its own from now on."""
        open_to_it = (name for name in entry.names if not self._of.get(name, set()) - {entry.source})
        name = next(open_to_it, entry.source)
        self._of.setdefault(name, set()).add(entry.source)
        return name


def _held(worker: str) -> ColumnElement[bool]:
    return (table.c.worker == worker) & (table.c.state == _CLAIMED)


def _row(entry: NewJob, name: str, serial: int) -> dict[str, Any]:
    return {
        "source": entry.source,
        "name": name,
        "sha256": entry.sha256,
        "serial": serial,
        "state": _WAITING,
        "tries": 0,
        "worker": "",
        "reason": "",
    }


def _last_serial(connection: Connection) -> int:
    """The last turn among editions that a document or a job has."""
    last = [select(func.max(one.c.serial)) for one in (documents, table)]
    return max(int(connection.execute(query).scalar_one() or 0) for query in last)
