"""Changed wordings have the effect that is claimed of them, and unheard words are truly unheard."""

from collections import Counter
from decimal import Decimal

import pytest

from eval.probes.metamorphic import PLAIN, metamorphic
from eval.probes.probe import Amount, Demand
from index.facts.records import Stage

ARCHIVE, LIBRARY = "松湖市档案馆", "松湖市图书馆"


def yuan(value: int) -> tuple[Amount, ...]:
    return (Amount(Decimal(value), "元"),)


@pytest.fixture
def cells(make_cell):
    """Two bodies with the same rows, and one project that only the library has."""
    return [
        *(
            make_cell(name, value, code=code, body=body)
            for body in (ARCHIVE, LIBRARY)
            for name, value, code in (
                ("商品和服务支出", "900", "302"),
                ("培训费", "500", "30216"),
                ("公务接待费", "100", "30217"),
            )
        ),
        make_cell("古籍数字化抢救", "70", body=LIBRARY),
    ]


def of_form(cells, form, said=None, body=ARCHIVE):
    made = metamorphic(cells, said or {}, origins=20)
    return [probe for probe in made if probe.form == form and body in probe.question]


def test_the_same_cells_give_the_same_probes_each_once(cells):
    probes = metamorphic(cells, {}, origins=20)
    assert probes == metamorphic(cells, {}, origins=20)
    assert max(Counter((probe.form, probe.question) for probe in probes).values()) == 1
    assert len({probe.id for probe in probes}) == len(probes)


def test_every_kind_of_change_is_made(cells):
    assert {probe.form for probe in metamorphic(cells, {}, origins=20)} == {
        PLAIN, "全角", "汉字年份", "两位年份", "繁体", "客气", "口语", "转办", "换次序", "要单位", "附言",
        "月份", "季度", "外地单位", "没有的单位", "下属单位", "修饰语", "限定", "某个人", "没有的年份",
        "别家的科目", "没有的阶段", "后面一问无解", "次序颠倒", "不含", "不是这个", "后面还有一问",
    }  # fmt: skip


def test_said_otherwise_the_figure_is_the_same(cells):
    for form in (PLAIN, "全角", "汉字年份", "两位年份", "客气", "口语", "换次序", "附言"):
        probes = [probe for probe in of_form(cells, form) if "培训费" in probe.question]
        assert probes and all((p.demand, p.wanted) == (Demand.ONE, yuan(500)) for p in probes), form
    assert any("２０２５年" in probe.question for probe in of_form(cells, "全角"))
    assert any("二〇二五年" in probe.question for probe in of_form(cells, "汉字年份"))
    assert any("25年" in p.question and "2025" not in p.question for p in of_form(cells, "两位年份"))
    assert any("培訓費" in p.question for p in metamorphic(cells, {}, origins=20) if p.form == "繁体")


def test_a_month_or_a_word_nobody_knows_must_stop_the_question(cells):
    for form in ("月份", "季度", "修饰语", "限定", "下属单位", "某个人"):
        probes = of_form(cells, form)
        assert probes and all(p.demand is Demand.STOP and p.named and not p.wanted for p in probes), form
    assert all(probe.named[0] in probe.question for probe in of_form(cells, "修饰语"))


def test_a_word_that_the_documents_know_is_not_put_in(cells, make_cell):
    known = "热气球 皮影戏 深海探测 锦鲤养殖"
    assert {p.named for p in of_form(cells, "修饰语", {ARCHIVE: known})} == {("机器狗",)}
    assert of_form([*cells, make_cell("机器狗采购", "5")], "修饰语", {ARCHIVE: known}) == []


def test_another_place_takes_the_place_of_the_body_s_own(cells):
    made = [p for p in metamorphic(cells, {}, origins=20) if p.form == "外地单位"]
    assert all(p.named[0] in p.question and "松湖市" not in p.question for p in made)
    assert all("档案馆" in p.question or "图书馆" in p.question for p in made)


def test_a_year_that_is_not_indexed_is_one_no_column_tells_of(cells, make_cell):
    old = make_cell("培训费", "4", year=2019, column="上年", stage=Stage.PRIOR_BUDGET)
    years = {p.named for p in of_form([*cells, old], "没有的年份")}
    assert years and years <= {("2013",), ("2028",)}


def test_a_subject_of_another_body_is_asked_of_one_that_does_not_speak_of_it(cells, make_cell):
    asked = of_form(cells, "别家的科目")
    assert {p.named for p in asked} == {("古籍数字化抢救",)}
    assert of_form(cells, "别家的科目", body=LIBRARY) == []
    assert of_form(cells, "别家的科目", {ARCHIVE: "古籍数字化抢救不再安排。"}) == []
    alike = make_cell("古籍数字化抢救费", "3")
    assert of_form([*cells, alike], "别家的科目") == []


def test_a_stage_is_asked_for_only_where_neither_cells_nor_text_tell_it(cells, make_cell):
    words = {p.named[0] for p in of_form(cells, "没有的阶段")}
    assert words <= {"决算", "调整"} and words
    final = make_cell("培训费", "4", column="决算数", stage=Stage.FINAL)
    said = {ARCHIVE: "培训费调整后为五百元。"}
    assert of_form([*cells, final], "没有的阶段", said) == []


def test_a_difference_is_the_same_either_way_round(cells):
    made = of_form(cells, "次序颠倒")
    pairs = Counter(p.wanted for p in made)
    assert pairs and all(count % 2 == 0 for count in pairs.values())
    for p in made:
        (high, low) = p.beside
        assert p.wanted == yuan(int(high.value - low.value)) and high.value > low.value


def test_what_is_excluded_is_taken_off_its_whole(cells):
    made = of_form(cells, "不含")
    assert {(p.wanted, p.beside) for p in made} == {
        (yuan(400), yuan(900) + yuan(500)),
        (yuan(800), yuan(900) + yuan(100)),
    }
    assert all("商品和服务支出" in p.question for p in made)


def test_a_part_is_excluded_only_from_a_whole_in_its_own_column(cells, make_cell):
    elsewhere = make_cell("维修费", "30", code="30213", column="上年预算数")
    assert not any("维修费" in p.question for p in of_form([*cells, elsewhere], "不含"))


def test_what_is_denied_is_not_told(cells):
    amounts = {"商品和服务支出": 900, "培训费": 500, "公务接待费": 100}
    made = of_form(cells, "不是这个")
    assert made
    for p in made:
        meant = max(amounts, key=lambda name: p.question.rfind(name))
        assert p.wanted == yuan(amounts[meant])


def test_of_two_questions_the_second_is_answered_or_named(cells):
    made = of_form(cells, "后面还有一问")
    assert made
    for p in made:
        assert p.demand is Demand.ALL_OR_SAID and len(p.wanted) == 2
        assert p.question.index(p.named[0]) > 0
    strays = of_form(cells, "后面一问无解")
    assert all(p.demand is Demand.ONE_AND_SAID and len(p.wanted) == 1 for p in strays)


def test_a_row_of_two_amounts_or_of_none_is_no_origin(make_cell):
    two = [make_cell("培训费", "1"), make_cell("培训费", "2", table="另表"), make_cell("差旅费", "0")]
    assert metamorphic(two, {}, origins=20) == ()


def test_the_number_of_origins_is_kept_and_goes_round_the_bodies(cells):
    made = metamorphic(cells, {}, origins=2)
    plain = [probe for probe in made if probe.form == PLAIN]
    assert len(plain) == 2
    assert {probe.question[:6] for probe in plain} == {ARCHIVE, LIBRARY}
