"""What a place owes and may owe: each total by the kinds of debt that stand in its row."""

from dataclasses import replace

from index.facts.records import Kind, Scope, Stage
from tests.web.plain.conftest import figure
from tests.web.plain.drawn import adds_up
from web.plain.debts import debts, owed
from web.plain.editions import Edition

CITY = Edition("某市", 2024, Kind.DEBT, Scope.WHOLE_CITY, (1,), ())


def cell(subject, printed, row="某市", scope=Scope.WHOLE_CITY, **parts):
    made = figure(printed, row, body="某市", year=2024, kind=Kind.DEBT, scope=scope)
    return replace(made, **{"subject": subject, "stage": Stage.FINAL, **parts})


ROW = [cell("债务余额", "10"), cell("一般债务余额", "4"), cell("专项债务余额", "5")]


def test_what_is_owed_is_told_by_its_kinds_and_the_difference_is_a_mark():
    (whole,) = owed(ROW, CITY)
    names = [part.name for part in whole.mark.parts if not part.is_gap]
    assert names == ["一般债务余额", "专项债务余额"] and adds_up(whole.mark)
    assert sum(part.is_gap for part in whole.mark.parts) == 1


def test_what_may_be_owed_stands_behind_what_is_owed():
    limits = [cell("债务限额", "12"), cell("新增一般债务限额", "7"), cell("新增专项债务限额", "5")]
    assert [whole.mark.name for whole in owed([*limits, *ROW], CITY)] == ["债务余额", "债务限额"]


def test_another_place_another_year_another_row_are_no_parts():
    others = [
        cell("债务余额", "10"),
        cell("一般债务余额", "4", row="某县"),
        cell("一般债务余额", "4", scope=Scope.CITY),
        cell("一般债务余额", "4", stage=Stage.PRIOR_FINAL),
        replace(cell("一般债务余额", "4"), year=2023),
        cell("一般债务余额", "4", unit_row="某县"),
    ]
    assert owed(others, CITY) == ()


def test_a_row_with_a_kind_in_several_columns_is_not_divided():
    assert owed([*ROW, cell("一般债务余额", "3")], CITY) == ()


def test_repayments_are_debts_and_amounts_of_others_are_not():
    held = [*ROW, cell("还本支出", "1"), cell("债券转贷收入", "1"), cell("债务余额", "1", unit_row="某县")]
    assert [f.subject for f in debts(held)] == ["债务余额", "一般债务余额", "专项债务余额", "还本支出"]
