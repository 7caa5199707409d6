"""What the guide "Create a custom architecture" promises and other libraries have dropped.

One test a promise; those of other frameworks are kept as a refusal that says why.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

import factory
from factory.errors import CheckpointError, RequestError
from factory.processors import ViTImageProcessor

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "Hello", "World", "hello", "##s")
LETTERS = ("<pad>", "<s>", "</s>", "<unk>", "|", *"abcdefghijklmnopqrstuvwxyz'")
SMALL = {"dim": 16, "hidden_dim": 16, "n_heads": 4, "n_layers": 2, "vocab_size": 20}


@pytest.fixture
def vocabulary(tmp_path: Path) -> str:
    """The guide's ``my_vocab_file.txt``."""
    file = tmp_path / "my_vocab_file.txt"
    file.write_text("\n".join(WORDS) + "\n")
    return str(file)


def small(**options: Any) -> Any:
    """A small DistilBERT without dropout."""
    return factory.DistilBertModel(factory.DistilBertConfig(**{**SMALL, **options})).eval()


def test_attention_heads_are_pruned() -> None:
    whole, pruned = small(), small()
    pruned.load_state_dict(whole.state_dict())
    pruned.prune_heads({0: [1], 1: [0, 3]})
    assert pruned.num_parameters() < whole.num_parameters()
    for layer, heads in ((0, [1]), (1, [0, 3])):
        for head in heads:
            output = whole.body.layers[layer].mixer.block.output.weight
            output.data[:, head * 4 : head * 4 + 4] = 0
    ids = torch.arange(8).view(1, -1)
    with torch.no_grad():
        difference = whole(ids).last_hidden_state - pruned(ids).last_hidden_state
    assert difference.abs().max() < 1e-5


@pytest.mark.parametrize(("prefix", "framework"), [("TF", "TensorFlow"), ("Flax", "Flax")])
def test_a_class_of_another_framework_is_refused_with_the_reason(
    prefix: str, framework: str
) -> None:
    said = f"is a {framework} class; the factory builds torch models: use DistilBertModel"
    with pytest.raises(ImportError, match=said):
        getattr(factory, f"{prefix}DistilBertModel")


@pytest.mark.parametrize(
    ("name", "framework"), [("tf_model.h5", "TensorFlow"), ("flax_model.msgpack", "Flax")]
)
def test_weights_of_another_framework_are_refused_with_the_reason(
    name: str, framework: str, tmp_path: Path
) -> None:
    factory.DistilBertConfig(**SMALL).save_pretrained(tmp_path)
    (tmp_path / name).write_bytes(b"weights")
    with pytest.raises(CheckpointError) as error:
        factory.DistilBertModel.from_pretrained(tmp_path)
    assert name in str(error.value)
    assert framework in str(error.value)


@pytest.mark.parametrize("name", ["DistilBertTokenizer", "DistilBertTokenizerFast"])
def test_a_tokenizer_reads_its_vocabulary_file_and_keeps_every_option(
    name: str, vocabulary: str
) -> None:
    tokenizer = getattr(factory, name)(
        vocab_file=vocabulary, do_lower_case=False, padding_side="left"
    )
    assert len(tokenizer) == len(WORDS)
    assert tokenizer.tokenize("Hello Worlds") == ["Hello", "World", "##s"]
    padded = tokenizer(["Hello World", "Hello"], padding=True)["input_ids"]
    assert padded[1] == [0, 2, 5, 3]


def test_slow_and_fast_are_two_tokenizers_that_agree(vocabulary: str, tmp_path: Path) -> None:
    slow = factory.DistilBertTokenizer(vocab_file=vocabulary, do_lower_case=False)
    fast = factory.DistilBertTokenizerFast(vocab_file=vocabulary, do_lower_case=False)
    assert type(slow) is not type(fast)
    assert (slow.is_fast, fast.is_fast) == (False, True)
    assert slow("Hello hellos")["input_ids"] == fast("Hello hellos")["input_ids"]
    factory.DistilBertConfig(**SMALL).save_pretrained(tmp_path)
    fast.save_pretrained(tmp_path)
    for use_fast in (True, False):
        loaded = factory.AutoTokenizer.from_pretrained(tmp_path, use_fast=use_fast)
        assert loaded.is_fast is use_fast


def test_the_filter_that_a_processor_prints_is_the_one_that_it_uses() -> None:
    processor = ViTImageProcessor(
        resample="PIL.Image.BOX", do_normalize=False, image_mean=[0.3, 0.3, 0.3]
    )
    assert '"resample": "PIL.Image.BOX"' in str(processor)
    noise = np.random.default_rng(0).integers(0, 255, (300, 400, 3), np.uint8)
    picture = Image.fromarray(noise)
    found = processor(picture, return_tensors="np")["pixel_values"][0].transpose(1, 2, 0)
    wanted, usual = (
        np.asarray(picture.resize((224, 224), way), np.float32) / 255
        for way in (Image.Resampling.BOX, Image.Resampling.BILINEAR)
    )
    assert np.abs(found - wanted).max() < 1e-6
    assert np.abs(found - usual).max() > 0.1


def test_just_the_difference_of_a_configuration_is_saved() -> None:
    changed = factory.DistilBertConfig(activation="relu", attention_dropout=0.4)
    difference = changed.to_diff_dict()
    options = {
        k: v for k, v in difference.items() if k not in ("model_type", "transformers_version")
    }
    assert options == {"activation": "relu", "attention_dropout": 0.4}
    again = factory.DistilBertConfig.from_dict(json.loads(json.dumps(difference)))
    assert again == changed


def test_a_tokenizer_of_speech_reads_a_vocabulary_of_text(tmp_path: Path) -> None:
    file = tmp_path / "my_vocab_file.txt"
    file.write_text("\n".join(LETTERS) + "\n")
    tokenizer = factory.Wav2Vec2CTCTokenizer(vocab_file=str(file))
    ids = tokenizer("hello you")["input_ids"]
    assert ids == [LETTERS.index("|" if letter == " " else letter) for letter in "hello you"]
    blank = 0
    frames = [i for letter in ids for i in (letter, letter, blank)]
    assert tokenizer.decode(frames) == "hello you"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "F"])
def test_a_vision_processor_takes_any_picture(mode: str) -> None:
    grey = Image.linear_gradient("L")
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    else:
        picture = grey.convert("RGB").convert(mode) if mode != "F" else grey.convert("F")
    values = ViTImageProcessor()(picture, return_tensors="np")["pixel_values"]
    assert values.shape == (1, 3, 224, 224)
    assert np.isfinite(values).all()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"hiden_size": 3}, "Did you mean 'hidden_size'"),
        ({"dropout": 7}, "dropout: 7"),
        ({"activation": "gelou"}, "Did you mean 'gelu'"),
    ],
)
def test_a_configuration_that_cannot_be_meant_is_refused(
    options: dict[str, Any], said: str
) -> None:
    with pytest.raises(RequestError) as error:
        factory.DistilBertConfig(**options)
    assert said in str(error.value)


def test_a_checkpoint_of_another_family_is_refused(tmp_path: Path) -> None:
    config = factory.BertConfig(
        hidden_size=16,
        intermediate_size=16,
        num_attention_heads=2,
        num_hidden_layers=1,
        vocab_size=20,
    )
    factory.BertModel(config).save_pretrained(tmp_path)
    with pytest.raises((RequestError, CheckpointError)) as error:
        factory.DistilBertModel.from_pretrained(tmp_path)
    assert "bert" in str(error.value)
