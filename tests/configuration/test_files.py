"""Printing, dictionaries and files: exact, only native names, readable by transformers."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from factory import AutoConfig, DistilBertConfig, RequestError
from factory.configuration import PretrainedConfig, hints, own_options
from tests.sizes import fitting

COMMON = {
    "hidden_size": 24,
    "num_attention_heads": 2,
    "num_hidden_layers": 3,
    "intermediate_size": 48,
    "vocab_size": 99,
    "max_position_embeddings": 40,
    "hidden_act": "relu",
    "hidden_dropout_prob": 0.25,
}
"""Other than the defaults of any family."""


def known(config_class: type[PretrainedConfig]) -> set[str]:
    """Every name that an option of a family has."""
    return {*hints(config_class), *config_class.aliases}


def written(folder: Path, name: str = "config.json", **data: Any) -> Path:
    """A folder with a JSON file of our own making."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(data), encoding="utf-8")
    return folder


def test_printing_shows_the_class_and_the_json_that_is_saved(
    config_class: type[PretrainedConfig],
) -> None:
    config = config_class(**fitting(config_class, COMMON))
    assert str(config) == repr(config) == f"{config_class.__name__} {config.to_json_string()}"


def test_json_has_sorted_keys_and_an_indent_of_two(config_class: type[PretrainedConfig]) -> None:
    text = config_class(**fitting(config_class, COMMON), num_labels=3).to_json_string()
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n"


def test_to_dict_is_plain_data_that_makes_an_equal_configuration(
    config_class: type[PretrainedConfig],
) -> None:
    pruned = {"pruned_heads": {0: [1]}} if "num_attention_heads" in known(config_class) else {}
    options = COMMON | pruned | {"eos_token_id": [1, 2]}
    config = config_class(**fitting(config_class, options), num_labels=3)
    data = config.to_dict()
    assert data == json.loads(json.dumps(data))
    assert config_class.from_dict(data) == config


def test_a_dictionary_does_not_reach_into_the_configuration() -> None:
    config = DistilBertConfig.from_dict({"id2label": {"0": "a", "1": "b"}, "extra": {"list": [1]}})
    data = config.to_dict()
    data["id2label"]["0"] = "changed"
    data["extra"]["list"].append(2)
    assert config.to_dict()["id2label"] == {"0": "a", "1": "b"}
    assert config.to_dict()["extra"] == {"list": [1]}


def test_the_difference_holds_what_differs_and_nothing_else(
    config_class: type[PretrainedConfig],
) -> None:
    assert config_class().to_diff_dict() == {"model_type": config_class.model_type}
    changed = config_class(output_hidden_states=True, return_dict=False)
    assert changed.to_diff_dict() == {
        "model_type": config_class.model_type,
        "output_hidden_states": True,
        "return_dict": False,
    }
    assert config_class.from_dict(changed.to_diff_dict()) == changed
    assert set(json.loads(changed.to_json_string(use_diff=True))) == {
        *changed.to_diff_dict(),
        "transformers_version",
    }


def test_a_folder_round_trips(config_class: type[PretrainedConfig], tmp_path: Path) -> None:
    config = config_class(
        **fitting(config_class, COMMON), id2label={0: "ja", 1: "nein", 2: "vielleicht …"}
    )
    config.save_pretrained(tmp_path / "made" / "as_needed")
    assert config_class.from_pretrained(tmp_path / "made" / "as_needed") == config
    assert AutoConfig.from_pretrained(tmp_path / "made" / "as_needed") == config


def test_a_file_of_any_name_is_read(tmp_path: Path) -> None:
    config = DistilBertConfig(**COMMON)
    config.to_json_file(tmp_path / "my_config.json")
    assert DistilBertConfig.from_pretrained(tmp_path / "my_config.json") == config
    assert DistilBertConfig.from_pretrained(str(tmp_path / "my_config.json")) == config
    assert DistilBertConfig.from_json_file(tmp_path / "my_config.json") == config


def test_a_file_of_differences_is_read(tmp_path: Path) -> None:
    config = DistilBertConfig(**COMMON)
    config.to_json_file(tmp_path / "config.json", use_diff=True)
    assert DistilBertConfig.from_pretrained(tmp_path) == config


def test_overrides_replace_what_the_file_says(
    config_class: type[PretrainedConfig], tmp_path: Path
) -> None:
    config_class(**fitting(config_class, COMMON), num_labels=3).save_pretrained(tmp_path)
    config = config_class.from_pretrained(tmp_path, hidden_size=48, hidden_act="gelu", num_labels=5)
    expected = {
        **fitting(config_class, COMMON),
        "hidden_size": 48,
        "hidden_act": "gelu",
        "num_labels": 5,
    }
    assert config == config_class(**expected)
    named = config_class.from_pretrained(tmp_path, label2id={"a": 0, "b": 1})
    assert named.id2label == {0: "a", 1: "b"}


