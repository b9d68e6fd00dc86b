"""Yes or no first, then the figures that say so.

>>> holds(result, "").pieces[0]
'不是，'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.compose.amounts import reckoned, unsigned
from qa.compose.phrases import (
    clause,
    draft,
    enumerated,
    formula,
    head,
    place,
    quoted,
    shared,
    unread,
    values_of,
)
from qa.compose.show import derived, operands_of
from qa.execute.results import Result, Told
from qa.plan.algebra import Agree, Amount, Comparison, Difference, Exists, Growth, Holds
from qa.records import Draft, Label, Piece, Value

_YES, _NO = "是，", "不是，"
# What a comparison with an amount comes to, held and not held.
_AGAINST = {
    Comparison.ABOVE: ("超过", "没有超过"),
    Comparison.AT_LEAST: ("达到", "没有达到"),
    Comparison.BELOW: ("低于", "不低于"),
    Comparison.AT_MOST: ("没有超过", "超过"),
}


# -- whether a comparison holds --------------------------------------------------------------


def holds(result: Result, unit: str) -> Draft:
    """是 or 不是, with both sides."""
    query = result.query
    assert isinstance(query, Holds)
    sides = [told for told in result.told if not _is_change(told)] or list(result.told)
    over = [told for told in (*result.told, *result.context) if told not in sides and _is_change(told)]
    pieces: list[Piece] = [_YES if result.holds else _NO]
    context = list(values_of(result.context))
    if len(sides) > 1:
        pieces += [*enumerated(sides[:2]), *_against_other(sides, over, bool(result.holds), query)]
    else:
        behind = operands_of(sides[0], result, unit) if reckoned(sides[0].value).operator else ()
        context += values_of(behind)
        pieces += derived(sides[0], behind) if behind else clause(sides[0])
        if isinstance(query.right, Amount):
            pieces += _against_amount(query.comparison, query.right, bool(result.holds))
    return draft([*pieces, "。"], values_of(result.told), context)


def _is_change(told: Told) -> bool:
    return isinstance(told.expr, Difference | Growth)


def _against_amount(comparison: Comparison, amount: Amount, held: bool) -> list[Piece]:
    said = Label(amount.said)
    if comparison is Comparison.EQUAL:
        return ["，与提问中的金额一致"] if held else ["，提问中的", said, "与文件不符"]
    words = _AGAINST.get(comparison)
    return ["，", words[not held], said] if words else []


def _against_other(sides: Sequence[Told], over: Sequence[Told], held: bool, query: Holds) -> list[Piece]:
    """2025年比2024年增加0.50万元, or in words where no difference is told."""
    one, other = sides[0], sides[1]
    _, (left, right) = shared((one, other))
    apart = one.value.value - other.value.value
    if apart == 0:
        return ["，两者相等"]
    pieces: list[Piece] = ["，", *head(left), "比", *head(right)]
    years = left.year > right.year and not (left.name or left.body)
    if not over:
        return [*pieces, "多" if apart > 0 else "少"]
    for n, told in enumerate(over):
        pieces += ["，"] if n else []
        pieces += [_moved_by(told.value, years), unsigned(told.value), "（", formula(told.value), "）"]
    return pieces


def _moved_by(value: Value, years: bool) -> str:
    if value.unit == "%":
        return "增长" if value.value > 0 else "下降"
    if years:
        return "增加" if value.value > 0 else "减少"
    return "多" if value.value > 0 else "少"


# -- whether there is any --------------------------------------------------------------------


def exists(result: Result) -> Draft:
    """有 or 没有; zero, blank, a dash and a row that is not disclosed are told apart."""
    assert isinstance(result.query, Exists)
    if not result.told:
        return _elsewhere(result)
    told = result.told[0]
    pieces: list[Piece]
    if told.unread:
        pieces = ["没有填数，", *clause(told)]
    elif all(one.value.value == 0 for one in result.told):
        pieces = ["没有，", *enumerated(result.told)]
    else:
        pieces = ["有，", *enumerated(result.told)]
    pieces += ["。"]
    if result.context:
        pieces += [*enumerated(result.context), "。"]
    citations = [c for one in result.told if one.unread for c in one.value.citations()]
    return draft(pieces, values_of(result.told), values_of(result.context), citations=citations)


def _elsewhere(result: Result) -> Draft:
    """Not in the document asked, but in another year's, with what it says there; or a sentence says none."""
    assert isinstance(result.query, Exists)
    cell = result.query.cell
    if result.quotes:
        pieces: list[Piece] = ["没有，文件写道："]
        for quote in result.quotes:
            pieces += quoted(quote)
        return draft([*pieces, "。"], citations=[quote.citation for quote in result.quotes])
    year = f"{cell.year}年" if cell.year else ""
    pieces = ["没有，", *(Label(part) for part in (cell.body, year) if part), "的文件没有列出"]
    pieces += [Label(str(cell.subject or cell.code)), "；", *enumerated(result.context), "。"]
    return draft(pieces, (), values_of(result.context))


# -- whether places agree --------------------------------------------------------------------


def agree(result: Result) -> Draft:
    """Whether amounts agree, with each and its place."""
    assert isinstance(result.query, Agree)
    told = [one for one in result.told if not _is_difference(one)]
    apart = [one for one in (*result.told, *result.context) if _is_difference(one)]
    if len(told) < 2:
        return _only_one(result, told)
    pieces: list[Piece] = ["是，金额一致，都相等：" if result.holds else "不是，金额不一致："]
    pieces += _each_with_its_place(result.query, told)
    for one in apart if not result.holds else ():
        pieces += ["，相差", unsigned(one.value), "（", formula(one.value), "）"]
    pieces += ["。"]
    for quote in result.quotes:
        pieces += ["文件说明：", *quoted(quote), "。"]
    return draft(
        pieces,
        values_of(told),
        [*values_of(apart), *values_of(result.context)],
        citations=[quote.citation for quote in result.quotes],
    )


def _each_with_its_place(query: Agree, told: Sequence[Told]) -> list[Piece]:
    """What all amounts are of, and each with its place or with what it is of besides."""
    one_thing = len(query.cells) == 1 or _same_thing(told)
    common, own = shared([_by_place(one) for one in told] if one_thing else told)
    if one_thing and not common.name:
        common = replace(common, name=str(query.cells[0].subject or ""))
    pieces = [*words, "，"] if (words := head(common)) else []
    for n, (one, of) in enumerate(zip(told, own, strict=True)):
        pieces += ["；"] if n else []
        pieces += [*(head(of) or [Label(_place_of(one))])]
        pieces += unread(one) if one.unread else ["为", one.value]
    return pieces


def _is_difference(told: Told) -> bool:
    return _is_change(told) or reckoned(told.value).operator == "minus"


def _same_thing(told: Sequence[Told]) -> bool:
    """Whether all are amounts of one thing, which only their places tell apart."""
    return len({(one.value.body, one.value.year, one.value.metric, one.value.stage) for one in told}) == 1


def _place_of(told: Told) -> str:
    citation = next(iter(told.value.citations()), None)
    return place(citation) if citation else told.label or told.value.metric


def _by_place(told: Told) -> Told:
    return replace(told, label=_place_of(told))


def _only_one(result: Result, told: Sequence[Told]) -> Draft:
    pieces: list[Piece] = ["文件中只有一处给出：", *enumerated(told), "，没有另一处可以核对。"]
    return draft(pieces, values_of(told), values_of(result.context))
