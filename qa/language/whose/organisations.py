"""Where a question names bodies: in full, shortened, by their place, in two letters, misheard.

A body is meant by a stretch of the question that is its name with characters left out
(云麓县一中 for 云麓县第一中学), begins or ends as the name does, and is not part of another
organisation's name (云麓县第二中学 is not 云麓县第一中学: it names no body).

>>> bodies_in("澄湖市数据资源中心公务接待费", ("澄湖市数据资源管理中心",))
(Span(start=0, end=9, bodies=('澄湖市数据资源管理中心',)),)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.language.whose.body_names import GENERIC, PLACE, SUFFIX, BodyNames, bare

_ORGANISATION = re.compile(
    r"[\u4e00-\u9fff]{2,4}?(?:省|市|县|(?<![社小园景校城地辖郊片院库])区|自治州|旗)"
    rf"(?:(?!年)[\u4e00-\u9fff\d]){{1,14}}?(?:{SUFFIX})(?![\u4e00-\u9fff]{{0,2}}费)"
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


def bodies_in(text: str, bodies: tuple[str, ...], units: Sequence[str] = ()) -> tuple[Span, ...]:
    """Where a plain question names bodies, left to right; no two stretches have a letter in common.

    The longest of `units` that is said, a row in the disclosures of others, names none.
    """
    unit = next((unit for unit in units if unit in text), "")
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


def _in_letters(text: str, names: BodyNames) -> list[Span]:
    """What names bodies by letters of their names, the longest stretches first."""
    meant: dict[tuple[int, int], list[str]] = {}
    for name in names.alike(text):
        if span := name.said_in(text):
            meant.setdefault(span, []).append(name.body)
    if _SEVERAL.search(text):
        _add_all_of_places(text, names, meant)
    if lost := _keep_as_said(text, meant):
        _look_again(text, names, lost, meant)
    spans: list[Span] = []
    for (start, end), bodies in sorted(meant.items(), key=lambda item: item[0][0] - item[0][1]):
        if not any(span.meets(start, end) for span in spans):
            spans.append(Span(start, end, tuple(bodies)))
    return spans


def _add_all_of_places(text: str, names: BodyNames, meant: dict[tuple[int, int], list[str]]) -> None:
    """三家岭东省级机关: a place alone means all bodies of it where several are asked of."""
    for (start, end), bodies in meant.items():
        place = text[start:end]
        if PLACE.fullmatch(place):
            bodies += [n.body for n in names.all if place in n.bare and n.body not in bodies]


def _keep_as_said(text: str, meant: dict[tuple[int, int], list[str]]) -> set[str]:
    """Keep the bodies whose names hold a stretch as it stands, where there are any; gives the others.

    省委办公厅 is 岭东省委办公厅 as it stands, and only letter by letter 岭东省人大常委会办公厅.
    """
    lost: set[str] = set()
    for (start, end), bodies in meant.items():
        whole = [body for body in bodies if text[start:end] in bare(body)]
        if whole:
            lost.update(set(bodies) - set(whole))
            bodies[:] = whole
    return lost


def _look_again(text: str, names: BodyNames, lost: set[str], meant: dict[tuple[int, int], list[str]]) -> None:
    """省人大和省委办公厅: a body that lost the longer stretch may have one of its own."""
    masked = list(text)
    for start, end in meant:
        masked[start:end] = "□" * (end - start)
    rest = "".join(masked)
    for name in names.alike(rest):
        own = name.said_in(rest) if name.body in lost else None
        if own:
            meant.setdefault(own, []).append(name.body)


# -- in two letters --------------------------------------------------------------------------


def _in_two_letters(text: str, names: BodyNames) -> Iterator[Span]:
    """望潮2025年…: what a name has right behind its places; 省检, 商委: a name in two letters."""
    for match in _PROPER.finditer(text):
        said = match[1]
        bodies = tuple(n.body for n in names.all if said in n.heads and said != n.bare[:2])
        if not bodies and said not in GENERIC:
            bodies = tuple(n.body for n in names.all if n.abbreviated(said))
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
    alike = (name for name in names.sounding_alike(named) if name.heard_in(named) == (0, len(named)))
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
    found = {name.body: span for name in names.sounding_alike(text) if (span := name.heard_in(text))}
    if not found:
        return []
    longest = max(end - start for start, end in found.values())
    best = next(span for span in found.values() if span[1] - span[0] == longest)
    return [Span(*best, tuple(body for body, span in found.items() if span == best))]
