"""Text → tokens: of all that its stretches can mean, the reading that leaves least unexplained.

All spans are found at once and overlap; a shortest path through them chooses. What no span covers stays
as an unknown token: nothing is dropped. Fuzzy matches are looked for in what is unknown only.

>>> [(t.sort, t.text) for t in lattice.tokens(read("望潮街道2025年量子通信办公费"))]
[('body', '望潮街道'), ('year', '2025年'), ('unknown', '量子通信'), ('name', '办公费')]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from index.facts.extent.places import rank_of
from index.facts.subjects import normal
from qa.language.context import in_context
from qa.language.english.chinese import KnownChinese, has_english, in_chinese
from qa.language.fuzzy.carried import carried
from qa.language.fuzzy.shared import sharing, sharing_behind
from qa.language.fuzzy.slips import Homophones, Slip, words_of
from qa.language.fuzzy.unknown import as_words, cuts_of, letters_unknown, whole_words
from qa.language.fuzzy.verbs import spans_of_verbs, with_verbs
from qa.language.lexicon import Word, function_words, words
from qa.language.meant import How, Name
from qa.language.names import Entry, Names, Role
from qa.language.normal import Text, read
from qa.language.numbers import numbers
from qa.language.path import best_path, joined
from qa.language.thesaurus import synonyms
from qa.language.tokens import YEAR_BEFORE, Token
from qa.language.whose.bodies import Bodies, bodies_of

_COST = {"function": 0.7, "frame": 0.9, "restrict": 1.0, "filler": 0.95, "op": 1.0, "slot": 1.0}
_NEAR_COST = {How.EXACT: 0.9, How.SPOKEN: 1.0, How.SHORT: 1.4, How.PART: 1.6, How.SOUND: 1.8, How.NEAR: 2.2}
_SCOPE_BONUS, _ONE_LETTER, _COLUMN_ONLY, _MARKED_BONUS, _EACH_LETTER = 0.2, 0.02, 0.15, 0.6, 0.01
_SIDES = ("收入", "支出")
# 车的钱 is three words, and costs no less than 买车 with two words behind it.
_SEVERAL_WORDS = 1.5
_LONGEST_TITLE = 30
_OWN_LEVEL = re.compile(r"[省市州县区旗]?本级$")
_STAGED = re.compile(r"(?:预计执行数|执行数|完成数|实际数)$")
# A name said in part: of so many words at most, each at so much more.
_IN_PART = 2.0
_MOST_WORDS, _EACH_WORD = 8, 0.1
_FIRM = frozenset(("body", "unit", "year", "years", "period", "code", "amount"))
_UNSURE = frozenset((How.PART, How.SOUND, How.NEAR))
# So many slips are put right in one question, and so many ways tried for each.
_MOST_SLIPS, _TRIED_SLIPS = 4, 4
_LONGEST_WORD = max(map(len, words()))


@dataclass(slots=True, repr=False)
class Lattice:
    """All that a question's stretches can mean: names of the index, bodies, and the words of questions."""

    names: Names
    bodies: tuple[str, ...]
    units: tuple[str, ...] = ()
    newest: int = 0
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    printed: Callable[[str], frozenset[str]] = field(default=lambda body: frozenset())
    placed: Callable[[str, str], bool] = field(default=lambda place, body: False)
    told: Callable[[str], str] = field(default=lambda body: "")
    named: Bodies = field(init=False)

    def __post_init__(self) -> None:
        # A place that has documents of its own is a body; `_as_rows` says where it is a row.
        alone = tuple((place, whose) for place, whose in self.rows.items() if place not in self.bodies)
        self.named = bodies_of(self.bodies, self.units, alone)

    def reading(
        self, text: Text, *, bought: bool = False, of: Collection[str] = ()
    ) -> tuple[Text, tuple[Token, ...]]:
        """A text with the slips put right that leave less of it unknown, and its tokens; see `tokens`."""
        found = self.tokens(text, bought=bought, of=of)
        wrong: set[int] = set()
        for _ in range(_MOST_SLIPS):
            for slip in self._slips(text, found):
                right = replace(text, bare=slip.bare)
                tokens = self.tokens(right, bought=bought, of=of)
                if _puts_right(slip, found, tokens):
                    text, found = right, tokens
                    wrong |= slip.wrong
                    break
            else:
                break
        return text, tuple(_heard(token, wrong) for token in found)

    def _slips(self, text: Text, found: Sequence[Token]) -> list[Slip]:
        """The surest slips in and beside what nobody knows."""
        unknown = letters_unknown(found)
        if not unknown:
            return []
        loose = _loose_letters(text, found)
        parted = text.ends | text.pauses | text.gaps | {at for bracket in text.bracketed for at in bracket}
        slips = [
            slip
            for known in (self.names.homophones, _homophones_of(self.bodies))
            for slip in known.slips(text.bare, unknown, loose)
            if parted.isdisjoint(range(slip.start + 1, slip.end))
        ]
        return sorted(slips, key=lambda slip: slip.cost)[:_TRIED_SLIPS]

    def tokens(self, text: Text, *, bought: bool = False, of: Collection[str] = ()) -> tuple[Token, ...]:
        """The reading that leaves least unexplained, left to right, every letter in one token.

        `bought` says that purchases were spoken of before: then 工程 is a group of them. `of` are the bodies
        that were spoken of.
        """
        spans = list(self._spans(text))
        found = best_path(text, spans)
        if any(token.sort == "unknown" for token in found):
            near = list(self._near(text, whole_words(text, found), of))
            if near:
                found = best_path(text, [*spans, *near])
        if any(token.sort == "unknown" for token in found):
            found = as_words(text, found, self._bodies_of(found, of))
        found = list(self._as_rows(self._with_places(found)))
        if any(token.marked("and") or token.sense("op") == "compare" for token in found):
            found = sharing(text, found, self.names, self._rows_of(found, of))
        if any(token.sort == "name" for token in found):
            whose = found
            found = sharing_behind(_paused(text, found), self.names, lambda: self._rows_of(whose, of))
        read = joined(text, in_context(_paused(text, found), bought))
        return with_verbs(_paused(text, read), self.names)

    def in_chinese(self, text: Text, found: Sequence[Token], of: Collection[str] = ()) -> Text:
        """The text with Chinese for its English words that nobody knows, where what they mean is known.

        `found` are its tokens that are asked with; the text itself where it has none such.
        """
        unknown = letters_unknown(found)
        if not has_english(text, unknown):
            return text
        bodies = sorted(self._bodies_of(found, of))
        told = "\n".join(map(self.told, bodies))
        put = in_chinese(text, unknown, KnownChinese(self._rows_of(found, of), told, self._names))
        return read(put) if put else text

    def _names(self, word: str) -> bool:
        """Whether a word is the name of something."""
        entry = self.names.get(word)
        return entry is not None and not entry.weak

    def _with_places(self, found: Sequence[Token]) -> list[Token]:
        """东溪区|石桥镇: a place that the documents of the body behind it write before its name."""
        out = list(found)
        for n, (token, behind) in enumerate(pairwise(found)):
            close = token.sort == "unknown" and behind.sort == "body" and token.end == behind.start
            if close and len(behind.bodies) == 1 and self.placed(token.text, behind.bodies[0]):
                out[n] = replace(token, sort="function")
        return out

    def _as_rows(self, found: Sequence[Token]) -> Iterator[Token]:
        """岭东省…分配到三山市: a place with its own documents, a row in those of the body before it."""
        whose = ""
        for before, token in pairwise((None, *found)):
            assert token is not None
            body = token.bodies[0] if token.sort == "body" and token.bodies else ""
            if whose and whose in self.rows.get(body, ()) and not _is_beside(before, token):
                entry = Entry((Name(token.text, body, (normal(body),)),), frozenset({Role.UNIT}))
                token = replace(token, sort="name", entry=entry, bodies=(whose,))
            if token.sort == "name" and not whose and (own := self._begins_with_body(token)):
                token = replace(token, bodies=(own,))
            whose = whose or body
            yield token

    def _begins_with_body(self, token: Token) -> str:
        """The body that a row's name begins with: 某市第四水厂一期工程; "" where there is none."""
        named = token.how is How.EXACT and token.entry is not None and Role.ROW in token.entry.roles
        begun = [body for body in self.bodies if named and token.text != body and token.text.startswith(body)]
        return max(begun, key=len, default="")

    def _spans(self, text: Text) -> Iterator[Token]:
        yield from self.named.spans(text)
        yield from _of_words(text.bare)
        yield from spans_of_verbs(text.bare)
        yield from carried(text.bare, self.names)
        yield from self._of_names(text)
        yield from self._quoted_tables(text)
        yield from self._tables_in_part(text)
        yield from numbers(text, self.newest)

    def _of_names(self, text: Text) -> Iterator[Token]:
        marked = {(a, b): mark for a, b, mark in text.quoted}
        bare = text.bare
        column = _column_quoted(text)
        for start in range(len(bare)):
            for end, entry in self.names.at(bare, start):
                mark = marked.get((start, end), "")
                loose = entry.weak or _asks(bare[start:end], entry) or not _whole(bare, start, end)
                if not mark and loose:
                    continue
                if mark == "《" and Role.TABLE not in entry.roles:
                    continue
                if not mark and (self._is_dated(bare[start:end]) or self._says_more(bare[start:end])):
                    continue
                yield _of_name(start, bare[start:end], entry, mark, whole=(start, end) == column)

    def _quoted_tables(self, text: Text) -> Iterator[Token]:
        """《…》 that is no title as printed: a table whose title holds it."""
        for start, end, mark in text.quoted:
            said = text.bare[start:end]
            if mark != "《" or said in self.names:
                continue
            name = Name(text.shown(start, end), text.shown(start, end), (said,), how=How.PART)
            entry = Entry((name,), frozenset({Role.TABLE}))
            yield Token(start, end, said, "name", entry=entry, how=How.PART, quoted=True, cost=1.2)

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
                    cost = 1.5 - _EACH_LETTER * len(said)
                    yield Token(start, end, said, "name", entry=entry, how=How.PART, cost=cost)
                    break

    def _is_dated(self, name: str) -> bool:
        """Whether it is a year and a name: 2024年机关运行经费 heads a column of other years too."""
        year = YEAR_BEFORE.match(name)
        return year is not None and name[year.end() :] in self.names

    def _says_more(self, name: str) -> bool:
        """Whether it is a name with whose it is, its stage or 其中: 全市税收收入, 某市本级, 余额执行数."""
        if self.names.is_of_whole(name) or (_stands_in(name[:2]) and name[2:] in self.names):
            return True
        if name.startswith(_SIDES) and _is_stage(name[2:]):
            return True  # 交通运输|支出调整预算: a head of a column, of which the question says the row
        for place in {name.removesuffix("本级"), _OWN_LEVEL.sub("", name)} - {name}:
            if rank_of(place) and (place in self.rows or place in self.bodies):
                return True
        bare = _STAGED.sub("", name)
        return bare != name and bare in self.names

    def _near(self, text: Text, found: Sequence[Token], of: Collection[str]) -> Iterator[Token]:
        """Fuzzy matches of names, in what is unknown and the words beside it."""
        unknown = [token for token in found if token.sort == "unknown"]
        among = self._rows_of(found, of)
        yield from self._in_part(text, found, among)
        yield from self._of_same_meaning(text, unknown, among)

    def _of_same_meaning(
        self, text: Text, unknown: Sequence[Token], among: frozenset[str]
    ) -> Iterator[Token]:
        """车子, of 车辆: an unknown word that the thesaurus has beside one row of these bodies."""
        for start, end in pairwise(cuts_of(text)):
            if not any(token.start <= start and end <= token.end for token in unknown):
                continue
            named = [self.names.get(same) for same in sorted(synonyms(text.bare[start:end]))]
            rows = {
                entry.names[0].keys: entry
                for entry in named
                if entry is not None and not entry.weak and _is_row_of(entry, among)
            }
            if len(rows) == 1:
                yield _near_in_meaning(start, text.bare[start:end], *rows.values())

    def _rows_of(self, found: Sequence[Token], of: Collection[str]) -> frozenset[str]:
        """The rows that the bodies named print, else those spoken of before, else the only one there is."""
        return frozenset().union(*(self.printed(body) for body in self._bodies_of(found, of)))

    def _bodies_of(self, found: Sequence[Token], of: Collection[str]) -> set[str]:
        """The bodies named, else those spoken of before, else the only one there is."""
        named = {body for token in found for body in token.bodies} or set(of)
        return set(self.bodies) if not named and len(self.bodies) == 1 else named

    def _in_part(self, text: Text, found: Sequence[Token], among: frozenset[str]) -> Iterator[Token]:
        """租政务云, of 政务云平台租用: words that all stand in the name of one row of these bodies."""
        cuts = cuts_of(text)
        loose = _loose_letters(text, found)
        unknown = letters_unknown(found)
        whole = {(token.start, token.end) for token in found if token.sort == "unknown"}
        for first in range(len(cuts) - 1):
            for last in range(min(first + _MOST_WORDS, len(cuts) - 1), first, -1):
                start, end = cuts[first], cuts[last]
                within = range(start, end)
                if text.ends & {*within[1:]} or not loose.issuperset(within) or unknown.isdisjoint(within):
                    continue
                said = _telling([text.bare[a:b] for a, b in pairwise(cuts[first : last + 1])])
                alone = (start, end) in whole
                name = self.names.parts.naming(said, among, alone=alone) if said else None
                if name is not None and not _is_listed_total(text, start, end, name):
                    yield _of_part(start, text.bare[start:end], name, len(said))
                    break


