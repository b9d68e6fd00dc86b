"""Paragraphs as a page of a budget or a final account, and what is read out of them."""

from collections.abc import Sequence

from index.facts.records import Change, Document, Kind, Line, Page, Scope
from index.prose.amounts.changes import changes_of

BUDGET = Document(
    "a.pdf", "0" * 64, "某市商务局2025年度部门预算", "某市商务局", 2025, Kind.BUDGET, Scope.UNIT, 1
)
FINAL = Document(
    "b.pdf", "0" * 64, "某市商务局2024年度部门决算", "某市商务局", 2024, Kind.FINAL, Scope.UNIT, 1
)


def page(*lines: str, number: int = 1) -> Page:
    """A page of one-line paragraphs, each indented; a long line fills the width."""
    placed = tuple(
        Line(number, text, (90.0 + 28, 100.0 + 20 * at, 500.0, 114.0 + 20 * at), 14.0)
        for at, text in enumerate(lines)
    )
    margin = Line(
        number,
        "本页按规定公开，如有疑问请与本单位办公室联系，联系方式见部门网站。",
        (90.0, 80.0, 500.0, 94.0),
        14.0,
    )
    return Page(number, 595.0, 842.0, (margin, margin, *placed), ())


def read(*lines: str, document: Document = BUDGET) -> Sequence[Change]:
    return changes_of(document, [page(*lines)])


def only(*lines: str, document: Document = BUDGET) -> Change:
    (change,) = read(*lines, document=document)
    return change
