"""The words of a question that tell what it is about, and how much of them a text holds.

>>> telling_words("这个项目要购置几台水质监测仪")
['项目', '购置', '几台', '水质', '监测仪']
>>> topics("这个项目要购置几台水质监测仪")
('购置', '水质', '监测仪')
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import log

from index.store.protocols import StoredPassage
from index.store.tokens import tokens
from qa.rules.cues import asking_words, computing_words


def telling_words(words: str) -> list[str]:
    """The words of a question that an answer must hold."""
    cleaned = re.sub(r"[□■]+|20\d\d年?度?|(?:编制|情况|文字|预算|决算)说明", " ", words)
    found = [
        w
        for w in tokens(cleaned, search=False)
        if w not in asking_words() and (len(w) > 1 or not "\u4e00" <= w <= "\u9fff")
    ]
    return [w for w in dict.fromkeys(found) if not all(c in "的了吗呢是有什么哪些几多少" for c in w)]


def topics(words: str) -> tuple[str, ...]:
    """The words of a question that name what it is about: no word of computing, no bare number."""
    said = telling_words(words)
    return tuple(
        w for w in said if w not in computing_words() and not re.fullmatch(r"[\d.]+|[几多第].{1,2}", w)
    )


def rarity(words: Sequence[str], passages: Sequence[StoredPassage]) -> dict[str, float]:
    """Each word's inverse document frequency over the passages: a word of few passages tells more."""
    texts = [" ".join((*p.passage.headings, p.passage.text)).lower() for p in passages]
    return {w: log(1 + len(texts) / (0.5 + sum(w in t for t in texts))) for w in words}


def coverage(words: Sequence[str], text: str, weights: Mapping[str, float] | None = None) -> float:
    """The share of the telling words' characters that stand in `text` in runs of two or more.

    `weights` counts a word's characters by its `rarity`.
    """
    flat = re.sub(r"\s+", "", text).lower()
    held = total = 0.0
    for word in words:
        weight = weights.get(word, 1.0) if weights else 1.0
        total += weight * len(word)
        if word in flat:
            held += weight * len(word)
            continue
        pairs = [i for i in range(len(word) - 1) if word[i : i + 2] in flat]
        held += weight * len({i + step for i in pairs for step in (0, 1)})
    return held / total if total else 0.0


def stem(name: str) -> str:
    """A subject's name without its ending: 公务接待 of 公务接待费."""
    return re.sub(r"(支出|收入|费用|经费|费|拨款|项目)$", "", name)
