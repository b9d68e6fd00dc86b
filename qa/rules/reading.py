"""One question by itself: its bodies, years, subjects, unit and operation; then with the earlier ones.

>>> read(plain("那2024年呢"), catalog).years
(2024,)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.catalog import Catalog
from qa.records import Operation, Target
from qa.rules.bodies import find_bodies
from qa.rules.cues import cue, operation_cues
from qa.rules.telling import topics
from qa.rules.terms import Lexicon, Mention


@dataclass(frozen=True, slots=True)
class Reading:
    """What one question says by itself; `None` and empty mean it does not say.

    `beside` are its telling words outside of all names of subjects, `earlier` those of the question before.
    """

    text: str
    rest: str
    operation: Operation | None
    mentions: tuple[Mention, ...]
    codes: tuple[str, ...]
    bodies: tuple[str, ...]
    unknown: tuple[str, ...]
    years: tuple[int, ...]
    this_year: bool
    prior: bool
    all_years: bool
    unit: str
    signs: frozenset[Operation] = frozenset()
    both_scopes: bool = False
    within: Target | None = None
    followed: bool = False
    beside: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    asks_number: bool = False


BOTH_SCOPES = re.compile(
    r"部门预算[^,]{0,6}(比|和|与|较)[^,]{0,8}单位预算|部门(预算|决算)?(和|与|同|、|,|跟)单位|单位(预算|决算)?(和|与|同|、|,|跟)部门"
)
# 不要三公那张表的, 不算买车: what the question rules out is not asked; 含项目支出 says how widely.
_NOT_MEANT = re.compile(r",不要[^,]*$|(?:不算|不包括)[^,得要是的多]{1,10}|含(?:项目|基本)支出")
# 按2025年文件里的增减数倒推也行: how it may be found is not what is asked.
_BACKWARDS = re.compile(
    r",?(?:按照?|根据|用)?20\d\d年?(?:的)?(?:文件|材料|公开|预算)(?:里|中|上)?[^,]{0,6}(?:增减数|增减额|倒推|反推)[^,]*"
)
# 212-01-04, 212类01款04项: the parts of one code.
_SPLIT_CODE = re.compile(
    r"(?<![\d.])([235]\d\d)(?:[类\-– ]|\.(?=0\d|\d\d[.\-–]\d))0?(\d\d)款?(?:[\-–. ]?(\d\d)项?)?(?![\d.])"
)
# 根据2023年的材料, 2022年是多少: the year of a document, not the year that is asked of.
_SOURCE_YEAR = re.compile(
    r"(?:根据|按照?|依据|参照|只有|只找到|手头是|手里是)(20\d\d)年?度?的?(?:部门|单位)?(?:预算|决算)?的?(?:材料|文件|公开|说明|报告|数据|书)"
)


def read(text: str, catalog: Catalog) -> Reading:
    """What a plain question says by itself."""
    found = find_bodies(text, catalog.bodies, catalog.units)
    rest = _BACKWARDS.sub("", _NOT_MEANT.sub("", found.rest))
    rest = _SPLIT_CODE.sub(lambda m: "".join(part or "" for part in m.groups()), rest)
    years = _years(rest, catalog.newest)
    if (source := _SOURCE_YEAR.search(rest)) and len(years) > 1:
        years = tuple(year for year in years if year != int(source[1]))
    masked = re.sub(r"(?<!\d)20\d\d(?!\d)(?:年(?![末初终]))?(度)?", lambda m: "□" * len(m.group()), rest)
    codes = tuple(
        m.group()
        for m in re.finditer(r"(?<![\d.])\d{3,7}(?![\d.])", masked)
        if _is_code(m.group(), masked[m.end() : m.end() + 2], catalog.lexicon)
    )
    mentions = tuple(catalog.lexicon.mentions(masked))
    for mention in mentions:
        masked = masked[: mention.start] + "■" * (mention.end - mention.start) + masked[mention.end :]
    prior = bool(cue("prior").search(rest)) and not cue("prior_compared").search(rest)
    # 上年（2024年）: the year is said, so it is not the year before another.
    prior = prior and not re.search(r"(去年|上一?年度?|前一年),?(即|也就是)?20\d\d", rest)
    return Reading(
        text=text,
        rest=rest,
        operation=_operation(rest, masked, mentions),
        signs=frozenset(operation for operation, pattern in operation_cues() if pattern.search(masked)),
        both_scopes=bool(BOTH_SCOPES.search(rest)),
        mentions=mentions,
        codes=codes,
        bodies=found.known,
        unknown=found.unknown,
        years=years,
        this_year=bool(cue("this").search(rest)),
        prior=prior,
        all_years=bool(cue("all_years").search(rest)),
        unit=_unit(rest),
        beside=topics(masked),
        asks_number=bool(_HOW_MANY.search(rest)),
    )


def _operation(rest: str, masked: str, mentions: Sequence[Mention]) -> Operation | None:
    if cue("per_head").search(rest):
        return Operation.PER_HEAD
    if cue("narrative_first").search(masked):
        return Operation.NARRATIVE
    for operation, pattern in operation_cues():
        if not pattern.search(masked):
            continue
        if operation is Operation.EXISTS and re.search(r"多少|几", masked):
            continue
        if operation is Operation.CHANGE and re.search(r"(怎么|如何|咋)(解释|说明|交代)", masked):
            return Operation.REASON
        if operation is Operation.DIFFERENCE and re.search(r"比(去年|上一?年)", masked):
            return Operation.CHANGE
        if operation is Operation.DEFINITION and "what is" in masked and re.search(r"20\d\d|□", rest):
            continue
        said = re.search(r"名词解释|意思|含义|定义|是指", masked)
        of_a_project = cue("narrative_of").search(rest) and re.search(r"项目|专项|工程", rest)
        if operation is Operation.DEFINITION and of_a_project and not said:
            continue
        if operation is Operation.DEFINITION and cue("narrative").search(masked) and not said:
            continue
        if (
            operation is Operation.DEFINITION
            and re.search(r"多少钱?[?？]?$", masked)
            and not re.search(r"意思|含义|定义|指", masked)
        ):
            continue
        changed = cue("up").search(masked) or cue("down").search(masked)
        if operation is Operation.DEFINITION and changed and re.search(r"(怎么|如何|咋)解释", masked):
            return Operation.REASON  # 缩减了, 文件怎么解释的
        if operation is Operation.DEFINITION and cue("ranks").search(masked):
            continue
        if operation is Operation.LIST and not mentions and not re.search(r"项目|科目|支出|收入", rest):
            continue
        return operation
    if not mentions and cue("narrative").search(rest):
        return Operation.NARRATIVE
    if cue("narrative_of").search(rest) and not re.search(r"多少(钱|万|元)|金额", rest):
        return Operation.NARRATIVE
    return None


def _years(rest: str, newest: int) -> tuple[int, ...]:
    since = re.search(r"(20\d\d)年?(?:度)?(以来|至今|到现在|到今天|开始|起)", rest)
    if since and int(since[1]) < newest:
        return tuple(range(int(since[1]), newest + 1))
    span = re.search(r"(20\d\d)年?(?:度)?(?:到|至|-|~|—)(20\d\d)", rest)
    if span and int(span[1]) <= int(span[2]):
        return tuple(range(int(span[1]), int(span[2]) + 1))
    found = [int(y) for y in re.findall(r"(?<!\d)(20\d\d|19\d\d(?=年))(?!\d)", rest)]
    found += [2000 + int(y) for y in re.findall(r"(?<!\d)([12]\d)年", rest)]
    if short := re.search(r"(?<!\d)((?:[12]\d[,和与到]){1,4}[12]\d)(?:年|这?[两三四五]年)", rest):
        found = [2000 + int(y) for y in re.findall(r"[12]\d", short[1])]
    if len(found) == 1 and re.search(r"两年|前后(两)?年", rest):
        found.insert(0, found[0] - 1)
    return tuple(dict.fromkeys(found))


def _is_code(digits: str, after: str, lexicon: Lexicon) -> bool:
    if re.match(r"年|万|元|亿|%|个|辆|家|次|人", after) or len(digits) not in (3, 5, 7):
        return False
    if digits in lexicon.codes:
        return True
    return (digits[0] in "235" and len(digits) > 3 and digits.startswith(("2", "3", "5"))) or bool(
        re.match(r"类|科目|款|项", after)
    )


def _unit(rest: str) -> str:
    if cue("yuan").search(rest):
        return "元"
    match = cue("unit").search(rest)
    if not match:
        return ""
    said = next(group for group in match.groups() if group)
    return {"亿": "亿元", "万": "万元", "几万": "万元", "几亿": "亿元"}.get(said, said)


_COUNTS = re.compile(
    r"(几|多少)(?!辆)(个|名|人次|人|批次|场|台|套|所|座|家|户|平方米|公里|条|处|件|班|位|幢|栋|张|间)"
)
# Asked which body it is, a question is not about the body that was spoken of.
_WHICH_BODY = re.compile(
    r"(哪|各|所有|全部|两|几|[二三四五六七八九])(一?个|一?家|些)?(单位|部门|机关|局)|哪一?家|哪一?所|谁(的|家|最|更)"
)
# 其中上年结转多少: a part of what was asked before.
_PART = re.compile(r"^(那|它)?(其中|里面|里头|这里面|当中)|^有多少是")


_HOW_MANY = re.compile(r"多少|几(?!乎)|多大|多高|多长|\bhow (many|much)\b|\btotal\b")
# So many telling words of the questions before are kept.
_REMEMBERED = 12
# 堤防养护那个呢: asks of it what was asked before.
_ALSO = re.compile(r"呢[?？,]?$")


def inherit(current: Reading, earlier: Reading | None) -> Reading:
    """The reading with what it leaves open taken from the conversation before it."""
    if earlier is None:
        return current
    current = replace(
        current,
        earlier=tuple(dict.fromkeys((*topics(earlier.rest), *earlier.earlier)))[:_REMEMBERED],
        asks_number=current.asks_number or (earlier.asks_number and bool(_ALSO.search(current.rest))),
    )
    nothing = not current.mentions and not current.codes
    if current.operation is Operation.NARRATIVE:
        told = "".join(mention.term for mention in earlier.mentions[:1]) if not current.beside else ""
        return replace(
            current,
            rest=f"{told}{current.rest}",
            bodies=current.bodies or (() if current.unknown else earlier.bodies),
            years=current.years or earlier.years,
        )
    asks_bodies = _WHICH_BODY.search(current.rest)
    dated = bool(current.years or current.this_year or current.prior or current.all_years)
    operation: Operation | None = current.operation
    signs = current.signs
    short = len(current.rest) <= 14 or nothing
    of_whole = nothing and re.search(r"^那?(么|个)?总?(支出|收入)(总额)?(呢|是?多少)", current.rest)
    # 去年多少, after a why, asks how much: the year before is what is new in it.
    if operation is None and nothing and not of_whole and not current.prior:
        operation, signs = earlier.operation, earlier.signs
    years = current.years if dated else earlier.years
    beside = re.search(r"(?:比|和|与|跟|同|较)(20\d\d)年", current.rest)
    if beside and len(current.years) == 1 and len(earlier.years) == 1 and current.years != earlier.years:
        operation, years = Operation.DIFFERENCE, (*current.years, *earlier.years)
    within = current.within
    if current.mentions and earlier.mentions and _PART.search(current.rest):
        within = next(iter(earlier.mentions[0].targets), None)
    mentions, codes = current.mentions, current.codes
    if nothing and not of_whole:
        mentions, codes = earlier.mentions, earlier.codes
    elif (
        operation is Operation.SHARE
        and re.search(r"^(那|它|他|这|其|该|占)", current.rest)
        and earlier.mentions
    ):
        mentions = (*earlier.mentions, *current.mentions)
    if nothing and not current.operation and _COUNTS.search(current.rest):
        # 要查多少人: a count that the narrative of the same subject tells
        told = "".join(mention.term for mention in earlier.mentions[:1])
        return replace(
            current,
            rest=f"{told}{current.rest}",
            operation=Operation.NARRATIVE,
            bodies=current.bodies or earlier.bodies,
            years=years,
            followed=True,
        )
    if not short and not re.search(r"^(那|它|他|这|其中|该|呢|还有)", current.rest) and current.bodies:
        return current
    return replace(
        current,
        operation=operation,
        signs=signs,
        within=within,
        mentions=mentions,
        codes=codes,
        bodies=current.bodies or (() if current.unknown or asks_bodies else earlier.bodies),
        years=years,
        this_year=current.this_year if dated else earlier.this_year,
        prior=current.prior if dated else earlier.prior,
        all_years=current.all_years if dated else earlier.all_years,
        unit=current.unit or earlier.unit,
        followed=True,
    )
