"""Pages and file name → Document: the body, the year and the kind of a disclosure.

The cover says it, or the 编制单位 line above the tables, or the narrative, or the file's name;
they are asked in that order, and a year is what most of them say.

>>> identify(Path("a.pdf"), "9f…", pages)
Document(name='a.pdf', ..., body='某市商务局', year=2025, kind=<Kind.BUDGET: '预算'>, ...)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from index.facts.errors import DocumentError
from index.facts.extent.places import of_government, rank_of
from index.facts.extent.years import in_digits
from index.facts.given import NOTHING, Given
from index.facts.naming.body_names import BODY_END
from index.facts.naming.captions import unnumbered
from index.facts.records import Document, Kind, Page, Scope
from index.facts.subjects import squeezed
from index.prose.governments import Government, Titles, government_of, place_scope, titled_kind, titles_of
from index.prose.paragraphs import ordinal

_BRACKET = r"(?:[（(](?:部门|单位|本级|机关|汇总|本部|含下属单位|部门汇总)[）)])?"
_NAME = r"[\u4e00-\u9fffA-Za-z0-9（）()·“”]{2,40}"
_LABEL = re.compile(
    rf"(?P<label>预算单位|编制单位|填报单位|编报单位|单位名称|部门名称|编制部门|预算部门|预算主管部门|主管部门|部门|单位)"
    rf"(?:（公章）|（盖章）|\(盖章\))?[:：](?P<body>{_NAME})"
)
# Above the 部门 in rank: 预算单位 names the body itself where a cover prints both.
_LABEL_RANK = ("预算主管部门", "主管部门")
_CUT = re.compile(r"(?:单位|部门|金额单位|填报日期|日期|公开|第)?[:：].*$|(?:单位|金额单位)$")
_YEAR = re.compile(r"(20\d\d)(?:年度|年(?!\d)[\u4e00-\u9fff“”，,]{0,15}?(?:预算|决算|收支|收入|支出|经费))")
_TITLE_YEAR = re.compile(r"(20\d\d)(?=年)")
_COMPARED = re.compile(r"(?:比|较|与|同|和|截至|截止|[自于从])[^，。；]{0,2}$")
_WHAT = re.compile(
    r"(?:部门|单位|区级|市级|县级|省级|本级|年度|年)*(?:预算|决算|预决算)(?:信息|情况)*(?:公开|说明|及|编制|报告|文本|报表|表|草案|（草案）|情况|材料)*$"
)
# A title that says of what a file is.
_TELLING = re.compile(r"预算|决算|债务|债券|收支|经费|收入|支出|办法|规定|通知|制度|规程|解读|报告|说明|情况")
_LONGEST_TITLE = 80
_PLANNED = re.compile(r"预算安排|预算数|年初预算|拟安排|计划安排|预计")
_SPENT = re.compile(r"决算|支出|实际|完成|执行")
_SITE = re.compile(r"(?:网站?|网|门户|政府信息公开|信息公开平台|人民政府)$")
_NARRATIVE = (
    re.compile(rf"^({_NAME}?{BODY_END})(?:（(?:部门|单位)）)?的?(?:主要|基本)?(?:职责|职能)"),
    re.compile(
        rf"(?:^|[，,。])({_NAME}?{BODY_END})(?:部门|单位)?20\d\d年度?(?:单位|部门)?(?:收入|支出|一般公共)"
    ),
    re.compile(rf"20\d\d年度?[，,]?({_NAME}?{BODY_END})(?:单位|部门)?(?:收入|支出)(?:预算|决算)"),
    re.compile(rf"^({_NAME}?{BODY_END})是[^，。]{{0,30}}(?:机关|部门|事业单位|机构|派出)"),
    re.compile(rf"^({_NAME}?{BODY_END})(?:隶属|系)[^，。]{{2,30}}[，。]"),
    re.compile(rf"^({_NAME}?{BODY_END})20\d\d年度?(?:部门|单位)(?:预算|决算)"),
)


@dataclass(frozen=True, slots=True)
class Identity:
    """A document, with warnings about how its body and year were found."""

    document: Document
    warnings: tuple[str, ...] = ()


def identify(path: Path, sha256: str, pages: Sequence[Page], told: Given = NOTHING) -> Identity:
    """The identity of a disclosure, as it is read.

    One that names no body or no year is called by its title, and says so where that is not `told`.
    Raises DocumentError where there is no text at all to tell anything by.
    """
    cover = [_dated(line) for line in _cover(pages)]
    texts = [_dated(squeezed(line.text)) for page in pages for line in page.lines]
    stem = _dated(squeezed(re.sub(r"[-_＿—\s]+", " ", path.stem)).replace(" ", "-"))
    if not texts and not re.search(r"[\u4e00-\u9fff]{3}", stem):
        raise DocumentError(path.name, "没有文字层，可能是扫描件", "请提供带文字层的 PDF")
    titles = titles_of(pages, _of_site(_dated(path.stem)))
    government = government_of(titles, texts)
    body = government.place if government.sure else ""
    body = body or _body(cover, titles, texts, stem, government, _site_place(_dated(path.stem)))
    is_place = bool(rank_of(body))
    year = (government.year if is_place else 0) or _year(cover, texts, stem)
    named = _called(titles, path)
    unsure = not (body and year)
    warnings = _unsure(path, told.body or body, told.year or year, named)
    kind = _kind(cover, titles, texts, stem)
    scope = (place_scope(body, titles) if is_place else None) or _scope(cover, texts, stem)
    body, year = body or named, year or _any_year(texts)
    return Identity(
        Document(
            name=path.name,
            sha256=sha256,
            title=_of(body, named)
            if is_place or unsure or kind is Kind.EXECUTION
            else _title(cover, body, year, kind, scope),
            body=body,
            year=year,
            kind=kind,
            scope=scope,
            pages=len(pages),
        ),
        warnings,
    )


def _unsure(path: Path, body: str, year: int, named: str) -> tuple[str, ...]:
    """A warning for what was not found: the file's name can supply it."""
    example = "请在文件名中写明，如“某市财政局-2025-部门预算”"
    lacking = [*(("哪个单位或政府",) if not body else ()), *(("哪一年",) if not year else ())]
    return tuple(f"看不出是{what}的文件，暂按标题“{named}”收录；{example}" for what in lacking)


