"""Five thousand questions to servers of every manner: both laws, and how long an answer takes at the worst.

    python bench/model.py --store STORE [--questions 5000]

The server is a local one that misbehaves as it is told; timeout 0.1 s.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from index.store.opening import open_facts
from qa.catalog import Catalog
from qa.language.vocabulary import Vocabulary
from qa.llm.client import Client
from qa.llm.second import Second
from qa.llm.settings import ModelSettings
from qa.pipeline import Pipeline
from qa.records import Answer, Question, Status

sys.path.insert(0, str(Path(__file__).parents[1]))
from eval.grounding import ungrounded
from tests.qa.llm.brains import BRAINS, brain, questions
from tests.qa.llm.server import Manner, serving

_TIMEOUT = 0.1


def main() -> None:
    """Ask, and tell what broke a law and how long it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=5000)
    chosen = parser.parse_args()
    outcomes: Counter[str] = Counter()
    broken: list[str] = []
    worst = 0.0
    with closing(open_facts(chosen.store)) as facts:
        catalog = Catalog(facts.documents(), Vocabulary.of(facts))
        pipeline = Pipeline(facts, catalog, lambda query, k, refs: ())
        years = sorted({year for body in catalog.by_body.values() for year in (e.year for e in body)})
        known = [f"{year + n}年" for year in years for n in (-1, 0)] + [*catalog.bodies]
        pairs = [(manner, mind) for manner in Manner for mind in BRAINS]
        each = -(-chosen.questions // len(pairs))
        for n, (manner, mind) in enumerate(pairs):
            settings = ModelSettings(
                model="fake",
                timeout=_TIMEOUT,
                probe_timeout=_TIMEOUT,
                below=1,
                answers=0,
                a_minute=100_000,
                # Who answers at once is asked each time, whatever comes; who lets wait is left alone.
                failures=3 if manner in (Manner.HANGS, Manner.DRIPS) else 1_000_000,
            )
            with serving() as fake:
                settings = settings.model_copy(update={"url": fake.url})
                with closing(Client(settings)) as model:
                    fake.brain = brain(mind)
                    second = Second(model, settings)
                    asked = replace(pipeline, second=second)
                    asked.ask(Question("办公费"))
                    fake.manner = manner
                    for question in questions(each, seed=n, bodies=catalog.bodies):
                        began = time.perf_counter()
                        answer = asked.ask(Question(question))
                        worst = max(worst, time.perf_counter() - began)
                        broken += _broken(answer, question, known)
                    outcomes.update(second.outcomes())
    out = Console().print
    out(f"{each * len(pairs)} questions, {len(broken)} broke a law, the slowest took {worst:.2f} s")
    for outcome, count in outcomes.most_common():
        out(f"  {outcome}: {count}")
    for line in broken[:20]:
        out(line)
    raise SystemExit(bool(broken))


def _broken(answer: Answer, question: str, known: list[str]) -> list[str]:
    found = [f"{question}: {numeral} has no source" for numeral in ungrounded(answer, [question, *known])]
    if answer.status is Status.ANSWERED and answer.unaccounted:
        found.append(f"{question}: {answer.unaccounted} has no meaning")
    if answer.status is Status.FAILED:
        found.append(f"{question}: failed")
    return found


if __name__ == "__main__":
    main()
