"""What cannot be answered, and why: one text per failure, each with its own nearest questions.

>>> decline(Missing(Why.YEAR, body="某局", year=2021, there=("2025",)), query, editions).pieces
('已索引的文件中没有', Label('某局'), Label('2021年'), '的数据', …)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from index.facts.naming.body_names import kind_of_body
from index.facts.naming.captions import is_bare_total
from index.facts.records import Kind, Stage
from qa.compose.alternatives import asking_for, of_one_row, told_apart
from qa.compose.policy import no_article, not_indexed
from qa.compose.questions import question
from qa.execute.results import Missing, Why
from qa.language.topics import Intent
from qa.plan.algebra import Cell, Name, Plan, Query, Show
from qa.plan.nodes import cells_of, with_cells
from qa.records import Draft, Edition, Label, Piece, Status, Value

_OFFERED = 4
_NAMED = 8


@dataclass(frozen=True, slots=True)
class Decline:
    """What a decline is about: the leaf without a value, the query it is a leaf of, and what is indexed."""

    missing: Missing
    query: Query
    editions: tuple[Edition, ...]

    @property
    def cell(self) -> Cell:
        """The cell that was looked for: that of the body and year that are missing, else the first."""
        cells = list(cells_of(self.query)) or [Cell()]
        apt = [c for c in cells if self.missing.body in ("", c.body)]
        same = [c for c in apt if self.missing.year in (None, c.year)]
        return (same or apt or cells)[0]

    @property
    def subject(self) -> str:
        """What was asked for, in the words of an answer."""
        return str(self.cell.subject or self.cell.code)

    @property
    def of_whom(self) -> list[Piece]:
        """某局2025年."""
        body, year = self.missing.body or self.cell.body, self.missing.year or self.cell.year
        return [Label(part) for part in (body, f"{year}年" if year else "") if part]

    def instead(self, changes: Iterable[Callable[[Cell], Cell]]) -> tuple[str, ...]:
        """The same question with its cells changed in each of these ways."""
        return tuple(question(with_cells(self.query, change)) for change in changes)


def decline(missing: Missing, query: Query, editions: Sequence[Edition]) -> Draft:
    """The draft for one leaf without a value."""
    pieces, options = _TEXTS[missing.why](Decline(missing, query, tuple(editions)))
    status = Status.CLARIFY if _asks_back(missing) and editions else Status.NOT_FOUND
    if missing.why is Why.SEVERAL and isinstance(query, Show):
        # Each row that is printed under just this name, each column under just this head.
        if of_one_row(missing.options) or _under_one_head(query, missing.options):
            status = Status.ANSWERED
    figures = missing.options
    return Draft(
        status,
        tuple(pieces),
        figures,
        tuple(dict.fromkeys(c for value in figures for c in value.citations())),
        tuple(dict.fromkeys(options))[:_NAMED],
    )


def _asks_back(missing: Missing) -> bool:
    """Whether the question only has to say which: of several cells, or of whom at all."""
    return missing.why is Why.SEVERAL or (missing.why is Why.BODY and not (missing.body or missing.said))


_Text = tuple[list[Piece], tuple[str, ...]]


# -- whose and when --------------------------------------------------------------------------


def _body(of: Decline) -> _Text:
    """No document of that body; or several bodies are indexed and none was named."""
    said = of.missing.body or of.missing.said
    bodies = tuple(dict.fromkeys((*of.missing.there, *(edition.body for edition in of.editions))))
    named = of.cell.body
    if not said and not of.editions:
        return ["还没有已索引的文件，无法作答。"], ()
    if not said:
        options = of.instead([_to_body(body, "") for body in bodies[:_NAMED]])
        if of.missing.options:
            return ["请说明是哪个单位。", *told_apart(of.missing.options)], options
        return ["请说明是哪个单位。已索引的有：", *_names(bodies), "。"], options
    alike = sorted(bodies, key=lambda body: _likeness(body, said), reverse=True)
    same_kind = [body for body in alike if kind_of_body(body) and kind_of_body(body) == kind_of_body(said)]
    pieces: list[Piece] = ["已索引的文件中没有“", Label(said), "”的文件。"]
    if same_kind:
        pieces += ["同类的单位有：", *_names(same_kind), "。"]
    elif alike:
        pieces += ["已索引的单位有：", *_names(alike), "。"]
    offered = (same_kind or alike)[:_OFFERED]
    return pieces, of.instead([_to_body(body, named) for body in offered])


def _likeness(body: str, said: str) -> tuple[bool, int]:
    """Bodies of the same kind first, those that share more letters before others."""
    return kind_of_body(body) == kind_of_body(said) and bool(kind_of_body(said)), len(set(body) & set(said))


def _to_body(body: str, named: str) -> Callable[[Cell], Cell]:
    return lambda cell: replace(cell, body=body) if cell.body == named else cell


def _year(of: Decline) -> _Text:
    """None of that year."""
    there = _years(of)
    pieces: list[Piece] = ["已索引的文件中没有", *of.of_whom, "的数据"]
    if there:
        years = Label("、".join(f"{year}年" for year in sorted(there)))
        pieces += ["，已有的是", years, "的文件"]
    asked = of.missing.year or of.cell.year
    nearest = sorted(there, key=lambda year: (abs(year - asked) if asked else 0, -year))
    return [*pieces, "。"], of.instead([_to_year(year, asked) for year in nearest[:_OFFERED]])


def _years(of: Decline) -> list[int]:
    """The years there are: as evaluation found them, else those of the body's editions."""
    told = [int(found[0]) for name in of.missing.there if (found := re.search(r"(?:19|20)\d\d", name))]
    body = of.missing.body or of.cell.body
    return told or sorted({edition.year for edition in of.editions if edition.body == body})


