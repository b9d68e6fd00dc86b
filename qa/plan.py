"""Question → Plan: which operation, of what, of whom, of which year. Rules, no model.

Earlier questions of the conversation fill what this one leaves open.

>>> str(plan(Question("公务接待费为何增长"), catalog))
'原因(公务接待费) @ 某某中心2025年预算'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.figure_store import StoredDocument
from index.records import Kind, Scope, Stage, TableKind
from index.subjects import normal
from qa.bodies import find_bodies
from qa.cues import cue, operation_cues
from qa.records import Edition, Operation, Plan, Question, Target
from qa.terms import Lexicon, Mention, plain

MAX_QUESTION = 500

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Catalog:
    """What there is to ask about: the documents and the lexicon."""

    documents: tuple[StoredDocument, ...]
    lexicon: Lexicon

    def editions(self) -> tuple[Edition, ...]:
        """The documents grouped: narrative and tables in two files are one edition."""
        groups: dict[tuple[str, int, Kind, Scope], list[StoredDocument]] = {}
        for stored in self.documents:
            d = stored.document
            groups.setdefault((d.body, d.year, d.kind, d.scope), []).append(stored)
        return tuple(
            Edition(*key, tuple(s.id for s in members), tuple(s.document.name for s in members))
            for key, members in groups.items()
        )


def plan(question: Question, catalog: Catalog) -> Plan:
    """What to do for a question. Never raises for any text."""
    text = plain(question.text[:MAX_QUESTION])
    current = _read(text, catalog)
    earlier = None
    for past in question.history[-6:]:
        earlier = _inherit(_read(plain(past[:MAX_QUESTION]), catalog), earlier)
    merged = _inherit(current, earlier)
    chosen = _choose(_settle(merged, catalog), catalog)
    compared = (chosen.instead or chosen).editions
    years = {(e.body, e.year - 1, e.kind, e.scope) for e in compared}
    before = (e for e in catalog.editions() if (e.body, e.year, e.kind, e.scope) in years)
    instead = chosen.instead and replace(chosen.instead, before=tuple(before))
    return replace(chosen, before=tuple(before), instead=instead)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one question says by itself; `None` and empty mean it does not say."""

    text: str
    rest: str
    operation: Operation | None
    mentions: tuple[Mention, ...]
    codes: tuple[str, ...]
    bodies: tuple[str, ...]
    unknown: tuple[str, ...]
    years: tuple[int, ...]
    this_year: bool
    prior: bool
    all_years: bool
    unit: str
    followed: bool = False


def _read(text: str, catalog: Catalog) -> _Reading:
    bodies = tuple(dict.fromkeys(s.document.body for s in catalog.documents))
    found = find_bodies(text, bodies)
    rest = found.rest
    years = _years(rest, max((s.document.year for s in catalog.documents), default=0))
    masked = re.sub(r"(?<!\d)20\d\d(?!\d)年?(度)?", "□", rest)
    codes = tuple(
        m.group()
        for m in re.finditer(r"(?<![\d.])\d{3,7}(?![\d.])", masked)
        if _is_code(m.group(), masked[m.end() : m.end() + 2], catalog.lexicon)
    )
    mentions = tuple(catalog.lexicon.mentions(masked))
    for mention in mentions:
        masked = masked[: mention.start] + "■" * (mention.end - mention.start) + masked[mention.end :]
    prior = bool(cue("prior").search(rest)) and not cue("prior_compared").search(rest)
    # 上年（2024年）: the year is said, so it is not the year before another.
    prior = prior and not re.search(r"(去年|上一?年度?|前一年),?(即|也就是)?20\d\d", rest)
    return _Reading(
        text=text,
        rest=rest,
        operation=_operation(rest, masked, mentions),
        mentions=mentions,
        codes=codes,
        bodies=found.known,
        unknown=found.unknown,
        years=years,
        this_year=bool(cue("this").search(rest)),
        prior=prior,
        all_years=bool(cue("all_years").search(rest)),
        unit=_unit(rest),
    )


