"""What one policy document does to another."""

import pytest

from index.facts.records import Amendment
from index.policy.amending import amendments_of, repealed_by


def test_a_whole_article_in_other_words_is_of_the_document_the_title_names():
    given = ["将第五条修改为：“第五条 每人每天60元。”"]
    assert amendments_of(given, "关于修改《夜班补贴办法》的通知") == (
        Amendment("夜班补贴办法", "", "第五条"),
    )


def test_words_that_are_exchanged_are_kept_and_a_rule_that_changes_nothing_changes_nothing():
    given = ["《夜班补贴办法》第二条第一款中的“5元”调整为“8元”。"]
    assert amendments_of(given, "") == (Amendment("夜班补贴办法", "", "第二条", "5元", "8元"),)
    assert amendments_of(["第五条 标准调整为每年公布一次。"], "夜班补贴办法") == ()


@pytest.mark.parametrize(
    ("sentence", "ended"),
    [
        ("原《夜班费规定》（青人〔2010〕4号）同时废止。", ["夜班费规定", "青人〔2010〕4号"]),
        ("《甲规定》《乙规定》停止执行。", ["甲规定", "乙规定"]),
        ("本办法有效期满自行失效。", []),
        ("按照《夜班补贴办法》执行。", []),
    ],
)
def test_which_documents_a_sentence_ends(sentence, ended):
    assert repealed_by(sentence) == ended
