"""Verbs that people say for the noun that names of rows end in: 收 for 收入, 支 and 花 for 支出, 欠 for 余额.

Such a verb is part of the name that stands before it; of a name that has no such row it stays a word that
nobody knows, for which what is told must account.

>>> [token.entry.names[0].shown for token in with_verbs(tokens_of("一般债务还欠多少"), names) if token.entry]
['一般债务余额']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from index.facts.ledgers import OTHER_SIDE
from qa.language.lexicon import verbs
from qa.language.meant import How
from qa.language.names import Entry, Names
from qa.language.tokens import Token

_COST, _EACH_LETTER = 1.6, 0.01
_LONGEST = max(map(len, verbs()))
_SIDES = tuple(OTHER_SIDE)
_NOUNS = tuple(dict.fromkeys((*OTHER_SIDE, *verbs().values())))


def spans_of_verbs(bare: str) -> Iterator[Token]:
    """The stretches of a plain question that may be such verbs, which some name must still account for."""
    for start in range(len(bare)):
        for end in range(start + 1, min(start + _LONGEST, len(bare)) + 1):
            if bare[start:end] in verbs():
                cost = _COST - _EACH_LETTER * (end - start)
                yield Token(start, end, bare[start:end], "unknown", cost=cost)


def with_verbs(found: Sequence[Token], names: Names) -> tuple[Token, ...]:
    """The tokens, each name with the noun that a verb behind it stands for."""
    joining = _Joining(names)
    for token, behind in zip_longest(found, found[1:]):
        joining.take(token, behind)
    return tuple(_as_spent(joining.read, names))


class _Joining:
    """Tokens read left to right, and the names that a verb behind them may belong to.

    社保基金收多少: of 社会保险基金收入; 收多少、支多少: of that and 社会保险基金支出; X和Y: of both.
    """

    def __init__(self, names: Names) -> None:
        self.read: list[Token] = []
        self._names = names
        self._spoken: list[tuple[int, Token]] = []  # where each stands, as it was said

    def take(self, token: Token, behind: Token | None) -> None:
        """Reads a token, with the one behind it."""
        noun = verbs().get(token.text, "") if _may_be_verb(token) else ""
        told = self._told(noun) if noun else ()
        if noun and _is_said_of(token, behind):
            self.read.append(replace(token, sort="function"))  # the name behind it takes it
        elif told:
            self._verb(token, noun, told)
        elif token.sort == "name":
            self._name(token)
        else:
            self.read.append(token)

    def _name(self, token: Token) -> None:
        before = self.read[-1] if self.read else None
        beside = before is not None and (before.marked("and") or token.paused)
        if before is not None and _is_said_of(before, token):
            entry = _named(token, verbs()[before.text], self._names)
            token = replace(token, entry=entry) if entry is not None else token
        self._spoken = [*(self._spoken if beside else ()), (len(self.read), token)]
        self.read.append(token)

    def _told(self, noun: str) -> tuple[Entry, ...]:
        """The names spoken of, each with a noun; none where one of them has no such row."""
        told = [None if name.quoted else _named(name, noun, self._names) for _, name in self._spoken]
        found = tuple(entry for entry in told if entry is not None)
        return found if len(found) == len(told) else ()

    def _verb(self, token: Token, noun: str, told: Sequence[Entry]) -> None:
        now = [self.read[at] for at, _ in self._spoken]
        fresh = now == [name for _, name in self._spoken]
        if [one.entry for one in now] == list(told):
            self.read.append(replace(token, sort="function"))  # 还了多少本金 says 还本 twice
        elif fresh and not any(_says_another(name, noun) for name in now):
            for (at, name), entry in zip(self._spoken, told, strict=True):
                self.read[at] = replace(name, entry=entry)
            self.read.append(replace(token, sort="function"))
        else:
            for (_, name), entry in zip(self._spoken, told, strict=True):
                self.read.append(replace(token, sort="name", entry=entry, how=name.how, paused=True))


def _may_be_verb(token: Token) -> bool:
    """Whether it may be such a word: one that nobody knows, 余额, or what but shortens a name: 发行情况."""
    of_money = token.sense("filler") == "money"
    return token.sort == "unknown" or of_money or (token.sort == "name" and token.how is How.SHORT)


def _is_said_of(verb: Token, name: Token | None) -> bool:
    """发行的|专项债: whether a verb says what of the name at once behind it is meant."""
    relative = verb.text in verbs() and verb.text.endswith("的")
    return relative and name is not None and name.sort == "name" and verb.end == name.start


def _says_another(name: Token, noun: str) -> bool:
    """Whether a name ends in another noun of these as it is said: 余额, beside 限额."""
    ended = any(name.text.endswith(other) for other in _NOUNS if other != noun)
    return ended or _is_of_other_side(name, noun)


def _as_spent(found: Sequence[Token], names: Names) -> Iterator[Token]:
    """一般公共预算花了多少: what was spent of money that goes by the name of its income."""
    spent = any(token.sense("op") == "spent" for token in found)
    for n, token in enumerate(found):
        if token.text == _PROJECTS and _spends(found[n + 1 : n + 3]) and (entry := names.get("项目支出")):
            token = replace(token, sort="name", uses=(), entry=entry, how=How.SPOKEN)
        entry = names.get(f"{token.text}支出") if spent and _is_of_income(token) else None
        yield replace(token, entry=entry) if entry is not None else token


_PROJECTS = "项目"


def _spends(behind: Sequence[Token]) -> bool:
    """上花, behind 项目: what was spent on them."""
    return len(behind) > 1 and behind[0].text == "上" and behind[1].sense("op") == "spent"


def _named(token: Token, noun: str, names: Names) -> Entry | None:
    """What a name is with a noun, in place of its own side.

    As it was where it ends so, or where it is printed without: 契税收了多少.
    """
    assert token.entry is not None
    keys = (token.text, *(key for name in token.entry.names for key in name.keys))
    if any(key.endswith(noun) for key in keys[:2]):
        return token.entry
    other = _is_of_other_side(token, noun)
    bare = _without_noun(keys)
    stems = dict.fromkeys(bare if other else (*keys, *bare))
    plain = ((f"{stem}{noun}", names.get(f"{stem}{noun}")) for stem in stems)
    key, entry = next(((key, one) for key, one in plain if one is not None and not one.weak), ("", None))
    if entry is None:
        return None
    return _called(entry, key, () if other else keys[1:], noun)


def _called(entry: Entry, key: str, more: Sequence[str], noun: str) -> Entry:
    """The name with that key first, and those of other keys that end in no other noun of these."""
    (name, *_) = entry.names
    others = tuple(one for one in _NOUNS if one != noun)
    own = [one for one in (*name.keys, *more) if not one.endswith(others)]
    return replace(entry, names=(replace(name, shown=key, keys=tuple(dict.fromkeys((key, *own)))),))


def _without_noun(keys: Sequence[str]) -> list[str]:
    """Names that end in a side of a ledger or another noun that verbs stand for, without that."""
    return [key.removesuffix(noun) for key in keys for noun in _NOUNS if key.endswith(noun) and key != noun]


def _is_of_other_side(token: Token, noun: str) -> bool:
    """Whether a name is of the other side: 社保基金收, beside 支."""
    first = token.entry.names[0].keys[:1] if token.entry else ()
    return any(key.endswith(OTHER_SIDE.get(noun, " ")) for key in first)


def _is_of_income(token: Token) -> bool:
    """Whether a name stands for income without saying so."""
    if token.sort != "name" or token.entry is None or token.quoted or token.text.endswith(_SIDES):
        return False
    return all(name.shown.endswith("收入") for name in token.entry.names)
