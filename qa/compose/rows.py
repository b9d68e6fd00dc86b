"""Rows in order, and rows of a list with what they leave of their whole.

>>> rank(result, "").pieces
(Label('某局'), Label('2025年'), '预算', '：', '金额最大的是', Label('社区工作者队伍经费'), Value(…), '。')
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.facts.money import is_money
from index.facts.records import Change
from qa.compose.amounts import reckoned, unsigned
from qa.compose.changes import reason_words
from qa.compose.phrases import (
    MOVEMENTS,
    Coordinates,
    amount,
    clause,
    draft,
    formula,
    head,
    item,
    moved,
    name_of,
    shared,
    values_of,
)
from qa.compose.questions import level_of, parent_of
from qa.execute.results import Result, Told
from qa.plan.algebra import (
    By,
    Cell,
    Children,
    Comparison,
    Each,
    Filter,
    Level,
    List,
    Listed,
    Minus,
    Rank,
    Rows,
)
from qa.records import Draft, Label, Piece, Value

_OF_MOST = {
    By.AMOUNT: ("金额最大", "金额最小"),
    By.CHANGE: ("增加最多", "增加最少"),
    By.RATE: ("增幅最大", "增幅最小"),
    By.SHARE: ("占比最高", "占比最低"),
    By.COMPLETION: ("完成率最高", "完成率最低"),
}
_OF_FALLING = {By.CHANGE: ("减少最多", "减少最少"), By.RATE: ("降幅最大", "降幅最小")}
_SO_COMPARED = {
    Comparison.ABOVE: "超过",
    Comparison.AT_LEAST: "不低于",
    Comparison.BELOW: "低于",
    Comparison.AT_MOST: "不超过",
    Comparison.EQUAL: "等于",
    Comparison.ZERO: "为零",
    Comparison.NOT_ZERO: "不为零",
}


# -- in order --------------------------------------------------------------------------------


def rank(result: Result) -> Draft:
    """The rows in order; both ends where both are asked for."""
    query = result.query
    assert isinstance(query, Rank)
    common, own = shared(result.told, _axis(query.rows))
    pieces = [*_among(common, query.rows, result.parent), "，"]
    start = 0
    for ordered, group in _ends(query, result.told):
        pieces += ["；"] if start else []
        pieces += _ordered(ordered, group, own[start : start + len(group)])
        start += len(group)
    telling = [change for change in result.changes if query.reason and change.reason][:1]
    pieces += ["。", *_of_the_whole(result), *_why(query, telling)]
    context = [*_operands(result.told), *values_of(result.context)]
    context += values_of([result.parent] if result.parent else [])
    return draft(pieces, values_of(result.told), context, citations=[change.citation for change in telling])


def _of_the_whole(result: Result) -> list[Piece]:
    """What shares, and rows that are ranked by how far they were spent, are parts of."""
    query = result.query
    whole = result.parent or next((told for told in result.context if told.rank == 0), None)
    if whole is None or not isinstance(query, Rank) or query.by not in (By.SHARE, By.COMPLETION):
        return []
    return ["总数是", Label(name_of(whole)), whole.value, "。"]


def _why(query: Rank, telling: Sequence[Change]) -> list[Piece]:
    """The reason, where it is asked for."""
    if not query.reason:
        return []
    return reason_words(telling[0]) if telling else ["文件没有写明原因。"]


def _ends(query: Rank, told: Sequence[Told]) -> list[tuple[Rank, Sequence[Told]]]:
    """The told rows of each end: counting begins anew with the second."""
    if query.second is None:
        return [(query, told)]
    for n in range(1, len(told)):
        if told[n].rank < told[n - 1].rank or (told[n].rank == 1 and n >= max(query.top, 1)):
            return [(query, told[:n]), (query.second, told[n:])]
    return [(query, told)]


_AXES = {"body": "body", "unit_row": "body", "year": "year", "subject": "name", "stage": "stage"}


def _axis(rows: Rows) -> str:
    """Which words tell one row from the others."""
    match rows:
        case Each(_, axis):
            return _AXES.get(axis, "tag")
        case Filter(inner) | Minus(inner):
            return _axis(inner)
        case Children() | Listed():
            return "name"


# Rows of these levels are of all that a body spends, whatever whole the question names.
_OF_ALL = (Level.PROJECT, Level.UNIT)


def _among(common: Coordinates, rows: Rows, parent: Told | None) -> list[Piece]:
    """某局2025年项目支出预算中: what all rows share, and the whole that they are of."""
    cell = parent_of(rows)
    if common.name or cell is None or isinstance(rows, Each):
        return head(replace(common, tag=""))
    name = str(cell.subject or "") or (parent.value.metric if parent else "")
    level = level_of(rows)
    if level in _OF_ALL and level.value not in name:
        name = f"各{level.value}"
    return [*head(replace(common, name=name, tag="")), "中"]


def _ordered(query: Rank, told: Sequence[Told], own: Sequence[Coordinates]) -> list[Piece]:
    pieces: list[Piece] = []
    if query.by in _OF_FALLING and not any(_moved_so(query, row.value) for row in told):
        pieces = ["没有减少的，" if query.falling else "没有增加的，"]
        query = replace(query, falling=not query.falling, ascending=True)
    words = (_OF_FALLING if query.falling else _OF_MOST).get(query.by, _OF_MOST[query.by])[query.ascending]
    if query.by is By.AMOUNT and not any(is_money(row.value.unit) for row in told):
        words = words.replace("金额最大", "数量最多").replace("金额最小", "数量最少")
    one = len(told) == 1
    pieces += [_placed(query) if query.nth else f"{words}的是" if one else f"{words}的依次是："]
    for n, (row, of) in enumerate(zip(told, own, strict=True)):
        pieces += ["；"] if n else []
        pieces += ranked_row(row, of, one)
    return pieces


_MEASURES = {By.CHANGE: "增加额", By.RATE: "增幅"}
_FALLING_MEASURES = {By.CHANGE: "减少额", By.RATE: "降幅"}
_PLACES = "〇一二三四五六七八九十"


def _placed(query: Rank) -> str:
    """金额从大到小排，第二位是."""
    measures = _FALLING_MEASURES if query.falling else _MEASURES
    way = "从小到大" if query.ascending else "从大到小"
    place = _PLACES[query.nth] if query.nth < len(_PLACES) else "这一"
    return f"{measures.get(query.by, query.by.value)}{way}排，第{place}位是"


def _moved_so(query: Rank, moved: Value) -> bool:
    """Whether a change goes the way that is asked about."""
    return moved.value < 0 if query.falling else moved.value > 0


def ranked_row(row: Told, of: Coordinates, alone: bool) -> list[Piece]:
    """One row in order, with its amount or how it moved; alone, its name and its amount are set apart."""
    comma: list[Piece] = ["，"] if alone else []
    value = row.value
    if reckoned(value).operator in ("minus", "growth"):
        return [*head(replace(of, stage="")), *comma, *moved(value), "（", formula(value), "）"]
    if reckoned(value).operator == "ratio":
        return [*head(replace(of, stage="")), *comma, value, "（", formula(value), "）"]
    if not alone:
        return item(of, row)
    pieces = item(of, row)
    told = len(amount(row)) if value.stage in MOVEMENTS else 1  # 比上年增加165.60万元, told behind its row
    return [*pieces[:-told], *comma, *pieces[-told:]]


def _operands(told: Sequence[Told]) -> list[Value]:
    """What the first rows were worked out of."""
    worked = [reckoned(row.value) for row in told[:3]]
    return [operand for value in worked if value.operator for operand in value.operands]


# -- as a list -------------------------------------------------------------------------------


def listed(result: Result) -> Draft:
    """The rows, each with its amount, and what they leave of their whole."""
    query = result.query
    assert isinstance(query, List)
    parent = [result.parent] if result.parent else []
    beside = [*values_of(parent), *([result.gap] if result.gap else []), *values_of(result.context)]
    which = which_rows(query.rows)
    if not result.told:
        return draft([*_heading(query.rows, parent), "没有", *which, "项。"], (), beside)
    common, own = shared(result.told, _axis(query.rows))
    pieces = [*(clause(parent[0]) if parent else _of_whom_and_what(common, query.rows)), "，"]
    pieces += [*which, "有："] if which else ["包括："]
    for n, (told, of) in enumerate(zip(result.told, own, strict=True)):
        pieces += ["；"] if n else []
        pieces += item(of, told)
    pieces += ["。", *_left_over(result)]
    citations = [c for told in result.told if told.unread for c in told.value.citations()]
    filled = [value for value in values_of(result.told) if value.value] or values_of(result.told)
    return draft(pieces, filled, [*beside, *values_of(result.told)], citations=citations)


def _of_whom_and_what(common: Coordinates, rows: Rows) -> list[Piece]:
    cell = parent_of(rows)
    name = common.name or (cell.subject.shown if cell and cell.subject else "")
    return head(replace(common, name=name, tag=""))


def _heading(rows: Rows, parent: Sequence[Told]) -> list[Piece]:
    """Whose rows they are, where none is there to tell it."""
    if parent:
        return [*clause(parent[0]), "，"]
    cell = parent_of(rows)
    if cell is None:
        return []
    year = f"{cell.year}年" if cell.year else ""
    return [Label(part) for part in (cell.body, year, str(cell.subject or "")) if part]


def which_rows(rows: Rows) -> list[Piece]:
    """超过10万元的, 2025年比2024年新增的; nothing where they are all rows."""
    match rows:
        case Filter(inner, comparison, amount):
            said: list[Piece] = [Label(amount.said)] if amount else []
            return [*which_rows(inner), _SO_COMPARED[comparison], *said, "的"]
        case Minus(inner, without):
            now, before = parent_of(inner), parent_of(without)
            if now and before and (said_of_years := _new_or_ended(now, before)):
                return said_of_years
            names = _names_of(without)
            return ["不含", Label(names), "的"] if names else []
    return []


def _new_or_ended(now: Cell, before: Cell) -> list[Piece]:
    """2025年比2024年新增的; nothing where both are of one year."""
    if now.year and before.year and now.year != before.year:
        later, earlier = max(now.year, before.year), min(now.year, before.year)
        return [Label(f"{later}年比{earlier}年{'新增' if now.year == later else '取消'}的")]
    if now.prior != before.prior:
        return [Label(f"{now.year}年" if now.year else "本年"), "新增的" if before.prior else "不再有的"]
    return []


def _names_of(rows: Rows) -> str:
    if isinstance(rows, Listed):
        return "、".join(str(cell.subject) for cell in rows.cells if cell.subject)
    cell = parent_of(rows)
    return str(cell.subject) if cell and cell.subject else ""


def _left_over(result: Result) -> list[Piece]:
    """What the rows leave of their whole: parts sum to it, or it is said what is missing."""
    gap = result.gap
    if gap is None or gap.value == 0:
        return []
    whole: list[Piece] = [Label(result.parent.value.metric)] if result.parent else ["总数"]
    worked: list[Piece] = ["（", formula(gap), "）"] if reckoned(gap).formula else []
    if gap.value > 0:
        return ["以上各项合计比", *whole, "少", gap, *worked, "，文件没有列出这一部分的明细。"]
    return ["以上各项合计比", *whole, "多", unsigned(gap), *worked, "，明细与总数不一致。"]
