import pytest

from index.facts.extent.periods import meets, period_in


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("前4个月", "1-4月"),
        ("2031年前四个月财政收入", "1-4月"),
        ("一至四月", "1-4月"),
        ("二〇三一年一月至十一月", "1-11月"),
        ("前十二个月", ""),
        ("前3季度", "前三季度"),
        ("前三个季度", "前三季度"),
        ("头两季度", "前二季度"),
        ("前四个季度", ""),
        ("第3季度", "三季度"),
        ("四月份", "4月"),
        ("统一月度报告", ""),
        ("1-12月", ""),
    ],
)
def test_the_first_months_and_quarters_are_no_whole_year_and_no_last_quarter(text: str, period: str) -> None:
    assert period_in(text) == period


def test_what_is_asked_of_the_first_months_meets_what_is_told_of_them() -> None:
    assert meets("前四个月", "1-4月") and meets("头4个月", "1-4月") and meets("前3季度", "前三季度")
    assert not meets("前四个月", "4月")


def test_what_is_asked_to_date_meets_what_came_in_up_to_then() -> None:
    assert meets("4月累计", "1-4月") and meets("一至四月累计", "1-4月") and meets("前4个月累计", "1-4月")
    assert not meets("3月累计", "1-4月")
