"""How disclosures word the subject, the year and the stage of an amount.

The text between two amounts ("lead") is cut down to what the amount is of.

>>> name_of("2025年某市商务局单位收入预算为", "某市商务局")
Name(subject='收入预算', code='')
>>> name_of("（二）2130119-防灾救灾", "")
Name(subject='防灾救灾', code='2130119')
>>> name_of("“公共安全支出（204类）司法（06款）基层司法业务（04项）”", "")
Name(subject='基层司法业务', code='2040604')
>>> name_of("2025年预算安排", "")
Name(subject='', code='')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.facts.extent.places import ALL_OF, BELOW, RANK, rank_of
from index.facts.ledgers import LEDGER, OF_LEDGER
from index.facts.records import Document, Kind, Stage
from index.facts.subjects import normal
from index.prose.amounts.moves import MOVES
from index.prose.paragraphs import ordinal


@dataclass(frozen=True, slots=True)
class Name:
    """What an amount is of; `subject` is "" where the words name nothing (2025年预算安排)."""

    subject: str
    code: str = ""


_NAMELESS = re.compile(
    r"(?:本|当|全|上)?年?度?初?"
    r"(?:年初|当年|年度|全年|同期|同口径|可比口径|现(?=调整)|拟(?=调整)|调整|预算|决算|执行|安排|拨款|支出|资金|经费|金额|总额|合计|总计|预计|实际|完成|"
    r"收支|数|额|为|共|计|拟|约|的|各|均|、|一年间?|分别|其中|情况|说明|规模|省级|市级|县级|区级)*"
)
_ACCOUNT = re.compile(r"([^，。；：]+)[（(]\d*项[）)]")
_ACCOUNT_PARTS = re.compile(r"[（(](\d*)([类款项])[）)]")
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"](?:科目|支出科目)")
_CODE_FIRST = re.compile(r"(\d{3}(?:\d{2}){0,2})\s*[-－—、.．]?\s*(?=[\u4e00-\u9fff])")
_CODE_LAST = re.compile(r"[（(](\d{3}(?:\d{2}){0,2})[）)]")
_SUFFIXED_BODY = re.compile(
    r"^.{0,25}?(?:局|厅|院|办公室|中心|办事处|街道|镇|乡|园|大学|委员会|常委会|区委|市委|县委|省委|学校|中学|小学|站|所|队|馆|部门?|(?<!中央)本级|单位|我[局院部校委])"
    r"(?=(?:本年|当年|全年)?(?:财政拨款|一般公共|政府性基金|国有资本|机关运行|“三公”|三公|收入|支出|收、支|预算总|政府采购))"
)
# What was added or taken away is no name; what raises something may be: 提高教师待遇资金.
_MOVED = re.compile(rf"增加|减少|新增|调增|调减|压减|追加|(?:{MOVES})+(?:了|额|数|支出|收入)*$")
# Who decided it is no part of what it is: 区人大常委会第九次会议批准的调整后支出.
_APPROVED = re.compile(r"^.*(?:批准|审议通过)的(?:调整后的?)?(?=[\u4e00-\u9fff]{2})")
# 一般公共预算共支出: how much in all says nothing of what.
_IN_TOTAL = re.compile(
    r"(?<=预算)(?:共|总共|累计)(?=支出|收入)|^实际(?=收入|支出)|^(?:全年|当年|本年)度?(?=(?!无|没有|收入|支出)[\u4e00-\u9fff]{4})"
)
_LEADING = re.compile(
    r"^(?:其中|里面|当中|此外|另外|同时|具体|包括|相应|其余|截至目前|共有?|预计|编制|计划|拟|安排|均为|全部为|实现|"
    r"财政拨款支出预算中|支出预算中|收入预算中|支出中|收入中|本年数|[本我](?:单位|部门|局|院|站|校|中心|机关|级)|"
    r"列支|涉及|开支|按规定|主要是|本年度|即|和|及|与|或|的|、|[）)]|预算安排(?=.{3})|"
    # 本年度无因公出国（境）费预算, but 无障碍设施改造.
    r"(?:无|没有|未安排|未编制|未使用|未发生|不涉及|不安排)(?:使用|安排)?"
    r"(?=因公|公务|政府性|国有|一般公共|“?三公|会议|培训|财政|出国|上年))+"
)
_TRAILING = re.compile(
    r"(?:达到|部分|实际(?:支出|发生|使用|执行|完成)数?|年初安排数?|预算安排数?|年初预算数?|全年预算数?|调整预算数?|支出决算数?|预算执行数|当年预算执行数|预算数|决算数|执行数|"
    r"预算金额|总金额|总额|(?<!合同)金额|安排|合计数|人民币|也均?为?|亦均?为?|均为|各为|分别为|万元|为|是|共计|一共|总共|都[是为]|共|约|达|的|：|:|,|，|=)+$"
)
_COST = re.compile(
    r"^(.*(?:经费|接待费|会议费|培训费|购置费|运行费|运行维护费|维护费|出国（境）费|出国（境）费用|车购置|维护))"
    r"(?:当年|(?:一般公共预算)?(?:财政)?拨款|预算支出数?|支出预算|支出决算|预算数?|决算数?|共(?=支出)|支出)+$"
)
# “三公”经费支出合计 is “三公”经费; of several costs the total is none of them, 收入总计 more than 收入.
_WHOLE_COST = re.compile(r"^([^、和及与]*(?:经费|费))(?:支出|预算|决算)*(?:合计|总计|总额|总数)$")
_BUDGETED = re.compile(r"^(.{3,}(?:收入|支出|结转|结余|资金|总计|合计))(?:预算|决算)(?:数|总计|合计|总额)?$")
_REMARK = re.compile(r"[（(](?:含|不含|包括|其中|以|按|占|详见|较|比|上年|当年|见)[^（()）]*[）)]$")


def name_of(lead: str, body: str) -> Name:
    """The subject that a lead names, without ordinal, year, body and such words as 预算安排."""
    account = _account(lead)
    if account:
        return account
    if re.search(r"其余[^，。；]*$", lead):
        return Name("")
    text = re.split(r"[。；;，,]", _shielded(lead))[-1]
    text = _unshielded(text)
    if re.match(r"(?:共计|合计|总计|累计|总共)+为?$", text.strip()):
        return Name("")
    parts = [part for part in re.split(r"[：:]", text) if part.strip()]
    for part in reversed(parts):
        found = _cleaned(part, body)
        if found.subject:
            return found
    return Name("")


def _account(lead: str) -> Name | None:
    """A 功能分类 科目 printed with its 类, 款 and 项, or in quotes with 科目 behind."""
    matches = list(_ACCOUNT.finditer(_shielded(lead)))
    if matches and not re.search(r"\d[\d,.]*[万亿]?元", lead[matches[-1].end() :]):
        last = matches[-1]
        item = re.split(r"[（(]\d*[类款][）)]|[-—－、“”\"](?=[^-—－、]{2})", last[1])[-1]
        if re.search(r"[类款][）)]", last[1]) is None and "“" not in last[1]:
            # 公诉、审判、侦查等检察监督支出（项）: the commas are the name's own.
            item = ordinal(last[1])[1]
        numbers = [number for number, _ in _ACCOUNT_PARTS.findall(lead[: last.end()])[-3:]]
        code = "".join(numbers) if all(numbers) else ""
        return Name(_unshielded(ordinal(item.strip('“" '))[1]), code if len(code) == 7 else "")
    quoted = _QUOTED.search(lead)
    if quoted:
        return _coded(re.split(r"-|—|－|/", quoted[1])[-1])
    return None


def _cleaned(part: str, body: str) -> Name:
    text = ordinal(part.strip().lstrip("、"))[1]
    if text.startswith("（") and "）" not in text:
        text = text[1:]
    text = _ACCOUNT_PARTS.sub("", text)
    if match := _CODE_FIRST.match(text):
        return Name(_bare(_REMARK.sub("", text[match.end() :])), match[1])
    if match := _CODE_LAST.search(text):
        return Name(_bare(ordinal(text[: match.start()])[1]), match[1])
    text = _APPROVED.sub("", text)
    if body:
        text = text.replace(body, "")
    if re.search(r"(?:[本我](?:单位|部门|局|院|站|校|中心|机关)|^)预算总?(?:收入|支出)$|预算收支安排$", text):
        return Name(text[text.rindex("预算") :].removesuffix("安排"))
    text = _undated(text)
    if body and rank_of(body):
        text = _of_place(text, body)
    text = re.sub(r"^.*(?:其中|用于)(?=.)", "", text)
    text = _SUFFIXED_BODY.sub("", text)
    text = re.sub(r"^(?:单位|部门)(?=(?:收入|支出)(?:预算|决算))", "", text)
    text = re.sub(r"\d+[项个]$", "", text)
    if "涉及" in text and re.search(r"资金|财政拨款|金额", text):
        return Name("项目资金")
    if _MOVED.match(text) or text in _OF_SOMETHING:
        return Name("")
    if re.fullmatch(r"(?:中央|[省市县区]级?)(?:财政|配套|补助)?资金", text):
        return Name(text)
    while (
        shorter := _bare(_REMARK.sub("", _OF_MONEY.sub("", _IN_TOTAL.sub("", _LEADING.sub("", text)))))
    ) != text:
        text = shorter
    if _NAMELESS.fullmatch(text) and text not in ("收支", "拨款收入") and not _is_whole_budget(text):
        return Name("")
    return Name(text) if re.search(r"[\u4e00-\u9fff]", text) and len(text) <= _LONGEST else Name("")


# For whom an amount of a place speaks, and words of reports that are no part of a name.
_SO_FAR = re.compile(
    r"^(?:截至)?(?:年[末底初])?(?:共|再?加上?(?=.*(?:收入|支出|资金))|收支相抵，?|(?:预算)?安排)?"
)
_WHOSE = re.compile(
    rf"{ALL_OF}|(?:(?:上级|中央|[省市])?(?:补助|下达|对))?[我本]{RANK}|{RANK}本级"
    rf"|(?:{RANK}级|{BELOW}(?:合计)?)(?=一般|公共|政府|国有|社|财政|基金|收|支|税|完成|$)"
    rf"|(?P<place>[\u4e00-\u9fff]{{1,11}}?{RANK})(?={OF_LEDGER}|财政|完成|$)"
)
_IN_ALL = re.compile(r"^(?:汇总)?的?(?:地方(?=一般|政府债|财政))?(?:共|年[末底])?")
_DONE = re.compile(
    r"(?:累计|预计|实际|均|全部)*(?:完成|实现|执行)(?:数|额)?(?:为|到)?$|(?:累计|预计|实际|拟)+$|(?<=[入出])等$"
)


def _of_place(text: str, body: str) -> str:
    """市本级一般公共预算收入完成 → 一般公共预算收入: neither scope nor progress is part of the name."""
    text = _SO_FAR.sub("", _short_of(text, body))
    whose = _WHOSE.match(text)
    if whose and (whose["place"] is None or rank_of(whose["place"])):  # 城乡社区 is no place
        text = text[whose.end() :]
    return _DONE.sub("", _IN_ALL.sub("", text).rstrip("：:为是"))


def _short_of(text: str, body: str) -> str:
    """The text without the place's name in short before how much of it is spoken of: 湖南全省 → 全省."""
    short = re.sub(rf"{RANK}$", "", body)
    return text.removeprefix(short) if len(short) > 1 and text.startswith(f"{short}全") else text


