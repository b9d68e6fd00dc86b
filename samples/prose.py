"""Sentences with figures: each edition has its own way to say 比上年增加, and each is noted as a Fact.

>>> PLAIN.compare("公务接待费", "公务接待费预算", 15000, 10000, 2025, "接线场次增加").text
'公务接待费预算1.50万元，比上年增加0.50万元，增长50.00%，主要原因是接线场次增加。'
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from samples.layouts import Fact, Run
from samples.printing import numbered, rate


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the narrative: level 1 is 一、, level 2 （一）."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Section:
    """第一部分 … with its headings and paragraphs; `tables` True where the tables stand."""

    title: str
    blocks: tuple[Heading | tuple[Run, ...], ...] = ()
    tables: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """One edition's phrases. `moved` and `same` follow the amount; `form` prints 万元."""

    moved: Callable[[str, str, str, str], str]
    same: str
    form: str = ".2f"
    ways: tuple[str, str] = ("增加", "减少")

    def wan(self, yuan: int) -> str:
        """万元 as this edition prints them."""
        return format(Decimal(yuan) / 10000, self.form)

    def amount(self, metric: str, label: str, yuan: int, year: int, end: str = "，") -> Run:
        """An amount without comparison: 其中：基本支出146.20万元，."""
        text = f"{label}{self.wan(yuan)}万元"
        return Run(text + end, Fact(metric, year, self.wan(yuan)))

    def compare(
        self,
        metric: str,
        label: str,
        now: int,
        prior: int,
        year: int,
        reason: str = "",
        end: str = "。",
        planted: int | None = None,
    ) -> Run:
        """An amount against last year's. `planted` is a wrong amount printed in place of `now`."""
        shown = self.wan(now if planted is None else planted)
        because = reason or ("无" if now == prior else "")
        if now == prior:
            tail = self.same + (f"，主要原因是{because}" if because else "")
            fact = Fact(metric, year, shown, "0", "持平", None, because or None, planted=planted is not None)
            return Run(f"{label}{shown}万元，{tail}{end}", fact)
        up = now > prior
        difference = self.wan(abs(now - prior))
        percent = f"{rate(now, prior)}" if prior else ""
        tail = self.moved(self.ways[0] if up else self.ways[1], difference, percent, because)
        fact = Fact(
            metric,
            year,
            shown,
            difference,
            "增加" if up else "减少",
            percent or None,
            because or None,
            planted=planted is not None,
        )
        return Run(f"{label}{shown}万元，{tail}{end}", fact)


def _grown(way: str, up: str, down: str, percent: str) -> str:
    """增长 or 下降 with its percent; empty where there is none."""
    return f"{up if way == '增加' else down}{percent}%" if percent else ""


def _plain(way: str, difference: str, percent: str, reason: str) -> str:
    tail = _grown(way, "，增长", "，下降", percent)
    return f"比上年{way}{difference}万元{tail}" + (f"，主要原因是{reason}" if reason else "")


def _long(way: str, difference: str, percent: str, reason: str) -> str:
    tail = _grown(way, "，增幅", "，降幅", percent)
    return f"比2022年预算{way}{difference}万元{tail}" + (f"，{way}的主要原因是{reason}" if reason else "")


def _stopped(way: str, difference: str, percent: str, reason: str) -> str:
    tail = _grown(way, "，增长", "，下降", percent)
    return f"与上年相比{way}{difference}万元{tail}" + (f"。主要原因是{reason}" if reason else "")


def _short(way: str, difference: str, percent: str, reason: str) -> str:
    tail = _grown(way, "、增长", "、下降", percent)
    return f"同比{way}{difference}万元{tail}" + (f"，主要是{reason}" if reason else "")


def _bracket(way: str, difference: str, percent: str, reason: str) -> str:
    tail = f"（{_grown(way, '上升', '下降', percent)}）" if percent else ""
    return f"较上年预算数{way}{difference}万元{tail}" + (f"，{way}原因：{reason}" if reason else "")


PLAIN = Voice(_plain, "与上年持平")
BRACKET = Voice(_bracket, "与上年预算数持平")
LONG = Voice(_long, "与2022年预算持平", form=",.2f")
STOPPED = Voice(_stopped, "与上年相同，持平")
SHORT = Voice(_short, "与上年持平")


def text(*paragraphs: str) -> tuple[tuple[Run, ...], ...]:
    """Plain paragraphs."""
    return tuple((Run(paragraph),) for paragraph in paragraphs)


_TERMS = (
    (
        "一般公共预算拨款收入",
        "本级财政当年从一般公共预算中安排给单位的资金，是多数机关和事业单位最主要的经费来源。",
    ),
    (
        "政府性基金预算拨款收入",
        "财政从依法征收并专款专用的政府性基金中安排的资金，只能用于该项基金规定的用途。",
    ),
    ("国有资本经营预算拨款收入", "财政从国有资本收益中安排的资金，主要用于解决国有企业历史遗留问题等支出。"),
    ("事业收入", "事业单位开展本行业专业业务及其辅助活动取得的收入，不含财政拨款。"),
    ("其他收入", "上述各项收入以外取得的收入，如利息收入、社会捐助的公益服务资金等。"),
    ("基本支出", "为维持单位正常运转、完成日常工作必须安排的支出，由人员经费和公用经费两部分组成。"),
    (
        "人员经费",
        "用于在职和离退休人员的支出，对应部门预算经济分类中的“工资福利支出”和“对个人和家庭的补助”。",
    ),
    ("公用经费", "用于购买日常办公所需商品和服务的支出，对应“商品和服务支出”和办公设备等“资本性支出”。"),
    (
        "项目支出",
        "在基本支出以外，为完成某项特定任务或事业发展目标而单独安排的支出，一般有明确的期限和绩效目标。",
    ),
    (
        "“三公”经费",
        "用财政拨款安排的因公出国（境）费、公务用车购置及运行费和公务接待费三项支出。"
        "其中公务用车购置费含车辆购置税，公务用车运行费含燃料、维修、保险和过路过桥等费用。",
    ),
    (
        "机关运行经费",
        "行政单位和参照公务员法管理的事业单位为保障运行，用一般公共预算基本支出购买货物和服务的资金。"
        "其他事业单位的公用经费不计入机关运行经费。",
    ),
    ("政府采购", "使用财政性资金，依法购买集中采购目录以内或者采购限额标准以上的货物、工程和服务的行为。"),
    ("绩效目标", "预算资金计划在一定期限内达到的产出和效果，是项目安排、跟踪和评价的依据。"),
    (
        "结转结余资金",
        "以前年度安排、尚未用完的资金。需按原用途继续使用的称为结转，项目已完成或中止后剩下的称为结余。",
    ),
)


def glossary(leave_out: tuple[str, ...] = ()) -> tuple[tuple[Run, ...], ...]:
    """第四部分: numbered definitions."""
    kept = [(term, meaning) for term, meaning in _TERMS if term not in leave_out]
    heads = numbered([term for term, _ in kept])
    return text(*(f"{head}：{kept[n][1]}" for n, head in enumerate(heads)))
