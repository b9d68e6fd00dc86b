"""How policy documents number, date and name things."""

import pytest

from index.policy.signs import article_at, iso, later, number_of, order_of, titles_in, years_on


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2022年5月1日", "2022-05-01"),
        ("二〇二二年十二月三十一日", "2022-12-31"),
        ("2024-02-29", "2024-02-29"),
        ("二Ｏ一九年七月一日", "2019-07-01"),
        ("２０２３年７月１日", "2023-07-01"),
        ("二○二三年七月", "2023-07-01"),
        ("2023年2月30日", ""),
        ("去年", ""),
    ],
)
def test_a_day_is_one_of_the_calendar(said, day):
    assert iso(said) == day


def test_so_many_days_or_months_after_a_day():
    assert later("2023-06-01", 30, "日") == "2023-07-01"
    assert later("2023-11-30", 3, "个月") == "2024-02-29"
    assert later("", 30, "日") == ""


def test_so_many_years_end_the_day_before():
    assert years_on("2022-05-01", 3) == "2025-04-30"
    assert years_on("2024-02-29", 1) == "2025-02-28"
    assert years_on("", 3) == ""


@pytest.mark.parametrize(
    ("text", "article"),
    [("第十二条 住宿费", "第十二条"), ("第3条 住宿费", "第3条"), ("按第三条", ""), ("第三条款项", "")],
)
def test_an_article_is_what_a_paragraph_begins_with(text, article):
    assert article_at(text) == article


def test_a_number_is_written_in_the_usual_brackets_and_a_title_keeps_one_within_it():
    assert number_of("（青水发[2022]7号）") == "青水发〔2022〕7号"
    assert titles_in("关于修改《甲办法》的通知和《乙规定》") == ["甲办法", "乙规定"]
    assert order_of("第二十一条") == 21 and order_of("三、") == 0
