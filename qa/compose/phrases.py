"""The words around values: of whom, of which year, of what, in which stage; what is common is said once.

>>> enumerated([told("公务接待费", "1.50"), told("培训费", "3.00")]).pieces
(Label('某局'), Label('2025年'), '预算', '：', Label('公务接待费'), Value('1.50', '万元'), '；', …)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.facts.extent.places import WHOSE, rank_of
from index.facts.ledgers import LEDGER
from index.facts.money import is_money
from index.facts.naming.captions import without_movement
from index.facts.records import Citation, Stage
from index.facts.subjects import normal
from qa.compose.amounts import reckoned, separated, unsigned
from qa.execute.results import Result, Told, Why
from qa.plan.algebra import Cell
from qa.records import Draft, Label, Piece, Quote, Status, Value

_PRIOR = "上年"
MOVEMENTS = (Stage.DIFFERENCE.value, Stage.RATE.value)
_ENDS_OF_TOTALS = ("总计", "合计", "小计")
_TOTALS = frozenset({"合计", "总计", "小计", "金额", "本年合计", "本年支出合计", "本年收入合计"})
# A stage that a name follows at once: 公务接待费预算1.50万元; the others need a verb: 年初预算为….
_PLAIN_STAGES = (Stage.BUDGET.value, Stage.FINAL.value)


@dataclass(frozen=True, slots=True)
class Coordinates:
    """What a value is of, each part in the words of an answer; "" where there is nothing to say.

    `tag` is what tells it from its neighbours where the other parts do not: a table, a group, a unit.
    """

    body: str = ""
    year: str = ""
    scope: str = ""
    name: str = ""
    stage: str = ""
    tag: str = ""


_AXES = ("body", "year", "scope", "name", "stage", "tag")


def coordinates(told: Told) -> Coordinates:
    """The words for one told value."""
    value, cell = told.value, told.expr if isinstance(told.expr, Cell) else None
    if is_given(value):
        return Coordinates(name=value.metric)
    # How much of a place it is of, its metric says: 市本级税收收入.
    scope = cell.scope.value if cell and cell.scope and not cell.scope.of_place else ""
    body = cell.unit_row.shown if cell and cell.unit_row else value.body
    if told.label and told.label == body and rank_of(body):
        body = value.body  # one of the places that are told apart: its metric names it
    year = f"{value.year}年" if value.year else ""
    name, stage = name_of(told).removeprefix(body) or name_of(told), stage_of(value)
    known = {body, value.body, str(value.year), year, scope, name, value.metric, stage}
    tag = told.label if told.label and told.label not in known else ""
    return Coordinates(body, year, scope, name, stage, tag)


def name_of(told: Told) -> str:
    """What it is of, as printed; a total is named by what was asked, a code that was asked stands behind."""
    value, cell = told.value, told.expr if isinstance(told.expr, Cell) else None
    if account := _account(told):
        return account
    name = without_movement(value.metric) if value.stage in MOVEMENTS else value.metric
    read = reckoned(value).operator == ""
    if (
        read
        and cell
        and cell.subject
        and normal(name) in _TOTALS
        and normal(cell.subject.shown) not in _TOTALS
    ):
        name = cell.subject.shown
    if cell and cell.code and not cell.subject and value.code and value.code not in name:
        name = f"{name}（{value.code}）"
    return name


def _account(told: Told) -> str:
    """The accounts that a row stands under, where they are asked for."""
    return told.label if isinstance(told.expr, Cell) and told.expr.coded else ""


def stage_of(value: Value) -> str:
    """The stage as a word of an answer; none for what is counted, or changed against the year before."""
    if value.stage == Stage.COMPLETION.value:
        return value.stage
    if not is_money(value.unit) or value.stage in MOVEMENTS:
        return ""
    return value.stage.removeprefix(_PRIOR)


def is_given(value: Value) -> bool:
    """Whether the question itself states it."""
    return reckoned(value).operator == "given"


def of_the_year_before(value: Value) -> bool:
    """Whether it was read in, or worked back from, a document of the year after its own."""
    return value.stage.startswith(_PRIOR) and reckoned(value).operator in ("", "before", "same")


# -- one value -------------------------------------------------------------------------------


def clause(told: Told) -> list[Piece]:
    """某局2025年公务接待费预算1.50万元, without an end."""
    of = coordinates(told)
    return [*_words(replace(of, tag="")), *_joint(of, told), *amount(told)]


def _words(of: Coordinates) -> list[Piece]:
    """What stands before a stage: body, year, scope, name, each where there is one."""
    name = of.tag or of.name
    scope = f"{of.scope}{of.stage}" if of.scope and of.stage else of.scope
    kind = scope or (of.stage if _stage_first(name, of.stage) else "")
    return [Label(part) for part in (of.body, of.year, kind, name) if part]


def _stage_first(name: str, stage: str) -> bool:
    """预算支出总计 reads better than 支出总计预算."""
    return name.endswith(_ENDS_OF_TOTALS) and stage not in name


def _behind_name(of: Coordinates) -> str:
    """The stage, where it stands behind the name: not said twice, and not before a total."""
    name = of.tag or of.name
    return "" if of.scope or _says(name, of.stage) or _stage_first(name, of.stage) else of.stage


_OF_A_PLACE = re.compile(rf"{WHOSE}{LEDGER}")


def _says(name: str, stage: str) -> bool:
    """Whether a name says the stage: the ledger of a place, 全市一般公共预算支出, says none."""
    return stage in (_OF_A_PLACE.sub("", name) if stage else name)


def _joint(of: Coordinates, told: Told) -> list[Piece]:
    """What stands between a name and its amount: 预算, 年初预算为, 为, 推算为."""
    name, stage = of.tag or of.name, _behind_name(of)
    if told.value.stage in MOVEMENTS:
        return []
    if told.unread or _worked_back(told.value):
        return [f"{stage}推算为" if not told.unread else stage]
    if stage in _PLAIN_STAGES:
        return [stage]
    told_before = not stage and (name.endswith(of.stage or " ") or _stage_first(name, of.stage))
    return [] if told_before and of.stage else [f"{stage}为"]


def _worked_back(value: Value) -> bool:
    return reckoned(value).operator in ("before", "same")


def amount(told: Told) -> list[Piece]:
    """The number, or what an unread cell prints; of the year before also where it is from."""
    value = told.value
    if told.unread:
        return unread(told)
    if value.stage in MOVEMENTS and reckoned(value).operator == "":
        return ["比上年", *moved(value)]
    if _worked_back(value):
        source = f"{value.year + 1}年"
        return [value, "（", Label(source), "文件没有直接列出：", formula(value), "）"]
    if of_the_year_before(value):
        return [value, "（", Label(f"{value.year + 1}年"), "文件所列上年数）"]
    return [value]


def unread(told: Told) -> list[Piece]:
    """What a cell without a number prints: nothing, or a dash."""
    citation = told.value.citation
    if told.unread is Why.DASH and citation:
        return ["这一格印的是“", Quote(citation.quote, citation), "”"]
    return ["这一格是空白"]


def formula(value: Value) -> Piece:
    """How it was worked out, in the units in which its operands are printed."""
    return Label(separated(reckoned(value).formula))


# -- several values --------------------------------------------------------------------------


def shared(tolds: Sequence[Told], apart: str = "") -> tuple[Coordinates, list[Coordinates]]:
    """What all have in common, and for each what it has besides; what is `apart` is never in common.

    An amount of the question has nothing in common with others.
    """
    every = _of_one_name(tolds, [coordinates(told) for told in tolds])
    stated = [is_given(told.value) for told in tolds]
    read = [of for of, given in zip(every, stated, strict=True) if not given] or every
    common = Coordinates(
        **{axis: "" if axis == apart else _common(getattr(of, axis) for of in read) for axis in _AXES}
    )
    if not common.name and all(of.tag for of in every):
        every = [replace(of, name=of.tag, tag="") for of in every]
    own = [of if given else _besides(of, common) for of, given in zip(every, stated, strict=True)]
    return common, own


def _besides(of: Coordinates, common: Coordinates) -> Coordinates:
    return Coordinates(**{axis: "" if getattr(common, axis) else getattr(of, axis) for axis in _AXES})


def _of_one_name(tolds: Sequence[Told], every: list[Coordinates]) -> list[Coordinates]:
    """One thing that each document names its own way (收入总计, 收入合计) is named as it was asked."""
    asked = {told.expr.subject for told in tolds if isinstance(told.expr, Cell)}
    if len(asked) != 1 or len({of.name for of in every}) == 1:
        return every
    (subject,) = asked
    cells = all(isinstance(told.expr, Cell) for told in tolds)
    apart = {(of.body, of.year, of.scope, of.stage, of.tag) for of in every}
    if subject is None or not cells or len(apart) < len(every):
        return every
    return [replace(of, name=subject.shown) for of in every]


def _common(parts: Iterable[str]) -> str:
    different = set(parts)
    return different.pop() if len(different) == 1 else ""


def enumerated(tolds: Sequence[Told], lead: str = "") -> list[Piece]:
    """某局2025年预算：公务接待费1.50万元；培训费3.00万元, without an end; `lead` in place of the colon."""
    if len(tolds) == 1 and not lead:
        return clause(tolds[0])
    common, own = shared(tolds)
    pieces = [*head(common), lead or "："]
    for n, (told, of) in enumerate(zip(tolds, own, strict=True)):
        pieces += ["；"] if n else []
        pieces += item(of, told)
    return pieces


def head(common: Coordinates) -> list[Piece]:
    """What several values have in common: 某局2025年公务接待费预算."""
    stage = _behind_name(common)
    return [*_words(common), *([stage] if stage else [])]


def item(of: Coordinates, told: Told) -> list[Piece]:
    """One of several: what it has of its own, and its amount."""
    if is_given(told.value):
        return [told.value]
    words = _words(of)
    if not words and not of.stage:
        words = [Label(_place(told.value))]
    stage = _behind_name(of)
    own = [*words, *([stage] if stage else [])]
    joint: list[Piece] = ["推算为"] if _worked_back(told.value) and not told.unread else []
    return [*own, *joint, *amount(told)]


def _place(value: Value) -> str:
    """Where it stands, to tell it from others of its name."""
    citation = value.citation
    if citation is None:
        return value.metric
    return place(citation)


def quoted(quote: Quote) -> list[Piece]:
    """The document's own words in quotation marks, without the stop they end in."""
    return ["“", Quote(quote.text.rstrip("。；;，,"), quote.citation), "”"]


