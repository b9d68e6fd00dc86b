"""What a body's page shows, put together from the facts of its editions.

>>> shown = shown_of(facts, editions, chosen(editions, "2025", "", ""))
>>> [year.edition.year for year in shown.years]
[2023, 2024, 2025]
"""

from __future__ import annotations

from collections.abc import Sequence

from index.facts.records import Kind
from index.store.protocols import Facts
from web.plain.body_html import Shown, Year
from web.plain.chain import chain
from web.plain.debts import debts, owed
from web.plain.editions import Edition, figures_of, in_time
from web.plain.ledgers import ledgers
from web.plain.measures import alike, amounts_of
from web.plain.money import wholes
from web.plain.moves import compared, projects, public_told, three_public, told


def shown_of(facts: Facts, editions: Sequence[Edition], edition: Edition) -> Shown:
    """All of one edition, with the other years of its kind and scope."""
    beside = in_time(each for each in editions if each.scope is edition.scope)
    held = {each: figures_of(facts, each) for each in beside}
    divided = {each: wholes(held[each], each.year) for each in beside}
    years = tuple(
        Year(each, amounts)
        for each in beside
        if each.kind is not Kind.DEBT and (amounts := amounts_of(held[each], each, divided[each]))
    )
    earlier = _earlier(beside, edition)
    changes = [stored.change for stored in facts.changes(documents=edition.ids)]
    pair = alike(divided[edition], divided[earlier]) if earlier else None
    figures = held[edition]
    way = chain(figures, edition.year, divided[edition])
    return Shown(
        edition,
        tuple(editions),
        (*filter(None, [way]), *divided[edition]),
        ledgers(figures, changes, edition),
        years,
        told(changes, edition.year),
        compared(pair[0].mark, pair[1].mark) if pair else (),
        three_public(figures) or public_told(changes, edition.year),
        projects(figures, held[earlier]) if earlier else None,
        owed(figures, edition),
        debts(figures),
        facts.findings([document.name for document in edition.documents]),
    )


def _earlier(editions: Sequence[Edition], edition: Edition) -> Edition | None:
    """The same of the year before."""
    same = [e for e in editions if e.kind is edition.kind and e.year == edition.year - 1]
    return same[0] if same else None
