import pytest

from index.facts.extent.places import congress_place, place_titled, rank_of
from index.facts.extent.years import in_digits


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("关于青石市2031年预算执行情况和2032年预算草案的报告", "青石市"),
        ("表3-2 2031年末石坪县地方政府债务余额情况表", "石坪县"),
        ("07 云岭省2031年政府性基金收入", "云岭省"),
        ("三河市2031年决算", "三河市"),
        ("石坪县芦花镇2031年“三公”经费决算", "石坪县芦花镇"),
        ("关于2031年青石市预算草案的报告", "青石市"),
        ("关于2031年中央和地方预算执行情况的报告", "全国"),
        ("2031年全市一般公共预算收入表", ""),
        ("市本级2031年收入表", ""),
        ("青石市财政局2031年部门预算", ""),
        ("青石市教育局2031年收支总表", ""),
    ],
)
def test_a_title_is_of_the_place_before_its_money(title: str, place: str) -> None:
    assert place_titled(title) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("——2032年1月9日在青石市第三届人民代表大会第二次会议上", "青石市"),
        ("青石市三届人大二次会议文件（5）", "青石市"),
        ("在第十四届全国人民代表大会第三次会议上", ""),
        ("青石市第三中学", ""),
    ],
)
def test_a_congress_names_its_place(text: str, place: str) -> None:
    assert congress_place(text) == place


def test_what_only_ends_like_a_place_has_no_rank() -> None:
    assert [rank_of(name) for name in ("全市", "市本级", "农村社区", "城市", "成都市", "水湾区")] == [
        *("", "", "", ""),
        *("市", "区"),
    ]


def test_years_are_read_in_any_writing() -> None:
    written = ("二○三一年", "二Ｏ三一年", "２０３１年", "二零三一年", "二十年", "一二三四五")
    assert [in_digits(text) for text in written] == ["2031年"] * 4 + ["二十年", "一二三四五"]
