"""What composition alone must give, in the words of different people; and no question read by its letters.

The region is the hand-made one of tests/qa/conftest.py. Each line of `ASKED` is one composition: what is
asked for, and five wordings or more: of a citizen, a clerk with the full title, someone in shorthand, a
journalist, someone elderly.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.records import Answer, Status

ROOT = Path(__file__).parents[3]

ASKED: dict[str, tuple[dict[str, set[str]], tuple[str, ...]]] = {
    "a half": (
        {"asked": {"7500.00元", "0.75万元"}},
        (
            "河道管理处2025年公务接待费的一半是多少",
            "河道管理处2025年公务接待费一半是多少钱",
            "云溪市河道管理处2025年公务接待费预算的一半为多少万元？",
            "河道管理处2025公务接待费 一半",
            "请问河道管理处2025年接待费的一半有多少",
        ),
    ),
    "an average of a month": (
        {"asked": {"2500.00元", "0.25万元"}},
        (
            "河道管理处2025年培训费平均每个月多少",
            "河道管理处2025年的培训费平均每月多少万元？",
            "河道管理处2025培训费 每月平均",
            "河道管理处2025年平均每月的培训费是多少",
            "老同志问一句，河道管理处2025年的培训费平均每个月是多少呢",
        ),
    ),
    "one body's row and another's added": (
        {"asked": {"3.80万元"}, "context": {"3.00万元", "0.80万元"}},
        (
            "河道管理处2025年的培训费加城郊中学2025年的公务接待费一共多少",
            "2025年河道管理处的培训费和城郊中学的公务接待费加起来多少万元？",
            "请把2025年河道管理处培训费与城郊中学公务接待费相加，合计多少",
            "2025年，河道管理处的培训费加上城郊中学的公务接待费，总计多少？",
            "2025年河道管理处培训费、城郊中学公务接待费合计",
        ),
    ),
    "a whole without a part": (
        {"asked": {"1.50万元"}, "context": {"4.50万元", "3.00万元"}},
        (
            "河道管理处2025年三公经费不含公车是多少",
            "河道管理处2025年“三公”经费扣除公务用车购置及运行费后是多少？",
            "河道管理处2025三公 不含公务用车",
            "河道管理处2025年三公经费不算公务用车有多少",
            "云溪市河道管理处2025年三公经费剔除公务用车购置及运行费是多少万元？",
            "河道管理处2025年公务用车购置及运行费以外的三公经费是多少",
            "河道管理处2025年除公务用车购置及运行费之外的三公经费是多少",
        ),
    ),
    "what it fell by over the years": (
        {"asked": {"-1.00万元"}},
        (
            "河道管理处2024年到2025年培训费一共减了多少",
            "河道管理处培训费从2024年到2025年总共减少了多少钱？",
            "云溪市河道管理处培训费2024至2025年累计减少多少万元？",
            "河道管理处2024年至2025年培训费共减少多少",
            "培训费2024年到2025年河道管理处总共减少多少",
        ),
    ),
    "the lowest year, beside the others": (
        {"asked": {"1.00万元"}, "context": {"1.50万元"}},
        (
            "河道管理处公务接待费哪年最低，各年各多少",
            "河道管理处这几年公务接待费分别是多少，哪一年最少？",
            "云溪市河道管理处2024年、2025年公务接待费各是多少，哪年最低？",
            "河道管理处历年接待费 最低年份 各多少",
            "河道管理处公务接待费哪一年最低？每年各多少？",
        ),
    ),
    "for each vehicle": (
        {"asked": {"1.00万元"}, "context": {"3.00万元", "3辆"}},
        (
            "河道管理处2025年每辆公务用车平均运行费多少",
            "河道管理处2025年公务用车运行费平均每辆多少",
            "河道管理处2025年公务用车运行费 每辆平均",
            "云溪市河道管理处2025年平均每辆公务用车的运行费是多少万元？",
            "我想问问，河道管理处2025年每辆公务用车的运行费平均是多少",
        ),
    ),
    "a share": (
        {"asked": {"33.33%"}, "context": {"1.50万元", "4.50万元"}},
        (
            "河道管理处2025年公务接待费占三公经费多少",
            "云溪市河道管理处2025年公务接待费占“三公”经费的比重是多少？",
            "河道管理处2025公务接待费 占三公 比例",
            "河道管理处2025年三公经费里公务接待费占百分之几",
            "请问河道管理处2025年的接待费在三公经费中占多大比例",
        ),
    ),
    "how many times": (
        {"asked": {"2倍"}, "context": {"3.00万元", "1.50万元"}},
        (
            "河道管理处 2025 培训费/公务接待费 几倍",
            "河道管理处2025年培训费和公务接待费相比是几倍",
            "河道管理处2025年培训费与公务接待费相比，是多少倍？",
            "河道管理处2025年培训费比公务接待费，是它的几倍",
            "云溪市河道管理处2025年培训费相比公务接待费是几倍",
        ),
    ),
}
QUESTIONS = [(name, question) for name, (_, wordings) in ASKED.items() for question in wordings]


def by_role(answer: Answer, role: str) -> set[str]:
    return {figure.shown for figure in answer.figures if figure.role == role}


@pytest.mark.parametrize(("name", "question"), QUESTIONS)
def test_a_composition_is_told_in_any_of_its_wordings(ask, name, question):
    answer = ask(question)
    expected = ASKED[name][0]
    assert answer.status is Status.ANSWERED
    told = by_role(answer, "asked")
    assert len(told) == 1 and told <= expected["asked"]
    assert expected.get("context", set()) <= by_role(answer, "context")
    worked = next(figure for figure in answer.figures if figure.role == "asked")
    assert worked.citations


def test_every_composition_has_five_wordings():
    assert all(len(set(wordings)) >= 5 for _, wordings in ASKED.values())


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("河道管理处2025年公务接待费砍掉一半是多少", "一半"),
        ("河道管理处2025年养一辆公车平均要花多少钱", "平均"),
        ("河道管理处2025年公务接待费翻几倍等于培训费", "几倍"),
    ],
)
def test_the_operand_alone_is_no_answer_to_what_is_to_be_worked_out_of_it(ask, question, word):
    answer = ask(question)
    if answer.status is Status.ANSWERED:
        assert any(figure.derived for figure in answer.figures if figure.role == "asked")
    else:
        assert (by_role(answer, "asked"), word in answer.text) == (set(), True)


# -- no question is read by its letters outside qa/language -----------------------------------

CHINESE = re.compile(r"[\u3400-\u9fff]")
READ_OF = ("text", "bare", "question")
"""Attributes that hold a question's text or a word of it."""
READ = ("text", "question")
"""Names that do."""


