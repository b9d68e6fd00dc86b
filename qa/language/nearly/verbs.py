"""Verbs that people say for the noun that names of rows end in: 收 for 收入, 支 and 花 for 支出, 欠 for 余额.

Such a verb is part of the name that stands before it; of a name that has no such row it stays a word that
nobody knows, for which what is told must account.

>>> [token.entry.names[0].shown for token in with_verbs(tokens_of("一般债务还欠多少"), names) if token.entry]
['一般债务余额']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.facts.ledgers import OTHER_SIDE
from qa.language.lexicon import verbs
from qa.language.names import Entry, Names
from qa.language.tokens import Token

_COST, _EACH_LETTER = 1.6, 0.01
_LONGEST = max(map(len, verbs()))
_SIDES = tuple(OTHER_SIDE)


def spans_of_verbs(bare: str) -> Iterator[Token]:
    """The stretches of a plain question that may be such verbs, which some name must still account for."""
    for start in range(len(bare)):
        for end in range(start + 1, min(start + _LONGEST, len(bare)) + 1):
            if bare[start:end] in verbs():
                cost = _COST - _EACH_LETTER * (end - start)
                yield Token(start, end, bare[start:end], "unknown", cost=cost)


def with_verbs(found: Sequence[Token], names: Names) -> tuple[Token, ...]:
    """The tokens, each name with the noun that a verb behind it stands for."""
    return tuple(_as_spent(list(_joined(found, names)), names))


def _joined(found: Sequence[Token], names: Names) -> list[Token]:
    """社保基金收多少: of 社会保险基金收入; 收多少、支多少: of that and 社会保险基金支出."""
    out: list[Token] = []
    at, name = 0, None  # the name that a verb behind it may belong to, and where it stands
    for token in found:
        noun = verbs().get(token.text, "") if token.sort == "unknown" else ""
        if token.sort == "name":
            at, name = len(out), token
        elif noun and name is not None and not name.quoted:
            entry = _named(name, noun, names)
            if entry is not None and out[at] is name and not _is_of_other_side(name, noun):
                out[at] = replace(name, entry=entry)
                token = replace(token, sort="function")
            elif entry is not None:
                token = replace(token, sort="name", entry=entry, how=name.how, paused=True)
        out.append(token)
    return out


def _as_spent(found: Sequence[Token], names: Names) -> Iterator[Token]:
    """一般公共预算花了多少: what was spent of money that goes by the name of its income."""
    spent = any(token.sense("op") == "spent" for token in found)
    for token in found:
        entry = names.get(f"{token.text}支出") if spent and _is_of_income(token) else None
        yield replace(token, entry=entry) if entry is not None else token


def _named(token: Token, noun: str, names: Names) -> Entry | None:
    """What a name is with a noun, in place of its own side.

    As it was where it ends so, or where it is printed without: 契税收了多少.
    """
    assert token.entry is not None
    keys = (token.text, *(key for name in token.entry.names for key in name.keys))
    if any(key.endswith(noun) for key in keys[:2]):
        return token.entry
    other = _is_of_other_side(token, noun)
    stems = dict.fromkeys(_without_side(keys) if other else keys)
    plain = ((f"{stem}{noun}", names.get(f"{stem}{noun}")) for stem in stems)
    key, entry = next(((key, one) for key, one in plain if one is not None and not one.weak), ("", None))
    if entry is None:
        return None
    (name, *_) = entry.names
    own = [one for one in name.keys if one.endswith(noun)] if other else [*name.keys, *keys[1:]]
    return replace(entry, names=(replace(name, shown=key, keys=tuple(dict.fromkeys((key, *own)))),))


def _without_side(keys: Sequence[str]) -> list[str]:
    """Names that end in a side of a ledger, without that."""
    return [key.removesuffix(side) for key in keys for side in _SIDES if key.endswith(side) and key != side]


def _is_of_other_side(token: Token, noun: str) -> bool:
    """Whether a name is of the other side: 社保基金收, beside 支."""
    first = token.entry.names[0].keys[:1] if token.entry else ()
    return any(key.endswith(OTHER_SIDE.get(noun, " ")) for key in first)


def _is_of_income(token: Token) -> bool:
    """Whether a name stands for income without saying so."""
    if token.sort != "name" or token.entry is None or token.quoted or token.text.endswith(_SIDES):
        return False
    return all(name.shown.endswith("收入") for name in token.entry.names)
