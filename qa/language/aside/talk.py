"""Which stretches of a question are talk: frames and asides that ask for nothing in the documents.

Talk is a clause, or the frame before or behind what is asked, that holds no name, number, budget word or
restrictor; in a statement beside the question (我外孙女就在云麓县第一中学念书。) the words that nobody knows;
and what a reader calls something that she then names (养护公园的钱（公园绿地养护）). It is set aside and
shown as such. What narrows the question (只算…那部分) is never talk.

>>> [t.text for t in set_aside(tokens_of("急！望潮街道2025年办公费是多少？最好带上出处"))]
['急', '最好带上出处']
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from qa.language.aside.glosses import glosses
from qa.language.aside.stories import headings, means, of_stories, says_what_is_wanted
from qa.language.meant import How
from qa.language.names import Role
from qa.language.normal import Text
from qa.language.tokens import Token
from qa.language.word_classes import ClassedWord, classed_words, is_person, is_verb

_CONTENT = frozenset(("body", "unit", "year", "years", "period", "name", "code", "amount", "top", "nth"))
_NARROWS = frozenset(("inside", "exclude", "compare", "ratio", "exceed", "under", "reach", "atmost"))
# Behind these nothing more is asked: …是多少谢谢; behind 哪几个 stands what is asked.
_CLOSES = frozenset(("how_many", "yesno", "reason", "define"))
_MOVES = frozenset(("more", "less", "flat", "change", "rate", "difference", "compare"))
# A word that asks, and a verb said twice that does: 收不收.
_ASKING = re.compile(r"[几哪谁吗]|什么|([\u4e00-\u9fff])[不没]\1")
# A measure of how far something moved is of so many letters: 少了一截, 涨了一大截.
_MEASURE = 3
# Every answer tells where it is printed: 在第几页.
_WHERE_PRINTED = re.compile("页|出处")
_WHICH = frozenset(("what", "which_row", "which_year", "which_body"))
_ASKS = frozenset(
    ("how_many", "what", "which_row", "which_year", "which_body", "yesno", "reason", "define", "list")
)


def set_aside(text: Text, tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens that are talk, in order."""
    clauses = _clauses(text, tokens)
    aside = glosses(text, tokens)
    whole = any(any(map(_is_content, clause.tokens)) for clause in clauses)
    first, last = _first_that_asks(clauses), _last_that_asks(clauses)
    said = {slot for clause in clauses if not clause.beside for slot in clause.slots}
    for n, clause in reversed(list(enumerate(clauses))):
        if clause.heading or clause.story:
            aside += clause.beside_question(said)
            said |= clause.slots
            continue
        if _is_asked_of(clause, n < last, n > first):
            continue
        if whole and _is_talk(clause, told=clause.predicates or n >= last):
            aside += clause.tokens
        elif clause.tells:
            aside += clause.without(said)
            said |= clause.slots
        else:
            aside += _around_question(clause, clauses[last] if n < last else None)
    return tuple(sorted(set(aside), key=lambda token: token.start))


def _around_question(clause: _Clause, question: _Clause | None) -> Sequence[Token]:
    """What stands around what a clause asks: its premises where it leads to the question behind it."""
    leads = question is not None and clause.leads_to(question)
    return clause.premises if leads else _frame(clause.tokens)


