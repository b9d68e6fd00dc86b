"""Tokens → candidate plans: rules closed under composition; each says what it makes and which words it uses.

A rule sees one sentence: its operators in order and the operands between them. Every rule that applies
makes a candidate; none hides another. What a candidate leaves unused counts against it (`qa.plan.decide`).

>>> [str(c.queries[0]) for c in candidates(sentence)]
['Show(培训费@甲局2025 − 培训费@乙局2025)']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from index.facts.records import Kind, Stage
from qa.language.tokens import Token
from qa.plan.algebra import (
    Agree,
    Amount,
    By,
    Cell,
    Changed,
    Children,
    Comparison,
    Count,
    Difference,
    Each,
    Exists,
    Expr,
    Filter,
    Growth,
    Holds,
    Level,
    List,
    Listed,
    Mean,
    Minus,
    Name,
    Query,
    Rank,
    Ratio,
    Reason,
    Rows,
    Scale,
    Series,
    Show,
    Sum,
)
from qa.plan.operands import Known, Operand, operands

_ASKING = (
    "degree",
    "apart",
    "how_many",
    "what",
    "which_row",
    "which_year",
    "which_body",
    "yesno",
    "spent",
    "also",
)
_UP, _DOWN = ("more",), ("less",)


@dataclass(frozen=True)
class Sentence:
    """One thing asked: its tokens without talk, and what was asked before it (`earlier`)."""

    tokens: tuple[Token, ...]
    known: Known
    earlier: Sentence | None = None

    @cached_property
    def ops(self) -> tuple[Token, ...]:
        """Its operators in order."""
        return tuple(token for token in self.tokens if token.sense("op"))

    def first(self, *senses: str) -> Token | None:
        """The first operator of these senses."""
        return next((token for token in self.ops if token.sense("op") in senses), None)

    def all(self, *senses: str) -> tuple[Token, ...]:
        """Every operator of these senses."""
        return tuple(token for token in self.ops if token.sense("op") in senses)

    def has(self, *senses: str) -> bool:
        """Whether it has an operator of these senses."""
        return self.first(*senses) is not None

    @cached_property
    def operands(self) -> list[Operand]:
        """Its operands, whatever stands between them."""
        return self._inherited(operands(self.tokens)) or self._inherited([Operand()])

    def sides(self, at: Token) -> tuple[list[Operand], list[Operand]]:
        """The operands before an operator and those behind it, open slots filled from the other side."""
        before = [token for token in self.tokens if token.end <= at.start]
        right = operands([token for token in self.tokens if token.start >= at.end])
        if not right and at.sense("op") == "compare":  # X和上年比: what it is compared with stands before 比
            joints = [n for n, token in enumerate(before) if token.text in ("和", "与", "跟", "同")]
            if joints and joints[-1]:
                right = operands(before[joints[-1] + 1 :])
                before = before[: joints[-1]]
        left = operands(before)
        return self._inherited(left), self._inherited(right)

    def _inherited(self, found: list[Operand]) -> list[Operand]:
        before = self.earlier.operands[-1:] if self.earlier else []
        return [_filled(one, before[0]) for one in found] if before else found

    def cells(self, total: str = "") -> tuple[Cell, ...]:
        """The cells of all its operands."""
        return tuple(chain.from_iterable(one.cells(self.known, total=total) for one in self.operands))

    @property
    def several(self) -> bool:
        """Whether a word of it has several meanings, or a body's name is that of several."""
        words = any(token.entry is not None and token.entry.ambiguous for token in self.tokens)
        each = self.has("which_body", "apart", "order") or any(t.sort == "several" for t in self.tokens)
        bodies = any(len(bodies) > 1 for one in self.operands for bodies in one.bodies)
        return words or (bodies and not each)

    @property
    def level(self) -> Level | None:
        """Of which rows it speaks: 项目, 款级; None where it does not say."""
        return next((one.level for one in self.operands if one.level), None)

    @property
    def levels(self) -> tuple[Token, ...]:
        """The words that say of which rows: 项目, 款级, 下属单位."""
        return tuple(token for token in self.tokens if token.sense("slot").startswith("level:"))

    def recent(self) -> tuple[Cell, ...]:
        """The cells of the questions before, oldest first: what 两个 and 这些 speak of."""
        if self.earlier is None:
            return ()
        before = self.earlier.recent() if self.earlier.earlier else ()
        return tuple(dict.fromkeys((*before, *self.earlier.cells())))

    def top(self) -> tuple[int, Token | None]:
        """How many are asked for (前三, 最多的两个), and the token that says so."""
        for token in self.tokens:
            if token.sort == "top" and token.value:
                return int(token.value), token
        ends = [token.end for token in self.all("highest", "lowest")]
        for token in self.tokens:
            behind = any(0 <= token.start - end <= 2 for end in ends)
            if token.sort == "several" and token.value and behind:
                return int(token.value), token
        return 0, None


