"""A question → the sentences it asks, each with its tokens, what is set aside as talk, and what came before.

A question may ask several things one after another; each takes from the one before it what it leaves
open, and the first takes it from the conversation. A follow-up that only names another body, year or
subject asks of it what was asked before.

>>> asked = understood(Question("那2024年呢", ("望潮街道2025年办公费多少",)), lattice, known)
>>> [str(cell) for cell in asked.sentences[0].cells()]
['办公费@望潮街道2024']
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from qa.language.aside.talk import set_aside
from qa.language.context import is_of_purchases
from qa.language.lattice import Lattice
from qa.language.names import Role
from qa.language.normal import Text, asked
from qa.language.tokens import Token
from qa.plan.algebra import How
from qa.plan.conversation.turns import followed, speaks
from qa.plan.grammar import Sentence
from qa.plan.operands import Known
from qa.records import Question

_REMEMBERED = 20
_MONEY = frozenset(("budget", "money", "expense", "income", "both", "subject", "public", "headcount"))
_ASKS = ("how_many", "what", "which_row", "which_year", "which_body", "reason", "yesno", "define", "list")
_CONTENT = ("body", "unit", "year", "years", "name", "code", "period", "amount")
_WHOSE = ("body", "year")
_BARE = ("function", "filler")


@dataclass(frozen=True)
class Understood:
    """A question read: its text and tokens, those set aside as talk, and what it asks, in order."""

    text: Text
    tokens: tuple[Token, ...]
    aside: tuple[Token, ...]
    sentences: tuple[Sentence, ...]

    @property
    def content(self) -> tuple[Token, ...]:
        """The tokens that the answer must account for."""
        return tuple(token for token in self.tokens if token not in self.aside)

    @property
    def of_budgets(self) -> bool:
        """Whether it holds, or takes over, a body, a name or a word of money."""
        taken = [token for one in self.sentences if not one.lost for token in one.tokens]
        within = any(one.earlier is not None and one.has("inside") for one in self.sentences)  # 其中…的多少
        return (
            within
            or any(one.referred for one in self.sentences)
            or any(
                t.sort in ("name", "code", "unit", "year", "years")
                or (t.sort == "body" and t.how is not How.PART)
                or t.sense("filler") in _MONEY
                or t.sense("op") == "spent"
                for t in (*self.content, *taken)
            )
        )

    @property
    def lost(self) -> bool:
        """Whether, behind other questions, it asks nothing that is understood, and says more than 谢谢."""
        said = any(token.sort not in ("frame", "function") for token in self.content)
        return said and all(one.lost for one in self.sentences)

    @property
    def set_aside(self) -> tuple[str, ...]:
        """What is set aside as talk, as typed, stretch by stretch."""
        stretches: list[list[int]] = []
        for token in self.aside:
            if stretches and stretches[-1][1] == token.start:
                stretches[-1][1] = token.end
            else:
                stretches.append([token.start, token.end])
        return tuple(self.text.shown(start, end) for start, end in stretches)


def understood(question: Question, lattice: Lattice, known: Known) -> Understood:
    """The question with the conversation before it. Never raises for any text."""
    earlier: Sentence | None = None
    for past in question.history[-_REMEMBERED:]:
        parts = _read(past, lattice, known, earlier).sentences
        asked = next((part for part in reversed(parts) if speaks(part)), parts[-1])
        earlier = earlier if asked.lost or not asked.tokens else asked
    return _read(question.text, lattice, known, earlier)


def _read(question: str, lattice: Lattice, known: Known, earlier: Sentence | None) -> Understood:
    text = asked(question)
    bought = earlier is not None and any(map(is_of_purchases, earlier.tokens))
    of = {cell.body for cell in earlier.cells() if cell.body} if earlier is not None else set()
    text, tokens, aside = _tokens(text, lattice, earlier, of, bought)
    chinese = lattice.in_chinese(text, [token for token in tokens if token not in aside], of)
    if chinese is not text:
        text, tokens, aside = _tokens(chinese, lattice, earlier, of, bought)
    content = _meant(tuple(token for token in tokens if token not in aside))
    sentences: list[Sentence] = []
    before = earlier
    for part in _parts(text, content):
        if before is None or sentences:
            sentence = Sentence(part, known, before)
        else:
            sentence = followed(part, before, known)
        sentences.append(sentence)
        before = sentence
    return Understood(text, tokens, aside, tuple(sentences) or (Sentence((), known),))


def _tokens(
    text: Text, lattice: Lattice, earlier: Sentence | None, of: Collection[str], bought: bool
) -> tuple[Text, tuple[Token, ...], tuple[Token, ...]]:
    """A text with its slips put right, its tokens, and those of them that are talk."""
    text, tokens = lattice.reading(text, bought=bought, of=of)
    if earlier is not None or not any(token.sort == "body" for token in tokens):
        tokens = _of_a_body(text, tokens, lattice)
    return text, tokens, set_aside(text, tokens)


def _of_a_body(text: Text, tokens: tuple[Token, ...], lattice: Lattice) -> tuple[Token, ...]:
    """热线的, 热线2025年…: of the body that is called so, and not of who asks: 热线问, 市民打热线问."""
    alone = all(token.sort in ("frame", "function") for token in tokens)
    first = tokens[:1] if len(tokens) > 1 and not tokens[1].has("frame") else ()
    meant = [token for token in (tokens if alone else first) if token.sort == "frame"]
    if not meant:
        return tokens
    spans = [span for span in lattice.named.spans(text) if len(span.bodies) == 1]
    bodies = {(span.start, span.end): span for span in spans if alone or span.text in span.bodies[0]}
    return tuple(bodies.get((t.start, t.end), t) if t in meant else t for t in tokens)


def _meant(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens without what is ruled out: 不是办公费，是差旅费 asks of 差旅费; 部门预算，不是单位预算."""
    out: list[Token] = []
    for n, token in enumerate(tokens):
        if token.sense("op") == "negation":
            ruled = _ruled_out(tokens[n + 1 :])
            out += [token, *ruled] if ruled else []
    kinds = {_kind(token) for token in out} - {""}
    left = [token for token in tokens if token not in out]
    return tuple(left) if out and all(any(_kind(t) == kind for t in left) for kind in kinds) else tokens


