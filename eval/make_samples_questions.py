"""The samples' gold → eval/data/samples.jsonl: questions whose answers follow from the figures.

``python -m eval.make_samples_questions`` writes the same bytes every time: the questions generated
here with rotating wordings, then those of samples_by_hand.jsonl, where the wording matters. What
a right answer holds comes from samples/gold.jsonl and samples/changes.jsonl, never from answers
the system gave.

>>> next(iter(lookups(Asker(facts))))["question"]
'岚浦市12345政务服务便民热线中心2025年基本工资预算是多少？'
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import cycle
from pathlib import Path

from eval.sample_facts import Fact, Facts, Told, plain, read

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "eval" / "data"
Line = dict[str, object]

_NAMES = {
    "H": ("岚浦市12345政务服务便民热线中心", "岚浦市12345热线中心", "热线中心", "12345政务服务便民热线中心"),
    "S": ("岚浦市临汐区望潮街道办事处", "望潮街道办事处", "望潮街道", "临汐区望潮街道"),
}
_LOOKUPS = {
    "H": "30101 30103 30107 30108 30109 30110 30112 30113 30201 30216 30228 “三公”经费 公务接待费 收入预算 支出预算 "
    "人员经费 公用经费",
    "S": "30101 30102 30103 30107 30113 30202 30205 30206 30209 30211 30213 30226 30229 30302 31002 “三公”经费 "
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
            name = _official(ask.facts, key, subject)
            text = next(patterns).format(body=ask.body(key), year=_year(key), name=name)
            answer = f"{_year(key)}年{name}{fact.shown}。"
            yield ask.line("lookup", text, answer, [_figure(name, fact)], [fact])
    for at, project in enumerate(_PROJECTS.split()):
        key = ("S23", "S24", "S25")[at % 3]
        fact = ask.facts.amount(key, project)
        text = f"{ask.body(key)}{_year(key)}年“{project}”项目安排多少钱？"
        yield ask.line("lookup", text, f"{project}{fact.shown}。", [_figure(project, fact)], [fact])


def codes(ask: Asker) -> Iterator[Line]:
    """What a code stands for and how much it gets."""
    patterns = cycle(
        (
            "{body}{year}年{code}是什么科目，多少钱？",
            "{year}年{body}科目编码{code}对应什么，预算多少？",
            "{body}{year}年{code}这个科目安排了多少？",
        )
    )
    pairs = "H25:30107 H24:2010350 H23:2080506 H23:30228 S25:2081006 S24:2010507 S23:30229 S25:2080208 S24:2120104 S25:30239"
    for pair in pairs.split():
        key, code = pair.split(":")
        fact, name = ask.facts.amount(key, code), _official(ask.facts, key, code)
        text = next(patterns).format(body=ask.body(key), year=_year(key), code=code)
        answer = f"{code}是{name}，{fact.shown}。"
        yield ask.line("code_lookup", text, answer, [_figure(name, fact)], [fact], must_text=[name])


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
        text = f"{ask.body(key)}{_year(key)}年{words}是多少？"
        yield ask.line("lookup_table", text, f"{words}{fact.shown}。", [_figure(words, fact)], [fact])


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
        fact, name = ask.facts.amount(key, subject), _official(ask.facts, key, subject)
        pattern = ("{b}{y}年{n}是多少{u}？", "{b}{y}年{n}折合多少{u}？", "把{b}{y}年{n}换算成{u}是多少")[
            at % 3
        ]
        text = pattern.format(b=ask.body(key), y=_year(key), n=name, u=unit)
        value = _in(fact, unit)
        shown = value if unit == "元" else value.quantize(Decimal("0.01"), ROUND_HALF_UP)
        forbidden = [{"value": _number(fact.value), "unit": unit}]
        answer = f"{plain(shown)}{unit}。"
        yield ask.line("unit_conversion", text, answer, [(name, shown, unit)], [fact], forbidden=forbidden)


def changes(ask: Asker) -> Iterator[Line]:
    """How much more or less than the year before."""
    patterns = cycle(_CHANGE)
    pairs = (
        "H25:收入预算 H25:“三公”经费 H25:培训费 H24:支出预算 H23:收入预算 H23:公务接待费 S25:收入预算 S25:“三公”经费 S25:公务接待费 "
        "S25:机关运行经费 S25:会议费 S25:其他收入 S25:公务用车运行费 S24:项目支出 S24:基本支出 S24:公务用车购置及运行费 S24:公务用车运行费 "
        "S23:机关运行经费 S23:其他收入 S23:公务用车运行费 S23:培训费 S23:项目支出"
    )
    for pair in pairs.split():
        key, name = pair.split(":")
        told = ask.facts.change(key, name)
        text = next(patterns).format(body=ask.body(key), year=_year(key), name=name)
        answer = (
            f"{name}{plain(told.amount)}万元，比上年{told.direction}{plain(told.change or Decimal(0))}万元。"
        )
        # Where the amount is printed will do: a change may be worked out from two years' tables.
        yield ask.line("change", text, answer, _moved(name, told), [told, ask.facts.amount(key, name)])
    # Only the 2024 edition prints a change per 经济分类 item.
    for key, code in (("H24", "30101"), ("H24", "30201"), ("H24", "302")):
        moved = ask.facts.cell(key, "基本支出经济分类", code, "增减额")
        name = _official(ask.facts, key, code)
        text = next(patterns).format(body=ask.body(key), year=_year(key), name=name)
        sign = "增加额" if moved.value > 0 else "减少额"
        figures = [(f"{name}{sign}", abs(moved.value), "万元")]
        yield ask.line("change", text, f"{name}{sign}{plain(abs(moved.value))}万元。", figures, [moved])


def reasons(ask: Asker) -> Iterator[Line]:
    """Why it rose or fell, in the document's words; a reason given as 无 is said to be none."""
    patterns = cycle(_REASON)
    pairs = (
        "H25:收入预算 H25:公务接待费 H25:培训费 H24:收入预算 H23:支出预算 H23:公务接待费 S25:收入预算 S25:其他收入 S25:基本支出 S25:公务接待费 "
        "S25:公务用车运行费 S25:机关运行经费 S25:2080208 S25:2120399 S24:公务用车购置费 S24:公务用车运行费 S24:2081006 S24:2120501 "
        "S24:会议费 S23:机关运行经费 S23:2010507 S23:2120399 S23:会议费 S23:其他收入"
    )
    for pair in pairs.split():
        key, name = pair.split(":")
        told = ask.facts.change(key, name)
        label = told.metric.split()[-1]
        text = next(patterns).format(
            body=ask.body(key), year=_year(key), name=label, direction=told.direction
        )
        yield ask.line("reason", text, f"主要原因是{told.reason}。", (), [told], must_text=[told.reason])
    for key, name in (("H24", "公务接待费"), ("S23", "公务接待费"), ("S25", "因公出国（境）费")):
        told = ask.facts.change(key, name)
        text = f"{ask.body(key)}{_year(key)}年{name}与上年持平的原因是什么？"
        none = ["“无”", "原因是无", "无具体", "没有给出", "未说明", "没有说明", "未给出"]
        yield ask.line("reason", text, "文件在“主要原因是”后只写了“无”。", (), [told], must_any=none)


