"""The header of a sheet: how many rows it has, what each column is, where blocks begin.

>>> layout = read_layout(sheet)
>>> layout.header_rows, [(b.codes, b.labels, [c.path for c in b.values.values()]) for b in layout.blocks]
(2, [((), (0,), [('收入', '预算数')]), ((), (2,), [('支出', '预算数')])])
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from index.facts.money import number
from index.facts.records import Column, Stage
from index.facts.subjects import has_ordinal, is_code, is_total
from index.facts.titles import is_note, unit_in
from index.tables.sheets import Sheet, Spot

_LINE_NUMBERS = re.compile(r"^(?:行次|序号|栏次|顺序号|编号|次)$")
_COLUMN_NUMBERS = re.compile(r"^(?:栏次|行次栏次|栏目)$")
_HEAD = re.compile(r"^(?:类|款|项|(?:[功能经济分类支出]*科目)?(?:名称|编码|代码))$")
_GOVERNMENT = re.compile(r"政府(?:预算)?(?:支出)?经济")
_NO_NUMBER = re.compile(r"^(?:[*＊×]+|[甲乙丙丁戊])$")
_CODE_LEAF = re.compile(r"(?:编码|代码)$|^(?:类|款|项|目)$")
_CODE_OF_OTHERS = re.compile(r"(?:单位|部门|项目|预算|机构|采购|品目)(?:编码|代码|编号)$")
_NAME = re.compile(
    r"(?:名称|项目|科目|分类|类别|内容|事项|用途|品目|明细|大类|来源|单位|部门|指标|编码|代码|类型|方向)"
    r"(?:[(（][^)）]*[)）])?$"
)
_ATTRIBUTE = re.compile(
    r"备注|说明|采购(?:组织)?[形方]|计量单位|^单位$|是否|规格|型号|性质$|政策依据|依据$|承接主体|采购目录|起止|时间|期限|日期|电话|地址"
)
# Right of the column that names the row these only describe it; further left they name it.
_CATEGORY = re.compile(
    r"(?:类别|品目(?:名称)?|目录|类型|方式|形式|性质)$|^(?:项目|主管|实施|承担|责任|建设|使用|采购|申报|执行|预算)*(?:单位|部门)(?:名称)?$"
)
# The column beside a row that says whose it is; 主管部门 is whom that body answers to.
_OF_BODIES = re.compile(
    r"^(?:预算|项目|实施|承担|责任|建设|使用|采购|申报|执行|填报|编制|基层|所属|二级预算)*(?:单位|部门)(?:[(（]?(?:名称|全称)[)）]?)?$"
)
_OF_BODIES_AND_SUBJECTS = re.compile(r"(?:单位|部门).*科目|科目.*(?:单位|部门)(?!预算)")
_AMOUNT = re.compile(
    r"预算数|决算数|金额|合计|总计|小计|支出$|收入$|经费$|拨款|资金|增减|比例|[%％]|数量|结转|结余|资产|费$|数$"
)
_COUNTS: tuple[tuple[str, str], ...] = (
    (r"[(（](辆|台|个|人|套|台套|台、套|件|份|项|次|人次|批|批次|户|平方米|㎡|公里)[)）]", ""),
    (r"人数$|编制数?$|在编|在职|职工数?$|实有数$", "人"),
    (r"辆数$|车辆数量?$", "辆"),
    (r"台数$|台套数$", "台"),
    (r"面积$", "平方米"),
    (r"批次$|团组数$", "个"),
    (r"得分$|分值$|评分$|自评分数?$", "分"),
    (r"人次数?$", "人次"),
)
_COUNT = re.compile(r"数量(?:[(（][^)）]*[)）])?$|(?:个|份|件|套|户)数$")
_MONEY_COLUMN = re.compile(r"金额|单价|总价|价[格值]|预算|决算|资金|经费|拨款|收入|支出|元")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_COMPARED = re.compile(r"比(?:上年|(?:19|20)\d\d年)")
_DASHES = re.compile(r"^[\s\-－—–−/\\*]*$")
_NOT_DISCLOSED = ("不需填列", "未公开", "无", "不公开")


_COMPARISONS = (Stage.DIFFERENCE, Stage.RATE, Stage.COMPLETION)
_BUDGET = r"(?:(?:19|20)\d\d年度?|本年度?|当年)?(?:“?三公”?经费)?预算(?:数|金额|安排数?|额)?(?:[(][^)]*[)])?"


class Role(Enum):
    """What a column holds."""

    CODE = auto()
    LABEL = auto()
    VALUE = auto()
    ASIDE = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """One table of a side-by-side pair: its code, label and value columns by index.

    `described` are the columns left of the values that only say more of the row (项目单位, 采购品目).
    `bodies` are those of both that name a body, and `mixed` is the column in which the name of a body
    heads its own 科目 (单位名称（科目名称）), or -1.
    """

    codes: tuple[int, ...]
    labels: tuple[int, ...]
    values: dict[int, Column]
    described: tuple[int, ...] = ()
    bodies: tuple[int, ...] = ()
    mixed: int = -1


@dataclass(frozen=True, slots=True)
class Layout:
    """What the header of a sheet says. `count_units` is the column of 计量单位, or -1."""

    header_rows: int
    blocks: tuple[Block, ...]
    count_units: int = -1


def header_rows(sheet: Sheet) -> int:
    """How many rows the header has; 0 when the sheet begins with its body."""
    if sheet.n_rows == 0 or begins_body(sheet, 0):
        return 0
    height = _bottom(sheet, 0)
    while height < sheet.n_rows and not begins_body(sheet, height):
        if not (_is_column_numbers(sheet, height) or _subdivides(sheet, height)):
            break
        height = _bottom(sheet, height)
    if height < sheet.n_rows and _is_column_numbers(sheet, height):
        height += 1
    return height


def begins_body(sheet: Sheet, row: int) -> bool:
    """True for a row of amounts, codes or ordinals, or a 合计 row beside blanks."""
    if _is_column_numbers(sheet, row):
        return False
    texts = [spot.text for spot in sheet.row(row) if spot.row == row and spot.text]
    numbers = [text for text in texts if number(text) is not None]
    if numbers:
        # 类 | 款 | 项 | 科目名称 | 501 | 502: the columns of a table by 经济分类 are headed with its codes.
        return not (any(_HEAD.match(text) for text in texts) and all(map(is_code, numbers)))
    if any(has_ordinal(text) for text in texts) and sum(map(has_ordinal, texts)) <= max(2, len(texts) // 2):
        return True
    return any(map(is_total, texts)) and all(is_total(text) or is_blank(text) for text in texts)


def is_blank(text: str) -> bool:
    """True for a cell that prints no figure on purpose or by omission: "", -, —, 不需填列."""
    return bool(_DASHES.match(text)) or text in _NOT_DISCLOSED


def _bottom(sheet: Sheet, row: int) -> int:
    """Where the cells that begin in this row end, never reaching into the body."""
    bottom = max((spot.row + spot.rowspan for spot in sheet.row(row)), default=row + 1)
    for below in range(row + 1, bottom):
        if begins_body(sheet, below):
            return below
    return min(max(bottom, row + 1), sheet.n_rows)


def _subdivides(sheet: Sheet, row: int) -> bool:
    """True when this row splits a header cell above it that spans several columns."""
    for above in sheet.row(row - 1):
        if above.colspan < 2 or not above.text:
            continue
        below = [
            spot
            for spot in sheet.row(row)
            if spot.row == row
            and above.col <= spot.col
            and spot.col + spot.colspan <= above.col + above.colspan
        ]
        if len(below) > 1 and sum(bool(spot.text) for spot in below) > 1:
            return True
    return False


def _is_column_numbers(sheet: Sheet, row: int) -> bool:
    """True for 栏次 | 1 | 2 | 3, or a row of nothing but 1, 2, 3 in order, beside ** or 甲."""
    texts = [spot.text for spot in sheet.row(row) if spot.text]
    if not texts:
        return False
    if any(_COLUMN_NUMBERS.match(text) for text in texts):
        return True
    counted = [text for text in texts if not _NO_NUMBER.match(text)]
    least = 3 if len(counted) == len(texts) else 2
    numbers = [re.match(r"^[(（]?(\d{1,2})[)）]?(?:\s*=.*)?$", text) for text in counted]
    found = [int(match.group(1)) for match in numbers if match]
    return len(found) == len(counted) >= least and found == list(range(1, len(found) + 1))


def read_layout(sheet: Sheet) -> Layout:
    """Header, roles and blocks of a stacked sheet."""
    height = header_rows(sheet)
    groups = {col: _header_path(sheet, height, col) for col in range(sheet.n_cols)}
    paths = {col: tuple(spot.text for spot in spots) for col, spots in groups.items()}
    roles = {col: _role(sheet, height, col, paths[col]) for col in range(sheet.n_cols)}
    blocks: list[tuple[list[int], list[int], list[int], list[int]]] = []
    codes: list[int] = []
    labels: list[int] = []
    values: list[int] = []
    described: list[int] = []
    for col in range(sheet.n_cols):
        role = roles[col]
        if role is Role.ASIDE:
            if not values and not _ATTRIBUTE.search(paths[col][-1] if paths[col] else ""):
                described.append(col)
            continue
        if role is Role.VALUE:
            values.append(col)
            continue
        if labels and not values and _CATEGORY.search(paths[col][-1] if paths[col] else ""):
            described.append(col)
            continue
        if values:
            if not _opens_block(col, codes + labels, values, roles, groups, paths):
                continue
            blocks.append((codes, labels, values, described))
            codes, labels, values, described = [], [], [], []
        (codes if role is Role.CODE else labels).append(col)
    blocks.append((codes, labels, values, described))
    units = [col for col, path in paths.items() if path and re.search(r"计量单位|^单位$", path[-1])]
    heads = {col: re.sub(r"\s", "", path[-1]) for col, path in paths.items() if path}
    return Layout(
        height,
        tuple(
            Block(
                *_one_subject(codes, labels, paths),
                {col: read_column(paths[col]) for col in values},
                tuple(described),
                tuple(col for col in (*labels, *described) if _OF_BODIES.search(heads.get(col, ""))),
                next((col for col in labels if _OF_BODIES_AND_SUBJECTS.search(heads.get(col, ""))), -1),
            )
            for codes, labels, values, described in blocks
            if values
        ),
        units[0] if units else -1,
    )


def _header_path(sheet: Sheet, height: int, col: int) -> list[Spot]:
    path: list[Spot] = []
    for row in range(height):
        if _is_column_numbers(sheet, row):
            continue
        spot = sheet.at(row, col)
        if spot is not None and spot.text and spot not in path:
            path.append(spot)
    return path


def _role(sheet: Sheet, height: int, col: int, path: tuple[str, ...]) -> Role:
    leaf = re.sub(r"[()（）]", "", path[-1]) if path else ""
    if _LINE_NUMBERS.match(leaf) or _ATTRIBUTE.search(leaf) or _CODE_OF_OTHERS.search(leaf):
        return Role.ASIDE
    texts = [
        spot.text
        for row in range(height, sheet.n_rows)
        if (spot := sheet.at(row, col)) is not None
        and spot.row == row
        and spot.col == col
        and spot.colspan == 1
        and spot.text
    ]
    numbers = sum(number(text) is not None for text in texts)
    words = sum(number(text) is None and not is_blank(text) for text in texts)
    if re.search(r"^年[度份]$", leaf):
        return Role.LABEL
    named_code = bool(_CODE_LEAF.search(leaf))
    digits = sum(bool(re.fullmatch(r"\d{1,7}", re.sub(r"\s", "", text))) for text in texts)
    if named_code and words and all(re.fullmatch(r"[A-Za-z]\d*", text) for text in texts):
        return Role.ASIDE  # of the 采购品目 and 购买服务 catalogues
    if named_code:
        return Role.CODE if digits or not words else Role.LABEL
    if digits and digits == numbers >= words and _NAME.search(leaf):
        return Role.CODE
    if col == 0 and _are_codes(texts):
        return Role.CODE
    if not texts:
        return Role.LABEL if _NAME.search(leaf) and not _AMOUNT.search(leaf) else Role.VALUE
    if words > numbers:
        # “三公”经费 over 公务接待费, 公务用车运行维护费 names what the rows are of.
        aside = col > 0 and numbers == 0 and _AMOUNT.search(leaf) and not _NAME.search(leaf)
        return Role.ASIDE if aside else Role.LABEL
    return Role.VALUE


def _are_codes(texts: Sequence[str]) -> bool:
    """True for 205, 20502, 2050203 …: 类, 款 and 项 that lie in one another, whatever their head says."""
    codes = {text for text in texts if is_code(text)}
    return (
        len(codes) > 2
        and all(text in codes or is_total(text) for text in texts)
        and sum(code[:-2] in codes for code in codes) * 3 >= len(codes)
    )


def _one_subject(
    codes: list[int], labels: list[int], paths: dict[int, tuple[str, ...]]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The code and label columns that say what a row is of.

    A row by 部门 and by 政府 economic 科目 is of the former, which is the finer; of two 科目 beside each
    other (功能 and 经济) both names are the label, and the code is the inner one's.
    """
    coarse = {col for col in codes + labels if _GOVERNMENT.search("/".join(paths[col]))}
    if coarse and not coarse.issuperset(labels):
        codes = [col for col in codes if col not in coarse]
        labels = [col for col in labels if col not in coarse]
    between = [label for label in labels if codes and codes[0] < label < codes[-1]]
    return tuple(col for col in codes if not between or col > between[-1]), tuple(labels)


