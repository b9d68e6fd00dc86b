"""What a passage is called among facts, words and vectors alike, and which of its text is searched.

>>> passage_refs(extraction)[0], indexed_text(extraction.passages[0])
('9f2c81d0e2b47a65-0-5e1f0c9a', '五、“三公”经费支出情况 公务接待费1.50万元，比上年增加0.50万元。')
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from index.facts.records import Extraction, Passage


def passage_refs(extraction: Extraction) -> tuple[str, ...]:
    """References of a document's passages: document, position and content digest."""
    return tuple(
        f"{extraction.document.sha256[:16]}-{n}-{sha256(indexed_text(passage).encode()).hexdigest()[:8]}"
        for n, passage in enumerate(extraction.passages)
    )


def indexed_text(passage: Passage) -> str:
    """The headings above a passage and the passage."""
    return joined(passage.headings, passage.text)


def joined(headings: Sequence[str], text: str) -> str:
    """`indexed_text` of a passage with that text under those headings."""
    return " ".join((*headings, text))