def prior_years(ask: Asker) -> Iterator[Line]:
    """The year before: printed in another document or column, or derived from the printed difference."""
    pairs = "H23:收入预算 H23:公务接待费 S23:收入预算 S23:机关运行经费 S23:会议费 S23:项目支出 S23:其他收入 S23:公务用车运行费"
    patterns = cycle(("{b}{p}年{n}是多少？", "{b}{n}，{y}年的上一年是多少？", "推算一下{b}{p}年的{n}"))
    for pair in pairs.split():
        key, name = pair.split(":")
        told = ask.facts.change(key, name)
        prior = _before(told)
        text = next(patterns).format(b=ask.body(key), n=name, y=_year(key), p=_year(key) - 1)
        answer = f"按{_year(key)}年数和增减额推算，{_year(key) - 1}年{name}{plain(prior)}万元。"
        figures = [(f"{_year(key) - 1}年{name}", prior, "万元")]
        yield ask.line("prior_year", text, answer, figures, [told])
    for key, code in (("S25", "2120399"), ("S25", "2080208"), ("S25", "2010507")):
        fact = ask.facts.cell(key, "功能分类预算表", code, "2024年预算数")
        name = _official(ask.facts, key, code)
        earlier = ask.facts.amount("S24", code)
        text = f"{ask.body(key)}{name}上年（2024年）预算是多少？"
        yield ask.line("prior_year", text, f"{fact.shown}。", [_figure(name, fact)], [earlier])