def _filled(one: Operand, other: Operand) -> Operand:
    made = one.filled_from(other)
    made.tokens = one.tokens
    return made


@dataclass(frozen=True)
class Candidate:
    """One way to read a sentence: queries, the operators it used, and what speaks against it.

    `by` names the rule. `cost` grows with what had to be assumed.
    """

    by: str
    queries: tuple[Query, ...]
    used: frozenset[Token]
    cost: float = 0.0
    operands: tuple[Operand, ...] = field(default=(), compare=False)


Rule = Callable[[Sentence], Iterator[Candidate]]
_RULES: list[tuple[str, Rule]] = []


def _rule(function: Rule) -> Rule:
    _RULES.append((function.__name__.strip("_"), function))
    return function


def candidates(sentence: Sentence) -> list[Candidate]:
    """Every reading of the sentence as figures, cheapest first; unused operators cost most."""
    found: list[Candidate] = []
    for name, rule in _RULES:
        for made in rule(sentence):
            unused = [t for t in sentence.tokens if t not in made.used and _matters(t)]
            found.append(replace(made, by=name, cost=made.cost + sum(map(_weight, unused))))
    return sorted(found, key=lambda one: one.cost)


def _matters(token: Token) -> bool:
    """Whether a plan must use it: an operator that is no word of asking, an amount, a word that narrows."""
    if token.sense("slot"):
        return token.sense("slot").startswith("level:")
    if token.sort == "several":
        return token.value is None or not token.value
    if token.sense("op"):
        return token.sense("op") not in (*_ASKING, "inside")
    return token.sort in ("amount", "top", "nth", "each") or token.sense("restrict") == "words"


def _weight(token: Token) -> float:
    """What a word that is not used costs."""
    return 3.0 if token.sense("op") else 1.0


def _used(*tokens: Token | tuple[Token, ...] | None) -> frozenset[Token]:
    flat: list[Token] = []
    for token in tokens:
        if isinstance(token, tuple):
            flat += token
        elif token is not None:
            flat.append(token)
    return frozenset(flat)


def _said(cells: Sequence[Cell]) -> bool:
    """Whether each says what it is of."""
    return bool(cells) and all(cell.subject or cell.code or cell.group for cell in cells)


def _joined_expr(cells: Sequence[Cell]) -> Expr:
    return cells[0] if len(cells) == 1 else Sum(tuple(cells))


def _direction(sentence: Sentence) -> str:
    up, down = sentence.first(*_UP), sentence.first(*_DOWN)
    if up and down:
        return ""
    return "增加" if up else "减少" if down else "持平" if sentence.has("flat") else ""


def _directions(sentence: Sentence) -> tuple[Token, ...]:
    return sentence.all("more", "less", "change", "rate", "percent", "difference", "flat")


def _is_before(left: Operand, right: Operand, known: Known) -> bool:
    """Whether the right side only says the year before the left one's: 比上年, 比2024年, 比上年预算."""
    said_more = [t for t in right.tokens if t.sort in ("name", "code", "unit", "body")]
    if said_more:
        return False
    if any(stage in (Stage.PRIOR_BUDGET, Stage.PRIOR_FINAL) for stage in _own_stages(right)):
        return True
    if "last" in _own_relative(right):
        return True
    own = _own_years(right)
    if len(own) != 1:
        return False
    years = {cell.year for cell in left.cells(known)}
    return years == {own[0] + 1} or (years == {None})


def _own_years(one: Operand) -> list[int]:
    return [year for token in one.tokens if token.sort == "year" for year in token.years]


def _own_relative(one: Operand) -> list[str]:
    return [
        token.sense("slot").split(":")[1] for token in one.tokens if token.sense("slot").startswith("year:")
    ]


