"""What changed against the year before, and why, as typed pieces.

>>> changes(plan, outcome.reports).pieces[-4:]
('，增长', Value('50.00', '%'), '，主要原因是', Quote('新增接线'))
"""

from __future__ import annotations

from collections.abc import Sequence

from index.facts.records import Change, Citation
from qa.records import Draft, Found, Label, Operation, Piece, Plan, Quote, Report, Status, Value
from qa.rules.derived import cited
from qa.rules.phrases import name_of, stage_word, unsigned, where


def direction_of(report: Report) -> str:
    """增加, 减少 or 持平, by the text or else by the amounts; "" where neither says."""
    change = report.found.change
    if change and change.direction:
        return change.direction
    if report.difference is None:
        return ""
    return "增加" if report.difference.value > 0 else "减少" if report.difference.value < 0 else "持平"


def change_words(plan: Plan, report: Report) -> tuple[list[Piece], list[Value]]:
    """预算1.50万元，比上年增加0.50万元，增长50.00%，主要原因是…."""
    figures: list[Value] = []
    pieces: list[Piece] = [name_of(report)]
    if report.values:
        pieces += [stage_word(report.values[0], report.found.target.name), report.values[0]]
        figures.append(report.values[0])
    direction = direction_of(report)
    difference, rate = report.difference, report.rate
    if direction == "持平":
        pieces += ["，与上年持平"]
        if difference is not None and difference.operator in ("", "convert"):
            figures.append(difference)
            pieces += ["（增减", difference, "）"]
        return [*pieces, *_reason_clause(plan, report)], figures
    if difference is not None:
        pieces += [f"，比上年{direction}", unsigned(difference)]
        figures.append(difference)
        if rate is not None:
            pieces += ["，" + ("增长" if direction == "增加" else "下降"), unsigned(rate)]
            figures.append(rate)
    elif rate is not None and direction:
        pieces += [f"，比上年{direction}", unsigned(rate)]
        figures.append(rate)
    for value in (difference, rate):
        if value is not None and value.operator not in ("", "convert"):
            pieces += ["（推算：", Label(value.formula), "）"]
    return [*pieces, *_reason_clause(plan, report)], figures


def _reason_clause(plan: Plan, report: Report) -> list[Piece]:
    change = report.found.change
    if not (plan.operation is Operation.REASON or plan.with_reason) or not change or not change.reason:
        return []
    return ["，", *reason_words(change)][:-1]


def reason_words(change: Change) -> list[Piece]:
    """主要原因是…, in the document's own words; 无 is told as what the document prints."""
    if change.reason == "无":
        return ["文件在“主要原因”处写的是“", Quote("无", change.citation), "”，没有给出具体原因", "。"]
    return ["主要原因是", Quote(change.reason, change.citation), "。"]


def _false_premise(plan: Plan, report: Report) -> list[Piece]:
    direction = direction_of(report)
    if not plan.direction or not direction or plan.direction == direction:
        return []
    return [f"与提问所说不同，文件写明的是{direction}。"]


def telling_parts(found: Found) -> list[Found]:
    """The parts that give a reason, or at least changed, in order."""
    said = found.change
    if said and said.reason and said.direction not in ("", "持平"):
        return [found]
    return [leaf for part in found.parts for leaf in (telling_parts(part) or _changed(part))]


def _changed(part: Found) -> list[Found]:
    said = part.change
    return [part] if said and said.difference and said.direction not in ("", "持平") else []


def _parts(found: Found) -> list[Piece]:
    """What the document says of the parts when it gives no reason for the whole."""
    pieces: list[Piece] = []
    for leaf in telling_parts(found):
        change = leaf.change
        assert change is not None
        pieces += [
            "；" if pieces else "文件没有写明总体的情况，分项看：",
            Label(leaf.target.name),
            change.direction,
        ]
        if leaf.difference is not None:
            pieces.append(unsigned(leaf.difference))
        pieces += ["，", *reason_words(change)][:-1] if change.reason else []
    return [*pieces, "。"] if pieces else []


def reasons(plan: Plan, told: Sequence[Report]) -> Draft:
    """The answer to a why."""
    pieces: list[Piece] = []
    spoken: list[Citation] = []
    figures: list[Value] = []
    for report in told:
        pieces += _false_premise(plan, report)
        pieces += where(report.found.edition)
        words, used = change_words(plan, report)
        pieces += [*words, "。"]
        figures += used
        change = report.found.change
        if report.prior and report.prior.value == 0 and report.difference and report.difference.value > 0:
            pieces += ["上年为", report.prior, "，属于新增，无法计算增长率。"]
            figures.append(report.prior)
        elif not (change and change.reason):
            parts = _parts(report.found)
            pieces += parts or ["文件没有写明增减的原因。"]
            figures += [leaf.difference for leaf in telling_parts(report.found) if leaf.difference]
            spoken += [found.change.citation for found in telling_parts(report.found) if found.change]
    citations = [*(r.found.change.citation for r in told if r.found.change), *spoken]
    return Draft(Status.ANSWERED, tuple(pieces), tuple(figures), cited(figures, citations))


def changes(plan: Plan, told: Sequence[Report]) -> Draft:
    """The answer to how much more or less than the year before."""
    pieces: list[Piece] = []
    figures: list[Value] = []
    for report in told:
        pieces += _false_premise(plan, report)
        pieces += where(report.found.edition)
        words, used = change_words(plan, report)
        pieces += [*words, "。"]
        if not direction_of(report):
            pieces += _parts(report.found)
            used = [*used, *(leaf.difference for leaf in telling_parts(report.found) if leaf.difference)]
        if plan.unit and report.difference and report.difference.operator == "convert":
            pieces += ["即", report.difference.operands[0], "。"]
        if report.prior and report.prior.operator in ("", "convert"):
            pieces += ["上年为", report.prior, "。"]
            used = [*used, report.prior]
        figures += used
    citations = [r.found.change.citation for r in told if r.found.change]
    return Draft(Status.ANSWERED, tuple(pieces), tuple(figures), cited(figures, citations))


def priors(plan: Plan, told: Sequence[Report]) -> Draft:
    """The answer to what it was the year before."""
    pieces: list[Piece] = []
    figures: list[Value] = []
    for n, report in enumerate(told):
        assert report.prior is not None
        edition = report.found.edition
        pieces += ["；"] if n else []
        if report.found.target not in plan.targets:
            pieces += ["文件没有写明", Label("、".join(t.name for t in plan.targets)), "的上年数，其中："]
        pieces += [*where(edition, edition.year - 1), Label(report.found.target.name)]
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
