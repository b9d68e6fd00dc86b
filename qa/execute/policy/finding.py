"""A question of rules → the place of a policy document that answers it, and the numbers it asks for.

Every word of the question must stand, itself or in another word for it, in the place that is told or above
it: its heading, its table, the title of its document. Of the places that hold all of them that one is told
which holds most in its own words and says what is asked: an amount, a permission, a time.

>>> result = provide(query, world)
>>> result.provided[0].label, result.told[0].value.shown
('第十二条', '120元')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import log
from typing import TYPE_CHECKING

from index.facts.money import is_money
from index.facts.records import Point, Policy, Stage
from qa.execute.policy.library import Place
from qa.execute.policy.numbers import Stated, numbers_in
from qa.execute.results import Force, Missing, Provided, Result, Told
from qa.language.policy.asking import Asked, Concept
from qa.plan.algebra import Amount, Provide
from qa.plan.ground import Why
from qa.records import Quote, Value
from qa.values import half_width

if TYPE_CHECKING:
    from qa.execute.world import World

_ABOVE = 0.3  # what a word counts that stands above a place, not in it
_HEADED, _OPENS = 0.25, 0.4  # what it gains in the heading too, and where the place begins with it
_SAYS, _SILENT = 1.2, -0.8  # what a place gains that says what is asked, and loses where it does not
_COUNTS, _COUNTLESS = 1.5, -1.5
_NO_NUMBER_ASKED = -1.5
_LONG, _PLAIN_LENGTH = 0.12, 60
# What a word counts in the clause of a number, and anywhere in its sentence, beside what it does before it.
_NEAR, _BEHIND = 0.6, 0.3
_MOST = 12  # standards told at once
_FEW_WORDS = 420


def provide(query: Provide, world: World) -> Result:
    """The place that answers; Missing, or the words that no document holds, where there is none."""
    titles = tuple(policy.title for _, policy in world.library.policies)
    return replace(_provide(query, world), documents=titles)


def _provide(query: Provide, world: World) -> Result:
    asked = query.asked
    policies = [policy for _, policy in world.library.policies]
    if not policies:
        return Result(query, missing=(Missing(Why.POLICY),))
    named = _named(asked, policies, world)
    if not named:
        said = tuple(concept.said for concept in asked.titled) or (asked.number,)
        return Result(query, unheld=said)
    if asked.points and (told := _told_of_document(query, named, world)):
        return told
    if asked.points:
        return _told_at_its_place(query, named, world)
    return _told_place(query, named, world)


# -- which documents ---------------------------------------------------------------------------


def _named(asked: Asked, policies: Sequence[Policy], world: World) -> list[Policy]:
    """The documents that the question names; all that hold where it names none."""
    if asked.number:
        named = [p for p in policies if p.number and asked.number.endswith(_bare(p.number))]
        return named or [p for p in policies if any(asked.number.endswith(_bare(one)) for one in p.repeals)]
    if asked.titled:
        return [p for p in policies if all(_holds(concept, _identity(p)) for concept in asked.titled)]
    held = [policy for policy in policies if world.library.ended_by(policy) is None]
    return held or list(policies)


def _bare(number: str) -> str:
    """A 文号 without its brackets, as a question is read."""
    return "".join(filter(str.isalnum, number))


def _identity(policy: Policy) -> str:
    return "\n".join((policy.title, policy.number, policy.issuer, policy.form, policy.about, *policy.repeals))


def _holds(concept: Concept, text: str) -> bool:
    return any(word in text for word in concept.means)


# -- what a document says of itself ------------------------------------------------------------


def _told_of_document(query: Provide, named: Sequence[Policy], world: World) -> Result | None:
    """A point of the one document that the question names by its title; None where it names none."""
    asked = query.asked
    if not (asked.titled or asked.number):
        about = [p for p in named if asked.concepts and _all_held(asked.concepts, _identity(p))]
        if not about:
            return None
        named = about
    elif not all(
        any(_holds(concept, _identity(policy)) for policy in named)
        for concept in asked.concepts
        if not concept.loose
    ):
        return None
    if asked.number and not any(p.number and asked.number.endswith(_bare(p.number)) for p in named):
        return _with_points(query, named[0], (Point.REPEAL,), world)
    first = min(named, key=lambda policy: (bool(policy.about), not _in_title(asked, policy)))
    points = tuple(point for point in asked.points if point in _points_there(first)) or asked.points[:1]
    return _with_points(query, first, points, world)


def _in_title(asked: Asked, policy: Policy) -> bool:
    return all(_holds(concept, policy.title) for concept in (asked.titled or asked.concepts))


def _points_there(policy: Policy) -> set[Point]:
    return {saying.point for saying in policy.sayings}


def _with_points(query: Provide, policy: Policy, points: Sequence[Point], world: World) -> Result:
    wanted: list[Point] = [point for point in points if point is not Point.VALIDITY]
    if Point.VALIDITY in points:
        wanted += [Point.VALIDITY, Point.EFFECT]
    sayings = tuple({s.text: s for point in wanted for s in policy.sayings if s.point is point}.values())
    if not sayings:
        return Result(query, unheld=(query.asked.points[0].value,))
    amending = world.library.amended_by(policy) if Point.VALIDITY in points else ()
    provided = replace(_provided(policy, world), sayings=sayings, amending=amending)
    quotes = tuple(Quote(saying.text, saying.citation) for saying in sayings)
    return Result(query, quotes=quotes, provided=(provided,))


def _told_at_its_place(query: Provide, named: Sequence[Policy], world: World) -> Result:
    """A point of the document that rules what the question speaks of: 伙食补助什么时候涨的."""
    asked = replace(query.asked, points=(), measure="", aspects=())
    found = _told_place(replace(query, asked=asked), named, world)
    if not found.provided:
        return replace(found, query=query)
    at = found.provided[0]
    policy = at.amended_by or at.policy
    told = _with_points(query, policy, query.asked.points, world)
    if not told.provided:
        return replace(found, query=query, told=(), context=found.told)
    own = replace(at, sayings=told.provided[0].sayings)
    return Result(query, quotes=(*told.quotes, *found.quotes), provided=(own,))


def _provided(policy: Policy, world: World) -> Provided:
    force, ended = force_of(policy, world)
    effect = tuple(s for s in policy.sayings if s.point is Point.EFFECT)[:1]
    return Provided(policy, force=force, ended_by=ended, effect=effect)


def force_of(policy: Policy, world: World) -> tuple[Force, Policy | None]:
    """Whether a document holds today, and which one ended it."""
    if ended := world.library.ended_by(policy):
        return Force.ENDED, ended
    today = world.today().isoformat()
    if policy.expires and policy.expires < today:
        return Force.EXPIRED, None
    if policy.effective and policy.effective > today:
        return Force.LATER, None
    return (Force.IN_FORCE if policy.effective or policy.issued else Force.UNSAID), None


# -- which place -------------------------------------------------------------------------------


def _told_place(query: Provide, named: Sequence[Policy], world: World) -> Result:
    asked = query.asked
    places = [place for place in world.library.places if _is_of(place, named)]
    places, missing = _of_then(asked, places)
    if missing is not None:
        return Result(query, missing=(missing,))
    if asked.articles:
        places = [place for place in places if place.order in asked.articles]
        if not places:
            return Result(
                query, missing=(Missing(Why.ARTICLE, said=_title_of(named), there=_said_articles(asked)),)
            )
    if not places:
        return Result(query, missing=(Missing(Why.POLICY),))
    if not (asked.concepts or asked.articles or asked.number):
        return Result(query, unheld=(asked.said,))
    weights = _weights(asked.concepts, places)
    whole = [place for place in places if _all_held(asked.concepts, place.own + "\n" + place.above)]
    if not whole:
        return Result(query, unheld=_unheld(asked.concepts, places, weights))
    best = max(whole, key=lambda place: _score(asked, place, weights))
    others = _rivals(asked, best, whole, weights)
    found = [_answered(query, place, whole, weights, world) for place in (best, *others)]
    return found[0] if len(found) == 1 else _several(query, found)


def _rivals(asked: Asked, best: Place, whole: Sequence[Place], weights: Mapping[str, float]) -> list[Place]:
    """The best place of each document of another issuer that rules just what is asked, as `best` does."""

    def held(place: Place) -> set[str]:
        return {concept.said for concept in asked.concepts if _holds(concept, place.own)}

    def answers(place: Place) -> tuple[bool, ...]:
        said = tuple(bool(told.search(place.own)) for told in asked.told)
        return (bool(_numbers(asked, place)) if asked.measure else True, *said)

    own = set(best.policy.issuer.split("、"))
    others: dict[str, Place] = {}
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
    return Result(query, context=told, quotes=quotes, provided=provided)


def _is_of(place: Place, named: Sequence[Policy]) -> bool:
    return place.policy in named or place.amended_by in named


def _title_of(named: Sequence[Policy]) -> str:
    return named[0].title if len(named) == 1 else ""


def _said_articles(asked: Asked) -> tuple[str, ...]:
    return tuple(map(str, asked.articles))


def _of_then(asked: Asked, places: Sequence[Place]) -> tuple[list[Place], Missing | None]:
    """The places as they read in the year or month that is said."""
    if asked.year is None:
        return list(places), None
    last = f"{asked.year}-{asked.month or 12:02d}-31"
    found: list[Place] = []
    for place in places:
        if place.amended_by is not None and place.before is not None and place.amended_by.effective > last:
            place = place.before
        if place.policy.effective <= last:
            found.append(place)
    if not found:
        starts = tuple(
            dict.fromkeys(place.policy.effective[:4] for place in places if place.policy.effective)
        )
        return [], Missing(Why.POLICY, year=asked.year, there=starts)
    return found, None


def _weights(concepts: Sequence[Concept], places: Sequence[Place]) -> dict[str, float]:
    """Each word's inverse document frequency over the places."""
    return {
        concept.said: log(1 + len(places) / (0.5 + sum(_holds(concept, place.own) for place in places)))
        for concept in concepts
    }


