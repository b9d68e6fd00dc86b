"""What a question asks figures of: mentions and codes → targets, their tables, stages and groups.

>>> [t.name for t in targets_of(reading, lexicon)[0]]
['公务接待费']
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from index.facts.records import Stage, TableKind
from index.facts.subjects import normal
from qa.records import Operation, Target
from qa.rules.bodies import is_organisation
from qa.rules.cues import cue
from qa.rules.reading import Reading
from qa.rules.table_names import tables_named
from qa.rules.telling import topics
from qa.rules.terms import Lexicon, Mention


def targets_of(reading: Reading, lexicon: Lexicon) -> tuple[tuple[Target, ...], bool, bool]:
    """The targets, whether they are readings of one ambiguous word, and whether one word means several."""
    targets: dict[str, Target] = {}
    ambiguous = group = False
    tables = [m for m in reading.mentions if _names_a_table(reading.rest, m)]
    for mention in reading.mentions:
        if mention in tables and len(tables) < len(reading.mentions):
            continue
        if mention.ambiguous and _ends_a_name(reading.rest, mention):
            continue
        general = mention.ambiguous or any(target.name in _WHOLES for target in mention.targets)
        if general and _narrower(reading.rest, mention):
            continue
        for target in mention.targets:
            targets.setdefault(target.name, target)
        ambiguous = ambiguous or mention.ambiguous
        group = group or mention.group
    for code in reading.codes:
        # A code says more exactly which row is meant than the name beside it does.
        name = lexicon.codes.get(code, code)
        same = next((t for t in targets.values() if name == t.name or normal(name) in t.keys), None)
        if same is None:
            targets[name] = Target(name, (), (code,))
        elif reading.operation is Operation.AGREEMENT:
            targets[same.name] = replace(same, codes=(*same.codes, code))
        else:
            targets[same.name] = Target(same.name, (), (*same.codes, code) if not same.keys else (code,))
    ambiguous = ambiguous and bool(targets)
    return tuple(targets.values()), ambiguous and len(reading.mentions) == 1, group


# A table's name behind a row's name says where to look, and is no second subject.
_QUALIFIERS = frozenset(("政府采购预算", "政府购买服务", "项目支出"))
# Both say of one thing: how much it costs, and how many there are.
_COMPANIONS = {"公务用车购置费": "购置车辆数"}
_OWNED = {"公务用车购置及运行费": "车辆数"}
_SCOPES: tuple[tuple[str, str, tuple[TableKind, ...]], ...] = (
    ("全部资金", r"全部资金|全口径|总口径|支出总表|全部支出", (TableKind.EXPENSE, TableKind.BALANCE)),
    ("一般公共预算", r"一般公共预算", (TableKind.GENERAL,)),
    ("政府性基金预算", r"政府性基金", (TableKind.FUND,)),
    ("财政拨款", r"财政拨款", (TableKind.APPROPRIATION, TableKind.APPROPRIATION_EXPENSE)),
)


def whole_of(rest: str, lexicon: Lexicon, *, compared: bool) -> tuple[Target, ...]:
    """收入比2017年多多少, 收入是3亿元对吧: income or spending as a whole."""
    money = r"(?:是|为|有|达|共|了|比|和|与|同|增|减|涨|降|多|少|变|最|呢|怎|走势|趋势|历年)"
    if re.search(rf"(?:^|[□年度的])(?:预算|决算)?总?收入(?:预算|决算)?(?:总额|总计)?{money}", rest):
        return (lexicon.concept("收入总计"),)
    if re.search(rf"(?:^|[□年度的])(?:预算|决算)?总?支出(?:预算|决算)?(?:总额|总计)?{money}", rest):
        return (lexicon.concept("支出总计"),)
    if compared and re.search(r"预算|经费|钱|开支", rest):
        return (lexicon.concept("预算总额"),)
    return ()


_NOT_A_NAME = re.compile(
    r"^(总|全部|全年|年度|本级|所有|一年|单位|部门|预算|这笔|那笔|各项|本年|当年|全)*"
    r"(支出|经费|费用|收入|费|补助|补贴)$"
)


def unheard_changed(rest: str) -> Target | None:
    """气象服务支出为什么增加: a name that no document prints stands where the whole might be meant."""
    named = re.search(
        r"(?:^|[□,的年度])([\u4e00-\u9fff]{3,14}?(?:支出|费用|费|经费|补助|补贴|拨款))"
        r"(?=预算|决算|为|比|大于|小于|增|减|涨|降|上升|下降|的(?:原因|变)|有所)",
        rest,
    )
    if named is None or _NOT_A_NAME.match(named[1]) or len(cue("whole_only").sub("", named[1])) < 3:
        return None
    return Target(named[1], (normal(named[1]),))


def unheard(rest: str) -> Target | None:
    """An amount asked by a name no document prints: 公安支出. It is looked for, and said to be absent."""
    if cue("narrative").search(rest) or cue("number_of").search(rest):
        return None
    if re.search(r"哪|什么|谁|啥", rest):
        return None
    named = re.search(
        r"(?:^|[□,的年度])([\u4e00-\u9fff]{1,10}(?:支出|费用|费|经费|收入|补助|补贴))(?:预算|决算)?"
        r"(?:是|有|为|花了|一共|总共)?(?:多少(?:钱|万元|元|万|亿)?)?(?:呢|啊|吗)?$",
        rest,
    )
    if named is None or _NOT_A_NAME.match(named[1]) or len(cue("whole_only").sub("", named[1])) < 2:
        return None
    return Target(named[1], (normal(named[1]),))


_TABLE_NAME = re.compile(
    r"口径|(预算|决算)?((功能|经济)?(分类|科目))?(收支|支出|收入|经费|明细|情况)?(预算|决算)?总?(预算|决算)?表"
)


def _names_a_table(rest: str, mention: Mention) -> bool:
    """三公表, 基本支出表: the word is part of a table's name."""
    return bool(_TABLE_NAME.match(rest[mention.end :]))


