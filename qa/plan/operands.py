"""Operands: which body, year, table and row belong together, and the cells that they stand for.

A side of a comparison (before 比, behind it) holds one operand or several. A slot that is filled again
behind a row begins the next operand (甲的办公费和乙的差旅费); filled again beside its like it is a list
(2023、2024年). What an operand leaves open it takes from its neighbours.

>>> [str(cell) for operand in operands(tokens) for cell in operand.cells(scope)]
['办公费@甲局2025', '差旅费@乙局2025']
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Protocol

from index.facts.extent.places import proper_of
from index.facts.records import Kind, Scope, Stage
from index.facts.subjects import normal
from qa.language.tokens import Token
from qa.plan.algebra import Cell, Level, Name

# How many years from the newest one lie those that are said by the present.
FROM_NEWEST = {"this": 0, "newest": 0, "last": -1, "before_last": -2, "next": 1}


class Known(Protocol):
    """What resolving a cell's slots needs to know of the index."""

    def newest(self, body: str) -> int:
        """The newest year of a body's documents; 0 where it has none."""

    def reaches(self, body: str, year: int) -> bool:
        """Whether a body's documents go so far back and forth; the oldest tells of the year before it too."""

    def total(self, sense: str) -> Name:
        """The name of a whole: expense, income, budget."""

    def contains(self, whole: Cell, part: Cell) -> bool:
        """Whether a part may be one of what makes up a whole."""

    def is_part_of(self, part: Cell, whole: Cell) -> bool:
        """Whether a row is known to be a part of another, and of no other row."""

    def counted(self, cell: Cell, unit: str) -> Cell:
        """How many there are in a counting unit of what an amount is spread over."""

    def as_count(self, cell: Cell) -> Cell:
        """How many there are of what a leaf names by its amount; the leaf itself where it does not."""

    def sole_body(self) -> str:
        """The one body that is indexed, "" where there are several."""


