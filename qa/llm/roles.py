"""What single words of a question may be claimed for: an id, an operation, asking, or nothing at all.

What the rules recognised is firm; of words that nobody knows, and of names that were guessed, a model may say
what they mean. Which operators may stand for which nodes, and what a sentence must say itself that is asked
of it, are tables here.

>>> role_of(word)  # 从高到低
'op:rank'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import cast

from qa.language.lexicon import words as lexicon
from qa.language.meant import How, Name
from qa.language.normal import key_of
from qa.language.numbers import holds_numeral, number_of
from qa.language.thesaurus import synonyms
from qa.language.tokens import Token
from qa.language.word_classes import classed
from qa.llm.building import Node
from qa.llm.offers import Offer, WordAt
from qa.plan.grammar import ASKING as NEED_NO_NODE
from qa.plan.operands import names_of

_FIRM = frozenset(
    ("body", "unit", "year", "years", "period", "code", "amount", "top", "nth", "several", "each")
)
# A spoken word is known for what it mostly means: a model may know better what it means here.
SURE = frozenset((How.EXACT, How.SHORT))
# Nodes that say of what, not what is done with it: no word need stand for their own operation.
PLAIN = frozenset(("cell", "amount", "show", "list", "listed", "children", "each", "tell"))
NUMBERED = frozenset(("code", "number", "amount", "period"))
_CHANGES = frozenset(("changed", "reason", "difference", "growth", "series", "rank", "minus"))
# What each operator of the lexicon may stand for; one that is not here may not be claimed for anything.
_STANDS_FOR: Mapping[str, frozenset[str]] = {
    "compare": frozenset(
        ("difference", "growth", "changed", "reason", "ratio", "holds", "series", "agree", "rank", "show")
    ),
    "more": frozenset(("difference", "growth", "changed", "reason", "holds", "series", "rank", "minus")),
    "less": frozenset(("difference", "growth", "changed", "reason", "holds", "series", "rank", "minus")),
    "flat": frozenset(("changed", "reason", "holds", "agree")),
    "difference": frozenset(("difference", "changed", "agree", "series")),
    "change": frozenset(("changed", "reason", "difference", "growth", "series", "rank")),
    "rate": frozenset(("changed", "growth", "series", "rank")),
    "percent": frozenset(("ratio", "growth", "changed", "series", "rank", "difference")),
    "ratio": frozenset(("ratio", "rank", "changed", "growth")),
    "proportion": frozenset(("ratio",)),
    "times": frozenset(("ratio",)),
    "sum": frozenset(
        ("sum", "cell", "show", "list", "count", "growth", "series", "difference", "changed", "rank")
    ),
    "mean": frozenset(("mean", "scale", "ratio", "children", "each", "list", "show", "rank")),
    "half": frozenset(("scale", "holds")),
    "highest": frozenset(("rank", "series")),
    "lowest": frozenset(("rank", "series")),
    "superlative": frozenset(("rank", "series", "children")),
    "order": frozenset(("rank",)),
    "reverse": frozenset(("rank",)),
    "list": frozenset(("list", "children", "rank", "show", "listed")),
    "apart": frozenset(
        ("show", "list", "children", "each", "series", "rank", "changed", "difference", "growth", "ratio")
    ),
    "reason": frozenset(("reason", "changed", "rank", "tell")),
    "define": frozenset(("tell",)),
    "series": frozenset(("series",)),
    "agree": frozenset(("agree", "holds")),
    "overspent": frozenset(("difference",)),
    "exceed": frozenset(("filter", "holds")),
    "reach": frozenset(("filter", "holds")),
    "under": frozenset(("filter", "holds")),
    "atmost": frozenset(("filter", "holds")),
    "equals": frozenset(("holds", "agree")),
    "exclude": frozenset(("minus", "difference")),
    "new": frozenset(("minus", "reason", "changed", "tell")),
    "ended": frozenset(("minus", "reason", "changed", "tell")),
    "filled": frozenset(("filter",)),
    "which_year": frozenset(("series",)),
    "which_body": frozenset(("rank", "difference", "show", "list")),
    "which_row": frozenset(("rank", "list", "show", "children")),
    "yesno": frozenset(
        ("exists", "holds", "agree", "rank", "tell", "changed", "reason", "difference", "growth")
    ),
    "negation": frozenset(("exists", "holds", "reason", "changed")),
    "blank": frozenset(("exists", "holds", "filter", "cell")),
    "derive": frozenset(("difference", "cell", "show")),
    "inside": frozenset(("cell", "children", "each", "listed", "rank", "list", "tell", "ratio")),
}
ASKS = frozenset(("degree", "how_many", "what", "spent", "also"))
# Nouns, places, times: such words say of what, not what is done with it. Numbers are of their own.
_NOUNS = ("n", "s", "t")


def texts_of(word: WordAt) -> Iterator[str]:
    """A word that says of what, and the names that it may mean; not one of money, which all is told of."""
    if word.token.sort not in ("body", "year", "function") and not _is_of_money(word.token):
        yield word.text
    if word.token.sort == "name":
        yield from (name.shown for name in names_of(word.token))


_MOVED = frozenset(("more", "less", "flat", "change", "rate", "difference", "percent", "new", "ended"))
_SHARED = frozenset(("ratio", "proportion", "percent", "rate"))
# What a sentence must say itself that is asked of it: how one thing stands to another is worked out nowhere.
_TOLD_BY: Mapping[str, frozenset[str]] = {
    **dict.fromkeys((*_STANDS_FOR.keys() - {"exclude", "negation"}, *ASKS), frozenset[str]()),
    **dict.fromkeys(("compare", *_MOVED), _MOVED),
    **dict.fromkeys(("ratio", "proportion"), _SHARED),
    "percent": _MOVED | _SHARED,
    "times": frozenset(("times",)),
    "mean": frozenset(("mean",)),
    "half": frozenset(("half",)),
}


def _tells(senses: frozenset[str], said: str, shown: str) -> bool:
    """Whether a text holds a word of one of the senses, where any is wanted, or the very word."""
    return not senses or said in shown or any(word in shown for word in _words_for(senses))


@cache
def _words_for(senses: frozenset[str]) -> tuple[str, ...]:
    """The words of the lexicon for some operators, single letters apart."""
    found = (
        word
        for word, uses in lexicon().items()
        if any(use.sense in senses for use in uses if use.sort == "op")
    )
    return tuple(word for word in found if len(word) > 1 or word == "占")


def may_be_told(token: Token, offer: Offer) -> bool:
    """Whether a sentence may be what a word asks for: an open word, an operator, or what stands in it."""
    if is_open(token):
        return True
    if sense := token.sense("op"):
        return sense in _TOLD_BY and _tells(_TOLD_BY[sense], token.text, offer.shown)
    if says_nothing(token) or token.sense("slot").startswith("year:"):
        return True
    return key_of(token.text) in key_of(offer.shown)


def is_of(word: WordAt, offer: Offer) -> bool:
    """Whether a word is an id's own: recognised as it, its code, within its name; or says nothing."""
    token = word.token
    if word.id in offer.words or says_nothing(token):
        return True
    return (token.sort == "code" and token.text in _codes_of(offer)) or _is_in_name(token, offer)


