import re

import pytest

from index.facts.extent.places import BELOW, congress_place, place_titled, rank_of
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


@pytest.mark.parametrize(
    ("rank", "names"),
    [
        (
            "市",
            "盐城市 江苏省盐城市 运城市 海城市 成都市 本溪市 广州市 新乡市 丰镇市 喀什地区 青石盟",
        ),
        ("县", "全州县 全南县 石坪县"),
        ("区", "市中区 盐城市市北区 水湾区 老城区 梅县区 矿区 金山区 开发区 广西壮族自治区 苏州工业园区"),
        ("镇", "周村镇 杨村镇 新城镇 古城镇 石坪县芦花镇"),
        ("", "全市 本市 我县 各县区 县区 市县 市级 市本级 全州 全自治区 县级市 安排全市 上级补助我市"),
        ("", "城市 大都市 中心城市 青石市城市 小城镇 重点村镇 补助乡镇 城乡 超市 联盟 家乡"),
        ("", "社区 城乡社区 农村社区 棚户区 产业园区 自然保护区 老旧小区"),
        ("", "地区 本地区 分地区 贫困地区 民族地区"),
    ],
)
def test_a_place_has_a_rank_and_what_only_ends_like_one_has_none(rank: str, names: str) -> None:
    assert {name: rank_of(name) for name in names.split()} == dict.fromkeys(names.split(), rank)


def test_all_places_below_one_are_called_in_many_ways() -> None:
    said = "县区 各县区 市县 县市区 区（市）县 县（区） 县（市、区） 各区 下级 乡镇 街道 镇级 各镇 旗县区"
    assert [name for name in said.split() if not re.fullmatch(BELOW, name)] == []
    assert [name for name in ("全市", "水湾区", "市本级", "市区", "社区") if re.fullmatch(BELOW, name)] == []


def test_years_are_read_in_any_writing() -> None:
    written = ("二○三一年", "二Ｏ三一年", "２０３１年", "二零三一年", "二十年", "一二三四五")
    assert [in_digits(text) for text in written] == ["2031年"] * 4 + ["二十年", "一二三四五"]