def _undated(text: str) -> str:
    """The name behind the year, or the one before it: 公务用车购置费2025年预算数 → 公务用车购置费."""
    match = re.match(r"(.*?)20\d\d年(?:度|末|(?=初))?(?:[-—至]20\d\d年(?:度)?)?", text)
    if not match:
        return text
    before, behind = match[1], text[match.end() :]
    named = re.search(r"[\u4e00-\u9fff）]{2}$", before) and not _NO_NAME.search(before)
    return before if named and _NAMELESS.fullmatch(behind.rstrip("：:")) else behind


# What may stand before a year and names no subject: 较2024年, 某市某局2025年, 截至2024年.
_NO_NAME = re.compile(
    r"^[比较与同和]|(?:[比较与同和至自从在于按]|根据|其中|局|厅|院|委|办|室|中心|处|站|所|队|馆|校|园|学|会|社|团|部|"
    r"[省市区县镇乡]|街道|部门|单位|本级|机关|政府|公司)$"
)
_OF_SOMETHING = ("采购金额", "采购", "价值", "原值", "净值", "账面价值", "账面原值", "账面净值")
# What pays says nothing of what is paid: 部门预算中一般公共预算财政拨款安排的“三公”经费 → “三公”经费.
_OF_MONEY = re.compile(
    r"^(?:.*?(?:安排|开支|列支|拨款)的|.*?(?:单位|机构|机关)的|(?:部门)?预算中|部门预算(?:安排)?|"
    r"(?:当年)?(?:一般公共预算|财政拨款|一般公共预算(?:当年)?财政拨款|一般公共预算拨款)?(?:安排|开支)?)"
    r"(?=(?:财政拨款)?“?(?:三公|会议费|培训费|机关运行|公务|因公|出国))"
    r"(?:财政拨款(?=“))?"
)
_LONGEST = 45


