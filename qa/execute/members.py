"""What a whole is made of in one edition: the rows of the table that speaks for them best.

>>> [value.metric for value in members_of(Children(Cell(Name.of("“三公”经费"))), cells, sought, whole).values]
['因公出国（境）费用', '公务接待费', '公务用车购置及运行费']
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.facts.money import is_money
from index.facts.records import TableKind
from index.facts.subjects import is_total as totals
from index.facts.subjects import normal
from qa.arithmetic import total
from qa.execute.cells import EditionCells
from qa.plan.algebra import Cell, Children, Level
from qa.plan.fits import key_at, title_fits
from qa.plan.ground import Sought, step_of
from qa.plan.places import DEFAULT_ORDER, Place, is_bare_total, is_group, keys_of
from qa.records import Value
from qa.values import of_figure

# 三公 = 出国 + 公车 + 接待; 公车 = 购置 + 运行 (财预〔2016〕143号).
PARTS: dict[str, tuple[str, ...]] = {
    "三公经费": ("因公出国境费用", "公务接待费", "公务用车购置及运行费"),
    "公务用车购置及运行费": ("公务用车购置费", "公务用车运行费"),
}


def all_parts(keys: Collection[str]) -> frozenset[str]:
    """What a known whole is made of, and what its parts are: of 三公经费 also 公务用车购置费."""
    own = frozenset(part for key in keys for part in PARTS.get(key, ()))
    return own | (all_parts(own) if own else frozenset())


def is_part(keys: Collection[str]) -> bool:
    """Whether a name is known as a part of some whole."""
    return any(key in parts for parts in PARTS.values() for key in keys)


_ABROAD = re.compile(r"^因公出国")
_CARS = re.compile(r"^公务用车购置[及和与]运行")
_CAR_PARTS = re.compile(r"^公务用车(?:购置|运行)(?![及和与])")
_RECEPTION = re.compile(r"^公务接待")
_PERSONNEL = ("301", "303")
_PUBLIC = ("302", "310", "309", "307", "399", "312", "311")
_LENGTH = {Level.CLASS: 3, Level.SECTION: 5, Level.ITEM: 7}
_BASIC = (TableKind.BASIC, TableKind.APPROPRIATION_BASIC)
_ORDER = (TableKind.PROJECTS, TableKind.EXPENSE, *_BASIC, *DEFAULT_ORDER)
_FORM = 3
_UNIT = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:本级|机关|局|委员会|中心|处|站|所|院|校|中学|小学|幼儿园|大学|学院|队|馆|办公室|厅|部|社)"
    r"(?:[（(](?:本级|机关)[)）])?$"
)
_OWN_LEVEL = re.compile(r"[（(](?:本级|机关)[)）]$")
_CARRIED = re.compile(r"结转|结余")
_ORDINAL = re.compile(r"^[一二三四五六七八九十]+\s*、")


@dataclass(frozen=True, slots=True)
class Member:
    """One row of a list: what it is called, its amount, where it stands; `places` where it is several."""

    label: str
    value: Value
    places: tuple[Place, ...]

    @property
    def code(self) -> str:
        """Its account, if it has one."""
        return self.places[0].figure.code

    @property
    def key(self) -> str:
        """Its name as compared."""
        return normal(self.label)


@dataclass(frozen=True, slots=True)
class Members:
    """The rows of one table, and the row that is their total, where the table prints one.

    `assumed` says what they are where they are not quite what was asked for.
    """

    members: tuple[Member, ...] = ()
    whole: Place | None = None
    assumed: tuple[str, ...] = ()


def members_of(
    rows: Children, cells: EditionCells, sought: Sought, whole: Value | None, codes: Iterable[str]
) -> Members:
    """The rows that the parent is made of; of several tables, the one whose rows add up to `whole`."""
    places = _ordinary(rows.parent, cells.places, sought)
    tables: dict[_Block, list[Place]] = defaultdict(list)
    for place in _below(rows, places, tuple(codes)):
        tables[_block(place)].append(place)
    if not tables:
        return _paid_from(rows, cells.places, sought)
    choices = {table: _grouped(found) for table, found in tables.items()}

    def rank(table: _Block) -> tuple[int, int, int]:
        kind = tables[table][0].figure.table_kind
        order = _ORDER.index(kind)
        return (0 if _adds_up(choices[table], whole) else 1, order, -len(choices[table]))

    best = min(choices, key=rank)
    return Members(tuple(choices[best]), _total_row(best[:2], places))


_Block = tuple[int, str, str]


def _block(place: Place) -> _Block:
    """The table, and the block of it where several stand side by side: by function, by nature."""
    beside = place.figure.table_kind in (TableKind.BALANCE, TableKind.APPROPRIATION)
    return (*place.table, (place.figure.citation.column or "") if beside else "")


def _paid_from(rows: Children, places: Sequence[Place], sought: Sought) -> Members:
    """Where no list of projects is disclosed: the accounts that projects are paid from."""
    asked, _ = _WAYS[0]
    keys = set(keys_of(rows.parent.subject)) if rows.parent.subject else set()
    if not (asked(rows, keys) or _PROJECTS(rows, keys)):
        return Members()
    tables: dict[_Block, list[Place]] = defaultdict(list)
    for place in places:
        figure = place.figure
        own = figure.stage.counts_as in sought.stages and figure.year == sought.year
        if own and place.component == "项目支出" and len(figure.code) == 7 and figure.value:
            tables[_block(place)].append(place)
    if not tables:
        return Members()
    best = min(tables, key=lambda table: _ORDER.index(tables[table][0].figure.table_kind))
    return Members(tuple(_grouped(tables[best])), assumed=("文件没有项目明细，以下是项目支出所列的功能科目",))


def _ordinary(parent: Cell, places: Sequence[Place], sought: Sought) -> list[Place]:
    """The amounts of the stage and year, in the total column or in the one that is named."""
    found: list[Place] = []
    for stage in sought.stages:
        found = [p for p in places if p.figure.stage.counts_as is stage and p.figure.year == sought.year]
        if found:
            break
    if parent.table is not None:
        fits = {p.table: fit for p in found if (fit := title_fits(parent.table, p)) is not None}
        found = [p for p in found if fits.get(p.table) == min(fits.values(), default=None)]
    columns = {key for name in parent.within for key in keys_of(name)}
    if columns and any(columns & p.columns for p in found):
        return [p for p in found if columns & p.columns]
    for name in parent.within:
        keys = keys_of(name)
        found = [p for p in found if _stands_in(keys, p)]
    if parent.unit_row is not None:
        keys = keys_of(parent.unit_row)
        found = [p for p in found if set(keys) & {p.label, p.item, *p.above}]
    if parent.group:
        found = [p for p in found if parent.group in (p.figure.group, p.subject, *p.above)]
    held: dict[tuple[int, str, str, str], set[str]] = defaultdict(set)
    for place in found:
        held[place.row].add(place.component)
    return [p for p in found if not p.component or len(held[p.row]) == 1]


def _stands_in(keys: Sequence[str], place: Place) -> bool:
    rows = (place.label, place.item, *place.above)
    return any(key_at(keys, row) is not None for row in rows) or any(key in place.title for key in keys)


# -- what is below ---------------------------------------------------------------------------


def _below(rows: Children, places: Sequence[Place], codes: tuple[str, ...]) -> list[Place]:
    """The rows of a parent at a level, of every table that lists them."""
    parent, level = rows.parent, rows.level
    keys = set(keys_of(parent.subject)) if parent.subject else set()
    for asked, below in _WAYS:
        if asked(rows, keys):
            return below(rows, places)
    if codes and (under := _accounts(rows, places, codes)):
        return under
    if keys and (held := [p for p in places if keys & set(p.above)]):
        return held
    if level in _LENGTH:
        return _leveled(rows, places)
    if parent.table is not None and parent.subject is None:
        return _whole_table(places)
    return []


_Asked = Callable[[Children, set[str]], bool]
_Below = Callable[[Children, Sequence[Place]], list[Place]]


def _named(*names: str) -> _Asked:
    keys = {normal(name) for name in names}
    return lambda rows, said: rows.level in (Level.NEXT, *_LENGTH) and bool(keys & said)


def _of_level(level: Level) -> _Asked:
    return lambda rows, said: rows.level is level


def _three(rows: Children, places: Sequence[Place]) -> list[Place]:
    """The three of 三公, each as it is printed; the cars as one."""
    of_table = [
        p for p in places if p.figure.table_kind is TableKind.THREE_PUBLIC and is_money(p.figure.unit)
    ]
    pattern = re.compile("|".join(x.pattern for x in (_ABROAD, _CARS, _RECEPTION)))
    found = [p for p in of_table if pattern.match(p.subject)]
    if not any(_CARS.match(p.subject) for p in found):
        found += [p for p in of_table if _CAR_PARTS.match(p.subject)]
    return found


def _cars(rows: Children, places: Sequence[Place]) -> list[Place]:
    of_table = [
        p for p in places if p.figure.table_kind is TableKind.THREE_PUBLIC and is_money(p.figure.unit)
    ]
    return [p for p in of_table if _CAR_PARTS.match(p.subject)]


def _projects(rows: Children, places: Sequence[Place]) -> list[Place]:
    """The list of projects, without the rows of units that sum them up."""
    for kind in (TableKind.PROJECTS, TableKind.PERFORMANCE):
        listed = [
            p for p in places if p.figure.table_kind is kind and not _is_sum(p) and is_money(p.figure.unit)
        ]
        listed = [p for p in listed if not p.figure.code] or listed
        if kind is TableKind.PERFORMANCE:  # a form's rows are the parts of one project
            sizes = Counter(p.table for p in listed)
            listed = [p for p in listed if p.figure.citation.row and sizes[p.table] > _FORM]
        if listed:
            sums = {p.id for p in _sums_of_units(listed)}
            return [p for p in listed if p.id not in sums]
    return []


def _sums_of_units(places: Sequence[Place]) -> list[Place]:
    """Rows of units that are the sums of the projects listed below them."""
    found: list[Place] = []
    for at, place in enumerate(places):
        if not _UNIT.search(place.figure.subject):
            continue
        left = place.figure.value
        for below in places[at + 1 :]:
            left -= below.figure.value
            if left <= 0:
                break
        if left == 0 or _OWN_LEVEL.search(place.figure.subject):
            found.append(place)
    return found


def _bought(kind: TableKind) -> _Below:
    def below(rows: Children, places: Sequence[Place]) -> list[Place]:
        found = [p for p in places if p.figure.table_kind is kind and is_money(p.figure.unit)]
        found = [p for p in found if not _is_sum(p)]
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
        found = [p for p in places if p.figure.table_kind in _BASIC and p.figure.code.startswith(first)]
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
            and not _is_sum(p)
            and any(side in column for column in p.columns)
        ]
        firsts = [p for p in lines if _ORDINAL.match(p.figure.citation.row or "") or _CARRIED.search(p.label)]
        firsts = firsts if any(_ORDINAL.match(p.figure.citation.row or "") for p in firsts) else []
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
    """The accounts below one, at the next level there is or at the one said."""
    for code in codes:
        under = [p for p in places if p.figure.code.startswith(code) and p.figure.code != code]
        under = [p for p in under if p.figure.table_kind is not TableKind.PROJECTS] or under
        lengths = {len(p.figure.code) for p in under}
        if lengths:
            said = _LENGTH.get(rows.level, 0)
            length = said if said in lengths else min(lengths)
            return [p for p in under if len(p.figure.code) == length]
    return []


def _whole_table(places: Sequence[Place]) -> list[Place]:
    """The rows of a table, without its totals; of accounts, those of the lowest level."""
    found = [p for p in places if not _is_sum(p) and is_money(p.figure.unit) and p.label]
    codes = {p.figure.code for p in found if p.figure.code}
    above = {code[:length] for code in codes for length in (3, 5) if len(code) > length}
    return [p for p in found if p.figure.code not in above] if codes else found


def _is_sum(place: Place) -> bool:
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


# -- one table -------------------------------------------------------------------------------


def _grouped(places: Sequence[Place]) -> list[Member]:
    """Each row once; the rows of one item (a project by its sources) as one."""
    items = {p.item for p in places if p.item}
    groups: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for place in places:
        own = items and place.item
        key = (place.item,) if own else (place.figure.code, place.figure.citation.row or "", place.subject)
        groups[key].append(place)
    return [_member(found) for found in groups.values()]


def _member(places: Sequence[Place]) -> Member:
    first = places[0]
    rows = list({p.row: p for p in places}.values())
    if len(rows) == 1 or not first.item:
        label = first.figure.subject
        return Member(label, of_figure(first.figure), (first,))
    label = (first.figure.citation.row or "").split("/")[0]
    return Member(label, total([of_figure(p.figure) for p in rows], label), tuple(rows))


def _adds_up(members: Sequence[Member], whole: Value | None) -> bool:
    return whole is not None and abs(rest_of(members, whole)) <= slack(members, whole)


def rest_of(members: Sequence[Member], whole: Value) -> Decimal:
    """What the members leave of the whole."""
    return whole.value - sum((m.value.value for m in members), Decimal(0))


def slack(members: Sequence[Member], whole: Value) -> Decimal:
    """How far rounding may take the sum of so many amounts from their whole."""
    values = [whole, *(m.value for m in members)]
    return max(step_of(v.printed or "0.00", v.unit) for v in values) * (len(values) + 1) / 2


def _total_row(table: tuple[int, str], places: Sequence[Place]) -> Place | None:
    """The total that a table prints for all its rows."""
    sums = [p for p in places if p.table == table and not p.by_column]
    sums = [p for p in sums if is_bare_total(p.label) or (not p.label and totals(p.figure.subject))]
    return sums[0] if sums else None


def unit_names(cells: EditionCells, body: str) -> list[str]:
    """The organisations that are rows of the tables, as printed, in reading order."""
    own = normal(body)
    found: dict[str, str] = {}
    for place in cells.places:
        for part in (place.figure.citation.row or "").split("/"):
            key = normal(part)
            if key and key not in found and key != own and not place.figure.code and _UNIT.search(part):
                found[key] = part.strip()
    return list(found.values())
