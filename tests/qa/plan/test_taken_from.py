"""One amount taken from another, rows of two tables side by side, and from what to what a row moved."""

from collections.abc import Iterator

import pytest

from index.facts.records import Extraction, TableKind
from index.store.figure_store import FigureStore
from qa.pipeline import Pipeline
from qa.records import Answer, Question, Status
from tests.qa.conftest import make_pipeline
from tests.qa.drawn_cells import cell, document
from tests.qa.told import asked, beside

FARM = "云溪市农科所"
ALL, GENERAL = "2025年部门支出预算总表", "2025年一般公共预算支出预算表"


def farm() -> Extraction:
    """A table of all funds and one of the general budget, which print two rows of the same names."""
    of = document(FARM, 2025)
    general = {"table": GENERAL, "kind": TableKind.GENERAL}
    return Extraction(
        of,
        figures=(
            cell(of, "农林水支出", "90.00", "合计", table=ALL, code="213"),
            cell(of, "农林水支出", "25.00", "项目支出", component="项目支出", table=ALL, code="213"),
            cell(of, "住房保障支出", "12.00", "合计", table=ALL, code="221"),
            cell(of, "住房保障支出", "4.00", "项目支出", component="项目支出", table=ALL, code="221"),
            cell(of, "农林水支出", "70.00", "合计", code="213", **general),
            cell(of, "住房保障支出", "11.00", "合计", code="221", **general),
        ),
    )


@pytest.fixture(scope="module")
def qa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    with FigureStore.open(tmp_path_factory.mktemp("farm"), create=True) as store:
        store.replace(farm(), source="/in/farm.pdf", extractor="test")
        yield make_pipeline(store)


def printed(answer: Answer, role: str) -> list[str]:
    return [figure.shown for figure in answer.figures if figure.role == role]


@pytest.mark.parametrize(
    ("question", "difference", "of"),
    [
        ("绩效工资减去奖金，差额多少", "30.00万元", ["80.00万元", "50.00万元"]),
        ("奖金减绩效工资，差额是多少", "-30.00万元", ["50.00万元", "80.00万元"]),
        ("基本工资减去住房公积金是多少", "90.00万元", ["120.00万元", "30.00万元"]),
    ],
)
def test_the_second_is_taken_from_the_first(told, question: str, difference: str, of: list[str]) -> None:
    answer = told(f"河道管理处2025年{question}")
    assert (asked(answer), beside(answer)) == ([difference], of), answer.text


@pytest.mark.parametrize(
    ("question", "difference", "of"),
    [
        ("《{0}》农林水支出减去《{1}》农林水支出，差额多少", "20.00万元", ["90.00万元", "70.00万元"]),
        ("《{1}》农林水支出减去《{0}》住房保障支出，差额多少", "58.00万元", ["70.00万元", "12.00万元"]),
        ("《{0}》“项目支出”栏：农林水支出减去住房保障支出，差额多少", "21.00万元", ["25.00万元", "4.00万元"]),
    ],
)
def test_amounts_of_two_tables_are_each_of_their_own(
    qa: Pipeline, question: str, difference: str, of: list[str]
) -> None:
    answer = qa.ask(Question(f"云溪市农科所2025年{question.format(ALL, GENERAL)}"))
    assert (printed(answer, "asked"), printed(answer, "context")) == ([difference], of), answer.text


@pytest.mark.parametrize(("asks", "amount"), [("相差多少", "79.00万元"), ("一共多少", "101.00万元")])
def test_a_second_table_behind_a_row_begins_another(qa: Pipeline, asks: str, amount: str) -> None:
    question = f"云溪市农科所2025年《{ALL}》农林水支出与《{GENERAL}》住房保障支出{asks}"
    answer = qa.ask(Question(question))
    assert answer.status is Status.ANSWERED, answer.text
    assert (printed(answer, "asked"), printed(answer, "context")) == ([amount], ["90.00万元", "11.00万元"])


@pytest.mark.parametrize("moved", ["降到多少", "减少到多少"])
def test_from_last_years_to_what_is_of_this_year(told, moved: str) -> None:
    answer = told(f"河道管理处2025年培训费从上年的多少{moved}")
    assert asked(answer) == ["3.00万元"]
    assert "4.00万元" in beside(answer)


def test_from_a_year_to_another_is_of_both(told) -> None:
    answer = told("河道管理处2025年培训费从2024年的多少降到多少")
    assert sorted(asked(answer)) == ["3.00万元", "4.00万元"]
