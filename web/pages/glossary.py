"""What the documents say the words of an answer mean, read from their 名词解释.

In: an answer, the service. Out: entries of the glossary, whole: the one that defines a subject, else
the first that speaks of it. 公务接待费 has an entry of its own in few disclosures; in the others the
entry of “三公”经费 says what it is.

>>> [entry.text for entry in definitions(qa, answer)]
['“三公”经费：用财政拨款安排的因公出国（境）费、公务用车购置及运行费和公务接待费三项支出。…']
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from index.facts.errors import BudgetError
from index.facts.records import Citation
from index.facts.subjects import normal
from qa.execute.narrative.passages import Where
from qa.records import Answer, AnswerFigure
from web.amounts import is_read
from web.services import Desk

MOST: Final = 2
_LOOKED_AT: Final = 12
_TELLING: Final = 3
_SECTION: Final = "名词"
_ORDINAL: Final = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十]+[)）、．.]|[（(]?\d+[)）、．.](?!\d))\s*")
_HEAD: Final = re.compile(r"[：:，,]|是指|指")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a glossary, without its ordinal."""

    text: str
    citation: Citation


def definitions(qa: Desk, answer: Answer) -> tuple[Entry, ...]:
    """The entries for the subjects of an answer's figures, each entry once; none where nothing is said."""
    found: dict[str, Entry] = {}
    try:
        for figure in _subjects(answer):
            entry = _entry(qa, figure, {answer.citations[index].document for index in figure.citations})
            if entry is not None:
                found.setdefault(entry.text, entry)
    except BudgetError as error:  # an index run elsewhere holds the narrative: the answer stands without
        log.warning("no definitions: %s", error)
    return tuple(found.values())


def term_of(figure: AnswerFigure) -> str:
    """The name worth a definition: without what its table added to it."""
    return figure.metric.split("（")[0].replace("合计", "")


def _subjects(answer: Answer) -> list[AnswerFigure]:
    named = {
        term_of(figure): figure
        for figure in reversed(answer.figures)
        if is_read(figure) and term_of(figure) and not term_of(figure).endswith(("额", "率"))
    }
    return list(reversed(named.values()))[:MOST]


def _entry(qa: Desk, figure: AnswerFigure, cited: Collection[str]) -> Entry | None:
    """The figure's own document is looked up first, then its body's; another one's glossary says the same."""
    term = term_of(figure)
    own = Where(body=figure.body, year=figure.year, section=_SECTION)
    for where in (own, Where(body=figure.body, section=_SECTION), Where(section=_SECTION)):
        told = [stored.passage for stored, _, _ in qa.passages(f"什么是{term}？", _LOOKED_AT, where=where)]
        speaking = [passage for passage in told if _speaks_of(passage.text, term)]
        # Stable: among equals the nearest stays first.
        speaking.sort(
            key=lambda passage: (_defines(passage.text, term), passage.citation.document in cited),
            reverse=True,
        )
        if speaking:
            return Entry(_ORDINAL.sub("", speaking[0].text.strip()), speaking[0].citation)
    return None


def _speaks_of(text: str, term: str) -> bool:
    """收入 stands in every second entry: so short a word is taken where it is what is defined."""
    return normal(term) in normal(text) if len(term) >= _TELLING else _defines(text, term)


def _defines(text: str, term: str) -> bool:
    return normal(_HEAD.split(_ORDINAL.sub("", text), maxsplit=1)[0]) == normal(term)
