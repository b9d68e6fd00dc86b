"""Cells written by hand, one at a time, for tests of grounding and of evaluation.

>>> cell(of, "培训费", "3.00").citation.column
'预算数'
"""

from index.facts.money import is_money, number, yuan
from index.facts.records import Citation, Document, Figure, Kind, Scope, Stage, TableKind
from index.facts.subjects import label_without_ordinal


def document(body: str, year: int, kind: Kind = Kind.BUDGET, scope: Scope = Scope.UNIT) -> Document:
    """The document a body disclosed for a year."""
    name = f"{body}-{year}-{scope.value}{kind.value}.pdf"
    return Document(
        name, f"{abs(hash(name)):064x}", f"{year}年{body}{kind.value}", body, year, kind, scope, 9
    )


def cell(
    of: Document,
    row: str,
    printed: str,
    column: str = "预算数",
    *,
    table: str = "支出总表",
    kind: TableKind = TableKind.EXPENSE,
    code: str = "",
    component: str = "",
    subject: str = "",
    unit: str = "万元",
    stage: Stage = Stage.BUDGET,
    year: int = 0,
    group: str = "",
    top: float = 0.0,
) -> Figure:
    """One cell; its subject is its row's last label, unless it is told."""
    value = yuan(printed, unit) if is_money(unit) else number(printed)
    assert value is not None
    place = Citation(of.name, 3, printed, table, row, column, (60.0, top, 90.0, top + 10))
    return Figure(
        subject or label_without_ordinal(row.split("/")[-1]),
        code,
        component,
        of.body,
        year or of.year,
        stage,
        value,
        printed,
        unit,
        kind,
        place,
        group,
    )
