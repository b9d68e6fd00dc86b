"""The amounts of a stretch of prose, each with what it is compared with: drafts of Changes.

The words before an amount tell whether it is an amount of its own (公务接待费1.50万元), a difference
(比上年增加0.50万元), a rate (增长50.00%), last year's amount (比上年1.00万元减少), or none of these
(占99%, 单价100万元以上, 每人每月100元). What is compared with the budget of the year itself
(决算数小于预算数) is no change against last year, and gives none.

>>> state = ParseState(document)
>>> scan(paragraph, paragraph.text, 0, len(paragraph.text), 0, state)
>>> state.drafts[0].name.subject, state.drafts[0].amount, state.drafts[0].difference
('公务接待费', '1.50', '0.50')
"""

from __future__ import annotations

import re

from index.facts.extent.periods import QUARTER, SPAN
from index.facts.ledgers import LEDGER, OTHER_SIDE
from index.facts.money import number
from index.facts.records import Document, Kind, Stage
from index.prose.amounts.comparisons import (
    LEVEL,
    OWN_BUDGET,
    difference,
    level,
    own_budget,
    prior_amount,
    rate,
    turn_of,
)
from index.prose.amounts.drafts import AMOUNT, ChangeDraft, ParseState, Said, draft_of, inherited
from index.prose.amounts.moves import MOVES
from index.prose.amounts.wording import (
    Name,
    counted,
    date_told,
    each_of,
    group_of,
    name_of,
    of_ledger,
    source_of,
    stage_of,
    visits,
    year_of,
)
from index.prose.paragraphs import Paragraph

_THRESHOLD = re.compile(r"[（(]?含?[）)]?以[上下内]|[（(]含[）)]")
_PER = re.compile(
    r"(?:每|人均|户均|亩均|单价|标准(?![化间厂地棚])|限额|不超过|不低于|超过)[^，。；、每]{0,8}$"
)
# 增加到110万元 is where it stands now, not by how much it rose.
_REACHED = re.compile(r"(?:[增减升降提][加少长高低升]|[增减升降])(?:到|至|为)$|由[^，。；]*$")
# 由年初的12亿元调整为16.5亿元: what it was before, told with what it is now.
_ADJUSTED_FROM = re.compile(r"^(?P<what>[^。；]*?)[由从](?P<base>[^，。；由从]*)$")
_ADJUSTED_TO = re.compile(r"(?:调整|调增|调减)(?:到|至|为)")
# Which part of the year an amount so far is of stands in its period.
_OF_PERIOD = re.compile(rf"^(?:{SPAN}|{QUARTER})(?:累计)?[，,]?(?=.{{2}})")
_LEDGER = re.compile(rf"{LEDGER}(?:预算)?")
_PRIOR_AMOUNT = re.compile(
    r"(?:与|比|较|同|和|(?:^|(?<=[，,；;（(]))(?=上|去|20))(?:上一?年(?!结转|结余)|去年|(?P<year>20\d\d)年)(?:[^，。；与比较同和]*?"
    r"(?:预算|决算|执行|安排|支出|收入|经费|费)(?:数|金额|总额)?|度)?(?:为|的)?$"
)


def scan(paragraph: Paragraph, text: str, start: int, stop: int, sentence: int, state: ParseState) -> None:
    """Read ``text[start:stop]``, a part of a paragraph between 。 or ；, into drafts."""
    matches = [m for m in AMOUNT.finditer(text, start, stop) if not _THRESHOLD.match(text, m.end())]
    matches += LEVEL.finditer(text, start, stop)
    matches.sort(key=lambda match: match.start())
    done = start
    outside: list[ChangeDraft] | None = None  # what the text before a bracket speaks of
    for match in matches:
        if match.start() < done:
            continue
        said = Said(paragraph, text, text[done : match.start()], match, start, sentence)
        bracket = _bracket(text[start : match.start()])
        if bracket is not None and outside is None:
            outside = state.current
        elif bracket is None and outside is not None:
            state.current, outside = outside, None
        if bracket is None or _lists(bracket, state.document.body):
            _take(said, state)
        elif not re.match(r"[（(](?:上年|去年|20\d\d年)", bracket) and not re.search(r"\d", bracket):
            _take(said, state, amounts=False)
        done = match.end()
    if outside is not None:
        state.current = outside
    for draft in state.current:
        if draft.paragraph is paragraph and matches:
            draft.end = max(draft.end, stop)


def _take(said: Said, state: ParseState, *, amounts: bool = True) -> None:
    unit = said.match.groupdict().get("unit") or ""
    if said.match.re is LEVEL:
        level(said, state)
    elif unit == "%":
        rate(said, state)
    elif said.match["groups"] or unit in ("批次", "批", "人次"):
        _visits(said, state)
    elif unit and unit[0] in "辆台套":
        _count(said, state)
    elif amounts and (before := _adjusted_from(said)):
        _before_adjustment(said, before, state)
    elif _REACHED.search(said.lead) or _PER.search(said.lead):
        state.silent = True
    elif turn := turn_of(said, state):
        difference(said, turn, state)
    elif re.search(rf"(?:{MOVES})$", said.lead):
        state.silent = True
    elif amounts and (prior := _PRIOR_AMOUNT.search(said.lead)) and _before_now(prior, state.document):
        prior_amount(said, prior, state)
    elif amounts and state.document.kind.is_account and OWN_BUDGET.search(said.lead):
        own_budget(said, state)
    elif amounts:
        _amount(said, state)


def _adjusted_from(said: Said) -> re.Match[str] | None:
    found = _ADJUSTED_FROM.search(said.lead)
    return found if found and _ADJUSTED_TO.match(said.text, said.match.end()) else None