def _called(titles: Titles, path: Path) -> str:
    """The title by which a document is known: the one that says what it is, else the file's name."""
    telling = (title for title in titles.whole if _TELLING.search(title))
    return unnumbered(next(telling, path.stem.strip()))[:_LONGEST_TITLE]


def _of(body: str, title: str) -> str:
    """The title with the name that it leaves out: 2024年全市决算 of 某市 → 某市2024年全市决算."""
    return title if body in title else f"{body}{title}"


def _any_year(texts: Sequence[str]) -> int:
    """The year that a text without a date of its own speaks of most; 0 where it names none."""
    years = Counter(int(year) for text in texts for year in _TITLE_YEAR.findall(text))
    return max(years, key=lambda year: (years[year], year)) if years else 0


def _dated(text: str) -> str:
    """The text with its years in digits: 二〇二五年 and ２０２５年 are 2025年."""
    return in_digits(text)


def _of_site(stem: str) -> str:
    """A file's name without the name of the site it was saved from: 收支情况 _ 某市人民政府门户网站."""
    parts = [part.strip() for part in re.split(r"\s+[_|－—-]\s+|[_|]", stem) if part.strip()]
    own = [part for part in parts if not _SITE.search(part)]
    return (own or parts or [stem])[0]


def _cover(pages: Sequence[Page]) -> list[str]:
    """The lines of the first page down to the contents list; [] where the page is no cover."""
    if not pages:
        return []
    lines: list[str] = []
    for line in pages[0].lines:
        text = squeezed(line.text)
        if re.fullmatch(r"目[录次]", text):
            break
        if len(re.findall(r"\d\.\d\d(?!\d)", text)) or text.endswith("。"):
            return lines if len(lines) == 1 else []
        lines.append(text)
    return lines if len(lines) <= 14 else []


