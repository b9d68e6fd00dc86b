"""The figures of a store → Cells, each with the names a reader has for it.

>>> cell = cells_of(facts)[0]
>>> cell.table, cell.row, cell.column
('“三公”经费支出预算表', '公务接待费', '预算数')

Names are as printed but for what only numbers them: 表四, 附件2, 二、, （1）. A column that shares its
name with others of its table is named by as much of its header as tells it from them: 支出/预算数; a
小计 always by what it sums up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from eval.probes.probe import Amount
from index.facts.money import is_money
from index.facts.records import Figure, Kind, Stage
from index.facts.subjects import label_without_ordinal
from index.store.protocols import Facts

_TABLE_NUMBER = re.compile(
    r"(?:"
    r"(?:公开|附)?[表件]\s*(?:[一二三四五六七八九十]+|\d{1,2}(?:[-－—.]\d{1,2})*)(?!\d)"  # 表四 附件2 表5-4
    r"|(?:公开|附件?)?\d{1,2}表"  # 公开04表
    r"|[一二三四五六七八九十]+(?=[、.．])"
    r"|\d{1,2}(?:(?=[、．])|(?=\.(?:\D|20\d\d))|(?=\s)|[-－—]\d{1,2}(?=\s))"  # 3. 5-4 61
    r")[、.．:：\s]*"
)
_DIGITS_ONLY = re.compile(r"[\d\s.,、%％()（）-]*")
_OUTSIDE_BRACKETS = re.compile(r"/(?![^(（]*[)）])")  # 年度(/项目)指标值 is one part
_TOTAL = re.compile(r"(?:本年|当年|本期|上年)?(?:收入|支出|收支)?[总合小]\s*计")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `year` is the amount's own, `edition` its document's; `part` where its column is but a part.

    `row` is "" where a table of one row prints none; `subject` then says what the amount is of.
    """

    body: str
    year: int
    edition: int
    kind: Kind
    table: str
    row: str
    column: str
    code: str
    subject: str
    stage: Stage
    part: bool
    amount: Amount
    place: str

    @property
    def name(self) -> str:
        """What its row is asked by."""
        return self.row or self.subject

    @property
    def askable(self) -> bool:
        """Whether its row's name says something of itself: not digits, not a 合计 that needs its table."""
        return says_something(self.name) and not _TOTAL.fullmatch(self.name)

    @property
    def counts(self) -> bool:
        """An amount of the year itself, not what it differs by from another."""
        return self.stage not in (Stage.DIFFERENCE, Stage.RATE, Stage.COMPLETION)


@dataclass(frozen=True, slots=True)
class Row:
    """All cells of one name, body and year: the amounts its question wants, and its first cell."""

    wanted: tuple[Amount, ...]
    cell: Cell

    @property
    def body(self) -> str:
        """Whose it is."""
        return self.cell.body

    @property
    def year(self) -> int:
        """Of which year its amounts are."""
        return self.cell.year

    @property
    def name(self) -> str:
        """What it is asked by."""
        return self.cell.name

    @property
    def place(self) -> str:
        """Where its first cell stands."""
        return self.cell.place


def rows_of(cells: Iterable[Cell]) -> tuple[Row, ...]:
    """The rows of all cells that hold amounts of a year, in reading order."""
    groups: dict[tuple[str, int, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.counts:
            groups[cell.body, cell.year, cell.name].append(cell)
    return tuple(Row(wanted_of(group), group[0]) for group in groups.values())


def wanted_of(cells: Iterable[Cell]) -> tuple[Amount, ...]:
    """The distinct amounts of a row: where some of its columns are more than parts, theirs alone."""
    counted = [cell for cell in cells if cell.counts]
    return amounts_of([cell for cell in counted if not cell.part] or counted)


def amounts_of(cells: Iterable[Cell]) -> tuple[Amount, ...]:
    """The distinct amounts of some cells."""
    return tuple(dict.fromkeys(cell.amount for cell in cells))


def cells_of(facts: Facts) -> tuple[Cell, ...]:
    """Every cell of the editions that questions about budgets are answered by, in reading order."""
    current = {
        stored.id: stored.document
        for stored in facts.documents()
        if stored.superseded_by is None and stored.document.kind is not Kind.POLICY
    }
    figures = [
        (current[stored.document_id].year, current[stored.document_id].kind, stored.figure)
        for stored in facts.stream_figures()
        if stored.document_id in current
    ]
    rows, columns = _shared_names(figure for _, _, figure in figures)
    return tuple(
        Cell(
            body=figure.body,
            year=figure.year,
            edition=edition,
            kind=kind,
            table=table_name(figure.citation.table or ""),
            row=_label(rows, figure, figure.citation.row),
            column=_label(columns, figure, figure.citation.column),
            code=figure.code,
            subject=figure.subject,
            stage=figure.stage,
            part=bool(figure.component),
            amount=Amount(figure.value, "元" if is_money(figure.unit) else figure.unit),
            place=_place(figure),
        )
        for edition, kind, figure in figures
    )


def said_in(facts: Facts) -> dict[str, str]:
    """Body → all that its documents say in sentences."""
    bodies = {stored.id: stored.document.body for stored in facts.documents()}
    said: dict[str, list[str]] = defaultdict(list)
    for stored in facts.passages():
        said[bodies[stored.document_id]].append(stored.passage.text)
    for change in (stored.change for stored in facts.changes()):
        said[change.body] += (change.subject, change.citation.quote)
    return {body: "\n".join(texts) for body, texts in said.items()}


def table_name(title: str) -> str:
    """A table's title without its number: 表四 2024年财政拨款收支总表 → 2024年财政拨款收支总表."""
    named = title.strip()
    number = _TABLE_NUMBER.match(named)
    return named[number.end() :] or named if number else named


def says_something(name: str) -> bool:
    """True for a name that holds more than digits and punctuation."""
    return not _DIGITS_ONLY.fullmatch(name)


_Shared = dict[tuple[str, str, str], set[tuple[str, ...]]]


def _shared_names(figures: Iterable[Figure]) -> tuple[_Shared, _Shared]:
    """For (document, table, last part of a row or column) the whole paths that end so."""
    rows: _Shared = defaultdict(set)
    columns: _Shared = defaultdict(set)
    for figure in figures:
        for shared, printed in ((rows, figure.citation.row), (columns, figure.citation.column)):
            path = _path(printed)
            shared[_key(figure, path)].add(path)
    return rows, columns


def _key(figure: Figure, path: tuple[str, ...]) -> tuple[str, str, str]:
    return (figure.citation.document, figure.citation.table or "", path[-1])


def _path(printed: str | None) -> tuple[str, ...]:
    """Outermost first, ordinals gone; a blank one is ("",)."""
    parts = [label_without_ordinal(part) for part in _OUTSIDE_BRACKETS.split(printed or "")]
    return tuple(part for part in parts if part) or ("",)


def _label(shared: _Shared, figure: Figure, printed: str | None) -> str:
    """The end of a path, as long as it takes to tell it from the others of its table."""
    path = _path(printed)
    others = shared[_key(figure, path)] - {path}
    for length in range(2 if _TOTAL.fullmatch(path[-1]) else 1, len(path)):
        if all(other[-length:] != path[-length:] for other in others):
            return "/".join(path[-length:])
    return "/".join(path)


def _place(figure: Figure) -> str:
    """Where it stands, for a person."""
    cited = figure.citation
    parts = (cited.document, f"第{cited.page}页", cited.table, cited.row, cited.column, figure.printed)
    return " ".join(part for part in parts if part)
