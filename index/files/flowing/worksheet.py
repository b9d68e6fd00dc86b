"""A sheet as its program shows it → blocks of cells, whichever format it was stored in.

What the sheet shows is what is read: 1478.7 in a cell formatted ``#,##0.00`` is "1,478.70", hidden
sheets, rows and columns are left out, and so are zeros where the sheet hides them.

>>> shown(1478.7, "#,##0.00_ "), shown(123456, '0!.0,"万"'), shown(0, "0.00;-0.00;;@")
('1,478.70', '12.3万', '')
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from index.facts.naming.titles import is_aside, is_title
from index.files.flowing.flow import FlowParagraph, FlowTable, Item, Slot

_UNNAMED = re.compile(r"(?:Sheet|工作表|表)\s*\d*", re.I)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\]")
_NOT_SHOWN = re.compile(r"\[[^\]]*\]|_.|\*.|[\\!](?=[^.])")
_LITERAL = re.compile(r'"([^"]*)"')
_DIGITS = re.compile(r"[#0?][#0?,]*(?:[\\!]?\.[#0?]+)?,*")
_GENERAL = ("General", "G/通用格式", "@")
# Of the words in a format those that a reader of the number needs: its sign, and what year or month it is.
_NOT_SAID = re.compile(r"[^-()（）—%年月]")
# Where the digits shown are not those of the value, the word for what they are counted in too.
_NOT_SAID_OF_SCALED = re.compile(r"[^-()（）—%年月万亿千百元]")

Value = str | bool | float | date | None
"""What a cell holds; None for nothing and for an error."""

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What a cell holds and the format that it is shown in."""

    value: Value
    pattern: str = "General"


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A visible sheet; rows and columns count from 1. `zeros` unless the sheet shows none."""

    title: str
    cells: Mapping[tuple[int, int], SheetCell]
    merged: Sequence[Area] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    zeros: bool = True


def items_of(sheet: Worksheet) -> list[Item]:
    """The tables of a sheet, called by its tab where none of them prints a title."""
    blocks = list(_blocks(sheet))
    texts = [slot.text for block in blocks for slot in block.slots if slot.text.strip()]
    name = sheet.title.strip()
    called = texts and not any(map(is_title, texts)) and is_title(name) and not _UNNAMED.fullmatch(name)
    return [*([FlowParagraph(name)] if called else []), *blocks]


def _blocks(sheet: Worksheet) -> Iterator[FlowTable]:
    """The tables of a sheet: a title, or a 单位：… below a blank row, begins the next one."""
    slots = list(_slots(sheet))
    by_row: dict[int, list[str]] = {}
    for slot in slots:
        for row in range(slot.row, slot.row + slot.rowspan):
            by_row.setdefault(row, []).extend([slot.text] if slot.text.strip() else [])
    starts = [
        row
        for row in sorted(by_row)
        if len(by_row[row]) == 1
        and (is_title(by_row[row][0]) or (is_aside(by_row[row][0]) and not by_row.get(row - 1)))
    ]
    cuts = [row for row in starts if row > 0]
    for top, bottom in zip([0, *cuts], [*cuts, 1 << 30], strict=True):
        own = [slot for slot in slots if top <= slot.row < bottom]
        if any(slot.text.strip() for slot in own):
            yield FlowTable(tuple(own))


def _slots(sheet: Worksheet) -> Iterator[Slot]:
    """The visible cells; rows and columns are counted from 0 over the visible ones."""
    rows, columns = sorted(set(sheet.hidden_rows)), sorted(set(sheet.hidden_columns))
    merged = {(area[0], area[1]): area for area in sheet.merged}
    for row, col in sorted(sheet.cells.keys() | merged.keys()):
        text = text_of(sheet.cells.get((row, col), SheetCell(None)), sheet.zeros)
        area = merged.get((row, col))
        if area is None and not text:
            continue
        _, _, last_row, last_col = area or (row, col, row, col)
        top, deep = _shown_span(row, last_row, rows)
        left, wide = _shown_span(col, last_col, columns)
        if deep and wide:
            yield Slot(top, left, deep, wide, text)


def _shown_span(first: int, last: int, hidden: Sequence[int]) -> tuple[int, int]:
    """Where a span begins and how much it covers, counted over what is not hidden: (3, 5, [4]) → (2, 2)."""
    before = bisect_left(hidden, first)
    return first - 1 - before, last - first + 1 - (bisect_right(hidden, last) - before)


def text_of(cell: SheetCell, zeros: bool = True) -> str:
    """What the cell shows, "" where that is nothing."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return "" if value == 0 and not zeros else shown(value, cell.pattern or "General")
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return value


