"""What a reader is told of the index itself: what is in it, what can and cannot be asked of it.

Every number is counted from the names of the things told.

>>> verify(holdings(catalog, ()), question="有哪些文件", known=(), answer_id="1", indexed=names).text
'这里收录了9份文件：6份预算、3份政策，来自2个单位和地方，年份有2023年、2024年、2025年。…'
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from index.facts.records import Kind
from qa.catalog import Catalog
from qa.records import Draft, HowMany, Label, Piece, Status

_BODIES, _POLICIES = 8, 5
_CAN: Final = (
    "可以问：某个单位或地方某一年的金额、比上年增减多少和原因；历年变化、占比、排序；几个单位或几年的比较；"
    "职责、重点工作和名词解释"
)
_CAN_OF_POLICIES: Final = "；办法、规定里的标准、条文和是否有效"
_CANNOT: Final = (
    "不能问：文件没有公开的（个人工资、合同、明细账），评价、建议和预测，预算、决算和相关规定以外的事。"
)


def holdings(catalog: Catalog) -> Draft:
    """What is indexed: how many documents of each kind, of whom, of which years."""
    if not catalog.documents:
        return Draft(Status.NOT_FOUND, ("还没有索引任何文件。",))
    return Draft(Status.ANSWERED, (*_counted(catalog), *_bodies(catalog), *_policies(catalog)))


def abilities(catalog: Catalog, options: Sequence[str]) -> Draft:
    """What can be asked and what cannot, with what is indexed and questions to press."""
    ruled = any(stored.document.kind is Kind.POLICY for stored in catalog.documents)
    can = f"{_CAN}{_CAN_OF_POLICIES if ruled else ''}。每个数字都附出处。\n{_CANNOT}"
    there = ("\n", *_counted(catalog)) if catalog.documents else ("\n还没有索引任何文件。",)
    return Draft(Status.ANSWERED, (can, *there), options=tuple(options))


def _counted(catalog: Catalog) -> list[Piece]:
    """How many documents there are, by kind; of how many bodies; the years."""
    documents = [stored.document for stored in catalog.documents]
    kinds = {kind: tuple(d.name for d in documents if d.kind is kind) for kind in Kind}
    pieces: list[Piece] = ["这里收录了", HowMany(tuple(d.name for d in documents), "份文件"), "："]
    for kind, names in kinds.items():
        if names:
            pieces += ["" if pieces[-1] == "：" else "、", HowMany(names, f"份{kind}")]
    years = sorted({stored.document.year for stored in catalog.disclosures})
    if years:
        pieces += ["，来自", HowMany(catalog.bodies, "个单位和地方"), "，年份有"]
        pieces.append(Label("、".join(f"{year}年" for year in years)))
    return [*pieces, "。"]


def _bodies(catalog: Catalog) -> list[Piece]:
    """A line for each of the bodies with the most years: its years and kinds."""
    told: dict[str, dict[tuple[int, Kind], None]] = {}
    for stored in sorted(catalog.disclosures, key=lambda one: (one.document.year, one.document.kind)):
        document = stored.document
        told.setdefault(document.body, {}).setdefault((document.year, document.kind))
    first = sorted(told, key=lambda body: (-len(told[body]), body))
    pieces: list[Piece] = []
    for body in first[:_BODIES]:
        said = "、".join(f"{year}年{kind}" for year, kind in told[body])
        pieces += ["\n", Label(f"{body}：{said}")]
    more = tuple(first[_BODIES:])
    return [*pieces, "\n还有", HowMany(more, "个单位和地方没有列出")] if more else pieces


def _policies(catalog: Catalog) -> list[Piece]:
    """The titles of the policies, a few of many."""
    titles = tuple(
        stored.document.title for stored in catalog.documents if stored.document.kind is Kind.POLICY
    )
    if not titles:
        return []
    named: list[Piece] = [
        "\n政策文件：",
        Label("、".join(f"《{_inside(title)}》" for title in titles[:_POLICIES])),
    ]
    more = titles[_POLICIES:]
    return [*named, "，还有", HowMany(more, "份")] if more else named


def _inside(title: str) -> str:
    """A title as it stands inside marks: those of its own are 〈〉."""
    return title.replace("《", "〈").replace("》", "〉")
