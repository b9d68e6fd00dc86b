"""A cassette whose prompts have changed → the same replies to the prompts of today.

    python -m eval.rerecord eval/data/planner.jsonl --set eval/data/ranker.jsonl --store STORE

A changed lexicon cuts a question otherwise and offers other ids. What a reply said of words and names still
holds where the same letters and names are there: such a reply is written for the new prompt, others are left
out and counted. No model is asked.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from rich.console import Console

from eval.cases import load_cases
from qa import BudgetQA
from qa.llm.cassette import Line, line_of, lines, written
from qa.llm.exchange import Failure, NoReply, Prompt, Reply, unfenced
from qa.llm.second import Second
from qa.llm.settings import ModelSettings


class Listening:
    """A model that only keeps the prompts that it is sent."""

    def __init__(self) -> None:
        self.prompts: list[Prompt] = []

    def complete(self, prompt: Prompt) -> Reply:
        """Keeps it. Raises NoReply."""
        self.prompts.append(prompt)
        raise NoReply(Failure.UNRECORDED)

    def begin(self) -> None:
        """Nothing to get ready."""

    def found(self) -> Mapping[str, str]:
        """That it is no model."""
        return {"model": "none", "mode": "", "state": "ready"}

    def close(self) -> None:
        """Nothing to give back."""


def again(line: Line, prompt: Prompt) -> Line | None:
    """A recorded reply as one to another prompt of its question; None where it says what is not there."""
    data = unfenced(prompt.data)
    ids = {(kind, offer[1]): offer[0] for kind, offers in data["offers"].items() for offer in offers}
    known = {old: ids.get(of) for old, of in line.ids.items()}
    words = _words_again(line.words, [word[1] for word in data["words"]])
    try:
        said = _said_again(line.reply, known, words)
    except KeyError:
        return None
    return line_of(prompt, Reply(said, line.tokens_in, line.tokens_out, line.seconds))


def _words_again(before: Sequence[str], now: Sequence[str]) -> dict[str, dict[str, frozenset[str]]]:
    """Each word of the old cut → the words of the new one with its letters, and the old ones that each is of.

    A word is not there where the new cut parts it from within another.
    """
    if "".join(before) != "".join(now):
        return {}
    olds, news = list(_spans(before)), list(_spans(now))
    found: dict[str, dict[str, frozenset[str]]] = {}
    for n, old in enumerate(olds, 1):
        over = {m: new for m, new in enumerate(news, 1) if _meet(old, new)}
        of = {m: [k for k, one in enumerate(olds, 1) if _meet(one, new)] for m, new in over.items()}
        if all(_within(new, old) or _within(old, new) for new in over.values()):
            found[f"w{n}"] = {f"w{m}": frozenset(f"w{k}" for k in of[m]) for m in over}
    return found


_NUMBER = re.compile(r"(d\d+)(v\d+)")


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _spans(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    return pairwise(accumulate(map(len, words), initial=0))


def _said_again(
    said: Any,
    ids: Mapping[str, str | None],
    words: Mapping[str, Mapping[str, frozenset[str]]],
    slot: str = "",
) -> Any:
    """A reply with the new ids and words. Raises KeyError for one that is not there."""
    if isinstance(said, dict):
        return {name: _said_again(part, ids, words, name) for name, part in said.items()}
    if isinstance(said, list) and slot == "words":
        new = {word: of for old in said for word, of in words[old].items()}
        if any(not of.issubset(said) for of in new.values()):
            raise KeyError(said)  # a word of now says more than was claimed
        return list(new)
    if isinstance(said, list):
        return [_said_again(part, ids, words, slot) for part in said]
    if slot == "ids" and (number := _NUMBER.fullmatch(said)):  # of a sentence: d3v1
        return f"{_said_again(number[1], ids, words, slot)}{number[2]}"
    if said in ids:
        if ids[said] is None:
            raise KeyError(said)
        return ids[said]
    return said


def main() -> None:
    """Write the cassette anew, and tell how many replies still hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("cassette", type=Path)
    parser.add_argument("--set", type=Path, required=True, dest="questions")
    parser.add_argument("--store", type=Path, required=True)
    chosen = parser.parse_args()
    held = {line.question: line for line in lines(chosen.cassette)}
    heard = Listening()
    with BudgetQA.open(chosen.store, second=Second(heard, ModelSettings())) as qa:
        for case in load_cases(chosen.questions):
            qa.ask(case.question, case.history)
    prompts = {unfenced(prompt.data)["question"]: prompt for prompt in heard.prompts if prompt.name == "plan"}
    made: list[Line] = []
    for question, line in held.items():
        if question not in prompts:
            made.append(line)  # not asked now: nothing says that it does not hold
        elif told := again(line, prompts[question]):
            made.append(told)
    remarks = [text for text in chosen.cassette.read_text(encoding="utf-8").splitlines() if text[:1] == "#"]
    beside = chosen.cassette.with_suffix(".new")
    beside.write_text("\n".join([*remarks, *map(written, made)]) + "\n", encoding="utf-8")
    beside.replace(chosen.cassette)
    Console().print(f"{len(made)} of {len(held)} replies still hold; {len(prompts)} questions are asked")


if __name__ == "__main__":
    main()
