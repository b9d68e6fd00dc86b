"""Kind, scope, fund, period, unit row and item are read where they are printed, the nearest first."""

from dataclasses import replace

import pytest

from index.facts.records import Document, Figure, Fund, Kind, Scope, Stage, TableKind
from index.tables.figures import figures_of
from index.tables.qualifiers import item_of, kinds_in, period_in, place_in
from index.tables.tables import find_tables
from tests.index.drawn import page_of

BUREAU = Document("a.pdf", "0" * 64, "某局2025年预算", "某市商务局", 2025, Kind.BUDGET, Scope.DEPARTMENT, 9)
CITY = replace(BUREAU, body="丽河市")


def read(document: Document, title: str, drawn: str) -> list[Figure]:
    return [f for table in find_tables([page_of(1, title, drawn)]) for f in figures_of(table, document)]


def by_column(document: Document, title: str, drawn: str) -> dict[str, Figure]:
    return {f.citation.column or "": f for f in read(document, title, drawn)}


def by_row(document: Document, title: str, drawn: str) -> dict[str, Figure]:
    return {f.citation.row or "": f for f in read(document, title, drawn)}


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2025年部门收入预算总表", Kind.BUDGET),
        ("一般公共预算财政拨款支出决算表", Kind.FINAL),
        ("2025年市本级一般公共预算收入执行情况表", Kind.EXECUTION),
        ("2025年地方政府债务限额及余额决算情况表", Kind.DEBT),
        ("五、一般公共预算支出表", None),
        ("预算单位收支总表", None),
        ("部门预算经济分类支出表", None),
        ("2024年决算草案", Kind.FINAL),
        ("2026年收支草案", Kind.BUDGET),
    ],
)
def test_a_title_names_its_kind_and_the_name_of_a_ledger_is_none(title, kind):
    assert kinds_in(title) == (frozenset() if kind is None else {kind})


def test_a_table_that_names_no_kind_has_that_of_its_document():
    drawn = "科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 5.00"
    for document in (BUREAU, replace(BUREAU, kind=Kind.FINAL)):
        (figure,) = read(document, "一般公共预算支出表", drawn)
        assert figure.kind is document.kind


def test_the_plan_beside_the_account_is_part_of_the_account_and_told_by_its_stage():
    found = by_column(BUREAU, "收支总表", "项目 | 预算数 | 决算数\n一、财政拨款收入 | 5.00 | 4.00")
    assert {(c, f.kind, f.stage) for c, f in found.items()} == {
        ("预算数", Kind.FINAL, Stage.BUDGET),
        ("决算数", Kind.FINAL, Stage.FINAL),
    }


def test_a_column_of_an_earlier_year_is_of_the_kind_of_its_own_year():
    found = by_column(
        CITY,
        "2025年丽河市一般公共预算收入执行情况表",
        """项目 | 2024年决算数 | 2025年 | > | 比2024年决算数增长%
        ^ | ^ | 预算数 | 执行数 | ^
        增值税 | 4.00 | 5.00 | 4.50 | 12.50""",
    )
    assert {(c, f.kind, f.stage) for c, f in found.items()} == {
        ("2024年决算数", Kind.FINAL, Stage.PRIOR_FINAL),
        ("2025年/预算数", Kind.EXECUTION, Stage.BUDGET),
        ("2025年/执行数", Kind.EXECUTION, Stage.EXECUTION),
        ("比2024年决算数增长%", Kind.EXECUTION, Stage.RATE),
    }


def test_a_title_of_two_kinds_leaves_it_to_the_columns():
    found = by_column(
        CITY,
        "2025年预算执行情况和2026年预算表",
        "项目 | 2025年执行数 | 2026年预算数\n增值税 | 4.00 | 5.00",
    )
    assert [f.kind for f in found.values()] == [Kind.EXECUTION, Kind.BUDGET]


def test_what_was_carried_out_of_a_debt_is_a_debt():
    found = by_column(
        CITY,
        "2025年丽河市地方政府一般债务余额情况表",
        "项目 | 预算数 | 执行数\n2025年末地方政府一般债务余额 | 4.00 | 5.00",
    )
    assert {(f.kind, f.stage) for f in found.values()} == {
        (Kind.DEBT, Stage.BUDGET),
        (Kind.DEBT, Stage.EXECUTION),
    }


