"""Question → Plan: which operation, of what, of whom, of which year. Rules, no model.

Earlier questions of the conversation fill what this one leaves open.

>>> str(plan(Question("公务接待费为何增长"), catalog))
'原因(公务接待费) @ 某某中心2025年预算'
"""

from __future__ import annotations

import re
from dataclasses import replace

from qa.catalog import Catalog as Catalog
from qa.cues import cue
from qa.editions import BOTH_SCOPES, chosen
from qa.reading import Reading, inherit, read
from qa.records import Operation, Plan, Question
from qa.targets import (
    by_scope,
    by_stage,
    in_groups,
    level_of,
    part_and_whole,
    targets_of,
    unheard,
    unheard_changed,
    unheard_part,
    whole_of,
    with_companions,
    without_qualifiers,
)
from qa.terms import plain

MAX_QUESTION = 500

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


# 哪年收入最多 ranks years or bodies by a whole; 收入最多的是哪个科目 ranks what it is made of.
_OF_WHOM = re.compile(r"哪一?年|年份|谁|哪一?家|[哪各](?:一?个|些)?(?:单位|部门|机关|局|街道)")


def plan(question: Question, catalog: Catalog) -> Plan:
    """What to do for a question. Never raises for any text."""
    text = plain(question.text[:MAX_QUESTION])
    current = read(text, catalog)
    earlier = None
    for past in question.history[-6:]:
        earlier = inherit(read(plain(past[:MAX_QUESTION]), catalog), earlier)
    merged = inherit(current, earlier)
    picked = chosen(_settle(merged, catalog), catalog)
    compared = (picked.instead or picked).editions
    years = {(e.body, e.year - 1, e.kind, e.scope) for e in compared}
    near = (e for body in {e.body for e in compared} for e in catalog.by_body.get(body, ()))
    before = tuple(e for e in near if (e.body, e.year, e.kind, e.scope) in years)
    instead = picked.instead and replace(picked.instead, before=before)
    return replace(picked, before=before, instead=instead)