def _is_in_name(token: Token, offer: Offer) -> bool:
    """Whether a printed name holds a word as it stands: 车辆通行费, of 车辆通行费收入安排的支出."""
    named = token.sort in ("name", "unit", "body") or bool(token.sense("slot"))
    return named and len(token.text) > 1 and key_of(token.text) in key_of(offer.shown)


def is_no_part(words: Sequence[WordAt], node: Node, offer: Offer) -> bool:
    """Whether the year of a title is not all that is taken of it: the node must be of that table too."""
    if offer.kind != "year":
        return True
    of = {id for other in (*node.ids, *node.within) if other.kind != "year" for id in other.words}
    return all(word.id in of for word in words if word.token.sort == "name")


def is_open(token: Token) -> bool:
    """Whether a model may say what it means: an unknown word, a name that was guessed."""
    return token.sort == "unknown" or (token.sort == "name" and token.how not in SURE)


def role_of(word: WordAt) -> str:
    """What a word may be claimed for, as a model is told: nothing need be said of one that is `free`.

    `id`: ids alone; `open`: an id, an operation or asking; `op:` the kinds of nodes whose operation it is.
    """
    token = word.token
    if not is_content(token):
        return "free"
    if sense := token.sense("op"):
        return "op:" + ",".join(sorted(_STANDS_FOR.get(sense, ())))
    if not is_open(token):
        slot = token.sense("slot").partition(":")[0]
        return (
            "id,op" if slot in ("year", "level", "class", "per") or token.sort in _SORTS_STAND_FOR else "id"
        )
    return "open" if may_ask(word) else "id,op" if word.text.isascii() else "id"


def is_firm(token: Token) -> bool:
    """Whether the rules know what it is, so that nobody may say otherwise."""
    return (
        token.sort in _FIRM
        or (token.sort == "name" and token.how in SURE)
        or bool(token.sense("op"))
        or bool(token.sense("slot"))
        or token.has("restrict")
    )


def says_nothing(token: Token) -> bool:
    """Whether no node need stand for it: grammar, speaking, nouns of money, asking."""
    slot = token.sense("slot")
    if token.sort == "unknown" or token.sort in _FIRM or token.sort == "name" or token.has("restrict"):
        return False
    if token.sense("op"):
        return token.sense("op") in ASKS
    return not slot or slot.startswith("unit:")


def is_content(token: Token) -> bool:
    """Whether a plan must claim it; an amount that it does not work with is held against its answer."""
    if token.sense("op") in NEED_NO_NODE or (token.has("restrict") and token.sense("restrict") != "words"):
        return False
    return not (says_nothing(token) or (token.sort == "amount" and token.unit))


