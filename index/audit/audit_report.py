"""Findings as a finance clerk reads them: what must hold, what both sides print, by how much they differ.

In: (document, Finding) pairs of the store. Out: `Mismatch`es, the largest first within a document;
differences that rounding explains come last and can be left out.

>>> mismatch = mismatches([("某局.pdf", finding)])[0]
>>> mismatch.pages, mismatch.rule, mismatch.left, mismatch.right, mismatch.difference
('第7、12页', '文字说明的金额在表中有同名同数的一格', '441.25万元', '220.63万元', '220.62万元')
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.facts.identities import RULES, SMALL
from index.facts.naming.file_names import place
from index.facts.records import Citation, Finding

_WAN = Decimal(10000)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One mismatch, worded; `small` where rounding explains it."""

    document: str
    pages: str
    check: str
    rule: str
    message: str
    left: str
    right: str
    difference: str
    small: bool
    finding: Finding

    def to_json(self) -> dict[str, object]:
        """The mismatch with every place it was read from, for a program."""
        finding = self.finding
        return {
            "document": self.document,
            "page": finding.citations[0].page if finding.citations else None,
            "pages": sorted({c.page for c in finding.citations if c.document == self.document}),
            "check": finding.check,
            "rule": self.rule,
            "message": finding.message,
            "left": str(finding.left),
            "right": str(finding.right),
            "difference": str(finding.left - finding.right),
            "unit": _unit(finding),
            "rounding": self.small,
            "places": [_place(citation) for citation in finding.citations],
        }


def mismatches(found: Sequence[tuple[str, Finding]]) -> list[Mismatch]:
    """Every mismatch; by document, those of rounding last, the largest difference first."""
    rows = [_mismatch(name, finding) for name, finding in found]
    return sorted(rows, key=lambda row: (row.document, row.small, -_weight(row.finding), _page(row.finding)))


def is_small(finding: Finding) -> bool:
    """Whether rounding explains the difference."""
    return finding.message.startswith(SMALL)


def _mismatch(name: str, finding: Finding) -> Mismatch:
    rule = RULES.get(finding.check)
    unit = _unit(finding)
    pages = sorted({citation.page for citation in finding.citations[:6] if citation.document == name})
    where = place(name, 0).replace("0", "、".join(map(str, pages)))
    nothing = not unit
    return Mismatch(
        document=name,
        pages=where,
        check=finding.check,
        rule=rule.terms if rule else finding.check,
        message=finding.message.removeprefix(SMALL),
        left="" if nothing else _shown(finding.left, unit),
        right="" if nothing else _shown(finding.right, unit),
        difference="" if nothing or unit == "年" else _shown(finding.left - finding.right, unit),
        small=is_small(finding),
        finding=finding,
    )


def _unit(finding: Finding) -> str:
    """元 for amounts, % for rates, 年 for years, "" where what is wrong is no number."""
    if "率" in finding.check:
        return "%"
    if finding.check == "标题年度=本年度":
        return "年"
    return "元" if finding.left or finding.right else ""


def _shown(value: Decimal, unit: str) -> str:
    if unit == "元" and abs(value) >= _WAN:
        # Exact: 129681094 yuan is 12,968.1094万元.
        return f"{(value / _WAN).normalize():,f}万元"
    if unit == "%":
        return f"{value:.2f}%"
    if unit == "年":
        return f"{value:f}年"
    return f"{value.normalize():,f}{unit}"


def _weight(finding: Finding) -> Decimal:
    return abs(finding.left - finding.right) if _unit(finding) == "元" else Decimal(0)


def _page(finding: Finding) -> int:
    return finding.citations[0].page if finding.citations else 0


def _place(citation: Citation) -> dict[str, object]:
    return {
        "document": citation.document,
        "page": citation.page,
        "table": citation.table,
        "row": citation.row,
        "column": citation.column,
        "quote": citation.quote,
    }
