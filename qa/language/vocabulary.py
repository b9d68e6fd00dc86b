"""The words of an index: all names that its documents print and what people call them, of one generation.

They hold no document: with those of a generation before, the documents there are now are asked for by the
names that were known then. That makes them the part of a catalogue that may be read beside the questions.

>>> Vocabulary.of(facts).names.get("吃喝").names[0].shown
'公务接待费'
"""

from __future__ import annotations

from dataclasses import dataclass

from index.store.protocols import Facts
from qa.language.names import Names
from qa.language.terms import Lexicon
from qa.language.whose.organisations import is_organisation

_UNIT_NAME = 7


@dataclass(frozen=True)
class Vocabulary:
    """The lexicon and the names; `units` are the organisations among them by their keys.

    `places` that rows and sentences speak for beside their body, each with that body.
    """

    generation: int
    lexicon: Lexicon
    names: Names
    units: dict[str, str]
    places: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, facts: Facts) -> Vocabulary:
        """The bundled lexicon extended by what the documents print at one moment."""
        with facts.steady():
            generation = facts.generation()
            terms, labels, places = facts.terms(), facts.labels(), facts.unit_rows()
        lexicon = Lexicon.of(terms)
        units = {
            term: entry.term
            for term, entry in lexicon.entries.items()
            if len(term) >= _UNIT_NAME and is_organisation(term)
        }
        return cls(generation, lexicon, Names.of(lexicon, terms, labels), units, places)