@pytest.mark.parametrize(
    ("title", "scope"),
    [
        ("2025年丽河市一般公共预算收入表", Scope.WHOLE_CITY),
        ("2024年末青石市地方政府债务限额及余额表", Scope.WHOLE_CITY),
        ("2025年全市一般公共预算收入表", Scope.WHOLE_CITY),
        ("2025年丽河市市本级一般公共预算收入表", Scope.CITY),
        ("2025年市级一般公共预算收入表", Scope.CITY),
        ("云江省2025年地方政府债务余额情况表", Scope.WHOLE_PROVINCE),
        ("2025年县本级政府性基金收入表", Scope.COUNTY),
        ("2025年部门收入预算总表", Scope.DEPARTMENT),
        ("2025年预算单位收入预算总表", Scope.UNIT),
        ("2025年单位收入预算总表", Scope.UNIT),
        ("市级部门收支预算总表", Scope.DEPARTMENT),
        ("丽河市商务局政府性基金收入表", Scope.DEPARTMENT),
        ("社区一般公共预算支出表", Scope.DEPARTMENT),
        ("2025年自治区本级一般公共预算收入表", Scope.DISTRICT),
        ("2025年全盟一般公共预算收入表", Scope.WHOLE_CITY),
        ("2025年全州县一般公共预算收入表", Scope.WHOLE_COUNTY),
        ("2025年本地区一般公共预算收入表", Scope.DEPARTMENT),
        ("对附属单位补助支出表", Scope.DEPARTMENT),
    ],
)
def test_a_title_says_for_whom_its_amounts_speak(title, scope):
    (figure,) = read(BUREAU, title, "项目 | 金额\n税收收入 | 5.00")
    assert figure.scope is scope


def test_columns_of_a_place_are_the_whole_its_own_government_and_what_is_below():
    found = by_column(
        CITY,
        "丽河市2025年地方政府债券发行及还本付息情况表",
        "项目 | 本地区 | 本级 | 下级\n一、2025年发行额 | 5.00 | 3.00 | 2.00",
    )
    assert [f.scope for f in found.values()] == [Scope.WHOLE_CITY, Scope.CITY, Scope.BELOW]


def test_columns_named_like_scopes_are_that_under_any_title():
    found = by_column(CITY, "债务情况表", "项目 | 全市 | 市本级 | 本级\n一、余额 | 5.00 | 3.00 | 2.00")
    assert [f.scope for f in found.values()] == [Scope.WHOLE_CITY, Scope.CITY, Scope.CITY]


def test_rows_of_places_speak_for_each_place_and_the_first_for_the_body_itself():
    found = by_row(
        replace(BUREAU, body="云江省"),
        "云江省2025年地方政府债务余额情况表",
        """地区 | 债务余额
        云江省 | 9.00
        云江省本级 | 3.00
        市县小计 | 6.00
        丽河市 | 4.00
        丽河市本级 | 1.00
        青石县 | 3.00""",
    )
    assert {row: (f.scope, f.unit_row) for row, f in found.items()} == {
        "云江省": (Scope.WHOLE_PROVINCE, ""),
        "云江省本级": (Scope.PROVINCE, ""),
        "市县小计": (Scope.BELOW, ""),
        "丽河市": (Scope.WHOLE_CITY, "丽河市"),
        "丽河市本级": (Scope.CITY, "丽河市"),
        "青石县": (Scope.WHOLE_COUNTY, "青石县"),
    }


def test_a_place_among_rows_of_subjects_is_a_subject():
    found = by_row(
        CITY,
        "2025年丽河市一般公共预算支出表",
        "项目 | 金额\n教育支出 | 5.00\n补助丽河区 | 1.00\n青石县 | 1.00\n农林水支出 | 4.00\n其他支出 | 2.00",
    )
    assert {f.unit_row for f in found.values()} == {""}


@pytest.mark.parametrize(
    ("label", "place"),
    [
        ("一、丽河市本级", ("丽河市", "市", True)),
        ("市本级", ("市", "市", True)),
        ("丽河市合计", ("丽河市", "市", False)),
        ("青石市", ("青石市", "市", False)),
        ("金山区", ("金山区", "区", False)),
        ("农村社区", None),
        ("大型超市", None),
        ("教育支出", None),
    ],
)
def test_a_place_is_told_from_what_only_ends_like_one(label, place):
    assert place_in(label) == place


