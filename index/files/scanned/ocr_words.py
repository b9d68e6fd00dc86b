"""Words misread from a picture → the word that the usual tables print there. Numbers are left alone.

A label whose one wrong character leaves a single known word possible is that word. Amounts and codes
are never touched: `index.tables.legibility` judges those.

>>> righted("二十五、债务付县支出"), righted("其他收人合计"), righted("4146.76")
('二十五、债务付息支出', '其他收入合计', '4146.76')
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from importlib.resources import files

from index.facts.records import Cell, Grid, Line, Page
from index.facts.subjects import tidy

_LEAD = re.compile(r"^(?:[一二三四五六七八九十\d]+\s*[、.．]|[（(][一二三四五六七八九十\d]+[）)])?\s*")
# Wrapped in a narrow column, 入 stands alone on its line and looks like 人.
_INCOME = re.compile(r"(?<=[\u4e00-\u9fff])收人(?=[预决总合]|$)")
_SHORTEST = 4


def righted(text: str) -> str:
    """The text with a misread character put right where only one word is possible."""
    if not re.search(r"[\u4e00-\u9fff]{2}", text):
        return text
    text = _INCOME.sub("收入", text)
    flat = tidy(text)
    lead = _LEAD.match(flat)
    start = lead.end() if lead else 0
    word = flat[start:]
    if len(word) < _SHORTEST or word in _words().get(len(word), ()):
        return text
    near = [known for known in _words().get(len(word), ()) if _apart(known, word) == 1]
    return flat[:start] + near[0] if len(near) == 1 else text


def righted_page(page: Page) -> Page:
    """A page read from a picture with its labels and titles put right."""
    return replace(page, lines=tuple(map(_line, page.lines)), grids=tuple(map(_grid, page.grids)))


def _line(line: Line) -> Line:
    return replace(line, text=righted(line.text))


def _grid(grid: Grid) -> Grid:
    return replace(grid, cells=tuple(map(_cell, grid.cells)))


def _cell(cell: Cell) -> Cell:
    # A word wrapped in its cell is one word: the single character on the last line is the one misread.
    whole = tidy(cell.text)
    better = righted(whole)
    return cell if better == whole else replace(cell, text=better)


def _apart(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


@cache
def _words() -> dict[int, tuple[str, ...]]:
    by_length: dict[int, list[str]] = defaultdict(list)
    for line in files("index").joinpath("data/printed_words.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            by_length[len(line)].append(line)
    return {length: tuple(words) for length, words in by_length.items()}
