"""What the index holds and what can be asked of it: counted, told, suggested."""

import re

import pytest

from qa.catalog import Catalog
from qa.language.vocabulary import Vocabulary
from qa.pipeline import Pipeline
from qa.records import Draft, HowMany, Question, Status
from qa.verify import verify
from tests.fakes import MemoryFacts
from tests.qa.told import RIVER

OF_THE_INDEX = ("有哪些文件", "有哪些单位？", "能查哪些年", "这里收录了什么", "数据最新是哪一年")


@pytest.mark.parametrize("question", OF_THE_INDEX)
def test_what_is_indexed_is_told_by_count_body_year_and_kind(ask, facts, question):
    answer = ask(question)
    assert (answer.status, answer.figures, answer.confidence) == (Status.ANSWERED, (), None)
    documents = [stored.document for stored in facts.documents()]
    assert f"{len(documents)}份文件" in answer.text
    for document in documents:
        assert document.body in answer.text and f"{document.year}年{document.kind}" in answer.text


def test_every_number_told_of_the_index_is_one_of_it(ask, facts):
    documents = [stored.document for stored in facts.documents()]
    counts = {len(documents), len({document.body for document in documents})}
    counts |= {sum(d.kind is document.kind for d in documents) for document in documents}
    known = {str(number) for number in counts} | {str(document.year) for document in documents}
    for question in (*OF_THE_INDEX, "你能干什么"):
        assert set(re.findall(r"\d+", ask(question).text)) <= known


def test_a_count_is_of_the_names_it_holds_each_once():
    draft = Draft(Status.ANSWERED, ("有", HowMany(("甲", "乙", "甲"), "份")))
    assert verify(draft, question="", known=(), answer_id="1").text == "有2份"


def test_what_can_and_cannot_be_asked_is_told_with_questions_to_press(ask):
    answer = ask("你能干什么")
    assert answer.status is Status.ANSWERED
    assert "可以问" in answer.text and "不能问" in answer.text
    assert answer.options and all(ask(question).status is Status.ANSWERED for question in answer.options)


@pytest.mark.parametrize("question", ["你好", "谢谢"])
def test_a_greeting_is_answered_as_before(ask, question):
    assert ask(question).status is Status.REFUSED


@pytest.mark.parametrize("question", ["有哪些文件", "你能干什么"])
def test_nothing_is_counted_where_nothing_is_indexed(question):
    pipeline = Pipeline(MemoryFacts(), Catalog((), Vocabulary.of(MemoryFacts())), lambda query, k, refs: ())
    answer = pipeline.ask(Question(question))
    assert "还没有索引任何文件" in answer.text and not re.search(r"\d", answer.text)
    assert answer.options == () == pipeline.examples


def test_the_first_questions_are_of_several_bodies_by_short_names_and_of_several_kinds(pipeline, ask):
    first = [question for question in pipeline.examples if ask(question).status is Status.ANSWERED][:6]
    assert not any(RIVER in question for question in first)
    named = {body for question in first for body in ("河道管理处", "城郊中学") if body in question}
    kinds = {end for question in first for end in ("为何", "花了多少", "历年", "比例") if end in question}
    assert len(named) == 2 and len(kinds) >= 3
