"""One question that asks several things → its clauses, each a question of its own.

A clause is split off where it asks something new. What depends on the clause before it (占多少, 为什么,
比去年多多少, 哪个最多) stays with it, for one plan answers both.

>>> clauses("事业编制有多少名，在职实有多少人")
('事业编制有多少名', '在职实有多少人')
>>> clauses("公务接待费多少，为什么增长")
('公务接待费多少，为什么增长',)
"""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"多少|几(?!乎|内亚)|什么|啥|谁|哪|吗|为何|怎么|怎样|如何|是不是|有没有|是否|咋|多大|多高|多长|呢[？?]?$"
)
_MARK = re.compile(r"[，,；;？?。!！]|、(?=[^、，,]{0,14}(?:多少|几[个名人辆台次家]|谁|哪|什么|吗))")
# What follows is asked of what was asked before.
_DEPENDS = re.compile(
    r"^(?:它|这|那|又|主要|具体|分别|各|其?占|比|较|同比|与|和|跟|同|增|减|涨|降|升|完成|相差|差|多了|少了|一共|合计"
    r"|总共|加起来|是多少|为多少|多少|几个?$|哪[个家年些一几]|谁|对吗|换|折|约|大概|大约|原因|因为|是?什么原因|为(?:什么|何|啥)"
    r"|咋|怎么|怎样|如何|是不是|是否|请|我|该|能|可以|按|以|单位|金额|变化|幅度|比例|超|排|最(?!后|终)|是?什么时候|属于|叫|百分|花了?多少(?:钱)?[?？]?$|多多少|少多少|高出|高多少|低多少|两家|两者|二者|列了)"
    r"|一致|对得上|对不上|矛盾|算得对|写的数|有出入|分别(?:是|为)?多少$|各(?:是|为|占)?多少$|名字|名称|答复|回答|说明$"
)
_LEAST = 4


def clauses(text: str) -> tuple[str, ...]:
    """The clauses of a question that stand for themselves, in order; most questions have one."""
    found: list[str] = []
    for piece in _pieces(text):
        bare = piece.strip(" 　，,；;？?。!！、")
        asks = bool(_ASKS.search(bare))
        if found and (not _ASKS.search(found[-1]) or not asks or len(bare) < _LEAST or _DEPENDS.search(bare)):
            found[-1] += piece
        else:
            found.append(piece)
    trimmed = (clause.strip(" 　，,；;、") for clause in found)
    return tuple(clause for clause in trimmed if clause) or (text,)


def _pieces(text: str) -> list[str]:
    """The stretches between marks, each with the mark after it."""
    pieces: list[str] = []
    start = 0
    for mark in _MARK.finditer(text):
        pieces.append(text[start : mark.end()])
        start = mark.end()
    return [piece for piece in (*pieces, text[start:]) if piece.strip()]
