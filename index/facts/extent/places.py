"""Places whose governments disclose: their names, their ranks, and how much of them an amount speaks for.

A title that begins with a place and goes on with its money is that of its government (青石市, 某县某镇);
the session of a congress at which it was read names the place as well, and is no body itself.

>>> place_titled("关于青石市2025年预算执行情况的报告"), place_titled("某市财政局2025年部门预算")
('青石市', '')
>>> congress_place("2026年1月20日在青石市第十届人民代表大会第五次会议上")
'青石市'
"""

from __future__ import annotations

import re

from index.facts.captions import unnumbered
from index.facts.records import Scope

# How a place of each rank may end; the last letters say of what rank its amounts are.
_RANKS = (
    ("自治区", "省"),
    ("省", "省"),
    ("自治州", "州"),
    ("州", "州"),
    ("盟", "市"),
    ("地区", "市"),
    ("新区", "区"),
    ("开发区", "区"),
    ("自治县", "县"),
    ("县", "县"),
    ("自治旗", "旗"),
    ("旗", "旗"),
    ("市", "市"),
    ("区", "区"),
    ("镇", "镇"),
    ("乡", "乡"),
)
_END = "|".join(end for end, _ in _RANKS)
WHOLE = {rank: Scope(f"全{rank}") for rank in "省市州县区旗镇乡"}
PROPER = {rank: Scope(f"{rank}本级") for rank in "省市州县区旗"}
# 经济技术开发区, 城市, 全市, 我县, 市级 end like places and are none.
_NO_NAME = re.compile(
    r"^(?:[全我本该各市县区省]|关于|下级|所属|上级|其他|直属|跨)|(?:^|[^\u4e00-\u9fff])$"
    r"|(?:(?<!工业)(?<!产业)(?<!示范)园区|[社小灾景校厂片库牧街辖选地]区|超市|乡镇|村镇|城镇|城乡|城市|都市|县市)$"
)
# 成都市, 都市 is no city; 城市 neither.
_CITY = re.compile(r"[\u4e00-\u9fff]都市$")
_ONE = rf"[\u4e00-\u9fff]{{1,10}}?(?:{_END})"
_PLACE = re.compile(rf"(?:{_ONE}){{1,4}}")
# What follows the name of a place where its own money is spoken of.
_OF_MONEY = (
    r"(?:人民政府)?(?:[（(]?(?:19|20)\d\d|年|地方|全[省市州县区旗镇乡]|[省市州县区旗镇乡]?本级|[省市州县区旗镇乡]级|"
    r"一般公共|公共财政|政府性基金|国有资本|社会保险|财政(?!局|厅|所|部|专户)|政府(?:债|一般|专项|性|预算|决算)|"
    r"债务|债券|预算|决算|“?三公|收支|收入|支出|转移支付|重点|税收|分地区|分县|分市)"
)
_TITLED = re.compile(rf"^(?P<place>(?:{_ONE}){{1,4}}){_OF_MONEY}")
_NATION = re.compile(r"中央和地方预算|全国(?:一般公共|政府性基金|国有资本|社会保险基金|财政|决算)")
_WHEN = re.compile(r"^(?:(?:19|20)\d\d年?(?:度|末|底)?(?:\d{1,2}月(?:份|底|末)?)?|年(?:度|末|底)?)")
_ABOUT = re.compile(r"^(?:关于)?(?:公开|公布|下达|提请审议|审查批准|批准|印发)?(?:关于)?")
_CONGRESS = re.compile(
    rf"(?:^|[在日—\-:：,，(（])(?P<place>(?!在)(?:{_ONE}){{1,4}})第?[一二三四五六七八九十百]+届(?:人民代表大会|人大)"
)
_GOVERNMENT = re.compile(rf"^(?P<place>(?:{_ONE}){{1,4}})人民政府$")


def rank_of(place: str) -> str:
    """What a place is, by the end of its name: 省, 市, 县, 区 …; "" for what is no place."""
    text = place.strip()
    if len(text) < 3 and not re.fullmatch(rf"[\u4e00-\u9fff](?:{_END})", text):
        return ""
    if not _PLACE.fullmatch(text) or (_NO_NAME.search(text) and not _CITY.search(text)):
        return ""
    return next(rank for end, rank in _RANKS if text.endswith(end))


def place_titled(title: str) -> str:
    """The place whose government's money a title is of, "" where it names none or another body."""
    if _NATION.search(title):
        return "全国"
    text = _WHEN.sub("", _ABOUT.sub("", unnumbered(title)))
    text = unnumbered(text).removeprefix("关于")
    found = _TITLED.match(text)
    return _named(found["place"]) if found else ""


def congress_place(text: str) -> str:
    """The place at whose congress a report was read, "" where the text names none."""
    found = _CONGRESS.search(text)
    return _named(found["place"]) if found else ""


def of_government(name: str) -> str:
    """The place of which a name is the government: 某市人民政府 → 某市; "" for any other body."""
    found = _GOVERNMENT.match(name)
    return _named(found["place"]) if found else ""


def _named(place: str) -> str:
    return place if rank_of(place) else ""


def whole_of(place: str) -> Scope | None:
    """For whom the amounts of a place speak where nothing else is said: all of it."""
    return WHOLE.get(rank_of(place))


def proper_of(place: str) -> Scope | None:
    """The scope of a place's own government; None for a town, which has none below it."""
    return PROPER.get(rank_of(place))
