"""The report of probes counts what ended how, form by form, and shows what did not end right."""

import io
import json
from decimal import Decimal

from rich.console import Console

from eval.probes.probe import Amount, Demand, End, Outcome, Probe
from eval.probes.probe_report import counts, render, share, to_json
from qa.records import Status


def outcomes(make_answer, make_told):
    wanted = (Amount(Decimal("15000.00"), "元"),)

    def row(number: int) -> Probe:
        return Probe(f"行-{number}", "行", "[/b]培训费多少", Demand.ONE, wanted, place="a.pdf 第3页")

    stop = Probe("月份-0", "月份", "5月培训费多少", Demand.STOP, named=("5月", "月份"))
    return (
        Outcome(row(0), make_answer(make_told("15000")), End.RIGHT),
        Outcome(row(1), make_answer(make_told("3"), text="3元\n。"), End.WRONG),
        Outcome(row(2), make_answer(make_told("3")), End.WRONG),
        Outcome(row(3), make_answer(make_told("3")), End.WRONG),
        Outcome(stop, make_answer(status=Status.NOT_FOUND, text="没有"), End.UNNAMED),
    )


def test_ends_are_counted_by_form(make_answer, make_told):
    made = outcomes(make_answer, make_told)
    assert counts(made) == {"行": {End.RIGHT: 1, End.WRONG: 3}, "月份": {End.UNNAMED: 1}}
    assert (share(made, End.WRONG), share((), End.RIGHT)) == (0.6, 0.0)


def test_the_table_is_for_a_person_with_two_examples_of_each_failure(make_answer, make_told):
    out = io.StringIO()
    render("逐格提问", outcomes(make_answer, make_told), Console(file=out, width=80))
    text = out.getvalue()
    assert "25.0%" in text and "合计" in text
    assert text.count("〔行·错〕[/b]培训费多少") == 2
    assert "应为 15000元（a.pdf 第3页）" in text and "答为 3元 。" in text
    assert "说明“5月”或“月份”" in text


def test_the_json_holds_counts_and_every_probe(make_answer, make_told):
    told = json.loads(json.dumps(to_json(outcomes(make_answer, make_told))))
    assert (told["total"], told["right"], told["wrong"]) == (5, 0.2, 0.6)
    assert told["forms"] == {
        "行": {"total": 4, "right": 1, "wrong": 3},
        "月份": {"total": 1, "unnamed": 1},
    }
    assert [probe["end"] for probe in told["probes"]] == ["right", "wrong", "wrong", "wrong", "unnamed"]
    assert told["probes"][0]["wanted"] == ["15000元"]
    assert told["probes"][1]["figures"][0]["value_yuan"] == "3.00"


def test_nothing_asked_is_told_as_nothing():
    out = io.StringIO()
    render("逐格提问", (), Console(file=out, width=80))
    assert "–" in out.getvalue()
