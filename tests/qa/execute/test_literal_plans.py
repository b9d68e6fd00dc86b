"""Plans as values, over the samples: what must come out of composition alone, with no rule for the pair."""

import json
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from index.facts.records import Kind, Stage, TableKind
from qa.execute.evaluate import evaluate
from qa.execute.results import Missing, Result, Why
from qa.execute.world import World
from qa.plan.algebra import (
    Agree,
    Amount,
    By,
    Cell,
    Changed,
    Children,
    Comparison,
    Count,
    Difference,
    Each,
    Exists,
    Filter,
    Growth,
    Holds,
    Level,
    List,
    Listed,
    Mean,
    Minus,
    Name,
    Rank,
    Ratio,
    Reason,
    Scale,
    Series,
    Show,
    Sum,
)
from qa.records import Draft, Status
from qa.verify import verify
from tests.qa.execute.conftest import SAMPLES

HOTLINE = "岚浦市12345政务服务便民热线中心"
STREET = "岚浦市临汐区望潮街道办事处"
PDF = {
    (HOTLINE, 2023): "岚浦市12345政务服务便民热线中心-单位预算公开.pdf",
    (HOTLINE, 2024): "岚浦市12345政务服务便民热线中心-2024-单位预算.pdf",
    (HOTLINE, 2025): "岚浦市12345政务服务便民热线中心-2025-单位预算.pdf",
    (STREET, 2023): "临汐区望潮街道办事处-2023-部门预算.pdf",
    (STREET, 2024): "临汐区望潮街道办事处-2024-部门预算.pdf",
    (STREET, 2025): "临汐区望潮街道办事处-2025-部门预算.pdf",
}

RECEPTION = Name.of("公务接待费", codes=("30217",))
TRAINING = Name.of("培训费", codes=("30216",))
THREE = Name("三公经费", "“三公”经费", ("三公经费合计", "三公经费"), (), (TableKind.THREE_PUBLIC,))
CARS = Name.of("公务用车购置及运行费")
EXPENSE = Name(
    "支出总计",
    "支出总计",
    ("支出总计", "支出合计", "支出预算"),
    (),
    (TableKind.BALANCE, TableKind.EXPENSE),
)
PROJECTS = Name.of("项目支出")


@cache
def _gold() -> list[dict[str, object]]:
    text = (SAMPLES / "gold.jsonl").read_text(encoding="utf-8")
    return [json.loads(line, parse_float=Decimal) for line in text.splitlines()]


def gold(body: str, year: int, table: str, row: str, column: str) -> Decimal:
    """Yuan of the one amount that a table of that name prints where row and column end so."""
    found = {
        Decimal(str(cell["value_yuan"]))
        for cell in _gold()
        if cell["pdf"] == PDF[body, year]
        and table in str(cell["table"])
        and str(cell["row"]).endswith(row)
        and str(cell["column"]).endswith(column)
    }
    assert len(found) == 1, (found, body, year, table, row, column)
    return found.pop()


def hotline(name: Name, year: int = 2025, **more: object) -> Cell:
    return replace(Cell(name, body=HOTLINE, year=year), **more)  # type: ignore[arg-type]


def street(name: Name, year: int = 2025, **more: object) -> Cell:
    return replace(Cell(name, body=STREET, year=year), **more)  # type: ignore[arg-type]


def values(result: Result) -> list[Decimal]:
    """The values told, each with its source, as they stand before a reader."""
    assert not result.missing, result.missing
    figures = tuple(told.value for told in (*result.told, *result.context))
    assert all(value.citations() for value in figures)
    years = [told.label for told in result.context]
    assert verify(Draft(Status.ANSWERED, (), figures), question="", known=years, answer_id="a1").figures
    return [told.value.value for told in result.told]


def project(body: str, year: int, name: str) -> Decimal:
    column = "金额" if body == HOTLINE else "预算数"
    return gold(body, year, "项目支出", name, column)


# -- one after another, each of a composition that has no rule of its own --------------------


def test_how_many_times_one_is_of_the_other_beside_each(samples_world: World) -> None:
    one, other = hotline(RECEPTION, 2025), hotline(RECEPTION, 2024)
    result = evaluate(Show((one, other, Ratio(one, other, times=True))), samples_world)
    assert values(result) == [15000, 10000, Decimal("1.5")]
    assert result.told[2].value.formula == "1.50万元÷1.00万元＝1.5倍"


