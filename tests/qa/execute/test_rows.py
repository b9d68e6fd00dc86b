"""What a whole is made of, cells along an axis, and which row of one edition is which of another."""

import pytest

from index.facts.records import Extraction, Figure, Kind, Scope, Stage, TableKind
from qa.execute.evaluate import evaluate
from qa.execute.results import Why
from qa.execute.rows import listing
from qa.plan.algebra import By, Cell, Children, Each, Level, List, Name, Rank, Ratio, Show, Sum
from tests.qa.drawn_cells import cell, document

BUREAU = "云溪市教育局"
FIRST, SECOND = "云溪市第一中学", "云溪市第二中学"
TOTAL = Name("收入", "收入总计", ("收入总计", "收入合计"), (), (TableKind.BALANCE, TableKind.INCOME))


def extraction(of, figures: list[Figure]) -> Extraction:
    return Extraction(of, figures=tuple(figures))


def bureau() -> Extraction:
    """A department whose units are rows of its tables, whose projects stand below their units."""
    of = document(BUREAU, 2025, scope=Scope.DEPARTMENT)
    income = {"kind": TableKind.INCOME, "table": "部门收入预算总表"}
    listed = {"kind": TableKind.PROJECTS, "table": "项目支出预算表"}
    bought = {"kind": TableKind.PROCUREMENT, "table": "政府采购预算表"}
    return extraction(
        of,
        [
            cell(of, "云溪市教育局（本级）", "20.00", "合计", **income),
            cell(of, FIRST, "70.00", "合计", **income),
            cell(of, FIRST, "60.00", "财政拨款收入", component="财政拨款收入", **income),
            cell(of, SECOND, "30.00", "合计", **income),
            cell(of, SECOND, "30.00", "财政拨款收入", component="财政拨款收入", **income),
            cell(of, "合计", "120.00", "合计", subject="收入合计", **income),
            cell(of, f"{FIRST}", "9.00", **listed),
            cell(of, "实验室改造", "6.00", **listed),
            cell(of, "操场翻新", "3.00", **listed),
            cell(of, f"{SECOND}", "2.00", **listed),
            cell(of, "图书采购", "2.00", **listed),
            cell(of, "合计", "11.00", subject="项目支出合计", **listed),
            cell(of, "一、货物", "5.00", group="货物", subject="货物", **bought),
            cell(of, "课桌椅", "3.00", group="货物", **bought),
            cell(of, "投影仪", "2.00", group="货物", **bought),
            cell(of, "投影仪", "12", "数量", group="货物", component="数量", unit="台", **bought),
        ],
    )


@pytest.fixture(scope="module")
def world(world_of):
    return world_of([bureau()])


def labels(rows, world) -> list[str]:
    found = listing(rows, world)
    assert not found.missing
    return [row.label for row in found.rows]


def test_units_are_compared_added_and_ranked_as_bodies_are(world) -> None:
    each = Each(Cell(TOTAL, body=BUREAU), "unit_row")
    assert labels(each, world) == ["云溪市教育局（本级）", FIRST, SECOND]
    assert labels(Children(Cell(TOTAL, body=BUREAU), Level.UNIT), world) == labels(each, world)
    most = evaluate(Rank(each, top=1), world)
    assert [(told.label, told.value.shown) for told in most.told] == [(FIRST, "70.00万元")]
    share = Ratio(Cell(TOTAL, body=BUREAU, unit_row=Name.of(SECOND)), Sum(rows=each))
    assert evaluate(Show((share,)), world).told[0].value.shown == "25.00%"
    granted = Each(Cell(Name.of("财政拨款收入"), body=BUREAU), "unit_row")
    assert [row.value.printed for row in listing(granted, world).rows] == ["60.00", "30.00"]


def test_sums_of_units_are_no_projects(world) -> None:
    found = listing(Children(Cell(Name.of("项目支出"), body=BUREAU)), world)
    assert [row.label for row in found.rows] == ["实验室改造", "操场翻新", "图书采购"]
    assert found.gap is None
    assert found.parent is not None and found.parent.value.shown == "11.00万元"


def test_what_is_bought_is_told_without_the_sum_of_its_group(world) -> None:
    bought = Children(Cell(Name.of("政府采购"), body=BUREAU), Level.PURCHASE)
    assert labels(bought, world) == ["课桌椅", "投影仪"]
    goods = Cell(Name.of("政府采购"), body=BUREAU, group="货物")
    assert evaluate(Show((goods,)), world).told[0].value.shown == "5.00万元"


