"""The guide "Create a custom architecture", run as it is written.

Its code is taken word for word, with ``factory`` in place of ``transformers``, in a working
directory that holds a small checkpoint under the name the guide uses.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import torch

import factory
from factory.configuration import HF_FORMAT

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"!,.?", "hello", "world", "token", "##s")
MY_WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "Hello", "hello", "World", "##s")

INSPECT = """
from transformers import DistilBertConfig
config = DistilBertConfig()
print(config)
"""
INSPECTED = """
DistilBertConfig {
  "activation": "gelu",
  "attention_dropout": 0.1,
  "dim": 768,
  "dropout": 0.1,
  "hidden_dim": 3072,
  "initializer_range": 0.02,
  "max_position_embeddings": 512,
  "model_type": "distilbert",
  "n_heads": 12,
  "n_layers": 6,
  "pad_token_id": 0,
  "qa_dropout": 0.1,
  "seq_classif_dropout": 0.2,
  "sinusoidal_pos_embds": false,
  "transformers_version": "4.16.2",
  "vocab_size": 30522
}
"""
CUSTOMIZE = """
my_config = DistilBertConfig(activation="relu", attention_dropout=0.4)
print(my_config)
"""
CUSTOMIZED = INSPECTED.replace('"gelu"', '"relu"').replace(
    '"attention_dropout": 0.1', '"attention_dropout": 0.4'
)
MODIFY = """
my_config = DistilBertConfig.from_pretrained("distilbert-base-uncased", activation="relu", attention_dropout=0.4)
"""  # noqa: E501 - the guide's own line
SAVE = """
my_config.save_pretrained(save_directory="./your_model_save_path")
"""
REUSE = """
my_config = DistilBertConfig.from_pretrained("./your_model_save_path/config.json")
"""
BUILD = """
from transformers import DistilBertModel
my_config = DistilBertConfig.from_pretrained("./your_model_save_path/config.json")
model = DistilBertModel(my_config)
"""
LOAD = """
model = DistilBertModel.from_pretrained("distilbert-base-uncased")
"""
LOAD_WITH_CONFIG = """
model = DistilBertModel.from_pretrained("distilbert-base-uncased", config=my_config)
"""
CLASSIFY = """
from transformers import DistilBertForSequenceClassification
model = DistilBertForSequenceClassification.from_pretrained("distilbert-base-uncased")
"""
ANSWER = """
from transformers import DistilBertForQuestionAnswering
model = DistilBertForQuestionAnswering.from_pretrained("distilbert-base-uncased")
"""
OTHER_FRAMEWORK = {
    "TFDistilBertModel": """
from transformers import TFDistilBertModel
my_config = DistilBertConfig.from_pretrained("./your_model_save_path/my_config.json")
tf_model = TFDistilBertModel(my_config)
""",
    "TFDistilBertForSequenceClassification": """
from transformers import TFDistilBertForSequenceClassification
tf_model = TFDistilBertForSequenceClassification.from_pretrained("distilbert-base-uncased")
""",
    "TFDistilBertForQuestionAnswering": """
