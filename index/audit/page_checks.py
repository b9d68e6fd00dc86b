"""What is wrong on the pages themselves: headings, codes and 绩效 forms → Findings.

A heading with another body's name or another year, a 款 printed without its leading zero, and the
money of a 绩效 form, which no table of figures holds.

>>> page_checks(document, pages)[0].message
'标题“岚浦市规划和自然资源局2024年度部门决算表”写的是岚浦市规划和自然资源局，本文件是岚浦市临汐区规划和自然资源局的'
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from index.facts.extent.places import rank_of
from index.facts.identities import FORM, FORM_PARTS, FORM_TOTAL, TOLERANCE
from index.facts.money import YUAN_PER_UNIT, number
from index.facts.records import Cell, Citation, Document, Finding, Grid, Kind, Line, Page
from index.facts.subjects import squeezed, tidy
from index.prose.identity import official, titled
from index.prose.paragraphs import ordinal

_TITLE_YEAR = re.compile(
    r"(20\d\d)(?:年度?)(?!\d)[\u4e00-\u9fff“”]{0,24}?(?:预算|决算|收支|支出|经费)[\u4e00-\u9fff]{0,12}$"
)
_OF_ANOTHER_YEAR = re.compile(r"执行|绩效|自评|完成情况|[比较与同]|至|上年|结转|终|末")
_NOTHING = Decimal(0)


def page_checks(document: Document, pages: Sequence[Page]) -> tuple[Finding, ...]:
    """Every finding of the pages, in reading order."""
    found: list[Finding] = []
    for page in pages:
        found += [*_headings(document, page), *_codes(document, page), *_forms(document, page)]
    return tuple(found)


def _headings(document: Document, page: Page) -> Iterator[Finding]:
    for line in page.lines:
        text = ordinal(squeezed(line.text))[1]
        if any(grid.bbox[1] <= line.bbox[1] <= grid.bbox[3] for grid in page.grids):
            continue
        if not 8 <= len(text) <= 45 or re.search(r"[，。；：:%]|\.{3}|…|\d\.\d", text):
            continue
        place = (_citation(document, line),)
        body = official(titled(text))
        if body and _other(body, document.body):
            message = f"标题“{text}”写的是{body}，本文件是{document.body}的"
            yield Finding("标题单位=本单位", message, _NOTHING, _NOTHING, place)
        year = _TITLE_YEAR.search(text)
        if not year or _OF_ANOTHER_YEAR.search(text) or int(year[1]) == document.year:
            continue
        if document.kind is Kind.BUDGET and "决算" in text:
            continue
        if document.kind.is_account and rank_of(document.body) and "预算" in text:
            continue  # a report on one year plans the next
        message = f"标题“{text}”写的是{year[1]}年，本文件是{document.year}年的"
        yield Finding("标题年度=本年度", message, Decimal(year[1]), Decimal(document.year), place)


def _other(one: str, other: str) -> bool:
    """True for two bodies of one kind in two places: 岚浦市规划局, 岚浦市临汐区规划局."""
    if one in other or other in one or not re.match(r"[\u4e00-\u9fff]{2,6}?[省市县区州旗镇乡]", one):
        return False  # 省人大办公厅 is short for the body itself
    same = 0
    while same < min(len(one), len(other)) and one[-1 - same] == other[-1 - same]:
        same += 1
    return same >= 3 and same >= min(len(one), len(other)) / 2


def _codes(document: Document, page: Page) -> Iterator[Finding]:
    """A 款 of one digit in a column of two: 301 | 2 | 津贴补贴. Amounts have no name on their right."""
    for grid in page.grids:
        cells = {(cell.row, cell.col): cell for cell in grid.cells}
        columns: dict[int, list[Cell]] = defaultdict(list)
        for cell in grid.cells:
            beside, name = cells.get((cell.row, cell.col - 1)), cells.get((cell.row, cell.col + 1))
            if (
                re.fullmatch(r"\d{1,2}", tidy(cell.text))
                and beside
                and re.fullmatch(r"\d{3}", tidy(beside.text))
                and name
                and re.search(r"[\u4e00-\u9fff]", name.text)
            ):
                columns[cell.col].append(cell)
        for column, own in columns.items():
            short = [cell for cell in own if len(tidy(cell.text)) == 1]
            if not short or len(own) < 2 * len(short):
                continue
            printed = [[tidy(cells[cell.row, column + n].text) for n in (1, -1, 0)] for cell in short]
            named = [f"{name}印为{above}|{below}" for name, above, below in printed]
            places = tuple(
                Citation(document.name, page.number, tidy(cell.text), bbox=cell.bbox) for cell in short
            )
            message = f"科目编码少一位：{'、'.join(named)}，款应为两位数"
            yield Finding("科目编码位数", message, _NOTHING, _NOTHING, places)


def _forms(document: Document, page: Page) -> Iterator[Finding]:
    """年度资金总额 = 财政拨款 + 上年结转 + 其他资金, in each block of a 绩效 form."""
    for grid in page.grids:
        if not any("绩效" in cell.text for cell in grid.cells) and not any(
            "绩效" in line.text for line in page.lines
        ):
            continue
        unit = _unit(grid, page)
        for total, parts in _blocks(grid):
            amounts = [number(cell.text) or _NOTHING for _, cell in parts]
            left = number(total[1].text)
            if left is None or len(parts) < 2:
                continue
            per, right = YUAN_PER_UNIT[unit], sum(amounts, _NOTHING)
            if abs(left - right) <= TOLERANCE * len(parts):
                continue
            named = "、".join(f"{tidy(label.text)}{tidy(cell.text)}" for label, cell in parts)
            whole = f"{tidy(total[0].text)}印{tidy(total[1].text)}{unit}"
            message = f"绩效表{whole}，而{named}，相差{left - right:,f}{unit}"
            places = tuple(
                Citation(document.name, page.number, tidy(cell.text), row=tidy(label.text), bbox=cell.bbox)
                for label, cell in (total, *parts)
            )
            yield Finding(FORM, message, left * per, right * per, places)


def _blocks(grid: Grid) -> Iterator[tuple[tuple[Cell, Cell], list[tuple[Cell, Cell]]]]:
    """Each total of a form with the parts that stand below it in its column: (label, amount) each."""
    columns: dict[int, list[tuple[Cell, Cell]]] = defaultdict(list)
    starts = {(cell.row, cell.col): cell for cell in grid.cells}
    for cell in sorted(grid.cells, key=lambda cell: cell.row):
        value = starts.get((cell.row, cell.col + cell.colspan))
        if value is not None and (re.search(r"\d", value.text) or not value.text.strip()):
            columns[cell.col].append((cell, value))
    for own in columns.values():
        for at, (label, value) in enumerate(own):
            if not re.fullmatch(FORM_TOTAL, tidy(label.text)) or number(value.text) is None:
                continue
            parts = []
            for part, amount in own[at + 1 :]:
                if not re.fullmatch(FORM_PARTS, tidy(part.text)):
                    break
                parts.append((part, amount))
            yield (label, value), parts


def _unit(grid: Grid, page: Page) -> str:
    words = [cell.text for cell in grid.cells if "资金" in cell.text] + [line.text for line in page.lines]
    for text in words:
        if match := re.search(r"[（(:：](?:人民币)?(万元|元)", tidy(text)):
            return match[1]
    return "万元"


def _citation(document: Document, line: Line) -> Citation:
    return Citation(document.name, line.page, line.text.strip(), bbox=line.bbox)
