"""The narrative of the street office. One sentence of 2024 contradicts its table on purpose.

2023 shows the tables first, 2024 explains first. The planted sentence is the 培训费 of 2024:
3.06万元 in the prose, 36,000 元 in the table.

>>> [run.fact.amount for run in planted(sections(2024))]
['3.06']
"""

from __future__ import annotations

from samples.codes import FUNCTIONS
from samples.figures import STREET, Budget, street
from samples.layouts import Run
from samples.printing import both_years, numbered
from samples.prose import LONG, SHORT, STOPPED, Heading, Section, Voice, glossary, text

Block = Heading | tuple[Run, ...]

PLANTED_TRAINING = 30600
_VOICES = {2023: LONG, 2024: STOPPED, 2025: SHORT}
_DUTIES = (
    "1. 加强辖区党的建设，统筹党群服务阵地和社会工作力量，指导居民区党组织开展工作；",
    "2. 统筹社区建设，推进基层协商和居民自治，组织、管理社区工作者队伍；",
    "3. 办理养老、救助、优抚、就业等面向居民的公共服务事项；",
    "4. 协调辖区市容环境、城管执法、物业管理等综合管理工作，督促问题整改；",
    "5. 维护社会稳定，化解矛盾纠纷，落实平安建设、消防和安全生产的属地责任；",
    "6. 承担兵役登记、民兵训练、经济普查和人大代表联络等工作，完成区政府交办的其他任务。",
)
_TASKS = {
    2023: (
        "1. 推进18个老旧小区、60台电梯的加装，年内竣工30台；",
        "2. 启动第五次全国经济普查，选聘普查指导员和普查员110名，完成单位清查；",
        "3. 对12条背街小巷开展市容整治，生活垃圾分类达标率保持在95%以上。",
    ),
    2024: (
        "1. 新建长者食堂2家，每日供餐能力达到600客；",
        "2. 完成第五次全国经济普查入户登记，登记法人单位4200家；",
        "3. 完成剩余15台加装电梯的竣工验收，全面结束本轮补贴项目。",
    ),
    2025: (
        "1. 建设智慧社区综合指挥平台，接入视频和物联感知设备1500路，与区城运平台互通；",
        "2. 长者食堂增加到4家，覆盖全部19个居民区；",
        "3. 新增专职社区工作者15名，配齐每个网格的力量。",
    ),
}
_WHOLE = {
    2023: "社区工作者队伍经费和老旧小区加装电梯补贴增加",
    2024: "社区工作者队伍经费增加，并新增长者食堂运营补助",
    2025: "新增智慧社区综合指挥平台建设项目",
}
_REASONS: dict[tuple[str, int], str] = {
    ("2010507", 2023): "启动第五次全国经济普查",
    ("2010507", 2024): "普查进入入户登记阶段，普查员补助增加",
    ("2010507", 2025): "普查工作已结束，不再安排",
    ("2013902", 2024): "党群服务中心运行经费改列本科目",
    ("2013202", 2024): "党群服务中心运行经费改列社会工作事务",
    ("2080208", 2023): "社区工作者薪酬标准提高",
    ("2080208", 2024): "社区工作者薪酬标准提高",
    ("2080208", 2025): "新增社区工作者15名",
    ("2081006", 2024): "新增长者食堂运营补助项目",
    ("2081006", 2025): "长者食堂由2家增加到4家",
    ("2120102", 2024): "更新公务用车1辆",
    ("2120102", 2025): "上年更新车辆的任务已完成",
    ("2120199", 2025): "新增智慧社区综合指挥平台建设项目",
    ("2120399", 2023): "加装电梯台数增加",
    ("2120399", 2024): "剩余补贴台数减少",
    ("2120399", 2025): "老旧小区加装电梯补贴已全部兑付",
    ("2120501", 2023): "重新招标后养护单价下降",
    ("2120501", 2024): "压减道路保洁外包面积",
}


def sections(year: int) -> list[Section]:
    """The parts in this edition's order."""
    now, prior = street(year), street(year - 1)
    told = Section(f"第三部分 {year}年部门预算情况说明", _explanation(now, prior, _VOICES[year]))
    shown = Section(f"第二部分 {year}年部门预算表", tables=True)
    if year == 2024:
        told = Section("第二部分 2024年部门预算情况说明", told.blocks)
        middle = [told, Section("第三部分 2024年部门预算表", tables=True)]
    else:
        middle = [shown, told]
    terms = glossary(("财政专户管理资金收入", "结转结余资金"))
    return [Section("第一部分 部门概况", _overview(year)), *middle, Section("第四部分 名词解释", terms)]


