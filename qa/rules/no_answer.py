"""Drafts that give no figure: refused, not found, and what is missing.

>>> nothing_there(plan).pieces
('已索引的文件中没有“', Label('某某局'), '”的文件。')
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.facts.records import Kind
from qa.records import Draft, Label, Operation, Outcome, Piece, Plan, Status, Value


def refused() -> Draft:
    """One polite line and what can be asked."""
    return Draft(
        Status.REFUSED,
        (
            "这里只回答已公开的预算、决算文件中的内容，不能执行其他要求。可以问某个单位某一年的金额、增减和原因。",
        ),
    )


def asked_back(plan: Plan) -> Draft:
    """A question that names neither a body nor a subject, answered with a question."""
    bodies = list(dict.fromkeys(e.body for e in plan.editions))[:6]
    newest = {body: max(e.year for e in plan.editions if e.body == body) for body in bodies}
    options = tuple(f"{body}{newest[body]}年预算比上年增减的原因是什么？" for body in bodies)
    return Draft(Status.CLARIFY, ("请说明是哪个单位、哪一年、哪一项。",), options=options)


def nothing_there(plan: Plan) -> Draft:
    """No edition fits: says which body or year was looked for."""
    pieces: list[Piece] = []
    if plan.missing:
        pieces += ["已索引的文件中没有“", Label(plan.missing), "”的文件。"]
    elif plan.actual:
        pieces += ["已索引的是预算文件，只有预算数，没有公开决算（实际支出）数。"]
    elif plan.years:
        years = "、".join(f"{year}年" for year in plan.years)
        pieces += ["已索引的文件中没有", Label("、".join(plan.bodies)), Label(years), "的数据。"]
        there = sorted({edition.year for edition in plan.there})
        if there and plan.bodies:
            pieces += ["已有的是", Label("、".join(f"{year}年" for year in there)), "的文件。"]
    else:
        pieces += ["已索引的文件中没有相应的文件。"]
    return Draft(Status.NOT_FOUND, tuple(pieces))


def not_spent(plan: Plan) -> Draft:
    """Actual spending is asked of documents that do not say it."""
    if any(edition.kind is Kind.FINAL for edition in plan.editions):
        return not_found(plan, Outcome())
    return nothing_there(replace(plan, editions=()))


def not_found(plan: Plan, outcome: Outcome) -> Draft:
    """The editions are there, the figure is not."""
    names = "、".join(outcome.missing) or "、".join(t.name for t in plan.targets)
    bodies = "、".join(list(dict.fromkeys(e.body for e in plan.editions))[:3])
    years = sorted({e.year for e in plan.editions})
    pieces: list[Piece] = [Label(bodies), Label("、".join(f"{y}年" for y in years)), "的文件中没有公开"]
    if plan.operation is Operation.PRIOR:
        pieces += [Label(names), "的上年数或增减额，无法推算。"]
    elif plan.operation in (Operation.CHANGE, Operation.REASON):
        pieces += [Label(names), "比上年增减的情况。"]
    elif plan.operation is Operation.PER_HEAD:
        pieces += ["人数或个人的收入，无法计算。"]
    elif names:
        pieces += [Label(names), "的金额。"]
    else:
        pieces += ["所问的内容。"]
    return Draft(Status.NOT_FOUND, tuple(pieces))


def listed_elsewhere(plan: Plan, values: Sequence[Value]) -> Draft:
    """Not in the edition asked; in another year's, with what it says there."""
    edition = plan.editions[0]
    names = "、".join(t.name for t in plan.targets)
    pieces: list[Piece] = ["没有，", Label(f"{edition.body}{edition.year}年"), "的文件没有列出", Label(names)]
    for value in values:
        pieces += ["；", Label(f"{value.year}年{value.metric}"), "为", value]
    citations = tuple(dict.fromkeys(c for value in values for c in value.citations()))
    return Draft(Status.ANSWERED, (*pieces, "。"), tuple(values), citations)


def no_passage(plan: Plan) -> Draft:
    """Nothing in the narrative answers."""
    bodies = "、".join(list(dict.fromkeys(e.body for e in plan.editions))[:3])
    return Draft(
        Status.NOT_FOUND,
        (
            "在已索引的文件（",
            Label(bodies),
            "）中没有找到相关内容。可以问预算金额、比上年增减及原因、单位职责、名词解释。",
        ),
    )