def _body(
    cover: Sequence[str],
    titles: Titles,
    texts: Sequence[str],
    stem: str,
    government: Government,
    site: str,
) -> str:
    for found in (_labelled(cover), _titled(cover), _labelled(texts)):
        if found:
            place = of_government(found)  # 某镇人民政府 over “三公”经费支出说明 is the town
            own = bool(place) and bool(government.place) and place.endswith(government.place)
            return government.place if own else official(found)
    if government.place:
        return government.place
    for found in (_narrated(texts), _leading(titles), site, _signed(texts), _from_stem(stem)):
        if found:
            return official(found)
    return ""


_LED = re.compile(rf"^(?P<body>(?!关于|[本我该各]){_NAME}?{BODY_END})(?=20\d\d年)")
_SIGNED = re.compile(rf"(?![本我该各]){_NAME}{BODY_END}")
_DATE = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日")
_SIGNATURE = 6


def _leading(titles: Titles) -> str:
    """The body that a title begins with: 某区某街道办事处2025年第一季度“三公”经费支出情况公示."""
    led = (_LED.match(title) for title in titles.lines if _TELLING.search(title))
    return next((found["body"] for found in led if found), "")


def _signed(texts: Sequence[str]) -> str:
    """The body whose name alone is the last line, or the line above the date at the end."""
    for text, behind in pairwise([*texts[-_SIGNATURE:], ""]):
        if _SIGNED.fullmatch(text) and (not behind or _DATE.fullmatch(behind)):
            return text
    return ""


def _site_place(stem: str) -> str:
    """The place whose site a file was saved from: 财政预算执行情况_某县人民政府."""
    parts = re.split(r"[_|]|\s[－—-]\s", stem)
    named = (of_government(re.sub(r"(?:门户)?网站?$|门户$", "", part.strip())) for part in parts)
    return next(filter(None, named), "")


def _labelled(texts: Iterable[str]) -> str:
    """The name most 编制单位：… lines print, 预算单位 before 主管部门."""
    found: Counter[str] = Counter()
    higher: Counter[str] = Counter()
    for text in texts:
        match = _LABEL.search(text)
        if not match or (text[: match.start()] and not text[: match.start()].endswith(("）", ")", "表"))):
            continue
        name = _CUT.sub("", match["body"])
        name = re.sub(r"(?:金额)?单位$|20\d\d年?.*$|^\d{3}(?:\d{3})*(?=[^\d])", "", name)
        if len(name) < 3 or re.fullmatch(r"[人民币]*[万千亿百]*元.*", name) or not _plausible(name):
            continue
        (higher if match["label"] in _LABEL_RANK else found)[name] += 1
    counted = found or higher
    if not counted:
        return ""
    # A name cut short by its line break is a beginning of the whole one.
    for name, _ in counted.most_common():
        longer = [other for other in counted if other != name and other.startswith(name)]
        if re.search(BODY_END + "$", name) or not longer:
            return max(longer, key=len) if longer and not re.search(BODY_END + "$", name) else name
    return counted.most_common(1)[0][0]


def _plausible(name: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]{2}", name)) and not re.search(
        r"[，。；]|合计|名称|编码|填表|联系", name
    )


def _titled(cover: Sequence[str]) -> str:
    """The body in a cover's title, which may run over several lines with the year anywhere."""
    lines = [
        line
        for line in cover
        if (not re.search(r"[:：]|印制|编印|^\d|^[-—]", line) or _TITLE_YEAR.match(line))
        and not re.fullmatch(r"附件?[\d一二三四五六七八九十]*", line)
    ]
    lines = list(dict.fromkeys(lines))  # a running header repeats the title
    for size in range(len(lines), 0, -1):
        starts = range(len(lines) - size + 1)
        # Of single lines, the one that is a title.
        for start in sorted(starts, key=lambda at: size == 1 and not re.search(r"[预决]算", lines[at])):
            parts = lines[start : start + size]
            if len(parts) > 1 and _whole(parts[0]) and any(_placed(titled(part)) for part in parts[1:]):
                continue  # the 主管部门 above the title of the body itself
            name = _untitled("".join(parts))
            if re.search(r"20\d\d年|[预决]算", name):
                continue  # two titles run together
            if re.fullmatch(_NAME, name) and re.search(BODY_END + _BRACKET + "$", name):
                return name
    return ""


