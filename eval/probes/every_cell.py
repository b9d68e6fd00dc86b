"""Cells → one probe for each way to ask for each: by table, row and column; by row; by code.

>>> every_cell(cells, per_document=40)[0].question
'某局2025年《“三公”经费支出预算表》中，“公务接待费”这一行、“预算数”这一栏的数是多少'

Can each be reached, and is the answer it and nothing else? A question that fits several cells wants
all of them where they are few, and one of them where only its row or code is named. The same cells
are drawn every time.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from eval.probes.cells import Cell, amounts_of, says_something, wanted_of
from eval.probes.probe import Amount, Demand, Probe

PLACE, ROW, CODE = "表行列", "行", "编码"
FORMS = (PLACE, ROW, CODE)

# So many values that a question names by its place may all be told; of more, one is enough.
_FEW = 3
_SEED = 20250701
_YEAR = re.compile(r"(?:19|20)\d\d|二[○〇零]")


class _Wordings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    wordings: tuple[str, ...]
    wordings_of_one_row: tuple[str, ...] = ()


class _Ways(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    place: _Wordings
    row: _Wordings
    code: _Wordings


@cache
def _ways() -> _Ways:
    raw = files("eval").joinpath("data/every_cell.toml").read_text(encoding="utf-8")
    return _Ways.model_validate(tomllib.loads(raw))


def every_cell(cells: Sequence[Cell], per_document: int | None = None) -> tuple[Probe, ...]:
    """The probes of so many cells of each body's edition, drawn by lot; of all where None."""
    drawn = _drawn(cells, per_document)
    by_place = _grouped(cells, _place_key)
    by_row = _grouped(cells, _row_key)
    by_code = _grouped((cell for cell in cells if cell.code), _code_key)
    probes: dict[str, Probe] = {}
    for cell in drawn:
        for form, question, wanted in (
            *_by_place(cell, by_place),
            *_by_row(cell, by_row),
            *_by_code(cell, by_code),
        ):
            whole = form == PLACE and len(wanted) <= _FEW
            demand = Demand.ALL if whole else Demand.ONE
            name = f"{form}-{len(probes)}"
            probes.setdefault(question, Probe(name, form, question, demand, wanted, place=cell.place))
    return tuple(sorted(probes.values(), key=lambda probe: FORMS.index(probe.form)))


def _drawn(cells: Sequence[Cell], per_document: int | None) -> list[Cell]:
    """So many cells of each body and edition, in reading order."""
    lot, drawn = random.Random(_SEED), []
    for group in _grouped(cells, lambda cell: (cell.body, cell.edition, cell.kind)).values():
        few = per_document is not None and per_document < len(group)
        kept = sorted(lot.sample(range(len(group)), per_document or 0)) if few else range(len(group))
        drawn += [group[n] for n in kept]
    return drawn


_Question = tuple[str, str, tuple[Amount, ...]]
_Key = Callable[[Cell], tuple[object, ...]]
_Groups = Mapping[tuple[object, ...], Sequence[Cell]]


def _by_place(cell: Cell, groups: _Groups) -> Iterator[_Question]:
    """By body, year, table, row and column."""
    if not cell.table or not says_something(cell.column) or not says_something(cell.row or "无"):
        return
    way = _ways().place
    wordings = way.wordings if cell.row else way.wordings_of_one_row
    dated = _YEAR.search(cell.table + cell.row + cell.column)
    question = _turn(wordings, cell).format(
        body=cell.body,
        year="" if dated else f"{cell.edition}年",
        table=cell.table,
        row=_quoted(cell.row),
        column=_quoted(cell.column),
    )
    yield PLACE, question, amounts_of(groups[_place_key(cell)])


def _by_row(cell: Cell, groups: _Groups) -> Iterator[_Question]:
    """By body, year and row. A 合计 says nothing without its table; another year's column is its own row."""
    if not cell.askable or not cell.counts or cell.year != cell.edition:
        return
    year = "" if _YEAR.search(cell.name) else f"{cell.year}年"
    question = _turn(_ways().row.wordings, cell).format(
        body=cell.body, year=year, row=cell.name.replace("/", "的")
    )
    yield ROW, question, wanted_of(groups[_row_key(cell)])


def _by_code(cell: Cell, groups: _Groups) -> Iterator[_Question]:
    """By body, year and code."""
    if not cell.code or not cell.counts or cell.year != cell.edition:
        return
    question = _turn(_ways().code.wordings, cell).format(
        body=cell.body, year=f"{cell.year}年", code=cell.code
    )
    yield CODE, question, wanted_of(groups[_code_key(cell)])


def _place_key(cell: Cell) -> tuple[object, ...]:
    return (cell.body, cell.edition, cell.table, cell.row, cell.column)


def _row_key(cell: Cell) -> tuple[object, ...]:
    return (cell.body, cell.year, cell.name)


def _code_key(cell: Cell) -> tuple[object, ...]:
    return (cell.body, cell.year, cell.code)


def _grouped(cells: Iterable[Cell], key: _Key) -> dict[tuple[object, ...], list[Cell]]:
    groups: dict[tuple[object, ...], list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[key(cell)].append(cell)
    return groups


def _turn(wordings: Sequence[str], cell: Cell) -> str:
    """One of the wordings, always the same for the same names."""
    return random.Random(f"{cell.table}{cell.name}{cell.column}").choice(wordings)


def _quoted(path: str) -> str:
    """支出/预算数 → 支出”下“预算数, to stand between quotation marks."""
    return path.replace("/", "”下“")
