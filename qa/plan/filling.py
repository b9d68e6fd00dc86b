"""Tokens → operands: each word is put into the slot it fills, of the operand it stands beside.

>>> [operand.own_years for operand in operands(tokens_of("2024年办公费和2025年差旅费"))]
[[2024], [2025]]
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from index.facts.ledgers import is_fund, side_said
from index.facts.naming.titles import kind_of
from index.facts.records import Kind, Scope, Stage, TableKind
from qa.language.names import Role
from qa.language.tokens import Token
from qa.plan.algebra import Level, Name
from qa.plan.operands import Operand, names_of, stage_of

WHOLES = frozenset(("收入总计", "支出总计", "预算总额", "本年收入合计", "本年支出合计"))
_SIDES = {"income": "收入", "expense": "支出"}
_TOTALS = ("budget", "money", "expense", "income", "both")
_FILLING = frozenset(("body", "unit", "year", "period", "name", "code", "amount"))


class _Joint(StrEnum):
    """The word between the last slot and the next one."""

    NONE = ""
    AND = "and"  # 和, 、, 加
    OF = "of"  # 的
    IN = "in"  # 在
    FROM = "from"  # 从
    OTHER = "other"


def operands(tokens: Sequence[Token]) -> list[Operand]:
    """The operands of one side, in order, each open slot filled from the one before it or behind it."""
    filling = _Filling()
    for token in tokens:
        filling.take(token)
    filled = [operand for operand in filling.found if operand.tokens]
    for operand in filled:
        if operand.within and not operand.rows and _is_what_is_asked(operand):
            operand.rows = [operand.within.pop()]  # 基本支出里呢, 采购里的服务: no row stands in it
    for n in range(1, len(filled)):
        _narrow(filled[n], filled[:n])
        filled[n] = filled[n].filled_from(filled[n - 1])
    for n in range(len(filled) - 2, -1, -1):
        filled[n] = filled[n].filled_from(filled[n + 1])
    return filled


def _narrow(operand: Operand, before: Sequence[Operand]) -> None:
    """规资局24年几批、几人次（普陀）: a place behind says where the body before lies."""
    named = [bodies for one in before for bodies in one.bodies if len(bodies) == 1]
    for n, bodies in enumerate(operand.bodies):
        own = [body for body in named if len(bodies) > 1 and body[0] in bodies]
        if own:
            operand.bodies[n] = own[0]


def _is_what_is_asked(operand: Operand) -> bool:
    """Whether the row that something was to stand in is all there is, with its own code or none."""
    own = {code for name in names_of(operand.within[-1]) for code in name.codes}
    return own.issuperset(operand.codes)


class _Filling:
    """The operands found so far, and how what comes next is joined to them."""

    def __init__(self) -> None:
        self.found = [Operand()]
        self._joint = _Joint.NONE
        self._planned = False
        self._asked: Token | None = None

    def take(self, token: Token) -> None:
        """Puts the token where it belongs; one that fills no slot may join."""
        if token.paused and not self._joint:
            self._joint = _Joint.AND
        last = self.found[-1]
        joint = _joint_of(token)
        self._say_the_plan(token)
        if token.marked("grand_total") and _ends_in_its_row(last):
            last.side = last.side or "合计"
        self._note_what_is_asked(token)
        if token.sense("op") == "inside" and last.rows:
            _contain(last)
            self._joint = _Joint.NONE
        elif joint is _Joint.OTHER:
            self._joint = self._joint or joint
        elif joint:
            self._joint = joint
        elif _fills(token):
            self._fill(token)

    def _fill(self, token: Token) -> None:
        """Puts a word into its slot, of the operand before it or of one that it begins.

        What is named behind what was asked is asked beside it: 水费多少、电费多少; 多少|采购预算 is one.
        """
        loose = self._joint in (_Joint.NONE, _Joint.OTHER) and token.sort in ("body", "name", "code")
        if loose and self._asked is not None and (token.paused or self._asked.end != token.start):
            self._joint = _Joint.AND
        if self._begins_another(token):
            self.found.append(Operand())
        _put(self.found[-1], token, self._joint)
        if self._joint is not _Joint.IN or token.sort in ("name", "code"):
            self._joint = _Joint.NONE  # 在|某局|2025年|项目支出|里: 在 is of the name

    def _note_what_is_asked(self, token: Token) -> None:
        """Of what is named so far it is asked how much; 有多少花在X上: X is what is asked."""
        if token.sense("op") == "how_many":
            self._asked = token if self.found[-1].named else None
        elif token.sense("op") in ("inside", "spent") or token.marked("spent_on"):
            self._asked = None

    def _say_the_plan(self, token: Token) -> None:
        """预算是多少、决算又是多少: both are asked for."""
        last = self.found[-1]
        if token.sense("op") == "how_many":
            self._planned = last.budgeted and not last.stages
        if self._planned and token.sense("slot").startswith("stage:") and not last.stages:
            last.stages.append(Stage.BUDGET)

    def _begins_another(self, token: Token) -> bool:
        """A slot filled again behind a row is another operand's: 甲的X和乙的Y; 《表一》X与《表二》X."""
        last = self.found[-1]
        of_row = bool(last.rows or last.codes)
        if self._joint is _Joint.FROM and token.sort == "year":
            return last.dated and of_row  # 2026年X从2025年的多少
        if last.counted and last.rows and self._counts_anew(token):
            return True
        if self._joint is not _Joint.AND:
            return False
        if _is_whole_already(last, token):
            return True
        return (of_row or bool(last.whole)) and _fills_again(last, token)

    def _counts_anew(self, token: Token) -> bool:
        """公车几辆、接待几批、几人次: each thing that is counted with its own count."""
        counts = token.sense("slot").startswith("count:")
        return counts or (self._joint is _Joint.AND and token.sort in ("name", "code"))


