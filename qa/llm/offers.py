"""A question → what a model may speak of: its words by number, and by id all that they may mean.

A model names nothing itself. What it says is ids of this list, and the words of the question that each
stands for (`qa.llm.claims`).

>>> offered = offers(question, asked, around)
>>> [(word.id, word.text) for word in offered.words], offered["r1"].shown
([('w1', '望潮街道'), ('w2', '2025年'), ('w3', '食堂'), ('w4', '多少')], '长者食堂运营补助')
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import log

from index.facts.records import Kind, Scope, Stage, TableKind
from index.store.tokens import cut, tagged
from qa.execute.narrative.chosen import Offered
from qa.language.lattice import Lattice
from qa.language.meant import How, Name
from qa.language.names import Role
from qa.language.normal import key_of
from qa.language.tokens import YEAR_BEFORE, Token
from qa.llm.exchange import Failure, NoReply
from qa.plan.algebra import Amount, Cell, Chosen
from qa.plan.operands import FROM_NEWEST, Known, names_of
from qa.plan.sentences import Understood

_NAMES, _TERMS = 60, 24
_WORD, _LONGEST_TERM = 2, 8
_MOST_BODIES, _MOST_YEARS = 6, 8
_GROUPS = ("货物", "工程", "服务")
_COUNTS = ("辆", "台", "人", "个", "家", "批次", "人次", "套", "平方米")
_STAGES = (Stage.BUDGET, Stage.INITIAL, Stage.ADJUSTED, Stage.EXECUTION, Stage.FINAL)
_MORE_STAGES = (Stage.PRIOR_BUDGET, Stage.PRIOR_FINAL, Stage.DIFFERENCE, Stage.RATE, Stage.COMPLETION)
_WHOLES = ("expense", "income", "budget")
_OF_MONEY = {"expense": ("expense",), "income": ("income",), "both": ("income", "expense")}
_ANY_WHOLE = ("expense", "budget", "income")


@dataclass(frozen=True, slots=True)
class WordAt:
    """A word of the question: a token, or a part of one that nobody knows."""

    id: str
    start: int
    end: int
    text: str
    token: Token


@dataclass(frozen=True, slots=True)
class Offer:
    """What an id stands for, and the words that were recognised as that.

    `earlier`: the question before spoke of it, so that no word need say it again.
    """

    id: str
    kind: str
    shown: str
    value: object
    words: frozenset[str] = frozenset()
    earlier: bool = False


@dataclass(frozen=True)
class Around:
    """What of the index a question is held against.

    `printed` gives the names that a body's documents print, rows first; `terms` the words of its
    narrative, `told` the sentences that may answer a question, none where none may be shown.
    """

    lattice: Lattice
    known: Known
    bodies: tuple[str, ...]
    years: Callable[[str], Sequence[int]]
    printed: Callable[[str], Sequence[str]]
    terms: Callable[[str], Sequence[str]]
    told: Callable[[Understood], Sequence[Offered]]


@dataclass(frozen=True)
class Offers:
    """The words of a question, and what is offered for it by id."""

    words: tuple[WordAt, ...]
    all: tuple[Offer, ...]

    @cached_property
    def _by_id(self) -> Mapping[str, Offer]:
        return {offer.id: offer for offer in self.all}

    @cached_property
    def _words(self) -> Mapping[str, WordAt]:
        return {word.id: word for word in self.words}

    def __getitem__(self, id: str) -> Offer:
        """The offer of an id. Raises NoReply where none was made."""
        if id not in self._by_id:
            raise NoReply(Failure.RUBBISH, f"no id {id[:20]!r}")
        return self._by_id[id]

    def word(self, id: str) -> WordAt:
        """The word of an id. Raises NoReply where there is none."""
        if id not in self._words:
            raise NoReply(Failure.RUBBISH, f"no word {id[:20]!r}")
        return self._words[id]

    def told(self) -> dict[str, object]:
        """The offers as data for a prompt: by kind, each id with its name and the words it was found in."""
        found: dict[str, object] = {}
        for kind in (kind for kind in KINDS if kind != "value"):  # these stand in their sentences
            lines = [[o.id, o.shown, *sorted(o.words, key=_number)] for o in self.all if o.kind == kind]
            if lines:
                found[kind] = lines
        return found


KINDS = {
    "body": "b",
    "unit": "u",
    "year": "y",
    "name": "r",
    "code": "c",
    "table": "t",
    "stage": "s",
    "kind": "k",
    "scope": "o",
    "group": "g",
    "count": "q",
    "period": "p",
    "amount": "a",
    "number": "m",
    "term": "e",
    "sentence": "d",
    "value": "v",
}
"""The kinds of what is offered, with the letter that their ids begin with."""


def _number(id: str) -> int:
    return int(id[1:])


def offers(asked: Understood, around: Around) -> Offers:
    """The words of a question and all that is offered for them."""
    words = tuple(_words(asked))
    made = _Made()
    earlier = asked.sentences[0].earlier if asked.sentences else None
    cells = earlier.cells() if earlier is not None else ()
    for word in words:
        made.of_word(word, around)
    _bodies(made, words, cells, around)
    bodies = tuple(str(o.value) for o in made.all if o.kind == "body") or around.bodies[:_MOST_BODIES]
    _years(made, words, bodies, cells, around)
    for cell in cells:
        made.of_cell(cell)
    _near(made, words, bodies, around)
    _terms(made, words, bodies, around)
    _sentences(made, asked, around)
    for sense in _WHOLES:
        name = around.known.total(sense)
        said = [w.id for w in words if sense in _wholes_of(w.token)]
        made.put("name", name.shown, name, said)
    _closed(made)
    return Offers(words, tuple(made.all))


def _words(asked: Understood) -> Iterator[WordAt]:
    number = 0
    for token in asked.tokens:
        at = token.start
        for text in cut(token.text) if token.sort == "unknown" else (token.text,):
            number += 1
            size = len(text) if token.sort == "unknown" else token.end - token.start
            yield WordAt(f"w{number}", at, at + size, text, token)
            at += size


def _wholes_of(token: Token) -> tuple[str, ...]:
    """The wholes that a word of money may mean."""
    sense = token.sense("filler")
    if sense in ("money", "budget") or token.sense("op") in ("spent", "sum", "how_many"):
        return _ANY_WHOLE
    return _OF_MONEY.get(sense, ())


class _Made:
    """The offers made so far; one id for one thing."""

    def __init__(self) -> None:
        self._at: dict[tuple[str, str], int] = {}
        self._counts: Counter[str] = Counter()
        self.all: list[Offer] = []

    def put(
        self, kind: str, shown: str, value: object, words: Iterable[str] = (), earlier: bool = False
    ) -> None:
        """Offer it, or let one more word speak of it."""
        at = self._at.get((kind, shown))
        if at is not None:
            old = self.all[at]
            said = old.words | frozenset(words)
            self.all[at] = replace(old, words=said, earlier=old.earlier or earlier)
            return
        self._counts[kind] += 1
        self._at[kind, shown] = len(self.all)
        id = f"{KINDS[kind]}{self._counts[kind]}"
        self.all.append(Offer(id, kind, shown, value, frozenset(words), earlier))

    def unused(self, kind: str, shown: str) -> str:
        """The name, numbered where another thing of its kind is called so."""
        found, n = shown, 1
        while (kind, found) in self._at:
            n += 1
            found = f"{shown}·{n}"
        return found

    def of_numbers(self, chosen: Chosen, starts: Iterable[int]) -> None:
        """The numbers of the sentence offered last, each by its id and its slot: d3v1."""
        of = self.all[-1].id
        self.all += [Offer(f"{of}v{n}", "value", f"{of}v{n}", (chosen, at)) for n, at in enumerate(starts, 1)]

    def of_word(self, word: WordAt, around: Around) -> None:
        """What a word was taken for."""
        token, said = word.token, (word.id,)
        match token.sort:
            case "body":
                for body in token.bodies:
                    self.put("body", body, body, said)
            case "year":
                for year in token.years:
                    self.put("year", str(year), year, said)
            case "period":
                self.put("period", token.text, token.text, said)
            case "code":
                self.put("code", token.text, token.text, said)
            case "amount" if token.unit and token.value is not None:
                self.put("amount", token.text, Amount(token.value, token.unit, token.text), said)
            case "amount" | "top" | "nth" | "several" | "years" if token.value is not None:
                self.put("number", str(int(token.value)), int(token.value), said)
            case "name" | "unit":
                self._of_name(token, said)
        self._of_slot(token, said, around)

    def _of_name(self, token: Token, said: Sequence[str]) -> None:
        if token.entry is None:
            return
        roles = token.entry.roles
        kind = "table" if roles == {Role.TABLE} else "unit" if roles == {Role.UNIT} else "name"
        for name in names_of(token):
            self.put(kind, name.shown, name, said)

    def _of_slot(self, token: Token, said: Sequence[str], around: Around) -> None:
        slot, _, value = token.sense("slot").partition(":")
        match slot:
            case "stage":
                self.put("stage", value, Stage(value), said)
            case "scope" if value != "both":
                self.put("scope", value, Scope(value), said)
            case "group":
                self.put("group", value, value, said)
            case "table":
                self.put(
                    "table", value, Name(token.text, value, (token.text,), tables=(TableKind(value),)), said
                )
            case "count":
                self.put("count", value, value, said)

    def of_cell(self, cell: Cell) -> None:
        """What the question before spoke of."""
        for name in (cell.subject, *cell.within):
            if name is not None:
                self.put("name", name.shown, name, earlier=True)
        if cell.code:
            self.put("code", cell.code, cell.code, earlier=True)


def _bodies(made: _Made, words: Sequence[WordAt], cells: Sequence[Cell], around: Around) -> None:
    """The bodies said, those of the question before, the only one; those whose name unknown words abridge."""
    for cell in cells:
        if cell.body:
            made.put("body", cell.body, cell.body, earlier=True)
    if sole := around.known.sole_body():
        made.put("body", sole, sole, earlier=True)
    for run in runs_of_unknown(words):
        found = [body for body in around.bodies if abridges(run, body)]
        for body in found[:_MOST_BODIES]:
            made.put("body", body, body)


def runs_of_unknown(words: Sequence[WordAt]) -> Iterator[str]:
    """Stretches of unknown words that stand side by side, whole and word by word."""
    run: list[WordAt] = []
    for word in (*words, None):
        if word is not None and word.token.sort == "unknown" and (not run or run[-1].end == word.start):
            run.append(word)
            continue
        for n in range(len(run)):
            yield "".join(each.text for each in run[n:])
        run = [word] if word is not None and word.token.sort == "unknown" else []


def abridges(said: str, body: str) -> bool:
    """Whether a body's name holds all these letters in this order: 省委办, of 岭东省委办公厅."""
    letters = iter(key_of(body))
    return len(said) > 1 and all(letter in letters for letter in said)