def test_the_lowest_year_and_each_year(samples_world: World) -> None:
    result = evaluate(Series(street(THREE, year=2025), extreme="lowest"), samples_world)
    assert values(result) == [gold(STREET, 2025, "“三公”", "", "“三公”经费预算数/合计")]
    years = [told.value.year for told in (*result.told, *result.context)]
    assert sorted(years) == [2023, 2024, 2025]


def test_what_was_saved_over_three_years(samples_world: World) -> None:
    last, first = street(TRAINING, 2025), street(TRAINING, 2023)
    result = evaluate(Show((Difference(last, first),)), samples_world)
    now = gold(STREET, 2025, "基本支出", "培训费", "合计")
    before = gold(STREET, 2023, "基本支出", "培训费", "合计")
    assert values(result) == [now - before]


def test_what_a_body_has_of_one_thing_and_another_of_another_together(samples_world: World) -> None:
    result = evaluate(Show((Sum((hotline(RECEPTION), street(TRAINING))),)), samples_world)
    assert values(result) == [Decimal(15000) + gold(STREET, 2025, "基本支出", "培训费", "合计")]
    assert {operand.body for operand in result.told[0].value.operands} == {HOTLINE, STREET}


def test_three_public_without_the_cars(samples_world: World) -> None:
    result = evaluate(Show((Difference(street(THREE), street(CARS)),)), samples_world)
    assert values(result) == [Decimal(9500)]
    rows = Minus(Children(street(THREE)), Listed((street(CARS),)))
    assert values(evaluate(Show((Sum(rows=rows),)), samples_world)) == [Decimal(9500)]


def test_a_final_account_that_is_not_indexed_is_told_as_missing(samples_world: World) -> None:
    final = street(RECEPTION, stage=Stage.FINAL)
    result = evaluate(Show((Difference(final, street(RECEPTION, stage=Stage.INITIAL)),)), samples_world)
    assert result.told == ()
    (missing,) = result.missing
    assert (missing.why, missing.there) == (Why.KIND, ("预算",))


def test_a_monthly_mean_and_a_half(samples_world: World) -> None:
    exprs = (Scale(hotline(RECEPTION), 1, 12, "每月平均"), Scale(hotline(RECEPTION), 1, 2, "一半"))
    result = evaluate(Show(exprs), samples_world)
    assert values(result) == [1250, 7500]
    assert [told.value.formula for told in result.told] == [
        "1.50万元÷12＝1250.00元",
        "1.50万元÷2＝7500.00元",
    ]


@pytest.mark.parametrize(("bound", "held"), [(10000, True), (15000, False), (100000, False)])
def test_whether_an_amount_is_exceeded(samples_world: World, bound: int, held: bool) -> None:
    query = Holds(hotline(RECEPTION), Comparison.ABOVE, Amount(Decimal(bound), "万元", f"{bound}元"))
    result = evaluate(query, samples_world)
    assert result.holds is held
    assert values(result) == [15000]


def test_the_share_of_all_bodies(samples_world: World) -> None:
    everyone = Sum(rows=Each(Cell(RECEPTION, year=2025), "body"))
    result = evaluate(Show((Ratio(hotline(RECEPTION), everyone),)), samples_world)
    assert values(result) == [Decimal("61.22")]
    assert result.told[0].value.formula == "1.50万元÷2.45万元＝61.22%"


def test_the_first_three_and_the_least(samples_world: World) -> None:
    rows = Children(street(PROJECTS))
    result = evaluate(Rank(rows, top=3, second=Rank(rows, ascending=True)), samples_world)
    names = [told.label for told in result.told]
    assert names == ["社区工作者队伍经费", "市容环境综合整治", "城管执法辅助服务", "人大代表联络站工作经费"]
    assert values(result) == [project(STREET, 2025, name) for name in names]
    assert [told.rank for told in result.told] == [1, 2, 3, 1]


def test_what_of_it_is_paid_from_the_treasury(samples_world: World) -> None:
    gift = Name.of("社区共治公益服务")
    paid = Name("财政拨款", "财政拨款", ("财政拨款收入", "财政拨款", "一般公共预算拨款"))
    result = evaluate(Show((street(gift, within=(paid,)), street(gift))), samples_world)
    assert values(result) == [0, 120000]


def test_projects_that_are_new_and_those_that_ended(samples_world: World) -> None:
    now, before = Children(street(PROJECTS)), Children(street(PROJECTS, 2024))
    new = evaluate(List(Minus(now, before)), samples_world)
    assert [told.label for told in new.told] == ["智慧社区综合指挥平台建设"]
    assert values(new) == [1860000]
    ended = evaluate(List(Minus(before, now)), samples_world)
    assert [told.label for told in ended.told] == [
        "第五次全国经济普查",
        "公务用车更新",
        "老旧小区加装电梯补贴",
    ]


