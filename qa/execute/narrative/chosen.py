"""Sentences that another reader chooses from by what they say, and what those it chose come to.

A reader is shown sentences without their numbers, and says which answers and which of its numbers is asked
for; the sentence and the number told are the document's own.

>>> [one.text for one in sentences(query, {2025}, world)][:1]
['2025年计划新增停车泊位300个。']
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from index.prose.measures import LIST_OF_CONTENTS, ORDERS, measured
from index.store.protocols import StoredPassage
from qa.execute.narrative.narration import editions_of
from qa.execute.narrative.passages import relevant
from qa.execute.narrative.quoting import coverage, value_of
from qa.execute.results import Missing, Result, Told
from qa.execute.world import World
from qa.plan.algebra import Chosen, Tell
from qa.records import Edition, Quote

_PASSAGES, _OF_ONE, _LETTERS = 8, 8, 3_000
_LONGEST = 400
_ENDS = re.compile(r"(?<=[。；;\n])")


@dataclass(frozen=True, slots=True)
class Offered:
    """A sentence that may answer: its passage's reference and edition, the heading above it, its text.

    `numbers` are where the numbers in it begin and end that can be told.
    """

    ref: str
    edition: Edition
    heading: str
    text: str
    numbers: tuple[tuple[int, int], ...]


def sentences(query: Tell, years: Collection[int], world: World) -> tuple[Offered, ...]:
    """The sentences of the passages that may answer a question of the narrative, best passage first.

    Those of the years asked; where a body discloses none of these, of its newest documents that say the year.
    """
    editions = _of_years(query, years, world)
    passages = relevant(query, editions, world.shelf, world.search, k=_PASSAGES)
    of_document = {document: edition for edition in editions for document in edition.documents}
    found: list[Offered] = []
    letters = 0
    for stored in passages:
        edition = of_document[stored.document_id]
        if years and edition.year not in years and not _says_year(stored, edition, years):
            continue
        for text in _telling(query.words, stored):
            letters += len(text)
            if letters > _LETTERS:
                return tuple(found)
            heading = stored.passage.headings[-1] if stored.passage.headings else ""
            found.append(
                Offered(
                    stored.ref, edition, heading, text, tuple(one.span("number") for one in measured(text))
                )
            )
    return tuple(found)


def _of_years(query: Tell, years: Collection[int], world: World) -> Sequence[Edition]:
    own = world.catalog.by_body.get(query.at.body, ())
    if said := [edition for edition in own if edition.year in years]:
        return said
    found = editions_of(replace(query.at, year=None, kind=None, scope=None, stage=None), world)
    return () if isinstance(found, Missing) else found


def _says_year(stored: StoredPassage, edition: Edition, years: Collection[int]) -> bool:
    told = "\n".join((*stored.passage.headings, stored.passage.text, *edition.names))
    return any(str(year) in told for year in years)


def _telling(words: Sequence[str], stored: StoredPassage) -> Iterator[str]:
    """The sentences of a passage in its order: of many, those that hold most of the words."""
    every = [text.strip() for text in _ENDS.split(stored.passage.text)]
    every = [text for text in every if 1 < len(text) <= _LONGEST and not LIST_OF_CONTENTS.search(text)]
    every = [text for text in every if not ORDERS.search(text)]
    held = sorted(range(len(every)), key=lambda n: (-coverage(words, every[n]), n))[:_OF_ONE]
    yield from (every[n] for n in sorted(held))


def told_as_chosen(query: Tell, world: World) -> Result:
    """The chosen sentences, each as it stands, and the numbers chosen of them."""
    refs = list(dict.fromkeys(one.ref for one in query.chosen))
    held = {stored.ref: stored for stored in world.facts.passages(refs=refs)}
    quotes = tuple(Quote(one.text, held[one.ref].passage.citation) for one in query.chosen)
    told = tuple(told for one in query.chosen for told in _told(query, one, held[one.ref], world))
    return Result(query, told=told, quotes=quotes, passages=tuple(held[ref].passage for ref in refs))


def _told(query: Tell, one: Chosen, stored: StoredPassage, world: World) -> Iterator[Told]:
    edition = next(e for e in world.catalog.editions if stored.document_id in e.documents)
    citation = replace(stored.passage.citation, quote=one.text)
    for told in measured(one.text):
        if told.start("number") in one.numbers:
            value = value_of(told, one.text[: told.start()], edition, citation)
            if value is not None:
                yield Told(query.at, value, label=value.metric)