def shown(value: float, pattern: str) -> str:
    """The number as its cell shows it: (0.125, "0.0%") → "12.5%"; (-3, "#,##0;(#,##0)") → "(3)"."""
    # A double has 15 digits that mean something: 0.1 + 0.2 is shown as 0.3.
    exact = Decimal(format(value, ".15g"))
    part, signed = _section(exact, pattern)
    if part == "" and pattern:
        return ""
    digits = _DIGITS.search(_LITERAL.sub("", _NOT_SHOWN.sub("", part)))
    plain = _NOT_SHOWN.sub("", part).strip()
    if plain in _GENERAL or (not digits and '"' not in part and "-" not in part):
        return format(exact, "f")
    kept = _NOT_SAID_OF_SCALED if digits and re.search(r"[\\!]\.|,$", digits.group()) else _NOT_SAID
    said = _LITERAL.sub(lambda match: kept.sub("", match[1]), _NOT_SHOWN.sub("", part))
    digits = _DIGITS.search(said)
    if not digits:
        return said.strip().replace("?", "")
    number = _number(abs(exact) * (100 if "%" in said else 1), digits.group())
    around = [kept.sub("", side) for side in (said[: digits.start()], said[digits.end() :])]
    # A part for negative numbers may show by their colour alone what they are: 0.00;[Red]0.00.
    bare = exact < 0 and (signed or not re.search(r"[-(（]", around[0]))
    return f"{'-' if bare and number.strip('0.,') else ''}{around[0]}{number}{around[1]}"


def _section(exact: Decimal, pattern: str) -> tuple[str, bool]:
    """The part of a pattern that a number is shown by, and whether its sign is shown beside that.

    Positive; negative; zero; text, unless a part says when it holds: [>=10000]0!.0,"万";0.
    """
    parts = _parts(pattern)
    if any(map(_CONDITION.search, parts)):
        for part in parts[:3]:
            condition = _CONDITION.search(part)
            if condition is None or _holds(exact, condition[1], Decimal(condition[2])):
                return part, True
        return "General", True
    if exact < 0 and len(parts) > 1:
        return parts[1], False
    if exact == 0 and len(parts) > 2:
        return parts[2], False
    return parts[0], True


def _parts(pattern: str) -> list[str]:
    """The parts between the semicolons that stand in no quotation marks."""
    return re.findall(r'(?:^|(?<=;))(?:"[^"]*"|[^;"])*', pattern)


def _holds(exact: Decimal, sign: str, than: Decimal) -> bool:
    return {
        "<": exact < than,
        ">": exact > than,
        "=": exact == than,
        "<=": exact <= than,
        ">=": exact >= than,
        "<>": exact != than,
    }[sign]


def _number(value: Decimal, digits: str) -> str:
    """The digits of a pattern, filled: (1478.7, "#,##0.00") → "1,478.70"."""
    scaled = value / Decimal(1000) ** (len(digits) - len(digits.rstrip(",")))
    whole, _, decimals = digits.rstrip(",").partition(".")
    places = len(decimals)
    if whole.endswith(("\\", "!")):
        # 0!.0, shows 万元: thousands, rounded, with a point set before the last digit.
        scaled = scaled.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-places)
    text = format(scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), ",f" if "," in whole else "f")
    if not value and "0" not in digits:
        return ""
    least = decimals.rstrip("#?")
    if len(least) < places:
        head, _, tail = text.partition(".")
        tail = tail[: len(least)] + tail[len(least) :].rstrip("0")
        text = f"{head}.{tail}" if tail else head
    head, point, tail = text.partition(".")
    return head.zfill(whole.count("0")) + point + tail
