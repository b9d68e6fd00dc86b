"""How the nouns of the index become rows of the relational store and are read back.

Keys are what a fact is found by: names without ordinals, punctuation and spaces.

>>> figure_row(figure, 1)["key"], figure_of(row).subject
('公务用车购置费', '（1）公务用车 购置费')
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from index.facts.given import Given
from index.facts.records import (
    Amendment,
    Change,
    Citation,
    Document,
    Figure,
    Finding,
    Fund,
    Kind,
    Legibility,
    Point,
    Policy,
    Saying,
    Scope,
    Stage,
    TableKind,
)
from index.facts.subjects import normal


def citation_row(citation: Citation) -> dict[str, Any]:
    """A citation as the columns that each kind of fact has."""
    return {
        "page": citation.page,
        "quote": citation.quote,
        "table_title": citation.table,
        "row_label": citation.row,
        "column_path": citation.column,
        "bbox": list(citation.bbox) if citation.bbox else None,
        "reading": citation.legibility.value,
    }


def citation_of(row: Row[Any]) -> Citation:
    """The citation of a row of any kind of fact, joined with its document's name."""
    x0, top, x1, bottom = row.bbox or (0.0, 0.0, 0.0, 0.0)
    return Citation(
        document=row.document,
        page=row.page,
        quote=row.quote,
        table=row.table_title,
        row=row.row_label,
        column=row.column_path,
        bbox=(x0, top, x1, bottom) if row.bbox else None,
        legibility=Legibility(row.reading),
    )


def document_of(row: Row[Any]) -> Document:
    """A document from its row."""
    return Document(
        row.name, row.sha256, row.title, row.body, row.year, Kind(row.kind), Scope(row.scope), row.pages
    )


def given_of(row: Row[Any]) -> Given:
    """What was given of a file, from its row."""
    return Given(row.body, row.year, Kind(row.kind) if row.kind else None)


def _fact_row(fact: Figure | Change, document_id: int | None) -> dict[str, Any]:
    """What figures and changes have in common, with the key of their subject."""
    return {
        "document_id": document_id,
        "subject": fact.subject,
        "key": normal(fact.subject),
        "code": fact.code,
        "body": fact.body,
        "year": fact.year,
        "stage": fact.stage.value,
        "unit": fact.unit,
        "scope": fact.scope.value,
        "fund": fact.fund.value,
        "period": fact.period,
        "unit_row": fact.unit_row,
        **citation_row(fact.citation),
    }


def _fact_of(row: Row[Any]) -> dict[str, Any]:
    """What figures and changes have in common, from the row of either."""
    return {
        "subject": row.subject,
        "code": row.code,
        "body": row.body,
        "year": row.year,
        "stage": Stage(row.stage),
        "unit": row.unit,
        "scope": Scope(row.scope),
        "fund": Fund(row.fund),
        "period": row.period,
        "unit_row": row.unit_row,
        "citation": citation_of(row),
    }


def figure_row(figure: Figure, document_id: int | None) -> dict[str, Any]:
    """A figure as a row, with the keys it is found by."""
    return {
        **_fact_row(figure, document_id),
        "component": figure.component,
        "value": figure.value,
        "printed": figure.printed,
        "table_kind": figure.table_kind.value,
        "item": figure.item,
        "item_key": normal(figure.item) if figure.item else "",
        "bought": figure.group,
        "kind": figure.kind.value,
    }


def figure_of(row: Row[Any]) -> Figure:
    """A figure from its row."""
    return Figure(
        **_fact_of(row),
        component=row.component,
        value=row.value,
        printed=row.printed,
        table_kind=TableKind(row.table_kind),
        group=row.bought,
        kind=Kind(row.kind),
        item=row.item,
    )


def change_row(change: Change, document_id: int | None) -> dict[str, Any]:
    """A change as a row, with the key it is found by."""
    return {
        **_fact_row(change, document_id),
        "amount": change.amount,
        "amount_printed": change.amount_printed,
        "direction": change.direction,
        "difference": change.difference,
        "difference_printed": change.difference_printed,
        "percent": change.percent,
        "percent_printed": change.percent_printed,
        "reason": change.reason,
        "base": change.base,
        "under": change.under,
    }


def change_of(row: Row[Any]) -> Change:
    """A change from its row."""
    return Change(
        **_fact_of(row),
        amount=row.amount,
        amount_printed=row.amount_printed,
        direction=row.direction,
        difference=row.difference,
        difference_printed=row.difference_printed,
        percent=row.percent,
        percent_printed=row.percent_printed,
        reason=row.reason,
        base=row.base,
        under=row.under,
    )


def finding_row(finding: Finding, document_id: int | None) -> dict[str, Any]:
    """A finding as a row; its citations name their documents."""
    return {
        "document_id": document_id,
        "check": finding.check,
        "message": finding.message,
        "left": finding.left,
        "right": finding.right,
        "citations": [citation_row(c) | {"document": c.document} for c in finding.citations],
    }


def policy_row(policy: Policy, document_id: int | None) -> dict[str, Any]:
    """What a policy document says of itself as a row."""
    return {
        "document_id": document_id,
        "title": policy.title,
        "form": policy.form,
        "number": policy.number,
        "issuer": policy.issuer,
        "issued": policy.issued,
        "effective": policy.effective,
        "expires": policy.expires,
        "about": policy.about,
        "repeals": list(policy.repeals),
        "amends": [asdict(amendment) for amendment in policy.amends],
        "sayings": [
            {"point": saying.point.value, "text": saying.text, **citation_row(saying.citation)}
            for saying in policy.sayings
        ],
    }


def policy_of(row: Row[Any]) -> Policy:
    """What a policy document says of itself, from its row joined with the document's name."""
    return Policy(
        title=row.title,
        form=row.form,
        number=row.number,
        issuer=row.issuer,
        issued=row.issued,
        effective=row.effective,
        expires=row.expires,
        about=row.about,
        repeals=tuple(row.repeals),
        amends=tuple(Amendment(**amendment) for amendment in row.amends),
        sayings=tuple(
            Saying(Point(said["point"]), said["text"], _kept_citation(said | {"document": row.document}))
            for said in row.sayings
        ),
    )


def _kept_citation(kept: dict[str, Any]) -> Citation:
    """A citation that was kept as JSON."""
    return Citation(
        kept["document"],
        kept["page"],
        kept["quote"],
        kept["table_title"],
        kept["row_label"],
        kept["column_path"],
        tuple(kept["bbox"]) if kept["bbox"] else None,
        Legibility(kept.get("reading", "")),
    )


def finding_of(row: Row[Any]) -> Finding:
    """A finding from its row."""
    return Finding(
        row.check,
        row.message,
        row.left,
        row.right,
        tuple(_kept_citation(c) for c in row.citations),
    )
