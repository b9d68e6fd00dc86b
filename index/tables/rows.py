"""One row of a table → the `TableRow` of each block it crosses: its code, its labels, its amounts.

>>> row, parts = read_row(BlockRow(stacked, 5, layout.blocks[0], layout), above=("212", "01", "01"))
>>> row.code, row.labels, row.cells[0].text, parts
('2120102', ('一般行政管理事务',), '120.00', ('212', '01', '02'))
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.facts.money import number
from index.facts.records import TableCell, TableRow
from index.facts.subjects import inherit_code, is_total, join_code, split_label
from index.tables.columns import is_count, units_by_row
from index.tables.headers import Block, Layout, is_blank
from index.tables.stacked_grid import Spot, StackedGrid

# What is bought, by the 政府采购品目分类目录: A 货物, B 工程, C 服务.
_GROUP = re.compile(r"(?:[一二三]、)?[A-Ca-cＡ-Ｃ]?[、.．-]?(货物|工程|服务)类?[A-Ca-cＡ-Ｃ]?")


@dataclass(frozen=True, slots=True)
class BlockRow:
    """Where one row of a table crosses one of its blocks."""

    stacked: StackedGrid
    row: int
    block: Block
    layout: Layout

    def spots(self, *cols: int) -> list[Spot]:
        """The cells of these columns that belong to the body: 类, 款, 项 may reach down beside 合计."""
        found = (self.stacked.at(self.row, col) for col in cols)
        return [spot for spot in found if spot is not None and spot.row >= self.layout.header_rows]


def read_row(at: BlockRow, above: tuple[str, ...]) -> tuple[TableRow, tuple[str, ...]] | None:
    """The row and the parts of its code, which it leaves to the rows below; None where it is empty.

    `above` are the parts of the last row that printed some.
    """
    parts = inherit_code(_printed_code(at), above)
    code = join_code(parts)
    names = _names(at)
    cells = _amounts(at, names)
    if not cells or not (code or names or any(cell.text for cell in cells)):
        return None
    labels = [spot.text for spot in names]
    if labels and not code:
        code, labels[-1] = split_label(labels[-1])
    return TableRow(tuple(labels), code, tuple(cells), _group_of(at), _body_of(at)), parts


def _printed_code(at: BlockRow) -> list[str]:
    """What each code column prints of the row's code; "" where it prints none of its own."""
    return [
        next((spot.text for spot in at.spots(col) if spot.col == col and _digits(spot.text)), "")
        for col in at.block.codes
    ]


def _names(at: BlockRow) -> list[Spot]:
    """The cells that say what the row is of, outermost first."""
    words = [spot for spot in at.spots(*at.block.codes) if not _digits(spot.text)]
    spots = [spot for spot in (*words, *at.spots(*at.block.labels)) if spot.text]
    names = list(dict.fromkeys(spots))
    # What is bought for one merged item differs in its 品目 only.
    if all(spot.rowspan > 1 for spot in names):
        names += _described(at, of_item=bool(names))[:1]
    return names


def _described(at: BlockRow, *, of_item: bool) -> list[Spot]:
    """The names in the describing columns of this row alone; a 合计 may stand under any head."""
    own = (at.stacked.at(at.row, col) for col in at.block.described)
    return [
        spot
        for spot in own
        if spot is not None
        and (spot.row, spot.rowspan) == (at.row, 1)
        and (is_total(spot.text) or (of_item and _is_name(spot.text)))
    ]


def _amounts(at: BlockRow, names: Sequence[Spot]) -> list[TableCell]:
    """The cells that begin in this row and under their own column, blank ones too."""
    counted = at.stacked.at(at.row, at.layout.count_units) if at.layout.count_units >= 0 else None
    unit = counted.text if counted is not None else ""
    of_all = units_by_row(tuple(at.block.values.values()))
    cells = []
    for col, column in at.block.values.items():
        spot = at.stacked.at(at.row, col)
        if spot is None or (spot.row, spot.col) != (at.row, col) or spot in names:
            continue
        if unit and (of_all or is_count(column.path)):
            column = replace(column, unit=unit)
        glued = len(spot.lines) > 1 and all(number(line) is not None for line in spot.lines)
        cells.append(TableCell(column, spot.text, spot.page, spot.bbox, glued))
    return cells


def _group_of(at: BlockRow) -> str:
    """货物, 工程 or 服务 where a cell of the row says nothing else; "" for no purchase."""
    said = (_GROUP.fullmatch(re.sub(r"\s", "", spot.text)) for spot in at.stacked.row(at.row))
    return next((match[1] for match in said if match), "")


def _body_of(at: BlockRow) -> str:
    """The row's body, where a column of bodies names it; the column nearest to the amounts wins."""
    said = at.spots(*sorted(at.block.bodies, reverse=True))
    return next((spot.text for spot in said if _is_name(spot.text)), "")


def _is_name(text: str) -> bool:
    return bool(text) and number(text) is None and not is_blank(text)


def _digits(text: str) -> bool:
    return text.replace(" ", "").isdigit()
