"""A fault of the program in one part of a document costs that part, and is told with its place.

What reads pages together (tables go on over pages) cannot be guarded page by page: the page that
brings the fault is the last of the fewest first pages that raise it. It is blanked, the rest is read.

>>> found, faults = over_pages(find_tables, pages, without_grids)
>>> [fault.page for fault in faults]
[7]
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from index.facts.errors import BudgetError
from index.facts.limits import TooManyObjects
from index.facts.records import Page

_MOST = 20  # pages at fault: with more it is the document that cannot be read
PASSED: tuple[type[BaseException], ...] = (BudgetError, TooManyObjects, MemoryError)
"""What is no fault: an error that tells its reason already, and what a page may not cost."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Fault:
    """A page that is at fault (0 where it is no page's), and what was raised."""

    page: int
    cause: str


def cause_of(error: BaseException) -> str:
    """What was raised and where: "KeyError '%'，checks.py:41"."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"，{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return " ".join(f"{type(error).__name__} {error}".split())[:200] + where


def line_of(part: str, cause: str, rest: str = "其余已读取") -> str:
    """What a fault cost, as a line for the summary: `part` was not read, `rest` was."""
    return f"{part}读取时程序出错（{cause}），没有读取；{rest}。请对照原件，并把这一行报告给维护人员"


def without_grids(page: Page) -> Page:
    """The page without its tables."""
    return replace(page, grids=())


def blank(page: Page) -> Page:
    """The page with nothing on it."""
    return replace(page, lines=(), grids=())


def over_pages(
    step: Callable[[Sequence[Page]], _T], pages: Sequence[Page], spare: Callable[[Page], Page]
) -> tuple[_T, tuple[Fault, ...]]:
    """What `step` makes of the pages, those at fault as `spare` leaves them.

    Raises what is no fault, and a fault that no page brings or that too many bring.
    """
    faults: list[Fault] = []
    pages = list(pages)
    while True:
        try:
            return step(pages), tuple(faults)
        except PASSED:
            raise
        except Exception as error:
            at = _brings(step, pages)
            if at is None or len(faults) >= _MOST or any(f.page == pages[at].number for f in faults):
                raise
            faults.append(Fault(pages[at].number, cause_of(error)))
            pages[at] = spare(pages[at])


def _brings(step: Callable[[Sequence[Page]], object], pages: Sequence[Page]) -> int | None:
    """The place of the page with which the first pages begin to raise; all of them do."""
    if not pages:
        return None
    fine, bad = 0, len(pages)
    while bad - fine > 1:
        middle = (fine + bad) // 2
        if _raises(step, pages[:middle]):
            bad = middle
        else:
            fine = middle
    return bad - 1


def _raises(step: Callable[[Sequence[Page]], object], pages: Sequence[Page]) -> bool:
    try:
        step(pages)
    except PASSED:
        return False  # a document of these pages alone could be no document
    except Exception:
        return True
    return False
