"""The amounts of a stretch of prose, each with what it is compared with: Drafts of Changes.

The words before an amount tell whether it is an amount of its own (公务接待费1.50万元), a difference
(比上年增加0.50万元), a rate (增长50.00%), last year's amount (比上年1.00万元减少), or none of these
(占99%, 单价100万元以上, 每人每月100元). What is compared with the budget of the year itself
(决算数小于预算数) is no change against last year, and gives none.

>>> reading = Reading(document)
>>> scan(paragraph, paragraph.text, 0, len(paragraph.text), 0, reading)
>>> reading.drafts[0].name.subject, reading.drafts[0].amount, reading.drafts[0].difference
('公务接待费', '1.50', '0.50')
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from index.money import number
from index.paragraphs import Paragraph, ordinal
from index.records import Document, Kind, Stage
from index.wording import (
    Name,
    alike,
    compared_with,
    counted,
    each_of,
    group_of,
    name_of,
    source_of,
    stage_of,
    topic_of,
    visits,
    year_of,
)

AMOUNT = re.compile(
    r"(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
    r"(?P<unit>亿元|百万元|万元|千元|元|万(?=[，。；、（）(),]|$)|%|批次|批(?=[，。；、（）(),])|人次|"
    r"辆|台（[套件]）|台\([套件]\)|台/套|台套|台|套)"
    r"|(?<=为)(?P<bare>0)(?=[，。；])|(?<=团组)(?P<groups>\d+)个"
)
_THRESHOLD = re.compile(r"[（(]?含?[）)]?以[上下内]|[（(]含[）)]")
_PER = re.compile(r"(?:每|人均|户均|亩均|单价|标准(?!化)|限额|不超过|不低于|超过)[^，。；、每]{0,8}$")
_UP = r"增加|增长|上升|提高|调增|同比增|净增|各增|增幅|升幅"
_DOWN = r"减少|下降|降低|压减|压缩|调减|同比减|净减|各减|降幅|减幅"
MOVES = rf"{_UP}|{_DOWN}"
# 增加到110万元 is where it stands now, not by how much it rose.
_REACHED = re.compile(r"(?:[增减升降提][加少长高低升]|[增减升降])(?:到|至|为)$|由[^，。；]*$")
_TURN = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了|额|数|约|率|为|达|到|幅度|比例|[（(][增减][长少加][）)])*[:：]?$"
)
_BEYOND = re.compile(r"(?:(?P<up>大于|多于|高于)|(?P<down>小于|少于|低于))[^，。；]{0,12}$")
_LEVEL = re.compile(
    r"(?:与|同|比|较|和)[^，。；与同较《》]{0,25}?(?:持平|(?:年|预算|决算|执行)[^，。；与同较《》]{0,8}?"
    r"(?:相同|一致|相等|无变化|没有变化|无增减))|(?:基本|同比)?持平"
)
_AGAINST = re.compile(
    r"(?:与|比|较|同|和)[^，。；]*?(?:年度?|上年|去年)(?:当年)?(?:预算|决算)?(?:安排|执行)?数?(?:相比|对比|比较|比)?，?|同比"
)
_PRIOR_AMOUNT = re.compile(
    r"(?:与|比|较|同|和|(?:^|(?<=[，,；;（(]))(?=上|去|20))(?:上一?年|去年|(?P<year>20\d\d)年)(?:[^，。；与比较同和]*?"
    r"(?:预算|决算|执行|安排|支出|收入|经费|费)(?:数|金额|总额)?|度)?(?:为|的)?$"
)
_CHANGING = re.compile(r"(?:费|费用|经费|支出|收入|预算|决算|数|额|金|总计|合计|余|转)$")
# A total of what was listed, or what a rise went into: no subject of its own and none to inherit.
_OF_NOTHING = re.compile(
    r"(?:(?:^|[，,。])(?:共计|合计|总计|累计|总共)为?|其余[^，。；]*|采购(?:金额)?为?|价值|原值|"
    r"(?:^|[，,])(?:增加|减少|新增|调增|调减|压减|追加)[^，,]*)$"
)
COUNTS = ("%", "辆", "台", "套", "台（套）", "台（件）", "台/套", "台套", "批次", "人次", "个")


@dataclass(slots=True)
class Draft:
    """A Change under way; `start`, `end` bound its quote, `at` is where its amount stands.

    `told` is the sentence of its reason where that stands in another paragraph.
    """

    paragraph: Paragraph
    name: Name
    year: int
    stage: Stage
    unit: str
    amount: str
    start: int
    end: int
    at: int
    sentence: int
    direction: str = ""
    difference: str = ""
    percent: str = ""
    reason: str = ""
    told: tuple[Paragraph, int, int] | None = None


@dataclass(slots=True)
class Reading:
    """What has been read so far: all drafts of the heading at hand, and those last spoken of.

    `touched` are the drafts that the part at hand speaks of, each with the place where it does;
    `of_budget` while the last comparison was with the budget of the year itself, `silent` behind an
    amount that is no fact (每人每月100元，比上年提高10元).
    """

    document: Document
    headings: tuple[str, ...] = ()
    drafts: list[Draft] = field(default_factory=list)
    current: list[Draft] = field(default_factory=list)
    touched: list[tuple[Draft, int]] = field(default_factory=list)
    of_budget: bool = False
    silent: bool = False
    project: str = ""

    def say(self, drafts: list[Draft]) -> list[Draft]:
        """Take in new drafts; what follows is said of them."""
        self.drafts += drafts
        return self.speak_of(drafts, drafts[-1].at)

    def speak_of(self, drafts: list[Draft], at: int) -> list[Draft]:
        """What follows is said of these."""
        self.touched += [(draft, at) for draft in drafts]
        self.current = drafts
        self.silent = False
        return drafts


@dataclass(frozen=True, slots=True)
class _Said:
    """A number or a 持平 in its place: `lead` is the text since the number before it."""

    paragraph: Paragraph
    text: str
    lead: str
    match: re.Match[str]
    start: int
    sentence: int

    @property
    def before(self) -> str:
        """The sentence up to here."""
        return self.text[: self.match.start()].rpartition("。")[2]

    @property
    def part(self) -> str:
        """The part between 。 or ； up to here."""
        return self.text[self.start : self.match.start()]


def scan(paragraph: Paragraph, text: str, start: int, stop: int, sentence: int, reading: Reading) -> None:
    """Read ``text[start:stop]``, a part of a paragraph between 。 or ；, into drafts."""
    matches = [m for m in AMOUNT.finditer(text, start, stop) if not _THRESHOLD.match(text, m.end())]
    matches += _LEVEL.finditer(text, start, stop)
    matches.sort(key=lambda match: match.start())
    done = start
    outside: list[Draft] | None = None  # what the text before a bracket speaks of
    for match in matches:
        if match.start() < done:
            continue
        said = _Said(paragraph, text, text[done : match.start()], match, start, sentence)
        bracket = _bracket(text[start : match.start()])
        if bracket is not None and outside is None:
            outside = reading.current
        elif bracket is None and outside is not None:
            reading.current, outside = outside, None
        if bracket is None or _lists(bracket, reading.document.body):
            _take(said, reading)
        elif not re.match(r"[（(](?:上年|去年|20\d\d年)", bracket) and not re.search(r"\d", bracket):
            _take(said, reading, amounts=False)
        done = match.end()
    if outside is not None:
        reading.current = outside
    for draft in reading.current:
        if draft.paragraph is paragraph and matches:
            draft.end = max(draft.end, stop)


def _take(said: _Said, reading: Reading, *, amounts: bool = True) -> None:
    unit = said.match.groupdict().get("unit") or ""
    if said.match.re is _LEVEL:
        _level(said, reading)
    elif unit == "%":
        _rate(said, reading)
    elif said.match["groups"] or unit in ("批次", "批", "人次"):
        _visits(said, reading)
    elif unit and unit[0] in "辆台套":
        _count(said, reading)
    elif _REACHED.search(said.lead) or _PER.search(said.lead):
        reading.silent = True
    elif turn := _turn(said):
        _difference(said, turn, reading)
    elif re.search(r"(?:增加|减少|下降|降低|压减|调增|调减|提高)$", said.lead):
        reading.silent = True
    elif amounts and (prior := _PRIOR_AMOUNT.search(said.lead)) and _before_now(prior, reading.document):
        _prior(said, prior, reading)
    elif amounts:
        _amount(said, reading)


def _before_now(prior: re.Match[str], document: Document) -> bool:
    return prior["year"] is None or int(prior["year"]) < document.year


def _bracket(text: str) -> str | None:
    """The open bracket that the text ends in, or None."""
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += {"）": 1, ")": 1, "（": -1, "(": -1}.get(text[at], 0)
        if depth < 0:
            return text[at:]
    return None


def _lists(bracket: str, body: str) -> bool:
    """True for a list like any other: （其中：购置费…）, （公务用车购置费0万元，…）; not for a remark."""
    if bracket[1:].startswith("其中"):
        return True
    first = AMOUNT.search(bracket)
    named = name_of(bracket[1 : first.start() if first else None], body).subject
    return bool(re.search(r"(?:费|费用|经费|支出|收入|拨款)$", named)) and not re.match(
        r"[（(](?:上年|去年|20|含|不含|较|比|按|见|详见|以|增|减|单|仅|原)", bracket
    )


def _turn(said: _Said) -> re.Match[str] | None:
    """The 增加 or 减少 that makes an amount a difference; in "稳增长30万元" it names a project."""
    if beyond := _BEYOND.search(said.lead):
        return beyond
    turn = _TURN.search(said.lead)
    if turn is None or not re.search(r"[\u4e00-\u9fff]", said.lead[: turn.start()]):
        return turn
    clause = re.split(r"[，,；。]", said.lead[: turn.start()])[-1]
    return turn if re.search(r"[比较与同各]", said.before) or _CHANGING.search(clause) else None


def _amount(said: _Said, reading: Reading) -> None:
    name = name_of(said.lead, reading.document.body)
    year = year_of(said.before, reading.document)
    if not year:
        reading.silent = True  # 2017年收入9万元, in passing
        return
    stage = stage_of(said.lead, year, reading.document)
    inherited = not name.subject
    if inherited:
        name = _inherited(said, reading)
    if not re.search(r"[\u4e00-\u9fff“”]{2}", name.subject) or re.fullmatch(r"其[他它]", name.subject):
        reading.of_budget, reading.silent = False, True
        return
    name = _part(said, name, reading)
    printed, unit = (said.match["number"], said.match["unit"]) if said.match["number"] else ("0", "万元")
    reading.of_budget = False
    if inherited:
        for draft in reversed(reading.drafts):
            same = draft.paragraph is said.paragraph and draft.name == name and draft.year == year
            if (
                same
                and draft.stage == stage
                and number(draft.amount) == number(printed)
                and not draft.direction
            ):
                draft.sentence = said.sentence
                reading.speak_of([draft], said.match.start())
                return
    names = each_of(name)
    if len(names) > 1 and re.search(r"(?:[费用][共合]计?|之和)[为计]?$", said.lead):
        return
    reading.say(
        [_draft(said, each, year, stage, "万元" if unit == "万" else unit, printed) for each in names]
    )


def _part(said: _Said, name: Name, reading: Reading) -> Name:
    """The name of a part: what is bought, what pays for it, or what 绩效 targets cover."""
    if "绩效" in said.before and re.search(r"涉及[^。；]*$", said.part) and "绩效" not in name.subject:
        return Name(f"绩效目标项目{name.subject}")
    if reading.project and re.match(r"资金(?:分配|来源|构成|使用)|(?:预算|支出)明细", said.text):
        return Name(f"{reading.project}{name.subject}")
    here = [draft for draft in reading.drafts if draft.paragraph is said.paragraph]
    if "采购" in said.text:
        for whole in reversed(here):
            if (part := group_of(whole.name, name)) != name:
                return part
    listed = said.text.rfind("其中", said.start, said.match.start())
    whole_ = next((draft for draft in reversed(here) if draft.at < listed), None)
    return source_of(whole_.name, name) if whole_ and said.start <= whole_.at else name


def _draft(said: _Said, name: Name, year: int, stage: Stage, unit: str, amount: str) -> Draft:
    at, end = said.match.span()
    return Draft(said.paragraph, name, year, stage, unit, amount, said.start, end, at, said.sentence)


def _prior(said: _Said, prior: re.Match[str], reading: Reading) -> None:
    """Last year's amount, in passing: what follows is still said of this year's."""
    year = int(prior["year"] or reading.document.year - 1)
    if year != reading.document.year - 1:
        return
    clause = re.sub(r"^.*(?:上一?年|去年|20\d\d年)度?", "", said.lead)
    name = name_of(clause, reading.document.body)
    names = [draft.name for draft in _whole(said, reading)] or [_inherited(said, reading)]
    if len(name.subject) == 1:
        reading.silent = True  # 2024年已安排
        return
    if name.subject and not any(alike(name, other) for other in names):
        names = [name]
    final = reading.document.kind is Kind.FINAL or re.search(r"决算|执行", clause)
    stage = Stage.PRIOR_FINAL if final else Stage.PRIOR_BUDGET
    reading.drafts += [
        _draft(said, each, year, stage, said.match["unit"] or "万元", said.match["number"] or "0")
        for each in names
        if each.subject
    ]


def _inherited(said: _Said, reading: Reading) -> Name:
    """What a nameless amount is of: the last subject, the paragraph's first words, its heading."""
    if _OF_NOTHING.search(said.lead):
        return Name("")
    before = [draft for draft in reading.drafts if draft.paragraph is said.paragraph]
    if before and reading.silent and AMOUNT.search(said.part):
        return Name("")  # 2024年已安排9万元，2025年安排8万元, of something not named
    if before and not _speaks_anew(said):
        return before[-1].name
    if before:
        return Name("")
    if reading.project and re.search(
        r"(?:年度预算安排|预算安排规模|预算金额|项目金额)[:：]?[^，。；]{0,6}$", said.before
    ):
        return Name(reading.project)
    first = re.split(r"[。：:；]", said.text, maxsplit=1)[0]
    if whole := re.fullmatch(r"(?:预算|决算)?(收入|支出)(?:预算|决算|情况|说明)*", ordinal(first)[1]):
        return Name(f"{whole[1]}{reading.document.kind}")
    if (
        len(first) < min(len(said.text), 80)
        and not AMOUNT.search(first)
        and (name := topic_of(first)).subject
    ):
        return name
    return topic_of(said.paragraph.headings[-1]) if said.paragraph.headings else Name("")


