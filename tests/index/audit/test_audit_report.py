"""Findings in a clerk's words."""

from decimal import Decimal

from index.audit.audit_report import mismatches
from index.facts.identities import RULES, SMALL
from index.facts.records import Citation, Finding

PLACES = (Citation("a.pdf", 7, "441.25"), Citation("a.pdf", 12, "2,206,272"))


def finding(check, left, right, message="培训费：文字写3万元"):
    return Finding(check, message, Decimal(left), Decimal(right), PLACES)


def test_a_mismatch_names_its_pages_both_sides_and_the_difference():
    (row,) = mismatches([("a.pdf", finding("文字=表格", "4412500", "2206272"))])
    assert (row.pages, row.left, row.right, row.difference) == (
        "第7、12页",
        "441.25万元",
        "220.6272万元",
        "220.6228万元",
    )
    assert row.rule == RULES["文字=表格"].terms
    told = row.to_json()
    assert (told["page"], told["pages"], told["difference"], told["unit"]) == (7, [7, 12], "2206228", "元")


def test_rates_years_and_words_have_their_own_units():
    rows = mismatches(
        [
            ("a.pdf", finding("增减率=增减额÷上年数", "13.22", "22.211")),
            ("b.pdf", finding("标题年度=本年度", "2024", "2025")),
            ("c.pdf", finding("标题单位=本单位", "0", "0")),
        ]
    )
    assert [(row.left, row.difference) for row in rows] == [("13.22%", "-8.99%"), ("2024年", ""), ("", "")]


def test_the_largest_comes_first_and_rounding_last():
    found = [
        ("a.pdf", finding("文字=表格", "1.34", "1", f"{SMALL}甲")),
        ("a.pdf", finding("文字=表格", "5", "1")),
    ]
    found.append(("a.pdf", finding("文字=表格", "900", "1")))
    rows = mismatches(found)
    assert [(row.difference, row.small) for row in rows] == [
        ("899元", False),
        ("4元", False),
        ("0.34元", True),
    ]
