"""Tables of version 7 → the present ones, by Alembic, on either engine.

A change of the tables is a file in `migrations/versions`; new stores are made as `schema` says, and noted to
be of the newest revision.

>>> migrate(connection)              # runs what is missing, in the connection's transaction
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Column, Connection, MetaData, String, Table, insert

_SCRIPTS: Final = Path(__file__).parent / "migrations"
# Alembic's own.
_revision = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def migrate(connection: Connection) -> None:
    """Run the revisions that the store has not seen, which is all of them for one of version 7."""
    from alembic import command  # half a second, which only an old store costs
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def note_newest(connection: Connection, version: int) -> None:
    """Note that the tables were made as the newest revision would leave them."""
    _revision.create(connection)
    connection.execute(insert(_revision).values(version_num=f"{version:04}"))