from transformers import TFDistilBertForQuestionAnswering
tf_model = TFDistilBertForQuestionAnswering.from_pretrained("distilbert-base-uncased")
""",
}
OWN_VOCABULARY = """
from transformers import DistilBertTokenizer
my_tokenizer = DistilBertTokenizer(vocab_file="my_vocab_file.txt", do_lower_case=False, padding_side="left")
"""  # noqa: E501 - the guide's own line
SLOW = """
from transformers import DistilBertTokenizer
slow_tokenizer = DistilBertTokenizer.from_pretrained("distilbert-base-uncased")
"""
FAST = """
from transformers import DistilBertTokenizerFast
fast_tokenizer = DistilBertTokenizerFast.from_pretrained("distilbert-base-uncased")
"""


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small DistilBERT as transformers saves it, with the files of an uncased tokenizer."""
    import transformers

    folder = tmp_path_factory.mktemp("hub") / "distilbert-base-uncased"
    torch.manual_seed(0)
    config = transformers.DistilBertConfig(
        vocab_size=len(WORDS), dim=24, n_layers=2, n_heads=4, hidden_dim=36
    )
    transformers.DistilBertForMaskedLM(config).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    settings = {"do_lower_case": True, "tokenizer_class": "DistilBertTokenizer"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def working_directory(tmp_path: Path, checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader's directory: the checkpoint under its name, and a vocabulary of the reader's."""
    os.symlink(checkpoint, tmp_path / checkpoint.name)
    (tmp_path / "my_vocab_file.txt").write_text("\n".join(MY_WORDS), encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def follow(*blocks: str) -> dict[str, Any]:
    """Run blocks of the guide one after the other; the names they leave behind."""
    names: dict[str, Any] = {"DistilBertConfig": factory.DistilBertConfig}
    for block in blocks:
        exec(block.replace("from transformers", "from factory"), names)
    return names


def printed(expected: str) -> str:
    """What the guide shows, with the release whose layout is written now."""
    return expected.strip().replace("4.16.2", HF_FORMAT)


@pytest.mark.parametrize(
    ("blocks", "shown"),
    [((INSPECT,), INSPECTED), ((CUSTOMIZE,), CUSTOMIZED)],
    ids=["default", "customized"],
)
def test_printing_a_configuration_shows_what_the_guide_shows(
    blocks: tuple[str, ...], shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    follow(*blocks)
    assert capsys.readouterr().out.strip() == printed(shown)


def test_pretrained_attributes_are_modified_and_the_others_kept() -> None:
    config = follow(MODIFY)["my_config"]
    assert (config.activation, config.attention_dropout) == ("relu", 0.4)
    assert (config.dim, config.n_layers, config.vocab_size) == (24, 2, len(WORDS))


def test_a_saved_configuration_is_reused_from_its_file() -> None:
    saved = follow(MODIFY, SAVE)["my_config"]
    assert os.listdir("your_model_save_path") == ["config.json"]
    again = follow(REUSE)["my_config"]
    assert again == saved
    assert str(again) == str(saved)


def test_a_configuration_is_saved_as_a_dictionary_or_as_the_difference() -> None:
    config = factory.DistilBertConfig(activation="relu", attention_dropout=0.4)
    assert config.to_dict().items() >= {"activation": "relu", "dim": 768}.items()
    difference = {"model_type": "distilbert", "activation": "relu", "attention_dropout": 0.4}
    assert config.to_diff_dict() == difference


def hidden(model: Any) -> torch.Tensor:
    """The last hidden state of a fixed text in evaluation mode."""
    with torch.inference_mode():
        state: torch.Tensor = model.eval()(torch.tensor([[2, 9, 10, 3]])).last_hidden_state
    return state


def peer_model(**options: Any) -> Any:
    """The checkpoint as transformers loads it."""
    import transformers

    return transformers.DistilBertModel.from_pretrained("distilbert-base-uncased", **options)


def test_a_model_is_built_with_random_weights_from_a_configuration() -> None:
    names = follow(MODIFY, SAVE, BUILD)
    model = names["model"]
    assert isinstance(model, factory.PreTrainedModel)
    assert isinstance(model, torch.nn.Module)
    assert model.config == names["my_config"]
    assert hidden(model).shape == (1, 4, 24)
    assert not torch.equal(hidden(model), hidden(follow(BUILD)["model"]))


def test_pretrained_weights_are_loaded_with_their_own_configuration() -> None:
    model = follow(MODIFY, SAVE, BUILD, LOAD)["model"]
    assert model.config.activation == "gelu"
    torch.testing.assert_close(hidden(model), hidden(peer_model()), atol=1e-5, rtol=0)


def test_pretrained_weights_are_loaded_with_a_configuration_of_the_readers() -> None:
    model = follow(MODIFY, SAVE, BUILD, LOAD_WITH_CONFIG)["model"]
    assert model.config.activation == "relu"
    peer = peer_model(activation="relu")
    torch.testing.assert_close(hidden(model), hidden(peer), atol=1e-5, rtol=0)
    assert not torch.allclose(hidden(model), hidden(peer_model()), atol=1e-3)


def test_every_model_resizes_its_embeddings_and_prunes_its_heads() -> None:
    model = follow(MODIFY, SAVE, BUILD, LOAD)["model"]
    before = hidden(model)
    model.resize_token_embeddings(len(WORDS) + 3)
    assert model.get_input_embeddings().weight.shape == (len(WORDS) + 3, 24)
    assert model.config.vocab_size == len(WORDS) + 3
    assert torch.equal(hidden(model), before)
    parameters = model.num_parameters()
    model.prune_heads({0: [1, 2]})
    assert model.config.pruned_heads == {0: (1, 2)}
    assert parameters - model.num_parameters() == 2 * (4 * 24 * 6 + 3 * 6)
    assert hidden(model).shape == before.shape


@pytest.mark.parametrize("name", OTHER_FRAMEWORK)
def test_a_class_of_another_framework_is_refused_saying_so(name: str) -> None:
    ours = name.removeprefix("TF")
    with pytest.raises(ImportError, match=f"{name} is a TensorFlow class.* use {ours}"):
        follow(OTHER_FRAMEWORK[name])


def test_one_checkpoint_serves_another_task_under_another_head() -> None:
    classifier, answerer = follow(CLASSIFY)["model"], follow(ANSWER)["model"]
    ids = torch.tensor([[2, 9, 10, 3]])
    assert classifier(ids).logits.shape == (1, 2)
    assert answerer(ids).start_logits.shape == answerer(ids).end_logits.shape == (1, 4)
    body = peer_model().state_dict()["embeddings.word_embeddings.weight"]
    for model in (classifier, answerer):
        assert torch.equal(model.get_input_embeddings().weight, body)


def test_a_task_that_the_model_does_not_support_is_an_import_error() -> None:
    with pytest.raises(ImportError):
        follow("from transformers import DistilBertForConditionalGeneration")
    with pytest.raises(ImportError, match="Heads of 'distilbert'"):
        follow("from transformers import DistilBertForPreTraining")


def test_a_tokenizer_is_made_from_a_vocabulary_and_every_option_is_honoured() -> None:
    tokenizer = follow(OWN_VOCABULARY)["my_tokenizer"]
    assert len(tokenizer) == tokenizer.vocab_size == len(MY_WORDS)
    assert tokenizer.tokenize("Hello hello Worlds world") == [
        "Hello", "hello", "World", "##s", "[UNK]"
    ]  # fmt: skip
    batch = tokenizer(["Hello", "Hello hello"], padding=True)
    assert batch["input_ids"] == [[0, 2, 5, 3], [2, 5, 6, 3]]
    assert batch["attention_mask"] == [[0, 1, 1, 1], [1, 1, 1, 1]]
    assert (tokenizer.do_lower_case, tokenizer.padding_side) == (False, "left")


def test_slow_and_fast_are_different_classes_with_the_same_ids() -> None:
    slow, fast = follow(SLOW)["slow_tokenizer"], follow(FAST)["fast_tokenizer"]
    assert isinstance(slow, factory.PreTrainedTokenizer)
    assert isinstance(fast, factory.PreTrainedTokenizerFast)
    assert not isinstance(slow, factory.PreTrainedTokenizerFast)
    assert (slow.is_fast, fast.is_fast) == (False, True)
    text = "Hello, WORLD tokens!"
    ids = [2, 9, 6, 10, 11, 12, 5, 3]
    assert slow(text)["input_ids"] == fast(text)["input_ids"] == ids


def test_the_fast_tokenizer_maps_tokens_to_their_words_and_characters() -> None:
    batch = follow(FAST)["fast_tokenizer"]("Hello, tokens", return_offsets_mapping=True)
    assert batch["offset_mapping"] == [(0, 0), (0, 5), (5, 6), (7, 12), (12, 13), (0, 0)]
    assert batch.word_ids() == [None, 0, 1, 2, 2, None]


@pytest.mark.parametrize("name", ["slow_tokenizer", "fast_tokenizer"])
def test_both_encode_decode_and_manage_tokens(name: str) -> None:
    tokenizer = follow(SLOW, FAST)[name]
    assert tokenizer.decode(tokenizer.encode("hello world"), skip_special_tokens=True) == (
        "hello world"
    )
    assert tokenizer.add_tokens(["zebra"]) == 1
    assert tokenizer.tokenize("hello zebra") == ["hello", "zebra"]
    assert (tokenizer.cls_token, tokenizer.mask_token_id) == ("[CLS]", 4)
    assert (tokenizer.vocab_size, len(tokenizer)) == (len(WORDS), len(WORDS) + 1)


def test_the_auto_class_loads_a_fast_tokenizer_unless_told_otherwise() -> None:
    load = factory.AutoTokenizer.from_pretrained
    assert type(load("distilbert-base-uncased")) is factory.DistilBertTokenizerFast
    slow = load("distilbert-base-uncased", use_fast=False)
    assert type(slow) is factory.DistilBertTokenizer


def test_a_tokenizer_feeds_its_model() -> None:
    names = follow(FAST, CLASSIFY)
    batch = names["fast_tokenizer"](["Hello!", "world"], padding=True, return_tensors="pt")
    assert set(batch) == {"input_ids", "attention_mask"}
    assert names["model"](**batch).logits.shape == (2, 2)