def _is_whole_budget(text: str) -> bool:
    return (
        bool(
            re.fullmatch(
                r"(?:本年)?支出(?:预算|决算)?(?:总计|合计|总额)?|财政拨款支出(?:预算|决算)?(?:总计|合计)?",
                text,
            )
        )
        and text != "支出"
    )


def _coded(text: str) -> Name:
    match = _CODE_FIRST.match(text)
    return Name(text[match.end() :], match[1]) if match else Name(text)


def _bare(text: str) -> str:
    """A name without what only says that it is budgeted: 公务接待费预算支出 → 公务接待费."""
    text = _TRAILING.sub("", text.strip().strip('“"') if text.count("“") != text.count("”") else text.strip())
    if match := _WHOLE_COST.match(text):
        return match[1]
    if match := _COST.match(text):
        # 机关事业单位退休人员活动费支出 is a 科目; its name is kept by the caller.
        return match[1]
    if (match := _BUDGETED.match(text)) and not re.fullmatch(r"收入、?支出|.*收、支", match[1]):
        return match[1]
    text = re.sub(r"支出(?:预算)?支出$", "支出", text)
    return re.sub(r"拨款预算(?=收入$|支出$)", "拨款", text)


def _shielded(text: str) -> str:
    """Brackets emptied of separators: "（上一年度，下同）" must not cut a lead in two."""
    return re.sub(r"[（(][^（()）]*[）)]", lambda m: m.group().replace("，", "\0").replace("：", "\1"), text)


