"""promptfoo test files ↔ Cases: JSON with ``tests``, a JSON list of tests, or one test per line.

Out goes a config promptfoo runs as it is: `vars.question` and `vars.history`, the answer given
here as `providerOutput`, assertions on its text, and the whole case in `metadata.case`, so that
what was written here is read back as it was. In comes any file whose tests have a question among
their `vars`; assertions on the text become what a right answer must hold or must not.

>>> check = {"type": "contains", "value": "督办科"}
>>> case_of({"vars": {"question": "有哪些科室？"}, "assert": [check]}, "p1").must_text
('督办科',)
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from eval.cases import Case, ForbiddenFigure
from eval.formats.ragas_format import reference_figures
from eval.numerals import numerals
from eval.report import Report, Result
from index.facts.errors import BudgetError
from index.facts.money import is_money
from index.facts.plainly import reason

logger = logging.getLogger(__name__)

_QUESTION = ("question", "query", "input", "prompt", "user_input")
_ALL = {"contains", "icontains", "contains-all", "icontains-all"}
_ANY = {"contains-any", "icontains-any"}
_NONE = {"not-contains", "not-icontains"}
# Written by `_assertions`; read back from `metadata.case`.
_OWN = {"regex", "not-regex"}


class _Assertion(BaseModel):
    """One check of a test."""

    model_config = ConfigDict(extra="ignore")

    type: str
    value: str | tuple[str, ...] | object = ""

    @property
    def values(self) -> tuple[str, ...]:
        """One text or several."""
        if isinstance(self.value, (list, tuple)):
            return tuple(str(value) for value in self.value)
        return (str(self.value),)


class _Metadata(BaseModel):
    """What this program keeps of a case in a test."""

    model_config = ConfigDict(extra="ignore")

    case: Case | None = None


class _Test(BaseModel):
    """What is read of a promptfoo test."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    vars: dict[str, object]
    description: str = ""
    assertions: tuple[_Assertion, ...] = Field(default=(), alias="assert")
    metadata: _Metadata = _Metadata()


def case_of(raw: object, name: str) -> Case:
    """A promptfoo test as a case of that name. Raises pydantic's ValidationError, or BudgetError."""
    test = _Test.model_validate(raw)
    if test.metadata.case is not None:
        return test.metadata.case
    question = next((test.vars[key] for key in _QUESTION if key in test.vars), None)
    if not isinstance(question, str):
        raise BudgetError(f"{name}：vars 中没有问题。请用 {'、'.join(_QUESTION)} 之一作为变量名")
    history = test.vars.get("history", ())
    known = [one for one in test.assertions if one.type in _ALL | _ANY | _NONE | {"equals"}]
    for one in test.assertions:
        if one not in known:
            logger.warning("%s：不评 %s 断言", name, one.type)
    reference = "；".join(value for one in known if one.type == "equals" for value in one.values)
    return Case(
        id=test.description or name,
        question=question,
        history=tuple(str(turn) for turn in history) if isinstance(history, (list, tuple)) else (),
        kind="promptfoo",
        answer=reference,
        figures=reference_figures(reference),
        answerable=True,
        must_text=tuple(value for one in known if one.type in _ALL for value in one.values),
        must_any=tuple(value for one in known if one.type in _ANY for value in one.values),
        forbidden=tuple(_forbidden(known)),
    )


def write(report: Report, path: Path) -> None:
    """The report's questions, answers and checks as a promptfoo config. Raises BudgetError."""
    config = {
        "description": "budget-qa",
        "prompts": ["{{question}}"],
        "providers": ["echo"],
        "tests": [_test(result) for result in report.results],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BudgetError(
            f"{path}：无法写入 promptfoo 测试（{reason(error)}）。请换一个可写的位置"
        ) from error


def _forbidden(assertions: list[_Assertion]) -> Iterator[ForbiddenFigure]:
    """The amounts a text must not contain; a forbidden word that is no amount is not scored."""
    for one in assertions:
        if one.type not in _NONE:
            continue
        for numeral in (numeral for value in one.values for numeral in numerals(value)):
            if is_money(numeral.unit) or numeral.unit == "%":
                yield ForbiddenFigure(value=numeral.value, unit=numeral.unit)


def _test(result: Result) -> Mapping[str, object]:
    """One result as a promptfoo test."""
    case = result.case
    return {
        "description": case.id,
        "vars": {"question": case.question, "history": list(case.history)},
        "providerOutput": result.answer.text,
        "assert": _assertions(case),
        "metadata": {"kind": case.kind, "case": case.model_dump(mode="json")},
    }


def _assertions(case: Case) -> list[Mapping[str, object]]:
    """The checks promptfoo can make on the text: figures as printed, words, forbidden amounts."""
    checks: list[Mapping[str, object]] = [
        {"type": "regex", "value": _printed(abs(figure.value), figure.unit), "metric": figure.metric}
        for figure in case.figures
    ]
    checks += [{"type": "contains", "value": words} for words in case.must_text]
    if case.must_any:
        checks.append({"type": "contains-any", "value": list(case.must_any)})
    checks += [{"type": "not-regex", "value": _printed(abs(f.value), f.unit)} for f in case.forbidden]
    return checks


def _printed(value: Decimal, unit: str) -> str:
    r"""A pattern for a number however it is printed: 6352300 元 → ``(?<![\d.,])6,?352,?300(?:\.0*)?\s*元``.

    The same amount in another unit is not found by it; `budget-qa eval` converts, promptfoo cannot.
    """
    whole, _, fraction = format(value.normalize() if value else Decimal(0), "f").partition(".")
    groups = re.findall(r"\d{1,3}(?=(?:\d{3})*$)", whole)
    decimals = rf"\.{fraction}0*" if fraction else r"(?:\.0*)?"
    return rf"(?<![\d.,]){',?'.join(groups)}{decimals}\s*{re.escape(unit)}"
