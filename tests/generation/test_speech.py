"""Speech is written down as transformers does it: languages, tasks, times."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers

from factory.errors import RequestError
from factory.models import model_class

END, START, ENGLISH, GERMAN, TRANSCRIBE, TRANSLATE, NO_TIMES = range(25, 32)
SPOKEN: dict[str, Any] = {
    "lang_to_id": {"<|en|>": ENGLISH, "<|de|>": GERMAN},
    "task_to_id": {"transcribe": TRANSCRIBE, "translate": TRANSLATE},
    "no_timestamps_token_id": NO_TIMES,
    "is_multilingual": True,
    "suppress_tokens": [3, 4, START, ENGLISH, GERMAN, TRANSCRIBE, TRANSLATE, NO_TIMES],
    "begin_suppress_tokens": [5, END],
    "pad_token_id": END,
    "eos_token_id": END,
    "decoder_start_token_id": START,
    "max_length": 30,
}


def models(folder: Path, vocabulary: int = 32, **options: Any) -> tuple[Any, Any]:
    """Ours and theirs with the same weights, which hear something in everything."""
    torch.manual_seed(0)
    config = transformers.WhisperConfig(
        vocab_size=vocabulary,
        d_model=24,
        encoder_layers=1,
        decoder_layers=2,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        num_mel_bins=8,
        max_source_positions=30,
        max_target_positions=64,
        decoder_start_token_id=START,
        bos_token_id=END,
        eos_token_id=END,
        pad_token_id=END,
        suppress_tokens=None,
        begin_suppress_tokens=None,
    )
    theirs = transformers.WhisperForConditionalGeneration(config).eval()
    with torch.no_grad():
        for weights in theirs.parameters():
            if weights.dim() > 1:
                weights.normal_(0, 0.4)
    for name, value in (SPOKEN | options).items():
        setattr(theirs.generation_config, name, value)
    theirs.save_pretrained(folder)
    ours = model_class("whisper", "conditional_generation").from_pretrained(folder)
    return ours, theirs


def sounds(count: int = 3, times: int = 60) -> torch.Tensor:
    return torch.randn(count, 8, times, generator=torch.Generator().manual_seed(1))


CASES: list[dict[str, Any]] = [
    {},
    {"language": "en"},
    {"language": "<|de|>", "task": "translate"},
    {"language": "German"},
    {"language": ["en", "de", "en"]},
    {"task": "transcribe"},
    {"language": "de", "num_beams": 3},
    {"language": "en", "max_new_tokens": 12},
    {"language": "en", "repetition_penalty": 1.5},
]


@pytest.mark.parametrize("options", CASES, ids=str)
def test_speech_is_written_down_as_in_transformers(options: dict[str, Any], tmp_path: Path) -> None:
    ours, theirs = models(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = theirs.generate(sounds(), **options)
    found = ours.generate(sounds(), **options)
    assert [_said(row) for row in found] == [_said(row) for row in expected]
    assert START not in found


def _said(row: torch.Tensor) -> list[int]:
    """Tokens before the first that ends; transformers keeps that of some rows and not of others."""
    tokens: list[int] = row.tolist()
    return tokens[: tokens.index(END)] if END in tokens else tokens


def test_older_files_say_language_and_task_by_places(tmp_path: Path) -> None:
    forced = [[1, GERMAN], [2, TRANSLATE], [3, NO_TIMES]]
    older = {"lang_to_id": None, "task_to_id": None, "forced_decoder_ids": forced}
    ours, _ = models(tmp_path)
    expected = ours.generate(sounds(), language="de", task="translate")
    ours.generation_config = ours.generation_config.replace(**older)
    assert ours.generate(sounds()).tolist() == expected.tolist()


def test_times_are_written_in_pairs_that_never_go_back(tmp_path: Path) -> None:
    ours, _ = models(tmp_path, vocabulary=60)
    with torch.no_grad():
        heard = ours.encode(input_features=sounds())  # so that it is one window
    options = {"language": "en", "return_timestamps": True, "do_sample": True, "seed": 0}
    found = ours.generate(encoder_outputs=heard, **options)
    for row in found:
        said = _said(row)
        assert said[0] > NO_TIMES
        times = [token for token in said if token > NO_TIMES]
        assert times == sorted(times)
        for before, token, after in zip(said, said[1:], said[2:], strict=False):
            assert token <= NO_TIMES or before <= NO_TIMES or after <= NO_TIMES


WINDOWS: list[tuple[int, int, dict[str, Any]]] = [
    (3, 60, {"max_new_tokens": 16}),
    (3, 150, {"max_new_tokens": 16}),
    (1, 130, {"max_new_tokens": 9, "num_beams": 2, "num_return_sequences": 2}),
]


@pytest.mark.parametrize(("count", "times", "options"), WINDOWS, ids=str)
def test_long_recordings_are_written_down_as_in_transformers(
    count: int, times: int, options: dict[str, Any], tmp_path: Path
) -> None:
    ours, theirs = models(tmp_path, vocabulary=63, max_length=64)
    features, mask = sounds(count, times), torch.ones(count, times, dtype=torch.long)
    mask[-1, times - 33 :] = int(count == 1 or times == 60)
    said: dict[str, Any] = {"language": "en", "return_timestamps": True, **options}
    if times > 60:  # theirs hands the mask on, where it fits
        said["attention_mask"] = mask
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = theirs.generate(features, **said)
    assert ours.generate(features, **said).tolist() == expected.tolist()


def test_windows_follow_each_other_where_a_model_knows_no_times(tmp_path: Path) -> None:
    ours, _ = models(tmp_path, no_timestamps_token_id=None)
    features = sounds(1, 100)
    whole = ours.generate(features, language="en")[0].tolist()
    second = torch.nn.functional.pad(features[..., 60:], (0, 20))
    each = (ours.generate(part, language="en")[0] for part in (features[..., :60], second))
    assert whole == [token for part in each for token in _said(part)]


def test_what_is_drawn_of_a_long_recording_depends_on_the_seed(tmp_path: Path) -> None:
    ours, _ = models(tmp_path, vocabulary=63)
    options = {"language": "en", "do_sample": True}
    features = sounds(1, 100)
    one, same, other = (ours.generate(features, **options, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_a_streamer_is_handed_all_windows_of_a_recording(tmp_path: Path) -> None:
    ours, _ = models(tmp_path, vocabulary=63)
    heard: list[int] = []

    class Follower:
        def put(self, value: torch.Tensor) -> None:
            heard.extend(value.flatten().tolist())

        def end(self) -> None:
            heard.append(-1)

    found = ours.generate(sounds(1, 100), language="en", streamer=Follower())[0].tolist()
    assert heard == [START, ENGLISH, TRANSCRIBE, *found, -1]
    with pytest.raises(RequestError, match="one recording"):
        ours.generate(sounds(2, 60), language="en", return_timestamps=True, streamer=Follower())


def test_lengths_of_several_long_recordings_are_needed(tmp_path: Path) -> None:
    ours, _ = models(tmp_path, vocabulary=63)
    with pytest.raises(RequestError, match="attention_mask"):
        ours.generate(sounds(2, 150), language="en")
    with pytest.raises(RequestError, match="output_scores"):
        ours.generate(sounds(1, 150), return_dict_in_generate=True, output_scores=True)


def test_features_are_taken_by_name_too(tmp_path: Path) -> None:
    ours, _ = models(tmp_path)
    expected = ours.generate(sounds(), language="en")
    assert ours.generate(input_features=sounds(), language="en").tolist() == expected.tolist()


def test_what_the_encoder_gave_can_be_gone_on_from(tmp_path: Path) -> None:
    ours, _ = models(tmp_path)
    expected = ours.generate(sounds(), language="en")
    with torch.no_grad():
        heard = ours.encode(input_features=sounds())
    assert ours.generate(encoder_outputs=heard, language="en").tolist() == expected.tolist()


@pytest.mark.parametrize("cached", [True, False])
def test_padding_before_what_a_text_begins_with_has_no_place(cached: bool, tmp_path: Path) -> None:
    ours, theirs = models(tmp_path, suppress_tokens=None, begin_suppress_tokens=None)
    ids = torch.randint(6, 25, (3, 6), generator=torch.Generator().manual_seed(2))
    mask = torch.ones_like(ids)
    mask[0, :3] = mask[1, :1] = 0
    given: dict[str, Any] = {
        "decoder_input_ids": ids,
        "decoder_attention_mask": mask,
        "max_new_tokens": 8,
        "use_cache": cached,
    }
    # That of all models: Whisper's own takes no mask of what a text begins with.
    plain = transformers.GenerationMixin.generate
    expected = plain(theirs, input_features=sounds(), do_sample=False, **given)
    found = ours.generate(sounds(), **given)
    assert [_said(row) for row in found] == [_said(row[6:]) for row in expected]


def test_a_model_that_hears_is_given_no_tokens(tmp_path: Path) -> None:
    ours, _ = models(tmp_path)
    with pytest.raises(RequestError, match="give input_features"):
        ours.generate(torch.ones(1, 4, dtype=torch.long))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"language": "klingon"}, "is not one of de, en"),
        ({"language": "germn"}, "Did you mean 'german'"),
        ({"language": "french"}, "is not one of de, en"),
        ({"language": ["en"]}, "1 are given for 3 recordings"),
        ({"task": "sing"}, "sing"),
        ({"max_new_tokens": 100}, "the 64 that the model has places for"),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_told(options: dict[str, Any], words: str, tmp_path: Path) -> None:
    ours, _ = models(tmp_path)
    with pytest.raises(RequestError, match=words):
        ours.generate(sounds(), **options)


def test_a_model_of_one_language_is_asked_for_none(tmp_path: Path) -> None:
    ours, _ = models(tmp_path, is_multilingual=False)
    with pytest.raises(RequestError, match="knows no languages"):
        ours.generate(sounds(), language="en")
