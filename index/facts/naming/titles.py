"""What stands around a grid: its title, its unit, its notes, and which usual table that makes it.

>>> read_heading([line("公开01表"), line("2025年度收支预算总表"), line("部门：某局 单位：万元")])
Heading(title='2025年度收支预算总表', unit='万元')
>>> kind_of("2025年度收支预算总表")
<TableKind.BALANCE: '收支总表'>
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.facts.money import IN_BRACKETS, MONEY_UNIT
from index.facts.naming.captions import number_of
from index.facts.records import Line, Page, TableKind

_UNIT = re.compile(rf"(?:单位|金额单位|计量单位|货币单位)[:：]?\s*(?:人民币)?\s*[(（]?({MONEY_UNIT})")
_COUNT_UNIT = re.compile(r"单位[:：](人|辆|台|个|平方米)(?![\u4e00-\u9fff])")
_BRACKET_UNIT = re.compile(IN_BRACKETS)
_ASIDE = re.compile(
    r"^(?:(?:填报|编制|公开|预算|金额|货币|计量|填表)?(?:部门|单位|日期|时间)(?:名称|[(（]盖章[)）]|[(（]公章[)）])*\s*[:：]"
    r"|[(（]?单位\s*[:：]?\s*(?:万|千|亿)?元"
    r"|[(（]?(?:附|公开|部门|单位|预算|决算)*\s*(?:\d{1,2}\s*表|表\s*[一二三四五六七八九十\d][一二三四五六七八九十\d\-－]*)[)）]?$"
    r"|附[件表]\s*[一二三四五六七八九十\d\-－]*\s*[:：]?$"
    r"|公开表\s*[一二三四五六七八九十\d]+$"
    r"|[-—－–\s]*\d{1,4}[-—－–\s]*$"
    r"|第\s*\d+\s*页)"
)
# 附表3 is what a report calls its table; 表三, 表1-1 and 公开01表 are numbers of the form it is drawn up in.
_NUMBER_ALONE = re.compile(r"^附表\s*(?:\d{1,3}|[一二三四五六七八九十]+)$")
_STRAY = re.compile(r"^[.·。,，、*•\s]+(?=\D)")  # a point before 单位：亿元
_SENTENCE = re.compile(r"[。；;！!？?]")
_NOTE = re.compile(r"^(?:注\s*\d*\s*[:：、.]|备注\s*[:：]|说明\s*[:：]|注\s*[（(])")
_ENDS_AS_TITLE = re.compile(
    r"表\s*(?:[(（][^()（）]*[)）]|[一二三四五六七八九十\d])*\s*(?:[(（]?续表?[)）]?)?$"
)
_PART = re.compile(r"^第[一二三四五六七八九十\d]+(?:部分|章|节)")
_TITLE_LENGTH = 60
_REACH = 4  # lines above the nearest candidate in which a better title may stand

_KINDS: tuple[tuple[str, TableKind], ...] = (
    (r"三公", TableKind.THREE_PUBLIC),
    (r"绩效", TableKind.PERFORMANCE),
    (r"机关运行", TableKind.OPERATING),
    (r"购买服务", TableKind.SERVICES),
    (r"采购", TableKind.PROCUREMENT),
    (r"国有资本", TableKind.CAPITAL),
    (r"基金", TableKind.FUND),
    (r"财政拨款.*(?:收支|收入支出)", TableKind.APPROPRIATION),
    (r"收支|收入支出", TableKind.BALANCE),
    (r"基本支出.*项目支出", TableKind.EXPENSE),
    (r"一般公共.*基本支出", TableKind.BASIC),
    (r"财政拨款.*基本支出", TableKind.APPROPRIATION_BASIC),
    (r"基本支出", TableKind.BASIC),
    (r"经济(?:分类|科目)", TableKind.ECONOMIC),
    (r"一般公共.*支出", TableKind.GENERAL),
    (r"项目(?:支出|经费|预算)|专项", TableKind.PROJECTS),
    (r"财政拨款.*支出", TableKind.APPROPRIATION_EXPENSE),
    (r"收入", TableKind.INCOME),
    (r"支出", TableKind.EXPENSE),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the lines above a grid say; `sure` when the title itself reads as a table's title."""

    title: str = ""
    unit: str = ""
    sure: bool = False


def kind_of(title: str) -> TableKind:
    """Which of the usual tables a title names; the narrower name wins."""
    text = re.sub(r"\s", "", title)
    return next((kind for pattern, kind in _KINDS if re.search(pattern, text)), TableKind.OTHER)


def unit_in(text: str) -> str:
    """The unit a line or a header names (单位：万元, （万元）), or ""."""
    flat = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    found = _UNIT.search(flat) or _BRACKET_UNIT.search(flat) or _COUNT_UNIT.search(flat)
    return found.group(1) if found else ""


