"""Amounts: as printed, in another unit, zero, blank, in doubt; over the documents of an invented region."""

from dataclasses import replace
from decimal import Decimal

import pytest

from index.facts.records import Extraction, Kind, Stage, TableKind
from index.store.figure_store import FigureStore
from qa.records import Question, Status
from tests.qa.told import RIVER, asked, beside, shown


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("云溪市河道管理处2025年公务接待费是多少？", "1.50万元"),
        ("河道管理处2024年公务接待费", "1.00万元"),
        ("河道管理处2025年公务街待费是多少", "1.50万元"),
        ("河道管理处2025年30217是多少", "1.50万元"),
        ("河道管理处2025年收入总计", "500.00万元"),
        ("河道管理处2025年事业收入", "20.00万元"),
        ("河道管理处2025年上头拨了多少钱", "480.00万元"),
        ("河道管理处2025年项目支出多少", "100.00万元"),
        ("河道管理处2025年水利工程运行与维护多少", "420.00万元"),
        ("河道管理处2025年公积金多少", "30.00万元"),
        ("河道管理处2025年三公经费多少", "4.50万元"),
        ("河道管理处2025年养车的钱多少", "3.00万元"),
        ("河道管理处2025年河道保洁多少钱", "60.00万元"),
        ("河道管理处去年公务接待费是多少", "1.00万元"),
        ("城郊中学2025年收入总计", "9,000,000.00元"),
    ],
)
def test_an_amount_is_given_as_printed_with_its_cell(ask, question, figure):
    answer = ask(question)
    assert (answer.status, shown(answer)) == (Status.ANSWERED, [figure])
    assert figure in answer.text
    (n,) = answer.figures[0].citations
    assert answer.citations[n].quote == answer.figures[0].printed
    assert answer.citations[n].bbox is not None
    assert not answer.figures[0].derived


def test_an_answer_names_body_year_and_code(ask):
    answer = ask("河道管理处2025年培训费多少")
    assert answer.text == "云溪市河道管理处2025年培训费预算3.00万元。"
    figure = answer.figures[0]
    assert (figure.body, figure.year, figure.stage, figure.code) == (RIVER, 2025, "预算", "30216")
    assert figure.value == Decimal(30000)


@pytest.mark.parametrize(
    ("question", "figure", "told", "printed"),
    [
        ("河道管理处2025年公务接待费多少元", "15000元", "15,000元", "1.50万元"),
        ("城郊中学2025年公务接待费多少万元", "0.80万元", "0.80万元", "8,000.00元"),
        ("城郊中学2025年收入总计多少亿元", "0.09亿元", "0.09亿元", "9,000,000.00元"),
    ],
)
def test_another_unit_is_told_and_the_printed_one_is_in_its_source(ask, question, figure, told, printed):
    answer = ask(question)
    assert shown(answer) == [figure]
    assert told in answer.text
    (only,) = answer.figures
    assert (only.derived, only.formula) == (True, f"{printed}＝{figure}")
    assert printed.startswith(answer.citations[only.citations[0]].quote)


def test_spent_over_a_budget_is_answered_as_a_budget_and_says_so(ask):
    answer = ask("河道管理处2025年请客吃饭花了多少")
    assert shown(answer) == ["1.50万元"]
    assert "预算数" in answer.text
    assert "没有公开实际支出" in answer.text


@pytest.mark.parametrize("question", ["河道管理处2025年因公出国费多少", "河道管理处2025年有没有出国预算"])
def test_a_printed_zero_is_a_figure(ask, question):
    answer = ask(question)
    assert (answer.status, shown(answer)) == (Status.ANSWERED, ["0.00万元"])
    assert len(answer.citations) == 1


def test_whether_there_is_any_is_answered_no_for_zero_and_yes_for_more(ask):
    assert ask("河道管理处2025年有没有出国预算").text.startswith("没有，")
    assert ask("河道管理处2025年有没有公务接待费").text.startswith("有，")


def test_a_wrong_amount_in_the_question_is_set_right(ask):
    answer = ask("河道管理处2025年公务接待费是2万元吗")
    assert shown(answer) == ["1.50万元"]
    assert "与文件不符" in answer.text


def test_a_contradiction_in_the_document_is_told_with_the_figure(ask):
    answer = ask("河道管理处2025年办公费多少")
    assert shown(answer) == ["9.60万元"]
    assert len(answer.findings) == 1
    assert "前后不一致" in answer.text
    assert "9.80万元" in answer.text
    assert {citation.page for citation in answer.citations} == {8, 13}


def test_a_figure_that_no_finding_touches_carries_no_warning(ask):
    answer = ask("河道管理处2025年培训费多少")
    assert answer.findings == ()
    assert "不一致" not in answer.text


def test_a_final_account_answers_what_was_really_spent(tmp_path, make_document, make_cells, pipeline_over):
    of = make_document(RIVER, 2024, Kind.FINAL)
    rows = [("", "公务接待费", "0.87")]
    figures = tuple(make_cells(of, TableKind.THREE_PUBLIC, 3, rows, stage=Stage.FINAL))
    with FigureStore.open(tmp_path, create=True) as store:
        store.replace(Extraction(of, figures=figures), source="/in/a.pdf", extractor="test")
        answer = pipeline_over(store).ask(Question("2024年公务接待费实际支出多少"))
    assert (answer.status, shown(answer)) == (Status.ANSWERED, ["0.87万元"])
    assert "决算" in answer.text
    assert answer.figures[0].stage == "决算"


def test_the_row_of_an_empty_cell_is_told_with_what_it_prints(
    tmp_path, make_document, make_cells, pipeline_over
):
    of = make_document(RIVER, 2025)
    figures = (
        *make_cells(of, TableKind.BASIC, 9, [("30216", "培训费", "3.00")]),
        *(
            replace(figure, year=2024)
            for figure in make_cells(
                of, TableKind.BASIC, 9, [("30207", "邮电费", "0.80")], stage=Stage.PRIOR_BUDGET
            )
        ),
    )
    with FigureStore.open(tmp_path, create=True) as store:
        store.replace(Extraction(of, figures=figures), source="/in/a.pdf", extractor="test")
        answer = pipeline_over(store).ask(Question("河道管理处2025年邮电费是多少"))
    assert (answer.status, asked(answer), beside(answer)) == (Status.ANSWERED, [], ["0.80万元"])
    assert "空白" in answer.text
    assert answer.citations[answer.figures[0].citations[0]].row == "邮电费"


# -- what has no parts -------------------------------------------------------------------------


def test_what_is_nothing_has_no_greatest_part(ask):
    answer = ask("河道管理处2025年政府性基金预算拨款收入里哪项最多")
    assert asked(answer) == ["0.00万元"]


def test_a_single_line_is_told_whole_and_said_to_have_no_parts(ask):
    answer = ask("河道管理处2025年公务接待费里哪项最大")
    assert asked(answer) == ["1.50万元"]
    assert "文件没有列出其中各项" in answer.text


def test_the_second_is_told_alone(ask):
    answer = ask("河道管理处2025年第二多的项目是哪个")
    assert asked(answer) == ["40.00万元"]
    assert "第二位是堤防养护" in answer.text
