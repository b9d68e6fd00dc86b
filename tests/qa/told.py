"""What answers over the invented region tell, apart by role."""

from qa.records import Answer

RIVER = "云溪市河道管理处"
FIRST = "河道管理处2025年公务接待费是多少"


def shown(answer: Answer) -> list[str]:
    return [figure.shown for figure in answer.figures]


def asked(answer: Answer) -> list[str]:
    """What the question asked for, without what stands beside it."""
    return [figure.shown for figure in answer.figures if figure.role == "asked"]


def beside(answer: Answer) -> list[str]:
    """What stands beside it."""
    return [figure.shown for figure in answer.figures if figure.role == "context"]
