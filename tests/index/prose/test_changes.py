from collections.abc import Sequence
from decimal import Decimal

import pytest

from index.facts.records import Change, Fund, Stage
from index.prose.amounts.comparisons import OWN_BASES
from index.prose.amounts.wording import topic_of
from tests.index.prose.read_out import FINAL, only, read


def facts(changes: Sequence[Change]) -> list[tuple[str, str, str, str, str]]:
    return [
        (c.subject, c.amount_printed, c.direction, c.difference_printed, c.percent_printed) for c in changes
    ]


def test_the_heading_gives_the_subject_that_the_sentence_lacks() -> None:
    change = only(
        "（二）公务接待费",
        "2025 年预算安排 1.50 万元，比上年增加 0.50 万元，增长 50.00%。主要原因是: 新增业务接待。",
    )
    assert (change.subject, change.year, change.stage) == ("公务接待费", 2025, Stage.BUDGET)
    assert (change.amount, change.difference, change.percent) == (Decimal(15000), Decimal(5000), Decimal(50))
    assert (change.amount_printed, change.difference_printed, change.percent_printed) == (
        "1.50",
        "0.50",
        "50.00",
    )
    assert (change.unit, change.direction, change.reason) == ("万元", "增加", "新增业务接待")


def test_the_quote_runs_from_the_amount_to_the_reason_and_is_placed() -> None:
    change = only("公务接待费1.50万元，比上年增加0.50万元。主要原因是接待增多。本表另见附件。")
    assert change.citation.quote == "公务接待费1.50万元，比上年增加0.50万元。主要原因是接待增多。"
    assert (change.citation.document, change.citation.page) == ("a.pdf", 1)
    assert change.citation.bbox == (118.0, 100.0, 500.0, 114.0)


def test_a_list_gives_one_amount_each_and_compares_nothing() -> None:
    changes = read(
        "其中：一般公共预算拨款收入147.87万元、政府性基金预算拨款收入0.00万元、其他收入1,200.5万元。"
    )
    assert facts(changes) == [
        ("一般公共预算拨款收入", "147.87", "", "", ""),
        ("政府性基金预算拨款收入", "0.00", "", "", ""),
        ("其他收入", "1,200.5", "", "", ""),
    ]
    assert changes[2].amount == Decimal(12005000) and changes[2].difference is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收入预算8万元，比2024年预算减少2万元，降幅20%。", ("减少", "2", "20")),
        ("收入预算8万元，与上年相比增加2万元，增长33.33%。", ("增加", "2", "33.33")),
        ("收入预算8万元，较上年预算上升0.53%（增加0.04万元），主要是活动增加。", ("增加", "0.04", "0.53")),
        ("收入预算8万元，同比压减2万元、下降20%。压减原因：节约。", ("减少", "2", "20")),
        ("收入预算8万元，比上年增加0.00万元，与上年持平。", ("持平", "0.00", "")),
        ("收入预算8万元，与2024年预算持平。", ("持平", "0", "")),
        ("收入预算8万元，与上年预算数相同。", ("持平", "0", "")),
        ("收入预算8万元，本年数小于上年预算数2万元。", ("减少", "2", "")),
        ("收入预算8万元，比上年降低2万元，降低20%。", ("减少", "2", "20")),
    ],
)
def test_every_way_of_comparing_is_read(text: str, expected: tuple[str, str, str]) -> None:
    change = only(text)
    assert (change.subject, change.amount_printed) == ("收入预算", "8")
    assert (change.direction, change.difference_printed, change.percent_printed) == expected


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("2025年,某市商务局单位收入预算为147.87万元。", "收入预算"),
        ("某市商务局2025年收入预算3,007.65万元。", "收入预算"),
        ("相应安排支出预算4556.76万元。", "支出预算"),
        ("2025年度某市商务局一般公共预算拨款安排的会议费预算支出13万元。", "会议费"),
        ("公务接待费预算支出427.5万元。", "公务接待费"),
        ("此外，基本支出预算数为7666.68万元。", "基本支出"),
        ("财政拨款支出预算中，一般公共预算拨款支出预算2,104.04万元。", "一般公共预算拨款支出"),
        ("2025年一般公共预算支出（含上年结转安排）1860.26万元。", "一般公共预算支出"),
        ("2025年因公出国(境)费用0万元。", "因公出国（境）费用"),
        ("（一）机关运行经费。2025年预算安排为3万元。", "机关运行经费"),
    ],
)
def test_the_subject_is_what_the_amount_is_of(text: str, subject: str) -> None:
    assert only(text).subject == subject