@dataclass(slots=True)
class Operand:
    """The slots that one stretch of a question fills, each with all that was said for it.

    `tokens` are the words it was said in; slots may be filled from other operands beside that.
    """

    bodies: list[tuple[str, ...]] = field(default_factory=list)
    units: list[Name] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    relative: list[str] = field(default_factory=list)
    rows: list[Token] = field(default_factory=list)
    within: list[Token] = field(default_factory=list)
    tables: list[Token] = field(default_factory=list)
    named_tables: list[Name] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    kind: Kind | None = None
    scopes: list[Scope] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    level: Level | None = None
    economic: bool | None = None
    period: str = ""
    counted: str = ""
    budgeted: bool = False
    whole: str = ""
    side: str = ""
    titled: bool = False
    outer: set[int] = field(default_factory=set)
    tokens: list[Token] = field(default_factory=list)

    # -- what it says itself -----------------------------------------------------------------

    @property
    def named(self) -> bool:
        """Whether it says what it is of: a row, a code, a group or a unit."""
        return bool(self.rows or self.codes or self.groups)

    @property
    def own_years(self) -> list[int]:
        """The years that its own words say."""
        return [year for token in self.tokens if token.sort == "year" for year in token.years]

    @property
    def own_relative(self) -> list[str]:
        """The years that its own words say by the present: this, last."""
        return self._own("year")

    @property
    def own_stages(self) -> list[Stage]:
        """The stages that its own words say."""
        return [stage_of(value) for value in self._own("stage")]

    @property
    def says_last_year(self) -> bool:
        """Whether its own words say the year before: 上年, 去年."""
        return "last" in self.own_relative

    @property
    def says_only_planned(self) -> bool:
        """Whether its own words say 预算 and nothing beside but in what unit."""
        said = [token for token in self.tokens if not token.sense("slot").startswith("unit:")]
        return bool(said) and all(token.sense("filler") == "budget" for token in said)

    @property
    def says_only_money(self) -> bool:
        """Whether its own words say that it is money, and nothing beside: 金额."""
        return all(token.sense("filler") == "money" for token in self.tokens)

    @property
    def says_more_than_when(self) -> bool:
        """Whether its own words say of what or of whom, beside when."""
        return any(token.sort in ("name", "code", "unit", "body") for token in self.tokens)

    def names_another_than(self, *others: Operand) -> bool:
        """Whether its own words name anything that these do not: 比2023年工程采购, of 工程采购, does not."""
        named = [_meaning(t) for t in self.tokens if t.sort in ("name", "code", "unit", "body")]
        return not {_meaning(t) for other in others for t in other.tokens}.issuperset(named)

    def _own(self, slot: str) -> list[str]:
        said = (token.sense("slot").partition(":") for token in self.tokens)
        return [value for kind, _, value in said if kind == slot]

    # -- what it takes from others -----------------------------------------------------------

    @property
    def says_what(self) -> bool:
        """Whether it says of what it asks, were it only money or a count."""
        return self.named or bool(self.whole or self.counted or self.units)

    @property
    def says_no_more_than_money(self) -> bool:
        """Whether it leaves open of what it asks, or says only that it is money: 预算, 资金."""
        return not self.named and self.whole in ("", "money", "budget")

    @property
    def dated(self) -> bool:
        """Whether it says of when, by a year or by the present."""
        return bool(self.years or self.relative)

    def spending(self) -> Operand:
        """The operand as one of spending, where it speaks of money without saying of what."""
        return replace(self, whole="expense") if self.says_no_more_than_money else self

    def filled_from(self, other: Operand) -> Operand:
        """The operand with the slots it leaves open as another fills them."""
        own = replace(self)
        own.bodies = self.bodies or other.bodies
        own.units = self.units or ([] if self.bodies else other.units)
        if not self.dated:
            own.years, own.relative = other.years, other.relative
        own._fill_what(other)
        if not self.tables and not self.named_tables:
            own.tables, own.named_tables = other.tables, other.named_tables
        own.stages, own.kind = self._stages_from(other)
        own._fill_rest(other)
        return own

    def inside(self, other: Operand) -> Operand:
        """The operand as a part of what another names: 住房公积金多少，其中财政拨款."""
        outer = [token for token in other.rows if token not in self.rows]
        if not self.rows or self.within or len(outer) != 1:
            return self
        return replace(self, within=[*other.within, *outer])

    def _stages_from(self, other: Operand) -> tuple[list[Stage], Kind | None]:
        """A stage is taken over where neither a stage nor a year is said; a limit is set, not carried out."""
        if self.stages or (self.rows and all(token.says_limit for token in self.rows)):
            return self.stages, self.kind
        if self.budgeted:
            return [], self.kind  # X决算数相当于X预算数的百分之几
        own = self.kind or self.dated
        return [] if own else other.stages, self.kind or other.kind

    def _fill_what(self, other: Operand) -> None:
        """Of what another asks, where it says no more than money itself; the row of a group without one."""
        if self.says_no_more_than_money and (other.named or not self.whole):
            self.rows, self.codes = other.rows, other.codes
            self.groups, self.whole = other.groups, other.whole
            self.within = self.within or other.within
            self.level = self.level or other.level
        elif self.groups and not self.rows and not self.codes:
            self.rows = other.rows  # 采购多少？货物和服务各多少

    def _fill_rest(self, other: Operand) -> None:
        self.scopes = self.scopes or other.scopes
        self.counted = self.counted or other.counted
        self.period = self.period or other.period
        if self.economic is None:
            self.economic = other.economic

    def without_last_year(self) -> Operand:
        """The operand where 上年 says only against what it is held."""
        return replace(self, relative=[said for said in self.relative if said != "last"])

    # -- its cells ---------------------------------------------------------------------------

    def cells(self, known: Known, *, total: str = "") -> tuple[Cell, ...]:
        """Every cell it stands for: its units × bodies × groups × scopes × years × stages × rows.

        `total` is the whole that is meant where it names nothing.
        """
        bodies, subjects, stages = self._bodies(known), self._subjects(known, total), self._stages()
        within = [name for token in self.within for name in names_of(token)]
        units: Sequence[Name | None] = self.units or [None]
        scopes: Sequence[Scope | None] = self.scopes or [None]
        places = list(product(self.groups or [""], scopes, self._tables()))
        return tuple(
            Cell(
                subject=subject,
                within=_beside(subject, within),
                body=body,
                unit_row=unit,
                year=year,
                period=self.period,
                kind=self._kind_at(stage, stages),
                stage=stage,
                scope=scope_of(scope, unit.shown if unit else body),
                table=table,
                group=group,
                code=code,
                counted=self.counted or (subject.unit if subject else ""),
                side=self.side,
            )
            for unit, body, (group, scope, table) in product(units, bodies, places)
            for year, stage, (subject, code) in product(self._years(known, body), stages, subjects)
        )

    def _bodies(self, known: Known) -> Sequence[str]:
        return [body for bodies in self.bodies for body in bodies] or [known.sole_body()]

    def _kind_at(self, stage: Stage | None, stages: Sequence[Stage | None]) -> Kind | None:
        """The kind of document that is said; beside another stage 预算 is of no kind: 预算和决算各多少."""
        return None if stage is Stage.BUDGET and len(stages) > 1 else self.kind

    def _stages(self) -> Sequence[Stage | None]:
        planned = Stage.BUDGET if self.budgeted and self.kind is None else None
        return self.stages or [planned]

    def _tables(self) -> Sequence[Name | None]:
        found: list[Name | None] = [*self.named_tables, *(names_of(token)[0] for token in self.tables)]
        return found or [None]

    def _subjects(self, known: Known, total: str) -> list[tuple[Name | None, str]]:
        """The names and codes it is of; a name and a code alone are one."""
        asked = [name for token in self.rows for name in _asked(token)]
        names = list({name.shown: name for name in reversed(asked)}.values())[::-1]
        if len(names) == len(self.codes) == 1:
            return [(names[0], self.codes[0])]
        named: list[tuple[Name | None, str]] = [(name, "") for name in names]
        named += [(None, code) for code in self.codes]
        return named or self._wholes(known, total) or [(None, "")]

    def _wholes(self, known: Known, total: str) -> list[tuple[Name | None, str]]:
        whole = self.whole or total
        if self.groups or not whole or (self.counted and whole in ("money", "budget")):
            return []
        senses = ("income", "expense") if whole == "both" else (whole,)
        return [(known.total(sense), "") for sense in senses]

    def _years(self, known: Known, body: str) -> list[int | None]:
        if not self.dated:
            named = (*self.rows, *self.within, *self.tables)
            printed = (token.printed_year for token in named if token.printed_year)
            return [next(printed, None)]
        newest = known.newest(body)
        said = self._up_to(newest)
        if len(said) == 1 and self.relative and set(self.relative) <= {"this", "last"}:
            return self._beside_a_year()
        relative = [newest + FROM_NEWEST[when] if newest else None for when in self.relative]
        return [*said, *relative]

    def _up_to(self, newest: int) -> list[int]:
        """The years said; a span that is open at its end goes on to the newest year there is."""
        if len(self.years) < 3:
            return self.years
        return [year for year in self.years if year <= newest] or self.years

    def _beside_a_year(self) -> list[int | None]:
        """2024年的本年预算数 is of 2024, its 上年预算数 of 2023; the year of both, where both are said."""
        year = self.years[0]
        back = {"this": 0, "last": self._before_it()}
        return [year - back[when] for when in dict.fromkeys(self.relative)]

    def _before_it(self) -> int:
        """2023年的上一年 is the year before; 上年（2024年） is that year itself."""
        order = [token.sort == "year" for token in self.tokens if _slot_of(token) == "year"]
        return int(bool(order) and order[0])


