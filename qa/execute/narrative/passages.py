"""Passages for a question's words: lexical, expanded, by meaning and by heading, fused by rank.

Four rankings vote by reciprocal rank (Cormack, Clarke & Büttcher, 2009): BM25 over the question's
own words; BM25 over those and the disclosure's words for them (`qa.language.topics` and the
names that are asked about); cosine; and the passages that stand under a heading so named. Copies of
one boilerplate, which differ in years and amounts alone, take one place among the first.

>>> found(topic("请客吃饭的钱咋少了"), ("公务接待费",), store, search, documents)[0].passage.headings[-1]
'五、“三公”经费支出情况'
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from index.store.protocols import Facts, StoredPassage
from index.store.tokens import tokens
from qa.execute.narrative.shelf import PassageSource
from qa.execute.world import Search
from qa.language.topics import Topic
from qa.plan.algebra import Tell
from qa.records import Edition

# A small constant, so that the first of a list counts: with 20, hybrid fell under BM25 at recall@1.
_RRF = 3
# How much each ranking's vote counts.
_OWN, _EXPANDED, _NEAR, _TITLED = 1.0, 1.0, 0.3, 1.0
_KEYS = 3  # printed names of a target that are looked for beside its own
_DEPTH = 6  # how many times k each ranking gives


@dataclass(frozen=True, slots=True)
class Where:
    """Which passages are asked for, beyond what the question says; what is None does not matter.

    `section` is part of a heading above the passage.
    """

    body: str | None = None
    year: int | None = None
    section: str | None = None


def relevant(
    query: Tell,
    editions: Sequence[Edition],
    store: PassageSource,
    search: Search,
    *,
    k: int = 8,
    where: Where | None = None,
) -> tuple[StoredPassage, ...]:
    """The k passages of some editions that answer a question of the narrative best, best first."""
    where = where or Where()
    editions = [e for e in editions if where.body in (None, e.body) and where.year in (None, e.year)]
    documents = [document for edition in editions for document in edition.documents]
    if not documents:
        return ()
    favoured = () if query.at.body else _favoured(query.topic.said, editions)
    return found(
        query.topic,
        _names(query),
        store,
        search,
        documents,
        k=k,
        favoured=favoured,
        section=where.section,
    )


def _names(query: Tell) -> tuple[str, ...]:
    """The official and printed names of what is asked about."""
    at = query.at
    named = [*at.within, *([at.subject] if at.subject else []), *([at.unit_row] if at.unit_row else [])]
    return tuple(dict.fromkeys(text for name in named for text in (name.shown, *name.keys[:_KEYS])))


def found(
    topic: Topic,
    names: Sequence[str],
    store: PassageSource,
    search: Search,
    documents: Collection[int],
    *,
    k: int = 8,
    favoured: Collection[int] = (),
    section: str | None = None,
) -> tuple[StoredPassage, ...]:
    """The k passages of those documents that answer best, best first.

    `names` are official names of what is asked about; passages of `favoured` documents come before
    equally good ones.
    """
    inside = {
        p.ref: p
        for p in store.passages(documents=documents)
        if section is None or any(section in heading for heading in p.passage.headings)
    }
    words = topic.said
    more = (*names, *topic.more)
    deep = _DEPTH * k
    own = store.search_words(tokens(words), deep, documents)
    expanded = store.search_words([*tokens(words), *tokens(" ".join(more))], deep, documents)
    near = [ref for ref, _ in search(" ".join((words, *more)), deep, inside.keys())]
    titled = _titled(more, expanded, inside)
    scores = fused(((_OWN, own), (_EXPANDED, expanded), (_NEAR, near), (_TITLED, titled)))
    for ref in scores:
        if ref in inside and inside[ref].document_id in favoured:
            scores[ref] += 1 / _RRF
    order = sorted((ref for ref in scores if ref in inside), key=lambda ref: (-scores[ref], inside[ref].id))
    return tuple(inside[ref] for ref in one_of_each(order, inside)[:k])


def _favoured(question: str, editions: Sequence[Edition]) -> frozenset[int]:
    """Documents of the one body whose name shares a pair of characters with the question."""
    owners: dict[str, set[str]] = defaultdict(set)
    for edition in editions:
        for at in range(len(edition.body) - 1):
            owners[edition.body[at : at + 2]].add(edition.body)
    pairs = {question[at : at + 2] for at in range(len(question) - 1)}
    bodies = {body for pair in pairs for body in owners.get(pair, ()) if len(owners[pair]) == 1}
    return frozenset(d for e in editions if bodies == {e.body} for d in e.documents)


def fused(
    rankings: Collection[tuple[float, Sequence[str]]] | zip[tuple[float, Sequence[str]]],
) -> dict[str, float]:
    """One score for each reference from weighted rankings, the higher the better."""
    scores: dict[str, float] = defaultdict(float)
    for weight, ranking in rankings:
        for rank, ref in enumerate(ranking):
            scores[ref] += weight / (_RRF + rank)
    return dict(scores)


def _titled(more: Sequence[str], order: Sequence[str], inside: Mapping[str, StoredPassage]) -> list[str]:
    """Passages whose own heading holds one of the names, those with more of it named first."""
    place = {ref: rank for rank, ref in enumerate(order)}
    shares: dict[str, float] = {}
    for ref, stored in inside.items():
        heading = _squeezed(stored.passage.headings[-1]) if stored.passage.headings else ""
        if held := [word for word in more if len(word) > 1 and word in heading]:
            shares[ref] = max(map(len, held)) / len(heading)
    return sorted(shares, key=lambda ref: (-round(shares[ref], 1), place.get(ref, len(order))))


def one_of_each(order: Sequence[str], inside: Mapping[str, StoredPassage]) -> list[str]:
    """References in order, but copies of one text from other documents after all that are not copies."""
    seen: dict[str, int] = {}
    first: list[str] = []
    copies: list[str] = []
    for ref in order:
        stored = inside[ref]
        document = seen.setdefault(_skeleton(stored), stored.document_id)
        (first if document == stored.document_id else copies).append(ref)
    return first + copies


def _skeleton(stored: StoredPassage) -> str:
    """A passage without its numbers, which alone tell one year's boilerplate from the next."""
    return re.sub(r"[\d.,，%\s]+", "", stored.passage.text)


def section_of(stored: StoredPassage, store: Facts) -> str:
    """The text of the section a passage stands in: all that is under its path of headings."""
    path = stored.passage.headings
    if not path:
        return stored.passage.text
    siblings = store.passages(documents=[stored.document_id])
    return "\n".join(s.passage.text for s in siblings if s.passage.headings[: len(path)] == path)


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
