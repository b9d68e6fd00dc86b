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
