"""One text for each way to fail, with what can be asked instead."""

from __future__ import annotations

from collections.abc import Sequence

from qa.records import Draft, Label, Piece, Status


def not_understood(words: Sequence[str]) -> Draft:
    """Words of the question that nothing in the documents accounts for."""
    pieces: list[Piece] = ["没有看懂"]
    for n, word in enumerate(words):
        pieces += ["、" if n else "", "“", Label(word), "”"]
    pieces.append("指什么，已索引的文件里没有这个说法，所以没有给出数字。")
    return Draft(Status.NOT_FOUND, tuple(pieces))
