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
from dataclasses import replace
from decimal import Decimal

from index.facts.boxes import around
from index.facts.extent.places import rank_of
from index.facts.extent.years import in_digits
from index.facts.money import is_money, number, yuan
from index.facts.records import Change, Citation, Document, Kind, Page, Stage
from index.prose.amounts.comparisons import OWN_BASES, whole_of
from index.prose.amounts.drafts import AMOUNT, COUNTS, ChangeDraft, ParseState
from index.prose.amounts.moves import MOVES, way_of
from index.prose.amounts.spoken import spoken
from index.prose.amounts.statements import scan
from index.prose.amounts.wording import Name, alike, each_of, name_of
from index.prose.paragraphs import Paragraph, ordinal, paragraphs_of

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％，()", "0123456789.%，（）")
# A page typed with plain commas: 支出1,234万元,增长5%.
_PLAIN_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")
_CAUSE = r"(?:是?因为|是?由于)"
_REASON = re.compile(
    "|".join(
        (
            # 增加的主要原因是…, 原因有三：…, 主要考虑：…
            r"(?P<of>[^，。；,]{0,45}?)(?:主要)?(?:原因|因素|考虑)(?:主要|都|均|同样|也|还)?"
            r"(?:(?:是|为|系|在于|：|:)+(?:由于|因为)?|(?=一是|1[.、])|(?:主要)?(?:有|包括)[^，。；：:]{0,8}[:：])",
            r"(?:有|是)[两二三几多]个?(?:方面)?的?(?:原因|因素)[:：]",
            # 都是因为…, 得益于…, 多出的部分源于…
            rf"(?:都|均|全|正){_CAUSE}",
            r"(?<![^，,。；;])(?:主要|全|多)?(?:得益于|缘于|归因于)|(?:部分|主要|大多)源于",
            # …2万元，因为…; not …8万元，由于次数减少，比上年减少2万元
            rf"(?<=[元%％平][，,]){_CAUSE}(?![^。；]*[，,][^，。；]{{0,20}}(?:{MOVES}))",
            r"(?<![^，,。；;])主要原因(?=[\u4e00-\u9fff])",
            r"(?<![^，,。；;])主要(?:是(?:因为|由于)?(?:因(?!公))?|系|由于|因为|因(?!公)|在于"
            r"|为(?=[^，。；]*(?:增|减|新|调)))(?:由于|因为)?[:：]?",
        )
    )
)
# 比上年增加45万元，协管队员增加所致: the reason stands before its word.
_OWING = re.compile(
    r"(?:\d\s*[万亿千]?元|\d\s*[%％]|持平)(?:左右)?[，,](?:主要)?(?:是|系|因|由于)*"
    r"(?P<why>(?:(?!\d\s*[万亿千]?元|\d\s*[%％])[^。；]){4,120}?)(?:所致|所造成|所引起)(?=[。；]|$)"
)
_OF_WORDS = re.compile(
    rf"(?:{MOVES}|增减|变动|变化|安排|持平|较大|较多|幅度|主要|的|其|[（(][^（()）]*[）)])+$"
)
_POINTER = re.compile(r"^(?:此|该|上述|以上|其|两|本|决算|预算|年度)")
_OWN_AMOUNT = re.compile(
    r"[^，。；]{2,45}?(?:\d[\d,.]*(?:万|亿|千)?元|为0(?=[，。；]))|[^，。；]{2,40}(?:持平|相同|一致)"
)
# A paragraph that goes on with what the last one spoke of: 与上年相比，减少2万元。 减少原因：….
_GOES_ON = re.compile(
    rf"(?:与|比|较|同)(?:上一?年|去年|20\d\d年|上年度)[^，。；]{{0,8}}(?:[，,]|{MOVES}|持平)|"
    rf"(?:主要|{MOVES}|变动|变化|增减)*(?:的)?(?:主要)?原因"
)
_YEARS = re.compile(r"20\d\d(?=年)")
_PLANNED = re.compile(r"预算(?:草案|安排|编制)?|安排|计划")
_DEFINITIONS = re.compile(r"名[词称]解释")
_PROJECT = re.compile(r"^项目名称[:：](?P<name>[^。；，]{2,40})")
# 河道保洁项目经费情况说明: all that stands under it is said of that project.
_OF_PROJECT = re.compile(
    r"^(?P<name>[^，。：“”]{2,40}?(?:项目|专项|工程|行动|计划|补助|补贴|资金))(?:[（(][^（()）]{2,8}[）)])?"
    r"(?:经费|资金|支出)?(?:预算)?(?:情况)?说明$"
)