def _ends_a_name(rest: str, mention: Mention) -> bool:
    """课后托管点补贴项目: the general word is the end of a project's own name."""
    before = re.search(r"[^□,的年度\d]{3,}$", rest[: mention.start])
    return bool(before) and rest.startswith(("项目", "工程", "专项"), mention.end)


_WHOLES = frozenset(("收入总计", "支出总计", "预算总额"))
_OF_ALL = re.compile(
    r"(职工|员工|人员|干部|大家|教职工|老师|教师|公务员|在职|单位|部门|机关|公家|上面|国家|财政)+$"
)


def _narrower(rest: str, mention: Mention) -> bool:
    """养老服务补贴: the word before makes of the general word a name of its own."""
    said = re.split(r"[□,的年度占比和与及跟是]", rest[: mention.start])[-1]
    before = re.search(r"[\u4e00-\u9fff]{2,}$", said)
    return bool(before and not _OF_ALL.search(before.group()) and topics(before.group()))


def in_groups(targets: tuple[Target, ...], rest: str) -> tuple[Target, ...]:
    """政府采购里的工程和货物: only the rows of those groups; each on its own where that is asked."""
    groups = tuple(g for g in ("货物", "工程", "服务") if g in rest)
    group = "(货物|工程|服务)"
    compared = re.search(rf"{group}[^,]{{0,4}}比[^,]{{0,4}}{group}|{group}[和与]{group}[^,]{{0,4}}差", rest)
    apart = [(g,) for g in groups] if compared or re.search(r"各|分别|构成", rest) else [groups]
    if compared:
        apart = sorted(apart, key=lambda group: rest.find(group[0]))
    found: list[Target] = []
    for target in targets:
        if not groups or target.name != "政府采购预算":
            found.append(target)
            continue
        for some in apart:
            found.append(replace(target, name=f"{target.name}（{'、'.join(some)}）", groups=some))
    return tuple(found)


def without_qualifiers(targets: tuple[Target, ...], lexicon: Lexicon) -> tuple[Target, ...]:
    """夜景灯具采购预算: the row is asked, 采购预算 only says where it stands."""
    rows = [t for t in targets if t.name not in lexicon.concepts]
    if not rows or not any(t.name in _QUALIFIERS for t in targets):
        return targets
    return tuple(t for t in targets if t.name not in _QUALIFIERS)


def with_companions(
    targets: tuple[Target, ...], operation: Operation | None, lexicon: Lexicon
) -> tuple[Target, ...]:
    """Whether a car is bought: the amount, and the number."""
    if operation is not Operation.EXISTS:
        return targets
    beside = {**_COMPANIONS, **_OWNED}
    more = [lexicon.concept(beside[t.name]) for t in targets if t.name in beside]
    return (*targets, *(t for t in more if t not in targets))


