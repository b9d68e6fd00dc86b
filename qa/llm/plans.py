"""What a model says → a plan of the algebra: nodes by id, of ids, held to the same types as the rules' plans.

A node has a kind, the ids that fill its slots (`ids`), the names it stands within, the nodes it works with
(`of`) and marks (`how`); the claims say which words of the question each node stands for.

>>> read_plan({"nodes": [{"id": "n1", "kind": "cell", "ids": ["b1", "r1"], "within": [], "of": [], "how": []},
...                      {"id": "n2", "kind": "show", "ids": [], "within": [], "of": ["n1"], "how": []}],
...            "ask": ["n2"], "claims": []}, offered).queries
(Show(长者食堂运营补助@望潮街道),)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from qa.llm.building import KINDS_OF_NODES, MARKS, NARRATIVE, Building, Node, shown
from qa.llm.exchange import Failure, NoReply, Schema
from qa.llm.offers import Offers
from qa.plan.algebra import Query

_MOST = 12
NODES: Final = tuple(f"n{n}" for n in range(1, _MOST + 1))
OP, ASKING, TALK = "op", "ask", "talk"
"""What words may stand for beside an id: the operation of a node, asking as such, nothing."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words that stand for an id in a node, or for its operation, asking, or talk."""

    words: tuple[str, ...]
    node: str
    id: str


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """What a model made out: the queries (none where it leaves them to the narrative), nodes and claims."""

    queries: tuple[Query, ...]
    nodes: Mapping[str, Node]
    claims: tuple[Said, ...]
    narrative: bool = False


def schema_for(offered: Offers) -> Schema:
    """The schema of a plan over what is offered: flat, every value one of a list."""

    def one_of(values: Sequence[str]) -> Schema:
        return {"type": "string", "enum": list(values)}

    def many(values: Sequence[str]) -> Schema:
        return {"type": "array", "items": one_of(values)}

    ids = [offer.id for offer in offered.all]
    names = [offer.id for offer in offered.all if offer.kind in ("name", "table", "unit", "group")]
    node = {
        "id": one_of(NODES),
        "kind": one_of(KINDS_OF_NODES),
        "ids": many(ids),
        "within": many(names),
        "of": many(NODES),
        "how": many(MARKS),
    }
    claim = {
        "words": many([word.id for word in offered.words] or [""]),
        "node": one_of(NODES),
        "id": one_of([*ids, OP, ASKING, TALK]),
    }
    return _object(
        nodes={"type": "array", "items": _object(**node)},
        ask=many(NODES),
        claims={"type": "array", "items": _object(**claim)},
    )


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def read_plan(said: Mapping[str, Any], offered: Offers) -> ModelPlan:
    """The plan that a reply of `schema_for` means. Raises NoReply where it means none."""
    nodes = _nodes(said["nodes"], offered)
    claims = _claims(said["claims"], nodes)
    asked = _asked(said["ask"], nodes)
    build = Building(nodes)
    if all(nodes[id].kind == NARRATIVE and not _chooses(nodes[id]) for id in asked):
        build.checked(asked)
        return ModelPlan((), nodes, claims, narrative=True)
    built = [build.node(id) for id in asked]
    queries = tuple(shown(one) for one in built)
    return ModelPlan(queries, nodes, claims)


def _chooses(node: Node) -> bool:
    return any(offer.kind == "sentence" for offer in node.ids)


def _nodes(told: Sequence[Mapping[str, Any]], offered: Offers) -> dict[str, Node]:
    """The nodes of a reply by id. Raises NoReply where two have one, or a slot holds what was not offered."""
    nodes: dict[str, Node] = {}
    for one in told:
        node = Node(
            one["id"],
            one["kind"],
            tuple(offered[id] for id in one["ids"]),
            tuple(offered[id] for id in one["within"]),
            tuple(one["of"]),
            frozenset(one["how"]),
        )
        if node.id in nodes:
            raise NoReply(Failure.RUBBISH, f"two nodes {node.id}")
        nodes[node.id] = node
    return nodes


def _claims(told: Sequence[Mapping[str, Any]], nodes: Mapping[str, Node]) -> tuple[Said, ...]:
    """Which words stand for what. Raises NoReply where a node of theirs is not there."""
    claims = tuple(Said(tuple(one["words"]), one["node"], one["id"]) for one in told)
    if any(claim.node not in nodes for claim in claims):
        raise NoReply(Failure.RUBBISH, "a claim for no node")
    return claims


def _asked(told: Sequence[str], nodes: Mapping[str, Node]) -> tuple[str, ...]:
    """The ids of the nodes asked for. Raises NoReply where there are none, or one is not there."""
    if not told:
        raise NoReply(Failure.REFUSED, "nothing asked")
    if any(id not in nodes for id in told):
        raise NoReply(Failure.RUBBISH, "a node is asked for that is not there")
    return tuple(told)
