"""What the labels of rows and the titles of tables say: the body, the item of the 三公, the fund.

>>> three_public_of("公务用车购置及运行维护费"), is_unit("云溪市城郊中学"), is_carried_over("上年结转结余")
(<ThreePublic.CARS: '公务用车购置及运行费'>, True, True)
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class ThreePublic(StrEnum):
    """What a row of the table of 三公经费 is of; a part of the cars is their purchase or their running."""

    ABROAD = "因公出国（境）费用"
    CARS = "公务用车购置及运行费"
    CAR_PART = "公务用车购置费、公务用车运行费"
    RECEPTION = "公务接待费"


_THREE_PUBLIC = {
    ThreePublic.ABROAD: re.compile(r"因公出国"),
    ThreePublic.CARS: re.compile(r"公务用车购置[及和与]运行"),
    ThreePublic.CAR_PART: re.compile(r"公务用车(?:购置|运行)(?![及和与])"),
    ThreePublic.RECEPTION: re.compile(r"公务接待"),
}
_PURSES = re.compile(
    r"一般公共|政府性基金|基金|国有资本|财政拨款|财政专户|基本支出|项目支出|三公|机关运行|采购|购买服务|绩效|政府预算"
    r"|[市县区省]本?级|本级|全[市县区省]|转移支付|重点项目"
)
_UNIT = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:本级|机关|局|委员会|中心|处|站|所|院|校|中学|小学|幼儿园|大学|学院|队|馆|办公室|厅|部|社)"
    r"(?:[（(](?:本级|机关)[)）])?$"
)
_OWN_LEVEL = re.compile(r"[（(](?:本级|机关)[)）]$")
_CARRIED = re.compile(r"结转|结余")
_NUMBERED = re.compile(r"[一二三四五六七八九十]+\s*、")


def three_public_of(name: str) -> ThreePublic | None:
    """Which of the 三公 a row is, by its name as compared; None for its totals and for all other rows."""
    return next((part for part, pattern in _THREE_PUBLIC.items() if pattern.match(name)), None)


@lru_cache(maxsize=16384)
def purse(title: str) -> frozenset[str]:
    """The funds that a table covers, by the words of its title.

    >>> sorted(purse("2025年部门一般公共预算基本支出表"))
    ['一般公共', '基本支出']
    """
    return frozenset(_PURSES.findall(title))


def is_unit(label: str) -> bool:
    """Whether a row is named as an organisation: 云溪市城郊中学, 某局（本级）."""
    return _UNIT.search(label) is not None


def is_own_level(label: str) -> bool:
    """Whether a row is a department without the units below it: 某局（本级）."""
    return _OWN_LEVEL.search(label) is not None


def is_carried_over(label: str) -> bool:
    """Whether a row is of money that one year leaves to the next: 上年结转, 年末结余."""
    return _CARRIED.search(label) is not None


def is_numbered(row: str) -> bool:
    """Whether a row is one of the main lines of its side: 一、一般公共预算拨款收入."""
    return _NUMBERED.match(row) is not None
