"""Cells → probes in changed wordings whose effect is known beforehand.

>>> {probe.form for probe in metamorphic(cells, said_in(facts), origins=1)} >= {"原样", "客气", "月份"}
True

Said otherwise, a question keeps its figure. A word that no document knows, a month, another place,
a body's lack of a stage or a subject stop it, and the answer says by which word. Of two figures,
their difference is the same either way round, what is excluded is taken off, what is denied is not
told, and neither of two questions is passed over in silence. Words are in data/metamorphic.toml.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, field_validator

from eval.probes.cells import Cell, Row, rows_of
from eval.probes.probe import Amount, Demand, Probe
from index.facts.records import Stage
from index.facts.subjects import level, normal

if TYPE_CHECKING:
    from opencc import OpenCC

PLAIN = "原样"
_SEED = 20250702

_PLACE = re.compile(r"^(?:[\u4e00-\u9fff]{1,6}?(?:省|自治区|市|州|县|区|旗))+")
# A name shorter than this may be a word of any sentence: 工程, 其他.
_TELLING = 4
# Lines of every balance, which have many names.
_GENERAL = re.compile(r"结转|结余|收入|资金|[总合小]计|/")
# So many subjects of other bodies are looked at; names that share so much of their characters are alike.
_FOREIGN, _ALIKE = 60, 0.6
_NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

# A year is told by a stage where any of these amounts is.
_TOLD_BY = {
    Stage.FINAL: {Stage.FINAL, Stage.PRIOR_FINAL},
    Stage.ADJUSTED: {Stage.ADJUSTED},
    Stage.INITIAL: {Stage.INITIAL, Stage.BUDGET, Stage.PRIOR_BUDGET},
}


class _Word(BaseModel):
    """A word that is put in, and the wordings by any of which it is told back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    word: str
    told: tuple[str, ...]


class _Form(BaseModel):
    """One way to change a question; `words_from` names words that depend on what is indexed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: str
    wordings: tuple[str, ...]
    words: tuple[_Word, ...] = ()
    words_from: str = ""

    @field_validator("words", mode="before")
    @classmethod
    def _told_as_it_is(cls, words: list[object]) -> list[object]:
        return [{"word": word, "told": [word]} if isinstance(word, str) else word for word in words]


class _Lacking(BaseModel):
    """What a body may not disclose of a year; `heard` are wordings by which its text may still tell it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: tuple[_Word, ...]
    heard: tuple[str, ...]


class _Forms(BaseModel):
    """The whole of metamorphic.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plain: str
    too_general: frozenset[str]
    same: tuple[_Form, ...]
    stop: tuple[_Form, ...]
    stages: dict[Stage, _Lacking]
    difference: _Form
    exclusion: _Form
    negation: _Form
    second: _Form
    stray: _Form


@cache
def _forms() -> _Forms:
    raw = files("eval").joinpath("data/metamorphic.toml").read_text(encoding="utf-8")
    return _Forms.model_validate(tomllib.loads(raw))


@dataclass(frozen=True, slots=True)
class _Known:
    """What is indexed: every word, the years and stages of each body, the subjects only others have."""

    words_heard: str
    said: Mapping[str, str]
    years: dict[str, frozenset[int]]
    stages: dict[tuple[str, int], frozenset[Stage]]
    foreign: dict[str, tuple[str, ...]]

    def words(self, form: _Form, origin: Row) -> tuple[_Word, ...]:
        """The words of a form that no document says of the origin's body and year."""
        match form.words_from:
            case "years":
                years = self.years[origin.body]
                return tuple(_as_it_is(str(year)) for year in (min(years) - 6, max(years) + 3))
            case "subjects":
                return tuple(map(_as_it_is, self.foreign[origin.body]))
            case "stages":
                there, said = self.stages[origin.body, origin.year], self.said.get(origin.body, "")
                lacking = (
                    stage.words
                    for name, stage in _forms().stages.items()
                    if not _TOLD_BY[name] & there and not any(word in said for word in stage.heard)
                )
                return tuple(chain.from_iterable(lacking))
        return tuple(word for word in form.words if word.word not in self.words_heard)