def _to_year(year: int, asked: int | None) -> Callable[[Cell], Cell]:
    return lambda cell: replace(cell, year=year, prior=False) if cell.year in (asked, None) else cell


def _period(of: Decline) -> _Text:
    """A month or a quarter of a yearly document."""
    said = of.missing.said or of.cell.period
    pieces = [*of.of_whom, "的文件只有全年的数，没有“", Label(said), "”的数。"]
    return pieces, of.instead([lambda cell: replace(cell, period="")])


# -- what is disclosed -----------------------------------------------------------------------


def _disclosed(of: Decline) -> _Text:
    """A final account where only budgets are indexed, or the other way round."""
    asked = of.cell.kind or (Kind.FINAL if of.cell.stage in (Stage.FINAL, None) else Kind.BUDGET)
    body, year = of.missing.body or of.cell.body, of.missing.year or of.cell.year
    own = {e.kind for e in of.editions if e.body == body and year in (None, e.year)}
    there = Kind.BUDGET if asked is Kind.FINAL else Kind.FINAL
    if asked is Kind.FINAL:
        words = "只有预算数，没有公开决算（实际支出）数。"
    else:
        words = "只有决算数，没有公开部门预算数。"
    pieces: list[Piece] = [*of.of_whom, f"已索引的是{there.value}文件，{words}"]
    if own and there not in own:
        pieces = [*of.of_whom, f"的文件没有公开{asked.value}数。"]
    return pieces, of.instead([lambda cell: replace(cell, kind=there, stage=None)])


def _stage(of: Decline) -> _Text:
    """No column of that stage."""
    final = of.cell.kind is Kind.FINAL or of.cell.stage is Stage.FINAL
    said = of.cell.stage.value if of.cell.stage else Stage.FINAL.value if final else of.missing.said
    pieces: list[Piece] = [*of.of_whom, "的文件没有公开", Label(of.subject), "的", Label(said)]
    pieces += [] if said.endswith(_MEASURED) else ["数"]
    stages = [stage for stage in Stage if stage.value in of.missing.there]
    if of.missing.there:
        pieces += ["，公开的是：", *_names(of.missing.there)]
    changes = [_to_stage(stage) for stage in stages] or [_to_stage(None)]
    return [*pieces, "。"], of.instead(changes[:_OFFERED])


_MEASURED = ("额", "率", "比")


def _to_stage(stage: Stage | None) -> Callable[[Cell], Cell]:
    return lambda cell: replace(cell, stage=stage)


def _row(of: Decline) -> _Text:
    """No row of that name in the document."""
    said = of.missing.said or of.subject
    whom = of.of_whom
    pieces: list[Piece] = [
        *whom,
        "的文件中没有公开“" if whom else "已索引的文件中没有公开“",
        Label(said),
        "”",
    ]
    if of.missing.there:
        pieces += ["，名称相近的有：", *_names(of.missing.there)]
    if of.missing.years:
        pieces += ["；列出这一项的是", Label("、".join(f"{year}年" for year in of.missing.years)), "的文件"]
    changes = [_to_year(year, of.missing.year) for year in reversed(of.missing.years)]
    changes += [_to_subject(name) for name in of.missing.there]
    return [*pieces, "。"], of.instead(changes[:_OFFERED])


def _list(of: Decline) -> _Text:
    """No table lists the rows of that level."""
    level = Label(of.missing.said)
    return [*of.of_whom, "的文件没有把各", level, "列成表，没有可以排列、比较的数。"], ()


def _to_subject(printed: str) -> Callable[[Cell], Cell]:
    return lambda cell: replace(cell, subject=Name.of(printed), within=(), code="", table=None)


