"""The automatic class reloads every tokenizer that can be saved, here or by transformers."""

from __future__ import annotations

import json
import shutil

import pytest
import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

import factory
from factory.errors import RequestError
from registry import REGISTRY
from tests.tokenizers.families import MINILM, SCHEMES, DistilBertTokenizerFast, make

TEXTS = ["The café's waiters, and it rained.", "東京 [MASK] IS big"]
BOTH = pytest.mark.parametrize("use_fast", [True, False])
load = factory.AutoTokenizer.from_pretrained


def assert_loads(folder, generic, use_fast=True):
    theirs = transformers.AutoTokenizer.from_pretrained(folder)
    ours = load(folder, use_fast=use_fast)
    assert ours.is_fast is use_fast
    assert (type(ours).__name__ == "PreTrainedTokenizer" + "Fast" * use_fast) is generic
    for text in TEXTS:
        assert dict(ours(text, text)) == dict(theirs(text, text))
    for name in ("cls_token", "pad_token", "mask_token", "model_max_length", "padding_side"):
        assert getattr(ours, name) == getattr(theirs, name), name


@BOTH
def test_what_the_generic_class_saved(use_fast, tmp_path):
    tokenizer = factory.PreTrainedTokenizerFast(tokenizer_file=MINILM / "tokenizer.json")
    tokenizer.save_pretrained(tmp_path)
    assert_loads(tmp_path, True, use_fast)


@BOTH
@pytest.mark.parametrize("saved_by", ["here", "transformers"])
def test_a_family_with_a_pipeline_of_its_own(use_fast, saved_by, tmp_path):
    first = tmp_path / "first"
    make(DistilBertTokenizerFast).save_pretrained(first)
    library = Tokenizer.from_file(str(first / "tokenizer.json"))
    library.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.Lowercase()])
    library.save(str(first / "tokenizer.json"))
    DistilBertTokenizerFast.from_pretrained(first).save_pretrained(tmp_path / "here")
    theirs = transformers.AutoTokenizer.from_pretrained(tmp_path / "here")
    theirs.save_pretrained(tmp_path / "transformers")
    assert_loads(tmp_path / saved_by, True, use_fast)
    assert load(tmp_path / saved_by).model_input_names == ("input_ids", "attention_mask")


@pytest.mark.parametrize("named", ["TokenizersBackend", "PreTrainedTokenizerFast", None])
def test_a_tokenizer_json_that_names_no_family(named, tmp_path):
    shutil.copy(MINILM / "tokenizer.json", tmp_path)
    if named:
        config = {
            "tokenizer_class": named,
            "model_input_names": ["input_ids"],
            "pad_token": "[PAD]",
        }
        (tmp_path / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
        (tmp_path / "config.json").write_text('{"model_type": "bert"}', encoding="utf-8")
    assert_loads(tmp_path, True)


def test_the_tokenizer_of_every_family_is_among_those_that_are_tested():
    families = [family for _, family in REGISTRY.components("architecture")]
    tested = {prefix: scheme.name for prefix, scheme in SCHEMES.items()}
    for family in families:
        wanted = family.tokenizer
        own = hasattr(transformers, f"{family.class_prefix}Tokenizer")
        assert not wanted or (tested[family.class_prefix] if own else wanted) == wanted
        assert not wanted or wanted in tested.values()


def test_a_model_that_is_of_no_scheme_is_loaded_fast_and_refused_slow(tmp_path):
    library = Tokenizer(models.WordLevel({"<unk>": 0, "a": 1, "b": 2}, unk_token="<unk>"))
    library.pre_tokenizer = pre_tokenizers.Whitespace()
    factory.PreTrainedTokenizerFast(tokenizer_object=library).save_pretrained(tmp_path)
    assert load(tmp_path)("a b")["input_ids"] == library.encode("a b").ids == [1, 2]
    assert not (tmp_path / "added_tokens.json").exists()
    with pytest.raises(RequestError, match=r"'WordLevel'|'Whitespace'"):
        load(tmp_path, use_fast=False)
    assert factory.BertTokenizerFast.from_pretrained(tmp_path)("a b")["input_ids"] == [1, 2]


def test_a_class_that_is_not_here_is_quoted_as_written(tmp_path):
    shutil.copy(MINILM / "tokenizer.json", tmp_path)
    config = tmp_path / "tokenizer_config.json"
    config.write_text('{"tokenizer_class": "BloomTokenizerFast"}', encoding="utf-8")
    for use_fast in (True, False):
        with pytest.raises(RequestError, match=r"'BloomTokenizerFast'.*PreTrainedTokenizer"):
            load(tmp_path, use_fast=use_fast)
    (tmp_path / "tokenizer.json").unlink()
    shutil.copy(MINILM / "vocab.txt", tmp_path)
    with pytest.raises(RequestError, match=r"'BloomTokenizerFast'.*BertTokenizerFast"):
        load(tmp_path)
