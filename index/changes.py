"""Prose → Changes: what the 情况说明 says an amount is, how it changed, and why.

A sentence is read amount by amount. The words before an amount tell whether it is an amount of
its own (公务接待费1.50万元), a difference (比上年增加0.50万元), a rate (增长50.00%), or none of
these (占99%, 单价100万元以上). The reason may stand in the sentence or in the next one, the
subject in the sentence, before it, or in the heading.

>>> change = changes_of(document, pages)[0]
>>> change.subject, change.amount_printed, change.direction, change.difference_printed, change.percent_printed
('公务接待费', '1.50', '增加', '0.50', '50.00')
>>> change.reason
'新增每月领导接线'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.money import number, yuan
from index.paragraphs import Paragraph, ordinal, paragraphs_of
from index.records import Change, Citation, Document, Page, Stage
from index.wording import Name, counted, name_of, stage_of, topic_of, year_of

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_AMOUNT = re.compile(
    r"(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
    r"(?P<unit>亿元|百万元|万元|千元|元|万(?=[，。；、（）(),]|$)|%|辆|台（套）|台\(套\)|台/套|台套|台|套)"
    r"|(?<=为)(?P<bare>0)(?=[，。；])"
)
_THRESHOLD = re.compile(r"[（(]?含?[）)]?以[上下]|[（(]含[）)]")
_UP = r"增加|增长|上升|提高|调增|同比增|净增|各增|增幅|升幅"
_DOWN = r"减少|下降|降低|压减|压缩|调减|同比减|净减|各减|降幅|减幅"
_TURN = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了|额|数|约|率|为|达|到|幅度|比例|[（(][增减][长少加][）)])*[:：]?$")
_BEYOND = re.compile(r"(?:(?P<up>大于|多于|高于)|(?P<down>小于|少于|低于))[^，。；]{0,12}$")
_LEVEL = re.compile(
    r"(?:与|同|比|较|和)[^，。；与同较《》]{0,25}?(?:持平|(?:年|预算|决算|执行)[^，。；与同较《》]{0,8}?(?:相同|一致|相等|无变化|没有变化|无增减))"
    r"|(?:基本|同比)?持平"
)
_COMPARED = re.compile(r"(?:与|比|较|同|和)[^，。；]*?(?:年度?|上年|去年)(?:当年)?(?:预算|决算)?(?:安排|执行)?数?(?:相比|比较|比)?，?|同比")
_REASON = re.compile(
    r"(?P<of>[^，。；,]{0,45}?)(?:主要)?(?:原因|考虑)(?:(?:是|为|系|在于|：|:)+(?:由于|因为)?|(?=一是|1[.、]))"
    r"|(?<![^，,。；;])主要(?:是因?(?!公)|系|由于|因为|因(?!公)|在于)(?:由于|因为)?[:：]?"
)
_OF_WORDS = re.compile(
    rf"(?:{_UP}|{_DOWN}|增减|变动|变化|安排|持平|较大|较多|幅度|主要|的|其|[（(][^（()）]*[）)])+$"
)
_POINTER = re.compile(r"^(?:此|该|上述|以上|其|两|本|决算|预算|年度)")
_DEFINITIONS = re.compile(r"名[词称]解释")
_PROJECT = re.compile(r"^项目名称[:：](?P<name>[^。；，]{2,40})")


@dataclass(slots=True)
class _Draft:
    """A Change under way; `start`, `end` bound its quote, `at` is where its amount stands."""

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

    @property
    def compared(self) -> bool:
        return bool(self.direction)


@dataclass(slots=True)
class _Reading:
    """What has been read so far: all drafts of the heading at hand, and those last spoken of."""

    document: Document
    headings: tuple[str, ...] = ()
    drafts: list[_Draft] = field(default_factory=list)
    current: list[_Draft] = field(default_factory=list)
    project: str = ""


def changes_of(document: Document, pages: Sequence[Page]) -> tuple[Change, ...]:
    """Every amount of the narrative with its comparison and reason, in reading order."""
    done: list[_Draft] = []
    reading = _Reading(document)
    for paragraph in paragraphs_of(pages):
        if any(_DEFINITIONS.search(heading) for heading in paragraph.headings):
            continue
        if paragraph.headings != reading.headings:
            done += reading.drafts
            reading = _Reading(document, paragraph.headings, project=reading.project)
        _read(paragraph, reading)
    done += reading.drafts
    return tuple(_change(draft, document) for draft in done)


def _read(paragraph: Paragraph, reading: _Reading) -> None:
    text = paragraph.text.translate(_FULL_WIDTH)
    if match := _PROJECT.match(ordinal(text)[1]):
        reading.project = f"项目：{match['name']}"
    reading.current = []
    for sentence, start, end in _segments(text):
        reason = next((m for m in _REASON.finditer(text, start, end) if _may_be_reason(m, reading, text)), None)
        stop = reason.start() if reason else end
        before = len(reading.drafts)
        _scan(paragraph, text, start, stop, sentence, reading)
        if reason:
            fresh = reading.drafts[before:]
            for draft in _reasoned(reason, fresh, sentence, paragraph, reading):
                draft.reason = text[reason.end() : end].strip("。；;，：: ")
                if draft.paragraph is paragraph:
                    draft.end = end


def _segments(text: str) -> Iterator[tuple[int, int, int]]:
    """(number of the sentence, start, end) of each part between 。 or ；.

    A reason keeps its own ；: only an amount behind it starts a new part.
    """
    at = 0
    for sentence, match in enumerate(re.finditer(r"[^。！？]+[。！？]?", text)):
        cuts = [at] if (at := match.start()) >= 0 else []
        for semicolon in re.finditer(r"[；;]", match.group()):
            place = match.start() + semicolon.end()
            behind = text[place : match.end()]
            if not _REASON.search(text, cuts[-1], place) or re.match(
                r"[^，。；]{2,45}?\d[\d,.]*(?:万|亿|千)?元|[^，。；]{2,40}(?:持平|相同|一致)", behind
            ):
                cuts.append(place)
        for start, end in zip(cuts, [*cuts[1:], match.end()], strict=True):
            yield sentence, start, end


def _may_be_reason(match: re.Match[str], reading: _Reading, text: str) -> bool:
    """主要是 is a reason only behind an amount; 原因 with a subject of its own is one anywhere."""
    before = text[: match.start()]
    return bool(reading.current) or bool(reading.drafts) or bool(_AMOUNT.search(before))


def _scan(paragraph: Paragraph, text: str, start: int, stop: int, sentence: int, reading: _Reading) -> None:
    events = [m for m in _AMOUNT.finditer(text, start, stop) if not _THRESHOLD.match(text, m.end())]
    events += list(_LEVEL.finditer(text, start, stop))
    events.sort(key=lambda m: m.start())
    done, opened = start, start
    for event in events:
        if event.start() < done:
            continue
        lead = text[done : event.start()]
        scanned = (paragraph, text, opened, event, sentence)
        if event.re is _LEVEL:
            _level(lead, *scanned, reading)
        elif event["unit"] == "%":
            _rate(lead, event, reading)
        elif event["unit"] and event["unit"][0] in "辆台套":
            _count(lead, *scanned, reading)
        elif _is_difference(lead, text[: event.start()]):
            _difference(lead, *scanned, reading)
        elif text.count("（", start, event.start()) + text.count("(", start, event.start()) == text.count(
            "）", start, event.start()
        ) + text.count(")", start, event.start()):
            _amount(lead, *scanned, reading)
        done = event.end()
    for draft in reading.current:
        if draft.paragraph is paragraph and events:
            draft.end = max(draft.end, stop)


def _is_difference(lead: str, before: str) -> bool:
    """比上年增加…, or a bare 增加… behind an amount; "稳增长30万元" is the name of a project."""
    turn = _TURN.search(lead) or _BEYOND.search(lead)
    if not turn:
        return False
    compared = re.search(r"[比较与同各]", before.rpartition("。")[2] or before)
    return bool(compared) or not re.search(r"[\u4e00-\u9fff]", lead[: turn.start()])


def _amount(
    lead: str, paragraph: Paragraph, text: str, start: int, event: re.Match[str], sentence: int, reading: _Reading
) -> None:
    document = reading.document
    name = name_of(lead, document.body)
    year = year_of(text[: event.start()].rpartition("。")[2], document)
    stage = stage_of(lead, year, document)
    inherited = not name.subject
    if inherited:
        name = _inherited(paragraph, text, event.start(), reading)
    if not name.subject:
        return
    name = _qualified(name, lead, reading.current)
    printed, unit = (event["number"], event["unit"]) if event["number"] else ("0", "万元")
    if inherited:
        for draft in reversed(reading.drafts):
            same = draft.paragraph is paragraph and draft.name == name and draft.year == year
            if same and draft.stage == stage and number(draft.amount) == number(printed) and not draft.compared:
                draft.sentence = sentence
                reading.current = [draft]
                return
    reading.current = [
        _Draft(paragraph, each, year, stage, "万元" if unit == "万" else unit, printed, start, event.end(), event.start(), sentence)
        for each in _each(name)
    ]
    reading.drafts += reading.current


def _inherited(paragraph: Paragraph, text: str, at: int, reading: _Reading) -> Name:
    """What a nameless amount is of: the last subject, the paragraph's first words, its heading."""
    before = [draft for draft in reading.drafts if draft.paragraph is paragraph]
    if before:
        return before[-1].name
    if reading.project and re.search(r"年度预算安排[:：]?[^，。；]{0,6}$", text[:at]):
        return Name(reading.project)
    first = re.split(r"[。：:；]", text, maxsplit=1)[0]
    if len(first) < len(text) and len(first) <= 80 and not _AMOUNT.search(first) and (name := topic_of(first)).subject:
        return name
    return topic_of(paragraph.headings[-1]) if paragraph.headings else Name("")


