"""Facts of prose under way: what has been said so far, and what a nameless amount is of.

>>> state = ParseState(document)
>>> state.say([draft_of(said, Name("公务接待费"), 2025, Stage.BUDGET, "万元", "1.50")])
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.facts.ledgers import OTHER_SIDE
from index.facts.money import MONEY_UNIT
from index.facts.records import Document, Kind, Stage
from index.prose.amounts.wording import Name, topic_of
from index.prose.paragraphs import Paragraph, ordinal

AMOUNT = re.compile(
    r"(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
    rf"(?P<unit>{MONEY_UNIT}|万(?=[，。；、（）(),]|$)|%|批次|批(?=[，。；、（）(),])|人次|"
    r"辆|台（[套件]）|台\([套件]\)|台/套|台套|台|套)"
    r"|(?<=为)(?P<bare>0)(?=[，。；])|(?<=团组)(?P<groups>\d+)个"
)
# A total of what was listed, or what a rise went into: no subject of its own and none to inherit.
_OF_NOTHING = re.compile(
    r"(?:(?:^|[，,。])(?:共计|合计|总计|累计|总共)为?|其余[^，。；]*|采购(?:金额)?为?|价值|原值|"
    r"(?:^|[，,])(?:增加|减少|新增|调增|调减|压减|追加)[^，,]*)$"
)
# 本年度无因公出国（境）费预算，与上年一致.
_NONE = re.compile(
    r"(?P<what>[^，。；]{0,20}(?:无|没有|未安排|未编制|未发生|不涉及|不安排)[^，。；]{2,30}?(?:[（(][^（()）]*[）)][^，。；]{0,12})?)[，,]$"
)
# 1.高中教育（2050204），2024年度决算数为: an item of a list names its subject before its year.
_ITEM = re.compile(
    r"\s*(?:(?:\d{1,2}[.、．]|[（(]\d{1,2}[）)]|[①-⑳])\s*)?(?P<name>(?!20\d\d|[比较与同按根])[\u4e00-\u9fff、“”]{2,30})"
    r"[（(](?P<code>\d{3}(?:\d\d){0,2})[）)][，,、：:]?(?=20\d\d年|决算|预算|支出|本年)"
    r"|\s*(?:\d{1,2}[.、．]|[（(]\d{1,2}[）)]|[①-⑳])\s*(?P<plain>(?!20\d\d|[比较与同按根])[\u4e00-\u9fff“”（）]{2,30})[，,]"
    r"(?=20\d\d年|年初|全年|本年|预算|决算|实际|执行|安排)"
)
COUNTS = ("%", "辆", "台", "套", "台（套）", "台（件）", "台/套", "台套", "批次", "人次", "个")


@dataclass(slots=True)
class ChangeDraft:
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
    base: str = ""
    told: tuple[Paragraph, int, int] | None = None


@dataclass(slots=True)
class ParseState:
    """What has been read so far: all drafts of the heading at hand, and those last spoken of.

    `touched` are the drafts that the part at hand speaks of, each with the place where it does;
    `of_budget` while the last comparison was with the budget of the year itself, of which `beside` are the
    drafts, and `base` what it was with; `completed` behind how much of the budget was used, where nothing has
    been compared since; `silent` behind an amount that is no fact (每人每月100元).
    """

    document: Document
    headings: tuple[str, ...] = ()
    drafts: list[ChangeDraft] = field(default_factory=list)
    current: list[ChangeDraft] = field(default_factory=list)
    touched: list[tuple[ChangeDraft, int]] = field(default_factory=list)
    beside: list[ChangeDraft] = field(default_factory=list)
    of_budget: bool = False
    completed: bool = False
    base: str = ""
    silent: bool = False
    project: str = ""

    def say(self, drafts: list[ChangeDraft]) -> list[ChangeDraft]:
        """Take in new drafts; what follows is said of them."""
        self.drafts += drafts
        return self.speak_of(drafts, drafts[-1].at)

    def speak_of(self, drafts: list[ChangeDraft], at: int) -> list[ChangeDraft]:
        """What follows is said of these."""
        self.touched += [(draft, at) for draft in drafts]
        self.current = drafts
        self.silent = False
        return drafts

    def compare(self, draft: ChangeDraft, at: int, end: int) -> ChangeDraft:
        """The draft to hold a comparison with `base`: itself, or a copy where it holds one with another."""
        held = draft.direction or draft.difference or draft.percent
        if not held or not self.base or draft.base == self.base:
            draft.base = draft.base if held else self.base
            return draft
        other = replace(
            draft, direction="", difference="", percent="", reason="", told=None, base=self.base, end=end
        )
        self.drafts.append(other)
        self.touched.append((other, at))
        self.current = [other if each is draft else each for each in self.current]
        return other


@dataclass(frozen=True, slots=True)
class Said:
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


def draft_of(said: Said, name: Name, year: int, stage: Stage, unit: str, amount: str) -> ChangeDraft:
    """A new draft of an amount where it was said."""
    at, end = said.match.span()
    return ChangeDraft(said.paragraph, name, year, stage, unit, amount, said.start, end, at, said.sentence)


def inherited(said: Said, state: ParseState) -> Name:
    """What a nameless amount is of: the last subject, the paragraph's first words, its heading."""
    if _OF_NOTHING.search(said.lead):
        return Name("")
    before = [draft for draft in state.drafts if draft.paragraph is said.paragraph]
    if before:
        if _SIDE_ALONE.match(said.lead):
            return _of_a_side(before)
        # 2024年已安排9万元，2025年安排8万元, of something not named
        unnamed = state.silent and AMOUNT.search(said.part)
        return Name("") if unnamed or _speaks_anew(said) else before[-1].name
    if item := _ITEM.match(said.part):
        return Name(item["name"] or item["plain"], item["code"] or "")
    heading = said.paragraph.headings[-1] if said.paragraph.headings else ""
    if state.project and _sums_up(said, heading):
        return Name(state.project)
    if none := _NONE.match(said.part):
        return topic_of(none["what"])
    opening = _opening(said.text, state.document)
    named = opening if opening.subject else topic_of(heading)
    return named if named.subject else _of_title(state.document)


