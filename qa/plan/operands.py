"""Tokens → operands: which body, year, table and row belong together, by where they stand in the sentence.

A side of a comparison (before 比, behind it) holds one operand or several. A slot that is filled again
behind a row begins the next operand (甲的办公费和乙的差旅费); filled again beside its like it is a list
(2023、2024年). What an operand leaves open it takes from its neighbours.

>>> [str(cell) for operand in operands(tokens) for cell in operand.cells(scope)]
['办公费@甲局2025', '差旅费@乙局2025']
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Protocol

from index.facts.records import Kind, Scope, Stage, TableKind
from index.facts.subjects import normal
from qa.language.names import Entry, Role
from qa.language.tokens import Token
from qa.plan.algebra import Cell, Level, Name

CONJUNCTIONS = frozenset(("和", "与", "跟", "同", "及", "或", "还是", "以及", "还有", "、", "加", "另外"))
_JOINTS = CONJUNCTIONS | {"的", "之", "在"}
# What a final account was planned at, where the word stands behind its row.
_BUDGETED = frozenset(("预算", "预算数", "预算额", "预算金额", "预算安排"))
_WHOLES = frozenset(("收入总计", "支出总计", "预算总额", "本年收入合计", "本年支出合计"))
_TOTALS = ("budget", "money", "expense", "income", "both")


class Known(Protocol):
    """What resolving a cell's slots needs to know of the index."""

    def newest(self, body: str) -> int:
        """The newest year of a body's documents; 0 where it has none."""

    def total(self, sense: str) -> Name:
        """The name of a whole: expense, income, budget."""

    def contains(self, whole: Cell, part: Cell) -> bool:
        """Whether a part may be one of what makes up a whole."""

    def sole_body(self) -> str:
        """The one body that is indexed, "" where there are several."""


@dataclass(slots=True)
class Operand:
    """The slots that one stretch of a question fills, each with all that was said for it."""

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
    amounts: list[Token] = field(default_factory=list)
    outer: set[int] = field(default_factory=set)
    tokens: list[Token] = field(default_factory=list)

    @property
    def named(self) -> bool:
        """Whether it says what it is of: a row, a code, a group or a unit."""
        return bool(self.rows or self.codes or self.groups)

    def filled_from(self, other: Operand) -> Operand:
        """The operand with the slots it leaves open as another fills them."""
        own = replace(self)
        own.bodies = self.bodies or other.bodies
        own.units = self.units or ([] if self.bodies else other.units)
        if not self.years and not self.relative:
            own.years, own.relative = other.years, other.relative
        if not self.named and self.whole in ("", "budget", "money") and (other.named or not self.whole):
            own.rows, own.codes, own.groups, own.whole = other.rows, other.codes, other.groups, other.whole
            own.within = self.within or other.within
            own.level = self.level or other.level
        if not self.tables and not self.named_tables:
            own.tables, own.named_tables = other.tables, other.named_tables
        own.scopes = self.scopes or other.scopes
        own.stages = self.stages or ([] if self.kind or self.relative or self.years else other.stages)
        own.kind = self.kind or (None if self.stages else other.kind)
        own.counted = self.counted or other.counted
        own.period = self.period or other.period
        own.economic = other.economic if self.economic is None else self.economic
        return own

    def cells(self, known: Known, *, total: str = "") -> tuple[Cell, ...]:
        """Every cell it stands for: its bodies × years × stages × scopes × groups × rows."""
        bodies: Sequence[str] = [body for bodies in self.bodies for body in bodies] or [known.sole_body()]
        subjects = self._subjects(known, total)
        scopes: Sequence[Scope | None] = self.scopes or [None]
        tables: Sequence[Name | None] = [*self.named_tables, *(_names(t)[0] for t in self.tables)] or [None]
        planned = Stage.BUDGET if self.budgeted and self.kind is None else None
        stages: Sequence[Stage | None] = self.stages or [planned]
        found: list[Cell] = []
        for body, group, scope, table in product(bodies, self.groups or [""], scopes, tables):
            for year, prior in self._years(known, body):
                for stage in stages:
                    for subject, code in subjects:
                        found.append(
                            Cell(
                                subject=subject,
                                within=tuple(name for token in self.within for name in _names(token)),
                                body=body,
                                unit_row=self.units[0] if self.units else None,
                                year=year,
                                prior=prior,
                                period=self.period,
                                kind=self.kind,
                                stage=stage,
                                scope=scope,
                                table=table,
                                group=group,
                                code=code,
                                counted=self.counted,
                            )
                        )
        if len(self.units) > 1:
            found = [replace(cell, unit_row=unit) for unit in self.units for cell in found]
        return tuple(found)

    def _subjects(self, known: Known, total: str) -> list[tuple[Name | None, str]]:
        named: list[tuple[Name | None, str]] = [(name, "") for token in self.rows for name in _asked(token)]
        if len(named) == 1 and len(self.codes) == 1:
            return [(named[0][0], self.codes[0])]
        named += [(None, code) for code in self.codes]
        if not named and self.groups:
            return [(None, "")]
        whole = self.whole or total
        if self.counted and whole in ("money", "budget"):
            whole = ""
        if not named and whole == "both":
            return [(known.total("income"), ""), (known.total("expense"), "")]
        if not named and whole:
            return [(known.total(whole), "")]
        return named or [(None, "")]

    def _before_it(self) -> int:
        """2023年的上一年 is the year before; 上年（2024年） is that year itself."""
        order = [token.sort == "year" for token in self.tokens if _slot_of(token) == "year"]
        return int(bool(order) and order[0])

    def _years(self, known: Known, body: str) -> list[tuple[int | None, bool]]:
        newest = known.newest(body)
        # A span that is open at its end goes on to the newest year there is.
        said = [year for year in self.years if len(self.years) < 3 or year <= newest] or self.years
        years: list[tuple[int | None, bool]] = [(year, False) for year in said]
        if len(years) == 1 and "last" in self.relative:
            return [(self.years[0] - self._before_it(), False)]
        for when in self.relative:
            year = {
                "this": newest,
                "newest": newest,
                "last": newest - 1,
                "before_last": newest - 2,
                "next": newest + 1,
            }[when]
            years.append((year if newest else None, False))
        return years or [(None, False)]


