"""What is to be done with which targets: a reading's signs, put together. Rules, no model.

Signs combine: 最 ranks, 占 makes shares, 比2017年 makes changes, 加起来 adds up; 哪年占比最高 ranks shares.
Each rule below is one step that looks at what the steps before it made of the question.

>>> settle(read(plain("哪年的项目支出占总支出比例最高"), catalog), catalog.lexicon).operation
<Operation.RANKING: '排序'>
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.records import Measure, Operation, Target
from qa.rules.cues import cue
from qa.rules.reading import Reading
from qa.rules.targets import (
    by_scope,
    by_stage,
    by_vehicle,
    contained,
    counted,
    in_groups,
    part_and_whole,
    targets_of,
    unheard,
    unheard_changed,
    unheard_part,
    whole_of,
    with_companions,
    without_qualifiers,
)
from qa.rules.terms import Lexicon

# 哪年收入最多 ranks years or bodies by a whole; 收入最多的是哪个科目 ranks what it is made of.
OF_WHOM = re.compile(
    r"哪一?年|年份|谁|哪一?[家所个]?(?:单位|部门|机关|局|街道|学校|医院|中心)|哪一?家|哪一?所"
    r"|[各](?:一?个|些)?(?:单位|部门|机关|局|街道)|□.{0,3}还是□"
)
_EVERY_BODY = re.compile(
    r"[各全所]有?(?:个|部)?(?:单位|部门|机关)|[两二三四五六七八九十几]个?(?:家|单位|部门|机关|所)"
)


@dataclass(frozen=True, slots=True)
class Settled:
    """The operation with its targets; see `qa.records.Plan` for the fields."""

    operation: Operation
    targets: tuple[Target, ...] = ()
    measure: Measure = Measure.AMOUNT
    wholes: int = 1
    ambiguous: bool = False
    premise: str = ""
    within: Target | None = None


def settle(reading: Reading, lexicon: Lexicon) -> Settled:
    """The operation and its targets. Never raises for any reading."""
    targets, ambiguous, group = targets_of(reading, lexicon)
    if not targets and cue("injection").search(reading.text):
        return Settled(Operation.REFUSE, premise="injection")
    if not targets and cue("abuse").search(reading.text):
        return Settled(Operation.REFUSE, premise="abuse")
    operation, targets = _added(reading, targets, ambiguous, group)
    operation, targets = _spent_on(reading, lexicon, operation, targets)
    if operation in (Operation.CHANGE, Operation.DIFFERENCE) and len(targets) == 1:
        split = in_groups(targets, reading.rest)
        targets = split if len(split) == 2 else targets
        operation = Operation.DIFFERENCE if len(split) == 2 else operation
    operation = _compared(reading, operation, targets)
    operation, targets, wholes = _shared(reading, lexicon, operation, targets)
    operation, measure = _measured(reading, operation, targets)
    if operation is Operation.RANKING and cue("scores").search(reading.rest):
        targets = ()
    if operation in (Operation.RANKING, Operation.LIST) and re.search(
        r"科目|项级|款级|类级|支出", reading.rest
    ):
        targets = tuple(lexicon.concept(_SPENT[t.name]) if t.name in _SPENT else t for t in targets)
    within = None
    if measure is not Measure.SHARE:
        within, targets = contained(reading, targets, operation, lexicon)
        operation = _compared(reading, operation, targets) if within and len(targets) == 1 else operation
    targets = by_vehicle(reading, targets, lexicon) if operation is Operation.PER_HEAD else targets
    targets = counted(reading, targets, lexicon)
    operation, targets = _whole(reading, lexicon, operation, targets)
    operation = _over_years(reading, operation, targets)
    if operation is None and reading.prior and targets:
        operation = Operation.PRIOR
    if operation in (None, Operation.EXISTS):
        targets = with_companions(without_qualifiers(targets, lexicon), operation, lexicon)
    if re.search(r"年末.{0,14}(比|和|与|较|跟).{0,3}年初", reading.rest):
        operation, targets = (
            Operation.DIFFERENCE,
            (lexicon.concept("结转下年"), lexicon.concept("上年结转结余")),
        )
    if operation is Operation.DIFFERENCE and (scoped := by_scope(targets, reading.rest)):
        targets = scoped
    if len(targets) == 1 and (staged := by_stage(targets[0], reading.rest)):
        asked_share = re.search(r"完成(率|比例)?|执行率|百分|占", reading.rest)
        operation, targets = Operation.SHARE if asked_share else Operation.DIFFERENCE, staged
    if operation is not Operation.SHARE:
        targets = in_groups(targets, reading.rest)
    operation = operation or (Operation.LOOKUP if targets else Operation.NARRATIVE)
    operation, targets = _unheard(reading, lexicon, operation, targets)
    operation, targets = _of_the_narrative(reading, lexicon, operation, targets)
    return Settled(operation, targets, measure, wholes, ambiguous, within=within)


# 一般公共预算哪个科目最多: of what is spent from it, not of where it comes from.
_SPENT = {"一般公共预算拨款收入": "一般公共预算支出", "政府性基金预算拨款收入": "政府性基金预算支出"}
_Made = tuple[Operation | None, tuple[Target, ...]]


def _added(reading: Reading, targets: tuple[Target, ...], ambiguous: bool, group: bool) -> _Made:
    """水费和电费一共; one subject of several bodies, or over several years, 加起来."""
    operation, rest = reading.operation, reading.rest
    if operation not in (None, Operation.LIST):
        return operation, targets
    several = len(reading.bodies) > 1 or _EVERY_BODY.search(rest)
    adds = bool(cue("sum").search(rest)) and not ambiguous
    if group or (adds and len(targets) >= 2):
        return Operation.SUM, targets
    if len(targets) == 1 and several and cue("added_up").search(rest):
        return Operation.SUM, targets
    return operation, targets


def _spent_on(
    reading: Reading, lexicon: Lexicon, operation: Operation | None, targets: tuple[Target, ...]
) -> _Made:
    """钱都花哪了, 钱从哪来: what spending or income is made of."""
    rest = reading.rest
    if not targets and re.search(r"花(在|到|去)(了)?(哪|什么)|花哪|用(在|到)(了)?哪|都花了什么", rest):
        return Operation.LIST, (lexicon.concept("支出总计"),)
    of_whole = {t.name for t in targets} <= {"收入总计", "预算总额"}
    if of_whole and re.search(r"(钱|资金|经费)(是)?(从哪|哪里|哪儿|来源)", rest):
        return Operation.LIST, (lexicon.concept("收入总计"),)
    return operation, targets


def _compared(reading: Reading, operation: Operation | None, targets: tuple[Target, ...]) -> Operation | None:
    """One against another, or one against its year before."""
    rest, years, bodies = reading.rest, reading.years, reading.bodies
    if operation is Operation.DIFFERENCE and len(bodies) < 2 and re.search(r"哪(个|家)|谁", rest):
        operation = Operation.RANKING if len(targets) == 1 else operation
    years_apart = len(years) == 2 and abs(years[0] - years[1]) > 1
    if operation is Operation.CHANGE and years_apart and len(bodies) < 3:
        operation = Operation.DIFFERENCE
    alone = len(targets) < 2 and len(bodies) < 2 and len(years) < 2 and not reading.both_scopes
    alone = alone and not by_scope(targets, rest)
    if operation is Operation.DIFFERENCE and alone and targets:
        operation = Operation.CHANGE
    if operation is Operation.CHANGE and len(targets) >= 2 and re.search(r"比.{1,12}(多|少)", rest):
        operation = Operation.DIFFERENCE
    return operation


def _shared(
    reading: Reading, lexicon: Lexicon, operation: Operation | None, targets: tuple[Target, ...]
) -> tuple[Operation | None, tuple[Target, ...], int]:
    """A share's part and whole, in that order; and how many of the last targets make up the whole."""
    if operation is Operation.AGREEMENT and not targets:
        if re.search(r"平衡|收支|收入.{0,4}支出", reading.rest):
            return operation, (lexicon.concept("收入总计"), lexicon.concept("支出总计")), 1
    if operation is not Operation.SHARE:
        return operation, targets, 1
    if len(targets) == 1 and by_stage(targets[0], reading.rest):
        return operation, targets, 1
    grouped = in_groups(targets, reading.rest)
    if grouped != targets and len(targets) == 1:
        return operation, (*grouped, targets[0]), 1  # 采购里工程占多少: of all that is bought
    if summed := part_and_whole(reading):
        return operation, summed, len(summed) - 1
    if len(targets) > 1 and re.search(r"(各|分别)占(多少|几|百分|比|了多少|的比)", reading.rest):
        of_income = all("收入" in target.name for target in targets)
        return operation, (*targets, lexicon.concept("收入总计" if of_income else "支出总计")), 1
    if len(targets) == 1 and (part := unheard_part(reading, lexicon)):
        targets = (part, *targets)
    if len(targets) == 1:
        income = "收入" in targets[0].name or re.search(r"来自|收入", reading.rest)
        targets = (*targets, lexicon.concept("收入总计" if income else "支出总计"))
    return operation, targets, 1