def test_a_column_of_bodies_says_whose_a_row_is_and_the_body_itself_is_left_out():
    found = by_row(
        BUREAU,
        "2025年项目支出预算表",
        """项目名称 | 项目单位 | 金额
        展会补助 | 某市商务局 | 5.00
        外商接待 | 某市招商中心 | 3.00
        口岸运行 | 某市口岸服务站 | 2.00""",
    )
    assert [f.unit_row for f in found.values()] == ["", "某市招商中心", "某市口岸服务站"]


def test_the_unit_that_an_amount_is_counted_in_is_no_body():
    found = read(BUREAU, "政府采购预算表", "采购项目 | 单位 | 数量\n轿车 | 辆 | 3\n电脑 | 台 | 9")
    assert {f.unit_row for f in found} == {""}


def test_a_body_heads_its_own_subjects_down_to_the_next():
    found = read(
        BUREAU,
        "2025年部门支出预算总表",
        """科目编码 | 单位名称（科目名称） | 合计
         | 合计 | 9.00
        301001 | 某市商务局 | 5.00
        201 | 一般公共服务支出 | 5.00
        301002 | 某市招商中心 | 4.00
        201 | 一般公共服务支出 | 4.00
        2100201 | 综合医院 | 4.00""",
    )
    assert [f.unit_row for f in found] == ["", "", "", "某市招商中心", "某市招商中心", "某市招商中心"]


@pytest.mark.parametrize(
    ("title", "funds"),
    [
        ("2025年部门收入预算总表", [Fund.ALL, Fund.APPROPRIATION, Fund.APPROPRIATION, Fund.UNSAID]),
        ("2025年财政拨款收支预算总表", [Fund.APPROPRIATION] * 3 + [Fund.UNSAID]),
        ("项目支出预算表", [Fund.UNSAID, Fund.APPROPRIATION, Fund.APPROPRIATION, Fund.UNSAID]),
        ("2025年全市一般公共预算收支表", [Fund.UNSAID] * 4),
    ],
    ids=["all money", "the appropriation", "neither", "a place"],
)
def test_a_column_names_its_fund_or_has_that_of_its_table(title, funds):
    found = by_column(
        BUREAU,
        title,
        "项目 | 合计 | 财政拨款收入 | 政府性基金预算 | 事业收入\n教育支出 | 5.00 | 3.00 | 1.00 | 1.00",
    )
    assert [f.fund for f in found.values()] == funds


def test_a_note_at_the_foot_says_what_pays_for_all_in_the_table():
    drawn = "公务接待费 | 会议费\n5.00 | 3.00"
    for note, fund in (
        ("注：本表包括基本支出和项目支出中用一般公共预算拨款安排的费用。", Fund.APPROPRIATION),
        ("注：本单位没有使用政府性基金预算拨款安排的支出。", Fund.UNSAID),
    ):
        tables = find_tables([page_of(1, "“三公”经费、会议费支出预算表", drawn, note)])
        assert {f.fund for table in tables for f in figures_of(table, BUREAU)} == {fund}


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("大河县2024年1—4月财政收支完成情况表", "1-4月"),
        ("2024年1至4月累计", "1-4月"),
        ("2024年4月财政收支表", "4月"),
        ("一月份", "1月"),
        ("2024年第1季度", "一季度"),
        ("前三季度", "前三季度"),
        ("上半年", "上半年"),
        ("2024年6月末债务余额", "6月末"),
        ("2024年1月1日至12月31日", ""),
        ("2024年1-12月收入", ""),
        ("2023年末", ""),
        ("2024年12月末", ""),
        ("定稿2024.9.10", ""),
        ("表1-4", ""),
    ],
)
def test_a_part_of_the_year_is_named_and_the_whole_year_is_not(text, period):
    assert period_in(text) == period


def test_a_column_and_a_row_name_their_own_month_and_the_running_total_all_up_to_it():
    found = by_column(
        CITY, "2024年4月全市财政收入表", "项目 | 本月 | 累计 | 5月\n增值税 | 1.00 | 4.00 | 2.00"
    )
    assert [f.period for f in found.values()] == ["4月", "1-4月", "5月"]
    rows = by_row(CITY, "2024年全市财政收入表", "月份 | 收入\n1月 | 1.00\n二月份 | 4.00\n合计 | 5.00")
    assert [f.period for f in rows.values()] == ["1月", "2月", ""]


