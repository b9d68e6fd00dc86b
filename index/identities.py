"""The accounting identities that disclosures must keep, as data: what is added up, and to what.

Source: 财政部《地方预决算公开操作规程》(财预〔2016〕143号) and the tables it prescribes. An identity
is applied where the document prints its whole and what it needs; a blank cell of a column that is
printed counts as nothing.

>>> [identity.name for identity in COLUMN_SUMS][:1]
['合计=基本+项目']
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from index.records import TableKind

# 0.01 of the printed unit for each amount that takes part: what rounding may leave.
TOLERANCE: Final = Decimal("0.01")
# Above this many tolerances a difference is no longer one of rounding.
ROUNDING: Final = Decimal(2)
YUAN: Final = Decimal(1)


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

    Names are beginnings of printed names; each part is given by its alternatives.
    """

    name: str
    tables: tuple[TableKind, ...]
    whole: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A total of one of the usual tables: its table, the subjects it may have, the column's name or ""."""

    table: TableKind
    subjects: tuple[str, ...]
    component: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two tables print one amount.

    Totals with and without what is carried over have many names: the tie holds where any total of the
    one place is any of the other.
    """

    name: str
    left: Place
    right: Place


@dataclass(frozen=True, slots=True)
class CodeSum:
    """In each column of such tables: the row so named is the sum of the rows with these codes."""

    name: str
    tables: tuple[TableKind, ...]
    whole: tuple[str, ...]
    codes: tuple[str, ...]


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
        Place(TableKind.BALANCE, _EARNED),
        Place(TableKind.INCOME, _EARNED),
    ),
    Tie(
        "收支总表支出=支出总表",
        Place(TableKind.BALANCE, _SPENT),
        Place(TableKind.EXPENSE, _SPENT),
    ),
    Tie(
        "财政拨款总表=一般公共预算支出表",
        Place(TableKind.APPROPRIATION, _SPENT, "一般公共预算"),
        Place(TableKind.GENERAL, ("一般公共预算支出合计",)),
    ),
    Tie(
        "财政拨款总表=政府性基金表",
        Place(TableKind.APPROPRIATION, _SPENT, "政府性基金预算"),
        Place(TableKind.FUND, ("政府性基金预算支出合计",)),
    ),
    Tie(
        "财政拨款总表=财政拨款支出表",
        Place(TableKind.APPROPRIATION, _SPENT),
        Place(TableKind.APPROPRIATION_EXPENSE, ("财政拨款支出合计",)),
    ),
    Tie(
        "一般公共预算支出表基本支出=基本支出表",
        Place(TableKind.GENERAL, ("基本支出",)),
        Place(TableKind.BASIC, ("一般公共预算基本支出合计",)),
    ),
    Tie(
        "财政拨款支出表基本支出=基本支出表",
        Place(TableKind.APPROPRIATION_EXPENSE, ("基本支出",)),
        Place(TableKind.APPROPRIATION_BASIC, ("财政拨款基本支出合计",)),
    ),
)

CLASSES: Final = "收支总表大类=支出总表类"

# What prose says is bought, in the sentence that gives the sum.
PURCHASES: Final = ("采购=货物+工程+服务", "政府采购", ("政府采购货物", "政府采购工程", "政府采购服务"))
