"""Sentences in which a person tells of herself before she asks: 我退休前在环保部门干了大半辈子。

Such a sentence asks nothing, and the one behind it says itself of what it asks. Words in it that happen to be
known (退休) say nothing of what is asked.

>>> sorted(of_stories(text, clauses))     # 我年轻时跑农业，一辆自行车走遍全县。请问某局有多少辆车
[0, 1]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from qa.language.meant import How
from qa.language.normal import Text
from qa.language.tokens import Token
from qa.language.word_classes import is_person

# Words that say how a figure is wanted, and so are no part of a story.
_WANTED = ("stage:", "scope:", "table:", "class:", "unit:", "level:", "group:", "per:", "refer:")
_FIRM = ("code", "amount", "years", "top", "nth")
_NARROWS = ("inside", "exclude", "compare", "ratio", "negation")
_ASKS = (
    *("how_many", "what", "which_row", "which_year", "which_body", "yesno", "reason", "define", "list"),
    *("highest", "lowest", "order", "difference", "agree"),
)

Clause = Sequence[Token]


def of_stories(text: Text, clauses: Sequence[Clause]) -> frozenset[int]:
    """The places, among the clauses of a question, of those that are of a story."""
    sentences = list(_sentences(text, clauses))
    found: set[int] = set()
    for n, sentence in enumerate(sentences[:-1]):
        behind = [clauses[at] for later in sentences[n + 1 :] for at in later]
        if _tells_of_a_person([clauses[at] for at in sentence]) and _is_whole(behind):
            found.update(sentence)
    return frozenset(found)


def _sentences(text: Text, clauses: Sequence[Clause]) -> Iterator[list[int]]:
    """The places of the clauses sentence by sentence."""
    marks = [0, *sorted(stop for stop in text.stops if 0 < stop < len(text.bare)), len(text.bare)]
    for start, end in pairwise(marks):
        if within := [n for n, clause in enumerate(clauses) if start <= clause[0].start < end]:
            yield within


def _tells_of_a_person(sentence: Sequence[Clause]) -> bool:
    """Whether it tells of a person, asks nothing, and says nothing of how a figure is wanted."""
    tokens = [token for clause in sentence for token in clause]
    if not any(is_person(token.text) for token in tokens) or not any(t.sort == "unknown" for t in tokens):
        return False
    return not any(map(_is_of_a_question, tokens)) and not any(map(says_what_is_wanted, sentence))


def _is_of_a_question(token: Token) -> bool:
    """Whether it asks, narrows, or says by a name as printed or a code what is wanted."""
    named = token.sort == "name" and token.how is How.EXACT
    works = token.sense("op") in (*_ASKS, *_NARROWS) or token.has("restrict")
    return named or works or token.sort in _FIRM


def says_what_is_wanted(clause: Clause) -> bool:
    """Whether a statement says what is meant by what is asked, or how: 我问的是…, 我只看…, 要单位口径的."""
    known = not any(token.sort == "unknown" for token in clause)
    slots = known and any(token.sense("slot").startswith(_WANTED) for token in clause)
    return means(clause) or slots or any(token.marked("only") for token in clause)


def means(clause: Clause) -> bool:
    """Whether a statement says what is meant: 我问的是决算."""
    return any(one.text.endswith("的") and other.marked("copula") for one, other in pairwise(clause))


def _is_whole(clauses: Sequence[Clause]) -> bool:
    """Whether they ask, and say themselves of what: a row, what is counted, words of their own."""
    asking = [c for c in clauses if any(token.sense("op") in _ASKS or token.counts for token in c)]
    said = [token for clause in (*asking, *clauses) for token in clause]
    return bool(asking) and any(token.sort in ("name", "code", "unknown") for token in said)
