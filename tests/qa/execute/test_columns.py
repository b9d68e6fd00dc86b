"""A column is read once while there is room for it."""

from qa.execute.columns import Columns


def test_a_column_is_read_once_and_the_one_asked_for_longest_ago_goes():
    read: list[str] = []

    def column(of: str) -> list[str]:
        read.append(of)
        return [of] * 3

    columns = Columns(kept=7)
    for of in ("培训费", "会议费", "培训费", "差旅费", "培训费", "会议费"):
        assert columns.of(of, lambda of=of: column(of), len) == [of] * 3
    assert read == ["培训费", "会议费", "差旅费", "会议费"]


def test_what_is_larger_than_the_room_is_kept_alone():
    columns = Columns(kept=1)
    first = columns.of("培训费", lambda: [1, 2, 3], len)
    assert columns.of("培训费", lambda: [4], len) is first
