"""What looks misread is marked, unless something bears it out."""

from dataclasses import replace
from decimal import Decimal

import pytest

from index.facts.records import Citation, Figure, Legibility, Stage, TableKind
from index.tables.doubts import doubted


def column(*cells: tuple[str, str], table: str = "支出表") -> list[Figure]:
    return [
        Figure(
            subject=row, code="", component="", body="某局", year=2025, stage=Stage.BUDGET,
            value=Decimal(printed) * 10000, printed=printed, unit="万元", table_kind=TableKind.EXPENSE,
            citation=Citation("a.pdf", 3, printed, table, row, "预算数", (0.0, 20.0 * n, 9.0, 20.0 * n + 9)),
        )
        for n, (row, printed) in enumerate(cells)
    ]  # fmt: skip


def doubts(figures: list[Figure]) -> list[str]:
    return [f.printed for f in doubted(figures, ()) if f.citation.legibility is Legibility.DOUBTFUL]


OTHERS = [("办公费", "3.20"), ("印刷费", "1.10"), ("差旅费", "4.00"), ("会议费", "2.00")]


def test_one_decimal_more_than_the_column_has_is_doubtful() -> None:
    assert doubts(column(*OTHERS, ("接待费", "2.501"))) == ["2.501"]


def test_a_column_without_usual_decimals_has_no_doubtful_ones() -> None:
    assert doubts(column(("办公费", "3.2"), ("印刷费", "1.10"), ("差旅费", "4.001"), ("会议费", "2"))) == []


@pytest.mark.parametrize("total", ["12.80", "9.00"])
def test_an_amount_far_beyond_the_total_of_its_column_is_doubtful(total: str) -> None:
    assert doubts(column(*OTHERS, ("接待费", "250.00"), ("合计", total))) == ["250.00"]


def test_what_a_sum_bears_out_is_not_doubtful() -> None:
    figures = column(*OTHERS, ("接待费", "2.501"), ("合计", "12.801"))
    assert doubts(figures) == []


def test_a_glued_number_is_doubtful_unless_a_sum_bears_it_out() -> None:
    figures = column(*OTHERS, ("接待费", "2.50"))
    glued = replace(figures[-1], citation=replace(figures[-1].citation, legibility=Legibility.DOUBTFUL))
    assert doubts([*figures[:-1], glued]) == ["2.50"]
    total = column(("合计", "12.80"))[0]
    total = replace(total, citation=replace(total.citation, bbox=(0.0, 200.0, 9.0, 209.0)))
    assert doubts([*figures[:-1], glued, total]) == []