@lru_cache(maxsize=4)
def _homophones_of(bodies: tuple[str, ...]) -> Homophones:
    """The words of the names of bodies by their sounds; no place is among them."""
    return Homophones(sorted(words_of(bodies)))


def _surely_of(found: Sequence[Token], slip: Slip) -> set[str]:
    """The bodies that are named, but for one whose name itself is put right and surely said then."""
    return {
        body
        for token in found
        for body in token.bodies
        if token.how in _UNSURE or slip.wrong.isdisjoint(range(token.start, token.end))
    }


def _puts_right(slip: Slip, before: Sequence[Token], found: Sequence[Token]) -> bool:
    """Whether less is unknown with the slip put right, and no other body is named."""
    unknown = letters_unknown(found)
    were = {body for token in before for body in token.bodies}
    if were and not _surely_of(found, slip) <= were:
        return False
    return unknown.isdisjoint(slip.wrong) and len(unknown) < len(letters_unknown(before))


def _heard(token: Token, wrong: Collection[int]) -> Token:
    """A name with letters that are put right is known by its sound."""
    right = not any(n in wrong for n in range(token.start, token.end))
    if token.entry is None or right or token.how in _UNSURE:
        return token
    names = tuple(replace(name, how=How.SOUND) for name in token.entry.names)
    return replace(token, entry=replace(token.entry, names=names), how=How.SOUND)


