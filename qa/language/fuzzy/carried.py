"""Money that one year leaves to the next, in the verbs of people: named by where it comes from or goes to.

Disclosures have two nouns for it. What was not spent (没花完, 剩下) or is moved (转过来, 留到) is 上年结转
where a past year stands before the verbs, and 结转下年 where a coming one stands behind them.

>>> [token.entry.names[0].shown for token in carried("有多少钱是上年没花完转过来的", names)]
['上年结转结余']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from qa.language.lexicon import carrying
from qa.language.meant import How
from qa.language.names import Names
from qa.language.tokens import Token

_COST, _EACH_LETTER = 1.0, 0.02
_CAME, _GOES = "上年结转结余", "结转下年"


def carried(bare: str, names: Names) -> Iterator[Token]:
    """The stretches of a plain question that mean money carried over, where the index has a name for it."""
    for concept, pattern in _patterns().items():
        entry = names.get(concept)
        for found in pattern.finditer(bare) if entry is not None else ():
            if found["verbs"] and found.group() not in names:
                cost = _COST - _EACH_LETTER * len(found.group())
                yield Token(*found.span(), found.group(), "name", entry=entry, how=How.SPOKEN, cost=cost)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    left, came, goes, past, coming = (
        "|".join(sorted(carrying()[kind], key=len, reverse=True))
        for kind in ("left", "came", "goes", "past", "coming")
    )
    return {
        _CAME: re.compile(rf"(?:从|由|靠)?(?:{past})(?:里|里头)?(?P<verbs>(?:(?:{left}|{came})(?:了|的)?)+)"),
        _GOES: re.compile(
            rf"(?P<verbs>(?:(?:{left}|{goes})(?:了|的)?)+)(?:到|给|至)?(?:{coming})(?:(?:再|接着|继续)(?:用|花|使))?"
        ),
    }
