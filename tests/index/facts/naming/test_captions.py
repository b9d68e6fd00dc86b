"""Titles of tables as they are compared, whatever number stands before them."""

import pytest

from index.facts.naming.captions import bare_title, key_of_title, number_of, unnumbered, without_continued


@pytest.mark.parametrize(
    ("title", "number", "rest"),
    [
        ("表一 2031年单位收支总表", "表一", "2031年单位收支总表"),
        ("表52031年单位收支总表", "表5", "2031年单位收支总表"),
        ("表102031年单位收支总表", "表10", "2031年单位收支总表"),
        ("表十一般公共预算支出表", "表十", "一般公共预算支出表"),
        ("附件2-1：项目支出表", "附件2-1", "项目支出表"),
        ("公开07表：“三公”经费表", "公开07表", "“三公”经费表"),
        ("十二、政府采购预算表", "十二", "政府采购预算表"),
        ("5-3  2031年全市债务余额表", "5-3", "2031年全市债务余额表"),
        ("4.2031年收入预算表", "4", "2031年收入预算表"),
        ("附件2031年收入预算表", "附件", "2031年收入预算表"),
    ],
)
def test_a_number_is_parted_from_its_title(title: str, number: str, rest: str) -> None:
    assert (number_of(title), unnumbered(title)) == (number, rest)


@pytest.mark.parametrize(
    "title",
    [
        "一般公共预算支出表",
        "2031年一般公共预算支出表",
        "附属单位上缴收入表",
        "三公经费支出表",
        "表1",
        "236教师工作专项绩效目标表",
    ],
)
def test_what_is_no_number_stays(title: str) -> None:
    assert (number_of(title), unnumbered(title)) == ("", title)


def test_the_year_of_a_title_is_told_from_its_number() -> None:
    assert bare_title("表一 2031年度单位收支总表") == bare_title("2031年表一单位收支总表") == "单位收支总表"
    assert key_of_title("表五一般公共预算支出表") == "一般公共预算支出表"


@pytest.mark.parametrize("title", ["收入表（续）", "收入表(续表二)", "续表：收入表", "收入表续表1", "收入表"])
def test_a_table_that_goes_on_has_the_title_of_its_first_part(title: str) -> None:
    assert without_continued(title) == "收入表"
    assert without_continued("续聘人员补助表") == "续聘人员补助表" and without_continued("续表") == ""
