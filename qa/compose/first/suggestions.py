"""Questions to begin with: of different bodies, by their short names, and of different kinds.

>>> first_questions(catalog, newest_of_each(catalog), changes, policies, short)[:2]
('热线中心2025年公务接待费为何增长？', '望潮街道2025年请客吃饭花了多少？')
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise, zip_longest
from typing import Final

from index.facts.extent.places import rank_of
from index.facts.records import Change, Kind
from index.store.protocols import StoredPolicy
from qa.catalog import Catalog
from qa.language.whose.body_names import PLACE
from qa.records import Edition

Short = Callable[[str], str]
MOST_BODIES: Final = 8
_GUESTS, _LEAD = "公务接待费", 2


def newest_of_each(catalog: Catalog) -> tuple[Edition, ...]:
    """The newest edition of each of the first few bodies: those that disclose the most come first."""
    counts = {body: len(editions) for body, editions in catalog.by_body.items()}
    first = sorted(counts, key=lambda body: (-counts[body], body))[:MOST_BODIES]
    return tuple(max(catalog.by_body[body], key=lambda one: one.year) for body in first)


def plain_questions(editions: Sequence[Edition], short: Short) -> tuple[str, ...]:
    """A question about an amount to each of two bodies."""
    asked = ("支出总计是多少？", "公务接待费是多少？")
    return tuple(
        f"{short(edition.body)}{edition.year}年{what}"
        for edition, what in zip([*editions, *editions][:_LEAD], asked, strict=False)
    )


def first_questions(
    catalog: Catalog,
    editions: Sequence[Edition],
    changes: Sequence[Change],
    policies: Sequence[StoredPolicy],
    short: Short,
) -> tuple[str, ...]:
    """Questions of each kind in turn, each kind beginning with another body; some may find no answer."""
    there = list(editions)
    years = {body: {one.year for one in every} for body, every in catalog.by_body.items()}
    of_one: list[Callable[[Edition], str]] = [
        _amount,
        lambda one: _years(one) if len(years[one.body]) > 1 else "",
        _share,
        lambda one: "" if _is_place(one) else "的主要职责是什么？",
    ]
    kinds: list[Iterator[str]] = [
        _reasons(there, changes, short),
        *(
            _of_each(there[at % len(there) :] + there[: at % len(there)], ask, short)
            for at, ask in enumerate(of_one if there else (), 1)
        ),
        _compared(there, short),
        (f"{_titled(stored)}什么时候起施行？" for stored in policies),
        iter(("什么是机关运行经费？",) if there else ()),
    ]
    rounds = chain.from_iterable(zip_longest(*kinds))
    return tuple(dict.fromkeys(question for question in rounds if question))


def _reasons(there: Sequence[Edition], changes: Sequence[Change], short: Short) -> Iterator[str]:
    """Why an amount rose or fell, where the document says why: receptions first, each body once."""
    told = [one for one in changes if one.reason not in ("", "无") and one.direction in ("增加", "减少")]
    for edition in there:
        own = [one for one in told if (one.body, one.year) == (edition.body, edition.year)]
        for change in sorted(own, key=lambda one: one.subject != _GUESTS)[:1]:
            verb = "增长" if change.direction == "增加" else "减少"
            yield f"{short(change.body)}{change.year}年{change.subject}为何{verb}？"


def _of_each(there: Sequence[Edition], ask: Callable[[Edition], str], short: Short) -> Iterator[str]:
    return (f"{short(edition.body)}{asked}" for edition in there if (asked := ask(edition)))


def _is_place(edition: Edition) -> bool:
    """Whether it is the money of a whole place, not of an organisation."""
    return rank_of(edition.body) != ""


def _amount(edition: Edition) -> str:
    if edition.kind is Kind.DEBT:
        return f"{edition.year}年政府债务余额是多少？"
    what = "一般公共预算收入是多少？" if _is_place(edition) else "请客吃饭花了多少？"
    return f"{edition.year}年{what}"


def _years(edition: Edition) -> str:
    return f"历年{'一般公共预算收入' if _is_place(edition) else '培训费'}是多少？"


def _share(edition: Edition) -> str:
    whole = "税收收入占一般公共预算收入" if _is_place(edition) else "“三公”经费占总支出"
    return f"{edition.year}年{whole}的比例？"


def _compared(there: Sequence[Edition], short: Short) -> Iterator[str]:
    """Two organisations of one year beside each other."""
    own = [edition for edition in there if not _is_place(edition)]
    for one, other in pairwise(own):
        if (one.year, one.kind) == (other.year, other.kind):
            yield f"{short(one.body)}和{short(other.body)}{one.year}年谁的培训费多？"


def _titled(stored: StoredPolicy) -> str:
    """A policy's title without the place that made it: 《差旅费管理办法》."""
    title = stored.policy.title
    bare = PLACE.sub("", title) or title
    return f"《{bare.replace('《', '〈').replace('》', '〉')}》"
