"""Values, results and drafts by hand: what evaluation would hand on for two invented bodies.

>>> said(Show((CELL,)), told("1.50"))
'云溪市水务局2025年公务接待费预算1.50万元。'
"""

from collections.abc import Sequence
from dataclasses import replace

from index.facts.money import is_money, number, yuan
from index.facts.records import Change, Citation, Kind, Scope, Stage
from qa.compose.answer import compose, known_names, names_of_editions
from qa.execute.results import Result, Told
from qa.plan.algebra import Cell, Expr, Name, Plan, Query
from qa.records import Answer, Edition, Value
from qa.verify import verify

WATER = "云溪市水务局"
SCHOOL = "云溪市第3中学"
RECEPTION = Name.of("公务接待费", codes=("30217",))
CELL = Cell(RECEPTION, body=WATER, year=2025)


def edition(body: str, year: int, kind: Kind = Kind.BUDGET) -> Edition:
    return Edition(body, year, kind, Scope.UNIT, (1,), (f"{body}-{year}.pdf",))


EDITIONS = (edition(WATER, 2024), edition(WATER, 2025), edition(SCHOOL, 2025))


def value(
    printed: str,
    metric: str = "公务接待费",
    *,
    body: str = WATER,
    year: int = 2025,
    stage: str = "预算",
    unit: str = "万元",
    code: str = "",
    table: str | None = "“三公”经费支出预算表",
    page: int = 12,
) -> Value:
    """A read cell; without a table a sentence."""
    amount = yuan(printed, unit) if is_money(unit) else number(printed)
    assert amount is not None
    quote = printed if table else f"{metric}安排{printed}{unit}"
    row = metric if table else None
    place = Citation(f"{body}-{year}.pdf", page, quote, table, row, f"{stage}数" if table else None)
    return Value(metric, body, year, stage, amount, printed, unit, code, citation=place)


def told(printed: str, metric: str = "公务接待费", expr: Expr | None = None, **more: object) -> Told:
    """A read cell as evaluation tells it."""
    label, rank = str(more.pop("label", "")), int(str(more.pop("rank", 0)))
    read = value(printed, metric, **more)  # type: ignore[arg-type]
    return Told(expr or Cell(Name.of(metric), body=read.body, year=read.year), read, label, rank)


def change(
    reason: str = "新增接线",
    subject: str = "公务接待费",
    *,
    direction: str = "增加",
    amount: str = "1.50",
    difference: str = "0.50",
    percent: str = "50.00%",
) -> Change:
    """A sentence that tells what changed, and prints all that it tells."""
    moved = f"比上年{direction}{difference}万元，{'增长' if direction == '增加' else '下降'}{percent}"
    if direction == "持平":
        moved = "与上年持平"
    why = f"，主要原因是{reason}" if reason else ""
    quote = f"{subject}预算{amount}万元，{moved}{why}。"
    return Change(
        subject,
        "",
        WATER,
        2025,
        Stage.BUDGET,
        "万元",
        yuan(amount, "万元"),
        amount,
        direction,
        yuan(difference, "万元") if difference else None,
        difference,
        number(percent) if percent else None,
        percent,
        reason,
        Citation(f"{WATER}-2025.pdf", 7, quote),
    )


def answered(
    *results: Result, plan: Plan | None = None, editions: Sequence[Edition] = EDITIONS, question: str = ""
) -> Answer:
    """The verified answer to a plan of these results' queries."""
    made = plan or Plan(())
    made = replace(made, queries=made.queries or tuple(result.query for result in results))
    draft = compose(made, results, editions)
    known = [*known_names(made, results), *names_of_editions(editions)]
    return verify(draft, question=question, known=known, answer_id="a")


def said(query: Query, *tolds: Told, plan: Plan | None = None, **more: object) -> str:
    """The text alone."""
    return answered(Result(query, tolds, **more), plan=plan).text  # type: ignore[arg-type]
