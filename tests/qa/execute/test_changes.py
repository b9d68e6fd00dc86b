"""What a change is worked out against, and which sentence tells why a row moved."""

from decimal import Decimal

import pytest

from index.facts.records import Change, Citation, Document, Extraction, Kind, Scope, Stage, TableKind
from qa.execute.evaluate import evaluate
from qa.plan.algebra import Cell, Changed, Name, Reason
from qa.records import Question
from tests.qa.drawn_cells import cell, document

OFFICE = "云溪市档案馆"
NOW, BEFORE = document(OFFICE, 2025), document(OFFICE, 2024)
SPENT = document(OFFICE, 2024, Kind.FINAL)
WAN = 10_000


def told(
    subject: str,
    amount: str,
    direction: str,
    difference: str = "",
    percent: str = "",
    *,
    reason: str = "",
    base: str = "",
    code: str = "",
    under: str = "",
    of: Document = NOW,
) -> Change:
    """A sentence of the budget that says how a row moved, in 万元."""
    with_what = {"上年决算": "上年决算数", "上年预算": "上年预算数"}.get(base, "上年")
    said = f"，比{with_what}{direction}" + (f"{difference}万元" if difference else "")
    rate = f"，{'增长' if direction == '增加' else '下降'}{percent}%" if percent else ""
    why = f"，主要原因是{reason}" if reason else ""
    quote = f"{under}{subject}{of.year}年预算安排{amount}万元{said}{rate}{why}。"
    return Change(
        subject,
        code,
        of.body,
        of.year,
        Stage.BUDGET,
        "万元",
        Decimal(amount) * WAN,
        amount,
        direction,
        Decimal(difference) * WAN if difference else None,
        difference,
        Decimal(percent) if percent else None,
        percent,
        reason,
        Citation(of.name, 6, quote),
        scope=Scope.UNIT,
        base=base,
        under=under,
    )


def shown(result) -> list[str]:
    return [one.value.shown for one in result.told]


def years(result) -> list[str]:
    return [one.value.shown for one in result.context]


# -- what a change is worked out against -----------------------------------------------------


def editions(change: Change) -> list[Extraction]:
    """A budget that prints the budget before beside its own, and the account of the year before."""
    two = [cell(NOW, "培训费", "50.00"), cell(NOW, "培训费", "45.00", "上年预算数", stage=Stage.PRIOR_BUDGET)]
    spent = (cell(SPENT, "培训费", "40.00", "决算数", stage=Stage.FINAL),)
    return [
        Extraction(NOW, figures=tuple(two), changes=(change,)),
        Extraction(BEFORE, figures=(cell(BEFORE, "培训费", "45.00"),)),
        Extraction(SPENT, figures=spent),
    ]


TRAINING = Cell(Name.of("培训费"), body=OFFICE, year=2025)


@pytest.mark.parametrize(
    ("base", "difference", "before"),
    [
        ("上年决算", "10.00万元", "40.00万元"),
        ("上年预算", "5.00万元", "45.00万元"),
        ("", "5.00万元", "45.00万元"),
    ],
)
def test_a_change_is_worked_out_against_what_its_sentence_compares_with(
    world_of, base: str, difference: str, before: str
) -> None:
    rate = "25.00" if base == "上年决算" else "11.11"
    world = world_of(editions(told("培训费", "50.00", "增加", percent=rate, base=base)))
    result = evaluate(Changed(TRAINING), world)
    assert shown(result) == [difference, f"{rate}%"]
    assert years(result) == ["50.00万元", before]


def test_a_change_is_worked_out_against_what_the_question_compares_with(world_of) -> None:
    world = world_of(editions(told("公用经费", "50.00", "增加", percent="25.00")))
    against = Cell(Name.of("培训费"), body=OFFICE, year=2025, base="上年决算")
    assert shown(evaluate(Changed(against), world)) == ["10.00万元", "25.00%"]
    assert shown(evaluate(Changed(TRAINING), world)) == ["5.00万元", "11.11%"]