def test_what_rose_most_and_why(samples_world: World) -> None:
    query = Rank(Children(street(PROJECTS)), by=By.CHANGE, reason=True)
    result = evaluate(query, samples_world)
    assert [told.label for told in result.told] == ["社区工作者队伍经费"]
    grown = project(STREET, 2025, "社区工作者队伍经费") - project(STREET, 2024, "社区工作者队伍经费")
    assert values(result) == [grown]
    accounts = Children(street(EXPENSE), Level.ITEM)
    most = evaluate(Rank(accounts, by=By.CHANGE, reason=True), samples_world)
    assert most.told[0].label == "其他城乡社区管理事务支出"
    assert most.changes[0].reason == "新增智慧社区综合指挥平台建设项目"


def test_what_each_vehicle_costs(samples_world: World) -> None:
    running = Name.of("公务用车运行费", "公务用车运行维护费")
    vehicles = Name.of("车辆", "公务用车")
    per = street(vehicles, counted="辆")
    result = evaluate(Show((Mean(street(running), per=per),)), samples_world)
    assert values(result) == [Decimal(61000) / 6]
    assert result.told[0].value.printed == "1.02"


def test_each_stage_of_a_final_account(world_of, make_document, make_cells) -> None:
    world = world_of([_final(make_document, make_cells)])
    stages = (Stage.INITIAL, Stage.ADJUSTED, Stage.FINAL)
    result = evaluate(Show((Each(Cell(TRAINING, body=BUREAU), "stage", stages),)), world)
    assert values(result) == [40000, 36000, 32000]
    assert [told.label for told in result.told] == ["年初预算", "调整预算", "决算"]


def test_the_final_account_against_the_budget_of_the_year(world_of, make_document, make_cells) -> None:
    world = world_of([_final(make_document, make_cells)])
    final = Cell(TRAINING, body=BUREAU, stage=Stage.FINAL)
    initial = replace(final, stage=Stage.INITIAL)
    assert values(evaluate(Show((Difference(final, initial),)), world)) == [-8000]


def test_budget_and_final_account_of_two_documents(world_of, make_document, make_cells) -> None:
    budget = _budget(make_document, make_cells)
    world = world_of([budget, _final(make_document, make_cells)])
    cells = [Cell(TRAINING, body=BUREAU, year=2024, kind=kind) for kind in (Kind.BUDGET, Kind.FINAL)]
    result = evaluate(Show(tuple(cells)), world)
    assert values(result) == [41000, 32000]
    assert len({c.document for told in result.told for c in told.value.citations()}) == 2


def test_the_account_of_which_least_was_spent(world_of, make_document, make_cells) -> None:
    world = world_of([_final(make_document, make_cells)])
    rows = Children(Cell(Name.of("商品和服务支出", codes=("302",)), body=BUREAU))
    result = evaluate(Rank(rows, ascending=True, by=By.COMPLETION), world)
    assert [told.label for told in result.told] == ["公务接待费"]
    assert values(result) == [Decimal("50.00")]


def test_a_project_that_was_recoded_is_neither_new_nor_ended(samples_world: World) -> None:
    centre = Name.of("党群服务中心运行")
    result = evaluate(Changed(street(centre, 2024)), samples_world)
    now, before = (project(STREET, year, "党群服务中心运行") for year in (2024, 2023))
    assert values(result)[0] == now - before
    years = (Children(street(PROJECTS, 2024)), Children(street(PROJECTS, 2023)))
    for one, other in (years, years[::-1]):
        assert centre.shown not in [t.label for t in evaluate(List(Minus(one, other)), samples_world).told]


def test_a_project_that_was_renamed_is_neither_new_nor_ended(world_of, make_document, make_cells) -> None:
    world = world_of(
        [
            _projects(make_document, make_cells, 2024, ["电子政务云平台运行维护", "信息化项目评审"]),
            _projects(make_document, make_cells, 2025, ["政务云平台运行与维护服务", "信息化项目评审与咨询"]),
        ]
    )
    now, before = (Children(Cell(PROJECTS, body=BUREAU, year=year)) for year in (2025, 2024))
    assert evaluate(List(Minus(now, before)), world).told == ()
    most = evaluate(Rank(now, by=By.CHANGE), world)
    assert (most.told[0].label, most.told[0].value.value) == ("政务云平台运行与维护服务", Decimal(50000))


# -- what the issue saw go wrong -------------------------------------------------------------