@pytest.mark.parametrize(
    ("text", "subject", "code"),
    [
        ("（一）2130119-防灾救灾0.00万元，主要用于灾后恢复。", "防灾救灾", "2130119"),
        ("10.防灾救灾（2130119）0.00万元。", "防灾救灾", "2130119"),
        ("1、公共安全支出（204类）司法（06款）基层司法业务（04项）2170.39万元。", "基层司法业务", "2040604"),
        ("2.“科学技术支出（类）科学技术普及（款）科普活动（项）”10.00万元。", "科普活动", ""),
        ("3.“住房保障支出-住房改革支出-住房公积金”科目78.05万元。", "住房公积金", ""),
        ("6．污染防治（款）大气（项）204.72万元。", "大气", ""),
        ("4.公诉、审判、执行等检察监督支出（项）1,895万元。", "公诉、审判、执行等检察监督支出", ""),
    ],
)
def test_a_科目_gives_its_own_name_and_its_code_where_printed(text: str, subject: str, code: str) -> None:
    change = only(text)
    assert (change.subject, change.code) == (subject, code)


def test_thresholds_and_remarks_are_not_amounts_and_a_share_is_one_in_percent() -> None:
    changes = read(
        "基本支出8万元，占80.00%；项目支出2万元（上年仅安排本级140.2万元），增长16倍。",
        "单位价值50万元以上通用设备3台（套）。",
    )
    assert [(c.subject, c.amount_printed, c.unit) for c in changes] == [
        ("基本支出", "8", "万元"),
        ("基本支出占比", "80.00", "%"),
        ("项目支出", "2", "万元"),
        ("单位价值50万元以上通用设备", "3", "台（套）"),
    ]


def test_parts_named_in_brackets_with_其中_are_read() -> None:
    changes = read("公务用车购置及运行维护费10万元（其中：公务用车购置费0万元、公务用车运行维护费10万元）。")
    assert [c.subject for c in changes] == [
        "公务用车购置及运行维护费",
        "公务用车购置费",
        "公务用车运行维护费",
    ]


def test_vehicles_held_and_vehicles_to_buy_are_told_apart() -> None:
    changes = read(
        "截至2024年12月31日，某市商务局共有车辆3辆，其中：机要通信用车2辆、其他用车1辆。",
        "2025年部门预算安排购置车辆1辆，其中：机要通信用车1辆。",
    )
    assert [(c.subject, c.amount, c.unit, c.year) for c in changes] == [
        ("车辆", Decimal(3), "辆", 2025),
        ("机要通信用车", Decimal(2), "辆", 2025),
        ("其他用车", Decimal(1), "辆", 2025),
        ("购置车辆", Decimal(1), "辆", 2025),
        ("购置机要通信用车", Decimal(1), "辆", 2025),
    ]


def test_goods_works_and_services_are_those_of_procurement() -> None:
    changes = read("2025年政府采购预算118.60万元，其中货物71.90万元、工程0.00万元、服务46.70万元。")
    assert [c.subject for c in changes] == ["政府采购预算", "政府采购货物", "政府采购工程", "政府采购服务"]


def test_one_amount_said_of_income_and_expense_is_two_facts() -> None:
    changes = read(
        "2025年度收入、支出预算总计13649.07万元，与上年相比收、支预算总计各增加844.15万元，增长6.59%。"
    )
    assert facts(changes) == [
        ("收入预算总计", "13649.07", "增加", "844.15", "6.59"),
        ("支出预算总计", "13649.07", "增加", "844.15", "6.59"),
    ]


