"""Question → Plan: which operation, of what, of whom, of which year. Rules, no model.

`qa.rules.reading` reads the signs of a question, `qa.rules.operations` puts them together,
`qa.rules.editions` chooses the documents. Earlier questions fill what this one leaves open.

>>> str(plan(Question("公务接待费为何增长"), catalog))
'原因(公务接待费) @ 某某中心2025年预算'
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from qa.catalog import Catalog as Catalog
from qa.records import Operation, Plan, Question
from qa.rules.cues import cue
from qa.rules.editions import chosen
from qa.rules.operations import settle
from qa.rules.reading import Reading, inherit, read
from qa.rules.targets import level_of
from qa.rules.telling import topics
from qa.rules.terms import plain

MAX_QUESTION = 500

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_TOP = re.compile(
    r"前([二三四五六七八九十两]|\d{1,2})|最[大多高小少低]的?([二三四五六七八九十两]|\d{1,2})"
    r"|top ?(\d{1,2})|([二三四五六七八九十两]|\d{1,2})(?:个|项)"
)


def plan(question: Question, catalog: Catalog) -> Plan:
    """What to do for a question. Never raises for any text."""
    text = plain(question.text[:MAX_QUESTION])
    current = read(text, catalog)
    earlier = None
    for past in question.history[-6:]:
        earlier = inherit(read(plain(past[:MAX_QUESTION]), catalog), earlier)
    picked = chosen(_planned(inherit(current, earlier), catalog), catalog)
    compared = (picked.instead or picked).editions
    years = {(e.body, e.year - 1, e.kind, e.scope) for e in compared}
    near = (e for body in {e.body for e in compared} for e in catalog.by_body.get(body, ()))
    before = tuple(e for e in near if (e.body, e.year, e.kind, e.scope) in years)
    instead = picked.instead and replace(picked.instead, before=before)
    return replace(picked, before=before, instead=instead)


def _planned(reading: Reading, catalog: Catalog) -> Plan:
    """All that the question says, before the editions it means are chosen."""
    rest = reading.rest
    settled = settle(reading, catalog.lexicon)
    operation = settled.operation
    if operation is Operation.REFUSE:
        return Plan(reading.text, operation, premise=settled.premise)
    claimed = re.search(r"(\d+(?:\.\d+)?)%", rest)
    counted = cue("number_of").search(rest)
    told = operation in (Operation.LOOKUP, Operation.NARRATIVE)
    told = told or (operation in (Operation.DIFFERENCE, Operation.SUM) and "辆" in rest)
    return Plan(
        question=reading.text,
        operation=operation,
        measure=settled.measure,
        targets=settled.targets,
        bodies=reading.bodies,
        years=reading.years,
        body_named=bool(reading.bodies),
        year_named=bool(reading.years or reading.this_year or reading.prior),
        prior=reading.prior,
        ambiguous=settled.ambiguous and operation in (Operation.LOOKUP, Operation.EXISTS),
        unit=reading.unit,
        top=_top(rest),
        ascending=bool(re.search(r"最(少|小|低|便宜)|从(低|小|少)到", rest)),
        level=level_of(rest),
        direction=_direction(rest),
        with_reason=bool(re.search(r"原因|为什么|为何|为啥|怎么[^,]{0,8}[多少低高](这么|那么|了)?", rest))
        and operation is not Operation.REASON,
        actual=bool(cue("actual").search(rest)) and not cue("actual_compared").search(rest),
        asks_rate=bool(cue("rate").search(rest)),
        count_unit=next(filter(None, counted.groups()), "人") if counted and told else "",
        asks_money=bool(cue("money").search(rest)),
        wholes=settled.wholes,
        within=settled.within,
        claimed_rate=claimed[1] if claimed and operation is Operation.AGREEMENT else "",
        missing=reading.unknown[0] if reading.unknown and not reading.bodies else "",
        words=rest,
        topics=topics(rest),
        beside=reading.beside,
        earlier=reading.earlier,
        asks_number=reading.asks_number,
        over=_bound(rest, "(?<!不)超过|(?<!不)大于|高于|多于|不低于|不少于|达到", "以上|及以上|往上"),
        under=_bound(rest, "低于|小于|少于|不超过|不到|不足", "以下|以内|及以下"),
        premise="spent" if re.search(r"花了|花掉|用了|用掉|花费了", rest) else "",
        by="all_years" if reading.all_years else "this_year" if reading.this_year else "",
    )


def _bound(rest: str, before: str, behind: str) -> Decimal | None:
    """The amount that a list is asked over or under, in yuan: 超过500万, 一千万以下."""
    amount = r"(?P<{0}>\d[\d.]*)(?P<{0}_unit>亿|千万|百万|万|元)元?"
    found = re.search(rf"(?:{before}){amount.format('a')}|{amount.format('b')}(?:{behind})", rest)
    if found is None:
        return None
    said, unit = (found["a"], found["a_unit"]) if found["a"] else (found["b"], found["b_unit"])
    return Decimal(said.strip(".")) * _YUAN[unit]


_YUAN = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "元": 1}


def _top(rest: str) -> int:
    found = _TOP.search(rest)
    text = next((group for group in found.groups() if group), "") if found else ""
    return _DIGITS.get(text) or (int(text) if text.isdigit() else 0)


def _direction(rest: str) -> str:
    if re.search(r"(多|高|增加?|涨|升)了?还是|还是(少|低|减|降|跌)", rest):
        return ""  # asks which of the two, and takes neither for granted
    signs = (("flat", "持平"), ("up", "增加"), ("down", "减少"))
    return next((direction for name, direction in signs if cue(name).search(rest)), "")
