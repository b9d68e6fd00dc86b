"""Typed pieces → the same pieces with other words between them, where a model's words pass every check.

A model sees a text with slots: `{f1}` a figure, `{q1}` a quotation, `{n1}` a name; what fills them it does
not see. What it returns must hold the same slots and the same nouns in the same order, the same operators and
negations, and no numeral; then only the words that join them have changed. Anything else, and the template is
told. `qa.verify` fills the slots afterwards as it always does.

>>> phrased(model, draft).pieces
('全年安排', Value('1.50万元'), '，用于', Quote('流域联席会议'), '。')
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import pairwise

from index.store.tokens import tagged
from qa.language.lexicon import words
from qa.language.numbers import spelt_numerals
from qa.language.word_classes import negations
from qa.llm.exchange import Failure, Model, NoReply, Prompt, Reply, Schema, fenced
from qa.records import Draft, Piece, Quote, Status, Value

LEAST = 4
"""So many slots make an answer long enough to be put into other words."""
_SLOT = re.compile(r"\{([fqn]\d{1,2})\}")
_SCHEMA: Schema = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}
# What says how one thing stands to another: neither added nor lost.
_MOVES = frozenset(
    ("more", "less", "flat", "highest", "lowest", "exclude", "exceed", "under", "reach", "atmost")
)


@cache
def rules() -> str:
    """What a model is told of phrasing: ``data/phrase.txt``."""
    return files("qa.llm").joinpath("data/phrase.txt").read_text(encoding="utf-8")


def worth_phrasing(draft: Draft) -> bool:
    """Whether it is an answer of several parts."""
    return draft.status is Status.ANSWERED and sum(not isinstance(p, str) for p in draft.pieces) >= LEAST


def phrased(model: Model, draft: Draft) -> tuple[Draft, Reply]:
    """The draft in a model's words, and what that cost. Raises NoReply where those do not pass."""
    text, slots = with_slots(draft.pieces)
    # Not even names are shown: one may be a formula, a row of a table may be called like an instruction.
    reply = model.complete(Prompt("phrase", rules(), fenced({"text": text}), _SCHEMA))
    said = str(reply.said["text"]).strip()
    if why := fault(text, said, slots):
        raise NoReply(Failure.RUBBISH, why)
    return replace(draft, pieces=_filled(said, slots)), reply


def with_slots(pieces: Sequence[Piece]) -> tuple[str, dict[str, Piece]]:
    """The text with a slot for each piece that is no plain string, and the pieces by slot."""
    counts: Counter[str] = Counter()
    slots: dict[str, Piece] = {}
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
            continue
        kind = "f" if isinstance(piece, Value) else "q" if isinstance(piece, Quote) else "n"
        counts[kind] += 1
        name = f"{kind}{counts[kind]}"
        slots[name] = piece
        text += f"{{{name}}}"
    return text, slots


def fault(text: str, said: str, slots: dict[str, Piece]) -> str:
    """What is wrong with words between slots, "" where nothing is."""
    bare = _SLOT.sub("", said)
    if set(_SLOT.findall(said)) != slots.keys():
        return "slots"
    if re.search(r"[{}]", bare) or any(unicodedata.category(letter).startswith("N") for letter in bare):
        return "a digit"
    if _strange_numerals(text, bare):
        return "a numeral"
    if _touch(said) and not _touch(text):
        return "slots side by side"
    if _spine(text) != _spine(said):
        return "nouns and slots in another order"
    if Counter(negations(text)) != Counter(negations(said)):
        return "a negation"
    return "" if _moves(text) == _moves(said) else "a direction"


def _strange_numerals(text: str, bare: str) -> bool:
    """Whether a numeral in Chinese letters stands there that the text has not."""
    return any(found not in text for found in spelt_numerals(bare))


def _touch(said: str) -> bool:
    """Whether two slots stand side by side: two numerals would read as one."""
    spans = [found.span() for found in _SLOT.finditer(said)]
    return any(end == start for (_, end), (start, _) in pairwise(spans))


def _spine(text: str) -> list[str]:
    """The slots and the nouns of a text, in order: what it is of, whatever joins them."""
    spine: list[str] = []
    for part in re.split(r"(\{[fqn]\d{1,2}\})", text):
        if _SLOT.fullmatch(part):
            spine.append(part)
        else:
            spine += [word for word, sort in tagged(part) if _says_of_what(word, sort)]
    return spine


def _says_of_what(word: str, sort: str) -> bool:
    """Whether a word names or describes, or is one of budgets: all but verbs, adverbs and grammar."""
    uses = words().get(word, ())
    of_budgets = any(use.sort == "slot" or (use.sort == "filler" and use.sense != "act") for use in uses)
    return word.isalnum() and (of_budgets or sort.startswith(_NAMING))


_NAMING = ("n", "s", "t", "m", "a", "b", "eng", "j", "i", "l", "vn")


def _moves(text: str) -> Counter[str]:
    """The operators of a text that say which way."""
    known = words()
    return Counter(
        use.sense
        for word, _ in tagged(_SLOT.sub("，", text))
        for use in known.get(word, ())
        if use.sort == "op" and use.sense in _MOVES
    )


def _filled(said: str, slots: dict[str, Piece]) -> tuple[Piece, ...]:
    parts = re.split(r"\{([fqn]\d{1,2})\}", said)
    made = (slots[part] if n % 2 else part for n, part in enumerate(parts))
    return tuple(piece for piece in made if piece != "")
