"""The header of a table: how many rows it has, what each column is, where blocks begin.

>>> layout = read_layout(stacked)
>>> layout.header_rows, [(b.codes, b.labels, [c.path for c in b.values.values()]) for b in layout.blocks]
(2, [((), (0,), [('收入', '预算数')]), ((), (2,), [('支出', '预算数')])])
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from index.facts.money import number
from index.facts.records import Column
from index.facts.subjects import has_ordinal, is_code, is_total
from index.tables.columns import read_column
from index.tables.stacked_grid import Spot, StackedGrid

_LINE_NUMBERS = re.compile(r"^(?:行次|序号|栏次|顺序号|编号|次|(?:计算)?公式)$")
# A row of formulas: A=B+C, B, C.
_FORMULA = re.compile(r"^[A-Za-z](?:\s*=\s*[A-Za-z\d+\-*/×÷()\s]+)?$")
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
    r"(?:类别|品目(?:名称)?|目录|类型|方式|形式|性质|领域|行业)$|^(?:项目|主管|实施|承担|责任|建设|使用|采购|申报|执行|预算)*(?:单位|部门)(?:名称)?$"
)
# The column beside a row that says whose it is; 主管部门 is whom that body answers to.
_OF_BODIES = re.compile(
    r"^(?:预算|项目|实施|承担|责任|建设|使用|采购|申报|执行|填报|编制|基层|所属|二级预算)*(?:单位|部门)(?:[(（]?(?:名称|全称)[)）]?)?$"
)
_OF_BODIES_AND_SUBJECTS = re.compile(r"(?:单位|部门).*科目|科目.*(?:单位|部门)(?!预算)")
_AMOUNT = re.compile(
    r"预算数|决算数|金额|合计|总计|小计|支出$|收入$|经费$|拨款|资金|增减|比例|[%％]|数量|结转|结余|资产|费$|数$"
)
_COUNT_UNITS = re.compile(r"计量单位|^单位$")
_DASHES = re.compile(r"^[\s\-－—–−/\\*]*$")
_NOT_DISCLOSED = ("不需填列", "未公开", "无", "不公开")


class Role(Enum):
    """What a column holds."""

    CODE = auto()
    LABEL = auto()
    VALUE = auto()
    ASIDE = auto()


# What a column holds whatever stands in it, by its own head; the first that fits.
_ROLES = (
    (_LINE_NUMBERS, Role.ASIDE),
    (_ATTRIBUTE, Role.ASIDE),
    (_CODE_OF_OTHERS, Role.ASIDE),
    (re.compile(r"^年[度份]$"), Role.LABEL),
)


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
    """What the header of a table says. `count_units` is the column of 计量单位, or -1."""

    header_rows: int
    blocks: tuple[Block, ...]
    count_units: int = -1


def header_rows(stacked: StackedGrid) -> int:
    """How many rows the header has; 0 when the table begins with its body."""
    if stacked.n_rows == 0 or begins_body(stacked, 0):
        return 0
    height = _bottom(stacked, 0)
    while height < stacked.n_rows and not begins_body(stacked, height):
        if not (_is_column_numbers(stacked, height) or _subdivides(stacked, height)):
            break
        height = _bottom(stacked, height)
    if height < stacked.n_rows and _is_column_numbers(stacked, height):
        height += 1
    return height


def begins_body(stacked: StackedGrid, row: int) -> bool:
    """True for a row of amounts, codes or ordinals, or a 合计 row beside blanks."""
    if _is_column_numbers(stacked, row):
        return False
    texts = [spot.text for spot in stacked.row(row) if spot.row == row and spot.text]
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


def _bottom(stacked: StackedGrid, row: int) -> int:
    """Where the cells that begin in this row end, never reaching into the body."""
    bottom = max((spot.row + spot.rowspan for spot in stacked.row(row)), default=row + 1)
    for below in range(row + 1, bottom):
        if begins_body(stacked, below):
            return below
    return min(max(bottom, row + 1), stacked.n_rows)


def _subdivides(stacked: StackedGrid, row: int) -> bool:
    """True when this row splits a header cell above it that spans several columns."""
    for above in stacked.row(row - 1):
        if above.colspan < 2 or not above.text:
            continue
        below = [
            spot
            for spot in stacked.row(row)
            if spot.row == row
            and above.col <= spot.col
            and spot.col + spot.colspan <= above.col + above.colspan
        ]
        if len(below) > 1 and sum(bool(spot.text) for spot in below) > 1:
            return True
    return False


def _is_column_numbers(stacked: StackedGrid, row: int) -> bool:
    """True for 栏次 | 1 | 2 | 3, a row of nothing but 1, 2, 3 in order beside ** or 甲, or of formulas."""
    texts = [spot.text for spot in stacked.row(row) if spot.text]
    if not texts:
        return False
    if any(_COLUMN_NUMBERS.match(text) for text in texts):
        return True
    if sum(bool(_FORMULA.match(unicodedata.normalize("NFKC", text))) for text in texts) >= max(
        2, len(texts) - 1
    ):
        return True
    counted = [text for text in texts if not _NO_NUMBER.match(text)]
    least = 3 if len(counted) == len(texts) else 2
    numbers = [re.match(r"^[(（]?(\d{1,2})[)）]?(?:\s*=.*)?$", text) for text in counted]
    found = [int(match.group(1)) for match in numbers if match]
    return len(found) == len(counted) >= least and found == list(range(1, len(found) + 1))


def read_layout(stacked: StackedGrid) -> Layout:
    """Header, roles and blocks of a table."""
    height = header_rows(stacked)
    header = _read_header(stacked, height)
    blocks = tuple(_block(draft, header) for draft in _drafts(header) if draft.values)
    units = (col for col in range(stacked.n_cols) if _COUNT_UNITS.search(header.leaf(col)))
    return Layout(height, blocks, next(units, -1))


@dataclass(frozen=True, slots=True)
class _Header:
    """What stands over each column, outermost first: the cells and their texts; and the column's role."""

    groups: tuple[tuple[Spot, ...], ...]
    paths: tuple[tuple[str, ...], ...]
    roles: tuple[Role, ...]

    def leaf(self, col: int) -> str:
        """The text straight over the column; "" where there is none."""
        return self.paths[col][-1] if self.paths[col] else ""


