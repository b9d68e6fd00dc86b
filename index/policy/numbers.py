"""The numbers that a paragraph of a policy states: 每人每天100元, 15个工作日内, 8%, 最多6人.

>>> [(one.printed, one.unit) for one in numbers_in("每人每天100元，包干使用。")]
[('100', '元')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from index.facts.money import MONEY, PER, is_money, number, yuan

_STATED = re.compile(
    r"(?<![\d.〔第])(?P<number>\d[\d,]*(?:\.\d+)?)\s*"
    rf"(?P<unit>{MONEY}{PER}?|[%％]|个?工作日|个月|学时|课时|小时|分钟|公里|平方米|人次|[天日人名位次桌辆间件份年])"
    r"(?![月号\d])"
)
_SENTENCE = re.compile(r"[^。；\n]+[。；]?")
_CLAUSE = re.compile(r"[^。；，,、\n]+[。；，,、]?")
_PER = re.compile(
    r"(?:每|一|按|人|天|日|晚|次|学时|课时|不超过|最高|标准|包干使用|使用|为|是|计|发给?|补助|以内|的)+"
)
_FROM = re.compile(r"(?:由|从|原)[^。；，,]{0,14}$")
_TO = re.compile(r"(?:调整|提高|上调|降低|下调|增加|改|变更)(?:为|到|至)")
_PARTICULAR = re.compile(r"[\u4e00-\u9fff]{2}")
_DATED = re.compile(r"(?:19|20)\d\d年|\d{1,2}月\d{1,2}$")
_TO_NUMBER = re.compile(r"(?:最[高多低少])?(?:一般)?(?:不[超得高低][过于]?|按|为|是|各?交|发给?|(?<!合)计)?$")
_NAMED = 24


@dataclass(frozen=True, slots=True)
class Stated:
    """One number with its clause, its sentence, the words before it, and its name."""

    value: Decimal
    printed: str
    unit: str
    clause: str
    sentence: str
    before: str
    name: str

    @property
    def was(self) -> bool:
        """Whether it is the old value of a change: the 100 of 由100元提高到120元."""
        at = self.clause.find(self.printed + self.unit)
        return at >= 0 and bool(_FROM.search(self.clause[:at]) and _TO.search(self.clause[at:]))

    @property
    def plain(self) -> bool:
        """Whether its clause has no condition: 每人每天100元."""
        return not _PARTICULAR.search(_PER.sub("", self.clause.replace(self.printed + self.unit, "")))


def numbers_in(text: str) -> Iterator[Stated]:
    """Every number of a text that counts or measures; years and days of dates are none."""
    for sentence in _SENTENCE.finditer(text):
        for clause in _CLAUSE.finditer(sentence.group()):
            for found in _STATED.finditer(clause.group()):
                unit, printed = found["unit"], found["number"]
                value = yuan(printed, unit) if is_money(unit) else number(printed)
                if value is None or (unit in ("年", "日") and _is_date(clause.group(), found)):
                    continue
                before = sentence.group()[: clause.start() + found.start()]
                yield Stated(value, printed, unit, clause.group(), sentence.group(), before, _name(before))


def _is_date(clause: str, found: re.Match[str]) -> bool:
    """Whether a number is of a date: 2023年, 7月1日."""
    year = found["unit"] == "年" and len(found["number"]) == 4
    return year or bool(re.search(r"(?:\d{1,2}|每|当|次)月$", clause[: found.start()]))


def _name(before: str) -> str:
    """What stands before a number in its sentence, without 不超过 and without what other numbers are of."""
    words = re.sub(r"^[（(][一二三四五六七八九十\d]+[）)]|^答[:：]", "", before)
    parts = re.split(r"[，,、]", _TO_NUMBER.sub("", words))
    name = parts.pop()
    while parts and not re.search(r"\d", parts[-1]) and len(parts[-1]) + len(name) < _NAMED:
        name = f"{parts.pop()}，{name}" if name else parts.pop()
    return re.sub(r"\d[\d.,]*\s*[\u4e00-\u9fff%]{0,3}", "", name).strip("，、 ") or "标准"