# 会议、培训合计 asks for a sum, and names no row that is printed so.
_TOTAL = ("合计", "总计", "小计")


def _is_listed_total(text: Text, start: int, end: int, name: Name) -> bool:
    """Whether a list of several words stands for the name of a total."""
    return name.shown.endswith(_TOTAL) and any(start < at < end for at in text.pauses)


def _of_part(start: int, said: str, name: Name, words: int) -> Token:
    """A name that so many of its words stand for."""
    entry = Entry((name,), frozenset({Role.ROW}))
    cost = _IN_PART + _EACH_WORD * words
    return Token(start, start + len(said), said, "name", entry=entry, how=How.PART, cost=cost)


def _near_in_meaning(start: int, said: str, entry: Entry) -> Token:
    """A name that is said by another word of its meaning."""
    meant = replace(entry, names=tuple(replace(name, how=How.NEAR) for name in entry.names))
    cost = _NEAR_COST[How.NEAR]
    return Token(start, start + len(said), said, "name", entry=meant, how=How.NEAR, cost=cost)


def _is_row_of(entry: Entry, among: frozenset[str]) -> bool:
    """Whether it names a row of those with the keys `among`, or what is known to be one."""
    if Role.CONCEPT in entry.roles:
        return True
    return any(key in among for name in entry.names for key in name.keys)


