"""No word without a meaning, and no meaning without a word: a model's claims held to both.

What the rules recognised stays what it is: a body, a year, a number, a printed name may only be claimed for
just that. Of words that nobody knows a model may say what they mean; such a reading is told to the reader.
What it leaves unclaimed blocks its plan, as it blocks a plan of the rules.

>>> held_to_words(plan, offered, asked).left
('食堂',)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.execute.narrative.quoting import coverage
from qa.language.meant import How, Name
from qa.language.names import Entry, Role
from qa.language.normal import Text
from qa.language.numbers import holds_numeral
from qa.language.tokens import Token
from qa.language.word_classes import classed
from qa.llm.building import Node
from qa.llm.exchange import Failure, NoReply
from qa.llm.offers import Offer, Offers, WordAt, abridges
from qa.llm.plans import ASKING, OP, TALK, ModelPlan, Said
from qa.llm.roles import (
    ASKS,
    NUMBERED,
    PLAIN,
    SURE,
    is_content,
    is_firm,
    is_no_part,
    is_noun,
    is_of,
    is_open,
    may_ask,
    may_be_talk,
    may_be_told,
    may_stand_for,
    says_nothing,
    texts_of,
)
from qa.plan.sentences import Understood

QUOTED = "所引的话"
"""What a word is taken for that a chosen sentence answers."""


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
            kept = [id for id in claim.words if may_ask(self._offered.word(id))]
        elif claim.id == OP:
            kept = [id for id in claim.words if self._may_work(self._offered.word(id), node)]
        elif claim.id != TALK and self._offered[claim.id].kind == "sentence":
            offer = self._offered[claim.id]
            kept = [id for id in claim.words if may_be_told(self._offered.word(id).token, offer)]
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
        return there and self._may_mean(words, offer) and is_no_part(words, node, offer)

    def _may_work(self, word: WordAt, node: Node) -> bool:
        return may_stand_for(word, node) or self._counts_percent(word, node)

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
        others = [word for word in words if not is_of(word, offer)]
        if not others:
            return bool(words)
        said = "".join(word.text for word in others)
        if any(is_firm(word.token) for word in others) or offer.kind in NUMBERED:
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
        printed = any(self._offered.word(id).token.how in SURE and id in offer.words for id in claimed | own)
        return printed and any(
            is_noun(w.text) and not (w.text.isascii() and w.text.isalpha()) for w in others
        )

    def _is_talk(self, words: Sequence[WordAt]) -> bool:
        """Whether they are all of clauses that hold no name, number, word of money or word that narrows."""
        ids = {word.id for word in words}
        for start, end in self._asked.text.clauses():
            clause = [word for word in self._offered.words if start <= word.start < end]
            if ids.isdisjoint(word.id for word in clause):
                continue
            of_asker = any(word.is_person for word in classed(self._asked.text.bare[start:end]))
            asks = any(word.token.sense("op") in ASKS for word in clause)
            if not all(may_be_talk(word.token, of_asker, asks) for word in clause):
                return False
            if any(word.id not in ids and not says_nothing(word.token) for word in clause):
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
            if (node.kind not in PLAIN or "prior" in node.how) and node.id not in worked:
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
        words = [text for word in self._offered.words for text in texts_of(word) if len(text) > 1]
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
        left = tuple(token.text for token in content if token not in used and is_content(token))
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
            own = [word for word in words if is_open(word.token)]
            if claim.id in (OP, ASKING, TALK) or not own:
                continue
            said = self._asked.text.shown(own[0].start, own[-1].end)
            offer = self._offered[claim.id]
            if said not in offer.shown:
                yield said, QUOTED if offer.kind == "sentence" else offer.shown

    def _read(self, run: Sequence[WordAt], claim: Said | None) -> Token:
        token = run[0].token
        if not is_open(token):
            return token
        if claim is None:
            return _part(self._asked.text, run) if token.sort == "unknown" else token
        if claim.id in (OP, ASKING, TALK):
            return replace(_part(self._asked.text, run), sort="function")
        return _as_offered(_part(self._asked.text, run), self._offered[claim.id])


# What is chosen of the narrative is one answer: its sentences need no word each, its numbers none.
_TOLD_TOGETHER = frozenset(("sentence", "value"))


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
