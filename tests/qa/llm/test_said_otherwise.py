"""What a plan needs may be said in other words: a code, the kind of an account, how many, the year before."""

import pytest

from qa.llm.exchange import Failure
from qa.llm.second import Outcome
from qa.records import Status
from tests.qa.llm.brains import said

WHOSE = "云溪市河道管理处2025年"


@pytest.fixture
def made(asked):
    """``made(question, nodes, ask, claims)`` → the answer and how the model was heard.

    Ids are told as (kind, name), words as they are cut.
    """

    def ask(question, nodes, wanted, claims):
        def says(data):
            def id_of(told):
                if isinstance(told, str):
                    return told
                return next(one[0] for one in data["offers"][told[0]] if one[1] == told[1])

            def words(*texts):
                return [word[0] for text in texts for word in data["words"] if word[1] == text]

            told = [(n, kind, [*map(id_of, ids)], [], of, how) for n, kind, ids, of, how in nodes]
            return said(told, wanted, [(words(*texts), node, id_of(id)) for texts, node, id in claims])

        answer, heard = asked(says, question)
        return answer, heard[0]

    return ask


BODY, YEAR = ("body", "云溪市河道管理处"), ("year", "2025")
RECEPTION, TRAINING = ("name", "公务接待费"), ("name", "培训费")
OWN = ((("云溪市河道管理处",), "n1", BODY), (("2025年",), "n1", YEAR))
FEAST = (("吃席", "开销"), "n1", RECEPTION)
CELL = ("n1", "cell", (BODY, YEAR, RECEPTION), [], [])


def test_an_amount_is_spread_over_as_many_as_the_question_says(made):
    question = f"{WHOSE}吃席开销平均一家多少，说是4家"
    spread = ("n2", "scale", (("number", "4"),), ["n1"], [])
    claims = [*OWN, FEAST, (("平均", "一家"), "n2", "op"), (("4家",), "n2", ("number", "4"))]
    answer, heard = made(question, [CELL, spread], ["n2"], claims)
    assert heard == Outcome.SETTLED, answer.text
    assert "÷4" in answer.text.replace(" ", "")


def test_the_year_before_is_said_by_its_own_number_and_no_other(made):
    before = ("n1", "cell", (BODY, YEAR, RECEPTION), [], ["prior"])

    def of(year):
        question = f"{WHOSE}吃席开销的{year}年预算数"
        return made(question, [before], ["n1"], [*OWN, FEAST, ((f"{year}年",), "n1", "op")])

    answer, heard = of(2024)
    assert heard == Outcome.SETTLED, answer.text
    assert [figure.printed for figure in answer.figures] == ["1.00"]
    assert of(2023)[1] == Failure.RUBBISH


def test_a_code_may_be_said_of_the_name_that_has_it(made):
    def of(code):
        question = f"{code}吃席开销，{WHOSE}是多少"
        return made(question, [CELL], ["n1"], [*OWN, FEAST, ((code,), "n1", RECEPTION)])

    answer, heard = of("30217")
    assert (heard, answer.figures[0].printed) == (Outcome.AGREED, "1.50")
    assert of("30216")[1] == Outcome.UNCLAIMED


def test_the_kind_of_an_account_may_be_said_of_one_of_that_kind(made):
    def of(kind):
        question = f"{WHOSE}{kind}吃席开销是多少"
        return made(question, [CELL], ["n1"], [*OWN, FEAST, ((kind,), "n1", "op")])

    assert of("经济分类")[1] == Outcome.SETTLED
    assert of("功能分类")[1] == Outcome.UNCLAIMED


def test_how_many_are_added_up_may_be_said_beside_them(made):
    nodes = [
        CELL,
        ("n2", "cell", (BODY, YEAR, TRAINING), [], []),
        ("n3", "sum", (), ["n1", "n2"], []),
    ]

    def of(many):
        claims = [*OWN, FEAST, (("培训费",), "n2", TRAINING), ((many,), "n3", "op"), (("合计",), "n3", "op")]
        return made(f"{WHOSE}吃席开销和培训费{many}合计", nodes, ["n3"], claims)

    answer, heard = of("两款")
    assert heard == Outcome.SETTLED, answer.text
    assert "4.50" in answer.text
    assert of("三款")[1] == Outcome.UNCLAIMED


def test_points_are_those_of_a_share_only_where_a_share_is_asked_for(made):
    share = ("n3", "ratio", (), ["n1", "n2"], [])
    nodes = [CELL, ("n2", "cell", (BODY, YEAR, TRAINING), [], []), share]

    def of(verb):
        claims = [*OWN, FEAST, (("培训费",), "n2", TRAINING), (("百分点",), "n3", "op")]
        if verb == "占":
            claims.append(((verb,), "n3", "op"))
        return made(f"{WHOSE}吃席开销{verb}培训费好多个百分点", nodes, ["n3"], claims)

    answer, heard = of("占")
    assert heard == Outcome.SETTLED, answer.text
    assert "50.00%" in answer.text
    assert of("和")[0].status is not Status.ANSWERED


@pytest.mark.parametrize(("said_of", "heard"), [("文本", Outcome.SETTLED), ("食堂", Outcome.UNCLAIMED)])
def test_another_word_for_the_files_only_asks(made, said_of, heard):
    question = f"{said_of}里{WHOSE}吃席开销是多少"
    claims = [*OWN, FEAST, ((said_of,), "n1", "ask"), (("里",), "n1", "op")]
    assert made(question, [CELL], ["n1"], claims)[1] == heard