@pytest.mark.parametrize(
    ("row", "kind", "item"),
    [
        ("夜景灯具/A货物", TableKind.PROCUREMENT, "夜景灯具"),
        ("夜景灯具", TableKind.PROCUREMENT, ""),
        ("1/A货物", TableKind.PROCUREMENT, ""),
        ("合计/A货物", TableKind.PROCUREMENT, ""),
        ("某市商务局/A货物", TableKind.PROCUREMENT, ""),
        ("夜景灯具/A货物", TableKind.GENERAL, ""),
    ],
    ids=["an item", "one label", "a number", "a total", "the body", "a table of 科目"],
)
def test_an_item_is_what_the_first_of_several_labels_calls_the_row(row, kind, item):
    assert item_of(kind, row, "", "A货物", "某市商务局") == item


@pytest.mark.parametrize(
    ("label", "place"),
    [
        ("喀什地区", ("喀什地区", "市", False)),
        ("盐城市本级", ("盐城市", "市", True)),
        ("自治区本级", ("自治区", "区", True)),
        ("全盟", ("盟", "市", False)),
        ("石坪县合计", ("石坪县", "县", False)),
        ("农村社区", None),
        ("县（区）", None),
        ("乡镇级", None),
    ],
)
def test_a_row_is_of_a_place_by_the_same_ranks_as_a_title(label, place):
    assert place_in(label) == place


def test_rows_of_places_speak_for_each_place_and_for_all_below():
    found = by_row(
        CITY,
        "2025年丽河市分地区税收返还预算表",
        """地区 | 合计
        全市 | 9.00
        市本级 | 4.00
        县（区）合计 | 5.00
        石坪县 | 3.00
        各镇 | 2.00""",
    )
    assert {(row, f.scope, f.unit_row) for row, f in found.items()} == {
        ("全市", Scope.WHOLE_CITY, ""),
        ("市本级", Scope.CITY, ""),
        ("县（区）合计", Scope.BELOW, ""),
        ("石坪县", Scope.WHOLE_COUNTY, "石坪县"),
        ("各镇", Scope.BELOW, ""),
    }


def test_a_heading_row_says_year_and_stage_of_the_rows_below_it():
    """The national form of issues and repayments: two years in one column."""
    found = by_row(
        replace(CITY, year=2024, kind=Kind.DEBT),
        "丽河市地方政府债券发行及还本付息情况表",
        """项目 | 本地区 | 本级
        一、2024年发行预计执行数 | 9.00 | 3.00
        （一）一般债券 | 4.00 | 1.00
        其中：再融资债券 | 2.00 | 0.50
        二、2025年还本预算数 | 8.00 | 2.00
        （二）专项债券 | 5.00 | 1.50
        财政预算安排 | 3.00 | 0.50
        三、2024年末余额决算数 | 7.00 | 2.00""",
    )
    assert {row: (f.year, f.stage) for row, f in found.items()} == {
        "一、2024年发行预计执行数": (2024, Stage.EXECUTION),
        "（一）一般债券": (2024, Stage.EXECUTION),
        "其中：再融资债券": (2024, Stage.EXECUTION),
        "二、2025年还本预算数": (2025, Stage.BUDGET),
        "（二）专项债券": (2025, Stage.BUDGET),
        "财政预算安排": (2025, Stage.BUDGET),
        "三、2024年末余额决算数": (2024, Stage.FINAL),
    }


def test_what_has_been_spent_is_execution_in_the_table_of_a_plan_too():
    drawn = "项目 | 2025年执行数 | 2026年预算数\n增值税 | 9.00 | 10.00"
    found = by_column(replace(CITY, kind=Kind.EXECUTION), "2026年丽河市收入预算表", drawn)
    assert {column: (f.kind, f.year) for column, f in found.items()} == {
        "2025年执行数": (Kind.EXECUTION, 2025),
        "2026年预算数": (Kind.BUDGET, 2026),
    }
    assert kinds_in("2025年收入执行及2026年预算表") == {Kind.EXECUTION, Kind.BUDGET}


def test_a_comparison_printed_in_per_cent_is_a_rate():
    drawn = "地区 | 2025年新增债券 | 新增债券比上年增长\n丽河市 | 9.00 | 12.5%"
    found = by_column(CITY, "2025年丽河市地方政府债券情况表", drawn)
    rate = found["新增债券比上年增长"]
    assert (rate.stage, rate.unit) == (Stage.RATE, "%")