def _speaks_anew(said: _Said) -> bool:
    """True where the part has words of its own before a nameless amount: 拟举办0次活动，经费0万元."""
    if AMOUNT.search(said.part):
        return False
    opening = re.split(r"[，,：:]", said.part)[0]
    return bool(re.search(r"拟?(?:举办|召开|开展|组织|承办|新建|建设|配备)[^，]{0,6}\d", opening))


def _count(said: _Said, reading: Reading) -> None:
    clause = re.split(r"[共现实拥]有|情况[:：]", said.part)[-1]
    bought = re.search(r"购置|新增|拟(?:购|配)", clause)
    subject = counted(said.lead, bought=bool(bought))
    if subject:
        year = reading.document.year
        unit = said.match["unit"].replace("(", "（").replace(")", "）")
        stage = stage_of("", year, reading.document)
        reading.say([_draft(said, Name(subject), year, stage, unit, said.match["number"])])


def _visits(said: _Said, reading: Reading) -> None:
    """Counts beside an amount; what follows is still said of the amount."""
    unit = "个" if said.match["groups"] else "批次" if said.match["unit"] == "批" else said.match["unit"]
    printed = said.match["groups"] or said.match["number"]
    subject = visits(said.part, unit)
    if subject and not re.search(rf"(?:{MOVES})[^，]*$", said.lead):
        year = reading.document.year
        reading.drafts.append(
            _draft(said, Name(subject), year, stage_of("", year, reading.document), unit, printed)
        )