def _is_whole_already(operand: Operand, token: Token) -> bool:
    """甲局2024年|和乙局2025年, 2013101行政运行|、2210201住房公积金: a pair, behind which another begins."""
    if token.sort == "body":
        return _is_body_of_year(operand)
    return token.sort in ("name", "code") and _is_row_of_account(operand)


def _fills_again(operand: Operand, token: Token) -> bool:
    """Whether a word is for a slot that is filled already; years side by side are a list of them."""
    if token.sort == "body":
        return bool(operand.bodies)
    if _names_a_table(token):
        return bool(operand.tables)
    return token.sort == "year" and operand.dated and operand.tokens[-1].sort != "year"


def _is_body_of_year(operand: Operand) -> bool:
    """Whether it is a body with its year behind it and no more."""
    return [token.sort for token in operand.tokens] == ["body", "year"]


def _is_row_of_account(operand: Operand) -> bool:
    """Whether its last words are a row and the code beside it, and it has no others."""
    if len(operand.rows) != 1 or len(operand.codes) != 1 or len(operand.tokens) < 2:
        return False
    one, other = operand.tokens[-2:]
    return one.end == other.start and {one.sort, other.sort} == {"name", "code"}


def _ends_in_its_row(operand: Operand) -> bool:
    """Whether the last word said of it is its row."""
    return bool(operand.rows) and operand.tokens[-1] is operand.rows[-1]


def _names_a_table(token: Token) -> bool:
    """Whether what it names is a table and nothing beside."""
    return token.entry is not None and token.entry.roles == {Role.TABLE}


def _joint_of(token: Token) -> _Joint:
    """How a word joins what stands around it; NONE for a word that does not."""
    if token.sense("slot"):
        return _Joint.NONE
    if token.sense("op") in ("also", "sum"):
        return _Joint.AND
    if token.sort != "function":
        return _Joint.NONE
    joints = (_Joint.AND, _Joint.OF, _Joint.IN, _Joint.FROM)
    return next((joint for joint in joints if token.marked(joint)), _Joint.OTHER)


