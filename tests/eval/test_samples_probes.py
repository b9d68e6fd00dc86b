"""Every cell of the samples asked for, and questions in changed wordings: no change may do worse.

Floors and ceilings are what is reached today, rounded; they rise with what is understood.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from eval.probes.every_cell import CODE, PLACE, ROW
from eval.probes.metamorphic import PLAIN
from eval.probes.probe import End, Outcome, ask_all
from eval.probes.probe_report import share
from eval.run import Probing, probes_of
from qa import BudgetQA

SAME = (PLAIN, "全角", "汉字年份", "两位年份", "繁体", "客气", "口语", "转办", "换次序", "要单位", "附言")
STOPPED = (
    "月份", "季度", "外地单位", "没有的单位", "下属单位", "修饰语", "限定", "某个人",
    "没有的年份", "别家的科目", "没有的阶段",
)  # fmt: skip
TWO = ("次序颠倒", "不含", "不是这个", "后面还有一问", "后面一问无解")

# Forms, the least share that ends right, the greatest share that ends wrong.
HELD = [
    ((PLACE,), 0.45, 0.02),
    ((ROW,), 0.98, 0.0),
    ((CODE,), 0.98, 0.0),
    (SAME, 0.88, 0.0),
    (STOPPED, 0.35, 0.62),
    (TWO, 0.45, 0.20),
]
PROBING = Probing(cells=True, per_document=25, origins=20)

Asked = Mapping[str, Sequence[Outcome]]


@pytest.fixture(scope="module")
def asked(samples_store: Path, samples_desk: BudgetQA) -> Asked:
    """The outcomes of each form."""
    found: dict[str, list[Outcome]] = {}
    for probes in probes_of(samples_store, PROBING).values():
        for outcome in ask_all(probes, lambda question, history: samples_desk.ask(question, history)):
            found.setdefault(outcome.probe.form, []).append(outcome)
    return found


def told(outcomes: Sequence[Outcome]) -> str:
    """What did not end right."""
    return "\n".join(
        f"{o.end.value} {o.probe.question} → {o.answer.text[:80]!r}"
        for o in outcomes
        if o.end is not End.RIGHT
    )


def test_every_form_is_held_to_something(asked: Asked):
    assert sorted(asked) == sorted(form for forms, _, _ in HELD for form in forms)
    assert min(map(len, asked.values())) >= 15


@pytest.mark.parametrize(("forms", "floor", "ceiling"), HELD, ids=[forms[0] for forms, _, _ in HELD])
def test_no_fewer_end_right_and_no_more_end_wrong(
    asked: Asked, forms: Sequence[str], floor: float, ceiling: float
):
    outcomes = [outcome for form in forms for outcome in asked[form]]
    assert share(outcomes, End.RIGHT) >= floor, told(outcomes)
    assert share(outcomes, End.WRONG) <= ceiling, told(outcomes)


def test_no_probe_makes_answering_fail(asked: Asked):
    failed = [o.probe.question for outcomes in asked.values() for o in outcomes if o.end is End.FAILED]
    assert failed == []
