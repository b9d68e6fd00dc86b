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

from index.money import is_money, number
from index.records import Change, Citation, Kind
from qa.derived import agreed, cited, derived, listed, ranked
from qa.no_answer import not_found, nothing_there, refused
from qa.records import (
    Draft,
    Edition,
    Evidence,
    Found,
    Label,
    Operation,
    Outcome,
    Piece,
    Plan,
    Quote,
    Report,
    Status,
    Value,
)

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
        return _reasons(plan, told)
    if plan.operation is Operation.CHANGE:
        return _changes(plan, told)
    if plan.operation is Operation.PRIOR:
        return _priors(plan, told)
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
            report.difference or report.rate or (change and change.direction) or _leaves(report.found)
        )
    if plan.operation is Operation.PRIOR:
        return report.prior is not None
    return bool(report.values)


def _agreeing(plan: Plan, told: list[Report]) -> list[Report]:
    """为何增长 with no year named means the editions where it grew, if there are any."""
    if plan.operation not in (Operation.REASON, Operation.CHANGE) or plan.year_named:
        return told
    return [r for r in told if plan.direction and _direction(r) == plan.direction] or told


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
            pieces += ["\n", *_where(edition), "："]
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
        return _change_words(plan, report)
    if plan.operation is Operation.PRIOR and report.prior:
        return [Label(f"{report.found.edition.year - 1}年"), _name(report), report.prior], [report.prior]
    return [_name(report), *_listed_values(report.values)], list(report.values)


# -- one edition ---------------------------------------------------------------------------------


def _where(edition: Edition) -> list[Piece]:
    return [Label(edition.body), Label(f"{edition.year}年")]


def _name(report: Report) -> Label:
    """The subject as the answer names it, with the code where the cell has one."""
    target, values = report.found.target, report.values
    code = values[0].code if values else ""
    name = target.name
    if len(target.codes) == 1 and not target.keys and values:
        name = values[0].metric
    return Label(f"{name}（{code}）" if code and code not in name else name)


def _stage(value: Value, name: str) -> str:
    """The word between a name and its amount: 预算, 决算, 调整预算为; none before a count."""
    if not is_money(value.unit) or name.endswith(value.stage):
        return ""
    return (
        value.stage if value.stage in ("预算", "决算") or value.stage in value.metric else f"{value.stage}为"
    )


def _listed_values(values: Sequence[Value]) -> list[Piece]:
    if len(values) == 1:
        return [values[0]]
    pieces: list[Piece] = ["有几项同名："]
    for n, value in enumerate(values):
        pieces += ["、"] if n else []
        pieces += [Label(f"{value.note}{f'（{value.code}）' if value.code else ''}"), value]
    return pieces


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
        pieces += [Label(f"{edition.year}年")]
        for k, report in enumerate(group):
            pieces += ["，"] if k else []
            name = f"{_name(report).text}{_stage(report.values[0], report.found.target.name)}"
            if (edition.body, name) != (body, named):
                pieces += [Label(name)]
            pieces += _listed_values(report.values)
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
    if missing := [r for r in outcome.reports if not r.values]:
        names = "、".join(dict.fromkeys(r.found.target.name for r in missing))
        pieces += ["文件中没有找到", Label(names), "的金额。"]
    for report in told:
        if plan.with_reason and report.found.change and report.found.change.reason:
            pieces += _reason_words(report.found.change)
    return Draft(Status.ANSWERED, tuple(pieces), tuple(figures), cited(figures))


def _over_years(outcome: Outcome) -> list[Piece]:
    """From the first year to the last: how much, and how much in percent."""
    pieces: list[Piece] = []
    for value in outcome.main:
        up, down = ("增长", "下降") if value.unit == "%" else ("增加", "减少")
        lead: Piece = "，" if pieces else Label(f"{value.operands[1].year}年到{value.operands[0].year}年")
        pieces += [lead, up if value.value > 0 else down, _unsigned(value)]
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
    from index.money import YUAN_PER_UNIT

    if claimed * YUAN_PER_UNIT[asserted[2]] == base.value:
        return ["与提问中的金额一致。"]
    return ["提问中的金额与文件不符。"]


def _direction(report: Report) -> str:
    change = report.found.change
    if change and change.direction:
        return change.direction
    if report.difference is None:
        return ""
    return "增加" if report.difference.value > 0 else "减少" if report.difference.value < 0 else "持平"


def _change_words(plan: Plan, report: Report) -> tuple[list[Piece], list[Value]]:
    """预算1.50万元，比上年增加0.50万元，增长50.00%，主要原因是…."""
    figures: list[Value] = []
    pieces: list[Piece] = [_name(report)]
    if report.values:
        pieces += [_stage(report.values[0], report.found.target.name), report.values[0]]
        figures.append(report.values[0])
    direction = _direction(report)
    difference, rate = report.difference, report.rate
    if direction == "持平":
        pieces += ["，与上年持平"]
        if difference is not None and difference.operator in ("", "convert"):
            figures.append(difference)
            pieces += ["（增减", difference, "）"]
        return [*pieces, *_reason_clause(plan, report)], figures
    if difference is not None:
        pieces += [f"，比上年{direction}", _unsigned(difference)]
        figures.append(difference)
        if rate is not None:
            pieces += ["，" + ("增长" if direction == "增加" else "下降"), _unsigned(rate)]
            figures.append(rate)
    elif rate is not None and direction:
        pieces += [f"，比上年{direction}", _unsigned(rate)]
        figures.append(rate)
    for value in (difference, rate):
        if value is not None and value.operator not in ("", "convert"):
            pieces += ["（推算：", Label(value.formula), "）"]
    return [*pieces, *_reason_clause(plan, report)], figures


