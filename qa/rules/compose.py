"""Outcome → Draft: the words around the figures, as typed pieces.

Plain strings hold no digit; every number is a `Value`, every quotation a `Quote`, every name
that may hold digits (a body, a year, a code) a `Label`. `verify` joins them.

>>> compose(plan, evidence, outcome).pieces
(Label('某某中心'), Label('2025年'), Label('公务接待费'), '预算', Value('1.50', '万元'), '。')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from index.facts.money import YUAN_PER_UNIT, is_money, number
from index.facts.records import Kind, TableKind
from qa.records import (
    Draft,
    Edition,
    Evidence,
    Label,
    Operation,
    Outcome,
    Piece,
    Plan,
    Report,
    Status,
    Value,
)
from qa.rules.compose_changes import (
    change_words,
    changes,
    direction_of,
    priors,
    reason_words,
    reasons,
    telling_parts,
)
from qa.rules.derived import agreed, cited, derived, listed, ranked
from qa.rules.no_answer import not_found, nothing_there, refused
from qa.rules.phrases import listed_values, name_of, scope_of, stage_word, unsigned, where
from qa.values import said_amount, stands

MAX_OPTIONS = 12
_OF_ONE_EDITION = (
    Operation.LOOKUP,
    Operation.EXISTS,
    Operation.CHANGE,
    Operation.REASON,
    Operation.PRIOR,
    Operation.SUM,
    Operation.SHARE,
    Operation.LIST,
    Operation.AGREEMENT,
)


def compose(plan: Plan, evidence: Evidence, outcome: Outcome) -> Draft:
    """The draft for any plan of figures; see `narrative_draft` for passages."""
    if plan.operation is Operation.REFUSE:
        return refused()
    if plan.missing or not plan.editions:
        return nothing_there(plan)
    told = _agreeing(plan, [r for r in outcome.reports if _tells(plan, r)])
    if open_question := _open(plan, told):
        return open_question
    if plan.operation in (Operation.SUM, Operation.SHARE, Operation.DIFFERENCE):
        return derived(plan, outcome)
    if plan.operation is Operation.RANKING and outcome.main:
        return ranked(plan, outcome)
    if plan.operation is Operation.LIST and outcome.main:
        return listed(plan, outcome)
    if plan.operation is Operation.AGREEMENT:
        return agreed(plan, evidence, outcome)
    if not told:
        return not_found(plan, outcome)
    if plan.operation is Operation.REASON:
        return reasons(plan, told)
    if plan.operation is Operation.CHANGE:
        return changes(plan, told)
    if plan.operation is Operation.PRIOR:
        return priors(plan, told)
    if plan.ambiguous:
        return _readings(plan, told)
    return _amounts(plan, told, outcome)


def _tells(plan: Plan, report: Report) -> bool:
    """Whether an edition answers the operation at all."""
    if plan.operation is Operation.REASON:
        change = report.found.change
        return bool(report.difference or (change and (change.reason or change.direction)) or report.values)
    if plan.operation is Operation.CHANGE:
        change = report.found.change
        return bool(
            report.difference or report.rate or (change and change.direction) or telling_parts(report.found)
        )
    if plan.operation is Operation.PRIOR:
        return report.prior is not None
    return bool(report.values)


def _agreeing(plan: Plan, told: list[Report]) -> list[Report]:
    """为何增长 with no year named means the editions where it grew, if there are any."""
    if plan.operation not in (Operation.REASON, Operation.CHANGE) or plan.year_named:
        return told
    return [r for r in told if plan.direction and direction_of(r) == plan.direction] or told


# -- several editions fit ----------------------------------------------------------------------


def _open(plan: Plan, told: Sequence[Report]) -> Draft | None:
    """A clarify draft when the question leaves open which body or year it means."""
    if plan.operation not in _OF_ONE_EDITION:
        return None
    if plan.operation is Operation.EXISTS and re.search(r"哪一?年", plan.words):
        return None
    editions = list(dict.fromkeys(r.found.edition for r in told))
    bodies = {e.body for e in editions}
    several_bodies = len(bodies) > 1 and not plan.body_named
    several_years = len({e.year for e in editions}) > 1 and not plan.year_named and plan.by != "all_years"
    if not (several_bodies or several_years) or len(editions) < 2:
        return None
    options = tuple(_option(plan, edition) for edition in editions[:MAX_OPTIONS])
    wanted = (
        "哪个单位"
        if several_bodies and not several_years
        else "哪一年"
        if not several_bodies
        else "哪个单位、哪一年"
    )
    pieces: list[Piece] = [f"已索引的文件中有几份符合，请说明是{wanted}。"]
    figures: list[Value] = []
    if len(editions) <= MAX_OPTIONS and plan.operation in (
        Operation.LOOKUP,
        Operation.EXISTS,
        Operation.CHANGE,
        Operation.REASON,
        Operation.PRIOR,
    ):
        for edition, group in groupby(told, key=lambda r: r.found.edition):
            reports = list(group)
            pieces += ["\n", *where(edition), "："]
            for n, report in enumerate(reports):
                pieces += ["；"] if n else []
                said, used = _sentence(plan, report)
                pieces += said
                figures += used
            pieces.append("。")
    citations = tuple(c for v in figures for c in v.citations())
    return Draft(Status.CLARIFY, tuple(pieces), tuple(figures), citations, options)


def _option(plan: Plan, edition: Edition) -> str:
    subject = "、".join(t.name for t in plan.targets)
    ask = {
        Operation.REASON: "增减的原因是什么？",
        Operation.CHANGE: "比上年增减多少？",
        Operation.LIST: "有哪些明细？",
        Operation.EXISTS: "有安排吗？",
        Operation.PRIOR: "的上年数是多少？",
        Operation.SUM: "合计多少？",
        Operation.AGREEMENT: "一致吗？",
        Operation.SHARE: "占比多少？" if len(plan.targets) < 2 else "",
    }.get(plan.operation, "是多少？")
    if plan.operation is Operation.SHARE and len(plan.targets) > 1:
        subject, ask = plan.targets[0].name, f"占{plan.targets[-1].name}的比例是多少？"
    return f"{edition.body}{edition.year}年{subject}{ask}"


def _sentence(plan: Plan, report: Report) -> tuple[list[Piece], list[Value]]:
    if plan.operation in (Operation.REASON, Operation.CHANGE):
        return change_words(plan, report)
    if plan.operation is Operation.PRIOR and report.prior:
        return [Label(f"{report.found.edition.year - 1}年"), name_of(report), report.prior], [report.prior]
    return [name_of(report), *listed_values(report.values)], list(report.values)


# -- one edition ---------------------------------------------------------------------------------


def _amounts(plan: Plan, told: Sequence[Report], outcome: Outcome) -> Draft:
    pieces: list[Piece] = []
    figures: list[Value] = []
    exists = plan.operation is Operation.EXISTS and not _ASSERTED.search(plan.words)
    single = len({r.found.edition for r in told}) == 1
    if exists and single:
        values = [v for r in told for v in r.values]
        if all(v.value == 0 for v in values):
            pieces.append("没有，")
        elif all(v.value != 0 for v in values):
            pieces.append("有，")
    body, named = "", ""
    for n, (edition, group) in enumerate(groupby(told, key=lambda r: r.found.edition)):
        pieces += ["；"] if n else []
        pieces += [Label(edition.body)] if edition.body != body else []
        pieces += [Label(f"{edition.year}年"), *scope_of(edition)]
        for k, report in enumerate(group):
            pieces += ["，"] if k else []
            name = f"{name_of(report).text}{stage_word(report.values[0], report.found.target.name)}"
            if (edition.body, name) != (body, named):
                pieces += [Label(name)]
            pieces += listed_values(report.values)
            body, named = edition.body, name
            figures += report.values
            for value in report.values:
                if value.operator == "convert":
                    pieces += ["（", value.operands[0], "）"]
    pieces.append("。")
    if plan.operation is Operation.TREND or (len({f.year for f in figures}) > 2 and not exists):
        pieces += _trend(figures)
        if plan.operation is Operation.TREND and outcome.main:
            pieces += _over_years(outcome)
            figures += outcome.main
    if plan.operation is Operation.EXISTS and re.search(r"哪一?年", plan.words):
        pieces += _which_years(figures)
    if plan.premise == "spent" and told[0].found.edition.kind is Kind.BUDGET:
        pieces.append("这是预算数，文件没有公开实际支出。")
    pieces += _premise_amount(plan, figures)
    answered = {r.found.edition for r in told}
    all_asked = plan.body_named or (plan.year_named and len({e.body for e in plan.editions}) == 1)
    if missing := [r for r in outcome.reports if not r.values and (all_asked or r.found.edition in answered)]:
        names = "、".join(dict.fromkeys(r.found.target.name for r in missing))
        pieces += ["文件中没有找到", Label(names), "的金额。"]
    for report in told:
        if plan.with_reason and report.found.change and report.found.change.reason:
            pieces += reason_words(report.found.change)
    return Draft(Status.ANSWERED, tuple(pieces), tuple(figures), cited(figures))


def said_otherwise(report: Report) -> Value | None:
    """What the narrative says of one of the 三公经费 or of an account, where the table prints otherwise."""
    found, value = report.found, next(iter(report.values), None)
    if value is None:
        return None
    read = value.operands[0] if value.operator == "convert" else value
    public = TableKind.THREE_PUBLIC in found.target.tables
    told = [
        *([found.change] if public and found.change else ()),
        *(found.told if len(found.told) > 1 else ()),
    ]
    for change in told:
        if change.amount is None or not is_money(change.unit) or not is_money(read.unit):
            continue
        if change.stage.value != read.stage or change.year != found.edition.year:
            continue
        coarser = max(YUAN_PER_UNIT[change.unit], YUAN_PER_UNIT[read.unit]) / 100
        same = abs(change.amount - read.value) <= coarser or read.citation == change.citation
        if not same and stands(change.amount_printed, change):
            return said_amount(change, found.edition.body)
    return None


def _over_years(outcome: Outcome) -> list[Piece]:
    """From the first year to the last: how much, and how much in percent."""
    pieces: list[Piece] = []
    for value in outcome.main:
        up, down = ("增长", "下降") if value.unit == "%" else ("增加", "减少")
        lead: Piece = "，" if pieces else Label(f"{value.operands[1].year}年到{value.operands[0].year}年")
        pieces += [lead, up if value.value > 0 else down, unsigned(value)]
        pieces += ["（", Label(value.formula), "）"]
    return [*pieces, "。"]


def _trend(figures: Sequence[Value]) -> list[Piece]:
    if len({f.metric for f in figures}) > 1 or len({f.body for f in figures}) > 1:
        return []
    values = [f.value for f in figures]
    if all(a > b for a, b in pairwise(values)):
        return ["逐年减少。"]
    if all(a < b for a, b in pairwise(values)):
        return ["逐年增加。"]
    return []


def _which_years(figures: Sequence[Value]) -> list[Piece]:
    some = [f for f in figures if f.value != 0]
    if not some:
        return ["各年都没有安排。"]
    if len(some) == len(figures):
        return ["各年都有安排。"]
    return ["只有", Label("、".join(f"{f.year}年" for f in some)), "有安排。"]


_ASSERTED = re.compile(r"(\d[\d,]*(?:\.\d+)?)(亿元|万元|元)")


def _premise_amount(plan: Plan, figures: Sequence[Value]) -> list[Piece]:
    """Whether a figure the question asserts is the document's."""
    asserted = _ASSERTED.search(plan.words)
    if len(figures) != 1 or not asserted or plan.unit:
        return []
    claimed = number(asserted[1])
    base = figures[0].operands[0] if figures[0].operands else figures[0]
    if claimed is None or not is_money(base.unit):
        return []
    if claimed * YUAN_PER_UNIT[asserted[2]] == base.value:
        return ["与提问中的金额一致。"]
    return ["提问中的金额与文件不符。"]


def _readings(plan: Plan, told: Sequence[Report]) -> Draft:
    """An ambiguous word: every reading with its figure."""
    edition = told[0].found.edition
    pieces: list[Piece] = ["这个说法可以指几种口径，请说明是哪一种。", *where(edition), "："]
    figures: list[Value] = []
    for n, report in enumerate(told):
        pieces += ["；"] if n else []
        pieces += [name_of(report), *listed_values(report.values)]
        figures += report.values
    pieces.append("。")
    options = tuple(
        f"{edition.body}{edition.year}年{r.found.target.name}是多少？" for r in told[:MAX_OPTIONS]
    )
    return Draft(Status.CLARIFY, tuple(pieces), tuple(figures), cited(figures), options)
