"""What is said must be covered by the cell; what is unsaid must be ordinary."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts.records import Figure, Scope, Stage, TableKind
from qa.execute.cells import EditionCells
from qa.plan.algebra import Cell, Name
from qa.plan.ground import Grounded, Sought, Why, differ, ground
from qa.plan.places import place_of
from tests.qa.drawn_cells import cell, document

OF = document("云溪市水务局", 2025)
BUDGET = Sought(2025, (Stage.BUDGET,))
BASIC, GENERAL, EXPENSE = TableKind.BASIC, TableKind.GENERAL, TableKind.EXPENSE


def grounded(figures: Sequence[Figure], leaf: Cell, sought: Sought = BUDGET) -> Grounded:
    cells = EditionCells([place_of(n, 1, figure) for n, figure in enumerate(figures)], ())
    return ground(leaf, cells.holding(leaf), sought, cells.printed)


def printed(found: Grounded) -> str:
    assert found.why is None, (found.why, found.said, found.there)
    return found.places[0].figure.printed


def accounts() -> list[Figure]:
    """One account with its total and its two parts, in a table of all funds and in one of basic spending."""
    more = {"code": "212", "table": "2025年部门支出预算总表"}
    basic = {"code": "302", "kind": BASIC, "table": "2025年一般公共预算基本支出表"}
    return [
        cell(OF, "城乡社区支出", "90.00", "支出预算/合计", **more),
        cell(OF, "城乡社区支出", "60.00", "支出预算/基本支出", component="基本支出", **more),
        cell(OF, "城乡社区支出", "30.00", "支出预算/项目支出", component="项目支出", **more),
        cell(OF, "合计", "90.00", "支出预算/合计", subject="支出合计", table=more["table"]),
        cell(OF, "合计", "60.00", "支出预算/基本支出", subject="基本支出", table=more["table"]),
        cell(OF, "商品和服务支出", "20.00", "金额", **basic),
        cell(OF, "办公费", "5.00", "金额", kind=BASIC, table=basic["table"], code="30201"),
        cell(OF, "办公费", "8.00", "金额", kind=TableKind.ECONOMIC, table="支出经济分类表", code="30201"),
    ]


def test_the_total_column_is_meant_where_no_column_is_said() -> None:
    found = grounded(accounts(), Cell(Name.of("城乡社区支出")))
    assert printed(found) == "90.00"


def of_place(row: str, amount: str, table: str, column: str = "决算数") -> Figure:
    return replace(cell(OF, row, amount, column, table=table, stage=Stage.BUDGET), scope=Scope.WHOLE_CITY)


def test_a_row_of_a_places_table_of_spending_alone_is_its_spending() -> None:
    spent, both = "云溪市一般公共预算支出表", "云溪市一般公共预算收入支出表"
    assert printed(grounded([of_place("教育", "31.00", spent)], Cell(Name.of("教育支出")))) == "31.00"
    assert grounded([of_place("教育", "31.00", spent)], Cell(Name.of("教育收入"))).why is Why.ROW
    for side in ("教育支出", "教育收入"):
        assert grounded([of_place("教育", "31.00", both)], Cell(Name.of(side))).why is Why.ROW
    assert grounded([cell(OF, "教育", "31.00", table=spent)], Cell(Name.of("教育支出"))).why is Why.ROW


@pytest.mark.parametrize(("side", "amount"), [("收入", "77.00"), ("支出", "66.00"), ("", None)])
def test_of_columns_of_both_sides_the_one_that_is_said_is_meant(side: str, amount: str | None) -> None:
    table = "社会保险基金收支表"
    both = [
        of_place("失业保险基金", "77.00", table, "收入"),
        of_place("失业保险基金", "66.00", table, "支出"),
    ]
    found = grounded(both, Cell(Name.of("失业保险基金"), side=side))
    if amount is None:
        assert found.why is Why.SEVERAL
    else:
        assert printed(found) == amount


@pytest.mark.parametrize(
    ("leaf", "amount"),
    [
        (Cell(Name.of("城乡社区支出"), within=(Name.of("项目支出"),)), "30.00"),
        (Cell(Name.of("项目支出"), within=(Name.of("城乡社区支出"),)), "30.00"),
        (Cell(code="212", within=(Name.of("基本支出"),)), "60.00"),
        (Cell(Name.of("合计"), within=(Name.of("基本支出"),), table=Name.of("支出预算总表")), "60.00"),
        (Cell(Name.of("合计"), table=Name.of("2025年部门支出预算总表")), "90.00"),
        (Cell(Name.of("基本支出")), "60.00"),
    ],
)
def test_row_and_column_may_be_named_either_way_round(leaf: Cell, amount: str) -> None:
    assert printed(grounded(accounts(), leaf)) == amount


def test_an_account_stands_in_the_accounts_above_it_and_in_its_table() -> None:
    office = Name.of("办公费")
    for above, amount in (("商品和服务支出", "8.00"), ("基本支出", "5.00")):
        assert printed(grounded(accounts(), Cell(office, within=(Name.of(above),)))) == amount
    assert printed(grounded(accounts(), Cell(office, table=Name.of("支出经济分类表")))) == "8.00"


def test_economic_accounts_speak_in_the_table_of_all_spending_and_that_of_basic_is_at_hand() -> None:
    found = grounded(accounts(), Cell(Name.of("办公费")))
    assert printed(found) == "8.00"
    assert [place.figure.printed for place in found.elsewhere] == ["5.00"]


@pytest.mark.parametrize(
    ("leaf", "why", "said"),
    [
        (Cell(Name.of("量子通信办公费")), Why.ROW, "量子通信办公费"),
        (Cell(Name.of("办公费"), within=(Name.of("量子通信"),)), Why.PLACE, "量子通信"),
        (Cell(Name.of("办公费"), within=(Name.of("三公经费"),)), Why.PLACE, "三公经费"),
        (Cell(Name.of("办公费"), table=Name.of("三公经费表")), Why.PLACE, "三公经费表"),
        (Cell(Name.of("办公费"), unit_row=Name.of("滑翔训练中心")), Why.PLACE, "滑翔训练中心"),
        (Cell(Name.of("办公费"), period="3月"), Why.PERIOD, "3月"),
        (Cell(Name.of("办公费"), group="货物"), Why.PLACE, "货物"),
        (Cell(Name.of("办公费"), code="30299"), Why.ROW, "办公费"),
        (Cell(Name.of("办公费"), counted="辆"), Why.UNIT, "辆"),
    ],
)
def test_what_nothing_covers_is_told(leaf: Cell, why: Why, said: str) -> None:
    found = grounded(accounts(), leaf)
    assert (found.why, found.said, found.places) == (why, said, ())


@given(word=st.text("量子通信滑翔训练食堂装修无人机", min_size=2, max_size=6))
def test_no_invented_word_is_ever_covered(word: str) -> None:
    for leaf in (Cell(Name.of("办公费"), within=(Name.of(word),)), Cell(Name.of(f"{word}办公费"))):
        assert grounded(accounts(), leaf).places == ()


def test_a_stage_that_is_not_printed_is_told_with_those_that_are() -> None:
    found = grounded(accounts(), Cell(Name.of("办公费")), Sought(2025, (Stage.FINAL,)))
    assert (found.why, found.there) == (Why.STAGE, ("预算",))


def test_a_cell_is_blank_where_its_row_and_its_column_are_printed() -> None:
    prior = {"stage": Stage.PRIOR_BUDGET, "year": 2024, "kind": GENERAL, "table": "一般公共预算支出表"}
    figures = [
        cell(OF, "水利工程", "7.00", "上年预算数", **prior),
        cell(OF, "防汛", "2.00", "本年预算数", kind=GENERAL, table="一般公共预算支出表"),
        cell(
            OF,
            "防汛",
            "1.00",
            "本年预算数/基本支出",
            component="基本支出",
            kind=GENERAL,
            table="一般公共预算支出表",
        ),
    ]
    assert grounded(figures, Cell(Name.of("水利工程"))).why is Why.BLANK
    asked = Cell(Name.of("水利工程"), within=(Name.of("基本支出"),))
    assert grounded(figures, asked).why is Why.BLANK


def test_a_named_column_decides_the_stage() -> None:
    prior = {"stage": Stage.PRIOR_BUDGET, "year": 2024}
    figures = [
        cell(OF, "防汛", "2.00", "本年预算数"),
        cell(OF, "防汛", "1.50", "上年预算数", **prior),
        cell(OF, "防汛", "33.33", "增减%", stage=Stage.RATE, unit="%"),
    ]
    for column, amount in (("上年预算数", "1.50"), ("增减%", "33.33"), ("本年预算数", "2.00")):
        assert printed(grounded(figures, Cell(Name.of("防汛"), within=(Name.of(column),)))) == amount


def test_rows_of_one_name_that_differ_ask_which() -> None:
    figures = [
        cell(OF, "一般行政管理事务", "3.00", code="2013902"),
        cell(OF, "一般行政管理事务", "9.00", code="2120102"),
    ]
    found = grounded(figures, Cell(Name.of("一般行政管理事务")))
    assert found.why is Why.SEVERAL
    assert [place.figure.printed for place in found.rivals] == ["3.00", "9.00"]
    assert printed(grounded(figures, Cell(Name.of("一般行政管理事务"), code="2120102"))) == "9.00"


def test_rows_of_one_name_and_one_amount_are_no_rivals() -> None:
    figures = [
        cell(OF, "城乡社区环境卫生", "8.00", code="21205"),
        cell(OF, "城乡社区环境卫生", "80,000", code="2120501", unit="元"),
    ]
    assert printed(grounded(figures, Cell(Name.of("城乡社区环境卫生")))) == "8.00"


def test_the_first_of_its_printed_names_wins() -> None:
    figures = [
        cell(OF, "财政拨款收入", "50.00", table="收支总表", kind=TableKind.BALANCE),
        cell(OF, "1.一般公共预算资金", "40.00", table="收支总表", kind=TableKind.BALANCE),
    ]
    name = Name(
        "拨款", "一般公共预算拨款收入", ("一般公共预算资金", "财政拨款收入"), (), (TableKind.BALANCE,)
    )
    assert printed(grounded(figures, Cell(name))) == "40.00"


def test_a_project_is_not_the_account_it_is_paid_from() -> None:
    figures = [cell(OF, "其他城乡社区管理事务支出", "401.26", code="2120199")]
    assert grounded(figures, Cell(Name.of("智慧社区平台", codes=("2120199",)))).why is Why.ROW
    alike = Name.of("其他城乡社区管理事务", codes=("2120199",))
    assert printed(grounded(figures, Cell(alike))) == "401.26"


def projects() -> list[Figure]:
    more = {"kind": TableKind.PROJECTS, "table": "项目支出表"}
    return [
        cell(OF, "河道保洁/财政拨款", "6.00", **more),
        cell(OF, "河道保洁/事业收入", "4.00", **more),
        cell(OF, "堤防养护/财政拨款", "5.00", **more),
    ]


def test_a_name_over_several_rows_is_made_of_them() -> None:
    found = grounded(projects(), Cell(Name.of("河道保洁")))
    assert [place.figure.printed for place in found.parts] == ["6.00", "4.00"]
    inner = Cell(Name.of("河道保洁"), within=(Name.of("事业收入"),))
    assert printed(grounded(projects(), inner)) == "4.00"


def test_a_row_below_a_project_is_not_meant_by_its_own_name_alone() -> None:
    own = cell(OF, "财政拨款", "300.00", kind=TableKind.INCOME, table="收入总表")
    assert printed(grounded([*projects(), own], Cell(Name.of("财政拨款")))) == "300.00"


def units() -> list[Figure]:
    more = {"kind": TableKind.INCOME, "table": "部门收入总表"}
    return [
        cell(OF, "云溪市第一中学", "70.00", "合计", **more),
        cell(OF, "云溪市第一中学", "60.00", "财政拨款收入", component="财政拨款收入", **more),
        cell(OF, "云溪市第二中学", "30.00", "合计", **more),
        cell(OF, "合计", "100.00", "合计", subject="收入合计", **more),
    ]


def test_a_unit_is_a_row_of_its_department() -> None:
    school = Name.of("云溪市第一中学")
    total = Name("收入", "收入总计", ("收入总计", "收入合计"), (), (TableKind.BALANCE, TableKind.INCOME))
    assert printed(grounded(units(), Cell(total, unit_row=school))) == "70.00"
    assert printed(grounded(units(), Cell(unit_row=school))) == "70.00"
    assert printed(grounded(units(), Cell(Name.of("财政拨款收入"), unit_row=school))) == "60.00"
    assert printed(grounded(units(), Cell(total))) == "100.00"


def test_a_row_that_prints_one_amount_only_prints_the_whole() -> None:
    more = {"kind": BASIC, "table": "基本支出表"}
    figures = [
        cell(OF, "办公费", "5.00", "公用经费/金额", component="公用经费", **more),
        cell(OF, "奖金", "4.00", "人员经费/金额", component="人员经费", **more),
    ]
    assert printed(grounded(figures, Cell(Name.of("办公费")))) == "5.00"


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (("68,442,100", "元"), ("6844.21", "万元"), False),
        (("68,442,100", "元"), ("6844.22", "万元"), True),
        (("3.06", "万元"), ("36,000", "元"), True),
        (("1.50", "万元"), ("1.51", "万元"), True),
    ],
)
def test_rounding_is_no_difference(one: tuple[str, str], other: tuple[str, str], apart: bool) -> None:
    figures = [cell(OF, "办公费", amount, unit=unit) for amount, unit in (one, other)]
    assert differ(*figures) is apart
