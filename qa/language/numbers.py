"""Numbers of a question: years and spans of them, months, codes, counts and amounts.

>>> [(t.sort, t.text) for t in numbers(read("2024到2025年前三的项目超过5万元吗"), newest=2025)]
[('year', '2024到2025年'), ('top', '前三'), ('amount', '5万元')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from index.facts.extent.periods import MONTH, SPAN
from qa.language.lexicon import Word, words
from qa.language.normal import Text
from qa.language.tokens import Token

_YEARS = re.compile(
    r"(?P<from>20\d\d)年?度?(?:到|至)(?P<to>20\d\d)(?:年度|年|度)?"
    r"|(?P<since>20\d\d)(?:年度|年)?(?:以来|至今|到现在|起|开始)"
    r"|(?<!\d)(?P<one>(?:19|20)\d\d)(?:年度|年|度)?(?!\d)"
    r"|(?<!\d)(?P<span>[12]\d)(?:年)?(?:到|至)(?P<end>[12]\d)(?:年度?|(?![\d月日号%人名个项条万亿千百元]))"
    r"|(?<!\d)(?P<listed>[12]\d(?:[、和与及,]?[12]\d(?=年|[、和与及,]?[12]\d(?:年|[两二三四五]年)|[两二三四五]年))+)年?"
    r"|(?<![\d,])(?P<list>[12]\d(?:,[12]\d){1,9})(?![\d,])"
    r"|(?<!\d)(?P<short>[12]\d)(?:年度|年)"
)
# 24预算, 19三公: the year in two digits, of a question in shorthand.
_BARE_YEAR = re.compile(
    r"(?<![\d.第前])(?P<short>[12]\d)(?=[_,\u4e00-\u9fff]|$)"
    r"(?!项(?!目)|[年月日号个家名位人辆台套条批次类款万亿千百元%点多几余楼岁周班座所件])"
)
# 2025年末滚存结余: 年 is of the name behind.
_BEFORE_END = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年[末初底])")
# 24三公比23多出多少: beside another year in two digits a number of two digits is one, too.
_BESIDE_YEAR = re.compile(r"(?<=[比较])(?P<short>[12]\d)(?=年|[多少高低涨降减增_,]|$)")
# So many years before the newest that is indexed two digits may still mean one.
_SHORTHAND = 10
_SOME_YEARS = re.compile(
    r"(?:这|近|最近|过去|前后|连续|头)?(?P<n>[两二三四五六]|[2-6])(?:个)?(?:年度|年)(?:来|间|里|内|以来)?"
)
_PERIOD = re.compile(
    rf"(?<![\d.])(?:{SPAN}|{MONTH})累计|{SPAN}|"
    r"(?<![\d.])(?:1[0-2]|[1-9])(?:到|至|-)?(?:1[0-2]|[1-9])?月(?:份|底|末)?"
    r"|(?:十[一二]?|[一二三四五六七八九])月(?:份|底|末)?|(?:第)?[一二三四1234](?:个)?季度|上半年|下半年|(?:年中|月度|当月|本月|上个?月)"
)
_CODE = re.compile(r"(?<![\d.])(?:1\d{2}|[235]\d{2}|[235]\d{4}|[25]\d{6})(?![\d.])")
_AMOUNT = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?)(亿元|百万元|千万元|万元|千元|亿|千万|百万|万块|万|元|块|%|个百分点|倍)?"
)
_CHINESE_AMOUNT = re.compile(
    r"(?P<number>[一二两三四五六七八九十百千]+)(?:来|多|几)?个?(?:来|多|几)?(?P<unit>亿元|亿|万元|万|元|块钱)"
)
_TENTHS = re.compile(r"(?P<number>[一二两三四五六七八九])(?P<unit>成)(?!本|立|果|员)")
_PERCENT = re.compile(r"(?P<unit>百分之)(?P<number>[一二三四五六七八九十百零]+)(?:多|余|有余|左右|几)?")
_ABOUT = re.compile(
    r"(?P<number>[一二两三四五六七八九十百千]+)(?:有余|余|多|来|出头)(?P<unit>亿元|亿|万元|万|元|个百分点|倍|)"
)
_TIMES = re.compile(r"(?P<number>[一二两三四五六七八九十]+)(?P<unit>倍)(?:半|多)?")
# 搞不搞, 管不管: whether; of 管不, at the end, too.
_WHETHER = re.compile(r"([\u4e00-\u9fff])[不没]\1|[不伐咩否](?=$)")
_SPELT_CODE = re.compile(r"\d{3}类\d{2}款(?:\d{2}项)?|\d{5}款\d{2}项|\d{3}类(?=科目|支出)")
_ARTICLE = re.compile(r"第(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:条|部分|节)")
_TOP = re.compile(
    r"前([一二两三四五六七八九十]|\d{1,2})(?:名|位|项|个|大|笔|类|家)?|(?:top_?)(\d{1,2})"
    r"|(?<![a-z])(two|three|four|five|six|ten)(?=_(?:largest|biggest|highest|most|smallest|lowest))"
)
_NTH = re.compile(r"第([一二三四五六七八九十]|\d{1,2})(?:名|位|高|大|多)?")
_SEVERAL = re.compile(
    r"(?:这|那)?([一二两三四五六七八九十几]|\d{1,2})大?"
    r"(?P<unit>(?<=大)块|(?<=大)类|个|项|家|笔|类|样|栏|列|数(?!据|量|字|额|目)|者|种|所|辆|台|套|场|次|批|条|名|位|处|件|座|栋|幢|间|张|户|亩|吨)"
)
_NUMERAL = re.compile("[0-9零〇一二两三四五六七八九十廿卅百千万]")
_SPELT = re.compile("[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟半双]+")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_ENGLISH = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_TENS = {"十": 10, "百": 100, "千": 1000}
_UNITS = {
    "亿元": 10**8,
    "亿": 10**8,
    "千万元": 10**7,
    "千万": 10**7,
    "百万元": 10**6,
    "百万": 10**6,
    "万元": 10**4,
    "万": 10**4,
    "万块": 10**4,
    "千元": 1000,
    "元": 1,
    "块": 1,
    "块钱": 1,
}


def number_of(text: str) -> int | None:
    """三 → 3, 十二 → 12, 三千五百 → 3500, 7 → 7; None for anything else."""
    if text.isdigit():
        return int(text)
    if text in _ENGLISH:
        return _ENGLISH[text]
    total = last = 0
    for letter in text:
        if letter in _TENS:
            total += (last or 1) * _TENS[letter]
            last = 0
        elif letter in _DIGITS:
            last = last * 10 + _DIGITS[letter]
        else:
            return None
    return total + last or None


def says_and_more(text: str) -> bool:
    """Whether an amount is said to be a little more than its number: 一个多亿, 三千余万元."""
    return _AND_MORE.search(text) is not None


_AND_MORE = re.compile("[多余几]|出头")


def holds_numeral(text: str) -> bool:
    """Whether a digit or a numeral stands there: 二〇二五, 廿五, 302."""
    return _NUMERAL.search(text) is not None


def spelt_numerals(text: str) -> list[str]:
    """The stretches of numerals in letters, those of accounts too: 三百, 壹佰, 一半."""
    return _SPELT.findall(text)


def numbers(text: Text, newest: int) -> Iterator[Token]:
    """Every stretch that can be a number; a span of years that is open at its end goes on to the newest."""
    yield from _years(text.bare, newest)
    yield from _counts(text.bare)
    yield from _amounts(text.bare)
    yield from _references(text.bare)


def _years(bare: str, newest: int) -> Iterator[Token]:
    for m in _YEARS.finditer(bare):
        if years := _years_of(m, newest):
            yield Token(m.start(), m.end(), m.group(), "year", years=years, cost=0.8)
    for m in _BEFORE_END.finditer(bare):
        yield Token(m.start(), m.end(), m.group(), "year", years=(int(m.group()),), cost=0.8)
    short = [*_BARE_YEAR.finditer(bare)]
    for m in (*short, *(_BESIDE_YEAR.finditer(bare) if short else ())):
        year = 2000 + int(m["short"])
        if newest - _SHORTHAND <= year <= newest + 1:
            yield Token(m.start(), m.end(), m.group(), "year", years=(year,), cost=1.05)


def _counts(bare: str) -> Iterator[Token]:
    for sort, pattern, cost in _COUNTS:
        for m in pattern.finditer(bare):
            digits = next(filter(None, m.groups()), None)
            count = None if digits is None else Decimal(number_of(digits) or 0)
            unit = m.groupdict().get("unit", "")
            yield Token(m.start(), m.end(), m.group(), sort, value=count, unit=unit, cost=cost)


def _amounts(bare: str) -> Iterator[Token]:
    """Amounts in digits and in words, exact or about: 5万元, 三成, 百分之三十有余, 一倍半."""
    for m in _AMOUNT.finditer(bare):
        yield _amount(m, Decimal(m[1]), m[2] or "")
    for pattern in (_CHINESE_AMOUNT, _TENTHS, _PERCENT, _ABOUT, _TIMES):
        for m in pattern.finditer(bare):
            if (number := number_of(m["number"])) is not None:
                yield _amount(m, Decimal(number), m["unit"])


def _references(bare: str) -> Iterator[Token]:
    """What is no number, though it is made of them: 20406款07项 is a code, 第26条 a place in the text."""
    for m in _WHETHER.finditer(bare):
        if m[1] and m[1] not in words():
            continue  # 冤不冤 asks for an opinion
        yield Token(m.start(), m.end(), m.group(), "op", uses=(Word("op", "yesno"),), cost=1.0)
    for m in _SPELT_CODE.finditer(bare):
        digits = "".join(re.findall(r"\d+", m.group()))
        yield Token(m.start(), m.end(), digits, "code", value=Decimal(digits), cost=0.85)
    for m in _ARTICLE.finditer(bare):
        yield Token(m.start(), m.end(), m.group(), "function", cost=0.9)


_COUNTS = (
    ("years", _SOME_YEARS, 0.9),
    ("period", _PERIOD, 0.8),
    ("code", _CODE, 0.9),
    ("top", _TOP, 0.9),
    ("nth", _NTH, 0.95),
    ("several", _SEVERAL, 1.0),
)


def _amount(m: re.Match[str], number: Decimal, said: str) -> Token:
    """An amount of money in yuan, a share in percent (三成 is 30%), or a number of whatever is said."""
    value, unit = number * _UNITS.get(said, 1), said
    if said in _UNITS:
        unit = "元"
    elif said in ("个百分点", "百分之"):
        unit = "%"
    elif said == "成":
        value, unit = number * 10, "%"
    return Token(m.start(), m.end(), m.group(), "amount", value=value, unit=unit, cost=1.1)


def _years_of(m: re.Match[str], newest: int) -> tuple[int, ...]:
    if m["from"]:
        return tuple(range(int(m["from"]), int(m["to"]) + 1))
    if m["since"]:
        return tuple(range(int(m["since"]), max(newest, int(m["since"])) + 1))
    if m["span"]:
        return tuple(range(2000 + int(m["span"]), 2001 + int(m["end"])))
    if listed := m["listed"] or m["list"]:
        return tuple(2000 + int(y) for y in re.findall(r"\d\d", listed))
    return (int(m["one"]) if m["one"] else 2000 + int(m["short"]),)