@dataclass(slots=True)
class _BlockDraft:
    """A block being collected, its columns left to right; see `Block`."""

    codes: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    described: list[int] = field(default_factory=list)


def _read_header(stacked: StackedGrid, height: int) -> _Header:
    groups = tuple(_header_path(stacked, height, col) for col in range(stacked.n_cols))
    paths = tuple(tuple(spot.text for spot in spots) for spots in groups)
    return _Header(groups, paths, tuple(_role(stacked, height, col, path) for col, path in enumerate(paths)))


def _header_path(stacked: StackedGrid, height: int, col: int) -> tuple[Spot, ...]:
    path: list[Spot] = []
    for row in range(height):
        if _is_column_numbers(stacked, row):
            continue
        spot = stacked.at(row, col)
        if spot is not None and spot.text and spot not in path:
            path.append(spot)
    return tuple(path)


def _drafts(header: _Header) -> list[_BlockDraft]:
    """The columns by block: one begins with each code or label column that does not describe the last."""
    own = _BlockDraft()
    found = [own]
    for col, role in enumerate(header.roles):
        leaf = header.leaf(col)
        if role is Role.VALUE:
            own.values.append(col)
        elif role is Role.ASIDE:
            if not own.values and not _ATTRIBUTE.search(leaf):
                own.described.append(col)
        elif own.labels and not own.values and _CATEGORY.search(leaf):
            own.described.append(col)
        elif not own.values or _opens_block(col, own, header):
            if own.values:
                own = _BlockDraft()
                found.append(own)
            (own.codes if role is Role.CODE else own.labels).append(col)
    return found


def _block(draft: _BlockDraft, header: _Header) -> Block:
    heads = {col: re.sub(r"\s", "", header.leaf(col)) for col in (*draft.labels, *draft.described)}
    codes, labels = _one_subject(draft, header)
    return Block(
        codes,
        labels,
        values={col: read_column(header.paths[col]) for col in draft.values},
        described=tuple(draft.described),
        bodies=tuple(col for col, head in heads.items() if _OF_BODIES.search(head)),
        mixed=next((col for col in draft.labels if _OF_BODIES_AND_SUBJECTS.search(heads[col])), -1),
    )


@dataclass(frozen=True, slots=True)
class _Body:
    """What a column holds under its header in cells of its own: texts, and how many of each sort."""

    texts: tuple[str, ...]
    numbers: int
    words: int
    codes: int  # digits alone, as of a 类, 款 or 项