def _unshielded(text: str) -> str:
    return text.replace("\0", "，").replace("\1", "：")


def year_of(before: str, document: Document) -> int:
    """The year an amount is of: the last 20xx年 before it that is no comparison, and no date but 截至….

    0 where that is neither the document's year nor one beside it.
    """
    year = document.year
    before = re.sub(r"《[^》]*》|[（(][^（()）]*[）)]", "", before)
    for match in re.finditer(r"(20\d\d)年(?!\d{1,2}月|至|以来|起|末|底|及以前)(?:度)?", before):
        if re.search(
            r"(?:比|较|与|同|和|截[至止]|[自于从])(?:上年|[^，。；]{0,3})?$", before[: match.start()]
        ):
            continue
        year = int(match[1])
    if as_of := date_told(before, document):
        year = as_of
    return year if abs(year - document.year) <= 1 else 0


# 截至2024年底，债务余额…: what a government owes on that day. What a body owns is told so in each of its
# disclosures, of the day at which it is drawn up, and is asked for by the year of the disclosure.
_AS_OF = re.compile(r"截[至止]到?(20\d\d)年(?:末|底|\d{1,2}月)(?!.*20\d\d年)", re.S)


def date_told(before: str, document: Document) -> int:
    """The year of the reporting date (截至…) named last before an amount; 0 for none."""
    found = _AS_OF.search(before) if rank_of(document.body) else None
    return int(found[1]) if found else 0


_ADJUSTED = re.compile(r"(?:^|[，,；现拟]|预算)调整(?:后|到|至|为|是|[：:])+$")


def stage_of(lead: str, year: int, document: Document) -> Stage:
    """Which amount a sentence gives: 年初预算为 → 年初预算, 调整为 → 调整预算, 上年预算执行数 → 上年决算."""
    if year >= document.year and _ADJUSTED.search(lead):
        return Stage.ADJUSTED
    if "执行数" in lead or (document.kind is Kind.BUDGET and "决算" in lead):
        if document.kind is Kind.EXECUTION and year >= document.year:
            return Stage.EXECUTION
        return Stage.FINAL if year >= document.year else Stage.PRIOR_FINAL
    if document.kind is Kind.BUDGET:
        return Stage.BUDGET if year >= document.year else Stage.PRIOR_BUDGET
    if year > document.year:
        return Stage.BUDGET
    if "年初预算" in lead:
        return Stage.INITIAL
    if re.search(r"(?:全年|调整|变动)预算", lead):
        return Stage.ADJUSTED
    if re.search(r"(?<!公共)(?<!基金)(?<!经营)预算(?:数|金额|安排)*(?:为|是|共|计|[：:])*$", lead):
        return Stage.BUDGET
    return document.kind.current if year >= document.year else Stage.PRIOR_FINAL