def part_and_whole(reading: Reading) -> tuple[Target, ...]:
    """会议费占三公、会议、培训合计的多少: the part, and all that the whole is the sum of; else ().

    The whole may stand before it: 基本支出里，人员经费占几成.
    """
    outer, at = containers(reading), reading.rest.find("占")
    last = [t for m in reading.mentions[-1:] for t in m.targets[:1]]
    if len(reading.mentions) == 2 and outer and last and last[0] not in outer:
        return (last[0], outer[0])
    after = [t for m in reading.mentions if m.start > at for t in m.targets[:1]]
    before = [t for m in reading.mentions if m.start < at for t in m.targets[:1]]
    if at >= 0 and len(after) == 1 and len(before) > 1 and not re.search(r"各占|分别占", reading.rest):
        inner = [t for t in before if t.name != after[0].name and t not in outer]
        return (inner[-1], after[0]) if inner else ()
    if at < 0 or len(after) < 2 or not before:
        return ()
    if re.search(r"各占|分别占", reading.rest):
        return ()
    # 占三公会议培训合计: the part is named again among them, without its 费.
    again = before[0].name.removesuffix("费") in reading.rest[at:]
    return (before[0], *after, *(before[:1] if again and before[0] not in after else ()))


_VEHICLES = frozenset(("公务用车购置及运行费", "公务用车运行费"))


def by_vehicle(reading: Reading, targets: tuple[Target, ...], lexicon: Lexicon) -> tuple[Target, ...]:
    """每辆车平均运行费: what vehicles cost, not what an office does."""
    if not re.search(r"每(一)?(辆|台)|单车|平均一?辆|一辆车", reading.rest):
        return targets
    if re.search(r"运行|维护|养", reading.rest) and not re.search(r"购置", reading.rest):
        return (lexicon.concept("公务用车运行费"),)
    of_vehicles = tuple(target for target in targets if target.name in _VEHICLES)
    return of_vehicles or (lexicon.concept("公务用车购置及运行费"),)


def counted(reading: Reading, targets: tuple[Target, ...], lexicon: Lexicon) -> tuple[Target, ...]:
    """公车比去年多几辆: how many there are, not what they cost."""
    if re.search(r"(买|购|换|添|更新).{0,6}车", reading.rest) and not re.search(
        r"运行|维护|几辆|多少辆|购置(及|和)", reading.rest
    ):
        bought = lexicon.concept("公务用车购置费")
        return tuple(bought if target.name in _VEHICLES else target for target in targets)
    if not re.search(r"(几|多少)辆", reading.rest):
        costs = {lexicon.concept(count): lexicon.concept(cost) for cost, count in _COMPANIONS.items()}
        return tuple(costs.get(t, t) for t in targets) if re.search("花|钱|费", reading.rest) else targets
    name = "购置车辆数" if re.search(r"买|购|添|新增|更新", reading.rest) else "车辆数"
    if not targets and "车" in reading.rest:
        return (lexicon.concept(name),)
    vehicles = (*_VEHICLES, "车辆数")
    return tuple(lexicon.concept(name) if target.name in vehicles else target for target in targets)


_LITTLE = re.compile(
    r"[□\d年的,，“”\s]|预算|决算|今年|去年|全年|本年|单位|部门|一共|总共|大概|大约|请问|那么?|它们?|这些?|钱|花|用"
)


def unheard_part(reading: Reading, lexicon: Lexicon) -> Target | None:
    """学费安排的办学支出占项目支出多少: what stands before 占, where only the whole was heard.

    A part of a project's long name finds it; any other name is looked for, and said to be absent.
    """
    at = reading.rest.find("占")
    if re.search(r"占(了|用)?多少钱", reading.rest):
        return None
    if at < 0 or (not reading.followed and any(mention.start < at for mention in reading.mentions)):
        return None
    said = _LITTLE.sub("", reading.rest[:at])
    if len(said) < 4 or reading.codes:
        return None
    for mention in lexicon.nearly.named_in_part(reading.rest[:at]):
        return mention.targets[0]
    return Target(said, (normal(said),))


_INSIDE = re.compile(
    r"(?:支出|收入|预算|决算|经费|总额|口径|项目|经济|功能|分类|科目|表|的|,|20\d\d年|□)*"
    r"(?:里面|里头|里|中|当中|之中|其中|内|下面|项下|下)的?,?(?:的|其中|有关|用于|有多少是|有多少|多少是)?"
)
_OF = re.compile(r"(?:预算|支出|经费)?的")
_TABLES_INSIDE: dict[str, tuple[TableKind, ...]] = {
    "基本支出": (TableKind.BASIC, TableKind.APPROPRIATION_BASIC),
    "一般公共预算基本支出": (TableKind.BASIC, TableKind.APPROPRIATION_BASIC),
    "财政拨款基本支出": (TableKind.APPROPRIATION_BASIC, TableKind.BASIC),
    "一般公共预算支出": (TableKind.GENERAL,),
    "政府性基金预算支出": (TableKind.FUND,),
    "“三公”经费": (TableKind.THREE_PUBLIC,),
}