def planted(parts: list[Section]) -> list[Run]:
    """The runs that contradict a table."""
    runs = [run for part in parts for block in part.blocks if not isinstance(block, Heading) for run in block]
    return [run for run in runs if run.fact and run.fact.planted]


def _overview(year: int) -> tuple[Block, ...]:
    return (
        Heading("一、主要职责"),
        *text(f"{STREET}是临汐区人民政府的派出机关，主要职责包括：", *_DUTIES),
        Heading("二、机构设置"),
        *text(
            "街道机关内设党政办公室、党建工作办公室、公共管理办公室、公共服务办公室、公共安全办公室、"
            "社区自治办公室、营商服务办公室共7个机构。",
            f"纳入{year}年部门预算编制范围的预算单位共4个，包括街道机关本级，以及社区党群服务中心、"
            "社区事务受理服务中心、城市运行管理中心3个下属事业单位。",
        ),
        Heading("三、主要工作任务"),
        *text(f"{year}年，街道将重点推进以下工作：", *_TASKS[year]),
    )


def _explanation(now: Budget, prior: Budget, voice: Voice) -> tuple[Block, ...]:
    year, whole = now.year, _WHOLE[now.year]
    other = "社区共治公益服务的捐助资金减少" if now.other < prior.other else "社区共治公益服务的捐助资金增加"
    kinds = (now.other, prior.other, year, "" if now.other == prior.other else other)
    return (
        Heading("一、收支预算总体情况"),
        (
            voice.compare("收入预算", f"{year}年，街道收入预算", now.total, prior.total, year, whole),
            voice.compare(
                "财政拨款收入", "其中：财政拨款收入", now.general, prior.general, year, whole, end="；"
            ),
            voice.amount("事业收入", "事业收入", 0, year, "；"),
            voice.compare("其他收入", "其他收入", *kinds),
        ),
        (
            voice.compare("支出预算", "支出预算", now.total, prior.total, year, whole),
            voice.compare(
                "基本支出",
                "其中：基本支出",
                now.basic,
                prior.basic,
                year,
                "工资和社会保险缴费基数调整",
                end="；",
            ),
            voice.compare("项目支出", "项目支出", now.project, prior.project, year, whole),
        ),
        Heading("二、一般公共预算支出情况"),
        (
            voice.compare(
                "一般公共预算支出", f"{year}年一般公共预算支出", now.general, prior.general, year, whole
            ),
            Run("按功能分类的项级科目，主要变化如下："),
        ),
        *_by_line(now, prior, voice),
        Heading("三、政府性基金预算和国有资本经营预算支出情况"),
        (
            voice.compare("政府性基金预算支出", f"{year}年政府性基金预算支出", 0, 0, year),
            voice.compare("国有资本经营预算支出", "国有资本经营预算支出", 0, 0, year),
        ),
        Heading("四、一般公共预算基本支出情况"),
        (
            voice.amount("基本支出", "一般公共预算基本支出", now.basic, year, "，其中："),
            voice.amount("人员经费", "人员经费", now.staff, year),
            Run("主要用于在职人员工资津补贴、社会保险缴费、住房公积金和退休费；"),
            voice.amount("公用经费", "公用经费", now.office, year),
            Run("主要用于办公、水电、物业管理、维修、会议、培训和办公设备购置等。"),
        ),
        Heading("五、“三公”经费预算情况"),
        *_three_public(now, prior, voice),
        Heading("六、机关运行经费情况"),
        *_operating(now, prior, voice),
        Heading("七、政府采购情况"),
        _bought(now, voice),
        Heading("八、国有资产占用情况"),
        *text(*_assets(year)),
        Heading("九、预算绩效情况"),
        *text(
            f"{year}年，街道对{len(now.projects)}个项目全部编制了绩效目标，"
            f"涉及项目支出{voice.wan(now.project)}万元；选取“市容环境综合整治”开展绩效跟踪。"
        ),
    )


