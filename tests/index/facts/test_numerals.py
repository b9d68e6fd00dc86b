import pytest

from index.facts.numerals import count, in_chinese


@pytest.mark.parametrize(
    ("said", "n"),
    [
        ("七", 7),
        ("十", 10),
        ("二十一", 21),
        ("一百零三", 103),
        ("一百二十", 120),
        ("两", 2),
        ("12", 12),
        ("若干", 0),
    ],
)
def test_a_small_number_is_read(said: str, n: int) -> None:
    assert count(said) == n


def test_what_is_written_is_read_again() -> None:
    assert [count(in_chinese(n)) for n in range(1, 1000)] == list(range(1, 1000))
    assert (in_chinese(0), in_chinese(10), in_chinese(110), in_chinese(1000)) == (
        "零",
        "十",
        "一百一十",
        "1000",
    )
