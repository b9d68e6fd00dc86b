"""Body, year and kind of a document as a person corrects them, where the file is silent or wrong.

It is kept with the file's digest and applied before anything is labelled, so that every figure,
passage and change of the document is of the body and year that were given.

>>> said(body="某市商务局", year=2025).applied(document).title
'某市商务局2025年度部门预算'
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from index.facts.errors import BudgetError
from index.facts.extent.places import whole_of
from index.facts.records import Document, Kind, Scope

LONGEST_BODY: Final = 60
YEARS: Final = (1990, 2100)


@dataclass(frozen=True, slots=True)
class Given:
    """A person's corrections of a document; "" and None leave what was read."""

    body: str = ""
    year: int | None = None
    kind: Kind | None = None

    def __bool__(self) -> bool:
        return self != Given()

    def over(self, earlier: Given) -> Given:
        """What holds when this is said after `earlier`."""
        return Given(self.body or earlier.body, self.year or earlier.year, self.kind or earlier.kind)

    def applied(self, document: Document) -> Document:
        """The document as it is given; a title that was made of what was read is made again."""
        made = replace(
            document,
            body=self.body or document.body,
            year=self.year or document.year,
            kind=self.kind or document.kind,
            scope=self._scope(document),
        )
        return replace(made, title=_title(made)) if document.title == _title(document) else made

    def _scope(self, document: Document) -> Scope:
        """The scope of its amounts: all of a place that is given, or the body that is given alone."""
        if not self.body or document.kind is Kind.POLICY:
            return document.scope
        own = Scope.DEPARTMENT if document.scope.of_place else document.scope
        return whole_of(self.body) or own

    def holds(self, document: Document) -> bool:
        """Whether the document is as it is given."""
        made = self.applied(document)
        return (made.body, made.year, made.kind) == (document.body, document.year, document.kind)


NOTHING: Final = Given()


def said(body: str = "", year: int | None = None, kind: str = "") -> Given:
    """What a person typed, as what is given. Raises BudgetError with what is wrong."""
    body = re.sub(r"\s+", "", body)
    if body and not (2 <= len(body) <= LONGEST_BODY and re.search(r"[\u4e00-\u9fff]", body)):
        raise BudgetError(f"“{body[:LONGEST_BODY]}”不是单位名称。请写全称，如“某市财政局”")
    if year is not None and not YEARS[0] <= year <= YEARS[1]:
        raise BudgetError(f"{year}不是年份。请写四位年份，如 2025")
    if kind and kind not in list(Kind):
        raise BudgetError(f"没有“{kind}”这一种类。可选：{'、'.join(Kind)}")
    return Given(body, year, Kind(kind) if kind else None)


def _title(document: Document) -> str:
    """The title that a document gets which prints none."""
    return f"{document.body}{document.year}年度{document.scope}{document.kind}"
