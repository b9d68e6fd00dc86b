"""Numbers that only sentences tell: counts and amounts of the narrative, changes as leaves."""

import pytest

from index.facts.records import Citation, Extraction, Passage
from qa.execute.evaluate import evaluate
from qa.execute.results import Why
from qa.plan.algebra import Cell, Changed, Exists, Mean, Name, Show
from tests.qa.drawn_cells import cell, document

BODY = "云溪市河道管理处"
TEXT = (
    "截至上年末，本单位在职人员45人，退休人员12人。共有公务用车3辆，巡查船2艘。"
    "2024年执行数为9.00万元，2025年面向中小企业预留采购份额21.80万元，比上年增加1.20万元。"
    "本单位没有因公出国（境）安排。"
)


@pytest.fixture(scope="module")
def world(world_of):
    of = document(BODY, 2025)
    passage = Passage(TEXT, ("第三部分 情况说明", "六、其他"), Citation(of.name, 14, TEXT))
    return world_of([Extraction(of, figures=(cell(of, "培训费", "9.00"),), passages=(passage,))])


def told(world, name: str, counted: str = "", **more) -> list[str]:
    result = evaluate(Show((Cell(Name.of(name), body=BODY, counted=counted, **more),)), world)
    return [one.value.shown for one in result.told]


def test_a_count_is_read_from_the_clause_that_names_it(world) -> None:
    assert told(world, "在职人员", "名") == ["45人"]
    assert told(world, "退休人员", "人") == ["12人"]
    assert told(world, "公务用车", "台") == ["3辆"]


def test_an_amount_is_read_from_the_clause_that_names_it(world) -> None:
    assert told(world, "中小企业") == ["21.80万元"]


def test_how_much_more_it_is_states_no_amount(world) -> None:
    result = evaluate(Show((Cell(Name.of("采购份额"), body=BODY, counted="%"),)), world)
    assert result.told == ()


def test_a_word_that_no_sentence_holds_is_missing(world) -> None:
    assert told(world, "在职人员", "人", within=(Name.of("滑翔训练"),)) == []
    assert told(world, "在职飞行员", "人") == []


def test_a_sentence_is_no_cell_of_a_table_that_is_named(world) -> None:
    assert told(world, "中小企业", table=Name.of("政府采购表")) == []


def test_an_amount_for_each_of_a_count(world) -> None:
    per = Cell(Name.of("在职人员"), body=BODY, counted="人")
    result = evaluate(Show((Mean(Cell(Name.of("培训费"), body=BODY), per=per),)), world)
    assert result.told[0].value.formula == "9.00万元÷45人＝2000.00元"


def test_what_a_document_says_there_is_none_of(world) -> None:
    result = evaluate(Exists(Cell(Name.of("因公出国（境）"), body=BODY)), world)
    assert result.holds is False
    assert [quote.text for quote in result.quotes] == ["本单位没有因公出国（境）安排。"]


def test_a_change_serves_where_no_cell_does(river_world) -> None:
    river = "云溪市河道管理处"
    income = Cell(Name.of("收入预算"), body=river, year=2025)
    result = evaluate(Changed(income, reason=True), river_world)
    assert [one.value.shown for one in result.told] == ["100.00万元", "25.00%"]
    assert result.changes[0].reason == "新增堤防养护项目"


def test_a_leaf_of_another_body_is_not_found(river_world) -> None:
    school = Cell(Name.of("河道保洁"), body="云溪市城郊中学", year=2025)
    result = evaluate(Show((school,)), river_world)
    assert [missing.why for missing in result.missing] == [Why.ROW]