_COMPARISON = re.compile(r"(?:比|较|与|同|和|大于|小于|高于|低于|多于|少于)(?P<what>[^，。；]*)")


def compared_with(words: str, document: Document) -> str:
    """上年, or 预算 where a final account is compared with its own budget; "" where the words do not say."""
    for match in reversed(list(_COMPARISON.finditer(words))):
        what = match["what"]
        years = [int(year) for year in re.findall(r"20\d\d(?=年)", what)]
        if re.search(r"上一?年|去年", what) or any(year < document.year for year in years):
            return "上年"
        if "预算" in what and document.kind.is_account:
            return "预算"
        if years or "年" in what:
            return "上年"
    return "上年" if "同比" in words else ""


def base_of(words: str) -> str:
    """What a comparison is made with where that is more specific than 上年: 上年预算, 年初预算 …

    >>> base_of("比上年预算数下降"), base_of("较2019年决算数"), base_of("较年初预算数减少"), base_of("比上年")
    ('上年预算', '上年决算', '年初预算', '')
    """
    for match in reversed(list(_COMPARISON.finditer(words))):
        what = match["what"]
        prior = re.search(r"上一?年|去年|(?:19|20)\d\d年", what)
        if prior and "预算" in what[prior.end() :] and not re.search(r"决算|执行|公共|基金", what):
            return "上年预算"
        if prior and re.search(r"决算|执行|完成", what):
            return "上年决算"
        if prior:
            return ""
        for stage in ("年初预算", "调整预算", "预算"):
            if stage in re.sub(r"全年预算|变动预算", "调整预算", what):
                return stage
    return ""


def accounts_over(quote: str) -> frozenset[str]:
    """The 类 and 款 over the account that a sentence begins with, as compared; none where it names none.

    >>> sorted(accounts_over("“一般公共服务支出（类）宣传事务（款）一般行政管理事务（项）”110.60万元"))
    ['一般公共服务支出', '宣传事务']
    """
    return frozenset(normal(over) for over in _OVER_ACCOUNT.findall(quote[:_ACCOUNT_PATH]))


_OVER_ACCOUNT = re.compile(r"([\u4e00-\u9fff、]{2,})[（(][^（()）]{0,4}[类款][)）](?=[\u4e00-\u9fff])")
# So many letters at most stand from the beginning of a sentence to the end of the path of its account.
_ACCOUNT_PATH = 80
_TOPIC_TAIL = re.compile(r"(?:情况|说明|总体|具体|安排|增减|变化|变动|支出表|一览|表|及)+$")
_VEHICLE = re.compile(r"车|设备|设施|装备")


def topic_of(heading: str) -> Name:
    """What a heading or a run-in label speaks of: "一、2025年“三公”经费预算情况说明" → “三公”经费."""
    account = _account(heading)
    if account:
        return account
    above = list(_ACCOUNT_PARTS.finditer(heading))
    if above and (item := heading[above[-1].end() :].strip("（( 　")):
        return Name(item)  # …（款）城管执法, whose （项） stands in the text
    if re.match(r"[比与较同和]", ordinal(heading)[1]):
        return Name("")
    return _cleaned(_TOPIC_TAIL.sub("", ordinal(heading)[1]), "")


def counted(lead: str, bought: bool) -> str:
    """What vehicles or equipment a count is of; "" for anything else."""
    text = _unshielded(re.split(r"[，。；：:、,;]", _shielded(lead))[-1])
    if text.count("（") > text.count("）"):
        text = text.rpartition("（")[2]
    text = ordinal(text.lstrip("（）()"))[1]
    if not _VEHICLE.search(text):
        return ""
    if match := re.search(r"(?:公务用车)?(?:购置数|保有量)", text):
        kept = match.group()
        return kept if kept.startswith("公务") else f"公务用车{kept}"
    if re.search(r"(?:公车|公务用车)购置$", text):
        return "公务用车购置数"
    if "购置" in text:
        return text[text.index("购置") :].rstrip("为共")
    text = re.sub(
        r"^.*(?:20\d\d年(?:度|末)?|共有|现有|实有|其中|配备(?!的)|配置(?!的)|新增|拥有|有)", "", text
    ).strip("为共计")
    text = re.sub(r"^(?:其他)?按照?规定配备的", "其他", text)
    text = re.sub(r"^.*(?:单位|部门|局|院|中心|机关)(?=车辆|公务用车)", "", text)
    return ("购置" if bought else "") + text if _VEHICLE.search(text) else ""


