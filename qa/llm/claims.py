"""No word without a meaning, and no meaning without a word: a model's claims held to both.

What the rules recognised stays what it is: a body, a year, a number, a printed name may only be claimed for
just that. Of words that nobody knows a model may say what they mean; such a reading is told to the reader.
What it leaves unclaimed blocks its plan, as it blocks a plan of the rules.

>>> held_to_words(plan, offered, asked).left
('食堂',)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from qa.execute.narrative.quoting import coverage
from qa.language.lexicon import words as lexicon
from qa.language.meant import How, Name
from qa.language.names import Entry, Role
from qa.language.normal import Text, key_of
from qa.language.numbers import holds_numeral, number_of
from qa.language.thesaurus import synonyms
from qa.language.tokens import Token
from qa.language.word_classes import classed
from qa.llm.building import Node
from qa.llm.exchange import Failure, NoReply
from qa.llm.offers import Offer, Offers, WordAt, abridges
from qa.llm.plans import ASKING, OP, TALK, ModelPlan, Said
from qa.plan.grammar import ASKING as NEED_NO_NODE
from qa.plan.operands import names_of
from qa.plan.sentences import Understood

QUOTED = "所引的话"
"""What a word is taken for that a chosen sentence answers."""
_FIRM = frozenset(
    ("body", "unit", "year", "years", "period", "code", "amount", "top", "nth", "several", "each")
)
# A spoken word is known for what it mostly means: a model may know better what it means here.
_SURE = frozenset((How.EXACT, How.SHORT))
# Nodes that say of what, not what is done with it: no word need stand for their own operation.
_PLAIN = frozenset(("cell", "amount", "show", "list", "listed", "children", "each", "tell"))
_NUMBERED = frozenset(("code", "number", "amount", "period"))
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
_ASKS = frozenset(("degree", "how_many", "what", "spent", "also"))
# Nouns, places, times: such words say of what, not what is done with it. Numbers are of their own.
_NOUNS = ("n", "s", "t")


@dataclass(frozen=True, slots=True)
class Held:
    """A plan's words: the tokens as the model reads them, those set aside, those left, what it made of words.

    `used` are the tokens that a node stands for, `read_as` the unknown words with the names taken for them.
    """

    tokens: tuple[Token, ...]
    aside: tuple[Token, ...]
    used: frozenset[Token]
    left: tuple[str, ...]
    read_as: tuple[tuple[str, str], ...]


def held_to_words(plan: ModelPlan, offered: Offers, asked: Understood) -> Held:
    """The words of a plan; what may not be claimed is not. Raises NoReply for an id that no word says."""
    check = _Check(plan, offered, asked)
    check.every_id_is_said()
    return check.read()


class _Check:
    """Every claim of a plan against the words it is of."""

    def __init__(self, plan: ModelPlan, offered: Offers, asked: Understood) -> None:
        self._plan, self._offered, self._asked = plan, offered, asked
        self._made = tuple(claim for said in plan.claims if self._may_be(claim := self._by_word(said)))

    # -- what may be claimed -----------------------------------------------------------------

    def _by_word(self, claim: Said) -> Said:
        """A claim without the words that may not be claimed so; one for a name or for talk is held whole."""
        node = self._plan.nodes[claim.node]
        if claim.id == ASKING:
            kept = [id for id in claim.words if _may_ask(self._offered.word(id))]
        elif claim.id == OP:
            kept = [id for id in claim.words if self._may_work(self._offered.word(id), node)]
        elif claim.id != TALK and self._offered[claim.id].kind == "sentence":
            offer = self._offered[claim.id]
            kept = [id for id in claim.words if _may_be_told(self._offered.word(id).token, offer)]
        else:
            return claim
        return replace(claim, words=tuple(kept))

    def _may_be(self, claim: Said) -> bool:
        """Whether the words of a claim may stand for what it says."""
        words = [self._offered.word(id) for id in claim.words]
        node = self._plan.nodes[claim.node]
        if claim.id == TALK:
            return self._is_talk(words)
        if claim.id in (ASKING, OP):
            return bool(words)
        offer = self._offered[claim.id]
        there = offer in node.ids or offer in node.within
        return there and self._may_mean(words, offer) and _is_no_part(words, node, offer)

    def _may_work(self, word: WordAt, node: Node) -> bool:
        return _may_stand_for(word, node) or self._counts_percent(word, node)

    def _counts_percent(self, word: WordAt, node: Node) -> bool:
        """Whether it is the unit of a share that another word asks for: 占…几个百分点."""
        if node.kind != "ratio" or word.token.sense("op") not in ("rate", "percent"):
            return False
        claimed = {
            id for claim in self._plan.claims if (claim.node, claim.id) == (node.id, OP) for id in claim.words
        }
        return any(self._offered.word(id).token.sense("op") == "ratio" for id in claimed)

    def _may_mean(self, words: Sequence[WordAt], offer: Offer) -> bool:
        """Whether words may be said for an id: those recognised as it, its code, or unknown ones."""
        if offer.kind == "sentence":
            return bool(words)
        others = [word for word in words if not _is_of(word, offer)]
        if not others:
            return bool(words)
        said = "".join(word.text for word in others)
        if any(_is_firm(word.token) for word in others) or offer.kind in _NUMBERED:
            return False
        match offer.kind:
            case "body":
                return abridges(said, offer.shown)
            case "year":
                return holds_numeral(said)
        return said in offer.shown or not self._narrows(others, offer, words)

    def _narrows(self, others: Sequence[WordAt], offer: Offer, words: Sequence[WordAt]) -> bool:
        """Whether nouns stand beside words that say it as it is printed: they say more than that.

        What stands in English beside the Chinese of it says the same.
        """
        own = {word.id for word in words}
        claimed = {id for claim in self._plan.claims if claim.id == offer.id for id in claim.words}
        printed = any(self._offered.word(id).token.how in _SURE and id in offer.words for id in claimed | own)
        return printed and any(
            _is_noun(w.text) and not (w.text.isascii() and w.text.isalpha()) for w in others
        )

    def _is_talk(self, words: Sequence[WordAt]) -> bool:
        """Whether they are all of clauses that hold no name, number, word of money or word that narrows."""
        ids = {word.id for word in words}
        for start, end in self._asked.text.clauses():
            clause = [word for word in self._offered.words if start <= word.start < end]
            if ids.isdisjoint(word.id for word in clause):
                continue
            of_asker = any(word.is_person for word in classed(self._asked.text.bare[start:end]))
            asks = any(word.token.sense("op") in _ASKS for word in clause)
            if not all(_may_be_talk(word.token, of_asker, asks) for word in clause):
                return False
            if any(word.id not in ids and not _says_nothing(word.token) for word in clause):
                return False
        return bool(words)

    # -- what must be said -------------------------------------------------------------------

    def every_id_is_said(self) -> None:
        """Raises NoReply where an id or an operation is of a node and no word of the question says it."""
        said = {claim.id for claim in self._made if claim.words}
        worked = {claim.node for claim in self._made if claim.id == OP and claim.words}
        for node in self._plan.nodes.values():
            for offer in (*node.ids, *node.within):
                if offer.id not in said and not offer.earlier and offer.kind not in _TOLD_TOGETHER:
                    raise NoReply(Failure.RUBBISH, f"no word says {offer.id}")
            if (node.kind not in _PLAIN or "prior" in node.how) and node.id not in worked:
                raise NoReply(Failure.RUBBISH, f"no word says {node.kind}")
            self._stands_in_what_is_told(node)

    def _stands_in_what_is_told(self, node: Node) -> None:
        """Raises NoReply where no word asks for the sentences chosen, or none stands in them."""
        told = [offer for offer in node.ids if offer.kind == "sentence"]
        if told and not (self._is_claimed(told) and self._is_spoken_of(told)):
            raise NoReply(Failure.RUBBISH, "no word stands in what is told")

    def _is_claimed(self, told: Sequence[Offer]) -> bool:
        """Whether a word is claimed for one of the sentences."""
        ids = {offer.id for offer in told}
        return any(claim.id in ids and claim.words for claim in self._made)

    def _is_spoken_of(self, told: Sequence[Offer]) -> bool:
        """Whether one of the sentences holds a word of the question, where a Chinese one is unknown."""
        if all(word.text.isascii() for word in self._offered.words if word.token.sort == "unknown"):
            return True
        words = [text for word in self._offered.words for text in _texts_of(word) if len(text) > 1]
        return any(coverage(words, offer.shown) for offer in told)

    # -- the words as the model reads them ---------------------------------------------------

    def read(self) -> Held:
        """The tokens as claimed, and what is left."""
        tokens: list[Token] = []
        aside = list(self._asked.aside)
        used: set[Token] = set()
        for run, claim in self._runs():
            token = self._read(run, claim)
            tokens.append(token)
            if claim is not None and claim.id == TALK:
                aside.append(token)
            elif claim is not None:
                used.add(token)
        content = [token for token in tokens if token not in aside or token in used]
        left = tuple(token.text for token in content if token not in used and _is_content(token))
        kept = tuple(token for token in aside if token not in used)
        return Held(tuple(content), kept, frozenset(used), left, tuple(self._taken_for()))

    def _runs(self) -> Iterator[tuple[list[WordAt], Said | None]]:
        """The words in order, those of one token and one claim together."""
        run: list[WordAt] = []
        now: Said | None = None
        for word in self._offered.words:
            claim = next((claim for claim in self._made if word.id in claim.words), None)
            if run and claim is now and word.token is run[-1].token:
                run.append(word)
                continue
            if run:
                yield run, now
            run, now = [word], claim
        if run:
            yield run, now

    def _taken_for(self) -> Iterator[tuple[str, str]]:
        """What a reader is told that her words were taken for: not what they say themselves.

        A sentence stands in the answer: it is not said again.
        """
        for claim in self._made:
            words = [self._offered.word(id) for id in claim.words]
            own = [word for word in words if _is_open(word.token)]
            if claim.id in (OP, ASKING, TALK) or not own:
                continue
            said = self._asked.text.shown(own[0].start, own[-1].end)
            offer = self._offered[claim.id]
            if said not in offer.shown:
                yield said, QUOTED if offer.kind == "sentence" else offer.shown

    def _read(self, run: Sequence[WordAt], claim: Said | None) -> Token:
        token = run[0].token
        if not _is_open(token):
            return token
        if claim is None:
            return _part(self._asked.text, run) if token.sort == "unknown" else token
        if claim.id in (OP, ASKING, TALK):
            return replace(_part(self._asked.text, run), sort="function")
        return _as_offered(_part(self._asked.text, run), self._offered[claim.id])


# What is chosen of the narrative is one answer: its sentences need no word each, its numbers none.
_TOLD_TOGETHER = frozenset(("sentence", "value"))


def _texts_of(word: WordAt) -> Iterator[str]:
    """A word that says of what, and the names that it may mean; not one of money, which all is told of."""
    if word.token.sort not in ("body", "year", "function") and not _is_of_money(word.token):
        yield word.text
    if word.token.sort == "name":
        yield from (name.shown for name in names_of(word.token))


_MOVED = frozenset(("more", "less", "flat", "change", "rate", "difference", "percent", "new", "ended"))
_SHARED = frozenset(("ratio", "proportion", "percent", "rate"))
# What a sentence must say itself that is asked of it: how one thing stands to another is worked out nowhere.
_TOLD_BY: Mapping[str, frozenset[str]] = {
    **dict.fromkeys((*_STANDS_FOR.keys() - {"exclude", "negation"}, *_ASKS), frozenset[str]()),
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


def _may_be_told(token: Token, offer: Offer) -> bool:
    """Whether a sentence may be what a word asks for: an open word, an operator, or what stands in it."""
    if _is_open(token):
        return True
    if sense := token.sense("op"):
        return sense in _TOLD_BY and _tells(_TOLD_BY[sense], token.text, offer.shown)
    if _says_nothing(token) or token.sense("slot").startswith("year:"):
        return True
    return key_of(token.text) in key_of(offer.shown)


def _is_of(word: WordAt, offer: Offer) -> bool:
    """Whether a word is an id's own: recognised as it, its code, within its name; or says nothing."""
    token = word.token
    if word.id in offer.words or _says_nothing(token):
        return True
    return (token.sort == "code" and token.text in _codes_of(offer)) or _is_in_name(token, offer)