# …其中居民养老保险基金1.43亿元；支出完成3.11亿元: of the ledger that the income before it was of.
_SIDE_ALONE = re.compile(r"[，,；;、\s]*(?:收入|支出)(?:累计|预计|预算)?(?:总计|合计)?(?:完成|执行|安排)")


def _of_a_side(before: Sequence[ChangeDraft]) -> Name:
    """What was last said of one side of a ledger, and of none of its parts."""
    sides = tuple(OTHER_SIDE)
    return next((draft.name for draft in reversed(before) if draft.name.subject.endswith(sides)), Name(""))


def _of_title(document: Document) -> Name:
    """What all of a document is of, where its title names one cost: 某局2025年“三公”经费预算说明."""
    found = re.search(r"(?<![及和与、])“?三公[”\"]?经费", document.title)
    more = re.search(r"[部门单位]{2}[预决]算|收支|经费[及和与、]", document.title)
    return Name("“三公”经费") if found and not more else Name("")


def _sums_up(said: Said, heading: str) -> bool:
    """True for an amount that is said of a whole project: 年度预算安排8万元."""
    if re.search(r"(?:年度预算安排|预算安排规模|预算金额|项目金额)[:：]?[^，。；]{0,6}$", said.before):
        return True
    return len(said.before) < 10 and bool(re.search(r"(?:预算|资金|经费)安排$", heading))


def _opening(text: str, document: Document) -> Name:
    """What the first words of a paragraph name: 公务接待费：…; 收入 is the document's 收入预算."""
    first = re.split(r"[。：:；]", text, maxsplit=1)[0]
    if whole := re.fullmatch(r"(?:预算|决算)?(收入|支出)(?:预算|决算|情况|说明)*", ordinal(first)[1]):
        return Name(f"{whole[1]}{Kind.FINAL if document.kind.is_account else Kind.BUDGET}")
    if len(first) < min(len(text), 80) and not AMOUNT.search(first):
        return topic_of(first)
    return Name("")


def _speaks_anew(said: Said) -> bool:
    """True where the part has words of its own before a nameless amount: 拟举办0次活动，经费0万元."""
    if AMOUNT.search(said.part):
        return False
    opening = re.split(r"[，,：:]", said.part)[0]
    return bool(re.search(r"拟?(?:举办|召开|开展|组织|承办|新建|建设|配备)[^，]{0,6}\d", opening))
