"""What the tests of plans share: names of the invented region, operations, and a plan's parts."""

from collections.abc import Callable

from qa.records import Operation, Plan

RIVER = "云溪市河道管理处"


SCHOOL = "云溪市城郊中学"


SPEND = "支出总计"


RECEPTION = "公务接待费"


PRINTED = [
    ("公务接待费", "30217"),
    ("培训费", "30216"),
    ("水费", "30205"),
    ("电费", "30206"),
    ("机关事业单位基本养老保险缴费支出", "2080505"),
    ("水利工程运行与维护", "2130306"),
    ("堤防养护", ""),
]


Ask = Callable[..., Plan]


def names(made: Plan) -> list[str]:
    return [target.name for target in made.targets]


def where(made: Plan) -> list[tuple[str, int, str]]:
    return [(edition.body, edition.year, edition.kind.value) for edition in made.editions]


LOOKUP, LIST, CHANGE, REASON, PRIOR, DIFFERENCE, SHARE, SUM = (
    Operation.LOOKUP,
    Operation.LIST,
    Operation.CHANGE,
    Operation.REASON,
    Operation.PRIOR,
    Operation.DIFFERENCE,
    Operation.SHARE,
    Operation.SUM,
)


RANKING, TREND, EXISTS, AGREEMENT, PER_HEAD, DEFINITION, NARRATIVE, REFUSE = (
    Operation.RANKING,
    Operation.TREND,
    Operation.EXISTS,
    Operation.AGREEMENT,
    Operation.PER_HEAD,
    Operation.DEFINITION,
    Operation.NARRATIVE,
    Operation.REFUSE,
)