def _difference(said: _Said, turn: re.Match[str], reading: Reading) -> None:
    if _with_budget(turn.group() if turn.re is _BEYOND else said.lead, reading):
        return
    for draft in _compared(said, said.lead[: turn.start()], reading):
        if draft.difference:
            continue
        unit = said.match["unit"]
        if draft.amount and draft.unit != unit:
            # 3.2亿元，增加2000万元: a Change has one unit.
            draft = replace(draft, amount="", unit=unit, direction="", percent="", end=said.match.end())
            reading.drafts.append(draft)
        # 增加-5万元 is 减少5万元.
        draft.difference = said.match["number"].lstrip("-")
        draft.unit = unit
        draft.direction = "增加" if bool(turn["up"]) != said.match["number"].startswith("-") else "减少"
        if number(draft.difference) == 0:
            draft.direction = "持平"
        draft.end = said.match.end()


def _with_budget(words: str, reading: Reading) -> bool:
    """Whether a comparison is with the year's own budget; one that does not say is like the last."""
    with_what = compared_with(words, reading.document)
    if with_what:
        reading.of_budget = with_what == "预算"
    return reading.of_budget


def _level(said: _Said, reading: Reading) -> None:
    clause = re.split(r"[，,；。]", said.lead)[-1]
    with_what = compared_with(clause + said.match.group(), reading.document)
    if with_what == "预算" or (
        re.search(r"决算数?$", clause) and "预算" in said.match.group() and with_what != "上年"
    ):
        reading.of_budget = True
        return
    reading.of_budget = False
    for draft in _compared(said, clause, reading):
        draft.direction = "持平"
        draft.difference = draft.difference or "0"
        draft.end = said.match.end()


