"""What only the narrative tells: the meaning of a term, duties, tasks, numbers of no table.

>>> tell(query, world).quotes[0].text
'核定事业编制218名，2024年末实有在职教职工209人。'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from index.facts.ledgers import OTHER_SIDE
from index.facts.records import Kind, Scope
from index.facts.subjects import normal
from index.prose.amounts.spoken import says_scope, tells_to_date
from index.prose.measures import SENTENCES
from index.store.protocols import StoredPassage
from index.store.tokens import tokens
from qa.catalog import Catalog
from qa.execute.members import PARTS, all_parts
from qa.execute.narrative.passages import relevant
from qa.execute.narrative.quoting import (
    definition,
    glossary_terms,
    is_named,
    is_titled,
    numbers_told,
    quotes,
    says_count,
)
from qa.execute.results import Missing, Result, Told
from qa.execute.world import World, body_of
from qa.plan.algebra import Cell, Define, Tell
from qa.plan.ground import Why
from qa.plan.places import keys_of
from qa.records import Edition, Quote, Value

# Of more editions than these, those whose words answer best are read.
_NARROWED = 24


def define(query: Define, world: World) -> Result:
    """The entry of a glossary for the longest of the terms that any explains."""
    editions = editions_of(query.at, world)
    if isinstance(editions, Missing):
        return Result(query, missing=(editions,))
    documents = [
        d for edition in _narrowed(" ".join(query.terms), editions, world) for d in edition.documents
    ]
    passages = world.shelf.passages(documents=documents)
    for term in _terms(query, passages):
        if quote := definition(term, passages):
            return Result(query, quotes=(quote,))
    return Result(query, missing=(_nothing(query.at, editions),))


def _terms(query: Define, passages: Sequence[StoredPassage]) -> list[str]:
    """The terms to look for: those of the glossaries that the question says, its own, the whole of a part."""
    said = normal("".join(query.terms))
    explained = {term for stored in passages for term in glossary_terms(stored) if normal(term)}
    found = sorted((term for term in explained if normal(term) in said), key=len, reverse=True)
    subject = query.at.subject
    names = [subject.shown, *keys_of(subject)] if subject else []
    wholes = [whole for whole in PARTS if subject and subject.shown in all_parts((normal(whole),))]
    return list(dict.fromkeys((*found, *query.terms, *names, *wholes)))


def tell(query: Tell, world: World) -> Result:
    """The sentences that answer, with the numbers they tell where the question asks how much."""
    editions = editions_of(query.at, world)
    if isinstance(editions, Missing):
        return Result(query, missing=(editions,))
    editions = _narrowed(query.topic.said, editions, world)
    passages = relevant(query, editions, world.shelf, world.search)
    siblings = world.shelf.passages(documents={p.document_id for p in passages})
    found = _quoted(query, passages, siblings)
    if not found:
        return Result(query, missing=(_nothing(query.at, editions),))
    cited = {quote.citation for quote in found}
    above = tuple(s.passage for s in siblings if s.passage.citation in cited)
    result = Result(query, quotes=found, passages=above)
    return _with_numbers(result, query, editions) if query.topic.number else result


def _quoted(
    query: Tell, passages: Sequence[StoredPassage], siblings: Sequence[StoredPassage]
) -> tuple[Quote, ...]:
    """What answers, among the passages and those under a heading that the question is about."""
    beside = [s for s in siblings if is_titled(s, query.topic) or is_named(s, query.topic)]
    every = tuple({p.id: p for p in (*passages, *beside)}.values())
    uncounted = replace(query, topic=replace(query.topic, counted=()))
    by_heading = quotes(uncounted, every, siblings) if query.topic.headings else ()
    return quotes(query, every, siblings) or by_heading


def _with_numbers(result: Result, query: Tell, editions: Sequence[Edition]) -> Result:
    """The numbers asked for in the sentences found; nothing where none of them counts what is asked."""
    values = [v for v in _numbers(result.quotes, query, editions) if not _of_other_side(v, query.at)]
    if any(edition.scope.of_place for edition in editions) and not query.topic.counted:
        values = [value for value in values if _is_named(value, query, result.quotes)]
    if not _counts(query, values, result.quotes):
        return Result(query, missing=(_nothing(query.at, editions),))
    told = tuple(Told(query.at, value, label=value.metric) for value in values)
    exact = tuple(dict.fromkeys(held for quote in result.quotes for held in _holding(quote, values)))
    if not exact:
        return replace(result, told=told)
    return replace(result, told=told, quotes=exact, passages=())  # a heading does not say what numbers are of


def _of_other_side(value: Value, at: Cell) -> bool:
    """Whether a number is of income where spending is asked for, or the other way round."""
    asked = at.subject.shown if at.subject else ""
    return any(asked.endswith(one) and value.metric.endswith(other) for one, other in OTHER_SIDE.items())


def _counts(query: Tell, values: Sequence[Value], found: Sequence[Quote]) -> bool:
    """Whether a value, or else a sentence, counts what is asked for."""
    topic = query.topic
    counted = any(topic.money or value.unit in (topic.counted or (value.unit,)) for value in values)
    return counted or any(says_count(quote.text, unit) for quote in found for unit in topic.counted)


def _is_named(value: Value, query: Tell, quotes: Sequence[Quote]) -> bool:
    """Whether the sentence of a number says all that is asked: a report tells of many ledgers and places."""
    clauses = [citation.quote for citation in value.citations()]
    sentences = [s for quote in quotes for s in SENTENCES.split(quote.text) if any(c in s for c in clauses)]
    months = any("月" in word for word in query.words)
    return any(
        all(normal(word) in normal(sentence) for word in query.words)
        and (months or not tells_to_date(sentence))
        and _is_of_scope(query.at.scope, sentence)
        for sentence in sentences
    )


def _is_of_scope(scope: Scope | None, sentence: str) -> bool:
    """Whether a sentence says of how much of the place it tells, where that is asked."""
    return scope is None or not scope.of_place or says_scope(scope, sentence)


def _numbers(found: Sequence[Quote], query: Tell, editions: Sequence[Edition]) -> list[Value]:
    of_document = {name: edition for edition in editions for name in edition.names}
    quoted = [(quote, of_document.get(quote.citation.document)) for quote in found]
    values = [v for quote, edition in quoted if edition for v in numbers_told(query, quote, edition)]
    return [value for value in dict.fromkeys(values) if value.value not in query.given]


def _holding(quote: Quote, values: Sequence[Value]) -> list[Quote]:
    """The sentences of a quotation that hold the numbers told."""
    clauses = [c.quote for value in values for c in value.citations() if c.page == quote.citation.page]
    sentences = [sentence.strip() for sentence in SENTENCES.split(quote.text)]
    return [Quote(one, quote.citation) for one in sentences if any(clause in one for clause in clauses)]


def editions_of(at: Cell, world: World) -> Sequence[Edition] | Missing:
    """The newest editions of the body asked, of the year asked; of every body where none is named."""
    catalog = world.catalog
    if not at.body and len(catalog.by_body) > 1:
        return _of_every_body(catalog, at) or Missing(Why.YEAR, year=at.year)
    body = body_of(at, catalog)
    if isinstance(body, Missing):
        return body
    own = catalog.by_body[body]
    years = tuple(f"{year}年" for year in sorted({e.year for e in own}))
    return _newest(_in_year(own, at), at.kind) or Missing(Why.YEAR, body, at.year, "", years)


def _of_every_body(catalog: Catalog, at: Cell) -> Sequence[Edition]:
    """The newest editions of each body, chosen once for each year, scope and kind that are asked."""

    def chosen() -> Sequence[Edition]:
        every = (_newest(_in_year(editions, at), at.kind) for editions in catalog.by_body.values())
        return tuple(chain.from_iterable(every))

    return catalog.chosen((at.year, at.scope, at.kind), chosen)


def _in_year(editions: Sequence[Edition], at: Cell) -> list[Edition]:
    """Those of the year asked; else the reports of the year before, which bring in its budget."""
    own = [e for e in editions if _is_in(at.scope, e.scope)]
    of_year = [e for e in own if at.year in (None, e.year)]
    return of_year or [e for e in own if e.kind is Kind.EXECUTION and at.year == e.year + 1]


def _is_in(asked: Scope | None, scope: Scope) -> bool:
    return asked in (None, scope) or (asked is not None and asked.of_place and scope.of_place)


def _newest(editions: Sequence[Edition], kind: Kind | None) -> list[Edition]:
    """Those of the newest year, budgets before final accounts where no kind is said."""
    of_kind = [e for e in editions if e.kind is (kind or Kind.BUDGET)] or list(editions)
    newest = max((e.year for e in of_kind), default=0)
    return [e for e in of_kind if e.year == newest]


def _narrowed(words: str, editions: Sequence[Edition], world: World) -> Sequence[Edition]:
    """Among very many editions, those whose words answer best."""
    if len(editions) <= _NARROWED:
        return editions
    refs = world.facts.search_words(tokens(words), _NARROWED)
    near = {stored.document_id for stored in world.facts.passages(refs=refs)}
    return [e for e in editions if not near.isdisjoint(e.documents)] or list(editions[:_NARROWED])


def _nothing(at: Cell, editions: Sequence[Edition]) -> Missing:
    bodies = tuple(dict.fromkeys(edition.body for edition in editions))
    body = bodies[0] if len(bodies) == 1 else ""
    return Missing(Why.PASSAGE, body, at.year, "", bodies)
