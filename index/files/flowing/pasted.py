"""A table that was pasted as text, a row to a line with spaces between its cells → its rows and columns.

>>> list(rows_in(["项 目 决算数", "公务接待费 2.41", "合 计 10.03"]))
[(0, 3, [['项目', '决算数'], ['公务接待费', '2.41'], ['合计', '10.03']])]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.facts.money import number

_FEWEST = 2  # rows below a header that make a table
_LONG = 40  # characters of a label
_HEAD = 20  # characters of the head of a column
_NO_FIGURE = re.compile(r"[-－—–/]+$")
_CODE = re.compile(r"\d{3}(?:\d\d){0,3}$")
_WORDS = re.compile(r"[\u4e00-\u9fff]")
_SAID = re.compile(r"[。；！？，,]")
# What the rows are of, where it is spaced: 项 目, 预算 科目.
_OF_ROWS = re.compile(r"(?:项目|科目|名称|地区|区域|单位|部门|内容|类别|指标|乡镇|事项|收入|支出)$")
_OF_CODES = re.compile(r"编码$|代码$|编号$")
_NO_AMOUNTS = re.compile(r"页")  # a table of contents


@dataclass(frozen=True, slots=True)
class _PastedRow:
    """A line of a code or "", a label and figures."""

    code: str
    label: str
    figures: tuple[str, ...]


def rows_in(lines: Sequence[str]) -> Iterator[tuple[int, int, list[list[str]]]]:
    """Each table among the lines: where it begins, where it ends, and its rows, the header first.

    A table is a header and two rows or more with as many figures as it has heads; a label alone may stand
    between them. A line that does not fit ends it: where a blank cell left no trace, nothing is guessed.
    """
    at = 0
    while at + _FEWEST < len(lines):
        found = _table(lines, at)
        if found:
            end, rows = found
            yield at, end, rows
            at = end
        else:
            at += 1


def _table(lines: Sequence[str], at: int) -> tuple[int, list[list[str]]] | None:
    first = _row(lines[at + 1])
    head = _header(lines[at], first) if first else None
    if first is None or head is None:
        return None
    rows, end, counted = [head], at + 1, 0
    for n in range(at + 1, len(lines)):
        row = _row(lines[n])
        if row and len(row.figures) == len(first.figures) and bool(row.code) == bool(first.code):
            alone = [
                [*([""] if first.code else []), label, *[""] * len(first.figures)] for label in lines[end:n]
            ]
            rows += [*alone, [*([row.code] if row.code else []), row.label, *row.figures]]
            end, counted = n + 1, counted + 1
        elif row or n > end or len(lines[n]) > _LONG or _SAID.search(lines[n]):
            break
    return (end, rows) if counted >= _FEWEST else None


def _row(line: str) -> _PastedRow | None:
    """A line that ends in figures, with words before them."""
    parts = line.split()
    first = len(parts)
    while first and (number(parts[first - 1]) is not None or _NO_FIGURE.match(parts[first - 1])):
        first -= 1
    words, figures = parts[:first], parts[first:]
    code = words.pop(0) if len(words) > 1 and _CODE.match(words[0]) else ""
    label = "".join(words)
    if (
        not figures
        or not _WORDS.match(label.lstrip('（(“"1234567890.、'))
        or len(label) > _LONG
        or _SAID.search(label)
    ):
        return None
    return _PastedRow(code, label, tuple(figures))


def _header(line: str, row: _PastedRow) -> list[str] | None:
    """The heads of the columns of a row; None where the line does not say one for each of its figures."""
    parts = line.split()
    heads, before = parts[-len(row.figures) :], parts[: -len(row.figures)]
    if len(heads) < len(row.figures) or not all(_is_head(head) for head in parts) or _NO_AMOUNTS.search(line):
        return None
    codes = [before.pop(0)] if row.code and before and _OF_CODES.search(before[0]) else []
    of_rows = "".join(before)
    spaced = len(before) > 1 and not _OF_ROWS.search(of_rows)
    if spaced or bool(codes) != bool(row.code) or (not before and len(heads) < _FEWEST):
        return None
    return [*codes, of_rows, *heads]


def _is_head(text: str) -> bool:
    return (
        number(text) is None and len(text) <= _HEAD and not _SAID.search(text) and not text.startswith("单位")
    )