def _rate(said: _Said, reading: Reading) -> None:
    turn = _TURN.search(said.lead)
    if _ratio(said, reading):
        return
    if not turn or _with_budget(said.lead, reading):
        return
    printed = said.match["number"]
    named = re.search(r"[比较与同]", said.lead) and _CHANGING.search(_subject_clause(said.lead, turn))
    compared = [] if reading.silent else reading.current
    if named:
        compared = _compared(said, said.lead[: turn.start()], reading)
    for draft in compared:
        if not draft.percent and draft.stage not in (Stage.PRIOR_BUDGET, Stage.PRIOR_FINAL):
            draft.percent = printed.lstrip("-")
            way = "增加" if bool(turn["up"]) != printed.startswith("-") else "减少"
            draft.direction = draft.direction or (way if number(printed) else "持平")
            draft.end = said.match.end()


def _ratio(said: _Said, reading: Reading) -> bool:
    """完成年初预算的98.5% and what goes to small firms are facts in percent; other shares are not kept."""
    spoken = [d for d in reading.current if d.paragraph is said.paragraph]
    completed = re.search(r"(?:完成|为|占)(?:当?年初|全年|调整后?|年度)*预算数?的?$", said.lead)
    if completed and reading.document.kind is Kind.FINAL:
        reading.of_budget = True
        names, stage = [d.name for d in spoken if d.stage is Stage.FINAL], Stage.COMPLETION
    elif re.search(r"占[^，。；]*$", said.lead):
        stage = stage_of("", reading.document.year, reading.document)
        names = [
            Name(f"{d.name.subject}占比") for d in spoken if re.search(r"(?:中小|小微)企业", d.name.subject)
        ]
        if re.search(r"企业[^，]*占", said.lead):
            names = []  # 货物采购授予中小企业合同金额占货物支出金额的80%: of another whole
    else:
        return False
    year = reading.document.year
    reading.drafts += [_draft(said, name, year, stage, "%", said.match["number"]) for name in names]
    return True


