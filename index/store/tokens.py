"""Text → words for lexical search, the same for passages and for questions.

Chinese is cut by jieba in search mode, codes and amounts stay whole, and each run of Chinese
also gives its character pairs, so that a word jieba does not know is still found.

>>> tokens("30217公务接待费")
['30217', '公务', '接待', '接待费', '务接', '待费']
"""

from __future__ import annotations

import logging
import re
import unicodedata
from functools import cache
from typing import Any

_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z]+|\d[\d,]*(?:\.\d+)?")
_STOP = frozenset("的了是和与及在为对有等中被把就都而也")


@cache
def _cutter() -> Any:
    import jieba

    jieba.setLogLevel(logging.ERROR)
    return jieba.Tokenizer()


def is_word(text: str) -> bool:
    """Whether the dictionary has it as one word."""
    cutter = _cutter()
    cutter.check_initialized()
    return bool(cutter.FREQ.get(text))


def cut(text: str) -> list[str]:
    """The text cut into words, none left out: ``"".join(cut(text)) == text``."""
    return list(_cutter().cut(text))


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
