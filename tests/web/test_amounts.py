from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts.money import YUAN_PER_UNIT, number
from qa.records import AnswerFigure
from web.amounts import both_units, spoken, spoken_yuan

DIGITS = "零一二三四五六七八九"


def figure(printed: str, unit: str, value: Decimal | None = None) -> AnswerFigure:
    amount = value if value is not None else Decimal(printed.replace(",", "")) * YUAN_PER_UNIT.get(unit, 1)
    return AnswerFigure("公务接待费", "", "某局", 2025, "预算", amount, printed, unit)


@pytest.mark.parametrize(
    ("printed", "unit", "yuan", "wan"),
    [
        ("1.50", "万元", "15,000.00元", "1.50万元"),
        ("69,141,400.00", "元", "69,141,400.00元", "6,914.14万元"),
        ("1.23456", "元", "1.23456元", "0.000123456万元"),
        ("0.5", "亿元", "50,000,000.00元", "5,000.00万元"),
        ("0.00", "万元", "0.00元", "0.00万元"),
    ],
)
def test_an_amount_stands_in_both_units_exactly(printed, unit, yuan, wan):
    both = both_units(figure(printed, unit))
    assert (both.yuan, both.wan) == (yuan, wan)
    assert both.formula.startswith(f"{printed}{unit} ")


def test_a_decrease_printed_unsigned_stays_unsigned():
    assert both_units(figure("0.25", "万元", Decimal(-2500))).yuan == "2,500.00元"


def test_a_percentage_has_no_second_unit():
    assert both_units(figure("50.00", "%")) is None


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_both_units_are_the_same_amount(amount):
    both = both_units(figure(format(amount, "f"), "万元"))
    assert number(both.yuan.removesuffix("元")) == number(both.wan.removesuffix("万元")) * 10_000


@pytest.mark.parametrize(
    ("printed", "unit", "said"),
    [
        ("1.50", "万元", "一点五万元"),
        ("0.00", "万元", "零万元"),
        ("147.87", "万元", "一百四十七点八七万元"),
        ("69,141,400.00", "元", "六千九百一十四万一千四百元"),
        ("10", "辆", "十辆"),
        ("100005", "元", "十万零五元"),
        ("20010000", "元", "二千零一万元"),
        ("10000001", "元", "一千万零一元"),
        ("1000100000", "元", "十亿零一十万元"),
        ("-16.67", "%", "百分之负十六点六七"),
        ("未公开", "元", "未公开元"),
    ],
)
def test_a_number_is_read_as_one_says_it(printed, unit, said):
    assert spoken(printed, unit) == said


def test_yuan_are_read_from_the_printed_amount():
    assert spoken_yuan(figure("1.50", "万元")) == "一万五千元"


def heard(said: str) -> int:
    """The whole number that was said."""
    total = section = digit = 0
    for character in said:
        if character in DIGITS:
            digit = DIGITS.index(character)
        elif character in "十百千":
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
        elif character == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        else:
            total, section, digit = total + (section + digit) * 10**4, 0, 0
    return total + section + digit


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_what_is_said_is_the_number(value):
    assert heard(spoken(str(value), "")) == value
