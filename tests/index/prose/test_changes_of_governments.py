"""What reports of governments say: for whom, of which year, since when."""

from dataclasses import replace

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