def _years(
    made: _Made, words: Sequence[WordAt], bodies: Sequence[str], cells: Sequence[Cell], around: Around
) -> None:
    """The years of these bodies and the one before them, of titles, of the question before without a word."""
    for cell in cells:
        if cell.year:
            made.put("year", str(cell.year), cell.year, earlier=True)
    for word in words:
        entry = word.token.entry
        titled = entry is not None and Role.TABLE in entry.roles
        if titled and (found := YEAR_BEFORE.match(word.text)):
            made.put("year", found[1], int(found[1]), (word.id,))
    _relative(made, words, bodies, around)
    there = sorted({year for body in bodies for year in around.years(body)}, reverse=True)[:_MOST_YEARS]
    for year in [*there, *(there[-1:] and [there[-1] - 1])]:
        made.put("year", str(year), year)


def _relative(made: _Made, words: Sequence[WordAt], bodies: Sequence[str], around: Around) -> None:
    """The years that words for the present mean: from the newest of a body, or from a year that is said."""
    said = {int(offer.shown) for offer in made.all if offer.kind == "year"}
    for word in words:
        slot, _, value = word.token.sense("slot").partition(":")
        if slot == "year":
            newest = {around.known.newest(body) for body in bodies} - {0}
            for base in sorted(said | newest, reverse=True):
                year = base + FROM_NEWEST[value]
                made.put("year", str(year), year, (word.id,))


