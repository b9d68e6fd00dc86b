"""Text → words for lexical search, the same for passages and for questions.

Chinese is cut as jieba cuts it in search mode (by rjieba: the same dictionary and rules, in Rust), codes
and amounts stay whole, and each run of Chinese also gives its character pairs, so that a word that is in
no dictionary is still found.

>>> tokens("30217公务接待费")
['30217', '公务', '接待', '接待费', '务接', '待费']
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rjieba import Jieba

_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z]+|\d[\d,]*(?:\.\d+)?")
_STOP = frozenset("的了是和与及在为对有等中被把就都而也")


@cache
def _cutter() -> Jieba:
    from rjieba import Jieba

    return Jieba()


def is_word(text: str) -> bool:
    """Whether the dictionary has it as one word."""
    return _cutter().has_word(text)


def cut(text: str) -> list[str]:
    """The text cut into words, none left out: ``"".join(cut(text)) == text``."""
    return list(_cutter().cut(text))


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of `cut` in order, each with the class that the dictionary gives it: n, v, r, d, y, ul, …"""
    return list(_cutter().tag(text))


def is_token(text: str) -> bool:
    """Whether `tokens` may give it as a word."""
    return "," not in text and _RUN.fullmatch(text) is not None


def tokens(text: str, *, search: bool = True) -> list[str]:
    """Words of `text` in order, single stop characters left out; without the parts of words on request."""
    words: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        if not "\u4e00" <= run[0] <= "\u9fff":
            words.append(run.replace(",", ""))
            continue
        cutter = _cutter().cut_for_search if search else _cutter().cut
        found = [word for word in cutter(run) if word not in _STOP]
        adjoining = (run[i : i + 2] for i in range(len(run) - 1))
        words.extend(found)
        if search:
            words.extend(pair for pair in adjoining if pair not in found)
    return words