def _is_in_name(token: Token, offer: Offer) -> bool:
    """Whether a printed name holds a word as it stands: 车辆通行费, of 车辆通行费收入安排的支出."""
    named = token.sort in ("name", "unit", "body") or bool(token.sense("slot"))
    return named and len(token.text) > 1 and key_of(token.text) in key_of(offer.shown)


def _is_no_part(words: Sequence[WordAt], node: Node, offer: Offer) -> bool:
    """Whether the year of a title is not all that is taken of it: the node must be of that table too."""
    if offer.kind != "year":
        return True
    of = {id for other in (*node.ids, *node.within) if other.kind != "year" for id in other.words}
    return all(word.id in of for word in words if word.token.sort == "name")


def _is_open(token: Token) -> bool:
    """Whether a model may say what it means: an unknown word, a name that was guessed."""
    return token.sort == "unknown" or (token.sort == "name" and token.how not in _SURE)


def role_of(word: WordAt) -> str:
    """What a word may be claimed for, as a model is told: nothing need be said of one that is `free`.

    `id`: ids alone; `open`: an id, an operation or asking; `op:` the kinds of nodes whose operation it is.
    """
    token = word.token
    if not _is_content(token):
        return "free"
    if sense := token.sense("op"):
        return "op:" + ",".join(sorted(_STANDS_FOR.get(sense, ())))
    if not _is_open(token):
        slot = token.sense("slot").partition(":")[0]
        return (
            "id,op" if slot in ("year", "level", "class", "per") or token.sort in _SORTS_STAND_FOR else "id"
        )
    return "open" if _may_ask(word) else "id,op" if word.text.isascii() else "id"