def _own_stages(one: Operand) -> list[Stage]:
    names = [
        token.sense("slot").split(":")[1] for token in one.tokens if token.sense("slot").startswith("stage:")
    ]
    return [Stage.FINAL if name == "执行" else Stage(name) for name in names]


# -- rules -----------------------------------------------------------------------------------


@_rule
def _show(s: Sentence) -> Iterator[Candidate]:
    """公务接待费多少; 甲的X和乙的Y各多少."""
    cells = s.cells()
    if not _said(cells) or s.has("compare", "ratio", "which_row", "which_body", "which_year"):
        return
    totals = s.all("sum") if len(cells) == 1 or s.several else ()
    yield Candidate("", (Show(cells),), _used(totals))


@_rule
def _sum(s: Sentence) -> Iterator[Candidate]:
    """A和B一共多少; A的X加B的Y; 三年加起来."""
    cells = s.cells()
    if s.earlier and not any(one.tokens for one in s.operands):
        cells = s.recent()  # 加起来多少, of what was asked one by one
    if not _said(cells) or not s.has("sum") or len(cells) < 2 or s.has("compare", "ratio") or s.several:
        return
    total = Sum(cells)
    apart = any(True for _ in s.all("apart"))
    yield Candidate("", (Show((*cells, total) if apart else (total,)),), _used(s.all("sum")))


@_rule
def _total_rows(s: Sentence) -> Iterator[Candidate]:
    """2025年合计是多少: the rows that are printed as 合计, 小计, 总计."""
    named = [token for token in s.all("sum") if token.text in ("合计", "小计", "总计")]
    if len(named) != 1 or s.earlier or any(one.named or one.whole for one in s.operands):
        return
    name = Name.of(named[0].text)
    cells = tuple(replace(cell, subject=name) for cell in s.cells())
    yield Candidate("", (Show(cells),), _used(named[0]), cost=0.1)


@_rule
def _difference(s: Sentence) -> Iterator[Candidate]:
    """A的X比B的Y多多少, 高百分之几, 是几倍; A和B相差多少."""
    at = s.first("compare")
    if at is not None and at.text in ("vs", "versus", "对比") and not s.has("more", "less", "difference"):
        cells = s.cells()
        if len(cells) > 1 and _said(cells):
            yield Candidate("", (Show(cells),), _used(at), cost=-0.05)
        return
    if at is None:
        cells = s.cells()
        if len(cells) < 2 and s.earlier and not any(one.tokens for one in s.operands):
            cells = s.recent()
        which = s.has("which_body", "which_row") and s.has("more", "less")
        if which and len(cells) == 2 and s.has("apart"):
            yield Candidate("", (Show(cells),), _used(_directions(s)), cost=-0.15)
        if len(cells) == 2 and _said(cells) and (s.has("difference") or which):
            used = _used(s.all("difference", "sum"), _directions(s))
            apart = Difference(*cells, either=which or s.has("difference"))
            yield Candidate("", (Show((apart,)),), used, cost=-0.1 if which else 0.0)
        if len(cells) == 2 and _said(cells) and s.has("times"):
            yield Candidate("", (Show((Ratio(*cells, times=True),)),), _used(s.all("times")))
        return
    left, right = s.sides(at)
    if not left or not right:
        return
    left, right = _across(left, right)
    ones, others = _cells(left, s), _cells(right, s)
    if not _said(ones) or not _said(others) or _is_before(left[-1], right[0], s.known):
        return
    if _own_relative(left[-1]) == ["last"] and len(left[-1].tokens) == 1:
        return  # 与上年相比
    used = _used(at, _directions(s), s.all("times", "yesno", "sum"))
    one, other = _joined_expr(ones), _joined_expr(others)
    exprs: list[Expr] = []
    if s.has("times"):
        exprs.append(Ratio(one, other, times=True))
    else:
        if "difference" in _asks(s):
            exprs.append(Difference(one, other))
        if s.has("rate", "percent"):
            exprs.append(Growth(one, other))
    asked = s.first("yesno") and not s.has("how_many", "rate", "percent", "difference")
    if asked and s.has("more", "less", "flat"):
        comparison = (
            Comparison.ABOVE if s.has("more") else Comparison.BELOW if s.has("less") else Comparison.EQUAL
        )
        yield Candidate("", (Holds(one, comparison, other),), used)
    else:
        yield Candidate("", (Show(tuple(exprs)),), used)


