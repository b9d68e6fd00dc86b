"""Tables whose rows are places: the subjects are in the columns.

The rows of a table of debts are the city, its own government, and its counties; what the amount is of
stands over the columns, in two levels or as a total of the title itself.

>>> of_columns("2031年末某市地方政府债务余额表", ("2031年债务余额（决算数）", "专项债务", "F"))
'专项债务余额'
>>> of_columns("2032年某市分地区税收返还和转移支付预算表", ("合计",))
'税收返还和转移支付'
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.facts.extent.places import RANK, place_titled
from index.facts.extent.years import in_digits
from index.facts.money import IN_BRACKETS
from index.facts.naming.captions import unnumbered
from index.facts.subjects import is_total, label_without_ordinal, tidy
from index.tables.qualifiers import is_below, place_in

# The line of the national form that numbers its columns: A=B+C, B, C.
_FORMULA = re.compile(r"^[A-Z](?:=[A-Z+\-]+)?$|^公式$")
_WHEN = re.compile(r"^(?:截至)?(?:(?:19|20)\d\d年?(?:度|末|底)*|本年|当年|上年)|^(?:年)?[末底]")
_STAGE = re.compile(
    r"(?:[（(](?:预算|决算|执行|预计执行)数?[）)]|预计执行数|预算数|决算数|执行数|实际数|完成数)$"
)
_UNIT = re.compile(IN_BRACKETS)
_OF_YEAR = re.compile(r"^(?:上年|当年|本年)末?(?=.{3})")
_DEBTS = ("一般债务", "专项债务")
_HELD = re.compile(r"(余额|限额)$")
_OF_DEBT = re.compile(r"债务(余额|限额|发行额|还本(?:支出|额)?|付息(?:支出|额)?)$")
_ISSUER = re.compile(r"^(?:地方)?政府(?=一般债|专项债|债)")
_PARTED = re.compile(r"(?:分地区|分县区|分县|分区县|分市县)")
_KIND_OF_TABLE = re.compile(
    r"(?:预算|决算|执行|完成|预计执行)?(?:情况|安排|明细|汇总|一览)*(?:（草案）)?表?(?:[(（][^()（）]*[)）])?$"
)


def is_of_place(label: str) -> bool:
    """Whether a row stands for a place, or for all places below one: 西河县, 某市本级, 县区合计."""
    return place_in(label) is not None or is_below(label)


def of_columns(title: str, path: Sequence[str]) -> str:
    """The subject of a column, by the heads over it; by the title where these say 合计."""
    parts = [part for part in map(_bare, path) if part and not _FORMULA.match(part)]
    while parts and is_total(parts[-1]):
        parts.pop()
    if not parts:
        return _of_title(title)
    *above, leaf = parts
    held = next((found[1] for part in reversed(above) if (found := _HELD.search(part))), "")
    return f"{leaf}{held}" if leaf in _DEBTS and held else leaf


def of_debt(label: str, lead: str = "") -> str:
    """The subject of a row of debts, which may say less than the row that it stands under.

    >>> of_debt("地方政府一般债务余额预计执行数"), of_debt("一般债务", "二、2031年地方政府债务限额")
    ('一般债务余额', '一般债务限额')
    """
    bare = _ISSUER.sub("", _STAGE.sub("", _OF_YEAR.sub("", label))) or label
    held = _OF_DEBT.search(_STAGE.sub("", lead)) if bare in _DEBTS else None
    return f"{bare}{held[1]}" if held else bare


def _bare(part: str) -> str:
    text = _UNIT.sub("", tidy(in_digits(part)))
    return _ISSUER.sub("", _STAGE.sub("", _WHEN.sub("", text)))


def _of_title(title: str) -> str:
    text = unnumbered(tidy(in_digits(title)))
    for _ in range(2):
        text = _WHEN.sub("", text)
        place = place_titled(text)
        text = text[text.index(place) + len(place) :] if place else text
    text = _PARTED.sub("", re.sub(rf"^(?:全{RANK}|{RANK}本?级)", "", text))
    return label_without_ordinal(_ISSUER.sub("", _KIND_OF_TABLE.sub("", text))) or "合计"
