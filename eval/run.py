"""A dataset and a store → every question asked, scored and reported. Exit code 1 under the floor.

>>> run(Path("questions.jsonl"), Path("store"), Path("report.json"), floor=0.9, console=Console())
0

The one module here that opens a store; everything else takes `ask` as an argument.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from rich.console import Console

from eval import promptfoo_format, ragas_format
from eval.cases import Case
from eval.datasets import load
from eval.report import Report, Result, render, write
from eval.scorers import score
from qa.records import Answer, Status

logger = logging.getLogger(__name__)

Ask = Callable[[str, tuple[str, ...]], Answer]
"""Question and earlier questions, oldest first → Answer."""


@contextmanager
def opened(store: Path) -> Iterator[Ask]:
    """The store's `ask`, open while the block runs. Raises StoreError, ModelError."""
    from qa import BudgetQA  # loads the vector store and the embedding model: only when asked

    with BudgetQA.open(store) as qa:
        yield lambda question, history: qa.ask(question, history=history)


def run(
    dataset: Path,
    store: Path,
    report: Path | None,
    floor: float | None,
    console: Console,
    door: Callable[[Path], AbstractContextManager[Ask]] = opened,
    *,
    ragas: Path | None = None,
    promptfoo: Path | None = None,
) -> int:
    """Evaluate `store` on `dataset`, print the tables, write the JSON `report` if one is named.

    `ragas` and `promptfoo` name files for the questions with their answers in those formats.
    Returns 0, or 1 when the pass rate (0 to 1) is under `floor`. Raises BudgetError for a
    dataset that cannot be read, before the store is opened.
    """
    cases = load(dataset)
    with door(store) as ask:
        outcome = evaluate(cases, ask)
    render(outcome, console)
    if report is not None:
        write(outcome, report)
    if ragas is not None:
        ragas_format.write(outcome, ragas)
    if promptfoo is not None:
        promptfoo_format.write(outcome, promptfoo)
    if floor is not None and outcome.pass_rate < floor:
        console.print(f"通过率 {outcome.pass_rate:.1%} 低于下限 {floor:.1%}", highlight=False)
        return 1
    return 0


def evaluate(cases: Sequence[Case], ask: Ask, known: Sequence[str] = ()) -> Report:
    """Ask every case and score what comes back.

    `known` are texts whose numerals need no citation, such as names of documents. A question
    that raises is a failed case with the error as its text; the next one goes on.
    """
    return Report(tuple(_result(case, ask, known) for case in cases))


def _result(case: Case, ask: Ask, known: Sequence[str]) -> Result:
    """One case asked, timed and scored."""
    started = time.perf_counter()
    try:
        answer = ask(case.question, case.history)
    except Exception as error:
        logger.exception("用例 %s 出错", case.id)
        answer = Answer(case.id, case.question, Status.FAILED, f"{type(error).__name__}: {error}")
    elapsed_ms = (time.perf_counter() - started) * 1000
    return Result(case, answer, score(case, answer, known), elapsed_ms)