@dataclass(frozen=True)
class _Clause:
    """The tokens of a clause; `asked`: a ？ ends it; `predicates`: it has a word that only statements have.

    `tells`: it is a statement beside what is asked, with words that nobody knows; `story`: of a sentence in
    which a person tells of herself; `heading`: it stands over what is asked.
    """

    tokens: tuple[Token, ...]
    asked: bool
    predicates: bool
    tells: bool = False
    story: bool = False
    heading: bool = False

    @property
    def asks(self) -> bool:
        """Whether it asks."""
        return self.asked or any(map(_asks, self.tokens))

    @property
    def asks_of_something_else(self) -> bool:
        """Whether it asks of what nobody knows, and names nothing beside it: 顺便问下停车场收不收费."""
        said = "".join(token.text for token in self.tokens if token.sort in ("unknown", "op"))
        asks = _ASKING.search(said) is not None and _WHERE_PRINTED.search(said) is None
        return asks and _unknown(self.tokens) and not any(map(_is_content, self.tokens))

    @property
    def beside(self) -> bool:
        """Whether it stands beside what is asked."""
        return self.tells or self.story or self.heading

    @property
    def slots(self) -> frozenset[str]:
        """The slots that it fills; none where it is a heading."""
        if self.heading:
            return frozenset()
        return frozenset(map(_slot, self.tokens)) - {""}

    @property
    def moves(self) -> bool:
        """Whether it speaks of a change."""
        return any(token.sense("op") in _MOVES for token in self.tokens)

    @property
    def asks_of_a_year(self) -> bool:
        """Whether it asks how much something is in a year of its own, and not of a change."""
        counts = any(token.sense("op") == "how_many" for token in self.tokens)
        return counts and "year" in self.slots and not self.moves

    @property
    def premises(self) -> tuple[Token, ...]:
        """What it says of how much, when or which way something moved."""
        return tuple(token for token in self.tokens if _is_premise(token))

    def leads_to(self, question: _Clause) -> bool:
        """Whether it tells of a change, or that something is so, before what is asked of a year of its own.

        那年砍掉了20万，2025年是多少; 看了2023年的预算，到2028年会是多少.
        """
        return question.asks_of_a_year and not self.asks and (self.moves or self.predicates)

    def without(self, said: Collection[str]) -> tuple[Token, ...]:
        """What it says of no use: all but what is said nowhere else; what it says of its row is of use.

        Nothing of a heading is.
        """
        if self.heading:
            return self.tokens
        if "row" in self.slots and "row" not in said:
            done = (t for before, t in pairwise((None, *self.tokens)) if t and _is_done_by(before, t))
            return (*done, *_around(self.tokens))
        return tuple(token for token in self.tokens if not _slot(token) or _slot(token) in said)

    def beside_question(self, said: Collection[str]) -> list[Token]:
        """What a heading or a story says of no use; the scope that a heading says is asked with."""
        return [t for t in self.without({*said, "row"}) if not (self.heading and _is_scope(t))]


def _first_that_asks(clauses: Sequence[_Clause]) -> int:
    """The place of the first clause that asks of something known; behind all where none does."""
    found = (
        n for n, c in enumerate(clauses) if any(map(_asks, c.tokens)) and any(map(_is_content, c.tokens))
    )
    return next(found, len(clauses))


def _last_that_asks(clauses: Sequence[_Clause]) -> int:
    """The place of the last clause with a word that asks; the first where none has."""
    return max((n for n, clause in enumerate(clauses) if any(map(_asks, clause.tokens))), default=0)


def _is_asked_of(clause: _Clause, before: bool, behind: bool) -> bool:
    """Whether it is of what is asked `before` which it stands, or asks on `behind` it.

    租扫地车，某局花了多少; …是多少？顺便问下停车场收不收费.
    """
    return (before and _is_mere_name(clause)) or (behind and clause.asks_of_something_else)


def _is_mere_name(clause: _Clause) -> bool:
    return not clause.predicates and _is_named(clause.tokens)


def _is_talk(clause: _Clause, told: bool) -> bool:
    if means(clause.tokens) or _asks_of_unknown(clause.tokens, clause.asked):
        return False
    return _is_aside(clause.tokens, told)


def _is_premise(token: Token) -> bool:
    """Whether it says how much, when or which way something moved that is not asked of."""
    return token.sense("op") in _MOVES or token.sort == "amount" or _slot(token) == "year"


def _clauses(text: Text, tokens: Sequence[Token]) -> list[_Clause]:
    """The clauses in order; where one of them asks, each with whether it tells or is of a story."""
    clauses = _as_written(text, tokens)
    if not any(clause.asks for clause in clauses):
        return clauses
    named = any("row" in clause.slots for clause in clauses if clause.asks)
    said = [clause.tokens for clause in clauses]
    told, over = of_stories(text, said), headings(text, said)
    return [
        replace(clause, tells=_tells(clause, named), story=n in told, heading=n in over)
        for n, clause in enumerate(clauses)
    ]


def _as_written(text: Text, tokens: Sequence[Token]) -> list[_Clause]:
    """The clauses that have tokens, each by itself: how it ends, and whether it says that something is so."""
    said = [word.start for word in classed_words(text) if word.is_of_statements or _ends(text, word)]
    clauses = (
        _Clause(
            tuple(token for token in tokens if start <= token.start < end),
            asked=end in text.asked,
            predicates=any(start <= at < end for at in said),
        )
        for start, end in text.clauses()
    )
    return [clause for clause in clauses if clause.tokens]


def _ends(text: Text, word: ClassedWord) -> bool:
    """Whether it says how something is, at the end of a clause: 饭菜|可口."""
    return word.is_predicate and word.end in text.ends


def _tells(clause: _Clause, named: bool) -> bool:
    """Whether it is a statement that narrows nothing (not …的): of words that nobody knows, or of a person.

    `named`: what is asked says itself of what.
    """
    if clause.asks or not clause.predicates or says_what_is_wanted(clause.tokens):
        return False
    if not _unknown(clause.tokens) and not (named and _of_a_person(clause)):
        return False
    if clause.tokens[-1].text == "的" and not _says_what_someone_is(clause):
        return False
    against = clause.moves  # 比上一年少了一截: 比 but says against what it moved
    return not _narrowed([t for t in clause.tokens if not (against and t.sense("op") == "compare")])


