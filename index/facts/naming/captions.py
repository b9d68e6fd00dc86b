"""What is printed over figures and beside them, as it is compared: titles, heads of columns, totals.

A table's number is no part of its title, its year and its unit none of what a column is called.

>>> unnumbered("表1-1：2024年收入表"), unnumbered("表九一般公共预算支出表"), number_of("公开09表 项目支出表")
('2024年收入表', '一般公共预算支出表', '公开09表')
>>> column_names("2024年预算数（万元）")
('2024年预算数万元', '预算数')
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.facts.extent.years import in_digits
from index.facts.money import IN_BRACKETS
from index.facts.numerals import count, in_chinese
from index.facts.subjects import normal, tidy

_CHINESE = "[一二三四五六七八九十]+"
_DIGITS = r"\d{1,2}?(?:[-—–.－]\d{1,2}?)*"
# 附表3, 表七, 公开09表, 九、 and 5-1 before a title; 表九 before 一般公共预算, 表5 before 2024年.
_NUMBER = re.compile(
    rf"^(?P<number>附?[件表]\s*(?:{_CHINESE}(?!般)|{_DIGITS})|附[件表]|附(?=\s*[:：])|(?:预算|公开)\s*\d+\s*表"
    rf"|{_CHINESE}(?=[、:：.．])|{_DIGITS}(?=[、:：.．\s]|[\u4e00-\u9fff]|20\d\d年))"
    r"\s*[:：、.．]?\s*(?=20\d\d年|[^\d\s年月日.:：、．％%])"
)
_CONTINUED = re.compile(
    rf"[(（]续表?(?:{_CHINESE}|\d+)?[)）]|^续表(?:{_CHINESE}|\d+)?[:：]?|(?:(?<=表)续|续表)(?:{_CHINESE}|\d+)?$"
)
_UNIT_MARK = re.compile(rf"{IN_BRACKETS}|[（(][%％][)）]")
_PERIOD = re.compile(
    r"^(?:其中[:：]?)?(?:(?:19|20)\d\d(?:年度?)?|本年度?|当年)?|(?<=[\u4e00-\u9fff”])(?:预算|决算)数$"
)
_TITLE_YEAR = re.compile(r"^(?:(?:19|20)\d\d年度?|本年度?)")
_TOTAL = re.compile(r"^(?:合计|总计|小计|合计数|总额)$")
_GROUP = re.compile(r"[A-Ca-c]?[、.．-]?(?:货物|工程|服务)类?[A-Ca-c]?")
_STAGED = re.compile(r"预算|决算|上年|本年|增减|变动|执行|完成|调整|年初|同比|[%％]|\d{4}")
_MOVEMENT = re.compile(r"(?:增加|减少|增减|持平)额$|(?:增长|下降|增减)率$")
_COST_IN_A_FORM = re.compile(
    r"年度(资金)?(申请)?总额|^年度(预算|资金)|^(项目)?(年度)?总?(预算|资金)(金额|数|总额)?$|^预算金额$"
)


def number_of(title: str) -> str:
    """The number before a table's title, as it is printed; "" where there is none."""
    found = _NUMBER.match(title.strip())
    return found["number"] if found else ""


def said_of_number(number: str) -> tuple[str, ...]:
    """What people call a table by the number that its title prints, in digits and in letters.

    >>> said_of_number("公开09表")
    ('表9', '9表', '09表', '附表9', '公开9表', '公开表9', '表九', '九表', '附表九', '公开九表', '公开表九')
    """
    found = _OWN_NUMBER.fullmatch(re.sub(r"\s", "", number))
    if found is None:
        return ()
    digits = found[1]
    own = int(digits) if digits.isdigit() else count(digits)
    if not 0 < own < _MOST_TABLES:
        return ()
    spoken = [form.format(own) for form in _SAID_OF_TABLE]
    return (
        *spoken[:2],
        f"{own:02}表",
        *spoken[2:],
        *(form.format(in_chinese(own)) for form in _SAID_OF_TABLE),
    )


def says_number(title: str) -> bool:
    """Whether what a table is called says its number alone: 表七, 公开09表."""
    return _OWN_NUMBER.fullmatch(title) is not None


_OWN_NUMBER = re.compile(rf"(?:附?[件表]|预算|公开)?({_CHINESE}|\d{{1,2}})表?")
_SAID_OF_TABLE = ("表{}", "{}表", "附表{}", "公开{}表", "公开表{}")
_MOST_TABLES = 40


def unnumbered(title: str) -> str:
    """A title without the number before it."""
    return _NUMBER.sub("", title.strip(), count=1)


def without_continued(title: str) -> str:
    """The title of a table that goes on, as over its first part: 续表二, 收入表（续） → "", 收入表."""
    return _CONTINUED.sub("", title).strip()


def undated(title: str) -> str:
    """A title without its number and the year that it begins with."""
    return unnumbered(_TITLE_YEAR.sub("", unnumbered(title)))


def is_dated(title: str) -> bool:
    """True for a title that begins with its year."""
    return bool(_TITLE_YEAR.match(title))


@lru_cache(maxsize=65536)
def key_of_title(title: str) -> str:
    """A table's title as compared with those of others: no number before it, no punctuation."""
    return normal(unnumbered(tidy(title)))


@lru_cache(maxsize=16384)
def bare_title(title: str) -> str:
    """A table's title as compared, without its number and its year."""
    return normal(undated(tidy(title)))


@lru_cache(maxsize=65536)
def column_names(part: str) -> tuple[str, ...]:
    """How a part of a column's path may be called: with and without its year, its unit and 预算数."""
    part = in_digits(part)
    whole = normal(part)
    bare = normal(_PERIOD.sub("", _UNIT_MARK.sub("", tidy(part))))
    return (whole, bare) if bare and bare != whole else (whole,)


def is_staged(head: str) -> bool:
    """True for a part of a column's path that says which stage its amounts are of: 预算数, 上年."""
    return bool(_STAGED.search(head))


def without_movement(name: str) -> str:
    """What it is that changed: 公务接待费增减额 → 公务接待费."""
    return _MOVEMENT.sub("", name)


def is_bare_total(label: str) -> bool:
    """合计, 总计, 小计: the label of a total that names no subject."""
    return bool(_TOTAL.match(label))


def is_group(subject: str) -> bool:
    """货物, 服务C: the sum of all that is bought of a group."""
    return bool(_GROUP.fullmatch(subject))


def is_cost_in_form(subject: str) -> bool:
    """What a project costs in all, among the amounts of its 绩效目标 form."""
    return bool(_COST_IN_A_FORM.search(subject))
