"""What is wrong on a page: a heading of another body or year, a short code, a form that does not add up."""

import pytest

from index.audit.page_checks import page_checks
from index.facts.records import Cell, Document, Grid, Kind, Line, Page, Scope

DOCUMENT = Document(
    "a.pdf",
    "0" * 64,
    "某某省某某县商务局2025年部门预算",
    "某某省某某县商务局",
    2025,
    Kind.BUDGET,
    Scope.UNIT,
    1,
)


def page(*texts, rows=()):
    lines = tuple(Line(1, text, (90, 80 + 20 * n, 400, 94 + 20 * n), 14) for n, text in enumerate(texts))
    cells = tuple(
        Cell(r, c, 1, 1, text, (c, 500 + r, c + 1, 501 + r))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    grids = (Grid(1, (0, 500, 500, 700), len(rows), 3, cells),) if rows else ()
    return Page(1, 595, 842, lines, grids)


def found(*texts, rows=()):
    return [finding.check for finding in page_checks(DOCUMENT, [page(*texts, rows=rows)])]


@pytest.mark.parametrize(
    ("text", "checks"),
    [
        ("某某省某某县商务局2025年度部门预算表", []),
        ("某某县商务局2025年部门预算", []),
        ("某某省商务局2025年度部门预算表", ["标题单位=本单位"]),
        ("省商务局2025年度部门预算表", []),
        ("第三部分 2024年度部门预算情况说明", ["标题年度=本年度"]),
        ("2024年度部门预算执行情况", []),
        ("2024年度部门决算公开情况", []),
        ("2025年收入预算8万元，比2024年预算", []),
    ],
)
def test_a_heading_of_another_body_or_year_is_found(text, checks):
    assert found(text) == checks


def test_a_code_of_one_digit_among_codes_of_two_is_found():
    rows = [["301", "01", "基本工资"], ["301", "2", "津贴补贴"], ["301", "03", "奖金"]]
    (finding,) = page_checks(DOCUMENT, [page(rows=rows)])
    assert (finding.check, finding.citations[0].quote) == ("科目编码位数", "2")
    assert "津贴补贴印为301|2" in finding.message
    assert found(rows=[["301", "1", "基本工资"], ["301", "2", "津贴补贴"]]) == []


@pytest.mark.parametrize("beside", ["-99.5%", ""])
def test_amounts_beside_one_another_are_no_codes(beside):
    assert found(rows=[["381", "2", beside], ["120", "15", "12.5%"], ["240", "31", "-3%"]]) == []


@pytest.mark.parametrize(("granted", "checks"), [("8.00", []), ("9.00", ["年度资金=拨款+结转+其他"])])
def test_the_money_of_a_target_form_adds_up(granted, checks):
    rows = [
        ["项目资金（万元）", "年度资金总额", "10.00"],
        ["", "其中：财政拨款", granted],
        ["", "其他资金", "2.00"],
    ]
    assert found("项目绩效目标表", rows=rows) == checks