def _measured(
    reading: Reading, operation: Operation | None, targets: tuple[Target, ...]
) -> tuple[Operation | None, Measure]:
    """What is ranked: amounts, how they changed, or their shares."""
    if Operation.RANKING not in reading.signs:
        return operation, Measure.AMOUNT
    of_whom = OF_WHOM.search(reading.rest)
    if operation is Operation.SHARE and of_whom and targets:
        return Operation.RANKING, Measure.SHARE
    superlative = re.search(r"(增|减|降|涨|升|压|砍|缩|省|变)[^多少]{0,4}(得|的|幅|了)?最", reading.rest)
    superlative = superlative or re.search(
        r"最[^,]{0,3}的?(增|减|降|涨|升)|(增|降|涨|跌|减)幅.{0,6}最", reading.rest
    )
    if operation is Operation.RANKING and superlative:
        return operation, Measure.CHANGE
    if operation is Operation.CHANGE and of_whom and superlative and targets:
        return Operation.RANKING, Measure.CHANGE
    return operation, Measure.AMOUNT


def _whole(
    reading: Reading, lexicon: Lexicon, operation: Operation | None, targets: tuple[Target, ...]
) -> _Made:
    """Income or spending as a whole, where no subject is named."""
    compares = (None, Operation.CHANGE, Operation.REASON, Operation.DIFFERENCE)
    if operation in compares and not targets and not reading.unknown:
        # 环卫保洁比去年多多少 is asked of something, though no document names it so.
        targets = whole_of(reading.rest, lexicon, compared=operation is not None and not reading.beside)
    if operation is Operation.RANKING and not targets and OF_WHOM.search(reading.rest):
        targets = whole_of(reading.rest, lexicon, compared=False)
    return operation, targets


