"""An Answer → the numerals of its text that nothing in it accounts for.

>>> ungrounded(answer)  # "公务接待费1.50万元，人均0.30万元", cited cell prints 1.50
('0.30万元',)

Accounted for is a numeral that equals one printed in a figure, a formula, a citation, a finding,
an option or the question. Years, codes, pages and the numbers in names identify; they never
account for an amount of money or a percentage: page 12 is no source for 12万元.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from eval.numerals import Numeral, numerals, without_markers
from index.facts.money import YUAN_PER_UNIT, is_money
from qa.records import Answer

_FOOTNOTE = re.compile(r"\[(\d{1,2})\]")


@dataclass(frozen=True, slots=True)
class _Sources:
    """What may stand in the text, unsigned.

    `exact`: (value, unit) as printed, money in yuan with unit 元. `bare`: numbers printed
    without a unit (cells, formulas). `units`: the units the figures show a bare number in;
    a number in it must keep that unit. `names`: years, codes, numbers in names. `pages`.
    """

    exact: frozenset[tuple[Decimal, str]]
    bare: frozenset[Decimal]
    units: frozenset[Decimal]
    names: frozenset[Decimal]
    pages: frozenset[Decimal]


def ungrounded(answer: Answer, known: Sequence[str] = ()) -> tuple[str, ...]:
    """The numerals of `answer.text` without a source, each once, as written with their unit.

    `known` are further texts whose numerals are given: earlier questions, names of documents.
    """
    sources = _sources(answer, known)
    notes = len(answer.citations)
    body = _FOOTNOTE.sub(
        lambda mark: " " * len(mark.group()) if 1 <= int(mark[1]) <= notes else mark.group(),
        without_markers(answer.text),
    )
    loose = (numeral.text for numeral in numerals(body) if not _accounted(numeral, sources))
    return tuple(dict.fromkeys(loose))


def _accounted(numeral: Numeral, sources: _Sources) -> bool:
    """Some source prints this numeral, in this unit where the source tells one."""
    value = abs(numeral.value)
    if _key(numeral) in sources.exact:
        return True
    if numeral.unit == "页":
        return value in sources.pages
    amount = is_money(numeral.unit) or numeral.unit == "%"
    if not amount and value in sources.names:
        return True
    # 147.87元 where the figure reads 147.87万元: the cell alone tells no unit, the figure does.
    return value in sources.bare and not (amount and value in sources.units)


def _sources(answer: Answer, known: Sequence[str]) -> _Sources:
    """Everything in the answer that a numeral of its text may repeat."""
    shown = [numeral for figure in answer.figures for numeral in numerals(figure.shown)]
    cited = _printed(citation.quote for citation in answer.citations)
    formulas = _printed(figure.formula or "" for figure in answer.figures)
    asked = _printed((answer.question, *answer.options, *answer.findings, *known))
    # What was understood tells of whom: a body may have a number in its name.
    named = (
        _printed((answer.understood,))
        + _printed(
            part or ""
            for citation in answer.citations
            for part in (citation.document, citation.table, citation.row, citation.column)
        )
        + _printed(
            part
            for figure in answer.figures
            for part in (figure.metric, figure.body, figure.code, figure.stage)
        )
    )
    # 上年 of a 2025 figure is 2024, whether or not a cell says so.
    years = {Decimal(year) for figure in answer.figures for year in (figure.year, figure.year - 1)}
    every = (*shown, *cited, *formulas, *asked, *named)
    return _Sources(
        exact=frozenset(_key(numeral) for numeral in every if numeral.unit),
        bare=frozenset(abs(n.value) for n in (*shown, *cited, *formulas, *asked) if not n.unit),
        units=frozenset(abs(n.value) for n in shown if n.unit),
        names=frozenset(abs(numeral.value) for numeral in every) | years,
        pages=frozenset(Decimal(citation.page) for citation in answer.citations),
    )


def _printed(texts: Iterable[str]) -> list[Numeral]:
    """The numerals of several texts."""
    return [numeral for text in texts for numeral in numerals(text)]


def _key(numeral: Numeral) -> tuple[Decimal, str]:
    """Unsigned value and unit, money in yuan: 0.42万元 and 4200元 are one amount."""
    value = abs(numeral.value)
    if is_money(numeral.unit):
        return value * YUAN_PER_UNIT[numeral.unit], "元"
    return value, numeral.unit
