"""Rows in order, lists, and one thing over the years."""

from dataclasses import replace
from decimal import Decimal

from qa.arithmetic import growth, minus, ratio, total
from qa.execute.results import Missing, Result, Told, Why
from qa.plan.algebra import (
    Amount,
    By,
    Cell,
    Children,
    Comparison,
    Difference,
    Each,
    Filter,
    Growth,
    Level,
    List,
    Listed,
    Minus,
    Name,
    Rank,
    Ratio,
    Series,
)
from tests.qa.compose.made import CELL, SCHOOL, WATER, answered, change, said, told, value

PROJECTS = Children(Cell(Name.of("项目支出"), body=WATER, year=2025))
RANK = Rank(PROJECTS)
OF_LAST_YEAR = Children(Cell(Name.of("项目支出"), body=WATER, year=2024))
ROWS = (told("20.00", "堤防养护", rank=1), told("10.00", "水质监测", rank=2))
CHANGE = Difference(CELL, replace(CELL, year=2024))


# -- in order ----------------------------------------------------------------------------------


def test_the_largest_is_named_with_its_amount():
    text = said(RANK, ROWS[0])
    assert text == f"{WATER}2025年项目支出预算中，金额最大的是堤防养护，20.00万元。"


def test_the_first_ones_are_told_in_order():
    text = said(replace(RANK, top=2), *ROWS)
    assert text.endswith("金额最大的依次是：堤防养护20.00万元；水质监测10.00万元。")


def test_both_ends_are_told_each_under_its_own_words():
    both = replace(RANK, top=2, second=replace(RANK, ascending=True))
    text = said(both, *ROWS, told("5.00", "防汛值守", rank=1))
    assert text.endswith("水质监测10.00万元；金额最小的是防汛值守，5.00万元。")


def test_one_at_each_end():
    both = replace(RANK, second=replace(RANK, ascending=True))
    text = said(both, ROWS[0], told("5.00", "防汛值守", rank=1))
    assert text.endswith("金额最大的是堤防养护，20.00万元；金额最小的是防汛值守，5.00万元。")


def test_projects_of_all_that_is_spent_are_called_projects():
    spending = Children(Cell(Name.of("支出总计"), body=WATER, year=2025), Level.PROJECT)
    assert said(Rank(spending), ROWS[0]).startswith(f"{WATER}2025年各项目预算中，金额最大的是堤防养护")


def test_bodies_are_ranked_by_their_names():
    text = said(Rank(Each(CELL, "body")), told("1.50", rank=1), told("1.00", body=SCHOOL, rank=2))
    assert text == f"2025年公务接待费预算，金额最大的依次是：{WATER}1.50万元；{SCHOOL}1.00万元。"


def test_what_grew_most_and_why():
    grown = minus(value("20.00", "堤防养护"), value("15.00", "堤防养护", year=2024), "堤防养护")
    rank = replace(RANK, by=By.CHANGE, reason=True)
    answer = answered(Result(rank, (Told(CHANGE, grown, rank=1),), changes=(change("汛期提前", "堤防养护"),)))
    assert "增加最多的是堤防养护，增加5.00万元（20.00万元−15.00万元＝5.00万元）" in answer.text
    assert answer.text.endswith("主要原因是汛期提前。")
    assert [figure.role for figure in answer.figures] == ["asked", "context", "context"]


def test_what_fell_most():
    fallen = minus(value("5.00", "堤防养护"), value("15.00", "堤防养护", year=2024), "堤防养护")
    text = said(replace(RANK, by=By.CHANGE, falling=True), Told(CHANGE, fallen, rank=1))
    assert "减少最多的是堤防养护，减少10.00万元" in text


def test_shares_are_of_a_whole_that_is_told():
    share = ratio(value("20.00", "堤防养护"), value("80.00", "支出总计"), "堤防养护")
    told_share = Told(Ratio(CELL, CELL), share, rank=1)
    text = said(replace(RANK, by=By.SHARE), told_share, context=(told("80.00", "支出总计"),))
    assert "占比最高的是堤防养护，25.00%（20.00万元÷80.00万元＝25.00%）。总数是支出总计80.00万元。" in text


# -- lists -------------------------------------------------------------------------------------