def _over_years(
    reading: Reading, operation: Operation | None, targets: tuple[Target, ...]
) -> Operation | None:
    over_years = reading.all_years or len(reading.years) > 2
    if operation not in (None, Operation.CHANGE) or not targets or not over_years:
        return operation
    alone = len(targets) == 1 and not targets[0].name.endswith("计")
    adds = cue("sum").search(reading.rest)
    return Operation.SUM if adds and alone and not re.search("走势|趋势", reading.rest) else Operation.TREND


def _unheard(
    reading: Reading, lexicon: Lexicon, operation: Operation, targets: tuple[Target, ...]
) -> tuple[Operation, tuple[Target, ...]]:
    """An amount asked by a name that no document prints, or by none at all."""
    rest = reading.rest
    if operation in (Operation.CHANGE, Operation.REASON) and not targets and not reading.unknown:
        whole = re.search(r"预算|经费|钱|开支|花|决算|收支", rest)
        if whole and (changed := unheard_changed(rest)):
            return operation, (changed,)
        return (operation, (lexicon.concept("预算总额"),)) if whole else (Operation.NARRATIVE, ())
    if operation not in (Operation.LOOKUP, Operation.NARRATIVE) or targets:
        return operation, targets
    if absent := unheard(rest):
        return Operation.LOOKUP, (absent,)
    # 社工的钱多少 asks of something no document names so: not of the whole.
    named = re.sub(r"[^\u4e00-\u9fffa-z]", "", cue("whole_only").sub("", rest))
    asks_narrative = cue("narrative_first").search(rest) or cue("narrative").search(rest)
    how_much = re.search(
        r"(预算|经费|钱|资金|开支).{0,8}(多少|几|怎么|有多)|多少(预算|经费|钱|资金)|花(多少|了)"
        r"|\btotal\b.*\bbudget\b|\bhow (much|large|big)\b.*\bbudget\b",
        rest,
    )
    if len(named) >= 2 and not asks_narrative and how_much and (suggested := lexicon.suggested(rest)):
        return Operation.LOOKUP, suggested
    if len(named) < 2 and not asks_narrative and how_much:
        return Operation.LOOKUP, (lexicon.concept("预算总额"),)
    return operation, targets


def _of_the_narrative(
    reading: Reading, lexicon: Lexicon, operation: Operation, targets: tuple[Target, ...]
) -> tuple[Operation, tuple[Target, ...]]:
    """Without a target, operations on figures are questions to the narrative."""
    rest = reading.rest
    if targets:
        return operation, targets
    if operation is Operation.LIST and "收入" in rest and "支出" not in rest:
        return operation, (lexicon.concept("收入总计"),)
    if operation is Operation.LIST and not re.search(r"项目|科目|支出|收入|费", rest):
        return Operation.NARRATIVE, ()
    of_money = r"科目|项目|支出|经费|费|类|款|项|钱|花|收入"
    if operation is Operation.RANKING and not re.search(of_money, rest):
        return Operation.NARRATIVE, ()
    if operation in (Operation.PRIOR, Operation.EXISTS):
        return Operation.NARRATIVE, ()
    return operation, ()
