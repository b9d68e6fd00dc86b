"""A question → what a model makes of it: a reading like those of the rules, judged as they are.

>>> proposed(model, question, asked, around)
Proposal(asked=…, candidates=(Candidate('model', (Show(长者食堂运营补助@望潮街道2025),), …),), …)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from qa.llm.claims import Held, held_to_words
from qa.llm.exchange import Model, Prompt, Reply, fenced
from qa.llm.offers import Around, Offers, offers
from qa.llm.plans import ModelPlan, read_plan, schema_for
from qa.llm.roles import role_of
from qa.plan.algebra import Query, Tell
from qa.plan.grammar import Candidate, Sentence
from qa.plan.sentences import Understood
from qa.plan.telling import as_chosen, tellings, working
from qa.records import Question

_BY = "model"
_EARLIER = 3


@cache
def rules() -> str:
    """What a model is told of plans and claims: ``data/plan.txt``."""
    return files("qa.llm").joinpath("data/plan.txt").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Proposal:
    """A question as a model reads it, the candidates it makes, and its claims; what it cost."""

    asked: Understood
    candidates: tuple[Candidate, ...]
    held: Held
    reply: Reply

    @property
    def sentence(self) -> Sentence:
        """All that it asks, as one."""
        return self.asked.sentences[0]


def prompt_for(question: Question, offered: Offers) -> Prompt:
    """What a model is shown of a question: its words, the questions before, and the offers."""
    words = [
        [word.id, word.text, "unknown" if word.token.sort == "unknown" else "known", role_of(word)]
        for word in offered.words
    ]
    data = {
        "question": question.text,
        "earlier": list(question.history[-_EARLIER:]),
        "words": words,
        "offers": offered.told(),
    }
    return Prompt("plan", rules(), fenced(data), schema_for(offered))


def proposed(model: Model, question: Question, asked: Understood, around: Around) -> Proposal:
    """What a model makes of a question. Raises NoReply where it has no say."""
    offered = offers(asked, around)
    reply = model.complete(prompt_for(question, offered))
    plan = read_plan(reply.said, offered)
    held = held_to_words(plan, offered, asked)
    read = _read(asked, held)
    return Proposal(read, tuple(_candidates(plan, read.sentences[0], held)), held, reply)


def _read(asked: Understood, held: Held) -> Understood:
    """The question with the words as a model reads them, as one sentence."""
    first = asked.sentences[0]
    sentence = Sentence(held.tokens, first.known, first.earlier, first.past)
    everything = tuple(sorted((*held.tokens, *held.aside), key=lambda token: token.start))
    return replace(asked, tokens=everything, aside=held.aside, sentences=(sentence,))


def _candidates(plan: ModelPlan, sentence: Sentence, held: Held) -> Sequence[Candidate]:
    if plan.narrative:
        return [replace(made, used=made.used | held.used) for made in tellings(sentence)]
    queries: tuple[Query, ...] = tuple(
        as_chosen(sentence, query.chosen) if isinstance(query, Tell) else query for query in plan.queries
    )
    if all(isinstance(query, Tell) for query in queries):
        free = frozenset(sentence.tokens) - working(sentence)
        return [Candidate("tell", queries, held.used | free)]
    return [Candidate(_BY, queries, held.used)]