def test_last_years_outturn_is_a_fact_of_last_year() -> None:
    plan, past = read(
        "“公共安全支出（类）司法（款）普法宣传（项）”12万元，主要用于宣传。"
        "2024年当年预算执行数为10万元，2025年预算安排12万元，比2024年预算执行数增加20%。主要原因是：活动增加。"
    )
    assert (plan.year, plan.stage, plan.percent_printed, plan.reason) == (
        2025,
        Stage.BUDGET,
        "20",
        "活动增加",
    )
    assert (past.year, past.stage, past.amount_printed, past.reason) == (2024, Stage.PRIOR_FINAL, "10", "")


def test_a_决算_gives_年初预算_and_决算_and_compares_neither_with_last_year() -> None:
    initial, final, completed = read(
        "3、卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）。主要用于：医疗保险。年初预算为42.73万元，"
        "支出决算为40.35万元，完成年初预算的94.43%。决算数小于预算数的主要原因：缴费基数变更。",
        document=FINAL,
    )
    assert (initial.subject, initial.stage, initial.amount_printed) == (
        "行政单位医疗",
        Stage.INITIAL,
        "42.73",
    )
    assert (final.subject, final.stage, final.amount_printed) == ("行政单位医疗", Stage.FINAL, "40.35")
    assert (final.direction, final.difference, final.percent) == ("", None, None)
    assert (initial.reason, final.reason) == ("", "缴费基数变更")
    assert (completed.stage, completed.amount, completed.unit) == (Stage.COMPLETION, Decimal("94.43"), "%")


def test_决算_equal_to_its_budget_is_not_持平_with_last_year() -> None:
    changes = read("“三公”经费年初预算为2万元，支出决算为2万元。决算数同预算数持平。", document=FINAL)
    assert [c.direction for c in changes] == ["", ""]


def test_a_change_without_an_amount_is_kept() -> None:
    first, second = read(
        "与2023年度相比，因公出国（境）费支出与上年持平；公务接待费支出决算减少0.15万元，下降27.78%。",
        document=FINAL,
    )
    assert (first.subject, first.amount, first.direction) == ("因公出国（境）费", None, "持平")
    assert (second.subject, second.amount, second.difference) == ("公务接待费", None, Decimal(1500))


def test_another_years_heading_does_not_move_an_amount_out_of_its_sentence() -> None:
    assert only("2025年收入预算8万元，比2024年预算增加1万元。").year == 2025
    assert only("收入预算8万元，比2024年增加1万元。").year == 2025
    assert only("截至2024年12月31日，固定资产8万元。").year == 2025


def test_the_total_of_one_cost_is_that_cost_and_of_several_none_of_them() -> None:
    said = "“三公”经费支出合计8万元。", "培训费总额2万元。", "会议费、培训费合计5万元。", "支出总计9万元。"
    assert [only(one).subject for one in said[:2]] == ["“三公”经费", "培训费"]
    assert [c.subject for one in said[2:] for c in read(one)] == ["支出总计"]


def test_the_definitions_hold_no_facts() -> None:
    assert read("第四部分 名词解释", "一、专用设备：指单价10万元的设备。") == ()


