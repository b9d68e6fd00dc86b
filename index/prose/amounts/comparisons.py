"""What an amount is compared with: 比上年增加0.50万元，增长50.00%, 与上年持平, 完成预算的98.5% → Drafts.

A comparison that names its subject is of that; one that does not is of the amount just before, or of the
whole where that is an item of a list. One with the year's own budget gives no change against last year.

>>> difference(said, turn_of(said, state), state)
>>> state.drafts[0].direction, state.drafts[0].difference
('增加', '0.50')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.facts.money import number
from index.facts.records import Document, Stage
from index.prose.amounts import moves
from index.prose.amounts.drafts import COUNTS, ChangeDraft, ParseState, Said, draft_of, inherited
from index.prose.amounts.wording import (
    Name,
    alike,
    base_of,
    compared_with,
    each_of,
    name_of,
    of_ledger,
    stage_of,
    year_of,
)

_BEYOND = re.compile(r"(?:(?P<up>大于|多于|高于)|(?P<down>小于|少于|低于))[^，。；]{0,12}$")
LEVEL = re.compile(
    r"(?:与|同|比|较|和)[^，。；与同较《》]{0,25}?(?:持平|(?:年|预算|决算|执行)[^，。；与同较《》]{0,8}?"
    r"(?:相同|一致|相等|无变化|没有变化|无增减))|(?:基本|同比)?持平"
)
_AGAINST = re.compile(
    r"(?:与|比|较|同|和)(?:当年|本年)?(?:年初|调整后?|变动|全年)?预算(?:安排)?数?(?:[\d.,]+[万亿]?元)?|"
    r"(?:与|比|较|同|和)[^，。；]*?(?:年度?|上年|去年)(?:当年|全年)?(?:预算|决算)?(?:安排|执行)?数?(?:同口径|同期)?(?:相比|对比|比较|比)?，?|同比"
)
_CHANGING = re.compile(r"(?:费|费用|经费|支出|收入|预算|决算|数|额|金|总计|合计|余|转)$")


def turn_of(said: Said, state: ParseState) -> re.Match[str] | None:
    """The 增加 or 减少 that makes an amount a difference; in "稳增长30万元" it names a project."""
    if beyond := _BEYOND.search(said.lead):
        return beyond
    turn = moves.turn(said.lead)
    if (
        turn is None
        or moves.is_bare(turn)
        or _of_last_year(said, state)
        or not re.search(r"[\u4e00-\u9fff]", said.lead[: turn.start()])
    ):
        return turn
    clause = re.split(r"[，,；。]", said.lead[: turn.start()])[-1]
    return turn if re.search(r"[比较与同各]", said.before) or _CHANGING.search(clause) else None


def prior_amount(said: Said, prior: re.Match[str], state: ParseState) -> None:
    """Last year's amount, in passing: what follows is still said of this year's."""
    year = int(prior["year"] or state.document.year - 1)
    if year != state.document.year - 1:
        return
    clause = re.sub(r"^.*(?:上一?年|去年|20\d\d年)度?", "", said.lead)
    name = name_of(clause, state.document.body)
    names = [draft.name for draft in _whole(said, state)] or [inherited(said, state)]
    if len(name.subject) == 1:
        state.silent = True  # 2024年已安排
        return
    if name.subject and not any(alike(name, other) for other in names):
        names = [name]
    final = state.document.kind.is_account or re.search(r"决算|执行", clause)
    stage = Stage.PRIOR_FINAL if final else Stage.PRIOR_BUDGET
    state.drafts += [
        draft_of(said, each, year, stage, said.match["unit"] or "万元", said.match["number"] or "0")
        for each in names
        if each.subject
    ]


OWN_BUDGET = re.compile(r"[比较与同](?:当年|本年)?(?:年初|全年|调整后?)?预算(?:数|安排数?)?(?:为|的)?$")


def own_budget(said: Said, state: ParseState) -> None:
    """The budget that a final account is compared with: 比年初预算数10万元增加1万元."""
    year = state.document.year
    stage = stage_of(said.lead, year, state.document)
    names = [draft.name for draft in _whole(said, state)]
    state.of_budget, state.base, state.beside = True, base_of(said.lead) or "预算", []
    state.drafts += [
        draft_of(said, name, year, stage, said.match["unit"] or "万元", said.match["number"] or "0")
        for name in names
    ]


def difference(said: Said, turn: re.Match[str], state: ParseState) -> None:
    """A difference against last year: 比上年增加0.50万元; one against the year's own budget beside it."""
    own = _with_budget(turn.group() if turn.re is _BEYOND else said.lead, state)
    compared = _adjusted(said, turn, state) or _compared(said, said.lead[: turn.start()], state)
    if own:
        compared = _beside(compared, said, state)
    for draft in compared:
        if not own:
            state.completed = False
            draft = state.compare(draft, said.match.start(), said.match.end())
        if draft.difference:
            continue
        draft.sentence = said.sentence
        unit = said.match["unit"]
        if draft.amount and draft.unit != unit:
            # 3.2亿元，增加2000万元: a Change has one unit.
            draft = replace(draft, amount="", unit=unit, direction="", percent="", end=said.match.end())
            state.drafts.append(draft)
        # 增加-5万元 is 减少5万元.
        draft.difference = said.match["number"].lstrip("-")
        draft.unit = unit
        draft.direction = moves.UP if bool(turn["up"]) != said.match["number"].startswith("-") else moves.DOWN
        if number(draft.difference) == 0:
            draft.direction = "持平"
        draft.end = said.match.end()


