"""A Case and its Answer → Scores, each with the reason it failed. Pure functions.

>>> figures(case, answer)
Score(passed=False, explanation='缺少 公务接待费 1.5万元')

Amounts are compared as Decimal in the reference's own unit, ±0.005 of it: 4200元 is 0.42万元,
147.87万元 is not 147.87元, and 28% is not 0.28%.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePath

from eval.cases import Case, ForbiddenFigure, ReferenceFigure, plain_unit
from eval.grounding import ungrounded
from eval.numerals import Numeral, numerals
from index.facts.money import YUAN_PER_UNIT, in_unit, is_money, number
from qa.records import Answer, AnswerFigure, Status

TOLERANCE = Decimal("0.005")

_FALL = re.compile(r"减少|下降|降低|缩减|压减|调减")
_RISE = re.compile(r"增加|增长|上升|提高|调增")
_FALL_ASKED = re.compile(r"减|降|少多少|低多少|少了")
# 减少到3.46 and 下降至3.46 tell where it fell to; 增减额3.46, 至少3.46 and 最多3.46 tell no direction.
_TOLD = r"\s*(?:了|额|为|约|达|数)*\s*[:：]?\s*-?$"
_FALL_TOLD = re.compile(
    rf"(?:减少|下降|降低|缩减|压减|调减|(?<!增)减|降|(?<![至最不])少|(?<![至最])低){_TOLD}"
)
_RISE_TOLD = re.compile(rf"(?:增加|增长|上升|提高|调增|增|(?<![至最很])多|(?<![至最])高){_TOLD}")
_DENIED_BEFORE = re.compile(
    r"(?:不是|并非|而非|不等于|不为|没有)(?:所说的|您说的|所谓的)?(?:约|大约)?[“\"]?\s*-?$"
)
_DENIED_AFTER = re.compile(r"^[^，。；,;\n]{0,12}?(?:不符|有误|不正确|不属实|没有依据|不存在)")


class Verdict(StrEnum):
    """How a case ended, for a reader. A figure that misleads is worse than none: see `Report.reliability`."""

    RIGHT = "right"
    PARTIAL = "partial"  # a reference figure is told, but others are missing or nobody asked for them
    WRONG = "wrong"
    HELD_BACK = "held_back"


@dataclass(frozen=True, slots=True)
class Score:
    """Whether one thing holds, and in one line why not (or what was found)."""

    passed: bool
    explanation: str


@dataclass(frozen=True, slots=True)
class Scores:
    """All scores of one answer. `citation` is None where the case names no page or none is due.

    `passed` leaves `citation` out: a figure may rightly be cited from another of its pages; and
    `extra`, by which an answer that passes may still be only partial. It
    holds `grounded` to answered cases: what a not_found names besides (the years at hand, the
    bodies indexed) is not in the answer object.
    """

    status: Score
    figures: Score
    forbidden: Score
    text: Score
    grounded: Score
    citation: Score | None
    extra: Score
    answered: bool
    verdict: Verdict

    @property
    def passed(self) -> bool:
        """True when status, figures, forbidden, text and, if answered, grounded all hold."""
        held = self.status.passed and self.figures.passed and self.forbidden.passed and self.text.passed
        return held and (self.grounded.passed or not self.answered)

    @property
    def wrong(self) -> bool:
        """Wrong while answered: the worst outcome, a figure that misleads its reader."""
        return self.answered and not (self.figures.passed and self.forbidden.passed)


def score(case: Case, answer: Answer, known: Sequence[str] = ()) -> Scores:
    """Every score of one answer; `known` are texts whose numerals need no citation (file names)."""
    judged = Scores(
        status=status(case, answer),
        figures=figures(case, answer),
        forbidden=forbidden(case, answer),
        text=text(case, answer),
        grounded=grounded(answer, (*case.history, *known)),
        citation=citation(case, answer),
        extra=extra(case, answer),
        answered=answer.status is Status.ANSWERED,
        verdict=Verdict.WRONG,
    )
    return replace(judged, verdict=verdict(case, answer, judged))


def verdict(case: Case, answer: Answer, scores: Scores) -> Verdict:
    """How the case ended: right, partial, wrong, or held back (asked back, declined, failed).

    Answered where it must not be, or with a forbidden figure, is wrong. Of a case without reference
    figures, the page cited is what makes an answer partial.
    """
    if scores.passed:
        return Verdict.RIGHT if scores.extra.passed else Verdict.PARTIAL
    if not scores.answered:
        return Verdict.HELD_BACK
    if not scores.status.passed or not scores.forbidden.passed:
        return Verdict.WRONG
    if case.figures:
        near = any(_told(wanted, case, answer) for wanted in case.figures)
    else:
        near = scores.citation is not None and scores.citation.passed
    return Verdict.PARTIAL if near else Verdict.WRONG


def status(case: Case, answer: Answer) -> Score:
    """The answer's status is one the case accepts."""
    accepted = " 或 ".join(case.accepted)
    if answer.status in case.accepted:
        return Score(True, f"{answer.status.value}")
    return Score(False, f"应为 {accepted}，实为 {answer.status.value}")


