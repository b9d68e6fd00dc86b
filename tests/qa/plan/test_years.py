"""Which editions a question is of: its years, stages, scopes and bodies."""

from dataclasses import replace

import pytest

from index.facts.records import Extraction, Kind, Scope, Stage, TableKind
from index.store.figure_store import FigureStore
from index.store.protocols import StoredDocument
from qa.catalog import Catalog
from qa.language.vocabulary import Vocabulary
from qa.records import Question, Status
from tests.fakes import MemoryFacts
from tests.qa.planning import RECEPTION, RIVER, SCHOOL, cells, kinds, names, where
from tests.qa.told import asked, beside


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("河道管理处2024年公务接待费", [2024]),
        ("河道管理处２０２４年公务接待费", [2024]),
        ("河道管理处24年公务接待费", [2024]),
        ("河道管理处今年公务接待费", [2025]),
        ("河道管理处本年度公务接待费", [2025]),
        ("河道管理处去年公务接待费是多少", [2024]),
        ("河道管理处上年公务接待费是多少", [2024]),
        ("河道管理处公务接待费是多少", [2025, 2024]),
        ("河道管理处历年公务接待费", [2024, 2025]),
        ("河道管理处近几年公务接待费", [2024, 2025]),
        ("河道管理处2024年以来公务接待费", [2024, 2025]),
        ("河道管理处2024年以来公务接待费走势", [2024, 2025]),
        ("河道管理处2024年和2025年公务接待费", [2024, 2025]),
        ("河道管理处2019年公务接待费", []),
    ],
)
def test_a_question_means_the_editions_of_its_years(planned, told, question, years):
    assert names(planned(question)) == [RECEPTION]
    figures = [figure for figure in told(question).figures if not figure.derived]
    assert [figure.year for figure in figures] == years


@pytest.mark.parametrize(
    "question",
    ["河道管理处历年公务接待费", "河道管理处近几年公务接待费", "河道管理处2024年以来公务接待费走势"],
)
def test_several_years_of_one_subject_are_a_series(planned, question):
    assert kinds(planned(question)) == ["Series"]


def test_two_years_named_are_subtracted(planned):
    made = planned("河道管理处2024年和2025年公务接待费相差多少")
    assert (kinds(made), where(made)) == (["Difference"], [(RIVER, 2024), (RIVER, 2025)])


@pytest.mark.parametrize(
    "question",
    [
        "河道管理处2024年公务接待费决算数",
        "河道管理处2024年实际花了多少公务接待费",
        "河道管理处2024年决算公务接待费",
    ],
)
def test_what_was_really_spent_is_read_from_final_accounts_alone(told, question):
    (figure,) = told(question).figures
    assert (figure.shown, figure.stage) == ("0.87万元", "决算")


def test_a_final_account_that_is_not_there_is_not_replaced_by_a_budget(told):
    answer = told("河道管理处2025年公务接待费决算数")
    assert (answer.status, answer.figures) == (Status.NOT_FOUND, ())


@pytest.mark.parametrize(
    ("words", "stages"),
    [
        ("公务接待费决算比年初预算少多少", {Stage.FINAL, Stage.INITIAL}),
        ("公务接待费超支了多少", {Stage.FINAL, Stage.INITIAL}),
        ("三公经费的年初预算和实际支出差了多少", {Stage.FINAL, Stage.INITIAL}),
    ],
)
def test_two_stages_of_one_subject_are_compared(planned, words, stages):
    made = planned(f"河道管理处2024年{words}")
    assert kinds(made) == ["Difference"]
    assert {cell.stage for cell in cells(made.queries)} == stages


@pytest.mark.parametrize("words", ["跟年初预算比怎么样", "比年初预算少多少", "与年初预算相比少了多少"])
def test_a_comparison_behind_a_question_is_of_what_it_asked_for(planned, words):
    made = planned(f"河道管理处2024年公务接待费决算多少，{words}")
    assert kinds(made) == ["Cell", "Difference"]
    account, difference = made.queries
    assert [cell.stage for cell in cells(account)] == [Stage.FINAL]
    assert {cell.stage for cell in cells(difference)} == {Stage.FINAL, Stage.INITIAL}


def test_a_body_that_is_not_indexed_is_missing_and_none_stands_for_it(told):
    answer = told("云溪市水务局2025年公务接待费")
    assert (answer.status, answer.figures) == (Status.NOT_FOUND, ())
    assert "云溪市水务局" in answer.text


def test_a_question_without_a_body_means_all_of_them(planned, told):
    question = "2025年公务接待费是多少"
    assert where(planned(question)) == [("", 2025)]
    answer = told(question)
    assert answer.status is Status.CLARIFY
    assert [figure.body for figure in answer.figures] == [SCHOOL, RIVER]


def test_what_was_spent_in_a_year_without_a_final_account_is_looked_for_in_the_next_budget(
    tmp_path, make_document, make_cells, pipeline_over
):
    of = make_document(SCHOOL, 2025)
    rows = [("", "公务接待费", "0.80")]
    before = make_cells(of, TableKind.THREE_PUBLIC, 9, [("", "公务接待费", "0.65")], stage=Stage.PRIOR_FINAL)
    figures = (
        *make_cells(of, TableKind.THREE_PUBLIC, 9, rows),
        *(replace(figure, year=2024) for figure in before),
    )
    with FigureStore.open(tmp_path, create=True) as store:
        store.replace(Extraction(of, figures=figures), source="/in/a.pdf", extractor="test")
        answer = pipeline_over(store).ask(Question("城郊中学2024年公务接待费执行了多少"))
    assert (answer.status, asked(answer), beside(answer)) == (Status.ANSWERED, ["0.65万元"], [])


def test_a_scope_is_chosen_when_named_and_the_department_otherwise(
    tmp_path, make_document, make_cells, pipeline_over
):
    with FigureStore.open(tmp_path, create=True) as store:
        for scope, printed in ((Scope.UNIT, "1.50"), (Scope.DEPARTMENT, "7.50")):
            of = make_document(RIVER, 2025, Kind.BUDGET, scope)
            of = replace(of, name=f"{scope}.pdf", sha256=printed.ljust(64, "0"))
            figures = tuple(make_cells(of, TableKind.THREE_PUBLIC, 9, [("", "公务接待费", printed)]))
            store.replace(Extraction(of, figures=figures), source=f"/in/{of.name}", extractor="test")
        pipeline = pipeline_over(store)
        for words, figure in (
            ("单位预算里公务接待费", "1.50万元"),
            ("部门预算里公务接待费", "7.50万元"),
            ("公务接待费", "7.50万元"),
        ):
            answer = pipeline.ask(Question(f"河道管理处2025年{words}"))
            assert asked(answer) == [figure], words


def test_narrative_and_tables_in_two_files_are_one_edition(make_document):
    tables = make_document(RIVER, 2025)
    files = (tables, replace(tables, name="说明.pdf", sha256="0" * 64))
    stored = tuple(StoredDocument(n, of, of.name, "test", (), ()) for n, of in enumerate(files, 1))
    (edition,) = Catalog(stored, Vocabulary.of(MemoryFacts())).editions
    assert edition.names == (tables.name, "说明.pdf")
