"""Tokens read beside their neighbours: words that mean something beside certain others only.

人 counts behind 多少 or a number, 工程 is a group of purchases where purchases are spoken of, the year of
按2017年预算说明 is that of a document and not what is asked of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from index.facts.naming.captions import says_number
from index.facts.records import Scope, TableKind
from index.store.tokens import is_word
from qa.language.lexicon import Word
from qa.language.meant import How
from qa.language.names import Role
from qa.language.thesaurus import carries_out
from qa.language.tokens import Token

# Units that say by themselves what is counted; 个 and 项 do not.
_COUNTED = frozenset("辆台套所批")
_COUNTS = {"批": "批次"}
_OF_PAPER = ("张", "页", "本")
_WHOLE_AND_PART = 2
_MOVED = {"more", "less", "flat", "change", "rate", "compare"}
_NOUN_ENDS = ("子", "儿", "头")
_SCOPES = {scope.value: scope for scope in (Scope.DEPARTMENT, Scope.UNIT)}
# So many tokens at most stand from the year of a document to the word for the document.
_BETWEEN = 4


def in_context(found: Sequence[Token], bought: bool = False) -> list[Token]:
    """The tokens with what each means where it stands; `bought`: purchases were spoken of before."""
    bought = bought or any(map(is_of_purchases, found))
    found = _done(found)
    found = _said_again(
        _totals_of_rows(
            _asking_whether(_only_named(_one_question(_asking_what(_asking_why(_of_codes(_ended(found)))))))
        )
    )
    found = _of_amounts(_of_ranks(_worked_back(_of_scopes(_of_nouns(found)))))
    found = _of_speech(_of_levels(_of_kind(_of_persons(_numbered(_of_both_numbers(found))))))
    read: list[Token] = []
    for token in found:
        before = read[-1] if read else None
        if token.sense("filler") == "file" and (source := _source_year(read)) is not None:
            read[source] = replace(read[source], sort="function", years=())
        narrowed = before is not None and before.sense("restrict") and not before.sense("op")
        if narrowed and token.sense("slot").startswith("scope:"):
            read[-1] = replace(read[-1], sort="function", uses=())  # 只算局本级: a scope that is understood
        opening = not any(one.sort in ("body", "name", "year", "code", "unit") for one in read)
        read.append(_meant(token, before, bought, opening))
    return read


# What the places below one are called together, where one of them is asked for.
_PLACES_BELOW = re.compile(
    r"(?:下[面属辖]的?)?(?:县市区|市县区|区县市|县区|区县|县市|市县|市州|州市|乡镇|[县区市州旗镇乡])"
)
_ENDS = ("highest", "lowest", "which_row", "which_body", "order", "reverse")


def _of_ranks(found: Sequence[Token]) -> list[Token]:
    """债务余额最多的县: the places below are ranked, as in 哪个县最多."""
    ranked = any(token.sense("op") in _ENDS for token in found)
    return [
        replace(token, sort="slot", uses=(Word("slot", "level:单位"),))
        if ranked and token.sort == "unknown" and _PLACES_BELOW.fullmatch(token.text)
        else token
        for token in found
    ]


def _of_nouns(found: Sequence[Token]) -> list[Token]:
    """小 of 一张小表 says of what kind a thing is, and compares nothing."""
    out = list(found)
    named = any(token.sort == "body" for token in found)
    for n, (token, behind) in enumerate(pairwise(found)):
        noun = behind.sense("filler") in ("table", "subject", "file") or behind.sort in ("body", "unknown")
        close = token.end == behind.start and noun
        if (
            token.sense("slot").startswith("scope:")
            and token.end == behind.start
            and behind.sort == "unknown"
        ):
            out[n] = Token(token.start, token.end, token.text, "unknown")  # 省级|机关: of what kind it is
        if named and token.marked("of_level") and behind.marked("scopes") and token.end == behind.start:
            out[n] = replace(token, sort="function", uses=())  # 三家省级单位: of what kind those named are
        if token.marked("adjective") and len(token.text) == 1 and close:
            out[n] = replace(token, sort="function", uses=())
    return out


def _of_amounts(found: Sequence[Token]) -> list[Token]:
    """只 before an amount that is stated says how little that is, and narrows nothing: 只完成预算的42.9%."""
    out = list(found)
    for n, token in enumerate(found):
        if token.marked("merely"):
            behind = [one for one in found[n + 1 : n + 1 + _BETWEEN] if one.sort != "function"]
            stated = next((at for at, one in enumerate(behind) if one.sort == "amount"), None)
            if stated is not None and not any(one.sort == "name" for one in behind[:stated]):
                out[n] = replace(token, sort="function", uses=())
    return out


_CHECKS = frozenset(("yesno", "which_row", "what", "reason"))


def _of_both_numbers(found: Sequence[Token]) -> list[Token]:
    """请列出两个数: asks for what was named, and checks nothing, where no word asks which or whether."""
    checks = any(
        t.sense("op") in _CHECKS or (t.sense("op") == "agree" and not t.marked("numbers")) for t in found
    )
    out = list(found)
    for n, token in enumerate(found):
        if token.marked("numbers") and not checks:
            out[n] = replace(token, sort="function", uses=())
            if n and found[n - 1].sense("op") == "list":
                out[n - 1] = replace(found[n - 1], sort="function", uses=())
    return out


def _of_speech(found: Sequence[Token]) -> list[Token]:
    """不晓得, 最关心: of what one knows or feels, not of what is asked."""
    out = list(found)
    for n, (token, behind) in enumerate(pairwise(found)):
        close = token.end == behind.start and behind.sort == "frame" and len(token.text) == 1
        if close and token.sense("op") in ("negation", "superlative"):
            out[n] = replace(token, sort="frame", uses=(Word("frame", "speech"),))
    return out


def _of_levels(found: Sequence[Token]) -> list[Token]:
    """要达到多少: asks how much it is to be, and holds nothing against it."""
    out = list(found)
    for n, token in enumerate(found):
        behind = next((one for one in found[n + 1 :] if one.sort != "function"), None)
        if (
            token.sense("op") == "reach"
            and behind is not None
            and behind.sense("op") in ("how_many", "percent")
        ):
            out[n] = replace(token, sort="function", uses=())
    return out


def _done(found: Sequence[Token]) -> list[Token]:
    """开展科普活动, 彩票公益金安排使用: a verb for doing what is named beside it, and no more than that."""
    out = list(found)
    for n, token in enumerate(found):
        if token.sort == "unknown" and carries_out(token.text):
            beside = (_beside(reversed(found[:n])), _beside(found[n + 1 :]))
            if any(one is not None and _is_of_something(one) for one in beside):
                out[n] = replace(token, sort="function")
    return out


def _of_kind(found: Sequence[Token]) -> list[Token]:
    """某局|机关, 服务中心新建|工程: of what kind that is which is named before it."""
    out = list(found)
    for n, (before, token) in enumerate(pairwise(found), 1):
        if token.sort == "unknown" and before.end == token.start and not token.paused:
            body = before.sort == "body" and token.marked("offices")
            row = before.entry is not None and Role.ROW in before.entry.roles
            item = row and before.how is How.PART and token.marked("undertakings")
            if body or item:
                out[n] = replace(token, sort="function")
    return out


def _numbered(found: Sequence[Token]) -> list[Token]:
    """政府性基金支出表（表七）: a table's number beside its title, which says which it is."""
    out = list(found)
    for n, (one, other) in enumerate(pairwise(found)):
        if one.end == other.start and _is_of_table_alone(one) and _is_of_table_alone(other):
            for at, token in ((n, one), (n + 1, other)):
                if says_number(token.text):
                    out[at] = replace(token, sort="function", entry=None)
                    break
    return out


