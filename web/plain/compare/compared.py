"""Bodies and years on one subject: the amount of each, what it differs by, its ratio, its share, or why not.

Amounts are those that a document discloses as its body's own of that year: no last year's column, no row of
another unit, no part of a year. Unlike amounts are neither subtracted nor divided: the row says in what they
are unlike.

>>> found = compared(facts, asked_of([("body", "某局"), ("subject", "公务接待费")]))
>>> [(place.body, place.year, place.figure.printed) for place in found.places]
[('某局', 2024, '1.00'), ('某局', 2025, '1.50')]
>>> found.places[1].difference.formula
'1.50万元−1.00万元＝0.50万元'
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final, TypeVar

from index.facts.records import Figure, Fund, Kind, Scope, TableKind
from index.facts.subjects import is_total, normal
from index.store.protocols import Facts
from web.plain.compare.asked import MOST_YEARS, Against, Asked
from web.plain.differences import Apart, Difference, Quotient, apart, quotient
from web.plain.editions import Edition, editions_of, figures_of
from web.plain.measures import amounts_of
from web.plain.money import MAIN, wholes

MEASURES: Final = {
    "支出合计": "spent",
    "财政拨款支出": "spent_appropriation",
    "一般公共预算支出": "spent_general",
    "基本支出": "basic",
    "项目支出": "project",
    "收入合计": "income",
    "“三公”经费": "public",
}
"""Totals that tables print under several names: name → measure."""
_MEASURED: Final = {normal(name): measure for name, measure in MEASURES.items()}
FIRST: Final = "支出合计"
_KINDS: Final = tuple(MAIN)
# Income by what it is spent on is the spending again, and goes last.
_TABLES: Final = (
    TableKind.EXPENSE,
    TableKind.APPROPRIATION_EXPENSE,
    TableKind.GENERAL,
    TableKind.THREE_PUBLIC,
    *(kind for kind in TableKind if kind is not TableKind.INCOME),
    TableKind.INCOME,
)
T = TypeVar("T")
_Found = Mapping[tuple[str, int], tuple[Figure, int]]


@dataclass(frozen=True, slots=True)
class Place:
    """One body's year: its amount with what it is compared with, and the total it is a share of.

    `others` are different amounts that the same table prints of the subject; `unlike` in what the amount and
    its base are not the same; `unsure` where one of both does not say of which money it is; `is_base` where
    the others are compared with it.
    """

    body: str
    year: int
    figure: Figure | None = None
    others: int = 0
    base: Figure | None = None
    unlike: tuple[Apart, ...] = ()
    unsure: bool = False
    is_base: bool = False
    total: Figure | None = None

    @property
    def difference(self) -> Difference | None:
        """How much more it is than its base; None where there is none, or none that is alike."""
        if self.figure is None or self.base is None or self.unlike:
            return None
        return Difference(self.figure.subject, self.figure, self.base)

    @property
    def ratio(self) -> Quotient | None:
        """Its amount by its base, in percent."""
        if self.figure is None or self.base is None or self.unlike:
            return None
        return quotient(self.figure, self.base)

    @property
    def without_ratio(self) -> bool:
        """Whether there is a base alike that nothing can be divided by."""
        return self.difference is not None and self.ratio is None

    @property
    def share(self) -> Quotient | None:
        """Its amount by the total of its own table."""
        return quotient(self.figure, self.total) if self.figure and self.total else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found: a place for each body and year, and what there is to choose from.

    `kind`, `table` and `scope` are those that were taken, asked for or not; of `kinds`, `tables` and `scopes`
    there is something.
    """

    asked: Asked
    subject: str
    places: tuple[Place, ...]
    years: tuple[int, ...] = ()
    every_year: tuple[int, ...] = ()
    kind: Kind = Kind.BUDGET
    table: TableKind | None = None
    kinds: tuple[Kind, ...] = ()
    tables: tuple[TableKind, ...] = ()
    scopes: tuple[Scope, ...] = ()

    @property
    def found(self) -> tuple[Figure, ...]:
        """The amounts that there are."""
        return tuple(place.figure for place in self.places if place.figure)

    @property
    def unlike(self) -> tuple[Apart, ...]:
        """In what any two of the amounts are not the same."""
        differs = {name for one, other in combinations(self.found, 2) for name in _unlike(one, other)[0]}
        return tuple(name for name in Apart if name in differs)

    @property
    def unsure(self) -> bool:
        """Whether some say of which money they are and others do not."""
        funds = {figure.fund for figure in self.found}
        return Fund.UNSAID in funds and len(funds) > 1


@dataclass(frozen=True, slots=True)
class _Read:
    """A figure with the body whose document prints it."""

    body: str
    figure: Figure


def compared(facts: Facts, asked: Asked) -> Comparison:
    """The comparison that is asked for; of no body an empty one."""
    subject = asked.subject or FIRST
    editions = editions_of(facts.documents())
    held = {body: editions[body] for body in asked.bodies if body in editions}
    measure = _MEASURED.get(normal(subject)) if not asked.table else None
    read = _measured(facts, held, measure) if measure else _named(facts, held, subject)
    kinds = _most(read, lambda each: each.figure.kind, _KINDS)
    kind = Kind(asked.kind) if asked.kind else next(iter(kinds), Kind.BUDGET)
    read = [each for each in read if each.figure.kind is kind]
    tables = () if measure else _most(read, lambda each: each.figure.table_kind, _TABLES)
    table = TableKind(asked.table) if asked.table else next(iter(tables), None)
    if table is not None and not measure:
        read = [each for each in read if each.figure.table_kind is table]
    scopes = tuple(scope for scope in Scope if any(each.figure.scope is scope for each in read))
    if asked.scope:
        read = [each for each in read if each.figure.scope is asked.scope]
    every = tuple(sorted({each.figure.year for each in read}))
    years = asked.years or every[-MOST_YEARS:]
    totals = _Totals(facts, held)
    places = tuple(
        replace(place, total=totals.of(place.figure))
        for place in _places(asked, list(held), years, _chosen(read))
    )
    return Comparison(asked, subject, places, years, every, kind, table, kinds, tables, scopes)


