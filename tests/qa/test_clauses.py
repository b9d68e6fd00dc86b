"""What asks several things is split; what depends on what was asked before stays together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.rules.clauses import clauses


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("事业编制有多少名，在职实有多少人", ["事业编制有多少名", "在职实有多少人"]),
        ("收入合计多少？其中其他收入多少？", ["收入合计多少？", "其中其他收入多少？"]),
        ("调解找谁来做、一年安排多少钱", ["调解找谁来做", "一年安排多少钱"]),
        ("公务接待费多少，为什么增长", ["公务接待费多少，为什么增长"]),
        ("接待费花了多少，占预算百分之多少", ["接待费花了多少，占预算百分之多少"]),
        ("哪家降得最多，降了多少百分比", ["哪家降得最多，降了多少百分比"]),
        ("水费、电费各多少", ["水费、电费各多少"]),
        ("谁的收入更多，多多少万元", ["谁的收入更多，多多少万元"]),
        ("到底是多少，说明和表格对得上吗", ["到底是多少，说明和表格对得上吗"]),
        ("你好，三公经费多少？谢谢", ["你好，三公经费多少？谢谢"]),
        ("公务接待费", ["公务接待费"]),
    ],
)
def test_a_clause_is_split_off_where_it_asks_something_new(text, parts):
    assert list(clauses(text)) == parts


@given(st.text(alphabet="多少几谁吗，。？、费用人1 ", max_size=40))
def test_no_word_of_a_question_is_lost(text):
    bare = str.maketrans("", "", " 　，,；;、")
    assert "".join(clauses(text)).translate(bare) == text.translate(bare)
