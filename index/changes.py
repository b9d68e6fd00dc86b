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
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from index.money import is_money, number, yuan
from index.paragraphs import Paragraph, ordinal, paragraphs_of
from index.records import Change, Citation, Document, Kind, Page, Stage
from index.wording import Name, alike, counted, each_of, name_of, part_of, stage_of, topic_of, year_of

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_AMOUNT = re.compile(
    r"(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
    r"(?P<unit>亿元|百万元|万元|千元|元|万(?=[，。；、（）(),]|$)|%|辆|台（套）|台\(套\)|台/套|台套|台|套)"
    r"|(?<=为)(?P<bare>0)(?=[，。；])"
)
_THRESHOLD = re.compile(r"[（(]?含?[）)]?以[上下]|[（(]含[）)]")
_UP = r"增加|增长|上升|提高|调增|同比增|净增|各增|增幅|升幅"
_DOWN = r"减少|下降|降低|压减|压缩|调减|同比减|净减|各减|降幅|减幅"
_TURN = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了|额|数|约|率|为|达|到|幅度|比例|[（(][增减][长少加][）)])*[:：]?$"
)
_BEYOND = re.compile(r"(?:(?P<up>大于|多于|高于)|(?P<down>小于|少于|低于))[^，。；]{0,12}$")
_LEVEL = re.compile(
    r"(?:与|同|比|较|和)[^，。；与同较《》]{0,25}?(?:持平|(?:年|预算|决算|执行)[^，。；与同较《》]{0,8}?(?:相同|一致|相等|无变化|没有变化|无增减))"
    r"|(?:基本|同比)?持平"
)
_AGAINST = re.compile(
    r"(?:与|比|较|同|和)[^，。；]*?(?:年度?|上年|去年)(?:当年)?(?:预算|决算)?(?:安排|执行)?数?(?:相比|比较|比)?，?|同比"
)
_REASON = re.compile(
    r"(?P<of>[^，。；,]{0,45}?)(?:主要)?(?:原因|考虑)(?:主要)?(?:(?:是|为|系|在于|：|:)+(?:由于|因为)?|(?=一是|1[.、]))"
    r"|(?<![^，,。；;])主要原因(?=[\u4e00-\u9fff])"
    r"|(?<![^，,。；;])主要(?:是因?(?!公)|系|由于|因为|因(?!公)|在于|为(?=[^，。；]*(?:增|减|新|调)))(?:由于|因为)?[:：]?"
)
_OF_WORDS = re.compile(
    rf"(?:{_UP}|{_DOWN}|增减|变动|变化|安排|持平|较大|较多|幅度|主要|的|其|[（(][^（()）]*[）)])+$"
)
_POINTER = re.compile(r"^(?:此|该|上述|以上|其|两|本|决算|预算|年度)")
# A total of what was listed, or what a rise went into: no subject of its own and none to inherit.
_OF_NOTHING = re.compile(
    r"(?:(?:^|[，,。])(?:共计|合计|总计|累计|总共)为?|其余[^，。；]*|采购(?:金额)?为?|(?:^|[，,])(?:增加|减少|新增|调增|调减|压减|追加)[^，,]*)$"
)
_OWN_AMOUNT = re.compile(r"[^，。；]{2,45}?\d[\d,.]*(?:万|亿|千)?元|[^，。；]{2,40}(?:持平|相同|一致)")
_COUNTS = ("辆", "台", "套", "台（套）", "台/套", "台套")
_DEFINITIONS = re.compile(r"名[词称]解释")
_PROJECT = re.compile(r"^项目名称[:：](?P<name>[^。；，]{2,40})")


@dataclass(slots=True)
class _Draft:
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