def _all_held(concepts: Iterable[Concept], text: str) -> bool:
    return all(concept.loose or _holds(concept, text) for concept in concepts)


def _unheld(
    concepts: Sequence[Concept], places: Sequence[Place], weights: Mapping[str, float]
) -> tuple[str, ...]:
    """The words that no place holds; where each is held somewhere, those that the best place does not."""
    must = [concept for concept in concepts if not concept.loose]
    nowhere = [c for c in must if not any(_holds(c, place.own + place.above) for place in places)]
    if nowhere:
        return tuple(concept.said for concept in nowhere)

    def lost(place: Place) -> float:
        return sum(weights[c.said] for c in must if not _holds(c, place.own + place.above))

    best = min(places, key=lost)
    return tuple(c.said for c in must if not _holds(c, best.own + best.above))


def _score(asked: Asked, place: Place, weights: Mapping[str, float]) -> float:
    score = 0.0
    for concept in (one for one in asked.concepts if one not in asked.titled):
        held = 1.0 if _holds(concept, place.own) else _ABOVE if _holds(concept, place.above) else 0.0
        held += _HEADED * _holds(concept, place.headed) + _OPENS * place.own.startswith(concept.means)
        score += weights[concept.said] * held
    for told in asked.told:
        score += _SAYS if told.search(place.own) else _SILENT
    if asked.measure:
        score += _COUNTS if _numbers(asked, place) else _COUNTLESS
    elif place.figure is not None:
        score += _NO_NUMBER_ASKED
    return score - _LONG * log(max(len(place.own), _PLAIN_LENGTH) / _PLAIN_LENGTH)


