"""What the service keeps in tables of its own beside the facts, on either engine: a new index leaves them.

Rows are written while documents are, so a writer waits a while for its turn.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Self

from sqlalchemy import Connection, Engine, Executable, MetaData
from sqlalchemy.dialects.postgresql import insert as insert_on_postgres
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.exc import SQLAlchemyError

from index.facts.errors import StoreError
from index.store.relational import schema
from index.store.relational.engine import engine_of, named, reason


class KeptTables:
    """Tables beside the facts, in SQLite or PostgreSQL; open with `open`, of a kind of it."""

    metadata: ClassVar[MetaData]
    what: ClassVar[str]  # is kept in them, as errors call it

    def __init__(self, engine: Engine) -> None:
        """For `open` alone."""
        self._engine = engine
        self._insert = insert_on_postgres if engine.dialect.name == "postgresql" else insert_on_sqlite
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path, database: str = "") -> Self:
        """The tables beside the facts of that store, made where there are none. Raises StoreError."""
        engine = engine_of(folder, database)
        try:
            with engine.begin() as connection:
                cls._check(connection, database)
                schema.alone(connection)
                cls.metadata.create_all(connection)
        except SQLAlchemyError as error:
            engine.dispose()
            raise StoreError(
                f"{named(engine)} 无法写入{cls.what}（{reason(error)}）。请检查磁盘空间和权限"
            ) from error
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    @classmethod
    def _check(cls, connection: Connection, database: str) -> None:
        """Raises StoreError where they have no place."""

    def close(self) -> None:
        """Give back the file or the connections."""
        self._engine.dispose()

    def _write(self, statement: Executable) -> None:
        """One change, after those of other threads. Raises StoreError."""
        with self._told(), self._lock, self._engine.begin() as connection:
            connection.execute(statement)

    @classmethod
    @contextmanager
    def _told(cls) -> Iterator[None]:
        """SQLAlchemy's errors as StoreError."""
        try:
            yield
        except SQLAlchemyError as error:
            raise StoreError(f"{cls.what}读写失败（{reason(error)}）。请检查磁盘空间和权限") from error
