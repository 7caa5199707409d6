"""Options of generation: checked, written as transformers writes them, and read again."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from pathlib import Path
from typing import Any

import pytest
import transformers

from factory.configuration import hints
from factory.errors import RequestError
from factory.generation import GenerationConfig
from factory.generation.config import DEFAULTS

CHOSEN: dict[str, Any] = {
    "max_new_tokens": 50,
    "do_sample": True,
    "temperature": 0.7,
    "top_p": 0.9,
    "eos_token_id": [3, 5],
    "pad_token_id": 0,
    "bad_words_ids": [[1], [2, 3]],
    "suppress_tokens": [],
    "early_stopping": "never",
    "num_beams": 2,
    "stop_strings": ["a", "b"],
}
SPEECH: dict[str, Any] = {
    "lang_to_id": {"<|en|>": 11, "<|de|>": 12},
    "task_to_id": {"transcribe": 13, "translate": 14},
    "no_timestamps_token_id": 15,
    "is_multilingual": True,
    "alignment_heads": [[0, 1], [2, 3]],
    "forced_decoder_ids": [[1, None], [2, 13]],
    "max_initial_timestamp_index": 50,
    "return_timestamps": False,
}


def test_names_and_defaults_are_those_of_transformers() -> None:
    theirs = transformers.GenerationConfig()
    ours = {"seed", "language", "task", *SPEECH} - {"forced_decoder_ids"}
    assert {name for name in hints(GenerationConfig) if not hasattr(theirs, name)} - ours == {
        "forced_decoder_ids"
    }
    defaults = theirs._get_default_generation_params()
    shared = {k: v for k, v in DEFAULTS.items() if k in defaults}
    assert shared == {k: defaults[k] for k in shared}
    known = {k: v for k, v in defaults.items() if k in hints(GenerationConfig) and v is not None}
    assert known.keys() - DEFAULTS.keys() == {"max_length"}


@pytest.mark.parametrize("chosen", [{}, CHOSEN, SPEECH], ids=["nothing", "text", "speech"])
def test_what_is_written_is_read_by_transformers_and_back(
    chosen: dict[str, Any], tmp_path: Path
) -> None:
    ours = GenerationConfig(**chosen)
    ours.save_pretrained(tmp_path)
    theirs = transformers.GenerationConfig.from_pretrained(tmp_path)
    assert {k: getattr(theirs, k) for k in chosen} == chosen
    theirs.save_pretrained(tmp_path / "theirs")
    assert GenerationConfig.from_pretrained(tmp_path / "theirs") == ours
    written = (tmp_path / "generation_config.json").read_text()
    assert json.loads(written) == json.loads(
        (tmp_path / "theirs/generation_config.json").read_text()
    )


def test_only_what_was_chosen_is_written(tmp_path: Path) -> None:
    GenerationConfig(top_k=5).save_pretrained(tmp_path)
    data = json.loads((tmp_path / "generation_config.json").read_text())
    assert data.pop("transformers_version")
    assert data == {"top_k": 5}


def test_keys_of_others_are_kept_and_written_back(tmp_path: Path) -> None:
    file = tmp_path / "generation_config.json"
    file.write_text(json.dumps({"max_length": 9, "prev_sot_token_id": 4, "cache_config": {"a": 1}}))
    config = GenerationConfig.from_pretrained(tmp_path)
    assert config.max_length == 9
    config.replace(max_length=8).save_pretrained(tmp_path)
    data = json.loads(file.read_text())
    assert data["prev_sot_token_id"] == 4
    assert data["cache_config"] == {"a": 1}
    assert data["max_length"] == 8


def test_what_a_file_says_in_vain_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("factory"), "propagate", True)
    file = tmp_path / "generation_config.json"
    file.write_text(json.dumps({"pad_token_id": -1, "guidance_scale": 3.0, "penalty_alpha": 0.0}))
    config = GenerationConfig.from_pretrained(tmp_path)
    assert config.pad_token_id is None
    assert config.foreign["pad_token_id"] == -1
    assert "pad_token_id is kept, but not used: -1 is below" in caplog.text
    assert "guidance_scale is kept, but not used" in caplog.text
    assert "penalty_alpha" not in caplog.text


def test_older_folders_have_their_options_in_the_configuration(tmp_path: Path) -> None:
    data = {"model_type": "bart", "num_beams": 4, "eos_token_id": 2, "max_length": 142, "vocab": 3}
    (tmp_path / "config.json").write_text(json.dumps(data))
    config = GenerationConfig.from_pretrained(tmp_path)
    assert config.chosen() == {"num_beams": 4, "eos_token_id": 2, "max_length": 142}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"temprature": 1.0}, "Did you mean 'temperature'"),
        ({"max_new_tokens": "many"}, "'many' is not a whole number"),
        ({"temperature": -1.0}, "-1 is not above 0"),
        ({"eos_token_id": [-1]}, "counted from 0"),
        ({"bad_words_ids": [[]]}, "is empty"),
        ({"stop_strings": [""]}, "is empty"),
        ({"min_length": 5, "max_length": 3}, "more than max_length"),
        ({"repetition_penalty": 0.0}, "not above 0"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told(options: dict[str, Any], words: str) -> None:
    with pytest.raises(RequestError, match=words):
        GenerationConfig(**options)


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(RequestError) as caught:
        GenerationConfig(top_p=2.0, temperature=0.0, max_lenth=3)
    assert len(caught.value.problems) == 3


def test_it_is_changed_by_a_copy() -> None:
    config = GenerationConfig(top_k=5)
    with pytest.raises(AttributeError, match=r"replace\(top_k=6\)"):
        config.top_k = 6
    assert config.replace(top_k=None).chosen() == {}
    assert copy.deepcopy(config) == pickle.loads(pickle.dumps(config)) == config


def test_later_options_go_before_earlier_ones() -> None:
    model, call = GenerationConfig(max_length=90, top_k=3), GenerationConfig(top_k=4, top_p=0.5)
    merged = model.under(call, max_new_tokens=7, top_p=None)
    assert merged.chosen() == {"max_new_tokens": 7, "top_k": 4, "top_p": 0.5}