# -- what is told of it ------------------------------------------------------------------------


def _answered(
    query: Provide, best: Place, whole: Sequence[Place], weights: Mapping[str, float], world: World
) -> Result:
    asked = query.asked
    if best.figure is not None:
        return _standards(query, best, whole, world)
    place = best
    old = asked.old and place.before is not None
    provided = replace(
        _provided(place.policy, world),
        label=place.label,
        heading=place.headed.split("\n")[-1],
        amended_by=place.amended_by,
        was=bool(old),
    )
    if place.amended_by is not None:
        force, _ = force_of(place.amended_by, world)
        effect = tuple(s for s in place.amended_by.sayings if s.point is Point.EFFECT)[:1]
        provided = replace(provided, force=force, effect=effect)
    quotes = _quotes(asked, place, weights)
    before = _quotes(asked, place.before, weights) if place.before is not None else ()
    provided = replace(provided, quotes=quotes, before=before)
    told = _told(asked, place, weights) if asked.measure else ()
    context: tuple[Told, ...] = ()
    if place.before is not None and asked.measure:
        was = _told(asked, place.before, weights)
        told, context = (was, told) if old else (told, was if _tells_both(asked) else ())
    return Result(query, told=told, context=context, quotes=(*quotes, *before), provided=(provided,))


def _tells_both(asked: Asked) -> bool:
    return asked.year is not None and asked.month is None


def _quotes(asked: Asked, place: Place, weights: Mapping[str, float]) -> tuple[Quote, ...]:
    """The paragraphs of a place; of a long one the first, and those that hold what is asked."""
    if sum(len(quote.text) for quote in place.quotes) <= _FEW_WORDS or asked.articles:
        return place.quotes
    first, *rest = place.quotes
    ranked = sorted(rest, key=lambda quote: -_hits(asked.concepts, quote.text, weights))
    kept = [first]
    for quote in ranked:
        if sum(len(one.text) for one in kept) + len(quote.text) <= _FEW_WORDS:
            kept.append(quote)
    return tuple(quote for quote in place.quotes if quote in kept)