def metamorphic(cells: Sequence[Cell], said: Mapping[str, str], origins: int = 60) -> tuple[Probe, ...]:
    """The probes of so many rows of one amount, drawn by lot from every body and year in turn.

    `said` is what each body's documents say besides their tables.
    """
    rows = [row for row in rows_of(cells) if _plainly_asked(row)]
    lot = random.Random(_SEED)
    drawn = _in_turn(rows, lot)[:origins]
    known = _known(cells, said)
    made = chain(
        chain.from_iterable(_of_one(origin, known, lot) for origin in drawn),
        _of_two(drawn, rows, lot),
        _without(cells, rows, lot, origins),
    )
    forms: Counter[str] = Counter()
    once: dict[tuple[str, str], Probe] = {}
    for probe in made:
        if (probe.form, probe.question) not in once:
            once[probe.form, probe.question] = replace(probe, id=f"{probe.form}-{forms[probe.form]}")
            forms[probe.form] += 1
    return tuple(once.values())


def _of_one(origin: Row, known: _Known, lot: random.Random) -> Iterator[Probe]:
    """The origin itself, said otherwise, and with words that stop it."""
    forms = _forms()
    for name, question in ((PLAIN, _plain(origin)), *_written_otherwise(origin)):
        yield _tells(name, question, origin)
    for form in forms.same:
        yield _tells(form.form, _worded(form, lot, origin), origin)
    for form in forms.stop:
        if words := known.words(form, origin):
            word = lot.choice(words)
            question = _worded(form, lot, origin, word=word.word)
            yield Probe("", form.form, question, Demand.STOP, named=word.told, place=origin.place)
    stray = lot.choice(forms.stray.words)
    question = _worded(forms.stray, lot, origin, word=stray.word)
    yield replace(_tells(forms.stray.form, question, origin), demand=Demand.ONE_AND_SAID, named=stray.told)


def _written_otherwise(origin: Row) -> Iterator[tuple[str, str]]:
    """The plain question in other digits and other characters."""
    question, year = _plain(origin), str(origin.year)
    yield "全角", question.replace(year, year.translate(_FULL_WIDTH))
    yield "汉字年份", question.replace(year, year.translate(_NUMERALS))
    yield "两位年份", question.replace(f"{year}年", f"{year[2:]}年")
    yield "繁体", _traditional().convert(question)


def _of_two(drawn: Sequence[Row], rows: Sequence[Row], lot: random.Random) -> Iterator[Probe]:
    """Each origin with another row of its body and year."""
    forms = _forms()
    groups = _grouped(rows)
    for origin in drawn:
        others = [row for row in groups[origin.body, origin.year] if not _overlap(row.name, origin.name)]
        if not others:
            continue
        other = lot.choice(others)
        high, low = sorted((origin, other), key=lambda row: row.wanted[0].value, reverse=True)
        apart = high.wanted[0].value - low.wanted[0].value
        if apart and high.wanted[0].unit == low.wanted[0].unit:
            for wording in forms.difference.wordings:
                yield Probe(
                    "",
                    forms.difference.form,
                    _filled(wording, origin, a=high.name, b=low.name),
                    Demand.ONE,
                    (Amount(apart, high.wanted[0].unit),),
                    beside=(*high.wanted, *low.wanted),
                    place=f"{high.place}；{low.place}",
                )
        yield _tells(
            forms.negation.form, _worded(forms.negation, lot, origin, a=origin.name, b=other.name), other
        )
        yield replace(
            _tells(
                forms.second.form, _worded(forms.second, lot, origin, a=origin.name, b=other.name), origin
            ),
            demand=Demand.ALL_OR_SAID,
            wanted=(*origin.wanted, *other.wanted),
            named=(other.name,),
        )


def _without(cells: Sequence[Cell], rows: Sequence[Row], lot: random.Random, most: int) -> Iterator[Probe]:
    """A 类 or 款 without one of its members, both of one column of one table."""
    form = _forms().exclusion
    plain = {(row.body, row.year, row.name): row for row in rows}
    coded = {_column_of(cell, cell.code): cell for cell in cells if cell.code and cell.counts}
    pairs = []
    for cell in coded.values():
        whole = coded.get(_column_of(cell, cell.code[:-2])) if level(cell.code) in ("款", "项") else None
        found = [plain.get((one.body, one.year, one.name)) for one in (whole, cell) if one is not None]
        match found:
            case [Row() as of, Row() as part] if of.wanted[0].value > part.wanted[0].value > 0:
                pairs.append((of, part))
    for whole_row, part in lot.sample(pairs, min(most, len(pairs))):
        rest = whole_row.wanted[0].value - part.wanted[0].value
        yield Probe(
            "",
            form.form,
            _worded(form, lot, whole_row, whole=whole_row.name, part=part.name),
            Demand.ONE,
            (Amount(rest, part.wanted[0].unit),),
            beside=(*whole_row.wanted, *part.wanted),
            place=f"{whole_row.place}；{part.place}",
        )


