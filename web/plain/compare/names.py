"""What a comparison is chosen from: names of bodies, subjects that the chosen bodies print.

>>> matching(["某市财政局", "财政监督中心"], "财政")
['财政监督中心', '某市财政局']
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from index.store.protocols import Facts
from web.plain.compare.compared import MEASURES
from web.plain.editions import Edition


def matching(names: Iterable[str], typed: str, most: int | None = None) -> list[str]:
    """The names that hold what is typed: the same first, then those that begin so, then in their order."""
    found = [name for name in names if typed in name]
    return sorted(found, key=lambda name: (name != typed, not name.startswith(typed)))[:most]


def subjects(facts: Facts, editions: Iterable[Edition]) -> list[str]:
    """What tables of these editions print: totals first, then names; of one name with several codes each."""
    ids = [number for edition in editions for number in edition.ids]
    codes: dict[str, list[str]] = defaultdict(list)
    for term in facts.terms(ids) if ids else ():
        if term.subject:
            codes[term.subject].append(term.code)
    named = (name for subject, known in codes.items() for name in _named(subject, known))
    return list(dict.fromkeys([*MEASURES, *named]))


def _named(subject: str, codes: Sequence[str]) -> list[str]:
    several = sorted({code for code in codes if code})
    return [f"{subject} {code}" for code in several] if len(several) > 1 else [subject]