def _subject_clause(lead: str, turn: re.Match[str]) -> str:
    return re.split(r"[，,；。]", _AGAINST.sub("", lead[: turn.start()]))[-1]


def _compared(said: _Said, lead: str, reading: Reading) -> list[Draft]:
    """The drafts a comparison is of; a new one where it names a subject without an amount."""
    at = said.match.start()
    clause = re.split(r"[，,；。]", _AGAINST.sub("", re.sub(r"[（(][^（()）]{3,}[）)]", "", lead)))[-1]
    name = name_of(clause, reading.document.body) if clause.strip("（(、各") else Name("")
    if not name.subject and reading.silent:
        return []
    if not reading.current and not name.subject:
        name = _inherited(said, reading)
    if not name.subject or name.subject.startswith(("本年数", "总计", "合计", "各", "增减相抵")):
        return reading.speak_of(_anew(_whole(said, reading), reading), at)
    wanted = each_of(name)
    here = [d for d in reversed(reading.drafts) if d.paragraph is said.paragraph]
    same: list[Draft] = []
    for each in wanted:
        fit = [
            d
            for d in (*reading.current, *here)
            if alike(d.name, each) and not d.difference and _of_now(d, reading.document)
        ]
        same += [d for d in fit if d.at == fit[0].at and d.name == fit[0].name][:1]
    if same:
        return reading.speak_of(_anew(same, reading), at)
    unsaid = [d for d in reading.current if d.paragraph is said.paragraph and not d.direction]
    if unsaid and len(unsaid) == len(reading.current) and "相比" in said.text[said.start : at]:
        return reading.speak_of(reading.current, at)
    year = year_of(said.before, reading.document)
    stage = stage_of("", year, reading.document)
    return reading.say([_draft(said, each, year, stage, "", "") for each in wanted]) if year else []


