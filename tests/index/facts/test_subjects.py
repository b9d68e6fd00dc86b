"""科目 codes and labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts.subjects import (
    has_ordinal,
    inherit_code,
    is_code,
    join_code,
    label_without_ordinal,
    level,
    normal,
    split_label,
    tidy,
)

PAIRS = st.integers(0, 99).map(lambda n: f"{n:02d}")


@given(st.integers(100, 999).map(str), PAIRS, PAIRS)
def test_split_columns_join_to_the_code(first: str, second: str, third: str) -> None:
    code = join_code((first, second, third))
    assert code == first + second + third and is_code(code)
    assert [level(join_code(parts)) for parts in ((first,), (first, second), (first, second, third))] == [
        "类",
        "款",
        "项",
    ]


@given(st.integers(100, 999).map(str), PAIRS, PAIRS)
def test_rows_that_print_only_their_own_digits_have_the_code_of_rows_that_print_all(
    first: str, second: str, third: str
) -> None:
    top = inherit_code((first, "", ""), ())
    middle = inherit_code(("", second, ""), top)
    leaf = inherit_code(("", "", third), middle)
    assert join_code(leaf) == join_code(inherit_code((first, second, third), ()))


def test_a_code_column_may_repeat_its_parent() -> None:
    assert join_code(("301", "30101")) == "30101"
    assert join_code(inherit_code(("", "30102"), ("301", "30101"))) == "30102"


def test_a_single_digit_below_the_first_level_lost_its_zero() -> None:
    assert join_code(("301", "2")) == "30102"


def test_a_row_without_digits_has_no_code() -> None:
    assert inherit_code(("", "", ""), ("212", "01", "01")) == ()
    assert join_code(()) == ""


def test_a_new_second_level_does_not_keep_the_old_third() -> None:
    assert inherit_code(("", "02", ""), ("212", "01", "03")) == ("212", "02")


@pytest.mark.parametrize(
    ("label", "bare"),
    [
        ("一、一般公共服务支出", "一般公共服务支出"),
        ("二十一、其他支出", "其他支出"),
        ("（一）公务接待费", "公务接待费"),
        ("1.因公出国（境）费用", "因公出国（境）费用"),
        ("2、公务接待费", "公务接待费"),
        ("其中：（1）公务用车购置费", "公务用车购置费"),
        ("①办公费", "办公费"),
        ("减：上年结转", "上年结转"),
        ("2025年预算", "2025年预算"),
        ("三公经费", "三公经费"),
        ("1.5吨以下货车", "1.5吨以下货车"),
        ("一、", "一、"),
    ],
)
def test_ordinals_go_and_names_stay(label: str, bare: str) -> None:
    assert label_without_ordinal(label) == bare


def test_names_compare_without_ordinals_spaces_width_and_punctuation() -> None:
    assert normal("其中：（１）公务用车 购置费") == normal("公务用车购置费")
    assert normal("“三公”经费") == normal("三公经费")
    assert normal("因公出国（境）费") == normal("因公出国(境)费")
    assert normal("公务接待费") != normal("公务用车费")


def test_has_ordinal_tells_numbers_apart() -> None:
    assert has_ordinal("一、财政拨款") and has_ordinal("(2) 其他") and has_ordinal("1.工资")
    assert not has_ordinal("1.50") and not has_ordinal("2025年") and not has_ordinal("一般公共预算")


@pytest.mark.parametrize(
    ("label", "code", "name"),
    [
        ("201 一般公共服务支出", "201", "一般公共服务支出"),
        ("2010301-行政运行", "2010301", "行政运行"),
        ("[20101]人大事务", "20101", "人大事务"),
        ("30103奖金", "30103", "奖金"),
        ("2025年预算", "", "2025年预算"),
        ("100辆汽车", "", "100辆汽车"),
        ("12345热线运行经费", "", "12345热线运行经费"),
        ("办公费", "", "办公费"),
    ],
)
def test_a_label_that_prints_its_code_is_split(label: str, code: str, name: str) -> None:
    assert split_label(label) == (code, name)


def test_wrapped_and_spread_labels_are_closed() -> None:
    assert tidy("合　　计") == "合计"
    assert tidy("公务用车\n购置费") == "公务用车购置费"
    assert tidy("A B 类") == "A B类"
