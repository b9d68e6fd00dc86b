"""Bodies named in a question, as spans: in full, shortened, by their place alone, in English.

>>> [token.bodies for token in Bodies(("云溪市河道管理处",)).spans(read("河道管理处2025年办公费"))]
[('云溪市河道管理处',)]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from index.facts.extent.places import rank_of
from index.facts.subjects import normal
from qa.language.fuzzy.slips import sounds
from qa.language.meant import How, Name
from qa.language.names import Entry, Role
from qa.language.normal import Text
from qa.language.tokens import Token
from qa.language.whose.abbreviations import Abbreviations
from qa.language.whose.english import in_english, name_of
from qa.language.whose.organisations import Span, bodies_in
from qa.language.whose.standing import Standing

_LATIN = re.compile(r"[a-z]{2,}")
_PINYIN = re.compile(r"(?<![a-z])[a-z]{4,}(?![a-z])")
# So many words of Latin letters at least are a question in English.
_ENGLISH = 3
_ROW, _ROW_SHORT, _ABBREVIATED, _ELSEWHERE, _BY_KIND = 0.7, 1.35, 1.35, 1.5, 1.9
# A place that is named so is the body itself: 望潮街道.
_OF_ONE_BODY = ("街道", "镇", "乡")
# What people call a body by its kind, and how names of that kind read.
_KINDS = {
    "街道": "街道",
    "街道办": "街道",
    "热线": "热线",
    "中心": "中心",
    "学校": "学|校|幼儿园",
    "医院": "医院",
    "检察院": "检察院",
    "法院": "法院",
    "镇上": "镇",
    "镇政府": "镇",
    "乡政府": "乡",
    "委里": "委",
}
# The name of an organisation begins with that of a place: 石桥县司法局.
_FOREIGN = re.compile(
    r"(?![在对把和与由向跟给从请问我你他这那查看说及或比])[\u4e00-\u9fff]{2,3}(?:市|县|区|州|旗)(?!级)"
)
_CONJUNCTION = re.compile("[和与跟同及比]")
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,3}?(?:省|市|区|县|旗|自治州|自治区|街道|镇|乡))")


@dataclass(slots=True, repr=False)
class Bodies:
    """The bodies that are indexed, and the names of units that are rows in the disclosures of others.

    `rows` are places of which that is so, each with the bodies in whose disclosures it is one.
    """

    names: tuple[str, ...]
    units: tuple[str, ...] = ()
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: dict[str, tuple[str, ...]] = field(init=False)
    short: Abbreviations = field(init=False)
    _letters: dict[str, str] = field(init=False)
    _kinds: dict[str, str] = field(init=False)
    _places_said: Standing = field(init=False)
    _called: dict[str, str] = field(init=False)
    _read: dict[str, tuple[str, ...]] | None = field(init=False, default=None)
    _rows_said: Standing = field(init=False)

    def __post_init__(self) -> None:
        places: dict[str, dict[str, None]] = defaultdict(dict)
        self._letters = {body: _letters_of(body) for body in self.names}
        for body, letters in self._letters.items():
            for place in _PLACE.findall(letters.replace("人民政府", "")):
                stem = place.removesuffix("街道") if place.endswith("街道") else place[:-1]
                for form in {place, stem} if len(stem) > 1 else {place}:
                    places[form].setdefault(body)
        self.places = {place: tuple(bodies) for place, bodies in places.items()}
        self.short = Abbreviations(self.names)
        self._kinds = dict(_sole_of_kinds(self.names))
        self._called = {
            **{place: place for place in self.rows},
            **dict(_without_rank(self.rows, self.places)),
        }
        self._places_said, self._rows_said = Standing(self.places), Standing(self._called)

    def spans(self, text: Text) -> Iterator[Token]:
        """Every stretch that may name bodies; of several that one stretch names all are given."""
        marked, places = _with_ends(text)
        yield from self._in_english(text, marked)
        named = bodies_in(marked, self.names, self.units)
        for span in (*named, *self._between_conjunctions(marked), *self._places_in(marked)):
            if span.bodies:
                a, b = places[span.start], places[span.end - 1] + 1
                how, cost = self._sureness(text.bare[a:b], span.bodies)
                yield Token(a, b, text.bare[a:b], "body", bodies=span.bodies, how=how, cost=cost)
        yield from self._rows_in(text)
        yield from self._abbreviated(text)
        yield from self._by_kind(text)
        yield from _not_indexed(text, named, places)

    def _rows_in(self, text: Text) -> Iterator[Token]:
        """西河县, 西河: a row in the tables of its city, to be told, and whose documents tell it."""
        for said in self._rows_said.within(text.bare):
            place = self._called[said]
            cost = _ROW if said == place else _ROW_SHORT
            entry = Entry((Name(said, place, (normal(place),)),), frozenset({Role.UNIT}))
            at = text.bare.find(said)
            while at >= 0:
                end = at + len(said)
                yield Token(at, end, said, "name", entry=entry, bodies=self.rows[place], cost=cost)
                at = text.bare.find(said, end)

    def _abbreviated(self, text: Text) -> Iterator[Token]:
        for start in range(len(text.bare)):
            for end, bodies in self.short.at(text.bare, start):
                said = text.bare[start:end]
                if said not in self.places:
                    yield Token(start, end, said, "body", bodies=bodies, how=How.SHORT, cost=_ABBREVIATED)

    def _by_kind(self, text: Text) -> Iterator[Token]:
        """街道, 热线: the one body that is of that kind."""
        for kind, body in self._kinds.items():
            at = text.bare.find(kind)
            if at >= 0:
                end = at + len(kind)
                yield Token(at, end, kind, "body", bodies=(body,), how=How.PART, cost=_BY_KIND)

    def _sureness(self, said: str, bodies: tuple[str, ...]) -> tuple[How, float]:
        if any(said == self._letters[body] for body in bodies):
            return How.EXACT, 0.8
        if said in self.places:
            alone = len(self.places[said]) == 1
            # 青石 is 青石市 itself, 望潮街道 its office.
            own = alone and (said.endswith(_OF_ONE_BODY) or rank_of(bodies[0]) != "")
            return (How.SHORT, 1.0) if own else (How.PART, 1.7)
        if any(said in self._letters[body] for body in bodies):
            return How.SHORT, 1.0
        return How.NEAR, 1.3

    def _in_english(self, text: Text, marked: str) -> Iterator[Token]:
        """Yunxi Subdistrict: the body that its words name stands where its place is said in pinyin."""
        bodies = in_english(marked, self.names) if len(_LATIN.findall(marked)) >= _ENGLISH else ()
        if not bodies:
            yield from self._in_pinyin(text)
        said = 0
        for word in _PINYIN.finditer(text.bare) if bodies else ():
            if any(word.group() in pinyin for pinyin in map(_pinyin_of, bodies)):
                sort = "body" if not said else "function"
                yield Token(
                    word.start(), word.end(), word.group(), sort, bodies=bodies, how=How.SOUND, cost=0.9
                )
                said += 1
                for start, end in {span for body in bodies for span in name_of(text.bare, word.span(), body)}:
                    yield Token(start, end, text.bare[start:end], "function", cost=0.75)

    def _in_pinyin(self, text: Text) -> Iterator[Token]:
        """yunxi那边的水务局: the bodies of a place that is read so."""
        for word in _PINYIN.finditer(text.bare):
            if self._read is None:  # read where a first question has such a word
                self._read = _by_pinyin(self.places)
            bodies = self._read.get(word.group(), ())
            if bodies:
                yield Token(*word.span(), word.group(), "body", bodies=bodies, how=How.SOUND, cost=_ELSEWHERE)

    def _between_conjunctions(self, marked: str) -> Iterator[Span]:
        """Bodies in each part of the text: 望潮街道与区商务委 are two."""
        at = 0
        pieces = _CONJUNCTION.split(marked)
        for piece in pieces if len(pieces) > 1 else ():
            for span in bodies_in(piece, self.names, self.units):
                yield Span(span.start + at, span.end + at, span.bodies)
            at += len(piece) + 1

    def _places_in(self, marked: str) -> Iterator[Span]:
        """（云溪）, 云溪的: a place alone, with the bodies of it."""
        for place in self._places_said.within(marked):
            at = marked.find(place)
            while at >= 0:
                yield Span(at, at + len(place), self.places[place])
                at = marked.find(place, at + 1)


@lru_cache(maxsize=4)
def bodies_of(
    names: tuple[str, ...], units: tuple[str, ...], rows: tuple[tuple[str, tuple[str, ...]], ...]
) -> Bodies:
    """The bodies of these names, made once: documents change more often than the bodies whose they are."""
    return Bodies(names, units, dict(rows))


def _sole_of_kinds(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What people call a kind of body, with the one body that is of it."""
    for kind, pattern in _KINDS.items():
        fitting = [name for name in names if re.search(pattern, name)]
        if len(fitting) == 1:
            yield kind, fitting[0]


