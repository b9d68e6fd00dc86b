"""Two names beside 和 that share a part of one of them, which is said once.

>>> [t.entry.names[0].shown for t in sharing(text, found, names, rows) if t.entry]  # 一般和专项债务余额
['一般债务余额', '专项债务余额']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from qa.language.meant import How
from qa.language.names import Entry, Names
from qa.language.normal import Text
from qa.language.tokens import Token

# So many pieces at most are what stands before 和 cut into.
_MOST_PIECES = 3
# What is sure where it stands, and no part of a name.
_FIRM = frozenset(("body", "unit", "year", "years", "period", "code", "amount"))


def sharing(text: Text, found: list[Token], names: Names, among: frozenset[str]) -> list[Token]:
    """一般债务和专项债务余额, 债务余额比限额: one of two ends, or begins, as the other does."""
    for n, joint in enumerate(found[1:-1], 1):
        before, behind = found[n - 1], found[n + 1]
        if not joint.marked("and") and joint.sense("op") != "compare":
            continue
        for first in range(max(0, n - _MOST_PIECES), n if behind.sort == "name" else 0):
            whole = _ending_as(text, found[first:n], behind, names, among)
            if whole is not None:
                return [*found[:first], whole, *sharing(text, found[n:], names, among)]
        if before.sort == "name" and (whole := _beginning_as(behind, before, names, among)) is not None:
            return [*found[: n + 1], whole, *sharing(text, found[n + 2 :], names, among)]
    return found


def sharing_behind(found: list[Token], names: Names, among: Callable[[], frozenset[str]]) -> list[Token]:
    """债务限额多少，其中专项多少: a word as the name that ends as one before it does.

    `among` gives the keys of the rows, which are read only where such a name is known.
    """
    out: list[Token] = []
    for token in _sharing_before(found, names, among):
        last = next((one for one in reversed(out) if one.sort == "name" and one.how is not How.PART), None)
        if last is not None and _may_be_begun(token, out[-1]):
            named = (names.get(token.text + last.text[at:]) for at in range(len(last.text) - 1))
            token = _completed(token, named, among)
        out.append(token)
    return out


def _may_be_begun(token: Token, before: Token) -> bool:
    """Whether it may be but the beginning of a name that ends as one before it: 专项, 一般债务."""
    if token.sort == "name":
        return not token.sense("op")
    joined = before.sense("op") == "inside" or before.marked("and") or token.paused
    return joined and token.sense("slot").startswith("level:")


def _sharing_before(found: Sequence[Token], names: Names, among: Callable[[], frozenset[str]]) -> list[Token]:
    """会议、培训: a word that nobody knows as the name that ends as the one listed behind it does: 会议费."""
    out = list(found)
    for n, (token, behind) in enumerate(pairwise(found)):
        if token.sort == "unknown" and behind.paused and behind.entry is not None:
            shown = [name.shown for name in behind.entry.names]
            named = (names.get(token.text + one[-size:]) for one in shown for size in range(1, len(one) - 1))
            out[n] = _completed(token, named, among)
    return out


def _completed(token: Token, named: Iterable[Entry | None], among: Callable[[], frozenset[str]]) -> Token:
    """A word as the first of those names that is a row, where it is none itself."""
    known = [entry for entry in named if entry is not None]
    if not known or _is_row(token.entry, among()):
        return token
    entry = next((one for one in known if _is_row(one, among())), None)
    return token if entry is None else _as_part(token.start, token.text, entry)


def _beginning_as(token: Token, before: Token, names: Names, among: frozenset[str]) -> Token | None:
    """A word as the name that it is behind the beginning of the one before; None where it is none."""
    if token.sort in _FIRM or _is_row(token.entry, among) or token.sense("op"):
        return None
    named = (names.get(before.text[:end] + token.text) for end in range(len(before.text) - 1, 1, -1))
    entry = next((one for one in named if one is not None and _is_row(one, among)), None)
    return None if entry is None else _as_part(token.start, token.text, entry)


def _ending_as(
    text: Text, pieces: Sequence[Token], behind: Token, names: Names, among: frozenset[str]
) -> Token | None:
    """The pieces as the name that they are with the end of the one behind; None where they are none."""
    closed = any(token.start != last.end for last, token in pairwise(pieces))
    if closed or any(token.sort in _FIRM or _is_row(token.entry, among) for token in pieces):
        return None
    start, end = pieces[0].start, pieces[-1].end
    said = text.bare[start:end]
    named = (names.get(said + behind.text[at:]) for at in range(1, len(behind.text) - 1))
    entry = next((one for one in named if one is not None and _is_row(one, among)), None)
    if entry is None:
        return None
    return _as_part(start, said, entry)


def _as_part(start: int, said: str, entry: Entry) -> Token:
    """A name that what is said stands for beside another."""
    whole = replace(entry, names=tuple(replace(name, how=How.PART) for name in entry.names))
    return Token(start, start + len(said), said, "name", entry=whole, how=How.PART)


def _is_row(entry: Entry | None, among: frozenset[str]) -> bool:
    """Whether it names a row of those with the keys `among`."""
    return entry is not None and any(key in among for name in entry.names for key in name.keys)