def titled(title: str) -> str:
    """The body that a one-line title with a year and 预算 or 决算 names, or ""."""
    if not re.search(r"20\d\d年", title) or not re.search(r"[预决]算", title):
        return ""
    name = re.sub(
        r"(?:20\d\d年度?)?(?:部门|单位)?[预决]算(?:情况|公开|信息)?(?:说明|表|报表|概况)?$", "", title
    )
    name = re.sub(r"20\d\d年度?$|^20\d\d年度?", "", name)
    return name if re.fullmatch(_NAME, name) and re.search(BODY_END + "$", name) and len(name) >= 5 else ""


def _whole(name: str) -> bool:
    return bool(re.fullmatch(_NAME, name) and re.search(BODY_END + "$", name))


def _placed(name: str) -> bool:
    """True for a name that begins with its place: it needs no more before it."""
    return bool(re.match(r"[\u4e00-\u9fff]{2,6}?[省市县区州旗镇乡]", name))


def _untitled(title: str) -> str:
    """The body in a title: 某局2025年度部门预算公开 → 某局; 2025年某局部门预算 → 某局."""
    text = re.sub(r"^(?:附件\d*[:：]?)?(?:关于)?(?:公开|做好|印发|批复)?", "", title)
    if match := re.search(r"20\d\d(?:年度?|-)?", text):
        before, behind = text[: match.start()], text[match.end() :]
        text = before if re.search(BODY_END + _BRACKET + "$", before) else before + behind
    text = _WHAT.sub("", text).strip("-—_ 的")
    return re.sub(
        r"^(?:部门|单位)?[预决]算(?:信息)?(?:公开|说明|报告|草案)?(?=.{4})",
        "",
        re.sub(r"^(?:部门|单位)(?=[预决]算)", "", text),
    )


def _narrated(texts: Sequence[str]) -> str:
    """The name the narrative uses for the body where it speaks of its duties or its budget."""
    found: Counter[str] = Counter()
    for first, second in pairwise([*texts, ""]):
        for line in (first, first + second):
            for pattern in _NARRATIVE:
                for match in pattern.finditer(ordinal(line)[1]):
                    name = match[1]
                    if not re.match(r"本|我|该|各|20\d\d", name) and len(name) >= 4:
                        found[name] += 1
    return found.most_common(1)[0][0] if found else ""


def _from_stem(stem: str) -> str:
    """The body in a file name: 某局-2025-部门预算 → 某局."""
    for part in re.split(r"[-+,，]|20\d\d年?度?", stem):
        name = re.sub(r"^(?:部门|单位)?[预决]算(?:公开)?", "", _WHAT.sub("", part))
        if re.search(r"[\u4e00-\u9fff]{3}", name) and not re.fullmatch(
            r"(?:部门|单位|公开|说明|扫描|[预决]算|表)*", name
        ):
            return name
    return ""


def official(name: str) -> str:
    """One name for one body: 中国共产党某省委员会办公厅 and 某省委办公厅 are 中共某省委办公厅."""
    name = re.sub(_BRACKET + "$", "", name).strip("“”")
    name = re.sub(r"^中国共产党(.+?)委员会", r"中共\1委", name)
    name = re.sub(r"^中共([^委]+[省市县区州旗])委员会(?=.{2})", r"中共\1委", name)
    return re.sub(
        r"^(?!中共)([\u4e00-\u9fff]{1,12}?[省市县区州旗])委(?=办公厅|办公室|组织部|宣传部|统战部|政法委|党校|政研室|编办|网信办|老干部局|巡视|巡察|$)",
        r"中共\1委",
        name,
    )


