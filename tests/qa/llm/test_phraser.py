"""A model's words between the slots are told only where nothing but those words has changed."""

from dataclasses import replace

import pytest

from qa.llm.exchange import Reply
from qa.llm.phraser import fault, with_slots
from qa.llm.second import Outcome, Second
from qa.llm.settings import ModelSettings
from qa.records import Question
from tests.qa.llm.server import data_of

TEXT = "{n1}{n2}公务接待费预算{f1}，比上年增加{f2}，增长{f3}，主要原因是{q1}。培训费没有变化。"
SLOTS = dict.fromkeys(("n1", "n2", "f1", "f2", "f3", "q1"))


@pytest.mark.parametrize(
    "said",
    [
        TEXT,
        "{n1}{n2}公务接待费预算安排了{f1}；比上年增加了{f2}，即增长{f3}。主要原因是{q1}。培训费没有变化。",
    ],
)
def test_other_words_between_the_same_slots_and_nouns_pass(said):
    assert fault(TEXT, said, SLOTS) == ""


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (TEXT.replace("{f2}", "0.50万元"), "slots"),
        (TEXT.replace("{q1}", ""), "slots"),
        (TEXT + "{f4}", "slots"),
        (TEXT + "共9999万元。", "a digit"),
        (TEXT + "共９９９９万元。", "a digit"),
        (TEXT + "共九千万元。", "a numeral"),
        (TEXT.replace("{f1}", "{f2}", 1).replace("增加{f2}", "增加{f1}"), "nouns and slots in another order"),
        (TEXT.replace("公务接待费", "差旅费"), "nouns and slots in another order"),
        (TEXT.replace("预算", "决算"), "nouns and slots in another order"),
        (TEXT.replace("。培训费", "。某市财政局培训费"), "nouns and slots in another order"),
        (TEXT.replace("没有变化", "有变化"), "a negation"),
        (TEXT.replace("主要原因是", "主要原因不是"), "a negation"),
        (TEXT.replace("增加", "减少"), "a direction"),
        (TEXT.replace("{f1}，", "{f1}{}，"), "a digit"),
    ],
)
def test_anything_else_that_changes_is_a_fault(said, why):
    assert fault(TEXT, said, SLOTS) == why


class Phrasing:
    """Plans nothing, and phrases as a function says."""

    def __init__(self, says):
        self.says, self.seen = says, []

    def complete(self, prompt):
        assert prompt.name == "phrase"
        data = data_of({"messages": [{"content": prompt.data}]})
        self.seen.append(data)
        return Reply({"text": self.says(data["text"])}, 1, 1, 0.0)

    def begin(self):
        pass

    def found(self):
        return {"model": "m", "mode": "", "state": "ready"}

    def close(self):
        pass


REASON = "云溪市河道管理处2025年公务接待费为何增长"


def told(pipeline, says, phrases=True):
    model = Phrasing(says)
    second = Second(model, ModelSettings(model="m", below=0, phrases=phrases))
    return replace(pipeline, second=second).ask(Question(REASON)), second, model


def test_the_figures_are_filled_in_by_verify_and_never_shown_to_the_model(pipeline):
    answer, second, model = told(pipeline, lambda text: text.replace("，主要原因是", "。主要原因是"))
    assert "。主要原因是" in answer.text
    assert "1.50万元" in answer.text
    assert "1.50" not in str(model.seen)
    assert second.outcomes() == {Outcome.PHRASED: 1}


@pytest.mark.parametrize(
    "says", [lambda text: "公务接待费是9999万元。", lambda text: text.replace("增加", "减少")]
)
def test_words_that_do_not_pass_leave_the_template(pipeline, ask, says):
    answer, second, _ = told(pipeline, says)
    assert answer.text == ask(REASON).text
    assert second.outcomes() == {Outcome.TEMPLATE: 1}


def test_nothing_is_phrased_where_it_is_not_wanted(pipeline, ask):
    answer, _, model = told(pipeline, lambda text: "", phrases=False)
    assert (answer.text, model.seen) == (ask(REASON).text, [])


def test_slots_are_numbered_by_what_they_hold(pipeline, ask):
    text, slots = with_slots(("甲", "乙"))
    assert (text, slots) == ("甲乙", {})