_ABROAD = ("外宾", "外事", "国（境）外")
_VISIT = re.compile(r"出国|接待|来访|外宾|外事|国（境）外|培训|会议|活动|宣传|服务|检查")


def visits(before: str, unit: str) -> str:
    """What 批次, 人次 and 团组 count, by the names of 财政部's 机构运行信息表; "" for anything else."""
    clauses = filter(_VISIT.search, reversed(re.split("[，；。、]", before)))
    seen = _VISIT.findall(next(clauses, ""))
    last = next((word for word in _ABROAD if word in seen), seen[-1] if seen else "")
    if last == "出国":
        return "因公出国（境）团组数" if unit == "个" else "因公出国（境）人次数" if unit == "人次" else ""
    of = "批次" if unit in ("批次", "个") else "人次"
    if last in _ABROAD:
        return f"外事接待{of}"
    return f"国内公务接待{of}" if last in ("接待", "来访") else ""


_SIDE = re.compile(r"(收入|支出)(?:预算|决算)?")
_LEDGERS = re.compile(rf"({LEDGER}(?:预算)?)")


def of_ledger(name: Name, headings: Sequence[str]) -> Name:
    """收入 below a heading of one ledger alone is the income of that: 一般公共预算收入."""
    side = _SIDE.fullmatch(name.subject)
    if not side:
        return name
    for heading in reversed(headings):
        under = set(_LEDGERS.findall(heading))
        if under:
            return Name(f"{under.pop()}{side[1]}") if len(under) == 1 else name
        if side[1] not in heading:
            return name  # a heading of something else stands between
    return name


_GROUP = re.compile(r"(?:政府)?(?:采购|拟?购买)?(货物|工程|服务)(?:类|预算|支出|采购|金额)*")
_SOURCE = re.compile(
    r"(?:本年|当年)?(?:财政拨款|一般公共预算(?:财政)?拨款|一般公共预算|政府性基金(?:预算)?(?:财政)?(?:拨款)?|"
    r"国有资本经营预算(?:拨款)?|其他资金|单位资金|自有资金|自筹资金|上年结转(?:资金)?|结转资金|结余|结转|财政拨款结转结余)"
)
_TOTAL = re.compile(
    r"收入|收支|^(?:本年)?支出|总支出|预算支出|总预算|总计|合计|^财政拨款|^(?:当年)?一般公共预算|^当年|^资金|资产"
)


def group_of(whole: Name, part: Name) -> Name:
    """政府采购预算…，货物类… → 政府采购货物."""
    goods = _GROUP.fullmatch(part.subject)
    if goods and "采购" in whole.subject and not part.subject.startswith("政府采购"):
        return Name(f"政府采购{goods[1]}")
    return part


def source_of(whole: Name, part: Name) -> Name:
    """大气…，其中上年结转… → 大气上年结转; what pays for a total, as of 收入预算, is a line of its own."""
    if _SOURCE.fullmatch(part.subject) and not _TOTAL.search(whole.subject):
        return Name(whole.subject + part.subject)
    return part


_BOTH = re.compile(
    r"(?:全年|当年|本年)?(?P<head>.*?)"
    r"(?:收入[、和与及]?支出|收、支|(?<![\u4e00-\u9fff])收支(?=总计|合计|总额|$))"
    r"(?P<tail>总?(?:预算|决算)?(?:总计|合计|总额|数)?)(?:各|均|都)?"
)


def each_of(name: Name) -> tuple[Name, ...]:
    """收入、支出预算总计 is said of two, 收入预算总计 and 支出预算总计; 公务接待费、会议费 of two as well."""
    if match := _BOTH.fullmatch(name.subject):
        return tuple(Name(f"{match['head']}{side}{match['tail']}") for side in ("收入", "支出"))
    parts = re.split(r"、|和(?=[^和、]{3,}(?:费|总计)$)", name.subject.rstrip("各均"))
    if len(parts) > 1 and all(re.search(r"(?:费|费用|经费|总计|合计)$", part) for part in parts):
        return tuple(Name(part) for part in parts)
    return (name,)


def alike(one: Name, other: Name) -> bool:
    """True for 财政拨款支出 and 财政拨款预算支出, not for 基本支出 and 支出; never for no name."""
    bare = [
        re.sub(r"预算|决算|总计|合计|总额|[“”]|拨款(?=支出|收入)", "", name.subject) for name in (one, other)
    ]
    return bool(bare[0]) and bare[0] == bare[1]
