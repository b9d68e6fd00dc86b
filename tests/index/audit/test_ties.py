"""Amounts that two tables print, and purchases that prose adds up."""

from dataclasses import replace
from decimal import Decimal

from index.audit.ties import ties
from index.facts.identities import CLASSES, PURCHASES, TIES
from index.facts.records import Change, Citation, Figure, Stage, TableKind


def figure(kind, subject, value, component="", code=""):
    place = Citation("a.pdf", 5, value, kind.value, subject, "预算数", (0, 0, 9, 9))
    amount = Decimal(value) * 10000
    return Figure(subject, code, component, "某局", 2025, Stage.BUDGET, amount, value, "万元", kind, place)


def bought(subject, value, quote="政府采购预算"):
    return Change(
        subject=subject,
        code="",
        body="某局",
        year=2025,
        stage=Stage.BUDGET,
        unit="万元",
        amount=Decimal(value) * 10000,
        amount_printed=value,
        direction="",
        difference=None,
        difference_printed="",
        percent=None,
        percent_printed="",
        reason="",
        citation=Citation("a.pdf", 9, quote),
    )


BUDGET = [
    figure(TableKind.BALANCE, "支出总计", "105.00"),
    figure(TableKind.BALANCE, "本年支出合计", "100.00"),
    figure(TableKind.BALANCE, "社会保障和就业支出", "30.00"),
    figure(TableKind.EXPENSE, "支出合计", "100.00"),
    figure(TableKind.EXPENSE, "社会保障和就业支出", "30.00", code="208"),
    figure(TableKind.APPROPRIATION, "支出总计", "90.00", component="一般公共预算"),
    figure(TableKind.GENERAL, "一般公共预算支出合计", "90.00"),
    figure(TableKind.GENERAL, "基本支出", "60.00"),
    figure(TableKind.BASIC, "一般公共预算基本支出合计", "60.00"),
]


def failed(figures, changes=()):
    return {finding.check for finding in ties(figures, changes) if finding}


def test_every_tie_is_named_once():
    assert len({tie.name for tie in TIES}) == len(TIES)


def test_what_agrees_is_applied_and_fails_nowhere():
    found = ties(BUDGET, ())
    assert len(found) == 4 and not any(found)


def test_a_total_with_what_is_carried_over_agrees_too():
    assert failed([BUDGET[0], BUDGET[1], replace(BUDGET[3], value=Decimal(1050000))]) == set()


def test_each_tie_fails_where_one_side_is_changed():
    for place, name in (
        (3, "收支总表支出=支出总表"),
        (4, CLASSES),
        (6, "财政拨款总表=一般公共预算支出表"),
        (8, "一般公共预算支出表基本支出=基本支出表"),
    ):
        figures = list(BUDGET)
        figures[place] = replace(figures[place], value=figures[place].value + 70000)
        assert failed(figures) == {name}, name
    finding = next(f for f in ties([*BUDGET[:3], replace(BUDGET[3], value=Decimal(5))], ()) if f)
    assert [c.table for c in finding.citations] == ["收支总表", "支出总表"]
    assert "《收支总表》支出总计105.00万元" in finding.message


def test_one_table_may_round_to_whole_units():
    assert failed([BUDGET[1], replace(BUDGET[3], value=Decimal("1000000.80"))]) == set()


def test_purchases_add_up_within_one_sentence():
    whole, parts = f"{PURCHASES[1]}预算", PURCHASES[2]
    right = [
        bought(whole, "52.50"),
        *(bought(p, v) for p, v in zip(parts, ("2.50", "10", "40"), strict=True)),
    ]
    assert ties([], right) == [None]
    wrong = [replace(right[0], amount=Decimal(600000), amount_printed="60"), *right[1:]]
    (finding,) = ties([], wrong)
    assert finding.check == PURCHASES[0] and finding.left - finding.right == 75000
    elsewhere = [right[0], *(replace(c, citation=Citation("a.pdf", 9, "另一句")) for c in right[1:])]
    assert ties([], elsewhere) == []


def test_what_is_appropriated_is_not_above_the_whole():
    whole = figure(TableKind.BALANCE, "教育支出", "30.00")
    assert failed([whole, figure(TableKind.APPROPRIATION, "教育支出", "30.00")]) == set()
    assert failed([whole, figure(TableKind.APPROPRIATION, "教育支出", "31.00")]) == {"财政拨款≤总额"}


def test_the_three_public_expenses_hold_those_of_basic_expenditure():
    part = figure(TableKind.BASIC, "公务接待费", "3.00", code="30217")
    assert failed([figure(TableKind.THREE_PUBLIC, "公务接待费", "3.50"), part]) == set()
    assert failed([figure(TableKind.THREE_PUBLIC, "公务接待费", "2.50"), part]) == {"三公≥基本支出"}


def test_pension_contributions_are_the_same_by_function_and_by_economic_code():
    function = figure(TableKind.GENERAL, "机关事业单位基本养老保险缴费支出", "9.00", code="2080505")
    name = "机关事业单位基本养老保险缴费"
    assert failed([function, figure(TableKind.BASIC, name, "9.00", code="30108")]) == set()
    assert failed([function, figure(TableKind.BASIC, name, "8.00", code="30108")]) == {"2080505=30108"}


def test_the_economic_table_has_some_total_of_the_expenditure():
    economic = figure(TableKind.ECONOMIC, "支出合计", "100.00")
    assert failed([*BUDGET[:4], economic]) == set()
    assert failed([*BUDGET[:4], replace(economic, value=Decimal(5))]) == {"经济分类=一般公共预算"}
