"""Which of many names stand in a text, found by how they begin and not by trying each.

>>> list(Standing(["云溪市", "青石县", "云溪"]).within("请问云溪市2025年"))
['云溪市', '云溪']
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator


class Standing:
    """Names by the two letters they begin with."""

    def __init__(self, names: Iterable[str]) -> None:
        """Of these names, in their order."""
        self._begun: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for order, name in enumerate(dict.fromkeys(names)):
            self._begun[name[:2]].append((order, name))

    def within(self, text: str) -> Iterator[str]:
        """Those that stand in a text, in their order."""
        beginnings = {text[at : at + size] for at in range(len(text)) for size in (1, 2)}
        begun = [one for beginning in beginnings for one in self._begun.get(beginning, ())]
        return (name for _, name in sorted(begun) if name in text)