def _place(of: Decline) -> _Text:
    """The row is there, but not in the table, column, scope or group that was named."""
    pieces: list[Piece] = [*of.of_whom, "的文件里有“", Label(of.subject), "”"]
    pieces += ["，但没有“", Label(of.missing.said), "”的数"] if of.missing.said else ["，但不在所说的位置"]
    if of.missing.there:
        pieces += ["；有的是：", *_names(of.missing.there)]
    plainly = replace(of.cell, within=(), table=None, group="", unit_row=None, scope=None)
    return [*pieces, "。"], (question(Show((plainly,))),)


def _account(of: Decline) -> _Text:
    """The row is there, and no account is printed that it stands under."""
    pieces: list[Piece] = [*of.of_whom, "的文件里有“", Label(of.subject), "”，但没有印出它的科目编码。"]
    return pieces, (question(Show((replace(of.cell, coded=False),))),)


def _unit(of: Decline) -> _Text:
    """It is not counted in that unit."""
    said = of.missing.said or of.cell.counted
    pieces: list[Piece] = [*of.of_whom, "的文件没有公开“", Label(of.subject), "”的"]
    pieces += ["人数"] if said in ("人", "名") else ["数量（", Label(said), "）"]
    if of.missing.there:
        pieces += ["；公开的单位是：", *_names(of.missing.there)]
    return [*pieces, "。"], of.instead([lambda cell: replace(cell, counted="")])


def _blank(of: Decline) -> _Text:
    """The cell is printed empty."""
    pieces: list[Piece] = [*of.of_whom, "的文件列了“", Label(of.subject), "”，但这一格是空白，没有填数。"]
    for value in of.missing.options:
        pieces += ["同一行的", Label(f"{value.year}年{value.stage}"), "为", value, "。"]
    return pieces, ()


def _dash(of: Decline) -> _Text:
    """The cell prints a dash."""
    return [*of.of_whom, "的文件在“", Label(of.subject), "”这一格印的是短横线，不是数字。"], ()


def _zero(of: Decline) -> _Text:
    """A ratio or a growth over zero."""
    return ["用来比较的“", Label(of.missing.said or of.subject), "”为零，无法计算比例或增长率。"], ()


def _same(of: Decline) -> _Text:
    """One cell on both sides of a comparison."""
    return [
        "问题里的两边在文件中是同一个数（“",
        Label(of.missing.said or of.subject),
        "”），没有可比的。",
    ], ()


def _passage(of: Decline) -> _Text:
    """No sentence tells it."""
    whose: list[Piece] = ["（", Label("、".join(of.missing.there[:3])), "）"] if of.missing.there else []
    pieces: list[Piece] = ["在已索引的文件", *whose, "中没有找到相关内容。"]
    return [*pieces, "可以问预算金额、比上年增减及原因、单位职责、名词解释。"], ()


def _under_one_head(query: Query, values: Sequence[Value]) -> bool:
    """Whether they are all that one row of the table asked for prints under one head."""
    places = [value.citation for value in values if value.citation]
    named = [cell.table for cell in cells_of(query)]
    rows = {(at.document, at.table, at.row) for at in places}
    heads = {_head(at.column or "") for at in places}
    in_a_table = bool(named) and None not in named and len(values) == len(places)
    return in_a_table and len(values) > 1 and len(rows) == len(heads) == 1


def _head(column: str) -> str:
    """基本支出 of 支出/基本支出/小计: what stands over a column, and its own name where that is no total."""
    over, _, own = column.rpartition("/")
    return over.rpartition("/")[2] if over and is_bare_total(own) else own


def _several(of: Decline) -> _Text:
    """Several cells fit and differ: each with its figure and a question that says which."""
    values = of.missing.options
    pieces: list[Piece] = ["这个说法可以指几项，请说明是哪一项。"]
    if _under_one_head(of.query, values):
        return ["表里有几栏都叫这个名称。", *told_apart(values)], ()
    if of_one_row(values):
        return ["文件里有几行都叫这个名称。", *told_apart(values)], ()
    if values:
        pieces += told_apart(values)
        return pieces, tuple(asking_for(value, values) for value in values)
    pieces += ["可以是：", *_names(of.missing.there), "。"] if of.missing.there else []
    return pieces, of.instead([_to_subject(name) for name in of.missing.there])


def _names(names: Sequence[str]) -> list[Piece]:
    """A、B、C, and how it goes on where there are more."""
    more = "等" if len(names) > _NAMED else ""
    return [Label("、".join(names[:_NAMED])), *([more] if more else [])]


def _policy(of: Decline) -> _Text:
    """No policy document, or none that was in force then."""
    return not_indexed(of.missing.there, of.missing.year), ()