def _across(left: list[Operand], right: list[Operand]) -> tuple[list[Operand], list[Operand]]:
    """Each side with the slots it leaves open as the other fills them."""
    filled_right = [_filled(one, left[-1]) for one in right]
    filled_left = [_filled(one, filled_right[0]) for one in left]
    return filled_left, filled_right


def _cells(side: Sequence[Operand], s: Sentence) -> tuple[Cell, ...]:
    return tuple(chain.from_iterable(one.cells(s.known) for one in side))


@_rule
def _against_last_year(s: Sentence) -> Iterator[Candidate]:
    """X比上年增加多少, 变化率; X增加了多少; X为什么增加."""
    at = s.first("compare")
    used = _used(at, _directions(s), s.all("reason", "sum", "yesno"))
    if at is not None:
        left, right = s.sides(at)
        if left and right and not left[-1].named and right[0].named and "last" in _own_relative(left[-1]):
            left, right = right, left  # 与上年相比，X增加了多少
        if not left:
            left = s.operands  # 比上年增加了多少, of what was asked before
        if not right or not _is_before(left[-1], right[0], s.known):
            return
        cells = _without_last(left, s)
    else:
        if not s.has("more", "less", "change", "rate", "flat"):
            return
        cells = s.cells()
        cells = tuple(replace(cell, prior=False) for cell in cells)
        if s.has(
            "ratio",
            "exceed",
            "under",
            "which_row",
            "which_body",
            "which_year",
            "highest",
            "lowest",
            "superlative",
        ):
            return
    people = any(t.sense("filler") in ("people", "headcount") for t in s.tokens)
    if at is not None and not _said(cells) and not people:
        cells = tuple(chain.from_iterable(one.cells(s.known, total="budget") for one in left))
    if not _said(cells) and not people:
        cells = s.cells("budget")
    if not _said(cells):
        return
    years = {cell.year for cell in cells}
    if at is None and (len(years) > 1 or any(t.sort == "years" for t in s.tokens)):
        return  # over years: a series
    asks = _asks(s)
    yield Candidate(
        "",
        tuple(Changed(cell, _direction(s), s.has("reason"), asks) for cell in cells),
        used,
        cost=0.2 if at is None else 0.0,
    )


def _without_last(side: Sequence[Operand], s: Sentence) -> tuple[Cell, ...]:
    """The cells of a side; 上年 in it only says against what."""
    for one in side:
        one.relative = [said for said in one.relative if said != "last"]
    return _cells(side, s)


def _asks(s: Sentence) -> tuple[str, ...]:
    """What of a change is asked: how much, what percentage, the amount itself."""
    moved = s.first("more", "less", "change", "compare")
    measures = [token.end for token in s.all("rate", "percent")]
    counts = [t for t in s.all("how_many") if not any(0 <= t.start - end <= 2 for end in measures)]
    amount = any(moved is not None and token.end <= moved.start for token in counts)
    rate = s.has("rate", "percent")
    much = any(moved is None or token.start >= moved.start for token in counts)
    asked = (*(("amount",) if amount else ()), *(("difference",) if much or not rate else ()))
    return (*asked, "rate") if rate else asked


@_rule
def _between_years(s: Sentence) -> Iterator[Candidate]:
    """2023年到2025年X减了多少; 历年X走势."""
    cells = s.cells()
    if not _said(cells) or s.has("compare", "ratio"):
        return
    years = tuple(dict.fromkeys(cell.year for cell in cells if cell.year))
    some = next((t for t in s.tokens if t.sort == "years"), None)
    at_years = s.first("series", "which_year")
    if len(years) < 2 and at_years is None and some is None:
        return
    if s.has("sum") and not s.has("more", "less", "change", "series"):
        return
    firsts = {(c.body, c.subject, c.code, c.stage, c.group): replace(c, year=None) for c in cells}
    asked = _years_of(years, some, s.known, cells[0].body)
    extreme = "highest" if s.has("highest") else "lowest" if s.has("lowest") else ""
    if s.has("which_year") and not extreme:
        extreme = "highest" if s.has("more") else "lowest" if s.has("less") else ""
    used = _used(
        s.all("series", "which_year", "highest", "lowest"), _directions(s), s.all("sum", "list"), some
    )
    change = s.has("more", "less", "difference", "rate", "percent") and not s.has("which_year", "change")
    moved = _asks(s) if change else ()
    yield Candidate("", tuple(Series(cell, asked, extreme, moved) for cell in firsts.values()), used)


