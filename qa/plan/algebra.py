"""What a question can mean, as values: leaves, rows, expressions, queries.

A plan is built from few nodes that compose freely: 决算比年初预算 of any row is a `Difference` of two
`Cell`s, 前三 of any rows a `Rank`, whatever stands in their slots. A slot that the question leaves open is
empty here; grounding fills it by stated defaults and says which (`qa.plan.ground`).

>>> of = Name.of("培训费")
>>> Show((Difference(Cell(of, body="甲局", year=2025), Cell(of, body="乙局", year=2025)),))
Show(培训费@甲局2025 − 培训费@乙局2025)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from index.facts.records import Kind, Scope, Stage
from qa.language.meant import How as How
from qa.language.meant import Name as Name
from qa.language.policy.asking import Asked
from qa.language.topics import Topic

# -- leaves ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """A number by its coordinates.

    `subject` is what the number is of: a row, a column in a total row, or a code. Each name of `within`
    must be covered by another coordinate of the same cell: a row above it, its column, its table, its
    project, its unit row. `counted` is the counting unit asked for (辆, 人, 台); "" asks for money.
    `prior` asks for the year before `year`, as the documents of `year` print it or as it follows from them.
    `side` is 收入, 支出 or 合计 where it is said behind a row, of which columns of others may stand.
    `base` is what a comparison of it is with, where that is said: 上年预算, 上年决算, 年初预算, 调整预算.
    `coded` asks for the account that it stands under, by code and name.
    """

    subject: Name | None = None
    within: tuple[Name, ...] = ()
    body: str = ""
    unit_row: Name | None = None
    year: int | None = None
    period: str = ""
    kind: Kind | None = None
    stage: Stage | None = None
    scope: Scope | None = None
    table: Name | None = None
    group: str = ""
    code: str = ""
    document: str = ""
    counted: str = ""
    prior: bool = False
    base: str = ""
    side: str = ""
    coded: bool = False

    def __str__(self) -> str:
        of = "/".join(map(str, (*self.within, self.subject or self.code or "—")))
        where = f"{self.unit_row or self.body}{self.year or ''}{'之前一年' if self.prior else ''}"
        more = "·".join(str(x) for x in (self.table, self.stage, self.scope, self.group, self.counted) if x)
        return f"{of}@{where}" + (f"[{more}]" if more else "")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that the question itself states, in yuan where `unit` is money."""

    value: Decimal
    unit: str
    said: str

    def __str__(self) -> str:
        return self.said


# -- rows ------------------------------------------------------------------------------------


class Level(StrEnum):
    """What rows a question speaks of."""

    NEXT = ""  # the rows directly below
    CLASS = "类"
    SECTION = "款"
    ITEM = "项"
    PROJECT = "项目"
    UNIT = "单位"
    PURCHASE = "采购"


@dataclass(frozen=True, slots=True)
class Children:
    """The rows that `parent` is made of, at a level; economic where 经济分类 is said, else as printed."""

    parent: Cell
    level: Level = Level.NEXT
    economic: bool | None = None

    def __str__(self) -> str:
        return f"{self.parent}的{self.level or '各'}项"


@dataclass(frozen=True, slots=True)
class Each:
    """One cell at several values of one axis: body, unit_row, year, stage, scope, table, group or subject.

    `values` are those of the cell's slot, in the order said; empty means all that are indexed.
    """

    cell: Cell
    axis: str
    values: tuple[object, ...] = ()

    def __str__(self) -> str:
        return f"{self.cell}×{self.axis}{len(self.values) or '全部'}"


class Comparison(StrEnum):
    """How two numbers are compared."""

    ABOVE = ">"
    AT_LEAST = "≥"
    BELOW = "<"
    AT_MOST = "≤"
    EQUAL = "="
    ZERO = "=0"
    NOT_ZERO = "≠0"


@dataclass(frozen=True, slots=True)
class Filter:
    """The rows whose own amount compares so with an amount."""

    rows: Rows
    comparison: Comparison
    amount: Amount | None = None


