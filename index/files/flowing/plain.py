"""A .txt or .csv file → pages. Text copied from a web page loses what the site put around it.

Lines of cells between tabs, as a table is copied from a page or a sheet, are a table.

>>> read_text(Path("某镇2021年三公经费.txt"))[0].lines[0].text
'2021年“三公”经费决算'
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from index.facts.errors import DocumentError
from index.facts.limits import LIMITS, Limits, TooManyObjects
from index.facts.naming.titles import is_title
from index.facts.plainly import reason
from index.facts.records import Page
from index.files.flowing.encodings import decoded
from index.files.flowing.flow import FlowParagraph, FlowTable, Item, lay_out, slots_of
from index.files.flowing.site import is_of_the_site, without_menus

_WRAPPED = 3  # lines of full width that make a text file one with wrapped lines
_FEWEST = 2  # lines with as many tabs that make a table


def read_text(path: Path, limits: Limits = LIMITS) -> tuple[Page, ...]:
    """A text file: a page to each form feed.

    Raises DocumentError when it is no text; TooManyObjects for a page of too many.
    """
    return lay_out([_items(part) for part in _text(path).split("\f")], limits.objects)


def read_commas(path: Path, limits: Limits = LIMITS) -> tuple[Page, ...]:
    """A file of comma-separated values: one table, called by the file where that is a title.

    Raises DocumentError when it is no text; TooManyObjects for one of too many cells.
    """
    text = _text(path)
    if len(text) > limits.objects:
        raise TooManyObjects(1)
    try:
        rows = [row for row in csv.reader(text.splitlines()) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        problem = f"不是逗号分隔的表格（{error}）"
        raise DocumentError(path.name, problem, "请另存为 .xlsx") from error
    called = [] if any(is_title(cell) for row in rows[:2] for cell in row) else [path.stem.strip()]
    named = [FlowParagraph(name) for name in called if is_title(name)]
    return lay_out([[*named, FlowTable(tuple(slots_of(rows)))]], limits.objects)


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises DocumentError when it cannot be opened or there are none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(path.name, f"无法打开（{reason(error)}）", "请检查文件权限") from error
    if not data.strip():
        raise DocumentError(path.name, "文件是空的", "请重新下载该文件")
    return data


def _text(path: Path) -> str:
    text = decoded(read_bytes(path))
    if text is None or not text.strip():
        raise DocumentError(path.name, "不是文本文件", "请确认文件类型和编码（UTF-8 或 GB18030）")
    return text


def _items(text: str) -> list[Item]:
    """The paragraphs and tables of one page."""
    lines = list(_barred(without_menus([line for line in text.splitlines() if line.strip()])))
    width = max((len(line.rstrip()) for line in lines), default=0)
    full = [line for line in lines if len(line.rstrip()) >= width - 2]
    items: list[Item] = []
    for cells, run in groupby(lines, key=lambda line: line.rstrip().count("\t")):
        said = list(run)
        if cells and len(said) >= _FEWEST:
            items.append(FlowTable(tuple(slots_of([line.rstrip().split("\t") for line in said]))))
        else:
            items.extend(_paragraphs(said, width if len(full) >= _WRAPPED else None))
    return items


# | --- | --- | below the header of a table.
_RULE = re.compile(r"\s*\|?(?:\s*:?-{3,}:?\s*\|)+\s*(?::?-{3,}:?)?\s*$")
_BARS = re.compile(r"\s*[|｜│]\s*")


def _barred(lines: Sequence[str]) -> Iterator[str]:
    """The lines; rows with as many bars between their cells one below the other have tabs there."""
    bare = [re.sub(r"^\s*[|｜│]|[|｜│]\s*$", "", line) for line in lines if not _RULE.match(line)]
    for bars, run in groupby(bare, key=lambda line: len(_BARS.findall(line))):
        rows = list(run)
        yield from (_BARS.sub("\t", row) for row in rows) if bars and len(rows) >= _FEWEST else rows


def _paragraphs(lines: Sequence[str], wrapped_at: int | None) -> Iterator[FlowParagraph]:
    """The lines; one of full width in a file of wrapped lines goes on in the next."""
    for line in lines:
        said = line.rstrip()
        goes_on = wrapped_at is not None and len(said) >= wrapped_at - 2 and not re.search(r"[。；：]$", said)
        words = re.sub(r"\s+", " ", line).strip()
        if words and not is_of_the_site(words):
            yield FlowParagraph(words, whole=not goes_on)
