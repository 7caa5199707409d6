"""A real checkpoint: all-MiniLM-L6-v2 (https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2),
a BERT that a package carries."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from torch import Tensor
from torch.nn.functional import cosine_similarity

import factory
from factory.models import model_class
from factory.tokenizer_classes import family_class
from tests.checkpoint.peers import family_of
from tests.tokenizers.families import MINILM

BERT = family_of("bert")
HEADS = [head for head in BERT.head_names if head != "base"]
PAIRS = (
    ("A man is eating food.", "Somebody is having a meal."),
    ("The weather is lovely today.", "It is so sunny outside!"),
    ("How do I reset my password?", "I forgot my login and need a new password."),
)
"""Sentences, each with a paraphrase; the pairs have nothing to do with each other."""
SENTENCES = [sentence for pair in PAIRS for sentence in pair]
REAL = [
    *SENTENCES,
    "Größe, naïve café — 東京 and 🙂: unaffable?",
    "A longer sentence makes all the others carry padding, which is left out of the computation.",
]


@pytest.fixture(scope="module", params=["tokenizer.json", "vocab.txt"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkpoint with its tokenizer in the newer layout, or in the oldest one alone."""
    target = tmp_path_factory.mktemp(request.param.replace(".", "-"))
    for name in ("config.json", "model.safetensors", request.param):
        shutil.copy(MINILM / name, target)
    return target


@pytest.fixture(scope="module")
def peer() -> Any:
    return transformers.AutoModel.from_pretrained(MINILM).eval()


@pytest.fixture(scope="module")
def model() -> Any:
    return factory.AutoModel.from_pretrained(MINILM).eval()


def inputs() -> dict[str, Tensor]:
    """What transformers' own tokenizer makes of the sentences."""
    tokenizer: Any = transformers.AutoTokenizer.from_pretrained(MINILM)
    return dict(tokenizer(REAL, padding=True, return_tensors="pt"))


def mean(hidden: Tensor, mask: Tensor) -> Tensor:
    """(batch, width): the mean over real tokens, as the model was trained."""
    rows = zip(hidden, mask.bool(), strict=True)
    return torch.stack([tokens[real].mean(0) for tokens, real in rows])


@pytest.mark.parametrize("use_fast", [True, False], ids=["fast", "slow"])
def test_both_layouts_load_with_the_ids_of_transformers(folder: Path, use_fast: bool) -> None:
    tokenizer = family_class(BERT, use_fast).from_pretrained(folder)
    expected = inputs()
    batch = tokenizer(REAL, padding=True, return_tensors="pt")
    assert {name: x.tolist() for name, x in batch.items()} == {
        name: x.tolist() for name, x in expected.items()
    }


def test_both_layouts_make_a_whole_bundle(folder: Path, tmp_path: Path) -> None:
    built = factory.build([f"weights={folder}", f"output_dir={tmp_path / 'out'}"])
    assert type(built.model).__name__ == "BertModel"
    assert (built.report.new, built.report.dropped) == ((), ())
    again = factory.load(tmp_path / "out", verify=True)
    assert again.tokenizer is not None
    expected = inputs()
    real = expected["attention_mask"][-2].bool()
    assert again.tokenizer(REAL[-2])["input_ids"] == expected["input_ids"][-2][real].tolist()


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "padded"])
def test_hidden_states_are_those_of_transformers(model: Any, peer: Any, packed: bool) -> None:
    batch = inputs()
    model.pack_padded_batches = packed
    with torch.inference_mode():
        ours = model(**batch, output_hidden_states=True)
        theirs = peer(**batch, output_hidden_states=True)
    real = batch["attention_mask"].bool()
    assert not real.all()
    assert len(ours.hidden_states) == len(theirs.hidden_states) == 7
    for mine, other in zip(ours.hidden_states, theirs.hidden_states, strict=True):
        torch.testing.assert_close(mine[real], other[real], rtol=0, atol=1e-5)
    torch.testing.assert_close(ours.pooler_output, theirs.pooler_output, rtol=0, atol=1e-5)


def test_paraphrases_are_nearer_than_unrelated_sentences(model: Any) -> None:
    tokenizer = factory.AutoTokenizer.from_pretrained(MINILM)
    batch = tokenizer(SENTENCES, padding=True, return_tensors="pt")
    with torch.inference_mode():
        vectors = mean(model(**batch).last_hidden_state, batch["attention_mask"])
    cosines = cosine_similarity(vectors[:, None], vectors[None], dim=-1)
    kin = torch.block_diag(*[torch.ones(2, 2)] * len(PAIRS)).bool()
    paraphrases = cosines[kin & ~torch.eye(len(SENTENCES), dtype=torch.bool)]
    assert paraphrases.min() > 0.5
    assert cosines[~kin].max() < 0.25


def test_saved_here_it_loads_in_transformers_with_equal_outputs(model: Any, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path)
    factory.AutoTokenizer.from_pretrained(MINILM).save_pretrained(tmp_path)
    theirs, info = transformers.AutoModel.from_pretrained(tmp_path, output_loading_info=True)
    assert not any(info.values())
    tokenizer: Any = transformers.AutoTokenizer.from_pretrained(tmp_path)
    batch = tokenizer(REAL, padding=True, return_tensors="pt")
    real = batch["attention_mask"].bool()
    with torch.inference_mode():
        ours, other = model(**batch), theirs.eval()(**batch)
    torch.testing.assert_close(
        ours.last_hidden_state[real], other.last_hidden_state[real], rtol=0, atol=1e-5
    )


@pytest.mark.parametrize("head", HEADS)
def test_the_checkpoint_goes_under_every_head_and_back(
    head: str, model: Any, tmp_path: Path
) -> None:
    needed = BERT.head_options.get(head, {})
    with_head = model_class("bert", head).from_pretrained(MINILM, **needed)
    report, own = with_head.load_report, dict(with_head.named_parameters())
    assert set(report.new) == {name for name in own if name.startswith("head.")} != set()
    assert all(name.startswith("pooler.") for name in report.dropped)
    assert bool(report.dropped) is ("body.pool.dense.weight" not in own)
    with_head.save_pretrained(tmp_path)
    back = model_class("bert", "base").from_pretrained(tmp_path)
    originals = dict(model.named_parameters())
    kept = {name for name in originals if name in own}
    assert set(back.load_report.new) == originals.keys() - kept
    assert all(
        torch.equal(parameter, originals[name])
        for name, parameter in back.named_parameters()
        if name in kept
    )