@dataclass(frozen=True, slots=True)
class Minus:
    """The rows of one list that the other has not: new projects, ended ones, 不含公车的三公."""

    rows: Rows
    without: Rows


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows named one by one."""

    cells: tuple[Cell, ...]


Rows = Children | Each | Filter | Minus | Listed


# -- expressions -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sum:
    """The terms added up; `rows` where they are not named one by one."""

    terms: tuple[Expr, ...] = ()
    rows: Rows | None = None

    def __str__(self) -> str:
        return f"({' + '.join(map(str, self.terms)) or f'Σ{self.rows}'})"


@dataclass(frozen=True, slots=True)
class Difference:
    """`left` − `right`. Of a cell and its own prior year, a printed difference serves.

    `either`: it is asked which is more, and so the lesser is taken from the greater. `of_part`: the right is
    taken for a part of the left, than which it cannot be more.
    """

    left: Expr
    right: Expr
    either: bool = False
    of_part: bool = False

    def __str__(self) -> str:
        return f"{self.left} − {self.right}"


@dataclass(frozen=True, slots=True)
class Ratio:
    """`part` ÷ `whole`, in percent; `times`: as a multiple (几倍), `either`: of the lesser (相差几倍)."""

    part: Expr
    whole: Expr
    times: bool = False
    either: bool = False

    def __str__(self) -> str:
        return f"{self.part} ÷ {self.whole}"


@dataclass(frozen=True, slots=True)
class Growth:
    """(`now` − `before`) ÷ `before`, in percent. Of a cell and its own prior year, a printed rate serves."""

    now: Expr
    before: Expr

    def __str__(self) -> str:
        return f"{self.now} ↑ {self.before}"


@dataclass(frozen=True, slots=True)
class Scale:
    """An expression times `numerator` ÷ `denominator`: 一半 is 1/2, 每月平均 1/12."""

    expr: Expr
    numerator: int
    denominator: int
    label: str


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of the rows' amounts, or of `expr` for each of a count (人均, 每辆车)."""

    expr: Expr | None = None
    rows: Rows | None = None
    per: Cell | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are."""

    rows: Rows


Expr = Cell | Amount | Sum | Difference | Ratio | Growth | Scale | Mean | Count


# -- queries ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Show:
    """Tell these values, in the order said."""

    exprs: tuple[Expr | Each, ...]

    def __repr__(self) -> str:
        return f"Show({'; '.join(map(str, self.exprs))})"


class By(StrEnum):
    """What rows are ranked by."""

    AMOUNT = "金额"
    CHANGE = "增减额"
    RATE = "增减率"
    SHARE = "占比"
    COMPLETION = "完成率"


@dataclass(frozen=True, slots=True)
class Rank:
    """The rows in order: the first `top` of the largest (or, `ascending`, of the smallest); 0 is all.

    `second` asks for the other end too (前三和最少的一家). `whole` is what shares are of. `nth` asks for the
    row at that place alone.
    """

    rows: Rows
    top: int = 1
    ascending: bool = False
    by: By = By.AMOUNT
    whole: Cell | None = None
    falling: bool = False
    second: Rank | None = None
    reason: bool = False
    nth: int = 0


@dataclass(frozen=True, slots=True)
class List:
    """Tell the rows, each with its amount where it has one."""

    rows: Rows


@dataclass(frozen=True, slots=True)
class Series:
    """One expression over the years (empty: all that are indexed), with the change from first to last."""

    cell: Cell
    years: tuple[int, ...] = ()
    extreme: str = ""  # "highest" or "lowest": 哪年最高
    moved: tuple[str, ...] = ()  # what is asked of how it went from first to last: see `Changed.asks`


@dataclass(frozen=True, slots=True)
class Holds:
    """Whether `left` compares so with `right`; the figures are told with the yes or no."""

    left: Expr
    comparison: Comparison
    right: Expr | None = None


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether there is any: told with the figure, zero and blank told apart."""

    cell: Cell


@dataclass(frozen=True, slots=True)
class Agree:
    """Whether the places that tell of one thing tell the same, or these cells are equal."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it changed, in the document's own words; `direction` is what the question takes for granted."""

    cell: Cell
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """How one thing stands against the year before, and the reason where `reason`.

    `asks` says what is asked for among "amount", "difference" and "rate"; the others stand beside it.
    """

    cell: Cell
    direction: str = ""
    reason: bool = False
    asks: tuple[str, ...] = ("difference",)


@dataclass(frozen=True, slots=True)
class Define:
    """What a term means, in the words of a glossary: the longest of `terms` that is explained.

    `at` says of whose documents, and holds the term where it is a name of the index.
    """

    at: Cell
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sentence that another reader took for the answer, of a passage by its reference.

    `numbers` are where in it the numbers begin that are asked for.
    """

    ref: str
    text: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tell:
    """What the narrative says of something, in its own words, with the numbers asked.

    `words` are those that the sentences told must hold; `at` says of whose documents, and holds the names.
    `given` are the amounts of the question, which are no answer to it. `chosen` are the sentences to tell
    where another reader has found them.
    """

    at: Cell
    topic: Topic
    words: tuple[str, ...]
    given: tuple[Decimal, ...] = ()
    chosen: tuple[Chosen, ...] = ()


@dataclass(frozen=True, slots=True)
class Provide:
    """What a policy document rules, in the words of its article or the cell of its standards.

    `before` is what was asked before it, of which a follow-up keeps what it does not say anew.
    """

    asked: Asked
    before: Asked | None = None


Query = Show | Rank | List | Series | Holds | Exists | Agree | Reason | Changed | Define | Tell | Provide


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch of the plain question that a node of the plan stands for."""

    start: int
    end: int
    by: str


# What is assumed where a question says 花了: told over a budget only (`qa.compose.answer`).
SPENT = "这是预算数，文件没有公开实际支出"


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a question asks.

    `unit` is the unit it wants told, `unclaimed` are words that no node stands for, `set_aside` is talk,
    `assumed` says which defaults filled the slots left open, `asserted` are amounts that the question takes
    for granted and no node works with.
    """

    queries: tuple[Query, ...]
    claims: tuple[Claim, ...] = ()
    unit: str = ""
    unclaimed: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    assumed: tuple[str, ...] = field(default=())
    asserted: tuple[Amount, ...] = ()
