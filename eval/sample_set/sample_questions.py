"""Questions about one figure or one change of the samples: lookup, code, table, unit, change, reason.

Wordings and the names of the bodies rotate in a fixed order, so that the same facts always give
the same lines.

>>> next(iter(lookups(Asker(read(Path("samples"))))))["question"]
'岚浦市12345政务服务便民热线中心2025年基本工资预算是多少？'
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import cycle

from eval.sample_set.sample_facts import Fact, Facts, Told, plain

Line = dict[str, object]

_NAMES = {
    "H": ("岚浦市12345政务服务便民热线中心", "岚浦市12345热线中心", "热线中心", "12345政务服务便民热线中心"),
    "S": ("岚浦市临汐区望潮街道办事处", "望潮街道办事处", "望潮街道", "临汐区望潮街道"),
}
_LOOKUPS = {
    "H": "30101 30103 30107 30108 30109 30110 30112 30113 30201 30216 30228 “三公”经费 公务接待费 收入预算 "
    "支出预算 "
    "人员经费 公用经费",
    "S": "30101 30102 30103 30107 30113 30202 30205 30206 30209 30211 30213 30226 30229 30302 31002 "
    "“三公”经费 "
    "公务用车运行费 机关运行经费 项目支出 基本支出 财政拨款收入 其他收入 政府采购预算 会议费",
}
_PROJECTS = "社区工作者队伍经费 市容环境综合整治 民兵训练与征兵 城管执法辅助服务 人大代表联络站工作经费"
_ASK = (
    "{body}{year}年{name}预算是多少？",
    "{year}年{body}的{name}安排了多少钱？",
    "{body}{year}年预算里{name}多少",
    "请问{body}{year}年{name}预算数是多少？",
    "{year}年{body}{name}有多少？",
    "想查一下{body}{year}年的{name}",
)
_CHANGE = (
    "{body}{year}年{name}比上年增减多少？",
    "{year}年{body}的{name}和上一年比变化了多少？",
    "{body}{year}年{name}同比变动多少，百分之几？",
    "与上年相比，{body}{year}年{name}是多了还是少了，差多少？",
)
_REASON = (
    "{body}{year}年{name}为什么{direction}？",
    "{year}年{body}{name}{direction}的原因是什么？",
    "{body}{year}年的{name}怎么{direction}了，什么原因？",
    "是什么导致{body}{year}年{name}{direction}？",
)


class Asker:
    """Gives each question its number and its body's name, in a fixed rotation."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._count = 0
        self._names = {body: cycle(names) for body, names in _NAMES.items()}

    def body(self, key: str) -> str:
        """The next of the names people use for the body of a document."""
        return next(self._names[key[0]])

    def line(
        self,
        kind: str,
        question: str,
        answer: str,
        figures: Sequence[tuple[str, Decimal, str]] = (),
        facts: Sequence[Fact | Told] = (),
        **more: object,
    ) -> Line:
        """One line of the set; the pages of `facts` are its sources."""
        self._count += 1
        pages = [(f.pdf, page) for f in facts for page in (f.pages if isinstance(f, Fact) else (f.page,))]
        line: Line = {
            "id": f"sam-{self._count:03d}",
            "question": question,
            "kind": kind,
            "answer": answer,
            "figures": [{"metric": m, "value": _number(v), "unit": u} for m, v, u in figures],
            "answerable": True,
            "expected_status": "answered",
        }
        if pages:
            line["sources"] = [{"pdf": pdf, "page": page} for pdf, page in dict.fromkeys(pages)]
        return {**line, **more}


