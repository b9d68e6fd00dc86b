"""What changed against the year before, and why in the document's own words.

>>> changed(result, "").pieces[-4:]
('，增长', Value('50.00', '%'), '，主要原因是', Quote('新增接线'))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.facts.records import Change, Stage
from index.facts.subjects import normal
from qa.compose.amounts import reckoned, told_in, unit_of, unsigned
from qa.compose.phrases import clause, draft, formula, head, of_the_year_before, quoted, shared, values_of
from qa.execute.results import Result, Told
from qa.plan.algebra import Cell, Changed, Difference, Expr, Growth, Name, Reason
from qa.records import Draft, Label, Piece, Quote, Value
from qa.values import said_amount, said_difference, said_percent, stands

_UNCHANGED = "持平"


@dataclass(frozen=True, slots=True)
class ToldMovement:
    """How one thing stands against the year before or another base, each part where it is known."""

    amount: Told | None = None
    prior: Told | None = None
    difference: Told | None = None
    rate: Told | None = None
    direction: str = ""
    against: str = "上年"

    @property
    def told(self) -> tuple[Told, ...]:
        """The parts there are."""
        parts = (self.amount, self.prior, self.difference, self.rate)
        return tuple(part for part in parts if part is not None)


def changed(result: Result, unit: str) -> Draft:
    """How much more or less than the year before; the reason where the question wants it."""
    query = result.query
    assert isinstance(query, Changed | Reason)
    own, parts = _by_subject(result)
    movement = _movement(result, own, unit)
    asks_why = isinstance(query, Reason) or query.reason
    why = _explained(own) if asks_why else None
    pieces = _sentence(query, movement, why)
    spoken = [why] if why else own[:1]
    values: list[Value] = []
    if _leaves_open(movement, asks_why and not why):
        said, values = _parts(parts, movement.told == (), unit)
        pieces += said or _quoted(result, asks_why)
        spoken += parts if said else []
    every = [*values_of(result.told), *values_of(movement.told), *values]
    wanted = _asked(query, movement) or _differences(values)
    asked = [value for value in every if value in wanted]
    cited = [c.citation for c in spoken] + [q.citation for q in result.quotes]
    return draft(pieces, asked, every, citations=cited)


def _sentence(query: Changed | Reason, movement: ToldMovement, why: Change | None) -> list[Piece]:
    """How it moved and why; of what is printed for the year before alone, that it is listed no more."""
    if movement.prior is not None and movement.told == (movement.prior,):
        return _no_more(movement.prior)
    pieces = [*_premise(query.direction, movement.direction), *_moved(movement, query.cell)]
    return [*pieces, *_ending(movement, why), *_before(movement)]


def _no_more(prior: Told) -> list[Piece]:
    """What a document of the year does not list any more: what it was the year before."""
    year = Label(f"{prior.value.year + 1}年")
    return [*clause(prior), "；", year, "的文件没有再列这一项。"]


def _leaves_open(movement: ToldMovement, unexplained: bool) -> bool:
    """Whether what was asked is told neither as a movement nor, where a reason is, explained."""
    return unexplained or not movement.direction


def _differences(values: Sequence[Value]) -> set[Value]:
    """Of the parts of a whole, how much they changed."""
    return {value for value in values if value.stage == Stage.DIFFERENCE.value}


def _explained(changes: Sequence[Change]) -> Change | None:
    """The first sentence that gives a reason."""
    return next((change for change in changes if change.reason), None)


def _ending(movement: ToldMovement, why: Change | None) -> list[Piece]:
    """Why it changed; else the end of the sentence, where it says anything."""
    if why:
        return ["，", *reason_words(why)]
    return ["。" if movement.told or movement.direction else "，"]


def _asked(query: Changed | Reason, movement: ToldMovement) -> set[Value]:
    """The values that the question is after; of a why, how much it changed."""
    parts = {"amount": movement.amount, "difference": movement.difference, "rate": movement.rate}
    asks = query.asks if isinstance(query, Changed) else ("difference",)
    if movement.direction == _UNCHANGED and movement.amount:
        asks = ("amount",)
    found = [told for name, told in parts.items() if name in asks and told]
    found = found or [told for told in (movement.difference, movement.rate) if told][:1]
    return set(values_of(found))


# -- what is known ---------------------------------------------------------------------------


def _by_subject(result: Result) -> tuple[list[Change], list[Change]]:
    """The sentences about the very thing asked, and those about its parts."""
    query = result.query
    assert isinstance(query, Changed | Reason)
    names = {normal(told.value.metric) for told in (*result.told, *result.context)}
    codes = {query.cell.code} - {""}
    if subject := query.cell.subject:
        names |= {*subject.keys, normal(subject.shown)}
        codes |= set(subject.codes)
    own: list[Change] = []
    parts: list[Change] = []
    for change in result.changes:
        same = normal(_subject(change)) in names or change.code in codes
        (own if same else parts).append(change)
    if not own and len(parts) == 1:
        return parts, []
    return own, parts


def _subject(change: Change) -> str:
    return change.subject.removeprefix("项目：")


def _movement(result: Result, own: Sequence[Change], unit: str) -> ToldMovement:
    """The parts as evaluation tells them; what it leaves out as the sentence prints it."""
    found = ToldMovement()
    for told in (*result.told, *result.context):
        found = _with(found, told)
    for change in own[:1]:
        for said in _said(change, result.query.cell if isinstance(result.query, Changed | Reason) else None):
            within = replace(said, value=told_in(said.value, unit or unit_of([said.value], "")))
            found = _with(found, within)
    base = next((change.base for change in own[:1]), "")
    against = f"{base}数" if base else found.against
    return replace(found, direction=_direction(result, found, own), against=against)


def _with(found: ToldMovement, told: Told) -> ToldMovement:
    """The movement with one more part; the first of each kind stays."""
    if told.unread:
        return found
    if _tells(told, Growth, Stage.RATE, "growth"):
        return replace(found, rate=found.rate or told)
    if _tells(told, Difference, Stage.DIFFERENCE, "minus"):
        return replace(found, difference=found.difference or told)
    if _is_before(told, found.amount):
        return replace(found, prior=found.prior or told)
    return replace(found, amount=found.amount or told)


def _tells(told: Told, expr: type[Expr], stage: Stage, operator: str) -> bool:
    """Whether it is a rate, or a difference: as it was asked, as a column prints it, as it was worked out."""
    value = told.value
    return isinstance(told.expr, expr) or value.stage == stage.value or reckoned(value).operator == operator


def _is_before(told: Told, amount: Told | None) -> bool:
    """Whether it is the amount of the year before."""
    prior = isinstance(told.expr, Cell) and told.expr.prior
    later = amount is not None and amount.value.year > told.value.year
    return prior or later or of_the_year_before(told.value)


def _said(change: Change, cell: Cell | None) -> Iterable[Told]:
    """What a sentence states, where it prints it."""
    expr = cell or Cell(Name.of(change.subject))
    if change.amount is not None and stands(change.amount_printed, change):
        yield Told(expr, said_amount(change, change.body))
    if change.direction and change.difference is not None and stands(change.difference_printed, change):
        yield Told(Difference(expr, replace(expr, prior=True)), said_difference(change, change.body))
    if change.direction and change.percent is not None and stands(change.percent_printed, change):
        yield Told(Growth(expr, replace(expr, prior=True)), said_percent(change, change.body))


def _direction(result: Result, found: ToldMovement, own: Sequence[Change]) -> str:
    """增加, 减少 or 持平, by the document's words or else by the amounts; "" where neither says."""
    said = result.direction or next((c.direction for c in own if c.direction), "")
    measured = found.difference or found.rate
    if said or not measured:
        return said
    value = measured.value.value
    return "增加" if value > 0 else "减少" if value < 0 else _UNCHANGED