def changes_of(document: Document, pages: Sequence[Page]) -> tuple[Change, ...]:
    """Every amount of the narrative with its comparison and reason, in reading order."""
    done: list[ChangeDraft] = []
    state = ParseState(document)
    led: dict[int, str] = {}
    last = ""
    for paragraph in paragraphs_of(pages):
        # 其中：… in a paragraph of its own goes on with the one before it.
        last = f"{last}{paragraph.text}" if (goes_on := paragraph.text.startswith("其中")) else paragraph.text
        led[id(paragraph)] = last[: -len(paragraph.text)] if goes_on else ""
        if any(_DEFINITIONS.search(heading) for heading in paragraph.headings):
            continue
        if paragraph.headings != state.headings:
            done += state.drafts
            headed = _project_of(paragraph.headings)
            left = _project_of(state.headings) and not headed
            state = ParseState(
                _of_section(document, paragraph.headings),
                paragraph.headings,
                project=headed or ("" if left else state.project),
            )
        _read(paragraph, state)
    done += state.drafts
    return tuple(_change(draft, document, led.get(id(draft.paragraph), "")) for draft in done)


def _of_section(document: Document, headings: Sequence[str]) -> Document:
    """The document as a part of it speaks: 三、2026年预算草案 of a report on 2025 is a plan of 2026."""
    if not document.kind.is_account or not rank_of(document.body):
        return document
    for heading in reversed(headings):
        years = set(map(int, _YEARS.findall(in_digits(heading))))
        if years and (years != {document.year + 1} or not _PLANNED.search(heading)):
            return document
        if years:
            return replace(document, year=document.year + 1, kind=Kind.BUDGET)
    return document


def _project_of(headings: Sequence[str]) -> str:
    """The project that a heading names, as a subject; "" where none does."""
    named = (match for heading in headings if (match := _OF_PROJECT.match(ordinal(heading)[1])))
    name = next((match["name"] for match in named), "")
    return f"项目：{name.removesuffix('项目')}" if len(name) > 4 else ""


def _read(paragraph: Paragraph, state: ParseState) -> None:
    text = in_digits(_PLAIN_COMMA.sub("，", paragraph.text.translate(_FULL_WIDTH)).replace(";", "；"))
    if match := _PROJECT.match(ordinal(text)[1]):
        state.project = f"项目：{match['name']}"
    state.silent = False
    if not _GOES_ON.match(text):
        state.current = []
    elif state.current:
        last = state.current[0].paragraph.text
        state.current = whole_of(state.current, last, len(last), state)
    for sentence, start, end in _segments(text):
        # 原因 in a duty or a definition explains no amount.
        spoken = bool(state.drafts) or bool(AMOUNT.search(text, 0, end))
        reason = _REASON.search(text, start, end) if spoken else None
        owing = _OWING.search(text, start, end) if spoken and not reason else None
        stop = reason.start() if reason else owing.start("why") if owing else end
        state.touched = []
        scan(paragraph, text, start, stop, sentence, state)
        if owing:
            for draft in _each_once(state.touched):
                if draft.direction:
                    draft.reason, draft.end = paragraph.text[slice(*owing.span("why"))], end
        if reason:
            words = paragraph.text[reason.end() : end].strip("。；;，,：: ")
            for draft in _reasoned(reason, text[start:stop], start, paragraph, state):
                draft.reason = words
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
        for part in re.finditer(r"(?:[（(][^（()）]*[）)]|[^；;])+[；;]?", sentence.group()):
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


def _reasoned(
    match: re.Match[str], part: str, start: int, paragraph: Paragraph, state: ParseState
) -> list[ChangeDraft]:
    """The drafts a reason is given for: those it names, those of its sentence, or those just before."""
    of = match["of"] or ""
    unsaid = [draft for draft in state.drafts if not draft.reason and draft.unit not in COUNTS]
    if named := _those_named(_named(of, state.document.body), unsaid, paragraph):
        return named
    fresh = _spoken_of(start + part.rfind("其中"), state) or _last_said(unsaid, paragraph, state)
    if _of_budget(of, state):
        beside = [draft for draft in fresh if draft.base in OWN_BASES and not draft.reason]
        own = [draft for draft in fresh if draft.base not in OWN_BASES]
        # 较上年减少…，较年初预算数减少…，主要是…: the reason behind both is that of both.
        both = [draft for draft in own if draft.direction and not draft.reason and "预算" not in of]
        return [*beside, *(both if beside and both else _why_not_the_budget(own, state))]
    fresh = [draft for draft in fresh if not draft.reason]
    if changed := _changed(fresh, match.group()):
        return changed
    # 主要是其他业务支出 behind a plain amount says what it is for; behind 0万元, why there is none.
    return [draft for draft in fresh[-1:] if match["of"] is not None or number(draft.amount) == 0]