def _ruled_out(behind: Sequence[Token]) -> list[Token]:
    """The words behind a negation up to the first that says what is not meant: 局本级|单位预算."""
    if behind and all(token.sort in _BARE for token in behind):
        return list(behind)  # 不是部门那本
    out: list[Token] = []
    for token in behind:
        if _is_meant_behind(out, token):
            break
        out.append(token)
    return out if any(_kind(token) or token.has("filler") for token in out) else []


def _is_meant_behind(ruled: Sequence[Token], token: Token) -> bool:
    """Whether a word behind those ruled out is meant: in 非部门口径，某局2026年 the body behind the scope."""
    if not _kind(token):
        return bool(ruled) or token.sort not in _BARE
    named = [one for one in ruled if _kind(one) or one.has("filler")]
    return bool(named) and _kind(token) in _WHOSE and not any(_kind(one) in _WHOSE for one in named)


def _kind(token: Token) -> str:
    """What a word that can be ruled out tells: a row, a body, a year, a scope, a stage."""
    slot = token.sense("slot").split(":")[0]
    if token.sort in ("body", "year"):
        return token.sort
    return "row" if token.sort == "name" else slot if slot in ("scope", "stage") else ""


def _parts(text: Text, tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    """The tokens by what they ask: a clause that asks ends a part where the next one asks too.

    Beside a ？ the name of a row asks: …是多少？再告诉我水费; 采购预算？货物、服务各多少.
    """
    parts: list[tuple[Token, ...]] = []
    open_part: tuple[Token, ...] = ()
    closed = False
    for clause, marked in _clauses(text, tokens):
        asked = _asks(open_part) or (closed and _names_rows(open_part))
        asks = marked and not clause[0].marked("by")  # …有多少人，按2025年预算？
        more = asks or _asks(clause) or clause[-1].sense("op") == "ratio"  # …各多少，服务占比
        asks_too = asked and (more or (closed and _is_of_more(clause)))
        if asks_too and _begins_part(clause, open_part):
            parts.append(open_part)
            open_part = clause
        else:
            open_part = (*open_part, *clause)
        closed = marked
    return [*parts, open_part] if open_part else parts


def _clauses(text: Text, tokens: Sequence[Token]) -> Iterator[tuple[tuple[Token, ...], bool]]:
    """The tokens clause by clause, and whether a question mark ends the clause; no empty one."""
    for start, end in text.clauses():
        clause = tuple(token for token in tokens if start <= token.start < end)
        if clause:
            yield clause, end in text.asked


def _begins_part(clause: Sequence[Token], open_part: Sequence[Token]) -> bool:
    """Whether a clause asks something else than the part before it, not but more of the same."""
    if _defines(open_part) and _asks_how_many(clause):
        return True
    return _of_its_own(clause) and (_asks_how_many(open_part) or not _only_counts(clause))


def _is_of_more(clause: Sequence[Token]) -> bool:
    """Whether it names a row, or something that nobody knows, and does not narrow what was asked."""
    if any(token.has("restrict") or token.sense("op") in ("inside", "exclude") for token in clause):
        return False
    return _names_rows(clause) or any(token.sort == "unknown" for token in clause)


def _names_rows(tokens: Sequence[Token]) -> bool:
    return any(t.sort == "code" or (t.entry is not None and Role.ROW in t.entry.roles) for t in tokens)


def _asks(tokens: Sequence[Token]) -> bool:
    return any(token.sense("op") in _ASKS or token.counts for token in tokens)


def _of_its_own(clause: Sequence[Token]) -> bool:
    """Whether a clause asks of something: it names it, or says it in words that nobody knows."""
    of_more = any(token.sense("slot").startswith(("count:", "stage:", "group:")) for token in clause)
    return of_more or _content(clause) or any(token.sort == "unknown" for token in clause)


def _only_counts(clause: Sequence[Token]) -> bool:
    """几辆, behind 哪家公车最多: in what to count what was asked before."""
    counts = any(token.sense("slot").startswith("count:") for token in clause)
    return counts and not _content(clause) and all(token.sort != "unknown" for token in clause)


def _defines(tokens: Sequence[Token]) -> bool:
    """Whether a meaning is asked for: an amount asked behind it is another question."""
    return any(token.sense("op") == "define" for token in tokens)


def _asks_how_many(tokens: Sequence[Token]) -> bool:
    return any(token.sense("op") == "how_many" for token in tokens)


def _content(tokens: Sequence[Token]) -> bool:
    return any(token.sort in _CONTENT for token in tokens)