def _is_of_table_alone(token: Token) -> bool:
    return token.entry is not None and Role.TABLE in token.entry.roles and Role.ROW not in token.entry.roles


def _is_of_something(token: Token) -> bool:
    named = token.sort in ("name", "code") and token.how is not How.NEAR
    return named or token.sense("slot").startswith("group:")


def _beside(tokens: Iterable[Token]) -> Token | None:
    """The next word that is of something: 出现了一笔|彩票公益金支出, 支持了多少个项目."""
    return next((one for one in tokens if one.sort not in ("function", "several")), None)


def _of_persons(found: Sequence[Token]) -> list[Token]:
    """退休|人员: for whom a row is that is named so, which it says already."""
    out = list(found)
    for n, (before, token) in enumerate(pairwise(found), 1):
        close = before.sort == "name" and before.end == token.start and before.how is not How.EXACT
        if close and token.sort == "unknown" and token.marked("persons"):
            out[n] = replace(token, sort="function")
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
    if {"highest", "lowest"} & set(senses) and not _MOVED & set(senses):
        what = Word("op", "what")  # 最大的项目为何: which it is
        found = [replace(token, uses=(what,)) if token.marked("which_it_is") else token for token in found]
    counted = any(sense in ("how_many", "rate", "percent", "highest", "lowest") for sense in senses)
    why = Word("op", "reason")
    return [
        replace(token, uses=(why,))
        if token.marked("how") and not counted and any(s in ("more", "less", "flat") for s in senses[n + 1 :])
        else token
        for n, token in enumerate(found)
    ]


def _asking_what(found: Sequence[Token]) -> list[Token]:
    """三公经费是啥: what a name means, where nothing else is said that an amount could be of."""
    content = [token for token in found if token.sort not in ("function", "filler", "frame")]
    alone = sorted(token.sort for token in content) == ["name", "op"]
    asks = next((token for token in content if token.sense("op") == "what"), None)
    if not alone or asks is None:
        return list(found)
    return [replace(token, uses=(Word("op", "define"),)) if token is asks else token for token in found]