def _those_named(name: Name, drafts: Sequence[ChangeDraft], paragraph: Paragraph) -> list[ChangeDraft]:
    """The drafts of that name; those of the paragraph alone where it has some beside 年初预算."""
    wanted = each_of(name)
    named = [draft for draft in drafts if any(alike(draft.name, one) for one in wanted)]
    here = [draft for draft in named if draft.paragraph is paragraph and draft.stage is not Stage.INITIAL]
    return here or named


def _spoken_of(listed: int, state: ParseState) -> list[ChangeDraft]:
    """What the part at hand speaks of, each draft once.

    What stands before 其中, at `listed`, has parts; the reason behind them is theirs where one changed.
    """
    spoken = [(draft, at) for draft, at in state.touched if draft.unit not in COUNTS]
    parts = [(draft, at) for draft, at in spoken if at > listed]
    if any(draft.direction for draft, _ in parts):
        spoken = parts
    return _each_once(spoken)


def _each_once(spoken: Sequence[tuple[ChangeDraft, int]]) -> list[ChangeDraft]:
    return list({id(draft): draft for draft, _ in spoken}.values())


def _last_said(unsaid: Sequence[ChangeDraft], paragraph: Paragraph, state: ParseState) -> list[ChangeDraft]:
    """The drafts of the paragraph's last sentence; in a paragraph without any, those of the one before."""
    here = [draft for draft in unsaid if draft.paragraph is paragraph]
    last = max((draft.sentence for draft in here), default=0)
    said = [draft for draft in here if draft.sentence == last]
    return said or [draft for draft in state.current if draft.paragraph is not paragraph]


def _changed(drafts: Sequence[ChangeDraft], reason: str) -> list[ChangeDraft]:
    """The drafts that changed; of rises and falls, those of which 增加的原因 or 减少的原因 speaks."""
    changed = [draft for draft in drafts if draft.direction]
    told = re.search(rf"({MOVES})的?[^，。；]*(?:原因|考虑)", reason)
    if not told:
        return changed
    return [draft for draft in changed if draft.direction == way_of(told[1])] or changed


def _of_budget(of: str, state: ParseState) -> bool:
    """Whether a reason explains why the final account is not what its budget was."""
    if not state.document.kind.is_account:
        return False
    said = re.search(r"(?:大于|小于|高于|低于|多于|少于|超)[^，。]*预算", of) is not None
    return said or state.of_budget or state.completed


def _why_not_the_budget(fresh: Sequence[ChangeDraft], state: ParseState) -> list[ChangeDraft]:
    """The final account of those; apart from its change against last year, which has reasons of its own."""
    found = [draft for draft in fresh if draft.stage is state.document.kind.current][-1:]
    for n, draft in enumerate(found):
        if draft.direction or draft.reason:
            found[n] = replace(draft, direction="", difference="", percent="", reason="")
            state.drafts.append(found[n])
    return found


def _named(of: str, body: str) -> Name:
    """The subject a reason names: 财政拨款收入支出增加的 → 财政拨款收入支出; 减少的, 此项数据 → none."""
    of = re.sub(r"(?:决算数?|支出数?)(?:大于|小于|高于|低于|多于|少于)(?:年初)?预算数?的?$", "", of)
    of = _OF_WORDS.sub("", of)
    return Name("") if not of or _POINTER.match(of) else name_of(of, body)


def _change(draft: ChangeDraft, document: Document, led: str) -> Change:
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
        on, box = paragraph.place(begin, stop)
        if on == page:
            bbox = around([bbox, box])
    said = spoken(draft.paragraph, draft.at, draft.stage, document, led)
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
        scope=said.scope,
        fund=said.fund,
        period=said.period,
        unit_row=said.unit_row,
        base=draft.base,
        under=said.under,
    )


def _value(printed: str, unit: str) -> Decimal | None:
    return yuan(printed, unit) if is_money(unit) else number(printed)
