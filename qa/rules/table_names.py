"""The tables a question names, by how disclosures title them.

>>> [name for name, _ in tables_named("支出总表和基本支出表的公用经费一致吗")]
['支出总表', '基本支出表']
"""

from __future__ import annotations

import re

from index.facts.records import TableKind

Kinds = tuple[TableKind, ...]

_NAMES: tuple[tuple[str, str, Kinds], ...] = (
    ("三公经费表", r"三公(经费)?表", (TableKind.THREE_PUBLIC,)),
    ("经济分类表", r"(支出)?经济分类(预算)?(支出)?(预算)?表", (TableKind.ECONOMIC,)),
    ("收入总表", r"收入(预算|决算)?总(体情况)?表|收入(预算|决算)表", (TableKind.INCOME,)),
    ("支出总表", r"(?<!收)支出(预算|决算)?总(体情况)?表", (TableKind.EXPENSE,)),
    (
        "基本支出表",
        r"基本支出(经济分类)?(情况)?(预算|决算|情况)?表",
        (TableKind.BASIC, TableKind.APPROPRIATION_BASIC),
    ),
    ("财政拨款收支总表", r"财政拨款收支(预算)?总表", (TableKind.APPROPRIATION,)),
    ("收支总表", r"(?<!拨款)收支(预算)?总表", (TableKind.BALANCE,)),
    ("项目支出表", r"项目支出表", (TableKind.PROJECTS,)),
    (
        "一般公共预算支出表",
        r"一般公共预算(财政拨款)?支出(功能分类)?(预算|决算|情况)?表",
        (TableKind.GENERAL,),
    ),
)
# 一般公共预算口径, 政府采购: no table is named, but it is clear which is meant.
_MEANT: tuple[tuple[str, Kinds], ...] = (
    (r"一般公共预算口径", (TableKind.GENERAL,)),
    (r"机关运行经费(口径|的?明细|里|中)", (TableKind.OPERATING,)),
    (r"政府采购", (TableKind.PROCUREMENT,)),
)


def tables_named(words: str) -> list[tuple[str, Kinds]]:
    """The tables named, in the question's order."""
    found = [
        (at.start(), name, kinds) for name, pattern, kinds in _NAMES if (at := re.search(pattern, words))
    ]
    return [(name, kinds) for _, name, kinds in sorted(found, key=lambda one: one[0])]


def tables_meant(words: str) -> Kinds:
    """The kinds of the first table named, else of the one that is clearly meant; () for none."""
    named = [kinds for _, kinds in tables_named(words)]
    return next(iter(named), next((kinds for said, kinds in _MEANT if re.search(said, words)), ()))
