"""The gold beside the sample disclosures → facts to ask about, each with the pages it is printed on.

>>> facts = read(Path("samples"))
>>> facts.amount("S25", "公务接待费")
Fact(name='公务接待费', value=Decimal('0.95'), unit='万元', pdf='临汐区….pdf', pages=(13, 16))

A document is named by its body (H 热线中心, S 望潮街道) and the last two digits of its year. Only
what the makers of the samples wrote down is used, nothing the system itself has read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

DOCUMENTS: Mapping[str, str] = {
    "H23": "岚浦市12345政务服务便民热线中心-单位预算公开.pdf",
    "H24": "岚浦市12345政务服务便民热线中心-2024-单位预算.pdf",
    "H25": "岚浦市12345政务服务便民热线中心-2025-单位预算.pdf",
    "S23": "临汐区望潮街道办事处-2023-部门预算.pdf",
    "S24": "临汐区望潮街道办事处-2024-部门预算.pdf",
    "S25": "临汐区望潮街道办事处-2025-部门预算.pdf",
}
_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+、|\d+、|（\d+）|其中：)+")
_OWN_COLUMN = re.compile(r"(?:^|/)(?:预算数|本年预算数|合计|金额|小计|20\d\d年预算数)$")
# The order in which a name is looked up: 总表 before 财政拨款, 基本支出 last.
_TABLES = ("收支", "支出总表", "支出预算总表", "项目支出", "经济分类")
_LINES = {
    "“三公”经费": r"合计$",
    "公务接待费": r"公务接待费$",
    "公务用车购置及运行费": r"公务用车购置及运行费/小计$",
    "公务用车购置费": r"/购置费$",
    "公务用车运行费": r"/运行费$",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One amount of one document; `pages` are all pages that print it for this name."""

    name: str
    value: Decimal
    unit: str
    pdf: str
    pages: tuple[int, ...]

    @property
    def shown(self) -> str:
        """As a reference answer says it: 0.95万元."""
        return f"{plain(self.value)}{self.unit}"


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence says of one metric: amount, change against the year before, reason."""

    metric: str
    amount: Decimal
    change: Decimal | None
    direction: str
    percent: Decimal | None
    reason: str
    pdf: str
    page: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed number of a table."""

    pdf: str
    page: int
    table: str
    unit: str
    row: str
    code: str
    column: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of the samples, by document key."""

    cells: Mapping[str, tuple[Cell, ...]]
    told: Mapping[str, tuple[Told, ...]]

    def amount(self, key: str, name: str) -> Fact:
        """The amount of a name or a code in its own year: the table that comes first, else the prose.

        Raises KeyError when neither prints it.
        """
        if name in _LINES and (fact := self._line(key, name)):
            return fact
        for words in _TABLES:
            for cell in self.cells[key]:
                if words in cell.table and name in (cell.code, cell.row) and _OWN_COLUMN.search(cell.column):
                    return self._fact(key, name, cell.value, cell.unit)
        for told in self.told[key]:
            if told.metric in (name, f"{name}预算") or told.metric.startswith(f"{name} "):
                return self._fact(key, name, told.amount, "万元")
        raise KeyError(f"{DOCUMENTS[key]}：没有 {name}")

    def cell(self, key: str, table: str, row: str, column: str) -> Fact:
        """The number at a row (name or code) and a column of a table; all three by part of their name."""
        for cell in self.cells[key]:
            if table in cell.table and row in (cell.code, cell.row) and column in cell.column:
                return Fact(row, cell.value, cell.unit, cell.pdf, (cell.page,))
        raise KeyError(f"{DOCUMENTS[key]}：{table} 没有 {row} / {column}")

    def change(self, key: str, metric: str) -> Told:
        """The sentence that compares a metric with the year before. Raises KeyError."""
        for told in self.told[key]:
            if told.change is not None and metric in (told.metric, *told.metric.split()):
                return told
        raise KeyError(f"{DOCUMENTS[key]}：没有说 {metric} 的增减")

    def _line(self, key: str, name: str) -> Fact | None:
        for cell in self.cells[key]:
            if "三公" in cell.table and (
                cell.row == name
                or (name == "“三公”经费" and cell.row == "合计" and _OWN_COLUMN.search(cell.column))
                or (not cell.row and "三公" in cell.column and re.search(_LINES[name], cell.column))
            ):
                return self._fact(key, name, cell.value, cell.unit)
        return None

    def _fact(self, key: str, name: str, value: Decimal, unit: str) -> Fact:
        """The fact with every page that prints this value for this name or code."""
        yuan = value * (10000 if unit == "万元" else 1)
        names = {name}
        names |= {c.row for c in self.cells[key] if c.code == name}
        names |= {c.code for c in self.cells[key] if c.row == name and c.code}
        pages = [
            cell.page
            for cell in self.cells[key]
            if cell.value * (10000 if cell.unit == "万元" else 1) == yuan
            and (
                {cell.row, cell.code} & names
                or any(f"/{one}" in f"/{cell.column}" for one in names)
                or (name in _LINES and "三公" in cell.table)
                or (
                    name in ("收入合计", "支出合计", "收入预算", "支出预算")
                    and cell.row.endswith(("合计", "总计"))
                )
            )
        ]
        pages += [
            told.page
            for told in self.told[key]
            if told.amount * 10000 == yuan
            and any(
                one == told.metric or f"{one}预算" == told.metric or one in told.metric.split()
                for one in names
            )
        ]
        return Fact(name, value, unit, DOCUMENTS[key], tuple(sorted(set(pages))))


def read(folder: Path) -> Facts:
    """The facts of `folder`'s gold.jsonl and changes.jsonl. Raises OSError when they are not there."""
    keys = {name: key for key, name in DOCUMENTS.items()}
    cells: dict[str, list[Cell]] = {key: [] for key in DOCUMENTS}
    told: dict[str, list[Told]] = {key: [] for key in DOCUMENTS}
    for raw in _lines(folder / "gold.jsonl"):
        cells[keys[raw["pdf"]]].append(
            Cell(
                raw["pdf"],
                raw["page"],
                raw["table"],
                raw["unit"],
                _ORDINAL.sub("", raw["row"]),
                raw["code"],
                raw["column"],
                Decimal(raw["value"]),
            )
        )
    for raw in _lines(folder / "changes.jsonl"):
        told[keys[raw["pdf"]]].append(
            Told(
                raw["metric"],
                Decimal(raw["amount"]),
                None if raw["change"] is None else Decimal(raw["change"]),
                raw["direction"] or "",
                None if raw["percent"] is None else Decimal(raw["percent"]),
                raw["reason"] or "",
                raw["pdf"],
                raw["page"],
            )
        )
    return Facts(
        {key: tuple(found) for key, found in cells.items()},
        {key: tuple(found) for key, found in told.items()},
    )


def plain(value: Decimal) -> str:
    """A value as a reader writes it: 1.5, 1478700."""
    return format(value.normalize() if value else Decimal(0), "f")


def _lines(path: Path) -> Iterable[dict[str, Any]]:
    """The objects of a JSONL file, numbers as Decimal."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line, parse_float=Decimal)