def _qualified(name: Name, lead: str, current: Sequence[_Draft]) -> Name:
    """政府采购预算…，其中货物… → 政府采购货物; 大气…，其中上年结转… → 大气上年结转."""
    if not current:
        return name
    parent = current[-1].name.subject
    if re.fullmatch(r"(?:采购|拟?购买)?(?:货物|工程|服务)(?:类|预算|支出|采购|金额)*", name.subject) and "采购" in parent:
        return Name("政府采购" + re.sub(r"采购|拟?购买|类|预算|支出|金额", "", name.subject))
    if "其中" in lead and name.subject in ("上年结转", "结转资金", "结余", "结转"):
        return Name(parent + name.subject)
    return name


def _each(name: Name) -> tuple[Name, ...]:
    """收入、支出预算总计 is said of two: 收入预算总计 and 支出预算总计."""
    match = re.fullmatch(r"(?P<head>.*?)(?:收入、?支出|收、支)(?P<tail>总?(?:预算|决算)?(?:总计|合计|总额|数)?)", name.subject)
    if not match:
        return (name,)
    return tuple(Name(f"{match['head']}{side}{match['tail']}") for side in ("收入", "支出"))


def _count(
    lead: str, paragraph: Paragraph, text: str, start: int, event: re.Match[str], sentence: int, reading: _Reading
) -> None:
    earlier = text[: event.start() - len(lead)].rpartition("。")[2]
    subject = counted(lead, "购置" in earlier)
    if subject:
        document = reading.document
        unit = event["unit"].replace("(", "（").replace(")", "）")
        draft = _Draft(
            paragraph, Name(subject), document.year, stage_of("", document.year, document), unit, event["number"],
            start, event.end(), event.start(), sentence,
        )  # fmt: skip
        reading.current = [draft]
        reading.drafts.append(draft)


