"""A stretch of a question → what it asks of policy documents; and whether it asks of them at all.

``data/policies.toml`` holds the wordings. Each stretch of the question is claimed by a point, an aspect, a
measure, a wording, a word of asking, or is a word that a document must hold.

>>> asked = read_asked("处级干部去北京出差住宿费标准")
>>> [c.said for c in asked.concepts], asked.measure
(['处级干部', '北京', '出差', '住宿费'], 'money')
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from index.facts.numerals import NUMERAL, count
from index.facts.records import Point
from index.store.tokens import cut, is_word
from qa.language.lexicon import Word, marks, words

_ARTICLE = re.compile(rf"第([{NUMERAL}]{{1,5}}|\d{{1,3}})条")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)年?(?:(\d{1,2})月(?:份)?)?")
# 岚财行〔2025〕6号 without its brackets.
_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,10})((?:19|20)\d\d)(?:年|第|,)?(\d{1,4})号")
_PAUSED = ","
_DAYS = re.compile(rf"(?<![超过满足个到每])([{NUMERAL}]{{1,3}}|\d{{1,3}})天(?![之以]?内|以上|之?前|的部分)")
# 一百二: a hundred and twenty.
_HUNDREDS = re.compile(
    r"([一二两三四五六七八九])百([一二三四五六七八九])?(十)?(?:元|块钱?)?(?![一二三四五六七八九十分])"
)
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)(?:元|块钱?)|(?<=是)(\d+)(?=吗|么|不|对|$)")
ANY, MONEY = "any", "money"


class Route(StrEnum):
    """Which documents a sentence asks of.

    RATHER_POLICY may be told by other narrative, in words; BOTH asks of both, or of a rule about one body;
    OPEN says neither, and is read as of budgets first.
    """

    POLICY = "policy"
    RATHER_POLICY = "rather policy"
    BOTH = "both"
    OPEN = "open"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True, order=True)
class Concept:
    """A word of the question, with the words any of which stands for it in a document.

    `loose`: it stands in what is set aside as talk, and need not be held.
    """

    said: str
    means: tuple[str, ...]
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of policy documents.

    `points` of the document itself, `aspects` of what it rules; `concepts` must be held. `titled` are those
    before 办法 or 规定, which name the document, as `number` does. `articles` are numbers; `measure` is what
    a number that is asked for counts ("" where none is); `old` asks what held before, `year` and `month`
    what held then; `days` is for how many days, `amounts` are what the question takes for the answer in
    yuan, and `of_standards` says that it asks for 标准 and not for one amount.
    """

    said: str
    points: tuple[Point, ...] = ()
    aspects: tuple[str, ...] = ()
    concepts: tuple[Concept, ...] = ()
    titled: tuple[Concept, ...] = ()
    articles: tuple[int, ...] = ()
    number: str = ""
    measure: str = ""
    old: bool = False
    year: int | None = None
    month: int | None = None
    days: int = 0
    days_said: str = ""
    amounts: tuple[Decimal, ...] = ()
    of_standards: bool = False

    @property
    def told(self) -> tuple[re.Pattern[str], ...]:
        """What a text says that answers, one pattern for each aspect asked."""
        return tuple(told for name, told in _told() if name in self.aspects)

    @property
    def units(self) -> tuple[str, ...]:
        """The units of the number asked for; () for money and for any."""
        return tuple(_data()["units"].get(self.measure, ()))


def route(said: str, *, of_body: bool, dated: bool) -> Route:
    """Whether a plain stretch asks of rules or of budgets: what it says, a body or a year named in it."""
    strong, weak, money = (_joined(name).search(said) is not None for name in ("strong", "weak", "budget"))
    if strong:
        return Route.BOTH if money or of_body else Route.POLICY
    if money:
        return Route.BUDGET
    if weak:
        return Route.OPEN if of_body or dated else Route.RATHER_POLICY
    return Route.OPEN


def read_asked(said: str, talk: Collection[int] = ()) -> Asked:
    """What a plain stretch of a question asks of policy documents; `talk` are places of what is set aside."""
    return _Reading(said, talk).asked()


