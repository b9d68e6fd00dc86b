"""Values told as they were asked: one cell, several, and what is worked out of cells.

What was asked comes first, its operands stand behind it in brackets, by name.

>>> show(result, "").pieces
(Label('某局'), Label('2025年'), Label('公务接待费'), '预算', Value('1.50', '万元'), '。')
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from qa.compose.amounts import reckoned, told_in, unsigned
from qa.compose.phrases import (
    Coordinates,
    amount,
    clause,
    coordinates,
    draft,
    enumerated,
    formula,
    head,
    is_given,
    item,
    moved,
    name_of,
    place,
    shared,
    stage_of,
    values_of,
)
from qa.compose.questions import parent_of
from qa.execute.results import Result, Told
from qa.plan.algebra import Cell, Count, Difference, Expr, Growth, Listed, Mean, Ratio, Rows, Scale, Sum
from qa.records import Draft, Label, Piece, Value

# More operands than these are told by the formula alone.
_NAMED = 6
_Operands = tuple[Told, ...]


def show(result: Result, unit: str) -> Draft:
    """Each value in the order asked; plain ones of one sentence together."""
    pieces: list[Piece] = []
    operands: list[Value] = []
    before: Told | None = None
    for plain, group in groupby(result.told, key=_is_read):
        for one in [list(group)] if plain else [[told] for told in group]:
            behind = () if plain else operands_of(one[0], result, unit)
            if not plain and before and _of_the_same(one[0], before):
                pieces += ["，", *moved(one[0].value), *_worked(one[0])]
            else:
                pieces += ["；"] if pieces else []
                pieces += enumerated(one) if plain else derived(one[0], behind)
            operands += values_of(behind)
            before = one[-1]
    pieces += ["。"]
    pieces += _beside(result, operands)
    citations = [c for told in result.told if told.unread for c in told.value.citations()]
    beside = (*operands, *values_of(result.context))
    return draft(pieces, values_of(result.told), beside, citations=citations)


def _of_the_same(rate: Told, difference: Told) -> bool:
    """Whether a growth is that of the two amounts whose difference was told before it."""
    alike = isinstance(rate.expr, Growth) and isinstance(difference.expr, Difference)
    return alike and reckoned(rate.value).operands == reckoned(difference.value).operands


def _is_read(told: Told) -> bool:
    """Whether it is told as a cell is: read, converted, or the year before worked back."""
    return told.unread is not None or reckoned(told.value).operator in ("", "before", "same")


def _beside(result: Result, operands: Sequence[Value]) -> list[Piece]:
    """Other values that help: the other years of a single cell."""
    known = {reckoned(value) for value in operands}
    more = [told for told in result.context if told.unread or reckoned(told.value) not in known]
    if not more:
        return []
    common, own = shared([*result.told, *more])
    if not common.name or not common.body or common.year:
        return [*enumerated(more), "。"]
    pieces: list[Piece] = ["其他年份："]
    for n, (told, of) in enumerate(zip(more, own[len(result.told) :], strict=True)):
        pieces += ["；"] if n else []
        pieces += item(of, told)
    return [*pieces, "。"]


# -- what is worked out ----------------------------------------------------------------------


def operands_of(told: Told, result: Result, unit: str) -> _Operands:
    """What a value was worked out of, each as evaluation names it; none where there are too many to tell."""
    operands = reckoned(told.value).operands
    if len(operands) > _NAMED:
        return ()
    exprs = list(children(told.expr))
    exprs = exprs if len(exprs) == len(operands) else [told.expr] * len(operands)
    return tuple(
        _named(told_in(operand, unit), expr, result) for operand, expr in zip(operands, exprs, strict=True)
    )


def _named(operand: Value, expr: Expr, result: Result) -> Told:
    same = (t for t in (*result.context, *result.told) if reckoned(t.value) == reckoned(operand))
    found = next(same, None)
    return replace(found, value=operand) if found else Told(expr, operand)


def children(expr: Expr) -> Iterator[Expr]:
    """The expressions that one is made of, in the order of its operands."""
    match expr:
        case Difference(left, right):
            yield from (left, right)
        case Ratio(part, whole):
            yield from (part, whole)
        case Growth(now, before):
            yield from (now, before)
        case Sum(terms):
            yield from terms
        case Scale(inner):
            yield inner
        case Mean(inner, _, per) if inner is not None and per is not None:
            yield from (inner, per)


def derived(told: Told, operands: _Operands) -> list[Piece]:
    """A value that was worked out, with what it was worked out of."""
    two = operands if len(operands) == 2 else None
    match told.expr:
        case Difference() | Ratio() | Growth() if two:
            return [*compared(told, *two), *_behind(told, operands, _SIGNS.get(type(told.expr), "÷"))]
        case Sum(rows=rows):
            return [*_summed(told, operands, rows), *_behind(told, operands, "＋")]
        case Scale(label=label):
            return [*_scaled(told, label, operands), "（", formula(told.value), "）"]
        case Mean(per=per) if per is not None and two:
            return [*_stem(operands[0]), "平均", Label(_each(told, operands[1])), told.value, *_worked(told)]
        case Mean(rows=Listed(cells)):
            return [*_mean_of(told, cells), told.value, *_worked(told)]
        case Mean(rows=rows) if rows is not None:
            return [*of_rows(told, rows), "平均每项", told.value, *_worked(told)]
        case Count(rows=rows):
            return [*of_rows(told, rows), "共有", told.value, *_counted(told)]
    return [*clause(told), *_worked(told)]


def _mean_of(told: Told, cells: Sequence[Cell]) -> list[Piece]:
    """某局公务接待费预算平均每年: what all of them are, and in what they differ."""
    values = reckoned(told.value).operands
    if len(values) != len(cells):
        return [*of_rows(told, Listed(tuple(cells))), "平均每项"]
    common, _ = shared([Told(cell, value) for cell, value in zip(cells, values, strict=True)])
    each = "每项" if not common.name else "每年" if not common.year else "每家"
    return [*head(replace(common, tag="")), f"平均{each}"]


_SIGNS = {Difference: "−", Ratio: "÷", Growth: "→"}


def _worked(told: Told) -> list[Piece]:
    """The formula in brackets; the answer object alone holds one of many terms."""
    done = reckoned(told.value)
    return ["（", formula(done), "）"] if done.formula and len(done.operands) <= 2 * _NAMED else []


def _stem(operand: Told) -> list[Piece]:
    """What a single operand is of, without its amount."""
    return head(shared([operand])[0])


def of_rows(told: Told, rows: Rows) -> list[Piece]:
    """某局2025年项目支出预算: whose rows were counted or added up."""
    name = str(whole.subject or "") if (whole := parent_of(rows)) else ""
    stages = {stage_of(operand) for operand in reckoned(told.value).operands}
    stage = stages.pop() if len(stages) == 1 else ""
    return head(replace(coordinates(told), name=name, stage=stage, tag=""))


def _counted(told: Told) -> list[Piece]:
    """What was counted, by name, where that is not too much."""
    names = dict.fromkeys(operand.metric for operand in reckoned(told.value).operands)
    return ["：", Label("、".join(names))] if 0 < len(names) <= 2 * _NAMED else []


def _each(told: Told, count: Told) -> str:
    """每辆, 人均 where evaluation names it so."""
    return told.label or f"每{count.value.unit}"


def _behind(told: Told, operands: _Operands, sign: str) -> list[Piece]:
    """The operands by name in brackets, joined by the sign; else the formula alone."""
    if not operands or sign == "→":
        return _worked(told)
    _, own = shared(operands)
    lone = sum(not is_given(operand.value) for operand in operands) == 1
    pieces: list[Piece] = ["（"]
    for n, (operand, of) in enumerate(zip(operands, own, strict=True)):
        pieces += [sign] if n else []
        pieces += amount(operand) if lone else item(of, operand)
        if reckoned(operand.value).operator == "sum":
            pieces += ["（", formula(operand.value), "）"]
    return [*pieces, "）"]


def _summed(told: Told, operands: _Operands, rows: Rows | None) -> list[Piece]:
    """某局2025年水费、电费预算合计3.00万元."""
    if not operands:
        return [*of_rows(told, rows), "各项合计", told.value] if rows is not None else clause(told)
    common, own = shared(operands)
    pieces: list[Piece] = head(replace(common, stage=""))
    for n, of in enumerate(own):
        pieces += ["、"] if n else []
        pieces += head(replace(of, stage=of.stage if not common.stage else ""))
    stage = common.stage if common.stage and common.stage not in common.name else ""
    return [*pieces, stage, "合计", told.value]


def _scaled(told: Told, label: str, operands: _Operands) -> list[Piece]:
    stem = _stem(operands[0]) if operands else [Label(name_of(told))]
    return [*stem, "，", Label(label), "为", told.value]


def _sides(one: Coordinates, other: Coordinates, operands: _Operands) -> list[list[Piece]]:
    """What each side has of its own; two that have nothing are told apart by their places."""
    words = [head(one), head(other)]
    if any(words):
        return words
    cited = [next(iter(operand.value.citations()), None) for operand in operands]
    return [[Label(place(citation))] if citation else [] for citation in cited]


def compared(told: Told, left: Told, right: Told) -> list[Piece]:
    """甲局比乙局多0.50万元, 2025年比2024年增长50.00%, 公务接待费占支出合计的1.01%."""
    common, (one, other) = shared((left, right))
    value = told.value
    if one.name:
        common, one = replace(common, stage=""), replace(one, stage=one.stage or common.stage)
    comma: list[Piece] = ["，"] if (common.name or common.stage) and (one.body or one.year) else []
    mine, against = _sides(one, other, (left, right))
    pieces = [*head(common), *comma, *mine]
    if isinstance(told.expr, Ratio):
        apart = not told.expr.times and bool(one.name or one.body)
        return [*pieces, "占" if apart else "是", *against, "的", value]
    if value.value == 0:
        return [*pieces, "与", *against, "相同，相差", value]
    more, less = _verbs(told.expr, one, other)
    return [*pieces, "比", *against, less if value.value < 0 else more, unsigned(value)]


def _verbs(expr: Expr, one: Coordinates, other: Coordinates) -> tuple[str, str]:
    """More and less: of a rate, of one thing in two years, of two things."""
    if isinstance(expr, Growth):
        return "增长", "下降"
    if one.year > other.year and not (one.name or one.body):
        return "增加", "减少"
    return "多", "少"
