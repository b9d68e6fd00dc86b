"""English words that nobody knows, in Chinese where what they mean is known, and as they are where not."""

import re

import pytest

from qa.language.english.chinese import KnownChinese, has_english, in_chinese
from qa.language.normal import read

ROWS = ("公益性岗位补贴", "民兵训练与征兵", "小学教育")
KNOWN = KnownChinese(
    ROWS, "到高原地区出差的，应急监测。", {"专项债务", "reception", "allowance"}.__contains__
)


def put(question: str) -> str:
    text = read(question)
    letters = {n for found in re.finditer("[a-z]{2,}", text.bare) for n in range(*found.span())}
    return in_chinese(text, letters, KNOWN)


@pytest.mark.parametrize(
    ("question", "chinese"),
    [
        ("望潮街道2025 public welfare job subsidies", "望潮街道2025 公益岗位补贴"),  # words of one row
        ("militia training 2025", "民兵训练 2025"),
        ("special debt", "专项债务"),  # a name put together
        ("plateaus", "高原"),  # what is told, in the plural
        ("receptions allowances", "reception allowance"),  # English that is known in its plain form
        ("April 2024", "4月 2024"),
        ("how many employees", "多少人"),
    ],
)
def test_what_is_known_is_put_into_chinese(question, chinese):
    assert put(question) == chinese


@pytest.mark.parametrize(
    "question",
    [
        "quantum",
        "gliders",
        "satellite launches",
        "emergency",  # 应|急 would be read as two words that say nothing
        "primary",  # no name of a row alone
    ],
)
def test_what_stands_nowhere_stays_english(question):
    assert put(question) == ""


def test_words_of_two_clauses_are_no_name_together():
    assert put("militia? training") == "民兵? 训练"


def test_only_unknown_letters_count_as_english():
    text = read("militia 训练")
    assert has_english(text, set(range(len("militia"))))
    assert not has_english(text, set(range(len("militia"), len(text.bare))))
