"""Sums, differences, shares and rates: exact, with a formula that can be checked by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts.money import YUAN_PER_UNIT
from index.facts.records import Citation
from qa.arithmetic import (
    converted,
    count,
    growth,
    mean,
    minus,
    multiple,
    plus_or_minus,
    ratio,
    recomputed,
    scaled,
    total,
    unchanged,
    with_text,
)
from qa.arithmetic import given as stated
from qa.records import Draft, Status, Value
from qa.verify import UngroundedError, verify

AMOUNTS = st.integers(0, 10**10).map(lambda n: f"{Decimal(n) / 100:.2f}")
SIGNED = st.integers(-(10**9), 10**9).map(lambda n: f"{Decimal(n) / 100:.2f}")
UNITS = st.sampled_from(["元", "千元", "万元", "亿元"])


def amount(printed: str, unit: str = "万元", year: int = 2025, metric: str = "某费") -> Value:
    value = Decimal(printed.replace(",", "")) * YUAN_PER_UNIT[unit]
    place = Citation("某局.pdf", 3, printed, row=metric)
    return Value(metric, "某局", year, "预算", value, printed, unit, citation=place)


def test_a_total_is_exact_and_shows_its_terms():
    done = total([amount("14.00"), amount("7.00"), amount("0.10")], "合计")
    assert (done.value, done.shown) == (Decimal(211000), "21.10万元")
    assert done.formula == "14.00万元＋7.00万元＋0.10万元＝21.10万元"


def test_tenths_do_not_drift():
    done = total([amount("0.10"), amount("0.20")], "合计")
    assert done.value == Decimal("3000")
    assert minus(amount("0.30"), done, "差额").value == 0


def test_a_negative_term_stands_in_brackets():
    assert total([amount("3.00"), amount("-1.20")], "合计").formula == "3.00万元＋（-1.20万元）＝1.80万元"


def test_amounts_of_different_units_add_in_the_first_ones_unit():
    done = total([amount("1.50"), amount("8,000.00", "元")], "合计")
    assert (done.value, done.shown) == (Decimal(23000), "2.30万元")
    assert done.formula == "1.50万元＋8,000.00元＝2.30万元"


def test_a_conversion_shows_the_printed_amount():
    done = converted(amount("9,600.00", "元"), "万元")
    assert (done.shown, done.value, done.formula) == ("0.96万元", Decimal(9600), "9,600.00元＝0.96万元")
    assert done.citation is None
    assert done.citations() == (Citation("某局.pdf", 3, "9,600.00", row="某费"),)


def test_whole_yuan_are_written_without_cents():
    assert converted(amount("1.50"), "元").shown == "15000元"
    assert converted(amount("1.505001"), "元").shown == "15050.01元"


@pytest.mark.parametrize("unit", ["", "万元"])
def test_an_amount_already_in_the_asked_unit_stays_as_read(unit):
    value = amount("1.50")
    assert converted(value, unit) is value


def test_a_count_is_not_converted_to_money():
    cars = replace(amount("3.00"), unit="辆", printed="3", value=Decimal(3))
    assert converted(cars, "元") is cars


def test_a_rounded_conversion_rounds_half_up():
    assert converted(amount("1,450,000.00", "元"), "亿元").shown == "0.01亿元"
    assert converted(amount("1,500,000.00", "元"), "亿元").shown == "0.02亿元"


@pytest.mark.parametrize(
    ("now", "difference", "before", "formula"),
    [
        ("1.50", "0.50", "1.00", "1.50万元−0.50万元＝1.00万元"),
        ("3.00", "-1.00", "4.00", "3.00万元＋1.00万元＝4.00万元"),
        ("2.00", "2.00", "0.00", "2.00万元−2.00万元＝0.00万元"),
    ],
)
def test_last_years_amount_follows_from_the_printed_difference(now, difference, before, formula):
    done = plus_or_minus(amount(now), amount(difference, metric="增减额"), "上年某费")
    assert (done.shown, done.formula) == (f"{before}万元", formula)
    assert (done.year, done.stage) == (2024, "上年预算")


def test_what_stayed_level_was_as_much_last_year():
    done = unchanged(amount("3.00"), "上年某费")
    assert (done.shown, done.year, done.value) == ("3.00万元", 2024, Decimal(30000))


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        ("1.50", "147.87", "1.01"),
        ("1.00", "3.00", "33.33"),
        ("2.00", "3.00", "66.67"),
        ("0.00", "5.00", "0.00"),
    ],
)
def test_a_share_is_rounded_half_up_to_two_places(part, whole, percent):
    done = ratio(amount(part), amount(whole), "占比")
    assert done.shown == f"{percent}%"
    assert done.formula == f"{part}万元÷{whole}万元＝{percent}%"


def test_exactly_half_is_rounded_up():
    assert ratio(amount("0.01"), amount("80.00"), "占比").shown == "0.01%"  # 0.0125
    assert ratio(amount("0.03"), amount("80.00"), "占比").shown == "0.04%"  # 0.0375
    assert ratio(amount("0.01"), amount("200.00"), "占比").shown == "0.01%"  # 0.005


def test_nothing_is_a_share_of_zero():
    assert ratio(amount("1.00"), amount("0.00"), "占比") is None


def test_nothing_grows_from_zero():
    assert growth(amount("1.00"), amount("0.00", year=2024), "增长率") is None


@pytest.mark.parametrize(
    ("now", "before", "rate"),
    [("1.50", "1.00", "50.00"), ("3.00", "4.00", "-25.00"), ("2.00", "2.00", "0.00")],
)
def test_a_rate_of_growth_keeps_its_sign(now, before, rate):
    done = growth(amount(now), amount(before, year=2024), "增长率")
    assert (done.printed, done.unit, done.value) == (rate, "%", Decimal(rate))
    assert done.formula == f"（{now}万元−{before}万元）÷{before}万元＝{rate}%"


def test_a_shares_places_are_those_of_part_and_whole():
    part = amount("1.50", metric="部分")
    done = ratio(part, total([part, amount("2.00", metric="其余")], "合计"), "占比")
    assert [place.row for place in done.citations()] == ["部分", "其余"]


def test_a_sum_without_text_gets_it_with_its_operands_and_keeps_its_stage():
    bare = replace(total([amount("0.50"), amount("-0.20")], "增减额"), printed="", formula="", stage="增减额")
    done = with_text(bare)
    assert (done.printed, done.stage) == ("0.30", "增减额")
    assert done.formula == "0.50万元＋（-0.20万元）＝0.30万元"


def test_a_value_with_text_is_left_alone():
    value = total([amount("1.00"), amount("2.00")], "合计")
    assert with_text(value) is value


def test_an_unknown_operator_is_a_bug():
    with pytest.raises(KeyError, match="power"):
        recomputed(replace(amount("1.00"), operator="power", operands=(amount("1.00"),)))


@given(st.lists(SIGNED, min_size=1, max_size=6), UNITS)
def test_a_total_is_what_its_operands_recompute_to(printed, unit):
    values = [amount(text, unit) for text in printed]
    done = total(values, "合计")
    assert done.value == recomputed(done) == sum(value.value for value in values)


@given(AMOUNTS, AMOUNTS, UNITS, UNITS)
def test_every_operation_recomputes_to_its_own_value(one, other, unit, asked):
    now, before = amount(one, unit), amount(other, unit, 2024)
    made = [
        minus(now, before, "差额"),
        plus_or_minus(now, before, "上年"),
        unchanged(now, "上年"),
        ratio(now, before, "占比"),
        growth(now, before, "增长率"),
        converted(now, asked),
    ]
    derived = [value for value in made if value is not None and value.operator]
    assert derived
    assert [value.value for value in derived] == [recomputed(value) for value in derived]


@given(SIGNED, SIGNED)
def test_adding_a_difference_to_last_year_gives_this_year(now, difference):
    before = plus_or_minus(amount(now), amount(difference), "上年")
    assert before.value + amount(difference).value == amount(now).value


@given(AMOUNTS, UNITS, UNITS)
def test_a_conversion_changes_the_text_and_never_the_amount(printed, unit, asked):
    value = amount(printed, unit)
    assert converted(value, asked).value == value.value


@given(AMOUNTS.filter(lambda text: text != "0.00"), AMOUNTS)
def test_growth_has_the_sign_of_the_difference(before, now):
    rate = growth(amount(now), amount(before), "增长率")
    assert rate is not None
    difference = Decimal(now) - Decimal(before)
    assert rate.value == 0 or (rate.value > 0) == (difference > 0)


@pytest.mark.parametrize(
    ("done", "formula"),
    [
        (scaled(amount("1.50"), 1, 12, "每月平均"), "1.50万元÷12＝1250.00元"),
        (scaled(amount("36.00"), 2, 3, "三分之二"), "36.00万元×2÷3＝24.00万元"),
        (
            mean([amount("1.00"), amount("2.00"), amount("6.00")], "平均"),
            "（1.00万元＋2.00万元＋6.00万元）÷3＝3.00万元",
        ),
        (multiple(amount("1.50"), amount("1.00"), "倍数"), "1.50万元÷1.00万元＝1.5倍"),
        (
            minus(amount("12.00"), stated(Decimal(100000), "万元", "10万"), "超出"),
            "12.00万元−10万元＝2.00万元",
        ),
    ],
)
def test_what_is_scaled_averaged_or_given_shows_its_formula(done, formula) -> None:
    assert done.formula == formula
    assert recomputed(done) == done.value
    draft = Draft(Status.ANSWERED, ("共", done), (done,))
    assert verify(draft, question="", known=(), answer_id="a1").text == f"共{done.shown}"


def test_a_count_has_its_rows_for_operands() -> None:
    done = count([amount("1.00"), amount("2.00")], "个数", "项")
    assert (done.shown, done.formula, recomputed(done)) == ("2项", "", 2)
    draft = Draft(Status.ANSWERED, ("共", done), (done,))
    assert len(verify(draft, question="", known=(), answer_id="a1").citations) == 2


def test_a_factor_that_is_not_its_own_is_stopped() -> None:
    done = scaled(amount("12.00"), 1, 12, "每月平均")
    for wrong in (
        replace(done, factor=(1, 6)),
        replace(done, formula=done.formula.replace("12＝", "11＝")),
        replace(stated(Decimal(100000), "万元", "10万"), printed="11"),
    ):
        with pytest.raises(UngroundedError):
            verify(Draft(Status.ANSWERED, (), (wrong,)), question="", known=(), answer_id="a1")