def _operation(rest: str, masked: str, mentions: Sequence[Mention]) -> Operation | None:
    if cue("per_head").search(rest):
        return Operation.PER_HEAD
    if cue("narrative_first").search(masked):
        return Operation.NARRATIVE
    for operation, pattern in operation_cues():
        if not pattern.search(masked):
            continue
        if operation is Operation.EXISTS and re.search(r"多少|几", masked):
            continue
        if operation is Operation.DIFFERENCE and re.search(r"比(去年|上一?年)", masked):
            return Operation.CHANGE
        if operation is Operation.DEFINITION and "what is" in masked and re.search(r"20\d\d|□", rest):
            continue
        if operation is Operation.DEFINITION and cue("narrative").search(masked):
            continue
        if (
            operation is Operation.DEFINITION
            and re.search(r"多少钱?[?？]?$", masked)
            and not re.search(r"意思|含义|定义|指", masked)
        ):
            continue
        if operation is Operation.LIST and not mentions and not re.search(r"项目|科目|支出|收入", rest):
            continue
        return operation
    if not mentions and cue("narrative").search(rest):
        return Operation.NARRATIVE
    if cue("narrative_of").search(rest) and not re.search(r"多少(钱|万|元)|金额", rest):
        return Operation.NARRATIVE
    return None


def _years(rest: str, newest: int) -> tuple[int, ...]:
    since = re.search(r"(20\d\d)年?(?:度)?(以来|至今|到现在|到今天|开始)", rest)
    if since and int(since[1]) < newest:
        return tuple(range(int(since[1]), newest + 1))
    span = re.search(r"(20\d\d)年?(?:度)?(?:到|至|-|~|—)(20\d\d)", rest)
    if span and int(span[1]) <= int(span[2]):
        return tuple(range(int(span[1]), int(span[2]) + 1))
    found = [int(y) for y in re.findall(r"(?<!\d)(20\d\d)(?!\d)", rest)]
    found += [2000 + int(y) for y in re.findall(r"(?<!\d)([12]\d)年", rest)]
    if len(found) == 1 and re.search(r"两年|前后(两)?年", rest):
        found.insert(0, found[0] - 1)
    return tuple(dict.fromkeys(found))


def _is_code(digits: str, after: str, lexicon: Lexicon) -> bool:
    if re.match(r"年|万|元|亿|%|个|辆|家|次|人", after) or len(digits) not in (3, 5, 7):
        return False
    if digits in lexicon.codes:
        return True
    return (digits[0] in "235" and len(digits) > 3 and digits.startswith(("2", "3", "5"))) or bool(
        re.match(r"类|科目|款|项", after)
    )


def _unit(rest: str) -> str:
    if cue("yuan").search(rest):
        return "元"
    match = cue("unit").search(rest)
    if not match:
        return ""
    said = next(group for group in match.groups() if group)
    return {"亿": "亿元", "万": "万元", "几万": "万元", "几亿": "亿元"}.get(said, said)


def _inherit(current: _Reading, earlier: _Reading | None) -> _Reading:
    """The reading with what it leaves open taken from the conversation before it."""
    if earlier is None:
        return current
    nothing = not current.mentions and not current.codes
    if current.operation is Operation.NARRATIVE:
        return replace(
            current,
            bodies=current.bodies or (() if current.unknown else earlier.bodies),
            years=current.years or earlier.years,
        )
    dated = bool(current.years or current.this_year or current.prior or current.all_years)
    operation: Operation | None = current.operation
    short = len(current.rest) <= 14 or nothing
    if operation is None and nothing:
        operation = earlier.operation
    mentions, codes = current.mentions, current.codes
    if nothing:
        mentions, codes = earlier.mentions, earlier.codes
    elif (
        operation is Operation.SHARE
        and re.search(r"^(那|它|他|这|其|该|占)", current.rest)
        and earlier.mentions
    ):
        mentions = (*earlier.mentions, *current.mentions)
    if not short and not re.search(r"^(那|它|他|这|其中|该|呢|还有)", current.rest) and current.bodies:
        return current
    return replace(
        current,
        operation=operation,
        mentions=mentions,
        codes=codes,
        bodies=current.bodies or (() if current.unknown else earlier.bodies),
        years=current.years if dated else earlier.years,
        this_year=current.this_year if dated else earlier.this_year,
        prior=current.prior if dated else earlier.prior,
        all_years=current.all_years if dated else earlier.all_years,
        unit=current.unit or earlier.unit,
        followed=True,
    )


