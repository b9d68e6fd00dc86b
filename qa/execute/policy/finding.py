"""A question of rules → the place of a policy document that answers it.

Every word of the question must stand, itself or in another word for it, in the place that is told or above
it: its heading, its table, the title of its document. Of the places that hold all of them that one is told
which holds most in its own words and says what is asked: an amount, a permission, a time.

>>> result = provide(query, world)
>>> result.provided[0].label, result.told[0].value.shown
('第十二条', '120元')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from math import log
from typing import TYPE_CHECKING

from index.facts.records import Policy
from index.policy.wording import sets_standard
from qa.execute.policy.library import PolicyPlace
from qa.execute.policy.naming import all_held, effect_of, force_of, holds, identity, named, provided_of
from qa.execute.policy.points import told_of_document, with_points
from qa.execute.policy.told import (
    best_likeness,
    cell_told,
    numbers_of,
    numbers_told,
    over_days,
    quotes_of,
)
from qa.execute.results import Missing, Provided, Result, Told
from qa.language.policy.asking import MONEY, Asked, Concept
from qa.plan.algebra import Provide
from qa.plan.ground import Why

if TYPE_CHECKING:
    from qa.execute.world import World

_ABOVE = 0.3  # what a word counts that stands above a place, not in it
_HEADED, _OPENS = 0.25, 0.4  # what it gains in the heading too, and where the place begins with it
_SAYS, _SILENT = 1.2, -0.8  # what a place gains that says what is asked, and loses where it does not
_COUNTS, _COUNTLESS, _LIKE = 1.5, -1.5, 0.5
_NO_NUMBER_ASKED = -1.5
_LATER = 0.5
_LONG, _PLAIN_LENGTH = 0.12, 60
_MOST = 12  # standards told at once
_OVERVIEW = 6  # articles told where all standards of a document are asked for
_DROPPED = 2  # words of the question before that a follow-up may take the place of


def provide(query: Provide, world: World) -> Result:
    """The place that answers; Missing, or the words that no document holds, where there is none."""
    titles = tuple(policy.title for _, policy in world.library.policies)
    if not titles:
        return Result(query, missing=(Missing(Why.POLICY),))
    issuers = "\n".join(policy.issuer for _, policy in world.library.policies)
    found = [(dropped, _provide(asked, query, world)) for dropped, asked in _readings(query, issuers)]
    wanted = query.asked.measure or (query.before.measure if query.before else "")
    told = [(dropped, one) for dropped, one in found if one.provided]
    best = min(told, key=lambda pair: (pair[0], bool(wanted) and not pair[1].told), default=found[0])
    return replace(best[1], query=query, documents=titles)


def _readings(query: Provide, issuers: str) -> Iterator[tuple[int, Asked]]:
    """What is asked; of a follow-up with words of the question before, and how many of those are dropped.

    A word of who issued a document says whose rules are asked for, and is kept.
    """
    asked, before = query.asked, query.before
    if before is None:
        yield 0, asked
        return
    pinned = tuple(concept for concept in before.concepts if concept.said in issuers)
    others = [concept for concept in before.concepts if concept not in pinned]
    for n in range(min(_DROPPED, len(others)) + 1):
        for left in combinations(others, len(others) - n):
            kept = (*pinned, *left)
            yield (
                n,
                replace(
                    asked,
                    concepts=tuple(dict.fromkeys((*kept, *asked.concepts))),
                    titled=before.titled if all(one in kept for one in before.titled) else (),
                    aspects=asked.aspects or before.aspects,
                    measure=asked.measure or before.measure,
                ),
            )


def _provide(asked: Asked, query: Provide, world: World) -> Result:
    policies = named(asked, world.library)
    if not policies:
        said = tuple(concept.said for concept in asked.titled) or (asked.number,)
        return Result(query, unheld=said)
    if not asked.points:
        return _told_place(asked, query, policies, world)
    own = replace(query, asked=asked)
    return told_of_document(own, policies, world) or _told_at_its_place(asked, query, policies, world)


def _told_at_its_place(asked: Asked, query: Provide, policies: Sequence[Policy], world: World) -> Result:
    """A point of the document that rules what the question speaks of: 伙食补助什么时候涨的."""
    found = _told_place(replace(asked, points=(), measure="", aspects=()), query, policies, world)
    if not found.provided:
        return found
    at = found.provided[0]
    told = with_points(query, at.amended_by or at.policy, asked.points, world)
    if not told.provided:
        return replace(found, told=(), context=found.told)
    own = replace(at, sayings=told.provided[0].sayings)
    return Result(query, quotes=(*told.quotes, *found.quotes), provided=(own,))


# -- which place -------------------------------------------------------------------------------


def _told_place(asked: Asked, query: Provide, policies: Sequence[Policy], world: World) -> Result:
    places, missing = _of_articles(asked, policies, world)
    if not places:
        return Result(query, missing=(missing or Missing(Why.POLICY),))
    if not (asked.concepts or asked.articles or asked.number):
        return Result(query, unheld=(asked.said,))
    weights = _weights(asked.concepts, places)
    whole = [place for place in places if all_held(asked.concepts, f"{place.own}\n{place.above}")]
    if not whole:
        return Result(query, unheld=_unheld(asked, places, weights))
    if asked.measure == MONEY and (overview := _overview(asked, query, policies, whole, world)):
        return overview
    return _told_best(asked, query, whole, weights, world)


def _of_articles(
    asked: Asked, policies: Sequence[Policy], world: World
) -> tuple[list[PolicyPlace], Missing | None]:
    """The places of the documents as they read then, of the articles that are said; why, where none is."""
    own = [p for p in world.library.places if p.policy in policies or p.amended_by in policies]
    places, missing = _of_then(asked, own)
    if missing is not None or not asked.articles:
        return places, missing
    places = [place for place in places if place.order in asked.articles]
    title = policies[0].title if len(policies) == 1 else ""
    unheld = Missing(Why.ARTICLE, said=title, there=tuple(map(str, asked.articles)))
    return places, None if places else unheld


def _told_best(
    asked: Asked, query: Provide, whole: Sequence[PolicyPlace], weights: Mapping[str, float], world: World
) -> Result:
    """What the best place tells of those that hold every word, and its rivals with it."""
    later = _lateness(whole)
    best = max(whole, key=lambda place: _score(asked, place, weights) + later.get(id(place), 0.0))
    others = _rivals(asked, best, whole, weights)
    found = [_answered(asked, query, place, whole, weights, world) for place in (best, *others)]
    return found[0] if len(found) == 1 else _several(query, found)


def _of_then(asked: Asked, places: Sequence[PolicyPlace]) -> tuple[list[PolicyPlace], Missing | None]:
    """The places as they read in the year or month that is said."""
    if asked.year is None:
        return list(places), None
    last = f"{asked.year}-{asked.month or 12:02d}-31"
    found: list[PolicyPlace] = []
    for place in places:
        later = place.amended_by is not None and place.amended_by.effective > last
        read = place.before if later and place.before is not None else place
        if read.policy.effective <= last:
            found.append(read)
    if found:
        return found, None
    starts = tuple(dict.fromkeys(place.policy.effective[:4] for place in places if place.policy.effective))
    return [], Missing(Why.POLICY, year=asked.year, there=starts)


def _weights(concepts: Sequence[Concept], places: Sequence[PolicyPlace]) -> dict[str, float]:
    """Each word's inverse document frequency over the places."""
    return {
        concept.said: log(1 + len(places) / (0.5 + sum(holds(concept, place.own) for place in places)))
        for concept in concepts
    }


