"""What a reader calls something that she then names: in brackets, in quotes, in another language.

>>> [token.text for token in glosses(text, tokens)]     # 养护公园那笔（公园绿地养护）是多少
['养护公园']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from qa.language.lexicon import marks
from qa.language.meant import How
from qa.language.normal import Text
from qa.language.tokens import Token
from qa.language.whose.english import is_of_office

_NAMING = ("name", "code", "body")
# Words that point at what was just said: 养护公园那笔（…）.
_THAT = frozenset(("那笔", "这笔", "那块", "这块", "那部分", "这部分"))


def glosses(text: Text, tokens: Sequence[Token]) -> list[Token]:
    """The tokens that mean the same as a name beside them."""
    return [*_in_brackets(text, tokens), *_called_by_name(tokens)]


def _in_brackets(text: Text, tokens: Sequence[Token]) -> Iterator[Token]:
    """What stands before a name in brackets: 养护公园的钱（公园绿地养护）."""
    for start, end in text.bracketed:
        inside = [token for token in tokens if start <= token.start and token.end <= end]
        before = _word_before(text, tokens, start)
        translated = list(_in_two_languages(text, tokens, inside, start))
        free = before is not None and (before.sort == "body" or not translated)
        if before is not None and free and inside and _are_the_same(before, inside, end - start):
            yield before
        if not translated and _is_a_row(inside, end - start):
            yield from _guesses_before(tokens, start)
        yield from translated


def _is_a_row(inside: Sequence[Token], letters: int) -> bool:
    """Whether a bracket holds the name of a row and nothing else."""
    return len(inside) == 1 and _are_names(inside, letters) and inside[0].how in (How.EXACT, How.SPOKEN)


def _guesses_before(tokens: Sequence[Token], start: int) -> Iterator[Token]:
    """The words close before a bracket that are no printed name: 看病|医保（卫生健康）."""
    end = start
    for token in reversed([token for token in tokens if token.end <= start]):
        if token.end != end or not _is_guessed(token):
            return
        yield token
        end = token.start


def _is_guessed(token: Token) -> bool:
    """Whether it is a word that nobody knows, or a name by another word than it is printed by."""
    return token.sort == "unknown" or (token.sort == "name" and token.how is not How.EXACT)


def _in_two_languages(
    text: Text, tokens: Sequence[Token], inside: Sequence[Token], start: int
) -> Iterator[Token]:
    """The English of a name that Chinese in brackets tells: the lift subsidy（加装电梯补贴）.

    English behind a Chinese name is not: nothing tells 培训费（training） from 培训费（only drivers）.
    """
    before = [token for token in tokens if token.end <= start and not _parts(text, token.end, start)]
    if before and _names_in_chinese(inside):
        said = {token.sort for token in inside} & {"name", "body"} | {"unknown"}
        yield from (token for token in _name_before(before, of_body="body" in said) if token.sort in said)


def _name_before(before: Sequence[Token], *, of_body: bool) -> Iterator[Token]:
    """The English words at the end of these that make up one name, from its end."""
    for n in reversed(range(len(before))):
        token = before[n]
        of_office = token.text == "of" and n > 0 and is_of_office(before[n - 1].text)
        if not _is_of_name(token) or (of_body and token.text in _LEADS_TO and not of_office):
            return
        yield token


def _names_in_chinese(tokens: Sequence[Token]) -> bool:
    """Whether they name something in Chinese alone; of a word that nobody knows the answer must account."""
    named = any(token.sort in (*_NAMING, "unknown") or token.sense("op") for token in tokens)
    return named and not any(map(_is_latin, tokens))


# Where an English name begins: how many staff has |the Linjiang Bureau（…）.
_BEGINS = frozenset("a an the is are was were do does did has have had".split())
# Behind these words a body is named of which something else is said before: deed tax in |Dayao County（…）.
_LEADS_TO = frozenset("in of for by from to at on with into under".split())


def _is_of_name(token: Token) -> bool:
    """Whether an English word may be of the name that ends behind it."""
    return _is_latin(token) and token.text not in _BEGINS


def _is_latin(token: Token) -> bool:
    """Whether it is written in letters of Latin."""
    return token.text.isascii() and any(letter.isalpha() for letter in token.text)


def _called_by_name(tokens: Sequence[Token]) -> Iterator[Token]:
    """What nobody knows before 那个 and a name in quotes: 扶持外贸企业那个“稳外贸专项”."""
    for one, joint, name in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if one.sort == "unknown" and joint.marked("called") and name.quoted:
            yield one
    for n, one in enumerate(tokens):
        between = list(takewhile(lambda token: token.sort == "function", tokens[n + 1 :]))
        behind = next(iter(tokens[n + 1 + len(between) :]), None)
        named = one.sort in ("unknown", "name") and behind is not None and behind.sort == "name"
        if named and "".join(token.text for token in between) in marks()["namely"]:
            yield one  # 养老服务，也就是长者食堂运营补助


def _are_the_same(before: Token, inside: Sequence[Token], letters: int) -> bool:
    """Whether a word is explained by what a bracket of so many letters behind it holds."""
    first = inside[0]
    if before.sort == first.sort == "body":
        return before.bodies == first.bodies  # Yunxi（云溪市水务局）
    if not _are_names(inside, letters):
        return False
    if before.sort == "name" and len(inside) > 1:
        return all(token.sort == "code" for token in inside)  # 社会保险缴费（30108、30109）
    return before.sort == "unknown" or _are_of_one_row(before, first)


def _are_of_one_row(one: Token, other: Token) -> bool:
    """Whether two names are of one row: goods and services（商品和服务支出）."""
    keys = [{key for name in token.entry.names for key in name.keys} for token in (one, other) if token.entry]
    return len(keys) > 1 and not keys[0].isdisjoint(keys[1])


def _are_names(inside: Sequence[Token], letters: int) -> bool:
    """Whether what a bracket of so many letters holds are names or codes, and nothing else."""
    covered = sum(token.end - token.start for token in inside)
    return 0 < covered == letters and all(token.sort in ("name", "code") for token in inside)


def _word_before(text: Text, tokens: Sequence[Token], start: int) -> Token | None:
    """The last word that a bracket may explain, in the clause before it: 公园 of 公园那笔（…）."""
    before = [token for token in tokens if token.end <= start and not _parts(text, token.end, start)]
    while before and (before[-1].sort in ("function", "filler") or before[-1].text in _THAT):
        before.pop()
    return before[-1] if before else None


def _parts(text: Text, start: int, end: int) -> bool:
    """Whether a clause ends between two places."""
    return any(start <= at < end for at in text.ends)
