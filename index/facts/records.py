"""The nouns of the index: what a disclosure is made of. Frozen values, nothing else.

A PDF is read into `Page`s of `Line`s and `Grid`s; grids become `Table`s, tables become
`Figure`s; lines become `Passage`s and `Change`s. Each fact carries the `Citation` made at
its extraction. Boxes are ``(x0, top, x1, bottom)`` in PDF points of the page as displayed,
origin top left. Pages count from 1.

>>> f.subject, f.code, f.value, f.printed, f.unit, f.citation.page
('公务接待费', '30217', Decimal('15000.00'), '1.50', '万元', 12)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

Box = tuple[float, float, float, float]


class Kind(StrEnum):
    """What is disclosed: a plan, the final account, how a plan is carried out so far, a debt; or a rule.

    A document is of the kind that its title names, or a rule (办法, 规定); its figures are of the kind of
    their own table.
    """

    @property
    def is_account(self) -> bool:
        """Whether its own amounts are actual, not planned."""
        return self is not Kind.BUDGET

    @property
    def current(self) -> Stage:
        """The stage of its amounts in its own year."""
        if self is Kind.EXECUTION:
            return Stage.EXECUTION
        return Stage.FINAL if self.is_account else Stage.BUDGET

    BUDGET = "预算"
    FINAL = "决算"
    EXECUTION = "执行"
    DEBT = "债务"
    POLICY = "政策"


class Scope(StrEnum):
    """Whom an amount covers: a 部门 with its units, one 单位, a place with or without all below it.

    全市 is the city with its districts and counties, 市本级 the city's own government, 下级 all below it.
    全国 is 中央 and 地方 together.
    """

    DEPARTMENT = "部门"
    UNIT = "单位"
    NATION = "全国"
    CENTRAL = "中央"
    LOCAL = "地方"
    WHOLE_PROVINCE = "全省"
    PROVINCE = "省本级"
    WHOLE_CITY = "全市"
    CITY = "市本级"
    WHOLE_PREFECTURE = "全州"
    PREFECTURE = "州本级"
    WHOLE_COUNTY = "全县"
    COUNTY = "县本级"
    WHOLE_BANNER = "全旗"
    BANNER = "旗本级"
    WHOLE_DISTRICT = "全区"
    DISTRICT = "区本级"
    WHOLE_TOWN = "全镇"
    WHOLE_TOWNSHIP = "全乡"
    BELOW = "下级"

    @property
    def of_place(self) -> bool:
        """Whether it is the scope of a place, not of a body."""
        return self not in (Scope.DEPARTMENT, Scope.UNIT)

    @property
    def whole(self) -> bool:
        """Whether it covers the whole of its body."""
        return self.value[0] == "全" or self is Scope.DEPARTMENT


class Fund(StrEnum):
    """Which of a body's money an amount counts: what the budget gives it, or all that it has.

    UNSAID where table and column say neither, and where the money is of another source (事业收入).
    """

    UNSAID = ""
    APPROPRIATION = "财政拨款"
    ALL = "全部"


class Stage(StrEnum):
    """Which of a table's amounts a column holds."""

    BUDGET = "预算"
    PRIOR_BUDGET = "上年预算"
    INITIAL = "年初预算"
    ADJUSTED = "调整预算"
    EXECUTION = "执行"
    PRIOR_EXECUTION = "上年执行"
    FINAL = "决算"
    PRIOR_FINAL = "上年决算"
    DIFFERENCE = "增减额"
    RATE = "增减率"
    COMPLETION = "完成率"
    STANDARD = "标准"
    RATIO = "比率"

    @property
    def counts_as(self) -> Stage:
        """What was spent is 决算 to who asks for that; 执行 is what is known of it before the account."""
        return {Stage.EXECUTION: Stage.FINAL, Stage.PRIOR_EXECUTION: Stage.PRIOR_FINAL}.get(self, self)


class Legibility(StrEnum):
    """How far a cell's text can be relied on; what was recognised in a picture may be misread."""

    TEXT = ""
    CHECKED = "扫描件识别，勾稽相符"
    UNCHECKED = "扫描件识别，未能核对"
    DOUBTFUL = "读取存疑"


