"""The whole path of speech: sound in, text out, from a small model that has learned three clips."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import soundfile
import torch
import transformers
from torch import Tensor

import factory
from factory.cli import main
from tests.processors.sounds import RATE, librivox_folder

__all__ = ["librivox_folder"]  # a fixture

SMALL = (
    "d_model=64",
    "num_mel_bins=40",
    "encoder_layers=2",
    "encoder_attention_heads=2",
    "encoder_ffn_dim=128",
    "decoder_layers=2",
    "decoder_attention_heads=2",
    "decoder_ffn_dim=128",
    "max_source_positions=300",
    "max_target_positions=64",
)
"""Six seconds at once, and a thousandth of Whisper's numbers."""
SAID = {"language": "en", "task": "transcribe"}


@dataclass(frozen=True)
class Trained:
    """A model that has learned its clips by heart.

    Attributes:
        built: model and processor.
        folder: the bundle that it was saved as.
        clips: files of recordings.
        texts: what is said in each.
        features: what the model hears of each (clips, bands, times).
    """

    built: Any
    folder: Path
    clips: list[Path]
    texts: list[str]
    features: Tensor


@pytest.fixture(scope="module")
def trained(librivox_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trained]:
    """The three shortest clips, learned; on one thread, which small steps are quicker on."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    clips = sorted(librivox_folder.glob("*.wav"), key=lambda path: path.stat().st_size)[:3]
    texts = [clip.with_suffix(".txt").read_text(encoding="utf-8").strip() for clip in clips]
    built = factory.build(
        [
            "architecture=whisper",
            "head=conditional_generation",
            *(f"architecture.{option}" for option in SMALL),
            "processor.chunk_length=6",
            "tokenizer.fit_model=true",
            "seed=1",
        ]
    )
    sounds = [soundfile.read(clip, dtype="float32")[0] for clip in clips]
    features = built.processor(sounds, sampling_rate=RATE, return_tensors="pt")["input_features"]
    learn(built, features, texts)
    folder = tmp_path_factory.mktemp("speech") / "bundle"
    built.save(folder)
    yield Trained(built, folder, clips, texts, features)
    torch.set_num_threads(threads)


def learn(built: Any, features: Tensor, texts: list[str]) -> None:
    """Fit a model until it knows its clips."""
    model, tokenizer = built.model, built.tokenizer
    tokenizer.set_prefix_tokens(**SAID)
    model.generation_config = factory.GenerationConfig(
        **model.generation_config.to_dict(),
        max_length=40,
        is_multilingual=True,
        lang_to_id={"<|en|>": tokenizer.convert_tokens_to_ids("<|en|>")},
        task_to_id={"transcribe": tokenizer.convert_tokens_to_ids("<|transcribe|>")},
        no_timestamps_token_id=tokenizer.convert_tokens_to_ids("<|notimestamps|>"),
    )
    written = built.processor(text=texts, padding=True, return_tensors="pt")
    labels = written["input_ids"].masked_fill(written["attention_mask"] == 0, -100)
    labels = labels[:, 1:]  # the decoder begins with the first token by itself
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=0.0)
    model.train()
    for _ in range(150):
        loss = model(input_features=features, labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if loss.item() < 0.02:
            break
    model.eval()


def test_what_was_learned_is_written_down(trained: Trained) -> None:
    ids = trained.built.model.generate(trained.features, **SAID)
    assert trained.built.processor.batch_decode(ids, skip_special_tokens=True) == trained.texts


def test_a_saved_model_writes_the_same(trained: Trained) -> None:
    before = trained.built.model.generate(trained.features, **SAID)
    again = factory.load(trained.folder)
    assert torch.equal(again.model.generate(trained.features, **SAID), before)
    one = factory.WhisperForConditionalGeneration.from_pretrained(trained.folder)
    assert torch.equal(one.generate(trained.features, **SAID), before)


def test_transformers_writes_the_same(trained: Trained) -> None:
    theirs = transformers.WhisperForConditionalGeneration.from_pretrained(trained.folder)
    ours = trained.built.model.generate(trained.features, **SAID)
    found = theirs.generate(trained.features, **SAID)
    length = found.shape[1]  # it leaves out what ends the longest text
    assert torch.equal(found, ours[:, :length])
    assert (ours[:, length:] == trained.built.config.eos_token_id).all()
    processor = transformers.WhisperProcessor.from_pretrained(trained.folder)
    assert processor.batch_decode(found, skip_special_tokens=True) == trained.texts
    sounds = [soundfile.read(clip, dtype="float32")[0] for clip in trained.clips]
    heard = processor(sounds, sampling_rate=RATE, return_tensors="pt")["input_features"]
    assert (heard - trained.features).abs().max() < 1e-5


@pytest.mark.parametrize("writer", ["factory", "transformers"])
def test_the_command_line_writes_down_recordings(
    writer: str, trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = trained.folder
    if writer == "transformers":
        theirs = transformers.WhisperForConditionalGeneration.from_pretrained(folder)
        theirs.save_pretrained(tmp_path)
        transformers.WhisperProcessor.from_pretrained(folder).save_pretrained(tmp_path)
        folder = tmp_path
    inputs = ",".join(map(str, trained.clips))
    options = ["generation.language=en", "generation.task=transcribe"]
    status = main(["generate", str(folder), f"input=[{inputs}]", *options, "--json"])
    assert status == 0
    told = capsys.readouterr().out
    assert all(json.dumps(text) in told for text in trained.texts)