def _opens_block(
    col: int,
    own: list[int],
    values: list[int],
    roles: dict[int, Role],
    groups: dict[int, list[Spot]],
    paths: dict[int, tuple[str, ...]],
) -> bool:
    """Whether a label column right of values begins a new block rather than describing them."""
    later = [other for other in roles if other > col and roles[other] is Role.VALUE]
    if not later:
        return False
    if not paths[col]:
        return True
    top = groups[col][0]
    if top.colspan > 1 and top.col > values[-1] and any(other < top.col + top.colspan for other in later):
        return True
    leaf = paths[col][-1]
    # 收入项目 before 支出项目, or before 项目: a header of two lines read as one.
    plain = re.sub(r"^(?:收入|支出)(?=.)", "", leaf)
    if any(paths[other] and paths[other][-1].endswith(plain) for other in own):
        return True
    repeats = any(paths[other][-1:] == paths[known][-1:] for other in later for known in values)
    return repeats and bool(_NAME.search(leaf))


def read_column(path: tuple[str, ...]) -> Column:
    """Stage, year and unit as far as the header path names them."""
    text = unicodedata.normalize("NFKC", "/".join(path))
    leaf = unicodedata.normalize("NFKC", path[-1]) if path else ""
    years = _YEAR.findall(text)
    stage = _stage(text, leaf)
    unit = unit_in(text)
    if stage in (Stage.RATE, Stage.COMPLETION) or re.search(r"[%]|占.{0,6}比|比例|比重", leaf):
        unit = "%"
    return Column(
        path,
        stage,
        int(years[-1]) if years and stage not in _COMPARISONS else None,
        unit or _counted(path),
    )


