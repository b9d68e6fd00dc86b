"""Plan and results → Draft: each part of a question answered, or said to be unanswered.

>>> verify(compose(plan, results, editions), question=question, known=(), answer_id="a1").text
'某局2025年公务接待费预算1.50万元，比上年增加0.50万元，增长50.00%，主要原因是新增接线。'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from itertools import chain

from index.facts.money import is_money
from index.facts.records import Stage
from qa.compose.amounts import in_one_unit, reckoned, spoken
from qa.compose.changes import changed
from qa.compose.declines import decline, not_compared, not_understood
from qa.compose.phrases import draft, enumerated, in_its_words, of_the_year_before, place, values_of
from qa.compose.policy import names_of, provided, undocumented
from qa.compose.questions import question
from qa.compose.rows import listed, rank
from qa.compose.show import show
from qa.compose.verdicts import agree, exists, holds
from qa.compose.years import series
from qa.execute.results import Missing, Result, Told, Why
from qa.language.numbers import says_and_more
from qa.plan.algebra import (
    SPENT,
    Agree,
    Amount,
    Changed,
    Define,
    Exists,
    Holds,
    List,
    Plan,
    Provide,
    Rank,
    Reason,
    Series,
    Show,
    Tell,
)
from qa.records import Draft, Edition, Label, Piece, Status, Value

# A cell without a number, and a ratio over zero, are what the document says: answers.
# People round: 二十几万, 一百多万.
_ROUNDED = Decimal("0.1")
_ANSWERS = (Why.BLANK, Why.DASH, Why.ZERO)
# What evaluation assumes and the amount itself is told with.
_SAID_ALREADY = ("推算", "下一年文件所印的上年数")
# A default that is named by what it goes by: （按部门预算口径）.
_GONE_BY = re.compile(r"(?:口径|表》?|说明|文件|数)$")


def compose(plan: Plan, results: Sequence[Result], editions: Sequence[Edition] = ()) -> Draft:
    """The draft for all that was asked; `editions` is what is indexed."""
    if plan.unclaimed:
        return _finished(_unclaimed(plan, results))
    answer = _joined([_part(result, plan.unit, editions) for result in results])
    if answer.status is Status.ANSWERED:
        answer = replace(answer, pieces=(*answer.pieces, *_remarks(plan, results, answer)))
    return _finished(answer)


def _unclaimed(plan: Plan, results: Sequence[Result]) -> Draft:
    """That words of the question are not accounted for: by no document of rules, or not understood."""
    if any(isinstance(query, Provide) for query in plan.queries):
        return undocumented(plan.unclaimed, [title for r in results for title in r.documents])
    near = dict.fromkeys(name.shown for result in results for name in result.near)
    return not_understood(plan, tuple(near))


def _remarks(plan: Plan, results: Sequence[Result], answer: Draft) -> list[Piece]:
    """What stands behind an answer: how amounts of the question compare with it, what was assumed."""
    held_against = _held_against(plan, answer) if answer.figures and plan.asserted else []
    notes = [*_notes(plan, results), *dict.fromkeys(note for r in results for note in r.assumed)]
    return [*held_against, *(_bracketed(notes) if notes else [])]


def readings(read: Sequence[tuple[Plan, Sequence[Result]]], editions: Sequence[Edition] = ()) -> Draft:
    """A question that can be read in several ways, which differ: each reading with its figures."""
    drafts = [compose(plan, results, editions) for plan, results in read]
    pieces: list[Piece] = ["这个问题有几种理解，请说明是哪一种。"]
    for one in drafts:
        pieces += ["\n", *one.pieces]
    options = [question(query) for plan, _ in read for query in plan.queries[:1]]
    figures = [value for one in drafts for value in one.figures]
    beside = [value for one in drafts for value in one.context]
    cited = [citation for one in drafts for citation in one.citations]
    asked = draft(pieces, figures, beside, citations=cited, options=options, status=Status.CLARIFY)
    return _finished(asked)


def _held_against(plan: Plan, answer: Draft) -> list[Piece]:
    """That an amount which the question takes for granted is none of those the documents give."""
    told = (*answer.figures, *answer.context)
    strange = [amount for amount in plan.asserted if not any(_is_about(value, amount) for value in told)]
    if strange:
        return ["提问中的金额与文件不符。"]
    exact = all(any(abs(value.value) == abs(amount.value) for value in told) for amount in plan.asserted)
    return ["与提问中的金额一致。"] if exact else []


def _is_about(value: Value, amount: Amount) -> bool:
    """Whether a value is the amount said, or what it is when rounded as people round."""
    alike = value.unit == amount.unit or (is_money(value.unit) and is_money(amount.unit))
    said, told = abs(amount.value), abs(value.value)
    more = says_and_more(amount.said) and said <= told < 2 * said
    return alike and (more or abs(told - said) <= said * _ROUNDED)


# -- one query -------------------------------------------------------------------------------


def _part(result: Result, asked_unit: str, editions: Sequence[Edition]) -> Draft:
    """What one query comes to: its figures, then what of it is missing and why."""
    if isinstance(result.query, Define | Tell | Provide) and _tells(result):
        return _rendered(result, asked_unit)
    result = replace(result, told=_each_once(result.told))
    result, unit = in_one_unit(result, asked_unit)
    missing = _left_unsaid(result)
    refused = [decline(one, result.query, editions) for one in missing]
    if not _tells(result):
        refused = refused or [_nothing(result, editions)]
        return _untold(result, missing, _joined(refused))
    told = _rendered(result, unit)
    if asked_unit == "%" and isinstance(result.query, Show):
        told = _percentages_alone(told)
    more = [piece for one in refused for piece in one.pieces]
    pieces = [*told.pieces, *_otherwise(result), *more]
    beside = [*told.context, *result.otherwise]
    beside += [value for one in refused for value in one.figures]
    options = [option for one in refused for option in one.options]
    return draft(pieces, told.figures, beside, citations=told.citations, options=options)


def _percentages_alone(told: Draft) -> Draft:
    """Where a percentage is wanted, amounts that lead to it stand beside it."""
    asked = tuple(value for value in told.figures if value.unit == "%")
    beside = tuple(value for value in told.figures if value.unit != "%")
    return replace(told, figures=asked, context=(*beside, *told.context)) if asked else told


def _each_once(told: Sequence[Told]) -> tuple[Told, ...]:
    """One cell is told once, however often it was asked for."""
    return tuple({one.value: one for one in reversed(told)}.values())[::-1]


def _left_unsaid(result: Result) -> list[Missing]:
    """What is missing and not already told: that there is none says that the row is not listed."""
    said = isinstance(result.query, Exists) and not result.told and _tells(result)
    return [m for m in dict.fromkeys(result.missing) if not (said and m.why in (Why.ROW, Why.LIST))]


def _tells(result: Result) -> bool:
    """Whether there is anything to tell."""
    if result.told:
        return True
    match result.query:
        case List() | Rank():
            return not result.missing
        case Exists():
            return bool(result.context or result.quotes)
        case Reason():
            return bool(result.changes or result.quotes or result.context)
        case Changed():
            return bool(result.quotes) or any(change.direction or change.reason for change in result.changes)
        case Define() | Tell():
            return bool(result.quotes)
        case Provide():
            return bool(result.provided)
    return False


def _nothing(result: Result, editions: Sequence[Edition]) -> Draft:
    """Nothing told, and nothing said to be missing."""
    if isinstance(result.query, Changed) and result.context:
        return not_compared(result.query)
    return decline(Missing(Why.ROW), result.query, editions)


def _untold(result: Result, missing: Sequence[Missing], said: Draft) -> Draft:
    """Nothing to tell: why. What a document prints in place of a number is an answer."""
    if not missing or any(one.why not in _ANSWERS for one in missing):
        return said
    pieces = [*said.pieces, *enumerated(result.context), "。"] if result.context else said.pieces
    beside = (*said.figures, *values_of(result.context))
    return draft(pieces, (), beside, citations=said.citations)


def _rendered(result: Result, unit: str) -> Draft:
    """The words of one query, one renderer each."""
    match result.query:
        case Show():
            return show(result, unit)
        case Rank():
            return rank(result)
        case List():
            return listed(result)
        case Series():
            return series(result)
        case Holds():
            return holds(result, unit)
        case Exists():
            return exists(result)
        case Agree():
            return agree(result)
        case Reason() | Changed():
            return changed(result, unit)
        case Define() | Tell():
            return in_its_words(result)
        case Provide():
            return provided(result)


# -- what stands beside an answer ------------------------------------------------------------


def _otherwise(result: Result) -> list[Piece]:
    """Other values that the documents give for the very thing: both with their places."""
    told = {reckoned(one.value).value for one in result.told if one.unread is None}
    others = [value for value in result.otherwise if reckoned(value).value not in told]
    if not others:
        return []
    pieces: list[Piece] = ["注意，文件里另有不同的说法："]
    for value in [*_first_alike(result, others[0]), *others]:
        pieces += ["；"] if len(pieces) > 1 else []
        citation = next(iter(value.citations()), None)
        pieces += [Label(place(citation) if citation else value.metric), "为", value]
    return [*pieces, "，两处不一致。" if len(others) == 1 else "，几处不一致。"]


def _first_alike(result: Result, other: Value) -> list[Value]:
    """The told value that another one contradicts: of its year and body, if any."""
    read = [value for value in values_of(result.told) if value.citations()]
    alike = [value for value in read if (value.year, value.body) == (other.year, other.body)]
    return (alike or read)[:1]


def _notes(plan: Plan, results: Sequence[Result]) -> list[str]:
    """What the plan assumed; that a budget is no spending is said over budgets only."""
    told = [value for r in results for value in values_of((*r.told, *r.context))]
    spent = (Stage.FINAL.value, Stage.EXECUTION.value)
    final = any(stage in value.stage for value in told for stage in spent)
    return [note for note in dict.fromkeys(plan.assumed) if not (note == SPENT and final)]


def _bracketed(notes: Iterable[str]) -> list[Piece]:
    """（按部门预算口径；…）, each once."""
    notes = [note for note in notes if note not in _SAID_ALREADY]
    said = [f"按{note}" if _GONE_BY.search(note) and note[:1] not in "按这" else note for note in notes]
    return ["（", Label("；".join(dict.fromkeys(said))), "）"] if said else []


def _joined(parts: Sequence[Draft]) -> Draft:
    """The parts as one draft, each on a line of its own; answered when any of them is."""
    if len(parts) == 1:
        return parts[0]
    lines = dict.fromkeys(part.pieces for part in parts if part.pieces)
    pieces = [piece for line in lines for piece in ("\n", *line)][1:]
    states = [part.status for part in parts]
    best = (Status.ANSWERED, Status.CLARIFY, *states)
    return draft(
        pieces,
        chain.from_iterable(part.figures for part in parts),
        chain.from_iterable(part.context for part in parts),
        citations=chain.from_iterable(part.citations for part in parts),
        options=chain.from_iterable(part.options for part in parts),
        status=next((state for state in best if state in states), Status.NOT_FOUND),
    )


def _finished(answer: Draft) -> Draft:
    """The pieces as they will stand: large amounts separated, no two numerals side by side."""
    pieces: list[Piece] = []
    for piece in map(spoken, answer.pieces):
        if pieces and _words(pieces[-1])[-1:].isdigit() and _words(piece)[:1].isdigit():
            pieces += ["为" if isinstance(piece, Value) else "，"]
        pieces.append(piece)
    return replace(answer, pieces=tuple(pieces))


def _words(piece: Piece) -> str:
    return piece if isinstance(piece, str) else piece.shown if isinstance(piece, Value) else piece.text


# -- names that may hold digits --------------------------------------------------------------


def known_names(plan: Plan, results: Sequence[Result]) -> list[str]:
    """Every name of the plan and of what is missing: what `verify` lets labels say beside what is indexed."""
    found = [text for part in (plan.queries, plan.unclaimed, plan.assumed) for text in _texts(part)]
    for result in results:
        for part in (result.missing, result.near, result.assumed):
            found += _texts(part)
        tolds = (*result.told, *result.context)
        found += [told.label for told in tolds]
        found += [str(year) for told in tolds for year in _issues(told.value)]
        found += [*names_of(result), *result.documents]
    return list(dict.fromkeys(found))


def names_of_editions(editions: Sequence[Edition]) -> Iterator[str]:
    """Every name of the index, which labels may say too."""
    for edition in editions:
        yield from (edition.body, str(edition.year), *edition.names)


def _issues(value: Value) -> Iterator[int]:
    """The years of the documents that tell of the year before their own."""
    if of_the_year_before(value):
        yield value.year + 1
    for operand in value.operands:
        yield from _issues(operand)


def _texts(node: object) -> Iterator[str]:
    """Every string and year inside a plan's nodes; not the numbers of values."""
    if isinstance(node, Value | Told):
        return
    if isinstance(node, str):
        yield str(node)
    elif isinstance(node, int) and not isinstance(node, bool):
        yield str(node)
    elif isinstance(node, tuple):
        for part in node:
            yield from _texts(part)
    elif is_dataclass(node) and not isinstance(node, type):
        for slot in fields(node):
            yield from _texts(getattr(node, slot.name))
