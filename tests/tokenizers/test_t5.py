"""T5's sentinel tokens, against transformers."""

from __future__ import annotations

import json

import pytest
import transformers

from factory.errors import RequestError
from factory.tokenizers import T5, build_tokenizer
from tests.tokenizers.families import PAIRS, make, peer_of, prefix_of, sentencepiece_folder

CLASSES = next(pair for pair in PAIRS if prefix_of(pair[0]) == "T5")
EACH = pytest.mark.parametrize("class_", CLASSES, ids=lambda class_: class_.__name__)
TEXT = "The <extra_id_0> walks in<extra_id_1> park <extra_id_99>."


@EACH
@pytest.mark.parametrize("count", [100, 3, 0])
def test_sentinels_have_the_last_ids_as_in_transformers(class_, count):
    folder = sentencepiece_folder("T5")
    ours = class_.from_pretrained(folder, extra_ids=count)
    assert ours.extra_ids == count
    assert ours.get_sentinel_tokens() == [f"<extra_id_{i}>" for i in range(count)]
    assert ours.get_sentinel_token_ids() == [len(ours) - 1 - i for i in range(count)]
    assert ours.decoder_start_token_id == ours.pad_token_id == 0
    if count != 100:  # transformers adds a hundred to a .model, whatever is asked for
        return
    theirs = peer_of(class_).from_pretrained(folder)
    # Its own get_sentinel_tokens ends in an AttributeError.
    listed = [token for token in theirs.extra_special_tokens if "extra_id" in token]
    assert set(ours.get_sentinel_tokens()) == set(listed)
    assert {*ours.get_sentinel_token_ids()} == {*theirs.convert_tokens_to_ids(listed)}
    assert ours(TEXT)["input_ids"] == theirs(TEXT)["input_ids"]
    for skip in (False, True):
        ids = ours(TEXT)["input_ids"]
        assert ours.decode(ids, skip_special_tokens=skip) == theirs.decode(
            ids, skip_special_tokens=skip
        )


@EACH
@pytest.mark.parametrize("count", [100, 3])
def test_sentinels_are_written_as_transformers_reads_them(class_, count, tmp_path):
    ours = make(class_, extra_ids=count, additional_special_tokens=["<mine>"])
    ours.save_pretrained(tmp_path)
    theirs = transformers.AutoTokenizer.from_pretrained(tmp_path)
    again = class_.from_pretrained(tmp_path)
    assert again.extra_ids == count
    assert again.get_sentinel_token_ids() == ours.get_sentinel_token_ids()
    assert again.additional_special_tokens == [*ours.get_sentinel_tokens(), "<mine>"]
    text = f"{TEXT} <mine>"
    assert again(text)["input_ids"] == ours(text)["input_ids"] == theirs(text)["input_ids"]


@EACH
def test_more_sentinels_come_before_those_there_are(class_, tmp_path):
    make(class_, extra_ids=3).save_pretrained(tmp_path)
    more = class_.from_pretrained(tmp_path, extra_ids=5)
    assert len(more.get_sentinel_tokens()) == 5
    with pytest.raises(RequestError, match=r"extra_ids=2: the vocabulary has 3 sentinel tokens"):
        class_.from_pretrained(tmp_path, extra_ids=2)


@EACH
def test_other_special_tokens_leave_the_sentinels(class_):
    tokenizer = make(class_, extra_ids=2)
    tokenizer.add_special_tokens({"additional_special_tokens": ["<a>"]})
    assert tokenizer.additional_special_tokens == ["<extra_id_0>", "<extra_id_1>", "<a>"]


@EACH
@pytest.mark.parametrize("value", [-1, "many", 2.5])
def test_a_number_of_sentinels_is_a_number(class_, value):
    with pytest.raises(RequestError, match=r"extra_ids=.* is not a whole number from 0 up"):
        make(class_, extra_ids=value)


def test_sentinels_come_on_top_of_what_is_learned(tmp_path):
    path = tmp_path / "texts.txt"
    path.write_text("the river runs to the sea\n" * 20, encoding="utf-8")
    options = T5.options(train_from=(str(path),), train_vocab_size=24, extra_ids=4)
    tokenizer = build_tokenizer(T5, options)
    model = json.loads(tokenizer.backend_tokenizer.to_str())["model"]
    assert [piece for piece, _ in model["vocab"][:3]] == ["<pad>", "</s>", "<unk>"]
    assert [piece for piece, _ in model["vocab"][-4:]] == [f"<extra_id_{i}>" for i in (3, 2, 1, 0)]
    assert len(tokenizer) <= 28
    assert tokenizer.decode(tokenizer("the sea")["input_ids"]) == "the sea</s>"