def _before_adjustment(said: Said, before: re.Match[str], state: ParseState) -> None:
    """The budget that was adjusted: what follows is what it is now."""
    name = name_of(before["what"], state.document.body)
    name = name if name.subject else inherited(said, state)
    year = year_of(said.before, state.document)
    if name.subject and year:
        stage = Stage.INITIAL if year >= state.document.year else Stage.PRIOR_BUDGET
        state.say([draft_of(said, name, year, stage, said.match["unit"], said.match["number"] or "0")])


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


def _amount(said: Said, state: ParseState) -> None:
    name = name_of(said.lead, state.document.body)
    if state.document.kind is Kind.EXECUTION:
        name = Name(_OF_PERIOD.sub("", name.subject), name.code)
    year = year_of(said.before, state.document)
    if not year:
        state.silent = True  # 2017年收入9万元, in passing
        return
    held = date_told(said.before, state.document) == year < state.document.year
    stage = Stage.PRIOR_FINAL if held else stage_of(said.lead, year, state.document)
    nameless = not name.subject
    if nameless:
        name = Name(_all_of_it(said))
        name = name if name.subject else _on_its_side(inherited(said, state), said.lead)
    if not re.search(r"[\u4e00-\u9fff“”]{2}", name.subject) or re.fullmatch(r"其[他它]", name.subject):
        state.of_budget, state.completed, state.silent = False, False, True
        return
    name = _of_cars(of_ledger(_part(said, name, state), said.paragraph.headings), said)
    printed, unit = (said.match["number"], said.match["unit"]) if said.match["number"] else ("0", "万元")
    state.of_budget = state.completed = False
    if nameless:
        for draft in reversed(state.drafts):
            same = draft.paragraph is said.paragraph and draft.name == name and draft.year == year
            if (
                same
                and draft.stage == stage
                and number(draft.amount) == number(printed)
                and not draft.direction
            ):
                draft.sentence = said.sentence
                state.speak_of([draft], said.match.start())
                return
    names = each_of(name)
    if len(names) > 1 and re.search(r"(?:[费用][共合]计?|之和)[为计]?$", said.lead):
        return
    state.say(
        [draft_of(said, each, year, stage, "万元" if unit == "万" else unit, printed) for each in names]
    )


def _on_its_side(name: Name, lead: str) -> Name:
    """The inherited name; where the words say the other side, that of the same ledger or none."""
    clause = re.split(r"[，,；。：:]", lead)[-1]
    for said, other in OTHER_SIDE.items():
        if said in clause and other not in clause and name.subject.endswith(other):
            ledger = name.subject.removesuffix(other)
            return Name(f"{ledger}{said}") if _LEDGER.fullmatch(ledger) else Name("")
    return name


def _of_cars(name: Name, said: Said) -> Name:
    """公务用车：购置及运行维护预算9万元 is of cars: what its label names is no part of its own words."""
    bare = re.match(r"(?:购置|运行|维护)", name.subject)
    return Name(f"公务用车{name.subject}") if bare and re.search(r"车[:：]", said.before) else name


def _all_of_it(said: Said) -> str:
    """What the words behind a nameless amount say that all of it is: 9万元全部是运行维护费."""
    found = _ALL_OF_IT.match(said.text, said.match.end())
    return found["what"] if found else ""


_ALL_OF_IT = re.compile(
    r"(?:全部|全|均|都)(?:是|为|属于?)(?P<what>[\u4e00-\u9fff]{2,18}(?:费|费用|经费|支出|收入|拨款))(?=[，。；（]|$)"
)


def _part(said: Said, name: Name, state: ParseState) -> Name:
    """The name of a part: what is bought, what pays for it, or what 绩效 targets cover."""
    targets = "绩效" in said.before or any("绩效" in heading for heading in said.paragraph.headings)
    if targets and re.search(r"涉及[^。；]*$", said.part) and "绩效" not in name.subject:
        return Name(f"绩效目标项目{name.subject.removeprefix('项目')}")
    if state.project and re.match(r"资金(?:分配|来源|构成|使用)|(?:预算|支出)明细", said.text):
        return Name(f"{state.project}{name.subject}")
    if state.project and re.fullmatch(r"项目?(?:年度)?总?(?:预算|资金|投资|经费)", name.subject):
        return Name(state.project)
    here = [draft for draft in state.drafts if draft.paragraph is said.paragraph]
    if "采购" in said.text:
        for whole in reversed(here):
            if (part := group_of(whole.name, name)) != name:
                return part
    listed = said.text.rfind("其中", said.start, said.match.start())
    whole_ = next((draft for draft in reversed(here) if draft.at < listed), None)
    return source_of(whole_.name, name) if whole_ and said.start <= whole_.at else name


def _count(said: Said, state: ParseState) -> None:
    clause = re.split(r"[共现实拥]有|情况[:：]", said.part)[-1]
    bought = re.search(r"购置|新增|拟(?:购|配)", clause)
    subject = counted(said.lead, bought=bool(bought))
    if subject:
        year = state.document.year
        unit = said.match["unit"].replace("(", "（").replace(")", "）")
        stage = stage_of("", year, state.document)
        state.say([draft_of(said, Name(subject), year, stage, unit, said.match["number"])])


def _visits(said: Said, state: ParseState) -> None:
    """Counts beside an amount; what follows is still said of the amount."""
    unit = "个" if said.match["groups"] else "批次" if said.match["unit"] == "批" else said.match["unit"]
    printed = said.match["groups"] or said.match["number"]
    subject = visits(said.part, unit)
    if subject and not re.search(rf"(?:{MOVES})[^，]*$", said.lead):
        year = state.document.year
        state.drafts.append(
            draft_of(said, Name(subject), year, stage_of("", year, state.document), unit, printed)
        )