def _of_now(draft: Draft, document: Document) -> bool:
    """Whether a draft is of what is compared with last year: this year's budget, or its final account."""
    return draft.stage is (Stage.FINAL if document.kind is Kind.FINAL else Stage.BUDGET) and (
        draft.unit not in COUNTS
    )


def _whole(said: _Said, reading: Reading) -> list[Draft]:
    """The drafts that a nameless comparison is of: those just before, or the whole of a list ended by 。.

    收入10万元，其中：拨款8万元，其他收入2万元。比上年增加1万元: the whole income rose.
    """
    current = reading.current
    if not current or current[0].paragraph is not said.paragraph:
        return current
    found = whole_of(current, said.text, said.text.rfind("。", 0, said.match.start()) + 1, reading)
    if any(_of_now(draft, reading.document) for draft in found):
        return found
    # 支出决算为8万元，完成预算10万元的80%，比上年增加1万元: the final account rose, not its budget.
    alike_ = [d for d in reading.drafts if d.paragraph is said.paragraph and d.name == found[-1].name]
    return [d for d in alike_ if _of_now(d, reading.document)][-1:]


def whole_of(current: list[Draft], text: str, stop: int, reading: Reading) -> list[Draft]:
    """Those drafts, or the whole where they are items of a list that ended before `stop`."""
    listed = max(text.rfind(word, 0, stop) for word in ("其中", "包括"))
    if not current or listed < 0 or any(draft.at < listed for draft in current):
        return current
    if current[0].at >= stop or 0 <= text.find("。", listed, current[0].at):
        return current
    paragraph = current[0].paragraph
    before = [d for d in reading.drafts if d.paragraph is paragraph and d.at < listed]
    before = [d for d in before if _of_now(d, reading.document)]
    return [d for d in before if d.at == before[-1].at] or current


def _anew(drafts: list[Draft], reading: Reading) -> list[Draft]:
    """The drafts themselves; where a reason was given for what the budget was not, a copy without it."""
    if reading.document.kind is not Kind.FINAL:
        return drafts
    found = []
    for draft in drafts:
        if draft.reason and not draft.direction:
            draft = replace(draft, reason="", told=None)
            reading.drafts.append(draft)
        found.append(draft)
    return found
