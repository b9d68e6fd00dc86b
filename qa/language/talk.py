"""Which stretches of a question are talk: frames and asides that ask for nothing in the documents.

Talk is a clause, or the frame before or behind what is asked, that holds no name, number, budget word or
restrictor. It is set aside and shown as such. What narrows the question (只算…那部分) is never talk.

>>> [t.text for t in set_aside(tokens_of("急！望潮街道2025年办公费是多少？最好带上出处"))]
['急', '最好带上出处']
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.language.normal import Text
from qa.language.tokens import Token

_CONTENT = frozenset(("body", "unit", "year", "years", "period", "name", "code", "amount", "top", "nth"))
_NARROWS = frozenset(("inside", "exclude", "compare", "ratio", "exceed", "under", "reach", "atmost"))
# Behind these nothing more is asked: …是多少谢谢; behind 哪几个 stands what is asked.
_CLOSES = frozenset(("how_many", "yesno", "reason", "define"))
_ASKS = frozenset(
    ("how_many", "what", "which_row", "which_year", "which_body", "yesno", "reason", "define", "list")
)


def set_aside(text: Text, tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens that are talk, in order."""
    aside: list[Token] = []
    clauses = [[t for t in tokens if start <= t.start < end] for start, end in text.clauses()]
    asked = [end in text.asked for _, end in text.clauses()]
    whole = any(any(map(_is_content, clause)) for clause in clauses)
    last = max((n for n, clause in enumerate(clauses) if any(map(_asks, clause))), default=0)
    for n, clause in enumerate(clauses):
        if n < last and _is_named(clause):
            continue  # 租扫地车，某局花了多少: of what is asked
        aside += (
            clause
            if whole and not _asks_of_unknown(clause, asked[n]) and _is_aside(clause)
            else _frame(clause)
        )
    return tuple(aside)


def _asks_of_unknown(clause: Sequence[Token], asked: bool) -> bool:
    """Whether a clause before a ？ holds words that nobody knows, and none of speaking."""
    return asked and _unknown(clause) and not any(token.has("frame") for token in clause)


def _is_named(clause: Sequence[Token]) -> bool:
    """Whether a clause is but a name that nobody knows: 租扫地车; 那个…平台建设项目."""
    return _unknown(clause) and all(map(_is_nominal, clause))


def _is_nominal(token: Token) -> bool:
    noun = token.sort == "unknown" or token.marked("within_noun")
    return noun or token.has("filler") or token.sense("slot").startswith("level:")


def _unknown(clause: Sequence[Token]) -> bool:
    return any(token.sort == "unknown" for token in clause)


def _is_content(token: Token) -> bool:
    return token.sort in _CONTENT


def _is_aside(clause: Sequence[Token]) -> bool:
    """A clause of its own that asks for nothing: 我在写论文, 不用解释只要数字."""
    if any(map(_is_content, clause)):
        return False
    if _denies(clause):
        return True
    if not _unknown(clause):
        # 要数字 says nothing more; 为什么 asks.
        denied = clause[0].sense("op") == "negation" and clause[-1].sense("op") in ("define", "reason")
        return denied or not any(token.sense("op") or token.sense("slot") for token in clause)
    if _narrowed(clause):
        return False
    if any(token.has("frame") for token in clause):
        return True
    if clause[-1].text == "的":
        return False  # 樱花节的, … says of what
    return not any(
        _asks(token) or token.sense("slot").startswith(("stage", "scope", "group")) for token in clause
    )


def _denies(clause: Sequence[Token]) -> bool:
    """不对，不是的，: a clause that but turns down what was told before."""
    return clause[0].sense("op") == "negation" and all(t.sort == "function" for t in clause[1:])


def _asks(token: Token) -> bool:
    return token.sense("op") in _ASKS


def _narrowed(tokens: Sequence[Token]) -> bool:
    return any(token.has("restrict") or token.sense("op") in _NARROWS for token in tokens)


def _frame(clause: Sequence[Token]) -> list[Token]:
    """市民来电询问… before what is asked, …谢谢啦 behind it."""
    content = [n for n, token in enumerate(clause) if _is_content(token)]
    if not content:
        return []
    head = clause[: content[0]]
    spoken = max((n for n, token in enumerate(head) if token.has("frame")), default=-1)
    lead = head[: spoken + 1]
    last = max((n for n, token in enumerate(clause) if _asks(token)), default=0)
    last = max(last, content[-1])
    tail = clause[last + 1 :]
    closed = clause[last].sense("op") in _CLOSES and not any(map(_is_counted, tail))
    return [*([] if _narrowed(lead) else lead), *(tail if closed and _is_empty(tail) else [])]


def _is_counted(token: Token) -> bool:
    """Whether what stands behind 多少 says what is counted: 多少|个内设机构."""
    return token.sort == "unknown"


def _is_empty(tail: Sequence[Token]) -> bool:
    """Whether what stands behind the question narrows nothing and says nothing of what: not …的."""
    if not tail or tail[-1].text == "的":
        return False
    return not any(
        token.has("restrict") or token.sense("op") or token.sense("slot") or token.has("filler")
        for token in tail
    )
