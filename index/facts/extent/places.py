"""Places whose governments disclose: their names, their ranks, and the scope of an amount within them.

A title that begins with a place and goes on with its money is that of its government (青石市, 某县某镇);
the session of a congress at which it was read names the place as well, and is no body itself.

>>> place_titled("关于青石市2025年预算执行情况的报告"), place_titled("某市财政局2025年部门预算")
('青石市', '')
>>> congress_place("2026年1月20日在青石市第十届人民代表大会第五次会议上")
'青石市'
"""

from __future__ import annotations

import re

from index.facts.ledgers import OF_LEDGER
from index.facts.naming.captions import unnumbered
from index.facts.records import Scope

# How a place of each rank may end, and its rank be spoken of; the letter says of what rank its amounts are.
RANKS = {
    "自治区": "区",
    "省": "省",
    "自治州": "州",
    "州": "州",
    "盟": "市",
    "地区": "市",
    "新区": "区",
    "开发区": "区",
    "自治县": "县",
    "县": "县",
    "自治旗": "旗",
    "旗": "旗",
    "市": "市",
    "区": "区",
    "镇": "镇",
    "乡": "乡",
}
_END = "|".join(RANKS)
# The country is no place among others: its rank ends no name but its own.
NATION, OF_NATION = "全国", "国"
WHOLE = {end: Scope(f"全{rank}") for end, rank in RANKS.items()} | {OF_NATION: Scope.NATION}
PROPER = {end: Scope(f"{rank}本级") for end, rank in RANKS.items() if rank not in "镇乡"}
PROPER[OF_NATION] = Scope.CENTRAL
# A rank as it stands alone: 全市, 自治区本级, 我县.
RANK = r"(?:自治[区州县旗]|地区|[省市州盟县区旗镇乡])"
# How much of the document's own place: 全市, 市本级.
ALL_OF = rf"全(?P<whole>{RANK})(?![域场人]|(?<=全州)县)"
WHOSE = rf"(?:{ALL_OF}|{RANK}本级)".replace("?P<whole>", "?:")
_ONLY_WHOSE = re.compile(rf"本地区?|{WHOSE}|本级|{RANK}级")
RANKS_BELOW = (
    r"(?:县市区|市县区|区市县|旗县区|县旗区|市县|县区|区县|县市|旗县|县旗|旗区|市州|州市|地市"
    r"|[市县区旗][（(][市县区旗、,，]+[）)][市县区旗]?)"
)
_TOWNS = r"(?:乡镇(?:、?街道)?|镇街道?|街镇|街道|[乡镇][（(][乡镇街道、]+[）)])"
# All places below one: 下级, 各县区, 县（区）, 区（市）县, 乡镇, 镇级.
BELOW = (
    rf"(?:(?:全部|所属|所辖|下辖|各)+(?:{RANKS_BELOW}|{_TOWNS}|[市县区旗州盟镇乡])级?"
    rf"|{RANKS_BELOW}级?|(?:下级|下辖)|(?<![\u4e00-\u9fff])(?:{_TOWNS}级?|[乡镇]级))"
)
_BARE = r"自治[区州县旗]|地区|新区|开发区|园区|[省市县区旗盟镇乡]"
# What is said of places without naming one. 本溪市 and 全州县 are names, 本市 and 全县 none.
_UNNAMED = re.compile(
    rf"^(?:[全本](?:{_BARE}|州(?!县))|全[部国年域面]|本[级年次部项单]|[我该各]|[省市县区州](?:级|直|属|辖|域|对|本)"
    rf"|关于|下级|所属|上级|其他|直属|跨)|[全我本该各](?:{_BARE})$"
)
_LAST = r"(?:^|(?<=[省市州县区旗盟]))"
# Common words that end like the names of places; with one letter before them names: 盐城市, 周村镇.
_COMMON = re.compile(
    r"(?:[社小灾景校厂片库牧街辖选农疫]区|(?:棚户|保护|功能|规划|贫困|主城|旧城|中心城|建成|革命老)区"
    r"|(?<!工业)(?<!产业)(?<!示范)园区|超市|乡镇|城乡|[县区]市|[市区]县|联盟"
    r"|(?<!^.)(?<![省市州县区旗盟].)(?:城市|都市|城镇|村镇|县区))$"
    rf"|{_LAST}(?:大?城市|小?城镇|大?都市|村镇|(?:边远|贫困)?山区|林区|老区"
    r"|(?:试点|贫困|直管|产粮大|重点|扩权|脱贫)[县市镇乡]|[下返回家水]乡|小镇|[红国]旗)$"
    r"|^(?:工业|产业|示范|科技|农业)园区$"
    r"|(?:^|[^\u4e00-\u9fff]|[本分各该全]|贫困|民族|边疆|边境|边远|农村|农牧|困难|周边|落后|发达|西部|东部|中部|其他|老少边穷)地区$"
)
_ONE = rf"[\u4e00-\u9fff]{{1,10}}?(?:{_END})"
_PLACE = re.compile(rf"(?:{_ONE}){{1,4}}")
# What follows the name of a place where its own money is spoken of.
_OF_MONEY = (
    rf"(?:人民政府)?(?:关于)?(?:[（(]?(?:19|20)\d\d|年|地方|全{RANK}|{RANK}?本级|{RANK}级|"
    rf"{OF_LEDGER}|财政(?!局|厅|所|部|专户)|政府(?:债|一般|专项|性|预算|决算)|"
    r"债务|债券|预算|决算|“?三公|收支|收入|支出|转移支付|重点|税收|分地区|分县|分市)"
)
_TITLED = re.compile(rf"^(?P<place>(?:{_ONE}){{1,4}}){_OF_MONEY}")
_NATION = re.compile(
    r"中央(?:和|与|、)地方(?:财政)?[预决]算|全国(?:一般公共|政府性基金|国有资本|社会保险基金|财政|决算)"
    r"|^(?:国务院|财政部)?(?:关于)?(?:20\d\d年度?)?中央(?:本级)?"
    r"(?:一般公共预算|政府性基金|国有资本经营|财政[预决]算|[预决]算(?!单位|部门)|对地方)"
)
_WHEN = re.compile(r"^(?:(?:19|20)\d\d年?(?:度|末|底)?(?:\d{1,2}月(?:份|底|末)?)?|年(?:度|末|底)?)")
_ABOUT = re.compile(r"^(?:关于)?(?:公开|公布|下达|提请审议|审查批准|批准|印发)?(?:关于)?")
_CONGRESS = re.compile(
    rf"(?:^|[在日—\-:：,，(（])(?P<place>(?!在)(?:{_ONE}){{1,4}})第?[一二三四五六七八九十百]+届(?:人民代表大会|人大)"
)
_GOVERNMENT = re.compile(rf"^(?P<place>(?:{_ONE}){{1,4}})人民政府$")