def test_a_purchase_is_counted_in_its_unit(world) -> None:
    screens = Cell(Name.of("投影仪"), body=BUREAU, counted="套")
    assert evaluate(Show((screens,)), world).told[0].value.shown == "12台"


def accounts() -> Extraction:
    of = document("云溪市水务局", 2025)
    table = {"kind": TableKind.EXPENSE, "table": "支出预算总表"}
    codes = {
        "213": ("农林水支出", "90.00"),
        "21303": ("水利", "90.00"),
        "2130305": ("水利工程建设", "60.00"),
        "2130306": ("水利工程运行与维护", "30.00"),
        "221": ("住房保障支出", "10.00"),
        "22102": ("住房改革支出", "10.00"),
        "2210201": ("住房公积金", "10.00"),
    }
    figures = [cell(of, name, amount, code=code, **table) for code, (name, amount) in codes.items()]
    figures.append(cell(of, "合计", "100.00", subject="支出合计", **table))
    economic = {"kind": TableKind.ECONOMIC, "table": "支出经济分类表"}
    figures += [
        cell(of, "商品和服务支出", "70.00", code="302", **economic),
        cell(of, "资本性支出", "30.00", code="310", **economic),
    ]
    return extraction(of, figures)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (Children(Cell(Name.of("支出总计", "支出合计"))), ["农林水支出", "住房保障支出"]),
        (Children(Cell(Name.of("农林水支出"))), ["水利"]),
        (Children(Cell(code="213"), Level.ITEM), ["水利工程建设", "水利工程运行与维护"]),
        (
            Children(Cell(Name.of("支出总计", "支出合计")), Level.ITEM),
            ["水利工程建设", "水利工程运行与维护", "住房公积金"],
        ),
        (
            Children(Cell(Name.of("支出总计", "支出合计")), Level.CLASS, economic=True),
            ["商品和服务支出", "资本性支出"],
        ),
        (
            Children(Cell(table=Name.of("支出预算总表"))),
            ["水利工程建设", "水利工程运行与维护", "住房公积金"],
        ),
    ],
)
def test_accounts_are_listed_at_one_level(world_of, rows, expected) -> None:
    world = world_of([accounts()])
    found = listing(rows, world)
    assert [row.label for row in found.rows] == expected
    assert found.gap is None


def test_a_share_of_each_is_of_their_whole(world_of) -> None:
    rows = Children(Cell(Name.of("支出总计", "支出合计")))
    result = evaluate(Rank(rows, top=0, by=By.SHARE), world_of([accounts()]))
    assert [(told.label, told.value.shown) for told in result.told] == [
        ("农林水支出", "90.00%"),
        ("住房保障支出", "10.00%"),
    ]


def test_rows_that_tie_share_a_place(world_of) -> None:
    of = document("云溪市水务局", 2025)
    table = {"kind": TableKind.PROJECTS, "table": "项目支出表"}
    figures = [
        cell(of, f"{name}工程", amount, **table)
        for name, amount in (("甲", "1"), ("乙", "3"), ("丙", "3"), ("丁", "0"))
    ]
    world = world_of([extraction(of, figures)])
    rows = Children(Cell(Name.of("项目支出")))
    first = evaluate(Rank(rows, top=1), world)
    assert [(told.label, told.rank) for told in first.told] == [("乙工程", 1), ("丙工程", 1)]
    least = evaluate(Rank(rows, top=1, ascending=True), world)
    assert [told.label for told in least.told] == ["甲工程"]


def test_nothing_below_a_row_is_told_as_missing(world_of) -> None:
    result = evaluate(List(Children(Cell(Name.of("住房公积金")))), world_of([accounts()]))
    assert (result.told, [missing.why for missing in result.missing]) == ((), [Why.ROW])


def test_the_department_is_meant_before_its_own_office(world_of) -> None:
    figures = {}
    for scope, amount in ((Scope.UNIT, "3.00"), (Scope.DEPARTMENT, "8.00")):
        of = document(BUREAU, 2025, scope=scope)
        figures[scope] = extraction(of, [cell(of, "培训费", amount)])
    world = world_of(figures.values())
    training = Cell(Name.of("培训费"), body=BUREAU)
    result = evaluate(Show((training,)), world)
    assert (result.told[0].value.shown, result.assumed) == ("8.00万元", ("部门口径",))
    each = evaluate(Show((Each(training, "scope"),)), world)
    assert [told.value.shown for told in each.told] == ["8.00万元", "3.00万元"]


