"""The facts of documents by their coordinates: what grounding chooses from.

Each document is read once and kept while it is asked about; a question over many bodies reads from each only
what it names, by the store's own index. Neither grows with the number of documents indexed.

>>> [place.figure.printed for place in Cells(facts).of((7,)).holding(Cell(Name.of("公务接待费")))]
['1.50', '1.50']
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from index.facts.naming.captions import is_bare_total
from index.facts.records import Change, Finding, Stage
from index.facts.subjects import label_without_ordinal, normal
from index.prose.amounts.comparisons import OWN_BASES
from index.prose.amounts.wording import accounts_over
from index.prose.sentences import NAME_ENDS, EditionProse
from index.store.protocols import Facts
from qa.plan.algebra import Cell, Name
from qa.plan.places import Place, keys_of, place_of

# So many documents are kept; the one that was asked about longest ago is let go.
_KEPT = 96
# Of more editions than these, only what is named is read.
FEW = 8


class EditionCells:
    """All cells and changes of the documents that make up one edition, by what they can be found by."""

    def __init__(
        self, places: Sequence[Place], changes: Sequence[Change], findings: Sequence[Finding] = ()
    ) -> None:
        self.places = tuple(places)
        self.changes = tuple(change for change in changes if change.base not in OWN_BASES)
        # What is compared with the budget of its own year; no change against the year before.
        self.against_budget = tuple(change for change in changes if change.base in OWN_BASES)
        # Sentences that were found to tell another amount than a table.
        self.contradicting = frozenset(
            citation.quote
            for finding in findings
            if any(citation.table for citation in finding.citations)
            for citation in finding.citations
            if not citation.table
        )

    @cached_property
    def _by_name(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            for name in place.names():
                found[name].append(place)
        return found

    @cached_property
    def _by_code(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            if place.figure.code:
                found[place.figure.code].append(place)
        return found

    @cached_property
    def _changes_by_key(self) -> dict[str, list[Change]]:
        found: dict[str, list[Change]] = defaultdict(list)
        for change in self.changes:
            found[normal(change.subject)].append(change)
        return found

    @cached_property
    def _changes_below(self) -> dict[str, list[Change]]:
        found: dict[str, list[Change]] = defaultdict(list)
        for change in self.changes:
            for account in accounts_over(change.citation.quote):
                found[account].append(change)
        return found

    def told_below(self, account: str) -> list[Change]:
        """The changes of accounts whose sentences begin with the path from that account down."""
        return self._changes_below.get(account, [])

    @cached_property
    def _by_row(self) -> dict[tuple[int, str, str, str], list[Place]]:
        found: dict[tuple[int, str, str, str], list[Place]] = defaultdict(list)
        for place in self.places:
            found[place.row].append(place)
        return found

    def row(self, place: Place) -> list[Place]:
        """The places of the same row, where the row prints this one's subject."""
        return [p for p in self._by_row[place.row] if p.subject == place.subject]

    @cached_property
    def printed(self) -> dict[tuple[int, str], frozenset[tuple[Stage, int]]]:
        """Which stages and years each table prints."""
        found: dict[tuple[int, str], set[tuple[Stage, int]]] = defaultdict(set)
        for place in self.places:
            found[place.table].add((place.figure.stage.counts_as, place.figure.year))
        return {table: frozenset(stages) for table, stages in found.items()}

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The titles of its tables, as printed."""
        return tuple(dict.fromkeys(p.figure.citation.table for p in self.places if p.figure.citation.table))

    @cached_property
    def subjects(self) -> dict[str, str]:
        """What its cells are of: the name as compared, and as printed."""
        return {place.subject: place.figure.subject for place in self.places if place.subject}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What its rows and sentences speak of, as printed: projects first, each once."""
        figures = [place.figure for place in self.places]
        items = [figure.item.rpartition("/")[2] for figure in figures if figure.item]
        rows = [label_without_ordinal((f.citation.row or "").rpartition("/")[2]) for f in figures]
        told = [change.subject for change in self.changes]
        return tuple(dict.fromkeys(name for name in (*items, *self.subjects.values(), *told, *rows) if name))

    def holding(self, cell: Cell) -> list[Place]:
        """The places that hold a name or a code the leaf says, in reading order."""
        names, codes = _names(cell)
        found = {place.id: place for key in names for place in self._by_name.get(key, ())}
        found |= {place.id: place for code in codes for place in self._by_code.get(code, ())}
        if cell.subject is None and cell.table is not None and not cell.code and not cell.unit_row:
            totals = (p for p in self.places if not p.label or is_bare_total(p.label))
            found |= {place.id: place for place in totals}
        return [found[n] for n in sorted(found)]

    def under(self, code: str) -> list[Place]:
        """The places of the accounts below one, in reading order."""
        return [p for p in self.places if p.figure.code.startswith(code) and p.figure.code != code]

    def told(self, keys: Iterable[str], base: str = "") -> list[Change]:
        """The changes of these names, by name; against the budget of the year where `base` is that."""
        if base in OWN_BASES:
            wanted = set(keys)
            return [c for c in self.against_budget if c.base == base and normal(c.subject) in wanted]
        return [change for key in keys for change in self._changes_by_key.get(key, ())]