def told(change: Change) -> str:
    """A change on one line: 主体|年|阶段|数|增减|率|原因, what is absent left out at the end."""
    amount = f"{change.amount_printed}{change.unit}" if change.amount_printed else ""
    parts = [change.subject, f"{change.year}{change.stage}", amount]
    parts += [f"{change.direction}{change.difference_printed}", change.percent_printed, change.reason]
    return "|".join([*parts, f"对{change.base}" if change.base in OWN_BASES else ""]).rstrip("|")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2025年收入预算12万元，比2024年10万元增加2万元，增长20%。",
            ["收入预算|2025预算|12万元|增加2|20", "收入预算|2024上年预算|10万元"],
        ),
        (
            "公务接待费预算5万元，与上年预算6万元相比，减少1万元。",
            ["公务接待费|2025预算|5万元|减少1", "公务接待费|2024上年预算|6万元"],
        ),
        (
            "公务接待费：2025年预算30万元，2024年预算40万元，同比下降25%。",
            ["公务接待费|2025预算|30万元|减少|25", "公务接待费|2024上年预算|40万元"],
        ),
    ],
)
def test_last_years_amount_in_a_comparison_is_not_this_years(text: str, expected: list[str]) -> None:
    assert [told(c) for c in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "收入预算10万元，其中：拨款收入8万元，其他收入2万元。比上年增加1万元，主要是业务增加。",
            [
                "收入预算|2025预算|10万元|增加1||业务增加",
                "拨款收入|2025预算|8万元",
                "其他收入|2025预算|2万元",
            ],
        ),
        (
            "支出预算10万元，其中，基本支出8万元，住房保障支出2万元。支出较去年增加1万元。",
            ["支出预算|2025预算|10万元|增加1", "基本支出|2025预算|8万元", "住房保障支出|2025预算|2万元"],
        ),
        (
            "公务用车费9万元（公务用车购置费5万元，比上年增加1万元；公务用车运行费4万元），与上年持平。",
            [
                "公务用车费|2025预算|9万元|持平0",
                "公务用车购置费|2025预算|5万元|增加1",
                "公务用车运行费|2025预算|4万元",
            ],
        ),
    ],
)
def test_a_comparison_behind_a_list_is_of_its_whole(text: str, expected: list[str]) -> None:
    assert [told(c) for c in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("补助标准由每人每月100元提高到110元，增长10%。", []),
        ("村干部报酬每人每年3.6万元，比上年提高0.2万元。", []),
        ("购置车辆2辆，单价不超过18万元。", ["购置车辆|2025预算|2辆"]),
        ("2022年实际完成收入30,500万元。", []),
        ("拟举办0次节庆活动，经费预算0万元。", []),
        ("项目总投资9万元，2024年已安排3万元，2025年安排2万元。", ["项目总投资|2025预算|9万元"]),
        ("（二）支出：2025年预算支出4万元。", ["支出预算|2025预算|4万元"]),
        ("会议费预算8万元，同比增长0%。", ["会议费|2025预算|8万元|持平|0"]),
        (
            "收入预算3.2亿元，增长6.67%（增加2000万元）。",
            ["收入预算|2025预算|3.2亿元|增加|6.67", "收入预算|2025预算||增加2000"],
        ),
        ("收入预算8万元，比上年增加-2万元，增长-20%。", ["收入预算|2025预算|8万元|减少2|20"]),
        (
            "因公出国费、公务用车购置费均为0万元，与上年一致。",
            ["因公出国费|2025预算|0万元|持平0", "公务用车购置费|2025预算|0万元|持平0"],
        ),
        ("公务接待费较2024年预算下降25%。主要原因是节约。", ["公务接待费|2025预算||减少|25|节约"]),
        (
            "其中，公务用车购置费2025年预算数0.00万元，与2024年预算数0.00万元持平。",
            ["公务用车购置费|2025预算|0.00万元|持平0"],
        ),
        ("项目绩效目标3个，涉及一般公共预算拨款5万元。", ["绩效目标项目一般公共预算拨款|2025预算|5万元"]),
        ("本级及所属参公单位的机关运行经费财政拨款预算10万元。", ["机关运行经费|2025预算|10万元"]),
        ("本年度无因公出国（境）费预算，与上年一致。", ["因公出国（境）费|2025预算||持平0"]),
        ("无障碍设施改造8万元。", ["无障碍设施改造|2025预算|8万元"]),
        ("会议费6.5万元，比上年同口径减少1.5万元。", ["会议费|2025预算|6.5万元|减少1.5"]),
        ("住房公积金2025年预算数为3万元，比2024年减少1万元。", ["住房公积金|2025预算|3万元|减少1"]),
        ("某市商务局2025年预算数为3万元。", []),
        ("支出预算总额为人民币8,000.00元。", ["支出预算|2025预算|8,000.00元"]),
        ("上年结转收入8万元，同比减少2万元。", ["上年结转收入|2025预算|8万元|减少2"]),
        ("2025年预算安排公务接待费4.6万元，与2024年持平。", ["公务接待费|2025预算|4.6万元|持平0"]),
        ("安排项目15个，涉及资金2,850万元。", ["项目资金|2025预算|2,850万元"]),
        (
            "政府采购预算8万元，其中：财政拨款安排5万元，其他资金安排3万元。按品目分：货物类6万元，服务类2万元。",
            [
                "政府采购预算|2025预算|8万元",
                "政府采购预算财政拨款|2025预算|5万元",
                "政府采购预算其他资金|2025预算|3万元",
                "政府采购货物|2025预算|6万元",
                "政府采购服务|2025预算|2万元",
            ],
        ),
    ],
)
def test_what_is_no_amount_of_its_own_is_not_taken_for_one(text: str, expected: list[str]) -> None:
    assert [told(c) for c in read(text)] == expected


