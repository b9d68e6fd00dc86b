"""The amounts of the two invented bodies, 2022 to 2025: what every table and sentence is made of.

All amounts are whole yuan, multiples of 100, so that 万元 with two decimals is exact. 2022 is
never printed as a document: it is the 上年 of the 2023 edition.

>>> hotline(2025).basic, hotline(2025).economic["30217"]
(1478700, 15000)
>>> hotline(2025).total - hotline(2024).total
4200
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

YEARS = (2022, 2023, 2024, 2025)
CITY = "岚浦市"
HOTLINE = "岚浦市12345政务服务便民热线中心"
STREET = "岚浦市临汐区望潮街道办事处"


@dataclass(frozen=True, slots=True)
class Project:
    """One 项目: where it is booked and what it costs. `other` is True when 其他收入 pays for it."""

    name: str
    code: str
    economic: str
    amount: int
    other: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One 项 of 支出功能分类 in yuan: 基本支出 and 项目支出, and how much of it 其他收入 pays."""

    code: str
    basic: int
    project: int
    other: int = 0

    @property
    def total(self) -> int:
        """All money."""
        return self.basic + self.project

    @property
    def general(self) -> int:
        """一般公共预算拨款 alone."""
        return self.total - self.other


@dataclass(frozen=True, slots=True)
class Budget:
    """One body's budget of one year. `economic` is 基本支出 by 款, zeros left out."""

    body: str
    year: int
    economic: dict[str, int]
    basic_lines: dict[str, int]
    projects: tuple[Project, ...]
    abroad: int = 0
    purchase: int = 0
    operating: int = 0
    procurement: tuple[int, int, int] = (0, 0, 0)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The 项 with money, by code."""
        codes = sorted({*self.basic_lines, *(p.code for p in self.projects)})
        return tuple(
            Line(
                code,
                self.basic_lines.get(code, 0),
                sum(p.amount for p in self.projects if p.code == code),
                sum(p.amount for p in self.projects if p.code == code and p.other),
            )
            for code in codes
        )

    @property
    def basic(self) -> int:
        """基本支出."""
        return sum(self.economic.values())

    @property
    def project(self) -> int:
        """项目支出."""
        return sum(p.amount for p in self.projects)

    @property
    def other(self) -> int:
        """其他收入, and what it pays for."""
        return sum(p.amount for p in self.projects if p.other)

    @property
    def total(self) -> int:
        """收入预算 = 支出预算."""
        return self.basic + self.project

    @property
    def general(self) -> int:
        """一般公共预算拨款."""
        return self.total - self.other

    @property
    def staff(self) -> int:
        """人员经费: 301 and 303 of 基本支出."""
        return self.economic_class("301") + self.economic_class("303")

    @property
    def office(self) -> int:
        """公用经费: 302 and 310 of 基本支出."""
        return self.economic_class("302") + self.economic_class("310")

    @property
    def reception(self) -> int:
        """公务接待费."""
        return self.economic.get("30217", 0)

    @property
    def running(self) -> int:
        """公务用车运行费."""
        return self.economic.get("30231", 0)

    @property
    def three_public(self) -> int:
        """“三公”经费合计."""
        return self.abroad + self.reception + self.purchase + self.running

    def economic_class(self, code: str) -> int:
        """基本支出 of one 类: ``economic_class("301")``."""
        return sum(amount for item, amount in self.economic.items() if item.startswith(code))

    def economic_project(self, code: str, general: bool = True) -> int:
        """项目支出 of one 类 of 支出经济分类; `general` leaves out what 其他收入 pays."""
        return sum(p.amount for p in self.projects if p.economic == code and not (general and p.other))

    def function_class(self, code: str, general: bool = False) -> int:
        """One 类 or 款 of 支出功能分类."""
        lines = [line for line in self.lines if line.code.startswith(code)]
        return sum(line.general if general else line.total for line in lines)


def levels(lines: tuple[Line, ...]) -> Iterator[Line]:
    """类, 款 and 项 rows in printing order, each 类 and 款 the sum of its 项."""
    codes = {line.code[:n] for line in lines for n in (3, 5, 7)}
    for code in sorted(codes):
        below = [line for line in lines if line.code.startswith(code)]
        yield Line(
            code,
            sum(line.basic for line in below),
            sum(line.project for line in below),
            sum(line.other for line in below),
        )


def _of_year(year: int, table: dict[str, tuple[int, int, int, int]]) -> dict[str, int]:
    """The column of `year`, zeros left out."""
    column = {code: amounts[YEARS.index(year)] for code, amounts in table.items()}
    return {code: amount for code, amount in column.items() if amount}


# Yuan, 2022 to 2025. A 事业单位 without vehicles; 住房公积金 is paid from 事业运行, not from 221.
_HOTLINE_BASIC = {
    "30101": (308000, 312000, 324000, 327500),
    "30103": (430000, 441000, 456000, 456200),
    "30107": (221000, 226000, 226000, 226000),
    "30108": (133000, 135600, 139200, 140000),
    "30109": (66500, 67800, 69600, 70000),
    "30110": (42000, 42800, 44000, 44300),
    "30112": (13800, 14100, 14600, 14700),
    "30113": (115000, 117200, 120500, 121200),
    "30201": (62000, 59000, 53700, 47700),
    "30207": (8000, 8000, 0, 0),
    "30211": (15000, 12000, 0, 0),
    "30216": (6000, 6000, 6000, 5000),
    "30217": (12000, 10000, 10000, 15000),
    "30228": (10200, 10500, 10900, 11100),
}


def hotline(year: int) -> Budget:
    """The hotline centre: its 运行 is coded 2010306 up to 2023 and 2010350 from 2024."""
    economic = _of_year(year, _HOTLINE_BASIC)
    tied = {"2080505": economic["30108"], "2080506": economic["30109"], "2101102": economic["30110"]}
    own = "2010306" if year < 2024 else "2010350"
    basic_lines = {own: sum(economic.values()) - sum(tied.values()), **tied}
    projects = (
        (
            Project("热线受理平台升级改造（软件开发）", "2010399", "302", 240000),
            Project("热线受理平台升级改造（设备购置）", "2010399", "310", 120000),
        )
        if year == 2023
        else ()
    )
    return Budget(HOTLINE, year, economic, basic_lines, projects)


_STREET_BASIC = {
    "30101": (4780000, 4862400, 4935600, 5018200),
    "30102": (6104500, 6215800, 6298700, 6352300),
    "30103": (5298000, 5402600, 5486900, 5537400),
    "30107": (1912000, 1986300, 2043500, 2168800),
    "30108": (2366400, 2418500, 2457900, 2496200),
    "30109": (1183200, 1209300, 1229000, 1248100),
    "30110": (1301500, 1330200, 1351900, 1372900),
    "30112": (94600, 96700, 98300, 99800),
    "30113": (2603000, 2660400, 2703700, 2745800),
    "30199": (1120000, 1148000, 1148000, 1096500),
    "30201": (386000, 372500, 356800, 341200),
    "30202": (42000, 38600, 35000, 30000),
    "30205": (36000, 36500, 36500, 37200),
    "30206": (214000, 221600, 226300, 231800),
    "30207": (128000, 121400, 115600, 112000),
    "30209": (486000, 498700, 512400, 512400),
    "30211": (24000, 18000, 16500, 16500),
    "30213": (165000, 158200, 149000, 163500),
    "30215": (30000, 28000, 26000, 25000),
    "30216": (34000, 33000, 36000, 34500),
    "30217": (12000, 12000, 12000, 9500),
    "30226": (86000, 84000, 80500, 80500),
    "30228": (312400, 318900, 323600, 328400),
    "30229": (258300, 262500, 266800, 270200),
    "30231": (64500, 63000, 58500, 61000),
    "30239": (612000, 618600, 624000, 627600),
    "30299": (143200, 138700, 131400, 128900),
    "30302": (298400, 312600, 327900, 341500),
    "30309": (8400, 8400, 7800, 7200),
    "31002": (76000, 68000, 62000, 58000),
}

# Those 项 whose 基本支出 is not tied to one 款 of 经济分类.
_STREET_LINES = {
    "2080501": (205400, 214600, 224900, 233700),
    "2101101": (982300, 1003800, 1020100, 1035800),
    "2120199": (3905200, 4012600, 4102300, 4265900),
    "2210203": (862000, 878400, 890300, 897500),
}

# name, 项, 经济分类 类, yuan by year, paid by 其他收入.
_STREET_PROJECTS = (
    ("人大代表联络站工作经费", "2010108", "302", (86000, 86000, 92000, 95500), False),
    ("第五次全国经济普查", "2010507", "302", (0, 420000, 560000, 0), False),
    ("党群服务中心运行", "20139", "302", (960000, 985000, 1020000, 1036000), False),
    ("民兵训练与征兵", "2030607", "302", (240000, 240000, 252000, 252000), False),
    ("综治中心与平安建设", "2049999", "302", (1480000, 1520000, 1650000, 1705000), False),
    ("社区工作者队伍经费", "2080208", "302", (18240000, 18960000, 19650000, 20380000), False),
    ("长者食堂运营补助", "2081006", "312", (0, 0, 780000, 960000), False),
    ("公务用车更新", "2120102", "310", (0, 0, 180000, 0), False),
    ("城管执法辅助服务", "2120104", "302", (3260000, 3320000, 3320000, 3180000), False),
    ("智慧社区综合指挥平台建设", "2120199", "310", (0, 0, 0, 1860000), False),
    ("老旧小区加装电梯补贴", "2120399", "312", (2400000, 3000000, 1500000, 0), False),
    ("市容环境综合整治", "2120501", "302", (8600000, 8450000, 8120000, 8120000), False),
    ("社区共治公益服务", "2129999", "302", (150000, 160000, 160000, 120000), True),
)

_STREET_UNIT_OFFICE = (486300, 492800, 497500, 503100)
# 货物, 工程, 服务.
_STREET_PROCUREMENT = (
    (76000, 0, 8600000),
    (68000, 0, 8450000),
    (242000, 0, 8120000),
    (1568000, 350000, 8120000),
)


def street(year: int) -> Budget:
    """The street office: 党群服务中心运行 moves from 2013202 to 2013902 in 2024."""
    at = YEARS.index(year)
    economic = _of_year(year, _STREET_BASIC)
    lines = _of_year(year, _STREET_LINES)
    lines |= {
        "2080502": economic["30302"] - lines["2080501"],
        "2080505": economic["30108"],
        "2080506": economic["30109"],
        "2101102": economic["30110"] - lines["2101101"],
        "2210201": economic["30113"],
    }
    lines["2120101"] = sum(economic.values()) - sum(lines.values())
    party = "2013202" if year < 2024 else "2013902"
    projects = tuple(
        Project(name, party if code == "20139" else code, kind, amounts[at], other)
        for name, code, kind, amounts, other in _STREET_PROJECTS
        if amounts[at]
    )
    budget = Budget(STREET, year, economic, lines, projects)
    return Budget(
        STREET,
        year,
        economic,
        lines,
        projects,
        purchase=sum(p.amount for p in projects if p.name == "公务用车更新"),
        operating=budget.office - _STREET_UNIT_OFFICE[at],
        procurement=_STREET_PROCUREMENT[at],
    )
