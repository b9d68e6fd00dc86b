"""The words that every kind of answer is made of: where, of what, which amounts.

>>> where(edition)
[Label('某某中心'), Label('2025年')]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.facts.money import is_money
from qa.records import Edition, Label, Piece, Report, Value


def where(edition: Edition, year: int = 0) -> list[Piece]:
    """某局2025年; with the scope where both 部门 and 单位 disclose that year."""
    return [Label(edition.body), Label(f"{year or edition.year}年"), *scope_of(edition)]


def scope_of(edition: Edition) -> list[Piece]:
    """（部门预算）, where the same body discloses for itself alone too."""
    return [Label(f"（{edition.scope.value}{edition.kind.value}）")] if edition.both_scopes else []


def name_of(report: Report) -> Label:
    """The subject as the answer names it, with the code where the cell has one."""
    target, values = report.found.target, report.values
    code = values[0].code if values else ""
    name = target.name
    if len(target.codes) == 1 and not target.keys and values:
        name = values[0].metric
    return Label(f"{name}（{code}）" if code and code not in name else name)


def stage_word(value: Value, name: str) -> str:
    """The word between a name and its amount: 预算, 决算, 调整预算为; none before a count."""
    if not is_money(value.unit) or name.endswith(value.stage):
        return ""
    return (
        value.stage if value.stage in ("预算", "决算") or value.stage in value.metric else f"{value.stage}为"
    )


def listed_values(values: Sequence[Value]) -> list[Piece]:
    """One amount, or each with what it is of."""
    if len(values) == 1:
        return [values[0]]
    pieces: list[Piece] = ["有几项同名："]
    for n, value in enumerate(values):
        pieces += ["、"] if n else []
        pieces += [Label(f"{value.note}{f'（{value.code}）' if value.code else ''}"), value]
    return pieces


def unsigned(value: Value) -> Value:
    """The size of a change whose direction the words already say; the same figure."""
    return replace(value, printed=value.printed.lstrip("-−－")) if value.value < 0 else value