def _adjusted(said: Said, turn: re.Match[str], state: ParseState) -> list[ChangeDraft]:
    """The adjusted budget just said, of which a nameless difference is one to the budget before it."""
    found = [d for d in state.current if d.stage is Stage.ADJUSTED and d.paragraph is said.paragraph]
    if not found or compared_with(said.lead, state.document) or said.lead[: turn.start()].strip("，,、"):
        return []
    state.base = Stage.INITIAL
    return state.speak_of(found, said.match.start())


def _beside(drafts: Sequence[ChangeDraft], said: Said, state: ParseState) -> list[ChangeDraft]:
    """Drafts of the comparison with the year's own budget, beside those of the amounts themselves."""
    at, end = said.match.span()
    state.beside = [
        replace(
            draft,
            amount="",
            direction="",
            difference="",
            percent="",
            reason="",
            told=None,
            base=state.base,
            sentence=said.sentence,
            end=end,
        )
        for draft in drafts
        if draft.paragraph is said.paragraph
    ]
    state.drafts += state.beside
    state.touched += [(draft, at) for draft in state.beside]
    return state.beside


OWN_BASES = ("预算", "年初预算", "调整预算")
"""What a final account is compared with beside the year before: the budget of its own year."""


def _with_budget(words: str, state: ParseState) -> bool:
    """Whether a comparison is with the year's own budget; one that does not say is like the last."""
    with_what = compared_with(words, state.document)
    if with_what:
        state.of_budget = with_what == "预算"
        base = base_of(words)
        state.base = base if (base in OWN_BASES) == state.of_budget else ""
        state.base = state.base or ("预算" if state.of_budget else "")
        state.beside = []
    return state.of_budget


def level(said: Said, state: ParseState) -> None:
    """No change: 与上年持平."""
    clause = re.split(r"[，,；。]", said.lead)[-1]
    with_what = compared_with(clause + said.match.group(), state.document)
    if with_what == "预算" or (
        re.search(r"决算数?$", clause) and "预算" in said.match.group() and with_what != "上年"
    ):
        state.of_budget = True
        return
    state.of_budget = state.completed = False
    for draft in _compared(said, clause, state):
        draft.direction = "持平"
        draft.difference = draft.difference or "0"
        draft.end = said.match.end()