def _settle(reading: _Reading, catalog: Catalog) -> Plan:
    """The operation and its targets."""
    text, rest, lexicon = reading.text, reading.rest, catalog.lexicon
    operation: Operation | None = reading.operation
    targets, ambiguous, group = _targets(reading, lexicon)
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
        and not _BOTH_SCOPES.search(rest)
    ):
        operation = Operation.CHANGE if targets else operation
    if operation is Operation.CHANGE and len(targets) >= 2 and re.search(r"比.{1,12}(多|少)", rest):
        operation = Operation.DIFFERENCE
    if operation is Operation.AGREEMENT and not targets and re.search(r"平衡|收支|收入.{0,4}支出", rest):
        targets = (lexicon.concept("收入总计"), lexicon.concept("支出总计"))
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
        targets = _whole(rest, lexicon, compared=operation is not None)
    over_years = reading.all_years or len(reading.years) > 2
    if operation in (None, Operation.CHANGE) and targets and over_years:
        alone = len(targets) == 1 and not targets[0].name.endswith("计")
        operation = (
            Operation.SUM if summed and alone and not re.search("走势|趋势", rest) else Operation.TREND
        )
    if operation is None and reading.prior and targets:
        operation = Operation.PRIOR
    if operation in (None, Operation.EXISTS):
        targets = _with_companions(_without_qualifiers(targets, lexicon), operation, lexicon)
    if operation is Operation.DIFFERENCE and (scoped := _by_scope(targets, rest)):
        targets = scoped
    if len(targets) == 1 and (staged := _by_stage(targets[0], rest)):
        operation, targets = (
            Operation.SHARE if re.search(r"完成(率|比例)?|执行率|百分", rest) else Operation.DIFFERENCE,
            staged,
        )
    targets = _in_groups(targets, rest)
    claimed = re.search(r"(\d+(?:\.\d+)?)%", rest)
    counted = cue("number_of").search(rest)
    if operation is None:
        operation = Operation.LOOKUP if targets else Operation.NARRATIVE
    if operation in (Operation.CHANGE, Operation.REASON) and not targets and not reading.unknown:
        whole = re.search(r"预算|经费|钱|开支|花|决算|收支", rest)
        if whole:
            targets = (lexicon.concept("预算总额"),)
        else:
            operation = Operation.NARRATIVE
    bare = operation in (Operation.LOOKUP, Operation.NARRATIVE) and not targets
    if bare and (unheard := _unheard(rest)):
        operation, targets, bare = Operation.LOOKUP, (unheard,), False
    if bare and not cue("narrative_first").search(rest) and not cue("narrative").search(rest):
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
        ascending=bool(re.search(r"最(少|小|低)|从(低|小|少)到", rest)),
        level=_level(rest),
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
        claimed_rate=claimed[1] if claimed and operation is Operation.AGREEMENT else "",
        missing=reading.unknown[0] if reading.unknown and not reading.bodies else "",
        words=rest,
        premise="spent" if re.search(r"花了|花掉|用了|用掉|花费了", rest) else "",
        by="all_years" if reading.all_years else "this_year" if reading.this_year else "",
    )


def _targets(reading: _Reading, lexicon: Lexicon) -> tuple[tuple[Target, ...], bool, bool]:
    targets: dict[str, Target] = {}
    ambiguous = group = False
    tables = [m for m in reading.mentions if _names_a_table(reading.rest, m)]
    for mention in reading.mentions:
        if mention in tables and len(tables) < len(reading.mentions):
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
    return tuple(targets.values()), ambiguous and len(reading.mentions) == 1, group


# A table's name behind a row's name says where to look, and is no second subject.
_QUALIFIERS = frozenset(("政府采购预算", "政府购买服务", "项目支出"))
# Both say of one thing: how much it costs, and how many there are.
_COMPANIONS = {"公务用车购置费": "购置车辆数"}
_SCOPES: tuple[tuple[str, str, tuple[TableKind, ...]], ...] = (
    ("全部资金", r"全部资金|全口径|总口径|支出总表|全部支出", (TableKind.EXPENSE, TableKind.BALANCE)),
    ("一般公共预算", r"一般公共预算", (TableKind.GENERAL,)),
    ("政府性基金预算", r"政府性基金", (TableKind.FUND,)),
    ("财政拨款", r"财政拨款", (TableKind.APPROPRIATION, TableKind.APPROPRIATION_EXPENSE)),
)