def containers(reading: Reading) -> tuple[Target, ...]:
    """基本支出里的办公费: the targets that only say inside of what another one is asked."""
    found: dict[str, Target] = {}
    for one, other in pairwise(reading.mentions):
        between = reading.rest[one.end : other.start]
        of = _OF.fullmatch(between) and any(target.name in _TABLES_INSIDE for target in one.targets)
        if (of or _INSIDE.fullmatch(between)) and one.targets and other.targets:
            if not one.ambiguous:
                found.update((target.name, target) for target in one.targets)
    return tuple(found.values())


def contained(
    reading: Reading, targets: tuple[Target, ...], operation: Operation | None, lexicon: Lexicon
) -> tuple[Target | None, tuple[Target, ...]]:
    """What the targets stand in, if they stand in anything, and the targets without it.

    It says in which tables to look first, and may be the row of which they are columns:
    2130306 合计、基本支出、项目支出.
    """
    outer = [target for target in containers(reading) if target in targets]
    inner = tuple(target for target in targets if target not in outer)
    if operation in (Operation.SHARE, Operation.LIST):
        return None, targets
    if outer and inner:
        tables = tuple(kind for target in outer for kind in _TABLES_INSIDE.get(target.name, ()))
        return outer[-1], tuple(replace(target, tables=(*tables, *target.tables)) for target in inner)
    rows = [target for target in targets if target.name not in lexicon.concepts]
    crossed = _CROSSED.search(reading.rest) or any(is_organisation(target.name) for target in rows)
    if len(rows) == 1 and len(targets) > 1 and crossed:
        return rows[0], tuple(target for target in targets if target not in rows or "合计" in reading.rest)
    return reading.within, targets


_CROSSED = re.compile(r"合计,.{0,30}(各|分别)|各填|分别填|(中|里|的)(合计|基本支出|项目支出)")


_STAGES_COMPARED = re.compile(
    r"决算.{0,8}(比|和|与|跟|同|较|占|完成).{0,6}预算|预算.{0,6}(比|和|与|跟|同|较).{0,6}决算"
    r"|完成(了)?(年初|调整|全年)?预算的?(百分|多少|几|比)|(预算)?(完成率|执行率|完成比例)"
    r"|超支|超(了|出|过)?(年初|全年)?预算|预算数?(是|为)?多少.{0,6}决算|决算数?(是|为)?多少.{0,8}预算"
    r"|(预算|决算)(数|额)?(和|与|跟|、|,)(预算|决算)(数|额)?(各|分别|差)"
    r"|预算(数|额)?(和|与|跟|、)实际(支出|花费|执行)?(数|额)?(差|相差|各|分别)"
    r"|(实际|决算|执行).{0,12}占(年初|全年|调整)?预算(数|额)?的?(百分|多少|几|比)"
)


def by_stage(target: Target, rest: str) -> tuple[Target, ...]:
    """决算比预算少多少, 完成年初预算的百分之几, 超支了多少: one subject at two stages."""
    if not _STAGES_COMPARED.search(rest):
        return ()
    before = Stage.ADJUSTED if re.search(r"调整|全年", rest) else Stage.INITIAL
    return (
        replace(target, name=f"{target.name}决算", stage=Stage.FINAL),
        replace(target, name=f"{target.name}{before.value}", stage=before),
    )


def by_scope(targets: tuple[Target, ...], rest: str) -> tuple[Target, ...]:
    """One subject in two scopes: 全部资金口径比一般公共预算口径多多少."""
    named = tables_named(rest)
    if len(named) != 2:
        named = [(name, kinds) for name, pattern, kinds in _SCOPES if re.search(pattern, rest)]
    subjects = [t for t in targets if not any(name in t.name for name, _ in named)]
    if len(named) != 2 or len(subjects) != 1:
        return ()
    subject = subjects[0]
    return tuple(
        replace(subject, name=f"{subject.name}（{name}）", tables=kinds, only=True) for name, kinds in named
    )


def level_of(rest: str) -> int:
    """The length of the codes a question about 类, 款 or 项 means; 0 when it names none."""
    economic = "经济" in rest
    if re.search(r"项级|项科目", rest):
        return 7
    if re.search(r"款级|款科目|哪一?个?款", rest):
        return 5
    if re.search(r"类级|(?<!分)类科目|大类|科目类|[一二三四五六七八九十几哪]一?个?大?类", rest):
        return 3
    if "功能" in rest:
        return 7
    return 5 if economic else 0
