"""How much one file may cost to read. Generous for any disclosure, small against a hostile file.

>>> checked_size(Path("某局.pdf"), Limits(megabytes=1))  # raises DocumentError
某局.pdf：文件为 12 MB，超过上限 1 MB。请拆分或压缩后再建立索引，或调高 BUDGET_QA_MAX_MEGABYTES
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.facts.errors import DocumentError
from index.facts.plainly import reason

_MEGABYTE = 1024 * 1024


class OnPage(Protocol):
    """Told the number of the page whose reading begins, and 0 when the last one is read."""

    def __call__(self, page: int, of: int = 0, /) -> None:
        """`of` is how many pages the file has, where that is known."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may have and use.

    `megabytes` are those of the file and, of a packed one, of what it unpacks to; `objects` the characters,
    lines, boxes and cells of one page or sheet; `page_seconds` may pass without a sign of life (a page
    begun); `memory_megabytes` are of address space, per worker process, where the system can limit it.
    """

    pages: int = 2000
    megabytes: int = 200
    objects: int = 500_000
    seconds: float = 3600.0
    page_seconds: float = 300.0
    memory_megabytes: int = 4096


LIMITS = Limits()


class TooManyObjects(Exception):
    """A page draws, or a sheet or section holds, more than it may; `page` says which where it is known."""

    def __init__(self, page: int | None = None) -> None:
        super().__init__(page)
        self.page = page


def ignore(page: int, of: int = 0, /) -> None:
    """An `OnPage` for those who do not watch."""


def checked_size(path: Path, limits: Limits) -> None:
    """Raises DocumentError for a file of more bytes than allowed, or one that is not there."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise DocumentError(path.name, f"无法读取（{reason(error)}）", "请检查文件权限") from error
    if size > limits.megabytes * _MEGABYTE:
        raise DocumentError(
            path.name,
            f"文件为 {size / _MEGABYTE:.0f} MB，超过上限 {limits.megabytes} MB",
            "请拆分或压缩后再建立索引，或调高 BUDGET_QA_MAX_MEGABYTES",
        )