def place(citation: Citation) -> str:
    """《公务接待费表》（第5页）, 文字说明（第16页）."""
    return f"{f'《{citation.table}》' if citation.table else '文字说明'}（第{citation.page}页）"


# -- drafts ----------------------------------------------------------------------------------


def moved(value: Value) -> list[Piece]:
    """A change in words and size: 减少20.00万元, 下降35.32%, 持平."""
    if value.value == 0:
        return ["持平（增减", value, "）"]
    up, down = ("增长", "下降") if value.unit == "%" else ("增加", "减少")
    return [up if value.value > 0 else down, unsigned(value)]


def values_of(tolds: Iterable[Told]) -> tuple[Value, ...]:
    """The values of those that have one."""
    return tuple(told.value for told in tolds if told.unread is None)


def in_its_words(result: Result) -> Draft:
    """The document's own words, with the numbers asked for as figures."""
    pieces: list[Piece] = []
    for n, quote in enumerate(result.quotes):
        pieces += ["\n"] if n else []
        pieces.append(quote)
    return draft(pieces, values_of(result.told), citations=[quote.citation for quote in result.quotes])


def draft(
    pieces: Sequence[Piece],
    asked: Iterable[Value] = (),
    context: Iterable[Value] = (),
    *,
    citations: Iterable[Citation] = (),
    options: Iterable[str] = (),
    status: Status = Status.ANSWERED,
) -> Draft:
    """Words and their figures; what is asked for is not told again as context."""
    told = tuple(dict.fromkeys(asked))
    beside = tuple(value for value in dict.fromkeys(context) if value not in told)
    cited = (c for value in (*told, *beside) for c in value.citations())
    return Draft(
        status,
        tuple(pieces),
        told,
        tuple(dict.fromkeys((*cited, *citations))),
        tuple(dict.fromkeys(options)),
        context=beside,
    )
