"""Outcomes of probes → the table a person reads and the JSON a program reads.

>>> counts(outcomes)["行"]
Counter({<End.RIGHT: 'right'>: 169, <End.WRONG: 'wrong'>: 2})

"夹带" is the figure told among others that nobody asked for, "没说缘由" a question stopped without the
word that stops it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.probes.probe import Amount, End, Outcome

HEADINGS = {
    End.RIGHT: "对",
    End.WITH_OTHERS: "夹带",
    End.SOME: "不全",
    End.UNNAMED: "没说缘由",
    End.ASKED_BACK: "反问带数",
    End.ASKED_BACK_WITHOUT: "反问",
    End.WRONG: "错",
    End.NOT_FOUND: "未找到",
    End.REFUSED: "拒答",
    End.FAILED: "出错",
}
_EXAMPLES = 2
_LONGEST = 120


def counts(outcomes: Sequence[Outcome]) -> dict[str, Counter[End]]:
    """Form → how its probes ended, in the order of first appearance."""
    found: dict[str, Counter[End]] = defaultdict(Counter)
    for outcome in outcomes:
        found[outcome.probe.form][outcome.end] += 1
    return dict(found)


def share(outcomes: Sequence[Outcome], end: End) -> float:
    """The share of outcomes that ended so, 0 to 1; 0 for none."""
    return sum(outcome.end is end for outcome in outcomes) / len(outcomes) if outcomes else 0.0


def render(title: str, outcomes: Sequence[Outcome], console: Console) -> None:
    """The table of forms and ends, then a few of what did not end right."""
    found = counts(outcomes)
    ends = [end for end in End if end is End.RIGHT or any(of[end] for of in found.values())]
    table = Table("问法", title=title)
    for heading in ("提问", *(HEADINGS[end] for end in ends)):
        table.add_column(heading, justify="right")
    for form, of in found.items():
        table.add_row(escape(form), *_cells(of, ends))
    table.add_section()
    table.add_row("合计", *_cells(sum(found.values(), Counter()), ends))
    console.print(table)
    for outcome in _examples(outcomes):
        probe = outcome.probe
        console.print(
            f"〔{probe.form}·{HEADINGS[outcome.end]}〕{probe.question}\n"
            f"    应为 {_expected(outcome)}（{probe.place}）\n"
            f"    答为 {_short(outcome.answer.text)}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def to_json(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Counts of each form and every probe with its answer, ready for ``json.dumps``."""
    return {
        "total": len(outcomes),
        "right": share(outcomes, End.RIGHT),
        "wrong": share(outcomes, End.WRONG),
        "forms": {form: _counted(of) for form, of in counts(outcomes).items()},
        "probes": [_outcome_json(outcome) for outcome in outcomes],
    }


def _counted(of: Mapping[End, int]) -> dict[str, int]:
    return {"total": sum(of.values()), **{end.value: of[end] for end in End if of[end]}}


def _cells(of: Counter[End], ends: Sequence[End]) -> list[str]:
    """The number asked, the share of RIGHT, the count of each other end."""
    total = of.total()
    right = f"{of[End.RIGHT] / total:.1%}" if total else "–"
    return [str(total), right, *(str(of[end] or "") for end in ends if end is not End.RIGHT)]


def _examples(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The first few of each form and end that is not right."""
    seen: Counter[tuple[str, End]] = Counter()
    shown = []
    for outcome in outcomes:
        key = (outcome.probe.form, outcome.end)
        if outcome.end is not End.RIGHT and seen[key] < _EXAMPLES:
            seen[key] += 1
            shown.append(outcome)
    return shown


def _expected(outcome: Outcome) -> str:
    """What a right answer tells: the amounts, or the word nobody knows."""
    probe = outcome.probe
    amounts = "、".join(map(_shown, probe.wanted))
    named = f"说明“{'”或“'.join(probe.named)}”" if probe.named else ""
    return "；".join(part for part in (amounts, named) if part)


def _shown(amount: Amount) -> str:
    return f"{format(amount.value.normalize() if amount.value else amount.value, 'f')}{amount.unit}"


def _short(text: str) -> str:
    """One line of a text."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _outcome_json(outcome: Outcome) -> dict[str, object]:
    """One probe: what was asked and wanted, what came back, how it ended."""
    probe, answer = outcome.probe, outcome.answer
    return {
        "id": probe.id,
        "form": probe.form,
        "question": probe.question,
        "demand": probe.demand.value,
        "wanted": [_shown(amount) for amount in probe.wanted],
        "beside": [_shown(amount) for amount in probe.beside],
        "named": list(probe.named),
        "place": probe.place,
        "end": outcome.end.value,
        "status": answer.status.value,
        "text": answer.text,
        "figures": [figure.to_json() for figure in answer.figures],
        "unaccounted": list(answer.unaccounted),
    }