def is_aside(text: str) -> bool:
    """True for a line beside the title: 部门：…, 单位：万元, 公开01表, a page number."""
    flat = _STRAY.sub("", unicodedata.normalize("NFKC", text).strip())
    return bool(_ASIDE.search(flat) or _ASIDE.search(_trailing_unit(flat)))


def is_title(text: str) -> bool:
    """True for a line that reads as a table's title: short, no sentence, ending in 表."""
    flat = re.sub(r"\s", "", text)
    return (
        2 < len(flat) <= _TITLE_LENGTH
        and not is_aside(text)
        and not _SENTENCE.search(flat)
        and bool(_ENDS_AS_TITLE.search(flat))
        and not re.search(r"(?:如下|见|详见).{0,6}表$|[.…·]{4,}", flat)
    )


def read_heading(lines: Sequence[Line]) -> Heading:
    """Title and unit from the lines above a grid, read upwards from the grid.

    The nearest line that is not 部门：… or 单位：… is the title; where such a line runs over two
    (部门名称：某某省人大 / 常委会办公厅), the line above that reads as a title wins.
    """
    unit = ""
    found = len(lines)
    for i in range(len(lines) - 1, -1, -1):
        text = lines[i].text.strip()
        unit = unit or ("" if _SENTENCE.search(text) else unit_in(text))
        if is_aside(text) or not text:
            continue
        if is_title(_trailing_unit(text)) or _wrapped_end(text):
            found = i
            break
        elif _SENTENCE.search(text) or len(re.sub(r"\s", "", text)) > _TITLE_LENGTH or _NOTE.search(text):
            break
        elif found == len(lines):
            found = i
        if found - i > _REACH and found < len(lines):
            break
    if found == len(lines):
        return Heading(unit=unit)
    last = lines[found]
    text = last.text.strip()
    above = list(lines[:found])
    while above and _wraps(above[-1], last, text):
        last = above.pop()
        text = last.text.strip() + text
    unit = unit or unit_in(text)
    bare = _trailing_unit(text)
    return Heading(_numbered(bare, above), unit, is_title(bare))


def _numbered(title: str, above: Sequence[Line]) -> str:
    """A title with its number, which may stand on the line above: 附表3, then 2025年收入完成情况表."""
    number = unicodedata.normalize("NFKC", above[-1].text).strip() if above else ""
    return f"{number} {title}" if _NUMBER_ALONE.search(number) and not number_of(title) else title


def _wrapped_end(text: str) -> bool:
    return text.strip() in ("表", "总表", "预算表", "决算表", "情况表", "明细表", "一览表")


def _trailing_unit(text: str) -> str:
    """A title that shares its line with 单位：万元 keeps only its own words."""
    return re.sub(r"\s*[(（]?(?:金额)?单位\s*[:：].*$", "", text) or text


def _wraps(upper: Line, lower: Line, text: str) -> bool:
    """True when `lower` is the rest of a title that begins in `upper`."""
    head = upper.text.strip()
    flat = re.sub(r"\s", "", head)
    if upper.page != lower.page or abs(upper.size - lower.size) > 0.6 or is_aside(head):
        return False
    if _SENTENCE.search(head) or _NOTE.search(head) or _PART.search(head) or is_title(head):
        return False
    gap = lower.bbox[1] - upper.bbox[3]
    if gap > 1.5 * lower.size or len(flat) > _TITLE_LENGTH:
        return False
    opened = flat.count("（") + flat.count("(") > flat.count("）") + flat.count(")")
    wide = upper.bbox[2] - upper.bbox[0] >= 0.8 * (lower.bbox[2] - lower.bbox[0])
    own = re.match(r"\s*(?:表\s*[一二三四五六七八九十\d]|[一二三四五六七八九十]+、|\d{4}\s*年)", text)
    return opened or (wide and len(flat) >= 8 and not own)


def read_notes(lines: Sequence[Line]) -> tuple[str, ...]:
    """The footnote under a grid: from a line that opens 注： to the next gap or title."""
    notes: list[str] = []
    last: Line | None = None
    for line in lines:
        text = line.text.strip()
        if last is None:
            if not _NOTE.search(text):
                continue
        elif line.bbox[1] - last.bbox[3] > 2 * last.size or is_title(text) or is_aside(text):
            break
        notes.append(text)
        last = line
    return tuple(notes)


def is_note(text: str) -> bool:
    """True for a line that opens a footnote: 注：, 备注：, 说明：."""
    return bool(_NOTE.search(text.strip()))


def running_lines(pages: Sequence[Page]) -> frozenset[tuple[str, int]]:
    """Running headers and footers: text (digits dropped) and height that recur on many pages."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({running_key(line) for line in page.lines})
    least = max(4, int(0.4 * len(pages)))
    return frozenset(key for key, count in seen.items() if count >= least)


def running_key(line: Line) -> tuple[str, int]:
    """What makes a line the same from page to page."""
    return re.sub(r"[\d\s]", "", line.text), round(line.bbox[1] / 6)
