"""No word without a meaning: which words of a question an answer does not account for.

A plan of the algebra accounts for its words by its nodes. Of an answer that came another way, every
unknown word must stand in the places it cites, and every name under one of its printed names.

>>> unaccounted(tokens, evidence="一般公共预算支出表 办公费 预算数")
('量子通信',)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.facts.ledgers import OTHER_SIDE
from index.facts.subjects import normal
from index.store.tokens import cut
from qa.language.lexicon import verbs, words
from qa.language.names import Role
from qa.language.normal import key_of
from qa.language.terms import NO_SUBJECT
from qa.language.thesaurus import carries_out, is_matter, synonyms
from qa.language.tokens import Token
from qa.language.topics import meant_in
from qa.plan.algebra import How

# One letter of Chinese alone is a particle that the lexicon does not list, not a word.
WORD = 2


def unknown_words(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The words that nothing in the index or the lexicon explains, with what stands close beside them."""
    return tuple(dict.fromkeys(told for _, told in _unknown(tokens)))


def _unknown(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Each unknown word, and as it is told: with the end that is a name by another word, or a guess."""
    for n, token in enumerate(tokens):
        if token.sort == "unknown" and _is_word(token.text):
            after = next((t for t in tokens[n + 1 : n + 2] if t.start == token.end), None)
            yield token.text, token.text + _end_of(after)


def _end_of(token: Token | None) -> str:
    """食堂|装修, 信鸽训练|中心: the end of what nobody knows, where it means something by itself."""
    if token is None:
        return ""
    named = token.sort == "name" and token.how is not How.EXACT
    return token.text if named or (token.sort == "body" and token.how is How.PART) else ""


def unaccounted(
    tokens: Sequence[Token],
    evidence: str,
    meant: Sequence[tuple[str, Sequence[str]]] = (),
    shortest: int = 1,
) -> tuple[str, ...]:
    """The words that nothing explains and that its evidence does not hold, in order.

    `meant` are stretches of the question, each with the words any of which stands for it. Parts of a word
    that are shorter than `shortest` letters need not be held.
    """
    flat = _flat(evidence)
    stands = [said for said, means in meant if any(key_of(meaning) in flat for meaning in means)]
    unknown = [(word, told) for word, told in _unknown(tokens) if not any(word in said for said in stands)]
    return tuple(dict.fromkeys(told for word, told in unknown if _missing(word, flat, shortest)))


def said_by_verbs(tokens: Sequence[Token], evidence: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The verbs that stand for a noun of rows and tables, each with that: 契税收了多少, in a table of 收入.

    None where what is told is of the other side.
    """
    known = verbs()
    said = [token.text for token in tokens if token.sort == "unknown" and token.text in known]
    return tuple((word, (known[word],)) for word in said if OTHER_SIDE.get(known[word], " ") not in evidence)


def unheld_names(tokens: Sequence[Token], told: str, around: str) -> tuple[str, ...]:
    """The names, codes and months of a question that a narrative does not hold, in order.

    A name may stand around what is told; its words apart must stand in one sentence of that.
    """
    flat = _flat(around)
    sentences = [key_of(line) for line in told.split("\n") if _STOP in line and len(line) <= _LONGEST]
    left = [token.text for token in tokens if not _is_held(token, flat, sentences)]
    return tuple(dict.fromkeys(left))


def asked_matters(tokens: Sequence[Token]) -> frozenset[Token]:
    """The words for any thing done, or way of doing it, that are asked for: 哪些|举措, 什么|来源."""
    asked, found = False, set()
    for token in tokens:
        if asked and token.sort == "unknown" and is_matter(token.text):
            found.add(token)
        elif token.sort not in ("function", "several"):
            asked = token.sense("op") in _ASKS_FOR_SOME
    return frozenset(found)


_ASKS_FOR_SOME = ("list", "what", "which_row", "how_many")


def unheld_kinds(tokens: Sequence[Token], told: str) -> tuple[str, ...]:
    """What is asked for by a single letter (哪几个|局、办), where what is told speaks of none such."""
    found = [kind for asks, kind in _kinds(tokens) if asks.sense("op") in _COUNTED]
    kinds = [kind.text for kind in found]
    short = all(len(kind) < WORD for kind in kinds) and not any(map(_is_one_after, found, found[1:]))
    return tuple(kinds) if short and not any(kind in told for kind in kinds) else ()


def _is_one_after(before: Token, token: Token) -> bool:
    return before.end == token.start and not token.paused


def asked_of_kind(tokens: Sequence[Token]) -> tuple[str, ...]:
    """What is asked of things that nobody knows (换|什么车), to which no figure is an answer."""
    asked = [(asks, kind) for asks, kind in _kinds(tokens) if asks.sense("op") == "what"]
    return tuple(f"{asks.text}{kind.text}" for asks, kind in asked if not asks.marked("how"))


def _kinds(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """Each unknown word that stands at once behind one that asks which, with that."""
    asks: Token | None = None
    for before, token in pairwise(tokens):
        if before.sense("op") in ("what", *_COUNTED):
            asks = before
        elif before.sort != "unknown":
            asks = None
        if asks is not None and token.sort == "unknown" and (token.start == before.end or token.paused):
            yield asks, token


# They ask for things of a kind: 哪几个, 哪几家.
_COUNTED = ("which_row", "which_body")


def _is_held(token: Token, flat: str, sentences: Sequence[str]) -> bool:
    if token.sort in ("period", "code") or (token.sort == "amount" and token.unit):
        return key_of(token.text) in flat
    if token.sort == "amount":
        return re.search(rf"(?<![\d.]){re.escape(token.text)}(?!\d)", flat) is not None
    return token.sort != "name" or _stands(token, flat) or _is_told(token, sentences)


def _missing(word: str, flat: str, shortest: int) -> bool:
    """Whether neither a word nor those that disclosures use for it stand there, nor its longer parts."""
    if key_of(word) in flat:
        return False
    rest = _not_in_other_words(word, flat)
    if rest != word:
        parts = _telling(rest)
    elif len(word) > WORD and _in_part(word).search(flat):
        return False
    else:
        parts = _parts(word, shortest)
    return not all(_holds(flat, part) for part in parts)


def _not_in_other_words(word: str, flat: str) -> str:
    """What is left of a word without what stands there in words that disclosures use for it."""
    for said, means in meant_in(word):
        if any(key_of(meaning) in flat for meaning in means):
            word = word.replace(said, "", 1)
    return word


def _telling(rest: str) -> list[str]:
    """The words of a stretch that say anything: not those of grammar, nor single letters."""
    return [part for part in cut(rest) if len(part) >= WORD and not _says_nothing(part)]


def _parts(word: str, shortest: int) -> list[str]:
    """The words that a word is made of, without those too short; itself where all are."""
    parts = [part for part in cut(word) if len(part) >= shortest] or ([word] if len(word) >= WORD else [])
    told = [part for part in parts if not carries_out(part)]
    return told or parts


def _holds(flat: str, word: str) -> bool:
    """Whether a word stands there, or one of the same meaning: 车子 is told by 车辆."""
    return key_of(word) in flat or any(same in flat for same in synonyms(word))


def _says_nothing(word: str) -> bool:
    """Whether the lexicon has it as a word of grammar or of speaking."""
    return any(use.sort in ("function", "frame") for use in words().get(word, ()))


def _in_part(word: str) -> re.Pattern[str]:
    """A word with letters put in: 高中班 is said of 高中教学班."""
    return re.compile(
        re.escape(word[:WORD]) + "".join(f".{{0,3}}{re.escape(letter)}" for letter in word[WORD:])
    )


_LONGEST = 400
# What a sentence has and a row has not.
_STOP = "。"


def _is_word(text: str) -> bool:
    """Whether it can mean something: not a stray sign or a letter of Latin alone."""
    return any(letter.isalnum() for letter in text) and not (text.isascii() and len(text) < WORD)


def _flat(text: str) -> str:
    """A long text as `key_of` makes it, piece by piece."""
    return "".join(key_of(text[at : at + _LONGEST]) for at in range(0, len(text), _LONGEST))


def _stands(token: Token, flat: str) -> bool:
    entry = token.entry
    if entry is None or token.text in flat or entry.roles == {Role.TABLE}:
        return True
    keys = {key for name in entry.names for key in (*name.keys, normal(name.shown))}
    codes = {code for name in entry.names for code in name.codes}
    return any(key_of(key) in flat for key in keys) or any(_is_printed(code, flat) for code in codes)


def _is_printed(code: str, flat: str) -> bool:
    """Whether a code stands there, not within a longer one."""
    return re.search(rf"(?<!\d){code}(?!\d)", flat) is not None


def _is_told(token: Token, sentences: Sequence[str]) -> bool:
    """Whether one sentence holds each word of a name: 没有国有资本经营预算财政拨款收入和支出."""
    words = [word for word in cut(token.text) if len(word) >= WORD]
    telling = any(word not in NO_SUBJECT for word in words)  # 其他支出 is no 其他城乡社区公共设施支出
    return telling and any(all(word in sentence for word in words) for sentence in sentences)
