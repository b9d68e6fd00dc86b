"""What reports of governments say: for whom, of which year, since when."""

from dataclasses import replace

import pytest

from index.facts.records import Change, Kind, Scope, Stage
from tests.index.prose.read_out import FINAL, read


def of_city(*paragraphs: str, kind: Kind = Kind.EXECUTION, title: str = "") -> tuple[Change, ...]:
    city = replace(
        FINAL,
        body="青石市",
        kind=kind,
        scope=Scope.WHOLE_CITY,
        title=title or "青石市2024年预算执行情况的报告",
    )
    return read(*paragraphs, document=city)


def test_a_number_speaks_for_whom_its_part_of_the_sentence_names() -> None:
    changes = of_city(
        "（一）全市收支情况",
        "一般公共预算收入完成50亿元，其中：市本级20亿元，县区30亿元。支出完成80亿元。",
        "水湾区一般公共预算收入9亿元，占全市的18%。",
        "（二）市本级收支情况",
        "税收收入12亿元。",
    )
    assert [(c.subject, c.amount_printed, c.scope, c.unit_row) for c in changes if c.unit != "%"] == [
        ("一般公共预算收入", "50", Scope.WHOLE_CITY, ""),
        ("一般公共预算收入", "20", Scope.CITY, ""),
        ("一般公共预算收入", "30", Scope.BELOW, ""),
        ("一般公共预算支出", "80", Scope.WHOLE_CITY, ""),
        ("一般公共预算收入", "9", Scope.WHOLE_DISTRICT, "水湾区"),
        ("税收收入", "12", Scope.CITY, ""),
    ]


def test_what_is_owed_on_a_day_is_of_the_year_of_that_day() -> None:
    changes = of_city(
        "截至2023年底，政府债务余额90亿元，其中：专项债务余额50亿元。",
        "截至2024年12月31日，政府债务余额99亿元。",
        "2024年税收收入8亿元，比截至2023年底的债务余额少。",
    )
    assert [(c.subject, c.amount_printed, c.year, c.stage) for c in changes] == [
        ("政府债务余额", "90", 2023, Stage.PRIOR_FINAL),
        ("专项债务余额", "50", 2023, Stage.PRIOR_FINAL),
        ("政府债务余额", "99", 2024, Stage.EXECUTION),
        ("税收收入", "8", 2024, Stage.EXECUTION),
    ]


def test_the_first_months_are_told_of_as_such() -> None:
    changes = of_city(
        "前四个月，税收收入8亿元。",
        "前3季度税收收入20亿元。",
        "一至五月税收收入10亿元。",
        "全年税收收入30亿元。",
    )
    assert [(c.amount_printed, c.period) for c in changes] == [
        ("8", "1-4月"),
        ("20", "前三季度"),
        ("10", "1-5月"),
        ("30", ""),
    ]


def test_a_subject_that_ends_like_a_place_is_no_place() -> None:
    changes = of_city("主要支出：教育55亿元，城乡社区40亿元，棚户区3亿元，自然保护区2亿元，盐城市1亿元。")
    assert [(c.subject, c.amount_printed, c.unit_row) for c in changes] == [
        ("教育", "55", ""),
        ("城乡社区", "40", ""),
        ("棚户区", "3", ""),
        ("自然保护区", "2", ""),
        ("自然保护区", "1", "盐城市"),
    ]


def test_ranks_and_those_below_are_read_alike_however_they_are_spelled() -> None:
    region = replace(FINAL, body="云岭自治区", scope=Scope.WHOLE_DISTRICT, kind=Kind.EXECUTION)
    said = "全区一般公共预算收入50亿元，其中：自治区本级20亿元，各市县30亿元。"
    assert [c.scope for c in read(said, document=region)] == [
        Scope.WHOLE_DISTRICT,
        Scope.DISTRICT,
        Scope.BELOW,
    ]
    said = "全市一般公共预算收入50亿元，其中：区（市）县20亿元，街道3亿元，镇级2亿元，青石地区1亿元。"
    assert [(c.subject, c.scope) for c in of_city(said)] == [
        ("一般公共预算收入", Scope.WHOLE_CITY),
        *[("一般公共预算收入", Scope.BELOW)] * 3,
        ("一般公共预算收入", Scope.WHOLE_CITY),
    ]


def test_a_report_on_two_years_plans_the_next_one() -> None:
    changes = of_city(
        "一、2024年预算执行情况",
        "全市一般公共预算收入50亿元，增长3%。",
        "二、2025年预算草案",
        "全市一般公共预算收入预计52亿元。",
    )
    assert [(c.subject, c.amount_printed, c.year, c.stage) for c in changes] == [
        ("一般公共预算收入", "50", 2024, Stage.EXECUTION),
        ("一般公共预算收入", "52", 2025, Stage.BUDGET),
    ]


def test_what_has_come_in_to_date_is_not_the_years() -> None:
    changes = of_city(
        "4月，税收收入累计完成8亿元，完成年初预算30亿元的26.7%，比上年增收1亿元。",
        title="青石市2024年4月财政收支完成情况",
    )
    assert [(c.subject, c.amount_printed, c.period, c.stage) for c in changes if c.unit != "%"] == [
        ("税收收入", "8", "1-4月", Stage.EXECUTION),
        ("税收收入", "30", "", Stage.INITIAL),
    ]