# -- its words -------------------------------------------------------------------------------


def _premise(taken: str, direction: str) -> list[Piece]:
    if not taken or not direction or taken == direction:
        return []
    return [f"与提问所说不同，文件写明的是{direction}。"]


def _moved(movement: ToldMovement, cell: Cell) -> list[Piece]:
    """某局2025年公务接待费预算1.50万元，比上年增加0.50万元，增长50.00%."""
    pieces = _opening(movement, cell)
    difference = movement.difference
    if movement.direction == _UNCHANGED:
        pieces += [f"，与{movement.against}持平"]
        return [*pieces, "（增减", difference.value, "）"] if difference else pieces
    return [*pieces, *_by_how_much(movement), *_worked(movement)]


def _by_how_much(movement: ToldMovement) -> list[Piece]:
    """比上年增加0.50万元，增长50.00%: as much of it as is known."""
    difference, rate, direction = movement.difference, movement.rate, movement.direction
    against = f"，比{movement.against}" if movement.amount else f"比{movement.against}"
    rose = "增长" if direction == "增加" else "下降"
    if difference:
        then: list[Piece] = [f"，{rose}", unsigned(rate.value)] if rate else []
        return [f"{against}{direction}", unsigned(difference.value), *then]
    if rate:
        return [f"{against}{rose}", unsigned(rate.value)]
    return [f"{against}{direction}"] if direction else []