class _Reading:
    """One stretch being read: `free` are the letters that nothing has claimed."""

    def __init__(self, said: str, talk: Collection[int]) -> None:
        self.said = said
        self.talk = talk
        self.free = [letter != _PAUSED for letter in said]

    def asked(self) -> Asked:
        """All that is asked, the parts that are longest and most certain first."""
        number = self._number()
        articles = tuple(count(found[1]) for found in self._claimed(_ARTICLE))
        days, days_said = self._days()
        amounts = self._amounts()
        year, month = self._then()
        old = bool(list(self._claimed(*_patterns("words", "old"))))
        points = self._points()
        self._claim_all("point")
        measure = self._measure(bool(amounts))
        concepts = list(self._worded())
        aspects = self._aspects()
        if measure:  # what is given is an amount, not leave
            aspects = tuple(name for name in aspects if name != "allowed")
        self._claim_all("measure")
        titled_before = self._before_form()
        concepts += list(self._soft())
        concepts += list(self._words())
        concepts = sorted((at, replace(c, loose=c.loose or at in self.talk)) for at, c in concepts)
        return Asked(
            said=self.said,
            points=points,
            aspects=aspects,
            concepts=tuple(dict.fromkeys(c for _, c in concepts)),
            titled=_ending_at(titled_before, concepts),
            articles=articles,
            number=number,
            measure=measure,
            old=old,
            days=days,
            days_said=days_said,
            amounts=amounts,
            of_standards=self._of_standards(),
            year=year,
            month=month,
        )

    def _number(self) -> str:
        """The first 文号 that is said, "" where none is."""
        numbers = ["".join(found.groups()) + "号" for found in self._claimed(_NUMBER)]
        return numbers[0] if numbers else ""

    def _days(self) -> tuple[int, str]:
        """For how many days, and how that is said; of one day none is reckoned."""
        days = [(n, found.group()) for found in self._claimed(_DAYS) if (n := count(found[1])) > 1]
        return days[0] if days else (0, "")

    def _amounts(self) -> tuple[Decimal, ...]:
        """The amounts that are said, in yuan: 350元, 三百五."""
        amounts = tuple(Decimal(found[1] or found[2]) for found in self._claimed(_AMOUNT))
        return amounts + tuple(map(_hundreds, self._claimed(_HUNDREDS)))

    def _then(self) -> tuple[int | None, int | None]:
        """The first year that is said, and its month; None for what is not."""
        years = [(int(found[1]), int(found[2] or 0)) for found in self._claimed(_YEAR)]
        return (years[0][0], years[0][1] or None) if years else (None, None)

    def _points(self) -> tuple[Point, ...]:
        """The points of the document itself that are asked for; their letters stay free for the others."""
        return tuple(
            Point(name)
            for name in _data()["point"]
            if list(self._claimed(*_patterns("point", name), whole=False))
        )

    def _claim_all(self, section: str) -> None:
        """Claim all letters that patterns of a section find."""
        for name in _data()[section]:
            list(self._claimed(*_patterns(section, name)))

    def _measure(self, of_amounts: bool) -> str:
        """What the number asked for counts; money where amounts are said, "" where no number is asked for."""
        measured = [name for name in _data()["measure"] if self._says(_patterns("measure", name))]
        counted = next((name for name in measured if name not in (ANY, MONEY)), "")
        if counted:
            return counted
        if of_amounts or MONEY in measured or self._asks("money_asked"):
            return MONEY
        return ANY if measured or self._asks("how_many") else ""

    def _asks(self, sense: str) -> bool:
        """Whether a word of questions asks how much: 几多, 几钿."""
        return any(word in self.said for word in _said_by(sense))

    def _aspects(self) -> tuple[str, ...]:
        """What is asked of what the document rules."""
        return tuple(
            name for name, patterns, partly in _aspects() if list(self._claimed(*patterns, partly=partly))
        )

    def _of_standards(self) -> bool:
        """Whether it asks for 标准, and not for one number."""
        return self._says(_patterns("words", "standards")) and not self._says(_patterns("measure", ANY))

    def _says(self, patterns: Sequence[re.Pattern[str]]) -> bool:
        return any(pattern.search(self.said) for pattern in patterns)

    def _claimed(
        self, *patterns: re.Pattern[str], whole: bool = True, partly: bool = False
    ) -> Iterator[re.Match[str]]:
        """What the patterns find in letters that are free, which are free no more; all of them if `whole`.

        `partly`: it is enough that some of the letters are free.
        """
        for pattern in patterns:
            for found in pattern.finditer(self.said):
                span = range(*found.span())
                free = [self.free[n] for n in span]
                if not span or not (any(free) if partly else all(free)):
                    continue
                if whole:
                    for n in span:
                        self.free[n] = False
                yield found

    def _worded(self) -> Iterator[tuple[int, Concept]]:
        """The wordings it says, the longer of two that overlap."""
        found = [
            (at.start(), at.end(), means)
            for patterns, means in _wordings()
            for pattern in patterns
            for at in pattern.finditer(self.said)
            if at.group()
        ]
        for start, end, means in sorted(found, key=lambda one: (one[0] - one[1], one[0])):
            if all(self.free[start:end]):
                for n in range(start, end):
                    self.free[n] = False
                said = self.said[start:end]
                yield start, Concept(said, tuple(dict.fromkeys((*means, said))))

    def _soft(self) -> Iterator[tuple[int, Concept]]:
        """Words that a place need not hold, and is the better for: 报销."""
        for patterns, means in _softly():
            for pattern in patterns:
                if found := pattern.search(self.said):
                    for n in range(*found.span()):
                        self.free[n] = False
                    yield found.start(), Concept(found.group(), means, loose=True)

    def _before_form(self) -> int:
        """Where a form of document (办法, 规定) stands that the words before it name; −1 where none does."""
        at = _form_pattern().search(self.said)
        if at is None:
            return -1
        for n in range(*at.span()):
            self.free[n] = False
        return at.start()

    def _words(self) -> Iterator[tuple[int, Concept]]:
        """The words that are left and no words of asking: each must stand in what is told."""
        known = _asking()
        at = 0
        while at < len(self.said):
            if not self.free[at]:
                at += 1
                continue
            end = at
            while end < len(self.said) and self.free[end]:
                end += 1
            for word in _words_of(self.said[at:end], known):
                if word not in known and any(letter.isalnum() for letter in word):
                    yield at, Concept(word, _bare(word, known))
                at += len(word)