def _part(text: Text, run: Sequence[WordAt]) -> Token:
    start, end = run[0].start, run[-1].end
    return Token(start, end, text.bare[start:end], "unknown")


def _as_offered(token: Token, offer: Offer) -> Token:
    if offer.kind in ("name", "table", "unit") and isinstance(offer.value, Name):
        entry = Entry((replace(offer.value, how=How.NEAR),), frozenset({Role.ROW}))
        return replace(token, sort="name", entry=entry, how=How.NEAR)
    if offer.kind == "term":  # what is told must hold it
        return replace(token, text=offer.shown)
    if offer.kind == "body":
        return replace(token, sort="body", bodies=(offer.shown,), how=How.SHORT)
    return replace(token, sort="function")


def _is_firm(token: Token) -> bool:
    """Whether the rules know what it is, so that nobody may say otherwise."""
    return (
        token.sort in _FIRM
        or (token.sort == "name" and token.how in _SURE)
        or bool(token.sense("op"))
        or bool(token.sense("slot"))
        or token.has("restrict")
    )


def _says_nothing(token: Token) -> bool:
    """Whether no node need stand for it: grammar, speaking, nouns of money, asking."""
    slot = token.sense("slot")
    if token.sort == "unknown" or token.sort in _FIRM or token.sort == "name" or token.has("restrict"):
        return False
    if token.sense("op"):
        return token.sense("op") in _ASKS
    return not slot or slot.startswith("unit:")


