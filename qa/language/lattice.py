"""Text → tokens: of all that its stretches can mean, the reading that leaves least unexplained.

All spans are found at once and overlap; a shortest path through them chooses. What no span covers stays
as an unknown token: nothing is dropped. Names that are said nearly are looked for in what is unknown only.

>>> [(t.sort, t.text) for t in lattice.tokens(read("望潮街道2025年量子通信办公费"))]
[('body', '望潮街道'), ('year', '2025年'), ('unknown', '量子通信'), ('name', '办公费')]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from index.facts.records import TableKind
from index.store.tokens import cut
from qa.language.lexicon import Word, words
from qa.language.names import Entry, Names, Role
from qa.language.normal import Text
from qa.plan.algebra import How, Name
from qa.language.bodies import find_bodies
from qa.language.english import in_english
from qa.language.terms import Lexicon, sounds


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the text with what it may mean.

    `sort`: body, unit, year, period, name, code, amount, number, op, slot, filler, frame, restrict,
    function or unknown. `entry` for names, `bodies` for bodies, `years` for years (relative ones are words
    of the sort slot), `uses` for words, `value` for numbers. `how` says how surely it was recognised,
    `paused` that a 、 stands before it.
    """

    start: int
    end: int
    text: str
    sort: str
    entry: Entry | None = None
    bodies: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    uses: tuple[Word, ...] = ()
    value: Decimal | None = None
    unit: str = ""
    how: How = How.EXACT
    quoted: bool = False
    paused: bool = False
    cost: float = field(default=1.0, compare=False)

    def sense(self, sort: str) -> str:
        """The sense of its use as `sort` (op, slot, filler, frame), "" where it has none."""
        return next((use.sense for use in self.uses if use.sort == sort), "")

    def has(self, sort: str) -> bool:
        """Whether it may be used as `sort`."""
        return self.sort == sort or any(use.sort == sort for use in self.uses)


_LATIN = re.compile(r"[a-z]{2,}")
_PINYIN = re.compile(r"(?<![a-z])[a-z]{4,}(?![a-z])")
_ENGLISH = 3
_CONJUNCTION = re.compile("[和与跟同及比]")
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,3}?(?:省|市|区|县|旗|自治州|自治区|街道|镇|乡))")
_COST = {"function": 0.7, "frame": 0.9, "restrict": 1.0, "filler": 0.95, "op": 1.0, "slot": 1.0}
_NEAR_COST = {How.EXACT: 0.9, How.SPOKEN: 1.0, How.SHORT: 1.4, How.PART: 1.6, How.SOUND: 1.8, How.NEAR: 2.2}
_UNKNOWN_LETTER, _UNKNOWN_WORD = 1.6, 1.2

_YEARS = re.compile(
    r"(?P<from>20\d\d)年?度?(?:到|至)(?P<to>20\d\d)(?:年度|年|度)?"
    r"|(?P<since>20\d\d)(?:年度|年)?(?:以来|至今|到现在|起|开始)"
    r"|(?<!\d)(?P<one>(?:19|20)\d\d)(?:年度|年|度)?(?!\d)"
    r"|(?<!\d)(?P<span>[12]\d)(?:年)?(?:到|至)(?P<end>[12]\d)年(?:度)?"
    r"|(?<!\d)(?P<listed>[12]\d(?:[、和与及,]?[12]\d(?=年|[、和与及,]?[12]\d年))+)年"
    r"|(?<!\d)(?P<short>[12]\d)(?:年度|年)"
)
_SOME_YEARS = re.compile(
    r"(?:这|近|最近|过去|前后|连续|头)?(?P<n>[两二三四五六]|[2-6])(?:个)?(?:年度|年)(?:来|间|里|内|以来)?"
)
_PERIOD = re.compile(
    r"(?<![\d.])(?:1[0-2]|[1-9])(?:到|至|-)?(?:1[0-2]|[1-9])?月(?:份|底|末)?"
    r"|(?:十[一二]?|[一二三四五六七八九])月(?:份|底|末)?|(?:第)?[一二三四1234](?:个)?季度|上半年|下半年|(?:年中|月度|当月|本月|上个?月)"
)
_CODE = re.compile(r"(?<![\d.])(?:1\d{2}|[235]\d{2}|[235]\d{4}|[25]\d{6})(?![\d.])")
_AMOUNT = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?)(亿元|百万元|千万元|万元|千元|亿|千万|百万|万块|万|元|块|%|个百分点|倍)?"
)
_CHINESE_AMOUNT = re.compile(
    r"([一二两三四五六七八九十百千]+)(?:来|多|几)?个?(亿元|亿|万元|万|元|块钱)|([一二两三四五六七八九])(?:成)(?!本|立|果|员)"
)
_TOP = re.compile(r"前([一二两三四五六七八九十]|\d{1,2})(?:名|位|项|个|大|笔|类|家)?|(?:top_?)(\d{1,2})")
_NTH = re.compile(r"第([一二三四五六七八九十]|\d{1,2})(?:名|位|高|大|多)?")
_SEVERAL = re.compile(
    r"(?:这|那)?([一二两三四五六七八九十几]|\d{1,2})"
    r"(个|项|家|笔|类|所|辆|台|套|场|次|批|条|名|位|处|件|座|栋|幢|间|张|户|亩|吨)"
)
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_UNITS = {
    "亿元": 10**8,
    "亿": 10**8,
    "千万元": 10**7,
    "千万": 10**7,
    "百万元": 10**6,
    "百万": 10**6,
    "万元": 10**4,
    "万": 10**4,
    "万块": 10**4,
    "千元": 1000,
    "元": 1,
    "块": 1,
    "块钱": 1,
}