def test_a_typo_among_overrides_is_an_error(tmp_path: Path) -> None:
    DistilBertConfig().save_pretrained(tmp_path)
    with pytest.raises(RequestError, match="Did you mean 'hidden_size'"):
        DistilBertConfig.from_pretrained(tmp_path, hiden_size=48)
    with pytest.raises(RequestError, match="another name of 'dim'"):
        DistilBertConfig.from_pretrained(tmp_path, hidden_size=48, dim=36)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{not json", "is not a JSON file"),
        ("[1, 2]", "holds list where an object is expected"),
        ('{"n_layers": "six"}', "n_layers: 'six' is not a whole number"),
        ('{"model_type": "bert"}', "model_type is 'bert', not 'distilbert'"),
        ('{"quantization_config": {"bits": 4}}', "quantization_config is not supported"),
    ],
)
def test_a_bad_file_is_refused_saying_why(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "config.json").write_text(content, encoding="utf-8")
    with pytest.raises(RequestError, match=message):
        DistilBertConfig.from_pretrained(tmp_path)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    DistilBertConfig().save_pretrained(tmp_path / "model")
    with pytest.raises(RequestError, match=r"modle.*Did you mean 'model'"):
        DistilBertConfig.from_pretrained(tmp_path / "modle")
    with pytest.raises(RequestError, match=r"has no config\.json"):
        DistilBertConfig.from_pretrained(tmp_path)


def test_many_labels_keep_their_order_in_a_file(tmp_path: Path) -> None:
    config = DistilBertConfig(num_labels=12)
    config.save_pretrained(tmp_path)
    read = DistilBertConfig.from_pretrained(tmp_path).id2label
    assert read is not None
    assert list(read.items()) == [(i, f"LABEL_{i}") for i in range(12)]


def test_unknown_keys_of_a_file_are_kept_and_written_back(tmp_path: Path) -> None:
    extra = {"task_specific_params": {"a": [1, 2.5, None]}, "summary": "ä", "gradient": True}
    source = written(tmp_path / "source", model_type="distilbert", dim=24, n_heads=2, **extra)
    config = DistilBertConfig.from_pretrained(source)
    assert config.foreign == extra
    config.replace(dim=48).save_pretrained(tmp_path / "copy")
    saved = json.loads((tmp_path / "copy" / "config.json").read_text(encoding="utf-8"))
    assert extra.items() <= saved.items()
    assert saved["dim"] == 48
    assert "summary" not in str(config)


def test_code_named_by_a_file_is_ignored_aloud(tmp_path: Path) -> None:
    source = written(tmp_path / "source", auto_map={"AutoModel": "evil.Model"})
    with pytest.warns(UserWarning, match="auto_map is ignored"):
        config = DistilBertConfig.from_pretrained(source)
    assert config == DistilBertConfig()
    assert "auto_map" not in config.to_dict()


@pytest.mark.parametrize("names", [["torch_dtype"], ["dtype"], ["torch_dtype", "dtype"]])
def test_the_older_name_of_the_weights_type_is_read_and_the_newer_written(names: list[str]) -> None:
    config = DistilBertConfig.from_dict(dict.fromkeys(names, "bfloat16"))
    assert config.dtype == "bfloat16"
    assert config.to_diff_dict() == {"model_type": "distilbert", "dtype": "bfloat16"}


def test_the_writers_release_and_place_are_not_kept() -> None:
    config = DistilBertConfig.from_dict({"transformers_version": "4.1", "_name_or_path": "x"})
    assert config.foreign == {}


def test_transformers_reads_our_file_with_equal_values(
    config_class: type[PretrainedConfig], peer_class: Any, tmp_path: Path
) -> None:
    options = COMMON | {"dtype": "bfloat16", "pad_token_id": 3}
    config = config_class(**fitting(config_class, options), num_labels=3)
    config.save_pretrained(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        theirs = peer_class.from_pretrained(tmp_path)
    for name, value in config.to_dict().items():
        if name not in ("id2label", "dtype"):
            assert getattr(theirs, name) == value, name
    labels = {place: config.label(place) for place in range(config.num_labels)}
    assert theirs.id2label == labels
    assert str(theirs.dtype) == "torch.bfloat16"
    assert {name: getattr(theirs, name) for name in COMMON if hasattr(theirs, name)} == {
        name: value for name, value in COMMON.items() if hasattr(theirs, name)
    }


def test_we_read_the_file_of_transformers_with_equal_values(
    config_class: type[PretrainedConfig], peer_class: Any, tmp_path: Path
) -> None:
    common = fitting(config_class, COMMON)
    native = {config_class.aliases.get(n, n): x for n, x in common.items() if x is not None}
    labels = {"id2label": {0: "x", 1: "y", 2: "z"}, "label2id": {"x": 0, "y": 1, "z": 2}}
    theirs = peer_class(**native, **labels, problem_type="regression")
    theirs.save_pretrained(tmp_path)
    config = config_class.from_pretrained(tmp_path)
    assert config == config_class(
        **fitting(config_class, COMMON), **labels, problem_type="regression"
    )
    config.save_pretrained(tmp_path / "again")
    again = peer_class.from_pretrained(tmp_path / "again").to_dict()
    undeclared = {name for name in own_options(config_class) if not hasattr(peer_class(), name)}
    assert {k: v for k, v in again.items() if k not in undeclared - vars(theirs).keys()} == (
        theirs.to_dict()
    )
