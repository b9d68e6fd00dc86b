"""The part of a year that a title, a header or a sentence speaks of.

>>> period_in("青石县2024年1—4月财政收支完成情况表"), period_in("2024年1-12月收入"), period_in("年末")
('1-4月', '', '')
>>> to_date("4月"), to_date("一季度")
('1-4月', '一季度')
"""

from __future__ import annotations

import re
import unicodedata

from index.facts.numerals import count, in_chinese

_NUMBER = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
# How a part of the year is written: 4月, 四月份; 1-4月, 一至四月, 前4个月; 一季度, 前3季度, 上半年.
MONTH = rf"{_NUMBER}月份?"
SPAN = rf"(?:{_NUMBER}月?份?[-—–~至到]+{MONTH}|[前头]{_NUMBER}个?月)"
QUARTER = r"(?:[前头][二三四两2-4]个?季度|第?[一二三四1-4]季度|[上下]半年)"

_N = r"(?<![\d.])(1[0-2]|0?[1-9])"
_MONTHS = re.compile(rf"{_N}月?份?[-—–~至到]+{_N}月")
_FIRST_MONTHS = re.compile(rf"[前头]{_N}个?月")
_TO_END = re.compile(rf"{_N}月[底末]")
_ONE_MONTH = re.compile(rf"{_N}月(?![\d底末日])")
_QUARTERS = re.compile(QUARTER)
_WRITTEN_MONTH = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[前头至到年度]))(十[一二]?|[一二三四五六七八九])"
    rf"(?=个?月|月?份?[-—–~至到]+{_NUMBER}月)"
)
_ARABIC_QUARTER = re.compile(r"[1-4](?=季度)")


def period_in(text: str) -> str:
    """The part of the year a text names: 1-4月, 一季度, 上半年, 4月; "" for the whole year."""
    said = re.sub(r"(?:19|20)\d\d年", "", re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    said = _WRITTEN_MONTH.sub(lambda month: str(count(month[1])), said)
    if found := _MONTHS.search(said):
        return _months(int(found[1]), int(found[2]))
    if found := _FIRST_MONTHS.search(said):
        return _months(1, int(found[1])) if int(found[1]) > 1 else "1月"
    if found := _QUARTERS.search(said):
        quarter = found[0].removeprefix("第").replace("头", "前").replace("两", "二").replace("个", "")
        quarter = _ARABIC_QUARTER.sub(lambda n: "一二三四"[int(n[0]) - 1], quarter)
        return "" if quarter == "前四季度" else quarter
    if found := _TO_END.search(said):
        return "" if found[1] == "12" else f"{int(found[1])}月末"
    if found := _ONE_MONTH.search(said):
        return f"{int(found[1])}月"
    return ""


def _months(first: int, last: int) -> str:
    return "" if (first, last) == (1, 12) or last <= first else f"{first}-{last}月"


def to_date(period: str) -> str:
    """A month as what has come in since the year began (累计); "" for a whole year."""
    month = re.fullmatch(r"(\d+)月", period)
    if month is None:
        return period
    return period_in(f"1-{period}") or ("" if period == "12月" else period)


def meets(asked: str, told: str) -> bool:
    """Whether a stated period answers the one asked for; a single month also takes the total to its end.

    >>> meets("4月", "1-4月"), meets("前4个月", "1-4月"), meets("3月", "1-4月"), meets("前三季度", "1-9月")
    (True, True, False, True)
    """
    wanted = re.sub(r"\s|份|累计", "", unicodedata.normalize("NFKC", asked))
    wanted = period_in(wanted) or wanted
    wanted, told = _IN_MONTHS.get(wanted, wanted), _IN_MONTHS.get(told, told)
    return wanted == told or (bool(re.fullmatch(r"\d+月", wanted)) and to_date(wanted) == told)


_IN_MONTHS = {
    "一季度": "1-3月",
    "二季度": "4-6月",
    "三季度": "7-9月",
    "四季度": "10-12月",
    "前二季度": "1-6月",
    "上半年": "1-6月",
    "前三季度": "1-9月",
    "下半年": "7-12月",
}


def in_words(period: str) -> str:
    """A period without digits, as part of a name: ``in_words("1-4月") == "一至四月"``."""
    spelt = re.sub(r"\d+", lambda month: in_chinese(int(month[0])), period)
    return spelt.replace("-", "至")