@dataclass(slots=True)
class _Reading:
    """What has been read so far: all drafts of the heading at hand, and those last spoken of."""

    document: Document
    headings: tuple[str, ...] = ()
    drafts: list[_Draft] = field(default_factory=list)
    current: list[_Draft] = field(default_factory=list)
    project: str = ""

    def say(self, drafts: list[_Draft]) -> list[_Draft]:
        """Take in new drafts; what follows is said of them."""
        self.drafts += drafts
        self.current = drafts
        return drafts


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
        # 原因 in a duty or a definition explains no amount.
        spoken = bool(reading.drafts) or bool(_AMOUNT.search(text, 0, end))
        reason = _REASON.search(text, start, end) if spoken else None
        stop = reason.start() if reason else end
        before = len(reading.drafts)
        _scan(paragraph, text, start, stop, sentence, reading)
        if reason:
            fresh = reading.drafts[before:]
            for draft in _reasoned(reason, fresh, paragraph, reading):
                draft.reason = text[reason.end() : end].strip("。；;，：: ")
                if draft.paragraph is paragraph:
                    draft.end = end
                else:
                    draft.told = (paragraph, start, end)


def _segments(text: str) -> list[tuple[int, int, int]]:
    """(number of the sentence, start, end) of each part between 。 or ；.

    A reason keeps its own ；, and its 二是… behind a 。; an amount starts a new part.
    """
    parts: list[tuple[int, int, int]] = []
    for number_, sentence in enumerate(re.finditer(r"[^。！？]+[。！？]?", text)):
        for part in re.finditer(r"[^；;]+[；;]?", sentence.group()):
            start, end = sentence.start() + part.start(), sentence.start() + part.end()
            if parts and _REASON.search(text, parts[-1][1], parts[-1][2]):
                counted_on = re.match(
                    r"[二三四五六七]是|[（(][2-9二三四五]?[）)]|[2-9][、.．](?!\d)", part.group()
                )
                same = parts[-1][0] == number_ and not _OWN_AMOUNT.match(part.group())
                if counted_on or same:
                    parts[-1] = (parts[-1][0], parts[-1][1], end)
                    continue
            parts.append((number_, start, end))
    return parts


def _scan(paragraph: Paragraph, text: str, start: int, stop: int, sentence: int, reading: _Reading) -> None:
    matches = [m for m in _AMOUNT.finditer(text, start, stop) if not _THRESHOLD.match(text, m.end())]
    matches += _LEVEL.finditer(text, start, stop)
    matches.sort(key=lambda match: match.start())
    done = start
    for match in matches:
        if match.start() < done:
            continue
        said = _Said(paragraph, text, text[done : match.start()], match, start, sentence)
        if match.re is _LEVEL:
            _level(said, reading)
        elif match["unit"] == "%":
            _rate(said, reading)
        elif match["unit"] and match["unit"][0] in "辆台套":
            _count(said, reading)
        elif turn := _turn(said):
            _difference(said, turn, reading)
        elif not _in_brackets(text[start : match.start()]):
            _amount(said, reading)
        done = match.end()
    for draft in reading.current:
        if draft.paragraph is paragraph and matches:
            draft.end = max(draft.end, stop)


def _in_brackets(text: str) -> bool:
    """True in a remark; （其中：购置费…、运行费…） is a list like any other."""
    if re.search(r"[（(]其中[^（()）]*$", text):
        return False
    return len(re.findall(r"[（(]", text)) > len(re.findall(r"[）)]", text))


def _turn(said: _Said) -> re.Match[str] | None:
    """The 增加 or 减少 that makes an amount a difference; in "稳增长30万元" it names a project."""
    if beyond := _BEYOND.search(said.lead):
        return beyond
    turn = _TURN.search(said.lead)
    bare = turn is not None and not re.search(r"[\u4e00-\u9fff]", said.lead[: turn.start()])
    return turn if bare or re.search(r"[比较与同各]", said.before) else None


