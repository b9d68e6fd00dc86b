"""Spans → the cheapest cover of a text by them: what no span covers stays as unknown tokens."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from qa.language.normal import Text
from qa.language.tokens import Token

_UNKNOWN_LETTER, _UNKNOWN_WORD = 1.6, 1.2
# So much cheaper a path must be to take the place of one found before it.
_CHEAPER = 1e-9
_FREE = ",_"
_STOPS = re.compile("[，,；;：:。？！]")


def best_path(text: Text, spans: Sequence[Token]) -> list[Token]:
    """The spans that cover the text at least cost.

    No span but a name goes over the end of a clause, and no word of questions over a space: 收多少 支多少.
    """
    by_start: dict[int, list[Token]] = defaultdict(list)
    for span in spans:
        parted = text.ends | text.gaps if span.uses else text.ends
        if _prints_stops(span) or not any(span.start < end < span.end for end in parted):
            by_start[span.start].append(span)
    size = len(text.bare)
    best: list[float] = [0.0] + [float("inf")] * size
    back: list[Token | None] = [None] * (size + 1)
    for at in range(size):
        before = back[at]
        within_word = before is not None and before.sort == "unknown" and at not in text.ends
        for span in (*by_start[at], _letter(text.bare[at], at, within_word)):
            if best[at] + span.cost < best[span.end] - _CHEAPER:
                best[span.end], back[span.end] = best[at] + span.cost, span
    path: list[Token] = []
    at = size
    while at:
        token = back[at]
        assert token is not None
        path.append(token)
        at = token.start
    return joined(text, [token for token in reversed(path) if token.sort != "space"])


def _prints_stops(span: Token) -> bool:
    """Whether a name is printed with a comma or a colon inside: 网络、机房，其他."""
    names = span.entry.names if span.entry else ()
    return any(_STOPS.search(name.shown) for name in names)


def _letter(letter: str, at: int, within_word: bool) -> Token:
    """A letter that no span covers: dearest as the first of an unknown word."""
    if letter in _FREE:
        return Token(at, at + 1, letter, "space", cost=0.0)
    cost = _UNKNOWN_LETTER + (0.0 if within_word else _UNKNOWN_WORD)
    return Token(at, at + 1, letter, "unknown", cost=cost)


def joined(text: Text, path: Sequence[Token]) -> list[Token]:
    """The path with unknown letters side by side as one unknown word; clauses and brackets part them."""
    borders = {*text.ends, *text.pauses, *(at for bracket in text.bracketed for at in bracket)}
    words: list[Token] = []
    for token in path:
        last = words[-1] if words else None
        one_word = last is not None and last.sort == token.sort == "unknown" and last.end == token.start
        if last is not None and one_word and token.start not in borders:
            words[-1] = replace(last, end=token.end, text=last.text + token.text)
        else:
            words.append(token)
    return words
