"""Which body a question names: in full, shortened, or misheard.

A body is meant by a stretch of the question that is its name with characters left out
(云麓县一中 for 云麓县第一中学), begins or ends as the name does, and is not part of another
organisation's name (云麓县第二中学 is not 云麓县第一中学: it is an unknown body).

>>> find_bodies("澄湖市数据资源中心公务接待费", ("澄湖市数据资源管理中心",)).known
('澄湖市数据资源管理中心',)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.language.english import in_english
from qa.language.terms import sounds

_SUFFIX = (
    "人民政府|政府|办事处|街道|委员会|管委会|办公厅|办公室|检察院|法院|中心|中学|小学|[一二三四五六七八九十]中(?!学)|大学|学院|学校|"
    "幼儿园|医院|协会|联合会|总队|支队|大队|图书馆|博物馆|文化馆|监测站|工作站|服务站|站|研究院|研究所|研究会|"
    "管理局|局|厅|委|院|镇|乡"
)
_ORGANISATION = re.compile(
    rf"[\u4e00-\u9fff]{{2,4}}?(?:省|市|县|(?<![社小园景校城地辖郊片院库])区|自治州|旗)(?:(?!年)[\u4e00-\u9fff\d]){{1,14}}?(?:{_SUFFIX})(?![\u4e00-\u9fff]{{0,2}}费)"
)
# Without a place before it, an organisation is named where a question begins: 星海街道2025年….
_AT_THE_START = re.compile(
    r"^(?!这|那|本|我|你|哪|各|全|该|某|其)[\u4e00-\u9fff]{2,10}?(?:街道|镇|乡|局|厅|处|所|站|馆|"
    r"中心|委员会|学校|中学|小学|医院|法院|检察院|大队|支队|协会)"
    r"(?=20\d\d年|的|今年|去年)"
)
_PROPER = re.compile(r"(?:^|(?<=[和与跟比、,]))([\u4e00-\u9fff]{2})(?=20\d\d|今年|去年|的)")
_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,7}?(?:自治区|自治州|省|市|县|区|旗)")
_SEVERAL = re.compile(r"[各几两三四五六七八九十]个?(家|单位|部门|机关)|哪一?(家|个单位|个部门|个机关)")
_GENERIC = (
    "单位",
    "部门",
    "本级",
    "机关",
    "中心",
    "办公室",
    "委员会",
    "政府",
    "街道",
    "预算",
    "政务",
    "服务",
)


@dataclass(frozen=True, slots=True)
class BodiesFound:
    """`known` bodies in order of mention, `unknown` names, and the question without them."""

    known: tuple[str, ...]
    unknown: tuple[str, ...]
    rest: str
    spans: tuple[tuple[int, int, tuple[str, ...]], ...] = ()


def _bare(name: str) -> str:
    return re.sub(r"[^\u4e00-\u9fffa-z0-9]", "", unicodedata.normalize("NFKC", name).lower())


@dataclass(frozen=True, slots=True)
class _Name:
    """A body's name, bare, how it and its parts begin, and which letters and sounds it has, as bits."""

    body: str
    bare: str
    heads: frozenset[str]
    letters: int
    sounds: int


