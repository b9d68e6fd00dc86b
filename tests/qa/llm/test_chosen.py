"""A model chooses the sentence that answers, and which of its numbers is asked; it is shown none of them."""

import json
from dataclasses import replace

import pytest

from qa.llm.exchange import Failure
from qa.llm.second import Outcome, Second
from qa.llm.settings import ModelSettings
from qa.records import Question, Status
from tests.qa.llm.brains import said
from tests.qa.llm.scripted import Scripted

BODY = "云溪市河道管理处"
PATROL = f"{BODY}2025年河道由谁巡视"


def sentence(data, part):
    """The id of the sentence that holds a part."""
    return next(id for id, shown, *_ in data["offers"]["sentence"] if part in shown)


def words(data, *texts):
    return [word[0] for word in data["words"] if word[1] in texts]


def telling(part, *texts, numbers=()):
    """Chooses the sentence with a part for these words, and its numbers by their slots."""

    def says(data):
        id = sentence(data, part)
        node = ("n1", "tell", [id, *(f"{id}v{n}" for n in numbers)], [], [], [])
        return said([node], ["n1"], [(words(data, *texts), "n1", id)])

    return says


@pytest.fixture
def sent(pipeline):
    """``sent(question, **settings)`` → the data that a model is sent."""

    def ask(question, **settings):
        model = Scripted(lambda data: Failure.REFUSED)
        second = Second(model, ModelSettings(model="m", below=1, **settings))
        replace(pipeline, second=second).ask(Question(question))
        return model.data

    return ask


def test_the_sentence_that_a_model_chooses_is_told_as_it_stands(asked):
    answer, heard = asked(telling("日常巡查和养护", "由谁", "由", "谁", "巡视"), PATROL)
    assert (answer.status, heard) == (Status.ANSWERED, [Outcome.SETTLED])
    assert "负责全市河道、堤防的日常巡查和养护" in answer.text
    assert "按所引的话理解" in answer.text
    assert all(citation.page for citation in answer.citations)


def test_a_word_that_is_neither_claimed_nor_told_blocks_the_answer(asked):
    answer, heard = asked(telling("日常巡查和养护", "由谁", "由", "谁", "巡视"), f"{PATROL}粉刷")
    assert heard == [Outcome.UNCLAIMED]
    assert answer.status is not Status.ANSWERED


@pytest.mark.parametrize("part", ["公务用车", "各项资金"])
def test_a_sentence_that_holds_no_word_of_the_question_but_of_money_answers_nothing(asked, part):
    answer, heard = asked(telling(part, "量子", "通信卫星"), f"{BODY}2025年量子通信卫星用的资金在哪")
    assert heard == [Failure.RUBBISH]
    assert answer.status is not Status.ANSWERED


CARS = f"{BODY}2025年公家的小轿车共有几辆"


def test_the_number_that_a_model_chooses_of_a_sentence_is_told_with_its_place(asked):
    answer, heard = asked(telling("公务用车", "公家", "小轿车", "小", "轿车", "公", "家", numbers=(1,)), CARS)
    assert heard == [Outcome.SETTLED], answer.text
    (figure,) = answer.figures
    assert (figure.printed, figure.unit) == ("3", "辆")
    assert figure.citations


def test_no_number_of_a_sentence_is_shown(sent):
    shown = next(text for _, text, *_ in sent(CARS)["offers"]["sentence"] if "巡查船" in text)
    assert "公务用车{v1}辆，巡查船○艘" in shown


def test_no_sentence_is_shown_where_that_is_not_wanted(sent):
    assert "sentence" not in sent(PATROL, sentences=False)["offers"]
    assert "巡查和养护" not in json.dumps(sent(PATROL, sentences=False), ensure_ascii=False)