def _beside(subject: Name | None, within: Sequence[Name]) -> tuple[Name, ...]:
    """What a row stands within, without its own name."""
    return tuple(name for name in within if subject is None or name.shown != subject.shown)


def scope_of(scope: Scope | None, whose: str) -> Scope | None:
    """本级 of a place is its own government: 市本级 of a city, 县本级 of a county."""
    return (proper_of(whose) or scope) if scope is Scope.UNIT else scope


def _meaning(token: Token) -> str:
    """What a word names, the same for every word for it."""
    if token.bodies:
        return "、".join(token.bodies)
    return token.entry.names[0].shown if token.entry is not None else token.text


def stage_of(value: str) -> Stage:
    """The stage of a word: what is known of spending before the account is asked for as 决算 is."""
    stage = Stage(value)
    return Stage.FINAL if stage is Stage.EXECUTION else stage


def _slot_of(token: Token) -> str:
    return "year" if token.sort == "year" else token.sense("slot").partition(":")[0]


def names_of(token: Token) -> tuple[Name, ...]:
    """The names of a token of the sort name, each with the question's own word."""
    entry = token.entry
    assert entry is not None
    return tuple(replace(name, said=token.text) for name in entry.names)


def _asked(token: Token) -> tuple[Name, ...]:
    """The names of a row; those of a word for several together (水电费) as their sum."""
    names = names_of(token)
    if token.entry is None or not token.entry.group or len(names) < 2:
        return names
    return (Name(token.text, token.text, (normal(token.text),), sum_of=names),)
