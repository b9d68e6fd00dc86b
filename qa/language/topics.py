"""What a question asks of the narrative: its section, what it wants, what it counts, the disclosures' words.

``data/topics.toml`` and ``data/wordings.toml`` hold the wordings. A question is read here once; nothing
later looks at its text again.

>>> topic("主要职责有哪些").headings
('职责', '职能')
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Topic:
    """What is asked of the narrative.

    `said` is the plain question without bodies and years; `meant` are stretches of it with the words
    that disclosures use for it. `sections` are the stretches that name a section and `headings` the words
    such sections are headed with, empty where none is named. `counted` are the counting units asked for, one
    of each kind. A `listing` is told to its end; `number` and `money` say that a number or an amount is
    wanted, `aim` that targets count too, `define` that a meaning is asked for.
    """

    said: str
    meant: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sections: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    listing: bool = False
    number: bool = False
    money: bool = False
    aim: bool = False
    define: bool = False

    @property
    def section(self) -> str:
        """The first stretch that names a section; "" where none does."""
        return next(iter(self.sections), "")

    @property
    def more(self) -> tuple[str, ...]:
        """The words disclosures use for what it says, each once."""
        return tuple(dict.fromkeys(word for _, words in self.meant for word in words))

    @property
    def claims(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Stretches that an answer accounts for by any of these words: the section's by its headings."""
        return (*((said, (said, *self.headings)) for said in self.sections), *self.meant)


class Intent(StrEnum):
    """What a question wants that asks for nothing in the documents."""

    ORDERS = "orders"
    ABUSE = "abuse"
    HARM = "harm"
    OPINION = "opinion"
    HOLDINGS = "holdings"
    HELP = "help"
    GREETING = "greeting"


# One thing counted in different words.
_COUNTED_ALIKE = (("人", "名", "位"), ("台", "辆", "套", "台套"), ("个", "家", "所"), ("幢", "栋", "座"))


def alike(unit: str) -> tuple[str, ...]:
    """The units that count the same things: 名 → 人, 名, 位."""
    return next((units for units in _COUNTED_ALIKE if unit in units), (unit,) if unit else ())


def topic(said: str) -> Topic:
    """What a plain question asks of the narrative."""
    asks = _asks()
    named = next(((said_so, heads) for asked, heads in _sections() if (said_so := _every(asked, said))), None)
    counted = [next(filter(None, found.groups()), "人") for found in asks["counted"].finditer(said)]
    return Topic(
        said=said,
        meant=meant_in(said),
        sections=named[0] if named else (),
        headings=named[1] if named else (),
        counted=tuple({alike(unit): unit for unit in counted}.values()),
        listing=bool(asks["list"].search(said)) and not asks["yesno"].search(said),
        number=bool(asks["number"].search(said)),
        money=bool(asks["money"].search(said)),
        aim=bool(asks["aim"].search(said)),
        define=bool(asks["define"].search(said)),
    )


def _every(pattern: re.Pattern[str], said: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.group() for found in pattern.finditer(said) if found.group()))


def intent(said: str) -> Intent | None:
    """What a plain question wants beside the documents; None where it asks of them."""
    return next((Intent(name) for name, pattern in _intents().items() if pattern.search(said)), None)


def meant_in(words: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What of a plain question is said in disclosures by other words, with these."""
    return tuple((found.group(), means) for asked, means in _wordings() for found in asked.finditer(words))


def _joined(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("qa.language").joinpath("data/topics.toml").read_text(encoding="utf-8"))


@cache
def _sections() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple((_joined(raw["asked"]), tuple(raw["headings"])) for raw in _data()["section"])


@cache
def _asks() -> dict[str, re.Pattern[str]]:
    return {name: _joined(patterns) for name, patterns in _data()["ask"].items()}


@cache
def _intents() -> dict[str, re.Pattern[str]]:
    return {name: _joined(patterns) for name, patterns in _data()["intent"].items()}


@cache
def _wordings() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    data = tomllib.loads(files("qa.language").joinpath("data/wordings.toml").read_text(encoding="utf-8"))
    return tuple((re.compile("|".join(raw["asked"])), tuple(raw["means"])) for raw in data["wording"])
