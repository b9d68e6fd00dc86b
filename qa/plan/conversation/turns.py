"""A question beside the one before it: what it repeats, what it asks of, and what it takes over.

A follow-up is made whole: the words of the question before stand in it where it says nothing in their
place. What it says replaces the same slot (那2024年呢), is asked of what was asked before (为什么), stands
beside it (和培训费比呢), or speaks of several of those (两家加起来). A question that is whole in itself takes
over no more than whose documents it is asked of.

>>> [str(cell) for cell in followed(tokens_of("那2024年呢"), before, known).cells()]
['办公费@望潮街道2024']
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from qa.language.context import slot_of
from qa.language.tokens import Token
from qa.plan.algebra import Cell
from qa.plan.conversation.asked import (
    SIDED,
    TWO_SIDED,
    amounts_of,
    recent,
    row_of,
    said_before,
    side_by_side,
    topic_of,
    years_spoken_of,
)
from qa.plan.conversation.in_place import OF_ROW, in_place, slot_words
from qa.plan.filling import operands
from qa.plan.grammar import Sentence
from qa.plan.grammar.sentence import said
from qa.plan.operands import Known, Operand

# Operators that ask for nothing but what the slots say.
_NEUTRAL = frozenset(("how_many", "inside", "what", "also", "degree", "spent"))
_ORDER = frozenset(("highest", "lowest", "superlative", "order", "reverse"))
_NOTHING_ASKED = frozenset(("yesno", "also", "degree", "what", "negation", "agree", "inside", "spent"))
_OF_CHANGE = frozenset(("more", "less", "change", "rate", "percent", "flat"))
_WHOSE = frozenset(("body", "unit", "year"))
# What says which of a body's documents and tables is spoken of, where neither body nor year is said.
_WHICH_EDITION = frozenset(("stage", "scope", "period", "table"))


def followed(own: tuple[Token, ...], before: Sentence, known: Known) -> Sentence:
    """The question with what it takes from the one before."""
    turn = Sentence(own, known, past=before)
    if _asks_nothing(turn):
        return replace(turn, lost=True, earlier=before if _is_unknown(own) else None)
    if _is_whole(turn):
        return _placed(turn, before)
    cells = _added(turn, before) or _referred(turn, before)
    if cells:
        return replace(turn, referred=cells)
    if _repeats(turn, before):
        return _repeated(turn, before)
    if _asks_on(turn, before):
        return replace(turn, tokens=side_by_side(before.tokens, turn.tokens), earlier=before.earlier)
    if turn.has("apart") and not any(slot_of(token, own) for token in own):
        return replace(turn, lost=True)  # 分别多少, where there are not several
    return _asked_of(turn, before)


# -- what kind of turn it is -------------------------------------------------------------------


def _asks_nothing(turn: Sentence) -> bool:
    """谢谢, 真的吗, 画个图: it says no slot and asks nothing of what was said before."""
    if any(slot_of(token, turn.tokens) for token in turn.tokens if token.sort != "unknown"):
        return False
    return all(token.sense("op") in _NOTHING_ASKED for token in turn.ops)


def speaks(sentence: Sentence) -> bool:
    """Whether a part of a question can be followed up: not 分别叫什么, which but asks on."""
    asks = any(token.sense("op") not in _NOTHING_ASKED | {"apart", "how_many"} for token in sentence.ops)
    return asks or any(slot_of(token) for token in sentence.tokens)


def _is_unknown(tokens: Iterable[Token]) -> bool:
    return any(token.sort == "unknown" for token in tokens)


def _is_whole(turn: Sentence) -> bool:
    """公务接待费多少, 热线中心花了多少钱: it says of what it asks, what it asks, and refers to nothing."""
    asks = any(token.sense("op") not in ("what", "also", "degree", "inside") for token in turn.ops)
    asks = asks or any(token.asks_number for token in turn.tokens)
    if not asks or _refers_back(turn):
        return False
    first = operands(turn.tokens)
    if any(one.named or one.units or one.whole in ("expense", "income", "both") for one in first):
        return True
    whose = any(one.bodies for one in first)
    return whose and (turn.of_money or turn.level is not None or any(one.whole for one in first))


def _refers_back(turn: Sentence) -> bool:
    """其中服务类多少, 占公用经费多少, 和培训费比呢: something that it does not say stands before it."""
    at = turn.first(*SIDED)
    if at is not None and not said_before(turn, at) and not any(map(_is_outside, turn.tokens)):
        return True
    if at is not None and at.sense("op") == "compare" and _lacks_other(turn, at):
        return True
    first = next((token for token in turn.tokens if slot_of(token, turn.tokens)), None)
    inside = turn.first("inside")
    if inside is not None and (first is None or inside.start < first.start):
        return True
    return _plus(turn) is not None


def _lacks_other(turn: Sentence, at: Token) -> bool:
    """培训费也这么比一下: what it is compared with is that of the question before."""
    behind = any(slot_of(token, turn.tokens) for token in turn.tokens if token.start >= at.end)
    return not behind and not any(token.marked("with") for token in turn.tokens if token.end <= at.start)


def _is_outside(token: Token) -> bool:
    """以外 of 公车以外的三公: what is left out stands before the whole."""
    return token.marked("outside") and not token.marked("of")


def _is_within(turn: Sentence) -> bool:
    """其中项目支出多少: what it names stands in what was asked before."""
    first = next((token for token in turn.tokens if slot_of(token, turn.tokens)), None)
    inside = turn.first("inside")
    named = any(token.sort in ("name", "code") for token in turn.tokens)
    return named and inside is not None and first is not None and inside.start < first.start


def _plus(turn: Sentence) -> Token | None:
    """The word of 再加上会议费呢 that joins what it names to what was asked before."""
    first = next((token for token in turn.tokens if slot_of(token, turn.tokens)), None)
    plus = next((token for token in turn.all("sum") if token.marked("plus")), None)
    return plus if plus and first and plus.start < first.start else None


def _repeats(turn: Sentence, before: Sentence) -> bool:
    """那2024年呢, 第二个呢: what was asked before, of something else."""
    within = _is_within(turn) and not _is_known_part(turn, before)
    if _is_unknown(turn.tokens) or within or (before.has("ratio") and _is_of_wholes(turn)):
        return False
    slots = {slot_of(token, turn.tokens) for token in turn.tokens} - {""}
    orders = any(slot_of(token) == "order" for token in before.tokens)
    if not orders and "order" in slots:
        return False
    ops = {token.sense("op") for token in turn.ops}
    if any(token.marked("too") for token in turn.tokens):
        ops -= {"yesno", "compare"}  # 2023年也是吗, 培训费也这么比一下
    return bool(slots) and ops <= _NEUTRAL | _ORDER


def _is_of_wholes(turn: Sentence) -> bool:
    """支出呢: the whole, which is no share of another."""
    rows = [token for token in turn.tokens if slot_of(token, turn.tokens) == "row"]
    return bool(rows) and all(token.has("filler") for token in rows)


# -- a question that is whole ------------------------------------------------------------------


def _placed(turn: Sentence, before: Sentence) -> Sentence:
    """A whole question, of whose documents the one before was where it does not say."""
    own = {slot_of(token, turn.tokens) for token in turn.tokens}
    topic = topic_of(before)
    wanted = {slot for slot in _WHOSE - own if slot != "year" or _is_of_a_year(before)}
    if "unit" in wanted and "body" in own:
        wanted.discard("unit")
    if not own & _WHOSE:
        wanted |= _WHICH_EDITION - own
    taken = tuple(token for token in topic if slot_of(token, topic) in wanted)
    return replace(turn, tokens=side_by_side(taken, turn.tokens))


def _is_of_a_year(before: Sentence) -> bool:
    """Whether it was of one year that there is: one of which nothing was found is not asked for again."""
    years = years_spoken_of(before)
    cells = before.referred or Sentence(topic_of(before), before.known).cells()
    return len(years) == 1 and any(before.known.reaches(cell.body, years[0]) for cell in cells)


# -- the question before, of something else ----------------------------------------------------


def _repeated(turn: Sentence, before: Sentence) -> Sentence:
    """The question before with what is said now in the place of what it said."""
    if before.referred:
        cells = _overridden(before.referred, turn, before)
        if len(cells) == len(before.referred):
            kept = tuple(t for t in before.tokens if slot_of(t) not in _WHOSE | OF_ROW)
            units = tuple(t for t in turn.tokens if slot_of(t) in ("unit_of", "order", "rank"))
            slots = {slot_of(token) for token in units}
            kept = tuple(token for token in kept if slot_of(token) not in slots)
            return replace(turn, tokens=side_by_side(kept, units), referred=cells)
        return followed(turn.tokens, before.past, turn.known) if before.past else turn
    own = _dated(slot_words(turn.tokens), before)
    part = before.earlier
    earlier = _repeated(turn, part) if part is not None else None
    return replace(turn, tokens=in_place(own, _kept(turn, before)), earlier=earlier)


def _kept(turn: Sentence, before: Sentence) -> tuple[Token, ...]:
    """What stays of the question before: 去年多少, behind 为什么减少, asks how much."""
    bounded = before.has("yesno", *TWO_SIDED)
    kept = tuple(token for token in before.tokens if bounded or token.sort != "amount")
    if not turn.has("how_many") and not any(token.asks_number for token in turn.tokens):
        return kept
    at = before.first("compare")
    if at is not None and before.has(*_OF_CHANGE) and before.sides(at)[0]:
        kept = tuple(token for token in kept if token.end <= at.start)
    dropped = {"reason", "define", *(_OF_CHANGE if not before.has("ratio", *_ORDER, "which_row") else ())}
    return tuple(token for token in kept if token.sense("op") not in dropped)


# -- something asked of what was asked before --------------------------------------------------


def _asks_on(turn: Sentence, before: Sentence) -> bool:
    """为什么, behind 哪个项目增加最多; 分别多少, behind 有哪些项目: of the rows that were found."""
    if any(slot_of(token, turn.tokens) or token.sort == "unknown" for token in turn.tokens):
        return False
    ranked = before.has(*_ORDER) and before.has(*_OF_CHANGE)
    why = turn.has("reason") and ranked and not turn.has(*TWO_SIDED, "how_many")
    listed = before.has("list", "which_row") and not before.has(*_ORDER, "apart")
    return why or (turn.has("apart") and listed)


def _asked_of(turn: Sentence, before: Sentence) -> Sentence:
    """为什么, 比上年呢, 占总支出多少: asked of what the question before was of."""
    if not topic_of(before) or _is_told(turn):
        return replace(turn, earlier=before)
    at = turn.first(*SIDED)
    left = turn.tokens if at is None else said_before(turn, at)
    if before.referred and not before.pair and not any(slot_of(token, turn.tokens) for token in left):
        return _asked_of_several(turn, before)
    if at is not None and not left and _adds_up(turn, at):
        return replace(turn, lost=True)
    topic = _topic_kept(turn, before, left)
    return replace(turn, tokens=side_by_side(topic, _dated(turn.tokens, before, at)))


def _is_told(turn: Sentence) -> bool:
    """完成了多少: what is told of it must hold the words of its own."""
    return _is_unknown(turn.tokens) and not any(token.sort in ("name", "code") for token in turn.tokens)


def _asked_of_several(turn: Sentence, before: Sentence) -> Sentence:
    """占多少, behind 这两类加起来, is the share of both; nothing else is asked of several."""
    several = turn.has("ratio") and (before.has("sum") or turn.has("apart"))
    return replace(turn, referred=before.referred) if several else replace(turn, lost=True)


def _adds_up(turn: Sentence, at: Token) -> bool:
    """加起来等于基本支出吗: several must stand before it."""
    return turn.has("sum") and _plus(turn) is None and at.sense("op") != "ratio"


def _topic_kept(turn: Sentence, before: Sentence, left: Sequence[Token]) -> tuple[Token, ...]:
    """What the question before was of, without what the words of this one say in its place."""
    within = _is_within(turn) and (turn.has("ratio") or not _is_known_part(turn, before))
    own = _slots_said(turn, left, within)
    topic = _without(topic_of(_of_money(before, turn)), own - {""})
    if within:
        topic = tuple(token for token in topic if token.sort != "unknown")
    if _asks_of_rows(turn) and not own & OF_ROW:
        topic = (*_without(topic, {"group"}), *(_levels(before) if "level" not in own else ()))
    if _is_total(turn) and _names_table(before):
        # 三公经费表的合计 is 三公经费, whose name the table has.
        topic = tuple(token for token in _without(topic, OF_ROW) if token.sense("filler") != "table")
    return topic


def _slots_said(turn: Sentence, left: Sequence[Token], within: bool) -> set[str]:
    """The slots that the words fill, a row with what tells it apart; 其中 leaves the row before its place."""
    own = {slot_of(token, turn.tokens) for token in left}
    if "row" in own:
        own |= OF_ROW
    return own - {"row"} if within else own


def _without(tokens: tuple[Token, ...], slots: Set[str]) -> tuple[Token, ...]:
    """The words that fill none of these slots."""
    return tuple(token for token in tokens if slot_of(token, tokens) not in slots)


def _is_known_part(turn: Sentence, before: Sentence) -> bool:
    """其中公务接待费, behind 三公经费: there is but one, wherever it is looked for."""
    parts = Sentence(turn.tokens, turn.known).cells()
    asked: Sentence | None = before
    while asked is not None:
        wholes = Sentence(topic_of(asked), turn.known).cells()
        if all(turn.known.is_part_of(part, whole) for whole in wholes for part in parts):
            return True
        asked = asked.past
    return False


def _asks_of_rows(turn: Sentence) -> bool:
    """哪个最多, 一共几个: which of the rows that were asked for, or how many there are."""
    counts = any(token.sort == "op" and token.sense("op") == "how_many" for token in turn.tokens)
    return turn.has(*_ORDER, "which_row") or turn.of_sort("top") is not None or (counts and turn.has("sum"))


def _levels(sentence: Sentence) -> tuple[Token, ...]:
    """The words that said of which rows the question before was: 项目, without what they asked."""
    levels = (use for token in sentence.levels for use in token.uses if use.sort == "slot")
    return tuple(
        replace(token, sort="slot", uses=(use,)) for token, use in zip(sentence.levels, levels, strict=False)
    )


def _names_table(sentence: Sentence) -> bool:
    topic = topic_of(sentence)
    return any(slot_of(token, topic) == "table" for token in topic)


def _of_money(before: Sentence, turn: Sentence) -> Sentence:
    """平均一辆多少, behind 一共几辆车: of the amount asked for before that number."""
    unit = next((token.sense("slot").removeprefix("per:") for token in turn.spread), "")
    asked: Sentence | None = before if unit else None
    while asked is not None:
        cells = Sentence(topic_of(asked), turn.known).cells()
        if any(row_of(cell) != row_of(turn.known.counted(cell, unit)) for cell in cells):
            return asked
        asked = asked.past
    return before


def _is_total(turn: Sentence) -> bool:
    """合计呢: the row that is printed so, in a table that was named."""
    return any(token.marked("total_row") for token in turn.all("sum")) and not turn.has(*TWO_SIDED)


# -- several of those asked before -------------------------------------------------------------


def _added(turn: Sentence, before: Sentence) -> tuple[Cell, ...]:
    """再加上会议费呢: what was asked, or added up, before, and what is named now; as many as it says."""
    if _plus(turn) is None or _is_unknown(turn.tokens):
        return ()
    topic = topic_of(before)
    own = {slot_of(token, turn.tokens) for token in turn.tokens} - {""}
    taken = tuple(token for token in topic if slot_of(token, topic) not in own)
    more = Sentence(side_by_side(taken, _dated(turn.tokens, before)), turn.known).cells()
    earlier = max(0, _count(turn) - len(more))
    cells = tuple(dict.fromkeys((*(recent(before, earlier) if earlier > 1 else amounts_of(before)), *more)))
    return cells if len(cells) > 1 and said(cells) else ()


def _count(turn: Sentence) -> int:
    """How many it speaks of: 2 of 这两项; 0 where it does not say."""
    return next((int(token.value) for token in turn.tokens if token.sort == "several" and token.value), 0)


def _referred(turn: Sentence, before: Sentence) -> tuple[Cell, ...]:
    """The amounts that 两个加起来, 谁更多 and 差多少 speak of; () where it speaks of none."""
    if _is_unknown(turn.tokens) or _repeats(turn, before):
        return ()
    if named := [token for token in turn.tokens if slot_of(token) == "refer"]:
        return _former_and_latter(named, before)
    count = _count(turn)
    if not _names_no_row(turn, count) or not _speaks_of_several(turn, before, count):
        return ()
    if _is_total(turn) and _names_table(before):
        return ()
    cells = recent(before, count)
    return _overridden(cells, turn, before) if len(cells) > 1 and said(cells) else ()


def _former_and_latter(named: Sequence[Token], before: Sentence) -> tuple[Cell, ...]:
    """前者, 后者: the amounts asked for before, in the order in which they are named."""
    cells = recent(before, len(named))
    turned = [token.sense("slot") for token in named] == ["refer:latter", "refer:former"]
    return cells[::-1] if turned else cells


def _names_no_row(turn: Sentence, count: int) -> bool:
    """Whether it says no more of them than when, in what unit and, behind a number, of what level."""
    loose = {"", "year", "unit_of", "order", *(("level",) if count > 1 else ())}  # 这两个项目
    return {slot_of(token, turn.tokens) for token in _first_side(turn)} <= loose


def _speaks_of_several(turn: Sentence, before: Sentence, count: int) -> bool:
    """两个加起来, 谁更多; 这两项占基本支出多少, where both stand before the row they are set against."""
    if turn.first(*TWO_SIDED) is None:
        return turn.has("sum", "difference", "times", "mean", "apart") or _weighs(turn, before, count)
    several = any(token.sort == "several" or token.sense("op") == "sum" for token in _first_side(turn))
    against = any(slot_of(token, turn.tokens) == "row" for token in turn.tokens)
    return several and against and _plus(turn) is None


def _first_side(turn: Sentence) -> tuple[Token, ...]:
    """The words before the operator that sets two sides against each other; all, where there is none."""
    at = turn.first(*TWO_SIDED)
    return tuple(token for token in turn.tokens if at is None or token.end <= at.start)


def _weighs(turn: Sentence, before: Sentence, count: int) -> bool:
    """谁更多, 哪个最少; 多多少, behind 哪个多."""
    moves = turn.has("more", "less")
    which = turn.has("which_body", "which_row") and (moves or turn.has(*_ORDER))
    return (
        which or (bool(before.referred) and moves and turn.has("how_many")) or (count > 1 and bool(turn.ops))
    )


def _overridden(cells: Sequence[Cell], turn: Sentence, before: Sentence) -> tuple[Cell, ...]:
    """The cells with what is said now in the place of what they said."""
    own = Sentence(_dated(_first_side(turn), before), turn.known)
    said_now = next(iter(own.operands), Operand())
    of = own.cells()[0]
    changed = tuple(_with(cell, of, said_now) for cell in cells)
    return tuple(dict.fromkeys(changed))


def _with(cell: Cell, of: Cell, said_now: Operand) -> Cell:
    if said_now.named:
        cell = replace(cell, subject=of.subject, within=of.within, code=of.code, group=of.group)
    if said_now.bodies:
        cell = replace(cell, body=of.body, unit_row=None)
    if said_now.years or said_now.relative:
        cell = replace(cell, year=of.year)
    if said_now.stages:
        cell = replace(cell, stage=of.stage, kind=of.kind)
    return replace(cell, scope=of.scope) if said_now.scopes else cell


# -- years that are said by another one --------------------------------------------------------


def _dated(tokens: Sequence[Token], before: Sentence, at: Token | None = None) -> tuple[Token, ...]:
    """上一年 behind a year is the one before that year; 比上年 says against what, and stays."""
    return tuple(
        _year_beside(token, before) if at is None or token.end <= at.start else token for token in tokens
    )


def _year_beside(token: Token, before: Sentence) -> Token:
    step = {"year:last": -1, "year:next": 1, "year:this": 0}.get(token.sense("slot"))
    spoken = years_spoken_of(before)
    if step is None or len(spoken) != 1:
        return token
    year = spoken[0] + step
    again = step < 0 and before.known.newest("") + step == spoken[0]  # 去年呢, of what was asked of last year
    if not token.marked("beside_year") and not again:
        return token
    return replace(token, sort="year", years=(year,), uses=())
