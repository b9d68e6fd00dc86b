"""What a hotline agent says and files: a script of at most three sentences, a citation, a ticket.

The script is made of the answer's own sentences and of where they stand; a figure in it is
spelled exactly as in the answer.

>>> script_of(answer)
('某局2025年公务接待费预算1.50万元，增长50.00%。', '主要原因是新增接待。', '以上见《a.pdf》第12页。')
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from index.facts.file_names import place
from qa.records import Answer, Status
from web.label import LABEL
from web.pages.parts import parts_of, sentences
from web.words import Words

LONGEST: Final = 3
CLAUSES: Final = 3


def script_of(answer: Answer, rest_said: str = "其余各项可以逐项为您报。") -> tuple[str, ...]:
    """At most three sentences to read aloud.

    A list is read as far as its third clause, then offered one by one; a formula in brackets is
    for the eye and stays out.
    """
    parts = parts_of(answer.text)
    lead, cut = _first_clauses(_without_formula(parts.lead))
    said = [lead]
    if cut:
        said.append(rest_said)
    if parts.reason:
        said.append(_first_clauses(parts.reason)[0])
    elif parts.rest and not cut and answer.status is not Status.CLARIFY:
        said.append(_first_clauses(_without_formula(sentences(parts.rest)[0]))[0])
    if answer.citations and len(said) < LONGEST:
        first = answer.citations[0]
        name = Path(first.document).stem
        said.append(f"以上见《{name}》{place(first.document, first.page)}。")
    return tuple(said[:LONGEST])


def citation_line(answer: Answer) -> str:
    """All places the answer was read from, as one line to paste."""
    places: list[str] = []
    for citation in answer.citations:
        where = "，".join(part for part in (citation.table, citation.row, citation.column) if part)
        places.append(
            f"《{citation.document}》{place(citation.document, citation.page)}"
            + (f"（{where}）" if where else "")
        )
    return "；".join(dict.fromkeys(places))


def ticket_of(answer: Answer, asked: str, when: datetime, words: Words) -> str:
    """The call as text for the ticket system: question, answer, sources, time, answer id, label."""
    lines = (
        (words["question"], asked),
        (words["ticket_answer"], answer.text),
        (words["source"], citation_line(answer) or "—"),
        (words["ticket_time"], when.isoformat(sep=" ", timespec="seconds")),
        (words["answer_id"], answer.id),
    )
    return "\n".join([*(f"{name}：{value}" for name, value in lines), LABEL])


def escalation_of(answer: Answer, asked: str, words: Words) -> str:
    """What to write when the documents do not say it; "" for any other answer."""
    if answer.status is not Status.NOT_FOUND:
        return ""
    return words["escalate_note"].format(question=asked, text=answer.text)


def _first_clauses(sentence: str) -> tuple[str, bool]:
    """A sentence up to its third ；-clause, and whether more was left."""
    clauses: Sequence[str] = [clause for clause in sentence.split("；") if clause.strip()]
    if len(clauses) <= CLAUSES:
        return sentence, False
    return "；".join(clauses[:CLAUSES]) + "。", True


def _without_formula(sentence: str) -> str:
    """The sentence without bracketed formulas: （1.50万元÷147.87万元＝1.01%）, nested ones too."""
    kept: list[str] = []
    depth, start = 0, 0
    for character in sentence:
        if character == "（":
            if depth == 0:
                start = len(kept)
            depth += 1
        kept.append(character)
        if character == "）" and depth:
            depth -= 1
            if depth == 0 and "＝" in kept[start:]:
                del kept[start:]
    return "".join(kept)
