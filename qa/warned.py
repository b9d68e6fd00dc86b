"""A draft with a plain warning for each failed check of the documents that touches a figure it cites.

>>> warned(draft, facts).findings
('收入合计与各项收入之和相差0.10万元',)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.audit.checks import SMALL
from index.facts.records import Citation, Finding, Reading
from index.store.protocols import Facts
from qa.records import Draft, Label, Piece, Status, Value
from qa.values import said_amount, stands

# A failed check over no more cells than these is about each of them.
_FEW = 3


def warned(draft: Draft, facts: Facts) -> Draft:
    """The draft, what contradicts its figures told behind it, and whether they were read from a picture."""
    if draft.status is not Status.ANSWERED or not draft.figures:
        return draft
    cited = {c for value in draft.figures for c in value.citations()}
    touching = [
        finding
        for _, finding in facts.findings({c.document for c in cited})
        if not finding.message.startswith(SMALL)
        and any(_same_place(place, c) for place in _judged(finding) for c in cited)
    ]
    pieces: list[Piece] = []
    others: list[Value] = []
    for finding in touching:
        pieces += ["注意，文件前后不一致：", Label(finding.message), "。"]
        others += written(facts, finding.citations)
    pieces += _of_readings({c.reading for c in cited})
    more = tuple(c for finding in touching for c in finding.citations if c not in draft.citations)
    return replace(
        draft,
        pieces=(*draft.pieces, *pieces),
        context=tuple(dict.fromkeys((*draft.context, *others))),
        citations=(*draft.citations, *more),
        findings=tuple(finding.message for finding in touching),
    )


def written(store: Facts, places: Sequence[Citation]) -> list[Value]:
    """The amounts that sentences print at these places: the other side of a contradiction."""
    documents = [s for s in store.documents() if s.document.name in {c.document for c in places}]
    found: list[Value] = []
    for stored in store.changes(documents=[s.id for s in documents]):
        change = stored.change
        if change.citation in places and change.amount is not None and stands(change.amount_printed, change):
            document = next(s.document for s in documents if s.id == stored.document_id)
            found.append(said_amount(change, document.body))
    return found


def _of_readings(readings: set[Reading]) -> list[Piece]:
    if Reading.UNCHECKED in readings:
        return ["（扫描件识别，未能与合计等核对，请对照原件。）"]
    if Reading.CHECKED in readings:
        return ["（扫描件识别，与合计等勾稽相符。）"]
    return []


def _judged(finding: Finding) -> Sequence[Citation]:
    """The places that a failed check is about: of a long sum its total, not each of its parts."""
    return finding.citations if len(finding.citations) <= _FEW else finding.citations[:1]


def _same_place(one: Citation, other: Citation) -> bool:
    return (one.document, one.page, one.bbox) == (other.document, other.page, other.bbox)