def _by_line(now: Budget, prior: Budget, voice: Voice) -> list[tuple[Run, ...]]:
    """The 项 that moved and have a reason to tell, then the others by their amount."""
    changed = []
    for line, was in both_years(now, prior, all_levels=False):
        reason = _REASONS.get((line.code, now.year), "")
        if reason:
            label = f"{FUNCTIONS[line.code]}（{line.code}）"
            metric = f"{line.code} {FUNCTIONS[line.code]}"
            changed.append(voice.compare(metric, label, line.general, was.general, now.year, reason))
    heads = numbered([run.text for run in changed])
    marks = [head.split("、", 1)[0] for head in heads]
    return [(Run(f"（{mark}）"), run) for mark, run in zip(marks, changed, strict=True)]


def _three_public(now: Budget, prior: Budget, voice: Voice) -> tuple[Block, ...]:
    year = now.year
    bought = {2024: "更新公务用车1辆", 2025: "上年更新车辆的任务已完成，本年不再购置"}
    whole = {
        2023: "严格控制公务用车运行费用",
        2024: "更新公务用车1辆",
        2025: "本年不再安排公务用车购置",
    }
    running = {
        2023: "减少非必要用车",
        2024: "车辆更新后维修费用下降",
        2025: "车辆年检和保险费用增加",
    }
    cars = (now.purchase + now.running, prior.purchase + prior.running)
    return (
        (
            voice.compare(
                "“三公”经费",
                f"{year}年“三公”经费预算数为",
                now.three_public,
                prior.three_public,
                year,
                whole[year],
            ),
            Run("其中："),
        ),
        (
            Run("（一）"),
            voice.compare("因公出国（境）费", "因公出国（境）费", now.abroad, prior.abroad, year),
        ),
        (
            Run("（二）"),
            voice.compare(
                "公务接待费",
                "公务接待费",
                now.reception,
                prior.reception,
                year,
                "压减同城接待" if year == 2025 else "",
            ),
        ),
        (
            Run("（三）"),
            voice.compare("公务用车购置及运行费", "公务用车购置及运行费", *cars, year, whole[year], end="。"),
            voice.compare(
                "公务用车购置费",
                "其中：公务用车购置费",
                now.purchase,
                prior.purchase,
                year,
                bought.get(year, ""),
                end="；",
            ),
            voice.compare(
                "公务用车运行费", "公务用车运行费", now.running, prior.running, year, running[year]
            ),
        ),
    )


def _operating(now: Budget, prior: Budget, voice: Voice) -> tuple[Block, ...]:
    """机关运行经费, 会议费 and 培训费: the last of them wrong in 2024."""
    year = now.year
    wrong = PLANTED_TRAINING if year == 2024 else None
    reasons = {2023: "压减线下培训班次", 2024: "新增社区工作者初任培训", 2025: "部分课程改为线上"}
    meeting = now.economic["30215"], prior.economic["30215"]
    training = now.economic["30216"], prior.economic["30216"]
    return (
        (
            voice.compare(
                "机关运行经费",
                f"{year}年街道机关运行经费预算",
                now.operating,
                prior.operating,
                year,
                "压减办公费、印刷费等一般性支出",
            ),
        ),
        (
            Run("基本支出中，"),
            voice.compare("会议费", "会议费", *meeting, year, "合并召开会议", end="；"),
            voice.compare("培训费", "培训费", *training, year, reasons[year], planted=wrong),
        ),
    )


def _bought(now: Budget, voice: Voice) -> tuple[Run, ...]:
    goods, works, services = now.procurement
    return (
        voice.amount(
            "政府采购预算", f"{now.year}年街道政府采购预算", sum(now.procurement), now.year, "，其中："
        ),
        voice.amount("政府采购货物预算", "政府采购货物预算", goods, now.year, "、"),
        voice.amount("政府采购工程预算", "政府采购工程预算", works, now.year, "、"),
        voice.amount("政府采购服务预算", "政府采购服务预算", services, now.year, "。"),
    )


def _assets(year: int) -> tuple[str, ...]:
    plan = (
        "2024年预算安排更新购置车辆1辆，同时报废1辆；没有安排购置单位价值100万元以上的设备。"
        if year == 2024
        else f"{year}年预算没有安排购置车辆；"
        + (
            "安排购置单位价值100万元以上的设备1台（套）。"
            if year == 2025
            else "没有安排购置单位价值100万元以上的设备。"
        )
    )
    return (
        f"截至{year - 1}年12月31日，街道及下属单位共有车辆6辆，其中：应急保障用车1辆、执法执勤用车3辆、"
        "其他用车2辆；单位价值50万元以上的通用设备2台（套），单位价值100万元以上的专用设备0台（套）。",
        plan,
    )
