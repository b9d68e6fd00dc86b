"""Glyphs named by a radical read as the character they are drawn as."""

import pytest

from index.files.printed.radicals import unified


@pytest.mark.parametrize(
    ("named", "drawn"),
    [
        ("⼀般公共预算⽀出", "一般公共预算支出"),
        ("部⻔公务⽤⻋", "部门公务用车"),
        ("财政专⼾", "财政专户"),
        ("⺠⽣，⻝品安全", "民生，食品安全"),
        ("⾏政\uf90a额", "行政金额"),
        ("１,２３４．５０（辆）", "１,２３４．５０（辆）"),
    ],
)
def test_radicals_are_read_as_characters_and_all_else_as_it_is(named: str, drawn: str) -> None:
    assert unified(named) == drawn