def modules() -> Iterator[Path]:
    for package in ("plan", "execute", "compose"):
        yield from sorted((ROOT / "qa" / package).rglob("*.py"))
    yield ROOT / "qa" / "pipeline.py"


def holds_chinese(node: ast.AST) -> bool:
    """Whether a literal of Chinese stands anywhere in an expression."""
    return any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) and CHINESE.search(part.value)
        for part in ast.walk(node)
    )


def reads_question(node: ast.AST) -> bool:
    """Whether an expression reads a question's text."""
    return any(
        (isinstance(part, ast.Attribute) and part.attr in READ_OF)
        or (isinstance(part, ast.Name) and part.id in READ)
        for part in ast.walk(node)
    )


def named_literals(tree: ast.Module) -> set[str]:
    """The module's own constants that hold Chinese: a comparison with them is one with a literal."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and holds_chinese(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def comparisons(source: str) -> list[int]:
    """The lines on which a question's text is compared or matched with a Chinese literal."""
    tree = ast.parse(source)
    constants = named_literals(tree)

    def literal(node: ast.AST) -> bool:
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        return holds_chinese(node) or bool(names & constants)

    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, comparators=others):
                sides = [left, *others]
                hit = any(map(reads_question, sides)) and any(map(literal, sides))
            case ast.Call(func=ast.Attribute(value=on, attr=method), args=args):
                matches = method in ("search", "match", "fullmatch", "findall", "finditer", "sub", "split")
                matches |= method in ("startswith", "endswith", "count", "find", "index", "removeprefix")
                parts = [on, *args]
                hit = matches and any(map(reads_question, parts)) and any(map(literal, parts))
            case _:
                continue
        if hit:
            found.append(node.lineno)
    return found


def test_no_question_is_compared_with_chinese_outside_its_language():
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in modules()
        if (lines := comparisons(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        'def f(token): return token.text in ("花了", "用了")',
        'def f(question): return re.search("多少", question.text)',
        'WORDS = ("多少",)\ndef f(token): return token.text in WORDS',
        'ASKED = re.compile("多少")\ndef f(question): return ASKED.search(question)',
        'def f(plan): return plan.bare.endswith("吗")',
    ],
)
def test_a_comparison_with_chinese_is_seen(source):
    assert comparisons(source)


@pytest.mark.parametrize(
    "source",
    ['def f(token): return token.sort == "name"', 'def f(row): return row.label == "合计"'],
)
def test_other_comparisons_are_none(source):
    assert not comparisons(source)