def may_be_talk(token: Token, of_asker: bool, asks: bool) -> bool:
    """Whether a clause that holds it can be talk: no name, number, word of money, or word that narrows.

    `of_asker`: it speaks of who asks (我文化不高), and may say of her what operators say of amounts; and,
    where it `asks` nothing, what she did (我搞过水利).
    """
    if of_asker and not asks and token.sort == "name":
        return True
    if token.sense("op") and token.sort != "name" and not token.has("restrict"):
        return token.sense("op") in ASKS or (of_asker and token.sense("op") != "exclude")
    counts = token.sense("slot").startswith(("count:", "unit:"))
    return counts or not (is_firm(token) or _is_of_money(token))


def _is_of_money(token: Token) -> bool:
    return token.sense("filler") in ("budget", "money", "expense", "income", "both", "subject")


def may_stand_for(word: WordAt, node: Node) -> bool:
    """Whether a word may be that of a node's operation."""
    token = word.token
    if says_nothing(token):
        return True
    if sense := token.sense("op"):
        return sense in ASKS or node.kind in _STANDS_FOR.get(sense, frozenset())
    if token.sort == "year":
        return _is_the_year_before(token, node) or node.kind in _CHANGES
    if slot := token.sense("slot"):
        return _slot_stands_for(slot, node)
    if token.sort in _SORTS_STAND_FOR:
        return node.kind in _SORTS_STAND_FOR[token.sort]
    if token.has("restrict"):
        return node.kind in ("minus", "filter") or (node.kind == "cell" and bool(node.within))
    return is_open(token) and _may_say_how(word.text, node)


def _may_say_how(text: str, node: Node) -> bool:
    """Whether an unknown word may say what a node works out: no noun, unless it says of how many."""
    works = node.kind not in PLAIN or bool(node.how)
    return works and (text.isascii() or not is_noun(text) or _numbers(text, node))


def _is_the_year_before(token: Token, node: Node) -> bool:
    """Whether a year is that of a cell of the year before: 2022年, of 2023年办公费的2022年预算数."""
    years = [cast("int", offer.value) for offer in node.ids if offer.kind == "year"]
    return "prior" in node.how and [*token.years] == [year - 1 for year in years]


def _numbers(text: str, node: Node) -> bool:
    """Whether it says how many a node works with: 五款, of the sum of five."""
    counts = all(word.sort.startswith("m") for word in classed(text))
    return counts and any(number_of(text[:end]) == len(node.of) > 1 for end in range(1, len(text)))


def _slot_stands_for(said: str, node: Node) -> bool:
    """Whether a word of the lexicon that fills a slot may be that of a node's operation: 各项目, 比上年."""
    slot, _, value = said.partition(":")
    if slot == "year":
        return node.kind in _CHANGES or (node.kind == "cell" and "prior" in node.how and value == "last")
    if slot == "class" and node.kind == "cell":  # 经济分类, of 30214租赁费
        codes = {code for offer in node.ids for code in _codes_of(offer)}
        return bool(codes) and all(code.startswith(_FIRST_OF_CLASS[value]) for code in codes)
    if slot == "per" and node.kind == "scale":
        return any(offer.kind == "number" for offer in node.ids)
    return slot in ("level", "class", "per") and node.kind in _OF_ROWS


def _codes_of(offer: Offer) -> tuple[str, ...]:
    """The codes that say the same as an id: its own, those of its name."""
    if offer.kind == "code":
        return (str(offer.value),)
    return offer.value.codes if isinstance(offer.value, Name) else ()


_FIRST_OF_CLASS = {"economic": "3", "functional": "2"}


_OF_ROWS = frozenset(("children", "count", "mean", "rank", "list", "minus"))
_SEVERAL = frozenset(("series", "mean", "each", "rank", "show", "list", "children", "sum"))
_SORTS_STAND_FOR: Mapping[str, frozenset[str]] = {
    "nth": frozenset(("rank",)),
    "years": _SEVERAL,
    "each": _SEVERAL,
    "several": _SEVERAL,
}


def may_ask(word: WordAt) -> bool:
    """Whether a word may be one of asking: grammar, or an unknown one that is no noun and no name."""
    token = word.token
    if says_nothing(token):
        return True
    if not is_open(token) or word.text.isascii():
        return False
    return not is_noun(word.text) or _is_filler(word.text)


def _is_filler(text: str) -> bool:
    """Whether it is another word for one that says nothing, as 文本 is for 文件 and 事儿 for 事情."""
    uses = (use for same in synonyms(text) for use in lexicon().get(same, ()))
    return any(use.sort in ("filler", "function", "frame") and use.sense in _FILLERS for use in uses)


_FILLERS = frozenset(("file", "subject", "function", "speech"))


def is_noun(text: str) -> bool:
    """Whether the dictionary holds it for a noun or a number in digits; Latin words it does not know."""
    return any(
        word.sort.startswith(_NOUNS) or (word.sort.startswith("m") and holds_numeral(word.text))
        for word in classed(text)
    )
