"""What tells who asked is hidden; what the question is about is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.masks import masked


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("我叫张三丰，想问公务接待费", "我叫〔姓名〕，想问公务接待费"),
        ("我是李四，电话13812345678", "我是〔姓名〕，电话〔号码〕"),
        ("手机 138-1234-5678 回我", "手机 〔号码〕 回我"),
        ("座机0598-8227123", "座机〔号码〕"),
        ("身份证110101199003071234查一下", "身份证〔证件号〕查一下"),
        ("身份证11010119900307123X", "身份证〔证件号〕"),
        ("卡号6222 0212 3456 7890 123", "卡号〔卡号〕"),
        ("发到 a.b@example.com 吧", "发到 〔邮箱〕 吧"),
        ("电话１３８１２３４５６７８", "电话〔号码〕"),
        ("王先生问三公经费", "〔姓名〕先生问三公经费"),
        ("400-812-3456打不通", "〔号码〕打不通"),
    ],
)
def test_numbers_and_names_of_people_are_hidden(typed, kept):
    assert masked(typed) == kept


@pytest.mark.parametrize(
    "question",
    [
        "公务接待费15000元为什么增长",
        "2080505和2080506各多少",
        "2017到2019年哪家公务接待费降得最多",
        "12345热线中心2025年三公经费",
        "支出1,234,567,890.12元对吗",
        "预算13812345678元占多少",
        "我是市民，想问望潮街道2025年培训费",
        "我是想问金额",
    ],
)
def test_questions_stay_as_they_are(question):
    assert masked(question) == question


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "，", " ", "我的电话"]))
def test_no_mobile_number_is_left(number, before):
    assert number not in masked(f"{before}{number}")
