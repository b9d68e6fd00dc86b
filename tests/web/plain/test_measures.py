"""What an edition is told and compared by: the total of all spending first, each other total by its name."""

from dataclasses import replace

import pytest

from index.facts.records import Extraction, Fund, Kind, Scope, TableKind
from tests.web.plain.conftest import document, figure
from tests.web.plain.test_money import TABLE, row
from tests.web.shown import Reader
from web.plain.editions import Edition
from web.plain.measures import alike, amounts_of
from web.plain.money import wholes

EDITION = Edition("某局", 2025, Kind.BUDGET, Scope.DEPARTMENT, (), ())


def total(printed, kind, subject="支出合计", fund=Fund.ALL, **parts):
    made = row("合计", printed, kind=kind, **parts)
    return replace(made, subject=subject, fund=fund)


def amounts(*figures, edition=EDITION):
    found = amounts_of(figures, edition, wholes(figures, edition.year))
    return {name: each.printed for name, each in found.items()}


GIVEN = total("70", TableKind.APPROPRIATION_EXPENSE, "财政拨款支出合计", Fund.APPROPRIATION)
GENERAL = total("60", TableKind.GENERAL, "一般公共预算支出合计", Fund.APPROPRIATION)


def test_all_that_is_spent_comes_from_the_table_of_all_spending_whatever_divides_a_narrower_total():
    alone = replace(total("100", TableKind.EXPENSE), citation=row("", "100").citation)
    accounts = [replace(each, table_kind=TableKind.APPROPRIATION_EXPENSE) for each in TABLE[1:]]
    found = amounts(GIVEN, *accounts, alone)
    assert found["spent"] == "100" and found["spent_appropriation"] == "70"


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ((GIVEN, GENERAL), {"spent_appropriation": "70", "spent_general": "60"}),
        ((total("90", TableKind.BALANCE, "支出总计"),), {"spent_total": "90"}),
        ((total("90", TableKind.BALANCE, "支出总计"), total("80", TableKind.EXPENSE)), {"spent": "80"}),
        (
            (total("95", TableKind.BALANCE), total("80", TableKind.BALANCE, "本年支出合计")),
            {"spent": "80"},
        ),
        ((total("80", TableKind.EXPENSE, year=2024),), {}),
    ],
    ids=["narrower totals by their names", "with what is left", "without", "this year's", "another year's"],
)
def test_a_total_is_called_what_it_is_the_total_of(figures, found):
    assert amounts(*figures) == found


def test_a_places_file_tells_its_own_scope_alone():
    city = replace(EDITION, scope=Scope.WHOLE_CITY)
    own = replace(GENERAL, scope=Scope.CITY)
    whole = replace(GENERAL, printed="99", scope=Scope.WHOLE_CITY)
    assert amounts(own, whole, edition=city) == {"spent_general": "99"}


def test_divisions_are_set_beside_each_other_where_they_are_of_the_same_money():
    some = (row("合计", "30"), TABLE[-1])
    narrow = tuple(replace(f, table_kind=TableKind.GENERAL, fund=Fund.APPROPRIATION) for f in some)
    assert alike(wholes(TABLE, 2025), wholes(narrow, 2025)) is None
    now, before = alike(wholes((*TABLE, *narrow), 2025), wholes(narrow, 2025))
    assert now.kind is before.kind is TableKind.GENERAL


def page(facts, client, *editions):
    for name, year, kind, figures in editions:
        of = replace(document(name, "某市商务局", year), kind=kind)
        made = tuple(replace(f, year=year, kind=kind, stage=kind.current) for f in figures)
        facts.replace(Extraction(of, figures=made), source=name, extractor="")
    return Reader(client.get("/bodies/某市商务局").text).text


SPENT = [total("100", TableKind.EXPENSE)]


def test_only_the_year_before_of_the_same_kind_and_money_is_subtracted(facts, client):
    gap = [("23.pdf", 2023, Kind.BUDGET, SPENT), ("25.pdf", 2025, Kind.BUDGET, SPENT)]
    assert "＝0.00元" not in page(facts, client, *gap)
    account = ("24a.pdf", 2024, Kind.FINAL, SPENT)
    assert "＝0.00元" not in page(facts, client, account)
    beside = ("24.pdf", 2024, Kind.BUDGET, [replace(f, fund=Fund.UNSAID) for f in SPENT])
    assert "＝0.00元" not in page(facts, client, beside)
    assert "100.00元−100.00元＝0.00元" in page(facts, client, ("24.pdf", 2024, Kind.BUDGET, SPENT))


def test_what_a_long_list_leaves_out_is_behind_how_much_it_is(facts, client):
    owed = [
        replace(figure(f"{n}.00", f"一般债务余额{n}", scope=Scope.WHOLE_CITY), kind=Kind.DEBT)
        for n in range(30)
    ]
    place = replace(document("d.pdf", "某市"), kind=Kind.DEBT, scope=Scope.WHOLE_CITY)
    facts.replace(Extraction(place, (), tuple(owed)), source="d", extractor="")
    shown = client.get("/bodies/某市").text
    assert "还有6项" in Reader(shown).text and "29.00" in shown.partition("还有6项")[2]
    assert "29.00" not in shown.partition("还有6项")[0]