def _names(cell: Cell) -> tuple[set[str], set[str]]:
    said = [cell.subject, cell.unit_row, *cell.within]
    names = {key for name in said if name for key in keys_of(name)}
    names |= {normal(text) for text in (cell.group, cell.period) if text} | {cell.group} - {""}
    codes = {code for name in said if name for code in name.codes} | {cell.code} - {""}
    return names, codes


def names_in_prose(cell: Cell) -> list[str]:
    """The names that prose may give the leaf: its own, and those joined with what it stands in."""
    own = list(keys_of(cell.subject)) if cell.subject else []
    groups = [normal(cell.group)] if cell.group else []
    outers = [key for name in cell.within for key in keys_of(name)]
    joined = [f"{outer}{inner}" for outer in outers for inner in (own or groups)]
    grouped = [f"{outer}{group}" for outer in own for group in groups]
    plain = [] if cell.group else own
    ends = _ends_of(cell)
    names = [f"{name}{end}" for name in (*joined, *grouped, *plain) for end in ends]
    return list(dict.fromkeys((*names, *_sides(plain))))


def _sides(names: Sequence[str]) -> list[str]:
    """What prose may call all income or all spending: 收入 of 收入总计."""
    return [side for name in names for side in ("收入", "支出") if name == f"{side}总计"]


def _ends_of(cell: Cell) -> list[str]:
    """What prose may put behind a name of the leaf: 支出 not behind one of income."""
    return [end for end in NAME_ENDS if not (_is_income(cell.subject) and "支出" in end)]


def _is_income(name: Name | None) -> bool:
    """Whether a name is of income, of which nothing that ends in 支出 is."""
    return name is not None and (name.said.endswith("收入") or name.shown.endswith("收入"))


class Cells:
    """The cells of documents, read when they are first asked for.

    `whole`: what is not found in them is not there, so that it can be said what is there instead.
    """

    whole = True

    def __init__(self, facts: Facts, kept: int = _KEPT) -> None:
        self._facts = facts
        self.kept = kept
        self._editions: OrderedDict[tuple[int, ...], EditionCells] = OrderedDict()
        self._prose: OrderedDict[tuple[int, ...], EditionProse] = OrderedDict()

    def of(self, documents: tuple[int, ...]) -> EditionCells:
        """Everything that these documents, one edition, print."""
        found = self._editions.get(documents)
        if found is None:
            found = self._read(documents)
            self._editions[documents] = found
            while len(self._editions) > self.kept:
                self._editions.popitem(last=False)
        self._editions.move_to_end(documents)
        return found

    def _read(self, documents: tuple[int, ...]) -> EditionCells:
        figures = self._facts.figures(documents=documents)
        changes = self._facts.changes(documents=documents)
        names = {stored.change.citation.document for stored in changes}
        return EditionCells(
            [place_of(stored.id, stored.document_id, stored.figure) for stored in figures],
            [stored.change for stored in changes],
            [finding for _, finding in self._facts.findings(names)] if names else (),
        )

    def prose(self, documents: tuple[int, ...]) -> EditionProse:
        """What the text of these documents says, and the numbers it states."""
        found = self._prose.get(documents)
        if found is None:
            found = EditionProse([stored.passage for stored in self._facts.passages(documents=documents)])
            self._prose[documents] = found
            while len(self._prose) > self.kept:
                self._prose.popitem(last=False)
        self._prose.move_to_end(documents)
        return found

    def narrowed(self, editions: Collection[tuple[int, ...]], cell: Cell, few: int = FEW) -> Cells:
        """The same, with all that one leaf may mean in these editions read at once."""
        unread = [documents for documents in editions if documents not in self._editions]
        if len(unread) <= few:
            return self
        names, codes = _names(cell)
        ids = {document for documents in unread for document in documents}
        figures: dict[int, list[Place]] = defaultdict(list)
        for stored in self._facts.figures(keys=names, codes=codes, documents=ids):
            place = place_of(stored.id, stored.document_id, stored.figure)
            figures[stored.document_id].append(place)
        changes: dict[int, list[Change]] = defaultdict(list)
        told_as = names.union(names_in_prose(cell))
        for told in self._facts.changes(keys=told_as, codes=codes, documents=ids):
            changes[told.document_id].append(told.change)
        known = dict(self._editions)
        for documents in unread:
            known[documents] = EditionCells(
                [place for document in documents for place in figures[document]],
                [change for document in documents for change in changes[document]],
            )
        return _Narrowed(self._facts, known)


class _Narrowed(Cells):
    """Cells read for one leaf over many editions; what else is asked of them is read as ever."""

    whole = False

    def __init__(self, facts: Facts, known: dict[tuple[int, ...], EditionCells]) -> None:
        super().__init__(facts)
        self._known = known

    def of(self, documents: tuple[int, ...]) -> EditionCells:
        found = self._known.get(documents)
        return super().of(documents) if found is None else found
