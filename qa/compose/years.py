"""One thing over the years.

>>> series(result, "").pieces[-2:]
('逐年增加', '。')
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qa.compose.amounts import reckoned
from qa.compose.phrases import clause, draft, enumerated, formula, head, item, moved, shared, values_of
from qa.execute.results import Result, Told
from qa.plan.algebra import Difference, Growth, Series
from qa.records import Draft, Label, Piece


def series(result: Result) -> Draft:
    """The years in order and how it went; the highest or lowest year first where that is asked."""
    query = result.query
    assert isinstance(query, Series)
    years = [told for told in (*result.told, *result.context) if not _is_change(told)]
    over = [told for told in (*result.told, *result.context) if _is_change(told)]
    read = [told for told in years if told.unread is None]
    if query.extreme and read:
        return _extreme(result, query, read)
    years.sort(key=lambda told: told.value.year)
    pieces = [*enumerated(years), "。", *_from_first_to_last(over)]
    if trend := _trend(sorted(read, key=lambda told: told.value.year)):
        pieces += [trend]
    wanted = [told for told in over if _kind(told) in query.moved]
    asked = values_of(wanted or years)
    return draft(pieces, asked, values_of([*years, *over]))


def _is_change(told: Told) -> bool:
    operator = reckoned(told.value).operator
    return isinstance(told.expr, Difference | Growth) or operator in ("minus", "growth")


def _kind(told: Told) -> str:
    growth = isinstance(told.expr, Growth) or reckoned(told.value).operator == "growth"
    return "rate" if growth else "difference"


def _from_first_to_last(over: Sequence[Told]) -> list[Piece]:
    """2023年到2025年增加0.50万元（…），增长50.00%（…）."""
    pieces: list[Piece] = []
    for told in over:
        done = reckoned(told.value)
        if not pieces and len(done.operands) == 2:
            pieces += [Label(f"{done.operands[1].year}年到{done.operands[0].year}年")]
        elif pieces:
            pieces += ["，"]
        pieces += moved(told.value)
        pieces += ["（", formula(told.value), "）"] if done.formula else []
    return [*pieces, "。"] if pieces else []


def _trend(read: Sequence[Told]) -> str:
    values = [told.value.value for told in read]
    if len(values) < 3:
        return ""
    if all(before < after for before, after in pairwise(values)):
        return "逐年增加。"
    return "逐年减少。" if all(before > after for before, after in pairwise(values)) else ""


def _extreme(result: Result, query: Series, read: Sequence[Told]) -> Draft:
    """某局公务接待费预算2025年最高，为1.50万元。其他年份：…."""
    highest = query.extreme == "highest"
    amounts = [told.value.value for told in read]
    best = max(amounts) if highest else min(amounts)
    common, own = shared(read)
    word = "最高" if highest else "最低"
    first = [(told, of) for told, of in zip(read, own, strict=True) if told.value.value == best]
    rest = [(told, of) for told, of in zip(read, own, strict=True) if told.value.value != best]
    if len(read) == 1:
        return draft([*clause(read[0]), "，文件只有这一年的数。"], values_of(read))
    pieces = head(common)
    for n, (_, of) in enumerate(first):
        pieces += ["、"] if n else []
        pieces += head(of)
    pieces += [word, "，为", first[0][0].value, "。"]
    for n, (told, of) in enumerate(rest):
        pieces += ["；" if n else "其他年份："]
        pieces += item(of, told)
    pieces += ["。"] if rest else []
    asked = values_of(told for told, _ in first)
    return draft(pieces, asked, [*values_of(read), *values_of(result.context)])
