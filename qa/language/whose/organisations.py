"""Where a question names bodies: in full, shortened, by their place, in two letters, misheard.

A body is meant by a stretch of the question that is its name with characters left out
(云麓县一中 for 云麓县第一中学), begins or ends as the name does, and is not part of another
organisation's name (云麓县第二中学 is not 云麓县第一中学: it names no body).

>>> bodies_in("澄湖市数据资源中心公务接待费", ("澄湖市数据资源管理中心",))
(Span(start=0, end=9, bodies=('澄湖市数据资源管理中心',)),)
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from qa.language.whose.body_names import (
    GENERIC,
    PLACE,
    SUFFIX,
    BodyName,
    BodyNames,
    Peers,
    bare,
    shares,
)
from qa.language.whose.standing import Standing

_ORGANISATION = re.compile(
    r"(?![年初底末])[\u4e00-\u9fff]{2,4}?(?<!全)(?:省|市|县|(?<![社小园景校城地辖郊片院库])区|自治州|旗)"
    rf"(?:(?![年的])[\u4e00-\u9fff\d]){{1,14}}?(?:{SUFFIX})(?![\u4e00-\u9fff]{{0,2}}费)"
)
# Without a place before it, an organisation is named where a question begins: 星海街道2025年….
_AT_THE_START = re.compile(
    r"^(?!这|那|本|我|你|哪|各|全|该|某|其)[\u4e00-\u9fff]{2,10}?(?:街道|镇|乡|局|厅|处|所|站|馆|"
    r"中心|委员会|学校|中学|小学|医院|法院|检察院|大队|支队|协会)"
    r"(?=20\d\d年|的|今年|去年)"
)
_PROPER = re.compile(r"(?:^|(?<=[和与跟比、,]))([\u4e00-\u9fff]{2})(?=20\d\d|今年|去年|的)")
_ASKED = re.compile("哪|什么|谁|几个")
_SEVERAL = re.compile(r"[各几两三四五六七八九十]个?(家|单位|部门|机关)|哪一?(家|个单位|个部门|个机关)")

# 某市各县（市、区）, 哪个县: of the places below one, and not of its departments.
_PLACES_BELOW = re.compile("[各哪每][个些]?[县市区州旗镇乡]+")
_ASKED_OF_ALL = re.compile("[哪谁各每]|所有|全部|排名|排行|(?:单位|部门|机关)[最里中]")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the question, and the bodies that it may name; none for an organisation not indexed."""

    start: int
    end: int
    bodies: tuple[str, ...]

    def meets(self, start: int, end: int) -> bool:
        """Whether it has a letter of another stretch."""
        return self.start < end and start < self.end


@lru_cache(maxsize=8)
def _names(bodies: tuple[str, ...]) -> BodyNames:
    return BodyNames(bodies)


def is_organisation(name: str) -> bool:
    """Whether a name ends as those of organisations do, behind a place or another name."""
    return bool(re.search(rf"[\u4e00-\u9fff]{{4,}}(?:{SUFFIX}|管理处|服务处|处|所|队|馆)$", name))


@lru_cache(maxsize=8)
def _standing(units: tuple[str, ...]) -> Standing:
    return Standing(units)


def bodies_in(text: str, bodies: tuple[str, ...], units: Sequence[str] = ()) -> tuple[Span, ...]:
    """Where a plain question names bodies, left to right; no two stretches have a letter in common.

    The longest of `units` that is said, a row in the disclosures of others, names none.
    """
    unit = next(_standing(tuple(units)).within(text), "")
    text = text.replace(unit, "▲" * len(unit)) if unit else text
    names = _names(bodies)
    spans = _in_letters(text, names)
    for short in _in_two_letters(text, names):
        if (short.start == 0 or spans) and not any(span.meets(short.start, short.end) for span in spans):
            spans.append(short)
    for said in _organisations(text):
        spans = _settled(said, spans, names)
    if not spans:
        spans = _all_misheard(text, names)
    return tuple(sorted(spans, key=lambda span: span.start))


# -- in full, shortened, by a place ----------------------------------------------------------


@dataclass(slots=True)
class _Meant:
    """The bodies that a stretch may name: those found in it, and those that come behind them."""

    found: list[Peers] = field(default_factory=list)
    behind: list[Peers] = field(default_factory=list)

    def keep(self, groups: Collection[int]) -> None:
        """Leave only the groups with these first names."""
        self.found = [peers for peers in self.found if peers[0].order in groups]
        self.behind = [peers for peers in self.behind if peers[0].order in groups]

    def groups(self) -> Iterator[Peers]:
        """All groups of names."""
        yield from self.found
        yield from self.behind

    def bodies(self) -> tuple[str, ...]:
        """All bodies, those found before those behind them."""
        parts = (sorted(chain(*part), key=_order) for part in (self.found, self.behind))
        return tuple(name.body for name in chain(*parts))


_ByStretch = dict[tuple[int, int], _Meant]


def _in_letters(text: str, names: BodyNames) -> list[Span]:
    """What names bodies by letters of their names, the longest stretches first."""
    meant: _ByStretch = defaultdict(_Meant)
    for peers in names.alike(text):
        if span := peers[0].said_in(text):
            meant[span].found.append(peers)
    if _SEVERAL.search(text):
        _add_all_of_places(text, names, meant)
    elif not _ASKED_OF_ALL.search(_PLACES_BELOW.sub("", text)):
        _keep_places(text, names, meant)
    if lost := _keep_as_said(text, meant):
        _look_again(text, names, lost, meant)
    spans: list[Span] = []
    for (start, end), named in sorted(meant.items(), key=lambda item: item[0][0] - item[0][1]):
        if not any(span.meets(start, end) for span in spans):
            spans.append(Span(start, end, named.bodies()))
    return spans


