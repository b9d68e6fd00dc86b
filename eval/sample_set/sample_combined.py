"""Questions of the samples that take more than one figure: difference, share, sum, ranking, trend.

What is right is worked out here from the printed operands, ratios half-up to two decimals.

>>> next(iter(computed(Asker(read(Path("samples"))))))["answer"]
'增加0.35万元。'
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import cycle

from eval.sample_set.sample_facts import Fact, plain
from eval.sample_set.sample_questions import Asker, Line, in_unit_of, official, percent_of, year_of


def computed(ask: Asker) -> Iterator[Line]:
    """Difference, growth, share and sum, from the operands' printed values."""
    for pair in (
        "H:30101:24:25 H:30103:23:25 S:30209:23:24 S:“三公”经费:23:24 S:项目支出:23:25 S:30101:23:25".split()
    ):
        body, subject, first, last = pair.split(":")
        old, new = ask.facts.amount(body + first, subject), ask.facts.amount(body + last, subject)
        name = official(ask.facts, body + last, subject)
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
        rate = percent_of(moved, old.value)
        text = f"{b}{name}20{last}年比20{first}年增长百分之几？"
        word = "增长" if moved > 0 else "下降"
        yield ask.line("growth", text, f"{word}{plain(abs(rate))}%。", [(f"{word}率", abs(rate), "%")], [new])
    shares = (
        "H25:30103:支出预算 H24:人员经费:支出预算 H23:项目支出:支出预算 H25:“三公”经费:支出预算 "
        "S25:项目支出:支出预算 S25:社区工作者队伍经费:项目支出 "
        "S24:其他收入:收入预算 S23:市容环境综合整治:项目支出 S24:人员经费:基本支出 S23:机关运行经费:支出预算"
    )
    patterns = cycle(
        ("{b}{y}年{a}占{c}的比例是多少？", "{b}{y}年{a}占{c}的百分之几？", "{y}年{b}{a}在{c}中占比多少")
    )
    for triple in shares.split():
        key, part, whole = triple.split(":")
        a, c = ask.facts.amount(key, part), ask.facts.amount(key, whole)
        name = official(ask.facts, key, part)
        rate = percent_of(in_unit_of(a, "元"), in_unit_of(c, "元"))
        text = next(patterns).format(b=ask.body(key), y=year_of(key), a=name, c=whole)
        yield ask.line("share", text, f"{plain(rate)}%。", [("占比", rate, "%")], [a, c])
    sums = (
        "H25:30101,30103,30107 H24:30108,30109 H23:30207,30211 S25:30205,30206 S24:30215,30217 "
        "S23:30205,30206,30207 "
        "S25:长者食堂运营补助,综治中心与平安建设 S24:30108,30109,30110,30112,30113"
    )
    patterns = cycle(("{b}{y}年{n}合计多少？", "{b}{y}年{n}加起来一共多少钱？", "把{b}{y}年的{n}加总"))
    for pair in sums.split():
        key, members = pair.split(":")
        found = [ask.facts.amount(key, member) for member in members.split(",")]
        names = "、".join(official(ask.facts, key, member) for member in members.split(","))
        total = sum((fact.value for fact in found), Decimal(0))
        text = next(patterns).format(b=ask.body(key), y=year_of(key), n=names)
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
        text = f"{ask.body(key)}{year_of(key)}年{words}"
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
    pairs = (
        "H:收入预算 H:30103 H:30113 H:公务接待费 S:支出预算 S:30101 S:“三公”经费 S:机关运行经费 "
        "S:社区工作者队伍经费 S:30206"
    )
    for pair in pairs.split():
        body, subject = pair.split(":")
        found = [ask.facts.amount(body + year, subject) for year in ("23", "24", "25")]
        name = official(ask.facts, body + "25", subject)
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
        name = official(ask.facts, f"H{year}", subject)
        gap = (in_unit_of(street, "万元") - in_unit_of(hotline, "万元")).quantize(
            Decimal("0.01"), ROUND_HALF_UP
        )
        text = next(patterns).format(y=f"20{year}", a=ask.body("H"), b=ask.body("S"), n=name)
        answer = f"望潮街道{street.shown}，热线中心{hotline.shown}，望潮街道多{plain(gap)}万元。"
        yield ask.line("comparison", text, answer, [("差额", gap, "万元")], [hotline, street])
