"""Printed amounts and yuan."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts.money import YUAN_PER_UNIT, exact, in_unit, is_money, number, plain, rounded, yuan

UNITS = st.sampled_from(sorted(YUAN_PER_UNIT))
AMOUNTS = st.decimals(min_value=Decimal("-1e12"), max_value=Decimal("1e12"), places=6)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1,234.5", "1234.5"),
        ("１，２３４．５", "1234.5"),
        ("－0.57%", "-0.57"),
        ("（3.46）", "-3.46"),
        ("(3.46)", "-3.46"),
        ("2.62%", "2.62"),
        ("15.000000", "15"),
        (" 1 234 ", "1234"),
        (".5", "0.5"),
        ("−8", "-8"),
        ("△8.5", "-8.5"),
        ("▲8.5", "-8.5"),
        ("￥1,234.50", "1234.5"),
        ("0", "0"),
    ],
)
def test_printed_numbers_are_read_exactly(printed: str, value: str) -> None:
    assert number(printed) == Decimal(value)


@pytest.mark.parametrize(
    "printed",
    ["", " ", "-", "—", "不需填列", "未公开", "≥82.5", "3辆", "1,23", "12,34.5", "1.2.3", "10.0020.00"],
)
def test_what_prints_no_number_is_none_and_not_zero(printed: str) -> None:
    assert number(printed) is None


def test_blank_and_zero_are_different() -> None:
    assert yuan("0.00", "万元") == 0 and yuan("", "万元") is None


def test_a_unit_that_is_not_money_has_no_yuan() -> None:
    assert not is_money("%") and not is_money("辆")
    with pytest.raises(KeyError):
        yuan("3", "辆")


@given(AMOUNTS, UNITS)
def test_yuan_and_back_is_exact(amount: Decimal, unit: str) -> None:
    value = yuan(format(amount, "f"), unit)
    assert value is not None and in_unit(value, unit) == amount


@given(AMOUNTS)
def test_thousands_separators_change_nothing(amount: Decimal) -> None:
    assert number(f"{amount:,f}") == amount


@pytest.mark.parametrize(("value", "shown"), [("0.285", "0.29"), ("0.284999", "0.28"), ("-1.005", "-1.01")])
def test_rounding_is_half_up(value: str, shown: str) -> None:
    assert rounded(Decimal(value)) == Decimal(shown)


@pytest.mark.parametrize(
    "printed", ["(77.22)", "（77.22）", "△77.22", "▲77.22", "–77.22", "－77.22", "−77.22", "(-77.22)"]
)
def test_a_minus_is_one_however_it_is_printed(printed: str) -> None:
    assert number(printed) == Decimal("-77.22")
    assert plain(printed) == "-77.22"


@pytest.mark.parametrize("printed", ["2.50①", "2.50¹", "2.50*", "2.50②③", "2.50※"])
def test_the_mark_of_a_footnote_is_no_figure_of_the_number(printed: str) -> None:
    assert number(printed) == Decimal("2.50")
    assert plain(printed) == "2.50"


@pytest.mark.parametrize("printed", ["①", "*", "(一)", "2.50(1)"])
def test_a_mark_alone_is_no_number(printed: str) -> None:
    assert number(printed) is None


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("15000", "万元", "1.50"),
        ("12345.678", "元", "12,345.678"),
        ("-300000000", "亿元", "-3.00"),
        ("100.5", "万元", "0.01005"),
        ("0", "元", "0.00"),
        ("1234", "辆", "1,234"),
        ("12.5", "%", "12.5"),
    ],
)
def test_an_exact_amount_loses_no_digit(value: str, unit: str, shown: str) -> None:
    assert exact(Decimal(value), unit) == shown