def _difference(
    lead: str, paragraph: Paragraph, text: str, start: int, event: re.Match[str], sentence: int, reading: _Reading
) -> None:
    turn = _TURN.search(lead) or _BEYOND.search(lead)
    assert turn is not None
    targets = _compared_with(lead[: turn.start()], paragraph, text, start, event, sentence, reading)
    for draft in targets:
        if not draft.difference:
            draft.difference = event["number"]
            draft.unit = draft.unit or event["unit"]
            draft.direction = "增加" if turn["up"] else "减少"
            if number(draft.difference) == 0:
                draft.direction = "持平"
            draft.end = event.end()


def _compared_with(
    lead: str, paragraph: Paragraph, text: str, start: int, event: re.Match[str], sentence: int, reading: _Reading
) -> list[_Draft]:
    """The drafts a comparison is of; a new one where it names a subject without an amount."""
    clause = re.split(r"[，,；。]", _COMPARED.sub("", re.sub(r"[（(][^（()）]*[）)]", "", lead)))[-1]
    name = name_of(clause, reading.document.body) if clause.strip("（(、各") else Name("")
    if not name.subject or name.subject.startswith(("本年数", "总计", "合计", "各")):
        return reading.current
    for group in (reading.current, [d for d in reversed(reading.drafts) if d.paragraph is paragraph]):
        wanted = {each.subject for each in _each(name)}
        alike = [d for d in group if any(_alike(d.name.subject, subject) for subject in wanted) and not d.difference]
        if alike:
            return alike
    if reading.current and all(not draft.compared for draft in reading.current) and "相比" in text[start : event.start()]:
        return reading.current
    document = reading.document
    year = year_of(text[: event.start()].rpartition("。")[2], document)
    reading.current = [
        _Draft(paragraph, each, year, stage_of(lead, year, document), "", "", start, event.end(), event.start(), sentence)
        for each in _each(name)
    ]
    reading.drafts += reading.current
    return reading.current


