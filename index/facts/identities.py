"""The accounting identities that disclosures must keep, as data: what is added up, and to what.

`RULES` is the whole list: name, source, terms in words, tolerance. Where the terms are names and codes,
they stand below as data under the same name. An identity is applied where the document prints its whole
and what it needs; a blank cell of a column that is printed counts as nothing.

>>> RULES["合计=基本+项目"].terms
'每一行的合计等于基本支出、项目支出等各栏之和'
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from index.facts.records import TableKind

# 0.01 of the printed unit for each amount that takes part: what rounding may leave.
TOLERANCE: Final = Decimal("0.01")
# Above this many tolerances a difference is no longer one of rounding.
ROUNDING: Final = Decimal(2)
YUAN: Final = Decimal(1)
# Begins the message of a difference that rounding explains.
SMALL: Final = "尾差："


_OPENNESS: Final = "财政部《地方预决算公开操作规程》（财预〔2016〕143号）及其所附表样"
_ACCOUNTS: Final = "财政部《政府收支分类科目》"
_FINAL: Final = "财政部部门决算公开表样（财决公开01—09表）"
_ARITHMETIC: Final = "算术"
_CELLS: Final = "印出单位的0.01，乘以参加的数的个数"
_TWO: Final = "两表中较粗单位的0.01，加1元"
_UNITS: Final = "各文件中最粗单位的0.01，乘以单位的个数，加1元"
_PRINTED: Final = "印出位数的最后一位，加金额四舍五入的影响"


@dataclass(frozen=True, slots=True)
class Rule:
    """An identity in words a finance clerk reads: what must hold, who says so, what rounding may leave."""

    terms: str
    source: str
    tolerance: str = _CELLS


RULES: Final[dict[str, Rule]] = {
    "收入总计=支出总计": Rule("收支总表的收入总计等于支出总计", _OPENNESS),
    "合计=Σ各行": Rule("收支总表、财政拨款收支总表的支出合计等于各类支出之和", _OPENNESS),
    "类=Σ款=Σ项": Rule("科目表中，类等于其下各款之和，款等于其下各项之和", _ACCOUNTS),
    "合计=Σ类": Rule("科目表的合计等于各类之和", _ACCOUNTS),
    "合计=基本+项目": Rule("每一行的合计等于基本支出、项目支出等各栏之和", _OPENNESS),
    "合计=人员+公用": Rule("每一行的合计等于人员经费、公用经费（和项目支出）各栏之和", _OPENNESS),
    "合计=Σ各项收入": Rule("收入总表每一行的合计等于各项收入之和", _OPENNESS),
    "人员经费=301+303": Rule("人员经费合计等于工资福利支出与对个人和家庭的补助之和", _ACCOUNTS),
    "公用经费=302+310": Rule("公用经费合计等于商品和服务支出、资本性支出等之和", _ACCOUNTS),
    "三公=出国+公车+接待": Rule("“三公”经费合计等于因公出国（境）费、公务用车费、公务接待费之和", _OPENNESS),
    "公车=购置+运行": Rule("公务用车购置及运行费等于购置费与运行费之和", _OPENNESS),
    "采购=货物+工程+服务": Rule("政府采购总额等于货物、工程、服务之和", "《政府采购法》第二条"),
    "年度资金=拨款+结转+其他": Rule(
        "绩效目标表的年度资金总额等于财政拨款、上年结转、其他资金之和", "财政部《预算绩效管理》表样"
    ),
    "部门=Σ单位": Rule("按单位分列的表，合计等于各单位之和", _OPENNESS),
    "部门=Σ单位公开": Rule(
        "部门的财政拨款支出等于所属各单位自己公开的之和（部门所说的各单位都已索引时）", _OPENNESS, _UNITS
    ),
    "单位≤部门": Rule("单位自己公开的财政拨款支出不大于部门的", _OPENNESS, _UNITS),
    "部门表中单位=单位公开": Rule("部门的表中某单位一行等于该单位公开的同一张表的总额", _OPENNESS, _UNITS),
    "收支总表收入=收入总表": Rule("收支总表与收入总表的收入相等", _OPENNESS, _TWO),
    "收支总表支出=支出总表": Rule("收支总表与支出总表的支出相等", _OPENNESS, _TWO),
    "收支总表大类=支出总表类": Rule("收支总表的每一类支出与支出总表的同一类相等", _OPENNESS, _TWO),
    "财政拨款总表=一般公共预算支出表": Rule(
        "财政拨款收支总表中的一般公共预算支出与一般公共预算支出表相等", _OPENNESS, _TWO
    ),
    "财政拨款总表=政府性基金表": Rule(
        "财政拨款收支总表中的政府性基金支出与政府性基金预算表相等", _OPENNESS, _TWO
    ),
    "财政拨款总表=国有资本经营表": Rule(
        "财政拨款收支总表中的国有资本经营预算支出与国有资本经营预算表相等", _OPENNESS, _TWO
    ),
    "财政拨款总表=财政拨款支出表": Rule("财政拨款收支总表与财政拨款支出表的支出相等", _OPENNESS, _TWO),
    "一般公共预算支出表基本支出=基本支出表": Rule(
        "一般公共预算支出表的基本支出与基本支出表的合计相等", _OPENNESS, _TWO
    ),
    "财政拨款支出表基本支出=基本支出表": Rule(
        "财政拨款支出表的基本支出与财政拨款基本支出表的合计相等", _OPENNESS, _TWO
    ),
    "经济分类=一般公共预算": Rule(
        "支出经济分类表的合计与一般公共预算支出（或全部支出）相等", _ACCOUNTS, _TWO
    ),
    "财政拨款≤总额": Rule("同一行，财政拨款不大于总额", _ARITHMETIC, _TWO),
    "一般公共预算≤总额": Rule("同一科目，一般公共预算支出不大于总支出", _ARITHMETIC, _TWO),
    "三公≥基本支出": Rule("“三公”经费的每一项不小于基本支出中的同名科目", _ARITHMETIC, _TWO),
    "2080505=30108": Rule("功能分类的养老保险缴费与经济分类的养老保险缴费相等", _ACCOUNTS, _TWO),
    "2080506=30109": Rule("功能分类的职业年金缴费与经济分类的职业年金缴费相等", _ACCOUNTS, _TWO),
    "21011=30110+30111": Rule(
        "功能分类的行政事业单位医疗不大于经济分类的各项医疗缴费和补助", _ACCOUNTS, _TWO
    ),
    "增减=本年-上年": Rule("表中的增减额等于本年数减上年数", _ARITHMETIC),
    "增减率=增减÷上年": Rule("表中的增减率等于增减额除以上年数", _ARITHMETIC, _PRINTED),
    "完成率=决算÷预算": Rule("完成率等于决算数除以预算数", _FINAL, _PRINTED),
    "文字=表格": Rule("文字说明的金额在表中有同名同数的一格", _ARITHMETIC, "两者中较粗单位的0.01"),
    "增减率=增减额÷上年数": Rule("文字说明的增减率等于增减额除以上年数", _ARITHMETIC, _PRINTED),
    "上年=本年-增减额": Rule("文字说明的上年数等于本年数减增加额", _ARITHMETIC, "印出单位的0.01，乘以3"),
    "持平=无增减": Rule("文字说“持平”，表中本年数就等于上年数", _ARITHMETIC, "印出单位的0.01"),
    "空表说明=表格": Rule("注明“本表为空”的表没有金额", _OPENNESS, "无"),
    "标题单位=本单位": Rule("标题写的单位就是公开的单位", _OPENNESS, "无"),
    "标题年度=本年度": Rule("标题写的年度就是公开的年度", _OPENNESS, "无"),
    "科目编码位数": Rule("款、项的编码是两位数", _ACCOUNTS, "无"),
}


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """In each row: the whole's column is the sum of the parts' columns beside it.

    `kept` are columns for what is not spent, which some provinces add to the whole. A row with an
    amount in any other column beside them is not judged.
    """

    name: str
    whole: tuple[str, ...]
    parts: tuple[str, ...]
    kept: tuple[str, ...]
    needed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowSum:
    """In each column of such tables: the whole's row is the sum of the parts' rows.

    Names are beginnings of printed names, or the whole of them where `exact`; each part is given by its
    alternatives.
    """

    name: str
    tables: tuple[TableKind, ...]
    whole: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    exact: bool = False


@dataclass(frozen=True, slots=True)
class TableTotal:
    """A total of one of the usual tables: its table, the subjects it may have, the column's name or ""."""

    table: TableKind
    subjects: tuple[str, ...]
    component: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two tables print one amount.

    Totals with and without what is carried over have many names: the tie holds where any
    of the left is any of the right.
    """

    name: str
    left: TableTotal
    right: TableTotal


@dataclass(frozen=True, slots=True)
class CodeSum:
    """In each column of such tables: the row so named is the sum of the rows with these codes."""

    name: str
    tables: tuple[TableKind, ...]
    whole: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """In each row, or for each code, the lesser table's amount is not above the greater one's."""

    name: str
    lesser: TableKind
    greater: TableKind


@dataclass(frozen=True, slots=True)
class Included:
    """An item of the 三公 table is not below the same item of 基本支出, which is a part of it."""

    subjects: tuple[str, ...]
    code: str


@dataclass(frozen=True, slots=True)
class CodeTie:
    """What a 功能分类 科目 holds of 基本支出 is what the 经济分类 codes hold."""

    name: str
    function: str
    economic: tuple[str, ...]
    at_most: bool = False


COLUMN_SUMS: Final = (
    ColumnSum(
        "合计=基本+项目",
        ("合计", "小计", "总计", "本年支出合计", "支出合计"),
        ("基本支出", "项目支出", "经营支出", "上缴上级支出", "对附属单位补助支出", "事业单位经营支出"),
        ("单位预留机动经费", "预留机动经费", "结转下年资金", "结转下年", "年末结转和结余", "年终结转结余"),
        ("基本支出", "项目支出"),
    ),
    ColumnSum(
        "合计=人员+公用",
        ("合计", "小计", "总计", "基本支出"),
        ("人员经费", "公用经费", "项目支出"),
        (),
        ("人员经费", "公用经费"),
    ),
)

LEVELS: Final = "类=Σ款=Σ项"
TOP_LEVEL: Final = "合计=Σ类"

ROW_SUMS: Final = (
    RowSum(
        "三公=出国+公车+接待",
        (TableKind.THREE_PUBLIC,),
        ("三公经费合计",),
        (("因公出国",), ("公务接待费",), ("公务用车购置及运行", "公务用车购置和运行")),
    ),
    RowSum(
        "公车=购置+运行",
        (TableKind.THREE_PUBLIC,),
        ("公务用车购置及运行", "公务用车购置和运行"),
        (("公务用车购置费", "公务用车购置支出"), ("公务用车运行",)),
    ),
    RowSum(
        "采购=货物+工程+服务",
        (TableKind.PROCUREMENT,),
        ("政府采购合计", "合计", "总计"),
        tuple((group, f"{group}类", f"政府采购{group}") for group in ("货物", "工程", "服务")),
        exact=True,
    ),
)

BOUNDS: Final = (
    Bound("财政拨款≤总额", TableKind.APPROPRIATION, TableKind.BALANCE),
    Bound("一般公共预算≤总额", TableKind.GENERAL, TableKind.EXPENSE),
)

INCLUDED: Final = "三公≥基本支出"
THREE_PUBLIC_ITEMS: Final = (
    Included(("公务接待费",), "30217"),
    Included(("因公出国", "因公出国（境）费"), "30212"),
    Included(("公务用车运行",), "30231"),
)

CODE_TIES: Final = (
    CodeTie("2080505=30108", "2080505", ("30108",)),
    CodeTie("2080506=30109", "2080506", ("30109",)),
    CodeTie("21011=30110+30111", "21011", ("30110", "30111", "30112", "30307", "30114"), at_most=True),
)

CODE_SUMS: Final = (
    CodeSum(
        "人员经费=301+303",
        (TableKind.BASIC, TableKind.APPROPRIATION_BASIC),
        ("人员经费合计", "人员经费"),
        ("301", "303"),
    ),
    CodeSum(
        "公用经费=302+310",
        (TableKind.BASIC, TableKind.APPROPRIATION_BASIC),
        ("公用经费合计", "公用经费"),
        ("302", "307", "309", "310", "311", "312", "399"),
    ),
)

_SPENT: Final = ("支出合计", "支出总计", "本年支出合计", "本年支出")
_EARNED: Final = ("收入合计", "收入总计", "本年收入合计", "本年收入")

TIES: Final = (
    Tie(
        "收支总表收入=收入总表",
        TableTotal(TableKind.BALANCE, _EARNED),
        TableTotal(TableKind.INCOME, _EARNED),
    ),
    Tie(
        "收支总表支出=支出总表",
        TableTotal(TableKind.BALANCE, _SPENT),
        TableTotal(TableKind.EXPENSE, _SPENT),
    ),
    Tie(
        "财政拨款总表=一般公共预算支出表",
        TableTotal(TableKind.APPROPRIATION, _SPENT, "一般公共预算"),
        TableTotal(TableKind.GENERAL, ("一般公共预算支出合计",)),
    ),
    Tie(
        "财政拨款总表=政府性基金表",
        TableTotal(TableKind.APPROPRIATION, _SPENT, "政府性基金预算"),
        TableTotal(TableKind.FUND, ("政府性基金预算支出合计",)),
    ),
    Tie(
        "财政拨款总表=国有资本经营表",
        TableTotal(TableKind.APPROPRIATION, _SPENT, "国有资本经营预算"),
        TableTotal(TableKind.CAPITAL, ("国有资本经营预算支出合计",)),
    ),
    Tie(
        "财政拨款总表=财政拨款支出表",
        TableTotal(TableKind.APPROPRIATION, _SPENT),
        TableTotal(TableKind.APPROPRIATION_EXPENSE, ("财政拨款支出合计",)),
    ),
    Tie(
        "一般公共预算支出表基本支出=基本支出表",
        TableTotal(TableKind.GENERAL, ("基本支出",)),
        TableTotal(TableKind.BASIC, ("一般公共预算基本支出合计",)),
    ),
    Tie(
        "财政拨款支出表基本支出=基本支出表",
        TableTotal(TableKind.APPROPRIATION_EXPENSE, ("基本支出",)),
        TableTotal(TableKind.APPROPRIATION_BASIC, ("财政拨款基本支出合计",)),
    ),
)

CLASSES: Final = "收支总表大类=支出总表类"

# 支出经济分类表: of 一般公共预算 in some provinces, of all that is spent in others.
ECONOMIC: Final = (
    "经济分类=一般公共预算",
    TableTotal(TableKind.ECONOMIC, ("支出合计", "一般公共预算支出合计", "合计")),
    (
        TableTotal(TableKind.GENERAL, ("一般公共预算支出合计",)),
        TableTotal(TableKind.EXPENSE, _SPENT),
        TableTotal(TableKind.BALANCE, _SPENT),
        TableTotal(TableKind.APPROPRIATION, _SPENT),
        TableTotal(TableKind.BASIC, ("一般公共预算基本支出合计",)),
        # A 基本支出表 whose title says only 经济分类.
        TableTotal(TableKind.GENERAL, ("基本支出",)),
        TableTotal(TableKind.EXPENSE, ("基本支出",)),
    ),
)

# The 类 of 财政部《政府收支分类科目》 as 收支总表 list them, with those of earlier years.
CLASS_NAMES: Final = (
    "一般公共服务支出", "外交支出", "国防支出", "公共安全支出", "教育支出", "科学技术支出",
    "文化旅游体育与传媒支出", "文化体育与传媒支出", "社会保障和就业支出", "社会保险基金支出", "卫生健康支出",
    "医疗卫生与计划生育支出", "节能环保支出", "城乡社区支出", "农林水支出", "交通运输支出",
    "资源勘探工业信息等支出", "资源勘探信息等支出", "商业服务业等支出", "金融支出", "援助其他地区支出",
    "自然资源海洋气象等支出", "国土海洋气象等支出", "住房保障支出", "粮油物资储备支出",
    "国有资本经营预算支出", "灾害防治及应急管理支出", "预备费", "其他支出", "转移性支出", "债务还本支出",
    "债务付息支出", "债务发行费用支出", "抗疫特别国债安排的支出",
)  # fmt: skip
ROWS: Final = "合计=Σ各行"
INCOMES: Final = "合计=Σ各项收入"
UNITS: Final = "部门=Σ单位"

# Over the documents of a 部门 and its 单位. What is appropriated adds up; of all income and spending a part
# may pass from one unit to another, and a 部门 leaves that out.
OF_UNITS: Final = "部门=Σ单位公开"
UNIT_OVER: Final = "单位≤部门"
UNIT_ROW: Final = "部门表中单位=单位公开"
OVER_DOCUMENTS: Final = (OF_UNITS, UNIT_OVER, UNIT_ROW)
WHOLE_OF_UNITS: Final = (
    TableTotal(TableKind.GENERAL, ("一般公共预算支出合计",)),
    TableTotal(TableKind.GENERAL, ("基本支出",)),
    TableTotal(TableKind.FUND, ("政府性基金预算支出合计",)),
    TableTotal(TableKind.CAPITAL, ("国有资本经营预算支出合计",)),
    TableTotal(TableKind.BASIC, ("一般公共预算基本支出合计",)),
    TableTotal(TableKind.THREE_PUBLIC, ("“三公”经费合计",)),
    TableTotal(TableKind.THREE_PUBLIC, ("公务接待费",)),
)
# The tables that a 部门 may print by 单位, and their total in the disclosure of a 单位.
CROSS_UNITS: Final = (
    TableTotal(TableKind.INCOME, _EARNED),
    TableTotal(TableKind.EXPENSE, _SPENT),
    TableTotal(TableKind.GENERAL, ("一般公共预算支出合计",)),
    TableTotal(TableKind.THREE_PUBLIC, ("“三公”经费合计",)),
)

# The sums of money on a 绩效 form, and what each is made of.
FORM_TOTAL: Final = r"(?:年度|项目)?(?:预算)?资金(?:申请)?总额"
FORM_PARTS: Final = (
    r"(?:其中)?[:：]?(?:当年|本年)?(?:财政(?:拨款|资金)|上年结转(?:资金)?|上年结余(?:资金)?|其他资金)"
)
FORM: Final = "年度资金=拨款+结转+其他"

# What prose says is bought, in the sentence that gives the sum.
PURCHASES: Final = ("采购=货物+工程+服务", "政府采购", ("政府采购货物", "政府采购工程", "政府采购服务"))
