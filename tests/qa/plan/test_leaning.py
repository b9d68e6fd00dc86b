"""Sentences that lean on the one before: on what it asks of, what it ranks, what nobody understands of it."""

from collections.abc import Iterator

import pytest

from index.facts.records import Extraction, TableKind
from index.store.figure_store import FigureStore
from qa.pipeline import Pipeline
from qa.records import Question, Status
from tests.qa.conftest import make_pipeline
from tests.qa.drawn_cells import cell, document
from tests.qa.told import asked

SPORT = "云溪市体育局"


def sport() -> Extraction:
    """What a bureau buys, by groups."""
    of = document(SPORT, 2025)
    bought = {"kind": TableKind.PROCUREMENT, "table": "2025年政府采购支出预算表"}
    groups = (("货物", "投影仪", "5.00"), ("工程", "场馆改造", "4.00"), ("服务", "物业管理", "6.00"))
    figures = [cell(of, "合计", "15.00", subject="政府采购预算", **bought)]
    for group, item, printed in groups:
        figures += [
            cell(of, group, printed, group=group, **bought),
            cell(of, item, printed, group=group, **bought),
        ]
    return Extraction(of, figures=(*figures, cell(of, "服务", "99.00", table="其他收费表")))


@pytest.fixture(scope="module")
def bought(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    with FigureStore.open(tmp_path_factory.mktemp("sport"), create=True) as store:
        store.replace(sport(), source="/in/sport.pdf", extractor="test")
        yield make_pipeline(store)


@pytest.mark.parametrize(
    ("question", "amounts"),
    [
        ("政府采购预算？货物、服务各多少", ["15.00万元", "5.00万元", "6.00万元"]),
        ("政府采购预算是多少？货物和工程各多少", ["15.00万元", "5.00万元", "4.00万元"]),
        ("政府采购预算总额，其中工程", ["15.00万元", "4.00万元"]),
        ("政府采购预算总额是多少，其中服务多少", ["15.00万元", "6.00万元"]),
        ("政府采购里的服务多少", ["6.00万元"]),
    ],
)
def test_what_is_bought_is_of_the_purchases_asked_for(bought, question: str, amounts: list[str]) -> None:
    answer = bought.ask(Question(f"{SPORT}2025年{question}"))
    assert (answer.status, asked(answer)) == (Status.ANSWERED, amounts), answer.text


# -- the share of the row that a ranking tells -----------------------------------------------


@pytest.mark.parametrize(
    ("question", "amounts"),
    [
        ("哪个项目最大？占项目支出的百分之几", ["60.00万元", "60.00%"]),
        ("金额最大的项目是哪个？占项目支出的比例是多少", ["60.00万元", "60.00%"]),
        ("哪个项目金额最小？占项目支出的百分之几", ["40.00万元", "40.00%"]),
        ("哪个项目最大？占支出总计的百分之几", ["60.00万元", "12.00%"]),
    ],
)
def test_a_share_behind_a_ranking_is_of_the_row_that_it_tells(
    told, question: str, amounts: list[str]
) -> None:
    answer = told(f"河道管理处2025年{question}")
    assert (answer.status, asked(answer)) == (Status.ANSWERED, amounts), answer.text


def test_a_share_behind_a_ranking_is_of_the_row_that_it_names_itself(told) -> None:
    answer = told("河道管理处2025年哪个项目最大？堤防养护占项目支出的百分之几")
    assert asked(answer) == ["60.00万元", "40.00%"]


def test_which_is_the_largest_asks_for_no_reason(planned) -> None:
    (query,) = planned("河道管理处2025年金额最大的项目为何").queries
    assert not query.reason


# -- what is not understood ------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    ["河道管理处2025年信鸽补贴是多少？培训费呢", "河道管理处2025年信鸽那块花了多少？其中公务接待费是多少"],
)
def test_what_leans_on_a_sentence_that_is_not_understood_is_not_answered(told, question: str) -> None:
    answer = told(question)
    assert (answer.status, answer.figures) == (Status.NOT_FOUND, ())
    assert any("信鸽" in word for word in answer.unaccounted)


def test_what_says_itself_of_whom_it_asks_leans_on_nothing(told) -> None:
    answer = told("河道管理处2025年信鸽补贴是多少？城郊中学2025年公务接待费是多少")
    assert [figure.printed for figure in answer.figures] == ["8,000.00"]
    assert any("信鸽" in word for word in answer.unaccounted)


def test_what_stands_before_a_sentence_that_is_not_understood_is_answered(told) -> None:
    answer = told("河道管理处2025年培训费是多少？信鸽补贴是多少？")
    assert asked(answer) == ["3.00万元"]
    assert any("信鸽" in word for word in answer.unaccounted)
