"""The sentences of a question → what of each asks of policy documents, and what of budgets.

A sentence that asks both is parted where its halves do: 差旅费标准和我们局今年的差旅费. Where no halves do it
stays whole, and is read as of a rule first.

>>> [(part.route, str(part.provide.asked.said)) for part in parts(asked)]
[(<Route.POLICY: 'policy'>, '差旅费标准'), (<Route.BUDGET: 'budget'>, '今年的差旅费')]
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.language.meant import How
from qa.language.policy.asking import Route, read_asked, route
from qa.language.tokens import Token
from qa.plan.algebra import Amount, Provide
from qa.plan.grammar import Candidate, Sentence
from qa.plan.sentences import Understood

_SURELY = (How.EXACT, How.SHORT, How.SPOKEN)
_OF_RULES = (Route.POLICY, Route.RATHER_POLICY)
_NEARLY_SETTLED = 0.1
_ENOUGH = 2
_FEW = 2  # words of its own that a follow-up has at most


@dataclass(frozen=True)
class Part:
    """One thing asked: as a sentence of budgets, and as a question of rules.

    `clauses` are what its clauses ask, where no rule holds the words of all.
    """

    sentence: Sentence
    route: Route
    provide: Provide
    clauses: tuple[Part, ...] = ()

    @property
    def says_enough(self) -> bool:
        """Whether it says enough of a rule, where nothing says that one is asked for.

        Behind a question of budgets only what names a document or an article does.
        """
        asked = self.provide.asked
        if asked.titled or asked.articles or asked.number or asked.points:
            return True
        must = [concept for concept in asked.concepts if not concept.loose]
        enough = len(must) >= _ENOUGH or bool(must and asked.aspects)
        follows = self.sentence.earlier is not None
        return enough and not follows and not self.sentence.has("reason", "change", "compare")

    @property
    def asserted(self) -> tuple[Amount, ...]:
        """The amounts that it takes for what is ruled."""
        return tuple(Amount(value, "元", f"{value}元") for value in self.provide.asked.amounts)

    @property
    def candidate(self) -> Candidate:
        """Its reading as a question of rules, which uses every word."""
        return Candidate("provide", (self.provide,), frozenset(self.sentence.tokens), _NEARLY_SETTLED)


def parts(asked: Understood) -> tuple[Part, ...]:
    """What a question asks, one after another; in which article it stands is told without being asked.

    Clauses of one sentence are of one rule where one holds the words of all: 没有发票，只有车票，补助还发吗.
    """
    tokens = list(_all_tokens(asked))
    found = [
        part
        for sentence, own in zip(asked.sentences, tokens, strict=True)
        for part in _parted(sentence, own, asked)
    ]
    first, *others = found
    found = [_followed(part) for part in (first, *others) if part is first or not _asks_where(part, first)]
    together = [token for own in tokens for token in own]
    within = any(0 < end < together[-1].end for end in asked.text.asked) if together else True
    if len(found) == 1 or within or any(part.route in (Route.BUDGET, Route.BOTH) for part in found):
        return tuple(found)
    whole = _part(asked.sentences[0], together, asked.aside)
    if whole.route in (Route.BUDGET, Route.BOTH):
        return tuple(found)
    return (Part(whole.sentence, Route.POLICY, whole.provide, tuple(_behind(found))),)


def _behind(found: Sequence[Part]) -> Iterator[Part]:
    """Clauses one behind the other: one that names nothing of a budget keeps what the first asks of rules."""
    first, *others = found
    yield first
    for other in others:
        if first.route in _OF_RULES and other.route is Route.OPEN and not _of_money(other.sentence):
            yield Part(other.sentence, Route.POLICY, Provide(other.provide.asked, first.provide.asked))
        else:
            yield other


def _asks_where(part: Part, first: Part) -> bool:
    """第几条规定的, behind what a rule is asked for."""
    asked = part.provide.asked
    return (
        first.route in _OF_RULES
        and part.route in _OF_RULES
        and not (asked.concepts or asked.articles or asked.points)
    )


def _followed(part: Part) -> Part:
    """那其他人员呢, behind a question of rules: what was asked before, with the words that are said now.

    Behind a question of budgets a word that may speak of a rule (津贴补贴呢) speaks of budgets first.
    """
    earlier, asked = part.sentence.earlier, part.provide.asked
    if earlier is None or part.route not in (Route.OPEN, Route.RATHER_POLICY):
        return part
    before = _part(earlier, earlier.tokens, ())
    if before.route not in _OF_RULES:
        return Part(part.sentence, Route.OPEN, part.provide)
    if part.route is Route.OPEN and 1 <= len(asked.concepts) <= _FEW:
        return Part(part.sentence, Route.POLICY, Provide(asked, before.provide.asked))
    return part


def _all_tokens(asked: Understood) -> Iterator[tuple[Token, ...]]:
    """The tokens of each sentence with the talk around them."""
    starts = [min((t.start for t in sentence.tokens), default=0) for sentence in asked.sentences]
    bounds = [0, *(max(0, start) for start in starts[1:]), len(asked.text.bare) + 1]
    for start, end in pairwise(bounds):
        yield tuple(token for token in asked.tokens if start <= token.start < end)


def _parted(sentence: Sentence, tokens: Sequence[Token], asked: Understood) -> Iterator[Part]:
    aside = asked.aside
    whole = _part(sentence, tokens, aside)
    if whole.route in (Route.BOTH, Route.OPEN, Route.BUDGET):
        for sides in _sides(tokens, asked.text.ends):
            halves = [_part(_narrowed(sentence, side), side, aside) for side in sides]
            routes = [half.route for half in halves]
            ruled = [half for half in halves if half.route in _OF_RULES and half.provide.asked.concepts]
            others = [half for half in halves if half.route not in _OF_RULES and _of_money(half.sentence)]
            if len(ruled) == 1 and len(others) == 1 and Route.BOTH not in routes:
                yield from halves
                return
    yield _with_clauses(whole, sentence, tokens, asked)


def _with_clauses(whole: Part, sentence: Sentence, tokens: Sequence[Token], asked: Understood) -> Part:
    """A question of rules with what each of its clauses asks, where no rule holds the words of all.

    去上海住宿标准是多少，超了怎么办: the second keeps what it does not say anew.
    """
    ends = sorted(end for end in asked.text.ends if tokens and tokens[0].start < end <= tokens[-1].start)
    if whole.route not in _OF_RULES or not ends:
        return whole
    bounds = [tokens[0].start, *ends, tokens[-1].end]
    clauses = [[t for t in tokens if start <= t.start < end] for start, end in pairwise(bounds)]
    found = [_part(_narrowed(sentence, clause), clause, asked.aside) for clause in clauses]
    found = [part for part in found if part.provide.asked.concepts]
    if len(found) < _ENOUGH:
        return whole
    first, *others = found
    parts = [Part(first.sentence, Route.POLICY, first.provide)]
    for other in others:
        behind = Provide(other.provide.asked, first.provide.asked)
        parts.append(Part(other.sentence, Route.POLICY, behind))
    return Part(whole.sentence, whole.route, whole.provide, tuple(parts))


def _part(sentence: Sentence, tokens: Sequence[Token], aside: Sequence[Token]) -> Part:
    said, talk = _said(tokens, aside)
    own = [token for token in tokens if token not in aside]
    of_body = any(t.sort in ("body", "unit") and t.how in _SURELY for t in own)
    dated = any(t.sort in ("year", "years") for t in own)
    return Part(sentence, route(said, of_body=of_body, dated=dated), Provide(read_asked(said, talk)))


def _said(tokens: Sequence[Token], aside: Sequence[Token]) -> tuple[str, frozenset[int]]:
    """The text of tokens, a comma where one paused, with the places in it of what is talk."""
    said = ""
    talk: set[int] = set()
    for token in tokens:
        said += "," if token.paused else ""
        if token in aside:
            talk.update(range(len(said), len(said) + len(token.text)))
        said += token.text
    return said, frozenset(talk)


def _sides(
    tokens: Sequence[Token], ends: Collection[int]
) -> Iterator[tuple[Sequence[Token], Sequence[Token]]]:
    """Where one thing asked may end and another begin: at the end of a clause, at 和, 还有, 以及."""
    for n, token in enumerate(tokens):
        if 0 < n < len(tokens) - 1 and (token.marked("and") or token.sense("op") == "also"):
            yield tokens[:n], tokens[n + 1 :]
        elif n and token.start in ends:
            yield tokens[:n], tokens[n:]


def _narrowed(sentence: Sentence, side: Sequence[Token]) -> Sentence:
    own = tuple(token for token in sentence.tokens if token in side)
    return Sentence(own, sentence.known, sentence.earlier)


def _of_money(sentence: Sentence) -> bool:
    """Whether it names a row of a budget, of a body or of a year."""
    named = any(token.sort in ("name", "code") for token in sentence.tokens)
    whose = any(
        token.sort in ("body", "unit", "year", "years")
        or token.sense("slot").startswith("year:")
        or token.sense("filler") == "budget"
        for token in sentence.tokens
    )
    return named and whose
