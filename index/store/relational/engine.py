"""The engine of a store: SQLite in the store's folder, or the PostgreSQL database that a setting names.

With `tell_troubles`, what an engine says of its troubles becomes a StoreError of one line. A lost connection
is one of them: the next statement is given a new one.

>>> engine_of(Path("store"), create=True).dialect.name
'sqlite'
>>> engine_of(Path("store"), "postgresql+psycopg://budget@db/budget").dialect.name
'postgresql'
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DatabaseError, InternalError, OperationalError, TimeoutError
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from index.facts.errors import MissingExtra, StoreError

_WAIT_SECONDS: Final = 5
_DRIVER: Final = "postgresql+psycopg"


class Connections(QueuePool):
    """The connections of a store; who waits for one in vain is told so in one line."""

    def connect(self) -> PoolProxiedConnection:
        """One of them. Raises StoreError where all are held for too long."""
        try:
            return super().connect()
        except TimeoutError as error:
            raise StoreError("同时读取索引的太多了，等了很久也没有轮到。请稍后再试") from error


# A question that is answered holds one connection, and Chroma's threads none.
_POOL: Final[dict[str, Any]] = {"poolclass": Connections, "pool_size": 8, "max_overflow": 24}


def engine_of(folder: Path, database: str = "", *, create: bool = False) -> Engine:
    """The engine of the store in `folder`, or of `database`, an address of SQLAlchemy's.

    Raises StoreError where there is no file nor one to `create`, or the address is none of PostgreSQL's;
    MissingExtra where PostgreSQL's driver is not installed.
    """
    if database:
        return _server(database)
    path = folder / "facts.sqlite"
    if not create and not path.is_file():
        raise StoreError(f"{folder} 中没有索引。请先运行 budget-qa index 文件或文件夹 --store {folder}")
    folder.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        URL.create("sqlite", database=str(path)), connect_args={"timeout": _WAIT_SECONDS}, **_POOL
    )
    event.listen(engine, "connect", _configure)
    return engine


def tell_troubles(engine: Engine) -> None:
    """Let what is for the user to mend be a StoreError that says how; bugs of ours stay what they are."""
    told = _tell_damage if engine.dialect.name == "sqlite" else _tell_trouble
    event.listen(engine, "handle_error", told)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection whose statements all read the rows of one moment, whatever is written meanwhile."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")  # the driver begins none for a reader
        else:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def moment(connection: Connection) -> datetime:
    """The moment in UTC, without a zone: by the server's clock, where there is one."""
    if connection.dialect.name == "sqlite":
        return datetime.now(UTC).replace(tzinfo=None)
    told: datetime = connection.execute(text("SELECT clock_timestamp() AT TIME ZONE 'UTC'")).scalar_one()
    return told


def named(engine: Engine) -> str:
    """The file or the database, as a message names it: without a password."""
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    return engine.url.render_as_string(hide_password=True)


def reason(error: BaseException) -> str:
    """The first line of what an engine says."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__


def _server(database: str) -> Engine:
    try:
        url = make_url(database)
    except ArgumentError:
        url = None
    if url is None or url.drivername != _DRIVER:
        raise StoreError(f"BUDGET_QA_DATABASE 应形如 {_DRIVER}://用户:口令@主机/数据库，不写则用索引文件夹")
    try:
        # A connection that died while nobody used it is noticed before it is used again.
        engine = create_engine(
            url,
            pool_pre_ping=True,
            json_serializer=_without_nul,
            connect_args={"connect_timeout": _WAIT_SECONDS},
            **_POOL,
        )
    except ModuleNotFoundError as error:
        raise MissingExtra("PostgreSQL", "postgres") from error
    return engine


def _without_nul(value: Any) -> str:
    """JSON; NUL, which PostgreSQL holds in no text, goes."""
    written = json.dumps(value, ensure_ascii=False)
    return json.dumps(_cleaned(value), ensure_ascii=False) if "\\u0000" in written else written


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(held) for key, held in value.items()}
    return [_cleaned(held) for held in value] if isinstance(value, list | tuple) else value


def _configure(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _tell_damage(context: ExceptionContext) -> None:
    """A full disk, a lost table, a damaged file: for the user, not a bug of ours."""
    error = context.sqlalchemy_exception
    if isinstance(error, OperationalError) or type(error) is DatabaseError:
        path = named(context.engine) if context.engine else "facts.sqlite"
        raise StoreError(
            f"{path} 读写失败（{reason(error)}）。"
            "请检查磁盘空间和权限；若文件已损坏，请删除该文件夹后重新 index"
        ) from error


def _tell_trouble(context: ExceptionContext) -> None:
    """A server that is not there or went away, a full disk: for the user, not a bug of ours."""
    error = context.sqlalchemy_exception
    if context.is_pre_ping or not isinstance(error, OperationalError | InternalError):
        return  # a connection that is found dead before it is used is replaced, and nobody is told
    place = named(context.engine) if context.engine else "PostgreSQL"
    lost = context.is_disconnect or context.connection is None
    said = "连接不上或中断了" if lost else "读写失败"
    raise StoreError(
        f"数据库 {place} {said}（{reason(error)}）。请稍后再试；若仍然如此，"
        "请检查数据库是否在运行、BUDGET_QA_DATABASE 和权限是否正确、磁盘是否已满"
    ) from error
