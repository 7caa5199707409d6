"""Processors of several kinds of input against transformers', and their files in both layouts."""

from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from PIL import Image

import factory
from factory.errors import RequestError
from factory.tokenizers import CLIP, WHISPER, build_tokenizer

TOKENS = ["<pad>", "<s>", "</s>", "<unk>", "|", *"ETAONIHSRDLUMWCFGYPBVK'XJQZ"]
SOUNDS = [
    np.random.default_rng(length).standard_normal(length).astype("float32") for length in (400, 700)
]
SAID = ["HELLO", "THE TEA HEN"]
PICTURES = [
    Image.fromarray(np.random.default_rng(width).integers(0, 256, (60, width, 3), dtype="uint8"))
    for width in (80, 120)
]
CAPTIONS = ["a photo of a cat", "Two dogs, running!"]
NAMES = ("Wav2Vec2Processor", "WhisperProcessor", "CLIPProcessor")
EACH = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What transformers saves of each processor, by the name of its class."""
    root = tmp_path_factory.mktemp("processors")
    (root / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(TOKENS)}))
    speech = transformers.Wav2Vec2Processor(
        transformers.Wav2Vec2FeatureExtractor(return_attention_mask=True),
        transformers.Wav2Vec2CTCTokenizer(str(root / "vocab.json")),
    )
    build_tokenizer(CLIP, CLIP.options(model_max_length=77)).save_pretrained(root / "clip")
    both = transformers.CLIPProcessor(
        transformers.CLIPImageProcessor(size={"shortest_edge": 40}, crop_size=32),
        transformers.CLIPTokenizer.from_pretrained(root / "clip"),
    )
    build_tokenizer(WHISPER, WHISPER.options()).save_pretrained(root / "whisper")
    transcription = transformers.WhisperProcessor(
        transformers.WhisperFeatureExtractor(chunk_length=1),
        transformers.WhisperTokenizer.from_pretrained(root / "whisper"),
    )
    found = {}
    for processor in (speech, transcription, both):
        found[type(processor).__name__] = root / type(processor).__name__
        processor.save_pretrained(found[type(processor).__name__])
    return found


def inputs(name: str) -> dict[str, Any]:
    """What a processor is called with."""
    if name == "CLIPProcessor":
        return {"images": PICTURES, "text": CAPTIONS, "padding": True}
    return {"audio": SOUNDS, "text": SAID, "padding": True, "sampling_rate": 16000}


def assert_same(ours: Any, theirs: Any) -> None:
    assert set(ours) == set(theirs)
    for name, value in theirs.items():
        np.testing.assert_allclose(np.asarray(ours[name]), np.asarray(value), atol=1e-6)


@EACH
@pytest.mark.parametrize("tensors", ["pt", "np"])
def test_one_call_prepares_everything_as_transformers_does(
    name: str, tensors: str, folders: dict[str, Path]
) -> None:
    ours = getattr(factory, name).from_pretrained(folders[name])
    theirs = getattr(transformers, name).from_pretrained(folders[name])
    asked = {**inputs(name), "return_tensors": tensors}
    assert_same(ours(**asked), theirs(**asked))
    kind = torch.Tensor if tensors == "pt" else np.ndarray
    assert all(isinstance(value, kind) for value in ours(**asked).values())
    for left_out in ("text", "images" if name == "CLIPProcessor" else "audio"):
        part = {key: value for key, value in asked.items() if key != left_out}
        assert_same(ours(**part), theirs(**part))
    assert ours.model_input_names == theirs.model_input_names


# transformers' WhisperProcessor knows no options for one part.
@pytest.mark.parametrize("name", [name for name in NAMES if name != "WhisperProcessor"])
def test_options_reach_one_part_or_all(name: str, folders: dict[str, Path]) -> None:
    ours = getattr(factory, name).from_pretrained(folders[name])
    theirs = getattr(transformers, name).from_pretrained(folders[name])
    other = "images_kwargs" if name == "CLIPProcessor" else "audio_kwargs"
    own = {"do_normalize": False} if name == "CLIPProcessor" else {"max_length": 800}
    asked = {
        **{key: value for key, value in inputs(name).items() if key != "padding"},
        "text_kwargs": {"padding": "max_length", "max_length": 20},
        other: own | ({} if name == "CLIPProcessor" else {"padding": "max_length"}),
        "common_kwargs": {"return_tensors": "pt"},
    }
    assert_same(ours(**asked), theirs(**asked))


@EACH
def test_what_is_decoded_is_what_the_tokenizer_decodes(name: str, folders: dict[str, Path]) -> None:
    ours = getattr(factory, name).from_pretrained(folders[name])
    theirs = getattr(transformers, name).from_pretrained(folders[name])
    rows = torch.tensor([[5, 5, 6], [7, 0, 7]])
    assert ours.batch_decode(rows) == theirs.batch_decode(rows)
    assert ours.decode(rows[0]) == theirs.decode(rows[0])


@EACH
@pytest.mark.parametrize("layout", ["newer", "older", "both"])
@pytest.mark.parametrize("by", ["itself", "AutoProcessor", "transformers"])
def test_folders_are_read_in_both_layouts(
    name: str, layout: str, by: str, folders: dict[str, Path], tmp_path: Path
) -> None:
    ours = getattr(factory, name).from_pretrained(folders[name])
    ours.save_pretrained(tmp_path)
    if layout != "both":
        gone = "preprocessor_config.json" if layout == "newer" else "processor_config.json"
        (tmp_path / gone).unlink()
    reader: Any = {
        "itself": getattr(factory, name),
        "AutoProcessor": factory.AutoProcessor,
        "transformers": transformers.AutoProcessor,
    }[by]
    again = reader.from_pretrained(tmp_path)
    assert type(again).__name__ == name
    asked = {**inputs(name), "return_tensors": "pt"}
    assert_same(again(**asked), ours(**asked))


@EACH
def test_a_copy_is_printed_and_works_alike(name: str, folders: dict[str, Path]) -> None:
    ours = getattr(factory, name).from_pretrained(folders[name])
    assert isinstance(ours, factory.ProcessorMixin)
    again = pickle.loads(pickle.dumps(ours))
    assert str(again) == str(ours)
    assert str(ours).startswith(f"{name}:\n- ")
    for part in ours.attributes:
        assert f"- {part}: {getattr(ours, part)!r}" in str(ours)
    assert f'"processor_class": "{name}"' in str(ours)


def test_labels_are_padded_beside_sound(folders: dict[str, Path]) -> None:
    ours = factory.Wav2Vec2Processor.from_pretrained(folders["Wav2Vec2Processor"])
    theirs = transformers.Wav2Vec2Processor.from_pretrained(folders["Wav2Vec2Processor"])
    sounds = [{"input_values": ours(audio=sound).input_values[0]} for sound in SOUNDS]
    labels = [{"input_ids": ours(text=said)["input_ids"]} for said in SAID]
    assert_same(
        ours.pad(sounds, labels=labels, return_tensors="pt"),
        theirs.pad(sounds, labels=labels, return_tensors="pt"),
    )
    assert_same(ours.pad(labels=labels), theirs.pad(labels=labels))


def test_options_of_the_parts_are_replaced_when_loading(folders: dict[str, Path]) -> None:
    ours = factory.AutoProcessor.from_pretrained(
        folders["Wav2Vec2Processor"], do_normalize=False, do_lower_case=True
    )
    assert (ours.feature_extractor.do_normalize, ours.tokenizer.do_lower_case) == (False, True)
    slow = factory.CLIPProcessor.from_pretrained(folders["CLIPProcessor"], use_fast=False)
    assert isinstance(slow.tokenizer, factory.PreTrainedTokenizer)


def test_a_folder_with_one_part_gives_that_part(folders: dict[str, Path], tmp_path: Path) -> None:
    speech = factory.AutoProcessor.from_pretrained(folders["Wav2Vec2Processor"])
    for part in (speech.feature_extractor, speech.tokenizer, factory.ViTImageProcessor()):
        folder = tmp_path / type(part).__name__
        part.save_pretrained(folder)
        assert type(factory.AutoProcessor.from_pretrained(folder)) is type(part)


def test_a_model_says_the_class_where_files_name_none(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    shutil.copytree(folders["Wav2Vec2Processor"], tmp_path / "model")
    path = tmp_path / "model" / "processor_config.json"
    data = json.loads(path.read_text())
    del data["processor_class"]
    path.write_text(json.dumps(data))
    for file, changes in (
        ("tokenizer_config.json", {"processor_class": None}),
        ("config.json", {"model_type": "hubert"}),
    ):
        kept = tmp_path / "model" / file
        old = json.loads(kept.read_text()) if kept.exists() else {}
        kept.write_text(json.dumps({**old, **changes}))
    found = factory.AutoProcessor.from_pretrained(tmp_path / "model")
    assert type(found) is factory.Wav2Vec2Processor


PUBLISHED: dict[str, dict[str, dict[str, Any]]] = {
    "Wav2Vec2Processor": {
        "config.json": {"model_type": "wav2vec2"},
        "preprocessor_config.json": {
            "do_normalize": True,
            "feature_size": 1,
            "padding_side": "right",
            "padding_value": 0.0,
            "return_attention_mask": False,
            "sampling_rate": 16000,
        },
        "tokenizer_config.json": {
            "unk_token": "<unk>",
            "bos_token": "<s>",
            "eos_token": "</s>",
            "pad_token": "<pad>",
            "do_lower_case": False,
            "return_attention_mask": False,
            "do_normalize": True,
        },
    },
    "WhisperProcessor": {
        "preprocessor_config.json": {
            "chunk_length": 30,
            "feature_extractor_type": "WhisperFeatureExtractor",
            "feature_size": 80,
            "hop_length": 160,
            "n_fft": 400,
            "n_samples": 480000,
            "nb_max_frames": 3000,
            "padding_side": "right",
            "padding_value": 0.0,
            "processor_class": "WhisperProcessor",
            "return_attention_mask": False,
            "sampling_rate": 16000,
        },
        "tokenizer_config.json": {
            "add_bos_token": False,
            "add_prefix_space": False,
            "bos_token": {"__type": "AddedToken", "content": "<|endoftext|>", "normalized": True},
            "eos_token": {"__type": "AddedToken", "content": "<|endoftext|>", "normalized": True},
            "errors": "replace",
            "model_max_length": 1024,
            "name_or_path": "",
            "pad_token": "<|endoftext|>",
            "processor_class": "WhisperProcessor",
            "return_attention_mask": False,
            "special_tokens_map_file": None,
            "tokenizer_class": "WhisperTokenizer",
            "unk_token": {"__type": "AddedToken", "content": "<|endoftext|>", "normalized": True},
        },
    },
    "CLIPProcessor": {
        "config.json": {"model_type": "clip"},
        "preprocessor_config.json": {
            "crop_size": 224,
            "do_center_crop": True,
            "do_normalize": True,
            "do_resize": True,
            "feature_extractor_type": "CLIPFeatureExtractor",
            "image_mean": [0.48145466, 0.4578275, 0.40821073],
            "image_std": [0.26862954, 0.26130258, 0.27577711],
            "resample": 3,
            "size": 224,
        },
        "tokenizer_config.json": {
            "errors": "replace",
            "unk_token": {"content": "<|endoftext|>", "normalized": True, "__type": "AddedToken"},
            "bos_token": {"content": "<|startoftext|>", "normalized": True, "__type": "AddedToken"},
            "eos_token": {"content": "<|endoftext|>", "normalized": True, "__type": "AddedToken"},
            "pad_token": "<|endoftext|>",
            "add_prefix_space": False,
            "do_lower_case": True,
            "name_or_path": "openai/clip-vit-base-patch32",
            "model_max_length": 77,
        },
    },
}
"""What the first published folders hold beside vocabularies: facebook's and OpenAI's."""


@EACH
def test_the_first_published_folders_are_read_as_transformers_reads_them(
    name: str, folders: dict[str, Path], tmp_path: Path
) -> None:
    for file, contents in PUBLISHED[name].items():
        (tmp_path / file).write_text(json.dumps(contents))
    ours = getattr(factory, name).from_pretrained(folders[name])
    ours.tokenizer.save_vocabulary(tmp_path)
    size, added = ours.tokenizer.vocab_size, ours.tokenizer.get_added_vocab()
    beyond = {token: token_id for token, token_id in added.items() if token_id >= size}
    (tmp_path / "added_tokens.json").write_text(json.dumps(beyond))
    found = factory.AutoProcessor.from_pretrained(tmp_path)
    assert type(found) is getattr(factory, name)
    asked = {**inputs(name), "return_tensors": "pt"}
    assert_same(found(**asked), transformers.AutoProcessor.from_pretrained(tmp_path)(**asked))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda p: p(), "there is nothing to prepare"),
        (lambda p: p(audio=SOUNDS[0], paddding=True), "no option 'paddding'. Did you mean"),
        (lambda p: p(audio=SOUNDS[0], padding=True, audio_kwargs={"padding": True}), "twice"),
        (lambda p: p(audio=[[float("nan")]]), "(?i)nan|finite"),
        (lambda p: p.pad(), "input_features or labels"),
        (lambda p: factory.Wav2Vec2Processor(p.feature_extractor), "needs tokenizer="),
        (lambda p: factory.Wav2Vec2Processor(p.tokenizer, p.feature_extractor), "is a Wav2Vec2CTC"),
        (lambda p: factory.CLIPProcessor(p.feature_extractor, p.tokenizer), "image_processor is"),
    ],
)
def test_wrong_requests_are_refused_in_words(
    call: Any, message: str, folders: dict[str, Path]
) -> None:
    processor = factory.Wav2Vec2Processor.from_pretrained(folders["Wav2Vec2Processor"])
    with pytest.raises(RequestError, match=message):
        call(processor)


def test_a_class_that_is_not_here_is_quoted(folders: dict[str, Path], tmp_path: Path) -> None:
    shutil.copytree(folders["CLIPProcessor"], tmp_path / "other")
    path = tmp_path / "other" / "processor_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "processor_class": "ClipProcesor"}))
    with pytest.raises(RequestError, match=r"'ClipProcesor'\. Did you mean 'CLIPProcessor'"):
        factory.AutoProcessor.from_pretrained(tmp_path / "other")


def test_an_auto_class_is_not_called() -> None:
    with pytest.raises(TypeError, match=r"use AutoProcessor\.from_pretrained"):
        factory.AutoProcessor()


def test_prompts_of_whisper_are_those_of_its_tokenizer(folders: dict[str, Path]) -> None:
    ours = factory.WhisperProcessor.from_pretrained(folders["WhisperProcessor"], language="French")
    theirs = transformers.WhisperProcessor.from_pretrained(folders["WhisperProcessor"])
    assert ours.tokenizer.language == "french"
    asked = {"task": "transcribe", "language": "german"}
    assert ours.get_decoder_prompt_ids(**asked) == theirs.get_decoder_prompt_ids(**asked)
    assert ours(text="a")["input_ids"] == theirs(text="a")["input_ids"]
    assert ours.get_prompt_ids("The Thames").ndim == 1
    clip = factory.AutoTokenizer.from_pretrained(folders["CLIPProcessor"])
    with pytest.raises(RequestError, match="has no prompts"):
        factory.WhisperProcessor(ours.feature_extractor, clip).get_prompt_ids("a")
