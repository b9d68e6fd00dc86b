"""The rows below a parent, in every table that lists them: one way for each whole that is known by name.

>>> [place.subject for place in rows_below(Children(Cell(Name.of("“三公”经费"))), places, codes=())]
['因公出国境费用', '公务接待费', '公务用车购置及运行费']
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

from index.facts.money import is_money
from index.facts.naming.captions import is_bare_total, is_group
from index.facts.records import TableKind
from index.facts.subjects import is_total as totals
from index.facts.subjects import normal
from index.prose.labels import (
    ThreePublic,
    is_carried_over,
    is_numbered,
    is_own_level,
    is_unit,
    three_public_of,
)
from qa.plan.algebra import Children, Level
from qa.plan.ground import step_of
from qa.plan.places import Place, keys_of

_PERSONNEL = ("301", "303")
_PUBLIC = ("302", "310", "309", "307", "399", "312", "311")
_LENGTH = {Level.CLASS: 3, Level.SECTION: 5, Level.ITEM: 7}
BASIC = (TableKind.BASIC, TableKind.APPROPRIATION_BASIC)
# A form of goals of no more rows than these is of one project.
_FORM = 3


def rows_below(rows: Children, places: Sequence[Place], codes: tuple[str, ...]) -> list[Place]:
    """The rows of a parent at a level, of every table that lists them."""
    parent, level = rows.parent, rows.level
    keys = set(keys_of(parent.subject)) if parent.subject else set()
    for asked, found_by in _WAYS:
        if asked(rows, keys):
            return found_by(rows, places)
    if codes and (under := _accounts(rows, places, codes)):
        return under
    if keys and (held := [p for p in places if keys & set(p.above)]):
        return held
    if level in _LENGTH and not codes:  # what has a code is made of its own accounts alone
        return _leveled(rows, places)
    if parent.table is not None and parent.subject is None:
        return _whole_table(places)
    return _that_add_up(keys, places) if level is Level.NEXT else []


def _that_add_up(keys: set[str], places: Sequence[Place]) -> list[Place]:
    """The rows that stand straight below one of that name and add up to it: 增值税, … of 一、税收收入."""
    found: list[Place] = []
    for at, place in enumerate(places):
        if keys.isdisjoint((place.label, place.subject)) or not is_money(place.figure.unit):
            continue
        left, taken = place.figure.value, list[Place]()
        for below in places[at + 1 :]:
            if below.table != place.table or below.columns != place.columns or left <= 0:
                break
            left -= below.figure.value
            taken.append(below)
        rounding = step_of(place.figure.printed, place.figure.unit) * (len(taken) + 1) / 2
        if len(taken) > 1 and abs(left) < rounding:
            found += taken
    return found


_Asked = Callable[[Children, set[str]], bool]
_Below = Callable[[Children, Sequence[Place]], list[Place]]


def _named(*names: str) -> _Asked:
    keys = {normal(name) for name in names}
    return lambda rows, said: rows.level in (Level.NEXT, *_LENGTH) and bool(keys & said)


def _of_level(level: Level) -> _Asked:
    return lambda rows, said: rows.level is level


def _money_of(kind: TableKind, places: Sequence[Place]) -> list[Place]:
    """The amounts of the tables of one kind."""
    return [p for p in places if p.figure.table_kind is kind and is_money(p.figure.unit)]


_THREE = (ThreePublic.ABROAD, ThreePublic.CARS, ThreePublic.RECEPTION)


def _three(rows: Children, places: Sequence[Place]) -> list[Place]:
    """The three of 三公, each as it is printed; the cars as one."""
    parts = [(three_public_of(p.subject), p) for p in _money_of(TableKind.THREE_PUBLIC, places)]
    found = [place for part, place in parts if part in _THREE]
    if all(part is not ThreePublic.CARS for part, _ in parts):
        found += [place for part, place in parts if part is ThreePublic.CAR_PART]
    return found


def _cars(rows: Children, places: Sequence[Place]) -> list[Place]:
    of_table = _money_of(TableKind.THREE_PUBLIC, places)
    return [p for p in of_table if three_public_of(p.subject) is ThreePublic.CAR_PART]


def _projects(rows: Children, places: Sequence[Place]) -> list[Place]:
    """The list of projects, without the rows of units that sum them up."""
    listed = _without_accounts(TableKind.PROJECTS, places) or _of_lists_of_goals(places)
    sums = {p.id for p in _sums_of_units(listed)}
    return [p for p in listed if p.id not in sums]


def _without_accounts(kind: TableKind, places: Sequence[Place]) -> list[Place]:
    """The rows of a kind of table that are no totals and, where there are such, no accounts."""
    found = [p for p in _money_of(kind, places) if not is_sum(p)]
    return [p for p in found if not p.figure.code] or found


def _of_lists_of_goals(places: Sequence[Place]) -> list[Place]:
    """The projects of tables of goals that list many; the rows of a form are the parts of one project."""
    found = _without_accounts(TableKind.PERFORMANCE, places)
    sizes = Counter(p.table for p in found)
    return [p for p in found if p.figure.citation.row and sizes[p.table] > _FORM]


def _sums_of_units(places: Sequence[Place]) -> list[Place]:
    """Rows of units that are the sums of the projects listed below them."""
    found: list[Place] = []
    for at, place in enumerate(places):
        if not is_unit(place.figure.subject):
            continue
        left = place.figure.value
        for below in places[at + 1 :]:
            left -= below.figure.value
            if left <= 0:
                break
        if left == 0 or is_own_level(place.figure.subject):
            found.append(place)
    return found


def _bought(kind: TableKind) -> _Below:
    def below(rows: Children, places: Sequence[Place]) -> list[Place]:
        found = [p for p in _money_of(kind, places) if not is_sum(p)]
        things = [p for p in found if not is_group(p.subject)]
        return _heads_of_sums(things) or things or found

    return below


def _heads_of_sums(places: Sequence[Place]) -> list[Place]:
    """The rows that are sums of the rows below them, where the whole list is made of such; else none."""
    heads: list[Place] = []
    left = Decimal(0)
    for place in places:
        if left == 0:
            heads.append(place)
            left = place.figure.value
        else:
            left -= place.figure.value
        if left < 0:
            return []
    return heads if left == 0 and heads != list(places) else []


def _basic(*first: str) -> _Below:
    """The accounts of basic spending: at 款, unless another level is said."""

    def below(rows: Children, places: Sequence[Place]) -> list[Place]:
        length = _LENGTH.get(rows.level, 5)
        found = [p for p in places if p.figure.table_kind in BASIC and p.figure.code.startswith(first)]
        return [p for p in found if len(p.figure.code) == length]

    return below


def _operating(rows: Children, places: Sequence[Place]) -> list[Place]:
    found = [p for p in places if p.figure.table_kind is TableKind.OPERATING and p.figure.code]
    longest = max((len(p.figure.code) for p in found), default=0)
    return [p for p in found if len(p.figure.code) == longest]


def _sides(side: str) -> _Below:
    """What all income or all spending is made of: the accounts by 类, else the lines of that side."""

    def below(rows: Children, places: Sequence[Place]) -> list[Place]:
        lines = [
            p
            for p in places
            if p.figure.table_kind is TableKind.BALANCE
            and not is_sum(p)
            and any(side in column for column in p.columns)
        ]
        numbered = {p.id for p in lines if is_numbered(p.figure.citation.row or "")}
        firsts = [p for p in lines if p.id in numbered or is_carried_over(p.label)] if numbered else []
        coded = _leveled(rows, places) if side == "支出" else []
        return [*(firsts or lines), *coded] if rows.level is Level.NEXT and not rows.economic else coded

    return below


def _leveled(rows: Children, places: Sequence[Place]) -> list[Place]:
    """The accounts of one level: of the functional classification, unless the economic one is said."""
    length = _LENGTH.get(rows.level, 3)
    first = "3" if rows.economic else "2"
    found = [p for p in places if p.figure.code[:1] == first and len(p.figure.code) == length]
    spends = [p for p in found if p.figure.table_kind is not TableKind.PROJECTS]
    return [p for p in spends if not p.by_column]


def _accounts(rows: Children, places: Sequence[Place], codes: tuple[str, ...]) -> list[Place]:
    """The accounts below the first of these that has any, at the next level there is or at the one said."""
    under: list[Place] = next(filter(None, (_under(code, places) for code in codes)), [])
    lengths = {len(p.figure.code) for p in under}
    said = _LENGTH.get(rows.level, 0)
    length = said if said in lengths else min(lengths, default=0)
    return [p for p in under if len(p.figure.code) == length]


def _under(code: str, places: Sequence[Place]) -> list[Place]:
    """The places of the accounts below one; those that projects are listed by only where no other are."""
    found = [p for p in places if p.figure.code.startswith(code) and p.figure.code != code]
    return [p for p in found if p.figure.table_kind is not TableKind.PROJECTS] or found


def _whole_table(places: Sequence[Place]) -> list[Place]:
    """The rows of a table, without its totals; of accounts, those of the lowest level."""
    found = [p for p in places if not is_sum(p) and is_money(p.figure.unit) and p.label]
    codes = {p.figure.code for p in found} - {""}
    above = {code[:length] for code in codes for length in (3, 5) if len(code) > length}
    return [p for p in found if p.figure.code not in above]


def is_sum(place: Place) -> bool:
    """A row of a total, which no list or ranking counts."""
    return is_bare_total(place.label) or totals(place.figure.subject) or totals(place.label)


_INCOME = ("收入总计", "收入合计", "本年收入合计", "收入预算", "总收入", "收入总额")
_EXPENSE = ("支出总计", "支出合计", "本年支出合计", "支出预算", "总支出", "支出总额")
_PROJECTS = _named("项目支出", "项目支出预算", "项目支出合计")
_WAYS: tuple[tuple[_Asked, _Below], ...] = (
    (_of_level(Level.PROJECT), _projects),
    (_of_level(Level.PURCHASE), _bought(TableKind.PROCUREMENT)),
    (_PROJECTS, _projects),
    (_named("三公经费", "三公经费合计"), _three),
    (_named("公务用车购置及运行费", "公务用车购置及运行维护费"), _cars),
    (_named("政府采购", "政府采购预算", "政府采购合计"), _bought(TableKind.PROCUREMENT)),
    (_named("政府购买服务", "政府购买服务合计"), _bought(TableKind.SERVICES)),
    (_named("机关运行经费"), _operating),
    (_named("公用经费"), _basic(*_PUBLIC)),
    (_named("人员经费"), _basic(*_PERSONNEL)),
    (_named("基本支出", "一般公共预算基本支出"), _basic("3")),
    (_named(*_INCOME), _sides("收入")),
    (_named(*_EXPENSE), _sides("支出")),
)


def wants_projects(rows: Children) -> bool:
    """Whether it is the projects that are asked for."""
    keys = set(keys_of(rows.parent.subject)) if rows.parent.subject else set()
    return rows.level is Level.PROJECT or _PROJECTS(rows, keys)