def _hits(concepts: Sequence[Concept], text: str, weights: Mapping[str, float]) -> float:
    return sum(weights[concept.said] for concept in concepts if _holds(concept, text))


def _numbers(asked: Asked, place: Place) -> list[tuple[Quote, Stated]]:
    """The numbers of a place that count what is asked, without those that the question states."""
    if place.figure is not None:
        stated = Stated(place.figure.value, place.figure.printed, place.figure.unit, "", "", "", "")
        return [(place.quotes[0], stated)] if _counts(asked, stated) else []
    if place.cell is not None:
        return []
    found = [(quote, one) for quote in place.quotes for one in numbers_in(quote.text)]
    found = [
        (q, one) for q, one in found if not re.search(rf"(?<!\d){re.escape(one.printed)}(?!\d)", asked.said)
    ]
    counted = [(quote, one) for quote, one in found if _counts(asked, one)]
    money = [(quote, one) for quote, one in counted if _is_of_money(one.unit)]
    return money if asked.measure == "any" and money else counted


def _counts(asked: Asked, one: Stated) -> bool:
    if asked.measure == "money":
        return _is_of_money(one.unit)
    return asked.measure == "any" or one.unit in asked.units


def _is_of_money(unit: str) -> bool:
    return is_money(re.split(r"[/／]", unit)[0])


def _told(asked: Asked, place: Place, weights: Mapping[str, float]) -> tuple[Told, ...]:
    """The numbers whose clause and sentence hold most of what is asked."""
    found = _numbers(asked, place)
    if not found:
        return ()

    def likeness(one: Stated) -> float:
        near = _hits(asked.concepts, one.clause, weights) * _NEAR
        behind = _hits(asked.concepts, one.sentence, weights) * _BEHIND
        return near + behind + _hits(asked.concepts, one.before + one.clause, weights)

    best = max(likeness(one) for _, one in found)
    chosen = [(quote, one) for quote, one in found if likeness(one) >= best - 1e-9]
    # 每人每天100元，西藏每人每天120元: where no place is named, what is said of none.
    chosen = [(quote, one) for quote, one in chosen if one.plain] or chosen
    return tuple(
        Told(Amount(one.value, one.unit, one.printed), _value(place.amended_by or place.policy, quote, one))
        for quote, one in chosen
    )


def _value(policy: Policy, quote: Quote, one: Stated) -> Value:
    return Value(
        metric=one.name,
        body=policy.issuer,
        year=_year(policy),
        stage=Stage.STANDARD.value,
        value=one.value,
        printed=half_width(one.printed),
        unit=one.unit.replace("％", "%"),
        citation=quote.citation,
    )


def _year(policy: Policy) -> int:
    said = policy.effective or policy.issued
    return int(said[:4]) if said else 0


def _standards(query: Provide, best: Place, whole: Sequence[Place], world: World) -> Result:
    """The cells of one table that fit alike."""
    asked = query.asked

    def held(place: Place) -> frozenset[str]:
        return frozenset(c.said for c in asked.concepts if _holds(c, place.own))

    assert best.cell is not None
    alike = [
        place
        for place in whole
        if place.figure is not None
        and place.cell is not None
        and place.policy is best.policy
        and place.cell.table == best.cell.table
        and held(place) >= held(best)
    ]
    told = tuple(
        Told(
            Amount(place.figure.value, place.figure.unit, place.figure.printed),
            _of_cell(place),
            _where(place),
        )
        for place in alike
        if place.figure is not None
    )
    if len(told) > _MOST:
        return Result(query, missing=(Missing(Why.SEVERAL, there=tuple(one.label for one in told[:8])),))
    provided = _provided(best.policy, world)
    return Result(query, told=told, provided=(provided,))


def _of_cell(place: Place) -> Value:
    figure = place.figure
    assert figure is not None and place.cell is not None
    printed = figure.printed.removesuffix(figure.unit)
    return Value(
        metric=f"{figure.subject}（{figure.component}）" if figure.component else figure.subject,
        body=place.policy.issuer,
        year=_year(place.policy),
        stage=Stage.STANDARD.value,
        value=figure.value,
        printed=half_width(printed),
        unit=figure.unit,
        note=place.cell.row or "",
        citation=place.cell,
    )


def _where(place: Place) -> str:
    """Row and column, as a reader is told."""
    assert place.cell is not None
    return "，".join(part for part in (place.cell.row, place.cell.column) if part)
