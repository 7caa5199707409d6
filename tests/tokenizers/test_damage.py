"""A damaged file is refused in one error that names the file and what is wrong with it."""

from __future__ import annotations

import json
import random

import pytest

from factory.errors import RequestError
from tests.tokenizers.families import (
    KINDS,
    OF_MODELS,
    BertTokenizer,
    BertTokenizerFast,
    RobertaTokenizer,
    RobertaTokenizerFast,
    make,
    small,
    with_files,
)

EACH = pytest.mark.parametrize("class_", OF_MODELS, ids=lambda class_: class_.__name__)
BERT = pytest.mark.parametrize("class_", [BertTokenizer, BertTokenizerFast])
TOKENIZER, CONFIG = "tokenizer.json", "tokenizer_config.json"


def damage(folder, name, value):
    (folder / name).write_text(json.dumps(value), encoding="utf-8")


@EACH
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.clear(), "'model' is missing"),
        (lambda d: d.update(model=5), "'model' is 5"),
        (lambda d: d["model"].pop("vocab"), "'vocab' is missing"),
        (lambda d: d["model"].update(vocab={"a": "x"}), "id of 'a'.*'x'"),
        (lambda d: d["model"].update(merges=7), "'merges' is 7"),
        (lambda d: d.update(added_tokens=5), "'added_tokens' is 5"),
        (lambda d: d.update(added_tokens=[{"id": "x", "content": "a"}]), "added token"),
        (lambda d: d["added_tokens"][0].update(special="false"), "special='false'"),
        (
            lambda d: d["added_tokens"].append(
                {**d["added_tokens"][0], "content": "<far>", "id": 9999}
            ),
            "9999",
        ),
        (lambda d: d.update(decoder=[]), r"'decoder' is \[\]"),
        (lambda d: d.update(post_processor={"type": "TemplateProcessing"}), ""),
        (lambda d: d.update(normalizer={"type": "BertNormalizer", "lowercase": "false"}), ""),
    ],
    ids=range(12),
)
def test_damage_to_a_tokenizer_json(class_, change, message, tmp_path):
    make(class_).save_pretrained(tmp_path)
    document = json.loads((tmp_path / TOKENIZER).read_text(encoding="utf-8"))
    change(document)
    damage(tmp_path, TOKENIZER, document)
    for load in (
        lambda: class_.from_pretrained(tmp_path),
        lambda: class_(tokenizer_file=tmp_path / TOKENIZER),
    ):
        with pytest.raises(RequestError, match=rf"(?s)tokenizer\.json.*{message}"):
            load()


@pytest.mark.parametrize(("slow", "fast"), KINDS)
def test_damage_anywhere_is_no_other_error(slow, fast, tmp_path):
    """One value somewhere in the file is replaced, many times over."""
    chance = random.Random(0)
    document = small(fast)._backend.document()
    vocab = document["model"]["vocab"]
    document["model"]["vocab"] = (
        vocab[:400] if isinstance(vocab, list) else dict(list(vocab.items())[:400])
    )
    document["model"]["merges"] = document["model"].get("merges", [])[:3]
    for _ in range(150):
        damaged = json.loads(json.dumps(document))
        at = damaged
        while isinstance(at, dict | list) and at:
            key = chance.choice(list(at) if isinstance(at, dict) else range(len(at)))
            if not isinstance(at[key], dict | list) or not at[key] or chance.random() < 0.2:
                at[key] = chance.choice([None, 5, -1, "x", [], {}, [5], {"type": "x"}, True, 1.5])
                break
            at = at[key]
        damage(tmp_path, TOKENIZER, damaged)
        for class_ in (slow, fast):
            try:
                class_.from_pretrained(tmp_path)
            except RequestError as error:
                assert TOKENIZER in str(error)


@EACH
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"added_tokens_decoder": {"x": {"content": "a"}}},
            "added_tokens_decoder: 'x' is not an id",
        ),
        ({"added_tokens_decoder": [5]}, "added_tokens_decoder"),
        ({"added_tokens_decoder": {"1": {"content": "a", "lstrip": "false"}}}, "lstrip='false'"),
        ({"cls_token": 5}, "cls_token: .*5"),
        ({"additional_special_tokens": "<abc>"}, "additional_special_tokens: '<abc>'"),
        ({"padding_side": "top"}, "padding_side='top'"),
        ({"model_max_length": "long"}, "model_max_length='long'"),
        ({"clean_up_tokenization_spaces": "false"}, "clean_up_tokenization_spaces='false'"),
        ({"model_input_names": "input_ids"}, "model_input_names"),
    ],
    ids=range(9),
)
def test_damage_to_a_configuration(class_, changes, message, tmp_path):
    make(class_).save_pretrained(tmp_path)
    config = json.loads((tmp_path / CONFIG).read_text(encoding="utf-8"))
    damage(tmp_path, CONFIG, {**config, **changes})
    with pytest.raises(RequestError, match=rf"tokenizer_config\.json: {message}"):
        class_.from_pretrained(tmp_path)


