"""绩效目标 forms: their money, their goals, and one form for each project."""

from decimal import Decimal

from index.facts.records import Stage, TableKind
from index.tables.forms import goal
from index.tables.tables import find_tables
from tests.index.drawn import only, page_of, printed


def test_a_form_gives_its_money_and_its_goals() -> None:
    table = only(
        page_of(
            1,
            "项目绩效目标表",
            "单位：万元",
            """项目名称 | > | 环卫保洁 | >
            资金情况 | > | 年度资金总额 | 38.50
            ^ | > | 其中：财政拨款 | 38.50
            年度目标 | > | 完成全年12次保洁 | >
            一级指标 | 二级指标 | 三级指标 | 指标值
            产出指标 | 数量指标 | 保洁面积 | ≥1286万平方米
            满意度指标 | > | 居民满意度 | ≥90%""",
        )
    )
    assert (table.title, table.kind) == ("项目绩效目标表（环卫保洁）", TableKind.PERFORMANCE)
    assert {row.group for row in table.rows} == {"环卫保洁"}
    assert [(row.labels, printed(row)) for row in table.rows] == [
        (("年度资金总额",), {"资金情况": "38.50"}),
        (("其中：财政拨款",), {"资金情况": "38.50"}),
        (("保洁面积",), {"指标值": "≥1286万平方米"}),
        (("居民满意度",), {"指标值": "≥90%"}),
    ]


def test_goals_in_words_are_no_numbers() -> None:
    assert goal("≥82.5%") == (Decimal("82.5"), "%") and goal("=164座") == (Decimal(164), "座")
    assert goal("优良") is None and goal("2025年12月前") is None


def test_a_form_in_yuan_with_goals_of_a_year_and_a_project() -> None:
    table = only(
        page_of(
            1,
            "财政项目支出绩效目标填报表",
            """项目名称 | > | 河道保洁 | >
            项目资金（元） | > | 项目资金总额 | 6,351,000.00
            一级指标 | 二级指标 | 三级指标 | 年度(/项目)指标值
            产出指标 | 数量指标 | 保洁完成率 | =100.00(%)""",
        )
    )
    assert [cell.column.unit for row in table.rows for cell in row.cells][:1] == ["元"]
    assert goal("=100.00(%)") == (Decimal("100.00"), "%")


def test_the_form_of_the_next_project_is_a_form_of_its_own() -> None:
    form = """项目支出绩效目标表 | > | > | >
        项目名称 | > | {0} | >
        项目资金（元） | > | 项目资金总额 | {1}
        一级指标 | 二级指标 | 三级指标 | 年度指标值
        产出指标 | 数量指标 | 完成率 | =100%"""
    tables = find_tables(
        [page_of(1, form.format("河道保洁", "351,000.00")), page_of(2, form.format("堤防养护", "463,800.00"))]
    )
    assert [(row.group, row.cells[0].text) for table in tables for row in table.rows][::2] == [
        ("河道保洁", "351,000.00"),
        ("堤防养护", "463,800.00"),
    ]


def test_a_form_of_what_was_achieved_gives_stages_values_and_scores() -> None:
    table = only(
        page_of(
            1,
            "项目支出绩效自评表",
            """项目名称 | > | 河堤加固 | > | > | > | >
            项目资金（万元） | > | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | 得分
            ^ | 年度资金总额 | 90.00 | 88.00 | 66.00 | 75% | 7.5
            ^ | 其中：财政拨款 | 90.00 | 88.00 | 66.00 | — | —
            一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 得分 | 偏差原因 | >
            产出指标 | 加固长度 | 12公里 | 9公里 | 15 | 雨季停工 | >
            满意度指标 | 居民满意度 | ≥90% | 93% | 10 | | >
            总 分 | > | > | > | 92.5 | > | >""",
        )
    )
    assert [(row.labels, printed(row)) for row in table.rows] == [
        (
            ("年度资金总额",),
            {
                "项目资金（万元）/年初预算数": "90.00",
                "项目资金（万元）/全年预算数": "88.00",
                "项目资金（万元）/全年执行数": "66.00",
                "项目资金（万元）/执行率": "75%",
                "得分": "7.5",
            },
        ),
        (
            ("其中：财政拨款",),
            {
                "项目资金（万元）/年初预算数": "90.00",
                "项目资金（万元）/全年预算数": "88.00",
                "项目资金（万元）/全年执行数": "66.00",
                "项目资金（万元）/执行率": "—",
                "得分": "—",
            },
        ),
        (("加固长度",), {"年度指标值": "12公里", "实际完成值": "9公里", "得分": "15"}),
        (("居民满意度",), {"年度指标值": "≥90%", "实际完成值": "93%", "得分": "10"}),
        (("总分",), {"得分": "92.5"}),
    ]
    stages = [cell.column.stage for cell in table.rows[0].cells]
    assert stages == [Stage.INITIAL, Stage.ADJUSTED, Stage.EXECUTION, Stage.COMPLETION, Stage.EXECUTION]
    assert [cell.column.unit for cell in table.rows[2].cells] == [None, None, "分"]