def figures(case: Case, answer: Answer) -> Score:
    """Every reference figure equals some figure of the answer after unit conversion, ±0.005."""
    missing = [
        f"{wanted.metric} {_plain(wanted.value)}{wanted.unit}"
        for wanted in case.figures
        if not _told(wanted, case, answer)
    ]
    if not missing:
        return Score(True, f"{len(case.figures)}个数均有" if case.figures else "无须数字")
    given = "、".join(f"{figure.metric} {figure.shown}" for figure in answer.figures) or "无"
    return Score(False, f"缺少 {'、'.join(missing)}；答案中有：{given}")


def extra(case: Case, answer: Answer) -> Score:
    """Where the case has figures, every figure told as asked for is one of them."""
    asked = [figure for figure in answer.figures if figure.role == "asked"] if case.figures else []
    beside = [
        f"{figure.metric} {figure.shown}"
        for figure in asked
        if not any(_matches(wanted, figure, case, answer.text) for wanted in case.figures)
    ]
    return Score(not beside, f"未问而答：{'、'.join(beside)}" if beside else "没有多余的数")


def forbidden(case: Case, answer: Answer) -> Score:
    """No figure of the answer, and no number with its unit in the text, equals a forbidden one.

    A number the text denies (不是88.88万元, 88.88万元与文件不符) is not asserted.
    """
    for banned in case.forbidden:
        for figure in answer.figures:
            if _same(_amount(figure, banned.unit), banned.value):
                return Score(
                    False, f"不应出现 {_plain(banned.value)}{banned.unit}：{figure.metric} {figure.shown}"
                )
        for numeral in numerals(answer.text):
            if _asserts(answer.text, numeral, banned):
                return Score(False, f"不应出现 {_plain(banned.value)}{banned.unit}：正文 {numeral.text}")
    return Score(True, f"{len(case.forbidden)}个禁用数均未出现" if case.forbidden else "无禁用数")


def text(case: Case, answer: Answer) -> Score:
    """The text holds every `must_text` and at least one `must_any`, print variants aside."""
    missing = [needle for needle in case.must_text if not _holds(answer.text, needle)]
    if missing:
        return Score(False, f"正文缺少 {'、'.join(missing)}")
    if case.must_any and not any(_holds(answer.text, needle) for needle in case.must_any):
        return Score(False, f"正文须含其一：{'、'.join(case.must_any)}")
    return Score(True, "所需文字均有" if case.must_text or case.must_any else "无须文字")


def citation(case: Case, answer: Answer) -> Score | None:
    """Every document the case names is cited on one of the pages named for it; None if not due."""
    if answer.status is not Status.ANSWERED or not case.pages:
        return None
    cited = {(_file(citation.document), citation.page) for citation in answer.citations}
    for name in dict.fromkeys(_file(source.pdf) for source in case.pages):
        wanted = [source.page for source in case.pages if _file(source.pdf) == name]
        if not any((name, page) in cited for page in wanted):
            pages = "、".join(f"第{page}页" for page in wanted)
            given = "、".join(f"{document} 第{page}页" for document, page in sorted(cited)) or "无"
            return Score(False, f"应引 {name} {pages}；实引 {given}")
    return Score(True, "出处相符")


def grounded(answer: Answer, known: Sequence[str] = ()) -> Score:
    """Every numeral of the text is accounted for; the explanation lists those that are not."""
    loose = ungrounded(answer, known)
    return Score(not loose, f"没有出处的数字：{'、'.join(loose)}" if loose else "数字均有出处")


def folded(printed: str) -> str:
    """Text for comparison: NFKC, lower case, without whitespace and punctuation.

    Between two digits nothing is joined (3.6 is not 36, 32、45 is not 3245; 1,234 is 1234), and
    a minus and % stay.
    """
    plain = unicodedata.normalize("NFKC", printed).casefold().replace("−", "-")
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)
    plain = re.sub(r"(?<=\d)([^\w.%]|_)+(?=\d)", " ", plain)
    return "".join(
        char
        for at, char in enumerate(plain)
        if char == "%"
        or (char in " ." and plain[at - 1 : at].isdigit() and plain[at + 1 : at + 2].isdigit())
        or (char == "-" and plain[at + 1 : at + 2].isdigit())
        or unicodedata.category(char)[0] not in "PZC"
    )


