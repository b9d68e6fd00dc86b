"""Outcome → Draft for what is worked out of several figures: sums, shares, rankings, lists, agreement.

>>> derived(plan, outcome).pieces
(Label('某某中心'), Label('2025年'), …, '，占比', Value('1.01', '%'), '（', Label('1.50万元÷…'), '）', '。')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.facts.records import Citation, Stage
from qa.records import Draft, Evidence, Label, Measure, Operation, Outcome, Piece, Plan, Quote, Status, Value
from qa.rules.no_answer import not_found
from qa.rules.phrases import scope_of


def cited(values: Sequence[Value], more: Sequence[Citation] = ()) -> tuple[Citation, ...]:
    """Where the figures were read, then `more`; each once."""
    return tuple(dict.fromkeys((*(c for v in values for c in v.citations()), *more)))


def joined(drafts: Sequence[Draft]) -> Draft:
    """The answers to the clauses of one question as one; a place that is named again is left out."""
    first = drafts[0]
    if len(drafts) == 1:
        return first
    pieces: list[Piece] = []
    for draft in drafts:
        again = 0
        while pieces and again < 3 and draft.pieces[again : again + 1] == first.pieces[again : again + 1]:
            if not isinstance(draft.pieces[again], Label):
                break
            again += 1
        pieces += (
            ["\n"] if any(isinstance(piece, Quote) for piece in (*draft.pieces, *pieces)) and pieces else []
        )
        pieces += draft.pieces[again:] if len(draft.pieces) > again else draft.pieces
    answered = any(draft.status is Status.ANSWERED for draft in drafts)
    return Draft(
        Status.ANSWERED if answered else first.status,
        tuple(pieces),
        tuple(dict.fromkeys(value for draft in drafts for value in draft.figures)),
        tuple(dict.fromkeys(citation for draft in drafts for citation in draft.citations)),
        tuple(dict.fromkeys(option for draft in drafts for option in draft.options)),
        tuple(dict.fromkeys(finding for draft in drafts for finding in draft.findings)),
    )


def derived(plan: Plan, outcome: Outcome) -> Draft:
    """A sum, a share or a difference with its formula; of several editions, the share in each."""
    if not outcome.main:
        return not_found(plan, outcome)
    if plan.operation is Operation.SHARE and len(outcome.main) > 1:
        return _shares(outcome)
    main = outcome.main[0]
    pieces: list[Piece] = []
    support = list(outcome.support)
    bodies = list(dict.fromkeys(v.body for v in support))
    years = list(dict.fromkeys(v.year for v in support))
    staged = len({v.stage for v in support}) > 1 and len({v.metric for v in support}) == 1
    if staged and _OVERSPENT.search(plan.words):
        final = next((v for v in support if v.stage == Stage.FINAL.value), None)
        pieces += ["确实超支，" if final and all(final.value >= v.value for v in support) else "没有超支，"]
    if len(bodies) == 1:
        pieces.append(Label(bodies[0]))
    if len(years) == 1:
        pieces.append(Label(f"{years[0]}年"))
    scopes = list(dict.fromkeys(report.found.edition for report in outcome.reports if report.values))
    scoped = len(scopes) == len(support) == 2 and len({(e.body, e.year) for e in scopes}) == 1
    for n, value in enumerate(support):
        pieces += ["，"] if n else []
        if scoped:
            own = next(
                r.found.edition for r in outcome.reports if value in r.values or value in r.found.values
            )
            pieces += scope_of(own)
        prefix = ("" if len(bodies) == 1 else value.body) + ("" if len(years) == 1 else f"{value.year}年")
        stage = value.stage if staged else ""
        pieces += [Label(f"{prefix}{value.metric}{stage}"), value]
    if plan.operation is Operation.SUM:
        pieces += ["，合计", main]
    elif plan.operation is Operation.SHARE:
        pieces += ["，完成" if staged else "，占比", main]
    elif main.value == 0:
        pieces += ["，两者相同，相差", main]
    elif len(bodies) > 1:
        pieces += ["；", Label(support[0].body), "更多，相差", main]
    else:
        pieces += ["，相差", main]
    pieces += ["（", Label(main.formula), "）"]
    reason = next((r.found.change for r in outcome.reports if r.found.change and r.found.change.reason), None)
    for other in outcome.main[1:]:
        pieces += ["，增减率", other, "（", Label(other.formula), "）"]
    pieces.append("。")
    if plan.with_reason and reason:
        pieces += ["主要原因是", Quote(reason.reason, reason.citation), "。"]
    figures = (*outcome.main, *support)
    said = [reason.citation] if plan.with_reason and reason else []
    return Draft(Status.ANSWERED, tuple(pieces), figures, cited(figures, said))


_OVERSPENT = re.compile(r"超支|超(?:了|出|过)?(?:年初|全年)?预算|节约|结余")


def _shares(outcome: Outcome) -> Draft:
    """The share in each of several editions."""
    pieces: list[Piece] = []
    for n, share in enumerate(outcome.main):
        same_body = n and share.body == outcome.main[n - 1].body
        pieces += ["；"] if n else []
        pieces += [Label(f"{'' if same_body else share.body}{share.year}年{share.metric}为"), share]
        pieces += ["（", Label(share.formula), "）"]
    pieces.append("。")
    figures = (*outcome.main, *outcome.support)
    return Draft(Status.ANSWERED, tuple(pieces), figures, cited(figures))


def ranked(plan: Plan, outcome: Outcome) -> Draft:
    """A ranking, or the first of it."""
    values = outcome.main
    bodies = list(dict.fromkeys(v.body for v in values))
    years = list(dict.fromkeys(v.year for v in values))
    over = "bodies" if len(bodies) > 1 else "years" if len(years) > 1 else "subjects"
    changes = plan.measure is Measure.CHANGE or any(v.stage in ("增减额", "增减率") for v in values)
    pieces: list[Piece] = []
    if len(bodies) == 1:
        pieces.append(Label(bodies[0]))
    if len(years) == 1 and all(value.operator not in ("growth", "minus") for value in values):
        pieces.append(Label(f"{years[0]}年"))
    if len(values) > 1:
        by = "增减" if changes else "占比" if plan.measure is Measure.SHARE else "金额"
        pieces.append(f"按{by}排列：")
    elif not changes:
        pieces.append("，")
    for n, value in enumerate(values):
        pieces += ["；"] if n else []
        plainly = value.operator in ("", "convert") and not changes and bool(plan.targets)
        name = {"bodies": value.body, "years": f"{value.year}年", "subjects": ""}[over]
        if over == "bodies" and len(years) > 1 and not changes:
            name += f"{value.year}年"
        if over == "years" and changes and value.operator in ("growth", "minus"):
            name = ""
        name += "" if name and plainly else value.metric
        code = f"（{value.code}）" if value.code and len(bodies) == 1 else ""
        pieces += [Label(f"{name}{code}"), *(_moved(value) if changes else [value])]
        if n == 0 and changes:
            for other in outcome.support:
                pieces += ["，", *_moved(other)]
        if value.operator not in ("", "convert"):
            pieces += ["（", Label(value.formula), "）"]
        if n == 0 and changes:
            for other in outcome.support:
                pieces += ["（", Label(other.formula), "）"]
    pieces.append("。")
    figures = (*values, *outcome.support)
    return Draft(Status.ANSWERED, tuple(pieces), figures, cited(figures))


def _moved(value: Value) -> list[Piece]:
    """A change in words and size: 减少20.00万元, 下降35.32%, 持平."""
    if value.value == 0:
        return ["持平（", value, "）"]
    up, down = ("增长", "下降") if value.unit == "%" else ("增加", "减少")
    return [up if value.value > 0 else down, replace(value, printed=value.printed.lstrip("-−－"))]


def listed(plan: Plan, outcome: Outcome) -> Draft:
    """The members of a whole that hold an amount."""
    values = outcome.main
    pieces: list[Piece] = [Label(values[0].body), Label(f"{values[0].year}年")]
    figures = list(values)
    if outcome.support:
        whole = outcome.support[0]
        pieces += [Label(plan.targets[0].name), whole, "，其中有金额的是："]
        figures.append(whole)
    for n, value in enumerate(values):
        pieces += ["；"] if n else []
        code = f"（{value.code}）" if value.code else ""
        pieces += [Label(f"{value.metric}{code}"), value]
    pieces.append("。")
    return Draft(Status.ANSWERED, tuple(pieces), tuple(figures), cited(figures))


def agreed(plan: Plan, evidence: Evidence, outcome: Outcome) -> Draft:
    """Whether amounts agree, with each and its table."""
    if outcome.holds is None:
        return not_found(plan, outcome)
    if plan.claimed_rate:
        return _rate_again(outcome)
    apart = [found.edition for found in evidence.found if found.values and not evidence.rows]
    several = len(set(apart)) > 1
    told = any(v.citation and not v.citation.table for v in outcome.main)
    unequal = "金额不一致：" if several or told else "金额不一致，口径不同："
    pieces: list[Piece] = ["一致，金额相等：" if outcome.holds else unequal]
    if outcome.holds and any("收入" in t.name for t in plan.targets):
        pieces = ["收支平衡，金额一致："]
    for n, value in enumerate(outcome.main):
        if value.operator:
            pieces += ["。相差", value, "（", Label(value.formula), "）"]
            for same in outcome.support:
                within = f"《{same.citation.table}》" if same.citation and same.citation.table else ""
                pieces += ["，等于", Label(f"{within}{same.metric}"), same]
            continue
        pieces += ["；"] if n else []
        citation = value.citation
        code = f"（{value.code}）" if value.code else ""
        table = f"《{citation.table}》" if citation and citation.table else "文字说明"
        if several:
            pieces += [Label(f"{apart[n].year}年"), *scope_of(apart[n])]
        pieces += [Label(f"{table}{value.metric}{code}"), value]
    pieces.append("。")
    for passage in evidence.passages[:1]:
        pieces += ["文件说明：", Quote(passage.text, passage.citation)]
    citations = [p.citation for p in evidence.passages[:1]]
    figures = (*outcome.main, *outcome.support)
    return Draft(Status.ANSWERED, tuple(pieces), figures, cited(figures, citations))


def _rate_again(outcome: Outcome) -> Draft:
    printed, again = outcome.main
    now, difference, before = outcome.support
    pieces: list[Piece] = [
        "算得对。" if outcome.holds else "与重算的结果不符。",
        Label(f"{now.body}{now.year}年{now.metric}"),
        now,
        f"，比上年{difference.note}",
        replace(difference, printed=difference.printed.lstrip("-−－")),
        "，上年推算为",
        before,
        "（",
        Label(before.formula),
        "）；文件写的是",
        printed,
        "，重算为",
        again,
        "（",
        Label(again.formula),
        "）。",
    ]
    figures = (printed, again, now, difference, before)
    return Draft(Status.ANSWERED, tuple(pieces), figures, cited(figures))


def narrative_draft(plan: Plan, quotes: Sequence[Quote], values: Sequence[Value] = ()) -> Draft:
    """An answer in the document's own words."""
    pieces: list[Piece] = []
    for n, quote in enumerate(quotes):
        pieces += ["\n"] if n else []
        pieces.append(quote)
    return Draft(
        Status.ANSWERED, tuple(pieces), tuple(values), cited(values, [quote.citation for quote in quotes])
    )
