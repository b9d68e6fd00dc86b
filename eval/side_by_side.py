"""A dataset asked three times: by the rules, by a language model alone, by both; with tokens and seconds.

>>> render(compared(cases, store, model, settings), console)

What a model said once is said again without asking it, so that both runs cost one; the tokens and seconds
are those of the replies, recorded or not.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.cases import Case
from eval.report import Report, Result
from eval.run import evaluate
from eval.scorers import Verdict
from index.facts.errors import ModelError
from qa import BudgetQA
from qa.llm.cassette import Cassette, Recording
from qa.llm.exchange import Model, NoReply, Prompt, Reply
from qa.llm.second import Second, connected
from qa.llm.settings import ModelSettings

MODES = ("rules", "model", "both")
_TITLES = {"rules": "只用规则", "model": "只用模型", "both": "两者"}


@dataclass(frozen=True, slots=True)
class Run:
    """One way of answering over a whole set, how the model was heard, and what its replies cost."""

    mode: str
    report: Report
    outcomes: Mapping[str, int]
    cost: Mapping[str, float]
    seconds: float

    @property
    def verdicts(self) -> Counter[Verdict]:
        """How many of the questions that have an answer ended how."""
        return Counter(r.scores.verdict for r in self.report.results if r.case.answerable)

    @property
    def wrongly_answered(self) -> int:
        """How many questions without an answer were not held back from."""
        found = (r for r in self.report.results if not r.case.answerable)
        return sum(r.scores.verdict is Verdict.WRONG for r in found)

    @property
    def ungrounded(self) -> int:
        """How many answers hold a numeral without a source."""
        return sum(not result.scores.grounded.passed for result in self.report.results)

    @property
    def reliability(self) -> float:
        """RS(10) over the whole set, as `Report` has it."""
        return self.report.reliability


class Remembered:
    """A model that says the same again to the same prompt; it stays open for the next run."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._said: dict[str, Reply | NoReply] = {}

    def complete(self, prompt: Prompt) -> Reply:
        """What was said of it, or is said now. Raises NoReply."""
        if prompt.digest not in self._said:
            try:
                self._said[prompt.digest] = self._model.complete(prompt)
            except NoReply as error:
                self._said[prompt.digest] = error
        said = self._said[prompt.digest]
        if isinstance(said, NoReply):
            raise said
        return said

    def begin(self) -> None:
        """Get the model ready."""
        self._model.begin()

    def found(self) -> Mapping[str, str]:
        """What is known of the model."""
        return self._model.found()

    def close(self) -> None:
        """Nothing: who made the model closes it."""


@contextmanager
def asked_of(cassette: Path | None, record: Path | None) -> Iterator[tuple[Model, ModelSettings]]:
    """The model to ask: a cassette, or the one that the environment names, recorded where that is wanted.

    Raises ModelError where the environment names none or a cassette cannot be read, MissingExtra.
    """
    settings = ModelSettings()
    if cassette is not None:
        yield Cassette.read(cassette), settings
        return
    if not settings.model:
        raise ModelError("没有设置语言模型。请设置 BUDGET_QA_LLM 和 BUDGET_QA_LLM_URL，或用 --cassette 文件")
    model = connected(settings)
    with closing(Recording(model, record) if record is not None else model) as asked:
        yield asked, settings


def compared(cases: Sequence[Case], store: Path, model: Model, settings: ModelSettings) -> tuple[Run, ...]:
    """The runs of all modes over a store. Raises BudgetError for a store that cannot be read."""
    kept = Remembered(model)
    return tuple(_run(mode, cases, store, kept, settings) for mode in MODES)


def _run(mode: str, cases: Sequence[Case], store: Path, model: Model, settings: ModelSettings) -> Run:
    second = None if mode == "rules" else Second(model, settings, alone=mode == "model")
    with BudgetQA.open(store, second=second or False) as qa:
        began = time.perf_counter()
        report = evaluate(cases, lambda question, history: qa.ask(question, history))
        seconds = time.perf_counter() - began
    outcomes = second.outcomes() if second else {}
    return Run(mode, report, outcomes, second.cost() if second else {}, seconds)


def moved(runs: Sequence[Run]) -> tuple[Counter[str], list[tuple[Result, Result]]]:
    """How both end where the rules hold back; and what the rules answer and both end otherwise."""
    rules, both = (next(run.report.results for run in runs if run.mode == mode) for mode in ("rules", "both"))
    pairs = list(zip(rules, both, strict=True))
    due = [(a, b) for a, b in pairs if a.case.answerable]
    ends = Counter(b.scores.verdict.value for a, b in due if a.scores.verdict is Verdict.HELD_BACK)
    changed = [(a, b) for a, b in pairs if a.scores.verdict not in (Verdict.HELD_BACK, b.scores.verdict)]
    return ends, changed


_ROWS: Mapping[str, Callable[[Run], str]] = {
    "答对": lambda run: str(run.verdicts[Verdict.RIGHT]),
    "部分答对": lambda run: str(run.verdicts[Verdict.PARTIAL]),
    "答错": lambda run: str(run.verdicts[Verdict.WRONG]),
    "没有答": lambda run: str(run.verdicts[Verdict.HELD_BACK]),
    "没有答案而答了": lambda run: str(run.wrongly_answered),
    "有无出处的数字": lambda run: str(run.ungrounded),
    "RS(10)": lambda run: f"{run.reliability:.2f}",
    "输入 token": lambda run: f"{run.cost.get('tokens_in', 0):.0f}",
    "输出 token": lambda run: f"{run.cost.get('tokens_out', 0):.0f}",
    "模型用时（秒）": lambda run: f"{run.cost.get('seconds', 0):.1f}",
    "总用时（秒）": lambda run: f"{run.seconds:.1f}",
}


def render(runs: Iterable[Run], console: Console) -> None:
    """The table that a person reads."""
    runs = tuple(runs)
    table = Table(title="规则与语言模型", highlight=False)
    table.add_column("")
    for run in runs:
        table.add_column(_TITLES[run.mode], justify="right")
    for label, told in _ROWS.items():
        table.add_row(label, *map(told, runs))
    console.print(table)
    settled, changed = moved(runs)
    console.print(
        f"规则没有答的 {sum(settled.values())} 题：答对 {settled['right']}，部分 {settled['partial']}，"
        f"答错 {settled['wrong']}，仍未答 {settled['held_back']}；规则答了而结果有变的 {len(changed)} 题",
        highlight=False,
    )
    for run in runs:
        if run.outcomes:
            heard = "，".join(f"{outcome} {count}" for outcome, count in sorted(run.outcomes.items()))
            console.print(f"{_TITLES[run.mode]}：{heard}", highlight=False)


def to_json(runs: Iterable[Run]) -> dict[str, object]:
    """What a program reads: per mode the counts, and every question with its ends."""
    runs = tuple(runs)
    return {
        "modes": {
            run.mode: {
                "verdicts": {verdict.value: count for verdict, count in run.verdicts.items()},
                "wrongly_answered": run.wrongly_answered,
                "ungrounded": run.ungrounded,
                "rs10": round(run.reliability, 4),
                "outcomes": dict(run.outcomes),
                "cost": dict(run.cost),
                "seconds": round(run.seconds, 2),
            }
            for run in runs
        },
        "questions": [
            {
                "id": results[0].case.id,
                "question": results[0].case.question,
                **{run.mode: r.scores.verdict.value for run, r in zip(runs, results, strict=True)},
            }
            for results in zip(*(run.report.results for run in runs), strict=True)
        ],
    }