def rate(said: Said, state: ParseState) -> None:
    """A rate: 增长50.00%, 完成预算的98.5%."""
    turn = moves.turn(said.lead)
    if _ratio(said, state):
        return
    if not turn:
        return
    printed = said.match["number"]
    named = re.search(r"[比较与同]", said.lead) and _CHANGING.search(_last_clause(said.lead[: turn.start()]))
    compared = [] if state.silent else state.current
    if _with_budget(said.lead, state):
        compared = state.beside or ([] if named else _beside(compared, said, state))
    elif named:
        compared = _compared(said, said.lead[: turn.start()], state)
    for draft in compared:
        if draft.stage in (Stage.PRIOR_BUDGET, Stage.PRIOR_FINAL):
            continue
        if not state.of_budget:
            state.completed = False
            draft = state.compare(draft, said.match.start(), said.match.end())
        if not draft.percent:
            draft.percent = printed.lstrip("-")
            way = moves.UP if bool(turn["up"]) != printed.startswith("-") else moves.DOWN
            draft.direction = draft.direction or (way if number(printed) else "持平")
            draft.end = said.match.end()


def _ratio(said: Said, state: ParseState) -> bool:
    """完成年初预算的98.5% and what goes to small firms and shares of a whole list are facts in percent."""
    spoken = [d for d in state.current if d.paragraph is said.paragraph]
    completed = re.search(
        r"(?:完成|为|占)(?:当?年初|全年|调整后?|变动|年度)*预算(?:[（(][^（()）]*[）)])?数?的?$", said.lead
    )
    if completed and state.document.kind.is_account:
        state.completed = True
        names, stage = [d.name for d in spoken if d.stage is state.document.kind.current], Stage.COMPLETION
    elif re.search(r"占[^，。；]*$", said.lead):
        stage = stage_of("", state.document.year, state.document)
        names = [
            Name(f"{d.name.subject}占比") for d in spoken if re.search(r"(?:中小|小微)企业", d.name.subject)
        ]
        if re.search(r"企业[^，]*占", said.lead):
            names = []  # 货物采购授予中小企业合同金额占货物支出金额的80%: of another whole
        elif not names and _OF_ALL.search(said.lead):
            names = [Name(f"{d.name.subject}占比") for d in spoken[-1:] if _of_now(d, state.document)]
    else:
        return False
    year = state.document.year
    state.drafts += [draft_of(said, name, year, stage, "%", said.match["number"]) for name in names]
    return True


# 教育支出2万元，占20%: of all that the list is of.
_OF_ALL = re.compile(
    r"^[，,（(](?:约)?占(?:比|[^，。；]{0,8}(?:总额|总计|合计|总[数量]|总?[收支][入出]))?的?(?:比[重例])?(?:为|约|达)?$"
)


def _last_clause(words: str) -> str:
    """The clause that the words end with, without what it is compared with: 支出比上年 → 支出."""
    return re.split(r"[，,；。]", _AGAINST.sub("", words))[-1]


def _compared(said: Said, lead: str, state: ParseState) -> list[ChangeDraft]:
    """The drafts a comparison is of; a new one where it names a subject without an amount."""
    at = said.match.start()
    name = _name_compared(said, lead, state)
    if not name.subject and state.silent:
        return []
    if not name.subject and not _whole(said, state) and (last := _of_last_year(said, state)):
        now, stage = state.document.year, state.document.kind.current
        return state.say([draft_of(said, draft.name, now, stage, "", "") for draft in last])
    if not name.subject or name.subject.startswith(("本年数", "总计", "合计", "各", "增减相抵")):
        return state.speak_of(_anew(_whole(said, state), state), at)
    wanted = each_of(name)
    if same := _already_said(wanted, said, state):
        return state.speak_of(_anew(same, state), at)
    if _uncompared(said, state) and "相比" in said.text[said.start : at]:
        return state.speak_of(state.current, at)
    year = year_of(said.before, state.document)
    stage = stage_of("", year, state.document)
    return state.say([draft_of(said, each, year, stage, "", "") for each in wanted]) if year else []