def _years_of(years: tuple[int, ...], some: Token | None, known: Known, body: str) -> tuple[int, ...]:
    if len(years) > 1 or some is None or not some.value:
        return years if len(years) > 1 else ()
    last = years[0] if years else known.newest(body)
    return tuple(range(last - int(some.value) + 1, last + 1)) if last else ()


@_rule
def _ratio(s: Sentence) -> Iterator[Candidate]:
    """X占Y的百分之几; Y里X占几成; X占总支出的比例."""
    at = s.first("ratio")
    if at is None:
        return
    used = _used(s.all("ratio", "percent"), s.all("sum"), s.first("yesno"))
    left, right = s.sides(at)
    if not left and s.earlier:
        left = s.earlier.operands[-1:]  # 它占总支出的比例
    if left and right and right[0].named:
        left, right = _across(left, right)
        parts, wholes = _cells(left, s), _cells(right, s)
        if _said(parts) and _said(wholes):
            whole = _joined_expr(wholes)
            yield Candidate("", (Show(tuple(Ratio(part, whole) for part in parts)),), used)
        return
    of_whole = right[0].whole if right and not right[0].named else ""
    cells = _cells(left or s.operands, s)
    if not _said(cells):
        return
    inner = [cell for cell in cells if cell.within]
    if inner and not of_whole:
        yield Candidate("", (Show(tuple(_in_its_parent(cell) for cell in inner)),), used, cost=0.1)
    rows = [one for one in cells]
    if len(rows) == 2 and not of_whole and not right and not s.has("apart"):
        yield Candidate("", (Show((Ratio(rows[0], rows[1]),)),), used, cost=0.6)
    found = [_whole_of(cell, s, of_whole) for cell in cells]
    shares = tuple(Ratio(cell, of) for cell, (of, _) in zip(cells, found, strict=True))
    yield Candidate("", (Show(shares),), used, cost=max(price for _, price in found))


def _in_its_parent(cell: Cell) -> Ratio:
    whole = replace(cell, subject=cell.within[-1], within=cell.within[:-1])
    return Ratio(replace(cell, within=cell.within[:-1]), whole)


def _whole_for(cell: Cell) -> str:
    return "income" if cell.subject and cell.subject.shown.endswith("收入") else "expense"


def _whole_of(cell: Cell, s: Sentence, of_whole: str) -> tuple[Cell, float]:
    """What a share is of where no row says so: all that is bought, all that is spent; and what it costs."""
    if cell.group:
        return replace(
            cell, group="", subject=cell.subject or (cell.within[-1] if cell.within else None)
        ), 0.0
    if of_whole == "budget" and cell.stage is not None:
        return replace(cell, stage=Stage.INITIAL, kind=Kind.FINAL), 0.0  # 实际花了…占预算的
    if s.earlier is not None and s.has("inside"):
        before = s.earlier.cells()
        if len(before) == 1 and _said(before):
            return before[0], 0.0  # 里面买车占多少
    name = s.known.total(of_whole if of_whole in ("expense", "income") else _whole_for(cell))
    return _total_cell(cell, name), 0.0 if of_whole else 0.3


def _total_cell(cell: Cell, name: Name) -> Cell:
    return Cell(
        subject=name, body=cell.body, year=cell.year, kind=cell.kind, stage=cell.stage, scope=cell.scope
    )


@_rule
def _rank(s: Sentence) -> Iterator[Candidate]:
    """哪个项目最多; 谁的X高; 前三; 从高到低排; 涨得最多的."""
    if not s.has(
        "highest", "lowest", "superlative", "order", "reverse", "which_body", "which_row"
    ) and not any(t.sort == "top" for t in s.tokens):
        return
    moved = ("highest", "lowest", "superlative", "order", "reverse", "more", "less")
    if s.has("which_year") or (not s.has(*moved) and s.top()[1] is None):
        return
    top, token = s.top()
    by, ascending, falling, used_by = _ranked_by(s)
    used = _used(
        s.all(
            "highest", "lowest", "superlative", "order", "reverse", "which_body", "which_row", "yesno", "list"
        ),
        s.levels,
        token,
        used_by,
        s.all("reason"),
    )
    ordered = s.has("order", "reverse") and not top
    top = 0 if ordered else top or 1
    for rows, cost, more in _rows_ranked(s):
        yield Candidate(
            "",
            (Rank(rows, top, ascending, by, falling=falling, reason=s.has("reason")),),
            used | more,
            cost=cost,
        )