def test_a_paragraph_that_goes_on_speaks_of_the_last_ones_amount() -> None:
    assert [
        told(c)
        for c in read(
            "（三）公务接待费", "预算8万元。", "与上年相比，减少2万元。", "减少原因：压缩接待次数。"
        )
    ] == ["公务接待费|2025预算|8万元|减少2||压缩接待次数"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "机关运行经费支出520万元，比年初预算数减少30万元，下降5.5%，主要原因是压减会议；"
            "比2023年度决算数增加12万元，增长2.4%，主要原因是物价上涨。",
            [
                "机关运行经费|2024决算|520万元|||压减会议",
                "机关运行经费|2024决算||减少30|5.5|压减会议|对年初预算",
                "机关运行经费|2024决算|520万元|增加12|2.4|物价上涨",
            ],
        ),
        (
            "“三公”经费支出预算为3万元，支出决算为1万元，决算数小于预算数的主要原因：接待减少。"
            "支出决算数比2023年度减少1万元，下降50%，主要原因是批次减少。其中：公务接待费支出决算减少1万元。",
            [
                "“三公”经费|2024预算|3万元",
                "“三公”经费|2024决算|1万元|||接待减少",
                "“三公”经费|2024决算|1万元|减少1|50|批次减少",
                "公务接待费|2024决算||减少1",
            ],
        ),
        (
            "全年安排因公出国（境）团组6个，累计18人次。公务用车保有量为12辆。"
            "国内公务接待86批次、712人次；接待外宾9批次。",
            [
                "因公出国（境）团组数|2024决算|6个",
                "因公出国（境）人次数|2024决算|18人次",
                "公务用车保有量|2024决算|12辆",
                "国内公务接待批次|2024决算|86批次",
                "国内公务接待人次|2024决算|712人次",
                "外事接待批次|2024决算|9批次",
            ],
        ),
        (
            "“三公”经费支出决算为8万元，完成预算10万元的80%，比上年增加1万元。",
            ["“三公”经费|2024决算|8万元|增加1", "“三公”经费|2024预算|10万元"],
        ),
        (
            "财政拨款本年支出9万元，比年初预算数8万元增加1万元，主要原因是年中追加。",
            [
                "财政拨款本年支出|2024决算|9万元|||年中追加",
                "财政拨款本年支出|2024年初预算|8万元",
                "财政拨款本年支出|2024决算||增加1||年中追加|对年初预算",
            ],
        ),
        (
            "授予中小企业合同金额15万元，占政府采购支出总额的75.0%，货物采购授予中小企业合同金额占货物支出金额的80%。",
            ["授予中小企业合同金额|2024决算|15万元", "授予中小企业合同金额占比|2024决算|75.0%"],
        ),
        (
            "收入总计为9万元，支出总计为9万元。与2023年度相比，收、支总计各增加1万元，主要原因是增资。",
            ["收入总计|2024决算|9万元|增加1||增资", "支出总计|2024决算|9万元|增加1||增资"],
        ),
    ],
)
def test_the_wording_of_final_accounts(text: str, expected: list[str]) -> None:
    assert [told(c) for c in read(text, document=FINAL)] == expected


def test_each_base_that_a_sentence_compares_with_has_its_own_difference_and_the_reason_behind_all() -> None:
    changes = read(
        "“三公”经费决算40万元，比上年预算数下降9.1%，比上年决算数下降4.8%；其中公务接待费10万元，比上年决算数下降2%。"
        "下降的主要原因都是厉行节约。",
        "车辆运行费30万元，较上年减少6万元，较年初预算数减少2万元，主要是车辆报废。",
        document=FINAL,
    )
    assert [(c.subject, c.base, c.difference_printed, c.percent_printed, c.reason) for c in changes] == [
        ("“三公”经费", "上年预算", "", "9.1", "厉行节约"),
        ("“三公”经费", "上年决算", "", "4.8", "厉行节约"),
        ("公务接待费", "上年决算", "", "2", "厉行节约"),
        ("车辆运行费", "", "6", "", "车辆报废"),
        ("车辆运行费", "年初预算", "2", "", "车辆报废"),
    ]