def lookups(ask: Asker) -> Iterator[Line]:
    """Amounts by name, by code and by project, some in another unit."""
    patterns = cycle(_ASK)
    for body, years in (("H", ("25", "24", "23")), ("S", ("25", "24", "23"))):
        for at, subject in enumerate(_LOOKUPS[body].split()):
            key = body + years[at % 3]
            fact = ask.facts.amount(key, subject)
            name = official(ask.facts, key, subject)
            text = next(patterns).format(body=ask.body(key), year=year_of(key), name=name)
            answer = f"{year_of(key)}年{name}{fact.shown}。"
            yield ask.line("lookup", text, answer, [figure_of(name, fact)], [fact])
    for at, project in enumerate(_PROJECTS.split()):
        key = ("S23", "S24", "S25")[at % 3]
        fact = ask.facts.amount(key, project)
        text = f"{ask.body(key)}{year_of(key)}年“{project}”项目安排多少钱？"
        yield ask.line("lookup", text, f"{project}{fact.shown}。", [figure_of(project, fact)], [fact])


def codes(ask: Asker) -> Iterator[Line]:
    """What a code stands for and how much it gets."""
    patterns = cycle(
        (
            "{body}{year}年{code}是什么科目，多少钱？",
            "{year}年{body}科目编码{code}对应什么，预算多少？",
            "{body}{year}年{code}这个科目安排了多少？",
        )
    )
    pairs = (
        "H25:30107 H24:2010350 H23:2080506 H23:30228 S25:2081006 S24:2010507 S23:30229 S25:2080208 "
        "S24:2120104 S25:30239"
    )
    for pair in pairs.split():
        key, code = pair.split(":")
        fact, name = ask.facts.amount(key, code), official(ask.facts, key, code)
        text = next(patterns).format(body=ask.body(key), year=year_of(key), code=code)
        answer = f"{code}是{name}，{fact.shown}。"
        yield ask.line("code_lookup", text, answer, [figure_of(name, fact)], [fact], must_text=[name])


def tables(ask: Asker) -> Iterator[Line]:
    """Amounts of a named table or column."""
    wanted = (
        (
            "S25",
            "支出经济分类预算表",
            "商品和服务支出",
            "支出预算/合计",
            "支出经济分类预算表中商品和服务支出合计",
        ),
        (
            "S25",
            "支出经济分类预算表",
            "商品和服务支出",
            "支出预算/项目支出",
            "支出经济分类预算表里商品和服务支出的项目支出部分",
        ),
        ("S25", "基本支出部门预算经济分类", "302", "合计", "一般公共预算基本支出里的商品和服务支出"),
        ("S24", "支出预算总表", "城乡社区支出", "合计", "支出预算总表的城乡社区支出合计"),
        ("S24", "一般公共预算支出功能分类", "212", "合计", "一般公共预算支出功能分类表中城乡社区支出合计"),
        ("S23", "收入预算总表", "合计", "其他收入", "收入预算总表的其他收入合计"),
        ("S23", "支出预算总表", "2120101", "基本支出", "支出预算总表中行政运行（2120101）的基本支出"),
        ("H24", "支出总表", "2080505", "本年预算数/合计", "支出总表里机关事业单位基本养老保险缴费支出"),
        ("H23", "收支预算总表", "一般公共服务支出", "支出/预算数", "收支预算总表中一般公共服务支出"),
        ("H25", "财政拨款收支预算总表", "卫生健康支出", "支出/预算数", "财政拨款收支预算总表的卫生健康支出"),
        ("S25", "政府采购预算表", "货物", "合计", "政府采购预算表中货物类合计"),
        (
            "S25",
            "功能分类预算表",
            "2120199",
            "2024年预算数",
            "一般公共预算支出功能分类预算表中2120199的2024年预算数",
        ),
    )
    for key, table, row, column, words in wanted:
        fact = ask.facts.cell(key, table, row, column)
        text = f"{ask.body(key)}{year_of(key)}年{words}是多少？"
        yield ask.line("lookup_table", text, f"{words}{fact.shown}。", [figure_of(words, fact)], [fact])