class _Names:
    """The names of all bodies, so kept that few of thousands are compared letter by letter."""

    def __init__(self, bodies: tuple[str, ...]) -> None:
        self._bits: dict[str, int] = {}
        self._names = [
            _Name(body, bare, _heads(bare), self._mask(bare), self._mask(map(sounds, bare)))
            for body, bare in ((body, _bare(body)) for body in bodies)
        ]

    def alike(self, text: str) -> Iterator[_Name]:
        """Those that share three letters with the text, or all that they have."""
        asked = self._mask(text, known=True)
        for name in self._names:
            if (name.letters & asked).bit_count() >= 3 or name.letters & asked == name.letters:
                yield name

    def sounding_alike(self, text: str) -> Iterator[_Name]:
        """Those that share four syllables with the text, or all that they have."""
        asked = self._mask(map(sounds, text), known=True)
        for name in self._names:
            if (name.sounds & asked).bit_count() >= 4 or name.sounds & asked == name.sounds:
                yield name

    def in_two_letters(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """望潮2025年…: what a name has right behind its places; 省检, 商委: a name in two letters."""
        for match in _PROPER.finditer(text):
            said = match[1]
            found = tuple(n.body for n in self._names if said in n.heads and said != n.bare[:2])
            if not found and said not in _GENERIC:
                found = tuple(n.body for n in self._names if _abbreviates(said, n))
                found = found if len(found) == 1 else ()
            if found:
                yield (match.start(1), match.end(1), found)

    def _mask(self, parts: Iterable[str], *, known: bool = False) -> int:
        mask = 0
        for part in parts:
            if part in self._bits or not known:
                mask |= 1 << self._bits.setdefault(part, len(self._bits))
        return mask


@lru_cache(maxsize=8)
def _names(bodies: tuple[str, ...]) -> _Names:
    return _Names(bodies)


def is_organisation(name: str) -> bool:
    """Whether a name ends as those of organisations do, behind a place or another name."""
    return bool(re.search(rf"[\u4e00-\u9fff]{{4,}}(?:{_SUFFIX}|管理处|服务处|处|所|队|馆)$", name))


def find_bodies(text: str, bodies: tuple[str, ...], units: Sequence[str] = ()) -> BodiesFound:
    """Bodies named in a plain question.

    Names of `units`, which are rows in the disclosures of others, stay in the question.
    """
    if unit := next((unit for unit in units if unit in text), ""):
        around = find_bodies(text.replace(unit, "▲" * len(unit)), bodies)
        return replace(around, rest=around.rest.replace("▲" * len(unit), unit))
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    names_ = _names(bodies)
    best: dict[str, tuple[int, int]] = {}
    for name in names_.alike(text):
        span = _longest_span(text, name.bare, name.heads)
        if span:
            best[name.body] = span
    by_span: dict[tuple[int, int], list[str]] = {}
    for body, span in best.items():
        by_span.setdefault(span, []).append(body)
    for (start, end), names in by_span.items():
        place = text[start:end]
        if _PLACE.fullmatch(place) and _SEVERAL.search(text):  # 三家岭东省级机关: all that are of the place
            names += [body for body in bodies if place in _bare(body) and body not in names]
    lost: set[str] = set()
    for (start, end), names in list(by_span.items()):
        # 省委办公厅 is 岭东省委办公厅 as it stands, and only letter by letter 岭东省人大常委会办公厅.
        whole = [name for name in names if text[start:end] in _bare(name)]
        by_span[start, end] = whole or names
        lost.update(set(names) - set(by_span[start, end]))
    if lost:  # 省人大和省委办公厅: the body that lost the longer name may have one of its own
        masked = list(text)
        for start, end in by_span:
            masked[start:end] = "□" * (end - start)
        for name in names_.alike("".join(masked)):
            own = _longest_span("".join(masked), name.bare, name.heads) if name.body in lost else None
            if own:
                by_span.setdefault(own, []).append(name.body)
    for (start, end), names in sorted(by_span.items(), key=lambda item: item[0][0] - item[0][1]):
        if all(end <= s or start >= e for s, e, _ in spans):
            spans.append((start, end, tuple(names)))
    for start, end, short in names_.in_two_letters(text):
        if all(end <= s or start >= e for s, e, _ in spans) and (start == 0 or spans):
            spans.append((start, end, short))
    unknown: list[str] = []
    started = _AT_THE_START.match(text)
    for match in (*_ORGANISATION.finditer(text), *([started] if started else [])):
        overlapping = [s for s in spans if s[0] < match.end() and s[1] > match.start()]
        named = match.group()
        if re.search(r"哪|什么|谁|几个", named):
            continue
        meant = [s for s in overlapping if s[1] >= match.end()]
        if meant and all(_elsewhere(named, body) for s in meant for body in s[2]):
            spans = [s for s in spans if s not in meant]  # 望山区司法局 is no 临河区司法局
            overlapping = [s for s in overlapping if s not in meant]
        elif meant or (match is started and overlapping):
            continue
        near = [
            name.body for name in names_.sounding_alike(named) if _misheard(named, name) == (0, len(named))
        ]
        spans = [s for s in spans if s not in overlapping]
        if near:
            spans.append((match.start(), match.end(), tuple(near)))
        elif named not in unknown:
            unknown.append(named)
    if not spans and not unknown:
        spans = _all_misheard(text, names_)
    if not spans and not unknown and (english := in_english(text, bodies)):
        return BodiesFound(english, (), text)
    spans.sort()
    rest = list(text)
    for start, end, _ in spans:
        rest[start:end] = "□" * (end - start)
    known = tuple(dict.fromkeys(name for _, _, names in spans for name in names))
    return BodiesFound(known, tuple(unknown), "".join(rest), tuple(spans))


def _abbreviates(two: str, name: _Name) -> bool:
    """省检 of 岭东省人民检察院, 商委 of 镜湖区商务委员会: its head, and behind it a letter of its kind."""
    first, last = two[0], two[1]
    places = [name.bare.index(head) for head in name.heads if head.startswith(first)]
    return any(last in name.bare[at + 2 :] for at in places) and (first in "省市县区" or last in "委局院厅办")


# The two letters that end the name of a place, by the kind of place.
_PLACES = tuple(re.compile(rf"([\u4e00-\u9fff]{{2}}){kind}") for kind in ("(?:区|县|旗)", "市"))


def _elsewhere(named: str, body: str) -> bool:
    """Whether an organisation is said to be of another district or city than the body is of."""
    bare = _bare(body)
    for places in _PLACES:
        said = places.findall(named)
        if said and places.search(bare) and not any(place in bare for place in said):
            return True
    return False


def _heads(body: str) -> frozenset[str]:
    """How a name and its parts begin: 岭东, 省人, 人大 of 岭东省人大常委会办公厅."""
    heads, rest = {body[:2]}, body
    while place := _PLACE.match(rest):
        heads.add(rest[place.end() - 1 : place.end() + 1])
        rest = rest[place.end() :]
        heads.add(rest[:2])
    return frozenset(heads)


def _longest_span(text: str, body: str, heads: frozenset[str]) -> tuple[int, int] | None:
    """The longest stretch of `text` that is `body` with characters left out and has its head or tail."""
    best: tuple[int, int] | None = None
    for start in range(len(text)):
        at, end = 0, start
        while end < len(text):
            found = body.find(text[end], at)
            if found < 0:
                break
            at, end = found + 1, end + 1
        while end - start >= 2:
            piece = text[start:end]
            if piece not in _GENERIC and (
                piece == body or (end - start >= 3 and _telling(piece, body, heads))
            ):
                break
            end -= 1
        if end - start >= 2 and (best is None or _weight(text, start, end) > _weight(text, *best)):
            best = (start, end)
    return best


def _weight(text: str, start: int, end: int) -> tuple[int, bool]:
    """The longer stretch tells more; of two as long, that which ends as an organisation does."""
    return (end - start, bool(re.search(rf"(?:{_SUFFIX})$", text[start:end])))


def _telling(piece: str, body: str, heads: frozenset[str]) -> bool:
    """A shortened name must begin as the body or one of its parts does, or end as an organisation."""
    organisation = bool(re.search(rf"(?:{_SUFFIX})$", piece))
    if piece in body:
        of_place = piece[0] in "省市县区"
        return organisation or (
            piece[:2] in heads and (len(piece) >= 4 or of_place or body.startswith(piece))
        )
    # 燕东妇幼 of 燕东区妇幼保健院: four letters or more in order, from its head on.
    return (organisation and (piece[:2] in heads or piece[-1] == body[-1])) or (
        len(piece) >= 4 and piece[:2] in heads and piece[-2:] in body
    )


def _misheard(text: str, name: _Name) -> tuple[int, int] | None:
    """Where `text` names the body with homophones: 检查院 for 检察院, at most a third of it."""
    by_sound = {sounds(character): character for character in name.bare}
    heard = "".join(c if c in name.bare else by_sound.get(sounds(c), c) for c in text)
    if heard == text:
        return None
    span = _longest_span(heard, name.bare, name.heads)
    if span is None or span[1] - span[0] < 4:
        return None
    wrong = sum(a != b for a, b in zip(heard[slice(*span)], text[slice(*span)], strict=True))
    return span if wrong * 3 <= span[1] - span[0] else None


def _all_misheard(text: str, names: _Names) -> list[tuple[int, int, tuple[str, ...]]]:
    """The longest misheard name, with every body it may be."""
    found = {name.body: span for name in names.sounding_alike(text) if (span := _misheard(text, name))}
    if not found:
        return []
    longest = max(end - start for start, end in found.values())
    best = next(span for span in found.values() if span[1] - span[0] == longest)
    return [(*best, tuple(body for body, span in found.items() if span == best))]
