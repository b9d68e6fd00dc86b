"""The ledgers of a government's money: how they are named, how their names begin, and their two sides.

>>> bool(re.fullmatch(LEDGER, "政府性基金")), re.match(OF_LEDGER, "社会保险基金收入")[0]
(True, '社会保险')
>>> side_said("支出完成31亿元，其中居民养老保险基金11亿元"), OTHER_SIDE["支出"]
('支出', '收入')
"""

from __future__ import annotations

import re

LEDGER = r"(?:一般公共预算|公共财政预算|政府性基金|国有资本经营|社会保险基金|社保基金)"
OF_LEDGER = r"(?:一般公共|公共财政|政府性基金|国有资本|社会保险|社保)"
OTHER_SIDE = {"收入": "支出", "支出": "收入"}
"""Each side of a ledger with the other one."""

_SIDE = re.compile("|".join(OTHER_SIDE))
_SIDE_ALONE = re.compile(f"(?:{'|'.join(OTHER_SIDE)})(?:预算|决算)")
_FUND = re.compile(rf"财政拨款|{LEDGER}(?:预算)?(?:财政拨款)?")


def side_said(text: str) -> str:
    """The side that a text says last; "" where it says none."""
    return next(iter(reversed(_SIDE.findall(text))), "")


def is_side_alone(name: str) -> bool:
    """Whether a name says but its side, and is in prose that of what stands before it: 支出决算为3万元."""
    return _SIDE_ALONE.fullmatch(name) is not None


def is_fund(name: str) -> bool:
    """Whether it names a fund or a ledger, of which tables of their own tell all there is."""
    return _FUND.fullmatch(name) is not None