def _alike(one: str, other: str) -> bool:
    """财政拨款支出 and 财政拨款预算支出 name the same; 基本支出 and 支出 do not."""
    bare = [re.sub(r"预算|决算|总计|合计|总额|[“”]|拨款(?=支出|收入)", "", text) for text in (one, other)]
    return bare[0] == bare[1]


def _level(
    lead: str, paragraph: Paragraph, text: str, start: int, event: re.Match[str], sentence: int, reading: _Reading
) -> None:
    clause = re.split(r"[，,；。]", lead)[-1]
    if reading.document.kind == "决算" and re.search(r"预算", event.group() + clause):
        return
    if re.search(r"决算数?$", clause) and "预算" in event.group():
        return
    targets = _compared_with(clause, paragraph, text, start, event, sentence, reading)
    for draft in targets:
        draft.direction = "持平"
        draft.difference = draft.difference or ("" if draft.percent else "0")
        draft.end = event.end()


def _rate(lead: str, event: re.Match[str], reading: _Reading) -> None:
    turn = _TURN.search(lead)
    if not turn or re.search(r"占[^，。；]*$", lead):
        return
    for draft in reading.current:
        if not draft.percent:
            draft.percent = event["number"].lstrip("-")
            up = bool(turn["up"]) != event["number"].startswith("-")
            draft.direction = draft.direction or ("增加" if up else "减少")
            draft.end = event.end()


def _reasoned(
    match: re.Match[str], fresh: Sequence[_Draft], sentence: int, paragraph: Paragraph, reading: _Reading
) -> list[_Draft]:
    """The drafts a reason is given for."""
    of = _OF_WORDS.sub("", re.sub(r"(?:决算数?|支出数?)(?:大于|小于|高于|低于|多于|少于)(?:年初)?预算数?的?$", "", match["of"] or ""))
    name = Name("") if not of or (_POINTER.match(of) and not of.startswith("其他")) else name_of(of, reading.document.body)
    open_ones = [draft for draft in reading.drafts if not draft.reason and draft.unit not in ("辆", "台", "套")]
    if name.subject:
        wanted = {each.subject for each in _each(name)}
        named = [d for d in open_ones if any(_alike(d.name.subject, subject) for subject in wanted)]
        here = [draft for draft in named if draft.paragraph is paragraph and draft.stage is not Stage.INITIAL]
        if named:
            return here or named
    if not fresh:
        last = max((d.sentence for d in open_ones if d.paragraph is paragraph), default=-1)
        fresh = [d for d in open_ones if d.paragraph is paragraph and d.sentence == last]
    fresh = [draft for draft in fresh if not draft.reason]
    return [draft for draft in fresh if draft.compared] or list(fresh[-1:])


def _change(draft: _Draft, document: Document) -> Change:
    money = draft.unit in ("元", "千元", "万元", "百万元", "亿元")

    def value(printed: str):  # type: ignore[no-untyped-def]
        return None if not printed else yuan(printed, draft.unit) if money else number(printed)

    start, end = draft.start, draft.end
    page, _ = draft.paragraph.place(draft.at, draft.at + 1)
    first = next(s.start for s in draft.paragraph.spans if s.line.page == page and s.end > start)
    quote = draft.paragraph.text[start:end]
    difference = value(draft.difference)
    percent = number(draft.percent) if draft.percent else None
    return Change(
        subject=draft.name.subject,
        code=draft.name.code,
        body=document.body,
        year=draft.year,
        stage=draft.stage,
        unit=draft.unit,
        amount=value(draft.amount),
        amount_printed=draft.amount,
        direction=draft.direction,
        difference=difference,
        difference_printed=draft.difference,
        percent=percent,
        percent_printed=draft.percent,
        reason=draft.reason,
        citation=Citation(
            document=document.name,
            page=page,
            quote=quote,
            bbox=draft.paragraph.place(max(start, first), end)[1],
        ),
    )