def _holds(printed: str, needle: str) -> bool:
    """`needle` stands in the text; a number at its edge is a whole one: 36 is in 36.00, not in 136."""
    wanted = folded(needle)
    if not wanted:  # only punctuation: a “—” asked for must be printed as it is
        return needle.strip() in printed
    left = r"(?<!\d)(?<!\d\.)" if wanted[0].isdigit() else ""
    right = r"(?!\d|\.\d*[1-9])" if wanted[-1].isdigit() else ""
    return re.search(left + re.escape(wanted) + right, folded(printed)) is not None


def _amount(figure: AnswerFigure, unit: str) -> Decimal | None:
    """The figure's amount in `unit`, exact; None where the units do not convert."""
    own = plain_unit(figure.unit)
    if is_money(own) and is_money(unit):
        return in_unit(figure.value, unit)
    return figure.value if own == unit else None


def _same(value: Decimal | None, wanted: Decimal) -> bool:
    """Equal within the tolerance, signs included."""
    return value is not None and abs(value - wanted) <= TOLERANCE


def _told(wanted: ReferenceFigure, case: Case, answer: Answer) -> bool:
    """Some figure of the answer is the one wanted."""
    return any(_matches(wanted, figure, case, answer.text) for figure in answer.figures)


def _matches(wanted: ReferenceFigure, figure: AnswerFigure, case: Case, printed: str) -> bool:
    """Equal in amount, and not the opposite direction.

    −3.46 and 减少3.46 are the same change; 增加3.46 is the opposite of 减少额 3.46.
    """
    value = _amount(figure, wanted.unit)
    if value is None or not _same(abs(value), abs(wanted.value)):
        return False
    if not value or not wanted.value:
        return True
    mine = -1 if value < 0 else _direction(figure.metric, figure.printed, figure.unit, printed)
    theirs = -1 if wanted.value < 0 else _reference_direction(wanted, case)
    if (value < 0) == (wanted.value < 0):
        return mine * theirs != -1
    # 少多少 asked, 7.00 expected, -7.00 given: the question tells the direction.
    asked = theirs == 0 and _FALL_ASKED.search(case.question) is not None
    return mine == -1 and (theirs == -1 or asked)


def _reference_direction(wanted: ReferenceFigure, case: Case) -> int:
    """−1 for a fall, +1 for a rise, 0 untold, of a positive reference figure."""
    if "增减" in wanted.metric:
        return 1
    named = _named_direction(wanted.metric)
    return named or _direction("", _plain(wanted.value), wanted.unit, case.answer)


def _direction(metric: str, printed: str, unit: str, around: str) -> int:
    """What the words right before the number say in the text, else what the metric's name says."""
    value = number(printed)
    told: set[int] = set()
    for numeral in numerals(around):
        if value is not None and abs(numeral.value) == abs(value) and numeral.unit in ("", plain_unit(unit)):
            before = around[: numeral.start]
            told.add(-1 if _FALL_TOLD.search(before) else 1 if _RISE_TOLD.search(before) else 0)
    told.discard(0)
    if told:
        return told.pop() if len(told) == 1 else 0
    return _named_direction(metric)


def _named_direction(metric: str) -> int:
    """−1 for 减少额, +1 for 增长率, 0 for 公务接待费 or a name that says both."""
    return (_RISE.search(metric) is not None) - (_FALL.search(metric) is not None)


def _asserts(printed: str, numeral: Numeral, banned: ForbiddenFigure) -> bool:
    """The text says this numeral in a unit that makes it the forbidden figure, and does not deny it."""
    if is_money(numeral.unit) and is_money(banned.unit):
        value = in_unit(numeral.value * YUAN_PER_UNIT[numeral.unit], banned.unit)
    elif numeral.unit == banned.unit or printed[numeral.end :].lstrip().startswith(banned.unit):
        value = numeral.value
    else:
        return False
    denied = _DENIED_BEFORE.search(printed[: numeral.start]) or _DENIED_AFTER.search(printed[numeral.end :])
    return _same(value, banned.value) and not denied


def _file(document: str) -> str:
    """A document's file name, without folders, composed alike on every system."""
    return unicodedata.normalize("NFC", PurePath(document).name)


def _plain(value: Decimal) -> str:
    """A value as a reader writes it: 1.5, 1478700."""
    return format(value.normalize() if value else Decimal(0), "f")