def _counted(path: tuple[str, ...]) -> str | None:
    """The unit of a column of counted things; 小计 under 实有人数 is of what its head counts."""
    parts = [unicodedata.normalize("NFKC", part) for part in path]
    while len(parts) > 1 and is_total(parts[-1]):
        parts.pop()
    return _count_unit(parts[-1]) if parts else None


def _count_unit(leaf: str) -> str | None:
    """辆 for 数量（辆）, 人 for 编制数, "" for a 数量 that says no more; None for an amount."""
    for pattern, unit in _COUNTS:
        if found := re.search(pattern, leaf):
            return unit or found.group(1)
    return "" if _COUNT.search(leaf) else None


def is_count(path: tuple[str, ...]) -> bool:
    """True for a column of counted things: 数量, 编制数."""
    return _counted(path) is not None


def units_by_row(values: Sequence[Column]) -> bool:
    """Whether a column of 计量单位 is of all amounts of a row: of no 数量 alone, beside money."""
    return not any(
        column.unit is not None or _MONEY_COLUMN.search("/".join(column.path)) for column in values
    )


def unit_of_row(label: str) -> str | None:
    """辆 for a row 公务用车保有量（辆）, whatever its columns are in; None where the label names no unit."""
    found = re.search(_COUNTS[0][0], label)
    return found.group(1) if found else None