def _near(made: _Made, words: Sequence[WordAt], bodies: Sequence[str], around: Around) -> None:
    """The printed names that are most like what nobody knows, then others that the bodies print."""
    printed = list(dict.fromkeys(name for body in bodies[:_MOST_BODIES] for name in around.printed(body)))
    unknown = "".join(w.text for w in words if w.token.sort == "unknown" or w.token.how in _GUESSED)
    everything = "".join(w.text for w in words if w.token.sort not in ("body", "year"))
    often = Counter(letter for name in printed for letter in set(name))

    def likeness(name: str) -> float:
        rare = {letter: log(1 + len(printed) / often[letter]) for letter in sorted(set(name))}
        own = sum(weight for letter, weight in rare.items() if letter in unknown)
        pairs = sum(unknown[n : n + 2] in name for n in range(len(unknown) - 1))
        return own + 3 * pairs + 0.2 * sum(w for letter, w in rare.items() if letter in everything)

    for name in sorted(printed, key=likeness, reverse=True)[:_NAMES]:
        entry = around.lattice.names.get(key_of(name))
        of = entry.names[0] if entry is not None else Name.of(name)
        made.put("name", of.shown, of)


def _terms(made: _Made, words: Sequence[WordAt], bodies: Sequence[str], around: Around) -> None:
    """The words of the narrative that share letters with what nobody knows, the rarest letters first."""
    unknown = "".join(w.text for w in words if w.token.sort == "unknown" or w.token.how in _GUESSED)
    if not unknown or len(bodies) > 1:
        return
    found = around.terms(bodies[0])
    often = Counter(letter for term in found for letter in set(term))
    like = {t: sum(1 / often[letter] for letter in sorted(set(t)) if letter in unknown) for t in found}
    for term in sorted((t for t in found if like[t] > 0), key=lambda t: (-like[t], t))[:_TERMS]:
        made.put("term", term, term)