def _amount(said: _Said, reading: _Reading) -> None:
    name = name_of(said.lead, reading.document.body)
    year = year_of(said.before, reading.document)
    stage = stage_of(said.lead, year, reading.document)
    inherited = not name.subject
    if inherited:
        name = _inherited(said, reading)
    if not name.subject:
        return
    name = part_of(reading.current[-1].name, name, said.lead) if reading.current else name
    printed, unit = (said.match["number"], said.match["unit"]) if said.match["number"] else ("0", "万元")
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
                reading.current = [draft]
                return
    reading.say(
        [_draft(said, each, year, stage, "万元" if unit == "万" else unit, printed) for each in each_of(name)]
    )


def _draft(said: _Said, name: Name, year: int, stage: Stage, unit: str, amount: str) -> _Draft:
    at, end = said.match.span()
    return _Draft(said.paragraph, name, year, stage, unit, amount, said.start, end, at, said.sentence)


def _inherited(said: _Said, reading: _Reading) -> Name:
    """What a nameless amount is of: the last subject, the paragraph's first words, its heading."""
    if _OF_NOTHING.search(said.lead):
        return Name("")
    before = [draft for draft in reading.drafts if draft.paragraph is said.paragraph]
    if before:
        return before[-1].name
    if reading.project and re.search(r"年度预算安排[:：]?[^，。；]{0,6}$", said.before):
        return Name(reading.project)
    first = re.split(r"[。：:；]", said.text, maxsplit=1)[0]
    if (
        len(first) < min(len(said.text), 80)
        and not _AMOUNT.search(first)
        and (name := topic_of(first)).subject
    ):
        return name
    return topic_of(said.paragraph.headings[-1]) if said.paragraph.headings else Name("")


def _count(said: _Said, reading: _Reading) -> None:
    subject = counted(said.lead, bought="购置" in said.before.removesuffix(said.lead))
    if subject:
        year = reading.document.year
        unit = said.match["unit"].replace("(", "（").replace(")", "）")
        stage = stage_of("", year, reading.document)
        reading.say([_draft(said, Name(subject), year, stage, unit, said.match["number"])])


def _difference(said: _Said, turn: re.Match[str], reading: _Reading) -> None:
    if turn.re is _BEYOND and reading.document.kind is Kind.FINAL and "预算" in turn.group():
        return  # 决算数小于预算数: no change against last year
    for draft in _compared(said, said.lead[: turn.start()], reading):
        if not draft.difference:
            draft.difference = said.match["number"]
            draft.unit = draft.unit or said.match["unit"]
            draft.direction = "增加" if turn["up"] else "减少"
            if number(draft.difference) == 0:
                draft.direction = "持平"
            draft.end = said.match.end()


def _level(said: _Said, reading: _Reading) -> None:
    clause = re.split(r"[，,；。]", said.lead)[-1]
    if "预算" in said.match.group() and (
        reading.document.kind is Kind.FINAL or re.search(r"决算数?$", clause)
    ):
        return
    for draft in _compared(said, clause, reading):
        draft.direction = "持平"
        draft.difference = draft.difference or "0"
        draft.end = said.match.end()


def _rate(said: _Said, reading: _Reading) -> None:
    turn = _TURN.search(said.lead)
    if not turn or re.search(r"占[^，。；]*$", said.lead):
        return
    printed = said.match["number"]
    for draft in reading.current:
        if not draft.percent:
            draft.percent = printed.lstrip("-")
            draft.direction = draft.direction or (
                "增加" if bool(turn["up"]) != printed.startswith("-") else "减少"
            )
            draft.end = said.match.end()


