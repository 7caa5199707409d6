"""Building, loading and running models."""

from __future__ import annotations

import random
import re
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from _bench_common import OURS, PEER, Figures, Row, against, child, in_turns, medians, quiet


def built(runs: int) -> Figures:
    """DistilBERT-base with random weights."""

    def make(library: Any) -> Any:
        return library.DistilBertModel(library.DistilBertConfig())

    return in_turns({side: partial(make, quiet(side)) for side in (OURS, PEER)}, runs)


def loaded(side: str, folder: str) -> Figures:
    """A checkpoint of BERT-base's size, loaded and every number read once, after a small one."""
    library = quiet(side)
    small = {"vocab_size": 40, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = library.BertConfig(**small, intermediate_size=8)
    with tempfile.TemporaryDirectory() as warm_up:
        library.BertModel(config).save_pretrained(warm_up)
        library.BertModel.from_pretrained(warm_up)
    for path in Path(folder).glob("*.safetensors"):
        with path.open("rb") as file:
            while file.read(1 << 20):
                pass  # the disk's speed is nobody's merit
    before = resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here on
    begin = time.perf_counter()
    model = library.BertModel.from_pretrained(folder)
    for parameter in model.parameters():
        parameter.sum()
    seconds = time.perf_counter() - begin
    return {"ms": 1000 * seconds, "MB": resident("VmHWM") - before}


def resident(field: str) -> float:
    """Memory of this process in MB, as Linux counts it."""
    found = re.search(rf"{field}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1000


def forward(runs: int, batch: int, length: int) -> Figures:
    """DistilBERT-base in inference, every token real."""
    import torch

    models = distilberts()
    ids = torch.randint(1000, 30000, (batch, length), generator=torch.Generator().manual_seed(0))
    mask = torch.ones_like(ids)

    def run(model: Any) -> None:
        model(input_ids=ids, attention_mask=mask)

    with torch.inference_mode():
        states = [m.eval()(input_ids=ids, attention_mask=mask)[0] for m in models.values()]
        torch.testing.assert_close(states[0], states[1], atol=1e-4, rtol=1e-4)
        return in_turns({side: partial(run, model) for side, model in models.items()}, runs)


def forward_backward(runs: int) -> Figures:
    """DistilBERT-base in training, 16 x 128 tokens of which 35% are real."""
    import torch

    models = distilberts()
    lengths = lengths_at(0.35, 16, 128)
    mask = (torch.arange(128) < torch.tensor(lengths)[:, None]).long()
    ids = torch.randint(1000, 30000, (16, 128), generator=torch.Generator().manual_seed(0)) * mask

    def run(model: Any) -> None:
        hidden = model(input_ids=ids, attention_mask=mask)[0]
        (hidden * mask[..., None]).square().mean().backward()
        model.zero_grad()

    for model in models.values():
        model.train()
    return in_turns({side: partial(run, model) for side, model in models.items()}, runs)


def lengths_at(share: float, batch: int, longest: int) -> list[int]:
    """Lengths that fill a share of a padded batch, the longest included; always the same."""
    chance = random.Random(0)
    lengths = [longest] + [chance.randint(4, longest // 2) for _ in range(batch - 1)]
    while sum(lengths) != round(share * batch * longest):
        place = chance.randrange(1, batch)
        step = 1 if sum(lengths) < share * batch * longest else -1
        lengths[place] = min(max(lengths[place] + step, 4), longest)
    return lengths


def distilberts() -> dict[str, Any]:
    """DistilBERT-base on both sides with the same weights."""
    return pair("DistilBertModel", "DistilBertConfig")


def pair(model: str, config: str) -> dict[str, Any]:
    """A model of the configuration's own size on both sides, with the same weights."""
    library = quiet(PEER)
    peer = getattr(library, model)(getattr(library, config)())
    with tempfile.TemporaryDirectory() as folder:
        peer.save_pretrained(folder)
        return {OURS: getattr(import_module(OURS), model).from_pretrained(folder), PEER: peer}


def seen_or_heard(runs: int, family: str) -> Figures:
    """ViT-base, CLIP-B/32 or wav2vec2-base in inference, without padding."""
    import torch

    chance = torch.Generator().manual_seed(0)
    pictures = torch.randn(8, 3, 224, 224, generator=chance)
    ids = torch.randint(1000, 40000, (8, 77), generator=chance)
    ids[:, -1] = 49407  # where a text ends
    inputs = {
        "ViT": {"pixel_values": pictures},
        "CLIP": {"pixel_values": pictures, "input_ids": ids},
        "Wav2Vec2": {"input_values": torch.randn(4, 80_000, generator=chance)},
    }[family]
    return run_alike(runs, family, inputs)


def ragged(runs: int, clips: int, seconds: int) -> Figures:
    """wav2vec2-base in inference, recordings of 25% to 100% of the longest."""
    import torch

    chance = torch.Generator().manual_seed(0)
    longest = 16_000 * seconds
    lengths = (longest * torch.linspace(0.25, 1, clips)).long()
    mask = (torch.arange(longest) < lengths[:, None]).long()
    waves = torch.randn(clips, longest, generator=chance) * mask
    return run_alike(runs, "Wav2Vec2", {"input_values": waves, "attention_mask": mask})


def run_alike(runs: int, family: str, inputs: dict[str, Any]) -> Figures:
    """Both sides' models in turns, whose results are checked to be the same first."""
    import torch

    models = pair(f"{family}Model", f"{family}Config")
    ours, peer = (model.eval() for model in models.values())
    with torch.inference_mode():
        one, other = ours(**inputs), peer(**inputs)
        name = "logits_per_image" if family == "CLIP" else "last_hidden_state"
        a, b = one[name], other[name]
        if "attention_mask" in inputs:
            frames = peer._get_feat_extract_output_lengths(inputs["attention_mask"].sum(1))
            real = torch.arange(a.shape[1]) < frames[:, None]
            a, b = a[real], b[real]
        torch.testing.assert_close(a, b, atol=1e-4, rtol=1e-4)
        del one, other, a, b
        return in_turns({side: partial(model, **inputs) for side, model in models.items()}, runs)


def measure_build(runs: int) -> Iterator[Row]:
    """A model with random weights."""
    found = child(built, 3 * runs)
    what = "build DistilBERT-base, random weights"
    yield against("build", what, "ms", found[OURS], found[PEER], 3, "3 times faster")


def measure_load(runs: int) -> Iterator[Row]:
    """A checkpoint of BERT-base's size: time and memory."""
    with tempfile.TemporaryDirectory() as folder:
        library = quiet(PEER)
        library.BertModel(library.BertConfig()).save_pretrained(folder)
        ours, peer = medians(
            runs, lambda: child(loaded, OURS, folder), lambda: child(loaded, PEER, folder)
        )
    what = "load a BERT-base folder"
    yield against("load", what, "ms", ours["ms"], peer["ms"], 1, "not slower")
    what = "peak memory of loading it"
    yield against("load-memory", what, "MB", ours["MB"], peer["MB"], 1, "not more")


def measure_forward(runs: int) -> Iterator[Row]:
    """Inference."""
    for batch, length, times in ((1, 32, 10 * runs), (16, 128, 2 * runs)):
        found = child(forward, times, batch, length)
        what = f"forward, {batch} x {length}, no padding"
        name = f"forward-{batch}x{length}"
        yield against(name, what, "ms", found[OURS], found[PEER], 1, "not slower")


def measure_training(runs: int) -> Iterator[Row]:
    """Forward and backward with padding."""
    found = child(forward_backward, runs)
    what = "forward and backward, 35% real tokens"
    yield against("padded", what, "ms", found[OURS], found[PEER], 2.5, "2.5 times faster")


def measure_vit(runs: int) -> Iterator[Row]:
    """Pictures through ViT."""
    found = child(seen_or_heard, 2 * runs, "ViT")
    what = "forward of ViT-base, 8 pictures"
    yield against("forward-vit", what, "ms", found[OURS], found[PEER], 1, "not slower")


def measure_clip(runs: int) -> Iterator[Row]:
    """Pictures and texts through CLIP."""
    found = child(seen_or_heard, 4 * runs, "CLIP")
    what = "forward of CLIP-B/32, 8 pictures, 8 texts"
    yield against("forward-clip", what, "ms", found[OURS], found[PEER], 1, "not slower")


def measure_wav2vec2(runs: int) -> Iterator[Row]:
    """Sound through wav2vec 2.0."""
    found = child(seen_or_heard, 2 * runs, "Wav2Vec2")
    what = "forward of wav2vec2-base, 4 clips of 5 s"
    yield against("forward-wav2vec2", what, "ms", found[OURS], found[PEER], 1, "not slower")


def measure_ragged(runs: int) -> Iterator[Row]:
    """Sound of different lengths."""
    found = child(ragged, runs, 8, 8)
    what = "wav2vec2-base, 8 clips of 2 to 8 s"
    yield against("ragged", what, "ms", found[OURS], found[PEER], 1.5, "1.5 times faster")