def _says_what_someone_is(clause: _Clause) -> bool:
    """我是新来的."""
    words = [token.text for token in clause.tokens[:3]]
    return any(map(is_person, words)) and any(token.marked("copula") for token in clause.tokens[:3])


def _of_a_person(clause: _Clause) -> bool:
    """Whether it tells what someone does or did: 他说街道每年印材料就要花十几万."""
    return any(is_person(token.text) for token in clause.tokens) and not clause.moves


def _is_done_by(before: Token | None, token: Token) -> bool:
    """Whether it is what a person does: 我|看见, 我们|想起."""
    return before is not None and token.sort == "unknown" and is_person(before.text) and is_verb(token.text)


def _around(tokens: Sequence[Token]) -> Iterator[Token]:
    """What stands around what is told of a row: 发现|…的收入预算比上年少了|一截."""
    first = next((n for n, token in enumerate(tokens) if _is_content(token)), 0)
    yield from (token for token in tokens[:first] if token.sort == "unknown" and is_verb(token.text))
    if any(token.sense("op") in _MOVES for token in tokens):
        behind = takewhile(lambda token: token.sort == "unknown", reversed(tokens))
        yield from (token for token in behind if len(token.text) <= _MEASURE)


def _slot(token: Token) -> str:
    """The slot of what is asked that a token fills, "" for none."""
    if token.entry is not None and token.entry.roles == {Role.TABLE}:
        return "table"
    if token.sort in ("name", "code"):
        return "row"
    if token.sort in ("year", "years") or token.sense("slot").startswith("year:"):
        return "year"
    return "body" if token.sort in ("body", "unit") else ""


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
    """Whether it is of the documents: not by another word of its meaning alone, which any clause may hold."""
    return token.sort in _CONTENT and (token.sort != "name" or token.how is not How.NEAR)


def _is_aside(clause: Sequence[Token], told: bool) -> bool:
    """A clause of its own that asks for nothing: 我在写论文, 不用解释只要数字; `told`: it says something."""
    if any(map(_is_content, clause)):
        return False
    if _denies(clause):
        return True
    if not _unknown(clause):
        return _adds_nothing(clause)
    if _narrowed(clause) or _says_of_what(clause) or any(map(_asks_which, clause)):
        return False
    if any(token.has("frame") for token in clause):
        # 放假帮看小孩。要帮多少人次: before the question a mere name is of it, whatever letters it holds.
        return told or _is_spoken(clause)
    return not any(
        _asks(token) or token.sense("slot").startswith(("stage", "scope", "group")) for token in clause
    )


def _adds_nothing(clause: Sequence[Token]) -> bool:
    """Whether a clause of known words asks nothing more: 要数字, 年初数我有, 不用解释; 为什么 asks."""
    if any(is_person(token.text) for token in clause) and not any(token.sense("op") for token in clause):
        return True  # 年初数我有
    denied = clause[0].sense("op") == "negation" and clause[-1].sense("op") in ("define", "reason")
    return denied or not any(token.sense("op") or token.sense("slot") for token in clause)


def _says_of_what(clause: Sequence[Token]) -> bool:
    """樱花节的, …; 按花会分类, …: of what or by what, and not of whom."""
    by = clause[0].marked("by")
    return by or (clause[-1].text == "的" and not any(is_person(token.text) for token in clause))


def _is_spoken(clause: Sequence[Token]) -> bool:
    """Whether a clause says who speaks, or that someone does, in more than one letter."""
    by_someone = any(token.sense("filler") == "people" for token in clause)
    return by_someone or any(token.has("frame") and len(token.text) > 1 for token in clause)


def _denies(clause: Sequence[Token]) -> bool:
    """不对，不是的，: a clause that but turns down what was told before."""
    return clause[0].sense("op") == "negation" and all(t.sort == "function" for t in clause[1:])


def _asks(token: Token) -> bool:
    return token.sense("op") in _ASKS


def _asks_which(token: Token) -> bool:
    """Whether it asks of the word behind it, which is no talk whoever says it: 换|什么车, 改列到|什么地方."""
    return token.sense("op") in _WHICH


def _is_scope(token: Token) -> bool:
    """Whether it says of how much of a place or a body: 市本级：国有资本收入多少."""
    return token.sense("slot").startswith("scope:")


def _narrowed(tokens: Sequence[Token]) -> bool:
    """Whether a clause says of what alone, or adds something: 再加上快递那类的钱."""
    return any(t.has("restrict") or t.sense("op") in _NARROWS or t.marked("plus") for t in tokens)


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