def _worked(movement: ToldMovement) -> list[Piece]:
    """How the difference and the rate were worked out, in brackets."""
    parts = [told.value for told in (movement.difference, movement.rate) if told]
    pieces: list[Piece] = []
    for value in parts:
        if reckoned(value).operator:
            pieces += ["；" if pieces else "（", formula(value)]
    return [*pieces, "）"] if pieces else []


def _opening(movement: ToldMovement, cell: Cell) -> list[Piece]:
    if movement.amount:
        return clause(movement.amount)
    for told in (movement.difference, movement.rate, movement.prior):
        if told:
            common, _ = shared([told])
            return head(replace(common, stage="", tag=""))
    year = f"{cell.year}年" if cell.year else ""
    return [Label(part) for part in (cell.body, year, str(cell.subject or cell.code)) if part]


def _before(movement: ToldMovement) -> list[Piece]:
    """What it was the year before, where a document prints it; nothing before means that it is new."""
    if movement.prior is None or movement.against != "上年":
        return []
    value = movement.prior.value
    grew = movement.direction == "增加" or (movement.amount and movement.amount.value.value > 0)
    if value.value == 0 and grew:
        return ["上年为", value, "，属于新增，无法计算增长率。"]
    if reckoned(value).operator:
        return ["上年推算为", value, "（", formula(value), "）。"]
    return ["上年为", value, "。"]


def reason_words(change: Change) -> list[Piece]:
    """主要原因是…, in the document's own words; 无 is told as what the document prints."""
    if change.reason == "无":
        return ["文件在“主要原因”处写的是“", Quote("无", change.citation), "”，没有给出具体原因", "。"]
    return ["主要原因是", Quote(change.reason, change.citation), "。"]


def _parts(parts: Sequence[Change], alone: bool, unit: str) -> tuple[list[Piece], list[Value]]:
    """What the document says of the parts, where it gives no reason for the whole."""
    telling = [c for c in parts if c.direction not in ("", _UNCHANGED) or c.reason]
    pieces: list[Piece] = []
    values: list[Value] = []
    for change in telling:
        lead = "文件没有写明总体的情况，分项看：" if alone else "文件没有写明总体的原因，分项看："
        pieces += ["；" if pieces else lead, Label(_subject(change)), change.direction]
        if change.difference and stands(change.difference_printed, change):
            value = told_in(said_difference(change, change.body), unit)
            pieces.append(unsigned(value))
            values.append(value)
        pieces += ["，", *reason_words(change)][:-1] if change.reason else []
    return ([*pieces, "。"] if pieces else []), values


def _quoted(result: Result, asks_why: bool) -> list[Piece]:
    if not result.quotes:
        return [f"没有找到写明增减{'原因' if asks_why else '情况'}的文字。"]
    pieces: list[Piece] = []
    for quote in result.quotes:
        pieces += ["；" if pieces else "文件没有直接写明原因，相关的说明是：", *quoted(quote)]
    return [*pieces, "。"]