@pytest.mark.parametrize("against", ["2024年执行数", "2024年决算数", "上年执行数", "上年"])
def test_a_question_is_told_against_what_the_sentence_compares_with(
    world_of, pipeline_over, against: str
) -> None:
    world = world_of(editions(told("培训费", "50.00", "增加", percent="25.00", base="上年决算")))
    answer = pipeline_over(world.facts).ask(Question(f"云溪市档案馆2025年培训费比{against}增加多少"))
    assert [figure.shown for figure in answer.figures if figure.role == "asked"] == ["10.00万元"]
    assert "45.00万元" not in answer.text


@pytest.mark.parametrize("against", ["2024年执行数", "2024年决算数", "上年执行数"])
def test_against_an_account_is_not_against_the_budget_before(world_of, pipeline_over, against: str) -> None:
    world = world_of(editions(told("公用经费", "50.00", "增加", percent="25.00")))
    answer = pipeline_over(world.facts).ask(Question(f"云溪市档案馆2025年培训费比{against}增加多少"))
    assert [figure.shown for figure in answer.figures if figure.role == "asked"] == ["10.00万元"]


# -- why a project moved ---------------------------------------------------------------------

SCANNING = Cell(Name.of("古籍扫描"), body=OFFICE, year=2025)


def paid_from(*changes: Change) -> list[Extraction]:
    """A project that rose by 6.00万元, with the code of the account that it is paid from."""
    listed = {"kind": TableKind.PROJECTS, "table": "项目支出表", "code": "2012604"}
    return [
        Extraction(NOW, figures=(cell(NOW, "古籍扫描", "16.00", **listed),), changes=changes),
        Extraction(BEFORE, figures=(cell(BEFORE, "古籍扫描", "10.00", **listed),)),
    ]


def of_account(difference: str, direction: str, code: str = "2012604") -> Change:
    return told("档案馆", "36.00", direction, difference, reason="设备更新", code=code)


@pytest.mark.parametrize("query", [Reason(SCANNING), Changed(SCANNING, reason=True)])
def test_why_a_project_moved_is_told_by_the_account_that_moved_by_just_as_much(world_of, query) -> None:
    account = of_account("6.00", "增加")
    result = evaluate(query, world_of(paid_from(account)))
    assert [quote.text for quote in result.quotes] == [account.citation.quote]


@pytest.mark.parametrize(
    "account",
    [of_account("7.00", "增加"), of_account("6.00", "减少"), of_account("6.00", "增加", code="2012699")],
    ids=["further", "the other way", "another account"],
)
def test_an_account_that_moved_otherwise_tells_nothing_of_a_project(world_of, account) -> None:
    assert evaluate(Reason(SCANNING), world_of(paid_from(account))).quotes == ()


def test_an_account_tells_of_the_project_that_its_reason_names(world_of) -> None:
    account = told("档案馆", "36.00", "增加", "9.00", reason="新增古籍扫描工作", code="2012604")
    result = evaluate(Reason(SCANNING), world_of(paid_from(account)))
    assert [quote.text for quote in result.quotes] == [account.citation.quote]


def test_an_account_that_is_spent_on_a_project_alone_tells_of_it(world_of) -> None:
    account = told("档案馆", "16.00", "增加", "7.00", reason="设备更新", code="2012604")
    result = evaluate(Reason(SCANNING), world_of(paid_from(account)))
    assert [quote.text for quote in result.quotes] == [account.citation.quote]


# -- the parts of a row ----------------------------------------------------------------------


def test_the_parts_of_a_row_are_looked_for_within_what_it_stands_in(world_of) -> None:
    cars = "公务用车购置及运行费"
    within = told("公务用车运行费", "3.00", "增加", "1.00", reason="车辆老化", under="政府性基金预算")
    beside = told("公务用车购置费", "9.00", "增加", "2.00", reason="更新车辆", under="一般公共预算")
    world = world_of([Extraction(NOW, figures=(cell(NOW, cars, "12.00"),), changes=(beside, within))])
    whole = Cell(Name.of(cars), body=OFFICE, year=2025)
    assert [c.reason for c in evaluate(Reason(whole), world).changes] == ["更新车辆", "车辆老化"]
    part = Cell(Name.of(cars), within=(Name.of("政府性基金预算"),), body=OFFICE, year=2025)
    assert [c.reason for c in evaluate(Reason(part), world).changes] == ["车辆老化"]