def _unheld(asked: Asked, places: Sequence[PolicyPlace], weights: Mapping[str, float]) -> tuple[str, ...]:
    """The words that no place holds; where each is held somewhere, those that the best place does not."""
    must = [concept for concept in asked.concepts if not concept.loose]
    nowhere = [c for c in must if not any(holds(c, place.own + place.above) for place in places)]

    def lost(place: PolicyPlace) -> float:
        return sum(weights[c.said] for c in must if not holds(c, place.own + place.above))

    best = min(places, key=lost)
    words: list[str] = []
    for concept in nowhere or [c for c in must if not holds(c, best.own + best.above)]:
        if words and words[-1] + concept.said in asked.said:  # as they were said, in one stretch
            words[-1] += concept.said
        else:
            words.append(concept.said)
    return tuple(words)


def _score(asked: Asked, place: PolicyPlace, weights: Mapping[str, float]) -> float:
    score = 0.0
    for concept in (one for one in asked.concepts if one not in asked.titled):
        held = 1.0 if holds(concept, place.own) else _ABOVE if holds(concept, place.above) else 0.0
        held += _HEADED * holds(concept, place.headed) + _OPENS * place.own.startswith(concept.means)
        score += weights[concept.said] * held
    for told in asked.told:
        score += _SAYS if told.search(place.own) else _SILENT
    if asked.measure:
        score += _COUNTS if numbers_of(asked, place) else _COUNTLESS
        score += _LIKE * best_likeness(asked, place, weights)
    elif place.figure is not None:
        score += _NO_NUMBER_ASKED
    return score - _LONG * log(max(len(place.own), _PLAIN_LENGTH) / _PLAIN_LENGTH)


def _lateness(places: Sequence[PolicyPlace]) -> dict[int, float]:
    """What a paragraph gains by the day from which its document holds: of two that say alike, the later."""
    worded = [place for place in places if place.cell is None]
    days = sorted({place.policy.effective for place in worded})
    return {id(place): _LATER * days.index(place.policy.effective) / len(days) for place in worded}


