"""Who has logged in at the desk, in a table beside the facts: every process over the store knows them.

A backup holds none of them.

>>> with closing(LoginTable.open(Path("store"))) as logins:
...     logins.put(Login("9f2c…", "王芳", "坐席", "77ab…", until))
...     logins.find("9f2c…").name
'王芳'
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Column, DateTime, Index, MetaData, Table, delete, select

from index.store.relational.schema import Printed
from index.store.relational.service.kept import KeptTables
from index.store.service import Login

metadata = MetaData()
logged_in = Table(
    "desk_logins",
    metadata,
    Column("digest", Printed, primary_key=True),
    Column("name", Printed, nullable=False),
    Column("role", Printed, nullable=False),
    Column("stamp", Printed, nullable=False),
    Column("until", DateTime, nullable=False),
    Index("logins_by_end", "until"),
)


class LoginTable(KeptTables):
    """Log-ins beside the facts; open with `LoginTable.open`."""

    metadata = metadata
    what = "登录记录"

    def put(self, login: Login) -> None:
        """Keep one. Raises StoreError."""
        self._write(self._insert(logged_in).values(asdict(login)))

    def find(self, digest: str) -> Login | None:
        """The log-in of a token with that digest. Raises StoreError."""
        query = select(logged_in).where(logged_in.c.digest == digest)
        with self._told(), self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
            return None if row is None else Login(*row)

    def forget(self, digest: str) -> None:
        """Let one go; one that is not there is passed over. Raises StoreError."""
        self._write(delete(logged_in).where(logged_in.c.digest == digest))

    def forget_ended(self, moment: datetime, most: int) -> None:
        """Let those go that end by that moment, and of the rest all but the `most` that end last."""
        beyond = select(logged_in.c.digest).order_by(logged_in.c.until.desc()).offset(most)
        ended = (logged_in.c.until <= moment) | logged_in.c.digest.in_(beyond)
        self._write(delete(logged_in).where(ended))
