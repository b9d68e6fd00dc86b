"""What a policy document says of itself: its 文号, who issued it, from when to when it holds, what it ended.

>>> told_of_document(query, policies, world).provided[0].sayings[0].text
'第二十六条本办法自2023年7月1日起施行，有效期5年。'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.facts.records import Point, Policy
from qa.execute.policy.naming import all_held, ends_what_is_named, holds, identity, provided_of
from qa.execute.results import Result
from qa.language.policy.asking import Asked
from qa.plan.algebra import Provide
from qa.records import Quote

if TYPE_CHECKING:
    from qa.execute.world import World


def told_of_document(query: Provide, policies: Sequence[Policy], world: World) -> Result | None:
    """The points asked of the one document that the question names; None where it names none."""
    asked = query.asked
    if (ending := ends_what_is_named(asked, policies)) is not None:
        return with_points(query, ending, (Point.REPEAL,), world)
    policies = _called(asked, policies)
    if not policies:
        return None
    first = min(policies, key=lambda policy: (bool(policy.about), not _in_title(asked, policy)))
    there = {saying.point for saying in first.sayings}
    points = tuple(point for point in asked.points if point in there) or asked.points[:1]
    return with_points(query, first, points, world)


def _called(asked: Asked, policies: Sequence[Policy]) -> Sequence[Policy]:
    """The documents whose names hold all words of the question; of named ones all, where they do together."""
    if not asked.titled and not asked.number:
        return [p for p in policies if asked.concepts and all_held(asked.concepts, identity(p))]
    must = [concept for concept in asked.concepts if not concept.loose]
    held = all(any(holds(concept, identity(policy)) for policy in policies) for concept in must)
    return policies if held else ()


def _in_title(asked: Asked, policy: Policy) -> bool:
    return all(holds(concept, policy.title) for concept in (asked.titled or asked.concepts))


def with_points(query: Provide, policy: Policy, points: Sequence[Point], world: World) -> Result:
    """The sentences of a document that say these points; of its validity from when it holds, too."""
    wanted: list[Point] = [point for point in points if point is not Point.VALIDITY]
    if Point.VALIDITY in points:
        wanted += [Point.VALIDITY, Point.EFFECT]
    found = {s.text: s for point in wanted for s in policy.sayings if s.point is point}
    sayings = tuple(found.values())
    if not sayings:
        return Result(query, unheld=(points[0].value,))
    amending = world.library.amended_by(policy) if Point.VALIDITY in points else ()
    provided = replace(provided_of(policy, world), sayings=sayings, amending=amending)
    quotes = tuple(Quote(saying.text, saying.citation) for saying in sayings)
    return Result(query, quotes=quotes, provided=(provided,))
