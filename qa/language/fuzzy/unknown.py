"""What nobody knows in a question, as words: single letters, particles and endings put where they belong.

>>> [token.text for token in as_words(text, found, bodies)]     # 古籍修复|所
['古籍修复所']
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from index.store.tokens import cut, is_word
from qa.language.lexicon import Word
from qa.language.meant import How
from qa.language.normal import Text
from qa.language.path import joined
from qa.language.thesaurus import speaks
from qa.language.tokens import Token
from qa.language.word_classes import ClassedWord, classed_words, is_verb

_LOOSE = frozenset(("function", "slot", "op", "filler", "restrict", "frame"))


def as_words(text: Text, found: Sequence[Token], bodies: Collection[str]) -> list[Token]:
    """The tokens, what nobody knows of them as whole words; `bodies` are those that are named."""
    words = _with_endings(text, _without_particles(text, whole_words(text, found)))
    return [_as_named(_as_spoken(token), bodies) for token in words]


def cuts_of(text: Text) -> list[int]:
    """Where the words of a text begin, and where it ends; no word goes over the end of a clause."""
    cuts = [0]
    for start, end in text.clauses():
        for word in cut(text.bare[start:end]):
            cuts.append(cuts[-1] + len(word))
    return cuts


def letters_unknown(found: Sequence[Token]) -> set[int]:
    """The places of the letters that nobody knows."""
    return {n for token in found if token.sort == "unknown" for n in range(token.start, token.end)}


def whole_words(text: Text, found: Sequence[Token]) -> list[Token]:
    """Single letters that make a word with an unknown one beside them are unknown too: 公益岗|位."""
    cuts = cuts_of(text)
    unknown = letters_unknown(found)

    def parted(token: Token) -> bool:
        """Whether the token is one letter of a longer word that has unknown letters."""
        if token.end - token.start != 1 or token.sort not in _LOOSE:
            return False
        start = max(c for c in cuts if c <= token.start)
        end = min(c for c in cuts if c >= token.end)
        # 里|车, 要|开 are cut as words, but are none.
        whole = is_word(text.bare[start:end]) or not (token.has("op") or token.has("function"))
        return end - start > 1 and whole and not unknown.isdisjoint(range(start, end))

    return joined(text, [Token(t.start, t.end, t.text, "unknown") if parted(t) else t for t in found])


def _without_particles(text: Text, found: Sequence[Token]) -> list[Token]:
    """Particles at the ends of unknown words are words of their own: 钞票|啦."""
    particles = [word for word in classed_words(text) if word.is_particle]
    out: list[Token] = []
    for token in found:
        start, end = _between_particles(token, particles)
        if token.sort != "unknown" or (start, end) == (token.start, token.end):
            out.append(token)
            continue
        cuts = (token.start, start, "function"), (start, end, "unknown"), (end, token.end, "function")
        out += [Token(a, b, text.bare[a:b], sort) for a, b, sort in cuts if a < b]
    return out


def _between_particles(token: Token, particles: Sequence[ClassedWord]) -> tuple[int, int]:
    """Where a token begins and ends without the particles at its ends."""
    start, end = token.start, token.end
    inside = [word for word in particles if start <= word.start and word.end <= end]
    heads = [word for word in inside if word.start == start]
    start = max((word.end for word in heads), default=start)
    tails = [word for word in inside if word.end == end and word.start >= start]
    return start, min((word.start for word in tails), default=end)


def _with_endings(text: Text, found: Sequence[Token]) -> list[Token]:
    """An organisation that nobody knows is one word to its end: 古籍修复|所, 粮食|和|物资储备局."""
    out: list[Token] = []
    for token in found:
        last = out[-1] if out else None
        close = last is not None and last.end == token.start and token.start not in text.ends
        if last is not None and close and _ENDING.fullmatch(token.text) and _is_guess(last):
            token = _unknown(text, out.pop().start, token.end)
        if len(out) > 1 and _ends_as_one(out[-2:], token):
            token = _unknown(text, out[-2].start, token.end)
            del out[-2:]
        out.append(token)
    return out


def _is_guess(token: Token) -> bool:
    """Whether it is a word that nobody knows, or a name that was but guessed from it."""
    return token.sort == "unknown" or (token.sort == "name" and token.how in (How.PART, How.SOUND, How.NEAR))


# The last letter of what an office or a unit is called.
_ENDING = re.compile("[所局站队馆院处科室库园社厅]")


def _ends_as_one(before: Sequence[Token], token: Token) -> bool:
    """Whether two unknown words joined by 和 end as the name of one organisation."""
    first, joint = before
    together = first.end == joint.start and joint.end == token.start and joint.marked("and")
    of_one = first.sort == token.sort == "unknown" and together
    return of_one and _ENDING.fullmatch(token.text[-1]) is not None


def _unknown(text: Text, start: int, end: int) -> Token:
    return Token(start, end, text.bare[start:end], "unknown")


def _as_spoken(token: Token) -> Token:
    """A verb of the mind or of speech as a word of speaking: 看见, 惦记."""
    if token.sort != "unknown" or not speaks(token.text) or not is_verb(token.text):
        return token
    return replace(token, sort="frame", uses=(Word("frame", "speech"),))


def _as_named(token: Token, bodies: Collection[str]) -> Token:
    """该局, where a body that ends so is named: that one, which says nothing more."""
    pointed = _POINTED.fullmatch(token.text) if token.sort == "unknown" else None
    if pointed is None or not any(body.endswith(_ENDS_AS.get(pointed[1], (pointed[1],))) for body in bodies):
        return token
    return replace(token, sort="filler", uses=(Word("filler", "own"),))


# What those are called in short that end so: 该校, 该委.
_ENDS_AS = {
    "校": ("校", "学", "学院"),
    "委": ("委", "委员会"),
    "办": ("办", "办公室", "办公厅"),
}
_POINTED = re.compile("(?:该|本|这个?|此)([\u4e00-\u9fff]{1,4})")