def _ranked_by(s: Sentence) -> tuple[By, bool, bool, tuple[Token, ...]]:
    low = s.has("lowest", "reverse")
    if s.has("ratio"):
        return By.SHARE, low, False, s.all("ratio", "percent")
    moved = s.has("superlative", "highest", "lowest", "top") and s.has("more", "less", "change", "rate")
    if moved and not s.has("which_body"):
        by = By.RATE if s.has("rate", "percent") else By.CHANGE
        return by, False, s.has("less"), (*_directions(s), *s.all("compare"))
    if s.has("which_body") and s.has("superlative") and s.has("more", "less"):
        return By.CHANGE, False, s.has("less"), (*_directions(s), *s.all("compare"))
    if s.has("which_body", "which_row") and not s.has("highest", "lowest"):
        return By.AMOUNT, s.has("less") or low, False, (*_directions(s), *s.all("compare"))
    return By.AMOUNT, low, False, ()


def _rows_ranked(s: Sentence) -> Iterator[tuple[Rows, float, frozenset[Token]]]:
    cells = s.cells()
    bodies = tuple(dict.fromkeys(cell.body for cell in cells if cell.body))
    none: frozenset[Token] = frozenset()
    if s.has("which_body") or len(bodies) > 1:
        if not _said(cells):
            cells = s.cells("budget")
        named = any(one.bodies for one in s.operands)
        yield Each(replace(cells[0], body=""), "body", bodies if named and len(bodies) > 1 else ()), 0.0, none
        return
    level = s.level
    if len(cells) > 1 and _said(cells) and not level:
        yield Listed(cells), 0.0, none
    if len(cells) == 1 or level:
        parent = cells[0] if _said(cells[:1]) else s.cells("expense")[0]
        economic = next((one.economic for one in s.operands if one.economic is not None), None)
        if level is None and any(t.sense("filler") == "subject" for t in s.tokens) and _is_whole(parent, s):
            level = Level.ITEM  # of all that is spent the single accounts are ranked, not their classes
        yield (
            Children(parent, level or Level.NEXT, economic),
            0.0 if level or s.has("which_row") else 0.2,
            none,
        )


def _is_whole(cell: Cell, s: Sentence) -> bool:
    """Whether it is all that is spent, or the whole budget."""
    wholes = {s.known.total(sense).shown for sense in ("expense", "budget")}
    return cell.subject is not None and cell.subject.shown in wholes


@_rule
def _list(s: Sentence) -> Iterator[Candidate]:
    """有哪些项目; X的明细; 钱花在哪."""
    if not s.has("list", "which_row", "new", "ended") or s.has(
        "highest", "lowest", "superlative", "reason", "define"
    ):
        return
    if any(t.sort == "top" for t in s.tokens) or s.has("which_body", "which_year", "compare"):
        return
    cells = s.cells()
    if len(cells) > 1 and not s.level:
        return
    level = s.level
    parent = cells[0] if _said(cells[:1]) else s.cells("expense")[0]
    economic = next((one.economic for one in s.operands if one.economic is not None), None)
    rows: Rows = Children(parent, level or Level.NEXT, economic)
    bound, used_bound = _bound(s)
    if bound:
        rows = Filter(rows, *bound)
    if s.has("filled"):
        rows, used_bound = Filter(rows, Comparison.NOT_ZERO), (*used_bound, *s.all("filled"))
    used = _used(s.all("list", "which_row", "new", "ended", "spent"), s.levels, used_bound)
    if s.has("new", "ended"):
        before = Children(replace(parent, prior=True), level or Level.PROJECT, economic)
        now = Children(parent, level or Level.PROJECT, economic)
        pairs = [(now, before)] if s.has("new") else []
        pairs += [(before, now)] if s.has("ended") else []
        yield Candidate("", tuple(List(Minus(one, other)) for one, other in pairs), used)
        return
    yield Candidate("", (List(rows),), used, cost=0.3 if not level else 0.1)