def _telling(said: Sequence[str]) -> list[str]:
    """The words but for those of grammar; none where one of those, or 加, stands first or last."""
    telling = [word for word in said if word not in function_words()]
    if not telling or (said[0], said[-1]) != (telling[0], telling[-1]):
        return []
    return [] if any(map(_works, (said[0], said[-1]))) else telling


def _stands_in(word: str) -> bool:
    """Whether it says that what is behind it stands in something: 其中."""
    return any(use.sense == "inside" for use in words().get(word, ()))


def _is_stage(word: str) -> bool:
    """Whether it says at which stage: 调整预算, 完成."""
    return any(use.sense.startswith("stage:") for use in words().get(word, ()))


def _works(word: str) -> bool:
    """Whether it is one letter that makes something of what stands beside it: 加, 比."""
    return len(word) == 1 and any(use.sort == "op" for use in words().get(word, ()))


def _loose_letters(text: Text, found: Sequence[Token]) -> set[int]:
    """The letters that may be of a name in other words: not of a body, a year, or a name as it is printed."""
    firm = {
        n
        for token in found
        if token.sort in _FIRM or (token.sort == "name" and token.how is How.EXACT)
        for n in range(token.start, token.end)
    }
    return set(range(len(text.bare))) - firm


def _asks(said: str, entry: Entry) -> bool:
    """Whether it is the name of columns alone, and a word that asks by itself: 增减%."""
    return entry.roles == {Role.COLUMN} and any(use.sort == "op" for use in words().get(said, ()))


