"""Whatever a model does: no numeral without a source, no word without a meaning, and an answer in time."""

import time
from contextlib import closing
from dataclasses import replace

import pytest

from eval.grounding import ungrounded
from qa.llm.client import Client
from qa.llm.second import Second
from qa.llm.settings import ModelSettings
from qa.records import Question, Status
from tests.qa.llm.brains import BRAINS, brain, questions
from tests.qa.llm.server import Manner, serving

A_MANNER = 5
TIMEOUT = 0.1
# What is indexed, and the years before: a decline may name them.
YEARS = ("2023年", "2024年", "2025年")
# What a loaded machine may take for a question beside its timeout.
BESIDE = 2.0
# Of these nothing that can be used comes back.
USELESS = (
    Manner.PROSE,
    Manner.IGNORES,
    Manner.DIGITS,
    Manner.INVENTS,
    Manner.HANGS,
    Manner.DRIPS,
    Manner.DIES,
    Manner.HALF,
    Manner.ERRORS,
    Manner.REFUSES,
    Manner.EMPTY,
)


def settings(url, **more):
    return ModelSettings(model="fake", url=url, timeout=TIMEOUT, probe_timeout=TIMEOUT, below=1, **more)


def held(answer, question):
    """That an answer keeps both laws."""
    assert ungrounded(answer, [question, *YEARS]) == (), question
    assert "9999" not in answer.text.replace("9999万元”", "") or "9999" in question, question
    if answer.status is Status.ANSWERED:
        assert answer.unaccounted == (), question
        assert all(figure.citations for figure in answer.figures), question


@pytest.fixture(scope="module")
def rules(pipeline):
    return {question: pipeline.ask(Question(question)) for question in set(questions(A_MANNER * 40))}


@pytest.mark.parametrize("manner", list(Manner))
@pytest.mark.parametrize("mind", BRAINS, ids=lambda mind: mind.__name__)
def test_both_laws_hold_and_the_rules_answer_in_time(pipeline, rules, manner, mind):
    with serving() as fake, closing(Client(settings(fake.url, a_minute=10_000))) as model:
        fake.brain = brain(mind)
        fake.manner = manner if manner not in USELESS else Manner.RIGHT
        second = Second(model, settings(fake.url))
        asked = replace(pipeline, second=second)
        asked.ask(Question("办公费"))  # what the server can do is found out
        fake.manner = manner
        for question in questions(A_MANNER, seed=hash_of(manner, mind)):
            began = time.perf_counter()
            answer = asked.ask(Question(question))
            assert time.perf_counter() - began < TIMEOUT + BESIDE, question
            held(answer, question)
            if manner in USELESS:
                alone = rules.get(question) or pipeline.ask(Question(question))
                assert (answer.status, answer.text) == (alone.status, alone.text), question
        assert sum(second.outcomes().values()) > 0


def hash_of(manner, mind):
    """A number of its own for each pair, the same in every run."""
    return list(Manner).index(manner) * len(BRAINS) + BRAINS.index(mind)


@pytest.mark.parametrize("mind", BRAINS, ids=lambda mind: mind.__name__)
def test_a_word_put_in_beside_a_printed_name_stops_the_answer(pipeline, mind):
    with serving() as fake, closing(Client(settings(fake.url, a_minute=10_000))) as model:
        fake.brain = brain(mind)
        asked = replace(pipeline, second=Second(model, settings(fake.url)))
        for question in (
            "云溪市河道管理处2025年量子通信办公费是多少",
            "云溪市河道管理处2025年办公费里的滑翔训练是多少",
            "云溪市河道管理处2025年3月的办公费是多少",
            "白鹭县司法局2025年的办公费是多少",
        ):
            answer = asked.ask(Question(question))
            assert answer.status is not Status.ANSWERED, (question, answer.text)