def _whole(rest: str, lexicon: Lexicon, *, compared: bool) -> tuple[Target, ...]:
    """收入比2017年多多少, 收入是3亿元对吧: income or spending as a whole."""
    money = r"(?:是|为|有|达|共|了|比|和|与|同|增|减|涨|降|多|少|变)"
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


def _unheard(rest: str) -> Target | None:
    """An amount asked by a name no document prints: 公安支出. It is looked for, and said to be absent."""
    if cue("narrative").search(rest) or cue("number_of").search(rest):
        return None
    named = re.search(
        r"(?:^|[□,的年度])([\u4e00-\u9fff]{1,10}(?:支出|费用|费|经费|收入|补助|补贴))(?:预算|决算)?"
        r"(?:是|有|为|花了|一共|总共)?(?:多少(?:钱|万元|元|万|亿)?)?(?:呢|啊|吗)?$",
        rest,
    )
    if named is None or _NOT_A_NAME.match(named[1]):
        return None
    return Target(named[1], (normal(named[1]),))


_TABLE_NAME = re.compile(
    r"(预算|决算)?((功能|经济)?(分类|科目))?(收支|支出|收入|经费|明细|情况)?(预算|决算)?总?(预算|决算)?表"
)


def _names_a_table(rest: str, mention: Mention) -> bool:
    """三公表, 基本支出表: the word is part of a table's name."""
    return bool(_TABLE_NAME.match(rest[mention.end :]))


def _in_groups(targets: tuple[Target, ...], rest: str) -> tuple[Target, ...]:
    """政府采购里的工程和货物: only the rows of those groups."""
    groups = tuple(g for g in ("货物", "工程", "服务") if g in rest)
    return tuple(
        replace(t, name=f"{t.name}（{'、'.join(groups)}）", groups=groups)
        if groups and t.name == "政府采购预算"
        else t
        for t in targets
    )


def _without_qualifiers(targets: tuple[Target, ...], lexicon: Lexicon) -> tuple[Target, ...]:
    rows = [t for t in targets if t.name not in lexicon.concepts]
    if not rows or not any(t.name in _QUALIFIERS for t in targets):
        return targets
    return tuple(t for t in targets if t.name not in _QUALIFIERS)


def _with_companions(
    targets: tuple[Target, ...], operation: Operation | None, lexicon: Lexicon
) -> tuple[Target, ...]:
    if operation is not Operation.EXISTS:
        return targets
    more = [lexicon.concept(_COMPANIONS[t.name]) for t in targets if t.name in _COMPANIONS]
    return (*targets, *(t for t in more if t not in targets))


def _by_stage(target: Target, rest: str) -> tuple[Target, ...]:
    """决算比预算少多少, 完成年初预算的百分之几: one subject at two stages."""
    if not re.search(
        r"决算.{0,8}(比|和|与|较|占|完成).{0,6}预算|预算.{0,6}(比|和|与|较).{0,6}决算", rest
    ) and (not re.search(r"完成(了)?(年初|调整|全年)?预算的|(预算)?(完成率|执行率)", rest)):
        return ()
    before = Stage.ADJUSTED if re.search(r"调整|全年预算", rest) else Stage.INITIAL
    return (
        replace(target, name=f"{target.name}决算", stage=Stage.FINAL),
        replace(target, name=f"{target.name}{before.value}", stage=before),
    )


def _by_scope(targets: tuple[Target, ...], rest: str) -> tuple[Target, ...]:
    """One subject in two scopes: 全部资金口径比一般公共预算口径多多少."""
    named = [(name, kinds) for name, pattern, kinds in _SCOPES if re.search(pattern, rest)]
    subjects = [t for t in targets if not any(name in t.name for name, _ in named)]
    if len(named) != 2 or len(subjects) != 1:
        return ()
    subject = subjects[0]
    return tuple(
        replace(subject, name=f"{subject.name}（{name}）", tables=kinds, only=True) for name, kinds in named
    )


def _level(rest: str) -> int:
    """The length of the codes a question about 类, 款 or 项 means; 0 when it names none."""
    economic = "经济" in rest
    if re.search(r"项级|项科目", rest):
        return 7
    if re.search(r"款级|款科目", rest):
        return 5
    if re.search(r"类级|(?<!分)类科目|大类|科目类|[一二三四五六七八九十几哪]大?类", rest):
        return 3
    if "功能" in rest:
        return 7
    return 5 if economic else 0