def _column_quoted(text: Text) -> tuple[int, int] | None:
    """The column of 《表》里“行”的“列”: there 合计 and 金额 are heads as they are printed."""
    cells = [(start, end) for start, end, mark in text.quoted if mark != "《"]
    titled = len(cells) == 2 and len(text.quoted) == 3
    return max(cells) if titled else None


def _of_name(start: int, said: str, entry: Entry, mark: str, *, whole: bool = False) -> Token:
    """A name that stands as it is known, in quotes where `mark` is the opening one.

    `whole` where it can be nothing but a name, however short it is.
    """
    how = min((name.how for name in entry.names), key=lambda h: _NEAR_COST[h])
    cost = _NEAR_COST[how] - _EACH_LETTER * len(said)
    if mark and (whole or len(said) > 2 or mark == "《"):
        cost -= _MARKED_BONUS
    if entry.roles == {Role.COLUMN}:
        cost += _COLUMN_ONLY
    if how is How.SPOKEN and "的" in said:
        cost += _SEVERAL_WORDS
    end = start + len(said)
    return Token(start, end, said, "name", entry=entry, how=how, quoted=bool(mark), cost=cost)


def _is_beside(before: Token | None, token: Token) -> bool:
    """Whether a body stands beside one named before and not within it: 岭东省比|三山市, 岭东省和|三山市."""
    if token.paused or before is None:
        return token.paused
    return before.marked("and") or before.marked("copula") or before.sense("op") in _TWO_SIDED


_TWO_SIDED = ("compare", "ratio", "exceed", "under", "reach", "atmost", "equals", "more", "less")


def _of_words(bare: str) -> Iterator[Token]:
    known = words()
    for start in range(len(bare)):
        for size in range(1, min(_LONGEST_WORD, len(bare) - start) + 1):
            end = start + size
            uses = known.get(bare[start:end])
            if uses and _whole(bare, start, end):
                cost = min(_COST[use.sort] for use in uses) + _ONE_LETTER * (size == 1)
                cost -= _SCOPE_BONUS * any(use.sense.startswith("scope:") for use in uses)
                yield Token(start, end, bare[start:end], uses[0].sort, uses=uses, cost=cost)
    for found in (*_MORE_OR_LESS.finditer(bare), *_MOVED.finditer(bare)):
        sense = "less" if found["way"] in "少短减降跌落" else "more"
        yield Token(*found.span(), found.group(), "op", uses=(Word("op", sense),), cost=_COST["op"])


# 骤增, 陡降了, 净减少: how it moved, and which way.
_MOVED = re.compile(
    r"[骤陡锐剧猛大暴激微略净飙攀递回连狂疯齐](?P<way>[增升涨减降跌落])(?:加|长|少|低|了)?(?![幅率额税])"
)
# 少收了, 多欠, 短收: more or less, with what is done with money.
_MORE_OR_LESS = re.compile(
    r"(?P<way>[多少短超])(?:收|支|拨|付|缴|交|欠|还|投|给|发|领|得)(?:了|出|掉)?(?![入出给予发])"
)


def _paused(text: Text, found: Sequence[Token]) -> list[Token]:
    """The tokens, each with whether it stands behind a 、."""
    return [replace(token, paused=token.start in text.pauses) for token in found]


def _whole(bare: str, start: int, end: int) -> bool:
    """Latin words match whole words only, digits whole numbers."""
    before = bare[start - 1 : start]
    after = bare[end : end + 1]
    return not (_goes_on(before, bare[start]) or _goes_on(bare[end - 1], after))


def _goes_on(letter: str, following: str) -> bool:
    """Whether two letters side by side are of one Latin word or of one number."""
    latin = letter.isascii() and letter.isalpha() and following.isascii() and following.isalpha()
    return latin or (letter.isdigit() and following.isdigit())
