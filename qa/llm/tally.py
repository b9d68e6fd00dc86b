"""How often a language model had a say, and how that ended: what /metrics tells.

>>> tally.count("settled"); tally.told()["settled"]
1
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping

from qa.llm.exchange import Reply


class Tally:
    """Counts by outcome, and the tokens and seconds that replies cost; for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._outcomes: Counter[str] = Counter()
        self._cost = {"tokens_in": 0.0, "tokens_out": 0.0, "seconds": 0.0}

    def count(self, outcome: str) -> None:
        """One more question that ended so."""
        with self._lock:
            self._outcomes[outcome] += 1

    def paid(self, reply: Reply) -> None:
        """What one more reply cost."""
        with self._lock:
            self._cost["tokens_in"] += reply.tokens_in
            self._cost["tokens_out"] += reply.tokens_out
            self._cost["seconds"] += reply.seconds

    def cost(self) -> Mapping[str, float]:
        """What all replies cost."""
        with self._lock:
            return dict(self._cost)

    def told(self) -> Mapping[str, int]:
        """How many ended how."""
        with self._lock:
            return dict(self._outcomes)