def _settle(reading: Reading, catalog: Catalog) -> Plan:
    """The operation and its targets."""
    text, rest, lexicon = reading.text, reading.rest, catalog.lexicon
    operation: Operation | None = reading.operation
    targets, ambiguous, group = targets_of(reading, lexicon)
    if cue("injection").search(text) and not targets:
        return Plan(text, Operation.REFUSE, premise="injection")
    if cue("abuse").search(text) and not targets:
        return Plan(text, Operation.REFUSE, premise="abuse")
    # A name whose words are part of a longer official name does not make a sum by itself.
    if operation is None or operation is Operation.LIST:
        if (len(targets) >= 2 and cue("sum").search(rest) and not ambiguous) or group:
            operation = Operation.SUM
    if operation is Operation.DIFFERENCE and len(reading.bodies) < 2 and re.search(r"哪(个|家)|谁", rest):
        operation = Operation.RANKING if targets and len(targets) == 1 else operation
    if not targets and re.search(r"花(在|到|去)(了)?(哪|什么)|花哪|用(在|到)(了)?哪|都花了什么", rest):
        operation, targets = Operation.LIST, (lexicon.concept("支出总计"),)
    years_apart = len(reading.years) == 2 and abs(reading.years[0] - reading.years[1]) > 1
    if operation is Operation.CHANGE and years_apart:
        operation = Operation.DIFFERENCE
    if (
        operation is Operation.DIFFERENCE
        and len(targets) < 2
        and len(reading.bodies) < 2
        and len(reading.years) < 2
        and not BOTH_SCOPES.search(rest)
    ):
        operation = Operation.CHANGE if targets else operation
    if operation is Operation.CHANGE and len(targets) >= 2 and re.search(r"比.{1,12}(多|少)", rest):
        operation = Operation.DIFFERENCE
    if operation is Operation.AGREEMENT and not targets and re.search(r"平衡|收支|收入.{0,4}支出", rest):
        targets = (lexicon.concept("收入总计"), lexicon.concept("支出总计"))
    wholes = 1
    if operation is Operation.SHARE and (summed_whole := part_and_whole(reading)):
        targets, wholes = summed_whole, len(summed_whole) - 1
    if operation is Operation.SHARE and len(targets) == 1 and (part := unheard_part(reading, lexicon)):
        targets = (part, *targets)
    if operation is Operation.SHARE and len(targets) == 1:
        income = "收入" in targets[0].name or re.search(r"来自|收入", rest)
        targets = (*targets, lexicon.concept("收入总计" if income else "支出总计"))
    if re.search(r"(钱|资金|经费)(是)?(从哪|哪里|哪儿|来源)", rest) and {t.name for t in targets} <= {
        "收入总计",
        "预算总额",
    }:
        operation, targets = Operation.LIST, (lexicon.concept("收入总计"),)
    summed = cue("sum").search(rest)
    if operation in (None, Operation.CHANGE, Operation.DIFFERENCE) and not targets and not reading.unknown:
        targets = whole_of(rest, lexicon, compared=operation is not None)
    if operation is Operation.RANKING and not targets and _OF_WHOM.search(rest):
        targets = whole_of(rest, lexicon, compared=False)
    over_years = reading.all_years or len(reading.years) > 2
    if operation in (None, Operation.CHANGE) and targets and over_years:
        alone = len(targets) == 1 and not targets[0].name.endswith("计")
        operation = (
            Operation.SUM if summed and alone and not re.search("走势|趋势", rest) else Operation.TREND
        )
    if operation is None and reading.prior and targets:
        operation = Operation.PRIOR
    if operation in (None, Operation.EXISTS):
        targets = with_companions(without_qualifiers(targets, lexicon), operation, lexicon)
    if operation is Operation.DIFFERENCE and (scoped := by_scope(targets, rest)):
        targets = scoped
    if len(targets) == 1 and (staged := by_stage(targets[0], rest)):
        operation, targets = (
            Operation.SHARE if re.search(r"完成(率|比例)?|执行率|百分", rest) else Operation.DIFFERENCE,
            staged,
        )
    targets = in_groups(targets, rest)
    claimed = re.search(r"(\d+(?:\.\d+)?)%", rest)
    counted = cue("number_of").search(rest)
    if operation is None:
        operation = Operation.LOOKUP if targets else Operation.NARRATIVE
    if operation in (Operation.CHANGE, Operation.REASON) and not targets and not reading.unknown:
        whole = re.search(r"预算|经费|钱|开支|花|决算|收支", rest)
        if whole and (changed := unheard_changed(rest)):
            targets = (changed,)
        elif whole:
            targets = (lexicon.concept("预算总额"),)
        else:
            operation = Operation.NARRATIVE
    bare = operation in (Operation.LOOKUP, Operation.NARRATIVE) and not targets
    if bare and (absent := unheard(rest)):
        operation, targets, bare = Operation.LOOKUP, (absent,), False
    # 社工的钱多少 asks of something no document names so: not of the whole.
    named = re.sub(r"[^\u4e00-\u9fffa-z]", "", cue("whole_only").sub("", rest))
    if (
        bare
        and len(named) < 2
        and not cue("narrative_first").search(rest)
        and not cue("narrative").search(rest)
    ):
        if re.search(
            r"(预算|经费|钱|资金|开支).{0,8}(多少|几|怎么|有多)|多少(预算|经费|钱|资金)|花(多少|了)", rest
        ):
            operation, targets = Operation.LOOKUP, (lexicon.concept("预算总额"),)
    if operation in (Operation.PRIOR,) and not targets:
        operation = Operation.NARRATIVE
    if operation is Operation.LIST and not targets and "收入" in rest and "支出" not in rest:
        targets = (lexicon.concept("收入总计"),)
    if operation is Operation.LIST and not targets and not re.search(r"项目|科目|支出|收入|费", rest):
        operation = Operation.NARRATIVE
    if operation is Operation.EXISTS and not targets:
        operation = Operation.NARRATIVE
    if (
        operation is Operation.RANKING
        and not targets
        and not re.search(r"科目|项目|支出|经费|费|类|款|项|钱|花|收入", rest)
    ):
        operation = Operation.NARRATIVE
    counts = operation in (Operation.LOOKUP, Operation.NARRATIVE)
    top = re.search(
        r"前([二三四五六七八九十两]|\d{1,2})|最[大多高小少低]的?([二三四五六七八九十两]|\d{1,2})"
        r"|top ?(\d{1,2})|([二三四五六七八九十两]|\d{1,2})(?:个|项)",
        rest,
    )
    top_text = next((g for g in top.groups() if g), "") if top else ""
    return Plan(
        question=text,
        operation=operation,
        targets=targets,
        bodies=reading.bodies,
        years=reading.years,
        body_named=bool(reading.bodies),
        year_named=bool(reading.years or reading.this_year or reading.prior),
        prior=reading.prior,
        ambiguous=ambiguous and operation in (Operation.LOOKUP, Operation.EXISTS),
        unit=reading.unit,
        top=_DIGITS.get(top_text, int(top_text) if top_text.isdigit() else 0) if top_text else 0,
        ascending=bool(re.search(r"最(少|小|低|便宜)|从(低|小|少)到", rest)),
        level=level_of(rest),
        direction="持平"
        if cue("flat").search(rest)
        else "增加"
        if cue("up").search(rest)
        else "减少"
        if cue("down").search(rest)
        else "",
        with_reason=bool(re.search(r"原因|为什么|为何|为啥", rest)) and operation is not Operation.REASON,
        actual=bool(cue("actual").search(rest)),
        asks_rate=bool(cue("rate").search(rest)),
        count_unit=next(filter(None, counted.groups())) if counted and counts else "",
        asks_money=bool(cue("money").search(rest)),
        wholes=wholes,
        claimed_rate=claimed[1] if claimed and operation is Operation.AGREEMENT else "",
        missing=reading.unknown[0] if reading.unknown and not reading.bodies else "",
        words=rest,
        premise="spent" if re.search(r"花了|花掉|用了|用掉|花费了", rest) else "",
        by="all_years" if reading.all_years else "this_year" if reading.this_year else "",
    )
