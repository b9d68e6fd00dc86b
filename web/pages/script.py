"""What a hotline agent says and files: a script of at most three sentences, a citation, a ticket.

The script is made of the answer's own sentences and of where they stand; a figure in it is
spelled exactly as in the answer.

>>> script_of(answer)
('某局2025年公务接待费预算1.50万元，增长50.00%。', '主要原因是新增接待。', '以上见《a.pdf》第12页。')
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from index.facts.naming.file_names import place
from index.facts.records import Citation
from qa.records import Answer, Status
from web.label import LABEL
from web.pages.parts import parts_of, sentences
from web.words import Words

LONGEST: Final = 3
CLAUSES: Final = 3
CHOICES: Final = 3
_YEAR: Final = re.compile(r"(?:19|20)\d\d年度?")


def script_of(
    answer: Answer, rest_said: str = "其余各项可以逐项为您报。", bodies: Collection[str] = ()
) -> tuple[str, ...]:
    """At most three sentences to read aloud; a question back where the caller is to choose.

    A list is read as far as its third clause, then offered one by one; a formula in brackets is
    for the eye and stays out. `bodies` are names that are not read where all choices have the same.
    """
    if answer.status is Status.CLARIFY and len(answer.options) > 1:
        return (asked_back(answer.options, bodies),)
    parts = parts_of(answer.text)
    lead, cut = _first_clauses(_without_formula(parts.lead))
    said = [lead]
    if cut:
        said.append(rest_said)
    if parts.reason:
        said.append(_first_clauses(parts.reason)[0])
    elif parts.rest and not cut and answer.status is not Status.CLARIFY:
        said.append(_first_clauses(_without_formula(sentences(parts.rest)[0]))[0])
    if (where := places_of(answer.citations)) and len(said) < LONGEST:
        said.append(f"以上见{where}。")
    return tuple(said[:LONGEST])


def asked_back(options: Sequence[str], bodies: Collection[str] = ()) -> str:
    """The choices as one question, each without what all have in common.

    >>> asked_back(["甲局2025年培训费是多少？", "乙局2025年培训费是多少？"], {"甲局", "乙局"})
    '请问您问的是甲局，还是乙局？'
    """
    said = [re.sub(r"(?:预算)?(?:是多少|有多少|多少)?[？?]?$", "", option) for option in options]
    owners = [max((body for body in bodies if one.startswith(body)), key=len, default="") for one in said]
    rests = [one.removeprefix(owner) for one, owner in zip(said, owners, strict=True)]
    if all(owners) and len(set(owners)) == len(owners) and len(set(rests)) == 1:
        said = owners
    elif len(set(owners)) == 1 and owners[0]:
        years = {found[0] if (found := _YEAR.match(rest)) else "" for rest in rests}
        said = [rest.removeprefix(years.copy().pop()) for rest in rests] if len(years) == 1 else rests
    said = [one for one in dict.fromkeys(said) if one] or list(options)
    first, more = said[:CHOICES], len(said) > CHOICES
    last = "，还是别的？" if more else f"，还是{first.pop()}？" if len(first) > 1 else "？"
    return f"请问您问的是{'、'.join(first)}{last}"


def places_of(citations: Sequence[Citation]) -> str:
    """Every page that was read, by document: 《甲局》第12页、第14页，《乙局》第3页."""
    held: dict[str, list[str]] = {}
    for citation in citations:
        held.setdefault(citation.document, []).append(place(citation.document, citation.page))
    return "，".join(
        f"《{Path(document).stem}》{'、'.join(dict.fromkeys(places))}" for document, places in held.items()
    )


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


_SENTENCE: Final = re.compile(r"[^。？！\n]+[。？！\n]*")


def escalation_of(answer: Answer, asked: str, words: Words) -> str:
    """What to write when the documents do not say it; "" for any other answer."""
    if answer.status is not Status.NOT_FOUND:
        return ""
    sentences = _SENTENCE.findall(answer.text)  # what may be asked instead is nothing to whom it goes
    told = "".join(each for each in sentences if not any(option in each for option in answer.options))
    return words["escalate_note"].format(question=asked, text=told)


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
