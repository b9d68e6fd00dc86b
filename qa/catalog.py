"""What there is to ask about: the indexed documents, grouped into editions, and the vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.facts.naming.captions import key_of_title
from index.facts.records import Kind, Scope
from index.facts.subjects import normal
from index.store.protocols import StoredDocument
from qa.language.terms import Lexicon
from qa.language.vocabulary import Vocabulary
from qa.records import Edition

# So many choices of editions are kept: of each year, kind and scope that is asked for.
_CHOICES = 64


@dataclass(frozen=True)
class Catalog:
    """What there is to ask about: the documents, and the vocabulary, which may be of an earlier moment."""

    documents: tuple[StoredDocument, ...]
    vocabulary: Vocabulary

    @property
    def lexicon(self) -> Lexicon:
        """What the words of questions mean."""
        return self.vocabulary.lexicon

    @cached_property
    def disclosures(self) -> tuple[StoredDocument, ...]:
        """The documents that disclose money: not those that rule how it is spent."""
        return tuple(stored for stored in self.documents if stored.document.kind is not Kind.POLICY)

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """Every body, once."""
        return tuple(dict.fromkeys(stored.document.body for stored in self.disclosures))

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Organisations that are rows of others' tables and disclose nothing of their own, longest first."""
        own = {normal(body) for body in self.bodies}
        names = {name for key, name in self.vocabulary.units.items() if key not in own}
        return tuple(sorted(names, key=lambda name: (-len(name), name)))

    @cached_property
    def rows_of_places(self) -> dict[str, tuple[str, ...]]:
        """The places that are rows in the disclosures of others, each with the bodies whose these are."""
        found: dict[str, dict[str, None]] = {}
        for place, body in self.vocabulary.places:
            if place != body and body in self.by_body:
                found.setdefault(place, {}).setdefault(body)
        return {place: tuple(bodies) for place, bodies in found.items()}

    @cached_property
    def titles(self) -> dict[int, frozenset[str]]:
        """The titles of each document's tables, without their numbers, as `key_of_title` compares them."""
        return {stored.id: frozenset(map(key_of_title, stored.tables)) for stored in self.disclosures}

    def chosen(self, key: Hashable, choose: Callable[[], Sequence[Edition]]) -> Sequence[Edition]:
        """Editions that are chosen once and kept for whoever asks for those of the same key."""
        found = self._choices.get(key)
        if found is None:
            if len(self._choices) >= _CHOICES:
                self._choices.clear()
            found = self._choices[key] = choose()
        return found

    @cached_property
    def _choices(self) -> dict[Hashable, Sequence[Edition]]:
        return {}

    @cached_property
    def newest(self) -> int:
        """The newest year there is; 0 in an empty store."""
        return max((stored.document.year for stored in self.disclosures), default=0)

    @cached_property
    def by_body(self) -> dict[str, tuple[Edition, ...]]:
        """The editions of each body."""
        found: dict[str, tuple[Edition, ...]] = {}
        for edition in self.editions:
            found[edition.body] = (*found.get(edition.body, ()), edition)
        return found

    @cached_property
    def body_of(self) -> dict[int, str]:
        """The body of each document that belongs to an edition."""
        return {document: edition.body for edition in self.editions for document in edition.documents}

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The documents grouped: narrative and tables in two files are one edition.

        A file that a later one takes the place of belongs to none.
        """
        groups: dict[tuple[str, int, Kind, Scope], list[StoredDocument]] = {}
        for stored in self.disclosures:
            if stored.superseded_by is not None:
                continue
            d = stored.document
            groups.setdefault((d.body, d.year, d.kind, d.scope), []).append(stored)
        scopes = Counter((body, year, kind) for body, year, kind, _ in groups)
        return tuple(
            Edition(
                *key,
                documents=tuple(s.id for s in members),
                names=tuple(s.document.name for s in members),
                both_scopes=scopes[key[:3]] > 1,
            )
            for key, members in groups.items()
        )