def units(ask: Asker) -> Iterator[Line]:
    """The same amounts in another unit, and the printed number with the wrong unit forbidden."""
    wanted = (
        ("S25", "30101", "万元"),
        ("S24", "30113", "万元"),
        ("S23", "30302", "万元"),
        ("S25", "收入预算", "亿元"),
        ("S24", "支出预算", "亿元"),
        ("H25", "公务接待费", "元"),
        ("H24", "30101", "元"),
        ("H23", "支出预算", "元"),
        ("S25", "“三公”经费", "元"),
        ("S24", "机关运行经费", "元"),
        ("S25", "社区工作者队伍经费", "亿元"),
        ("S23", "30205", "万元"),
    )
    for at, (key, subject, unit) in enumerate(wanted):
        fact, name = ask.facts.amount(key, subject), official(ask.facts, key, subject)
        pattern = ("{b}{y}年{n}是多少{u}？", "{b}{y}年{n}折合多少{u}？", "把{b}{y}年{n}换算成{u}是多少")[
            at % 3
        ]
        text = pattern.format(b=ask.body(key), y=year_of(key), n=name, u=unit)
        value = in_unit_of(fact, unit)
        shown = value if unit == "元" else value.quantize(Decimal("0.01"), ROUND_HALF_UP)
        forbidden = [{"value": _number(fact.value), "unit": unit}]
        answer = f"{plain(shown)}{unit}。"
        yield ask.line("unit_conversion", text, answer, [(name, shown, unit)], [fact], forbidden=forbidden)


def changes(ask: Asker) -> Iterator[Line]:
    """How much more or less than the year before."""
    patterns = cycle(_CHANGE)
    pairs = (
        "H25:收入预算 H25:“三公”经费 H25:培训费 H24:支出预算 H23:收入预算 H23:公务接待费 S25:收入预算 "
        "S25:“三公”经费 S25:公务接待费 "
        "S25:机关运行经费 S25:会议费 S25:其他收入 S25:公务用车运行费 S24:项目支出 S24:基本支出 "
        "S24:公务用车购置及运行费 S24:公务用车运行费 "
        "S23:机关运行经费 S23:其他收入 S23:公务用车运行费 S23:培训费 S23:项目支出"
    )
    for pair in pairs.split():
        key, name = pair.split(":")
        told = ask.facts.change(key, name)
        text = next(patterns).format(body=ask.body(key), year=year_of(key), name=name)
        answer = (
            f"{name}{plain(told.amount)}万元，比上年{told.direction}{plain(told.change or Decimal(0))}万元。"
        )
        # Where the amount is printed will do: a change may be worked out from two years' tables.
        yield ask.line("change", text, answer, _moved(name, told), [told, ask.facts.amount(key, name)])
    # Only the 2024 edition prints a change per 经济分类 item; of a class that of all spending is asked.
    basic, all_spending = "基本支出经济分类", "一般公共预算支出经济分类"
    for key, table, code in (("H24", basic, "30101"), ("H24", basic, "30201"), ("H24", all_spending, "302")):
        moved = ask.facts.cell(key, table, code, "增减额")
        name = official(ask.facts, key, code)
        text = next(patterns).format(body=ask.body(key), year=year_of(key), name=name)
        sign = "增加额" if moved.value > 0 else "减少额"
        figures = [(f"{name}{sign}", abs(moved.value), "万元")]
        yield ask.line("change", text, f"{name}{sign}{plain(abs(moved.value))}万元。", figures, [moved])