def _sentences(made: _Made, asked: Understood, around: Around) -> None:
    """The sentences that may answer, each with its place, and by a slot of its own each number in it."""
    for one in around.told(asked):
        chosen = Chosen(one.ref, one.text)
        shown, at, starts = "", 0, []
        for start, end in one.numbers:
            starts.append(start)
            shown += f"{_bare(one.text[at:start])}{{v{len(starts)}}}"
            at = end
        shown += _bare(one.text[at:])
        place = f"{one.edition.year}{one.edition.kind.value} {_bare(one.heading)}"
        made.put("sentence", made.unused("sentence", f"〔{place}〕{shown}"), chosen)
        made.of_numbers(chosen, starts)


_DIGITS = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d+(?:[.,]\d+)*|(?<=\d)[.,]\d+")


def _bare(text: str) -> str:
    """A text without its numbers, years apart."""
    return _DIGITS.sub("○", text)


def terms_of(text: str) -> Iterator[str]:
    """The nouns and verbs of a text, and those that stand side by side as one."""
    before = ""
    for word, sort in tagged(text):
        says = sort.startswith(("n", "v", "j", "l", "i", "b")) and len(word) >= _WORD and word.isalpha()
        if says:
            yield word
            if before and len(before) + len(word) <= _LONGEST_TERM:
                yield before + word
        before = word if says else ""


_GUESSED = frozenset((How.PART, How.SOUND, How.NEAR))


def _closed(made: _Made) -> None:
    """What every question may speak of: stages, kinds, scopes, groups of purchases, what is counted."""
    for stage in (*_STAGES, *_MORE_STAGES):
        made.put("stage", stage.value, stage)
    for kind in (Kind.BUDGET, Kind.FINAL):
        made.put("kind", kind.value, kind)
    for scope in Scope:
        made.put("scope", scope.value, scope)
    for group in _GROUPS:
        made.put("group", group, group)
    for count in _COUNTS:
        made.put("count", count, count)
