"""How policy documents number, date and name things: 文号, 第十二条, 二〇二三年七月一日, 《…办法》.

>>> article_at("第十二条伙食补助费…"), iso("二〇二三年七月一日"), count("二十一")
('第十二条', '2023-07-01', 21)
"""

from __future__ import annotations

import re
from datetime import date, timedelta

NUMERAL = "零〇一二三四五六七八九十百两"
# 岚财行〔2023〕15号; typed with any brackets.
NUMBER = re.compile(
    r"(?P<letters>[\u4e00-\u9fff]{2,12}?(?:[（(][^）)]{1,6}[）)])?)"
    r"[〔\[﹝（(【［]\s*(?P<year>(?:19|20)\d\d)\s*[〕\]﹞）)】］]\s*第?(?P<serial>\d{1,4})\s*号"
)
_ARTICLE = re.compile(rf"第(?P<n>[{NUMERAL}]{{1,6}}|\d{{1,3}})条(?:之[{NUMERAL}])?(?![款项的])")
_QUOTED_TITLE = re.compile(r"《([^《》]{2,60}(?:《[^《》]{2,60}》[^《》]{0,30})?)》")
_VALUES = {"零": 0, "〇": 0, **{c: n for n, c in enumerate("一二三四五六七八九", 1)}, "两": 2}
_DATE = (
    r"(?:(?:19|20)\d\d年\d{1,2}月\d{1,2}日"
    r"|[一二][〇○ＯO零九][〇○ＯO零一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
    r"|20\d\d[-/.]\d{1,2}[-/.]\d{1,2})"
)
DATE = re.compile(_DATE)
_DATE_PARTS = re.compile(r"(\d{4}|[^年\d]{4})[年\-/.]([^月\-/.]{1,2})[月\-/.]([^日]{1,3})日?")


def count(said: str) -> int:
    """A small number in Chinese or in digits; 0 where it is none: ``count("一百二十") == 120``."""
    if said.isdigit():
        return int(said)
    total = digit = 0
    for letter in said:
        if letter in _VALUES:
            digit = _VALUES[letter]
        elif letter in "十百":
            total += (digit or 1) * (10 if letter == "十" else 100)
            digit = 0
        else:
            return 0
    return total + digit


def article_at(text: str) -> str:
    """The article that a paragraph begins with, as printed; "" where it begins with none."""
    found = _ARTICLE.match(text)
    return found.group() if found else ""


def articles_in(text: str) -> list[re.Match[str]]:
    """Every article that a text names."""
    return list(_ARTICLE.finditer(text))


def order_of(article: str) -> int:
    """第十二条 → 12; 0 for "" and what is no article."""
    found = _ARTICLE.match(article)
    return count(found["n"]) if found else 0


def number_of(text: str) -> str:
    """The first 文号 of a text, in the usual brackets; "" where it has none."""
    found = NUMBER.search(text)
    return written(found) if found else ""


def written(found: re.Match[str]) -> str:
    """A 文号 as it is usually written: 岚财行〔2023〕15号."""
    return f"{found['letters']}〔{found['year']}〕{found['serial']}号"


def titles_in(text: str) -> list[str]:
    """The titles in 《》 of a text, in order."""
    return [found[1] for found in _QUOTED_TITLE.finditer(text)]


def iso(said: str) -> str:
    """A written day as an ISO day; "" for what is no day of the calendar."""
    parts = _DATE_PARTS.fullmatch(said.strip())
    if not parts:
        return ""
    year, month, day = parts.groups()
    digits = year if year.isdigit() else "".join(_digit(letter) for letter in year)
    try:
        return date(int(digits), count(month), count(day)).isoformat()
    except ValueError:
        return ""


def _digit(letter: str) -> str:
    return "0" if letter in "〇○ＯO零" else str(_VALUES.get(letter, letter))


def years_on(start: str, years: int) -> str:
    """The last day of so many years from an ISO day on."""
    if not start:
        return ""
    first = date.fromisoformat(start)
    try:
        after = first.replace(year=first.year + years)
    except ValueError:  # the 29th of February
        after = date(first.year + years, 3, 1)
    return (after - timedelta(days=1)).isoformat()