def _compared(said: _Said, lead: str, reading: _Reading) -> list[_Draft]:
    """The drafts a comparison is of; a new one where it names a subject without an amount."""
    clause = re.split(r"[，,；。]", _AGAINST.sub("", re.sub(r"[（(][^（()）]{3,}[）)]", "", lead)))[-1]
    name = name_of(clause, reading.document.body) if clause.strip("（(、各") else Name("")
    if not reading.current and not name.subject:
        name = _inherited(said, reading)
    if not name.subject or name.subject.startswith(("本年数", "总计", "合计", "各", "增减相抵")):
        return reading.current
    wanted = each_of(name)
    for group in (reading.current, [d for d in reversed(reading.drafts) if d.paragraph is said.paragraph]):
        same = [d for d in group if any(alike(d.name, each) for each in wanted) and not d.difference]
        if same:
            return same
    unsaid = reading.current and not any(draft.direction for draft in reading.current)
    if unsaid and "相比" in said.text[said.start : said.match.start()]:
        return reading.current
    year = year_of(said.before, reading.document)
    stage = stage_of(lead, year, reading.document)
    return reading.say([_draft(said, each, year, stage, "", "") for each in each_of(name)])


def _reasoned(
    match: re.Match[str], fresh: Sequence[_Draft], paragraph: Paragraph, reading: _Reading
) -> list[_Draft]:
    """The drafts a reason is given for: those it names, those of its sentence, or those just before."""
    unsaid = [draft for draft in reading.drafts if not draft.reason and draft.unit not in _COUNTS]
    wanted = each_of(_named(match["of"] or "", reading.document.body))
    named = [draft for draft in unsaid if any(alike(draft.name, name) for name in wanted)]
    if named:
        here = [draft for draft in named if draft.paragraph is paragraph and draft.stage is not Stage.INITIAL]
        return here or named
    if not fresh:
        last = max((draft.sentence for draft in unsaid if draft.paragraph is paragraph), default=-1)
        fresh = [draft for draft in unsaid if draft.paragraph is paragraph and draft.sentence == last]
    fresh = [draft for draft in fresh if not draft.reason]
    changed = [draft for draft in fresh if draft.direction]
    if changed or match["of"] is not None:
        return changed or list(fresh[-1:])
    # 主要是其他业务支出 behind a plain amount says what it is for; behind 0万元, why there is none.
    return [draft for draft in fresh[-1:] if number(draft.amount) == 0]


def _named(of: str, body: str) -> Name:
    """The subject a reason names: 财政拨款收入支出增加的 → 财政拨款收入支出; 减少的, 此项数据 → none."""
    of = re.sub(r"(?:决算数?|支出数?)(?:大于|小于|高于|低于|多于|少于)(?:年初)?预算数?的?$", "", of)
    of = _OF_WORDS.sub("", of)
    return Name("") if not of or _POINTER.match(of) else name_of(of, body)


def _change(draft: _Draft, document: Document) -> Change:
    start, end = draft.start, draft.end
    page, _ = draft.paragraph.place(draft.at, draft.at + 1)
    # The box is that of the quote on the page where the amount stands, not where its sentence began.
    on_page = next(
        span.start for span in draft.paragraph.spans if span.line.page == page and span.end > start
    )
    quote, bbox = draft.paragraph.text[start:end], draft.paragraph.place(max(start, on_page), end)[1]
    if draft.told:
        paragraph, begin, stop = draft.told
        quote = f"{quote}\n{paragraph.text[begin:stop].strip()}"
        of_reason, around = paragraph.place(begin, stop)
        if of_reason == page:
            bbox = (
                min(bbox[0], around[0]),
                min(bbox[1], around[1]),
                max(bbox[2], around[2]),
                max(bbox[3], around[3]),
            )
    return Change(
        subject=draft.name.subject.replace("(", "（").replace(")", "）"),
        code=draft.name.code,
        body=document.body,
        year=draft.year,
        stage=draft.stage,
        unit=draft.unit,
        amount=_value(draft.amount, draft.unit),
        amount_printed=draft.amount,
        direction=draft.direction,
        difference=_value(draft.difference, draft.unit),
        difference_printed=draft.difference,
        percent=number(draft.percent),
        percent_printed=draft.percent,
        reason=draft.reason,
        citation=Citation(
            document=document.name,
            page=page,
            quote=quote,
            bbox=bbox,
        ),
    )


def _value(printed: str, unit: str) -> Decimal | None:
    return yuan(printed, unit) if is_money(unit) else number(printed)
