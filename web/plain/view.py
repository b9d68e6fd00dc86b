"""The address of a view of the figures ↔ which figures, in which order, which columns, which page.

The same names mean the same at /figures, /figures.csv, /figures.xlsx, /figures.json and /api/figures.

>>> view = view_of([("q", "公务接待"), ("year", "2025"), ("sort", "-value")])
>>> view.wanted.words, view.wanted.order, view.wanted.descending
(('公务接待',), <Order.VALUE: 'value'>, True)
>>> view.without(Facet.YEAR, "2025").query()
'q=%E5%85%AC%E5%8A%A1%E6%8E%A5%E5%BE%85&sort=-value'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from index.facts.given import YEARS
from index.store.protocols import Facet, Order, Wanted
from web.words import Words

COLUMNS: Final = (
    "body",
    "year",
    "kind",
    "stage",
    "scope",
    "table",
    "code",
    "row",
    "column",
    "value",
    "item",
    "period",
    "unit_row",
    "fund",
    "page",
)
FIRST_COLUMNS: Final = ("body", "year", "stage", "table", "row", "column", "value", "page")
SORTS: Final = tuple(sign + order for order in Order if order for sign in ("", "-"))
ROWS: Final = 50
FARTHEST: Final = 1_000_000
LONGEST: Final = 200
_WORDS: Final = 8
_VALUES: Final = 60
_SHOWN: Final = 20

Fields = Mapping[str, tuple[str, Callable[[str], bool]]]
"""What says of a bad value that it is none, by the name of its field, and whether a value is good."""
_TEXTS: Final = frozenset({"q", "metric", *Facet})


@dataclass(frozen=True, slots=True)
class View:
    """A view of the figures; `page` counts from 1, `language` is kept where it was chosen by hand."""

    wanted: Wanted
    columns: tuple[str, ...] = FIRST_COLUMNS
    page: int = 1
    language: str = ""

    @property
    def typed(self) -> str:
        """What was searched for."""
        return " ".join(self.wanted.words)

    @property
    def sort(self) -> str:
        """The order as the address says it: value, -value, "" as read."""
        return ("-" if self.wanted.descending else "") + self.wanted.order

    def pairs(self) -> list[tuple[str, str]]:
        """The names and values of the address, without what is so anyway."""
        wanted = self.wanted
        given = [("q", self.typed), ("metric", wanted.metric), ("code", wanted.code)]
        given += [(facet.value, value) for facet, values in wanted.chosen.items() for value in values]
        given.append(("sort", self.sort))
        if self.columns != FIRST_COLUMNS:
            given += [("col", column) for column in self.columns]
        if self.page > 1:
            given.append(("page", str(self.page)))
        given.append(("lang", self.language))
        return [(name, value) for name, value in given if value]

    def query(self) -> str:
        """The view as a query."""
        return urlencode(self.pairs())

    def at(self, page: int) -> View:
        """Another page of it."""
        return replace(self, page=page)

    def sorted_by(self, sort: str) -> View:
        """The same figures in another order, from the first page."""
        return replace(self, page=1, wanted=_ordered(self.wanted, sort))

    def without(self, facet: Facet, value: str) -> View:
        """With one value of a facet no longer chosen."""
        chosen = {
            each: tuple(v for v in values if (each, v) != (facet, value))
            for each, values in self.wanted.chosen.items()
        }
        return replace(self, page=1, wanted=replace(self.wanted, chosen=_filled(chosen)))

    def searching(self, typed: str) -> View:
        """The same, searched for other words."""
        return replace(self, page=1, wanted=replace(self.wanted, words=words_of(typed)))


def words_of(typed: str) -> tuple[str, ...]:
    """What is typed as words, each of which must stand in a figure."""
    return tuple(typed[:LONGEST].split()[:_WORDS])


def refused(pairs: Iterable[tuple[str, str]], words: Words) -> list[str]:
    """A line for each value that its field cannot have, naming the field; names of no field are let be."""
    held = by_name(pairs)
    lines = unfit(held, _FIELDS, words)
    typed = " ".join(held.get("q", ()))
    if len(typed.split()) > _WORDS or len(typed) > LONGEST:
        lines.append(f"q：{words['bad_long'].format(words=_WORDS, letters=LONGEST)}")
    lines += [
        f"{facet}：{words['bad_many'].format(count=_VALUES)}"
        for facet in Facet
        if len(held.get(facet, ())) > _VALUES
    ]
    lines += [
        f"{name}：{words['bad_text']}"
        for name, values in held.items()
        if name in _TEXTS and any("\0" in value for value in values)
    ]
    return lines


def view_of(pairs: Iterable[tuple[str, str]]) -> View:
    """The view that an address names; what is `refused` in it is passed over."""
    held = {name: [v.replace("\0", "")[:LONGEST] for v in each] for name, each in by_name(pairs).items()}
    chosen = _filled({facet: tuple(dict.fromkeys(held.get(facet.value, [])[:_VALUES])) for facet in Facet})
    columns = tuple(column for column in COLUMNS if column in held.get("col", ())) or FIRST_COLUMNS
    page = held.get("page", ["1"])[-1]
    number = int(page) if _is_page(page) else 1
    wanted = Wanted(
        metric=held.get("metric", [""])[-1],
        code=held.get("code", [""])[-1],
        words=words_of(" ".join(held.get("q", []))),
        chosen=chosen,
    )
    wanted = _ordered(wanted, held.get("sort", [""])[-1])
    return View(wanted, columns, number, held.get("lang", [""])[-1])


def unfit(held: Mapping[str, Sequence[str]], fields: Fields, words: Words) -> list[str]:
    """A line for each value that its field cannot have."""
    return [
        f"{name}：{words[key].format(value=value[:_SHOWN])}"
        for name, (key, is_good) in fields.items()
        for value in held.get(name, ())
        if not is_good(value)
    ]


def by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The values of an address by their names, without those that say nothing."""
    held: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip():
            held.setdefault(name, []).append(value.strip())
    return held


def is_year(value: str) -> bool:
    """Whether it is a year that disclosures may be of."""
    return _is_number(value, 4) and YEARS[0] <= int(value) <= YEARS[1]


def _is_page(value: str) -> bool:
    return _is_number(value, 8) and 1 <= int(value) <= FARTHEST // ROWS


def _is_number(value: str, longest: int) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= longest


_FIELDS: Final[Fields] = {
    "year": ("bad_year", is_year),
    "page": ("bad_page", _is_page),
    "code": ("bad_code", lambda value: _is_number(value, 9)),
    "sort": ("bad_sort", lambda value: value in SORTS),
    "col": ("bad_col", lambda value: value in COLUMNS),
}


def _ordered(wanted: Wanted, sort: str) -> Wanted:
    if sort not in SORTS:
        return wanted
    return replace(wanted, order=Order(sort.removeprefix("-")), descending=sort.startswith("-"))


def _filled(chosen: dict[Facet, tuple[str, ...]]) -> dict[Facet, tuple[str, ...]]:
    return {facet: values for facet, values in chosen.items() if values}
