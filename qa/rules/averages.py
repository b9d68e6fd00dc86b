"""An amount by what it was spent on: per person, per vehicle, per visit, from printed counts.

A count is one that the document ties to the amount: it stands in the sentence of the amount's own subject
(接待58批次、512人次), is asked for by name (在职职工人均), or counts the vehicles that a vehicle cost is of.

>>> count_asked("公务接待费平均每人次多少元")
('人次',)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.store.protocols import StoredPassage
from qa.arithmetic import each
from qa.records import Draft, Label, Outcome, Piece, Plan, Report, Status, Value
from qa.rules.derived import cited
from qa.rules.narrate import alike
from qa.rules.phrases import where
from qa.rules.stated import holds, stated
from qa.rules.telling import stem

_PER = re.compile(
    r"每(?:一)?个?(人次|批次|立方米|平方米|公里|吨|亩|辆|台|套|户|人|名|位|家|所|批|学生|车)|(单车|车均|辆均)|(人均|生均|户均)|平均(?:一|到)?个?(人次|辆|批次|人)"
)
_UNITS = {
    "车": ("辆",),
    "单车": ("辆",),
    "学生": ("人", "名"),
    "车均": ("辆",),
    "辆均": ("辆",),
    "人均": ("人次", "人", "名"),
    "生均": ("人", "名"),
    "户均": ("户",),
    "批": ("批次",),
}
_PEOPLE = re.compile(r"在职|在编|编制|职工|人员|学生|干部")
_VEHICLES = re.compile(r"车")


def count_asked(words: str) -> tuple[str, ...]:
    """The counting units an average is asked by, the likeliest first; () when it names none."""
    found = _PER.search(words)
    said = next(filter(None, found.groups()), "") if found else ""
    return _UNITS.get(said, (said,) if said else ())


def average(
    plan: Plan, outcome: Outcome, passages: Sequence[StoredPassage], owned: Sequence[Value]
) -> Draft | None:
    """Each edition's average, where its document prints both numbers; None where none does.

    `owned` are the vehicles that the editions' tables count.
    """
    pieces: list[Piece] = []
    figures: list[Value] = []
    for report in outcome.reports:
        if not report.values or len({r.found.target.name for r in outcome.reports}) > 1:
            return None
        amount = report.found.values[0]
        count = _count(plan, report, passages, owned)
        result = each(amount, count, f"{amount.metric}平均每{count.unit}", plan.unit) if count else None
        if count is None or result is None:
            continue
        pieces += ["；"] if pieces else []
        pieces += [
            *where(report.found.edition),
            Label(amount.metric),
            amount,
            "，",
            Label(count.metric),
            count,
        ]
        pieces += [f"，平均每{count.unit}", result, "（", Label(result.formula), "）"]
        figures += [result, amount, count]
    if not figures:
        return None
    return Draft(Status.ANSWERED, (*pieces, "。"), tuple(figures), cited(figures))


def _count(
    plan: Plan, report: Report, passages: Sequence[StoredPassage], owned: Sequence[Value]
) -> Value | None:
    edition, target = report.found.edition, report.found.target
    own = [p for p in passages if p.document_id in edition.documents]
    of_subject = stem(target.name)
    by_name = ["学生"] if "生均" in plan.words else _PEOPLE.findall(plan.words)
    for unit in count_asked(plan.words):
        if unit == "辆" and _VEHICLES.search(target.name):
            there = [v for v in owned if v.body == edition.body and v.year == edition.year]
            if there:
                return there[0]
            by_name = ["车"]
        for one in stated((of_subject, *by_name), own, units=alike(unit), editions=[edition]):
            tied = [holds(w, one.near) for w in by_name] or [holds(of_subject, one.quote.text)]
            if any(tied) and one.value.value:
                return one.value
    return None
