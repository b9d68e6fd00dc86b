"""What stands over a question: sentences in which a person tells of herself, and headings before a ：.

Such a sentence (我退休前在环保部门干了大半辈子。) asks nothing, and the one behind it says itself of what it
asks. Words in it that happen to be known (退休) say nothing of what is asked.

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
_WHOSE = ("body", "unit", "year", "period")
_HOLDS = ("name", "code", "body", "unit")
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
    for n, sentence in enumerate(sentences):
        behind = [clauses[at] for later in sentences[n + 1 :] for at in later]
        told = [clauses[at] for at in sentence]
        if any(clauses[at][-1].end in text.asked for at in sentence):
            continue
        before = [clauses[at] for earlier in sentences[:n] for at in earlier]
        if _is_whole(before) and _says_of_oneself(told):
            found.update(sentence)
        if _tells_of_a_person(told, of_names=not _names_its_own(behind)) and _is_whole(behind):
            found.update(sentence)
    return frozenset(found)


def headings(text: Text, clauses: Sequence[Clause]) -> frozenset[int]:
    """The places of clauses before a ： with words that nobody knows, over a question that is whole.

    概念辨析：某局2025年预算里，“结转下年”指什么？
    """
    return frozenset(
        n
        for n, clause in enumerate(clauses[:-1])
        if clauses[n + 1][0].start in text.heads and _is_heading(clause) and _is_whole(clauses[n + 1 :])
    )


def _is_heading(clause: Clause) -> bool:
    """Whether it says in words that nobody knows what for something is asked, and narrows nothing."""
    if not any(token.sort == "unknown" for token in clause):
        return False
    narrows = any(token.has("restrict") or token.sense("op") in _NARROWS for token in clause)
    said = any(token.sort in (*_FIRM, *_WHOSE) or token.quoted or _is_named(token) for token in clause)
    return not narrows and not said and not says_what_is_wanted(clause)


def _is_named(token: Token) -> bool:
    """Whether it is a name as it is printed, or as people say it."""
    return token.sort == "name" and token.how in (How.EXACT, How.SPOKEN, How.SHORT)


def _names_its_own(clauses: Sequence[Clause]) -> bool:
    """Whether what is asked names its row as it is printed or said, or what it counts."""
    return any(_is_named(token) or token.counts for clause in _asking(clauses) for token in clause)


def _sentences(text: Text, clauses: Sequence[Clause]) -> Iterator[list[int]]:
    """The places of the clauses sentence by sentence."""
    begun = {clause[0].start for clause in clauses if clause[0].marked("begins")}  # 请问 ends what is before
    marks = [0, *sorted(stop for stop in {*text.stops, *begun} if 0 < stop < len(text.bare)), len(text.bare)]
    for start, end in pairwise(marks):
        if within := [n for n, clause in enumerate(clauses) if start <= clause[0].start < end]:
            yield within


def _tells_of_a_person(sentence: Sequence[Clause], *, of_names: bool) -> bool:
    """Whether it tells of a person, asks nothing, and says nothing of how a figure is wanted.

    `of_names`: a name in it may be what is asked for.
    """
    tokens = [token for clause in sentence for token in clause]
    if not any(is_person(token.text) for token in tokens) or not any(t.sort == "unknown" for t in tokens):
        return False
    asked = any(
        _is_of_a_question(before, token, behind, of_names=of_names)
        for before, token, behind in zip((None, *tokens[:-1]), tokens, (*tokens[1:], None), strict=True)
    )
    return not asked and not any(map(says_what_is_wanted, sentence))


def _says_of_oneself(sentence: Sequence[Clause]) -> bool:
    """Whether who speaks adds something that holds nothing of the documents: 我记得数目不小."""
    tokens = [token for clause in sentence for token in clause]
    if not is_person(tokens[0].text) or any(map(says_what_is_wanted, sentence)):
        return False
    pairs = zip((None, *tokens[:-1]), tokens, (*tokens[1:], None), strict=True)
    said = any(token.sort in (*_FIRM, *_WHOSE, "name") or token.sense("slot") for token in tokens)
    return not said and not any(_is_of_a_question(*pair, of_names=True) for pair in pairs)


def _is_of_a_question(before: Token | None, token: Token, behind: Token | None, *, of_names: bool) -> bool:
    """Whether it asks, narrows, or says by a name as printed or a code what is wanted.

    By what stands before and behind it some words do not: 管过|几|年, 我们楼|里, 不|容易.
    """
    if token.text == "几" and before is not None and before.sort != "name":
        return False
    if token.sense("op") == "inside" and before is not None and before.sort not in _HOLDS:
        return False
    if token.sense("op") == "negation" and behind is not None and _may_be_denied(behind):
        return False
    named = of_names and token.sort == "name" and token.how is How.EXACT
    works = token.sense("op") in (*_ASKS, *_NARROWS) or token.has("restrict")
    return named or works or token.sort in _FIRM


def _may_be_denied(token: Token) -> bool:
    """Whether what stands behind 不 only says how something is: 不|容易, 数目不|小."""
    return token.sort == "unknown" or token.marked("adjective")


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
    asking = _asking(clauses)
    said = [token for clause in (*asking, *clauses) for token in clause]
    return bool(asking) and any(token.sort in ("name", "code", "unknown") for token in said)


def _asking(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses that ask."""
    return [c for c in clauses if any(token.sense("op") in _ASKS or token.counts for token in c)]
