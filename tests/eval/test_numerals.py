"""Numerals are whole tokens with their unit; list markers and Chinese ordinals are none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.numerals import numerals, without_markers


def values(text: str) -> list[str]:
    return [str(numeral.value) for numeral in numerals(text)]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("预算1,234.50万元", [("1234.50", "万元")]),
        ("预算1234.50 万元", [("1234.50", "万元")]),
        ("增长５０．００％", [("50.00", "%")]),
        ("百分之28", [("28", "%")]),
        ("2025年30217", [("2025", "年"), ("30217", "")]),
        ("3万", [("3", "万元")]),
        ("3万人", [("3", "")]),
        ("4200块钱", [("4200", "元")]),
        ("32.75，45.62", [("32.75", ""), ("45.62", "")]),
        ("1,234,56", [("1", ""), ("234", ""), ("56", "")]),
    ],
)
def test_number_and_unit(text: str, pairs: list[tuple[str, str]]):
    assert [(str(n.value), n.unit) for n in numerals(text)] == pairs


def test_chinese_ordinals_are_not_numerals():
    assert numerals("一、概况（二）“三公”经费，一季一主题") == ()


def test_a_minus_is_a_sign_only_where_nothing_stands_to_take_it_from():
    assert values("增减额-3.46万元，（-15.44%）") == ["-3.46", "-15.44"]
    assert values("147.87-0.42=147.45") == ["147.87", "0.42", "147.45"]
    assert values("147.87万元－0.42万元") == ["147.87", "0.42"]
    assert values("v01-2025.pdf，2023年-2025年") == ["1", "2025", "2023", "2025"]


@pytest.mark.parametrize(
    "text",
    ["1. 基本工资", "2、奖金", "（3）绩效工资", "- 1. 奖金", "共三项：1.奖金；2.工资", "合计\n 3) 其他"],
)
def test_list_markers_are_blanked(text: str):
    assert values(without_markers(text)) == []


@pytest.mark.parametrize("text", ["3.5万元", "分别为：32、45", "25", "12辆"])
def test_an_amount_at_the_start_is_no_list_marker(text: str):
    assert values(without_markers(text)) == values(text)


def test_without_markers_keeps_every_place():
    text = "1. 奖金45.62万元\n2. 工资"
    assert len(without_markers(text)) == len(text)


@given(
    st.decimals(min_value=0, max_value=10**12, places=2),
    st.sampled_from(["元", "千元", "万元", "百万元", "亿元", "%"]),
)
def test_any_printed_amount_is_read_back_with_its_unit(amount: Decimal, unit: str):
    for printed in (f"{amount:f}", f"{amount:,f}"):
        (numeral,) = numerals(f"预算{printed}{unit}，")
        assert (numeral.value, numeral.unit) == (amount, unit)
