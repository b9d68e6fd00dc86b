"""Pages → Policy: whether a file is a policy document, and what it says of itself.

It is known by how such documents are written, never by its file's name: a title in 办法, 规定 or 通知,
articles in order, a 文号, 印发给你们, 自…起施行, 同时废止. A disclosure of a budget has no two of these.

>>> policy = policy_of("a.pdf", pages)
>>> policy.title, policy.number, policy.effective
('岚浦市市级机关差旅费管理办法', '岚财行〔2023〕15号', '2023-07-01')
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.facts.money import MONEY, PER
from index.facts.naming.body_names import BODY_END
from index.facts.numerals import NUMERAL, count
from index.facts.records import Citation, Page, Point, Policy, Saying
from index.facts.subjects import squeezed
from index.policy.amending import amendments_of, repealed_by
from index.policy.signs import (
    DATE,
    MONTH_OF_YEAR,
    NUMBER,
    article_at,
    is_question,
    iso,
    later,
    number_of,
    order_of,
    titles_in,
    years_on,
)
from index.prose.paragraphs import Paragraph, paragraphs_of

_FORMS = (
    "答记者问|政策问答|热点问答|一问一答|常见问题解答|问答|政策解读|解读|实施细则|管理办法|暂行办法|办法|管理规定|暂行规定|规定"
    "|标准(?:明细|一览|汇总|调整)?表|细则|规程|规则|制度|准则|条例|意见|通知|通告|公告|决定|批复|方案|标准|指引|指南"
)
_FORM_AT_END = re.compile(rf"(?P<form>{_FORMS})(?:[（(][^）)]{{1,16}}[）)])*$")
_EXPLAINING = ("解读", "问答", "答记者问", "解答")
_RULING = re.compile(r"办法|规定|细则|规程|规则|制度|准则|条例|标准|意见")
_ISSUED = re.compile(
    r"(?:印发|发布|公布|转发|修订|制定)(?:了|修订后的|新修订的|重新修订的)?《?(?P<rule>[^《》]{4,60}?)》?的?(?:通知|公告|通告|令|决定)$"
)
# A plan or an account of money in a title; a rule about budgets has articles.
_OF_A_BUDGET = re.compile(r"[预决]算(?!管理|绩效|公开(?:操作|工作|管理)|编制|审[查核]|外)")
_NO_TITLE = re.compile(
    r"[，。；：:！？]|^附[件表录]|^\d|^[-—–]|文件$|^(?:目录|目次)$|^第[\d一二三四五六七八九十]+页|^索引号|^发布|^来源"
)
_HEAD = 60  # lines among which the title stands
_TITLE_LINES = 4
_LONGEST_TITLE = 90
_SHORTEST_TITLE = 5
_EFFECT = re.compile(
    rf"(?:自|从|于)(?P<when>{DATE.pattern}|{MONTH_OF_YEAR}|[^，。；、“”]{{0,6}}?(?:印发|发布|公布|下发|发文|颁布|签发)之日)"
    rf"(?:起|开始)?(?:满?(?P<after>\d{{1,3}}|[{NUMERAL}]{{1,4}})(?P<unit>日|天|个月)(?:以?后)?)?"
    r"[，,]?(?:正式)?(?:施行|实施|执行|生效|试行|实行)"
)
_LASTS = re.compile(
    rf"(?:有效期限?|试行期限?|执行期限?)(?:为|是|至|到|截至)*(?P<years>\d{{1,2}}|[{NUMERAL}]{{1,3}})年"
    rf"|(?:有效期限?|试行期限?|执行期限?|有效|执行)(?:为|是|至|到|截至|期)*(?P<until>{DATE.pattern})"
    rf"|(?:试行|有效期?)(?P<tried>[{NUMERAL}]{{1,3}}|\d)年"
)
_FOR_ONE = re.compile(rf"{MONEY}{PER}")
# What may be spent or paid at most, or on one: 每人每天最多400元, 不超过18万元, 80元以内.
_STANDARD = re.compile(
    rf"{MONEY}{PER}|每(?:人|天|日|晚|次|餐|顿|学时|课时|辆|台|套|平方米|半天)[^。；]{{0,24}}?{MONEY}"
    rf"|(?:不(?:得)?超过|不能超|最多|最高|至多|上限|限额|控制在|标准)[^。；]{{0,12}}?{MONEY}|{MONEY}以[内下]"
)
_SMALL = re.compile(r"(?<![\d.,])[1-9]\d{1,3}元")
_SUMS = re.compile(r"\d(?:万元|亿元)")
_OF_STANDARDS = re.compile(r"标准|定额|限额|补助费?|上限")
_FEWEST_STANDARDS = 3
_ENDS = re.compile(r"废止|停止执行|不再执行|失效")
_ORDERS = re.compile(r"印发给你们|请(?:认真)?(?:遵照|贯彻|结合实际).{0,12}执行|负责解释")
_SENTENCE = re.compile(r"[^。；\n]*[。；]?")
_LABELLED = re.compile(
    r"(?:^|\s)(?:(?:发文|制定|印发|公布)机关|(?:发文|发布)单位|发布机构)\s*[:：]\s*"
    rf"(?P<body>[\u4e00-\u9fff、 ]{{2,40}}{BODY_END})(?=\s|$)"
)
# What a page that tells of a rule says of its day: 自2024年7月1日起，…由158元提高至178元.
_FROM_THEN = re.compile(
    rf"(?:自|从)(?P<when>{DATE.pattern})起[^。；]{{0,80}}?(?:提高|上调|调整|降低|下调|执行)"
)
_DATED = re.compile(
    rf"(?:^日期|发布时间|成文日期|发文日期|印发日期|印发时间|发布日期|公布日期|生成日期)[:：]?\s*(?P<date>{DATE.pattern})"
)
_BODY = re.compile(rf"[\u4e00-\u9fff]{{2,24}}?{BODY_END}")
_RAN = re.compile(rf"^(?P<body>[\u4e00-\u9fff、 ]{{3,60}}{BODY_END})(?:关于|印发|文件$)")
_EXPLAINED_BY = re.compile(
    rf"由(?P<body>[\u4e00-\u9fff、]{{2,30}}?{BODY_END})(?:会同[^。，]{{2,40}})?负责(?:具体)?解释"
)
_BRACKETED = re.compile(
    rf"^[（(](?P<date>{DATE.pattern})(?P<body>[\u4e00-\u9fff]{{2,24}}?)(?:印发|发布|公布|通过|令|制定)"
)
_PLACE = re.compile(
    r"^(?![我本该各全])[\u4e00-\u9fff]{2,8}?(?:省|市|自治区|自治州|县|区|旗)(?![\u4e00-\u9fff]?级)"
)


@dataclass(frozen=True, slots=True)
class _PlacedLine:
    text: str
    page: int
    place: tuple[float, float, float, float]
    raw: str = ""


def policy_of(name: str, pages: Sequence[Page]) -> Policy | None:
    """What a policy document says of itself; None for a file that is none."""
    lines = [
        _PlacedLine(squeezed(line.text), page.number, line.bbox, line.text)
        for page in pages
        for line in page.lines
    ]
    lines = [line for line in lines if line.text]
    title = _title(lines) or _told(lines)
    if title is None:
        return None
    inner = _ruled(title)
    ordered = _articles(lines)
    if not _is_policy(title, inner, ordered, lines):
        return None
    return _PolicyReader(name, pages, lines, title, inner).policy()


def _is_policy(title: str, inner: str, ordered: int, lines: Sequence[_PlacedLine]) -> bool:
    form = _form(inner or title)
    text = "".join(line.text for line in lines)
    ordering = bool(_EFFECT.search(text)) + bool(_ORDERS.search(text)) + bool(_ENDS.search(text))
    numbered = any(NUMBER.search(line.text) for line in lines[:_HEAD] if len(line.text) <= 60)
    if _OF_A_BUDGET.search(title) and not (ordered >= 3 and _RULING.search(form)):
        return False
    if _sets_standards(lines) and (_RULING.search(title) or titles_in(text)):
        return True
    if ordered >= 3:
        return bool(form)
    if form.endswith("表"):  # an attachment in a file of its own
        return any(_FOR_ONE.search(line.text) for line in lines)
    if form in _EXPLAINING or form.endswith(_EXPLAINING):
        asked = sum(is_question(line.text) for line in lines)
        return asked >= 2 or bool(titles_in(text))
    return bool(form) and (numbered + bool(inner) + ordering) >= 2


def _sets_standards(lines: Sequence[_PlacedLine]) -> bool:
    """Whether a page sets limits or rates of spending more than once."""
    standards = sum(len(_STANDARD.findall(line.text)) for line in lines)
    small = sum(len(_SMALL.findall(line.text)) for line in lines)
    words = sum(len(_OF_STANDARDS.findall(line.text)) for line in lines)
    sums = sum(len(_SUMS.findall(line.text)) for line in lines)
    if sums > 2 * standards + small or any(_OF_A_BUDGET.search(line.text) for line in lines[:_TITLE_LINES]):
        return False  # a report of what was spent names a standard here and there
    return standards >= _FEWEST_STANDARDS or (small > _FEWEST_STANDARDS and words > 1)


def _told(lines: Sequence[_PlacedLine]) -> str | None:
    """The heading of a page that tells of rules without being one: the first line, if it sets standards."""
    first = next((line.text for line in lines if len(line.text) >= _SHORTEST_TITLE), "")
    plain = len(first) <= _LONGEST_TITLE and not re.search(r"[预决]算|经费|收支|支出(?!标准)", first)
    return first if plain and _sets_standards(lines) else None


def _articles(lines: Sequence[_PlacedLine]) -> int:
    """How many lines begin an article one after another, at the most."""
    longest = run = last = 0
    for line in lines:
        n = order_of(article_at(line.text))
        if n:
            run = run + 1 if n == last + 1 else 1 if n == 1 else run
            last = n
            longest = max(longest, run)
    return longest


def _form(title: str) -> str:
    found = _FORM_AT_END.search(title)
    return found["form"] if found else ""


def _ruled(title: str) -> str:
    """The rule that a notice issues: 关于印发《…办法》的通知 → …办法; "" where it issues none."""
    found = _ISSUED.search(title)
    return found["rule"] if found and _RULING.search(_form(found["rule"])) else ""


def _title(lines: Sequence[_PlacedLine]) -> str | None:
    """The title: some lines together that end in a form, the notice before the rule that it issues."""
    head = [line.text for line in lines[:_HEAD]]
    first = next((n for n, text in enumerate(head) if article_at(text)), len(head))
    head = head[: max(first, 1)]
    for start in range(len(head)):
        for size in range(_TITLE_LINES, 0, -1):
            parts = head[start : start + size]
            if len(parts) < size or any(
                _NO_TITLE.search(_unquoted(part)) or NUMBER.search(part) for part in parts
            ):
                continue
            whole = "".join(parts)
            if 5 <= len(whole) <= _LONGEST_TITLE and _form(whole) and _is_one_title(parts):
                return re.sub(r"\s+", "", whole)
    return None


def _is_one_title(parts: Sequence[str]) -> bool:
    """Not the issuing organ over a title of its own, nor two titles one under the other."""
    whole = "".join(parts)
    if any(_form(part) and len(part) >= 6 and whole.count("《") == whole.count("》") for part in parts[:-1]):
        return _balanced(parts[:-1]) is False
    alone = len(parts) > 1 and re.fullmatch(rf"[\u4e00-\u9fff]{{3,30}}?{BODY_END}", parts[0])
    return not (alone and not parts[1].startswith(("关于", "印发", "《")) and _form("".join(parts[1:])))


def _balanced(parts: Sequence[str]) -> bool:
    text = "".join(parts)
    return text.count("《") == text.count("》")


def _unquoted(text: str) -> str:
    return re.sub(r"《[^》]*》", "", text)


class _PolicyReader:
    """Reads what one policy document says of itself."""

    def __init__(
        self, name: str, pages: Sequence[Page], lines: Sequence[_PlacedLine], title: str, inner: str
    ) -> None:
        self.name, self.lines = name, lines
        self.title, self.inner = title, inner
        self.paragraphs = paragraphs_of(pages)
        self.sayings: list[Saying] = []

    def policy(self) -> Policy:
        """All that it says of itself."""
        number = self._number()
        issued = self._issued()
        issuer = self._issuer()
        effective, expires = self._effect(issued)
        repeals = self._repeals()
        title = self.inner or _without_issuer(self.title)
        form = _form(title)
        own = {title, number}
        amends = amendments_of([paragraph.text for paragraph in self.paragraphs], self.title)
        self._say(Point.TITLE, self._line_of(title))
        about = next((one for one in titles_in(self.title) if one != title), "")
        return Policy(
            title=title,
            form=form,
            number=number,
            issuer=issuer,
            issued=issued,
            effective=effective,
            expires=expires,
            about=about,
            repeals=tuple(one for one in repeals if one not in own),
            amends=amends,
            sayings=tuple(self.sayings),
        )

    def _say(self, point: Point, line: _PlacedLine | None, text: str = "") -> None:
        """Keep what a line says of a point: all of it, or the text where that stands in it."""
        if line is not None:
            citation = Citation(document=self.name, page=line.page, quote=line.text, bbox=line.place)
            self.sayings.append(Saying(point, text if text and text in line.text else line.text, citation))

    def _line_of(self, text: str) -> _PlacedLine | None:
        """The line that holds a text, or the first one of several that do together."""
        for line in self.lines:
            if text in line.text:
                return line
        return next((line for line in self.lines if len(line.text) >= 4 and line.text in text), None)

    def _number(self) -> str:
        """The 文号 in the head of the document, not one that a sentence names."""
        for line in self.lines[:_HEAD]:
            found = NUMBER.search(line.text)
            if found and not re.search(r"[，。；《]", line.text) and len(line.text) <= 60:
                said = re.sub(r"^.*(?:文号|发文字号|文件编号)[:：]?", "", line.text)
                own = NUMBER.search(said)
                self._say(Point.NUMBER, line, own.group() if own else "")
                return number_of(said)
        return ""

    def _issued(self) -> str:
        """The day under the signature, in the brackets under the title, or in the table of a web page."""
        for line in self.lines:
            if found := _DATED.search(line.text):
                self._say(Point.ISSUED, line, found["date"])
                return iso(found["date"])
        signed = [line for line in self.lines if DATE.fullmatch(line.text)]
        if signed:
            self._say(Point.ISSUED, signed[0])
            return iso(signed[0].text)
        for line in self.lines[:_HEAD]:
            if found := _BRACKETED.search(line.text):
                self._say(Point.ISSUED, line)
                return iso(found["date"])
        return ""

    def _issuer(self) -> str:
        """Who issued it: as its head, its title, its signature or its last article says."""
        for found, line in self._issuers():
            self._say(Point.ISSUER, line, found)
            return found
        return ""

    def _issuers(self) -> Iterator[tuple[str, _PlacedLine | None]]:
        for line in self.lines[:_HEAD]:
            if found := _LABELLED.search(line.raw):
                yield found["body"].strip(), line
        heads = ((self.title, self._line_of(self.title)), *((x.text, x) for x in self.lines[:8]))
        for text, head in heads:
            if found := _RAN.search(text):
                yield _several(found["body"].strip(), self.lines[:_HEAD]), head
        signatures = [
            before
            for before, line in zip(self.lines, self.lines[1:], strict=False)
            if DATE.fullmatch(line.text) and re.fullmatch(_BODY.pattern, before.text)
        ]
        for line in signatures[:1]:
            yield line.text, line
        for line in self.lines[:_HEAD]:
            if (found := _BRACKETED.search(line.text)) and len(found["body"]) > 2:
                yield found["body"], line
        for line in self._long_lines(_EXPLAINED_BY):
            found = _EXPLAINED_BY.search(line.text)
            if found:
                yield self._placed(found["body"]), line
        if re.fullmatch(_BODY.pattern, self.lines[-1].text):
            yield self.lines[-1].text, self.lines[-1]
        if found := re.match(rf"(?:关于)?(?![我本该各])({_BODY.pattern})", self.title):
            yield found[1], self._line_of(self.title)
        if place := _PLACE.match(re.sub(r"^(?:关于)?(?:印发|公布)?《?", "", self.title)):
            yield place.group(), self._line_of(self.title)

    def _placed(self, body: str) -> str:
        """市财政局, of 岚浦市市级机关差旅费管理办法: 岚浦市财政局."""
        place = _PLACE.match(self.inner or self.title)
        if place and body[:1] == place.group()[-1:] and not body.startswith(place.group()):
            return place.group()[:-1] + body
        return body

    def _long_lines(self, pattern: re.Pattern[str]) -> Iterator[_PlacedLine]:
        """The sentences that a pattern stands in, each with its place."""
        for paragraph in self.paragraphs:
            for sentence in _SENTENCE.finditer(paragraph.text):
                if sentence.group().strip() and pattern.search(sentence.group()):
                    yield _cited(paragraph, *sentence.span())

    def _effect(self, issued: str) -> tuple[str, str]:
        """From when and until when it holds; of a notice with its rule, as the rule says."""
        said = list(self._long_lines(_EFFECT))
        effective = expires = ""
        if said:
            chosen = said[-1]
            found = _EFFECT.search(chosen.text)
            assert found is not None
            effective = iso(found["when"]) or issued
            if found["after"]:
                effective = later(effective, count(found["after"]), found["unit"])
            self._say(Point.EFFECT, chosen)
        elif told := list(self._long_lines(_FROM_THEN)):
            found = _FROM_THEN.search(told[-1].text)
            assert found is not None
            effective = iso(found["when"])
            self._say(Point.EFFECT, told[-1])
        for line in list(self._long_lines(_LASTS))[-1:]:
            found = _LASTS.search(line.text)
            assert found is not None
            if found["until"]:
                expires = iso(found["until"])
            else:
                expires = years_on(effective or issued, count(found["years"] or found["tried"]))
            self._say(Point.VALIDITY, line)
        return effective, expires

    def _repeals(self) -> tuple[str, ...]:
        found: list[str] = []
        for line in self._long_lines(_ENDS):
            if ended := repealed_by(line.text):
                self._say(Point.REPEAL, line)
                found += ended
        return tuple(dict.fromkeys(found))


def _without_issuer(title: str) -> str:
    """某市财政局关于…的通知 → 关于…的通知."""
    return re.sub(rf"^(?:[\u4e00-\u9fff]{{2,24}}?{BODY_END}){{1,4}}(?=关于)", "", title)


def _several(bodies: str, lines: Sequence[_PlacedLine]) -> str:
    """Bodies that stand side by side on a line, apart by spaces, as a list."""
    for line in lines:
        parts = line.raw.split()
        if len(parts) > 1 and bodies.startswith("".join(parts)):
            return "、".join(parts)
    return bodies


def _cited(paragraph: Paragraph, start: int, end: int) -> _PlacedLine:
    page, box = paragraph.place(start, end)
    return _PlacedLine(paragraph.text[start:end].strip(), page, box)
