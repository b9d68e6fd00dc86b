"""Words said now in the place of those that filled the same slots: 那2024年呢, 培训费呢.

>>> [token.text for token in in_place(tokens_of("2024年"), tokens_of("望潮街道2025年办公费多少"))]
['望潮街道', '2024年', '办公费', '多少']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.language.context import slot_of
from qa.language.tokens import Token
from qa.plan.conversation.asked import TWO_SIDED, moved, side_by_side

# What tells a row apart, and falls with it.
OF_ROW = frozenset(("row", "group", "count"))


def slot_words(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The words that fill slots, with those that join them."""
    filling = [n for n, token in enumerate(tokens) if slot_of(token, tokens)]
    inner = tokens[filling[0] : filling[-1] + 1]
    return tuple(t for t in inner if slot_of(t, tokens) or t.marked("and") or t.marked("of"))


def in_place(own: Sequence[Token], kept: Sequence[Token]) -> tuple[Token, ...]:
    """The words said now where those of the same slot stood; in front, where none did."""
    said_now = _by_slot(own)
    gone = {slot: _replaced(slot, kept) for slot in said_now}
    front = tuple(token for slot, words in said_now.items() if not gone[slot] for token in words)
    return side_by_side(front, _exchanged(said_now, gone, kept))


def _by_slot(own: Sequence[Token]) -> dict[str, list[Token]]:
    """The words said now by the slot they fill; with those that join them, where it is but one slot."""
    slots = list(dict.fromkeys(slot for token in own if (slot := slot_of(token, own))))
    if len(slots) == 1:
        return {slots[0]: list(own)}
    return {slot: [token for token in own if slot_of(token, own) == slot] for slot in slots}


def _exchanged(
    said_now: Mapping[str, Sequence[Token]], gone: Mapping[str, Sequence[Token]], kept: Sequence[Token]
) -> tuple[Token, ...]:
    """The words kept, at the first of those that give way the ones said now; what stands behind moves on."""
    out: list[Token] = []
    shift = 0
    for token in kept:
        slot = next((slot for slot, tokens in gone.items() if token in tokens), "")
        if slot and token is gone[slot][0]:
            placed = laid_out(said_now[slot], token.start + shift)
            out += placed
            shift += max(0, placed[-1].end - (token.end + shift))
        elif not slot and not _falls_with(token, said_now, kept):
            out.append(moved(token, shift))
    return tuple(out)


def _replaced(slot: str, kept: Sequence[Token]) -> list[Token]:
    """The words of a slot that give way: of two that are compared the first, of Y里的X that X."""
    found = [token for token in kept if slot_of(token, kept) == slot]
    if at := _first_of(TWO_SIDED, kept):
        found = [token for token in found if token.start < at.start] or found
    inside = _first_of(("inside",), kept)
    if inside and slot == "row":
        found = [token for token in found if token.start > inside.start] or found
    return found


def _first_of(operators: Sequence[str], tokens: Sequence[Token]) -> Token | None:
    """The first word that is one of these operators."""
    return next((token for token in tokens if token.sense("op") in operators), None)


def _falls_with(token: Token, said_now: Mapping[str, Sequence[Token]], kept: Sequence[Token]) -> bool:
    """What told a row apart goes with it: its group, what of it is counted; a place in order with its end."""
    slot = slot_of(token, kept)
    if "row" in said_now and slot in OF_ROW - {"row"}:
        return True
    if "rank" in said_now and slot == "order" and token.sense("op") == "lowest":
        return not any(t.sort == "nth" for t in said_now["rank"])  # 前三名呢, behind 最少的, are the greatest
    return "order" in said_now and slot == "rank"


def laid_out(tokens: Sequence[Token], start: int) -> list[Token]:
    """The words one after another from a place on."""
    out = []
    for token in tokens:
        out.append(moved(token, start - token.start))
        start = out[-1].end
    return out