def _is_content(token: Token) -> bool:
    """Whether a plan must claim it; an amount that it does not work with is held against its answer."""
    if token.sense("op") in NEED_NO_NODE or (token.has("restrict") and token.sense("restrict") != "words"):
        return False
    return not (_says_nothing(token) or (token.sort == "amount" and token.unit))


def _may_be_talk(token: Token, of_asker: bool, asks: bool) -> bool:
    """Whether a clause that holds it can be talk: no name, number, word of money, or word that narrows.

    `of_asker`: it speaks of who asks (我文化不高), and may say of her what operators say of amounts; and,
    where it `asks` nothing, what she did (我搞过水利).
    """
    if of_asker and not asks and token.sort == "name":
        return True
    if token.sense("op") and token.sort != "name" and not token.has("restrict"):
        return token.sense("op") in _ASKS or (of_asker and token.sense("op") != "exclude")
    counts = token.sense("slot").startswith(("count:", "unit:"))
    return counts or not (_is_firm(token) or _is_of_money(token))


def _is_of_money(token: Token) -> bool:
    return token.sense("filler") in ("budget", "money", "expense", "income", "both", "subject")


def _may_stand_for(word: WordAt, node: Node) -> bool:
    """Whether a word may be that of a node's operation."""
    token = word.token
    if _says_nothing(token):
        return True
    if sense := token.sense("op"):
        return sense in _ASKS or node.kind in _STANDS_FOR.get(sense, frozenset())
    if token.sort == "year":
        return _is_the_year_before(token, node) or node.kind in _CHANGES
    if slot := token.sense("slot"):
        return _slot_stands_for(slot, node)
    if token.sort in _SORTS_STAND_FOR:
        return node.kind in _SORTS_STAND_FOR[token.sort]
    if token.has("restrict"):
        return node.kind in ("minus", "filter") or (node.kind == "cell" and bool(node.within))
    return _is_open(token) and _may_say_how(word.text, node)


def _may_say_how(text: str, node: Node) -> bool:
    """Whether an unknown word may say what a node works out: no noun, unless it says of how many."""
    works = node.kind not in _PLAIN or bool(node.how)
    return works and (text.isascii() or not _is_noun(text) or _numbers(text, node))


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


def _may_ask(word: WordAt) -> bool:
    """Whether a word may be one of asking: grammar, or an unknown one that is no noun and no name."""
    token = word.token
    if _says_nothing(token):
        return True
    if not _is_open(token) or word.text.isascii():
        return False
    return not _is_noun(word.text) or _is_filler(word.text)


def _is_filler(text: str) -> bool:
    """Whether it is another word for one that says nothing, as 文本 is for 文件 and 事儿 for 事情."""
    uses = (use for same in synonyms(text) for use in lexicon().get(same, ()))
    return any(use.sort in ("filler", "function", "frame") and use.sense in _FILLERS for use in uses)


_FILLERS = frozenset(("file", "subject", "function", "speech"))


def _is_noun(text: str) -> bool:
    """Whether the dictionary holds it for a noun or a number in digits; Latin words it does not know."""
    return any(
        word.sort.startswith(_NOUNS) or (word.sort.startswith("m") and holds_numeral(word.text))
        for word in classed(text)
    )
