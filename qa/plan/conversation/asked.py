"""What earlier questions were of: the words that say it, the years, the amounts asked for.

>>> [token.text for token in topic_of(sentence_of("望潮街道2025年办公费比上年增加多少"))]
['望潮街道', '2025年', '办公费']
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.language.context import slot_of
from qa.language.tokens import Token
from qa.plan.algebra import Cell
from qa.plan.grammar import Sentence
from qa.plan.grammar.sentence import said
from qa.plan.operands import Known

# Operators with something before them and something behind.
TWO_SIDED = ("compare", "ratio", "exceed", "under", "reach", "atmost", "equals")
SIDED = (*TWO_SIDED, "exclude", "times")
_GAP = 10_000  # So far apart stand words of two questions, which are not beside each other.


def topic_of(sentence: Sentence) -> tuple[Token, ...]:
    """The words that say what a question is of, without what it asks: of a comparison those before it."""
    if sentence.referred:
        return topic_of(sentence.past) if sentence.past else ()
    return tuple(t for t in _whole_tokens(sentence) if _is_of_topic(t, sentence.tokens))


def _whole_tokens(sentence: Sentence) -> tuple[Token, ...]:
    """Its words, those of the part before it in front where it leaves their slots open."""
    at = sentence.first(*SIDED)
    left = sentence.tokens if at is None else said_before(sentence, at) or sentence.tokens
    if sentence.earlier is None:
        return left
    own = {slot_of(token, sentence.tokens) for token in sentence.tokens} - {""}
    before = topic_of(sentence.earlier)
    return side_by_side(tuple(t for t in before if slot_of(t, before) not in own), left)


def _is_of_topic(token: Token, among: Sequence[Token]) -> bool:
    if token.sense("op") or token.sort == "several":
        return token.sense("op") == "inside"
    slot = slot_of(token, among)
    return slot not in ("", "rank", "level", "unit_of", "amount") or token.marked("and") or token.marked("of")


def years_spoken_of(sentence: Sentence) -> list[int]:
    """The years of what it asks of, the newest where it says none."""
    own = Sentence(topic_of(sentence), sentence.known)
    cells = sentence.referred or own.cells()
    return list({cell.year or sentence.known.newest(cell.body) for cell in cells})


def recent(sentence: Sentence, count: int) -> tuple[Cell, ...]:
    """The last amounts asked for, oldest first: so many, or all that differ in one thing alone."""
    found: list[Cell] = []
    turn: Sentence | None = sentence
    while turn is not None:
        for cell in reversed(amounts_of(turn)):
            if _key(cell, turn.known) not in [_key(one, turn.known) for one in found]:
                found.append(cell)
        turn = turn.past or turn.earlier
    if count > 1:
        return tuple(reversed(found[:count])) if len(found) >= count else ()
    keys = [_key(cell, sentence.known) for cell in found]
    alike = [
        cell
        for cell, key in zip(found, keys, strict=True)
        if _differs_in(keys[0], key) <= (_differs_in(keys[0], keys[1]) if len(keys) > 1 else set())
    ]
    one_axis = len(keys) > 1 and len(_differs_in(keys[0], keys[1])) == 1
    return tuple(reversed(alike)) if one_axis else ()


def amounts_of(turn: Sentence) -> tuple[Cell, ...]:
    """What a question is asked of, and what it is compared with where that is another thing."""
    if turn.referred:
        return turn.referred
    cells = Sentence(topic_of(turn), turn.known).cells()
    at = turn.first("compare")
    left, right = turn.sides(at) if at is not None else ([], [])
    others = turn.cells_of(one.filled_from(left[-1]) for one in right if left and one.says_more_than_when)
    return tuple(cell for cell in (*cells, *others) if said((cell,)))


_Key = tuple[object, ...]


def _key(cell: Cell, known: Known) -> _Key:
    """What tells one amount from another, however it was said."""
    year = cell.year or known.newest(cell.body)
    place = (str(cell.unit_row), cell.body), str(cell.table), cell.scope
    return (row_of(cell), *place, year, cell.period, cell.stage, cell.kind, cell.counted)


def row_of(cell: Cell) -> _Key:
    """What says of which row a cell is."""
    return (str(cell.subject or ""), tuple(map(str, cell.within)), cell.code, cell.group)


def _differs_in(one: _Key, other: _Key) -> set[int]:
    return {n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b}


def said_before(turn: Sentence, at: Token) -> tuple[Token, ...]:
    """The words that a two-sided operator is said of: none in 和培训费比呢, 比2024年多多少."""
    left = tuple(token for token in turn.tokens if token.end <= at.start)
    behind = any(slot_of(token, turn.tokens) for token in turn.tokens if token.start >= at.end)
    if at.sense("op") == "compare" and not behind:
        left = _before_last("with", left)  # X和Y比: what it is compared with stands before 比
    if at.sense("op") == "times":
        left = _before_last("is", left)  # X是Y的几倍
    if any(token.sort == "several" for token in left):
        left = tuple(token for token in left if slot_of(token, turn.tokens) != "level")  # 这两个项目
    return left if any(slot_of(token, turn.tokens) for token in left) else ()


def _before_last(mark: str, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words before the last one that is marked so; all of them where none is."""
    places = [n for n, token in enumerate(tokens) if token.marked(mark)]
    return tokens[: places[-1]] if places else tokens


def side_by_side(before: tuple[Token, ...], behind: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words of both, the first in front at a distance."""
    if not before or not behind:
        return before or behind
    shift = behind[0].start - max(token.end for token in before) - _GAP
    return (*(moved(token, shift) for token in before), *behind)


def moved(token: Token, by: int) -> Token:
    """The word, so many letters further on."""
    return replace(token, start=token.start + by, end=token.end + by)