def number_of(text: str) -> int | None:
    """三 → 3, 十二 → 12, 三千五百 → 3500, 7 → 7; None for anything else."""
    if text.isdigit():
        return int(text)
    total = last = 0
    for letter in text:
        if letter in _TENS:
            total += (last or 1) * _TENS[letter]
            last = 0
        elif letter in _DIGITS:
            last = last * 10 + _DIGITS[letter]
        else:
            return None
    return total + last or None


@dataclass(slots=True, repr=False)
class Lattice:
    """All that a question's stretches can mean: names of the index, bodies, and the words of questions."""

    names: Names
    lexicon: Lexicon
    bodies: tuple[str, ...]
    units: tuple[str, ...] = ()
    newest: int = 0
    places: dict[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        places: dict[str, dict[str, None]] = defaultdict(dict)
        for body in self.bodies:
            for place in _PLACE.findall(_letters_of(body)):
                for form in {place, place[:-1]} if len(place) > 2 else {place}:
                    places[form].setdefault(body)
        self.places = {place: tuple(bodies) for place, bodies in places.items()}

    def tokens(self, text: Text) -> tuple[Token, ...]:
        """The reading that leaves least unexplained, left to right, every letter in one token."""
        spans = list(self._spans(text))
        found = _best_path(text, spans)
        if any(token.sort == "unknown" for token in found):
            near = list(self._near(text, found))
            if near:
                found = _best_path(text, [*spans, *near])
        if any(token.sort == "unknown" for token in found):
            found = self._whole_words(text, found)
        read = _joined(text, _in_context(found))
        return tuple(replace(token, paused=token.start in text.pauses) for token in read)

    def _whole_words(self, text: Text, found: Sequence[Token]) -> list[Token]:
        """Single letters that make a word with an unknown one beside them are unknown too: 公益岗|位."""
        bare = text.bare
        cuts = [0]
        for word in cut(bare):
            cuts.append(cuts[-1] + len(word))
        unknown = {n for token in found if token.sort == "unknown" for n in range(token.start, token.end)}
        kept: list[Token] = []
        for token in found:
            alone = token.end - token.start == 1 and token.sort in _LOOSE
            start = max(c for c in cuts if c <= token.start)
            end = min(c for c in cuts if c >= token.end)
            if alone and end - start > 1 and any(n in unknown for n in range(start, end)):
                token = Token(token.start, token.end, token.text, "unknown")
            kept.append(token)
        return _joined(text, kept)

    def _spans(self, text: Text) -> Iterator[Token]:
        yield from self._named_bodies(text)
        yield from self._of_words(text)
        yield from self._of_names(text)
        yield from self._tables_in_part(text)
        yield from _numbers(text, self.newest)

    def _of_words(self, text: Text) -> Iterator[Token]:
        known = words()
        bare = text.bare
        for start in range(len(bare)):
            for size in range(1, min(_LONGEST_WORD, len(bare) - start) + 1):
                piece = bare[start : start + size]
                uses = known.get(piece)
                if uses and _whole(bare, start, start + size):
                    cost = min(_COST[use.sort] for use in uses)
                    cost -= 0.2 * any(use.sense.startswith("scope:") for use in uses)
                    yield Token(
                        start, start + size, piece, uses[0].sort, uses=uses, cost=cost + 0.02 * (size == 1)
                    )

    def _of_names(self, text: Text) -> Iterator[Token]:
        marked = {(a, b): mark for a, b, mark in text.quoted}
        bare = text.bare
        for start in range(len(bare)):
            for end, entry in self.names.at(bare, start):
                quoted = (start, end) in marked
                if not quoted and (entry.weak or not _whole(bare, start, end)):
                    continue
                if marked.get((start, end)) == "《" and Role.TABLE not in entry.roles:
                    continue
                how = min((name.how for name in entry.names), key=lambda h: _NEAR_COST[h])
                marks = quoted and (end - start > 2 or marked[start, end] == "《")
                cost = _NEAR_COST[how] - (0.6 if marks else 0.0) - 0.01 * (end - start)
                if Role.COLUMN in entry.roles and len(entry.roles) == 1:
                    cost += 0.15
                yield Token(
                    start, end, bare[start:end], "name", entry=entry, how=how, quoted=quoted, cost=cost
                )
        yield from self._quoted_tables(text)

    def _quoted_tables(self, text: Text) -> Iterator[Token]:
        """《…》 that is no title as printed: a table whose title holds it."""
        for start, end, mark in text.quoted:
            said = text.bare[start:end]
            if mark != "《" or said in self.names:
                continue
            name = Name(text.shown(start, end), text.shown(start, end), (said,), how=How.PART)
            entry = Entry((name,), frozenset({Role.TABLE}))
            yield Token(start, end, said, "name", entry=entry, how=How.PART, quoted=True, cost=1.2)

    def _named_bodies(self, text: Text) -> Iterator[Token]:
        marked, places = _with_ends(text)
        yield from self._bodies_in_english(text, marked)
        for start, end, bodies in self._bodies_in(marked):
            a, b = places[start], places[end - 1] + 1
            said = text.bare[a:b]
            exact = any(said in _letters_of(body) for body in bodies) and said not in self.places
            if said in self.places:
                yield Token(a, b, said, "body", bodies=bodies, how=How.PART, cost=1.7)
                continue
            cost = 0.8 if any(said == _letters_of(body) for body in bodies) else 1.0 if exact else 1.3
            how = How.EXACT if cost < 1 else How.SHORT if exact else How.NEAR
            yield Token(a, b, said, "body", bodies=bodies, how=how, cost=cost)

    def _tables_in_part(self, text: Text) -> Iterator[Token]:
        """单位财务收支总表 of 单位财务收支预算总表: a title with letters left out."""
        bare = text.bare
        for end in (n + 1 for n, letter in enumerate(bare) if letter == "表"):
            for start in range(max(0, end - _LONGEST_TITLE), end - 4):
                said = bare[start:end]
                if said in self.names or not all("\u4e00" <= letter <= "\u9fff" for letter in said):
                    continue
                entry = self.names.title_like(said)
                if entry is not None:
                    yield Token(
                        start, end, said, "name", entry=entry, how=How.PART, cost=1.5 - 0.01 * len(said)
                    )
                    break

    def _bodies_in_english(self, text: Text, marked: str) -> Iterator[Token]:
        """Wanli Subdistrict: the body that its words name stands where its place is said in pinyin."""
        bodies = in_english(marked, self.bodies) if len(_LATIN.findall(marked)) >= _ENGLISH else ()
        said = 0
        for word in _PINYIN.finditer(text.bare) if bodies else ():
            if any(word.group() in pinyin for pinyin in map(pinyin_of, bodies)):
                sort = "body" if not said else "function"
                yield Token(
                    word.start(), word.end(), word.group(), sort, bodies=bodies, how=How.SOUND, cost=0.9
                )
                said += 1

    def _bodies_in(self, marked: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Bodies in the whole text, and between its conjunctions: 万里街道与区商务委 are two."""
        yield from find_bodies(marked, self.bodies, self.units).spans
        at = 0
        pieces = _CONJUNCTION.split(marked)
        for piece in pieces if len(pieces) > 1 else ():
            for start, end, bodies in find_bodies(piece, self.bodies, self.units).spans:
                yield start + at, end + at, bodies
            at += len(piece) + 1
        yield from self._places_in(marked)

    def _places_in(self, marked: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """（普陀）, 江苏的: a place alone, with the bodies of it."""
        for place, bodies in self.places.items():
            at = marked.find(place)
            while at >= 0:
                yield at, at + len(place), bodies
                at = marked.find(place, at + 1)

    def _near(self, text: Text, found: Sequence[Token]) -> Iterator[Token]:
        """Names said nearly, in what is unknown and the words beside it."""
        unknown = [token for token in found if token.sort == "unknown" and len(token.text) >= 1]
        masked = list(text.bare)
        for token in found:
            if token.sort in ("body", "year", "period", "code") or (token.sort == "name" and token.quoted):
                masked[token.start : token.end] = "□" * (token.end - token.start)
        for mention in self.lexicon.nearly.heard("".join(masked)) or self.lexicon.nearly.misspelt(
            "".join(masked)
        ):
            if not any(mention.start < token.end and token.start < mention.end for token in unknown):
                continue
            names = tuple(
                Name(
                    text.shown(mention.start, mention.end),
                    target.name,
                    target.keys,
                    target.codes,
                    target.tables,
                    How.SOUND,
                )
                for target in mention.targets
            )
            if names:
                entry = Entry(names, frozenset({Role.ROW}), mention.ambiguous, mention.group)
                said = text.bare[mention.start : mention.end]
                yield Token(mention.start, mention.end, said, "name", entry=entry, how=How.SOUND, cost=1.8)


def _in_context(found: Sequence[Token]) -> list[Token]:
    """Words that mean something beside certain others only: 人 behind 多少, 工程 of purchases."""
    bought = any(
        "采购" in token.text
        or (token.entry and any(TableKind.PROCUREMENT in name.tables for name in token.entry.names))
        for token in found
    )
    read: list[Token] = []
    for token in found:
        before = read[-1] if read else None
        slot = token.sense("slot")
        if slot == "level:项目" and not token.sense("op") and before is not None and before.sort == "name":
            token = replace(token, sort="function", uses=())  # 河道保洁项目: the word adds nothing
        elif token.sense("filler") == "file" and (source := _source_year(read)) is not None:
            read[source] = replace(read[source], sort="function", years=())
        if slot.startswith("count:"):
            counts = before is not None and (before.sense("op") == "how_many" or before.sort == "amount")
            if not counts:
                token = replace(token, sort="function", uses=())
        elif token.sort == "several" and not token.value:
            token = _counting(token)
        elif slot.startswith("group:") and not bought:
            token = Token(token.start, token.end, token.text, "unknown")
        elif token.text in ("以上", "以下", "以内") and (before is None or before.sort != "amount"):
            token = replace(token, sort="function", uses=())
        read.append(token)
    return read


_COUNTED = frozenset("辆台套所")


def _counting(token: Token) -> Token:
    """几辆, 几个: asks how many, of what is so counted."""
    uses: tuple[Word, ...] = (Word("op", "how_many"),)
    if token.unit in _COUNTED:
        uses = (*uses, Word("slot", f"count:{token.unit}"))
    return replace(token, sort="op", uses=uses)


def _source_year(read: Sequence[Token]) -> int | None:
    """按2017年预算说明: the year of a document that another year is asked of; where it stands, or None."""
    years = [n for n, token in enumerate(read) if token.sort == "year"]
    if not years or len(read) - years[-1] > _BETWEEN:
        return None
    between = read[years[-1] + 1 :]
    loose = all(token.sense("filler") or token.sort == "function" for token in between)
    before = read[years[-1] - 1].text if years[-1] else ""
    return years[-1] if loose and before in ("按", "据", "根据", "按照", "依据") else None


_BETWEEN = 4
_LOOSE = frozenset(("function", "slot", "op", "filler", "restrict", "frame"))
_LONGEST_TITLE = 30
_LONGEST_WORD = max(map(len, words()))


@lru_cache(maxsize=4096)
def pinyin_of(body: str) -> str:
    """A name as it is read, without tones: ``pinyin_of("万里街道") == "wanlijiedao"``."""
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


def _whole(bare: str, start: int, end: int) -> bool:
    """Latin words match whole words only, digits whole numbers."""
    first, last = bare[start], bare[end - 1]
    before = bare[start - 1] if start else ""
    after = bare[end] if end < len(bare) else ""
    latin = first.isascii() and first.isalpha() and before.isascii() and before.isalpha()
    latin = latin or (last.isascii() and last.isalpha() and after.isascii() and after.isalpha())
    digit = (first.isdigit() and before.isdigit()) or (last.isdigit() and after.isdigit())
    return not latin and not digit


def _numbers(text: Text, newest: int) -> Iterator[Token]:
    bare = text.bare
    for m in _YEARS.finditer(bare):
        if years := _years(m, newest):
            yield Token(m.start(), m.end(), m.group(), "year", years=years, cost=0.8)
    for m in _SOME_YEARS.finditer(bare):
        yield Token(m.start(), m.end(), m.group(), "years", value=Decimal(number_of(m["n"]) or 0), cost=0.9)
    for m in _PERIOD.finditer(bare):
        yield Token(m.start(), m.end(), m.group(), "period", cost=0.8)
    for m in _CODE.finditer(bare):
        yield Token(m.start(), m.end(), m.group(), "code", cost=0.9)
    for m in _TOP.finditer(bare):
        yield Token(
            m.start(), m.end(), m.group(), "top", value=Decimal(number_of(m[1] or m[2]) or 0), cost=0.9
        )
    for m in _NTH.finditer(bare):
        yield Token(m.start(), m.end(), m.group(), "nth", value=Decimal(number_of(m[1]) or 0), cost=0.95)
    for m in _SEVERAL.finditer(bare):
        yield Token(
            m.start(), m.end(), m.group(), "several", value=Decimal(number_of(m[1]) or 0), unit=m[2], cost=1.0
        )
    for m in _AMOUNT.finditer(bare):
        yield Token(
            m.start(),
            m.end(),
            m.group(),
            "amount",
            value=_amount(m[1], m[2] or ""),
            unit=_unit(m[2] or ""),
            cost=1.1,
        )
    for m in _CHINESE_AMOUNT.finditer(bare):
        count = number_of(m[1] or m[3])
        if count is not None:
            unit = m[2] or "成"
            value = Decimal(count * 10) if unit == "成" else _amount(str(count), unit)
            yield Token(
                m.start(),
                m.end(),
                m.group(),
                "amount",
                value=value,
                unit="%" if unit == "成" else _unit(unit),
                cost=1.1,
            )


def _unit(said: str) -> str:
    return "元" if said in _UNITS else "%" if said == "个百分点" else said


def _amount(digits: str, unit: str) -> Decimal:
    return Decimal(digits) * _UNITS.get(unit, 1)


def _years(m: re.Match[str], newest: int) -> tuple[int, ...]:
    if m["from"]:
        return tuple(range(int(m["from"]), int(m["to"]) + 1))
    if m["since"]:
        return tuple(range(int(m["since"]), max(newest, int(m["since"])) + 1))
    if m["span"]:
        return tuple(range(2000 + int(m["span"]), 2001 + int(m["end"])))
    if m["listed"]:
        return tuple(2000 + int(y) for y in re.findall(r"\d\d", m["listed"]))
    return (int(m["one"]) if m["one"] else 2000 + int(m["short"]),)


def _best_path(text: Text, spans: Sequence[Token]) -> list[Token]:
    """The cheapest cover of the text by spans; letters that none covers are unknown tokens."""
    bare = text.bare
    by_start: dict[int, list[Token]] = defaultdict(list)
    for span in spans:
        if span.sort == "name" or not any(span.start < end < span.end for end in text.ends):
            by_start[span.start].append(span)
    size = len(bare)
    best: list[float] = [0.0] + [float("inf")] * size
    back: list[Token | None] = [None] * (size + 1)
    opened = [False] * (size + 1)  # whether the best path to here ends inside an unknown word
    for at in range(size):
        for span in by_start[at]:
            cost = best[at] + span.cost
            if cost < best[span.end] - 1e-9:
                best[span.end], back[span.end], opened[span.end] = cost, span, False
        free = bare[at] in ",_"
        new_word = not opened[at] or at in text.ends
        cost = best[at] + (0.0 if free else _UNKNOWN_LETTER + (_UNKNOWN_WORD if new_word else 0.0))
        if cost < best[at + 1] - 1e-9:
            best[at + 1], opened[at + 1] = cost, not free
            back[at + 1] = Token(at, at + 1, bare[at], "space" if free else "unknown")
    path: list[Token] = []
    at = size
    while at:
        token = back[at]
        assert token is not None
        path.append(token)
        at = token.start
    return _joined(text, [token for token in reversed(path) if token.sort != "space"])


def _joined(text: Text, path: Sequence[Token]) -> list[Token]:
    """Unknown letters side by side are one unknown word."""
    joined: list[Token] = []
    for token in path:
        last = joined[-1] if joined else None
        if (
            last
            and last.sort == token.sort == "unknown"
            and last.end == token.start
            and token.start not in text.ends
        ):
            joined[-1] = replace(last, end=token.end, text=last.text + token.text)
        else:
            joined.append(token)
    return joined
