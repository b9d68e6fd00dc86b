"""Rules for shares, means and halves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from index.facts.records import Kind, Stage
from qa.language.tokens import Token
from qa.plan.algebra import By, Cell, Difference, Expr, Listed, Mean, Rank, Ratio, Scale, Show
from qa.plan.filling import operands
from qa.plan.grammar.parts import ENDS, Compared, compared, joined, placed_beside
from qa.plan.grammar.rankings import rank
from qa.plan.grammar.rule import Candidate, reading, rule
from qa.plan.grammar.sentence import Sentence, said
from qa.plan.operands import Operand

_MONTHS = 12
_INCOME = "收入"
_CARS = "车"


@rule(needs=("ratio",))
def share(s: Sentence) -> Iterator[Candidate]:
    """X占Y的百分之几."""
    left, right = _sides(s)
    if _speaks_of_the_first(s, left) or not _is_named(right):
        return
    used = s.all("ratio", "percent", "sum")
    if s.referred:
        yield reading(Show(_of_referred(s, right)), used)
    elif two := compared(s, left, right):
        for shares, cost in _of_wholes_named(two, together=_are_together(s)):
            yield reading(Show(shares), used, s.first("yesno"), cost=cost)


def _of_referred(s: Sentence, right: Sequence[Operand]) -> tuple[Ratio, ...]:
    """The share of amounts asked for before in the whole that is named, together or each."""
    (whole,) = placed_beside(s.cells_of(right), s.referred[0])[:1]
    parts = s.referred if s.has("apart") else (joined(s.referred),)
    return tuple(Ratio(part, whole) for part in parts)


def _are_together(s: Sentence) -> bool:
    """Whether what stands before 占 is added up: A和B加起来占, not 占总共的."""
    before = [token for token in s.tokens if token.end <= s.the("ratio").start]
    named = any(token.sort in ("name", "code") for token in before)
    asked = s.earlier.all("sum") if s.earlier is not None and not named else ()  # 合起来多少，占支出的几成
    return bool(asked or [t for t in before if t.sense("op") == "sum"]) and not s.has("apart")


def _of_wholes_named(two: Compared, together: bool) -> Iterator[tuple[tuple[Ratio, ...], float]]:
    """The shares of cells in the wholes said behind 占, and what it costs to take them so."""
    if together:
        yield (Ratio(two.one, two.other),), 0.0
        return
    if 1 < len(two.ones) == len(two.others):  # of three years: each in the whole of its own year
        yield tuple(map(Ratio, two.ones, two.others)), 0.0
        return
    if all(part.code for part in two.ones) and len(two.others) == 1 and not two.others[0].code:
        # 2200150：基本支出占本年支出合计: of the row's own columns
        yield tuple(Ratio(part, _beside(part, two.others[0])) for part in two.ones), -0.05
    yield tuple(Ratio(part, _as_before(part, two.other)) for part in two.ones), 0.0


def _as_before(part: Cell, whole: Expr) -> Expr:
    """财政拨款的本年支出中X占本年支出的: the whole as it was said where the part was said to stand in it."""
    if not isinstance(whole, Cell) or whole.subject is None or whole.within:
        return whole
    said_before = [name.shown for name in part.within]
    at = said_before.index(whole.subject.shown) if whole.subject.shown in said_before else 0
    return replace(whole, within=part.within[:at])


@rule(needs=("percent",), never=("ratio", "more", "less", "change", "compare", *ENDS))
def share_in_english(s: Sentence) -> Iterator[Candidate]:
    """What percentage of Y is X: the whole is named first; all that is spent, where no row is."""
    asks = next((token for token in s.all("percent") if token.marked("share_of")), None)
    cells = s.cells()
    if asks is None or not said(cells) or s.operands[0].whole == "income":
        return
    whole, *parts = cells if len(cells) > 1 else (_said_first(s, cells[0]), *cells)
    yield reading(Show(tuple(Ratio(part, whole) for part in parts)), s.all("percent", "sum"))


def _said_first(s: Sentence, part: Cell) -> Cell:
    """The whole that a part is said to stand in; all that is spent, where it is said to stand in none."""
    if part.within:
        return replace(part, subject=part.within[-1], within=part.within[:-1], code="")
    (spent,) = s.cells_of([Operand()], "expense")[:1]
    return replace(spent, body=part.body, year=part.year, kind=part.kind)


@rule(needs=("ratio",), never=ENDS)
def share_of_the_first(s: Sentence) -> Iterator[Candidate]:
    """哪个项目最大？占项目支出的百分之几: of the row that is first, as was asked before."""
    left, right = _sides(s)
    if s.earlier is None or not _speaks_of_the_first(s, left):
        return
    whole = s.cells_of(right[:1])[:1] if _is_named(right) else ()
    for made in rank.makes(s.earlier):
        ranked = (query for query in made.queries if isinstance(query, Rank))
        shares = tuple(
            replace(r, by=By.SHARE, reason=False, whole=whole[0] if whole else None) for r in ranked
        )
        yield reading(shares, s.all("ratio", "percent", "sum"), cost=made.cost - 0.2)


def _speaks_of_the_first(s: Sentence, left: Sequence[Operand]) -> bool:
    """Whether what has a share is the row that a ranking before tells, since the sentence names none."""
    ranked = s.earlier is not None and s.earlier.has("highest", "lowest") and not s.has(*ENDS)
    own = [token for one in left for token in one.tokens if token in s.tokens]
    return ranked and not any(token.sort in ("name", "code") for token in own)


def _beside(part: Cell, whole: Cell) -> Cell:
    """The cell of the same row in the column that a whole is called by."""
    column = (whole.subject,) if whole.subject is not None else ()
    return replace(part, subject=None, within=column)


@rule(needs=("ratio",))
def share_of_all(s: Sentence) -> Iterator[Candidate]:
    """Y里X占几成; X占总支出的比例; X占多少, of a whole that no row behind 占 names."""
    left, right = _sides(s)
    cells = s.referred or s.cells_of(left or s.operands)
    if (left and _is_named(right)) or not said(cells):
        return
    used = s.all("ratio", "percent", "sum"), s.first("yesno")
    if left and right and (same := _of_the_same(right[0])):
        shares = tuple(Ratio(cell, replace(cell, **same)) for cell in cells)
        yield reading(Show(shares), *used)
    elif not s.pair:
        for shares, cost in _of_wholes_unnamed(s, cells, right):
            yield reading(Show(shares), *used, cost=cost)


def _of_wholes_unnamed(
    s: Sentence, cells: tuple[Cell, ...], right: list[Operand]
) -> Iterator[tuple[tuple[Ratio, ...], float]]:
    """The shares of cells in the wholes that they may be of, and what it costs to take them so."""
    of_whole = right[0].whole if right and not right[0].named else ""
    if s.referred and not s.has("apart"):
        if not _is_named(right):
            whole, cost = _whole_of(cells[0], s, of_whole)
            yield (Ratio(joined(cells), whole),), cost
        return
    if not of_whole:
        yield from _in_their_parents(s, cells)
    if len(cells) == 2 and not right and not s.has("apart"):
        yield (Ratio(*cells),), 0.6
    if len(cells) > 1 and _are_together(s):
        whole, cost = _whole_of(cells[0], s, of_whole)
        yield (Ratio(joined(cells), whole),), cost
    elif of_whole or not all(cell.within for cell in cells):
        yield _shares(s, cells, of_whole)


@rule(needs=("proportion",), never=("ratio", *ENDS))
def proportion(s: Sentence) -> Iterator[Candidate]:
    """X与Y之比; X与Y之比是几倍."""
    cells = s.referred or s.cells()
    if len(cells) == 2:
        ratio = Ratio(*cells, times=not s.has("percent"))
        yield reading(Show((ratio,)), s.all("proportion", "percent", "times"), s.first("yesno"))


@rule(needs=("percent", "times"), never=("ratio", "compare", "more", "less", "change", "rate", "difference"))
def as_a_part(s: Sentence) -> Iterator[Candidate]:
    """X是Y的百分之几; 2024年的X是2025年的几倍."""
    at = next((token for token in s.tokens if token.marked("copula")), None)
    two = compared(s, *s.sides(at)) if at is not None else None
    if two is not None:
        ratio = Ratio(two.one, two.other, times=s.has("times"))
        yield reading(Show((ratio,)), s.all("percent", "times"), cost=-0.05)


@rule(needs=("ratio",), never=("reason", *ENDS))
def shares_compared(s: Sentence) -> Iterator[Candidate]:
    """X占Y的比重比上年高几个百分点; 甲和乙谁的X占Y比例高: one share against another."""
    if not s.has("more", "less", "difference"):
        return
    moves = s.all("compare", "difference", "more", "less")
    used = s.all("ratio", "percent"), moves, s.first("which_body", "which_year")
    held_against = _held_against(s)
    if held_against is not None:
        pairs = _against_the_same(s, *held_against)
        if pairs:
            yield reading(Show(pairs), *used, cost=-0.05)
        return
    shares = _each_share(replace(s, tokens=tuple(token for token in s.tokens if token not in moves)))
    if len(shares) == 2:
        counted = s.has("how_many", "difference") and not s.has("apart")
        yield reading(Show((Difference(*shares, either=True),) if counted else shares), *used, cost=-0.05)


def _held_against(s: Sentence) -> tuple[Token, Operand] | None:
    """比 and the year or body behind it; None where a row is named there, and so a share of its own."""
    at = s.first("compare")
    against = operands([token for token in s.tokens if at is not None and token.start >= at.end])
    if at is None or not against or any(one.named for one in against):
        return None
    return at, against[0]


def _against_the_same(s: Sentence, at: Token, against: Operand) -> tuple[Difference, ...]:
    """By how much each share before 比 differs from the same one of another year or body."""
    shares = _each_share(replace(s, tokens=tuple(token for token in s.tokens if token.end <= at.start)))
    pairs = [(share, _moved(share, against, s)) for share in shares]
    return tuple(Difference(one, other) for one, other in pairs if one != other)


def _each_share(s: Sentence) -> tuple[Ratio, ...]:
    """The shares that a sentence asks for, each of its part and its whole."""
    if not s.has("ratio"):
        return ()
    for made in (*share.makes(s), *share_of_all.makes(s)):
        exprs = [expr for query in made.queries if isinstance(query, Show) for expr in query.exprs]
        shares = tuple(expr for expr in exprs if isinstance(expr, Ratio))
        if shares:
            return shares
    return ()


def _moved(share: Ratio, against: Operand, s: Sentence) -> Ratio:
    """The same share of another year or body."""

    def moved(cell: Cell) -> Cell:
        year = next((other.year for other in against.cells(s.known) if other.year), None)
        body = next((other.body for other in against.cells(s.known) if other.body and against.bodies), "")
        if against.says_last_year and not against.own_years and cell.year:
            year = cell.year - 1
        return replace(cell, year=year or cell.year, body=body or cell.body)

    part, whole = share.part, share.whole
    if not isinstance(part, Cell) or not isinstance(whole, Cell):
        return share
    return replace(share, part=moved(part), whole=moved(whole))


def _of_the_same(whole: Operand) -> dict[str, Any]:
    """占全市的, 占变动预算的: the same amount of all of the place, or at another stage."""
    if whole.named or whole.whole or whole.own_years:
        return {}
    if len(whole.scopes) == 1 and whole.scopes[0].of_place:
        return {"scope": whole.scopes[0]}
    planned = [stage for stage in whole.own_stages if stage in (Stage.INITIAL, Stage.ADJUSTED)]
    return {"stage": planned[0]} if len(planned) == 1 else {}


def _shares(s: Sentence, cells: tuple[Cell, ...], of_whole: str) -> tuple[tuple[Ratio, ...], float]:
    wholes = [_whole_of(cell, s, of_whole) for cell in cells]
    shares = tuple(Ratio(cell, whole) for cell, (whole, _) in zip(cells, wholes, strict=True))
    return shares, max(cost for _, cost in wholes)


@rule(needs=("ratio",))
def share_of_other(s: Sentence) -> Iterator[Candidate]:
    """前者占后者多少, of two that were asked for before."""
    if s.pair:
        yield reading(Show((Ratio(*s.pair),)), s.all("ratio", "percent"))


def _sides(s: Sentence) -> tuple[list[Operand], list[Operand]]:
    left, right = s.sides(s.the("ratio"))
    if not left and s.earlier:
        left = s.earlier.operands[-1:]  # 它占总支出的比例
    return left, right


def _is_named(side: list[Operand]) -> bool:
    return bool(side) and side[0].named


def _in_their_parents(s: Sentence, cells: Sequence[Cell]) -> Iterator[tuple[tuple[Ratio, ...], float]]:
    """Y里的X: the share of a row in the one it stands in, and what it costs to take it so."""
    inner = [cell for cell in cells if cell.within]
    wholes = [replace(c, subject=c.within[-1], within=c.within[:-1], code="") for c in inner]
    pairs = list(zip(inner, wholes, strict=True))
    if pairs:
        # 三公经费里的公务接待费 is the same wherever it is printed; 某类里的项目支出 is not all of it.
        known = all(s.known.is_part_of(part, whole) for part, whole in pairs)
        yield (
            tuple(Ratio(replace(part, within=part.within[:-1]), whole) for part, whole in pairs),
            0.25 - 0.2 * known,
        )
        yield tuple(Ratio(part, whole) for part, whole in pairs), 0.1


def _whole_of(cell: Cell, s: Sentence, of_whole: str) -> tuple[Cell, float]:
    """What a share is of where no row says so: all that is bought, all that is spent; and what it costs."""
    if cell.group:
        bought = cell.subject or (cell.within[-1] if cell.within else None)
        return replace(cell, group="", subject=bought), 0.0
    if of_whole == "budget" and cell.stage is not None:
        return replace(cell, stage=Stage.INITIAL, kind=Kind.FINAL), 0.0  # 实际花了…占预算的
    before = s.earlier.cells() if s.earlier and s.has("inside") else ()
    if len(before) == 1 and said(before):
        return before[0], 0.0  # 里面买车占多少
    if of_whole in ("expense", "income"):
        return _total_beside(cell, s, of_whole), 0.0
    of_income = cell.subject is not None and cell.subject.shown.endswith(_INCOME)
    return _total_beside(cell, s, "income" if of_income else "expense"), 0.0 if of_whole else 0.3


def _total_beside(cell: Cell, s: Sentence, sense: str) -> Cell:
    """The whole of a body, year and stage of which the cell is a part."""
    name = s.known.total(sense)
    return Cell(name, body=cell.body, year=cell.year, kind=cell.kind, stage=cell.stage, scope=cell.scope)


@rule(needs=("mean",), named=True)
def mean(s: Sentence) -> Iterator[Candidate]:
    """每月平均; 三年平均; 平均每个项目."""
    cells, at = s.cells(), s.the("mean")
    if per := _per(s):
        cells = tuple(cell for cell in cells if _is_spread_so(cell, per)) or cells
        for n, unit in enumerate((per, "人次") if per == "人" else (per,)):  # guests are counted in visits
            spread = (replace(cell, counted="") for cell in cells)
            means = tuple(Mean(cell, per=s.known.counted(cell, unit)) for cell in spread)
            yield reading(Show(means), s.all("mean", "sum", "spent"), s.spread, cost=0.1 * n - 0.1)
        return
    if s.several:
        return
    if any(token.monthly for token in s.tokens if token.start >= at.start):
        months = tuple(Scale(cell, 1, _MONTHS, "每月平均") for cell in cells)
        yield reading(Show(months), s.all("mean", "sum"))
    elif len(cells) > 1:
        yield reading(Show((Mean(rows=Listed(cells)),)), s.all("mean", "sum"))


def _is_spread_so(cell: Cell, unit: str) -> bool:
    """Whether an amount is spread over what is counted in a unit: of the readings of 运行费 that of cars."""
    return unit != "辆" or (cell.subject is not None and _CARS in cell.subject.shown)


def _per(s: Sentence) -> str:
    """The unit that an amount is spread over: 辆 of 每辆车, 人次 of 每人次."""
    slots = [token.sense("slot") for token in s.tokens if token.sense("slot").startswith("per:")]
    of_visits = any(token.sense("slot") == "count:人次" for token in s.tokens)
    return "人次" if slots and of_visits else slots[0].removeprefix("per:") if slots else ""


@rule(needs=("half",), never=("exceed", "reach", "under", "ratio"), named=True)
def half(s: Sentence) -> Iterator[Candidate]:
    """X的一半."""
    yield reading(Show(tuple(Scale(cell, 1, 2, "一半") for cell in s.cells())), s.all("half", "less"))
