"""Tokens read beside their neighbours: words that mean something beside certain others only.

人 counts behind 多少 or a number, 工程 is a group of purchases where purchases are spoken of, the year of
按2017年预算说明 is that of a document and not what is asked of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.facts.records import Scope, TableKind
from qa.language.lexicon import Word
from qa.language.names import Role
from qa.language.tokens import Token

# Units that say by themselves what is counted; 个 and 项 do not.
_COUNTED = frozenset("辆台套所")
_SCOPES = {scope.value: scope for scope in (Scope.DEPARTMENT, Scope.UNIT)}
# So many tokens at most stand from the year of a document to the word for the document.
_BETWEEN = 4


def in_context(found: Sequence[Token], bought: bool = False) -> list[Token]:
    """The tokens with what each means where it stands; `bought`: purchases were spoken of before."""
    bought = bought or any(map(is_of_purchases, found))
    found = _asking_why(found)
    found = _worked_back(_of_scopes(_of_nouns(found)))
    read: list[Token] = []
    for token in found:
        before = read[-1] if read else None
        if token.sense("filler") == "file" and (source := _source_year(read)) is not None:
            read[source] = replace(read[source], sort="function", years=())
        if read and read[-1].sense("restrict") and token.sense("slot").startswith("scope:"):
            read[-1] = replace(read[-1], sort="function", uses=())  # 只算局本级: a scope that is understood
        opening = not any(one.sort in ("body", "name", "year", "code", "unit") for one in read)
        read.append(_meant(token, before, bought, opening))
    return read


def _of_nouns(found: Sequence[Token]) -> list[Token]:
    """小 of 一张小表 says of what kind a thing is, and compares nothing."""
    out = list(found)
    for n, (token, behind) in enumerate(pairwise(found)):
        noun = behind.sense("filler") in ("table", "subject", "file") or behind.sort in ("body", "unknown")
        close = token.end == behind.start and noun
        if (
            token.sense("slot").startswith("scope:")
            and token.end == behind.start
            and behind.sort == "unknown"
        ):
            out[n] = Token(token.start, token.end, token.text, "unknown")  # 省级|机关: of what kind it is
        if token.marked("adjective") and len(token.text) == 1 and close:
            out[n] = replace(token, sort="function", uses=())
    return out


def _of_scopes(found: Sequence[Token]) -> list[Token]:
    """要单位的不要部门的: both said, one of them denied, they are scopes."""
    said = {token.text for token in found if token.marked("scopes")}
    if len(said) < len(_SCOPES) or not any(token.sense("op") == "negation" for token in found):
        return list(found)
    return [
        replace(token, sort="slot", uses=(Word("slot", f"scope:{_SCOPES[token.text]}"),))
        if token.marked("scopes")
        else token
        for token in found
    ]


def _worked_back(found: Sequence[Token]) -> list[Token]:
    """由2025年的倒推2024年的: the year that it is worked back from is not asked of, where another is."""
    years = [n for n, token in enumerate(found) if token.sort == "year"]
    if len(years) < 2 or not any(token.sense("op") == "derive" for token in found):
        return list(found)
    bases = {n for n in years if n and found[n - 1].marked("according")}
    return [
        replace(token, sort="function", years=()) if n in bases and len(bases) < len(years) else token
        for n, token in enumerate(found)
    ]


def _asking_why(found: Sequence[Token]) -> list[Token]:
    """怎么比上年少这么多: asks why, where a change is taken for granted and nothing is counted."""
    senses = [token.sense("op") for token in found]
    counted = any(sense in ("how_many", "rate", "percent", "highest", "lowest") for sense in senses)
    why = Word("op", "reason")
    return [
        replace(token, uses=(why,))
        if token.marked("how") and not counted and any(s in ("more", "less", "flat") for s in senses[n + 1 :])
        else token
        for n, token in enumerate(found)
    ]


def is_of_purchases(token: Token) -> bool:
    """Whether it speaks of purchases."""
    names = token.entry.names if token.entry else ()
    return "采购" in token.text or any(TableKind.PROCUREMENT in name.tables for name in names)


def _meant(token: Token, before: Token | None, bought: bool, opening: bool) -> Token:
    if token.marked("opens") and opening:
        return replace(token, sort="frame", uses=())
    if token.sort == "amount" and before is not None and before.sense("frame") == "instruct":
        return replace(token, sort="frame")  # 乘以10, of an order to the program
    if _adds_nothing(token, before):
        return replace(token, sort="function", uses=())
    if token.sort == "several" and not token.value:
        return _counting(token)
    if token.sort == "several" and token.value == 1 and token.unit in _SPREAD and _is_mean(before):
        return replace(token, sort="slot", uses=(Word("slot", f"per:{_SPREAD[token.unit]}"),))
    if token.sense("slot").startswith("group:") and not bought:
        return Token(token.start, token.end, token.text, "unknown")
    return token


# What an amount is spread over by the unit that counts it: 平均一辆.
_SPREAD = {"辆": "辆", "台": "辆", "批": "批次", "位": "人", "名": "人"}


def _is_mean(before: Token | None) -> bool:
    return before is not None and before.sense("op") == "mean"


def _adds_nothing(token: Token, before: Token | None) -> bool:
    """人 behind no number, 河道保洁项目 behind its name, 以上 behind no amount."""
    sort = before.sort if before else ""
    slot = token.sense("slot")
    if slot.startswith("count:"):
        return sort != "amount" and (before is None or before.sense("op") != "how_many")
    if slot == "level:项目":
        return sort == "name" and not token.sense("op")
    return token.marked("bound") and sort != "amount"


def slot_of(token: Token, among: Sequence[Token] = ()) -> str:
    """The slot a word fills, "" for none; an unknown word stands for a row, or for the body it touches."""
    match token.sort:
        case "name" | "code":
            return _slot_of_name(token, among)
        case "year" | "years":
            return "year"
        case "top" | "nth":
            return "rank"
        case "body" | "unit" | "period" | "amount":
            return token.sort
        case "unknown" if among:
            beside = [t for t in among if t.sort == "body" and token.start <= t.end and t.start <= token.end]
            return "body" if beside else "row"
    return _slot_of_word(token, among)


def _slot_of_name(name: Token, among: Sequence[Token]) -> str:
    """The slot that a name or a code fills: of a row, unless it is that of a table or a unit."""
    roles = name.entry.roles if name.entry is not None else frozenset()
    if roles == {Role.TABLE} or any(_is_of_table(other, name) for other in among):
        return "table"
    return "unit" if roles == {Role.UNIT} else "row"


def _slot_of_word(token: Token, among: Sequence[Token]) -> str:
    """The slot that a budget word fills by what it means."""
    if token.sense("op") in _ORDER:
        return "order"
    if any(other.sort == "name" and _is_of_table(token, other) for other in among):
        return "table"
    if token.sense("filler") in _WHOLE:
        return "row"
    slot = token.sense("slot").split(":")[0]
    return "unit_of" if slot == "unit" else slot


# 支出, 收入: they name the whole where no row does.
_WHOLE = frozenset(("expense", "income", "both"))


def _is_of_table(word: Token, name: Token) -> bool:
    """Whether a word behind a name says that it is that of a table: 三公经费|表里."""
    return word.sense("filler") == "table" and word.start == name.end


_ORDER = frozenset(("highest", "lowest", "superlative", "order", "reverse"))


def _counting(token: Token) -> Token:
    """几辆, 几个: asks how many, of what is so counted."""
    uses: tuple[Word, ...] = (Word("op", "how_many"),)
    if token.unit in _COUNTED:
        uses = (*uses, Word("slot", f"count:{token.unit}"))
    return replace(token, sort="op", uses=uses)


def _source_year(read: Sequence[Token]) -> int | None:
    """按2017年预算说明: the year of a document that another year is asked of; where it stands, or None."""
    years = [n for n, token in enumerate(read) if token.sort == "year"]
    if not years or len(read) - years[-1] > _BETWEEN:
        return None
    between = read[years[-1] + 1 :]
    loose = all(token.sense("filler") or token.sort == "function" for token in between)
    accordingly = years[-1] > 0 and read[years[-1] - 1].marked("according")
    return years[-1] if loose and accordingly else None
