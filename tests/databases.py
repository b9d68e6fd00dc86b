"""PostgreSQL databases of the tests' own, and stores that are in them instead of in files.

>>> made = Databases("postgresql+psycopg://postgres@/postgres?host=/tmp/run")
>>> with stores_in(made):
...     FigureStore.open(folder, create=True)      # in a database that this folder has for itself
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import NullPool, create_engine, make_url, text

from index.store.figure_store import FigureStore
from index.store.protocols import Location
from index.store.relational.jobs import JobTable
from index.store.relational.service.kept import KeptTables


class Databases:
    """Databases of a server, new and empty.

    Their text sorts as a language does, not by code points: the store has to see to that by itself.
    """

    def __init__(self, server: str) -> None:
        self._server = make_url(server)
        self._engine = create_engine(self._server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._names: list[str] = []
        self._of: dict[Path, str] = {}

    def make(self) -> str:
        """The address of a new one."""
        self._names.append(f"budget_qa_test_{os.getpid()}_{id(self):x}_{len(self._names)}")
        with self._engine.connect() as connection:
            connection.execute(
                text(
                    f"CREATE DATABASE {self._names[-1]} TEMPLATE template0 ENCODING 'UTF8' "
                    "LOCALE_PROVIDER icu ICU_LOCALE 'zh-CN' LOCALE 'C'"
                )
            )
        return self._server.set(database=self._names[-1]).render_as_string(hide_password=False)

    def of(self, folder: Path) -> str:
        """That of a folder, made when it is first met."""
        path = Path(folder).resolve()
        if path not in self._of:
            self._of[path] = self.make()
        return self._of[path]

    def drop(self) -> None:
        """Drop all of them."""
        with self._engine.connect() as connection:
            for name in self._names:
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@contextmanager
def stores_in(databases: Databases) -> Iterator[None]:
    """A store whose location names no database is in the one of its folder."""
    init, listed = Location.__init__, JobTable.__init__
    facts, beside = FigureStore.open.__func__, KeptTables.open.__func__

    def locate(self: Location, folder: Path, database: str = "", *more: Any, **named: Any) -> None:
        init(self, folder, database or databases.of(folder), *more, **named)

    def list_in(self: JobTable, folder: Path, database: str = "") -> None:
        listed(self, folder, database or databases.of(folder))

    def open_facts(cls: Any, folder: Path, *, create: bool = False, database: str = "") -> FigureStore:
        return facts(cls, folder, create=create, database=database or databases.of(folder))

    def open_beside(cls: Any, folder: Path, database: str = "") -> KeptTables:
        return beside(cls, folder, database or databases.of(folder))

    with (
        patch.object(Location, "__init__", locate),
        patch.object(JobTable, "__init__", list_in),
        patch.object(FigureStore, "open", classmethod(open_facts)),
        patch.object(KeptTables, "open", classmethod(open_beside)),
    ):
        yield