def _bare(word: str, known: Collection[str]) -> tuple[str, ...]:
    """A word, and the same without a letter of asking that was cut with it: 研学去 is 研学."""
    start, end = int(word[0] in known), len(word) - int(word[-1] in known)
    return (word, word[start:end]) if (start or end < len(word)) and end - start > 1 else (word,)


def _words_of(stretch: str, known: Collection[str]) -> Iterator[str]:
    """The words of a stretch; one that is only guessed to be a word, parted at letters of asking: 国|去."""
    for word in cut(stretch):
        if len(word) == 1 or word in known or is_word(word):
            yield word
        else:
            yield from filter(None, re.split(f"([{''.join(w for w in known if len(w) == 1)}])", word))


def _hundreds(found: re.Match[str]) -> Decimal:
    return Decimal(count(found[1]) * 100 + count(found[2] or "") * 10)


def _ending_at(place: int, concepts: Sequence[tuple[int, Concept]]) -> tuple[Concept, ...]:
    """The words that stand one behind the other up to a place."""
    found: list[Concept] = []
    for at, concept in reversed(concepts):
        if at + len(concept.said) == place:
            found.insert(0, concept)
            place = at
    return tuple(found)


# -- the data --------------------------------------------------------------------------------


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("qa.language").joinpath("data/policies.toml").read_text(encoding="utf-8"))


@cache
def _joined(name: str) -> re.Pattern[str]:
    return re.compile("|".join(_data()["route"][name]))


@cache
def _patterns(section: str, name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, _data()[section][name]))


@cache
def _aspects() -> tuple[tuple[str, tuple[re.Pattern[str], ...], bool], ...]:
    return tuple(
        (raw["name"], tuple(map(re.compile, raw["asked"])), raw.get("partly", False))
        for raw in _data()["aspect"]
    )


@cache
def _told() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((raw["name"], re.compile("|".join(raw["told"]))) for raw in _data()["aspect"])


@cache
def _wordings() -> tuple[tuple[tuple[re.Pattern[str], ...], tuple[str, ...]], ...]:
    return tuple((tuple(map(re.compile, raw["asked"])), tuple(raw["means"])) for raw in _data()["wording"])


@cache
def _softly() -> tuple[tuple[tuple[re.Pattern[str], ...], tuple[str, ...]], ...]:
    return tuple((tuple(map(re.compile, raw["asked"])), tuple(raw["means"])) for raw in _data()["soft"])


@cache
def _form_pattern() -> re.Pattern[str]:
    forms = sorted(_data()["words"]["forms"].split(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, forms)))


@cache
def _asking() -> frozenset[str]:
    """The words of a question that say nothing of what is ruled."""
    own = _data()["words"]
    plain = {word for word, uses in words().items() if all(map(_says_nothing_ruled, uses))}
    return frozenset((*own["asking"].split(), *own["forms"].split(), *plain))


def _says_nothing_ruled(use: Word) -> bool:
    """Whether a word of questions says nothing of what is ruled: those that ask how much, and 一共."""
    return use.sort in ("function", "frame") or use.sense in ("dialect", "how_many", "sum", "degree", "yesno")


@cache
def _said_by(name: str) -> tuple[str, ...]:
    """The words of questions of a sense, or with a mark, of two letters at least."""
    marked = marks().get(name, frozenset())
    return tuple(
        word
        for word, uses in words().items()
        if len(word) > 1 and (word in marked or any(use.sense == name for use in uses))
    )
