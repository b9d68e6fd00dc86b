"""Which policy documents a question names, and whether they hold.

>>> [policy.title for policy in named(read_asked("差旅费办法第三条"), library)]
['岚浦市市级机关差旅费管理办法', '关于修改《岚浦市市级机关差旅费管理办法》第十二条的通知']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from index.facts.records import Point, Policy, Saying
from qa.execute.policy.library import Library
from qa.execute.results import Force, Provided
from qa.language.policy.asking import Asked, Concept

if TYPE_CHECKING:
    from qa.execute.world import World

_TAIL = 7  # so much of the end of a title tells it from others: 差旅费管理暂行办法


def holds(concept: Concept, text: str) -> bool:
    """Whether a word, or one that stands for it, is in a text."""
    return any(
        re.search(rf"(?<!\d){word}(?!\d)", text) is not None if word.isdecimal() else word in text
        for word in concept.means
    )


def all_held(concepts: Iterable[Concept], text: str) -> bool:
    """Whether all words that must be held are in a text."""
    return all(concept.loose or holds(concept, text) for concept in concepts)


def bare(text: str) -> str:
    """A title or a 文号 without brackets and marks, as a question is read."""
    return "".join(filter(str.isalnum, text))


def identity(policy: Policy) -> str:
    """All that a document is known by."""
    return "\n".join((policy.title, policy.number, policy.issuer, policy.form, policy.about, *policy.repeals))


def named(asked: Asked, library: Library) -> list[Policy]:
    """The documents that a question names; all that hold where it names none."""
    policies = [policy for _, policy in library.policies]
    if asked.number:
        own = [policy for policy in policies if is_numbered(asked, policy)]
        return own or [policy for policy in policies if _ends_numbered(asked, policy)]
    if asked.titled:
        policies = [p for p in policies if all(holds(concept, identity(p)) for concept in asked.titled)]
    held = [policy for policy in policies if library.ended_by(policy) is None]
    return held or policies


def is_numbered(asked: Asked, policy: Policy) -> bool:
    """Whether the 文号 that is said is that of a document."""
    return bool(policy.number) and asked.number.endswith(bare(policy.number))


def _ends_numbered(asked: Asked, policy: Policy) -> bool:
    """Whether the 文号 that is said is that of a document which another one ended."""
    return any(asked.number.endswith(bare(one)) for one in policy.repeals)


def ends_what_is_named(asked: Asked, policies: Sequence[Policy]) -> Policy | None:
    """The document that ended the one which is named, by its 文号 or by the end of its title."""
    if asked.number:
        return next(iter(policies), None) if not any(is_numbered(asked, p) for p in policies) else None
    for policy in policies:
        for title in policy.repeals:
            tail = bare(title)[-_TAIL:]
            if len(tail) == _TAIL and tail in asked.said and tail not in bare(policy.title):
                return policy
    return None


def provided_of(policy: Policy, world: World) -> Provided:
    """A document as it is told of, with whether it holds and from when."""
    force, ended = force_of(policy, world)
    return Provided(policy, force=force, ended_by=ended, effect=effect_of(policy))


def effect_of(policy: Policy) -> tuple[Saying, ...]:
    """The sentence that says from when a document holds."""
    return tuple(saying for saying in policy.sayings if saying.point is Point.EFFECT)[:1]


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
