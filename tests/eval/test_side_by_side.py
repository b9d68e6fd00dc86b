"""Rules, model and both over one set: the counts, the cost, and a cassette in place of a server."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from eval.cases import Case
from eval.report import Report, Result
from eval.scorers import Verdict, score
from eval.side_by_side import Remembered, Run, asked_of, moved, render, to_json
from index.facts.errors import ModelError
from qa.llm.cassette import Cassette, Recording
from qa.llm.exchange import Failure, NoReply, Prompt, Reply, fenced
from qa.records import Answer, Status

SCHEMA = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
PROMPT = Prompt("p", "规则", fenced({"question": "问"}), SCHEMA)


class Counting:
    """A model that answers the same each time, and counts."""

    def __init__(self):
        self.asked = self.closed = 0

    def complete(self, prompt):
        self.asked += 1
        if prompt.data == "不答":
            raise NoReply(Failure.REFUSED)
        return Reply({"text": "好"}, 7, 3, 0.25)

    def begin(self):
        pass

    def found(self):
        return {"model": "m", "mode": "", "state": "ready"}

    def close(self):
        self.closed += 1


def test_what_is_recorded_is_said_again(tmp_path):
    tape, model = tmp_path / "tape.jsonl", Counting()
    recording = Recording(model, tape)
    reply = recording.complete(PROMPT)
    recording.close()
    again = Cassette.read(tape)
    assert (len(again), again.complete(PROMPT)) == (1, reply)
    assert model.closed == 1
    with pytest.raises(NoReply) as told:
        again.complete(replace(PROMPT, data="别的"))
    assert told.value.failure is Failure.UNRECORDED


def test_a_recorded_reply_is_held_to_the_schema_too(tmp_path):
    tape = tmp_path / "tape.jsonl"
    tape.write_text(
        "# 说明\n" + json.dumps({"prompt": PROMPT.digest, "reply": {"number": 1}}) + "\n", "utf-8"
    )
    with pytest.raises(NoReply) as told:
        Cassette.read(tape).complete(PROMPT)
    assert told.value.failure is Failure.RUBBISH


def test_a_line_that_is_no_reply_is_named(tmp_path):
    tape = tmp_path / "tape.jsonl"
    tape.write_text('{"prompt": "a", "reply": {}}\n{"prompt": 1}\n', "utf-8")
    with pytest.raises(ModelError, match="第2行"):
        Cassette.read(tape)
    with pytest.raises(ModelError, match="nowhere"):
        Cassette.read(tmp_path / "nowhere.jsonl")


def test_a_model_is_asked_once_for_two_runs_also_where_it_refuses():
    model = Counting()
    kept = Remembered(model)
    assert kept.complete(PROMPT) == kept.complete(PROMPT)
    for _ in range(2):
        with pytest.raises(NoReply):
            kept.complete(replace(PROMPT, data="不答"))
    kept.close()
    assert (model.asked, model.closed) == (2, 0)


def run(mode, *statuses, answerable=True):
    results = []
    for n, status in enumerate(statuses):
        case = Case(id=str(n), question=f"问{n}", kind="lookup", answerable=answerable)
        answer = Answer(str(n), case.question, status, "没有数")
        results.append(Result(case, answer, score(case, answer, ()), 1.0))
    return Run(mode, Report(tuple(results)), {"settled": 1}, {"tokens_in": 9.0}, 2.0)


def test_what_the_rules_hold_back_is_told_by_how_both_end():
    held, told = Status.NOT_FOUND, Status.ANSWERED
    rules, both = run("rules", held, held, told), run("both", told, held, told)
    ends, changed = moved((rules, both))
    assert ends == {both.report.results[0].scores.verdict.value: 1, Verdict.HELD_BACK.value: 1}
    assert changed == []


def test_the_table_and_the_report_tell_all_three():
    runs = tuple(run(mode, Status.ANSWERED) for mode in ("rules", "model", "both"))
    page = StringIO()
    render(runs, Console(file=page, width=100))
    for word in ("只用规则", "只用模型", "两者", "RS(10)", "输入 token", "settled 1"):
        assert word in page.getvalue()
    told = to_json(runs)
    assert set(told["modes"]) == {"rules", "model", "both"}
    assert told["questions"][0]["question"] == "问0"


def test_without_a_model_and_a_cassette_it_is_said_what_to_set(monkeypatch):
    monkeypatch.delenv("BUDGET_QA_LLM", raising=False)
    with pytest.raises(ModelError, match="BUDGET_QA_LLM_URL"), asked_of(None, None):
        pass
