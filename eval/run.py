"""A dataset and a store → every question asked, scored and reported. Exit code 1 under the floor.

>>> run(Path("questions.jsonl"), Path("store"), Path("report.json"), floor=0.9, console=Console())
0

Without a dataset the store itself is asked: every cell of it, and its questions in changed wordings.

The one module here that opens a store; everything else takes `ask` as an argument.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from eval.cases import Case
from eval.formats import promptfoo_format, ragas_format
from eval.formats.datasets import load
from eval.probes import probe_report
from eval.probes.cells import cells_of, said_in
from eval.probes.every_cell import every_cell
from eval.probes.metamorphic import metamorphic
from eval.probes.probe import Ask, End, Outcome, Probe, ask_all
from eval.report import Report, Result, render, write, write_json
from eval.scorers import score
from index.facts.errors import BudgetError
from index.store.opening import open_facts
from qa.records import Answer, Status
from qa.settings import Settings

logger = logging.getLogger(__name__)


_TITLES = {"every_cell": "逐格提问", "metamorphic": "换句话问"}


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


@dataclass(frozen=True, slots=True)
class Probing:
    """Which probes to ask of a store, and how many: None for every cell, 0 origins for no such probe."""

    cells: bool = True
    per_document: int | None = None
    origins: int = 0


def probes_of(store: Path, probing: Probing) -> dict[str, tuple[Probe, ...]]:
    """The probes over what is indexed there, by the name of the instrument. Raises StoreError."""
    with closing(open_facts(Settings().location(store))) as facts:
        cells, said = cells_of(facts), said_in(facts)
    made = {}
    if probing.cells:
        made["every_cell"] = every_cell(cells, probing.per_document)
    if probing.origins:
        made["metamorphic"] = metamorphic(cells, said, probing.origins)
    return made


def probe(
    store: Path,
    probing: Probing,
    report: Path | None,
    floor: float | None,
    console: Console,
    door: Callable[[Path], AbstractContextManager[Ask]] = opened,
) -> int:
    """Ask the probes of `store`, print a table for each instrument, write the JSON `report` if one is named.

    Returns 0, or 1 when the share that ended right (0 to 1) is under `floor`. Raises BudgetError.
    """
    made = probes_of(store, probing)
    with door(store) as ask:
        asked = {name: ask_all(probes, ask) for name, probes in made.items()}
    for name, outcomes in asked.items():
        probe_report.render(_TITLES[name], outcomes, console)
    if report is not None:
        write_json({name: probe_report.to_json(outcomes) for name, outcomes in asked.items()}, report)
    every: list[Outcome] = [outcome for outcomes in asked.values() for outcome in outcomes]
    if not every:
        console.print("索引中没有可问的数", highlight=False)
    right = probe_report.share(every, End.RIGHT)
    if floor is not None and right < floor:
        console.print(f"答对 {right:.1%}，低于下限 {floor:.1%}", highlight=False)
        return 1
    return 0


def evaluate(cases: Sequence[Case], ask: Ask, known: Sequence[str] = ()) -> Report:
    """Ask every case and score what comes back.

    `known` are texts whose numerals need no citation, such as names of documents. A question
    that raises is a failed case with the error as its text; the next one goes on. Raises `BudgetError`
    where the store cannot be read: what was not asked is no failure of the answers.
    """
    return Report(tuple(_result(case, ask, known) for case in cases))


def _result(case: Case, ask: Ask, known: Sequence[str]) -> Result:
    """One case asked, timed and scored."""
    started = time.perf_counter()
    try:
        answer = ask(case.question, case.history)
    except BudgetError:
        raise
    except Exception as error:
        logger.exception("用例 %s 出错", case.id)
        answer = Answer(case.id, case.question, Status.FAILED, f"{type(error).__name__}: {error}")
    elapsed_ms = (time.perf_counter() - started) * 1000
    return Result(case, answer, score(case, answer, known), elapsed_ms)