_BOUNDS = {
    "exceed": Comparison.ABOVE,
    "reach": Comparison.AT_LEAST,
    "under": Comparison.BELOW,
    "atmost": Comparison.AT_MOST,
    "equals": Comparison.EQUAL,
    "more": Comparison.ABOVE,
    "less": Comparison.BELOW,
}


def _bound(s: Sentence) -> tuple[tuple[Comparison, Amount] | None, tuple[Token, ...]]:
    at = s.first("exceed", "reach", "under", "atmost")
    amount = next((t for t in s.tokens if t.sort == "amount" and t.value is not None), None)
    if at is None or amount is None:
        return None, ()
    return (_BOUNDS[at.sense("op")], _amount(amount)), (at,)


def _amount(token: Token) -> Amount:
    assert token.value is not None
    return Amount(token.value, token.unit, token.text)


@_rule
def _count(s: Sentence) -> Iterator[Candidate]:
    """有几个项目."""
    level = s.level
    if level is None or not s.has("how_many") or s.has("more", "less", "compare"):
        return
    asked = s.first("how_many")
    after = next(
        (t for t in s.tokens if asked and t.start >= asked.end and t.sense("slot").startswith("level:")), None
    )
    if after is None:
        return
    parent = s.cells("expense")[0]
    yield Candidate("", (Show((Count(Children(parent, level)),)),), _used(s.all("sum"), s.levels), cost=0.1)


@_rule
def _holds(s: Sentence) -> Iterator[Candidate]:
    """X超过10万吗; X是不是50万; A等于B吗; X比上年多吗."""
    at = s.first("exceed", "reach", "under", "atmost", "equals")
    amount = next(
        (
            t
            for t in s.tokens
            if t.sort == "amount" and t.value is not None and (t.unit in ("元", "%") or t.unit)
        ),
        None,
    )
    cells = s.cells()
    if not _said(cells):
        return
    if amount is not None and s.has("yesno") and len(cells) == 1:
        comparison = _BOUNDS[at.sense("op")] if at else Comparison.EQUAL
        yield Candidate("", (Holds(cells[0], comparison, _amount(amount)),), _used(at, s.all("yesno", "sum")))
        return
    if at is not None and amount is None:
        left, right = s.sides(at)
        if left and right:
            left, right = _across(left, right)
            ones, others = _cells(left, s), _cells(right, s)
            if _said(ones) and _said(others):
                query = Holds(_joined_expr(ones), _BOUNDS[at.sense("op")], _joined_expr(others))
                yield Candidate("", (query,), _used(at, s.all("yesno", "sum", "difference"), _directions(s)))


@_rule
def _exists(s: Sentence) -> Iterator[Candidate]:
    """有没有X; 安排了X吗."""
    cells = s.cells()
    if (
        not s.has("yesno")
        or not _said(cells)
        or s.has("more", "less", "change", "exceed", "under", "reach", "compare", "agree")
    ):
        return
    if any(t.sort == "amount" for t in s.tokens):
        return
    yield Candidate("", tuple(Exists(cell) for cell in cells), _used(s.all("yesno", "sum")), cost=-0.1)


@_rule
def _reason(s: Sentence) -> Iterator[Candidate]:
    """X为什么增加; X的原因."""
    if not s.has("reason") or s.has("highest", "lowest", "superlative"):
        return
    cells = s.cells()
    if not _said(cells):
        cells = (
            s.cells("budget")
            if any(one.whole for one in s.operands) or s.has("more", "less", "change")
            else ()
        )
    if not cells:
        return
    cells = tuple(replace(cell, prior=False) for cell in cells)
    used = _used(s.all("reason", "compare", "sum"), _directions(s), s.first("yesno"))
    at = s.first("compare")
    if at is not None:
        left, right = s.sides(at)
        left = left or s.operands
        if right and not _is_before(left[-1], right[0], s.known):
            return
        cells = tuple(replace(cell, prior=False) for cell in _cells(left, s))
    if s.has("how_many"):
        return  # how much, and why: `_against_last_year`
    years = {cell.year for cell in cells}
    if len(years) > 1:
        cells = tuple(cell for cell in cells if cell.year == max(y for y in years if y))
    yield Candidate("", tuple(Reason(cell, _direction(s)) for cell in cells), used, cost=-0.1)