def rank_of(place: str) -> str:
    """What a place is, by the end of its name: 省, 市, 县, 区 …; "" for what is no place."""
    text = place.strip()
    if text == NATION:
        return OF_NATION
    if len(text) < 3 and not re.fullmatch(rf"[\u4e00-\u9fff](?:{_END})", text):
        return ""
    if not _PLACE.fullmatch(text) or _UNNAMED.search(text) or _COMMON.search(text):
        return ""
    return next(rank for end, rank in RANKS.items() if text.endswith(end))


def says_only_whose(text: str) -> bool:
    """Whether it says of how much of a place something is and no more: 本地区, 全市, 市本级."""
    return _ONLY_WHOSE.fullmatch(text) is not None


def is_placed_in(name: str, place: str, text: str) -> bool:
    """Whether a text writes a place, with or without its rank, before a name: 东溪区石桥镇."""
    return re.search(f"{re.escape(place)}(?:{_END})?{re.escape(name)}", text) is not None


def place_titled(title: str) -> str:
    """The place whose government a title is about; "" where it names none, or another body."""
    if _NATION.search(title):
        return NATION
    text = _WHEN.sub("", _ABOUT.sub("", unnumbered(title)))
    text = unnumbered(text).removeprefix("关于")
    found = _TITLED.match(text)
    return _named(found["place"]) if found else ""


def congress_place(text: str) -> str:
    """The place at whose congress a report was read, "" where the text names none."""
    found = _CONGRESS.search(text)
    return _named(found["place"]) if found else ""


def of_government(name: str) -> str:
    """The place that a government's name stands for: 某市人民政府 → 某市; "" for any other body."""
    found = _GOVERNMENT.match(name)
    return _named(found["place"]) if found else ""


def _named(place: str) -> str:
    return place if rank_of(place) else ""


def whole_of(place: str) -> Scope | None:
    """The scope of a place's amounts unless they say otherwise: all of it."""
    return WHOLE.get(rank_of(place))


def scope_in_nation(text: str) -> Scope | None:
    """The scope that a title or a head of the country's own report names; None where it names none.

    >>> scope_in_nation("2024年中央一般公共预算支出决算表"), scope_in_nation("中央对地方转移支付")
    (<Scope.CENTRAL: '中央'>, <Scope.CENTRAL: '中央'>)
    """
    said = {found[0] for found in OF_COUNTRY.finditer(text)}
    return Scope(said.pop()) if len(said) == 1 else Scope.NATION if said else None


# Whose an amount of the country is: 全国一般公共预算收入, 中央本级支出, 地方一般公共预算支出.
OF_COUNTRY = re.compile(
    rf"全国(?=[^人政])|中央(?=本级|{OF_LEDGER}|财政(?!部)|收入|支出|[预决]算|对地方)|(?<![对和与、])地方(?=本级|{OF_LEDGER}|财政|收入|支出|[预决]算)"
)


def proper_of(place: str) -> Scope | None:
    """The scope of a place's own government; None for a town, which has none below it."""
    return PROPER.get(rank_of(place))
