"""ragas datasets ↔ Cases: one JSON object per line, the keys of ragas' SingleTurnSample.

Out go `user_input`, `response`, `retrieved_contexts` (the cited cells and sentences, each with its
place), `reference`, and under `case` the whole case, which ragas passes over, so that what was
written here is read back as it was. In comes any file with `user_input` and `reference`; the
amounts and percentages of a reference are then what a right answer must hold.

>>> case_of({"user_input": "公务接待费多少？", "reference": "1.50万元。"}, "r1").figures
(ReferenceFigure(metric='', value=Decimal('1.50'), unit='万元'),)
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from eval.cases import Case, ReferenceFigure
from eval.numerals import numerals
from eval.report import Report, Result
from index.facts.errors import BudgetError
from index.facts.money import is_money
from index.facts.plainly import reason
from index.facts.records import Citation


class _Message(BaseModel):
    """One turn of a ragas conversation."""

    content: str
    type: str = "human"


class _Sample(BaseModel):
    """What is read of a ragas sample; a conversation gives its earlier human turns as history."""

    model_config = ConfigDict(extra="ignore")

    user_input: str | tuple[_Message, ...]
    reference: str | None = None
    case: Case | None = None


def case_of(raw: object, name: str) -> Case:
    """A ragas sample as a case of that name. Raises pydantic's ValidationError."""
    sample = _Sample.model_validate(raw)
    if sample.case is not None:
        return sample.case
    if isinstance(sample.user_input, str):
        asked: tuple[str, ...] = (sample.user_input,)
    else:
        asked = tuple(message.content for message in sample.user_input if message.type == "human")
    reference = sample.reference or ""
    return Case(
        id=name,
        question=asked[-1] if asked else "",
        history=asked[:-1],
        kind="ragas",
        answer=reference,
        figures=reference_figures(reference),
        answerable=True,
    )


def reference_figures(reference: str) -> tuple[ReferenceFigure, ...]:
    """The amounts of money and percentages a reference answer states, each once."""
    stated = (
        ReferenceFigure(metric="", value=numeral.value, unit=numeral.unit)
        for numeral in numerals(reference)
        if is_money(numeral.unit) or numeral.unit == "%"
    )
    return tuple(dict.fromkeys(stated))


def write(report: Report, path: Path) -> None:
    """The report's questions and answers as a ragas dataset. Raises BudgetError."""
    lines = [json.dumps(_sample(result), ensure_ascii=False) for result in report.results]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise BudgetError(f"{path}：无法写入 ragas 数据集（{reason(error)}）。请换一个可写的位置") from error


def contexts(citations: Sequence[Citation]) -> list[str]:
    """What an answer was drawn from, one text each: 某.pdf 第12页 三公表 / 公务接待费 / 预算数：1.50."""
    return [f"{_place(citation)}：{citation.quote}" for citation in citations]


def _sample(result: Result) -> Mapping[str, object]:
    """One result in ragas' words."""
    case = result.case
    return {
        "user_input": case.question,
        "response": result.answer.text,
        "retrieved_contexts": contexts(result.answer.citations),
        "reference": case.answer,
        "case": case.model_dump(mode="json"),
    }


def _place(citation: Citation) -> str:
    """Document, page and, for a cell, its table, row and column."""
    cell = " / ".join(part for part in (citation.table, citation.row, citation.column) if part)
    return f"{citation.document} 第{citation.page}页 {cell}".rstrip()
