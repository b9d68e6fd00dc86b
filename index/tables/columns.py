"""What a column holds by what stands over it: the stage, the year and the unit of its amounts.

>>> read_column(("“三公”经费", "2025年预算数（万元）"))
Column(path=('“三公”经费', '2025年预算数（万元）'), stage=<Stage.BUDGET: '预算'>, year=2025, unit='万元')
>>> read_column(("增减情况", "比率")).stage, unit_of_row("公务用车保有量（辆）")
(<Stage.RATE: '增减率'>, '辆')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from index.facts.extent.years import in_digits
from index.facts.naming.titles import unit_in
from index.facts.records import Column, Stage
from index.facts.subjects import is_total

_COUNTS: tuple[tuple[str, str], ...] = (
    # 其他国有资本经营预算支出（项） names its level: 类, 款, 项.
    (
        r"[(（](辆|台|个|人|套|台套|台、套|件|份|(?<![出入][(（])项|次|人次|批|批次|户|平方米|㎡|公里)[)）]",
        "",
    ),
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

_COMPARISONS = (Stage.DIFFERENCE, Stage.RATE, Stage.COMPLETION, Stage.RATIO)
_COMPLETED = re.compile(r"完成(?:率|比例|%|预算)|执行率|完成.*%|[占为].*预算.*%|为预算数?的?%")
# 为上年决算数的%: how much it is of that amount, not by how much it rose.
_RATIO = re.compile(
    r"[为占](?:上年|去年|(?:19|20)\d\d年)?.{0,6}(?:决算|执行|完成|实际)数?的?(?:[(]?%|比[例重]|百分比)"
)
_RATE = re.compile(
    r"增减.{0,4}(?:率|%|幅|比例|百分比)|增长(?:率|%|幅|比例)|增幅|变动(?:率|比例|%)|同比|[±+]%"
)
_DIFFERENCE = re.compile(r"增减|增加额|增长额|变动额|差额|比上年|^变[动化](?:[(]|$)")
# Under a head that compares: 增减情况/金额, 增减情况/比率.
_PLAIN_RATE = re.compile(r"幅度?$|比[例率重]$|百分比$|率$")
_PLAIN_AMOUNT = re.compile(r"^(?:金额|数额|额|数)$")
# What an amount is called, and what it is then of this year and of the last.
_AMOUNTS = (
    (re.compile(r"年初预算|年初数|年初批复"), Stage.INITIAL, Stage.INITIAL),
    (re.compile(r"调整预算|变动预算|预算变动数|全年预算|调整后|调整数"), Stage.ADJUSTED, Stage.ADJUSTED),
    (re.compile(r"决算|实际支出|支出数"), Stage.FINAL, Stage.PRIOR_FINAL),
    (re.compile(r"执行数|完成数|快报|[收支][入出]完成$|累计完成"), Stage.EXECUTION, Stage.PRIOR_EXECUTION),
)
_BUDGET = re.compile(
    r"(?:(?:19|20)\d\d年度?|本年度?|当年)?(?:“?三公”?经费)?预算(?:数|金额|安排数?|额)?(?:[(][^)]*[)])?"
)


def read_column(path: tuple[str, ...]) -> Column:
    """Stage, year and unit as far as the header path names them."""
    text = in_digits(unicodedata.normalize("NFKC", "/".join(path)))
    leaf = in_digits(unicodedata.normalize("NFKC", path[-1])) if path else ""
    years = _YEAR.findall(text)
    stage = _stage(text, leaf)
    unit = unit_in(text)
    if stage in (Stage.RATE, Stage.COMPLETION, Stage.RATIO) or re.search(r"[%]|占.{0,6}比|比例|比重", leaf):
        unit = "%"
    return Column(
        path,
        stage,
        int(years[-1]) if years and stage not in _COMPARISONS else None,
        unit or _counted(path),
    )


def _counted(path: tuple[str, ...]) -> str | None:
    """The unit of a column of counts; 小计 under 实有人数 has the unit of its head."""
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
    """Whether a column of 计量单位 gives the unit of all amounts of a row, not of 数量 alone."""
    return not any(
        column.unit is not None or _MONEY_COLUMN.search("/".join(column.path)) for column in values
    )


def unit_of_row(label: str) -> str | None:
    """辆 for a row 公务用车保有量（辆）, whatever its columns are in; None where the label names no unit."""
    found = re.search(_COUNTS[0][0], label)
    return found.group(1) if found else None


def _stage(text: str, leaf: str) -> Stage | None:
    """What a column holds, by all that stands over it and by its own head; None where neither says."""
    return _comparison(text, leaf) or _amount(text)


def _comparison(text: str, leaf: str) -> Stage | None:
    """增减额, 增减率, 完成率 or 比率; None for a column that compares nothing."""
    if _RATIO.search(leaf):
        return Stage.RATIO
    if _COMPLETED.search(leaf):
        return Stage.COMPLETION
    with_last_year = _COMPARED.search(text)
    compared = with_last_year or re.search(r"增减|变动|增长", text)
    percent = "%" in leaf and re.search(r"增|减|比", text)
    if _RATE.search(leaf) or percent or (compared and _PLAIN_RATE.search(leaf)):
        return Stage.RATE
    if _DIFFERENCE.search(leaf) or with_last_year or (compared and _PLAIN_AMOUNT.search(leaf)):
        return Stage.DIFFERENCE
    return None


def _amount(text: str) -> Stage | None:
    """The budget or the account that a column holds, of this year or the last."""
    prior = re.search(r"上年(?!.{0,3}(?:结转|结余|末))|去年|上一年", text)
    for pattern, now, before in _AMOUNTS:
        if pattern.search(text):
            return before if prior else now
    if prior:
        return Stage.PRIOR_BUDGET
    return Stage.BUDGET if any(_BUDGET.fullmatch(part) for part in text.split("/")) else None
