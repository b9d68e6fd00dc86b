"""What a policy document rules, as an answer: its title and 文号, its article, its words, whether it holds.

>>> provided(result).pieces[:3]
(Label('《岚浦市市级机关差旅费管理办法》（岚财行〔2023〕15号）'), Label('第十二条'), '：')
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.facts.records import Citation, Point, Policy, Saying
from index.policy.signs import article_at
from index.prose.paragraphs import ordinal
from qa.compose.phrases import draft, formula
from qa.execute.results import Force, Provided, Result, Told
from qa.plan.algebra import Provide
from qa.records import Draft, Label, Piece, Quote, Status, Value

_SAID = {
    Point.NUMBER: "文号：",
    Point.ISSUER: "印发机关：",
    Point.ISSUED: "印发日期：",
    Point.EFFECT: "施行：",
    Point.VALIDITY: "有效期：",
    Point.REPEAL: "废止：",
    Point.TITLE: "标题：",
}


def named(policy: Policy) -> str:
    """《…办法》（岚财行〔2023〕15号）; a title within a title stands in 〈〉."""
    return _titled(policy.title) + (f"（{policy.number}）" if policy.number else "")


def _titled(title: str) -> str:
    """A title in its marks; those of a title within it are 〈〉."""
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


def provided(result: Result) -> Draft:
    """The answer: a cell of standards, an article, a saying of the document; of several, which is meant."""
    if not result.several:
        first, *others = result.provided
        pieces = _one(first, result.told, others)
        return draft(pieces, _values(result.told), _values(result.context), citations=_cited(result))
    several: list[Piece] = ["几份文件对此都有规定，请说明是哪里的。"]
    for at in result.provided:
        several += ["\n", *_one(at, at.told)]
    return draft(
        several,
        (),
        _values(result.context),
        citations=_cited(result),
        options=[f"{at.policy.issuer}：{_said(result)}" for at in result.provided],
        status=Status.CLARIFY,
    )


def _said(result: Result) -> str:
    """The question as it was asked."""
    return f"{result.query.asked.said}？" if isinstance(result.query, Provide) else ""


def _values(told: Sequence[Told]) -> list[Value]:
    return [one.value for one in told]


def _cited(result: Result) -> list[Citation]:
    sayings = [s for at in result.provided for s in (*at.sayings, *at.effect, *_numbers(at))]
    return [*(quote.citation for quote in result.quotes), *(saying.citation for saying in sayings)]


def _one(at: Provided, told: Sequence[Told], others: Sequence[Provided] = ()) -> list[Piece]:
    """One place, and others of its document: whose it is, its words, whether it holds."""
    pieces: list[Piece] = [Label(named(at.policy))]
    if at.sayings:
        pieces += _of_itself(at)
    if at.quotes:
        pieces += _article(at, after=bool(at.sayings))
        if any(one.value.operator for one in told):
            pieces += _worked_out(told)
    elif told:
        pieces += _cells(told, at.policy)
    for other in others:
        pieces += ["\n", *_article(other, after=False)]
    return [*pieces, *_force(at)]


def _worked_out(told: Sequence[Told]) -> list[Piece]:
    """Amounts of so many days, with how they follow."""
    pieces: list[Piece] = ["\n共"]
    for n, one in enumerate(told):
        pieces += ["；"] if n else []
        pieces += [one.value, "（", formula(one.value), "）"]
    return [*pieces, "。"]


def _numbers(at: Provided) -> list[Saying]:
    """Where the documents that are named print their 文号."""
    policies = [
        policy for policy in (at.policy, at.amended_by, *at.amending, at.ended_by) if policy is not None
    ]
    return [saying for policy in policies for saying in policy.sayings if saying.point is Point.NUMBER]


def _of_itself(at: Provided) -> list[Piece]:
    """What the document says of itself, each point by its name."""
    pieces: list[Piece] = ["："]
    for n, saying in enumerate(at.sayings):
        pieces += ["；"] if n else []
        pieces += [_SAID[saying.point], *_words(saying)]
    return [*pieces, "。"]


def _words(saying: Saying) -> list[Piece]:
    """A saying in its own words, the number of its article before it."""
    label = article_at(saying.text)
    text = ordinal(saying.text[len(label) :].strip())[1].rstrip("。；")
    told: list[Piece] = [Label(label)] if label else []
    return [*told, "“", Quote(text, saying.citation), "”"]


def _article(at: Provided, *, after: bool) -> list[Piece]:
    """The words of a place; of an article in other words both, those asked for first."""
    now, before = (at.before, at.quotes) if at.was else (at.quotes, at.before)
    pieces: list[Piece] = ["\n"] if after else []
    pieces += _place(at)
    if at.amended_by is None:
        return [*pieces, "：", *_quoted(now)]
    changed: list[Piece] = [Label(named(at.amended_by)), "修改"]
    if at.was:
        return [*pieces, "原文：", *_quoted(now), "现在的规定（经", *changed, "）：", *_quoted(before)]
    return [*pieces, "（经", *changed, "）：", *_quoted(now), "修改前：", *_quoted(before)]


def _place(at: Provided) -> list[Piece]:
    """The article, or the table with row and column, or the heading that the words stand under."""
    cited = at.quotes[0].citation
    if at.label or not cited.table:
        under = at.label or (f"“{at.heading}”" if at.heading else "")
        return [Label(under)] if under else []
    where = "，".join(part for part in (cited.row, cited.column) if part)
    table = Label(f"《{cited.table}》")
    return [table, "：", Label(where)] if where else [table]


def _quoted(quotes: Sequence[Quote]) -> list[Piece]:
    pieces: list[Piece] = []
    for n, quote in enumerate(quotes):
        pieces += ["\n"] if n else []
        pieces.append(quote)
    last = quotes[-1].text if quotes else ""
    return [*pieces, "" if last.endswith(("。", "；", "！", "？")) else "。"]


def _cells(told: Sequence[Told], policy: Policy) -> list[Piece]:
    """The cells of one table, each by its row and column."""
    citation = told[0].value.citation
    table = citation.table if citation else ""
    pieces: list[Piece] = [Label(f"《{table}》")] if table and table != policy.title else []
    pieces += ["："]
    for n, one in enumerate(told):
        pieces += ["；"] if n else []
        pieces += [Label(one.label), "为", one.value]
    return [*pieces, "。"]


def _force(at: Provided) -> list[Piece]:
    """Whether it holds, with the sentence that says from when."""
    pieces: list[Piece] = ["\n"]
    said = [saying for saying in at.effect if saying not in at.sayings]
    for saying in said:
        pieces += [*_words(saying), "，"]
    match at.force:
        case Force.ENDED if at.ended_by is not None:
            pieces += ["已被", Label(named(at.ended_by)), "废止"]
        case force:
            pieces += [force.value]
    for later in at.amending:
        pieces += ["；部分条文经", Label(named(later)), "修改"]
    return [*pieces, "。"]


def undocumented(unheld: Iterable[str], policies: Sequence[str]) -> Draft:
    """No policy document holds these words of the question."""
    said = "”、“".join(dict.fromkeys(unheld))
    pieces: list[Piece] = ["已索引的政策文件中没有写到“", Label(said), "”，所以没有作答。"]
    if policies:
        pieces += [
            "已索引的政策文件有：",
            Label("、".join(f"{_titled(title)}" for title in policies[:6])),
            "。",
        ]
    return Draft(Status.NOT_FOUND, tuple(pieces))


def not_indexed(there: Sequence[str] = (), year: int | None = None) -> list[Piece]:
    """No policy document at all, or none that was in force in a year."""
    if year is not None:
        since: list[Piece] = (
            ["，已有的自", Label("、".join(f"{y}年" for y in there)), "起施行"] if there else []
        )
        return ["已索引的政策文件中没有", Label(f"{year}年"), "施行的规定", *since, "。"]
    return [
        "这是政策规定方面的问题，已索引的文件中没有政策文件（办法、规定、通知），所以没有作答；预算金额不能代替标准。"
    ]


def no_article(title: str, articles: Sequence[str]) -> list[Piece]:
    """The document has no such article."""
    said = "、".join(f"第{n}条" for n in articles)
    whose: list[Piece] = [Label(f"《{title}》")] if title else ["已索引的政策文件"]
    return [*whose, "中没有", Label(said), "。"]


def names_of(result: Result) -> list[str]:
    """The titles and 文号 that an answer names: what `verify` lets labels say."""
    found: list[str] = []
    for at in result.provided:
        policies = (at.policy, at.amended_by, at.ended_by, *at.amending)
        found += [at.heading, *(named(policy) for policy in policies if policy is not None)]
    return found