def _reason_clause(plan: Plan, report: Report) -> list[Piece]:
    change = report.found.change
    if not (plan.operation is Operation.REASON or plan.with_reason) or not change or not change.reason:
        return []
    return ["，", *_reason_words(change)][:-1]


def _unsigned(value: Value) -> Value:
    """The size of a change whose direction the words already say; the same figure."""
    from dataclasses import replace

    return replace(value, printed=value.printed.lstrip("-−－")) if value.value < 0 else value


def _reason_words(change: Change) -> list[Piece]:
    if change.reason == "无":
        return ["文件在“主要原因”处写的是“", Quote("无", change.citation), "”，没有给出具体原因", "。"]
    return ["主要原因是", Quote(change.reason, change.citation), "。"]


def _false_premise(plan: Plan, report: Report) -> list[Piece]:
    direction = _direction(report)
    if not plan.direction or not direction or plan.direction == direction:
        return []
    return [f"与提问所说不同，文件写明的是{direction}。"]


def _leaves(found: Found) -> list[Found]:
    """The parts that give a reason, or at least changed, in order."""
    said = found.change
    if said and said.reason and said.direction not in ("", "持平"):
        return [found]
    return [leaf for part in found.parts for leaf in (_leaves(part) or _changed(part))]


def _changed(part: Found) -> list[Found]:
    said = part.change
    return [part] if said and said.difference and said.direction not in ("", "持平") else []


def _parts(found: Found) -> list[Piece]:
    """What the document says of the parts when it gives no reason for the whole."""
    pieces: list[Piece] = []
    for leaf in _leaves(found):
        change = leaf.change
        assert change is not None
        pieces += [
            "；" if pieces else "文件没有写明总体的情况，分项看：",
            Label(leaf.target.name),
            change.direction,
        ]
        if leaf.difference is not None:
            pieces.append(_unsigned(leaf.difference))
        pieces += ["，", *_reason_words(change)][:-1] if change.reason else []
    return [*pieces, "。"] if pieces else []


def _reasons(plan: Plan, told: Sequence[Report]) -> Draft:
    pieces: list[Piece] = []
    spoken: list[Citation] = []
    figures: list[Value] = []
    for report in told:
        pieces += _false_premise(plan, report)
        pieces += _where(report.found.edition)
        words, used = _change_words(plan, report)
        pieces += [*words, "。"]
        figures += used
        change = report.found.change
        if report.prior and report.prior.value == 0 and report.difference and report.difference.value > 0:
            pieces += ["上年为", report.prior, "，属于新增，无法计算增长率。"]
            figures.append(report.prior)
        elif not (change and change.reason):
            parts = _parts(report.found)
            pieces += parts or ["文件没有写明增减的原因。"]
            spoken += [found.change.citation for found in _leaves(report.found) if found.change]
    citations = [*(r.found.change.citation for r in told if r.found.change), *spoken]
    return Draft(Status.ANSWERED, tuple(pieces), tuple(figures), cited(figures, citations))


def _changes(plan: Plan, told: Sequence[Report]) -> Draft:
    pieces: list[Piece] = []
    figures: list[Value] = []
    for report in told:
        pieces += _false_premise(plan, report)
        pieces += _where(report.found.edition)
        words, used = _change_words(plan, report)
        pieces += [*words, "。"]
        if not _direction(report):
            pieces += _parts(report.found)
            used = [*used, *(leaf.difference for leaf in _leaves(report.found) if leaf.difference)]
        if plan.unit and report.difference and report.difference.operator == "convert":
            pieces += ["即", report.difference.operands[0], "。"]
        if report.prior and report.prior.operator in ("", "convert"):
            pieces += ["上年为", report.prior, "。"]
            used = [*used, report.prior]
        figures += used
    citations = [r.found.change.citation for r in told if r.found.change]
    return Draft(Status.ANSWERED, tuple(pieces), tuple(figures), cited(figures, citations))


def _priors(plan: Plan, told: Sequence[Report]) -> Draft:
    pieces: list[Piece] = []
    figures: list[Value] = []
    for n, report in enumerate(told):
        assert report.prior is not None
        edition = report.found.edition
        pieces += ["；"] if n else []
        pieces += [Label(edition.body), Label(f"{edition.year - 1}年"), Label(report.found.target.name)]
        base = report.prior.operands[0] if report.prior.operator == "convert" else report.prior
        if base.operator:
            pieces += [
                "推算为",
                report.prior,
                "（",
                Label(f"{edition.year}年"),
                "文件未直接列出：",
                Label(base.formula),
                "）",
            ]
        else:
            pieces += ["为", report.prior, "（", Label(f"{edition.year}年"), "文件所列上年数）"]
        figures.append(report.prior)
    pieces.append("。")
    said = [r.found.change.citation for r in told if r.found.change and r.found.change.direction == "持平"]
    return Draft(Status.ANSWERED, tuple(pieces), tuple(figures), cited(figures, said))


def _readings(plan: Plan, told: Sequence[Report]) -> Draft:
    """An ambiguous word: every reading with its figure."""
    edition = told[0].found.edition
    pieces: list[Piece] = ["这个说法可以指几种口径，请说明是哪一种。", *_where(edition), "："]
    figures: list[Value] = []
    for n, report in enumerate(told):
        pieces += ["；"] if n else []
        pieces += [_name(report), *_listed_values(report.values)]
        figures += report.values
    pieces.append("。")
    options = tuple(
        f"{edition.body}{edition.year}年{r.found.target.name}是多少？" for r in told[:MAX_OPTIONS]
    )
    return Draft(Status.CLARIFY, tuple(pieces), tuple(figures), cited(figures), options)
