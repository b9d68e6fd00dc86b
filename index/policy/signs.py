"""How policy documents number, date and name things: 文号, 第十二条, 二〇二三年七月一日, 《…办法》.

>>> article_at("第十二条伙食补助费…"), iso("二〇二三年七月一日"), iso("2023年7月")
('第十二条', '2023-07-01', '2023-07-01')
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from index.facts.extent.years import WRITTEN_YEAR, in_digits
from index.facts.numerals import NUMERAL, count

# 岚财行〔2023〕15号; typed with any brackets.
NUMBER = re.compile(
    r"(?P<letters>[\u4e00-\u9fff]{2,12}?(?:[（(][^）)]{1,6}[）)])?)"
    r"[〔\[﹝（(【［]\s*(?P<year>(?:19|20)\d\d)\s*[〕\]﹞）)】］]\s*第?(?P<serial>\d{1,4})\s*号"
)
_QUESTION = re.compile(
    r"^(?:\d{1,2}[.、．]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,2}[）)])?(?:问|Q)[:：]|^[^。]{4,80}[？?]$"
)
_ARTICLE = re.compile(rf"第(?P<n>[{NUMERAL}]{{1,6}}|\d{{1,3}})条(?:之[{NUMERAL}])?(?![款项的])")
_QUOTED_TITLE = re.compile(r"《([^《》]{2,60}(?:《[^《》]{2,60}》[^《》]{0,30})?)》")
_DAY = r"[\d０-９一二三四五六七八九十〇○]{1,3}"
MONTH_OF_YEAR = rf"{WRITTEN_YEAR}年{_DAY}月"
DATE = re.compile(rf"(?:{MONTH_OF_YEAR}{_DAY}日|20\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}})")
_DATE_PARTS = re.compile(r"(\d{4})[年\-/.]([^月\-/.]{1,3})(?:[月\-/.](?:([^日]{1,3})日?)?)")


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


def is_question(text: str) -> bool:
    """Whether a paragraph asks, as a 问答 does before each answer."""
    return bool(_QUESTION.search(text))


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
    """A written day, or the first of a month, as an ISO day; "" for what is no day of the calendar."""
    parts = _DATE_PARTS.fullmatch(in_digits(said.strip()))
    if not parts:
        return ""
    year, month, day = parts.groups()
    try:
        return date(int(year), count(month), count(day) if day else 1).isoformat()
    except ValueError:
        return ""


def later(start: str, number: int, unit: str) -> str:
    """The day so many days (日, 天) or months (个月) after an ISO day; "" after none."""
    if not start:
        return ""
    first = date.fromisoformat(start)
    if unit != "个月":
        return (first + timedelta(days=number)).isoformat()
    years, month = divmod(first.month - 1 + number, 12)
    last = monthrange(first.year + years, month + 1)[1]
    return date(first.year + years, month + 1, min(first.day, last)).isoformat()


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
