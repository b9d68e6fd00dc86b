"""BM25 in memory, by bm25s: what training takes for hard negatives.

The stores rank by BM25 themselves (`index.store.relational.ranks`). This ranks as they do, with the same
constants over the same words (`index.store.tokens`), for texts that are in no store; where more than half of
the texts have a word, Lucene's variant still counts it for a little, as the stores do.

>>> ranks = Bm25.of(["公务接待费1.50万元", "内设综合科", "按规定执行"])
>>> ranks.best("接待费多少", 1)
[0]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.facts.errors import MissingExtra
from index.store.tokens import tokens


@dataclass(frozen=True)
class Bm25:
    """Texts indexed by their words."""

    model: Any

    @classmethod
    def of(cls, texts: Sequence[str]) -> Bm25:
        """The texts, indexed; at least one. Raises MissingExtra."""
        try:
            import bm25s
        except ImportError as error:
            raise MissingExtra("训练", "train") from error
        model = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
        model.index([tokens(text) for text in texts], show_progress=False)
        return cls(model)

    def best(self, query: str, k: int) -> list[int]:
        """Rows of the k best texts that share a word, best first; ties in the texts' order."""
        words = [word for word in dict.fromkeys(tokens(query)) if word in self.model.vocab_dict]
        if not words:
            return []
        scores = self.model.get_scores(words)
        order = np.argsort(-scores, kind="stable")[:k]
        return [int(row) for row in order if scores[row] > 0]