def test_a_project_is_not_the_account_it_is_paid_from(samples_world: World) -> None:
    platform = Name.of("智慧社区综合指挥平台建设", codes=("2120199",))
    result = evaluate(Show((street(platform, 2023),)), samples_world)
    assert result.told == ()
    (missing,) = result.missing
    assert (missing.why, missing.years) == (Why.ROW, (2025,))


def test_where_the_money_goes_is_told_whole(samples_world: World) -> None:
    result = evaluate(List(Children(street(EXPENSE))), samples_world)
    assert result.parent is not None and result.gap is None
    assert sum(values(result)) == result.parent.value.value


def test_rows_that_do_not_add_up_to_their_whole_say_what_is_missing(
    world_of, make_document, make_cells
) -> None:
    of = make_document(BUREAU, 2025)
    listed = _extraction(
        of,
        make_cells(of, TableKind.PROJECTS, 3, [("", "河道保洁", "60.00"), ("", "合计", "100.00")]),
    )
    result = evaluate(List(Children(Cell(PROJECTS, body=BUREAU))), world_of([listed]))
    assert [told.label for told in result.told] == ["河道保洁"]
    assert result.gap is not None and result.gap.value == 400000


def test_a_word_that_no_coordinate_covers_is_missing(samples_world: World) -> None:
    quantum = Name.of("量子通信")
    result = evaluate(Show((street(Name.of("办公费"), within=(quantum,)),)), samples_world)
    assert result.told == ()
    assert (result.missing[0].why, result.missing[0].said) == (Why.PLACE, "量子通信")


def test_a_month_of_a_yearly_document_is_missing(samples_world: World) -> None:
    result = evaluate(Show((street(Name.of("办公费"), period="3月"),)), samples_world)
    assert [missing.why for missing in result.missing] == [Why.PERIOD]


def test_a_cell_that_is_printed_empty_is_not_a_row_that_is_not_there(samples_world: World) -> None:
    result = evaluate(Exists(hotline(Name.of("邮电费"), 2024)), samples_world)
    assert [missing.why for missing in result.missing] == [Why.BLANK]
    gone = evaluate(Exists(hotline(Name.of("咨询费"), 2024)), samples_world)
    assert gone.missing[0].why is Why.ROW and gone.holds is False


def test_a_body_that_is_not_indexed_and_a_year_that_is_not(samples_world: World) -> None:
    other = evaluate(Show((Cell(RECEPTION, body="白鹭县司法局", year=2025),)), samples_world)
    assert [missing.why for missing in other.missing] == [Why.BODY]
    early = evaluate(Show((street(RECEPTION, 2019),)), samples_world)
    assert early.missing == (Missing(Why.YEAR, STREET, 2019, "", ("2023年", "2024年", "2025年")),)


# -- ordinary ones ---------------------------------------------------------------------------


def test_the_newest_year_is_told_and_the_others_stand_beside_it(samples_world: World) -> None:
    result = evaluate(Show((Cell(RECEPTION, body=HOTLINE),)), samples_world)
    assert [told.value.year for told in result.told] == [2025]
    assert [told.value.year for told in result.context] == [2024, 2023]


def test_the_year_before_is_read_where_it_is_printed(samples_world: World) -> None:
    result = evaluate(Show((hotline(RECEPTION, 2024, prior=True),)), samples_world)
    assert values(result) == [10000]
    assert result.told[0].value.stage == "上年预算"
    worked = evaluate(Show((hotline(RECEPTION, 2023, prior=True),)), samples_world)
    assert values(worked) == [12000]
    assert worked.told[0].value.formula == "1.00万元＋0.20万元＝1.20万元"


def test_a_printed_difference_serves_and_the_sentence_is_at_hand(samples_world: World) -> None:
    now = street(RECEPTION)
    result = evaluate(Show((Difference(now, replace(now, prior=True)),)), samples_world)
    assert values(result) == [-2500]
    assert result.told[0].value.operator == ""
    grown = evaluate(Show((Growth(now, replace(now, year=2024)),)), samples_world)
    assert values(grown) == [Decimal("-20.83")]


def test_a_change_has_its_reason(samples_world: World) -> None:
    result = evaluate(Reason(hotline(RECEPTION), "减少"), samples_world)
    assert (result.direction, result.changes[0].reason) == ("增加", "新增每月领导接线活动的工作用餐")
    moved = evaluate(Changed(street(CARS), reason=True), samples_world)
    assert values(moved) == [-177500, Decimal("-74.42")]
    assert moved.changes[0].reason == "本年不再安排公务用车购置"