class TableKind(StrEnum):
    """Which of the usual tables (财政部《地方预决算公开操作规程》, 2016) a table is."""

    BALANCE = "收支总表"
    INCOME = "收入总表"
    EXPENSE = "支出总表"
    APPROPRIATION = "财政拨款收支总表"
    APPROPRIATION_EXPENSE = "财政拨款支出表"
    GENERAL = "一般公共预算支出表"
    FUND = "政府性基金预算表"
    CAPITAL = "国有资本经营预算表"
    ECONOMIC = "支出经济分类表"
    APPROPRIATION_BASIC = "财政拨款基本支出表"
    BASIC = "一般公共预算基本支出表"
    THREE_PUBLIC = "三公经费表"
    OPERATING = "机关运行经费表"
    PROCUREMENT = "政府采购表"
    SERVICES = "政府购买服务表"
    PROJECTS = "项目支出表"
    PERFORMANCE = "绩效目标表"
    OTHER = "其他表"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a fact was read. `quote` is the printed text of the cell or the sentence."""

    document: str
    page: int
    quote: str
    table: str | None = None
    row: str | None = None
    column: str | None = None
    bbox: Box | None = None
    legibility: Legibility = Legibility.TEXT


@dataclass(frozen=True, slots=True)
class Document:
    """One disclosed file. `name` is the file's name, `sha256` its content's digest (hex)."""

    name: str
    sha256: str
    title: str
    body: str
    year: int
    kind: Kind
    scope: Scope
    pages: int


@dataclass(frozen=True, slots=True)
class Line:
    """One visual line of text outside or inside tables, spaces as printed; `size` in points.

    `whole` where the file itself says that the paragraph ends with this line (Word, HTML).
    """

    page: int
    text: str
    bbox: Box
    size: float
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One ruled cell: rows ``row … row+rowspan-1``, columns ``col … col+colspan-1`` of its grid.

    `page` where it stands on another page than its grid begins on, beside it; else 0.
    """

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    bbox: Box
    page: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """One ruled lattice on one page, before it is known what it means."""

    page: int
    bbox: Box
    n_rows: int
    n_cols: int
    cells: tuple[Cell, ...]
    x_edges: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Placing:
    """How one plane lies on another: a matrix of 3 by 3, row by row, for points in both."""

    matrix: tuple[float, ...]

    def box(self, box: Box) -> Box:
        """The upright box round a box that may lie askew."""
        a, b, c, d, e, f, g, h, i = self.matrix
        x0, top, x1, bottom = box
        corners = [
            ((a * x + b * y + c) / (g * x + h * y + i), (d * x + e * y + f) / (g * x + h * y + i))
            for x, y in ((x0, top), (x1, top), (x1, bottom), (x0, bottom))
        ]
        xs, ys = zip(*corners, strict=True)
        return (min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Page:
    """One page as displayed. `lines` are all visible lines, top to bottom, tables included.

    `image_only` where there is a picture and no text, `illegible` where its text is not what it shows,
    `ocr` where the text was read from the picture; `placing` tells where the level sheet that was read lies
    on the page. `doubts` are sentences about what could not be read.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]
    image_only: bool = False
    ocr: bool = False
    placing: Placing | None = None
    illegible: bool = False
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A value column: its header path and what that says of stage, year and unit."""

    path: tuple[str, ...]
    stage: Stage | None = None
    year: int | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class TableCell:
    """One value cell of a body row; `text` as printed, "" when blank.

    `glued` where its lines are numbers each, which may be one number that wraps or several.
    """

    column: Column
    text: str
    page: int
    bbox: Box
    glued: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """One label with its values: a body row, or one block of it where blocks stand side by side.

    `labels` are the printed label parts, outermost first, a merged parent filled in;
    `code` the full joined 科目编码 or ""; `group` is 货物, 工程 or 服务 where a column says so, and the
    project in a form of 绩效目标. `unit` is the body that a column of bodies names beside the row, or that
    the heading row above it names.
    """

    labels: tuple[str, ...]
    code: str
    cells: tuple[TableCell, ...]
    group: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One printed table, all its pages joined. `notes` are the lines of its footnote."""

    title: str
    kind: TableKind
    unit: str
    pages: tuple[int, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One numeric cell.

    `value` is in yuan where `unit` is money (元, 万元 …), else the printed number (%, 辆 …).
    `subject` is what the amount is of: the row's label without ordinal, or, in a total row or a
    one-row table, the column's name (基本支出, 公务接待费), or the table's total (支出合计).
    `component` is the column's name where the row has a subject of its own and the column
    holds only a part of it (基本支出, 政府性基金预算 …), else "". `group` is what is bought
    (货物, 工程 or 服务) where a column of the row says so.

    Kind, scope, fund, period, unit row and item are those of the cell, as its table, column and row say
    them (`index.tables.qualifiers`); the defaults are those of an amount that says nothing. `kind` is what
    the table discloses, `stage` which of its amounts the column holds. `period` is "" for the whole year,
    else the part of it (1-4月, 一季度). `unit_row` is whom the row speaks for where that is another than
    `body`: a unit of the department, a county of the city. `item` is the project or purchase that the row
    is of, where its subject is not that itself.
    """

    subject: str
    code: str
    component: str
    body: str
    year: int
    stage: Stage
    value: Decimal
    printed: str
    unit: str
    table_kind: TableKind
    citation: Citation
    group: str = ""
    kind: Kind = Kind.BUDGET
    scope: Scope = Scope.DEPARTMENT
    fund: Fund = Fund.UNSAID
    period: str = ""
    unit_row: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A fact read from prose: 公务接待费 2025年预算安排1.50万元，比上年增加0.50万元，增长50.00%，主要原因是….

    `amount` and `difference` are yuan (`difference` unsigned, its sign is in `direction`:
    增加 / 减少 / 持平, "" when the text compares nothing); `percent` is the printed percent.
    `amount_printed`, `difference_printed`, `percent_printed` keep the printed number and
    `unit` the printed unit (万元). `reason` is "" where none is given and "无" where the
    document says so.

    Scope, fund, period and unit row are those of `Figure`, as the sentence, the one before it or the
    headings say them (`index.prose.amounts.spoken`). `base` is what it is compared with where the words
    say more than the year before: 上年预算, 上年决算, or the budget of the year itself (预算, 年初预算,
    调整预算). `under` are the headings over it and the ledger it is of, one text.
    """

    subject: str
    code: str
    body: str
    year: int
    stage: Stage
    unit: str
    amount: Decimal | None
    amount_printed: str
    direction: str
    difference: Decimal | None
    difference_printed: str
    percent: Decimal | None
    percent_printed: str
    reason: str
    citation: Citation
    scope: Scope = Scope.DEPARTMENT
    fund: Fund = Fund.UNSAID
    period: str = ""
    unit_row: str = ""
    base: str = ""
    under: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk of narrative. `headings` is the path of headings above it, outermost first.

    Of a policy document a paragraph: its citation's row is the article it is of (第十二条).
    """

    text: str
    headings: tuple[str, ...]
    citation: Citation


class Point(StrEnum):
    """What a policy document says of itself."""

    TITLE = "标题"
    NUMBER = "文号"
    ISSUER = "制定机关"
    ISSUED = "印发日期"
    EFFECT = "施行"
    VALIDITY = "有效期"
    REPEAL = "废止"


@dataclass(frozen=True, slots=True)
class Saying:
    """One point of a policy document in its own words."""

    point: Point
    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Amendment:
    """A later document that gives an article of an earlier one other words.

    `title` and `number` are those of the document amended, as the later one names it; `article` is 第十二条.
    `old` and `new` are the words changed where not the whole article is: 100元 → 120元.
    """

    title: str
    number: str
    article: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """What makes a document a policy: its title and 文号, who issued it, from when to when it holds.

    `form` is 办法, 规定, 通知, 解读 …; dates are ISO days, "" where nothing says them. `repeals` are
    titles and 文号 of documents that end with it, `about` the document that it explains or amends.
    """

    title: str
    form: str
    number: str = ""
    issuer: str = ""
    issued: str = ""
    effective: str = ""
    expires: str = ""
    about: str = ""
    repeals: tuple[str, ...] = ()
    amends: tuple[Amendment, ...] = ()
    sayings: tuple[Saying, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A failed check of the document itself: `left` and `right` should agree (yuan, or percent)."""

    check: str
    message: str
    left: Decimal
    right: Decimal
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was read from one document."""

    document: Document
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    changes: tuple[Change, ...] = ()
    passages: tuple[Passage, ...] = ()
    findings: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    policy: Policy | None = None