def computed(ask: Asker) -> Iterator[Line]:
    """Difference, growth, share and sum, from the operands' printed values."""
    for pair in (
        "H:30101:24:25 H:30103:23:25 S:30209:23:24 S:“三公”经费:23:24 S:项目支出:23:25 S:30101:23:25".split()
    ):
        body, subject, first, last = pair.split(":")
        old, new = ask.facts.amount(body + first, subject), ask.facts.amount(body + last, subject)
        name = _official(ask.facts, body + last, subject)
        moved, word = new.value - old.value, "增加" if new.value > old.value else "减少"
        b = ask.body(body)
        text = f"{b}20{last}年{name}比20{first}年多多少？"
        yield ask.line(
            "difference",
            text,
            f"{word}{plain(abs(moved))}{new.unit}。",
            [(f"{name}{word}额", abs(moved), new.unit)],
            [new],
        )
        rate = _percent(moved, old.value)
        text = f"{b}{name}20{last}年比20{first}年增长百分之几？"
        word = "增长" if moved > 0 else "下降"
        yield ask.line("growth", text, f"{word}{plain(abs(rate))}%。", [(f"{word}率", abs(rate), "%")], [new])
    shares = (
        "H25:30103:支出预算 H24:人员经费:支出预算 H23:项目支出:支出预算 H25:“三公”经费:支出预算 S25:项目支出:支出预算 S25:社区工作者队伍经费:项目支出 "
        "S24:其他收入:收入预算 S23:市容环境综合整治:项目支出 S24:人员经费:基本支出 S23:机关运行经费:支出预算"
    )
    patterns = cycle(
        ("{b}{y}年{a}占{c}的比例是多少？", "{b}{y}年{a}占{c}的百分之几？", "{y}年{b}{a}在{c}中占比多少")
    )
    for triple in shares.split():
        key, part, whole = triple.split(":")
        a, c = ask.facts.amount(key, part), ask.facts.amount(key, whole)
        name = _official(ask.facts, key, part)
        rate = _percent(_in(a, "元"), _in(c, "元"))
        text = next(patterns).format(b=ask.body(key), y=_year(key), a=name, c=whole)
        yield ask.line("share", text, f"{plain(rate)}%。", [("占比", rate, "%")], [a, c])
    sums = (
        "H25:30101,30103,30107 H24:30108,30109 H23:30207,30211 S25:30205,30206 S24:30215,30217 S23:30205,30206,30207 "
        "S25:长者食堂运营补助,综治中心与平安建设 S24:30108,30109,30110,30112,30113"
    )
    patterns = cycle(("{b}{y}年{n}合计多少？", "{b}{y}年{n}加起来一共多少钱？", "把{b}{y}年的{n}加总"))
    for pair in sums.split():
        key, members = pair.split(":")
        found = [ask.facts.amount(key, member) for member in members.split(",")]
        names = "、".join(_official(ask.facts, key, member) for member in members.split(","))
        total = sum((fact.value for fact in found), Decimal(0))
        text = next(patterns).format(b=ask.body(key), y=_year(key), n=names)
        yield ask.line(
            "sum", text, f"{plain(total)}{found[0].unit}。", [("合计", total, found[0].unit)], found
        )


def rankings(ask: Asker) -> Iterator[Line]:
    """The largest and the smallest of a table's members."""
    wanted = (
        ("S25", "项目支出预算表", "预算数", 3, False, "金额最大的三个项目是哪些？"),
        ("S24", "项目支出预算表", "预算数", 1, False, "花钱最多的项目是哪个？"),
        ("S23", "项目支出预算表", "预算数", 1, True, "金额最小的项目是哪个？"),
        ("S24", "项目支出预算表", "预算数", 2, False, "预算最多的两个项目分别是什么，各多少？"),
        ("H25", "基本支出经济分类", "预算数", 3, False, "基本支出经济分类里最大的三个款级科目是哪些？"),
        (
            "H23",
            "基本支出经济分类",
            "预算数",
            2,
            False,
            "一般公共预算基本支出中金额最高的两个款级科目是什么？",
        ),
        (
            "S25",
            "基本支出部门预算经济分类",
            "合计",
            3,
            False,
            "基本支出里花得最多的三个款级经济科目是哪几个？",
        ),
    )
    for key, table, column, top, ascending, words in wanted:
        cells = [
            c
            for c in ask.facts.cells[key]
            if table in c.table and c.column.endswith(column) and c.row != "合计" and c.value
        ]
        if "经济" in table:
            cells = [c for c in cells if len(c.code) == 5]
        cells = sorted(cells, key=lambda c: c.value, reverse=not ascending)[:top]
        answer = "、".join(f"{c.row}{plain(c.value)}{c.unit}" for c in cells) + "。"
        figures = [(c.row, c.value, c.unit) for c in cells]
        text = f"{ask.body(key)}{_year(key)}年{words}"
        fact = Fact(words, cells[0].value, cells[0].unit, cells[0].pdf, tuple({c.page for c in cells}))
        yield ask.line("ranking", text, answer, figures, [fact], must_text=[c.row for c in cells])