def _slot_of(token: Token) -> str:
    return "year" if token.sort == "year" else token.sense("slot").partition(":")[0]


def _names(token: Token) -> tuple[Name, ...]:
    entry = token.entry
    assert entry is not None
    return tuple(replace(name, said=token.text) for name in entry.names)


def _asked(token: Token) -> tuple[Name, ...]:
    """The names of a row; those of a word for several together (水电费) as their sum."""
    names = _names(token)
    if token.entry is None or not token.entry.group or len(names) < 2:
        return names
    return (Name(token.text, token.text, (normal(token.text),), sum_of=names),)


def operands(tokens: Sequence[Token]) -> list[Operand]:
    """The operands of one side, in order, each open slot filled from the one before it or behind it."""
    found = [Operand()]
    joint = ""  # the word between the last slot and this one
    for token in tokens:
        if token.paused and not joint:
            joint = "、"
        if token.sense("op") == "inside" and found[-1].rows:
            _contain(found[-1])
            joint = ""
            continue
        if token.sort == "function" and not token.sense("slot"):
            joint = token.text if token.text in _JOINTS else joint or token.text
            continue
        if token.sense("op") in ("also", "sum") and not token.sense("slot"):
            joint = "、"
            continue
        if not _fills(token):
            continue
        last = found[-1]
        if _begins_another(last, token, joint):
            found.append(Operand())
            last = found[-1]
        _put(last, token, joint)
        joint = ""
    filled = [operand for operand in found if operand.tokens]
    for operand in filled:
        if operand.within and not operand.named:
            operand.rows = [operand.within.pop()]  # 基本支出里呢: nothing stands in it
    for n in range(1, len(filled)):
        filled[n] = _inherit(filled[n], filled[n - 1])
    for n in range(len(filled) - 2, -1, -1):
        filled[n] = _inherit(filled[n], filled[n + 1])
    return filled


def _contain(operand: Operand) -> None:
    """基本支出里…: the row before 里 is what the next one stands in; in A在B中 it is what A stands in."""
    outer = operand.rows.pop()
    operand.within.append(outer)
    if outer.start in operand.outer:
        inner = [token for token in operand.within if token.start < outer.start]
        operand.rows += inner
        operand.within = [token for token in operand.within if token not in inner]


def _inherit(one: Operand, other: Operand) -> Operand:
    tokens = one.tokens
    made = one.filled_from(other)
    made.tokens = tokens
    return made


def _fills(token: Token) -> bool:
    return token.sort in ("body", "unit", "year", "period", "name", "code", "amount") or bool(
        token.sense("slot") or token.sense("filler") in (*_TOTALS, "table", "headcount")
    )


