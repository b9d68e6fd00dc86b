"""A recorded reply holds for another prompt of its question where the same letters and names are there."""

from eval.rerecord import again
from qa.llm.cassette import line_of
from qa.llm.exchange import Prompt, Reply, fenced

SCHEMA = {"type": "object", "properties": {}, "required": []}


def prompt(words, names):
    told = [[f"w{n}", word, "known"] for n, word in enumerate(words, 1)]
    offers = {"name": [[f"r{n}", name] for n, name in enumerate(names, 1)]}
    return Prompt(
        "plan", "规则", fenced({"question": "".join(words), "words": told, "offers": offers}), SCHEMA
    )


def reply(id, *words):
    return Reply(
        {"nodes": [{"id": "n1", "ids": [id]}], "claims": [{"words": list(words), "id": id}]}, 5, 2, 0.1
    )


OLD = line_of(prompt(("某局", "食堂", "补助", "多少"), ("办公费", "长者食堂")), reply("r2", "w2", "w3"))


def test_a_line_says_what_it_was_a_reply_to():
    assert OLD.words == ("某局", "食堂", "补助", "多少")
    assert OLD.ids == {"r2": ("name", "长者食堂")}
    assert (OLD.tokens_in, OLD.tokens_out) == (5, 2)


def test_ids_and_words_are_found_again_by_what_they_stand_for():
    now = prompt(("某", "局", "食", "堂", "补助", "多少"), ("长者食堂", "公务接待费"))
    made = again(OLD, now)
    assert made.prompt == now.digest
    assert made.reply["nodes"][0]["ids"] == ["r1"]
    assert made.reply["claims"][0] == {"words": ["w3", "w4", "w5"], "id": "r1"}


def test_a_name_that_is_no_more_offered_or_a_word_that_is_cut_otherwise_is_not_made_up():
    assert again(OLD, prompt(("某局", "食堂", "补助", "多少"), ("办公费",))) is None
    assert again(OLD, prompt(("某局", "食堂", "补助多少"), ("长者食堂",))) is None


def test_words_that_are_one_now_are_claimed_together_or_not_at_all():
    made = again(OLD, prompt(("某局", "食堂补助", "多少"), ("长者食堂",)))
    assert made.reply["claims"][0] == {"words": ["w2"], "id": "r1"}
    assert again(OLD, prompt(("某", "局食堂", "补助", "多少"), ("长者食堂",))) is None


def test_the_number_of_a_sentence_goes_with_its_sentence():
    def of(*told):
        offers = {"sentence": [[f"d{n}", text] for n, text in enumerate(told, 1)]}
        data = {"question": "几辆", "words": [["w1", "几辆", "known"]], "offers": offers}
        return Prompt("plan", "规则", fenced(data), SCHEMA)

    chosen = Reply({"nodes": [{"id": "n1", "ids": ["d1", "d1v2"]}], "claims": []})
    line = line_of(of("公务用车{v1}辆，船{v2}艘"), chosen)
    made = again(line, of("另一句", "公务用车{v1}辆，船{v2}艘"))
    assert made.reply["nodes"][0]["ids"] == ["d2", "d2v2"]
    assert again(line, of("另一句")) is None