def trends(ask: Asker) -> Iterator[Line]:
    """All three years of one subject."""
    patterns = cycle(
        (
            "{b}2023到2025年{n}分别是多少？",
            "{b}近三年{n}怎么变化的？",
            "{b}{n}三年来的走势",
            "列出{b}各年的{n}",
        )
    )
    for pair in "H:收入预算 H:30103 H:30113 H:公务接待费 S:支出预算 S:30101 S:“三公”经费 S:机关运行经费 S:社区工作者队伍经费 S:30206".split():
        body, subject = pair.split(":")
        found = [ask.facts.amount(body + year, subject) for year in ("23", "24", "25")]
        name = _official(ask.facts, body + "25", subject)
        figures = [
            (f"20{y}年{name}", f.value, f.unit) for y, f in zip(("23", "24", "25"), found, strict=True)
        ]
        answer = "、".join(f"{metric}{plain(value)}{unit}" for metric, value, unit in figures)
        yield ask.line(
            "trend", next(patterns).format(b=ask.body(body), n=name), f"{answer}。", figures, found
        )


def comparisons(ask: Asker) -> Iterator[Line]:
    """The two bodies side by side."""
    patterns = cycle(
        (
            "{y}年{a}和{b}哪个{n}多，多多少万元？",
            "{y}年{b}的{n}比{a}多多少万元？",
            "对比{a}和{b}{y}年的{n}，相差多少万元？",
        )
    )
    for pair in "25:“三公”经费 24:公务接待费 25:支出预算 23:30101 24:30113 25:30216 23:30228".split():
        year, subject = pair.split(":")
        hotline, street = ask.facts.amount(f"H{year}", subject), ask.facts.amount(f"S{year}", subject)
        name = _official(ask.facts, f"H{year}", subject)
        gap = (_in(street, "万元") - _in(hotline, "万元")).quantize(Decimal("0.01"), ROUND_HALF_UP)
        text = next(patterns).format(y=f"20{year}", a=ask.body("H"), b=ask.body("S"), n=name)
        answer = f"望潮街道{street.shown}，热线中心{hotline.shown}，望潮街道多{plain(gap)}万元。"
        yield ask.line("comparison", text, answer, [("差额", gap, "万元")], [hotline, street])


KINDS: tuple[Callable[[Asker], Iterator[Line]], ...] = (
    lookups,
    codes,
    tables,
    units,
    changes,
    reasons,
    prior_years,
    computed,
    rankings,
    trends,
    comparisons,
)


def generated(facts: Facts) -> list[Line]:
    """Every generated question, in order."""
    ask = Asker(facts)
    return [line for kind in KINDS for line in kind(ask)]


def text_of(facts: Facts, by_hand: str) -> str:
    """The whole set as JSONL: the generated lines, then those written by hand as they are."""
    lines = [json.dumps(line, ensure_ascii=False) for line in generated(facts)]
    return "\n".join([*lines, *(line for line in by_hand.splitlines() if line)]) + "\n"


def main() -> None:
    """Write the set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--samples", type=Path, default=ROOT / "samples", help="folder with gold.jsonl")
    parser.add_argument("--out", type=Path, default=DATA / "samples.jsonl")
    options = parser.parse_args()
    by_hand = (DATA / "samples_by_hand.jsonl").read_text(encoding="utf-8")
    options.out.write_text(text_of(read(options.samples), by_hand), encoding="utf-8")


def _year(key: str) -> int:
    """2025 of S25."""
    return 2000 + int(key[1:])


def _official(facts: Facts, key: str, subject: str) -> str:
    """The printed name of a code, or the subject itself."""
    if not subject.isdigit():
        return subject
    return next(cell.row for cell in facts.cells[key] if cell.code == subject)


def _figure(name: str, fact: Fact) -> tuple[str, Decimal, str]:
    """A reference figure as printed."""
    return name, fact.value, fact.unit


def _in(fact: Fact, unit: str) -> Decimal:
    """A fact's amount in a unit of money, exact."""
    per = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
    return fact.value * per[fact.unit] / per[unit]


def _percent(part: Decimal, whole: Decimal) -> Decimal:
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


if __name__ == "__main__":
    main()
