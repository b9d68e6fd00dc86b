"""Words for a rise and a fall, and whether words before an amount make it the difference.

A rise or a fall is told by what the word is made of: 增加, 上涨 and 多支出 hold 增, 涨 and 多; 减少, 下滑 and
少花 hold 减, 滑 and 少. Words that say nothing else (增加, 下降) tell it wherever they stand; a bare one
(多, 降) only behind what it is compared with: 比上年多3万元.

>>> turn("比上年多支出")["up"], way_of("有所回落")
('多', '减少')
"""

from __future__ import annotations

import re

UP, DOWN = "增加", "减少"

_UP = (
    r"增加|增长|上升|提高|调增|追加|上涨|上调|攀升|回升|同比增|净增|各增|增幅|升幅|涨幅|[增超多][收支]|"
    r"[多涨升增高]了"
)
_DOWN = (
    r"减少|下降|降低|压减|压缩|缩减|缩小|削减|核减|调减|下调|下跌|下滑|回落|同比减|净减|各减|降幅|减幅|跌幅|[减短少][收支]|"
    r"[少降跌减低]了"
)
MOVES = rf"{_UP}|{_DOWN}"
"""The words that tell a rise or a fall wherever they stand."""

_BEHIND = r"(?:了|额|数|约|率|为|达|到|出|幅度|比例|[（(][增减][长少加][）)])*[:：]?$"
_PLAIN = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})){_BEHIND}")
# 比上年多, 较预算少花了, 同比涨: what it is compared with, the bare word, perhaps what was done with it.
_BASE = r"(?:(?:比|较|同比|同口径|环比)[^，。；]*?|(?:今|本|当)年度?)"
_BARE = re.compile(
    rf"{_BASE}(?:(?P<up>[多涨升增高])|(?P<down>[少降跌减低]))(?:安排|编制|支出|列支|收入|花|用|收|支)?{_BEHIND}"
)
_FALLS = re.compile(r"[减降压缩削跌滑落少短低]")


def turn(lead: str) -> re.Match[str] | None:
    """The word that makes the amount behind `lead` a difference, as group `up` or `down`; or None."""
    return _PLAIN.search(lead) or _BARE.search(lead)


def is_bare(found: re.Match[str]) -> bool:
    """Whether it is told by a bare word behind what it is compared with."""
    return found.re is _BARE


def way_of(word: str) -> str:
    """Which way a word goes: 增加 or 减少."""
    return DOWN if _FALLS.search(word) else UP