def _without_rank(rows: Iterable[str], places: Collection[str]) -> Iterator[tuple[str, str]]:
    """Places without the word for their rank, where that means one of them alone: 西河, of 西河县."""
    stems: dict[str, list[str]] = defaultdict(list)
    for place in rows:
        if rank_of(place) and len(place) > _SHORTEST:
            stems[place[:-1]].append(place)
    for stem, named in stems.items():
        if len(named) == 1 and stem not in places and stem not in rows:
            yield stem, named[0]


# 西河县, of two letters and one for its rank.
_SHORTEST = 2


def _not_indexed(text: Text, named: Sequence[Span], places: Sequence[int]) -> Iterator[Token]:
    """An organisation that is named and has no document: a body all the same, to be told that."""
    for span in named:
        a, b = places[span.start], places[span.end - 1] + 1
        if not span.bodies and _FOREIGN.match(text.bare[a:b]):
            body = (text.shown(a, b),)
            yield Token(a, b, text.bare[a:b], "body", bodies=body, how=How.NEAR, cost=_ELSEWHERE)


def _by_pinyin(places: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The bodies of places, by how those are read without the word for their rank: yunxi, of 云溪."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for place, bodies in places.items():
        found[_pinyin_of(place)] |= dict.fromkeys(bodies)
    return {read: tuple(bodies) for read, bodies in found.items() if len(read) >= _LEAST_READ}


# A word of fewer letters may be one of English.
_LEAST_READ = 5


@lru_cache(maxsize=4096)
def _pinyin_of(body: str) -> str:
    """A name as it is read, without tones: ``_pinyin_of("望潮街道") == "wangchaojiedao"``."""
    return "".join(map(sounds, body))


def _letters_of(body: str) -> str:
    return re.sub(r"[^\u4e00-\u9fffa-z0-9]", "", body.lower())


def _with_ends(text: Text) -> tuple[str, list[int]]:
    """The text with a comma where each clause ended, and where its letters stand in the bare text."""
    marked: list[str] = []
    places: list[int] = []
    for n, letter in enumerate(text.bare):
        if n in text.ends:
            marked.append(",")
            places.append(n)
        marked.append(letter.replace("_", " "))
        places.append(n)
    return "".join(marked), places