def _of_last_year(said: Said, state: ParseState) -> list[ChangeDraft]:
    """The amounts of the year before that are said just before: 2024年9万元，2025年少了1万元."""
    here = [draft for draft in state.drafts if draft.paragraph is said.paragraph]
    last = [draft for draft in here if draft.at == here[-1].at]
    return last if last and last[-1].stage in (Stage.PRIOR_BUDGET, Stage.PRIOR_FINAL) else []


def _name_compared(said: Said, lead: str, state: ParseState) -> Name:
    """The subject that a comparison names; of a nameless one with nothing before it, the one it inherits."""
    clause = _last_clause(re.sub(r"[（(][^（()）]{3,}[）)]", "", lead))
    name = name_of(clause, state.document.body) if clause.strip("（(、各") else Name("")
    if clause == "支出" and any(draft.name.subject.endswith(clause) for draft in state.drafts):
        name = Name(clause)
    name = of_ledger(name, said.paragraph.headings) if len(name.subject) > 1 else Name("")  # 也与上年持平
    if name.subject or state.silent or state.current:
        return name
    return inherited(said, state)


def _already_said(wanted: Sequence[Name], said: Said, state: ParseState) -> list[ChangeDraft]:
    """For each of the names the draft of it last said, where that has no difference yet."""
    here = [draft for draft in reversed(state.drafts) if draft.paragraph is said.paragraph]
    open_ = [d for d in (*state.current, *here) if not d.difference and _of_now(d, state.document)]
    found = (next((draft for draft in open_ if alike(draft.name, name)), None) for name in wanted)
    return [draft for draft in found if draft is not None]


def _uncompared(said: Said, state: ParseState) -> bool:
    """Whether all that was last spoken of is of this paragraph and not compared yet."""
    return bool(state.current) and all(
        draft.paragraph is said.paragraph and not draft.direction for draft in state.current
    )


def _of_now(draft: ChangeDraft, document: Document) -> bool:
    """Whether a draft is of what is compared with last year: this year's budget, or its final account."""
    return draft.stage is document.kind.current and draft.unit not in COUNTS


def _whole(said: Said, state: ParseState) -> list[ChangeDraft]:
    """The drafts that a nameless comparison is of: those just before, or the whole of a list ended by 。.

    收入10万元，其中：拨款8万元，其他收入2万元。比上年增加1万元: the whole income rose.
    """
    current = state.current
    if not current or current[0].paragraph is not said.paragraph:
        return current
    found = whole_of(current, said.text, said.text.rfind("。", 0, said.match.start()) + 1, state)
    if any(_of_now(draft, state.document) for draft in found):
        return found
    # 支出决算为8万元，完成预算10万元的80%，比上年增加1万元: the final account rose, not its budget.
    alike_ = [d for d in state.drafts if d.paragraph is said.paragraph and d.name == found[-1].name]
    return [d for d in alike_ if _of_now(d, state.document)][-1:]


def whole_of(current: list[ChangeDraft], text: str, stop: int, state: ParseState) -> list[ChangeDraft]:
    """Those drafts, or the whole where they are items of a list that ended before `stop`."""
    listed = max(text.rfind(word, 0, stop) for word in ("其中", "包括"))
    if not current or listed < 0 or any(draft.at < listed for draft in current):
        return current
    if current[0].at >= stop or 0 <= text.find("。", listed, current[0].at):
        return current
    paragraph = current[0].paragraph
    before = [d for d in state.drafts if d.paragraph is paragraph and d.at < listed]
    before = [d for d in before if _of_now(d, state.document)]
    return [d for d in before if d.at == before[-1].at] or current


def _anew(drafts: list[ChangeDraft], state: ParseState) -> list[ChangeDraft]:
    """The drafts themselves; where a reason was given for what the budget was not, a copy without it."""
    if not state.document.kind.is_account:
        return drafts
    found = []
    for draft in drafts:
        if draft.reason and not draft.direction:
            draft = replace(draft, reason="", told=None)
            state.drafts.append(draft)
        found.append(draft)
    return found