def _rivals(
    asked: Asked, best: PolicyPlace, whole: Sequence[PolicyPlace], weights: Mapping[str, float]
) -> list[PolicyPlace]:
    """The best place of each document of another issuer that rules just what is asked, as `best` does."""

    def held(place: PolicyPlace) -> set[str]:
        return {concept.said for concept in asked.concepts if holds(concept, place.own)}

    def answers(place: PolicyPlace) -> tuple[bool, ...]:
        said = tuple(bool(told.search(place.own)) for told in asked.told)
        return (bool(numbers_of(asked, place)) if asked.measure else True, *said)

    own = set(best.policy.issuer.split("、"))
    others: dict[str, PolicyPlace] = {}
    for place in sorted(whole, key=lambda one: -_score(asked, one, weights)):
        apart = own.isdisjoint(place.policy.issuer.split("、"))
        if apart and held(place) >= held(best) and answers(place) >= answers(best):
            others.setdefault(place.policy.issuer, place)
    return list(others.values())


def _several(query: Provide, found: Sequence[Result]) -> Result:
    """What several documents rule of the same: the question must say whose is meant."""
    told = tuple(one for result in found for one in result.told)
    quotes = tuple(quote for result in found for quote in result.quotes)
    provided = tuple(replace(at, told=result.told) for result in found for at in result.provided)
    return Result(query, context=told, quotes=quotes, provided=provided, several=True)


# -- what is told of it ------------------------------------------------------------------------


def _answered(
    asked: Asked,
    query: Provide,
    place: PolicyPlace,
    whole: Sequence[PolicyPlace],
    weights: Mapping[str, float],
    world: World,
) -> Result:
    if place.figure is not None:
        return _standards(asked, query, place, whole, world)
    old = asked.old and place.before is not None
    provided = replace(
        _placed(place, world),
        was=old,
        quotes=quotes_of(asked, place, weights),
        before=quotes_of(asked, place.before, weights) if place.before is not None else (),
    )
    told = numbers_told(asked, place, weights) if asked.measure else ()
    context: tuple[Told, ...] = ()
    if place.before is not None and asked.measure:
        was = numbers_told(asked, place.before, weights)
        both = asked.year is not None and asked.month is None
        told, context = (was, told) if old else (told, was if both else ())
    if total := over_days(asked, place, told):
        told, context = total, (*told, *context)
    elif asked.days > 1 and told:
        return Result(query, unheld=(asked.days_said,))
    quotes = (*provided.quotes, *provided.before)
    return Result(query, told=told, context=context, quotes=quotes, provided=(provided,))


def _placed(place: PolicyPlace, world: World) -> Provided:
    """A place as it is told of; an article in other words holds as the document that gives it them does."""
    provided = replace(
        provided_of(place.policy, world),
        label=place.label,
        heading=place.headed.split("\n")[-1],
        amended_by=place.amended_by,
    )
    if place.amended_by is None:
        return provided
    force, _ = force_of(place.amended_by, world)
    return replace(provided, force=force, effect=effect_of(place.amended_by))


def _standards(
    asked: Asked, query: Provide, best: PolicyPlace, whole: Sequence[PolicyPlace], world: World
) -> Result:
    """The cells of one table that fit alike."""

    def held(place: PolicyPlace) -> frozenset[str]:
        return frozenset(c.said for c in asked.concepts if holds(c, place.own))

    alike = [
        place
        for place in whole
        if place.figure is not None and _same_table(place, best) and held(place) >= held(best)
    ]
    told = tuple(map(cell_told, alike))
    if asked.days > 1:
        return Result(query, unheld=(asked.days_said,))
    if len(told) > _MOST:
        return Result(query, missing=(Missing(Why.SEVERAL, there=tuple(one.label for one in told[:8])),))
    return Result(query, told=told, provided=(provided_of(best.policy, world),))


def _same_table(one: PolicyPlace, other: PolicyPlace) -> bool:
    tables = [place.cell.table if place.cell else None for place in (one, other)]
    return one.policy is other.policy and tables[0] == tables[1]


def _sets_standard(place: PolicyPlace) -> bool:
    return any(sets_standard(quote.text) for quote in place.quotes[:1])


def _overview(
    asked: Asked, query: Provide, policies: Sequence[Policy], whole: Sequence[PolicyPlace], world: World
) -> Result | None:
    """All articles of a document that set an amount, where but its standards are asked for: 差旅费标准."""
    policy = _asked_as_a_whole(asked, policies)
    own = [place for place in whole if place.policy is policy and place.label and _sets_standard(place)]
    if policy is None or len(own) < 2:
        return None
    placed = [_placed(place, world) for place in own[:_OVERVIEW]]
    provided = tuple(
        replace(at, quotes=place.quotes[:1], amended_by=None) for at, place in zip(placed, own, strict=False)
    )
    return Result(query, quotes=tuple(q for at in provided for q in at.quotes), provided=provided)


def _asked_as_a_whole(asked: Asked, policies: Sequence[Policy]) -> Policy | None:
    """The one document that the question names by what it is called, and asks but for its standards."""
    if not asked.concepts or asked.articles or asked.aspects or not asked.of_standards:
        return None
    called = [p for p in policies if not p.about and all_held(asked.concepts, identity(p))]
    return called[0] if len(called) == 1 else None