def _measured(facts: Facts, held: Mapping[str, Sequence[Edition]], measure: str) -> list[_Read]:
    """A total of each edition, by whichever name its tables print it."""
    read = []
    for body, editions in held.items():
        for edition in editions:
            if edition.kind in MAIN:
                figures = figures_of(facts, edition)
                amounts = amounts_of(figures, edition, wholes(figures, edition.year))
                if figure := amounts.get(measure):
                    read.append(_Read(body, figure))
    return read


def _named(facts: Facts, held: Mapping[str, Sequence[Edition]], subject: str) -> list[_Read]:
    """The own amounts of a subject by its name, its code, or both."""
    name, _, last = subject.rpartition(" ")
    code = last if last.isascii() and last.isdecimal() else ""
    key = normal(name if code else subject)
    owners = {number: body for body, editions in held.items() for e in editions for number in e.ids}
    if not owners:
        return []
    keys, codes = (None, [code]) if code else ([key], None)
    return [
        _Read(owners[stored.document_id], stored.figure)
        for stored in facts.figures(documents=list(owners), keys=keys, codes=codes)
        if _is_own(stored.figure) and (not key or key in _keys(stored.figure))
    ]


def _keys(figure: Figure) -> tuple[str, str]:
    return normal(figure.subject), normal(figure.item)


def _is_own(figure: Figure) -> bool:
    """Whether it is a whole year's amount of its body's own, in the stage of its kind."""
    return MAIN.get(figure.kind) is figure.stage and not (figure.unit_row or figure.period)


def _most(read: Iterable[_Read], of: Callable[[_Read], T], known: Sequence[T]) -> tuple[T, ...]:
    """The values of which most bodies' years have something, the most first."""
    places = {(of(each), each.body, each.figure.year) for each in read}
    counted = Counter(value for value, *_ in places)
    return tuple(sorted(counted, key=lambda value: (-counted[value], known.index(value))))


def _chosen(read: Sequence[_Read]) -> _Found:
    """Of each body's year the first amount of the widest scope, the whole of its row where that is printed.

    With it, how many different ones of the same the table prints besides.
    """
    held: dict[tuple[str, int], list[Figure]] = {}
    for each in read:
        held.setdefault((each.body, each.figure.year), []).append(each.figure)
    found: dict[tuple[str, int], tuple[Figure, int]] = {}
    for key, figures in held.items():
        first = min(figures, key=lambda figure: (not figure.scope.whole, bool(figure.component)))
        alike = {f.value for f in figures if f.scope is first.scope and f.component == first.component}
        found[key] = (first, len(alike) - 1)
    return found


def _places(asked: Asked, bodies: Sequence[str], years: Sequence[int], found: _Found) -> Iterator[Place]:
    """A place for each body's year with its base: of one body after the other, or of one year."""
    before = asked.against is Against.BEFORE
    keys = [(body, year) for body in bodies for year in years]
    for body, year in keys if before else sorted(keys, key=lambda key: key[1]):
        figure, others = found.get((body, year), (None, 0))
        of_base = (body, year - 1) if before else (bodies[0], year)
        is_base = of_base == (body, year)
        base = found[of_base][0] if of_base in found and not is_base else None
        unlike, unsure = _unlike(figure, base)
        yield Place(body, year, figure, others, base, unlike, unsure, is_base)


def _unlike(figure: Figure | None, base: Figure | None) -> tuple[tuple[Apart, ...], bool]:
    """In what both are not the same, and whether one leaves open of which money it is."""
    if figure is None or base is None:
        return (), False
    unlike = apart(figure, base)
    unsure = Apart.FUND in unlike and Fund.UNSAID in (figure.fund, base.fund)
    return tuple(name for name in unlike if not (unsure and name is Apart.FUND)), unsure


class _Totals:
    """The totals of tables, each document's read once."""

    def __init__(self, facts: Facts, held: Mapping[str, Sequence[Edition]]) -> None:
        self._facts = facts
        self._ids = {
            document.name: number
            for editions in held.values()
            for edition in editions
            for number, document in zip(edition.ids, edition.documents, strict=True)
        }
        self._read: dict[tuple[str, TableKind], list[Figure]] = {}

    def of(self, figure: Figure | None) -> Figure | None:
        """The total of the figure's column, or of its row where that is the total's."""
        if figure is None:
            return None
        cell = figure.citation
        for other in self._table(cell.document, figure.table_kind):
            at = other.citation
            same = at.table == cell.table and other != figure and not apart(figure, other)
            in_column = at.column == cell.column and is_total(at.row or "") and not is_total(cell.row or "")
            heads = _is_whole(at.column or "", cell.column or "")
            in_row = at.row == cell.row and is_total(at.row or "合计") and heads
            if same and not other.code and other.year == figure.year and (in_column or in_row):
                return other
        return None

    def _table(self, document: str, kind: TableKind) -> Sequence[Figure]:
        key = (document, kind)
        if key not in self._read:
            ids = [self._ids[document]]
            stored = self._facts.figures(documents=ids, table_kinds=[kind])
            self._read[key] = [each.figure for each in stored]
        return self._read[key]


def _is_whole(column: str, part: str) -> bool:
    """Whether a column holds the total of what stands under its heads, of which the other is a part."""
    *heads, last = column.split("/")
    return is_total(last) and part.split("/")[: len(heads)] == heads
