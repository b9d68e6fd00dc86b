"""How the narrative of a disclosure prints numbers, list items and sentences.

>>> [found["number"] for found in MEASURED.finditer("现有教学班36个，在职209人")]
['36', '209']
"""

from __future__ import annotations

import re

# A number with what it counts or measures; 万 alone is 万元.
MEASURED = re.compile(
    r"(?<![\d.])(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>亿元|万元|千元|元|万(?=[，,。；;、其合]|$)|%"
    r"|人次|万人|万户|万亩|万吨|万立方米|万平方米|平方米|公里|批次|家次|立方米|台（套）|台套"
    r"|[人名个位台辆套家所座项条幢栋户场次件张间份分吨亩处床班只路])(?![\d年])"
)
# What is counted beside what amounts are read in: 4万册, 12场.
_THINGS = re.compile(
    r"(?<![\d.])(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>万?[册场条门篇部种例期届批笔天次年])(?![\d度])"
)
_YEAR = re.compile(r"(?:19|20)\d\d年?")
# Any amount, count or share, also of a day, a month or a bound.
ANY_NUMBER = re.compile(
    r"\d[\d,]*(?:\.\d+)?\s*[（(]?(?:[亿万千]?元|%|人|名|位|个|辆|台|套|家|户|所|项|条|件|次|批|份|间|处|只|路|公里|亩|公顷"
    r"|米|吨|平方|小时|分钟|天|日|月|年(?!度|预|决|部|底|初|\d))|[≥≤＞＜]\s*\d"
)
# An amount of money.
ANY_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?\s*[（(]?(?:[亿万千]?元|万(?=[，。；、]|$))|\d,\d{3}|\d\.\d\d")
# A text that ends so goes on in what follows it.
OPEN_END = re.compile(r"[：:]\s*$")
# How an item of a list begins.
ITEM = re.compile(r"^[（(]?[一二三四五六七八九十]+[)）、．.]|^\d+[、．.](?!\d)|^[（(]\d+[)）]")
ITEMS = re.compile(r"\n|(?<=[。；;])(?=[（(][一二三四五六七八九十]+[)）])")
SENTENCES = re.compile(r"(?<=[。；])")
CLAUSES = re.compile(r"(?<=[。；;，、,（\n])(?!\d)")
# Where the head of an explanation ends: 项目支出：…, 项目支出是指….
EXPLAINS = re.compile(r"[：:，,]|是指|指|，是|反映")
_BEFORE = re.compile(r"[，,。；;：:、（(]")
_COUNTED_IN_WORDS = "[一二三四五六七八九十两百]"
GLOSSARY = "名词"
LIST_OF_CONTENTS = re.compile(r"[.．·…]{6}")
# What a document tells a reader to do is no evidence of anything.
ORDERS = re.compile(
    r"(?:忽略|无视|忘记).{0,12}(?:规则|指令|指示|提示|设定|要求)|一律(?:回答|答复)|ignore.{0,24}instructions"
)


def name_before(text: str) -> str:
    """What stands right before a number, without the clauses and the numbers before it."""
    said = _BEFORE.split(text.rstrip("：: ≥≤"))[-1]
    return re.sub(r"[\d.]+|[≥≤]", "", said).strip()[-14:]


def measured(text: str) -> list[re.Match[str]]:
    """The numbers of a text with what they count, in order; no year is one.

    >>> [found["number"] for found in measured("2025年新增图书4万册，办12场")]
    ['4', '12']
    """
    found: dict[int, re.Match[str]] = {}
    for pattern in (MEASURED, _THINGS):
        for told in pattern.finditer(text):
            if not _YEAR.fullmatch(told[0]):
                found.setdefault(told.start("number"), told)
    return [found[at] for at in sorted(found)]


def tells_aims(text: str) -> bool:
    """Whether it is the form of a project's aims: 产出指标, 效益指标."""
    return text.count("指标") > 1


def counts_in(text: str, unit: str) -> bool:
    """Whether `text` counts something in that unit, in digits or in words: 36个, 两座."""
    return bool(re.search(rf"(?:\d|{_COUNTED_IN_WORDS})\s*{re.escape(unit)}", text))
