"""Five thousand questions to servers of every manner: both laws, the rules where nothing comes back, time.

    python bench/model.py --store STORE [--questions 5000] [--beside 2]

The server is a local one that misbehaves as it is told, the timeout 0.1 s; longer answers are put into other
words too. It fails where a law is broken, where nothing usable came back and another answer is told than the
rules', and where such an answer takes longer than the rules', both timeouts and `--beside` seconds.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console

from index.store.opening import open_facts
from qa.catalog import Catalog
from qa.language.vocabulary import Vocabulary
from qa.llm.client import Client
from qa.llm.second import Second, Settled
from qa.llm.settings import ModelSettings
from qa.pipeline import Pipeline
from qa.records import Answer, Draft, Question, Status

sys.path.insert(0, str(Path(__file__).parents[1]))
from eval.grounding import ungrounded
from eval.rerecord import Listening
from tests.qa.llm.brains import BRAINS, brain, questions
from tests.qa.llm.server import USELESS, Manner, serving

_TIMEOUT = 0.1
Mind = Callable[[dict[str, Any]], dict[str, Any]]


def main() -> None:
    """Ask, and tell what broke a law and how long it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=5000)
    parser.add_argument("--beside", type=float, default=2.0)
    chosen = parser.parse_args()
    outcomes: Counter[str] = Counter()
    broken: list[str] = []
    worst = over = 0.0
    with closing(open_facts(chosen.store)) as facts:
        catalog = Catalog(facts.documents(), Vocabulary.of(facts))
        pipeline = Pipeline(facts, catalog, lambda query, k, refs: ())
        years = sorted({year for body in catalog.by_body.values() for year in (e.year for e in body)})
        known = [f"{year + n}年" for year in years for n in (-1, 0)] + [*catalog.bodies]
        pairs = [(manner, mind) for manner in Manner for mind in BRAINS]
        each = -(-chosen.questions // len(pairs))
        rules = cache(lambda question: _timed(pipeline, question))
        whoever = _Whoever()
        asked = replace(pipeline, second=whoever)
        for whose in (*catalog.bodies, ""):  # what is read once is read before anything is timed
            for one in (pipeline, asked):
                one.ask(Question(f"{whose}量子通信办公费是多少"))
        for n, (manner, mind) in enumerate(pairs):
            with _asking(manner, mind) as second:
                whoever.second = second
                for question in questions(each, seed=n, bodies=catalog.bodies):
                    answer, took = _timed(asked, question)
                    worst = max(worst, took)
                    broken += _broken(answer, question, known)
                    if manner not in USELESS:
                        continue
                    alone, without = rules(question)
                    over = max(over, took - without)
                    if (answer.status, answer.text) != (alone.status, alone.text):
                        broken.append(f"{question}: {manner} told {answer.text!r}, the rules {alone.text!r}")
                outcomes.update(second.outcomes())
    bound = 2 * _TIMEOUT + chosen.beside
    out = Console().print
    out(f"{each * len(pairs)} questions, {len(broken)} broke a law or were not the rules' answer")
    out(f"the slowest took {worst:.2f} s; of useless servers at most {over:.2f} s more than the rules")
    out(f"the bound of that is {bound:.2f} s")
    for outcome, count in outcomes.most_common():
        out(f"  {outcome}: {count}")
    for line in broken[:20]:
        out(line)
    raise SystemExit(bool(broken) or over > bound)


class _Whoever(Second):
    """The second reader of one pipeline, whichever server stands behind it now."""

    def __init__(self) -> None:
        super().__init__(Listening(), ModelSettings(model="none", below=1))
        self.second: Second | None = None

    def settled(self, *told: Any) -> Settled:
        return self.second.settled(*told) if self.second else super().settled(*told)

    def phrased(self, draft: Draft) -> Draft:
        return self.second.phrased(draft) if self.second else draft


@contextmanager
def _asking(manner: Manner, mind: Mind) -> Iterator[Second]:
    """A second reader whose server was found able before it began to misbehave."""
    with serving() as fake:
        settings = ModelSettings(
            model="fake",
            url=fake.url,
            timeout=_TIMEOUT,
            below=1,
            answers=0,
            a_minute=100_000,
            # Who answers at once is asked each time, whatever comes; who lets wait is left alone.
            failures=3 if manner in (Manner.HANGS, Manner.DRIPS) else 1_000_000,
            phrases=True,
        )
        fake.brain = brain(mind)
        fake.manner = Manner.RIGHT if manner in USELESS else manner
        with closing(Client(settings)) as model:
            model.begin()
            until = time.monotonic() + settings.probe_timeout
            while model.found()["state"] != "ready" and time.monotonic() < until:
                time.sleep(0.01)
            if model.found()["state"] != "ready":
                raise SystemExit(f"the server that is {manner} was not found able in time")
            fake.manner = manner
            yield Second(model, settings)


def _timed(pipeline: Pipeline, question: str) -> tuple[Answer, float]:
    began = time.perf_counter()
    answer = pipeline.ask(Question(question))
    return answer, time.perf_counter() - began


def _broken(answer: Answer, question: str, known: list[str]) -> list[str]:
    found = [f"{question}: {numeral} has no source" for numeral in ungrounded(answer, [question, *known])]
    if answer.status is Status.ANSWERED and answer.unaccounted:
        found.append(f"{question}: {answer.unaccounted} has no meaning")
    if answer.status is Status.FAILED:
        found.append(f"{question}: failed")
    return found


if __name__ == "__main__":
    main()
