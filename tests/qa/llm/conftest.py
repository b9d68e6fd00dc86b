"""Asking beside a model that is scripted."""

from dataclasses import replace

import pytest

from qa.llm.second import Second
from qa.llm.settings import ModelSettings
from qa.records import Question
from tests.qa.llm.scripted import Scripted


@pytest.fixture
def asked(pipeline):
    """``asked(says, question)`` → the answer and how the model was heard."""

    def ask(says, question, *history, below=1.0, answers=0.0):
        second = Second(Scripted(says), ModelSettings(model="m", below=below, answers=answers))
        answer = replace(pipeline, second=second).ask(Question(question, history))
        return answer, list(second.outcomes())

    return ask