def _article(of: Decline) -> _Text:
    """A policy document without such an article."""
    return no_article(of.missing.said, of.missing.there), ()


_TEXTS: dict[Why, Callable[[Decline], _Text]] = {
    Why.BODY: _body,
    Why.YEAR: _year,
    Why.KIND: _disclosed,
    Why.STAGE: _stage,
    Why.PERIOD: _period,
    Why.ROW: _row,
    Why.ACCOUNT: _account,
    Why.LIST: _list,
    Why.PLACE: _place,
    Why.UNIT: _unit,
    Why.BLANK: _blank,
    Why.DASH: _dash,
    Why.ZERO: _zero,
    Why.SAME: _same,
    Why.PASSAGE: _passage,
    Why.SEVERAL: _several,
    Why.POLICY: _policy,
    Why.ARTICLE: _article,
}


# -- the question itself ---------------------------------------------------------------------


def not_understood(plan: Plan, near: Sequence[str] = ()) -> Draft:
    """Words that no part of the plan stands for: told back, with what can be asked without them."""
    said = "”、“".join(dict.fromkeys(plan.unclaimed))
    pieces: list[Piece] = ["没有看懂“", Label(said), "”，所以没有作答。"]
    if near:
        pieces += ["文件里名称相近的有：", *_names(near), "。"]
    cells = [cell for query in plan.queries for cell in cells_of(query)]
    can = [cell for cell in cells if cell.subject or cell.code]
    first = plan.queries[0] if plan.queries and can else None
    options: list[str] = []
    if first is not None:
        options += [question(first)]
        options += [question(with_cells(first, _to_subject(name))) for name in near[: _OFFERED - 1]]
        pieces += ["去掉这些字可以问：", Label(options[0])]
    return Draft(Status.NOT_FOUND, tuple(pieces), options=tuple(dict.fromkeys(options)))


def not_compared(query: Query) -> Draft:
    """An amount is there, but nothing to compare it with."""
    of = Decline(Missing(Why.ROW), query, ())
    pieces = (*of.of_whom, "的文件中没有公开", Label(of.subject), "比上年增减的情况。")
    return Draft(Status.NOT_FOUND, pieces, options=(question(Show((of.cell,))),))


def unanswered_too(draft: Draft, words: Sequence[str]) -> Draft:
    """An answer to the rest of a question, with the words of the part that is not answered."""
    said = "”、“".join(dict.fromkeys(words))
    more: tuple[Piece, ...] = ("\n没有看懂“", Label(said), "”，这一问没有作答。")
    return replace(draft, pieces=(*draft.pieces, *more))


# What is told of a question that asks for nothing in the documents; without an intent it is beside them.
_REFUSALS = {
    None: "这里只回答已公开的预算、决算文件中的内容，这个问题不在其中。",
    Intent.OPINION: "这里只提供文件公开的数字和文字，不作评价，也不给建议。",
    Intent.HARM: "不能帮助伪造、篡改或隐瞒数据。这里只提供公开文件中的原数和出处。",
    Intent.ABUSE: "请换一种说法。这里回答已公开的预算、决算文件中的内容。",
    Intent.ORDERS: "这里只回答已公开的预算、决算文件中的内容，不能执行其他要求。",
    Intent.GREETING: "这里回答已公开的预算、决算文件中的内容，每个数字都附出处。",
}
_CAN_BE_ASKED = "可以问某个单位某一年的金额、增减和原因。"


def refused(why: Intent | None, options: Sequence[str] = ()) -> Draft:
    """One polite line and what can be asked."""
    return Draft(Status.REFUSED, (_REFUSALS[why], _CAN_BE_ASKED), options=tuple(options))


def lost(question: str) -> Draft:
    """A follow-up of which nothing is understood: what was answered before is not told again."""
    said = Label(f"“{question}”")
    return Draft(Status.NOT_FOUND, ("没有看懂", said, "问的是什么，所以没有作答。", _CAN_BE_ASKED_NEXT))


_CAN_BE_ASKED_NEXT = "可以接着问别的年份、单位或项目，或者问增减、原因、占比。"


def unclear(editions: Sequence[Edition]) -> Draft:
    """A question that names neither a body nor a subject, answered with a question."""
    if not editions:
        return Draft(Status.NOT_FOUND, ("还没有索引任何文件。",))
    newest: dict[str, int] = {}
    for edition in editions:
        newest[edition.body] = max(newest.get(edition.body, 0), edition.year)
    options = tuple(f"{body}{year}年支出总计是多少？" for body, year in list(newest.items())[:_NAMED])
    there = [*_names(tuple(newest)), "。"]
    return Draft(Status.CLARIFY, ("请说明是哪个单位、哪一年、哪一项。已索引的有：", *there), options=options)
