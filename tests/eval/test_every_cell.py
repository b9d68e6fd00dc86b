"""Every cell is asked for by its place, its row and its code, and wants just what the question fits."""

from decimal import Decimal

from eval.probes.every_cell import CODE, PLACE, ROW, every_cell
from eval.probes.probe import Amount, Demand
from index.facts.records import Stage


def by_form(probes, form):
    return [probe for probe in probes if probe.form == form]


def test_a_cell_is_asked_for_in_three_ways(make_cell):
    probes = every_cell([make_cell("培训费", "500", code="30216")])
    assert [probe.form for probe in probes] == [PLACE, ROW, CODE]
    place, row, code = (probe.question for probe in probes)
    assert all(name in place for name in ("松湖市档案馆", "《2025年支出预算表》", "“培训费”", "“预算数”"))
    assert "松湖市档案馆" in row and "2025年" in row and "培训费" in row
    assert "30216" in code and "2025年" in code and "培训费" not in code
    assert all(probe.wanted == (Amount(Decimal(500), "元"),) for probe in probes)


def test_the_year_is_left_to_a_title_that_prints_it(make_cell):
    dated = every_cell([make_cell("培训费", "500")])[0].question
    bare = every_cell([make_cell("培训费", "500", table="支出表")])[0].question
    assert dated.count("2025") == 1 and bare.count("2025") == 1


def test_a_header_of_two_storeys_is_asked_as_such(make_cell):
    place = every_cell([make_cell("培训费", "500", column="支出/预算数")])[0]
    assert "“支出”下“预算数”" in place.question


def test_a_question_that_fits_several_cells_wants_them_all_where_they_are_few(make_cell):
    cells = [make_cell("培训费", value) for value in ("1", "2", "3")]
    (place,) = by_form(every_cell(cells), PLACE)
    assert (place.demand, len(place.wanted)) == (Demand.ALL, 3)
    (place,) = by_form(every_cell([*cells, make_cell("培训费", "4")]), PLACE)
    assert (place.demand, len(place.wanted)) == (Demand.ONE, 4)


def test_a_row_wants_whole_amounts_of_its_year_from_any_table(make_cell):
    cells = [
        make_cell("培训费", "10"),
        make_cell("培训费", "4", column="人员经费", part=True),
        make_cell("培训费", "12", table="基本支出表"),
        make_cell("培训费", "9", column="增减额", stage=Stage.DIFFERENCE),
        make_cell("培训费", "8", column="上年预算数", year=2024, stage=Stage.PRIOR_BUDGET),
        make_cell("培训费", "77", body="松湖市图书馆"),
    ]
    mine = [probe for probe in by_form(every_cell(cells), ROW) if "档案馆" in probe.question]
    assert len({probe.question for probe in mine}) == len(mine)
    assert all({amount.value for amount in probe.wanted} == {10, 12} for probe in mine)
    assert all("2024" not in probe.question for probe in mine)


def test_totals_are_asked_for_only_in_their_table(make_cell):
    assert [probe.form for probe in every_cell([make_cell("合计", "10")])] == [PLACE]


def test_a_table_of_one_row_is_asked_by_its_column(make_cell):
    cell = make_cell("", "10", subject="公务接待费", column="公务接待费")
    place, row = every_cell([cell])
    assert "“公务接待费”" in place.question and "“”" not in place.question
    assert "公务接待费" in row.question


def test_what_has_no_name_is_not_asked_for(make_cell):
    assert every_cell([make_cell("12", "10", column="", subject="12")]) == ()


def test_so_many_cells_of_each_document_are_drawn_and_always_the_same(make_cell):
    cells = [
        make_cell(f"项目{letter}", str(n), body=body)
        for body in ("甲局", "乙局")
        for n, letter in enumerate("子丑寅卯辰巳午未")
    ]
    probes = every_cell(cells, 3)
    assert probes == every_cell(cells, 3)
    drawn = [probe.place for probe in by_form(probes, PLACE)]
    assert len(drawn) == 6
    assert len([probe for probe in by_form(probes, PLACE) if "甲局" in probe.question]) == 3
    assert len(by_form(every_cell(cells), PLACE)) == 16


def test_what_a_question_wants_is_gathered_from_all_cells_not_from_those_drawn(make_cell):
    cells = [make_cell("培训费", value, table=f"表{value}") for value in "123456"]
    (row,) = {probe.wanted for probe in by_form(every_cell(cells, 1), ROW)}
    assert len(row) == 6