def _contain(operand: Operand) -> None:
    """基本支出里…: the row before 里 is what the next one stands in; in A在B中 it is what A stands in."""
    outer = operand.rows.pop()
    operand.within.append(outer)
    if outer.start in operand.outer:
        inner = [token for token in operand.within if token.start < outer.start]
        operand.rows += inner
        operand.within = [token for token in operand.within if token not in inner]


def _fills(token: Token) -> bool:
    return (
        token.sort in _FILLING
        or bool(token.sense("slot"))
        or token.sense("filler") in (*_TOTALS, "table", "headcount")
    )


def _put(operand: Operand, token: Token, joint: _Joint) -> None:
    before = operand.tokens[-1] if operand.tokens else None
    operand.tokens.append(token)
    match token.sort:
        case "body":
            _put_bodies(operand, token)
        case "year":
            _put_years(operand, token, joint)
        case "period":
            operand.period = token.text
        case "code":
            operand.codes.append(token.text)
        case "name":
            _put_name(operand, token, joint)
        case _ if not _is_only_against(operand, token, joint):
            _put_slot(operand, token)
            _put_filler(operand, token, before)


def _put_years(operand: Operand, token: Token, joint: _Joint) -> None:
    """The years said for a row are its own, not its document's: 2025年文件中X的2024年数."""
    if operand.titled or (joint is _Joint.OF and operand.years and (operand.rows or operand.codes)):
        operand.years, operand.titled = [], False
    operand.years += [year for year in token.years if year not in operand.years]


def _is_only_against(operand: Operand, token: Token, joint: _Joint) -> bool:
    """公务接待费与上年持平, 从上年的多少: the year before is only what the row is set against."""
    against = joint in (_Joint.AND, _Joint.FROM)
    return token.sense("slot") == "year:last" and operand.named and against


def _put_bodies(operand: Operand, token: Token) -> None:
    """A place beside a body says which one is meant: 省检察院（岭东）."""
    for n, bodies in enumerate(operand.bodies):
        both = tuple(body for body in bodies if body in token.bodies)
        if both and (len(both) < len(bodies) or len(both) < len(token.bodies)):
            operand.bodies[n] = both
            return
    if token.bodies not in operand.bodies:
        operand.bodies.append(token.bodies)


def _put_name(operand: Operand, token: Token, joint: _Joint) -> None:
    entry, names = token.entry, names_of(token)
    assert entry is not None
    if token.bodies and not operand.bodies:
        operand.bodies.append(token.bodies)  # of whom its name says it is
    if _names_a_table(token):
        operand.tables.append(token)
        if token.printed_year and len(operand.years) == 1:
            # 2031年《2032年…预算表》: of which year its amounts are, where no other is said behind it.
            operand.years, operand.titled = [token.printed_year], True
    elif entry.roles == {Role.UNIT}:
        operand.units += names
    elif _adds_nothing(operand, joint) and any(name.shown in WHOLES for name in names):
        _put_whole(operand, token, joint)
    elif _is_of_one_table(names) and _holds_purchases(operand, joint):
        _put_kind_of_table(operand, names[0])  # 会议费的采购金额: of the table that lists purchases
    else:
        _put_row(operand, token, joint)


def _put_whole(operand: Operand, token: Token, joint: _Joint) -> None:
    """农业生产发展支出预算, 2200150的支出合计: a whole's name adds but its side behind a row's."""
    if not joint and _is_of_fund(operand):
        _put_row(operand, token, joint)  # 财政拨款收入总计: all money of that fund
    sides = filter(None, (side_said(name.shown) for name in names_of(token)))
    operand.side = operand.side or next(sides, "")


def _adds_nothing(operand: Operand, joint: _Joint) -> bool:
    """Whether the name of a whole behind it is but that of its own amount."""
    return operand.named and (not joint or (bool(operand.codes) and joint is _Joint.OF))


def _is_of_one_table(names: Sequence[Name]) -> bool:
    """Whether it is the name of all that a table of purchases lists."""
    return all(name.tables == (TableKind.PROCUREMENT,) for name in names)