def _stage(text: str, leaf: str) -> Stage | None:
    if re.search(r"完成(?:率|比例|%|预算)|执行率|完成.*%|占.*预算.*%|为预算数?的?%", leaf):
        return Stage.COMPLETION
    if re.search(
        r"增减.{0,4}(?:率|%|幅|比例|百分比)|增长(?:率|%|幅|比例)|增幅|变动(?:率|比例|%)|同比|[±+]%", leaf
    ) or ("%" in leaf and re.search(r"增|减|比", text)):
        return Stage.RATE
    compared = re.search(r"增减|变动|增长", text) or _COMPARED.search(text)
    if compared and re.search(r"幅度?$|比[例率重]$|百分比$|率$", leaf):
        return Stage.RATE
    if re.search(r"增减|增加额|增长额|变动额|差额|比上年|^变[动化](?:[(]|$)", leaf) or _COMPARED.search(text):
        return Stage.DIFFERENCE
    if compared and re.search(r"^(?:金额|数额|额|数)$", leaf):
        return Stage.DIFFERENCE
    if re.search(r"年初预算|年初数|年初批复", text):
        return Stage.INITIAL
    if re.search(r"调整预算|全年预算|调整后|调整数", text):
        return Stage.ADJUSTED
    prior = re.search(r"上年(?!.{0,3}(?:结转|结余|末))|去年|上一年", text)
    if re.search(r"决算|实际支出|支出数", text):
        return Stage.PRIOR_FINAL if prior else Stage.FINAL
    if re.search(r"执行数|完成数", text):
        return Stage.PRIOR_EXECUTION if prior else Stage.EXECUTION
    if prior:
        return Stage.PRIOR_BUDGET
    if any(re.fullmatch(_BUDGET, part) for part in text.split("/")):
        return Stage.BUDGET
    return None


__all__ = [
    "Block",
    "Layout",
    "Role",
    "begins_body",
    "header_rows",
    "is_blank",
    "is_count",
    "is_note",
    "read_column",
    "read_layout",
    "unit_of_row",
    "units_by_row",
]