def _column_of(cell: Cell, code: str) -> tuple[object, ...]:
    return (cell.body, cell.year, cell.edition, cell.table, cell.column, code)


def _tells(form: str, question: str, row: Row) -> Probe:
    """A probe that wants the row's amount."""
    return Probe("", form, question, Demand.ONE, row.wanted, place=row.place)


def _plainly_asked(row: Row) -> bool:
    """One amount, not zero, under a printed name that says what it is of, in the year's own document."""
    printed = bool(row.cell.row) and row.cell.askable and row.cell.year == row.cell.edition
    telling = row.name not in _forms().too_general and "/" not in row.name
    return printed and telling and len(row.wanted) == 1 and bool(row.wanted[0].value)


def _in_turn(rows: Sequence[Row], lot: random.Random) -> list[Row]:
    """The rows in an order drawn by lot that goes round bodies and years."""
    groups = [lot.sample(group, len(group)) for group in _grouped(rows).values()]
    return [row for turn in zip_longest(*groups) for row in turn if row is not None]


def _grouped(rows: Iterable[Row]) -> dict[tuple[str, int], list[Row]]:
    groups: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.body, row.year].append(row)
    return groups


def _overlap(one: str, other: str) -> bool:
    """One name within the other: “三公”经费 and “三公”经费合计."""
    short, long = sorted((normal(one), normal(other)), key=len)
    return short in long


def _pairs(name: str) -> frozenset[str]:
    """A name's neighbouring characters: 公务费 → 公务, 务费."""
    plain = normal(name)
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Most pairs are shared: 因公出国（境）费 and 因公出国（境）费用 may be two names of one thing."""
    return 2 * len(one & other) >= _ALIKE * (len(one) + len(other))


def _known(cells: Sequence[Cell], said: Mapping[str, str]) -> _Known:
    """What the documents tell of words, years, stages, and of subjects that only other bodies have."""
    years: dict[str, set[int]] = defaultdict(set)
    stages: dict[tuple[str, int], set[Stage]] = defaultdict(set)
    subjects: dict[str, set[str]] = defaultdict(set)
    columns: dict[str, set[str]] = defaultdict(set)
    for cell in cells:
        years[cell.body] |= {cell.year, cell.edition}
        stages[cell.body, cell.year].add(cell.stage)
        if cell.row and cell.askable and not _GENERAL.search(cell.name):
            subjects[cell.body].add(cell.name)
        columns[cell.body] |= set(cell.column.split("/"))
    names = {name for cell in cells for name in (cell.body, cell.name, cell.table, cell.column)}
    return _Known(
        " ".join((*sorted(names), *said.values())),
        said,
        {body: frozenset(of) for body, of in years.items()},
        {key: frozenset(of) for key, of in stages.items()},
        {body: _foreign(body, subjects, columns[body], said.get(body, "")) for body in years},
    )


def _foreign(body: str, subjects: Mapping[str, set[str]], columns: set[str], said: str) -> tuple[str, ...]:
    """Some subjects of other bodies that this one's tables and text do not speak of in any wording."""
    own = [name for name in (body, *subjects[body], *columns) if len(normal(name)) > 1]
    heard = "\n".join(map(normal, (said, *own)))
    others = set().union(*(names for other, names in subjects.items() if other != body))
    unheard = sorted(name for name in others if len(normal(name)) >= _TELLING and normal(name) not in heard)
    few = random.Random(f"{_SEED}{body}").sample(unheard, min(_FOREIGN, len(unheard)))
    pairs = [_pairs(name) for name in own]
    return tuple(
        name
        for name in few
        if not any(normal(mine) in normal(name) for mine in own)
        and not any(_alike(_pairs(name), mine) for mine in pairs)
    )


def _plain(row: Row) -> str:
    """The plain question."""
    return _filled(_forms().plain, row)


def _worded(form: _Form, lot: random.Random, row: Row, **more: str) -> str:
    """One of the form's wordings, drawn by lot, for a row."""
    wording = lot.choice(form.wordings)
    return _filled(wording, row, question=_plain(row), rest=_PLACE.sub("", row.body, count=1), **more)


def _filled(wording: str, row: Row, **more: str) -> str:
    return wording.format(body=row.body, year=row.year, row=row.name, **more)


def _as_it_is(word: str) -> _Word:
    """A word that is told back as it was put in."""
    return _Word(word=word, told=(word,))


@cache
def _traditional() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("s2t")
