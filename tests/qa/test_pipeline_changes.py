"""What changed against the year before, why, and over several years."""

from index.facts.records import Extraction, TableKind
from index.store.figure_store import FigureStore
from qa.records import Question, Status
from tests.qa.told import RIVER, asked, beside


def test_a_change_is_told_with_difference_and_rate_as_printed(ask):
    answer = ask("河道管理处2025年公务接待费比上年增加多少")
    assert asked(answer) == ["0.50万元"]
    assert beside(answer) == ["50.00%", "1.50万元", "1.00万元"]
    assert "1.50万元，比上年增加0.50万元，增长50.00%" in answer.text
    assert {citation.page for citation in answer.citations} == {10, 12}


def test_a_fall_is_told_without_a_minus(ask):
    answer = ask("河道管理处2025年培训费比上年变化多少")
    assert "比上年减少1.00万元，下降25.00%" in answer.text


def test_what_stayed_level_is_level(ask):
    assert "与上年持平" in ask("河道管理处2025年公务用车运行费变化").text


def test_a_change_that_no_sentence_tells_follows_from_both_years(ask):
    answer = ask("河道管理处2025年奖金比上年增加多少")
    assert asked(answer) == ["5.00万元"]
    assert beside(answer) == ["11.11%", "50.00万元", "45.00万元"]
    assert [figure.derived for figure in answer.figures] == [True, True, False, False]
    assert "50.00万元−45.00万元＝5.00万元" in answer.text
    assert "（50.00万元−45.00万元）÷45.00万元＝11.11%" in answer.text


def test_a_reason_is_given_in_the_documents_own_words(ask):
    answer = ask("河道管理处2025年公务接待费为何增长")
    assert "主要原因是新增流域联席会议接待任务。" in answer.text
    assert asked(answer) == ["0.50万元"]
    assert beside(answer) == ["50.00%", "1.50万元", "1.00万元"]


def test_a_reason_given_as_none_is_told_as_none(ask):
    answer = ask("河道管理处2025年培训费为什么减少")
    assert "“无”" in answer.text
    assert "没有给出具体原因" in answer.text


def test_a_false_premise_is_set_right(ask):
    answer = ask("河道管理处2025年公务接待费为什么下降")
    assert answer.status is Status.ANSWERED
    assert answer.text.startswith("与提问所说不同，文件写明的是增加。")


def test_last_years_amount_is_the_one_its_own_document_prints(ask):
    (figure,) = ask("河道管理处2025年培训费去年是多少").figures
    assert (figure.shown, figure.derived, figure.year) == ("4.00万元", False, 2024)


def test_last_years_amount_that_nothing_prints_is_worked_out_and_called_so(
    tmp_path, make_document, make_cells, make_change, pipeline_over
):
    of = make_document(RIVER, 2025)
    extraction = Extraction(
        of,
        figures=tuple(make_cells(of, TableKind.BASIC, 9, [("30216", "培训费", "3.00")])),
        changes=(make_change(of, "培训费", "3.00", "减少", "1.00", "25.00"),),
    )
    with FigureStore.open(tmp_path, create=True) as store:
        store.replace(extraction, source="/in/a.pdf", extractor="test")
        answer = pipeline_over(store).ask(Question("河道管理处2025年培训费去年是多少"))
    (figure,) = [figure for figure in answer.figures if figure.role == "asked"]
    assert (figure.shown, figure.derived, figure.year) == ("4.00万元", True, 2024)
    assert figure.formula == "3.00万元＋1.00万元＝4.00万元"
    assert "推算" in answer.text
    assert len(figure.citations) == 2


def test_last_years_amount_is_level_where_the_sentence_says_so(ask):
    answer = ask("河道管理处2025年公务用车运行费去年是多少")
    (figure,) = answer.figures
    assert (figure.shown, figure.derived, figure.year) == ("3.00万元", True, 2024)
    assert "推算" in answer.text


def test_several_years_are_told_in_order(ask):
    answer = ask("河道管理处历年公务接待费")
    assert asked(answer) == ["1.00万元", "1.50万元"]
    assert beside(answer) == ["0.50万元", "50.00%"]
    assert "2024年到2025年增加0.50万元" in answer.text