@BERT
@pytest.mark.parametrize("whole", [True, False])
def test_a_text_is_no_truth_value(class_, whole, tmp_path):
    make(class_).save_pretrained(tmp_path)
    if not whole:
        (tmp_path / TOKENIZER).unlink()
    damage(tmp_path, CONFIG, {"do_lower_case": "false"})
    with pytest.raises(RequestError, match=r"config\.json: do_lower_case='false' is not True or"):
        class_.from_pretrained(tmp_path)


@EACH
def test_foreign_settings_are_kept_and_large_lengths_are_none(class_, tmp_path):
    make(class_).save_pretrained(tmp_path)
    damage(tmp_path, CONFIG, {"of_another": {"a": "b"}, "model_max_length": 1e30})
    tokenizer = class_.from_pretrained(tmp_path)
    assert tokenizer.model_max_length == int(1e30)
    tokenizer.save_pretrained(tmp_path)
    config = json.loads((tmp_path / CONFIG).read_text(encoding="utf-8"))
    assert config["of_another"] == {"a": "b"}


@EACH
def test_damage_to_the_older_files(class_, tmp_path):
    make(class_).save_pretrained(tmp_path)
    damage(tmp_path, CONFIG, {})
    damage(tmp_path, "added_tokens.json", {"<new>": "x"})
    with pytest.raises(RequestError, match=r"added_tokens\.json: '<new>' has 'x'"):
        class_.from_pretrained(tmp_path)
    (tmp_path / "added_tokens.json").unlink()
    damage(tmp_path, "special_tokens_map.json", {"sep_token": [1]})
    with pytest.raises(RequestError, match=r"special_tokens_map\.json: sep_token: "):
        class_.from_pretrained(tmp_path)


@BERT
def test_a_line_that_is_there_twice(class_, tmp_path):
    path = tmp_path / "vocab.txt"
    path.write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\na\n", encoding="utf-8")
    with pytest.raises(RequestError, match=r"vocab\.txt: line 8 is 'a' like line 6"):
        class_(vocab_file=path)


@pytest.mark.parametrize("class_", [RobertaTokenizer, RobertaTokenizerFast])
def test_an_id_that_is_there_twice(class_, tmp_path):
    (tmp_path / "merges.txt").write_text("", encoding="utf-8")
    for vocab, message in ({"a": 0, "b": 1, "c": 0}, "'a' and 'c'"), ({"a": True}, "whole number"):
        damage(tmp_path, "vocab.json", vocab)
        with pytest.raises(RequestError, match=rf"vocab\.json .*{message}"):
            class_(tmp_path / "vocab.json", tmp_path / "merges.txt")


@BERT
@pytest.mark.parametrize("name", ["cls_token", "sep_token", "unk_token"])
def test_a_token_that_wordpiece_cannot_do_without(class_, name, tmp_path):
    make(class_).save_pretrained(tmp_path)
    with pytest.raises(RequestError, match=f"{name}=None"):
        class_(vocab_file=tmp_path / "vocab.txt", **{name: None})
    with pytest.raises(RequestError, match=f"{name}=None"):
        class_.from_pretrained(tmp_path, **{name: None})


@EACH
def test_a_file_is_replaced_whole(class_, tmp_path, monkeypatch):
    """A write that fails half-way leaves what was there."""
    tokenizer = with_files(class_)
    tokenizer.save_pretrained(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    tokenizer.add_tokens(["zyzzyva"])

    def full(*_: object) -> None:
        raise OSError("no space left on the device")

    monkeypatch.setattr("factory.files.sync", full)
    with pytest.raises(OSError, match="no space"):
        tokenizer.save_pretrained(tmp_path)
    with pytest.raises(OSError, match="no space"):
        tokenizer.save_vocabulary(tmp_path)
    left = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert left == before