def _year(cover: Sequence[str], texts: Sequence[str], stem: str) -> int:
    """The year most sources say; the cover counts for three, the file name for two."""
    votes: Counter[int] = Counter()
    for year in {int(y) for line in cover for y in _TITLE_YEAR.findall(line)}:
        votes[year] += 3
    # 定稿2025.9.10 is a date.
    dates = r"(?<!\d)20\d\d(?:[.\-]\d{1,2}[.\-]\d{1,2}|年\d{1,2}月(?![\u4e00-\u9fff份]))"
    for year in {int(y) for y in re.findall(r"(?<!\d)(20\d\d)(?!\d)", re.sub(dates, "", stem))}:
        votes[year] += 2
    titles: Counter[int] = Counter()
    prose: Counter[int] = Counter()
    for text in texts:
        for match in _YEAR.finditer(text):
            if not _COMPARED.search(text[: match.start()]):
                short = len(text) <= 40 and re.search(r"[预决]算", text) and not re.search(r"[，。]", text)
                (titles if short else prose)[int(match[1])] += 1
    for counted in (titles, prose):
        if counted:
            votes[counted.most_common(1)[0][0]] += 2
    # One wrong heading does not outvote the rest; a tie goes to the later year.
    return max(votes, key=lambda year: (votes[year], year)) if votes else 0


def _kind(cover: Sequence[str], titles: Titles, texts: Sequence[str], stem: str) -> Kind:
    """What the titles say; where they name neither plan nor account, how the text speaks of its amounts."""
    for title in (*titles.whole, "".join(cover)):
        if (said := titled_kind(title)) in (Kind.EXECUTION, Kind.DEBT):
            return said
    for source in (
        cover,
        [stem],
        [text for text in texts if len(text) <= 40 and not re.search(r"[，。]", text)],
    ):
        joined = "".join(source).replace("预决算", "")
        plan, final = joined.count("预算"), joined.count("决算")
        if source is not cover and (plan or final):
            # 决算 tables are headed 年初预算数 | 决算数, 预算 tables hardly ever name a 决算.
            return Kind.FINAL if final >= plan else Kind.BUDGET
        if re.search(r"决算", joined):
            return Kind.FINAL
        if plan:
            return Kind.BUDGET
    return Kind.FINAL if _has_taken_place("".join((*titles.whole, *texts))) else Kind.BUDGET


def _has_taken_place(text: str) -> bool:
    """Whether a text without a word for plan or account tells of money spent: 支出说明, 共计支出9.95万元."""
    return not _PLANNED.search(text) and bool(_SPENT.search(text))


def _scope(cover: Sequence[str], texts: Sequence[str], stem: str) -> Scope:
    """部门 or 单位, from the cover, the file name, or how the text calls itself."""
    for source in ("".join(re.sub(r"[^，。]*[:：].*", "", line) for line in cover), stem):
        unit, department = len(re.findall(r"单位[预决]算", source)), len(re.findall(r"部门[预决]算", source))
        if unit != department:
            return Scope.UNIT if unit > department else Scope.DEPARTMENT
    if any(re.match(r"(?:预算|单位)(?:单位|名称)[:：]", line) for line in cover) and any(
        "主管部门" in line for line in cover
    ):
        return Scope.UNIT
    joined = "".join(texts)
    unit = len(re.findall(r"本单位|单位[预决]算", joined))
    department = len(re.findall(r"本部门|部门[预决]算|部门(?:收支|收入|支出|财政)", joined))
    if unit == department:
        # 编制单位：… stands over the tables of 部门 too.
        unit = len(re.findall(r"编制单位[:：]", joined))
        department = len(re.findall(r"(?:编制)?部门[:：]", joined))
    return Scope.UNIT if unit > department else Scope.DEPARTMENT


def _title(cover: Sequence[str], body: str, year: int, kind: Kind, scope: Scope) -> str:
    """The cover's title on one line, else one made of what was found."""
    lines = [line for line in cover if not re.search(r"[:：]|印制|编印|^[-—\d\s]{0,6}$|^第\d+页", line)]
    # A running header repeats the title in one line.
    lines = [
        line for line in lines if not any(line != other and line.startswith(other) for other in lines)
    ] or lines
    title = "".join(dict.fromkeys(lines))
    if str(year) in title and re.search(r"[预决]算", title) and len(title) <= 80:
        return title
    return f"{body}{year}年度{scope}{kind}"