def _add_all_of_places(text: str, names: BodyNames, meant: _ByStretch) -> None:
    """三家岭东省级机关: a place alone means all bodies of it where several are asked of."""
    for (start, end), named in meant.items():
        place = text[start:end]
        if PLACE.fullmatch(place):
            there = {peers[0].order for peers in named.found}
            named.behind += [
                peers for peers in names.peers(text) if place in peers[0].bare and peers[0].order not in there
            ]


def _keep_places(text: str, names: BodyNames, meant: _ByStretch) -> None:
    """山阳市: the place itself, where documents of it are there, and none of its departments."""
    for (start, end), named in meant.items():
        place = text[start:end]
        orders = {name.order for name in names.places(place)} if PLACE.fullmatch(place) else set()
        itself = [name for name in chain(*named.found) if name.order in orders] if orders else []
        if itself:
            named.found = [itself]


def _keep_as_said(text: str, meant: _ByStretch) -> list[Peers]:
    """Keep the bodies whose names hold a stretch as it stands, where there are any; gives the others.

    省委办公厅 is 岭东省委办公厅 as it stands, and only letter by letter 岭东省人大常委会办公厅.
    """
    lost: list[Peers] = []
    for (start, end), named in meant.items():
        whole = {peers[0].order for peers in named.groups() if text[start:end] in peers[0].bare}
        if whole:
            lost += [peers for peers in named.groups() if peers[0].order not in whole]
            named.keep(whole)
    return lost


def _look_again(text: str, names: BodyNames, lost: Sequence[Peers], meant: _ByStretch) -> None:
    """省人大和省委办公厅: a body that lost the longer stretch may have one of its own."""
    masked = list(text)
    for start, end in meant:
        masked[start:end] = "□" * (end - start)
    rest = "".join(masked)
    letters = names.letters_of(rest)
    for peers in sorted(lost, key=lambda peers: peers[0].order):
        own = peers[0].said_in(rest) if shares(peers, letters) else None
        if own:
            meant[own].behind.append(peers)


# -- in two letters --------------------------------------------------------------------------


def _in_two_letters(text: str, names: BodyNames) -> Iterator[Span]:
    """望潮2025年…: what a name has right behind its places; 省检, 商委: a name in two letters."""
    for match in _PROPER.finditer(text):
        said = match[1]
        bodies = tuple(n.body for n in names.headed(said) if said != n.bare[:2])
        if not bodies and said not in GENERIC:
            bodies = tuple(n.body for n in names.headed(said[:1]) if n.abbreviated(said))
            bodies = bodies if len(bodies) == 1 else ()
        if bodies:
            yield Span(match.start(1), match.end(1), bodies)


# -- beside organisations that are not indexed -----------------------------------------------


def _organisations(text: str) -> list[re.Match[str]]:
    """Names of organisations, known or not, as wholes."""
    started = _AT_THE_START.match(text)
    found = [*_ORGANISATION.finditer(text), *([started] if started else [])]
    return [match for match in found if not _ASKED.search(match.group())]


def _settled(said: re.Match[str], spans: list[Span], names: BodyNames) -> list[Span]:
    """The spans where an organisation is named as a whole.

    A body named by a part of it is not meant; one that it sounds like is.
    """
    named = said.group()
    met = [span for span in spans if span.meets(*said.span())]
    if _is_indexed(said, met):
        return spans
    alike = (name for name in names.sounding_whole(named) if name.heard_in(named) == (0, len(named)))
    heard = Span(*said.span(), tuple(name.body for name in alike))
    return [*(span for span in spans if span not in met), heard]


def _is_indexed(said: re.Match[str], met: Sequence[Span]) -> bool:
    """Whether a span that the name of an organisation meets is of it: 望山区司法局 is no 临河区司法局."""
    whole = [body for span in met if span.end >= said.end() for body in span.bodies]
    if whole:
        return not all(_elsewhere(said.group(), body) for body in whole)
    return said.re is _AT_THE_START and any(span.bodies for span in met)


# The two letters that end the name of a place, by the kind of place.
_PLACES = tuple(re.compile(rf"([\u4e00-\u9fff]{{2}}){kind}") for kind in ("(?:区|县|旗)", "市"))


def _elsewhere(named: str, body: str) -> bool:
    """Whether an organisation is said to be of another district or city than the body is of."""
    own = bare(body)
    for places in _PLACES:
        said = places.findall(named)
        if said and places.search(own) and not any(place in own for place in said):
            return True
    return False


# -- misheard --------------------------------------------------------------------------------


def _all_misheard(text: str, names: BodyNames) -> list[Span]:
    """The longest misheard name, with every body it may be."""
    heard = ((peers, peers[0].heard_in(text)) for peers in names.sounding_alike(text))
    found = [(peers, span) for peers, span in heard if span is not None]
    if not found:
        return []
    longest = max(end - start for _, (start, end) in found)
    best = min((name.order, span) for peers, span in found if span[1] - span[0] == longest for name in peers)[
        1
    ]
    alike = sorted((name for peers, span in found if span == best for name in peers), key=_order)
    return [Span(*best, tuple(name.body for name in alike))]


def _order(name: BodyName) -> int:
    return name.order
