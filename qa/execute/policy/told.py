"""A place of a policy document → what is told of it: its words, and the numbers that are asked for.

>>> told = numbers_told(asked, place, weights)
>>> told[0].value.shown, told[0].value.metric
('120元', '伙食补助费按出差自然天数计算，每人每天')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from index.facts.records import Policy, Stage
from index.policy.numbers import Stated, numbers_in
from index.policy.wording import is_of_a_day, is_of_money
from qa.arithmetic import scaled
from qa.execute.policy.library import PolicyPlace
from qa.execute.policy.naming import holds
from qa.execute.results import Told
from qa.language.policy.asking import ANY, MONEY, Asked, Concept
from qa.plan.algebra import Amount
from qa.records import Quote, Value
from qa.values import half_width

# What a word counts in the clause of a number, and anywhere in its sentence, beside what it does before it.
_NEAR, _BEHIND = 0.6, 0.3
_FEW_WORDS = 420


def hits(concepts: Iterable[Concept], text: str, weights: Mapping[str, float]) -> float:
    """How much of the words a text holds."""
    return sum(weights[concept.said] for concept in concepts if holds(concept, text))


def quotes_of(asked: Asked, place: PolicyPlace, weights: Mapping[str, float]) -> tuple[Quote, ...]:
    """The paragraphs of a place; of a long one the first, and those that hold what is asked."""
    if sum(len(quote.text) for quote in place.quotes) <= _FEW_WORDS or asked.articles:
        return place.quotes
    first, *rest = place.quotes
    kept = [first]
    for quote in sorted(rest, key=lambda one: -hits(asked.concepts, one.text, weights)):
        if sum(len(one.text) for one in kept) + len(quote.text) <= _FEW_WORDS:
            kept.append(quote)
    return tuple(quote for quote in place.quotes if quote in kept)


# -- numbers -----------------------------------------------------------------------------------


def numbers_of(asked: Asked, place: PolicyPlace) -> list[tuple[Quote, Stated]]:
    """The numbers of a place that count what is asked, without those that the question states."""
    if place.figure is not None:
        figure = place.figure
        stated = Stated(figure.value, figure.printed, figure.unit, "", "", "", "")
        return [(place.quotes[0], stated)] if _counts(asked, stated) else []
    if place.cell is not None:
        return []
    found = list(_as_changed(place))
    counted = [(q, one) for q, one in found if _counts(asked, one) and not _is_given(asked, one)]
    money = [(quote, one) for quote, one in counted if is_of_money(one.unit)]
    return money if asked.measure == ANY and money else counted


def _as_changed(place: PolicyPlace) -> Iterator[tuple[Quote, Stated]]:
    """The numbers of an article; where a later document exchanges words of it, the new in their place."""
    change, before = place.changed, place.before
    if change is None or before is None or not change.old:
        yield from ((quote, one) for quote in place.quotes for one in numbers_in(quote.text))
        return
    new = list(numbers_in(change.new))
    for quote in before.quotes:
        for one in numbers_in(quote.text):
            if change.old not in one.clause or one.printed not in change.old:
                yield quote, one
                continue
            for other in new:
                same = replace(one, value=other.value, printed=other.printed, unit=other.unit)
                yield place.quotes[0], same


def _is_given(asked: Asked, one: Stated) -> bool:
    """Whether the question states the number, and not as what it asks about: 超过20天的部分."""
    stands = re.search(rf"(?<!\d){re.escape(one.printed)}(?!\d)", asked.said)
    return stands is not None and not any(amount == one.value for amount in asked.amounts)


def _counts(asked: Asked, one: Stated) -> bool:
    if asked.measure == MONEY:
        return is_of_money(one.unit)
    return asked.measure == ANY or one.unit in asked.units


def likeness(asked: Asked, one: Stated, weights: Mapping[str, float]) -> float:
    """How much of the words stands before a number and round it."""
    near = hits(asked.concepts, one.clause, weights) * _NEAR
    behind = hits(asked.concepts, one.sentence, weights) * _BEHIND
    return near + behind + hits(asked.concepts, one.before + one.clause, weights)


def best_likeness(asked: Asked, place: PolicyPlace, weights: Mapping[str, float]) -> float:
    """That of the number of a place which is most like what is asked; 0 where it has none."""
    found = numbers_of(asked, place)
    if place.figure is not None and found:
        return hits(asked.concepts, place.own, weights) * (1 + _NEAR + _BEHIND)
    return max((likeness(asked, one, weights) for _, one in found), default=0.0)


def numbers_told(asked: Asked, place: PolicyPlace, weights: Mapping[str, float]) -> tuple[Told, ...]:
    """The numbers whose clause and sentence hold most of what is asked."""
    found = numbers_of(asked, place)
    if not found:
        return ()
    found = [pair for pair in found if pair[1].was is asked.old] or found
    best = max(likeness(asked, one, weights) for _, one in found)
    chosen = [(quote, one) for quote, one in found if likeness(asked, one, weights) >= best - 1e-9]
    # 每人每天100元，西藏每人每天120元: where no place is named, what is said of none.
    chosen = [(quote, one) for quote, one in chosen if one.plain] or chosen
    policy = place.amended_by or place.policy
    return tuple(_told(one, value_of(policy, quote, one)) for quote, one in chosen)


def over_days(asked: Asked, place: PolicyPlace, told: Sequence[Told]) -> tuple[Told, ...]:
    """Amounts of a day for so many days as are said: 每人每天120元, three days; () where it is of no day."""
    own = place.quotes[0].text if place.quotes else ""
    each = [one for one in told if one.value.unit == MONEY_UNIT]
    if asked.days < 2 or len(each) != len(told) or not is_of_a_day(own):
        return ()
    return tuple(Told(one.expr, scaled(one.value, asked.days, 1, one.value.metric)) for one in told)


MONEY_UNIT = "元"


def value_of(policy: Policy, quote: Quote, one: Stated) -> Value:
    """A number of a paragraph as a value."""
    return Value(
        metric=one.name,
        body=policy.issuer,
        year=year_of(policy),
        stage=Stage.STANDARD.value,
        value=one.value,
        printed=half_width(one.printed),
        unit=one.unit.replace("％", "%"),
        citation=quote.citation,
    )


def _told(one: Stated, value: Value) -> Told:
    return Told(Amount(one.value, one.unit, one.printed), value)


def year_of(policy: Policy) -> int:
    """The year from which a document holds; 0 where it does not say."""
    said = policy.effective or policy.issued
    return int(said[:4]) if said else 0


# -- cells -------------------------------------------------------------------------------------


def cell_told(place: PolicyPlace) -> Told:
    """A standard of a table, named by its row and column."""
    figure, cell = place.figure, place.cell
    if figure is None or cell is None:
        raise LookupError("a place that is no cell of a standard")
    value = Value(
        metric=f"{figure.subject}（{figure.component}）" if figure.component else figure.subject,
        body=place.policy.issuer,
        year=year_of(place.policy),
        stage=Stage.STANDARD.value,
        value=figure.value,
        printed=half_width(figure.printed.removesuffix(figure.unit)),
        unit=figure.unit,
        note=cell.row or "",
        citation=cell,
    )
    where = "，".join(part for part in (cell.row, cell.column) if part)
    return Told(Amount(figure.value, figure.unit, figure.printed), value, where)