def test_a_sentence_that_contradicts_the_table_is_told_beside_it(samples_world: World) -> None:
    result = evaluate(Show((street(TRAINING, 2024),)), samples_world)
    assert values(result) == [36000]
    assert [value.value for value in result.otherwise] == [30600]
    agree = evaluate(Agree((street(TRAINING, 2024),)), samples_world)
    assert agree.holds is False and set(values(agree)) == {36000, 30600}
    assert evaluate(Agree((street(RECEPTION, 2024),)), samples_world).holds is True


def test_no_other_amount_of_the_samples_is_contradicted(samples_world: World) -> None:
    names = {(p.figure.body, p.figure.year, p.figure.subject) for p in _every_place(samples_world)}
    told = set()
    for body, year, subject in sorted(names):
        result = evaluate(Show((Cell(Name.of(subject), body=body, year=year),)), samples_world)
        if result.otherwise:
            told.add((body, year, subject))
    assert told == {(STREET, 2024, "培训费")}


def _every_place(world: World):
    for edition in world.catalog.editions:
        yield from world.cells.of(edition.documents).places


def test_a_filter_a_count_and_a_mean_of_rows(samples_world: World) -> None:
    rows = Children(street(PROJECTS), Level.PROJECT)
    large = Filter(rows, Comparison.ABOVE, Amount(Decimal(3000000), "万元", "300万"))
    result = evaluate(List(large), samples_world)
    assert [told.label for told in result.told] == [
        "社区工作者队伍经费",
        "城管执法辅助服务",
        "市容环境综合整治",
    ]
    assert values(evaluate(Show((Count(rows), Count(large))), samples_world)) == [10, 3]
    average = evaluate(Show((Mean(rows=rows),)), samples_world)
    assert values(average) == [Decimal(3770850)]


def test_over_zero_there_is_no_ratio(samples_world: World) -> None:
    result = evaluate(Show((Ratio(hotline(RECEPTION), hotline(CARS)),)), samples_world)
    assert (result.told, [missing.why for missing in result.missing]) == ((), [Why.ZERO])


def test_people_and_money_make_no_sum(samples_world: World) -> None:
    vehicles = street(Name.of("车辆"), counted="辆")
    result = evaluate(Show((Sum((street(RECEPTION), vehicles)),)), samples_world)
    assert [missing.why for missing in result.missing] == [Why.UNIT]


def test_a_series_tells_what_changed_from_first_to_last(samples_world: World) -> None:
    result = evaluate(Series(hotline(TRAINING)), samples_world)
    assert values(result) == [6000, 6000, 5000]
    assert [told.value.value for told in result.context] == [-1000, Decimal("-16.67")]


def test_bodies_in_order(samples_world: World) -> None:
    result = evaluate(Rank(Each(Cell(RECEPTION), "body"), top=0), samples_world)
    assert [(told.label, told.rank) for told in result.told] == [(HOTLINE, 1), (STREET, 2)]


# -- a final account, an invented bureau -----------------------------------------------------

BUREAU = "云溪市水务局"


def _extraction(of, figures):
    from index.facts.records import Extraction

    return Extraction(of, figures=tuple(figures))


def _final(make_document, make_cells):
    """决算 with 年初预算, 调整预算 and 决算 beside one another."""
    of = make_document(BUREAU, 2024, Kind.FINAL)
    printed = {
        Stage.INITIAL: ("8.00", "4.00", "4.00"),
        Stage.ADJUSTED: ("7.60", "4.00", "3.60"),
        Stage.FINAL: ("5.20", "2.00", "3.20"),
    }
    codes = (("302", "商品和服务支出"), ("30217", "公务接待费"), ("30216", "培训费"))
    figures = []
    for stage, amounts in printed.items():
        rows = [(code, name, amount) for (code, name), amount in zip(codes, amounts, strict=True)]
        figures += make_cells(of, TableKind.BASIC, 6, rows, stage=stage)
    return _extraction(of, figures)


def _budget(make_document, make_cells):
    of = make_document(BUREAU, 2024)
    return _extraction(of, make_cells(of, TableKind.BASIC, 6, [("30216", "培训费", "4.10")]))


def _projects(make_document, make_cells, year, names):
    of = make_document(BUREAU, year)
    amounts = ("20.00", "3.00") if year == 2024 else ("25.00", "3.00")
    codes = ("2010350", "2010399")
    rows = list(zip(codes, names, amounts, strict=True))
    return _extraction(of, make_cells(of, TableKind.PROJECTS, 9, rows))
