"""The words of questions by what they are for: ``data/words.toml``, read once.

>>> words()["几倍"]
(Word(sort='op', sense='times'),)
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa.language.normal import simplified


@dataclass(frozen=True, slots=True)
class Word:
    """What a word is for: `sort` op, slot, filler, frame, restrict or function; `sense` within its sort."""

    sort: str
    sense: str


_SORTS = {"operators": "op", "slots": "slot", "fillers": "filler", "frame": "frame", "restrict": "restrict"}


@cache
def _lists() -> dict[str, dict[str, str]]:
    text = files("qa.language").joinpath("data/words.toml").read_text(encoding="utf-8")
    return tomllib.loads(simplified(text))  # 嗰 is written as a question's letters are read


@cache
def words() -> dict[str, tuple[Word, ...]]:
    """Every word of the lexicon with all that it may be for."""
    data = _lists()
    found: dict[str, tuple[Word, ...]] = {}
    for section, sort in _SORTS.items():
        for sense, listed in data[section].items():
            for word in listed.split():
                found[word] = (*found.get(word, ()), Word(sort, sense))
    for word in data["function"]["words"].split():
        found[word] = (*found.get(word, ()), Word("function", "function"))
    return found


@cache
def function_words() -> frozenset[str]:
    """The words without content of their own: no operator, restrictor or noun is among them."""
    return frozenset(word for word, uses in words().items() if any(use.sort == "function" for use in uses))


@cache
def verbs() -> dict[str, str]:
    """The noun that names of rows end in, by the verb that people say for it: ``verbs()["欠"]`` is 余额."""
    return {word: noun for noun, listed in _lists()["verbs"].items() for word in listed.split()}


@cache
def carrying() -> dict[str, frozenset[str]]:
    """The words by which money is carried over a year: ``carrying()["left"]`` holds 没花完."""
    return {kind: frozenset(listed.split()) for kind, listed in _lists()["carried"].items()}


@cache
def same_in_disclosures() -> dict[str, frozenset[str]]:
    """Each word with those of its meaning in disclosures: ``same_in_disclosures()["补贴"]`` holds 补助."""
    groups = [frozenset(line.split("=")) for line in _lists()["same"]["groups"].split()]
    return {word: group - {word} for group in groups for word in group}


@cache
def in_words_of_its_own() -> dict[str, str]:
    """What English says otherwise than in the words for it: ``in_words_of_its_own()["how_many_people"]``."""
    return {said: meant for meant, listed in _lists()["english"].items() for said in listed.split()}


@cache
def marks() -> dict[str, frozenset[str]]:
    """What single words say beside what they are for, by mark: ``marks()["beside"]`` holds 对比."""
    return {mark: frozenset(listed.split()) for mark, listed in _lists()["marks"].items()}
