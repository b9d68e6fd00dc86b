"""One question end to end: every step, conversations, failures; over an invented region (see conftest)."""

import hashlib
import logging
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.facts.errors import StoreError
from index.facts.records import Extraction, TableKind
from index.store.figure_store import FigureStore
from qa.catalog import Catalog
from qa.language.vocabulary import Vocabulary
from qa.pipeline import FAILED_TEXT, Pipeline
from qa.records import Question, Status
from tests.qa.told import FIRST, RIVER, asked


@pytest.mark.parametrize(
    ("follow", "figure"),
    [
        ("那2024年呢", "1.00万元"),
        ("培训费呢", "3.00万元"),
        ("城郊中学呢", "8,000.00元"),
        ("为什么", "0.50万元"),
    ],
)
def test_a_follow_up_is_about_what_was_asked_before(ask, follow, figure):
    answer = ask(follow, FIRST)
    assert (answer.status, asked(answer)) == (Status.ANSWERED, [figure])
    assert ask(follow).status is not Status.ANSWERED


def test_a_follow_up_for_the_reason_gives_the_reason(ask):
    assert "主要原因是新增流域联席会议接待任务。" in ask("为什么", FIRST).text


# -- the chain itself ------------------------------------------------------------------------


def test_every_step_is_timed(ask):
    steps = ask(FIRST).timings_ms
    assert set(steps) == {"understand", "decide", "compose", "warn", "verify", "total"}
    assert sum(ms for step, ms in steps.items() if step != "total") <= steps["total"]


def test_the_same_question_has_the_same_answer(ask):
    one, other = ask(FIRST), ask(FIRST)
    assert one.id != other.id
    assert replace(one, id="", timings_ms={}) == replace(other, id="", timings_ms={})


def failing(pipeline: Pipeline, error: Exception) -> Pipeline:
    """The pipeline with a passage search that raises."""

    def search(query, k, refs):
        raise error

    return replace(pipeline, search=search)


def test_a_bug_ends_as_failed_without_a_word_of_it_and_is_logged(pipeline, caplog):
    with caplog.at_level(logging.ERROR):
        answer = failing(pipeline, ZeroDivisionError("42")).ask(Question("河道管理处的主要职责是什么"))
    assert (answer.status, answer.text, answer.figures) == (Status.FAILED, FAILED_TEXT, ())
    assert "ZeroDivisionError" in caplog.text
    assert answer.id in caplog.text


def test_a_store_that_cannot_be_opened_is_the_users_to_know(pipeline):
    with pytest.raises(StoreError):
        failing(pipeline, StoreError("索引被占用")).ask(Question("河道管理处的主要职责是什么"))


def test_a_question_of_figures_never_asks_the_passage_store(pipeline):
    answer = failing(pipeline, ZeroDivisionError()).ask(Question(FIRST))
    assert answer.status is Status.ANSWERED


def test_a_figure_whose_text_is_not_in_its_cell_is_not_shown(
    tmp_path, make_document, make_cells, pipeline_over, caplog
):
    of = make_document(RIVER, 2025)
    (figure,) = make_cells(of, TableKind.THREE_PUBLIC, 3, [("", "公务接待费", "1.50")])
    with FigureStore.open(tmp_path, create=True) as store:
        broken = replace(figure, printed="7.50", value=Decimal(75000))
        store.replace(Extraction(of, figures=(broken,)), source="/in/a.pdf", extractor="test")
        with caplog.at_level(logging.ERROR):
            answer = pipeline_over(store).ask(Question("公务接待费是多少"))
    assert (answer.status, answer.figures) == (Status.FAILED, ())
    assert "7.50" not in answer.text
    assert "UngroundedError" in caplog.text


def test_an_empty_store_answers_that_nothing_is_there(tmp_path):
    with FigureStore.open(tmp_path, create=True) as store:
        pipeline = Pipeline(store, Catalog((), Vocabulary.of(store)), lambda query, k, refs: ())
        for question in (FIRST, "公务接待费是多少", "什么是三公经费", "主要职责"):
            answer = pipeline.ask(Question(question))
            assert (answer.status, answer.figures) == (Status.NOT_FOUND, ())


WORDS = st.sampled_from(
    [
        *("河道管理处", "城郊中学", "2025年", "2024年", "去年", "历年"),
        *("公务接待费", "培训费", "三公经费", "水电费", "工资", "多少", "为什么增长", "占总支出的比例"),
        *("最多的前三项", "相差", "有没有", "是什么意思", "和", "元", "吗", "有哪些"),
    ]
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=1, max_size=7))
def test_no_mix_of_words_makes_answering_fail(ask, words):
    answer = ask("".join(words))
    assert answer.status is not Status.FAILED, answer.question
    if answer.status in (Status.NOT_FOUND, Status.REFUSED):
        assert answer.figures == ()
    for figure in answer.figures:
        assert figure.citations, answer.question
        assert figure.derived or any(figure.printed in answer.citations[n].quote for n in figure.citations)


def test_an_answer_knows_the_files_it_was_read_from_by_their_digests(ask):
    answer = ask(f"{RIVER}2025年公务接待费是多少")
    (name,) = {citation.document for citation in answer.citations}
    assert answer.originals == {name: hashlib.sha256(name.encode()).hexdigest()}
    assert "originals" not in answer.to_json()
