"""Floors over what prose says: amounts, differences, percents and reasons against corpus/variants.

The gold names a subject by its usual name (政府性基金预算拨款支出) where prose has a shorter one, so 预算
and 拨款 do not count. It lists every comparison but not every plain amount (purchases, vehicles): a
comparison that is not in it is false, an amount that is not in it is not judged.
"""

import json
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from index.facts.subjects import normal
from index.store.figure_store import FigureStore

pytestmark = pytest.mark.corpus

Fact = tuple[str, str, int, Decimal | None, Decimal | None, Decimal | None]
"""Document, subject, year, amount and difference in 万元, percent; a difference of nothing is None."""


def subject(name: str) -> str:
    return re.sub("预算|拨款", "", normal(re.sub(r"^(?:\d{3,7} ?|项目：)", "", name)))


def exact(value: object, per: int = 1) -> Decimal | None:
    return None if value is None else (Decimal(str(value)) / per).normalize()


def plain(reason: str | None) -> str:
    return re.sub(r"[\s。；]", "", reason or "")


@pytest.fixture(scope="module")
def told() -> tuple[dict[Fact, set[str]], dict[Fact, set[str]]]:
    """Facts with their reasons: the gold's and those read."""
    part = Path(os.environ["BUDGET_QA_CORPUS"]) / "variants"
    gold: dict[Fact, set[str]] = {}
    for line in (part / "changes.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line, parse_float=Decimal)
        if "scan" in row["pdf"]:
            continue
        fact = (
            row["pdf"],
            subject(row["metric"]),
            row["year"],
            exact(row["amount"]),
            exact(row["change"]) or None,
            exact(row["percent"]) or None,
        )
        gold.setdefault(fact, set()).add(plain(row["reason"]))
    documents = {fact[0] for fact in gold}
    read: dict[Fact, set[str]] = {}
    with FigureStore.open(Path(os.environ["BUDGET_QA_CORPUS_STORE"])) as facts:
        for change in (stored.change for stored in facts.changes()):
            name = Path(change.citation.document).name
            if name in documents:
                difference = exact(change.difference, 10_000) or None
                fact = (
                    name,
                    subject(change.subject),
                    change.year,
                    exact(change.amount, 10_000),
                    difference,
                    exact(change.percent) or None,
                )
                if fact in gold or difference:
                    read.setdefault(fact, set()).add(plain(change.reason))
    return gold, read


def test_amounts_differences_and_percents_are_read_from_prose(told):
    gold, read = told
    both = gold.keys() & read.keys()
    f1 = 2 * len(both) / (len(gold) + len(read))
    assert f1 >= 0.97, f"{f1:.4f}, missed {gold.keys() - read.keys()}, false {read.keys() - gold.keys()}"


def test_reasons_are_read_from_prose(told):
    gold, read = told
    wanted = {fact: reasons for fact, reasons in gold.items() if any(reasons)}
    right = [fact for fact, reasons in wanted.items() if reasons & read.get(fact, set())]
    given = [fact for fact, reasons in read.items() if any(reasons)]
    f1 = 2 * len(right) / (len(wanted) + len(given))
    assert len(wanted) > 50 and f1 >= 0.95, f"{f1:.4f}, missed {wanted.keys() - set(right)}"