@_rule
def _mean(s: Sentence) -> Iterator[Candidate]:
    """每月平均; 三年平均; 平均每个项目."""
    at = s.first("mean")
    if at is None or s.several:
        return
    cells = s.cells()
    if not _said(cells):
        return
    months = any(
        t.text in ("月", "每月", "个月") or "月" in t.text
        for t in s.tokens
        if t.start >= at.start and t.sort != "name"
    )
    if months:
        yield Candidate(
            "", (Show(tuple(Scale(cell, 1, 12, "每月平均") for cell in cells)),), _used(s.all("mean", "sum"))
        )
    elif len(cells) > 1:
        yield Candidate("", (Show((Mean(rows=Listed(cells)),)),), _used(s.all("mean", "sum")))


@_rule
def _half(s: Sentence) -> Iterator[Candidate]:
    """X的一半."""
    cells = s.cells()
    if s.has("half") and _said(cells) and not s.has("exceed", "reach", "under", "ratio"):
        yield Candidate("", (Show(tuple(Scale(cell, 1, 2, "一半") for cell in cells)),), _used(s.all("half")))


@_rule
def _excluding(s: Sentence) -> Iterator[Candidate]:
    """不含公车的三公; 三公除去公务接待费还有多少."""
    at = s.first("exclude")
    if at is None:
        return
    left, right = s.sides(at)
    if not right or not right[0].named:
        return
    if left and any(one.named for one in left):
        left, right = _across(left, right)
        whole, parts = _cells(left, s), _cells(right, s)
    else:
        tokens = [t for t in s.tokens if t.start >= at.end]
        cut = next(
            (n for n, t in enumerate(tokens) if t.text in ("的", "以外", "之外", "外", "之后", "后") and n),
            None,
        )
        if cut is None:
            return
        inner, outer = operands(tokens[:cut]), operands(tokens[cut:])
        if not inner or not outer:
            return
        base = left[-1] if left else outer[-1]
        outer = [_filled(one, base) for one in outer]
        inner = [_filled(one, outer[0]) for one in inner]
        whole, parts = _cells(outer, s), _cells(inner, s)
    if _said(whole) and _said(parts) and not any(s.known.contains(whole[0], part) for part in parts):
        yield Candidate("", (Show(whole),), _used(s.all("exclude", "sum")))  # 养车，不算买车
        return
    if _said(whole) and _said(parts) and len(whole) == 1:
        yield Candidate(
            "", (Show((Difference(whole[0], _joined_expr(parts)),)),), _used(s.all("exclude", "sum"))
        )


@_rule
def _agree(s: Sentence) -> Iterator[Candidate]:
    """X在两张表里一致吗; 收支平衡吗."""
    if not s.has("agree"):
        return
    cells = s.cells()
    if _said(cells):
        yield Candidate("", (Agree(cells),), _used(s.all("agree", "yesno", "difference", "sum")))


@_rule
def _stages(s: Sentence) -> Iterator[Candidate]:
    """决算比年初预算多多少 is a difference; X完成预算的百分之几 is a ratio of stages."""
    cells = s.cells()
    done = next((t for t in s.tokens if t.sense("slot") == "stage:完成率"), None)
    if done is None:
        return
    base = [replace(cell, stage=Stage.COMPLETION) for cell in cells]
    if _said(cells):
        yield Candidate("", (Show(tuple(base)),), _used(s.all("percent", "ratio", "reach")), cost=0.1)
        final = [replace(cell, stage=Stage.FINAL, kind=Kind.FINAL) for cell in cells]
        initial = [replace(cell, stage=Stage.INITIAL, kind=Kind.FINAL) for cell in cells]
        pairs = zip(final, initial, strict=True)
        yield Candidate(
            "",
            (Show(tuple(Ratio(one, other) for one, other in pairs)),),
            _used(s.all("percent", "ratio", "reach")),
            cost=0.2,
        )


@_rule
def _overspent(s: Sentence) -> Iterator[Candidate]:
    """超支了多少: what was spent against what was planned."""
    cells = s.cells()
    if not s.has("overspent") or not _said(cells):
        return
    pairs = [
        (replace(c, stage=Stage.FINAL, kind=Kind.FINAL), replace(c, stage=Stage.INITIAL, kind=Kind.FINAL))
        for c in cells
    ]
    yield Candidate(
        "", (Show(tuple(Difference(*pair) for pair in pairs)),), _used(s.all("overspent", "yesno"))
    )