def _of_codes(found: Sequence[Token]) -> list[Token]:
    """X的科目编码: where no code is said, that of a row is asked for; X列在哪个科目, where nothing ranks."""
    if any(token.sort == "code" for token in found):
        return list(found)
    ranked = any(token.sense("op") in _MOVED.union(_ENDS) - {"which_row"} for token in found)
    named = [n for n, token in enumerate(found) if token.sort == "name"]
    account = Word("op", "account")
    return [
        replace(token, uses=(account,))
        if token.marked("account")
        or (token.marked("which_account") and named and named[0] < n and not ranked)
        else token
        for n, token in enumerate(found)
    ]


def _one_question(found: Sequence[Token]) -> list[Token]:
    """Words that ask beside one that does, and say nothing then: 好多人想知道…是多少, 占…多少 ratio."""
    asked = any(token.sense("op") == "how_many" and not token.marked("many") for token in found)
    spread = any(token.sense("op") == "mean" for token in found)
    shared = any(token.sense("op") == "ratio" and not token.marked("noun_of_share") for token in found)
    return [
        replace(token, sort="function", uses=())
        if (asked and token.marked("many"))
        or (shared and token.marked("noun_of_share"))
        or (not spread and not token.sense("op") and token.sense("slot").startswith("per:"))
        else token
        for token in found
    ]


def _only_named(found: Sequence[Token]) -> list[Token]:
    """光电费, 只看项目支出: before the first thing that is named, it says that nothing else is asked.

    发工资，光基本工资: so it does of a part, where the whole alone was named before.
    """
    out = list(found)
    named = sum(token.sort in ("name", "code") for token in found)
    behind = True  # nothing is named yet, or what stands before is but what the next name stands in
    for n, token in enumerate(found):
        after = next((one for one in found[n + 1 :] if one.sort != "function"), token)
        if (behind or named == _WHOLE_AND_PART) and token.marked("only") and after.sort in ("name", "code"):
            out[n] = replace(token, sort="function", uses=())
        if token.marked("spent_on") and after.sort in ("name", "code"):
            out[n] = replace(token, sort="function", uses=())  # 用于|节能环保: the row says on what
        if token.sort in ("name", "code") or token.sense("op") == "inside":
            behind = token.sense("op") == "inside"
    return out


def _asking_whether(found: Sequence[Token]) -> list[Token]:
    """还有补贴没: behind 有, a negation at the end asks whether."""
    out = list(found)
    last = next((n for n in reversed(range(len(found))) if found[n].sort not in ("function", "frame")), None)
    if last is None or found[last].sense("op") != "negation" or len(found[last].text) > 1:
        return out
    had = any(token.text.endswith("有") for token in found[:last])
    if had or (last and found[last - 1].sense("op") in ("more", "less", "spent")):
        out[last] = replace(found[last], uses=(Word("op", "yesno"),))
    return out


def _totals_of_rows(found: Sequence[Token]) -> list[Token]:
    """三公合计、接待费: 合计 of the first of several names is that of its own row, and adds nothing up."""
    out = list(found)
    for n, (before, token, behind) in enumerate(zip(found, found[1:], found[2:], strict=False), 1):
        close = before.sort == "name" and before.end == token.start and token.marked("total_row")
        if close and behind.sort == "name" and behind.paused:
            out[n] = replace(token, sort="filler", uses=())
    return out


def _ended(found: Sequence[Token]) -> list[Token]:
    """买车|子: an ending of nouns that makes a word with the end of the name before it says nothing."""
    out = list(found)
    for n, (before, token) in enumerate(pairwise(found), 1):
        close = before.sort == "name" and before.end == token.start and token.sort == "unknown"
        if close and token.text in _NOUN_ENDS and is_word(before.text[-1] + token.text):
            out[n] = replace(token, sort="function", uses=())
    return out


def _said_again(found: Sequence[Token]) -> list[Token]:
    """加装电梯补贴还有补贴没: a word of several meanings that is a part of a name before it is that name."""
    out = list(found)
    for n, token in enumerate(found):
        if token.entry is None or not token.entry.ambiguous:
            continue
        sure = (one.entry for one in found[:n] if one.entry is not None and not one.entry.ambiguous)
        if any(token.text in name.shown for entry in sure for name in entry.names):
            out[n] = replace(token, sort="function", entry=None)
    return out


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
    if token.sort == "several" and token.value == 1 and _is_mean(before):
        return replace(token, sort="slot", uses=(Word("slot", f"per:{_SPREAD.get(token.unit, token.unit)}"),))
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
        return (
            len(token.text) == 1 and sort != "amount" and (before is None or before.sense("op") != "how_many")
        )
    if slot == "level:项目":
        return sort == "name" and not token.sense("op")
    if token.text == "类":
        return sort in ("name", "code")
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
    """几辆, 几个: asks how many, of what is so counted; 几张表 of sheets, which nothing counts."""
    if token.unit in _OF_PAPER:
        return Token(token.start, token.end, token.text, "unknown")
    uses: tuple[Word, ...] = (Word("op", "how_many"),)
    if token.unit in _COUNTED:
        uses = (*uses, Word("slot", f"count:{_COUNTS.get(token.unit, token.unit)}"))
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
