"""The narrative of the hotline centre: duties, tasks, explanations with every change and its reason.

2024 explains first and shows the tables afterwards.

>>> [section.title.split()[0] for section in sections(2024)]
['第一部分', '第二部分', '第三部分', '第四部分']
"""

from __future__ import annotations

from samples.codes import FUNCTIONS
from samples.figures import HOTLINE, Budget, hotline
from samples.layouts import Run
from samples.prose import BRACKET, PLAIN, Heading, Section, Voice, glossary, text

_DUTIES = (
    "（一）承担全市12345政务服务便民热线的统一受理工作，全天候接听群众和企业来电，办理网络渠道的留言；",
    "（二）对受理的咨询、求助、投诉、举报和建议分类登记，按职责转派承办单位，并跟踪办理时限；",
    "（三）对办理结果开展回访，汇总满意率、解决率等指标，定期通报承办单位的办理质量；",
    "（四）建设和维护热线知识库，督促各部门及时更新政策口径和办事指南；",
    "（五）分析热线数据，向市政府报送社情民意和集中反映的问题，为决策提供参考；",
    "（六）指导各县（区）热线工作，组织坐席人员的业务培训和考核。",
)
_TASKS = {
    2023: (
        "2023年，中心围绕“接得通、答得准、办得快”的目标，重点做好以下工作：",
        "一是完成热线受理平台升级改造，新增智能转写和自动派单模块，开通60个人工坐席，接通率稳定在95%以上。",
        "二是归并政务服务便民热线9条，统一使用12345号码对外服务，全年预计受理诉求21万件。",
        "三是每季度开展一次全员业务轮训，全年培训坐席人员不少于240人次。",
    ),
    2024: (
        "2024年，中心的主要任务是巩固平台升级成果，提高一次性解答率：",
        "一是更新知识库条目，全年新增和修订不少于3000条，一次性解答率提高到68%。",
        "二是对超期工单实行红黄牌提醒，按期办结率保持在98%以上。",
        "三是围绕供水、物业、欠薪等高频事项编发专题分析报告12期。",
    ),
    2025: (
        "2025年，中心坚持民有所呼、我有所应，重点做好以下工作：",
        "一是建立每月领导接线制度，全年安排市直部门负责人接线12场，现场答复群众诉求。",
        "二是推广“企业专席”，为经营主体提供政策咨询，全年预计服务企业8000家次。",
        "三是完善疑难诉求会商机制，每月召开会商会议1次，疑难诉求化解率达到85%。",
    ),
}
_WHOLE = {
    2023: "新增热线受理平台升级改造项目",
    2024: "热线受理平台升级改造项目已完成，不再安排",
    2025: "在职人员工资正常调整",
}
_RECEPTION = {2023: "压减接待批次", 2025: "新增每月领导接线活动的工作用餐"}
_TRAINING = {2025: "部分培训改为线上开展"}


def sections(year: int) -> list[Section]:
    """The four parts in this edition's order."""
    now, prior = hotline(year), hotline(year - 1)
    voice = BRACKET if year == 2024 else PLAIN
    told = _explanation(now, prior, voice)
    if year == 2024:
        middle = [
            Section("第二部分 2024年单位预算情况说明", told),
            Section("第三部分 2024年单位预算表", tables=True),
        ]
    else:
        middle = [
            Section(f"第二部分 {year}年度单位预算表", tables=True),
            Section(f"第三部分 {year}年度单位预算情况说明", told),
        ]
    return [
        Section("第一部分 单位概况", _overview(year)),
        *middle,
        Section("第四部分 名词解释", glossary()),
    ]


def _overview(year: int) -> tuple[Heading | tuple[Run, ...], ...]:
    return (
        Heading("一、单位主要职责"),
        *text(f"{HOTLINE}是市政府办公室所属公益一类事业单位，主要职责是：", *_DUTIES),
        Heading("二、单位机构设置"),
        *text(
            "中心内设综合科、受理科、督办科、数据科4个科室，核定事业编制9名，现有在职人员9人。",
            f"从预算单位构成看，纳入{year}年单位预算编制范围的只有中心本级1个单位，无下属预算单位。",
        ),
        Heading("三、单位主要工作任务"),
        *text(*_TASKS[year]),
    )


