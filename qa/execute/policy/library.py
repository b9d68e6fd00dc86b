"""All policy documents that are indexed, place by place, each place as it now reads.

A place is an article, a paragraph of a notice, an answer of a 问答, or a cell of a table of standards. An
article that a later document gives other words is told in those; the old ones stay beside it.

>>> [(place.label, place.amended_by.number) for place in library.places if place.amended_by]
[('第十二条', '岚财行〔2025〕6号')]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from index.facts.records import Amendment, Citation, Figure, Kind, Passage, Policy
from index.facts.subjects import normal
from index.policy.signs import NUMBER, is_question, order_of
from index.policy.wording import frames, leads_in, new_words, unlabelled
from index.store.protocols import Facts
from qa.records import Quote


@dataclass(frozen=True)
class PolicyPlace:
    """One place of a policy document, with all that is printed above it.

    `quotes` are its paragraphs, `headed` the headings of its own. `figure` where it is the cell of a
    standard. `changed` is the amendment that gives it other words, `amended_by` the document that does,
    `before` the place as it read before.
    """

    policy: Policy
    document_id: int
    label: str
    quotes: tuple[Quote, ...]
    above: str
    headed: str = ""
    figure: Figure | None = None
    cell: Citation | None = None
    amended_by: Policy | None = None
    changed: Amendment | None = None
    before: PolicyPlace | None = None

    @cached_property
    def own(self) -> str:
        """Its own words: of a cell, its row and column too; where but some are changed, the old ones too."""
        words = [quote.text for quote in self.quotes]
        if self.cell is not None:
            words += [self.cell.row or "", self.cell.column or ""]
        if self.changed is not None and self.changed.old and self.before is not None:
            words += [quote.text for quote in self.before.quotes]
        return "\n".join(words)

    @cached_property
    def order(self) -> int:
        """The number of its article, 0 where it is none."""
        return order_of(self.label)


@dataclass(frozen=True)
class Library:
    """The policy documents of a store; read when first asked."""

    facts: Facts

    @cached_property
    def policies(self) -> tuple[tuple[int, Policy], ...]:
        """Each policy with its document's id, the earliest first."""
        return tuple((stored.document_id, stored.policy) for stored in self.facts.policies())

    def ended_by(self, policy: Policy) -> Policy | None:
        """The later document that ends a policy, if one is indexed."""
        return next((later for _, later in self.policies if _ends(later, policy)), None)

    def amended_by(self, policy: Policy) -> tuple[Policy, ...]:
        """The documents that give articles of a policy other words."""
        return tuple(
            later
            for _, later in self.policies
            if later is not policy and any(_is_of(one, policy) for one in later.amends)
        )

    @cached_property
    def places(self) -> tuple[PolicyPlace, ...]:
        """Every place of every policy as it now reads, in reading order."""
        read = {document_id: list(self._read(document_id, policy)) for document_id, policy in self.policies}
        return tuple(
            self._current(place, read) for document_id, _ in self.policies for place in read[document_id]
        )

    def _read(self, document_id: int, policy: Policy) -> Iterator[PolicyPlace]:
        """The places of one document as it prints them."""
        title = f"{policy.title}\n{policy.number}\n{policy.issuer}\n{policy.about}"
        passages = [stored.passage for stored in self.facts.passages(documents=[document_id])]
        for label, above, members in _grouped([p for p in passages if not p.citation.table]):
            quotes = tuple(_quote(passage, label) for passage in members)
            yield PolicyPlace(policy, document_id, label, quotes, f"{title}\n{above}", headed=above)
        for passage in (p for p in passages if p.citation.table):
            cited = passage.citation
            above = f"{title}\n{cited.table}"
            yield PolicyPlace(policy, document_id, "", (Quote(passage.text, cited),), above, cell=cited)
        for stored in self.facts.figures(documents=[document_id]):
            figure = stored.figure
            if figure.kind is Kind.POLICY:
                cited = figure.citation
                quotes = (Quote(figure.printed, cited),)
                above = f"{title}\n{cited.table}"
                yield PolicyPlace(policy, document_id, "", quotes, above, figure=figure, cell=cited)

    def _current(self, place: PolicyPlace, read: dict[int, list[PolicyPlace]]) -> PolicyPlace:
        """A place in the words of the latest document that gives it others; itself where none does."""
        if not place.order:
            return place
        for later_id, later in reversed(self.policies):
            if later is place.policy:
                continue
            for one in later.amends:
                if _is_of(one, place.policy) and order_of(one.article) == place.order:
                    new = [p for p in read[later_id] if p.order == place.order]
                    if new:
                        return _in_other_words(place, new, later, one)
        return place


def _in_other_words(
    place: PolicyPlace, new: Sequence[PolicyPlace], later: Policy, change: Amendment
) -> PolicyPlace:
    quotes = tuple(quote for one in new for quote in one.quotes)
    whole = tuple(_inside(quote, place.label) for quote in quotes)
    above = f"{place.above}\n{later.title}\n{later.number}"
    return replace(place, quotes=whole, above=above, amended_by=later, changed=change, before=replace(place))


def _inside(quote: Quote, label: str) -> Quote:
    """The new words alone, of: 将第十二条修改为：“第十二条 …”."""
    return Quote(unlabelled(new_words(quote.text), label), quote.citation)


def _quote(passage: Passage, label: str) -> Quote:
    return Quote(unlabelled(passage.text, label), passage.citation)


def _grouped(passages: Sequence[Passage]) -> Iterator[tuple[str, str, list[Passage]]]:
    """Label, headings and paragraphs of each article, section or single paragraph."""
    groups: list[tuple[tuple[str, tuple[str, ...]], list[Passage]]] = []
    for passage in passages:
        row = passage.citation.row or ""
        framing = not passage.headings and frames(passage.text)
        if not row and (framing or is_question(passage.text)):
            continue
        key = (row, passage.headings)
        own = groups[-1] if groups else None
        if own is not None and own[0] == key and (row or _goes_on(own[1][-1], passage)):
            own[1].append(passage)
        else:
            groups.append((key, [passage]))
    for (row, headings), members in groups:
        yield row, "\n".join(headings), members


def _goes_on(before: Passage, passage: Passage) -> bool:
    """Whether paragraphs of no article are of one: under a heading of their own, or behind a colon."""
    headed = bool(passage.headings) and before.headings == passage.headings
    return headed or leads_in(before.text)


def _ends(later: Policy, policy: Policy) -> bool:
    if later is policy:
        return False
    bare = normal(policy.title)
    return any(normal(one) == bare or (policy.number and one == policy.number) for one in later.repeals)


def _is_of(amendment: Amendment, policy: Policy) -> bool:
    """Whether an amendment is to a policy: of its 文号 where it names one, else of its title."""
    if amendment.number and NUMBER.search(policy.number):
        return amendment.number == policy.number
    return normal(amendment.title) == normal(policy.title) and order_of(amendment.article) > 0
