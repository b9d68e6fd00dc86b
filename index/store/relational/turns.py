"""Turns of writers over one PostgreSQL database, of whatever machine: an advisory lock, held by a connection.

>>> with turn("postgresql+psycopg://budget@db/budget", patience=20):
...     build(paths, stores)
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import text

from index.facts.errors import StoreError
from index.store.protocols import BUSY
from index.store.relational.engine import engine_of, named, tell_troubles

_PAUSE_SECONDS: Final = 0.2


@contextmanager
def turn(database: str, patience: float, *, together: bool = False) -> Iterator[None]:
    """Held by one at a time; given back at the end, or when the process dies. Raises StoreError.

    Any number may hold it `together`, and none alone meanwhile.
    """
    engine = engine_of(Path(), database)
    tell_troubles(engine)
    until = time.monotonic() + patience
    kind = "_shared" if together else ""
    take = text(f"SELECT pg_try_advisory_lock{kind}(hashtext('budget-qa writer'))")
    give_back = text(f"SELECT pg_advisory_unlock{kind}(hashtext('budget-qa writer'))")
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while not connection.execute(take).scalar_one():
                if time.monotonic() >= until:
                    raise StoreError(BUSY.format(named(engine)))
                time.sleep(_PAUSE_SECONDS)
            yield
            connection.execute(give_back)  # a server notices a closed connection only a moment later
    finally:
        engine.dispose()