def _explanation(now: Budget, prior: Budget, voice: Voice) -> tuple[Heading | tuple[Run, ...], ...]:
    year, whole = now.year, _WHOLE[now.year]
    general = "一般公共预算拨款支出"
    return (
        Heading("一、预算收支总体情况"),
        (
            voice.compare("收入预算", f"{year}年，中心收入预算", now.total, prior.total, year, whole),
            Run("其中："),
            voice.amount("一般公共预算拨款收入", "一般公共预算拨款收入", now.general, year),
            voice.amount("政府性基金预算拨款收入", "政府性基金预算拨款收入", 0, year),
            voice.amount("国有资本经营预算拨款收入", "国有资本经营预算拨款收入", 0, year),
            voice.amount("事业收入", "事业收入", 0, year),
            voice.amount("其他收入", "其他收入", 0, year, "。"),
        ),
        (
            voice.compare("支出预算", "相应安排支出预算", now.total, prior.total, year, whole),
            Run("其中："),
            voice.amount("基本支出", "基本支出", now.basic, year),
            voice.amount("项目支出", "项目支出", now.project, year, "。"),
        ),
        Heading("二、一般公共预算拨款支出情况"),
        (
            voice.compare(general, f"{year}年一般公共预算拨款支出", now.general, prior.general, year, whole),
            Run("中心落实过紧日子要求，优先保障热线接听和诉求办理。按项级科目分列如下："),
        ),
        *_by_line(now, voice),
        Heading("三、政府性基金预算拨款支出情况"),
        (
            voice.compare(
                "政府性基金预算拨款支出",
                f"{year}年政府性基金预算拨款支出",
                0,
                0,
                year,
                f"本单位{year}年没有使用政府性基金预算拨款安排的支出",
            ),
        ),
        Heading("四、国有资本经营预算拨款支出情况"),
        (
            voice.compare(
                "国有资本经营预算拨款支出",
                f"{year}年国有资本经营预算拨款支出",
                0,
                0,
                year,
                f"本单位{year}年没有使用国有资本经营预算拨款安排的支出",
            ),
        ),
        Heading("五、一般公共预算基本支出情况"),
        (voice.amount("基本支出", f"{year}年一般公共预算拨款基本支出", now.basic, year, "，其中："),),
        (
            Run("（一）"),
            voice.amount("人员经费", "人员经费", now.staff, year),
            Run("主要包括基本工资、奖金、绩效工资、社会保险缴费和住房公积金。"),
        ),
        (
            Run("（二）"),
            voice.amount("公用经费", "公用经费", now.office, year),
            Run("主要包括办公费、培训费、公务接待费和工会经费等。"),
        ),
        (_training(now, prior, voice),),
        Heading("六、一般公共预算“三公”经费支出情况"),
        *_three_public(now, prior, voice),
        Heading("七、预算绩效目标情况"),
        *text(_PERFORMANCE[year]),
        Heading("八、其他重要事项说明"),
        *_others(now, voice),
    )


def _by_line(now: Budget, voice: Voice) -> tuple[tuple[Run, ...], ...]:
    """One paragraph per 项, with what it is for."""
    uses = {
        "2010306": "用于中心人员工资和日常运转",
        "2010350": "用于中心人员工资和日常运转",
        "2010399": "用于热线受理平台升级改造",
        "2080505": "用于缴纳在职人员基本养老保险",
        "2080506": "用于缴纳在职人员职业年金",
        "2101102": "用于缴纳在职人员基本医疗保险",
    }
    paragraphs: list[tuple[Run, ...]] = []
    for number, line in zip("一二三四五六", now.lines, strict=False):
        label = f"{line.code} {FUNCTIONS[line.code]}"
        paragraphs.append(
            (
                Run(f"（{number}）"),
                voice.amount(label, label.replace(" ", "-"), line.general, now.year),
                Run(uses[line.code] + "。"),
            )
        )
    if now.year == 2024:
        note = (
            "按照科目调整要求，原列“政务公开审批”（2010306）的人员和运转经费，"
            "自2024年起改列“事业运行”（2010350）。"
        )
        paragraphs.append((Run(note),))
    return tuple(paragraphs)


def _training(now: Budget, prior: Budget, voice: Voice) -> Run:
    amounts = now.economic.get("30216", 0), prior.economic.get("30216", 0)
    return voice.compare("培训费", "其中，培训费预算", *amounts, now.year, _TRAINING.get(now.year, ""))


def _three_public(now: Budget, prior: Budget, voice: Voice) -> tuple[Heading | tuple[Run, ...], ...]:
    year = now.year
    return (
        (
            voice.compare(
                "“三公”经费",
                f"{year}年“三公”经费预算",
                now.three_public,
                prior.three_public,
                year,
                _RECEPTION.get(year, ""),
            ),
        ),
        Heading("（一）因公出国（境）费用", 2),
        (voice.compare("因公出国（境）费用", f"{year}年预算安排", now.abroad, prior.abroad, year),),
        Heading("（二）公务接待费", 2),
        (
            voice.compare(
                "公务接待费",
                f"{year}年预算安排",
                now.reception,
                prior.reception,
                year,
                _RECEPTION.get(year, ""),
            ),
        ),
        Heading("（三）公务用车购置及运行费", 2),
        (
            voice.amount("公务用车购置及运行费", f"{year}年预算安排", 0, year, "。其中："),
            voice.compare("公务用车运行费", "公务用车运行费", 0, 0, year, end="；"),
            voice.compare("公务用车购置费", "公务用车购置费", 0, 0, year),
        ),
    )


_PERFORMANCE = {
    2023: "2023年，中心对热线受理平台升级改造1个项目设定了绩效目标，涉及一般公共预算拨款36.00万元，"
    "绩效指标包括坐席数量、系统可用率和来电接通率。",
    2024: "2024年，中心没有项目支出，未编制项目绩效目标；已按要求编制单位整体支出绩效目标。",
    2025: "2025年，中心没有项目支出，未编制项目绩效目标；已按要求编制单位整体支出绩效目标。",
}


def _others(now: Budget, voice: Voice) -> tuple[Heading | tuple[Run, ...], ...]:
    year = now.year
    bought = (
        "2023年政府采购预算36.00万元，其中货物类12.00万元、服务类24.00万元，均为热线受理平台升级改造。"
        if year == 2023
        else f"{year}年本单位没有安排政府采购预算。"
    )
    return (
        Heading("（一）机关运行经费", 2),
        (
            voice.compare("机关运行经费", f"{year}年机关运行经费预算", 0, 0, year),
            Run("中心为公益一类事业单位，日常公用经费不属于机关运行经费。"),
        ),
        Heading("（二）政府采购情况", 2),
        *text(bought),
        Heading("（三）国有资产占用使用情况", 2),
        *text(
            f"截至{year - 1}年12月31日，中心共有车辆0辆；单位价值50万元以上的通用设备"
            f"{1 if year > 2023 else 0}台（套），单位价值100万元以上的专用设备0台（套）。",
            f"{year}年预算没有安排购置车辆和单位价值100万元以上的设备。",
        ),
    )