def test_more_and_less_of_income_and_spending_are_directions() -> None:
    assert [
        told(c)
        for c in read(
            "税收收入8万元，比上年减收2万元，下降20%；教育支出9万元，比上年增支1万元。", document=FINAL
        )
    ] == ["税收收入|2024决算|8万元|减少2|20", "教育支出|2024决算|9万元|增加1"]


def test_money_of_the_budget_is_told_from_all_money() -> None:
    changes = read(
        "（一）支出预算情况说明",
        "支出预算9万元，其中教育支出8万元。",
        "（二）财政拨款支出预算情况说明",
        "支出预算5万元，其中教育支出4万元。",
    )
    assert [(c.amount_printed, c.fund) for c in changes if c.subject == "教育支出"] == [
        ("8", Fund.UNSAID),
        ("4", Fund.APPROPRIATION),
    ]


def test_what_stands_under_the_heading_of_a_project_is_said_of_it() -> None:
    changes = read(
        "一、河道保洁项目经费情况说明",
        "（一）项目概述",
        "承担全区河道保洁。",
        "（二）年度预算安排",
        "795万元",
        "二、商圈焕新专项（政策资金）经费情况说明",
        "（一）年度预算安排",
        "2025年度项目总预算2921.00万元，其中支持品牌集聚370.00万元。",
    )
    assert [(change.subject, change.amount_printed) for change in changes] == [
        ("项目：河道保洁", "795"),
        ("项目：商圈焕新专项", "2921.00"),
        ("支持品牌集聚", "370.00"),
    ]


def test_a_heading_may_end_in_the_account_whose_level_the_text_begins_with() -> None:
    assert topic_of("（8）城乡社区支出（类）城乡社区管理事务（款）城管执法").subject == "城管执法"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会议费8万元，比上年多2万元，增幅33.33%。", ("会议费", "8", "增加", "2", "33.33")),
        ("会议费8万元，较上年预算少花了2万元，降低20%。", ("会议费", "8", "减少", "2", "20")),
        ("会议费8万元，比上年降20%。", ("会议费", "8", "减少", "", "20")),
        ("会议费8万元，同比涨了2万元。", ("会议费", "8", "增加", "2", "")),
        ("会议费8万元，比上年回落2万元，跌幅20%。", ("会议费", "8", "减少", "2", "20")),
        ("里面会议费8万元，也与2024年一致。", ("会议费", "8", "持平", "0", "")),
    ],
)
def test_a_rise_or_a_fall_may_be_told_by_any_word(text: str, expected: tuple[str, ...]) -> None:
    assert facts(read(text)) == [expected]


def test_what_follows_the_amount_of_last_year_is_of_this_year() -> None:
    told = read("2024年会议费为10万元，2025年少了2万元，减幅20%。")
    assert facts(told) == [("会议费", "10", "", "", ""), ("会议费", "", "减少", "2", "20")]
    assert [c.year for c in told] == [2024, 2025]


def test_income_and_spending_that_are_told_together_are_compared_each() -> None:
    told = read("全年收入和支出均为90万元。与2024年相比，收入少了5万元；支出多了3万元。")
    assert facts(told) == [("收入", "90", "减少", "5", ""), ("支出", "90", "增加", "3", "")]


def test_the_item_of_a_list_names_what_is_told_behind_its_comma() -> None:
    told = read(
        "二、分项情况", "1.会议费，预算9万元，实际支出8万元；2023年是7万元，增加1万元。", document=FINAL
    )
    assert {c.subject for c in told} == {"会议费"}


def test_income_below_the_heading_of_a_ledger_is_of_that_ledger() -> None:
    told = read("（一）一般公共预算", "收入。决算数为90万元，同2023年相比增加5万元。", document=FINAL)
    assert facts(told) == [("一般公共预算收入", "90", "增加", "5", "")]