@pytest.mark.parametrize(
    ("moved", "difference", "percent"),
    [
        ("减少1503.00万元，下降40.7%", "1503.00", "40.7"),
        ("减少1503.00万元", "1503.00", ""),
        ("下降40.7%", "", "40.7"),
        ("比上年减少1503.00万元", "1503.00", ""),
    ],
)
def test_a_change_behind_how_much_of_the_budget_was_used_is_one_with_its_reason(
    moved: str, difference: str, percent: str
) -> None:
    money, used = read(
        f"2024年农林水支出决算2189.00万元，为预算的56.1%，{moved}，主要原因是部分工程推迟。", document=FINAL
    )
    assert (money.amount_printed, money.direction, money.reason) == ("2189.00", "减少", "部分工程推迟")
    assert (money.difference_printed, money.percent_printed, money.base) == (difference, percent, "")
    assert (used.stage, used.amount_printed, used.reason) == (Stage.COMPLETION, "56.1", "")


def test_a_reason_behind_how_much_of_the_budget_was_used_explains_no_change_before_it() -> None:
    found = read(
        "2024年农林水支出决算2189.00万元，比上年增加20.00万元，完成年初预算的56.1%，主要原因是部分工程推迟。",
        document=FINAL,
    )
    told = [(c.direction, c.difference_printed, c.reason) for c in found if c.stage is Stage.FINAL]
    assert told == [("增加", "20.00", ""), ("", "", "部分工程推迟")]


def test_the_place_s_own_level_may_be_named_with_its_name() -> None:
    changes = of_city("青石市本级一般公共预算收入12亿元。")
    assert [(c.subject, c.scope) for c in changes] == [("一般公共预算收入", Scope.CITY)]


def test_what_is_spent_behind_parts_of_the_income_is_of_the_ledger_and_of_no_part() -> None:
    changes = of_city(
        "（三）社会保险基金预算",
        "收入完成33亿元，其中居民养老保险基金14亿元、职工养老保险基金19亿元；"
        "支出完成31亿元，其中居民养老保险基金11亿元。",
    )
    assert [(c.subject, c.amount_printed) for c in changes] == [
        ("社会保险基金预算收入", "33"),
        ("居民养老保险基金", "14"),
        ("职工养老保险基金", "19"),
        ("社会保险基金预算支出", "31"),
        ("居民养老保险基金", "11"),
    ]


def test_a_report_of_the_country_tells_of_all_of_it_of_the_centre_and_of_the_places() -> None:
    title = "2024年中央和地方预算执行情况"
    country = replace(FINAL, body="全国", kind=Kind.EXECUTION, scope=Scope.NATION, title=title)
    changes = read(
        "全国一般公共预算收入9亿元，为预算的98.1%。收入总量为10亿元。",
        "中央一般公共预算支出6亿元，其中，中央本级支出2亿元；对地方转移支付4亿元。",
        "地方一般公共预算支出8亿元。",
        document=country,
    )
    assert [(c.subject, c.amount_printed, c.scope) for c in changes] == [
        ("一般公共预算收入", "9", Scope.NATION),
        ("一般公共预算收入", "98.1", Scope.NATION),
        ("收入总量", "10", Scope.NATION),
        ("中央一般公共预算支出", "6", Scope.CENTRAL),
        ("中央本级支出", "2", Scope.CENTRAL),
        ("对地方转移支付", "4", Scope.CENTRAL),
        ("一般公共预算支出", "8", Scope.LOCAL),
    ]


def test_an_adjusted_budget_is_told_with_the_one_before_it() -> None:
    changes = of_city(
        "（一）一般公共预算。年初预算安排全市一般公共预算支出32亿元，拟调整为34亿元，调增2亿元。",
        "（二）政府性基金预算。全市政府性基金预算支出由年初的12亿元调整为16.5亿元，增加4.5亿元，其中标准厂房1.5亿元。",
        kind=Kind.BUDGET,
        title="关于青石市2024年预算调整方案的报告",
    )
    assert [(c.subject, c.amount_printed, c.stage, c.difference_printed, c.base) for c in changes] == [
        ("一般公共预算支出", "32", Stage.BUDGET, "", ""),
        ("一般公共预算支出", "34", Stage.ADJUSTED, "2", "年初预算"),
        ("政府性基金预算支出", "12", Stage.INITIAL, "", ""),
        ("政府性基金预算支出", "16.5", Stage.ADJUSTED, "4.5", "年初预算"),
        ("标准厂房", "1.5", Stage.BUDGET, "", ""),
    ]


def test_what_a_body_tells_of_a_quarter_is_of_that_quarter_where_its_title_tells_of_one() -> None:
    title = "某街道办事处2024年第一季度“三公”经费"
    office = replace(FINAL, body="某街道办事处", kind=Kind.EXECUTION, title=title)
    (change,) = read("2024年第一季度“三公”经费共支出3.42万元。", document=office)
    assert (change.subject, change.period) == ("“三公”经费", "一季度")
    (plain,) = read("第一季度“三公”经费支出3.42万元。", document=FINAL)
    assert plain.period == ""