def test_a_list_tells_its_whole_and_what_is_missing_of_it():
    whole = told("31.00", "项目支出")
    gap = minus(whole.value, total([row.value for row in ROWS], "合计"), "差额")
    answer = answered(Result(List(PROJECTS), ROWS, parent=whole, gap=gap))
    assert answer.text.startswith(
        f"{WATER}2025年项目支出预算31.00万元，包括：堤防养护20.00万元；水质监测10.00万元。"
    )
    assert "以上各项合计比项目支出少1.00万元" in answer.text
    roles = {figure.shown: figure.role for figure in answer.figures}
    assert roles["20.00万元"] == "asked" and roles["31.00万元"] == roles["1.00万元"] == "context"


def test_a_list_that_sums_to_its_whole_leaves_nothing_to_say():
    whole = told("30.00", "项目支出")
    gap = minus(whole.value, total([row.value for row in ROWS], "合计"), "差额")
    assert said(List(PROJECTS), *ROWS, parent=whole, gap=gap).endswith("水质监测10.00万元。")


def test_a_list_that_is_more_than_its_whole_says_so():
    whole = told("29.00", "项目支出")
    gap = minus(whole.value, total([row.value for row in ROWS], "合计"), "差额")
    text = said(List(PROJECTS), *ROWS, parent=whole, gap=gap)
    assert "合计比项目支出多1.00万元" in text and "明细与总数不一致" in text


def test_a_list_of_one_row_names_it():
    assert said(List(PROJECTS), ROWS[0]) == f"{WATER}2025年项目支出预算，包括：堤防养护20.00万元。"


def test_new_projects_and_ended_ones():
    new, ended = Minus(PROJECTS, OF_LAST_YEAR), Minus(OF_LAST_YEAR, PROJECTS)
    assert "2025年比2024年新增的有：堤防养护20.00万元" in said(List(new), ROWS[0])
    old = told("8.00", "河道清淤", year=2024)
    text = said(List(ended), old)
    assert text == f"{WATER}2024年项目支出预算，2025年比2024年取消的有：河道清淤8.00万元。"


def test_rows_over_an_amount_and_none_of_them():
    over = List(Filter(PROJECTS, Comparison.ABOVE, Amount(Decimal(150000), "元", "15万元")))
    assert "超过15万元的有：堤防养护20.00万元" in said(over, ROWS[0])
    answer = answered(Result(over), question="超过15万元的项目有哪些")
    assert answer.status == "answered" and "没有超过15万元的项" in answer.text


def test_rows_that_are_left_out_are_named():
    without = List(Minus(PROJECTS, Listed((Cell(Name.of("公务用车购置费")),))))
    assert "不含公务用车购置费的有：" in said(without, *ROWS)


def test_a_list_that_cannot_be_had_is_not_told_as_empty():
    answer = answered(Result(List(PROJECTS), missing=(Missing(Why.ROW, WATER, 2025, "项目支出"),)))
    assert answer.status == "not_found"


# -- over the years ----------------------------------------------------------------------------

YEARS = (told("1.00", year=2023), told("1.20", year=2024), told("1.50"))
SERIES = Series(CELL)


def test_the_years_in_order_and_how_far_it_went():
    over = Told(CHANGE, minus(YEARS[2].value, YEARS[0].value, "增加额"))
    rate = Told(Growth(CELL, CELL), growth(YEARS[2].value, YEARS[0].value, "增长率"))
    answer = answered(Result(SERIES, YEARS, context=(over, rate)))
    assert answer.text.startswith(
        f"{WATER}公务接待费预算：2023年1.00万元；2024年1.20万元；2025年1.50万元。2023年到2025年增加0.50万元"
    )
    assert answer.text.endswith("逐年增加。")
    assert [figure.role for figure in answer.figures] == ["asked"] * 3 + ["context"] * 2


def test_a_fall_from_year_to_year():
    fallen = (told("3.00", year=2023), told("2.00", year=2024), told("1.50"))
    assert said(SERIES, *fallen).endswith("逐年减少。")


def test_years_are_told_from_the_first_to_the_last():
    assert said(SERIES, *reversed(YEARS)) == said(SERIES, *YEARS)


def test_the_highest_year_comes_first_and_alone_was_asked():
    answer = answered(Result(replace(SERIES, extreme="highest"), YEARS[2:], context=YEARS[:2]))
    assert answer.text == (
        f"{WATER}公务接待费预算2025年最高，为1.50万元。其他年份：2023年1.00万元；2024年1.20万元。"
    )
    assert [figure.role for figure in answer.figures] == ["asked", "context", "context"]


def test_the_lowest_year_is_found_among_those_told():
    answer = answered(Result(replace(SERIES, extreme="lowest"), YEARS))
    assert "2023年最低，为1.00万元" in answer.text
    assert {f.year: f.role for f in answer.figures} == {2023: "asked", 2024: "context", 2025: "context"}
