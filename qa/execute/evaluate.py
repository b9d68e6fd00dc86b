"""A query carried out: one small function a node, values with their sources.

>>> result = evaluate(Show((Ratio(reception, total),)), World(facts, catalog))
>>> result.told[0].value.formula
'1.50万元÷147.87万元＝1.01%'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.facts.records import Change
from qa.arithmetic import count, each, given, growth, mean, minus, multiple, ratio, scaled, total
from qa.execute.agreement import apart
from qa.execute.changes import changed, moved, reasons
from qa.execute.leaves import Leaf, leaf, same_kind
from qa.execute.ranking import rank
from qa.execute.results import Missing, Result, Told
from qa.execute.rows import Listing, Row, along, holds, listing
from qa.execute.where import years_of
from qa.execute.world import World
from qa.plan.algebra import (
    Agree,
    Amount,
    Cell,
    Changed,
    Count,
    Difference,
    Each,
    Exists,
    Expr,
    Growth,
    Holds,
    List,
    Mean,
    Query,
    Rank,
    Ratio,
    Reason,
    Scale,
    Series,
    Show,
    Sum,
)
from qa.plan.ground import Why
from qa.records import Value