def _body(stacked: StackedGrid, height: int, col: int) -> _Body:
    spots = ((row, stacked.at(row, col)) for row in range(height, stacked.n_rows))
    texts = tuple(
        spot.text
        for row, spot in spots
        if spot is not None and (spot.row, spot.col, spot.colspan) == (row, col, 1) and spot.text
    )
    return _Body(
        texts,
        numbers=sum(number(text) is not None for text in texts),
        words=sum(number(text) is None and not is_blank(text) for text in texts),
        codes=sum(bool(re.fullmatch(r"\d{1,7}", re.sub(r"\s", "", text))) for text in texts),
    )


def _role(stacked: StackedGrid, height: int, col: int, path: tuple[str, ...]) -> Role:
    head = re.sub(r"[()（）]", "", path[-1]) if path else ""
    for pattern, role in _ROLES:
        if pattern.search(head):
            return role
    body = _body(stacked, height, col)
    if _CODE_LEAF.search(head):
        return _role_of_codes(body)
    if _holds_codes(body, head, first=col == 0):
        return Role.CODE
    amounts, names = _AMOUNT.search(head), _NAME.search(head)
    if not body.texts:
        return Role.LABEL if names and not amounts else Role.VALUE
    if body.words <= body.numbers:
        return Role.VALUE
    # “三公”经费 over 公务接待费, 公务用车运行维护费 names what the rows are of.
    aside = col > 0 and body.numbers == 0 and amounts and not names and not _is_side(head)
    return Role.ASIDE if aside else Role.LABEL


def _is_side(head: str) -> bool:
    """Whether the head of names says but of which side they are: 收　入 | 决算数 | 支　出 | 决算数."""
    return re.sub(r"\s", "", head) in ("收入", "支出")


def _role_of_codes(body: _Body) -> Role:
    """What a column headed 编码 holds: codes; words; or those of the 采购品目 and 购买服务 catalogues."""
    if body.words and all(re.fullmatch(r"[A-Za-z]\d*", text) for text in body.texts):
        return Role.ASIDE
    return Role.CODE if body.codes or not body.words else Role.LABEL


def _holds_codes(body: _Body, head: str, *, first: bool) -> bool:
    """True for codes under the head of a name, and in the first column under any."""
    if body.codes and body.codes == body.numbers >= body.words and _NAME.search(head):
        return True
    return first and _are_codes(body.texts)


def _are_codes(texts: Sequence[str]) -> bool:
    """True for 205, 20502, 2050203 …: 类, 款 and 项 that lie in one another, whatever their head says."""
    codes = {text for text in texts if is_code(text)}
    return (
        len(codes) > 2
        and all(text in codes or is_total(text) for text in texts)
        and sum(code[:-2] in codes for code in codes) * 3 >= len(codes)
    )


def _one_subject(draft: _BlockDraft, header: _Header) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The code and label columns that name a row's subject.

    A row by 部门 and by 政府 economic 科目 is of the former, which is the finer; of two 科目 beside each
    other (功能 and 经济) both names are the label, and the code is the inner one's.
    """
    codes, labels = draft.codes, draft.labels
    coarse = {col for col in codes + labels if _GOVERNMENT.search("/".join(header.paths[col]))}
    if coarse and not coarse.issuperset(labels):
        codes = [col for col in codes if col not in coarse]
        labels = [col for col in labels if col not in coarse]
    between = [label for label in labels if codes and codes[0] < label < codes[-1]]
    return tuple(col for col in codes if not between or col > between[-1]), tuple(labels)


def _opens_block(col: int, own: _BlockDraft, header: _Header) -> bool:
    """Whether a label column right of values begins a new block rather than describing them."""
    later = [other for other, role in enumerate(header.roles) if other > col and role is Role.VALUE]
    if not later:
        return False
    if not header.paths[col]:
        return True
    top = header.groups[col][0]
    if top.colspan > 1 and top.col > own.values[-1] and later[0] < top.col + top.colspan:
        return True
    leaf = header.leaf(col)
    if _is_side(leaf) and any(_is_side(header.leaf(other)) for other in own.labels):
        return True
    # 收入项目 before 支出项目, or before 项目: a header of two lines read as one.
    plain = re.sub(r"^(?:收入|支出)(?=.)", "", leaf)
    if any(header.paths[other] and header.leaf(other).endswith(plain) for other in own.codes + own.labels):
        return True
    known = {header.paths[value][-1:] for value in own.values}
    return bool(_NAME.search(leaf)) and any(header.paths[other][-1:] in known for other in later)
