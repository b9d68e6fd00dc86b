"""BM25 in memory (Robertson & Walker, 1994): hard negatives of training, the yardstick of the benchmark.

The stores' own lexical search is SQLite's FTS5; this is the same formula with the same constants
over the same words (`index.store.tokens`), for texts that are in no store.

>>> ranks = Bm25.of(["公务接待费1.50万元", "内设综合科"])
>>> ranks.best("接待费多少", 1)
[0]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.store.tokens import tokens

_K1 = 1.2
_B = 0.75
# FTS5 gives a word in more than half of the texts this, where the formula falls below zero.
_LEAST = 1e-6


@dataclass(frozen=True)
class Bm25:
    """Texts indexed by their words; `postings` hold for each word the texts and its weight in them."""

    size: int
    postings: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]
    cut: Callable[[str], list[str]]

    @classmethod
    def of(cls, texts: Sequence[str], cut: Callable[[str], list[str]] = tokens) -> Bm25:
        """The texts, indexed."""
        counted = [Counter(cut(text)) for text in texts]
        lengths = np.array([sum(one.values()) for one in counted], dtype=np.float64)
        mean = float(lengths.mean()) if len(lengths) else 0.0
        found: dict[str, list[tuple[int, int]]] = {}
        for row, one in enumerate(counted):
            for word, times in one.items():
                found.setdefault(word, []).append((row, times))
        postings = {}
        for word, pairs in found.items():
            rows = np.array([row for row, _ in pairs], dtype=np.int64)
            often = np.array([times for _, times in pairs], dtype=np.float64)
            idf = max(float(np.log((len(texts) - len(pairs) + 0.5) / (len(pairs) + 0.5))), _LEAST)
            norm = _K1 * (1 - _B + _B * lengths[rows] / mean)
            postings[word] = (rows, idf * often * (_K1 + 1) / (often + norm))
        return cls(len(texts), postings, cut)

    def scores(self, query: str) -> NDArray[np.float64]:
        """One score for each text, shape (n,); 0 where no word is shared."""
        scores = np.zeros(self.size)
        for word in dict.fromkeys(self.cut(query)):
            if word in self.postings:
                rows, weights = self.postings[word]
                scores[rows] += weights
        return scores

    def best(self, query: str, k: int) -> list[int]:
        """Rows of the k best texts that share a word, best first; ties in the texts' order."""
        scores = self.scores(query)
        order = np.argsort(-scores, kind="stable")[:k]
        return [int(row) for row in order if scores[row] > 0]
