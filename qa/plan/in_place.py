"""Words said now in the place of those that filled the same slots: 那2024年呢, 培训费呢.

>>> [token.text for token in in_place(tokens_of("2024年"), tokens_of("望潮街道2025年办公费多少"))]
['望潮街道', '2024年', '办公费', '多少']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.language.context import slot_of
from qa.language.tokens import Token
from qa.plan.asked import TWO_SIDED, moved, side_by_side

# What tells a row apart, and falls with it.
OF_ROW = frozenset(("row", "group", "count"))


def slot_words(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The words that fill slots, with those that join them."""
    filling = [n for n, token in enumerate(tokens) if slot_of(token, tokens)]
    inner = tokens[filling[0] : filling[-1] + 1]
    return tuple(t for t in inner if slot_of(t, tokens) or t.marked("and") or t.marked("of"))


def in_place(own: Sequence[Token], kept: Sequence[Token]) -> tuple[Token, ...]:
    """The words said now where those of the same slot stood; in front, where none did."""
    slots = [slot for token in own if (slot := slot_of(token, own))]
    by_slot = {slot: [t for t in own if slot_of(t, own) == slot] for slot in dict.fromkeys(slots)}
    if len(by_slot) == 1:
        by_slot = {slots[0]: list(own)}
    gone = {slot: _replaced(slot, kept) for slot in by_slot}
    out: list[Token] = []
    front: list[Token] = []
    for slot, said_now in by_slot.items():
        if not gone[slot]:
            front += said_now
    shift = 0
    for token in kept:
        slot = next((slot for slot, tokens in gone.items() if token in tokens), "")
        if slot and token is gone[slot][0]:
            placed = laid_out(by_slot[slot], token.start + shift)
            out += placed
            shift += max(0, placed[-1].end - (token.end + shift))
        elif not slot and not _falls_with(token, by_slot, kept):
            out.append(moved(token, shift))
    return side_by_side(tuple(front), tuple(out))


def _replaced(slot: str, kept: Sequence[Token]) -> list[Token]:
    """The words of a slot that give way: of two that are compared the first, of Y里的X that X."""
    found = [token for token in kept if slot_of(token, kept) == slot]
    at = next((token for token in kept if token.sense("op") in TWO_SIDED), None)
    if at is not None:
        found = [token for token in found if token.start < at.start] or found
    inside = next((token for token in kept if token.sense("op") == "inside"), None)
    if inside is not None and slot == "row":
        found = [token for token in found if token.start > inside.start] or found
    return found


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
