"""What each operation makes of the values that were found."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from index.facts.money import YUAN_PER_UNIT
from index.facts.records import Change, Citation, Kind, Scope, Stage
from qa.records import Edition, Evidence, Found, Operation, Plan, Target, Value
from qa.rules.compute import change_of, compute, prior_value

RIVER = "云溪市河道管理处"
SCHOOL = "云溪市城郊中学"


def edition(year: int = 2025, body: str = RIVER) -> Edition:
    return Edition(body, year, Kind.BUDGET, Scope.UNIT, (year,), (f"{body}-{year}.pdf",))


def amount(
    printed: str, unit: str = "万元", *, year: int = 2025, body: str = RIVER, metric: str = "某费"
) -> Value:
    value = Decimal(printed.replace(",", "")) * YUAN_PER_UNIT.get(unit, Decimal(1))
    return Value(
        metric, body, year, "预算", value, printed, unit, citation=Citation("a.pdf", 3, printed, row=metric)
    )


def found(
    printed: str = "", *, year: int = 2025, body: str = RIVER, name: str = "某费", unit: str = "万元"
) -> Found:
    values = (amount(printed, unit, year=year, body=body, metric=name),) if printed else ()
    return Found(Target(name, (name,)), edition(year, body), values)


def asked(operation: Operation, evidence: Sequence[Found] = (), **more: object) -> Plan:
    editions = tuple(dict.fromkeys(one.edition for one in evidence))
    targets = tuple(dict.fromkeys(one.target for one in evidence))
    plan = Plan("问", operation, targets=targets, editions=editions)
    return replace(plan, **more)


def level(subject: str = "某费") -> Change:
    sentence = f"{subject}3.00万元，与上年持平"
    return Change(
        subject, "", RIVER, 2025, Stage.BUDGET, "万元", Decimal(30000), "3.00", "持平",
        Decimal(0), "", None, "", "", Citation("a.pdf", 9, sentence),
    )  # fmt: skip


def outcome(operation: Operation, evidence: Sequence[Found], **more: object):
    return compute(asked(operation, evidence, **more), Evidence(found=tuple(evidence)))


def test_a_lookup_reports_the_values_in_the_asked_unit():
    (report,) = outcome(Operation.LOOKUP, [found("1.50")], unit="元").reports
    assert [value.shown for value in report.values] == ["15000元"]
    assert report.values[0].operands[0].shown == "1.50万元"


def test_a_sum_adds_the_first_value_of_every_target():
    done = outcome(Operation.SUM, [found("1.20", name="水费"), found("2.30", name="电费")])
    assert [value.shown for value in done.main] == ["3.50万元"]
    assert [value.metric for value in done.support] == ["水费", "电费"]


def test_a_sum_in_another_unit_is_converted_after_adding():
    done = outcome(Operation.SUM, [found("1.20", name="水费"), found("2.30", name="电费")], unit="元")
    assert done.main[0].shown == "35000元"
    assert done.main[0].operands[0].operator == "sum"


@pytest.mark.parametrize("operation", [Operation.SUM, Operation.SHARE, Operation.DIFFERENCE])
def test_no_result_is_made_of_what_is_missing(operation):
    done = outcome(operation, [found("1.20", name="水费"), found("", name="电费")])
    assert done.main == ()
    assert done.missing == ("2025年电费",)


def test_a_share_is_of_the_last_named_whole():
    done = outcome(Operation.SHARE, [found("4.50", name="“三公”经费"), found("500.00", name="支出总计")])
    assert done.main[0].shown == "0.90%"
    assert done.main[0].formula == "4.50万元÷500.00万元＝0.90%"


def test_a_share_of_zero_is_missing_and_not_a_number():
    done = outcome(Operation.SHARE, [found("4.50"), found("0.00", name="支出总计")])
    assert (done.main, done.missing) == ((), ("支出总计（为零）",))


@pytest.mark.parametrize("order", [("3.00", "1.00"), ("1.00", "3.00")])
def test_a_difference_is_taken_from_the_larger(order):
    done = outcome(Operation.DIFFERENCE, [found(order[0], name="培训费"), found(order[1], name="会议费")])
    assert done.main[0].shown == "2.00万元"
    assert [value.shown for value in done.support] == ["3.00万元", "1.00万元"]


def test_amounts_of_different_units_are_compared_in_ten_thousands():
    done = outcome(Operation.DIFFERENCE, [found("1.50"), found("8,000.00", body=SCHOOL, unit="元")])
    assert done.main[0].shown == "0.70万元"
    assert [value.shown for value in done.support] == ["1.50万元", "0.80万元"]


def test_over_the_years_first_and_last_are_compared():
    done = outcome(
        Operation.TREND, [found("1.50", year=2025), found("1.00", year=2023), found("9.00", year=2024)]
    )
    difference, rate = done.main
    assert (difference.shown, rate.shown) == ("0.50万元", "50.00%")


def test_one_year_makes_no_trend():
    assert outcome(Operation.TREND, [found("1.50")]).main == ()


def test_a_ranking_over_bodies_compares_amounts_and_not_their_text():
    done = outcome(
        Operation.RANKING,
        [found("8,000.00", body=SCHOOL, unit="元"), found("1.50")],
        words="哪个单位最多",
    )
    assert [(value.body, value.shown) for value in done.main] == [(RIVER, "1.50万元"), (SCHOOL, "0.80万元")]


@pytest.mark.parametrize(
    ("words", "more", "shown"),
    [
        ("最多的项目", {}, ["60.00万元"]),
        ("最多的前两项", {"top": 2}, ["60.00万元", "40.00万元"]),
        ("最少的项目", {"ascending": True}, ["2.00万元"]),
        ("排个序", {}, ["60.00万元", "40.00万元", "2.00万元"]),
    ],
)
def test_a_ranking_of_rows_gives_as_many_as_asked_and_no_zero_as_the_least(words, more, shown):
    rows = tuple(amount(text, metric=f"项目{n}") for n, text in enumerate(["40.00", "0.00", "60.00", "2.00"]))
    done = compute(asked(Operation.RANKING, words=words, **more), Evidence(rows=rows))
    assert [value.shown for value in done.main] == shown


def test_a_list_leaves_out_the_zeros_and_keeps_its_total():
    rows = (amount("40.00", metric="甲"), amount("0.00", metric="乙"), amount("60.00", metric="丙"))
    whole = found("100.00", name="项目支出")
    done = compute(asked(Operation.LIST, [whole]), Evidence(found=(whole,), rows=rows))
    assert [value.metric for value in done.main] == ["甲", "丙"]
    assert [value.shown for value in done.support] == ["100.00万元"]


@pytest.mark.parametrize(("spent", "holds"), [("500.00", True), ("499.99", False)])
def test_income_and_spending_agree_to_the_last_cent_or_not_at_all(spent, holds):
    done = outcome(Operation.AGREEMENT, [found("500.00", name="收入总计"), found(spent, name="支出总计")])
    assert done.holds is holds


def test_one_amount_agrees_with_nothing():
    assert outcome(Operation.AGREEMENT, [found("500.00", name="收入总计")]).holds is None


@pytest.mark.parametrize(("printed", "holds"), [("50.00", True), ("45.00", False)])
def test_a_doubted_rate_is_worked_out_again(printed, holds):
    rate = amount(printed, "%", metric="增长率")
    one = replace(found("1.50"), difference=amount("0.50", metric="增加额"), rate=rate)
    done = outcome(Operation.AGREEMENT, [one], claimed_rate=printed)
    assert done.holds is holds
    assert [value.shown for value in done.main] == [f"{printed}%", "50.00%"]


def test_a_printed_prior_amount_comes_before_any_working_out():
    one = replace(found("1.50"), prior=amount("1.02", year=2024), difference=amount("0.50", metric="增加额"))
    assert prior_value(one).shown == "1.02万元"


def test_last_years_amount_comes_from_the_printed_difference_and_never_from_the_rate():
    rate = amount("33.00", "%", metric="增长率")
    one = replace(found("1.50"), difference=amount("0.50", metric="增加额"), rate=rate)
    assert prior_value(one).shown == "1.00万元"
    assert prior_value(replace(one, difference=None)) is None


def test_what_is_level_with_last_year_was_the_same():
    before = prior_value(replace(found("3.00"), change=level()))
    assert (before.shown, before.operator, before.year) == ("3.00万元", "same", 2024)


def test_a_blank_has_no_last_year():
    assert prior_value(replace(found(""), change=level())) is None


def test_both_printed_years_give_difference_and_rate():
    difference, rate = change_of(replace(found("3.00"), prior=amount("4.00", year=2024)))
    assert (difference.shown, rate.shown) == ("-1.00万元", "-25.00%")


def test_a_printed_rate_is_kept_as_printed():
    printed = amount("49.9", "%", metric="增长率")
    one = replace(found("1.50"), difference=amount("0.50", metric="增加额"), rate=printed)
    assert change_of(one)[1] is printed


def test_there_is_no_rate_where_there_was_nothing_before():
    difference, rate = change_of(replace(found("3.00"), prior=amount("0.00", year=2024)))
    assert (difference.shown, rate) == ("3.00万元", None)


def test_without_last_years_amount_there_is_no_change():
    assert change_of(found("3.00")) == (None, None)