def reasons(ask: Asker) -> Iterator[Line]:
    """Why it rose or fell, in the document's words; a reason given as 无 is said to be none."""
    patterns = cycle(_REASON)
    pairs = (
        "H25:收入预算 H25:公务接待费 H25:培训费 H24:收入预算 H23:支出预算 H23:公务接待费 S25:收入预算 "
        "S25:其他收入 S25:基本支出 S25:公务接待费 "
        "S25:公务用车运行费 S25:机关运行经费 S25:2080208 S25:2120399 S24:公务用车购置费 S24:公务用车运行费 "
        "S24:2081006 S24:2120501 "
        "S24:会议费 S23:机关运行经费 S23:2010507 S23:2120399 S23:会议费 S23:其他收入"
    )
    for pair in pairs.split():
        key, name = pair.split(":")
        told = ask.facts.change(key, name)
        label = told.metric.split()[-1]
        text = next(patterns).format(
            body=ask.body(key), year=year_of(key), name=label, direction=told.direction
        )
        yield ask.line("reason", text, f"主要原因是{told.reason}。", (), [told], must_text=[told.reason])
    for key, name in (("H24", "公务接待费"), ("S23", "公务接待费"), ("S25", "因公出国（境）费")):
        told = ask.facts.change(key, name)
        text = f"{ask.body(key)}{year_of(key)}年{name}与上年持平的原因是什么？"
        none = ["“无”", "原因是无", "无具体", "没有给出", "未说明", "没有说明", "未给出"]
        yield ask.line("reason", text, "文件在“主要原因是”后只写了“无”。", (), [told], must_any=none)


def prior_years(ask: Asker) -> Iterator[Line]:
    """The year before: printed in another document or column, or derived from the printed difference."""
    pairs = (
        "H23:收入预算 H23:公务接待费 S23:收入预算 S23:机关运行经费 S23:会议费 S23:项目支出 S23:其他收入 "
        "S23:公务用车运行费"
    )
    patterns = cycle(("{b}{p}年{n}是多少？", "{b}{n}，{y}年的上一年是多少？", "推算一下{b}{p}年的{n}"))
    for pair in pairs.split():
        key, name = pair.split(":")
        told = ask.facts.change(key, name)
        prior = _before(told)
        text = next(patterns).format(b=ask.body(key), n=name, y=year_of(key), p=year_of(key) - 1)
        answer = f"按{year_of(key)}年数和增减额推算，{year_of(key) - 1}年{name}{plain(prior)}万元。"
        figures = [(f"{year_of(key) - 1}年{name}", prior, "万元")]
        yield ask.line("prior_year", text, answer, figures, [told])
    for key, code in (("S25", "2120399"), ("S25", "2080208"), ("S25", "2010507")):
        fact = ask.facts.cell(key, "功能分类预算表", code, "2024年预算数")
        name = official(ask.facts, key, code)
        earlier = ask.facts.amount("S24", code)
        text = f"{ask.body(key)}{name}上年（2024年）预算是多少？"
        yield ask.line("prior_year", text, f"{fact.shown}。", [figure_of(name, fact)], [earlier])


def year_of(key: str) -> int:
    """2025 of S25."""
    return 2000 + int(key[1:])


def official(facts: Facts, key: str, subject: str) -> str:
    """The printed name of a code, or the subject itself."""
    if not subject.isdigit():
        return subject
    return next(cell.row for cell in facts.cells[key] if cell.code == subject)


def figure_of(name: str, fact: Fact) -> tuple[str, Decimal, str]:
    """A reference figure as printed."""
    return name, fact.value, fact.unit


def in_unit_of(fact: Fact, unit: str) -> Decimal:
    """A fact's amount in a unit of money, exact."""
    per = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
    return fact.value * per[fact.unit] / per[unit]


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    """A ratio in percent, half-up to two decimals."""
    return (part * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _moved(name: str, told: Told) -> list[tuple[str, Decimal, str]]:
    """The figures of a change: its amount and, where printed, its percent."""
    word = told.direction
    figures = [(f"{name}{word}额", told.change or Decimal(0), "万元")]
    if told.percent is not None:
        figures.append((f"{name}{'增长' if word == '增加' else '下降'}率", told.percent, "%"))
    return figures


def _before(told: Told) -> Decimal:
    """The year before in 万元, from the printed difference."""
    change = told.change or Decimal(0)
    return told.amount - change if told.direction == "增加" else told.amount + change


def _number(value: Decimal) -> int | float:
    """A JSON number; the samples print at most two decimals."""
    return int(value) if value == value.to_integral_value() else float(value)