def _holds_purchases(operand: Operand, joint: _Joint) -> bool:
    """Whether a row of such a table is said before it; beside 和 it is another row itself."""
    return bool(operand.rows) and (joint is not _Joint.AND or bool(operand.tables or operand.named_tables))


def _put_kind_of_table(operand: Operand, name: Name) -> None:
    """The table of that kind, where none is named."""
    if not operand.tables and not operand.named_tables:
        operand.named_tables.append(Name(name.said, name.said, (name.said,), tables=name.tables))


def _is_of_fund(operand: Operand) -> bool:
    """Whether the row before is a fund or a ledger, of which tables of their own tell all there is."""
    keys = [key for row in operand.rows for name in names_of(row) for key in name.keys[:1]]
    return len(keys) == 1 and is_fund(keys[0])


def _put_row(operand: Operand, token: Token, joint: _Joint) -> None:
    if joint is _Joint.IN:
        operand.outer.add(token.start)
    if operand.rows and joint is not _Joint.AND:
        # 某项目的财政拨款: the row before is what this one stands in, if it is not the same one.
        operand.within += [row for row in operand.rows if _shown(row) != _shown(token)]
        operand.rows = []
    operand.rows.append(token)
    operand.side = operand.side or _side_of(token)


def _side_of(token: Token) -> str:
    """支出 of 居民养老保险基金支出, where what it names is printed without; "" for what is printed so."""
    printed = [key for name in names_of(token) for key in name.keys]
    side = next((side for side in _SIDES.values() if token.text.endswith(side)), "")
    return side if side and not any(key.endswith(side) for key in printed) else ""


def _shown(token: Token) -> tuple[str, ...]:
    return tuple(name.shown for name in names_of(token))


def _put_slot(operand: Operand, token: Token) -> None:
    """A word of the lexicon into the slot that it is for."""
    kind, _, value = token.sense("slot").partition(":")
    match kind:
        case "stage":
            _put_stage(operand, value)
        case "scope":
            _put_scopes(operand, tuple(Scope) if value == "both" else (Scope(value),))
            if token.marked("of_accounts"):
                _put_stage(operand, Stage.FINAL)
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


def _put_stage(operand: Operand, value: str) -> None:
    operand.stages.append(stage_of(value))
    if value == Stage.FINAL:
        operand.kind = operand.kind or Kind.FINAL


def _put_scopes(operand: Operand, scopes: Sequence[Scope]) -> None:
    operand.scopes += [scope for scope in scopes if scope not in operand.scopes]
    if all(scope.of_place for scope in scopes):
        return  # 全市 of what, the question says elsewhere
    operand.whole = operand.whole or ("" if operand.named else "budget")


def _put_filler(operand: Operand, token: Token, before: Token | None) -> None:
    """A noun of money: the whole where no row is named; 预算 says the stage, 表 that a table was named."""
    filler = token.sense("filler")
    if filler == "table" and operand.rows:
        _as_table(operand, before, token)
    if filler in _SIDES and operand.rows and before is operand.rows[-1]:
        operand.side = _SIDES[filler]  # 居民养老保险基金|收入
    if filler == "headcount":
        operand.counted = "人"
    if token.marked("planned") and operand.kind is None and not operand.stages:
        operand.budgeted = True  # what a final account was planned at, where the word stands behind its row
    if filler in _TOTALS and operand.says_no_more_than_money:
        operand.whole = filler


def _as_table(operand: Operand, before: Token | None, table: Token) -> None:
    """三公表里: the name before 表 is that of a table."""
    row = operand.rows[-1]
    titled = kind_of(row.text)  # 国有资本经营预算表, whose name is that of a row of another table
    kinds = tuple(kind for name in names_of(row) for kind in name.tables)
    kinds = kinds if titled is TableKind.OTHER else (titled, *kinds)
    if kinds and row is before and (row.end == table.start or table.marked("basis")):
        operand.rows.pop()
        operand.named_tables.append(Name(row.text, row.text, (row.text,), tables=kinds[:1]))