_BOTH_SCOPES = re.compile(r"部门(预算|决算)?(和|与|同|、|,|跟)单位|单位(预算|决算)?(和|与|同|、|,|跟)部门")


def _choose(settled: Plan, catalog: Catalog) -> Plan:
    """The editions the plan may mean: by body, kind, year and scope."""
    editions = [e for e in catalog.editions() if not settled.bodies or e.body in settled.bodies]
    if settled.missing:
        return replace(settled, editions=())
    if settled.actual:
        editions = [e for e in editions if e.kind is Kind.FINAL]
    elif any(e.kind is Kind.BUDGET for e in editions):
        budgets = [e for e in editions if e.kind is Kind.BUDGET]
        wanted = set(settled.years)
        if not wanted or any(e.year in wanted for e in budgets):
            editions = budgets
    wanted_scope = (
        Scope.UNIT
        if re.search(r"单位预算|本级|单位口径", settled.words)
        else Scope.DEPARTMENT
        if "部门预算" in settled.words
        else None
    )
    both = bool(_BOTH_SCOPES.search(settled.words))
    both = both or settled.operation in (Operation.NARRATIVE, Operation.DEFINITION)
    if both:
        wanted_scope = None
    if wanted_scope and any(e.scope is wanted_scope for e in editions):
        editions = [e for e in editions if e.scope is wanted_scope]
    scopes: dict[tuple[str, int, Kind], list[Edition]] = {}
    for e in editions:
        scopes.setdefault((e.body, e.year, e.kind), []).append(e)
    if not both:
        editions = [
            next((e for e in group if e.scope is Scope.DEPARTMENT), group[0]) for group in scopes.values()
        ]
    editions.sort(key=lambda e: (e.body, e.year, e.scope is not Scope.DEPARTMENT))
    if (
        settled.operation in (Operation.RANKING, Operation.DIFFERENCE)
        and not settled.by
        and not settled.years
    ):
        editions = _of_one_year(editions, settled)
    newest = {body: max(e.year for e in editions if e.body == body) for body in {e.body for e in editions}}
    if settled.by == "this_year" and not settled.years:
        editions = [e for e in editions if e.year == newest[e.body]]
    elif settled.years:
        return _choose_years(settled, editions)
    elif settled.prior:
        latest = [e for e in editions if e.year == newest[e.body]]
        earlier = [e for e in editions if e.year == newest[e.body] - 1]
        have = {e.body for e in earlier}
        if earlier and settled.operation is Operation.PRIOR and have == set(newest):
            later = replace(settled, editions=tuple(latest))
            return replace(settled, operation=Operation.LOOKUP, editions=tuple(earlier), instead=later)
        editions = latest
    return replace(settled, editions=tuple(editions))


def _of_one_year(editions: list[Edition], settled: Plan) -> list[Edition]:
    """Bodies are compared in the newest year that most of them have."""
    bodies = {e.body for e in editions}
    if len(bodies) < 2 or not settled.targets:
        return editions
    have = {year: len({e.body for e in editions if e.year == year}) for year in {e.year for e in editions}}
    year = max(have, key=lambda y: (have[y], y))
    return [e for e in editions if e.year == year] if have[year] > 1 else editions


def _choose_years(settled: Plan, editions: Sequence[Edition]) -> Plan:
    named = [e for e in editions if e.year in settled.years]
    if (
        settled.operation in (Operation.CHANGE, Operation.REASON, Operation.DIFFERENCE)
        and len(settled.years) == 2
    ):
        last = max(settled.years)
        if settled.operation is not Operation.DIFFERENCE and last - 1 in settled.years:
            of_last = [e for e in named if e.year == last]
            if of_last:
                return replace(settled, editions=tuple(of_last))
    if named:
        return replace(settled, editions=tuple(named))
    # The year before an edition's own may follow from it.
    after = [e for e in editions if e.year - 1 in settled.years]
    if after and settled.operation in (Operation.LOOKUP, Operation.PRIOR, Operation.EXISTS):
        return replace(settled, operation=Operation.PRIOR, prior=True, editions=tuple(after))
    return replace(settled, editions=())