def test_a_year_without_documents_is_read_where_the_next_year_prints_it(world_of) -> None:
    of = document(BUREAU, 2025)
    figures = [
        cell(of, "培训费", "3.00", "2025年预算数"),
        cell(of, "培训费", "2.00", "2024年预算数", stage=Stage.PRIOR_BUDGET, year=2024),
        cell(of, "培训费", "1.80", "2024年执行数", stage=Stage.PRIOR_FINAL, year=2024),
    ]
    world = world_of([extraction(of, figures)])
    training = Cell(Name.of("培训费"), body=BUREAU, year=2024)
    assert evaluate(Show((training,)), world).told[0].value.shown == "2.00万元"
    spent = Cell(Name.of("培训费"), body=BUREAU, year=2024, stage=Stage.FINAL)
    assert evaluate(Show((spent,)), world).told[0].value.shown == "1.80万元"
    earlier = Cell(Name.of("培训费"), body=BUREAU, year=2023)
    assert [missing.why for missing in evaluate(Show((earlier,)), world).missing] == [Why.YEAR]


def test_a_final_account_is_asked_for_by_its_kind(world_of) -> None:
    made = []
    for kind, stage, amount in ((Kind.BUDGET, Stage.BUDGET, "4.00"), (Kind.FINAL, Stage.FINAL, "3.20")):
        of = document(BUREAU, 2024, kind)
        made.append(extraction(of, [cell(of, "培训费", amount, stage=stage)]))
    world = world_of(made)
    training = Cell(Name.of("培训费"), body=BUREAU)
    for leaf, amount in (
        (training, "4.00万元"),
        (Cell(training.subject, body=BUREAU, stage=Stage.FINAL), "3.20万元"),
        (Cell(training.subject, body=BUREAU, kind=Kind.FINAL), "3.20万元"),
    ):
        assert evaluate(Show((leaf,)), world).told[0].value.shown == amount


def test_digits_of_full_width_are_told_plain(world_of) -> None:
    of = document(BUREAU, 2025)
    world = world_of([extraction(of, [cell(of, "培训费", "１，２３４．５０")])])
    result = evaluate(Show((Cell(Name.of("培训费"), body=BUREAU),)), world)
    assert result.told[0].value.shown == "1,234.50万元"
    assert result.told[0].value.citation.quote == "１，２３４．５０"


def test_blocks_side_by_side_are_not_added_up_together(world_of) -> None:
    of = document(BUREAU, 2025)
    balance = {"kind": TableKind.BALANCE, "table": "收支总表"}
    figures = [
        cell(of, "一、教育支出", "80.00", "支出功能/支出/金额", **balance),
        cell(of, "二、住房保障支出", "15.00", "支出功能/支出/金额", **balance),
        cell(of, "结转下年", "5.00", "支出功能/支出/金额", **balance),
        cell(of, "一、基本支出", "70.00", "支出性质/支出/金额", **balance),
        cell(of, "二、项目支出", "25.00", "支出性质/支出/金额", **balance),
        cell(of, "支出总计", "100.00", "支出功能/支出/金额", **balance),
    ]
    world = world_of([extraction(of, figures)])
    found = listing(Children(Cell(Name.of("支出总计"))), world)
    assert [row.label for row in found.rows] == ["教育支出", "住房保障支出", "结转下年"]
    assert found.gap is None


def test_accounts_stand_in_for_a_list_of_projects_and_it_is_said(world_of) -> None:
    of = document(BUREAU, 2025)
    more = {"component": "项目支出", "table": "支出预算总表"}
    figures = [
        cell(of, "高中教育", "25.00", "支出预算/项目支出", code="2050204", **more),
        cell(of, "高中教育", "95.00", "支出预算/合计", code="2050204", table="支出预算总表"),
        cell(of, "合计", "25.00", "支出预算/项目支出", subject="项目支出", table="支出预算总表"),
    ]
    result = evaluate(List(Children(Cell(), Level.PROJECT)), world_of([extraction(of, figures)]))
    assert [(told.label, told.value.shown) for told in result.told] == [("高中教育", "25.00万元")]
    assert result.assumed == ("文件没有项目明细，以下是项目支出所列的功能科目",)


def test_a_sentence_says_what_was_bought_where_no_table_does(samples_world) -> None:
    hotline = Cell(Name.of("政府采购", "政府采购预算"), body="岚浦市12345政务服务便民热线中心", year=2023)
    result = evaluate(List(Children(hotline, Level.PURCHASE)), samples_world)
    assert [told.value.shown for told in result.told] == ["12.00万元", "24.00万元"]
    assert result.parent is not None and result.parent.value.shown == "36.00万元"
    assert result.gap is None