def _begins_another(last: Operand, token: Token, joint: str) -> bool:
    """A slot filled again behind a row is another operand's: 甲的X和乙的Y; 2024年X、2025年Y."""
    if not (last.rows or last.codes or last.whole):
        return False
    if token.sort == "body":
        return bool(last.bodies) and joint in CONJUNCTIONS
    if token.sort == "year":
        return bool(last.years or last.relative) and last.tokens[-1].sort != "year" and joint in CONJUNCTIONS
    return False


def _put(operand: Operand, token: Token, joint: str) -> None:
    before = operand.tokens[-1] if operand.tokens else None
    operand.tokens.append(token)
    match token.sort:
        case "body":
            _put_bodies(operand, token)
        case "year":
            operand.years += [year for year in token.years if year not in operand.years]
        case "period":
            operand.period = token.text
        case "code":
            operand.codes.append(token.text)
        case "amount":
            operand.amounts.append(token)
        case "name":
            _put_name(operand, token, joint, before)
        case _:
            against = token.sense("slot") == "year:last" and operand.named and joint in CONJUNCTIONS
            if not against:  # 公务接待费与上年持平: only against what
                _put_word(operand, token)


def _put_bodies(operand: Operand, token: Token) -> None:
    """A place beside a body says which one is meant: 省检察院（江苏）."""
    for n, bodies in enumerate(operand.bodies):
        both = tuple(body for body in bodies if body in token.bodies)
        if both and (len(both) < len(bodies) or len(both) < len(token.bodies)):
            operand.bodies[n] = both
            return
    operand.bodies.append(token.bodies)


def _put_name(operand: Operand, token: Token, joint: str, before: Token | None) -> None:
    entry = token.entry
    assert entry is not None
    if entry.roles == {Role.TABLE}:
        operand.tables.append(token)
        return
    if entry.roles == {Role.UNIT}:
        operand.units += [replace(name, said=token.text) for name in entry.names]
        return
    if operand.named and not joint and any(name.shown in _WHOLES for name in entry.names):
        return  # 农业生产发展支出预算: the whole's name adds nothing behind a row's
    if joint == "在":
        operand.outer.add(token.start)
    if operand.rows and joint not in CONJUNCTIONS:
        same = [row for row in operand.rows if _shown(row) == _shown(token)]
        operand.within += [row for row in operand.rows if row not in same]  # 某项目的财政拨款
        operand.rows = []
    operand.rows.append(token)


def _shown(token: Token) -> tuple[str, ...]:
    return tuple(name.shown for name in token.entry.names) if token.entry else ()


def _put_word(operand: Operand, token: Token) -> None:
    slot, filler = token.sense("slot"), token.sense("filler")
    kind, _, value = slot.partition(":")
    match kind:
        case "stage":
            _put_stage(operand, value)
        case "scope":
            for scope in Scope if value == "both" else (Scope(value),):
                if scope not in operand.scopes:
                    operand.scopes.append(scope)
            operand.whole = operand.whole or ("" if operand.named else "budget")
        case "group":
            operand.groups.append(value)
        case "table":
            operand.named_tables.append(Name(token.text, value, (token.text,), tables=(TableKind(value),)))
        case "year":
            operand.relative.append(value)
        case "level":
            operand.level = Level(value)
        case "class":
            operand.economic = value == "economic"
        case "count":
            operand.counted = value
    if filler == "table" and operand.rows:
        _as_table(operand)
    if filler == "headcount":
        operand.counted = "人"
    if filler == "budget" and operand.kind is None and not operand.stages and token.text in _BUDGETED:
        operand.budgeted = True
    if filler in _TOTALS and not operand.named:
        operand.whole = filler if operand.whole in ("", "budget", "money") else operand.whole


def _as_table(operand: Operand) -> None:
    """三公表里: the name before 表 is that of a table."""
    row = operand.rows[-1]
    kinds = tuple(kind for name in _names(row) for kind in name.tables)
    if kinds and row is operand.tokens[-2]:
        operand.rows.pop()
        operand.named_tables.append(Name(row.text, row.text, (row.text,), tables=kinds[:1]))


def _put_stage(operand: Operand, value: str) -> None:
    if value == "决算":
        operand.kind = operand.kind or Kind.FINAL
        operand.stages.append(Stage.FINAL)
    elif value == "执行":
        operand.stages.append(Stage.FINAL)
    else:
        operand.stages.append(Stage(value))


def entry_of(tokens: Iterable[Token]) -> list[Entry]:
    """The entries of the named tokens."""
    return [token.entry for token in tokens if token.entry is not None]
