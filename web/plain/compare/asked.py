"""The address of a comparison ↔ which bodies, years and subject, of which kind and table, against what.

>>> asked = asked_of([("body", "某局"), ("year", "2025"), ("subject", "公务接待费"), ("against", "first")])
>>> asked.bodies, asked.years, asked.against
(('某局',), (2025,), <Against.FIRST: 'first'>)
>>> asked.without(body="某局").query()
'year=2025&subject=%E5%85%AC%E5%8A%A1%E6%8E%A5%E5%BE%85%E8%B4%B9&against=first'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

from index.facts.records import Kind, Scope, TableKind
from web.plain.money import MAIN
from web.plain.view import LONGEST, Fields, by_name, is_year, unfit
from web.words import Words

MOST_BODIES: Final = 8
MOST_YEARS: Final = 10


class Against(StrEnum):
    """What each amount is compared with: the same body's year before, or the first body's same year."""

    BEFORE = "before"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared; "" and nothing leave the choice to what is found.

    `adding` is a body's name, or a part of one, that is to be added; `language` is kept where chosen by hand.
    """

    bodies: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    subject: str = ""
    kind: str = ""
    table: str = ""
    scope: str = ""
    against: Against = Against.BEFORE
    adding: str = ""
    language: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        """The names and values of the address, without what is so anyway."""
        given = [("body", body) for body in self.bodies] + [("year", str(year)) for year in self.years]
        given += [("subject", self.subject), ("kind", self.kind), ("table", self.table)]
        given += [("scope", self.scope), ("add", self.adding), ("lang", self.language)]
        if self.against is not Against.BEFORE:
            given.append(("against", self.against.value))
        return [(name, value) for name, value in given if value]

    def query(self) -> str:
        """The choices as a query."""
        return urlencode(self.pairs())

    def with_body(self, body: str) -> Asked:
        """With one more body, and nothing left to add."""
        bodies = tuple(dict.fromkeys([*self.bodies, body]))[:MOST_BODIES]
        return replace(self, bodies=bodies, adding="")

    def without(self, *, body: str) -> Asked:
        """With one body less."""
        return replace(self, bodies=tuple(each for each in self.bodies if each != body))

    def of(self, subject: str) -> Asked:
        """The same bodies and years on another subject, of whichever table prints it."""
        return replace(self, subject=subject, table="")


def asked_of(pairs: Iterable[tuple[str, str]]) -> Asked:
    """What an address asks for; what is `refused` in it is passed over."""
    held = {name: [v.replace("\0", "")[:LONGEST] for v in each] for name, each in by_name(pairs).items()}
    last = {name: held[name][-1] for name in _FIELDS if name in held and _FIELDS[name][1](held[name][-1])}
    return Asked(
        tuple(dict.fromkeys(held.get("body", ())))[:MOST_BODIES],
        tuple(sorted({int(year) for year in held.get("year", ()) if is_year(year)}))[-MOST_YEARS:],
        held.get("subject", [""])[-1],
        last.get("kind", ""),
        last.get("table", ""),
        last.get("scope", ""),
        Against(last.get("against", Against.BEFORE)),
        held.get("add", [""])[-1],
        held.get("lang", [""])[-1],
    )


def refused(pairs: Iterable[tuple[str, str]], words: Words) -> list[str]:
    """A line for each value that its field cannot have, naming the field; names of no field are let be."""
    held = by_name(pairs)
    lines = unfit(held, _FIELDS, words)
    adding = held.get("add", [])[-1:]
    for name, most, more in (("body", MOST_BODIES, adding), ("year", MOST_YEARS, [])):
        if len(dict.fromkeys([*held.get(name, ()), *more])) > most:
            lines.append(f"{name}：{words['bad_many'].format(count=most)}")
    for name in ("body", "subject", "add"):
        if any("\0" in value or len(value) > LONGEST for value in held.get(name, ())):
            lines.append(f"{name}：{words['bad_text']}")
    return lines


_FIELDS: Final[Fields] = {
    "year": ("bad_year", is_year),
    "kind": ("bad_kind", lambda value: value in list(MAIN)),
    "table": ("bad_table", lambda value: value in list(TableKind)),
    "scope": ("bad_scope", lambda value: value in list(Scope)),
    "against": ("bad_against", lambda value: value in list(Against)),
}
KINDS: Final[tuple[Kind, ...]] = tuple(MAIN)
